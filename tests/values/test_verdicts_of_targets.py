"""A target is judged by what is as long as it is and of its own day, and by all that a hedged number may be."""

from __future__ import annotations

import math
from fractions import Fraction as F

import pytest
from datasets import mid_term, year

from htxlib.display import tables
from htxlib.sentences import statements

NEW = "yen-bai|htx_thanh_lap_moi|{}|{}|{}|HTX|{}"
HTX = "yen-bai|so_htx|.|{}|{}|HTX"
AIM = "yen-bai|{}|{}|{}|{}|{}|{}|{}|.|HTX"  # variable, kind, from, to, measure, sign, value
RESOLUTION, PLAN = ("nghị quyết",), ("kế hoạch",)
OPEN = "chưa đủ số liệu"


def new(start: str, end: str, value: int, hedge: str = ".") -> str:
    return NEW.format(start, end, value, hedge)


def aim(measure: str, value: int, start: str = "2020", end: str = "2025", sign: str = ".", name: str = "htx_thanh_lap_moi") -> str:
    return AIM.format(name, "nghị quyết", start, end, measure, sign, value)


def plan(measure: str, value: int, sign: str = ".", name: str = "htx_thanh_lap_moi", start: str = "2022") -> str:
    return AIM.format(name, "kế hoạch", start, "2022", measure, sign, value)


def level(goal: int, start: str = "2020", end: str = "2025", sign: str = ".") -> str:
    return aim("cuối kỳ", goal, start, end, sign, "so_htx")


SINCE_THE_CONGRESS = ("2020-12-01", "2023-05-31")  # 2,5 years

# --- lengths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "mean", "verdict"), [
    (new(*SINCE_THE_CONGRESS, 120), 48, "chưa đạt"),
    (new("2020", "2023-05-31", 120), 48, "chưa đạt"),  # of all the time of the report: the years of its author
    (new("2020-12-01", "2022-12-31", 125), 60, "vượt"),  # since the congress to an earlier day: 25 months of its own
    (new("2021", "2021", 100), None, OPEN),
    (new("2023-01-01", "2023-05-31", 100), None, OPEN),
    (new("2020", "2022", 100), None, OPEN),  # three years of which the congress leaves 25 months
])
def test_a_yearly_mean_is_that_of_all_the_time_since_the_start(rows, mean, verdict):
    [found] = mid_term(rows, aim("bình quân năm", 50)).assessments(RESOLUTION)
    assert (found.actual.value, found.verdict, bool(found.pace)) == (mean, verdict, mean is not None)


@pytest.mark.parametrize(("rows", "goal", "verdict"), [
    (new("2021", "2021", 100), 250, OPEN),
    (new("2021", "2021", 100), 90, "vượt"),  # a part of the time may be enough
    (new(*SINCE_THE_CONGRESS, 100), 250, "chậm tiến độ"),
    (new("2020-12-01", "2022-12-31", 110), 250, "nhanh hơn tiến độ"),  # 44% of it, when 41,7% of the time was gone
])
def test_a_part_of_the_time_is_not_late(rows, goal, verdict):
    [found] = mid_term(rows, aim("lũy kế", goal)).assessments(RESOLUTION)
    assert (found.verdict, bool(found.attainment)) == (verdict, verdict != OPEN)


@pytest.mark.parametrize(("rows", "aims", "verdict"), [
    (new("2022-01-01", "2022-06-30", 40), plan("lũy kế", 60), OPEN),
    (new("2022-01-01", "2022-06-30", 70), plan("lũy kế", 60), "vượt"),
    (new("2022", "2022", 40), plan("lũy kế", 60), "chưa đạt"),
    (new("2022-07-01", "2022-12-31", 40), plan("lũy kế", 60), OPEN),
    (new("2022-07-01", "2022-12-31", 40), plan("lũy kế", 30, start="2022-07-01"), "vượt"),
    (new("2022", "2022", 40), plan("lũy kế", 30, start="2022-07-01"), OPEN),  # a year is no half of it
    (HTX.format("2022-06-30", 640), plan("cuối kỳ", 660, name="so_htx"), OPEN),
    (HTX.format("2022-06-30", 670), plan("cuối kỳ", 660, name="so_htx"), "vượt"),
    (HTX.format("2022-12-31", 640), plan("cuối kỳ", 660, name="so_htx"), "chưa đạt"),
    (HTX.format("2022", 640), plan("cuối kỳ", 660, name="so_htx"), "chưa đạt"),
])
def test_only_a_number_of_the_last_day_misses_the_plan_of_a_year(rows, aims, verdict):
    [found] = year(rows, aims).assessments(PLAN)
    assert (found.verdict, bool(found.attainment)) == (verdict, verdict != OPEN)


def test_one_year_is_not_held_against_a_total_of_five():
    years = "\n".join(new(str(at), str(at), 40) for at in (2020, 2021, 2022))
    for rows, reached in ((new("2022", "2022", 40), OPEN), (years, "đang thực hiện")):
        scope = year(rows, aim("lũy kế", 250))
        assert str(scope.figure("htx_thanh_lap_moi").so_voi_muc_tieu) == ""
        [found] = scope.assessments(RESOLUTION)
        assert found.verdict == reached
    assert (found.level.value, found.attainment.text) == (120, "48%")


# --- days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end", "gone", "whole"), [
    ("2020", "2025", "50%", True), (".", "2025", "50%", True), ("2021", "2025", "50%", True), ("2023", "2023", "83,3%", False),
])
def test_the_time_of_a_target_ends_when_it_is_due(start, end, gone, whole):
    rows = HTX.format("2023-05-31", 683) + "\n" + HTX.format("2020", 443)
    [found] = mid_term(rows, level(800, start, end)).assessments(RESOLUTION)
    words = str(found.level.so_voi_muc_tieu)
    assert found.verdict == ("nhanh hơn tiến độ" if whole else "chậm tiến độ")
    assert f"khi đã qua {gone} thời gian" in words and ("cả nhiệm kỳ" in words) == whole


def test_a_year_inside_the_term_is_judged_by_what_happened_in_it():
    rows = new(*SINCE_THE_CONGRESS, 120) + "\n" + new("2023-01-01", "2023-05-31", 20)
    scope = mid_term(rows, aim("lũy kế", 60, "2023", "2023"))
    [found] = scope.assessments(RESOLUTION)
    assert (found.level.value, found.attainment.text) == (20, "33%")
    assert str(scope.figure("htx_thanh_lap_moi").so_voi_muc_tieu) == ""


@pytest.mark.parametrize(("day", "value", "verdict", "said"), [
    ("2022-12-31", 590, "nhanh hơn tiến độ", "45% mức tăng đề ra khi đã qua 41,7% thời gian (tính đến 31/12/2022)"),
    ("2022-12-31", 570, "chậm tiến độ", "35% mức tăng đề ra khi đã qua 41,7% thời gian (tính đến 31/12/2022)"),
    ("2023-05-31", 590, "chậm tiến độ", "45% mức tăng đề ra khi đã qua 50% thời gian: chậm"),
])
def test_the_way_is_held_against_the_time_of_the_level(day, value, verdict, said):
    [found] = mid_term(HTX.format(day, value) + "\n" + HTX.format("2020-11-30", 500), level(700)).assessments(RESOLUTION)
    assert found.verdict == verdict and said in str(found.level.so_voi_muc_tieu)
    left = statements.needed(found.level.scope).markdown
    assert ("từ sau 31/12/2022, mỗi năm cần thêm" in left) == (day != "2023-05-31")
    total, gone = (5, F(25, 12)) if day == "2022-12-31" else (5, F(5, 2))
    assert found.pace.value == math.ceil(F(700 - value) / (total - gone))


# --- hedges ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "hedge", "goal", "verdict"), [
    (120, "khoảng", 45, "vượt"), (120, "khoảng", 46, "đạt"), (120, "khoảng", 47, OPEN), (120, "khoảng", 49, OPEN),
    (120, "khoảng", 51, "chưa đạt"),  # 115-125 in 2,5 years are 46-50 a year
    (120, "gần", 40, OPEN), (120, "gần", 48, "chưa đạt"), (120, "trên", 48, "vượt"), (120, "trên", 60, OPEN), (120, ".", 48, "đạt"),
])
def test_a_hedge_goes_through_the_mean(value, hedge, goal, verdict):
    [found] = mid_term(new(*SINCE_THE_CONGRESS, value, hedge), aim("bình quân năm", goal)).assessments(RESOLUTION)
    assert found.verdict == verdict


@pytest.mark.parametrize(("first", "goal", "verdict"), [
    ("ước", 961, "đạt"), ("ước", 964, OPEN), ("ước", 972, "chưa đạt"), ("trên", 966, "vượt"), ("gần", 966, "chưa đạt"), ("gần", 960, OPEN),
    (".", 966, "đạt"),
])
def test_a_hedge_goes_through_the_sum(first, goal, verdict):
    rows = new("2022-01-01", "2022-06-30", 940, first) + "\n" + new("2022-07-01", "2022-12-31", 26)
    [found] = year(rows, plan("lũy kế", goal)).assessments(PLAN)
    assert found.verdict == verdict


@pytest.mark.parametrize(("part", "whole", "goal", "verdict"), [
    ("khoảng", ".", 79, "vượt"), ("khoảng", ".", 80, OPEN), ("trên", ".", 80, "vượt"), ("gần", ".", 79, OPEN), (".", "trên", 80, "chưa đạt"),
    (".", "gần", 70, OPEN),
])
def test_a_hedge_goes_through_a_share(part, whole, goal, verdict):
    rows = f"yen-bai|htx_hieu_qua|.|2022-12-31|480|HTX|{part}\nyen-bai|so_htx|.|2022-12-31|600|HTX|{whole}"
    [found] = year(rows, f"yen-bai|ty_le_htx_hieu_qua|kế hoạch|2022|2022|cuối kỳ|.|{goal}|.|%").assessments(PLAN)
    assert found.verdict == verdict


# --- ceilings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "goal", "verdict", "words"), [
    (480, 400, "nhanh hơn tiến độ", "chưa xuống đến mức chỉ tiêu (400 HTX trở xuống), đã đi được 73% mức giảm đề ra khi đã qua 50%"
     " thời gian: nhanh hơn tiến độ"),
    (600, 400, "chậm tiến độ", "chưa xuống đến mức chỉ tiêu (400 HTX trở xuống), đã đi được 33% mức giảm đề ra khi đã qua 50%"
     " thời gian: chậm tiến độ"),
    (710, 400, "chậm tiến độ", "chưa xuống đến mức chỉ tiêu (400 HTX trở xuống), cao hơn cả mức đầu nhiệm kỳ khi đã qua 50%"
     " thời gian: chậm tiến độ"),
    (390, 400, "đạt", "đạt chỉ tiêu (400 HTX trở xuống)"),
    (480, 700, "đạt", "đạt chỉ tiêu (700 HTX trở xuống)"),
    (720, 710, "đang thực hiện", "chưa xuống đến mức chỉ tiêu (710 HTX trở xuống)"),  # it began below
])
def test_a_ceiling_has_its_way_down(now, goal, verdict, words):
    rows = HTX.format("2023-05-31", now) + "\n" + HTX.format("2020", 700)
    figure = mid_term(rows, level(goal, sign="≤")).figure("so_htx")
    [found] = figure.scope.assessments(RESOLUTION)
    assert (found.verdict, str(figure.so_voi_muc_tieu)) == (verdict, words)


@pytest.mark.parametrize(("rows", "verdict"), [
    (HTX.format("2022-12-31", 480), "chưa đạt"), (HTX.format("2022-06-30", 480), OPEN), (HTX.format("2022-12-31", 400), "đạt"),
])
def test_a_ceiling_is_missed_on_its_day(rows, verdict):
    [found] = year(rows, plan("cuối kỳ", 400, "≤", "so_htx")).assessments(PLAN)
    assert found.verdict == verdict


@pytest.mark.parametrize(("value", "until", "verdict"), [
    (4, "2023-05-31", "đang thực hiện"), (11, "2023-05-31", "chưa đạt"), (4, "2025-12-31", "đạt"),
])
def test_what_comes_together_under_a_ceiling_is_kept_only_at_the_end(value, until, verdict):
    rows = f"yen-bai|htx_giai_the|2020|{until}|{value}|HTX"
    [found] = mid_term(rows, aim("lũy kế", 10, sign="≤", name="htx_giai_the"), to=until).assessments(RESOLUTION)
    assert found.verdict == verdict


def test_a_way_that_is_not_at_its_end_is_not_100():
    rows = HTX.format("2023-05-31", 841) + "\n" + HTX.format("2020", 451)
    [found] = mid_term(rows, level(842)).assessments(RESOLUTION)
    assert found.way.text == "99,7%"


def test_a_floor_of_each_year_says_so_where_its_mean_is_not_known():
    scope = mid_term(new("2021", "2021", 100), aim("bình quân năm", 50))
    assert "50/năm trở lên" in tables.target_table(scope, scope.assessments(RESOLUTION), "Chỉ tiêu").markdown
