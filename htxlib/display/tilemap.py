"""A picture of the country: one tile a province in its rough position, coloured by value, with a table beside it.

Positions are rows of codelists/tiles.csv, one layout for the 63 provinces before July 2025 and one for the 34 after.
Provinces fall into at most five classes of about the same number; what prints alike is never split. Colours are one hue
from light to dark, so that print in grey keeps their order; the number stands in its tile all the same.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import groupby

from ..codelists import places
from ..codelists.places import MERGER
from ..sentences.block import NOTHING, Block, joined, linked
from ..values.figure import MISSING, Figure, Phrase
from ..values.gap import Gap
from ..words.text import capital, listing, vn_sort_key
from .charts import picture_parts
from .svg import SMALL, Look, Sheet
from .tables import Column, table

ACROSS, DOWN = 83.6, 44  # from one tile to the next
WIDE, HIGH = 81, 41
# Sizes of words in a tile: at least 9 px on a phone, and the longest name ends before the next tile in any of our fonts.
NAME, NUMBER = 12.7, 14.5
LEGEND_ROW = {63: 10, 34: 8}  # where the coast leaves the left side free
# Light to dark; dark ink on each keeps 4.5:1, and in grey neighbours stay apart.
SHADES = ("#edf5f2", "#c6e3d9", "#9dcebd", "#6db39d", "#43987f")
EDGE, NO_VALUE, NOT_ASKED = Look("#7d928b", "open"), Look("#b9c4c0", "hatched"), Look("#d3dad7", "open")
NOTE = "Mỗi ô là một tỉnh, thành phố, đặt ở vị trí gần đúng."


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a layout; `islands` names the archipelago for which a second tile of a province stands."""

    place: str
    short: str
    column: int
    row: int
    islands: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a province's tile: its number as printed, and its class (0 the lowest; None: no value)."""

    words: str
    shade: int | None


def tile_map(figures: Iterable[Figure], on: date | None = None, title: str | Phrase | None = None) -> Block:
    """The map of one figure a province, as on a day (default: that of the figures), and its table, highest value first.

    Provinces that are not asked for stay blank; those without a value are hatched and listed as "chưa có số liệu".
    NOTHING where fewer than two provinces have a value.
    """
    figures = list(figures)
    unit = next((each.unit for each in figures if each), None)
    figures = [_in(each, unit) for each in figures]
    known = [each for each in figures if each and each.upper is None]
    if len(known) < 2:
        return NOTHING
    day = on or max(each.scope.until for each in figures)
    known.sort(key=lambda each: (-each.value, vn_sort_key(_name(each, day))))
    rest = [each for each in figures if each not in known]
    picture = _picture(known, rest, day, title or _title(known, len(figures), day))
    listed = _table(known, rest, day)
    both = f'<div class="ban-do">{picture.html}\n<div>{listed.html}</div></div>'
    return replace(joined(picture, listed), html=both, meta=picture.meta)


def layout(day: date, islands: bool = False) -> tuple[Tile, ...]:
    """The tiles of the provinces that there are on a day, with or without the second tiles of the archipelagos."""
    size = 34 if day >= MERGER else 63
    return tuple(tile for tile in _tiles(size) if islands or not tile.islands)


@cache
def _tiles(size: int) -> tuple[Tile, ...]:
    with (files("htxlib") / "codelists" / "tiles.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["layout"]) == size]
    return tuple(Tile(row["place"], row["short"], int(row["col"]), int(row["row"]), row["islands"]) for row in rows)


# --- classes ----------------------------------------------------------------------------------------------------------


def classes(values: Iterable[Fraction], count: int = len(SHADES)) -> dict[Fraction, int]:
    """Each value's class, 0 the lowest: about the same number of values in each, equal ones always in one.

    >>> classes([1, 2, 3, 4, 5, 6, 6, 6, 6, 99], 3)
    {1: 0, 2: 0, 3: 0, 4: 0, 5: 1, 6: 1, 99: 2}
    """
    ordered = sorted(values)
    ranks = {value: ordered.index(value) * count // len(ordered) for value in dict.fromkeys(ordered)}
    kept = sorted(set(ranks.values()))
    return {value: kept.index(rank) for value, rank in ranks.items()}


def _spread(shade: int, last: int) -> str:
    """The colour of a class: fewer than five classes still go from light to dark."""
    return SHADES[shade * (len(SHADES) - 1) // last if last else len(SHADES) // 2]


# --- the picture ------------------------------------------------------------------------------------------------------


def _picture(known: list[Figure], rest: list[Figure], day: date, title: str | Phrase) -> Block:
    shades = classes(each.printed for each in known)
    cells = {each.scope.place.id: Cell(_number(each), shades[each.printed]) for each in known}
    cells |= {each.scope.place.id: Cell("", None) for each in rest}
    printed = [(each.printed, str(each.so)) for each in known]
    key = legend(printed, known[0].unit.text) + ([(f"{MISSING} ({len(rest)} địa phương)", NO_VALUE)] if rest else [])
    sheet = draw(cells, key, day)
    alt = f"{title}. Số liệu từng tỉnh, thành phố ở bảng kèm theo."
    note = NOTE + (" (*) Số ước lượng, xem bảng." if any(each.hedge_text for each in known) else "")
    parts = title.parts if isinstance(title, Phrase) else (title,)
    caption = "".join(linked(part) if isinstance(part, Figure) else html.escape(part) for part in parts)
    return Block(
        "chart",
        f'<figure class="bieu-do"><figcaption><strong>{caption}</strong></figcaption>{sheet.svg(str(title), alt)}'
        f'<p class="ghi-chu">{html.escape(note)}</p></figure>',
        f"**{title}**",
        alt,
        tuple(part for part in parts if isinstance(part, Figure)),
        tuple(f"{title}." for part in parts if isinstance(part, Figure)),
        {"title": str(title), "note": note},
        picture_parts(title, sheet, alt, note),
    )


def draw(cells: dict[str, Cell], legend: Sequence[tuple[str, Look | None]], day: date) -> Sheet:
    """The tiles of that day's layout and the legend (words beside a look; no look: a heading) on one sheet."""
    tiles = layout(day, islands=True)
    sheet = Sheet(height=(1 + max(tile.row for tile in tiles)) * DOWN)
    last = max((cell.shade for cell in cells.values() if cell.shade is not None), default=0)
    for tile in tiles:
        _draw_tile(sheet, tile, cells.get(tile.place), last, day)
    top = LEGEND_ROW[len(layout(day))] * DOWN
    for number, (words, look) in enumerate(legend):
        y = top + 22 * number
        for each in (look, EDGE) if look and look.filled else (look,) if look else ():
            sheet.bar(0, y, 26, 16, each)
        sheet.text(34 if look else 0, y + 13, words, SMALL, soft=not look)
    return sheet


def _draw_tile(sheet: Sheet, tile: Tile, cell: Cell | None, last: int, day: date) -> None:
    """Name above number; the tile of an archipelago has the name of its province below its own."""
    x, y = tile.column * ACROSS, tile.row * DOWN
    for look in _looks(cell, last):
        sheet.bar(x, y, WIDE, HIGH, look)
    name = tile.short or places.get(tile.place).name_on(day)
    if tile.islands:
        sheet.text(x + WIDE / 2, y + 17, tile.islands, NAME, "center")
        sheet.text(x + WIDE / 2, y + 33, f"({name})", NAME - 1.5, "center", soft=True)
        return
    if cell is None:
        sheet.text(x + WIDE / 2, y + 25, name, NAME, "center", soft=True)
        return
    sheet.text(x + WIDE / 2, y + 16, name, NAME, "center")
    if cell.shade is None:
        sheet.text(x + WIDE / 2, y + 33, "chưa có", NAME - 1, "center")
    else:
        sheet.text(x + WIDE / 2, y + 34, cell.words, NUMBER, "center", bold=True)


def _looks(cell: Cell | None, last: int) -> tuple[Look, ...]:
    if cell is None:
        return (NOT_ASKED,)
    return (NO_VALUE,) if cell.shade is None else (Look(_spread(cell.shade, last)), EDGE)


def legend(printed: Iterable[tuple[Fraction, str]], unit: str) -> list[tuple[str, Look | None]]:
    """What the colours mean: from the lowest to the highest number of each class, and how many provinces it has."""
    ordered = sorted(printed, key=lambda each: each[0])
    shades = classes(value for value, _ in ordered)
    last, lines = max(shades.values()), [(f"Đơn vị tính: {unit}", None)]
    for shade, group in groupby(ordered, key=lambda each: shades[each[0]]):
        found = [words for _, words in group]
        ends = dict.fromkeys((found[0], found[-1]))
        lines.append((f"{' – '.join(ends)} ({len(found)} địa phương)", Look(_spread(shade, last))))
    return lines


# --- the words --------------------------------------------------------------------------------------------------------


def _title(known: list[Figure], asked: int, day: date) -> Phrase:
    """Highest and lowest by exact value; several that share a value are all named."""
    best, worst = known[0], known[-1]
    most, least = ([_name(each, day) for each in known if each.value == end.value] for end in (best, worst))
    share = f"; {len(known)}/{asked} địa phương có số liệu" if len(known) < asked else ""
    head = f"{_label(best)} cao nhất ở {listing(most[:3])} ("
    return Phrase((head, best, f"), thấp nhất ở {listing(least[:3])} (", worst, f"){share}"))


def _table(known: list[Figure], rest: list[Figure], day: date) -> Block:
    """One row a province by rank, equal values with equal rank; those without a value at the end, by name."""
    columns = [Column("Hạng"), Column("Tỉnh, thành phố"), Column(capital(known[0].unit.text), is_number=True)]
    rows = [[str(1 + sum(e.value > each.value for e in known)), _name(each, day), each] for each in known]
    rest = sorted(rest, key=lambda each: vn_sort_key(_name(each, day)))
    rows += [["", _name(each, day), each or None] for each in rest]
    dates: dict[str, list[str]] = {}
    for each in known:
        dates.setdefault(each.own_date_of_data, []).append(_name(each, day))
    notes = [f"Số liệu {when}: {', '.join(names)}." for when, names in dates.items() if when]
    return table(f"{_label(known[0])} theo địa phương", columns, rows, notes, css="bang-hep")


def _label(figure: Figure) -> str:
    """What all the figures are; a member's figure may bear its place in its label."""
    return capital(figure.label.of_all)


def _number(figure: Figure) -> str:
    """The number in a tile: the hedge is a star there, and in words in the table."""
    bare = figure.number_text if figure.unit.is_share else str(figure.so)
    return bare + ("*" if figure.hedge_text else "")


def _in(figure: Figure, unit) -> Figure:
    """The figure in the unit of the map; without a value where units do not convert."""
    try:
        return figure.converted(unit)
    except ValueError:
        return replace(figure, value=None, upper=None, missing=(Gap(f"{figure.label} tính bằng {unit.text}"),))


def _name(figure: Figure, day: date) -> str:
    return figure.scope.place.name_on(day)
