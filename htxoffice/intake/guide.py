"""The words of a form: how to fill in each sheet, and the guide sheet.

The reader looks for «Đơn vị» and «Cách viết số» and takes what stands right of them.
"""

from __future__ import annotations

from htxlib.data.contract import TABLES
from htxlib.data.workbook.cell_text import STYLES
from htxlib.data.workbook.headings import LISTS, SHEETS
from htxlib.words.text import capital

KIND_WORDS = {
    "số dư": "Số tại một thời điểm (để trống Từ ngày).",
    "phát sinh": "Số phát sinh trong kỳ.",
    "bình quân": "Số bình quân.",
    "tỷ lệ": "Tỷ lệ trong một tổng thể.",
    "nhịp độ": "Mức đều đặn trong kỳ, không phải tổng số.",
}
# Two lines above the headings of each sheet that a person fills in.
INTRO = {name: TABLES[name].intro for name in SHEETS if TABLES[name].intro}


def guide(name: str, place: str, period: str) -> list[list[str]]:
    """The lines of the guide sheet: one cell is a title, three are a label, its value and what it means."""
    styles = " hoặc ".join(STYLES)
    return [
        [f"Biểu số liệu kinh tế tập thể, hợp tác xã: {name}"],
        ["Đơn vị", place, f"{capital(name)}. Mọi dòng của biểu là của đơn vị này."],
        ["Kỳ", period, "Ngày của từng số ghi ở từng dòng."],
        ["Cách viết số", "", f"Chỉ cần chọn khi số được dán vào dưới dạng chữ: {styles}."],
        *_steps(),
        *_colours(),
        [""],
        ["Các trang"],
        *[[SHEETS[table], "", " ".join(INTRO[table])] for table in INTRO],
        [LISTS, "", "Mã chỉ tiêu, đơn vị tính và các từ dùng trong biểu: chỉ để tra cứu."],
        *_conventions(),
    ]


def _steps() -> list[list[str]]:
    return [
        [""],
        ["Các bước"],
        ["1", "Trang Số liệu", "Điền các ô vàng; cột Kỳ trước cho biết số gần nhất đã có."],
        ["2", "Trang Nguồn", "Ghi tên và ngày của báo cáo; cột Mã nguồn ở các trang khác chọn từ trang này."],
        ["3", "Các trang khác", "Điền nếu có. Chỉ tiêu của địa phương khai ở trang Chỉ tiêu riêng trước khi dùng mã."],
        ["4", "Gửi lại", "Lưu tệp .xlsx rồi gửi, hoặc tự nhập: htx import TEN-TEP.xlsx --into data/…"],
    ]


def _colours() -> list[list[str]]:
    return [
        [""],
        ["Màu của ô"],
        ["Vàng", "còn thiếu", "Chưa có số thì cứ để trống: báo cáo ghi «chưa có số liệu»."],
        ["Đỏ nhạt", "không hợp lệ", "Ô số đang là chữ, hoặc dòng có số mà thiếu đơn vị tính, ngày hay nguồn."],
        ["Cam", "lệch 10 lần", "Số mới gấp 10 lần kỳ trước hoặc chỉ bằng 1/10: xem lại triệu đồng, tỷ đồng."],
    ]


def _conventions() -> list[list[str]]:
    return [
        [""],
        ["Quy ước"],
        ["Số", "1481 hoặc 5,3", "Gõ số bình thường; đơn vị tính ở cột riêng; không ghi «khoảng», «trên» trong ô số."],
        ["Ngày", "31/5/2023", "Ngày trước, tháng sau. Chỉ biết tháng thì ghi 05/2023, chỉ biết năm thì ghi 2023."],
        ["Khoảng", "9000 và 10000", "Đầu dưới ở cột Giá trị, đầu trên ở cột «Đến (nếu là khoảng)»."],
        ["Cột và trang", "giữ nguyên tên", "Có thể đổi chỗ, ẩn, thêm cột riêng; đừng đổi tên tiêu đề và tên trang."],
    ]
