"""A register in memory: one row a cooperative and year, each column one array of whole numbers; and how it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from htxlib.codelists import places
from htxlib.data import address
from htxlib.words.errors import Fault, Faults, quote
from htxlib.words.location import Location

from .columns import COLUMNS, DISSOLVED, MISSING, STATES, measured_by
from .encode import BAD, numbers
from .rows import Mistakes, Source
from .sources import opened

MOST_FAULTS = 500  # nobody reads more; the rest is counted


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

    def where(self, row: int, column: str = "") -> tuple[str, str, Location]:
        """File, sheet and cell of a row."""
        source = self.source_of(row)
        return source.file, source.sheet, source.cell(column, int(self.lines[row]))


def read(*where: str | Path, more: Iterable[str] = ()) -> Register:
    """Read a register from CSV files, workbooks, folders of them, or a database ("sqlite:///…", table danh_ba).

    `more` names the columns that a score sheet reads beside the usual ones. Raises InputError with every fault.
    """
    usual = {column.name for column in COLUMNS}
    columns = (*COLUMNS, *(measured_by(name) for name in more if name not in usual))
    faults, notes, words, sources = Faults(), [], {}, []
    parts = [dict.fromkeys(("line", *(column.name for column in columns)), np.empty(0, np.int64))]
    for each in where:
        for source in opened(each, columns, faults, notes):
            sources.append((sum(len(part["line"]) for part in parts), source))
            if source.positions:
                mistakes = Mistakes()
                parts.append(numbers(source, columns, words, mistakes, notes))
                faults.extend(mistakes.told(source, columns))
    whole = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    texts = {name: tuple(words.get(name, ())) for name in ("ma_htx", "ten", "don_vi")}
    name = ", ".join(map(address.name_of, where))
    return _checked(Register(name, whole, texts, whole.pop("line"), tuple(sources), tuple(notes)), faults)


def _checked(found: Register, faults: Faults) -> Register:
    """The register with the ids of its places; raises InputError with every fault, also those between columns."""
    if not len(found) and not faults.all:
        faults.add("ít nhất một dòng HTX", "không có dòng nào", "Xem lại tệp danh bạ.", file=found.name)
    if not any((found[name] == BAD).any() for name in ("ma_htx", "don_vi", "nam")):
        found = _placed(found, faults)
        _check_twins(found, faults)
    _check_days(found, faults)
    _check_schooling(found, faults)
    _raise(faults)
    return found


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
    return replace(found, columns=found.columns | {"don_vi": codes[back]}, words=found.words | {"don_vi": tuple(ids)})


def _check_twins(found: Register, faults: Faults) -> None:
    """One row a cooperative and year."""
    keys = found["ma_htx"] * 10_000 + found["nam"]
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
    for place in twice.tolist():
        row, before = int(order[place]), int(order[place - 1])
        shown = f"{found.word('ma_htx', row)} năm {found['nam'][row]}"
        remedy = f"Bỏ bớt một dòng, hoặc sửa mã (dòng kia: {', '.join(filter(None, map(str, found.where(before))))})."
        faults.all.append(_fault(found, row, "ma_htx", "mỗi HTX mỗi năm một dòng", shown, remedy))


def _check_days(found: Register, faults: Faults) -> None:
    """A dissolved cooperative has its day, others have none yet; nobody is founded after the year of the row."""
    year, born, gone, state = (found[name] for name in ("nam", "ngay_thanh_lap", "ngay_giai_the", "tinh_trang"))
    has_gone, has_born = found.known("ngay_giai_the") & (gone != BAD), found.known("ngay_thanh_lap") & (born != BAD)
    sound = (year != BAD) & (state != BAD)
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
    file, sheet, at = found.where(row, column)
    return Fault(expected, quote(seen), remedy, file, sheet, at)
