"""A small form made in code, and the means to spoil it: edits by table, code and column, or by a look into its parts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.datavalidation import DataValidationList

from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw
from htxlib.data.workbook.headings import SHEETS, heading, key
from htxoffice.intake import form

FIGURES = """
so_htx|||2023-05-31|683|HTX|s1
so_htx|||2020|443|HTX|s1
htx_thanh_lap_moi||2020|2023-05-31|214|HTX|s1
von_dieu_le|||2023-05-31|1481|tỷ đồng|s1
thu_nhap_lao_dong|||2023-05-31|5.3|triệu đồng/người/tháng|s1
ty_le_htx_hieu_qua|trên||2023-05-31|75|%|s1
lao_dong_thuong_xuyen|||2023-05-31|9500|lao động|s1
htx_det_lanh|||2023-05-31|4|HTX|s1
"""
OTHERS = {
    "muc_tieu": [
        "chi_tieu loai kieu dau tu_ngay den_ngay gia_tri gia_tri_den don_vi_tinh van_ban",
        "htx_thanh_lap_moi|nghị quyết|bình quân năm|≥|2020|2025|50||HTX/năm|NQ VI",
        "lao_dong_thuong_xuyen|nghị quyết|cuối kỳ|từ-đến|2020|2025|9000|10000|lao động|NQ VI",
    ],
    "nhiem_ky": ["nhiem_ky khoa tu_ngay den_ngay van_ban", "2020-2025|VI|2020|2025|Đại hội VI"],
    "noi_dung": ["muc thu_tu tu_ngay den_ngay noi_dung nguon", "dao-tao|1|2020|2023-05-31|Tập huấn về chuyển đổi số.|s1"],
    "doi_chieu": [
        "chi_tieu phep_tinh den_ngay so_voi goc_ngay gia_tri don_vi_tinh nguon",
        "so_htx|so_lan|2023-05-31|đầu kỳ|2020|1.5|lần|s1",
    ],
    "chi_tieu": ["ma ten don_vi_tinh loai phan_cua muc", "htx_det_lanh|HTX dệt lanh|HTX|số dư|so_htx|htx"],
    "nguon": [
        "nguon tieu_de co_quan ngay lien_ket",
        "s1|Báo cáo giữa nhiệm kỳ|Liên minh HTX tỉnh Yên Bái|2023-06-05|https://lienminhhtxyenbai.org.vn/bao-cao",
    ],
}


def small_raw() -> dict[str, list[Raw]]:
    """The tables of Yên Bái, a few rows each, as if read from CSV."""
    columns = "chi_tieu do_chinh_xac tu_ngay den_ngay gia_tri don_vi_tinh nguon"
    tables = {"so_lieu": [columns, *FIGURES.strip().splitlines()], **OTHERS}
    return {
        table: [_raw(table, lines[0].split(), line, number) for number, line in enumerate(lines[1:], 2)]
        for table, lines in tables.items()
    }


def _raw(table: str, names: list[str], line: str, number: int) -> Raw:
    cells = {name: cell for name, cell in zip(names, line.split("|"), strict=True) if cell}
    place = {} if table in ("chi_tieu", "nguon") else {"don_vi": "yen-bai"}
    return Raw({**place, **cells}, Origin(f"{table}.csv", number))


@cache
def small_form() -> bytes:
    """Its form for the mid-term, with only the variables that have a value: short, so that spoiling it is quick."""
    data = Dataset(small_raw())
    wanted = form.asked("yen-bai", term="2020-2025", to="2023-05-31")
    return _shortened(form.workbook(data, wanted))


def _shortened(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book["Số liệu"]
    value = next(cell.column for cell in sheet[4] if key(str(cell.value)) == "gia tri")
    kept = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5) if row[value - 1].value is not None]
    sheet.delete_rows(5, sheet.max_row)
    for number, row in enumerate(kept, 5):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text)
            if hasattr(text, "year"):
                cell.number_format = "dd/mm/yyyy"
    del book["Danh mục"]
    for sheet in book:  # what openpyxl is slow to load again
        sheet.data_validations, sheet.conditional_formatting = DataValidationList(), ConditionalFormattingList()
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Form:
    """The small form, open for spoiling; `save` writes it."""

    def __init__(self):
        self.book = load_workbook(io.BytesIO(small_form()))
        self.patches: list[tuple[str, str, str]] = []  # part, pattern, replacement: for what openpyxl does not write

    def sheet(self, table: str):
        return self.book[SHEETS[table]]

    def column(self, table: str, name: str) -> int:
        wanted = key(name if name[0].isupper() else heading(table, name))
        return next(cell.column for cell in self.sheet(table)[4] if key(str(cell.value)) == wanted)

    def row(self, table: str, about: str) -> int:
        """The row whose first cells name something (a code, a source, a term)."""
        return next(c.row for line in self.sheet(table).iter_rows(min_row=5, max_col=3) for c in line if c.value == about)

    def cell(self, table: str, about: str, name: str) -> Cell:
        return self.sheet(table).cell(self.row(table, about), self.column(table, name))

    def set(self, table: str, about: str, name: str, value: object, format: str = "") -> str:
        """Put a value into a cell; returns the cell's name."""
        cell = self.cell(table, about, name)
        cell.value = value
        if format:
            cell.number_format = format
        return cell.coordinate

    def append(self, table: str, **cells: object) -> int:
        """A row below the last filled one; returns its number."""
        sheet = self.sheet(table)
        number = max(cell.row for line in sheet.iter_rows() for cell in line if cell.value is not None) + 1
        for name, value in cells.items():
            sheet.cell(number, self.column(table, name), value)
        return number

    def cached(self, table: str, about: str, name: str, formula: str, result: str, type: str = "") -> str:
        """A formula with its stored result, which openpyxl cannot write."""
        at = self.set(table, about, name, 987654321)
        kind = f' t="{type}"' if type else ""
        found = rf'<c r="{at}"( s="\d+")?( t="n")?><v>987654321</v></c>'
        self.patches.append((table, found, rf'<c r="{at}"\1{kind}><f>{formula}</f><v>{result}</v></c>'))
        return at

    def save(self, path: Path) -> Path:
        content = saved(self.book)
        numbers = {name: number for number, name in enumerate(self.book.sheetnames, 1)}
        parts = {f"xl/worksheets/sheet{numbers[SHEETS[table]]}.xml": (a, b) for table, a, b in self.patches}
        path.write_bytes(repacked(content, lambda name, part: _patched(part, parts.get(name))))
        return path


def _patched(part: bytes, patch: tuple[str, str] | None) -> bytes:
    if patch is None:
        return part
    text, count = re.subn(patch[0], patch[1], part.decode())
    assert count == 1, patch
    return text.encode()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with its parts changed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()
