"""Tables and charts of an analyst's own frames: figures keep their derivation, other numbers say where they were made."""

from __future__ import annotations

import pandas as pd
import pytest

import htxlib
from htxlib.report.report import open_report

PLACES = ["yen-bai", "hoa-binh", "dien-bien"]


@pytest.fixture(scope="module")
def data():
    return htxlib.read("data/cong_bo")


@pytest.fixture
def bc(data):
    return open_report("yen-bai", "2023", du_lieu=data)


@pytest.fixture(scope="module")
def wide(data):
    frame = htxlib.figures(data, PLACES, range(2018, 2025), ["so_htx"], with_figures=True)
    return frame.pivot(index="place_name", columns="year", values="figure")


def test_a_cell_that_is_a_figure_is_traced_as_that_figure(bc, wide):
    block = bc.bang(wide, "Tổng số HTX")
    keys = {figure.key for figure in block.figures}
    assert "yen-bai.so_htx@2024-12-31" in keys and not any(".so_tay." in key for key in keys)
    assert 'href="#cs-yen-bai.so_htx@2024-12-31"' in block.html and "Đơn vị tính: HTX." in block.text
    assert "Số liệu đến 31/5/2023: Yên Bái, 2023." in block.text  # like with like: another day is told


def test_a_number_of_the_notebook_says_so_and_is_exact(bc):
    block = bc.bang(pd.Series({"Yên Bái": 0.1 + 0.2, "Hòa Bình": 2.5}, name="Tăng"), "Mức tăng", "%", 1, "mức sau chia mức trước")
    first, last = block.figures
    assert (str(first.value), str(last.value), last.text) == ("7500000000000001/25000000000000000", "5/2", "2,5%")
    assert first.words == "Tính trong sổ tay: mức sau chia mức trước."
    assert len({first.key, last.key}) == 2 and "Tính trong sổ tay" in bc.phu_luc().text + bc.phu_luc().html


@pytest.mark.parametrize(("value", "shown"), [
    (5, "5"), (1234567, "1.234.567"), (2.5, "2,5"), (-3, "−3"), (float("nan"), "–"), (None, "–"), (float("inf"), "inf"),
    (pd.NA, "–"), ("chữ", "chữ"), (True, "True"), ("=1+1", "=1+1"), ("<b>", "<b>"),
])
def test_each_kind_of_cell_prints_as_it_is_read(bc, value, shown):
    block = bc.bang(pd.DataFrame({"cột": [value, 1]}, dtype=object, index=["a", "b"]))
    assert f"1 | a | {shown}" in block.text and "<b>" not in block.html


def test_years_make_lines_and_one_column_makes_bars(bc, wide):
    line = bc.hinh(wide.loc["Điện Biên"].rename("Điện Biên"), "Tổng số HTX Điện Biên")
    assert line.kind == "chart" and len(line.figures) > 2
    bars = bc.hinh(pd.Series({"A": 3, "B": 5}, name="Tăng"), "Mức tăng", "%")
    assert bars.kind == "chart" and [figure.text for figure in bars.figures] == ["5%", "3%"]
    assert bc.hinh(pd.Series([1, 4, 9], index=[2021, 2022, 2023], name="Số"), "Số").kind == "chart"


@pytest.mark.parametrize(("make", "told"), [
    (lambda bc: bc.bang(pd.Series([1]), "", "HTXX"), "htx list units"),
    (lambda bc: bc.bang(pd.Series(range(500))), "không quá 200 dòng"),
    (lambda bc: bc.hinh(pd.DataFrame({"a": [1], "b": [2]}, index=["x"]), "Hình"), "một cột"),
    (lambda bc: bc.bang(pd.Series([bc.so_htx, next(f for f in bc.figures() if f.unit.is_share)], dtype=object)), "một đơn vị tính"),
], ids=["unit", "rows", "columns", "mixed"])
def test_what_cannot_be_shown_is_refused_with_what_to_do(data, make, told):
    bc = open_report("hoa-binh", "2023", du_lieu=data)
    with pytest.raises(htxlib.InputError, match=told):
        make(bc)


def test_the_picture_of_a_drawing_stays_a_picture(bc):
    from matplotlib.figure import Figure

    drawing = Figure()
    drawing.subplots().plot([1, 2])
    assert bc.hinh(drawing, "Hình vẽ").png.startswith(b"\x89PNG")
