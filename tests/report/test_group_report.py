"""The report of a group: the published text of a cluster, the same from its members alone, and each block on made figures."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from itertools import takewhile

import nbformat
import pytest
from bs4 import BeautifulSoup
from datasets import data
from where import CASES, ROOT

from htxlib.checks import run_checks
from htxlib.codelists import places
from htxlib.codelists.periods import Moment, Period
from htxlib.codelists.units import Unit
from htxlib.data import dataset
from htxlib.report.group import JUDGED
from htxlib.report.report import Report
from htxlib.values.scope import open_scope
from htxlib.words.text import number
from htxoffice.batch import build
from htxoffice.batch.plan import read as jobs
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check

KINDS = Kinds(ROOT)
OWN, MEMBERS = "cum-tay-bac-2023", "cum-tay-bac-2023-thanh-vien"
with (CASES / "data_rows.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [row for row in csv.DictReader(file) if row["file"] == "seed_figures" and row["seed"] == "001"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Publication → (the numbers it prints outside the annex, its page) of the two reports of Cụm Tây Bắc 2023."""
    out = tmp_path_factory.mktemp("reports")
    assert build(publications=[OWN, MEMBERS], reports=out) == 0
    found = {}
    for publication in (OWN, MEMBERS):
        side = json.loads((out / publication / f"{OWN}.figures.json").read_text("utf-8"))
        records = {record["key"]: record for record in side["figures"]}
        page = BeautifulSoup((out / publication / f"{OWN}.html").read_text("utf-8"), "html.parser")
        found[publication] = [records[use["key"]] for use in side["occurrences"]], page
    return found


@pytest.fixture(scope="module")
def findings():
    found = run_checks(dataset.read(ROOT / "data" / "cong_bo"), OWN, all_published=True)
    return {each.indicator for each in found if each.verdict != "khớp"}


def test_the_text_has_27_figures():
    assert len(ROWS) == 27


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row"])
def test_a_figure_of_the_cluster_s_text_stands_in_its_report_or_is_listed(row, made, findings):
    if row["table"] in ("not_data", "repeat"):
        assert row["reason"]
        return
    assert any(says(record, row) for record in made[OWN][0]) or row["chi_tieu"] in findings


def says(record: dict, row: dict) -> bool:
    """Whether the record is the cluster's, with the digits of the row and in a unit of the same measure and scale."""
    if not record["unit"]:  # a rank
        return False
    wanted = number(Fraction(row["value"]), len(row["value"].partition(".")[2]))
    one, other = Unit.parse(record["unit"]), Unit.parse(row["unit"])
    same = (one.measure, one.scale, one.per, one.time) == (other.measure, other.scale, other.per, other.time)
    return record["place"] == OWN and (record["number"].lstrip("0") or "0") == wanted and same


def test_the_mean_per_province_is_computed_and_not_quoted(made):
    record = next(record for record in made[OWN][0] if record["name"] == "htx_thanh_lap_moi.binh_quan_don_vi")
    assert (record["printed"], record["formula"]) == ("ước 52 HTX/tỉnh/năm", "364 / 7")


def test_what_is_known_of_the_members_stands_beside_the_cluster_s_own(made):
    page = text(made[OWN][1])
    assert "bằng khoảng 56,2% con số chung của Cụm Tây Bắc" in page
    assert "Chưa có số liệu riêng năm 2023 của Lào Cai, Điện Biên và Sơn La" in page


def test_without_the_cluster_s_own_values_each_total_says_how_partial_it_is(made):
    records, page = made[MEMBERS]
    totals = {record["name"]: (record["printed"], record["remark"]) for record in records if record["place"] == OWN}
    assert totals["so_htx"] == ("2.343 HTX", "ở 4/7 tỉnh")
    assert totals["von_dieu_le"] == ("3.318 tỷ đồng", "ở 3/7 tỉnh")
    assert totals["thu_nhap_lao_dong_nam"] == ("khoảng 58,7 triệu đồng/người/năm", "ở 3/7 tỉnh")
    assert "Tính ở 4/7 tỉnh có số liệu: tổng số HTX." in text(page)
    assert not {"4.169", "11.084", "215.203"} & {record["number"] for record in records}
    said = text(page)
    assert "số do Cụm Tây Bắc tự công bố chỉ để đối chiếu" in said
    assert "Chưa có tổng số HTX của Lào Cai, Điện Biên và Sơn La" in said


def test_the_table_of_members_ends_with_total_mean_and_how_many_are_known(made):
    table = next(t for t in made[MEMBERS][1].find_all("table") if t.caption.get_text().startswith("Hợp tác xã"))
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    assert [row[1] for row in rows[:7]] == ["Lào Cai", "Điện Biên", "Lai Châu", "Sơn La", "Yên Bái", "Hòa Bình", "Phú Thọ"]
    assert [row[1:3] for row in rows[7:]] == [["Cộng các tỉnh có số liệu", "2.343"], ["Bình quân", "586"], ["Số tỉnh có số liệu", "4/7"]]
    assert [row.get("class") for row in table.tbody.find_all("tr")] == [None] * 7 + [["tong"]] * 3
    assert rows[5][4] == "70"


@pytest.mark.parametrize("of", [OWN, MEMBERS])
def test_a_table_explains_the_row_of_means_that_it_has(made, of):
    tables = made[of][1].select("table")
    has = ["Bình quân" in [row.find("th").get_text() for row in each.select("tbody tr") if row.find("th")] for each in tables]
    notes = [takewhile(lambda after: "ghi-chu" in after.get("class", ()), each.find_next_siblings()) for each in tables]
    told = [any("Dòng bình quân" in note.get_text() for note in found) for found in notes]
    assert has == told and True in has and False in has


def test_the_cluster_s_text_parts_are_there(made):
    headings = [h.get_text() for h in made[OWN][1].find_all(["h2", "h3"])]
    wanted = ("Thi đua, khen thưởng", "Tổ chức", "Hạn chế, khó khăn", "Đề xuất, kiến nghị", "Số liệu từng đơn vị")
    assert all(any(each in heading for heading in headings) for each in wanted)


def text(page: BeautifulSoup) -> str:
    return "\n".join(" ".join(each.get_text().split()) for each in page.find_all(["p", "li", "figcaption"]))


# --- the notebook and its parameters ---------------------------------------------------------------------------------

NOTEBOOK = nbformat.read(ROOT / "notebooks" / "bao_cao_cum.ipynb", 4)
DATES = {"tu_ngay": "2024", "den_ngay": "2024"}


def test_no_number_is_typed_into_a_sentence_of_the_notebook():
    for cell in NOTEBOOK.cells:
        if cell.source.startswith("%%viet"):
            assert not re.search(r"\d", re.sub(r"\{\{.*?\}\}", "", cell.source)), cell.id


def test_a_province_is_refused_and_told_which_notebook_to_use():
    [(key, fault)] = check(KINDS.of("bao_cao_cum"), {"don_vi": "yen-bai", **DATES})[1]
    assert key == "don_vi" and "bao_cao_nam" in fault.remedy


@pytest.mark.parametrize("group", ["cum-tay-bac-2023", "vung-tay-nguyen", "ca-nuoc"])
def test_clusters_regions_and_the_country_are_taken(group):
    params, faults = check(KINDS.of("bao_cao_cum"), {"don_vi": group, "chi_thanh_vien": True, **DATES})
    assert not faults and params["chi_thanh_vien"] is True


def test_each_national_year_is_published_once():
    found = [job for job in jobs(ROOT, sorted((ROOT / "params").glob("*.yml"))) if job.place == "ca-nuoc"]
    of_a_year = [job.params["den_ngay"] for job in found if job.notebook == "bao_cao_cum"]
    assert len(set(of_a_year)) == len(of_a_year) == 7
    of_many = [job.params.get("dia_gioi") for job in found if job.notebook != "bao_cao_cum"]  # on each map of provinces
    assert len(set(of_many)) == len(of_many) == 2


# --- blocks on made figures ------------------------------------------------------------------------------------------

FIVE = ("kon-tum", "gia-lai", "dak-lak", "dak-nong", "lam-dong")


def report(rows: str, aimed: str = "", place: str = "cum-tay-nguyen-2019", when: str = "2022") -> Report:
    return Report(open_scope(data(rows, aimed), place, Period.parse(when, when)))


def counted(name: str, values: tuple, when: str = "2022-12-31", unit: str = "HTX") -> str:
    return "\n".join(f"{place} {name} . {when} {n} {unit}" for place, n in zip(FIVE, values, strict=False)) + "\n"


def test_equal_members_share_a_rank_in_the_table_too():
    rows = counted("so_htx", (100, 300, 300, 150, 250)) + counted("so_tht", (500, 400, 300, 200, 100), unit="THT")
    block = report(rows).bang_xep_hang("so_htx", "so_tht")
    lines = [line.split(" | ") for line in block.text.splitlines()[1:6]]
    assert lines[0][1:3] == ["Gia Lai", "đồng hạng 1"] and lines[1][1:3] == ["Đắk Lắk", "đồng hạng 1"]
    assert [line[2] for line in lines[2:]] == ["3", "4", "5"]


def test_the_ranking_chart_names_the_mean_and_who_is_missing():
    block = report(counted("so_htx", (100, 300, 300, 150))).bieu_do_xep_hang("so_htx")
    assert "Lâm Đồng: chưa có số liệu" in block.text and "Bình quân: 213 HTX/tỉnh;" in block.text
    assert block.meta["note"] == "Số liệu ở 4/5 tỉnh: tổng số HTX."
    assert "tính trong 4/5 tỉnh có số liệu" in block.meta["title"] and "thấp nhất" not in block.meta["title"]


@pytest.mark.parametrize(("incomes", "weights", "note"), [
    (5, 5, ""), (5, 4, "Mức bình quân tính ở 4/5 tỉnh có đủ trọng số."),
    (4, 4, "Số liệu ở 4/5 tỉnh: thu nhập bình quân của người lao động trong HTX."),
])
def test_a_mean_for_which_weights_lack_says_so_and_not_that_numbers_do(incomes, weights, note):
    rows = [f"{place}|thu_nhap_lao_dong|.|2022-12-31|5.{at}|triệu đồng/người/tháng" for at, place in enumerate(FIVE[:incomes], 1)]
    rows += [f"{place}|lao_dong_thuong_xuyen|.|2022-12-31|{at}00|lao động" for at, place in enumerate(FIVE[:weights], 1)]
    assert report("\n".join(rows)).bieu_do_xep_hang("thu_nhap_lao_dong").meta["note"] == note


def test_the_annex_has_one_entry_for_a_column_of_members_with_a_line_and_a_place_for_each():
    made = report(counted("so_htx", (100, 300, 300, 150, 250)) + counted("so_tht", (7, 8), unit="THT"))
    made.bang_thanh_vien("so_htx", "so_tht")
    entries = BeautifulSoup(made.phu_luc().html, "html.parser").dl
    [column] = [entry for entry in entries.find_all("dt") if entry.text.startswith("Tổng số HTX, từng đơn vị")]
    assert "--ten:'Tổng số HTX, từng đơn vị" in column.parent["style"]
    lines = [column.find_next_sibling("dd", id=f"cs-{place}.so_htx@2022-12-31").text for place in FIVE]
    assert lines[:2] == ["Kon Tum: 100 HTX; so_lieu.csv, dòng 2", "Gia Lai: 300 HTX; so_lieu.csv, dòng 3"]
    few = [entries.find("div", id=f"cs-{place}.so_tht@2022-12-31") for place in FIVE]
    assert list(map(bool, few)) == [True, True, False, False, False], "two have entries of their own"


def test_how_many_are_known_stands_below_only_where_one_is_missing():
    whole, partial = (report(counted("so_htx", (100, 200, 300, 400, 500)[:n])).bang_thanh_vien("so_htx").text for n in (5, 4))
    assert "Số tỉnh có số liệu" not in whole and "Số tỉnh có số liệu | 4/5" in partial


def test_small_multiples_need_three_years():
    rows = counted("so_htx", (100,) * 5) + counted("so_htx", (90,) * 5, "2021-12-31")
    assert not report(rows).bieu_do_tung_don_vi("so_htx")
    block = report(rows + counted("so_htx", (110, 80, 90), "2020-12-31")).bieu_do_tung_don_vi("so_htx")
    assert block.meta["title"] == "Tổng số HTX tăng ở 2/3 đơn vị, giai đoạn 2018-2022"
    assert block.meta["note"] == "Chưa đủ số liệu nhiều năm: Đắk Nông, Lâm Đồng."


def test_small_multiples_of_fewer_than_half_say_nothing_of_the_group():
    rows = [counted("so_htx", (100,) * 2, f"{year}-12-31") for year in (2020, 2021, 2022)]
    assert not report("\n".join(rows)).bieu_do_tung_don_vi("so_htx")


def test_how_many_members_reached_their_plan():
    rows = counted("so_htx", (100, 300, 300, 150, 250))
    aimed = "\n".join(f"{place}|so_htx|kế hoạch|2022|2022|cuối kỳ|≥|200|.|HTX" for place in FIVE[:3])
    block = report(rows, aimed).muc_tieu_thanh_vien()
    assert block.text == f"{JUDGED}\n\n- Tổng số HTX: 2/3 tỉnh đạt kế hoạch (chưa đạt: Kon Tum)."
    assert "Kon Tum 100 (200 trở lên): chưa đạt" in block.figures[0].words


def test_a_yearly_mean_is_judged_by_the_mean_of_its_years_known_without_a_gap():
    """Kon Tum did well this year and not on average; Gia Lai lacks a year."""
    years = {"kon-tum": (10, 60), "gia-lai": (None, 60), "dak-lak": (60, 40)}
    rows = "\n".join(
        f"{place}|htx_thanh_lap_moi|{year}|{year}|{new}|HTX"
        for place, found in years.items() for year, new in zip((2021, 2022), found, strict=True) if new
    )
    aimed = "\n".join(f"{place}|htx_thanh_lap_moi|nghị quyết|2021|2025|bình quân năm|≥|50|.|HTX" for place in years)
    block = report(rows, aimed).muc_tieu_thanh_vien()
    assert block.text == (
        f"{JUDGED}\n\n- HTX thành lập mới: 1/2 tỉnh đạt chỉ tiêu nghị quyết, tính bình quân giai đoạn 2021-2022"
        " (chưa đạt: Kon Tum; chưa đủ số liệu từng năm: Gia Lai)."
    )
    assert "Kon Tum 35 (50 trở lên): chưa đạt" in block.figures[0].words


def test_a_cumulative_target_is_held_against_all_of_its_years():
    rows = "\n".join(
        f"{place} htx_ket_nap_moi {year} {year} 10 HTX" for place in FIVE[:2] for year in (2020, 2021, 2022)
    )
    aimed = "\n".join(f"{place}|htx_ket_nap_moi|nghị quyết|2020|2022|lũy kế|≥|25|.|HTX" for place in FIVE[:2])
    assert report(rows, aimed).muc_tieu_thanh_vien().text.endswith("2/2 tỉnh đạt chỉ tiêu nghị quyết.")


def test_nothing_known_prints_nothing():
    empty = report("ha-noi so_htx . 2022-12-31 5 HTX")
    for block in (
        empty.bang_thanh_vien("so_htx"), empty.bang_xep_hang("so_htx", "so_tht"), empty.bieu_do_xep_hang("so_htx"),
        empty.bieu_do_tung_don_vi("so_htx"), empty.muc_tieu_thanh_vien(), empty.ban_do("so_htx"),
    ):
        assert not block


def test_the_country_has_a_map_where_half_of_it_is_known():
    provinces = places.all(Period.parse("2022", "2022").last)
    rows = "\n".join(f"{place.id} so_htx . 2022-12-31 {n} HTX" for n, place in enumerate(provinces[:40], 100))
    country = report(rows, place="ca-nuoc")
    assert country.ban_do("so_htx").kind == "chart"
    assert not report("\n".join(rows.splitlines()[:20]), place="ca-nuoc").ban_do("so_htx")
    assert country.viet("{{ so_htx }}").text == "4.780 HTX\n\nTính ở 40/63 địa phương có số liệu: tổng số HTX."
    table = country.bang_thanh_vien("so_htx")
    assert "Các địa phương không nêu trong bảng chưa có số liệu." in table.text


def test_one_notice_of_the_new_boundaries_and_none_at_each_number():
    rows = "lao-cai so_htx . 2024-12-31 400 HTX\nyen-bai so_htx . 2024-12-31 300 HTX\nlao-cai-2025 so_htx . 2025-12-31 750 HTX"
    others = [place.id for place in places.members("cum-so-1-2025", Period.year(2025).last) if place.id != "lao-cai-2025"]
    for place in others:
        for old in places.get(place).predecessors or (place,):
            rows += f"\n{old} so_htx . 2024-12-31 100 HTX"
        rows += f"\n{place} so_htx . 2025-12-31 350 HTX"
    group = report(rows, place="cum-so-1-2025", when="2025")
    assert group.words["ngay_dia_gioi_moi"] == "01/7/2025"
    assert group.viet("{{ so_htx }}, {{ so_htx.ky_truoc.tang_giam }}").text == "3.200 HTX, tăng 1.500 HTX"
    assert "Cột «Thực hiện 2024» tính theo địa giới hành chính mới." in group.bang_tong_hop("so_htx").text


def test_the_members_sum_is_a_check_beside_the_published_value():
    own = "cum-tay-nguyen-2019 so_htx . 2022-12-31 {} HTX"
    rows = counted("so_htx", (100, 200, 300, 150, 250))
    told = {n: run_checks(data(rows + own.format(n)), "cum-tay-nguyen-2019") for n in (1000, 1010, 900)}
    assert [len(told[n]) for n in (1000, 1010, 900)] == [0, 1, 1]
    assert "cộng số liệu của 5/5 tỉnh là 1.000 HTX" in told[1010][0].message
    some = counted("so_htx", (100, 200, 300))
    assert not run_checks(data(some + own.format(1000)), "cum-tay-nguyen-2019")
    assert run_checks(data(some + own.format(500)), "cum-tay-nguyen-2019")[0].computed == "600 HTX"
    capital = "\n".join(f"{place}|von_dieu_le|.|2022-12-31|{n}|tỷ đồng" for place, n in zip(FIVE, (10, 20, 30, 15, 25), strict=True))
    [found] = run_checks(data(f"{capital}\ncum-tay-nguyen-2019|von_dieu_le|.|2022-12-31|101000|triệu đồng"), "cum-tay-nguyen-2019")
    assert found.computed == "100.000 triệu đồng"


def test_half_a_year_says_so_in_its_cell():
    known = data("yen-bai htx_thanh_lap_moi 2023-01-01 2023-06-30 34 HTX\nphu-tho htx_thanh_lap_moi 2023 2023 56 HTX")
    period = Period(Moment.parse("2023-01-01"), Moment.parse("2023-12-31"))
    table = Report(open_scope(known, OWN, period)).bang_thanh_vien("htx_thanh_lap_moi")
    assert ">34</data>\u00a0(6\u00a0tháng)" in table.html
