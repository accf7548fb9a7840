"""Two editions as they lie on the disk, side files or folders of reports: what changed in each report, told and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.words.errors import Fault, Faults, InputError, quote
from htxoffice.publish import changes
from htxoffice.publish.formats import FIGURES
from htxoffice.publish.side_file import REMEDY, read_side


class Compared:
    """Report (its address in both folders) → what changed; and the reports that only one of the two has."""

    def __init__(self, old: Path, new: Path):
        """Read both; raises InputError with every file that is no side file, and where one is a file, the other a folder."""
        before, now = _side_files(old), _side_files(new)
        if old.is_dir() != new.is_dir():
            found = f"{quote(old.name)} và {quote(new.name)}"
            raise InputError(Fault("hai tệp, hoặc hai thư mục", f"một tệp và một thư mục: {found}", REMEDY))
        if not old.is_dir():
            before, now = ({"": path} for path in (old, new))
        faults = Faults()
        self.reports: dict[str, changes.Changes] = {}
        for name in sorted(before.keys() & now.keys()):
            sides = [read_side(each, faults) for each in (before[name], now[name])]
            if all(sides):
                self.reports[name or _title(sides[1])] = changes.compare(*sides)
        faults.raise_if_any()
        self.only_new, self.only_old = sorted(now.keys() - before.keys()), sorted(before.keys() - now.keys())

    def __bool__(self) -> bool:
        return any([*self.reports.values(), self.only_new, self.only_old])

    def text(self) -> str:
        """For a person."""
        lines: list[str] = []
        for name, found in self.reports.items():
            if found:
                lines += [f"{name}: {changes.editions(found)}.", *(f"  {line}" for line in changes.lines(found)), ""]
        for title, names in (("Báo cáo mới có", self.only_new), ("Báo cáo không còn", self.only_old)):
            lines += [f"{title}: {', '.join(names)}.", ""] if names else []
        same = sum(not found for found in self.reports.values())
        told = f"{len(self.reports)} báo cáo có ở cả hai lần: {same} như cũ, {len(self.reports) - same} có thay đổi."
        return "\n".join([*lines, told])

    def to_json(self) -> str:
        """For machines: reports that changed, each with its lists; and the names of those that only one edition has."""
        told = {name: found.record() for name, found in self.reports.items() if found}
        whole = {"reports": told, "only_new": self.only_new, "only_old": self.only_old}
        return json.dumps(whole, ensure_ascii=False, indent=1)


def _side_files(folder: Path) -> dict[str, Path]:
    """Address of the report ("nam-2022/yen-bai") → its side file, hidden folders left out."""
    if not folder.is_dir():
        return {}
    files = ((path.relative_to(folder), path) for path in sorted(folder.rglob(f"*.{FIGURES}")))
    found = {name.as_posix().removesuffix(f".{FIGURES}"): path for name, path in files if name.parts[0][0] != "."}
    if not found:
        raise InputError(Fault("thư mục có tệp ….figures.json", f"không có tệp nào trong {quote(folder)}", REMEDY))
    return found


def _title(side: Mapping) -> str:
    return side["report"].get("title", "") or "Báo cáo"
