"""A register of cooperatives as something to import: what it adds up to, and what to look at again in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from htxlib.checks import Finding
from htxlib.codelists import places
from htxlib.data import sql
from htxlib.data.dataset import Dataset
from htxlib.words.errors import Fault, InputError

from .. import register
from ..register import Total, report
from ..register.store import FIRST, tables
from ..scores import criteria
from .outcome import Outcome

USUAL_SHEET = "data/tieu_chi/xep-loai-htx-tt01-2020.yml"


@dataclass(frozen=True)
class ReadOptions:
    """How registers are read."""

    sheet: str = ""  # which points make which class; "": the usual sheet, where the project has it
    simulated: bool = False


def is_one(where: str | Path) -> bool:
    """Whether it can be nothing else; a workbook may be either, which only its sheets tell."""
    return sql.is_url(where) or Path(where).suffix.lower() == ".csv"


def checked(where: str | Path, outcome: Outcome, options: ReadOptions, others: Iterable[Outcome]) -> Dataset | None:
    """What a register adds up to, as a dataset; None with its faults told."""
    points = criteria.read(options.sheet or USUAL_SHEET) if options.sheet or Path(USUAL_SHEET).exists() else None
    try:
        found = register.read(where, more=points.columns if points else ())
    except InputError as error:
        outcome.faults += [replace(fault, file=outcome.file) for fault in error.faults]
        return None
    classes = register.by_points(found, points) if points else None
    outcome.totals, left_out = register.enough(register.totals(found, classes))
    outcome.notes, outcome.findings = report.lines(found, outcome.totals, left_out), register.doubts(found)
    if points is None and found.known("diem").any():
        outcome.notes.append(f"Có cột điểm nhưng chưa xếp loại: không có bảng điểm {USUAL_SHEET}; nêu tệp bằng --sheet.")
    outcome.place = found.words["don_vi"][0] if len(found.words["don_vi"]) == 1 else ""
    outcome.faults += _twice(outcome, others)
    status = "mô phỏng" if options.simulated else "chính thức"
    return Dataset(tables(outcome.totals, outcome.file, status)) if outcome.accepted else None


def placed(finding: Finding, totals: Sequence[Total]) -> Finding:
    """What was added up stands in no row: it is known by its place and year."""
    total = totals[max(finding.row - FIRST, 0)]
    return replace(finding, sheet=f"{places.get(total.place).name} năm {total.year}", row=0)


def _twice(outcome: Outcome, others: Iterable[Outcome]) -> list[Fault]:
    """A place and year is added up from one register; two of them would each hold a part."""
    taken = {(total.place, total.year): other.file for other in others if other.accepted for total in other.totals}
    here = dict.fromkeys((total.place, total.year) for total in outcome.totals)
    expected, remedy = "mỗi đơn vị mỗi năm ở một danh bạ", "Gộp thành một tệp, hoặc bỏ bớt một tệp."
    return [
        Fault(expected, f"{places.get(key[0]).name} năm {key[1]} có cả ở {taken[key]}", remedy, outcome.file)
        for key in here if key in taken
    ]  # fmt: skip
