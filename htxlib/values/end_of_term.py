"""What a target would come to at its end if every year that is left were as the worst, or the best, of the years so far.

Arithmetic and no forecast: it tells the range that the years behind have had. All whole years of the term so far must be
known, each as one exact number; with fewer than two, or alike ones, there is no range. Exact throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

from ..codelists.periods import Period
from ..data.dataset import Target
from . import elapsed
from .assess import Assessment
from .derivation import Arithmetic, Constant
from .figure import Change, Figure, Standpoint
from .targets import MAXIMA

FEWEST = 2
WORST, BEST = "thấp nhất", "cao nhất"


@dataclass(frozen=True)
class Outlook:
    """One end of the range: the year that it is carried on from, what that year brought, what that comes to in the end."""

    which: str  # WORST or BEST: the smallest or the largest number, whatever is wanted
    year: int
    brought: Figure
    comes_to: Figure


def outlooks(scope: Standpoint, each: Assessment) -> tuple[Outlook, Outlook] | None:
    """The range of a target of the term at its end, from the worst to the best year so far; None where nobody can tell."""
    target, level = each.target, each.level
    if not each.pace or not each.pace.value or target.sign in MAXIMA or not level or level.worth or level.upper is not None:
        return None
    left = _years_left(scope, target, level)
    brought = _years(scope, target, level)
    if not left or len(brought) < FEWEST or len({figure.value for figure in brought.values()}) < 2:
        return None
    ordered = sorted(brought, key=lambda year: (brought[year].value, year))
    ends = ((WORST, ordered[0]), (BEST, ordered[-1]))
    low, high = (Outlook(which, year, brought[year], _end(each, brought[year], left, which)) for which, year in ends)
    return low, high


def pace_so_far(each: Assessment) -> Figure | None:
    """What each year brought on average since the term began: a flow, or by how much a stock rose; None where unknown."""
    level = each.level
    if not level or not level.is_stock:
        return level.binh_quan_nam if level else None
    opening, gone = level.dau_ky.other, elapsed.behind(level.scope, level.period.last)
    if not gone or not level.dau_ky or level.worth or opening.worth or opening.upper is not None or level.upper is not None:
        return None
    return level.derived(
        "tang_moi_nam",
        level.label.to(": tăng, giảm bình quân mỗi năm từ đầu nhiệm kỳ"),
        Arithmetic(lambda now, then, years: (now - then) / years, (level, opening.converted(level.unit), Constant(gone))),
        level.unit.per_time("năm"),
        0 if level.unit.is_count else max(level.decimals, 1),
        (level, opening),
        "Mức đến nay trừ mức đầu nhiệm kỳ, chia cho số năm đã qua.",
        unit_text=level.unit.text,
    )


def _years_left(scope: Standpoint, target: Target, level: Figure) -> Fraction | None:
    """The years from the day of the level until the target is due."""
    total = elapsed.until_due(scope, target.period)
    gone = elapsed.behind(scope, level.period.last) if level.is_stock else elapsed.of_flow(scope, level.period)
    return total - gone if total and gone and total > gone else None


def _years(scope: Standpoint, target: Target, level: Figure) -> dict[int, Figure]:
    """What each whole year of the term brought so far: a flow, or how much a stock rose; nothing if one is not known."""
    start, last = scope.term.period.start, level.period.last
    whole = start.precision != "năm" and (start.first.month, start.first.day) == (1, 1)
    begin = start.first.year + (not whole)  # the years of a congress term 2020-2025 begin with 2021
    until = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    years = range(begin, until + 1)
    read = _rise if level.is_stock else _flow
    found = {year: read(scope, target.variable, year, level) for year in years}
    return found if all(found.values()) else {}


def _flow(scope: Standpoint, name: str, year: int, level: Figure) -> Figure | None:
    figure = scope.at(Period.year(year)).figure(name)
    whole = figure and figure.period.start is not None and figure.period.is_year
    return figure.converted(level.unit) if whole and _is_exact(figure, level) else None


def _rise(scope: Standpoint, name: str, year: int, level: Figure) -> Figure | None:
    """By how much a stock rose between the last days of two years."""
    one, other = (scope.at(Period.year(each)).figure(name) for each in (year, year - 1))
    if not (_is_exact(one, level) and _is_exact(other, level) and one.base == other.base):
        return None
    days = [(each.period.last.year, each.period.last.month, each.period.last.day) for each in (one, other)]
    if days != [(year, 12, 31), (year - 1, 12, 31)]:
        return None
    now, then = one.converted(level.unit), other.converted(level.unit)
    found = now.derived(
        "tang_trong_nam",
        now.label.to(f": tăng, giảm trong năm {year}"),
        Arithmetic(lambda now, then: now - then, (now, then)),
        level.unit,
        max(now.decimals, then.decimals),
        (now, then),
        "Mức cuối năm trừ mức cuối năm trước.",
    )
    direction = "tăng " if found.value > 0 else "giảm " if found.value < 0 else "không đổi"
    return Change(**{each.name: getattr(found, each.name) for each in fields(found)} | {"before": direction})


def _is_exact(figure: Figure, level: Figure) -> bool:
    """Whether it is one number for all of the place, in a unit that the level can be told in."""
    covered = figure.coverage is None or (figure.coverage.complete and not figure.coverage.dates)
    plain = bool(figure) and figure.upper is None and not figure.worth
    return plain and covered and figure.unit.factor_or_none(level.unit) is not None


def _end(each: Assessment, brought: Figure, left: Fraction, which: str) -> Figure:
    """The level, and so many more years like this one; of a floor of every year the mean of all years."""
    level, target = each.level, each.target
    years = Constant(left)
    if not each.is_floor:
        done = Arithmetic(lambda level, year, left: level + left * year, (level, brought, years))
        told, unit, words = "", level.unit, "Mức đến nay cộng số năm còn lại nhân với số của năm ấy."
    else:
        total = Constant(elapsed.until_due(level.scope, target.period))
        done = Arithmetic(lambda level, year, left, all: (level + left * year) / all, (level, brought, years, total))
        told, unit = " bình quân mỗi năm", level.unit.per_time("năm")
        words = "Số đến nay cộng số năm còn lại nhân với số của năm ấy, chia cho số năm của nhiệm kỳ."
    suffix = f"cuoi_ky_nhu_nam_{'thap_nhat' if which == WORST else 'cao_nhat'}"
    label = level.label.to(f":{told} đến hết kỳ của chỉ tiêu nếu các năm còn lại như năm {which} đến nay")
    decimals = max(level.decimals, brought.decimals)
    more = {"near": _bounds(each, level), "unit_text": level.unit.text}
    return level.derived(suffix, label, done, unit, decimals, (level, brought), words, **more)


def _bounds(each: Assessment, level: Figure) -> tuple[Fraction, ...]:
    """What the print must not contradict: the goal, in the unit of the result."""
    bound = each.bound.unit.per_time("")
    factor = bound.factor_or_none(level.unit)
    return (each.target.value * factor,) if factor else ()
