"""From text to rows: each cell is read by the rule of its column, and every mistake is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from fractions import Fraction
from functools import lru_cache

from ..codelists import places
from ..codelists.periods import GIVEN, YEARS, Moment, Period
from ..codelists.units import Unit, UnknownUnit
from ..codelists.variables import KINDS, Variable
from ..words.errors import Faults, misspelt
from . import rows
from .tables import Raw

NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
# An address of the web, with a host and without what browsers and Word read as they like: blanks, quotes, backslashes.
_LINK = re.compile(r"https?://[^\s/?#<>\"\\^`{|}]+[^\s<>\"\\^`{|}]*")
# "1.200": what an English hand writes for 1,2 and a Vietnamese one for 1200. "0.125" and "1056.714" can only be the first.
TWO_MEANINGS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
# Published results that are means or ratios, whatever word stands after them: "13,8 HTX" a year.
MEANS = ("binh_quan_nam", "binh_quan_don_vi", "tang_binh_quan_pct", "so_lan", "tang_giam_pct")
LONGEST_TERM = 10  # years; a congress is elected for five


class Reader:
    """Reads the cells of one row; remembers in `bad` whether one of them was refused."""

    def __init__(self, raw: Raw, faults: Faults):
        self.raw, self.faults, self.bad = raw, faults, False

    def refuse(self, column: str, expected: str, remedy: str) -> None:
        self.bad = True
        if column not in self.raw.told:
            self.faults.all.append(self.raw.fault(column, expected, remedy))

    def word(self, column: str, choices: Iterable[str], default: str | None = None) -> str:
        """One of a short list of words; `default` for an empty cell (None: it must be filled in)."""
        found, choices = self.raw[column], tuple(choices)
        if not found and default is not None:
            return default
        if found in choices:
            return found
        self.refuse(column, f"một trong: {', '.join(choices)}", f"Chọn một giá trị.{misspelt(found, choices)}")
        return ""

    def code(self, column: str, known: Container[str], kind: str, remedy: str, like: Iterable[str]) -> str:
        """One of the codes known; `like` holds the words that may have been meant."""
        found = self.raw[column]
        if found in known:
            return found
        self.refuse(column, kind, f"{remedy}{misspelt(found, like)}")
        return ""

    def moment(self, column: str, years: range = GIVEN) -> Moment | None:
        found = self.raw[column]
        if not found:
            return None
        try:
            return _moment(found, years)
        except ValueError as error:
            self.refuse(column, "ngày dạng 2023, 2023-05 hoặc 2023-05-31", f"Sửa lại: {error}.")
            return None

    def period(self, years: range = GIVEN) -> Period:
        """The days from tu_ngay to den_ngay; targets and terms may lie further ahead than what is given."""
        start, end = self.moment("tu_ngay", years), self.moment("den_ngay", years)
        if start and end and start.first > end.last:
            self.refuse("den_ngay", f"ngày sau tu_ngay ({start.iso})", "Đổi chỗ hai ngày hoặc sửa năm.")
        if start and not end and not self.bad:
            self.refuse("den_ngay", "ngày cuối kỳ khi đã có tu_ngay", "Điền den_ngay.")
        return Period(start, end)

    def base_start(self, end: Moment | None) -> Moment | None:
        """The first day of the period with which a flow is compared."""
        start = self.moment("goc_tu_ngay")
        if start and not self.bad and (end is None or start.first > end.last):
            self.refuse("goc_tu_ngay", "ngày đầu của kỳ gốc, không sau goc_ngay", "Điền goc_ngay, hoặc sửa goc_tu_ngay.")
        return start

    def base_day(self, period: Period) -> Moment | None:
        """The day with which something is compared; it lies before what is compared with it."""
        day = self.moment("goc_ngay")
        if day and period.end and day.first > period.end.last:
            self.refuse("goc_ngay", f"ngày gốc không sau den_ngay ({period.end.iso})", "Sửa ngày gốc hoặc den_ngay.")
        return day

    def number(self, column: str, empty: bool = False) -> Fraction | None:
        found = self.raw[column]
        if not found and empty:
            return None
        if NUMBER.fullmatch(found):
            return _fraction(found)
        self.refuse(
            column,
            "số có dấu chấm thập phân, không có dấu nghìn (ví dụ 1481 hoặc 5.3)",
            "Viết lại số; đơn vị tính ghi ở cột don_vi_tinh; chưa có số liệu thì xóa cả dòng.",
        )
        return None

    def values(self, unit: Unit | None, *, mean: bool = False, empty: tuple[bool, bool] = (False, True)):
        """What stands in gia_tri and gia_tri_den, of one unit; counts are whole unless a `mean` of them is meant.

        A value that cannot be read is None; "86.0" persons are 86.
        """
        value, upper = self.number("gia_tri", empty[0]), self.number("gia_tri_den", empty[1])
        for column, found in (("gia_tri", value), ("gia_tri_den", upper)):
            if found is not None and unit is not None:
                self._check_digits(column, found, unit, mean)
        if value is not None and upper is not None and upper < value:
            self.refuse("gia_tri_den", f"số không nhỏ hơn gia_tri ({self.raw['gia_tri']})", "Đổi chỗ hai số.")
        return value, upper

    def _check_digits(self, column: str, value: Fraction, unit: Unit, mean: bool) -> None:
        """Refuse parts of what is counted, and digits that two people would read as two numbers."""
        written = self.raw[column]
        two = TWO_MEANINGS.fullmatch(written) and (self.raw.is_vietnamese or (unit.is_counted and not self.raw.typed))
        if two and not unit.is_share:
            whole, comma = written.replace(".", ""), written.replace(".", ",")
            other = f"nếu là {comma} thì đổi sang đơn vị tính nhỏ hơn" if not unit.is_counted else "số đếm không có số lẻ"
            expected = f"số viết rõ ràng: chữ số này có thể là {whole} hoặc {comma}"
            self.refuse(column, expected, f"Nếu là {whole} thì bỏ dấu chấm; {other}.")
        elif unit.is_counted and not mean and (value * unit.scale).denominator != 1:
            remedy = "Bỏ dấu chấm nếu là dấu nghìn; hoặc sửa số, sửa đơn vị tính."
            self.refuse(column, f"số nguyên, vì {unit.text} đếm từng đơn vị", remedy)

    def unit(self, empty: bool = False) -> Unit | None:
        found = self.raw["don_vi_tinh"]
        if not found and empty:
            return None
        try:
            return Unit.parse(found)
        except UnknownUnit as error:
            self.refuse("don_vi_tinh", "đơn vị tính trong danh mục (htx list units)", f"Sửa lại: {error}")
            return None

    def place(self, period: Period, on: Moment | None = None) -> str:
        """The id of the unit that bore this code or name on the last day (of `on`, else of the period), or this id."""
        found = self.raw["don_vi"]
        try:
            return _place(found, period, on or period.end)
        except ValueError as error:
            self.refuse("don_vi", "mã hoặc tên đơn vị có hiệu lực vào ngày của số liệu", f"Sửa lại: {error}")
            return ""

    def digits(self, ends: tuple[Fraction | None, ...], unit: Unit | None) -> int:
        """With how many decimals a value, or an end of a range, was given; a count has none, whatever a program wrote."""
        given = [end for end in ends if end is not None]
        if given and unit is not None and unit.is_count and all(end.denominator == 1 for end in given):
            return 0
        written = (self.raw[column] for column, _ in zip(("gia_tri", "gia_tri_den"), ends, strict=False))
        return max(len(each.partition(".")[2]) for each in written)


_moment = lru_cache(5000)(Moment.given)
_fraction = lru_cache(5000)(Fraction)


@lru_cache(20_000)
def _place(text: str, period: Period, on: Moment | None) -> str:
    """An id is valid if its life touches the period; a code or name is looked up on the last day of `on`."""
    try:
        place = places.get(text)
    except places.UnknownPlace:
        if on is None:
            raise
        return places.resolve(text, on.last).id
    if (
        on
        and period.end
        and ((place.start and period.last < place.start) or (place.end and (period.start or period.end).first > place.end))
    ):
        return places.resolve(text, on.last).id
    return place.id


Known = tuple[dict[str, Variable], set[str], set[str]]  # variables, indicator names, source ids


def observation(r: Reader, known: Known) -> rows.Observation:
    period = r.period()
    place = r.place(period)
    unit = r.unit()
    value, upper = r.values(unit)
    return rows.Observation(
        place,
        _variable(r, known),
        _within_life(period, place),
        value,
        upper,
        unit,
        _base(r, known),
        r.word("do_chinh_xac", rows.HEDGES, ""),
        r.word("tinh_trang", rows.STATUSES, "chính thức"),
        _source(r, known),
        r.raw["ghi_chu"],
        r.digits((value, upper), unit),
        r.raw.origin,
    )


def _within_life(period: Period, place: str) -> Period:
    """A bare year of a unit that ended in it can only mean the days until its end."""
    end = places.get(place).end if place else None
    if end is None or period.end is None or not period.end.first <= end < period.end.last:
        return period
    return Period(period.start, Moment(period.end.first, end, period.end.precision))


def target(r: Reader, known: Known) -> rows.Target:
    period = r.period(YEARS)
    sign = r.word("dau", rows.SIGNS, "≥")
    measure = r.word("kieu", rows.MEASURES)
    unit = r.unit()
    value, upper = r.values(unit, mean=measure == "bình quân năm", empty=(False, sign != "từ-đến"))
    base_date = r.base_day(period)
    if measure == "so với gốc" and not base_date and not r.bad:
        r.refuse("goc_ngay", "ngày gốc của mục tiêu so với gốc", "Điền goc_ngay, ví dụ 2020.")
    return rows.Target(
        r.place(period, period.start),
        _variable(r, known),
        r.word("loai", rows.TARGET_KINDS),
        period,
        measure,
        sign,
        value,
        upper,
        unit,
        _base(r, known),
        base_date,
        r.raw["van_ban"],
        r.moment("ap_dung_tu"),
        r.digits((value, upper), unit),
        r.raw.origin,
    )


def term(r: Reader, known: Known) -> rows.Term:
    period = r.period(YEARS)
    if period.start and period.end and period.end.last.year - period.start.first.year > LONGEST_TERM:
        r.refuse("den_ngay", f"nhiệm kỳ không quá {LONGEST_TERM} năm", "Sửa ngày đầu hoặc ngày cuối nhiệm kỳ.")
    place = r.place(period, period.start)
    return rows.Term(place, r.raw["nhiem_ky"], r.raw["khoa"], period, r.raw["van_ban"], r.raw.origin)


def passage(r: Reader, known: Known) -> rows.Passage:
    period = r.period()
    order = r.number("thu_tu", empty=True) or Fraction(0)
    if order.denominator != 1:
        r.refuse("thu_tu", "số nguyên", "Ghi thứ tự 1, 2, 3 …")
    return rows.Passage(
        r.place(period), period, r.raw["muc"], int(order), r.raw["noi_dung"], _source(r, known), r.raw.origin,
        r.word("cach_ghi", rows.WORDINGS, rows.WORDINGS[0]),
    )  # fmt: skip


def published(r: Reader, known: Known) -> rows.Published:
    period = r.period()
    operation = r.word("phep_tinh", rows.OPERATIONS)
    unit = r.unit(empty=not r.raw["gia_tri"])
    value, _ = r.values(unit, mean=operation in MEANS, empty=(True, True))
    base_day = r.base_day(period)
    return rows.Published(
        r.place(period),
        _variable(r, known),
        operation,
        period,
        r.raw["so_voi"],
        r.base_start(base_day),
        base_day,
        value,
        unit,
        _base(r, known),
        r.word("do_chinh_xac", rows.HEDGES, ""),
        _source(r, known),
        r.raw["ghi_chu"],
        r.digits((value,), unit),
        r.raw.origin,
    )


def acceptance(r: Reader, known: Known) -> rows.Acceptance:
    day = r.moment("den_ngay")
    place = r.place(Period(None, day))
    for column, what in (("kiem_tra", "tên phép kiểm tra, ví dụ don-vi-tinh"), ("ly_do", "lý do chấp nhận")):
        if not r.raw[column]:
            r.refuse(column, what, "Điền ô này; không có lý do thì xóa dòng.")
    value, on = r.number("gia_tri", empty=True), r.moment("ngay")
    return rows.Acceptance(
        place, r.raw["kiem_tra"], _variable(r, known), day, value, r.raw["ly_do"], r.raw["nguoi"], on, r.raw.origin
    )


def source(r: Reader, known: Known) -> rows.Source:
    link = r.raw["lien_ket"]
    if link and not _LINK.fullmatch(link):
        r.refuse("lien_ket", "địa chỉ bắt đầu bằng https:// hoặc http://", "Sửa địa chỉ hoặc để trống.")
    trust = r.word("do_tin_cay", rows.TRUST, "")
    return rows.Source(r.raw["nguon"], r.raw["tieu_de"], r.raw["co_quan"], r.moment("ngay"), link, trust, r.raw.origin)


def local_variable(r: Reader) -> Variable:
    unit = r.unit()
    kind = r.word("loai", KINDS)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", r.raw["ma"]):
        r.refuse("ma", "mã gồm chữ thường không dấu, số và gạch dưới", "Sửa mã, ví dụ tin_bai_trang_web.")
    if r.raw["nhom"] and not r.raw["phan_cua"]:
        r.refuse("nhom", "tên nhóm đi cùng tổng thể ở cột phan_cua", "Điền phan_cua, hoặc xóa tên nhóm.")
    return Variable(
        r.raw["ma"],
        r.raw["ten"],
        unit,
        kind,
        weight=r.raw["trong_so"],
        part_of=r.raw["phan_cua"],
        group=r.raw["nhom"],
        topic=r.raw["muc"],
        phrase=_phrase(r),
    )


NUMBER_HERE = "{so}"


def _phrase(r: Reader) -> tuple[str, str]:
    """What a sentence says before and after the number of a local variable; nothing where the row brings no sentence."""
    given = r.raw["cau"]
    if not given:
        return ()
    before, _, after = given.partition(NUMBER_HERE)
    braces = re.findall(r"[{}]", before + after)
    if given.count(NUMBER_HERE) != 1 or braces or not re.search(r"[^\W\d_]", before + after) or re.search(r"[.;:,]$", given):
        remedy = "Viết câu bắt đầu bằng động từ, {so} ở chỗ con số kèm đơn vị tính, không có dấu ở cuối."
        r.refuse("cau", f"một câu có đúng một {NUMBER_HERE}, ví dụ «mở {NUMBER_HERE} tuyên truyền Luật HTX»", remedy)
    return before, after


def _variable(r: Reader, known: Known, column: str = "chi_tieu", what: str = "mã chỉ tiêu trong danh mục") -> str:
    found = r.raw[column]
    if found in known[0] or found in known[1]:  # of thousands of rows: no list of all names is made for one
        return found
    remedy = "Sửa mã; chỉ tiêu của riêng địa phương thì khai ở bảng chi_tieu trước."
    like = [*known[0], *known[1], *(each.label for each in known[0].values())]
    return r.code(column, (), f"{what} (htx list variables)", remedy, like)


def _base(r: Reader, known: Known) -> str:
    return _variable(r, known, "mau_so", "mã chỉ tiêu làm mẫu số") if r.raw["mau_so"] else ""


def _source(r: Reader, known: Known) -> str:
    if not known[2] or not r.raw["nguon"]:
        return r.raw["nguon"]
    remedy = "Sửa mã, hoặc khai nguồn này ở bảng nguon."
    return r.code("nguon", known[2], "mã nguồn có trong bảng nguon", remedy, known[2])


PARSERS: dict[str, Callable] = {
    "so_lieu": observation,
    "muc_tieu": target,
    "nhiem_ky": term,
    "noi_dung": passage,
    "doi_chieu": published,
    "chap_nhan": acceptance,
}
