"""Where we stand: one place, one period, one dataset; every figure of a report is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from ..codelists import places, variables
from ..codelists.periods import Moment, Period
from ..codelists.places import Place
from ..codelists.units import Unit
from ..codelists.variables import Variable
from ..data.dataset import Dataset, Observation, Target, Term
from ..data.rows import STATUSES
from ..indicators import catalogue
from ..indicators.declare import OPENING, Indicator
from ..words.errors import misspelt
from ..words.text import number, round_half_up
from . import assess, coverage, inferred, lookup
from .assess import Assessment
from .derivation import Arithmetic, Number, scaled, total
from .figure import Clause, Figure, Peers, Phrase, hedge_of, honest_decimals, number_of, worst_status
from .gap import Gap
from .groups import areas, peers
from .plausible import is_wrong, unit_of, usable_unit

# A stock older than this is no opening value: it belongs to another time.
OLDEST_OPENING = 12  # months


class UnknownFigure(KeyError):
    """No variable or indicator has that name; the message has the nearest one."""

    def __str__(self) -> str:
        return self.args[0]


@dataclass(frozen=True)
class Scope:
    """One place and period of a dataset. `after` < date <= `until` is the window of stocks, `flow` the period of flows."""

    dataset: Dataset
    place: Place
    after: date
    until: date
    flow: Period | None
    term: Term | None = None
    years: Fraction | None = None  # elapsed years of the term
    source_order: tuple[str, ...] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)
    leading_zero: bool = True
    boundary: date | None = None  # the day whose provinces and member lists count; None: `until`
    members_only: bool = False  # a group's own values are left out
    is_base: bool = False  # only compared with: a level may be inferred from a change that a source printed
    only: frozenset[str] | None = None  # the members that count, where two figures must rest on the same ones
    found: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    # --- other scopes of the same report -----------------------------------------------------------------------------

    def opening(self) -> Scope:
        """At the start of the term or the period: the last stock at or before it, no flows."""
        return self._once("đầu kỳ", lambda: replace(
            self, after=_months_before(self.after, OLDEST_OPENING), until=self.after, flow=None, years=None,
            is_base=True, found={},
        ))

    def year_before(self) -> Scope:
        """The same months one year earlier."""
        return self._once("năm trước", lambda: replace(
            self,
            after=_years_before(_years_before(self.until) if self.term else self.after),
            until=_years_before(self.until),
            flow=self.flow and self.flow.shifted(-1),
            is_base=True,
            found={},
        ))

    def at(self, period: Period) -> Scope:
        """Another period of the same place, for series and charts."""
        return self._once(period.iso, lambda: replace(
            self, after=period.first - timedelta(days=1), until=period.last, flow=period, term=None, years=None, found={}
        ))

    def member(self, place: Place) -> Scope:
        """One of the places that this one is made of, over the same days."""
        return self._once(f"ở {place.id}", lambda: replace(
            self, place=place, members_only=False, only=None, found={}
        ))

    def of_members(self) -> Scope:
        """The same group from its members' values alone."""
        if self.members_only:
            return self
        return self._once("thành viên", lambda: replace(self, members_only=True, found={}))

    def published(self) -> Scope:
        """The same group with its own values."""
        if not self.members_only:
            return self
        return self._once("tự công bố", lambda: replace(self, members_only=False, only=None, found={}))

    def in_group(self, group: Place) -> Scope:
        """The cluster, region or country that this place belongs to, over the same days."""
        return self._once(f"nhóm {group.id}", lambda: replace(self, place=group, found={}))

    def among(self, ids: frozenset[str]) -> Scope:
        """The same group from these members alone."""
        return self._once(f"trong {sorted(ids)}", lambda: replace(self, members_only=True, only=ids, found={}))

    def _once(self, name: str, make):
        if name not in self.found:
            self.found[name] = make()
        return self.found[name]

    @property
    def begins(self) -> date:
        """The first day on which a value may lie."""
        first = self.after + timedelta(days=1)
        return min(first, self.flow.first) if self.flow else first

    @property
    def mark(self) -> str:
        """What tells the keys of figures of a group's members, all or some, from those of the group itself."""
        if self.only is not None:
            return coverage.mark_of(self.only)
        return "-thanh-vien" if self.members_only else ""

    @property
    def is_opening(self) -> bool:
        return self.flow is None

    @property
    def against_opening(self) -> str:
        """How a comparison with the state at the beginning is named."""
        if self.term:
            return "so với đầu nhiệm kỳ"
        begins = self.flow.first if self.flow else None
        return "so với đầu năm" if begins and (begins.month, begins.day) == (1, 1) else "so với đầu kỳ"

    @property
    def against_last_year(self) -> str:
        """How a comparison with the same months a year before is named."""
        return "so với năm trước" if self.flow and self.flow.is_year else "so với cùng kỳ năm trước"

    @property
    def flow_days(self) -> tuple[date, date] | None:
        return self.flow.days if self.flow else None

    # --- figures -----------------------------------------------------------------------------------------------------

    def figure(self, name: str) -> Figure:
        """The figure of a variable or indicator here; missing figures say what would supply them.

        Raises UnknownFigure for a name that is neither.
        """
        if name not in self.found:
            self.found[name] = self._figure(name)
        return self.found[name]

    def _figure(self, name: str) -> Figure:
        declared = catalogue.load().get(name)
        variable = self.dataset.variable(name)
        if declared is None and variable is None:
            known = [*catalogue.load(), *self.known_variables()]
            raise UnknownFigure(f"không có chỉ tiêu «{name}» trong danh mục.{misspelt(name, known)}")
        if declared is None:
            return self._given(name, variable.label, variable.unit, variable.kind, variable)
        declared = declared.on(self.boundary or self.until)  # in all periods of a report, as one map of provinces
        computed = self._computed(declared)
        kind = variable.kind if variable else "tỷ lệ"
        given = self._given(name, declared.label, declared.unit, kind, variable, base=declared.base)
        if not computed or not given:
            refused = given if given.coverage else computed  # members have values that must not be joined
            return computed or given or refused
        if computed.coverage and not given.coverage:  # a group's own value stands beside what its members come to
            return areas.noted(given, computed)
        if given.coverage:  # members that publish a share without its counts are weighed in
            more = computed.coverage and len(given.coverage.counted) > len(computed.coverage.counted)
            return given if more else computed
        return _noting(computed, given)

    def aligned(self, one: Figure, other: Figure) -> tuple[Figure, Figure]:
        """Both figures over the same members; figures of one place stay as they are."""
        return areas.aligned(one, other)

    def quantity(self, name: str) -> areas.Quantity:
        """How values of several places make one."""
        declared, variable = catalogue.load().get(name), self.dataset.variable(name)
        kind = variable.kind if variable else "tỷ lệ"
        weight = (declared.weight if declared else "") or (variable.weight if variable else "")
        return areas.Quantity(kind, weight, self._unit(name), (declared or variable).decimals)

    def known_variables(self) -> list[str]:
        return [*variables.load(), *self.dataset.own_variables()]

    def part_of(self, name: str) -> str:
        variable = self.dataset.variable(name)
        return variable.part_of if variable else ""

    def label(self, name: str) -> str:
        declared = catalogue.load().get(name)
        return declared.label if declared else self.dataset.variable(name).label

    def thresholds(self, figure: Figure, measure: str) -> tuple[Fraction, ...]:
        """The bounds that the print of this figure must not contradict."""
        bounds = []
        for target in self.targets_of(figure.name):
            if target.measure == measure:
                factor = target.unit.factor_or_none(figure.unit)
                bounds += [factor * bound for bound in (target.value, target.upper) if bound is not None and factor]
        return tuple(bounds)

    # --- given values ------------------------------------------------------------------------------------------------

    def _given(self, name: str, label: str, unit: Unit, kind: str, variable: Variable | None, base: str = "") -> Figure:
        """The place's own value; of a group or a merged province without one, that of its parts."""
        found = areas.completed(self, self._own(name, label, unit, kind, variable, base), self.quantity(name))
        may_be_inferred = not found and self.is_base and kind == "số dư" and not self.members_only
        return (may_be_inferred and self._inferred(name, label, unit)) or found

    def _inferred(self, name: str, label: str, unit: Unit) -> Figure | None:
        """The stock that a source gives away: its later level less the change that it prints."""
        levels = [row for row in self.dataset.series(self.place.id, name) if usable_unit(row, unit)]
        found = inferred.stock(levels, self.dataset.published(self.place.id), name, self.after, self.until)
        if found is None:
            return None
        level, change, day = found
        done = found.reckoned(level.unit)
        return Figure(
            name,
            label,
            level.unit,
            done.value,
            self,
            self.decimals.get(name, max(level.digits, change.digits)),
            Period(None, day),
            status=level.status,
            base=level.base,
            done=done,
            words="Suy ra từ mức tăng, giảm: mức sau đó trừ phần tăng (cộng phần giảm) mà cùng nguồn nêu.",
            sources=(self.dataset.source(level.source),) if level.source else (),
            origins=(level.origin, change.origin),
            notes=(f"Nguồn không nêu mức {day.as_of}; số này suy ra từ mức tăng, giảm.",),
        )

    def _own(self, name: str, label: str, unit: Unit, kind: str, variable: Variable | None, base: str = "") -> Figure:
        series = () if self.members_only else self.dataset.series(self.place.id, name)
        rows = [row for row in series if usable_unit(row, unit)]
        wrong = [row for row in rows if is_wrong(self.dataset, row, variable, self.place)]
        rows = [row for row in rows if row not in wrong]
        if kind == "số dư":
            answer = lookup.stock(rows, self.after, self.until, self._prefer)
        elif kind == "phát sinh":
            answer = lookup.flow(rows, self.flow, self._prefer) if self.flow else None
        else:
            answer = lookup.mean(rows, self.flow, self.after, self.until, self._prefer)
        if answer is None:
            return self._not_given(name, label, unit, kind, wrong)
        return self._from_rows(name, label, unit, answer, base or (variable.base if variable else ""))

    def _not_given(self, name: str, label: str, unit: Unit, kind: str, wrong: list[Observation]) -> Figure:
        when = self.flow.text if kind != "số dư" and self.flow else f"đến {Moment.of(self.until).text}"
        doubts = (f"{row.origin}: {number_of(row.value)} {row.unit.text} nghi sai đơn vị, chưa dùng" for row in wrong)
        missing = [Gap(label, name, self.place.name_on(self.until), when), *map(Gap, doubts)]
        return Figure(name, label, unit, None, self, period=Period(None, Moment.of(self.until)), missing=tuple(missing))

    def _from_rows(self, name: str, label: str, unit: Unit, answer: lookup.Answer, base: str) -> Figure:
        rows = answer.rows
        own = _printed_unit(rows[-1], unit, answer.period)
        parts = [scaled(Number(row.value, row.digits), unit_of(row, unit).factor_to(own)) for row in rows]
        value = sum((part.value for part in parts), Fraction(0))
        upper = rows[0].upper if len(rows) == 1 else None
        notes = [row.note for row in rows if row.note]
        notes += [self._said_elsewhere(row, own, unit) for row in answer.others if row.value != value]
        return Figure(
            name,
            label,
            own,
            value,
            self,
            self.decimals.get(name, max(row.digits for row in rows)),
            answer.period,
            upper=upper,
            hedge=rows[0].hedge if len(rows) == 1 else "khoảng" if any(row.hedge for row in rows) else "",
            status=max((row.status for row in rows), key=STATUSES.index),
            base=rows[0].base or base,
            done=Arithmetic(total, (*parts,)) if parts[1:] else None,
            words="Cộng các kỳ liền nhau." if len(rows) > 1 else "",
            sources=tuple(dict.fromkeys(self.dataset.source(row.source) for row in rows if row.source)),
            origins=tuple(row.origin for row in rows),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _said_elsewhere(self, row: Observation, own: Unit, unit: Unit) -> str:
        said = number(row.value, row.digits)
        title = self.dataset.source(row.source).title if row.source else str(row.origin)
        return f"Nguồn khác nêu {row.hedge + ' ' if row.hedge else ''}{said} {unit_of(row, unit).text} ({title})"

    def _prefer(self, row: Observation) -> tuple:
        """The report's own order of sources, then status, then the newest source, then the order of the table."""
        order = self.source_order
        day = self.dataset.source(row.source).day if row.source else None
        rank = order.index(row.source) if row.source in order else len(order)
        return rank, STATUSES.index(row.status), -(day.last.toordinal() if day else 0), row.origin.row

    # --- computed values ---------------------------------------------------------------------------------------------

    def _computed(self, declared: Indicator) -> Figure:
        inputs = areas.inputs(self, declared, self.inputs_of(declared))
        missing = tuple(
            gap for name, each in zip(declared.inputs, inputs, strict=True)
            if not each and name not in declared.optional for gap in each.missing
        )
        operands = {
            name: self._canonical(each, declared.from_printed)
            for name, each in zip(declared.inputs, inputs, strict=True) if each
        }
        value = None if missing else declared.compute({name: each.value for name, each in operands.items()})
        present = tuple(each for each in inputs if each)
        if value is None:
            why = missing or (Gap(f"mẫu số khác 0 để tính {declared.label}"),)
            return Figure(declared.name, declared.label, declared.unit, None, self, inputs=present, missing=why)
        done = Arithmetic(lambda *each: declared.function(**dict(zip(operands, each, strict=True))), (*operands.values(),))
        return Figure(
            declared.name,
            declared.label,
            declared.unit,
            done.value,
            self,
            self._decimals(declared, done.value),
            _common_period(present),
            upper=done.upper,
            hedge=hedge_of(present) or ("khoảng" if _mixed_dates(present) else ""),
            status=worst_status(present),
            base=declared.base,
            inputs=present,
            done=done,
            words=declared.words,
            notes=_notes(declared, inputs, present),
            coverage=coverage.of_inputs(each.coverage for each in present),
        )

    def inputs_of(self, declared: Indicator) -> list[Figure]:
        """The inputs here; when their dates differ, all of them at the latest date that they share, if there is one."""
        inputs = [self._input(name) for name in declared.inputs]
        own = (each for each in inputs if each and each.is_stock and each.scope is self and not each.coverage)
        dates = {each.period.last for each in own}
        for day in sorted(dates, reverse=True) if len(dates) > 1 else ():
            then = [self.up_to(day)._input(name) for name in declared.inputs]
            if {each.period.last for each in then if each and each.is_stock} == {day} and all(then):
                return then
        return inputs

    def up_to(self, day: date) -> Scope:
        """The same scope with stocks up to an earlier day."""
        return self._once(f"đến {day}", lambda: replace(self, until=day, found={}))

    def _unit(self, name: str) -> Unit:
        declared = catalogue.load().get(name)
        return declared.unit if declared else self.dataset.variable(name).unit

    def _input(self, name: str) -> Figure:
        if name.endswith(OPENING):
            return self.opening().figure(name.removesuffix(OPENING))
        return self.figure(name)

    def _canonical(self, figure: Figure, printed: bool) -> Figure:
        """The figure in the unit that formulas.py reckons with: that of variables.csv; its `printed` value, if asked."""
        if printed:
            upper = figure.upper and round_half_up(figure.upper, figure.decimals)
            figure = replace(figure, value=figure.printed, upper=upper)
        return figure.converted(self._unit(figure.name))

    def _decimals(self, declared: Indicator, value: Fraction) -> int:
        wanted = self.decimals.get(declared.name, declared.decimals)
        bounds = [
            t.unit.factor_or_none(declared.unit) * bound
            for t in self.targets_of(declared.name) if t.measure == "cuối kỳ" and t.unit.factor_or_none(declared.unit)
            for bound in (t.value, t.upper) if bound is not None
        ]
        limits = [Fraction(0), Fraction(100)] if declared.unit.is_share else [Fraction(0)]
        return honest_decimals(value, wanted, bounds + limits)

    # --- targets -----------------------------------------------------------------------------------------------------

    def targets_of(self, name: str) -> list[Target]:
        """The place's targets for one variable or indicator."""
        return [target for target in self.dataset.targets(self.place.id) if target.variable == name]

    def assessments(self, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
        """Every target of these kinds that concerns this period, held against what was reached."""
        return self._once(f"mục tiêu {kinds}", lambda: assess.assessments(self, kinds))

    def plans_after(self, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
        """Targets of later periods: the next plan, a resolution still to be reached. Listed, not judged."""
        return assess.plans_after(self, kinds)

    def against_target(self, figure: Figure, kinds: tuple[str, ...]) -> Clause:
        """The words that hold a figure against its target; missing when it has none that is judged now."""
        return assess.against_target(self, figure, kinds)

    # --- among other places ------------------------------------------------------------------------------------------

    def peers(self, figure: Figure, kind: str = "") -> Peers:
        """The figure beside those of the cluster, region or country; without a kind, of the cluster or else the region."""
        return peers.peers(figure, kind) if kind else peers.usual(figure)

    def per_member(self, figure: Figure) -> Figure:
        return peers.per_member(figure)

    def extremes(self, figure: Figure, *ends: str) -> Phrase:
        return peers.extreme(figure, *ends)

    def without(self, figure: Figure) -> Phrase:
        return peers.without(figure)

    def covered(self, figure: Figure) -> Figure:
        return peers.covered(figure)

    def rank_of(self, figure: Figure) -> Figure:
        """The rank of a member's figure in this group."""
        return peers.rank(figure, self)

    def distance_of(self, figure: Figure, level: Figure) -> Figure:
        return peers.distance(figure, level)

    def share_of(self, figure: Figure) -> Figure:
        """The share of a member's figure in the whole of this group."""
        return peers.share(figure, self)

    # --- in a report -------------------------------------------------------------------------------------------------

    def rank(self, name: str) -> tuple:
        """Where a variable or indicator stands in a report: by topic, then by its row or declaration."""
        declared, variable = catalogue.load().get(name), self.dataset.variable(name)
        topic = declared.topic if declared else variable.topic
        codes = [*variables.load(), *catalogue.load()]
        return (
            variables.TOPICS.index(topic) if topic in variables.TOPICS else len(variables.TOPICS),
            codes.index(name) if name in codes else len(codes),
        )


def _printed_unit(row: Observation, unit: Unit, period: Period) -> Unit:
    """As given; a mean of one full year says "/năm", and one of a part of a year never does."""
    own = unit_of(row, unit)
    if unit.time != "năm" or unit.measure == "%":
        return own
    if own.time == "năm" and period.start and not period.is_year:
        return own.per_time("")
    return own.per_time("năm") if not own.time and period.start and period.is_year else own


def _common_period(inputs: tuple[Figure, ...]) -> Period | None:
    """The period of what was computed: a flow's where there is one, else the latest date."""
    periods = [each.period for each in inputs if each.period and each.period.end]
    flows = [period for period in periods if period.start]
    return max(flows or periods, key=lambda period: period.last, default=None)


def _mixed_dates(inputs: tuple[Figure, ...]) -> bool:
    """Whether inputs that should share a date do not: the result is then marked (opening values are of another scope)."""
    dates = {each.period.last for each in inputs if each.period and each.period.end and each.scope is inputs[0].scope}
    return len(dates) > 1


def _notes(declared: Indicator, inputs: list[Figure], present: tuple[Figure, ...]) -> tuple[str, ...]:
    notes = ["Các số liệu đầu vào không cùng thời điểm."] if _mixed_dates(present) else []
    notes += [
        f"Không có số liệu {each.label}, coi là 0."
        for name, each in zip(declared.inputs, inputs, strict=True) if name in declared.optional and not each
    ]
    return tuple(notes)


def _noting(computed: Figure, given: Figure) -> Figure:
    """Ours stands; what a source printed is named when it differs at its own digits."""
    factor = computed.unit.factor_or_none(given.unit) if given else None
    if factor is None or round_half_up(computed.value * factor, given.decimals) == given.printed:
        return computed
    title = given.sources[0].title if given.sources else "bảng so_lieu"
    return replace(computed, notes=(*computed.notes, f"Nguồn nêu {given.text} ({title})."))


def _years_before(day: date) -> date:
    return Period(None, Moment.of(day)).shifted(-1).last


def _months_before(day: date, months: int) -> date:
    return _years_before(day) if months == 12 else day - timedelta(days=31 * months)


def open_scope(
    dataset: Dataset,
    place: str,
    period: Period,
    report_date: Moment | None = None,
    term: Term | None = None,
    years: Fraction | None = None,
    **settings,
) -> Scope:
    """The scope of a report: stocks up to the report date; those at or before the start of the term are its opening."""
    until = (report_date or period.end).last
    unit = places.get(place)
    settings = {"boundary": until, **settings}
    if term is None:
        return Scope(dataset, unit, period.first - timedelta(days=1), until, period, **settings)
    elapsed = years if years is not None else _elapsed(term, period)
    return Scope(dataset, unit, term.period.start.last, until, period, term, elapsed, **settings)


def _elapsed(term: Term, period: Period) -> Fraction | None:
    """Whole months of the term so far / 12; unknown where only the year of its start is known."""
    return Period(term.period.start, period.end).years if term.period.start.precision != "năm" else None
