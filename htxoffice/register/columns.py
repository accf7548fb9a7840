"""The columns of a register of cooperatives, and how one cell of each becomes a whole number.

Everything is kept as 64-bit integers so that sums are exact: money in thousands of đồng, points and other numbers in
thousandths, days as 20230531 (20230500 and 20230000 where only month or year is known), words as their place in a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from htxlib.codelists.periods import Moment
from htxlib.data.workbook.cell_text import YEARS, Mistyped
from htxlib.words.errors import misspelt
from htxlib.words.text import fold

MISSING = -(2**63)  # an empty cell; no number of a register comes near it
DECIMALS = 3  # of money and points are kept
SCALE = 10**DECIMALS
# 10¹² thousands of đồng a cooperative: a million cooperatives of that size still add up within 64 bits.
MOST = 10**12

FIELDS = ("nông nghiệp", "công nghiệp - xây dựng", "thương mại - dịch vụ", "quỹ tín dụng")
STATES = ("đang hoạt động", "ngừng hoạt động", "giải thể")
FARMING, INDUSTRY, TRADE, CREDIT = range(4)
ACTIVE, STOPPED, DISSOLVED = range(3)
_YES_NO = {"co": 1, "x": 1, "1": 1, "khong": 0, "0": 0}
_YES_NO |= {"true": 1, "t": 1, "false": 0, "f": 0}  # as databases say it

_COUNT = re.compile(r"([0-9]{1,9})(?:\.0{1,2})?")  # programs write 86.0; 86.000 may be 86 thousand
_NUMBER = re.compile(r"(-?[0-9]{1,12})(?:\.([0-9]{1,3})0{0,6})?")  # more decimals than are kept only as zeros


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the heading that people write, what its cells hold, whether it must be there."""

    name: str
    heading: str
    kind: str  # chữ, năm, ngày, từ, có/không, đếm, tiền, số
    needed: bool = False  # the column, and a value in every row
    choices: tuple[str, ...] = ()
    signed: bool = False
    below: int = 0  # what no number of it reaches; 0: anything may be meant

    @property
    def has_amounts(self) -> bool:
        """Whether a dot may part thousands as well as decimals."""
        return self.kind in ("tiền", "số") and not 0 < self.below <= 1000

    @property
    def is_number(self) -> bool:
        return self.kind in ("đếm", "tiền", "số")


COLUMNS = (
    Column("ma_htx", "Mã HTX", "chữ", True),
    Column("ten", "Tên HTX", "chữ", True),
    Column("don_vi", "Đơn vị", "chữ", True),
    Column("nam", "Năm", "năm", True),
    Column("linh_vuc", "Lĩnh vực", "từ", True, FIELDS),
    Column("ngay_thanh_lap", "Ngày thành lập", "ngày"),
    Column("ngay_giai_the", "Ngày giải thể", "ngày"),
    Column("tinh_trang", "Tình trạng", "từ", True, STATES),
    Column("thanh_vien", "Thành viên", "đếm"),
    Column("lao_dong", "Lao động thường xuyên", "đếm"),
    Column("von", "Vốn điều lệ (triệu đồng)", "tiền"),
    Column("doanh_thu", "Doanh thu (triệu đồng)", "tiền"),
    Column("loi_nhuan", "Lợi nhuận (triệu đồng)", "tiền", signed=True),
    Column("can_bo", "Cán bộ quản lý", "đếm"),
    Column("can_bo_so_cap", "Cán bộ trình độ sơ cấp", "đếm"),
    Column("can_bo_trung_cap", "Cán bộ trình độ trung cấp", "đếm"),
    Column("can_bo_cao_dang_dai_hoc", "Cán bộ trình độ cao đẳng, đại học", "đếm"),
    Column("la_thanh_vien_lien_minh", "Là thành viên Liên minh", "có/không"),
    Column("chuoi_gia_tri", "Tham gia chuỗi giá trị", "có/không"),
    Column("ocop", "Số sản phẩm OCOP", "đếm"),
    Column("diem", "Điểm xếp loại", "số", below=1000),
)


def measured_by(name: str) -> Column:
    """A column beyond the usual ones, which a score sheet reads: any number."""
    return Column(name, name, "số", signed=True)


def rule(column: Column) -> Callable[[str], int] | None:
    """What turns the tidied, filled text of a cell into its number; raises Mistyped. Texts (chữ) have no rule."""
    return {
        "năm": _year,
        "ngày": _day,
        "từ": lambda text: _word(text, column.choices),
        "có/không": _yes,
        "đếm": _count,
        "tiền": lambda text: _decimal(text, column),
        "số": lambda text: _decimal(text, column),
    }.get(column.kind)


def is_year(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", text)) and int(text) in YEARS


def _year(text: str) -> int:
    if is_year(text):
        return int(text)
    raise Mistyped(f"năm từ {YEARS[0]} đến {YEARS[-1]}, ví dụ 2023", "Ghi năm của dòng, bốn chữ số.")


def _day(text: str) -> int:
    try:
        day = Moment.given(text)
    except ValueError as error:
        raise Mistyped("ngày dạng 2015, 2015-05 hoặc 2015-05-31", f"Sửa lại: {error}.") from None
    month = day.first.month if day.precision != "năm" else 0
    return day.first.year * 10_000 + month * 100 + (day.first.day if day.precision == "ngày" else 0)


def _word(text: str, choices: tuple[str, ...]) -> int:
    """The place of a word in its list; accents, case and dashes do not matter."""
    words = {_plain(word): place for place, word in enumerate(choices)}
    if _plain(text) in words:
        return words[_plain(text)]
    raise Mistyped(f"một trong: {', '.join(choices)}", f"Chọn một giá trị.{misspelt(text, choices)}")


def is_word(text: str, choices: tuple[str, ...]) -> bool:
    return _plain(text) in map(_plain, choices)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", fold(text)).split())


def _yes(text: str) -> int:
    if fold(text) in _YES_NO:
        return _YES_NO[fold(text)]
    raise Mistyped("có hoặc không", "Ghi «có» hoặc «không»; chưa rõ thì để trống.")


def _count(text: str) -> int:
    if match := _COUNT.fullmatch(text):
        return int(match[1])
    raise Mistyped("số nguyên không âm, không có dấu nghìn (ví dụ 1481)", "Viết lại số; chưa có số liệu thì để trống.")


def _decimal(text: str, column: Column) -> int:
    """A number with a decimal point, in thousandths."""
    if match := _NUMBER.fullmatch(text):
        whole, part = match.groups("")
        value = int(whole + part.ljust(DECIMALS, "0"))
        if -MOST < value < MOST and (value >= 0 or column.signed):
            return value
    raise _no_decimal(text, "số tính bằng triệu đồng" if column.kind == "tiền" else "số")


def _no_decimal(text: str, unit: str) -> Mistyped:
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", text):
        example = "có dấu chấm thập phân, không có dấu nghìn (ví dụ 1250.5)"
        return Mistyped(f"{unit} {example}", "Viết lại số; chưa có số liệu thì để trống.")
    if not _NUMBER.fullmatch(text):
        return Mistyped(f"{unit}, tối đa 3 chữ số thập phân", "Làm tròn đến nghìn đồng (3 chữ số sau dấu chấm).")
    if text.startswith("-"):
        return Mistyped(f"{unit}, không âm", "Bỏ dấu trừ hoặc xem lại số.")
    return Mistyped(f"{unit}, nhỏ hơn {MOST // SCALE:,}".replace(",", "."), "Kiểm tra đơn vị tính: triệu đồng.")
