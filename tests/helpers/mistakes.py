"""Kinds of mistakes in a form: what somebody did, the cell where it must be found, and what the sentence says.

An edit takes an open form and returns the cell; `sheet` is the sheet's name ("" for the whole file).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from forms import Form, repacked, small_form

from htxlib.data.workbook.headings import GUIDE, SHEETS

FIGURES = "Số liệu"


@dataclass(frozen=True)
class Mistake:
    """One kind, named by what somebody did."""

    kind: str
    edit: Callable[[Form], str]
    found: str  # part of what is said to stand there
    said: str  # part of what is expected or of the remedy
    sheet: str = FIGURES


def put(kind: str, about: str, column: str, value: object, found: str, said: str, table: str = "so_lieu", **more) -> Mistake:
    """One cell that got another value."""
    return Mistake(kind, lambda form: form.set(table, about, column, value, **more), found, said, SHEETS[table])


def cached(kind: str, formula: str, result: str, found: str, said: str, type: str = "") -> Mistake:
    """A number that became a formula."""
    edit = lambda form: form.cached("so_lieu", "von_dieu_le", "gia_tri", formula, result, type)  # noqa: E731
    return Mistake(kind, edit, found, said)


def does(kind: str, found: str, said: str, sheet: str = FIGURES):
    """Declare a function that edits the form and returns the cell."""

    def declare(edit):
        MISTAKES.append(Mistake(kind, edit, found, said, sheet))
        return edit

    return declare


MISTAKES: list[Mistake] = [
    # --- numbers ---
    put("chữ số hai nghĩa, dấu chấm", "von_dieu_le", "gia_tri", "1.481", "«1.481»", "có thể là 1481 hoặc 1,481"),
    put("chữ số hai nghĩa, dấu phẩy", "von_dieu_le", "gia_tri", "1,481", "«1,481»", "có thể là 1481 hoặc 1,481"),
    put("dấu nghìn sai chỗ", "von_dieu_le", "gia_tri", "14.81.000", "«14.81.000»", "dấu nghìn đúng chỗ"),
    put("khoảng trắng giữa số", "so_htx", "gia_tri", "6 83", "«6 83»", "Xóa khoảng trắng"),
    put("chữ O thay số 0", "so_htx", "gia_tri", "68O", "«68O»", "chỉ con số"),
    put("chữ ở ô số", "so_htx", "gia_tri", "nhiều", "«nhiều»", "một con số"),
    put("gạch ngang thay cho chưa có", "so_htx", "gia_tri", "-", "«-»", "chưa có số liệu thì để trống"),
    put("ngoặc thay dấu âm", "so_htx", "gia_tri", "(5)", "«(5)»", "chỉ con số"),
    put("từ ước lượng trong ô số", "ty_le_htx_hieu_qua", "gia_tri", "trên 75", "«trên 75»", "Ghi «trên» ở cột Mức ước lượng"),
    put("khoảng trong một ô", "lao_dong_thuong_xuyen", "gia_tri", "9.000-10.000", "«9.000-10.000»", "đầu trên ở cột «Đến"),
    put("đơn vị khác trong ô số", "von_dieu_le", "gia_tri", "1.481.000 triệu đồng", "triệu đồng»", "tính bằng tỷ đồng"),
    put("ghi chú trong ô số", "so_htx", "gia_tri", "683 (ước)", "«683 (ước)»", "ghi chú có cột riêng"),
    put("số đếm có phần lẻ", "so_htx", "gia_tri", 68.3, "«68,3»", "số nguyên, vì HTX đếm từng đơn vị"),
    put("ngày ở ô số", "thu_nhap_lao_dong", "gia_tri", date(2023, 3, 5), "«05/3/2023»", "Excel đã đổi thành ngày", format="d-mmm"),
    put("đúng sai ở ô số", "so_htx", "gia_tri", True, "«TRUE»", "TRUE/FALSE"),
    put("phần trăm cho số đếm", "so_htx", "gia_tri", 6.83, "«683%»", "định dạng phần trăm", format="0%"),
    put("quá nhiều số lẻ", "thu_nhap_lao_dong", "gia_tri", 16 / 3, "«5,333", "dùng hàm ROUND"),
    put("số quá lớn", "von_dieu_le", "gia_tri", 1e18, "«1e+18»", "nhiều nhất 15 chữ số"),
    put("lỗi #REF!", "von_dieu_le", "gia_tri", "#REF!", "«#REF!»", "Công thức bị lỗi"),
    put("lỗi #N/A ở cột chữ", "von_dieu_le", "nguon", "#N/A", "«#N/A»", "Công thức bị lỗi"),
    cached("công thức ra lỗi chia cho 0", "1/0", "#DIV/0!", "«#DIV/0!»", "Công thức bị lỗi", "e"),
    put("công thức chưa tính", "von_dieu_le", "gia_tri", "=1000+481", "«công thức»", "mở bằng Excel, đợi tính xong"),
    cached("công thức ra chữ", "A1", "chưa rõ", "«chưa rõ»", "một con số", "str"),
    put("thứ tự không phải số", "Đào tạo", "thu_tu", "thứ nhất", "«thứ nhất»", "một con số", "noi_dung"),
    put("dấu ngã thay chữ khoảng", "so_htx", "gia_tri", "~50", "«~50»", "Ghi «khoảng» ở cột Mức ước lượng, ở đây chỉ ghi 50"),
    put("dấu lớn hơn thay chữ trên", "so_htx", "gia_tri", ">50", "«>50»", "Ghi «trên» ở cột Mức ước lượng"),
    put("chữ như trên", "so_htx", "gia_tri", "như trên", "«như trên»", "một con số"),
    put("dấu lặp lại dòng trên", "so_htx", "gia_tri", "\"", "«\"»", "một con số"),
    put("phép cộng gõ làm chữ", "so_htx", "gia_tri", "600+83", "«600+83»", "chỉ con số"),
    put("phân số làm chữ", "ty_le_htx_hieu_qua", "gia_tri", "3/4", "«3/4»", "chỉ con số"),
    put("dấu nháy trước số", "so_htx", "gia_tri", "'683", "«'683»", "chỉ con số"),
    put("số viết kiểu máy tính", "so_htx", "gia_tri", "6.83E+2", "«6.83E+2»", "chỉ con số"),
    put("không có số thì ghi N/A", "so_htx", "gia_tri", "N/A", "«N/A»", "chưa có số liệu thì để trống"),
    put("đơn vị tính gọi tắt", "von_dieu_le", "don_vi_tinh", "nghìn tỷ", "«nghìn tỷ»", "Có phải «nghìn tỷ đồng»?"),
    # --- dates ---
    put("ngày không có trong lịch", "so_htx", "den_ngay", "31/6/2023", "«31/6/2023»", "ngày có trong lịch"),
    put("tháng trước ngày sau", "so_htx", "den_ngay", "5/31/2023", "«5/31/2023»", "ngày trước tháng sau"),
    put("năm hai chữ số", "so_htx", "den_ngay", "31/5/23", "«31/5/23»", "năm đủ bốn chữ số"),
    put("quý thay cho ngày", "so_htx", "den_ngay", "quý II/2023", "«quý II/2023»", "ngày dạng 31/5/2023"),
    put("số thứ tự ngày của Excel", "so_htx", "den_ngay", 45077, "«45077»", "định dạng ô là Ngày", format="General"),
    put("năm gõ nhầm", "so_htx", "den_ngay", "31/5/2203", "«31/5/2203»", "năm từ 1945 đến 2100"),
    put("năm gõ nhầm ở ô ngày", "so_htx", "den_ngay", date(2203, 5, 31), "«31/5/2203»", "năm từ 1945 đến 2100", format="d/m/yyyy"),
    put("đến ngày trước từ ngày", "htx_thanh_lap_moi", "den_ngay", date(2019, 5, 31), "«31/5/2019»", "ngày sau «Từ ngày» (2020)"),
    put("có từ ngày, không có đến ngày", "htx_thanh_lap_moi", "den_ngay", None, "ô trống", "ngày cuối kỳ khi đã có «Từ ngày»"),
    put("ngày của nguồn sai", "s1", "ngay", "tháng sáu", "«tháng sáu»", "ngày dạng", "nguon"),
    # --- codes and words ---
    put("mã gõ nhầm", "von_dieu_le", "chi_tieu", "von_dieu_lee", "«von_dieu_lee»", "Có phải «von_dieu_le»?"),
    put("tên lệch mã", "von_dieu_le", "Tên chỉ tiêu", "Tổng số HTX", "«Tổng số HTX»", "sắp xếp lệch nhau"),
    put("đơn vị tính gõ nhầm", "von_dieu_le", "don_vi_tinh", "tỷ đòng", "«tỷ đòng»", "Có phải «tỷ đồng»?"),
    put("thiếu đơn vị tính", "von_dieu_le", "don_vi_tinh", None, "ô trống", "đơn vị tính trong danh mục (trang Danh mục)"),
    put("mức ước lượng lạ", "von_dieu_le", "do_chinh_xac", "tầm", "«tầm»", "một trong: trên, hơn"),
    put("tình trạng lạ", "von_dieu_le", "tinh_trang", "chính thứ", "«chính thứ»", "Có phải «chính thức»?"),
    put("nguồn chưa khai", "von_dieu_le", "nguon", "s2", "«s2»", "mã nguồn có trong trang «Nguồn»"),
    put("mẫu số lạ", "ty_le_htx_hieu_qua", "mau_so", "tong_htx", "«tong_htx»", "mã chỉ tiêu làm mẫu số"),
    put("ngày ở cột mã nguồn", "von_dieu_le", "nguon", date(2023, 5, 31), "«31/5/2023»", "Excel đã đổi thành ngày", format="dd/mm/yyyy"),
    put("cách tính mục tiêu lạ", "htx_thanh_lap_moi", "kieu", "mỗi năm", "«mỗi năm»", "một trong: bình quân năm", "muc_tieu"),
    put("loại mục tiêu lạ", "htx_thanh_lap_moi", "loai", "nghị quyếtt", "«nghị quyếtt»", "Có phải «nghị quyết»?", "muc_tieu"),
    put("dấu lạ", "htx_thanh_lap_moi", "dau", "≥≥", "«≥≥»", "một trong: ≥, >, ≤", "muc_tieu"),
    put("khoảng thiếu đầu trên", "lao_dong_thuong_xuyen", "gia_tri_den", None, "ô trống", "số có dấu chấm thập phân", "muc_tieu"),
    put("khoảng ngược", "lao_dong_thuong_xuyen", "gia_tri_den", 8000, "«8000»", "không nhỏ hơn", "muc_tieu"),
    put("phép tính lạ", "so_htx", "phep_tinh", "chia đôi", "«chia đôi»", "một trong: tang_giam", "doi_chieu"),
    put("loại chỉ tiêu riêng lạ", "htx_det_lanh", "loai", "tổng", "«tổng»", "một trong: số dư", "chi_tieu"),
    put("chỉ tiêu riêng không tên", "htx_det_lanh", "ten", None, "ô trống", "Tên chỉ tiêu riêng", "chi_tieu"),
    put("nguồn không tên", "s1", "tieu_de", None, "ô trống", "«Tên văn bản, bài» của dòng này", "nguon"),
    put("địa chỉ web thiếu https", "s1", "lien_ket", "lienminhhtx.vn", "«lienminhhtx.vn»", "bắt đầu bằng https://", "nguon"),
    put("nhiệm kỳ thiếu ngày", "2020-2025", "den_ngay", None, "ô trống", "«Đến ngày» của dòng này", "nhiem_ky"),
    put("đoạn văn quá dài", "Đào tạo", "noi_dung", "dài " * 6000, "«dài dài", "tối đa 20000 ký tự", "noi_dung"),
]


@does("khoảng thập phân trái cách viết đã chọn", "«1,481.5»", "số viết theo kiểu Việt Nam")
def _(form):
    form.book[GUIDE]["B4"] = "Việt Nam (1.481,5)"
    return form.set("so_lieu", "von_dieu_le", "gia_tri", "1,481.5")


@does("mã chỉ tiêu riêng trùng danh mục", "«so_htx»", "mã chưa dùng", SHEETS["chi_tieu"])
def _(form):
    number = form.append("chi_tieu", ma="so_htx", ten="HTX của ta", don_vi_tinh="HTX", loai="số dư")
    return f"A{number}"


@does("mã chỉ tiêu riêng có dấu", "«thêu thùa»", "chữ thường không dấu", SHEETS["chi_tieu"])
def _(form):
    number = form.append("chi_tieu", ma="thêu thùa", ten="HTX thêu", don_vi_tinh="HTX", loai="số dư")
    return f"A{number}"


@does("mục tiêu so với gốc không có ngày", "ô trống", "ngày gốc của mục tiêu", SHEETS["muc_tieu"])
def _(form):
    form.set("muc_tieu", "htx_thanh_lap_moi", "kieu", "so với gốc")
    return form.cell("muc_tieu", "htx_thanh_lap_moi", "goc_ngay").coordinate


@does("số không có mã, không có tên", "ô trống", "mã chỉ tiêu trong danh mục")
def _(form):
    number = form.append("so_lieu", gia_tri=12, don_vi_tinh="HTX", den_ngay=2023)
    return f"A{number}"


@does("một số ghi hai lần khác nhau", "«690»", "giữ một dòng")
def _(form):
    row = form.row("so_lieu", "so_htx")
    sheet = form.sheet("so_lieu")
    number = form.append("so_lieu")
    for cell in sheet[row]:
        sheet.cell(number, cell.column, cell.value).number_format = cell.number_format
    cell = sheet.cell(number, form.column("so_lieu", "gia_tri"), 690)
    return cell.coordinate


@does("số gộp nhiều dòng", "«683» trong ô gộp", "Bỏ gộp ô")
def _(form):
    cell = form.cell("so_lieu", "so_htx", "gia_tri")
    form.cell("so_lieu", "htx_thanh_lap_moi", "gia_tri").value = None
    form.sheet("so_lieu").merge_cells(start_row=cell.row, end_row=cell.row + 1, start_column=cell.column, end_column=cell.column)
    return cell.coordinate


# --- headings and sheets ----------------------------------------------------------------------------------------------


@does("cột bị đổi tên", "«Giá trịi»", "Có phải «Giá trị»?")
def _(form):
    cell = form.sheet("so_lieu").cell(4, form.column("so_lieu", "gia_tri"), "Giá trịi")
    return cell.coordinate


@does("cột bị xóa", "không có cột này", "cột «Đơn vị tính»")
def _(form):
    form.sheet("so_lieu").delete_cols(form.column("so_lieu", "don_vi_tinh"))
    return "A4"


@does("cột lặp lại", "đã có ở ô F4", "mỗi cột một lần")
def _(form):
    sheet = form.sheet("so_lieu")
    return sheet.cell(4, sheet.max_column + 1, "Giá trị").coordinate


@does("mất dòng tiêu đề", "không thấy dòng tiêu đề", "Chép lại dòng tiêu đề")
def _(form):
    form.sheet("so_lieu").delete_rows(4)
    return ""


@does("trang chép thêm", "«Số liệu (2)»", "nếu không, xóa trang", "Số liệu (2)")
def _(form):
    form.book.copy_worksheet(form.book[FIGURES]).title = "Số liệu (2)"
    return ""


@does("đơn vị tính ghi vào tiêu đề cột", "không có cột này", "cột «Giá trị»")
def _(form):
    row, head = next((row, cell) for row in form.book[FIGURES].iter_rows() for cell in row if cell.value == "Giá trị *")
    head.value = "Giá trị (triệu đồng)"
    return row[0].coordinate


@does("trang bị đổi tên", "«Biểu 1»", "Đổi tên trang thành «Số liệu»", "Biểu 1")
def _(form):
    form.sheet("so_lieu").title = "Biểu 1"
    return ""


@does("không có trang nào của biểu", "không có trang nào như vậy", "Dùng biểu do lệnh htx workbook", "")
def _(form):
    for name in SHEETS.values():
        if name in form.book.sheetnames:
            del form.book[name]
    return ""


# --- the whole workbook -----------------------------------------------------------------------------------------------


@does("đơn vị gõ nhầm", "«yen-bay»", "mã hoặc tên đơn vị", GUIDE)
def _(form):
    form.book[GUIDE]["B2"] = "yen-bay"
    return "B2"


@does("đơn vị bỏ trống", "ô trống", "mã hoặc tên đơn vị", GUIDE)
def _(form):
    form.book[GUIDE]["B2"] = None
    return "B2"


@does("đơn vị chưa có vào kỳ ấy", "«lao-cai-2025»", "chỉ có từ ngày 01/7/2025", GUIDE)
def _(form):
    form.book[GUIDE]["B2"] = "lao-cai-2025"
    return "B2"


@does("cách viết số lạ", "«kiểu ta»", "Việt Nam (1.481,5)", GUIDE)
def _(form):
    form.book[GUIDE]["B4"] = "kiểu ta"
    return "B4"


@does("số mô phỏng lẫn số thật", "là số mô phỏng", "Tách số mô phỏng sang thư mục", "")
def _(form):
    form.set("so_lieu", "so_htx", "tinh_trang", "mô phỏng")
    return ""


# --- files that are no workbooks --------------------------------------------------------------------------------------


def _without_styles_and_sheet(name: str, part: bytes) -> bytes:
    return part[: len(part) // 2] if name == "xl/worksheets/sheet2.xml" else part


def _with_entities(name: str, part: bytes) -> bytes:
    if name != "xl/workbook.xml":
        return part
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + part.partition(b"?>")[2].lstrip() if part.startswith(b"<?xml") else (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part
    )


def bomb() -> bytes:
    """10 MB that unpack to 10 GB: one part of zeros, made by repeating a packed block."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    times = 10 * 1024
    body = block * times + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    name, size = b"xl/worksheets/sheet1.xml", times * 2**20
    zip64 = struct.pack("<HHQQ", 1, 16, size, len(body))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(zip64))
    central = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(zip64), 0, 0, 0, 0, 0
    )
    head = local + name + zip64 + body
    directory = central + name + zip64
    return head + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), len(head), 0)


def nested() -> bytes:
    """A part that unpacks to 40 MB of blanks from 40 KB: within the total, but packed a thousandfold."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (40 * 2**20))
    return out.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "tệp CSV đổi đuôi": (lambda: b"don_vi,chi_tieu\nyen-bai,so_htx\n", "một loại tệp khác"),
    "tệp .xls hoặc có mật khẩu": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "tệp .xls đời cũ hoặc tệp có mật khẩu"),
    "tệp rỗng": (lambda: b"", "tệp trống"),
    "tệp cụt": (lambda: small_form()[:9000], "một loại tệp khác"),
    "trang cụt": (lambda: repacked(small_form(), _without_styles_and_sheet), "XML hỏng"),
    "thực thể XML": (lambda: repacked(small_form(), _with_entities), "nội dung XML bị cấm"),
    "bom nén": (bomb, "bung ra 10.240 MB"),
    "phần nén nghìn lần": (nested, "nén hơn 250 lần"),
    "tệp zip không phải sổ tính": (lambda: repacked(small_form(), lambda name, part: part).replace(b"_rels/.rels", b"_rels/.relx"), "tệp hỏng"),
}


def saved_form(mistake: Mistake, folder: Path) -> tuple[Path, str]:
    """The spoiled form, and the cell where it was spoiled."""
    form = Form()
    cell = mistake.edit(form)
    return form.save(folder / "bieu.xlsx"), cell
