"""Where a register stands: a CSV file, a workbook, a table of a database; each is read as blocks of columns.

Only the cells of one block are held at a time: 270,000 rows as text would be several times what their numbers take.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from ..dataset import WORKBOOKS
from ..dataset.headings import key
from ..dataset.tables import LONGEST_CELL, unguarded
from ..errors import Fault, Faults, InputError, misspelt, quote
from ..text import nearest, tidy
from ..units import Unit
from .columns import Column

if TYPE_CHECKING:
    from ..dataset.xlsx import Sheet

TABLE = "danh_ba"  # in a database
SHEET = "Danh bạ"  # in a workbook; a workbook with one sheet may call it anything
ROWS = 4_000  # few enough for the cells of a block to stay near the processor
DEEPEST_HEADER = 30
ALMOST = 3  # that many known headings make a row a header, so that its missing columns can be named


@dataclass
class Source:
    """One file, sheet or table: its blocks, how a cell of it is read as tidy text, shown, and where it stands."""

    file: str
    blocks: Iterable[tuple[dict[str, Sequence], Sequence[int]]]  # column → cells; the line of each row
    text: Callable[[Column, object], str]
    shown: Callable[[object], str]
    sheet: str = ""
    letters: dict[str, int] = field(default_factory=dict)  # column → position in a workbook

    def cell(self, column: str, line: int) -> str:
        at = self.letters.get(column)
        if at:
            from ..dataset.xlsx import address

            return f"ô {address(line, at)}"
        return f"dòng {line}, cột {column}" if column else f"dòng {line}"


def opened(where: str | Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    """The sources of a file, a folder of files, or a database ("sqlite:///…"), one after the other."""
    if "://" in str(where):
        yield from _database(str(where), columns, faults, notes)
        return
    for path in _files(Path(where)):
        reader = _workbook if path.suffix.lower() in WORKBOOKS else _csv_file
        yield from reader(path, columns, faults, notes)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    kinds = (".csv", *WORKBOOKS)
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in kinds and each.name[:2] != "~$")
    if not found:
        raise InputError(Fault("tệp danh bạ .csv hoặc .xlsx", "không có tệp nào", f"Xem lại thư mục {quote(path)}."))
    return found


# --- headings ---------------------------------------------------------------------------------------------------------


def matched(names: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Position → column, by name or heading; what follows in brackets does not matter ("Vốn điều lệ (triệu đồng)")."""
    known = {form: column.name for column in columns for form in _forms(column.name) | _forms(column.heading)}
    found: dict[int, str] = {}
    for position, name in enumerate(names):
        hits = {known[form] for form in _forms(name) if form in known}
        if hits:
            found[position] = hits.pop()
    return found


def _forms(name: str) -> set[str]:
    return {key(name), key(re.sub(r"\([^)]*\)", "", name))} - {""}


def _check_header(
    names: Sequence[str], columns: Sequence[Column], source: Source, line: int, faults: Faults, notes: list[str]
) -> dict[int, str]:
    """The columns to read; what is missing, repeated or misspelt goes to `faults`, others are named in `notes`."""
    found, here = matched(names, columns), Faults(source.file, source.sheet)
    cell = f"dòng {line}"
    taken = list(found.values())
    for name in dict.fromkeys(name for name in taken if taken.count(name) > 1):
        here.add("mỗi cột một lần", f"cột «{name}» lặp lại", "Bỏ bớt một cột.", cell)
    strange = [name for position, name in enumerate(names) if name and position not in found]
    free = [each for each in columns if each.name not in taken]
    choices = [word for each in free for word in (each.name, each.heading)]
    for column in (each for each in free if each.needed):
        found_as = misspelt(column.name, strange) or misspelt(column.heading, strange)
        remedy = f"Thêm cột, hoặc sửa tên cột.{found_as}"
        here.add(f"cột «{column.name}» ({column.heading})", "không có cột này", remedy, cell)
    for name in strange:
        if (near := nearest(name, choices)) and not here.all:
            here.add("tên cột của danh bạ", quote(name), f"Sửa tên cột hoặc bỏ cột. Có phải «{near}»?", cell)
        elif not near:
            notes.append(f"{source.file}: cột {quote(name)} không thuộc danh bạ, không đọc.")
    faults.extend(here.all)
    return {} if here.all else found


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv_file(path: Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    source = Source(path.name, (), lambda column, cell: unguarded(tidy(cell)), str)
    with _readable(path.name, faults), path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        first = text.readline()
        text.seek(0)
        delimiter = ";" if first.count(";") > first.count(",") else ","
        source.blocks = _csv_blocks(csv.reader(text, delimiter=delimiter), source, columns, faults, notes)
        yield source


@contextmanager
def _readable(file: str, faults: Faults) -> Iterator[None]:
    """What cannot be read as a CSV file becomes a fault."""
    try:
        yield
    except UnicodeDecodeError:
        faults.add("tệp CSV mã UTF-8", "một bảng mã khác", "Trong Excel: Lưu thành «CSV UTF-8».", file=file)
    except OSError as error:
        remedy = "Kiểm tra đường dẫn và quyền đọc."
        faults.add("tệp danh bạ đọc được", error.strerror or "lỗi khi đọc", remedy, file=file)
    except csv.Error as error:
        faults.add("bảng CSV đọc được", f"lỗi ({error})", "Mở bằng Excel và lưu lại thành «CSV UTF-8».", file=file)


def _csv_blocks(reader, source: Source, columns, faults: Faults, notes: list[str]):
    with _readable(source.file, faults):  # once more: whoever takes the blocks does so outside of `_csv_file`
        names = [tidy(name) for name in next(reader, [])]
        found = _check_header(names, columns, source, 1, faults, notes)
        before = reader.line_num
        while found and (rows := list(islice(reader, ROWS))):
            lines: Sequence[int] = range(before + 1, before + 1 + len(rows))
            if reader.line_num != lines[-1]:  # a line break inside a cell
                lines = _lines_of(rows, before)
            before = reader.line_num
            if set(map(len, rows)) != {len(names)} or not all(row[0] for row in rows):
                lines, rows = _put_right(rows, lines, len(names), source, faults)
            if rows:
                cells = list(zip(*rows, strict=True))
                yield {name: cells[position] for position, name in found.items()}, lines


def _lines_of(rows: list[list[str]], before: int) -> list[int]:
    """The last line of each row."""
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=before))[1:]


def _put_right(rows, lines, width: int, source: Source, faults: Faults) -> tuple[list[int], list[list[str]]]:
    """The rows that say something, each with as many cells as the header: short ones are filled up, empty ends cut."""
    kept = [], []
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) > width and any(map(str.strip, cells[width:])):
            remedy = "Đặt ô có dấu phân cách trong ngoặc kép; số thập phân viết bằng dấu chấm."
            faults.add(f"{width} ô", f"{len(cells)} ô", remedy, f"dòng {line}", source.file)
        elif any(map(str.strip, cells)):
            kept[0].append(line)
            kept[1].append(cells[:width] + [""] * (width - len(cells)))
    return kept


# --- workbooks --------------------------------------------------------------------------------------------------------


def _workbook(path: Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    from ..dataset import xlsx

    try:
        sheets = xlsx.read(path)
    except InputError as error:
        faults.extend(error.faults)
        return
    headers = [(sheet, *_header(sheet, columns)) for sheet in sheets]
    chosen = [each for each in headers if key(each[0].name) == key(SHEET)] or [each for each in headers if each[1]]
    if not chosen:
        remedy = f"Đặt tên trang là «{SHEET}», dòng tiêu đề có: {', '.join(c.heading for c in columns if c.needed)}."
        faults.add("trang có các cột của danh bạ HTX", "không có trang nào như vậy", remedy, file=path.name)
    for sheet, line, names in chosen:
        source = Source(path.name, (), _from_cell, _shown, sheet.name)
        found = _check_header(names, columns, source, line or 1, faults, notes)
        source.letters = {name: position + 1 for position, name in found.items()}
        source.blocks = _sheet_blocks(sheet, line, source.letters) if found else ()
        yield source


def _header(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, list[str]]:
    """Row and names of the header: the row with the most known headings; 0 where no row has enough."""
    best, names = 0, []
    most = ALMOST - 1
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= DEEPEST_HEADER:
            rows.setdefault(row, {})[column] = tidy(cell.text[:200])
    for row, cells in sorted(rows.items()):
        told = [cells.get(column, "") for column in range(1, max(cells) + 1)]
        if len(matched(told, columns)) > most:
            best, names, most = row, told, len(matched(told, columns))
    return best, names


def _sheet_blocks(sheet: Sheet, header: int, letters: dict[str, int]):
    lines = sorted({row for row, column in sheet.cells if row > header and column in letters.values()})
    for start in range(0, len(lines), ROWS):
        part = lines[start : start + ROWS]
        yield {name: [sheet.cells.get((row, at)) for row in part] for name, at in letters.items()}, part


_UNITS = {"đếm": Unit.parse("HTX"), "tiền": Unit.parse("triệu đồng"), "số": None}


def _from_cell(column: Column, cell) -> str:
    """A cell of a workbook as the text that CSV would have; raises Mistyped."""
    if cell is None:
        return ""
    from ..dataset.cell_read import plain

    if column.is_number:
        return plain("gia_tri", cell, _UNITS[column.kind])
    if column.kind == "ngày":
        return plain("den_ngay", cell)
    return plain("ten", cell)[:LONGEST_CELL]


def _shown(cell) -> str:
    from ..dataset.cell_read import shown

    return shown(cell) if cell else ""


# --- databases --------------------------------------------------------------------------------------------------------


def _database(url: str, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    import sqlalchemy as sa

    from ..dataset import sql

    with sql.reading(url) as connection:
        look = sa.inspect(connection)
        source = Source(sql.name_of(url), (), lambda column, cell: sql.as_text(cell), sql.as_text, f"bảng {TABLE}")
        if TABLE not in (*look.get_table_names(), *look.get_view_names()):
            faults.add(f"bảng «{TABLE}»", "không có bảng này", "Tạo bảng danh bạ HTX.", file=source.file)
            return
        types = {column["name"]: column["type"] for column in look.get_columns(TABLE)}
        names = list(types)
        found = _check_header(names, columns, source, 1, faults, notes)
        if found:
            source.blocks = _query_blocks(connection, {found[at]: names[at] for at in found}, types)
        yield source


def _query_blocks(connection, names: dict[str, str], types: dict[str, object]):
    """The rows of the table as the database gives them; the row's number is its place in that order."""
    import sqlalchemy as sa

    # A time is cut to its day where the database knows it as one.
    days = {name for name, type in types.items() if isinstance(type, sa.DateTime)}
    copied = connection.dialect.name == "postgresql"
    chosen = [sa.cast(sa.column(n), sa.Date) if copied and n in days else sa.column(n) for n in names.values()]
    query, line = sa.select(*chosen).select_from(sa.table(TABLE)), 1
    for rows in (_copied if copied else _fetched)(connection, query):
        yield dict(zip(names, zip(*rows, strict=True), strict=True)), range(line, line + len(rows))
        line += len(rows)


def _fetched(connection, query) -> Iterator[list]:
    """Through the driver's own cursor, texts as bytes: half the time, for each is decoded once only."""
    connection.connection.driver_connection.text_factory = bytes
    cursor = connection.execute(query).cursor
    yield from iter(lambda: cursor.fetchmany(ROWS), [])


def _copied(connection, query) -> Iterator[list]:
    """PostgreSQL's rows by way of CSV: over single cells its driver takes four times as long."""
    with TemporaryFile() as file:
        words = f"COPY ({query.compile(connection)}) TO STDOUT WITH (FORMAT csv)"
        connection.connection.cursor().execute(words, stream=file)
        file.seek(0)
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        yield from iter(lambda: list(islice(reader, ROWS)), [])
