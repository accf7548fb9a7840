"""Classes of the cooperatives in a register: from the points it holds, or from the criteria of a score sheet."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from ..scores import scoring
from ..scores.criteria import Sheet
from ..scores.entries import Entries
from ..scores.scoring import Result
from .columns import ACTIVE, MISSING, SCALE
from .table import Register

NO_CLASS = -1
GRADES = ("Tốt", "Khá", "Trung bình", "Yếu")  # as a sheet calls the classes that the variables count


def by_points(found: Register, sheet: Sheet) -> np.ndarray:
    """The class of each row from its points (column diem), −1 for those without points or not to be rated."""
    points, classes = found["diem"], np.full(len(found), NO_CLASS)
    order = {name: place for place, name in enumerate(GRADES)}
    for grade in sorted(sheet.xep_loai, key=lambda each: each.tu):
        reached = points * grade.tu.denominator >= int(grade.tu.numerator) * SCALE
        classes = np.where(reached & found.known("diem"), order.get(grade.ten, NO_CLASS), classes)
    return np.where(not_rated(found, sheet), NO_CLASS, classes)


def not_rated(found: Register, sheet: Sheet) -> np.ndarray:
    """Who is not rated: not active at the end of the year, or excluded by the sheet (younger than 12 months …)."""
    out = found["tinh_trang"] != ACTIVE
    for each in sheet.khong_xep_loai:
        values = found.columns.get(each.cot)
        values = months_since_founding(found) * SCALE if each.cot == "so_thang_tu_khi_thanh_lap" else values
        if values is None:
            continue
        below = False if each.duoi is None else values < each.duoi * SCALE
        above = False if each.tren is None else values > each.tren * SCALE
        out = out | ((values > MISSING // 2) & (below | above))
    return out


def months_since_founding(found: Register) -> np.ndarray:
    """Whole months from the founding to the end of the row's year; the first of the month where the day is unknown."""
    day = found["ngay_thanh_lap"]
    month = np.maximum(day // 100 % 100, 1)
    months = (found["nam"] - day // 10_000) * 12 + 12 - month + (day % 100 <= 1)
    return np.where(found.known("ngay_thanh_lap"), months, MISSING // SCALE)


def by_criteria(found: Register, sheet: Sheet, place: str, year: int, entries: Entries | None = None) -> tuple[Result, ...]:
    """The cooperatives of a place and year by the criteria of a sheet, with the reason for every mark."""
    return scoring.score_register(sheet, measured(found, sheet, place, year), entries)


def measured(found: Register, sheet: Sheet, place: str, year: int) -> dict[str, dict[str, Fraction | None]]:
    """What the sheet reads of each cooperative (by its code): own columns, and what follows from the usual ones."""
    before = {int(found["ma_htx"][row]): row for row in np.flatnonzero(found["nam"] == year - 1).tolist()}
    ids = found.words["don_vi"]
    here = np.flatnonzero((found["nam"] == year) & (found["don_vi"] == (ids.index(place) if place in ids else -1)))
    ages = months_since_founding(found)
    rows = {}
    for row in here.tolist():
        if found["tinh_trang"][row] == ACTIVE:
            own = {name: _value(found, name, row) for name in sheet.columns if name in found.columns}
            derived = _derived(found, row, before.get(int(found["ma_htx"][row])), int(ages[row]))
            told = {name: value for name, value in own.items() if value is not None}  # written down, it goes first
            rows[found.word("ma_htx", row)] = dict.fromkeys(sheet.columns) | derived | told
    return rows


def _value(found: Register, column: str, row: int | None, scale: int = SCALE) -> Fraction | None:
    value = MISSING if row is None else int(found[column][row])
    return None if value == MISSING else Fraction(value, scale)


def _derived(found: Register, row: int, before: int | None, age: int) -> Mapping[str, Fraction | None]:
    """Percentages that the example sheet of Thông tư 01/2020 asks for."""
    sales, profit = _value(found, "doanh_thu", row), _value(found, "loi_nhuan", row)
    levels = [_value(found, name, row, 1) for name in ("can_bo_so_cap", "can_bo_trung_cap", "can_bo_cao_dang_dai_hoc")]
    schooled = None if None in levels else sum(levels)
    return {
        "doanh_thu_so_nam_truoc": _percent(sales, _value(found, "doanh_thu", before)),
        "loi_nhuan_tren_doanh_thu": _percent(profit, sales),
        "thanh_vien_so_nam_truoc": _percent(*(_value(found, "thanh_vien", each, 1) for each in (row, before))),
        "can_bo_qua_dao_tao": _percent(schooled, _value(found, "can_bo", row, 1)),
        "so_thang_tu_khi_thanh_lap": None if age < -SCALE else Fraction(age),
    }


def _percent(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return None if part is None or not whole else 100 * part / whole
