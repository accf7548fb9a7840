"""Figures as a DataFrame: the same as in reports, typed, of many places and years."""

from __future__ import annotations

from fractions import Fraction

import pytest

import htxlib
from htxlib.report.report import open_report


@pytest.fixture(scope="module")
def frame():
    return htxlib.figures("data/cong_bo", places=["yen-bai", "phu-tho"], periods=[2023, 2024])


@pytest.mark.parametrize(("place", "year"), [("yen-bai", 2023), ("phu-tho", 2024)])
def test_every_figure_of_the_frame_is_that_of_a_report(frame, place, year):
    rows = frame[(frame.place == place) & (frame.year == year)]
    bc = open_report(place, str(year))
    known = {figure.key: figure for figure in bc.figures()}
    assert set(rows.key) == set(known) and len(rows) > 3
    for row in rows.itertuples():
        figure = known[row.key]
        assert (row.exact, row.printed, row.unit) == (str(figure.value), figure.text, figure.unit.text)
        assert Fraction(row.exact) == figure.value and row.value == float(figure.value)


def test_numbers_are_numbers_and_text_is_text(frame):
    assert {"value": "float64", "upper": "float64", "year": "int64", "exact": "string", "key": "string"}.items() <= {
        name: str(kind) for name, kind in frame.dtypes.items()
    }.items()
    assert str(frame.dtypes["place"]) == "category"


def test_a_place_counts_only_in_years_in_which_it_was():
    frame = htxlib.figures("data/cong_bo", places=["phu-tho", "phu-tho-2025"], periods=[2024])
    assert set(frame.place) == {"phu-tho"}


def test_unknown_places_and_names_are_told_together():
    with pytest.raises(htxlib.InputError) as told:
        htxlib.figures("data/cong_bo", places=["yen-bay"], names=["so_htxx"])
    assert len(told.value.faults) == 2 and "so_htx" in str(told.value) and "yen-bai" in str(told.value)
