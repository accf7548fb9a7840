"""What a given value can be: no count below zero, no share of a whole outside 0-100, nothing far from its usual range.

The range of variables.csv is that of one province (a flow: of one year). What adds up may be as many times larger in a
group as it has members, a mean or a share may not. A value that cannot be is in no report, not even as a part of a sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from ..codelists import places
from ..codelists.places import Place
from ..codelists.units import Unit
from ..codelists.variables import Variable
from ..data.dataset import Dataset, Observation, Target
from ..indicators import catalogue

# By what a slipped value must be multiplied: tỷ was written for triệu, or đồng for triệu, or the other way round.
SLIPS = (Fraction(1000), Fraction(1, 1000), Fraction(1_000_000), Fraction(1, 1_000_000))
MOST_MONEY = 2 * 10**16  # đồng, more than the country makes in a year
MOST_COUNTED = 10**9  # ten for each of its people
MOST_TIMES = 10_000  # no level is so many times another one
FAR = 3  # as many times outside its range a value is wrong, less a reason to look again
BELOW_ZERO, SHARE, RANGE, SLIP = "so-am", "ty-le-ngoai-0-100", "ngoai-khoang", "lech-1000-lan"  # ids of checks
# Labels of a dataset's own variables that are no size and no part of a whole: they may fall below zero or exceed it.
_CHANGES = ("tăng", "giảm", "tốc độ", "chênh lệch", "lợi nhuận", "lãi", "lỗ", "cân đối", "thặng dư")
_LOSSES = ("lợi nhuận", "lãi", "lỗ", "cân đối", "thặng dư")  # their changes may be of any size: what is lost has no end
_ATTAINED = ("so với", "hoàn thành", "đạt", "thực hiện")


class Reach(NamedTuple):
    """The values that a variable is usually between at a place, in its own unit."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction) -> bool:
        return self.low <= value <= self.high

    def is_far(self, value: Fraction) -> bool:
        """Whether a value is more than FAR times below or above."""
        return value * FAR < self.low or value > self.high * FAR


class Doubt(NamedTuple):
    """Why a value cannot be, or is hardly right: the check that tells it, and whether it may be used meanwhile."""

    check: str
    is_error: bool
    value: Fraction  # in the unit of the variable
    reach: Reach | None = None


class Usable(NamedTuple):
    """The rows of a series in their order: those on which figures may rest, and those on which none may."""

    good: tuple[Observation, ...]
    wrong: tuple[Observation, ...] = ()


# --- units ------------------------------------------------------------------------------------------------------------


def usable_unit(row: Observation | Target, unit: Unit) -> bool:
    """Whether the row measures what the variable measures, over the same time.

    A wrong "per what" is told by a check and put right by the variable's own; a month's value for a year's would change
    the number itself.
    """
    return row.unit.measure == unit.measure and (not row.unit.time or not unit.time or row.unit.time == unit.time)


def unit_of(row: Observation | Target, unit: Unit) -> Unit:
    """The row's unit with the variable's own "per what" where the source wrote another ("/HTX" for groups)."""
    return row.unit if row.unit.per == unit.per else row.unit.per_what_of(unit)


def _factor(own: Unit, unit: Unit) -> Fraction:
    return own.factor_to(unit, times=True)


# --- how large --------------------------------------------------------------------------------------------------------


def reach(variable: Variable, place: Place, first: date | None = None, last: date | None = None) -> Reach | None:
    """The usual range at a place over the days from `first` to `last`; None for a variable without one.

    A dataset's own variable has none but that of all there is: money of the whole country, a count of its people.
    """
    if variable.low is None or variable.high is None:
        return _all_there_is(variable)
    low, high = variable.low, variable.high
    if variable.is_flow and first and last:
        days = (last - first).days + 1
        low, high = low * Fraction(days, 365) if days < 365 else low, high * -(-days // 366) if days > 366 else high
    if place.kind in places.PROVINCIAL:
        return Reach(low, high)
    many = len(_members(place, last))
    if variable.adds_up:
        return Reach(low * many, high * many)
    return Reach(low, high * many) if variable.kind == "nhịp độ" else Reach(low, high)


def _all_there_is(variable: Variable) -> Reach | None:
    unit = variable.unit
    most = MOST_MONEY if unit.measure == "đồng" else MOST_COUNTED if unit.is_counted else None
    if most is None:
        return None
    high = Fraction(most, unit.scale)
    return Reach(-high if may_be_negative(variable.code, variable) else Fraction(0), high)


def _members(place: Place, day: date | None) -> tuple[Place, ...]:
    """The provinces of a group on a day, or on the nearest day of its life."""
    day = min(max(day or place.end or date.max, place.start or date.min), place.end or date.max)
    return _members_on(place.id, day)


@cache
def _members_on(group: str, day: date) -> tuple[Place, ...]:
    return places.members(group, day)


def slip_of(row: Observation, variable: Variable, place: Place) -> Fraction | None:
    """By what a value far from plausible must be multiplied to be so, if the thousands of its unit explain it.

    Where there may be none at all, thousands explain everything and so nothing.
    """
    usual = reach(variable, place, *_days(row))
    if usual is None or usual.low <= 0 or not row.value:
        return None
    value = row.value * _factor(unit_of(row, variable.unit), variable.unit)
    if variable.may_be_negative:
        value = abs(value)
    return next((times for times in SLIPS if usual.holds(value * times)), None) if usual.is_far(value) else None


def _days(row: Observation | Target) -> tuple[date | None, date | None]:
    period = row.period
    return period.start and period.start.first, period.end and period.end.last


# --- what cannot be ---------------------------------------------------------------------------------------------------


def doubt(row: Observation | Target, variable: Variable | None, place: Place) -> Doubt | None:
    """What speaks against a value; None where it may be right, or its unit must be mended before it can be judged.

    A slip of thousands is told by itself (`slip_of`). Of a row with two ends the graver doubt is given.
    """
    declared = catalogue.load().get(row.variable)
    unit = declared.unit if declared else variable.unit
    if isinstance(row, Target) and row.measure == "so với gốc":
        return _against_base(row, variable)
    if row.value is None or not usable_unit(row, unit):
        return None
    factor = _factor(unit_of(row, unit), unit)
    ends = (row.value, row.upper) if row.upper is not None else (row.value,)
    found = [each for end in ends if (each := _doubt(row, end * factor, unit, variable, place))]
    return max(found, key=lambda each: each.is_error, default=None)


def _doubt(row: Observation | Target, value: Fraction, unit: Unit, variable: Variable | None, place: Place) -> Doubt | None:
    if unit.is_share:
        if not is_share_of_a_whole(row.variable, variable):
            return _doubt_of_change(value, variable) if variable else None
        if not 0 <= value <= 100:
            return Doubt(SHARE, True, value)
    if value < 0 and not may_be_negative(row.variable, variable):
        return Doubt(BELOW_ZERO, True, value)
    yearly = isinstance(row, Target) and row.measure == "bình quân năm"
    usual = variable and reach(variable, place, *((None, row.period.last) if yearly and row.period.end else _days(row)))
    size = abs(value) if variable and variable.may_be_negative else value
    if usual is None or usual.holds(size) or (not value and variable.may_be_zero):
        return None
    return Doubt(RANGE, usual.is_far(size), value, usual)


def _doubt_of_change(value: Fraction, variable: Variable) -> Doubt | None:
    """The same of a growth or an attainment of the dataset's own, in %: nothing falls by more than all of it, unless it is
    a profit."""
    usual = Reach(Fraction(-100), Fraction(100 * MOST_TIMES))
    is_below = value < usual.low and not _speaks_of(variable, _LOSSES)
    return Doubt(RANGE, True, value, usual) if is_below or abs(value) > usual.high else None


def _against_base(row: Target, variable: Variable | None) -> Doubt | None:
    """What speaks against a target of so many times, or so many per cent, of a base: nobody means less than nothing of it
    or more than MOST_TIMES of it."""
    if row.value is None or not (row.unit.is_share or row.unit.measure == "lần"):
        return None
    most = Reach(Fraction(0), Fraction(MOST_TIMES * (100 if row.unit.is_share else 1)))
    for value in filter(None, (row.value, row.upper)):
        if value < 0 and not may_be_negative(row.variable, variable):
            return Doubt(BELOW_ZERO, True, value)
        if abs(value) > most.high:
            return Doubt(RANGE, True, value, most)
    return None


def is_share_of_a_whole(name: str, variable: Variable | None) -> bool:
    """Whether a percentage is a part of a whole, not a growth or an attainment."""
    if variable is None or name in catalogue.load():
        return catalogue.load()[name].unit.is_share
    return variable.unit.is_share and not _speaks_of(variable, (*_CHANGES, *_ATTAINED))


def may_be_negative(name: str, variable: Variable | None) -> bool:
    """Whether a variable or indicator may fall below zero: profits, balances, changes."""
    if variable is None:
        return name.startswith("chenh_lech_")
    return variable.may_be_negative or (variable.high is None and _speaks_of(variable, _CHANGES))


def _speaks_of(variable: Variable, words: tuple[str, ...]) -> bool:
    """Whether the label of a dataset's own variable has one of these words; those of variables.csv say it themselves.

    An analyst's label is all that is known of such a variable.
    """
    label = f" {variable.label.lower()} "
    return variable.high is None and any(f" {word} " in label.replace(",", " ") for word in words)


def usable(dataset: Dataset, place: Place, name: str, variable: Variable | None, unit: Unit) -> Usable:
    """Return the place's rows of one variable or indicator on which figures may rest, and those on which none may: they
    cannot be, or are money in the wrong unit.

    Whoever accepts what cannot be (table `chap_nhan`) says that it is so; an accepted slip stays a slip.
    """
    rows = dataset.series(place.id, name)
    key = ("usable", place.id, name, unit.text)
    if key not in dataset.made:
        dataset.made[key] = _looked_at(rows, variable, place, unit)
    all_good, errors = dataset.made[key]
    wrong = tuple(row for row, error in errors if _is_refused(dataset, row, variable, error))
    return Usable(tuple(row for row in all_good if row not in wrong) if wrong else all_good, wrong)


def _looked_at(
    rows: Iterable[Observation], variable: Variable | None, place: Place, unit: Unit
) -> tuple[tuple[Observation, ...], list[tuple[Observation, str]]]:
    """The rows that measure what the variable does, and those that fail a check as an error, with the check: the same of
    every period, every group and every comparison that may rest on them."""
    usable = tuple(row for row in rows if usable_unit(row, unit))
    return usable, [(row, error) for row in usable if (error := _error(row, variable, place))]


def _is_refused(dataset: Dataset, row: Observation, variable: Variable | None, error: str) -> bool:
    if not error or (error == SLIP and variable.unit.measure == "đồng"):
        return bool(error)
    accepted = dataset.accepted(row.place)
    return not any(each.check == error and each.variable == row.variable and each.meets(row) for each in accepted)


def _error(row: Observation, variable: Variable | None, place: Place) -> str:
    """The check that a row fails as an error, "" if none."""
    if variable and usable_unit(row, variable.unit) and slip_of(row, variable, place):
        return SLIP
    found = doubt(row, variable, place)
    return found.check if found and found.is_error else ""
