"""A reading: what a printed number would be, if the text means this; a number is contradicted only where none holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from htxlib.checks.relations import Span
from htxlib.words.text import number as printed

from .finding import AGREES, FAULT, QUESTION, Finding
from .marked import Item, same

MAY, LIKELY, SURE = range(3)  # may only make the text true; is a question where it fails; is an error where it fails
_SLIPS = [Fraction(10) ** k for k in (-6, -3, 3, 6)]


@dataclass(frozen=True)
class Given:
    """An operand that is exact: years of a period, months of a year, a goal, whatever its «trên» or «ít nhất»."""

    exact: Fraction
    said: str
    item: Item | None = None  # where it stands in the text

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
    hint: str = ""  # what else may explain a number that does not fit
    is_hedged: bool = False  # the claim or an operand is "khoảng", "trên" …

    @property
    def holds(self) -> bool:
        return self.claim.claimed(self.rounded).meets(self.span)


def reading(
    check: str, claim: Item, arithmetic: Callable, formula: str, *operands: Item | Given, weight: int = SURE, **more
) -> Iterable[Reading]:
    """Yield the reading of `claim` as the arithmetic of its operands; nothing where that divides by zero."""
    try:
        value, span = arithmetic(*(each.exact for each in operands)), arithmetic(*(each.span for each in operands))
    except ZeroDivisionError:
        return
    items = tuple(each if isinstance(each, Item) else each.item for each in operands if isinstance(each, Item) or each.item)
    more["is_hedged"] = any(
        each.number.hedge or each.number.at_least for each in (claim, *operands) if isinstance(each, Item)
    )
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
    return _finding(best, severity, f"{best.formula} = {_right(best)}{best.hint}")


def _right(best: Reading) -> str:
    """Return the result beside what is printed; whether the printed number is right in another unit."""
    claim, like = best.claim, next((each for each in best.operands if same(each, best.claim)), best.claim)
    slip = next((factor for factor in _SLIPS if claim.claimed(True).meets(best.span * factor)), None)
    if slip is None:
        return f"{claim.shown(best.value)}, không phải {claim.said}."
    right = (like if like.number.unit != claim.number.unit else claim).shown(best.value)
    return f"{right}, không phải {claim.said}: lệch {printed(max(slip, 1 / slip))} lần, nên ghi «{right}»."


def _finding(reading: Reading, severity: str, message: str) -> Finding:
    return Finding(
        reading.check, severity, message, tuple(dict.fromkeys(i.place for i in (reading.claim, *reading.operands)))
    )
