"""Checks: one dataset with exactly one mistake gives exactly that finding, in words; a clean one gives none."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import json
import re
from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import findings
from rows_in_code import CLEAN, END, NEW, START, TERM, data, doi_chieu, muc_tieu, nguon, nhiem_ky, so_lieu

from htxlib import checks
from htxlib.checks import CHECKS, LEVELS, SEVERITIES, Finding, from_faults, run_checks, summary, to_json, uncomputable
from htxlib.checks.peer_checks import CHECKS_AMONG
from htxlib.words.errors import Fault, InputError


def test_a_clean_dataset_gives_no_finding():
    assert run_checks(data(*CLEAN)) == []


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(20, 400), min_size=6, max_size=6), st.integers(0, 40), st.sampled_from([1, 1000]))
def test_figures_that_add_up_give_no_finding(counts, gone, scale):
    old, new, farms, others, funds, capital = counts
    funds //= 2  # no province has more than two hundred
    total = farms + others + funds
    rows = [
        TERM,
        so_lieu("so_htx", total - new + gone, "HTX", den=START) if total - new + gone >= 20 else TERM,
        so_lieu("htx_thanh_lap_moi", new, "HTX", tu=START),
        so_lieu("htx_giai_the", gone, "HTX", tu=START),
        so_lieu("so_htx", total, "HTX"),
        so_lieu("htx_nong_nghiep", farms, "HTX"),
        so_lieu("htx_phi_nong_nghiep", others, "HTX"),
        so_lieu("quy_tin_dung", funds, "QTDND"),
        so_lieu("von_dieu_le", (capital + 20) * scale, "tỷ đồng" if scale == 1 else "triệu đồng"),
        doi_chieu("htx_thanh_lap_moi", "quy_doi", new, "HTX", tu=START),
        doi_chieu("so_htx", "tong", total, "HTX"),
    ]
    assert [f for f in run_checks(data(*rows)) if f.severity != "thông tin"] == []


# --- one mistake, one finding -----------------------------------------------------------------------------------------

# What is wrong, the rows, then: check, severity, file, row, place, indicator, published, computed, verdict, message.
ONE_MISTAKE = {
    "a mean per cooperative for groups": (
        [
            so_lieu(
                "doanh_thu_bq_tht",
                570,
                "triệu đồng/HTX/năm",
                tu="2020",
                den="2020",
                do_chinh_xac="trên",
                place="phu-tho",
            )
        ],
        ("don-vi-tinh", "lỗi", "so_lieu.csv", 2, "phu-tho", "doanh_thu_bq_tht"),
        ("trên 570 triệu đồng/HTX/năm", "570 triệu đồng/THT/năm", ""),
        "Doanh thu bình quân một tổ hợp tác: cần đơn vị tính trên một THT, như «triệu đồng/THT/năm»; đang ghi"
        " «triệu đồng/HTX/năm» (trên 570 triệu đồng/HTX/năm). Đối chiếu với nguồn rồi sửa don_vi_tinh, hoặc chuyển sang"
        " đúng chỉ tiêu.",
    ),
    "money for a count": (
        [so_lieu("so_tht", 6058, "tỷ đồng")],
        ("don-vi-tinh", "lỗi", "so_lieu.csv", 2, "yen-bai", "so_tht"),
        ("6.058 tỷ đồng", "", ""),
        "Tổng số tổ hợp tác: cần đơn vị đo bằng THT, như «THT»; đang ghi «tỷ đồng» (6.058 tỷ đồng). Đối chiếu với nguồn"
        " rồi sửa don_vi_tinh, hoặc chuyển sang đúng chỉ tiêu.",
    ),
    "a year's income under the name of the month's": (
        [so_lieu("thu_nhap_lao_dong", 48, "triệu đồng/người/năm")],
        ("don-vi-tinh", "lỗi", "so_lieu.csv", 2, "yen-bai", "thu_nhap_lao_dong"),
        ("48 triệu đồng/người/năm", "", ""),
        "Thu nhập bình quân của người lao động trong HTX: cần đơn vị tính theo tháng, như «triệu đồng/người/tháng»; đang"
        " ghi «triệu đồng/người/năm» (48 triệu đồng/người/năm). Đối chiếu với nguồn rồi sửa don_vi_tinh, hoặc chuyển"
        " sang đúng chỉ tiêu.",
    ),
    "a yearly mean for a flow of two and a half years": (
        [so_lieu("htx_thanh_lap_moi", 86, "HTX/năm", tu="2020-12", den=END)],
        ("don-vi-tinh", "lỗi", "so_lieu.csv", 2, "yen-bai", "htx_thanh_lap_moi"),
        ("86 HTX/năm", "", ""),
        "HTX thành lập mới: cần đơn vị không kèm «/năm», như «HTX»; đang ghi «HTX/năm» (86 HTX/năm). Đối chiếu với nguồn"
        " rồi sửa don_vi_tinh, hoặc chuyển sang đúng chỉ tiêu.",
    ),
    "a target in the wrong unit": (
        [muc_tieu("so_htx", 700, "THT")],
        ("don-vi-tinh", "lỗi", "muc_tieu.csv", 2, "yen-bai", "so_htx"),
        ("700 THT", "", ""),
        "Tổng số HTX: cần đơn vị đo bằng HTX, như «HTX»; đang ghi «THT» (700 THT). Đối chiếu với nguồn rồi sửa"
        " don_vi_tinh, hoặc chuyển sang đúng chỉ tiêu.",
    ),
    "a stock with a first day": (
        [so_lieu("so_htx", 683, "HTX", tu="2023-01-01", den=END)],
        ("ky-so-lieu", "lỗi", "so_lieu.csv", 2, "yen-bai", "so_htx"),
        ("683 HTX", "", ""),
        "Tổng số HTX là số tại một thời điểm, nhưng đang ghi kỳ 5 tháng đầu năm 2023 và chưa được dùng."
        " Để trống tu_ngay và chỉ giữ den_ngay, hoặc chọn chỉ tiêu phát sinh trong kỳ.",
    ),
    "a flow without a first day": (
        [so_lieu("htx_thanh_lap_moi", 36, "HTX", den="2023-08-31")],
        ("ky-so-lieu", "lỗi", "so_lieu.csv", 2, "yen-bai", "htx_thanh_lap_moi"),
        ("36 HTX", "", ""),
        "HTX thành lập mới là số phát sinh trong kỳ, nhưng chỉ có ngày cuối 2023-08-31 và chưa được dùng. Điền ngày"
        " đầu kỳ vào tu_ngay.",
    ),
    "a share above 100": (
        [so_lieu("ty_le_htx_thanh_vien", "120.5", "%")],
        ("ty-le-ngoai-0-100", "lỗi", "so_lieu.csv", 2, "yen-bai", "ty_le_htx_thanh_vien"),
        ("120,5%", "", ""),
        "Tỷ lệ HTX là thành viên Liên minh: tỷ lệ trong một tổng thể phải từ 0 đến 100%; đang ghi 120,5%. Kiểm tra dấu"
        " thập phân, mẫu số, hoặc đây là tốc độ tăng chứ không phải tỷ lệ.",
    ),
    "tỷ written for triệu": (
        [so_lieu("doanh_thu_bq_htx", 3150, "tỷ đồng/HTX/năm", tu="2025", den="2025", place="thai-nguyen-2025")],
        ("lech-1000-lan", "lỗi", "so_lieu.csv", 2, "thai-nguyen-2025", "doanh_thu_bq_htx"),
        ("3.150 tỷ đồng/HTX/năm", "3.150 triệu đồng/HTX/năm", ""),
        "Doanh thu bình quân một HTX: 3.150 tỷ đồng/HTX/năm nằm ngoài khoảng hợp lý của một tỉnh (50-50.000 triệu"
        " đồng/HTX/năm); hợp lý nếu là 3.150 triệu đồng/HTX/năm. Số này chưa được dùng. Đối chiếu với nguồn rồi sửa"
        " don_vi_tinh hoặc gia_tri.",
    ),
    "a count moved by three places": (
        [so_lieu("so_htx", 443000, "HTX")],
        ("lech-1000-lan", "lỗi", "so_lieu.csv", 2, "yen-bai", "so_htx"),
        ("443.000 HTX", "443 HTX", ""),
        "Tổng số HTX: 443.000 HTX nằm ngoài khoảng hợp lý của một tỉnh (20-5.000 HTX); hợp lý nếu là 443 HTX. Số này chưa"
        " được dùng. Đối chiếu với nguồn rồi sửa don_vi_tinh hoặc gia_tri.",
    ),
    "«trên» before a count to the last unit": (
        [so_lieu("can_bo_quan_ly", 1926, "người", den="2022-12-31", do_chinh_xac="trên")],
        ("rao-don-so-le", "thông tin", "so_lieu.csv", 2, "yen-bai", "can_bo_quan_ly"),
        ("trên 1.926 người", "", ""),
        "Cán bộ quản lý HTX: «trên» cần đi với số làm tròn; đang ghi trên 1.926 người, là số đếm đến từng đơn vị. Bỏ"
        " do_chinh_xac nếu số là chính xác, hoặc làm tròn gia_tri.",
    ),
    "cooperatives that do not balance over a term": (
        [TERM, so_lieu("so_htx", 443, "HTX", den=START), NEW, so_lieu("so_htx", 683, "HTX")],
        ("can-doi", "cảnh báo", "so_lieu.csv", 4, "yen-bai", "so_htx"),
        ("683 HTX", "657 HTX", "khác"),
        "Tổng số HTX: 443 + 214 = 657 HTX (số đầu kỳ ghi năm 2020, HTX thành lập mới; từ năm 2020 đến 31/5/2023), nhưng"
        " số cuối kỳ 31/5/2023 là 683 HTX: chênh 26 HTX. Kiểm tra số"
        " đầu kỳ và bổ sung phần tăng, giảm còn thiếu.",
    ),
    "groups that do not balance": (
        [
            TERM,
            so_lieu("so_tht", 3662, "THT", den=START),
            so_lieu("tht_thanh_lap_moi", 1951, "THT", tu=START),
            so_lieu("so_tht", 6058, "THT"),
        ],
        ("can-doi", "cảnh báo", "so_lieu.csv", 4, "yen-bai", "so_tht"),
        ("6.058 THT", "5.613 THT", "khác"),
        "Tổng số tổ hợp tác: 3.662 + 1.951 = 5.613 THT (số đầu kỳ ghi năm 2020, tổ hợp tác thành lập mới; từ năm 2020 đến"
        " 31/5/2023), nhưng số cuối kỳ 31/5/2023 là 6.058 THT: chênh 445 THT. Kiểm tra số"
        " đầu kỳ và bổ sung phần tăng, giảm còn thiếu.",
    ),
    "a year that starts from the last day of the year before": (
        [
            so_lieu("so_htx", 500, "HTX", den="2021-12-31"),
            so_lieu("htx_thanh_lap_moi", 30, "HTX", tu="2022-01-01", den="2022-12-31"),
            so_lieu("htx_giai_the", 10, "HTX", tu="2022", den="2022"),
            so_lieu("htx_chuyen_doi", 2, "HTX", tu="2022", den="2022"),
            so_lieu("so_htx", 519, "HTX", den="2022"),
        ],
        ("can-doi", "cảnh báo", "so_lieu.csv", 6, "yen-bai", "so_htx"),
        ("519 HTX", "518 HTX", "khác"),
        "Tổng số HTX: 500 + 30 − 10 − 2 = 518 HTX (số đầu kỳ ghi 31/12/2021, HTX thành lập mới, HTX giải thể, HTX chuyển"
        " đổi loại hình; năm 2022), nhưng số cuối kỳ năm 2022 là 519 HTX: chênh 1 HTX. Kiểm tra số đầu kỳ và bổ sung phần"
        " tăng, giảm còn thiếu.",
    ),
    "parts above their total": (
        [
            so_lieu("so_htx", 2086, "HTX"),
            so_lieu("htx_nong_nghiep", 1439, "HTX"),
            so_lieu("htx_phi_nong_nghiep", 602, "HTX"),
            so_lieu("quy_tin_dung", 46, "QTDND"),
        ],
        ("tong-thanh-phan", "cảnh báo", "so_lieu.csv", 2, "yen-bai", "so_htx"),
        ("2.086 HTX", "2.087 HTX", "khác"),
        "Tổng số HTX (31/5/2023): các thành phần theo lĩnh vực (HTX nông nghiệp, HTX phi nông nghiệp, quỹ tín dụng nhân"
        " dân) cộng lại 1.439 + 602 + 46 = 2.087 HTX, nhưng tổng số ghi 2.086 HTX: chênh 1 HTX. Đối chiếu tổng số và từng"
        " thành phần với nguồn.",
    ),
    "all parts given and below their total": (
        [
            so_lieu("so_htx", 167, "HTX"),
            so_lieu("htx_nong_nghiep", 94, "HTX"),
            so_lieu("htx_phi_nong_nghiep", 54, "HTX"),
            so_lieu("quy_tin_dung", 2, "QTDND"),
        ],
        ("tong-thanh-phan", "cảnh báo", "so_lieu.csv", 2, "yen-bai", "so_htx"),
        ("167 HTX", "150 HTX", "khác"),
        "Tổng số HTX (31/5/2023): các thành phần theo lĩnh vực (HTX nông nghiệp, HTX phi nông nghiệp, quỹ tín dụng nhân"
        " dân) cộng lại 94 + 54 + 2 = 150 HTX, nhưng tổng số ghi 167 HTX: chênh 17 HTX. Đối chiếu tổng số và từng thành"
        " phần với nguồn.",
    ),
    "a part that is not given": (
        [
            so_lieu("so_htx", 167, "HTX"),
            so_lieu("htx_nong_nghiep", 94, "HTX"),
            so_lieu("htx_phi_nong_nghiep", 54, "HTX"),
        ],
        ("tong-thanh-phan", "thông tin", "so_lieu.csv", 2, "yen-bai", "so_htx"),
        ("167 HTX", "148 HTX", "khác"),
        "Tổng số HTX (31/5/2023): các thành phần theo lĩnh vực (HTX nông nghiệp, HTX phi nông nghiệp) cộng lại 94 + 54 ="
        " 148 HTX, nhưng tổng số ghi 167 HTX: chênh 19 HTX. Chưa có số quỹ tín dụng nhân dân. Bổ sung số ấy nếu có.",
    ),
    "a subset above its set, two steps up": (
        [so_lieu("so_htx", 500, "HTX"), so_lieu("htx_duoc_xep_loai", 520, "HTX")],
        ("tap-con", "lỗi", "so_lieu.csv", 3, "yen-bai", "htx_duoc_xep_loai"),
        ("520 HTX", "tối đa 500 HTX", "khác"),
        "HTX được đánh giá, xếp loại (31/5/2023): ghi 520 HTX, lớn hơn tổng thể là tổng số HTX, 500 HTX (so_lieu.csv, dòng"
        " 2). Một phần không thể lớn hơn tổng thể. Đối chiếu cả hai dòng với nguồn.",
    ),
    "a subset of money in another unit": (
        [
            so_lieu("tien_vay", "62.375", "tỷ đồng", tu="2023", den="2023"),
            so_lieu("tien_vay_quy_ho_tro", 63175, "triệu đồng", tu="2023", den="2023"),
        ],
        ("tap-con", "lỗi", "so_lieu.csv", 3, "yen-bai", "tien_vay_quy_ho_tro"),
        ("63.175 triệu đồng", "tối đa 62,375 tỷ đồng", "khác"),
        "Số tiền Quỹ Hỗ trợ phát triển HTX cho vay (năm 2023): ghi 63.175 triệu đồng, lớn hơn tổng thể là số tiền cho vay"
        " từ các quỹ do Liên minh HTX quản lý, 62,375 tỷ đồng (so_lieu.csv, dòng 2). Một phần không thể lớn hơn tổng thể."
        " Đối chiếu cả hai dòng với nguồn.",
    ),
    "twelve months that are not the year": (
        [
            so_lieu("thu_nhap_lao_dong", "5.3", "triệu đồng/người/tháng"),
            so_lieu("thu_nhap_lao_dong_nam", "68.4", "triệu đồng/người/năm"),
        ],
        ("thang-nam", "cảnh báo", "so_lieu.csv", 3, "yen-bai", "thu_nhap_lao_dong_nam"),
        ("68,4 triệu đồng/người/năm", "63,6 triệu đồng/người/năm", "khác"),
        "Thu nhập bình quân người lao động trong HTX một năm (31/5/2023): ghi 68,4 triệu đồng/người/năm, nhưng số tháng"
        " 5,3 triệu đồng/người/tháng × 12 = 63,6 triệu đồng/người/năm (so_lieu.csv, dòng 2). Giữ một trong hai số theo"
        " nguồn.",
    ),
    "periods that overlap": (
        [
            so_lieu("htx_thanh_lap_moi", 168, "HTX", tu="2013", den="2018-06"),
            so_lieu("htx_thanh_lap_moi", 50, "HTX", tu="2018", den="2018"),
        ],
        ("ky-chong-nhau", "cảnh báo", "so_lieu.csv", 3, "yen-bai", "htx_thanh_lap_moi"),
        ("50 HTX", "", ""),
        "HTX thành lập mới: kỳ năm 2018 (50 HTX) chồng một phần lên kỳ từ năm 2013 đến tháng 6/2018 (168 HTX, so_lieu.csv,"
        " dòng 2) nên không cộng được với nhau. Kiểm tra tu_ngay, den_ngay của hai dòng.",
    ),
    "two sources for one fact": (
        [
            nguon("bao", "Báo Yên Bái"),
            nguon("lm", "Liên minh HTX Yên Bái"),
            so_lieu(
                "htx_thanh_lap_moi", 112, "HTX", tu="2024-01-01", den="2024-12-31", nguon="bao", tinh_trang="sơ bộ"
            ),
            so_lieu("htx_thanh_lap_moi", 113, "HTX", tu="2024", den="2024", nguon="lm"),
        ],
        ("hai-nguon", "cảnh báo", "so_lieu.csv", 3, "yen-bai", "htx_thanh_lap_moi"),
        ("113 HTX", "112 HTX", "khác"),
        "HTX thành lập mới (năm 2024): «Liên minh HTX Yên Bái» ghi 113 HTX, còn «Báo Yên Bái» ghi 112 HTX (so_lieu.csv,"
        " dòng 2). Đối chiếu hai nguồn; báo cáo chọn số theo nguon_uu_tien, tinh_trang, rồi ngày của nguồn, và nêu số kia"
        " trong ghi chú.",
    ),
    "an indicator that its inputs contradict": (
        [
            so_lieu("htx_thanh_vien_lien_minh", 415, "HTX"),
            so_lieu("so_htx", 698, "HTX"),
            so_lieu("ty_le_htx_thanh_vien", "75.7", "%"),
        ],
        ("chi-tieu-tinh-lai", "cảnh báo", "so_lieu.csv", 4, "yen-bai", "ty_le_htx_thanh_vien"),
        ("75,7%", "59,5%", "khác"),
        "Tỷ lệ HTX là thành viên Liên minh (31/5/2023): công bố 75,7%, nhưng tính lại 100 × 415 / 698 ≈ 59,5%. Dùng số"
        " tính lại; nếu nguồn in sai thì báo cho nơi công bố.",
    ),
    "capital in the wrong money": (
        [
            so_lieu("von_dieu_le", 1027, "tỷ đồng", den=START),
            so_lieu("von_dieu_le", 1481, "tỷ đồng"),
            doi_chieu("von_dieu_le", "tang_giam", 454, "triệu đồng", so_voi="đầu kỳ", goc_ngay=START),
        ],
        ("doi-chieu", "cảnh báo", "doi_chieu.csv", 2, "yen-bai", "von_dieu_le"),
        ("454 triệu đồng", "454 tỷ đồng", "khác"),
        "Tổng vốn điều lệ của HTX, mức tăng, giảm (31/5/2023): công bố 454 triệu đồng, nhưng tính lại 1.481 − 1.027 = 454"
        " tỷ đồng. Số khớp nếu đơn vị là tỷ đồng (lệch 1.000 lần). Dùng số tính lại; nếu nguồn in sai thì báo cho nơi"
        " công bố.",
    ),
    "points printed as %": (
        [
            so_lieu("ty_le_can_bo_qua_dao_tao", "73.5", "%"),
            muc_tieu("ty_le_can_bo_qua_dao_tao", 60, "%", dau=">"),
            doi_chieu("ty_le_can_bo_qua_dao_tao", "vuot_muc_tieu", "13.5", "%", so_voi="Nghị quyết Đại hội VI"),
        ],
        ("phan-tram-hay-diem", "cảnh báo", "doi_chieu.csv", 2, "yen-bai", "ty_le_can_bo_qua_dao_tao"),
        ("13,5%", "22,5%", "khác"),
        "Tỷ lệ cán bộ quản lý HTX đạt trình độ từ sơ cấp trở lên, mức vượt mục tiêu (31/5/2023): công bố 13,5%, nhưng tính"
        " lại 100 × 73,5 / 60 − 100 = 22,5%. Số công bố là 73,5 − 60, tức là điểm %: ghi «điểm %» thay cho «%». Dùng số"
        " tính lại; nếu nguồn in sai thì báo cho nơi công bố.",
    ),
    "a share whose base is not given": (
        [
            so_lieu("htx_thanh_vien_lien_minh", 415, "HTX"),
            so_lieu("so_htx", 698, "HTX"),
            doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "75.7", "%", mau_so="htx_dang_hoat_dong"),
        ],
        ("doi-chieu", "cảnh báo", "doi_chieu.csv", 2, "yen-bai", "htx_thanh_vien_lien_minh"),
        ("75,7%", "", "không tính được"),
        "HTX là thành viên Liên minh HTX, tỷ trọng (31/5/2023): công bố 75,7%; chưa tính lại được vì thiếu HTX đang hoạt"
        " động của Yên Bái, đến 31/5/2023. Số công bố cần mẫu số 548 (từ 547,9 đến 548,6). Trên tổng"
        " số HTX (698 HTX) thì chỉ là 59,5%. Bổ sung htx_dang_hoat_dong, hoặc trích «theo nguồn».",
    ),
    "a share on another base than it says": (
        [
            so_lieu("htx_thanh_vien_lien_minh", 415, "HTX"),
            so_lieu("so_htx", 698, "HTX"),
            so_lieu("htx_dang_hoat_dong", 548, "HTX"),
            doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "75.7", "%"),
        ],
        ("doi-chieu", "cảnh báo", "doi_chieu.csv", 2, "yen-bai", "htx_thanh_vien_lien_minh"),
        ("75,7%", "59,5%", "khác"),
        "HTX là thành viên Liên minh HTX, tỷ trọng (31/5/2023): công bố 75,7%, nhưng tính lại 100 × 415 / 698 ≈ 59,5%. Số"
        " công bố cần mẫu số 548 (từ 547,9 đến 548,6). Mẫu số có thể là HTX đang hoạt động (548). Dùng số tính lại; nếu"
        " nguồn in sai thì báo cho nơi công bố.",
    ),
}


@pytest.mark.parametrize(("rows", "where", "values", "message"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_one_mistake_gives_one_finding(rows, where, values, message):
    [found] = run_checks(data(*rows))
    assert (found.check, found.severity, found.file, found.row, found.place, found.indicator) == where
    assert (found.published, found.computed, found.verdict) == values
    assert found.message == message
    assert found.remedy and message.endswith(found.remedy)
    named = re.findall(r"[a-z]+_[a-z_]+", re.sub(r"\w+\.csv", "", found.fact))
    assert named == [], "a fact is for readers, who know no columns"


def test_every_mistake_is_found_by_a_check():
    """That every check has its mistake: test_checks_more.py."""
    assert {where[0] for _, where, _, _ in ONE_MISTAKE.values()} <= {check.id for check in CHECKS}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([so_lieu("thu_nhap_lao_dong", "5.3", "triệu đồng/người/tháng"), so_lieu("thu_nhap_lao_dong_nam", 63, "triệu đồng/người/năm")], id="5,25 × 12"),
        pytest.param([so_lieu("doanh_thu_bq_htx", "2.5", "tỷ đồng/HTX/năm"), so_lieu("doanh_thu_bq_htx", 2489, "triệu đồng/HTX/năm")], id="one source rounds"),
        pytest.param([so_lieu("so_htx", 500, "HTX", do_chinh_xac="trên"), so_lieu("so_htx", 512, "HTX")], id="one source hedges"),
        pytest.param([so_lieu("so_htx", 668, "HTX", den="2023"), so_lieu("so_htx", 683, "HTX", den="2023-12-31")], id="some day of the year"),
        pytest.param([TERM, so_lieu("so_htx", 440, "HTX", den=START, do_chinh_xac="gần"), NEW, so_lieu("so_htx", 650, "HTX")], id="a hedged opening"),
        pytest.param([so_lieu("so_htx", 443, "HTX", den=START), so_lieu("htx_thanh_lap_moi", 90, "HTX", tu=START, den="2022"), so_lieu("so_htx", 500, "HTX", den="2022")], id="no term: 2020 may be its end"),
        pytest.param([so_lieu("so_htx", 443, "HTX", den="2021-06-30"), NEW, so_lieu("so_htx", 683, "HTX")], id="dates that do not meet"),
        pytest.param([so_lieu("so_htx", 167, "HTX"), so_lieu("htx_nong_nghiep", 94, "HTX")], id="one part alone"),
        pytest.param([so_lieu("so_htx", 400, "HTX", den=START), so_lieu("htx_dang_hoat_dong", 410, "HTX")], id="a set of another date"),
        pytest.param([so_lieu("so_htx", 1926, "HTX", tinh_trang="ước", do_chinh_xac="ước")], id="an estimate may be exact"),
        pytest.param([so_lieu("von_dieu_le", 393, "tỷ đồng", do_chinh_xac="trên")], id="393,4 tỷ is trên 393"),
    ],
)  # fmt: skip
def test_what_may_be_right_is_no_finding(rows):
    assert run_checks(data(*rows)) == []


def test_a_published_change_is_held_against_the_flows():
    rows = [
        so_lieu("so_lhhtx", 74, "LHHTX", den="2018-12-31", place="ca-nuoc"),
        so_lieu("lhhtx_thanh_lap_moi", 51, "LHHTX", tu="2003", den="2018", place="ca-nuoc"),
        so_lieu("lhhtx_giai_the", 28, "LHHTX", tu="2003", den="2018", place="ca-nuoc"),
        doi_chieu(
            "so_lhhtx", "tang_giam", 49, "LHHTX", den="2018-12-31", so_voi="đầu kỳ", goc_ngay="2003", place="ca-nuoc"
        ),
    ]
    balance, unknown = run_checks(data(*rows))
    assert (balance.check, balance.file, balance.computed) == ("can-doi", "doi_chieu.csv", "23 LHHTX")
    assert balance.message.startswith(
        "Tổng số liên hiệp HTX: 51 − 28 = 23 LHHTX (liên hiệp HTX thành lập mới, liên hiệp HTX giải thể; giai đoạn"
        " 2003-2018), nhưng mức tăng mà nguồn nêu là 49 LHHTX: chênh 26 LHHTX."
    )
    assert (unknown.check, unknown.verdict) == ("doi-chieu", "không tính được")


# --- published figures ------------------------------------------------------------------------------------------------

MIDTERM = [
    TERM,
    so_lieu("so_htx", 443, "HTX", den=START),
    so_lieu("so_htx", 657, "HTX"),
    NEW,
    so_lieu("tht_thanh_lap_moi", 1951, "THT", tu=START),
    so_lieu("htx_thanh_vien_lien_minh", 532, "HTX"),
    so_lieu("htx_thanh_vien_lien_minh", 300, "HTX", den=START),
    so_lieu("thu_nhap_lao_dong", "5.3", "triệu đồng/người/tháng"),
    so_lieu("ty_le_can_bo_qua_dao_tao", "73.5", "%", den="2022-12-31"),
    so_lieu("ty_le_can_bo_qua_dao_tao", "70.1", "%", den="2021-12-31"),
    so_lieu("von_dieu_le", "1056.714", "tỷ đồng"),
    so_lieu("tong_doanh_thu", 110, "tỷ đồng", tu="2022", den="2022"),
    so_lieu("tong_doanh_thu", 100, "tỷ đồng", tu="2021", den="2021"),
    so_lieu("so_tht", 3600, "THT", do_chinh_xac="trên", den=START),
    so_lieu("so_tht", 6058, "THT"),
    so_lieu("so_lhhtx", 8, "LHHTX"),
    so_lieu("so_lhhtx", 4, "LHHTX", den=END.replace("2023", "2021")),
    muc_tieu("htx_thanh_lap_moi", 50, "HTX/năm", kieu="bình quân năm"),
    muc_tieu("tht_thanh_lap_moi", 100, "THT/năm", kieu="bình quân năm"),
    muc_tieu("ty_le_htx_thanh_vien", 80, "%"),
    muc_tieu("ty_le_can_bo_qua_dao_tao", 60, "%", dau=">"),
    muc_tieu("thu_nhap_lao_dong_nam", 60, "triệu đồng/người/năm"),
    muc_tieu("so_lhhtx", 10, "LHHTX", dau="≤"),
    muc_tieu(
        "tong_doanh_thu", 100, "tỷ đồng", kieu="lũy kế", tu="2022", den="2022", loai="kế hoạch", van_ban="Kế hoạch 2022"
    ),
]
DAU_KY = {"so_voi": "đầu kỳ", "goc_ngay": START}
Y2022 = {"tu": "2022", "den": "2022"}
AGREES, ROUNDED, CUT, DIFFERS, UNKNOWN = (
    "khớp", "khớp từ số đã làm tròn", "chỉ khớp nếu cắt bỏ", "khác", "không tính được"
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "verdict", "computed", "says"),
    [
        (doi_chieu("so_htx", "tang_giam", 214, "HTX", **DAU_KY), AGREES, "214 HTX", "657 − 443"),
        (doi_chieu("so_htx", "tang_giam_pct", 48, "%", **DAU_KY), AGREES, "48%", "100 × (657 / 443 − 1)"),
        (doi_chieu("so_htx", "tang_giam_pct", 49, "%", **DAU_KY), DIFFERS, "48%", ""),
        (doi_chieu("so_htx", "tang_giam_pct", 48, "%", do_chinh_xac="trên", **DAU_KY), AGREES, "48%", ""),
        (doi_chieu("so_htx", "tang_giam_pct", 48, "%", do_chinh_xac="gần", **DAU_KY), DIFFERS, "48%", ""),
        (doi_chieu("so_htx", "tang_giam_pct", 49, "%", do_chinh_xac="gần", **DAU_KY), AGREES, "48%", ""),
        (doi_chieu("so_htx", "tang_giam_pct", 50, "%", do_chinh_xac="gần", **DAU_KY), DIFFERS, "48%", ""),
        (doi_chieu("so_htx", "so_lan", "1.5", "lần", **DAU_KY), AGREES, "1,5 lần", "657 / 443"),
        (doi_chieu("so_htx", "so_lan", "1.4", "lần", **DAU_KY), CUT, "1,5 lần", "657 / 443 ≈ 1,48 lần: chỉ khớp nếu cắt bỏ phần lẻ. Dùng số làm tròn 1,5 lần."),
        (doi_chieu("so_htx", "so_lan", "0.5", "lần", **DAU_KY), DIFFERS, "1,5 lần", "Số công bố là phần tăng thêm, không phải số lần."),
        (doi_chieu("so_tht", "so_lan", "1.9", "lần", **DAU_KY), UNKNOWN, "1,7 lần", "đầu vào là số ước lượng (6.058 / 3.600)"),
        (doi_chieu("so_lhhtx", "tang_binh_quan_pct", "41.4", "%/năm", so_voi="đầu kỳ", goc_ngay="2021-05-31"), AGREES, "41,4%/năm", "((8 / 4)^(1/2) − 1) × 100"),
        (doi_chieu("so_htx", "tang_binh_quan_pct", 9, "%/năm", goc_ngay="2011"), UNKNOWN, "", "đến 31/12/2011"),
        (doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", 86, "HTX/năm", tu=START), AGREES, "86 HTX/năm", "214 / 2,5"),
        (doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", 90, "HTX/năm", tu=START), DIFFERS, "86 HTX/năm", "Số công bố cần từ 2,36 đến 2,39 năm."),
        (doi_chieu("tong_doanh_thu", "binh_quan_nam", 110, "tỷ đồng/năm", **Y2022), AGREES, "110 tỷ đồng/năm", "110 / 1"),
        (doi_chieu("htx_giai_the", "binh_quan_nam", 5, "HTX/năm", tu="2021-02-03"), UNKNOWN, "", "vì thiếu HTX giải thể của Yên Bái"),
        (doi_chieu("htx_thanh_lap_moi", "dat_muc_tieu", 172, "%", tu=START), ROUNDED, "172%", "100 × 86 / 50 = 172% từ số đã làm tròn (số chưa làm tròn cho 171,2%): khớp. Không phải sửa."),
        (doi_chieu("tht_thanh_lap_moi", "dat_muc_tieu", 780, "%", tu=START), AGREES, "780%", "100 × 780 / 100"),
        (doi_chieu("ty_le_htx_thanh_vien", "dat_muc_tieu", 101, "%", so_voi="Nghị quyết Đại hội VI"), AGREES, "101%", ""),
        (doi_chieu("ty_le_htx_thanh_vien", "dat_muc_tieu", 1, "%"), DIFFERS, "101%", "Số công bố là phần vượt, không phải mức đạt."),
        (doi_chieu("thu_nhap_lao_dong_nam", "dat_muc_tieu", 106, "%", do_chinh_xac="khoảng"), AGREES, "106%", "63,6 / 60"),
        (doi_chieu("tong_doanh_thu", "dat_muc_tieu", 110, "%", so_voi="Kế hoạch năm 2022", **Y2022), AGREES, "110%", ""),
        (doi_chieu("tong_doanh_thu", "vuot_muc_tieu", 10, "%", so_voi="Kế hoạch năm 2022", **Y2022), AGREES, "10%", "100 × 110 / 100 − 100"),
        (doi_chieu("ty_le_can_bo_qua_dao_tao", "vuot_muc_tieu", "13.5", "điểm %", den="2022-12-31"), AGREES, "13,5 điểm %", "73,5 − 60"),
        (doi_chieu("ty_le_can_bo_qua_dao_tao", "diem_pct", "13.5", "điểm %", den="2022-12-31"), AGREES, "13,5 điểm %", "73,5 − 60"),
        (doi_chieu("ty_le_can_bo_qua_dao_tao", "diem_pct", "13.5", "%", den="2022-12-31"), DIFFERS, "13,5 điểm %", "Số đúng nhưng là điểm %: ghi «điểm %» thay cho «%»."),
        (doi_chieu("ty_le_can_bo_qua_dao_tao", "diem_pct", "3.4", "điểm %", den="2022-12-31", so_voi="kỳ trước"), AGREES, "3,4 điểm %", "73,5 − 70,1"),
        (doi_chieu("ty_le_can_bo_qua_dao_tao", "tang_giam", "3.4", "điểm %", den="2022-12-31", so_voi="cùng kỳ năm trước"), AGREES, "3,4 điểm %", ""),
        (doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", 81, "%", mau_so="so_htx"), AGREES, "81%", "100 × 532 / 657"),
        (doi_chieu("ty_le_htx_thanh_vien", "ty_trong", "81.0", "%"), AGREES, "81,0%", "100 × 532 / 657"),
        (doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "80.9", "%"), CUT, "81,0%", "≈ 80,97%: chỉ khớp nếu cắt bỏ phần lẻ"),
        (doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "97.1", "%"), DIFFERS, "81,0%", "Số công bố cần mẫu số 548 (từ 547,6 đến 548,2)."),
        (doi_chieu("von_dieu_le", "binh_quan_don_vi", "1.61", "tỷ đồng/HTX"), AGREES, "1,61 tỷ đồng/HTX", "1.056,714 / 657"),
        (doi_chieu("von_dieu_le", "binh_quan_don_vi", 1608, "triệu đồng/HTX"), AGREES, "1.608 triệu đồng/HTX", ""),
        (doi_chieu("von_dieu_le", "binh_quan_don_vi", "3.24", "tỷ đồng/HTX"), DIFFERS, "1,61 tỷ đồng/HTX", "Số công bố cần mẫu số 326 (từ 325,6 đến 326,7)."),
        (doi_chieu("thu_nhap_lao_dong", "quy_doi", "63.6", "triệu đồng/người/năm"), AGREES, "63,6 triệu đồng/người/năm", "5,3 × 12"),
        (doi_chieu("thu_nhap_lao_dong_nam", "quy_doi", "63.6", "triệu đồng/năm"), AGREES, "63,6 triệu đồng/năm", "5,3 × 12"),
        (doi_chieu("von_dieu_le", "quy_doi", 1056714, "triệu đồng"), AGREES, "1.056.714 triệu đồng", "1.056,714 × 1.000"),
        (doi_chieu("so_htx", "tong", 657, "HTX"), UNKNOWN, "", "các thành phần của tổng số HTX"),
        (doi_chieu("tong_doanh_thu", "tong", 210, "tỷ đồng", tu="2021", den="2022"), AGREES, "210 tỷ đồng", "100 + 110"),
        (doi_chieu("tong_doanh_thu", "tang_giam_pct", 10, "%", so_voi="cùng kỳ", **Y2022), AGREES, "10%", "100 × (110 / 100 − 1)"),
        (doi_chieu("von_dieu_le", "tang_giam", 454, "triệu đồng"), UNKNOWN, "", "mốc so sánh (goc_ngay) của Tổng vốn điều lệ của HTX"),
        (doi_chieu("so_tht", "dat_muc_tieu", 83, "%"), UNKNOWN, "", "mục tiêu hoặc kế hoạch của tổng số tổ hợp tác. Bổ sung bảng muc_tieu, hoặc trích"),
        (doi_chieu("so_lhhtx", "dat_muc_tieu", 80, "%"), UNKNOWN, "", "mục tiêu có một mức tối thiểu để so"),
        (doi_chieu("so_htx", "tang_giam", 214, "HTX", den=""), UNKNOWN, "", "thiếu ngày của dòng này. Bổ sung den_ngay"),
        (doi_chieu("htx_thanh_lap_moi", "vuot_muc_tieu", "", "", tu=START), AGREES, "vượt", "mà không kèm số, tính lại 86 HTX/năm so với 50 HTX/năm trở lên là vượt: khớp."),
        (doi_chieu("thu_nhap_lao_dong_nam", "dat_muc_tieu", "", ""), AGREES, "vượt", ""),
        (doi_chieu("so_lhhtx", "vuot_muc_tieu", "", ""), DIFFERS, "đạt", "nhưng tính lại 8 LHHTX so với 10 liên hiệp HTX trở xuống là đạt."),
        (doi_chieu("thanh_vien_va_lao_dong", "vuot_muc_tieu", "", "", so_voi="Kế hoạch năm 2018"), UNKNOWN, "", "bảng muc_tieu"),
        (doi_chieu("so_htx", "tang_giam", "", "", **DAU_KY), UNKNOWN, "", "thiếu giá trị của dòng này. Bổ sung gia_tri"),
    ],
)  # fmt: skip
def test_a_published_figure_is_compared_at_its_own_precision(row, verdict, computed, says):
    [found] = [f for f in run_checks(data(*MIDTERM, row), all_published=True) if f.check in ("doi-chieu", "phan-tram-hay-diem")]
    assert (found.verdict, found.computed) == (verdict, computed), found.message
    assert says in found.message
    assert found.severity == ("cảnh báo" if verdict == DIFFERS else "thông tin")


def test_a_mean_per_province_divides_by_the_members():
    new = so_lieu("htx_thanh_lap_moi", 364, "HTX", tu="2023", den="2023", place="cum-tay-bac-2023")
    said = doi_chieu(
        "htx_thanh_lap_moi", "binh_quan_don_vi", 52, "HTX/tỉnh/năm", tu="2023", den="2023", place="cum-tay-bac-2023"
    )
    [found] = run_checks(data(new, said), all_published=True)
    assert (found.verdict, found.computed) == (AGREES, "52 HTX/tỉnh/năm")
    assert "364 / 7 = 52" in found.message


@pytest.mark.parametrize(("place", "day", "members"), [
    ("cum-so-1-2025", "2025-12-31", 8), ("cum-tay-bac-2023", "2023-12-31", 7), ("cum-tay-bac-2023", "2025", 7),  # it ended in June
])
def test_a_mean_per_province_is_in_the_unit_it_was_published_in(place, day, members):
    capital = so_lieu("von_dieu_le", 52 * members, "tỷ đồng", den=day, place=place)
    said = doi_chieu("von_dieu_le", "binh_quan_don_vi", 52000, "triệu đồng/tỉnh", den=day, place=place)
    [found] = run_checks(data(capital, said), all_published=True)
    assert (found.verdict, found.computed) == (AGREES, "52.000 triệu đồng/tỉnh")
    assert f"{52 * members} / {members} = " in found.message


def test_a_mean_per_province_and_year_divides_by_both():
    when = {"tu": "2022", "den": "2023", "place": "cum-tay-bac-2023"}
    rows = [so_lieu("htx_thanh_lap_moi", 728, "HTX", **when), doi_chieu("htx_thanh_lap_moi", "binh_quan_don_vi", 52, "HTX/tỉnh/năm", **when)]
    [found] = run_checks(data(*rows), all_published=True)
    assert (found.verdict, found.computed) == (AGREES, "52 HTX/tỉnh/năm") and "728 / 7 / 2 = 52" in found.message


def test_a_mean_per_year_without_known_years_says_so():
    [found] = run_checks(data(NEW, doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", 86, "HTX/năm", tu=START)))
    assert "vì thiếu số năm đã qua để tính bình quân năm của HTX thành lập mới. Số công bố cần từ 2,47 đến 2,50 năm." in found.message


def test_a_total_is_the_sum_of_its_parts():
    parts = [so_lieu("htx_nong_nghiep", 400, "HTX"), so_lieu("htx_phi_nong_nghiep", 244, "HTX"), so_lieu("quy_tin_dung", 13, "QTDND")]
    [found] = run_checks(data(*parts, doi_chieu("so_htx", "tong", 657, "HTX")), all_published=True)
    assert (found.verdict, found.computed) == (AGREES, "657 HTX") and "400 + 244 + 13 = 657 HTX" in found.message


def test_a_total_is_the_sum_of_the_members():
    names = ["yen-bai", "phu-tho", "hoa-binh", "lai-chau", "dien-bien", "lao-cai", "son-la"]
    parts = [so_lieu("so_htx", 100 + i, "HTX", den="2023-12-31", place=name) for i, name in enumerate(names)]
    said = doi_chieu("so_htx", "tong", 720, "HTX", den="2023-12-31", place="cum-tay-bac-2023")
    [found] = run_checks(data(*parts, said))
    assert (found.verdict, found.computed, found.place) == (DIFFERS, "721 HTX", "cum-tay-bac-2023")


@pytest.mark.parametrize(
    ("term", "years", "published", "verdict"),
    [
        (nhiem_ky(), None, 86, AGREES),  # half of 2020-2025
        (nhiem_ky("2020-12"), None, 86, AGREES),  # 30 months
        (nhiem_ky("2020-10"), None, 80, AGREES),  # 32 months: 214 / 2,667 = 80,25
        (nhiem_ky("2020-12"), Fraction(2), 107, AGREES),  # stated by somebody
        (nhiem_ky("2018", "2023"), None, 86, UNKNOWN),  # another term: nobody knows when in 2020
        (nhiem_ky("2020", "2021"), None, 86, UNKNOWN),
        (nhiem_ky("2020", "2030"), None, 86, UNKNOWN),  # half a term has not passed
    ],
)
def test_elapsed_years(term, years, published, verdict):
    said = doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", published, "HTX/năm", tu=START)
    stated = {"yen-bai": years} if years else None
    [found] = run_checks(data(term, NEW, said), years=stated, all_published=True)
    assert found.verdict == verdict, found.message


def test_whole_calendar_years_need_no_term():
    rows = [
        so_lieu("htx_thanh_lap_moi", 20234, "HTX", tu="2002-01-01", den="2021-12-31", place="ca-nuoc"),
        doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", 1012, "HTX/năm", tu="2002", den="2021", place="ca-nuoc"),
    ]
    [found] = run_checks(data(*rows), all_published=True)
    assert (found.verdict, found.computed) == (AGREES, "1.012 HTX/năm")


def test_a_whole_term_has_five_years_not_six():
    rows = [
        nhiem_ky("2012", "2017"),
        so_lieu("htx_thanh_lap_moi", 69, "HTX", tu="2012", den="2017"),
        doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", 14, "HTX/năm", tu="2012", den="2017"),
    ]
    [found] = run_checks(data(*rows), all_published=True)
    assert found.verdict == AGREES
    assert "69 / 5 ≈ 14 HTX/năm" in found.message


def test_a_row_in_a_unit_that_cannot_be_converted_does_not_stop_the_others():
    rows = [
        so_lieu("thu_nhap_lao_dong", 64, "triệu đồng/người/năm"),
        muc_tieu("thu_nhap_lao_dong_nam", 60, "triệu đồng/người/năm"),
        doi_chieu("thu_nhap_lao_dong_nam", "dat_muc_tieu", 106, "%"),
        doi_chieu("thu_nhap_lao_dong_nam", "tang_giam", 4, "triệu đồng/người/năm", **DAU_KY),
    ]
    found = run_checks(data(*rows))
    assert [f.check for f in found] == ["doi-chieu", "doi-chieu", "don-vi-tinh"]


def test_what_cannot_be_computed_may_be_quoted():
    rows = [
        *MIDTERM,
        doi_chieu("so_htx", "so_lan", "1.5", "lần", **DAU_KY),
        doi_chieu("doanh_thu_bq_htx", "tang_binh_quan_pct", 9, "%/năm", tu="2011", den="2020"),
        doi_chieu("so_tht", "vuot_muc_tieu", "", ""),
        doi_chieu("so_tht", "tang_giam", "", "", goc_ngay=START),
    ]
    assert [(row.variable, row.operation) for row in uncomputable(data(*rows), "yen-bai")] == [
        ("doanh_thu_bq_htx", "tang_binh_quan_pct"),
        ("so_tht", "vuot_muc_tieu"),
    ]


def test_the_published_data_hold_seven_wrong_units():
    found = findings()
    assert [(f.check, f.place, f.indicator) for f in found if f.severity == "lỗi"] == [
        ("don-vi-tinh", "ca-nuoc", "loi_nhuan_bq_htx_nong_nghiep"),
        ("don-vi-tinh", "hoa-binh", "doanh_thu_bq_htx"),
        ("lech-1000-lan", "hoa-binh", "nop_ngan_sach"),
        ("lech-1000-lan", "hoa-binh", "thanh_vien"),
        ("lech-1000-lan", "hue", "loi_nhuan_bq_htx_nong_nghiep"),
        ("don-vi-tinh", "phu-tho", "doanh_thu_bq_tht"),
        ("lech-1000-lan", "thai-nguyen-2025", "doanh_thu_bq_htx"),
    ]
    assert all(f.accepted for f in found if f.severity == "lỗi")


# --- what is done with findings ---------------------------------------------------------------------------------------

TWO = [
    so_lieu("doanh_thu_bq_tht", 570, "triệu đồng/HTX/năm", tu="2020", den="2020", place="phu-tho"),
    so_lieu("so_htx", 443, "HTX", den=START),
    so_lieu("so_htx", 657, "HTX"),
    doi_chieu("so_htx", "so_lan", "1.4", "lần", **DAU_KY),
    doi_chieu("so_htx", "so_lan", "1.5", "lần", **DAU_KY),
]


def test_agreeing_figures_are_shown_only_when_asked_for():
    assert [f.verdict for f in run_checks(data(*TWO))] == [CUT, ""]
    assert [f.verdict for f in run_checks(data(*TWO), all_published=True)] == [CUT, AGREES, ""]


def test_one_place_alone():
    assert [f.check for f in run_checks(data(*TWO), "phu-tho")] == ["don-vi-tinh"]


def test_the_questions_of_a_place_are_remembered_for_the_cache():
    known = data(*TWO)
    run_checks(known, "phu-tho")
    assert {"so_lieu|phu-tho|doanh_thu_bq_tht", "so_lieu|phu-tho|so_htx", "doi_chieu|phu-tho"} <= known.asked.keys()
    assert not any(question.split("|")[1] == "yen-bai" for question in known.asked)


def test_findings_are_sorted_by_file_and_row():
    found = run_checks(data(*TWO), all_published=True)
    assert [(f.file, f.row) for f in found] == [("doi_chieu.csv", 2), ("doi_chieu.csv", 3), ("so_lieu.csv", 2)]


def test_json_has_one_object_a_line_with_the_fields_of_a_finding():
    text = to_json(run_checks(data(*TWO), all_published=True))
    names = "check level severity place indicator file row published computed verdict fact accepted sheet cell remedy message"
    assert [" ".join(each) for each in json.loads(text)] == [names] * 3
    assert " ".join(field.name for field in fields(Finding)) == names.removesuffix(" message")
    assert len(text.splitlines()) == 5
    assert json.loads(to_json([])) == []


def test_summary_for_a_person():
    assert summary(run_checks(data(*TWO), all_published=True)).splitlines() == [
        "Kiểm tra số liệu: 1 lỗi và 1 thông tin.",
        "1 số đã công bố khớp với số tính lại.",
        "",
        "doi_chieu.csv",
        "  thông tin",
        "    dòng 2, yen-bai: Tổng số HTX, số lần so với gốc (31/5/2023): công bố 1,4 lần, tính lại 657 / 443 ≈ 1,48 lần:"
        " chỉ khớp nếu cắt bỏ phần lẻ. Dùng số làm tròn 1,5 lần. [doi-chieu]",
        "",
        "so_lieu.csv",
        "  lỗi",
        "    dòng 2, phu-tho: Doanh thu bình quân một tổ hợp tác: cần đơn vị tính trên một THT, như «triệu đồng/THT/năm»;"
        " đang ghi «triệu đồng/HTX/năm» (570 triệu đồng/HTX/năm). Đối chiếu với nguồn rồi sửa don_vi_tinh, hoặc chuyển"
        " sang đúng chỉ tiêu. [don-vi-tinh]",
        "",
        "Việc cần làm",
        "  1. 1 lỗi chặn công bố báo cáo của Phú Thọ. Sửa, hoặc chấp nhận kèm lý do (bảng chap_nhan).",
        "  2. Đơn vị tính không hợp với chỉ tiêu (1 chỗ, Phú Thọ): sửa don_vi_tinh theo nguồn, hoặc chuyển sang đúng chỉ"
        " tiêu [don-vi-tinh].",
        "  3. 1 thông tin để biết, không bắt buộc sửa.",
    ]
    assert summary([]) == "Kiểm tra số liệu: không có gì phải sửa."


def test_mistakes_of_form_are_findings_of_level_0():
    with pytest.raises(InputError) as refused:
        data(so_lieu("so_hxt", 683, "HTX"))
    [found] = from_faults(refused.value.faults)
    assert (found.check, found.level, found.severity, found.file, found.row) == (
        "dinh-dang",
        0,
        "lỗi",
        "so_lieu.csv",
        2,
    )
    assert "«so_hxt»" in found.message
    assert "so_htx" in found.message


def test_every_check_is_declared_once_and_completely():
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    assert all(check.level in LEVELS and check.severity in SEVERITIES and check.title for check in CHECKS)
    assert set(checks.__all__) <= set(dir(checks))


def test_what_cannot_be_blocks_and_what_is_doubtful_warns():
    """Level 1 keeps a report from publication, 2 and 3 do not, but for parts above their whole, which no reader believes."""
    strict = {check.id for check in (*CHECKS, *CHECKS_AMONG) if check.severity == "lỗi"}
    usual = {check.id for check in (*CHECKS, *CHECKS_AMONG) if check.level < 2 and check.severity != "thông tin"}
    assert strict == usual - {"ba-chu-so-le"} | {"tap-con", "ty-le-tinh-ra"}
    (fault,) = from_faults([Fault("một số", "«x»", "Sửa.")])
    assert fault.level == 0 and fault.blocks and fault.row == 0
    assert '"severity": "lỗi"' in to_json([fault])
