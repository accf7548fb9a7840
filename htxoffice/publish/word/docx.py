"""One notebook → one Word file in the form of an administrative report, ready to be signed.

Registered with nbconvert as `htx_docx`: `jupyter nbconvert --to htx_docx report.ipynb` makes the file of the batch. The
text is that of the page, written from the parts of our blocks; the pictures are drawn from the same marks as its charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nbconvert.exporters import Exporter
from traitlets import Bool, Dict, default

from htxlib.sentences.parts import ERROR, Part, plain
from htxlib.sentences.statements import REPORT
from htxlib.sentences.title import of_meta
from htxlib.words.errors import InputError
from htxoffice.publish.figures import MIME
from htxoffice.publish.outputs import error_text, markdown, output_html
from htxoffice.publish.page import roman
from htxoffice.publish.parts import parts_of
from htxoffice.publish.pictures import Pictures, of_notebook
from htxoffice.publish.word.form import Form
from htxoffice.publish.word.paper import Paper, packed
from htxoffice.publish.word.tables import is_wide, table
from htxoffice.publish.word.text import Writer, annex, lone_headings

ANNEX_SENTENCE = "Cách tính và nguồn của từng số liệu nêu tại {} kèm theo báo cáo này."


class HtxDocxExporter(Exporter):
    """A report as Word; `resources["van_ban"]` goes before the trait of the same name."""

    export_from_notebook = "Báo cáo HTX (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    van_ban = Dict(help="Fields of the document: so_ky_hieu, dia_danh, ngay_ky, nguoi_ky …").tag(config=True)
    print_annex = Bool(False, help="Whether the annex of derivations and sources is part of the file.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".docx"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the file as bytes and its resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        from htxoffice.settings.params import check_van_ban  # and pydantic: the batch has checked them

        given = resources.get("van_ban") or self.van_ban
        fields, faults = check_van_ban(given)
        if faults:
            raise InputError([fault for _, fault in faults])
        name = resources.get("metadata", {}).get("name", "")
        return document(nb, fields, name, self.print_annex, resources.get("metadata", {}).get("path", "")), resources


def annex_document(nb, van_ban: Mapping, name: str = "") -> bytes:
    """Return the annex of an executed notebook as a Word file of its own, beside the report that is signed."""
    pieces = list(_pieces(nb, of_notebook(nb, "", name)))
    form = _form(pieces, van_ban, nb.metadata.get("title") or name or "Báo cáo")
    annexes = [parts for parts, block in pieces if block.get("kind") == "annex"]
    paper = Paper(form.title, form.simulated, _anchors(annexes), van_ban.get("mau", ""))
    for parts in annexes:
        form.appendix_head(paper, "Phụ lục", next((part.text for part in parts if part.kind == "heading"), ""))
        annex(paper, parts)
    paper.paragraph("Ngắt phần")
    return packed(paper.document)


def document(nb, van_ban: Mapping, name: str = "", with_annex: bool = False, folder: str = "") -> bytes:
    """Return the Word file of an executed notebook in `folder`; raises InputError for a picture that is not there."""
    pictures = of_notebook(nb, folder, name)
    pieces = list(_pieces(nb, pictures))
    pictures.faults.raise_if_any()
    form = _form(pieces, van_ban, nb.metadata.get("title") or name or "Báo cáo")
    text = [parts for parts, block in pieces if block.get("kind") not in ("title", "annex")]
    annexes = [parts for parts, block in pieces if block.get("kind") == "annex" and with_annex]
    paper = Paper(form.title, form.simulated, _anchors(annexes), van_ban.get("mau", ""))
    count = len(annexes) + sum(is_wide(part, paper.room) for parts in text for part in parts)
    lone = lone_headings(part for parts in text for part in parts)
    writer = Writer(paper, lambda at: f"Phụ lục {roman(at + 1)}" if count > 1 else "Phụ lục", lone)
    is_signed = _genre(pieces) == REPORT and not form.gathered
    form.head(paper) if is_signed else form.plain_head(paper)
    for parts in text:
        writer.write(parts)
    if annexes:
        writer.paper.paragraph("Body Text", ANNEX_SENTENCE.format(writer.label(len(writer.appendices))))
    if is_signed:
        writer.paper.paragraph("Body Text", form.last_sentence).paragraph_format.keep_with_next = True
        form.foot(paper)
    _appendices(writer, form, annexes)
    return packed(paper.document)


def _pieces(nb, pictures: Pictures) -> Iterator[tuple[list[Part], dict]]:
    """Each text cell and output in parts, and what the block of ours behind it tells."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.strip():
            yield parts_of({}, pictures.of_cell(markdown.render(cell.source), cell)), {}
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                words = f"Phần này gặp lỗi, báo cáo chưa đầy đủ: {error_text(output)}"
                yield [Part("paragraph", plain(words), look=ERROR)], {}
            elif source := output_html(output):
                block, page = output.data.get(MIME, {}), pictures.of_cell(source, cell)
                own = {} if "<img" in page else block  # a picture that an author put into a sentence
                yield parts_of(own, page), block


def _form(pieces: list[tuple[list[Part], dict]], van_ban: Mapping, title: str) -> Form:
    """The title block's words; in a plain notebook the first h1, which then leaves the text."""
    titles = [(parts, block.get("meta", {})) for parts, block in pieces if block.get("kind") == "title"]
    found = ((parts, part) for parts, _ in titles or pieces for part in parts if (part.kind, part.level) == ("heading", 1))
    among, h1 = next(found, ([], None))
    title = h1.text if h1 else title
    if not titles:
        if h1:
            among.remove(h1)
        return Form(van_ban, title)
    meta = titles[0][1]
    gathered = bool(meta.get("gathered")) and not van_ban.get("co_quan")
    return Form(van_ban, title, of_meta(meta), bool(meta.get("simulated")), gathered)


def _genre(pieces: list[tuple[list[Part], dict]]) -> str:
    """What the title block says the text is; a notebook without one is a report."""
    metas = (block.get("meta", {}) for _, block in pieces if block.get("kind") == "title")
    return next((meta.get("genre", REPORT) for meta in metas), REPORT)


def _anchors(annexes: list[list[Part]]) -> dict[str, str]:
    ids = [part.id for parts in annexes for part in parts if part.id]
    return {id_: f"muc{at}" for at, id_ in enumerate(ids, 1)}


def _appendices(writer: Writer, form: Form, annexes: list[list[Part]]) -> None:
    """Write every appendix on pages of its own."""
    paper = writer.paper
    for at, appendix in enumerate(writer.appendices):
        paper.section(lying=True)
        form.appendix_head(paper, writer.label(at), appendix.title)
        table(paper, appendix.table, paper.lying_room)
        for note in appendix.notes:
            paper.paragraph("Ghi chú", note)
    for at, parts in enumerate(annexes, len(writer.appendices)):
        paper.section(lying=False)
        form.appendix_head(paper, writer.label(at), next((part.text for part in parts if part.kind == "heading"), ""))
        annex(paper, parts)
    paper.paragraph("Ngắt phần")
