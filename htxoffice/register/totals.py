"""From cooperatives to their province: what the rows of a place and year add up to, as variables of `so_lieu`.

Sums are exact. What some cooperatives do not tell is not zero: a variable is the sum of those that do where these are
nearly all ("trên", rounded down), and is left out where too many are silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from htxlib.codelists import variables
from htxlib.words.text import round_half_up

from .columns import ACTIVE, CREDIT, DISSOLVED, FARMING, INDUSTRY, MISSING, SCALE, STOPPED, TRADE
from .table import Register

# Below this part of the cooperatives that should tell, a sum says nothing of the whole.
ENOUGH = Fraction(9, 10)
SIGNIFICANT = 3  # digits of a sum that lacks some: "trên 43.700", not "trên 43.732"
SOURCE = "danh-ba-htx"
MEAN_DECIMALS = 3  # of triệu đồng: to the thousand đồng


@dataclass(frozen=True, slots=True)
class Total:
    """One variable of one place and year: its value, from how many cooperatives of how many that should tell."""

    place: str
    variable: str
    year: int
    value: Fraction  # in the variable's own unit
    known: int
    of: int

    @property
    def is_partial(self) -> bool:
        return self.known < self.of

    @property
    def is_enough(self) -> bool:
        return self.known >= ENOUGH * self.of

    @property
    def hedge(self) -> str:
        """A sum without some parts is below the whole; a mean or a profit may be on either side."""
        if not self.is_partial:
            return ""
        return "khoảng" if self.variable.endswith("_bq_htx") or self.value < 0 else "trên"

    @property
    def text(self) -> str:
        """The value as the data contract writes it."""
        value = _rounded_down(self.value) if self.hedge == "trên" else self.value
        decimals = MEAN_DECIMALS if self.variable.endswith("_bq_htx") else 6
        scaled = round_half_up(value, decimals)
        whole, part = divmod(abs(scaled.numerator) * 10**decimals // scaled.denominator, 10**decimals)
        digits = f"{whole}.{part:0{decimals}d}".rstrip("0").rstrip(".")
        return f"-{digits}" if scaled < 0 else digits

    def cells(self, status: str = "chính thức") -> dict[str, str]:
        """The row of `so_lieu`."""
        variable = variables.load()[self.variable]
        note = f"cộng từ {self.known}/{self.of} HTX có số" if self.is_partial else ""
        return {
            "don_vi": self.place,
            "chi_tieu": self.variable,
            "tu_ngay": "" if variable.is_stock else f"{self.year}-01-01",
            "den_ngay": f"{self.year}-12-31",
            "gia_tri": self.text,
            "don_vi_tinh": variable.unit.text,
            "mau_so": variable.base if self.variable.endswith("_bq_htx") else "",
            "do_chinh_xac": self.hedge,
            "tinh_trang": status,
            "nguon": SOURCE,
            "ghi_chu": note,
        }


def _rounded_down(value: Fraction) -> Fraction:
    """To three significant digits, toward zero."""
    worth = Fraction(1)
    while value >= worth * 10**SIGNIFICANT:
        worth *= 10
    return value // worth * worth if value >= 10 ** (SIGNIFICANT - 1) else value


@dataclass(frozen=True)
class Measure:
    """How one variable is made: over which rows, of which numbers, how many of these are one of its unit."""

    variable: str
    among: np.ndarray  # the rows that should tell
    values: np.ndarray | None = None  # None: the rows are counted
    scale: int = 1
    is_mean: bool = False  # divided by how many rows tell
    drop_zero: bool = False  # where no row is meant there is nothing to say (ratings), rather than none


def totals(found: Register, grades: np.ndarray | None = None) -> list[Total]:
    """Every variable that the register supports, by place, year and variable.

    `grades`: the class of each row (see rating.py), −1 for those without.
    """
    pairs, group = np.unique(found["don_vi"] * 10_000 + found["nam"], return_inverse=True)
    keys = [(found.words["don_vi"][pair // 10_000], pair % 10_000) for pair in pairs.tolist()]
    told = [*measures(found), *(() if grades is None else ratings(grades))]
    made = [total for measure in told for total in _made(keys, group, measure)]
    order = {code: place for place, code in enumerate(variables.load())}
    return sorted(made, key=lambda each: (each.place, each.year, order[each.variable]))


def enough(made: Iterable[Total]) -> tuple[list[Total], list[Total]]:
    """Those that stand for the whole, and those left out because too many cooperatives are silent."""
    made = list(made)
    return [each for each in made if each.is_enough], [each for each in made if not each.is_enough]


def _made(keys: list[tuple[str, int]], group: np.ndarray, measure: Measure) -> Iterator[Total]:
    """Yield the variable for each place and year; `group` is the one of each row."""
    values = np.ones_like(group) if measure.values is None else measure.values
    telling = measure.among & (values != MISSING)
    of, known = (np.bincount(group[rows], minlength=len(keys)).tolist() for rows in (measure.among, telling))
    summed = np.zeros(len(keys), np.int64)
    np.add.at(summed, group[telling], values[telling])  # never through floating point, as weighted bincount would
    for (place, year), meant, tell, value in zip(keys, of, known, summed.tolist(), strict=True):
        if (meant and not tell) or (not meant and (measure.drop_zero or measure.is_mean)):
            continue  # nobody says anything: no column, or nobody there
        divisor = measure.scale * (tell if measure.is_mean else 1)
        yield Total(place, measure.variable, year, Fraction(value, divisor), tell, meant)


def measures(found: Register) -> Iterator[Measure]:
    """What is added up, from the columns of the register."""
    state, field = found["tinh_trang"], found["linh_vuc"]
    there, active = state != DISSOLVED, state == ACTIVE
    farming, other = field == FARMING, (field == INDUSTRY) | (field == TRADE)
    yield Measure("so_htx", there)
    yield Measure("htx_dang_hoat_dong", active)
    yield Measure("htx_ngung_hoat_dong", state == STOPPED)
    yield Measure("htx_nong_nghiep", there & farming)
    yield Measure("htx_phi_nong_nghiep", there & other)
    yield Measure("quy_tin_dung", there & (field == CREDIT))
    yield Measure("htx_cong_nghiep_xay_dung", there & (field == INDUSTRY))
    yield Measure("htx_thuong_mai_dich_vu", there & (field == TRADE))
    yield Measure("htx_nong_nghiep_dang_hoat_dong", active & farming)
    yield from _coming_and_going(found, farming, other)
    yield Measure("htx_thanh_vien_lien_minh", there, found["la_thanh_vien_lien_minh"])
    yield Measure("htx_chuoi_gia_tri", there, found["chuoi_gia_tri"])
    yield from _sums(found, there, active, farming)


def _coming_and_going(found: Register, farming: np.ndarray, other: np.ndarray) -> Iterator[Measure]:
    """Founded and dissolved in the year of the row; whoever had a row before is known not to be new."""
    year = found["nam"]
    new = np.where(found.known("ngay_thanh_lap"), found["ngay_thanh_lap"] // 10_000 == year, MISSING)
    new = np.where((new == MISSING) & ~_first_rows(found), 0, new)
    gone = found.known("ngay_giai_the") & (found["ngay_giai_the"] // 10_000 == year)
    yield Measure("htx_thanh_lap_moi", np.ones_like(farming), new)
    yield Measure("htx_nong_nghiep_thanh_lap_moi", farming, new)
    yield Measure("htx_phi_nong_nghiep_thanh_lap_moi", other, new)
    yield Measure("htx_giai_the", (found["tinh_trang"] == DISSOLVED) & gone)


def _first_rows(found: Register) -> np.ndarray:
    """Whether a row is the cooperative's earliest."""
    first = np.full(len(found.words["ma_htx"]), 9999, np.int64)
    np.minimum.at(first, found["ma_htx"], found["nam"])
    return found["nam"] == first[found["ma_htx"]]


# The OCOP products of a register are those of cooperatives; the variable san_pham_ocop has those of groups too.
def _sums(found: Register, there: np.ndarray, active: np.ndarray, farming: np.ndarray) -> Iterator[Measure]:
    """Members, capital and managers of all; workers, revenue and profit of those that are active."""
    billion = 1000 * SCALE  # tỷ đồng in thousands of đồng
    yield Measure("thanh_vien_htx", there, found["thanh_vien"])
    yield Measure("thanh_vien_htx_nong_nghiep", there & farming, found["thanh_vien"])
    yield Measure("lao_dong_thuong_xuyen", active, found["lao_dong"])
    yield Measure("von_dieu_le", there, found["von"], billion)
    yield Measure("von_dieu_le_htx_nong_nghiep", there & farming, found["von"], billion)
    yield Measure("tong_doanh_thu", active, found["doanh_thu"], billion)
    yield Measure("doanh_thu_bq_htx", active, found["doanh_thu"], SCALE, is_mean=True)
    yield Measure("loi_nhuan_bq_htx", active, found["loi_nhuan"], SCALE, is_mean=True)
    yield Measure("can_bo_quan_ly", there, found["can_bo"])
    levels = {name: found[name] for name in ("can_bo_so_cap", "can_bo_trung_cap", "can_bo_cao_dang_dai_hoc")}
    schooled = np.where(np.all([level != MISSING for level in levels.values()], axis=0), sum(levels.values()), MISSING)
    yield Measure("can_bo_qua_dao_tao", there, schooled)
    yield from (Measure(name, there, level) for name, level in levels.items())


CLASSES = ("htx_tot", "htx_kha", "htx_trung_binh", "htx_yeu")  # from the highest


def ratings(grades: np.ndarray) -> Iterator[Measure]:
    """Rated cooperatives and how many have each class; a place and year without ratings says nothing of them."""
    rated = grades >= 0
    yield Measure("htx_duoc_xep_loai", rated, drop_zero=True)
    for place, name in enumerate(CLASSES):
        yield Measure(name, rated, (grades == place).astype(np.int64), drop_zero=True)
