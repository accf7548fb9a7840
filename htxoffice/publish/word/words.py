"""HTML that is none of our blocks (text cells, data frames, notebooks saved long ago) as parts, for the Word file."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html as lxml_html

from htxlib.sentences.parts import BARE, ERROR, NOTE, SOURCE, Cell, Part, Span, plain, tidied
from htxlib.words.text import NBSP

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BOXES = ("div", "section", "main", "article", "header", "blockquote", "dl")
SILENT = ("script", "style", "template", "hr")
# Inside a line these are not words of it: a list in an item comes after the item.
_APART = (*HEADINGS, *BOXES, "ul", "ol", "table", "figure", "pre", "svg", "img", "dt", "dd", *SILENT)
_SOURCE = "nguon"
_LINES = {"dt": "entry", "dd": "detail", "caption": "caption", "figcaption": "caption"}
_LOOKS = {
    **dict.fromkeys(("strong", "b"), ("bold",)),
    **dict.fromkeys(("em", "i"), ("italic",)),
    "code": ("code",),
    "sup": ("superscript",),
    "sub": ("subscript",),
}


def parts_of_html(source: str) -> Iterator[Part]:
    """Yield the parts of a piece of HTML: its words, tables and pictures."""
    yield from _inside(lxml_html.fragment_fromstring(source, create_parent="div"))


def _inside(element) -> Iterator[Part]:
    """Everything in a box; words that stand there by themselves are paragraphs too."""
    yield from _stray(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            yield from _parts(child)
        yield from _stray(child.tail)


def _stray(words: str | None) -> Iterator[Part]:
    if words and words.strip():
        yield Part("paragraph", plain(words))


def _parts(element) -> Iterator[Part]:
    tag, css, id_ = element.tag, (element.get("class") or "").split(), element.get("id") or ""
    if tag in HEADINGS:
        yield Part("heading", _spans(element), int(tag[1]), BARE if "khong-so" in css else "", id_)
    elif tag in BOXES or tag == "figure":
        yield from _inside(element)
    elif tag in ("ul", "ol"):
        yield from _items(element)
    elif tag == "table":
        yield from _table(element)
    elif tag in ("svg", "img"):
        yield _picture(element)
    elif tag == "pre":
        yield Part("code", (Span(element.text_content().strip("\n")),))
    elif tag in _LINES:
        yield Part(_LINES[tag], _spans(element), id=id_)
    elif spans := _spans(element):
        yield Part("paragraph", spans, look=NOTE if "ghi-chu" in css else ERROR if "loi" in css else "", id=id_)


def _items(element, level: int = 0) -> Iterator[Part]:
    for count, item in enumerate(element.findall("li"), 1):
        first, *more = item.findall("p") or [item]
        yield Part("item", _spans(first), level, id=item.get("id") or "", count=count if element.tag == "ol" else 0)
        yield from (Part("paragraph", _spans(paragraph)) for paragraph in more)
        for child in item:
            if child.tag in ("ul", "ol"):
                yield from _items(child, 1)


def _table(element) -> Iterator[Part]:
    if (caption := element.find("caption")) is not None:
        yield Part("caption", _spans(caption))
    heads = element.findall("thead/tr")
    rows = heads + [row for row in element.iter("tr") if row.getparent().tag != "thead"]
    cells = (tuple(_cell(cell) for cell in row if cell.tag in ("th", "td")) for row in rows)
    yield Part("table", rows=tuple(cells), heads=len(heads))


def _cell(cell) -> Cell:
    span, style = cell.get("colspan") or "", (cell.get("style") or "").replace(" ", "")
    return Cell(_spans(cell), "text-align:right" in style, max(1, int(span)) if span.isdecimal() else 1)


def _picture(element) -> Part:
    described = [element.get("alt"), *(found.text for part in ("desc", "title") for found in element.iter(part))]
    kind, _, content = (element.get("src") or "").partition(";base64,")
    file = content if kind.startswith("data:image/") else ""
    return Part("picture", file=file, alt=next(filter(None, described), ""))


def _spans(element) -> tuple[Span, ...]:
    return tidied(_words(element, "", ()))


def _words(element, link: str, looks: tuple[str, ...]) -> Iterator[Span]:
    if element.text:
        yield Span(element.text, link, looks)
    for child in element:
        if child.tag == "br":
            yield Span("\n", link, looks)
        elif isinstance(child.tag, str) and child.tag not in _APART:
            own = (SOURCE,) if child.get("class") == _SOURCE else _LOOKS.get(child.tag, ())
            yield from _words(child, child.get("href") or link, (*looks, *own))
        if child.tail:
            # A number and its unit stay on one line, as on the page.
            tail = NBSP + child.tail[1:] if child.tag == "data" and child.tail.startswith(" ") else child.tail
            yield Span(tail, link, looks)
