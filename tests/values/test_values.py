"""Impossible values, by kind and source: refused where they are read, or an error that keeps the report back."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import csv
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from forms import Form
from impossible import COLUMNS, WRONG, given
from where import CASES, ROOT

from htxlib import open_report
from htxlib.checks import run_checks
from htxlib.codelists import periods, places, variables
from htxlib.codelists.periods import Moment
from htxlib.data import dataset
from htxlib.values import plausible
from htxlib.words.errors import InputError
from htxoffice.batch import build
from htxoffice.cli import main
from htxoffice.intake import importing
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check as check_params

KINDS = Kinds(ROOT)


def folder(path: Path, rows, delimiter=",") -> Path:
    path.mkdir(exist_ok=True)
    with (path / "so_lieu.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def from_csv(path: Path, rows):
    return of_dataset(folder(path / "so", rows))


def from_semicolons(path: Path, rows):
    return of_dataset(folder(path / "so", rows, ";"))


def from_database(path: Path, rows):
    with closing(sqlite3.connect(path / "so.db")) as connection, connection:
        connection.execute(f"CREATE TABLE so_lieu ({', '.join(f'{name} TEXT' for name in COLUMNS)})")
        marks = ", ".join("?" for _ in COLUMNS)
        connection.executemany(f"INSERT INTO so_lieu VALUES ({marks})", [[row.get(n, "") for n in COLUMNS] for row in rows])
    return of_dataset(f"sqlite:///{path / 'so.db'}")


def from_workbook(path: Path, rows):
    form = Form()
    for row in rows:
        form.append("so_lieu", **{name: cell for name, cell in row.items() if name != "don_vi"} | {"nguon": "s1"})
    found = importing.bring([form.save(path / "bieu.xlsx")], path / "kho", check_only=True)[0]
    return [str(fault) for fault in found.faults], [each for each in found.findings if each.check != "can-doi"]


def of_dataset(where):
    """The sentences of the faults, and the findings that are no remarks."""
    try:
        data = dataset.read(where)
    except InputError as error:
        return [str(fault) for fault in error.faults], []
    return [], [each for each in run_checks(data) if each.severity != "thông tin"]


SOURCES = {"csv": from_csv, "semicolons": from_semicolons, "database": from_database, "workbook": from_workbook}

# What cannot even be read, and what its sentence says.
REFUSED = {
    "a part of a person": (given("thanh_vien_htx", "680.25", "thành viên"), "số nguyên"),
    "thousands that would be persons by the dot": (given("thanh_vien_htx", "680.250", "thành viên"), ""),
    "a zero part that may be thousands": (given("thanh_vien_htx", "680.000", "thành viên"), ""),
    "half a person by the thousand": (given("thanh_vien_htx", "12.3456", "nghìn người"), "số nguyên"),
    "a power": (given("von_dieu_le", "1e999999999", "tỷ đồng"), "số"),
    "more digits than anybody has": (given("von_dieu_le", "9" * 400, "tỷ đồng"), "số"),
    "no number": (given("von_dieu_le", "NaN", "tỷ đồng"), "số"),
    "infinity": (given("von_dieu_le", "inf", "tỷ đồng"), "số"),
    "a fraction": (given("von_dieu_le", "1/3", "tỷ đồng"), "số"),
    "full-width digits": (given("so_htx", "６８３", "HTX"), "số"),
    "Arabic digits": (given("so_htx", "٦٨٣", "HTX"), "số"),
    "a range in one cell": (given("lao_dong_thuong_xuyen", "9000-10000", "lao động"), "số"),
    "a range with its ends reversed": (given("lao_dong_thuong_xuyen", "10000", "lao động", gia_tri_den="9000"), "số không nhỏ hơn"),
    "the year 1": (given("so_htx", "683", "HTX", den_ngay="0001-12-31"), "năm"),
    "the year 9999": (given("so_htx", "683", "HTX", den_ngay="9999"), "năm"),
    "before there were cooperatives": (given("so_htx", "683", "HTX", den_ngay="1944"), "năm"),
    "a value of a far year": (given("so_htx", "683", "HTX", den_ngay="2046", don_vi="son-la"), "từ 1945 đến 2045"),
    "a year in Arabic digits": (given("so_htx", "683", "HTX", den_ngay="٢٠٢٣"), "ngày"),
}


# A form reads the text of a count by the Vietnamese marks, and is of one place, which ended in 2025.
OTHERWISE_IN_A_FORM = (
    "thousands that would be persons by the dot", "a zero part that may be thousands", "a value of a far year",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source"),
    [(kind, source) for kind in REFUSED for source in SOURCES if source != "workbook" or kind not in OTHERWISE_IN_A_FORM],
)
def test_what_is_no_value_is_refused_by_every_source(kind, source, tmp_path):
    row, said = REFUSED[kind]
    faults, _ = SOURCES[source](tmp_path, [row])
    assert len(faults) == 1, faults
    assert said in faults[0] and ("dòng" in faults[0] or "ô " in faults[0])


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_is_an_error_from_every_source(kind, source, tmp_path):
    row, check = WRONG[kind]
    faults, findings = SOURCES[source](tmp_path, [row])
    assert not faults
    (found,) = [each for each in findings if each.indicator == row["chi_tieu"] and each.severity == "lỗi"]
    assert (found.check, found.blocks) == (check, True)
    assert found.row or found.cell


RIGHT = {
    "a loss": given("loi_nhuan_truoc_thue", "-12.5", "tỷ đồng", "2023", "2023"),
    "a mean loss": given("loi_nhuan_bq_htx", "-40", "triệu đồng/HTX/năm", "2023", "2023"),
    "no loans": given("tien_vay", "0", "triệu đồng", "2023", "2023"),
    "no credit fund": given("quy_tin_dung", "0", "QTDND"),
    "a flow of five years": given("htx_thanh_lap_moi", "4000", "HTX", "2019", "2023"),
    "the whole country": given("thanh_vien_htx", "5998378", "thành viên", don_vi="ca-nuoc"),
    "persons by the thousand": given("thanh_vien_htx", "44.5", "nghìn người"),
}


@pytest.mark.parametrize("row", RIGHT.values(), ids=RIGHT)
def test_what_may_be_is_let_in(row, tmp_path):
    assert from_csv(tmp_path, [row]) == ([], [])


def test_a_little_outside_is_a_warning_and_is_used(tmp_path):
    _, (found,) = from_csv(tmp_path, [given("so_htx", "6000", "HTX")])
    assert (found.check, found.severity, found.blocks) == ("ngoai-khoang", "cảnh báo", False)
    assert "một tỉnh (20-5.000 HTX)" in found.message


def test_a_group_may_be_as_large_as_its_members_together(tmp_path):
    _, findings = from_csv(tmp_path, [given("so_htx", "25000", "HTX", don_vi="cum-tay-bac-2023")])
    assert findings == []
    _, (found,) = from_csv(tmp_path, [given("so_htx", "40000000", "HTX", don_vi="cum-tay-bac-2023")])
    assert (found.check, found.severity) == ("ngoai-khoang", "lỗi") and "140-35.000 HTX" in found.message
    _, (found,) = from_csv(tmp_path, [given("thu_nhap_lao_dong", "5300", "triệu đồng/người/tháng", don_vi="ca-nuoc")])
    assert found.check == "lech-1000-lan"  # a mean is no larger where there are many


def test_a_count_with_zeros_after_the_point_is_whole(tmp_path):
    for text, where in (("86.0", "a"), ("86.00", "b"), ("86.0000", "c")):
        data = dataset.read(folder(tmp_path / where, [given("so_htx", text, "HTX")]))
        (row,) = data.series("yen-bai", "so_htx")
        assert (row.value, row.digits) == (86, 0)
    with closing(sqlite3.connect(tmp_path / "so.db")) as connection, connection:
        connection.execute("CREATE TABLE so_lieu (don_vi, chi_tieu, den_ngay, gia_tri REAL, don_vi_tinh)")
        connection.execute("INSERT INTO so_lieu VALUES ('yen-bai', 'so_htx', '2023-12-31', 86.0, 'HTX')")
    assert dataset.read(f"sqlite:///{tmp_path / 'so.db'}").series("yen-bai", "so_htx")[0].value == 86


def test_the_input_that_printed_parts_of_people_is_refused():
    with pytest.raises(InputError, match="680250 hoặc 680,250") as refused:
        dataset.read(CASES / "count_frac")
    (fault,) = refused.value.faults
    assert fault.file == "so_lieu.csv" and "dòng 3, cột gia_tri" in fault.cell and "bỏ dấu chấm" in fault.remedy


# --- three digits after a point -------------------------------------------------------------------------------------


def test_three_digits_after_a_point_have_two_meanings_in_a_vietnamese_file(tmp_path):
    (fault,), _ = from_semicolons(tmp_path, [given("von_dieu_le", "1.200", "tỷ đồng")])
    assert "1200 hoặc 1,200" in fault and "bỏ dấu chấm" in fault


@pytest.mark.parametrize(("text", "code", "unit", "check"), [
    ("12.345", "von_dieu_le", "tỷ đồng", "ba-chu-so-le"),  # 12,345 and 12.345 tỷ may both be
    ("1.200", "von_dieu_le", "tỷ đồng", "lech-1000-lan"),  # only the second
    ("8.113", "tien_vay", "tỷ đồng", None),  # only the first
    ("12.3450", "von_dieu_le", "tỷ đồng", None),
    ("1056.714", "von_dieu_le", "tỷ đồng", None),
])  # fmt: skip
def test_elsewhere_it_is_asked_where_both_may_be(text, code, unit, check, tmp_path):
    start = "2023" if code == "tien_vay" else ""
    faults, findings = from_csv(tmp_path, [given(code, text, unit, start)])
    assert not faults and [each.check for each in findings] == ([check] if check else [])


# --- what a wrong value does to reports -----------------------------------------------------------------------------

REASON = "Đã hỏi lại tỉnh."
NEIGHBOURS = [given("von_dieu_le", "900", "tỷ đồng", don_vi=place) for place in ("lao-cai", "son-la", "lai-chau", "dien-bien", "hoa-binh", "phu-tho")]


def accept(where: Path, row: str) -> None:
    (where / "chap_nhan.csv").write_text(f"don_vi,kiem_tra,chi_tieu,den_ngay,gia_tri,ly_do\n{row},{REASON}\n", "utf-8")


def test_a_value_that_cannot_be_is_in_no_sum_until_it_is_accepted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = folder(tmp_path / "so", [given("von_dieu_le", "1114400000000", "tỷ đồng"), *NEIGHBOURS])
    group = open_report("cum-tay-bac-2023", "2023", du_lieu="so")
    assert group.von_dieu_le.value == 5400
    own = open_report("yen-bai", "2023", du_lieu="so")
    assert not own.von_dieu_le and [each.blocks for each in own.findings] == [True]
    accept(here, "yen-bai,ngoai-khoang,von_dieu_le,2023-12-31,1114400000000")
    own = open_report("yen-bai", "2023", du_lieu="so")
    assert own.von_dieu_le.value == 1114400000000 and not any(each.blocks for each in own.findings)
    assert open_report("cum-tay-bac-2023", "2023", du_lieu="so").von_dieu_le.value == 1114400005400


def test_a_part_above_its_whole_is_an_error(tmp_path):
    rows = [given("so_htx", "400", "HTX"), given("htx_dang_hoat_dong", "410", "HTX")]
    _, (found,) = from_csv(tmp_path, rows)
    assert (found.check, found.severity) == ("tap-con", "lỗi")


SHARES = {
    "of two days and sources": [
        given("so_htx", "400", "HTX", den_ngay="2023-06-30", nguon="a"), given("htx_thanh_vien_lien_minh", "450", "HTX", nguon="b"),
    ],
    "of two classes together": [
        given("htx_tot", "80", "HTX"), given("htx_kha", "70", "HTX"), given("htx_duoc_xep_loai", "100", "HTX"),
    ],
    "of what is no part by its name": [
        given("htx_thanh_vien_lien_minh", "450", "HTX"), given("htx_dang_hoat_dong", "400", "HTX"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", SHARES.values(), ids=SHARES)
def test_a_share_that_would_be_printed_above_100_blocks(rows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = folder(tmp_path / "so", rows)
    found = [each for each in run_checks(dataset.read(here)) if each.check == "ty-le-tinh-ra"]
    assert [each.severity for each in found] == ["lỗi"] and "một phần không thể lớn hơn tổng thể" in found[0].message
    report = open_report("yen-bai", "2023", du_lieu="so")
    assert [each.check for each in report.findings if each.blocks] == ["ty-le-tinh-ra"]
    accept(here, f"yen-bai,ty-le-tinh-ra,{found[0].indicator},,")
    assert not [each for each in open_report("yen-bai", "2023", du_lieu="so").findings if each.blocks]


def test_part_and_whole_of_two_years_are_no_share(tmp_path):
    rows = [given("so_htx", "400", "HTX", den_ngay="2020"), given("htx_dang_hoat_dong", "450", "HTX")]
    assert from_csv(tmp_path, rows) == ([], [])


# --- derived figures that a source printed ----------------------------------------------------------------------------


def printed(phep_tinh, gia_tri, don_vi_tinh, chi_tieu="so_htx", tu_ngay="", **more):
    """One row of doi_chieu."""
    row = {"don_vi": "yen-bai", "chi_tieu": chi_tieu, "phep_tinh": phep_tinh, "tu_ngay": tu_ngay, "den_ngay": "2023-12-31"}
    return row | {"gia_tri": gia_tri, "don_vi_tinh": don_vi_tinh} | more


def with_table(path: Path, table: str, row: dict) -> Path:
    here = folder(path / "so", [given("so_htx", "683", "HTX")])
    (here / f"{table}.csv").write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    return here


IMPOSSIBLE_IN_PRINT = {
    "a share above all": (printed("ty_trong", "250", "%"), "ty-le-ngoai-0-100"),
    "a share above all, in times": (printed("ty_trong", "2", "lần"), "ty-le-ngoai-0-100"),
    "a fall by more than all": (printed("tang_giam_pct", "-150", "%"), "ngoai-khoang"),
    "a fall by more than all a year": (printed("tang_binh_quan_pct", "-500", "%/năm"), "ngoai-khoang"),
    "growth beyond all": (printed("tang_giam_pct", "999999999999", "%"), "ngoai-khoang"),
    "as many times as nobody": (printed("so_lan", "999999999", "lần"), "ngoai-khoang"),
    "below its target by more than all": (printed("vuot_muc_tieu", "-500", "%"), "ngoai-khoang"),
    "its target beyond all": (printed("dat_muc_tieu", "99999999", "%"), "ngoai-khoang"),
    "points beyond all": (printed("diem_pct", "5000", "điểm %"), "ngoai-khoang"),
    "a rise larger than anything": (printed("tang_giam", "99999999999", "HTX"), "ngoai-khoang"),
    "a fall larger than anything": (printed("tang_giam", "-99999999", "HTX"), "ngoai-khoang"),
    "a sum larger than anything": (printed("tong", "99999999999999", "HTX"), "ngoai-khoang"),
    "a sum in the wrong unit": (printed("tong", "1114400000000", "tỷ đồng", "von_dieu_le"), "ngoai-khoang"),
    "a mean below zero": (printed("binh_quan_don_vi", "-5", "HTX"), "so-am"),
    "a mean a year larger than anything": (printed("binh_quan_nam", "999999999", "HTX/năm", tu_ngay="2020"), "ngoai-khoang"),
}


@pytest.mark.parametrize("kind", IMPOSSIBLE_IN_PRINT)
def test_what_no_source_can_mean_is_an_error_before_it_is_quoted(kind, tmp_path):
    row, check = IMPOSSIBLE_IN_PRINT[kind]
    found = [each for each in run_checks(dataset.read(with_table(tmp_path, "doi_chieu", row))) if each.blocks]
    assert [(each.check, each.file, each.row) for each in found] == [(check, "doi_chieu.csv", 2)]


@pytest.mark.parametrize("row", [
    printed("tang_giam_pct", "-99", "%"), printed("tang_giam_pct", "780", "%"), printed("so_lan", "25", "lần"), printed("tang_giam", "-310", "HTX"),
    printed("diem_pct", "-40", "điểm %"), printed("ty_trong", "100", "%"), printed("tang_giam_pct", "-250", "%", "loi_nhuan_bq_htx"),
    printed("tong", "-12", "tỷ đồng", "loi_nhuan_truoc_thue", "2023-01-01"), printed("vuot_muc_tieu", "", ""),
])  # fmt: skip
def test_what_a_source_may_print_is_let_in(row, tmp_path):
    assert not [each for each in run_checks(dataset.read(with_table(tmp_path, "doi_chieu", row))) if each.blocks]


@pytest.mark.parametrize(("table", "row"), [
    ("doi_chieu", printed("tang_giam", "5", "HTX", goc_ngay="2024")),
    ("muc_tieu", {"don_vi": "yen-bai", "chi_tieu": "so_htx", "loai": "kế hoạch", "den_ngay": "2023", "kieu": "so với gốc", "gia_tri": "2", "don_vi_tinh": "lần", "goc_ngay": "2024"}),
])  # fmt: skip
def test_nothing_is_compared_with_a_later_day(table, row, tmp_path):
    with pytest.raises(InputError, match="ngày gốc không sau den_ngay"):
        dataset.read(with_table(tmp_path, table, row))


@pytest.mark.parametrize(("gia_tri", "don_vi_tinh", "ten", "blocks"), [
    ("99999999999999999", "HTX", "Số HTX kết nghĩa", True), ("99999999999", "tỷ đồng", "Vốn riêng", True), ("-99999999999", "tỷ đồng", "Khoản lỗ, lãi", True),
    ("1200000", "HTX", "Số HTX kết nghĩa", False), ("-40", "tỷ đồng", "Khoản lỗ, lãi", False),
])  # fmt: skip
def test_a_variable_of_the_datasets_own_is_no_larger_than_all_there_is(gia_tri, don_vi_tinh, ten, blocks, tmp_path):
    row = {"ma": "rieng", "ten": f'"{ten}"', "don_vi_tinh": don_vi_tinh, "loai": "số dư"}
    here = with_table(tmp_path, "chi_tieu", row)
    folder(here, [given("rieng", gia_tri, don_vi_tinh)])
    found = [each.check for each in run_checks(dataset.read(here)) if each.blocks]
    assert found == (["ngoai-khoang"] if blocks else [])


TARGET = {"don_vi": "yen-bai", "chi_tieu": "so_htx", "loai": "kế hoạch", "tu_ngay": "2020", "den_ngay": "2025", "goc_ngay": "2020"}
# A target: what is aimed at, how and in which unit; the check that tells it, None where it may be.
TARGETS = {
    "a million times the base": ({"kieu": "so với gốc", "gia_tri": "1000000", "don_vi_tinh": "lần"}, "ngoai-khoang"),
    "a million times the base in %": ({"kieu": "so với gốc", "gia_tri": "100000000", "don_vi_tinh": "%"}, "ngoai-khoang"),
    "less than nothing of the base": ({"kieu": "so với gốc", "gia_tri": "-5", "don_vi_tinh": "%"}, "so-am"),
    "less than nothing of the base in times": ({"kieu": "so với gốc", "gia_tri": "-2", "don_vi_tinh": "lần"}, "so-am"),
    "a level against a base": ({"kieu": "so với gốc", "gia_tri": "2", "don_vi_tinh": "HTX"}, "don-vi-tinh"),
    "twice the base": ({"kieu": "so với gốc", "gia_tri": "2", "don_vi_tinh": "lần"}, None),
    "half as much again": ({"kieu": "so với gốc", "gia_tri": "150", "don_vi_tinh": "%"}, None),
    "the upper end of a range": ({"kieu": "so với gốc", "dau": "từ-đến", "gia_tri": "2", "gia_tri_den": "90000000", "don_vi_tinh": "lần"}, "ngoai-khoang"),
    "a negative count": ({"kieu": "cuối kỳ", "gia_tri": "-5", "don_vi_tinh": "HTX"}, "so-am"),
    "a negative sum": ({"kieu": "lũy kế", "chi_tieu": "htx_thanh_lap_moi", "gia_tri": "-3", "don_vi_tinh": "HTX"}, "so-am"),
    "a negative share": ({"kieu": "cuối kỳ", "chi_tieu": "ty_le_htx_hieu_qua", "gia_tri": "-5", "don_vi_tinh": "%"}, "ty-le-ngoai-0-100"),
    "money beyond all": ({"kieu": "cuối kỳ", "chi_tieu": "von_dieu_le", "gia_tri": "1114400000000", "don_vi_tinh": "tỷ đồng"}, "ngoai-khoang"),
    "a yearly mean beyond all": ({"kieu": "bình quân năm", "chi_tieu": "htx_thanh_lap_moi", "gia_tri": "9000", "don_vi_tinh": "HTX/năm"}, "ngoai-khoang"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TARGETS)
def test_what_nobody_can_aim_at_is_an_error(kind, tmp_path):
    row, check = TARGETS[kind]
    found = run_checks(dataset.read(with_table(tmp_path, "muc_tieu", TARGET | row)))
    assert [each.check for each in found if each.blocks] == ([check] if check else [])


@pytest.mark.parametrize(("ten", "gia_tri", "blocks"), [
    ("Tốc độ tăng số HTX", "-99999", True), ("Tốc độ tăng số HTX", "99999999", True), ("Tốc độ tăng số HTX", "-50", False), ("Tốc độ tăng số HTX", "250", False),
    ("Mức hoàn thành kế hoạch", "-99999", True), ("Mức hoàn thành kế hoạch", "99999999", True), ("Mức hoàn thành kế hoạch", "250", False),
    ("Tốc độ tăng lợi nhuận", "-250", False), ("Tốc độ tăng lợi nhuận", "-99999999", True), ("Tăng, giảm so với cùng kỳ", "-99999", True),
])  # fmt: skip
def test_a_share_of_the_datasets_own_is_a_change_that_can_be(ten, gia_tri, blocks, tmp_path):
    here = with_table(tmp_path, "chi_tieu", {"ma": "rieng", "ten": f'"{ten}"', "don_vi_tinh": "%", "loai": "số dư"})
    folder(here, [given("rieng", gia_tri, "%")])
    assert [each.check for each in run_checks(dataset.read(here)) if each.blocks] == (["ngoai-khoang"] if blocks else [])


# --- parameters -----------------------------------------------------------------------------------------------------

TERM = {"don_vi": "yen-bai", "tu_ngay": "2020", "den_ngay": "2023", "nhiem_ky": "2020-2025"}


@pytest.mark.parametrize("wrong", [
    {"so_nam_da_qua": 1e300}, {"so_nam_da_qua": 5e-324}, {"so_nam_da_qua": 25.0}, {"nhiem_ky": "0000-9999"}, {"nhiem_ky": "2020-2999"},
    {"nhiem_ky": "٢٠٢٠-٢٠٢٥"}, {"nhiem_ky": "2025-2020"},
])  # fmt: skip
def test_a_parameter_that_nobody_means_is_refused_before_anything_runs(wrong):
    (fault,) = check_params(KINDS.of("bao_cao_giua_ky"), TERM | wrong)[1]
    assert fault[0] in wrong


def test_years_without_an_end_are_no_number(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "so", [given("so_htx", "683", "HTX")])
    with pytest.raises(InputError, match="số năm đã qua"):
        open_report("yen-bai", "2023", so_nam_da_qua="1e-999999999", du_lieu="so")


# --- passages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "said"), [
    ("Có {{ so_htxx }} HTX.", "Có phải «so_htx»"),
    ("Có {{ so_htx.soo }} HTX.", "phần sau dấu chấm"),
])  # fmt: skip
def test_a_passage_with_an_unknown_name_holds_its_report_back(text, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("params", "notebooks", "data"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "notebooks" / "bao_cao_nam.ipynb", tmp_path / "notebooks")
    here = folder(tmp_path / "data" / "cong_bo", [given("so_htx", "683", "HTX")])
    (here / "noi_dung.csv").write_text(f"don_vi,den_ngay,muc,noi_dung\nyen-bai,2023,htx,Trước.\nyen-bai,2023,htx,{text}\n", "utf-8")
    (tmp_path / "params" / "nam.yml").write_text("notebook: bao_cao_nam\ntham_so: {tu_ngay: 2023, den_ngay: 2023}\nnoi: [yen-bai]\n", "utf-8")
    told = CliRunner().invoke(main, ["check", "data/cong_bo"]).output
    assert "noi_dung.csv" in told and "dòng 3" in told and said in told and "[doan-van]" in told
    report = open_report("yen-bai", "2023", du_lieu="data/cong_bo")
    assert "{{ so_htx" in report.noi_dung("htx").text
    monkeypatch.undo()


def test_a_build_says_why_a_report_with_such_a_passage_is_held_back(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("params", "notebooks", "data"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "notebooks" / "bao_cao_nam.ipynb", tmp_path / "notebooks")
    here = folder(tmp_path / "data" / "cong_bo", [given("so_htx", "683", "HTX")])
    (here / "noi_dung.csv").write_text("don_vi,den_ngay,muc,noi_dung\nyen-bai,2023,htx,Có {{ so_htxx }} HTX.\n", "utf-8")
    (tmp_path / "params" / "nam.yml").write_text("notebook: bao_cao_nam\ntham_so: {tu_ngay: 2023, den_ngay: 2023}\nnoi: [yen-bai]\n", "utf-8")
    assert build(formats=["html"]) == 1
    told = capsys.readouterr().out
    assert "chưa công bố vì còn lỗi số liệu: Đoạn văn mục «htx» gọi «so_htxx»" in told and "Traceback" not in told


# --- the ranges -----------------------------------------------------------------------------------------------------


def test_every_variable_has_a_range_with_its_reason():
    with (ROOT / "htxlib" / "codelists" / "variables.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert not [row["code"] for row in rows if not row["reason"]]
    for each in variables.load().values():
        assert each.low is not None and 0 <= each.low < each.high, each.code
        assert each.also in ("", "0", "âm"), each.code
        assert not each.unit.is_share or each.high <= 100


def test_a_group_of_any_day_has_a_range():
    each = variables.load()["so_htx"]
    group = places.get("cum-tay-bac-2023")
    for day in (date(1990, 1, 1), date(2023, 1, 1), date(2050, 1, 1), None):
        assert plausible.reach(each, group, None, day).low == 20 * 7
    assert plausible.reach(each, places.get("ca-nuoc"), None, date(2024, 1, 1)).high == Fraction(63 * 5000)


def test_a_year_that_nobody_means_is_no_day_of_the_data():
    for text in ("0001", "1944-12-31", "2101", "9999-12-31"):
        with pytest.raises(ValueError, match="năm phải từ 1945 đến 2100"):
            Moment.given(text)
    assert Moment.given("1945").first.year == periods.YEARS[0]
