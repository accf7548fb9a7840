"""A column chart of one series: a column a year from zero, a dash where a year has no level, a broken line at a break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..sentences.block import NOTHING, Block
from ..values.figure import Figure
from ..values.series import Series, year_of
from .charts import BEFORE, NOW, REST, THINNEST, Row, _block
from .svg import SIZE, SMALL, WIDTH, Sheet, width

FEWEST = 3  # two values apart are no picture of the years
HEAD, HIGH, FOOT = 46, 110, 24  # of the unit and the numbers, of the columns, of the years
WIDEST = 38
APART = 4  # the least room between two words


def year_chart(series: Series, title: str, notes: Sequence[str] = ()) -> Block:
    """The levels at their years, the latest solid; an estimate is hatched and its number has a star."""
    if len(series.levels) < FEWEST:
        return NOTHING
    years = range(series.years[0], series.years[-1] + 1)
    step, known = WIDTH / len(years), dict(zip(series.years, series.levels, strict=True))
    foot = HEAD + HIGH
    sheet = Sheet(foot + FOOT)
    sheet.text(0, 14, f"Đơn vị tính: {series.levels[0].unit.text}", SMALL, soft=True)
    at = {year: (year - years[0] + 0.5) * step for year in years}
    highest = max(max(each.value for each in series.levels), 1)
    tops = {year: foot - max(float(max(each.value, 0) / highest) * HIGH, THINNEST) for year, each in known.items()}
    wide = min(step * 0.74, WIDEST)
    for year in years:
        if year in known:
            look = NOW if year == years[-1] else REST if is_rough(known[year]) else BEFORE
            sheet.bar(at[year] - wide / 2, tops[year], wide, foot - tops[year], look)
        else:
            sheet.text(at[year], foot - 4, "–", SMALL, "center", soft=True)
    for each in series.breaks:
        x = at[each.year] - step / 2
        sheet.line([(x, HEAD - 20), (x, foot)], dashed=True)
    sheet.line([(0, foot), (WIDTH, foot)], 1)
    numbers = {year: number_of(each) for year, each in known.items()}
    for year in _with_room(at, numbers, SIZE, _order(series)):
        x, half = _inside(at[year], numbers[year], SIZE), width(numbers[year], SIZE) / 2
        top = min(tops[each] for each in known if abs(at[each] - x) < half + wide / 2)  # clear of the columns beside it
        sheet.text(x, top - 5, numbers[year], SIZE, "center", year == years[-1])
    for year in _with_room(at, {year: str(year) for year in years}, SMALL, [years[-1], years[0], *years]):
        sheet.text(_inside(at[year], str(year), SMALL), foot + 17, str(year), SMALL, "center", soft=True)
    return _block(sheet, title, [Row(f"{year}: {each.text}", (each,)) for year, each in known.items()], notes)


def is_rough(level: Figure) -> bool:
    return bool(level.worth)


def number_of(level: Figure) -> str:
    """The number above a column."""
    return level.so + ("*" if is_rough(level) else "")


def _order(series: Series) -> list[int]:
    """Whose number is written first where there is no room for all: the ends, the highest and the lowest, the rest."""
    years = series.years
    marked = [year_of(each) for each in (*series.highest(), *series.lowest())]
    return [years[-1], years[0], *marked, *years[::-1]]


def _inside(x: float, words: str, size: float) -> float:
    """The middle of words that would stand beyond the edge of the sheet, moved until they do not."""
    half = width(words, size) / 2
    return min(max(x, half), WIDTH - half)


def _with_room(at: dict[int, float], words: dict[int, str], size: float, order: Iterable[int]) -> list[int]:
    """The years whose words fit between those of the years before them in the order."""
    taken: dict[int, tuple[float, float]] = {}
    for year in dict.fromkeys(order):
        x, half = _inside(at[year], words[year], size), width(words[year], size) / 2
        if all(x + half + APART <= left or right + APART <= x - half for left, right in taken.values()):
            taken[year] = (x - half, x + half)
    return sorted(taken)
