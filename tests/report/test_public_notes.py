"""What a reader of the page is told of its data: in words, without the names of tables and columns."""

import re

import pytest
from published import published

from htxlib import open_report


@pytest.mark.parametrize(("place", "end", "more"), [
    ("vinh-phuc", "2014-04-04", {}),
    ("tuyen-quang-2025", "2025-11-27", {"tu_ngay": "2025"}),
    ("hoa-binh", "2023", {}),
    ("yen-bai", "2023-05-31", {"nhiem_ky": "2020-2025", "so_nam_da_qua": 2.5}),
    ("cum-tay-bac-2023", "2023", {"chi_thanh_vien": True}),
])
def test_the_notes_on_the_data_name_no_column(place, end, more):
    bc = open_report(place, end, du_lieu=published(), **more)
    for name in ("so_chi_tieu", "so_htx", "lao_dong_bq_htx", "nop_ngan_sach"):
        bc.viet(f"[[{{{{ {name} }}}}.]]")
    text = bc.phu_luc().text
    assert "Chưa có số liệu" in text
    assert re.findall(r"[a-z]+_[a-z_]+", re.sub(r"\w+\.csv", "", text)) == []
