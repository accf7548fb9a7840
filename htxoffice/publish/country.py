"""The index's picture of the country: one indicator in one year, for the provinces of before and of after July 2025.

Which one is no choice of taste: that with the most provinces; of equals the latest year, then the order of INDICATORS,
which are two definitions and never one scale.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from htxlib.codelists.periods import Period, day_text
from htxlib.codelists.places import MERGER
from htxlib.data.dataset import Dataset
from htxlib.display import tilemap
from htxlib.values.figure import Figure
from htxlib.values.scope import open_scope
from htxlib.words.text import vn_sort_key

INDICATORS = ("so_htx", "htx_co_ket_qua")
NOTE = f"{tilemap.NOTE} Số của từng nơi ở bảng kèm theo."
STAR = "(*) Số ước lượng."
BLANK = "chưa có số liệu năm này"
ENOUGH = Fraction(1, 4)  # with fewer tiles filled it is no picture of the country


@dataclass(frozen=True)
class Map:
    """One map: what it shows, its drawing, and its rows for the table beside it, the highest first."""

    title: str
    picture: str
    rows: tuple[tuple[str, str, int, str], ...]  # id, name, rank, number
    unit: str


def maps(dataset: Dataset) -> list[Map]:
    """The country as it is, then as it was before the provinces were merged, each where enough of it is known."""
    found = (_map(dataset, day) for day in (MERGER, MERGER - timedelta(days=1)))
    return [each for each in found if each]


def _map(dataset: Dataset, day: date) -> Map | None:
    ids = [tile.place for tile in tilemap.layout(day)]
    best: list[Figure] = []
    for name, year in _known_years(dataset, day):
        best = max(best, _levels(dataset, ids, day, name, year), key=len)  # the first of equals
        if len(best) == len(ids):
            break
    return _drawn(best, ids, day) if len(best) >= max(ENOUGH * len(ids), 2) else None


def _known_years(dataset: Dataset, day: date) -> Iterable[tuple[str, int]]:
    """Indicator and year that any place has a level of, the latest year first; the old provinces end with theirs."""
    years: dict[int, set[str]] = defaultdict(set)
    for row in dataset.every("so_lieu"):
        if row.variable in INDICATORS and row.period.end and (day >= MERGER or row.period.last <= day):
            years[row.period.last.year].add(row.variable)
    return [(name, year) for year in sorted(years, reverse=True) for name in INDICATORS if name in years[year]]


def _levels(dataset: Dataset, ids: Iterable[str], day: date, name: str, year: int) -> list[Figure]:
    """The level of each province that is one number of that year, in one unit."""
    found = [open_scope(dataset, id, Period.year(year), boundary=day).figure(name) for id in ids]
    known = [each for each in found if each and each.upper is None and each.unit.factor_or_none(_unit(dataset, name)) == 1]
    return [each for each in known if not each.coverage or each.coverage.complete]


def _unit(dataset: Dataset, name: str):
    return dataset.variable(name).unit


def _drawn(levels: list[Figure], ids: list[str], day: date) -> Map:
    levels = sorted(levels, key=lambda each: (-each.value, vn_sort_key(each.scope.place.name_on(day))))
    shades = tilemap.classes(each.printed for each in levels)
    words = {each.scope.place.id: str(each.so) + ("*" if each.hedge_text else "") for each in levels}
    cells = {each.scope.place.id: tilemap.Cell(words[each.scope.place.id], shades[each.printed]) for each in levels}
    unit, year = levels[0].unit.text, levels[0].period.last.year
    key = tilemap.legend([(each.printed, words[each.scope.place.id]) for each in levels], unit)
    key += [(BLANK, tilemap.NOT_ASKED)] if len(levels) < len(ids) else []
    borders = f"địa giới {'từ' if day >= MERGER else 'đến'} {day_text(day)}"
    title = f"{levels[0].label.noun}, năm {year} ({len(ids)} đơn vị, {borders})"
    drawing = tilemap.draw(cells, key, day).svg(title, NOTE)
    note = " ".join([NOTE, *([STAR] if any(each.hedge_text for each in levels) else [])])
    picture = (
        f'<figure class="bieu-do"><figcaption><strong>{html.escape(title)}</strong></figcaption>{drawing}'
        f'<p class="ghi-chu">{html.escape(note)}</p></figure>'
    )
    values = [each.value for each in levels]
    rows = ((each.scope.place, 1 + sum(value > each.value for value in values)) for each in levels)
    return Map(title, picture, tuple((at.id, at.name_on(day), rank, words[at.id]) for at, rank in rows), unit)
