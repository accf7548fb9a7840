"""One notebook → one Word file in the form of an administrative report, ready to be signed.

Registered with nbconvert as `htx_docx`: `jupyter nbconvert --to htx_docx report.ipynb` makes the file of the batch. The
text is that of the page, taken from the HTML of our blocks; the pictures are drawn from the same marks as its charts.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from docx.oxml.ns import qn
from nbconvert.exporters import Exporter
from traitlets import Bool, Dict, default

from htxlib.errors import InputError
from htxlib.publish.docx_form import Form
from htxlib.publish.docx_paper import Paper, packed
from htxlib.publish.docx_tables import is_wide, table
from htxlib.publish.docx_template import LYING_ROOM
from htxlib.publish.docx_text import Writer, annex
from htxlib.publish.docx_words import parse, text_of
from htxlib.publish.figures import MIME
from htxlib.publish.outputs import error_text, markdown, output_html
from htxlib.publish.page import roman
from htxlib.publish.pictures import Pictures, of_notebook

ANNEX_SENTENCE = "Cách tính và nguồn của từng số liệu nêu tại {} kèm theo báo cáo này./."


class HtxDocxExporter(Exporter):
    """A report as Word; `resources["van_ban"]` goes before the trait of the same name."""

    export_from_notebook = "Báo cáo HTX (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    van_ban = Dict(help="Fields of the document: so_ky_hieu, dia_danh, ngay_ky, nguoi_ky …").tag(config=True)
    print_annex = Bool(True, help="Whether the annex of derivations and sources is part of the file.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".docx"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the file as bytes and its resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        from htxlib.params import check_van_ban  # and pydantic: the batch has checked them

        given = resources.get("van_ban") or self.van_ban
        fields, faults = check_van_ban(given)
        if faults:
            raise InputError([fault for _, fault in faults])
        name = resources.get("metadata", {}).get("name", "")
        return document(nb, fields, name, self.print_annex, resources.get("metadata", {}).get("path", "")), resources


def document(nb, van_ban: Mapping, name: str = "", with_annex: bool = True, folder: str = "") -> bytes:
    """Return the Word file of an executed notebook in `folder`; raises InputError for a picture that is not there."""
    pictures = of_notebook(nb, folder, name)
    pieces = list(_pieces(nb, pictures))
    pictures.faults.raise_if_any()
    form = _form(pieces, van_ban, nb.metadata.get("title") or name or "Báo cáo")
    text = [(tree, block) for tree, block in pieces if block.get("kind") not in ("title", "annex")]
    annexes = [tree for tree, block in pieces if block.get("kind") == "annex" and with_annex]
    count = len(annexes) + sum(is_wide(table) for tree, _ in text for table in tree.iter("table"))
    paper = Paper(form.title, form.simulated, _anchors(annexes))
    writer = Writer(paper, lambda at: f"Phụ lục {roman(at + 1)}" if count > 1 else "Phụ lục")
    form.head(paper)
    for tree, block in text:
        writer.block(tree, block.get("meta", {}).get("drawings", []))
    _last_sentence(writer, bool(annexes))
    form.foot(paper)
    _appendices(writer, form, annexes)
    return packed(paper.document)


def _pieces(nb, pictures: Pictures) -> Iterator[tuple[object, dict]]:
    """Each text cell and output: its HTML as a tree, and the block of ours behind it."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.strip():
            yield parse(pictures.of_cell(markdown.render(cell.source), cell)), {}
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                words = html.escape(error_text(output))
                yield parse(f'<p class="loi">Phần này gặp lỗi, báo cáo chưa đầy đủ: {words}</p>'), {}
            elif source := output_html(output):
                yield parse(pictures.of_cell(source, cell)), output.data.get(MIME, {})


def _form(pieces: list, van_ban: Mapping, title: str) -> Form:
    """The title block's words; in a plain notebook the first h1, which then leaves the text."""
    titles = [(tree, block.get("meta", {})) for tree, block in pieces if block.get("kind") == "title"]
    h1 = next((h1 for tree, _ in titles or pieces for h1 in tree.iter("h1")), None)
    title = text_of(h1) if h1 is not None else title
    if not titles:
        if h1 is not None:
            h1.drop_tree()
        return Form(van_ban, title)
    tree, meta = titles[0]
    line = tree.find("p")
    issuer, _, below = (text_of(line) if line is not None else "").rpartition(" · ")
    if "các địa phương" in issuer:  # of a group: only a cluster has a name to sign with
        name = meta.get("place_name", "")
        issuer = name if name.startswith("Cụm") else ""
    return Form(van_ban, title, issuer.replace("HTX", "Hợp tác xã"), below, bool(meta.get("simulated")))


def _anchors(annexes: list) -> dict[str, str]:
    ids = [each.get("id") for tree in annexes for each in tree.iter() if each.get("id")]
    return {id_: f"muc{at}" for at, id_ in enumerate(ids, 1)}


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
        form.appendix_head(paper, writer.label(at), appendix.title)
        table(paper, appendix.table, LYING_ROOM)
        for note in appendix.notes:
            paper.paragraph("Ghi chú", note)
    for at, tree in enumerate(annexes, len(writer.appendices)):
        paper.section(lying=False)
        title = next(tree.iter("h2"), None)
        form.appendix_head(paper, writer.label(at), text_of(title) if title is not None else "")
        annex(paper, tree)
    paper.paragraph("Ngắt phần")
