"""A level that nobody gave and that a printed change gives away: "683 HTX, tăng 12 HTX so với năm trước" says 671."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ..codelists.periods import Moment, Period
from ..codelists.units import Unit
from ..data.rows import Observation, Published
from ..words.text import fold
from .derivation import Arithmetic, Number, scaled

YEAR_BEFORE = ("ky truoc", "cung ky")  # how the column so_voi begins where it means the same day a year before


class Inferred(NamedTuple):
    """The level on the base day of a change: what it was later, less the change; both of one source and both exact."""

    level: Observation
    change: Published
    day: Moment

    def reckoned(self, unit: Unit) -> Arithmetic:
        """The level in that unit, as it is written: 683 − 12, 89 + 15."""
        level, change = (
            scaled(Number(value, row.digits), row.unit.factor_to(unit))
            for row, value in ((self.level, self.level.value), (self.change, abs(self.change.value)))
        )
        grew = self.change.value >= 0
        return Arithmetic(lambda now, more: now - more if grew else now + more, (level, change))


def base_of(row: Published) -> Moment | None:
    """The day of what a published figure is compared with; None where the row does not say."""
    if not row.base_date and fold(row.against).startswith(YEAR_BEFORE):
        return Period(None, row.period.end).shifted(-1).end
    return row.base_date or row.period.start


def stock(
    levels: Iterable[Observation], changes: Iterable[Published], name: str, after: date, until: date
) -> Inferred | None:
    """The latest level of a stock with `after` < date <= `until` that a printed change gives away."""
    levels = list(levels)
    found = [each for row in changes if row.variable == name for each in _of(row, levels)]
    inside = [each for each in found if after < each.day.last <= until]
    return max(inside, key=lambda each: each.day.last, default=None)


def _of(row: Published, levels: list[Observation]) -> Iterator[Inferred]:
    if row.operation != "tang_giam" or row.value is None or row.hedge or row.period.end is None:
        return
    day = base_of(row)
    for level in levels if day else ():
        same = level.source == row.source and level.period.start is None and level.period.end == row.period.end
        exact = level.upper is None and not level.hedge and level.unit.factor_or_none(row.unit) is not None
        if same and exact:
            yield Inferred(level, row, day)
            return
