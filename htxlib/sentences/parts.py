"""What a block is made of, for whoever writes it elsewhere than on a page: headings, paragraphs, items, tables, pictures.

A part's words are plain text in one look and one link each; nothing in them is markup. In a notebook parts are JSON: see
`as_json`. Kinds: heading, paragraph, item, code, caption, table, picture, entry (a number of the annex) and detail (what is
said of it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from ..codelists.units import with_unit
from ..values.figure import Figure
from ..words.text import NBSP

_BLANKS = re.compile("[ \t\r\n\f]+")
_LOOKS = {"strong": "bold", "em": "italic"}
SOURCE = "source"  # the look of "[nguồn]": it leads nowhere on paper, where the annex names every source
NOTE, ERROR, BARE = "note", "error", "bare"  # looks of a part: below a table; what went wrong; a heading that is not counted
UPRIGHT = "upright"  # the look of a table that belongs to the text however many columns it has, where they fit the page


class Span(NamedTuple):
    """Words in one look; `link` is where they lead, as the page writes it."""

    words: str
    link: str = ""
    looks: tuple[str, ...] = ()  # bold, italic, code, superscript, subscript, source


class Cell(NamedTuple):
    """A cell of a table, over so many columns."""

    spans: tuple[Span, ...]
    is_number: bool = False
    columns: int = 1


@dataclass(frozen=True)
class Part:
    """One thing that stands below another."""

    kind: str
    spans: tuple[Span, ...] = ()
    level: int = 0  # of a heading 1 to 6; of an item 0, inside another item 1
    look: str = ""
    id: str = ""  # where links lead to
    count: int = 0  # of an item in a counted list
    rows: tuple[tuple[Cell, ...], ...] = ()  # of a table, its heads first
    heads: int = 0  # rows
    drawing: dict | None = field(default=None, hash=False)  # the marks of a chart, from `Sheet.data`
    file: str = ""  # a picture of another kind, base64
    alt: str = ""  # the words for those who cannot see the picture

    @property
    def text(self) -> str:
        return text_of(self.spans)


def text_of(spans: Iterable[Span]) -> str:
    """Return the words as they are read."""
    return "".join(span.words for span in spans)


def plain(words: str) -> tuple[Span, ...]:
    """Return text without look or link as spans."""
    return tidied([Span(words)])


def tidied(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans as a page shows them: blanks as one, none at the ends or after a line break, alike ones joined."""
    out: list[Span] = []
    for words, *place in spans:
        words = _BLANKS.sub(" ", words) if words != "\n" else words
        if not out or not out[-1].words or out[-1].words.endswith((" ", "\n")):
            words = words.removeprefix(" ")
        if out and list(out[-1][1:]) == place:
            words = out.pop().words + words
        if words:
            out.append(Span(words, *place))
    while out and not out[-1].words.rstrip(" \n"):
        out.pop()
    return (*out[:-1], out[-1]._replace(words=out[-1].words.rstrip(" \n"))) if out else ()


def figure_spans(figure: Figure) -> tuple[Span, ...]:
    """Return a figure as a sentence prints it: hedge, number and unit with the way to its derivation, what follows."""
    if not figure:
        return (Span(figure.text),)
    link = f"#cs-{figure.key}"
    if figure.value == 0 and figure.text == figure.before:  # "không đổi" has no number
        return (Span(figure.text, link),)
    number = Span(with_unit(figure.so, figure.printed_unit, NBSP), link)  # a line never ends between the two
    return Span(figure.lead_text), number, Span(figure.after)


def phrase_spans(parts: Iterable[object]) -> tuple[Span, ...]:
    """Return the parts of a phrase, figures and text, as spans."""
    each = (figure_spans(part) if isinstance(part, Figure) else (Span(str(part)),) for part in parts)
    return tidied(span for spans in each for span in spans)


# --- from Markdown ---------------------------------------------------------------------------------------------------


def of_markdown(tokens: Sequence, filled: Callable[[str], Iterable[Span]]) -> Iterator[Part]:
    """Yield the parts of what markdown-it has read; `filled` makes spans of plain text."""
    lists: list[list] = []  # of each open list: whether it is counted, items so far, whether the item has words yet
    level, table, in_head = 0, None, False
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append([token.type.startswith("ordered"), 0, False])
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                lists[-1][1:] = [lists[-1][1] + 1, False]
            case "heading_open":
                level = int(token.tag[1])
            case "table_open":
                table = []
            case "thead_open" | "tbody_open":
                in_head = token.type == "thead_open"
            case "tr_open":
                table.append([in_head])
            case "th_open" | "td_open":
                table[-1].append("right" in (token.attrGet("style") or ""))
            case "table_close":
                rows = tuple(tuple(row[1:]) for row in table)
                yield Part("table", rows=rows, heads=sum(row[0] for row in table))
                table = None
            case "fence" | "code_block":
                yield Part("code", (Span(text_of(filled(token.content.strip("\n")))),))
            case "inline":
                spans = tidied(_inline(token.children, filled))
                if table is not None:
                    table[-1][-1] = Cell(spans, table[-1][-1])
                elif level:
                    yield Part("heading", spans, level)
                    level = 0
                elif not spans:
                    continue
                elif lists and not lists[-1][2]:
                    lists[-1][2] = True
                    yield Part("item", spans, min(len(lists) - 1, 1), count=lists[-1][1] if lists[-1][0] else 0)
                else:
                    yield Part("paragraph", spans)


def _inline(tokens: Sequence, filled: Callable[[str], Iterable[Span]]) -> Iterator[Span]:
    looks, links = [], [""]
    for token in tokens:
        match token.type:
            case "strong_open" | "em_open":
                looks.append(_LOOKS[token.tag])
            case "strong_close" | "em_close":
                looks.remove(_LOOKS[token.tag])
            case "link_open":
                links.append(token.attrGet("href") or "")
            case "link_close":
                links.pop()
            case "softbreak":
                yield Span(" ", links[-1], tuple(looks))
            case "hardbreak":
                yield Span("\n", links[-1], tuple(looks))
            case "text" | "code_inline":
                own = ("code",) if token.type == "code_inline" else ()
                for words, link, more in filled(token.content):
                    yield Span(words, link or links[-1], (*looks, *own, *more))


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(part: Part) -> dict:
    """Return a part in what JSON knows, without what is empty; a span is [words, link, look …]."""
    given = {each.name: value for each in fields(part) if (value := getattr(part, each.name))}
    if part.spans:
        given["spans"] = _spans_json(part.spans)
    if part.rows:
        given["rows"] = [[[_spans_json(cell.spans), cell.is_number, cell.columns] for cell in row] for row in part.rows]
    return given


def _spans_json(spans: Iterable[Span]) -> list[list[str]]:
    return [[words, link, *looks] if link or looks else [words] for words, link, looks in spans]


def from_json(given: dict) -> Part:
    """Return a part from what `as_json` made of it; TypeError or ValueError where it is something else."""
    rows = tuple(tuple(Cell(_spans(spans), *rest) for spans, *rest in row) for row in given.get("rows", ()))
    return Part(**given | {"spans": _spans(given.get("spans", ())), "rows": rows})


def _spans(given: Iterable[list[str]]) -> tuple[Span, ...]:
    return tuple(Span(words, *rest[:1], tuple(rest[1:])) if rest else Span(words) for words, *rest in given)
