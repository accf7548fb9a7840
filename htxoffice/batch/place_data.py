"""What the site shows of the data themselves, remembered: a page is made anew only when a row it rests on changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property

from htxlib.codelists import places
from htxlib.codelists.periods import Moment
from htxlib.data.dataset import Dataset
from htxlib.words.errors import InputError
from htxoffice.batch.cache import Inputs
from htxoffice.publish.country import Map, maps
from htxoffice.publish.index import Stock
from htxoffice.publish.place_page import Facts, Reader

_FILE = "places.json"


def datasets(entries: Iterable[Mapping]) -> dict[bool, str]:
    """The dataset that most reports of real (False) and of simulated figures (True) rest on."""
    found: dict[bool, Counter] = defaultdict(Counter)
    for entry in entries:
        if where := entry["params"].get("du_lieu"):
            found[bool(entry.get("report", {}).get("simulated"))][where] += 1
    return {simulated: min(counts, key=lambda where: (-counts[where], where)) for simulated, counts in found.items()}


def order_of_sources(entries: Iterable[Mapping]) -> list[str]:
    """The sources that reports prefer: a page of a place prints, of several numbers, the one that its reports do."""
    preferred = (source for entry in entries for source in entry["params"].get("nguon_uu_tien") or ())
    return list(dict.fromkeys(preferred))


def places_of(entries: Iterable[Mapping]) -> set[str] | None:
    """The places that reports are about: their own, of groups the members, and what each was and became. None: every one,
    as of reports of the whole country; an office with reports of its province alone has no page of each other one.
    """
    found: set[str] = set()
    for entry in entries:
        place, day = places.get(entry["params"]["don_vi"]), Moment.parse(entry["params"]["den_ngay"]).last
        if place.kind == "cả nước":
            return None
        found |= {place.id, *(each.id for each in places.members(place.id, day))}
    return found | {other for id in found for other in (*places.get(id).predecessors, *places.get(id).successors)}


class PlaceData:
    """The facts of each place and the maps, as they are in the data now or were made of the very same rows before."""

    def __init__(self, inputs: Inputs, entries: Iterable[Mapping]):
        entries = list(entries)
        self._inputs, self._where, self._order = inputs, datasets(entries), order_of_sources(entries)
        self._about = places_of(entries)
        self.whole = True  # whether all data could be read
        held = inputs.private.read(_FILE)
        read = {str(key): inputs.data(where) for key, where in self._where.items()}
        self._mark = {"code": inputs.code, "order": " ".join(self._order), "about": self._named} | read
        self._held = held if held and held["mark"] == self._mark else None  # nothing at all changed
        self._known = held["pages"] if held and held["mark"].get("code") == inputs.code else {}
        self._pages: dict[str, dict] = {}

    @cached_property
    def places(self) -> list[str]:
        """The places with figures that have a page."""
        if self._held:
            return self._held["places"]
        known = self._reader.places() if self._reader else ()
        return [id for id in known if self._about is None or id in self._about]

    @cached_property
    def span(self) -> str:
        if self._held:
            return self._held["span"]
        return self._reader.span() if self._reader else ""

    @cached_property
    def maps(self) -> dict[bool, list[Map]]:
        """Of the country, where a report is about it."""
        if self._held:
            listed = {simulated: self._held["maps"].get(str(simulated), []) for simulated in self._where}
            return {simulated: [Map(*each) for each in found] for simulated, found in listed.items()}
        read = {simulated: self._read(simulated) for simulated in self._where if self._about is None}
        return {simulated: maps(data) for simulated, data in read.items() if data}

    @property
    def _named(self) -> str:
        return "*" if self._about is None else " ".join(sorted(self._about))

    @property
    def stocks(self) -> dict[str, Stock]:
        """Of the pages made or recalled so far."""
        found = {id: page["stock"] for id, page in self._pages.items() if page["stock"]}
        return {id: Stock(text, value, date.fromisoformat(day)) for id, (text, value, day) in found.items()}

    def recall(self, id: str, account: str) -> dict[str, str] | None:
        """The files of a page, name → digest, if it was made of this account of it and of the same rows."""
        known = self._known.get(id)
        if known is None or known["account"] != account or known["data"] != self._digest(id, known["ranked"]):
            return None
        self._pages[id] = known
        return known["files"]

    def facts(self, id: str) -> Facts | None:
        return self._reader.facts(id) if id in self.places and self._reader else None

    def learn(self, id: str, account: str, facts: Facts | None, files: Mapping[str, str]) -> None:
        """Remember a page that was made."""
        ranked = [list(each) for each in facts.ranked] if facts else []
        data = self._reader.digest(id, ranked) if facts else ""
        stock = list(facts.stock) if facts else []
        self._pages[id] = {"account": account, "data": data, "ranked": ranked, "stock": stock, "files": dict(files)}

    def keep(self) -> None:
        """Write down what this build knows, unless data could not be read."""
        listed = {str(simulated): [[each.title, each.picture, each.rows, each.unit] for each in found]
                  for simulated, found in self.maps.items()}  # fmt: skip
        whole = {"mark": self._mark, "places": self.places, "span": self.span, "maps": listed, "pages": self._pages}
        if self.whole:
            self._inputs.private.write(_FILE, whole)

    def _digest(self, id: str, ranked: Iterable) -> str:
        """What the page rests on in the data; "" where they have nothing of the place."""
        if self._held:
            return self._held["pages"].get(id, {}).get("data", "")
        return self._reader.digest(id, ranked) if id in self.places else ""

    @cached_property
    def _reader(self) -> Reader | None:
        """Of real figures only: what was made up has no history to look up."""
        data = self._read(False)
        return Reader(data, self._order) if data and not data.is_simulated() else None

    def _read(self, simulated: bool) -> Dataset | None:
        if simulated in self._where:
            with suppress(InputError):
                return self._inputs.dataset(self._where[simulated])
            self.whole = False
        return None
