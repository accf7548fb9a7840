"""The HTML of our blocks as paragraphs, tables and pictures of Word: the page stays the source of words and digits."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from htxlib.publish import wml
from htxlib.publish.docx_package import Package
from htxlib.publish.docx_words import BOXES, HEADINGS, SILENT, spans, text_of
from htxlib.publish.drawing import as_png, png
from htxlib.publish.page import TYPED_NUMBER
from htxlib.publish.wml import CM, LYING, UPRIGHT, Cell, Look, Page, paragraph, run

WIDE = 6  # columns; a table with more of them goes to an appendix of its own, on a lying page
PICTURE, TALLEST = 13 * CM, 20 * CM  # how wide and high a picture may be: its words are then a little smaller than ours
_STYLE = dict(zip(HEADINGS, ("Heading1", "Heading1", "Heading2", *3 * ["Heading3"]), strict=True))


def is_wide(table) -> bool:
    return max((len(_cells(row)) for row in table.iter("tr")), default=0) > WIDE


def _cells(row) -> list:
    return [cell for cell in row if cell.tag in ("th", "td")]


@dataclass
class Appendix:
    """What stands behind the signature: its title and its content, on pages of its own."""

    title: str
    content: list[str] = field(default_factory=list)
    page: Page = UPRIGHT


@dataclass
class Writer:
    """Writes blocks one after another; wide tables leave the text and become appendices."""

    package: Package
    anchors: dict[str, str]  # id on the page → bookmark in this document
    label: Callable[[int], str]  # of the appendix with that position: "Phụ lục I"
    body: list[str] = field(default_factory=list)
    appendices: list[Appendix] = field(default_factory=list)
    _notes: list[str] | None = None  # where notes go: under a table that has left the text, they follow it
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
            self._put(paragraph(run(" ".join(words.split())), "BodyText"))

    def _put(self, *markup: str) -> None:
        self.body += markup
        self._notes = None

    def _element(self, element) -> None:
        tag, css = element.tag, (element.get("class") or "").split()
        if tag in HEADINGS:
            self._heading(element, bare="khong-so" in css)
        elif tag in BOXES:
            self._inside(element)
        elif tag in ("ul", "ol"):
            self._list(element, 0)
        elif tag == "table":
            self._table(element)
        elif tag == "figure":
            self._figure(element)
        elif tag in ("svg", "img"):
            self._put(self._picture(element))
        elif tag == "pre":
            self._put(paragraph(run(element.text_content().strip("\n"), Look(mono=True)), "CachTinh"))
        elif "ghi-chu" in css:
            (self.body if self._notes is None else self._notes).append(paragraph(self.runs(element), "GhiChu"))
        elif content := self.runs(element):
            self._put(paragraph(content, "Loi" if "loi" in css else "BodyText"))

    def runs(self, element) -> str:
        """The words of an element as runs; links lead to the annex of this document or to the address."""
        made = []
        for link, group in groupby(spans(element), key=lambda span: span.link):
            content = "".join(run(span.words, span.look) for span in group)
            if link.removeprefix("#") in self.anchors:
                content = wml.linked(content, self.anchors[link.removeprefix("#")])
            elif link.startswith(("https://", "http://")):
                content = wml.linked_out(content, self.package.address(link))
            made.append(content)
        return "".join(made)

    def anchored(self, element, content: str) -> str:
        """The content with the bookmark that links to the element lead to."""
        name = self.anchors.get(element.get("id") or "")
        return wml.bookmarked(content, int(name.removeprefix("muc")), name) if name else content

    def _heading(self, element, bare: bool) -> None:
        """Word counts headings itself, so a number that the author typed goes."""
        if not bare:
            element.text = TYPED_NUMBER.sub("", element.text or "")
        self._put(paragraph(self.runs(element), _STYLE[element.tag], **({"number": 0} if bare else {})))

    def _list(self, element, level: int) -> None:
        """Items begin with "-", inside another list with "+", as offices write them; a counted one with its number."""
        deeper = {"number": 2, "level": 1} if level else {}
        for count, item in enumerate(element.findall("li"), 1):
            paragraphs = item.findall("p") or [item]
            content = self.runs(paragraphs[0])
            if element.tag == "ol":
                self._put(paragraph(run(f"{count}. ") + content, "BodyText"))
            else:
                self._put(paragraph(content, "ListBullet", **deeper))
            self._put(*(paragraph(self.runs(more), "BodyText") for more in paragraphs[1:]))
            for child in item:
                if child.tag in ("ul", "ol"):
                    self._list(child, level + 1)

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, element) -> None:
        caption = element.find("caption")
        if not is_wide(element):
            titled = [paragraph(self.runs(caption), "Caption")] if caption is not None else []
            self._put(*titled, self.table(element, UPRIGHT.room), paragraph("", "NgatTrang"))
            return
        title = text_of(caption) if caption is not None else "Bảng số liệu"
        label = self.label(len(self.appendices))
        self._put(paragraph(run(f"{title}: chi tiết tại {label} kèm theo báo cáo này."), "BodyText"))
        self.appendices.append(Appendix(title, [self.table(element, LYING.room)], LYING))
        self._notes = self.appendices[-1].content

    def table(self, element, room: int) -> str:
        """A table of the page as a table of Word; every row gets the same number of columns."""
        head = [self._row(row, "DauBang") for row in element.iterfind("thead/tr")]
        rows = [self._row(row, "TrongBang") for row in element.iter("tr") if row.getparent().tag != "thead"]
        count = max((sum(cell.span for cell in row) for row in (*head, *rows)), default=0)
        for row in (*head, *rows):
            row += [Cell(paragraph("", "TrongBang"))] * (count - sum(cell.span for cell in row))
        return wml.table(head, rows, wml.column_widths(head, rows, room)) if count else ""

    def _row(self, row, style: str) -> list[Cell]:
        return [self._cell(cell, style, is_first=not at) for at, cell in enumerate(_cells(row))]

    def _cell(self, cell, style: str, is_first: bool) -> Cell:
        words, align = text_of(cell), ""
        if is_first and words.isdecimal():  # the column of running numbers
            align = "center"
        elif style == "TrongBang" and re.search(r"text-align:\s*right", cell.get("style") or ""):
            align = "right"
        span = cell.get("colspan") or "1"
        special = {"align": align} if align else {}
        return Cell(paragraph(self.runs(cell), style, **special), words, int(span) if span.isdecimal() else 1)

    # --- pictures ----------------------------------------------------------------------------------------------------

    def _figure(self, element) -> None:
        """The caption, the picture, then what is noted below it."""
        caption = element.find("figcaption")
        if caption is not None:
            for bold in caption.iter("strong", "b"):
                bold.tag = "span"  # the caption's style is bold already
            self._put(paragraph(self.runs(caption), "Caption"))
            caption.drop_tree()
        self._inside(element)

    def _picture(self, element) -> str:
        """The picture; where there is none, the words that describe it."""
        described = [element.get("alt"), *(found.text for part in ("desc", "title") for found in element.iter(part))]
        words = next(filter(None, described), "")
        file = self._file(element)
        if not file:
            return paragraph(run(f"[{words}]"), "GhiChu") if words else ""
        relation, (wide, high) = self.package.picture(file), size(file)
        scale = min(PICTURE / wide, TALLEST / high)
        shown = wml.picture(len(self.package.pictures), relation, int(wide * scale), int(high * scale), words)
        return paragraph(shown, "Hinh")

    def _file(self, element) -> bytes:
        """The picture as PNG: drawn again for a chart of ours, else what stands in the page."""
        if element.tag == "svg":
            drawing = next(self._drawings, None)
            return png(drawing) if drawing else b""
        kind, _, content = (element.get("src") or "").partition(";base64,")
        return as_png(base64.b64decode(content)) if kind.startswith("data:image/") else b""


def size(file: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG tells them.

    >>> size(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(4) + b"IHDR" + (3).to_bytes(4) + (2).to_bytes(4))
    (3, 2)
    """
    return int.from_bytes(file[16:20]), int.from_bytes(file[20:24])
