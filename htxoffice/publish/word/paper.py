"""A Word document written from top to bottom through python-docx; plain elements only where it has no call."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from itertools import groupby
from urllib.parse import quote

from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Cm, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from htxlib.sentences.parts import SOURCE, Cell, Part, Span, tidied
from htxoffice.publish.word.template import SIMULATED, element, open_template

PICTURE = Cm(13), Cm(20)  # how wide and high a picture may be: its words are then a little smaller than ours
# What XML cannot hold, whatever the data say.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Paper:
    """Content is text, or a part or a cell of a table whose looks, links and id are kept."""

    def __init__(self, title: str, simulated: bool, anchors: Mapping[str, str], template: str = ""):
        self.document = open_template(template)
        self.document.core_properties.title = clean(title)[:255]  # the longest that python-docx takes
        self.anchors = anchors  # id on the page → bookmark in this document
        self._ids = {style.name: style.style_id for style in self.document.styles}
        self._blank: dict[str, object] = {}  # style → its empty paragraph: copied in a tenth of the time of the calls
        page = self.document.sections[0]
        self.size = page.page_width, page.page_height
        sides = page.left_margin + page.right_margin
        self.room, self.lying_room = ((side - sides) // Twips(1) for side in self.size)  # twips between the margins
        if simulated:
            self._announce(page)

    def _announce(self, page) -> None:
        """Say at the head of every page that the figures are made up, beside what the template has there."""
        heads = [page.header, page.first_page_header]
        if self.document.settings.odd_and_even_pages_header_footer:
            heads.append(page.even_page_header)
        for head in heads:
            first = head.paragraphs[0] if head.paragraphs else None
            line = first if first is not None and not len(first._p) else head.add_paragraph()
            line.text, line.style = SIMULATED, SIMULATED

    def paragraph(self, style: str, content: str | Part | Cell = "", cell=None) -> Paragraph:
        """Write a paragraph at the end of the document, or of a cell."""
        if style not in self._blank:
            self._blank[style] = element("p")
            self._blank[style].style = self._ids[style]
        p = deepcopy(self._blank[style])
        if cell is None:
            self.document.element.body[-1].addprevious(p)  # the last is no text: it says how the page looks
        else:
            if not len(cell._tc[-1]):  # the empty paragraph that a cell is born with
                cell._tc.remove(cell._tc[-1])
            cell._tc.append(p)
        paragraph = Paragraph(p, self.document)
        self.write(paragraph, content)
        return paragraph

    def write(self, paragraph: Paragraph, content: str | Part | Cell) -> None:
        """Write at the end of a paragraph; links lead to the annex of this document or to the address."""
        if isinstance(content, str):
            if content:
                _run(paragraph, Span(content))
            return
        p, mark = paragraph._p, self.anchors.get(content.id) if isinstance(content, Part) else None
        number = (mark or "").removeprefix("muc")
        if mark:
            p.append(element("bookmarkStart", id=number, name=mark))
        spans = tidied(span for span in content.spans if SOURCE not in span.looks)
        for target, group in groupby(spans, key=lambda span: span.link):
            runs, link = [_run(paragraph, span)._r for span in group], self._link(target)
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
        link = element("hyperlink", history=1)
        safe = quote(target, safe="%/:=&?~#+!$,;'@()*[]")  # Word refuses a whole file for one blank in an address
        link.set(qn("r:id"), self.document.part.relate_to(safe, RT.HYPERLINK, is_external=True))
        return link

    def table(self, rows: int, widths: Sequence[int], heads: int = 0, style: str = "Table Grid") -> list[tuple]:
        """Write a table whose heads are repeated on every page and whose rows are not split; return its empty cells."""
        table = self.document.add_table(1, len(widths), style)
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        first = table.rows[0]
        first._tr.get_or_add_trPr().append(element("cantSplit"))
        for column, cell, width in zip(table.columns, first.cells, widths, strict=True):
            column.width = cell.width = Twips(width)
        table._tbl.extend(deepcopy(first._tr) for _ in range(rows - 1))
        made = list(table.rows)
        for row in made[:heads]:
            row._tr.trPr.append(element("tblHeader"))
        return [tuple(_Cell(tc, table) for tc in row._tr.tc_lst) for row in made]  # `row.cells` looks for merged ones

    def picture(self, file: bytes, description: str) -> bool:
        """Write a picture and the words for those who cannot see it; False where it is none that Word shows."""
        try:
            drawing = self.document.part.new_pic_inline(io.BytesIO(file))
        except (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError):
            return False
        self.paragraph("Hình").add_run()._r.add_drawing(drawing)
        shape = InlineShape(drawing)
        scale = min(PICTURE[0] / shape.width, PICTURE[1] / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        told = shape._inline.docPr
        told.name = f"Biểu đồ {told.id}"
        told.set("descr", clean(description))
        return True

    def section(self, lying: bool) -> None:
        """Begin a section on a page of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self.document.element.body[-2].style = self._ids["Ngắt phần"]  # the paragraph that ends the section before
        section.orientation = WD_ORIENTATION.LANDSCAPE if lying else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = reversed(self.size) if lying else self.size


def packed(document) -> bytes:
    """Return the file of a document of python-docx: a zip whose bytes depend on the content alone."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)  # of 1980, the earliest date a zip can hold
            entry.create_system, entry.external_attr = 0, 0  # which system packed it is not part of the report
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()


def clean(words: str) -> str:
    return _FORBIDDEN.sub("", words)


def _run(paragraph: Paragraph, span: Span) -> Run:
    run = Run(deepcopy(_wordless(span.looks)), paragraph)
    paragraph._p.append(run._r)
    first, *lines = clean(span.words).split("\n")
    words = run._r[-1]
    words.text = first  # what `add_text` makes, in a third of its time; `run.text = …` looks at every letter
    if first != first.strip():
        words.set(qn("xml:space"), "preserve")
    if not first:
        run._r.remove(words)
    for line in lines:
        run.add_break()
        if line:
            run.add_text(line)
    return run


@cache
def _wordless(looks: tuple[str, ...]):
    """A run of that look with an empty text: copied in a third of the time of the calls."""
    run = Run(element("r"), None)
    for look in looks:
        if look == "code":
            run.font.name = "Courier New"
        else:
            setattr(run.font, look, True)
    run.add_text("")
    return run._r
