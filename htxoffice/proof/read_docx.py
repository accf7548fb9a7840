"""A Word document as passages, each with the paragraphs it stands in, so that a comment can be put there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.run import Run

from htxlib.words.disk import said
from htxlib.words.errors import Fault, InputError

from .passages import WIDEST, Passage, Row, clean, table

MOST_BYTES = 60_000_000  # of all parts unpacked; a bomb has thousands of times its size
# What a reader sees: not the text for older Word beside a drawing, not what was moved away; deleted text is no text.
_SEEN = "not(ancestor::*[local-name()='Fallback']) and not(ancestor::w:moveFrom)"
# Paragraphs and tables at any depth (content controls, tracked insertions, text boxes) but inside a table.
_BLOCKS = f"descendant::*[(self::w:p or self::w:tbl) and not(ancestor::w:tbl) and {_SEEN}]"
_ROWS = "w:tr | w:sdt/w:sdtContent/w:tr"
_CELLS = "w:tc | w:sdt/w:sdtContent/w:tc"


def open_docx(path: Path):
    """Return the document of python-docx; raises InputError where the file is none."""
    try:
        with ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist() if part.filename.endswith((".xml", ".rels")))
        if size <= MOST_BYTES:
            return docx.Document(str(path))
        found = f"{size // 1_000_000} MB khi giải nén"
    except OSError as error:
        found = said(error)
    except Exception:  # zip, XML and package errors of a broken file are of many classes
        found = "tệp khác, hoặc tệp hỏng"
    raise InputError(Fault("tệp Word .docx mở được", found, "Mở bằng Word rồi lưu lại.", path.name))


def docx_passages(document) -> Iterator[Passage]:
    """Yield the passages of an open document, in order; its footnotes come last."""
    paragraphs = 0
    tables = [0]
    for element in document.element.body.xpath(_BLOCKS):
        if element.tag == qn("w:tbl"):
            yield from _table(element, tables)
        elif text := paragraph_text(element):
            paragraphs += bool(text.strip())
            yield Passage(text, f"đoạn {paragraphs}", is_item=bool(element.xpath("w:pPr/w:numPr")), nodes=((0, element),))
    yield from _notes(document)


def _notes(document) -> Iterator[Passage]:
    """Footnotes and endnotes; Word lets no comment stand in them."""
    for kind in (RT.FOOTNOTES, RT.ENDNOTES):
        for part in (rel.target_part for rel in document.part.rels.values() if rel.reltype == kind and not rel.is_external):
            notes = (note for note in parse_xml(part.blob) if note.get(qn("w:type")) is None)
            for i, note in enumerate(notes, 1):
                yield from (Passage(paragraph_text(paragraph), f"chú thích {i}") for paragraph in note.iter(qn("w:p")))


def _table(element, tables: list[int]) -> Iterator[Passage]:
    """A table, then those that stand in its cells."""
    tables[0] += 1
    yield from table(_rows(element, tables[0]))
    for cell in element.xpath(f"({_ROWS})/*"):
        for inner in cell.xpath("descendant::w:tbl"):
            if next(inner.iterancestors(qn("w:tbl"))) is element:
                yield from _table(inner, tables)


def _rows(element, number: int) -> Iterator[Row]:
    above: dict[int, str] = {}
    for i, row in enumerate(element.xpath(_ROWS), 1):
        where = f"bảng {number}, hàng {i}"
        texts, over, nodes = _cells(row, element, above)
        prose = (Passage(paragraph_text(p), where, nodes=((0, p),)) for _, _, p in nodes)
        yield Row(where, texts, prose, bool(row.xpath("w:trPr/w:tblHeader")), nodes, over)


def _cells(row, element, above: dict[int, str]) -> tuple[list[str], list[str], list[tuple[int, int, object]]]:
    """The text of each cell, the same with those of cells that reach into the row, and each paragraph's cell and place."""
    texts, over, nodes = [], [], []
    for cell in row.xpath(_CELLS):
        parts, at = [], 0
        for paragraph in cell.xpath(f"descendant::w:p[{_SEEN}]"):
            if next(paragraph.iterancestors(qn("w:tbl"))) is element:
                nodes.append((len(texts), at, paragraph))
                parts.append(paragraph_text(paragraph))
                at += len(parts[-1]) + 1
        text, goes_on = " ".join(parts), cell.xpath("w:tcPr/w:vMerge[not(@w:val) or @w:val='continue']")
        for k in range(max(1, min(cell.grid_span, WIDEST))):
            over.append(above.get(len(texts), "") if goes_on and not text.strip() else text)
            texts.append("" if k else text)
            above[len(texts) - 1] = over[-1]
    return texts, over, nodes


def text_runs(paragraph) -> list[tuple[object, str]]:
    """Return the runs of a paragraph with their text, in order."""
    runs = (r for r in paragraph.xpath(f"descendant::w:r[{_SEEN}]") if next(r.iterancestors(qn("w:p"))) is paragraph)
    return [(r, clean(Run(r, None).text)) for r in runs]


def paragraph_text(paragraph) -> str:
    return "".join(text for _, text in text_runs(paragraph))
