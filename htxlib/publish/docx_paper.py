"""A Word document written from top to bottom through python-docx; plain elements only where it has no call."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from docx import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.shared import Cm, Twips
from docx.text.paragraph import Paragraph

from htxlib.publish.docx_template import HIGH, SIMULATED, WIDE, element, style_id, template
from htxlib.publish.docx_words import Span, spans

PICTURE = Cm(13), Cm(20)  # how wide and high a picture may be: its words are then a little smaller than ours
# What XML cannot hold, whatever the data say.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Cell:
    """Paragraphs of a table's cell: style and content of each."""

    lines: Sequence[tuple[str, object]]
    span: int = 1


class Paper:
    """Takes words as text or as an element of a page, whose looks, links and id it keeps."""

    def __init__(self, title: str, simulated: bool = False, anchors: Mapping[str, str] | None = None):
        self.document = Document(io.BytesIO(template()))
        self.document.core_properties.title = clean(title)[:255]  # the longest that python-docx takes
        self.anchors = anchors or {}  # id on the page → bookmark in this document
        self._blank: dict[str, object] = {}  # style → its empty paragraph: a copy takes a tenth of the calls
        if simulated:
            section = self.document.sections[0]
            section.header.add_paragraph(SIMULATED, SIMULATED)
            section.first_page_header.paragraphs[0].text = SIMULATED
            section.first_page_header.paragraphs[0].style = SIMULATED

    def paragraph(self, style: str, content="", cell=None) -> Paragraph:
        """Write a paragraph at the end of the document, or of a cell."""
        if style not in self._blank:
            self._blank[style] = element("p")
            self._blank[style].style = style_id(style)
        p = deepcopy(self._blank[style])
        if cell is None:
            self.document.element.body[-1].addprevious(p)  # the last is no text: it says how the page looks
        else:
            cell._tc.append(p)
        paragraph = Paragraph(p, self.document)
        if not isinstance(content, str):
            self.write(paragraph, content)
        elif content:
            paragraph.add_run(clean(content))
        return paragraph

    def write(self, paragraph: Paragraph, words) -> None:
        """Write the words of an element; links lead to the annex of this document or to the address."""
        p, mark = paragraph._p, self.anchors.get(words.get("id") or "")
        if mark:
            number = mark.removeprefix("muc")
            p.append(element("bookmarkStart", id=number, name=mark))
        for target, group in groupby(spans(words), key=lambda span: span.link):
            runs = [_run(paragraph, span) for span in group]
            link = self._link(target)
            if link is not None:
                link.extend(runs)
                p.append(link)
        if mark:
            p.append(element("bookmarkEnd", id=number))

    def _link(self, target: str):
        if mark := self.anchors.get(target.removeprefix("#")):
            return element("hyperlink", anchor=mark, history=1)
        if not target.startswith(("https://", "http://")):
            return None
        link, safe = element("hyperlink", history=1), quote(target, safe="%/:=&?~#+!$,;'@()*[]")  # one blank spoils the file
        link.set(qn("r:id"), self.document.part.relate_to(safe, RT.HYPERLINK, is_external=True))
        return link

    def table(self, head: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> None:
        """Write a ruled table: its head is repeated on every page, no row is split."""
        made = self._grid(len(head) + len(rows), widths, "Table Grid")
        for at, (row, given) in enumerate(zip(made, (*head, *rows), strict=True)):
            if at < len(head):
                row._tr.trPr.append(element("tblHeader"))
            cells, first = row.cells, 0
            for cell in given:
                here = cells[first] if cell.span == 1 else cells[first].merge(cells[first + cell.span - 1])
                here._tc.remove(here._tc[-1])
                for line in cell.lines:
                    self.paragraph(*line, here)
                first += cell.span

    def side_by_side(self, rows: int, widths: tuple[int, int]) -> list:
        """Write two columns without rules, how offices set the head and the foot; return the empty cells, row by row."""
        cells = [cell for row in self._grid(rows, widths, "Khung") for cell in row.cells]
        for cell in cells:
            cell._tc.remove(cell._tc[-1])
        return cells

    def _grid(self, rows: int, widths: Sequence[int], style: str) -> list:
        table = self.document.add_table(rows, len(widths), style)
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Twips(width)
        made = list(table.rows)
        for row in made:
            row._tr.get_or_add_trPr().append(element("cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Twips(width)
        return made

    def picture(self, png: bytes, description: str) -> None:
        """Write a picture and the words for those who cannot see it."""
        shape = self.paragraph("Hình").add_run().add_picture(io.BytesIO(png))
        scale = min(PICTURE[0] / shape.width, PICTURE[1] / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        shape._inline.docPr.set("descr", clean(description))

    def section(self, lying: bool) -> None:
        """Begin a section on a page of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self.document.element.body[-2].style = style_id("Ngắt phần")  # the paragraph that ends the section before
        section.orientation = WD_ORIENTATION.LANDSCAPE if lying else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = map(Twips, (HIGH, WIDE) if lying else (WIDE, HIGH))

    def file(self) -> bytes:
        """Return the finished file: a zip whose bytes depend on the content alone."""
        saved, packed = io.BytesIO(), io.BytesIO()
        self.document.save(saved)
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                entry = zipfile.ZipInfo(name)  # of 1980, the earliest date a zip can hold
                entry.create_system, entry.external_attr = 0, 0  # which system packed it is not part of the report
                entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(name))
        return packed.getvalue()


def clean(words: str) -> str:
    return _FORBIDDEN.sub("", words)


def _run(paragraph: Paragraph, span: Span):
    run = paragraph.add_run(clean(span.words))
    for attribute, value in span.look:
        setattr(run.font, attribute, value)
    return run._r
