"""Tables out of a workbook: sheets, headings and rows are found where people have put them, and every cell is read by
the rule of its column. What cannot be understood is a fault at its cell; what was passed over is said in a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from .. import catalogue, variables
from ..errors import Fault, misspelt, quote
from ..text import fold, listing, tidy
from ..units import Unit, UnknownUnit
from . import headings, typed
from .headings import GUIDE, LABEL, LISTS, SHEETS
from .rows import Origin
from .tables import LONGEST_CELL, Raw, columns, required
from .typed import Mistyped
from .xlsx import Cell, Sheet, address
from .xlsx import read as read_cells

NUMBERS = ("gia_tri", "gia_tri_den", "thu_tu")
DATES = ("tu_ngay", "den_ngay", "goc_ngay", "ap_dung_tu", "ngay", "ngay_cu", "ngay_moi", "ngay_sua")
CODES = ("chi_tieu", "mau_so", "phan_cua", "trong_so")  # a label will do where it has one code
# A row is filled in when one of these is; a form lists many rows that wait for their number.
AWAITED = {
    "so_lieu": ("gia_tri", "gia_tri_den"),
    "muc_tieu": ("gia_tri", "gia_tri_den"),
    "noi_dung": ("noi_dung",),
}
# What a row is about: where its origin points, and without which it is a remark.
MAIN = {
    "so_lieu": "gia_tri", "muc_tieu": "gia_tri", "doi_chieu": "chi_tieu", "nhiem_ky": "nhiem_ky",
    "noi_dung": "noi_dung", "chi_tieu": "ma", "nguon": "nguon", "chap_nhan": "kiem_tra", "lich_su": "cot",
}  # fmt: skip
# Cells without which a row says nothing, where parsing would let them pass.
NEEDED = {
    "nhiem_ky": ("nhiem_ky", "tu_ngay", "den_ngay"), "noi_dung": ("muc", "noi_dung"), "chi_tieu": ("ten",),
    "nguon": ("nguon", "tieu_de"),
}  # fmt: skip
DEEPEST_HEADER = 60  # rows
_REMARK = re.compile(r"(ghi chu|luu y|nguoi lap|nguoi ky|thu truong|giam doc|chu tich|noi nhan|tm|kt|chu thich)\b")


@dataclass
class Book:
    """The tables of one workbook, or what keeps them from being read."""

    file: str
    tables: dict[str, list[Raw]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was passed over, for the report
    place: str = ""  # as the guide sheet declares it

    def tell(self, sheet: Sheet | None, at: tuple[int, int] | None, expected: str, found: str, remedy: str) -> None:
        cell = f"ô {address(*at)}" if at else ""
        self.faults.append(Fault(expected, found, remedy, self.file, sheet.name if sheet else "", cell))


def read(path: Path, name: str = "") -> Book:
    """Read every table of a workbook, to be called `name`; raises InputError only when the file is no workbook."""
    sheets = read_cells(path, name or path.name)
    book = Book(name or path.name)
    declared = _declarations(sheets, book)
    # The own variables first: their labels stand in the other tables.
    named = sorted(((headings.table_of(sheet.name), sheet) for sheet in sheets), key=lambda pair: pair[0] != "chi_tieu")
    for table, sheet in named:
        if table:
            _Table(sheet, table, book, declared).read()
        elif sheet.cells and headings.key(sheet.name) not in map(headings.key, (GUIDE, LISTS)):
            _stray(sheet, book)
    if not any(table for table, _ in named):
        book.tell(
            None,
            None,
            f"các trang {listing(SHEETS.values(), 'hoặc')}",
            "không có trang nào như vậy",
            "Dùng biểu do lệnh htx workbook tạo ra.",
        )
    # One wrong place of the whole workbook, or one merged cell, is one mistake however many rows it stands for.
    book.faults = list({(fault.sheet, fault.cell, fault.expected): fault for fault in reversed(book.faults)}.values())[
        ::-1
    ]
    return book


# --- the guide sheet --------------------------------------------------------------------------------------------------


@dataclass
class _Declared:
    """What the guide sheet says for the whole workbook."""

    place: str = ""
    place_at: tuple[str, str] = ("", "")  # sheet and cell
    style: str = ""


def _declarations(sheets: list[Sheet], book: Book) -> _Declared:
    """What stands right of «Đơn vị» and «Cách viết số»."""
    declared = _Declared()
    for sheet in sheets:
        if headings.key(sheet.name) != headings.key(GUIDE):
            continue
        for (row, column), cell in sheet.cells.items():
            beside = sheet.cells.get((row, column + 1))
            value = tidy(beside.text[:LONGEST_CELL]) if beside else ""
            if headings.key(cell.text[:99]) == "don vi" and not declared.place_at[1]:
                declared.place, declared.place_at = value, (sheet.name, f"ô {address(row, column + 1)}")
            elif headings.key(cell.text[:99]) == "cach viet so" and value:
                declared.style = _style(value, sheet, (row, column + 1), book)
    book.place = declared.place
    return declared


def _style(value: str, sheet: Sheet, at: tuple[int, int], book: Book) -> str:
    for style in typed.STYLES:
        if fold(value) == fold(style):
            return style
    book.tell(sheet, at, f"một trong: {', '.join(typed.STYLES)}", quote(value), "Chọn trong danh sách hoặc để trống.")
    return ""


def _stray(sheet: Sheet, book: Book) -> None:
    """A sheet with another name: passed over, unless it looks like one of ours under a new name."""
    for table in SHEETS:
        _, found = _find_header(sheet, table)
        if set(required(table)) - {"don_vi"} <= set(found.values()):
            remedy = f"Đổi tên trang thành «{SHEETS[table]}» nếu là số liệu cần nhập; nếu không, xóa trang."
            book.tell(sheet, None, f"trang mang tên: {', '.join(SHEETS.values())}", quote(sheet.name), remedy)
            return
    book.notes.append(f"Trang «{sheet.name}» không thuộc biểu: không đọc.")


# --- headings ---------------------------------------------------------------------------------------------------------


def _find_header(sheet: Sheet, table: str) -> tuple[int, dict[int, str]]:
    """The row whose cells, with those above that stand over empty ones, name most columns; and column by position."""
    known, rows = headings.known(table), {r: c for r, c in sheet.rows().items() if r <= DEEPEST_HEADER}
    best: tuple[int, dict[int, str]] = (0, {})
    for row in rows:
        found = {position: known.get(headings.key(text)) for position, text in _heads(sheet, rows, row).items()}
        found = {position: name for position, name in found.items() if name is not None}
        if len(set(filter(None, found.values()))) > len(set(filter(None, best[1].values()))):
            best = row, found
    return best if len(set(filter(None, best[1].values()))) > 1 else (0, {})


def _heads(sheet: Sheet, rows: dict[int, dict[int, Cell]], row: int) -> dict[int, str]:
    """What stands over each column if `row` is the last row of headings: its own text, else that of the row above."""
    over = {position: cell.text for position, cell in rows.get(row - 1, {}).items() if len(rows[row - 1]) > 1}
    for top, left, bottom, _ in sheet.merged:
        if top <= row <= bottom and (top, left) in sheet.cells:
            over[left] = sheet.cells[top, left].text
    return over | {position: cell.text for position, cell in rows[row].items()}


# --- one table --------------------------------------------------------------------------------------------------------


class _Table:
    """Reads one sheet as one table."""

    def __init__(self, sheet: Sheet, table: str, book: Book, declared: _Declared):
        self.sheet, self.table, self.book, self.declared = sheet, table, book, declared
        self.header, self.position = 0, {}  # the row of headings; column → position
        self.rows = sheet.rows()
        self.remarks: list[int] = []

    def read(self) -> None:
        self.header, found = _find_header(self.sheet, self.table)
        if not self.header:
            if self.sheet.cells:
                expected = ", ".join(f"«{headings.heading(self.table, name)}»" for name in required(self.table))
                self._tell(
                    None,
                    f"dòng tiêu đề có các cột {expected}",
                    "không thấy dòng tiêu đề",
                    "Chép lại dòng tiêu đề từ biểu mẫu.",
                )
            return
        if self._check_header(found):
            rows = [raw for row, cells in self._rows() if (raw := self._raw(row, cells))]
            self.book.tables.setdefault(self.table, []).extend(rows)
            self._note_what_was_passed()

    def _tell(self, at: tuple[int, int] | None, expected: str, found: str, remedy: str) -> None:
        self.book.tell(self.sheet, at, expected, found, remedy)

    # --- headings ---

    def _check_header(self, found: dict[int, str]) -> bool:
        """Whether all columns needed are there once; fills `position`."""
        before = len(self.book.faults)
        for position, name in found.items():
            if name in self.position and name:
                where = address(self.header, self.position[name])
                self._tell(
                    (self.header, position),
                    "mỗi cột một lần",
                    f"cột {quote(self._head(position))} đã có ở ô {where}",
                    "Bỏ bớt một cột, hoặc đổi tên tiêu đề của cột không nhập.",
                )
            self.position.setdefault(name, position)
        self.position.pop("", None)
        missing = [name for name in columns(self.table) if name not in self.position]
        strange = [p for p in self.rows[self.header] if p not in found]
        renamed = {self._renamed(position, missing) for position in strange}
        for name in required(self.table):
            by_declaration = name == "don_vi" and self.declared.place_at[1]
            by_label = name == "chi_tieu" and LABEL in self.position
            if name not in self.position and name not in renamed and not by_declaration and not by_label:
                self._tell(
                    (self.header, 1),
                    f"cột «{headings.heading(self.table, name)}»",
                    "không có cột này",
                    "Thêm cột vào dòng tiêu đề, hoặc sửa tên cột cho đúng.",
                )
        return len(self.book.faults) == before

    def _head(self, position: int) -> str:
        return tidy(self.sheet.cells[self.header, position].text)

    def _renamed(self, position: int, missing: list[str]) -> str:
        """The column that a strange heading probably stands for, told as a fault; "" for a column of somebody's own."""
        names = {headings.heading(self.table, name): name for name in missing}
        hint = misspelt(self._head(position), names)
        if hint:
            self._tell(
                (self.header, position),
                f"tiêu đề cột có trong biểu: {', '.join(names)}",
                quote(self._head(position)),
                f"Sửa tên cột, hoặc bỏ cột.{hint}",
            )
            return next(name for words, name in names.items() if f"«{words}»" in hint)
        if any(column == position and row > self.header for row, column in self.sheet.cells):
            self._note(f"cột «{self._head(position)}» không thuộc biểu: không đọc")
        return ""

    # --- rows ---

    def _rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows below the headings with the cells of known columns; a text merged downwards stands in every row."""
        spread = self._merged_down()
        for row in sorted({*self.rows, *(row for row, _ in spread)}):
            if row > self.header:
                own = self.rows.get(row, {})
                cells = {name: own.get(p) or spread.get((row, name)) for name, p in self.position.items()}
                yield row, {name: cell for name, cell in cells.items() if cell}

    def _merged_down(self) -> dict[tuple[int, str], Cell]:
        spread = {}
        for top, left, bottom, right in self.sheet.merged:
            cell = self.sheet.cells.get((top, left))
            if top <= self.header or cell is None:
                continue
            covered = [name for name, position in self.position.items() if left <= position <= right]
            if cell.kind in ("số", "ngày") and any(name in NUMBERS for name in covered):
                self._tell(
                    (top, left),
                    "một số trong một ô",
                    f"{quote(cell.text)} trong ô gộp",
                    "Bỏ gộp ô (Merge) rồi ghi số vào từng dòng.",
                )
            name = next((name for name in covered if self.position[name] == left), "")
            if name and name not in NUMBERS and name != MAIN[self.table]:
                last = min(bottom, max(self.rows))
                spread |= {(row, name): cell for row in range(top + 1, last + 1)}
        return spread

    def _raw(self, row: int, cells: dict[str, Cell]) -> Raw | None:
        """The row as text, or None when it is a remark or waits for its number."""
        awaited = AWAITED.get(self.table, ())
        if awaited and not any(name in cells and not _is_missing(cells[name]) for name in awaited):
            if len(cells) == 1 and not self._code(cells):
                self._passed(row)
            return None
        if not cells or self._is_remark(row, cells):
            self._passed(row)
            return None
        return self._converted(row, cells)

    def _passed(self, row: int) -> None:
        """Remember a row that is not read, unless it only heads a section of the form."""
        if row in self.rows and headings.word("muc", self._first(row)) not in headings.sections():
            self.remarks.append(row)

    def _first(self, row: int) -> str:
        """The text of the first filled cell of a row, whatever its column."""
        cells = self.rows.get(row)
        return tidy(cells[min(cells)].text[:LONGEST_CELL]) if cells else ""

    def _is_remark(self, row: int, cells: dict[str, Cell]) -> bool:
        """Whether a row is a note, a title or a signature: words that are about no code and hold no number."""
        if self._code(cells):
            return False
        if _REMARK.match(fold(self._first(row))):
            return True
        if self.table in ("so_lieu", "muc_tieu"):
            said = [cell for name, cell in cells.items() if name in NUMBERS]
            return not any(re.search(r"\d", cell.text) or cell.kind != "chữ" for cell in said)
        return len(cells) == 1 and (" " in self._first(row) or MAIN[self.table] not in cells)

    def _code(self, cells: dict[str, Cell]) -> str:
        """The variable a row is about, by code or label; "" if it names none that is known."""
        known = {_code_of(cells[name].text, self._own) for name in ("chi_tieu", LABEL) if name in cells}
        return next(filter(None, sorted(known)), "")

    @cached_property
    def _own(self) -> tuple[tuple[str, str], ...]:
        """Code and label of the workbook's own variables."""
        return tuple((raw["ma"], raw["ten"]) for raw in self.book.tables.get("chi_tieu", ()))

    # --- cells ---

    def _converted(self, row: int, cells: dict[str, Cell]) -> Raw:
        found: dict[str, str] = {}
        told: set[str] = set()
        unit = _unit(cells)
        for name, cell in cells.items():
            try:
                found[name] = self._text(name, cell, unit)
            except Mistyped as mistake:
                found[name] = _shown(cell)
                told.add(name)
                self._tell((row, self.position[name]), mistake.expected, quote(found[name]), mistake.remedy)
        at = {name: (self.sheet.name, f"ô {address(row, p)}") for name, p in self.position.items()}
        self._name_the_variable(found, at, told)
        if "don_vi" in columns(self.table) and not found.get("don_vi"):
            found["don_vi"], at["don_vi"] = self.declared.place, self._place_at(at)
        found.pop(LABEL, None)
        self._check_needed(row, found, told)
        origin = Origin(self.book.file, row, self.sheet.name, address(row, self.position.get(MAIN[self.table], 1)))
        return Raw({name: text for name, text in found.items() if text}, origin, at, frozenset(told))

    def _text(self, name: str, cell: Cell, unit: Unit | None) -> str:
        """The cell as the data contract writes it; raises Mistyped."""
        _check_kind(name, cell)
        if name in NUMBERS and _is_missing(cell):
            return ""
        if name in NUMBERS:
            whole = unit if name != "thu_tu" else Unit.parse("lần")
            return (
                typed.stored(cell.text, cell.format, whole)
                if cell.kind == "số"
                else typed.number(cell.text, whole, self.declared.style)
            )
        if name in DATES:
            return (
                cell.text
                if cell.kind == "ngày"
                else typed.year(cell.text)
                if cell.kind == "số"
                else typed.moment(cell.text)
            )
        text = typed.stored(cell.text) if cell.kind == "số" else tidy(cell.text)
        return _code_of(text, self._own) or text if name in CODES else headings.word(name, text)

    def _place_at(self, at: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """Where the place is to be written: the column of the table, else the guide sheet."""
        return at["don_vi"] if "don_vi" in self.position and not self.declared.place else self.declared.place_at

    def _name_the_variable(self, found: dict[str, str], at: dict, told: set[str]) -> None:
        """Take the code from the label where only that is given; where both are, they must name one variable."""
        label, code = found.get(LABEL, ""), found.get("chi_tieu", "")
        meant = _code_of(label, self._own) if label else ""
        if label and not code:
            found["chi_tieu"], at["chi_tieu"] = meant or label, at[LABEL]
        elif meant and code and meant != code and not _same_label(meant, code):
            sheet, cell = at[LABEL]
            told.add("chi_tieu")
            self.book.faults.append(
                Fault(
                    f"tên của mã «{code}»", quote(label),
                    f"Tên này là của mã «{meant}»: có thể hai cột đã bị sắp xếp lệch nhau. Sửa một trong hai.",
                    self.book.file, sheet, cell,
                )
            )  # fmt: skip

    def _check_needed(self, row: int, found: dict[str, str], told: set[str]) -> None:
        for name in NEEDED.get(self.table, ()):
            if not found.get(name) and name not in told:
                self._tell(
                    (row, self.position[name]),
                    f"«{headings.heading(self.table, name)}» của dòng này",
                    "ô trống",
                    "Điền ô này, hoặc xóa cả dòng.",
                )

    # --- notes ---

    def _note(self, text: str) -> None:
        self.book.notes.append(f"Trang «{self.sheet.name}»: {text}.")

    def _note_what_was_passed(self) -> None:
        if self.remarks:
            self._note(f"dòng {_numbers(self.remarks)} là tiêu đề hoặc ghi chú, không đọc")
        raws = self.book.tables[self.table]
        hidden = [
            raw.origin.row
            for raw in raws
            if raw.origin.sheet == self.sheet.name and raw.origin.row in self.sheet.hidden_rows
        ]
        if hidden:
            self._note(f"dòng {_numbers(hidden)} đang ẩn, vẫn được đọc")
        columns_hidden = [name for name, p in self.position.items() if name != LABEL and self.sheet.is_hidden(0, p)]
        if columns_hidden:
            names = (f"«{headings.heading(self.table, name)}»" for name in columns_hidden)
            self._note(f"cột {listing(names)} đang ẩn, vẫn được đọc")
        undated = [
            raw.origin.row
            for raw in raws
            if self.table == "so_lieu" and not raw["den_ngay"] and "den_ngay" not in raw.told
        ]
        if undated:
            self._note(f"dòng {_numbers(undated)} không có ngày: được giữ, nhưng không in trong báo cáo")
        if self.sheet.hidden:
            self._note("trang đang ẩn, vẫn được đọc")


def _check_kind(name: str, cell: Cell) -> None:
    """Raise Mistyped for what no column can hold: errors, formulas without a result, dates that were numbers."""
    if cell.kind == "lỗi":
        raise Mistyped("giá trị của ô", "Công thức bị lỗi hoặc ngày ngoài lịch: sửa công thức, hoặc gõ thẳng giá trị.")
    if cell.kind == "chưa tính":
        raise Mistyped("kết quả của công thức", "Tệp chưa lưu kết quả: mở bằng Excel, đợi tính xong rồi lưu lại.")
    if cell.kind == "lôgic":
        raise Mistyped("chữ, số hoặc ngày", "Ô đang là giá trị đúng/sai (TRUE/FALSE): gõ lại.")
    if cell.kind == "ngày" and name not in DATES:
        raise Mistyped(
            "một con số" if name in NUMBERS else "chữ",
            "Excel đã đổi thành ngày: định dạng ô là Số hoặc Chữ (Text) rồi gõ lại.",
        )
    if len(cell.text) > LONGEST_CELL:
        raise Mistyped(f"ô dài tối đa {LONGEST_CELL} ký tự", "Rút gọn hoặc tách thành nhiều dòng.")


def _shown(cell: Cell) -> str:
    """A refused cell as a person sees it, roughly."""
    return tidy(cell.text[:LONGEST_CELL]) or ("công thức" if cell.formula else "")


def _is_missing(cell: Cell) -> bool:
    return cell.kind == "chữ" and tidy(cell.text[:99]).lower() in typed.MISSING


def _unit(cells: dict[str, Cell]) -> Unit | None:
    try:
        return Unit.parse(tidy(cells["don_vi_tinh"].text[:99])) if "don_vi_tinh" in cells else None
    except UnknownUnit:
        return None  # told when the row is parsed


def _numbers(rows: Iterable[int]) -> str:
    """Row numbers with runs joined.

    >>> _numbers([4, 5, 6, 9])
    '4-6, 9'
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


# --- codes and labels -------------------------------------------------------------------------------------------------


@cache
def _labels(own: tuple[tuple[str, str], ...]) -> dict[str, set[str]]:
    """Label as compared → the codes that bear it; a code is its own label."""
    given = [(each.code, each.label) for each in variables.load().values()]
    computed = [(each.name, each.label) for each in catalogue.load().values()]
    found: dict[str, set[str]] = {}
    for code, label in (*given, *computed, *own):
        found.setdefault(fold(label), set()).add(code)
        found.setdefault(fold(code), set()).add(code)
    return found


def _code_of(text: str, own: tuple[tuple[str, str], ...]) -> str:
    """The one code that a cell names by itself or by its label, "" if none or several."""
    codes = _labels(own).get(fold(text[:LONGEST_CELL]), set())
    return next(iter(codes)) if len(codes) == 1 else ""


def _same_label(one: str, other: str) -> bool:
    return any({one, other} <= codes for codes in _labels(()).values())
