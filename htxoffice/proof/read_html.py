"""A page as passages: its blocks and tables, without scripts, drawings and the way around the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from .passages import Passage, Row, clean, table

SKIPPED = frozenset(
    ("script", "style", "svg", "nav", "template", "head", "noscript", "footer", "button", "form", "iframe", "object")
)
_INLINE = re.compile(
    "a|abbr|b|bdi|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|tt|u|var|wbr"
)


def html_page(source: str) -> Iterator[Passage]:
    """The passages of a page's source."""
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        page = html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing in it
        return
    body = page.find("body")
    yield from _passages(page if body is None else body)


def _passages(element) -> Iterator[Passage]:
    """Counts paragraphs and tables as a reader would."""
    text, paragraphs, tables = "", 0, 0
    for piece in (*_pieces(element), None):
        if isinstance(piece, str):
            text += piece
            continue
        if plain := _plain(text):
            paragraphs += 1
            yield Passage(plain, f"đoạn {paragraphs}")
        text = ""
        if piece is not None:
            tables += 1
            yield from table(_rows(piece, tables))


def _pieces(element) -> Iterator:
    """The texts of an element in order, None at the edge of a block, and each table as itself."""
    if element.tag == "table":
        yield element
        return
    is_block = not _INLINE.fullmatch(element.tag)
    if is_block:
        yield None
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            yield from _pieces(child)
        yield child.tail or ""
    if is_block:
        yield None


def _rows(element, number: int) -> Iterator[Row]:
    rows = (row for row in element.iter("tr") if next(row.iterancestors("table")) is element)
    for i, row in enumerate(rows, 1):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [t for cell in cells for t in [_plain("".join(cell.itertext())), *[""] * (_span(cell) - 1)]]
        prose = (passage for cell in cells for passage in _passages(cell))
        yield Row(f"bảng {number}, hàng {i}", texts, prose, all(cell.tag == "th" for cell in cells))


def _plain(text: str) -> str:
    return " ".join(clean(text).split())


def _span(cell) -> int:
    return min(int(cell.get("colspan", "1")), 50) if cell.get("colspan", "1").isdigit() else 1
