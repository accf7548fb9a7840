"""What the published figures say of one place, ready for its page: series, latest figures, targets, contradictions, CSV.

Nothing here is of a report: what a report says stands in it, and the page leads there.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from htxlib.checks import Finding, run_checks
from htxlib.checks.published import FROM_ROUNDED, UNKNOWN
from htxlib.codelists import places
from htxlib.codelists.periods import Period, day_text
from htxlib.codelists.places import Place
from htxlib.data.dataset import Dataset, Observation, Source, Target
from htxlib.data.tables import guarded
from htxlib.display.years import year_chart
from htxlib.sentences.block import decimal, plain
from htxlib.values import series
from htxlib.values.assess import assess
from htxlib.values.figure import Figure
from htxlib.values.groups.standing import KINDS, Standing
from htxlib.values.scope import Scope, open_scope
from htxlib.values.series import Series, year_of
from htxlib.words.label import inside
from htxlib.words.text import capital, listing, stretches
from htxoffice.publish.formats import CSV_OPENING

REGISTERED, COUNTED = "so_htx", "htx_co_ket_qua"
RANKED = (REGISTERED, COUNTED, "lao_dong_htx_co_ket_qua", "htx_nong_lam_thuy_san")
MOST_CHARTS = 8
GRAVEST = {"lỗi": 0, "cảnh báo": 1, "thông tin": 2}
UNSURE = "nguon-chua-chac"  # said at the source itself


@dataclass(frozen=True)
class Chart:
    """One series: the picture and the sentences below it."""

    name: str
    title: str
    picture: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One figure of the tables: what it is, how it is printed, of when, and the numbers of its sources in the list."""

    label: str
    text: str
    when: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Aim:
    """One target and where the latest figure stands to it."""

    label: str
    bound: str
    when: str
    verdict: str
    document: str


@dataclass(frozen=True)
class Facts:
    """What the page of one place shows of the data."""

    place: str
    span: str  # "2010-2025"
    charts: tuple[Chart, ...] = ()
    more_series: int = 0
    latest: tuple[Line, ...] = ()
    aims: tuple[Aim, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()
    csv: str = ""
    stock: tuple[str, str, str] | tuple[()] = ()  # its latest number of registered cooperatives: print, value, day
    ranked: tuple[tuple[str, int], ...] = ()  # what of others is on the page: variable and year
    counts_twice: bool = False  # both ways of counting cooperatives are on the page


class Reader:
    """The rows of one dataset by place, read once for all pages; `order` is the reports' own order of sources."""

    def __init__(self, dataset: Dataset, order: Iterable[str] = ()):
        self.dataset, self.standing, self.order = dataset, Standing(dataset), tuple(order)
        self._rows: dict[str, list[Observation]] = defaultdict(list)
        for row in dataset.every("so_lieu"):
            if row.period.end:
                self._rows[row.place].append(row)
        self._digests = _digests(dataset)

    def places(self) -> tuple[str, ...]:
        """Every place with figures of its own, and what such a province became."""
        found = dict.fromkeys(self._rows)
        for id in self._rows:
            found |= dict.fromkeys(places.get(id).successors)
        return tuple(sorted(found))

    def span(self) -> str:
        """From when to when the figures are."""
        days = [row.period.last for rows in self._rows.values() for row in rows]
        return f"từ năm {min(days).year} đến {day_text(max(days))}" if days else ""

    def parts(self, place: Place) -> tuple[str, ...]:
        """The place and, of a merged province, the provinces that it was made of."""
        return (place.id, *place.predecessors)

    def rows(self, place: Place) -> list[Observation]:
        return [row for id in self.parts(place) for row in self._rows[id]]

    def digest(self, place: str, ranked: Iterable[Sequence] = ()) -> str:
        """A digest of all that the page of a place rests on; `ranked` is what it says of others."""
        unit = places.get(place)
        ids = sorted(self._digests) if unit.kind not in places.PROVINCIAL else self.parts(unit)
        told = [*self.order, *(self._digests.get(id, "") for id in ids)]
        scope = self._scope(unit)
        told += ["; ".join(_standing(self.standing, _level(scope, name, year))) for name, year in ranked]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def facts(self, id: str) -> Facts:
        place = places.get(id)
        return _facts(self, place, self._scope(place))

    def _scope(self, place: Place) -> Scope:
        """A scope of the place within its life, in its own boundaries."""
        last = place.end or date(2025, 12, 31)
        return open_scope(self.dataset, place.id, Period.year(last.year), boundary=last, source_order=self.order)


def _digests(dataset: Dataset) -> dict[str, str]:
    """A digest of all rows about each place, with the sources and the names of what they count."""
    told: dict[str, list[str]] = defaultdict(list)
    for table in ("so_lieu", "muc_tieu", "nhiem_ky", "doi_chieu", "chap_nhan", "noi_dung"):
        for row in dataset.every(table):
            more = dataset.source(row.source) if getattr(row, "source", "") else ""
            told[row.place].append(f"{row!r} {more!r} {dataset.variable(getattr(row, 'variable', ''))!r}")
    return {place: hashlib.sha256("\n".join(lines).encode()).hexdigest() for place, lines in told.items()}


def _level(scope: Scope, name: str, year: int) -> Figure:
    return scope.at(Period.year(year)).figure(name)


# --- all of it -------------------------------------------------------------------------------------------------------


def _facts(reader: Reader, place: Place, scope: Scope) -> Facts:
    rows = reader.rows(place)
    years: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        years[row.variable].add(row.period.last.year)
    names = sorted(years, key=scope.rank)
    asked = [*(name for name in RANKED if name in years), *(name for name in names if name not in RANKED)]
    found = {name: series.of(scope, name, years[name]) for name in asked if name in RANKED or len(years[name]) > 2}
    long = [name for name, each in found.items() if len(each.levels) > 2]
    ranked = [(name, found[name].years[-1]) for name in RANKED if name in found and found[name].levels]
    sources: dict[Source, int] = {}
    latest = tuple(filter(None, (_latest(scope, name, max(years[name]), sources) for name in names)))
    every = sorted({year for group in years.values() for year in group})
    return Facts(
        place.id,
        "-".join(dict.fromkeys(map(str, (every[0], every[-1])))) if every else "",
        tuple(_chart(reader, scope, name, found[name]) for name in long[:MOST_CHARTS]),
        max(len(long) - MOST_CHARTS, 0),
        latest,
        tuple(_aim(scope, target) for target in sorted(_targets(reader, place), key=_order_of_targets)),
        tuple(_findings(reader.dataset, place)),
        tuple(sources),
        _csv(scope, rows),
        _stock(scope, years[REGISTERED]),
        tuple(ranked),
        {REGISTERED, COUNTED} <= set(names),
    )


def _stock(scope: Scope, years: set[int]) -> tuple[str, str, str] | tuple[()]:
    """The latest number of registered cooperatives that is one number for the whole place."""
    levels = series.of(scope, REGISTERED, years).levels
    if not levels:
        return ()
    latest = levels[-1]
    return f"{latest.hedge_text}{latest.so}", decimal(latest), latest.period.last.isoformat()


# --- series ----------------------------------------------------------------------------------------------------------


def _chart(reader: Reader, scope: Scope, name: str, found: Series) -> Chart:
    title = capital(str(scope.label(name)))
    lines = list(_said(found))
    if name in RANKED:
        lines += _standing_sentence(reader.standing, found.levels[-1])
    picture = year_chart(found, f"{title}, {found.years[0]}-{found.years[-1]}").html
    return Chart(name, title, picture, tuple(lines))


def _said(found: Series) -> Iterator[str]:
    """Ends, growth, breaks, gaps and doubts, each in one sentence."""
    high, low = found.highest(), found.lowest()
    if high and low:
        where = " (tính từ khi địa giới, cách tính như hiện nay)" if found.breaks else ""
        yield f"Trong các năm có số liệu{where}, cao nhất là {_when(high)}, thấp nhất là {_when(low)}."
    for each in found.growth():
        way = "lên" if each.current.value >= each.other.value else "xuống"
        if rate := each.tang_binh_quan_pct:
            when = f"{year_of(each.other)}-{year_of(each.current)}"
            yield f"Giai đoạn {when}: {rate.text} (từ {each.other.text} {way} {each.current.text})."
    for each in found.breaks:
        yield f"Từ năm {each.year} không so với các năm trước: {each.why}."
    if found.gaps:
        yield f"Chưa có số liệu: năm {stretches(found.gaps)}; không tính tăng, giảm qua những năm này."
    if rough := [year_of(each) for each in found.levels if each.worth]:
        yield f"(*) Số ước lượng: năm {stretches(rough)}."
    for each in found.levels:
        if each.contested and each.notes:
            yield f"Năm {year_of(each)}: {'; '.join(inside(note.rstrip('.')) for note in each.notes)}."


def _when(levels: Sequence[Figure]) -> str:
    return f"năm {stretches(map(year_of, levels))} ({levels[0].text})"


def _standing(standing: Standing, level: Figure) -> list[str]:
    """The ranks and the share of one level, in words."""
    if not level:
        return []
    ranks = [(standing.group_of(level, kind), standing.rank(level, kind)) for kind in KINDS]
    found = [f"{rank.text} trong {_group(group, level)}" for group, rank in ranks if rank]
    share = standing.share(level)
    return found + ([f"bằng {share.text} của cả nước"] if share else [])


def _group(group: Place, level: Figure) -> str:
    if group.kind == "cả nước":
        return "cả nước"
    day = min(level.period.last, group.end or level.period.last)
    return group.full_name(max(day, group.start or day))


def _standing_sentence(standing: Standing, level: Figure) -> list[str]:
    told, whole_year = _standing(standing, level), level.period.end.precision == "năm" or not level.is_stock
    when = level.ngay if whole_year else f"đến {level.ngay}"
    return [f"{capital(when)}: {listing(told)}."] if told else []


# --- tables ----------------------------------------------------------------------------------------------------------


def _latest(scope: Scope, name: str, year: int, sources: dict[Source, int]) -> Line | None:
    found = _level(scope, name, year)
    if not found:
        return None
    given = dict.fromkeys(source for each in found.family() for source in each.sources)
    cited = tuple(sources.setdefault(each, len(sources) + 1) for each in given)
    when = found.ngay + (f" ({found.coverage.full_words})" if found.coverage and found.coverage.full_words else "")
    label = scope.label(name)
    base = f", tính trên {inside(str(scope.label(found.base)))}" if found.base else ""
    return Line(capital(str(label)) + base, found.text, when, cited)


def _targets(reader: Reader, place: Place) -> list[Target]:
    return [each for each in reader.dataset.targets(place.id) if each.period.end]


def _order_of_targets(target: Target) -> tuple:
    return -target.period.last.toordinal(), target.origin.row


def _aim(scope: Scope, target: Target) -> Aim:
    """The target held against the figure of the very years that it is for, if there is one."""
    start = target.period.start or target.period.end
    then = scope.at(Period(start, target.period.end))
    held = assess(then, target)
    reached = f"{held.actual.text} – {held.verdict}" if held.actual and held.judged else "chưa đủ số liệu để đánh giá"
    when = target.period.text if target.period.start else target.period.end.as_of
    return Aim(capital(str(held.level.label)), held.bound.text, when, reached, target.document)


def _findings(dataset: Dataset, place: Place) -> list[Finding]:
    """What does not add up, the gravest first; what fits rounded, or could not be reckoned again, contradicts nothing."""
    known = (each for each in run_checks(dataset, place.id) if each.check != UNSURE)
    found = (each for each in known if each.verdict not in (FROM_ROUNDED, UNKNOWN))
    return sorted(found, key=lambda each: (bool(each.accepted), GRAVEST[each.severity], each.row))


# --- the file of figures ---------------------------------------------------------------------------------------------


def _csv(scope: Scope, rows: Iterable[Observation]) -> str:
    """All dated figures of a place as they were given, each with its source, for Excel."""
    out = io.StringIO(newline="")
    out.write(CSV_OPENING.decode())
    writer = csv.writer(out, lineterminator="\r\n")
    for row in sorted(rows, key=lambda row: (row.variable, row.period.last, row.place, row.origin.row)):
        source = scope.dataset.source(row.source) if row.source else None
        writer.writerow(map(guarded, (
            row.place, row.variable, str(scope.label(row.variable)),
            row.period.start.iso if row.period.start else "", row.period.end.iso,
            plain(row.value, row.digits), plain(row.upper, row.digits) if row.upper is not None else "",
            row.unit.text, row.base, row.hedge, row.status, row.source,
            *((source.title, source.publisher, source.day.iso if source.day else "", source.link) if source else [""] * 4),
            row.note,
        )))  # fmt: skip
    return out.getvalue()
