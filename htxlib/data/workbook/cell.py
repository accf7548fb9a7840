"""One cell of a workbook as the text that its column wants, or `Mistyped`: what was expected there and what to do."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import cache

from ...codelists import variables
from ...codelists.periods import Moment
from ...codelists.units import Unit, UnknownUnit
from ...indicators import catalogue
from ...words.text import fold, tidy, tidy_lines
from ..contract import Kind, lined, of_kind
from ..tables import LONGEST_CELL
from . import cell_text, headings
from .cell_text import Mistyped
from .number_format import section
from .xlsx import Cell

NUMBERS, DATES, CODES = of_kind(Kind.NUMBER), of_kind(Kind.DATE), of_kind(Kind.CODE)
FREE = of_kind(Kind.TEXT)  # a date is as good as a word

LONGEST_LABEL = 300
Own = tuple[tuple[str, str], ...]  # code and label of a workbook's own variables


def plain(column: str, cell: Cell, unit: Unit | None = None, style: str = "", own: Own = ()) -> str:
    """The cell as the data contract writes it; `unit` is that of its row. Raises Mistyped.

    >>> plain("gia_tri", Cell("chữ", "1.481 HTX"), Unit.parse("HTX")), plain("den_ngay", Cell("số", "2023"))
    ('1481', '2023')
    """
    _check_kind(column, cell)
    if column in NUMBERS:
        return _number(cell, Unit.parse("cuộc") if column == "thu_tu" else unit, style)
    if column in DATES:
        return _date(cell)
    if cell.kind == "ngày":
        return Moment.parse(cell.text).text
    read = tidy_lines if column in lined() else tidy
    text = cell_text.stored(cell.text) if cell.kind == "số" else read(cell.text)
    return code_of(text, own) or text if column in CODES else headings.word(column, text)


def _check_kind(column: str, cell: Cell) -> None:
    """Raise Mistyped for what no column can hold: errors, formulas without a result, dates that were numbers."""
    if cell.kind == "lỗi":
        raise Mistyped("giá trị của ô", "Công thức bị lỗi hoặc ngày ngoài lịch: sửa công thức, hoặc gõ thẳng giá trị.")
    if cell.kind == "chưa tính":
        raise Mistyped("kết quả của công thức", "Tệp chưa lưu kết quả: mở bằng Excel, đợi tính xong rồi lưu lại.")
    if cell.kind == "lôgic":
        raise Mistyped("chữ, số hoặc ngày", "Ô đang là giá trị đúng/sai (TRUE/FALSE): gõ lại.")
    if cell.kind == "ngày" and column not in DATES and column not in FREE:
        expected = "một con số" if column in NUMBERS else "chữ"
        raise Mistyped(expected, "Excel đã đổi thành ngày: định dạng ô là Số hoặc Chữ (Text) rồi gõ lại.")
    if len(cell.text) > LONGEST_CELL:
        raise Mistyped(f"ô dài tối đa {LONGEST_CELL} ký tự", "Rút gọn hoặc tách thành nhiều dòng.")


def _number(cell: Cell, unit: Unit | None, style: str) -> str:
    if is_missing(cell):
        return ""
    typed = cell.kind == "chữ"
    found = cell_text.number(cell.text, unit, style) if typed else cell_text.stored(cell.text, cell.format, unit)
    if unit and unit.is_counted and unit.scale == 1:
        whole, _, part = found.partition(".")
        if part.strip("0"):
            raise Mistyped(f"số nguyên, vì {unit.text} đếm từng đơn vị", "Sửa số, hoặc sửa đơn vị tính.")
        return whole
    return found


def _date(cell: Cell) -> str:
    if cell.kind == "ngày":
        return cell_text.moment(cell.text)
    return cell_text.year(cell.text) if cell.kind == "số" else cell_text.moment(cell.text)


def is_missing(cell: Cell) -> bool:
    """Whether the cell says in words that there is no figure."""
    return cell.kind == "chữ" and tidy(cell.text[:99]).lower() in cell_text.MISSING


def shown(cell: Cell) -> str:
    """A cell as a person sees it, roughly."""
    if cell.kind == "ngày":
        return Moment.parse(cell.text).text
    if cell.kind == "số":
        with suppress(ValueError):  # a damaged file may call anything a number
            how = section(cell.format, Decimal(repr(float(cell.text))))
            value = float(cell.text) * 100**how.percents
            return f"{value:.15g}".replace(".", ",") + ("%" if how.shows_percent else "")
    if cell.kind == "lôgic":
        return "TRUE" if cell.text == "1" else "FALSE"
    return tidy(cell.text[:LONGEST_CELL]) or ("công thức" if cell.formula else "")


def unit_of(cells: dict[str, Cell]) -> Unit | None:
    """The unit of a row; None where it has none that is known (that is told when the row is parsed)."""
    try:
        return Unit.parse(tidy(cells["don_vi_tinh"].text[:99])) if "don_vi_tinh" in cells else None
    except UnknownUnit:
        return None


# --- codes and labels -------------------------------------------------------------------------------------------------


def code_of(text: str, own: Own = ()) -> str:
    """The one variable or indicator that a text names, by code or label; "" if none or several.

    >>> code_of("so_htx"), code_of("tổng số HTX"), code_of("HTX")
    ('so_htx', 'so_htx', '')
    """
    codes = _labels(own).get(fold(text[:LONGEST_LABEL]), set())
    return next(iter(codes)) if len(codes) == 1 else ""


def same_label(one: str, other: str) -> bool:
    """Whether one label stands for both codes."""
    return any({one, other} <= codes for codes in _labels(()).values())


@cache
def _labels(own: Own) -> dict[str, set[str]]:
    """Label as compared → the codes that bear it; a code is its own label."""
    given = [(each.code, each.label) for each in variables.load().values()]
    computed = [(each.name, each.label) for each in catalogue.load().values()]
    found: dict[str, set[str]] = {}
    for code, label in (*given, *computed, *own):
        found.setdefault(fold(label), set()).add(code)
        found.setdefault(fold(code), set()).add(code)
    return found
