"""What a sample is asked for: places, years, a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from htxlib.codelists.places import MERGER, Place

from .country import Half, State, history

SOURCE = "mo-phong"
Row = dict[str, object]


@dataclass(frozen=True)
class Sample:
    """Places over years, from one seed; with `gaps` some values are left out and some hedged, as in real data."""

    seed: int
    places: tuple[Place, ...]
    years: range
    gaps: bool = True

    def years_of(self, place: Place) -> list[int]:
        """The years for which a place reports: those at whose end it exists."""
        return [year for year in self.years if place.exists_on(date(year, 12, 31))]

    def states(self, place: Place) -> dict[Half, State]:
        return history(self.seed, place, max(self.years.stop, MERGER.year + 1))


def end_of(year: int, part: int) -> str:
    return f"{year}-12-31" if part == 2 else f"{year}-06-30"


def is_mid_term(year: int) -> bool:
    """Terms run from a year ending in 1 or 6: their middle is 30 June 2018, 2023, 2028."""
    return year % 5 == 3
