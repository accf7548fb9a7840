"""Checks of a value among its neighbours in time: leaps, values that never change, a boundary that moved.

Real cooperatives double now and then; a unit slips by ten or a thousand, a digit is lost, a column is copied. The bounds
below are wide on purpose: an analyst who is told of ten leaps that are none does not read the eleventh. All comparisons
are of exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from ..codelists import places
from ..codelists.variables import Variable
from ..data.dataset import Observation
from ..values.plausible import slip_of, usable_unit
from ..words.text import number
from .facts import Facts, measured, said, when_of
from .finding import check

# A value this many times both its neighbours, while these differ at most by STEADY, is no growth.
LEAP = {"số dư": 3, "bình quân": 3, "phát sinh": 6}
STEADY = {"số dư": 2, "bình quân": 2, "phát sinh": 3}
FEWEST = 5  # values before an end of the series can be judged by the rest
SMALL = 30  # counts below this may well triple
NEAR = timedelta(days=2 * 366)  # neighbours further apart say nothing
SAME = 4  # dates with one and the same value
SIGNIFICANT = 3  # digits; "5,3" or "20" may well stay
MERGED_WITHIN = timedelta(days=18 * 31)
MERGED_APART = Fraction(3, 2)  # a merged unit against the sum of what was merged
COPIED = Fraction(11, 10)  # as near as this to one of them alone: only its figures were taken over


def size(row: Observation) -> Fraction:
    """The value in the base unit of its measure."""
    return row.value * row.unit.scale


def line_of(facts: Facts, variable: Variable) -> list[Observation]:
    """One row for each date, in order, all on one base: stocks and means by their day, flows by whole years."""
    found: dict[date, Observation] = {}
    for row in facts.usable.get(variable.code, ()):
        comparable = bool(row.period.start and row.period.is_year) if variable.is_flow else True
        if comparable and row.upper is None and row.base in ("", variable.base) and row.value > 0:
            found.setdefault(row.period.last, row)
    return [found[day] for day in sorted(found)]


# --- leaps ------------------------------------------------------------------------------------------------------------


@check("bat-thuong-chuoi", 2, "cảnh báo", "Một số khác hẳn các kỳ trước và sau của chính đơn vị")
def leap_in_a_series(facts: Facts, tell):
    for variable in _variables(facts):
        if variable.kind in LEAP:
            for row, beside in _leaps(line_of(facts, variable), variable):
                times = max(size(row) / size(beside), size(beside) / size(row))
                more = "gấp" if size(row) > size(beside) else "chỉ bằng một phần"
                yield tell(
                    row,
                    f"{variable.label} ({row.period.text}): ghi {said(row)}, {more} {number(times, 1)}"
                    f"{' lần' if more == 'gấp' else ''} so với {said(beside)} ({beside.period.text}, {beside.origin}),"
                    " trong khi các kỳ khác ít thay đổi.",
                    remedy="Kiểm tra chữ số, dấu thập phân và don_vi_tinh; nếu số đúng thì ghi lý do vào bảng chap_nhan.",
                    computed=f"khoảng {measured(beside.value, beside.unit)}",
                )


def _variables(facts: Facts) -> Iterator[Variable]:
    return (variable for name in facts.usable if (variable := facts.variable(name)))


def _leaps(rows: Sequence[Observation], variable: Variable) -> Iterator[tuple[Observation, Observation]]:
    """Rows that leap, each with the neighbour it is held against."""
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        near = after.period.last - before.period.last <= 2 * NEAR
        if near and _leaps_from(row, (before, after), variable) and _times(before, after) <= STEADY[variable.kind]:
            yield row, before
    for ends in (rows, rows[::-1]):
        if len(rows) >= FEWEST and _leaps_at_the_end(ends, variable):
            yield ends[-1], ends[-2]


def _leaps_from(row: Observation, others: Iterable[Observation], variable: Variable) -> bool:
    """Whether the row lies on one side of all others, far away, and is no small count."""
    ratios = [size(row) / size(other) for other in others]
    far = min(ratios) >= LEAP[variable.kind] or max(ratios) * LEAP[variable.kind] <= 1
    return far and (not row.unit.is_count or max(row.value, *(other.value for other in others)) >= SMALL)


def _leaps_at_the_end(rows: Sequence[Observation], variable: Variable) -> bool:
    """The first or last value against the steps that the series took before: it must be far beyond the largest."""
    steps = [_times(one, two) for one, two in zip(rows[:-1], rows[1:-1], strict=False)]
    calm = max(steps) <= STEADY[variable.kind]
    near = abs(rows[-1].period.last - rows[-2].period.last) <= NEAR
    beyond = _times(rows[-1], rows[-2]) > max(steps) ** 2
    return calm and near and beyond and _leaps_from(rows[-1], rows[-2:-1], variable)


def _times(one: Observation, two: Observation) -> Fraction:
    return max(size(one) / size(two), size(two) / size(one))


# --- a value that never changes ---------------------------------------------------------------------------------------


@check("lap-lai", 2, "cảnh báo", "Một số giữ nguyên qua nhiều kỳ")
def same_for_many_periods(facts: Facts, tell):
    for variable in _variables(facts):
        for run in _runs(line_of(facts, variable)):
            row = run[-1]
            if len(run) >= SAME and not row.hedge and _digits(row) >= SIGNIFICANT:
                yield tell(
                    row,
                    f"{variable.label}: {said(row)} được ghi y hệt cho {len(run)} kỳ liền ({run[0].period.text} đến"
                    f" {row.period.text}). Có thể số cũ bị chép lại.",
                    remedy="Lấy số của từng kỳ, hoặc xóa kỳ chưa có số.",
                )


def _runs(rows: Sequence[Observation]) -> Iterator[list[Observation]]:
    run: list[Observation] = []
    for row in rows:
        if run and size(run[-1]) != size(row):
            yield run
            run = []
        run.append(row)
    yield from [run] if run else ()


def _digits(row: Observation) -> int:
    """How many digits of a number say something: 1.200 has two, 5,30 has three."""
    written = str(int(row.value * 10**row.digits))
    return len(written if row.digits else written.rstrip("0"))


# --- a boundary that moved --------------------------------------------------------------------------------------------


@check("doi-ranh-gioi", 2, "cảnh báo", "Số của đơn vị mới không nối tiếp số của các đơn vị được sáp nhập")
def jump_at_a_boundary(facts: Facts, tell):
    """The first stock of a merged unit against the last ones of those that were merged into it."""
    for variable in _variables(facts) if facts.place.predecessors else ():
        rows = [row for row in line_of(facts, variable) if row.period.last <= facts.place.start + MERGED_WITHIN]
        parts = _before_the_merger(facts, variable) if rows and variable.is_stock else []
        if not parts:
            continue
        row, total = rows[0], sum(map(size, parts))
        if row.unit.is_count and max(size(row), total) < SMALL:
            continue
        if max(size(row) / total, total / size(row)) >= MERGED_APART:
            alone = next((p for p in parts if max(size(row) / size(p), size(p) / size(row)) <= COPIED), None)
            hint = f" Số này gần bằng số của riêng {places.get(alone.place).name} ({said(alone)})." if alone else ""
            summed = " + ".join(f"{said(part)} ({places.get(part.place).name}, {part.period.text})" for part in parts)
            ours = measured(total / row.unit.scale, row.unit)
            yield tell(
                row,
                f"{variable.label} ({row.period.text}): ghi {said(row)}, nhưng trước khi sáp nhập là {summed} = {ours}."
                f"{hint}",
                remedy="Cộng đủ các đơn vị được sáp nhập, hoặc ghi lý do vào bảng chap_nhan.",
                computed=ours,
                verdict="khác",
            )


def _before_the_merger(facts: Facts, variable: Variable) -> list[Observation]:
    """The last row of every unit that was merged; none where one of them has no fresh one."""
    start, found = facts.place.start, []
    for id in facts.place.predecessors:
        rows = [
            row for row in facts.dataset.series(id, variable.code)
            if row.period.end and row.period.start is None and usable_unit(row, variable.unit) and row.value > 0
            and not slip_of(row, variable, places.get(id)) and start - MERGED_WITHIN <= row.period.last
        ]  # fmt: skip
        if not rows:
            return []
        found.append(max(rows, key=lambda row: when_of(row)[1]))
    return found
