"""How far a target has come before its time: ahead of the time that is gone, even with it, behind, or not to be told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..codelists.periods import Period, day_text
from ..codelists.units import Unit
from ..data.dataset import Target
from ..words.text import round_half_up
from . import elapsed, spread
from .derivation import Arithmetic, Constant, Number, Operand
from .figure import Figure, Standpoint
from .gap import Gap
from .reach import reach
from .targets import MAXIMA, MINIMA

AHEAD, EVEN, LATE = "nhanh hơn tiến độ", "đúng tiến độ", "chậm tiến độ"
UNDERWAY = "đang thực hiện"
NO_START = "chưa xét được tiến độ"  # nobody knows where it began, or only over a time of another length
UNSURE = "chưa rõ tiến độ"  # its digits leave open on which side of the time gone it is
NARROW = 2  # per cent: what is known more exactly is told in whole ones
TOLD = (AHEAD, EVEN, LATE, UNSURE)  # what says how far it has come beside the time gone


def verdict(scope: Standpoint, target: Target, level: Figure, actual: Figure, bound: Figure) -> str:
    """Of a target that is not reached yet: its progress on the way from the start, in whole per cents, beside the time gone.

    The pace is that of the rise, or of the fall to a ceiling: with 91% of a level one may be ahead at half-time, and behind.
    The time is that which was gone on the day of the level.
    """
    if not has_pace(scope, target, level):
        return UNDERWAY
    start, goal = _start(target, level, actual), exactly(bound, actual)
    if start is None:
        return NO_START
    if _is_past(target, start, goal):
        return UNDERWAY
    gone = round_half_up(time_gone(level, target.period).value)
    reached = [reach(each, as_written=True) for each in (actual, start)]
    ends = None if None in reached else spread.result(_share(goal.value), [spread.Given(*each[:2]) for each in reached])
    if ends is None:  # the start may already be the goal
        return UNSURE
    shown = [round_half_up(end) for end in ends.ends]
    if min(shown) >= gone:
        return EVEN if gone in shown else AHEAD
    return LATE if max(shown) < gone else UNSURE


def way(scope: Standpoint, target: Target, level: Figure, actual: Figure, bound: Figure) -> Figure:
    """How much of the planned rise or fall is behind, in %: (actual − start) / (goal − start), of a level that has a start.

    Of a range as a goal a range; where the digits of the levels leave open whether that is enough, to the nearest ten.
    """
    start = _start(target, level, actual) if target.measure == "cuối kỳ" else None
    goal = exactly(bound, actual)
    if start is None or not has_pace(scope, target, level) or _is_past(target, start, goal) or actual is not level:
        return actual.gap("da_di", Gap(f"số đầu kỳ của {level.label}"))
    unsure = verdict(scope, target, level, actual, bound) == UNSURE
    operands = (*map(_as_written, (actual, start)), goal) if unsure else (actual, start, goal)
    function = _fallen if target.sign in MAXIMA else _risen
    done = Arithmetic(function, operands)
    planned, word = ("giảm", "Mức giảm") if target.sign in MAXIMA else ("tăng", "Mức tăng")
    found = actual.derived(
        "da_di",
        actual.label.to(f": phần đã thực hiện của mức {planned} đề ra"),
        done,
        Unit.parse("%"),
        -1 if unsure and done.result and done.result.width > NARROW else 0,
        (actual, start),
        f"{word} từ đầu nhiệm kỳ chia mức {planned} phải đạt, nhân 100.",
        near=(Fraction(0), Fraction(100)),
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


def has_pace(scope: Standpoint, target: Target, level: Figure) -> bool:
    """Whether a way from the start to the goal can be told: years that go by, to a floor or down to a ceiling."""
    known = elapsed.until_due(scope, target.period) and elapsed.behind(scope, level.period.last)
    falls = target.sign in MAXIMA and target.measure == "cuối kỳ"
    return bool(known) and (falls or target.sign in (*MINIMA, "từ-đến"))


def years_so_far(scope: Standpoint, target: Target) -> list[int]:
    """The years that a target counts, up to a report of a year: of a congress term 2020-2025 those from 2021."""
    period, flow = target.period, scope.flow
    if period.start is None or period.end is None or flow is None or not flow.is_year:
        return []
    bare = period.start.precision == period.end.precision == "năm"
    terms = [(each.period.first.year, each.period.last.year) for each in scope.dataset.terms(scope.place.id)]
    of_term = bare and (period.first.year, period.last.year) in terms
    return [*range(period.first.year + of_term, min(period.last.year, flow.last.year) + 1)]


def time_gone(level: Figure, period: Period) -> Figure:
    """How much of the time until a target is due was behind on the day of the level, in %."""
    scope, day = level.scope, level.period.last
    times = Constant(elapsed.behind(scope, day)), Constant(elapsed.until_due(scope, period))
    done = Arithmetic(lambda gone, all: 100 * gone / all, times)
    value = done.result.low
    of_term = scope.term is None or period.last.year == scope.term.period.last.year
    until = "của nhiệm kỳ" if of_term else f"từ đầu nhiệm kỳ đến {period.end.as_of}"
    gone = f"Số năm đã qua{f' đến {day_text(day)}' if level.own_date else ''}"
    return Figure(
        "thoi_gian_da_qua",
        f"Phần thời gian đã qua {until}",
        Unit.parse("%"),
        value,
        scope,
        next((d for d in (0, 1) if round_half_up(value, d) == value), 1),
        scope.flow,  # of the report: its words say to which day it is reckoned
        done=done,
        words=f"{gone} chia số năm {until}, nhân 100.",
    )


def _is_past(target: Target, start: Operand, goal: Number) -> bool:
    """Whether what begins there has nowhere to go: it began beyond the goal."""
    if target.sign in MAXIMA:
        return start.given.low <= goal.value
    return start.given.high >= goal.value


def _risen(now, then, due):
    return 100 * (now - then) / (due - then)


def _fallen(now, then, due):
    return 100 * (then - now) / (then - due)


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
    found = reach(figure, as_written=True)
    worth = found.high - found.low if found else figure.worth
    return Number(figure.value, figure.decimals, figure.upper, figure, figure.formula, worth)
