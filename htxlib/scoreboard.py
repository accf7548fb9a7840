"""Score sheets as tables: one row a member, and for each member the reason of every mark.

Points of places are traced figures: a total leads to its criteria, a criterion to the indicator that it measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from .block import NOTHING, Block
from .criteria import COOPERATIVES, Group, Sheet, as_points
from .figures import Figure, honest_decimals
from .periods import Moment, Period
from .scoring import Mark, Result, tally
from .tables import Cell, Column, table
from .text import capital, listing, number, round_half_up
from .units import Unit

MOST_DECIMALS = 6  # two totals that differ only beyond are the same to any reader


def score_table(sheet: Sheet, results: Sequence[Result], caption: str = "") -> Block:
    """One row a member by rank: points of each group, "tự chấm", "cụm chấm" (what counts) and class.

    What is still open, and who is not rated, stands below with the reason. NOTHING without members.
    """
    if not results:
        return NOTHING
    decimals = _telling_apart(sheet, [each.total for each in results if not each.unmarked])
    columns = [Column("Hạng"), Column("HTX" if sheet.doi_tuong == COOPERATIVES else "Tỉnh, thành phố")]
    columns += [Column(f"{each.ten} ({as_points(each.diem_toi_da)})", True) for each in sheet.nhom]
    columns += [Column("Tự chấm", True), Column(f"Cụm chấm ({as_points(sheet.total)})", True), Column("Xếp loại")]
    rows = [_row(sheet, each, decimals) for each in results]
    return table(caption or sheet.ten, columns, rows, list(_notes(sheet, results)))


def mark_table(sheet: Sheet, result: Result, caption: str = "") -> Block:
    """One row a criterion of one member: maximum, "tự chấm", "cụm chấm" and why."""
    columns = [Column("TT"), Column("Tiêu chí"), Column("Điểm tối đa", True)]
    columns += [Column("Tự chấm", True), Column("Cụm chấm", True), Column("Giải thích")]
    rows: list[list[Cell]] = []
    for position, mark in enumerate(result.marks, 1):
        limit, why = as_points(mark.criterion.diem_toi_da), capital(mark.explanation)
        rows.append([str(position), mark.criterion.ten, limit, _own(result, mark), _counted(result, mark), why])
    return table(caption or f"{sheet.ten}: {_name(result)}", columns, rows)


def tally_table(sheet: Sheet, results: Sequence[Result], caption: str = "") -> Block:
    """How many are in each class; who is not rated stands below."""
    columns = [Column("TT"), Column("Xếp loại"), Column("Số lượng", True)]
    counts = enumerate(tally(sheet, results).items(), 1)
    rows = [[str(position), name, number(count)] for position, (name, count) in counts]
    return table(caption or sheet.ten, columns, rows, list(_notes(sheet, results)))


# --- rows and notes ---------------------------------------------------------------------------------------------------


def _row(sheet: Sheet, result: Result, decimals: int) -> list[Cell]:
    grade = "không xếp loại" if result.excluded else result.grade
    groups = [_of_group(result, group) for group in sheet.nhom]
    total = None if result.unmarked else result.total
    parts = [_own(result, mark) for mark in result.marks]
    own = _points(result, "diem_tu_cham", f"{sheet.ten}: tự chấm", result.own_total, parts)
    parts = [_counted(result, mark) for mark in result.marks]
    counted = _points(result, "diem_thi_dua", sheet.ten, total, parts, decimals)
    return [str(result.rank or ""), _name(result), *groups, own, counted, grade]


def _of_group(result: Result, group: Group) -> Cell:
    parts = [_counted(result, mark) for mark in result.marks if mark.criterion.nhom == group.ma]
    return _points(result, f"diem_thi_dua.{group.ma}", group.ten, result.of_group(group.ma), parts)


def _notes(sheet: Sheet, results: Sequence[Result]) -> Iterable[str]:
    if sheet.vi_du:
        yield "Bảng điểm ví dụ, không phải bảng được ban hành."
    if sheet.can_cu:
        yield f"Căn cứ: {sheet.can_cu}."
    for result in results:
        if result.excluded:
            yield f"{_name(result)}: không xếp loại, {result.excluded}."
        elif result.unmarked:
            names = listing(f"«{criterion.ten}»" for criterion in result.unmarked)
            yield f"{_name(result)}: chưa đủ điểm để xếp hạng, còn {names}."


def _name(result: Result) -> str:
    return result.scope.place.name_on(result.scope.until) if result.scope else result.member


# --- points -----------------------------------------------------------------------------------------------------------


def _counted(result: Result, mark: Mark) -> Cell:
    """The points of one criterion that count, traced to the indicator and to the sentence of the rule."""
    given = mark.entry.origin if mark.entry.cluster is not None else None
    name, label, why = f"diem_thi_dua.{mark.criterion.ma}", mark.criterion.ten, capital(mark.explanation)
    return _points(result, name, label, mark.points, mark.figures, words=why, origins=(given,) if given else ())


def _own(result: Result, mark: Mark) -> Cell:
    """The points that the member gave itself."""
    name, label, given = f"diem_tu_cham.{mark.criterion.ma}", f"{mark.criterion.ten}: tự chấm", mark.entry.origin
    return _points(result, name, label, mark.entry.own, origins=(given,) if given else ())


def _points(
    result: Result,
    name: str,
    label: str,
    value: Fraction | None,
    parts: Sequence[Cell] = (),
    decimals: int = 0,
    **trace,
) -> Cell:
    """Points as a traced figure of a place, bare for a cooperative, nothing where there are none."""
    if value is None:
        return None
    decimals, scope = max(decimals, _decimals(value)), result.scope
    if scope is None:
        return number(value, decimals)
    inputs = tuple(part for part in parts if isinstance(part, Figure))
    if not trace and len(inputs) > 1:
        trace = {"formula": " + ".join(str(part.so) for part in inputs), "words": "Cộng điểm các tiêu chí."}
    period = Period(None, Moment.of(scope.until))
    return Figure(name, label, Unit.parse("điểm"), value, scope, decimals, period, inputs=inputs, **trace)


def _decimals(value: Fraction) -> int:
    """As many as the points need, two at most."""
    return next((decimals for decimals in (0, 1) if (value * 10**decimals).denominator == 1), 2)


def _telling_apart(sheet: Sheet, totals: Sequence[Fraction]) -> int:
    """Decimals with which different totals print differently, and none looks like a class that it does not reach."""
    bounds = [grade.tu for grade in sheet.xep_loai]
    least = max((honest_decimals(value, _decimals(value), bounds) for value in totals), default=0)
    for decimals in range(least, MOST_DECIMALS):
        if len({round_half_up(value, decimals) for value in totals}) == len(set(totals)):
            return decimals
    return MOST_DECIMALS
