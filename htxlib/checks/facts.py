"""What is known of one place, arranged for checking: rows by variable and date, and the values a hedge leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from ..codelists import places, units, variables
from ..codelists.places import Place
from ..codelists.units import TIMES, Unit
from ..codelists.variables import Variable
from ..data.dataset import Dataset, Observation, Published, Target, Term
from ..indicators import catalogue
from ..values import lookup, targets
from ..values.figure import number_of
from ..values.plausible import Doubt, doubt, slip_of, usable_unit
from ..values.scope import Scope
from ..words.text import number

When = tuple[date | None, date]  # first and last day; a stock has no first


@dataclass(frozen=True)
class Facts:
    """The rows of one place; `years` are the elapsed years of its term where somebody stated them."""

    dataset: Dataset
    place: Place
    rows: tuple[Observation, ...]
    years: Fraction | None = None
    scopes: tuple[Scope, ...] = ()  # of the report that asks; none: whatever periods the data are of
    memo: dict = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls, dataset: Dataset, place: str, years: Fraction | None = None, scopes: Iterable[Scope] = ()
    ) -> Facts:
        """Ask the dataset for every variable, so that a report which shows findings knows what it rests on."""
        names = dict.fromkeys([*variables.load(), *dataset.own_variables(), *catalogue.load()])
        rows = (row for name in names for row in dataset.series(place, name))
        return cls(dataset, places.get(place), tuple(sorted(rows, key=lambda row: row.origin.row)), years, tuple(scopes))

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.dataset.targets(self.place.id)

    @property
    def published(self) -> tuple[Published, ...]:
        return self.dataset.published(self.place.id)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms whose first and last year are known."""
        return tuple(t for t in self.dataset.terms(self.place.id) if t.period.start and t.period.end)

    @property
    def is_province(self) -> bool:
        return self.place.kind in places.PROVINCIAL

    def variable(self, name: str) -> Variable | None:
        return self.dataset.variable(name)

    def unit(self, name: str) -> Unit:
        """The unit in which a variable or indicator is declared."""
        declared = catalogue.load().get(name)
        return declared.unit if declared else self.variable(name).unit

    def label(self, name: str) -> str:
        declared = catalogue.load().get(name)
        return declared.label if declared else self.variable(name).label

    def slipped(self, row: Observation) -> Fraction | None:
        """What a value must be multiplied by to be plausible."""
        variable = self.variable(row.variable)
        return slip_of(row, variable, self.place) if variable and usable_unit(row, variable.unit) else None

    def doubt(self, row: Observation | Target) -> Doubt | None:
        """What speaks against a value, but for a slip of thousands."""
        slipped = isinstance(row, Observation) and self.slipped(row)
        return None if slipped else doubt(row, self.variable(row.variable), self.place)

    @cached_property
    def usable(self) -> dict[str, tuple[Observation, ...]]:
        """Dated rows that measure what their name says, by name: what checks between rows may compare."""
        found: dict[str, list[Observation]] = {}
        for row in self.rows:
            doubt = self.doubt(row)
            sound = usable_unit(row, self.unit(row.variable)) and not self.slipped(row) and not (doubt and doubt.is_error)
            if row.period.end and sound:
                found.setdefault(row.variable, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def partitions(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Total, name of the group and its parts, for every way in which a total is divided completely."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for variable in (*variables.load().values(), *self.dataset.own_variables().values()):
            if variable.part_of and variable.group:
                key = variable.part_of, variable.group
                found[key] = (*found.get(key, ()), variable.code)
        return tuple((total, group, codes) for (total, group), codes in found.items())

    def at(self, name: str, when: When, source: str = "") -> Observation | None:
        """The row of that name and time: from the same source if it can be had, else the one that a report prints."""
        rows = [row for row in self.usable.get(name, ()) if when_of(row) == when]
        return min(rows, key=lambda row: (row.source != source, *self.prefer(row)), default=None)

    @cached_property
    def prefer(self) -> lookup.Preference:
        """Which of several rows of one fact stands: as the report decides that asks, else as any does."""
        return lookup.preference(self.dataset, self.scopes[0].source_order if self.scopes else ())


@dataclass(frozen=True, slots=True)
class Span:
    """The values a given number may stand for; None is no bound. Exact numbers are spans of one value."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def of(cls, row: Observation | Published) -> Span:
        """In the base unit of its measure, so that tỷ and triệu can be added."""
        if isinstance(row, Observation) and row.upper is not None:
            return cls(row.value * row.unit.scale, row.upper * row.unit.scale)
        worth = targets.last_digit(row.value, row.digits, row.unit.is_share)
        low, high = targets.interval(row.value, row.hedge, worth)
        return cls(*(None if end is None else end * row.unit.scale for end in (low, high)))

    def __add__(self, other: Span) -> Span:
        ends = (self.low, other.low), (self.high, other.high)
        return Span(*(None if None in pair else sum(pair) for pair in ends))

    def __mul__(self, sign: int) -> Span:
        """The span itself, or mirrored for a sign of −1."""
        return self if sign > 0 else Span(*(None if end is None else -end for end in (self.high, self.low)))

    def __gt__(self, other: Span) -> bool:
        """Whether it is above the other whatever the hedges leave open."""
        return self.low is not None and other.high is not None and self.low > other.high

    @classmethod
    def total(cls, spans: Iterable[Span]) -> Span:
        return sum(spans, cls(Fraction(0), Fraction(0)))


def when_of(row: Observation) -> When:
    return row.period.start and row.period.first, row.period.last


def said(row: Observation | Target | Published) -> str:
    """A given value as a sentence has it: "trên 1.926 người", "9.000-10.000 lao động"; empty for a bare statement."""
    if row.value is None:
        return ""
    ends = [number(end, row.digits) for end in (row.value, getattr(row, "upper", None)) if end is not None]
    hedge = getattr(row, "hedge", "")
    return f"{hedge} {with_unit('-'.join(ends), row.unit)}".strip()


def with_unit(text: str, unit: Unit | None) -> str:
    return units.with_unit(text, unit.text if unit else "")


def measured(value: Fraction, unit: Unit) -> str:
    """An exact value with its unit and the decimals it needs."""
    return with_unit(number_of(value), unit)


def scale_between(one: Unit, other: Unit) -> Fraction | None:
    """How many `other` one of these is, whatever it is per; None where they measure different things."""
    if one.measure != other.measure:
        return None
    times = Fraction(TIMES[other.time], TIMES[one.time]) if one.time and other.time else 1
    return Fraction(one.scale, other.scale) * times
