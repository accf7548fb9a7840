"""What arithmetic rests on: a sentence with its numbers as marks, and values that know how exactly they were printed.

A rule reads the marked sentence («thành lập mới ⟦0⟧ …, nâng tổng số lên ⟦1⟧»), takes the numbers that can be meant, and
says «khớp» when any of these readings holds: a text is contradicted only where no reading makes it true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from htxlib.words.text import number as printed

from .aside import DATE
from .finding import Finding, Place
from .numbers import Number
from .passages import Passage, Sentence

Q = r"⟦(\d+)⟧"
HEDGED = r"(?:\s+(?:khoảng|gần|trên|hơn|xấp xỉ|tới|đến|là|được|mức))*\s*"
# How far a rounded word reaches: "trên 500" is hardly 600.
_REACH = Fraction(1, 10)
_ABOVE, _BELOW = ("trên", "hơn", "ít nhất", "tối thiểu"), ("gần", "dưới", "không quá", "tối đa")


@dataclass(frozen=True)
class Marked:
    """A sentence in which every quantity with its unit is ⟦i⟧ and every date ⟪i⟫."""

    sentence: Sentence
    order: int = 0  # in the text

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return self.sentence.numbers

    @cached_property
    def text(self) -> str:
        text, at = [], 0
        for i, number in enumerate(self.numbers):
            mark = f"⟦{i}⟧" if number.is_quantity else f"⟪{i}⟫" if number.kind == DATE else "⟪⟫"
            text += [self.sentence.text[at : number.start], mark]
            at = number.stop
        return "".join([*text, self.sentence.text[at:]])

    def matches(self, pattern: str) -> Iterator[re.Match]:
        """Every place where the pattern begins, also those that overlap."""
        compiled, at = re.compile(pattern, re.I), 0
        while match := compiled.search(self.text, at):
            yield match
            at = match.start() + 1

    def position(self, number: Number) -> int:
        """Where its mark stands in the marked text."""
        i = self.numbers.index(number)
        return self.text.find(f"⟦{i}⟧")

    def before(self, number: Number) -> list[Number]:
        return [n for n in self.numbers if n.is_quantity and n.start < number.start]

    def clause(self, at: int) -> str:
        """The marked text from the last semicolon before `at` to it."""
        return self.text[self.text.rfind(";", 0, at) + 1 : at]

    def finding(self, check: str, severity: str, message: str, *numbers: Number, beside: tuple[Place, ...] = ()) -> Finding:
        """About numbers of this sentence, and of places beside it."""
        places = tuple(Place.of(n, self.sentence) for n in dict.fromkeys(numbers))
        return Finding(check, severity, message, places + beside)


@dataclass(frozen=True)
class Text:
    """All marked sentences of a file; a rule may look beyond its own sentence."""

    sentences: tuple[Marked, ...]

    @classmethod
    def of(cls, passages: list[Passage]) -> Text:
        """Every sentence of prose; table rows and their heads are read by their own rules."""
        prose = (sentence for passage in passages if not passage.cells for sentence in passage.sentences)
        return cls(tuple(Marked(sentence, i) for i, sentence in enumerate(prose)))

    @cached_property
    def quantities(self) -> tuple[tuple[Marked, Number], ...]:
        return tuple((s, n) for s in self.sentences for n in s.numbers if n.is_quantity)

    @cached_property
    def half_term(self) -> Fraction | None:
        """The years gone, where the text says that half of a term of known years has passed."""
        whole = " ".join(s.sentence.text for s in self.sentences)
        term = re.search(r"nhiệm kỳ\s*\(?(\d{4})\s*[-–]\s*(\d{4})", whole, re.I)
        half = re.search(r"(?:½|1/2|nửa)\s*(?:chặng đường\s+)?nhiệm kỳ", whole, re.I)
        return Fraction(int(term[2]) - int(term[1]), 2) if term and half and term[2] > term[1] else None


# --- what a printed number may be ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Between which values the true one lies."""

    low: Fraction
    high: Fraction

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def __truediv__(self, other: Span) -> Span | None:
        return Span(self.low / other.high, self.high / other.low) if other.low > 0 and self.low >= 0 else None

    def times(self, factor: Fraction | int) -> Span:
        ends = sorted((self.low * factor, self.high * factor))
        return Span(*ends)

    def meets(self, other: Span) -> bool:
        return self.low <= other.high and other.low <= self.high


def span(number: Number, hedged: bool = True) -> Span:
    """The values that print as this number: a count is itself, a hedge reaches a tenth (not for a bound)."""
    low, high = number.exact, (number.upper or number.value) * (number.unit.scale if number.unit else 1)
    half = Fraction(0) if number.unit and number.unit.is_count and not number.decimals else number.half
    low, high = low - half, high + half
    if not hedged or not number.hedge:
        return Span(low, high)
    reach = abs(number.exact) * _REACH
    up = number.hedge not in _BELOW
    down = number.hedge not in _ABOVE
    return Span(low - reach * down, high + reach * up)


def claimed(number: Number) -> Span:
    """Which results a printed result allows: half-up and cut off are both in use, so one unit of the last place."""
    whole = span(number)
    return Span(whole.low - number.half, whole.high + number.half) if _is_rounded(number) else whole


def _is_rounded(number: Number) -> bool:
    return not (number.unit and number.unit.is_count and not number.decimals)


def same_measure(one: Number, two: Number) -> bool:
    """Both count or measure the same thing, whatever the scale: tỷ đồng and triệu đồng, HTX and hợp tác xã."""
    return bool(one.unit and two.unit and one.unit.measure == two.unit.measure)


def comparable(one: Number, two: Number) -> bool:
    """They measure the same thing per the same thing."""
    return same_measure(one, two) and one.unit.per == two.unit.per


def show(value: Fraction, like: Number) -> str:
    """A value in the unit and the decimals of a printed number."""
    scale = like.unit.scale if like.unit else 1
    return with_unit(printed(value / scale, like.decimals), like)


def said(number: Number) -> str:
    return with_unit(number.text, number)


def with_unit(text: str, like: Number) -> str:
    unit = like.unit.text if like.unit else ""
    return text + (unit if unit.startswith("%") else f" {unit}" if unit else "")
