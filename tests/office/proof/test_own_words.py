"""A number typed into a passage of a place that its own data contradict is told when the passage is read in."""

from __future__ import annotations

import pytest
from published import published
from rows_in_code import data, row, so_lieu

from htxoffice.proof.own_words import CHECK, review

ROWS = [
    so_lieu("so_htx", 683, "HTX", den="2022-12-31"),
    so_lieu("so_htx", 443, "HTX", den="2021-12-31"),
    so_lieu("tien_vay", 1200, "triệu đồng", den="2022-12-31", tu="2022-01-01"),
]


def told(text: str, **more) -> list:
    own = row("noi_dung", **{"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", "muc": "htx", "noi_dung": text} | more)
    return review(data(*ROWS, own), ["yen-bai", "lao-cai"])


@pytest.mark.parametrize(("text", "said", "known"), [
    ("Tổng số HTX là 700 HTX.", "700 HTX", "683 HTX"),
    ("Tổng số HTX tăng 260 HTX.", "260 HTX", "443 HTX"),
    ("Việc khác.\n- tổng số HTX có 638 HTX;", "638 HTX", "683 HTX"),
    ("Số tiền cho vay từ các quỹ do Liên minh quản lý là 1.200 tỷ đồng.", "1.200 tỷ đồng", "1.200 triệu đồng"),
])  # fmt: skip
def test_a_number_that_the_data_contradict_is_told_with_theirs(text, said, known):
    (found,) = told(text)
    assert (found.check, found.severity, found.place, found.row) == (CHECK, "cảnh báo", "yen-bai", 2)
    assert f"viết «{said}», số liệu là {known} (" in found.message and found.verdict == "khác"


@pytest.mark.parametrize("text", [
    "Tổng số HTX là 683 HTX, tăng 240 HTX so với năm trước (443 HTX).",
    "Tổng số HTX là {{ so_htx }}.",
    "Nghị quyết số 20-NQ/TW (16/6/2022); kế hoạch số 6086/KH-UBND.",
    "Mở 12 lớp tập huấn; tặng Cờ cho 3 tập thể.",  # nothing of it is in the data
    "Hai mô hình mới.",
])
def test_what_agrees_and_what_the_data_do_not_have_is_not_told(text):
    assert told(text) == []


def test_a_passage_speaks_of_its_own_period():
    assert told("Tổng số HTX là 443 HTX.", tu_ngay="2021", den_ngay="2021") == []
    assert told("Tổng số HTX là 683 HTX.", tu_ngay="2021", den_ngay="2021")[0].computed == "443 HTX"


def test_the_passages_of_the_published_data_contradict_nothing():
    assert review(published(), published().places()) == []
