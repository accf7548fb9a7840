"""Tables of the page as tables of Word: their cells, and how wide their columns are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from htxlib.display.svg import width
from htxoffice.publish.word.paper import Paper
from htxoffice.publish.word.words import text_of

WIDE = 6  # columns; a table with more of them goes to an appendix of its own, on a lying page
# Times New Roman is narrower than the letters `width` reckons with; a point is twenty twips.
_TIMES = 0.82 * 20
_PADDING = 240  # the margins of a cell, and a little for heads, which are bold
_ANNEX_WIDTHS = 620, 3380  # of the running numbers and of the names; the rest is for what is said of them


def is_wide(table) -> bool:
    return max((len(_cells(row)) for row in table.iter("tr")), default=0) > WIDE


def _cells(row) -> list:
    return [cell for cell in row if cell.tag in ("th", "td")]


def table(paper: Paper, element, room: int) -> None:
    """Write a table of the page; every row gets the same number of columns."""
    head = [_cells(row) for row in element.iterfind("thead/tr")]
    rows = head + [_cells(row) for row in element.iter("tr") if row.getparent().tag != "thead"]
    if columns := max((sum(map(_span, row)) for row in rows), default=0):
        grid = paper.table(len(rows), _widths(columns, _measured(rows, len(head)), room), len(head))
        for number, (row, places) in enumerate(zip(rows, map(iter, grid), strict=True)):
            for cell in row:
                place, *others = (next(places) for _ in range(_span(cell)))
                style = _style(cell, is_head=number < len(head), is_first=cell is row[0])
                paper.paragraph(style, cell, place.merge(others[-1]) if others else place)


def _span(cell) -> int:
    span = cell.get("colspan") or ""
    return max(1, int(span)) if span.isdecimal() else 1


def _style(cell, is_head: bool, is_first: bool) -> str:
    if is_first and text_of(cell).isdecimal():  # the column of running numbers
        return "Thứ tự trong bảng"
    if is_head:
        return "Đầu bảng"
    return "Số trong bảng" if re.search(r"text-align:\s*right", cell.get("style") or "") else "Trong bảng"


def derivations(paper: Paper, listed) -> None:
    """Write each number in the order of the report, and beside it how it was made."""
    numbers = listed.findall("dt")
    if not numbers:
        return
    head, *rows = paper.table(1 + len(numbers), (*_ANNEX_WIDTHS, paper.room - sum(_ANNEX_WIDTHS)), 1)
    for cell, words in zip(head, ("TT", "Số liệu", "Cách tính và nguồn"), strict=True):
        paper.paragraph("Đầu bảng", words, cell)
    for count, (number, (order, named, made)) in enumerate(zip(numbers, rows, strict=True), 1):
        paper.paragraph("Thứ tự cách tính", str(count), order)
        paper.paragraph("Cách tính", number, named)
        for told in takewhile(lambda one: one.tag != "dt", number.itersiblings("dt", "dd")):
            paper.paragraph("Cách tính", told, made)


# --- widths ----------------------------------------------------------------------------------------------------------


def twips(words: str, size: float = 12) -> int:
    """About how wide the words are in Times New Roman of that size in points; of lines the longest."""
    return max(round(width(line, size) * _TIMES) for line in words.split("\n"))


def _measured(rows: list[list], heads: int) -> Iterator[tuple[int, str, int]]:
    """Column and words of each cell of one column, and how many lines they may take: heads two."""
    for number, row in enumerate(rows):
        at = 0
        for cell in row:
            if _span(cell) == 1:
                yield at, text_of(cell), 2 if number < heads else 1
            at += _span(cell)


def _widths(columns: int, cells: Iterable[tuple[int, str, int]], room: int) -> list[int]:
    """Widths that fill the room: a column holds its longest word, and its lines if the room allows."""
    least, wanted = [_PADDING] * columns, [_PADDING] * columns
    for at, words, lines in cells:
        word = max(map(twips, re.split(r"[ \n]", words)))
        least[at] = max(least[at], _PADDING + word)
        wanted[at] = max(wanted[at], _PADDING + max(word, twips(words) // lines))
    if sum(least) >= room:  # too narrow even so: words will be split
        base, shares = [0] * columns, least
    elif sum(wanted) >= room:
        base, shares = least, [want - low for want, low in zip(wanted, least, strict=True)]
    else:
        base, shares = wanted, wanted
    spare = room - sum(base)
    widths = [low + spare * share // sum(shares) for low, share in zip(base, shares, strict=True)]
    return [*widths[:-1], room - sum(widths[:-1])]
