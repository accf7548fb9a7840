"""How wide the columns of a table are: they fill the room, hold their longest word, and rows take one line if they can."""

from __future__ import annotations

import re
from collections.abc import Iterable

from htxlib.svg import width

# Times New Roman is narrower than the letters `width` reckons with; a point is twenty twips.
_TIMES = 0.82 * 20
_PADDING = 240  # the margins of a cell, and a little for heads, which are bold


def twips(words: str, size: float = 12) -> int:
    """About how wide the words are in Times New Roman of that size in points; of lines the longest."""
    return max(round(width(line, size) * _TIMES) for line in words.split("\n"))


def column_widths(columns: int, cells: Iterable[tuple[int, str, int]], room: int) -> list[int]:
    """`cells`: the column, the words, and the lines that they may take."""
    least, wanted = [_PADDING] * columns, [_PADDING] * columns
    for at, words, lines in cells:
        word = max(twips(word) for word in re.split(r"[ \n]", words))
        least[at] = max(least[at], _PADDING + word)
        wanted[at] = max(wanted[at], _PADDING + max(word, twips(words) // lines))
    return _shared(least, wanted, room)


def _shared(least: list[int], wanted: list[int], room: int) -> list[int]:
    """What is left goes to all columns alike, but to none more than it wants; then to each as wide as it is."""
    if sum(least) >= room:  # too narrow even so: words will be split
        return [each * room // sum(least) for each in least]
    widths, spare = list(least), room - sum(least)
    by_want = sorted(range(len(least)), key=lambda at: wanted[at] - least[at])
    for left, at in zip(range(len(least), 0, -1), by_want, strict=True):
        more = min(wanted[at] - least[at], spare // left)
        widths[at], spare = widths[at] + more, spare - more
    widths = [each + spare * each // sum(widths) for each in widths]
    return [*widths[:-1], room - sum(widths[:-1])]
