"""What the statistics office counts ("working with results") never stands beside what is registered.

It counts unions and credit funds too, and leaves out who has no results: of 2018 it has 13,958 where 22,861 are
registered.
"""

import pytest
from datasets import data

from htxlib.checks.quotients import BASES
from htxlib.codelists import variables
from htxlib.codelists.periods import Moment, Period
from htxlib.codelists.variables import STATISTICS
from htxlib.indicators import catalogue
from htxlib.report.report import Report
from htxlib.values.scope import open_scope
from htxlib.words.errors import InputError

COUNTED = {code for code, each in variables.load().items() if each.topic == variables.STATISTICS}
ROWS = """
yen-bai so_htx . 2017-12-31 400 HTX
yen-bai htx_co_ket_qua . 2017-12-31 214 HTX
yen-bai lao_dong_htx_co_ket_qua . 2017-12-31 2500 người
"""


def report(place="yen-bai", rows=ROWS):
    made = data(rows)
    return Report(open_scope(made, place, Period(Moment.parse("2017-01-01"), Moment.parse("2017-12-31"))))


def test_both_are_known():
    assert {"htx_co_ket_qua", "lao_dong_htx_co_ket_qua", "htx_nong_lam_thuy_san", "tong_von_htx_co_ket_qua"} <= COUNTED
    assert "so_htx" not in COUNTED


def test_no_indicator_is_made_of_both():
    for name, declared in catalogue.load().items():
        made_of = {each.removesuffix("_dau_ky") for each in declared.inputs}
        used = made_of | {declared.base, declared.weight} - {""}
        assert not used & COUNTED or (used <= COUNTED and declared.topic == STATISTICS), name


def test_no_mean_of_registered_cooperatives_is_explained_by_the_other_count():
    assert not set(BASES) & COUNTED


@pytest.mark.parametrize(
    "asked",
    [
        lambda bc, *names: bc.bang_tong_hop(*names),
        lambda bc, *names: bc.bang_thanh_vien(*names),
        lambda bc, *names: bc.bang_xep_hang(*names),
        lambda bc, *names: bc.bieu_do_tang_truong(*names),
        lambda bc, *names: bc.bieu_do_co_cau(*names),
    ],
    ids=["summary", "members", "ranks", "growth", "parts"],
)
def test_a_table_or_chart_of_both_is_refused(asked):
    with pytest.raises(InputError, match="htx_co_ket_qua.*đứng cùng so_htx.*Tách thành hai bảng"):
        asked(report(), "so_htx", "htx_co_ket_qua")
    asked(report(), "htx_co_ket_qua", "lao_dong_htx_co_ket_qua")
    asked(report(), "so_htx", "htx_dang_hoat_dong")


def test_the_table_of_everything_leaves_it_out():
    shown = {figure.name for figure in report().bang_tong_hop().figures}
    assert "so_htx" in shown and not shown & COUNTED


def test_it_is_told_under_its_own_heading():
    bc = report()
    assert "214 HTX" in bc.chi_tieu_khac("thong-ke").text
    assert "214" not in report().chi_tieu_khac("htx", "thanh-vien", "ket-qua").text


def test_a_province_of_which_only_the_statistics_office_spoke_has_no_figures_of_its_own():
    words = report("ca-nuoc").viet("Có {{ don_vi_chua_co_so_lieu }}.").text
    assert "62 tỉnh, thành phố" in words
    only = ROWS.replace("yen-bai so_htx . 2017-12-31 400 HTX", "lao-cai so_htx . 2017-12-31 400 HTX")
    assert "62 tỉnh, thành phố" in report("ca-nuoc", only).viet("Có {{ don_vi_chua_co_so_lieu }}.").text
