"""A Word document as passages, each with the paragraphs it stands in, so that a comment can be put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import Fault, InputError, quote
from .passages import Passage, clean, is_prose, joined_heads, row_of


def open_docx(path: Path):
    """The document of python-docx; raises InputError where the file is none."""
    import docx

    try:
        return docx.Document(str(path))
    except Exception as error:  # zip, XML and package errors of a broken file are of many classes
        fault = Fault(
            "tệp Word .docx mở được", quote(str(error) or type(error).__name__), "Mở bằng Word rồi lưu lại.", path.name
        )
        raise InputError(fault) from None


def docx_file(path: Path) -> Iterator[Passage]:
    yield from docx_passages(open_docx(path))


def docx_passages(document) -> Iterator[Passage]:
    """The passages of an open document; each knows the paragraphs it stands in."""
    paragraphs = tables = 0
    last = ""
    for kind, element in _blocks(document.element.body):
        if kind == "p":
            text = paragraph_text(element)
            if text.strip():
                paragraphs, last = paragraphs + 1, text.strip()
                yield Passage(text, f"đoạn {paragraphs}", _style_kind(element), nodes=((0, element),))
            continue
        tables += 1
        yield from _docx_rows(element, tables, last if len(last) < 200 else "")


def _docx_rows(table, number: int, caption: str) -> Iterator[Passage]:
    from docx.oxml.ns import qn

    heads: list[str] = []
    for i, row in enumerate((r for r in table.iter(qn("w:tr")) if next(r.iterancestors(qn("w:tbl"))) is table), 1):
        where = f"bảng {number}, hàng {i}"
        texts, nodes = _docx_cells(row)
        marked = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        is_head = i == 1 or (marked and bool(heads))
        if not is_head and is_prose(texts, heads):
            yield from (Passage(paragraph_text(p), where, nodes=((0, p),)) for _, _, p in nodes)
            continue
        yield row_of(texts, [] if is_head else heads, where, caption, "đầu bảng" if is_head else "hàng", nodes)
        heads = joined_heads(heads, [" ".join(t.split()) for t in texts]) if is_head else heads


def _docx_cells(row) -> tuple[list[str], list[tuple[int, int, object]]]:
    """The text of each cell (a wide one is followed by empty ones), and for each paragraph its cell and place in it."""
    from docx.oxml.ns import qn

    texts, nodes = [], []
    for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
        parts, at = [], 0
        for paragraph in (p for p in cell.iter(qn("w:p")) if not _is_copy(p)):
            part = paragraph_text(paragraph)
            nodes.append((len(texts), at, paragraph))
            parts.append(part)
            at += len(part) + 1
        texts += [" ".join(parts), *[""] * (_grid_span(cell) - 1)]
    return texts, nodes


def _grid_span(cell) -> int:
    from docx.oxml.ns import qn

    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return int(span.get(qn("w:val"))) if span is not None else 1


def _blocks(parent) -> Iterator[tuple[str, object]]:
    """Paragraphs and tables in order, also those inside content controls."""
    from docx.oxml.ns import qn

    for child in parent:
        if child.tag == qn("w:p"):
            yield "p", child
        elif child.tag == qn("w:tbl"):
            yield "tbl", child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _blocks(child)


def text_runs(paragraph) -> list[tuple[object, str]]:
    """The runs of a paragraph with their text, in order; deleted text and what only older Word shows are left out."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    runs = (r for r in paragraph.iter(qn("w:r")) if next(r.iterancestors(qn("w:p"))) is paragraph)
    return [(r, clean(Run(r, None).text)) for r in runs if not _is_copy(r)]


def paragraph_text(paragraph) -> str:
    return "".join(text for _, text in text_runs(paragraph))


def _is_copy(element) -> bool:
    return any(a.tag.endswith("}Fallback") for a in element.iterancestors())


def _style_kind(paragraph) -> str:
    style = paragraph.style or ""
    return "tiêu đề" if re.match(r"(?i)heading|title|u\d|tiu", style) else "đoạn"
