"""The rows of a register as its file, sheet or table holds them: some thousand at a time, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from htxlib.codelists.units import Unit
from htxlib.data.csv_text import readable
from htxlib.data.tables import LONGEST_CELL, as_text, unguarded
from htxlib.words.errors import Faults, InputError
from htxlib.words.location import Location
from htxlib.words.text import tidy

from .columns import Column
from .dots import Dots

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from htxlib.data.workbook.xlsx import Sheet

ROWS = 4_000  # of a block: few enough for its cells to stay near the processor
TABLE = "danh_ba"  # in a database
MOST_ROWS = 3_000_000  # of a database's table: a calculation without an end ends there
Block = tuple[Mapping[str, Sequence], Sequence[int]]  # column → cells; the line of each row


@dataclass
class Told:
    """What is to be said of one source: mistakes in cells and rows, rows of no cooperative, what dots mean."""

    faults: Faults = field(default_factory=Faults)  # what kept the rest from being read
    wrong: dict[tuple, list[int]] = field(default_factory=dict)  # column, cell, expected, remedy → the lines of it
    passed: list[tuple[int, str, str]] = field(default_factory=list)  # rows of no cooperative: line, kind, text
    dots: dict[str, Dots] = field(default_factory=dict)  # of the columns with amounts, where a dot may part thousands

    def tell(self, line: int, column: str, shown: str, expected: str, remedy: str) -> None:
        """Take in a mistake of one cell, or of a row where `column` is empty."""
        self.wrong.setdefault((column, shown, expected, remedy), []).append(line)


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

    def blocks(self, told: Told) -> Iterator[Block]:
        """Yield the rows; what cannot be read goes to `told`."""
        raise NotImplementedError

    def _columns(self, rows: Iterable[Sequence]) -> Mapping[str, Sequence]:
        cells = list(zip(*rows, strict=True))
        return {name: cells[position] for name, position in self.positions.items()}


# --- CSV --------------------------------------------------------------------------------------------------------------


@dataclass
class CsvRows(Source):
    """The rows of a CSV file below its header. Read by Python's own reader, which knows the line of each row: pandas'
    takes as long for texts, and says neither where a row stands nor how many cells too many it has."""

    path: Path = Path()
    delimiter: str = ","
    width: int = 0  # cells of the header
    above: int = 0  # lines down to the header's last

    may_group = True

    def text(self, column: Column, cell: str) -> str:
        return unguarded(tidy(cell))

    def shown(self, cell: str) -> str:
        return cell

    def blocks(self, told: Told) -> Iterator[Block]:
        with readable(self.path, told.faults), self.path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(islice(text, self.above, None), delimiter=self.delimiter)
            before = self.above
            while rows := list(islice(reader, ROWS)):
                end = self.above + reader.line_num
                lines: Sequence[int] = range(before + 1, end + 1)
                if len(lines) != len(rows):  # a line break inside a cell
                    lines = _lines_of(rows, before)
                before = end
                if set(map(len, rows)) != {self.width} or not all(row[0] for row in rows):
                    lines, rows = _put_right(rows, lines, self.width, told)
                if rows:
                    yield self._columns(rows), lines


def _lines_of(rows: list[list[str]], before: int) -> list[int]:
    """Return the last line of each row."""
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=before))[1:]


def _put_right(rows, lines, width: int, told: Told) -> tuple[list[int], list[list[str]]]:
    """Return the rows that say something, each with as many cells as the header: short ones filled up, empty ends cut."""
    kept = [], []
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) > width and any(map(str.strip, cells[width:])):
            remedy = "Đặt ô có dấu phân cách trong ngoặc kép; số thập phân viết bằng dấu chấm."
            told.tell(line, "", f"{len(cells)} ô", f"{width} ô", remedy)
        elif any(map(str.strip, cells)):
            kept[0].append(line)
            kept[1].append(cells[:width] + [""] * (width - len(cells)))
    return kept


# --- workbooks --------------------------------------------------------------------------------------------------------

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

    def blocks(self, told: Told) -> Iterator[Block]:
        cells, wanted = self.cells.cells, {position + 1 for position in self.positions.values()}
        lines = sorted({row for row, column in cells if row > self.header and column in wanted})
        for start in range(0, len(lines), ROWS):
            part = lines[start : start + ROWS]
            yield {name: [cells.get((row, at + 1)) for row in part] for name, at in self.positions.items()}, part


# --- databases --------------------------------------------------------------------------------------------------------


@dataclass
class TableRows(Source):
    """The rows of a database's table; a row's line is its place in their order."""

    url: str = ""
    types: Mapping[str, object] = field(default_factory=dict)  # the table's own columns to read, in their order

    def blocks(self, told: Told) -> Iterator[Block]:
        import sqlalchemy as sa

        from htxlib.data import sql
        from htxlib.data.connect import too_large

        with sql.reading(self.url) as connection:
            rows = self._copied(connection) if connection.dialect.name == "postgresql" else self._fetched(connection)
            before = 0
            try:
                for part in rows:
                    lines = range(before + 1, before + len(part) + 1)
                    before += len(part)
                    if before > MOST_ROWS:
                        raise InputError(too_large(self.file))
                    yield self._columns(part), lines
            except connection.dialect.dbapi.Error as error:  # the driver's own cursor raises it bare: late, or damaged
                raise sa.exc.DBAPIError(TABLE, None, error) from error

    def _fetched(self, connection: Connection) -> Iterator[list[Sequence]]:
        """SQLite's rows through the driver's own cursor, texts as bytes: half the time, for each is decoded once only."""
        import sqlalchemy as sa

        connection.connection.driver_connection.text_factory = bytes
        query = sa.select(*map(sa.column, self.types)).select_from(sa.table(TABLE)).limit(MOST_ROWS + 1)
        cursor = connection.execute(query).cursor
        while rows := cursor.fetchmany(ROWS):
            yield rows

    def _copied(self, connection: Connection) -> Iterator[list[Sequence]]:
        """PostgreSQL's rows by way of CSV: over single cells its driver takes four times as long."""
        import sqlalchemy as sa

        from htxlib.data import sql

        chosen = [
            sa.cast(sa.column(name), sa.Date)  # a time is cut to its day
            if isinstance(kind, sa.DateTime)
            else sql.short(connection, sa.column(name), kind)
            for name, kind in self.types.items()
        ]
        query = sa.select(*chosen).select_from(sa.table(TABLE)).limit(MOST_ROWS + 1)
        query = query.compile(connection, compile_kwargs={"literal_binds": True})
        with TemporaryFile("w+", encoding="utf-8", newline="") as file:
            cursor = connection.connection.cursor()
            cursor.execute(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", stream=file.buffer)
            file.seek(0)
            reader = csv.reader(file)
            while rows := list(islice(reader, ROWS)):
                yield rows
