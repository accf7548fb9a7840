"""Which published sentence a sentence of the edited file was: by the words outside numbers, in their order."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from htxlib.words.text import fold

from .aside import LIST, PAGE
from .numbers import Number
from .passages import Passage
from .sidefile import END, Said, Slot

LIKE = 0.6  # of a sentence that was edited
MIN_PART = 3  # words: fewer are in too many sentences
CLOSE = 0.8  # of one whose numbers still stand where they stood
AROUND = 100  # sentences on either side: a file that has nothing to do with the report must not take minutes


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
        return words(each.text, () if each.is_row else tuple(s.number for s in each.slots))
    if each.is_row:
        return words(each.passage.label, ())
    return words(each.text, tuple(n.moved(-each.start) for n in each.numbers))


def _exact(each: Heard | Said) -> tuple:
    """What a sentence says, numbers and all."""
    numbers = [s.number for s in each.slots] if isinstance(each, Said) else each.numbers
    return _skeleton(each), tuple(
        (n.exact, n.upper) if n.is_quantity else tuple(re.findall(r"\d+", n.text)) for n in numbers
    )


def pairs(file: list[Heard], report: tuple[Said, ...]) -> dict[int, int]:
    """Index of each sentence of the file → index of what was published; sentences without a likeness are left out.

    Rows and sentences each in their own order. First what is unchanged, in order and then wherever it was moved to;
    then what has the same words, and at last what is likest, the nearest to its place first. So an edited number cannot
    push its neighbours out of their places.
    """
    found = {}
    for is_row in (True, False):
        mine = [i for i, each in enumerate(file) if each.is_row == is_row]
        theirs = [j for j, each in enumerate(report) if each.is_row == is_row]
        paired = _paired([_exact(file[i]) for i in mine], [_exact(report[j]) for j in theirs])
        found |= {mine[i]: theirs[j] for i, j in paired.items()}
    return found


def _paired(mine: list[tuple], theirs: list[tuple]) -> dict[int, int]:
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    found = {block.a + k: block.b + k for block in blocks for k in range(block.size)}
    for likeness in (lambda one, two: one == two, lambda one, two: one[0] == two[0], _likeness):
        _pair_the_likest(found, mine, theirs, likeness)
    joined = [f" {' '.join(words)} " for words, _ in theirs]
    return {
        i: j for i, key in enumerate(mine) if i not in found and (j := _said_again(key, theirs, joined)) is not None
    } | found


def _said_again(sentence: tuple, theirs: list[tuple], joined: list[str]) -> int | None:
    """A sentence once more, or a part of one in a heading: of those with its words the one with its numbers."""
    words, numbers = sentence
    wanted = f" {' '.join(words)} "
    same = [j for j, text in enumerate(joined) if text == wanted or (len(words) > MIN_PART and wanted in text)]
    return max(same, key=lambda j: len(set(numbers) & set(theirs[j][1])), default=None)


def _pair_the_likest(found: dict[int, int], mine: list, theirs: list, likeness: Callable) -> None:
    """Pair what nobody has yet; each is held against those around its place."""
    taken, scored, place = set(found.values()), [], -1
    free = [j for j in range(len(theirs)) if j not in taken]
    for i, sentence in enumerate(mine):
        place = found[i] if i in found else place + 1
        if i in found:
            continue
        at = bisect(free, place)
        near = free[max(0, at - AROUND) : at + AROUND]
        scored += [(like, -abs(j - place), -i, j) for j in near if (like := likeness(sentence, theirs[j]))]
    for _, _, i, j in sorted(scored, reverse=True):
        if -i not in found and j not in taken:
            found[-i] = j
            taken.add(j)


def _likeness(one: tuple, two: tuple) -> float:
    """By the words and their order; nothing for too few words in common."""
    (one, numbers), (two, others) = one, two
    common = Counter(one) & Counter(two)
    alike = 2 * common.total() / (len(one) + len(two))
    if len(common.keys() - {"#", "@"}) < 2 or alike < LIKE:
        return 0
    ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return ratio + (numbers == others) if ratio >= LIKE else 0


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
    return [pair for k, cell in enumerate(cells) for pair in _one_cell(cell, said.slots[found[k]] if k in found else None)]


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
