"""The index's picture of the country: the latest number of cooperatives that the reports have of each province."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from htxlib.codelists.periods import day_text
from htxlib.codelists.places import MERGER
from htxlib.display import tilemap

TITLE = "Tổng số HTX, số mới nhất trong các báo cáo của từng tỉnh, thành phố"
NOTE = f"{tilemap.NOTE} Các số không cùng thời điểm: xem bảng kèm theo. (*) Số ước lượng, xem bảng."
BLANK = "chưa có báo cáo nêu số này"
ENOUGH = Fraction(1, 4)  # with fewer tiles filled it is no picture of the country; the table says as much


@dataclass(frozen=True)
class Stock:
    """A number of cooperatives as one report prints it."""

    place: str
    day: date
    words: str  # the number; a star after an estimate
    value: Fraction  # as printed
    unit: str


def maps(stocks: Iterable[Stock]) -> list[str]:
    """The country as it is, then as it was before the provinces were merged, each where enough of it is known."""
    stocks = list(stocks)
    after = _map([each for each in stocks if each.day >= MERGER], MERGER)
    before = _map([each for each in stocks if each.day < MERGER], MERGER - timedelta(days=1))
    return [each for each in (after, before) if each]


def _map(stocks: list[Stock], day: date) -> str:
    tiles = {tile.place for tile in tilemap.layout(day)}
    latest: dict[str, Stock] = {}
    for each in sorted(stocks, key=lambda each: (each.day, each.value)):
        if each.place in tiles:
            latest[each.place] = each
    known = list(latest.values())
    if len(known) < max(ENOUGH * len(tiles), 2) or len({each.unit for each in known}) > 1:
        return ""
    shades = tilemap.classes(each.value for each in known)
    cells = {each.place: tilemap.Cell(each.words, shades[each.value]) for each in known}
    key = tilemap.legend([(each.value, each.words) for each in known], known[0].unit)
    key += [(BLANK, tilemap.NOT_ASKED)] if len(known) < len(tiles) else []
    sheet = tilemap.draw(cells, key, day)
    title = f"{TITLE} ({len(tiles)} đơn vị, địa giới {'từ' if day >= MERGER else 'đến'} {day_text(day)})"
    picture = sheet.svg(title, "Số của từng tỉnh, thành phố và thời điểm của nó ở bảng kèm theo.")
    return (
        f'<figure class="bieu-do"><figcaption><strong>{html.escape(title)}</strong></figcaption>{picture}'
        f'<p class="ghi-chu">{html.escape(NOTE)}</p></figure>'
    )
