"""Figures as a DataFrame: the same as in reports, typed, of many places and periods, with comparisons as columns."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

import htxlib
from htxlib.indicators import formulas
from htxlib.report.report import open_report

ANNUAL = ["ky_truoc", "ky_truoc.tang_giam", "ky_truoc.tang_giam_pct"]


@pytest.fixture(scope="module")
def data():
    return htxlib.read("data/cong_bo")


@pytest.fixture(scope="module")
def frame(data):
    return htxlib.figures(data, places=["yen-bai", "phu-tho"], periods=[2023, 2024])


def told(figure) -> tuple:
    """What a frame says of a figure."""
    period = figure.period
    start, end = (each.iso if each else None for each in ((period.start, period.end) if period else (None, None)))
    ends = (str(figure.value), None if figure.upper is None else str(figure.upper))
    return (figure.scope.place.id, *ends, figure.unit.text, figure.text, start, end, figure.hedge, figure.status)


def said(row: dict) -> tuple:
    names = ("place", "exact", "exact_upper", "unit", "printed", "from", "to", "hedge", "status")
    return tuple(None if pd.isna(row[name]) else row[name] for name in names)


# place, den_ngay, the other parameters of the report
REPORTS = [
    ("hoa-binh", "2023", {}),
    ("phu-tho", "2024", {}),
    ("ca-nuoc", "2021", {}),
    ("tuyen-quang-2025", "2025", {}),
    ("phu-tho", "2023-08-31", {}),
    ("yen-bai", "2023-05-31", {"nhiem_ky": "2020-2025", "so_nam_da_qua": 2.5}),
    ("cum-tay-bac-2023", "2023", {"chi_thanh_vien": True}),
]


@pytest.mark.parametrize(("place", "end", "more"), REPORTS, ids=[f"{place} {end}" for place, end, _ in REPORTS])
def test_a_frame_says_of_every_figure_what_the_report_says(data, place, end, more):
    bc = open_report(place, end, du_lieu=data, **more)
    known = {figure.key: told(figure) for figure in bc.figures()}
    rows = htxlib.figures(data, [place], [end], **more).to_dict("records")
    assert known == {row["key"]: said(row) for row in rows} and len(rows) > 3
    assert all(Fraction(row["exact"]) == Fraction(known[row["key"]][1]) and row["value"] == float(Fraction(row["exact"]))
               for row in rows)


@pytest.mark.parametrize(("place", "end", "more"), REPORTS[:3] + REPORTS[5:6], ids=lambda each: str(each))
def test_a_comparison_as_a_column_is_the_figure_of_the_report(data, place, end, more):
    compare = ["dau_ky.tang_giam", "dau_ky"] if more else ANNUAL
    bc = open_report(place, end, du_lieu=data, **more)
    known = {figure.key: figure for figure in bc.figures()}
    compared = 0
    for row in htxlib.figures(data, [place], [end], compare=compare, **more).to_dict("records"):
        for name in compare:
            found = known[row["key"]]
            for attribute in name.split("."):
                found = getattr(found, attribute)
            wanted = getattr(found, "other", found) if found else None
            assert pd.isna(row[name]) == (wanted is None)
            if wanted is not None:
                parts = (row[f"{name}.exact"], row[f"{name}.printed"], row[f"{name}.unit"], row[f"{name}.key"])
                assert parts == (str(wanted.value), wanted.text, wanted.unit.text, wanted.key)
                compared += 1
    assert compared


def test_numbers_are_numbers_and_text_is_text(frame):
    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert {"value": "float64", "upper": "float64", "year": "int64", "exact": "string", "key": "string"}.items() <= types.items()
    assert {types[name] for name in ("place", "name", "unit", "definition", "source")} == {"category"}


def test_a_frame_of_nothing_still_has_its_columns(data):
    found = htxlib.figures(data, places=["yen-bai"], periods=[1990], compare=["hang"])
    assert found.empty and {"value", "key", "hang", "hang.key"} <= set(found.columns)


def test_a_place_counts_only_in_years_in_which_it_was(data):
    found = htxlib.figures(data, places=["phu-tho", "phu-tho-2025"], periods=[2024])
    assert set(found.place) == {"phu-tho"}


def test_all_places_all_years_are_those_that_the_data_know(data):
    found = htxlib.figures(data, names=["so_htx"])
    rows = {(row.place, row.period.last.year) for row in data.every("so_lieu") if row.variable == "so_htx" and row.period.end}
    assert rows <= set(zip(found.place, found.year, strict=True))


def test_unknown_places_periods_and_names_are_told_together():
    with pytest.raises(htxlib.InputError) as told:
        htxlib.figures("data/cong_bo", places=["yen-bay"], periods=["2023-13", ("2024", "2023")], names=["so_htxx"])
    assert len(told.value.faults) == 4 and "so_htx" in str(told.value) and "yen-bai" in str(told.value)


@pytest.mark.parametrize("name", ["so_sanh", "ngay", "ky_truoc.hang", "tang_giamm", "scope"])
def test_what_leads_to_no_number_is_no_column(data, name):
    with pytest.raises(htxlib.InputError, match=r"ky_truoc\.tang_giam"):
        htxlib.figures(data, places=["yen-bai"], periods=[2023], compare=[name])


def test_a_list_of_figures_becomes_a_frame(data):
    bc = open_report("yen-bai", "2023", du_lieu=data)
    found = bc.figures().frame(compare=["tang_giam"], with_figures=True)
    assert [*found.key] == [figure.key for figure in bc.figures()]
    assert all(figure.key == key for figure, key in zip(found.figure, found.key, strict=True))


def test_pandas_itself_is_refused_with_what_to_write(data):
    with pytest.raises(htxlib.InputError, match=r"bc\.figures\(\)\.frame\(\)"):
        pd.DataFrame(open_report("yen-bai", "2023", du_lieu=data).figures())


def test_reports_of_one_dataset_share_what_was_read(data):
    one, other = (open_report(place, "2023", du_lieu=data) for place in ("yen-bai", "phu-tho"))
    assert one.scope.dataset is other.scope.dataset is data


def test_a_table_of_the_data_has_types(data):
    found = data.frame("so_lieu")
    types = {name: str(kind) for name, kind in found.dtypes.items()}
    assert (types["gia_tri"], types["chi_tieu"], types["ghi_chu"], types["dong"]) == ("float64", "category", "string", "int64")
    assert types["den"].startswith("datetime64")
    row = found[(found.ma_don_vi == "yen-bai") & (found.chi_tieu == "so_htx") & (found.den_ngay == "2023-05-31")].iloc[0]
    assert row.gia_tri == 683 and row.den == pd.Timestamp(2023, 5, 31)


def test_indicators_reckon_with_columns_of_pandas(data):
    found = htxlib.figures(data, names=["htx_dang_hoat_dong", "so_htx", "ty_le_htx_hoat_dong"], periods=[2023])
    wide = found.pivot(index="place", columns="name", values="value").loc[["phu-tho"]]
    ours = formulas.ty_le_htx_hoat_dong(htx_dang_hoat_dong=wide.htx_dang_hoat_dong, so_htx=wide.so_htx)
    assert len(wide) and ours.to_numpy() == pytest.approx(wide.ty_le_htx_hoat_dong.to_numpy())
