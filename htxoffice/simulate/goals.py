"""nhiem_ky and muc_tieu: congress terms with their resolutions, and the plan of each year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from htxlib.codelists.places import MERGER, Place

from .country import FIRST, LAST, Draw
from .request import Row, Sample

NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
FIRST_CONGRESS = 1996  # of a province that was not merged
REVISED = 300  # thousandths of the resolutions have one target revised

# Targets as hundredths of the present value (from, to), rounded to a step; flows are those of a year.
INCOME = "triệu đồng/người/năm"
RESOLVED = (
    ("htx_thanh_lap_moi", "bình quân năm", "HTX/năm", 80, 130, 1),
    ("tht_thanh_lap_moi", "bình quân năm", "THT/năm", 75, 130, 5),
    ("so_htx", "cuối kỳ", "HTX", 115, 145, 5),
    ("htx_ket_nap_moi", "lũy kế", "HTX", 450, 700, 5),
    ("thu_nhap_lao_dong_nam", "cuối kỳ", INCOME, 120, 145, 1),
)
PLANNED = (
    ("htx_thanh_lap_moi", "lũy kế", "HTX", 85, 120, 1),
    ("so_htx", "cuối kỳ", "HTX", 102, 108, 1),
    ("thu_nhap_lao_dong_nam", "cuối kỳ", INCOME, 102, 110, 1),
)
# Shares: numerator, denominator, sign, and how many points above the present.
SHARES = {
    "ty_le_can_bo_qua_dao_tao": ("can_bo_qua_dao_tao", "can_bo_quan_ly", ">", 2, 10),
    "ty_le_htx_thanh_vien": ("htx_thanh_vien_lien_minh", "so_htx", "", 1, 8),
}


def terms(wanted: Sample) -> Iterator[Row]:
    """Terms count from 1 January: the congress met in the year before, by which the term is named."""
    for place in wanted.places:
        for term in _terms_of(wanted, place):
            past = term.start - (MERGER.year if place.predecessors else FIRST_CONGRESS)
            yield {
                "don_vi": place.id,
                "nhiem_ky": _name(term),
                "khoa": NUMBERS[past // 5],
                "tu_ngay": f"{term.start}-01-01",
                "den_ngay": f"{term.stop - 1}-12-31",
                "van_ban": _resolution(place, term),
            }


def targets(wanted: Sample) -> Iterator[Row]:
    """Of each place the targets of its congresses, then the plan of each year and of the year to come."""
    for place in wanted.places:
        for term in _terms_of(wanted, place):
            yield from _resolved(wanted, place, term)
        for year in (*wanted.years, wanted.years.stop):
            if place.exists_on(date(year, 12, 31)):
                yield from _planned(wanted, place, year)


def _terms_of(wanted: Sample, place: Place) -> Iterator[range]:
    """The years of the terms that begin in a place's life and have a year among those asked for."""
    for first in range(FIRST, LAST + 1, 5):
        term = range(first, first + 5)
        if place.exists_on(date(first, 1, 1)) and any(year in wanted.years for year in term):
            yield term


def _name(term: range) -> str:
    return f"{term.start - 1}-{term.stop - 1}"


def _resolution(place: Place, term: range) -> str:
    return f"Nghị quyết Đại hội {place.lien_minh(date(term.start, 1, 1))}, nhiệm kỳ {_name(term)} (mô phỏng)"


def _resolved(wanted: Sample, place: Place, term: range) -> Iterator[Row]:
    """The targets of a congress: some modest, some out of reach; now and then one is revised in the third year."""
    draw = Draw(wanted.seed, "nghị quyết", place.id, term.start)
    now = _opening(wanted, place, term.start)
    common = {"don_vi": place.id, "loai": "nghị quyết", "van_ban": _resolution(place, term)}
    common |= {"tu_ngay": f"{term.start}-01-01", "den_ngay": f"{term.stop - 1}-12-31"}
    common |= {"ap_dung_tu": f"{term.start - 1}-12-15"}  # the day of the congress: no earlier report speaks of it
    for goal in RESOLVED:
        row = common | _goal(draw, now, *goal)
        yield row
        if goal[0] == "so_htx" and draw.chance(REVISED):
            yield row | {"gia_tri": row["gia_tri"] * 105 // 100, "ap_dung_tu": f"{term.start + 2}-01-01"}
    for name, (part, whole, sign, low, high) in SHARES.items():
        share = 100 * now[part] // now[whole] + draw.between(low, high)
        yield common | _row(name, "cuối kỳ", sign, share, "%") | {"mau_so": whole}
    workers = now["lao_dong_thuong_xuyen"] * draw.between(105, 130) // 10_000 * 100
    upper = workers + workers // 1_000 * 100 + 100
    yield common | _row("lao_dong_thuong_xuyen", "cuối kỳ", "từ-đến", workers, "lao động") | {"gia_tri_den": upper}


def _planned(wanted: Sample, place: Place, year: int) -> Iterator[Row]:
    """The plan of a year, made from the year before."""
    draw = Draw(wanted.seed, "kế hoạch", place.id, year)
    now = _opening(wanted, place, year)
    document = f"Kế hoạch phát triển kinh tế tập thể năm {year} (mô phỏng)"
    common = {"don_vi": place.id, "loai": "kế hoạch", "tu_ngay": year, "den_ngay": year, "van_ban": document}
    common |= {"ap_dung_tu": f"{year - 1}-12-25"}  # the day it was approved
    for goal in PLANNED:
        yield common | _goal(draw, now, *goal)


def _goal(draw: Draw, now: dict, name: str, measure: str, unit: str, low: int, high: int, step: int) -> Row:
    value = now[name] * draw.between(low, high) // 100
    return _row(name, measure, "≥", max(value // step, 1) * step, unit)


def _row(name: str, measure: str, sign: str, value: int, unit: str) -> Row:
    return {"chi_tieu": name, "kieu": measure, "dau": sign, "gia_tri": value, "don_vi_tinh": unit}


def _opening(wanted: Sample, place: Place, year: int) -> dict[str, int]:
    """Stocks, yearly flows and means at the end of the year before; of a new province, those of its predecessors."""
    states = wanted.states(place)
    before = [half for half in states if half[0] < year] or [min(states)]
    state = states[before[-1]]
    flows = {name: 2 * value for name, value in state.flows.items()}
    yearly_income = state.means["thu_nhap_lao_dong"] * 12 // 1000  # triệu đồng from nghìn đồng a month
    return state.stocks | flows | {"thu_nhap_lao_dong_nam": yearly_income}
