"""Checks of series, quotients, hedges and peers: one dataset with exactly that mistake gives exactly that finding."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from impossible import WRONG
from published import findings
from rows_in_code import CLEAN, data, doi_chieu, muc_tieu, nguon, row, so_lieu
from test_checks import ONE_MISTAKE as EARLIER

from htxlib.checks import CHECKS, Finding, run_checks, tasks
from htxlib.checks.peer_checks import CHECKS_AMONG
from htxlib.checks.tasks import REMEDIES, titles
from htxlib.data.dataset import read
from htxoffice import simulate
from htxoffice.cli import main
from htxoffice.publish.check_page import check_page

PLACES = "yen-bai lao-cai son-la lai-chau dien-bien hoa-binh phu-tho ha-giang tuyen-quang".split()  # noqa: SIM905


def yearly(name, values, unit, first=2018, place="yen-bai", flow=False, **more):
    """One value a year."""
    return [
        so_lieu(name, value, unit, den=f"{first + n}-12-31", tu=f"{first + n}-01-01" if flow else "", place=place, **more)
        for n, value in enumerate(values) if value is not None
    ]  # fmt: skip


def year(mean, total, **bases):
    """A mean, its total and bases of 2023."""
    rows = [so_lieu("doanh_thu_bq_htx", mean, "triệu đồng/HTX/năm", tu="2023", den="2023-12-31"),
            so_lieu("tong_doanh_thu", total, "tỷ đồng", tu="2023-01-01", den="2023-12-31")]  # fmt: skip
    return rows + [so_lieu(name, value, "HTX", den="2023-12-31") for name, value in bases.items()]


def peers(name, values, unit, **more):
    return [so_lieu(name, value, unit, den="2022-12-31", place=place, **more) for place, value in zip(PLACES, values, strict=False)]


MERGED = [so_lieu("so_htx", 800, "HTX", den="2024-12-31"), so_lieu("so_htx", 400, "HTX", den="2024-12-31", place="lao-cai")]
SHARE_2022 = so_lieu("ty_le_can_bo_qua_dao_tao", "70.1", "%", den="2021-12-31")

# What is wrong, the rows, then: check, row, place, indicator, and a part of the message.
ONE_MISTAKE = {
    "a figure of a copy": ([row("nguon", nguon="a", tieu_de="Bài A", do_tin_cay="thứ cấp"), so_lieu("so_htx", 683, "HTX", nguon="a")], "nguon-chua-chac", 2, "yen-bai", "so_htx", "01 số liệu lấy từ «Bài A» (thứ cấp). Tìm bản gốc"),
    "a page that was read once": ([row("nguon", nguon="a", tieu_de="Bài A", do_tin_cay="đọc một lần"), so_lieu("so_htx", 683, "HTX", nguon="a"), so_lieu("so_tht", 900, "THT", nguon="a")], "nguon-chua-chac", 2, "yen-bai", "so_htx", "02 số liệu lấy từ «Bài A» (đọc một lần). Đọc lại trang nguồn"),
    "a value ten times its neighbours": (yearly("thanh_vien_htx", [20000, 21000, 220000, 23000, 23500], "thành viên"), "bat-thuong-chuoi", 4, "yen-bai", "thanh_vien_htx", "ghi 220.000 thành viên, gấp 10,5 lần so với 21.000 thành viên"),
    "a value with a digit lost": (yearly("von_dieu_le", [1020, 110, 1200], "tỷ đồng"), "bat-thuong-chuoi", 3, "yen-bai", "von_dieu_le", "chỉ bằng một phần 9,3 so với 1.020 tỷ đồng"),
    "a last value that leaps": (yearly("doanh_thu_bq_htx", [1500, 1600, 1750, 1800, 19000], "triệu đồng/HTX/năm", flow=True), "bat-thuong-chuoi", 6, "yen-bai", "doanh_thu_bq_htx", "gấp 10,6 lần so với 1.800 triệu đồng/HTX/năm (năm 2021, so_lieu.csv, dòng 5)"),
    "a first value that leaps": (yearly("so_tht", [40000, 4100, 4200, 4250, 4300], "THT"), "bat-thuong-chuoi", 2, "yen-bai", "so_tht", "trong khi các kỳ khác ít thay đổi"),
    "a flow ten times its neighbours": (yearly("htx_thanh_lap_moi", [50, 61, 560, 58], "HTX", flow=True), "bat-thuong-chuoi", 4, "yen-bai", "htx_thanh_lap_moi", "gấp 9,2 lần"),
    "one value for four years": (yearly("lao_dong_thuong_xuyen", [9120, 9345, 9345, 9345, 9345], "lao động"), "lap-lai", 6, "yen-bai", "lao_dong_thuong_xuyen", "9.345 lao động được ghi y hệt cho 4 kỳ liền (31/12/2019 đến 31/12/2022)"),
    "one mean with two decimals for four years": (yearly("thu_nhap_lao_dong", ["4.2", "5.31", "5.31", "5.31", "5.31"], "triệu đồng/người/tháng"), "lap-lai", 6, "yen-bai", "thu_nhap_lao_dong", "5,31 triệu đồng/người/tháng được ghi y hệt cho 4 kỳ liền"),
    "a merged province with half as much again": ([*MERGED, so_lieu("so_htx", 1800, "HTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_htx", "= 1.200 HTX. Cộng đủ"),
    "a merged province within a tenth of one": ([*MERGED, so_lieu("so_htx", 440, "HTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_htx", "gần bằng số của riêng Lào Cai (400 HTX)"),
    "a merged province not so near to one": ([*MERGED, so_lieu("so_htx", 441, "HTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_htx", "= 1.200 HTX. Cộng đủ"),
    "thirty before the merger": ([so_lieu("so_lhhtx", 10, "LHHTX", den="2024-12-31", place=old) for old in ("yen-bai", "lao-cai")] + [so_lieu("so_lhhtx", 30, "LHHTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_lhhtx", "= 20 LHHTX"),
    "a merged province with too much money": ([so_lieu("von_dieu_le", n, "tỷ đồng", den="2024-12-31", place=old) for old, n in (("yen-bai", 100), ("lao-cai", 50))] + [so_lieu("von_dieu_le", 300, "tỷ đồng", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "von_dieu_le", "= 150 tỷ đồng."),
    "a merged province with the figures of one": ([*MERGED, so_lieu("so_htx", 790, "HTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_htx", "= 1.200 HTX. Số này gần bằng số của riêng Yên Bái (800 HTX)"),
    "a merged province with far too much": ([*MERGED, so_lieu("so_htx", 2400, "HTX", den="2025-12-31", place="lao-cai-2025")], "doi-ranh-gioi", 4, "lao-cai-2025", "so_htx", "nhưng trước khi sáp nhập là"),
    "«gần» before less than there is": ([so_lieu("thanh_vien_htx", 5000, "thành viên", do_chinh_xac="gần"), so_lieu("thanh_vien_htx", 5130, "thành viên")], "rao-don-sai-huong", 2, "yen-bai", "thanh_vien_htx", "ghi gần 5.000 thành viên, nhưng số chính xác là 5.130 thành viên (so_lieu.csv, dòng 3), lớn hơn. Ghi do_chinh_xac là «trên»"),
    "«trên» before more than there is": ([nguon("a", "A"), so_lieu("so_tht", 4100, "THT", nguon="a"), so_lieu("so_tht", 4200, "THT", do_chinh_xac="trên")], "rao-don-sai-huong", 3, "yen-bai", "so_tht", "nhỏ hơn. Ghi do_chinh_xac là «gần»"),
    "a given share of two days": ([so_lieu("htx_thanh_vien_lien_minh", 415, "HTX", den="2023-08-31"), so_lieu("so_htx", 548, "HTX", den="2022-12-31"), so_lieu("ty_le_htx_thanh_vien", "75.7", "%", den="2023-08-31")], "ty-le-lech-ngay", 4, "yen-bai", "ty_le_htx_thanh_vien", "Lấy tử số và mẫu số cùng một ngày"),
    "points written as percent": ([so_lieu("ty_le_can_bo_qua_dao_tao", "73.5", "%", den="2022-12-31"), muc_tieu("ty_le_can_bo_qua_dao_tao", 60, "%"), doi_chieu("ty_le_can_bo_qua_dao_tao", "vuot_muc_tieu", "13.5", "%", den="2022-12-31")], "phan-tram-hay-diem", 2, "yen-bai", "ty_le_can_bo_qua_dao_tao", "tức là điểm %: ghi «điểm %» thay cho «%»"),
    "a growth of a share in percent": ([SHARE_2022, so_lieu("ty_le_can_bo_qua_dao_tao", "73.5", "%", den="2022-12-31"), doi_chieu("ty_le_can_bo_qua_dao_tao", "tang_giam_pct", "3.4", "%", den="2022-12-31", so_voi="kỳ trước")], "phan-tram-hay-diem", 2, "yen-bai", "ty_le_can_bo_qua_dao_tao", "hiệu của hai tỷ lệ: ghi «điểm %»"),
    "a mean that its total does not give": (year(2500, 1200, htx_dang_hoat_dong=600, so_htx=700), "binh-quan-tong", 2, "yen-bai", "doanh_thu_bq_htx", "tổng doanh thu của HTX 1.200 tỷ đồng chia cho 600 HTX (HTX đang hoạt động) là 2.000 triệu đồng/HTX/năm; số đã ghi cần mẫu số 480"),
    "a mean in tỷ": ([so_lieu("doanh_thu_bq_htx", "2.5", "tỷ đồng/HTX/năm", tu="2023", den="2023-12-31"), *year(0, 1200, htx_dang_hoat_dong=600)[1:]], "binh-quan-tong", 2, "yen-bai", "doanh_thu_bq_htx", "là 2 tỷ đồng/HTX/năm; số đã ghi cần mẫu số 480. Kiểm tra"),
    "a total just too large for its mean": (year(2000, 2002, htx_dang_hoat_dong=1000), "binh-quan-tong", 2, "yen-bai", "doanh_thu_bq_htx", "là 2.002 triệu đồng"),
    "a total just too small for its mean": (year(2000, 1998, htx_dang_hoat_dong=1000), "binh-quan-tong", 2, "yen-bai", "doanh_thu_bq_htx", "là 1.998 triệu đồng"),
    "a mean on another base": (year(1714, 1200, htx_dang_hoat_dong=600, so_htx=700), "mau-so-ngam", 2, "yen-bai", "doanh_thu_bq_htx", "khớp khi chia tổng doanh thu của HTX 1.200 tỷ đồng cho 700 HTX (tổng số HTX), không phải cho 600 HTX (HTX đang hoạt động, mẫu số mặc định)"),
    "one province ten times its peers": (peers("thu_nhap_lao_dong", ["4.1", "4.4", "45", "5.0", "3.9", "4.2", "5.1", "4.8", "4.0"], "triệu đồng/người/tháng"), "bat-thuong-nhom", 4, "son-la", "thu_nhap_lao_dong", "gấp 10,2 lần mức giữa của 9 địa phương cùng kỳ"),
    "members per cooperative far from the peers": ([*peers("so_htx", [500] * 9, "HTX"), *peers("thanh_vien_htx", [20000, 22000, 25000, 30000, 21000, 18000, 24000, 2300, 26000], "thành viên")], "bat-thuong-nhom", 9 + 9, "ha-giang", "thanh_vien_htx", "tính trên một HTX chỉ bằng 1/9,6 mức giữa"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "check", "line", "place", "indicator", "says"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_one_mistake_gives_one_finding(rows, check, line, place, indicator, says):
    [found] = run_checks(data(*rows))
    assert (found.check, found.place, found.indicator) == (check, place, indicator)
    assert says in found.message
    if check != "bat-thuong-nhom":
        assert found.row == line


@pytest.mark.parametrize("rows", [
    pytest.param(yearly("so_htx", [200, 290, 430, 640, 900], "HTX"), id="fast growth"),
    pytest.param(yearly("htx_thanh_lap_moi", [3, 20, 4, 25], "HTX", flow=True), id="small flows"),
    pytest.param(yearly("so_lhhtx", [1, 6, 2], "LHHTX"), id="small stocks"),
    pytest.param(yearly("thanh_vien_htx", [20000, None, None, None, 70000, None, None, None, 21000], "thành viên", first=2010), id="neighbours far away"),
    pytest.param(yearly("quy_tin_dung", [17, 17, 17, 17, 17], "QTDND"), id="a small count may stay"),
    pytest.param(yearly("thu_nhap_lao_dong", ["5.3"] * 5, "triệu đồng/người/tháng"), id="a rounded mean may stay"),
    pytest.param(yearly("thu_nhap_lao_dong", ["9.5"] * 5, "triệu đồng/người/tháng"), id="two digits may stay"),
    pytest.param(yearly("thanh_vien_htx", [12000] * 5, "thành viên"), id="a round number may stay"),
    pytest.param(yearly("so_htx", [443, 443, 443, 447], "HTX"), id="three years alike"),
    pytest.param([*MERGED, so_lieu("so_htx", 1210, "HTX", den="2025-12-31", place="lao-cai-2025")], id="a merger that adds up"),
    pytest.param([MERGED[0], so_lieu("so_htx", 790, "HTX", den="2025-12-31", place="lao-cai-2025")], id="a predecessor without figures"),
    pytest.param([so_lieu("thanh_vien_htx", 5000, "thành viên", do_chinh_xac="gần"), so_lieu("thanh_vien_htx", 4970, "thành viên")], id="gần, from below"),
    pytest.param([so_lieu("thanh_vien_htx", 5000, "thành viên", do_chinh_xac="gần"), so_lieu("thanh_vien_htx", 5130, "thành viên", tinh_trang="ước")], id="against an estimate"),
    pytest.param(year(2000, 1200, htx_dang_hoat_dong=600), id="a mean that fits"),
    pytest.param(year("2000.4", "1200.2", htx_dang_hoat_dong=600), id="both rounded"),
    pytest.param(year(2000, 2001, htx_dang_hoat_dong=1000), id="2.000,5 × 1.000 is 2.000.500 triệu, which 2.001 tỷ may be"),
    pytest.param(year(2000, 1999, htx_dang_hoat_dong=1000), id="so is 1.999,5 × 1.000"),
    pytest.param(year("2000.2", "2000.3", htx_dang_hoat_dong=1000), id="the same with decimals"),
    pytest.param(year(200, "200.4", htx_dang_hoat_dong=1000), id="the mean is rounded, not its base"),
    pytest.param(year(2500, 1200, so_htx=700), id="the base is not known"),
    pytest.param(peers("thu_nhap_lao_dong", ["4.1", "4.4", "45"], "triệu đồng/người/tháng"), id="too few peers"),
    pytest.param(peers("thu_nhap_lao_dong", [5] * 8 + [30], "triệu đồng/người/tháng"), id="six times its peers"),
    pytest.param(peers("doanh_thu_bq_htx", [800, 1500, 4000, 900, 2500, 700, 1200, 5000, 3000], "triệu đồng/HTX/năm"), id="provinces differ"),
    pytest.param([so_lieu("htx_thanh_vien_lien_minh", 415, "HTX", den="2023-08-31"), so_lieu("so_htx", 548, "HTX", den="2022-12-31"), so_lieu("so_htx", 548, "HTX", den="2023-08-31"), so_lieu("ty_le_htx_thanh_vien", "75.7", "%", den="2023-08-31")], id="both on one day"),
])  # fmt: skip
def test_what_may_be_right_is_no_finding(rows):
    assert run_checks(data(*rows)) == []


@pytest.mark.parametrize(("mean", "total", "found"), [
    (("2023", "2023"), ("2023", "2023"), 1), (("", "2023"), ("2023", "2023"), 1),
    (("2023-07-01", "2023-12-31"), ("2023", "2023"), 0), (("2023", "2023"), ("2023-07-01", "2023-12-31"), 0),
    (("2023", "2023"), ("2022", "2022"), 0),
])
def test_a_mean_is_held_against_the_total_of_its_own_year(mean, total, found):
    rows = [so_lieu("doanh_thu_bq_htx", 2500, "triệu đồng/HTX", tu=mean[0], den=mean[1]), so_lieu("htx_dang_hoat_dong", 600, "HTX", den="2023-12-31"),
            so_lieu("tong_doanh_thu", 1200, "tỷ đồng", tu=total[0], den=total[1])]  # fmt: skip
    assert [each.check for each in run_checks(data(*rows))].count("binh-quan-tong") == found


@pytest.mark.parametrize(("hedge", "found"), [("", 1), ("trên", 0)])
def test_a_hedged_mean_fits_whatever_its_word_leaves_open(hedge, found):
    assert len(run_checks(data(*year(1500, 1200, htx_dang_hoat_dong=600)[1:], so_lieu("doanh_thu_bq_htx", 1500, "triệu đồng/HTX/năm", tu="2023", den="2023-12-31", do_chinh_xac=hedge)))) == found


@pytest.mark.parametrize(("month", "more", "year", "found"), [
    ("5.3", {}, "63.6", 0), ("5.3", {}, "64.2", 0), ("5.3", {}, "64.3", 1), ("5.3", {}, "62.9", 1),  # 12 × 0,05 + 0,05 = 0,65
    ("4.12", {}, "50", 0), ("4.12", {}, "51", 1),  # 49,44 ± 0,56 is just 50
    ("5", {"do_chinh_xac": "trên"}, "75", 0), ("5", {}, "75", 1), ("5", {"gia_tri_den": "7"}, "75", 0),
])
def test_twelve_months_against_a_year_within_what_rounding_explains(month, more, year, found):
    rows = [so_lieu("thu_nhap_lao_dong", month, "triệu đồng/người/tháng", **more), so_lieu("thu_nhap_lao_dong_nam", year, "triệu đồng/người/năm")]
    assert [each.check for each in run_checks(data(*rows))].count("thang-nam") == found


def test_a_published_share_of_two_days():
    """It cannot be recomputed for its day, which the comparison says, and here is where it came from."""
    rows = [
        so_lieu("htx_thanh_vien_lien_minh", 415, "HTX", den="2023-08-31"),
        so_lieu("so_htx", 548, "HTX", den="2022-12-31"),
        doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "75.7", "%", den="2023-08-31", mau_so="so_htx"),
    ]
    [found] = [found for found in run_checks(data(*rows)) if found.severity != "thông tin"]
    assert found.check == "ty-le-lech-ngay"
    assert "từ 415 HTX (HTX là thành viên Liên minh HTX, 31/8/2023) trên 548 HTX (tổng số HTX, 31/12/2022)" in found.message


def test_every_check_has_its_mistake():
    tested = {case[1] for case in ONE_MISTAKE.values()} | {where[0] for _, where, _, _ in EARLIER.values()}
    tested |= {check for _, check in WRONG.values()} | {"ba-chu-so-le", "doan-van", "ty-le-tinh-ra"}  # test_values.py
    assert tested | {"tong-thanh-vien"} == {check.id for check in (*CHECKS, *CHECKS_AMONG)}  # the group's: test_report_group.py


def test_a_hedge_far_from_the_exact_number_is_another_fact():
    rows = [so_lieu("thanh_vien_htx", 5000, "thành viên", do_chinh_xac="gần"), so_lieu("thanh_vien_htx", 9130, "thành viên")]
    assert [found.check for found in run_checks(data(*rows))] == ["hai-nguon"]


def test_clean_data_and_simulated_data_give_no_finding(tmp_path):
    assert run_checks(data(*CLEAN)) == []
    simulate.write(tmp_path, simulate.ask("all", "2016-2025", seed=3))
    assert run_checks(read(tmp_path)) == []


def test_the_published_figures_raise_no_false_alarm():
    new = {"bat-thuong-chuoi", "bat-thuong-nhom", "lap-lai", "doi-ranh-gioi", "rao-don-sai-huong", "ty-le-lech-ngay", "binh-quan-tong", "mau-so-ngam"}
    assert [found for found in findings() if found.check in new and not found.accepted] == []


def test_peers_are_compared_only_when_all_places_are_checked():
    rows, *_ = ONE_MISTAKE["one province ten times its peers"]
    accepted = row("chap_nhan", don_vi="son-la", kiem_tra="bat-thuong-nhom", chi_tieu="thu_nhap_lao_dong", ly_do="Có thật")
    assert run_checks(data(*rows), "son-la") == []
    assert run_checks(data(*rows, accepted), "son-la") == []
    [found] = run_checks(data(*rows, accepted))
    assert found.accepted == "Có thật"


# --- what a person gets -----------------------------------------------------------------------------------------------


def test_every_check_says_what_to_do():
    assert set(REMEDIES) == {check.id for check in (*CHECKS, *CHECKS_AMONG)} | {"dinh-dang", "chap-nhan-thua"} == set(titles())


def test_tasks_begin_with_what_blocks_and_name_a_check_once():
    rows = [so_lieu("so_tht", 6058, "tỷ đồng"), *yearly("so_htx", [443] * 4, "HTX"), *yearly("so_htx", [447] * 4, "HTX", place="son-la")]
    assert tasks(run_checks(data(*rows))) == [
        "1 lỗi chặn công bố báo cáo của Yên Bái. Sửa, hoặc chấp nhận kèm lý do (bảng chap_nhan).",
        "Đơn vị tính không hợp với chỉ tiêu (1 chỗ, Yên Bái): sửa don_vi_tinh theo nguồn, hoặc chuyển sang đúng chỉ tiêu [don-vi-tinh].",
        "Một số giữ nguyên qua nhiều kỳ (2 chỗ, Yên Bái và Sơn La): lấy số của từng kỳ, xóa số chép lại [lap-lai].",
    ]
    assert tasks([]) == []


@pytest.mark.parametrize(("ids", "told"), [([], "cả bộ dữ liệu"), (PLACES[:5], "Yên Bái, Lào Cai, Sơn La, Lai Châu và Điện Biên"),
    (PLACES[:7], "Yên Bái, Lào Cai, Sơn La, Lai Châu, Điện Biên và 2 đơn vị khác")])  # fmt: skip
def test_a_task_names_a_few_places_and_counts_the_rest(ids, told):
    found = [Finding("lap-lai", 2, "cảnh báo", place, "so_htx", "a.csv", 2, "", "", "", "x") for place in ids or [""]]
    assert f", {told}):" in tasks(found)[0]


def test_the_page_needs_no_network_and_escapes_what_it_shows(tmp_path):
    page = tmp_path / "out" / "kiem_tra.html"
    done = CliRunner().invoke(main, ["check", "data/cong_bo", "--html", str(page)], catch_exceptions=False)
    text = page.read_text("utf-8")
    assert done.exit_code == 0 and "Việc cần làm" in done.output
    assert "default-src 'none'" in text and "<script" not in text and "Việc cần làm" in text and "phan-tram-hay-diem" in text
    one = check_page([Finding("lap-lai", 2, "cảnh báo", "yen-bai", "so_htx", "a.csv", 2, "<b>", "", "", "x")], "d")
    assert "&lt;b&gt;" in one and "a.csv, dòng 2, yen-bai" in one
    assert "không có gì phải sửa" in check_page([], "d")


def test_refused_data_are_findings_too(tmp_path):
    (tmp_path / "so_lieu.csv").write_text("don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh\nyen-bai,so_htx,2023,x,HTX\n", "utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path), "--json"], catch_exceptions=False)
    [found] = json.loads(done.output)
    assert done.exit_code == 2 and (found["check"], found["level"], found["row"]) == ("dinh-dang", 0, 2)
