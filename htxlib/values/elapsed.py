"""The years of a term and of what it wants, and how many of them were behind on the day of a number.

The report knows the years behind on its own day (`so_nam_da_qua` of its author, or whole months); a number of an earlier
day has as many months less, so that it is held against the time of its own day.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Protocol

from ..codelists.periods import Period
from ..data.rows import Term


class Timed(Protocol):
    """What this asks of a scope."""

    until: date
    term: Term | None
    years: Fraction | None

    @property
    def flow_days(self) -> tuple[date, date] | None: ...


def behind(scope: Timed, day: date) -> Fraction | None:
    """The years that were behind on that day; None where nobody knows, and where none were."""
    found = None if scope.years is None else scope.years - Fraction(_months(day, scope.until), 12)
    return found if found and found > 0 else None


def of_flow(scope: Timed, period: Period) -> Fraction | None:
    """The years over which a flow happened that began with the term; None of what is a part of them alone.

    What is given for the whole time of the report has the years of its author; else its months must be as many.
    """
    years = behind(scope, period.last)
    return years if period.days == scope.flow_days or period.years == years else None


def of_term(period: Period) -> Fraction | None:
    """The years of a congress term: 2020-2025 has five, not six."""
    if period.start.precision != "năm" and period.years:
        return period.years
    return Fraction(period.last.year - period.first.year) or None


def until_due(scope: Timed, period: Period) -> Fraction | None:
    """The years from the start of the term until what `period` wants is due; those of the period itself without a term, and
    where it tells the day on which the term began."""
    whole = of_term(scope.term.period) if scope.term else None
    dated = whole and period.start and period.start.precision != "năm" and period.years
    if whole is None or (dated and period.first.year == scope.term.period.first.year):
        return period.years if period.start and period.end else None
    end = scope.term.period.last
    same = period.end.precision == "năm" and period.last.year == end.year
    found = whole if same else whole - Fraction(_months(period.last, end), 12)
    return found if found > 0 else None


def is_of_whole_term(scope: Timed, period: Period) -> bool:
    """Whether a target begins where the term does, or is as long: 2021-2025 of a term 2020-2025, which has five years."""
    if scope.term is None:
        return False
    term = scope.term.period
    if period.start is None or period.first.year == term.first.year:
        return True
    return period.last.year == term.last.year and period.years == of_term(term)


def _months(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month
