"""Where a province kept its id while its territory changed: figures of before and after are of two areas.

Mergers that gave a province a new id (July 2025) stand in places.csv.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Boundary:
    """One change: from `day` on the place is the new area."""

    place: str
    day: date
    what: str
    document: str


def between(place: str, before: date, after: date) -> tuple[Boundary, ...]:
    """The changes of a place's area after one day and up to another.

    >>> [each.document for each in between("ha-noi", date(2007, 12, 31), date(2008, 12, 31))]
    ['Nghị quyết 15/2008/QH12']
    """
    return tuple(each for each in _all() if each.place == place and before < each.day <= after)


@cache
def _all() -> tuple[Boundary, ...]:
    with (files("htxlib") / "codelists" / "boundaries.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Boundary(row["place"], date.fromisoformat(row["day"]), row["what"], row["document"]) for row in rows)
