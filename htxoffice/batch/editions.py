"""Editions that stay: the reports as they stand, copied as they are into a folder of their own, and the list of them.

Nothing of this is a part of a build: whoever wants to keep an edition says so, and whoever wants a page to speak of an
earlier one names it (`htx build --since`). So the same input still gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.codelists.periods import Moment, day_text
from htxlib.data.write import put
from htxlib.words.errors import Fault, Faults, InputError, quote
from htxoffice.batch import manifest
from htxoffice.batch.files import digest
from htxoffice.batch.private import Private
from htxoffice.publish.formats import FIGURES, INDEX
from htxoffice.publish.page import render
from htxoffice.publish.two_editions import Compared

LIST = "an-ban.json"  # the editions in the order in which they were kept


def keep(reports: Path, into: Path) -> tuple[str, bool]:
    """Copy all published files of a folder of reports below `into`; return the name of the edition, and whether it is new.

    The name is the last day of the data and a digest of the files. Raises InputError where there are no reports, a file is
    not as the account has it, or the list in `into` is somebody else's.
    """
    expected = _expected(reports)
    contents = {name: (reports / name).read_bytes() for name in expected}
    dates = [_date(content) for name, content in contents.items() if name.endswith(f".{FIGURES}")]
    told = "\n".join(f"{name} {sha}" for name, sha in sorted(expected.items()))
    name = "-".join(filter(None, (max(dates, default=""), digest(told.encode())[:8])))
    known = _known(into)
    if any(each["name"] == name for each in known):
        return name, False
    put({into / name / path: content for path, content in contents.items()})
    before = known[-1]["name"] if known else ""
    known.append({"name": name, "date": max(dates, default=""), "reports": len(dates)} | _told(into, before, name))
    page = render("editions.html.j2", editions=list(reversed(known)), day=_day)
    listed = json.dumps(known, ensure_ascii=False, indent=1) + "\n"
    put({into / INDEX: page.encode(), into / LIST: listed.encode()})
    return name, True


def _expected(reports: Path) -> dict[str, str]:
    """Name → digest of every file that stands; raises InputError if one is not there any more, or another."""
    entries = manifest.read(reports)
    expected = {name: sha for entry in entries.values() for name, sha in entry["outputs"].items()}
    if not expected:
        raise InputError(Fault("thư mục có báo cáo đã dựng", quote(reports), "Dựng trước: htx build.", at="--reports"))
    expected |= (Private(reports).read("site.json") or {"pages": {}})["pages"]
    faults = Faults()
    for name, sha in expected.items():
        path = reports / name
        if not path.is_file() or digest(path.read_bytes()) != sha:
            found = "đã bị sửa" if path.is_file() else "không còn"
            faults.add("tệp như đã dựng", found, "Dựng lại bằng htx build, hoặc xem htx verify.", name)
    faults.raise_if_any()
    return expected


def _known(into: Path) -> list[dict]:
    """The editions kept so far; raises InputError where index and list are not ours."""
    try:
        known = json.loads((into / LIST).read_text("utf-8")) if (into / LIST).exists() else []
        if all({"name", "date", "reports"} <= each.keys() for each in known) and (known or not (into / INDEX).exists()):
            return known
    except (ValueError, AttributeError, TypeError):
        pass
    found = f"{quote(into / LIST)} khác"
    raise InputError(Fault("thư mục do htx keep tạo", found, "Chọn thư mục khác.", at="--into"))


def _told(into: Path, before: str, now: str) -> Mapping:
    """How many reports say something else than in the edition before."""
    if not before or not (into / before).is_dir():
        return {}
    found = Compared(into / before, into / now)
    return {"changed": sum(map(bool, found.reports.values())), "new": len(found.only_new), "gone": len(found.only_old)}


def _date(side: bytes) -> str:
    return json.loads(side).get("edition", {}).get("date", "")


def _day(text: str) -> str:
    return day_text(Moment.parse(text).last) if text else "–"
