"""Many places over three years on one scale: a row a place, its first and last year of a run joined, a later year apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..sentences.block import NOTHING, Block
from ..values.figure import Figure
from .charts import BLUE, GREY, Row, Title, _bare, _block, _columns, _value
from .svg import SMALL, WIDTH, Sheet

STEP = 18  # of a row
SMALL_DOT, DOT, TICK = 3, 4.5, 6  # radius of the first year, of the last of the run, half the height of the mark beyond it


@dataclass(frozen=True)
class Years:
    """One place: the ends of its run and, beyond a gap, its latest level (None where the run goes on to it)."""

    place: str
    first: Figure
    last: Figure
    latest: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(each for each in (self.first, self.last, self.latest) if each is not None)


def dot_chart(rows: Sequence[Years], years: Sequence[int], title: Title) -> Block:
    """`rows` in the order in which they are drawn; `years` are those of the two or three marks."""
    if len(rows) < 2:
        return NOTHING
    unit = rows[0].first.unit
    sheet = Sheet(44)
    sheet.text(0, 15, f"Đơn vị tính: {unit.text}", SMALL, soft=True)
    _key(sheet, years)
    start = _columns([each.place for each in rows], [_bare(each.figures[-1]) for each in rows])
    values = {id(figure): _value(figure, unit) for each in rows for figure in each.figures}
    scale = (WIDTH - start - DOT) / float(max(*values.values(), 1))
    marks: list[tuple[float, ...]] = []  # y, then x of each year
    for each in rows:
        y = sheet.height + STEP / 2
        marks.append((y, *(start + float(values[id(figure)]) * scale for figure in each.figures)))
        sheet.text(0, y + 5, each.place, SMALL)
        sheet.text(start - 10, y + 5, _bare(each.figures[-1]), SMALL, "right")
        sheet.height += STEP
    for y, first, last, *_ in marks:  # kind by kind: what looks the same and follows one another is one path
        sheet.line([(first, y), (last, y)], 1.5, GREY)
    for y, first, *_ in marks:
        sheet.dot(first, y, SMALL_DOT, GREY)
    for y, _, last, *_ in marks:
        sheet.dot(last, y, DOT, GREY)
    for y, _, _, *beyond in marks:
        for x in beyond:
            sheet.line([(x, y - TICK), (x, y + TICK)], 3.5, BLUE)
    return _block(sheet, title, [_row(each, years) for each in rows])


def _key(sheet: Sheet, years: Sequence[int]) -> None:
    sheet.dot(6, 34, SMALL_DOT, GREY)
    sheet.text(14, 39, str(years[0]), SMALL, soft=True)
    sheet.dot(66, 34, DOT, GREY)
    sheet.text(75, 39, str(years[1]), SMALL, soft=True)
    for year in years[2:]:
        sheet.line([(127, 34 - TICK), (127, 34 + TICK)], 3.5, BLUE)
        sheet.text(134, 39, f"{year} (không nối với {years[1]}: ở giữa chưa có số liệu)", SMALL, soft=True)


def _row(each: Years, years: Sequence[int]) -> Row:
    told = (f"{figure.text} ({year})" for figure, year in zip(each.figures, years, strict=True))
    return Row(f"{each.place}: {', '.join(told)}", each.figures)
