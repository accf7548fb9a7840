"""Checks of one row at a time: its unit, its period, its size, its hedge."""

from __future__ import annotations

from fractions import Fraction

from ..codelists.units import Unit
from ..data.dataset import Observation, Published, Target
from ..values.figure import number_of
from ..values.plausible import BELOW_ZERO, FAR, MOST_TIMES, RANGE, SHARE, SLIP, Reach, may_be_negative, reach
from ..words.text import number
from .facts import Facts, measured, said, scale_between, with_unit
from .finding import check

# "trên 1.926": nobody rounds to this many digits. Shorter numbers ("trên 75", "gần 290") may well be rounded.
DIGITS_OF_AN_EXACT_COUNT = 3
ADDED_UP = "danh-ba-htx"  # source of what was added up from a register: no hand wrote its digits
# What a published operation may not give below zero: levels, not changes.
LEVELS_PUBLISHED = ("tong", "quy_doi", "ty_trong", "so_lan", "binh_quan_nam", "binh_quan_don_vi", "dat_muc_tieu")
# Published operations whose result is as large as the variable itself; those that tell how many times as large something is,
# and whether the thing itself is to be added ("tăng 50%" is 1,5 lần).
SIZES_PUBLISHED = ("tang_giam", "tong", "quy_doi", "binh_quan_nam", "binh_quan_don_vi")
TIMES_PUBLISHED = {"so_lan": 0, "dat_muc_tieu": 0, "tang_giam_pct": 1, "tang_binh_quan_pct": 1, "vuot_muc_tieu": 1}
HEDGES_OF_ROUND_NUMBERS = ("trên", "hơn", "gần", "dưới", "khoảng")  # "ước 1.926" is an honest estimate


@check("don-vi-tinh", 1, "lỗi", "Đơn vị tính không hợp với chỉ tiêu")
def unit_fits(facts: Facts, tell):
    for row in (*facts.rows, *facts.targets):
        wanted = _wanted_unit(facts, row)
        if _against_base(row) and not (row.unit.is_share or row.unit.measure == "lần"):
            yield tell(
                row,
                f"{facts.label(row.variable)}: mục tiêu so với gốc cần đơn vị «lần» hoặc «%»; đang ghi {said(row)}.",
                remedy="Sửa don_vi_tinh, hoặc ghi kieu là «cuối kỳ» nếu đó là mức phải đạt.",
            )
        if wanted and (wrong := _misfit(row, wanted)):
            same = row.unit.measure == wanted.measure and row.unit.time == wanted.time
            yield tell(
                row,
                f"{facts.label(row.variable)}: cần đơn vị {wrong}, như «{wanted.text}»; đang ghi «{row.unit.text}»"
                f" ({said(row)}).",
                remedy="Đối chiếu với nguồn rồi sửa don_vi_tinh, hoặc chuyển sang đúng chỉ tiêu.",
                computed=with_unit(number(row.value, row.digits), wanted) if same else "",
            )


def _wanted_unit(facts: Facts, row: Observation | Target) -> Unit | None:
    """The unit a row should be in; a target against a base year is a ratio, for which any share or lần will do."""
    wanted = facts.unit(row.variable)
    if not isinstance(row, Target) or row.measure in ("cuối kỳ", "lũy kế"):
        return wanted
    return None if row.measure == "so với gốc" else wanted.per_time("năm")


def _misfit(row: Observation | Target, wanted: Unit) -> str:
    """What the row's unit gets wrong, said as what is wanted; empty when it fits."""
    own = row.unit
    if own.measure != wanted.measure:
        return f"đo bằng {wanted.measure}"
    if own.per != wanted.per:
        return f"tính trên một {' một '.join(wanted.per)}" if wanted.per else "là tổng số, không bình quân"
    if own.time and wanted.time and own.time != wanted.time:
        return f"tính theo {wanted.time}"
    if own.time and not wanted.time and not (row.period.end and row.period.start and row.period.is_year):
        return f"không kèm «/{own.time}»"
    return ""


@check("ky-so-lieu", 1, "lỗi", "Số dư phải có một ngày, số phát sinh phải có kỳ")
def period_fits(facts: Facts, tell):
    for row in facts.rows:
        variable = facts.variable(row.variable)
        if variable and variable.is_stock and row.period.start:
            yield tell(
                row,
                f"{variable.label} là số tại một thời điểm, nhưng đang ghi kỳ {row.period.text} và chưa được dùng.",
                remedy="Để trống tu_ngay và chỉ giữ den_ngay, hoặc chọn chỉ tiêu phát sinh trong kỳ.",
            )
        if variable and variable.is_flow and row.period.end and not row.period.start:
            yield tell(
                row,
                f"{variable.label} là số phát sinh trong kỳ, nhưng chỉ có ngày cuối {row.period.end.iso} và chưa được dùng.",
                remedy="Điền ngày đầu kỳ vào tu_ngay.",
            )


@check(SHARE, 1, "lỗi", "Tỷ lệ nằm ngoài 0-100%")
def share_in_range(facts: Facts, tell):
    wrong = [row for row in (*facts.rows, *facts.targets) if (doubt := facts.doubt(row)) and doubt.check == SHARE]
    shares = [row for row in facts.published if row.operation == "ty_trong" and row.unit and _times(row) is not None]
    wrong += [row for row in shares if row.value is not None and not 0 <= _times(row) <= 1]
    for row in wrong:
        yield tell(
            row,
            f"{facts.label(row.variable)}: tỷ lệ trong một tổng thể phải từ 0 đến 100%; đang ghi {said(row)}.",
            remedy="Kiểm tra dấu thập phân, mẫu số, hoặc đây là tốc độ tăng chứ không phải tỷ lệ.",
        )


_NO_MINUS = "Bỏ dấu trừ nếu gõ nhầm, hoặc xem lại chỉ tiêu: mức giảm và số lỗ có chỉ tiêu riêng."


@check(BELOW_ZERO, 1, "lỗi", "Số âm ở nơi không thể âm")
def below_zero(facts: Facts, tell):
    for row in (*facts.rows, *facts.targets):
        if (doubt := facts.doubt(row)) and doubt.check == BELOW_ZERO:
            yield tell(row, _below_zero(facts, row), remedy=_NO_MINUS)
    for row in facts.published:
        if row.value is not None and row.value < 0 and row.operation in LEVELS_PUBLISHED and not _may_be_lost(facts, row):
            yield tell(row, _below_zero(facts, row), remedy=_NO_MINUS)


def _below_zero(facts: Facts, row: Observation | Target | Published) -> str:
    return f"{facts.label(row.variable)}: không thể nhỏ hơn 0; đang ghi {said(row)}."


@check(RANGE, 1, "lỗi", "Số nằm ngoài khoảng hợp lý của chỉ tiêu")
def outside_its_range(facts: Facts, tell):
    """More than three times outside is an error, less is a warning."""
    for row in (*facts.rows, *facts.targets):
        if (doubt := facts.doubt(row)) and doubt.check == RANGE and _against_base(row):
            yield tell(
                row,
                f"{facts.label(row.variable)}: mục tiêu {said(row)} so với gốc không thể có: không gì tăng quá"
                f" {number(MOST_TIMES)} lần.",
                remedy="Đối chiếu chữ số, dấu chấm và don_vi_tinh với văn bản.",
            )
        elif doubt and doubt.check == RANGE:
            above = abs(doubt.value) > doubt.reach.high
            how = f", {'trên' if above else 'dưới'} khoảng ấy hơn {FAR} lần" if doubt.is_error else ""
            used = " Số này chưa được dùng." if doubt.is_error and isinstance(row, Observation) else ""
            yield tell(
                row,
                f"{facts.label(row.variable)}: {said(row)} nằm ngoài khoảng hợp lý của"
                f" {_usual(facts, row.variable, doubt.reach)}{how}.{used}",
                remedy="Đối chiếu chữ số, dấu chấm và don_vi_tinh với nguồn; nếu số đúng thì ghi lý do vào bảng chap_nhan.",
                severity="" if doubt.is_error else "cảnh báo",
            )


    for row in facts.published:
        if row.value is not None and (may := _may_be_printed(facts, row)):
            yield tell(
                row,
                f"{facts.label(row.variable)}: số nguồn đã in {said(row)} không thể có: {may}.",
                remedy="Đối chiếu chữ số, dấu chấm và don_vi_tinh với nguồn; nếu nguồn in đúng như vậy thì ghi lý do vào"
                " bảng chap_nhan.",
            )


def _against_base(row: Observation | Target) -> bool:
    return isinstance(row, Target) and row.measure == "so với gốc"


def _may_be_printed(facts: Facts, row: Published) -> str:
    """What a derived figure of a source can be, in words, where it is not that; empty where it may be."""
    times = _times(row)
    if row.operation == "diem_pct":
        return "hai tỷ lệ chênh nhau không quá 100 điểm %" if abs(row.value) > 100 else ""
    if row.operation in TIMES_PUBLISHED and times is not None:
        times += TIMES_PUBLISHED[row.operation]
        if times < 0 and not _may_be_lost(facts, row):
            return "không gì giảm quá 100%"
        return f"không gì tăng quá {number(MOST_TIMES)} lần" if abs(times) > MOST_TIMES else ""
    variable = facts.variable(row.variable)
    factor = variable and row.unit and scale_between(row.unit, variable.unit)
    if row.operation not in SIZES_PUBLISHED or not factor:
        return ""
    usual = reach(variable, facts.place, row.period.start and row.period.first, row.period.end and row.period.last)
    if usual is None or abs(row.value) * factor <= usual.high * FAR:
        return ""
    return f"lớn hơn {FAR} lần khoảng hợp lý của {_usual(facts, row.variable, usual)}"


def _times(row: Published) -> Fraction | None:
    """A share, growth or multiple as so many times; None for anything else."""
    if row.unit is None or row.unit.per:
        return None
    return row.value / 100 if row.unit.is_share else row.value if row.unit.measure == "lần" else None


def _may_be_lost(facts: Facts, row: Published) -> bool:
    """Whether it is of profits and the like, which may fall below zero."""
    variable = facts.variable(row.variable)
    return bool(variable) and may_be_negative(row.variable, variable)


@check("ba-chu-so-le", 1, "cảnh báo", "Số có ba chữ số sau dấu chấm có thể hiểu hai cách")
def three_decimals(facts: Facts, tell):
    """Of what was text: 1.200 is 1,2 by the data contract and 1200 in Vietnamese, and both would be possible."""
    for row in (*facts.rows, *facts.targets):
        if _has_two_meanings(facts, row):
            comma, whole = said(row), with_unit(number(row.value * 1000), row.unit)
            yield tell(
                row,
                f"{facts.label(row.variable)}: đang đọc là {comma}, cũng có thể nguồn ghi {whole}.",
                remedy=f"Đối chiếu với nguồn; nếu nguồn ghi {whole} thì bỏ dấu chấm trong gia_tri; nếu đang đọc đúng thì đổi"
                " sang đơn vị tính nhỏ hơn, hoặc ghi lý do vào bảng chap_nhan.",
            )


def _has_two_meanings(facts: Facts, row: Observation | Target) -> bool:
    from_text = row.origin.file.endswith(".csv") and not row.origin.sheet and getattr(row, "status", "") != "mô phỏng"
    if not from_text or row.digits != 3 or not 1 <= abs(row.value) < 1000 or row.unit.is_share:
        return False
    if getattr(row, "source", "") == ADDED_UP or facts.doubt(row) or (isinstance(row, Observation) and facts.slipped(row)):
        return False
    larger = row._replace(value=row.value * 1000)
    return not facts.doubt(larger) and not (isinstance(larger, Observation) and facts.slipped(larger))


def _usual(facts: Facts, name: str, reach: Reach) -> str:
    """The usual range in words: "một tỉnh (20-5.000 HTX)"."""
    whose = "một tỉnh" if facts.is_province else facts.place.name
    return f"{whose} ({number_of(reach.low)}-{measured(reach.high, facts.unit(name))})"


@check(SLIP, 1, "lỗi", "Số liệu lệch 1.000 lần, 1.000.000 lần so với khoảng hợp lý")
def slip_of_a_thousand(facts: Facts, tell):
    for row in filter(facts.slipped, facts.rows):
        variable, meant = facts.variable(row.variable), _meant(row, facts.slipped(row))
        usual = reach(variable, facts.place, row.period.start and row.period.first, row.period.end and row.period.last)
        yield tell(
            row,
            f"{variable.label}: {said(row)} nằm ngoài khoảng hợp lý của {_usual(facts, variable.code, usual)};"
            f" hợp lý nếu là {meant}. Số này chưa được dùng.",
            remedy="Đối chiếu với nguồn rồi sửa don_vi_tinh hoặc gia_tri.",
            computed=meant,
        )


def _meant(row: Observation, times: Fraction) -> str:
    """The same digits in the unit so many times larger or smaller; the number itself moved where there is no such unit."""
    other = row.unit.times(times)
    return with_unit(number(row.value, row.digits), other) if other else measured(row.value * times, row.unit)


@check("rao-don-so-le", 1, "thông tin", "Từ ước lượng đứng trước một số lẻ")
def hedge_before_exact(facts: Facts, tell):
    for row in facts.rows:
        if row.hedge in HEDGES_OF_ROUND_NUMBERS and _is_exact_count(row):
            yield tell(
                row,
                f"{facts.label(row.variable)}: «{row.hedge}» cần đi với số làm tròn; đang ghi {said(row)}, là số đếm"
                " đến từng đơn vị.",
                remedy="Bỏ do_chinh_xac nếu số là chính xác, hoặc làm tròn gia_tri.",
            )


def _is_exact_count(row: Observation) -> bool:
    return (
        row.unit.is_count
        and row.upper is None
        and not row.digits
        and row.value % 5 != 0
        and abs(row.value) >= 10 ** (DIGITS_OF_AN_EXACT_COUNT - 1)
    )
