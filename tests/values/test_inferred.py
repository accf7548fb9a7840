"""A level that only a printed change gives away is compared with, told as inferred, and never printed as given."""

from __future__ import annotations

import calculator
import pytest
from bs4 import BeautifulSoup
from rows_in_code import data, doi_chieu, nguon, row, so_lieu

from htxlib.codelists.periods import Period
from htxlib.report.report import Report
from htxlib.sentences import statements
from htxlib.values.scope import open_scope

YEAR = Period.year(2023)
NOW = so_lieu("so_htx", 683, "HTX", den="2023-12-31", nguon="a")
GREW = {"so_voi": "năm trước", "goc_ngay": "2022-12-31", "den": "2023-12-31", "nguon": "a"}
SOURCES = [nguon("a", "Bài A"), nguon("b", "Bài B")]


def scope(*rows, when=YEAR):
    return open_scope(data(*SOURCES, *rows), "yen-bai", when)


@pytest.mark.parametrize(
    ("change", "level", "formula", "said"), [(12, 671, "683 − 12", "tăng 12 HTX"), (-15, 698, "683 + 15", "giảm 15 HTX")]
)
def test_a_printed_change_gives_the_level_that_it_starts_from(change, level, formula, said):
    found = scope(NOW, doi_chieu("so_htx", "tang_giam", change, "HTX", **GREW)).figure("so_htx")
    before = found.ky_truoc.other
    assert (before.value, str(before.formula), found.tang_giam.text) == (level, formula, said)
    assert [origin.file for origin in before.origins] == ["so_lieu.csv", "doi_chieu.csv"]
    assert not calculator.of_record(before.record()).refuted()


def test_the_annex_tells_that_it_is_inferred():
    bc = Report(scope(NOW, doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW)))
    bc.viet("Có {{ so_htx }}, {{ so_htx.so_sanh }}.")
    text = " ".join(BeautifulSoup(bc.phu_luc().html, "html.parser").get_text().split())
    assert "683 − 12 = 671 HTX" in text and "suy ra từ mức tăng" in text


@pytest.mark.parametrize("so_voi", ["kỳ trước", "cùng kỳ năm trước"])
def test_the_year_before_may_be_named_in_words(so_voi):
    change = doi_chieu("so_htx", "tang_giam", 12, "HTX", so_voi=so_voi, den="2023-12-31", nguon="a")
    assert scope(NOW, change).figure("so_htx").ky_truoc.other.value == 671


@pytest.mark.parametrize(
    "change",
    [
        doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW | {"nguon": "b"}),
        doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW, do_chinh_xac="trên"),
        doi_chieu("so_htx", "tang_giam_pct", "1.8", "%", **GREW),
        doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW | {"den": "2023-06-30"}),
        doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW | {"goc_ngay": "2019"}),
    ],
    ids=["of another source", "hedged", "in percent", "of another day", "from long ago"],
)
def test_what_is_not_exact_gives_no_level(change):
    assert not scope(NOW, change).figure("so_htx").ky_truoc.other


def test_a_given_level_goes_before():
    change = doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW)
    given = so_lieu("so_htx", 670, "HTX", den="2022-12-31", nguon="b")
    assert scope(NOW, change, given).figure("so_htx").ky_truoc.other.value == 670


def test_the_report_of_that_year_itself_does_not_print_it():
    change = doi_chieu("so_htx", "tang_giam", 12, "HTX", **GREW)
    assert not scope(NOW, change, when=Period.year(2022)).figure("so_htx")


# --- a part of a local group ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("group", "said"), [("ngành", ", chiếm 10,0% tổng số HTX"), ("", "")])
def test_a_part_of_a_local_group_is_printed_with_its_share(group, said):
    own = row("chi_tieu", ma="htx_det", ten="HTX dệt", don_vi_tinh="HTX", loai="số dư", phan_cua="so_htx", nhom=group)
    rows = [own, so_lieu("so_htx", 600, "HTX", den="2023-12-31"), so_lieu("htx_det", 60, "HTX", den="2023-12-31")]
    assert f"HTX dệt: 60 HTX{said}." in statements.left_over(scope(*rows), ["htx_det"]).text
