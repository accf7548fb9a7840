"""Which given value answers a question: of a stock, a flow, a mean; of two sources. Pure functions over observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..codelists.periods import Period
from ..data.dataset import Dataset, Observation
from ..data.rows import STATUSES
from ..data.several import is_behind

YEAR = 366  # days
Preference = Callable[[Observation], tuple]  # the smaller, the better


def preference(dataset: Dataset, order: Sequence[str] = ()) -> Preference:
    """Return which row of several that state the same fact comes first: a report's own order of sources, then what an office
    has itself before what it only shares, then the status, then the newest source, then the order of the table.
    """

    def rank(row: Observation) -> tuple:
        day = dataset.source(row.source).day if row.source else None
        place = order.index(row.source) if row.source in order else len(order)
        age = -(day.last.toordinal() if day else 0)
        return place, is_behind(row.origin.file), STATUSES.index(row.status), age, row.origin.row

    return rank


def is_guessed(row: Observation) -> bool:
    """Whether only the year of a preliminary number is known: of a page without a date, say. It yields to any other."""
    return row.period.end is not None and row.period.end.precision == "năm" and row.status == "sơ bộ"


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows a value is made of (several only when sub-periods were summed) and the other sources of the same fact."""

    rows: tuple[Observation, ...]
    others: tuple[Observation, ...] = ()

    @property
    def period(self) -> Period:
        return Period(self.rows[0].period.start, self.rows[-1].period.end)


def stock(rows: Iterable[Observation], after: date, until: date, prefer: Preference) -> Answer | None:
    """The latest stock with `after` < date <= `until`; a stock has no first day."""
    dated = [row for row in rows if row.period.start is None and row.period.end and after < row.period.last <= until]
    return _latest(dated, prefer)


def flow(rows: Iterable[Observation], period: Period, prefer: Preference) -> Answer | None:
    """The flow of exactly `period`; else the sub-periods that tile it; else the longest known part of it.

    Of a year or less a part begins with the period or is half of it: what June brought says nothing of the year. Of a term
    every whole year says something: a mean a year is made of it.
    """
    inside = [row for row in rows if row.period.start and _within(row.period, period)]
    best, others = _best_of_each_period(inside, prefer)
    chains = [chain for chain in (_chain_to(row, best) for row in best.values()) if _tells_of(period, chain)]
    if not chains:
        return None
    chosen = min(chains, key=lambda chain: (-_days(chain), -chain[-1].period.last.toordinal(), len(chain)))
    used = {row.period.days for row in chosen}
    return Answer(tuple(chosen), tuple(row for row in others if row.period.days in used))


def mean(
    rows: Iterable[Observation], period: Period | None, after: date, until: date, prefer: Preference
) -> Answer | None:
    """A mean, share or rate: that of exactly the period, else the latest stated inside it (means are never summed)."""
    rows = [row for row in rows if row.period.end]
    exact = [row for row in rows if period and row.period.start and row.period.days == period.days]
    return _latest(exact or [row for row in rows if after < row.period.last <= until], prefer)


def overlaps(one: Period, other: Period) -> bool:
    """Whether two flows overlap without one holding the other: a fault. (6 and 9 months of one year are cumulative.)"""
    (a, b), (c, d) = one.days, other.days
    apart = b < c or d < a
    nested = (a <= c and d <= b) or (c <= a and b <= d)
    return not apart and not nested


def _latest(rows: Sequence[Observation], prefer: Preference) -> Answer | None:
    """The newest row, one whose day is not guessed before the others."""
    rows = [row for row in rows if not is_guessed(row)] or rows
    if not rows:
        return None
    last = max(row.period.last for row in rows)
    best, *others = sorted((row for row in rows if row.period.last == last), key=prefer)
    return Answer((best,), tuple(others))


def _within(part: Period, whole: Period) -> bool:
    return whole.first <= part.first and part.last <= whole.last


def _best_of_each_period(rows: Iterable[Observation], prefer: Preference):
    best: dict[tuple, Observation] = {}
    others = []
    for row in sorted(rows, key=prefer):
        if row.period.days in best:
            others.append(row)
        else:
            best[row.period.days] = row
    return best, others


def _chain_to(row: Observation, best: dict[tuple, Observation]) -> list[Observation]:
    """The rows that follow each other without a gap up to `row`; where several could come before, the longest."""
    before = [other for other in best.values() if other.period.last == row.period.first - timedelta(days=1)]
    chains = [_chain_to(other, best) for other in before]
    return max(chains, key=_days, default=[]) + [row]


def _tells_of(period: Period, chain: list[Observation]) -> bool:
    whole = (period.last - period.first).days
    return whole > YEAR or chain[0].period.first == period.first or 2 * _days(chain) >= whole


def _days(chain: list[Observation]) -> int:
    return (chain[-1].period.last - chain[0].period.first).days
