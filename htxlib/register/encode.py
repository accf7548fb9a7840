"""The cells of one part as whole numbers. A cell is understood once for all rows of the part in which it stands."""

from __future__ import annotations

import gc
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np

from ..dataset.tables import LONGEST_CELL
from ..dataset.typed import Mistyped
from ..text import tidy
from .columns import MISSING, Column, rule
from .dots import Dots
from .other_rows import Judge, shown
from .parts import Piece
from .quick import thousandths

BAD = MISSING + 1  # a cell that was refused
_FEW = 50_000  # distinct cells of a column worth remembering from block to block


def encode(columns: Sequence[Column], part) -> Piece:
    """Read one part; keeps no text but ids and names."""
    piece = Piece()
    memory: dict[str, dict] = {column.name: {} for column in columns}
    refused: dict[tuple[str, object], tuple] = {}
    one = partial(_one, part, piece, refused)
    encoded = partial(_encoded, memory=memory, one=one)
    judge = Judge()
    with _no_collector():
        for cells, lines in part.blocks(piece):
            cells, lines = _only_cooperatives(columns, cells, lines, part, piece, judge, encoded)
            if part.may_group:
                _look_at_dots(columns, cells, lines, piece)
            piece.rows.append(np.asarray(lines, np.int64))
            for column in columns:
                found = encoded(column, cells.get(column.name), length=len(lines))
                piece.columns.setdefault(column.name, []).append(found)
                for row in np.flatnonzero(found == BAD).tolist():
                    piece.tell(lines[row], *refused[column.name, cells[column.name][row]])
    return piece


def _only_cooperatives(columns, cells: Mapping, lines: Sequence[int], part, piece: Piece, judge: Judge, encoded: Callable):
    """The block without its rows of totals, sections, signatures; those are kept in `piece.passed`.

    A row is looked at when neither its field of work nor its state can be read.
    """
    told = (encoded(column, cells.get(column.name), length=len(lines)) for column in columns if column.name in _TELLING)
    others = {}
    for row in np.flatnonzero(np.all([found == BAD for found in told], axis=0)).tolist():
        texts = {name: tidy(part.shown(column[row])[:LONGEST_CELL]) for name, column in cells.items()}
        texts = {name: text for name, text in texts.items() if text}
        if kind := judge.kind(texts):
            others[row] = kind
            piece.passed.append((lines[row], kind, shown(texts)))
    if not others:
        return cells, lines
    kept = [row for row in range(len(lines)) if row not in others]
    return {name: [column[row] for row in kept] for name, column in cells.items()}, [lines[row] for row in kept]


_TELLING = ("linh_vuc", "tinh_trang")


def _look_at_dots(columns: Sequence[Column], cells: Mapping, lines: Sequence[int], piece: Piece) -> None:
    for column in columns:
        if column.has_amounts and column.name in cells:
            piece.dots.setdefault(column.name, Dots()).look(cells[column.name], lines)


def _encoded(column: Column, cells, memory: dict[str, dict], length: int, one: Callable) -> np.ndarray:
    if cells is None:
        return np.full(length, MISSING)
    if column.kind == "tiền" and (quick := thousandths(column, cells)) is not None:
        return quick
    known = memory[column.name] = memory[column.name] if len(memory[column.name]) < _FEW else {}
    try:  # mostly every cell was met before
        return np.fromiter(map(known.__getitem__, cells), np.int64, length)
    except KeyError:
        for cell in (cell for cell in dict.fromkeys(cells) if cell not in known):  # in their order, not a set's
            known[cell] = one(column, cell)
        return np.fromiter(map(known.__getitem__, cells), np.int64, length)


def _one(part, piece: Piece, refused: dict, column: Column, cell: object) -> int:
    """The number of one cell, BAD where it is refused: `refused` then has the reason."""
    try:
        text = part.text(column, cell)
        if not text and column.needed:
            raise Mistyped(f"{column.heading} ở mọi dòng", "Điền ô này, hoặc xóa dòng.")
        if column.kind == "chữ" and text:
            words = piece.words.setdefault(column.name, {})
            return words.setdefault(text, len(words))
        return rule(column)(text) if text else MISSING
    except Mistyped as error:
        refused[column.name, cell] = column.name, part.shown(cell), error.expected, error.remedy
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


@contextmanager
def mapping(processes: int) -> Iterator[Callable]:
    """A `map` that works in so many processes; they start at once, while no file or database is open."""
    if processes < 2:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fork starts in no time and is safe with one thread of ours: those of numpy's library know of forks.
    forks = sys.platform == "linux" and threading.active_count() == 1
    with ProcessPoolExecutor(processes, get_context("fork" if forks else "spawn")) as pool:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            pool.submit(int).result()
        yield pool.map
