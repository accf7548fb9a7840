"""One row and what our figures say at its place and time: the level, what it is compared with, years, its target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from ..codelists import places
from ..codelists.periods import Moment, Period
from ..codelists.places import Place
from ..data.dataset import Observation, Published, Target, Term
from ..data.rows import TARGET_KINDS
from ..values import targets
from ..values.assess import Assessment, assess
from ..values.figure import Figure
from ..values.gap import Gap
from ..values.inferred import YEAR_BEFORE, base_of
from ..values.scope import Scope, open_scope
from ..words.text import fold
from .facts import Facts


@dataclass(frozen=True)
class Case:
    """A published figure (or a given one that can be computed) with the facts of its place; the row has an end."""

    facts: Facts
    row: Published | Observation

    # --- levels ------------------------------------------------------------------------------------------------------

    @cached_property
    def flow(self) -> Period | None:
        """The period of flows: the row's own, or the year that it names."""
        period = self.row.period
        return period if period.start else _year_of(period.end)

    def level(self, name: str = "") -> Figure:
        """The figure at the end of the row's period (a flow: over the period)."""
        return self.figure_in(self.scope, name or self.row.variable)

    def figure_in(self, scope: Scope, name: str) -> Figure:
        try:
            return scope.figure(name)
        except ValueError as error:  # an input in a unit that cannot be converted; the check of units tells which
            scope.found[name] = self._gap(name, str(error))
            return scope.found[name]

    def _gap(self, name: str, missing: str) -> Figure:
        return Figure(name, self.facts.label(name), self.facts.unit(name), None, self.scope, missing=(Gap(missing),))

    @property
    def scope(self) -> Scope:
        return self._at(self.row.period.end, self.flow)

    def _at(self, day: Moment, flow: Period | None, grace: int = 1) -> Scope:
        """Where a value dated `day`, and no other day, is found; or one dated up to `grace` days before it begins."""
        key = day, flow, grace, self.row.source
        if key not in self.facts.memo:
            after = day.first - timedelta(days=grace)
            self.facts.memo[key] = Scope(
                self.facts.dataset,
                self.facts.place,
                after,
                day.last,
                flow,
                source_order=self._sources,
                leading_zero=False,
            )
        return self.facts.memo[key]

    @property
    def _sources(self) -> tuple[str, ...]:
        """A figure is held against the numbers of its own source first."""
        return (self.row.source,) if self.row.source else ()

    def before(self) -> Figure:
        """The same figure at what it is compared with: the date given, or a year before."""
        name, variable = self.row.variable, self.facts.variable(self.row.variable)
        if variable and variable.is_flow and self.flow:
            base = self.row.base_date
            flow = Period(self.row.base_start or base, base) if base else self.flow.shifted(-1)
            return self.figure_in(self._at(flow.end, flow), name)
        since = self.since
        if since is None:
            return self._gap(name, f"mốc so sánh (goc_ngay) của {self.facts.label(name)}")
        # The last day of 2019 opens the term 2020-2025 as well as "2020" does.
        return self.figure_in(self._at(since, _year_of(since), grace=2), name)

    @property
    def since(self) -> Moment | None:
        """The date of what the row is compared with."""
        return base_of(self.row)

    @property
    def is_against_earlier(self) -> bool:
        """Whether the row is compared with an earlier day, not with a target."""
        return bool(self.row.base_date) or self._is_against("dau ky", *YEAR_BEFORE)

    @property
    def group(self) -> Place | None:
        """The group of the place that the column so_voi names: by what it is ("cả nước"), by its id or its name."""
        against, day = fold(self.row.against), self.row.period.last
        known = places.groups_of(self.facts.place.id, day)
        names = ((each, {fold(each.kind), fold(each.id), fold(each.name), fold(each.full_name(day))}) for each in known)
        return next((each for each, called in names if against in called), None)

    def _is_against(self, *ways: str) -> bool:
        """Whether the column so_voi, in which people write as they speak, begins with one of these."""
        return fold(self.row.against).startswith(ways)

    # --- the term ----------------------------------------------------------------------------------------------------

    @cached_property
    def term(self) -> Term | None:
        """The place's term that the row's period ends in; of two, the one that began in the same year as the period."""
        period = self.row.period
        terms = [term for term in self.facts.terms if term.period.first <= period.last <= term.period.last]
        return next((term for term in terms if self._began_with(term)), terms[-1] if terms else None)

    def _began_with(self, term: Term | None) -> bool:
        start = self.row.period.start
        return bool(term and start) and start.first.year == term.period.first.year

    @cached_property
    def years(self) -> Fraction | None:
        """Elapsed years of the row's period.

        Known from outside (parameter `years`), from a term that began in a known month, or as whole months or calendar
        years. A period that only says in which year its term began ("2020" to 31/5/2023) may have begun in any month of
        it: if half of the term is among the possible lengths it is half of the term (published mid-term reports divide
        by ½ × 5 = 2,5), else it is unknown. A whole term 2020-2025 has five years, not six.
        """
        period, term = self.row.period, self.term if self._began_with(self.term) else None
        if period.start is None:
            return None
        if term is None or period.start.precision != "năm":
            known = period.start.precision != "năm" or period.end.precision == "năm" or period.is_year
            return self._stated(term) or (period.years if known else None)
        if term.period.start.precision != "năm":
            return self._stated(term) or Period(term.period.start, period.end).years
        length = Fraction(term.period.last.year - term.period.first.year)
        if period.last.year == term.period.last.year:
            return self._stated(term) or length
        longest = Period(period.start, period.end).years
        shortest = Period(Moment.of(date(period.first.year, 12, 1)), period.end).years
        possible = shortest is not None and shortest <= length / 2 <= longest
        return self._stated(term) or (length / 2 if possible else None)

    def _stated(self, term: Term | None) -> Fraction | None:
        """The elapsed years of a term as somebody stated them: they hold for periods that began with it."""
        return self.facts.years if term else None

    # --- the target --------------------------------------------------------------------------------------------------

    @cached_property
    def assessment(self) -> Assessment | None:
        """The target the row speaks of, held against our figure; None where there is no target."""
        target = self._target
        if target is None:
            return None
        end, term = self.row.period.end, self.term
        start = self.row.period.start or (term.period.start if term else Moment.parse(f"{end.last.year:04d}"))
        whole = Case(self.facts, self.row._replace(period=Period(start, end)))
        term = whole.term if whole._began_with(whole.term) else None
        facts = self.facts
        settings = {"source_order": self._sources, "leading_zero": False}
        scope = open_scope(facts.dataset, facts.place.id, whole.row.period, term=term, years=whole.years, **settings)
        self.figure_in(scope, target.variable)
        return assess(scope, target)

    @property
    def _target(self) -> Target | None:
        """The version in force at the end of the period; the one whose document or kind the row names comes first."""
        day, against = self.row.period.last, fold(self.row.against)
        known = [
            target
            for target in targets.in_force(self.facts.targets, TARGET_KINDS, day)
            if target.variable == self.row.variable
            and target.period.end
            and (target.period.start or target.period.end).first <= day <= target.period.last
        ]
        named = (each for each in known if against and (fold(each.kind) in against or against in fold(each.document)))
        return next(named, known[0] if known else None)


def _year_of(day: Moment) -> Period | None:
    return Period(day, day) if day.precision == "năm" else None
