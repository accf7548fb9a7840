"""What an article prints, entered as it stands: every derived figure gets its verdict, and no column is wanting for it."""

from __future__ import annotations

import pytest
from rows_in_code import data, doi_chieu, muc_tieu, nguon, row, so_lieu
from where import CASES

from htxlib.checks import run_checks
from htxlib.data import dataset

ARTICLES = {  # verdict of each row of doi_chieu, in its order
    "article-ba-ria-2022": ["khớp", "khớp"],
    "article-nghe-an-2018": ["không tính được", "không tính được", "khớp", "khác", "khác"],
    "article-hau-giang-2024": ["khớp"],
}


def verdicts(made, **options):
    return [each for each in run_checks(made, all_published=True, **options) if each.check == "doi-chieu"]


@pytest.mark.parametrize(("name", "expected"), ARTICLES.items())
def test_every_derived_figure_of_an_article_gets_its_verdict(name, expected):
    found = verdicts(dataset.read(CASES / name))
    assert [each.verdict for each in found] == expected
    # What cannot be computed lacks a number that the article does not print, no column: it is named with its period.
    lacking = [each.message for each in found if each.verdict == "không tính được"]
    assert all("của Nghệ An, 6 tháng đầu năm 2017" in message for message in lacking)


def test_the_parts_of_a_local_group_are_held_against_their_whole():
    made = dataset.read(CASES / "article-ba-ria-2022")
    assert not [each for each in run_checks(made) if each.check == "tong-thanh-phan"]
    parts = [
        row(
            "chi_tieu",
            ma=f"phan_{name}",
            ten=f"Phần {name}",
            don_vi_tinh="HTX",
            loai="số dư",
            phan_cua="so_htx",
            nhom="ngành",
        )
        for name in "ab"
    ]
    rows = [so_lieu("so_htx", 683, "HTX"), so_lieu("phan_a", 400, "HTX"), so_lieu("phan_b", 300, "HTX")]
    [found] = [each for each in run_checks(data(*parts, *rows)) if each.check == "tong-thanh-phan"]
    assert "theo ngành (phần a, phần b) cộng lại 400 + 300 = 700 HTX" in found.message


# --- a base period, a region, the row's own source --------------------------------------------------------------------

FLOW = {"den": "2024-06-30", "tu": "2024-01-01"}
SAME_MONTHS = {"so_voi": "cùng kỳ", "goc_tu_ngay": "2023-01-01", "goc_ngay": "2023-06-30"}


def test_a_flow_is_compared_with_its_base_period():
    rows = [
        so_lieu("htx_thanh_lap_moi", 34, "HTX", **FLOW),
        so_lieu("htx_thanh_lap_moi", 24, "HTX", tu="2023-01-01", den="2023-06-30"),
        so_lieu("htx_thanh_lap_moi", 61, "HTX", tu="2023-01-01", den="2023-12-31"),
    ]
    [right] = verdicts(data(*rows, doi_chieu("htx_thanh_lap_moi", "tang_giam", 10, "HTX", **FLOW, **SAME_MONTHS)))
    assert (right.verdict, right.computed) == ("khớp", "10 HTX")
    [wrong] = verdicts(data(*rows, doi_chieu("htx_thanh_lap_moi", "tang_giam", 11, "HTX", **FLOW, **SAME_MONTHS)))
    assert "34 − 24 = 10 HTX" in wrong.message


@pytest.mark.parametrize(("so_voi", "computed"), [("cả nước", "12,5%"), ("ca-nuoc", "12,5%"), ("Cả nước", "12,5%")])
def test_the_share_of_a_place_in_the_country(so_voi, computed):
    rows = [so_lieu("so_htx", 683, "HTX"), so_lieu("so_htx", 5464, "HTX", place="ca-nuoc")]
    share = doi_chieu("so_htx", "ty_trong_dia_ban", "12.5", "%", so_voi=so_voi)
    [found] = verdicts(data(*rows, share))
    assert (found.verdict, found.computed) == ("khớp", computed)
    assert "100 × 683 / 5.464 = 12,5%" in found.message


@pytest.mark.parametrize(("so_voi", "missing"), [("", "so_voi: cụm, vùng hoặc cả nước"), ("vùng", "mới có 2/14 tỉnh")])
def test_a_share_of_a_place_without_its_whole_says_what_is_missing(so_voi, missing):
    rows = [so_lieu("so_htx", 683, "HTX"), so_lieu("so_htx", 416, "HTX", place="lao-cai")]
    [found] = verdicts(data(*rows, doi_chieu("so_htx", "ty_trong_dia_ban", "12.5", "%", so_voi=so_voi)))
    assert found.verdict == "không tính được" and missing in found.message


@pytest.mark.parametrize(("source", "verdict"), [("a", "khớp"), ("b", "khác"), ("", "khác")])
def test_a_figure_is_held_against_the_numbers_of_its_own_source(source, verdict):
    rows = [
        *(nguon(id, f"Bài {id}") for id in "ba"),
        so_lieu("so_htx", 700, "HTX", nguon="b"),
        so_lieu("so_htx", 683, "HTX", nguon="a"),
        so_lieu("htx_nong_nghiep", 400, "HTX", nguon="b"),
        so_lieu("htx_nong_nghiep", 450, "HTX", nguon="a"),
        doi_chieu("htx_nong_nghiep", "ty_trong", "65.9", "%", nguon=source),
    ]
    [found] = verdicts(data(*rows))
    assert found.verdict == verdict


def test_a_target_too_is_held_against_the_level_of_its_own_source():
    rows = [
        *(nguon(id, f"Bài {id}") for id in "ba"),
        so_lieu("so_htx", 700, "HTX", nguon="b"),
        so_lieu("so_htx", 683, "HTX", nguon="a"),
        muc_tieu("so_htx", 1000, "HTX"),
        doi_chieu("so_htx", "dat_muc_tieu", "68.3", "%", nguon="a"),
    ]
    [found] = verdicts(data(*rows))
    assert found.verdict == "khớp"


def test_a_count_is_no_share_where_its_whole_is_not_named():
    rows = [so_lieu("thanh_vien_htx", 1500, "người"), doi_chieu("thanh_vien_htx", "ty_trong", 15, "%")]
    [found] = verdicts(data(*rows))
    assert found.verdict == "không tính được" and "tổng thể (mau_so) của thành viên HTX" in found.message


def test_86_point_0_of_what_is_counted_is_86():
    rows = [
        so_lieu("htx_thanh_lap_moi", "86.0", "HTX", tu="2023", den="2023"),
        doi_chieu("htx_thanh_lap_moi", "binh_quan_nam", "86.0", "HTX", tu="2023", den="2023"),
    ]
    [found] = verdicts(data(*rows))
    assert (found.published, found.computed, found.verdict) == ("86 HTX", "86 HTX/năm", "khớp")
