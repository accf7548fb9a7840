"""A register in parts of some megabytes: each can be read by itself, and by another process.

Where a part of a CSV file ends is a guess, the end of some line; only reading shows whether that is the end of a row or
lies inside a quoted cell. A part therefore reads one line more than it has, END: alone in its row, the cut was right.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ..dataset.csv_text import readable
from ..dataset.tables import LONGEST_CELL, as_text, unguarded
from ..errors import Faults, InputError
from ..text import tidy
from ..units import Unit
from .columns import Column
from .dots import Dots

if TYPE_CHECKING:
    from ..dataset.xlsx import Sheet

SIZE = 8 * 2**20  # bytes of a part at most: about 50,000 rows
ROWS = 4_000  # of a block: few enough for its cells to stay near the processor
TABLE = "danh_ba"  # in a database
MOST_ROWS = 3_000_000  # of a database's table: a calculation without an end ends there
END = "\x03hết\x03"
Block = tuple[dict[str, Sequence], Sequence[int]]  # column → cells; the line of each row


@dataclass
class Piece:
    """What became of one part: each column as whole numbers (see columns.py), and every mistake in it."""

    columns: dict[str, list[np.ndarray]] = field(default_factory=dict)
    rows: list[np.ndarray] = field(default_factory=list)  # the line of each row, counted from the start of the part
    words: dict[str, dict[str, int]] = field(default_factory=dict)  # texts and the numbers that stand for them
    wrong: dict[tuple, list[int]] = field(default_factory=dict)  # column, cell, expected, remedy → the lines of it
    failed: Faults = field(default_factory=Faults)  # what kept the rest from being read
    lines: int = 0  # how many it has
    is_open: bool = False  # its last row goes on in the next part
    passed: list[tuple[int, str, str]] = field(default_factory=list)  # rows of no cooperative: line, kind, text
    dots: dict[str, Dots] = field(default_factory=dict)  # of the columns with amounts, where a dot may part thousands

    def tell(self, line: int, column: str, shown: str, expected: str, remedy: str) -> None:
        self.wrong.setdefault((column, shown, expected, remedy), []).append(line)


# --- CSV --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CsvPart:
    """The rows of a CSV file from one byte to another, below its header."""

    path: Path
    names: dict[str, int]  # column → position in a row
    width: int
    delimiter: str
    start: int
    stop: int
    is_last: bool

    def up_to(self, other: CsvPart) -> CsvPart:
        return replace(self, stop=other.stop, is_last=other.is_last)

    def text(self, column: Column, cell: str) -> str:
        return unguarded(tidy(cell))

    shown = staticmethod(str)
    may_group = True  # a program of another country wrote "1.200" for 1200

    def blocks(self, piece: Piece) -> Iterator[Block]:
        with readable(self.path, piece.failed):
            for rows, end in self._rows(piece):
                lines: Sequence[int] = range(piece.lines + 1, end + 1)
                if len(lines) != len(rows):  # a line break inside a cell
                    lines = _lines_of(rows, piece.lines)
                piece.lines = end
                if set(map(len, rows)) != {self.width} or not all(row[0] for row in rows):
                    lines, rows = _put_right(rows, lines, self.width, piece)
                if rows:
                    yield self._columns(rows), lines

    def _rows(self, piece: Piece) -> Iterator[tuple[list[list[str]], int]]:
        """Some rows at a time, and the line with which they end."""
        with self.path.open("rb") as raw:
            raw.seek(self.start)
            content = io.BytesIO(raw.read(self.stop - self.start))
        text = io.TextIOWrapper(content, encoding="utf-8", newline="")
        reader = csv.reader(chain(text, () if self.is_last else (END,)), delimiter=self.delimiter)
        piece.is_open = not self.is_last
        while rows := list(islice(reader, ROWS)):
            if rows[-1] == [END]:
                piece.is_open = False
                rows.pop()
            if rows:
                yield rows, reader.line_num - (not self.is_last and not piece.is_open)

    def _columns(self, rows: list[list[str]]) -> dict[str, Sequence[str]]:
        cells = list(zip(*rows, strict=True))
        return {name: cells[position] for name, position in self.names.items()}


class CopiedPart(CsvPart):
    """Rows that PostgreSQL copied into a CSV file: the number of a row is its line."""

    may_group = False

    def text(self, column: Column, cell: str) -> str:
        return as_text(cell)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        for rows, _ in self._rows(piece):
            yield self._columns(rows), range(piece.lines + 1, piece.lines + len(rows) + 1)
            piece.lines += len(rows)


def cuts(raw: BinaryIO, begin: int = 0) -> list[tuple[int, int, bool]]:
    """Start, stop and whether it is the last, of parts that end with a line; only one where lines have no end."""
    size = raw.seek(0, io.SEEK_END)
    ends = []
    step = max(1, (size - begin) // -(-(size - begin) // SIZE)) if size > begin else 1
    for guess in range(begin + step, size, step):
        raw.seek(guess)
        if raw.readline(SIZE).endswith(b"\n") and raw.tell() < size:
            ends.append(raw.tell())
    ends = [begin, *dict.fromkeys(ends), size]
    return [(start, stop, stop == size) for start, stop in zip(ends, ends[1:], strict=False)]


def _lines_of(rows: list[list[str]], before: int) -> list[int]:
    """The last line of each row."""
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=before))[1:]


def _put_right(rows, lines, width: int, piece: Piece) -> tuple[list[int], list[list[str]]]:
    """The rows that say something, each with as many cells as the header: short ones are filled up, empty ends cut."""
    kept = [], []
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) > width and any(map(str.strip, cells[width:])):
            remedy = "Đặt ô có dấu phân cách trong ngoặc kép; số thập phân viết bằng dấu chấm."
            piece.tell(line, "", f"{len(cells)} ô", f"{width} ô", remedy)
        elif any(map(str.strip, cells)):
            kept[0].append(line)
            kept[1].append(cells[:width] + [""] * (width - len(cells)))
    return kept


# --- workbooks --------------------------------------------------------------------------------------------------------

_UNITS = {"đếm": Unit.parse("HTX"), "tiền": Unit.parse("triệu đồng"), "số": None}


@dataclass(frozen=True)
class SheetPart:
    """The rows of a sheet below its header."""

    sheet: Sheet
    header: int
    letters: dict[str, int]  # column → position
    may_group = False

    def text(self, column: Column, cell) -> str:
        """A cell of a workbook as the text that CSV would have; raises Mistyped."""
        if cell is None:
            return ""
        from ..dataset.cell_read import plain

        if column.is_number:
            return plain("gia_tri", cell, _UNITS[column.kind])
        if column.kind == "ngày":
            return plain("den_ngay", cell)
        return plain("ten", cell)[:LONGEST_CELL]

    def shown(self, cell) -> str:
        from ..dataset.cell_read import shown

        return shown(cell) if cell else ""

    def blocks(self, piece: Piece) -> Iterator[Block]:
        cells, wanted = self.sheet.cells, set(self.letters.values())
        lines = sorted({row for row, column in cells if row > self.header and column in wanted})
        for start in range(0, len(lines), ROWS):
            part = lines[start : start + ROWS]
            yield {name: [cells.get((row, at)) for row in part] for name, at in self.letters.items()}, part


# --- databases --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowsPart:
    """The rows of a database's table, in SQLite those of some row numbers; a row's line is its place in that order."""

    url: str
    names: dict[str, str]  # column → the table's own name for it
    rowids: tuple[int, int] | None = None  # the first and the last
    may_group = False

    def text(self, column: Column, cell: object) -> str:
        return as_text(cell)

    shown = staticmethod(as_text)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        for rows in self._rows():
            cells = zip(*rows, strict=True)
            yield dict(zip(self.names, cells, strict=True)), range(piece.lines + 1, piece.lines + len(rows) + 1)
            piece.lines += len(rows)

    def _rows(self) -> Iterator[list[tuple]]:
        """Through the driver's own cursor, texts as bytes: half the time, for each is decoded once only."""
        import sqlalchemy as sa

        from ..dataset import sql
        from ..dataset.connect import too_large

        query = sa.select(*map(sa.column, self.names.values())).select_from(sa.table(TABLE)).limit(MOST_ROWS + 1)
        if self.rowids:
            rowid = sa.column("rowid")
            query = query.where(rowid.between(*self.rowids)).order_by(rowid)
        with sql.reading(self.url) as connection:
            connection.connection.driver_connection.text_factory = bytes
            cursor, count = connection.execute(query).cursor, 0
            while rows := cursor.fetchmany(ROWS):
                count += len(rows)
                if count > MOST_ROWS:
                    raise InputError(too_large(sql.name_of(self.url)))
                yield rows
