"""One sheet as one table: its headings and rows are found where people have put them, its cells read column by column.

What cannot be understood becomes a fault at its cell; what was passed over is said in a note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ...words.errors import Fault, misspelt, quote
from ...words.location import Location
from ...words.text import fold, listing, nearest, tidy
from .. import asides
from ..contract import TABLES, columns, required
from ..rows import Origin
from ..tables import Raw
from . import headings
from .cell import DATES, NUMBERS, Own, code_of, is_missing, plain, same_label, shown, unit_of
from .cell_text import Mistyped
from .headings import CONFIRM, LABEL
from .xlsx import MOST_CELLS, Cell, Sheet, address, location

DEEPEST_HEADER, WIDEST_HEADER = 60, 200  # rows, columns
LONGEST_HEADING = 200  # characters
MOST_FAULTS = 1000  # nobody reads more; a sheet with more of them is no form of ours
_CONFIRMED = ("x", "co", "dung", "1", "v", "ok", "✓")
_REMARK = re.compile(r"(ghi chu|luu y|nguoi lap|nguoi ky|thu truong|giam doc|chu tich|noi nhan|tm|kt|chu thich)\b")


@dataclass
class Book:
    """The tables of one workbook, or what keeps them from being read."""

    file: str
    tables: dict[str, list[Raw]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was passed over, for the report
    place: str = ""  # as the guide sheet declares it
    is_form: bool = True  # at least one of its sheets is one of ours
    held: list[str] = field(default_factory=list)  # the rows that the form came with, a mark each
    # What the form says of its report: label as compared → the cell beside it (None: empty) and where that is.
    asked: dict[str, tuple[Cell | None, str, Location]] = field(default_factory=dict)

    def tell(self, sheet: Sheet | None, at: tuple[int, int] | None, expected: str, found: str, remedy: str) -> None:
        where = location(*at) if at else Location()
        self.faults.append(Fault(expected, found, remedy, self.file, sheet.name if sheet else "", where))


@dataclass
class Declared:
    """What the guide sheet says for the whole workbook."""

    place: str = ""
    place_at: tuple[str, Location, str] | None = None  # sheet, cell, what stands there
    style: str = ""


# --- headings ---------------------------------------------------------------------------------------------------------


def find_header(sheet: Sheet, table: str) -> tuple[int, dict[int, str]]:
    """The row whose cells, with those above that stand over empty ones, name most columns; and column by position."""
    known, best = headings.known(table), (0, {})
    for row, heads in heads_of(sheet).items():
        found = {position: known[head] for position, head in heads.items() if head in known}
        if len(set(found.values()) - {""}) > len(set(best[1].values()) - {""}):
            best = row, found
    return best if len(set(best[1].values()) - {""}) > 1 else (0, {})


def heads_of(sheet: Sheet) -> dict[int, dict[int, str]]:
    """For each row near the top, what stands over each column if the headings end there, as headings are compared.

    That is the row's own text, else what is merged down into it, else the text of the row above.
    """
    near = {at: cell.text for at, cell in sheet.cells.items() if at[0] <= DEEPEST_HEADER and at[1] <= WIDEST_HEADER}
    words = {at: headings.key(text) for at, text in near.items() if len(text) <= LONGEST_HEADING}
    own = {row: {c: head for (r, c), head in words.items() if r == row} for row in sorted({r for r, _ in words})}
    merged = [range for range in sheet.merged if range[:2] in words and range[2] > range[0]]
    found = {}
    for row, heads in own.items():
        above = own.get(row - 1, {})
        down = {left: words[top, left] for top, left, bottom, _ in merged if top <= row <= bottom}
        found[row] = (above if len(above) > 1 else {}) | down | heads
    return found


# --- one table --------------------------------------------------------------------------------------------------------


class Table:
    """Reads one sheet as one table."""

    def __init__(self, sheet: Sheet, table: str, book: Book, declared: Declared):
        self.sheet, self.table, self.book, self.declared = sheet, table, book, declared
        self.header, self.position = 0, {}  # the row of headings; column → position
        self.rows = sheet.rows()
        self.remarks: list[int] = []
        self.unconfirmed = 0  # rows that wait for somebody's mark

    def read(self) -> None:
        self.header, found = find_header(self.sheet, self.table)
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
            rows = self.book.tables.setdefault(self.table, [])
            for row, cells in self._rows():
                if len(self.book.faults) > MOST_FAULTS:
                    break
                if raw := self._raw(row, cells):
                    rows.append(raw)
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
        strange = [
            position for position in self.rows[self.header] if position not in found and position <= WIDEST_HEADER
        ]
        renamed = {self._renamed(position, missing) for position in strange}
        for name in required(self.table):
            by_declaration = name == "don_vi" and self.declared.place_at
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
        cell = self.rows[self.header].get(position) or self.rows.get(self.header - 1, {}).get(position)
        return tidy(cell.text[:LONGEST_HEADING]) if cell else ""

    def _renamed(self, position: int, missing: list[str]) -> str:
        """The column that a strange heading probably stands for, told as a fault; "" for a column of somebody's own."""
        names = {headings.heading(self.table, name): name for name in missing}
        if meant := nearest(self._head(position), names):
            self._tell(
                (self.header, position),
                f"tiêu đề cột có trong biểu: {', '.join(names)}",
                quote(self._head(position)),
                f"Sửa tên cột, hoặc bỏ cột.{misspelt(self._head(position), names)}",
            )
            return names[meant]
        if position in self._filled:
            self._note(f"cột «{self._head(position)}» không thuộc biểu: không đọc")
        return ""

    @cached_property
    def _filled(self) -> set[int]:
        """The columns that hold something below the headings."""
        return {column for row, column in self.sheet.cells if row > self.header}

    # --- rows ---

    def _rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows below the headings with the cells of known columns; a text merged downwards stands in every row."""
        spread = self._merged_down()
        for row, own in self.rows.items():
            if row > self.header:
                cells = {name: own.get(p) or spread.get((row, name)) for name, p in self.position.items()}
                yield row, {name: cell for name, cell in cells.items() if cell}

    def _merged_down(self) -> dict[tuple[int, str], Cell]:
        """A text merged over several rows, for each of the others; a number merged over cells is a fault."""
        spread, rows, covered_rows = {}, list(self.rows), 0
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
            if name and name not in NUMBERS and name != TABLES[self.table].main:
                below = rows[bisect_right(rows, top) : bisect_right(rows, bottom)]
                spread |= {(row, name): cell for row in below}
                covered_rows += len(below)
            if covered_rows > MOST_CELLS:  # overlapping ranges, which no program makes
                break
        return spread

    def _raw(self, row: int, cells: dict[str, Cell]) -> Raw | None:
        """The row as text, or None when it is a remark or waits for its number, or for somebody to confirm it."""
        if CONFIRM in self.position:
            mark = cells.pop(CONFIRM, None)
            if cells and (mark is None or fold(tidy(mark.text)) not in _CONFIRMED):
                self.unconfirmed += 1
                return None
        awaited = TABLES[self.table].awaited
        if awaited and not any(name in cells and not is_missing(cells[name]) for name in awaited):
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
        return tidy(cells[min(cells)].text[:LONGEST_HEADING]) if cells else ""

    def _is_remark(self, row: int, cells: dict[str, Cell]) -> bool:
        """Whether a row is a note, a title or a signature: words that are about no code and hold no number."""
        if self._code(cells):
            return False
        if self._is_aside(row):
            return True
        if _REMARK.match(fold(self._first(row))):
            return True
        if self.table in ("so_lieu", "muc_tieu"):
            said = [cell for name, cell in cells.items() if name in NUMBERS]
            return not any(re.search(r"\d", cell.text) or cell.kind != "chữ" for cell in said)
        return len(cells) == 1 and (" " in self._first(row) or TABLES[self.table].main not in cells)

    def _is_aside(self, row: int) -> bool:
        """Whether a row numbers the columns or adds up; "Tổng số" may be somebody's word for a variable and is told."""
        first = self._first(row)
        texts = (tidy(cell.text[:LONGEST_HEADING]) for cell in self.rows[row].values())
        return asides.is_numbering(texts) or (asides.is_total(first) and "so" not in fold(first).split())

    def _code(self, cells: dict[str, Cell]) -> str:
        """The variable a row is about, by code or label; "" if it names none that is known."""
        known = {code_of(cells[name].text, self._own) for name in ("chi_tieu", LABEL) if name in cells}
        return next(filter(None, sorted(known)), "")

    @cached_property
    def _own(self) -> Own:
        """Code and label of the workbook's own variables."""
        return tuple((raw["ma"], raw["ten"]) for raw in self.book.tables.get("chi_tieu", ()))

    # --- cells ---

    def _converted(self, row: int, cells: dict[str, Cell]) -> Raw:
        found: dict[str, str] = {}
        told: set[str] = set()
        unit = unit_of(cells)
        for name, cell in cells.items():
            try:
                found[name] = plain(name, cell, unit, self.declared.style, self._own)
            except Mistyped as mistake:
                found[name] = "" if name in DATES else tidy(cell.text[:LONGEST_HEADING])  # a wrong day fits no place
                told.add(name)
                self._tell((row, self.position[name]), mistake.expected, quote(shown(cell)), mistake.remedy)
        seen = {name: shown(cell) for name, cell in cells.items()}
        at = {name: (self.sheet.name, location(row, p), seen.get(name, "")) for name, p in self.position.items()}
        self._name_the_variable(found, at, told)
        if "don_vi" in columns(self.table) and not found.get("don_vi"):
            found["don_vi"], at["don_vi"] = self.declared.place, self._place_at(at)
        found.pop(LABEL, None)
        self._check_needed(row, found, told)
        origin = Origin(self.book.file, row, self.sheet.name, address(row, self.position.get(TABLES[self.table].main, 1)))
        return Raw({name: text for name, text in found.items() if text}, origin, at, frozenset(told))

    def _place_at(self, at: dict[str, tuple[str, Location, str]]) -> tuple[str, Location, str]:
        """Where the place is to be written: the column of the table, else the guide sheet."""
        return at["don_vi"] if "don_vi" in self.position and not self.declared.place else self.declared.place_at

    def _name_the_variable(self, found: dict[str, str], at: dict, told: set[str]) -> None:
        """Take the code from the label where only that is given; where both are, they must name one variable."""
        label, code = found.get(LABEL, ""), found.get("chi_tieu", "")
        meant = code_of(label, self._own) if label else ""
        if label and not code:
            found["chi_tieu"], at["chi_tieu"] = meant or label, at[LABEL]
        elif meant and code_of(code, self._own) not in ("", meant) and not same_label(meant, code):
            sheet, where, _ = at[LABEL]
            told.add("chi_tieu")
            self.book.faults.append(
                Fault(
                    f"tên của mã «{code}»", quote(label),
                    f"Tên này là của mã «{meant}»: có thể hai cột đã bị sắp xếp lệch nhau. Sửa một trong hai.",
                    self.book.file, sheet, where,
                )
            )  # fmt: skip

    def _check_needed(self, row: int, found: dict[str, str], told: set[str]) -> None:
        for name in (column.name for column in TABLES[self.table].columns if column.filled):
            if not found.get(name) and name not in told:
                told.add(name)
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
        if self.unconfirmed:
            self._note(f"{self.unconfirmed} dòng chưa đánh x ở cột «{CONFIRM}»: không nhập")
        if self.remarks:
            self._note(f"dòng {_numbers(self.remarks)} là tiêu đề, ghi chú hoặc dòng tổng, không đọc")
        raws = self.book.tables[self.table]
        hidden = [
            raw.origin.row
            for raw in raws
            if raw.origin.sheet == self.sheet.name and raw.origin.row in self.sheet.hidden_rows
        ]
        if hidden:
            self._note(f"dòng {_numbers(hidden)} đang ẩn, vẫn được đọc")
        read = {name: p for name, p in self.position.items() if name not in (LABEL, CONFIRM)}
        columns_hidden = [name for name, p in read.items() if self.sheet.is_hidden(0, p)]
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
