"""A passage of a text: a paragraph or a table row, with its place, its numbers and its sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest

from htxlib.codelists.units import Unit, UnknownUnit
from htxlib.words.text import fold

from .aside import LIST
from .numbers import Number, find

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u0008\u000b-\u001f]")
_BLANK = re.compile(r"[\u00a0\u2000-\u200a\u202f\u3000\t\n\r]")
# "tr. đồng", "TP. Huế", "PGS. TS.": a dot that ends no sentence.
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:tr|TP|Tp|TX|TT|Th\.?S|TS|PGS|GS|KS|ThS|BS|Mr|Mrs|St|[A-ZĐ])\.$")
_END = re.compile(r"[.!?…]+[\"”»)]*\s+(?=[\"“«(\[+−-]*[A-ZĐÀ-Ỵ0-9])")
WIDEST, LONGEST = 60, 2000  # columns and rows that a cell may reach over; no table of a report has more
_ITEM_NUMBER_HEADS = ("tt", "stt", "so tt", "#", "so thu tu")
_UNIT_HEADS = ("dvt", "don vi tinh", "don vi")


def clean(text: str) -> str:
    """NFC, every kind of blank as a plain one, nothing invisible; runs of blanks stay, so that places stay."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


@dataclass(frozen=True)
class Cell:
    """One cell of a table row: where its text begins in the row's, and what stands above it."""

    text: str
    start: int
    head: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Passage:
    """A paragraph (also a list item or a heading) or a table row."""

    text: str
    where: str  # "đoạn 12", "bảng 2, hàng 3", "dòng 7"
    kind: str = "đoạn"  # đoạn, hàng (of a table), đầu bảng
    cells: tuple[Cell, ...] = ()
    is_item: bool = False  # of a list
    over: tuple[str, ...] = ()  # of a row: its texts, with those of cells that reach down or across into it
    # Where each paragraph of the Word file begins in the text, and its element.
    nodes: tuple[tuple[int, object], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(_row_numbers(self)) if self.cells else find(self.text, alone=True)

    @cached_property
    def label(self) -> str:
        """Of a table row: what it is about, the first cell that is words and no unit."""
        return next((c.text for c in self.cells if _is_words(c.text) and not is_unit(c)), "")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order; a table row is one."""
        spans = [(0, len(self.text))] if self.cells else list(_sentence_spans(self.text))
        return tuple(Sentence(self, start, end) for start, end in spans)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage; its numbers are placed within it."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        inside = (n for n in self.passage.numbers if self.start <= n.start < self.end)
        return tuple(n.moved(-self.start) for n in inside)


# --- sentences and rows ----------------------------------------------------------------------------------------------


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.end()].rstrip()
        if _ABBREVIATED.search(head) or not re.search(r"[^\W\d_]{2}", head):  # "1. Đã tổ chức": no end
            continue
        yield start, start + len(head)
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _row_numbers(row: Passage) -> Iterator[Number]:
    """The numbers of each cell; the unit comes from the row's own unit cell, or from the column's head."""
    unit = next((c.text for c in row.cells if fold(c.head) in _UNIT_HEADS), "")
    for cell in row.cells:
        for number in find(cell.text):
            if fold(cell.head) in _ITEM_NUMBER_HEADS or (not cell.start and fold(cell.head) == "hang"):
                number = replace(number, kind=LIST)
            elif number.is_quantity and number.unit is None and not _is_words(cell.text):
                number = replace(number, unit=Unit.parse("lần") if "gấp" in cell.text else _unit_of(cell.head, unit))
            yield number.moved(cell.start)


def is_unit(cell: Cell) -> bool:
    """Read «Đơn vị» also stands over the names of places."""
    return fold(cell.head) in _UNIT_HEADS and _unit_of("", cell.text) is not None


def _unit_of(head: str, row_unit: str) -> Unit | None:
    """Read «% so với kế hoạch» is in %, whatever the row's unit; «Doanh thu (triệu đồng)» says it itself."""
    if "%" in head:
        return Unit.parse("%")
    inside = re.findall(r"\(([^()]+)\)", head)
    for text in (*inside, row_unit):
        try:
            return Unit.parse(text.removeprefix("ĐVT:").strip())
        except UnknownUnit:
            continue
    return None


def _is_words(text: str) -> bool:
    """Whether a cell says something beside a number with its unit or a sign."""
    rest = text
    for number in reversed(find(text)):
        rest = rest[: number.start] + rest[number.end_with_unit :]
    rest = re.sub(r"(?i)\b(?:trên|gần|khoảng|hơn|dưới|ước|cơ bản|gấp|trở lên|điểm|lần)\b|%", "", rest)
    return bool(re.search(r"[^\W\d_]{2}", rest))


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row as a reader of files finds it."""

    where: str
    texts: list[str]  # of its cells; a wide one is followed by empty ones
    prose: Iterable[Passage]  # its cells as paragraphs, should they be sentences
    is_head: bool = False  # marked as one
    nodes: Iterable[tuple[int, int, object]] = ()  # of Word: cell, place in its text, paragraph
    over: list[str] | None = None  # its texts, with those of cells that reach down or across into it


def table(rows: Iterable[Row]) -> Iterator[Passage]:
    """The rows of a table under their heads; a row of sentences and not of values is read as paragraphs."""
    heads: list[str] = []
    for i, row in enumerate(rows):
        is_head = i == 0 or (row.is_head and bool(heads))
        if not is_head and _is_prose(row.texts, heads):
            yield from (replace(passage, where=row.where) for passage in row.prose)
            continue
        yield _row(row, [] if is_head else heads, "đầu bảng" if is_head else "hàng")
        if is_head:  # «Năm 2023» over «% so với kế hoạch» are one
            named = zip_longest(heads, row.over or row.texts, fillvalue="")
            heads = [" ".join((a if a == b or a.endswith(f" {b}") else f"{a} {b}").split()) for a, b in named]


def _is_prose(cells: list[str], heads: list[str]) -> bool:
    named = zip_longest(cells, heads[: len(cells)], fillvalue="")
    return not any(find(c) and not _is_words(c) for c, head in named if fold(head) not in _ITEM_NUMBER_HEADS)


def _row(row: Row, heads: list[str], kind: str) -> Passage:
    cells, at = [], 0
    for text, head in zip_longest(row.texts, heads[: len(row.texts)], fillvalue=""):
        cells.append(Cell(text, at, head))
        at += len(text) + len(" | ")
    nodes = tuple((cells[i].start + inner, node) for i, inner, node in row.nodes)
    return Passage(" | ".join(row.texts), row.where, kind, tuple(cells), over=tuple(row.over or row.texts), nodes=nodes)
