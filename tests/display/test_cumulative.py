"""A quarter's report says what happened since New Year, beside the same months a year earlier, and no percentage of another number."""

from __future__ import annotations

import pytest

from htxlib import open_report

QUARTERS = [("2025-01-01", "2025-03-31", 10), ("2025-04-01", "2025-06-30", 11), ("2026-01-01", "2026-03-31", 14), ("2026-04-01", "2026-06-30", 15)]


@pytest.fixture
def data(tmp_path) -> str:
    rows = [f"son-la,htx_thanh_lap_moi,{start},{end},{value},HTX" for start, end, value in QUARTERS]
    rows += ["son-la,so_htx,,2026-06-30,1000,HTX", "son-la,htx_giai_the,2026-04-01,2026-06-30,3,HTX"]
    (tmp_path / "so_lieu.csv").write_text("don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh\n" + "\n".join(rows), "utf-8")
    (tmp_path / "muc_tieu.csv").write_text(
        "don_vi,chi_tieu,loai,tu_ngay,den_ngay,kieu,gia_tri,don_vi_tinh\nson-la,htx_thanh_lap_moi,kế hoạch,2026-01-01,2026-12-31,lũy kế,60,HTX\n",
        "utf-8",
    )
    return str(tmp_path)


def lines(block) -> list[str]:
    return block.text.splitlines()


def test_a_quarter_stands_beside_the_year_so_far_the_year_before_and_the_plan_of_the_year(data):
    found = lines(open_report("son-la", "2026-06-30", "2026-04-01", du_lieu=data).bang_luy_ke())
    assert found[:2] == ["Lũy kế từ đầu năm, 6 tháng đầu năm 2026", "1 | HTX thành lập mới | HTX | 15 | 29 | 21 | 138,1 | 60 trở lên | 48"]


def test_what_is_not_known_for_all_its_months_is_left_out(data):
    assert "giải thể" not in open_report("son-la", "2026-06-30", "2026-04-01", du_lieu=data).bang_luy_ke().text


@pytest.mark.parametrize("start", ["2026-01-01", "2026"])
def test_a_report_that_begins_with_the_year_has_no_such_table(data, start):
    assert not open_report("son-la", "2026-06-30", start, du_lieu=data).bang_luy_ke()


def test_beside_the_number_of_a_quarter_stands_no_percentage_of_the_year_so_far(data):
    quarter, half = (open_report("son-la", "2026-06-30", start, du_lieu=data).bang_tong_hop() for start in ("2026-04-01", "2026-01-01"))
    assert "2 | HTX thành lập mới | HTX | 11 | 60 trở lên | 15 | 136,4" in lines(quarter)
    assert "2 | HTX thành lập mới | HTX | 21 | 60 trở lên | 29 | 48 | 138,1" in lines(half)
