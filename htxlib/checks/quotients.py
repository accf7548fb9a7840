"""Checks of what is divided: a mean against its total and its base, a share whose parts are of different days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from ..codelists.variables import Variable
from ..data.dataset import Observation, Published
from ..values.figure import number_of
from ..words.label import inside
from ..words.text import round_half_up
from .facts import Facts, Span, measured, said, with_unit
from .facts_of_published import Case
from .finding import check
from .published import AGREES, verdict
from .recompute import Ours, part_and_base

# A mean of a year and the sum that it is the mean of. Profit is left out: one is before tax, the other seldom says.
TOTALS = {"doanh_thu_bq_htx": "tong_doanh_thu"}
# What a mean "per HTX" may have been divided by.
BASES = ("htx_dang_hoat_dong", "so_htx", "htx_nong_nghiep")
NEAR = timedelta(days=2 * 366)


# --- a mean, its total, its base --------------------------------------------------------------------------------------


@check("binh-quan-tong", 2, "cảnh báo", "Số bình quân không khớp với tổng số chia cho mẫu số")
def mean_against_total(facts: Facts, tell):
    for mean, total, base in _means(facts):
        if not _fits(mean, total, base) and not _other_base(facts, mean, total, base):
            ours = total.value * total.unit.scale / base.value / mean.unit.scale
            needed = total.value * total.unit.scale / (mean.value * mean.unit.scale)
            yield tell(
                mean,
                f"{facts.label(mean.variable)} ({mean.period.text}): ghi {said(mean)}, nhưng"
                f" {inside(facts.label(total.variable))} {said(total)} chia cho {said(base)}"
                f" ({inside(facts.label(base.variable))}) là {_rounded(ours, mean)}; số đã ghi cần mẫu số"
                f" {number_of(round_half_up(needed))}.",
                remedy="Kiểm tra don_vi_tinh và cả ba số với nguồn.",
                computed=_rounded(ours, mean),
                verdict="khác",
            )


@check("mau-so-ngam", 2, "cảnh báo", "Số bình quân tính trên một mẫu số khác mẫu số đã ghi")
def implied_base(facts: Facts, tell):
    for mean, total, base in _means(facts):
        other = None if _fits(mean, total, base) else _other_base(facts, mean, total, base)
        if other:
            named = "đã ghi" if mean.base else "mặc định"
            yield tell(
                mean,
                f"{facts.label(mean.variable)} ({mean.period.text}): {said(mean)} khớp khi chia"
                f" {inside(facts.label(total.variable))} {said(total)} cho {said(other)}"
                f" ({inside(facts.label(other.variable))}), không phải cho {said(base)}"
                f" ({inside(facts.label(base.variable))}, mẫu số {named}).",
                remedy=f"Ghi mau_so là «{other.variable}», hoặc tính lại trên mẫu số kia.",
                computed=said(other),
                verdict="khác",
            )


def _means(facts: Facts) -> Iterator[tuple[Observation, Observation, Observation]]:
    """A mean with the total of its year and the base on its last day."""
    for name, total_name in TOTALS.items():
        variable: Variable | None = facts.variable(name)
        for mean in facts.usable.get(name, ()):
            base = facts.at(mean.base or variable.base, (None, mean.period.last), mean.source)
            total = next((row for row in facts.usable.get(total_name, ()) if _same_year(row, mean)), None)
            if total and base and base.value and mean.value > 0 and total.value > 0:
                yield mean, total, base


def _same_year(total: Observation, mean: Observation) -> bool:
    whole = total.period.start is not None and total.period.is_year
    return whole and total.period.last == mean.period.last and (mean.period.start is None or mean.period.is_year)


def _fits(mean: Observation, total: Observation, base: Observation) -> bool:
    """Whether some values that the three may stand for make one the quotient of the others."""
    one, whole, parts = _room(mean), _room(total), _room(base)
    low = whole.low is None or parts.high is None or one.high is None or one.high * parts.high >= whole.low
    high = whole.high is None or parts.low is None or one.low is None or one.low * parts.low <= whole.high
    return low and high


def _room(row: Observation) -> Span:
    """The values that a row may stand for, half a unit of its last digit either way for what is no count."""
    span = Span.of(row)
    if row.unit.is_count or row.hedge:
        return span
    half = Fraction(row.unit.scale, 2 * 10**row.digits)
    return Span(span.low - half, span.high + half)


def _other_base(facts: Facts, mean: Observation, total: Observation, base: Observation) -> Observation | None:
    """The first other base of that day on which the mean is right."""
    known = (facts.at(name, (None, mean.period.last), mean.source) for name in BASES if name != base.variable)
    return next((row for row in known if row and row.value and not row.hedge and _fits(mean, total, row)), None)


def _rounded(value: Fraction, row: Observation) -> str:
    return measured(round_half_up(value, row.digits), row.unit)


# --- a share of two days ----------------------------------------------------------------------------------------------


@check("ty-le-lech-ngay", 2, "cảnh báo", "Tử số và mẫu số của một tỷ lệ không cùng ngày")
def share_of_two_days(facts: Facts, tell):
    """A share that comes out only if its part is of one day and its whole of another."""
    shares = [row for row in facts.published if row.operation == "ty_trong"]
    shares += [row for rows in facts.usable.values() for row in rows if row.unit.is_share]
    for row in shares:
        if row.value is None or row.period.end is None or row.unit is None or not row.unit.is_share:
            continue
        for part, whole in _two_days(facts, row):
            ours = Ours(row.unit, share := 100 * part.value * part.unit.scale / whole.value / whole.unit.scale, share)
            if verdict(row, ours) == AGREES:
                yield tell(
                    row,
                    f"{facts.label(row.variable)} ({row.period.text}): {said(row)} chỉ tính ra được từ {said(part)}"
                    f" ({inside(facts.label(part.variable))}, {part.period.text}) trên {said(whole)}"
                    f" ({inside(facts.label(whole.variable))}, {whole.period.text}).",
                    remedy="Lấy tử số và mẫu số cùng một ngày, hoặc ghi rõ hai ngày trong ghi_chu.",
                    computed=with_unit(number_of(round_half_up(share, row.digits)), row.unit),
                )
                break


def _two_days(facts: Facts, row: Observation | Published) -> Iterator[tuple[Observation, Observation]]:
    """Part and whole of two days, one of them the row's own; none where both are known on that day."""
    names = part_and_base(Case(facts, row))
    when = None, row.period.last
    part, whole = (facts.at(name, when, row.source) if name else None for name in names)
    if (part is None) == (whole is None):
        return
    for other in facts.usable.get(names[1] if part else names[0], ()):
        if other.period.start is None and abs(other.period.last - row.period.last) <= NEAR:
            pair = (part, other) if part else (other, whole)
            if pair[1].value:
                yield pair
