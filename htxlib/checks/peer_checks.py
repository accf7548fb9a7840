"""Checks of a place among its peers: they look at all places of a dataset, so `htx check` runs them, a report does not
(it would rest on every other province, and say things of them)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from ..data.dataset import Observation
from ..words.text import number
from .facts import Facts, said
from .finding import Check, Finding
from .series import line_of, size

# Totals that grow with the number of cooperatives: compared per cooperative.
PER_HTX = ("thanh_vien_htx", "lao_dong_thuong_xuyen", "von_dieu_le", "tong_doanh_thu", "can_bo_quan_ly")
FEWEST = 8  # places, for a middle to mean something
# Times the middle: provinces differ by two or three, a slip of a digit makes ten. Where they differ more, so must it.
FAR = 6
SPREAD = 3  # power of the usual factor between a place and the middle
CHECKS_AMONG: list[Check] = []  # their functions take the facts of all places


def check_among(id: str, level: int, severity: str, title: str):
    """Declare a function `(list of facts, tell)` as such a check."""

    def declare(function):
        CHECKS_AMONG.append(Check(id, level, severity, title, function))
        return function

    return declare


@dataclass(frozen=True, slots=True)
class Standing:
    """One place's value for comparison, the row it comes from, and what that is called."""

    label: str
    row: Observation
    value: Fraction


@check_among("bat-thuong-nhom", 3, "cảnh báo", "Một đơn vị khác hẳn các đơn vị cùng kỳ")
def far_from_the_others(places: list[Facts], tell):
    for name, group in _groups(places):
        if len(group) < FEWEST:
            continue
        middle = median(each.value for each in group)
        factors = sorted(_factor(each.value, middle) for each in group)
        bound = max(Fraction(FAR), median(factors) ** SPREAD)
        for each in group:
            if _factor(each.value, middle) > bound:
                yield _told(each, middle, name, len(group), tell)


def _groups(places: list[Facts]) -> Iterator[tuple[str, list[Standing]]]:
    """The provinces' values of one variable on one day."""
    found: dict[tuple[str, date], list[Standing]] = {}
    for facts in (each for each in places if each.is_province):
        for name in facts.usable:
            variable = facts.variable(name)
            if variable and (variable.kind == "bình quân" or name in PER_HTX):
                for row in line_of(facts, variable):
                    value = _comparable(facts, name, row)
                    if value:
                        found.setdefault((name, row.period.last), []).append(Standing(variable.label, row, value))
    yield from ((name, group) for (name, _), group in found.items())


def _comparable(facts: Facts, name: str, row: Observation) -> Fraction | None:
    if name not in PER_HTX:
        return size(row)
    base = facts.at("so_htx", (None, row.period.last), row.source)
    return size(row) / base.value if base and base.value else None


def _factor(value: Fraction, middle: Fraction) -> Fraction:
    return max(value / middle, middle / value)


def _told(each: Standing, middle: Fraction, name: str, count: int, tell) -> Finding:
    row = each.row
    per = " tính trên một HTX" if name in PER_HTX else ""
    above = each.value > middle
    times = number(_factor(each.value, middle), 1)
    found = f"gấp {times} lần" if above else f"chỉ bằng 1/{times}"
    return tell(
        row,
        f"{each.label} ({row.period.text}): {said(row)}{per} {found} mức giữa của {count} địa phương cùng kỳ.",
        remedy="Kiểm tra chữ số và don_vi_tinh; nếu số đúng thì ghi lý do vào bảng chap_nhan.",
    )
