"""The rows of a form that wait for targets: the plan of the year and of the next one, or the resolution of a term.

A row without its number says nothing, so an office fills in what it has. The columns that are hard to choose (kind, way of
reckoning, unit, days) stand there already.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from htxlib.codelists import variables
from htxlib.codelists.periods import Period
from htxlib.data.workbook.headings import LABEL
from htxlib.indicators import catalogue
from htxlib.indicators.declare import OPENING

# What plans and resolutions set most often, in the order of a report.
USUAL = (
    "htx_thanh_lap_moi", "so_htx", "tht_thanh_lap_moi", "so_tht", "lhhtx_thanh_lap_moi", "doanh_thu_bq_htx",
    "loi_nhuan_bq_htx", "thu_nhap_lao_dong_nam", "thanh_vien_htx", "lao_dong_thuong_xuyen", "ty_le_can_bo_qua_dao_tao",
    "ty_le_htx_hieu_qua", "ty_le_htx_tot_kha", "htx_ket_nap_moi", "ty_le_htx_thanh_vien",
)  # fmt: skip
# What the report of a term holds against the start of the term.
COMPARED = (
    "so_htx", "so_tht", "von_dieu_le", "thanh_vien_htx", "thu_nhap_lao_dong", "lao_dong_thuong_xuyen", "doanh_thu_bq_htx",
    "loi_nhuan_bq_htx", "htx_thanh_vien_lien_minh",
)  # fmt: skip


class Asked(Protocol):
    """What this asks of a form."""

    period: Period
    term: str


def compared_with_the_start() -> set[str]:
    """The variables whose value at the start of a term its report needs, inputs of what it compares included."""
    known = catalogue.load()
    return {
        given.removesuffix(OPENING)
        for name in COMPARED
        for given in (known[name].inputs if name in known and name not in variables.load() else (name,))
    }


def rows(wanted: Asked, known: list[dict[str, str]]) -> list[dict[str, str]]:
    """The given targets, then those that wait; none twice for the same days."""
    said = {(cells["chi_tieu"], _year(cells.get("den_ngay", ""))) for cells in known}
    waiting = _of_term(wanted) if wanted.term else _of_years(wanted)
    return [*known, *(cells for cells in waiting if (cells["chi_tieu"], _year(cells["den_ngay"])) not in said)]


def _year(text: str) -> str:
    return text[:4]


def _of_years(wanted: Asked) -> list[dict[str, str]]:
    year = wanted.period.last.year
    return [
        {"chi_tieu": name, LABEL: label, "loai": "kế hoạch", "kieu": "lũy kế" if is_flow else "cuối kỳ", "don_vi_tinh": unit,
         "tu_ngay": f"{each}-01-01", "den_ngay": f"{each}-12-31"}
        for each in (year, year + 1) for name, label, unit, is_flow in _usual()
    ]  # fmt: skip


def _of_term(wanted: Asked) -> list[dict[str, str]]:
    first, last = wanted.term.split("-")
    return [
        {"chi_tieu": name, LABEL: label, "loai": "nghị quyết", "kieu": "bình quân năm" if is_flow else "cuối kỳ",
         "don_vi_tinh": f"{unit}/năm" if is_flow else unit, "tu_ngay": first, "den_ngay": last}
        for name, label, unit, is_flow in _usual()
    ]  # fmt: skip


@cache
def _usual() -> list[tuple[str, str, str, bool]]:
    """Code, label, unit and whether it happens within a period."""
    given, computed = variables.load(), catalogue.load()
    found = [given.get(name) or computed[name] for name in USUAL]
    flows = [name in given and given[name].is_flow for name in USUAL]
    return [(name, each.label, each.unit.text, flow) for name, each, flow in zip(USUAL, found, flows, strict=True)]
