"""Between what a number may truly lie: what its hedge leaves open, carried through all that was reckoned to get it.

«Khoảng 120» in 2,5 years is 46 to 50 a year; «gần 120» in 2,5 years is less than 48, and nobody knows how much less.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from . import spread
from .derivation import Constant, Number, Operand
from .figure import Figure
from .targets import OUTSIDE, interval, last_digit

FAR = 10**9  # times a number: no verdict tells it from no bound at all


class Reach(NamedTuple):
    """The least and the greatest that a number may be, `is_open` where these ends are outside."""

    low: Fraction
    high: Fraction
    is_open: bool = False


def reach(operand: Operand, as_written: bool = False) -> Reach | None:
    """Of a number, or of what was reckoned with it; None where a denominator may be zero.

    `as_written`, for what is told to the whole per cent: what is written with decimals may be half of the last one off
    (5,8 triệu đồng lies between 5,75 and 5,85; 683 HTX are 683), and «gần», «trên» reach no farther than that last digit.
    """
    if isinstance(operand, Figure) and operand.converted_from is not None:
        factor, found = operand.converted_from.unit.factor_to(operand.unit), reach(operand.converted_from, as_written)
        return found and Reach(found.low * factor, found.high * factor, found.is_open)
    if isinstance(operand, Figure) and operand.done:
        parts = [reach(each, as_written) for each in operand.done.operands]
        found = None if None in parts else operand.done.over([spread.Given(each.low, each.high) for each in parts])
        told = found and Reach(found.ends[0], found.ends[-1], any(each.is_open for each in parts))
        if told is None or told.low != told.high or not operand.hedge:
            return told
    return _given(operand, as_written)


def _given(operand: Operand, as_written: bool) -> Reach:
    low, high = operand.given.low, operand.given.high
    hedge = "" if isinstance(operand, Constant) else operand.hedge
    if as_written:
        hedge, worths = _written(operand, hedge)
    else:
        worths = [_last_digit(operand, end) for end in (low, high)] if hedge else (Fraction(0),) * 2
    (least, above), (below, most) = (interval(end, hedge, worth) for end, worth in zip((low, high), worths, strict=True))
    if least is None:
        least = above - worths[0] if as_written else Fraction(0) if above > 0 else above - FAR
    if most is None:
        most = below + worths[1] if as_written else below + FAR * max(abs(below), 1)
    return Reach(least, most, hedge in OUTSIDE)


def _written(operand: Operand, hedge: str) -> tuple[str, tuple[Fraction, Fraction]]:
    if not isinstance(operand, Figure):
        return hedge, (operand.given.worth,) * 2
    worth = max(operand.worth, Fraction(10) ** -operand.decimals if operand.decimals > 0 else Fraction(0))
    return hedge if hedge in OUTSIDE else "khoảng" if worth else "", (worth, worth)


def _last_digit(operand: Figure | Number, value: Fraction) -> Fraction:
    """Half of which «khoảng» leaves open; of a hedged part of a sum what its row says, also in another unit."""
    if isinstance(operand, Number):
        return operand.worth
    return last_digit(value, max(operand.decimals, 0), operand.unit.is_share)
