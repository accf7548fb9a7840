"""Small multiples: one little chart a place, all of one indicator over the same years, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from ..codelists.units import Unit
from ..sentences.block import NOTHING, Block
from ..values.figure import Figure
from .charts import BEFORE, NOW, THINNEST, Row, Title, _bare, _block, _value
from .svg import SMALL, WIDTH, Sheet

FEWEST = 3  # two values apart are no picture of the years
COLUMNS, GUTTER = 2, 28
HEAD, BARS, FOOT = 22, 44, 22  # heights of a panel: its name, its bars, its years


def small_multiples(
    rows: Sequence[tuple[str, Sequence[Figure]]], label: str, years: Sequence[int], title: Title = None
) -> Block:
    """`rows`: a place's name and its figures, one a year, missing ones too. Places with few values are named; where most
    have few there is no chart. What happened in a part of a year is no bar beside whole years.
    """
    rows = [(name, [each and each.is_as_long_as(figures[-1]) and each for each in figures]) for name, figures in rows]
    drawn = [(name, figures) for name, figures in rows if sum(map(bool, figures)) >= FEWEST and figures[-1]]
    if len(drawn) < 2 or 2 * len(drawn) < len(rows):
        return NOTHING
    unit = drawn[0][1][-1].unit
    sheet = Sheet(22)
    sheet.text(0, 15, f"Đơn vị tính: {unit.text}; mỗi ô một thang đo, tính từ 0", SMALL, soft=True)
    wide = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
    for i, (name, figures) in enumerate(drawn):
        row, column = divmod(i, COLUMNS)
        _panel(sheet, column * (wide + GUTTER), 30 + row * (HEAD + BARS + FOOT + 10), wide, name, figures, years, unit)
    sheet.height = 30 + -(-len(drawn) // COLUMNS) * (HEAD + BARS + FOOT + 10)
    left = [name for name, _ in rows if name not in {each[0] for each in drawn}]
    notes = [f"Chưa đủ số liệu nhiều năm: {', '.join(left)}."] if left else []
    title = title or f"{_title(label, drawn, unit)}, giai đoạn {years[0]}-{years[-1]}"
    return _block(sheet, title, [_row(name, figures) for name, figures in drawn], notes)


def _panel(
    sheet: Sheet,
    x: float,
    y: float,
    wide: float,
    name: str,
    figures: Sequence[Figure],
    years: Sequence[int],
    unit: Unit,
) -> None:
    """The name and the last value over a bar a year; a year without a value has a dash."""
    values = [_value(each, unit) if each else None for each in figures]
    top = max([value for value in values if value is not None] + [1])
    step = wide / len(years)
    sheet.text(x, y + 14, name)
    sheet.text(x + wide, y + 14, _bare(figures[-1]), anchor="right", bold=True)
    foot = y + HEAD + BARS
    for i, value in enumerate(values):
        if value is None:
            sheet.text(x + (i + 0.5) * step, foot - 4, "–", SMALL, "center", soft=True)
            continue
        high = max(float(value / top) * BARS, THINNEST)
        sheet.bar(x + i * step + 2, foot - high, step - 4, high, NOW if i == len(values) - 1 else BEFORE)
    for i in (0, len(years) - 1):
        sheet.text(x + (i + 0.5) * step, foot + 16, str(years[i]), SMALL, "center", soft=True)


def _title(label: str, drawn: Sequence[tuple[str, Sequence[Figure]]], unit: Unit) -> str:
    grown = sum(_value(figures[-1], unit) > _value(next(filter(None, figures)), unit) for _, figures in drawn)
    where = f"cả {grown}" if grown == len(drawn) else f"{grown}/{len(drawn)}"
    return f"{label} tăng ở {where} đơn vị" if grown else f"{label} không tăng ở đơn vị nào"


def _row(name: str, figures: Sequence[Figure]) -> Row:
    known = [each for each in figures if each]
    first, last = known[0], known[-1]
    return Row(f"{name}: {first.text} ({first.ngay}), {last.text} ({last.ngay})", (first, last))
