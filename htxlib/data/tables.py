"""The tables of the data contract read as text, with where each row stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ..words.errors import Fault, Faults, misspelt, quote
from ..words.location import Location
from ..words.text import tidy, tidy_lines
from .contract import columns, lined, required
from .csv_text import check_encoding, opening, readable
from .rows import Origin

BEGINS_FORMULA = "=+-@＝＋－＠"  # for some spreadsheets the wide ones, too
_FORMULA = re.compile(rf"'*[{re.escape(BEGINS_FORMULA)}]")
_FIRST_ROW = Location(row=1)
_PLAIN_NUMBER = re.compile(r"-\d+(\.\d+)?")
# A cell larger than this is no figure and no paragraph, but a mistake or an attack.
LONGEST_CELL = 20_000
LONGEST_NUMBER = 99  # digits; beyond, a number is not written out


class Raw(NamedTuple):
    """One row as text: column → tidied cell."""

    cells: dict[str, str]
    origin: Origin
    at: Mapping[str, tuple[str, Location, str]] | None = None  # of a workbook: column → sheet, cell, what is seen there
    told: frozenset[str] = frozenset()  # columns whose mistake was told while the file was read
    is_vietnamese: bool = False  # of a file whose cells are parted by ";": where it came from, a point parts thousands

    @property
    def typed(self) -> bool:
        """Whether its numbers were numbers before they were text (of a workbook), not digits that somebody wrote."""
        return self.at is not None

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, expected: str, remedy: str) -> Fault:
        """A mistake in the cell of that column."""
        origin = self.origin
        line = Location(origin.cell) if origin.cell else Location(row=origin.row, column=column)
        sheet, at, seen = (self.at or {}).get(column, (origin.sheet, line, self[column]))
        return Fault(expected, quote(seen), remedy, origin.file, sheet, at)


def read_csv(path: Path, table: str, faults: Faults) -> list[Raw]:
    """Read one CSV file (UTF-8 with or without BOM, comma or semicolon); what is wrong with its form goes to `faults`."""
    found: list[Raw] = []
    with readable(path, faults):
        content = path.read_bytes()
        check_encoding(content[:4096])
        found += _rows(content.decode("utf-8-sig"), path.name, table, faults)
    return found


def _rows(text: str, file: str, table: str, faults: Faults) -> Iterable[Raw]:
    known = set(columns(table))
    delimiter, above = opening(text, lambda row: len(known & set(row)))
    lines = csv.reader(islice(io.StringIO(text, newline=""), above, None), delimiter=delimiter)
    try:
        header = [tidy(name) for name in next(lines, [])]
        if not check_header(header, table, Faults(file), faults, Location(row=above + 1)):
            return
        for cells in lines:
            if any(cell.strip() for cell in cells):
                for raw in _row(cells, header, Origin(file, above + lines.line_num), faults):
                    yield raw._replace(is_vietnamese=True) if delimiter == ";" else raw
    except csv.Error as error:
        faults.add(
            "bảng CSV đọc được",
            f"lỗi ở dòng {above + lines.line_num} ({error})",
            "Mở bằng Excel và lưu lại thành «CSV UTF-8».",
            file=file,
        )


def check_header(header: list[str], table: str, here: Faults, faults: Faults, at: Location = _FIRST_ROW) -> bool:
    """Whether the header can be used; misspelt, missing and repeated columns become faults."""
    known = columns(table)
    for name in header:
        if name and name not in known:
            here.add(
                f"các cột của bảng {table}: {', '.join(known)}",
                f"cột lạ {quote(name)}",
                f"Sửa tên cột hoặc bỏ cột.{misspelt(name, known)}",
                at,
            )
        if name and header.count(name) > 1:
            here.add("mỗi cột một lần", f"cột {quote(name)} lặp lại", "Bỏ bớt một cột.", at)
    for name in required(table):
        if name not in header:
            here.add(f"cột «{name}»", "không có cột này", "Thêm cột vào dòng tiêu đề.", at)
    faults.extend(dict.fromkeys(here.all))
    return not here.all


def _row(cells: list[str], header: list[str], origin: Origin, faults: Faults) -> Iterable[Raw]:
    where = {"file": origin.file, "at": Location(row=origin.row)}
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        faults.add(
            f"{len(header)} ô",
            f"{len(cells)} ô",
            "Đặt ô có dấu phân cách trong ngoặc kép; số thập phân viết bằng dấu chấm.",
            **where,
        )
        return
    if max(map(len, cells)) > LONGEST_CELL:
        faults.add(f"ô dài tối đa {LONGEST_CELL} ký tự", "ô dài hơn", "Rút gọn hoặc tách thành nhiều dòng.", **where)
        return
    keeping = lined()
    read = ((name, _lines(cell) if name in keeping else _plain(cell)) for name, cell in zip(header, cells, strict=False))
    yield Raw({name: cell for name, cell in read if name}, origin)


@lru_cache(10_000)  # most cells of a table stand in many of its rows
def _plain(cell: str) -> str:
    return unguarded(tidy(cell))


def _lines(cell: str) -> str:
    return unguarded(tidy_lines(cell))


def guarded(cell: str) -> str:
    """The cell as a CSV file holds it: Excel would take a text that begins with = + - @ for a formula.

    >>> [guarded(cell) for cell in ("=1+1", "- chè", "-5.3", "'=", "HTX")]
    ["'=1+1", "'- chè", '-5.3', "''=", 'HTX']
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote.

    >>> unguarded("'=1+1"), unguarded("'HTX'")
    ('=1+1', "'HTX'")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def as_text(value: object, has_lines: bool = False) -> str:
    """A value of a database, of any type, as the contract writes it; `has_lines` keeps the line breaks of a text."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return (tidy_lines if has_lines else tidy)(value[: LONGEST_CELL + 1])
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > LONGEST_NUMBER:
            return str(value)
        # A column's own scale is nobody's decimals: 86.000 of NUMERIC(18,3) is 86.
        return f"{value:f}" if value % 1 else f"{value:.0f}"
    return tidy(str(value)[: LONGEST_CELL + 1])
