"""The package against the reference where like is compared with like, on generated data."""
from datetime import date
from fractions import Fraction as F

import pytest
import reference as ref
from datasets import mid_term, year
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference_print import evaluate, printed, refuted

some = settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
more = settings(some, max_examples=120)

LEVELS = {  # what is given: lowest, highest, decimals, units with what one of them is in the first
    "so_htx": (400, 900, 0, [("HTX", 1)]),
    "htx_dang_hoat_dong": (250, 390, 0, [("HTX", 1)]),
    "htx_nong_nghiep": (150, 300, 0, [("HTX", 1)]),
    "htx_phi_nong_nghiep": (20, 90, 0, [("HTX", 1)]),
    "htx_hieu_qua": (100, 240, 0, [("HTX", 1)]),
    "htx_thanh_vien_lien_minh": (100, 240, 0, [("HTX", 1)]),
    "htx_tot": (20, 60, 0, [("HTX", 1)]),
    "htx_kha": (20, 60, 0, [("HTX", 1)]),
    "htx_trung_binh": (20, 60, 0, [("HTX", 1)]),
    "htx_yeu": (10, 60, 0, [("HTX", 1)]),
    "thanh_vien_htx": (9000, 40000, 0, [("thành viên", 1), ("nghìn thành viên", 1000)]),
    "lao_dong_thuong_xuyen": (2000, 9000, 0, [("lao động", 1), ("nghìn lao động", 1000)]),
    "thu_nhap_lao_dong": (3, 9, 1, [("triệu đồng/người/tháng", 1)]),
    "von_dieu_le": (300, 3000, 1, [("tỷ đồng", 1), ("triệu đồng", F(1, 1000))]),
    "can_bo_quan_ly": (1000, 2000, 0, [("người", 1)]),
    "can_bo_qua_dao_tao": (300, 900, 0, [("người", 1)]),
    "san_pham_ocop_tinh": (100, 300, 0, [("sản phẩm", 1)]),
    "san_pham_ocop": (20, 90, 0, [("sản phẩm", 1)]),
}
FLOWS = {
    "tien_vay": (5000, 60000, 0, [("triệu đồng", 1), ("tỷ đồng", 1000)]),
    "du_an_vay": (20, 90, 0, [("dự án", 1)]),
    "htx_thanh_lap_moi": (10, 90, 0, [("HTX", 1)]),
}
COMPUTED = {  # indicator: its formula, its inputs, as the method annex states them
    "ty_le_htx_hoat_dong": (ref.share, ["htx_dang_hoat_dong", "so_htx"]),
    "htx_ngung_hoat_dong": (ref.inactive, ["so_htx", "htx_dang_hoat_dong"]),
    "ty_trong_htx_nong_nghiep": (ref.share, ["htx_nong_nghiep", "so_htx"]),
    "ty_trong_htx_phi_nong_nghiep": (ref.share, ["htx_phi_nong_nghiep", "so_htx"]),
    "von_dieu_le_bq_htx": (ref.million_per_unit, ["von_dieu_le", "so_htx"]),
    "ty_trong_san_pham_ocop": (ref.share, ["san_pham_ocop", "san_pham_ocop_tinh"]),
    "thanh_vien_bq_htx": (ref.per_unit, ["thanh_vien_htx", "so_htx"]),
    "lao_dong_bq_htx": (ref.per_unit, ["lao_dong_thuong_xuyen", "htx_dang_hoat_dong"]),
    "ty_le_can_bo_qua_dao_tao": (ref.share, ["can_bo_qua_dao_tao", "can_bo_quan_ly"]),
    "htx_duoc_xep_loai": (ref.rated, ["htx_tot", "htx_kha", "htx_trung_binh", "htx_yeu"]),
    "ty_le_htx_hieu_qua": (ref.share, ["htx_hieu_qua", "so_htx"]),
    "ty_le_htx_thanh_vien": (ref.share, ["htx_thanh_vien_lien_minh", "so_htx"]),
    "ty_le_htx_thanh_vien_hoat_dong": (ref.share, ["htx_thanh_vien_lien_minh", "htx_dang_hoat_dong"]),
    "tien_vay_bq_du_an": (ref.per_unit, ["tien_vay", "du_an_vay"]),
}
HEDGES = ["khoảng", "trên", "hơn", "gần", "dưới", "ước"]
MEMBERS = ["lao-cai", "dien-bien", "lai-chau", "son-la", "yen-bai", "hoa-binh", "phu-tho"]


# ---- the calculator itself ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("formula", "result"), [
    ("100 × 553 / 683", "khoảng 81%"), ("89 − 104", "= −15 HTX, tức giảm 15 HTX"), ("89 − 104", "giảm 15 HTX"),
    ("12 × 2,5-3", "= 30-36 triệu đồng/người/năm"), ("683 − 500-520", "≈ 160-180 HTX (làm tròn đến hàng chục)"),
    ("27.000 − 26.400", "≈ 1.000 thành viên (làm tròn đến hàng nghìn)"), ("214 / (29 / 12)", "89 HTX"),
    ("((683 / 443)^(1 / 2,5) − 1) × 100", "18,9%/năm"), ("((2 / 1)^2 − 1) × 100", "300%"), ("6 − (−41)", "tăng 47 HTX"),
    ("Điện Biên 300 + Bà Rịa - Vũng Tàu 400", "= 700 HTX"), ("100 × (841 − 451-452) / (842 − 451-452)", "99,74-99,74%"),
    ("100 × 600 / 1.200-1.300", "46-50%"), ("100 × (5-6 / 5-6 − 1)", "−17-20%"), ("2 + 3 × 4", "14"), ("2 × (3 − 4,5)", "−3,0")])
def test_a_printed_formula_comes_to_its_number(formula, result):
    assert refuted(formula, result) == ""


@pytest.mark.parametrize(("formula", "result"), [
    ("89 − 104", "15 HTX"), ("100 × 553 / 683", "80%"), ("100 × 553 / 683", "81,1%"), ("12 × 2,5-3", "30 triệu đồng"),
    ("683 − 500-520", "160-180 HTX"), ("27.000 − 26.400", "1.000 thành viên"), ("50,9 / 49,9 × 100", "101,9%")])
def test_a_wrong_derivation_is_seen(formula, result):
    assert refuted(formula, result)


@pytest.mark.parametrize("formula", ["", "3 +", "(3 + 4", "3 4", "3 % 4", "3 × 4)"])
def test_what_is_no_arithmetic_is_refused(formula):
    with pytest.raises((ValueError, IndexError)):
        evaluate(formula)


# ---- the rules by themselves ----------------------------------------------------------------------------------------

def test_ranges_go_through_arithmetic_end_by_end():
    whole = ref.Given(F(1200), F(1300))
    assert ref.ends(ref.share, ref.Given(F(600)), whole) == (F(600, 13), 50)
    assert ref.ends(ref.inactive, whole, ref.Given(F(100), F(150))) == (1050, 1200)
    assert ref.ends(ref.good_fair_share, ref.Given(F(30), F(40)), *map(ref.Given, (F(20), F(30), F(20)))) == (50, F(600, 11))
    assert ref.ends(ref.share, ref.Given(F(1)), ref.Given(F(0), F(2))) is None


def test_no_more_digits_than_what_moves_the_result():
    rounded = ref.Given(F(27000), hedge="khoảng")
    assert rounded.half == 500 and ref.Given(F(400), hedge="gần").half == 5 and ref.Given(F(400)).half == 0
    moved = ref.movement(ref.inactive, [rounded, ref.Given(F(26400))], [rounded.half, 0])
    assert moved == 500 and [ref.digits_borne(d, moved) for d in (0, -1, -2, -3)] == [False, False, True, True]
    assert ref.digits_borne(9, F(0))


def test_the_year_before_keeps_the_end_of_a_month():
    days = [(2022, 12, 31), (2024, 2, 29), (2021, 2, 28), (2022, 5, 31), (2022, 5, 15)]
    assert [ref.year_before(date(*day)) for day in days] == [
        date(2021, 12, 31), date(2023, 2, 28), date(2020, 2, 29), date(2021, 5, 31), date(2021, 5, 15)]


def test_a_level_is_ahead_or_behind_by_its_rise_not_by_its_size():
    assert ref.pace_word(ref.way_gone(637, 500, 650), 50) == "nhanh hơn tiến độ"  # 91% of the rise at half-time
    assert ref.attainment_text(ref.attainment(578, 700)) == "83%"
    assert ref.pace_word(ref.way_gone(578, 500, 700), 50) == "chậm tiến độ"  # but 39% of it
    assert ref.way_gone(578, None, 700) is ref.pace_word(None, 50) is ref.way_gone(600, 700, 700) is None
    assert ref.floor_left(50, 214, 5, "2.5") == 50 and ref.floor_left(50, 100, 5, "2.5") == 60


def test_a_group_is_its_known_members_or_nothing():
    three = dict.fromkeys("abc", 10)
    assert ref.group_total(three, "abcdef") == 30 and ref.group_total(three, "abcdefg") is None
    assert ref.group_total(three, "abcdefg", few=True) == 30 and ref.group_total({"a": 1}, "abcdefg", few=True) is None
    assert ref.group_change(three, {"a": 1, "b": 2, "c": 3, "d": 4}, "abcde") == 24
    assert ref.group_change({**three, "d": 1}, three, "abcde") is None


# ---- ranges, hedges, digits, derivations ----------------------------------------------------------------------------

def decimal(x, places=0):
    """A finite decimal as a table has it: "36.5"."""
    digits = next(d for d in range(places, 9) if (x * 10 ** d).denominator == 1)
    whole, rest = divmod(int(x * 10 ** digits), 10 ** digits)
    return f"{whole}.{rest:0{digits}}" if digits else str(whole)


@st.composite
def one_given(draw, low, high, decimals, units):
    """(cells of its row, the same as Given in the first unit); both ends of a range have the same decimals."""
    unit, factor = draw(st.sampled_from(units))
    kind = draw(st.sampled_from(["exact"] * 4 + ["range", "hedge", "hedge"]))
    value = F(draw(st.integers(low * 10 ** decimals, high * 10 ** decimals)), 10 ** decimals)
    if factor > 1:  # three decimals could be a thousands dot
        value = ref.round_half_up(value / factor, 2) * factor
    upper, hedge, step = None, "", F(10) ** (len(str(int(value))) - 2)
    if kind != "exact":  # rounded to two digits
        value = max(ref.round_half_up(value / step) * step, step)
    if kind == "range":
        upper = value + step * draw(st.integers(1, 3))
    if kind == "hedge":
        hedge = draw(st.sampled_from(HEDGES))
    ends = [x / factor for x in (value, upper) if x is not None]
    places = max(next(d for d in range(9) if (x * 10 ** d).denominator == 1) for x in ends)
    cells = (decimal(ends[0], places), unit, hedge or ".", "." if upper is None else decimal(ends[1], places))
    made = ref.Given(ends[0], None if upper is None else ends[1], hedge, places)
    return cells, made.times(F(factor)), made.half * factor


def rows_of(chosen, at, source="."):
    """Rows of so_lieu: a flow of the whole year, a stock of its last day."""
    starts = {name: f"{at}-01-01" if name in FLOWS else "." for name in chosen}
    return "\n".join(f"yen-bai|{name}|{starts[name]}|{at}-12-31|{value}|{unit}|{hedge}|.|{source}|{upper}"
                     for name, ((value, unit, hedge, upper), *_) in chosen.items())


def ends_of(figure):
    return figure.value, figure.value if figure.upper is None else figure.upper


everything = st.fixed_dictionaries({name: one_given(*spec) for name, spec in {**LEVELS, **FLOWS}.items()})


@some
@given(everything)
def test_ranges_and_hedges_go_through_every_indicator(given_values):
    scope = year(rows_of(given_values, 2022))
    for name, (function, inputs) in COMPUTED.items():
        figure, parts = scope.figure(name), [given_values[i] for i in inputs]
        numbers = [number for _, number, _ in parts]
        assert ends_of(figure) == ref.ends(function, *numbers), name
        assert bool(figure.hedge) == any(number.hedge for number in numbers), name
        assert refuted(str(figure.formula), figure.result_text) == "", name
        moved = ref.movement(function, numbers, [half for *_, half in parts])
        assert ref.digits_borne(figure.decimals, moved), (name, figure.text)


@some
@given(everything, everything)
def test_every_printed_change_can_be_typed_into_a_calculator(new, old):
    scope = year(rows_of(new, 2022) + "\n" + rows_of(old, 2021))
    for name in [*COMPUTED, *LEVELS, *FLOWS]:
        base = scope.figure(name).ky_truoc
        for change in (base.tang_giam, base.tang_giam_pct, base.so_lan):
            if change.value is not None:
                assert refuted(str(change.formula), change.result_text) == "", (name, change.text, change.formula, change.result_text)


@some
@given(everything, everything)
def test_a_change_of_ranges_has_their_ends_and_its_direction_holds_for_all_of_them(new, old):
    scope = year(rows_of(new, 2022) + "\n" + rows_of(old, 2021))
    for name in new:
        change = scope.figure(name).ky_truoc.tang_giam
        numbers = new[name][1], old[name][1]
        low, high = ref.ends(ref.point_change, *numbers)
        if low < 0 < high:
            assert change.value is None, (name, change.text)
        elif change.value is not None and low * high:
            factor = dict({**LEVELS, **FLOWS}[name][3])[new[name][0][1]]  # the change is told in the unit of the new level
            assert {abs(end * factor) for end in ends_of(change)} == {abs(low), abs(high)}, (name, new[name], old[name], change.text)
            assert change.text.startswith(ref.UP if low > 0 else ref.DOWN)
            assert ("khoảng" in change.text) == any(n.hedge for n in numbers) or "ước" in change.text


halves = st.tuples(one_given(20, 900, 0, [("HTX", 1)]), one_given(20, 900, 0, [("HTX", 1)]))


@more
@given(halves, st.integers(50, 1800))
def test_periods_that_make_a_year_are_added_end_by_end(two, plan):
    spans = ("2022-01-01|2022-06-30", "2022-07-01|2022-12-31")
    rows = "\n".join(f"yen-bai|htx_thanh_lap_moi|{s}|{value}|{unit}|{hedge}|.|.|{upper}"
                     for s, ((value, unit, hedge, upper), *_) in zip(spans, two, strict=True))
    scope = year(rows, f"yen-bai|htx_thanh_lap_moi|kế hoạch|2022|2022|lũy kế|.|{plan}|.|HTX")
    figure, numbers = scope.figure("htx_thanh_lap_moi"), [number for _, number, _ in two]
    assert ends_of(figure) == ref.ends(lambda a, b: a + b, *numbers)
    assert bool(figure.hedge) == any(number.hedge for number in numbers)
    [judged] = scope.assessments(("kế hoạch",))
    for derived in (figure, judged.attainment):
        assert derived.value is None or refuted(str(derived.formula), derived.result_text) == ""
    if not figure.hedge:
        found = {ref.verdict(end, "≥", plan) for end in ends_of(figure)}
        assert judged.verdict == (found.pop() if len(found) == 1 else "đạt" if "chưa đạt" not in found else "chưa đủ số liệu")


@some
@given(everything, everything, st.lists(st.sampled_from("AB"), min_size=3, max_size=3))
def test_one_key_is_one_value(new, old, sources):
    rows = [rows_of(chosen, at, source) for chosen, at, source in zip((new, old, old), (2022, 2021, 2022), sources, strict=True)]
    scope, seen = year("\n".join(rows)), {}
    for name in [*COMPUTED, *LEVELS, *FLOWS]:
        figure = scope.figure(name)
        base = figure.ky_truoc
        for told in (figure, *figure.inputs, base.tang_giam, base.tang_giam_pct, base.so_lan, *base.tang_giam.inputs):
            record = told.record()
            value = record["value"], record["upper"], record["unit"]
            assert seen.setdefault(record["key"], value) == value


@pytest.mark.parametrize(("written", "printed_text"), [("86.0", "86 HTX"), ("86", "86 HTX"), ("86.00", "86 HTX")])
def test_a_count_has_no_decimals(written, printed_text):
    assert year(f"yen-bai|htx_thanh_lap_moi|2022|2022|{written}|HTX").figure("htx_thanh_lap_moi").text == printed_text


# ---- periods and bases ----------------------------------------------------------------------------------------------

SPANS = [(1, 3), (4, 6), (7, 9), (10, 12), (1, 6), (7, 12), (1, 9), (1, 12), (1, 5)]


def span(at, first, last):
    after = date(at + last // 12, last % 12 + 1, 1)
    return date(at, first, 1), after - ref.DAY


@more
@given(st.lists(st.integers(5, 60), min_size=24, max_size=24), st.sets(st.sampled_from(SPANS), min_size=1, max_size=4),
       st.sets(st.sampled_from(SPANS), max_size=4), st.sampled_from([12, 6, 9]))
def test_flows_of_different_length_are_never_compared(months, new, old, until):
    rows = {at: [(*span(at, a, b), sum(months[12 * (at - 2021) + a - 1:12 * (at - 2021) + b])) for a, b in spans]
            for at, spans in ((2021, old), (2022, new))}
    lines = "\n".join(f"yen-bai|htx_thanh_lap_moi|{s}|{e}|{v}|HTX" for at in rows for s, e, v in rows[at])
    figure = year(lines, when="2022-01", to=f"2022-{until:02}").figure("htx_thanh_lap_moi")
    found = ref.flow(rows[2022], date(2022, 1, 1), span(2022, 1, until)[1])
    assert figure.value == (found and found.value)
    if found is None:
        return
    assert bool(figure.own_date) == (not found.complete)
    base = ref.like_flow(rows[2021], found)
    if base is None:
        assert figure.so_sanh.text == "" and figure.ky_truoc.tang_giam.value is None
        return
    words = "so với năm trước" if (found.start, found.end) == span(2022, 1, 12) else "so với cùng kỳ năm trước"
    expected = found.value - base.value
    assert figure.ky_truoc.tang_giam.value == expected and figure.so_sanh.text.endswith(words)
    assert expected == 0 or printed(figure.so_sanh.text).low == expected


@more
@given(st.dictionaries(st.tuples(st.sampled_from([2021, 2022]), st.integers(1, 12)), st.integers(300, 900), min_size=1, max_size=5),
       st.sampled_from([12, 6]))
def test_a_base_of_another_day_is_named(levels, until):
    rows = [(None, span(at, month, month)[1], value) for (at, month), value in levels.items()]
    lines = "\n".join(f"yen-bai|so_htx|.|{day}|{value}|HTX" for _, day, value in rows)
    figure = year(lines, when="2022-01", to=f"2022-{until:02}").figure("so_htx")
    end = span(2022, until, until)[1]
    found = ref.stock(rows, date(2022, 1, 1), end)
    assert figure.value == (found and found[1])
    if found is None:
        return
    day, value = found
    assert figure.own_date == ("" if day == end else f"đến {ref.date_text(day)}")
    sentence = figure.so_sanh.text
    change = figure.ky_truoc.tang_giam.value
    fitting = [ref.base_words(day, other, end) for _, other, level in rows if other.year == 2021 and change == value - level]
    assert any(sentence.endswith(words) for words in fitting) if sentence else change is None
    if any(other == ref.year_before(day) for _, other, _ in rows):
        assert sentence


# ---- targets --------------------------------------------------------------------------------------------------------

TERM = (date(2020, 1, 1), date(2025, 12, 31))
TIME = F(50)  # 2,5 of 5 years


def level_rows(actual, start):
    opening = "" if start is None else f"\nyen-bai|so_htx|.|2020|{start}|HTX"
    return f"yen-bai|so_htx|.|2023-05-31|{actual}|HTX{opening}"


@more
@given(st.integers(300, 900), st.none() | st.integers(300, 700), st.integers(400, 900))
def test_progress_of_a_level_is_measured_from_its_start_against_the_time(actual, start, goal):
    scope = mid_term(level_rows(actual, start), f"yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|.|{goal}|.|HTX")
    [judged] = scope.assessments(("nghị quyết",))
    way = None if start is None or start >= goal else ref.way_gone(actual, start, goal)
    if actual >= goal:
        assert judged.verdict == ref.verdict(actual, "≥", goal)
    elif start is None:
        assert judged.verdict not in ("nhanh hơn tiến độ", "đúng tiến độ", "chậm tiến độ", "chưa đạt") and not judged.behind
    elif way is not None:
        assert judged.verdict == ref.pace_word(way, TIME) and judged.way.value == way
        assert ref.sign(printed(judged.way.text).low - TIME) == ref.sign(way - TIME)
    assert judged.attainment.text == ref.attainment_text(ref.attainment(actual, goal))
    assert judged.pace.value == ref.round_up(ref.pace_needed(goal, actual, 5, F(5, 2)))


@more
@given(st.integers(5, 400), st.integers(10, 120))
def test_a_yearly_floor_stays_one_in_what_is_left(done, per_year):
    scope = mid_term(f"yen-bai|htx_thanh_lap_moi|2020-12-01|2023-05-31|{done}|HTX",
                     f"yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|.|{per_year}|.|HTX/năm")
    [judged] = scope.assessments(("nghị quyết",))
    assert judged.verdict == ref.verdict(ref.new_per_year(done, F(5, 2)), "≥", per_year)
    assert judged.attainment.text == ref.attainment_text(ref.mean_attainment(done, F(5, 2), per_year))
    assert judged.pace.value == ref.round_up(ref.floor_left(per_year, done, 5, F(5, 2))) and judged.pace.value >= per_year
    assert "HTX/năm" in judged.bound.text


@some
@given(st.lists(st.tuples(st.integers(2010, 2024), st.integers(1, 10), st.integers(400, 900)), min_size=1, max_size=4))
def test_only_targets_of_the_own_term_are_judged(spans):
    aims = "\n".join(f"yen-bai|so_htx|nghị quyết|{a}|{a + n}|cuối kỳ|.|{goal}|.|HTX" for a, n, goal in spans)
    scope = mid_term(level_rows(500, 450), aims)
    for judged in scope.assessments(("nghị quyết",)):
        period = judged.target.period
        assert ref.of_term((period.start.first, period.end.last), TERM)
    if not any(ref.of_term((date(a, 1, 1), date(a + n, 12, 31)), TERM) for a, n, _ in spans):
        assert scope.figure("so_htx").so_voi_muc_tieu.text == ""


@pytest.mark.parametrize(("since", "goal", "said"), [("2023-01-01", "900", "đã điều chỉnh từ 800"), ("2023-07-01", "800", "")])
def test_an_adjusted_target_says_so_from_the_day_it_holds(since, goal, said):
    aims = ("yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|.|800|.|HTX\n"
            f"yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|.|900|.|HTX|.|{since}")
    text = mid_term(level_rows(683, 443), aims).figure("so_htx").so_voi_muc_tieu.text
    assert f"({goal} HTX" in text and said in text and ("điều chỉnh" in text) == bool(said)


@more
@given(st.integers(300, 900), st.integers(300, 700), st.integers(400, 900), st.integers(5, 400), st.integers(10, 120),
       st.integers(30, 90), st.integers(40, 100))
def test_every_derivation_of_a_target_can_be_typed_into_a_calculator(actual, start, goal, done, per_year, income, wanted):
    rows = f"""{level_rows(actual, start)}
        yen-bai|htx_thanh_lap_moi|2020-12-01|2023-05-31|{done}|HTX
        yen-bai|thu_nhap_lao_dong|.|2023-05-31|{decimal(F(income, 10))}|triệu đồng/người/tháng"""
    aims = f"""yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|.|{goal}|.|HTX
        yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|.|{per_year}|.|HTX/năm
        yen-bai|thu_nhap_lao_dong_nam|nghị quyết|2020|2025|cuối kỳ|.|{wanted}|.|triệu đồng/người/năm"""
    for judged in mid_term(rows, aims).assessments(("nghị quyết",)):
        for figure in (judged.actual, judged.attainment, judged.way, judged.points):
            if figure.value is not None and str(figure.formula):
                assert refuted(str(figure.formula), figure.result_text) == ""
        if judged.pace.value is not None and str(judged.pace.formula):
            assert ref.round_up(evaluate(str(judged.pace.formula))[0], judged.pace.decimals) == judged.pace.value
            assert "làm tròn lên" in judged.pace.words


@some
@given(one_given(300, 900, 0, [("HTX", 1)]), one_given(300, 900, 0, [("HTX", 1)]), one_given(20, 400, 0, [("HTX", 1)]))
def test_every_derivation_since_the_start_of_a_term_can_be_typed_into_a_calculator(new, old, flow):
    def row(name, span, cells):
        value, unit, hedge, upper = cells[0]
        return f"yen-bai|{name}|{span}|{value}|{unit}|{hedge}|.|.|{upper}"
    rows = [row("so_htx", ".|2023-11-30", new), row("so_htx", ".|2020-11-30", old),
            row("htx_thanh_lap_moi", "2020-12-01|2023-11-30", flow)]
    scope = mid_term("\n".join(rows), years="3", to="2023-11-30")
    base, mean = scope.figure("so_htx").dau_ky, scope.figure("htx_thanh_lap_moi").binh_quan_nam
    assert ends_of(mean) == ref.ends(lambda n: n / 3, flow[1])
    for told in (base.tang_giam, base.tang_giam_pct, base.so_lan, base.bang_pct, base.tang_binh_quan_pct, mean):
        assert not str(told.formula) or refuted(str(told.formula), told.result_text) == "", told.text


# ---- groups and sources ---------------------------------------------------------------------------------------------

known = st.dictionaries(st.sampled_from(MEMBERS), st.integers(100, 900), min_size=1)


@more
@given(known, known, known, st.booleans(), st.booleans())
def test_a_total_of_a_group_and_its_change_rest_on_the_same_members(new, old, active, same, few):
    old = {**dict.fromkeys(new, 300), **old} if same else old
    active = {m: min(v, new.get(m, v)) for m, v in active.items()}
    lines = [f"{m}|{name}|.|{at}-12-31|{v}|HTX" for name, at, values in (
        ("so_htx", 2023, new), ("so_htx", 2022, old), ("htx_dang_hoat_dong", 2023, active)) for m, v in values.items()]
    scope = year("\n".join(lines), place="cum-tay-bac-2023", when="2023", few_suffice=few)
    total, change = scope.figure("so_htx"), scope.figure("so_htx").ky_truoc.tang_giam
    assert total.value == ref.group_total(new, MEMBERS, few)
    assert change.value == ref.group_change(new, old, MEMBERS, few)
    share = scope.figure("ty_le_htx_hoat_dong")
    assert share.value == ref.group_ratio(ref.share, active, new, MEMBERS, few)
    if total.value is not None and len(new) < len(MEMBERS):
        assert f"{len(new)}/{len(MEMBERS)} tỉnh" in total.remark
    for figure in (total, change, share):
        if figure.value is not None:
            assert refuted(str(figure.formula), figure.result_text) == ""


@more
@given(st.dictionaries(st.tuples(st.sampled_from("ABC"), st.sampled_from(["so_htx", "htx_dang_hoat_dong"])), st.integers(0, 99),
                       min_size=1).filter(lambda rows: len({*rows.values()}) == len(rows)))
def test_inputs_of_a_ratio_are_of_one_source_where_a_printed_one_has_both(given_by):
    base = {"so_htx": 500, "htx_dang_hoat_dong": 400}
    lines = "\n".join(f"yen-bai|{name}|.|2022-12-31|{base[name] + v}|HTX|.|.|{source}" for (source, name), v in given_by.items())
    share = year(lines).figure("ty_le_htx_hoat_dong")
    first = {next((s for s, n in given_by if n == name), None) for name in base}
    both = [s for s in "ABC" if all((s, name) in given_by for name in base)]
    if first & {*both}:
        pairs = [ref.share(*(base[n] + given_by[s, n] for n in ("htx_dang_hoat_dong", "so_htx"))) for s in both]
        assert share.value in pairs and len({i.sources[0].id for i in share.inputs}) == 1
    else:
        assert (share.value is None) == (len({name for _, name in given_by}) < 2)
