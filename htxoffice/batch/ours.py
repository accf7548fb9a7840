"""Which files of the reports folder are ours: only these are written over, moved or removed; the rest is somebody's own.

Ours is what the account names: the outputs of the manifest, the pages of the site, and in `ours.json` what a build is
about to write, and what it wrote once for publications that are no longer planned.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from htxlib.words.errors import Fault, InputError, quote
from htxoffice.batch.cache import Inputs
from htxoffice.batch.files import PRIVATE, digest
from htxoffice.batch.manifest import NAME
from htxoffice.batch.private import clear_way
from htxoffice.publish.formats import CSV_OPENING, FOLDER, INDEX

_FILE = "ours.json"
KEPT = f"{PRIVATE}/truoc"  # reports that were held back since: as they were published last
# What every page of the site has, also one whose account was lost.
_SITE = (b'<a class="bo-qua" href="#noi-dung">', "Đến danh sách báo cáo".encode(), b'<div class="trang rong">')
_SHOWN = 5


class Ours:
    """The names of our files, each with the digest of what we wrote there, "" where it is not known."""

    def __init__(self, reports: Path, inputs: Inputs, entries: Mapping[str, dict]):
        self._reports, self._inputs, self._private = reports, inputs, inputs.private
        self._pages: dict[str, str] = (self._private.read("site.json") or {"pages": {}})["pages"]
        self._claimed: dict[str, str] = self._private.read(_FILE) or {}
        self._remembers = any(path.startswith(f"{reports}{os.sep}") for path in inputs.published.known)
        told = {name: sha for entry in entries.values() for name, sha in entry["outputs"].items()}
        outputs = {name: sha for name, sha in told.items() if self._is_remembered(name)}
        self._known = self._claimed | self._pages | outputs

    def claim(self, names: Iterable[str]) -> None:
        """Take names for files to be written; raises InputError where something lies that is not ours."""
        names = sorted(set(names))
        if foreign := [name for name in names if not self._may_write(name)]:
            more = f" và {len(foreign) - _SHOWN} tệp khác" if len(foreign) > _SHOWN else ""
            found = ", ".join(map(quote, foreign[:_SHOWN])) + more
            raise InputError(Fault(
                "thư mục kết quả không có sẵn tệp của người khác ở chỗ sẽ ghi báo cáo", found,
                "Chuyển các tệp ấy sang nơi khác, hoặc chọn thư mục kết quả khác bằng --reports.", at="--reports",
            ))  # fmt: skip
        fresh = {name: "" for name in names if name not in self._known}
        if fresh:
            self._known |= fresh
            self._remember(self._claimed | fresh)

    def unknown(self, folder: str) -> list[str]:
        """The names of files that lie in a folder of ours without being known to be ours."""
        there = (self._reports / folder).glob("*") if (self._reports / folder).is_dir() else ()
        return [name for path in sorted(there) if (name := f"{folder}/{path.name}") not in self._known]

    def forget(self, entries: Mapping[str, dict], pages: Mapping[str, str]) -> list[str]:
        """Remember of what is in no account any more only what still lies there; return these names."""
        named = {name for entry in entries.values() for name in entry["outputs"]} | pages.keys() | {INDEX}
        left = {name: sha for name, sha in sorted(self._known.items()) if name not in named and self._is_file(name)}
        self._remember(left)
        return list(left)

    def remove(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """Remove files that are as we wrote them; return their names, and the names of those that were changed since."""
        removed, changed = [], []
        for name in names:
            path = self._reports / name
            if self._as_written(name):
                path.unlink()
                removed.append(name)
                with suppress(OSError):  # another file is in it
                    path.parent.rmdir()
            else:
                changed.append(name)
        return removed, changed

    def hold_back(self, names: Iterable[str]) -> None:
        """Move published files of a report that did not come to its end out of the readers' sight."""
        for name in names:
            if name in self._known and self._is_file(name):
                target = self._reports / KEPT / name
                clear_way(self._reports, f"{KEPT}/{name}")
                target.parent.mkdir(parents=True, exist_ok=True)
                (self._reports / name).replace(target)

    def let_go(self, names: Iterable[str]) -> None:
        """Drop what was held back of a report that is published again."""
        for name in filter(self._is_file, (f"{KEPT}/{name}" for name in names)):
            (self._reports / name).unlink()

    def _may_write(self, name: str) -> bool:
        path = self._reports / name
        if any(self._is_link(step) for step in (path, *path.parents) if step.is_relative_to(self._reports)):
            return False
        if not path.exists():
            return not path.parent.exists() or path.parent.is_dir()
        return path.is_file() and (name in self._known or self._was_published(path) or self._is_site_page(name))

    def _is_link(self, step: Path) -> bool:
        return step != self._reports and step.is_symlink()

    def _was_published(self, path: Path) -> bool:
        """Whether it is to the byte what we wrote there, as the memory of digests has it: the account may be spoiled."""
        return digest(path.read_bytes()) == self._inputs.published.known.get(str(path), [""])[-1]

    def _is_remembered(self, name: str) -> bool:
        """Whether our memory of digests, where there is one of this folder, has a file of that name as well: a line of the
        account that a hand changed may name somebody's file."""
        return not self._remembers or str(self._reports / name) in self._inputs.published.known

    def _is_site_page(self, name: str) -> bool:
        if name != INDEX and not name.startswith(f"{FOLDER}/"):
            return False
        content = (self._reports / name).read_bytes()
        return content.startswith(CSV_OPENING) if name.endswith(".csv") else all(mark in content for mark in _SITE)

    def _as_written(self, name: str) -> bool:
        sha = self._known.get(name)
        return bool(sha) and self._is_file(name) and digest((self._reports / name).read_bytes()) == sha

    def _is_file(self, name: str) -> bool:
        path = self._reports / name
        return path.is_file() and not any(map(self._is_link, (path, path.parent)))

    def _remember(self, claimed: Mapping[str, str]) -> None:
        if claimed != self._claimed:
            self._claimed = dict(claimed)
            self._private.write(_FILE, self._claimed)


def check_own_files(reports: Path) -> None:
    """Raise InputError if the account or the private folder is a link: nothing is written where it leads."""
    inside = [reports / NAME, reports / PRIVATE]
    inside += (reports / PRIVATE).glob("*") if not (reports / PRIVATE).is_symlink() else []
    if links := [path.relative_to(reports).as_posix() for path in inside if path.is_symlink()]:
        expected, found = "tệp của chính thư mục kết quả, không phải liên kết dẫn ra ngoài", ", ".join(map(quote, links))
        remedy = "Xóa liên kết ấy, hoặc chọn thư mục kết quả khác bằng --reports."
        raise InputError(Fault(expected, found, remedy, at="--reports"))
