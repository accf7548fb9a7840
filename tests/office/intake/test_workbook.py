"""The form: made from the codelists, the same bytes each time, and nothing lost on the way through a workbook and back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import fuzzing
import pytest
from click.testing import CliRunner
from forms import small_form, small_raw
from openpyxl import load_workbook
from where import ROOT

from htxlib.codelists import variables
from htxlib.data import dataset
from htxlib.data.contract import TABLES, Column, columns
from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw
from htxlib.data.workbook import headings, workbook, xlsx
from htxlib.data.workbook.headings import GUIDE, HELD, LISTS, REPORT, SHEETS
from htxlib.indicators import catalogue
from htxlib.report.report import open_report
from htxlib.words.errors import Faults, InputError
from htxoffice.cli import main
from htxoffice.intake import form, importing
from htxoffice.proof.read_into import read_into

DATA = ROOT / "data" / "cong_bo"
MID_TERM = {"term": "2020-2025", "to": "2023-05-31"}


@pytest.fixture(scope="module")
def published():
    return dataset.read(DATA)


@pytest.fixture(scope="module")
def mid_term(published):
    return form.workbook(published, form.asked("yen-bai", **MID_TERM))


@pytest.fixture(scope="module")
def book(mid_term):
    return load_workbook(io.BytesIO(mid_term))


def column(sheet, name):
    """The cells of a column below its heading, by row."""
    at = next(cell.column for cell in sheet[4] if headings.key(str(cell.value)) == headings.key(name))
    return {row: sheet.cell(row, at).value for row in range(5, sheet.max_row + 1)}


def line(sheet, code):
    row = next(row for row, value in column(sheet, "Mã chỉ tiêu").items() if value == code)
    return {headings.key(str(cell.value)): sheet.cell(row, cell.column).value for cell in sheet[4]}


# --- what it holds ----------------------------------------------------------------------------------------------------


def test_there_is_a_sheet_for_every_part_and_a_guide(book):
    parts = [SHEETS[t] for t in ("so_lieu", "muc_tieu", "nhiem_ky", "noi_dung", "chi_tieu", "nguon", "doi_chieu")]
    assert book.sheetnames == [GUIDE, REPORT, *parts, LISTS, HELD] and book[HELD].sheet_state == "veryHidden"


@pytest.fixture
def longer_contract(monkeypatch):
    """A contract in which every table has one column more, that no sheet's own order knows."""
    for name, table in TABLES.items():
        if "nguoi" not in table.names:
            monkeypatch.setitem(TABLES, name, replace(table, columns=(*table.columns, Column("nguoi", "Người"))))


@pytest.mark.parametrize("made", ["form", "whole", "read from a text"])
def test_a_column_of_the_contract_stands_in_every_sheet_of_every_workbook(longer_contract, published, tmp_path, made):
    if made == "read from a text":
        (tmp_path / "bai.txt").write_text("Năm 2022, toàn tỉnh Yên Bái có 683 HTX.\n", "utf-8")
        read_into([tmp_path / "bai.txt"], tmp_path / "bieu.xlsx", DATA, "yen-bai")
        content = (tmp_path / "bieu.xlsx").read_bytes()
    else:
        asked = form.asked("yen-bai", **MID_TERM)
        content = form.workbook(published, asked) if made == "form" else form.whole(published)
    sheets = load_workbook(io.BytesIO(content))
    for table in TABLES.values():
        if table.sheet in sheets.sheetnames:
            heads = {str(cell.value).removesuffix(" *") for row in sheets[table.sheet].iter_rows(max_row=5) for cell in row}
            left_out = {"Mã chỉ tiêu", "Đơn vị"} if made == "read from a text" else {"Đơn vị"} if made == "form" else set()
            assert {each.heading for each in table.columns} - left_out <= heads, table.sheet
    assert SHEETS["so_lieu"] in sheets.sheetnames and SHEETS["nguon"] in sheets.sheetnames


def test_every_variable_and_every_indicator_that_can_be_published_waits_in_it(book):
    codes = set(column(book["Số liệu"], "Mã chỉ tiêu").values())
    counted = {code for code, each in variables.load().items() if each.topic == variables.STATISTICS}
    assert set(variables.load()) - counted <= codes and not counted & codes
    ours = {name for name, each in catalogue.load().items() if each.topic != variables.STATISTICS}
    assert {name for name in ours if not name.startswith("chenh_lech")} <= codes


def test_what_is_given_stands_in_it_beside_the_value_before(book):
    stock = line(book["Số liệu"], "so_htx")
    assert (stock["gia tri"], stock["ky truoc"], stock["cua ky"], stock["ma nguon"]) == (683, 443, "năm 2020", "yen-bai-giua-ky-2023")
    flow = line(book["Số liệu"], "htx_giai_the")
    assert (flow["gia tri"], flow["tu ngay"], flow["ma nguon"]) == (None, 2020, "yen-bai-2023-05-31")
    assert flow["den ngay"].isoformat()[:10] == "2023-05-31"


def test_a_balance_waits_for_its_opening_where_none_is_known(book):
    codes = list(column(book["Số liệu"], "Mã chỉ tiêu").values())
    assert codes.count("so_lhhtx") == 2 and codes.count("so_htx") == 1


def test_a_year_form_compares_with_the_year_before():
    data = Dataset(small_raw())
    sheet = load_workbook(io.BytesIO(form.workbook(data, form.asked("yen-bai", period="2024"))))["Số liệu"]
    assert (line(sheet, "so_htx")["ky truoc"], line(sheet, "so_htx")["cua ky"]) == (683, "31/5/2023")
    waiting = line(sheet, "htx_thanh_lap_moi")
    assert [waiting[name].isoformat()[:10] for name in ("tu ngay", "den ngay")] == ["2024-01-01", "2024-12-31"]


def merged_form(**figures):
    """The form of Lào Cai after the merger of 2025, where both old provinces have given figures, as (value, date)."""
    raw = small_raw()
    for name, (lao_cai, yen_bai) in figures.items():
        for place, (value, start, end) in (("lao-cai", lao_cai), ("yen-bai", yen_bai)):
            cells = {"don_vi": place, "chi_tieu": name, "tu_ngay": start, "den_ngay": end, "gia_tri": value,
                     "don_vi_tinh": variables.load()[name].unit.text, "nguon": "s1"}  # fmt: skip
            raw["so_lieu"].append(Raw({k: v for k, v in cells.items() if v}, Origin("so_lieu.csv", 99)))
    return load_workbook(io.BytesIO(form.workbook(Dataset(raw), form.asked("lao-cai-2025", period="2025"))))["Số liệu"]


@pytest.mark.parametrize(("name", "lao_cai", "yen_bai", "summed", "said"), [
    ("so_htx", ("455", "", "2024-06-30"), ("831", "", "2024-12-31"), 1286, "Lào Cai 455 (30/6/2024) + Yên Bái 831 (31/12/2024)"),
    ("so_tht", ("455", "", "2022-06-30"), ("831", "", "2024-12-31"), None, "Lào Cai 455 (30/6/2022); Yên Bái 831 (31/12/2024)"),
    ("htx_giai_the", ("3", "2024-01-01", "2024-12-31"), ("4", "2024", "2024"), 7, "Lào Cai 3 (năm 2024) + Yên Bái 4 (năm 2024)"),
    ("htx_giai_the", ("3", "2022", "2022"), ("4", "2024", "2024"), None, "Lào Cai 3 (năm 2022); Yên Bái 4 (năm 2024)"),
    ("thu_nhap_lao_dong", ("5", "2024", "2024"), ("6", "2024", "2024"), None, "Lào Cai 5 (năm 2024); Yên Bái 6 (năm 2024)"),
])  # fmt: skip
def test_a_merged_province_sees_the_last_values_of_those_that_were_merged(name, lao_cai, yen_bai, summed, said):
    found = line(merged_form(**{name: (lao_cai, yen_bai)}), name)
    assert (found["ky truoc"], found["cua ky"]) == (summed, said)


def test_a_form_asks_for_no_opening_on_a_day_before_the_place_was_there():
    sheet = merged_form()
    assert list(column(sheet, "Mã chỉ tiêu").values()).count("so_lhhtx") == 1
    days = [day for day in column(sheet, "Đến ngày").values() if day]
    assert {day.year for day in days} == {2025}


def test_explanations_name_other_variables_by_their_labels(book):
    told = line(book["Số liệu"], "ty_le_htx_hieu_qua")["giai thich"]
    assert told.startswith("Máy tính từ «HTX hoạt động hiệu quả», «Tổng số HTX».")
    assert "xem «Ghi chú» của từng dòng" in line(book["Số liệu"], "so_htx")["giai thich"]


@pytest.mark.parametrize(("period", "asked"), [("2026-Q1", 0), ("2026-Q2", 1), ("2026-T02", 1), ("2026-06", 0)])
def test_a_month_or_quarter_is_asked_for_the_year_so_far_too(period, asked):
    cells = [
        (row[0], row[8].month, row[9].month)
        for row in load_workbook(io.BytesIO(form.workbook(None, form.asked("son-la", period))))["Số liệu"].iter_rows(min_row=5, values_only=True)
        if row[0] == "htx_thanh_lap_moi"
    ]
    assert len(cells) == 1 + asked and (not asked or cells[1][1] == 1)


def test_plans_of_this_and_the_next_year_wait_with_kind_days_and_unit():
    sheet = load_workbook(io.BytesIO(form.workbook(None, form.asked("son-la", "2026"))))["Mục tiêu"]
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == "htx_thanh_lap_moi"]
    assert [(row[2], row[3], row[7], row[8].year, row[9].year) for row in rows] == [("kế hoạch", "lũy kế", "HTX", y, y) for y in (2026, 2027)]


def test_a_term_is_asked_for_what_its_report_compares_with_the_start():
    sheet = load_workbook(io.BytesIO(form.workbook(None, form.asked("son-la", term="2025-2030", to="2027-12-31"))))["Số liệu"]
    opening = {row[0] for row in sheet.iter_rows(min_row=5, values_only=True) if row[13] == "số đầu kỳ"}
    assert {"so_htx", "so_tht", "von_dieu_le", "thanh_vien_htx"} <= opening


def test_a_form_needs_no_data():
    sheet = load_workbook(io.BytesIO(form.workbook(None, form.asked("ha-noi", period="2025"))))["Số liệu"]
    assert "so_htx" in column(sheet, "Mã chỉ tiêu").values()


def test_money_of_the_year_before_is_in_the_unit_of_the_row(published):
    sheet = load_workbook(io.BytesIO(form.workbook(published, form.asked("yen-bai", period="2024-12-30"))))["Số liệu"]
    found = line(sheet, "doanh_thu_bq_htx")
    assert (found["don vi tinh"], found["ky truoc"]) == ("triệu đồng/HTX/năm", 2100)  # given as 2,1 tỷ đồng


# --- how it is filled in ----------------------------------------------------------------------------------------------


def test_entry_is_checked_and_headings_stay(book):
    for table in ("so_lieu", "muc_tieu", "doi_chieu", "noi_dung", "nguon", "chi_tieu", "nhiem_ky"):
        sheet = book[SHEETS[table]]
        assert sheet.freeze_panes and sheet.print_title_rows == "$4:$4" and sheet.data_validations.dataValidation, table
    kinds = {check.type for check in book["Số liệu"].data_validations.dataValidation}
    assert kinds == {"list", "whole", "decimal", "custom"}
    texts = [check.error + check.errorTitle for check in book["Số liệu"].data_validations.dataValidation]
    assert all(len(text) < 225 for text in texts)  # Excel repairs files with more


def test_lists_point_at_cells_that_hold_them(book):
    lists = book[LISTS]
    named = [check for check in book["Số liệu"].data_validations.dataValidation if check.type == "list"]
    for check in named:
        sheet, _, cells = check.formula1.partition("!")
        values = [cell.value for row in book[sheet.strip("'")][cells.replace("$", "")] for cell in row]
        assert values[0]
        assert sheet == f"'{SHEETS['nguon']}'" or None not in values
    assert lists.freeze_panes == "A2"


def test_colours_show_what_is_missing(book):
    rules = [rule.formula[0] for r in book["Số liệu"].conditional_formatting for rule in r.rules]
    assert any(formula.endswith('$F5="")') for formula in rules) and any(">=10" in formula for formula in rules)


def test_no_cell_of_a_form_is_a_formula_and_texts_stay_texts():
    raw = small_raw()
    raw["so_lieu"][0].cells["ghi_chu"] = "=1+1"
    raw["nguon"][0].cells["tieu_de"] = "@nguồn"
    content = form.whole(Dataset(raw))
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        styles = archive.read("xl/styles.xml")
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert b'quotePrefix="1"' in styles  # so that typing in the cell does not make it one
    assert "=1+1" in {cell.value for row in load_workbook(io.BytesIO(content), data_only=True)["Số liệu"] for cell in row}


def test_the_same_question_gives_the_same_bytes(published, mid_term):
    assert form.workbook(published, form.asked("yen-bai", **MID_TERM)) == mid_term
    with ZipFile(io.BytesIO(mid_term)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not re.search(rb"created|modified", archive.read("docProps/core.xml"))


def test_every_table_and_column_has_its_words():
    assert set(SHEETS) == set(TABLES)
    for table in TABLES:
        heads = [headings.key(headings.heading(table, name)) for name in columns(table)]
        assert len(heads) == len(set(heads)) and all(headings.known(table)[head] for head in heads)


# --- there and back ---------------------------------------------------------------------------------------------------


def filled(raw):
    return [{name: cell for name, cell in row.cells.items() if cell} for row in raw]


def test_all_data_come_back_from_a_workbook(published, tmp_path):
    path = tmp_path / "tat-ca.xlsx"
    path.write_bytes(form.whole(published))
    again = dataset.read(path)
    for table in TABLES:
        assert filled(again.raw(table)) == filled(published.raw(table)), table
    assert str(again.series("yen-bai", "so_htx")[1].origin) == "tat-ca.xlsx, trang «Số liệu», ô E3248"


def test_all_data_come_back_from_an_import(published, tmp_path):
    path, into = tmp_path / "tat-ca.xlsx", tmp_path / "du-lieu"
    path.write_bytes(form.whole(published))
    (outcome,) = importing.bring([path], into)
    assert outcome.accepted
    again = dataset.read(into)
    for table in TABLES:
        assert filled(again.raw(table)) == filled(published.raw(table)), table
    assert importing.bring([path], into)[0].changes.unchanged == sum(len(published.raw(table)) for table in TABLES)


def test_a_form_asks_nobody_for_what_another_place_declared(published):
    ask = {place: load_workbook(io.BytesIO(form.workbook(published, form.asked(place, period="2023")))) for place in ("yen-bai", "hai-duong")}
    codes = {place: {cell.value for sheet in ("Số liệu", "Chỉ tiêu riêng") for cell in book[sheet]["A"]} for place, book in ask.items()}
    own = set(published.own_variables())
    assert not codes["hai-duong"] & own and 0 < len(codes["yen-bai"] & own) < len(own)


def test_a_form_that_nobody_touched_changes_nothing(published, mid_term, tmp_path):
    path = tmp_path / "yen-bai.xlsx"
    path.write_bytes(mid_term)
    (outcome,) = importing.bring([path], DATA, check_only=True)
    assert outcome.accepted and not outcome.changes.added and not outcome.changes.revised


CALC = Path(shutil.which("soffice") or "soffice").resolve().with_name("libsclo.so").exists()


@pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not installed (Debian: libreoffice-calc-nogui)")
def test_libreoffice_understands_all_of_a_form(mid_term, book, tmp_path):
    """Saved again by another program: no row changes, entry is still checked, missing cells still coloured."""
    (tmp_path / "bieu.xlsx").write_bytes(mid_term)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", "--headless", home, "--convert-to", "xlsx", "--outdir", str(tmp_path / "luu"), str(tmp_path / "bieu.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = tmp_path / "luu" / "bieu.xlsx"
    (outcome,) = importing.bring([saved], DATA, check_only=True)
    assert outcome.accepted and not outcome.changes.added and not outcome.changes.revised and outcome.changes.unchanged > 35
    again = load_workbook(saved)
    assert again.sheetnames == book.sheetnames
    for sheet, kept in zip(book, again, strict=True):
        rules = [{rule.formula[0] for r in each.conditional_formatting for rule in r.rules} for each in (sheet, kept)]
        assert len(rules[0]) == len(rules[1])
        kinds = [{check.type for check in each.data_validations.dataValidation} for each in (sheet, kept)]
        assert kinds[0] == kinds[1]


def without_origins(page: str) -> str:
    """The annex without the lines that say where in the files a figure stands, and origins in notes made alike."""
    page = re.sub(r"<(dd|p)>Vị trí.*?</\1>", "", unescape(page))
    return re.sub(r"(\w+\.csv, )?dòng \d+|([\w-]+\.xlsx, )?trang «[^»]+», ô [A-Z]+\d+", "…", page)


def pages(data, place, to, settings):
    report = open_report(place, to, du_lieu=data, **settings)
    passages = [report.noi_dung(section) for section in headings.sections()]
    blocks = [report.bang_muc_tieu(), report.bang_tong_hop(), report.so_cong_bo(), *passages, report.phu_luc()]
    return [without_origins(block.html) for block in blocks]


@pytest.fixture(scope="module")
def all_in_a_workbook(published, tmp_path_factory):
    path = tmp_path_factory.mktemp("so") / "tat-ca.xlsx"
    path.write_bytes(form.whole(published))
    return path


HALF_TERM = {"nhiem_ky": "2020-2025", "so_nam_da_qua": 2.5, "nguon_uu_tien": ["yen-bai-giua-ky-2023"]}


@pytest.mark.parametrize(("place", "to", "settings"), [
    ("yen-bai", "2023-05-31", HALF_TERM),
    ("cum-tay-bac-2023", "2023-12-31", {}),
    ("thai-nguyen", "2018-12-31", {"nguon_uu_tien": ["thai-nguyen-2018"]}),
    ("phu-tho", "2020-12-31", {"ngay_bao_cao": "2021-04-06", "nguon_uu_tien": ["phu-tho-trien-khai-2021"]}),
    ("phu-tho", "2023-08-31", {"nguon_uu_tien": ["phu-tho-8-thang-2023"]}),
])  # fmt: skip
def test_published_reports_are_the_same_through_a_workbook(all_in_a_workbook, place, to, settings):
    assert pages(all_in_a_workbook, place, to, settings) == pages(DATA, place, to, settings)


def test_a_workbook_of_one_place_is_enough_for_its_report(published, tmp_path):
    path = tmp_path / "yen-bai.xlsx"
    path.write_bytes(form.whole(published, "yen-bai"))
    assert pages(path, "yen-bai", "2023-05-31", HALF_TERM) == pages(DATA, "yen-bai", "2023-05-31", HALF_TERM)


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words):
    return CliRunner().invoke(main, ["workbook", *map(str, words)])


def test_the_command_writes_forms_and_whole_sets(tmp_path):
    for name, words in {
        "giua-ky": ["--place", "Yên Bái", "--term", "2020-2025", "--to", "2023-05-31"],
        "nam": ["--place", "lao-cai-2025", "--period", "2025"],
        "thang": ["--place", "phu-tho", "--period", "2023-08"],
        "tinh": ["--place", "yen-bai"],
        "het": [],
    }.items():
        out = tmp_path / f"{name}.xlsx"
        assert run(out, "--data", DATA, *words).exit_code == 0, name
        assert not workbook.read(out).faults, name


@pytest.mark.parametrize(("words", "said"), [
    (["--place", "yen-bay", "--period", "2023"], "Có phải «Yên Bái»?"),
    (["--place", "yen-bai", "--period", "2025"], "hợp nhất thành tỉnh Lào Cai"),
    (["--place", "yen-bai", "--period", "8 tháng"], "Ví dụ: --period 2025, --period 2026-Q1"),
    (["--place", "yen-bai", "--term", "2025-2020", "--to", "2023"], "nhiệm kỳ viết dạng 2020-2025"),
    (["--period", "2023"], "Thêm --place"),
    (["--place", "yen-bai", "--period", "2023", "--term", "2020-2025"], "Bỏ một trong hai tham số"),
    (["--place", "yen-bai", "--to", "2023"], "Thêm --term"),
    (["--place", "yen-bai", "--term", "2020"], "đang là «--term 2020». Ví dụ"),
    (["--place", "Yên Bay"], "Có phải «yen-bai»?"),
])  # fmt: skip
def test_a_wrong_question_is_answered_with_what_to_write(tmp_path, words, said):
    found = run(tmp_path / "x.xlsx", "--data", DATA, *words)
    assert found.exit_code == 2 and said in found.output
    assert not (tmp_path / "x.xlsx").exists()


def test_the_name_must_be_that_of_a_workbook(tmp_path):
    with pytest.raises(InputError, match="Đặt tên tệp kết thúc bằng .xlsx"):
        form.write(tmp_path / "x.csv", None, "yen-bai", "2023")


# --- reading cells ----------------------------------------------------------------------------------------------------


def test_cells_are_read_as_stored_with_formulas_hidden_and_merged_marks(tmp_path):
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "chữ", 8.113, True, "=1+1"
    sheet["E1"] = "#N/A"
    sheet.merge_cells("A2:C3")
    sheet["A2"] = "gộp"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    made.save(tmp_path / "a.xlsx")
    (found,) = xlsx.read(tmp_path / "a.xlsx")
    kinds = [(found.cells[1, column].kind, found.cells[1, column].text) for column in range(1, 6)]
    assert kinds == [("chữ", "chữ"), ("số", "8.113"), ("lôgic", "1"), ("chưa tính", ""), ("lỗi", "#N/A")]
    assert found.merged == [(2, 1, 3, 3)] and found.hidden_rows == {2} and found.is_hidden(9, 2)


def test_texts_may_be_shared_as_excel_does(tmp_path):
    """openpyxl writes each text into its cell, Excel into one table."""
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w") as archive:
        for name, part in fuzzing.shared(fuzzing.parts_of(small_form())):
            archive.writestr(name, part)
    own = tmp_path / "b.xlsx"
    own.write_bytes(small_form())
    assert [sheet.cells for sheet in xlsx.read(path)] == [sheet.cells for sheet in xlsx.read(own)]


def test_a_dataset_may_be_a_workbook_with_its_faults_at_their_cells(tmp_path):
    raw = small_raw()
    path = tmp_path / "so.xlsx"
    path.write_bytes(form.whole(Dataset(raw)))
    book = load_workbook(path)
    book["Số liệu"]["B5"] = "so_hxt"
    book.save(path)
    with pytest.raises(InputError, match="so.xlsx, trang «Số liệu», ô B5: cần mã chỉ tiêu trong danh mục"):
        dataset.read(path)
    assert dataset.raw_tables(path, Faults())[0] == "so"
