"""The table of all indicators: what stands in a column of a year is of that year's day, or is not held against another."""

import pytest
from datasets import year

from htxlib.display.tables import Heads, summary_table

HEADS = Heads("2021", "2022", "2022", "2023")


@pytest.mark.parametrize(("before", "now", "share"), [
    ("2021-12-31", "2022-12-31", "125"),
    ("2021", "2022", "125"),
    ("2021-06-30", "2022-06-30", "125"),  # one day, a year apart
    ("2021-05-31", "2022-12-31", None),  # 19 months are no year
    ("2021-12-31", "2022-06-30", None),
])
def test_a_percentage_of_the_year_before_is_of_a_year(before, now, share):
    observed = f"yen-bai so_htx . {before} 400 HTX\nyen-bai so_htx . {now} 500 HTX"
    text = summary_table(year(observed), ["so_htx"], "Bảng", HEADS).text
    assert "400" in text and "500" in text
    assert ("125" in text) is (share is not None), text
