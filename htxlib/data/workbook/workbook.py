"""Tables out of a workbook: which sheet is which table, and what the guide sheet declares for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ...words.errors import Fault, distinct, quote
from ...words.location import Location
from ...words.text import fold, listing, one_line, tidy
from ..contract import required
from ..tables import LONGEST_CELL
from . import cell_text, headings
from .headings import GUIDE, HELD, LISTS, REPORT, SHEETS
from .sheet import MOST_FAULTS, Book, Declared, Table, find_header
from .xlsx import Cell, Sheet, location
from .xlsx import read as read_cells

_APART = {headings.key(LISTS), "danh ba"}  # not of a form; a register may be large


def read(path: Path, name: str = "") -> Book:
    """Read every table of a workbook, to be called `name`; raises InputError only when the file is no workbook."""
    apart: list[str] = []
    name = name or one_line(path.name)
    sheets = read_cells(path, name, lambda sheet: not (headings.key(sheet) in _APART and not apart.append(sheet)))
    book = Book(name)
    declared = _declarations(sheets, book)
    # The own variables first: their labels stand in the other tables.
    named = sorted(((headings.table_of(sheet.name), sheet) for sheet in sheets), key=lambda pair: pair[0] != "chi_tieu")
    for table, sheet in named:
        if table:
            Table(sheet, table, book, declared).read()
        elif headings.key(sheet.name) == headings.key(REPORT):
            book.asked = _asked(sheet)
        elif headings.key(sheet.name) == headings.key(HELD):
            book.held = [cell.text for cell in sheet.cells.values()]
        elif sheet.cells and headings.key(sheet.name) != headings.key(GUIDE):
            _stray(sheet, book)
    if not any(table for table, _ in named):
        book.is_form = False  # a register perhaps
        expected = f"các trang {listing(SHEETS.values(), 'hoặc')}"
        book.tell(None, None, expected, "không có trang nào như vậy", "Dùng biểu do lệnh htx workbook tạo ra.")
    else:
        book.notes += [f"Trang «{sheet}» không thuộc biểu: không đọc." for sheet in apart if sheet != LISTS]
    book.faults = told(book.faults, book.file)
    return book


def told(faults: Iterable[Fault], file: str) -> list[Fault]:
    """The faults of a workbook in the order of its sheets and rows, without repetition, in the words of its headings."""
    found = []
    for fault in sorted(distinct(faults), key=_reading_order):
        table = headings.table_of(fault.sheet)
        words = {name: headings.in_words(getattr(fault, name), table) for name in ("expected", "remedy")}
        found.append(replace(fault, **words, file=fault.file or file))
        if len(found) == MOST_FAULTS:
            remedy = "Sửa các lỗi đã nêu rồi nhập lại để xem tiếp."
            return [*found, Fault(f"không quá {MOST_FAULTS} lỗi trong một tệp", "nhiều hơn", remedy, file)]
    return found


def _reading_order(fault: Fault) -> tuple:
    """As a person goes through the workbook: the file, the guide, then each sheet row by row."""
    letters, row = fault.at.letters, fault.at.row if fault.at.letters else 0
    sheets = ["", GUIDE, REPORT, *SHEETS.values()]
    sheet = sheets.index(fault.sheet) if fault.sheet in sheets else len(sheets)
    return sheet, row, len(letters), letters


def _declarations(sheets: list[Sheet], book: Book) -> Declared:
    """What stands right of «Đơn vị» and «Cách viết số»."""
    declared = Declared()
    for sheet in sheets:
        if headings.key(sheet.name) != headings.key(GUIDE):
            continue
        for (row, column), cell in sheet.cells.items():
            beside = sheet.cells.get((row, column + 1))
            value = tidy(beside.text[:LONGEST_CELL]) if beside else ""
            if headings.key(cell.text[:99]) == "don vi" and not declared.place_at:
                declared.place, declared.place_at = value, (sheet.name, location(row, column + 1), value)
            elif headings.key(cell.text[:99]) == "cach viet so" and value:
                declared.style = _style(value, sheet, (row, column + 1), book)
    book.place = declared.place
    return declared


def _asked(sheet: Sheet) -> dict[str, tuple[Cell | None, str, Location]]:
    """What stands right of each label of the sheet about the report."""
    return {
        headings.key(cell.text[:99]): (sheet.cells.get((row, 2)), sheet.name, location(row, 2))
        for (row, column), cell in sheet.cells.items() if column == 1
    }  # fmt: skip


def _style(value: str, sheet: Sheet, at: tuple[int, int], book: Book) -> str:
    for style in cell_text.STYLES:
        if fold(value) == fold(style):
            return style
    book.tell(sheet, at, f"một trong: {', '.join(cell_text.STYLES)}", quote(value), "Chọn trong danh sách hoặc để trống.")
    return ""


def _stray(sheet: Sheet, book: Book) -> None:
    """A sheet with another name: passed over, unless it looks like one of ours under a new name."""
    for table in SHEETS:
        _, found = find_header(sheet, table)
        if set(required(table)) - {"don_vi"} <= set(found.values()):
            remedy = f"Đổi tên trang thành «{SHEETS[table]}» nếu là số liệu cần nhập; nếu không, xóa trang."
            book.tell(sheet, None, f"trang mang tên: {', '.join(SHEETS.values())}", quote(sheet.name), remedy)
            return
    book.notes.append(f"Trang «{sheet.name}» không thuộc biểu: không đọc.")
