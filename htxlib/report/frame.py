"""Figures of many places and periods as a table of pandas, as the reports of these places and periods have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..codelists import places as codelist
from ..codelists.periods import Moment, Period
from ..codelists.places import Place
from ..data import several
from ..data.dataset import Dataset
from ..indicators import catalogue
from ..values import frame
from ..values.groups import areas
from ..values.scope import Scope, UnknownFigure, open_scope
from ..words.errors import Faults, quote
from .parameters import dataset_at, elapsed_years, sources_of

if TYPE_CHECKING:
    import pandas

When = int | str | tuple[str, str]


def figures(
    data: Dataset | str | Path = "data/cong_bo",
    places: Iterable[str] | None = None,
    periods: Iterable[When] | None = None,
    names: Iterable[str] | None = None,
    compare: Sequence[str] = (),
    with_figures: bool = False,
    nhiem_ky: str | None = None,
    so_nam_da_qua: float | str | None = None,
    nguon_uu_tien: Iterable[str] = (),
    chi_thanh_vien: bool = False,
) -> pandas.DataFrame:
    """Return figures as a DataFrame: one row is one figure that is known, of one place and period, as its report has it.

    `data` is a dataset or where one lies; `places` are ids (all that the data know). `periods` are years (all in which the
    data have a value of the place), last days ("2023-08-31": from the start of that year) or pairs of a first and a last
    day. `names` are variables and indicators (all); `compare` adds comparisons as columns and `with_figures` the figures,
    as `values.frame.frame` explains. The last four are those of `open_report`; with `nhiem_ky` each period begins with
    that term of its place, and a place without it is left out. A place counts only in periods in which it existed.
    Values are in the unit of their row. Raises InputError with every unknown place, period and name.
    """
    faults = Faults()
    data = dataset_at(faults, several.as_one(data))
    faults.raise_if_any()
    order = sources_of(faults, data, nguon_uu_tien)
    years = elapsed_years(faults, so_nam_da_qua)
    wanted = _places(data, places, faults)
    when = None if periods is None else [_period(each, faults) for each in periods]
    names_at = _names(data, names, faults)
    faults.raise_if_any()

    def scope(place: Place, period: Period) -> Scope | None:
        term = next((each for each in data.terms(place.id) if each.name == nhiem_ky), None) if nhiem_ky else None
        start = term.period.start if term else period.start
        if (nhiem_ky and term is None) or not _exists(place, Period(start, period.end)):
            return None
        more = {"source_order": order, "members_only": chi_thanh_vien}
        return open_scope(data, place.id, Period(start, period.end), term=term, years=years, **more)

    years_of = _years(data) if when is None else {}
    asked = (scope(place, each) for place in wanted for each in (years_of.get(place.id, ()) if when is None else when))
    found = (each.figure(name) for each in asked if each for name in names_at(each))
    return frame.frame(found, compare, with_figures)


def _names(data: Dataset, names: Iterable[str] | None, faults: Faults) -> Callable[[Scope], Iterable[str]]:
    """Which figures are asked of a scope: those named, else all that its place can have."""
    if names is not None:
        chosen = _known(data, [*names], faults)
        return lambda _: chosen
    data.raw("so_lieu")  # whoever asks for all that there is rests on all of it
    given = {(row.place, row.variable): None for row in data.every("so_lieu")}
    every = dict.fromkeys((*catalogue.load(), *(name for _, name in given)))
    computed = catalogue.names()

    def of(scope: Scope) -> Iterable[str]:
        if areas.is_group(scope.place) or scope.place.predecessors:
            return every
        return [name for name in every if name in computed or (scope.place.id, name) in given]

    return of


def _known(data: Dataset, names: list[str], faults: Faults) -> list[str]:
    scope = open_scope(data, "ca-nuoc", Period.year(2020))
    for name in names:
        try:
            scope.figure(name)
        except UnknownFigure as error:
            faults.add("mã chỉ tiêu trong danh mục", quote(name), str(error), "names")
    return names


def _places(data: Dataset, ids: Iterable[str] | None, faults: Faults) -> list[Place]:
    found = []
    for id_ in data.places() if ids is None else ids:
        try:
            found.append(codelist.get(id_))
        except codelist.UnknownPlace as error:
            faults.add("mã đơn vị, ví dụ yen-bai", quote(id_), error.remedy, "places")
    return found


def _period(when: When, faults: Faults) -> Period | None:
    """A year, the part of one that ends on a day, or from one day to another."""
    start, end = when if isinstance(when, tuple | list) and len(when) == 2 else (None, when)
    try:
        last = Moment.given(str(end))
        first = Moment.given(str(start)) if start is not None else Moment.parse(f"{last.first.year:04d}")
        if first.first <= last.last:
            return Period(first, last)
        why = "ngày đầu không sau ngày cuối"
    except ValueError as error:
        why = str(error)
    expected = 'năm (2023), ngày cuối kỳ ("2023-08-31") hoặc cặp ngày đầu, ngày cuối'
    faults.add(expected, quote(when), f"Sửa lại: {why}.", "periods")
    return None


def _years(data: Dataset) -> dict[str, list[Period]]:
    """Place → the years in which it has a value."""
    found = {(each.place, each.period.end.last.year) for each in data.every("so_lieu") if each.period.end}
    years: dict[str, list[Period]] = {}
    for place, year in sorted(found):
        years.setdefault(place, []).append(Period.year(year))
    return years


def _exists(place: Place, period: Period) -> bool:
    return not ((place.end and place.end < period.first) or (place.start and place.start > period.last))
