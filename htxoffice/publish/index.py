"""The folder of reports as a small site: index.html with every report, and a page for each place.

It opens from a disk and from any web server. The index is complete without its script, which only searches and sorts.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import groupby

from htxlib.codelists import places
from htxlib.codelists.periods import Moment, Period, day_text
from htxlib.words.text import listing, vn_sort_key
from htxoffice.publish.country import Stock, maps
from htxoffice.publish.formats import FOLDER, INDEX
from htxoffice.publish.page import TEMPLATES, anchor, render
from htxoffice.publish.summary import MADE_UP, MAIN, is_part

STOCK = "so_htx"  # what the map and the list of places show
FILES = {"docx": "Word", "pdf": "PDF", "json": "Số liệu"}


@dataclass(frozen=True)
class Row:
    """One report as the index shows it."""

    place: str  # id
    name: str  # of the place on the last day of the report
    publication: str
    group: str  # title of the publication
    period: Period
    page: str  # addresses from the index; "" when there is no report
    files: dict[str, str]  # word for the file → address
    failure: str = ""
    simulated: bool = False
    summary: Mapping = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, dict]:
        """Main figure → how it is printed, and where its derivation is."""
        found = self.summary.get("figures", {})
        links = {name: f"{self.page}#cs-{anchor(each['key'])}" for name, each in found.items()}
        texts = {name: f"{each['hedge']} {each['number']}".strip() for name, each in found.items()}
        return {name: {**each, "text": texts[name], "link": links[name]} for name, each in found.items()}

    @property
    def until(self) -> date | None:
        """The day of the latest figure in the report."""
        return date.fromisoformat(self.summary["date"]) if self.summary.get("date") else None

    @property
    def status(self) -> str:
        """The status of the data: "chính thức", "25 số chính thức, 8 số sơ bộ"."""
        counts = self.summary.get("statuses", {})
        if self.simulated or len(counts) < 2:
            return MADE_UP if self.simulated else "".join(counts)
        return listing((f"{count} số {status}" for status, count in counts.items()), "và")

    @property
    def order(self) -> tuple:
        return vn_sort_key(self.name), self.period.last, self.page


def site(entries: Iterable[dict], summaries: Mapping[str, Mapping]) -> dict[str, str]:
    """Address → page; `entries` are lines of the manifest, `summaries` go by the id of the report."""
    rows = [_row(entry, summaries.get(f"{entry['publication']}/{entry['place']}", {})) for entry in entries]
    by_place = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.period.last, row.page), reverse=True):
        by_place[row.place].append(row)
    names = _names(by_place)
    made = {f"{FOLDER}/{place}.html": _place_page(place, found, names) for place, found in by_place.items()}
    return {**made, INDEX: _index_page(rows, by_place, names)}


def _row(entry: dict, summary: Mapping) -> Row:
    params, report, failure = entry["params"], entry.get("report", {}), entry.get("failure", {})
    addresses = {name.rpartition(".")[2]: name for name in entry.get("outputs", {})}
    cell = f", ô {failure['cell']}" if failure.get("cell") else ""
    end = Moment.parse(params["den_ngay"])
    return Row(
        place=params.get("don_vi", entry["place"]),
        name=_name(params.get("don_vi", entry["place"]), end.last),
        publication=entry["publication"],
        group=entry.get("title") or entry["publication"],
        period=Period(Moment.parse(params["tu_ngay"]), end),
        page=addresses.get("html", ""),
        files={word: addresses[ending] for ending, word in FILES.items() if ending in addresses},
        failure=f"{failure['notebook']}{cell}: {failure['message']}" if failure else "",
        simulated=bool(report.get("simulated")),
        summary=summary,
    )


def _name(id_: str, day: date) -> str:
    try:
        return places.get(id_).name_on(day)
    except places.UnknownPlace:  # it left the codelist after the report was made
        return id_


def _names(by_place: Mapping[str, list[Row]]) -> dict[str, str]:
    """Id → name; where an old and a new province share a name, with the days of its life."""
    names = {place: found[0].name for place, found in by_place.items()}
    shared = Counter(names.values())
    return {place: name + (_lifetime(place) if shared[name] > 1 else "") for place, name in names.items()}


def _lifetime(id_: str) -> str:
    place = places.get(id_)
    return f" (từ {day_text(place.start)})" if place.start else f" (đến {day_text(place.end)})" if place.end else ""


# --- pages -----------------------------------------------------------------------------------------------------------


def _index_page(rows: list[Row], by_place: Mapping[str, list[Row]], names: Mapping[str, str]) -> str:
    parts = []
    for simulated in (False, True):  # never in one table or on one map
        chosen = [row for row in rows if row.simulated is simulated]
        found = {place: [row for row in of if row.simulated is simulated] for place, of in by_place.items()}
        if chosen:
            latest = [_latest(of, names[place]) for place, of in found.items() if of]
            parts.append(
                {
                    "simulated": simulated,
                    "mark": "-mo-phong" if simulated else "",
                    "aside": " (số liệu mô phỏng)" if simulated else "",
                    "maps": maps(map(_stock, filter(_has_stock, chosen))),
                    "places": sorted(latest, key=lambda each: (each["is_place"], vn_sort_key(each["name"]))),
                    "groups": _groups(chosen),
                    "columns": _columns(chosen),
                }
            )
    numbers = {"reports": len(rows), "places": len(names), "failed": sum(bool(row.failure) for row in rows)}
    script = _script()
    sign = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _render("index.html.j2", parts=parts, names=names, root="", script=script, sign=sign, **numbers)


def _latest(found: list[Row], name: str) -> dict:
    """One line of the list of places: its latest number of cooperatives, in whatever report."""
    place = found[0].place
    stocks = sorted(filter(_has_stock, found), key=lambda row: row.figures[STOCK]["to"])
    figure = stocks[-1].figures[STOCK] if stocks else None
    day = date.fromisoformat(figure["to"]) if figure else None
    return {"id": place, "name": name, "figure": figure, "day": day, "is_place": _is_province(place)}


def _is_province(id_: str) -> bool:
    try:
        return places.get(id_).kind in places.PROVINCIAL
    except places.UnknownPlace:
        return True


def _has_stock(row: Row) -> bool:
    """Whether the report has one number for the whole of the place: no range, no sum over some members."""
    found = row.figures.get(STOCK)
    return bool(found) and "/" not in found["value"] and not is_part(found)


def _stock(row: Row) -> Stock:
    found = row.figures[STOCK]
    words = found["number"] + ("*" if found["hedge"] else "")
    return Stock(row.place, date.fromisoformat(found["to"]), words, Fraction(found["value"]), found["unit"])


def _groups(rows: list[Row]) -> list[tuple[str, str, list[Row]]]:
    """Id, title and reports of each publication, the latest first."""
    ordered = sorted(rows, key=lambda row: row.publication)
    groups = [(id_, list(found)) for id_, found in groupby(ordered, key=lambda row: row.publication)]
    groups.sort(key=lambda group: max(row.period.last for row in group[1]), reverse=True)
    return [(id_, found[0].group, sorted(found, key=lambda row: row.order)) for id_, found in groups]


def _columns(rows: list[Row]) -> dict[str, str]:
    """Name → head of the columns in which at least one of the reports has something."""
    found = {name: head for name, head in MAIN.items() if any(name in row.figures for row in rows)}
    return found | ({"verdicts": "Chỉ tiêu đạt"} if any(row.summary.get("verdicts") for row in rows) else {})


def _place_page(id_: str, rows: list[Row], names: Mapping[str, str]) -> str:
    chosen = [(simulated, [row for row in rows if row.simulated is simulated]) for simulated in (False, True)]
    parts = [(simulated, found, _columns(found)) for simulated, found in chosen if found]
    related = [(word, near) for word, ids in _related(id_, rows[0]) if (near := [id for id in ids if id in names])]
    return _render("place.html.j2", title=names[id_], rows=rows, parts=parts, names=names, related=related, root="../")


def _related(id_: str, latest: Row) -> list[tuple[str, tuple[str, ...]]]:
    """What the place came from, what it became part of, the groups it belongs to, and its members."""
    try:
        place = places.get(id_)
    except places.UnknownPlace:
        return []
    day = min(latest.period.last, place.end) if place.end else latest.period.last
    try:
        groups = tuple(each.id for each in places.groups_of(id_, day))
        members = tuple(each.id for each in places.members(id_, day)) if place.kind not in places.PROVINCIAL else ()
    except places.UnknownPlace:
        groups = members = ()
    words = ("Trước khi sắp xếp", "Sau khi sắp xếp", "Thuộc", "Các đơn vị")
    return list(zip(words, (place.predecessors, place.successors, groups, members), strict=True))


def _render(template: str, **values) -> str:
    return render(template, FOLDER=FOLDER, INDEX=INDEX, **values)


@cache
def _script() -> str:
    return (TEMPLATES / "index.js").read_text("utf-8").strip()
