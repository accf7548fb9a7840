"""Where the level of a year stands in its region and in the country; reckoned once for all places that ask.

The provinces are those of the year; a merged province stands among those of today, as its history is rebuilt on them.
"""

from __future__ import annotations

from datetime import date

from ...codelists import places
from ...codelists.periods import Period
from ...codelists.places import Place
from ...data.dataset import Dataset
from ..figure import Figure
from ..scope import Scope, open_scope
from . import peers

KINDS = ("vùng", "cả nước")


class Standing:
    """The ranks and shares of one dataset."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset
        self._groups: dict[tuple, Scope] = {}
        self._rivals: dict[tuple, tuple] = {}
        self._ranks: dict[tuple, Figure | None] = {}

    def rank(self, level: Figure, kind: str) -> Figure | None:
        """The rank as a sentence has it, "thứ 3/14 tỉnh"; None where too few members have a level of that year."""
        group = self._group(level, kind)
        if group is None:
            return None
        key = (group.place.id, group.boundary, group.until, level.name)
        if key not in self._rivals:
            self._rivals[key] = peers.rivals(group, level.name)
        place = level.scope.place
        if (*key, place.id) not in self._ranks:  # a small site asks for few of them
            self._ranks[*key, place.id] = peers.rank_among(group, place, *self._rivals[key])
        return self._ranks[*key, place.id]

    def share(self, level: Figure) -> Figure | None:
        """Per cent of the country; None where the country's level of that day or period is not known."""
        group = self._group(level, "cả nước")
        if group is None or not group.quantity(level.name).adds_up:
            return None
        whole = group.figure(level.name)
        same = whole and whole.period.last == level.period.last and not (whole.coverage and whole.coverage.dates)
        return (peers.share(level, group) or None) if same else None

    def group_of(self, level: Figure, kind: str) -> Place | None:
        """The region or the country that the place belonged to in that year."""
        place = level.scope.place
        return next((each for each in places.groups_of(place.id, self._day(place, level)) if each.kind == kind), None)

    def _group(self, level: Figure, kind: str) -> Scope | None:
        place = self.group_of(level, kind)
        if place is None:
            return None
        year, day = level.period.last.year, self._day(level.scope.place, level)
        key = (place.id, year, day)
        if key not in self._groups:
            self._groups[key] = open_scope(self._dataset, place.id, Period.year(year), boundary=day)
        return self._groups[key]

    @staticmethod
    def _day(place: Place, level: Figure) -> date:
        """The last day of the year, or the nearest on which the place existed."""
        day = date(level.period.last.year, 12, 31)
        day = min(day, place.end) if place.end else day
        return max(day, place.start) if place.start else day
