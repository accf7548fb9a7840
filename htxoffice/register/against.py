"""What somebody reported against what the register adds up to, and what is odd in the register itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import numpy as np

from htxlib.checks.facts import Span, measured, said
from htxlib.checks.finding import Finding
from htxlib.codelists import variables
from htxlib.data.dataset import Dataset, Observation
from htxlib.words.label import inside

from .columns import ACTIVE, COLUMNS, DISSOLVED, MISSING
from .table import Register
from .totals import SOURCE, Total

SLIP = range(300, 3001)  # times the year before: more than growth, near the thousand of a wrong unit
MOST_ROWS = 5  # named in one finding


def compare(made: Iterable[Total], data: Dataset) -> list[Finding]:
    """A finding for every reported value that the register contradicts; estimates and hedges are given their room."""
    found = []
    for total in made:
        for row in data.series(total.place, total.variable):
            if row.source != SOURCE and _same_time(row, total) and _differs(row, total):
                found.append(_finding(row, total))
    return sorted(found, key=lambda finding: (finding.file, finding.row))


def _same_time(row: Observation, total: Total) -> bool:
    """A stock of 31 December, a flow or mean of the whole year."""
    if row.period.end is None or row.period.last != date(total.year, 12, 31):
        return False
    if variables.load()[total.variable].is_stock:
        return row.period.start is None
    return row.period.is_year if row.period.start else row.period.end.precision == "năm"


def _differs(row: Observation, total: Total) -> bool:
    """Whether no value that the row's digits and hedge allow is ours; a sum without some parts only speaks above."""
    unit = variables.load()[total.variable].unit
    if row.unit.measure != unit.measure or row.unit.per != unit.per:
        return False  # a check of units of its own tells
    is_exact = row.unit.is_count or row.hedge or row.upper is not None
    ours, half = total.value * unit.scale, 0 if is_exact else Fraction(row.unit.scale) / (2 * 10**row.digits)
    span = Span.of(row)
    too_low = span.high is not None and ours > span.high + half
    too_high = span.low is not None and ours < span.low - half
    return too_low or (too_high and not total.is_partial)


def _finding(row: Observation, total: Total) -> Finding:
    variable = variables.load()[total.variable]
    ours = measured(total.value, variable.unit)
    counted = f" ({total.known}/{total.of} HTX có số)" if total.is_partial else ""
    message = (
        f"{variable.label} ({row.period.text}): báo cáo ghi {said(row)}, còn danh bạ HTX cho {ours}{counted}."
        " Rà lại danh bạ (thiếu, thừa HTX, sai tình trạng) hoặc sửa số báo cáo."
    )
    where = row.place, row.variable, row.origin.file, row.origin.row
    return Finding("danh-ba", 3, "cảnh báo", *where, said(row), ours, "khác", message, "", row.origin.sheet, row.origin.cell)


# --- odd in itself ----------------------------------------------------------------------------------------------------


def doubts(found: Register) -> list[Finding]:
    """Cooperatives that vanish or come back from one year to the next, and amounts a thousand times the last."""
    order = np.lexsort((found["nam"], found["ma_htx"]))
    one, two = order[:-1], order[1:]
    same = found["ma_htx"][one] == found["ma_htx"][two]
    next_year = same & (found["nam"][two] == found["nam"][one] + 1)
    told = [*_vanished(found, order, same), *_risen(found, one[same], two[same])]
    told += _slipped(found, one[next_year], two[next_year])
    return told


def _vanished(found: Register, order: np.ndarray, same: np.ndarray) -> Iterator[Finding]:
    """The last row of a cooperative that was not dissolved, while its place goes on a year later."""
    last = order[np.append(~same, True)] if len(order) else order
    years = set(zip(found["don_vi"].tolist(), found["nam"].tolist(), strict=True))
    goes_on = [
        row for row in last.tolist()
        if found["tinh_trang"][row] != DISSOLVED and (int(found["don_vi"][row]), int(found["nam"][row]) + 1) in years
    ]  # fmt: skip
    yield from _told(
        found, goes_on, "danh-ba-mat", "không còn trong danh bạ năm sau mà chưa ghi giải thể",
        "Bổ sung dòng của năm sau, hoặc ghi ngày giải thể.",
    )  # fmt: skip


def _risen(found: Register, one: np.ndarray, two: np.ndarray) -> Iterator[Finding]:
    back = (found["tinh_trang"][one] == DISSOLVED) & (found["tinh_trang"][two] != DISSOLVED)
    yield from _told(
        found, two[back].tolist(), "danh-ba-song-lai", "đã giải thể năm trước mà năm sau lại có",
        "Sửa tình trạng của một trong hai năm; HTX mới thì dùng mã mới.",
    )  # fmt: skip


def _slipped(found: Register, one: np.ndarray, two: np.ndarray) -> Iterator[Finding]:
    for column in (each for each in COLUMNS if each.kind == "tiền"):
        old, new = found[column.name][one], found[column.name][two]
        sound = (old > 0) & (new > 0) & (old != MISSING) & (found["tinh_trang"][two] == ACTIVE)
        old, new = np.where(sound, old, 1), np.where(sound, new, 1)
        times = np.maximum(new // old, old // new)
        rows = two[sound & (times >= SLIP.start) & (times < SLIP.stop)].tolist()
        yield from _told(
            found, rows, "danh-ba-1000-lan", f"{inside(column.heading)} gấp hoặc kém năm trước khoảng 1.000 lần",
            "Kiểm tra đơn vị: cột này tính bằng triệu đồng.",
        )  # fmt: skip


def _told(found: Register, rows: list[int], check: str, what: str, remedy: str) -> Iterator[Finding]:
    """One finding a place and year: how many cooperatives, and the first of them with their lines."""
    by_group: dict[tuple[str, int], list[int]] = {}
    for row in sorted(rows):
        by_group.setdefault((found.word("don_vi", row), int(found["nam"][row])), []).append(row)
    for (place, year), group in sorted(by_group.items()):
        named = ", ".join(f"{found.word('ma_htx', row)} ({found.where(row)[2]})" for row in group[:MOST_ROWS])
        rest = " …" if len(group) > MOST_ROWS else ""
        message = f"{len(group)} HTX của năm {year} {what}: {named}{rest}. {remedy}"
        file, line = found.source_of(group[0]).file, int(found.lines[group[0]])
        yield Finding(check, 2, "cảnh báo", place, "so_htx", file, line, "", "", "", message)
