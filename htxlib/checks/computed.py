"""Shares that we would print ourselves: none may be above 100%, whatever days and sources its part and whole come from.

A report looks at its own window, `htx check` at every calendar year and every term of which there are rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from ..codelists import variables
from ..codelists.periods import Period
from ..codelists.units import Unit
from ..data.dataset import Observation, Origin
from ..indicators import catalogue
from ..values.figure import Figure
from ..values.scope import Scope, open_scope
from ..words.label import inside
from ..words.text import capital, round_half_up
from .balance import wholes_of
from .facts import Facts, Span, measured, when_of
from .finding import Finding, check

COMPUTED = "ty-le-tinh-ra"
_PERCENT = Unit.parse("%")


class Share(NamedTuple):
    """What is divided by what: the names of the parts that are added, and of the whole; the indicator that does it."""

    parts: tuple[str, ...]
    whole: str
    indicator: str = ""

    def figure(self, scope: Scope) -> Figure:
        """As a report would print it, on the days that it would choose."""
        return scope.figure(self.indicator) if self.indicator else scope.figure(self.parts[0]).ty_trong


@check(COMPUTED, 2, "lỗi", "Tỷ lệ tính ra lớn hơn 100%")
def computed_share(facts: Facts, tell):
    told = set()
    for scope, shares in _windows(facts):
        for share in shares:
            printed = share.figure(scope)
            if not printed or not printed.inputs or printed.value <= 100:
                continue
            *parts, whole = printed.inputs
            key = tuple(each.key for each in printed.inputs)
            if key not in told and not _told_already(facts, parts, whole):
                told.add(key)
                yield _finding(facts, tell, parts, whole, printed.value)


def _windows(facts: Facts) -> Iterator[tuple[Scope, Iterable[Share]]]:
    """The scopes to look at, each with the shares that may be above 100% there."""
    shares = _shares(facts)
    if facts.scopes:
        yield from ((scope, shares) for scope in facts.scopes)
        return
    rows = [row for found in facts.usable.values() for row in found]
    periods = [Period.year(year) for year in sorted({row.period.last.year for row in rows})]
    for period, term in [(period, None) for period in periods] + [(term.period, term) for term in facts.terms]:
        sizes: dict[str, list[Fraction]] = {}
        for row in rows:
            if period.first <= row.period.last <= period.last:
                sizes.setdefault(row.variable, []).append(row.value * row.unit.scale)
        chosen = [share for share in shares if _may_exceed(share, sizes)]
        if chosen:
            yield open_scope(facts.dataset, facts.place.id, period, term=term, leading_zero=False), chosen


def _may_exceed(share: Share, sizes: dict[str, list[Fraction]]) -> bool:
    """Whether the largest parts of a window are more than its smallest whole: most windows need no figures."""
    if share.whole not in sizes or any(part not in sizes for part in share.parts):
        return False
    return sum(max(sizes[part]) for part in share.parts) > min(sizes[share.whole])


def _shares(facts: Facts) -> list[Share]:
    """Every subset of a set, and what the indicators in % divide: their last input is the whole."""
    own = {**variables.load(), **facts.dataset.own_variables()}
    found = [Share((each.code,), each.part_of) for each in own.values() if each.part_of in own]
    computed = (each for each in catalogue.load().values() if each.unit.is_share)
    return found + [Share(each.inputs[:-1], each.inputs[-1], each.name) for each in computed]


def _told_already(facts: Facts, figures: list[Figure], whole: Figure) -> bool:
    """Whether part and whole are of one day and `tap-con` says that they contradict each other."""
    part, total = _row(facts, figures[0]), _row(facts, whole)
    if len(figures) > 1 or part is None or total is None or total.variable not in wholes_of(facts, part.variable):
        return False
    return when_of(part) == when_of(total) and Span.of(part) > Span.of(total)


def _row(facts: Facts, figure: Figure) -> Observation | None:
    """The one row that a figure is."""
    if len(figure.origins) != 1:
        return None
    return next((row for row in facts.rows if row.origin == figure.origins[0]), None)


def _finding(facts: Facts, tell, figures: list[Figure], whole: Figure, value: Fraction) -> Finding:
    parts, computed = " + ".join(map(_said, figures)), measured(round_half_up(value, 1), _PERCENT)
    message = (
        f"{capital(parts)} so với {_said(whole)} là {computed}: một phần không thể lớn hơn tổng thể."
    )
    remedy = "Lấy phần và tổng thể cùng ngày, cùng nguồn (nguon_uu_tien), hoặc sửa số sai."
    row = _row(facts, figures[0]) or _row(facts, whole)
    if row is not None:
        return tell(row, message, computed=computed, verdict="khác", remedy=remedy)
    origin = _origin(figures[0])
    where = facts.place.id, figures[0].name, origin.file, origin.row
    at = {"sheet": origin.sheet, "cell": origin.cell}
    return Finding(COMPUTED, 2, "lỗi", *where, "", computed, "khác", message, **at, remedy=remedy)


def _said(figure: Figure) -> str:
    """A figure with its day and where it stands."""
    return f"{inside(figure.label)} {figure.text} ({figure.period.text}; {_origin(figure)})"


def _origin(figure: Figure):
    """The first row on which a figure rests, also through its members or inputs."""
    while not figure.origins and figure.inputs:
        figure = figure.inputs[0]
    return figure.origins[0] if figure.origins else Origin("", 0)
