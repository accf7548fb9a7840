"""A report lists the plans of the next period, not of years far ahead, and judges a year by the plan of that year."""

from datasets import data

from htxlib.codelists.periods import Moment, Period
from htxlib.report.report import Report
from htxlib.values.scope import open_scope

ROWS = "yen-bai htx_thanh_lap_moi 2022-01-01 2022-12-31 40 HTX"
KINDS = ("kế hoạch", "nghị quyết", "chương trình")


def plan(value, start, end, measure="lũy kế", kind="kế hoạch"):
    return f"yen-bai|htx_thanh_lap_moi|{kind}|{start}|{end}|{measure}|≥|{value}|.|HTX|.|."


def scope(*plans, year="2022"):
    made = data(ROWS, "\n".join(plans))
    return open_scope(made, "yen-bai", Period(Moment.parse(f"{year}-01-01"), Moment.parse(f"{year}-12-31")))


def ahead(*plans):
    return [each.target.value for each in scope(*plans).plans_after(KINDS)]


def judged(*plans):
    return [each.target.value for each in scope(*plans).assessments(KINDS)]


def test_the_plan_of_the_next_year_is_ahead():
    assert ahead(plan(50, "2023-01-01", "2023-12-31"), plan(60, "2024-01-01", "2024-12-31")) == [50]


def test_a_period_that_begins_next_year_is_ahead_one_that_begins_later_is_not():
    five = [plan(300, "2023", "2027", kind="nghị quyết"), plan(400, "2025", "2030", kind="nghị quyết")]
    assert ahead(*five) == [300]


def test_a_count_of_several_years_is_no_plan_of_the_last_one():
    assert judged(plan(200, "2018", "2022")) == []
    assert judged(plan(45, "2022-01-01", "2022-12-31")) == [45]


def test_the_column_of_the_next_plan_holds_that_of_the_next_year_only():
    plans = [plan(50, "2023-01-01", "2023-12-31"), plan(250, "2023", "2027")]
    shown = Report(scope(*plans)).bang_tong_hop().text
    assert "50" in shown and "250" not in shown
