"""Units of measure: a counted or measured word, and what it is per (HTX, person, month …)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from ..words.text import nearest, tidy

_SAME = Fraction(1)
TIMES = {"năm": 12, "quý": 3, "tháng": 1}  # in months


class UnknownUnit(ValueError):
    """The text is no unit of the codelist; the message says which is nearest."""


@dataclass(frozen=True, slots=True)
class Word:
    """One row of units.csv: a word that may stand as a unit."""

    text: str
    measure: str  # words of one measure convert by scale: đồng, triệu đồng, tỷ đồng
    scale: int
    is_count: bool  # counts below ten take a leading zero in office prose
    prose: str = ""  # how a sentence writes it, where tables shorten it


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed, and what it means: `measure` × `scale` per `per`, per `time`."""

    text: str
    measure: str
    scale: int
    is_count: bool
    per: tuple[str, ...] = ()  # measures: ("HTX",)
    time: str = ""  # năm, quý, tháng or nothing

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Read "triệu đồng/HTX/năm"; raises UnknownUnit.

        >>> Unit.parse("triệu đồng/HTX/năm").per
        ('HTX',)
        """
        found = _parse(tidy(text))
        if isinstance(found, str):
            raise UnknownUnit(found)
        return found

    @property
    def is_share(self) -> bool:
        return self.measure == "%"

    @property
    def is_counted(self) -> bool:
        """Whether it stands for things that have no parts, one by one or by the thousand; time has parts."""
        return not self.per and not self.time and self.measure in _counted() and self.measure != "tháng"

    @property
    def difference(self) -> str:
        """The unit of a difference of two values: points for shares, the unit itself for everything else."""
        return "điểm %" if self.is_share else self.text

    @property
    def in_prose(self) -> str:
        """As a sentence writes it, where tables are shorter: "điểm phần trăm" for "điểm %"."""
        word = words().get(self.text)
        return word.prose or self.text if word else self.text

    def factor_to(self, other: Unit, times: bool = False) -> Fraction:
        """How many `other` one of these is; `times` lets a month count as a twelfth of a year.

        A unit without a time converts to one with a time (a year's value "triệu đồng/HTX" is "triệu đồng/HTX/năm").

        >>> Unit.parse("tỷ đồng/HTX").factor_to(Unit.parse("triệu đồng/HTX/năm"))
        Fraction(1000, 1)
        """
        if self is other:  # `parse` makes each unit once
            return _SAME
        if (self.measure, self.per) != (other.measure, other.per):
            raise ValueError(f"không đổi được từ «{self.text}» sang «{other.text}»")
        factor = Fraction(self.scale, other.scale)
        if self.time and other.time and self.time != other.time:
            if not times:
                raise ValueError(f"không đổi được từ «{self.text}» sang «{other.text}»")
            factor *= Fraction(TIMES[other.time], TIMES[self.time])
        return factor

    def factor_or_none(self, other: Unit) -> Fraction | None:
        """`factor_to`, None where the two do not convert."""
        try:
            return self.factor_to(other)
        except ValueError:
            return None

    def per_time(self, time: str) -> Unit:
        """The same unit per year (month, quarter), or without any time."""
        stem = self.text.removesuffix(f"/{self.time}") if self.time else self.text
        return Unit.parse(f"{stem}/{time}" if time else stem)

    def per_what_of(self, other: Unit) -> Unit:
        """Return the unit with the other's "per what", each with its own word and this one's time.

        >>> Unit.parse("tỷ đồng/THT/năm").per_what_of(Unit.parse("triệu đồng/HTX/năm")).text
        'tỷ đồng/HTX/năm'
        """
        (word, *_), (_, *below) = _words_of(self.text), _words_of(other.per_time("").text)
        return Unit.parse("/".join((word, *below, *filter(None, [self.time]))))

    def times(self, factor: Fraction) -> Unit | None:
        """Return the unit `factor` times as large: triệu đồng/HTX → tỷ đồng/HTX; None where there is no word for it."""
        scale = self.scale * factor
        found = next((word.text for word in words().values() if (word.measure, word.scale) == (self.measure, scale)), None)
        return Unit.parse("/".join((found, *_words_of(self.text)[1:]))) if found else None


def with_unit(number: str, unit: str, blank: str = " ") -> str:
    """Return the number as print has it with its unit; only the sign % stands right behind it, without a blank.

    >>> with_unit("5,2", "%/năm"), with_unit("683", "HTX"), with_unit("683", "")
    ('5,2%/năm', '683 HTX', '683')
    """
    return number + unit if unit[:1] in ("%", "") else number + blank + unit


@cache
def words() -> dict[str, Word]:
    """Every unit word and its aliases, from units.csv."""
    found = {}
    with (files("htxlib") / "codelists" / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            word = Word(tidy(row["word"]), row["measure"], int(row["scale"]), row["count"] == "1", row["prose"])
            for name in (word.text, *filter(None, map(tidy, row["aliases"].split("|")))):
                found[name] = word
    return found


@cache
def _counted() -> frozenset[str]:
    """The measures of which one can be counted."""
    return frozenset(word.measure for word in words().values() if word.is_count)


def _words_of(text: str) -> list[str]:
    """The words of a unit, as people and our own lists write it: what is measured, then per what."""
    return [part.strip() for part in text.split("/")]


@cache  # also of what is none: looking for the unit that was meant takes a thousand times as long as knowing one
def _parse(text: str) -> Unit | str:
    """The unit, or the sentence that there is none like it."""
    top, *below = _words_of(text)
    time = below.pop() if below and below[-1] in TIMES else ""
    known = words()
    for part in (top, *below):
        if part not in known:
            near = nearest(part, known)
            hint = f" Có phải «{near}»?" if near else ""
            return f"không có đơn vị tính «{part}»" + (f" trong «{text}»" if below else "") + f".{hint}"
    word, per = known[top], tuple(known[part].measure for part in below)
    return Unit(text, word.measure, word.scale, word.is_count and not per and not time, per, time)
