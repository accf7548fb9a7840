"""What is compared is alike: as long, of the same day, of the same members, of one source, no more exact than it is known."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import reference as ref
from datasets import data, mid_term, year

from htxlib.codelists.periods import Moment, Period
from htxlib.sentences import statements
from htxlib.values import coverage, spread
from htxlib.values.groups import peers
from htxlib.values.scope import open_scope

NEW = "yen-bai|htx_thanh_lap_moi|{}|{}|{}|HTX"
HTX = "yen-bai|so_htx|.|{}|{}|HTX"
REVENUE = "yen-bai|doanh_thu_bq_htx|{}|{}|{}|triệu đồng/HTX"
RESOLUTION = ("nghị quyết",)
NEVER = ""

# --- lengths and days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "before", "words"), [
    (("2022", "2022", 50), ("2021", "2021", 40), "tăng 10 HTX so với năm trước"),
    (("2022-01", "2022-06", 50), ("2021", "2021", 40), NEVER),
    (("2022", "2022", 50), ("2021-01", "2021-06", 40), NEVER),
    (("2022-01", "2022-06", 50), ("2021-01", "2021-08", 40), NEVER),
    (("2022-01", "2022-06", 50), ("2021-01", "2021-06", 40), "tăng 10 HTX so với cùng kỳ năm trước"),
    (("2022-01-01", "2022-04-04", 50), ("2021-01-01", "2021-04-04", 40), "tăng 10 HTX so với cùng kỳ năm trước"),
])
def test_what_happened_is_compared_over_as_many_months(now, before, words):
    rows = f"{NEW.format(*now)}\n{NEW.format(*before)}"
    assert str(year(rows).figure("htx_thanh_lap_moi").so_sanh) == words
    means = f"{REVENUE.format(*now)}\n{REVENUE.format(*before)}"
    assert bool(year(means).figure("doanh_thu_bq_htx").so_sanh) == bool(words)
    assert bool(year(rows).figure("htx_thanh_lap_moi").ky_truoc.bang_pct) == bool(words)


@pytest.mark.parametrize(("now", "before", "words"), [
    ("2022-12-31", "2021-12-31", "so với năm trước"),
    ("2022-12-31", "2021-05-31", "so với 31/5/2021"),
    ("2022-06-30", "2021-12-31", "so với 31/12/2021"),
    ("2022-06-30", "2021-06-30", "so với 30/6/2021"),
])
def test_a_base_of_another_day_is_named(now, before, words):
    found = year(f"{HTX.format(now, 683)}\n{HTX.format(before, 600)}").figure("so_htx")
    assert str(found.so_sanh) == f"tăng 83 HTX {words}"


def test_loans_of_a_year_are_not_divided_by_projects_of_a_part():
    loans, projects = "yen-bai|tien_vay|{}|{}|1200|triệu đồng", "yen-bai|du_an_vay_von|{}|{}|6|dự án"
    names = year("").known_variables()
    loan, project = next(n for n in names if "vay" in n and "tien" in n), next(n for n in names if "du_an" in n and "vay" in n)
    rows = loans.replace("tien_vay", loan).format("2022", "2022") + "\n" + projects.replace("du_an_vay_von", project).format("2022", "2022")
    assert year(rows).figure("tien_vay_bq_du_an").value == 200
    short = rows.replace("2022|2022|6", "2022-01|2022-08|6")
    assert not year(short).figure("tien_vay_bq_du_an")


# --- targets -----------------------------------------------------------------------------------------------------------

AIM = "yen-bai|so_htx|{}|{}|{}|cuối kỳ|≥|{}|.|HTX"


@pytest.mark.parametrize(("kind", "start", "end", "is_ours"), [
    ("nghị quyết", "2020", "2025", True), ("nghị quyết", "2021", "2025", True), ("chương trình", ".", "2025", True),
    ("chương trình", "2021", "2030", False), ("nghị quyết", "2018", "2023", False), ("nghị quyết", "2025", "2030", False),
])
def test_a_mid_term_report_judges_the_targets_of_its_own_term(kind, start, end, is_ours):
    scope = mid_term(HTX.format("2023-05-31", 683), AIM.format(kind, start, end, 700))
    assert bool(scope.assessments(("nghị quyết", "chương trình"))) == is_ours


def way(opening: int | None, now: int, goal: int):
    rows = HTX.format("2023-05-31", now) + (f"\n{HTX.format('2020', opening)}" if opening is not None else "")
    [found] = mid_term(rows, AIM.format("nghị quyết", "2020", "2025", goal)).assessments(RESOLUTION)
    return found


@pytest.mark.parametrize(("opening", "now", "goal"), [
    (800, 910, 1000), (800, 900, 1000), (800, 899, 1000), (850, 908, 1000), (400, 634, 1000), (1000, 1100, 1400), (500, 450, 900),
])
def test_progress_is_that_of_the_rise_against_the_time_gone(opening, now, goal):
    """91% of a level may be ahead at half-time, and 39% of the rise is behind."""
    found, part = way(opening, now, goal), F(now - opening, goal - opening)
    shown = ref.round_half_up(100 * part)
    assert found.verdict == ("đúng tiến độ" if shown == 50 else "nhanh hơn tiến độ" if shown > 50 else "chậm tiến độ")
    assert found.way.value == 100 * part
    words = str(found.level.so_voi_muc_tieu)
    assert words.endswith(f"50% thời gian: {found.verdict}") and ("đã đi được" in words) == (part >= 0)


def test_without_a_start_progress_is_not_judged():
    found = way(None, 900, 1000)
    assert (found.verdict, found.judged) == ("chưa xét được tiến độ", False)
    assert str(found.level.so_voi_muc_tieu).endswith("chưa có số đầu kỳ nên chưa xét được tiến độ")


@pytest.mark.parametrize(("start", "new", "words"), [
    ("2021", {2021: 10, 2022: 60}, "bình quân giai đoạn 2021-2022 là 35 HTX/năm, đạt 70% chỉ tiêu (50 HTX/năm trở lên)"),
    ("2021", {2021: 60, 2022: 41}, "bình quân giai đoạn 2021-2022 là 51 HTX/năm, đạt 102% chỉ tiêu (50 HTX/năm trở lên)"),
    ("2022", {2022: 60}, "đạt 120% chỉ tiêu (50 HTX/năm trở lên)"),
    ("2020", {2021: 60, 2022: 40}, "bình quân giai đoạn 2021-2022 là 50 HTX/năm, đạt 100% chỉ tiêu (50 HTX/năm trở lên)"),
    ("2021", {2022: 60}, NEVER), ("2021", {2021: 60}, NEVER),
])
def test_a_report_of_a_year_judges_a_yearly_mean_by_all_years_since_it_began(start, new, words):
    rows = "\n".join(NEW.format(each, each, value) for each, value in new.items())
    made = data(rows, f"yen-bai|htx_thanh_lap_moi|nghị quyết|{start}|2025|bình quân năm|≥|50|.|HTX", "yen-bai|2020-2025|VI|2020|2025|NQ")
    found = open_scope(made, "yen-bai", Period.year(2022)).figure("htx_thanh_lap_moi").so_voi_muc_tieu
    assert str(found).replace("mới đạt", "đạt") == words


INCOME = "yen-bai|thu_nhap_lao_dong|{}|{}|{}|triệu đồng/người/tháng"
AIM_OF_INCOME = "yen-bai|thu_nhap_lao_dong_nam|nghị quyết|2020|2025|cuối kỳ|≥|{}|.|triệu đồng/người/năm"


@pytest.mark.parametrize(("now", "goal", "share", "verdict"), [
    ("5.8", 78, "khoảng 50%", "chưa rõ tiến độ"),  # 9,6 of 18, but 5,8 and 5,0 leave 48 to 58 open
    ("5.80", 78, "53%", "nhanh hơn tiến độ"), ("6.2", 78, "80%", "nhanh hơn tiến độ"), ("5.3", 78, "20%", "chậm tiến độ"),
    ("5.0", 60.6, "khoảng 0%", "chưa rõ tiến độ"),  # 5,0 may already have been 5,05
])
def test_progress_is_not_judged_where_the_digits_of_the_levels_leave_it_open(now, goal, share, verdict):
    rows = f"{INCOME.format('.', '2020', '5.0')}\n{INCOME.format('.', '2023-05-31', now)}"
    [found] = mid_term(rows, AIM_OF_INCOME.format(goal)).assessments(RESOLUTION)
    assert (found.way.text, found.verdict, found.judged) == (share, verdict, not verdict.startswith("chưa"))


def test_progress_from_a_year_to_six_months_is_not_judged():
    rows = f"{INCOME.format('2020', '2020', '5.0')}\n{INCOME.format('2023-01', '2023-05', '5.8')}"
    [found] = mid_term(rows, AIM_OF_INCOME.format(78)).assessments(RESOLUTION)
    assert not found.level.dau_ky and found.level.dau_ky.other
    assert (found.verdict, bool(found.way)) == ("chưa xét được tiến độ", False)
    assert str(found.level.so_voi_muc_tieu).endswith("số đầu kỳ là của năm 2020 nên chưa xét được tiến độ")


@pytest.mark.parametrize(("now", "attained", "share", "words"), [
    (9102, "89-99%", "49-92%", "chưa đến mức chỉ tiêu (9.200-10.200 lao động), đã đi được 49-92% mức tăng đề ra"
     " (92% so với mức dưới) khi đã qua 50% thời gian: nhanh hơn tiến độ"),
    (8400, "82-91%", "17-31%", "chưa đến mức chỉ tiêu (9.200-10.200 lao động), đã đi được 17-31% mức tăng đề ra"
     " (31% so với mức dưới) khi đã qua 50% thời gian: chậm tiến độ"),
    (9690, "95-105%", "76-142%", "nằm trong mức chỉ tiêu (9.200-10.200 lao động)"),
])
def test_a_range_as_a_target_gives_ranges_and_is_judged_by_its_lower_end(now, attained, share, words):
    rows = "yen-bai|lao_dong_thuong_xuyen|.|{}|{}|lao động"
    aim = "yen-bai|lao_dong_thuong_xuyen|nghị quyết|2020|2025|cuối kỳ|từ-đến|9200|10200|lao động"
    scope = mid_term(f"{rows.format('2020', 8040)}\n{rows.format('2023-05-31', now)}", aim)
    [found] = scope.assessments(RESOLUTION)
    assert (found.attainment.text, found.way.text, str(found.level.so_voi_muc_tieu)) == (attained, share, words)
    assert found.share == F(100 * now, 9200)


@pytest.mark.parametrize(("goals", "paces"), [  # 683 HTX from 443, and 214 new ones, at half-time
    ((1600, 293), "01 chỉ tiêu nhanh hơn tiến độ, 01 chỉ tiêu chậm tiến độ"),
    ((600, 428), "01 chỉ tiêu đúng tiến độ"),
    ((600, 200), ""),
])
def test_a_summary_says_how_many_targets_are_on_their_way(goals, paces):
    new = "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|lũy kế|≥|{}|.|HTX"
    rows = f"{HTX.format('2020', 443)}\n{HTX.format('2023-05-31', 683)}\n{NEW.format('2020', '2023-05-31', 214)}"
    scope = mid_term(rows, f"{AIM.format('nghị quyết', '2020', '2025', goals[0])}\n{new.format(goals[1])}")
    told = statements.STATEMENTS["tien_do_chi_tieu"](scope)
    assert (str(told) if told else "") == paces


def test_an_adjusted_target_says_what_it_was():
    aims = AIM.format("nghị quyết", "2020", "2025", 900) + "\n" + AIM.format("nghị quyết", "2020", "2025", 700) + "|.|2023-01"
    scope = mid_term(HTX.format("2023-05-31", 710), aims)
    assert str(scope.figure("so_htx").so_voi_muc_tieu) == "đạt 101% chỉ tiêu (700 HTX trở lên, đã điều chỉnh từ 900 HTX trở lên)"
    before = mid_term(HTX.format("2022-05-31", 710), aims, to="2022-05-31")
    assert "điều chỉnh" not in str(before.figure("so_htx").so_voi_muc_tieu)


@pytest.mark.parametrize(("name", "unit", "value", "bound"), [
    ("ty_le_htx_thanh_vien", "%", 100, "100%"), ("ty_le_htx_thanh_vien", "%", 99, "99% trở lên"), ("so_htx", "HTX", 100, "100 HTX trở lên"),
])
def test_nothing_is_wanted_above_all_of_it(name, unit, value, bound):
    [found] = mid_term(HTX.format("2023-05-31", 683), f"yen-bai|{name}|nghị quyết|2020|2025|cuối kỳ|≥|{value}|.|{unit}").assessments(RESOLUTION)
    assert found.bound.text == bound


@pytest.mark.parametrize(("now", "before"), [((4_100_000, 97_000), (3_900_000, 39_000)), ((4_100_000, 3_000), (3_600_000, 44_000))])
def test_what_is_cut_to_the_digits_that_it_bears_is_reckoned_with_as_it_is_printed(now, before):
    """Whoever reads «khoảng 4.200.000» beside «khoảng 3.900.000» does not know of 4.197.000 and 3.939.000."""
    rows = [
        f"{place}|thanh_vien_htx|.|{year}-12-31|{value}|người|khoảng"
        for year, values in ((2022, now), (2021, before)) for place, value in zip(("lao-cai", "yen-bai"), values, strict=True)
    ]
    found = open_scope(data("\n".join(rows)), "cum-tay-bac-2023", Period.year(2022), members_only=True).figure("thanh_vien_htx")
    other, share = found.ky_truoc.other, found.ky_truoc.bang_pct
    assert found.decimals < 0 and found.printed != found.value
    assert share.value == 100 * found.printed / other.printed


@pytest.mark.parametrize("unit", ["HTX", "HTX/năm"])
def test_so_much_a_year_is_printed_so(unit):
    aim = f"yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|50|.|{unit}"
    [found] = mid_term(NEW.format("2020", "2023-05-31", 214), aim).assessments(RESOLUTION)
    assert found.bound.text == "50 HTX/năm trở lên"


# --- ranges and hedges -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "two"), [((1200, 1300), (24000, 24000)), ((10, 20), (300, 400)), ((50, 50), (70, 90))])
def test_a_quotient_of_ranges_reaches_from_the_least_to_the_most(one, two):
    found = spread.result(lambda a, b: a / b, [spread.Given(F(x), F(y)) for x, y in (two, one)])
    assert (found.low, found.high) == (F(two[0], one[1]), F(two[1], one[0]))


def test_of_many_ranges_the_least_and_the_greatest_are_found_without_combining_them_all():
    found = spread.result(lambda whole, *parts: whole - sum(parts), [spread.Given(F(100), F(110)), *[spread.Given(F(1), F(2))] * 40])
    assert (found.low, found.high) == (20, 70)


@pytest.mark.parametrize(("old", "new", "difference", "rate"), [
    ("73000|HTX|khoảng", "73812|HTX|.", NEVER, NEVER),
    ("4000|HTX|khoảng", "4812|HTX|.", "tăng khoảng 800 HTX", "tăng khoảng 20%"),
    ("4196|HTX|.", "4200|HTX|khoảng", NEVER, NEVER),
    ("683|HTX|.", "700|HTX|.", "tăng 17 HTX", "tăng 2,5%"),
])
def test_a_change_is_told_no_more_exactly_than_its_levels(old, new, difference, rate):
    found = year(f"yen-bai|so_htx|.|2021-12-31|{old}\nyen-bai|so_htx|.|2022-12-31|{new}").figure("so_htx").ky_truoc
    shown = [str(each) if each else NEVER for each in (found.tang_giam, found.tang_giam_pct)]
    assert shown == [difference, rate]


def test_a_sum_is_as_exact_as_its_least_exact_term():
    terms = [(F(73000), "khoảng"), (F(812), "")]
    rows = "\n".join(f"{place}|lao_dong_thuong_xuyen|.|2022-12-31|{value}|lao động|{hedge or '.'}" for place, (value, hedge) in
                     zip(("kon-tum", "gia-lai"), terms, strict=True))
    when = Period(Moment.parse("2022"), Moment.parse("2022"))
    scope = open_scope(data(rows), "cum-tay-nguyen-2019", when, members_only=True)
    assert scope.figure("lao_dong_thuong_xuyen").text == "khoảng 74.000 lao động"


@pytest.mark.parametrize(("own", "others", "first", "last"), [
    ((5, 5), [(1, 1), (9, 9)], 2, 2), ((4, 6), [(5, 5), (9, 9)], 2, 3), ((4, 6), [(1, 1), (3, 3)], 1, 1), ((1, 9), [(2, 2), (3, 3)], 1, 3),
])
def test_the_rank_of_a_range_is_a_range(own, others, first, last):
    assert peers._between(own, [own, *others], falling=False)[:2] == (first, last)


# --- sources and prints ------------------------------------------------------------------------------------------------


def test_the_inputs_of_a_ratio_are_of_one_source_where_that_is_possible():
    rows = """
    yen-bai|htx_dang_hoat_dong|.|2022-12-31|400|HTX|.|.|a
    yen-bai|htx_dang_hoat_dong|.|2022-12-31|500|HTX|.|.|b
    yen-bai|so_htx|.|2022-12-31|600|HTX|.|.|b
    """
    found = year(rows).figure("ty_le_htx_hoat_dong")
    assert (found.value, {source.id for each in found.inputs for source in each.sources}) == (F(500, 6), {"b"})


GIVEN = "yen-bai|htx_ngung_hoat_dong|.|2022-12-31|{}|HTX|.|.|c"
TOTALS = "yen-bai|so_htx|.|2022-12-31|457|HTX|.|.|a\nyen-bai|so_htx|.|2022-12-31|476|HTX|.|.|b"
ACTIVE = "yen-bai|htx_dang_hoat_dong|.|2022-12-31|446|HTX|.|.|b"


@pytest.mark.parametrize(("given", "rows", "printed", "note"), [
    (30, f"{TOTALS}\n{ACTIVE}", "30 HTX", ""),
    (11, f"{TOTALS}\n{ACTIVE}", "11 HTX", ""),  # of the sources' numbers those that make it
    (52, f"{TOTALS}\n{ACTIVE}", "52 HTX", "Tính lại 476 − 446 = 30 HTX."),  # none does: nobody knows better than who counted
    (52, ACTIVE + "\n" + TOTALS.splitlines()[1], "30 HTX", "Nguồn nêu 52 HTX (c)."),  # nobody contradicts ours
    (52, ACTIVE.replace("12-31", "06-30") + "\n" + TOTALS.splitlines()[1].replace("12-31", "06-30"), "52 HTX",
     "Tính lại 476 − 446 = 30 HTX."),  # ours is of another day
])
def test_a_given_number_stands_where_ours_rests_on_less(given, rows, printed, note):
    found = year(f"{GIVEN.format(given)}\n{rows}", source_order=("a",)).figure("htx_ngung_hoat_dong")
    assert found.text == printed
    assert [each for each in found.notes if "khác" not in each] == ([note] if note else [])


@pytest.mark.parametrize(("rows", "said"), [
    ("dang_hoat_dong|446|b so_htx|476|b so_htx|457|a", ["ty_le_htx_hoat_dong", "htx_ngung_hoat_dong"]),
    ("dang_hoat_dong|446|b so_htx|476|b so_htx|476|a", []),
    ("dang_hoat_dong|446|b so_htx|476|b", []),
    ("dang_hoat_dong|446|a so_htx|476|a so_htx|457|b", []),
])
def test_what_is_reckoned_with_another_number_than_is_printed_says_so_in_place(rows, said):
    given = (each.split("|") for each in rows.split())
    lines = (f"yen-bai|{'htx_' if n[0] == 'd' else ''}{n}|.|2022-12-31|{v}|HTX|.|.|{source}" for n, v, source in given)
    scope = year("\n".join(lines), source_order=("a", "b"))
    figures = [scope.figure(name) for name in ("so_htx", "ty_le_htx_hoat_dong", "htx_ngung_hoat_dong")]
    found = coverage.of_other_sources(figures).values()
    assert [each.name for *_, reckoned in found for each in reckoned] == said
    told = statements.of_other_sources(found)
    assert [each.text for each in told.figures] == (["476 HTX", "457 HTX"] if said else [])
    assert bool(said) == ("Tỷ lệ HTX đang hoạt động và HTX ngừng hoạt động tính theo tổng số HTX là" in told.text.replace("\xa0", " "))


@pytest.mark.parametrize("written", ["86", "86.0", "86.00"])
def test_what_is_counted_has_no_decimals_however_it_was_written(written):
    aim = f"yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|≥|{written}|.|HTX"
    scope = mid_term(HTX.format("2023-05-31", written), aim)
    assert scope.figure("so_htx").text == "86 HTX" and scope.assessments(RESOLUTION)[0].bound.text == "86 HTX trở lên"


def test_one_key_is_one_value_in_one_unit():
    scope = year(REVENUE.format("2022", "2022", 3200))
    from htxlib.codelists.units import Unit

    found = scope.figure("doanh_thu_bq_htx")
    shown = found.converted(Unit.parse("tỷ đồng/HTX/năm"))
    assert found.key != shown.key and found.fact == shown.fact == found.key


def test_two_reports_that_prefer_other_sources_have_no_key_with_two_values():
    rows = "\n".join(f"yen-bai|{name}|.|2022-12-31|{n}|HTX|.|.|{source}" for source, add in (("a", 0), ("b", 20))
                     for name, n in (("so_htx", 600 + add), ("htx_dang_hoat_dong", 400 + add)))
    seen: dict[str, set] = {}
    for order in (("a",), ("b",)):
        scope = year(rows, source_order=order)
        for name in ("so_htx", "htx_dang_hoat_dong", "ty_le_htx_hoat_dong", "htx_ngung_hoat_dong"):
            for each in scope.figure(name).family():
                seen.setdefault(each.key, set()).add((each.value, each.upper, each.unit.text))
    assert all(len(values) == 1 for values in seen.values()) and len(seen) > 5
