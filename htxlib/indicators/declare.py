"""The declaration of an indicator: a label, a unit, decimals, a source, then arithmetic."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..codelists.units import Unit, UnknownUnit
from ..words.errors import Fault, InputError, quote
from ..words.formula import Formula, Written

OPENING = "_dau_ky"  # so_htx_dau_ky: the opening value of the stock so_htx
REGISTRY: dict[str, Indicator] = {}  # what was declared so far; `catalogue.load` gives them all, checked
LATER: dict[str, list[Indicator]] = {}  # definitions that take the place of one in REGISTRY, each from a day on


@dataclass(frozen=True, slots=True)
class Indicator:
    """One computed quantity: the function's name, its parameters as inputs, its docstring as the method in words."""

    name: str
    label: str
    unit: Unit
    decimals: int
    source: str
    function: Callable[..., Fraction]
    inputs: tuple[str, ...]
    optional: frozenset[str]  # inputs that count as their default when missing; the trace says so
    words: str
    base: str  # the denominator, named in print when it is not the total
    topic: str
    weight: str
    from_printed: bool  # the inputs are rounded as printed first (a month's mean × 12)
    since: date | None = None  # of a definition that takes the place of an older one: the first day it counts for

    def on(self, day: date) -> Indicator:
        """The definition that counts on a day: this one, or the last that has taken its place by then."""
        later = [each for each in LATER.get(self.name, ()) if each.since <= day]
        return max(later, key=lambda each: each.since, default=self)

    def compute(self, values: Mapping[str, Fraction | Written]) -> Fraction | Written:
        """The exact value from exact inputs, from written ones the arithmetic. A float is refused."""
        result = self.function(**values)
        if not isinstance(result, Fraction | int | Written):
            raise TypeError(f"{self.name}: kết quả là {type(result).__name__}; hãy tính bằng phân số, không dùng số thực")
        return result

    def sign(self, name: str) -> int:
        """Return whether an input of a balance adds to the closing stock (1), is taken from it (-1) or neither (0).

        A balance is linear: its first input, the closing stock, less all the rest.
        """
        return -int(self.function(**{other: Fraction(other == name) for other in self.inputs}))

    def written(self, names: dict[str, str]) -> Formula:
        """The formula in words, an input by its name: "100 × HTX đang hoạt động / Tổng số HTX"."""
        return Formula(self.compute({name: Written((text,)) for name, text in names.items()}).parts)

def indicator(
    label: str,
    unit: str,
    decimals: int = 0,
    *,
    source: str,
    base: str = "",
    topic: str = "",
    weight: str = "",
    from_printed: bool = False,
    instead_of: str = "",
    since: str = "",
):
    """Declare a function as an indicator; its parameters are variables or other indicators.

    label, unit, decimals: how it is printed. source: the law, circular, form or plan that asks for it.
    base: the denominator that the sentence names. topic: the section it belongs to.
    weight: by what values of several places are weighed where one gives the value alone, without its inputs.
    from_printed: the inputs are rounded first (a month's mean, printed, times 12).
    instead_of, since: a new definition of the indicator of that name, from that day ("2026-07-01") on. A report counts by
    the definition of its own day in all its periods, so that what it compares was computed in one way.

    A parameter with a default is used with that default when it is missing; one that ends in `_dau_ky` is the opening
    value of that stock. The function gets and returns exact fractions, in the units of variables.csv.
    """

    def declare(function):
        if not inspect.getdoc(function):
            raise _wrong(function, "dòng chữ đầu trong hàm nói cách tính", "không có", "Viết một câu trong ba dấu nháy kép.")
        parameters = inspect.signature(function).parameters.values()
        made = Indicator(
            instead_of or function.__name__,
            label,
            _unit(function, unit),
            decimals,
            source,
            function,
            tuple(p.name for p in parameters),
            frozenset(p.name for p in parameters if p.default is not p.empty),
            " ".join(inspect.getdoc(function).split("\n\n")[0].split()),
            base,
            topic,
            weight,
            from_printed,
            _day(function, since) if since else None,
        )
        if instead_of:
            LATER.setdefault(instead_of, []).append(made)
        else:
            REGISTRY[function.__name__] = made
        return function

    return declare


def _day(function: Callable, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(function, "ngày bắt đầu (since) dạng 2026-07-01", quote(text), "Viết năm, tháng, ngày.") from None


def _unit(function: Callable, text: str) -> Unit:
    try:
        return Unit.parse(text)
    except UnknownUnit as error:
        raise _wrong(function, "đơn vị tính trong danh mục (htx list units)", quote(text), f"Sửa lại: {error}") from None


def _wrong(function: Callable, expected: str, found: str, remedy: str) -> InputError:
    return InputError(Fault(expected, found, remedy, f"chỉ tiêu {function.__name__}", "htxlib/indicators/formulas.py"))
