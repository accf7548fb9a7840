"""A variable of a place and of its members over the years of a report: who leads, who grew, who shrank.

Members are held against each other over the longest run of years in which all of them and the whole have a level; a year
beyond a gap stands alone. What is told of one place is of `series`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ...codelists import places
from ...codelists.periods import Period
from ...codelists.places import Place
from ...codelists.units import Unit
from ...words.text import listing, stretches
from .. import series
from ..derivation import Arithmetic
from ..figure import Comparison, Course, Figure, Phrase, Standpoint
from ..gap import Gap
from ..series import FEWEST, Series, year_of
from . import areas, peers
from .combine import labelled, name_of

FEW_MEMBERS = 6  # of so many the first alone is told, of more the first three
FIRST_OF_MANY = 3


@dataclass(frozen=True, eq=False)
class History:
    """`whole` is the place's own series, `members` one of each of its members: of a province none."""

    scope: Standpoint
    name: str
    whole: Series
    members: tuple[Series, ...]

    # --- which years -------------------------------------------------------------------------------------------------

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years in which everybody has a level."""
        common = set(self.whole.years).intersection(*(each.years for each in self.members))
        return tuple(sorted(common))

    @cached_property
    def run(self) -> tuple[int, ...]:
        """The longest stretch of these years without a gap and without a break of anybody's; of equal ones the latest."""
        broken = {each.year for one in (self.whole, *self.members) for each in one.breaks}
        found: list[list[int]] = []
        for year in self.years:
            joins = found and year == found[-1][-1] + 1 and year not in broken
            found[-1].append(year) if joins else found.append([year])
        long = [each for each in found if len(each) >= FEWEST]
        return tuple(max(long, key=lambda each: (len(each), each[0]), default=()))

    @property
    def latest(self) -> int | None:
        return self.years[-1] if self.years else None

    @property
    def lacking(self) -> tuple[int, ...]:
        """The years of the report without a level of everybody."""
        if not self.years or self.scope.flow is None:
            return ()
        return tuple(year for year in _years(self.scope) if year not in self.years)

    # --- what is compared --------------------------------------------------------------------------------------------

    def change(self, one: Series) -> Comparison | None:
        """The end of the run held against its start."""
        if not self.run:
            return None
        first, last = (at(one, year) for year in (self.run[0], self.run[-1]))
        return Comparison(last, first, f"năm {self.run[0]}")

    @property
    def own_change(self) -> Comparison | None:
        return self.change(self.whole)

    @cached_property
    def changes(self) -> list[Comparison]:
        """The change of each member, in their order."""
        return [self.change(one) for one in self.members] if self.run else []

    def ranks(self, year: int) -> dict[str, Figure]:
        """Place id → its rank among the members in a year, as a column has it."""
        found = peers.ranks(self.scope.at(Period.year(year)), self.name)
        return {each.scope.place.id: each for each in found}

    def share(self, level: Figure) -> Figure:
        """The share of a member's level in the whole of its year; missing where levels do not add up."""
        return peers.share(level, self.scope.at(Period.year(year_of(level))))

    def share_of_country(self, year: int) -> Figure | None:
        """The share of a region in the country; None of the country and of what does not add up."""
        level = at(self.whole, year)
        if level is None or self.scope.place.kind != "vùng" or not self.scope.quantity(self.name).adds_up:
            return None
        [country] = places.all(kind="cả nước")
        whole = self.scope.in_group(country).at(Period.year(year)).figure(self.name)
        return peers.share(level, whole.scope) or None

    @cached_property
    def regions(self) -> list[History]:
        """Of the country: the history of each region of its boundaries, that with the highest latest level first."""
        if self.scope.place.kind != "cả nước" or self.latest is None:
            return []
        day = self.scope.boundary or self.scope.until
        found = [of(self.scope.in_group(each), self.name, self.whole.years) for each in places.all(day, kind="vùng")]
        whole = [each for each in found if set(self.years) <= set(each.whole.years)]
        return sorted(whole, key=lambda each: at(each.whole, self.latest).value, reverse=True)

    # --- in sentences ------------------------------------------------------------------------------------------------

    def course(self, figure: Figure) -> Course:
        """As a sentence prints it: "tăng từ 11.924 HTX (năm 2010) lên 13.171 HTX (năm 2017)"."""
        change = self.change(self.whole)
        if change is None:
            why = Gap(figure.label, whose=f"ít nhất {FEWEST} năm liền nhau")
            return Course((figure.gap("chuoi", why),), figure, self)
        first, last = change.other, change.current
        if first.text == last.text:
            return Course((f"{self.span} giữ ở mức ", last), figure, self)
        verb, way = ("tăng", "lên") if last.value > first.value else ("giảm", "xuống")
        said = (f"{verb} từ ", first, f" (năm {self.run[0]}) {way} ", last, f" (năm {self.run[-1]})")
        return Course(said, figure, self)

    def newest(self, figure: Figure) -> Figure:
        """The level of the latest year in which everybody has one."""
        return at(self.whole, self.latest) if self.latest else figure.gap("chuoi.moi_nhat", *figure.missing)

    def missing(self, figure: Figure, what: str) -> Phrase:
        return Phrase((figure.gap("chuoi", Gap(f"{figure.label}: {what}")),))

    def extreme(self, figure: Figure, sign: int) -> Phrase:
        """The year of the highest (1) or the lowest (-1) level: "năm 2022 (15.832 HTX)"."""
        levels = self.whole.highest() if sign > 0 else self.whole.lowest()
        if not levels:
            return self.missing(figure, f"năm cao nhất, thấp nhất trong ít nhất {FEWEST} năm")
        return Phrase((f"năm {stretches(map(year_of, levels))} (", levels[0], ")"))

    def step(self, figure: Figure, sign: int) -> Phrase:
        """The largest rise (1) or fall (-1) within one year of the run: "năm 2011 (tăng 1.414 HTX)"."""
        levels = [at(self.whole, year) for year in self.run]
        steps = [Comparison(now, before, f"năm {year_of(before)}") for before, now in zip(levels, levels[1:], strict=False)]
        found = [each.tang_giam for each in steps if each.tang_giam and sign * each.tang_giam.value > 0]
        if not found:
            return self.missing(figure, "mức tăng, giảm trong một năm")
        most = max(found, key=lambda each: sign * each.value)
        return Phrase((f"năm {year_of(most)} (", most, ")"))

    def ways(self, figure: Figure) -> Phrase:
        """How many members grew, shrank and stayed: "35 tỉnh, thành phố tăng, 27 giảm, 01 giữ nguyên"."""
        sizes = [each.tang_giam.value for each in self.changes if each.tang_giam]
        if not sizes:
            return self.missing(figure, "từng đơn vị thành viên")
        numbers = {way: sum(belongs(size) for size in sizes) for way, belongs in _WAYS.items()}
        told = [(way, number) for way, number in numbers.items() if number]
        parts: list = []
        for way, number in told:
            label = figure.label.to(f": số đơn vị {way} trong {self.span}")
            counted = peers.count(self.scope, self.name, number, f"so_noi_{_SUFFIX[way]}", label)
            parts += [", ", _bare(counted), f" {way}"] if parts else [counted, f" {way}"]
        return Phrase(tuple(parts) if len(told) > 1 else ("cả ", parts[0], f" đều {told[0][0]}"))

    def most(self, figure: Figure, sign: int) -> Phrase:
        """Who grew (1) or shrank (-1) most in number: "Hà Nội (200 HTX) và Nghệ An (90 HTX)"."""
        changes = (each.tang_giam for each in self.changes)
        found = [_size(each) for each in changes if each and sign * each.value > 0]
        return self._named(figure, found, lambda each: sign * each.value)

    def fastest(self, figure: Figure, sign: int) -> Phrase:
        """Who grew or shrank fastest, by the mean annual growth: "Bình Phước (bình quân 23,0%/năm)".

        Missing where it is the one that `most` names: a sentence would say the name twice.
        """
        rates = (each.tang_binh_quan_pct for each in self.changes)
        found = [_size(each, "bình quân ") for each in rates if each and sign * each.value > 0]
        named, largest = self._named(figure, found, lambda each: sign * each.value), self.most(figure, sign)
        same = {each.scope.place for each in named.figures} == {each.scope.place for each in largest.figures}
        return self.missing(figure, "nơi nhanh nhất khác nơi nhiều nhất") if named and same else named

    def leaders(self, figure: Figure) -> Phrase:
        """Who has most in the latest year, with their share: "Hà Nội (1.021 HTX) và Thanh Hóa (610 HTX), chiếm 10,3%"."""
        levels = [at(one, self.latest) for one in self.members] if self.latest else []
        named = self._named(figure, levels, lambda each: each.value)
        if not named or not self.scope.quantity(self.name).adds_up:
            return named
        whole, first = at(self.whole, self.latest), named.figures
        done = Arithmetic(lambda all, *few: 100 * sum(few) / all, (whole, *(each.converted(whole.unit) for each in first)))
        label = whole.label.to(f": phần của {listing(map(name_of, first))}")
        words = "Tổng của các đơn vị đã nêu chia cho số của cả nhóm, nhân 100."
        share = whole.derived("phan_dan_dau", label, done, Unit.parse("%"), 1, (whole, *first), words)
        together = " cộng lại" if len(first) > 1 else ""
        return Phrase((*named.parts, f",{together} chiếm ", share))

    def biggest_region(self, figure: Figure) -> Phrase:
        """The region with the highest latest level and its share of the country."""
        if len(self.regions) < 2:
            return self.missing(figure, "từng vùng")
        first = self.regions[0]
        level = labelled(at(first.whole, self.latest))
        share = first.share_of_country(self.latest)
        parts = (f"{first.scope.place.full_name(self.day)} (", level, ")")
        return Phrase((*parts, ", chiếm ", share) if share else parts)

    def in_country(self, figure: Figure) -> Phrase:
        """The share of a region in the country in the latest year and at the start of the run: "5,2% (năm 2010: 2,8%)"."""
        now = self.share_of_country(self.latest) if self.latest else None
        if now is None:
            return self.missing(figure, "số của cả nước")
        then = self.share_of_country(self.run[0]) if self.run else None
        return Phrase((now, f" (năm {self.run[0]}: ", then, ")") if then else (now,))

    @property
    def day(self) -> date:
        """The day by which places are named: that of the boundaries."""
        return self.scope.boundary or self.scope.until

    @property
    def span(self) -> str:
        return f"giai đoạn {self.run[0]}-{self.run[-1]}"

    @property
    def place(self) -> str:
        """The place by its full name: "vùng Tây Nguyên", "cả nước"."""
        return self.scope.place.full_name(min(self.day, self.scope.place.end or self.day))

    @property
    def is_rebuilt(self) -> bool:
        """Whether levels of members are sums of the provinces that they were made of."""
        return any(level.coverage and level.coverage.rebuilt for one in self.members for level in one.levels)

    def _named(self, figure: Figure, found: list[Figure], by: Callable[[Figure], object]) -> Phrase:
        """The first of them by name with their numbers; those with the same value as the last of them count, too."""
        if len(found) < 2:
            return self.missing(figure, "từng đơn vị thành viên")
        found = sorted(found, key=by, reverse=True)
        number = 1 if len(self.members) <= FEW_MEMBERS else FIRST_OF_MANY
        first = [each for each in found if by(each) >= by(found[min(number, len(found)) - 1])]
        parts: list = []
        for i, each in enumerate(first):
            joint = "" if i == 0 else " và " if i == len(first) - 1 else ", "
            parts += [f"{joint}{self.name_of(each.scope.place)} (", each, ")"]
        return Phrase(tuple(parts))

    def name_of(self, place: Place) -> str:
        return place.name_on(self.day)


_WAYS = {"tăng": lambda size: size > 0, "giảm": lambda size: size < 0, "giữ nguyên": lambda size: size == 0}
_SUFFIX = {"tăng": "tang", "giảm": "giam", "giữ nguyên": "giu_nguyen"}


def of(scope: Standpoint, name: str, years: Iterable[int] = ()) -> History:
    """The history of a variable or indicator over the years of the report (or `years`)."""
    years = tuple(years) or tuple(_years(scope))
    found = (_labelled(series.of(scope.member(place), name, years)) for place in areas.members(scope))
    return History(scope, name, series.of(scope, name, years), tuple(found))


def at(one: Series, year: int) -> Figure | None:
    """The level of a year."""
    return next((each for each in one.levels if year_of(each) == year), None)


def _years(scope: Standpoint) -> range:
    first, last = scope.flow_days
    return range(first.year, last.year + 1)


def _labelled(one: Series) -> Series:
    return replace(one, levels=tuple(map(labelled, one.levels)))


def _size(change: Figure, before: str = "") -> Figure:
    """A change of which the sentence has said the way."""
    return replace(change, before=before, whole=change)


def _bare(counted: Figure) -> Figure:
    """A count whose noun the sentence has said already."""
    return replace(counted, unit_text="", whole=counted)
