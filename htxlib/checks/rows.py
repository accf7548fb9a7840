"""Checks of one row at a time: its unit, its period, its size, its hedge."""

from __future__ import annotations

from fractions import Fraction

from .. import catalogue
from ..dataset import Observation, Target
from ..figures import number_of
from ..text import number
from ..units import Unit, words
from .facts import Facts, measured, said, with_unit
from .finding import check

# "trên 1.926": nobody rounds to this many digits. Shorter numbers ("trên 75", "gần 290") may well be rounded.
DIGITS_OF_AN_EXACT_COUNT = 3
HEDGES_OF_ROUND_NUMBERS = ("trên", "hơn", "gần", "dưới", "khoảng")  # "ước 1.926" is an honest estimate


@check("don-vi-tinh", 1, "lỗi", "Đơn vị tính không hợp với chỉ tiêu")
def unit_fits(facts: Facts, tell):
    for row in (*facts.rows, *facts.targets):
        wanted = _wanted_unit(facts, row)
        if wanted and (wrong := _misfit(row, wanted)):
            same = row.unit.measure == wanted.measure and row.unit.time == wanted.time
            yield tell(
                row,
                f"{facts.label(row.variable)}: cần đơn vị {wrong}, như «{wanted.text}»; đang ghi «{row.unit.text}»"
                f" ({said(row)}). Đối chiếu với nguồn rồi sửa don_vi_tinh, hoặc chuyển sang đúng chỉ tiêu.",
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
                f"{variable.label} là số tại một thời điểm nên để trống tu_ngay; đang ghi kỳ {row.period.text} và chưa"
                " được dùng. Chỉ giữ den_ngay, hoặc chọn chỉ tiêu phát sinh trong kỳ.",
            )
        if variable and variable.is_flow and row.period.end and not row.period.start:
            yield tell(
                row,
                f"{variable.label} là số phát sinh nên cần tu_ngay; đang chỉ có den_ngay {row.period.end.iso} và chưa"
                " được dùng. Điền ngày đầu kỳ.",
            )


@check("ty-le-ngoai-0-100", 1, "lỗi", "Tỷ lệ nằm ngoài 0-100%")
def share_in_range(facts: Facts, tell):
    shares = [row for row in facts.rows if row.unit.is_share and _is_share_of_a_whole(facts, row.variable)]
    shares += [row for row in facts.published if row.operation == "ty_trong" and row.unit and row.unit.is_share]
    for row in shares:
        if row.value is not None and not 0 <= row.value <= 100:
            yield tell(
                row,
                f"{facts.label(row.variable)}: tỷ lệ trong một tổng thể phải từ 0 đến 100%; đang ghi {said(row)}."
                " Kiểm tra dấu thập phân, mẫu số, hoặc đây là tốc độ tăng chứ không phải tỷ lệ.",
            )


def _is_share_of_a_whole(facts: Facts, name: str) -> bool:
    variable = facts.variable(name)
    return variable.kind == "tỷ lệ" if variable else catalogue.load()[name].unit.is_share


@check("lech-1000-lan", 1, "lỗi", "Số liệu lệch 1.000 lần, 1.000.000 lần so với khoảng hợp lý")
def slip_of_a_thousand(facts: Facts, tell):
    for row in filter(facts.slipped, facts.rows):
        variable, meant = facts.variable(row.variable), _meant(row, facts.slipped(row))
        yield tell(
            row,
            f"{variable.label}: {said(row)} nằm ngoài khoảng hợp lý của một tỉnh"
            f" ({number_of(variable.low)}-{number_of(variable.high)} {variable.unit.text}); hợp lý nếu là {meant}."
            " Số này chưa được dùng: đối chiếu với nguồn rồi sửa don_vi_tinh hoặc gia_tri.",
            computed=meant,
        )


def _meant(row: Observation, times: Fraction) -> str:
    """The same digits in the unit so many times larger or smaller; the number itself moved where there is no such unit."""
    other = rescaled(row.unit, times)
    return with_unit(number(row.value, row.digits), other) if other else measured(row.value * times, row.unit)


def rescaled(unit: Unit, times: Fraction) -> Unit | None:
    """The unit `times` as large: triệu đồng/HTX → tỷ đồng/HTX; None where there is no word for it."""
    top, slash, rest = unit.text.partition("/")
    larger = [w.text for w in words().values() if w.measure == unit.measure and w.scale == unit.scale * times]
    return Unit.parse(larger[0] + slash + rest) if larger else None


@check("rao-don-so-le", 1, "thông tin", "Từ ước lượng đứng trước một số lẻ")
def hedge_before_exact(facts: Facts, tell):
    for row in facts.rows:
        if row.hedge in HEDGES_OF_ROUND_NUMBERS and _is_exact_count(row):
            yield tell(
                row,
                f"{facts.label(row.variable)}: «{row.hedge}» cần đi với số làm tròn; đang ghi {said(row)}, là số đếm"
                " đến từng đơn vị. Bỏ do_chinh_xac nếu số là chính xác, hoặc làm tròn gia_tri.",
            )


def _is_exact_count(row: Observation) -> bool:
    return (
        row.unit.is_count
        and row.upper is None
        and not row.digits
        and row.value % 5 != 0
        and abs(row.value) >= 10 ** (DIGITS_OF_AN_EXACT_COUNT - 1)
    )
