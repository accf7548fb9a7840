"""What stands in the cells of an Excel workbook, read as a stream and within limits.

Not through openpyxl's own workbook: that gives either formulas or their results, lays out every cell of a merged range
(one mark over a whole sheet is 17 billion cells), keeps no sign of a bomb, and gives up on decoration it does not know.
Here one pass yields each filled cell as stored, whether a formula made it, and what is hidden or merged.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zipfile import BadZipFile, ZipFile

import defusedxml.sax
from defusedxml import DefusedXmlException
from openpyxl.styles.numbers import builtin_format_code
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from ...words.disk import said
from ...words.errors import Fault, InputError, quote
from ...words.location import Location
from ...words.text import tidy
from .cell_text import YEARS
from .number_format import shown_date

# A filled form is 100 KB packed and under 2 MB unpacked; a sheet of figures compresses 10 to 40 times.
MOST_BYTES = 64 * 2**20  # of all parts, unpacked
MOST_TIMES = 250  # a part may unpack to, when it is large enough to matter
SMALL = 2**20
MOST_PARTS = 2_000
MOST_CELLS = 400_000
MOST_LETTERS = 40_000_000  # of all cells: a text is stored once, however many cells show it
MOST_MERGED = 20_000
LONGEST_TEXT = 32_768  # one more than Excel lets into a cell; the rest of a longer one is not kept
LAST_ROW, LAST_COLUMN = 2**20, 2**14  # of any workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls, or an .xlsx behind a password


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. `kind`: số, chữ, ngày (ISO, as precise as its format shows), lôgic, lỗi, chưa tính."""

    kind: str
    text: str
    format: str = "General"
    formula: bool = False


@dataclass
class Sheet:
    """One sheet: its filled cells by (row, column), both from 1; merged ranges as (top, left, bottom, right)."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def rows(self) -> dict[int, dict[int, Cell]]:
        """The filled cells row by row, in order."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found

    def is_hidden(self, row: int, column: int) -> bool:
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


def address(row: int, column: int) -> str:
    """The name of a cell.

    >>> address(7, 28)
    'AB7'
    """
    return f"{get_column_letter(column)}{row}"


def location(row: int, column: int) -> Location:
    """The same in parts, for mistakes."""
    return Location(row=row, letters=get_column_letter(column))


def read(path: Path, name: str = "", wanted: Callable[[str], bool] = lambda sheet: True) -> list[Sheet]:
    """The sheets of a workbook in their order; raises InputError with one Fault when the file cannot be read as one.

    `name` is what faults call the file; sheets whose names are not `wanted` are left out.
    """
    name = name or path.name
    try:
        with ZipFile(path) as archive:
            _check_sizes(archive)
            _check_kind(archive)
            return list(_Package(archive).sheets(wanted))
    except (TooLarge, Damaged) as error:
        raise _refused(name, str(error)) from None
    except OtherKind as error:
        raise _other_kind(name, str(error)) from None
    except (BadZipFile, OSError):
        raise _no_archive(path, name) from None
    except (DefusedXmlException, SAXException) as error:
        kind = "nội dung XML bị cấm (thực thể, DTD)" if isinstance(error, DefusedXmlException) else "XML hỏng"
        raise _refused(name, kind) from None
    except (ValueError, LookupError, NotImplementedError, RuntimeError, EOFError, OverflowError, zlib.error) as error:
        # What zipfile and the codecs raise on damaged or encrypted parts, and here a reference into nowhere.
        raise _refused(name, f"tệp hỏng ({type(error).__name__})") from None


class TooLarge(ValueError):
    """The workbook goes beyond a limit; the message says which."""


class OtherKind(ValueError):
    """The file is another program's document; the message says which."""


class Damaged(ValueError):
    """A part of the workbook is not there; the message says which."""


def _check_sizes(archive: ZipFile) -> None:
    """Refuse an archive that would unpack to too much, before unpacking any of it."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES or len(parts) > MOST_PARTS:
        raise TooLarge(f"tệp nén bung ra {total / 2**20:,.0f} MB, {len(parts)} phần".replace(",", "."))
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_TIMES * part.compress_size:
            raise TooLarge(f"phần {quote(part.filename)} nén hơn {MOST_TIMES} lần")


def _refused(name: str, found: str) -> InputError:
    expected = f"sổ tính Excel (.xlsx) bình thường, bung ra không quá {MOST_BYTES // 2**20} MB"
    return InputError(Fault(expected, found, "Mở bằng Excel, chép bảng sang một tệp mới rồi lưu .xlsx.", name))


# What stands at the start of files that are called workbooks and are none of ours.
_KINDS = (
    (_OLE, "tệp .xls đời cũ hoặc tệp có mật khẩu"),
    (b"%PDF", "tệp PDF"),
    (b"<", "trang web (HTML, XML) mang tên sổ tính"),
    (b"\xef\xbb\xbf<", "trang web (HTML, XML) mang tên sổ tính"),
)
# What stands in archives that are other programs' documents.
_DOCUMENTS = (
    ("xl/workbook.bin", "sổ tính Excel nhị phân (.xlsb)"),
    ("mimetype", "tệp của LibreOffice (.ods)"),
    ("word/document.xml", "tệp Word"),
    ("ppt/presentation.xml", "tệp PowerPoint"),
    ("Index/Document.iwa", "tệp Apple Numbers"),
)


def _check_kind(archive: ZipFile) -> None:
    """Refuse another program's document by its name, not as a damaged workbook."""
    names = set(map(_plain_name, archive.namelist()))
    for part, kind in _DOCUMENTS:
        if _plain_name(part) in names:
            raise OtherKind(kind)


def _other_kind(name: str, found: str) -> InputError:
    remedy = "Mở bằng Excel, bỏ mật khẩu nếu có, chọn Lưu thành «Excel Workbook (.xlsx)»."
    return InputError(Fault("sổ tính Excel dạng .xlsx", found, remedy, name))


def _no_archive(path: Path, name: str) -> InputError:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        return InputError(Fault("tệp đọc được", said(error), "Kiểm tra đường dẫn và quyền đọc.", name))
    found = (
        "tệp trống" if not start else next((kind for sign, kind in _KINDS if start.startswith(sign)), "một loại tệp khác")
    )
    return _other_kind(name, found)


# --- the parts of the package -----------------------------------------------------------------------------------------


class _Package:
    """The parts of a workbook that hold cells: which sheets there are, shared texts, number formats."""

    def __init__(self, archive: ZipFile):
        self.archive = archive
        self.cells = self.letters = 0
        self.parts = _by_name(archive.namelist())
        books = [part for type, part in self._relations("").values() if type.endswith("/officeDocument")]
        self.related = self._relations(books[0])
        self.book = self._read(books[0], _Elements({"sheet", "workbookPr"})).found
        self.texts = self._optional("/sharedStrings", _Texts())
        self.formats = _formats(self._optional("/styles", _Elements({"numFmt", "cellXfs", "xf", "cellStyles"})))

    def sheets(self, wanted: Callable[[str], bool]) -> Iterator[Sheet]:
        from_1904 = any(_true(at.get("date1904")) for name, at in self.book if name == "workbookPr")
        for at in (at for name, at in self.book if name == "sheet"):
            name = tidy(unescaped(at.get("name", "")))
            kind, part = self.related.get(at.get("id", ""), ("/worksheet", ""))
            if kind.endswith("/worksheet") and _plain_name(part) not in self.parts:
                raise Damaged(f"tệp hỏng: thiếu nội dung của trang {quote(name)}")
            if kind.endswith("/worksheet") and wanted(name):
                sheet = Sheet(name, at.get("state", "visible") != "visible")
                self._read(part, _Cells(sheet, self, MAC_EPOCH if from_1904 else WINDOWS_EPOCH))
                yield sheet

    def count(self, text: str) -> None:
        self.cells += 1
        self.letters += len(text)
        if self.cells > MOST_CELLS or self.letters > MOST_LETTERS:
            raise TooLarge(f"hơn {MOST_CELLS} ô, hoặc {MOST_LETTERS} chữ trong các ô")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the package: id → type and part."""
        folder, name = posixpath.split(part)
        found = self._read(posixpath.join(folder, "_rels", f"{name}.rels"), _Elements({"Relationship"})).found
        inside = (at for _, at in found if at.get("TargetMode") != "External")
        return {at["Id"]: (at["Type"], _target(part, at["Target"])) for at in inside}

    def _optional(self, kind: str, handler):
        part = next((part for type, part in self.related.values() if type.endswith(kind)), "")
        return (self._read(part, handler) if part else handler).found

    def format(self, style: str) -> str:
        """The number format of a cell style; raises LookupError where the workbook has no such style."""
        return self.formats[int(style)] if style != "0" else self.formats.get(0, "General")

    def _read(self, part: str, handler):
        with self.archive.open(self.parts[_plain_name(part)]) as source:
            defusedxml.sax.parse(source, handler, forbid_dtd=True)
        return handler


def _by_name(names: list[str]) -> dict[str, str]:
    """Name of a part as it is compared → as the archive has it; raises ValueError where two are one and the same."""
    found = {_plain_name(name): name for name in names}
    if len(found) < len(names):
        raise ValueError("two parts of one name")
    return found


def _plain_name(part: str) -> str:
    r"""The form in which names of parts are compared: case does not matter, nor "%20" for a blank, nor "\" for "/".

    >>> _plain_name("xl\\Worksheets/Sheet%201.xml") == _plain_name("/xl/worksheets/sheet 1.xml")
    True
    """
    return unquote(part).replace("\\", "/").lstrip("/").casefold()


def _target(base: str, target: str) -> str:
    """The part that a relation of another part names, from the root of the package."""
    target = target.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_BREAK = re.compile("\r\n?|[\v\f]")


def unescaped(text: str) -> str:
    r"""A text of the format as it was typed: characters that XML cannot hold are written _xHHHH_, also that "_" itself.

    >>> unescaped("a_x000D_\nb"), unescaped("_x005F_x000D_"), unescaped("_xD83D__xDE00_") == "\U0001f600"
    ('a\nb', '_x000D_', True)
    """
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BREAK.sub("\n", text)


def _true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _formats(elements: Iterable[tuple[str, dict]]) -> dict[int, str]:
    """The number format of each cell style, by the number with which cells refer to it."""
    codes, found, inside = {}, {}, False
    for name, at in elements:
        if name == "numFmt":
            codes[at.get("numFmtId")] = unescaped(at.get("formatCode", "General"))
        inside = (inside or name == "cellXfs") and name != "cellStyles"
        if name == "xf" and inside:
            id = at.get("numFmtId", "0")
            found[len(found)] = codes.get(id) or builtin_format_code(int(id)) or "General"
    return found


# --- handlers of XML events -------------------------------------------------------------------------------------------


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


class _Elements(ContentHandler):
    """The elements of these names with their attributes, in the order of the file."""

    def __init__(self, wanted: set[str]):
        super().__init__()
        self.wanted, self.found = wanted, []

    def startElement(self, name, attrs):
        if _local(name) in self.wanted:
            self.found.append((_local(name), {_local(key): attrs[key] for key in attrs.getNames()}))


class _Texts(ContentHandler):
    """The shared texts: the runs of one <si> joined, without its phonetic readings."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.runs, self.room = [], LONGEST_TEXT
        self.taking = self.phonetic = False

    def startElement(self, name, attrs):
        name = _local(name)
        self.taking = name == "t" and not self.phonetic
        self.phonetic = self.phonetic or name == "rPh"

    def characters(self, content):
        if self.taking and self.room > 0:
            self.runs.append(content[: self.room])
            self.room -= len(content)

    def endElement(self, name):
        name, self.taking = _local(name), False
        if name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.found.append(unescaped("".join(self.runs)))
            self.runs, self.room = [], LONGEST_TEXT


class _Cells(_Texts):
    """Fills a sheet with its cells, merged ranges and hidden rows and columns."""

    def __init__(self, sheet: Sheet, package: _Package, epoch):
        super().__init__()
        self.sheet, self.package, self.epoch = sheet, package, epoch
        self.row = self.column = 0
        self.type = self.style = ""
        self.formula = False

    def startElement(self, name, attrs):
        name = _local(name)
        if name == "c":
            self.row, self.column = _position(attrs.get("r", ""), self.row, self.column + 1)
            self.type, self.style = attrs.get("t", "n"), attrs.get("s", "0")
            self.runs, self.room, self.formula = [], LONGEST_TEXT, False
        elif name == "v":
            self.taking = True
        elif name in ("t", "rPh"):  # a text of the cell's own
            super().startElement(name, attrs)
        elif name == "f":
            self.formula = True
        else:
            self._layout(name, attrs)

    def _layout(self, name, attrs):
        if name == "row":
            self.row, self.column = int(attrs.get("r", self.row + 1)), 0
            if _true(attrs.get("hidden")):
                self.sheet.hidden_rows.add(self.row)
        elif name == "col" and _true(attrs.get("hidden")):
            self.sheet.hidden_columns.append((int(attrs["min"]), int(attrs["max"])))
        elif name == "mergeCell":
            self.sheet.merged.append(_range(attrs["ref"]))
            if len(self.sheet.merged) > MOST_MERGED:
                raise TooLarge(f"hơn {MOST_MERGED} ô gộp")

    def endElement(self, name):
        name, self.taking = _local(name), False
        if name == "rPh":
            self.phonetic = False
        elif name == "c":
            cell = self._cell("".join(self.runs)) if self.runs or self.formula else None
            self.package.count(cell.text if cell else "")
            if cell:
                self.sheet.cells[self.row, self.column] = cell

    def _cell(self, text: str) -> Cell | None:
        type = self.type
        if type == "s" and text:
            type, text = "str", self.package.texts[int(text)]
        elif type in ("str", "inlineStr"):
            text = unescaped(text)
        if not text or text.isspace():
            return Cell("chưa tính", "", formula=True) if self.formula and type == "n" else None
        if type == "n":
            return self._number(text.strip())
        if type == "d" and _is_day(text[:10]):
            return Cell("ngày", text[:10], formula=self.formula)
        return Cell({"b": "lôgic", "e": "lỗi"}.get(type, "chữ"), text, formula=self.formula)

    def _number(self, text: str) -> Cell:
        format = self.package.format(self.style)
        if shown_date(format):
            return Cell(*_dated(text, format, self.epoch), format, self.formula)
        return Cell("số", text, format, self.formula)


def _dated(text: str, format: str, epoch) -> tuple[str, str]:
    """A serial number as the date that its format shows: Excel keeps "5/2023" as 1/5/2023, shown May-23.

    A bare year typed into a cell for dates is that many days after 1900: no day of 1905 can be meant.
    """
    if text.isdecimal() and int(text) in YEARS:
        return "số", text
    try:
        day = from_excel(float(text), epoch)
    except (ValueError, OverflowError):
        return "lỗi", text
    shown = shown_date(format)
    if not hasattr(day, "year") or shown == "giờ":
        return "chữ", str(day.time() if hasattr(day, "time") else day)
    return "ngày", day.isoformat()[: {"ngày": 10, "tháng": 7, "năm": 4}[shown]]


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def _position(reference: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of "B7"; without a reference, the place after the last cell."""
    match = _CELL.fullmatch(reference)
    if reference and not match:
        raise ValueError(f"no cell is called {reference!r}")
    if match:
        row, column = int(match[2]), _column(match[1])
    if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
        raise ValueError("a cell outside every sheet")
    return row, column


@cache
def _column(letters: str) -> int:
    """The number of a column: "AB" is the 28th."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return *_position(first, 0, 0), *_position(last or first, 0, 0)
