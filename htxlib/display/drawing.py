"""A chart's marks as a PNG, for papers that show no SVG: the same places, words and digits as on the page.

Drawn by Pillow, which takes a tenth of the time that matplotlib needs to set the words of one chart.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from htxlib.display.svg import FAINT, OUTLINE, SOFT, WIDTH

SCALE = 2  # pixels to a unit: about 195 to the inch in a printed document
_FINE = 2 * SCALE  # shapes are drawn twice as large and then halved: slanted edges stay smooth
_HATCH = 6  # units between two strokes
_ANCHORS = {"left": "ls", "center": "ms", "right": "rs"}


def png(sheet: dict) -> bytes:
    """Return the picture of a sheet as `Sheet.data` gives it: same marks, same bytes."""
    from PIL import Image, ImageDraw

    size = (round(WIDTH * _FINE), round(sheet["height"] * _FINE / 2) * 2)
    image = Image.new("RGB", size, "white")
    # Layered as on the page: areas, then lines and dots, then words.
    for kinds in (("area",), ("line", "dot")):
        for kind, *mark in sheet["marks"]:
            if kind in kinds:
                _SHAPES[kind](image, *mark)
    image = image.reduce(2)
    words = ImageDraw.Draw(image)
    for kind, *mark in sheet["marks"]:
        if kind == "text":
            _text(words, *mark)
    drawn = io.BytesIO()
    _few_colours(image).save(drawn, "png")
    return drawn.getvalue()


def as_png(file: bytes) -> bytes:
    """The same picture as PNG; nothing where it is none."""
    from PIL import Image, UnidentifiedImageError

    if file.startswith(b"\x89PNG"):
        return file
    drawn = io.BytesIO()
    try:
        Image.open(io.BytesIO(file)).save(drawn, "png")
    except (UnidentifiedImageError, OSError):
        return b""
    return drawn.getvalue()


def _few_colours(image):
    """A third of the bytes; the method takes the mean of alike colours, so that white has to be made white again."""
    from PIL import Image

    few = image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if part > 251 else part for part in few.getpalette()])
    return few


def _area(image, corners, look) -> None:
    from PIL import ImageDraw

    points, colour = _fine(corners), look["colour"]
    pen = ImageDraw.Draw(image)
    match look["fill"]:
        case "solid":
            pen.polygon(points, fill=colour)
        case "faint":
            pen.polygon(points, fill=_faded(colour, FAINT))
        case _:
            if look["fill"] == "hatched":
                _hatch(image, points, colour)
            pen.line([*points, *points[:2]], fill=colour, width=round(OUTLINE * _FINE), joint="curve")


def _hatch(image, points, colour) -> None:
    """Strokes that rise to the right, inside the area only."""
    from PIL import Image, ImageChops, ImageDraw

    left, top, right, bottom = (round(f(at)) for f in (min, max) for at in zip(*points, strict=True))
    inside, strokes = (Image.new("1", (right - left, bottom - top)) for _ in range(2))
    ImageDraw.Draw(inside).polygon([(x - left, y - top) for x, y in points], fill=1)
    pen, high = ImageDraw.Draw(strokes), bottom - top
    for x in range(-high, right - left, round(_HATCH * _FINE)):
        pen.line([(x, high), (x + high, 0)], fill=1, width=round(OUTLINE * _FINE * 0.8))
    image.paste(colour, (left, top), ImageChops.logical_and(inside, strokes))


def _line(image, points, width, colour, dashed) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    for part in _dashes(points, width) if dashed else [points]:
        pen.line(_fine(part), fill=colour, width=round(width * _FINE), joint="curve")


def _dashes(points, width) -> Iterator[list]:
    """A straight line as strokes four widths long, three widths apart."""
    (x, y), (to_x, to_y) = points
    length = math.dist(*points) or 1
    for start in range(0, math.ceil(length), math.ceil(7 * width)):
        ends = (start / length, min((start + 4 * width) / length, 1))
        yield [(x + (to_x - x) * end, y + (to_y - y) * end) for end in ends]


def _dot(image, x, y, radius, colour) -> None:
    from PIL import ImageDraw

    ImageDraw.Draw(image).ellipse(_fine([(x - radius, y - radius), (x + radius, y + radius)]), fill=colour)


_SHAPES = {"area": _area, "line": _line, "dot": _dot}


def _text(pen, x, y, words, size, anchor, bold, soft) -> None:
    ink = _faded("#000000", SOFT) if soft else "#000000"
    pen.text((x * SCALE, y * SCALE), words, fill=ink, font=_font(size * SCALE, bold), anchor=_ANCHORS[anchor])


@cache
def _font(size: float, bold: bool):
    """The font file that comes with matplotlib (not imported): the same on every machine, and it knows Vietnamese."""
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf" / name
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _fine(points) -> list[tuple[float, float]]:
    return [(x * _FINE, y * _FINE) for x, y in points]


def _faded(colour: str, alpha: float) -> tuple[int, ...]:
    """The colour on white paper, so much of it as `alpha` says."""
    return tuple(round(255 - alpha * (255 - int(colour[at : at + 2], 16))) for at in (1, 3, 5))
