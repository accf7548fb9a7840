"""A group's own published value beside what its members' values come to."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from ..codelists.periods import Period
from ..data.dataset import Observation
from ..values.figure import Figure
from ..values.groups.areas import is_group
from ..values.scope import Scope
from .facts import Facts, Span, measured, said
from .finding import check


@check("tong-thanh-vien", 3, "cảnh báo", "Số của nhóm khác tổng số của các đơn vị thành viên")
def group_and_members(facts: Facts, tell):
    """Of what adds up: all members at the group's own date must give its value; some of them never more than it."""
    for name, rows in facts.usable.items() if is_group(facts.place) else ():
        variable = facts.variable(name)
        for row in rows if variable and variable.adds_up else ():
            figure = _members(facts, row)
            if figure and _contradicts(row, figure):
                ours = measured(figure.value * figure.unit.factor_to(row.unit), row.unit)
                share = figure.coverage.share
                yield tell(
                    row,
                    f"{facts.label(name)} ({row.period.text}): ghi {said(row)}, nhưng cộng số liệu của {share} là"
                    f" {figure.hedge_text}{ours} ({figure.formula}). Báo cáo dùng số của nhóm.",
                    remedy="Đối chiếu số của nhóm và của từng đơn vị với nguồn.",
                    computed=ours,
                    verdict="khác",
                )


def _members(facts: Facts, row: Observation) -> Figure:
    """What the members come to at the row's date (a flow: over its period)."""
    period = row.period
    year_before = Period(None, period.end).shifted(-1).last
    after = period.first - timedelta(days=1) if period.start else year_before
    flow = period if period.start else None
    return Scope(facts.dataset, facts.place, after, period.last, flow, members_only=True).figure(row.variable)


def _contradicts(row: Observation, figure: Figure) -> bool:
    """Whether the two cannot both be right, whatever their hedges leave open; sums of other dates prove nothing."""
    if figure.coverage.dates or figure.period.last != row.period.last:
        return False
    value = figure.value * figure.unit.scale
    slack = value / 100 if figure.hedge else Fraction(0)  # "khoảng" may be a little off on either side
    own, sum_ = Span.of(row), Span(value - slack, (figure.upper or figure.value) * figure.unit.scale + slack)
    return sum_ > own or (figure.coverage.complete and own > sum_)
