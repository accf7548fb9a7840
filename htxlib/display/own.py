"""Tables and charts of an analyst's own Series and DataFrames, in the house style, every number with its trace.

A cell that holds a figure keeps its derivation; any other number is one that was "tính trong sổ tay", and its entry in the
annex says so, with the words that the author gives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Number as AnyNumber

from ..codelists.periods import YEARS, Period
from ..codelists.units import Unit, UnknownUnit
from ..sentences.block import NOTHING, Block
from ..values.figure import Figure
from ..values.scope import Scope
from ..words.errors import Fault, Faults, InputError, quote
from ..words.text import slug
from .charts import ranking_chart, series_chart
from .multiples import small_multiples
from .tables import Cell, Column, table

MADE = "Tính trong sổ tay"
NO_UNIT = Unit("", "", 1, False)
# What the columns of `htxlib.figures` are called where they head the rows of a table.
_HEADS = {"place": "Mã đơn vị", "place_name": "Đơn vị", "year": "Năm", "name": "Mã chỉ tiêu", "label": "Chỉ tiêu"}
MOST_ROWS = 200  # a longer table is a file, not a page


class Own:
    """A frame whose cells are figures: those of the data as they are, other numbers as made in the notebook."""

    def __init__(self, scope: Scope, frame, units: str | Mapping, decimals: int | Mapping | None, how: str):
        """Read a Series or DataFrame; raises InputError with every unit that is none, and for columns of mixed units."""
        frame = frame.to_frame() if frame.ndim == 1 else frame
        self.scope, self.how = scope, how
        self.rows, self.columns = ([_head(each) for each in axis] for axis in (frame.index, frame.columns))
        self.corner = ", ".join(_HEADS.get(each, str(each)) for each in frame.index.names if each is not None)
        values = [[*frame.iloc[:, at]] for at in range(len(self.columns))]
        faults = Faults()
        if len(self.rows) > MOST_ROWS:
            remedy = "Chọn bớt dòng (.head(20)), hoặc ghi bảng ra tệp bằng .to_excel."
            faults.add(f"bảng không quá {MOST_ROWS} dòng", f"{len(self.rows)} dòng", remedy, "bảng trong sổ tay")
        named = (frame.columns, self.columns)
        self.units = [_unit(_of_column(units, *each, ""), faults) for each in zip(*named, strict=True)]
        digits = [_of_column(decimals, *each, None) for each in zip(*named, strict=True)]
        faults.raise_if_any()
        self.cells = [self._column(at, *each) for at, each in enumerate(zip(values, digits, strict=True))]

    def _column(self, at: int, values: Sequence, digits: int | None) -> list[Cell]:
        numbers = [_exact(each) for each in values]
        whole = all(each.denominator == 1 for each in numbers if each is not None)
        digits = digits if digits is not None else 0 if whole else 1
        first = next((each for each in values if isinstance(each, Figure) and each), None)
        cells = []
        for row, (value, exact) in enumerate(zip(values, numbers, strict=True)):
            if isinstance(value, Figure):
                cells.append(self._alike(value, first, at) if value else None)
            elif exact is not None:
                cells.append(self._made(exact, at, row, digits))
            else:
                cells.append(None if _is_empty(value) else str(value))
        return cells

    def _alike(self, figure: Figure, first: Figure, at: int) -> Figure:
        """In the unit of the column's first figure: a number beside it is read in that one."""
        try:
            return figure.converted(first.unit)
        except ValueError:
            expected = f"một đơn vị tính trong cột {quote(self.columns[at])}"
            found = f"{first.label} ({first.unit.text}) và {figure.label} ({figure.unit.text})"
            raise InputError(Fault(expected, found, "Tách thành hai cột.", "bảng trong sổ tay")) from None

    def _made(self, value: Fraction, at: int, row: int, digits: int) -> Figure:
        year = next((each for each in (self.columns[at], self.rows[row]) if _is_year(each)), None)
        return Figure(
            f"so_tay.{slug(self.columns[at]).replace('-', '_') or 'cot'}.{row + 1}",
            f"{self.columns[at]}, {self.rows[row]}",
            self.units[at],
            value,
            self.scope,
            digits,
            Period.year(int(year)) if year else self.scope.flow,
            words=f"{MADE}: {self.how.rstrip('.')}." if self.how else f"{MADE}.",
        )

    def unit_of(self, at: int) -> str:
        """The unit of a column: of its figures, or as it was given."""
        found = next((each for each in self.cells[at] if isinstance(each, Figure)), None)
        return found.unit.text if found is not None else ""

    @property
    def sides(self) -> tuple[list[str], list[str], list[list[Cell]]] | None:
        """Of a frame with years along one side: the other side's names, the years, and the cells a row a name."""
        if all(map(_is_year, self.columns)):
            return self.rows, self.columns, [list(row) for row in zip(*self.cells, strict=True)]
        return (self.columns, self.rows, self.cells) if all(map(_is_year, self.rows)) else None


def own_table(own: Own, caption: str) -> Block:
    """The frame as a table: a row a row of the index; one unit is told below, of several each at its column's head."""
    numeric = [any(isinstance(cell, Figure) for cell in column) for column in own.cells]
    units = [own.unit_of(at) for at in range(len(own.columns))]
    of_all = {unit for unit, is_number in zip(units, numeric, strict=True) if is_number}
    heads = [f"{head} ({unit})" if unit and len(of_all) > 1 else head for head, unit in zip(own.columns, units, strict=True)]
    columns = [Column("TT"), Column(own.corner), *map(Column, heads, numeric)]
    rows = [[str(at), own.rows[at - 1], *cells] for at, cells in enumerate(zip(*own.cells, strict=True), 1)]
    unit = [f"Đơn vị tính: {of_all.pop()}."] if len(of_all) == 1 and all(of_all) else []
    return table(caption, columns, rows, [*unit, *_other_days(own)])


def _other_days(own: Own) -> list[str]:
    """Of which day figures are, where that is not the end of their own period; each by its row and column."""
    found: dict[str, list[str]] = {}
    for head, column in zip(own.columns, own.cells, strict=True):
        for name, cell in zip(own.rows, column, strict=True):
            if isinstance(cell, Figure) and cell.own_date and not cell.words.startswith(MADE):
                found.setdefault(cell.own_date_of_data, []).append(f"{name}, {head}" if len(own.columns) > 1 else name)
    return [f"Số liệu {day}: {'; '.join(names)}." for day, names in found.items()]


def own_chart(own: Own, title: str) -> Block:
    """Years along one side: a line, or of several rows a little chart each; else one column as bars, the highest first.

    Raises InputError for several columns that are no years: one picture would put different things on one scale.
    """
    if found := own.sides:
        names, years, rows = found
        figures = [[cell if isinstance(cell, Figure) else None for cell in row] for row in rows]
        if len(names) == 1:
            return series_chart([each for each in figures[0] if each], title)
        gaps = [next(filter(None, row), None) for row in figures]
        every = zip(names, figures, gaps, strict=True)
        drawn = [(name, [each or gap.gap("trong") for each in row]) for name, row, gap in every if gap is not None]
        return small_multiples(drawn, title, [int(year) for year in years])
    if len(own.columns) != 1:
        expected, found = "một cột, hoặc các năm ở một phía của bảng", f"{len(own.columns)} cột: {', '.join(own.columns)}"
        raise InputError(Fault(expected, found, "Chọn một cột (df[['cột']]), hoặc xoay bảng theo năm.", "hình trong sổ tay"))
    pairs = [(name, cell) for name, cell in zip(own.rows, own.cells[0], strict=True) if isinstance(cell, Figure)]
    return ranking_chart(pairs, title) if pairs else NOTHING


def _head(name: object) -> str:
    """What a row or a column is called; of several levels all of them."""
    parts = name if isinstance(name, tuple | list) or type(name).__name__ == "FrozenList" else (name,)
    return ", ".join(str(each) for each in parts if each is not None)


def _of_column(given, name, head: str, otherwise):
    """What is given for a column, by its name or as it is printed; one thing for all columns is no mapping."""
    if isinstance(given, Mapping):
        return given.get(name, given.get(head, otherwise))
    return otherwise if given is None else given


def _unit(text: str, faults: Faults) -> Unit:
    try:
        return Unit.parse(text) if text else NO_UNIT
    except UnknownUnit as error:
        faults.add("đơn vị tính trong danh mục (htx list units)", quote(text), f"Sửa lại: {error}", "tham số don_vi_tinh")
        return NO_UNIT


def _is_year(name: str) -> bool:
    return name.isascii() and name.isdigit() and int(name) in YEARS


def _is_empty(value: object) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _exact(value: object) -> Fraction | None:
    """A number exactly: of a float what it prints, not the binary digits behind it. None of what is no finite number."""
    if isinstance(value, Fraction | Decimal | int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, AnyNumber) or isinstance(value, bool | complex) or type(value).__name__ == "bool":
        return None
    return Fraction(repr(float(value))) if math.isfinite(value) else None
