"""so_lieu: which values of the made-up country are given, in which form, and which are lacking."""

from __future__ import annotations

from collections.abc import Iterator

from htxlib.codelists import variables
from htxlib.codelists.places import Place

from .country import FIRST, LAST, Draw, yearly
from .request import SOURCE, Row, Sample, end_of, is_mid_term

# From which year on a variable is given: the tables of the first years were shorter.
SINCE = {
    2016: "so_htx htx_dang_hoat_dong htx_thanh_lap_moi htx_giai_the htx_chuyen_doi htx_nong_nghiep htx_phi_nong_nghiep"
    " quy_tin_dung so_tht tht_thanh_lap_moi tht_giai_the thanh_vien_htx thu_nhap_lao_dong htx_thanh_vien_lien_minh",
    2020: "lao_dong_thuong_xuyen von_dieu_le doanh_thu_bq_htx loi_nhuan_bq_htx htx_ket_nap_moi can_bo_quan_ly"
    " can_bo_qua_dao_tao",
    2023: "htx_nong_nghiep_thanh_lap_moi htx_phi_nong_nghiep_thanh_lap_moi so_lhhtx lhhtx_thanh_lap_moi lhhtx_giai_the"
    " thanh_vien_tht lao_dong_tht thu_nhap_lao_dong_tht tong_doanh_thu doanh_thu_bq_tht htx_hieu_qua htx_duoc_xep_loai"
    " htx_tot htx_kha htx_trung_binh htx_yeu lop_dao_tao luot_nguoi_dao_tao luot_htx_xuc_tien san_pham_ocop"
    " san_pham_ocop_tinh htx_chuoi_gia_tri du_an_vay tien_vay htx_cong_nghe_cao htx_chuyen_doi_so",
}
GIVEN = {name: year for year, names in SINCE.items() for name in names.split()}
IN_TENTHS = {"thu_nhap_lao_dong": 100, "thu_nhap_lao_dong_tht": 100}  # nghìn đồng in a tenth of a triệu
HEDGED = ("thanh_vien_htx", "lao_dong_thuong_xuyen", "von_dieu_le", "thanh_vien_tht", "luot_nguoi_dao_tao", "tien_vay")
HEDGES = ("trên", "gần", "khoảng", "ước")
# What stands in one table of a report is missing together: the terms of a balance, the parts of a total.
ONE_TABLE = (
    "htx_thanh_lap_moi htx_giai_the htx_chuyen_doi",
    "tht_thanh_lap_moi tht_giai_the",
    "lhhtx_thanh_lap_moi lhhtx_giai_the",
    "htx_nong_nghiep htx_phi_nong_nghiep quy_tin_dung",
    "htx_duoc_xep_loai htx_tot htx_kha htx_trung_binh htx_yeu",
)
TABLE_OF = {name: names.split()[0] for names in ONE_TABLE for name in names.split()}
MISSING_ALWAYS, MISSING_ONCE, HEDGE_SHARE = 7, 6, 50  # thousandths
SENT_BY_ALL = ("so_htx", "htx_thanh_lap_moi")  # but for a year now and then the new ones


def values(wanted: Sample) -> Iterator[Row]:
    """The stocks of 31 December and the flows of the year; in the middle of a term also those of the half-year."""
    for place in wanted.places:
        for name, since in GIVEN.items():
            lost = _lost(wanted, place, name) if wanted.gaps else ()
            for year in wanted.years_of(place):
                parts = (1, 2) if is_mid_term(year) and _halves(name) else (2,)
                for part in parts if since <= year else ():
                    if (year, part) not in lost:
                        yield _value(wanted, place, name, year, part)


def _value(wanted: Sample, place: Place, name: str, year: int, part: int) -> Row:
    variable = variables.load()[name]
    value = _number(wanted.states(place), name, year, part)
    hedge, value = _hedged(wanted, place, name, year, part, value) if wanted.gaps else ("", value)
    return {
        "don_vi": place.id,
        "chi_tieu": name,
        "tu_ngay": "" if variable.is_stock else f"{year}-01-01",
        "den_ngay": end_of(year, part),
        "gia_tri": f"{value // 10}.{value % 10}" if name in IN_TENTHS or name == "tong_doanh_thu" else str(value),
        "don_vi_tinh": variable.unit.text,
        "do_chinh_xac": hedge,
        "tinh_trang": "mô phỏng",
        "nguon": SOURCE,
    }


def _number(states: dict, name: str, year: int, part: int) -> int:
    """The value in the variable's unit; in tenths of it where it has a decimal."""
    state = states[year, part]
    if name in IN_TENTHS:
        return (state.means[name] + IN_TENTHS[name] // 2) // IN_TENTHS[name]
    if name == "tong_doanh_thu":  # tỷ đồng in tenths
        return (state.means["doanh_thu_bq_htx"] * state.stocks["htx_dang_hoat_dong"] + 50) // 100
    if name in state.flows:
        return (yearly(states, year) if part == 2 else state.flows)[name]
    return (state.stocks | state.means)[name]


def _halves(name: str) -> bool:
    """Whether half a year has a value of its own: revenues are reported by the year."""
    return name in IN_TENTHS or (name != "tong_doanh_thu" and variables.load()[name].adds_up)


def _lost(wanted: Sample, place: Place, name: str) -> set[tuple[int, int]]:
    """Which values of one variable this province never sent: a few now and then, some from the beginning."""
    table = TABLE_OF.get(name, name)
    draw = Draw(wanted.seed, "thiếu", place.id, table)
    halves = [(year, part) for year in range(FIRST, LAST + 1) for part in (1, 2)]
    if draw.chance(MISSING_ALWAYS) and table not in SENT_BY_ALL:
        return set(halves)
    return {half for half in halves if draw.chance(MISSING_ONCE) and name != "so_htx"}


def _hedged(wanted: Sample, place: Place, name: str, year: int, part: int, value: int) -> tuple[str, int]:
    """Now and then a round number with its hedge, on the right side of the exact one."""
    draw = Draw(wanted.seed, "khoảng", place.id, name, year, part) if name in HEDGED else None
    if draw is None or value < 1000 or not draw.chance(HEDGE_SHARE):
        return "", value
    hedge, worth = draw.one_of(HEDGES), 10 ** (len(str(value)) - 2)
    low = value // worth * worth
    if value == low:
        return "", value
    if hedge in ("trên", "gần"):
        return hedge, low if hedge == "trên" else low + worth
    return hedge, (value + worth // 2) // worth * worth
