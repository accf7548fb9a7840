"""Every indicator, comparison and verdict against an independent reference in exact fractions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from functools import reduce

import pytest
import reference as ref
from datasets import data, mid_term, year
from hypothesis import given, settings
from hypothesis import strategies as st

from htxlib.codelists import variables
from htxlib.codelists.periods import Period
from htxlib.indicators import catalogue
from htxlib.values import elapsed
from htxlib.values.figure import Comparison, honest_decimals
from htxlib.values.gap import Gap
from htxlib.values.scope import open_scope
from htxlib.values.targets import last_digit, needed_pace, rounded_up, verdict
from htxlib.words.errors import InputError
from htxlib.words.text import number, round_half_up

few = settings(max_examples=60, derandomize=True, deadline=None)
counts = st.integers(20, 5000)  # what a province can have: anything else enters no figure
signs = st.sampled_from(["≥", ">", "≤", "<", "=", "từ-đến"])

# Each indicator by an independent formula of its inputs, in the order of its parameters.
REFERENCE = {
    "ty_le_htx_hoat_dong": ref.share,
    "htx_ngung_hoat_dong": ref.inactive,
    "chenh_lech_can_doi_htx": lambda s, o, n, d, c: ref.balance_residual(s, o, n, d, -c),
    "chenh_lech_can_doi_tht": ref.balance_residual,
    "chenh_lech_can_doi_lhhtx": ref.balance_residual,
    "ty_trong_htx_nong_nghiep": ref.share,
    "ty_trong_htx_phi_nong_nghiep": ref.share,
    "ty_trong_tht_nong_nghiep": ref.share,
    "thanh_vien_bq_htx": ref.per_unit,
    "thanh_vien_bq_tht": ref.per_unit,
    "lao_dong_bq_htx": ref.per_unit,
    "lao_dong_bq_htx_co_ket_qua": ref.per_unit,
    "thu_nhap_lao_dong_nam": lambda x: ref.annual(x, 2),
    "thu_nhap_lao_dong_tht_nam": lambda x: ref.annual(x, 2),
    "von_dieu_le_bq_htx": ref.million_per_unit,
    "htx_duoc_xep_loai": ref.rated,
    "ty_le_htx_tot_kha": lambda t, k, x: ref.share(t + k, x),
    "ty_le_htx_hieu_qua": ref.share,
    "ty_le_can_bo_qua_dao_tao": ref.share,
    "ty_le_htx_thanh_vien": ref.share,
    "ty_le_htx_thanh_vien_hoat_dong": ref.share,
    "tien_vay_bq_du_an": ref.per_unit,
    "ty_trong_san_pham_ocop": ref.share,
}


def test_every_indicator_has_an_independent_formula():
    assert set(REFERENCE) == set(catalogue.load())


def rows_for(inputs: dict[str, Fraction]) -> str:
    """so_lieu lines that give these inputs for 2022 (an opening value: for 2021)."""
    lines = []
    for name, value in inputs.items():
        code = name.removesuffix("_dau_ky")
        variable = variables.load()[code]
        when = "2021-12-31" if name.endswith("_dau_ky") else "2022-12-31"
        start = "." if not variable.is_flow else "2022-01-01"
        whole, cents = divmod(int(value * 100), 100)
        lines.append(f"yen-bai|{code}|{start}|{when}|{whole}.{cents:02d}|{variable.unit.text}|.|.|.")
    return "\n".join(lines)


def plausible(name: str):
    """What a province can have, in whole numbers where it is counted: any other value enters no figure."""
    variable = variables.load()[name.removesuffix("_dau_ky")]
    scale = 1 if variable.unit.is_count else 100
    low, high = (int(end * scale) for end in (variable.low, variable.high))
    return st.integers(low, high).map(lambda n: Fraction(n, scale))


def leaves(name: str) -> list[str]:
    """The given variables that an indicator rests on, through other indicators."""
    found = []
    for each in catalogue.load()[name].inputs:
        found += leaves(each) if each in catalogue.load() else [each]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", sorted(REFERENCE))
@few
@given(st.data())
def test_indicator_equals_its_reference(name, data):
    inputs = {each: data.draw(plausible(each), label=each) for each in leaves(name)}
    scope = year(rows_for(inputs))
    declared = catalogue.load()[name]
    direct = [inputs.get(each) for each in declared.inputs]
    if any(value is None for value in direct):  # an input that is itself an indicator
        direct = [inputs.get(e, REFERENCE.get(e, lambda *a: None)(*(inputs[i] for i in leaves(e)) if e in REFERENCE else ()))
                  for e in declared.inputs]
    assert scope.figure(name).value == REFERENCE[name](*direct)


def test_an_indicator_without_an_input_is_missing_and_says_what_would_supply_it():
    figure = year("yen-bai|so_htx|.|2022-12-31|683|HTX").figure("ty_le_htx_thanh_vien")
    assert not figure and figure.text == "chưa có số liệu"
    assert figure.missing == (
        Gap("HTX là thành viên Liên minh HTX", "htx_thanh_vien_lien_minh", "Yên Bái", "đến 31/12/2022"),
    )


def test_a_zero_denominator_is_missing_not_an_error():
    scope = year("\n".join(f"yen-bai|{name}|.|2022-12-31|0|HTX" for name in ("htx_tot", "htx_kha", "htx_duoc_xep_loai")))
    found = scope.figure("ty_le_htx_tot_kha")
    assert [*map(str, found.missing)] == [f"mẫu số khác 0 để tính {found.label}"]


def test_an_input_that_does_not_exist_is_told_with_the_nearest(monkeypatch):
    bad = replace(catalogue.load()["ty_le_htx_hoat_dong"], inputs=("htx_dang_hoat_dog", "so_htx"))
    monkeypatch.setitem(catalogue.REGISTRY, bad.name, bad)
    with pytest.raises(InputError, match="^htxlib/indicators/formulas.py, chỉ tiêu ty_le_htx_hoat_dong: .*Có phải «htx_dang_hoat_dong»"):
        catalogue.load.__wrapped__()


def test_a_float_result_is_refused():
    bad = catalogue.Indicator("x", "X", variables.load()["so_htx"].unit, 0, "", lambda a: a * 0.5, ("a",), frozenset(),
                              "", "", "", "", False)
    with pytest.raises(TypeError, match="phân số"):
        bad.compute({"a": Fraction(1)})


def test_a_formula_is_written_with_its_numbers():
    scope = year("yen-bai|so_htx|.|2022-12-31|683|HTX\nyen-bai|htx_thanh_vien_lien_minh|.|2022-12-31|553|HTX")
    assert str(scope.figure("ty_le_htx_thanh_vien").formula) == "100 × 553 / 683"


# --- numbers in print ------------------------------------------------------------------------------------------------


@few
@given(st.fractions(max_denominator=10**6), st.integers(0, 4), st.booleans())
def test_printed_numbers_equal_the_reference(value, decimals, pad):
    assert number(value, decimals, pad) == ref.number(value, decimals, pad)
    assert round_half_up(value, decimals) == ref.round_half_up(value, decimals)


@few
@given(st.fractions(0, 200, max_denominator=1000), st.integers(0, 2000).map(lambda n: Fraction(n, 10)), st.integers(0, 2))
def test_print_stands_on_the_side_of_the_threshold_where_the_value_stands(value, threshold, decimals):
    shown = round_half_up(value, honest_decimals(value, decimals, [threshold]))
    assert ref.sign(shown - threshold) == ref.sign(value - threshold)


# --- comparisons -----------------------------------------------------------------------------------------------------


def compared(old, new, code="so_htx", unit="HTX"):
    lines = f"yen-bai|{code}|.|2021-12-31|{old}|{unit}\nyen-bai|{code}|.|2022-12-31|{new}|{unit}"
    return year(lines).figure(code).ky_truoc


@few
@given(counts, counts)
def test_change_growth_and_ratio_equal_the_reference(old, new):
    found = compared(old, new)
    difference, decimals = ref.change(new, old)
    assert (found.tang_giam.value, found.tang_giam.decimals) == (difference, decimals)
    assert found.tang_giam.before.strip() == ref.direction(new, old)
    if old:
        assert found.tang_giam_pct.value == ref.growth(new, old)
        assert found.bang_pct.value == ref.attainment(new, old)
    if old and Fraction(new, old) >= Fraction(11, 10):
        assert found.so_lan.value == ref.ratio_to_baseline(new, old)
        assert found.so_lan.text.startswith("gấp ")


@pytest.mark.parametrize(("old", "new", "unit", "change", "growth", "ratio"), [
    ("443", "683", "HTX", "tăng 240 HTX", "tăng 54,2%", "gấp 1,5 lần"),
    ("1027", "1481", "tỷ đồng", "tăng 454 tỷ đồng", "tăng 44,2%", "gấp 1,4 lần"),
    ("100", "105", "HTX", "tăng 05 HTX", "tăng 5,0%", "tăng 5,0%"),
    ("100", "90", "HTX", "giảm 10 HTX", "giảm 10,0%", "giảm 10,0%"),
    ("100", "105", "tỷ đồng", "tăng 5 tỷ đồng", "tăng 5,0%", "tăng 5,0%"),
    ("100", "110", "HTX", "tăng 10 HTX", "tăng 10,0%", "gấp 1,1 lần"),
    ("100", "100", "HTX", "không đổi", "không đổi", "không đổi"),
    ("105.3", "105.34", "tỷ đồng", "tăng 0,04 tỷ đồng", "tăng 0,04%", "tăng 0,04%"),
    ("10000", "10001", "HTX", "tăng 01 HTX", "tăng 0,01%", "tăng 0,01%"),
])
def test_changes_in_words(old, new, unit, change, growth, ratio):
    code = "von_dieu_le" if "đồng" in unit else "so_htx"
    found = compared(old, new, code, unit)
    assert (found.tang_giam.text, found.tang_giam_pct.text, found.so_lan.text) == (change, growth, ratio)


HTX, SHARE = "yen-bai|so_htx|.|{}|{}|HTX", "yen-bai|ty_le_htx_hieu_qua|{}|{}|{}|%"
NEW, RANGE = "yen-bai|htx_thanh_lap_moi|{}|{}|{}|HTX", "yen-bai|so_htx|.|{}|{}|HTX|.|.|.|{}"
LAST, NOW, TERM_START, TERM_NOW, BEFORE = "2021-12-31", "2022-12-31", "2020", "2023-05-31", "so với năm trước"
OPENED = {
    "year": year,
    "8 months": lambda rows: year(rows, when="2022-01", to="2022-08"),
    "quarter": lambda rows: year(rows, when="2022-04", to="2022-06"),
    "term": mid_term,
}
COMPARED = {
    "a stock": ("year", [HTX.format(LAST, 443), HTX.format(NOW, 683)], "so_htx",
        f"tăng 240 HTX {BEFORE}", f"tăng 54,2% {BEFORE}", f"tăng 240 HTX (tương ứng 54,2%) {BEFORE}", f"gấp 1,5 lần {BEFORE}"),
    "a flow that fell": ("year", [NEW.format(2021, 2021, 80), NEW.format(2022, 2022, 60)], "htx_thanh_lap_moi",
        f"giảm 20 HTX {BEFORE}", f"giảm 25,0% {BEFORE}", f"giảm 20 HTX (tương ứng 25,0%) {BEFORE}", f"giảm 25,0% {BEFORE}"),
    "a flow of some months": ("8 months", [NEW.format("2021-01", "2021-08", 10), NEW.format("2022-01", "2022-08", 16)], "htx_thanh_lap_moi",
        "tăng 06 HTX so với cùng kỳ năm trước", "tăng 60,0% so với cùng kỳ năm trước",
        "tăng 06 HTX (tương ứng 60,0%) so với cùng kỳ năm trước", "gấp 1,6 lần so với cùng kỳ năm trước"),
    "since the term began": ("term", [HTX.format(TERM_START, 443), HTX.format(TERM_NOW, 683)], "so_htx",
        "tăng 240 HTX so với đầu nhiệm kỳ", "tăng 54,2% so với đầu nhiệm kỳ",
        "tăng 240 HTX (tương ứng 54,2%) so với đầu nhiệm kỳ", "gấp 1,5 lần so với đầu nhiệm kỳ"),
    "the year before in a term": ("term", [HTX.format("2022-05-31", 650), HTX.format(TERM_NOW, 663)], "so_htx.ky_truoc",
        "tăng 13 HTX so với cùng kỳ năm trước", "tăng 2,0% so với cùng kỳ năm trước",
        "tăng 13 HTX (tương ứng 2,0%) so với cùng kỳ năm trước", "tăng 2,0% so với cùng kỳ năm trước"),
    "since the year began": ("year", [HTX.format(LAST, 443), HTX.format(NOW, 683)], "so_htx.dau_nam",
        "tăng 240 HTX so với đầu năm", "tăng 54,2% so với đầu năm", "tăng 240 HTX (tương ứng 54,2%) so với đầu năm", "gấp 1,5 lần so với đầu năm"),
    "since a quarter began": ("quarter", [HTX.format("2022-03-31", 400), HTX.format("2022-06-30", 500)], "so_htx.dau_ky",
        "tăng 100 HTX so với đầu kỳ", "tăng 25,0% so với đầu kỳ", "tăng 100 HTX (tương ứng 25,0%) so với đầu kỳ", "gấp 1,3 lần so với đầu kỳ"),
    "a share": ("year", [SHARE.format(2021, 2021, 81), SHARE.format(2022, 2022, 79.8)], "ty_le_htx_hieu_qua",
        *[f"giảm 1,2 điểm phần trăm {BEFORE}"] * 4),
    "no base": ("year", [HTX.format(NOW, 683)], "so_htx", "", "", "", ""),
    "no value": ("year", [HTX.format(LAST, 683)], "so_htx", "", "", "", ""),
    "equal": ("year", [HTX.format(LAST, 683), HTX.format(NOW, 683)], "so_htx", *[f"không đổi {BEFORE}"] * 4),
    "from nothing": ("year", [NEW.format(2021, 2021, 0), NEW.format(2022, 2022, 7)], "htx_thanh_lap_moi", f"tăng 07 HTX {BEFORE}", "", f"tăng 07 HTX {BEFORE}", ""),
    "from a hedged value": ("year", [HTX.format(LAST, 500) + "|trên", HTX.format(NOW, 700)], "so_htx",
        f"tăng khoảng 200 HTX {BEFORE}", f"tăng khoảng 40% {BEFORE}",
        f"tăng khoảng 200 HTX (tương ứng khoảng 40%) {BEFORE}", f"gấp khoảng 1,4 lần {BEFORE}"),
    "a range": ("year", [HTX.format(LAST, 500), RANGE.format(NOW, 600, 700)], "so_htx", f"tăng 100-200 HTX {BEFORE}",
        f"tăng 20-40% {BEFORE}", f"tăng 100-200 HTX (tương ứng 20-40%) {BEFORE}", f"gấp 1,2-1,4 lần {BEFORE}"),
    "from a range": ("year", [RANGE.format(LAST, 500, 550), HTX.format(NOW, 600)], "so_htx", f"tăng 50-100 HTX {BEFORE}",
        f"tăng 9-20% {BEFORE}", f"tăng 50-100 HTX (tương ứng 9-20%) {BEFORE}", f"gấp 1,1-1,2 lần {BEFORE}"),
    "a range around its base": ("year", [HTX.format(LAST, 650), RANGE.format(NOW, 600, 700)], "so_htx", "", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("opened", "rows", "path", "difference", "rate", "both", "ratio"), COMPARED.values(), ids=COMPARED)
def test_a_comparison_is_one_word_that_is_silent_where_there_is_none(opened, rows, path, difference, rate, both, ratio):
    name, *rest = path.split(".")
    found = reduce(getattr, rest, OPENED[opened]("\n".join(rows)).figure(name))
    words = [found.so_sanh, found.so_sanh_pct, found.so_sanh_day_du, found.so_sanh_lan]
    assert [str(each) for each in words] == [difference, rate, both, ratio]
    assert [bool(each) for each in words] == [bool(text) for text in (difference, rate, both, ratio)]


@few
@given(counts, counts)
def test_the_words_of_a_comparison_are_those_of_the_reference(old, new):
    found, (difference, _) = compared(old, new), ref.change(new, old)
    size = f" {abs(difference)} HTX" if abs(difference) > 9 else f" 0{abs(difference)} HTX" if difference else ""
    assert str(found.so_sanh).replace(".", "") == f"{ref.direction(new, old)}{size} so với năm trước"
    for figure in found.so_sanh_day_du.figures:  # each number leads to its derivation
        assert figure.inputs == (found.current, found.other) and figure.name.startswith("so_htx.ky_truoc.tang_giam")


def test_hedged_levels_that_print_alike_have_no_direction():
    rows = "\n".join(
        f"yen-bai htx_dang_hoat_dong . {y}-12-31 100 HTX\nyen-bai|lao_dong_thuong_xuyen|.|{y}-12-31|{n}|lao động|{{}}"
        for y, n in ((2021, 2031), (2022, 2027))
    )
    exact, hedged = (year(rows.format(a, b)).figure("lao_dong_bq_htx").ky_truoc for a, b in ((".", "."), (".", "khoảng")))
    assert exact.tang_giam.text == "giảm 0,04 lao động/HTX"
    assert not hedged.tang_giam and not hedged.tang_giam_pct and not hedged.so_lan
    assert [*map(str, hedged.tang_giam.missing)] == ["Lao động thường xuyên bình quân một HTX đang hoạt động: số chính xác để so sánh"]


def test_shares_change_by_points_not_by_per_cent():
    found = compared("79.8", "81", "ty_le_htx_hieu_qua", "%")
    assert found.tang_giam.text == found.tang_giam_pct.text == "tăng 1,2 điểm phần trăm"


def test_levels_in_different_money_scales_are_compared_in_the_present_one():
    lines = "yen-bai|von_dieu_le|.|2021-12-31|1027000|triệu đồng\nyen-bai|von_dieu_le|.|2022-12-31|1481|tỷ đồng"
    found = year(lines).figure("von_dieu_le").ky_truoc
    assert (found.tang_giam.text, found.bang_pct.text) == ("tăng 454 tỷ đồng", "144,2%")
    assert (str(found.tang_giam_pct.formula), str(found.so_lan.formula)) == ("100 × (1.481 / 1.027 − 1)", "1.481 / 1.027")


def test_without_one_of_two_levels_each_comparison_says_which_is_missing():
    """Of an indicator too, which has no date of its own where it cannot be computed."""
    rows = "yen-bai htx_thanh_vien_lien_minh . 2021-12-31 50 HTX\n" + "\n".join(f"yen-bai so_htx . {y}-12-31 100 HTX" for y in (2021, 2022))
    gap = "HTX là thành viên Liên minh HTX (htx_thanh_vien_lien_minh) của Yên Bái, đến 31/12/2022"
    figure = year(rows).figure("ty_le_htx_thanh_vien")
    found = figure.ky_truoc
    for each in (found.tang_giam, found.tang_giam_pct, found.bang_pct, found.so_lan, found.tang_binh_quan_pct):
        assert [*map(str, each.missing)] == [gap] and each.text == "chưa có số liệu"
    assert (bool(found.other), figure.own_date) == (True, "")
    only_now = year("yen-bai so_htx . 2022-12-31 100 HTX").figure("so_htx").ky_truoc
    assert [*map(str, only_now.tang_binh_quan_pct.missing)] == ["Tổng số HTX (so_htx) của Yên Bái, đến 31/12/2021 (kỳ trước)"]


def test_levels_that_are_the_same_to_any_reader_have_not_changed():
    one = year("yen-bai so_htx . 2022-12-31 100 HTX").figure("so_htx")
    found = Comparison(one, replace(one, value=100 + Fraction(1, 10**7)), "kỳ trước")
    assert (found.tang_giam.text, found.tang_giam.decimals) == ("không đổi", 0)


def test_a_level_in_per_cent_of_another_is_never_rounded_to_a_hundred():
    assert [compared("10000", new).bang_pct.text for new in ("9996", "10000", "10520")] == ["99,96%", "100,0%", "105,2%"]


@pytest.mark.parametrize(("against", "name"), [("dau_ky", "dau_ky"), ("dau_nam", "dau_ky"), ("ky_truoc", "ky_truoc"), ("cung_ky", "cung_ky")])
def test_the_annex_tells_the_comparisons_apart(against, name):
    figure = year("yen-bai so_htx . 2022-12-31 1 HTX").figure("so_htx")
    assert getattr(figure, against).tang_giam.name == f"so_htx.{name}.tang_giam"


def test_what_is_computed_from_a_hedged_value_is_about():
    lines = "yen-bai|so_htx|.|2021-12-31|500|HTX|trên\nyen-bai|so_htx|.|2022-12-31|683|HTX"
    assert year(lines).figure("so_htx").ky_truoc.tang_giam.text == "tăng khoảng 180 HTX"


def test_mean_annual_growth_is_the_exact_root():
    scope = year("yen-bai|so_htx|.|2021-12-31|400|HTX\nyen-bai|so_htx|.|2022-12-31|441|HTX")
    found = scope.figure("so_htx").ky_truoc.tang_binh_quan_pct
    assert found.text == "tăng bình quân 10,3%/năm"
    assert abs(found.value - ref.cagr(441, 400, 1)) < Fraction(1, 10**40)


@pytest.mark.parametrize(("old", "new", "text"), [
    ("2021-12-31 10000", "10004", "tăng bình quân 0,04%/năm"),
    ("2021-12-31 400", "324", "giảm bình quân 19,0%/năm"),
    ("2021-12-31 400", "400", "không đổi"),
    ("2021-10-31 400", "441", "chưa có số liệu"),  # another month, another day: no whole years
    ("2021-12-30 400", "441", "chưa có số liệu"),
])
def test_mean_annual_growth_in_words(old, new, text):
    rows = f"yen-bai so_htx . {old} HTX\nyen-bai so_htx . 2022-12-31 {new} HTX"
    assert year(rows).figure("so_htx").ky_truoc.tang_binh_quan_pct.text == text


@pytest.mark.parametrize(("day", "opening", "now"), [
    ("2020-01-01", "", ""), ("2019-12-31", "", "đến 31/12/2019"), ("2019-12-30", "đến 30/12/2019", "đến 30/12/2019"),
])
def test_a_stock_says_its_date_unless_it_is_the_report_s_own(day, opening, now):
    """A term that starts on 1 January opens with the stock of 31 December."""
    made = data(f"yen-bai so_htx . {day} 443 HTX", terms="yen-bai|2020-2024|VI|2020-01-01|2024-12-31|NQ")
    term = open_scope(made, "yen-bai", Period.parse("2020-01-01", "2022-12-31"), None, made.terms("yen-bai")[0])
    assert term.opening().figure("so_htx").own_date == opening
    flow = open_scope(made, "yen-bai", Period.parse("2019-06-01", "2020-01-01"))
    assert flow.figure("so_htx").own_date == now


# --- targets ---------------------------------------------------------------------------------------------------------


@few
@given(st.integers(0, 300).map(lambda n: Fraction(n, 4)), signs, st.integers(0, 60), st.integers(0, 20),
       st.sampled_from(["", "trên", "hơn", "gần", "dưới", "khoảng", "ước", "cơ bản"]))
def test_verdict_equals_the_reference(value, sign, bound, width, hedge):
    upper = Fraction(bound + width) if sign == "từ-đến" else None
    worth = last_digit(value, 2)
    ours = verdict(value, sign, Fraction(bound), upper, hedge, worth)
    assert ours == ref.verdict(value, sign, bound, upper, hedge, 2)


@pytest.mark.parametrize(("value", "sign", "bound", "hedge", "expected"), [
    ("10", "≥", "10", "", "đạt"), ("10", ">", "10", "", "chưa đạt"), ("10", "≤", "10", "", "đạt"), ("10", "<", "10", "", "chưa đạt"),
    ("10", "=", "10", "", "đạt"), ("9", "<", "10", "", "đạt"), ("9", "=", "10", "", "chưa đạt"),
    ("9.5", "≥", "10", "khoảng", "chưa đủ số liệu"), ("9.5", ">", "10", "khoảng", "chưa đạt"),  # 9 to 10
    ("10.5", "≤", "10", "khoảng", "chưa đủ số liệu"), ("10.5", "<", "10", "khoảng", "chưa đạt"),
    ("9.5", "=", "10", "khoảng", "chưa đủ số liệu"), ("10.5", "=", "10", "khoảng", "chưa đủ số liệu"),
    ("9.4", "=", "10", "khoảng", "chưa đạt"), ("10.6", "=", "10", "khoảng", "chưa đạt"),
    ("10", "=", "10", "trên", "chưa đạt"), ("10", "=", "10", "gần", "chưa đạt"), ("9", "=", "10", "trên", "chưa đủ số liệu"),
])
def test_a_bound_that_is_just_reached(value, sign, bound, hedge, expected):
    """With "khoảng" the true value lies half a unit either way, both ends in it."""
    assert verdict(Fraction(value), sign, Fraction(bound), None, hedge, Fraction(1)) == expected


def test_verdict_equals_the_reference_wherever_a_value_is_near_its_bound():
    near = [10 + Fraction(n, 200) for n in (-200, -1, 0, 1, 199, 200, 201, 400)]  # the bound, and the upper end of a range
    hedges = ("", "trên", "hơn", "gần", "dưới", "khoảng", "ước", "cơ bản")
    for value, sign, hedge in itertools.product(near, ("≥", ">", "≤", "<", "=", "từ-đến"), hedges):
        upper = Fraction(11) if sign == "từ-đến" else None
        ours = verdict(value, sign, Fraction(10), upper, hedge, Fraction(1, 100))
        assert ours == ref.verdict(value, sign, 10, upper, hedge, 2), (value, sign, hedge)


@few
@given(counts, st.integers(1, 40_000), st.integers(1, 9), st.integers(1, 9))
def test_pace_equals_the_reference_and_is_rounded_up(done, goal, elapsed, left):
    ours = needed_pace(Fraction(goal), Fraction(done), Fraction(elapsed), Fraction(elapsed + left))
    assert ours == ref.pace_needed(goal, done, elapsed + left, elapsed)
    assert rounded_up(ours) == ref.round_up(ours) >= ours


@few
@given(st.integers(0, 2000), st.integers(1, 200), st.sampled_from(["1", "1.5", "2", "2.5", "4"]))
def test_attainment_of_a_mean_per_year_starts_from_its_print_and_never_contradicts_the_verdict(new, target, years):
    scope = mid_term(
        f"yen-bai|htx_thanh_lap_moi|2020|2023-05-31|{new}|HTX",
        f"yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|{target}|.|HTX/năm",
        years,
    )
    found = scope.assessments(("nghị quyết",))[0]
    assert found.attainment.value == ref.mean_attainment(new, Fraction(years), target)
    assert found.verdict == ref.verdict(Fraction(new) / Fraction(years), "≥", target)
    printed, mean = found.attainment.printed, found.actual.printed
    assert (printed >= 100) == (found.verdict in ("đạt", "vượt")) == (mean >= target)


@pytest.mark.parametrize(("new", "printed_mean", "printed_attainment", "verdict"), [
    ("124", "49,6 HTX", "99%", "chưa đạt"),  # 49,6 would print as 50 against "50 trở lên"
    ("125", "50 HTX", "100%", "đạt"),
    ("214", "86 HTX", "172%", "vượt"),  # from the printed 86, not from 85,6 (171%)
])
def test_a_mean_is_printed_so_that_it_does_not_contradict_its_verdict(new, printed_mean, printed_attainment, verdict):
    found = mid_term(
        f"yen-bai|htx_thanh_lap_moi|2020|2023-05-31|{new}|HTX",
        "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|50|.|HTX/năm",
    ).assessments(("nghị quyết",))[0]
    assert (found.actual.text, found.attainment.text, found.verdict) == (printed_mean, printed_attainment, verdict)


@pytest.mark.parametrize(("members", "share", "verdict"), [("798", "79,8%", "chưa đạt"), ("800", "80%", "đạt"), ("801", "80,1%", "vượt")])
def test_a_share_is_printed_so_that_it_does_not_contradict_its_verdict(members, share, verdict):
    found = mid_term(
        f"yen-bai|so_htx|.|2024-12-31|1000|HTX\nyen-bai|htx_thanh_vien_lien_minh|.|2024-12-31|{members}|HTX",
        "yen-bai|ty_le_htx_thanh_vien|nghị quyết|2020|2024|cuối kỳ|≥|80|.|%", years="4", to="2024-12-31",
    ).assessments(("nghị quyết",))[0]
    assert (found.level.text, found.verdict) == (share, verdict)


AIMS = "yen-bai|{}|nghị quyết|2020|2025|{}|{}|{}|{}|{}"


@pytest.mark.parametrize(("aim", "given_rows", "verdict", "words"), [
    (("so_htx", "cuối kỳ", "≥", "900", ".", "HTX"), "yen-bai|so_htx|.|2020|443|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX",
     "nhanh hơn tiến độ", "mới đạt 76% chỉ tiêu cả nhiệm kỳ (900 HTX trở lên), đã đi được 53% mức tăng đề ra khi đã qua 50% thời gian: nhanh hơn tiến độ"),
    (("so_htx", "cuối kỳ", "≥", "1200", ".", "HTX"), "yen-bai|so_htx|.|2020|443|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX",
     "chậm tiến độ", "mới đạt 57% chỉ tiêu cả nhiệm kỳ (1.200 HTX trở lên), đã đi được 32% mức tăng đề ra khi đã qua 50% thời gian: chậm tiến độ"),
    (("htx_thanh_lap_moi", "lũy kế", "≥", "400", ".", "HTX"), "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|214|HTX",
     "nhanh hơn tiến độ", "mới đạt 54% chỉ tiêu cả nhiệm kỳ (400 HTX trở lên) khi đã qua 50% thời gian: nhanh hơn tiến độ"),
    (("lao_dong_thuong_xuyen", "cuối kỳ", "từ-đến", "9000", "10000", "lao động"), "yen-bai|lao_dong_thuong_xuyen|.|2023-05-31|9500|lao động",
     "đạt", "nằm trong mức chỉ tiêu (9.000-10.000 lao động)"),
    (("ty_le_htx_hieu_qua", "cuối kỳ", "≥", "75", ".", "%"), "yen-bai|ty_le_htx_hieu_qua|.|2023-05-31|75|%|trên",
     "vượt", "đạt khoảng 100% chỉ tiêu (75% trở lên)"),
    (("ty_le_htx_hieu_qua", "cuối kỳ", "≥", "80", ".", "%"), "yen-bai|ty_le_htx_hieu_qua|.|2023-05-31|75|%|trên",
     "chưa đủ số liệu", "chưa đủ số liệu để đánh giá so với chỉ tiêu (80% trở lên)"),
    (("ty_le_can_bo_qua_dao_tao", "cuối kỳ", ">", "60", ".", "%"), "yen-bai|ty_le_can_bo_qua_dao_tao|.|2023-05-31|73.5|%",
     "vượt", "đạt 123% chỉ tiêu (trên 60%), cao hơn chỉ tiêu 13,5 điểm phần trăm"),
    (("htx_giai_the", "lũy kế", "≤", "10", ".", "HTX"), "yen-bai|htx_giai_the|2020|2023-05-31|4|HTX",
     "đang thực hiện", "đến nay trong mức chỉ tiêu (10 HTX trở xuống)"),
])
def test_verdict_and_words_of_each_kind_of_target(aim, given_rows, verdict, words):
    scope = mid_term(given_rows, AIMS.format(*aim))
    found = scope.assessments(("nghị quyết",))[0]
    assert found.verdict == verdict
    assert scope.figure(aim[0]).so_voi_muc_tieu.text == words


def test_income_to_be_doubled_is_held_against_its_base():
    scope = mid_term(
        "yen-bai|thu_nhap_lao_dong|.|2020|3|triệu đồng/người/tháng\nyen-bai|thu_nhap_lao_dong|.|2023-05-31|6.6|triệu đồng/người/tháng",
        "yen-bai|thu_nhap_lao_dong|chương trình|2020|2025|so với gốc|≥|2|.|lần|2020",
    )
    found = scope.assessments(("chương trình",))[0]
    assert (found.actual.text, found.verdict, found.bound.text) == ("2,2 lần", "vượt", "gấp 2 lần trở lên")


def test_a_target_of_a_later_period_is_listed_not_judged():
    scope = mid_term("yen-bai|so_htx|.|2023-05-31|683|HTX", "yen-bai|so_htx|nghị quyết|2025|2030|cuối kỳ|≥|900|.|HTX")
    assert scope.assessments(("nghị quyết",)) == (), "another term's"


def test_the_version_of_a_target_that_applied_on_the_day_is_used():
    aims = AIMS.format("so_htx", "cuối kỳ", "≥", "900", ".", "HTX") + "|.|2020\n" + AIMS.format("so_htx", "cuối kỳ", "≥", "700", ".", "HTX") + "|.|2023-06"
    rows = "yen-bai|so_htx|.|2023-05-31|683|HTX"
    assert [a.bound.text for a in mid_term(rows, aims).assessments(("nghị quyết",))] == ["900 HTX trở lên"]
    assert [a.bound.text for a in mid_term(rows, aims, to="2023-12-31").assessments(("nghị quyết",))] == ["700 HTX trở lên"]


@pytest.mark.parametrize(("new", "pace"), [("214", "50 HTX"), ("250", "50 HTX"), ("100", "60 HTX")])
def test_a_floor_of_each_year_stays_one_and_what_was_left_undone_is_added(new, pace):
    """50 a year over five years; after 2,5 years with 100 the rest needs (250 − 100) / 2,5."""
    found = mid_term(
        f"yen-bai|htx_thanh_lap_moi|2020|2023-05-31|{new}|HTX",
        "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|50|.|HTX/năm",
    ).assessments(("nghị quyết",))[0].pace
    assert found.text == pace


def test_elapsed_years_come_from_params_or_whole_months_never_from_days():
    rows = "yen-bai|tht_thanh_lap_moi|2020-12-01|2023-05-31|1951|THT"
    made = data(rows, "", "yen-bai|2020-2025|VI|2020-12-01|2025-11-30|NQ")
    period = Period.parse("2020-12-01", "2023-05-31")
    scope = open_scope(made, "yen-bai", period, None, made.terms("yen-bai")[0])
    assert scope.years == ref.elapsed_years(period.first, period.last) == Fraction(5, 2)
    assert scope.figure("tht_thanh_lap_moi").binh_quan_nam.text == "780 THT"


def test_without_elapsed_years_a_mean_says_which_parameter_is_needed():
    figure = mid_term("yen-bai|htx_thanh_lap_moi|2020|2023-05-31|214|HTX", years=None).figure("htx_thanh_lap_moi")
    assert "so_nam_da_qua" in str(figure.binh_quan_nam.missing[0])


@pytest.mark.parametrize(("now", "verdict"), [("4.2", "chậm tiến độ"), ("4.5", "chưa rõ tiến độ"), ("4.8", "nhanh hơn tiến độ"), ("6", "đạt"), ("6.6", "vượt")])
def test_a_ratio_to_the_base_is_on_its_way_from_one(now, verdict):
    scope = mid_term(
        "yen-bai|thu_nhap_lao_dong|.|2020|3|triệu đồng/người/tháng\n"
        f"yen-bai|thu_nhap_lao_dong|.|2023-05-31|{now}|triệu đồng/người/tháng",
        "yen-bai|thu_nhap_lao_dong|chương trình|2020|2025|so với gốc|≥|2|.|lần|2020",
    )
    assert scope.assessments(("chương trình",))[0].verdict == verdict


def test_a_years_plan_is_judged_also_when_the_report_comes_after_the_year():
    from htxlib.codelists.periods import Moment

    scope = year(
        "yen-bai|htx_thanh_lap_moi|2022|2022|45|HTX", "yen-bai|htx_thanh_lap_moi|kế hoạch|2022|2022|lũy kế|≥|40|.|HTX",
        report_date=Moment.parse("2023-04-06"),
    )
    assert scope.figure("htx_thanh_lap_moi").so_voi_ke_hoach.text == "đạt 113% kế hoạch (40 HTX trở lên)"


def test_a_target_in_a_unit_that_does_not_convert_is_left_open():
    scope = mid_term("yen-bai|so_htx|.|2023-05-31|683|HTX", AIMS.format("so_htx", "cuối kỳ", "≥", "900", ".", "tỷ đồng"))
    found = scope.assessments(("nghị quyết",))[0]
    assert found.verdict == "chưa đủ số liệu" and not found.pace


# --- targets at their edges ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("aim", "rows", "verdict"), [  # half of the term's five years has passed
    (("htx_thanh_lap_moi", "lũy kế", "≥", "400", ".", "HTX"), "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|200|HTX", "đúng tiến độ"),
    (("htx_thanh_lap_moi", "lũy kế", "≥", "400", ".", "HTX"), "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|199|HTX", "đúng tiến độ"),
    (("htx_thanh_lap_moi", "lũy kế", "≥", "400", ".", "HTX"), "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|197|HTX", "chậm tiến độ"),
    (("htx_thanh_lap_moi", "lũy kế", "≥", "400", ".", "HTX"), "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|202|HTX", "nhanh hơn tiến độ"),
    (("so_htx", "cuối kỳ", "≥", "700", ".", "HTX"), "yen-bai|so_htx|.|2020|700|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX", "đang thực hiện"),
    (("so_htx", "cuối kỳ", "≥", "700", ".", "HTX"), "yen-bai|so_htx|.|2020|600|HTX\nyen-bai|so_htx|.|2023-05-31|650|HTX", "đúng tiến độ"),
    (("von_dieu_le", "cuối kỳ", "≥", "3000", ".", "tỷ đồng"),  # from 1.000 tỷ: 2.000 are due
     "yen-bai|von_dieu_le|.|2020|1000000|triệu đồng\nyen-bai|von_dieu_le|.|2023-05-31|1989|tỷ đồng", "chậm tiến độ"),
    (("von_dieu_le", "cuối kỳ", "≥", "3000", ".", "tỷ đồng"),
     "yen-bai|von_dieu_le|.|2020|1000000|triệu đồng\nyen-bai|von_dieu_le|.|2023-05-31|2000|tỷ đồng", "đúng tiến độ"),
])
def test_half_way_half_of_the_distance_is_due(aim, rows, verdict):
    assert mid_term(rows, AIMS.format(*aim)).assessments(("nghị quyết",))[0].verdict == verdict


@pytest.mark.parametrize(("unit", "goal", "now", "text", "verdict"), [  # from 3 triệu đồng; at 150% one is half way to 200%
    ("lần", "2", "6600|nghìn đồng/người/tháng", "2,2 lần", "vượt"), ("%", "200", "6.6|triệu đồng/người/tháng", "220,0%", "vượt"),
    ("%", "200", "4.5|triệu đồng/người/tháng", "150,0%", "chưa rõ tiến độ"), ("%", "200", "4.47|triệu đồng/người/tháng", "149,0%", "chậm tiến độ"),
])
def test_a_base_in_another_unit_and_a_goal_in_per_cent(unit, goal, now, text, verdict):
    rows = f"yen-bai|thu_nhap_lao_dong|.|2020|3|triệu đồng/người/tháng\nyen-bai|thu_nhap_lao_dong|.|2023-05-31|{now}"
    found = mid_term(rows, f"yen-bai|thu_nhap_lao_dong|chương trình|2020|2025|so với gốc|≥|{goal}|.|{unit}|2020").assessments(("chương trình",))[0]
    assert (found.actual.text, found.verdict) == (text, verdict)


def test_a_ratio_without_its_base_says_that_the_base_is_missing():
    aim = "yen-bai|thu_nhap_lao_dong|chương trình|2020|2025|so với gốc|≥|2|.|lần|2020"
    found = mid_term("yen-bai|thu_nhap_lao_dong|.|2023-05-31|6.6|triệu đồng/người/tháng", aim).assessments(("chương trình",))[0]
    assert found.verdict == "chưa đủ số liệu" and "Thu nhập bình quân" in str(found.actual.missing[0])


def test_a_maximum_has_no_attainment_and_says_so():
    found = mid_term("yen-bai|htx_giai_the|2020|2023-05-31|4|HTX", AIMS.format("htx_giai_the", "lũy kế", "≤", "10", ".", "HTX")).assessments(("nghị quyết",))[0]
    assert [*map(str, found.attainment.missing)] == [f"chỉ tiêu dạng mức tối thiểu của {found.actual.label}"]


def test_a_report_holds_the_plan_of_its_own_year_against_its_own_figures():
    plan = "yen-bai|{}|kế hoạch|{y}|{y}|{}|≥|{}|.|HTX"
    plans = "\n".join([plan.format("so_htx", "cuối kỳ", 100, y=2021), plan.format("so_htx", "cuối kỳ", 200, y=2022), plan.format("htx_thanh_lap_moi", "lũy kế", 10, y=2022)])
    scope = year("yen-bai|so_htx|.|2022-12-31|150|HTX\nyen-bai|htx_thanh_lap_moi|2022|2022|20|HTX\nyen-bai|so_tht|.|2022-12-31|5|THT", plans)
    assert [each.bound.text for each in scope.assessments(("kế hoạch",))] == ["200 HTX trở lên", "10 HTX trở lên"]
    assert scope.figure("htx_thanh_lap_moi").so_voi_ke_hoach.text == "đạt 200% kế hoạch (10 HTX trở lên)"
    assert [*map(str, scope.figure("so_tht").so_voi_ke_hoach.missing)] == ["mục tiêu về Tổng số tổ hợp tác (so_tht)"]


@pytest.mark.parametrize(("start", "end", "years"), [("2020", "2025", 5), ("2021", "2025", 5), ("2020-07-01", "2025-06-30", 5), ("2020-07", "2023-12", Fraction(7, 2))])
def test_the_years_of_a_target(start, end, years):
    scope = mid_term("yen-bai|so_htx|.|2023-05-31|683|HTX")  # its term 2020-2025 has five years
    assert elapsed.until_due(scope, Period.parse(start, end)) == years
