"""What a report of many years shows: the place over the years, its members and its regions side by side.

Growth stands only between years of one unbroken run; a year beyond a gap has a column and a mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codelists.periods import day_text
from ..codelists.places import MERGER
from ..display import dots, multiples, tables
from ..display.tables import Cell, Column
from ..display.years import year_chart
from ..sentences.block import NOTHING, Block
from ..values.figure import Figure, Phrase
from ..values.groups.combine import coverage_of
from ..values.groups.history import History, at
from ..words.text import capital, stretches

MOST_PANELS = 14  # members with a small chart each; of more the years between the ends are left out
BLANK = "\u00a0"  # a cell where nothing belongs, unlike "–", where something is missing


def chart(history: History) -> Block:
    """A column a year; a year without a level has a dash."""
    found = history.whole
    if not found.levels:
        return NOTHING
    notes = [f"Chưa có số liệu năm {stretches(found.gaps)}."] if found.gaps else []
    label = capital(str(history.scope.label(history.name)))
    return year_chart(found, f"{label}, {history.place}, {stretches_of(found.years)}", notes)


def stretches_of(years: tuple[int, ...]) -> str:
    return "-".join(dict.fromkeys(map(str, (years[0], years[-1]))))


def member_chart(history: History) -> Block:
    """Each member over the years: a small chart a member or, of many, its ends on one scale, the highest first."""
    if not history.run:
        return NOTHING
    title = Phrase((f"{capital(str(history.scope.label(history.name)))}: ", *_ways(history)))
    ordered = sorted(history.members, key=lambda one: at(one, history.latest).value, reverse=True)
    if len(ordered) <= MOST_PANELS:
        years = list(range(history.years[0], history.years[-1] + 1))
        absent = history.scope.figure(history.name).gap("nam_thieu")
        rows = [(_name(history, one), [at(one, year) or absent for year in years]) for one in ordered]
        return multiples.small_multiples(rows, history.scope.label(history.name), years, title)
    marks = _marks(history)
    rows = [dots.Years(_name(history, one), *_three(one, history)) for one in ordered]
    return dots.dot_chart(rows, marks, title)


def _ways(history: History) -> tuple:
    counted = history.ways(history.scope.figure(history.name))
    return (*counted.parts, f" {history.span}")


def _three(one, history: History) -> tuple[Figure, Figure, Figure | None]:
    first, last = history.run[0], history.run[-1]
    return at(one, first), at(one, last), at(one, history.latest) if history.latest != last else None


def _marks(history: History) -> list[int]:
    """The years that are shown: both ends of the run and, beyond a gap, the latest."""
    return list(dict.fromkeys((history.run[0], history.run[-1], history.latest)))


def member_table(history: History) -> Block:
    """One row a member in the order of its latest rank: levels, mean annual growth, rank, share of the whole."""
    if not history.run or not history.members:
        return NOTHING
    ranks, latest = history.ranks(history.latest), history.latest
    noun = coverage_of(history.scope, [], [each.levels[0].scope.place for each in history.members]).noun
    columns = [Column(f"Hạng {latest}"), Column(capital(noun)), *_level_columns(history)]
    columns += [Column(f"% của {history.place}, {latest}", True)]
    ordered = sorted(history.members, key=lambda one: ranks[one.levels[0].scope.place.id].value)
    rows: list[list[Cell]] = [
        [ranks[one.levels[0].scope.place.id], _name(history, one), *_levels(history, one), history.share(at(one, latest))]
        for one in ordered
    ]
    rows.append([BLANK, capital(history.place), *_levels(history, history.whole), BLANK])
    return tables.table(_caption(history, f"từng {noun}"), columns, rows, list(_notes(history)), 1)


def region_table(history: History) -> Block:
    """Of the country: one row a region in the order of its latest level, with its share of the country then and now."""
    regions = [each for each in history.regions if each.own_change] if history.run else []
    if len(regions) < 2:
        return NOTHING
    shown = (history.run[0], history.latest)
    columns = [Column("TT"), Column("Vùng"), *_level_columns(history)]
    columns += [Column(f"% của cả nước, {year}", True) for year in shown]
    rows: list[list[Cell]] = [
        [
            str(i),
            each.scope.place.name_on(history.day),
            *_levels(history, each.whole),
            *(each.share_of_country(year) for year in shown),
        ]
        for i, each in enumerate(regions, 1)
    ]
    rows.append([BLANK, "Cả nước", *_levels(history, history.whole), BLANK, BLANK])
    return tables.table(_caption(history, "từng vùng"), columns, rows, list(_notes(history)), 1)


def _level_columns(history: History) -> list[Column]:
    first, last, *beyond = _marks(history)
    rate = Column(f"Tăng, giảm bình quân năm {first}-{last} (%)", True)
    return [Column(str(first), True), Column(str(last), True), rate, *(Column(str(year), True) for year in beyond)]


def _levels(history: History, one) -> list[Cell]:
    first, last, *beyond = _marks(history)
    rate = history.change(one).tang_binh_quan_pct
    return [at(one, first), at(one, last), rate, *(at(one, year) for year in beyond)]


def _caption(history: History, of: str) -> str:
    unit = history.whole.levels[-1].unit.text
    return f"{capital(str(history.scope.label(history.name)))}, {of}, tại ngày 31/12 hằng năm (đơn vị tính: {unit})"


def _notes(history: History) -> Iterator[str]:
    if history.lacking:
        yield f"Năm {stretches(history.lacking)} chưa có số của từng nơi: không tính tăng, giảm qua những năm này."
    if history.is_rebuilt:
        yield f"Theo địa giới từ ngày {day_text(MERGER)}: cộng số của các tỉnh, thành phố trước khi sáp nhập."


def _name(history: History, one) -> str:
    return history.name_of(one.levels[0].scope.place)
