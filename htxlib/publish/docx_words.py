"""The words inside one element of a page: in which look they stand and where they lead, blanks as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import html as lxml_html

from htxlib.text import NBSP

Look = tuple[tuple[str, object], ...]  # attributes of a font of python-docx

_BLANKS = re.compile("[ \t\r\n\f]+")
_LOOKS: dict[str, Look] = {
    **dict.fromkeys(("strong", "b"), (("bold", True),)),
    **dict.fromkeys(("em", "i"), (("italic", True),)),
    "code": (("name", "Courier New"),),
    "sup": (("superscript", True),),
    "sub": (("subscript", True),),
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BOXES = ("div", "section", "main", "article", "header", "blockquote", "dl")
SILENT = ("script", "style", "template", "hr")
# Inside a line these are not words of it: a list in an item comes after the item.
_APART = (*HEADINGS, *BOXES, "ul", "ol", "table", "figure", "pre", "svg", "img", "dt", "dd", *SILENT)
# Ways around the page that lead nowhere on paper: "↩" and "[nguồn]" (the annex names every source).
_WAYS = ("ve", "nguon")


def parse(source: str):
    """Return the HTML as a tree under one element."""
    return lxml_html.fragment_fromstring(source, create_parent="div")


def text_of(element) -> str:
    """Return the words of an element."""
    return "".join(span.words for span in spans(element))


@dataclass(frozen=True)
class Span:
    """Words in one look; `link` is where they lead, as the page writes it."""

    words: str
    look: Look = ()
    link: str = ""
    literal: bool = False  # a line break that the author wanted, not a blank


def spans(element) -> list[Span]:
    """Return the words of an element: blanks as one, none at the ends or after a line break."""
    out: list[Span] = []
    for span in _spans(element, (), ""):
        words = span.words if span.literal else _BLANKS.sub(" ", span.words)
        if not span.literal and (not out or out[-1].words.endswith((" ", "\n"))):
            words = words.removeprefix(" ")
        if words and out and (out[-1].look, out[-1].link) == (span.look, span.link):
            out[-1] = replace(out[-1], words=out[-1].words + words)
        elif words:
            out.append(replace(span, words=words))
    while out and not out[-1].words.rstrip(" \n"):
        out.pop()
    return [*out[:-1], replace(out[-1], words=out[-1].words.rstrip(" \n"))] if out else []


def _spans(element, look: Look, link: str) -> Iterator[Span]:
    if element.text:
        yield Span(element.text, look, link)
    for child in element:
        yield from _inside(child, look, link)
        if child.tail:
            # A number and its unit stay on one line, as on the page.
            glued = child.tag == "data" and child.tail.startswith(" ")
            yield Span(NBSP + child.tail[1:] if glued else child.tail, look, link)


def _inside(child, look: Look, link: str) -> Iterator[Span]:
    if child.tag == "br":
        yield Span("\n", look, link, literal=True)
    elif isinstance(child.tag, str) and child.tag not in _APART and child.get("class") not in _WAYS:
        yield from _spans(child, look + _LOOKS.get(child.tag, ()), child.get("href") or link)
