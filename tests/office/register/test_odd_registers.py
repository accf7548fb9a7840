"""Registers and tables as offices and their programs make them: dots of thousands, rows of no cooperative, odd CSV."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import csv
import shutil
import struct
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from where import CASES

from htxlib.data import asides, dataset
from htxlib.data.csv_text import opening
from htxlib.words.errors import InputError
from htxoffice import register
from htxoffice.intake import importing
from htxoffice.register import encode
from htxoffice.register.dots import judged

HEAD = ("ma_htx", "ten", "don_vi", "nam", "linh_vuc", "tinh_trang", "thanh_vien", "von", "doanh_thu")


def htx(number: int, **more: str) -> dict[str, str]:
    usual = {"ten": f"HTX {number}", "don_vi": "son-la", "nam": "2024", "linh_vuc": "nông nghiệp", "tinh_trang": "đang hoạt động", "thanh_vien": "12", "von": "500", "doanh_thu": "900"}
    return {"ma_htx": f"SL{number}"} | usual | more


def as_csv(path: Path, rows: list[dict], above: str = "", delimiter: str = ";", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(above)
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(HEAD)
        writer.writerows([row.get(name, "") for name in HEAD] for row in rows)
    return path


def as_workbook(path: Path, rows: list[dict]) -> Path:
    book = Workbook()
    book.active.title = "Danh bạ"
    for row in ({name: name for name in HEAD}, *rows):
        book.active.append([row.get(name) or None for name in HEAD])
    book.save(path)
    return path


def faults_of(path: Path) -> list:
    with pytest.raises(InputError) as caught:
        register.read(path)
    return caught.value.faults


def amounts(found: register.Register, column: str = "von") -> list[Fraction]:
    return [Fraction(value, 1000) for value in found[column].tolist()]


# --- dots -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "cells"), [
    ("vi_excel_export.csv", {"dòng 2, cột von": "1200 hoặc 1,2"}),
    ("vi_register_80.csv", {"dòng 15, cột von (và 66 ô khác)": "1030 hoặc 1,03", "dòng 16, cột doanh_thu (và 65 ô khác)": "1030 hoặc 1,03"}),
])  # fmt: skip
def test_a_vietnamese_export_is_refused_with_both_meanings(tmp_path, name, cells):
    (outcome,) = importing.bring([CASES / "register-csv-vi-thousands" / name], tmp_path / "d")
    assert {fault.cell: True for fault in outcome.faults} == dict.fromkeys(cells, True)
    for fault in outcome.faults:
        assert cells[fault.cell] in fault.expected and ".xlsx" in fault.remedy
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(("cells", "refused"), [
    (["1.200", "500", "351"], True), (["1.200", "1.350", "999"], True), (["12.345"], True), (["  1.200 ", "7"], True),
    (["1.200", "350.5"], True),  # ends like a thousand among short decimals
    (["1.200", "1250"], True),
    (["1.234", "1250.125"], False), (["1.200", "0.125"], False), (["1.234", "350.5"], False), (["350.5", "12.25"], False), (["0.500", "7"], False),
    (["1200", "500"], False), (["", ""], False),
])  # fmt: skip
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_dot_is_read_only_where_its_column_tells_what_it_means(tmp_path, cells, refused, delimiter):
    path = as_csv(tmp_path / "a.csv", [htx(number, von=cell) for number, cell in enumerate(cells)], delimiter=delimiter)
    if refused:
        (fault,) = faults_of(path)
        assert "cột von" in fault.cell and "hoặc" in fault.expected
    else:
        assert amounts(register.read(path)) == [Fraction(cell or -(2**63)) / (1 if cell else 1000) for cell in cells]


def test_what_one_cell_decides_for_another_is_said(tmp_path):
    found = register.read(as_csv(tmp_path / "a.csv", [htx(1, von="350.5"), htx(2, von="1.234")]))
    assert found.notes == ("a.csv: cột von có ô «350.5», nên dấu chấm ở «1.234» cũng là dấu thập phân (1,234).",)


def test_a_column_is_judged_as_a_whole_however_many_rows_are_read_at_once(tmp_path, monkeypatch):
    given = [htx(number, von="1.200") for number in range(200)]
    unclear, clear = as_csv(tmp_path / "a.csv", given), as_csv(tmp_path / "b.csv", [*given, htx(999, von="1250.125")])
    monkeypatch.setattr(encode, "ROWS", 30)
    (fault,) = faults_of(unclear)
    assert fault.cell == "dòng 2, cột von (và 199 ô khác)"
    assert amounts(register.read(clear))[0] == Fraction(6, 5)


def test_numbers_of_a_workbook_and_of_a_score_are_not_in_doubt(tmp_path):
    path = as_workbook(tmp_path / "a.xlsx", [htx(1, von=1.2), htx(2, von=1200)])
    assert amounts(register.read(path)) == [Fraction(6, 5), 1200]
    assert not next(column for column in register.table.COLUMNS if column.name == "diem").has_amounts


@pytest.mark.parametrize(("cells", "told"), [
    (["1250.125", "1.200"], (set(), "", "")), (["12.345"], ({"12.345"}, "", "")), (["1.200", "7", "1.350"], ({"1.200", "1.350"}, "", "")),
    (["1.234", "350.5", "1.200"], ({"1.200"}, "", "350.5")), (["1.234", "350.5"], (set(), "1.234", "350.5")), ([], (set(), "", "")),
])  # fmt: skip
def test_the_cells_of_a_column_judge_its_dots(cells, told):
    assert judged(cells) == told


@pytest.mark.parametrize(("cell", "value"), [
    ("12.5", 12_500), ("1250.5000", 1_250_500), ("007", 7_000), ("-0.0", 0), ("0.001", 1), ("999999999.999", 10**12 - 1), (" 12 ", 12_000),
    ("1000000000", None), ("-0.5", None), ("12.", None), (".5", None), ("1.5e3", None), ("12.0001", None), ("12.0000000000", None),
])  # fmt: skip
def test_an_amount_is_taken_digit_by_digit(tmp_path, cell, value):
    path = as_csv(tmp_path / "a.csv", [htx(1, von=cell)])
    if value is None:
        assert [fault.cell for fault in faults_of(path)] == ["dòng 2, cột von"]
    else:
        assert register.read(path)["von"].tolist() == [value]


# --- rows of no cooperative -------------------------------------------------------------------------------------------

NUMBERING = {name: f"({number})" for number, name in enumerate(HEAD, 1)}
OTHERS = [
    ("số thứ tự cột", NUMBERING), ("số thứ tự cột", {name: str(number) for number, name in enumerate(HEAD, 1)}),
    ("số thứ tự cột", dict(zip(HEAD, ["A", "B", "C", "1", "2", "3", "4", "5", "6=4+5"], strict=True))),
    ("tiêu đề lặp lại", {"ma_htx": "Mã HTX", "ten": "TÊN HTX", "don_vi": "Đơn vị", "nam": "Năm", "linh_vuc": "Lĩnh vực"}),
    ("dòng tổng", {"ten": "Tổng cộng", "thanh_vien": "47", "von": "2000"}), ("dòng tổng", {"ma_htx": "TỔNG CỘNG:", "von": "2000"}),
    ("dòng tổng", {"ten": "Tổng số HTX", "nam": "2024", "von": "2000"}), ("dòng tổng", {"ten": "Cộng", "don_vi": "Sơn La", "von": "2000"}),
    ("dòng tổng", {"ten": "Cộng huyện Mộc Châu", "von": "2000"}), ("dòng tổng", {"ten": "Cộng (I)"}), ("dòng tổng", {"ma_htx": "Tổng", "ten": "Tổng cộng"}),
    ("tên nhóm", {"ma_htx": "I", "ten": "Thành phố Sơn La"}), ("tên nhóm", {"ten": "II. Huyện Mộc Châu", "von": "2000"}), ("tên nhóm", {"ma_htx": "A. HTX nông nghiệp"}),
    ("tên nhóm", {"ten": "Huyện Mộc Châu"}), ("tên nhóm", {"ma_htx": "III.", "ten": "HTX dịch vụ"}),
    ("ghi chú, chữ ký", {"tinh_trang": "Sơn La, ngày 5 tháng 1 năm 2025"}), ("ghi chú, chữ ký", {"ten": "Người lập biểu", "tinh_trang": "CHỦ TỊCH"}),
    ("ghi chú, chữ ký", {"ten": "(Ký, ghi rõ họ tên)", "von": "(Ký tên, đóng dấu)"}), ("ghi chú, chữ ký", {"ma_htx": "Ghi chú: số liệu đến 31/12/2024"}),
    ("ghi chú, chữ ký", {"linh_vuc": "TM. BAN THƯỜNG VỤ"}),
]  # fmt: skip


@pytest.mark.parametrize("name", ["numbering.xlsx", "total_row.xlsx"])
def test_registers_with_numbered_columns_or_a_total_come_in_with_a_note(tmp_path, name):
    (outcome,) = importing.bring([CASES / "register-other-rows" / name], tmp_path / "d")
    assert outcome.faults == [] and outcome.notes[0].startswith(f"Danh bạ {name}: 3 HTX, 3 dòng")
    assert any("1 dòng không phải của HTX, không đọc: dòng" in note for note in outcome.notes)
    assert next(total.value for total in outcome.totals if total.variable == "thanh_vien_htx") == 47


@pytest.mark.parametrize(("kind", "row"), OTHERS)
@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("last", [False, True])
def test_a_row_of_no_cooperative_is_passed_over_and_told(tmp_path, write, kind, row, last):
    rows = [htx(1), htx(2)]
    rows.insert(2 if last else 1, row)
    found = register.read(write(tmp_path / ("a.csv" if write is as_csv else "a.xlsx"), rows))
    assert len(found) == 2 and found.words["ma_htx"] == ("SL1", "SL2") and amounts(found) == [500, 500]
    (note,) = found.notes
    assert "1 dòng không phải của HTX" in note and f"dòng {4 if last else 3} «" in note and f"({kind})" in note


def test_names_below_a_signature_are_passed_over_and_lines_stay_right(tmp_path):
    rows = [NUMBERING, htx(1), {"ten": "Người lập biểu", "von": "GIÁM ĐỐC"}, {}, {"ten": "Lò Văn A", "von": "Cầm Thị B"}]
    found = register.read(as_workbook(tmp_path / "a.xlsx", rows))
    assert len(found) == 1 and "3 dòng không phải của HTX" in found.notes[0]
    (fault,) = faults_of(as_csv(tmp_path / "a.csv", [NUMBERING, htx(1), htx(2, von="x")]))
    assert fault.cell == "dòng 4, cột von"


def test_many_such_rows_are_counted_and_the_first_are_shown(tmp_path):
    rows = [row for number in range(9) for row in ({"ten": f"Huyện {number}"}, htx(number))]
    (note,) = register.read(as_csv(tmp_path / "a.csv", rows)).notes
    assert "9 dòng" in note and "và 4 dòng nữa" in note and "Huyện 4" in note and "Huyện 5" not in note


@pytest.mark.parametrize("name", [
    "HTX Tổng hợp An Phú", "Tổng hợp An Phú", "Tổng cộng", "Cộng", "HTX Cộng Hòa", "Liên hiệp HTX tỉnh", "I. HTX Mường La", "Thành phố Xanh",
    "Chủ tịch Hồ", "Huyện Mộc Châu", "Giám đốc", "(2)", "B",
])  # fmt: skip
@pytest.mark.parametrize("row", [{}, {"linh_vuc": ""}, {"tinh_trang": ""}, {"linh_vuc": "", "tinh_trang": ""}, {"nam": ""}, {"ma_htx": "", "don_vi": ""}])
def test_a_cooperative_is_never_dropped_whatever_its_name(tmp_path, name, row):
    """It is read, or what it lacks is told."""
    path = as_csv(tmp_path / "a.csv", [htx(1), htx(2) | {"ten": name} | row])
    if not row:
        found = register.read(path)
        assert found.words["ten"] == ("HTX 1", name) and found.notes == ()
    else:
        assert {fault.cell.partition(", cột ")[2] for fault in faults_of(path)} == set(row)


@pytest.mark.parametrize("row", [
    {"ten": "HTX Chiềng Mung"}, {"ma_htx": "SL9", "ten": "HTX Chiềng Mung"}, {"ten": "1. HTX Mường La"}, {"ma_htx": "5", "ten": "Tổng hợp An Phú", "von": "7"},
    {"ten": "Tổng Công ty 19/5"}, {"ten": "Tổng hợp An Phú", "von": "7"}, {"ten": "Lò Văn A"}, {"von": "12"},
])  # fmt: skip
def test_a_row_that_somebody_forgot_to_fill_in_is_told_not_dropped(tmp_path, row):
    assert {fault.cell.partition(",")[0] for fault in faults_of(as_csv(tmp_path / "a.csv", [htx(1), row]))} == {"dòng 3"}


@pytest.mark.parametrize("text", ["Tổng hợp", "Công cộng", "Cộng đồng bản Mòng", "Tổng đội", "Cộng hòa", "Tổng cục", ""])
def test_words_that_only_begin_like_a_total(text):
    assert not asides.is_total(text)


def test_hidden_rows_of_a_register_are_read_and_told(tmp_path):
    path = as_workbook(tmp_path / "a.xlsx", [htx(1), htx(2)])
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.active.auto_filter.ref = "A1:I3"
    book.save(path)
    found = register.read(path)
    assert len(found) == 2 and found.notes == ("a.xlsx, trang «Danh bạ»: 1 dòng đang ẩn, vẫn được đọc.",)


# --- how a CSV file begins --------------------------------------------------------------------------------------------

ABOVE = ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "sep=;;;;;;;;;\r\n", "\ufeffsep=;\r\n", "\r\n", ";;;;;;;;\n", "sep=;\n\n", "\n\n\n"]


def test_the_line_that_names_the_separator_is_skipped_in_registers_and_tables(tmp_path):
    (outcome,) = importing.bring([CASES / "csv-sep-line" / "sep_line.csv"], tmp_path / "d")
    assert outcome.faults == [] and outcome.notes[0].startswith("Danh bạ sep_line.csv: 3 HTX")
    given = dataset.read(str(CASES / "csv-sep-line" / "sep_line"))
    assert {raw["chi_tieu"]: (raw["gia_tri"], raw.origin.row) for raw in given.raw("so_lieu")} == {"so_htx": ("450", 3), "tong_doanh_thu": ("1250.5", 4)}


@pytest.mark.parametrize("above", [*ABOVE, "DANH SÁCH HỢP TÁC XÃ;;;;;;;;\nNăm 2024, đến 31/12;;;;;;;;\n\n"])
def test_what_stands_above_the_header_of_a_register_is_skipped_and_lines_stay_right(tmp_path, above):
    lines = above.count("\n")
    path = as_csv(tmp_path / "a.csv", [htx(1), htx(2)], above)
    assert len(register.read(path)) == 2
    (fault,) = faults_of(as_csv(tmp_path / "a.csv", [htx(1), htx(2, von="x")], above))
    assert fault.cell == f"dòng {lines + 3}, cột von"


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_the_separator_named_is_the_separator(tmp_path, delimiter):
    path = as_csv(tmp_path / "a.csv", [htx(1, ten="HTX A; B")], f"sep={delimiter}\n", delimiter)
    assert register.read(path).words["ten"] == ("HTX A; B",)


@pytest.mark.parametrize("above", ABOVE)
def test_what_stands_above_the_header_of_a_table_is_skipped_and_kept_by_an_import(tmp_path, above):
    (folder := tmp_path / "d").mkdir()
    table = "don_vi;chi_tieu;den_ngay;gia_tri;don_vi_tinh;nguon\nson-la;so_htx;2023-12-31;440;HTX;a\n"
    (folder / "so_lieu.csv").write_bytes((above + table).encode())
    (folder / "nguon.csv").write_bytes("nguon,tieu_de\na,Báo cáo\n".encode())
    (raw,) = dataset.read(str(folder)).raw("so_lieu")
    assert (raw["gia_tri"], raw.origin.row) == ("440", above.count("\n") + 2)
    (outcome,) = importing.bring([as_csv(tmp_path / "dk.csv", [htx(1)])], folder)
    assert outcome.accepted and outcome.changes.added["so_lieu"]
    content = (folder / "so_lieu.csv").read_bytes().decode()
    assert content.startswith(above + "don_vi;chi_tieu;") and "son-la;so_htx;2023-12-31;440;HTX;a" in content
    assert len(list(dataset.read(str(folder)).raw("so_lieu"))) == 1 + outcome.changes.added["so_lieu"]


@pytest.mark.parametrize(("text", "found"), [
    ("", (",", 0)), ("\n\n", (",", 0)), ("x;y\n1;2\n", (";", 0)), ("a,b\n", (",", 0)), ("sep=,\n", (",", 0)), ('"unclosed', (",", 0)),
    ("Biểu 1, 2, 3\n\na;b\n", (";", 2)), ("x\n" * 50 + "a;b\n", (",", 0)),
])  # fmt: skip
def test_a_file_without_a_header_begins_with_its_first_words(text, found):
    assert opening(text, lambda row: len({"a", "b"} & set(row))) == found


@pytest.mark.parametrize(("encoding", "said"), [
    ("utf-16", "mã UTF-16"), ("utf-16-le", "mã UTF-16"), ("utf-16-be", "mã UTF-16"), ("cp1258", "một bảng mã khác"),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["register", "table"])
def test_another_encoding_is_a_sentence(tmp_path, encoding, said, kind):
    text = "ma_htx;ten;don_vi\n1;HTX Đông Á;Sơn La\n" if kind == "register" else "nguon,tieu_de\na,Báo cáo của Đông Á\n"
    path = tmp_path / "nguon.csv"
    import unicodedata

    path.write_bytes(unicodedata.normalize("NFD", text).replace("Đ", "\u0110").encode(encoding, "replace") if encoding == "cp1258" else text.encode(encoding))
    with pytest.raises(InputError) as caught:
        register.read(path) if kind == "register" else dataset.read(str(tmp_path))
    (fault,) = caught.value.faults
    assert (fault.file, fault.expected, said in fault.found) == ("nguon.csv", "tệp CSV mã UTF-8", True) and "CSV UTF-8" in fault.remedy


def test_an_import_of_a_file_in_another_encoding_names_it(tmp_path):
    path = as_csv(tmp_path / "a.csv", [htx(1)], encoding="utf-16")
    (outcome,) = importing.bring([path], tmp_path / "d")
    assert [(fault.file, "UTF-16" in fault.found) for fault in outcome.faults] == [("a.csv", True)]


# --- workbooks of other programs and times ----------------------------------------------------------------------------

OTHER = CASES / "register-other-workbooks"


def record(number: int, content: bytes) -> bytes:
    """One record of an .xlsb part."""
    kind = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return kind + size + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def as_xlsb(path: Path, cells: dict[tuple[int, int], str | float], sheet: str = "Danh bạ") -> Path:
    """A binary workbook of Excel with one sheet; rows and columns from 1."""
    last = max(row for row, _ in cells), max(column for _, column in cells)
    parts = [record(129, b""), record(148, struct.pack("<4I", 0, last[0] - 1, 0, last[1] - 1)), record(145, b"")]
    for row in sorted({row for row, _ in cells}):
        parts.append(record(0, struct.pack("<IIHBBBI", row - 1, 0, 300, 0, 0, 0, 0)))
        for (_, column), value in sorted((at, value) for at, value in cells.items() if at[0] == row):
            head = struct.pack("<II", column - 1, 0)
            parts.append(record(6, head + wide(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value)))
    parts += [record(146, b""), record(130, b"")]
    book = record(131, b"") + record(143, b"") + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(sheet)) + record(144, b"") + record(132, b"")
    kind, relations = "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/{{}}" Target="{{}}"/></Relationships>'
    with ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="{kind}"/></Types>')
        packed.writestr("_rels/.rels", related.format("officeDocument", "xl/workbook.bin"))
        packed.writestr("xl/_rels/workbook.bin.rels", related.format("worksheet", "worksheets/sheet1.bin"))
        packed.writestr("xl/workbook.bin", book)
        packed.writestr("xl/worksheets/sheet1.bin", b"".join(parts))
    return path


def binary_register(path: Path) -> Path:
    head = ["Mã HTX", "Tên HTX", "Đơn vị", "Năm", "Lĩnh vực", "Tình trạng", "Thành viên", "Vốn điều lệ (triệu đồng)", "Doanh thu (triệu đồng)"]
    given = [
        head, ["1001", "HTX chè Mộc Châu", "Sơn La", 2024.0, "nông nghiệp", "đang hoạt động", 12.0, 1250.5, 3000.125],
        ["1002", "HTX vận tải", "Sơn La", 2024.0, "thương mại - dịch vụ", "đang hoạt động", 20.0, 0.1, 900.0],
        ["1003", "HTX xây dựng", "Sơn La", 2024.0, "công nghiệp - xây dựng", "ngừng hoạt động", 7.0, 2000.0],
    ]  # fmt: skip
    return as_xlsb(path, {(row, at): value for row, cells in enumerate(given, 3) for at, value in enumerate(cells, 1)})


@pytest.mark.parametrize("name", ["danh_ba.xls", "danh_ba.ods", "danh_ba.xlsb"])
def test_a_register_is_read_from_workbooks_of_other_kinds(tmp_path, name):
    folder = tmp_path / "f"
    folder.mkdir()
    binary_register(folder / name) if name.endswith("b") else shutil.copy(OTHER / name, folder)
    found = register.read(folder / name)
    assert found.words["ma_htx"] == ("1001", "1002", "1003") and found.lines.tolist() == [4, 5, 6]
    assert amounts(found) == [Fraction("1250.5"), Fraction("0.1"), 2000] and str(found.where(1, "von")[2]) == ("ô H5" if name.endswith("b") else "ô I5")
    assert any(name in note and "#REF!" in note for note in found.notes)
    for given in (folder, folder / name):  # by itself and in a folder
        (outcome,) = importing.bring([given], tmp_path / given.name / "d")
        assert outcome.faults == [] and any("không thấy được" in note for note in outcome.notes)
        told = {total.variable: total.value for total in outcome.totals}
        assert (told["so_htx"], told["von_dieu_le"], told["tong_doanh_thu"]) == (3, Fraction("3.2506"), Fraction("3.900125"))


def test_a_mistake_in_a_workbook_of_another_kind_has_its_sheet_and_cell(tmp_path):
    row = ["1", "HTX A", "Sơn La", 2024.0, "nông nghiệp", "đang hoạt động", "1.481.00"]
    head = ["Mã HTX", "Tên HTX", "Đơn vị", "Năm", "Lĩnh vực", "Tình trạng", "Thành viên"]
    path = as_xlsb(tmp_path / "a.xlsb", {(line, at): value for line, cells in enumerate((head, row), 1) for at, value in enumerate(cells, 1)})
    (fault,) = faults_of(path)
    assert (fault.file, fault.sheet, fault.cell, fault.found) == ("a.xlsb", "Danh bạ", "ô G2", "«1.481.00»")


@pytest.mark.parametrize(("content", "said"), [
    (b"", "tệp hỏng"), (b"x" * 5000, "tệp hỏng"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "tệp hỏng"), (b"PK\x03\x04" + bytes(99), "tệp hỏng"),
    (None, "không có tệp này"),
])  # fmt: skip
@pytest.mark.parametrize("ending", ["xls", "xlsb", "ods", "XLS"])
def test_a_workbook_of_another_kind_that_cannot_be_read_is_told(tmp_path, content, said, ending):
    path = tmp_path / f"a.{ending}"
    if content is not None:
        path.write_bytes(content)
    (fault,) = faults_of(path)
    assert fault.file == path.name and said in fault.found and fault.remedy


def test_a_workbook_that_wants_all_memory_ends_only_its_own_process(tmp_path):
    """Two cells in the farthest corners are 17 billion to whoever lays all of them out."""
    (fault,) = faults_of(as_xlsb(tmp_path / "a.xlsb", {(1, 1): "Mã HTX", (2**20, 2**14): 1.0}))
    assert "tệp hỏng" in fault.found or "bộ nhớ" in fault.found


def test_a_form_in_a_workbook_of_another_kind_is_sent_back(tmp_path):
    path = as_xlsb(tmp_path / "bieu.xlsb", {(1, 1): "Chỉ tiêu", (1, 2): "Giá trị"}, "Số liệu")
    (outcome,) = importing.bring([path], tmp_path / "d")
    (fault,) = outcome.faults
    assert ".xlsx" in fault.expected and "Lưu thành" in fault.remedy
