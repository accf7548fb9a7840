"""What somebody typed into a cell of a workbook: numbers and dates as text. What can mean two things is refused.

"1.481" is 1481 to a Vietnamese and 1,481 to an English Excel. It is read only where one of the two cannot be: by the
convention that the workbook declares, or because a count has no decimals. Everything here turns text into the plain
forms of the data contract ("1481", "5.3", "2023-05-31") or raises `Mistyped`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ...codelists.periods import YEARS, Moment
from ...codelists.units import Unit, UnknownUnit
from ...words.errors import Fault, quote
from ...words.text import MINUS, fold, tidy
from ..rows import HEDGES
from .number_format import Section, section

# How a workbook may declare its numbers: the thousands and the decimal mark.
STYLES = {"Việt Nam (1.481,5)": (".", ","), "quốc tế (1,481.5)": (",", ".")}
# Words that stand for "not known" in statistical tables. A dash is none of them: it may also mean zero.
MISSING = ("...", "…", "chưa có", "chưa có số liệu", "không có số liệu")
# Excel itself keeps and shows no more: 0,1 + 0,2 is stored as 0.30000000000000004.
SIGNIFICANT = 15
MOST_DECIMALS = 9

_DIGITS = re.compile(r"[0-9.,]*[0-9][0-9.,]*")
_WITH_WORDS = re.compile(r"([^0-9+\-−]*)([+\-−]?[0-9][0-9., ]*)(.*)")
_DATE = re.compile(r"(?:ngay )?(\d{1,2}) ?(?:[/.-]|thang) ?(\d{1,2}) ?(?:[/.-]|nam) ?(\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) ?(?:[/.-]|nam) ?(\d{4})")
_YEAR = re.compile(r"(?:nam )?(\d{4})")
_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}")


class Mistyped(ValueError):
    """What was expected in the cell and what to do about it."""

    def __init__(self, expected: str, remedy: str):
        super().__init__(expected, remedy)
        self.expected, self.remedy = expected, remedy

    def fault(self, found: str, **where: str) -> Fault:
        return Fault(self.expected, quote(found), self.remedy, **where)


# --- numbers ----------------------------------------------------------------------------------------------------------


def number(text: str, unit: Unit | None = None, style: str = "") -> str:
    """A number typed as text, as "1481" or "5.3"; it may carry the unit that its row declares. Raises Mistyped.

    >>> number("1.234,5"), number("1.481", Unit.parse("HTX")), number("5,3 triệu đồng", Unit.parse("triệu đồng"))
    ('1234.5', '1481', '5.3')
    """
    match = _WITH_WORDS.fullmatch(tidy(text))
    if not match:
        raise Mistyped("một con số, ví dụ 1481 hoặc 5,3", "Ghi số; chưa có số liệu thì để trống.")
    before, digits, after = (part.strip() for part in match.groups())
    if before or after:
        _check_words(before, after, unit, digits)
    sign = "-" if digits[0] in f"-{MINUS}" else ""
    return sign + _plain(digits.lstrip(f"+-{MINUS}").strip(), bool(unit and unit.is_count), style)


_SIGNS = {"~": "khoảng", "≈": "khoảng", "±": "khoảng", ">": "trên", "≥": "trên", "<": "dưới", "≤": "dưới"}  # for a hedge


def _check_words(before: str, after: str, unit: Unit | None, digits: str) -> None:
    """Whether what stands around the digits is only the unit of the row."""
    if before.lower() in HEDGES:
        raise Mistyped("chỉ con số trong ô này", f"Ghi «{before.lower()}» ở cột Mức ước lượng, ở đây chỉ ghi {digits}.")
    if sign := _SIGNS.get(before):
        raise Mistyped("chỉ con số trong ô này", f"Ghi «{sign}» ở cột Mức ước lượng, ở đây chỉ ghi {digits}.")
    if re.match(r"[-–÷]|đến\b", after) and re.search(r"\d", after):
        raise Mistyped("một con số", "Ghi đầu dưới ở cột Giá trị, đầu trên ở cột «Đến (nếu là khoảng)».")
    try:
        own = None if before else Unit.parse(after)
    except UnknownUnit:
        own = None
    if own is None:
        raise Mistyped("chỉ con số trong ô này", "Bỏ phần chữ: đơn vị tính và ghi chú có cột riêng.")
    if unit and _meaning(own) != _meaning(unit):
        raise Mistyped(f"số tính bằng {unit.text} như cột Đơn vị tính", "Sửa cột Đơn vị tính hoặc đổi số cho khớp.")


def _meaning(unit: Unit) -> tuple:
    return unit.measure, unit.scale, unit.per, unit.time


def _plain(digits: str, count: bool, style: str) -> str:
    """Digits with their marks as a plain number, if they can only mean one."""
    if re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d+)?", digits):  # blanks can only part thousands
        digits = digits.replace(" ", "").replace(",", ".")
        return digits
    if not _DIGITS.fullmatch(digits):
        raise Mistyped("một con số, ví dụ 1481 hoặc 5,3", "Xóa khoảng trắng và ký tự lạ trong số.")
    styles = [STYLES[style]] if style else STYLES.values()
    readings = {found for marks in styles if (found := _read(digits, *marks)) is not None}
    if count and len(readings) > 1:
        readings = {found for found in readings if "." not in found}
    if len(readings) == 1:
        return readings.pop()
    raise two_readings(digits) if readings else _no_reading(digits, style)


def _read(digits: str, thousands: str, decimal: str) -> str | None:
    grouped = rf"(\d+|[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+)(?:{re.escape(decimal)}(\d+))?"
    match = re.fullmatch(grouped, digits)
    return match and match[1].replace(thousands, "") + (f".{match[2]}" if match[2] else "")


_TYPE_AGAIN = "Định dạng ô là Số (Number) rồi gõ lại, hoặc chọn «Cách viết số» ở trang Hướng dẫn."


def two_readings(digits: str, remedy: str = _TYPE_AGAIN) -> Mistyped:
    """What to say of digits that may be a whole number or have decimals."""
    whole, part = re.sub(r"[.,]", "", digits), digits.replace(".", ",").rstrip("0").rstrip(",")
    return Mistyped(f"số viết rõ ràng: chữ số này có thể là {whole} hoặc {part}", remedy)


def _no_reading(digits: str, style: str) -> Mistyped:
    expected = f"số viết theo kiểu {style}" if style else "số có dấu nghìn đúng chỗ, ví dụ 1.481.000 hoặc 5,3"
    return Mistyped(expected, "Viết lại số; nên định dạng ô là Số (Number).")


def stored(text: str, format: str = "General", unit: Unit | None = None) -> str:
    """A numeric cell as a plain number, with the decimals that its format shows beyond its own. Raises Mistyped.

    >>> stored("8.1129999999999995"), stored("5", "0.00"), stored("0.735", "0.0%", Unit.parse("%"))
    ('8.113', '5.00', '73.5')
    """
    try:
        value = Decimal(f"{float(text):.{SIGNIFICANT}g}")
    except ValueError:
        raise Mistyped("một con số", "Gõ lại số này.") from None
    if not value.is_finite() or abs(value) >= 10**15:
        raise Mistyped("số có nhiều nhất 15 chữ số", "Xem lại số này.")
    shown = section(format, value)
    _check_shown(shown, value, unit)
    value *= 100**shown.percents
    written = f"{value:f}"
    whole, _, part = written.partition(".")
    part = part.rstrip("0").ljust(min(shown.decimals, MOST_DECIMALS), "0")
    if len(part) > MOST_DECIMALS:
        raise Mistyped(
            f"số có nhiều nhất {MOST_DECIMALS} chữ số thập phân",
            "Kết quả phép chia chưa làm tròn: dùng hàm ROUND, ví dụ =ROUND(A1/B1;1).",
        )
    return f"{whole}.{part}" if part else whole


def _check_shown(shown: Section, value: Decimal, unit: Unit | None) -> None:
    """Raise Mistyped where a cell shows another number than it holds: only the writer knows which is meant."""
    if unit and shown.shows_percent and not unit.is_share:
        raise Mistyped(f"số tính bằng {unit.text}", "Ô đang định dạng phần trăm: đổi định dạng ô hoặc đơn vị tính.")
    remedy = "Đổi định dạng ô thành Số (Number), xem lại con số và đơn vị tính."
    if shown.thousands:
        parts = f"{value.normalize():f} (số được lưu) hoặc số ấy chia {1000**shown.thousands} (số đang hiện)"
        raise Mistyped(f"ô hiện đúng số được lưu: ở đây có thể là {parts}", remedy)
    if shown.adds_digits or shown.elapsed or (not shown.has_digits and re.search(r"\w", shown.words)):
        raise Mistyped("ô hiện đúng số được lưu: định dạng ở đây hiện chữ số hoặc chữ khác thay cho số", remedy)
    if not shown.words:
        return
    try:
        own = Unit.parse(shown.words)
    except UnknownUnit:
        return
    if unit and not own.is_share and _meaning(own) != _meaning(unit):
        expected = f"số tính bằng {unit.text} như cột Đơn vị tính, ô đang hiện «{own.text}»"
        raise Mistyped(expected, "Sửa cột Đơn vị tính, hoặc đổi số và định dạng ô cho khớp.")


# --- dates ------------------------------------------------------------------------------------------------------------


def moment(text: str) -> str:
    """A date as somebody wrote it, day before month, as "2023-05-31", "2023-05" or "2023". Raises Mistyped.

    >>> [moment(t) for t in ("31/5/2023", "tháng 5/2023", "năm 2023", "5.6.2023", "2023-05-31")]
    ['2023-05-31', '2023-05', '2023', '2023-06-05', '2023-05-31']
    """
    words = fold(text)
    if _ISO.fullmatch(words):
        return _in_calendar(words)
    for pattern in (_DATE, _MONTH, _YEAR):
        if match := pattern.fullmatch(words):
            return _in_calendar("-".join(part.zfill(2) for part in reversed(match.groups())))
    raise Mistyped("ngày dạng 31/5/2023, 05/2023 hoặc 2023", "Ghi ngày trước, tháng sau, năm đủ bốn chữ số.")


def year(text: str) -> str:
    """A number that stands where a date is expected: only a year can be meant. Raises Mistyped."""
    if re.fullmatch(r"[0-9]{4}(\.0+)?", text) and int(text[:4]) in YEARS:
        return text[:4]
    raise Mistyped(
        "ngày dạng 31/5/2023, 05/2023 hoặc 2023", "Nếu đây là ngày, định dạng ô là Ngày (Date); nếu không, sửa lại."
    )


def _in_calendar(iso: str) -> str:
    try:
        known = Moment.parse(iso).first.year in YEARS
    except ValueError:
        remedy = "Xem lại: tháng không có ngày ấy, hoặc tháng lớn hơn 12."
        raise Mistyped("ngày có trong lịch, ngày trước tháng sau", remedy) from None
    if not known:
        raise Mistyped(f"năm từ {YEARS[0]} đến {YEARS[-1]}", "Sửa lại năm.")
    return iso
