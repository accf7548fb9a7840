"""A Word document as passages, each with the paragraphs it stands in, so that a comment can be put there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.text.run import Run

from htxlib.words.errors import Fault, InputError, quote

from .passages import Passage, Row, clean, table

# What a reader sees: not the text for older Word beside a drawing, not what was moved away; deleted text is no text.
_SEEN = "not(ancestor::*[local-name()='Fallback']) and not(ancestor::w:moveFrom)"
# Paragraphs and tables at any depth (content controls, tracked insertions, text boxes) but inside a table.
_BLOCKS = f"descendant::*[(self::w:p or self::w:tbl) and not(ancestor::w:tbl) and {_SEEN}]"
_ROWS = "w:tr | w:sdt/w:sdtContent/w:tr"
_CELLS = "w:tc | w:sdt/w:sdtContent/w:tc"


def open_docx(path: Path):
    """The document of python-docx; raises InputError where the file is none."""
    try:
        return docx.Document(str(path))
    except Exception as error:  # zip, XML and package errors of a broken file are of many classes
        found = quote(str(error) or type(error).__name__)
        raise InputError(Fault("tệp Word .docx mở được", found, "Mở bằng Word rồi lưu lại.", path.name)) from None


def docx_passages(document) -> Iterator[Passage]:
    """The passages of an open document, in order."""
    paragraphs = tables = 0
    for element in document.element.body.xpath(_BLOCKS):
        if element.tag == qn("w:tbl"):
            tables += 1
            yield from table(_rows(element, tables))
        elif text := paragraph_text(element):
            paragraphs += bool(text.strip())
            yield Passage(text, f"đoạn {paragraphs}", nodes=((0, element),))


def _rows(element, number: int) -> Iterator[Row]:
    for i, row in enumerate(element.xpath(_ROWS), 1):
        where = f"bảng {number}, hàng {i}"
        texts, nodes = _cells(row)
        prose = (Passage(paragraph_text(p), where, nodes=((0, p),)) for _, _, p in nodes)
        yield Row(where, texts, prose, bool(row.xpath("w:trPr/w:tblHeader")), nodes)


def _cells(row) -> tuple[list[str], list[tuple[int, int, object]]]:
    """The text of each cell, and for each paragraph its cell and its place in it."""
    texts, nodes = [], []
    for cell in row.xpath(_CELLS):
        parts, at = [], 0
        for paragraph in cell.xpath(f"descendant::w:p[{_SEEN}]"):
            nodes.append((len(texts), at, paragraph))
            parts.append(paragraph_text(paragraph))
            at += len(parts[-1]) + 1
        texts += [" ".join(parts), *[""] * (cell.grid_span - 1)]
    return texts, nodes


def text_runs(paragraph) -> list[tuple[object, str]]:
    """The runs of a paragraph with their text, in order."""
    runs = (r for r in paragraph.xpath(f"descendant::w:r[{_SEEN}]") if next(r.iterancestors(qn("w:p"))) is paragraph)
    return [(r, clean(Run(r, None).text)) for r in runs]


def paragraph_text(paragraph) -> str:
    return "".join(text for _, text in text_runs(paragraph))
