"""The tile map: every province once and in its place, classes that follow the numbers, nothing told by colour alone."""

import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from chart_samples import FEW, figures
from matplotlib.font_manager import findfont as find_font

from htxlib.codelists import places
from htxlib.display import tilemap
from htxlib.display.svg import WIDTH, Sheet
from htxlib.sentences.block import MIME, NOTHING

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
DAYS = pytest.mark.parametrize("day", [BEFORE, AFTER], ids=["63", "34"])


def tiles_drawn(block):
    """Words of the tiles, name → number, in the order they are drawn."""
    words = [text.get_text() for text in BeautifulSoup(block.html, "html5lib").svg.find_all("text")]
    return dict(pairwise(words))


def rows(block):
    return [
        [cell.get_text() for cell in row.find_all(["td", "th"])]
        for row in BeautifulSoup(block.html, "html5lib").tbody.find_all("tr")
    ]


# --- layouts ----------------------------------------------------------------------------------------------------------


@DAYS
def test_every_province_has_one_tile(day):
    placed = [tile.place for tile in tilemap.layout(day)]
    assert sorted(placed) == sorted(place.id for place in places.all(day))


@DAYS
def test_no_two_tiles_share_a_place(day):
    taken = [(tile.column, tile.row) for tile in tilemap.layout(day, islands=True)]
    assert len(set(taken)) == len(taken)
    assert all(0 <= column < 6 and row >= 0 for column, row in taken)


@DAYS
def test_both_archipelagos_are_on_the_map_with_their_provinces(day):
    tiles = [tile for tile in tilemap.layout(day, islands=True) if tile.islands]
    named = {tile.islands: places.get(tile.place).name_on(day) for tile in tiles}
    assert named == {"Hoàng Sa": "Đà Nẵng", "Trường Sa": "Khánh Hòa"}


@DAYS
def test_the_legend_covers_no_tile(day):
    first = tilemap.LEGEND_ROW[len(tilemap.layout(day))]
    beside = [tile for tile in tilemap.layout(day, islands=True) if first <= tile.row < first + 4]
    assert all(tile.column >= 4 for tile in beside)


@pytest.mark.parametrize(
    ("north", "south"),
    [("ha-giang", "ca-mau"), ("ha-noi", "hue"), ("hue", "quang-nam"), ("dak-lak", "lam-dong"), ("long-an", "can-tho")],
)
def test_north_is_above_south(north, south):
    row = {tile.place: tile.row for tile in tilemap.layout(BEFORE)}
    assert row[north] < row[south]


@DAYS
def test_names_end_before_the_next_tile_in_the_widest_of_our_fonts(day):
    from PIL import ImageFont

    font = ImageFont.truetype(find_font("DejaVu Sans"), 100)
    for tile in tilemap.layout(day):
        words = tile.short or places.get(tile.place).name_on(day)
        assert font.getlength(words) * tilemap.NAME / 100 <= tilemap.ACROSS, words


def test_names_can_be_read_on_a_phone():
    assert tilemap.NAME * 355 / WIDTH >= 9  # a phone of 390 px leaves 355 px


# --- classes and colours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], [0]),
        ([5, 5, 5], [0, 0, 0]),
        ([1, 2], [0, 1]),
        ([1, 2, 3, 4, 5], [0, 1, 2, 3, 4]),
        ([1, 1, 1, 1, 9], [0, 0, 0, 0, 1]),
        ([0, 0, 0, 1, 2, 3, 4, 5, 6, 1000], [0, 0, 0, 1, 2, 2, 3, 3, 4, 4]),
    ],
)
def test_classes_hold_about_the_same_number_and_never_part_equal_values(values, expected):
    found = tilemap.classes(map(Fraction, values))
    assert [found[value] for value in values] == expected


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", tilemap.SHADES)
def test_words_can_be_read_on_every_shade(shade):
    assert contrast("#1d2226", shade) >= 4.5


def test_shades_go_from_light_to_dark_and_stay_apart_in_grey():
    for light, dark in pairwise(tilemap.SHADES):
        assert luminance(light) > luminance(dark) and contrast(light, dark) > 1.2


def test_fewer_classes_still_reach_from_the_lightest_to_the_darkest():
    assert [tilemap._spread(shade, 1) for shade in (0, 1)] == [tilemap.SHADES[0], tilemap.SHADES[-1]]


# --- the picture ------------------------------------------------------------------------------------------------------


def test_each_tile_has_name_and_number_and_the_table_the_same():
    block = tilemap.tile_map(FEW)
    drawn, names = tiles_drawn(block), ("Yên Bái", "Lào Cai", "Sơn La", "Điện Biên")
    assert [drawn[name] for name in names] == ["683", "455", "1.084*", "chưa có"]
    assert rows(block) == [
        ["1", "Sơn La", "khoảng 1.084"],
        ["2", "Yên Bái", "683"],
        ["3", "Lai Châu", "455"],
        ["3", "Lào Cai", "455"],
        ["–", "Điện Biên", "–"],
    ]


def test_a_province_without_a_value_is_hatched_and_one_not_asked_for_is_blank():
    svg = BeautifulSoup(tilemap.tile_map(FEW).html, "html5lib").svg
    fills = [area["fill"] for area in svg.find_all("path") if area.get("fill")]
    assert sum(fill.startswith("url(#") for fill in fills) == 2  # its tile and the legend's
    assert "chưa có số liệu (1 địa phương)" in svg.get_text()
    assert "Hà Nội" in svg.get_text() and "Hà Nội" not in str(rows(tilemap.tile_map(FEW)))


def test_legend_says_the_lowest_and_highest_number_of_each_class():
    svg = BeautifulSoup(tilemap.tile_map(FEW).html, "html5lib").svg
    assert [text.get_text() for text in svg.find_all("text")][-5:] == [
        "Đơn vị tính: HTX",
        "455 (2 địa phương)",
        "683 (1 địa phương)",
        "1.084 (1 địa phương)",
        "chưa có số liệu (1 địa phương)",
    ]


def test_title_names_all_who_share_the_last_place_and_how_many_have_a_value():
    assert tilemap.tile_map(FEW).meta["title"] == (
        "Tổng số HTX cao nhất ở Sơn La (khoảng 1.084 HTX), thấp nhất ở Lai Châu và Lào Cai (455 HTX);"
        " 4/5 địa phương có số liệu"
    )


def test_a_label_that_bears_its_place_is_given_without_it():
    members = [replace(each, label=each.label.of(each.scope.place.name)) for each in FEW]
    block = tilemap.tile_map(members)
    assert (
        block.meta["title"].startswith("Tổng số HTX cao nhất ở Sơn La") and "Tổng số HTX theo địa phương" in block.html
    )


def test_every_number_of_map_and_table_is_traced():
    block = tilemap.tile_map(FEW)
    assert {figure.scope.place.id for figure in block.figures} == {"yen-bai", "lao-cai", "son-la", "lai-chau"}
    assert len(block.texts) == len(block.figures)
    assert len(re.findall(r'href="#cs-', block.html)) == 6  # four rows and two in the title


def test_numbers_in_another_scale_are_converted():
    mixed = figures("yen-bai|1500.5\nlao-cai|900000|triệu đồng\nlai-chau|2000", name="von_dieu_le", unit="tỷ đồng")
    assert [row[1:] for row in rows(tilemap.tile_map(mixed))] == [
        ["Lai Châu", "2.000"],
        ["Yên Bái", "1.500,5"],
        ["Lào Cai", "900"],
    ]


def test_provinces_of_the_day_are_drawn():
    after = tilemap.tile_map(figures("lao-cai-2025|900\nson-la|800", year=2025))
    assert "Lào Cai" in after.html and "Yên Bái" not in after.html and "Hạng" in after.html
    assert "Yên Bái" in tilemap.tile_map(FEW).html


@pytest.mark.parametrize("text", ["yen-bai", "yen-bai|683", "yen-bai|683\nlao-cai"])
def test_fewer_than_two_values_make_no_map(text):
    assert tilemap.tile_map(figures(text)) is NOTHING


def test_the_picture_is_named_and_described_and_needs_nothing_from_outside():
    block = tilemap.tile_map(FEW, title="Số HTX <2024> & cũ")
    svg = BeautifulSoup(block.html, "html5lib").svg
    assert svg["role"] == "img" and svg["aria-labelledby"].split() == [svg.title["id"], svg.desc["id"]]
    assert svg.title.get_text() == "Số HTX <2024> & cũ" and "bảng kèm theo" in svg.desc.get_text()
    assert "<script" not in block.html and "<2024>" not in block.html
    assert re.findall(r'(?:href|src)="(?!#cs-)', block.html) == []


def test_the_same_figures_give_the_same_bytes_and_two_maps_share_no_id():
    one, other = tilemap.tile_map(FEW), tilemap.tile_map(FEW, title="Khác")
    assert one.html == tilemap.tile_map(FEW).html
    assert not set(re.findall(r' id="([^"]+)', one.html)) & set(re.findall(r' id="([^"]+)', other.html))


def test_its_marks_can_be_kept_in_the_notebook_for_word():
    told = tilemap.tile_map(FEW)._repr_mimebundle_()[MIME]["parts"]
    picture = next(part for part in json.loads(json.dumps(told)) if part["kind"] == "picture")
    assert Sheet.of(picture["drawing"]).png().startswith(b"\x89PNG") and "bảng kèm theo" in picture["alt"]
