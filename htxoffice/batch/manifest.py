"""reports/manifest.jsonl: one line per job, what went in and what came out. No times: same build, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.codelists.periods import Moment
from htxlib.words.text import one_line
from htxoffice.batch.files import PRIVATE, digest, put
from htxoffice.batch.private import Private, clear_way, fits, free_name, read_bytes, sentence
from htxoffice.publish.formats import ANNEX, FIGURES, FORMATS, INDEX

NAME = "manifest.jsonl"
DONE, FAILED = "done", "failed"
SEAL = "seal"
_SHAPE = {"publication": str, "place": str, "title": str, "notebook": str, "params": dict, "inputs": dict, "status": str,
          "outputs": {str: str}}  # fmt: skip
_FAILURE = {"place": str, "notebook": str, "cell": int, "message": str}


def read(reports: Path) -> dict[str, dict]:
    """Return the last line of each job by its id; what is no line of ours counts as never written."""
    return read_and_tell(reports)[0]


def read_and_tell(reports: Path) -> tuple[dict[str, dict], str]:
    """The same, and a sentence if more is wrong than a last line that was cut by a crash."""
    try:
        text = read_bytes(reports / NAME).decode()
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError):
        return {}, sentence([NAME])
    *lines, last = text.split("\n")  # not splitlines: a text may hold other ends of lines
    found = [_entry(line) for line in lines]
    entries = {f"{entry['publication']}/{entry['place']}": entry for entry in (*found, _entry(last)) if entry}
    cut = not last or last[0] == "{"
    return entries, "" if cut and None not in found else sentence([NAME])


def _entry(line: str) -> dict | None:
    try:
        entry = json.loads(line)
        seal = entry.pop(SEAL, "") if isinstance(entry, dict) else ""
        if is_entry(entry) and seal == _seal(entry):
            return entry
    except (ValueError, RecursionError):  # no JSON, half of a letter, brackets without end
        pass
    return None


def is_entry(entry: object) -> bool:
    """Whether it is what `append` wrote: what is read from it later names files and goes on pages."""
    if not isinstance(entry, dict) or not fits({key: entry.get(key) for key in _SHAPE}, _SHAPE):
        return False
    id_, params = f"{entry['publication']}/{entry['place']}", entry["params"]
    texts = [params.get(name) for name in ("don_vi", "tu_ngay", "den_ngay")]
    kinds = {"report": dict, "van_ban": dict, "asked": str, "of": str, "beside": {str: str}}
    rest = {key: entry.get(key, {} if isinstance(kind, dict) else kind()) for key, kind in kinds.items()}
    return (
        set(entry["outputs"]) <= {f"{id_}.{suffix}" for suffix in (*FORMATS, ANNEX, FIGURES)}
        and all(part and "/" not in part and part[0] != "." for part in (entry["publication"], entry["place"]))
        and texts[0] == entry["place"] and all(map(_is_day, texts[1:]))
        and fits(rest, kinds)
        and (entry["status"] == DONE or entry["status"] == FAILED and fits(entry.get("failure"), _FAILURE))
    )  # fmt: skip


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(Moment.parse(text))
    except ValueError:
        return False


def set_aside(reports: Path) -> None:
    """Keep a copy of an account that is none, or not only: it may be somebody's own file."""
    if (reports / NAME).is_file():
        put(reports, free_name(reports / NAME).name, (reports / NAME).read_bytes())


def append(reports: Path, entry: dict) -> None:
    """Add one line: rewriting the whole for each job would be quadratic in the number of jobs."""
    path = reports / NAME
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":  # a crash cut the last line
                file.write(b"\n")
        file.write(_line(entry).encode())


def save(reports: Path, entries: Mapping[str, dict]) -> bool:
    """Write all lines, sorted by id, in one step; return False and write nothing if they already stand so."""
    text = "".join(_line(entries[id_]) for id_ in sorted(entries))
    path = reports / NAME
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    clear_way(reports, NAME)
    put(reports, NAME, text)
    return True


def _line(entry: dict) -> str:
    return _written(entry | {SEAL: _seal(entry)}) + "\n"


def _seal(entry: dict) -> str:
    """A digest of all that a line says: a line in which a hand changed something is none of ours any more."""
    return digest(_written(entry).encode())[:16]


def _written(entry: dict) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verify(reports: str | Path) -> list[str]:
    """Return a sentence for each published file that is missing, altered or unknown to the manifest."""
    reports, private = Path(reports), Private(Path(reports))
    entries, told = read_and_tell(reports)
    expected = {name: sha for entry in entries.values() for name, sha in entry["outputs"].items()}
    expected |= (private.read("site.json") or {"pages": {}})["pages"]
    folders = [folder for folder in reports.glob("*") if folder.is_dir() and not _is_own(folder)]
    found = {
        path.relative_to(reports).as_posix(): path
        for path in [reports / INDEX, *(path for folder in folders for path in folder.glob("*"))]
        if path.is_file()
    }
    sentences = [line for line in (told, private.told(), "" if entries else f"{NAME}: không có hoặc trống.") if line]
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            sentences.append(f"{name}: tệp đã công bố không còn.")
        elif name not in expected:
            sentences.append(f"{one_line(name)}: tệp không có trong {NAME}.")
        elif digest(found[name].read_bytes()) != expected[name]:
            sentences.append(f"{name}: nội dung khác bản đã công bố.")
    return sentences


def _is_own(folder: Path) -> bool:
    """Whether a folder is no publication: the private one, one with an account of its own (reports/demo), a link."""
    return folder.name == PRIVATE or (folder / NAME).is_file() or folder.is_symlink()
