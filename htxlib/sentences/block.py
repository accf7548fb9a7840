"""A block: one output of a notebook, as HTML, Markdown and plain text, with the trace of every number in it."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..codelists.units import with_unit
from ..values.figure import Figure
from ..words.text import MINUS, css_text, markdown_text, number
from .parts import Part, as_json

MIME = "application/vnd.htx.v1+json"
DRAFT = "nhap"  # the kind of a note to whoever edits: nothing published knows of it


@dataclass(frozen=True)
class Block:
    """What a cell shows. `figures` are the printed ones in order, `texts` the sentence of each."""

    kind: str  # title, prose, table, chart, annex; DRAFT
    html: str
    markdown: str = ""
    text: str = ""
    figures: tuple[Figure, ...] = ()
    texts: tuple[str, ...] = ()
    meta: dict = field(default_factory=dict)
    parts: tuple[Part, ...] = ()  # the same as `html`, for whoever writes it elsewhere than on a page

    def __bool__(self) -> bool:
        return bool(self.html)

    @property
    def as_markdown(self) -> str:
        """Its Markdown; where it has none of its own, the plain text, which is no markup."""
        return self.markdown or markdown_text(self.text)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        data = {
            "kind": self.kind,
            "keys": [figure.key for figure in self.figures],
            "texts": list(self.texts),
            "records": records(self.figures),
            "meta": self.meta,
            "parts": list(map(as_json, self.parts)),
        }
        return {
            "text/html": self.html,
            "text/markdown": self.as_markdown,
            "text/plain": self.text,
            MIME: data,
        }

    def _ipython_display_(self) -> None:
        """Show it; an empty block shows nothing, not even its name."""
        if self:
            from IPython.display import display

            display(self._repr_mimebundle_(), raw=True)


NOTHING = Block("prose", "")


@dataclass(frozen=True)
class Picture:
    """A picture that an author drew, with the words for those who cannot see it."""

    png: bytes
    alt: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        data = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}


def joined(*blocks: Block) -> Block:
    """Several blocks as one, in their order; NOTHING when all are empty."""
    shown = [block for block in blocks if block]
    if len(shown) < 2:
        return shown[0] if shown else NOTHING
    return Block(
        shown[0].kind,
        "\n".join(block.html for block in shown),
        "\n\n".join(block.as_markdown for block in shown),
        "\n\n".join(block.text for block in shown),
        tuple(figure for block in shown for figure in block.figures),
        tuple(text for block in shown for text in block.texts),
        {"untraced": [each for block in shown for each in block.meta.get("untraced", ())]},
        tuple(part for block in shown for part in block.parts) if all(block.parts for block in shown) else (),
    )


def records(figures: Iterable[Figure]) -> dict[str, dict]:
    """Key → record of the figures and of everything they were computed from."""
    last = {each.key: each for figure in figures for each in figure.family()}  # many share what they were computed from
    return {key: each.record() for key, each in last.items()}


def linked(figure: Figure) -> str:
    """The number as HTML: hedge, then a link to its derivation around the number and its unit."""
    if not figure:
        return f'<span class="thieu">{html.escape(figure.text)}</span>'
    if figure.value == 0 and figure.text == figure.before:  # "không đổi" has no number
        return f'<a href="#cs-{html.escape(figure.key)}">{html.escape(figure.text)}</a>'
    unit = html.escape(with_unit("", figure.printed_unit))
    data = f'<data value="{html.escape(decimal(figure))}">{html.escape(figure.so)}</data>{unit}'
    before, after = html.escape(figure.lead_text), html.escape(figure.after)
    return f'{before}<a href="#cs-{html.escape(figure.key)}">{data}</a>{after}'


def labels(heads: Iterable[str]) -> str:
    """The heads of a table as properties of its style: on a phone, where rows are cards, they name the cells.

    >>> labels(["TT", "ĐVT"])
    "--c1:'TT';--c2:'ĐVT'"
    """
    return ";".join(f"--c{n}:{css_text(head)}" for n, head in enumerate(heads, 1))


def decimal(figure: Figure) -> str:
    """The printed number for machines: "1481", "5.3", "9000/10000" for a range."""
    ends = [value for value in (figure.value, figure.upper) if value is not None]
    return "/".join(plain(value, figure.decimals) for value in ends)


def plain(value, decimals: int) -> str:
    """A number as machines read it: no thousands, a decimal point."""
    return number(value, decimals).replace(".", "").replace(",", ".").replace(MINUS, "-")
