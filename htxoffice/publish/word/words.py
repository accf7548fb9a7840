"""The words inside one element of a page: in which look they stand and where they lead, blanks as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import html as lxml_html

from htxlib.words.text import NBSP

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BOXES = ("div", "section", "main", "article", "header", "blockquote", "dl")
SILENT = ("script", "style", "template", "hr")
# Inside a line these are not words of it: a list in an item comes after the item.
_APART = (*HEADINGS, *BOXES, "ul", "ol", "table", "figure", "pre", "svg", "img", "dt", "dd", *SILENT)
_SOURCE = "nguon"  # "[nguồn]" leads nowhere on paper: the annex names every source
_BLANKS = re.compile("[ \t\r\n\f]+")
Look = tuple[tuple[str, object], ...]  # attributes of a font of python-docx
_LOOKS: dict[str, Look] = {
    **dict.fromkeys(("strong", "b"), (("bold", True),)),
    **dict.fromkeys(("em", "i"), (("italic", True),)),
    "code": (("name", "Courier New"),),
    "sup": (("superscript", True),),
    "sub": (("subscript", True),),
}


class Span(NamedTuple):
    """Words in one look; `link` is where they lead, as the page writes it."""

    words: str
    look: Look = ()
    link: str = ""


def parse(source: str):
    """Return the HTML as a tree under one element."""
    return lxml_html.fragment_fromstring(source, create_parent="div")


def text_of(element) -> str:
    """Return the words of an element."""
    return "".join(span.words for span in spans(element))


def spans(element) -> list[Span]:
    """Return the words of an element: blanks as one, none at the ends or after a line break."""
    out = [Span("")]
    for words, *place in _spans(element, (), ""):
        if not out[-1].words or out[-1].words.endswith((" ", "\n")):
            words = words.removeprefix(" ")
        if list(out[-1][1:]) == place:
            words = out.pop().words + words
        if words or not out:
            out.append(Span(words, *place))
    while out and not out[-1].words.rstrip(" \n"):
        out.pop()
    return [*out[:-1], out[-1]._replace(words=out[-1].words.rstrip(" \n"))] if out else []


def _spans(element, look: Look, link: str) -> Iterator[Span]:
    if element.text:
        yield Span(_BLANKS.sub(" ", element.text), look, link)
    for child in element:
        if child.tag == "br":
            yield Span("\n", look, link)
        elif isinstance(child.tag, str) and child.tag not in _APART and child.get("class") != _SOURCE:
            yield from _spans(child, look + _LOOKS.get(child.tag, ()), child.get("href") or link)
        if child.tail:
            tail = _BLANKS.sub(" ", child.tail)
            # A number and its unit stay on one line, as on the page.
            yield Span(NBSP + tail[1:] if child.tag == "data" and tail.startswith(" ") else tail, look, link)
