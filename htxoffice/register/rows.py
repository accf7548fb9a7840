"""The rows of a register as its file, sheet or table holds them, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from htxlib.codelists.units import Unit
from htxlib.data.csv_text import readable
from htxlib.data.tables import LONGEST_CELL, as_text, unguarded
from htxlib.words.errors import Fault, Faults, InputError, quote
from htxlib.words.location import Location
from htxlib.words.text import tidy

from .columns import Column

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from htxlib.data.workbook.xlsx import Sheet

TABLE = "danh_ba"  # in a database
MOST_ROWS = 1_000_000  # of a database's table: a calculation without an end ends there
Row = tuple[int, Sequence]  # its line, its cells


@dataclass
class Source:
    """One file, sheet or table: what it is called, where its columns stand, and how one of its cells is read."""

    file: str
    sheet: str = ""
    positions: dict[str, int] = field(default_factory=dict)  # column → place in a row, from 0; empty: not to be read

    may_group = False  # whether a program of another country may have written "1.200" for 1200

    def cell(self, column: str, line: int) -> Location:
        """Name a cell, or its row where `column` is empty."""
        return Location(row=line, column=column)

    def text(self, column: Column, cell: object) -> str:
        """Return a cell as the text that the column's rule reads; raises Mistyped."""
        return as_text(cell)

    def shown(self, cell: object) -> str:
        """Return a cell as a person sees it."""
        return as_text(cell)

    def rows(self, mistakes: Mistakes) -> Iterator[Row]:
        """Yield the rows with their cells in the order of `positions`; what cannot be read goes to `mistakes`."""
        raise NotImplementedError


@dataclass
class Mistakes:
    """What is wrong in one source. A mistake is told once, with the first line that has it and how many others do."""

    faults: Faults = field(default_factory=Faults)  # what kept the rest from being read
    lines: dict[tuple[str, str, str, str], list[int]] = field(default_factory=dict)  # column, cell, expected, remedy →

    def tell(self, line: int, column: str, shown: str, expected: str, remedy: str) -> None:
        """Take in a mistake of one cell, or of a row where `column` is empty."""
        self.lines.setdefault((column, shown, expected, remedy), []).append(line)

    def told(self, source: Source, columns: Sequence[Column]) -> Iterator[Fault]:
        """Yield them in the order of lines and columns."""
        yield from self.faults.all
        order = {column.name: place for place, column in enumerate(columns, 1)}
        in_order = sorted(self.lines.items(), key=lambda each: (min(each[1]), order.get(each[0][0], 0)))
        for (column, shown, expected, remedy), lines in in_order:
            others = f" (và {len(lines) - 1} {'ô' if column else 'dòng'} khác)" if len(lines) > 1 else ""
            at, found = replace(source.cell(column, min(lines)), others=others), quote(shown) if column else shown
            yield Fault(expected, found, remedy, source.file, source.sheet, at)


@dataclass
class CsvRows(Source):
    """The rows of a CSV file below its header. Read by Python's own reader, which knows the line of each row: pandas'
    loses a cell too many of the first row, and says of no row where it stands."""

    path: Path = Path()
    delimiter: str = ","
    width: int = 0  # cells of the header
    above: int = 0  # lines down to the header's last

    may_group = True

    def text(self, column: Column, cell: str) -> str:
        return unguarded(tidy(cell))

    def shown(self, cell: str) -> str:
        return cell

    def rows(self, mistakes: Mistakes) -> Iterator[Row]:
        wanted = itemgetter(*self.positions.values())
        with readable(self.path, mistakes.faults), self.path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(islice(text, self.above, None), delimiter=self.delimiter)
            for cells in reader:
                line = self.above + reader.line_num
                if len(cells) > self.width and any(map(str.strip, cells[self.width :])):
                    remedy = "Đặt ô có dấu phân cách trong ngoặc kép; số thập phân viết bằng dấu chấm."
                    mistakes.tell(line, "", f"{len(cells)} ô", f"{self.width} ô", remedy)
                elif any(map(str.strip, cells)):
                    yield line, wanted(cells + [""] * (self.width - len(cells)))


_UNITS = {"đếm": Unit.parse("HTX"), "tiền": Unit.parse("triệu đồng"), "số": None}


@dataclass
class SheetRows(Source):
    """The rows of a sheet below its header."""

    cells: Sheet | None = None
    header: int = 0  # its row

    def cell(self, column: str, line: int) -> Location:
        from htxlib.data.workbook.xlsx import location

        return location(line, self.positions[column] + 1) if column in self.positions else super().cell(column, line)

    def text(self, column: Column, cell) -> str:
        if cell is None:
            return ""
        from htxlib.data.workbook.cell import plain

        if column.is_number:
            return plain("gia_tri", cell, _UNITS[column.kind])
        if column.kind == "ngày":
            return plain("den_ngay", cell)
        return plain("ten", cell)[:LONGEST_CELL]

    def shown(self, cell) -> str:
        from htxlib.data.workbook.cell import shown

        return shown(cell) if cell else ""

    def rows(self, mistakes: Mistakes) -> Iterator[Row]:
        cells, wanted = self.cells.cells, [position + 1 for position in self.positions.values()]
        for line in sorted({row for row, column in cells if row > self.header and column in set(wanted)}):
            yield line, [cells.get((line, at)) for at in wanted]


@dataclass
class TableRows(Source):
    """The rows of a database's table; a row's line is its place in their order."""

    url: str = ""
    types: Mapping[str, object] = field(default_factory=dict)  # the table's own columns to read, in their order

    def rows(self, mistakes: Mistakes) -> Iterator[Row]:
        import sqlalchemy as sa

        from htxlib.data import sql
        from htxlib.data.connect import too_large

        with sql.reading(self.url) as connection:
            is_postgresql = connection.dialect.name == "postgresql"
            chosen = [
                sa.cast(sa.column(name), sa.Date)  # a time is cut to its day
                if is_postgresql and isinstance(kind, sa.DateTime)
                else sql.short(connection, sa.column(name), kind)
                for name, kind in self.types.items()
            ]
            query = sa.select(*chosen).select_from(sa.table(TABLE)).limit(MOST_ROWS + 1)
            try:  # the drivers' own cursors raise their errors bare
                rows = (_copied if is_postgresql else _fetched)(connection, query)
                for line, row in enumerate(rows, 1):
                    if line > MOST_ROWS:
                        raise InputError(too_large(self.file))
                    yield line, row
            except connection.dialect.dbapi.Error as error:
                raise sa.exc.DBAPIError(TABLE, None, error) from error


def _fetched(connection: Connection, query: Select) -> Iterator[Sequence]:
    """SQLite's rows through the driver's own cursor, texts as bytes: half the time, for each is decoded once only."""
    connection.connection.driver_connection.text_factory = bytes
    return connection.execute(query).cursor


def _copied(connection: Connection, query: Select) -> Iterator[Sequence]:
    """PostgreSQL's rows by way of CSV: over single cells its driver takes four times as long."""
    query = query.compile(connection, compile_kwargs={"literal_binds": True})
    with TemporaryFile("w+", encoding="utf-8", newline="") as file:
        connection.connection.cursor().execute(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", stream=file.buffer)
        file.seek(0)
        yield from csv.reader(file)
