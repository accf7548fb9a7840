"""A reading: what a printed number would be, if the text means this; a number is contradicted only where none holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..relations import Span
from ..text import number as printed
from .finding import AGREES, FAULT, QUESTION, Finding
from .marked import Item

MAY, LIKELY, SURE = range(3)  # may only make the text true; is a question where it fails; is an error where it fails
_SLIPS = [Fraction(10) ** k for k in (-6, -3, 3, 6)]


@dataclass(frozen=True)
class Given:
    """An operand that is no number of the text: years of a period, months of a year."""

    exact: Fraction
    said: str

    @property
    def span(self) -> Span:
        return Span.of(self.exact)


@dataclass(frozen=True)
class Reading:
    """The arithmetic by which a text may mean one of its numbers."""

    check: str
    claim: Item
    value: Fraction
    span: Span  # of results that the printed operands allow
    formula: str
    operands: tuple[Item, ...]
    weight: int = SURE
    rounded: bool = True  # a quotient of counts is rounded although it is a count
    remark: str = ""  # what is wrong in saying it so, though the number is right

    @property
    def holds(self) -> bool:
        return self.claim.claimed(self.rounded).meets(self.span)

    @property
    def is_hedged(self) -> bool:
        return any(item.number.hedge or item.number.minimum for item in (self.claim, *self.operands))


def reading(
    check: str, claim: Item, arithmetic: Callable, formula: str, *operands: Item | Given, weight: int = SURE, **more
) -> Iterable[Reading]:
    """Yield the reading of `claim` as the arithmetic of its operands; nothing where that divides by zero."""
    try:
        value, span = arithmetic(*(each.exact for each in operands)), arithmetic(*(each.span for each in operands))
    except ZeroDivisionError:
        return
    items = tuple(each for each in operands if isinstance(each, Item))
    yield Reading(check, claim, value, span, formula.format(*(each.said for each in operands)), items, weight, **more)


def judged(readings: Iterable[Reading]) -> tuple[list[Finding], list[Item]]:
    """Return one finding for each number that has readings, and the numbers whose readings say too little to object."""
    by_claim: dict[Item, list[Reading]] = {}
    for each in readings:
        by_claim.setdefault(each.claim, []).append(each)
    findings, open_ = [], []
    for claim, tried in by_claim.items():
        finding = _judged(tried)
        if finding is None:
            open_.append(claim)
        else:
            findings.append(finding)
    return findings, open_


def _judged(tried: list[Reading]) -> Finding | None:
    fitting = [each for each in tried if each.holds]
    right = next((each for each in fitting if not each.remark), None)
    if right:
        return _finding(right, AGREES, "")
    if fitting:
        return _finding(fitting[0], QUESTION, fitting[0].remark)
    best = max(tried, key=lambda each: each.weight)
    if best.weight == MAY:
        return None
    severity = FAULT if best.weight == SURE and not best.is_hedged else QUESTION
    return _finding(best, severity, f"{best.formula} = {best.claim.shown(best.value)}, không phải {best.claim.said}.{_slip(best)}")


def _slip(best: Reading) -> str:
    """Whether the number is right in another unit."""
    for factor in _SLIPS:
        if best.claim.claimed(True).meets(best.span * factor):
            return f" Lệch {printed(max(factor, 1 / factor))} lần: xem lại đơn vị tính."
    return ""


def _finding(reading: Reading, severity: str, message: str) -> Finding:
    return Finding(reading.check, severity, message, tuple(dict.fromkeys(i.place for i in (reading.claim, *reading.operands))))
