"""What the report of a term is called: it takes stock until the term is over."""

from __future__ import annotations

import pytest

from htxlib import open_report


@pytest.mark.parametrize(
    ("years", "called"), [(2.5, "sơ kết giữa nhiệm kỳ"), (None, "sơ kết giữa nhiệm kỳ"), (5, "tổng kết nhiệm kỳ")]
)
def test_the_report_of_a_term_is_called_by_how_much_of_it_is_behind(years, called):
    assert open_report("yen-bai", "2023-05-31", "2020", "2020-2025", years).so_ket == called


def test_a_report_of_no_term_has_no_such_word():
    assert open_report("yen-bai", "2023-05-31").so_ket is None
