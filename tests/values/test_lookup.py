"""Which given value answers: stocks, flows, means, two sources for one fact; against the reference's own search."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
import reference as ref
from datasets import data, mid_term, year
from hypothesis import given, settings
from hypothesis import strategies as st

from htxlib.codelists.periods import Period
from htxlib.values import lookup

few = settings(max_examples=150, derandomize=True, deadline=None)
FIRST = date(2022, 1, 1)
months = st.integers(0, 11)


def span(first: int, length: int) -> tuple[date, date]:
    """A period of whole months of 2022, cut at the year's end."""
    last = min(first + length, 11)
    after = date(2023, 1, 1) if last == 11 else date(2022, last + 2, 1)
    return date(2022, first + 1, 1), after - timedelta(days=1)


@few
@given(st.lists(st.tuples(months, st.integers(0, 11), st.integers(0, 50)), min_size=1, max_size=7, unique_by=lambda r: r[:2]))
def test_a_flow_is_the_exact_period_else_tiles_else_the_longest_known_part(found):
    spans = {span(a, n): v for a, n, v in found}
    rows = data("\n".join(f"yen-bai|htx_thanh_lap_moi|{a}|{b}|{v}|HTX" for (a, b), v in spans.items()))
    answer = lookup.flow(rows.series("yen-bai", "htx_thanh_lap_moi"), Period.parse("2022", "2022"), lambda row: row.origin.row)
    expected = ref.flow([(a, b, v) for (a, b), v in spans.items()], FIRST, date(2022, 12, 31))
    if expected is None:
        assert answer is None
        return
    total = sum(row.value for row in answer.rows)
    assert answer.period.days == (expected.start, expected.end)
    exact = [v for days, v in spans.items() if days == answer.period.days]
    assert total == (exact[0] if exact else total)  # one row of that period wins over a sum
    pieces = [row.period.days for row in answer.rows]
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in zip(pieces, pieces[1:], strict=False))


@pytest.mark.parametrize(("start", "end", "found"), [
    ("2022-06", "2022-06", False),  # a month in the middle says nothing of the year
    ("2022-01", "2022-01", True),  # what began with the year is cumulative
    ("2022-07", "2022-12", True),
    ("2022-09", "2022-12", False),
    ("2022-03", "2022-11", True),
])
def test_a_part_of_a_year_begins_with_it_or_is_half_of_it(start, end, found):
    rows = data(f"yen-bai|htx_thanh_lap_moi|{start}|{end}|7|HTX").series("yen-bai", "htx_thanh_lap_moi")
    assert bool(lookup.flow(rows, Period.parse("2022", "2022"), lambda row: 0)) is found
    assert lookup.flow(rows, Period.parse("2020", "2023"), lambda row: 0)  # of a term it is a part


@few
@given(st.lists(st.tuples(st.integers(-400, 800), st.integers(0, 99)), min_size=1, max_size=8, unique_by=lambda r: r[0]))
def test_a_stock_is_the_latest_one_inside_the_period(found):
    days = [(FIRST + timedelta(days=d), v) for d, v in found]
    rows = data("\n".join(f"yen-bai|so_htx|.|{d}|{v}|HTX" for d, v in days))
    answer = lookup.stock(rows.series("yen-bai", "so_htx"), FIRST - timedelta(days=1), date(2022, 12, 31), lambda row: 0)
    expected = ref.stock([(None, d, v) for d, v in days], FIRST, date(2022, 12, 31))
    assert (answer and (answer.period.last, answer.rows[0].value)) == expected


@pytest.mark.parametrize(("rows", "printed", "own_date"), [
    ("yen-bai|so_htx|.|2022-06-30|455|HTX", "455 HTX", "đến 30/6/2022"),
    ("yen-bai|so_htx|.|2022-12|455|HTX", "455 HTX", ""),
    ("yen-bai|so_htx|.|2022|455|HTX", "455 HTX", ""),
    ("yen-bai|so_htx|.|2021-12-31|455|HTX", "chưa có số liệu", ""),
    ("yen-bai|so_htx|.|.|455|HTX", "chưa có số liệu", ""),  # undated: kept, never printed
    ("yen-bai|so_htx|.|2022-06-30|455|HTX\nyen-bai|so_htx|.|2022|452|HTX|.|sơ bộ", "455 HTX", "đến 30/6/2022"),
    ("yen-bai|so_htx|.|2022-06-30|455|HTX\nyen-bai|so_htx|.|2022|452|HTX", "452 HTX", ""),
])
def test_a_stock_prints_its_own_date_when_it_is_not_the_reports(rows, printed, own_date):
    figure = year(rows).figure("so_htx")
    assert (figure.text, figure.own_date) == (printed, own_date)


@pytest.mark.parametrize(("rows", "printed", "own_period"), [
    ("yen-bai|htx_thanh_lap_moi|2022|2022|15|HTX", "15 HTX", ""),
    ("yen-bai|htx_thanh_lap_moi|2022-01-01|2022-06-30|15|HTX", "15 HTX", "6 tháng đầu năm 2022"),
    ("yen-bai|htx_thanh_lap_moi|2022-01|2022-06|15|HTX\nyen-bai|htx_thanh_lap_moi|2022-07|2022-12|10|HTX", "25 HTX", ""),
    ("yen-bai|htx_thanh_lap_moi|2022-01|2022-06|15|HTX\nyen-bai|htx_thanh_lap_moi|2022-01|2022-09|21|HTX", "21 HTX", "9 tháng đầu năm 2022"),
    ("yen-bai|htx_thanh_lap_moi|2021|2022|15|HTX", "chưa có số liệu", ""),
])
def test_a_flow_prints_its_own_period_when_only_a_part_is_known(rows, printed, own_period):
    figure = year(rows).figure("htx_thanh_lap_moi")
    assert (figure.text, figure.own_date) == (printed, own_period)


@pytest.mark.parametrize(("given", "when", "printed"), [
    ("yen-bai|doanh_thu_bq_htx|2022|2022|2.1|tỷ đồng/HTX", "2022", "2,1 tỷ đồng/HTX/năm"),
    ("yen-bai|doanh_thu_bq_htx|2022-01-01|2022-06-30|765|triệu đồng/HTX/năm", "2022", "765 triệu đồng/HTX"),
    ("yen-bai|doanh_thu_bq_tht|2022|2022|570|triệu đồng/HTX/năm|trên", "2022", "trên 570 triệu đồng/THT/năm"),
    ("yen-bai|doanh_thu_bq_htx|2022|2022|3150|tỷ đồng/HTX/năm", "2022", "chưa có số liệu"),  # a slip by 1000 is withheld
    ("yen-bai|tien_vay|2022|2022|8.113|tỷ đồng", "2022", "8,113 tỷ đồng"),
])
def test_a_mean_says_a_year_only_for_a_year_and_keeps_its_own_unit_and_digits(given, when, printed):
    assert year(given, when=when).figure(given.split("|")[1]).text == printed


def test_a_withheld_slip_says_where_it_stands():
    figure = year("yen-bai|doanh_thu_bq_htx|2022|2022|3150|tỷ đồng/HTX/năm").figure("doanh_thu_bq_htx")
    assert str(figure.missing[1]) == "so_lieu.csv, dòng 2: 3.150 tỷ đồng/HTX/năm nghi sai đơn vị, chưa dùng"


def test_of_two_sources_the_reports_order_wins_then_status_then_date():
    rows = (
        "yen-bai|htx_thanh_lap_moi|2022|2022|112|HTX|.|sơ bộ|bao\nyen-bai|htx_thanh_lap_moi|2022|2022|113|HTX|.|chính thức|lien-minh"
    )
    assert year(rows).figure("htx_thanh_lap_moi").text == "113 HTX"
    preferred = year(rows, source_order=("bao",)).figure("htx_thanh_lap_moi")
    assert preferred.text == "112 HTX"
    assert preferred.notes == ("Nguồn khác nêu 113 HTX (lien-minh)",)


def test_the_opening_of_a_term_is_the_last_stock_at_or_before_its_start():
    scope = mid_term("yen-bai|so_htx|.|2020|443|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX")
    assert scope.figure("so_htx").dau_ky.text == "443 HTX"
    assert not mid_term("yen-bai|so_htx|.|2020|443|HTX").figure("so_htx")  # the opening is not the present


def test_inputs_of_one_ratio_share_a_date_where_they_can():
    both = "yen-bai|so_htx|.|2022-06-30|455|HTX\nyen-bai|htx_dang_hoat_dong|.|2022-06-30|334|HTX\nyen-bai|so_htx|.|2022-12-31|460|HTX"
    figure = year(both).figure("ty_le_htx_hoat_dong")
    assert (figure.value, figure.own_date) == (Fraction(33400, 455), "đến 30/6/2022")


def test_a_ratio_of_mixed_dates_is_marked():
    rows = "yen-bai|so_htx|.|2022-08-31|698|HTX\nyen-bai|htx_dang_hoat_dong|.|2022-12-31|581|HTX"
    figure = year(rows).figure("ty_le_htx_hoat_dong")
    assert figure.text == "khoảng 83,2%" and figure.notes == ("Các số liệu đầu vào không cùng thời điểm.",)


def test_a_given_value_stands_in_where_inputs_are_missing_and_is_compared_where_they_are_not():
    assert year("yen-bai|ty_le_htx_hieu_qua|.|2022-12-31|75|%|trên").figure("ty_le_htx_hieu_qua").text == "trên 75%"
    rows = "yen-bai|so_htx|.|2022-12-31|683|HTX\nyen-bai|htx_thanh_vien_lien_minh|.|2022-12-31|553|HTX\nyen-bai|ty_le_htx_thanh_vien|.|2022-12-31|82|%"
    figure = year(rows).figure("ty_le_htx_thanh_vien")
    assert figure.text == "81%" and figure.notes == ("Nguồn nêu 82% (bảng so_lieu).",)


def test_every_question_is_remembered_also_the_empty_answer():
    scope = year("yen-bai|so_htx|.|2022-12-31|683|HTX")
    scope.figure("ty_le_htx_thanh_vien")
    asked = scope.dataset.asked
    assert {"so_lieu|yen-bai|so_htx", "so_lieu|yen-bai|htx_thanh_vien_lien_minh"} <= set(asked)
    assert not any("so_tht" in question for question in asked)
    assert all(scope.dataset.digest_of(question) == digest for question, digest in asked.items())


@pytest.mark.parametrize("row", ["684|HTX", "683|HTX|trên", "683|THT", ""], ids=["value", "hedge", "unit", "none"])
def test_an_answer_has_another_digest_once_its_row_differs(row):
    digests = {
        year(f"yen-bai|so_htx|.|2022-12-31|{each}" if each else "").dataset.digest_of("so_lieu|yen-bai|so_htx")
        for each in ("683|HTX", row)
    }
    assert len(digests) == 2
