"""A sheet to draw on: bars, lines and words at fixed places, written as a small inline SVG.

Nothing is laid out by measuring: places are reckoned from estimated widths, so each mark is written as it stands.
Text stays text, takes the colour of the page (`currentColor`) and is at least 9 px high on a phone.
"""

from __future__ import annotations

import hashlib
import html
import json
import unicodedata
from dataclasses import dataclass, field
from functools import cache

WIDTH = 500  # of the viewBox: 15 units are about 10.5 px on a phone of 390 px, 17 px on a desk
SIZE, SMALL = 15, 14
FONTS = "Be Vietnam Pro,Segoe UI,Roboto,Noto Sans,Helvetica Neue,Arial,DejaVu Sans,sans-serif"
INK = "#000000"  # stands for the colour of the text around the chart
SOFT, FAINT = 0.72, 0.16  # opacity of secondary words and of the track beside a bar
OUTLINE = 1.5

# Widths in em of DejaVu Sans, the widest of FONTS: what fits there fits everywhere.
_NARROW, _WIDE, _WIDEST = frozenset("iljI.,:;'|!()[]-·/ftr "), frozenset("mwMWOQ"), frozenset("%@—")


@dataclass
class Sheet:
    """Marks in the order they are drawn; x to the right, y down from the top, in viewBox units."""

    height: float = 0
    marks: list[tuple] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, look: Look, broken: bool = False) -> None:
        """A bar; a broken one has a slanted gap before its end: it goes on beyond the sheet."""
        inset = 0 if look.filled else OUTLINE / 2
        box = (x + inset, y + inset, max(width - 2 * inset, 0), height - 2 * inset)
        self.marks += [("area", corners, look) for corners in (_broken(*box) if broken else [_box(*box)])]

    def line(
        self, points: list[tuple[float, float]], width: float = 1.5, colour: str = INK, dashed: bool = False
    ) -> None:
        self.marks.append(("line", points, width, colour, dashed))

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.marks.append(("dot", x, y, radius, colour))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = SIZE,
        anchor: str = "left",
        bold: bool = False,
        soft: bool = False,
    ) -> None:
        """Words with their base line at y."""
        if words:
            self.marks.append(("text", x, y, words, size, anchor, bold, soft))

    def svg(self, title: str, description: str) -> str:
        """The sheet as inline SVG: same marks, same bytes."""
        said = json.dumps([title, description, self.data()], ensure_ascii=False)
        chart = f"bd-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
        ordered = sorted(self.marks, key=lambda mark: _LAYERS.index(mark[0]))
        body = "".join(_ELEMENTS[kind](chart, *mark) for kind, *mark in ordered)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height:g}" role="img" '
            f'aria-labelledby="{chart}-t {chart}-d" font-family="{FONTS}" font-size="{SIZE}" fill="currentColor" '
            f'style="max-width:36rem"><title id="{chart}-t">{html.escape(title)}</title>'
            f'<desc id="{chart}-d">{html.escape(description)}</desc>{self._patterns(chart)}{body}</svg>'
        )

    def _patterns(self, chart: str) -> str:
        """The strokes of hatched areas, once a colour."""
        looks = (mark[2] for mark in self.marks if mark[0] == "area" and mark[2].fill == "hatched")
        return "".join(
            f'<pattern id="{_pattern(chart, colour)}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{colour}" stroke-width="{OUTLINE}"/></pattern>'
            for colour in dict.fromkeys(look.colour for look in looks)
        )

    def data(self) -> dict:
        """The sheet in what JSON knows: it can be drawn again where only the notebook is left (`publish/drawing.py`)."""
        return {"height": round(float(self.height), 1), "marks": [[_simple(part) for part in mark] for mark in self.marks]}


def _simple(part):
    if isinstance(part, Look):
        return vars(part)
    if isinstance(part, list):
        return [[round(float(x), 1), round(float(y), 1)] for x, y in part]
    return part if isinstance(part, (str, bool)) else round(float(part), 1)


@dataclass(frozen=True)
class Look:
    """How an area is filled: solid, or an outline with or without strokes, so that print in grey tells them apart."""

    colour: str
    fill: str = "solid"  # solid, faint, open, hatched

    @property
    def filled(self) -> bool:
        return self.fill in ("solid", "faint")


def width(words: str, size: float = SIZE) -> float:
    """An estimate, rather too large, of how wide the words are."""
    return size * sum(map(_em, unicodedata.normalize("NFD", words)))


@cache
def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if letter in _NARROW:
        return 0.38
    return 1 if letter in _WIDEST else 0.95 if letter in _WIDE else 0.72 if letter.isupper() else 0.64


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


# --- the elements of the picture; words lie over lines, lines over areas ----------------------------------------------

_LAYERS = ("area", "line", "dot", "text")


def _area(chart, corners, look) -> str:
    if look.filled:
        paint = f'fill="{_ink(look.colour)}"' + (f' opacity="{FAINT}"' if look.fill == "faint" else "")
    else:
        inside = f"url(#{_pattern(chart, look.colour)})" if look.fill == "hatched" else "none"
        paint = f'fill="{inside}" stroke="{_ink(look.colour)}" stroke-width="{OUTLINE}"'
    return f'<path d="{_path(corners)}z" {paint}/>'


def _line(chart, points, wide, colour, dashed) -> str:
    dashes = f' stroke-dasharray="{_short(4 * wide)},{_short(3 * wide)}"' if dashed else ""
    return f'<path d="{_path(points)}" fill="none" stroke="{_ink(colour)}" stroke-width="{wide:g}"{dashes}/>'


def _dot(chart, x, y, radius, colour) -> str:
    return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{radius:g}" fill="{_ink(colour)}"/>'


def _text(chart, x, y, words, size, anchor, bold, soft) -> str:
    looks = {
        "font-size": f"{size:g}" if size != SIZE else "",
        "font-weight": "700" if bold else "",
        "text-anchor": {"center": "middle", "right": "end"}.get(anchor, ""),
        "opacity": str(SOFT) if soft else "",
    }
    given = "".join(f' {name}="{value}"' for name, value in looks.items() if value)
    return f'<text{given} x="{_short(x)}" y="{_short(y)}">{html.escape(words, quote=False)}</text>'


_ELEMENTS = {"area": _area, "line": _line, "dot": _dot, "text": _text}


def _path(points) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _pattern(chart: str, colour: str) -> str:
    return f"{chart}-{colour.lstrip('#')}"


def _ink(colour: str) -> str:
    return "currentColor" if colour == INK else colour


def _short(number: float) -> str:
    return f"{round(float(number), 1) + 0:g}"
