"""A sheet to draw on: bars, lines and words at fixed places, drawn by matplotlib into a small inline SVG, or as a PNG.

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

# Of the viewBox: 15 units are about 10.5 px on a phone of 390 px, 20 px on a desk, where a chart is as wide as the text.
WIDTH = 500
SIZE, SMALL = 15, 14
FONTS = "Be Vietnam Pro,Segoe UI,Roboto,Noto Sans,Helvetica Neue,Arial,DejaVu Sans,sans-serif"
INK = "#000000"  # stands for the colour of the text around the chart
SOFT, FAINT = 0.72, 0.16  # opacity of secondary words and of the track beside a bar
OUTLINE = 1.5
SCALE = 2  # pixels of a PNG to a unit: about 195 to the inch in a printed document

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

    def figure(self, scale: int = 1, **paper):
        """The sheet as a matplotlib Figure of its own, without pyplot and without axes.

        `scale`: pixels to a unit, 1 for SVG.
        """
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 72, self.height / 72), dpi=72 * scale, **paper)
        down = _transform(self.height, scale)
        artists = _ARTISTS if scale == 1 else _ARTISTS | {"dot": _circle}
        for kind, *mark in self.marks:
            figure.add_artist(artists[kind](*mark, down), clip=False)
        return figure

    def svg(self, title: str, description: str) -> str:
        """The sheet as inline SVG: same marks, same bytes."""
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        with matplotlib.rc_context(_style()):
            drawn = io.StringIO()
            FigureCanvasSVG(self.figure(frameon=False)).print_svg(drawn, metadata={"Date": None})
        return _inline(drawn.getvalue(), self.height, title, description)

    def png(self) -> bytes:
        """The sheet as a picture, for papers that show no SVG: same marks, same bytes."""
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        with matplotlib.rc_context(_style()):
            canvas = FigureCanvasAgg(self.figure(SCALE, facecolor="white"))
            canvas.draw()
        return _few_colours(canvas)

    @classmethod
    def of(cls, data: dict) -> Sheet:
        """The sheet again from its `data`."""
        return cls(data["height"], [_mark(*mark) for mark in data["marks"]])

    def data(self) -> dict:
        """The sheet in what JSON knows: it can be drawn again where only the notebook is left."""
        return {"height": round(float(self.height), 1), "marks": [[_simple(part) for part in mark] for mark in self.marks]}


def _simple(part):
    if isinstance(part, Look):
        return vars(part)
    if isinstance(part, list):
        return [[round(float(x), 1), round(float(y), 1)] for x, y in part]
    return part if isinstance(part, (str, bool)) else round(float(part), 1)


def _mark(kind: str, *parts) -> tuple:
    return (kind, *(Look(**part) if isinstance(part, dict) else part for part in parts))


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


# --- matplotlib ------------------------------------------------------------------------------------------------------


@cache
def _style() -> dict:
    """The house style on matplotlib's defaults: what a notebook sets for its own charts does not matter here."""
    import matplotlib

    used = ("figure", "font", "hatch", "lines", "patch", "path", "savefig", "svg", "text")
    house = matplotlib.rc_params_from_file(files("htxlib.display") / "htx.mplstyle", use_default_template=False)
    return {key: value for key, value in matplotlib.rcParamsDefault.items() if key.startswith(used)} | dict(house)


def _transform(height: float, scale: int):
    from matplotlib.transforms import Affine2D

    return Affine2D().translate(0, -height).scale(scale, -scale)


def _area(corners, look, down):
    from matplotlib.patches import Polygon

    return Polygon(
        _rounded(corners),
        facecolor=look.colour if look.filled else "none",
        edgecolor="none" if look.filled else look.colour,
        linewidth=0 if look.filled else OUTLINE,
        hatch="////" if look.fill == "hatched" else None,
        alpha=FAINT if look.fill == "faint" else None,
        transform=down,
    )


def _line(points, wide, colour, dashed, down):
    from matplotlib.lines import Line2D

    xs, ys = zip(*_rounded(points), strict=True)
    return Line2D(xs, ys, linewidth=wide, color=colour, linestyle=(0, (4, 3)) if dashed else "-", transform=down)


def _dot(x, y, radius, colour, down):
    """A line without length and with round ends: a circle in a tenth of the bytes of SVG; Agg draws none."""
    from matplotlib.lines import Line2D

    xs, ys = zip(*_rounded([(x, y), (x, y)]), strict=True)
    return Line2D(xs, ys, linewidth=2 * radius, color=colour, solid_capstyle="round", transform=down)


def _circle(x, y, radius, colour, down):
    from matplotlib.patches import Circle

    return Circle((x, y), radius, facecolor=colour, linewidth=0, transform=down)


def _text(x, y, words, size, anchor, bold, soft, down):
    return _placed_text()(
        round(x, 1),
        round(y, 1),
        words,
        fontsize=size,
        fontweight="bold" if bold else "normal",
        horizontalalignment=anchor,
        alpha=SOFT if soft else None,
        transform=down,
    )


@cache
def _placed_text():
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.text import Text

    class PlacedText(Text):
        """Text whose anchor is known: for SVG no font is opened to measure it, which is half of a chart's time."""

        def draw(self, renderer):
            x, y = self.get_transform().transform(self.get_unitless_position())
            pen = renderer.new_gc()
            pen.set_alpha(self.get_alpha())
            words, font = self.get_text(), self.get_fontproperties()
            if not isinstance(self.get_figure().canvas, FigureCanvasSVG):
                part = _BEFORE[self.get_horizontalalignment()]
                x -= part and part * renderer.get_text_width_height_descent(words, font, False)[0]
            renderer.draw_text(pen, x, renderer.height - y, words, font, 0, mtext=self)
            pen.restore()

    return PlacedText


def _rounded(points):
    return [(round(x, 1), round(y, 1)) for x, y in points]


_BEFORE = {"left": 0, "center": 0.5, "right": 1}  # how much of the words stands before their place


def _few_colours(canvas) -> bytes:
    """What was drawn as a PNG of 64 colours: a fifth of the bytes that matplotlib writes."""
    from PIL import Image

    image = Image.frombuffer("RGBA", canvas.get_width_height(physical=True), canvas.buffer_rgba()).convert("RGB")
    few = image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The method takes the mean of alike colours, so that white has to be made white again.
    few.putpalette([255 if part > 251 else part for part in few.getpalette()])
    drawn = io.BytesIO()
    few.save(drawn, "png")
    return drawn.getvalue()


_ARTISTS = {"area": _area, "line": _line, "dot": _dot, "text": _text}

# --- from matplotlib's file to a small inline element ----------------------------------------------------------------

_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s*([A-Zz]|\"$)\s*")  # around the commands of a path
_FONT = re.compile(r"font: (?:(\d+) )?(\S+px) ")  # older releases of matplotlib write the font in one
_ALIKE = re.compile(r'(<path d="[^"]*)("[^>]*/>)(?:<path d="([^"]*)\2)+')  # strokes of one look, one after the other
_STROKE = re.compile(r'<path d="([^"]*)"')
_DEFAULTS = {("text-anchor", "start"), ("font-weight", ""), ("font-size", str(SIZE)), ("stroke-linejoin", "miter")}


def _inline(drawn: str, height: float, title: str, description: str) -> str:
    """Only tags are touched, never the words between them: these come from data."""
    start, end = drawn.index('<g id="figure_1">'), drawn.rindex("</svg>")
    body = re.sub(r">\s+<", "><", _TAG.sub(lambda tag: _small_tag(tag[0]), drawn[start:end]).strip())
    body = _ALIKE.sub(lambda run: f'<path d="{"".join(_STROKE.findall(run[0]))}{run[2]}', body)
    chart = "bd-" + hashlib.sha256("\n".join((title, description, body)).encode()).hexdigest()[:8]
    body = _TAG.sub(lambda tag: re.sub(r'(id="|url\(#)', rf"\g<1>{chart}-", tag[0]), body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="{chart}-t {chart}-d" font-family="{FONTS}" font-size="{SIZE}" fill="currentColor" '
        f'style="max-width:43rem"><title id="{chart}-t">{html.escape(title)}</title>'
        f'<desc id="{chart}-d">{html.escape(description)}</desc>{body}</svg>'
    )


def _small_tag(tag: str) -> str:
    """The tag without blanks, defaults and styles; groups and empty definitions are nothing to us."""
    if tag.startswith(("<g", "</g")):
        return ""
    tag = re.sub(r' style="([^"]*)"', _attributes, tag)
    tag = re.sub(r' d="[^"]*"', lambda path: _BLANKS.sub(r"\1", path[0]), tag)
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"', "", tag)
    return tag.replace(INK, "currentColor").replace(" />", "/>")


def _attributes(style: re.Match) -> str:
    """style="a: b; c: d" as attributes, which a policy without inline styles still shows; defaults left out."""
    plain = _FONT.sub(r"font-weight: \1; font-size: \2; font-family: ", style[1])
    pairs = [tuple(part.strip() for part in pair.split(":", 1)) for pair in plain.split(";") if ":" in pair]
    kept = [(name, value.removesuffix("px")) for name, value in pairs if name != "font-family"]
    return "".join(f' {name}="{value}"' for name, value in kept if (name, value) not in _DEFAULTS)
