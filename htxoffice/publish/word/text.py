"""The HTML of our blocks as paragraphs, tables and pictures of Word: the page stays the source of words and digits."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from htxlib.display.svg import Sheet
from htxoffice.publish.page import TYPED_NUMBER
from htxoffice.publish.word.paper import Paper
from htxoffice.publish.word.tables import derivations, is_wide, table
from htxoffice.publish.word.words import BOXES, HEADINGS, SILENT, spans, text_of

_STYLE = dict(zip(HEADINGS, ("Heading 1", "Heading 1", "Heading 2", *3 * ["Heading 3"]), strict=True))


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
            for run in self._paragraph("Cách tính", element.text_content().strip("\n")).runs:
                run.font.name = "Courier New"
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

    def _table(self, element) -> None:
        caption = element.find("caption")
        if is_wide(element):
            title = text_of(caption) if caption is not None else "Bảng số liệu"
            label = self.label(len(self.appendices))
            self._paragraph("Body Text", f"{title}: chi tiết tại {label} kèm theo báo cáo này.")
            self.appendices.append(Appendix(title, element))
            self._table_left = True
            return
        if caption is not None:
            self._paragraph("Caption", caption)
        table(self.paper, element, self.paper.room)
        self._paragraph("Ngắt phần")

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
        file = self._file(element)
        if not (file and self.paper.picture(file, words)) and words:
            self.paper.paragraph("Ghi chú", f"[{words}]")

    def _file(self, element) -> bytes:
        """The picture: drawn again for a chart of ours, else what stands in the page."""
        if element.tag == "svg":
            drawing = next(self._drawings, None)
            return Sheet.of(drawing).png() if drawing else b""
        kind, _, content = (element.get("src") or "").partition(";base64,")
        return base64.b64decode(content) if kind.startswith("data:image/") else b""


def annex(paper: Paper, tree) -> None:
    """Write the annex of the page, "Cách tính và nguồn số liệu", without its first heading, the appendix's title."""
    title = next(tree.iter("h2"), None)
    for child in tree:
        if child.tag == "dl":
            derivations(paper, child)
        elif child.tag in HEADINGS and child is not title:
            paper.paragraph("Mục phụ lục", child)
        elif child.tag in ("ul", "ol"):
            for item in child.findall("li"):
                paper.write(paper.paragraph("Cách tính", "- "), item)
        elif child.tag == "p":
            paper.paragraph("Cách tính", child)
