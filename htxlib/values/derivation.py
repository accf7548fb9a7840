"""Arithmetic done and written down at once: whoever types the printed formula into a calculator gets the printed number.

One function of the operands gives the value from exact numbers, its ends and the digits it bears from ranges and hedged
ones (`spread`), and the formula from written ones. An operand is written as the report prints it, and with more decimals
where the printed result needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from ..words.formula import Formula, Written, digits, written
from ..words.text import number, round_half_up
from . import spread
from .spread import Given, Result

MOST_DIGITS = 6  # decimals beyond those in print; an operand that needs more is written by its own formula


class Operand(Protocol):
    """What stands in a formula: a figure, or one of the two below."""

    @property
    def given(self) -> Given: ...
    @property
    def decimals(self) -> int: ...
    @property
    def formula(self) -> Formula: ...
    def digits(self, decimals: int) -> str: ...
    def led_to(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is no figure (a row, converted to the unit of a sum), or the print of the figure `of`."""

    value: Fraction
    decimals: int = 0
    upper: Fraction | None = None
    of: Operand | None = None
    formula: Formula = Formula()
    worth: Fraction = Fraction(0)  # of its last digit, where it is hedged
    hedge: str = ""  # of a row

    @property
    def given(self) -> Given:
        return Given(self.value, self.value if self.upper is None else self.upper, self.worth)

    def digits(self, decimals: int) -> str:
        text = between(number(end, decimals) for end in self.given.ends)
        return self.of.led_to(text) if self.of is not None else text

    def led_to(self, text: str) -> str:
        """A print of this number: it leads to the figure that it is of."""
        return self.of.led_to(text) if self.of is not None else text


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is written exactly: 12, 2,5 or 29 / 12."""

    value: Fraction
    decimals: int = 0
    formula: Formula = Formula()

    @property
    def given(self) -> Given:
        return Given(self.value, self.value)


def between(ends: Iterable[str]) -> str:
    """Write a range: "9.000-10.000"; ends that print alike are told once.

    >>> between(["5,0", "5,1"]), between(["96", "96"])
    ('5,0-5,1', '96')
    """
    return "-".join(dict.fromkeys(ends))


def total(*terms):
    """Return the sum of the terms, of numbers or of what is written."""
    return sum(terms[1:], terms[0])


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A function of operands; `names` stand before their numbers ("Yên Bái 683"), `rounding` prints the result.

    `ends` finds how far the result may reach where the ends of the operands, taken in turn, would not tell it: of a sum of
    many places, of a mean whose weights are ranges.
    """

    function: Callable
    operands: tuple[Operand, ...]
    names: tuple[str, ...] = ()
    rounding: Callable[[Fraction, int], Fraction] = round_half_up
    ends: Callable[[Sequence[Given]], Result | None] | None = None

    @property
    def result(self) -> Result | None:
        """The exact result, of ranges both ends, and the digits its operands bear; None where a denominator may be zero."""
        return self.over([each.given for each in self.operands])

    def times(self, factor: Fraction) -> Arithmetic:
        """The same result in another unit: "1.000 × (3,2 + 4,1)"."""
        if factor == 1:
            return self

        def scaled(*operands):
            return factor * self.function(*operands) if factor > 1 else self.function(*operands) / (1 / factor)

        def ends(operands: Sequence[Given]) -> Result | None:
            found = self.over(operands)
            return found and found.times(factor)

        return Arithmetic(scaled, self.operands, self.names, self.rounding, ends)

    def over(self, operands: Sequence[Given]) -> Result | None:
        """The same of other values of the operands."""
        return self.ends(operands) if self.ends else spread.result(self.function, operands)

    def written(self, decimals: int) -> Formula:
        """The formula, with the digits from which it comes to the result printed with so many decimals."""
        places = self._enough(decimals)
        return self._formula(places or [each.decimals + MOST_DIGITS for each in self.operands], of_formulas=places is None)

    def is_exact(self, decimals: int) -> bool:
        """Whether the formula, as it is written, comes to the printed result itself and not to what rounds to it."""
        places = self._enough(decimals)
        operands = self._at(places) if places else [each.given for each in self.operands]
        found = self._ends(operands)
        return found is not None and all(self.rounding(end, decimals) == end for end in found)

    def _enough(self, decimals: int) -> list[int] | None:
        """With how many decimals each operand is written; None where no digits are enough."""
        wanted = self._print([each.given for each in self.operands], decimals)
        every = ([_places(each, more) for each in self.operands] for more in range(MOST_DIGITS + 1))
        return next((places for places in every if self._print(self._at(places), decimals) == wanted), None)

    def _at(self, places: list[int]) -> list[Given]:
        return [_rounded(*each) for each in zip(self.operands, places, strict=True)]

    def _print(self, operands: Sequence[Given], decimals: int) -> tuple[Fraction, ...] | None:
        """The ends as they are printed; None of operands that print as zero, where one divides by them."""
        found = self._ends(operands)
        return found and tuple(self.rounding(end, decimals) for end in found)

    def _ends(self, operands: Sequence[Given]) -> tuple[Fraction, ...] | None:
        found = self.over([Given(each.low, each.high) for each in operands])
        return found and found.ends

    def _formula(self, places: list[int], of_formulas: bool) -> Formula:
        """The function of its operands as texts, or `of_formulas`, where no digits are enough."""
        names = self.names or ("",) * len(places)
        found = [_text(*each, of_formulas) for each in zip(self.operands, places, names, strict=True)]
        return Formula(self.function(*found).parts)


def _text(operand: Operand, decimals: int, name: str, of_formulas: bool) -> Written:
    if isinstance(operand, Constant):
        return written(operand.value)
    if of_formulas and operand.formula:
        return Written(operand.formula.parts, 1)
    return digits(*filter(None, (name,)), operand.digits(decimals))


def _rounded(operand: Operand, decimals: int) -> Given:
    given = operand.given
    if isinstance(operand, Constant):
        return given
    return Given(round_half_up(given.low, decimals), round_half_up(given.high, decimals), given.worth)


def _places(operand: Operand, more: int) -> int:
    """With how many decimals an operand is written that may have so many more than in print: zeros say nothing."""
    most = operand.decimals + more
    enough = (at for at in range(operand.decimals, most) if _rounded(operand, at) == _rounded(operand, most))
    return next(enough, most)


def scaled(operand: Number, factor: Fraction) -> Number:
    """The same number in another unit, with the decimals that its print needs there: 3,2 tỷ is 3.200 triệu."""
    if factor == 1:
        return operand
    given = operand.given.times(factor)
    shown = [round_half_up(end, operand.decimals) * factor for end in operand.given.ends]
    return replace(_number(given, decimals_of(*shown), operand), hedge=operand.hedge)


def decimals_of(*values: Fraction) -> int:
    """How many decimals print these exactly, of what needs very many as many as anybody reads.

    >>> decimals_of(Fraction(5), Fraction(51, 10))
    1
    """
    return next((at for at in range(MOST_DIGITS) if all(round_half_up(each, at) == each for each in values)), MOST_DIGITS)


def as_printed(operand: Operand, decimals: int | None = None) -> Operand:
    """The operand of which only the print is known: the usual one, or one with other decimals."""
    decimals = operand.decimals if decimals is None else decimals
    return _number(_rounded(operand, decimals), decimals, operand)


def _number(given: Given, decimals: int, of: Operand) -> Number:
    return Number(given.low, decimals, given.high if given.high != given.low else None, of, worth=given.worth)
