"""The simulated dataset: consistent, complete where it says so, the same for a seed, and never taken for real."""

import csv
import os
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction

import pytest
from click.testing import CliRunner

from htxlib.checks import run_checks
from htxlib.codelists import places
from htxlib.codelists.periods import Period
from htxlib.codelists.places import MERGER
from htxlib.data import dataset
from htxlib.values.scope import open_scope
from htxlib.words.errors import InputError
from htxoffice import simulate
from htxoffice.cli import main
from htxoffice.simulate.country import Draw

WHOLE = simulate.ask("all", "2016-2028", seed=1)
COMPLETE = simulate.ask("all", "2016-2028", seed=1, gaps=False)
MERGED = [place.id for place in places.all(MERGER) if place.predecessors]


@pytest.fixture(scope="module")
def tables():
    return simulate.tables(WHOLE)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mo-phong")
    simulate.write(folder, WHOLE)
    return dataset.read(folder)


@pytest.fixture(scope="module")
def complete():
    """(place, variable, last day) → value of the same sample without gaps."""
    return {_key(row): Fraction(row["gia_tri"]) for row in simulate.tables(COMPLETE)["so_lieu"]}


def _key(row):
    return row["don_vi"], row["chi_tieu"], row["den_ngay"]


# --- what it holds ----------------------------------------------------------------------------------------------------


def test_it_is_read_without_a_fault_and_known_to_be_simulated(data):
    assert data.is_simulated()


def test_every_value_and_its_source_says_so(tables):
    assert {row["tinh_trang"] for row in tables["so_lieu"]} == {"mô phỏng"}
    assert {row["nguon"] for table in ("so_lieu", "noi_dung") for row in tables[table]} == {"mo-phong"}
    assert tables["nguon"][0]["tieu_de"] == "Số liệu mô phỏng"
    assert all(row["van_ban"].endswith("(mô phỏng)") for row in tables["muc_tieu"])


def test_values_are_whole_numbers_or_plain_decimals(tables):
    assert all(re.fullmatch(r"\d+(\.\d)?", row["gia_tri"]) for row in tables["so_lieu"])


def test_no_check_finds_anything_in_it(data):
    assert run_checks(data) == []


@pytest.mark.parametrize(("year", "count"), [(2016, 63), (2024, 63), (2025, 34), (2028, 34)])
def test_provinces_of_the_time_report(complete, year, count):
    reporting = {place for place, _, day in complete if day == f"{year}-12-31"}
    assert len(reporting) == count
    assert all(places.get(place).exists_on(date(year, 12, 31)) for place in reporting)


@pytest.mark.parametrize("id", MERGED)
def test_a_merged_province_goes_on_from_the_sum_of_its_predecessors(complete, id):
    def before(name):
        return sum(complete[old, name, "2024-12-31"] for old in places.get(id).predecessors)

    def now(name):
        return complete[id, name, "2025-12-31"]

    assert now("so_htx") == before("so_htx") + now("htx_thanh_lap_moi") - now("htx_giai_the") - now("htx_chuyen_doi")
    assert now("so_tht") == before("so_tht") + now("tht_thanh_lap_moi") - now("tht_giai_the")
    for name in ("thanh_vien_htx", "von_dieu_le", "can_bo_quan_ly", "htx_thanh_vien_lien_minh"):
        assert Fraction(9, 10) < now(name) / before(name) < Fraction(5, 4), name


PARTS = [
    ("so_htx", "htx_nong_nghiep htx_phi_nong_nghiep quy_tin_dung"),
    ("htx_duoc_xep_loai", "htx_tot htx_kha htx_trung_binh htx_yeu"),
    ("htx_thanh_lap_moi", "htx_nong_nghiep_thanh_lap_moi htx_phi_nong_nghiep_thanh_lap_moi"),
]
INSIDE = [
    ("htx_dang_hoat_dong", "so_htx"),
    ("htx_duoc_xep_loai", "htx_dang_hoat_dong"),
    ("htx_thanh_vien_lien_minh", "so_htx"),
    ("can_bo_qua_dao_tao", "can_bo_quan_ly"),
    ("htx_ket_nap_moi", "htx_thanh_lap_moi"),
]


@pytest.mark.parametrize(("total", "parts"), PARTS, ids=[total for total, _ in PARTS])
def test_parts_add_up_to_their_total(complete, total, parts):
    found = [key for key in complete if key[1] == parts.split()[0]]
    assert found
    for place, _, day in found:
        assert sum(complete[place, part, day] for part in parts.split()) == complete[place, total, day]


@pytest.mark.parametrize(("part", "whole"), INSIDE)
def test_a_part_is_not_larger_than_its_whole(complete, part, whole):
    for (place, name, day), value in complete.items():
        if name == part:
            assert 0 <= value <= complete[place, whole, day]


def test_provinces_differ_in_size_and_in_growth(complete):
    last = {place: value for (place, name, day), value in complete.items() if name == "so_htx" and day == "2024-12-31"}
    growth = sorted(value / complete[place, "so_htx", "2016-12-31"] for place, value in last.items())
    assert max(last.values()) > 10 * min(last.values())
    assert growth[0] < Fraction(5, 4) and growth[-1] > Fraction(17, 10)


# --- gaps and hedges --------------------------------------------------------------------------------------------------


def test_some_values_are_missing_but_the_rest_is_not_changed(tables, complete):
    given = {_key(row): row for row in tables["so_lieu"]}
    assert given.keys() < complete.keys()
    assert len(complete) / 150 < len(complete) - len(given) < len(complete) / 30
    assert all(Fraction(row["gia_tri"]) == complete[key] for key, row in given.items() if not row["do_chinh_xac"])


def test_hedged_values_are_round_and_on_the_right_side_of_the_exact_one(tables, complete):
    hedged = [row for row in tables["so_lieu"] if row["do_chinh_xac"]]
    assert {row["do_chinh_xac"] for row in hedged} == {"trên", "gần", "khoảng", "ước"}
    for row in hedged:
        value, exact = Fraction(row["gia_tri"]), complete[_key(row)]
        assert value % 100 == 0
        assert {"trên": value < exact, "gần": value > exact}.get(row["do_chinh_xac"], abs(value - exact) < exact / 10)


def test_every_province_knows_how_many_cooperatives_it_has(tables, complete):
    known = [_key(row) for row in tables["so_lieu"] if row["chi_tieu"] == "so_htx"]
    assert known == [key for key in complete if key[1] == "so_htx"]


# --- terms and targets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "day", "term"),
    [
        ("yen-bai", "2023-06-30", "2020-2025"),
        ("son-la", "2023-06-30", "2020-2025"),
        ("lao-cai-2025", "2028-06-30", "2025-2030"),
    ],
)
def test_half_of_a_term_can_be_reckoned_and_judged(data, place, day, term):
    of_place = {each.name: each for each in data.terms(place)}[term]
    scope = open_scope(data, place, Period.parse(of_place.period.start.iso, day), term=of_place)
    assert scope.years == Fraction(5, 2)
    assert scope.figure("so_htx").dau_ky and scope.figure("htx_thanh_lap_moi").binh_quan_nam
    verdicts = {each.target.variable: each.verdict for each in scope.assessments(("nghị quyết",))}
    assert len(verdicts) == 8 and list(verdicts.values()).count("chưa đủ số liệu") <= 2


def test_targets_are_of_every_kind_and_one_is_revised_in_mid_term(tables):
    targets = tables["muc_tieu"]
    assert {row["kieu"] for row in targets} == {"bình quân năm", "lũy kế", "cuối kỳ"}
    assert {row["dau"] for row in targets} == {"≥", ">", "", "từ-đến"}
    revised = {row["ap_dung_tu"] for row in targets if row["ap_dung_tu"].endswith("-01-01")}
    assert revised == {"2018-01-01", "2023-01-01", "2028-01-01"}


def test_some_targets_are_met_and_some_are_missed(data):
    met = []
    for place in places.all(date(2023, 6, 30)):
        term = {each.name: each for each in data.terms(place.id)}["2020-2025"]
        scope = open_scope(data, place.id, Period.parse("2021-01-01", "2023-06-30"), term=term)
        met += [each.met for each in scope.assessments(("nghị quyết",)) if each.target.variable == "htx_thanh_lap_moi"]
    assert 10 < sum(met) < 53


def test_plans_reach_one_year_further_than_the_figures(tables):
    assert max(row["den_ngay"] for row in tables["muc_tieu"] if row["loai"] == "kế hoạch") == 2029


@pytest.mark.parametrize(("place", "year"), [("son-la", 2023), ("phu-tho-2025", 2025), ("yen-bai", 2024)])
def test_a_report_looks_ahead_to_the_next_plan_only(data, place, year):
    scope = open_scope(data, place, Period.year(year))
    plans = {each.target.period.last.year for each in scope.plans_after(("kế hoạch",))}
    assert plans == ({year + 1} if place != "yen-bai" else set())


def test_passages_are_of_provinces_and_of_clusters_that_are_complete(tables):
    told = {(row["don_vi"], row["muc"]) for row in tables["noi_dung"]}
    assert {("yen-bai", "han-che"), ("cum-so-1-2025", "to-chuc"), ("cum-tay-bac-2023", "thi-dua")} <= told
    alone = simulate.tables(simulate.ask("yen-bai,lao-cai", "2023", seed=1))["noi_dung"]
    assert {row["don_vi"] for row in alone} == {"yen-bai", "lao-cai"}


# --- the same for a seed ----------------------------------------------------------------------------------------------


def test_a_seed_means_the_same_numbers_on_every_machine():
    draw = Draw(1, "yen-bai")
    assert [draw.between(0, 999) for _ in range(6)] == [386, 1, 476, 569, 248, 351]


def test_the_same_bytes_in_another_process(tmp_path):
    asked = ["--places", "yen-bai,lao-cai,lao-cai-2025", "--years", "2023-2026", "--seed", "7"]
    here, there = tmp_path / "here", tmp_path / "there"
    CliRunner().invoke(main, ["sample", str(here), *asked])
    run = [sys.executable, "-c", "from htxoffice.cli import main; main()", "sample", str(there), *asked]
    elsewhere = os.environ | {"PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"}
    subprocess.run(run, env=elsewhere, check=True, stdout=subprocess.PIPE)
    assert contents(here) == contents(there)


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_another_seed_means_other_numbers():
    one, two = (simulate.tables(simulate.ask("yen-bai", "2020", seed, gaps=False))["so_lieu"] for seed in (1, 2))
    assert [row["gia_tri"] for row in one] != [row["gia_tri"] for row in two]


@pytest.mark.parametrize("where", ["yen-bai", "lao-cai-2025", "cum-so-1-2025", "cum-tay-bac-2023"])
def test_a_smaller_sample_is_a_part_of_the_whole(tables, where):
    whole = {tuple(row.items()) for row in tables["so_lieu"]}
    part = simulate.tables(simulate.ask(where, "2022-2026", seed=1))["so_lieu"]
    assert part and {tuple(row.items()) for row in part} <= whole


# --- asking and writing -----------------------------------------------------------------------------------------------


def test_the_command_writes_the_tables_and_says_how_many_rows(tmp_path):
    run = CliRunner().invoke(main, ["sample", str(tmp_path / "mp"), "--places", "yen-bai", "--years", "2024-2025"])
    assert run.exit_code == 0 and "so_lieu" in run.output
    with (tmp_path / "mp" / "so_lieu.csv").open(encoding="utf-8", newline="") as file:
        assert {row["don_vi"] for row in csv.DictReader(file)} == {"yen-bai"}


def test_an_earlier_sample_is_replaced(tmp_path):
    simulate.write(tmp_path, simulate.ask("yen-bai", "2024", 1))
    assert simulate.write(tmp_path, simulate.ask("son-la", "2025", 2))["nhiem_ky"] == 1


@pytest.mark.parametrize("file", ["so_lieu.csv", "nguon.csv", "ghi-chu.txt"])
def test_a_folder_with_anything_else_is_not_overwritten(tmp_path, file):
    (tmp_path / file).write_text("nguon,tieu_de\nbao-yen-bai,Báo Yên Bái\n", encoding="utf-8")
    with pytest.raises(InputError, match="Chọn thư mục khác để không ghi đè số liệu"):
        simulate.write(tmp_path, simulate.ask("yen-bai", "2024", 1))
    assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(
    ("where", "years", "sentences"),
    [
        ("yen-bay", "2016-2025", ["Có phải «yen-bai»?"]),
        ("", "2016-2025", ["ví dụ yen-bai"]),
        ("all", "2025-2016", ["mô phỏng được các năm 2016-2035"]),
        ("all", "2016-2050", ["mô phỏng được các năm"]),
        ("all", "năm 2016", ["mô phỏng được các năm"]),
        ("yen-bay,xx", "1999", ["«1999»", "Có phải «yen-bai»?", "«xx»"]),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_every_mistake_at_once(where, years, sentences):
    with pytest.raises(InputError) as refused:
        simulate.ask(where, years, 1)
    assert len(refused.value.faults) == len(sentences)
    assert all(sentence in str(refused.value) for sentence in sentences)
