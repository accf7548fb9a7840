"""Checks of things said twice: by the month and by the year, over two periods, by two sources."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from ..data.dataset import Observation
from ..indicators import catalogue
from ..values import lookup
from .facts import Facts, Span, measured, said, scale_between, when_of
from .finding import check

ABOVE, BELOW = ("trên", "hơn"), ("gần", "dưới")
# Within a tenth the word is wrong; further away the two speak of different things.
NEAR_A_HEDGE = 10


@check("thang-nam", 2, "cảnh báo", "Số bình quân tháng nhân 12 khác số bình quân năm")
def month_and_year(facts: Facts, tell):
    """A month's mean and the year's, given for one date; the month's rounding counts twelve times in the year."""
    yearly = {name: each.inputs[0] for name, each in catalogue.load().items() if each.from_printed}
    for year in (row for name in yearly for row in facts.usable.get(name, ())):
        month = next((m for m in facts.usable.get(yearly[year.variable], ()) if m.period.last == year.period.last), None)
        if month is None or not (_is_one_number(month) and _is_one_number(year)):
            continue
        times = scale_between(month.unit, year.unit)
        ours, slack = month.value * times, (_worth(month) * times + _worth(year)) / 2
        if abs(ours - year.value) > slack:
            yield tell(
                year,
                f"{facts.label(year.variable)} ({year.period.text}): ghi {said(year)}, nhưng số tháng {said(month)}"
                f" × 12 = {measured(ours, year.unit)} ({month.origin}).",
                remedy="Giữ một trong hai số theo nguồn.",
                computed=measured(ours, year.unit),
                verdict="khác",
            )


def _is_one_number(row: Observation) -> bool:
    return not row.hedge and row.upper is None


def _worth(row: Observation) -> Fraction:
    """What one unit of the last decimal written is worth."""
    return Fraction(1, 10**row.digits)


@check("ky-chong-nhau", 2, "cảnh báo", "Hai kỳ phát sinh chồng lên nhau")
def overlapping_periods(facts: Facts, tell):
    for name, rows in facts.usable.items():
        variable = facts.variable(name)
        flows = [row for row in rows if variable and variable.is_flow and row.period.start]
        for one, two in combinations(flows, 2):
            if lookup.overlaps(one.period, two.period):
                yield tell(
                    two,
                    f"{variable.label}: kỳ {two.period.text} ({said(two)}) chồng một phần lên kỳ {one.period.text}"
                    f" ({said(one)}, {one.origin}) nên không cộng được với nhau.",
                    remedy="Kiểm tra tu_ngay, den_ngay của hai dòng.",
                )


@check("rao-don-sai-huong", 2, "cảnh báo", "Từ ước lượng ngược chiều với số chính xác")
def hedge_the_wrong_way(facts: Facts, tell):
    """ "gần 5.000" where 5.130 is given for the same day: the word, not the number, is wrong."""
    for name, rows in facts.usable.items():
        for row in (row for row in rows if row.hedge in (*ABOVE, *BELOW)):
            exact = next((o for o in rows if _same_fact(row, o) and not o.hedge and _wrong_way(row, o)), None)
            if exact:
                word, side = ("trên", "lớn hơn") if row.hedge in BELOW else ("gần", "nhỏ hơn")
                yield tell(
                    row,
                    f"{facts.label(name)} ({row.period.text}): ghi {said(row)}, nhưng số chính xác là {said(exact)}"
                    f" ({exact.origin}), {side}.",
                    remedy=f"Ghi do_chinh_xac là «{word}», hoặc dùng số chính xác.",
                    computed=said(exact),
                    verdict="khác",
                )


def _same_fact(one: Observation, two: Observation) -> bool:
    return one is not two and when_of(one) == when_of(two) and one.base == two.base


def _wrong_way(one: Observation, two: Observation) -> bool:
    """Whether one of the two is hedged and the other, exact one lies near it on the other side."""
    for hedged, exact in ((one, two), (two, one)):
        value, bound = (row.value * row.unit.scale for row in (exact, hedged))
        near = hedged.upper is None and exact.upper is None and abs(value - bound) <= abs(bound) / NEAR_A_HEDGE
        if not exact.hedge and near and exact.status != "ước" and hedged.status != "ước":
            wrong = (hedged.hedge in BELOW and value > bound) or (hedged.hedge in ABOVE and value < bound)
            if wrong:
                return True
    return False


@check("hai-nguon", 3, "cảnh báo", "Hai nguồn nói khác nhau về một số")
def two_sources(facts: Facts, tell):
    for name, rows in facts.usable.items():
        first: dict[tuple, Observation] = {}
        for row in rows:
            # "2023" and 31/12/2023 end alike, but a stock of some day of 2023 is another fact.
            known = first.setdefault(((row.period.start or row.period.end).first, when_of(row), row.base), row)
            if known is not row and _disagree(known, row) and not _wrong_way(known, row):
                yield tell(
                    row,
                    f"{facts.label(name)} ({row.period.text}): {_told(facts, row)}, còn {_told(facts, known)}"
                    f" ({known.origin}).",
                    remedy="Đối chiếu hai nguồn; báo cáo chọn số theo nguon_uu_tien, tinh_trang, rồi ngày của nguồn, và nêu"
                    " số kia trong ghi chú.",
                    computed=said(known),
                    verdict="khác",
                )


def _disagree(one: Observation, two: Observation) -> bool:
    """Whether two rows say different things: not a rounding, a hedge, or an estimate that was replaced."""
    replaced = (one.status == "ước") != (two.status == "ước")
    factor = scale_between(two.unit, one.unit)
    apart = Span.of(one) > Span.of(two) or Span.of(two) > Span.of(one)
    return not replaced and apart and abs(one.value - two.value * factor) >= max(_worth(one), _worth(two) * factor)


def _told(facts: Facts, row: Observation) -> str:
    title = facts.dataset.source(row.source).title if row.source else str(row.origin)
    return f"«{title}» ghi {said(row)}"
