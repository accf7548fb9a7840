"""How far a result may lie from its number: the ends that ranges leave it, and the digits that hedged inputs bear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

MOST_CORNERS = 8  # ranges of which all ends are combined
MANY = 40  # as many decimals as nothing bears: exact inputs set no bound


@dataclass(frozen=True, slots=True)
class Given:
    """One input: the values it may have as it was given, and what its last digit is worth (0: it is exact)."""

    low: Fraction
    high: Fraction
    worth: Fraction = Fraction(0)

    @property
    def ends(self) -> tuple[Fraction, ...]:
        return (self.low, self.high) if self.high != self.low else (self.low,)

    @property
    def reach(self) -> tuple[Fraction, ...]:
        """The ends with half of a last digit beyond them, which is what «khoảng» leaves open."""
        return (self.low - self.worth / 2, self.high + self.worth / 2) if self.worth else self.ends

    def times(self, factor: Fraction) -> Given:
        """The same in another unit."""
        return Given(self.low * factor, self.high * factor, self.worth * factor)


@dataclass(frozen=True, slots=True)
class Result:
    """The ends of a result, `high` None where they meet; `width` is how far inexact inputs leave it open (0: exact)."""

    low: Fraction
    high: Fraction | None
    width: Fraction = Fraction(0)

    @property
    def ends(self) -> tuple[Fraction, ...]:
        return (self.low,) if self.high is None else (self.low, self.high)

    @property
    def decimals(self) -> int:
        """How many digits its inputs bear at most."""
        return place(self.width)

    def times(self, factor: Fraction) -> Result:
        """The same in another unit."""
        return Result(self.low * factor, None if self.high is None else self.high * factor, self.width * factor)


def result(function: Callable[..., Fraction | None], given: Sequence[Given]) -> Result | None:
    """What comes out of inputs that may be ranges or hedged; None where a denominator may be zero.

    The functions of indicators rise or fall in each of their inputs, so that their ends lie where those of the inputs do.

    >>> ends = result(lambda a, b: a / b, [Given(Fraction(12000), Fraction(12000)), Given(Fraction(1200), Fraction(1500))])
    >>> ends.low, ends.high
    (Fraction(8, 1), Fraction(10, 1))
    """
    if all(each.high is each.low and not each.worth for each in given):  # exact numbers, as nearly all are
        only = _value(function, [each.low for each in given])
        return None if only is None else Result(only, None)
    found = _values(function, [each.ends for each in given])
    if found is None:
        return None
    wide = [Given(each.low, each.low, each.worth) for each in given]  # a range is not an inexact number: its digits are
    around = _values(function, [each.reach for each in wide]) if any(each.worth for each in given) else None
    return _between(min(found), max(found), max(around) - min(around) if around else Fraction(0))


def _between(low: Fraction, high: Fraction, width: Fraction) -> Result:
    return Result(low, high if high != low else None, width)


def _values(function: Callable, ends: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    try:
        found = [_value(function, values) for values in _corners(function, ends)]
    except ZeroDivisionError:  # of one of the corners, while the corners are looked for
        return None
    return None if None in found else found


def _value(function: Callable, values: Sequence[Fraction]) -> Fraction | None:
    try:
        found = function(*values)
    except ZeroDivisionError:
        return None
    return found if found is None or isinstance(found, Fraction) else Fraction(found)


def _corners(function: Callable, ends: Sequence[Sequence[Fraction]]) -> Iterable[Sequence[Fraction]]:
    """All ends combined; of many ranges the two combinations at which a function that rises or falls in each is least and
    greatest."""
    if sum(len(each) > 1 for each in ends) <= MOST_CORNERS:
        return product(*ends)
    first = [each[0] for each in ends]
    rises = [function(*first[:at], each[-1], *first[at + 1 :]) >= function(*first) for at, each in enumerate(ends)]
    paired = [*zip(ends, rises, strict=True)]
    return [each[0 if up else -1] for each, up in paired], [each[-1 if up else 0] for each, up in paired]


def place(width: Fraction) -> int:
    """The decimals of a number that nobody knows better than to `width`: 0,4 → 1, 1.100 → −3.

    >>> place(Fraction(2, 5)), place(Fraction(1000)), place(Fraction(1100)), place(Fraction(999))
    (1, -3, -3, -2)
    """
    if not width:
        return MANY
    decimals = 0
    while width < Fraction(10) ** -decimals and decimals < MANY:
        decimals += 1
    while width >= Fraction(10) ** (1 - decimals):
        decimals -= 1
    return decimals


def second_digit(value: Fraction) -> Fraction:
    """What the second digit of a number is worth: 1.000 of 10.000 or of 73.000.

    >>> second_digit(Fraction(10000)), second_digit(Fraction(73000)), second_digit(Fraction(5))
    (Fraction(1000, 1), Fraction(1000, 1), Fraction(1, 10))
    """
    return Fraction(10) ** -(place(abs(value)) + 1)


def of_sum(given: Sequence[Given]) -> Result:
    """The total, as exact as its least exact term.

    >>> total = of_sum([Given(Fraction(5000), Fraction(5000), Fraction(1000)), Given(Fraction(10), Fraction(20))])
    >>> total.low, total.high, total.decimals
    (Fraction(5010, 1), Fraction(5020, 1), -3)
    """
    low, high = (sum(ends, Fraction(0)) for ends in zip(*((each.low, each.high) for each in given), strict=True))
    return _between(low, high, max(each.worth for each in given))


def of_mean(pairs: Sequence[tuple[Given, Given]]) -> Result | None:
    """The mean of values by their weights, either of which may be a range or hedged; None where the weights may be nothing.

    >>> one, two = Given(Fraction(10), Fraction(20)), Given(Fraction(30), Fraction(30))
    >>> weight = Given(Fraction(5), Fraction(5))
    >>> ends = of_mean([(one, weight), (two, weight)])
    >>> ends.low, ends.high
    (Fraction(20, 1), Fraction(25, 1))
    """
    total = sum(weight.low for _, weight in pairs)
    if not total:
        return None
    low = _least_mean([(value.low, weight.ends) for value, weight in pairs])
    high = -_least_mean([(-value.high, weight.ends) for value, weight in pairs])
    moved = sum(value.worth * weight.low + weight.worth * abs(value.low - low) for value, weight in pairs) / total
    return _between(low, high, moved)


def _least_mean(pairs: Sequence[tuple[Fraction, Sequence[Fraction]]]) -> Fraction:
    """The least weighted mean: the smaller values weigh as much as they may, the larger ones as little."""
    pairs = sorted(pairs, key=lambda pair: pair[0])
    found = []
    for heavy in range(len(pairs) + 1):
        weights = [ends[-1] if at < heavy else ends[0] for at, (_, ends) in enumerate(pairs)]
        if sum(weights):
            found.append(sum(value * weight for (value, _), weight in zip(pairs, weights, strict=True)) / sum(weights))
    return min(found)
