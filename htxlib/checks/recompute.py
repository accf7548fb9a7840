"""Our own value for one published figure: the operations of `doi_chieu`, from the figures that the reports print.

Every operation returns `Ours`: the value from exact inputs, the value from inputs as printed, the arithmetic in digits,
or what is missing. Where the two could differ from what was published it also says what the number would be if
somebody had meant something else (points for %, another base, another unit).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from .. import catalogue, places, targets
from ..dataset import Published, Target, Term
from ..dataset.rows import TARGET_KINDS
from ..figures import Figure, mean_growth, number_of
from ..periods import Moment, Period
from ..scope import Scope, open_scope
from ..targets import Assessment
from ..text import fold, number, round_half_up
from ..units import Unit
from .facts import Facts, measured, scale_between

PERCENT, POINTS, TIMES = Unit.parse("%"), Unit.parse("điểm %"), Unit.parse("lần")


@dataclass(frozen=True)
class Ours:
    """What we make of one published figure."""

    unit: Unit
    value: Fraction | None = None  # from exact inputs
    rounded: Fraction | None = None  # from the inputs as printed
    formula: str = ""
    missing: tuple[str, ...] = ()
    hedged: bool = False  # an input is "trên …": the result cannot be held against a number
    others: tuple[tuple[Fraction, Unit, str], ...] = ()  # another reading of the number, and the sentence that says so
    hints: tuple[str, ...] = ()  # what would explain the published number


@dataclass(frozen=True)
class Case:
    """One published figure and the place it speaks of."""

    facts: Facts
    row: Published

    # --- levels ------------------------------------------------------------------------------------------------------

    def level(self, name: str = "") -> Figure:
        """The figure at the end of the row's period (a flow: over the period)."""
        return self._at(self.row.period.end, self._flow).figure(name or self.row.variable)

    @property
    def _flow(self) -> Period | None:
        period = self.row.period
        if period.start:
            return period
        return Period.year(period.last.year) if period.end.precision == "năm" else None

    def _at(self, day: Moment, flow: Period | None, grace: int = 1) -> Scope:
        """Where a value dated `day`, and no other day, is found; `grace` days before its first day."""
        key = day, flow, grace
        if key not in self.facts.memo:
            after = day.first - timedelta(days=grace)
            self.facts.memo[key] = Scope(self.facts.dataset, self.facts.place, after, day.last, flow)
        return self.facts.memo[key]

    def before(self) -> Figure:
        """The same figure at what it is compared with: a year before, or the date given."""
        row, variable = self.row, self.facts.variable(self.row.variable)
        year_before = row.against in ("kỳ trước", "cùng kỳ") and not row.base_date
        if variable and variable.is_flow and self._flow:
            flow = Period(row.base_date, row.base_date) if row.base_date else self._flow.shifted(-1)
            return self._at(flow.end, flow).figure(row.variable)
        since = self._flow_end_before if year_before else self.since
        if since is None:
            return self._gap(f"mốc so sánh (goc_ngay) của {self.facts.label(row.variable)}")
        # The last day of 2019 opens the term 2020-2025 as well as "2020" does.
        flow = Period.year(since.last.year) if since.precision == "năm" else None
        return self._at(since, flow, grace=2).figure(row.variable)

    @property
    def since(self) -> Moment | None:
        return self.row.base_date or self.row.period.start

    @property
    def _flow_end_before(self) -> Moment:
        return Period(None, self.row.period.end).shifted(-1).end

    def _gap(self, missing: str) -> Figure:
        scope = self._at(self.row.period.end, None)
        return Figure(self.row.variable, "", self.facts.unit(self.row.variable), None, scope, missing=(missing,))

    # --- the term and its targets ------------------------------------------------------------------------------------

    @cached_property
    def term(self) -> Term | None:
        """The place's term that the row's period lies in; where two overlap, the one that began when the period does."""
        period = self.row.period
        known = [t for t in self.facts.dataset.terms(self.facts.place.id) if t.period.first <= period.last <= t.period.last]
        began = [t for t in known if period.start and t.period.first.year == period.first.year]
        return (began or known or [None])[-1]

    @cached_property
    def years(self) -> Fraction | None:
        """Elapsed years of the row's period.

        Known from outside (parameter `years`), or by months, or as whole calendar years. A period that only says in which
        year the term began ("2020" to 31/5/2023) may have begun in any month of it; if half of the term is among the
        possible lengths, it is half of the term (published mid-term reports divide by ½ × 5 = 2,5), else unknown.
        """
        period, term = self.row.period, self.term
        if period.start is None:
            return None
        of_term = term is not None and term.period.first.year == period.first.year
        if of_term and self.facts.years is not None:
            return self.facts.years
        if of_term and period.start.precision == "năm" != term.period.start.precision:
            period = Period(term.period.start, period.end)
        if period.start.precision != "năm" or (period.end.precision == "năm" and not of_term):
            return period.years
        length = self._term_length
        if length and period.last.year == term.period.last.year:
            return length
        longest = Period(period.start, period.end).years
        shortest = Period(Moment.of(date(period.first.year, 12, 1)), period.end).years
        half = length and length / 2
        return half if half and shortest and longest and shortest <= half <= longest else None

    @property
    def _term_length(self) -> Fraction | None:
        """A term 2020-2025 has five years, not six."""
        if self.term is None:
            return None
        period = self.term.period
        return Fraction(period.last.year - period.first.year) if period.start.precision == "năm" else period.years

    @cached_property
    def assessment(self) -> Assessment | None:
        """The target the row speaks of, held against our figure; None where there is no target."""
        target = self._target
        if target is None:
            return None
        row, term = self.row, self.term
        start = row.period.start or (term and term.period.start) or Moment.parse(f"{row.period.last.year}")
        whole_term = term is not None and start.first.year == term.period.first.year
        period = Period(start, row.period.end)
        scope = open_scope(
            self.facts.dataset, self.facts.place.id, period,
            term=term if whole_term else None, years=replace_period(self, period).years,
        )
        return scope.assess(target)

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
        named = [t for t in known if against and (fold(t.kind) in against or against in fold(t.document))]
        return (named or known or [None])[0]


def replace_period(case: Case, period: Period) -> Case:
    """The same case over another period, for its elapsed years."""
    return case if period == case.row.period else Case(case.facts, replace(case.row, period=period))


# --- the operations ---------------------------------------------------------------------------------------------------

OPERATIONS: dict[str, Callable[[Case], Ours]] = {}


def operation(function: Callable[[Case], Ours]) -> Callable[[Case], Ours]:
    OPERATIONS[function.__name__] = function
    return function


def recompute(facts: Facts, row: Published) -> Ours:
    """Our value for one row of `doi_chieu`, in our own unit."""
    return OPERATIONS[row.operation](Case(facts, row))


@operation
def tang_giam(case: Case) -> Ours:
    now, then = case.level(), case.before()
    return _from((now, then), Unit.parse(now.unit.difference), lambda a, b: a - b, "{} − {}")


@operation
def tang_giam_pct(case: Case) -> Ours:
    now, then = case.level(), case.before()
    ours = _from((now, then), PERCENT, lambda a, b: 100 * (a / b - 1), "100 × ({} / {} − 1)")
    if not now.unit.is_share or ours.value is None:
        return ours
    points = now.value - then.value
    return replace(ours, others=((points, PERCENT, "Số công bố là hiệu của hai tỷ lệ: phải ghi «điểm %»."),))


@operation
def so_lan(case: Case) -> Ours:
    ours = _from((case.level(), case.before()), TIMES, lambda a, b: a / b, "{} / {}")
    if ours.value is None:
        return ours
    return replace(ours, others=((ours.value - 1, TIMES, "Số công bố là phần tăng thêm, không phải số lần."),))


@operation
def tang_binh_quan_pct(case: Case) -> Ours:
    """Mean annual growth over the intervals between the two dates: 2011 to 2020 are nine."""
    since = case.since
    years = case.row.period.last.year - since.last.year if since else 0
    unit = Unit.parse("%/năm")
    if years <= 0:
        return Ours(unit, missing=("mốc so sánh (goc_ngay hoặc tu_ngay) trước den_ngay",))
    return _from((case.level(), case.before()), unit, lambda a, b: mean_growth(a / b, years), f"(({{}} / {{}})^(1/{years}) − 1) × 100")


@operation
def binh_quan_nam(case: Case) -> Ours:
    flow, years = case.level(), case.years
    unit = flow.unit.per_time("năm")
    if years is None:
        gap = f"số năm đã qua để tính bình quân năm của {case.facts.label(case.row.variable)}"
        return Ours(unit, missing=flow.missing or (gap,), hints=tuple(_years_that_fit(case, flow)))
    ours = _from((flow,), unit, lambda a: a / years, f"{{}} / {number_of(years)}")
    return replace(ours, hints=tuple(_years_that_fit(case, flow)))


def _years_that_fit(case: Case, flow: Figure) -> Iterable[str]:
    ends = flow and _divisors(case.row, flow.value * (scale_between(flow.unit, case.row.unit) or 1))
    if ends:
        yield f"Số công bố cần từ {number(ends[0], 2)} đến {number(ends[1], 2)} năm."


@operation
def dat_muc_tieu(case: Case) -> Ours:
    ours = _against_target(case, lambda actual, bound: 100 * actual / bound, "100 × {} / {}", PERCENT)
    if ours.value is None:
        return ours
    return replace(ours, others=((ours.value - 100, PERCENT, "Số công bố là phần vượt, không phải mức đạt."),))


@operation
def vuot_muc_tieu(case: Case) -> Ours:
    """The excess: in % of the target, or in points where the source says points."""
    points = _against_target(case, lambda actual, bound: actual - bound, "{} − {}", POINTS)
    if case.row.unit and case.row.unit.measure == POINTS.measure:
        return points
    ours = _against_target(case, lambda actual, bound: 100 * actual / bound - 100, "100 × {} / {} − 100", PERCENT)
    if ours.value is None:
        return ours
    others = [(ours.value + 100, PERCENT, "Số công bố là mức đạt, không phải phần vượt.")]
    if case.assessment.actual.unit.is_share:
        sentence = f"Số công bố là {points.formula}, tức điểm %: ghi «điểm %» thay cho «%»."
        others.insert(0, (points.value, PERCENT, sentence))
    return replace(ours, others=tuple(others))


@operation
def diem_pct(case: Case) -> Ours:
    """The difference of two shares, in points: from another date, else from the target."""
    if case.row.base_date or case.row.against in ("đầu kỳ", "kỳ trước", "cùng kỳ"):
        ours = _from((case.level(), case.before()), POINTS, lambda a, b: a - b, "{} − {}")
    else:
        ours = _against_target(case, lambda actual, bound: actual - bound, "{} − {}", POINTS)
    if ours.value is None:
        return ours
    return replace(ours, others=((ours.value, PERCENT, "Số đúng nhưng là điểm %: ghi «điểm %» thay cho «%»."),))


def _against_target(case: Case, arithmetic: Callable, formula: str, unit: Unit) -> Ours:
    found = case.assessment
    if found is None:
        label = case.facts.label(case.row.variable)
        return Ours(unit, missing=(*case.level().missing, f"mục tiêu hoặc kế hoạch của {label} (bảng muc_tieu)"))
    if found.actual and found.target.sign not in ("≥", ">", "="):
        return Ours(unit, missing=("mục tiêu có một mức tối thiểu để so",))
    factor = scale_between(found.bound.unit, found.actual.unit)
    if factor is None:
        return Ours(unit, missing=(f"mục tiêu và thực hiện cùng đơn vị tính ({found.bound.unit.text}, {found.actual.unit.text})",))
    return _from((found.actual, found.bound), unit, lambda actual, bound: arithmetic(actual, bound * factor), formula)


@operation
def ty_trong(case: Case) -> Ours:
    """A share in a total: from the counts, on the base that the row names, else on the usual one."""
    part, base = _part_and_base(case)
    if not part or not base:
        return _from((case.level(),), PERCENT, lambda share: share, "{}")
    one, whole = case.level(part), case.level(base)
    return _mean_of(case, one, whole, 100, PERCENT, "100 × {} / {}")


@operation
def binh_quan_don_vi(case: Case) -> Ours:
    """A mean per province of a group, or per cooperative where the unit says so; a flow of some years also per year."""
    one, row = case.level(), case.row
    unit = row.unit or one.unit
    base = row.base or {"HTX": "so_htx", "THT": "so_tht", "LHHTX": "so_lhhtx"}.get("".join(unit.per), "")
    years = case.years if unit.time == "năm" and row.period.start and not row.period.is_year else 1
    if years is None:
        return Ours(unit, missing=("số năm đã qua",))
    factor = (scale_between(one.unit, unit) or 1) / years
    if base:
        return _mean_of(case, one, case.level(base), factor, unit, "{} / {}" + (f" / {number_of(years)}" if years != 1 else ""))
    members = len(places.members(case.facts.place.id, row.period.last))
    if not members:
        return Ours(unit, missing=("số đơn vị để chia (mau_so)",))
    return _from((one,), unit, lambda total: total * factor / members, f"{{}} / {members}")


@operation
def quy_doi(case: Case) -> Ours:
    """The same value in another unit: a month's mean times twelve, tỷ in triệu."""
    row, level = case.row, case.level()
    declared = catalogue.load().get(row.variable)
    if declared and declared.from_printed:
        level = case.level(declared.inputs[0])
    unit = row.unit or level.unit
    factor = scale_between(level.unit, unit)
    if factor is None:
        return Ours(unit, missing=(f"cách đổi từ {level.unit.text} sang {unit.text}",))
    sign = f"{{}} × {number_of(factor)}" if factor >= 1 else f"{{}} / {number_of(1 / factor)}"
    return _from((level,), unit, lambda value: value * factor, sign)


@operation
def tong(case: Case) -> Ours:
    """A total: of the parts of one group, of the members of a cluster, or of the parts of a flow's period."""
    row, unit = case.row, case.facts.unit(case.row.variable)
    for figures in (*_parts(case), _members(case)):
        if figures and all(figures):
            factors = [scale_between(each.unit, unit) or 1 for each in figures]
            return _from(
                tuple(figures), unit, lambda *terms, by=factors: sum(t * f for t, f in zip(terms, by, strict=True)),
                " + ".join(["{}"] * len(figures)),
            )
    whole = case.level()
    if whole and whole.formula:  # a flow summed from the periods that tile it
        return replace(_from((whole,), unit, lambda value: value, "{}"), formula=whole.formula)
    return Ours(unit, missing=(f"các thành phần của {case.facts.label(row.variable)}",))


def _parts(case: Case) -> Iterable[list[Figure]]:
    from .between import _groups

    return ([case.level(code) for code in codes] for total, _, codes in _groups(case.facts) if total == case.row.variable)


def _members(case: Case) -> list[Figure]:
    row = case.row
    scope = case._at(row.period.end, case._flow)
    return [replace(scope, place=each, found={}).figure(row.variable) for each in places.members(case.facts.place.id, row.period.last)]


# --- what the operations share ----------------------------------------------------------------------------------------


def _from(figures: tuple[Figure, ...], unit: Unit, arithmetic: Callable, formula: str) -> Ours:
    """Do the arithmetic twice, from exact and from printed inputs, in the unit of the first figure."""
    missing = tuple(dict.fromkeys(gap for each in figures for gap in each.missing))
    if missing or not all(figures):
        return Ours(unit, missing=missing)
    first = figures[0].unit
    scales = [scale_between(each.unit, first) or Fraction(1) for each in figures]
    try:
        exact, printed = (
            arithmetic(*(value * scale for value, scale in zip(values, scales, strict=True)))
            for values in ([each.value for each in figures], [each.printed for each in figures])
        )
    except ZeroDivisionError:
        return Ours(unit, missing=("mẫu số khác 0",))
    hedged = any(each.hedge or each.upper is not None for each in figures)
    return Ours(unit, exact, printed, formula.format(*(each.so for each in figures)), hedged=hedged)


def _mean_of(case: Case, one: Figure, whole: Figure, factor: Fraction | int, unit: Unit, formula: str) -> Ours:
    """`factor` × one / whole; with the base that would explain the published number."""
    ours = _from((one, whole), unit, lambda a, b: factor * a / b, formula)
    if one.unit.measure != whole.unit.measure and one and whole:  # a mean: the base is no scale of the numerator
        value, printed = factor * one.value / whole.value, factor * one.printed / whole.printed
        ours = replace(ours, value=value, rounded=printed)
    return replace(ours, hints=tuple(_other_bases(case, one, whole, factor)))


def _other_bases(case: Case, one: Figure, whole: Figure, factor: Fraction | int) -> Iterable[str]:
    ends = one and _divisors(case.row, factor * one.value)
    if not ends:
        return
    exact = round_half_up(factor * one.value / case.row.value)
    yield f"Số công bố cần mẫu số {number(exact)} (từ {number(ends[0], 1)} đến {number(ends[1], 1)})."
    for name, rows in case.facts.usable.items():
        for row in rows:
            fits = row.period.last == case.row.period.last and ends[0] <= row.value <= ends[1]
            if fits and row.unit.is_count and name not in (one.name, whole.name):
                yield f"Mẫu số {number(row.value)} có thể là {case.facts.label(name)}."
    total = case.level(case.facts.variable(one.name).part_of) if _part_of(case, one.name) else None
    if not whole and total and total.value:
        share = factor * one.value / total.value
        text = measured(round_half_up(share, case.row.digits), case.row.unit or PERCENT)
        yield f"Trên {total.label.lower() if total.label[:2].islower() else total.label} {total.text} tỷ lệ chỉ là {text}."


def _part_of(case: Case, name: str) -> str:
    variable = case.facts.variable(name)
    return variable.part_of if variable else ""


def _divisors(row: Published, total: Fraction) -> tuple[Fraction, Fraction] | None:
    """Between which divisors `total` prints as published; None for hedged or missing values."""
    half = Fraction(1, 2 * 10**row.digits)
    if row.value is None or row.hedge or row.value <= half:
        return None
    return total / (row.value + half), total / (row.value - half)


def _part_and_base(case: Case) -> tuple[str, str]:
    """What is divided by what. An indicator on its own base is taken as it is (no part)."""
    row, declared = case.row, catalogue.load().get(case.row.variable)
    if declared is None:
        variable = case.facts.variable(row.variable)
        return ("", "") if variable.kind == "tỷ lệ" else (row.variable, row.base or variable.part_of)
    parts = [name for name in declared.inputs if name != declared.base]
    if not declared.unit.is_share:
        return row.variable, row.base
    return (parts[0], row.base or declared.base) if len(parts) == 1 else ("", "")
