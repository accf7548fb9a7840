"""Arithmetic of relations between figures, the same for exact values and for printed ones: a printed number is an interval.

Each function takes fractions and gives a fraction, or takes spans and gives the span of every result that they allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """Between which values the true one lies.

    >>> growth(Span(105, 115), Span(100, 100)).high
    Fraction(15, 1)
    """

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, value: Span | Fraction | int) -> Span:
        """Return the span itself, or the span of one exact value."""
        return value if isinstance(value, Span) else cls(Fraction(value), Fraction(value))

    def __add__(self, other: Span | Fraction | int) -> Span:
        other = Span.of(other)
        return Span(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Span:
        return Span(-self.high, -self.low)

    def __sub__(self, other: Span | Fraction | int) -> Span:
        return self + -Span.of(other)

    def __rsub__(self, other: Fraction | int) -> Span:
        return -self + other

    def __mul__(self, other: Span | Fraction | int) -> Span:
        other = Span.of(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def __truediv__(self, other: Span | Fraction | int) -> Span:
        """Raises ZeroDivisionError where the divisor may be zero."""
        other = Span.of(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        return self * Span(1 / Fraction(other.high), 1 / Fraction(other.low))

    __radd__, __rmul__ = __add__, __mul__

    def meets(self, other: Span) -> bool:
        """Return whether one value lies in both."""
        return self.low <= other.high and other.low <= self.high


def difference(new, old):
    """Return new − old, in their unit; of two shares in points."""
    return new - old


def growth(new, old):
    """Return the growth from old to new in %."""
    return 100 * (new / old - 1)


def decline(new, old):
    """Return the decline from old to new in %."""
    return 100 * (1 - new / old)


def times(new, old):
    """Return how many times the old value the new one is."""
    return new / old


def share(part, whole):
    """Return the part in % of the whole; also what was reached in % of a goal."""
    return 100 * part / whole


def excess(actual, goal):
    """Return by how many % the goal was exceeded."""
    return 100 * actual / goal - 100


def mean(total, count):
    """Return the total shared over a count of things or of years."""
    return total / count


def total(*terms):
    """Return the sum of the terms."""
    return sum(terms[1:], terms[0])
