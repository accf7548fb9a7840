"""Where a register stands: a CSV file, a workbook, a table of a database; its header, and what reads its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from htxlib.data import address
from htxlib.data.csv_text import DEEPEST_HEADER, check_encoding, opening, readable
from htxlib.data.dataset import WORKBOOKS
from htxlib.data.folder import listed, unread
from htxlib.data.workbook.headings import key
from htxlib.words.errors import Fault, Faults, InputError, misspelt, quote
from htxlib.words.location import Location
from htxlib.words.text import nearest, one_line, tidy

from .columns import COLUMNS, Column
from .rows import TABLE, CsvRows, SheetRows, Source, TableRows

if TYPE_CHECKING:
    from htxlib.data.workbook.xlsx import Sheet

MOST_LINES = 30  # of a header: it may have line breaks
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods")
READ = (*WORKBOOKS, *OTHER_WORKBOOKS, ".csv")
SHEET = "Danh bạ"  # in a workbook; a workbook with one sheet may call it anything
ALMOST = 3  # that many known headings make a row a header, so that its missing columns can be named


def opened(where: str | Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    """The sources of a file, a folder of files, or a database ("sqlite:///…"), one after the other."""
    if address.is_one(where):
        yield from _database(str(where), columns, faults, notes)
        return
    for path in _files(Path(where), faults):
        reader = _workbook if path.suffix.lower() in (*WORKBOOKS, *OTHER_WORKBOOKS) else _csv_file
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
    """Whether a workbook has a register: a sheet of that name, or one with such a header; raises InputError."""
    names: list[str] = []
    sheets = _sheets(path, lambda name: not names.append(key(name)) and key(SHEET) not in names)
    return key(SHEET) in names or any(_header(sheet, COLUMNS)[0] for sheet in sheets)


def _sheets(path: Path, wanted: Callable[[str], bool] = lambda name: True) -> list[Sheet]:
    from htxlib.data.workbook import xlsx

    from . import other_workbooks

    return (other_workbooks if path.suffix.lower() in OTHER_WORKBOOKS else xlsx).read(path, wanted=wanted)


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
) -> dict[str, int]:
    """Return the positions of the columns; what is missing, repeated or misspelt goes to `faults`, others to `notes`."""
    found, here = matched(names, columns), Faults(source.file, source.sheet)
    cell = Location(row=line)
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
    return {} if here.all else {name: position for position, name in found.items()}


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv_file(path: Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    source = CsvRows(one_line(path.name), path=path)
    with readable(path, faults), path.open(encoding="utf-8-sig", newline="") as text:
        check_encoding(text.buffer.peek(4096))
        top = "".join(islice(text, DEEPEST_HEADER + MOST_LINES))
        source.delimiter, above = opening(top, lambda row: len(matched(row, columns)))
        reader = csv.reader(islice(io.StringIO(top, newline=""), above, None), delimiter=source.delimiter)
        names = [tidy(name) for name in next(reader, [])]
        source.above, source.width = above + reader.line_num, len(names)
        source.positions = _check_header(names, columns, source, above + 1, faults, notes)
    yield source


# --- workbooks --------------------------------------------------------------------------------------------------------


def _workbook(path: Path, columns: Sequence[Column], faults: Faults, notes: list[str]) -> Iterator[Source]:
    try:
        sheets = _sheets(path)
    except InputError as error:
        faults.extend(error.faults)
        return
    headers = [(sheet, *_header(sheet, columns)) for sheet in sheets]
    chosen = [each for each in headers if key(each[0].name) == key(SHEET)] or [each for each in headers if each[1]]
    if not chosen:
        remedy = f"Đặt tên trang là «{SHEET}», dòng tiêu đề có: {', '.join(c.heading for c in columns if c.needed)}."
        faults.add("trang có các cột của danh bạ HTX", "không có trang nào như vậy", remedy, file=path.name)
    elif path.suffix.lower() in OTHER_WORKBOOKS:
        notes.append(f"{one_line(path.name)}: {_UNSEEN}")
    for sheet, line, names in chosen:
        source = SheetRows(one_line(path.name), sheet.name, cells=sheet, header=line)
        source.positions = _check_header(names, columns, source, line or 1, faults, notes)
        notes += _hidden(path.name, sheet, line)
        yield source


# What calamine does not hand on.
_UNSEEN = "ở tệp loại này không thấy được dòng ẩn, cách hiện số và ô công thức lỗi (#REF!…, đọc như ô trống); nên lưu .xlsx."


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

    from htxlib.data import sql

    source = TableRows(sql.name_of(url), f"bảng {TABLE}", url=url)
    with sql.reading(url) as connection:
        look = sa.inspect(connection)
        if TABLE not in (*look.get_table_names(), *look.get_view_names()):
            faults.add(f"bảng «{TABLE}»", "không có bảng này", "Tạo bảng danh bạ HTX.", file=source.file)
            return
        types = {column["name"]: column["type"] for column in look.get_columns(TABLE)}
    found = _check_header([one_line(name) for name in types], columns, source, 1, faults, notes)
    own = list(types)
    source.types = {own[at]: types[own[at]] for at in found.values()}
    source.positions = {column: place for place, column in enumerate(found)}
    yield source
