"""A page as passages: its blocks and tables, without scripts, drawings and the way around the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from .passages import LONGEST, WIDEST, Passage, Row, clean, table

SKIPPED = frozenset(
    ("script", "style", "svg", "nav", "template", "head", "noscript", "footer", "button", "form", "iframe", "object")
)
_INLINE = re.compile(
    "a|abbr|b|bdi|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|tt|u|var|wbr"
)


def html_page(source: str) -> Iterator[Passage]:
    """Yield the passages of a page's source."""
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        page = html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing in it
        return
    for number in page.iterfind(".//button[@popovertarget]"):  # of a page of ours: it opens how the number was made
        number.tag = "span"
    body = page.find("body")
    yield from _passages(page if body is None else body)


def _passages(element, counted: list[int] | None = None) -> Iterator[Passage]:
    """Counts paragraphs and tables as a reader would; a table inside a cell comes after the one around it."""
    text, counted, is_item = "", counted or [0, 0], False
    for piece in (*_pieces(element), None):
        if isinstance(piece, str):
            text += piece
            continue
        if plain := _plain(text):
            counted[0] += 1
            yield Passage(plain, f"đoạn {counted[0]}", is_item=is_item)
        text, is_item = "", piece is _LI
        if piece not in (None, _LI):
            counted[1] += 1
            yield from table(_rows(piece, counted[1]))
            for inner in piece.iter("table"):
                if inner is not piece:
                    counted[1] += 1
                    yield from table(_rows(inner, counted[1]))


_LI = object()  # the beginning of an item of a list


def _pieces(root) -> Iterator:
    """Yield the texts of an element in order, None or _LI at the edge of a block, and each table as itself; however deep."""
    waiting: list = [root]
    while waiting:
        element = waiting.pop()
        if not etree.iselement(element):
            yield element
            continue
        if element.tag == "table":
            yield element
            continue
        edge = [] if _INLINE.fullmatch(element.tag) else [None]
        inside: list = [_LI] if element.tag == "li" else [*edge]
        inside.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SKIPPED:
                inside += [" "] if child.tag == "br" else [child]
            inside.append(child.tail or "")
        waiting += reversed([*inside, *edge])


def _rows(element, number: int) -> Iterator[Row]:
    """The rows of a table as a grid: a cell over several rows or columns is empty but in its first, and named in `over`."""
    rows = (row for row in element.iter("tr") if next(row.iterancestors("table")) is element)
    down: dict[int, tuple[int, str]] = {}  # column → rows that a cell above still covers, and its text
    heads = 0
    for i, row in enumerate(rows, 1):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts, over = [], []
        for cell in cells:
            _covered(down, texts, over)
            text, below = _plain("".join(_own_texts(cell))), _span(cell, "rowspan") - 1
            for k in range(_span(cell, "colspan")):
                if below:
                    down[len(texts)] = below, text
                texts.append("" if k else text)
                over.append(text)
        _covered(down, texts, over)
        heads = max([heads, *(_span(cell, "rowspan") for cell in cells)]) if i == 1 else heads
        is_head = all(cell.tag == "th" for cell in cells) or i <= heads < 4
        prose = (Passage(text, "") for cell in cells for text in _paragraphs(cell))
        yield Row(f"bảng {number}, hàng {i}", texts, prose, is_head, over=over)


def _covered(down: dict[int, tuple[int, str]], texts: list[str], over: list[str]) -> None:
    """Fill the columns that a cell of a row above reaches into."""
    while len(texts) in down:
        left, text = down.pop(len(texts))
        if left > 1:
            down[len(texts)] = left - 1, text
        texts.append("")
        over.append(text)


def _own_texts(cell) -> Iterator[str]:
    """Return the texts of a cell without those of a table in it."""
    return (piece if isinstance(piece, str) else " " for piece in _pieces(cell))


def _paragraphs(cell) -> Iterator[str]:
    """Return the paragraphs of a cell, without a table in it."""
    text = "".join(piece if isinstance(piece, str) else "\n\n" for piece in _pieces(cell))
    return filter(None, map(_plain, text.split("\n\n")))


def _plain(text: str) -> str:
    return " ".join(clean(text).split())


def _span(cell, name: str) -> int:
    """Over how many rows or columns a cell reaches; no table of a report has more than these."""
    said = cell.get(name, "1").strip()
    most = WIDEST if name == "colspan" else LONGEST
    return 1 if not said.isdecimal() else most if len(said) > 9 else max(1, min(int(said), most))
