"""A sheet to draw on: bars, lines and words at fixed places, drawn by matplotlib into a small inline SVG.

Nothing is laid out by measuring: places are reckoned from estimated widths, so one pass over few artists is enough.
Text stays text, takes the colour of the page (`currentColor`) and is at least 9 px high on a phone.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

WIDTH = 560  # of the viewBox: 15 units are about 9.5 px on a phone of 390 px, 17 px on a desk
SIZE, SMALL = 15, 14
FONTS = "Be Vietnam Pro,Segoe UI,Roboto,Noto Sans,Helvetica Neue,Arial,DejaVu Sans,sans-serif"
INK = "#000000"  # stands for the colour of the text around the chart
SOFT = 0.72  # opacity of secondary words

# Widths in em of DejaVu Sans, the widest of FONTS: what fits there fits everywhere.
_NARROW, _WIDE = frozenset("iljI.,:;'|!()[]-·/ftr "), frozenset("mwMWOQ%@—→")


@dataclass
class Sheet:
    """Marks in the order they are drawn; x to the right, y down from the top, in viewBox units."""

    height: float = 0
    marks: list[tuple] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, look: Look, broken: bool = False) -> None:
        """A bar; a broken one has a slanted gap before its end: it goes on beyond the sheet."""
        ends = _broken(x, y, width, height) if broken else [_box(x, y, width, height)]
        self.marks += [("area", corners, look) for corners in ends]

    def line(self, points: list[tuple[float, float]], width: float = 1.5, colour: str = INK, dashed: bool = False) -> None:
        self.marks.append(("line", points, width, colour, dashed))

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.marks.append(("dot", x, y, radius, colour))

    def text(self, x: float, y: float, words: str, size: float = SIZE, anchor: str = "left", bold: bool = False, soft: bool = False) -> None:
        """Words with their base line at y."""
        if words:
            self.marks.append(("text", x, y, words, size, anchor, bold, soft))

    def figure(self):
        """The sheet as a matplotlib Figure of its own, without pyplot and without axes."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 72, self.height / 72), dpi=72, frameon=False)
        down = _transform(self.height)
        for kind, *mark in self.marks:
            figure.add_artist(_ARTISTS[kind](*mark, down), clip=False)
        return figure

    def svg(self, title: str, description: str) -> str:
        """The sheet as inline SVG: same marks, same bytes."""
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        with matplotlib.rc_context(_style()):
            drawn = io.StringIO()
            FigureCanvasSVG(self.figure()).print_svg(drawn, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        return _inline(drawn.getvalue(), self.height, title, description)


@dataclass(frozen=True)
class Look:
    """How an area is filled: solid, or an outline with or without strokes, so that print in grey tells them apart."""

    colour: str
    fill: str = "solid"  # solid, open, hatched, faint


def width(words: str, size: float = SIZE) -> float:
    """An estimate, rather too large, of how wide the words are."""
    letters = [c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c)]
    return size * sum(0.38 if c in _NARROW else 0.95 if c in _WIDE else 0.72 if c.isupper() else 0.63 for c in letters)


def wrap(words: str, room: float, size: float = SIZE) -> list[str]:
    """The words in lines that fit the room; a single long word keeps its line."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _box(x, y, wide, high):
    return [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]


def _broken(x, y, wide, high):
    cut, gap, slant = x + wide - 22, 5, 4
    return [
        [(x, y), (cut + slant, y), (cut - slant, y + high), (x, y + high)],
        [(cut + gap + slant, y), (x + wide, y), (x + wide, y + high), (cut + gap - slant, y + high)],
    ]


# --- matplotlib ------------------------------------------------------------------------------------------------------


@cache
def _style() -> dict:
    import matplotlib

    return dict(matplotlib.rc_params_from_file(files("htxlib") / "htx.mplstyle", use_default_template=False))


def _transform(height: float):
    from matplotlib.transforms import Affine2D

    return Affine2D().scale(1, -1).translate(0, height)


def _area(corners, look, down):
    from matplotlib.patches import Polygon

    fill = {"solid": look.colour, "faint": look.colour}.get(look.fill, "none")
    edge = 0 if look.fill in ("solid", "faint") else 1.5
    return Polygon(
        _rounded(corners), facecolor=fill, edgecolor=look.colour if edge else "none", linewidth=edge,
        hatch="////" if look.fill == "hatched" else None, alpha=0.16 if look.fill == "faint" else None, transform=down,
    )


def _line(points, wide, colour, dashed, down):
    from matplotlib.lines import Line2D

    xs, ys = zip(*_rounded(points), strict=True)
    return Line2D(xs, ys, linewidth=wide, color=colour, linestyle=(0, (4, 3)) if dashed else "-", transform=down)


def _dot(x, y, radius, colour, down):
    """A line without length and with round ends: a circle in a tenth of the bytes."""
    from matplotlib.lines import Line2D

    xs, ys = zip(*_rounded([(x, y), (x, y)]), strict=True)
    return Line2D(xs, ys, linewidth=2 * radius, color=colour, solid_capstyle="round", transform=down)


def _text(x, y, words, size, anchor, bold, soft, down):
    from matplotlib.text import Text

    return Text(
        round(x, 1), round(y, 1), words, fontsize=size, ha=anchor, va="baseline", fontweight="bold" if bold else "normal",
        alpha=SOFT if soft else None, transform=down,
    )


def _rounded(points):
    return [(round(x, 1), round(y, 1)) for x, y in points]


_ARTISTS = {"area": _area, "line": _line, "dot": _dot, "text": _text}

# --- from matplotlib's file to a small inline element ----------------------------------------------------------------

_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>|</?g\b.*?>|</?svg\b.*?>", re.S)
_STYLE = re.compile(r'style="([^"]*)"')
_DEFAULTS = re.compile(r' (?:text-anchor="start"|transform="rotate\(-0 [^"]*\)"|font-family="[^"]*"|stroke-linejoin="miter")')
_PATH = re.compile(r' d="([^"]*)"')


def _inline(drawn: str, height: float, title: str, description: str) -> str:
    body = _DROPPED.sub("", drawn)
    body = _STYLE.sub(_attributes, body)
    body = _DEFAULTS.sub("", body).replace(INK, "currentColor").replace(f' font-size="{SIZE}"', "")
    body = _PATH.sub(lambda found: f' d="{_short(found[1])}"', body)
    body = re.sub(r"\s*\n\s*", "", body).replace("<defs></defs>", "").replace(" />", "/>")
    chart = "bd-" + hashlib.sha256(f"{title}\n{description}\n{body}".encode()).hexdigest()[:8]
    body = re.sub(r'(id="|url\(#)(?=h)', rf"\g<1>{chart}-", body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="{chart}-t {chart}-d" font-family="{FONTS}" font-size="{SIZE}" fill="currentColor" style="max-width:40rem">'
        f'<title id="{chart}-t">{html.escape(title)}</title><desc id="{chart}-d">{html.escape(description)}</desc>{body}</svg>'
    )


def _attributes(found: re.Match) -> str:
    """style="a: b; c: d" as attributes: a policy without inline styles still shows the chart."""
    pairs = (pair.split(":", 1) for pair in found[1].split(";") if ":" in pair)
    return " ".join(f'{name.strip()}="{value.strip().removesuffix("px")}"' for name, value in pairs)


def _short(path: str) -> str:
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", path.strip())
