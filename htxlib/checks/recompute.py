"""Our own value for one published figure: the operations of `doi_chieu`, from the figures that the reports print.

Every operation returns `Ours`: the value from exact inputs, the value from inputs as printed, the arithmetic in digits,
or what is missing. It also says what the number would be if somebody had meant something else (points for %, an excess
for an attainment), and which base or how many years would explain the published number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from ..codelists import places
from ..codelists.places import Place
from ..codelists.units import Unit
from ..data.dataset import Published
from ..indicators import catalogue
from ..values.derivation import Arithmetic, as_printed, scaled
from ..values.figure import Figure, mean_growth
from ..values.gap import Gap
from ..values.targets import OPEN
from ..words.label import inside
from ..words.text import number, round_half_up
from . import relations
from .facts import Facts, scale_between, with_unit
from .facts_of_published import Case

PERCENT, POINTS, TIMES, GROWTH = map(Unit.parse, ("%", "điểm %", "lần", "%/năm"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a published number would be if somebody had meant something else, and the sentence that says so."""

    value: Fraction
    unit: Unit
    sentence: str
    in_points: bool = False  # a difference of shares: points, written as %


@dataclass(frozen=True)
class Ours:
    """What we make of one published figure."""

    unit: Unit
    value: Fraction | None = None  # from exact inputs
    rounded: Fraction | None = None  # from the inputs as printed
    done: Arithmetic | None = None  # of exact inputs
    of_printed: Arithmetic | None = None  # of the inputs as printed
    missing: tuple[Gap, ...] = ()
    hedged: bool = False  # an input is "trên …": the result cannot be held against a number
    others: tuple[Reading, ...] = ()
    hints: tuple[str, ...] = ()  # what would explain the published number
    doubtful: bool = False  # it cannot be computed, but what is known speaks against the published number

    def or_else(self, value: Callable[[Fraction], Fraction], unit: Unit, sentence: str, in_points: bool = False) -> Ours:
        """With one more reading of the published number, computed from our value."""
        if self.value is None:
            return self
        return replace(self, others=(*self.others, Reading(value(self.value), unit, sentence, in_points)))


BARE = {"dat_muc_tieu": "đạt", "vuot_muc_tieu": "vượt"}  # what may be stated without a number, and its word
OPERATIONS: dict[str, Callable[[Case], Ours]] = {}


def recompute(facts: Facts, row: Published) -> Ours:
    """Our value for one row of `doi_chieu`, in our own unit."""
    if row.period.end is None:
        return Ours(facts.unit(row.variable), missing=(Gap("ngày của dòng này", "den_ngay"),))
    if row.value is None and row.operation not in BARE:
        return Ours(facts.unit(row.variable), missing=(Gap("giá trị của dòng này", "gia_tri"),))
    return OPERATIONS[row.operation](Case(facts, row))


def operation(function: Callable[[Case], Ours]) -> Callable[[Case], Ours]:
    OPERATIONS[function.__name__] = function
    return function


# --- changes ----------------------------------------------------------------------------------------------------------


@operation
def tang_giam(case: Case) -> Ours:
    now, then = case.level(), case.before()
    return computed((now, then), Unit.parse(now.unit.difference), relations.difference)


@operation
def tang_giam_pct(case: Case) -> Ours:
    now, then = case.level(), case.before()
    ours = computed((now, then), PERCENT, relations.growth)
    if not now.unit.is_share:
        return ours
    sentence = "Số công bố là hiệu của hai tỷ lệ: ghi «điểm %»."
    return ours.or_else(lambda _: now.value - then.value, PERCENT, sentence, in_points=True)


@operation
def so_lan(case: Case) -> Ours:
    ours = computed((case.level(), case.before()), TIMES, relations.times)
    return ours.or_else(lambda ratio: ratio - 1, TIMES, "Số công bố là phần tăng thêm, không phải số lần.")


@operation
def tang_binh_quan_pct(case: Case) -> Ours:
    """Mean annual growth over the intervals between the two dates: 2011 to 2020 are nine."""
    years = case.row.period.last.year - case.since.last.year if case.since else 0
    if years <= 0:
        return Ours(GROWTH, missing=(Gap("mốc so sánh ở năm trước", "goc_ngay hoặc tu_ngay"),))
    figures = case.level(), case.before()
    if all(figures) and min(level for each in figures for level in (each.value, each.printed)) <= 0:
        return Ours(GROWTH, missing=(Gap("hai mức lớn hơn 0"),))
    return computed(figures, GROWTH, lambda now, then: mean_growth(now / then, years))


@operation
def binh_quan_nam(case: Case) -> Ours:
    flow, years = case.level(), case.years
    unit, hints = flow.unit.per_time("năm"), tuple(_years_that_fit(case, flow))
    if not years:
        gap = Gap("số năm đã qua để tính bình quân năm", whose=case.facts.label(case.row.variable))
        return Ours(unit, missing=flow.missing or (gap,), hints=hints)
    return replace(computed((flow,), unit, lambda a: a / years), hints=hints)


def _years_that_fit(case: Case, flow: Figure) -> Iterable[str]:
    ends = flow and _divisors(case.row, flow.value * (scale_between(flow.unit, case.row.unit) or 1))
    if ends:
        yield f"Số công bố cần từ {number(ends[0], 2)} đến {number(ends[1], 2)} năm."


# --- targets ----------------------------------------------------------------------------------------------------------


@operation
def dat_muc_tieu(case: Case) -> Ours:
    ours = _against_target(case, PERCENT, relations.share)
    return ours.or_else(lambda reached: reached - 100, PERCENT, "Số công bố là phần vượt, không phải mức đạt.")


@operation
def vuot_muc_tieu(case: Case) -> Ours:
    """The excess: in % of the target, or in points where the source says points."""
    points = _against_target(case, POINTS, relations.difference)
    if case.row.unit and case.row.unit.measure == POINTS.measure:
        return points
    ours = _against_target(case, PERCENT, relations.excess)
    if points.value is not None and case.level().unit.is_share:
        formula = points.done.written(case.row.digits)
        sentence = f"Số công bố là {formula}, tức là điểm %: ghi «điểm %» thay cho «%»."
        ours = ours.or_else(lambda _: points.value, PERCENT, sentence, in_points=True)
    return ours.or_else(lambda excess: excess + 100, PERCENT, "Số công bố là mức đạt, không phải phần vượt.")


@operation
def diem_pct(case: Case) -> Ours:
    """The difference of two shares, in points: from another date, else from the target."""
    if case.is_against_earlier:
        ours = computed((case.level(), case.before()), POINTS, relations.difference)
    else:
        ours = _against_target(case, POINTS, relations.difference)
    sentence = "Số đúng nhưng là điểm %: ghi «điểm %» thay cho «%»."
    return ours.or_else(lambda points: points, PERCENT, sentence, in_points=True)


def _against_target(case: Case, unit: Unit, arithmetic: Callable) -> Ours:
    found = case.assessment
    if found is None:
        whose = inside(case.facts.label(case.row.variable))
        gap = Gap("mục tiêu hoặc kế hoạch", "bảng muc_tieu", whose)
        return Ours(unit, missing=(*case.level().missing, gap))
    if found.actual and case.row.value is None:  # a bare statement is held against the verdict
        gap = Gap("số chính xác", whose=inside(case.facts.label(case.row.variable)))
        return Ours(unit, missing=(gap,) if found.verdict == OPEN else ())
    if found.actual and found.target.sign not in ("≥", ">", "="):
        return Ours(unit, missing=(Gap("mục tiêu có một mức tối thiểu để so"),))
    return computed((found.actual, found.bound), unit, arithmetic)


# --- shares, means, conversions, totals -------------------------------------------------------------------------------


@operation
def ty_trong(case: Case) -> Ours:
    """A share in a total: from the counts, on the base that the row names, else on the usual one."""
    part, base = part_and_base(case)
    if part and not base:  # a count is no share
        gap = Gap("tổng thể (mau_so)", whose=inside(case.facts.label(part)))
        return Ours(PERCENT, missing=(*case.level(part).missing, gap))
    if not part:
        return computed((case.level(),), PERCENT, lambda share: share)
    return _mean(case, case.level(part), case.level(base), Fraction(100), PERCENT)


def part_and_base(case: Case) -> tuple[str, str]:
    """What is divided by what; nothing where the share itself is all there is."""
    row, declared = case.row, catalogue.load().get(case.row.variable)
    if declared is None or not declared.unit.is_share:
        variable = case.facts.variable(row.variable)
        is_share = variable is not None and variable.unit.is_share
        return ("", "") if is_share else (row.variable, row.base or (variable.part_of if variable else ""))
    parts = [name for name in declared.inputs if name != declared.base]
    return (parts[0], row.base or declared.base) if len(parts) == 1 else ("", "")


@operation
def ty_trong_dia_ban(case: Case) -> Ours:
    """The share of a place in its cluster, region or country, which the column so_voi names."""
    group = case.group
    if group is None:
        return Ours(PERCENT, missing=(Gap("so_voi: cụm, vùng hoặc cả nước", whose=case.facts.place.name),))
    whole = case.figure_in(replace(case.scope, place=group, found={}), case.row.variable)
    if whole and whole.coverage and not whole.coverage.complete:
        why = f" (mới có {whole.coverage.share})"
        gap = Gap(whole.label, whose=f"toàn bộ {group.full_name(case.row.period.last)}", why=why)
        return Ours(PERCENT, missing=(gap,))
    return computed((case.level(), whole), PERCENT, relations.share)


@operation
def binh_quan_don_vi(case: Case) -> Ours:
    """A mean per province of a group, or per cooperative where the unit says so; a flow of some years also per year."""
    one, row = case.level(), case.row
    unit = row.unit or one.unit
    years = case.years if unit.time == "năm" and row.period.start and not row.period.is_year else Fraction(1)
    if not years:
        return Ours(unit, missing=(Gap("số năm đã qua"),))
    factor = scale_between(one.unit, unit) or Fraction(1)
    base = row.base or {"HTX": "so_htx", "THT": "so_tht", "LHHTX": "so_lhhtx"}.get("".join(unit.per), "")
    if base:
        return _mean(case, one, case.level(base), factor, unit, years)
    members = len(_members(case))
    if not members:
        return Ours(unit, missing=(Gap("số đơn vị để chia (mau_so)"),))
    return computed((one,), unit, lambda total: _a_year(_times(factor, total) / members, years))


@operation
def quy_doi(case: Case) -> Ours:
    """The same value in another unit: a month's mean times twelve, tỷ in triệu."""
    row, declared = case.row, catalogue.load().get(case.row.variable)
    level = case.level(declared.inputs[0] if declared and declared.from_printed else row.variable)
    unit = row.unit or level.unit
    factor = scale_between(level.unit, unit)
    if factor is None:
        return Ours(unit, missing=(Gap(f"cách đổi từ {level.unit.text} sang {unit.text}"),))
    return computed((level,), unit, lambda value: value * factor if factor >= 1 else value / (1 / factor))


@operation
def tong(case: Case) -> Ours:
    """A total: of the parts of one group, of the members of a cluster, or of the parts of a flow's period."""
    name = case.row.variable
    unit = case.facts.unit(name)
    ways = [[case.level(code) for code in codes] for total, _, codes in case.facts.partitions if total == name]
    ways.append([case.figure_in(replace(case.scope, place=each, found={}), name) for each in _members(case)])
    for figures in ways:
        if figures and all(figures):
            return computed(tuple(figures), unit, relations.total)
    whole = case.level()
    if whole and whole.done:  # a flow summed from the periods that tile its own
        return of_figure(whole, unit)
    return Ours(unit, missing=(Gap("các thành phần", whose=inside(case.facts.label(name))),))


def _members(case: Case) -> tuple[Place, ...]:
    """The provinces of a group on the last day that it and the row's period have in common; none of a province."""
    group, day = case.facts.place, case.row.period.last
    return places.members(group.id, min(day, group.end or day))


# --- what the operations share ----------------------------------------------------------------------------------------


def computed(figures: tuple[Figure, ...], unit: Unit, arithmetic: Callable) -> Ours:
    """Do the arithmetic twice, from exact and from printed inputs, all in the money scale of the first figure."""
    missing = tuple(dict.fromkeys(gap for each in figures for gap in each.missing))
    if missing or not all(figures):
        return Ours(unit, missing=missing or (Gap("số liệu đầu vào"),))
    first = figures[0].unit
    scales = [scale_between(each.unit, first) or Fraction(1) for each in figures]
    exact, printed = (
        Arithmetic(arithmetic, tuple(map(scaled, operands, scales))) for operands in (figures, map(as_printed, figures))
    )
    results = exact.result, printed.result
    if None in results:
        return Ours(unit, missing=(Gap("mẫu số khác 0"),))
    hedged = any(each.hedge or each.upper is not None for each in figures)
    return Ours(unit, *(each.low for each in results), exact, printed, hedged=hedged)


def of_figure(figure: Figure, unit: Unit) -> Ours:
    """A figure that was computed, as it was."""
    return replace(computed((figure,), unit, lambda value: value), done=figure.done, of_printed=figure.done)


def _times(factor: Fraction, value):
    """The value in another unit; nothing is written where it stays as it is."""
    return value if factor == 1 else factor * value if factor > 1 else value / (1 / factor)


def _a_year(value, years: Fraction):
    return value if years == 1 else value / years


def _mean(case: Case, one: Figure, whole: Figure, factor: Fraction, unit: Unit, years: Fraction = Fraction(1)) -> Ours:
    """`factor` × one / whole / years; with the base that would explain the published number."""
    ours = computed((one, whole), unit, lambda a, b: _a_year(_times(factor, a) / b, years))
    factor = factor / years
    ends = one and _divisors(case.row, factor * one.value)
    if not ends:
        return ours
    needed = number(round_half_up(factor * one.value / case.row.value))
    hints = [f"Số công bố cần mẫu số {needed} (từ {number(ends[0], 1)} đến {number(ends[1], 1)})."]
    hints += _bases_that_fit(case, ends, (one.name, whole.name))
    share = None if whole else _share_of_the_total(case, one, factor)
    return replace(ours, hints=(*hints, *filter(None, [share])), doubtful=share is not None)


def _bases_that_fit(case: Case, ends: tuple[Fraction, Fraction], known: tuple[str, ...]) -> Iterable[str]:
    for name, rows in case.facts.usable.items():
        for row in rows:
            fits = row.period.last == case.row.period.last and ends[0] <= row.value <= ends[1]
            if fits and row.unit.is_count and name not in known:
                yield f"Mẫu số có thể là {inside(case.facts.label(name))} ({number(row.value)})."


def _share_of_the_total(case: Case, one: Figure, factor: Fraction) -> str | None:
    """What the share would be on the total it is a part of, where the base it was published on is not known."""
    variable = case.facts.variable(one.name)
    total = case.level(variable.part_of) if variable and variable.part_of else None
    if not total or not total.value:
        return None
    text = with_unit(number(factor * one.value / total.value, case.row.digits), case.row.unit)
    return f"Trên {inside(total.label)} ({total.text}) thì chỉ là {text}."


def _divisors(row: Published, total: Fraction) -> tuple[Fraction, Fraction] | None:
    """Between which divisors `total` prints as published; None for hedged, missing or tiny values."""
    half = Fraction(1, 2 * 10**row.digits)
    if row.value is None or row.hedge or row.value <= half or total <= 0:
        return None
    return total / (row.value + half), total / (row.value - half)
