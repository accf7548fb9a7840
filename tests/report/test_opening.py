"""Parameters of a report that are no such thing: all of them are refused in sentences, none of them changes a number."""

from __future__ import annotations

import pytest

from htxlib import InputError, open_report

RIGHT = {"don_vi": "thai-nguyen", "tu_ngay": "2018-01-01", "den_ngay": "2018-12-31"}
WRONG = [  # the parameter, what it was given, what the sentence says
    ("don_vi", 5, "mã hoặc tên một đơn vị; đang là «5»"),
    ("don_vi", None, "đang là ô trống"),
    ("don_vi", ["yen-bai"], "mã hoặc tên một đơn vị"),
    ("don_vi", "yen-bay", "Có phải «Yên Bái»?"),
    ("den_ngay", None, "ngày cuối kỳ"),
    ("den_ngay", "31/12/2018", "ngày dạng 2023, 2023-05 hoặc 2023-05-31"),
    ("den_ngay", True, "đang là «True»"),
    ("tu_ngay", "2019", "ngày không sau den_ngay"),
    ("ngay_bao_cao", 3.5, "đang là «3.5»"),
    ("nhiem_ky", ["2015-2020"], "Có phải «2018-2023»?"),
    ("so_nam_da_qua", True, "trên 0 đến 5"),
    ("nguon_uu_tien", 5, "danh sách mã nguồn"),
    ("nguon_uu_tien", "khong-co", "mã nguồn trong bảng nguon"),
    ("nguon_uu_tien", {"yen-bai-2023": 1}, "danh sách mã nguồn"),
    ("so_le", "x", "tên chỉ tiêu và số chữ số thập phân"),
    ("so_le", {"so_htxx": 1}, "Có phải «so_htx»?"),
    ("so_le", {"so_htx": -1}, "từ 0 đến 6; đang là «-1»"),
    ("so_le", {"so_htx": 999_999}, "từ 0 đến 6"),
    ("so_le", {"so_htx": True}, "từ 0 đến 6"),
    ("so_khong_dung_truoc", "khong", "True hoặc False"),
    ("chi_thanh_vien", "False", "True hoặc False, không có dấu ngoặc kép; đang là «False»"),
    ("du_lieu", None, "thư mục số liệu, tệp Excel, địa chỉ cơ sở dữ liệu, hoặc danh sách của chúng"),
    ("du_lieu", ["data/cong_bo", 5], "thư mục số liệu"),
    ("du_lieu", [], "thư mục số liệu"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_parameter_that_is_none_is_refused_in_a_sentence(name, value, told):
    with pytest.raises(InputError) as refused:
        open_report(**RIGHT | {name: value})
    assert told in str(refused.value)
    assert name == "du_lieu" or f"tham số {name}" in str(refused.value)


def test_all_of_them_are_told_at_once():
    with pytest.raises(InputError) as refused:
        open_report("yen-bay", "2018", so_le="x", chi_thanh_vien="False", nguon_uu_tien=5)
    assert len(refused.value.faults) == 4


def test_one_preferred_source_may_stand_alone():
    alone, listed = (open_report(**RIGHT, nguon_uu_tien=each) for each in ("thai-nguyen-2018", ["thai-nguyen-2018"]))
    assert alone.so_htx.key == listed.so_htx.key and alone.scope.source_order == ("thai-nguyen-2018",)
