"""Which published sentence a sentence of the edited file was: by the words outside numbers, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from ..text import fold
from .aside import LIST, PAGE
from .numbers import Number
from .passages import Passage
from .sidefile import END, Said, Slot

LIKE = 0.6  # of two sentences in the same place of the report
VERY_LIKE = 0.75  # of a sentence that was moved
CLOSE = 0.8  # of one whose numbers still stand where they stood
MOST_PAIRS = 20_000  # compared in one gap: a file that has nothing to do with the report must not take minutes
_ROW = "|hàng"


@dataclass(frozen=True)
class Heard:
    """A sentence or table row of the edited file; its numbers are placed within the passage."""

    passage: Passage
    start: int
    end: int
    numbers: tuple[Number, ...]

    @property
    def is_row(self) -> bool:
        return self.passage.kind == "hàng"

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def heard(passages: list[Passage]) -> list[Heard]:
    """Every stretch of the file that has numbers, cut as the report's sentences are."""
    return [each for passage in passages for each in (_row(passage) if passage.kind == "hàng" else _cut(passage))]


def _cut(passage: Passage) -> Iterator[Heard]:
    start = 0
    for end in [*(match.end() for match in END.finditer(passage.text)), len(passage.text)]:
        numbers = tuple(n for n in passage.numbers if start <= n.start < end and n.kind not in (LIST, PAGE))
        if numbers:
            yield Heard(passage, start, end, numbers)
        start = end


def _row(passage: Passage) -> Iterator[Heard]:
    label = next((cell for cell in passage.cells if cell.text == passage.label), None)
    words = (label.start, label.end) if label else (-1, -1)
    numbers = tuple(n for n in passage.numbers if n.kind != LIST and not words[0] <= n.start < words[1])
    if numbers:
        yield Heard(passage, 0, len(passage.text), numbers)


def words(text: str, numbers: tuple[Number, ...]) -> tuple[str, ...]:
    """The words of a sentence without accents, # for each quantity and @ for each date or other number.

    >>> from .numbers import find
    >>> words("Có 683 HTX.", find("Có 683 HTX."))
    ('co', '#', 'htx')
    """
    out, at = [], 0
    for number in numbers:
        out += [text[at : number.start], f" {'#' if number.is_quantity else '@'} "]
        at = number.end
    return tuple(re.findall(r"\w+|[#@%]", fold("".join([*out, text[at:]]))))


def _skeleton(each: Heard | Said) -> tuple[str, ...]:
    if isinstance(each, Said):
        return (*words(each.text, ()), _ROW) if each.is_row else words(each.text, tuple(s.number for s in each.slots))
    if each.is_row:
        return (*words(each.passage.label, ()), _ROW)
    return words(each.text, tuple(n.moved(-each.start) for n in each.numbers))


def _exact(each: Heard | Said) -> tuple:
    """What a sentence says, numbers and all."""
    numbers = [s.number for s in each.slots] if isinstance(each, Said) else each.numbers
    return _skeleton(each), tuple(
        (n.exact, n.upper) if n.is_quantity else tuple(re.findall(r"\d+", n.text)) for n in numbers
    )


def pairs(file: list[Heard], report: tuple[Said, ...]) -> dict[int, int]:
    """Index of each sentence of the file → index of what was published; sentences without a likeness are left out.

    First what is unchanged, in order and then wherever it was moved to; what is left is paired by its words between
    these, then by its words anywhere. So an edited number cannot push its neighbours out of their places.
    """
    mine, theirs = [_exact(h) for h in file], [_exact(s) for s in report]
    found = _in_order(mine, theirs)
    found |= _in_place(found, mine, theirs)
    _add(found, mine, theirs, _same)
    _add(found, mine, theirs, _same_numbers)
    mine, theirs = [words for words, _ in mine], [words for words, _ in theirs]
    for rows, columns in _gaps(found, len(mine), len(theirs)):
        found |= _likest(mine, theirs, rows, columns)
    _add(found, mine, theirs, _moved)
    for i in (i for i in range(len(mine)) if i not in found):
        j = _copied(_exact(file[i]), report, theirs)
        if j is not None:
            found[i] = j
    return found


def _copied(sentence: tuple, report: tuple[Said, ...], theirs: list[tuple]) -> int | None:
    """A sentence said once more, or a part of one; of several the one with its numbers, or none."""
    words, numbers = sentence
    wanted = f" {' '.join(words)} "
    inside = [j for j, other in enumerate(theirs) if len(words) > 3 and wanted in f" {' '.join(other)} "]
    same = [j for j in inside if set(numbers) <= set(_exact(report[j])[1])]
    return same[0] if same else inside[0] if len(inside) == 1 else None


def _in_order(mine: list, theirs: list) -> dict[int, int]:
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return {block.a + k: block.b + k for block in blocks for k in range(block.size)}


def _in_place(found: dict[int, int], mine: list, theirs: list) -> dict[int, int]:
    """One sentence alone between two that are unchanged, in the same words: only its numbers were edited."""
    gaps = ((i, found[i - 1] + 1) for i in range(1, len(mine)) if i not in found and i - 1 in found and i + 1 in found)
    return {i: j for i, j in gaps if found[i + 1] == j + 1 and mine[i][0] == theirs[j][0]}


def _add(found: dict[int, int], mine: list, theirs: list, choose: Callable) -> None:
    """Give each sentence without a place the one that `choose` picks among those nobody has."""
    taken = set(found.values())
    free = [j for j in range(len(theirs)) if j not in taken]
    for i in (i for i in range(len(mine)) if i not in found):
        j = choose(mine[i], theirs, free)
        if j is not None:
            found[i] = j
            free.remove(j)


def _same(sentence: tuple, theirs: list[tuple], free: list[int]) -> int | None:
    return next((j for j in free if theirs[j] == sentence), None)


def _same_numbers(sentence: tuple, theirs: list[tuple], free: list[int]) -> int | None:
    """The same numbers, perhaps in another unit, in words that are much the same."""
    words, numbers = sentence
    likeness = ((_likeness(words, theirs[j][0]), -j) for j in free if theirs[j][1] == numbers)
    score, j = max(likeness, default=(0.0, 0))
    return -j if score >= LIKE else None


def _gaps(found: dict[int, int], mine: int, theirs: int) -> list[tuple[list[int], list[int]]]:
    """The sentences without a place between two that kept their order, on both sides."""
    kept, last = [], -1
    for i in sorted(found):
        if found[i] > last:
            kept.append((i, found[i]))
            last = found[i]
    taken, gaps, a, c = set(found.values()), [], 0, 0
    for i, j in [*kept, (mine, theirs)]:
        rows = [k for k in range(a, i) if k not in found]
        columns = [k for k in range(c, j) if k not in taken]
        if rows and columns and len(rows) * len(columns) <= MOST_PAIRS:
            gaps.append((rows, columns))
        a, c = i + 1, j + 1
    return gaps


def _likest(mine: list[tuple], theirs: list[tuple], rows: list[int], columns: list[int]) -> dict[int, int]:
    """The pairs in order whose likenesses add up to the most (a table filled from the end)."""
    best: dict[tuple[int, int], float] = {}
    for a in reversed(range(len(rows))):
        for c in reversed(range(len(columns))):
            like = _likeness(mine[rows[a]], theirs[columns[c]])
            take = like + best.get((a + 1, c + 1), 0) if like >= LIKE else 0
            best[a, c] = max(take, best.get((a + 1, c), 0), best.get((a, c + 1), 0))
    return {rows[a]: columns[c] for a, c in _path(best, len(rows), len(columns))}


def _path(best: dict, high: int, wide: int) -> Iterator[tuple[int, int]]:
    a = c = 0
    while a < high and c < wide:
        if best[a, c] == best.get((a + 1, c), 0):
            a += 1
        elif best[a, c] == best.get((a, c + 1), 0):
            c += 1
        else:
            yield a, c
            a, c = a + 1, c + 1


def _likeness(one: tuple, two: tuple) -> float:
    """0 to 1, by the words; sentences without words in common are not compared."""
    if (one[-1] == _ROW) != (two[-1] == _ROW):
        return 0.0
    if one == two:
        return 1.0
    common = set(one) & set(two) - {"#", "@", _ROW}
    if len(common) < 2 or 2 * len(common) < LIKE * min(len(set(one)), len(set(two))):
        return 0.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _moved(sentence: tuple, theirs: list[tuple], free: list[int]) -> int | None:
    exact = next((j for j in free if theirs[j] == sentence), None)
    if exact is not None or len(sentence) < 4:
        return exact
    score, j = max(((_likeness(sentence, theirs[j]), -j) for j in free), default=(0.0, 0))
    return -j if score >= VERY_LIKE else None


def is_close(each: Heard, said: Said) -> bool:
    """Whether the sentence is the published one with little changed, so that its numbers keep their places."""
    one, two = _alike(_skeleton(each)), _alike(_skeleton(said))
    return each.is_row or one == two or SequenceMatcher(None, one, two, autojunk=False).ratio() >= CLOSE


def slots(each: Heard, said: Said) -> list[tuple[Number, Slot | None]]:
    """Each number of the file's sentence with the slot of the published one that it fills."""
    if each.is_row or said.is_row:
        return _cells(each, said)
    if _alike(_skeleton(each)) == _alike(_skeleton(said)):
        return list(zip(each.numbers, said.slots, strict=True))
    one, two = _skeleton(each), _skeleton(said)
    mine = [i for i, word in enumerate(one) if word in "#@"]
    theirs = [i for i, word in enumerate(two) if word in "#@"]
    found = _filled(one, two, mine, theirs)
    return [(number, said.slots[found[k]] if k in found else None) for k, number in enumerate(each.numbers)]


def _alike(skeleton: tuple[str, ...]) -> tuple[str, ...]:
    """A quantity may have been turned into what reads as a year."""
    return tuple("#" if word == "@" else word for word in skeleton)


def _cells(each: Heard, said: Said) -> list[tuple[Number, Slot | None]]:
    """Cells in order; where one was added or dropped, equal values hold the others in place."""
    cells = [[n for n in each.numbers if cell.start <= n.start < cell.end] for cell in each.passage.cells]
    cells = [numbers for numbers in cells if numbers] or [[n] for n in each.numbers]
    mine, theirs = range(len(cells)), range(len(said.slots))
    if len(mine) == len(theirs):
        found = dict(zip(mine, theirs, strict=True))
    else:
        values = [cell[0].value for cell in cells], [slot.number.value for slot in said.slots]
        found = _filled(*values, list(mine), list(theirs))
    return [
        pair for k, cell in enumerate(cells) for pair in _one_cell(cell, said.slots[found[k]] if k in found else None)
    ]


def _one_cell(numbers: list[Number], slot: Slot | None) -> Iterator[tuple[Number, Slot | None]]:
    """The figure itself, then what the cell says beside it."""
    more = [replace(slot, number=number, figure=None, more=()) for number in slot.more] if slot else []
    yield from zip_longest(numbers, [slot, *more][: len(numbers)])


def _filled(one, two, mine: list[int], theirs: list[int]) -> dict[int, int]:
    """Numbers in stretches that are equal, or that replace stretches with as many numbers; then what is left over."""
    found: dict[int, int] = {}
    for _, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        left = [k for k, at in enumerate(mine) if a <= at < b]
        right = [k for k, at in enumerate(theirs) if c <= at < d]
        if len(left) == len(right):
            found |= dict(zip(left, right, strict=True))
    empty = [k for k in range(len(theirs)) if k not in found.values()]
    alone = [k for k in range(len(mine)) if k not in found]
    return found | dict(zip(alone, empty, strict=True)) if len(empty) == len(alone) else found
