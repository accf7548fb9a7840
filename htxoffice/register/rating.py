"""Classes of the cooperatives in a register, from the points it holds."""

from __future__ import annotations

import numpy as np

from ..scores.criteria import Sheet
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
