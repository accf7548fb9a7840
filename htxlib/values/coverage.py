"""What a figure of several places rests on, and the words that must stand beside its number for that reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from ..indicators import catalogue

# Fewer than half of the members give no figure of the group: their values are shown, but not as its total.
ENOUGH = Fraction(1, 2)
NEW_BOUNDARIES = "tính theo địa giới hành chính mới"


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of several places' values differ: "từ 31/5/2023 đến 31/8/2023", "năm 2023, Yên Bái chưa đủ kỳ"."""

    words: str  # as they follow "số liệu"
    of_stocks: bool = False  # alone, those of stocks say of what they are the dates

    def __str__(self) -> str:
        return f"số liệu {self.words}" if self.of_stocks else self.words


@dataclass(frozen=True, slots=True)
class Coverage:
    """The places whose values are in a figure, of all that belong to it (ids); a figure of one place has none."""

    counted: tuple[str, ...]
    every: tuple[str, ...]
    noun: str  # what the places are: "tỉnh", "thành phố", "tỉnh, thành phố"
    rebuilt: bool = False  # made from the provinces that were merged later
    dates: Dates | None = None  # where the places' own dates differ

    @property
    def complete(self) -> bool:
        return len(self.counted) == len(self.every)

    @property
    def mark(self) -> str:
        """What tells the keys of figures of some members from those of all."""
        return "" if self.complete else mark_of(self.counted)

    @property
    def enough(self) -> bool:
        return len(self.counted) >= ENOUGH * len(self.every)

    @property
    def share(self) -> str:
        """ "4/7 tỉnh"."""
        return f"{len(self.counted)}/{len(self.every)} {self.noun}"

    @property
    def words(self) -> str:
        """Of how many places the number is: "ở 4/7 tỉnh"; nothing of a whole. Of new boundaries a report tells once."""
        return "" if self.complete else f"ở {self.share}"

    @property
    def full_words(self) -> str:
        """What the note of a table says: also that it is rebuilt."""
        return ", ".join(filter(None, (self.words, NEW_BOUNDARIES if self.rebuilt else "")))


def grouped(figures: Iterable) -> dict[str, list]:
    """Return figures of several places by the words for how many of them they rest on, those of all places left out.

    One of what is made of one number (its change, its share of a whole) stands for all of them.
    """
    found: dict[str, dict] = {}
    for figure in figures:
        if figure and figure.remark:
            found.setdefault(figure.remark, {}).setdefault((figure.label.noun, figure.scope.place.id), figure)
    return {words: list(each.values()) for words, each in found.items()}


def of_other_sources(figures: Iterable) -> dict[tuple[str, str], tuple]:
    """Return where figures are reckoned with another number than the report prints for the same thing and the same day.

    One entry is an input: itself, the number the report prints, and the figures reckoned with it. (Inputs are taken from
    one source where that is possible; what several sources state is printed of the one that comes first.)
    """
    found: dict[tuple[str, str], tuple] = {}
    for figure in figures:
        declared = catalogue.load().get(figure.name) if figure else None
        for each in figure.inputs if declared and not figure.coverage else ():
            usual = figure.scope.figure(each.name) if each.name in declared.inputs else each
            if usual and not usual.coverage and usual.period == each.period and _differ(each, usual):
                *_, rest = found.setdefault((each.name, each.text), (each, usual, {}))
                rest[figure.label.noun] = figure
    return {key: (each, usual, list(rest.values())) for key, (each, usual, rest) in found.items()}


def _differ(one, other) -> bool:
    factor = one.unit.factor_or_none(other.unit)
    return factor is not None and one.value * factor != other.value


def mark_of(ids: Iterable[str]) -> str:
    """A short name for a choice of places: "-2-1b9c04"."""
    ids = sorted(ids)
    return f"-{len(ids)}-{hashlib.sha256(' '.join(ids).encode()).hexdigest()[:6]}"


def of_inputs(found: Iterable[Coverage | None]) -> Coverage | None:
    """What a computed figure rests on: its inputs count the same places; the least covered one speaks for all."""
    known = [each for each in found if each is not None]
    if not known:
        return None
    least = min(known, key=lambda each: Fraction(len(each.counted), len(each.every)))
    dates = next((each.dates for each in known if each.dates), None)
    return replace(least, rebuilt=any(each.rebuilt for each in known), dates=dates)
