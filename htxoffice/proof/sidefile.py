"""The side file of a report read back: every sentence as it was published, and the figure behind each number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from htxlib.codelists.periods import Period
from htxlib.codelists.units import Unit, UnknownUnit
from htxlib.words import disk
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import capital, round_half_up

from .numbers import Number, find

# Where a sentence of the report may end; the report and the edited file are cut alike.
END = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True)
class Figure:
    """One record of the side file, as far as proof-reading needs it."""

    key: str
    name: str
    label: str
    number: str  # as printed: "1.481"
    printed: str  # with its words: "tăng 454 tỷ đồng"
    value: Fraction | None
    unit: Unit | None
    decimals: int
    record: dict

    @classmethod
    def of(cls, record: dict) -> Figure:
        value, upper = (None if record.get(name) is None else _exact(record[name]) for name in ("value", "upper"))
        try:
            unit = Unit.parse(record["unit"])
        except UnknownUnit:
            unit = None
        told = (record[field] for field in ("key", "name", "label", "number", "printed"))
        if record["decimals"] not in range(13):
            raise ValueError(f"decimals: {record['decimals']}")
        return cls(*told, value, unit, record["decimals"], record | {"upper": upper})

    @property
    def shown(self) -> Fraction:
        """The value a reader sees, with its sign."""
        return round_half_up(self.value, self.decimals)

    @property
    def when(self) -> str:
        """The date or period it is of, as a sentence has it."""
        return Period.parse(self.record["from"], self.record["to"]).text if self.record.get("to") else ""


def _exact(text: str) -> Fraction:
    """A value as the report wrote it; no power of ten that would fill the memory."""
    if not re.fullmatch(r"-?\d{1,300}(?:[./]\d{1,300})?", text):
        raise ValueError(quote(text))
    return Fraction(text)


@dataclass(frozen=True)
class Slot:
    """A number of a published sentence, and the figure it prints (None: a date, a year, a typed number)."""

    number: Number
    figure: Figure | None = None
    more: tuple[Number, ...] = ()  # what a cell may say beside it: "4/7", "06 (6 tháng)"


@dataclass(frozen=True)
class Said:
    """A published sentence, or a table row by its label, with its numbers in order."""

    text: str
    slots: tuple[Slot, ...]
    is_row: bool = False


@dataclass(frozen=True)
class Side:
    """The whole side file: figures by key, and what was said in the order of the report."""

    figures: dict[str, Figure]
    said: tuple[Said, ...]

    def others(self, figure: Figure) -> Iterator[Figure]:
        """The same indicator at other times."""
        return (f for f in self.figures.values() if f.name == figure.name and f.key != figure.key and f.value is not None)


def load(path: str | Path) -> Side:
    """Read `….figures.json`; raises InputError for anything else."""
    path = Path(path)
    try:
        whole = json.loads(path.read_text("utf-8"))
        figures = {record["key"]: Figure.of(record) for record in whole["figures"]}
        known = list(_occurrences(whole["occurrences"], figures))
        lines = [*whole.get("texts", []), *_of_sources(whole["figures"])]
        texts = list(_texts(lines, [each for each in known if not each.is_row], figures))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError, RecursionError) as error:
        found = disk.said(error) if isinstance(error, (OSError, UnicodeError)) else "tệp khác, hoặc tệp hỏng"
        remedy = "Lấy tệp nằm cạnh báo cáo trong thư mục reports/."
        raise InputError(Fault("tệp ….figures.json của báo cáo", found, remedy, path.name)) from None
    read = {_without_dates(each.text) for each in texts}
    return Side(figures, (*texts, *(each for each in known if each.is_row or _without_dates(each.text) not in read)))


# --- sentences with figures ------------------------------------------------------------------------------------------


def _occurrences(occurrences: list[dict], figures: dict[str, Figure]) -> Iterator[Said]:
    """Runs of occurrences in one sentence; a sentence that is said twice in a row is two."""
    run: list[Figure] = []
    sentence = None
    for each in [*occurrences, {"sentence": None, "key": ""}]:
        figure = figures.get(each["key"])
        if run and (each["sentence"] != sentence or (figure and _said_again(sentence, [*run, figure]))):
            yield from _said(sentence, run)
            run = []
        sentence = each["sentence"]
        if figure and figure.value is not None:
            run.append(figure)


def _said_again(sentence: str, run: list[Figure]) -> bool:
    """Whether the sentence has no place left for the last figure of the run."""
    taken = _placed(find(sentence), run)
    return taken[-1] is None and taken[0] is not None


def _said(sentence: str, run: list[Figure]) -> Iterator[Said]:
    numbers = find(sentence)
    places = _placed(numbers, run)
    if all(place is None for place in places):  # a table row: the sentence only names it
        slots = (_in_a_cell(figure) for figure in run if figure.value != 0 or figure.number[:1].isdigit())
        yield Said(sentence.partition(": ")[2] or sentence, tuple(slots), True)
        return
    by_place = {place: figure for place, figure in zip(places, run, strict=True) if place is not None}
    yield from _cut(sentence, [Slot(number, by_place.get(i)) for i, number in enumerate(numbers)])


def _placed(numbers: tuple[Number, ...], run: list[Figure]) -> list[int | None]:
    """Which number of the sentence each figure prints, in order; None for one that prints no digits or is not there."""
    at, places = 0, []
    for figure in run:
        found = next((i for i in range(at, len(numbers)) if _prints(numbers[i], figure)), None)
        places.append(found)
        at = at if found is None else found + 1
    return places


def _prints(number: Number, figure: Figure) -> bool:
    return re.sub(r"\s", "", number.text) == re.sub(r"\s", "", figure.number)


def _cut(text: str, slots: Iterable[Slot]) -> Iterator[Said]:
    """A text as its sentences, each with its own slots."""
    slots, start = list(slots), 0
    for end in [*(match.end() for match in END.finditer(text)), len(text)]:
        inside = [s for s in slots if start <= s.number.start < end]
        if inside:
            yield Said(text[start:end].strip(), tuple(replace(s, number=s.number.moved(-start)) for s in inside))
        start = end


def _in_a_cell(figure: Figure) -> Slot:
    """What a cell prints of a figure: the value with its sign, without a unit beside it; perhaps more after it."""
    upper = figure.record.get("upper")
    high = None if upper is None else round_half_up(upper, figure.decimals)
    number = Number(figure.number, 0, 0, 0, value=figure.shown, upper=high, decimals=figure.decimals, unit=figure.unit)
    at, printed = _placed(find(figure.printed), [figure])[0], find(figure.printed)
    return Slot(number, figure, () if at is None else printed[at + 1 :])


def _of_sources(records: list[dict]) -> list[str]:
    """What the page says of the sources of a number where the number is opened: a title may have digits of its own."""
    return list(dict.fromkeys(f"Nguồn: “{source['title']}”." for record in records for source in record.get("sources", ())))


# --- lines as they were read -----------------------------------------------------------------------------------------


def _texts(lines: list[str], known: list[Said], figures: dict[str, Figure]) -> Iterator[Said]:
    """Every sentence of the text; its figures are those of the occurrence that says the same, or of the annex's entry."""
    by_words: dict[tuple, list[Said]] = {}
    for said in known:
        by_words.setdefault(_without_dates(said.text), []).append(said)
    entries = {f"{capital(figure.label)}: {figure.printed}": figure for figure in figures.values()}
    for line in lines:
        line = " ".join(re.sub(r"^[-*#]+\s+", "", line).split())
        for said in _cut(line, map(Slot, find(line))):
            same = by_words.get(_without_dates(said.text), [])
            entry = entries.get(re.sub(r" \([^()]*\)\W*$", "", said.text))
            run = [slot.figure for slot in same.pop(0).slots if slot.figure] if same else [entry] if entry else []
            yield _linked(said, run)


def _without_dates(text: str) -> tuple[str, ...]:
    """The words of a sentence without the mark of a list and what stands in brackets, where a date may have been added."""
    return tuple(re.sub(r"^[-*#]+\s+|\s*\([^()]*\)", "", text).split())


def _linked(said: Said, run: list[Figure]) -> Said:
    """The sentence with its figures at their numbers."""
    places = dict(zip(_placed(tuple(slot.number for slot in said.slots), run), run, strict=True))
    return replace(said, slots=tuple(replace(slot, figure=places.get(i)) for i, slot in enumerate(said.slots)))
