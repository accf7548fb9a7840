"""What a report of a group shows of its members: one row each, rankings, targets reached, and who is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from ..codelists import places
from ..codelists.periods import Moment, Period, day_text
from ..codelists.places import MERGER, Place
from ..codelists.units import Unit
from ..codelists.variables import STATISTICS
from ..data.dataset import Target
from ..display import charts, multiples, tables, tilemap
from ..display.tables import Cell, Column
from ..indicators import catalogue
from ..sentences import prose
from ..sentences.block import NOTHING, Block
from ..sentences.prose import Words
from ..values.assess import Assessment, assess
from ..values.figure import Figure, Phrase
from ..values.gap import Gap
from ..values.groups import areas, peers
from ..values.groups.combine import MOST_NAMED, Quantity, coverage_of, labelled, name_of, named
from ..values.scope import Scope
from ..values.targets import in_force
from ..words.label import inside
from ..words.text import capital, listing

MOST_LISTED = 14  # members named one by one in a sentence: a region at most, not the country
LONGEST_HEAD = 34  # letters of a column's head, beyond which the variable's short label is used
JUDGED = "Chỉ tính các đơn vị có chỉ tiêu đến hạn trong kỳ và đủ số liệu để đánh giá:"
BLANK = "\u00a0"  # a cell where nothing belongs, unlike "–", where something is missing


# --- in sentences ----------------------------------------------------------------------------------------------------


def words(scope: Scope) -> dict[str, object]:
    """The words of a group that a sentence may use; None for one province, so that an optional passage vanishes."""
    members = areas.members(scope)
    if not members:
        names = ("don_vi_thanh_vien", "cac_don_vi", "tu_thanh_vien", "ngay_dia_gioi_thanh_vien")
        return dict.fromkeys(names) | _of_merged(scope)
    names = [place.name_on(scope.until) for place in members]
    noun = coverage_of(scope, [], members).noun
    merged = scope.boundary >= MERGER > scope.year_before().until and any(place.predecessors for place in members)
    return {
        "don_vi_thanh_vien": noun,
        "cac_don_vi": listing(names) if len(names) <= MOST_LISTED else None,
        "tu_thanh_vien": f"các {noun}" if scope.members_only else None,
        # The whole country is the same in old and new boundaries.
        "ngay_dia_gioi_moi": day_text(MERGER) if merged and scope.place.kind != "cả nước" else None,
        "ngay_dia_gioi_thanh_vien": day_text(MERGER) if merged else None,
        "cac_don_vi_cu": None,
    }


def _of_merged(scope: Scope) -> dict[str, str | None]:
    """The day of a province's merger and who went into it, where its report rests on them."""
    figures = [scope.figure(name) for name in scope.known_variables()] if scope.place.predecessors else []
    found = [*figures, *(each.usual.other for each in figures)]
    if not any(each.coverage and each.coverage.rebuilt for each in found):
        return {"ngay_dia_gioi_moi": None, "cac_don_vi_cu": None}
    olds = listing(places.get(id).full_name(scope.place.start - timedelta(days=1)) for id in scope.place.predecessors)
    return {"ngay_dia_gioi_moi": day_text(scope.place.start), "cac_don_vi_cu": olds}


def _size(scope: Scope) -> Figure:
    members = areas.members(scope)
    kinds = {place.kind_on(scope.boundary or scope.until) for place in members}
    return Figure(
        "so_don_vi",
        "Số đơn vị thành viên",
        Unit.parse(kinds.pop() if len(kinds) == 1 else "tỉnh, thành phố"),
        Fraction(len(members)) if members else None,
        scope,
        period=Period(None, Moment.of(scope.until)),
        words="Đếm các đơn vị thành viên có hiệu lực vào ngày của báo cáo (clusters.csv, places.csv).",
        missing=() if members else (Gap("danh sách thành viên"),),
    )


def _silent_places(scope: Scope) -> list[Place]:
    """The members without a single value of their own; what the statistics office counts in every province is not it."""
    given = (name for name in scope.known_variables() if scope.dataset.variable(name).topic != STATISTICS)
    names = [*(name for name, declared in catalogue.load().items() if declared.topic != STATISTICS), *given]
    return [place for place in areas.members(scope) if not any(scope.member(place).figure(name) for name in names)]


def _heard(scope: Scope) -> Phrase:
    """How many members have values of their own: "cả 08 tỉnh đều", "04 trong số 07 tỉnh"; missing when none has."""
    size = _size(scope)
    number = len(areas.members(scope)) - len(_silent_places(scope))
    if number == size.value:
        return Phrase(("cả ", size, " đều"))
    heard = replace(
        size,
        name="so_don_vi_co_so_lieu",
        label="Số đơn vị có số liệu",
        value=Fraction(number) if number else None,
        words="Đếm các đơn vị có ít nhất một số liệu của kỳ này.",
        unit_text="",
    )
    return Phrase((heard, " trong số ", size))


def _silent(scope: Scope) -> Phrase:
    """The members without a single value, by name or, where they are many, by number."""
    silent = _silent_places(scope)
    if not silent:
        return Phrase((_size(scope).gap("vang", Gap("đơn vị không có số liệu nào")),))
    if len(silent) <= MOST_NAMED:
        return Phrase((named([place.name_on(scope.until) for place in silent]),))
    label, number = "Số đơn vị chưa có số liệu", Fraction(len(silent))
    return Phrase((replace(_size(scope), name="so_don_vi_vang", label=label, value=number),))


STATEMENTS: dict[str, Callable[[Scope], Figure | Phrase]] = {
    "so_don_vi": _size,
    "so_don_vi_co_so_lieu": _heard,
    "don_vi_chua_co_so_lieu": _silent,
}


# --- one row a member ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """One column: an indicator of every member, and what the group as a whole has of it."""

    name: str
    label: str
    unit: Unit
    figures: tuple[Figure, ...]  # in the order of the members, missing ones too
    total: Cell
    mean: Cell
    known: Cell  # how many members have a value
    published: Cell  # what the group itself printed

    @property
    def head(self) -> str:
        """The label with its unit, unless the label names it: "Tổng số HTX", "Tổng vốn điều lệ của HTX (tỷ đồng)"."""
        named_already = self.unit.text.lower() in self.label.lower()
        return self.label if named_already else f"{self.label} ({self.unit.text})"


def member_table(scope: Scope, names: Sequence[str], caption: str) -> Block:
    """One row a member, then total, mean, the number of members with a value, and the group's own published values."""
    measures = [measure for name in names if any((measure := _measure(scope, name)).figures)]
    if not measures:
        return NOTHING
    noun = coverage_of(scope, [], areas.members(scope)).noun
    columns = [Column("TT"), Column(capital(noun)), *(Column(each.head, True) for each in measures)]
    rows, left_out = _member_rows(scope, measures)
    last = [row for row in _last_rows(scope, measures, noun) if any(cell and cell != BLANK for cell in row[2:])]
    notes = [*_dates(measures), *_means_note(measures, noun)]
    notes += [f"Các {noun} không nêu trong bảng chưa có số liệu."] if left_out else []
    return tables.table(caption, columns, [*rows, *last], notes, len(last))


def _measure(scope: Scope, name: str) -> Measure:
    quantity, summed = scope.quantity(name), scope.of_members()  # of fewer than half there is neither total nor mean
    figures = [_cell(each, quantity) for each in areas.member_figures(scope, name)]
    whole, own = summed.figure(name), scope.published().figure(name)
    shown = bool(own) and not own.coverage and not scope.members_only
    return Measure(
        name,
        _label(scope, name),
        quantity.unit,
        tuple(figures),
        whole if quantity.adds_up else BLANK,
        peers.mean(summed, name),
        _known(summed, name, figures),
        _cell(own, quantity) if shown else None,
    )


def _known(scope: Scope, name: str, figures: list[Figure]) -> Figure:
    known = coverage_of(scope, [each for each in figures if each], areas.members(scope))
    return Figure(
        f"{name}.so_don_vi",
        f"{scope.label(name)}: số {known.noun} có số liệu",
        Unit(known.noun, known.noun, 1, False),  # in a table a count takes no leading zero
        Fraction(len(known.counted)),
        scope,
        period=Period(None, Moment.of(scope.until)),
        words="Đếm các đơn vị có số liệu trong bảng.",
        after=f"/{len(known.every)}",
        unit_text="",
    )


def _cell(figure: Figure, quantity: Quantity) -> Figure:
    """The figure in the unit of its column; that of a part of the period says so."""
    if not figure:
        return figure
    try:
        shown = figure.converted(quantity.unit)
    except ValueError:
        return figure
    return replace(shown, after=shown.after + _part_of_period(figure))


def _part_of_period(figure: Figure) -> str:
    period = figure.period
    if period.start is None or period.days == figure.scope.flow_days:
        return ""
    return f"\u00a0({period.months}\u00a0tháng)" if period.months else "\u00a0(một\u00a0phần\u00a0kỳ)"


def _label(scope: Scope, name: str) -> str:
    """The label, or the short one of the variable (for a year's mean that of the month's) where that is too long."""
    declared, label = catalogue.load().get(name), scope.label(name)
    variable = scope.dataset.variable(declared.inputs[0] if declared and declared.from_printed else name)
    return variable.short if len(label) > LONGEST_HEAD and variable and variable.short else label


def _member_rows(scope: Scope, measures: Sequence[Measure]) -> tuple[list[list[Cell]], bool]:
    """The rows, and whether members without any value were left out because they are too many to list."""
    every = list(zip(areas.members(scope), zip(*(each.figures for each in measures), strict=True), strict=True))
    known = [(place, cells) for place, cells in every if any(cells)]
    shown = known if len(every) - len(known) > MOST_NAMED else every
    rows = [[str(i), place.name_on(scope.until), *cells] for i, (place, cells) in enumerate(shown, 1)]
    return rows, len(shown) < len(every)


def _last_rows(scope: Scope, measures: Sequence[Measure], noun: str) -> list[list[Cell]]:
    whole = all(figure for each in measures for figure in each.figures)
    rows = [
        [BLANK, "Tổng cộng" if whole else f"Cộng các {noun} có số liệu", *(each.total for each in measures)],
        [BLANK, "Bình quân", *(each.mean for each in measures)],
    ]
    if not whole:  # where nobody is missing it says nothing
        rows.append([BLANK, f"Số {noun} có số liệu", *(each.known for each in measures)])
    if any(each.published for each in measures):
        rows.append([BLANK, "Số công bố chung", *(each.published or BLANK for each in measures)])
    return rows


def _dates(measures: Sequence[Measure]) -> list[str]:
    """One note a member whose values are not of the report's own date or period."""
    by_member: dict[str, dict[str, list[str]]] = {}
    for each in measures:
        for figure in filter(None, each.figures):
            if figure.own_date:
                by_member.setdefault(name_of(figure), {}).setdefault(figure.own_date_of_data, []).append(each.label)
    return [f"{name}: {'; '.join(_dated(*pair) for pair in dates.items())}." for name, dates in by_member.items()]


def _dated(day: str, heads: list[str]) -> str:
    return f"số liệu {day} ({'; '.join(map(inside, heads))})"


def _means_note(measures: Sequence[Measure], noun: str) -> list[str]:
    """What the row of means is made of; silent where the table has none."""
    shown = [each for each in measures if each.mean]
    sums, means = (any((each.total == BLANK) is is_mean for each in shown) for is_mean in (False, True))
    parts = [f"với số cộng được là mức của một {noun}"] if sums else []
    parts += ["với mức bình quân và tỷ lệ là bình quân gia quyền"] if means else []
    return [f"Dòng bình quân: {'; '.join(parts)}."] if parts else []


# --- rankings --------------------------------------------------------------------------------------------------------


def ranking_table(scope: Scope, names: Sequence[str], caption: str) -> Block:
    """The rank of every member by each indicator, in the order of the first; equal values share a rank."""
    ranks = {name: _ranks(scope, name) for name in names}
    ranks = {name: found for name, found in ranks.items() if found}
    if len(ranks) < 2:  # one ranking is a chart
        return NOTHING
    noun = coverage_of(scope, [], areas.members(scope)).noun
    first = next(iter(ranks.values()))
    shown = [place for place in areas.members(scope) if any(place.id in found for found in ranks.values())]
    shown.sort(key=lambda place: first[place.id].value if place.id in first else len(shown) + 1)
    heads = [f"Hạng: {inside(_label(scope, name))}" for name in ranks]
    columns = [Column("TT"), Column(capital(noun)), *(Column(head, True) for head in heads)]
    rows = [
        [str(i), place.name_on(scope.until), *(found.get(place.id) for found in ranks.values())]
        for i, place in enumerate(shown, 1)
    ]
    notes = ["Hạng 1 là cao nhất theo số chính xác (thấp nhất với chỉ tiêu giảm là tốt); số bằng nhau thì đồng hạng."]
    if len(shown) < len(areas.members(scope)):
        notes.append(f"Chỉ xếp hạng các {noun} có số liệu.")
    return tables.table(caption, columns, rows, notes)


def _ranks(scope: Scope, name: str) -> dict[str, Figure]:
    """Place id → rank as a table has it; empty where there are too few values to rank."""
    return {each.scope.place.id: each for each in peers.ranks(scope, name)}


def ranking_chart(scope: Scope, name: str) -> Block:
    """The members from the highest to the lowest with the mean; of few missing ones it says so."""
    good, found = peers.ranked(scope, name)
    extremes = scope.figure(name).cao_thap
    if len(good) < 2 or not extremes:
        return NOTHING
    pairs = [(name_of(each), _cell(each, scope.quantity(name))) for each in good]
    missing = [place for place in areas.members(scope) if place.id not in found.counted]
    if len(missing) <= MOST_NAMED:
        gap = scope.figure(name).gap("xep_hang")
        pairs += [(place.name_on(scope.until), gap) for place in missing]
    title = Phrase((f"{scope.label(name)} ", *extremes.parts))
    return charts.ranking_chart(pairs, title, peers.mean(scope.of_members(), name) or None)


def country_map(scope: Scope, name: str) -> Block:
    """A tile map of the whole country; NOTHING of a part of it, or with values of fewer than half of the provinces."""
    figures = areas.member_figures(scope, name) if scope.place.kind == "cả nước" else []
    if not 2 * sum(map(bool, figures)) >= len(figures) > 0:
        return NOTHING
    return tilemap.tile_map(figures, scope.boundary)


def small_multiples(scope: Scope, name: str, years: int) -> Block:
    """The last years of one indicator, a small chart a member; provinces that were merged in their new boundaries."""
    last = scope.flow.last.year
    scopes = [scope.at(Period.year(year)) for year in range(last - years + 1, last)]
    rows = []
    for place in areas.members(scope):
        past = [labelled(each.member(place).figure(name)) for each in scopes]
        rows.append((place.name_on(scope.until), [*past, labelled(scope.member(place).figure(name))]))
    return multiples.small_multiples(rows, scope.label(name), [each.flow.last.year for each in scopes] + [last])


# --- targets of the members ------------------------------------------------------------------------------------------


def targets_reached(scope: Scope) -> Block:
    """A list item an indicator: "3/5 tỉnh đạt kế hoạch (chưa đạt: …)"; of targets that are due now.

    What is wanted of each year on average is judged by the mean of the years since it began, and says so.
    """
    found: dict[tuple[str, str], list[Assessment]] = {}
    for place in areas.members(scope):
        member = scope.member(place)
        for target in scope.dataset.targets(place.id):
            judged = _judged(member, target)
            if judged is not None:
                noun = "kế hoạch" if target.kind == "kế hoạch" else "chỉ tiêu nghị quyết"
                found.setdefault((target.variable, noun), []).append(judged)
    rows: dict[str, list[prose.Part]] = {}
    several = [key for key, assessed in found.items() if sum(each.judged for each in assessed) > 1]
    for name, noun in sorted(several, key=lambda key: (scope.rank(key[0]), key[1] != "kế hoạch")):
        each, label = [one for one in found[name, noun] if one.judged], scope.label(name)
        parts = rows.setdefault(label, [capital(label)])
        aim = f" đạt {noun}{_over_years(each)}"
        parts += [Words("; " if len(parts) > 1 else ": "), _reached(scope, name, noun, each), aim]
        parts += _aside(_behind(each), _open(found[name, noun]))
    return prose.items([(*parts, Words(".")) for parts in rows.values()], [Words(JUDGED)])


def _judged(member: Scope, target: Target) -> Assessment | None:
    """A member's target that can be judged in this period: its plan, or what a resolution wants by now or each year."""
    if target.period.end is None or target not in _in_force(member, target):
        return None
    yearly = target.measure == "bình quân năm" and target.kind != "kế hoạch"
    begun = target.period.start is None or target.period.first <= member.until
    due = target.period.last.year == member.flow.last.year
    if not (begun and target.period.last >= member.until if yearly else due):
        return None
    judged = assess(member, target)
    if yearly and not judged.judged:
        return judged
    whole = judged.level.is_stock or not judged.level or judged.level.period.days == judged.level.scope.flow_days
    return judged if judged.judged and whole else None


def _in_force(member: Scope, target: Target) -> list[Target]:
    return in_force(member.dataset.targets(member.place.id), (target.kind,), member.until)


def _reached(scope: Scope, name: str, noun: str, judged: list[Assessment]) -> Figure:
    members = coverage_of(scope, [], areas.members(scope)).noun
    return Figure(
        f"{name}.dat_{'ke_hoach' if noun == 'kế hoạch' else 'nghi_quyet'}",
        f"{scope.label(name)}: số {members} đạt {noun}",
        Unit(members, members, 1, False),
        Fraction(sum(each.met for each in judged)),
        scope,
        period=Period(None, Moment.of(scope.until)),
        words=f"Đếm các đơn vị đạt {noun} trong số đã đủ số liệu để đánh giá (trong ngoặc là mức cần đạt): "
        f"{'; '.join(map(_verdict, judged))}.",
        origins=tuple(dict.fromkeys(o for each in judged for figure in _behind_it(each) for o in figure.origins)),
        after=f"/{len(judged)} {members}",
        unit_text="",
    )


def _verdict(each: Assessment) -> str:
    """ "Yên Bái 86 (50 trở lên): vượt"."""
    bound = f"{each.bound.before}{each.bound.so}{each.bound.after}"
    return f"{name_of(each.actual)} {each.actual.hedge_text}{each.actual.so} ({bound}): {each.verdict}"


def _over_years(judged: list[Assessment]) -> str:
    """", tính bình quân giai đoạn 2021-2025", of targets that are judged by the mean of their years."""
    periods = dict.fromkeys(each.actual.period.text for each in judged if each.is_mean_of_years)
    return f", tính bình quân {listing(periods)}" if periods else ""


def _behind_it(each: Assessment) -> list[Figure]:
    return [*each.actual.family(), each.bound]


def _behind(judged: list[Assessment]) -> Phrase:
    return _named([each for each in judged if not each.met], judged, "chua_dat", "đơn vị chưa đạt")


def _open(assessed: list[Assessment]) -> Phrase:
    return _named([each for each in assessed if not each.judged], assessed, "chua_du", "đơn vị chưa đủ số liệu")


def _aside(behind: Phrase, unknown: Phrase) -> tuple[prose.Part, ...]:
    """Who is behind and of whom years are lacking, in one pair of brackets; nothing where there is nobody."""
    end = Words(")")
    return (
        prose.optional(Words(" (chưa đạt: "), behind, Words("; chưa đủ số liệu từng năm: "), unknown, end)
        or prose.optional(Words(" (chưa đạt: "), behind, end)
        or prose.optional(Words(" (chưa đủ số liệu từng năm: "), unknown, end)
    )


def _named(chosen: list[Assessment], assessed: list[Assessment], suffix: str, what: str) -> Phrase:
    """The places of these targets by name; missing where there are none."""
    if not chosen:
        return Phrase((assessed[0].level.gap(suffix, Gap(what)),))
    return Phrase((named([each.level.scope.place.name_on(each.level.scope.until) for each in chosen]),))
