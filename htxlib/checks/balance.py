"""Checks of sums: stocks against the flows between them, parts against their total, a subset against its set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from ..codelists.periods import Moment
from ..codelists.units import Unit
from ..data.dataset import Observation, Published
from ..indicators import catalogue
from ..indicators.declare import OPENING, Indicator
from ..values import lookup
from ..values.derivation import Number, scaled
from ..words.label import inside
from .facts import Facts, Span, measured, said, when_of
from .finding import Finding, check

# --- stocks and flows -------------------------------------------------------------------------------------------------

Terms = dict[str, Observation]  # what is added and taken away, by the name of the balance's input


@check("can-doi", 2, "cảnh báo", "Số đầu kỳ cộng tăng trừ giảm không bằng số cuối kỳ")
def stock_and_flow(facts: Facts, tell):
    """Every indicator named chenh_lech_can_doi_… is a balance that must be zero: stock, opening, growth, the rest."""
    for name, balance in catalogue.load().items():
        if name.startswith("chenh_lech_can_doi_"):
            for end, terms in _balances(facts, balance):
                expected = Span.total(Span.of(row) * balance.sign(name) for name, row in terms.items())
                if Span.of(end) > expected or expected > Span.of(end):
                    yield _unbalanced(facts, tell, balance, end, terms)


def _balances(facts: Facts, balance: Indicator) -> Iterable[tuple[Observation | Published, Terms]]:
    """For every period of the flow: the closing stock and what should make it up; also a published change over it."""
    stock, opening, growth, *rest = balance.inputs
    flows = {when_of(row): row for row in facts.usable.get(growth, ()) if row.period.start}
    for when, flow in flows.items():
        ends = [(end, {opening: start}) for end, start in _stocks(facts, stock, flow)]
        ends += [(row, {}) for row in facts.published if _is_change_over(row, stock, flow)]
        for end, before in ends:
            given = ((name, facts.at(name, when, end.source)) for name in (growth, *rest))
            yield end, before | {name: row for name, row in given if row}


def _stocks(facts: Facts, stock: str, flow: Observation) -> Iterable[tuple[Observation, Observation]]:
    """The stocks on the last day of a flow and before its first."""
    closing = facts.at(stock, (None, flow.period.last), flow.source)
    before = [row for row in facts.usable.get(stock, ()) if not row.period.start and _opens(facts, row, flow)]
    if closing and before:
        last = max(row.period.last for row in before)
        yield closing, facts.at(stock, (None, last), closing.source)


def _opens(facts: Facts, row: Observation, flow: Observation) -> bool:
    """A stock opens a flow that starts the day after (or that very day); one dated "2020" opens the term 2020-2025.

    One whose day is guessed opens nothing.
    """
    if lookup.is_guessed(row):
        return False
    day, start = row.period.last, flow.period.start
    of_term = row.period.end == start and any(term.period.first.year == day.year for term in facts.terms)
    return day in (start.first, start.first - timedelta(days=1)) or (of_term and day < flow.period.last)


def _is_change_over(row: Published, stock: str, flow: Observation) -> bool:
    since = row.base_date or row.period.start
    if row.variable != stock or row.operation != "tang_giam" or row.value is None or not since or not row.period.end:
        return False
    start = flow.period.start
    begins = since in (start, Moment.of(start.first)) or since.last == start.first - timedelta(days=1)
    return begins and row.period.last == flow.period.last and row.unit.measure == flow.unit.measure


def _unbalanced(facts: Facts, tell, balance: Indicator, end: Observation | Published, terms: Terms) -> Finding:
    signs = {name: balance.sign(name) for name in terms}
    total = sum(sign * terms[name].value * terms[name].unit.scale for name, sign in signs.items()) / end.unit.scale
    names = ", ".join(_named(facts, name, row) for name, row in terms.items())
    flow, label = terms[balance.inputs[2]], facts.label(balance.inputs[0])
    what = "mức tăng mà nguồn nêu" if isinstance(end, Published) else f"số cuối kỳ {end.period.text}"
    lacking = [name for name in balance.inputs if name in balance.optional - terms.keys()]
    lacking = [name for name in lacking if balance.sign(name) * (end.value - total) > 0]  # losses explain no surplus
    gaps = ", ".join(inside(facts.label(name)) for name in lacking)
    return tell(
        end,
        f"{label}: {_written(signs, terms, end.unit)} = {measured(total, end.unit)} ({names}; {flow.period.text}),"
        f" nhưng {what} là {said(end)}: chênh {measured(abs(end.value - total), end.unit)}."
        f"{f' Chưa có số {gaps}.' if gaps else ''}",
        remedy="Kiểm tra số đầu kỳ và bổ sung phần tăng, giảm còn thiếu.",
        computed=measured(total, end.unit),
        verdict="khác",
        severity="thông tin" if lacking else "",
    )


def _written(signs: dict[str, int], terms: Terms, unit: Unit) -> str:
    """The sum in digits, in the unit of its result, without a plus before its first term."""
    joints = [" + " if signs[name] > 0 else " − " for name in terms]
    first = "" if joints[0] == " + " else joints[0]
    numbers = (_in_unit(row, unit) for row in terms.values())
    return "".join(joint + digits for joint, digits in zip((first, *joints[1:]), numbers, strict=True))


def _in_unit(row: Observation | Published, unit: Unit) -> str:
    """The digits of a row in another scale of its unit, all that it has."""
    operand = scaled(Number(row.value, row.digits), Fraction(row.unit.scale, unit.scale))
    return operand.digits(operand.decimals)


def _named(facts: Facts, name: str, row: Observation) -> str:
    return f"số đầu kỳ ghi {row.period.text}" if name.endswith(OPENING) else inside(facts.label(name))


# --- parts and totals -------------------------------------------------------------------------------------------------


@check("tong-thanh-phan", 2, "cảnh báo", "Các thành phần không cộng thành tổng số")
def parts_and_total(facts: Facts, tell):
    """Parts of one group at one date against their total; what is missing may explain a sum below it, never above."""
    for total, group, codes in facts.partitions:
        for when in dict.fromkeys(map(when_of, facts.usable.get(total, ()))):
            parts = {code: row for code in codes if (row := facts.at(code, when))}
            if len(parts) < 2:  # one part alone is only a subset
                continue
            whole = facts.at(total, when, next(iter(parts.values())).source)
            found, summed = Span.of(whole), Span.total(map(Span.of, parts.values()))
            above = summed > found and not any(Span.of(part) > found for part in parts.values())
            missing = [code for code in codes if code not in parts] if found > summed else []
            if above or found > summed:
                yield _sum_differs(facts, tell, whole, group, parts, missing)


def _sum_differs(facts: Facts, tell, whole: Observation, group: str, parts: Terms, missing: list[str]) -> Finding:
    total = sum(row.value * row.unit.scale for row in parts.values()) / whole.unit.scale
    names = ", ".join(inside(facts.label(code)) for code in parts)
    written = " + ".join(_in_unit(row, whole.unit) for row in parts.values())
    gaps = ", ".join(inside(facts.label(code)) for code in missing)
    return tell(
        whole,
        f"{facts.label(whole.variable)} ({whole.period.text}): các thành phần theo {group} ({names}) cộng lại"
        f" {written} = {measured(total, whole.unit)}, nhưng tổng số ghi {said(whole)}:"
        f" chênh {measured(abs(whole.value - total), whole.unit)}.{f' Chưa có số {gaps}.' if gaps else ''}",
        remedy="Bổ sung số ấy nếu có." if gaps else "Đối chiếu tổng số và từng thành phần với nguồn.",
        computed=measured(total, whole.unit),
        verdict="khác",
        severity="thông tin" if missing else "",
    )


@check("tap-con", 2, "lỗi", "Một phần lớn hơn tổng thể của nó")
def subset_above_set(facts: Facts, tell):
    for name, rows in facts.usable.items():
        for part in rows:
            whole = _nearest_whole(facts, name, part)
            if whole and Span.of(part) > Span.of(whole):
                yield tell(
                    part,
                    f"{facts.label(name)} ({part.period.text}): ghi {said(part)}, lớn hơn tổng thể là"
                    f" {inside(facts.label(whole.variable))}, {said(whole)} ({whole.origin})."
                    " Một phần không thể lớn hơn tổng thể.",
                    remedy="Đối chiếu cả hai dòng với nguồn.",
                    computed=f"tối đa {said(whole)}",
                    verdict="khác",
                )


def _nearest_whole(facts: Facts, name: str, part: Observation) -> Observation | None:
    """The first given total that holds the part at the same time, however many steps up."""
    found = (facts.at(whole, when_of(part), part.source) for whole in wholes_of(facts, name))
    return next(filter(None, found), None)


def wholes_of(facts: Facts, name: str) -> list[str]:
    """What a variable is a part of, what that is a part of, and so on."""
    found: list[str] = []
    while (variable := facts.variable(name)) and variable.part_of and variable.part_of not in found:
        name = variable.part_of
        found.append(name)
    return found
