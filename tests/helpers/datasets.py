"""Datasets made in code: short rows → a Dataset, as if read from CSV."""

from __future__ import annotations

from htxlib.codelists.periods import Moment, Period
from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw
from htxlib.values.scope import Scope, open_scope
from htxlib.words.text import tidy

OBSERVED = ["don_vi", "chi_tieu", "tu_ngay", "den_ngay", "gia_tri", "don_vi_tinh", "do_chinh_xac", "tinh_trang", "nguon", "gia_tri_den"]
AIMED = ["don_vi", "chi_tieu", "loai", "tu_ngay", "den_ngay", "kieu", "dau", "gia_tri", "gia_tri_den", "don_vi_tinh", "goc_ngay", "ap_dung_tu"]
TERMS = ["don_vi", "nhiem_ky", "khoa", "tu_ngay", "den_ngay", "van_ban"]


def raws(table: str, columns: list[str], lines: str) -> list[Raw]:
    """One row a line, cells parted by blanks or by | where a cell holds blanks; "." is an empty cell."""
    found = []
    for number, line in enumerate(filter(str.strip, lines.strip().splitlines()), 2):
        cells = [tidy(c) for c in (line.split("|") if "|" in line else line.split())]
        row = {name: "" if cell == "." else cell for name, cell in zip(columns, cells, strict=False)}
        found.append(Raw(row, Origin(f"{table}.csv", number)))
    return found


def data(observed: str, aimed: str = "", terms: str = "") -> Dataset:
    return Dataset({
        "so_lieu": raws("so_lieu", OBSERVED, observed),
        "muc_tieu": raws("muc_tieu", AIMED, aimed),
        "nhiem_ky": raws("nhiem_ky", TERMS, terms),
    })


def year(observed: str, aimed: str = "", place: str = "yen-bai", when: str = "2022", to: str = "", **settings) -> Scope:
    """The scope of an annual report; with `to` of a period from `when` to then."""
    return open_scope(data(observed, aimed), place, Period(Moment.parse(when), Moment.parse(to or when)), **settings)


TERM = "yen-bai|2020-2025|VI|2020|2025|NQ"


def mid_term(observed: str, aimed: str = "", years="2.5", to: str = "2023-05-31", **settings) -> Scope:
    """The scope of a mid-term report of Yên Bái, term 2020-2025."""
    from fractions import Fraction

    made = data(observed, aimed, TERM)
    period = Period(Moment.parse("2020"), Moment.parse(to))
    return open_scope(made, "yen-bai", period, None, made.terms("yen-bai")[0], Fraction(years) if years else None, **settings)
