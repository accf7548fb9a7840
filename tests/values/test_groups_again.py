"""Totals of groups computed again from the CSV files alone: plain fractions, no code of the library but the one tested.

A group of 2024 is asked in the boundaries of 2025: its members are those of today, each the sum of its old provinces.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from where import ROOT

from htxlib.codelists.periods import Period
from htxlib.codelists.places import MERGER
from htxlib.data import dataset
from htxlib.values.scope import open_scope
from htxoffice import simulate

CODES = ROOT / "htxlib" / "codelists"
DAY = MERGER.isoformat()


def table(path: Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def alive(row: dict, day: str) -> bool:
    return (row["start"] or "0") <= day <= (row["end"] or "9")


PLACES = [row for row in table(CODES / "places.csv") if row["kind"] in ("tỉnh", "thành phố")]
TODAY = {row["id"]: row["region"] for row in PLACES if alive(row, DAY)}
HEIR = {row["id"]: row["successors"] or row["id"] for row in PLACES if alive(row, "2024-12-31")}
GROUPS = defaultdict(set, {"ca-nuoc": set(TODAY)})
for place, region in TODAY.items():
    GROUPS[region].add(place)
for row in table(CODES / "clusters.csv"):
    if alive(row, DAY):
        GROUPS[row["cluster"]].add(row["member"])
ADDED = ("số dư", "phát sinh")
SHARES = {
    "ty_le_htx_hoat_dong": ("htx_dang_hoat_dong", "so_htx"),
    "ty_le_htx_thanh_vien": ("htx_thanh_vien_lien_minh", "so_htx"),
    "ty_le_can_bo_qua_dao_tao": ("can_bo_qua_dao_tao", "can_bo_quan_ly"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The complete sample of two years: as the library reads it, and its numbers by year, variable and place of today."""
    folder = tmp_path_factory.mktemp("mau")
    simulate.write(folder, simulate.ask("all", "2024-2025", 1, gaps=False))
    values: dict = defaultdict(lambda: defaultdict(list))
    for row in table(folder / "so_lieu.csv"):
        year, _, day = row["den_ngay"].partition("-")
        if day == "12-31":
            place = HEIR[row["don_vi"]] if year == "2024" else row["don_vi"]
            values[year, row["chi_tieu"]][place].append((row["don_vi"], Fraction(row["gia_tri"])))
    return dataset.read(folder), values


def total(values: dict, year: str, name: str, members: set[str]) -> Fraction:
    return sum(value for place in members for _, value in values[year, name][place])


def weighted(values: dict, year: str, name: str, weight: str, members: set[str]) -> Fraction:
    heavy = {old: value for place in members for old, value in values[year, weight][place]}
    known = [(heavy[old], value) for place in members for old, value in values[year, name][place]]
    return sum(one * two for one, two in known) / sum(one for one, _ in known)


@pytest.mark.parametrize("year", ["2024", "2025"])
@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_total_mean_and_share_of_a_group_is_that_of_plain_fractions(made, group, year):
    data, values = made
    scope, members = open_scope(data, group, Period.parse(year, year), boundary=MERGER), GROUPS[group]
    kinds = {row["code"]: row for row in table(CODES / "variables.csv")}
    checked = 0
    for name in {name for found, name in values if found == year}:
        kind, weight = kinds[name]["kind"], kinds[name]["weight"]
        wanted = total(values, year, name, members) if kind in ADDED else weighted(values, year, name, weight, members)
        assert scope.figure(name).value == wanted, name
        checked += 1
    assert checked > 35
    for name, (part, whole) in SHARES.items():
        wanted = 100 * total(values, year, part, members) / total(values, year, whole, members)
        assert scope.figure(name).value == wanted, name
    mean = total(values, year, "so_htx", members) / len(members)
    assert scope.figure("so_htx").binh_quan_don_vi.value == mean


def test_growth_across_the_merger_is_that_of_plain_fractions(made):
    data, values = made
    for group, members in GROUPS.items():
        figure = open_scope(data, group, Period.year(2025)).figure("so_htx")
        before, after = (total(values, year, "so_htx", members) for year in ("2024", "2025"))
        assert figure.ky_truoc.tang_giam.value == after - before
        assert figure.ky_truoc.tang_giam_pct.value == 100 * (after / before - 1)


def test_the_order_of_a_group_is_that_of_plain_fractions(made):
    data, values = made
    for place in ("lao-cai-2025", "hue", "ha-noi"):
        figure = open_scope(data, place, Period.year(2025)).figure("so_htx")
        own = total(values, "2025", "so_htx", {place})
        higher = sum(total(values, "2025", "so_htx", {other}) > own for other in TODAY)
        assert figure.ca_nuoc.hang.value == higher + 1
