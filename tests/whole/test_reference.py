"""The reference itself: against published figures, against the stated rules, and against its own promises."""
from datetime import date, timedelta
from fractions import Fraction as F

import pytest
import reference as ref
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=60, derandomize=True, deadline=None, database=None)
values = st.fractions(min_value=-2000, max_value=2000, max_denominator=997)
positive = st.fractions(min_value=F(1, 50), max_value=2000, max_denominator=997)
near = st.tuples(positive, st.integers(-3, 3), st.sampled_from([10 ** 2, 10 ** 5, 10 ** 9, 997])).map(
    lambda t: (t[0], t[0] + F(t[1], t[2])))
places = st.integers(0, 3)
ops = st.sampled_from(["", "≥", ">", "≤", "<", "="])
targets = st.decimals(min_value=0, max_value=200, places=1, allow_nan=False).map(F)


def parse(text):
    """Printed number text back to its value."""
    return F(text.replace(".", "").replace(",", ".").replace("−", "-"))


# ---- published figures ----------------------------------------------------------------------------------------------

YB_MEMBERS = ref.htx_member_share(553, 683)
PUBLISHED = [  # what, ours, as published
    ("new HTX a year", ref.number(ref.new_per_year(214, "2.5")), "86"),
    ("new HTX a year, attainment", ref.attainment_text(ref.mean_attainment(214, "2.5", 50)), "172%"),
    ("ratio of HTX", ref.ratio_text(683, 443), "gấp 1,5 lần"),
    ("new THT a year", ref.number(ref.new_per_year(1951, "2.5")), "780"),
    ("new THT a year, attainment", ref.attainment_text(ref.mean_attainment(1951, "2.5", 100)), "780%"),
    ("ratio of THT", ref.ratio_text(6058, 3662), "gấp 1,7 lần"),
    ("income a year", ref.number(ref.annual("5.3", 1), 1), "63,6"),
    ("income, attainment", ref.attainment_text(ref.annual_attainment("5.3", 60)), "106%"),
    ("THT income, attainment", ref.attainment_text(ref.attainment(48, 45)), "107%"),
    ("trained managers, points", ref.change_text(F("73.5"), 60, 1, "điểm %"), "tăng 13,5 điểm %"),
    ("trained managers, relative", ref.growth_text(F("73.5"), 60), "tăng 22,5%"),
    ("share of members", ref.number(YB_MEMBERS), "81"),
    ("share of members, attainment", ref.attainment_text(ref.attainment(YB_MEMBERS, 80)), "101%"),
    ("new HTX a province", ref.number(ref.new_per_province_year(364, 7)), "52"),
    ("charter capital", ref.change_text(1481, 1027, 0, "tỷ đồng"), "tăng 454 tỷ đồng"),
    ("charter capital, growth", ref.growth_text(1481, 1027), "tăng 44,2%"),
    ("HTX expected", ref.number(ref.expected_stock(443, 214)), "657"),
    ("HTX residual", ref.number(ref.balance_residual(683, 443, 214)), "26"),
    ("HTX net growth", ref.change_text(683, 443, 0, "HTX"), "tăng 240 HTX"),
    ("HTX growth", ref.growth_text(683, 443), "tăng 54,2%"),
    ("THT expected", ref.number(ref.expected_stock(3662, 1951)), "5.613"),
    ("THT residual", ref.number(ref.balance_residual(6058, 3662, 1951)), "445"),
    ("THT net growth", ref.change_text(6058, 3662, 0, "THT"), "tăng 2.396 THT"),
    ("members of all HTX", ref.number(ref.share(415, 698), 1), "59,5"),
    ("members of 548 active HTX", ref.number(ref.share(415, 548), 1), "75,7"),
    ("active HTX behind 75,7%", ref.number(ref.per_unit(41500, "75.7")), "548"),
    ("loans outside the fund", ref.change_text(135, 120), "tăng 15"),
    ("money outside the fund", ref.change_text(62375, 61175), "tăng 1.200"),
    ("1,15 tỷ to 2,5 tỷ in nine intervals", ref.number(ref.cagr("2.5", "1.15", 9)), "9"),
    ("1,06 tỷ to 2,5 tỷ in ten intervals", ref.number(ref.cagr("2.5", "1.06", 10)), "9"),
    ("days of the founding congress", ref.number(2, pad=True), "02"),
    ("provinces of the cluster", ref.number(7, pad=True), "07"),
]


@pytest.mark.parametrize(("what", "ours", "published"), PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_published(what, ours, published):
    assert ours == published


def test_raw_values_of_published_figures():
    assert ref.new_per_year(214, "2.5") == F("85.6") and ref.new_per_year(1951, "2.5") == F("780.4")
    assert [ref.number(ref.ratio_to_baseline(*pair), 4) for pair in ((683, 443), (6058, 3662))] == ["1,5418", "1,6543"]
    assert ref.number(ref.attainment(48, 45), 2) == "106,67" and ref.number(YB_MEMBERS, 2) == "80,97"
    assert ref.attainment_text(ref.attainment(F("85.6"), 50)) == "171%"  # what the unrounded mean would give
    assert [ref.number(ref.per_unit(41500, p), 1) for p in ("75.75", "75.65")] == ["547,9", "548,6"]


def test_divisor_is_two_and_a_half_years():
    assert ref.elapsed_years(date(2020, 12, 1), date(2023, 5, 31)) == F("2.5")
    assert ref.elapsed_years(date(2020, 10, 15), date(2023, 5, 31)) == F(31, 12)
    assert ref.elapsed_years(date(2020, 12, 1), date(2023, 5, 30)) == F(29, 12)
    assert ref.elapsed_years(None, None, "2.5") == F("2.5")
    for years, both in (("2.4996", False), ("2.4997", True), ("2.5028", True), ("2.5030", False)):
        printed = [ref.number(ref.new_per_year(n, years)) for n in (214, 1951)]
        assert (printed == ["86", "780"]) is both
    assert ref.number(ref.new_per_year(1951, F(911) / F("365.25"))) == "782"


# ---- rules, by table ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("x", "decimals", "pad", "text"), [
    (1481, 0, False, "1.481"), ("5.3", 1, False, "5,3"), ("-0.04", 1, False, "0,0"), ("-5.3", 1, False, "−5,3"),
    ("0.5", 0, False, "1"), ("-0.5", 0, False, "−1"), ("1.45", 1, False, "1,5"), ("999.95", 1, False, "1.000,0"),
    ("1056.714", 3, False, "1.056,714"), (1234567, 0, False, "1.234.567"), (0, 0, True, "0"), (1, 0, True, "01"),
    (9, 0, True, "09"), ("9.5", 0, True, "10"), (10, 0, True, "10"), (3, 1, True, "3,0"), (-3, 0, True, "−3"),
    ("63.6", 2, False, "63,60"), (1926, -2, False, "1.900"), (None, 0, False, None)])
def test_number(x, decimals, pad, text):
    assert ref.number(x, decimals, pad) == text


@pytest.mark.parametrize(("value", "hedge", "decimals", "op", "target", "upper", "expected"), [
    (86, "", None, "≥", 50, None, "vượt"), (50, "", None, "", 50, None, "đạt"),
    ("49.6", "", None, "≥", 50, None, "chưa đạt"), (60, "", None, ">", 60, None, "chưa đạt"),
    ("60.1", "", None, ">", 60, None, "vượt"), (3, "", None, "≤", 3, None, "đạt"), (2, "", None, "≤", 3, None, "đạt"),
    ("3.1", "", None, "≤", 3, None, "chưa đạt"), (2, "", None, "<", 3, None, "đạt"),
    (3, "", None, "<", 3, None, "chưa đạt"), (3, "", None, "=", 3, None, "đạt"),
    (4, "", None, "=", 3, None, "chưa đạt"), (2, "", None, "=", 3, None, "chưa đạt"),
    (8999, "", None, "từ-đến", 9000, 10000, "chưa đạt"), (9000, "", None, "từ-đến", 9000, 10000, "đạt"),
    (10000, "", None, "từ-đến", 9000, 10000, "đạt"), (10001, "", None, "từ-đến", 9000, 10000, "vượt"),
    (75, "trên", None, "≥", 60, None, "vượt"), (60, "trên", None, ">", 60, None, "vượt"),
    (60, "hơn", None, "≥", 60, None, "vượt"), (59, "trên", None, "≥", 60, None, "chưa đủ số liệu"),
    (60, "gần", None, "≥", 60, None, "chưa đạt"), (61, "dưới", None, "≥", 60, None, "chưa đủ số liệu"),
    (3, "dưới", None, "≤", 3, None, "đạt"), (3, "dưới", None, "<", 3, None, "đạt"),
    (3, "trên", None, "≤", 3, None, "chưa đạt"), (3, "trên", None, "=", 3, None, "chưa đạt"),
    (107, "khoảng", None, "≥", 100, None, "vượt"), (100, "cơ bản", None, "≥", 100, None, "chưa đủ số liệu"),
    ("5.3", "ước", None, "≥", "5.2", None, "vượt"), ("5.3", "ước", None, "≥", "5.3", None, "chưa đủ số liệu"),
    ("5.3", "ước", None, "≥", "5.36", None, "chưa đạt"), ("5.3", "ước", None, "≥", "5.25", None, "đạt"),
    (50, "khoảng", None, "≥", 44, None, "vượt"), (50, "khoảng", None, "≥", 54, None, "chưa đủ số liệu"),
    (50, "khoảng", 1, "≥", 54, None, "chưa đạt"), (9000, "trên", None, "từ-đến", 9000, 10000, "đạt"),
    (9500, "khoảng", None, "từ-đến", 9000, 10000, "đạt"),
    (10000, "gần", None, "từ-đến", 9000, 10000, "chưa đủ số liệu"),
    (10000, "trên", None, "từ-đến", 9000, 10000, "vượt"), (None, "", None, "≥", 50, None, "chưa đủ số liệu"),
    (50, "", None, "≥", None, None, "chưa đủ số liệu"), (50, "khoảng", None, "=", 50, None, "chưa đủ số liệu")])
def test_verdict(value, hedge, decimals, op, target, upper, expected):
    assert ref.verdict(value, op, target, upper, hedge, decimals) == expected


def test_print_gives_way_to_the_exact_verdict():
    assert ref.number_against(F("49.6"), 0, "≥", 50) == "49,6"
    assert ref.number_against(F("79.8"), 0, "≥", 80) == "79,8"
    assert ref.number_against(F("79.4"), 0, "≥", 80) == "79"
    assert ref.number_against(F("60.04"), 1, ">", 60) == "60,04"
    assert ref.attainment_text(F("99.6")) == "99,6%" and ref.attainment_text(F("99.4")) == "99%"
    assert ref.attainment_text(F(100)) == "100%" and ref.attainment_text(F("100.04")) == "100,04%"
    assert ref.attainment_text(ref.mean_attainment(214, "2.5", 86)) == "99,5%"  # 85,6 of 86, not "86 of 86"
    assert ref.attainment_text(ref.annual_attainment("4.96", 60)) == "99%"  # 59,52 of 60, not 5,0 × 12


def test_words_of_change():
    assert ref.change_text(F("50.04"), F("49.96"), 1, "%") == "tăng 0,08 %"
    assert ref.change(F("10.6"), F("8.4")) == (3, 0)  # 11 − 8 as printed, not 2,2
    assert ref.change_text(5, 5) == ref.growth_text(5, 5) == ref.ratio_text(5, 5) == "không đổi"
    assert ref.growth_text(10004, 10000) == "tăng 0,04%" and ref.growth_text(80, 100) == "giảm 20,0%"
    assert ref.ratio_text(1099, 1000) == "tăng 9,9%" and ref.ratio_text(110, 100) == "gấp 1,1 lần"
    assert ref.ratio_text(80, 100) == "giảm 20,0%" and ref.ratio_text(5, 0) is None
    assert ref.growth_text(5, -5) is None and ref.direction(5, -5) == "tăng"
    assert ref.computed_hedge("", "trên") == "khoảng" and ref.computed_hedge("", "") == ""


@pytest.mark.parametrize(("pace", "text"), [
    (ref.pace_needed(250, 214, 5, "2.5"), "15"), (ref.mean_pace_needed(50, 214, 5, "2.5"), "15"),
    (ref.mean_pace_needed(50, 100, 5, "2.5"), "60"), (ref.mean_pace_needed(50, 250, 5, "2.5"), "đã hoàn thành"),
    (ref.mean_pace_needed(50, 250, 5, 5), "đã hoàn thành"), (ref.mean_pace_needed(50, 100, 5, 5), None),
    (ref.pace_needed(None, 214, 5, "2.5"), None)])
def test_pace(pace, text):
    assert ref.pace_text(pace) == text


def test_missing_and_zero():
    binary = [ref.share, ref.per_unit, ref.million_per_unit, ref.new_per_year, ref.new_per_province_year,
              ref.attainment, ref.growth, ref.ratio_to_baseline]
    for function in binary:
        assert function(None, 5) is function(5, None) is function(5, 0) is None
    assert ref.inactive(None, 5) is ref.point_change(5, None) is ref.balance_residual(1, 2, None) is None
    assert ref.good_fair_share(0, 0, 0, 0) is ref.good_fair_share(1, None, 2, 3) is None
    assert ref.cagr(5, 0, 2) is ref.cagr(5, 4, 0) is ref.cagr(None, 4, 2) is ref.cagr(-5, 4, 2) is None
    assert ref.mean_attainment(5, 0, 50) is ref.annual_attainment(None, 60) is ref.change(None, 1) is None
    with pytest.raises(TypeError):
        ref.share(0.5, 2)


def test_other_indicators():
    assert ref.revenue_per_htx("683", 400) == F("1707.5") and ref.charter_capital_per_htx(1481, 683) == F(1481000, 683)
    assert ref.inactive(698, 548) == 150 and ref.rated(1, 2, 3, 4) == 10 and ref.good_fair_share(1, 2, 3, 4) == 30
    assert ref.point_change(F("73.5"), 60) == F("13.5") and ref.balance_residual(100, 90, 20, 5, -3) == -2
    assert ref.cagr(F("1.331"), 1, 3) == 10 and ref.cagr(F("1.1005") ** 5, 1, 5) == F("10.05")
    assert ref.cagr(0, 4, 2) == -100 and ref.cagr(32, 1, F(5, 2)) == 300
    assert ref.weighted_mean([5, 8, None], [30, 10, 7]) == (F("5.75"), 2, 3)


def months(year, first, last):
    """The span of whole months of one year."""
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


@pytest.mark.parametrize(("rows", "expected"), [
    ([(1, 12, 10), (1, 6, 4), (7, 12, 5)], (10, 1, 12, True)), ([(7, 12, 5), (1, 6, 4)], (9, 1, 12, True)),
    ([(1, 6, 4), (1, 9, 6)], (6, 1, 9, False)), ([(1, 6, 4), (8, 12, 5)], (4, 1, 6, False)),
    ([(1, 7, 4), (7, 12, 5)], (4, 1, 7, False)), ([(1, 6, 4), (7, 12, None)], (4, 1, 6, False)),
    ([(1, 6, 4), (7, 8, 1), (10, 12, 3)], (5, 1, 8, False)),
    ([(1, 3, 1), (4, 6, 2), (1, 6, 4), (7, 12, 5)], (9, 1, 12, True))])
def test_flow(rows, expected):
    found = ref.flow([(*months(2023, a, b), v) for a, b, v in rows], *months(2023, 1, 12))
    value, first, last, complete = expected
    assert found == (value, *months(2023, first, last), complete)


def test_flow_outside_and_stock():
    start, end = months(2023, 1, 12)
    assert ref.flow([(*months(2022, 1, 12), 7)], start, end) is ref.flow([], start, end) is None
    assert ref.flow([(date(2022, 12, 1), date(2023, 3, 31), 7)], start, end) is None
    rows = [(None, date(2022, 12, 31), 5), (None, date(2023, 5, 31), 6), (None, date(2023, 8, 31), 7)]
    assert ref.stock(rows, start, end) == (date(2023, 8, 31), 7)
    assert ref.stock(rows, start, end, date(2023, 6, 30)) == (date(2023, 5, 31), 6)
    assert ref.stock(rows, start, date(2023, 4, 30)) is None
    assert ref.opening_stock(rows, start) == (date(2022, 12, 31), 5)


# ---- the promises, by property --------------------------------------------------------------------------------------

@few
@given(values, places)
def test_print_is_near_and_clean(x, decimals):
    text = ref.number(x, decimals)
    assert abs(parse(text) - x) <= F(1, 2 * 10 ** decimals) and "-" not in text
    assert text.startswith("−") == (parse(text) < 0)
    assert ref.round_half_up(-x, decimals) == -ref.round_half_up(x, decimals)


@few
@given(near, places, ops, targets)
def test_print_never_contradicts_the_verdict(pair, decimals, op, target):
    for value in (pair[0], target, target + pair[1] - pair[0]):
        text = ref.number_against(value, decimals, op, target)
        assert ref.verdict(parse(text), op, target) == ref.verdict(value, op, target)


@few
@given(near, places, targets, targets)
def test_print_never_contradicts_a_range(pair, decimals, low, width):
    value = low + pair[1] - pair[0]
    text = ref.number_against(value, decimals, "từ-đến", low, low + width)
    assert ref.verdict(parse(text), "từ-đến", low, low + width) == ref.verdict(value, "từ-đến", low, low + width)


@few
@given(near, places)
def test_print_never_contradicts_the_direction(pair, decimals):
    old, new = pair
    if old <= 0 or new <= 0:
        return
    difference, used = ref.change(new, old, decimals)
    assert difference == parse(ref.number(new, used)) - parse(ref.number(old, used))
    for text in (ref.change_text(new, old, decimals), ref.growth_text(new, old), ref.ratio_text(new, old)):
        word, _, rest = text.partition(" ")
        assert text == "không đổi" if new == old else word == ("gấp" if "lần" in text else ref.direction(new, old))
        assert new == old or parse(rest.split()[0].rstrip("%")) > (1 if "lần" in rest else 0)


@few
@given(positive, st.integers(1, 60), targets.filter(bool), places)
def test_mean_attainment_stands_on_the_side_of_the_exact_verdict(total, elapsed, target, decimals):
    mean = ref.new_per_year(total, F(elapsed, 12))
    text = ref.attainment_text(ref.mean_attainment(total, F(elapsed, 12), target), decimals)
    assert ref.verdict(parse(text.rstrip("%")), "≥", 100) == ref.verdict(mean, "≥", target)


@few
@given(positive, ops, targets, st.sampled_from(["trên", "gần", "khoảng"]), positive)
def test_a_decided_hedge_holds_for_every_value_it_allows(value, op, target, hedge, step):
    value = ref.round_half_up(value, 1)
    verdict = ref.verdict(value, op, target, None, hedge, 1)
    inside = {"trên": value + step, "gần": value - step, "khoảng": value + (step % F(1, 10)) - F(1, 20)}[hedge]
    one = ref.verdict(inside, op, target)
    assert verdict in (one, "chưa đủ số liệu") or (verdict, one) == ("đạt", "vượt")


@few
@given(st.integers(0, 500), st.integers(1, 60), st.integers(0, 500))
def test_pace_rounded_up_reaches_the_target(per_year, elapsed, done):
    left = 5 - F(elapsed, 12)
    text = ref.pace_text(ref.mean_pace_needed(per_year, done, 5, F(elapsed, 12)))
    if text == "đã hoàn thành":
        assert done >= per_year * 5
    elif text is None:
        assert left == 0 and done < per_year * 5
    else:
        assert done + parse(text) * left >= per_year * 5 > done + (parse(text) - 1) * left


@few
@given(positive, positive, st.integers(1, 30))
def test_cagr_compounds_back(new, old, intervals):
    back = old * (1 + ref.cagr(new, old, intervals) / 100) ** intervals
    assert abs(back - new) < F(1, 10 ** 40) * (1 + new)


@few
@given(st.lists(st.integers(1, 90), min_size=1, max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_flow_tiles_whatever_the_order(lengths, random, hole):
    start, rows = date(2021, 1, 1), []
    for length in lengths:
        rows.append((start, start + timedelta(days=length - 1), length))
        start += timedelta(days=length)
    whole, lost = (rows[0][0], rows[-1][1]), random.randrange(len(rows))
    kept = [row for i, row in enumerate(rows) if not (hole and i == lost)]
    random.shuffle(kept)
    found = ref.flow(kept, *whole)
    if found is None:  # nothing, or of a year neither its beginning nor half of it
        assert not kept or (hole and lost == 0 and whole[1] - whole[0] <= timedelta(days=366))
        return
    assert found.complete == (not hole)
    assert found.value == (found.end - found.start).days + 1  # every day counts one: no gap, no overlap
