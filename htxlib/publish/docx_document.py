"""One notebook → one Word file in the form of an administrative report, ready to be signed.

The text is that of the page, taken from the HTML of our blocks; the pictures are drawn from the same marks as the
page's charts. The parts of the file are written directly: for what the form needs (repeated heads, rows that do not
split, page numbers, alternative text, sections) python-docx has no calls, and its calls for the rest take ten times as
long. The tests read the file back with python-docx.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from htxlib.publish import docx_form
from htxlib.publish.docx_annex import annex
from htxlib.publish.docx_form import Form
from htxlib.publish.docx_package import Package
from htxlib.publish.docx_text import Appendix, Writer, is_wide
from htxlib.publish.docx_words import parse, text_of
from htxlib.publish.figures import MIME
from htxlib.publish.outputs import error_text, markdown, output_html
from htxlib.publish.page import roman
from htxlib.publish.wml import UPRIGHT, paragraph, run

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
    package = Package(heading.title, docx_form.SIMULATED if form.simulated else "")
    writer = _writer(package, text, annexes)
    for piece in text:
        writer.block(piece.tree, piece.meta.get("drawings", []))
    appendices = writer.appendices + [annex(writer, tree) for tree in annexes]
    if annexes:
        label = writer.label(len(writer.appendices))
        writer.body.append(paragraph(run(ANNEX_SENTENCE.format(label)), "BodyText", keep_next=True))
    else:
        writer.body[-1:] = [_LAST_STOP.sub(r"\1./.\2", last) for last in writer.body[-1:]]
    main = [docx_form.head(form), *writer.body, docx_form.foot(form)]
    return package.file("".join(_sections(form, main, appendices, writer.label)))


# How reports end: "./." where the last full stop of the text was; a note under a table is not the text.
_LAST_STOP = re.compile(r'^(<w:p><w:pPr><w:pStyle w:val="(?:BodyText|ListBullet)"/>.*)\.(</w:t></w:r></w:p>)$', re.S)


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


def _writer(package: Package, text: list[Piece], annexes: list) -> Writer:
    ids = [each.get("id") for tree in annexes for each in tree.iter() if each.get("id")]
    count = len(annexes) + sum(is_wide(table) for piece in text for table in piece.tree.iter("table"))

    def label(at: int) -> str:
        return f"Phụ lục {roman(at + 1)}" if count > 1 else "Phụ lục"

    return Writer(package, {id_: f"muc{at}" for at, id_ in enumerate(ids, 1)}, label)


def _sections(form: Form, main: list[str], appendices: list[Appendix], label: Callable[[int], str]) -> Iterator[str]:
    """The report, then every appendix on pages of its own; what ends a section stands in its last paragraph."""
    yield from main
    page = UPRIGHT
    for at, appendix in enumerate(appendices):
        yield paragraph("", "NgatTrang", section=page.section())
        yield docx_form.appendix_head(form, label(at), appendix.title)
        yield from appendix.content
        page = appendix.page
    yield paragraph("", "NgatTrang") + page.section()
