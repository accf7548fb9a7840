"""A form that was filled in before comes back corrected: what was emptied, deleted or renamed in it is so in the data."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from an_office import FIGURES, filled, run
from click.testing import CliRunner

from htxlib.data.dataset import read
from htxoffice.cli import main


def figures(place="son-la"):
    return {row.variable: str(row.value) for row in read("data/x").every("so_lieu") if row.place == place and row.period.last.year == 2026}


def table(name):
    with open(f"data/x/{name}.csv", encoding="utf-8-sig") as file:  # noqa: PTH123
        return list(csv.DictReader(file))


@pytest.fixture
def again(tmp_path, monkeypatch):
    """The form of a quarter that is in already, as the office gets it once more."""
    monkeypatch.chdir(tmp_path)
    run("workbook", "q1.xlsx", "--data", "", "--place", "son-la", "--period", "2026-Q1")
    book = openpyxl.load_workbook(filled(tmp_path / "q1.xlsx"))
    for name, cells in (("Chỉ tiêu riêng", {"Mã chỉ tiêu riêng *": "htx_che", "Tên chỉ tiêu riêng *": "HTX chè", "Đơn vị tính *": "HTX", "Loại *": "số dư"}),
                        ("Nội dung", {"Mục *": "Bối cảnh", "Nội dung *": "Mưa nhiều.", "Đến ngày *": "31/03/2026"})):  # fmt: skip
        add(book[name], cells)
    add(book["Số liệu"], {"Mã chỉ tiêu *": "htx_che", "Giá trị *": 7, "Đơn vị tính *": "HTX", "Đến ngày *": "31/03/2026"})
    book.save("q1.xlsx")
    run("import", "q1.xlsx", "--into", "data/x", "--on", "2026-04-01")
    run("workbook", "q1b.xlsx", "--data", "data/x", "--place", "son-la", "--period", "2026-Q1")
    return tmp_path / "q1b.xlsx"


def add(sheet, cells):
    """A row below all others."""
    number = max(cell.row for row in sheet.iter_rows(min_row=4) for cell in row if cell.value is not None) + 1
    for cell in sheet[4]:
        if cell.value in cells:
            sheet.cell(number, cell.column, cells[cell.value])


def row_of(sheet, text):
    return next(cell for row in sheet.iter_rows(min_row=5, max_col=4) for cell in row if cell.value == text).row


def column(sheet, heading):
    return next(cell.column for cell in sheet[4] if str(cell.value).rstrip(" *") == heading)


def changed(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def put(path, sheet, about, heading, value):
    """Type into the cell under a heading, in the row about something."""
    def change(book):
        book[sheet].cell(row_of(book[sheet], about), column(book[sheet], heading)).value = value

    return changed(path, change)


def test_a_form_that_nobody_touched_takes_nothing_away(again):
    before = figures()
    assert "bỏ" not in run("import", again, "--into", "data/x")
    assert figures() == before and len(before) == 5


def test_an_emptied_cell_takes_its_number_away_and_is_told_and_kept_in_the_history(again):
    put(again, "Số liệu", "htx_giai_the", "Giá trị", None)
    said = run("import", again, "--into", "data/x", "--on", "2026-04-02")
    assert "bỏ 1 dòng Số liệu" in said and "bỏ son-la htx_giai_the 2026-03-31, đang ghi «2»" in said
    assert set(figures()) == {*FIGURES, "htx_che"} - {"htx_giai_the"}
    assert [(row["khoa"], row["cu"], row["moi"], row["ngay_sua"]) for row in table("lich_su")] == [("htx_giai_the", "2", "", "2026-04-02")]


def test_a_deleted_row_goes_and_a_moved_day_is_one_number_not_two(again):
    def change(book):
        sheet = book["Số liệu"]
        days = [row for row in range(5, 30) if sheet.cell(row, 1).value == "so_htx" and sheet.cell(row, column(sheet, "Giá trị")).value]
        sheet.cell(days[0], column(sheet, "Đến ngày"), "25/03/2026")
        sheet.delete_rows(row_of(sheet, "htx_giai_the"))

    said = run("import", changed(again, change), "--into", "data/x")
    assert "bỏ 2 dòng Số liệu" in said and "thêm 1 dòng Số liệu" in said
    assert [row["den_ngay"] for row in table("so_lieu") if row["chi_tieu"] == "so_htx"] == ["2026-03-25"]


def test_an_edited_passage_takes_the_place_of_the_old_one(again):
    put(again, "Nội dung", "Mưa nhiều.", "Nội dung", "Mưa rất nhiều.")
    run("import", again, "--into", "data/x")
    assert [row["noi_dung"] for row in table("noi_dung")] == ["Mưa rất nhiều."]


def test_a_renamed_local_variable_is_renamed_in_every_row(again):
    put(again, "Chỉ tiêu riêng", "htx_che", "Mã chỉ tiêu riêng", "htx_trong_che")
    assert "chỉ tiêu riêng «htx_che» đổi mã thành «htx_trong_che» ở mọi dòng" in run("import", again, "--into", "data/x")
    assert figures()["htx_trong_che"] == "7" and "htx_che" not in figures()
    assert [row["ma"] for row in table("chi_tieu")] == ["htx_trong_che"]


def test_a_local_variable_that_numbers_still_use_is_not_taken_away(again):
    changed(again, lambda book: book["Chỉ tiêu riêng"].delete_rows(row_of(book["Chỉ tiêu riêng"], "htx_che")))
    assert "htx_che" in run("import", again, "--into", "data/x", code=2)
    assert figures()["htx_che"] == "7"


def test_what_somebody_changed_after_the_form_was_taken_stays(again):
    filled(again.with_name("q1.xlsx"), {"htx_giai_the": 4})
    run("import", "q1.xlsx", "--into", "data/x")
    put(again, "Số liệu", "htx_giai_the", "Giá trị", None)
    said = run("import", again, "--into", "data/x")
    assert "đã được sửa sau khi lấy biểu: giữ nguyên" in said and figures()["htx_giai_the"] == "4"


def test_the_form_of_another_place_takes_nothing_from_the_first(again):
    def change(book):
        book["Hướng dẫn"]["B2"].value = "lai-chau"

    run("import", changed(again, change), "--into", "data/x")
    assert figures() == figures("lai-chau")


def test_a_blank_form_taken_before_anything_was_there_takes_nothing_away(again):
    before = figures()
    run("workbook", "trang.xlsx", "--data", "", "--place", "son-la", "--period", "2026-Q1")
    run("import", "trang.xlsx", "--into", "data/x")
    assert figures() == before


def test_checking_tells_what_would_go_and_takes_nothing(again):
    changed(again, lambda book: book["Số liệu"].delete_rows(row_of(book["Số liệu"], "htx_giai_the")))
    assert "bỏ 1 dòng Số liệu" in run("import", again, "--into", "data/x", "--check")
    assert "htx_giai_the" in figures()


def tables():
    return {path.name: path.read_bytes() for path in Path("data/x").glob("*.csv")}


def test_an_import_is_taken_back_and_the_one_before_it_too(again):
    before = tables()
    put(again, "Số liệu", "htx_giai_the", "Giá trị", 9)
    run("import", again, "--into", "data/x", "--on", "2026-04-02")
    assert tables() != before
    said = run("import", "--undo", "--into", "data/x")
    assert "Đã lùi lần nhập q1b.xlsx (2026-04-02): Lịch sử và Số liệu trở lại như trước." in said and tables() == before
    run("import", "--undo", "--into", "data/x")
    assert not tables()
    assert "chưa có lần nào" in run("import", "--undo", "--into", "data/x", code=2)


def test_an_import_is_not_taken_back_over_what_somebody_changed_since(again):
    with open("data/x/so_lieu.csv", "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write("son-la,so_tht,,2026-03-31,5,,THT\r\n")
    mine = tables()
    assert "so_lieu.csv đã được sửa sau lần nhập ấy" in run("import", "--undo", "--into", "data/x", code=2)
    assert tables() == mine


def test_an_import_that_changes_nothing_is_no_step_to_take_back(again):
    run("import", again, "--into", "data/x")
    assert "Đã lùi lần nhập q1.xlsx" in run("import", "--undo", "--into", "data/x")


def test_what_is_about_to_change_is_told_first_and_a_no_leaves_all_as_it_was(again, monkeypatch):
    put(again, "Số liệu", "htx_giai_the", "Giá trị", 9)
    before = tables()
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
    done = CliRunner().invoke(main, ["import", str(again), "--into", "data/x"], input="n\n")
    assert "sẽ sửa số liệu đang có:\n  son-la htx_giai_the 2026-03-31: «Giá trị» từ «2» thành «9»" in done.output
    assert done.exit_code == 130 and tables() == before
    CliRunner().invoke(main, ["import", str(again), "--into", "data/x"], input="y\n")
    assert tables() != before


@pytest.mark.parametrize("address", ["sqlite:///{}/so.db", "postgresql+pg8000://a:b@h/d"])
def test_a_database_is_not_undone_and_the_sentence_says_what_to_do(address, tmp_path):
    said = run("import", "--undo", "--into", address.format(tmp_path), code=2)
    assert "đang là cơ sở dữ liệu" in said and "nhập lại biểu của lần trước" in said and "bản sao lưu" in said
    assert "chưa ghi gì" in said and not (tmp_path / "so.db").exists() and "a:b" not in said


def test_undo_and_files_do_not_go_together():
    assert "--undo không đi cùng tệp" in run("import", "x.xlsx", "--undo", "--into", "data/x", code=2)
    assert "cần tệp hoặc thư mục để nhập" in run("import", "--into", "data/x", code=2)
