"""How far a target has come before its time: ahead of the time that is gone, even with it, behind, or not to be told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..codelists.periods import Moment, Period
from ..codelists.units import Unit
from ..data.dataset import Target
from ..words.text import round_half_up
from . import spread
from .derivation import Arithmetic, Constant, Number, Operand
from .figure import Figure, Standpoint
from .gap import Gap
from .targets import MINIMA, interval

AHEAD, EVEN, LATE = "nhanh hơn tiến độ", "đúng tiến độ", "chậm tiến độ"
UNDERWAY = "đang thực hiện"
NO_START = "chưa xét được tiến độ"  # nobody knows where it began, or only over a time of another length
UNSURE = "chưa rõ tiến độ"  # its digits leave open on which side of the time gone it is
NARROW = 2  # per cent: what is known more exactly is told in whole ones
TOLD = (AHEAD, EVEN, LATE, UNSURE)  # what says how far it has come beside the time gone


def verdict(scope: Standpoint, target: Target, level: Figure, actual: Figure, bound: Figure) -> str:
    """Of a target that is not reached yet: its progress on the way from the start, in whole per cents, beside the time gone.

    The pace is that of the rise: with 91% of a level one may be ahead at half-time, and behind.
    """
    if not has_pace(scope, target):
        return UNDERWAY
    start, goal = _start(target, level, actual), exactly(bound, actual)
    if start is None:
        return NO_START
    if start.given.low >= goal.value:
        return UNDERWAY
    gone = round_half_up(100 * scope.years / total_years(scope, target.period))
    ends = spread.result(_share(goal.value), [spread.Given(*_reach(each)) for each in (actual, start)])
    shown = [round_half_up(end) for end in ends.ends]
    if min(shown) >= gone:
        return EVEN if gone in shown else AHEAD
    return LATE if max(shown) < gone else UNSURE


def way(scope: Standpoint, target: Target, level: Figure, actual: Figure, bound: Figure) -> Figure:
    """How much of the planned rise is behind, in %: (actual − start) / (goal − start), of a level that has a start.

    Of a range as a goal a range; where the digits of the levels leave open whether that is enough, to the nearest ten.
    """
    start = _start(target, level, actual) if target.measure == "cuối kỳ" else None
    goal = exactly(bound, actual)
    if start is None or not has_pace(scope, target) or start.given.high >= goal.value or actual is not level:
        return actual.gap("da_di", Gap(f"số đầu kỳ của {level.label}"))
    unsure = verdict(scope, target, level, actual, bound) == UNSURE
    operands = (*map(_as_written, (actual, start)), goal) if unsure else (actual, start, goal)
    done = Arithmetic(lambda now, then, due: 100 * (now - then) / (due - then), operands)
    found = actual.derived(
        "da_di",
        actual.label.to(": phần đã thực hiện của mức tăng đề ra"),
        done,
        Unit.parse("%"),
        -1 if unsure and done.result.width > NARROW else 0,
        (actual, start),
        "Mức tăng từ đầu nhiệm kỳ chia mức tăng phải đạt, nhân 100.",
        near=(Fraction(0),),
    )
    return replace(found, hedge="khoảng") if unsure else found


def to_lower_end(way: Figure) -> Figure:
    """Of a range as a goal: how much of the rise to its lower end is behind, by which it is judged."""
    now, then, due = way.done.operands
    lower = replace(due, upper=None)
    done = Arithmetic(way.done.function, (now, then, lower))
    label = way.label.to(", so với mức dưới")
    return replace(way, name=f"{way.name}_muc_duoi", label=label, value=done.result.low, upper=done.result.high, done=done)


def exactly(bound: Figure, actual: Figure) -> Number:
    """A target in the unit of what is held against it: as an operand it is exact, both ends of a range too."""
    goal = bound.converted(actual.unit)
    return Number(goal.value, goal.decimals, goal.upper, goal)


def has_pace(scope: Standpoint, target: Target) -> bool:
    """Whether a way from the start to the goal can be told: years that go by, towards a floor."""
    return bool(total_years(scope, target.period)) and scope.years is not None and target.sign in (*MINIMA, "từ-đến")


def total_years(scope: Standpoint, period: Period) -> Fraction | None:
    """Years of a target's period: a congress term 2020-2025 has five, not six."""
    if period.start is None or period.end is None:
        return None
    term = scope.term and scope.term.period
    if (
        term
        and period.start.precision == "năm"
        and (period.first.year, period.last.year) == (term.first.year, term.last.year)
    ):
        return Fraction(period.last.year - period.first.year)
    return period.years


def time_gone(scope: Standpoint, period: Period) -> Figure:
    """How much of a target's time is behind, in %."""
    total = total_years(scope, period)
    done = Arithmetic(lambda gone, all: 100 * gone / all, (Constant(scope.years), Constant(total)))
    value = done.result.low
    return Figure(
        "thoi_gian_da_qua",
        "Phần thời gian đã qua của nhiệm kỳ",
        Unit.parse("%"),
        value,
        scope,
        next((d for d in (0, 1) if round_half_up(value, d) == value), 1),
        Period(period.start, Moment.of(scope.until)),
        done=done,
        words="Số năm đã qua chia số năm của nhiệm kỳ, nhân 100.",
    )


def _share(goal: Fraction):
    return lambda now, then: 100 * (now - then) / (goal - then)


def _start(target: Target, level: Figure, actual: Figure) -> Operand | None:
    """Where the straight line to the goal begins: 0 for what accumulates, the base for a ratio, else the opening level.

    An opening over another time than the report's (a year beside six months) is none: the two are not compared.
    """
    if target.measure == "lũy kế":
        return Constant(Fraction(0))
    if target.measure == "so với gốc":
        return Constant(Fraction(100 if target.unit.is_share else 1))
    opening = level.dau_ky
    convertible = opening and opening.other.unit.factor_or_none(actual.unit) is not None
    return opening.other.converted(actual.unit) if convertible else None


# --- how exact a number is as it was written -----------------------------------------------------------------------------


def _as_written(figure: Figure) -> Number:
    """The number with what its digits leave open as the worth of its last one, so that a result bears no more digits."""
    low, high = _reach(figure)
    return Number(figure.value, figure.decimals, figure.upper, figure, figure.formula, high - low)


def _reach(operand: Operand) -> tuple[Fraction, Fraction]:
    """Between what a number may truly lie: half a last decimal either way of one that has decimals.

    5,8 triệu đồng lies between 5,75 and 5,85; 683 HTX are 683. What is computed reaches as far as its inputs let it.
    """
    if isinstance(operand, Figure) and operand.converted_from is not None:
        factor = operand.converted_from.unit.factor_to(operand.unit)
        return tuple(end * factor for end in _reach(operand.converted_from))
    if isinstance(operand, Figure) and operand.done:
        found = operand.done.over([spread.Given(*_reach(each)) for each in operand.done.operands])
        return (found.ends[0], found.ends[-1]) if found else (operand.given.low, operand.given.high)
    if not isinstance(operand, Figure):
        return operand.given.low, operand.given.high
    worth = max(operand.worth, Fraction(10) ** -operand.decimals if operand.decimals > 0 else Fraction(0))
    hedge = operand.hedge if operand.hedge in ("trên", "hơn", "gần", "dưới") else "khoảng" if worth else ""
    low, high = (interval(end, hedge, worth) for end in (operand.given.low, operand.given.high))
    return (low[0] if low[0] is not None else low[1] - worth), (high[1] if high[1] is not None else high[0] + worth)
