"""Arithmetic done and written down at once: whoever types the printed formula into a calculator gets the printed number.

One function of the operands gives the value from exact numbers and the formula from written ones. An operand is written
as the report prints it, and with more decimals where the printed result needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Protocol

from ..words.formula import Formula, Written, digits, written
from ..words.text import number, round_half_up

MOST_DIGITS = 6  # decimals beyond those in print; an operand that needs more is written by its own formula
MOST_CORNERS = 4  # ranges of which all ends are combined; of more only the lower ends, then the upper ones: a sum
Ends = tuple[Fraction, ...]  # one value, or the two ends of a range


class Operand(Protocol):
    """What stands in a formula: a figure, or one of the two below."""

    @property
    def ends_of_value(self) -> Ends: ...
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

    @property
    def ends_of_value(self) -> Ends:
        return (self.value,) if self.upper is None else (self.value, self.upper)

    def digits(self, decimals: int) -> str:
        text = "-".join(number(end, decimals) for end in self.ends_of_value)
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
    def ends_of_value(self) -> Ends:
        return (self.value,)


def total(*terms):
    """Return the sum of the terms, of numbers or of what is written."""
    return sum(terms[1:], terms[0])


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A function of operands; `names` stand before their numbers ("Yên Bái 683"), `rounding` prints the result."""

    function: Callable
    operands: tuple[Operand, ...]
    names: tuple[str, ...] = ()
    rounding: Callable[[Fraction, int], Fraction] = round_half_up

    @property
    def value(self) -> Fraction:
        """The exact result, of a range its lower end; raises ZeroDivisionError."""
        return self._ends([each.ends_of_value for each in self.operands])[0]

    @property
    def upper(self) -> Fraction | None:
        """The upper end where an operand is a range."""
        return (*self._ends([each.ends_of_value for each in self.operands]), None)[1]

    def times(self, factor: Fraction) -> Arithmetic:
        """The same result in another unit: "1.000 × (3,2 + 4,1)"."""
        if factor == 1:
            return self

        def scaled(*operands):
            return factor * self.function(*operands) if factor > 1 else self.function(*operands) / (1 / factor)

        return Arithmetic(scaled, self.operands, self.names, self.rounding)

    def _ends(self, operands: list[Ends]) -> Ends:
        """The least and the greatest result that ranges allow: every function here rises or falls with each operand."""
        few = sum(len(each) > 1 for each in operands) <= MOST_CORNERS
        corners = product(*operands) if few else ([each[side] for each in operands] for side in (0, -1))
        found = {Fraction(self.function(*corner)) for corner in corners}
        return (min(found), max(found)) if len(found) > 1 else (*found,)

    def written(self, decimals: int) -> Formula:
        """The formula, with the digits from which it comes to the result printed with so many decimals."""
        wanted = self._print([each.ends_of_value for each in self.operands], decimals)
        for more in range(MOST_DIGITS + 1):
            places = [_places(each, more) for each in self.operands]
            if self._print([_rounded(*each) for each in zip(self.operands, places, strict=True)], decimals) == wanted:
                return self._formula(places, of_formulas=False)
        return self._formula(places, of_formulas=True)

    def _print(self, operands: list[Ends], decimals: int) -> Ends | None:
        try:
            return tuple(self.rounding(end, decimals) for end in self._ends(operands))
        except ZeroDivisionError:  # of operands that print as zero
            return None

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


def _rounded(operand: Operand, decimals: int) -> Ends:
    if isinstance(operand, Constant):
        return operand.ends_of_value
    return tuple(round_half_up(end, decimals) for end in operand.ends_of_value)


def _places(operand: Operand, more: int) -> int:
    """With how many decimals an operand is written that may have so many more than in print: zeros say nothing."""
    most = operand.decimals + more
    enough = (at for at in range(operand.decimals, most) if _rounded(operand, at) == _rounded(operand, most))
    return next(enough, most)


def scaled(operand: Operand, factor: Fraction) -> Operand:
    """The same number in another unit, with the decimals that its print needs there: 3,2 tỷ is 3.200 triệu."""
    if factor == 1:
        return operand
    value, *upper = (end * factor for end in operand.ends_of_value)
    shown = round_half_up(operand.ends_of_value[0], operand.decimals) * factor
    enough = (at for at in range(MOST_DIGITS) if round_half_up(shown, at) == shown)
    return Number(value, next(enough, MOST_DIGITS), upper[0] if upper else None, operand)


def as_printed(operand: Operand) -> Operand:
    """The operand of which only the print is known."""
    value, *upper = _rounded(operand, operand.decimals)
    return Number(value, operand.decimals, upper[0] if upper else None, operand)
