"""What a group of places and a merged province are made of, and how their figures come from those parts.

Inputs are added, never indicators: the inputs of an indicator are summed over the members that have all of them, then
it runs as it does for one place. A group's own published value stands, with what its members come to as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from ...codelists import places
from ...codelists.periods import Moment, Period
from ...codelists.places import Place
from ...indicators import catalogue
from ...indicators.declare import Indicator
from ...words.label import inside
from ...words.text import listing, number
from .. import spread
from ..coverage import Coverage
from ..derivation import Arithmetic, total
from ..figure import Figure, Standpoint, hedge_of, number_of, worst_status
from ..gap import Gap
from .combine import Quantity, combined, coverage_of, labelled, lacking, suffices

# --- which places ----------------------------------------------------------------------------------------------------


def is_group(place: Place) -> bool:
    return place.kind not in places.PROVINCIAL


def members(scope: Standpoint) -> tuple[Place, ...]:
    """The provinces of a group in the boundaries of the report's day, whatever the period; of a province, none.

    So a series across 1 July 2025 speaks of the same provinces all along.
    """
    group, day = scope.place, scope.boundary or scope.until
    day = min(day, group.end or day)
    return _members_on(group.id, max(day, group.start or day))


@cache
def _members_on(group: str, day: date) -> tuple[Place, ...]:
    return places.members(group, day)


def member_figures(scope: Standpoint, name: str) -> list[Figure]:
    """The figure of every member, labelled with its place; all at one date if there is one that all of them share.

    Missing ones are kept: a list of who has given nothing is half of what a group wants to know.
    """
    chosen = [place for place in members(scope) if scope.only is None or place.id in scope.only]
    return _of_places(scope, name, chosen)


def _of_places(scope: Standpoint, name: str, chosen: Sequence[Place]) -> list[Figure]:
    found = [scope.member(place).figure(name) for place in chosen]
    known = [each for each in found if each and each.is_stock]
    dates = {each.period.last for each in known}
    for day in sorted(dates, reverse=True) if len(dates) > 1 else ():
        then = [scope.member(place).up_to(day).figure(name) for place in chosen]
        if {each.period.last for each in then if each} == {day} and sum(map(bool, then)) == len(known):
            found = [replace(each, scope=scope.member(each.scope.place)) for each in then]
            break
    return [labelled(each) for each in found]


# --- what a scope asks -----------------------------------------------------------------------------------------------


def completed(scope: Standpoint, own: Figure) -> Figure:
    """The place's own given value, or the figure of its parts; `own` as it was where the place has no parts."""
    place = scope.place
    if is_group(place):
        figures, quantity = member_figures(scope, own.name), scope.quantity(own.name)
        return _beside(own, figures, quantity) if own else combined(scope, own, figures, quantity, members(scope))
    if place.predecessors and scope.begins < place.start:
        return _merged(scope, own, scope.quantity(own.name))
    return own


def inputs(scope: Standpoint, declared: Indicator, found: list[Figure]) -> list[Figure]:
    """The inputs of an indicator for a group: its own published ones, or sums over the members that have all of them.

    Own and summed values are never mixed: numerator and denominator must speak of the same members.
    """
    if not is_group(scope.place):
        return found
    if all(_needed(declared, found)) and all(each.coverage is None for each in found if each):
        return found
    rows = dict(_rows_of_members(scope, declared))
    agreed = _agreed(declared, found, rows) if rows else frozenset()
    summed = _columns(found, {id: row for id, row in rows.items() if id in agreed}, "enough") if agreed else []
    if summed and all(_needed(declared, summed)):
        return summed
    why = _no_common_members(scope, declared, found, len(agreed))
    return [each if not each else replace(_blank(each), missing=why) for each in found]


def _rows_of_members(scope: Standpoint, declared: Indicator) -> Iterable[tuple[str, list[Figure]]]:
    for place in members(scope):
        if scope.only is None or place.id in scope.only:
            row = scope.member(place).inputs_of(declared)
            if all(_needed(declared, row)):
                yield place.id, [labelled(each) for each in row]


def _needed(declared: Indicator, row: list[Figure]) -> list[Figure]:
    return [each for name, each in zip(declared.inputs, row, strict=True) if name not in declared.optional]


def _columns(found: list[Figure], rows: dict[str, list[Figure]], needs: str) -> list[Figure]:
    """Each input over the members of these rows."""
    columns = zip(found, zip(*rows.values(), strict=True), strict=True)
    return [
        combined(each.scope, _blank(each), list(column), each.scope.quantity(each.name), members(each.scope), needs)
        for each, column in columns
    ]


def _agreed(declared: Indicator, found: list[Figure], rows: dict[str, list[Figure]]) -> frozenset[str]:
    """The members that no needed input leaves out, for its date or for want of a weight."""
    counted = [_counted(each) or frozenset() for each in _needed(declared, _columns(found, rows, "any"))]
    agreed = frozenset(rows).intersection(*counted)
    if agreed in (frozenset(rows), frozenset()):
        return agreed
    return _agreed(declared, found, {id: rows[id] for id in rows if id in agreed})


def _no_common_members(scope: Standpoint, declared: Indicator, found: list[Figure], number: int) -> tuple[Gap, ...]:
    """Why inputs that are known one by one give no result together; nothing where one of them is simply missing."""
    needed = _needed(declared, found)
    if not all(needed):
        return ()
    every = members(scope)
    share = f"{number}/{len(every)} {coverage_of(scope, [], every).noun}"
    labels = listing(each.label for each in needed)
    why = f", để tính {inside(declared.label)} (mới có {share})"
    return (Gap(labels, whose="cùng các đơn vị", why=why),)


def series(scopes: Sequence[Standpoint], name: str) -> list[Figure]:
    """One figure over several periods; of a group over the same members all along, else only where it is whole.

    A total of four provinces after one of two would look like growth.
    """
    found = [scope.figure(name) for scope in scopes]
    partial = [each for each in found if each and not _full(each)]
    if not partial:
        return found
    known = [each for each in found if each]
    both = frozenset.intersection(*map(_members_behind, known))
    if suffices(partial[0].scope, replace(partial[0].coverage, counted=tuple(both)), "enough"):
        return [each.scope.among(both).figure(name) if each else each for each in found]
    return [each if not each or _full(each) else _blank(each) for each in found]


def aligned(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """Both figures over the members that `one` rests on, with flows of one length: change is told of what stands beside it.

    Two full figures, or two of the same members, stay as they are. Where the other lacks one of these members, or has less
    than half of all, it is missing.
    """
    if not one or not other or one.coverage is other.coverage is None:
        return one, other
    if _counted(one) == _counted(other) or (_full(one) and _full(other)):
        return (one, other) if not _apart(one, other) else (one, _not_of_all(one, other))
    wanted = _members_behind(one)
    found = other.scope.among(wanted).figure(other.name) if wanted and one.coverage else None
    common = _members_behind(one) & _members_behind(other)
    if not found or common != wanted or _counted(found) != wanted or _apart(one, found):
        return one, _not_of_all(one, other)
    return one, found


def common(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """Both figures over the members that are in both: a part and its whole; too few of them, and the second is missing."""
    if not one or not other or _counted(one) == _counted(other) or (_full(one) and _full(other)):
        return one, other
    both = _members_behind(one) & _members_behind(other)
    shared = replace(one.coverage or other.coverage, counted=tuple(both))
    if not both or not (one.scope.few_suffice or shared.enough):
        return one, _not_of_all(one, other)
    return tuple(each.scope.among(both).figure(each.name) for each in (one, other))


def _not_of_all(one: Figure, other: Figure) -> Figure:
    """The other figure as missing: it does not speak of all members that the first speaks of, or of another length."""
    both = _members_behind(one) & _members_behind(other)
    share = replace(one.coverage or other.coverage, counted=tuple(both)).share
    why = Gap(one.label, whose="cùng các đơn vị ở cả hai phía", why=f" (mới có {share})")
    return replace(_blank(other), missing=(why,))


def _apart(one: Figure, other: Figure) -> bool:
    """Whether flows of a member are of another length in one than in the other."""
    if one.is_stock or not one.coverage or not (one.coverage.dates or (other.coverage and other.coverage.dates)):
        return False
    pairs = ((each.scope.member(places.get(id)).figure(each.name) for each in (one, other)) for id in one.coverage.counted)
    return not all(now.is_as_long_as(before) for now, before in pairs)


def _counted(figure: Figure) -> frozenset[str] | None:
    return frozenset(figure.coverage.counted) if figure.coverage else None


def _full(figure: Figure) -> bool:
    return figure.coverage is None or figure.coverage.complete


def _members_behind(figure: Figure) -> frozenset[str]:
    """The members that have a value of this figure, also where the group's own value stands."""
    if figure.coverage:
        return frozenset(figure.coverage.counted)
    found = figure.scope.of_few_members().figure(figure.name)
    return _counted(found) or frozenset()


# --- a group's own value ---------------------------------------------------------------------------------------------


def _blank(figure: Figure) -> Figure:
    """Its name and label without a value."""
    return Figure(figure.name, figure.label, figure.unit, None, figure.scope, missing=figure.missing)


def _beside(own: Figure, figures: list[Figure], quantity: Quantity) -> Figure:
    """The group's own value, with what its members' values come to as a note."""
    return noted(own, combined(own.scope, _blank(own), figures, quantity, members(own.scope), "any"))


def noted(own: Figure, found: Figure) -> Figure:
    """The group's own value with what its members come to as a note; the value of a single one says nothing."""
    if not found or not found.coverage or len(found.coverage.counted) < min(2, len(found.coverage.every)):
        return own
    try:
        ours = found.converted(own.unit)
    except ValueError:
        return own
    adds_up = own.scope.quantity(own.name).adds_up
    rest = _gap(own, ours) if found.coverage.complete else _part(own, ours) if adds_up and own.value else ""
    dates = f" ({found.coverage.dates})" if found.coverage.dates else ""
    head = f"{'Cộng' if adds_up else 'Tính từ'} số liệu của {found.coverage.share}{dates}"
    return replace(own, notes=(*own.notes, f"{head}: {ours.hedge_text}{ours.number_text}{rest}."))


def _gap(own: Figure, ours: Figure) -> str:
    gap = abs(ours.printed - own.printed)
    return f", chênh {number_of(gap)} {own.unit.difference} so với số công bố" if gap else ", khớp số công bố"


def _part(own: Figure, ours: Figure) -> str:
    return f", bằng {number(100 * ours.value / own.value, 1)}% số công bố"


# --- merged provinces ------------------------------------------------------------------------------------------------


def _merged(scope: Standpoint, own: Figure, quantity: Quantity) -> Figure:
    """A merged province before or across its first day: its own value, else that of its predecessors together.

    A flow across that day is the predecessors' part and its own part, when the two follow each other.
    """
    if own and (own.period.start is None or own.period.days == scope.flow_days or quantity.kind != "phát sinh"):
        return own
    if quantity.kind != "phát sinh" or scope.flow is None or scope.flow.last < scope.place.start:
        return _of_predecessors(scope, own, quantity)
    return _joined(scope, own, quantity)


def not_compared(scope: Standpoint, printed: Iterable[Figure]) -> list[str]:
    """Why figures of a merged province stand without a comparison: which of the old provinces lack which values."""
    before = scope.opening() if scope.term else scope.year_before()
    if not scope.place.predecessors or before.begins >= scope.place.start:
        return []
    olds = [places.get(id) for id in scope.place.predecessors]
    lacking: dict[tuple[str, ...], list[str]] = {}
    known = {*scope.known_variables(), *catalogue.load()}  # a count of targets has no year before
    for figure in {each.name: each for each in printed if each.scope is scope and each.name in known}.values():
        of_term = scope.term and figure and figure.period.start and figure.period.days == scope.flow_days
        if figure and not of_term and not figure.usual:  # what a term brings has no value at its start
            silent = tuple(place.name for place in olds if not before.member(place).figure(figure.name))
            lacking.setdefault(silent, []).append(figure.label)
    when = before.flow.text if before.flow else f"đầu nhiệm kỳ {scope.term.name}"
    notes = []
    for names, labels in lacking.items():
        why = f"chưa có số liệu của đơn vị cũ {listing(names)}" if names else "số liệu các đơn vị cũ chưa cộng được"
        notes.append(f"Chưa so sánh được với {when} theo địa giới hành chính mới, vì {why}: {'; '.join(labels)}.")
    return notes


def _of_predecessors(scope: Standpoint, own: Figure, quantity: Quantity) -> Figure:
    """All of them, or nothing: a province without one of its parts is no figure of the province."""
    olds = [places.get(id) for id in scope.place.predecessors]
    blank = _blank(own)
    noun = "các tỉnh, thành phố trước khi sáp nhập"
    found = combined(scope, blank, _of_places(scope, own.name, olds), quantity, olds, "all", noun)
    if not found and scope.until >= scope.place.start:  # its own figure would do
        return own
    if not found:
        nobody = lacking(scope, own, Coverage((), tuple(scope.place.predecessors), ""), {}, quantity, olds)
        why = (nobody,) if found is blank else found.missing
        so = ", nên chưa tính được theo địa giới hành chính mới"
        return replace(own, value=None, missing=tuple(gap.beside(so) for gap in why))
    return replace(found, coverage=replace(found.coverage, rebuilt=True))


def _joined(scope: Standpoint, own: Figure, quantity: Quantity) -> Figure:
    """The flow up to the merger of the predecessors, and the province's own from then on."""
    start, flow = scope.place.start, scope.flow
    before = scope.at(Period(flow.start, Moment.of(start - timedelta(days=1)))).figure(own.name)
    after = scope.at(Period(Moment.of(start), flow.end)).figure(own.name)
    if not before or not after or after.period.first != start or before.period.last != start - timedelta(days=1):
        return own or before or own
    period = flow if after.period.last == flow.last else Period(before.period.start, after.period.end)
    one, two = before.converted(quantity.unit), after.converted(quantity.unit)
    done = Arithmetic(total, (one, two), ends=spread.of_sum)
    found = done.result
    return replace(
        _blank(own),
        unit=quantity.unit,
        value=found.low,
        upper=found.high,
        decimals=min(max(one.decimals, two.decimals), found.decimals),
        period=period,
        hedge=hedge_of((one, two)),
        status=worst_status((one, two)),
        inputs=(before, after),
        done=done,
        words="Cộng phần trước ngày sáp nhập của các tỉnh, thành phố cũ và phần của đơn vị mới.",
        missing=(),
        coverage=replace(before.coverage, dates=None),
    )
