"""The folder of reports as a small site: index.html with every report, and a page for each place.

It opens from a disk and from any web server. The index is complete without its script, which only searches and sorts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby

from htxlib.codelists import places
from htxlib.codelists.periods import Moment, Period, day_text
from htxlib.words.text import listing, vn_sort_key
from htxoffice.publish.country import Map
from htxoffice.publish.formats import ANNEX, FIGURES, FOLDER, INDEX
from htxoffice.publish.page import TEMPLATES, anchor, render
from htxoffice.publish.place_page import Facts
from htxoffice.publish.summary import MADE_UP, MAIN, is_part

STOCK = "so_htx"  # what the list of places shows
MOST_CITED = 4  # sources of one figure: a merged province has those of all its parts
FILES = {"docx": "Word", ANNEX: "Phụ lục", "pdf": "PDF", FIGURES: "Số liệu"}


@dataclass(frozen=True)
class Stock:
    """The latest number of registered cooperatives that the data have of a place."""

    text: str
    value: str  # for machines
    day: date

    def figure(self, id: str) -> dict:
        return {"text": self.text, "value": self.value, "link": f"{FOLDER}/{id}.html#so-moi-nhat"}


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
    office: str = ""  # that signs it
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


class Site:
    """The pages of one account: which there are, what each rests on, and how they look.

    `summaries` go by the id of the report; `known` are places that have figures, with or without a report.
    """

    def __init__(self, entries: Iterable[dict], summaries: Mapping[str, Mapping], known: Iterable[str] = ()):
        entries = {f"{entry['publication']}/{entry['place']}": entry for entry in entries}
        self.rows = [
            _row(entry, summaries.get(id_, {}), _short_pages(entry, entries))
            for id_, entry in entries.items()
            if not _is_told_by_full(entry, entries)
        ]
        self.by_place: dict[str, list[Row]] = {id: [] for id in known}
        for row in sorted(self.rows, key=lambda row: (row.period.last, row.page), reverse=True):
            self.by_place.setdefault(row.place, []).append(row)
        self.names = _names(self.by_place)
        self.reported = _names({id: rows for id, rows in self.by_place.items() if rows})  # as the list of reports has them

    def told(self, id: str) -> str:
        """All that the page of a place shows of the account: while it is the same, so is that part of the page."""
        shown = [list(map(vars, self.by_place[id])), self.names[id], self._related(id)]
        return json.dumps(shown, sort_keys=True, default=repr)  # the same of a side file just read and of one remembered

    def place_page(self, id: str, facts: Facts | None = None) -> str:
        rows = self.by_place[id]
        chosen = [(simulated, [row for row in rows if row.simulated is simulated]) for simulated in (False, True)]
        parts = [(simulated, found, _columns(found)) for simulated, found in chosen if found]
        return _render(
            "place.html.j2",
            title=self.names[id], rows=rows, parts=parts, related=self._related(id), root="../", facts=facts,
            file=f"{id}.csv",
        )  # fmt: skip

    def _related(self, id: str) -> list[tuple[str, list[tuple[str, str]]]]:
        related, names = _related(id, next(iter(self.by_place[id]), None)), self.names
        found = [(word, [(near, names[near]) for near in ids if near in names]) for word, ids in related]
        return [(word, near) for word, near in found if near]

    def index_page(self, pictures: Mapping[bool, list[Map]], stocks: Mapping[str, Stock], span: str = "") -> str:
        """`pictures` are the maps of real (False) and of simulated figures, `stocks` go by place, `span` is of the data."""
        parts = []
        for simulated in (False, True):  # never in one table or on one map
            chosen = [row for row in self.rows if row.simulated is simulated]
            found = {id: [row for row in of if row.simulated is simulated] for id, of in self.by_place.items()}
            bare = {id for id, of in self.by_place.items() if not of} if not simulated else set()
            if chosen or bare:
                latest = [_latest(id, of, self.names[id], None if simulated else stocks.get(id))
                          for id, of in found.items() if of or id in bare]  # fmt: skip
                parts.append(
                    {
                        "simulated": simulated,
                        "mark": "-mo-phong" if simulated else "",
                        "aside": " (số liệu mô phỏng)" if simulated else "",
                        "maps": pictures.get(simulated, []),
                        "places": sorted(latest, key=lambda each: (each["is_place"], vn_sort_key(each["name"]))),
                        "groups": _groups(chosen),
                        "columns": _columns(chosen),
                    }
                )
        numbers = {"reports": len(self.rows), "failed": sum(bool(row.failure) for row in self.rows)}
        script = _script()
        sign = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        head = {"publishers": self._publishers(), "until": _until(self.rows), "span": span}
        return _render(
            "index.html.j2", parts=parts, names=self.names, reported=self.reported, places=len(self.names), root="",
            script=script, sign=sign, **numbers, **head,
        )  # fmt: skip

    def _publishers(self) -> list[str]:
        """The offices that sign reports, as their administrative forms name them."""
        return sorted({row.office for row in self.rows if row.office}, key=vn_sort_key)


def site(entries: Iterable[dict], summaries: Mapping[str, Mapping]) -> dict[str, str]:
    """Address → page, of an account alone."""
    made = Site(entries, summaries)
    return {**{f"{FOLDER}/{id}.html": made.place_page(id) for id in made.by_place}, INDEX: made.index_page({}, {})}


def _page_of(entry: dict | None) -> str:
    """The address of a report's page from the index, "" where there is none."""
    name = f"{entry['publication']}/{entry['place']}.html" if entry else ""
    return name if entry and name in entry.get("outputs", {}) else ""


def _short_pages(entry: dict, entries: Mapping[str, dict]) -> dict[str, str]:
    """Name → page of the short texts that are made from the numbers of a full report."""
    if entry.get("of"):
        return {}
    pages = {name: _page_of(entries.get(f"{of}/{entry['place']}")) for name, of in entry.get("beside", {}).items()}
    return {name: page for name, page in pages.items() if page}


def _is_told_by_full(entry: dict, entries: Mapping[str, dict]) -> bool:
    """Whether the line of the full report leads to this short text: then it needs none of its own."""
    full = entries.get(f"{entry.get('of', '')}/{entry['place']}")
    return bool(_page_of(entry) and _page_of(full)) and _page_of(entry) in _short_pages(full, entries).values()


def _row(entry: dict, summary: Mapping, short: Mapping[str, str]) -> Row:
    params, report, failure = entry["params"], entry.get("report", {}), entry.get("failure", {})
    addresses = {name.partition(".")[2]: name for name in entry.get("outputs", {})}  # ids have no full stop
    cell = f", ô {failure['cell']}" if failure.get("cell") else ""
    end = Moment.parse(params["den_ngay"])
    return Row(
        place=params.get("don_vi", entry["place"]),
        name=_name(params.get("don_vi", entry["place"]), end.last),
        publication=entry["publication"],
        group=entry.get("title") or entry["publication"],
        period=Period(Moment.parse(params["tu_ngay"]), end),
        page=addresses.get("html", ""),
        files={**short, **{word: addresses[ending] for ending, word in FILES.items() if ending in addresses}},
        failure=f"{failure['notebook']}{cell}: {failure['message']}" if failure else "",
        simulated=bool(report.get("simulated")),
        office=str(entry.get("van_ban", {}).get("co_quan", "")),
        summary=summary,
    )


def _name(id_: str, day: date) -> str:
    try:
        return places.get(id_).name_on(day)
    except places.UnknownPlace:  # it left the codelist after the report was made
        return id_


def _names(by_place: Mapping[str, list[Row]]) -> dict[str, str]:
    """Id → name; where an old and a new province share a name, with the days of its life."""
    names = {place: found[0].name if found else places.get(place).name for place, found in by_place.items()}
    shared = Counter(names.values())
    return {place: name + (_lifetime(place) if shared[name] > 1 else "") for place, name in names.items()}


def _lifetime(id_: str) -> str:
    place = places.get(id_)
    return f" (từ {day_text(place.start)})" if place.start else f" (đến {day_text(place.end)})" if place.end else ""


# --- pages -----------------------------------------------------------------------------------------------------------


def _until(rows: Iterable[Row]) -> date | None:
    """The day of the latest figure in any report."""
    return max((row.until for row in rows if row.until), default=None)


def _latest(id: str, found: list[Row], name: str, stock: Stock | None) -> dict:
    """One line of the list of places: its latest number of registered cooperatives, in the data or else in a report."""
    stocks = sorted(filter(_has_stock, found), key=lambda row: row.figures[STOCK]["to"])
    figure = stocks[-1].figures[STOCK] if stocks else None
    day = date.fromisoformat(figure["to"]) if figure else None
    if stock:
        figure, day = stock.figure(id), stock.day
    return {"id": id, "name": name, "figure": figure, "day": day, "is_place": _is_province(id), "reports": len(found)}


def _is_province(id_: str) -> bool:
    try:
        return places.get(id_).kind in places.PROVINCIAL
    except places.UnknownPlace:
        return True


def _has_stock(row: Row) -> bool:
    """Whether the report has one number for the whole of the place: no range, no sum over some members."""
    found = row.figures.get(STOCK)
    return bool(found) and "/" not in found["value"] and not is_part(found)


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


def _related(id_: str, latest: Row | None) -> list[tuple[str, tuple[str, ...]]]:
    """What the place came from, what it became part of, the groups it belongs to, and its members."""
    try:
        place = places.get(id_)
    except places.UnknownPlace:
        return []
    last = latest.period.last if latest else date(2025, 12, 31)
    day = max(min(last, place.end or last), place.start or date.min)
    try:
        groups = tuple(each.id for each in places.groups_of(id_, day))
        members = tuple(each.id for each in places.members(id_, day)) if place.kind not in places.PROVINCIAL else ()
    except places.UnknownPlace:
        groups = members = ()
    words = ("Trước khi sắp xếp", "Sau khi sắp xếp", "Thuộc", "Các đơn vị")
    return list(zip(words, (place.predecessors, place.successors, groups, members), strict=True))


def _render(template: str, **values) -> str:
    return render(template, FOLDER=FOLDER, INDEX=INDEX, MOST_CITED=MOST_CITED, **values)


@cache
def _script() -> str:
    return (TEMPLATES / "index.js").read_text("utf-8").strip()
