"""Workbooks as other programs and other habits make them: what a cell shows, how texts and parts are named."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from forms import Form, small_form
from where import CASES

from htxlib.codelists.units import Unit
from htxlib.data.workbook import cell_text, number_format, xlsx
from htxlib.data.workbook.xlsx import read
from htxlib.words.errors import InputError
from htxlib.words.text import tidy
from htxoffice.intake import importing


def rows(folder: Path, table: str = "so_lieu") -> list[dict]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values(folder: Path) -> dict[str, str]:
    return {row["chi_tieu"]: row["gia_tri"] for row in rows(folder)}


def imported(path: Path, into: Path):
    (outcome,) = importing.bring([path], into, "2025-01-31")
    return outcome


# --- number formats ---------------------------------------------------------------------------------------------------


def test_a_percent_sign_that_is_only_shown_does_not_multiply(tmp_path):
    outcome = imported(CASES / "percent-literal-format" / "pct_small.xlsx", tmp_path / "d")
    assert outcome.faults == []
    assert values(tmp_path / "d") == {"so_htx": "450", "ty_trong_grdp": "0.45", "ty_le_htx_hieu_qua": "0.9"}


@pytest.mark.parametrize(("stored", "format", "unit", "read"), [
    # a share: a % of the format multiplies, one in quotation marks, behind \, _ or * does not
    ("0.45", "0%", "%", "45"), ("0.45", "0.0%", "%", "45.0"), ("0.45", "#,##0.00 %", "%", "45.00"), ("-0.45", "0%;-0%", "%", "-45"),
    ("0.45", '0.00"%"', "%", "0.45"), ("0.45", r"0.00\%", "%", "0.45"), ("0.45", '0.00" %"', "%", "0.45"),
    ("0.45", "0.00_%", "%", "0.45"), ("0.45", "0.00*%", "%", "0.45"), ("45", 'General"%"', "%", "45"), ("0.45", '0%" "', "%", "45"),
    ("45", '[>1]0"%";0%', "%", "45"), ("0.45", '[>1]0"%";0%', "%", "45"), ("-0.45", '0"%";-0%', "%", "-45"), ("0.45", "[Red]0%", "%", "45"),
    ("0.45", r'0\"%', "%", "45"),  # what is escaped is the quotation mark
    # decimals that are always shown
    ("5", "0.00", "tỷ đồng", "5.00"), ("5", "0.0#", "tỷ đồng", "5.0"), ("5", "#,##0.00;[Red]-#,##0.00", "tỷ đồng", "5.00"),
    ("5", '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "tỷ đồng", "5.00"), ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "HTX", "0"),
    ("12345", "0.00E+00", "HTX", "12345"), ("0.5", "# ?/?", "tỷ đồng", "0.5"), ("1481", "@", "HTX", "1481"), ("1481", "", "HTX", "1481"),
    ("5", '0.0 "tỷ đồng"', "tỷ đồng", "5.0"), ("5", '[>=1000]#,##0;0.0', "tỷ đồng", "5.0"), ("1481", "#,##0_);(#,##0)", "HTX", "1481"),
    ("1481", '#,##0" (ước)"', "HTX", "1481"), ("5", '"chưa rõ 0', "HTX", None), ("1481", "Standard", "HTX", "1481"), ("7", "0;;", "HTX", "7"),
])  # fmt: skip
def test_a_number_is_read_as_its_format_shows_it(stored, format, unit, read):
    if read is None:
        with pytest.raises(cell_text.Mistyped):
            cell_text.stored(stored, format, Unit.parse(unit))
    else:
        assert cell_text.stored(stored, format, Unit.parse(unit)) == read


@pytest.mark.parametrize(("stored", "format", "unit", "said"), [
    ("1200000", "#,##0,", "triệu đồng", "1200000 (số được lưu) hoặc số ấy chia 1000 (số đang hiện)"),
    ("1200000", '#,##0.0,,"tr"', "triệu đồng", "chia 1000000"), ("1200000", '[>=1000000]0.0,," tr";0', "triệu đồng", "chia 1000000"),
    ("1200000", '#,##0.00,', "triệu đồng", "chia 1000"),
    ("5", '0".000"', "HTX", "chữ số hoặc chữ khác"), ("5", '"1."000', "HTX", "chữ số hoặc chữ khác"), ("0", '0;-0;"chưa có"', "HTX", "chữ số hoặc chữ khác"),
    ("1.5", "[h]:mm", "HTX", "chữ số hoặc chữ khác"), ("5", '0 "tỷ đồng"', "triệu đồng", "ô đang hiện «tỷ đồng»"),
    ("0.45", "0%", "HTX", "số tính bằng HTX"), ("45", '0"%"', "HTX", "số tính bằng HTX"),
])  # fmt: skip
def test_a_cell_that_shows_another_number_than_it_holds_is_refused(stored, format, unit, said):
    with pytest.raises(cell_text.Mistyped) as refused:
        cell_text.stored(stored, format, Unit.parse(unit))
    assert said in refused.value.expected


def test_the_refusal_stands_at_its_cell_and_nothing_comes_in(tmp_path):
    form = Form()
    at = form.set("so_lieu", "von_dieu_le", "gia_tri", 1200000, "#,##0,")
    outcome = imported(form.save(tmp_path / "bieu.xlsx"), tmp_path / "d")
    (fault,) = outcome.faults
    assert fault.cell == f"ô {at}" and "chia 1000" in fault.expected and not (tmp_path / "d").exists()


@pytest.mark.parametrize(("format", "shown"), [
    ("dd/mm/yyyy", "ngày"), ("dd/mm/yyyy;@", "ngày"), ("[$-42A]dd mmmm yyyy", "ngày"), ("mm/yyyy", "tháng"), ("mmm-yy", "tháng"),
    (r'"tháng" m\/yyyy', "tháng"), ('"quý "0', ""), ("yyyy", "năm"), ('yyyy"năm"', "năm"), ("hh:mm", "giờ"), ("mm:ss", "giờ"), ("h:mm AM/PM", "giờ"),
    ("d/m/yyyy h:mm", "ngày"), ("[h]:mm:ss", ""), ("[mm]:ss", ""), ("0.00", ""), ('0 "đồng"', ""), (r"0\d", ""), ("0_d", ""), ("0*m", ""),
    ("General", ""), ("Standard", ""), ("@", ""), ("0.0E+00", ""), ('[Red]0', ""), ('"dmy', ""), ("", ""),
])  # fmt: skip
def test_what_of_a_date_a_format_shows(format, shown):
    assert number_format.shown_date(format) == shown


@pytest.mark.parametrize("code", ["\\", "_", "*", "[", '"', ";;;;;;", "[<]0", "[>=]", "0" * 5000, "[>1e9]0", ",,,.,,,%", "\x00[h"])
def test_a_damaged_format_is_no_crash(code):
    for value in (Decimal(5), Decimal(0), Decimal(-5)):
        number_format.section(code, value)
    number_format.shown_date(code)


# --- texts ------------------------------------------------------------------------------------------------------------


def test_escapes_are_read_in_the_text_of_a_report(tmp_path):
    outcome = imported(CASES / "xlsx-x000D" / "lo_x000d.xlsx", tmp_path / "d")
    assert outcome.faults == [] and "_x" not in (tmp_path / "d" / "noi_dung.csv").read_text("utf-8")
    assert rows(tmp_path / "d", "noi_dung")[0]["noi_dung"].startswith("Dòng một\nDòng hai")


@pytest.mark.parametrize(("written", "typed_text"), [
    ("một_x000D_\nhai", "một\nhai"), ("một_x000D_hai", "một\nhai"), ("một_x000B_hai", "một\nhai"), ("A_x0009_B", "A\tB"),
    ("_x005F_x000D_", "_x000D_"), ("_x005F_x005F_", "_x005F_"), ("C_x1ea1_m", "Cạm"), ("_xD83D__xDE00_", "\U0001f600"), ("_xD83D_", "\ufffd"),
    ("_x12_", "_x12_"), ("_xZZZZ_", "_xZZZZ_"), ("_X000D_", "_X000D_"), ("ma_xuat", "ma_xuat"), ("một&#13;hai", "một\nhai"),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["shared", "inline", "formula", "name"])
def test_an_escape_is_read_in_every_text(tmp_path, kind, written, typed_text):
    path = tmp_path / "a.xlsx"
    path.write_bytes(small_package(kind, written))
    (sheet,) = read(path)
    if kind == "name":  # stands in messages: one line
        assert sheet.name == tidy(typed_text)
    else:
        assert sheet.cells[1, 1].text == typed_text


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def small_package(kind: str = "shared", text: str = "x", **names: str) -> bytes:
    """A workbook of one sheet and one cell, as bytes; `names` are those of its parts and targets."""
    cell = {
        "shared": '<c r="A1" t="s"><v>0</v></c>',
        "inline": f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>',
        "formula": f'<c r="A1" t="str"><f>B1</f><v>{text}</v></c>',
    }.get(kind, '<c r="A1"><v>1</v></c>')
    named = text if kind == "name" else "Trang"
    target, part = names.get("target", "worksheets/sheet1.xml"), names.get("part", "xl/worksheets/sheet1.xml")
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts = {
        names.get("rels", "_rels/.rels"): rels.format(f'<Relationship Id="r1" Type="{TYPES}/officeDocument" Target="{names.get("book", "xl/workbook.xml")}"/>'),
        names.get("workbook", "xl/workbook.xml"): f'<workbook {MAIN}><sheets><sheet name="{named}" sheetId="1" r:id="r1"/></sheets></workbook>',
        names.get("book_rels", "xl/_rels/workbook.xml.rels"): rels.format(
            f'<Relationship Id="r1" Type="{TYPES}/worksheet" Target="{target}"/><Relationship Id="r2" Type="{TYPES}/sharedStrings" Target="{names.get("strings_target", "sharedStrings.xml")}"/>'
        ),
        part: f"<worksheet {MAIN}><sheetData><row r='1'>{cell}</row></sheetData></worksheet>",
        names.get("strings", "xl/sharedStrings.xml"): f"<sst {MAIN}><si><t>{text}</t></si></sst>",
    }
    return packed(list(parts.items()))


def packed(parts: list[tuple[str, str]]) -> bytes:
    import io

    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


# --- parts ------------------------------------------------------------------------------------------------------------


def test_a_sheet_whose_part_is_called_in_other_letters_is_read(tmp_path):
    outcome = imported(CASES / "sheet-part-letter-case" / "lo_Sheet_part.xlsx", tmp_path / "d")
    assert outcome.faults == [] and values(tmp_path / "d") == {"so_htx": "450"}


@pytest.mark.parametrize("names", [
    {"part": "xl/worksheets/Sheet1.xml"}, {"part": "XL/WORKSHEETS/SHEET1.XML"}, {"part": r"xl\worksheets\sheet1.xml"},
    {"target": "/xl/worksheets/sheet1.xml"}, {"target": r"worksheets\sheet1.xml"}, {"target": r"\xl\worksheets\sheet1.xml"},
    {"target": "./worksheets/../worksheets/sheet1.xml"}, {"target": "worksheets/trang%201.xml", "part": "xl/worksheets/trang 1.xml"},
    {"target": "worksheets/trang 1.xml", "part": "xl/worksheets/trang%201.xml"}, {"part": "/xl/worksheets/sheet1.xml"},
    {"rels": "_RELS/.rels", "workbook": "xl/Workbook.xml", "book_rels": r"xl\_rels\workbook.xml.rels"}, {"book": "/xl/workbook.xml"},
    {"strings": "xl/SharedStrings.xml"}, {"strings_target": "/xl/sharedStrings.xml", "strings": r"xl\sharedstrings.xml"},
    {"workbook": "workbook.xml", "book": "workbook.xml", "book_rels": "_rels/workbook.xml.rels", "part": "worksheets/sheet1.xml", "strings": "sharedStrings.xml"},
])  # fmt: skip
def test_names_of_parts_are_matched_as_the_format_says(tmp_path, names):
    path = tmp_path / "a.xlsx"
    path.write_bytes(small_package("shared", "Sơn La", **names))
    (sheet,) = read(path)
    assert sheet.cells[1, 1].text == "Sơn La"


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda parts: [p for p in parts if "sheet1" not in p[0]], "thiếu nội dung của trang «Trang»"),
    (lambda parts: [(n, t.replace('r:id="r1"', 'r:id="r9"')) for n, t in parts], "thiếu nội dung của trang «Trang»"),
    (lambda parts: [p for p in parts if "sharedStrings.xml" not in p[0]], "tệp hỏng"),
    (lambda parts: [*parts, ("xl/worksheets/SHEET1.xml", parts[3][1])], "tệp hỏng"),  # which of the two is meant?
    (lambda parts: [(n, t.replace('<c r="A1" t="s">', '<c r="A1" s="3" t="n">')) for n, t in parts], "tệp hỏng"),
])  # fmt: skip
def test_what_a_package_names_and_lacks_is_never_passed_over_in_silence(tmp_path, spoil, said):
    import io

    with ZipFile(io.BytesIO(small_package("shared", "x"))) as archive:
        parts = [(name, archive.read(name).decode()) for name in archive.namelist()]
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(spoil(parts)))
    with pytest.raises(InputError, match=re.escape(said)):
        read(path)


def test_a_form_repacked_with_backslashes_says_the_same(tmp_path):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(small_form())
    assert imported(path, tmp_path / "a").accepted
    import io

    with ZipFile(io.BytesIO(small_form())) as archive:
        path.write_bytes(packed([(name.replace("/", "\\").upper(), archive.read(name).decode()) for name in archive.namelist()]))
    assert imported(path, tmp_path / "b").accepted
    assert values(tmp_path / "a") == values(tmp_path / "b")


@pytest.mark.parametrize(("content", "said"), [
    (b"", "tệp trống"), (b"<html><table>", "trang web"), (b"\xef\xbb\xbf<?xml version='1.0'?>", "trang web"), (b"%PDF-1.7", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls đời cũ"), (b"a,b\n", "một loại tệp khác"),
    (packed([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")]), ".ods"),
    (packed([("xl/workbook.bin", "x")]), ".xlsb"), (packed([("word/document.xml", "<a/>")]), "Word"),
])  # fmt: skip
def test_another_kind_of_file_under_our_name_is_called_by_its_own(tmp_path, content, said):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read(path)
    (fault,) = refused.value.faults
    assert said in fault.found and ".xlsx" in fault.remedy


# --- rows of a form that are none --------------------------------------------------------------------------------------


def below_the_headings(form: Form, cells: dict[int, object], last: bool) -> int:
    sheet = form.sheet("so_lieu")
    row = sheet.max_row + 1 if last else 5
    if not last:
        sheet.insert_rows(5)
    for column, text in cells.items():
        sheet.cell(row, column, text)
    return row


@pytest.mark.parametrize(("cells", "last"), [
    ({column: f"({column})" for column in range(1, 13)}, False), ({column: column for column in range(1, 13)}, False), ({1: "A", 2: "B", 3: "C", 6: "1", 7: "2", 8: "3=1+2"}, False),
    ({1: "Tổng cộng", 6: 12000}, True), ({2: "CỘNG:", 6: 12000}, True),
])  # fmt: skip
def test_numbers_of_columns_and_a_total_are_passed_over_and_told(tmp_path, cells, last):
    form = Form()
    row = below_the_headings(form, cells, last)
    outcome = imported(form.save(tmp_path / "bieu.xlsx"), tmp_path / "d")
    assert outcome.faults == [] and values(tmp_path / "d")["von_dieu_le"] == "1481"
    assert any(f"dòng {row} là tiêu đề, ghi chú hoặc dòng tổng, không đọc" in note for note in outcome.notes)


@pytest.mark.parametrize("label", ["Tổng số", "Tổng hợp", "Cộng đồng", "Tổng vốn"])
def test_a_row_that_may_be_about_something_is_told_not_dropped(tmp_path, label):
    form = Form()
    below_the_headings(form, {1: label, 6: 12}, True)
    assert imported(form.save(tmp_path / "bieu.xlsx"), tmp_path / "d").faults


# --- days ------------------------------------------------------------------------------------------------------------


def test_days_of_a_workbook_that_counts_from_1904(tmp_path):
    form = Form()
    form.book.epoch = xlsx.MAC_EPOCH
    at = form.set("so_lieu", "von_dieu_le", "den_ngay", 43615, "dd/mm/yyyy")  # 31/5/2023, four years and a day less
    outcome = imported(form.save(tmp_path / "bieu.xlsx"), tmp_path / "d")
    assert at and outcome.faults == []
    assert next(row for row in rows(tmp_path / "d") if row["chi_tieu"] == "von_dieu_le")["den_ngay"] == "2023-05-31"


def test_a_time_of_day_is_no_date(tmp_path):
    form = Form()
    form.set("so_lieu", "von_dieu_le", "den_ngay", 45077.5, "hh:mm")
    (fault,) = imported(form.save(tmp_path / "bieu.xlsx"), tmp_path / "d").faults
    assert "ngày dạng 31/5/2023" in fault.expected


