"""Checks of derived figures that somebody published, each compared at its own precision with our own computation."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ..data.dataset import Dataset, Observation, Published
from ..indicators import catalogue
from ..values.derivation import Arithmetic
from ..values.figure import number_of
from ..values.gap import Gap
from ..values.targets import MET, last_digit
from ..words.text import number, round_half_up
from .facts import Facts, said, scale_between, with_unit
from .facts_of_published import Case
from .finding import Finding, check
from .recompute import BARE, Ours, Reading, of_figure, recompute

AGREES, FROM_ROUNDED, TRUNCATED = "khớp", "khớp từ số đã làm tròn", "chỉ khớp nếu cắt bỏ"
DIFFERS, UNKNOWN = "khác", "không tính được"
NAMES = {
    "tang_giam": "mức tăng, giảm",
    "tang_giam_pct": "tốc độ tăng, giảm",
    "so_lan": "số lần so với gốc",
    "binh_quan_nam": "bình quân mỗi năm",
    "tang_binh_quan_pct": "tăng bình quân năm",
    "dat_muc_tieu": "mức đạt mục tiêu",
    "vuot_muc_tieu": "mức vượt mục tiêu",
    "diem_pct": "chênh lệch tỷ lệ",
    "ty_trong": "tỷ trọng",
    "ty_trong_dia_ban": "tỷ trọng trong vùng, cả nước",
    "binh_quan_don_vi": "bình quân một đơn vị",
    "quy_doi": "số quy đổi",
    "tong": "tổng",
}


@check("doi-chieu", 3, "cảnh báo", "Số dẫn xuất đã công bố so với số tính lại")
def published_figures(facts: Facts, tell):
    """Every row of `doi_chieu`, also those that agree; points written as % have a check of their own."""
    for row in facts.published:
        if row.value is None:
            yield _bare_statement(facts, row, tell)
        elif not _points_as_percent(row, ours := recompute(facts, row)):
            yield _compared(facts, row, ours, tell)


@check("phan-tram-hay-diem", 3, "cảnh báo", "Hiệu của hai tỷ lệ ghi bằng % thay cho điểm %")
def points_as_percent(facts: Facts, tell):
    for row in facts.published:
        if row.value is not None and _points_as_percent(row, ours := recompute(facts, row)):
            yield _compared(facts, row, ours, tell)


def _points_as_percent(row: Published, ours: Ours) -> bool:
    """Whether the published % is wrong, and right as a difference in points."""
    wrong = ours.value is not None and verdict(row, ours) == DIFFERS
    return wrong and any(reading.in_points for reading in _other_readings(row, ours))


@check("chi-tieu-tinh-lai", 2, "cảnh báo", "Chỉ tiêu cho sẵn khác số tính từ các đầu vào")
def given_and_computable(facts: Facts, tell):
    """An indicator that stands in `so_lieu` although its inputs do too (months and years have a check of their own)."""
    for name, declared in catalogue.load().items():
        for row in () if declared.from_printed else facts.usable.get(name, ()):
            figure = Case(facts, row).level()
            if figure.inputs and row.base in ("", declared.base) and row.upper is None:
                ours = of_figure(figure, figure.unit)
                if verdict(row, ours) in (TRUNCATED, DIFFERS):
                    yield _compared(facts, row, ours, tell)


def uncomputable(dataset: Dataset, place: str, years: Fraction | None = None) -> list[Published]:
    """The published figures of a place that we cannot compute: a report may quote them "theo {nguồn}"."""
    facts = Facts.of(dataset, place, years)
    quotable = (row for row in facts.published if row.value is not None or row.operation in BARE)
    return [row for row in quotable if recompute(facts, row).missing]


# --- the verdict ------------------------------------------------------------------------------------------------------


def verdict(row: Published | Observation, ours: Ours) -> str:
    """How a published number stands to ours, at the digits in which it was published."""
    if ours.value is None:
        return UNKNOWN
    factor = scale_between(ours.unit, row.unit)
    if factor is None:  # another measure, as % against điểm %
        return DIFFERS
    if _fits(row, ours.value * factor):
        return AGREES
    if _fits(row, ours.rounded * factor):
        return FROM_ROUNDED
    if ours.hedged:
        return UNKNOWN
    cut = {_cut(each * factor, row.digits) for each in (ours.value, ours.rounded)}
    return TRUNCATED if row.value in cut and not row.hedge else DIFFERS


def _fits(row: Published | Observation, value: Fraction) -> bool:
    """Whether `value` may be printed as the row is; "trên 54%" holds up to 55, "gần 70%" from 69."""
    worth = last_digit(row.value, row.digits, row.unit.is_share)
    if row.hedge in ("trên", "hơn"):
        return row.value < value < row.value + worth
    if row.hedge in ("gần", "dưới"):
        return row.value - worth < value < row.value
    return round_half_up(value, row.digits) == row.value or bool(row.hedge and abs(value - row.value) <= worth / 2)


def _cut(value: Fraction, digits: int) -> Fraction:
    """The value with its further decimals dropped."""
    return Fraction(int(value * 10**digits), 10**digits)


# --- the sentence -----------------------------------------------------------------------------------------------------


def _compared(facts: Facts, row: Published | Observation, ours: Ours, tell) -> Finding:
    found = verdict(row, ours)
    severity = "cảnh báo" if found == DIFFERS or ours.doubtful else "thông tin"
    shown = "" if ours.value is None else _shown(row, ours)
    ending, remedy = _ending(row, ours, found, shown)
    return tell(row, f"{_subject(facts, row)}: công bố {said(row)}{ending}", shown, found, severity, remedy)


def _subject(facts: Facts, row: Published | Observation) -> str:
    name = f", {NAMES[row.operation]}" if isinstance(row, Published) else ""
    return f"{facts.label(row.variable)}{name}" + (f" ({row.period.text})" if row.period.end else "")


def _lacking(gaps: Iterable[Gap]) -> str:
    return f"chưa tính lại được vì thiếu {'; '.join(gap.what + gap.about for gap in gaps)}."


def _more(gaps: Iterable[Gap]) -> str:
    codes = ", ".join(dict.fromkeys(gap.code for gap in gaps if gap.code))
    return f"Bổ sung {codes or 'số liệu'}, hoặc trích «theo nguồn»."


def _ending(row: Published | Observation, ours: Ours, found: str, shown: str) -> tuple[str, str]:
    """What follows "công bố 172%": what we get, and what to do."""
    if found == UNKNOWN and ours.hedged:
        return f"; đầu vào là số ước lượng ({ours.done.written(row.digits)}) nên chưa so được.", "Bổ sung số chính xác."
    if found == UNKNOWN:
        return " ".join([f"; {_lacking(ours.missing)}", *ours.hints]), _more(ours.missing)
    again = f"tính lại {_shown_formula(row, ours)} {shown}"
    if found == AGREES:
        return f", {again}: khớp.", ""
    closer = with_unit(number_of(round_half_up(ours.value, row.digits + 1)), ours.unit)
    if found == FROM_ROUNDED:
        return f", {again} từ số đã làm tròn (số chưa làm tròn cho {closer}): khớp.", "Không phải sửa."
    if found == TRUNCATED:
        formula = _equation(ours.done, row.digits + 1)
        return f", tính lại {formula} {closer}: chỉ khớp nếu cắt bỏ phần lẻ.", f"Dùng số làm tròn {shown}."
    meant = (*_other_readings(row, ours), *_other_scales(row, ours))
    why = [reading.sentence for reading in meant] or ours.hints
    return " ".join([f", nhưng {again}.", *why]), "Dùng số tính lại; nếu nguồn in sai thì báo cho nơi công bố."


def _shown(row: Published | Observation, ours: Ours) -> str:
    """Our value in our own unit, with the precision of the published one."""
    rounded = round_half_up(ours.rounded if _only_from_printed(row, ours) else ours.value, _shown_digits(row, ours))
    text = number(rounded, row.digits) if round_half_up(rounded, row.digits) == rounded else number_of(rounded)
    return with_unit(text, ours.unit)


def _shown_formula(row: Published | Observation, ours: Ours) -> str:
    """The arithmetic of what is shown, with the sign before it."""
    return _equation(ours.of_printed if _only_from_printed(row, ours) else ours.done, _shown_digits(row, ours))


def _equation(done: Arithmetic, digits: int) -> str:
    """ "100 × 446 / 476 ≈", "12 × 5,8 =": what comes to the print only by rounding does not equal it."""
    return f"{done.written(digits)} {'=' if done.is_exact(digits) else '≈'}"


def _only_from_printed(row: Published | Observation, ours: Ours) -> bool:
    """Whether the published number is right only as computed from rounded inputs."""
    factor = scale_between(ours.unit, row.unit) or Fraction(1)
    return not _fits(row, ours.value * factor) and _fits(row, ours.rounded * factor)


def _shown_digits(row: Published | Observation, ours: Ours) -> int:
    """With how many decimals ours is shown: tỷ against triệu moves three digits behind the comma."""
    factor, digits = scale_between(ours.unit, row.unit) or Fraction(1), row.digits
    while factor >= 10:
        factor, digits = factor / 10, digits + 1
    return digits


def _other_readings(row: Published | Observation, ours: Ours) -> Iterable[Reading]:
    """What the published number is right as, if something else was meant."""
    for reading in ours.others:
        factor = scale_between(reading.unit, row.unit)
        if factor and _fits(row, reading.value * factor):
            yield reading


def _other_scales(row: Published | Observation, ours: Ours) -> Iterable[Reading]:
    """The same with a unit a thousand times as large or small."""
    factor = scale_between(ours.unit, row.unit)
    for times in (Fraction(1000), Fraction(1, 1000)):
        if factor and ours.value and _fits(row, ours.value * factor / times):
            unit = row.unit.times(times)
            sentence = f"Số khớp nếu đơn vị là {unit.text} (lệch 1.000 lần)." if unit else "Số lệch đúng 1.000 lần."
            yield Reading(ours.value / times, unit or row.unit, sentence)


# --- a bare "đạt" or "vượt" -------------------------------------------------------------------------------------------


def _bare_statement(facts: Facts, row: Published, tell) -> Finding:
    """A statement without a number ("vượt kế hoạch") against our verdict on that target."""
    word = BARE.get(row.operation, NAMES[row.operation])
    subject = f"{_subject(facts, row)}: công bố «{word}» mà không kèm số"
    if gaps := recompute(facts, row).missing:
        return tell(row, f"{subject}; {_lacking(gaps)}", "", UNKNOWN, "thông tin", _more(gaps))
    found = Case(facts, row).assessment
    ours = f"tính lại {with_unit(found.actual.so, found.actual.unit)} so với {found.bound.text} là {found.verdict}"
    if found.verdict in (MET if word == "đạt" else ("vượt",)):
        return tell(row, f"{subject}, {ours}: khớp.", found.verdict, AGREES, "thông tin")
    return tell(row, f"{subject}, nhưng {ours}.", found.verdict, DIFFERS, remedy="Dùng kết quả tính lại.")
