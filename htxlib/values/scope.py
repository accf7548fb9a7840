"""Where we stand: one place, one period, one dataset; every figure of a report is asked here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from ..words.text import listing, number, round_half_up
from . import assess, coverage, inferred, lookup, number_and_mean, spread
from .assess import Assessment
from .derivation import Arithmetic, Number, scaled, total
from .figure import Clause, Course, Figure, Peers, Phrase, hedge_of, honest_decimals, number_of, worst_status, worth_of
from .gap import Gap
from .groups import areas, history, peers
from .plausible import Usable, unit_of, usable, usable_unit

# A stock older than this is no opening value: it belongs to another time.
OLDEST_OPENING = 12  # months
A_YEAR = 365  # days


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
    few_suffice: bool = False  # whoever asked for the members alone sees what they come to, however few they are
    only: frozenset[str] | None = None  # the members that count, where two figures must rest on the same ones
    found: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    # --- other scopes of the same report -----------------------------------------------------------------------------

    def opening(self) -> Scope:
        """At the start of the term or the period: the last stock at or before it, no flows."""
        return self.once("đầu kỳ", lambda: replace(
            self, after=_months_before(self.after, OLDEST_OPENING), until=self.after, flow=None, years=None,
            is_base=True, found={},
        ))

    def year_before(self) -> Scope:
        """The same months one year earlier."""
        return self.once("năm trước", lambda: replace(
            self,
            after=_years_before(_years_before(self.until) if self.term else self.after),
            until=_years_before(self.until),
            flow=self.flow and self.flow.shifted(-1),
            is_base=True,
            found={},
        ))

    def within(self, flow: Period) -> Scope:
        """The same with flows of another period: what happened in a part of it, or in the same part a year before."""
        return self.once(f"trong {flow.iso}", lambda: replace(self, flow=flow, found={}))

    def at(self, period: Period) -> Scope:
        """Another period of the same place, for series and charts."""
        return self.once(period.iso, lambda: replace(
            self, after=period.first - timedelta(days=1), until=period.last, flow=period, term=None, years=None, found={}
        ))

    def member(self, place: Place) -> Scope:
        """One of the places that this one is made of, over the same days."""
        return self.once(f"ở {place.id}", lambda: replace(
            self, place=place, members_only=False, few_suffice=False, only=None, found={}
        ))

    def of_members(self) -> Scope:
        """The same group from its members' values alone."""
        if self.members_only:
            return self
        return self.once("thành viên", lambda: replace(self, members_only=True, found={}))

    def of_few_members(self) -> Scope:
        """The same from its members' values, be they fewer than half of it: a part, which is no total."""
        return self.once("một số thành viên", lambda: replace(self.of_members(), few_suffice=True, found={}))

    def published(self) -> Scope:
        """The same group with its own values."""
        if not self.members_only:
            return self
        return self.once("tự công bố", lambda: replace(
            self, members_only=False, few_suffice=False, only=None, found={}
        ))

    def in_group(self, group: Place) -> Scope:
        """The cluster, region or country that this place belongs to, over the same days."""
        return self.once(f"nhóm {group.id}", lambda: replace(self, place=group, found={}))

    def among(self, ids: frozenset[str]) -> Scope:
        """The same group from these members alone."""
        return self.once(f"trong {sorted(ids)}", lambda: replace(self, members_only=True, only=ids, found={}))

    def once(self, name: str, make):
        """What is made of this scope the first time somebody asks for it by that name."""
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
        return self._ours_or_given(declared, computed, given)

    def _ours_or_given(self, declared: Indicator, computed: Figure, given: Figure) -> Figure:
        """What we reckon stands, but where the given number rests on more: it is of the very period, ours of a part of it
        or of another day; or sources contradict each other on what ours is made of, and no choice among them makes it.
        """
        if _agrees(computed, given):
            return computed
        for inputs in self._alike([self._input(name) for name in declared.inputs], self._asked(declared)):
            other = self._reckoned(declared, inputs)
            if other and not other.own_date and _agrees(other, given):
                return other
        if (computed.own_date and not given.own_date) or any(each.contested for each in computed.inputs):
            return _noting(given, f"Tính lại {computed.formula} {computed.result_text}.")
        title = given.sources[0].title if given.sources else "bảng so_lieu"
        return _noting(computed, f"Nguồn nêu {given.text} ({title}).")

    def aligned(self, one: Figure, other: Figure) -> tuple[Figure, Figure]:
        """Both figures over the members of the first; figures of one place stay as they are."""
        return areas.aligned(one, other)

    def common(self, one: Figure, other: Figure) -> tuple[Figure, Figure]:
        """Both figures over the members that are in both: a part and its whole."""
        return areas.common(one, other)

    def quantity(self, name: str) -> areas.Quantity:
        """How values of several places make one."""
        declared, variable = catalogue.load().get(name), self.dataset.variable(name)
        kind = variable.kind if variable else "tỷ lệ"
        weight = (declared.weight if declared else "") or (variable.weight if variable else "")
        return areas.Quantity(kind, weight, self._unit(name), (declared or variable).decimals)

    def dispensable(self, balance: str, raises: bool) -> list[str]:
        """The inputs that a balance does without, of those that add to the closing stock or of those that take from it."""
        declared = catalogue.load()[balance]
        return [each for each in declared.inputs if each in declared.optional and (declared.sign(each) > 0) is raises]

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
        found = areas.completed(self, self._own(name, label, unit, kind, variable, base))
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
            done.result.low,
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
        asked = not self.members_only
        rows, wrong = usable(self.dataset, self.place, name, variable, unit) if asked else Usable(())
        if kind == "số dư":
            answer = lookup.stock(rows, self.after, self.until, self._prefer)
        elif kind == "phát sinh":
            answer = lookup.flow(rows, self.flow, self._prefer) if self.flow else None
            if answer and self.term and not _tells_of(answer.period, self.flow):
                answer = None  # thirteen new ones in one June are not what a term brought
        else:
            answer = lookup.mean(rows, self.flow, self.after, self.until, self._prefer)
        if answer is None:
            return self._not_given(name, label, unit, kind, wrong)
        return self._from_rows(name, label, unit, answer, base or (variable.base if variable else ""))

    def _not_given(self, name: str, label: str, unit: Unit, kind: str, wrong: Sequence[Observation]) -> Figure:
        when = self.flow.text if kind != "số dư" and self.flow else f"đến {Moment.of(self.until).text}"
        doubts = (f"{row.origin}: {number_of(row.value)} {row.unit.text} nghi sai đơn vị, chưa dùng" for row in wrong)
        missing = [Gap(label, name, self.place.name_on(self.until), when), *map(Gap, doubts)]
        return Figure(name, label, unit, None, self, period=Period(None, Moment.of(self.until)), missing=tuple(missing))

    def _from_rows(self, name: str, label: str, unit: Unit, answer: lookup.Answer, base: str) -> Figure:
        rows = answer.rows
        own = _printed_unit(rows[-1], unit, answer.period)
        done, found = _sum_of(rows, unit, own)
        value = found.low
        notes = [row.note for row in rows if row.note]
        apart = (row for row in answer.others if row.value * unit_of(row, unit).factor_to(own) != value)
        notes += [self._said_elsewhere(row, own, unit) for row in apart]
        return Figure(
            name,
            label,
            own,
            value,
            self,
            min(self.decimals.get(name, _digits(rows, own)), found.decimals if done else spread.MANY),
            answer.period,
            upper=found.high,
            hedge=rows[0].hedge if len(rows) == 1 else "khoảng" if any(row.hedge for row in rows) else "",
            status=max((row.status for row in rows), key=STATUSES.index),
            base=rows[0].base or base,
            done=done,
            words="Cộng các kỳ liền nhau." if done else "",
            sources=tuple(dict.fromkeys(self.dataset.source(row.source) for row in rows if row.source)),
            origins=tuple(row.origin for row in rows),
            notes=tuple(dict.fromkeys(notes)),
            contested=bool(answer.others),
        )

    @property
    def _prefer(self) -> lookup.Preference:
        return self.once("ưu tiên", lambda: lookup.preference(self.dataset, self.source_order))

    def _said_elsewhere(self, row: Observation, own: Unit, unit: Unit) -> str:
        said = number(row.value, _digits([row], unit_of(row, unit)))
        title = self.dataset.source(row.source).title if row.source else str(row.origin)
        return f"Nguồn khác nêu {row.hedge + ' ' if row.hedge else ''}{said} {unit_of(row, unit).text} ({title})"

    # --- computed values ---------------------------------------------------------------------------------------------

    def _computed(self, declared: Indicator) -> Figure:
        return self._reckoned(declared, areas.inputs(self, declared, self.inputs_of(declared)))

    def _reckoned(self, declared: Indicator, inputs: list[Figure]) -> Figure:
        """What an indicator comes to with these inputs; missing where one that it needs is."""
        missing = tuple(
            gap for name, each in zip(declared.inputs, inputs, strict=True)
            if not each and name not in declared.optional for gap in each.missing
        )
        present = tuple(each for each in inputs if each)
        apart = _of_other_lengths(present) or _not_joined(declared, inputs)
        done = self._done(declared, inputs)
        found = None if missing or apart else done.result
        if found is None:
            why = missing or apart or (Gap(f"mẫu số khác 0 để tính {declared.label}"),)
            return Figure(declared.name, declared.label, declared.unit, None, self, inputs=present, missing=why)
        return Figure(
            declared.name,
            declared.label,
            declared.unit,
            found.low,
            self,
            self._decimals(declared, found),
            _common_period(present),
            upper=found.high,
            hedge=hedge_of(present) or ("khoảng" if _mixed_dates(present) else ""),
            status=worst_status(present),
            base=declared.base,
            inputs=present,
            done=done,
            words=declared.words,
            notes=_notes(declared, inputs, present),
            coverage=coverage.of_inputs(each.coverage for each in present),
        )

    def _done(self, declared: Indicator, inputs: list[Figure]) -> Arithmetic:
        """What an indicator reckons, from those of its inputs that are there: "12 × 2,5-3" is 30-36, not 30."""
        known = {name: each for name, each in zip(declared.inputs, inputs, strict=True) if each}
        operands = (self._canonical(each, declared.from_printed) for each in known.values())
        return Arithmetic(lambda *each: declared.compute(dict(zip(known, each, strict=True))), (*operands,))

    def inputs_of(self, declared: Indicator) -> list[Figure]:
        """The inputs here: at the latest date that all of them share, there of one source, where there is such a one.

        A share that no whole can have (of two sources, 415 of 400) is looked for at the dates before.
        """
        inputs = [self._input(name) for name in declared.inputs]
        if self.members_only or not _has_own(inputs, self):
            return inputs
        found = next(self._alike(inputs, self._asked(declared)), inputs)
        if declared.unit.is_share and self._is_impossible(declared, found):
            every = self._alike(inputs, self._asked(declared), of_any_day=True)
            return next((each for each in every if not self._is_impossible(declared, each)), found)
        return found

    def _alike(
        self, inputs: list[Figure], asked: list[Callable[[Scope], Figure]], of_any_day: bool = False
    ) -> Iterator[list[Figure]]:
        """The same figures at each date that all of them share, the latest first, of one source before those of several.

        `of_any_day`: also at dates at which none of them is the latest.
        """
        own = [each for each in inputs if each and each.scope is self and not each.coverage]
        dates = {each.period.last for each in own if each.is_stock}
        if len(dates) < 2 and len({source.id for each in own for source in each.sources}) < 2:
            return
        rows = [self._rows_behind(each) for each in own]
        sources = dict.fromkeys(row.source for each in rows for row in each if row.source)
        sources = [source for source in sources if all(any(row.source == source for row in each) for each in rows)]
        if of_any_day:
            dates |= {row.period.last for each in rows for row in each if self.after < row.period.last <= self.until}
        for day in sorted(dates or {self.until}, reverse=True):
            there = self.up_to(day) if dates else self
            then = [ask(there) for ask in asked]
            if dates and ({each.period.last for each in then if each and each.is_stock} != {day} or not all(then)):
                continue
            for source in sources:
                preferred = there.preferring(source)
                alone = [ask(preferred) for ask in asked]
                if _is_of_one_source(alone) and [_when(each) for each in alone] == [_when(each) for each in then]:
                    yield alone
            yield then

    def _rows_behind(self, figure: Figure) -> list[Observation]:
        """The place's rows of what a figure is made of, as this report prefers them."""
        names = dict.fromkeys(each.name for each in figure.family())
        rows = [row for name in names for row in self.dataset.series(self.place.id, name) if row.period.end]
        return sorted(rows, key=self._prefer)

    def _is_impossible(self, declared: Indicator, inputs: list[Figure]) -> bool:
        found = self._done(declared, inputs).result if all(inputs) else None
        return found is not None and not 0 <= found.low <= 100

    def beside(self, figure: Figure, name: str) -> Figure:
        """The figure `name` of the same day and the same source as this one, where there is one; else as it is here."""
        usual = self.figure(name)
        if not figure or not usual or not figure.is_stock or not usual.is_stock:
            return usual
        there = self if usual.period.last == figure.period.last else self.up_to(figure.period.last)
        for source in figure.sources:
            found = there.preferring(source.id).figure(name)
            if found and found.period.last == figure.period.last and source in found.sources:
                return usual if found.value == usual.value else found
        found = there.figure(name)
        return found if found and found.period.last == figure.period.last else usual

    def up_to(self, day: date) -> Scope:
        """The same scope with stocks up to an earlier day."""
        return self.once(f"đến {day}", lambda: replace(self, until=day, found={}))

    def preferring(self, source: str) -> Scope:
        """The same scope in which this source stands where several state the same fact."""
        order = (source, *(each for each in self.source_order if each != source))
        return self.once(f"theo {source}", lambda: replace(self, source_order=order, found={}))

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

    @staticmethod
    def _asked(declared: Indicator) -> list[Callable[[Scope], Figure]]:
        """Its inputs, to be asked for in any scope."""
        return [lambda scope, name=name: scope._input(name) for name in declared.inputs]

    def _decimals(self, declared: Indicator, found: spread.Result) -> int:
        wanted = min(self.decimals.get(declared.name, declared.decimals), found.decimals)
        bounds = [
            t.unit.factor_or_none(declared.unit) * bound
            for t in self.targets_of(declared.name) if t.measure == "cuối kỳ" and t.unit.factor_or_none(declared.unit)
            for bound in (t.value, t.upper) if bound is not None
        ]
        limits = [Fraction(0), Fraction(100)] if declared.unit.is_share else [Fraction(0)]
        return honest_decimals(found.low, wanted, bounds + limits)

    # --- targets -----------------------------------------------------------------------------------------------------

    def targets_of(self, name: str) -> list[Target]:
        """The place's targets for one variable or indicator."""
        return [target for target in self.dataset.targets(self.place.id) if target.variable == name]

    def assessments(self, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
        """Every target of these kinds that concerns this period, held against what was reached."""
        return self.once(f"mục tiêu {kinds}", lambda: assess.assessments(self, kinds))

    def plans_after(self, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
        """Targets of later periods: the next plan, a resolution still to be reached. Listed, not judged."""
        return assess.plans_after(self, kinds)

    def against_target(self, figure: Figure, kinds: tuple[str, ...]) -> Clause:
        """The words that hold a figure against its target; missing when it has none that is judged now."""
        return assess.against_target(self, figure, kinds)

    def parted(self, figure: Figure) -> Clause:
        """The change of a total in the part that answers to its number and the part that answers to its mean."""
        return number_and_mean.parted(self, figure)

    # --- among other places ------------------------------------------------------------------------------------------

    def peers(self, figure: Figure, kind: str = "") -> Peers:
        """The figure beside those of the cluster, region or country; without a kind, of the cluster or else the region."""
        return peers.peers(figure, kind) if kind else peers.usual(figure)

    def per_member(self, figure: Figure) -> Figure:
        return peers.per_member(figure)

    def extremes(self, figure: Figure, *ends: str) -> Phrase:
        return peers.highest_and_lowest(figure, *ends)

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

    # --- over the years ----------------------------------------------------------------------------------------------

    def history(self, name: str) -> history.History:
        """A variable or indicator and that of every member over the years of the report."""
        return self.once(f"chuỗi {name}", lambda: history.of(self, name))

    def course(self, figure: Figure) -> Course:
        return self.history(figure.name).course(figure)

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


def _has_own(inputs: list[Figure], scope: Scope) -> bool:
    """Whether some of these are values of the place itself, of which another day or source may give others."""
    return any(each and each.scope is scope and not each.coverage for each in inputs)


def _is_of_one_source(figures: list[Figure]) -> bool:
    sources = [{source.id for each in figure.family() for source in each.sources} for figure in figures if figure]
    return bool(sources) and bool(set.intersection(*sources))


def _when(figure: Figure) -> tuple | None:
    return (figure.period.start, figure.period.last) if figure and figure.period and figure.period.end else None


def _of_other_lengths(inputs: tuple[Figure, ...]) -> tuple[Gap, ...]:
    """What is lacking where flows of different periods would be added up or divided: loans of a year, projects of a part."""
    flows = [each for each in inputs if each.period and each.period.start and each.period.end]
    days = {each.period.days for each in flows}
    if len(days) < 2:
        return ()
    told = "; ".join(f"{each.label} {each.period.text}" for each in flows)
    return (Gap(listing(each.label for each in flows), whose="cùng một kỳ", why=f" ({told})"),)


def _tells_of(part: Period, whole: Period) -> bool:
    """Whether a known part of a term tells of it: a year of it, or half of what has gone."""
    days, all_days = ((each.last - each.first).days + 1 for each in (part, whole))
    return days >= A_YEAR or 2 * days >= all_days


def _digits(rows: Sequence[Observation], unit: Unit) -> int:
    """Decimals as written; what is counted has none, whatever the program that wrote the file made of it (86,0)."""
    return 0 if unit.is_counted and all(_is_whole(row) for row in rows) else max(row.digits for row in rows)


def _not_joined(declared: Indicator, inputs: list[Figure]) -> tuple[Gap, ...]:
    """What is lacking of a balance whose flows do not lead from its opening to its closing stock."""
    present = [(name.endswith(OPENING), each) for name, each in zip(declared.inputs, inputs, strict=True) if each]
    opening, *_ = [each for opens, each in present if opens] or [None]
    flows = [each for _, each in present if each.period.start]
    closing = [each for opens, each in present if not opens and each.is_stock]
    of_one_day = not any(each.coverage and each.coverage.dates for _, each in present)  # of a group: all its members
    if opening is None or not flows or (of_one_day and all(_joins(opening, each, closing) for each in flows)):
        return ()
    told = "; ".join(f"{each.label} {each.ngay}" for _, each in present)
    return (Gap("số đầu kỳ, phần tăng, giảm và số cuối kỳ", whose="cùng một kỳ", why=f" ({told})"),)


def _joins(opening: Figure, flow: Figure, closing: list[Figure]) -> bool:
    """Whether a flow begins where the opening stands, be that the year in which a term began, and ends at the closing."""
    start, day = flow.period.start, opening.period.last
    begins = day in (start.first - timedelta(days=1), start.first, start.last)
    return begins and all(each.period.last == flow.period.last for each in closing)


def _sum_of(rows: Sequence[Observation], unit: Unit, own: Unit) -> tuple[Arithmetic | None, spread.Result]:
    """What periods that follow each other come to in a unit, and how; one row is its value, and nothing was reckoned."""
    factors = [unit_of(row, unit).factor_to(own) for row in rows]
    if len(rows) == 1:
        low, high = (end if end is None else end * factors[0] for end in (rows[0].value, rows[0].upper))
        return None, spread.Result(low, None if high == low else high)
    done = Arithmetic(total, tuple(map(scaled, map(_as_given, rows), factors)), ends=spread.of_sum)
    return done, done.result


def _as_given(row: Observation) -> Number:
    """A row as a term of a sum, with what its last digit is worth and its hedge leaves open."""
    ends = [end for end in (row.value, row.upper) if end is not None]
    is_exact = row.upper is None and not row.hedge and row.status != "ước"
    worth = Fraction(0) if is_exact else worth_of(ends, row.digits, row.unit.is_share)
    return Number(row.value, row.digits, row.upper, worth=worth, hedge=row.hedge)


def _is_whole(row: Observation) -> bool:
    return all(end is None or end.denominator == 1 for end in (row.value, row.upper))


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


def _agrees(computed: Figure, given: Figure) -> bool:
    """Whether ours is what a source printed, at its digits; what cannot be converted contradicts nothing."""
    factor = computed.unit.factor_or_none(given.unit) if computed and given else None
    return factor is None or round_half_up(computed.value * factor, given.decimals) == given.printed


def _noting(figure: Figure, note: str) -> Figure:
    return replace(figure, notes=(*figure.notes, note))


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
    settings = {"boundary": until, "few_suffice": settings.get("members_only", False), **settings}
    if term is None:
        return Scope(dataset, unit, period.first - timedelta(days=1), until, period, **settings)
    elapsed = years if years is not None else _elapsed(term, period)
    return Scope(dataset, unit, term.period.start.last, until, period, term, elapsed, **settings)


def _elapsed(term: Term, period: Period) -> Fraction | None:
    """Whole months of the term so far / 12; unknown where only the year of its start is known."""
    return Period(term.period.start, period.end).years if term.period.start.precision != "năm" else None
