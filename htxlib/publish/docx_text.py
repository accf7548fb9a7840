"""The HTML of our blocks as paragraphs, tables and pictures of Word: the page stays the source of words and digits."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from htxlib.publish.docx_paper import Cell, Paper
from htxlib.publish.docx_template import LYING_ROOM, ROOM
from htxlib.publish.docx_widths import column_widths
from htxlib.publish.docx_words import BOXES, HEADINGS, SILENT, spans, text_of
from htxlib.publish.drawing import as_png, png
from htxlib.publish.page import TYPED_NUMBER

WIDE = 6  # columns; a table with more of them goes to an appendix of its own, on a lying page
_STYLE = dict(zip(HEADINGS, ("Heading 1", "Heading 1", "Heading 2", *3 * ["Heading 3"]), strict=True))
_ANNEX_WIDTHS = (620, (ROOM - 620) * 2 // 5, ROOM - 620 - (ROOM - 620) * 2 // 5)


def is_wide(table) -> bool:
    return max((len(_cells(row)) for row in table.iter("tr")), default=0) > WIDE


def _cells(row) -> list:
    return [cell for cell in row if cell.tag in ("th", "td")]


@dataclass
class Appendix:
    """A wide table that has left the text, and the notes below it."""

    title: str
    table: object
    notes: list = field(default_factory=list)


@dataclass
class Writer:
    """Writes blocks one after another; wide tables wait in `appendices` until the text is signed."""

    paper: Paper
    label: Callable[[int], str]  # of the appendix with that position: "Phụ lục I"
    appendices: list[Appendix] = field(default_factory=list)
    _table_left: bool = False  # the last thing was a table for an appendix: notes follow it there
    _drawings: Iterator[dict] = iter(())  # of the charts of the block being written, in their order

    def block(self, tree, drawings: Iterable[dict] = ()) -> None:
        """Write one block of the notebook."""
        self._drawings = iter(drawings)
        self._inside(tree)

    def _inside(self, element) -> None:
        """Everything in a box; words that stand there by themselves are paragraphs too."""
        self._stray(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SILENT:
                self._element(child)
            self._stray(child.tail)

    def _stray(self, words: str | None) -> None:
        if words and words.strip():
            self._paragraph("Body Text", " ".join(words.split()))

    def _paragraph(self, style: str, content=""):
        self._table_left = False
        return self.paper.paragraph(style, content)

    def _element(self, element) -> None:
        tag, css = element.tag, (element.get("class") or "").split()
        if tag in HEADINGS:
            self._heading(element, bare="khong-so" in css)
        elif tag in BOXES:
            self._inside(element)
        elif tag in ("ul", "ol"):
            self._list(element)
        elif tag == "table":
            self._table(element)
        elif tag == "figure":
            self._figure(element)
        elif tag in ("svg", "img"):
            self._picture(element)
        elif tag == "pre":
            self._paragraph("Cách tính", element.text_content().strip("\n")).runs[0].font.name = "Courier New"
        elif "ghi-chu" in css and self._table_left:
            self.appendices[-1].notes.append(element)
        elif spans(element):
            self._paragraph("Ghi chú" if "ghi-chu" in css else "Lỗi" if "loi" in css else "Body Text", element)

    def _heading(self, element, bare: bool) -> None:
        """Word counts headings itself, so a number that the author typed goes."""
        if not bare:
            element.text = TYPED_NUMBER.sub("", element.text or "")
        made = self._paragraph(_STYLE[element.tag], element)
        if bare:
            made._p.pPr.get_or_add_numPr().get_or_add_numId().val = 0

    def _list(self, element, style: str = "List Bullet") -> None:
        """Items begin with "-", inside another list with "+", as offices write them; a counted one with its number."""
        for count, item in enumerate(element.findall("li"), 1):
            first, *more = item.findall("p") or [item]
            if element.tag == "ol":
                self.paper.write(self._paragraph("Body Text", f"{count}. "), first)
            else:
                self._paragraph(style, first)
            for paragraph in more:
                self._paragraph("Body Text", paragraph)
            for child in item:
                if child.tag in ("ul", "ol"):
                    self._list(child, "List Bullet 2")

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, element) -> None:
        caption = element.find("caption")
        if not is_wide(element):
            if caption is not None:
                self._paragraph("Caption", caption)
            self.table(element, ROOM)
            self._paragraph("Ngắt phần")
            return
        title = text_of(caption) if caption is not None else "Bảng số liệu"
        label = self.label(len(self.appendices))
        self._paragraph("Body Text", f"{title}: chi tiết tại {label} kèm theo báo cáo này.")
        self.appendices.append(Appendix(title, element))
        self._table_left = True

    def table(self, element, room: int) -> None:
        """Write a table of the page; every row gets the same number of columns."""
        head = [_row(row, "Đầu bảng") for row in element.iterfind("thead/tr")]
        rows = [_row(row, "Trong bảng") for row in element.iter("tr") if row.getparent().tag != "thead"]
        count = max((sum(cell.span for cell in row) for row in (*head, *rows)), default=0)
        for row in (*head, *rows):
            row += [Cell([("Trong bảng", "")])] * (count - sum(cell.span for cell in row))
        if count:
            self.paper.table(head, rows, column_widths(count, _measured(head, rows), room))

    def appendix(self, appendix: Appendix) -> None:
        self.table(appendix.table, LYING_ROOM)
        for note in appendix.notes:
            self.paper.paragraph("Ghi chú", note)

    # --- pictures ----------------------------------------------------------------------------------------------------

    def _figure(self, element) -> None:
        """The caption, the picture, then what is noted below it."""
        caption = element.find("figcaption")
        if caption is not None:
            for bold in caption.iter("strong", "b"):
                bold.tag = "span"  # the caption's style is bold already
            self._paragraph("Caption", caption)
            caption.drop_tree()
        self._inside(element)

    def _picture(self, element) -> None:
        """The picture; where there is none, the words that describe it."""
        described = [element.get("alt"), *(found.text for part in ("desc", "title") for found in element.iter(part))]
        words = next(filter(None, described), "")
        self._table_left = False
        if file := self._file(element):
            self.paper.picture(file, words)
        elif words:
            self.paper.paragraph("Ghi chú", f"[{words}]")

    def _file(self, element) -> bytes:
        """The picture as PNG: drawn again for a chart of ours, else what stands in the page."""
        if element.tag == "svg":
            drawing = next(self._drawings, None)
            return png(drawing) if drawing else b""
        kind, _, content = (element.get("src") or "").partition(";base64,")
        return as_png(base64.b64decode(content)) if kind.startswith("data:image/") else b""

    # --- the annex ---------------------------------------------------------------------------------------------------

    def annex(self, tree) -> None:
        """Write the annex of the page, "Cách tính và nguồn số liệu", whose first heading is the appendix's title."""
        title = next(tree.iter("h2"), None)
        for child in tree:
            if child.tag == "dl":
                self._derivations(child)
            elif child.tag in HEADINGS and child is not title:
                self.paper.paragraph("Mục phụ lục", child)
            elif child.tag in ("ul", "ol"):
                for item in child.findall("li"):
                    self.paper.write(self.paper.paragraph("Cách tính", "- "), item)
            elif child.tag == "p":
                self.paper.paragraph("Cách tính", child)

    def _derivations(self, listed) -> None:
        """Each number in the order of the report, and beside it how it was made."""
        rows: list[tuple[object, list]] = []
        for child in listed:
            if child.tag == "dt":
                rows.append((child, []))
            elif child.tag == "dd" and rows:
                rows[-1][1].append(("Cách tính", child))
        head = [Cell([("Đầu bảng", words)]) for words in ("TT", "Số liệu", "Cách tính và nguồn")]
        cells = [
            [Cell([("Thứ tự cách tính", str(count))]), Cell([("Cách tính", number)]), Cell(made or [("Cách tính", "")])]
            for count, (number, made) in enumerate(rows, 1)
        ]
        if cells:
            self.paper.table([head], cells, _ANNEX_WIDTHS)


def _row(row, style: str) -> list[Cell]:
    return [_cell(cell, style, is_first=not at) for at, cell in enumerate(_cells(row))]


def _cell(cell, style: str, is_first: bool) -> Cell:
    if is_first and text_of(cell).isdecimal():  # the column of running numbers
        style = "Thứ tự trong bảng"
    elif style == "Trong bảng" and re.search(r"text-align:\s*right", cell.get("style") or ""):
        style = "Số trong bảng"
    span = cell.get("colspan") or "1"
    return Cell([(style, cell)], int(span) if span.isdecimal() else 1)


def _measured(head: list[list[Cell]], rows: list[list[Cell]]) -> Iterator[tuple[int, str, int]]:
    """What says how wide a column is; heads may take two lines."""
    for row, lines in (*((row, 2) for row in head), *((row, 1) for row in rows)):
        at = 0
        for cell in row:
            content = cell.lines[0][1]
            if cell.span == 1 and not isinstance(content, str):
                yield at, text_of(content), lines
            at += cell.span
