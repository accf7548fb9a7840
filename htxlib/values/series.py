"""One variable of one place over the years: its levels, where they cannot be compared, and what may be said of them.

A year without a level is a gap. Nothing is reckoned across a gap or a break, and of fewer than FEWEST levels nothing but
the levels is told. Everything is exact; what a level is, the figure of that year says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..codelists import boundaries
from ..codelists.periods import Period, day_text
from .figure import Comparison, Figure, Standpoint

FEWEST = 5


@dataclass(frozen=True)
class Break:
    """From this year on the levels speak of something else than before, and why."""

    year: int
    why: str


@dataclass(frozen=True)
class Series:
    """The known levels of one variable, the oldest first, all in one unit, and the breaks between them."""

    levels: tuple[Figure, ...]
    breaks: tuple[Break, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(map(year_of, self.levels))

    @property
    def gaps(self) -> tuple[int, ...]:
        """The years without a level between the first and the last."""
        return tuple(year for one, two in pairwise(self.years) for year in range(one + 1, two))

    @property
    def alike(self) -> tuple[Figure, ...]:
        """The levels after the last break: what can be held against the latest one, gaps or not."""
        since = self.breaks[-1].year if self.breaks else 0
        return tuple(each for each in self.levels if year_of(each) >= since)

    def runs(self) -> Iterator[tuple[Figure, ...]]:
        """The levels of years that follow each other without a gap or a break."""
        broken, run = {each.year for each in self.breaks}, []
        for each in self.levels:
            year = year_of(each)
            if run and (year != year_of(run[-1]) + 1 or year in broken):
                yield tuple(run)
                run = []
            run.append(each)
        if run:
            yield tuple(run)

    def growth(self) -> tuple[Comparison, ...]:
        """The end of each run of enough years held against its start; a comparison knows its mean annual growth."""
        runs = (run for run in self.runs() if len(run) >= FEWEST)
        return tuple(Comparison(run[-1], run[0], f"năm {year_of(run[0])}") for run in runs)

    def highest(self) -> tuple[Figure, ...]:
        """The level that no other of `alike` can exceed, in each year that has it; none where that is not known."""
        return self._extreme(1)

    def lowest(self) -> tuple[Figure, ...]:
        """The same at the lower end."""
        return self._extreme(-1)

    def _extreme(self, sign: int) -> tuple[Figure, ...]:
        """A hedged level reaches as far as its last digit bears: where another may go beyond, nobody knows the end."""
        alike = self.alike
        if len(alike) < FEWEST or len({each.value for each in alike}) < 2:
            return ()
        end = max(sign * each.value for each in alike)
        ends = tuple(each for each in alike if sign * each.value == end)
        rivals = [each for each in alike if each not in ends and each.worth]
        unsure = any(each.worth for each in ends) or any(sign * each.value + each.worth >= end for each in rivals)
        return () if unsure else ends


def year_of(level: Figure) -> int:
    return level.period.last.year


def of(scope: Standpoint, name: str, years: Iterable[int]) -> Series:
    """The levels of a variable in these years, as far as each is one number for all of the place and of the year."""
    found = [scope.at(Period.year(year)).figure(name) for year in sorted(set(years))]
    known = [each for each in found if _is_level(each)]
    unit = known[-1].unit if known else None
    levels = tuple(each.converted(unit) for each in known if each.unit.factor_or_none(unit) is not None)
    return Series(levels, tuple(_breaks(levels)))


def _is_level(figure: Figure) -> bool:
    """Not a range, not of some members or of days that differ, nor of a part of the year."""
    if not figure or figure.upper is not None or not figure.period or not figure.period.end:
        return False
    covered = figure.coverage is None or (figure.coverage.complete and not figure.coverage.dates)
    return covered and (figure.is_stock or figure.period.is_year)


def _breaks(levels: tuple[Figure, ...]) -> Iterator[Break]:
    for before, after in pairwise(levels):
        why = "; ".join(_why_apart(before, after))
        if why:
            yield Break(year_of(after), why)


def _why_apart(before: Figure, after: Figure) -> Iterator[str]:
    place = after.scope.place.id
    for each in boundaries.between(place, before.period.last, after.period.last):
        yield f"địa giới đổi từ {day_text(each.day)} ({each.what}; {each.document})"
    if before.base != after.base:
        yield "số liệu tính trên mẫu số khác"
    if _is_rebuilt(before) != _is_rebuilt(after):
        yield "trước đó là tổng của các đơn vị cũ, từ năm này là số của đơn vị mới"


def _is_rebuilt(figure: Figure) -> bool:
    return bool(figure.coverage and figure.coverage.rebuilt)
