"""The cells of one source as whole numbers. A different cell of a column is understood once, for all rows that have it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from htxlib.data.tables import LONGEST_CELL
from htxlib.data.workbook.cell_text import Mistyped, two_readings
from htxlib.words.errors import quote
from htxlib.words.text import tidy

from . import dots, other_rows
from .columns import MISSING, Column, rule
from .rows import Mistakes, Source

BAD = MISSING + 1  # a cell that was refused
ROWS = 200  # taken in at a time: few enough for their cells to stay near the processor
_TELLING = ("linh_vuc", "tinh_trang")  # a row of which neither can be read is looked at: perhaps it is no cooperative's
_SAVE_AGAIN = "Nhập thẳng tệp .xlsx, hoặc bỏ dấu nghìn của cột (định dạng 0) rồi lưu lại «CSV UTF-8»."


@dataclass
class Cells:
    """The different cells of a column in the order in which they come, and which of them each row has."""

    different: list
    of_rows: np.ndarray

    def kept(self, rows: np.ndarray) -> Cells:
        """Return those of some rows."""
        used, of_rows = np.unique(self.of_rows[rows], return_inverse=True)
        return Cells([self.different[place] for place in used.tolist()], of_rows)

    def at(self, row: int) -> object:
        return self.different[self.of_rows[row]]


Words = dict[str, dict[str, int]]  # column of texts → text → the number that stands for it


def numbers(source: Source, columns: Sequence[Column], words: Words, mistakes: Mistakes, notes: list[str]) -> dict:
    """Return column → numbers, with the lines of the rows as the column "line"; what is to be said goes to the last two."""
    lines, cells = _taken(source, columns, mistakes)
    telling = [_understood(source, column, cells[column.name], words)[1] for column in columns if column.name in _TELLING]
    passed = list(_others(source, cells, np.flatnonzero(np.all([found == BAD for found in telling], axis=0))))
    if passed:
        notes += other_rows.told(source.file, source.sheet, [(int(lines[row]), *what) for row, *what in passed])
        kept = np.delete(np.arange(len(lines)), [row for row, *_ in passed])
        lines, cells = lines[kept], {name: each.kept(kept) for name, each in cells.items()}
    made = {"line": lines} | {column.name: np.full(len(lines), MISSING) for column in columns}
    for column in columns:
        if column.name in cells:
            here = cells.pop(column.name)
            if source.may_group and column.has_amounts:
                notes += _judge_dots(source, column, here, lines, mistakes)
            found, made[column.name] = _understood(source, column, here, words)
            for row in np.flatnonzero(made[column.name] == BAD).tolist():
                why = found[here.of_rows[row]]
                mistakes.tell(int(lines[row]), column.name, source.shown(here.at(row)), why.expected, why.remedy)
    return made


def _taken(source: Source, columns: Sequence[Column], mistakes: Mistakes) -> tuple[np.ndarray, dict[str, Cells]]:
    """Return the line of each row, and the cells of each column."""
    amounts = {column.name for column in columns if column.kind == "tiền"}
    taken = {name: _Amounts() if name in amounts else _Taken() for name in source.positions}
    lines, rows = [], source.rows(mistakes)
    while block := list(islice(rows, ROWS)):
        at, cells = zip(*block, strict=True)
        lines += at
        for each, column in zip(taken.values(), zip(*cells, strict=True), strict=True):
            each.take(column)
    return np.array(lines, np.int64), {name: each.cells() for name, each in taken.items()}


class _Taken:
    """The cells of a column so far."""

    def __init__(self):
        self.places = defaultdict(lambda: len(self.places))  # a new cell takes the next place
        self.of_rows = array("i")

    def take(self, cells: Sequence) -> None:
        self.of_rows.extend(map(self.places.__getitem__, cells))

    def cells(self) -> Cells:
        return Cells(list(self.places), np.array(self.of_rows))


class _Amounts:
    """The same of amounts: they mostly stand in one row only, so that to look for each again would cost more."""

    def __init__(self):
        self.all = []

    def take(self, cells: Sequence) -> None:
        self.all += cells

    def cells(self) -> Cells:
        return Cells(self.all, np.arange(len(self.all)))


def _others(source: Source, cells: Mapping[str, Cells], rows: np.ndarray) -> Iterator[tuple[int, str, str]]:
    """Yield those of some rows that are totals, sections, signatures: row, kind and text."""
    judge = other_rows.Judge()
    for row in rows.tolist():
        texts = {name: tidy(source.shown(each.at(row))[:LONGEST_CELL]) for name, each in cells.items()}
        texts = {name: text for name, text in texts.items() if text}
        if kind := judge.kind(texts):
            yield row, kind, other_rows.shown(texts)


def _understood(source: Source, column: Column, cells: Cells, words: Words) -> tuple[list[int | Mistyped], np.ndarray]:
    """Return the numbers of the different cells, or why there is none; and the numbers of the rows."""
    known = words.setdefault(column.name, {})
    read = rule(column) or (lambda text: known.setdefault(text, len(known)))

    def number(cell: object) -> int | Mistyped:
        try:
            if text := source.text(column, cell):
                return read(text)
        except Mistyped as error:
            return error
        return Mistyped(f"{column.heading} ở mọi dòng", "Điền ô này, hoặc xóa dòng.") if column.needed else MISSING

    found = list(map(number, cells.different))
    as_numbers = np.array([BAD if isinstance(each, Mistyped) else each for each in found], np.int64)
    return found, as_numbers[cells.of_rows]


def _judge_dots(source: Source, column: Column, cells: Cells, lines: np.ndarray, mistakes: Mistakes) -> Iterator[str]:
    """Refuse the amounts that may mean two numbers, the column once; say what others of the column decided."""
    refused, believed, reason = dots.judged(cells.different)
    rows = np.flatnonzero(np.isin(cells.of_rows, [place for place, cell in enumerate(cells.different) if cell in refused]))
    for row in rows.tolist():
        first = cells.at(rows[0]).strip()
        why = two_readings(first, _SAVE_AGAIN)
        mistakes.tell(int(lines[row]), column.name, first, why.expected, why.remedy)
    if believed:
        read = f"dấu chấm ở {quote(believed)} cũng là dấu thập phân ({believed.replace('.', ',')})"
        yield f"{source.file}: cột {column.name} có ô {quote(reason)}, nên {read}."
