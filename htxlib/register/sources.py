"""Where a register stands: a CSV file, a workbook, a table of a database; its header, and the parts to read it in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from ..dataset import WORKBOOKS, address
from ..dataset.csv_text import DEEPEST_HEADER, check_encoding, opening, readable
from ..dataset.folder import listed, unread
from ..dataset.headings import key
from ..errors import Fault, Faults, InputError, misspelt, quote
from ..text import nearest, one_line, tidy
from .columns import COLUMNS, Column
from .parts import MOST_ROWS, SIZE, TABLE, CopiedPart, CsvPart, RowsPart, SheetPart, cuts

if TYPE_CHECKING:
    from ..dataset.xlsx import Sheet

MOST_LINES = 30  # of a header: it may have line breaks
READ = (*WORKBOOKS, ".csv")
SHEET = "Danh bạ"  # in a workbook; a workbook with one sheet may call it anything
ALMOST = 3  # that many known headings make a row a header, so that its missing columns can be named


@dataclass
class Source:
    """One file, sheet or table: the parts to read it in, and where a cell of it stands."""

    file: str
    sheet: str = ""
    parts: list = field(default_factory=list)
    letters: dict[str, int] = field(default_factory=dict)  # column → position in a workbook
    above: int = 0  # lines of a CSV file down to its header

    def cell(self, column: str, line: int) -> str:
        at = self.letters.get(column)
        if at:
            from ..dataset.xlsx import address

            return f"ô {address(line, at)}"
        return f"dòng {line}, cột {column}" if column else f"dòng {line}"


def opened(where: str | Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    """The sources of a file, a folder of files, or a database ("sqlite:///…"), one after the other."""
    if address.is_one(where):
        yield from _database(str(where), columns, faults, notes)
        return
    for path in _files(Path(where), faults):
        reader = _workbook if path.suffix.lower() in WORKBOOKS else _csv_file
        yield from reader(path, columns, faults, notes)


def _files(path: Path, faults: Faults) -> list[Path]:
    """The file, or those of a folder; what in it cannot be read goes to `faults`."""
    if not path.is_dir():
        return [path]
    there = listed(path)
    others = {each: fault for each in there if (fault := unread(each, READ))}
    faults.extend(others.values())
    if not there:
        raise InputError(Fault("tệp danh bạ .csv hoặc .xlsx", "không có tệp nào", f"Xem lại thư mục {quote(path)}."))
    return [each for each in there if each not in others]


def holds(path: Path) -> bool:
    """Whether a workbook has a register: a sheet of that name, or one with such a header."""
    from ..dataset import xlsx

    names: list[str] = []
    sheets = xlsx.read(path, wanted=lambda name: not names.append(key(name)) and key(SHEET) not in names)
    return key(SHEET) in names or any(_header(sheet, COLUMNS)[0] for sheet in sheets)


def is_large(where: Sequence[str | Path]) -> bool:
    """Whether a second process is worth its start; of a server's table nobody knows."""
    databases = [address.read(str(each)) for each in where if address.is_one(each)]
    if databases:
        from ..dataset import sql  # noqa: F401 - a part of a second here once, or in each of the processes

    paths = [Path(each) for each in where if not address.is_one(each)]
    paths += [Path(each.database) for each in databases if each.is_file]
    files = [file for path in paths for file in (path.iterdir() if path.is_dir() else [path])]
    sizes = [file.stat().st_size for file in files if file.suffix.lower() not in WORKBOOKS and file.is_file()]
    return sum(sizes) > SIZE or any(not each.is_file for each in databases)


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
    source = Source(one_line(path.name))
    with readable(path, faults), path.open("rb") as raw:
        check_encoding(raw.read(4096))
        raw.seek(0)
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        top = "".join(islice(text, DEEPEST_HEADER + MOST_LINES))
        delimiter, above = opening(top, lambda row: len(matched(row, columns)))
        lines = list(islice(io.StringIO(top, newline=""), above, None))
        reader = csv.reader(lines, delimiter=delimiter)
        names = [tidy(name) for name in next(reader, [])]
        source.above = above + reader.line_num
        if found := _check_header(names, columns, source, above + 1, faults, notes):
            positions = {name: position for position, name in found.items()}
            begin = _length(raw, islice(io.StringIO(top, newline=""), source.above))
            source.parts = [CsvPart(path, positions, len(names), delimiter, *cut) for cut in cuts(raw, begin)]
    yield source


def _length(raw: BinaryIO, lines: Iterable[str]) -> int:
    """How many bytes these first lines of a UTF-8 file take, with its mark."""
    raw.seek(0)
    mark = len(codecs.BOM_UTF8) if raw.read(3) == codecs.BOM_UTF8 else 0
    return mark + sum(len(line.encode()) for line in lines)


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
        source = Source(one_line(path.name), sheet.name)
        found = _check_header(names, columns, source, line or 1, faults, notes)
        notes += _hidden(path.name, sheet, line)
        source.letters = {name: position + 1 for position, name in found.items()}
        source.parts = [SheetPart(sheet, line, source.letters)] if found else []
        yield source


def _hidden(file: str, sheet: Sheet, header: int) -> list[str]:
    """What a filter or somebody's hand hides is a cooperative all the same: it is read, and this is said."""
    rows = {row for row, _ in sheet.cells if row > header and row in sheet.hidden_rows}
    told = [f"{file}, trang «{sheet.name}»: trang đang ẩn, vẫn được đọc."] if sheet.hidden else []
    return told + ([f"{file}, trang «{sheet.name}»: {len(rows)} dòng đang ẩn, vẫn được đọc."] if rows else [])


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


# --- databases --------------------------------------------------------------------------------------------------------


def _database(url: str, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    import sqlalchemy as sa

    from ..dataset import sql

    with sql.reading(url) as connection, TemporaryDirectory() as folder:
        look = sa.inspect(connection)
        source = Source(sql.name_of(url), f"bảng {TABLE}")
        if TABLE not in (*look.get_table_names(), *look.get_view_names()):
            faults.add(f"bảng «{TABLE}»", "không có bảng này", "Tạo bảng danh bạ HTX.", file=source.file)
            return
        types = {column["name"]: column["type"] for column in look.get_columns(TABLE)}
        names = [one_line(name) for name in types]
        if found := _check_header(names, columns, source, 1, faults, notes):
            own = {column: list(types)[at] for at, column in found.items()}
            if connection.dialect.name == "postgresql":
                source.parts = _copied(connection, own, types, Path(folder) / f"{TABLE}.csv")
            else:
                source.parts = [RowsPart(url, own, rowids) for rowids in _rowids(connection, look)]
        yield source


def _copied(connection, names: dict[str, str], types: dict, path: Path) -> list[CopiedPart]:
    """PostgreSQL's rows by way of CSV: over single cells its driver takes four times as long."""
    import sqlalchemy as sa

    from ..dataset import sql
    from ..dataset.connect import too_large

    # A time is cut to its day.
    is_time = {name: isinstance(kind, sa.DateTime) for name, kind in types.items()}
    chosen = [
        sa.cast(sa.column(name), sa.Date) if is_time[name] else sql.short(connection, sa.column(name), types[name])
        for name in names.values()
    ]
    query = sa.select(*chosen).select_from(sa.table(TABLE)).limit(MOST_ROWS + 1)
    query = query.compile(connection, compile_kwargs={"literal_binds": True})
    with path.open("w+b") as file:
        cursor = connection.connection.cursor()
        cursor.execute(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", stream=file)
        if cursor.rowcount > MOST_ROWS:
            raise InputError(too_large(connection.engine.url.database))
        positions = {name: position for position, name in enumerate(names)}
        return [CopiedPart(path, positions, len(names), ",", *cut) for cut in cuts(file)]


def _rowids(connection, look) -> list[tuple[int, int] | None]:
    """Ranges of SQLite's row numbers with about a part's rows each; [None] for a table to be read at one go.

    While our transaction is open nobody writes, so that all parts are of one moment; not so with a write-ahead log.
    """
    import sqlalchemy as sa

    own = {column["name"].lower() for column in look.get_columns(TABLE)}
    if connection.dialect.name != "sqlite" or TABLE not in look.get_table_names() or "rowid" in own:
        return [None]
    if connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal":
        return [None]
    try:
        first, last = connection.exec_driver_sql(f"SELECT min(rowid), max(rowid) FROM {TABLE}").one()
    except sa.exc.OperationalError:  # a table WITHOUT ROWID
        return [None]
    if first is None:
        return [None]
    pages = connection.exec_driver_sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").scalar()
    step = -(-(last + 1 - first) // max(1, pages // SIZE))
    return [(start, min(start + step - 1, last)) for start in range(first, last + 1, step)]
