"""One notebook → one Word file in the form of an administrative report, ready to be signed.

The text is that of the page, taken from the HTML of our blocks; the pictures are drawn from the same marks as the
page's charts. python-docx writes the file (`docx_paper`) into an empty document of its own making (`docx_template`).
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from htxlib.publish import docx_form
from htxlib.publish.docx_form import Form
from htxlib.publish.docx_paper import Paper
from htxlib.publish.docx_text import Writer, is_wide
from htxlib.publish.docx_words import parse, text_of
from htxlib.publish.figures import MIME
from htxlib.publish.outputs import error_text, markdown, output_html
from htxlib.publish.page import roman

ANNEX_SENTENCE = "Cách tính và nguồn của từng số liệu nêu tại {} kèm theo báo cáo này./."


@dataclass(frozen=True)
class Piece:
    """One output or text cell: its HTML as a tree, and what its block told."""

    tree: object
    kind: str = ""
    meta: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """What stands at the head of the page: title, who reports, the date of the figures."""

    title: str
    issuer: str = ""
    below: str = ""
    simulated: bool = False


def document(nb, van_ban: Mapping, name: str = "", with_annex: bool = True) -> bytes:
    """Return the Word file of an executed notebook."""
    pieces = list(_pieces(nb))
    heading = _heading(pieces, nb.metadata.get("title") or name or "Báo cáo")
    form = Form.of(van_ban, heading.title, heading.issuer, heading.below, heading.simulated)
    text = [piece for piece in pieces if piece.kind not in ("title", "annex")]
    annexes = [piece.tree for piece in pieces if piece.kind == "annex" and with_annex]
    writer = _writer(Paper(heading.title, heading.simulated, _anchors(annexes)), text, len(annexes))
    docx_form.head(form, writer.paper)
    for piece in text:
        writer.block(piece.tree, piece.meta.get("drawings", []))
    _last_sentence(writer, bool(annexes))
    docx_form.foot(form, writer.paper)
    _appendices(writer, form, annexes)
    return writer.paper.file()


def _anchors(annexes: list) -> dict[str, str]:
    ids = [each.get("id") for tree in annexes for each in tree.iter() if each.get("id")]
    return {id_: f"muc{at}" for at, id_ in enumerate(ids, 1)}


def _writer(paper: Paper, text: list[Piece], annexes: int) -> Writer:
    count = annexes + sum(is_wide(table) for piece in text for table in piece.tree.iter("table"))

    def label(at: int) -> str:
        return f"Phụ lục {roman(at + 1)}" if count > 1 else "Phụ lục"

    return Writer(paper, label)


def _last_sentence(writer: Writer, is_annexed: bool) -> None:
    """How reports end: "./."; a note under a table is not the text."""
    if is_annexed:
        sentence = ANNEX_SENTENCE.format(writer.label(len(writer.appendices)))
        writer.paper.paragraph("Body Text", sentence).paragraph_format.keep_with_next = True
        return
    last = writer.paper.document.paragraphs[-1]
    words = list(last._p.iter(qn("w:t")))
    if last.style.name in ("Body Text", "List Bullet", "List Bullet 2") and words and words[-1].text.endswith("."):
        words[-1].text += "/."


def _appendices(writer: Writer, form: Form, annexes: list) -> None:
    """Write every appendix on pages of its own."""
    paper = writer.paper
    for at, appendix in enumerate(writer.appendices):
        paper.section(lying=True)
        docx_form.appendix_head(form, paper, writer.label(at), appendix.title)
        writer.appendix(appendix)
    for at, tree in enumerate(annexes, len(writer.appendices)):
        paper.section(lying=False)
        title = next(tree.iter("h2"), None)
        docx_form.appendix_head(form, paper, writer.label(at), text_of(title) if title is not None else "")
        writer.annex(tree)
    paper.paragraph("Ngắt phần")


def _pieces(nb) -> Iterator[Piece]:
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.strip():
            yield Piece(parse(markdown.render(cell.source)))
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield Piece(parse(_failure(output)))
            elif source := output_html(output):
                told = output.data.get(MIME, {})
                yield Piece(parse(source), told.get("kind", ""), told.get("meta", {}))


def _failure(output) -> str:
    words = html.escape(error_text(output))
    return f'<p class="loi">Phần này gặp lỗi, báo cáo chưa đầy đủ: {words}</p>'


def _heading(pieces: list[Piece], title: str) -> Heading:
    """The title block; in a plain notebook the first h1, which then leaves the text."""
    block = next((piece for piece in pieces if piece.kind == "title"), None)
    for piece in [block] if block else pieces:
        h1 = piece.tree.find(".//h1")
        if h1 is not None:
            title = text_of(h1)
            if not block:
                h1.drop_tree()
            break
    if not block:
        return Heading(title)
    line = block.tree.find("p")
    issuer, _, below = (text_of(line) if line is not None else "").rpartition(" · ")
    if "các địa phương" in issuer:  # of a group: only a cluster has a name to sign with
        name = block.meta.get("place_name", "")
        issuer = name if name.startswith("Cụm") else ""
    return Heading(title, issuer.replace("HTX", "Hợp tác xã"), below, bool(block.meta.get("simulated")))
