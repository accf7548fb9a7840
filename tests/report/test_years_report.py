"""Reports over many years: sums, ranks and growth, reckoned again from the CSV alone; nothing crosses years without figures."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from where import ROOT

from htxlib import open_report
from htxlib.codelists import places
from htxlib.words.text import number, round_half_up

COUNTED, WORKERS = "htx_co_ket_qua", "lao_dong_htx_co_ket_qua"
FIRST, LAST, LATEST = 2010, 2017, 2022
OLD, NEW = "2022-12-31", "2025-07-01"


@cache
def given() -> dict[tuple[str, str, int], Fraction]:
    """(place, variable, year) → the number of the file; the program reads nothing here."""
    with (ROOT / "data/cong_bo/so_lieu.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["chi_tieu"] in (COUNTED, WORKERS)]
    yearly = [row for row in rows if re.fullmatch(r"\d{4}-12-31", row["den_ngay"])]
    return {(row["don_vi"], row["chi_tieu"], int(row["den_ngay"][:4])): Fraction(row["gia_tri"]) for row in yearly}


@cache
def provinces(boundary: str) -> dict[str, tuple[str, ...]]:
    """Place → the provinces of before July 2025 that it is made of, from places.csv alone."""
    with (ROOT / "htxlib/codelists/places.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("tỉnh", "thành phố")]
    old = {row["id"]: row["successors"] for row in rows if not row["start"] or row["start"] < NEW}
    if boundary == OLD:
        return {id: (id,) for id in old}
    parts = defaultdict(list)
    for id, successors in old.items():
        parts[successors or id].append(id)
    return {id: tuple(found) for id, found in parts.items()}


def level(parts: tuple[str, ...], name: str, year: int) -> Fraction:
    return sum(given()[part, name, year] for part in parts)


@cache
def report(place: str = "ca-nuoc", boundary: str = OLD):
    return open_report(place, OLD, "2010-01-01", dia_gioi=boundary)


@cache
def rows(boundary: str, name: str) -> dict[str, list[str]]:
    """The table of members by name: rank, levels, rate, share, as printed."""
    table = report("ca-nuoc", boundary).bang_chuoi_don_vi(name)
    lines = (line.split(" | ") for line in table.text.split("\n") if " | " in line)
    return {cells[1]: cells for cells in lines}


BOUNDARIES = [(OLD, 63), (NEW, 34)]


@pytest.mark.parametrize("name", [COUNTED, WORKERS])
@pytest.mark.parametrize("boundary, number_of_places", BOUNDARIES)
def test_levels_shares_and_growth_of_every_province_are_those_of_the_file(boundary, number_of_places, name):
    made_of, printed = provinces(boundary), rows(boundary, name)
    assert len(made_of) == number_of_places and len(printed) == number_of_places + 1
    whole = sum(level(parts, name, LATEST) for parts in made_of.values())
    for id, parts in made_of.items():
        _, _, first, last, rate, latest, share = printed[places.get(id).name_on(date.fromisoformat(boundary))]
        start, end, now = (level(parts, name, year) for year in (FIRST, LAST, LATEST))
        assert [first, last, latest] == [number(start), number(end), number(now)]
        assert share == number(round_half_up(100 * now / whole, 1), 1)
        assert is_root(rate, end / start, LAST - FIRST), (id, rate, start, end)


def is_root(printed: str, ratio: Fraction, years: int) -> bool:
    """Whether a printed rate is the mean growth to its last digit: its powers enclose the ratio."""
    rate = Fraction(printed.replace("−", "-").replace("+", "").replace(",", "."))
    half = Fraction(1, 2) / 10 ** len(printed.partition(",")[2])
    low, high = (1 + (rate + side) / 100 for side in (-half, half))
    return low**years <= ratio <= high**years


@pytest.mark.parametrize("name", [COUNTED, WORKERS])
@pytest.mark.parametrize("boundary, number_of_places", BOUNDARIES)
def test_ranks_count_who_has_more_and_equals_share_one(boundary, number_of_places, name):
    levels = {id: level(parts, name, LATEST) for id, parts in provinces(boundary).items()}
    found = report("ca-nuoc", boundary).scope.history(name).ranks(LATEST)
    assert len(found) == number_of_places
    for id, mine in levels.items():
        rank = 1 + sum(other > mine for other in levels.values())
        tied = sum(other == mine for other in levels.values()) > 1
        assert str(found[id]) == ("đồng hạng " if tied else "") + str(rank)


@pytest.mark.parametrize("name", [COUNTED, WORKERS])
@pytest.mark.parametrize("year", [*range(FIRST, LAST + 1), LATEST])
def test_the_country_is_the_sum_of_its_provinces_in_every_year_that_is_compared(name, year):
    total = sum(level(parts, name, year) for parts in provinces(OLD).values())
    for boundary in (OLD, NEW):
        history = report("ca-nuoc", boundary).scope.history(name)
        assert {each.value for each in history.whole.levels if each.period.last.year == year} == {total}
        regions = [each.whole for each in history.regions]
        assert len(regions) == 6
        assert sum(each.value for one in regions for each in one.levels if each.period.last.year == year) == total


@pytest.mark.parametrize("name", [COUNTED, WORKERS])
@pytest.mark.parametrize("boundary, number_of_places", BOUNDARIES)
def test_who_grew_and_who_shrank_is_counted_and_named_as_the_file_has_it(boundary, number_of_places, name):
    parts = provinces(boundary)
    changes = {id: level(of, name, LAST) - level(of, name, FIRST) for id, of in parts.items()}
    course = report("ca-nuoc", boundary)[name].chuoi
    grew, shrank = (sum(sign * each > 0 for each in changes.values()) for sign in (1, -1))
    assert re.findall(r"(\d+)\D*? (tăng|giảm)", str(course.noi_tang_giam)) == [(f"{grew:02}", "tăng"), (f"{shrank:02}", "giảm")]
    for sign, said in ((1, course.tang_nhieu), (-1, course.giam_nhieu)):
        largest = sorted(changes.values(), key=lambda each: -sign * each)[:3]
        assert [number(abs(each)) for each in largest] == [str(figure.so) for figure in said.figures]


@pytest.mark.parametrize("place", ["ca-nuoc", "vung-tay-nguyen"])
def test_nothing_is_told_across_the_years_without_figures(place):
    """Between 2017 and 2022 no province has a number: no rate, no rise, no fall, no line."""
    bc = report(place)
    history = bc.scope.history(COUNTED)
    assert history.run == tuple(range(FIRST, LAST + 1)) and history.lacking == (2018, 2019, 2020, 2021)
    course = bc[COUNTED].chuoi
    phrases = [course, course.tang_giam, course.tang_binh_quan_pct, course.nam_tang_manh, course.tang_nhieu, course.tang_nhanh]
    inputs = [each for phrase in phrases for figure in getattr(phrase, "figures", (phrase,)) for each in figure.family()]
    assert inputs and max(each.period.last.year for each in inputs if each.period) <= LAST


def test_a_trend_needs_five_years_in_a_row():
    bc = open_report("ca-nuoc", "2013-12-31", "2010-01-01")
    course = bc[COUNTED].chuoi
    assert not course and not course.ky and not course.tang_binh_quan_pct and not course.noi_tang_giam
    assert not bc.bang_chuoi_don_vi(COUNTED) and not bc.bieu_do_chuoi_don_vi(COUNTED)
    assert str(course.moi_nhat) == "12.870 HTX"


def test_a_region_has_its_share_of_the_country_and_the_country_has_none():
    assert str(report("vung-tay-nguyen")[COUNTED].chuoi.ty_trong) == "5,2% (năm 2010: 2,8%)"
    assert not report()[COUNTED].chuoi.ty_trong


def test_a_report_of_the_statistics_office_alone_tells_no_contradictions_about_registered_cooperatives():
    bc = report("vung-dong-bang-song-hong")
    bc.bang_chuoi_don_vi(COUNTED)
    assert all("co_ket_qua" in each.message or "kết quả" in each.message for each in bc._told_findings)
