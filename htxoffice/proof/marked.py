"""Prose as the rules read it: every quantity with its unit is one character, every date another.

So a pattern spans words and never digits, and what stands between two numbers is plain text. Sentences are parted by line
ends; a list and the line that opens it are one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from htxlib.checks.relations import Span
from htxlib.words.text import number as printed

from .aside import DATE
from .finding import Place
from .numbers import Number
from .passages import Passage

_QUANTITY, _DATE = 0xF0000, 0x100000
QS = "\U000f0000-\U000ffffd"  # inside a class of characters
Q, DATES = f"[{QS}]", "[\U00100000-\U0010fffd]"
MOST = 60_000  # numbers of a block; more have no mark
REACH = Fraction(1, 10)  # how far a rounded word reaches: "trên 500" is hardly 600
_ABOVE, _BELOW = ("trên", "hơn", "ít nhất", "tối thiểu"), ("gần", "dưới", "không quá", "tối đa")
TIMES = ("năm", "tháng", "quý", "ngày", "giờ", "tuần", "kỳ", "vụ", "nhiệm kỳ")
ANYTHING = "*"  # what "đơn vị" counts


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


_PEOPLE = "giám nông phụ chủ đại đồng công thanh kỹ kế hội sáng đảng học nhân cán nam nữ"  # giám đốc, nông dân, phụ nữ …
_COUNTED = {
    "tổ": "THT",
    "quỹ": "QTDND",
    "cơ": ANYTHING,
    "tập": ANYTHING,
    "đơn": ANYTHING,
    "đơn vị": ANYTHING,
    "tập thể": ANYTHING,
    "tổ chức": ANYTHING,
    "đại biểu": "người",
    "hội viên": "người",
    "đảng viên": "người",
    "đồng chí": "người",
    "địa": "địa phương",
}
_WORDS = dict.fromkeys(_PEOPLE.split(), "người") | _COUNTED
_NO_NOUN = words_of(
    "và là thì có trong so với của đã được cho ở tại từ đến hoặc nhưng tăng giảm chiếm đạt vào trên dưới nữa "
    "trở còn nay mới tức vì do mà rồi hay thuộc bằng gấp cao thấp sau trước tính theo xuống lên sẽ tới thành "
    "như nhờ qua đang không chưa"
)
_ITEM = re.compile(r"^\s*(?:[-+–•*▪]\s*|[a-zđ]\)\s|\(?\d{1,2}[.)]\s)")


@dataclass(frozen=True, eq=False)
class Item:
    """A quantity of a block; `at` is the place of its mark in the block's text."""

    number: Number
    passage: Passage
    at: int
    block: Block

    @property
    def place(self) -> Place:
        return Place(self.passage, self.number.start, self.number.end_with_unit)

    @property
    def is_percent(self) -> bool:
        return self.number.is_share

    @property
    def is_points(self) -> bool:
        return self.measure == "điểm %"

    @property
    def is_times(self) -> bool:
        return self.measure == "lần"

    @property
    def is_level(self) -> bool:
        """Return whether it says how many or how much of something, and is no time, share or multiple."""
        return self.measure not in ("%", "điểm %", "lần", *TIMES)

    @property
    def is_count(self) -> bool:
        unit = self.number.unit
        return not self.number.decimals and (unit is None or unit.is_count or (unit.scale == 1 and self.measure != "đồng"))

    @cached_property
    def measure(self) -> str:
        """Return what it counts or measures: of its unit, else the word after it; "" for none."""
        unit = self.number.unit
        if unit:
            return _COUNTED.get(unit.measure, unit.measure)
        word = re.match(r"\s?([a-zà-ỹđ]+)", self.right(20))
        return "" if not word or word[1] in _NO_NOUN else _WORDS.get(word[1], word[1])

    @property
    def per(self) -> tuple[str, ...]:
        return self.number.unit.per if self.number.unit else ()

    @property
    def time(self) -> str:
        return self.number.unit.time if self.number.unit else ""

    def left(self, most: int = 70) -> str:
        return self.block.text[max(0, self.at - most) : self.at]

    def right(self, most: int = 70) -> str:
        return self.block.text[self.at + 1 : self.at + 1 + most]

    @property
    def said(self) -> str:
        """Return it as it is printed, with its unit or the word that it counts."""
        text, unit = self.number.text, self.number.unit
        return with_unit(text, unit.text if unit else "" if len(self.measure) < 2 else self.noun)

    @property
    def noun(self) -> str:
        """Return the word after the number."""
        word = re.match(r"\s?([a-zà-ỹđ]+)", self.right(20))
        return word[1] if word else ""

    @property
    def exact(self) -> Fraction:
        return self.number.exact

    @cached_property
    def span(self) -> Span:
        """The values that print as this number: a count is itself, a measure half a unit of its last place about it."""
        return self._about(Fraction(0) if self.is_count else self.number.half)

    def claimed(self, rounded: bool) -> Span:
        """Return which results a printed result allows: rounded half-up; a quotient may be cut off, up to a unit more."""
        half = self.number.half if rounded or not self.is_count else Fraction(0)
        return self._about(half, 2 * half if rounded else half)

    def _about(self, room: Fraction, above: Fraction | None = None) -> Span:
        number = self.number
        low, high = number.exact, (number.upper or number.value) * (number.unit.scale if number.unit else 1)
        reach = abs(number.exact) * REACH if number.hedge else Fraction(0)
        up, down = number.hedge not in _BELOW, number.hedge not in _ABOVE
        below, above = room, room if above is None else above
        if number.exact < 0:
            below, above = above, below
        return Span(low - below - reach * down, high + above + reach * (up or number.at_least))

    def shown(self, value: Fraction) -> str:
        """A value in the unit and the decimals of this number."""
        unit = self.number.unit
        value /= unit.scale if unit else 1
        places = self.number.decimals
        if printed(value, places) == printed(self.number.value, places):  # the same digits would not tell them apart
            places += 1
        return with_unit(printed(value, places), unit.text if unit else self.noun if self.measure else "")


def with_unit(text: str, unit: str) -> str:
    return text + (unit if unit.startswith("%") else f" {unit}" if unit else "")


def same(one: Item, two: Item) -> bool:
    """Return whether both count or measure the same thing, per whatever: «lượt» also counts «lượt người»."""
    a, b = one.measure, two.measure
    return a == b or ("lượt" in (a, b) and a.startswith("lượt") and b.startswith("lượt"))


def alike(one: Item, two: Item) -> bool:
    """Return whether both count or measure the same thing per the same thing; a bare number may count anything."""
    a, b = one.measure, two.measure
    if set(one.per) != set(two.per):
        return False
    return same(one, two) or (
        bool({a, b} & {"", ANYTHING}) and one.is_count and two.is_count and one.is_level and two.is_level
    )


_FORMULA = re.compile("[×÷≈=]")  # arithmetic that is written down, as in an annex


class Block:
    """One paragraph, or a list with the line that opens it; `before` is the block above it."""

    def __init__(self, passages: list[Passage], before: Block | None):
        self.passages, self.before = passages, before
        self.items: list[Item] = []
        self.dates: list[Number] = []
        self.text = "\n".join(self._marked(passages))

    def _marked(self, passages: list[Passage]) -> Iterator[str]:
        base = 0
        for passage in passages:
            parts, at, length, plain = [], 0, 0, _with_line_ends(passage)
            for number in passage.numbers:
                between = plain[at : number.start]
                parts.append(between)
                length += len(between)
                parts.append(self._mark(number, passage, base + length))
                length += 1
                at = number.end_with_unit if number.kind != DATE else number.end
            parts.append(plain[at:])
            text = "".join(parts)
            yield text
            base += len(text) + 1

    def _mark(self, number: Number, passage: Passage, at: int) -> str:
        if number.is_quantity and len(self.items) < MOST:
            self.items.append(Item(number, passage, at, self))
            return chr(_QUANTITY + len(self.items) - 1)
        if number.kind == DATE and len(self.dates) < MOST:
            self.dates.append(number)
            return chr(_DATE + len(self.dates) - 1)
        return "¤"

    def item(self, mark: str) -> Item:
        return self.items[ord(mark) - _QUANTITY]

    def date(self, mark: str) -> Number:
        return self.dates[ord(mark) - _DATE]

    def index(self, item: Item) -> int:
        return ord(self.text[item.at]) - _QUANTITY

    def gap(self, one: Item, two: Item) -> str:
        return self.text[one.at + 1 : two.at]

    def start(self, at: int, stops: str = "\n") -> int:
        """Where the sentence (or with ";\\n" the clause) begins that `at` stands in."""
        return max(self.text.rfind(stop, max(0, at - 1500), at) + 1 for stop in stops)

    def end(self, at: int, stops: str = "\n") -> int:
        found = (self.text.find(stop, at, at + 1500) for stop in stops)
        return min([each for each in found if each >= 0], default=min(len(self.text), at + 1500))

    def sentence(self, at: int) -> str:
        return self.text[self.start(at) : self.end(at)]

    def within(self, first: int, last: int) -> list[Item]:
        """Return the items whose marks stand between two places."""
        return [self.item(mark) for mark in re.findall(Q, self.text[first:last])]

    def mates(self, item: Item, stops: str = "\n") -> list[Item]:
        """Return the other items of its sentence (clause), those before it first, the nearest first, then those after it."""
        before = self.within(self.start(item.at, stops), item.at)[-16:]
        return before[::-1] + self.within(item.at + 1, self.end(item.at, stops))[:16]

    def sentence_before(self, at: int) -> list[Item]:
        """The items of the sentence before that of `at`, the nearest first; of the block above where it is the first."""
        start = self.start(at)
        if start > 1:
            return self.within(self.start(start - 1), start)[::-1]
        return (
            self.before.within(self.before.start(len(self.before.text)), len(self.before.text))[::-1] if self.before else []
        )


def _with_line_ends(passage: Passage) -> str:
    """Return the passage's text with the blank after each sentence as a line end."""
    letters = list(passage.text)
    for sentence in passage.sentences[:-1]:
        letters[sentence.end] = "\n"
    return "".join(letters)


def blocks(passages: list[Passage]) -> Iterator[Block]:
    """Yield the prose of a file as blocks in order; table rows are read by their own rules."""
    before, run = None, []
    for passage in passages:
        if passage.cells or _FORMULA.search(passage.text):
            continue
        goes_on = run and (passage.is_item or _ITEM.match(passage.text) or run[-1].text.rstrip().endswith((":", ";")))
        if run and not (goes_on and len(run) < 60):
            before = Block(run, before)
            yield before
            run = []
        run.append(passage)
    if run:
        yield Block(run, before)
