"""Bad data and parameters: every fault at once, in Vietnamese, with its place; exit code 2; nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from htxlib.data import dataset
from htxlib.report.report import open_report
from htxlib.words.errors import InputError
from htxoffice.cli import main

HEAD = "don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh,do_chinh_xac,tinh_trang\n"
GOOD = "yen-bai,so_htx,,2023-05-31,683,HTX,,\n"


def folder(tmp_path: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


@pytest.mark.parametrize(("row", "message"), [
    ("yen-bay,so_htx,,2023-05-31,683,HTX,,", "dòng 2, cột don_vi: cần mã hoặc tên đơn vị có hiệu lực vào ngày của số liệu; đang là «yen-bay»"),
    ("Yên Bái,so_htx,,2025-12-31,683,HTX,,", "sau đó hợp nhất thành tỉnh Lào Cai"),
    ("yen-bai,so_hxt,,2023-05-31,683,HTX,,", "cột chi_tieu: cần mã chỉ tiêu trong danh mục (htx list variables); đang là «so_hxt». Sửa mã; chỉ tiêu của riêng địa phương thì khai ở bảng chi_tieu trước. Có phải «so_htx»?"),
    ("yen-bai,von_dieu_le,,2023-05-31,683,tỉ đòng,,", "cột don_vi_tinh: cần đơn vị tính trong danh mục (htx list units); đang là «tỉ đòng»"),
    ("yen-bai,so_htx,,31/5/2023,683,HTX,,", "cột den_ngay: cần ngày dạng 2023, 2023-05 hoặc 2023-05-31; đang là «31/5/2023»"),
    ("yen-bai,so_htx,,2023-02-30,683,HTX,,", "không có ngày «2023-02-30» trong lịch"),
    ("yen-bai,so_htx,2023-06,2023-05,683,HTX,,", "cột den_ngay: cần ngày sau tu_ngay (2023-06)"),
    ("yen-bai,so_htx,,2023-05-31,1.481.000,HTX,,", "cột gia_tri: cần số có dấu chấm thập phân, không có dấu nghìn (ví dụ 1481 hoặc 5.3); đang là «1.481.000»"),
    ("yen-bai,so_htx,,2023-05-31,\"5,3\",HTX,,", "đang là «5,3»"),
    ("yen-bai,so_htx,,2023-05-31,,HTX,,", "đang là ô trống"),
    ("yen-bai,so_htx,,2023-05-31,nan,HTX,,", "đang là «nan»"),
    ("yen-bai,so_htx,,2023-05-31,683,HTX,hơn hơn,", "cột do_chinh_xac: cần một trong: trên, hơn, gần, dưới, khoảng, cơ bản, ước"),
    ("yen-bai,so_htx,,2023-05-31,683,HTX,,chinh thuc", "Có phải «chính thức»?"),
    ("yen-bai,so_htx,,2023-05-31,5,3,HTX,trên,ước", "dòng 2: cần 8 ô; đang là 9 ô. Đặt ô có dấu phân cách trong ngoặc kép"),
])
def test_each_mistake_in_a_row_is_named_with_its_cell_and_a_remedy(tmp_path, row, message):
    with pytest.raises(InputError) as error:
        dataset.read(folder(tmp_path, so_lieu=HEAD + row + "\n"))
    assert len(error.value.faults) == 1
    assert message in str(error.value) and str(error.value).startswith("so_lieu.csv, dòng 2")


@pytest.mark.parametrize(("text", "message"), [
    (HEAD.replace("gia_tri,", ""), "so_lieu.csv, dòng 1: cần cột «gia_tri»; đang là không có cột này. Thêm cột vào dòng tiêu đề."),
    (HEAD.replace("tinh_trang", "tinh_trag"), "cột lạ «tinh_trag». Sửa tên cột hoặc bỏ cột. Có phải «tinh_trang»?"),
    (HEAD.encode("utf-16"), "so_lieu.csv: cần tệp CSV mã UTF-8; đang là mã UTF-16 («Unicode Text» của Excel)."),
    (HEAD + GOOD + "yen-bai,so_tht,,2023,\"mở ngoặc", "so_lieu.csv"),
])
def test_each_mistake_in_the_form_of_a_file_is_named(tmp_path, text, message):
    with pytest.raises(InputError) as error:
        dataset.read(folder(tmp_path, so_lieu=text))
    assert message in str(error.value)


def test_all_faults_of_all_tables_are_told_at_once(tmp_path):
    data = folder(
        tmp_path,
        so_lieu=HEAD + GOOD + "yen-bay,so_hxt,,2023-13,x,HTTX,,\n",
        nhiem_ky="don_vi,nhiem_ky,tu_ngay,den_ngay\nyen-bai,2020-2025,2020,20255\n",
    )
    with pytest.raises(InputError) as error:
        dataset.read(data)
    assert len(error.value.faults) == 6
    assert {fault.file for fault in error.value.faults} == {"so_lieu.csv", "nhiem_ky.csv"}


@pytest.mark.parametrize("encoded", [(HEAD + GOOD).encode("utf-8-sig"), (HEAD + GOOD).replace(",", ";").encode()])
def test_byte_order_mark_and_semicolons_are_fine(tmp_path, encoded):
    assert dataset.read(folder(tmp_path, so_lieu=encoded)).series("yen-bai", "so_htx")[0].value == 683


@pytest.mark.parametrize(("params", "message"), [
    ({"don_vi": "yen-bay"}, "tham số don_vi"),
    ({"den_ngay": "31/5/2023"}, "tham số den_ngay: cần ngày dạng 2023, 2023-05 hoặc 2023-05-31; đang là «31/5/2023»"),
    ({"nhiem_ky": "2020-2026"}, "tham số nhiem_ky: cần một nhiệm kỳ của yen-bai trong bảng nhiem_ky: 2020-2025; đang là «2020-2026»"),
    ({"so_nam_da_qua": 25}, "tham số so_nam_da_qua: cần số năm đã qua của nhiệm kỳ, trên 0 đến 5 (½ nhiệm kỳ là 2.5); đang là «25»"),
    ({"du_lieu": "data/khong_co"}, "cần thư mục dữ liệu"),
])
def test_a_wrong_parameter_is_answered_with_what_is_valid(params, message):
    given = {"don_vi": "yen-bai", "den_ngay": "2023-05-31", "nhiem_ky": "2020-2025"} | params
    with pytest.raises(InputError) as error:
        open_report(**given)
    assert message in str(error.value)


def test_a_wrong_params_file_stops_the_build_before_any_kernel_with_exit_code_2(tmp_path):
    shutil.copytree("notebooks", tmp_path / "notebooks")
    (tmp_path / "params").mkdir()
    bad = tmp_path / "params" / "sai.yml"
    bad.write_text("notebook: bao_cao_nam\ntham_so: {tu_ngy: 2018, den_ngay: 2018}\nnoi: [yen-bay]\n", "utf-8")
    out = tmp_path / "reports"
    result = CliRunner().invoke(main, ["build", str(bad), "--reports", str(out)])
    assert result.exit_code == 2
    assert "tu_ngy" in result.output and "Có phải «tu_ngay»?" in result.output and "yen-bay" in result.output
    assert not list(out.rglob("*.html"))


def test_figures_of_a_place_that_does_not_exist_end_with_exit_code_2():
    result = CliRunner().invoke(main, ["figures", "--place", "yen-bay", "--to", "2023-05-31"])
    assert result.exit_code == 2 and "LỖI: tham số don_vi" in result.output
