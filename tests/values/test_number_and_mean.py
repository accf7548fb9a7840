"""A total's change, what answers to the number and what to the mean: exact, and in print the parts add up to the whole."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from datasets import year

ROWS = """
yen-bai thanh_vien_htx . 2021-12-31 {t0} người . . a
yen-bai thanh_vien_htx . 2022-12-31 {t1} người . . a
yen-bai so_htx . 2021-12-31 {n0} HTX . . a
yen-bai so_htx . 2022-12-31 {n1} HTX . . a
"""


def parted(rows: str):
    return year(rows).figure("thanh_vien_htx").theo_so_luong


def test_a_change_in_words():
    found = parted(ROWS.format(t0=4000, t1=5500, n0=100, n1=110))
    assert found.text == (
        "tăng 1.500 người của thành viên HTX so với năm trước, phần ứng với tổng số HTX tăng 450 người, phần ứng với mức"
        " bình quân tăng 1.050 người"
    )  # 10 × (40 + 50) / 2, and 10 more each × 105
    assert [str(each.formula) for each in found.figures[1:]] == ["(110 − 100) × (5.500 / 110 + 4.000 / 100) / 2", "1.500 − 450"]


@pytest.mark.parametrize("seed", range(20))
def test_the_parts_are_exact_and_add_up_in_print(seed):
    chance = random.Random(seed)
    t0, t1, n0, n1 = (chance.randint(low, low * 9) for low in (3000, 3000, 50, 50))
    n1 += n1 == n0
    whole, number, mean = parted(ROWS.format(t0=t0, t1=t1, n0=n0, n1=n1)).figures
    means = Fraction(t1, n1), Fraction(t0, n0)
    assert number.value == (n1 - n0) * sum(means) / 2
    assert number.value + (means[0] - means[1]) * Fraction(n1 + n0, 2) == t1 - t0  # the identity itself
    assert abs(mean.value - (means[0] - means[1]) * Fraction(n1 + n0, 2)) <= Fraction(1, 2)  # but for the print of the other
    assert number.printed + mean.printed == whole.printed == t1 - t0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("so_htx . 2021-12-31 100", "so_htx . 2021-06-30 100"),  # of another day
        ("110 HTX .", "110 HTX khoảng"),
        ("4000 người .", "4000 người gần"),
        ("so_htx . 2022-12-31 110", "so_htx . 2022-12-31 100"),  # as many as before: the change is that of the mean
        ("thanh_vien_htx . 2021-12-31 4000", "thanh_vien_htx . 2021-12-31 5500"),  # nothing changed
        ("thanh_vien_htx . 2021-12-31 4000", "thanh_vien_tht . 2021-12-31 4000"),  # no base
    ],
)
def test_what_is_not_known_exactly_of_both_ends_is_silent(old, new):
    rows = ROWS.format(t0=4000, t1=5500, n0=100, n1=110)
    assert old in rows and parted(rows) and not parted(rows.replace(old, new)).text
