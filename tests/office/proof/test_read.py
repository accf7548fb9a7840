"""htx read: texts become a workbook of proposals, and only what a person confirms becomes data."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from htxlib.data import dataset
from htxlib.data.workbook.headings import CONFIRM, LABEL, SECOND, SENTENCE, SURENESS, THIRD
from htxlib.report.report import open_report
from htxlib.words.errors import InputError
from htxoffice.cli import main
from htxoffice.proof.propose import place_of, proposals
from htxoffice.proof.reading import read

REPORT = """Kết quả năm 2023 của khu vực kinh tế tập thể tỉnh Lai Châu

Trong năm 2023, tỉnh Lai Châu thành lập mới 24 HTX, đạt 120% kế hoạch (20 HTX), nâng tổng số HTX lên 310 HTX, tăng 18 HTX so với đầu năm (292 HTX).

Tổ hợp tác thành lập mới là 75 THT. Doanh thu bình quân HTX ước đạt 1.850 triệu đồng/HTX/năm; thu nhập bình quân của người lao động thường xuyên đạt 4,8 triệu đồng/người/tháng (57,6 triệu đồng/người/năm).

Có 155/310 HTX là thành viên Liên minh HTX, chiếm 50% tổng số HTX. Tổng số HTX toàn tỉnh là 310 HTX.

Đến năm 2025, phấn đấu tỷ lệ HTX hoạt động hiệu quả đạt từ 65% trở lên. Đoàn xe đi 12 chuyến.

Khó khăn, hạn chế: nhiều HTX quy mô nhỏ, chưa có trụ sở, thiếu cán bộ biết làm kế toán và tiếp cận tín dụng còn chậm.
"""
HEADER = 4
# number, table, indicator first, operation, first and last moment
EXPECTED = [
    ("24", "so_lieu", "htx_thanh_lap_moi", "", "2023", "2023"),
    ("120", "doi_chieu", "htx_thanh_lap_moi", "dat_muc_tieu", "2023", "2023"),
    ("20", "muc_tieu", "htx_thanh_lap_moi", "", "2023", "2023"),
    ("310", "so_lieu", "so_htx", "", "", "2023"),
    ("292", "so_lieu", "so_htx", "", "", "2022-12-31"),
    ("18", "doi_chieu", "so_htx", "tang_giam", "", "2023"),
    ("75", "so_lieu", "tht_thanh_lap_moi", "", "2023", "2023"),
    ("1.850", "so_lieu", "doanh_thu_bq_htx", "", "", "2023"),
    ("4,8", "so_lieu", "thu_nhap_lao_dong", "", "", "2023"),
    ("57,6", "doi_chieu", "thu_nhap_lao_dong", "quy_doi", "", "2023"),
    ("155", "so_lieu", "htx_thanh_vien_lien_minh", "", "", "2023"),
    ("50", "doi_chieu", "htx_thanh_vien_lien_minh", "ty_trong", "", "2023"),
    ("65", "muc_tieu", "ty_le_htx_hieu_qua", "", "", "2025"),
]


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "bao-cao-2023.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def book(report) -> Path:
    out = report.with_name("bieu.xlsx")
    result = CliRunner().invoke(main, ["read", str(report), "--into", str(out), "--place", "lai-chau"])
    assert result.exit_code == 0, result.output
    return out


@pytest.mark.parametrize(("number", "table", "code", "operation", "start", "end"), EXPECTED, ids=[each[0] for each in EXPECTED])
def test_a_number_is_proposed_as_what_it_is(report, number, table, code, operation, start, end):
    each = next(p for p in proposals(report) if p.number.text == number)
    assert (each.table, each.codes[0], each.operation, each.start, each.end) == (table, code, operation, start, end)


def test_three_indicators_at_most_and_none_where_nothing_fits(report):
    found = proposals(report)
    assert max(len(p.codes) for p in found) <= 3
    assert next(p for p in found if p.number.text == "12").codes == ()


def test_the_place_is_the_one_the_text_names_most(report):
    assert place_of(read(report)) == "lai-chau"


def rows(path: Path, sheet: str) -> list[dict]:
    head, *body = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=HEADER, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_each_row_has_its_sentence_and_waits_for_a_mark(book):
    found = rows(book, "Số liệu")
    assert {row[CONFIRM] for row in found} == {None}
    assert all(row[SENTENCE] and "bao-cao-2023.txt, dòng" in row["Ghi chú"] for row in found)
    assert {LABEL, SECOND, THIRD, SURENESS} <= set(found[0])
    assert next(row[SURENESS] for row in found if row["Giá trị *"] == 12) == "chưa nhận ra chỉ tiêu"


def test_a_fact_said_again_is_one_row_that_names_both_places(book):
    found = [row for row in rows(book, "Số liệu") if row[LABEL] == "Tổng số HTX" and row["Giá trị *"] == 310]
    assert len(found) == 1 and "nhắc lại ở dòng 7" in found[0]["Ghi chú"]


def test_own_words_of_the_office_are_passages(book):
    (row,) = rows(book, "Nội dung")
    assert (row["Mục *"], row["Nội dung *"].startswith("Khó khăn")) == ("Hạn chế", True)


def test_indicators_are_chosen_by_label(book):
    sheet = openpyxl.load_workbook(book)["Số liệu"]
    letters = {cell.value: cell.column_letter for cell in sheet[HEADER]}
    lists = {str(check.sqref)[0]: check.formula1 for check in sheet.data_validations.dataValidation}
    assert "$B$" in lists[letters[LABEL]]


def confirm(path: Path, marks: dict[str, list]) -> None:
    """Put an x in the rows of a sheet that have one of these values."""
    whole = openpyxl.load_workbook(path)
    for sheet, values in marks.items():
        position = {cell.value: cell.column for cell in whole[sheet][HEADER]}
        value = next(position[name] for name in ("Giá trị *", "Mức phải đạt *", "Số đã công bố *", "Mục *") if name in position)
        for row in range(HEADER + 1, whole[sheet].max_row + 1):
            if whole[sheet].cell(row, value).value in values:
                whole[sheet].cell(row, position[CONFIRM]).value = "x"
    whole.save(path)


def imported(book: Path, into: Path) -> str:
    result = CliRunner().invoke(main, ["import", str(book), "--into", str(into), "--on", "2024-01-15"])
    assert result.exit_code == 0, result.output
    return result.output


def test_nothing_is_imported_without_a_mark(book, tmp_path):
    told = imported(book, tmp_path / "data")
    assert "dòng chưa đánh x ở cột «Xác nhận»: không nhập" in told
    assert not any((tmp_path / "data").glob("so_lieu.csv"))


def test_only_confirmed_rows_are_imported_with_file_paragraph_and_sentence(book, tmp_path):
    confirm(book, {"Số liệu": [24, 310], "Mục tiêu": [20], "Đối chiếu": [120], "Nội dung": ["Hạn chế"]})
    imported(book, tmp_path / "data")
    data = dataset.read(tmp_path / "data")
    (new,) = data.series("lai-chau", "htx_thanh_lap_moi")
    assert (new.value, new.period.iso, new.source) == (24, ("2023", "2023"), "bao-cao-2023") or new.value == 24
    assert new.note.startswith("bao-cao-2023.txt, dòng 3: «Trong năm 2023")
    assert [(t.variable, t.value) for t in data.targets("lai-chau")] == [("htx_thanh_lap_moi", 20)]
    assert [(p.operation, p.value) for p in data.published("lai-chau")] == [("dat_muc_tieu", 120)]
    assert len(data.passages("lai-chau")) == 1
    assert data.series("lai-chau", "so_tht") == ()


def test_a_form_without_the_column_is_imported_whole(tmp_path):
    """The column decides only where it stands: forms of other offices have none."""
    form = tmp_path / "a.xlsx"
    CliRunner().invoke(main, ["workbook", str(form), "--data", "", "--place", "lai-chau", "--period", "2023"])
    whole = openpyxl.load_workbook(form)
    sheet = whole["Số liệu"]
    position = {cell.value: cell.column for cell in sheet[HEADER]}
    row = next(r for r in range(HEADER + 1, sheet.max_row) if sheet.cell(r, position["Mã chỉ tiêu *"]).value == "so_htx")
    sheet.cell(row, position["Giá trị *"]).value = 310
    whole.save(form)
    assert "thêm 1 dòng Số liệu" in imported(form, tmp_path / "data")


def test_the_next_year_is_reported_with_growth_against_the_old_text(book, tmp_path):
    """An old report is read and confirmed; the form of the next year knows its figures, and so does the next report."""
    whole = openpyxl.load_workbook(book)
    sheet = whole["Số liệu"]
    position = {cell.value: cell.column for cell in sheet[HEADER]}
    for row in range(HEADER + 1, sheet.max_row + 1):
        if sheet.cell(row, position[SURENESS]).value != "chưa nhận ra chỉ tiêu" and sheet.cell(row, position["Giá trị *"]).value != 155:
            sheet.cell(row, position[CONFIRM]).value = "x"
    whole.save(book)
    imported(book, tmp_path / "data")
    form = tmp_path / "2024.xlsx"
    result = CliRunner().invoke(main, ["workbook", str(form), "--data", str(tmp_path / "data"), "--place", "lai-chau", "--period", "2024"])
    assert result.exit_code == 0, result.output
    whole = openpyxl.load_workbook(form)
    sheet = whole["Số liệu"]
    position = {cell.value: cell.column for cell in sheet[HEADER]}
    for row in range(HEADER + 1, sheet.max_row + 1):
        if sheet.cell(row, position["Mã chỉ tiêu *"]).value == "htx_thanh_lap_moi":
            assert sheet.cell(row, position["Kỳ trước"]).value == 24
            sheet.cell(row, position["Giá trị *"]).value = 30
    whole.save(form)
    imported(form, tmp_path / "data")
    bc = open_report("lai-chau", "2024-12-31", tu_ngay="2024-01-01", du_lieu=tmp_path / "data")
    assert str(bc.htx_thanh_lap_moi.ky_truoc.tang_giam) == "tăng 06 HTX"


def test_the_summary_says_found_proposed_and_left(report):
    told = CliRunner().invoke(main, ["read", str(report), "--into", str(report.with_name("b.xlsx")), "--place", "lai-chau"]).output
    assert "Đã đọc 1 tệp:" in told and "dòng chưa nhận ra chỉ tiêu" in told and "Chưa dòng nào được xác nhận" in told


def test_a_folder_is_read_and_a_wrong_ending_refused(report):
    result = CliRunner().invoke(main, ["read", str(report.parent), "--into", str(report.with_name("b.xlsx"))])
    assert result.exit_code == 0 and "Đã đọc 1 tệp" in result.output
    result = CliRunner().invoke(main, ["read", str(report), "--into", "b.csv"])
    assert result.exit_code == 2 and ".xlsx" in result.output


def test_a_pdf_with_text_is_read(tmp_path):
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.1, 0.5, "Toàn huyện có 139/143 HTX hoạt động (chiếm 79,2%).")
    with rc_context({"pdf.fonttype": 42}):
        figure.savefig(tmp_path / "a.pdf")
    (passage,) = read(tmp_path / "a.pdf")
    assert (passage.where, [n.text for n in passage.numbers]) == ("trang 1, dòng 1", ["139", "143", "79,2"])


def test_a_locked_or_empty_pdf_is_refused(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(InputError, match="Bản quét chưa có chữ"):
        read(tmp_path / "scan.pdf")
    writer.encrypt("khóa", algorithm="RC4-128")
    writer.write(tmp_path / "khoa.pdf")
    with pytest.raises(InputError, match="không khóa"):
        read(tmp_path / "khoa.pdf")
