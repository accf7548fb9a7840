"""The data contract: what each table holds, column by column, said once.

Reader, form, import, merge, databases, the docs and the sentences about mistakes take everything from here. A new column
is one line; only what reckons with it is written elsewhere (`rows.py`, `parse.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Kind(Enum):
    """How the cell of a column is read."""

    NUMBER = "số"
    DATE = "ngày"  # a year, a month or a day
    CODE = "mã"  # of a variable or indicator; a label will do where it has one code
    WORD = "từ"  # one of a list, or a name that other rows use
    TEXT = "chữ"  # anything, also a date


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str  # as CSV files and databases have it
    heading: str  # what stands over it in a workbook
    kind: Kind = Kind.WORD
    needed: bool = False  # the table cannot do without the column
    filled: bool = False  # a row says nothing while this cell is empty
    key: bool = False  # rows with the same key say the same thing: one revises the other
    default: str = ""  # what an empty cell means
    also: tuple[str, ...] = ()  # headings that tables made by hand have in the place of ours
    width: int = 16  # in a workbook, in letters
    wrapped: bool = False  # a long text
    lined: bool = False  # its line breaks mean something


@dataclass(frozen=True)
class Table:
    """One table: its columns in the order of a CSV file, and how a workbook shows it."""

    name: str
    sheet: str  # the name of its sheet
    row: str  # what one row is, for the docs
    main: str  # the column that a row is about: where its origin points
    columns: tuple[Column, ...]
    awaited: tuple[str, ...] = ()  # a row of a form is filled in when one of these is
    intro: tuple[str, ...] = ()  # two lines over the sheet of a form: how to fill it in

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)


def _variable(**more) -> Column:
    return Column("chi_tieu", "Mã chỉ tiêu", Kind.CODE, also=("Mã", "Mã số"), width=31, **more)


def _value(heading: str = "Giá trị", **more) -> Column:
    return Column("gia_tri", heading, Kind.NUMBER, also=("Số liệu", "Kỳ này", "Thực hiện"), width=14, **more)


def _unit(**more) -> Column:
    return Column("don_vi_tinh", "Đơn vị tính", also=("ĐVT",), width=20, **more)


def _source(**more) -> Column:
    return Column("nguon", "Mã nguồn", also=("Nguồn", "Nguồn số liệu"), width=26, **more)


def _date(name: str, heading: str, **more) -> Column:
    return Column(name, heading, Kind.DATE, width=12, **more)


_PLACE = Column("don_vi", "Đơn vị", needed=True, key=True, also=("Tỉnh", "Tỉnh, thành phố"), width=18)
_FROM = _date("tu_ngay", "Từ ngày", key=True)
_TO = _date("den_ngay", "Đến ngày", needed=True, key=True)
_UPPER = Column("gia_tri_den", "Đến (nếu là khoảng)", Kind.NUMBER, width=12)
_BASE = Column("mau_so", "Mẫu số", Kind.CODE, key=True, width=22)
_BASE_DATE = _date("goc_ngay", "Ngày gốc")
_HEDGE = Column("do_chinh_xac", "Mức ước lượng", also=("Độ chính xác",), width=12)
_DOCUMENT = Column("van_ban", "Văn bản", Kind.TEXT, width=46, wrapped=True)
_SECTION = Column("muc", "Mục", width=22)
_NOTE = Column("ghi_chu", "Ghi chú", Kind.TEXT, also=("Lưu ý",), width=34, wrapped=True)

_TABLES = (
    Table(
        "so_lieu", "Số liệu", "một giá trị đã cho", "gia_tri",
        (
            _PLACE, _variable(needed=True, key=True), _FROM, _TO, _value(needed=True), _UPPER, _unit(needed=True), _BASE,
            _HEDGE, Column("tinh_trang", "Tình trạng", default="chính thức", width=13), _source(key=True), _NOTE,
        ),
        awaited=("gia_tri", "gia_tri_den"),
        intro=(
            "Ghi số vào cột Giá trị (ô vàng là còn thiếu); chưa có số liệu thì để trống, không ghi 0."
            " «Trên», «gần», «ước» chọn ở cột Mức ước lượng.",
            "Mỗi dòng có ngày riêng: sửa Đến ngày nếu số là của ngày khác."
            " Chỉ tiêu chưa có trong danh sách: thêm dòng ở cuối.",
        ),
    ),
    Table(
        "muc_tieu", "Mục tiêu", "một mục tiêu", "gia_tri",
        (
            _PLACE, _variable(needed=True, key=True), Column("loai", "Loại mục tiêu", needed=True, key=True, width=14),
            _FROM, _TO, Column("kieu", "Cách tính", needed=True, key=True), Column("dau", "Dấu", default="≥"),
            _value("Mức phải đạt", needed=True), _UPPER, _unit(needed=True), _BASE, _BASE_DATE, _DOCUMENT,
            _date("ap_dung_tu", "Áp dụng từ", key=True), _NOTE,
        ),
        awaited=("gia_tri", "gia_tri_den"),
        intro=(
            "Chỉ tiêu của năm: loại «kế hoạch»; của nhiệm kỳ: «nghị quyết», «chương trình»."
            " Để trống Dấu nghĩa là «trở lên».",
            "Mức trong khoảng: chọn dấu từ-đến và ghi cả hai số.",
        ),
    ),
    Table(
        "nhiem_ky", "Nhiệm kỳ", "một nhiệm kỳ", "nhiem_ky",
        (
            _PLACE, Column("nhiem_ky", "Nhiệm kỳ", needed=True, filled=True, key=True), Column("khoa", "Khóa", Kind.TEXT),
            _date("tu_ngay", "Từ ngày", needed=True, filled=True), _date("den_ngay", "Đến ngày", needed=True, filled=True),
            _DOCUMENT, _NOTE,
        ),
        intro=("Nhiệm kỳ đại hội của đơn vị.", "Chỉ biết năm thì ghi năm."),
    ),
    Table(
        "noi_dung", "Nội dung", "một đoạn văn của đơn vị", "noi_dung",
        (
            _PLACE, _FROM, _TO, Column("muc", "Mục", needed=True, filled=True, key=True, width=22),
            Column("thu_tu", "Thứ tự", Kind.NUMBER, key=True),
            Column("noi_dung", "Nội dung", Kind.TEXT, needed=True, filled=True, width=90, wrapped=True, lined=True),
            _source(key=True), Column("cach_ghi", "Cách ghi", default="nguyên văn", width=13),
        ),
        awaited=("noi_dung",),
        intro=(
            "Đoạn văn riêng của đơn vị, in nguyên văn ở đầu mục. Mục nào không có thì để trống."
            " Xuống dòng (Alt+Enter) là sang đoạn; dòng bắt đầu bằng «- » là một ý của danh sách.",
            "Số cần tính lại thì ghi ở trang Số liệu, trong đoạn văn gọi bằng tên: {{ so_htx }}."
            " Lời tóm lại từ nguồn thì chọn «tóm lược» ở cột Cách ghi.",
        ),
    ),
    Table(
        "doi_chieu", "Đối chiếu", "một số phái sinh đã có người công bố", "chi_tieu",
        (
            _PLACE, _variable(needed=True, key=True), Column("phep_tinh", "Phép tính", needed=True, key=True, width=22),
            _FROM, _TO, Column("so_voi", "So với", Kind.TEXT, key=True, width=22),
            _date("goc_tu_ngay", "Gốc từ ngày", key=True), _date("goc_ngay", "Ngày gốc", key=True),
            _value("Số đã công bố", needed=True), _unit(), _BASE, _HEDGE,
            _source(key=True), _NOTE,
        ),
        intro=(
            "Số phái sinh (tăng, giảm, tỷ lệ, % đạt) mà văn bản đã in, để đối chiếu với số tính lại.",
            "So với cùng kỳ thì ghi cả Gốc từ ngày và Ngày gốc. Chỉ nói «vượt kế hoạch» mà không có số thì để trống cột số.",
        ),
    ),
    Table(
        "chi_tieu", "Chỉ tiêu riêng", "một chỉ tiêu riêng của bộ số liệu", "ma",
        (
            Column("ma", "Mã chỉ tiêu riêng", needed=True, key=True, width=28),
            Column("ten", "Tên chỉ tiêu riêng", Kind.TEXT, needed=True, filled=True, width=46, wrapped=True),
            _unit(needed=True), Column("loai", "Loại", needed=True, width=14),
            Column("trong_so", "Trọng số", Kind.CODE, width=24),
            Column("phan_cua", "Là một phần của", Kind.CODE, width=24), Column("nhom", "Nhóm", Kind.TEXT, width=18),
            _SECTION, Column("cau", "Câu trong báo cáo", Kind.TEXT, width=60, wrapped=True), _NOTE,
        ),
        intro=(
            "Chỉ tiêu của địa phương chưa có trong danh mục chung. Mã gồm chữ thường không dấu, số và gạch dưới.",
            "Các phần chia cùng một tổng thì ghi cùng một tên Nhóm. Câu: viết {so} ở chỗ con số, ví dụ"
            " «mở {so} tuyên truyền Luật HTX».",
        ),
    ),
    Table(
        "nguon", "Nguồn", "một nguồn", "nguon",
        (
            _source(needed=True, filled=True, key=True),
            Column("tieu_de", "Tên văn bản, bài", Kind.TEXT, needed=True, filled=True, width=60, wrapped=True),
            Column("co_quan", "Cơ quan", Kind.TEXT, width=34), _date("ngay", "Ngày"),
            Column("lien_ket", "Địa chỉ web", width=50, wrapped=True),
            Column("do_tin_cay", "Độ tin cậy"), _NOTE,
        ),
        intro=(
            "Mỗi văn bản, bài viết một dòng; Mã nguồn là tên gọi ngắn dùng ở các trang khác.",
            "Ghi ngày ban hành: số trong văn bản mới hơn của cùng cơ quan thay số cũ.",
        ),
    ),
    Table(
        "chap_nhan", "Chấp nhận", "một điều kiểm tra nêu ra đã được xem và để nguyên", "kiem_tra",
        (
            _PLACE, Column("kiem_tra", "Phép kiểm tra", needed=True, key=True), _variable(needed=True, key=True),
            _date("den_ngay", "Đến ngày", key=True), _value(key=True),
            Column("ly_do", "Lý do", Kind.TEXT, needed=True), Column("nguoi", "Người", Kind.TEXT), _date("ngay", "Ngày"),
        ),
    ),
    # What an import replaced, one changed cell a row; no report reads it.
    Table(
        "lich_su", "Lịch sử", "một ô đã bị thay khi nhập", "cot",
        (
            Column("bang", "Bảng", needed=True), Column("don_vi", "Đơn vị", also=_PLACE.also, width=18),
            Column("khoa", "Khóa", Kind.TEXT, needed=True), _date("tu_ngay", "Từ ngày"), _date("den_ngay", "Đến ngày"),
            Column("cot", "Cột", needed=True), Column("cu", "Số cũ", Kind.TEXT), Column("moi", "Số mới", Kind.TEXT),
            Column("nguon_cu", "Nguồn cũ"), Column("ngay_cu", "Ngày của nguồn cũ", Kind.DATE),
            Column("nguon_moi", "Nguồn mới"), Column("ngay_moi", "Ngày của nguồn mới", Kind.DATE), Column("tep", "Tệp"),
            Column("ngay_sua", "Ngày sửa", Kind.DATE, needed=True),
        ),
    ),
)  # fmt: skip
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def columns(table: str) -> list[str]:
    """Return the names of a table's columns in the order of a CSV file."""
    return TABLES[table].names


def arranged(table: str, first: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    """Return the columns of a sheet in an order of its own: those it names, then what else the table has, so that a new
    column of the contract stands in every sheet and none loses what is in it.
    """
    first = [*first]
    return first + [name for name in columns(table) if name not in (*first, *without)]


def required(table: str) -> list[str]:
    """Return the names of the columns that the table must have."""
    return [column.name for column in TABLES[table].columns if column.needed]


def every() -> Iterator[Column]:
    return (column for table in _TABLES for column in table.columns)


@cache
def lined() -> frozenset[str]:
    """Return the names of the columns whose line breaks are kept."""
    return frozenset(column.name for column in every() if column.lined)


@cache
def of_kind(*kinds: Kind) -> frozenset[str]:
    """Return the names of the columns of these kinds; a name is of one kind in all tables."""
    return frozenset(column.name for column in every() if column.kind in kinds)


@cache
def by_name() -> dict[str, Column]:
    """Return one column of each name, for what is the same in all tables: kind, width, other headings."""
    return {column.name: column for column in reversed(list(every()))}
