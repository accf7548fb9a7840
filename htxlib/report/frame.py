"""Figures as a table of pandas: many places and years at once, exact and as floats, each with its trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..codelists import places as codelist
from ..codelists.periods import Period
from ..data import dataset
from ..data.dataset import Dataset
from ..indicators import catalogue
from ..values.figure import Figure
from ..values.scope import UnknownFigure, open_scope
from ..words.errors import Faults, quote

if TYPE_CHECKING:
    import pandas

# Column → its type. Text columns of few values are categories: they make the frame small and say what they hold.
COLUMNS = {
    "place": "category",
    "place_name": "category",
    "year": "int64",
    "name": "category",
    "label": "category",
    "value": "float64",
    "upper": "float64",  # the upper end of a range
    "exact": "string",  # the same value as a fraction: "553", "1/3"
    "unit": "category",
    "printed": "string",
    "from": "string",
    "to": "string",
    "hedge": "category",
    "status": "category",
    "base": "category",
    "source": "string",
    "key": "string",  # as in the side file of a report
}


def figures(
    data: Dataset | str | Path = "data/cong_bo",
    places: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
    names: Iterable[str] | None = None,
) -> pandas.DataFrame:
    """Return the figures of whole years as a DataFrame: one row is one figure that is known, of one place and year.

    `data` is a dataset or where one lies; `places` are ids (all that the data know), `years` calendar years (all in
    which the data have a value), `names` variables and indicators (all). A place counts only in the years in which it
    existed. Values are in the unit of their row. Raises InputError with every unknown place and name.
    """
    import pandas as pd

    data = data if isinstance(data, Dataset) else dataset.read(data)
    faults = Faults()
    chosen, wanted = _names(data, names, faults), _places(data, places, faults)
    faults.raise_if_any()
    rows = [
        _row(figure, year)
        for place in wanted
        for year in (years if years is not None else _years(data, place.id))
        if _exists(place, year)
        for figure in _of(data, place.id, year, chosen)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _of(data: Dataset, place: str, year: int, names: Iterable[str]) -> Iterator[Figure]:
    scope = open_scope(data, place, Period.year(year))
    return (figure for name in names if (figure := scope.figure(name)))


def _row(figure: Figure, year: int) -> dict[str, object]:
    record = figure.record()
    return {
        "place": record["place"],
        "place_name": figure.scope.place.name_on(figure.scope.until),
        "year": year,
        "value": float(figure.value),
        "upper": None if figure.upper is None else float(figure.upper),
        "exact": record["value"],
        "source": "; ".join(dict.fromkeys(each["title"] or each["id"] for each in record["sources"])),
    } | {name: record[name] for name in COLUMNS if name in record and name not in ("value", "upper", "place")}


def _names(data: Dataset, names: Iterable[str] | None, faults: Faults) -> list[str]:
    known = [*catalogue.load(), *dict.fromkeys(each.variable for each in data.every("so_lieu"))]
    if names is None:
        return list(dict.fromkeys(known))
    wanted = list(names)
    scope = open_scope(data, "ca-nuoc", Period.year(2020))
    for name in wanted:
        try:
            scope.figure(name)
        except UnknownFigure as error:
            faults.add("mã chỉ tiêu trong danh mục", quote(name), str(error), "names")
    return wanted


def _places(data: Dataset, ids: Iterable[str] | None, faults: Faults) -> list[codelist.Place]:
    found = []
    for id_ in data.places() if ids is None else ids:
        try:
            found.append(codelist.get(id_))
        except codelist.UnknownPlace as error:
            faults.add("mã đơn vị, ví dụ yen-bai", quote(id_), error.remedy, "places")
    return found


def _years(data: Dataset, place: str) -> list[int]:
    """The years in which the place has a value, from the first to the last day of each row."""
    ends = {each.period.end.last.year for each in data.every("so_lieu") if each.place == place and each.period.end}
    return sorted(ends)


def _exists(place: codelist.Place, year: int) -> bool:
    period = Period.year(year)
    return not ((place.end and place.end < period.first) or (place.start and place.start > period.last))


