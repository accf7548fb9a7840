"""A province among the others of its cluster, region or country; and of a group, who is highest, lowest or missing.

Ranks go by exact values, equal ones share a rank. Only values of the same period are held against each other, and only
where at least half of the members have one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...codelists import places
from ...codelists.places import Place
from ...codelists.units import Unit
from ...words.label import Label
from ...words.text import listing
from ...words.text import number as digits
from ..coverage import Coverage
from ..derivation import Arithmetic, as_printed
from ..figure import HIGHEST, Change, Figure, Peers, Phrase, Standpoint, has_direction, worst_status
from ..gap import Gap
from . import areas
from .combine import MOST_NAMED, comparable, coverage_of, dates_of, name_of, named, suffices

KINDS = {"cụm": "cum", "vùng": "vung", "cả nước": "ca_nuoc"}
RANK = Unit("", "thứ hạng", 1, False)
FIRST = "nhất"
FEW = 10  # a mean of counts below this prints a decimal
Ends = tuple[Fraction, Fraction]
MOST_EQUAL = 3  # more places than this that share one value are counted, not named


def peers(figure: Figure, kind: str) -> Peers:
    """The figure among the members of the province's cluster, region or country on the report's day."""
    scope = figure.scope
    day = scope.boundary or scope.until
    found = next((each for each in places.groups_of(scope.place.id, day) if each.kind == kind), None)
    if found is None:
        why = Gap(kind, whose=scope.place.full_name(day), why=" (clusters.csv, places.csv)")
        return Peers((figure.gap(f"binh_quan_{KINDS[kind]}", why),), figure, None)
    group = scope.in_group(found)
    return Peers((_as_exact_as(figure, mean(group, figure.name)),), figure, group)


def _as_exact_as(figure: Figure, level: Figure) -> Figure:
    """An exact mean with at least the decimals of the number beside it: who subtracts the two gets the printed distance."""
    factor = figure.unit.factor_or_none(level.unit) if figure and level else None
    if factor is None or level.worth or not level.done:
        return level
    return replace(level, decimals=max(level.decimals, figure.converted(level.unit).decimals))


def usual(figure: Figure) -> Peers:
    """Among its cluster, or its region where it has no cluster."""
    cluster = peers(figure, "cụm")
    return cluster if cluster.group else peers(figure, "vùng")


# --- of a group ------------------------------------------------------------------------------------------------------


def ranked(scope: Standpoint, name: str) -> tuple[list[Figure], Coverage]:
    """The members' figures that can be held against each other, the best first, and how many members that is."""
    good = comparable(scope, areas.member_figures(scope, name), scope.quantity(name))
    unit = scope.quantity(name).unit
    good.sort(key=lambda each: _ends(each, unit), reverse=not _falls(scope, name))
    return good, coverage_of(scope, good, areas.members(scope))


def _falls(scope: Standpoint, name: str) -> bool:
    """Whether the least is the best."""
    variable = scope.dataset.variable(name)
    return bool(variable and variable.direction == "tốt nếu giảm")


def mean(scope: Standpoint, name: str) -> Figure:
    """The mean of a group: by weight for means and shares, else of what one member has."""
    figure = scope.figure(name)
    return per_member(figure) if scope.quantity(name).adds_up else figure


def per_member(figure: Figure) -> Figure:
    """What one member has on average: "52 HTX/tỉnh/năm"; of a flow, over the members that have all of its period."""
    adds_up = areas.is_group(figure.scope.place) and figure.scope.quantity(figure.name).adds_up
    if not figure or not adds_up:
        return figure.gap("binh_quan_don_vi", *(figure.missing or (Gap(f"số đơn vị để tính bình quân {figure.label}"),)))
    scope, every = figure.scope, areas.members(figure.scope)
    if figure.coverage and figure.coverage.dates and not figure.is_stock:
        good, found = ranked(scope, figure.name)
        if not suffices(scope, found, "enough"):
            why = Gap(figure.label, whose=figure.period.text, why=" ở đủ các đơn vị")
            return figure.gap("binh_quan_don_vi", why)
        figure = scope.among(frozenset(found.counted)).figure(figure.name)
    number = len(figure.coverage.counted) if figure.coverage else len(every)
    noun = figure.coverage.noun if figure.coverage else coverage_of(scope, [], every).noun
    done = Arithmetic(lambda whole: whole / number, (figure,))
    unit = Unit.parse(f"{figure.unit.per_time('').text}/{noun}" + ("/năm" if _is_year(figure) else ""))
    decimals = (0 if done.result.low >= FEW else 1) if figure.unit.is_count else max(figure.decimals, 1)
    label, words = figure.label.to(f", bình quân một {noun}"), f"Tổng số chia cho số {noun} có số liệu."
    return figure.derived("binh_quan_don_vi", label, done, unit, decimals, (figure,), words)


def highest_and_lowest(figure: Figure, *ends_wanted: str) -> Phrase:
    """Who has most or least: "cao nhất ở Sơn La với 1.084 HTX, thấp nhất ở Lào Cai và Lai Châu, đều là 416 HTX".

    Where members are missing the phrase says so: one of them may have more. Nobody is then called the lowest.
    """
    good, found = ranked(figure.scope, figure.name)
    unit = figure.scope.quantity(figure.name).unit
    ends = [_ends(each, unit) for each in good]
    wanted = [end for end in ends_wanted if end == HIGHEST or found.complete]
    if not wanted or len(set(ends)) < 2 or not suffices(figure.scope, found, "enough"):
        return Phrase((figure.gap("cao_thap", Gap(figure.label, whose="từng đơn vị thành viên")),))
    parts: list = []
    for end in wanted:
        goal = max(ends) if end == HIGHEST else min(ends, key=lambda pair: pair[::-1])
        equal = [each for each, pair in zip(good, ends, strict=True) if pair == goal]
        others = [pair for pair in ends if pair != goal]
        beaten = any(pair[1] > goal[0] if end == HIGHEST else pair[0] < goal[1] for pair in others)
        if beaten:  # a range that reaches beyond it: who has most is not known
            whose = "từng đơn vị thành viên, không phải một khoảng"
            return Phrase((figure.gap("cao_thap", Gap(figure.label, whose=whose)),))
        parts += [f"{'; ' if parts else ''}{end} ở ", *_those(figure, equal)]
    return Phrase((*parts, "" if found.complete else f", tính trong {found.share} có số liệu"))


def _those(figure: Figure, equal: list[Figure]) -> tuple:
    """The places that share one value, counted where they are many."""
    if len(equal) > MOST_EQUAL:
        number = count(figure.scope, figure.name, len(equal), "cung_muc", figure.label.to(": số đơn vị cùng một mức"))
        return (number, ", đều là ", equal[0])
    return (f"{listing(map(name_of, equal))}{', đều là ' if len(equal) > 1 else ' với '}", equal[0])


def without(figure: Figure) -> Phrase:
    """The members whose values are not in a figure, by name; missing when there is none."""
    every = areas.members(figure.scope)
    counted = figure.coverage.counted if figure and figure.coverage else ()
    names = [place.name_on(figure.scope.until) for place in every if place.id not in counted]
    if not names or (figure and figure.coverage is None):
        return Phrase((figure.gap("thieu", Gap("đơn vị chưa có số liệu")),))
    if len(names) <= MOST_NAMED:
        return Phrase((named(names),))
    return Phrase((count(figure.scope, figure.name, len(names), "thieu", "Số đơn vị chưa có số liệu"),))


def covered(figure: Figure) -> Figure:
    """What share of the group's own published value its members' values come to: "khoảng 56,3%"."""
    whole, part = figure.scope.published().figure(figure.name), figure.scope.of_few_members().figure(figure.name)
    if not whole or whole.coverage or not part or not figure.scope.quantity(figure.name).adds_up or not whole.value:
        publisher = figure.scope.place.name_on(figure.scope.until)
        return figure.gap("bao_phu", Gap(f"{figure.label} do {publisher} công bố"))
    return _percent(part, whole, "bao_phu", figure.label.to(": phần các đơn vị có số liệu trong số công bố"))


def count(scope: Standpoint, name: str, number: int, suffix: str, label: str) -> Figure:
    """A number of members as a figure."""
    noun = coverage_of(scope, [], areas.members(scope)).noun
    period = scope.figure(name).period
    words = "Đếm các đơn vị thành viên."
    return Figure(f"{name}.{suffix}", label, Unit.parse(noun), Fraction(number), scope, period=period, words=words)


# --- of one province in a group --------------------------------------------------------------------------------------


class Rank(Figure):
    """A rank as a sentence has it: "thứ nhất", "thứ 3"."""

    @property
    def ends(self) -> tuple[str, ...]:
        return (FIRST,) if self.value == 1 and self.upper is None else super().ends


def rank(figure: Figure, group: Standpoint) -> Figure:
    """The place among the members that have a value: "thứ 3 trong 14 tỉnh"; equal values share it ("đồng hạng 3")."""
    good, found = ranked(group, figure.name)
    own = next((each for each in good if each.scope.place == figure.scope.place), None)
    if own is None or not suffices(group, found, "enough"):
        name = group.place.full_name(group.until)
        why = Gap(figure.label, whose=f"ít nhất một nửa {name}", why=f" (mới có {found.share})")
        return figure.gap(f"hang_{KINDS[group.place.kind]}", *(figure.missing or (why,)))
    placed = _placed(group, figure, own, good, found)
    origins = dict.fromkeys(origin for each in good for origin in each.origins)
    words = f"{placed.words} Thứ tự: {_order(group, good)}."
    return replace(placed, inputs=(figure,), words=words, origins=tuple(origins))


def ranks(group: Standpoint, name: str, in_column: bool = True) -> list[Figure]:
    """The rank of every member that has a value, the best first, as a column of ranks or a sentence has it; nothing of
    too few."""
    good, found = rivals(group, name)
    return [_placed(group, each, each, good, found, in_column) for each in good]


def rivals(group: Standpoint, name: str) -> tuple[list[Figure], Coverage]:
    """The members that are ranked, the best first, and how many they are; none where they are too few."""
    good, found = ranked(group, name)
    return (good if len(good) > 1 and suffices(group, found, "enough") else []), found


def rank_among(group: Standpoint, place: Place, good: list[Figure], found: Coverage) -> Figure | None:
    """The rank of one place among its rivals, as a sentence has it."""
    own = next((each for each in good if each.scope.place == place), None)
    return own and _placed(group, own, own, good, found)


def _placed(
    group: Standpoint, figure: Figure, own: Figure, good: list[Figure], found: Coverage, in_column: bool = False
) -> Figure:
    """The rank of one figure; in a sentence "thứ 3 trong 14 tỉnh", in a column "3"."""
    unit, kind = group.quantity(figure.name).unit, group.place.kind
    first, last, ties = _between(_ends(own, unit), [_ends(each, unit) for each in good], _falls(group, figure.name))
    many = digits(Fraction(len(good)), 0, figure.scope.leading_zero)
    return (Figure if in_column else Rank)(
        f"{figure.name}.hang_{KINDS[kind]}",
        figure.label.to(f": thứ hạng trong {group.place.full_name(group.until)}"),
        RANK,
        Fraction(first),
        figure.scope,
        period=figure.period,
        upper=Fraction(last) if last != first else None,
        status=worst_status(good),
        words=_ranking_words(good),
        unit_text="",
        before="đồng hạng " if ties else "" if in_column else "thứ ",
        after="" if in_column else f" trong {many} {found.noun}" + ("" if found.complete else " có số liệu"),
        coverage=_of_several_days(group, good, found),
    )


def _of_several_days(group: Standpoint, good: list[Figure], found: Coverage) -> Coverage | None:
    """What a rank says of the days of those it compares, where they are not of one; on how many it rests it says itself."""
    dates = dates_of(group, good, found.noun)
    return replace(found, every=found.counted, dates=dates) if dates else None


def _between(own: Ends, every: list[Ends], falling: bool) -> tuple[int, int, bool]:
    """The best and the worst place that a value may have among all, and whether another has exactly the same."""
    surely = sum(other[1] < own[0] if falling else other[0] > own[1] for other in every)
    perhaps = sum(other[0] < own[1] if falling else other[1] > own[0] for other in every if other != own)
    exact = own[0] == own[1]
    return surely + 1, max(surely, perhaps) + 1, exact and every.count(own) > 1


def _order(group: Standpoint, good: list[Figure]) -> str:
    """ "Sơn La 864 > Yên Bái 683 = Lào Cai 683"."""
    values = [_exact(each, group.quantity(each.name).unit) for each in good]
    sign = " < " if values[0] < values[-1] else " > "
    joints = ["", *(" = " if one == two else sign for one, two in zip(values, values[1:], strict=False))]
    return "".join(f"{joint}{name_of(each)} {each.so}" for joint, each in zip(joints, good, strict=True))


def _ranking_words(good: list[Figure]) -> str:
    words = "Xếp theo số chính xác; các số bằng nhau cùng hạng."
    hedged = any(each.hedge for each in good)
    return words + (" Có số ước lượng (trên, khoảng…): thứ hạng có thể thay đổi." if hedged else "")


def distance(figure: Figure, level: Figure) -> Figure:
    """A province's printed value less the printed mean of its group."""
    if not figure or not level:
        return figure.gap("chenh_lech", *figure.missing, *level.missing)
    figure = figure.converted(level.scope.quantity(figure.name).unit)
    kind = KINDS[level.scope.place.kind]
    found = figure.derived(
        f"chenh_lech_{kind}",
        figure.label.to(f": chênh lệch so với bình quân {_group(level)}"),
        Arithmetic(lambda own, mean: own - mean, (as_printed(figure), as_printed(level))),
        Unit.parse(figure.unit.difference),
        max(figure.decimals, level.decimals),
        (figure, level),
        "Hiệu của hai mức đã in.",
    )
    inexact = figure.worth or level.worth
    if inexact and not has_direction(found):
        return figure.gap(f"chenh_lech_{kind}", Gap(f"{figure.label}: số chính xác để so sánh"))
    gap = found.value or found.upper or 0
    before = "cao hơn " if gap > 0 else "thấp hơn " if gap < 0 else "không chênh lệch"
    hedge = "khoảng" if found.hedge or found.status == "ước" else ""
    found = replace(found, before=before, hedge=hedge, status="chính thức", coverage=None)
    return Change(**{name: getattr(found, name) for name in found.__dataclass_fields__})


def share(figure: Figure, group: Standpoint) -> Figure:
    whole = group.figure(figure.name)
    full = whole and (whole.coverage is None or whole.coverage.complete) and whole.value
    suffix, name = f"ty_trong_{KINDS[group.place.kind]}", group.place.full_name(group.until)
    if not figure or not full or not group.quantity(figure.name).adds_up:
        return figure.gap(suffix, *(figure.missing or (Gap(figure.label, whose=f"toàn bộ {name}"),)))
    return _percent(figure, whole, suffix, figure.label.to(f": tỷ trọng trong {name}"))


def _percent(part: Figure, whole: Figure, suffix: str, label: Label) -> Figure:
    done = Arithmetic(lambda one, all: 100 * one / all, (part.converted(whole.unit), whole))
    found = part.derived(suffix, label, done, Unit.parse("%"), 1, (part, whole), "Bộ phận trên tổng thể, nhân 100.")
    dated = part.period.last == whole.period.last and not (part.coverage and part.coverage.dates)
    sure = dated and whole.status != "ước"
    return replace(found, coverage=None, hedge=found.hedge if sure else "khoảng", status="chính thức")


def _group(figure: Figure) -> str:
    return figure.scope.place.full_name(figure.scope.until)


def _exact(figure: Figure, unit: Unit) -> Fraction:
    return figure.value * figure.unit.factor_to(unit)


def _ends(figure: Figure, unit: Unit) -> Ends:
    """Both ends in a unit; those of one number are the same."""
    factor = figure.unit.factor_to(unit)
    return figure.given.low * factor, figure.given.high * factor


def _is_year(figure: Figure) -> bool:
    return bool(figure.period and figure.period.start and figure.period.is_year)
