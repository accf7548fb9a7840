"""A register in memory: one row a cooperative and year, each column one array of whole numbers; and how it is read.

A cell is understood once for all rows in which it stands, so that 270,000 rows take seconds; a mistake is told once
too, with the first cell in which it stands and how many others hold the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from .. import places
from ..dataset.typed import Mistyped
from ..errors import Fault, Faults, quote
from .columns import COLUMNS, DISSOLVED, MISSING, SCALE, STATES, Column, measured_by, rule
from .quick import thousandths
from .sources import Source, opened

_BAD = MISSING + 1  # a cell that was refused
MOST_FAULTS = 500  # nobody reads more; the rest is counted
_FEW = 50_000  # distinct cells of a column worth remembering from block to block


@dataclass(frozen=True)
class Register:
    """The rows of a register. A column that the files lack is full of MISSING."""

    name: str
    columns: dict[str, np.ndarray]  # name → one number a row, see columns.py; don_vi, ma_htx, ten: places in `words`
    words: dict[str, tuple[str, ...]]  # of don_vi (ids), ma_htx and ten
    lines: np.ndarray  # the line of each row in its file
    sources: tuple[tuple[int, Source], ...]  # from which row on a source speaks
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[column]

    def known(self, column: str) -> np.ndarray:
        return self.columns[column] != MISSING

    def word(self, column: str, row: int) -> str:
        return self.words[column][self.columns[column][row]]

    def source_of(self, row: int) -> Source:
        return next(source for first, source in reversed(self.sources) if first <= row)

    def where(self, row: int, column: str = "") -> tuple[str, str, str]:
        """File, sheet and cell of a row."""
        source = self.source_of(row)
        return source.file, source.sheet, source.cell(column, int(self.lines[row]))

    def number(self, column: str, row: int) -> float | int:
        """A number as people write it, for messages only."""
        value, kind = int(self.columns[column][row]), next(c.kind for c in COLUMNS if c.name == column)
        return value / SCALE if kind in ("tiền", "số") else value


def read(*where: str | Path, more: Iterable[str] = ()) -> Register:
    """Read a register from CSV or Excel files, folders of them, or a database ("sqlite:///…", table danh_ba).

    `more` names the columns that a score sheet reads beside the usual ones. Raises InputError with every fault.
    """
    usual = {column.name for column in COLUMNS}
    columns = (*COLUMNS, *(measured_by(name) for name in more if name not in usual))
    reading = _Reading(columns)
    with _no_collector():
        for each in where:
            for source in opened(each, columns, reading.faults, reading.notes):
                reading.take(source)
    return reading.register(", ".join(Path(str(each)).name for each in where))


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


@dataclass
class _Reading:
    """What has been read so far."""

    columns: Sequence[Column]
    faults: Faults = field(default_factory=Faults)
    notes: list[str] = field(default_factory=list)
    sources: list[tuple[int, Source]] = field(default_factory=list)
    parts: dict[str, list[np.ndarray]] = field(default_factory=dict)
    lines: list[np.ndarray] = field(default_factory=list)
    words: dict[str, dict[str, int]] = field(default_factory=dict)
    length: int = 0

    def take(self, source: Source) -> None:
        """Turn the blocks of one source into numbers; keeps no text but ids and names."""
        self.sources.append((self.length, source))
        memory: dict[str, dict] = {column.name: {} for column in self.columns}
        wrong: dict[tuple[str, object], list] = {}
        for cells, lines in source.blocks:
            for column in self.columns:
                found = self._encoded(column, cells.get(column.name), memory, source, wrong, lines)
                self.parts.setdefault(column.name, []).append(found)
            self.lines.append(np.asarray(lines, np.int64))
            self.length += len(lines)
        source.blocks = ()
        self._tell(source, wrong)

    def _encoded(self, column: Column, cells, memory, source: Source, wrong, lines) -> np.ndarray:
        if cells is None:
            return np.full(len(lines), MISSING)
        if column.kind == "tiền" and (quick := thousandths(column, cells)) is not None:
            return quick
        known = memory[column.name] = memory[column.name] if len(memory[column.name]) < _FEW else {}
        try:  # mostly every cell was met before
            found = np.fromiter(map(known.__getitem__, cells), np.int64, len(cells))
        except KeyError:
            for cell in (cell for cell in dict.fromkeys(cells) if cell not in known):  # in their order, not a set's
                known[cell] = self._one(column, cell, source, wrong)
            found = np.fromiter(map(known.__getitem__, cells), np.int64, len(cells))
        for row in np.flatnonzero(found == _BAD).tolist():
            wrong[column.name, cells[row]].append(lines[row])
        return found

    def _one(self, column: Column, cell: object, source: Source, wrong: dict) -> int:
        """The number of one cell, _BAD where it is refused: `wrong` then has the reason and waits for its lines."""
        try:
            text = source.text(column, cell)
            if not text and column.needed:
                raise Mistyped(f"{column.heading} ở mọi dòng", "Điền ô này, hoặc xóa dòng.")
            if column.kind == "chữ" and text:
                words = self.words.setdefault(column.name, {})
                return words.setdefault(text, len(words))
            return rule(column)(text) if text else MISSING
        except Mistyped as error:
            wrong[column.name, cell] = [error]
            return _BAD

    def _tell(self, source: Source, wrong: dict) -> None:
        for (column, cell), (error, *lines) in wrong.items():
            others = f" (và {len(lines) - 1} ô khác)" if len(lines) > 1 else ""
            where = {"file": source.file, "sheet": source.sheet, "cell": source.cell(column, lines[0]) + others}
            self.faults.all.append(error.fault(source.shown(cell), **where))

    def register(self, name: str) -> Register:
        """What was read as a whole; raises InputError with every fault, also those between columns."""
        columns = {each.name: np.concatenate(self.parts.pop(each.name, [_NONE])) for each in self.columns}
        lines = np.concatenate([*self.lines, _NONE])
        words = {name: tuple(self.words.get(name, ())) for name in ("ma_htx", "ten", "don_vi")}
        found = Register(name, columns, words, lines, tuple(self.sources), tuple(self.notes))
        if not len(found) and not self.faults.all:
            self.faults.add("ít nhất một dòng HTX", "không có dòng nào", "Xem lại tệp danh bạ.", file=name)
        if not (np.concatenate([_NONE, *(columns[c] for c in ("ma_htx", "don_vi", "nam"))]) == _BAD).any():
            found = _placed(found, self.faults)
            _check_twins(found, self.faults)
        _check_days(found, self.faults)
        _check_schooling(found, self.faults)
        _raise(self.faults)
        return found


_NONE = np.empty(0, np.int64)


def _raise(faults: Faults) -> None:
    if len(faults.all) > MOST_FAULTS:
        rest = len(faults.all) - MOST_FAULTS
        del faults.all[MOST_FAULTS:]
        faults.add("danh bạ không còn lỗi", f"còn {rest} lỗi nữa", "Sửa các lỗi trên trước rồi đọc lại.")
    faults.raise_if_any()


# --- what fits together -----------------------------------------------------------------------------------------------


def _placed(found: Register, faults: Faults) -> Register:
    """The register with ids of places: each name or code is read as it was on the last day of its row's year."""
    pairs, first, back = np.unique(found["don_vi"] * 10_000 + found["nam"], return_index=True, return_inverse=True)
    ids: dict[str, int] = {}
    codes = np.zeros(len(pairs), np.int64)
    for number, (pair, row) in enumerate(zip(pairs.tolist(), first.tolist(), strict=True)):
        text, year = found.words["don_vi"][pair // 10_000], pair % 10_000
        try:
            codes[number] = ids.setdefault(places.resolve(text, date(year, 12, 31)).id, len(ids))
        except ValueError as error:
            expected = f"mã hoặc tên đơn vị có hiệu lực vào ngày 31/12/{year}"
            faults.all.append(_fault(found, row, "don_vi", expected, text, f"Sửa lại: {error}"))
    columns = found.columns | {"don_vi": codes[back]}
    return Register(found.name, columns, found.words | {"don_vi": tuple(ids)}, found.lines, found.sources, found.notes)


def _check_twins(found: Register, faults: Faults) -> None:
    """One row a cooperative and year."""
    keys = found["ma_htx"] * 10_000 + found["nam"]
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
    for place in twice.tolist():
        row, before = int(order[place]), int(order[place - 1])
        shown = f"{found.word('ma_htx', row)} năm {found['nam'][row]}"
        remedy = f"Bỏ bớt một dòng, hoặc sửa mã (dòng kia: {', '.join(filter(None, found.where(before)))})."
        faults.all.append(_fault(found, row, "ma_htx", "mỗi HTX mỗi năm một dòng", shown, remedy))


def _check_days(found: Register, faults: Faults) -> None:
    """A dissolved cooperative has its day, others have none yet; nobody is founded after the year of the row."""
    year, born, gone, state = (found[name] for name in ("nam", "ngay_thanh_lap", "ngay_giai_the", "tinh_trang"))
    has_gone, has_born = found.known("ngay_giai_the") & (gone != _BAD), found.known("ngay_thanh_lap") & (born != _BAD)
    sound = (year != _BAD) & (state != _BAD)
    cases = (
        (sound & (state == DISSOLVED) & ~found.known("ngay_giai_the"), "ngay_giai_the", "ngày giải thể, vì HTX đã giải thể",
         "Điền ngày (chỉ biết năm thì ghi năm), hoặc sửa tình trạng."),
        (sound & (state != DISSOLVED) & has_gone & (gone // 10_000 <= year), "tinh_trang",
         f"{STATES[DISSOLVED]}, vì đã có ngày giải thể", "Sửa tình trạng hoặc xóa ngày giải thể."),
        (sound & has_gone & (gone // 10_000 > year) & (state == DISSOLVED), "ngay_giai_the",
         "ngày giải thể không sau năm của dòng", "Sửa ngày, hoặc sửa tình trạng của năm ấy."),
        (sound & has_born & (born // 10_000 > year), "ngay_thanh_lap", "ngày thành lập không sau năm của dòng",
         "Sửa ngày, hoặc xóa dòng của năm HTX chưa có."),
        (has_born & has_gone & (_latest(gone) < born), "ngay_giai_the", "ngày giải thể sau ngày thành lập",
         "Sửa một trong hai ngày."),
    )  # fmt: skip
    for wrong, column, expected, remedy in cases:
        _tell_rows(found, faults, wrong, column, expected, remedy)


def _latest(days: np.ndarray) -> np.ndarray:
    """The last day that a day of which only month or year is known may be."""
    return days + np.where(days % 10_000 == 0, 1231, np.where(days % 100 == 0, 31, 0))


def _check_schooling(found: Register, faults: Faults) -> None:
    """Managers by schooling are not more than all managers."""
    levels = [found[name] for name in ("can_bo_so_cap", "can_bo_trung_cap", "can_bo_cao_dang_dai_hoc")]
    schooled = sum(np.maximum(level, 0) for level in levels)
    known = found["can_bo"] >= 0
    wrong = known & (schooled > found["can_bo"])
    remedy = "Mỗi người ghi ở trình độ cao nhất; sửa số cán bộ hoặc số theo trình độ."
    _tell_rows(found, faults, wrong, "can_bo", "số cán bộ không ít hơn tổng theo trình độ", remedy)


def _tell_rows(found: Register, faults: Faults, wrong: np.ndarray, column: str, expected: str, remedy: str) -> None:
    for row in np.flatnonzero(wrong)[: MOST_FAULTS + 1].tolist():
        faults.all.append(_fault(found, row, column, expected, _seen(found, column, row), remedy))


def _seen(found: Register, column: str, row: int) -> str:
    value = int(found[column][row])
    if value == MISSING:
        return ""
    if column == "tinh_trang":
        return STATES[value]
    text = str(value)
    return "-".join((text[:4], text[4:6], text[6:])).replace("-00", "") if column.startswith("ngay_") else text


def _fault(found: Register, row: int, column: str, expected: str, seen: str, remedy: str) -> Fault:
    file, sheet, cell = found.where(row, column)
    return Fault(expected, quote(seen), remedy, file, sheet, cell)
