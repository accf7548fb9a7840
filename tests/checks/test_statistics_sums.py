"""The yearbooks' figures by province add up to those of the six regions and of the country, in the tables as committed.

Plain CSV on purpose, as in test_data_tables.py. What does not add up is listed here with its reason.
"""

import csv

import pytest
from where import ROOT

SURVEY = range(2010, 2018)
# Cooperatives of Hà Tây, a province until 1/8/2008: in the totals of the region and the country, in no province's row.
HA_TAY = {2000: 503, 2004: 521, 2005: 522, 2006: 535, 2007: 538, 2008: 0}
# Of 2000 the yearbook prints one value for each pair that was split in 2004: neither has one of its own.
PAIRS = {
    2000: {
        "vung-trung-du-va-mien-nui-phia-bac": ({"dien-bien", "lai-chau"}, 4),
        "vung-tay-nguyen": ({"dak-lak", "dak-nong"}, 45),
        "vung-dong-bang-song-cuu-long": ({"can-tho", "hau-giang"}, 93),
    }
}
RED_RIVER = "vung-dong-bang-song-hong"
# (variable, year): the sum of the 63 as the notes of the collection give it
PRINTED = {
    "htx_co_ket_qua": dict(zip([*SURVEY, 2022], (11924, 13338, 13087, 12870, 12794, 12866, 13012, 13171, 15832), strict=True)),
    "lao_dong_htx_co_ket_qua": dict(
        zip([*SURVEY, 2022], (251541, 241118, 227399, 215767, 207862, 212939, 200925, 188672, 163101), strict=True)
    ),
    "htx_nong_lam_thuy_san": {2000: 5766, 2004: 7358, 2005: 7546, 2006: 6702, 2007: 7139, 2008: 7592},
    "htx_nong_nghiep_nien_giam": {2008: 7277},
    "htx_thuy_san_nien_giam": {2008: 273},
}
EACH = [(name, year) for name, years in PRINTED.items() for year in years]


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGION = {
    row["id"]: row["region"]
    for row in rows("htxlib/codelists/places.csv")
    if row["kind"] in ("tỉnh", "thành phố") and row["region"] and not row["region"].endswith("-2025")
}
VALUES = {
    (row["chi_tieu"], row["don_vi"], int(row["den_ngay"][:4])): int(row["gia_tri"])
    for row in rows("data/cong_bo/so_lieu.csv")
    if row["nguon"].startswith(("ngtk-", "tctk-"))
}


def of_provinces(name, year, region=None):
    return {
        place: VALUES[name, place, year]
        for place in REGION
        if (name, place, year) in VALUES and region in (None, REGION[place])
    }


def beside(name, year, region):
    """What stands in the total of a region and in no row of a province, with the provinces that are without a row."""
    if name != "htx_nong_lam_thuy_san":
        return 0
    return PAIRS.get(year, {}).get(region, ((), 0))[1] + (HA_TAY[year] if region == RED_RIVER else 0)


def test_there_are_63_provinces_in_six_regions():
    assert len(REGION) == 63 and len(set(REGION.values())) == 6


@pytest.mark.parametrize(("name", "year"), EACH)
def test_provinces_add_up_to_what_the_notes_say(name, year):
    assert sum(of_provinces(name, year).values()) == PRINTED[name][year]


@pytest.mark.parametrize(("name", "year"), [(name, year) for name, year in EACH if year != 2022])
def test_provinces_add_up_to_regions_and_regions_to_the_country(name, year):
    regions = {region: VALUES[name, region, year] for region in set(REGION.values()) if (name, region, year) in VALUES}
    for region, value in regions.items():
        assert sum(of_provinces(name, year, region).values()) + beside(name, year, region) == value, region
    assert sum(regions.values()) == VALUES[name, "ca-nuoc", year]


@pytest.mark.parametrize("name", ["htx_co_ket_qua", "lao_dong_htx_co_ket_qua"])
def test_every_province_has_every_year_of_the_survey(name):
    for year in (*SURVEY, 2022):
        assert set(of_provinces(name, year)) == set(REGION), year


def test_of_2022_there_is_no_total_that_was_printed():
    assert not [key for key in VALUES if key[2] == 2022 and key[1] not in REGION]


def test_a_pair_that_was_split_in_2004_has_no_row_of_2000():
    for pair, _ in PAIRS[2000].values():
        assert not pair & set(of_provinces("htx_nong_lam_thuy_san", 2000))


def test_hanoi_before_ha_tay_joined_it_says_so():
    notes = {
        row["den_ngay"]: row["ghi_chu"]
        for row in rows("data/cong_bo/so_lieu.csv")
        if (row["don_vi"], row["chi_tieu"]) == ("ha-noi", "htx_nong_lam_thuy_san")
    }
    assert {year for year, note in notes.items() if "chưa gồm Hà Tây" in note} == {"2000", "2004", "2005", "2006", "2007"}
    assert not notes["2008"]
