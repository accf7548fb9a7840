"""Checks between rows of one place: what must balance, add up, fit inside, and be said by two sources alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from itertools import combinations

from .. import catalogue, lookup
from ..catalogue import OPENING, Indicator
from ..dataset import Observation, Published
from ..periods import Moment
from ..text import number
from ..variables import Variable
from .facts import Facts, Span, measured, said, scale_between, when_of
from .finding import check

# --- stocks and flows -------------------------------------------------------------------------------------------------


@check("can-doi", 2, "cảnh báo", "Số đầu kỳ cộng tăng trừ giảm không bằng số cuối kỳ")
def stock_and_flow(facts: Facts, tell):
    """Every indicator named chenh_lech_can_doi_… is a balance that must be zero."""
    for name, balance in catalogue.load().items():
        if name.startswith("chenh_lech_can_doi_"):
            yield from _unbalanced(facts, tell, balance)


def _unbalanced(facts: Facts, tell, balance: Indicator):
    stock, opening, growth, *others = balance.inputs
    periods = {when_of(row): row for row in facts.usable.get(growth, ()) if row.period.start}
    for when, flow in periods.items():
        for end, start in _both_ends(facts, stock, flow):
            given = {growth: facts.at(growth, when, end.source)}
            given |= {other: facts.at(other, when, end.source) for other in others}
            terms = {opening: start} | given
            yield from _residual(facts, tell, balance, end, {name: row for name, row in terms.items() if row})


def _both_ends(facts: Facts, stock: str, flow: Observation) -> Iterable[tuple]:
    """The stock at the end of the flow and at its start; or a published change over it, which has no start."""
    closing = facts.at(stock, (None, flow.period.last), flow.source)
    before = [row for row in facts.usable.get(stock, ()) if not row.period.start and _opens(facts, row, flow)]
    if closing and before:
        yield closing, max(before, key=lambda row: (row.period.last, row.source == closing.source))
    for row in facts.published:
        since = row.base_date or row.period.start
        said_change = row.variable == stock and row.operation == "tang_giam" and row.value is not None and since
        if said_change and row.period.last == flow.period.last and _meets(since, flow):
            yield row, None


def _opens(facts: Facts, row: Observation, flow: Observation) -> bool:
    """A stock opens a flow that starts the day after (or that very day); one dated "2020" opens the term 2020-2025."""
    day = row.period.last
    if day in (flow.period.first, flow.period.first - timedelta(days=1)):
        return True
    terms = facts.dataset.terms(facts.place.id)
    return (
        row.period.end == flow.period.start
        and day < flow.period.last
        and any(term.period.start and term.period.first.year == day.year for term in terms)
    )


def _meets(since: Moment, flow: Observation) -> bool:
    first = flow.period.first
    return since in (flow.period.start, Moment.of(first)) or since.last == first - timedelta(days=1)


def _residual(facts: Facts, tell, balance: Indicator, end: Observation | Published, terms: dict[str, Observation | None]):
    signs = {name: _sign(balance, name) for name in terms}
    expected = Span.total(Span.of(row) if signs[name] > 0 else -Span.of(row) for name, row in terms.items())
    found = Span.of(end) if isinstance(end, Observation) else Span(end.value * end.unit.scale, end.value * end.unit.scale)
    if not (found > expected or expected > found):
        return
    sums = [(sign, number(terms[name].value, terms[name].digits)) for name, sign in signs.items()]
    formula = "".join(f" {'+' if sign > 0 else '−'} {text}" for sign, text in sums).removeprefix(" + ")
    total = sum(sign * terms[name].value * terms[name].unit.scale for name, sign in signs.items()) / end.unit.scale
    label, unit = facts.label(balance.inputs[0]), end.unit
    flow = terms[balance.inputs[2]]
    what = f"{label} {end.period.text}" if isinstance(end, Observation) else f"mức tăng {label} mà nguồn nêu"
    missing = [facts.label(name) for name in balance.optional if name not in terms]
    yield tell(
        end,
        f"{label}: {formula} = {measured(total, unit)} ({_named(facts, balance, terms)}; {flow.period.text}), nhưng {what} là"
        f" {said(end)}: chênh {measured(abs(end.value - total), unit)}."
        + (f" Chưa có số {', '.join(map(_small, missing))}." if missing else "")
        + " Kiểm tra số đầu kỳ và bổ sung phần tăng, giảm còn thiếu.",
        computed=measured(total, unit),
        verdict="khác",
    )


def _sign(balance: Indicator, name: str) -> int:
    """How an input counts towards the closing stock: the balance is linear, closing stock minus all the rest."""
    alone = {other: Fraction(other == name) for other in balance.inputs}
    return -int(balance.function(**alone))


def _named(facts: Facts, balance: Indicator, terms: dict) -> str:
    opening = terms.get(balance.inputs[1])
    names = [f"số đầu kỳ ghi {opening.period.text}" if name.endswith(OPENING) else _small(facts.label(name)) for name in terms]
    return ", ".join(names)


# --- parts and totals -------------------------------------------------------------------------------------------------


@check("tong-thanh-phan", 2, "cảnh báo", "Các thành phần không cộng thành tổng số")
def parts_and_total(facts: Facts, tell):
    """Parts of one group at one date against their total. Parts that are not all given may only stay below it."""
    for total, group, codes in _groups(facts):
        for when in dict.fromkeys(map(when_of, facts.usable.get(total, ()))):
            given = {code: row for code in codes if (row := facts.at(code, when))}
            whole = facts.at(total, when, next((row.source for row in given.values()), ""))
            parts = [Span.of(row) for row in given.values()]
            if len(parts) < 2 or any(part > Span.of(whole) for part in parts):
                continue
            missing = [facts.label(code) for code in codes if code not in given]
            summed = Span.total(parts)
            if summed > Span.of(whole):
                yield _sum_differs(facts, tell, whole, given, group, [], "cảnh báo")
            elif Span.of(whole) > summed:
                yield _sum_differs(facts, tell, whole, given, group, missing, "thông tin" if missing else "cảnh báo")


def _groups(facts: Facts) -> Iterable[tuple[str, str, list[str]]]:
    """Total, name of the group and its parts, for every way in which a total is divided completely."""
    found: dict[tuple[str, str], list[str]] = {}
    for variable in _variables(facts):
        if variable.part_of and variable.group:
            found.setdefault((variable.part_of, variable.group), []).append(variable.code)
    return ((total, group, codes) for (total, group), codes in found.items())


def _sum_differs(facts: Facts, tell, whole: Observation, given: dict, group: str, missing: list[str], severity: str):
    formula = " + ".join(number(row.value, row.digits) for row in given.values())
    total = sum(row.value * row.unit.scale for row in given.values()) / whole.unit.scale
    names = ", ".join(_small(facts.label(code)) for code in given)
    return tell(
        whole,
        f"{facts.label(whole.variable)} {whole.period.text} là {said(whole)}, nhưng các thành phần theo {group} ({names}) cộng"
        f" lại {formula} = {measured(total, whole.unit)}: chênh {measured(abs(whole.value - total), whole.unit)}."
        + (f" Chưa có số {', '.join(map(_small, missing))}: bổ sung nếu có." if missing else " Đối chiếu lại với nguồn."),
        computed=measured(total, whole.unit),
        verdict="khác",
        severity=severity,
    )


@check("tap-con", 2, "lỗi", "Một phần lớn hơn tổng thể của nó")
def subset_above_set(facts: Facts, tell):
    for name, rows in facts.usable.items():
        for part in rows:
            whole = _nearest_whole(facts, name, part)
            if whole and Span.of(part) > Span.of(whole):
                yield tell(
                    part,
                    f"{facts.label(name)} là một phần của {_small(facts.label(whole.variable))} nên không thể lớn hơn;"
                    f" {part.period.text} đang ghi {said(part)} trên tổng thể {said(whole)}. Đối chiếu cả hai dòng với nguồn.",
                    computed=f"tối đa {said(whole)}",
                    verdict="khác",
                )


def _nearest_whole(facts: Facts, name: str, part: Observation) -> Observation | None:
    """The smallest given total that holds the part at the same time, however many steps up."""
    variable, seen = facts.variable(name), set()
    while variable and variable.part_of and variable.code not in seen:
        whole = facts.at(variable.part_of, when_of(part), part.source)
        if whole:
            return whole
        seen.add(variable.code)
        variable = facts.variable(variable.part_of)
    return None


def _variables(facts: Facts) -> Iterable[Variable]:
    from .. import variables

    return (*variables.load().values(), *facts.dataset.own_variables().values())


# --- one thing said twice ---------------------------------------------------------------------------------------------


@check("thang-nam", 2, "cảnh báo", "Số bình quân tháng nhân 12 khác số bình quân năm")
def month_and_year(facts: Facts, tell):
    for name, declared in catalogue.load().items():
        for year in facts.usable.get(name, ()) if declared.from_printed else ():
            month = next((row for row in facts.usable.get(declared.inputs[0], ()) if row.period.last == year.period.last), None)
            if month is None or month.hedge or year.hedge or month.upper or year.upper:
                continue
            ours = month.value * scale_between(month.unit, year.unit)
            # The month may have been rounded by half of its last digit, which counts twelve times in the year.
            slack = (_worth(month) * scale_between(month.unit, year.unit) + _worth(year)) / 2
            if abs(ours - year.value) > slack:
                yield tell(
                    year,
                    f"{facts.label(name)} {year.period.text} ghi {said(year)}, nhưng số tháng {said(month)} × 12 ="
                    f" {measured(ours, year.unit)}. Giữ một trong hai số theo nguồn, hoặc ghi rõ cách tính năm.",
                    computed=measured(ours, year.unit),
                    verdict="khác",
                )


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
                    f"{variable.label}: kỳ {two.period.text} ({said(two)}) chồng một phần lên kỳ {one.period.text} ({said(one)},"
                    f" {one.origin}) nên không cộng được với nhau. Kiểm tra tu_ngay, den_ngay của hai dòng.",
                )


@check("hai-nguon", 3, "cảnh báo", "Hai nguồn nói khác nhau về một số")
def two_sources(facts: Facts, tell):
    for name, rows in facts.usable.items():
        first: dict[tuple, Observation] = {}
        for row in rows:
            known = first.setdefault((row.period.start and row.period.first, row.period.end.first, row.period.last, row.base), row)
            if known is not row and _disagree(known, row):
                yield tell(
                    row,
                    f"{facts.label(name)} {row.period.text}: {_told_by(facts, row)}, còn {_told_by(facts, known)} ({known.origin})."
                    " Chọn một số bằng nguon_uu_tien hoặc tinh_trang; số kia vẫn được nêu trong ghi chú.",
                    computed=said(known),
                    verdict="khác",
                )


def _disagree(one: Observation, two: Observation) -> bool:
    """Whether two rows say different things: not a rounding, a hedge, or an estimate that was replaced."""
    replaced = (one.status == "ước") != (two.status == "ước")
    factor = scale_between(two.unit, one.unit)
    apart = Span.of(one) > Span.of(two) or Span.of(two) > Span.of(one)
    return not replaced and apart and abs(one.value - two.value * factor) >= max(_worth(one), _worth(two) * factor)


def _told_by(facts: Facts, row: Observation) -> str:
    title = facts.dataset.source(row.source).title if row.source else str(row.origin)
    return f"«{title}» ghi {said(row)}"


def _small(label: str) -> str:
    """A label inside a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
