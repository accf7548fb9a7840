"""How a form looks: pages of rows become sheets with headings, checked entry, colours for what is missing, print areas.

The same pages give the same bytes: no clock, and the parts of the file in one order. No formula is ever written.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from htxlib.data.contract import by_name, required
from htxlib.data.tables import BEGINS_FORMULA
from htxlib.data.workbook.cell import DATES, NUMBERS
from htxlib.data.workbook.headings import (
    BEFORE,
    BEFORE_WHEN,
    CONFIRM,
    EXPLAINED,
    GUIDE,
    HELD,
    LABEL,
    LISTS,
    REPORT,
    SECOND,
    SENTENCE,
    SHEETS,
    SURENESS,
    THIRD,
    heading,
    shown,
)
from htxlib.data.workbook.same_bytes import same_bytes

LINE = 13.5  # points
A4, A3 = 9, 8  # as the format numbers them
WIDEST_A4 = 220  # widths of columns: beyond it the letters of a page would be too small to read
HEADER = 4  # the row of headings, below the title and two lines of explanation
SHOWN = (LABEL, BEFORE, BEFORE_WHEN, EXPLAINED, SENTENCE, SURENESS, SECOND, THIRD, CONFIRM)  # ours, not of the contract
TO_FILL = (LABEL, CONFIRM)  # of these

INK, PALE = "FF1F3B39", "FF6B7775"
FILLS = {"heading": "FFDCE9E6", "group": "FFF1F5F4", "missing": "FFFFF6D6", "wrong": "FFF9D7D3", "odd": "FFFCE3C4"}
# Columns that only help a person, and how wide they are; those of the tables say it themselves.
_SHOWN_WIDTHS = {
    LABEL: 46, BEFORE: 12, BEFORE_WHEN: 22, EXPLAINED: 95, SENTENCE: 90, SURENESS: 16, SECOND: 30, THIRD: 30, CONFIRM: 10,
}  # fmt: skip
_SHOWN_WRAPPED = (LABEL, BEFORE_WHEN, EXPLAINED, SENTENCE, SECOND, THIRD)


@dataclass(frozen=True)
class Row:
    """One row of a page: column → text as in the data contract; `group` is a line that only heads those below."""

    cells: dict[str, str] = field(default_factory=dict)
    group: str = ""
    bounds: tuple[Decimal, Decimal, bool] | None = (
        None  # plausible low and high of the value, and whether it is a count
    )


@dataclass(frozen=True)
class Ask:
    """One line of the sheet about the report: a label, what stands there already, what it means; "" as label: a heading."""

    label: str
    value: str = ""
    meaning: str = ""
    choices: Sequence[str] = ()
    is_date: bool = False
    needed: bool = False


@dataclass(frozen=True)
class Page:
    """One table as a sheet."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Row]
    title: str
    intro: tuple[str, str] = ("", "")  # how to fill it in
    spare: int = 0  # empty rows below, ready to be filled in
    lists: dict[str, Sequence[str] | str] = field(default_factory=dict)  # column → choices, or a range of cells
    prompts: dict[str, str] = field(default_factory=dict)  # column → what a person sees when the cell is chosen
    waits: bool = False  # rows that are there wait for their value


def _width(column: str) -> int:
    return _SHOWN_WIDTHS.get(column) or by_name()[column].width


def _is_wrapped(column: str) -> bool:
    return column in _SHOWN_WRAPPED or (column in by_name() and by_name()[column].wrapped)


def build(
    guide: Sequence[Sequence[str]],
    pages: Iterable[Page],
    lists: dict[str, Sequence[str]],
    asks: Sequence[Ask] = (),
    held: Sequence[str] = (),
) -> bytes:
    """The workbook: a guide sheet (lines of cells), what the report is to be, the pages, a sheet of lists, and hidden the
    marks of the rows that it comes with.
    """
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    _guide(book.active, guide, lists)
    if asks:
        _asks(book.create_sheet(REPORT), asks)
    for page in pages:
        _sheet(book.create_sheet(SHEETS[page.table]), page)
    _lists(book.create_sheet(LISTS), lists)
    if held:
        sheet = book.create_sheet(HELD)
        sheet.sheet_state = "veryHidden"
        for number, text in enumerate(held, 1):
            put(sheet, number, 1, text)
    book.properties.creator = "htxlib"
    packed = io.BytesIO()
    book.save(packed)
    return same_bytes(packed.getvalue())


# --- styles -----------------------------------------------------------------------------------------------------------


def _styles() -> list[NamedStyle]:
    """The looks of cells, by name; one object each, however many cells bear it."""
    line = Side(style="thin", color="FFC9D2D0")
    frame = Border(top=line, bottom=line, left=line, right=line)
    wrapped, plain = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
    head, apart = Alignment(wrap_text=True, vertical="center"), Alignment("left", "top", wrap_text=True, indent=1)
    return [
        _style("htx tên trang", Font(bold=True, size=14, color=INK), None, None, plain),
        _style("htx lời dẫn", Font(size=10, color=PALE), None, None, plain),
        _style("htx nhãn", Font(bold=True, size=11, color=INK), None, None, wrapped),
        _style("htx mục", Font(bold=True, size=12, color=INK), None, None, plain),
        _style("htx lời", Font(size=11, color=INK), None, None, wrapped),
        _style("htx câu", Font(size=11, color=INK), None, None, plain),
        _style("htx tiêu đề", Font(bold=True, color=INK), "heading", frame, head),
        _style("htx tiêu đề để xem", Font(italic=True, color=INK), "heading", frame, head),
        _style("htx nhóm", Font(bold=True, color=INK), "group", None, plain),
        _style("htx ô", Font(size=10), None, frame, plain),
        _style("htx ô dài", Font(size=10), None, frame, wrapped),
        _style("htx ô ngày", Font(size=10), None, frame, Alignment(vertical="top", horizontal="center")),
        _style("htx ô để xem", Font(size=10, color=PALE), None, frame, plain),
        _style("htx ô dài để xem", Font(size=10, color=PALE), None, frame, apart),
    ]


def _style(name: str, font: Font, fill: str | None, border: Border | None, alignment: Alignment) -> NamedStyle:
    font.name = "Calibri"
    colour = PatternFill("solid", fgColor=FILLS[fill]) if fill else PatternFill()
    return NamedStyle(name, font=font, fill=colour, border=border or Border(), alignment=alignment)


# --- one sheet --------------------------------------------------------------------------------------------------------


def _sheet(sheet: Worksheet, page: Page) -> None:
    for number, text in enumerate((page.title, *page.intro), 1):
        put(sheet, number, 1, text, "htx tên trang" if number == 1 else "htx lời dẫn")
    for position, column in enumerate(page.columns, 1):
        _heading(sheet, position, column, page.table)
    for number, row in enumerate([*page.rows, *[Row()] * page.spare], HEADER + 1):
        _row(sheet, number, row, page)
    last = HEADER + len(page.rows) + page.spare
    if last > HEADER:
        _entry(sheet, page, last)
        _colours(sheet, page, last)
    _heights(sheet, page)
    _view(sheet, page)


def _heights(sheet: Worksheet, page: Page) -> None:
    """Room for long texts: not every program makes rows higher by itself."""
    sheet.row_dimensions[HEADER].height = 2 * LINE + 3
    for number, row in enumerate(page.rows, HEADER + 1):
        lines = max((_lines(row.cells.get(c, ""), _width(c)) for c in page.columns if _is_wrapped(c)), default=1)
        if lines > 1:
            sheet.row_dimensions[number].height = lines * LINE


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column: a letter of ours is narrower than the digit that widths count."""
    return -(-len(text) // int(width * 1.1))


def _heading(sheet: Worksheet, position: int, column: str, table: str) -> None:
    needed = column in required(table) and column != "don_vi"
    text = column if column in SHOWN else heading(table, column) + (" *" if needed else "")
    put(sheet, HEADER, position, text, "htx tiêu đề để xem" if column in SHOWN else "htx tiêu đề")
    sheet.column_dimensions[get_column_letter(position)].width = _width(column)


def _row(sheet: Worksheet, number: int, row: Row, page: Page) -> None:
    if row.group:
        for position in range(1, len(page.columns) + 1):
            put(sheet, number, position, row.group if position == 1 else "", "htx nhóm")
        return
    for position, column in enumerate(page.columns, 1):
        cell = sheet.cell(number, position)
        look = " dài" if _is_wrapped(column) else " ngày" if column in DATES else ""
        cell.style = f"htx ô{look}{' để xem' if column in SHOWN and column not in TO_FILL else ''}"
        _fill(cell, column, shown(column, row.cells.get(column, "")), row)


def put(sheet: Worksheet, row: int, column: int, text: str, style: str = "") -> Cell:
    cell = sheet.cell(row, column)
    if style:  # first: a style of its own would take from the cell that it holds text
        cell.style = style
    _set(cell, text)
    return cell


def _set(cell: Cell, value: object) -> None:
    """Give a cell its value; a text stays a text even where it begins like a formula."""
    if value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value[0] in BEGINS_FORMULA:
            cell.quotePrefix = True


def _fill(cell: Cell, column: str, text: str, row: Row) -> None:
    """A cell of the kind its column has: number, date, or text."""
    if column in NUMBERS or column == BEFORE:
        cell.number_format = _number_format(text, row)
        _set(cell, _number(text))
    elif column in DATES:
        _set(cell, _date(text))
        cell.number_format = {7: "@", 4: "0", 10: "dd/mm/yyyy"}.get(len(text), "General")  # a bare year stays a number
    else:
        _set(cell, text)


def _number(text: str) -> int | float | str:
    """The number as Excel keeps it; more digits than it can keep stay text."""
    if not text or len(text.strip("-").replace(".", "").lstrip("0")) > 15:
        return text
    return float(text) if "." in text else int(text)


def _number_format(text: str, row: Row) -> str:
    decimals = len(text.partition(".")[2])
    if text:
        return "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return "#,##0" if row.bounds and row.bounds[2] else "General"


def _date(text: str) -> date | int | str:
    """A day as a date, a year as a number, a month as text: Excel would make a day of it."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return f"{text[5:]}/{text[:4]}" if len(text) == 7 else int(text) if text else ""


# --- checked entry ----------------------------------------------------------------------------------------------------


def _entry(sheet: Worksheet, page: Page, last: int) -> None:
    """Data validation: choices, plausible numbers, dates. Numbers only warn: an analyst may know better."""
    for position, column in enumerate(page.columns, 1):
        cells = f"{get_column_letter(position)}{HEADER + 1}:{get_column_letter(position)}{last}"
        if column in page.lists:
            _choices(sheet, cells, page.lists[column])
        elif column in DATES:
            _dates(sheet, f"{get_column_letter(position)}{HEADER + 1}", cells, page.prompts.get(column, ""))
        elif column in NUMBERS:
            _numbers(sheet, page, get_column_letter(position), last, column)


def _choices(sheet: Worksheet, cells: str, choices: Sequence[str] | str) -> None:
    listed = choices if isinstance(choices, str) else f'"{",".join(choices)}"'
    # A range may lack what somebody adds (a source, a composed unit): such a list only advises.
    check = DataValidation(
        "list", formula1=listed, allow_blank=True, showErrorMessage=True,
        errorStyle="warning" if isinstance(choices, str) else "stop",
        errorTitle="Không có trong danh sách", error="Nên chọn một giá trị trong danh sách.",
    )  # fmt: skip
    _add(sheet, check, cells)


def _dates(sheet: Worksheet, first: str, cells: str, prompt: str) -> None:
    """A day, a year written as 2023, or a month written as 05/2023."""
    rule = (
        f"OR(AND(ISNUMBER({first}),OR(AND({first}>=1945,{first}<=2100,{first}=INT({first})),"
        f"AND({first}>=DATE(1945,1,1),{first}<=DATE(2100,12,31)))),AND(ISTEXT({first}),LEN({first})>=6,LEN({first})<=10))"
    )
    check = DataValidation(
        "custom", formula1=rule, allow_blank=True, showErrorMessage=True, errorStyle="warning",
        errorTitle="Ngày", error="Ghi ngày 31/5/2023, tháng 05/2023 hoặc năm 2023.",
        showInputMessage=True, promptTitle="Ngày",
        prompt=prompt or "31/5/2023, 05/2023 hoặc 2023",
    )  # fmt: skip
    _add(sheet, check, cells)


def _numbers(sheet: Worksheet, page: Page, letter: str, last: int, column: str) -> None:
    """One check for all rows of the same plausible range; the rest must be some number."""
    by_bounds: dict[tuple | None, list[int]] = defaultdict(list)
    for number in range(HEADER + 1, last + 1):
        row = page.rows[number - HEADER - 1] if number - HEADER <= len(page.rows) else Row()
        if not row.group:
            by_bounds[row.bounds if column == "gia_tri" else None].append(number)
    for bounds, numbers in by_bounds.items():
        low, high, count = bounds or (Decimal(-(10**15)), Decimal(10**15), False)
        text = (
            f"Khoảng hợp lý của một tỉnh: {low:f} đến {high:f}. Kiểm tra số và đơn vị tính."
            if bounds
            else "Chỉ ghi số."
        )
        check = DataValidation(
            "whole" if count else "decimal", operator="between", formula1=f"{low:f}", formula2=f"{high:f}",
            allow_blank=True, showErrorMessage=True, errorStyle="warning", errorTitle="Xem lại số", error=text,
        )  # fmt: skip
        _add(sheet, check, " ".join(f"{letter}{first}:{letter}{final}" for first, final in _runs(numbers)))


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _add(sheet: Worksheet, check: DataValidation, cells: str) -> None:
    sheet.add_data_validation(check)
    check.sqref = type(check.sqref)(cells)


# --- colours ----------------------------------------------------------------------------------------------------------


def _colours(sheet: Worksheet, page: Page, last: int) -> None:
    """Conditional formats: what waits, what is no number, what is ten times the last value, what lacks company."""
    letter = {column: get_column_letter(position) for position, column in enumerate(page.columns, 1)}
    first, span = HEADER + 1, lambda column: f"{letter[column]}{HEADER + 1}:{letter[column]}{last}"
    if "gia_tri" in letter:
        value = f"${letter['gia_tri']}{first}"
        _rule(sheet, span("gia_tri"), f"ISTEXT({value})", "wrong")
        if BEFORE in letter:
            before = f"${letter[BEFORE]}{first}"
            jump = (
                f"AND(ISNUMBER({value}),ISNUMBER({before}),{before}<>0,OR({value}/{before}>=10,{value}/{before}<=0.1))"
            )
            _rule(sheet, span("gia_tri"), jump, "odd")
        if page.waits:
            _rule(sheet, span("gia_tri"), f'AND(${letter["don_vi_tinh"]}{first}<>"",{value}="")', "missing")
        for column in ("don_vi_tinh", "den_ngay", "nguon"):
            if column in letter and page.table == "so_lieu":
                _rule(sheet, span(column), f'AND({value}<>"",{letter[column]}{first}="")', "wrong")
    if page.table == "noi_dung":
        _rule(sheet, span("noi_dung"), f'AND(${letter["muc"]}{first}<>"",${letter["noi_dung"]}{first}="")', "missing")
    if page.table == "nguon":
        for column in ("tieu_de", "ngay"):
            _rule(sheet, span(column), f'AND($A{first}<>"",${letter[column]}{first}="")', "missing")


def _rule(sheet: Worksheet, cells: str, formula: str, kind: str) -> None:
    fill = PatternFill("solid", bgColor=FILLS[kind])
    sheet.conditional_formatting.add(cells, FormulaRule([formula], fill=fill, stopIfTrue=True))


# --- view and print ---------------------------------------------------------------------------------------------------


def _view(sheet: Worksheet, page: Page) -> None:
    fixed = 2 if LABEL in page.columns[:2] else 3 if LABEL in page.columns[:3] else 1
    sheet.freeze_panes = sheet.cell(HEADER + 1, fixed + 1)
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    _print(sheet)
    printed = [column for column in page.columns if column != EXPLAINED]  # it stands last and is long
    sheet.print_area = f"A1:{get_column_letter(len(printed))}{max(sheet.max_row, HEADER)}"
    if sum(_width(column) for column in printed) > WIDEST_A4:
        sheet.page_setup.paperSize = A3


def _print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.8)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A, trang &P/&N"


def _guide(sheet: Worksheet, lines: Sequence[Sequence[str]], lists: dict[str, Sequence[str]]) -> None:
    """The guide: the first line is the title, a line of one cell a heading, others label, value and what it means.

    The value beside the name of a list is chosen from that list.
    """
    sheet.title = GUIDE
    for number, cells in enumerate(lines, 1):
        for position, text in enumerate(cells, 1):
            beside = "htx nhãn" if position == 1 else "htx lời"
            style = "htx tên trang" if number == 1 else beside if len(cells) > 1 else "htx mục"
            put(sheet, number, position, text, style)
        if cells[0] in lists:
            _choices(sheet, f"B{number}", list_range(lists, cells[0]))
        if len(cells) == 3:
            sheet.row_dimensions[number].height = 16 * _lines(cells[2], 90)
    for letter, width in zip("ABC", (20, 26, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    _print(sheet)
    sheet.page_setup.fitToHeight = 1


def _asks(sheet: Worksheet, asks: Sequence[Ask]) -> None:
    """The sheet about the report: label, value, what it means; what must not stay empty is yellow while it is."""
    for number, ask in enumerate(asks, 1):
        if not ask.label:
            put(sheet, number, 1, ask.value, "htx tên trang" if number == 1 else "htx mục")
            continue
        put(sheet, number, 1, ask.label, "htx nhãn")
        cell = put(sheet, number, 2, "", "htx ô dài")
        cell.number_format = "@"  # 12/3 and 05 stay what somebody typed
        if ask.is_date:
            _set(cell, _date(ask.value))
            cell.number_format = {7: "@", 4: "0"}.get(len(ask.value), "dd/mm/yyyy")
            _dates(sheet, cell.coordinate, cell.coordinate, "")
        else:
            _set(cell, ask.value)
        if ask.choices:
            _choices(sheet, cell.coordinate, ask.choices)
        if ask.needed:
            _rule(sheet, cell.coordinate, f'{cell.coordinate}=""', "missing")
        put(sheet, number, 3, ask.meaning, "htx lời")
        sheet.row_dimensions[number].height = 16 * max(_lines(ask.meaning, 80), _lines(ask.value, 44))
    for letter, width in zip("ABC", (26, 44, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    _print(sheet)


def list_range(lists: dict[str, Sequence[str]], name: str) -> str:
    """The cells in which a list stands on the sheet of lists."""
    letter = get_column_letter(list(lists).index(name) + 1)
    return f"'{LISTS}'!${letter}$2:${letter}${len(lists[name]) + 1}"


def _lists(sheet: Worksheet, lists: dict[str, Sequence[str]]) -> None:
    """One list a column, its name above it."""
    for position, (name, entries) in enumerate(lists.items(), 1):
        for number, text in enumerate((name, *entries), 1):
            put(sheet, number, position, text, "htx nhãn" if number == 1 else "htx câu")
        sheet.column_dimensions[get_column_letter(position)].width = min(60, max(map(len, (name, *entries))) + 2)
    sheet.freeze_panes = "A2"
    _print(sheet)
