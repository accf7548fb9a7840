"""The arithmetic of a number, written out: "100 × 553 / 683"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from .text import MINUS, number, round_half_up

MOST_DECIMALS = 6  # a constant with more is written as a fraction


@dataclass(frozen=True, slots=True)
class Formula:
    """Operators, brackets and numbers in the order in which they are written; the number of a figure leads to it.

    Such a number is a text that knows its figure (`values.figure.Digits`): whoever prints the formula need not guess.
    """

    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, *parts: str) -> Formula:
        return cls(parts)

    @classmethod
    def joined(cls, sign: str, terms: Sequence[tuple[str, ...]]) -> Formula:
        """Return the terms, each in its parts, with the sign between them.

        >>> str(Formula.joined(" + ", [("Yên Bái ", "683"), ("Lào Cai ", "416")]))
        'Yên Bái 683 + Lào Cai 416'
        """
        return cls(tuple(part for at, term in enumerate(terms) for part in ((sign, *term) if at else term)))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Written:
    """An operand that writes the arithmetic down instead of doing it: a function of numbers becomes its formula."""

    parts: tuple[str, ...]
    rank: int = 3  # 1 sum, 2 product, 3 atom: what needs brackets inside what

    def _join(self, other: object, sign: str, rank: int, swapped: bool = False) -> Written:
        one, two = (written(other), self) if swapped else (self, written(other))
        after = rank + 1 if sign in "−/" else rank  # a − (b + c), but a + b + c
        return Written((*_within(one, rank), f" {sign} ", *_within(two, after)), rank)

    def __add__(self, other):
        return self._join(other, "+", 1)

    def __radd__(self, other):
        return self._join(other, "+", 1, swapped=True)

    def __sub__(self, other):
        return self._join(other, "−", 1)

    def __rsub__(self, other):
        return self._join(other, "−", 1, swapped=True)

    def __mul__(self, other):
        return self._join(other, "×", 2)

    def __rmul__(self, other):
        return self._join(other, "×", 2, swapped=True)

    def __truediv__(self, other):
        return self._join(other, "/", 2)

    def __rtruediv__(self, other):
        return self._join(other, "/", 2, swapped=True)


def written(operand: object) -> Written:
    """Return an operand as it is written; a constant is exact: 2,5 or (29 / 12).

    >>> str(Formula((34 / written(Fraction(29, 12))).parts))
    '34 / (29 / 12)'
    """
    if isinstance(operand, Written):
        return operand
    value = Fraction(operand)
    decimals = next((d for d in range(MOST_DECIMALS) if round_half_up(value, d) == value), None)
    if decimals is None:
        return Written((number(value.numerator), " / ", number(value.denominator)), 2)
    return digits(number(value, decimals))


def digits(*parts: str) -> Written:
    """Return the digits of one number, what stands before them included; one below zero has its brackets."""
    return Written(("(", *parts, ")") if parts[-1].startswith(MINUS) else parts)


def _within(operand: Written, rank: int) -> tuple[str, ...]:
    return operand.parts if operand.rank >= rank else ("(", *operand.parts, ")")


def root(operand: Fraction | Written, degree: int) -> Fraction | Written:
    """Return the root of that degree: of a number through a decimal of 50 digits, of what is written its power."""
    if isinstance(operand, Written):
        return Written((*_within(operand, 3), f"^(1/{degree})"), 3)
    with localcontext() as context:
        context.prec = 50
        ratio = Decimal(operand.numerator) / Decimal(operand.denominator)
        return Fraction(ratio ** (Decimal(1) / Decimal(degree)))
