"""Actual, target and attainment: «đạt 172% chỉ tiêu (50 HTX/năm)», «vượt 13,5%»."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from htxlib.words.text import number as printed

from .change import changed
from .claims import HEDGED, Marked, Q, Span, Text, claimed, said, same_measure, show, span
from .finding import AGREES, FAULT, WARNING, Finding
from .flows import is_mean
from .numbers import Number

GOAL = r"(?:chỉ tiêu|kế hoạch|mục tiêu|nghị quyết)"
_ATTAINED = (
    rf"(?P<verb>đạt và vượt|vượt|đạt|bằng)(?:\s+(?:mức|tỷ lệ))?{HEDGED}{Q}"
    rf"[^⟦⟧;()]{{0,100}}?{GOAL}[^⟦⟧;()]{{0,100}}"
    rf"(?:\([^⟦⟧()]{{0,120}}|(?<=kế hoạch )|(?<=chỉ tiêu )|(?<=là )|(?<=: )){Q}"
)
_EXCEEDED = rf"(?:vượt|cao hơn)(?:\s+so với)?(?:\s+mức)?\s+{GOAL}[^⟦⟧;()]{{0,40}}?{Q}(?:\s*\([^⟦⟧()]{{0,60}}{Q})?"
_GOAL_SAID = rf"{GOAL}[^⟦⟧;()]{{0,60}}\([^⟦⟧()]{{0,60}}{Q}"
_ONE_WHOLE = Span(Fraction(100), Fraction(100))


def attainment(s: Marked, text: Text) -> Iterator[Finding]:
    """«86 HTX, đạt 172% chỉ tiêu (50 HTX/năm)»; «73,5%, vượt 13,5% so với chỉ tiêu (60%)» are points."""
    for match in s.matches(_ATTAINED):
        yield from _held(s, s.numbers[int(match[2])], s.numbers[int(match[3])], match["verb"].lower() == "vượt")
    for match in s.matches(_EXCEEDED):
        goal = match[2] or next((m[1] for m in s.matches(_GOAL_SAID) if m.end() < match.start()), None)
        if goal:
            yield from _held(s, s.numbers[int(match[1])], s.numbers[int(goal)], True)


def _held(s: Marked, claim: Number, goal: Number, exceeds: bool) -> Iterator[Finding]:
    actual = [n for n in s.before(claim)[::-1] if n != goal and _meets_goal(n, goal)]
    if claim.unit is None or not actual or goal == claim or goal.exact <= 0:
        return
    if claim.unit.measure in ("%", "điểm %"):
        found = _attained(s, claim, goal, actual, exceeds)
        if found.severity == AGREES or any(_of_one_period(s, n, goal) for n in actual):
            yield found
    elif exceeds and same_measure(claim, goal):
        yield from changed(s, claim, goal, actual, "tăng")


def _meets_goal(number: Number, goal: Number) -> bool:
    """A total may be held against a goal a year; a mean per HTX may not be held against a total."""
    if not same_measure(number, goal):
        return False
    return not number.unit.per or not goal.unit.per or number.unit.per == goal.unit.per


def _of_one_period(s: Marked, actual: Number, goal: Number) -> bool:
    """A goal a year says nothing of a total over an unnamed number of years."""
    total = goal.unit.is_count or bool(goal.unit.time and not goal.unit.per)
    return not (total and goal.unit.time and not actual.unit.time) or is_mean(s, actual)


def _ratio(actual: Number, goal: Number) -> list[Span]:
    """The attainment in %: against either end of a range, months counted to years where the units say so."""
    months = {"tháng": 12, "quý": 4}.get(actual.unit.time, 1) if goal.unit.time == "năm" else 1
    ends = [goal.exact] if goal.upper is None else [goal.exact, goal.upper * goal.unit.scale]
    exact = actual.exact * months
    wide = span(actual).times(months)
    return [Span(min(wide.low, exact) * 100 / end, max(wide.high, exact) * 100 / end) for end in ends if end > 0]


def _attained(s: Marked, claim: Number, goal: Number, actual: list[Number], exceeds: bool) -> Finding:
    allowed = claimed(claim)
    for number in actual:
        points = number.is_share and exceeds and allowed.meets(span(number) - span(goal, hedged=False))
        whole = not exceeds or claim.value > 100  # "vượt 120%" may mean 120% of the goal
        ratios = [r for ratio in _ratio(number, goal) for r in ((ratio - _ONE_WHOLE,) * exceeds + (ratio,) * whole)]
        if (points and claim.unit.measure == "điểm %") or any(map(allowed.meets, ratios)):
            return s.finding("muc-dat", AGREES, "", claim, number, goal)
        if points:
            return _points_as_percent(s, claim, goal, number)
    return _missed(s, claim, goal, actual[0], exceeds)


def _points_as_percent(s: Marked, claim: Number, goal: Number, actual: Number) -> Finding:
    relative = printed(100 * actual.exact / goal.exact - 100, claim.decimals)
    message = (
        f"{said(actual)} − {said(goal)} = {claim.text} là điểm phần trăm: nên ghi «vượt {claim.text} điểm %»"
        f" (tính theo tỷ lệ thì vượt {relative}%)."
    )
    return s.finding("diem-phan-tram", WARNING, message, claim, actual, goal)


def _missed(s: Marked, claim: Number, goal: Number, actual: Number, exceeds: bool) -> Finding:
    if claim.unit.measure == "điểm %":
        right = printed(actual.value - goal.value, claim.decimals)
        message = f"{said(actual)} − {said(goal)} = {right} điểm %, không phải {said(claim)}."
        return s.finding("muc-dat", FAULT, message, claim, actual, goal)
    months = 12 if (actual.unit.time, goal.unit.time) == ("tháng", "năm") else 1
    ratio = 100 * actual.exact * months / goal.exact
    right = show(ratio - 100 * exceeds, claim)
    of = f"{said(actual)}{' × 12' if months == 12 else ''} so với chỉ tiêu {said(goal)}"
    message = f"{of} là {'vượt' if exceeds else 'đạt'} {right}, không phải {said(claim)}."
    return s.finding("muc-dat", FAULT, message, claim, actual, goal)
