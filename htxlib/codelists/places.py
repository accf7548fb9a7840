"""Provinces, regions, clusters and the country: what they are called and who belongs to whom, on a given day.

One id is one unit for one lifetime: `phu-tho` ended with 30 June 2025; `phu-tho-2025` began the day after, with two
more provinces in it; `son-la` goes through unchanged. Names and codes are looked up together with a date, because
seven codes and many names changed owner that day.

The facts are in codelists/: places.csv (one row: one unit over the days in which its name, kind, code and region stay
the same), clusters.csv (one row: one member of one cluster; analysts edit it) and place_names.csv (other spellings). An
empty date is an open end.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from ..words.errors import Faults, misspelt, quote
from ..words.location import Location
from ..words.text import capital, listing, nearest, slug, tidy
from .periods import day_text

MERGER = date(2025, 7, 1)  # 63 provinces became 34 (Nghị quyết 202/2025/QH15)
PROVINCIAL = ("tỉnh", "thành phố")

# What a report calls "all of it", its authorities and its alliance. A group has many of each: "địa phương" fits
# provinces and cities alike.
_WORDS = {
    "tỉnh": ("toàn tỉnh", "UBND tỉnh", "Liên minh {htx} {place}"),
    "thành phố": ("toàn thành phố", "UBND thành phố", "Liên minh {htx} {place}"),
    "cụm": ("toàn cụm", "UBND các địa phương trong cụm", "Liên minh {htx} các địa phương trong cụm"),
    "vùng": ("toàn vùng", "UBND các địa phương trong vùng", "Liên minh {htx} các địa phương trong vùng"),
    "cả nước": ("cả nước", "UBND các tỉnh, thành phố", "Liên minh {htx} Việt Nam"),
}


class UnknownPlace(ValueError):
    """No place fits the text on that day; `reason` says why, `remedy` what to write instead."""

    def __init__(self, reason: str, remedy: str):
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy

    def __str__(self) -> str:
        return f"{self.reason}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days over which a place kept its name, kind, code and region."""

    name: str
    full_name: str  # "tỉnh Yên Bái", "Thành phố Hồ Chí Minh", "Cụm Tây Bắc"
    kind: str
    code: str  # of the National Statistics Office; nothing for a group
    start: date | None
    end: date | None
    region: str  # id of the region


@dataclass(frozen=True, slots=True)
class Place:
    """A province, city, cluster, region or the country over its whole life; two are equal when their ids are."""

    id: str
    stretches: tuple[Stretch, ...] = field(compare=False, repr=False)  # in time order, without gaps
    predecessors: tuple[str, ...] = field(default=(), compare=False)  # ids of the units merged into this one
    successors: tuple[str, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The latest name; reports about the past want `name_on`."""
        return self.stretches[-1].name

    @property
    def kind(self) -> str:
        return self.stretches[-1].kind

    @property
    def code(self) -> str:
        return self.stretches[-1].code

    @property
    def region(self) -> str:
        return self.stretches[-1].region

    @property
    def start(self) -> date | None:
        return self.stretches[0].start

    @property
    def end(self) -> date | None:
        return self.stretches[-1].end

    def exists_on(self, day: date) -> bool:
        return _holds(self.start, self.end, day)

    def name_on(self, day: date) -> str:
        return self._at(day).name

    def kind_on(self, day: date) -> str:
        """One of "tỉnh", "thành phố", "cụm", "vùng", "cả nước"."""
        return self._at(day).kind

    def region_on(self, day: date) -> str:
        return self._at(day).region

    def full_name(self, day: date) -> str:
        """The name with its kind: "tỉnh Yên Bái", "thành phố Hà Nội", "Cụm Tây Bắc", "cả nước"."""
        return self._at(day).full_name

    def toan(self, day: date) -> str:
        """All of the place: "toàn tỉnh", "toàn thành phố", "toàn cụm", "toàn vùng", "cả nước"."""
        return _WORDS[self.kind_on(day)][0]

    def ubnd(self, day: date) -> str:
        """Its authority: "UBND tỉnh", "UBND thành phố"; the members' authorities for a group."""
        return _WORDS[self.kind_on(day)][1]

    def lien_minh(self, day: date, htx: str = "HTX") -> str:
        """Its alliance: "Liên minh HTX tỉnh Yên Bái", "Liên minh HTX Việt Nam" for the country; `htx` as said."""
        return _WORDS[self.kind_on(day)][2].format(htx=htx, place=self.full_name(day))

    def _at(self, day: date) -> Stretch:
        """The stretch that holds on `day`; before the first and after the last, the nearest one."""
        begun = [stretch for stretch in self.stretches if not stretch.start or stretch.start <= day]
        return begun[-1] if begun else self.stretches[0]


# --- what a caller asks -----------------------------------------------------------------------------------------------


def get(id: str) -> Place:
    """The place with this id; raises UnknownPlace.

    >>> get("hue").full_name(date(2024, 12, 31)), get("hue").full_name(date(2025, 1, 1))
    ('tỉnh Thừa Thiên Huế', 'thành phố Huế')
    """
    try:
        return _places()[id]
    except KeyError:
        remedy = misspelt(str(id), _places()) or "Các id có trong places.csv và clusters.csv."
        raise UnknownPlace(f"không có đơn vị mang id {quote(id)}", remedy.strip()) from None


def all(on: date | None = None, kind: str | None = None) -> tuple[Place, ...]:
    """The provinces and cities that exist on a day (or ever did), in the order of their codes.

    With `kind`, the places of that kind; groups ("cụm", "vùng", "cả nước") come in the order of their files.

    >>> len(all(date(2025, 6, 30))), len(all(date(2025, 7, 1)))
    (63, 34)
    """
    kinds = (kind,) if kind else PROVINCIAL
    found = [place for place in _places().values() if _has_kind(place, kinds, on) and (not on or place.exists_on(on))]
    return tuple(sorted(found, key=lambda place: (place.code, place.start or date.min)))


def members(id: str, on: date) -> tuple[Place, ...]:
    """The provinces of a cluster, a region or the country on a day, in the order of their codes; of a province, none.

    Raises UnknownPlace when the group does not exist that day.
    """
    group = _living(get(id), on)
    if group.kind == "cụm":
        listed = {member.place for member in _clusters()[id] if _holds(member.start, member.end, on)}
        return tuple(place for place in all(on) if place.id in listed)
    return tuple(place for place in all(on) if group.kind == "cả nước" or place.region_on(on) == id)


def groups_of(id: str, on: date) -> tuple[Place, ...]:
    """The clusters, the region and the country that hold a province on a day; of a group, none.

    >>> [group.id for group in groups_of("kon-tum", date(2019, 12, 31))]
    ['cum-tay-nguyen-2019', 'vung-tay-nguyen', 'ca-nuoc']
    """
    place = get(id)
    if place.kind not in PROVINCIAL:
        return ()
    rows = (member for listed in _clusters().values() for member in listed if member.place == id)
    clusters = [member.cluster for member in rows if _holds(member.start, member.end, on)]
    country = next(each.id for each in _places().values() if each.kind == "cả nước")
    return tuple(get(group) for group in (*clusters, place.region_on(on), country) if group)


def resolve(text: str, on: date) -> Place:
    """The place that `text` (id, code, name, slug or another spelling) means on a day; raises UnknownPlace.

    "(sau sáp nhập)" and "(cũ)" move the day across the merger; a number of members is ignored.

    >>> resolve("15", date(2025, 6, 30)).id, resolve("15", date(2025, 7, 1)).id
    ('yen-bai', 'lao-cai-2025')
    """
    asked = tidy(str(text))
    if asked.lower() in _places():
        return _living(_places()[asked.lower()], on)
    words, on = _across_merger(_slug(asked), on)
    kinds, words = _kinds_named(words)
    found = _index().get(_squeezed(words), ())
    fitting = [place for place in found if place.kind_on(on) in kinds]
    living = [place for place in fitting if place.exists_on(on)]
    if len(living) == 1:
        return living[0]
    if living:
        raise _ambiguous(asked, living, on)
    if fitting:
        raise _not_living(fitting[-1], on)
    raise _misfit(asked, found, on) if found else _unheard_of(asked, on)


# --- reading what somebody wrote --------------------------------------------------------------------------------------

_PREFIXES = {
    "tỉnh": re.compile("tinh-(?=.)"),
    "thành phố": re.compile("(?:thanh-pho|tp|t-p)-(?=.)"),
    "vùng": re.compile("vung-(?=.)"),
    "cụm": re.compile(r"cum-(?:thi-dua-)?(?:cac-tinh-|\d+-tinh-)?(?=.)"),
}
_SUFFIX = re.compile(
    r"-(?:(?P<after>sau(?:-khi)?-(?:sap-nhap|hop-nhat)|moi)|(?P<before>truoc(?:-khi)?-(?:sap-nhap|hop-nhat)|cu)"
    r"|\d+-tinh(?:-thanh)?(?:-pho)?|nam-\d{4})$"
)


def _slug(text: str) -> str:
    # Old keyboards write the Icelandic Ð for Đ: the two look the same.
    return slug(text.translate({0xD0: "Đ", 0xF0: "đ"}))


def _squeezed(words: str) -> str:
    """The form in which names are compared: "kontum" is "kon-tum"; a code that lost its zero gets it back."""
    return words.zfill(2) if words.isdecimal() else words.replace("-", "")


def _across_merger(words: str, on: date) -> tuple[str, date]:
    """The slug without its remarks, and the day moved to the side of the merger they name."""
    while match := _SUFFIX.search(words):
        words = words[: match.start()]
        if match["after"]:
            on = max(on, MERGER)
        if match["before"]:
            on = min(on, MERGER - timedelta(days=1))
    return words, on


def _kinds_named(words: str) -> tuple[tuple[str, ...], str]:
    """The kinds of place a slug may mean, and the slug without the word for the kind.

    The word binds: "thành phố Yên Bái" is a town inside the province. And a cluster must be called one: "Tây Bắc" alone
    is a part of the country whose provinces are not those of the cluster.
    """
    for kind, prefix in _PREFIXES.items():
        if match := prefix.match(words):
            return (kind,), words[match.end() :]
    return (*PROVINCIAL, "vùng", "cả nước"), words


@cache
def _index() -> dict[str, tuple[Place, ...]]:
    """The places by each code, name and other spelling they ever had."""
    found: dict[str, dict[str, Place]] = {}
    for place in _places().values():
        for stretch in place.stretches:
            for words in filter(None, (stretch.code, stretch.name)):
                found.setdefault(_key(words), {})[place.id] = place
    for row in _rows("place_names.csv"):  # a spelling may outlive the cluster it stood for
        found.setdefault(_key(row["spelling"]), {}).update(found.get(_key(row["name"]), {}))
    return {key: tuple(places.values()) for key, places in found.items()}


def _key(name: str) -> str:
    return _squeezed(_kinds_named(_slug(name))[1])


# --- refusing ---------------------------------------------------------------------------------------------------------


def _living(place: Place, on: date) -> Place:
    if not place.exists_on(on):
        raise _not_living(place, on)
    return place


def _not_living(place: Place, on: date) -> UnknownPlace:
    """The refusal of a place outside its lifetime: what it became or was made of, and the ids to use instead."""
    if place.end and on > place.end:
        after = place.end + timedelta(days=1)
        heirs = [get(id) for id in place.successors]
        names = [heir.full_name(after) + (" mới" if heir.name == place.name else "") for heir in heirs]
        merged = f", sau đó hợp nhất thành {listing(names)}" if heirs else ""
        return _refusal(place, on, f"đến hết ngày {day_text(place.end)}{merged}", place.successors)
    return _refusal(place, on, f"từ ngày {day_text(place.start)}", place.predecessors)


def _refusal(place: Place, on: date, lifetime: str, others: tuple[str, ...]) -> UnknownPlace:
    file = "clusters.csv" if place.kind == "cụm" else "places.csv"
    use = f"dùng {listing([f'«{id}»' for id in others], 'hoặc')}" if others else f"chọn đơn vị khác trong {file}"
    return UnknownPlace(f"{place.full_name(on)} ({place.id}) chỉ có {lifetime}", f"Với ngày {day_text(on)}, {use}.")


def _ambiguous(asked: str, living: list[Place], on: date) -> UnknownPlace:
    choices = [f"{place.full_name(on)} ({place.id})" for place in living]
    return UnknownPlace(f"{quote(asked)} có thể là {listing(choices, 'hoặc')}", "Ghi id của đơn vị.")


def _misfit(asked: str, found: tuple[Place, ...], on: date) -> UnknownPlace:
    """The refusal of a name that is borne by a place of another kind only."""
    living = [place for place in found if place.exists_on(on)]
    if not living:
        return _not_living(found[-1], on)
    name = living[0].full_name(on)
    reason = f"{quote(asked)} không phải {name} ({living[0].id})"
    return UnknownPlace(reason, f"Ghi «{name}» nếu là số liệu của {living[0].toan(on)}.")


def _unheard_of(asked: str, on: date) -> UnknownPlace:
    names = {stretch.name: place for place in _places().values() for stretch in place.stretches}
    names |= {place.name_on(on): place for place in _places().values() if place.exists_on(on)}
    remedy, near = "Ghi tên, mã số hoặc mã chữ (htx list places).", nearest(asked, names)
    if near:
        place = names[near]
        meant = f"Mã là «{place.id}»." if place.exists_on(on) else capital(str(_not_living(place, on)))
        remedy = f"Có phải «{near}»? {meant}"
    return UnknownPlace(f"không rõ đơn vị: {quote(asked)}", remedy)


# --- reading the codelists --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One row of clusters.csv: a province or city belongs to a cluster over these days."""

    cluster: str
    name: str  # of the cluster
    place: str  # id of the member
    start: date | None
    end: date | None


@cache
def _places() -> dict[str, Place]:
    """Every place by id: the country, regions and provinces in the order of places.csv, then the clusters."""
    clusters = {id: _cluster(id, listed) for id, listed in _clusters().items()}
    return {**_official(), **clusters}


@cache
def _official() -> dict[str, Place]:
    stretches: dict[str, list[Stretch]] = {}
    heirs: dict[str, list[str]] = {}
    for row in _rows("places.csv"):
        stretches.setdefault(row["id"], []).append(_stretch(row))
        heirs.setdefault(row["id"], []).extend(filter(None, row["successors"].split("|")))
    return {
        id: Place(id, tuple(own), tuple(old for old, new in heirs.items() if id in new), tuple(heirs[id]))
        for id, own in stretches.items()
    }


def _stretch(row: dict[str, str]) -> Stretch:
    full_name = row["full_name"] or f"{row['kind']} {row['name']}"
    days = _day(row["start"]), _day(row["end"])
    return Stretch(row["name"], full_name, row["kind"], row["code"], *days, row["region"])


@cache
def _clusters() -> dict[str, tuple[Member, ...]]:
    return read_clusters(_rows("clusters.csv"), _official())


def _cluster(id: str, listed: tuple[Member, ...]) -> Place:
    """The cluster as a place: it lives from its first member's first day to its last member's last."""
    starts, ends = [member.start for member in listed], [member.end for member in listed]
    days = None if None in starts else min(starts), None if None in ends else max(ends)
    return Place(id, (Stretch(listed[0].name, listed[0].name, "cụm", "", *days, ""),))


def read_clusters(rows: list[dict[str, str]], known: dict[str, Place]) -> dict[str, tuple[Member, ...]]:
    """The members of each cluster id from the rows of clusters.csv; raises InputError with every mistake in them."""
    faults, found = Faults("clusters.csv"), {}
    for column in (name for name in ("cluster", "name", "member", "start", "end") if rows and name not in rows[0]):
        faults.add(f"cột {column}", "không có cột này", "Giữ nguyên dòng tiêu đề của tệp.", Location(row=1))
    faults.raise_if_any()
    for row in rows:
        before = found.setdefault(row["cluster"], [])
        problems = [*_wrong_dates(row), *_wrong_names(row, before, known)]
        if not problems:
            member = Member(row["cluster"], row["name"], row["member"], _day(row["start"]), _day(row["end"]))
            problems = [*_wrong_lifetime(member, before, known[member.place])]
            before.append(member)
        for column, expected, remedy in problems:
            faults.add(expected, quote(row[column]), remedy, Location(row=int(row["line"]), column=column))
    faults.raise_if_any()
    return {id: tuple(listed) for id, listed in found.items()}


def _wrong_dates(row: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    for column in ("start", "end"):
        try:
            _day(row[column])
        except ValueError:
            yield column, "ngày dạng 2025-07-01 hoặc để trống", "Ghi lại theo thứ tự năm-tháng-ngày."


def _wrong_names(row: dict[str, str], before: list[Member], known: dict[str, Place]) -> Iterable[tuple[str, str, str]]:
    provinces = [id for id, place in known.items() if place.kind in PROVINCIAL]
    if not re.fullmatch("cum-[a-z0-9-]+", row["cluster"]):
        yield "cluster", "id của cụm, ví dụ «cum-tay-bac-2023»", "Ghi chữ thường không dấu, bắt đầu bằng «cum-»."
    if not row["name"].startswith("Cụm "):
        yield "name", "tên cụm, ví dụ «Cụm Tây Bắc»", "Ghi tên bắt đầu bằng chữ «Cụm»."
    elif before and before[0].name != row["name"]:
        yield "name", f"tên «{before[0].name}» như các dòng trên", "Một id một tên: sửa tên hoặc dùng id khác."
    if row["member"] not in provinces:
        remedy = f"Ghi id như trong places.csv.{misspelt(row['member'], provinces)}"
        yield "member", "id của một tỉnh, thành phố, ví dụ «yen-bai»", remedy


def _wrong_lifetime(member: Member, before: list[Member], place: Place) -> Iterable[tuple[str, str, str]]:
    start, end = member.start or date.min, member.end or date.max
    if end < start:
        yield "end", f"ngày không trước {member.start}", "Sửa một trong hai ngày."
    if place.start and start < place.start:
        yield "start", f"ngày từ {place.start} ({place.id} mới có từ đó)", f"Ghi {place.start} hoặc dùng id cũ."
    if place.end and end > place.end:
        yield "end", f"ngày đến {place.end} ({place.id} chỉ có đến đó)", f"Ghi {place.end} hoặc dùng id mới."
    for other in before:
        if other.place == member.place and start <= (other.end or date.max) and (other.start or date.min) <= end:
            yield "member", "mỗi đơn vị một dòng trong cùng thời gian", "Bỏ dòng thừa hoặc sửa ngày."


def _rows(file: str) -> list[dict[str, str]]:
    """The rows of a codelist with their line numbers, blank ones dropped; Excel may have saved it with semicolons."""
    text = (files("htxlib") / "codelists" / file).read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    rows = ({name: tidy(cell or "") for name, cell in row.items() if name} for row in reader)
    return [row | {"line": str(reader.line_num)} for row in rows if any(row.values())]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _holds(start: date | None, end: date | None, day: date) -> bool:
    return (not start or start <= day) and (not end or day <= end)


def _has_kind(place: Place, kinds: tuple[str, ...], on: date | None) -> bool:
    """Whether the place is of one of these kinds on a day, or ever was."""
    return place.kind_on(on) in kinds if on else any(stretch.kind in kinds for stretch in place.stretches)
