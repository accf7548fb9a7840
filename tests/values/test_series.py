"""Series of years: levels, gaps, breaks, ends, growth; ranks and shares; held against a second reckoning from the file."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal, getcontext
from fractions import Fraction as F

import pytest
from datasets import data
from published import published
from where import ROOT

from htxlib.codelists import boundaries, places
from htxlib.codelists.periods import Period
from htxlib.values import series
from htxlib.values.groups.standing import Standing
from htxlib.values.scope import open_scope
from htxlib.words.text import round_half_up

YEARS = range(2000, 2027)
SURVEY = ("htx_co_ket_qua", "lao_dong_htx_co_ket_qua", "htx_nong_lam_thuy_san")


def rows(*levels: tuple, name: str = "so_htx", place: str = "yen-bai", more: str = "HTX") -> str:
    """One row a level."""
    return "\n".join(f"{place}|{name}|.|{when}|{value}|{more}" for when, value in levels)


def of(observed: str, name: str = "so_htx", place: str = "yen-bai") -> series.Series:
    return series.of(open_scope(data(observed), place, Period.year(2024)), name, YEARS)


def year_ends(first: int, *values: int) -> list[tuple]:
    return [(f"{first + at}-12-31", value) for at, value in enumerate(values)]


# --- what a series is --------------------------------------------------------------------------------------------------


def test_levels_by_year_in_one_unit_and_the_years_between_are_gaps():
    observed = rows(*year_ends(2010, 50, 52), ("2010-06-30", 49), ("2014-06-30", 60))
    found = of(observed)
    assert found.years == (2010, 2011, 2014) and found.gaps == (2012, 2013)
    assert [each.value for each in found.levels] == [50, 52, 60]
    capital = {"name": "von_dieu_le", "place": "yen-bai"}
    mixed = f"{rows(('2010', 400), more='tỷ đồng', **capital)}\n{rows(('2011', 500000), more='triệu đồng', **capital)}"
    assert {(each.value, each.unit.text) for each in of(mixed, "von_dieu_le").levels} == {(400000, "triệu đồng"), (500000, "triệu đồng")}


@pytest.mark.parametrize(("line", "why"), [
    ("yen-bai|so_htx|.|2012|5|HTX|.|.|.|9", "a range"),
    ("lao-cai|so_htx|.|2012|5|HTX", "of another place"),
    ("yen-bai|so_htx|.|.|5|HTX", "without a date"),
])
def test_what_is_no_level_leaves_a_gap(line, why):
    assert of(f"{rows(*year_ends(2010, 10, 11))}\n{line}").years == (2010, 2011), why


def test_of_what_happened_only_whole_years_are_levels():
    new = "yen-bai|htx_thanh_lap_moi|{}|{}|7|HTX"
    observed = "\n".join(new.format(*each) for each in (("2010", "2010"), ("2011-01", "2011-06"), ("2012-01-01", "2012-12-31")))
    assert of(observed, "htx_thanh_lap_moi").years == (2010, 2012)


def test_two_ways_of_counting_are_two_series():
    both = rows(*year_ends(2010, 10, 11)) + "\n" + rows(*year_ends(2012, 5, 6), name="htx_co_ket_qua")
    assert of(both).years == (2010, 2011) and of(both, "htx_co_ket_qua").years == (2012, 2013)


# --- what is said of it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("levels", "runs"), [
    (year_ends(2010, 51, 52, 53, 54), []),
    (year_ends(2010, 51, 52, 53, 54, 55), [(2010, 2014)]),
    ([*year_ends(2010, 51, 52, 53, 54), ("2015-12-31", 59)], []),
    ([*year_ends(2010, 51, 52, 53, 54, 55), *year_ends(2016, 51, 52, 53, 54, 56, 57)], [(2010, 2014), (2016, 2021)]),
])
def test_growth_is_told_of_five_years_in_a_row_and_never_across_a_gap(levels, runs):
    assert [(series.year_of(each.other), series.year_of(each.current)) for each in of(rows(*levels)).growth()] == runs


def test_growth_of_ends_on_other_days_has_no_rate():
    levels = [("2010-06-30", 50), *year_ends(2011, 51, 52, 53, 54)]
    (grown,) = of(rows(*levels)).growth()
    assert not grown.tang_binh_quan_pct


@pytest.mark.parametrize(("values", "high", "low"), [
    ((3, 5, 1, 5, 2), [2011, 2013], [2012]),
    ((3, 5, 1, 5), [], []),  # of fewer than five nothing is said
    ((4, 4, 4, 4, 4), [], []),
])
def test_the_highest_and_the_lowest_year(values, high, low):
    found = of(rows(*year_ends(2010, *(100 * value for value in values))))
    assert ([series.year_of(each) for each in found.highest()], [series.year_of(each) for each in found.lowest()]) == (high, low)


def test_an_estimate_that_may_be_higher_leaves_the_highest_year_open():
    observed = rows(*year_ends(2010, 100, 150, 120, 110)) + "\nyen-bai|so_htx|.|2014-12-31|150|HTX|gần"
    assert of(observed).highest() == ()
    assert [series.year_of(each) for each in of(observed).lowest()] == [2010]


def test_a_change_of_boundaries_breaks_the_series():
    found = of(rows(*year_ends(2003, 50, 51, 52, 53, 54, 900, 901), place="ha-noi"), place="ha-noi")
    (broken,) = found.breaks
    assert broken.year == 2008 and "Nghị quyết 15/2008/QH12" in broken.why
    assert [series.year_of(each) for each in found.alike] == [2008, 2009] and not found.highest()
    assert [(series.year_of(each.other), series.year_of(each.current)) for each in found.growth()] == [(2003, 2007)]


def test_the_sum_of_the_old_provinces_and_the_new_one_s_own_number_are_apart():
    old = "\n".join(rows(("2023-12-31", value), ("2024-12-31", value), place=id) for id, value in (("yen-bai", 400), ("lao-cai", 500)))
    scope = open_scope(data(f"{old}\n{rows(('2025-12-31', 1000), place='lao-cai-2025')}"), "lao-cai-2025", Period.year(2025))
    found = series.of(scope, "so_htx", YEARS)
    assert [each.value for each in found.levels] == [900, 900, 1000] and [each.year for each in found.breaks] == [2025]


def test_boundaries_name_places_and_days_that_exist():
    for each in boundaries._all():
        assert places.get(each.place).exists_on(each.day) and each.what and each.document


# --- a second reckoning ----------------------------------------------------------------------------------------------------


def table(name: str) -> dict[str, dict[int, int]]:
    """Place → year → value, straight from the file: the statistics have one row a place and year."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    with (ROOT / "data/cong_bo/so_lieu.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["chi_tieu"] == name and row["den_ngay"]:
                assert found[row["don_vi"]].setdefault(int(row["den_ngay"][:4]), int(row["gia_tri"])) == int(row["gia_tri"])
    return found


def grown(first: int, last: int, years: int) -> Decimal:
    """Mean annual growth through logarithms, which the library does not use."""
    getcontext().prec = 40
    return ((Decimal(last).ln() - Decimal(first).ln()) / years).exp() * 100 - 100


@pytest.mark.parametrize("name", SURVEY[:2])
def test_levels_growth_ends_ranks_and_shares_of_all_provinces_agree_with_a_second_reckoning(name):
    given, standing, seen = table(name), Standing(published()), 0
    provinces = [id for id in given if places.get(id).kind in places.PROVINCIAL]
    assert len(provinces) == 63
    whole = {year: sum(given[id][year] for id in provinces) for year in given["yen-bai"]}
    for id in provinces:
        found = series.of(open_scope(published(), id, Period.year(2024)), name, YEARS)
        assert dict(zip(found.years, (each.value for each in found.levels), strict=True)) == given[id]
        assert [year for year in sorted(given[id]) if year < 2019] == list(range(2010, 2018))
        (rate,) = [each.tang_binh_quan_pct for each in found.growth()]
        expected = grown(given[id][2010], given[id][2017], 7)
        assert abs(Decimal(rate.value.numerator) / Decimal(rate.value.denominator) - expected) < Decimal("1e-20")
        top, least = max(given[id].values()), min(given[id].values())
        assert [series.year_of(each) for each in found.highest()] == [y for y in sorted(given[id]) if given[id][y] == top]
        assert [series.year_of(each) for each in found.lowest()] == [y for y in sorted(given[id]) if given[id][y] == least]
        last = found.levels[-1]
        region = [other for other in provinces if places.get(other).stretches[0].region == places.get(id).stretches[0].region]
        for kind, group in (("cả nước", provinces), ("vùng", region)):
            better = sum(given[other][2022] > given[id][2022] for other in group)
            assert standing.rank(last, kind).value == better + 1 and f" {len(group):02d} " in standing.rank(last, kind).text
        share = standing.share(last)
        assert share.value == F(100 * given[id][2022], whole[2022]) and share.printed == round_half_up(share.value, share.decimals)
        seen += 1
    assert seen == 63


def test_the_provinces_of_today_have_the_history_of_those_they_are_made_of():
    given, standing = table("htx_co_ket_qua"), Standing(published())
    today = places.all(on=places.MERGER)
    level = {place.id: sum(given[old][2022] for old in place.predecessors or (place.id,)) for place in today}
    assert len(level) == 34
    for place in today:
        found = series.of(open_scope(published(), place.id, Period.year(2025)), "htx_co_ket_qua", [*range(2010, 2018), 2022])
        old = place.predecessors or (place.id,)
        assert {series.year_of(each): each.value for each in found.levels} == {y: sum(given[id][y] for id in old) for y in (*range(2010, 2018), 2022)}
        if place.predecessors:
            rank = standing.rank(found.levels[-1], "cả nước")
            assert rank.value == 1 + sum(value > level[place.id] for value in level.values()) and " 34 " in rank.text


def test_no_rank_or_share_where_too_few_are_known_or_the_days_differ():
    few = data(rows(("2022-12-31", 500)) + "\n" + rows(("2022-12-31", 90), place="son-la") + "\nca-nuoc|so_htx|.|2022-06-30|9000|HTX")
    level = series.of(open_scope(few, "yen-bai", Period.year(2024)), "so_htx", YEARS).levels[-1]
    assert Standing(few).rank(level, "vùng") is None and Standing(few).share(level) is None
