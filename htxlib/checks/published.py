"""Checks of derived figures that somebody published, each compared at its own precision with our own computation."""

from __future__ import annotations

from fractions import Fraction

from .. import catalogue
from ..dataset import Dataset, Observation, Published
from ..figures import number_of
from ..targets import MET, OPEN, last_digit
from ..text import number, round_half_up
from .facts import Facts, said, scale_between, with_unit
from .finding import check
from .recompute import PERCENT, Case, Ours, _from, recompute
from .rows import rescaled

AGREES, FROM_ROUNDED, TRUNCATED = "khớp", "khớp từ số đã làm tròn", "chỉ khớp nếu cắt bỏ"
DIFFERS, UNKNOWN = "khác", "không tính được"
SEVERITY = {AGREES: "thông tin", FROM_ROUNDED: "thông tin", TRUNCATED: "thông tin", DIFFERS: "cảnh báo", UNKNOWN: "thông tin"}


@check("doi-chieu", 3, "cảnh báo", "Số dẫn xuất đã công bố so với số tính lại")
def published_figures(facts: Facts, tell):
    """Every row of `doi_chieu`, also those that agree."""
    for row in facts.published:
        if row.period.end is None:
            continue
        if row.value is None:
            yield _bare_statement(facts, row, tell)
            continue
        ours = recompute(facts, row)
        found = verdict(row, ours)
        # A published share that no known base explains is more than a gap in the data.
        severity = "cảnh báo" if found == UNKNOWN and len(ours.hints) > 1 else SEVERITY[found]
        computed = shown(row, ours) if ours.value is not None else ""
        yield tell(row, _sentence(facts, row, ours, found, computed), computed, found, severity)


@check("chi-tieu-tinh-lai", 2, "cảnh báo", "Chỉ tiêu cho sẵn khác số tính từ các đầu vào")
def given_and_computable(facts: Facts, tell):
    """An indicator that stands in `so_lieu` although its inputs are there too (months and years have their own check)."""
    for name, declared in catalogue.load().items():
        for row in facts.usable.get(name, ()) if not declared.from_printed else ():
            same_base = row.base in ("", declared.base)
            figure = Case(facts, row).level() if same_base and row.upper is None else None
            if figure is None or not figure.inputs:
                continue
            ours = _from((figure,), figure.unit, lambda value: value, figure.formula.replace("{", "{{"))
            found = verdict(row, ours)
            if found in (TRUNCATED, DIFFERS):
                computed = shown(row, ours)
                message = _sentence(facts, row, ours, found, computed)
                yield tell(row, message, computed, found, SEVERITY[found])


# --- the verdict ------------------------------------------------------------------------------------------------------


def verdict(row: Published | Observation, ours: Ours) -> str:
    """How a published number stands to ours, at the digits in which it was published."""
    factor = scale_between(ours.unit, row.unit)
    if ours.value is None:
        return UNKNOWN
    if factor is None:
        return DIFFERS
    exact, rounded = ours.value * factor, ours.rounded * factor
    if _fits(row, exact):
        return AGREES
    if _fits(row, rounded):
        return FROM_ROUNDED
    if ours.hedged:
        return UNKNOWN
    return TRUNCATED if row.value in (_cut(exact, row.digits), _cut(rounded, row.digits)) else DIFFERS


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


def shown(row: Published | Observation, ours: Ours) -> str:
    """Our value in our own unit, with the precision of the published one."""
    factor = scale_between(ours.unit, row.unit) or Fraction(1)
    value = ours.rounded if not _fits(row, ours.value * factor) and _fits(row, ours.rounded * factor) else ours.value
    digits = row.digits
    while factor >= 10:  # tỷ against triệu: three digits move behind the comma
        factor, digits = factor / 10, digits + 1
    rounded = round_half_up(value, digits)
    text = number(rounded, row.digits) if round_half_up(rounded, row.digits) == rounded else number_of(rounded)
    return with_unit(text, ours.unit)


# --- the sentence -----------------------------------------------------------------------------------------------------


def _sentence(facts: Facts, row: Published | Observation, ours: Ours, found: str, computed: str) -> str:
    subject = f"{facts.label(row.variable)} {row.period.text}: công bố {said(row)}"
    if found == UNKNOWN and ours.hedged:
        return f"{subject}; đầu vào chỉ là số ước lượng ({ours.formula}) nên chưa so được. Bổ sung số chính xác."
    if found == UNKNOWN:
        gaps = "; ".join(ours.missing)
        return " ".join([f"{subject}; chưa tính lại được vì thiếu {gaps}.", *ours.hints, "Bổ sung, hoặc trích «theo nguồn»."])
    again = f"tính lại {ours.formula} = {computed}"
    if found == AGREES:
        return f"{subject}, {again}: khớp."
    if found == FROM_ROUNDED:
        return f"{subject}, {again}: khớp từ số đã làm tròn ({_unrounded(row, ours)} nếu tính từ số chưa làm tròn)."
    if found == TRUNCATED:
        return f"{subject}, {again}: chỉ khớp nếu cắt bỏ phần lẻ. Dùng số làm tròn {computed}."
    hints = list(_other_readings(row, ours)) or list(ours.hints)
    return " ".join([f"{subject}, nhưng {again}.", *hints, "Dùng số tính lại, và báo cho nơi công bố nếu nguồn in sai."])


def _unrounded(row: Published | Observation, ours: Ours) -> str:
    return with_unit(number(ours.value, row.digits), ours.unit)


def _other_readings(row: Published | Observation, ours: Ours):
    """What would make the published number right: another meaning, or a unit a thousand times as large or small."""
    for value, unit, sentence in ours.others:
        if scale_between(unit, row.unit) and _fits(row, value * scale_between(unit, row.unit)):
            yield sentence
    factor = scale_between(ours.unit, row.unit)
    for times in (Fraction(1000), Fraction(1, 1000)) if factor else ():
        if _fits(row, ours.value * factor / times):
            unit = rescaled(row.unit, times)
            yield f"Số khớp nếu đơn vị là {unit.text} (lệch 1.000 lần)." if unit else "Số lệch đúng 1.000 lần."


# --- a bare "đạt" or "vượt" -------------------------------------------------------------------------------------------


def _bare_statement(facts: Facts, row: Published, tell):
    """A statement without a number ("vượt kế hoạch") against our verdict on that target."""
    found, words = Case(facts, row).assessment, {"dat_muc_tieu": "đạt", "vuot_muc_tieu": "vượt"}.get(row.operation)
    subject = f"{facts.label(row.variable)} {row.period.text}: công bố «{words or row.operation}» mà không kèm số"
    if words is None or found is None or found.verdict == OPEN or not found.actual:
        gaps = ours_missing(facts, row) if words else ("gia_tri",)
        return tell(row, f"{subject}; chưa tính lại được vì thiếu {'; '.join(gaps)}. Bổ sung, hoặc trích «theo nguồn».", "", UNKNOWN, "thông tin")
    agrees = found.verdict in (MET if words == "đạt" else ("vượt",))
    computed = f"{found.verdict} ({found.actual.text} so với {found.bound.text})"
    message = f"{subject}, tính lại {computed}: khớp." if agrees else f"{subject}, nhưng tính lại {computed}. Dùng kết quả tính lại."
    return tell(row, message, found.verdict, AGREES if agrees else DIFFERS, "thông tin" if agrees else "cảnh báo")


def ours_missing(facts: Facts, row: Published) -> tuple[str, ...]:
    """What is missing to compute a row; empty when nothing is."""
    if row.period.end is None:
        return ("den_ngay",)
    return recompute(facts, row).missing


def uncomputable(dataset: Dataset, place: str, years: Fraction | None = None) -> list[Published]:
    """The published figures of a place that we cannot compute: a report may quote them "theo {nguồn}"."""
    facts = Facts.of(dataset, place, years)
    return [row for row in facts.published if ours_missing(facts, row)]
