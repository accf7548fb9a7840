"""How the tables look in a workbook: the name of each sheet, the heading over each column, the words inside.

One place for the writer of forms and for the reader, so that what one prints the other knows. Headings are compared
without accents, case and marks; the names of the data contract (`gia_tri`) are headings too.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ...words.text import fold, slug
from ..contract import TABLES, columns

# In the order in which an analyst meets them.
_ORDER = ("so_lieu", "muc_tieu", "nhiem_ky", "noi_dung", "chi_tieu", "nguon", "doi_chieu", "chap_nhan", "lich_su")
SHEETS = {name: TABLES[name].sheet for name in _ORDER}
GUIDE, LISTS = "Hướng dẫn", "Danh mục"
HELD = "Đã có"  # hidden: the rows that a form came with, so that one which is emptied or deleted is missed
REPORT = "Báo cáo"  # what the report of a form is to be: a label and a value a row

# Columns that help a person: the label is compared with the code, the others are not read.
LABEL = "Tên chỉ tiêu"
BEFORE, BEFORE_WHEN, EXPLAINED = "Kỳ trước", "Của kỳ", "Giải thích"
# Of a workbook that was read from texts: a row counts when somebody confirms it; the others say where it comes from.
CONFIRM = "Xác nhận"
SENTENCE, SURENESS, SECOND, THIRD = "Câu trong văn bản", "Máy đọc", "Đề xuất 2", "Đề xuất 3"
_SHOWN = (BEFORE, BEFORE_WHEN, EXPLAINED, SENTENCE, SURENESS, SECOND, THIRD, "STT", "TT")

OPERATIONS = {
    "tang_giam": "tăng, giảm",
    "tang_giam_pct": "tăng, giảm %",
    "so_lan": "số lần",
    "binh_quan_nam": "bình quân năm",
    "tang_binh_quan_pct": "tăng bình quân năm %",
    "dat_muc_tieu": "% đạt mục tiêu",
    "vuot_muc_tieu": "vượt mục tiêu",
    "diem_pct": "điểm %",
    "ty_trong": "tỷ trọng",
    "ty_trong_dia_ban": "tỷ trọng trong vùng, cả nước",
    "binh_quan_don_vi": "bình quân một đơn vị",
    "quy_doi": "quy đổi",
    "tong": "tổng",
}
# The sections of a report; the slug of the words is what the data contract holds.
SECTIONS = (
    "Bối cảnh", "HTX", "THT", "LHHTX", "Quỹ tín dụng", "Kết quả", "Thành viên", "Cán bộ", "Xếp loại", "Thành viên Liên minh",
    "Tham mưu và phối hợp", "Văn bản triển khai", "Tuyên truyền", "Đào tạo", "Xúc tiến", "Vốn", "Khoa học", "Nông thôn mới",
    "Điển hình tiên tiến", "Thi đua", "Tổ chức", "Hạn chế", "Nguyên nhân", "Bài học kinh nghiệm", "Phương hướng",
    "Nhiệm vụ trọng tâm", "Kiến nghị", "Kết luận",
)  # fmt: skip
_SIGNS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}


def heading(table: str, column: str) -> str:
    """What stands over a column in a workbook."""
    return TABLES[table][column].heading


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The form in which headings and names of sheets are compared.

    >>> key("  Đến ngày (*)"), key("GIÁ TRỊ:"), key("den_ngay")
    ('den ngay', 'gia tri', 'den ngay')
    """
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", fold(text)).split())


@cache
def known(table: str) -> dict[str, str]:
    """Heading as compared → column; LABEL for the label, "" for columns that are only shown."""
    names = dict.fromkeys(map(key, _SHOWN), "") | {key(LABEL): LABEL, key(CONFIRM): CONFIRM}
    if "chi_tieu" in columns(table):  # of the table, not the table chi_tieu: there it is the label of a code
        names[key("Chỉ tiêu")] = LABEL
    for column in TABLES[table].columns:
        names |= {key(name): column.name for name in (column.heading, column.name, *column.also)}
    return names


def table_of(sheet: str) -> str:
    """The table that a sheet's name stands for, "" if none."""
    return {key(name): table for table, words in SHEETS.items() for name in (words, table)}.get(key(sheet), "")


def in_words(text: str, table: str = "") -> str:
    """A sentence about a CSV table as one about a workbook: names of columns, tables and commands as they stand there.

    It takes no fact from a sentence; it says the same names in the reader's words, at the end, as nobody before knows who
    the reader is. Names with "_" and "bảng …" are of the contract alone, so that no word of the language is mistaken.

    >>> in_words("ngày sau tu_ngay (2020)", "so_lieu"), in_words("mã nguồn có trong bảng nguon")
    ('ngày sau «Từ ngày» (2020)', 'mã nguồn có trong trang «Nguồn»')
    """
    text = re.sub(r"\(htx list \w+\)", f"(trang {LISTS})", text)
    text = re.sub(r"bảng (\w+)", lambda found: f"trang «{SHEETS[found[1]]}»" if found[1] in SHEETS else found[0], text)
    for name in sorted(columns(table), key=len, reverse=True) if table else ():
        if "_" in name:  # the others are words of the language too
            text = re.sub(rf"\b{name}\b", f"«{heading(table, name)}»", text)
    return text


def word(column: str, text: str) -> str:
    """A word of a cell as the data contract has it: the name of an operation, of a section, a sign.

    >>> word("phep_tinh", "Tăng, giảm %"), word("muc", "Tuyên truyền"), word("dau", ">="), word("loai", "Kế hoạch")
    ('tang_giam_pct', 'tuyen-truyen', '≥', 'kế hoạch')
    """
    if column == "phep_tinh":
        return {fold(name): code for code, name in OPERATIONS.items()}.get(fold(text), text)
    if column == "muc":
        return slug(text)
    if column == "dau":
        return _SIGNS.get(text, text)
    return text.lower() if column in ("loai", "kieu", "do_chinh_xac", "tinh_trang", "cach_ghi") else text


@cache
def sections() -> dict[str, str]:
    """Section as the data contract has it → its words."""
    return {slug(name): name for name in SECTIONS}


def shown(column: str, text: str) -> str:
    """The word as a workbook shows it: the other way round."""
    if column == "phep_tinh":
        return OPERATIONS.get(text, text)
    return sections().get(text, text) if column == "muc" else text
