"""What an import found and did, for the screen, as a page to send back to the province, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from htxlib.checks import Finding
from htxlib.codelists import places
from htxlib.data.workbook.headings import SHEETS
from htxlib.data.write import put
from htxlib.words.text import listing, slug

from .outcome import Outcome


def ahead(outcomes: Iterable[Outcome]) -> list[str]:
    """What an import is about to change or take away of what is there, line by line; nothing of what only comes new."""
    return [
        line for each in outcomes if each.accepted and each.changes.sentences
        for line in (f"{each.file} sẽ sửa số liệu đang có:", *(f"  {said}" for said in each.changes.sentences))
    ]  # fmt: skip


def text(outcomes: Iterable[Outcome], check_only: bool = False, is_told: bool = False) -> str:
    """Every file with its faults, notes and what it changed, unless `ahead` told that; a headline at the end."""
    outcomes = list(outcomes)
    lines = [line for outcome in outcomes for line in _lines(outcome, check_only, is_told)]
    faults = sum(len(outcome.faults) for outcome in outcomes)
    refused = sum(not outcome.accepted for outcome in outcomes)
    verb = "hợp lệ" if check_only else "đã nhập"
    end = f"{len(outcomes) - refused}/{len(outcomes)} tệp {verb}"
    return "\n".join(
        [*lines, end + (f"; {refused} tệp có lỗi ({faults} lỗi), chưa nhập gì từ các tệp ấy." if refused else ".")]
    )


def _lines(outcome: Outcome, check_only: bool, is_told: bool) -> Iterable[str]:
    yield f"{outcome.file}: {verdict(outcome, check_only)}"
    yield from (f"  LỖI {fault}" for fault in outcome.faults)
    yield from (f"  Đổi: {sentence}" for sentence in outcome.changes.sentences if outcome.accepted and not is_told)
    yield from (f"  Nên xem lại {_where(f)}: {f.message} [{f.check}]" for f in outcome.findings)
    yield from (f"  Lưu ý: {note}" for note in outcome.notes)


def _where(finding: Finding) -> str:
    """Where it stands: a cell; a table, or place and year; a line of a file."""
    if finding.cell:
        return f"trang «{finding.sheet}», ô {finding.cell}"
    return finding.sheet or f"{finding.file}, dòng {finding.row}"


def verdict(outcome: Outcome, check_only: bool = False) -> str:
    """What became of the workbook, in one sentence."""
    if not outcome.accepted:
        return f"{len(outcome.faults)} lỗi, chưa nhập gì từ tệp này."
    changes = outcome.changes
    parts = [f"thêm {n} dòng {SHEETS[table]}" for table, n in changes.added.items()]
    parts += [f"sửa {n} dòng {SHEETS[table]}" for table, n in changes.revised.items()]
    parts += [f"bỏ {n} dòng {SHEETS[table]}" for table, n in changes.removed.items()]
    parts += [f"{changes.unchanged} dòng không đổi"] if changes.unchanged or not parts else []
    return f"{'hợp lệ' if check_only else 'đã nhập'}: {listing(parts)}."


def as_dict(outcome: Outcome) -> dict:
    """The outcome for machines."""
    changes = outcome.changes
    return {
        "file": outcome.file,
        "place": outcome.place,
        "accepted": outcome.accepted,
        "faults": [
            {name: getattr(fault, name) for name in ("sheet", "cell", "expected", "found", "remedy")}
            for fault in outcome.faults
        ],
        "findings": [
            {name: getattr(finding, name) for name in ("sheet", "cell", "check", "severity", "message")}
            for finding in outcome.findings
        ],
        "notes": outcome.notes,
        "added": changes.added if outcome.accepted else {},
        "revised": changes.revised if outcome.accepted else {},
        "removed": changes.removed if outcome.accepted else {},
        "unchanged": changes.unchanged if outcome.accepted else 0,
        "revisions": changes.sentences if outcome.accepted else [],
    }  # fmt: skip


def to_json(outcome: Outcome) -> str:
    return json.dumps(as_dict(outcome), ensure_ascii=False, indent=1) + "\n"


def to_html(outcome: Outcome, check_only: bool = False) -> str:
    """One quiet page without network or script."""
    from ..publish.page import render

    verdict_said = verdict(outcome, check_only)
    return render("import.html.j2", outcome=outcome, place=_name_of(outcome.place), verdict=verdict_said, where=_where)


def _name_of(place: str) -> str:
    """The name of a place that the form gives by its id; as written where it is none."""
    with suppress(places.UnknownPlace):
        return places.get(place).name
    return place


def write(outcomes: Iterable[Outcome], folder: Path, check_only: bool = False) -> list[Path]:
    """A page and a JSON file for every workbook, named after it; returns the paths of the pages."""
    files, pages = {}, []
    for outcome in outcomes:
        stem = slug(re.sub(r"\.[a-z]+$", "", outcome.file)) or "tep"
        pages.append(_free(folder, stem, files))
        files[pages[-1]] = to_html(outcome, check_only).encode()
        files[pages[-1].with_suffix(".json")] = to_json(outcome).encode()
    put(files)
    return pages


def _free(folder: Path, stem: str, taken: dict[Path, bytes]) -> Path:
    """A name that no other workbook's page has."""
    number = 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}.html") in taken:
        number += 1
    return path
