"""What ranges, hedges, days and sources leave open is not told: no direction, no digit, no balance that nobody knows."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from datasets import mid_term, year
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_print import evaluate, printed, refuted

some = settings(max_examples=150, derandomize=True, deadline=None)
NEVER = ""
INCOME = "thu_nhap_lao_dong", "triệu đồng/người/tháng"
LABOUR = "lao_dong_thuong_xuyen", "nghìn lao động"
MEMBERS = "thanh_vien_htx", "thành viên"
HTX = "so_htx", "HTX"


def row(name: str, unit: str, day: str, told: str) -> str:
    """A row of a stock: "600", "600-610", "khoảng 600"."""
    hedge, _, value = told.rpartition(" ")
    low, _, high = value.partition("-")
    return f"yen-bai|{name}|.|{day}|{low}|{unit}|{hedge or '.'}|.|.|{high or '.'}"


def two_years(variable: tuple[str, str], now: str, before: str):
    name, unit = variable
    rows = f"{row(name, unit, '2022-12-31', now)}\n{row(name, unit, '2021-12-31', before)}"
    return year(rows).figure(name)


# --- ranges ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("variable", "now", "before", "number", "difference", "both"), [
    (INCOME, "5-5.1", "3", "5,0-5,1", "tăng 2,0-2,1 triệu đồng/người/tháng",
     "tăng 2,0-2,1 triệu đồng/người/tháng (tương ứng 67-70%) so với năm trước"),
    (INCOME, "9-9.3", "9.2", "9,0-9,3", NEVER, NEVER),
    (LABOUR, "2.1-2.3", "2-2.2", "2,1-2,3", NEVER, NEVER),
    (HTX, "683-690", "683", "683-690", NEVER, NEVER),  # perhaps nothing
    (HTX, "690-697", "683", "690-697", "tăng 07-14 HTX", "tăng 07-14 HTX (tương ứng 1,0-2,0%) so với năm trước"),
    (HTX, "669-676", "683", "669-676", "giảm 07-14 HTX", "giảm 07-14 HTX (tương ứng 1,0-2,0%) so với năm trước"),
    (MEMBERS, "khoảng 27000", "26400", "27.000", "tăng khoảng 1.000 thành viên",
     "tăng khoảng 1.000 thành viên (tương ứng khoảng 2%) so với năm trước"),
    (MEMBERS, "27000", "26400", "27.000", "tăng 600 thành viên", "tăng 600 thành viên (tương ứng 2,3%) so với năm trước"),
])
def test_a_change_is_told_as_far_as_its_levels_are_known(variable, now, before, number, difference, both):
    found = two_years(variable, now, before)
    change = found.ky_truoc.tang_giam
    assert (found.so, change.text if change else NEVER, str(found.so_sanh_day_du)) == (number, difference, both)
    if not change:
        assert not any((found.ky_truoc.tang_giam_pct, found.ky_truoc.bang_pct, found.ky_truoc.so_lan))


@pytest.mark.parametrize(("now", "before", "words"), [
    ("600-610", "600-610", NEVER), ("683-690", "683", NEVER), ("700-710", "600-610", "tăng bình quân 5-6%/năm"),
])
def test_a_mean_growth_has_the_direction_that_its_levels_have(now, before, words):
    rows = f"{row(*HTX, '2023-11-30', now)}\n{row(*HTX, '2020-11-30', before)}"
    grown = mid_term(rows, years="3", to="2023-11-30").figure("so_htx").dau_ky.tang_binh_quan_pct
    assert (grown.text if grown else NEVER) == words


@pytest.mark.parametrize(("part", "whole", "words"), [("576-577", "600", "96%"), ("570-577", "600", "95-96%")])
def test_a_range_whose_ends_print_alike_prints_once(part, whole, words):
    rows = f"{row('htx_dang_hoat_dong', 'HTX', '2022-12-31', part)}\n{row(*HTX, '2022-12-31', whole)}"
    share = year(rows, decimals={"ty_le_htx_hoat_dong": 0}).figure("ty_le_htx_hoat_dong")
    assert share.text == words
    assert refuted(str(share.formula), share.result_text) == ""


@pytest.mark.parametrize(("terms", "words"), [
    (("khoảng 27000 lượt người", "123 lượt người"), "khoảng 27.000 lượt người"),
    (("27000 lượt người", "123 lượt người"), "27.123 lượt người"),
    (("27000-28000 lượt người", "123 lượt người"), "27.000-28.000 lượt người"),
    (("ước 940 lượt người", "26 lượt người"), "khoảng 970 lượt người"),
])
def test_a_sum_of_periods_is_as_exact_as_its_least_exact_term(terms, words):
    rows = []
    for told, days in zip(terms, ("2022-01-01|2022-06-30", "2022-07-01|2022-12-31"), strict=True):
        day, rest = days.split("|"), row("luot_nguoi_dao_tao", "lượt người", "D", told.removesuffix(" lượt người"))
        rows.append(rest.replace("|.|D|", f"|{day[0]}|{day[1]}|", 1))
    assert year("\n".join(rows)).figure("luot_nguoi_dao_tao").text == words


# --- balances ----------------------------------------------------------------------------------------------------------

FLOWS = "yen-bai|htx_thanh_lap_moi|{0}|70|HTX\nyen-bai|htx_giai_the|{0}|20|HTX"


@pytest.mark.parametrize(("opening", "flows", "closing", "is_told"), [
    ("2021-12-31", "2022|2022", "2022-12-31", True),
    ("2021-06-30", "2022|2022", "2022-12-31", False),
    ("2021-12-31", "2022|2022", "2022-06-30", False),
    ("2021-12-31", "2022-01|2022-06", "2022-12-31", False),
    ("2021-12-31", "2022-01|2022-06", "2022-06-30", True),
])
def test_a_balance_is_told_where_stocks_and_flows_join(opening, flows, closing, is_told):
    rows = f"{row(*HTX, opening, '600')}\n{row(*HTX, closing, '650')}\n{FLOWS.format(flows)}"
    found = year(rows).figure("chenh_lech_can_doi_htx")
    assert bool(found) == is_told
    assert found.missing == () if is_told else "cùng một kỳ (" in str(found.missing[0])


@pytest.mark.parametrize(("opening", "words"), [("2021-12-31", "0 HTX"), ("2021-06-30", NEVER)])
def test_a_balance_of_a_group_is_told_where_it_joins_in_every_member(opening, words):
    days = {"kon-tum": "2021-12-31", "gia-lai": "2021-12-31", "dak-lak": opening}
    rows = "\n".join(
        f"{place}|so_htx|.|{day}|600|HTX\n{place}|so_htx|.|2022-12-31|650|HTX\n{place}|htx_thanh_lap_moi|2022|2022|50|HTX"
        for place, day in days.items()
    )
    found = year(rows, place="cum-tay-nguyen-2019", members_only=True).figure("chenh_lech_can_doi_htx")
    assert (found.text if found else NEVER) == words


@pytest.mark.parametrize(("opening", "since", "is_told"), [
    ("2020", "2020", True), ("2020-12-31", "2020", True), ("2019-12-31", "2020", False), ("2020-06-30", "2020-07-01", True),
    ("2020-06-30", "2020-12-01", False),
])
def test_a_term_opens_in_the_year_in_which_its_flows_begin(opening, since, is_told):
    rows = f"{row(*HTX, opening, '600')}\n{row(*HTX, '2023-05-31', '650')}\n{FLOWS.format(f'{since}|2023-05-31')}"
    assert bool(mid_term(rows).figure("chenh_lech_can_doi_htx")) == is_told


@pytest.mark.parametrize(("now", "before", "change", "rate"), [
    (6, -41, "tăng 47 HTX", NEVER), (-41, -6, "giảm 35 HTX", NEVER), (6, 41, "giảm 35 HTX", "giảm 85,4%"),
])
def test_nothing_is_told_in_per_cent_of_less_than_nothing(now, before, change, rate):
    stocks = [600 - before - now, 600 - now, 600]
    rows = "\n".join(row(*HTX, f"{2020 + at}-12-31", str(value)) for at, value in enumerate(stocks))
    rows += "".join(f"\nyen-bai|htx_thanh_lap_moi|{2021 + at}|{2021 + at}|{stocks[at + 1] - stocks[at] - left}|HTX"
                    for at, left in enumerate((before, now)))
    found = year(rows).figure("chenh_lech_can_doi_htx").ky_truoc
    assert (found.tang_giam.text, found.tang_giam_pct.text if found.tang_giam_pct else NEVER) == (change, rate)
    assert bool(found.bang_pct) == bool(found.tang_binh_quan_pct) == bool(rate)
    assert not (found.so_lan and found.so_lan.before == "gấp ")


# --- sources -----------------------------------------------------------------------------------------------------------


def of_sources(*told: str):
    """"A so_htx 450 2022-06-30", without a day of the year's end."""
    lines = (each.split() for each in told)
    return year("\n".join(f"yen-bai|{name}|.|{day[0] if day else '2022-12-31'}|{value}|HTX|.|.|{source}"
                          for source, name, value, *day in lines))


@pytest.mark.parametrize(("told", "share", "source"), [
    (("A so_htx 502", "B so_htx 503", "C htx_dang_hoat_dong 400", "B htx_dang_hoat_dong 401"), F(401, 503), "B"),
    (("A so_htx 440", "B htx_dang_hoat_dong 446", "A so_htx 450 2022-06-30", "A htx_dang_hoat_dong 430 2022-06-30"),
     F(430, 450), "A"),
    (("A so_htx 502", "B so_htx 503", "C htx_dang_hoat_dong 400", "B htx_dang_hoat_dong 401 2022-06-30"), F(400, 502), None),
])
def test_one_source_gives_both_inputs_where_there_is_one(told, share, source):
    found = of_sources(*told).figure("ty_le_htx_hoat_dong")
    sources = {each.sources[0].id for each in found.inputs}
    assert found.value == 100 * share
    assert sources == ({source} if source else {"A", "C"})


# --- the sign between a formula and its print ----------------------------------------------------------------------------


def test_a_result_that_happens_to_be_round_says_how_it_was_rounded():
    rows = "\n".join(row(name, "HTX", day, told) for day, part in (("2022-12-31", "160"), ("2021-12-31", "100"))
                     for name, told in (("htx_hieu_qua", f"gần {part}"), ("so_htx", "gần 520")))
    change = year(rows).figure("ty_le_htx_hieu_qua").ky_truoc.bang_pct
    assert f"{change.formula} {change.result_text}" == "100 × 31 / 19 ≈ 160% (làm tròn đến hàng chục)"


TOLD = st.builds("{}{}".format, st.sampled_from(["", "", "gần ", "khoảng "]), st.sampled_from([20, 40, 60, 100, 150, 163, 300, 460]))


@some
@given(parts=st.tuples(TOLD, TOLD), wholes=st.tuples(*[st.sampled_from(["gần 520", "500", "640", "khoảng 700", "510-530"])] * 2))
def test_the_sign_is_an_equation_only_where_the_printed_operands_come_to_the_printed_result(parts, wholes):
    rows = "\n".join(row(name, "HTX", day, told) for day, pair in zip(("2022-12-31", "2021-12-31"), zip(parts, wholes, strict=True), strict=True)
                     for name, told in zip(("htx_hieu_qua", "so_htx"), pair, strict=True))
    share, whole = (year(rows).figure(name) for name in ("ty_le_htx_hieu_qua", "so_htx"))
    told = [share, *(getattr(each.ky_truoc, name) for each in (share, whole)
                     for name in ("tang_giam", "tang_giam_pct", "bang_pct", "so_lan", "tang_binh_quan_pct"))]
    for each in filter(None, told):
        formula, result = str(each.formula), each.result_text
        assert refuted(formula, result) == "", (formula, result)
        said = printed(result)
        exact = any((said.low, said.high) == evaluate(formula, once) for once in (False, True))
        assert result.startswith("=") == exact, (formula, result)
