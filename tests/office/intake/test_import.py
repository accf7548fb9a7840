"""Importing workbooks: what real files look like is read, and what is written is whole, kept and told."""

from __future__ import annotations

import csv
import json
import unicodedata
from datetime import date
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner
from forms import Form
from openpyxl import load_workbook
from where import CASES

from htxlib.data import dataset
from htxlib.data.workbook.headings import SHEETS
from htxlib.words.errors import InputError
from htxoffice import register
from htxoffice.cli import main
from htxoffice.intake import form, importing, report
from htxoffice.proof import own_words


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def value(folder, code, table="so_lieu"):
    return next(row["gia_tri"] for row in rows(folder, table) if row["chi_tieu"] == code)


@pytest.fixture
def into(tmp_path):
    return tmp_path / "du-lieu"


def imported(form, into, on="2023-06-30", name="bieu.xlsx"):
    into.parent.mkdir(parents=True, exist_ok=True)
    return importing.bring([form.save(into.parent / name)], into, on)[0]


# --- what the form asks for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["son-la", "phu-tho-2025"])  # the second was born in the middle of the year
def test_what_a_form_asks_for_is_accepted(tmp_path, into, place):
    path = form.write(tmp_path / "bieu.xlsx", None, place, "2025")
    book = load_workbook(path)
    heads = {table: {cell.value: cell.column for cell in book[SHEETS[table]][4]} for table in ("so_lieu", "noi_dung")}
    waiting = [row[0].row for row in book["Số liệu"].iter_rows(min_row=5) if row[heads["so_lieu"]["Đến ngày *"] - 1].value]
    for row in waiting:
        book["Số liệu"].cell(row, heads["so_lieu"]["Giá trị *"], 1)
    plan = {"A": "so_htx", "C": "kế hoạch", "D": "cuối kỳ", "F": 2, "H": "HTX", "I": "01/01/2025", "J": "31/12/2025"}
    for column, text in plan.items():
        book["Mục tiêu"][f"{column}6"] = text
    book["Nội dung"].cell(5, heads["noi_dung"]["Nội dung *"], "Một đoạn.")
    book.save(path)
    (outcome,) = importing.bring([path], into)
    assert outcome.faults == [] and len(rows(into, "so_lieu")) == len(waiting) > 100
    assert {row["don_vi"] for table in ("so_lieu", "muc_tieu", "noi_dung") for row in rows(into, table)} == {place}


# --- what real files contain ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "typed", "format", "read"), [
    ("gia_tri", "1.481.000,5", "", "1481000.5"),
    ("gia_tri", "1 481", "", "1481"),
    ("gia_tri", "0,481", "", "0.481"),
    ("gia_tri", "1481 tỷ đồng", "", "1481"),
    ("gia_tri", "1481\u00a0tỉ đồng", "", "1481"),
    ("gia_tri", 1481.50, "#,##0.00", "1481.50"),
    ("gia_tri", 0.1 + 0.2, "", "0.3"),
    ("gia_tri", -5, "", "-5"),
    ("gia_tri", "−5,5", "", "-5.5"),
])  # fmt: skip
def test_numbers_that_can_only_mean_one_thing_are_read(into, column, typed, format, read):
    form = Form()
    form.set("so_lieu", "von_dieu_le", column, typed, format)
    assert imported(form, into).accepted
    assert value(into, "von_dieu_le") == read


def test_a_count_has_no_decimals_so_its_dot_parts_thousands(into):
    form = Form()
    form.set("so_lieu", "lao_dong_thuong_xuyen", "gia_tri", "10.481")
    assert imported(form, into).accepted
    assert value(into, "lao_dong_thuong_xuyen") == "10481"


@pytest.mark.parametrize(("style", "typed", "read"), [
    ("Việt Nam (1.481,5)", "1.481", "1481"), ("quốc tế (1,481.5)", "1.481", "1.481"), ("Việt Nam (1.481,5)", "1,481", "1.481"),
])  # fmt: skip
def test_the_declared_way_of_writing_decides(into, style, typed, read):
    form = Form()
    form.book["Hướng dẫn"]["B4"] = style
    form.set("so_lieu", "von_dieu_le", "gia_tri", typed)
    assert imported(form, into).accepted
    assert value(into, "von_dieu_le") == read


@pytest.mark.parametrize(("typed", "format", "read"), [
    ("31/5/2023", "", "2023-05-31"), ("ngày 31 tháng 5 năm 2023", "", "2023-05-31"), ("tháng 5/2023", "", "2023-05"),
    ("năm 2023", "", "2023"), (2023, "0", "2023"), (2023, "dd/mm/yyyy", "2023"), (date(2023, 5, 1), "mmm-yy", "2023-05"), (date(2023, 5, 31), "d/m/yy", "2023-05-31"),
])  # fmt: skip
def test_dates_keep_the_precision_in_which_they_are_shown(into, typed, format, read):
    form = Form()
    form.set("so_lieu", "von_dieu_le", "den_ngay", typed, format)
    assert imported(form, into).accepted
    assert next(row["den_ngay"] for row in rows(into, "so_lieu") if row["chi_tieu"] == "von_dieu_le") == read


def test_a_percent_format_is_a_share(into):
    form = Form()
    form.set("so_lieu", "ty_le_htx_hieu_qua", "gia_tri", 0.735, "0.0%")
    assert imported(form, into).accepted
    assert value(into, "ty_le_htx_hieu_qua") == "73.5"


def test_the_stored_result_of_a_formula_counts(into):
    form = Form()
    form.cached("so_lieu", "von_dieu_le", "gia_tri", "1000+481", "1481")
    assert imported(form, into).accepted
    assert value(into, "von_dieu_le") == "1481"


@pytest.mark.parametrize("word", ["…", "...", "chưa có", "Chưa có số liệu"])
def test_words_for_missing_are_no_number(into, word):
    form = Form()
    form.set("so_lieu", "von_dieu_le", "gia_tri", word)
    assert imported(form, into).accepted
    assert "von_dieu_le" not in {row["chi_tieu"] for row in rows(into, "so_lieu")}


def test_decomposed_and_unbreakable_text_is_tidied(into):
    form = Form()
    form.set("so_lieu", "von_dieu_le", "don_vi_tinh", unicodedata.normalize("NFD", "tỷ\u00a0đồng"))
    form.set("so_lieu", "von_dieu_le", "ghi_chu", unicodedata.normalize("NFD", "số \u200bcủa Sở\u00a0Tài chính "))
    assert imported(form, into).accepted
    row = next(row for row in rows(into, "so_lieu") if row["chi_tieu"] == "von_dieu_le")
    assert (row["don_vi_tinh"], row["ghi_chu"]) == ("tỷ đồng", "số của Sở Tài chính")


def test_columns_may_move_hide_and_have_company(into):
    form = Form()
    sheet = form.sheet("so_lieu")
    value_at = form.column("so_lieu", "gia_tri")
    sheet.insert_cols(value_at, 2)
    sheet.cell(4, value_at, "Cột của tôi")
    sheet.cell(5, value_at, "xem lại")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[6].hidden = True
    found = imported(form, into)
    assert found.accepted and len(rows(into, "so_lieu")) == 7
    assert "Trang «Số liệu»: cột «Cột của tôi» không thuộc biểu: không đọc." in found.notes
    assert "Trang «Số liệu»: dòng 6 đang ẩn, vẫn được đọc." in found.notes
    assert "Trang «Số liệu»: cột «Đơn vị tính» đang ẩn, vẫn được đọc." in found.notes


def test_headings_of_two_rows_merged_over_each_other_are_found(into):
    form = Form()
    sheet = form.sheet("so_lieu")
    sheet.insert_rows(4)
    width = len(list(sheet[5]))
    first = form.book["Số liệu"]
    for column in range(1, width + 1):
        text = sheet.cell(5, column).value
        if column in (6, 7):
            continue
        sheet.cell(4, column, text)
        sheet.cell(5, column).value = None
        first.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    sheet.cell(4, 6, "Kỳ này")
    sheet.merge_cells(start_row=4, end_row=4, start_column=6, end_column=7)
    assert imported(form, into).accepted
    assert value(into, "so_htx") == "683"


def test_a_text_merged_over_rows_stands_in_each_of_them(into):
    form = Form()
    sheet, column = form.sheet("so_lieu"), form.column("so_lieu", "nguon")
    for row in range(6, 12):
        sheet.cell(row, column).value = None
    sheet.merge_cells(start_row=5, end_row=11, start_column=column, end_column=column)
    assert imported(form, into).accepted
    assert {row["nguon"] for row in rows(into, "so_lieu")} == {"s1"}


def test_remarks_and_signatures_below_the_table_are_passed_over_and_told(into):
    form = Form()
    last = form.append("so_lieu", chi_tieu="Ghi chú: số liệu đã rà soát đến 31/5/2023")
    sheet = form.sheet("so_lieu")
    sheet.merge_cells(start_row=last, end_row=last, start_column=1, end_column=10)
    sheet.cell(last + 2, 2, "NGƯỜI LẬP BIỂU")
    sheet.cell(last + 2, 6, "GIÁM ĐỐC")
    form.append("nguon", nguon="Người lập: Nguyễn Văn A")
    found = imported(form, into)
    assert found.accepted and len(rows(into, "so_lieu")) == 7
    assert f"Trang «Số liệu»: dòng {last}, {last + 2} là tiêu đề, ghi chú hoặc dòng tổng, không đọc." in found.notes


def test_a_label_will_do_where_there_is_no_code(into):
    form = Form()
    form.append("so_lieu", **{"Tên chỉ tiêu": "Tổng số tổ hợp tác"}, gia_tri=6058, don_vi_tinh="THT", den_ngay="05/2023", nguon="s1")
    assert imported(form, into).accepted
    assert value(into, "so_tht") == "6058"


def test_place_by_name_in_a_column_of_its_own(into):
    form = Form()
    sheet = form.sheet("so_lieu")
    column = sheet.max_column + 1
    sheet.cell(4, column, "Đơn vị")
    sheet.cell(5, column, "tỉnh Lào Cai")
    assert imported(form, into).accepted
    assert [row["don_vi"] for row in rows(into, "so_lieu")].count("lao-cai") == 1


def test_a_merge_over_a_whole_sheet_is_no_bomb(into):
    form = Form()
    book_sheet = form.book.create_sheet("Bìa")
    book_sheet["A1"] = "Bìa"
    book_sheet.merged_cells.add("A1:XFD1048576")
    assert imported(form, into).accepted


# --- what is written --------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(into):
    assert imported(Form(), into).changes.added["so_lieu"] == 7
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in into.glob("*.csv")}
    again = imported(Form(), into)
    assert again.changes.unchanged == 14 and not again.changes.added and not again.changes.revised
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in into.glob("*.csv")} == before


def test_a_revised_value_is_kept_in_the_history_with_both_sources_and_dates(into):
    imported(Form(), into)
    form = Form()
    form.append("nguon", nguon="s2", tieu_de="Báo cáo rà soát", co_quan="Liên minh HTX tỉnh Yên Bái", ngay=date(2024, 1, 15))
    form.set("so_lieu", "so_htx", "gia_tri", 690)
    form.set("so_lieu", "so_htx", "nguon", "s2")
    found = imported(form, into, on="2024-02-01", name="ra-soat.xlsx")
    assert found.changes.revised == {"so_lieu": 1}
    assert value(into, "so_htx") == "690" and len(rows(into, "so_lieu")) == 7
    kept = {row["cot"]: row for row in rows(into, "lich_su")}
    assert kept["gia_tri"] == {
        "bang": "so_lieu", "don_vi": "yen-bai", "khoa": "so_htx", "tu_ngay": "", "den_ngay": "2023-05-31", "cot": "gia_tri",
        "cu": "683", "moi": "690", "nguon_cu": "s1", "ngay_cu": "2023-06-05", "nguon_moi": "s2", "ngay_moi": "2024-01-15",
        "tep": "ra-soat.xlsx", "ngay_sua": "2024-02-01",
    }  # fmt: skip
    assert "yen-bai so_htx 2023-05-31: «Giá trị» từ «683» thành «690»" in found.changes.sentences
    assert dataset.read(into).frame("lich_su").shape[0] == 2  # the value and its source


def test_an_older_document_does_not_undo_a_newer_one(into):
    """In whatever order the two come, the data end the same; the older value is in the history once."""
    newer = Form()
    newer.append("nguon", nguon="s2", tieu_de="Báo cáo rà soát", co_quan="Liên minh HTX tỉnh Yên Bái", ngay=date(2024, 1, 15))
    newer.set("so_lieu", "so_htx", "gia_tri", 690)
    newer.set("so_lieu", "so_htx", "nguon", "s2")
    imported(newer, into)
    for _ in range(2):
        imported(Form(), into)
        assert value(into, "so_htx") == "690"
        assert [(row["cu"], row["moi"]) for row in rows(into, "lich_su")] == [("683", "690")]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_a_document_and_its_revision_may_come_together(into, tmp_path, names):
    newer = Form()
    newer.append("nguon", nguon="s2", tieu_de="Báo cáo rà soát", co_quan="Liên minh HTX tỉnh Yên Bái", ngay=date(2024, 1, 15))
    newer.set("so_lieu", "so_htx", "gia_tri", 690)
    newer.set("so_lieu", "so_htx", "nguon", "s2")
    paths = [form.save(tmp_path / f"{name}.xlsx") for form, name in zip((Form(), newer), names, strict=True)]
    assert all(each.accepted for each in importing.bring(sorted(paths), into))
    assert value(into, "so_htx") == "690"
    (kept,) = [row for row in rows(into, "lich_su") if row["cot"] == "gia_tri"]
    assert (kept["cu"], kept["moi"], kept["ngay_cu"], kept["ngay_moi"]) == ("683", "690", "2023-06-05", "2024-01-15")


def test_another_publisher_stands_beside_not_instead(into):
    imported(Form(), into)
    form = Form()
    form.append("nguon", nguon="bao", tieu_de="Báo Yên Bái", co_quan="Báo Yên Bái", ngay=date(2024, 1, 15))
    form.set("so_lieu", "so_htx", "gia_tri", 668)
    form.set("so_lieu", "so_htx", "nguon", "bao")
    assert imported(form, into).changes.added["so_lieu"] == 1
    assert sorted(row["gia_tri"] for row in rows(into, "so_lieu") if row["chi_tieu"] == "so_htx") == ["668", "683"]
    assert not (into / "lich_su.csv").exists()


def test_a_column_that_is_not_there_says_nothing_an_empty_cell_does(into):
    form = Form()
    form.set("so_lieu", "so_htx", "ghi_chu", "kể cả quỹ tín dụng")
    imported(form, into)
    without = Form()
    without.sheet("so_lieu").delete_cols(without.column("so_lieu", "ghi_chu"))
    assert not imported(without, into).changes.revised
    assert imported(Form(), into).changes.revised == {"so_lieu": 1}


def test_a_workbook_with_a_fault_changes_nothing_the_others_come_in(into, tmp_path):
    bad, good = Form(), Form()
    bad.set("so_lieu", "so_htx", "gia_tri", "nhiều")
    bad.set("so_lieu", "von_dieu_le", "don_vi_tinh", "tỷ đòng")
    good.book["Hướng dẫn"]["B2"] = "lao-cai"
    outcomes = importing.bring([bad.save(tmp_path / "a.xlsx"), good.save(tmp_path / "b.xlsx")], into)
    assert [len(each.faults) for each in outcomes] == [2, 0]
    assert {row["don_vi"] for row in rows(into, "so_lieu")} == {"lao-cai"}


def test_two_files_of_one_import_may_not_contradict_each_other(into, tmp_path):
    one, two = Form(), Form()
    two.set("so_lieu", "so_htx", "gia_tri", 690)
    _, second = importing.bring([one.save(tmp_path / "a.xlsx"), two.save(tmp_path / "b.xlsx")], into)
    (fault,) = second.faults
    assert (fault.file, fault.cell) == ("b.xlsx", f"ô {two.cell('so_lieu', 'so_htx', 'gia_tri').coordinate}")
    assert "a.xlsx, trang «Số liệu», ô F5 ghi «683»" in fault.remedy
    assert value(into, "so_htx") == "683"


def test_checking_only_writes_nothing(into, tmp_path):
    assert importing.bring([Form().save(tmp_path / "a.xlsx")], into, check_only=True)[0].accepted
    assert not into.exists()


def test_a_form_is_checked_among_the_sources_and_variables_that_are_there(into):
    imported(Form(), into)
    form = Form()
    for table in ("nguon", "chi_tieu"):
        form.sheet(table).delete_rows(5, 9)
    assert imported(form, into).changes.unchanged == 12


def test_real_and_simulated_figures_do_not_mix(into):
    imported(Form(), into)
    form = Form()
    for row in range(5, 12):
        form.sheet("so_lieu").cell(row, form.column("so_lieu", "tinh_trang"), "mô phỏng")
    (fault,) = imported(form, into).faults
    assert fault.expected == "số thật như bộ dữ liệu đang có"


def test_an_existing_file_keeps_its_columns_and_its_way_of_writing(into):
    into.mkdir()
    text = "\ufeffnguon;tieu_de;ghi_chu\r\nx;Sách «X»;=không\r\n"
    (into / "nguon.csv").write_bytes(text.encode())
    imported(Form(), into)
    written = (into / "nguon.csv").read_bytes().decode()
    assert written.startswith("\ufeffnguon;tieu_de;ghi_chu;co_quan;ngay;lien_ket\r\nx;Sách «X»;'=không;;;\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+84 216", "-chè, quế", "@lienminh", "=HYPERLINK(\"http://x\")", "'=dấu nháy"])
def test_no_text_becomes_a_formula_and_all_come_back(into, tmp_path, text):
    form = Form()
    cell = form.cell("so_lieu", "so_htx", "ghi_chu")
    cell.value, cell.data_type = text, "s"
    assert imported(form, into).accepted
    content = (into / "so_lieu.csv").read_text("utf-8-sig")
    assert not any(cell[:1] in "=+-@" and cell[1:2] for row in csv.reader(content.splitlines()) for cell in row if cell)
    assert [raw["ghi_chu"] for raw in dataset.read(into).raw("so_lieu") if raw["chi_tieu"] == "so_htx"] == [text]


def test_data_that_changed_meanwhile_are_not_overwritten(into, tmp_path, monkeypatch):
    imported(Form(), into)
    form = Form()
    form.set("so_lieu", "so_htx", "gia_tri", 690)
    path, join = form.save(tmp_path / "a.xlsx"), importing.merge.join

    def slow(*args):
        (into / "so_lieu.csv").write_bytes((into / "so_lieu.csv").read_bytes() + b"\n")
        return join(*args)

    monkeypatch.setattr(importing.merge, "join", slow)
    with pytest.raises(InputError, match="Có người vừa sửa bảng này"):
        importing.bring([path], into)


def test_a_stop_in_the_middle_of_writing_leaves_whole_tables(into, tmp_path, monkeypatch):
    from htxlib.data import write

    imported(Form(), into)
    form = Form()
    form.append("nguon", nguon="s2", tieu_de="Báo cáo khác")
    form.set("so_lieu", "so_htx", "gia_tri", 690)
    form.set("so_lieu", "so_htx", "nguon", "s2")
    path, replaced = form.save(tmp_path / "a.xlsx"), []
    real = write.Path.replace

    def stop(self, target):
        if "nguon.csv" in replaced:
            raise KeyboardInterrupt
        replaced.append(Path(target).relative_to(into).as_posix())
        return real(self, target)

    monkeypatch.setattr(write.Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        importing.bring([path], into)
    assert replaced[-1] == "nguon.csv" and not list(into.glob(".*.tmp"))
    assert dataset.read(into).source("s2").title == "Báo cáo khác" and value(into, "so_htx") == "683"


# --- what does not add up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "typed", "meant", "said"), [
    ("von_dieu_le", 1481000, "1.481.000 triệu đồng", "Tổng vốn điều lệ của HTX: 1.481.000 tỷ đồng"),
    ("thu_nhap_lao_dong", 5300000, "5.300.000 đồng/người/tháng", "HTX: 5.300.000 triệu đồng/người/tháng"),
])  # fmt: skip
def test_a_slip_of_thousands_comes_in_and_is_named_with_its_cell(into, code, typed, meant, said):
    form = Form()
    at = form.set("so_lieu", code, "gia_tri", typed)
    found = imported(form, into)
    assert found.accepted
    (finding,) = [each for each in found.findings if each.check == "lech-1000-lan"]
    assert (finding.sheet, finding.cell, finding.computed) == ("Số liệu", at, meant)
    told = report.text([found])
    assert f"Nên xem lại trang «Số liệu», ô {at}: " in told and said in told
    assert "Nên xem lại" in report.to_html(found) and '"check": "lech-1000-lan"' in report.to_json(found)


def test_findings_see_what_is_there_already(into):
    """The opening value came with an earlier workbook; the balance is held against it."""
    first = Form()
    first.append("so_lieu", chi_tieu="so_htx", gia_tri=443, don_vi_tinh="HTX", den_ngay=2020, nguon="s1")
    for gone in ("htx_giai_the", "htx_chuyen_doi"):  # with a term missing it would be information only
        first.append("so_lieu", chi_tieu=gone, gia_tri=0, don_vi_tinh="HTX", tu_ngay=2020, den_ngay="31/5/2023", nguon="s1")
    assert "can-doi" in [each.check for each in imported(first, into).findings]
    again = Form()
    again.set("so_lieu", "so_htx", "gia_tri", 657)
    assert "can-doi" not in [each.check for each in imported(again, into).findings]


# --- what is told -----------------------------------------------------------------------------------------------------


def test_the_command_prints_every_fault_and_writes_reports_for_the_province(into, tmp_path):
    form = Form()
    at = form.set("so_lieu", "so_htx", "gia_tri", "<b>nhiều</b>")
    form.set("nguon", "s1", "tieu_de", None)
    path = form.save(tmp_path / "Yên Bái.xlsx")
    run = CliRunner().invoke(main, ["import", str(path), "--into", str(into), "--report", str(tmp_path / "kq")])
    assert run.exit_code == 2 and not into.exists()
    assert f"LỖI Yên Bái.xlsx, trang «Số liệu», ô {at}: cần một con số" in run.output
    assert "0/1 tệp đã nhập; 1 tệp có lỗi (2 lỗi), chưa nhập gì từ các tệp ấy." in run.output
    told = json.loads((tmp_path / "kq" / "yen-bai.json").read_text("utf-8"))
    assert told["accepted"] is False and {fault["sheet"] for fault in told["faults"]} == {"Số liệu", "Nguồn"}
    page = (tmp_path / "kq" / "yen-bai.html").read_text("utf-8")
    assert "Yên Bái.xlsx, đơn vị: Yên Bái</p>" in page
    assert f"Số liệu, ô {at}" in page and "&lt;b&gt;nhiều" in page and "<b>nhiều" not in page
    assert "http" not in page.replace("http-equiv", "") and "<script" not in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_mistakes_are_told_in_the_order_of_sheets_and_rows(into):
    form = Form()
    later = form.set("so_lieu", "lao_dong_thuong_xuyen", "gia_tri", "nhiều")  # found while cells are read
    sooner = form.set("so_lieu", "so_htx", "nguon", "s2")  # found when rows are parsed
    target = form.set("muc_tieu", "htx_thanh_lap_moi", "gia_tri", "nhiều")
    assert [fault.cell for fault in imported(form, into).faults] == [f"ô {at}" for at in (sooner, later, target)]


def test_the_command_says_what_came_in(into, tmp_path):
    path = Form().save(tmp_path / "bieu.xlsx")
    run = CliRunner().invoke(main, ["import", str(path), "--into", str(into)])
    assert run.exit_code == 0
    assert "bieu.xlsx: đã nhập: thêm 1 dòng Nguồn" in run.output and run.output.endswith("1/1 tệp đã nhập.\n")


def test_files_called_alike_are_told_apart(into, tmp_path):
    paths = []
    for folder, place in (("yen-bai", "yen-bai"), ("lao-cai", "lao-cai")):
        (tmp_path / folder).mkdir()
        form = Form()
        form.book["Hướng dẫn"]["B2"] = place
        paths.append(form.save(tmp_path / folder / "bieu.xlsx"))
    outcomes = importing.bring(paths, into)
    assert [each.file for each in outcomes] == ["yen-bai/bieu.xlsx", "lao-cai/bieu.xlsx"]
    pages = report.write(outcomes, tmp_path / "kq")
    assert len(set(pages)) == 2
    deep = [Path("a/x/bieu.xlsx"), Path("b/x/bieu.xlsx"), Path("b/x/khac.xlsx")]
    assert importing._names(deep) == ["a/x/bieu.xlsx", "b/x/bieu.xlsx", "khac.xlsx"]


def test_a_file_that_is_not_there_is_told(into, tmp_path):
    (fault,) = importing.bring([tmp_path / "khong-co.xlsx"], into)[0].faults
    assert (fault.file, fault.found) == ("khong-co.xlsx", "không có tệp này")


def test_a_thousand_mistakes_are_enough(into):
    form = Form()
    sheet = form.sheet("so_lieu")
    for row in range(20, 1400):
        for column, text in ((1, "so_htx"), (6, "nhiều"), (9, "hôm qua")):
            sheet.cell(row, column, text)
    faults = imported(form, into).faults
    assert len(faults) == 1001 and faults[-1].remedy == "Sửa các lỗi đã nêu rồi nhập lại để xem tiếp."


# --- folders ----------------------------------------------------------------------------------------------------------

CASE = CASES / "folder-import-skips-old-formats" / "fold"
OF_PROGRAMS = ("~$a.xlsx", "._a.xlsx", ".~lock.a.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini", ".htaccess", "~WRL0001.tmp")


@pytest.fixture
def sent(tmp_path):
    (folder := tmp_path / "gui-ve").mkdir()
    Form().save(folder / "a.xlsx")
    return folder


def test_a_file_of_a_folder_that_is_not_read_is_named_and_the_command_fails(into):
    run = CliRunner().invoke(main, ["import", str(CASE), "--into", str(into)])
    assert run.exit_code == 2
    assert "lai-chau.xls: cần tệp .xlsx, .xlsm hoặc .csv; đang là tệp .xls. Mở bằng Excel, chọn Lưu thành" in run.output
    assert "son-la.xlsx: đã nhập" in run.output and "1/2 tệp đã nhập" in run.output and (into / "so_lieu.csv").exists()


@pytest.mark.parametrize("name", OF_PROGRAMS)
def test_what_programs_leave_in_a_folder_is_nobody_s_file(into, sent, name):
    (sent / name).write_bytes(b"lock")
    (sent / "__MACOSX").mkdir()
    assert [each.file for each in importing.bring([sent], into) if each.accepted] == ["a.xlsx"]


@pytest.mark.parametrize(("name", "found", "remedy"), [
    ("b.xls", "tệp .xls", "Lưu thành"), ("b.XLS", "tệp .xls", "Lưu thành"), ("b.xlsb", "tệp .xlsb", "Lưu thành"), ("b.ods", "tệp .ods", "Lưu thành"),
    ("b.et", "tệp .et", "Lưu thành"), ("b.numbers", "tệp .numbers", "Lưu thành"), ("b.docx", "tệp .docx", "sang thư mục khác"), ("b.pdf", "tệp .pdf", "sang thư mục khác"),
    ("ghi-chu.txt", "tệp .txt", "sang thư mục khác"), ("b", "tệp không rõ loại", "sang thư mục khác"), ("b.zip", "tệp nén .zip", "Giải nén"), ("con/", "thư mục con", "Nêu cả thư mục này"),
    ("x.csv/", "thư mục con", "Nêu cả thư mục này"),
])  # fmt: skip
def test_everything_else_in_a_folder_is_named_and_the_rest_comes_in(into, sent, name, found, remedy):
    (sent / name).mkdir() if name.endswith("/") else (sent / name).write_bytes(b"x")
    outcomes = {each.file: each for each in importing.bring([sent], into)}
    assert outcomes.keys() == {"a.xlsx", name.rstrip("/")} and outcomes["a.xlsx"].accepted
    (fault,) = outcomes[name.rstrip("/")].faults
    assert (fault.found, remedy in fault.remedy) == (found, True) and value(into, "von_dieu_le") == "1481"


def test_capitals_in_the_ending_and_data_beside_the_forms_are_no_fault(tmp_path, sent):
    (sent / "a.xlsx").rename(sent / "A.XLSX")
    for _ in range(2):  # the second time the data are there
        assert [(each.file, each.faults) for each in importing.bring([sent], sent / "du-lieu")] == [("A.XLSX", [])]


def test_an_empty_folder_is_told(into, tmp_path):
    (tmp_path / "trong").mkdir()
    (tmp_path / "trong" / ".DS_Store").write_bytes(b"x")
    with pytest.raises(InputError, match="không có tệp nào"):
        importing.bring([tmp_path / "trong"], into)


def test_a_register_in_a_folder_names_what_it_cannot_read(tmp_path):
    (tmp_path / "a.et").write_bytes(b"x")
    (tmp_path / "b.xls").write_bytes(b"x")
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        register.read(tmp_path)
    found = {fault.file: fault.found for fault in caught.value.faults}
    assert found == {"a.et": "tệp .et", "b.xls": "tệp hỏng, hoặc không phải sổ tính loại này"}


def test_a_passage_is_read_with_its_lines_and_reviewed_among_all_that_is_known_then(tmp_path, into):
    path = form.write(tmp_path / "bieu.xlsx", None, "son-la", "2025")
    book = load_workbook(path)
    heads = {table: {cell.value: cell.column for cell in book[SHEETS[table]][4]} for table in ("so_lieu", "noi_dung")}
    *_, total = (row[0].row for row in book["Số liệu"].iter_rows(min_row=5) if row[0].value == "so_htx")  # after its opening
    book["Số liệu"].cell(total, heads["so_lieu"]["Giá trị *"], 900)
    book["Nội dung"].cell(5, heads["noi_dung"]["Nội dung *"], "Tổng số HTX là 950 HTX.\n\n- Một  ý;")
    book.save(path)
    (done,) = importing.bring([path], into, "2025-12-31", review=own_words.review)
    assert done.accepted and rows(into, "noi_dung")[0]["noi_dung"] == "Tổng số HTX là 950 HTX.\n- Một ý;"
    assert [(each.published, each.computed) for each in done.findings if each.check == own_words.CHECK] == [("950 HTX", "900 HTX")]
