"""Tables as tables of Word: their cells, and how wide their columns are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from htxlib.display.svg import width
from htxlib.sentences.parts import UPRIGHT, Cell, Part, text_of
from htxoffice.publish.word.paper import Paper

WIDE = 6  # columns; a table with more of them goes to an appendix of its own, on a lying page
# Times New Roman is narrower than the letters `width` reckons with; a point is twenty twips.
_TIMES = 0.82 * 20
_PADDING = 240  # the margins of a cell, and a little for heads, which are bold
_ANNEX_WIDTHS = 620, 3380  # of the running numbers and of the names; the rest is for what is said of them


def is_wide(part: Part, room: int) -> bool:
    """Whether a table has too many columns for the upright page: it counts them, or measures one that belongs there."""
    columns = max(map(len, part.rows), default=0)
    return columns > WIDE and (part.look != UPRIGHT or sum(_least(columns, _measured(part))) > room)


def table(paper: Paper, part: Part, room: int) -> None:
    """Write a table; every row gets the same number of columns."""
    if columns := max((sum(cell.columns for cell in row) for row in part.rows), default=0):
        grid = paper.table(len(part.rows), _widths(columns, _measured(part), room), part.heads)
        for number, (row, places) in enumerate(zip(part.rows, map(iter, grid), strict=True)):
            for at, cell in enumerate(row):
                place, *others = (next(places) for _ in range(cell.columns))
                style = _style(cell, is_head=number < part.heads, is_first=at == 0)
                written = paper.paragraph(style, cell, place.merge(others[-1]) if others else place)
                if number <= part.heads or number == len(part.rows) - 2:  # neither first nor last row stands alone
                    written.paragraph_format.keep_with_next = True


def _style(cell: Cell, is_head: bool, is_first: bool) -> str:
    if is_first and text_of(cell.spans).isdecimal():  # the column of running numbers
        return "Thứ tự trong bảng"
    if is_head:
        return "Đầu bảng"
    return "Số trong bảng" if cell.is_number else "Trong bảng"


def derivations(paper: Paper, listed: Sequence[Part]) -> None:
    """Write each number in the order of the report, and beside it how it was made."""
    starts = [at for at, part in enumerate(listed) if part.kind == "entry"]
    if not starts:
        return
    widths = (*_ANNEX_WIDTHS, paper.room - sum(_ANNEX_WIDTHS))
    head, *rows = paper.table(1 + len(starts), widths, 1)
    for cell, words in zip(head, ("TT", "Số liệu", "Cách tính và nguồn"), strict=True):
        paper.paragraph("Đầu bảng", words, cell)
    for count, (order, named, made) in enumerate(rows, 1):
        start, end = starts[count - 1], (*starts, len(listed))[count]
        paper.paragraph("Thứ tự cách tính", str(count), order)
        paper.paragraph("Cách tính", listed[start], named)
        for told in listed[start + 1 : end]:
            paper.paragraph("Cách tính", told, made)


# --- widths ----------------------------------------------------------------------------------------------------------


def twips(words: str, size: float = 12) -> int:
    """About how wide the words are in Times New Roman of that size in points; of lines the longest."""
    return max(round(width(line, size) * _TIMES) for line in words.split("\n"))


def _measured(part: Part) -> Iterator[tuple[int, str, int]]:
    """Column and words of each cell of one column, and how many lines they may take: heads two."""
    for number, row in enumerate(part.rows):
        at = 0
        for cell in row:
            if cell.columns == 1:
                yield at, text_of(cell.spans), 2 if number < part.heads else 1
            at += cell.columns


def _least(columns: int, cells: Iterable[tuple[int, str, int]]) -> list[int]:
    """How narrow the columns may be: each holds its longest word."""
    least = [_PADDING] * columns
    for at, words, _ in cells:
        least[at] = max(least[at], _PADDING + max(map(twips, re.split(r"[ \n]", words))))
    return least


def _widths(columns: int, cells: Iterable[tuple[int, str, int]], room: int) -> list[int]:
    """Widths that fill the room: a column holds its longest word, and its lines if the room allows."""
    cells = list(cells)
    least, wanted = _least(columns, cells), [_PADDING] * columns
    for at, words, lines in cells:
        wanted[at] = max(wanted[at], least[at], _PADDING + twips(words) // lines)
    if sum(least) >= room:  # too narrow even so: words will be split
        base, shares = [0] * columns, least
    elif sum(wanted) >= room:
        base, shares = least, [want - low for want, low in zip(wanted, least, strict=True)]
    else:
        base, shares = wanted, wanted
    spare = room - sum(base)
    widths = [low + spare * share // sum(shares) for low, share in zip(base, shares, strict=True)]
    return [*widths[:-1], room - sum(widths[:-1])]
