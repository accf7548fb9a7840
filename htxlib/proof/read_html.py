"""A page as passages: its blocks and tables, without scripts, drawings and the way around the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .passages import Passage, clean, is_prose, joined_heads, row_of

SKIPPED = {
    "script",
    "style",
    "svg",
    "nav",
    "template",
    "head",
    "noscript",
    "footer",
    "button",
    "form",
    "iframe",
    "object",
}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
}


def html_page(source: str) -> Iterator[Passage]:
    """The passages of a page's source."""
    from lxml import etree, html

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        page = html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing in it
        return
    body = page.find("body")
    yield from _Page().passages(body if body is not None else page)


class _Page:
    """Walks the elements of a page; counts paragraphs and tables as a reader would."""

    def __init__(self):
        self.paragraphs = self.tables = 0
        self.text, self.kind = "", "đoạn"

    def passages(self, element) -> Iterator[Passage]:
        yield from self._walk(element)
        yield from self._flush()

    def _walk(self, element) -> Iterator[Passage]:
        tag = element.tag
        if tag == "table":
            yield from self._flush()
            yield from self._table(element)
            return
        block = tag not in _INLINE
        if block:
            yield from self._flush()
            self.kind = "tiêu đề" if re.fullmatch(r"h[1-6]|summary", tag) else "đoạn"
        self.text += element.text or ""
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SKIPPED:
                yield from self._walk(child)
            self.text += child.tail or ""
        if block:
            yield from self._flush()

    def _flush(self) -> Iterator[Passage]:
        text, self.text = " ".join(clean(self.text).split()), ""
        if text:
            self.paragraphs += 1
            yield Passage(text, f"đoạn {self.paragraphs}", self.kind)

    def _table(self, table) -> Iterator[Passage]:
        self.tables += 1
        caption = " ".join(_text_of(c) for c in table.findall("caption"))
        if caption:
            yield Passage(caption, f"bảng {self.tables}, tên bảng", "tiêu đề")
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        heads: list[str] = []
        for i, row in enumerate(rows, 1):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [t for cell in cells for t in [_text_of(cell), *[""] * (_span(cell) - 1)]]
            is_head = i == 1 if not heads else all(cell.tag == "th" for cell in cells)
            if not is_head and is_prose(texts, heads):
                yield from self._cells_of_prose(cells, f"bảng {self.tables}, hàng {i}")
                continue
            yield row_of(
                texts,
                [] if is_head else heads,
                f"bảng {self.tables}, hàng {i}",
                caption,
                "đầu bảng" if is_head else "hàng",
            )
            heads = joined_heads(heads, texts) if is_head else heads

    def _cells_of_prose(self, cells: list, where: str) -> Iterator[Passage]:
        for cell in cells:
            for passage in _Page().passages(cell):
                yield replace(passage, where=where)


def _text_of(element) -> str:
    return " ".join(clean("".join(element.itertext())).split())


def _span(cell) -> int:
    return min(int(cell.get("colspan", "1")), 50) if cell.get("colspan", "1").isdigit() else 1
