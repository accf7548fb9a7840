"""The cells of one source as whole numbers. A cell is understood once for all rows in which it stands."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from htxlib.data.tables import LONGEST_CELL
from htxlib.data.workbook.cell_text import Mistyped
from htxlib.words.text import tidy

from .columns import MISSING, MOST, SCALE, Column, rule
from .dots import Dots
from .other_rows import Judge, shown
from .rows import Block, Source, Told

BAD = MISSING + 1  # a cell that was refused
_FEW = 50_000  # distinct cells of a column worth remembering from block to block
_TELLING = ("linh_vuc", "tinh_trang")  # a row of which neither can be read is looked at: perhaps it is no cooperative's


@dataclass
class Encoder:
    """Turns the blocks of one source into numbers; what it refuses goes to `told`, texts to `words`."""

    source: Source
    columns: Sequence[Column]
    words: dict[str, dict[str, int]]  # column of texts → text → the number that stands for it
    told: Told = field(default_factory=Told)
    known: dict[str, dict] = field(default_factory=dict)
    refused: dict[tuple[str, object], tuple] = field(default_factory=dict)

    def blocks(self) -> Iterator[dict[str, np.ndarray]]:
        """Yield column → numbers, with the lines of the rows as the column "line"."""
        judge = Judge()
        with _no_collector():
            for block in self.source.blocks(self.told):
                cells, lines = self._only_cooperatives(block, judge)
                if self.source.may_group:
                    self._look_at_dots(cells, lines)
                made = {"line": np.asarray(lines, np.int64)}
                for column in self.columns:
                    made[column.name] = found = self._numbers(column, cells.get(column.name), len(lines))
                    for row in np.flatnonzero(found == BAD).tolist():
                        self.told.tell(lines[row], *self.refused[column.name, cells[column.name][row]])
                yield made

    def _only_cooperatives(self, block: Block, judge: Judge) -> Block:
        """Return the block without its rows of totals, sections, signatures; those are kept in `told.passed`."""
        cells, lines = block
        telling = [column for column in self.columns if column.name in _TELLING]
        read = [self._numbers(column, cells.get(column.name), len(lines)) for column in telling]
        others = set()
        for row in np.flatnonzero(np.all([found == BAD for found in read], axis=0)).tolist():
            texts = {name: tidy(self.source.shown(column[row])[:LONGEST_CELL]) for name, column in cells.items()}
            texts = {name: text for name, text in texts.items() if text}
            if kind := judge.kind(texts):
                others.add(row)
                self.told.passed.append((lines[row], kind, shown(texts)))
        if not others:
            return block
        kept = [row for row in range(len(lines)) if row not in others]
        return {name: [column[row] for row in kept] for name, column in cells.items()}, [lines[row] for row in kept]

    def _look_at_dots(self, cells: Mapping[str, Sequence], lines: Sequence[int]) -> None:
        for column in self.columns:
            if column.has_amounts and column.name in cells:
                self.told.dots.setdefault(column.name, Dots()).look(cells[column.name], lines)

    def _numbers(self, column: Column, cells: Sequence | None, length: int) -> np.ndarray:
        if cells is None:
            return np.full(length, MISSING)
        if column.kind == "tiền" and (quick := thousandths(column, cells)) is not None:
            return quick
        known = self.known.setdefault(column.name, {})
        try:  # mostly every cell was met before
            return np.fromiter(map(known.__getitem__, cells), np.int64, length)
        except KeyError:
            if len(known) > _FEW:
                known.clear()
            for cell in (cell for cell in dict.fromkeys(cells) if cell not in known):  # in their order, not a set's
                known[cell] = self._number(column, cell)
            return np.fromiter(map(known.__getitem__, cells), np.int64, length)

    def _number(self, column: Column, cell: object) -> int:
        """Return the number of one cell, BAD where it is refused: `refused` then has the reason."""
        try:
            text = self.source.text(column, cell)
            if not text and column.needed:
                raise Mistyped(f"{column.heading} ở mọi dòng", "Điền ô này, hoặc xóa dòng.")
            if column.kind == "chữ" and text:
                words = self.words.setdefault(column.name, {})
                return words.setdefault(text, len(words))
            return rule(column)(text) if text else MISSING
        except Mistyped as error:
            self.refused[column.name, cell] = column.name, self.source.shown(cell), error.expected, error.remedy
            return BAD


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the search for cycles, which would go through every cell of a block again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# --- amounts ----------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"(?:-?[0-9]{1,12}(?:\.[0-9]{1,3})?\n|\n)*")


def thousandths(column: Column, cells: Sequence) -> np.ndarray | None:
    """Return the cells of a block in thousandths; None where some cell needs a closer look (or is no text or number).

    Half of the cells of a register are amounts that stand in one row only. Going through binary fractions is safe here:
    up to 10¹² thousandths the nearest whole number of `1000 × value` is the number that was written.
    """
    kinds = set(map(type, cells))
    if kinds in ({str}, {bytes}):
        joined = "\n".join(cells) if kinds == {str} else b"\n".join(cells).decode("utf-8", "replace")
        found = [cell or "nan" for cell in joined.split("\n")]
        if len(found) != len(cells) or not _PLAIN.fullmatch(joined + "\n"):
            return None
        found = np.fromiter(map(float, found), float, len(cells))
    elif kinds <= {int, float, type(None)}:
        found = np.array(cells, float)
    else:
        return None
    empty = np.isnan(found)
    scaled = np.rint(np.where(empty, 0, found) * SCALE)
    sound = (np.abs(scaled) < MOST) & ((scaled >= 0) | column.signed) & (scaled / SCALE == np.where(empty, 0, found))
    return np.where(empty, MISSING, scaled.astype(np.int64)) if sound.all() else None
