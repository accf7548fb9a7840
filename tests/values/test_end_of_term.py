"""The range of a target at its end: the worst and the best year so far, carried on; reckoned again from the rows."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest
from datasets import mid_term

from htxlib import open_report
from htxlib.values.end_of_term import outlooks, pace_so_far
from htxoffice import simulate

SO_FAR = "yen-bai htx_thanh_lap_moi 2020 2023-05-31 130 HTX . . a\n"
YEARS = "yen-bai htx_thanh_lap_moi 2021 2021 40 HTX . . a\nyen-bai htx_thanh_lap_moi 2022 2022 60 HTX . . a\n"
STOCKS = "".join(
    f"yen-bai so_htx . {day} {value} HTX . . a\n"
    for day, value in (("2020-12-31", 400), ("2021-12-31", 460), ("2022-12-31", 450), ("2023-05-31", 470))
)
FLOOR = "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|90|.|HTX/năm"
SUM = "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|lũy kế|≥|500|.|HTX"
LEVEL = "yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|≥|500|.|HTX"
CASES = {  # rows, target → lowest and highest year, what they come to
    "a floor of each year": (SO_FAR + YEARS, FLOOR, [(2021, 40, Fraction(130 + 100, 5)), (2022, 60, Fraction(130 + 150, 5))]),
    "what comes together": (SO_FAR + YEARS, SUM, [(2021, 40, 130 + 100), (2022, 60, 130 + 150)]),
    "a level that fell": (STOCKS, LEVEL, [(2022, -10, 470 - 25), (2021, 60, 470 + 150)]),
    "a year that nobody counted": (SO_FAR + YEARS[: len(YEARS) // 2], SUM, None),
    "a year that is an estimate": (SO_FAR + YEARS.replace("60 HTX .", "60 HTX khoảng"), SUM, None),
    "years that are alike": (SO_FAR + YEARS.replace("60", "40"), SUM, None),
    "a ceiling": (SO_FAR + YEARS, SUM.replace("≥", "≤"), None),
    "already reached": (SO_FAR + YEARS, SUM.replace("500", "120"), None),
}


@pytest.mark.parametrize("case", CASES)
def test_worst_and_best_year_are_carried_to_the_end(case):
    rows, target, expected = CASES[case]
    scope = mid_term(rows, target)
    (each,) = scope.assessments(("nghị quyết",))
    found = outlooks(scope, each)
    assert (found and [(end.year, end.brought.value, end.comes_to.value) for end in found]) == expected


def test_a_level_that_fell_says_so_and_the_pace_is_the_mean_since_the_start():
    scope = mid_term(STOCKS + "yen-bai so_htx . 2020 400 HTX . . b\n", LEVEL)
    (each,) = scope.assessments(("nghị quyết",))
    assert [end.brought.text for end in outlooks(scope, each)] == ["giảm 10 HTX", "tăng 60 HTX"]
    assert pace_so_far(each).value == Fraction(470 - 400) / Fraction(5, 2)


def test_simulated_terms_are_as_they_are_reckoned_from_the_rows(tmp_path):
    simulate.write(tmp_path, simulate.ask("son-la,ca-mau", "2020-2024", seed=3))
    with (tmp_path / "so_lieu.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    seen = 0
    for place in ("son-la", "ca-mau"):
        report = open_report(place, "2023-12-31", nhiem_ky="2020-2025", so_nam_da_qua=3, du_lieu=tmp_path)
        for each in report.muc_tieu:
            if each.target.variable not in ("htx_thanh_lap_moi", "tht_thanh_lap_moi") or not (found := outlooks(report.scope, each)):
                continue
            of_year = {
                int(row["den_ngay"][:4]): Fraction(row["gia_tri"])
                for row in rows
                if (row["don_vi"], row["chi_tieu"]) == (place, each.target.variable)
                and row["tu_ngay"][5:] in ("", "01-01") and row["den_ngay"][4:] in ("", "-12-31")
            }  # fmt: skip
            years = [of_year[year] for year in (2021, 2022, 2023)]
            assert [end.comes_to.value for end in found] == [(sum(years) + 2 * year) / 5 for year in (min(years), max(years))]
            assert "không phải dự báo" in report.viec_con_lai().text
            seen += 1
    assert seen >= 3
