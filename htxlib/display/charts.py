"""Charts in the house style: what they show is decided by exact values, what they print is what the text prints.

Each function returns a Block, or NOTHING where fewer than two values can be compared. Labels stand at the marks, so
there are no axes to read off; a target stands beside the actual value, a gap stays a gap, and what cannot be drawn is
named.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import sub

from ..codelists.periods import Moment, Period, day_text
from ..codelists.units import Unit
from ..sentences.block import NOTHING, Block, linked
from ..sentences.parts import NOTE, Part, phrase_spans, plain
from ..values.assess import Assessment
from ..values.coverage import grouped
from ..values.derivation import Arithmetic
from ..values.figure import MISSING, Comparison, Figure, Phrase
from ..values.progress import LATE, TOLD
from ..values.targets import LATER, OPEN
from ..words.label import inside
from ..words.text import capital, listing, markdown_text
from .svg import SIZE, SMALL, WIDTH, Look, Sheet, width, wrap

# Mid-tones: at least 3:1 on white, on the light panel and on a dark page; solid, open and hatched differ in grey print.
GREEN, BLUE, RED, GREY = "#1f8a70", "#3a7cb8", "#c5522f", "#76808a"
MET, UNDERWAY, BEHIND = Look(GREEN), Look(BLUE, "open"), Look(RED, "hatched")
NOW, BEFORE, REST, TRACK = Look(BLUE), Look(GREY, "open"), Look(GREY, "hatched"), Look(GREY, "faint")

LONGEST = 250  # % of the base: longer bars are cut where most are shorter, with a gap and their number
BAR, LINE, GAP = 15, 20, 16  # heights of a bar, of a line of words, and of the space between two rows
THINNEST = 1.5  # a small value is still to be seen; zero has no bar
WHOLE = Fraction(100)

Title = str | Phrase | None


@dataclass(frozen=True)
class Row:
    """One thing shown: a sentence with its numbers, and the figures in it."""

    sentence: str
    figures: tuple[Figure, ...]


# --- targets ---------------------------------------------------------------------------------------------------------


def target_chart(assessments: Iterable[Assessment], title: Title = None) -> Block:
    """Attainment of each target in % with the target beside it; targets without a % are listed with their verdict."""
    assessments = list(assessments)
    drawn = [each for each in assessments if each.attainment]
    if len(drawn) < 2:
        return NOTHING
    sheet = Sheet()
    bars = Bars([each.share for each in drawn], [_attained(each) for each in drawn], goal=WHOLE)
    looks = {"đạt, vượt": MET, "đang thực hiện": UNDERWAY, f"chưa đạt, {LATE}": BEHIND}
    used = {_verdict_look(each) for each in drawn}
    _key(sheet, [(name, look) for name, look in looks.items() if look in used], "mức chỉ tiêu (100%)")
    asides = [_held(each) for each in assessments]
    below = not all(_fits(_label(each), aside) for each, aside in zip(assessments, asides, strict=True))
    for each, aside in zip(assessments, asides, strict=True):
        _head(sheet, _label(each), aside, below)
        if each.attainment:
            bars.draw(sheet, each.share, _verdict_look(each), _attained(each))
    return _block(sheet, title or _targets_title(assessments, drawn), [_target_row(each) for each in assessments])


def _held(each: Assessment) -> str:
    """What was reached, what was aimed at; and the verdict where no bar carries it."""
    actual, unit = each.actual, each.bound.unit.text
    named_once = "/" in unit and actual.printed_unit == each.bound.printed_unit
    when = f" ({actual.own_date})" if actual.own_date else ""
    reached = f"{_bare(actual) if named_once else actual.text}{when}; " if actual else ""
    return f"{reached}chỉ tiêu {each.bound.text}" + ("" if each.attainment else f" – {each.verdict}")


def _verdict_look(each: Assessment) -> Look:
    return MET if each.met else BEHIND if each.behind else UNDERWAY


def _attained(each: Assessment) -> str:
    return f"{each.attainment.text} – {each.verdict}"


def _label(each: Assessment) -> str:
    return capital((each.actual or each.level).label)


def _target_row(each: Assessment) -> Row:
    share = f"bằng {each.attainment.text} chỉ tiêu" if each.attainment else "chỉ tiêu"
    words = f"{_label(each)}: {each.actual.text}, {share} ({each.bound.text}), {each.verdict}"
    return Row(words, (each.actual, each.attainment, each.bound))


def _targets_title(assessments: list[Assessment], drawn: list[Assessment]) -> Phrase:
    judged = [each for each in assessments if each.judged]
    met = sum(each.met for each in judged)
    unjudged = [
        f"{count} {words}"
        for words, verdict in (("chưa đủ số liệu", OPEN), ("chưa đến kỳ đánh giá", LATER))
        if (count := sum(each.verdict == verdict for each in assessments))
    ]
    aside = f" ({', '.join(unjudged)})" if unjudged else ""
    return Phrase((f"{met}/{len(judged)} chỉ tiêu đạt và vượt{aside}", *_last(drawn)))


def _last(drawn: list[Assessment]) -> tuple:
    """Which target is farthest behind what should be by now: all of it where it is due, else the share of the time gone.

    What goes its way is never the lowest: 73% of a quota at half-time is a good deal.
    """
    known = [each for each in drawn if each.verdict not in TOLD or each.verdict == LATE]
    if not known:
        return ()
    least = min(known, key=lambda each: each.come / each.time_gone.value if each.verdict == LATE else each.share / WHOLE)
    name = inside(_label(least))
    if least.verdict != LATE:
        return (f"; thấp nhất: {name}, bằng ", least.attainment, " chỉ tiêu")
    if least.way:
        return (f"; chậm nhất: {name}, mới đi được ", least.way, f" {least.planned}")
    return (f"; chậm nhất: {name}, mới đạt ", least.attainment, " chỉ tiêu")


# --- growth ----------------------------------------------------------------------------------------------------------


def growth_chart(comparisons: Iterable[Comparison], title: Title = None) -> Block:
    """Each value beside the one before, on the scale of the one before: units differ, ratios can be compared."""
    comparisons = list(comparisons)
    drawn = [each for each in comparisons if _ratio(each) is not None and each.so_lan]
    if len(drawn) < 2:
        return NOTHING
    before, now = _dates(drawn)
    pairs = [
        (each, _dated(each.other, before, _has_long_unit(each)), _dated(each.current, now, _has_long_unit(each)))
        for each in drawn
    ]
    sheet = Sheet()
    bars = Bars([WHOLE * _ratio(each) for each in drawn], [words for _, *pair in pairs for words in pair])
    _key(sheet, [(before, BEFORE), (now, NOW)])
    for each, old, new in pairs:
        unit = f", {each.current.unit.text}" if _has_long_unit(each) else ""
        _head(sheet, capital(each.current.label) + unit, each.so_lan.text, firm=True)
        bars.draw(sheet, WHOLE, BEFORE, old)
        bars.draw(sheet, WHOLE * _ratio(each), NOW, new)
    others = [inside(each.current.label) for each in comparisons if each not in drawn]
    notes = [f"Chưa đủ số liệu để so sánh: {listing(others)}."] if others else []
    notes += _resting_on(figure for each in drawn for figure in (each.current, each.other))
    return _block(sheet, title or _growth_title(drawn), [_growth_row(each) for each in drawn], notes)


def _ratio(each: Comparison) -> Fraction | None:
    """Current over base, from exact values; None where a ratio says nothing."""
    base = _value(each.other, each.current.unit) if each else None
    return each.current.value / base if base and base > 0 and each.current.value >= 0 else None


def _base(drawn: list[Comparison]) -> str:
    """The word for what is compared with, one for all pairs."""
    names = {"đầu nhiệm kỳ" if each.against == "đầu kỳ" and each.current.scope.term else each.against for each in drawn}
    return names.pop() if len(names) == 1 else "kỳ gốc"


def _dates(drawn: list[Comparison]) -> tuple[str, str]:
    """What the two bars of a pair are, with the date that most pairs share."""
    before = Counter(each.other.ngay for each in drawn).most_common(1)[0][0]
    now = Counter(each.current.ngay for each in drawn).most_common(1)[0][0]
    return f"{_base(drawn)} ({before})" if before else _base(drawn), now or "kỳ này"


def _dated(figure: Figure, key: str, unit_named: bool) -> str:
    """The value, with its own date where the key names another."""
    words = _bare(figure) if unit_named else figure.text
    return f"{words} ({figure.ngay})" if figure.ngay and figure.ngay not in key else words


def _has_long_unit(each: Comparison) -> bool:
    """Whether the unit is better named once, above the pair: "triệu đồng/người/tháng"."""
    return "/" in each.current.unit.text and each.current.unit.text == each.other.unit.text


def _growth_row(each: Comparison) -> Row:
    path = "".join(str(part) for part in _path(each.other, each.current))
    return Row(f"{capital(each.current.label)} {path}, {each.so_lan.text}", (each.other, each.current, each.so_lan))


def _growth_title(drawn: list[Comparison]) -> Phrase:
    grown = [each for each in drawn if _ratio(each) > 1]
    if not grown:
        least = min(drawn, key=_ratio)
        return Phrase((f"Không chỉ tiêu nào tăng so với {_base(drawn)}; {inside(least.current.label)} ", least.so_lan))
    most = max(grown, key=_ratio)
    count = f"Cả {len(drawn)}" if len(grown) == len(drawn) else f"{len(grown)}/{len(drawn)}"
    words = f"{count} chỉ tiêu tăng so với {_base(drawn)}; nhiều nhất: {inside(most.current.label)} "
    return Phrase((words, most.so_lan))


# --- one indicator over time -----------------------------------------------------------------------------------------


def series_chart(
    figures: Iterable[Figure], title: Title = None, break_at: date | str | None = None, break_label: str = "sáp nhập"
) -> Block:
    """One indicator over time; nothing is joined across a gap or across a change of boundary at `break_at`.

    Periods before the first and after the last value are not drawn but named.
    """
    dated = {each.key: each for each in figures if each.period and each.period.end}
    given = sorted(dated.values(), key=lambda each: each.period.last)
    unit = next((each.unit for each in reversed(given) if each), None)
    shown = [each for each in given if each and _value(each, unit) is not None]
    if len(shown) < 2:
        return NOTHING
    figures = given[given.index(shown[0]) : given.index(shown[-1]) + 1]
    change = Moment.parse(break_at).first if break_at else None
    change = change if _crosses(shown[0], shown[-1], change) else None
    runs = list(_runs(figures, shown, change))
    if len(shown) == 2 and not runs and not change:
        return NOTHING  # two values apart make no line: a sentence says more
    places = Places(figures, shown, unit)
    sheet = _draw_series(places, runs, shown, f"{break_label} {day_text(change)}" if change else "", change)
    _name_points(sheet, places, figures, shown)
    notes = _left_out(given, shown, lambda each: _short(each.period))
    notes += ["Các kỳ dài ngắn khác nhau không nối với nhau."] if len({_length(each) for each in shown}) > 1 else []
    notes += [] if places.from_zero else ["Trục đứng không bắt đầu từ 0."]
    notes += _resting_on(shown)
    rows = [Row(f"{capital(each.label)} {_on(each)}: {each.text}", (each,)) for each in shown]
    return _block(sheet, title or _series_title(shown, change, break_label), rows, notes)


def _draw_series(places: Places, runs: list[list[Figure]], shown: list[Figure], event: str, change: date | None) -> Sheet:
    sheet = Sheet(height=places.bottom + 32)
    sheet.text(0, 15, f"Đơn vị tính: {places.unit.text}" if places.unit.text else "", SMALL, soft=True)
    if places.from_zero:
        sheet.line([(0, places.y(0)), (WIDTH, places.y(0))], 1, GREY)
    if change:
        _mark_change(sheet, places, change, event)
    for run in runs:
        sheet.line([places.at(each) for each in run], 2.5, BLUE)
    for each in shown:
        sheet.dot(*places.at(each), 4.5, BLUE)
    return sheet


class Places:
    """Where dates and values stand: time is to scale; the foot is zero unless all values lie close together."""

    top, bottom = 60, 208

    def __init__(self, figures: list[Figure], shown: list[Figure], unit: Unit):
        self.unit = unit
        values = [_value(each, unit) for each in shown]
        low, high = min(values), max(values)
        self.from_zero = low <= high * Fraction(3, 5)
        self.low = min(low, 0) if self.from_zero else low - (high - low or 1)
        self.span = max(high, 0 if self.from_zero else high) - self.low or 1
        self.first = figures[0].period.last.toordinal()
        self.days = max(figures[-1].period.last.toordinal() - self.first, 1)
        words = [(_short(each.period), _bare(each) if each else "") for each in (figures[0], figures[-1])]
        self.left, self.right = (max(map(width, pair)) / 2 for pair in words)
        self.right = WIDTH - self.right

    def x(self, day: date) -> float:
        return self.left + (self.right - self.left) * (day.toordinal() - self.first) / self.days

    def y(self, value: Fraction) -> float:
        return float(self.bottom - (self.bottom - self.top) * (value - self.low) / self.span)

    def at(self, figure: Figure) -> tuple[float, float]:
        return self.x(figure.period.last), self.y(_value(figure, self.unit))


def _runs(figures: list[Figure], shown: list[Figure], change: date | None) -> Iterable[list[Figure]]:
    """Neighbouring values that can be compared, with neither a gap nor the change of boundary between them."""
    run: list[Figure] = []
    for each in figures:
        apart = run and (_length(run[-1]) != _length(each) or _crosses(run[-1], each, change))
        if apart or each not in shown:
            yield from [run] if len(run) > 1 else []
            run = []
        run += [each] if each in shown else []
    yield from [run] if len(run) > 1 else []


def _crosses(first: Figure, last: Figure, change: date | None) -> bool:
    return change is not None and first.period.last < change <= last.period.last


def _length(figure: Figure) -> int | None:
    """Months of a flow; None for a stock. Eight months and a year are not compared."""
    return figure.period.months if figure.period.start else None


def _mark_change(sheet: Sheet, places: Places, day: date, words: str) -> None:
    x = places.x(day)
    left = x + 6 + width(words, SMALL) < WIDTH
    sheet.line([(x, 18), (x, places.bottom + 6)], 1.2, dashed=True)
    sheet.text(x + 6 if left else x - 6, 30, words, SMALL, "left" if left else "right", soft=True)


def _name_points(sheet: Sheet, places: Places, figures: list[Figure], shown: list[Figure]) -> None:
    """Numbers at the points, dates at the foot; the ends and the extremes go first where room is short."""
    by_value = sorted(shown, key=lambda each: _value(each, places.unit))
    numbers, dates, gaps = [], [], []
    for each in [shown[-1], shown[0], by_value[-1], by_value[0], *shown]:
        x, y = places.at(each)
        if _free(numbers, x, width(_bare(each))):
            y += 22 if _in_a_dip(each, shown, places) else -11
            sheet.text(x, y, _bare(each), anchor="center", bold=each is shown[-1])
    for each in [shown[-1], shown[0], *shown, *figures]:
        x = places.x(each.period.last)
        if _free(dates, x, width(_short(each.period), SMALL)):
            sheet.text(x, places.bottom + 24, _short(each.period), SMALL, "center", soft=True)
        if each not in shown and _free(gaps, x, width("chưa có", SMALL)):
            sheet.text(x, places.bottom - 8, "chưa có", SMALL, "center", soft=True)


def _in_a_dip(figure: Figure, shown: list[Figure], places: Places) -> bool:
    """Whether its neighbours are higher, so that its number stands better below it."""
    at = shown.index(figure)
    near = [places.at(each)[1] for each in shown[max(at - 1, 0) : at + 2] if each is not figure]
    y = places.at(figure)[1]
    return len(near) == 2 and y > max(near) and y + 26 < places.bottom


def _free(taken: list[tuple[float, float]], x: float, wide: float) -> bool:
    """Whether words of that width may stand at x; if so, their place is taken."""
    left, right = x - wide / 2 - 3, x + wide / 2 + 3
    if any(left < end and right > start for start, end in taken):
        return False
    taken.append((left, right))
    return True


def _short(period: Period) -> str:
    """A date for the foot of a chart: "2019", "5/2023", "8 tháng 2023"."""
    last = period.last
    if period.is_year if period.start else (last.month, last.day) == (12, 31):
        return f"{last.year}"
    if period.start and period.months and period.first.month == 1:
        return f"{period.months} tháng {last.year}"
    return f"{last.month}/{last.year}"


def _on(figure: Figure) -> str:
    return figure.ngay if figure.period.start or figure.period.end.precision == "năm" else f"đến {figure.ngay}"


def _series_title(shown: list[Figure], change: date | None, what: str) -> Phrase:
    """From the first to the last value; across a change, or periods of other length, both are named, not compared."""
    first, last = shown[0], shown[-1]
    label = capital(last.label)
    if change and _crosses(first, last, change):
        before = [each for each in shown if each.period.last < change][-1]
        return Phrase((f"{label}: ", before, f" trước {what} ({before.ngay}), ", last, f" sau {what} ({last.ngay})"))
    if _length(first) != _length(last):
        return Phrase((f"{label}: ", first, f" ({first.ngay}), ", last, f" ({last.ngay})"))
    return Phrase((f"{label} ", *_path(first, last)))


def _path(first: Figure, last: Figure) -> tuple:
    """ "tăng từ 443 HTX (31/12/2020) lên 683 HTX (31/5/2023)"; what is printed alike is not called a change."""
    before, after = (f" ({each.ngay})" if each.ngay else "" for each in (first, last))
    if first.text == last.text:
        return ("giữ ở mức ", last, after)
    verb, way = ("tăng", "lên") if last.value > _value(first, last.unit) else ("giảm", "xuống")
    return (f"{verb} từ ", first, f"{before} {way} ", last, after)


# --- a whole and its parts -------------------------------------------------------------------------------------------


def parts_chart(whole: Figure, parts: Iterable[Figure], title: Title = None) -> Block:
    """The parts as bars against the whole, with number and share; what they do not cover is named."""
    parts = list(parts)
    shown = [each for each in parts if each and whole and _value(each, whole.unit) is not None]
    if not whole or not whole.value or len(shown) < 2:
        return NOTHING
    shown.sort(key=lambda each: _value(each, whole.unit), reverse=True)
    notes = _left_out(parts, shown, lambda each: inside(each.label))
    notes += _other_days((each, inside(each.label)) for each in (whole, *shown))
    notes += _resting_on((whole, *shown))
    rest = whole.value - sum(_value(each, whole.unit) for each in shown)
    if rest < 0:
        notes.append("Các phần cộng lại lớn hơn tổng: có phần trùng nhau hoặc số liệu chưa khớp.")
    lines = [(capital(each.label), each, _share(each, whole), NOW) for each in shown]
    if rest > 0:
        left = _rest(whole, shown)
        name = "Còn lại, kể cả phần chưa có số liệu" if len(shown) < len(parts) else "Còn lại"
        lines.append((name, left, _share(left, whole), REST))
    sheet = Sheet(height=4)  # room for the marks of capital letters
    bars = Bars([share.value for _, _, share, _ in lines], [], goal=WHOLE)
    for name, each, share, look in lines:
        _head(sheet, name, f"{each.text} ({share.text})", firm=True)
        bars.draw(sheet, share.value, look, tick=False)
    rows = [Row(f"{name}: {each.text} ({share.text})", (each, share)) for name, each, share, _ in lines]
    whole_row = Row(f"{capital(whole.label)}: {whole.text}", (whole,))
    return _block(sheet, title or _parts_title(whole, lines[0]), [whole_row, *rows], notes)


def _rest(whole: Figure, shown: list[Figure]) -> Figure:
    inputs = (whole, *shown)
    alike = tuple(each.converted(whole.unit) for each in inputs)
    done, words = Arithmetic(lambda all, *parts: reduce(sub, parts, all), alike), "Tổng trừ các phần đã nêu."
    decimals = max(each.decimals for each in alike)
    suffix = f"con_lai.{shown[0].name}"  # the rest of another division is another figure
    return whole.derived(suffix, whole.label.to(": phần còn lại"), done, whole.unit, decimals, inputs, words)


def _share(part: Figure, whole: Figure) -> Figure:
    """The share as the report prints it where the whole is the part's own total."""
    usual = part.ty_trong if part.scope.part_of(part.name) == whole.name else None
    if usual and usual.inputs[1] is whole:  # of another day's or source's whole it is another share
        return usual
    return part.derived(
        f"ty_trong.{whole.name}",
        part.label.to(f": tỷ trọng trong {inside(whole.label)}"),
        Arithmetic(lambda one, all: 100 * one / all, (part.converted(whole.unit), whole)),
        Unit.parse("%"),
        1,
        (part, whole),
        "Bộ phận trên tổng thể, nhân 100.",
        near=(Fraction(0), WHOLE),
    )


def _parts_title(whole: Figure, most: tuple) -> Phrase:
    name, _, share, _ = most
    return Phrase((f"{name} chiếm ", share, f" {inside(whole.label)} (", whole, ")"))


# --- places side by side ---------------------------------------------------------------------------------------------


def ranking_chart(figures_by_place: Iterable[tuple[str, Figure]], title: Title = None, mean: Figure | None = None) -> Block:
    """Places from the highest to the lowest, with the mean as a line; those without a value are listed."""
    pairs = list(figures_by_place)
    unit = next((each.unit for _, each in pairs if each), None)
    known = [(name, each, value) for name, each in pairs if each and (value := _value(each, unit)) is not None]
    if len(known) < 2:
        return NOTHING
    known.sort(key=lambda row: row[2], reverse=True)
    level = _level(mean, unit) if mean else None
    sheet = Sheet(height=22 if level is None else 42)
    sheet.text(0, 15, f"Đơn vị tính: {unit.text}" if unit.text else "", SMALL, soft=True)
    start = _columns([name for name, _ in pairs], [_bare(each) for _, each, _ in known])
    values = [value for *_, value in known]
    low, high = min(0, *values), max(0, *values, level or 0)
    zero = start - low * (WIDTH - start) / (high - low or 1)
    scale = (WIDTH - start) / (high - low or 1)
    top, step = sheet.height, 24 if len(pairs) <= 20 else 20
    for name, each, value in known:
        ends = sorted((float(zero), float(zero + value * scale)))
        sheet.text(0, sheet.height + 14, name)
        sheet.text(start - 10, sheet.height + 14, _bare(each), anchor="right")
        if value:
            sheet.bar(ends[0], sheet.height + 2, max(ends[1] - ends[0], THINNEST), BAR, NOW)
        sheet.height += step
    if low < 0:
        sheet.line([(float(zero), top), (float(zero), sheet.height)], 1)
    if level is not None:
        _mark_mean(sheet, float(zero + level * scale), top, f"bình quân {_bare(mean)}")
    others = [(name, each) for name, each in pairs if name not in {row[0] for row in known}]
    for name, each in others:
        sheet.text(0, sheet.height + 14, name)
        sheet.text(start, sheet.height + 14, each.text, SMALL, soft=True)
        sheet.height += step
    rows = [Row(f"{name}: {each.text}", (each,)) for name, each, _ in known]
    rows += [Row(f"Bình quân: {mean.text}", (mean,))] if mean else []
    rows += [Row(f"{name}: {each.text}", (each,)) for name, each in others]
    notes = [*_other_days((each, name) for name, each, _ in known), *_mean_rests_on(mean, len(known))]
    return _block(sheet, title or _ranking_title(known, mean, level), rows, notes)


def _columns(names: list[str], numbers: list[str]) -> float:
    """Where the bars start: after the names and, set flush right, the numbers."""
    return max(map(width, names)) + 14 + max(map(width, numbers)) + 10


def _level(mean: Figure, unit: Unit) -> Fraction | None:
    """Where the mean stands among the places: that of one province ("HTX/tỉnh") on the scale of the provinces."""
    same = mean.unit.measure == unit.measure
    return mean.value * Fraction(mean.unit.scale, unit.scale) if same else None


def _mark_mean(sheet: Sheet, x: float, top: float, words: str) -> None:
    half = width(words, SMALL) / 2
    sheet.line([(x, top - 6), (x, sheet.height)], 1.5, dashed=True)
    sheet.text(min(x, WIDTH - half), top - 11, words, SMALL, "center")


def _ranking_title(known: list[tuple], mean: Figure | None, level: Fraction | None) -> Phrase:
    (best, high, _), (worst, low, _) = known[0], known[-1]
    parts = (f"{capital(high.label)} cao nhất ở {best} (", high, f"), thấp nhất ở {worst} (", low, ")")
    if level is None:
        return Phrase(parts)
    above = sum(value > level for *_, value in known)
    return Phrase((*parts, f"; {above}/{len(known)} đơn vị trên mức bình quân (", mean, ")"))


# --- what the charts share -------------------------------------------------------------------------------------------


class Bars:
    """Bars on one scale, each with its number at its end; `goal` is drawn beside each as a faint track."""

    def __init__(self, values: Sequence[Fraction], labels: Sequence[str], goal: Fraction | None = None):
        self.limit, self.goal = longest([*values, WHOLE]), goal
        self.scale = (WIDTH - max((width(label) + 8 for label in labels), default=0)) / float(self.limit)

    def draw(self, sheet: Sheet, value: Fraction, look: Look, label: str = "", tick: bool = True) -> None:
        y, end = sheet.height, max(float(min(value, self.limit)) * self.scale, 0)
        goal = float(self.goal) * self.scale if self.goal else 0
        if goal > end:
            sheet.bar(end, y, goal - end, BAR, TRACK)
        if end:
            sheet.bar(0, y, max(end, THINNEST), BAR, look, broken=value > self.limit)
        if goal and tick:
            sheet.line([(goal, y - 2), (goal, y + BAR + 2)], 2)
        sheet.text(max(end, goal) + 8, y + 12.5, label)
        sheet.height += BAR + 3


def longest(values: Sequence[Fraction]) -> Fraction:
    """The % at which bars are cut: the largest value, unless a few would dwarf all others.

    >>> longest([Fraction(172), Fraction(780), Fraction(101)])
    Fraction(1032, 5)
    """
    usual = [value for value in values if value <= LONGEST]
    if len(usual) in (len(values), 0) or 2 * len(usual) <= len(values):
        return max(values)
    return max(Fraction(150), max(usual) * Fraction(6, 5))


def _key(sheet: Sheet, looks: list[tuple[str, Look]], tick: str = "") -> None:
    """What fillings and ticks mean, on one or more lines at the head."""
    x, y = 0.0, sheet.height
    for words, look in [*looks, *([(tick, None)] if tick else [])]:
        wide = 20 + width(words, SMALL)
        if x and x + wide > WIDTH:
            x, y = 0.0, y + LINE
        if look:
            sheet.bar(x + 0.75, y + 4, 13, 11, look)
        else:
            sheet.line([(x + 8, y + 1), (x + 8, y + 18)], 2)
        sheet.text(x + 20, y + 14.5, words, SMALL, soft=True)
        x += wide + 14
    sheet.height = y + LINE


def _fits(label: str, aside: str) -> bool:
    return width(label) + 20 + width(aside, SMALL) <= WIDTH


def _head(sheet: Sheet, label: str, aside: str, below: bool = False, firm: bool = False) -> None:
    """The words above a bar: what it is, and at the right what was compared; below it where both do not fit."""
    sheet.height += GAP if sheet.marks else 0
    lines = wrap(label, WIDTH)
    for line in lines:
        sheet.text(0, sheet.height + 14, line)
        sheet.height += LINE
    size = SIZE if firm else SMALL
    if not below and _fits(lines[-1], aside):
        sheet.text(WIDTH, sheet.height - 6, aside, size, "right", soft=not firm)
        return
    for line in wrap(aside, WIDTH, size):
        sheet.text(0, sheet.height + 12, line, size, soft=not firm)
        sheet.height += LINE - 1
    sheet.height += 2


def _value(figure: Figure, unit: Unit) -> Fraction | None:
    """The exact value in that unit; None where units do not convert: such a value is named, not drawn."""
    try:
        return figure.value * figure.unit.factor_to(unit)
    except ValueError:
        return None


def _left_out(figures: Sequence[Figure], shown: Sequence[Figure], name: Callable[[Figure], str]) -> list[str]:
    """What is not drawn, and why: missing, or in a unit that does not convert."""
    others = [each for each in figures if each not in shown]
    missing = [name(each) for each in others if not each]
    apart = [f"{name(each)} ({each.text})" for each in others if each]
    notes = [f"{capital(MISSING)}: {listing(missing)}."] if missing else []
    return notes + ([f"Khác đơn vị tính nên không vẽ: {listing(apart)}."] if apart else [])


def _other_days(figures: Iterable[tuple[Figure, str]]) -> list[str]:
    """Of which day the numbers are, where that is not the report's; each number with its name."""
    days: dict[str, list[str]] = {}
    for each, name in figures:
        if each.own_date:
            days.setdefault(each.own_date_of_data, []).append(name)
    return [f"Số liệu {day}: {listing(names)}." for day, names in days.items()]


def _resting_on(figures: Iterable[Figure]) -> list[str]:
    """On how many places numbers rest, where that is not all of them."""
    found = grouped(figures).items()
    return [f"Số liệu {words}: {listing(dict.fromkeys(inside(each.label.noun) for each in of))}." for words, of in found]


def _mean_rests_on(mean: Figure | None, drawn: int) -> list[str]:
    """On how many places the mean rests; where more of them are drawn, it is weights that are lacking, not numbers."""
    if mean and mean.coverage and len(mean.coverage.counted) < drawn:
        return [f"Mức bình quân tính ở {mean.coverage.share} có đủ trọng số."]
    return _resting_on([mean] if mean else [])


def _bare(figure: Figure) -> str:
    """The number where the unit is named once for all: hedge, number, and the % that is never left out."""
    return figure.hedge_text + (figure.number_text if figure.unit.is_share else figure.so)


def _block(sheet: Sheet, title: str | Phrase, rows: list[Row], notes: Sequence[str] = ()) -> Block:
    alt = f"{title}. {'; '.join(row.sentence for row in rows)}."
    parts = title.parts if isinstance(title, Phrase) else (title,)
    caption = "".join(linked(part) if isinstance(part, Figure) else html.escape(part) for part in parts)
    note = " ".join(notes)
    below = f'<p class="ghi-chu">{html.escape(note)}</p>' if note else ""
    listed = "\n".join(f"- {markdown_text(row.sentence)}" for row in rows)
    shown: dict[str, tuple[Figure, str]] = {}
    for row in rows:
        for figure in filter(None, row.figures):
            shown.setdefault(figure.key, (figure, f"{row.sentence}."))
    drawn = sheet.svg(str(title), alt)
    return Block(
        "chart",
        f'<figure class="bieu-do"><figcaption><strong>{caption}</strong></figcaption>{drawn}{below}</figure>',
        "\n\n".join(filter(None, [f"**{markdown_text(str(title))}**", listed, markdown_text(note)])),
        alt,
        tuple(figure for figure, _ in shown.values()),
        tuple(sentence for _, sentence in shown.values()),
        {"title": str(title), "note": note},
        picture_parts(title, sheet, alt, note),
    )


def picture_parts(title: str | Phrase, sheet: Sheet, alt: str, note: str) -> tuple[Part, ...]:
    """Return a chart as its caption, its drawing with the words for those who cannot see it, and the note below."""
    caption = Part("caption", phrase_spans(title.parts if isinstance(title, Phrase) else (title,)))
    picture = Part("picture", drawing=sheet.data(), alt=alt)
    return (caption, picture, Part("paragraph", plain(note), look=NOTE)) if note else (caption, picture)
