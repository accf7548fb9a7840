"""One table of a dataset as a DataFrame: numbers as numbers, few words as categories, days as days beside how they were
written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..codelists.periods import Moment
from .contract import TABLES, Kind
from .rows import Origin
from .tables import Raw

if TYPE_CHECKING:
    import pandas

_TYPES = {Kind.NUMBER: "float64", Kind.DATE: "string", Kind.CODE: "category", Kind.WORD: "category", Kind.TEXT: "string"}
_DAYS = {"tu_ngay": ("tu", "first"), "den_ngay": ("den", "last")}  # the first or last day that it may mean
PLACE, FILE, ROW = "ma_don_vi", "tep_goc", "dong"


def frame(table: str, raws: Sequence[Raw], places: Mapping[Origin, str]) -> pandas.DataFrame:
    """Return the rows of a table, one row a row of the file, in its columns by their kind; an empty cell is missing.

    Beside them: `ma_don_vi` (the id of the place that the row names), `tu` and `den` (the first and the last day of the
    period as days; "2023-05" ends on 31 May), `tep_goc` and `dong` (where the row stands).
    """
    import pandas as pd

    columns = {column.name: [raw[column.name] or None for raw in raws] for column in TABLES[table].columns}
    found = pd.DataFrame(columns).astype({column.name: _TYPES[column.kind] for column in TABLES[table].columns})
    if places:
        found[PLACE] = pd.Categorical([places.get(raw.origin) for raw in raws])
    for name, (day, end) in _DAYS.items():
        if name in columns:
            days = [getattr(Moment.parse(each), end).isoformat() if each else None for each in columns[name]]
            found[day] = pd.to_datetime(pd.Series(days, dtype="string"))
    found[FILE] = pd.Categorical([raw.origin.file for raw in raws])
    found[ROW] = pd.Series([raw.origin.row for raw in raws], dtype="int64")
    return found
