"""What the builder remembers for itself, in `.htx/`: one reader for every file, each with its shape and its seal.

A file is one JSON value below its own digest. What was cut, edited, written by another hand or another release counts as
not there: then whatever it would have saved is done again, and the person is told once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from stat import S_ISREG

from htxoffice.batch.files import PRIVATE, digest, put

LARGEST = 1 << 30  # bytes; of a hundred thousand reports it is a tenth of that
NAMES = {str: str}
_MARK = [int, int, int, str]
_JOB = [str, str, str, str, dict, dict, bool, str, NAMES]
# Name → what its JSON is made of: a type, {type of key: value}, {"key": value} or [value, …] of that length, [value, ...].
SHAPES = {
    "stat.json": {str: _MARK},
    "published.json": {str: _MARK},
    "plan.json": {"key": str, "jobs": [_JOB, ...]},
    "standing.json": {"jobs": int, "folders": NAMES, "notebooks": [str, ...], "data": [str, ...],
                      "inputs": str, "left": [str, ...]},
    "site.json": {"account": str, "pages": NAMES},
    "index.json": {str: {"mark": [str, str], "figures": dict, "verdicts": dict, "date": str, "statuses": dict}},
    "ours.json": {str: str},
    "places.json": {"mark": NAMES, "places": [str, ...], "span": str, "maps": {str: [[str, str, list, str], ...]},
                    "pages": {str: {"account": str, "data": str, "ranked": list, "stock": [str, ...], "files": NAMES}}},
}  # fmt: skip
ASKED = {str: str}  # of each report, in a folder of its publication


class Private:
    """The private files of one reports folder."""

    def __init__(self, reports: Path):
        self._reports = reports
        self.spoiled: list[str] = []  # names of files that could not be used

    def read(self, name: str):
        """Return the value in a private file, None if there is none or it cannot be used."""
        path = self._reports / PRIVATE / name
        try:
            seal, _, body = read_bytes(path).partition(b"\n")
            value = json.loads(body.decode()) if seal.decode() == digest(body) else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            value = None
        if value is None or not fits(value, SHAPES.get(name, ASKED)):
            if name not in self.spoiled:
                self.spoiled.append(name)
            return None
        return value

    def write(self, name: str, value) -> None:
        """Seal a value and put it in its file; whatever lies in the way is moved aside."""
        clear_way(self._reports, f"{PRIVATE}/{name}")
        put(self._reports, f"{PRIVATE}/{name}", sealed(value))

    def told(self) -> str:
        """One sentence on what could not be used, "" if nothing."""
        return sentence(self.spoiled)


def sentence(names: Iterable[str]) -> str:
    """What a person is told of accounts that cannot be used."""
    names = list(names)
    shown = ", ".join(f"«{name}»" for name in names[:3]) + (" …" if len(names) > 3 else "")
    return f"Sổ ghi {shown} không đọc được hoặc bị sửa: coi như chưa có và dựng lại." if names else ""


def sealed(value) -> bytes:
    """Return the content of a private file."""
    body = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return digest(body).encode() + b"\n" + body


def fits(value, shape) -> bool:
    """Whether a value from JSON is made as the shape says.

    >>> fits({"a": [1, "x"]}, {str: [int, str]}), fits({"a": [1]}, {str: [int, str]}), fits(None, {str: int})
    (True, False, False)
    """
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return False
        if str in shape:
            return all(fits(each, shape[str]) for each in value.values())
        return value.keys() == shape.keys() and all(fits(value[key], each) for key, each in shape.items())
    if isinstance(shape, list):
        if not isinstance(value, list):
            return False
        parts = [shape[0]] * len(value) if shape[-1] is ... else shape
        return len(parts) == len(value) and all(map(fits, value, parts))
    return type(value) is shape


def read_bytes(path: Path) -> bytes:
    """Return the content of an account; raises OSError for what is none: a pipe, from which nothing ever comes, or a file
    larger than any account is."""
    stat = path.stat()
    if not S_ISREG(stat.st_mode) or stat.st_size > LARGEST:
        raise OSError(f"no account: {path.name}")
    return path.read_bytes()


def clear_way(reports: Path, name: str) -> None:
    """Move aside what lies where a file of ours has to be: anything but a file in its place, anything but a folder above
    it. A link is neither: it may lead out."""
    path = reports / name
    above = [folder for folder in path.parents if folder != reports and folder.is_relative_to(reports)]
    for folder in reversed(above):
        _clear(folder, folder.is_dir())
    _clear(path, path.is_file())


def _clear(path: Path, is_right: bool) -> None:
    if path.is_symlink() or path.exists() and not is_right:
        _aside(path, path)


def sweep(reports: Path) -> None:
    """Remove what a machine that lost its power left behind; what never was a file of ours is moved aside."""
    for left in (reports / PRIVATE / "tmp").glob("*"):
        if left.is_dir() and not left.is_symlink():
            _aside(left, reports / PRIVATE / left.name)
        else:
            left.unlink(missing_ok=True)


def _aside(path: Path, where: Path) -> None:
    with suppress(OSError):  # what then stands in the way is told by whoever meets it
        path.rename(free_name(where))


def free_name(path: Path) -> Path:
    """Return a name that nobody uses for what is kept but not used: "plan.json.hong1"."""
    names = (path.with_name(f"{path.name}.hong{number}") for number in count(1))
    return next(name for name in names if not name.exists() and not name.is_symlink())
