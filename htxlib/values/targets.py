"""Targets and verdicts: what a value, exact or hedged, says about a bound; and the pace that is still needed."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

from ..data.dataset import Target

MINIMA = ("≥", ">", "=")
MAXIMA = ("≤", "<")
MET = ("vượt", "đạt")
OUTSIDE = ("trên", "hơn", "gần", "dưới")  # hedges whose printed number is itself no possible value
OPEN = "chưa đủ số liệu"
LATER = "chưa đến kỳ đánh giá"


def interval(value: Fraction, hedge: str, worth: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """The true values a hedged number leaves open, None for no bound; the ends of "trên" and "gần" are outside it.

    `worth` is that of the number's last significant digit: "khoảng", "ước" and "cơ bản" mean half of it either way.
    """
    if hedge in ("trên", "hơn"):
        return value, None
    if hedge in ("gần", "dưới"):
        return None, value
    return (value - worth / 2, value + worth / 2) if hedge else (value, value)


def last_digit(value: Fraction, digits: int, is_share: bool = False) -> Fraction:
    """The worth of the last significant digit as given: 1.300 → 100, 47 → 1, 5,3 → 0,1; of 80% it is 1 all the same.

    >>> last_digit(Fraction(1300), 0), last_digit(Fraction(53, 10), 1), last_digit(Fraction(80), 0, is_share=True)
    (Fraction(100, 1), Fraction(1, 10), Fraction(1, 1))
    """
    if digits or is_share or not int(value):
        return Fraction(1, 10**digits)
    whole, worth = abs(int(value)), 1
    while whole % 10 == 0:
        whole, worth = whole // 10, worth * 10
    return Fraction(worth)


def verdict(
    value: Fraction,
    sign: str,
    bound: Fraction,
    upper: Fraction | None = None,
    hedge: str = "",
    worth: Fraction = Fraction(1),
) -> str:
    """Return vượt, đạt, chưa đạt, or "chưa đủ số liệu" where the hedge leaves it open.

    A minimum is đạt when equalled and vượt when exceeded; "> x" is not reached by x itself; a range is đạt within;
    a maximum is only ever đạt or chưa đạt.
    """
    return verdict_between(*interval(value, hedge, worth), hedge in OUTSIDE, sign, bound, upper)


def verdict_between(
    low: Fraction | None, high: Fraction | None, is_open: bool, sign: str, bound: Fraction, upper: Fraction | None = None
) -> str:
    """The same of what lies between two ends, None for no bound; `is_open`: the ends are no possible values."""
    if sign in ("≤", "<"):
        ends = (None if end is None else -end for end in (high, low))
        mirrored = verdict_between(*ends, is_open, "≥" if sign == "≤" else ">", -bound)
        return "đạt" if mirrored == "vượt" else mirrored
    if sign == "từ-đến":
        return _range(low, high, is_open, bound, upper)
    above = low is not None and (low > bound or (low == bound and is_open))
    below = high is not None and (high < bound or (high == bound and is_open))
    if sign == "=":
        return "đạt" if low == high == bound else "chưa đạt" if above or below else OPEN
    if above:
        return "vượt"
    if low == bound and sign == "≥":
        return "đạt"
    return "chưa đạt" if below or (high == bound and sign == ">") else OPEN


def _range(low: Fraction | None, high: Fraction | None, is_open: bool, bound: Fraction, upper: Fraction) -> str:
    """Below the lower end: chưa đạt; above the upper end: vượt; reached but perhaps exceeded is đạt."""
    floor = verdict_between(low, high, is_open, "≥", bound)
    if floor not in MET:
        return floor
    return "vượt" if verdict_between(low, high, is_open, "≤", upper) == "chưa đạt" else "đạt"


def needed_pace(goal: Fraction, done: Fraction, elapsed: Fraction, total: Fraction) -> Fraction | None:
    """What each remaining year must bring to reach `goal`; 0 when done, None when no time is left."""
    if done >= goal:
        return Fraction(0)
    return (goal - done) / (total - elapsed) if total > elapsed else None


def rounded_up(value: Fraction, decimals: int = 0) -> Fraction:
    """The smallest printed value that is not below `value`: a pace rounded down would miss the target."""
    return Fraction(math.ceil(value * 10**decimals), 10**decimals)


def in_words(target: Target) -> tuple[str, str]:
    """The words before and after a target's number: ("", " trở lên"), ("trên ", ""), ("gấp ", " trở lên")."""
    before = {">": "trên ", "<": "dưới "}.get(target.sign, "")
    times = "gấp " if target.unit.measure == "lần" else ""
    return before + times, {"≥": " trở lên", "≤": " trở xuống"}.get(target.sign, "")


def in_force(targets: tuple[Target, ...], kinds: tuple[str, ...], on: date) -> list[Target]:
    """The targets of these kinds in the version that applied on that day, in the order of the table.

    A later version (`ap_dung_tu`) takes the place of what its document set, or whatever document set it first; two
    documents that want the same thing stand beside each other.
    """
    return [newest for newest, _ in versions(targets, kinds, on)]


def versions(targets: tuple[Target, ...], kinds: tuple[str, ...], on: date) -> list[tuple[Target, Target | None]]:
    """Each target in force on that day with what it was before it was adjusted, None where it never was."""
    found: dict[tuple, list[Target]] = {}
    for target in targets:
        if target.kind in kinds and _since(target) <= on:
            found.setdefault(_about(target), []).append(target)
    return [version for same in found.values() for version in _versions(same)]


def _versions(same: list[Target]) -> list[tuple[Target, Target | None]]:
    """Of targets that want the same thing by the same day: the newest of each document, adjustments of others applied."""
    first = {each.document: each for each in same if not each.valid_from}
    later = sorted((each for each in same if each.valid_from), key=_since)
    found: dict[str, tuple[Target, Target | None]] = {document: (each, None) for document, each in first.items()}
    for each in later:
        adjusted = each.document if each.document in found else next(iter(found), None)
        if adjusted is None:
            found[each.document] = (each, None)
        else:
            found[adjusted] = (each, found[adjusted][1] or found[adjusted][0])
    return list(found.values())


def _about(target: Target) -> tuple:
    return target.variable, target.kind, target.measure, target.period.end and target.period.last


def _since(target: Target) -> date:
    return target.valid_from.first if target.valid_from else date.min
