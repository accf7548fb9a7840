"""Charts in the house style: what they show is decided by exact values, what they print is what the text prints.

Each function returns a Block, or NOTHING where fewer than two values are there to be compared. Labels stand at the
marks, so there are no axes to read off; a target stands beside the actual value, a gap stays a gap, and what cannot be
drawn is named. matplotlib is imported only when something is drawn.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .block import NOTHING, Block, linked
from .figures import MISSING, Comparison, Figure, Phrase
from .periods import Period, day_text
from .svg import SIZE, SMALL, WIDTH, Look, Sheet, width, wrap
from .targets import LATER, OPEN, Assessment
from .text import capital, listing
from .units import Unit

# Mid-tones: at least 3:1 on white, on the light panel and on a dark page; solid, open and hatched differ in grey print.
GREEN, BLUE, RED, GREY = "#1f8a70", "#3a7cb8", "#c5522f", "#76808a"
MET, UNDERWAY, BEHIND = Look(GREEN), Look(BLUE, "open"), Look(RED, "hatched")
NOW, BEFORE, REST, TRACK = Look(BLUE), Look(GREY, "open"), Look(GREY, "hatched"), Look(GREY, "faint")

LONGEST = Fraction(250)  # % of the base: longer bars are cut, with a gap and their number
BAR, LINE, GAP = 16, 20, 18  # heights of a bar and of a line of words, and the space after a row

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
    limit = longest([each.attainment.value for each in drawn])
    room = max(width(_attained(each), SIZE) for each in drawn) + 8
    scale = (WIDTH - room) / limit
    sheet = Sheet()
    _target_key(sheet, drawn)
    for each in assessments:
        _target_row(sheet, each, scale, limit)
    return _block(sheet, title or _targets_title(assessments, drawn), [_target_sentence(each) for each in assessments])


def _target_key(sheet: Sheet, drawn: list[Assessment]) -> None:
    looks = {"đạt, vượt": MET, "đang thực hiện": UNDERWAY, "chưa đạt, chậm": BEHIND}
    used = [_verdict_look(each) for each in drawn]
    _key(sheet, [(name, look) for name, look in looks.items() if look in used], "mức chỉ tiêu (100%)")


def _target_row(sheet: Sheet, each: Assessment, scale: Fraction, limit: Fraction) -> None:
    held = f"{each.actual.text}; chỉ tiêu {each.bound.text}"
    _head(sheet, _target_label(each), held if each.attainment else f"{held}: {each.verdict}")
    if each.attainment:
        _bar(sheet, each.attainment.value, scale, limit, _verdict_look(each), _attained(each), Fraction(100))
    sheet.height += GAP


def _verdict_look(each: Assessment) -> Look:
    return MET if each.met else BEHIND if each.behind else UNDERWAY


def _attained(each: Assessment) -> str:
    return f"{each.attainment.text} – {each.verdict}"


def _target_label(each: Assessment) -> str:
    return capital((each.actual if each.actual else each.level).label)


def _target_sentence(each: Assessment) -> Row:
    share = f", bằng {each.attainment.text} chỉ tiêu" if each.attainment else ", chỉ tiêu"
    words = f"{_target_label(each)}: {each.actual.text}{share} ({each.bound.text}), {each.verdict}"
    return Row(words, (each.actual, each.bound, each.attainment))


def _targets_title(assessments: list[Assessment], drawn: list[Assessment]) -> Phrase:
    judged = [each for each in assessments if each.judged]
    least = min(drawn, key=lambda each: each.attainment.value)
    met = sum(each.met for each in judged)
    open_ones = [
        f"{count} {words}" for words, verdict in (("chưa đủ số liệu", OPEN), ("chưa đến kỳ đánh giá", LATER))
        if (count := sum(each.verdict == verdict for each in assessments))
    ]
    words = f"{met}/{len(judged)} chỉ tiêu đạt và vượt" + (f" ({', '.join(open_ones)})" if open_ones else "")
    return Phrase((f"{words}; thấp nhất: {_small(_target_label(least))}, đạt ", least.attainment))


# --- growth ----------------------------------------------------------------------------------------------------------


def growth_chart(comparisons: Iterable[Comparison], title: Title = None) -> Block:
    """Each value beside the one before, on the scale of the one before: units differ, ratios are comparable."""
    comparisons = list(comparisons)
    drawn = [each for each in comparisons if _ratio(each)]
    if len(drawn) < 2:
        return NOTHING
    ratios = [_ratio(each) for each in drawn]
    limit = longest([100 * ratio for ratio in ratios])
    room = max(width(figure.text, SIZE) for each in drawn for figure in (each.current, each.other)) + 8
    scale = (WIDTH - room) / limit
    sheet = Sheet()
    before, now = _dates(drawn)
    _key(sheet, [(before, BEFORE), (now, NOW)])
    for each in drawn:
        _head(sheet, capital(each.current.label), each.so_lan.text)
        _bar(sheet, Fraction(100), scale, limit, BEFORE, each.other.text + _apart(each.other, before))
        _bar(sheet, 100 * _ratio(each), scale, limit, NOW, each.current.text + _apart(each.current, now))
        sheet.height += GAP
    listed = [each for each in comparisons if each not in drawn]
    notes = [f"Không vẽ: {listing(_small(each.current.label) for each in listed)} (thiếu số liệu để so sánh)."] if listed else []
    return _block(sheet, title or _growth_title(drawn), [_growth_sentence(each) for each in drawn], notes)


def _ratio(each: Comparison) -> Fraction | None:
    """Current over base, from exact values; None where a ratio says nothing."""
    if not each:
        return None
    base = each.other.value * each.other.unit.factor_to(each.current.unit)
    return each.current.value / base if base > 0 and each.current.value >= 0 else None


def _dates(drawn: list[Comparison]) -> tuple[str, str]:
    """What the two bars of a pair are; dates are named where all pairs share them."""
    against = drawn[0].against if len({each.against for each in drawn}) == 1 else "kỳ gốc"
    before, now = {each.other.ngay for each in drawn}, {each.current.ngay for each in drawn}
    one = f"{against} ({before.pop()})" if len(before) == 1 and "" not in before else against
    return one, now.pop() if len(now) == 1 and "" not in now else "hiện nay"


def _apart(figure: Figure, key: str) -> str:
    """Its own date where the key does not name it."""
    return "" if not figure.ngay or figure.ngay in key else f" ({figure.ngay})"


def _growth_sentence(each: Comparison) -> Row:
    words = f"{capital(each.current.label)}: {each.other.text} ({each.against}), nay {each.current.text}, {each.so_lan.text}"
    return Row(words, (each.other, each.current, each.so_lan))


def _growth_title(drawn: list[Comparison]) -> Phrase:
    grown = [each for each in drawn if _ratio(each) > 1]
    base = drawn[0].against if len({each.against for each in drawn}) == 1 else "kỳ gốc"
    count = f"Cả {len(drawn)}" if len(grown) == len(drawn) else f"{len(grown)}/{len(drawn)}"
    if not grown:
        least = min(drawn, key=_ratio)
        return Phrase((f"Không chỉ tiêu nào tăng so với {base}; {_small(least.current.label)} ", least.so_lan))
    most = max(grown, key=_ratio)
    return Phrase((f"{count} chỉ tiêu tăng so với {base}; nhiều nhất: {_small(most.current.label)} ", most.so_lan))


# --- one indicator over time -----------------------------------------------------------------------------------------


def series_chart(figures: Iterable[Figure], title: Title = None, break_at: date | None = None, break_label: str = "sáp nhập") -> Block:
    """One indicator over time; nothing is joined across a gap or a change of boundary."""
    figures = sorted((each for each in figures if each.period and each.period.end), key=lambda each: each.period.last)
    shown = [each for each in figures if each]
    if len(shown) < 2:
        return NOTHING
    sheet = Sheet(height=250)
    places = _Places(figures, shown)
    unit = shown[-1].unit.text
    sheet.text(0, 16, f"Đơn vị tính: {unit}" if unit else "", SMALL, soft=True)
    if places.from_zero:
        sheet.line([(0, places.bottom), (WIDTH, places.bottom)], 1, GREY)
    _boundary(sheet, places, break_at, break_label)
    for run in _runs(figures, break_at):
        sheet.line([places.at(each) for each in run], 2.5, BLUE)
    for each in shown:
        sheet.dot(*places.at(each), 4.5, BLUE)
    _point_labels(sheet, places, figures, shown)
    gaps = [each for each in figures if not each]
    notes = [f"Chưa có số liệu: {listing(_when(each.period) for each in gaps)}."] if gaps else []
    notes += [] if places.from_zero else ["Trục đứng không bắt đầu từ 0."]
    return _block(sheet, title or _series_title(shown), [_series_sentence(each) for each in shown], notes)


class _Places:
    """Where dates and values stand: time is to scale; the foot is zero unless all values lie close together."""

    top, bottom = 58, 215

    def __init__(self, figures: list[Figure], shown: list[Figure]):
        self.unit = shown[-1].unit
        values = [self.value(each) for each in shown]
        low, high = min(values), max(values)
        self.from_zero = low <= high * Fraction(3, 5)
        self.low = min(low, 0) if self.from_zero else low - (high - low or 1)
        self.span = (high - self.low) or 1
        days = [each.period.last.toordinal() for each in figures]
        self.first, self.days = days[0], max(days[-1] - days[0], 1)
        self.left = max(width(_bare(shown[0])), width(_when(figures[0].period))) / 2 + 2
        self.right = WIDTH - max(width(_bare(shown[-1])), width(_when(figures[-1].period))) / 2 - 2

    def value(self, figure: Figure) -> Fraction:
        return figure.value * figure.unit.factor_to(self.unit)

    def x(self, day: date) -> float:
        return float(self.left + (self.right - self.left) * Fraction(day.toordinal() - self.first, self.days))

    def y(self, value: Fraction) -> float:
        return float(self.bottom - (self.bottom - self.top) * (value - self.low) / self.span)

    def at(self, figure: Figure) -> tuple[float, float]:
        return self.x(figure.period.last), self.y(self.value(figure))


def _runs(figures: list[Figure], break_at: date | None) -> Iterable[list[Figure]]:
    """Neighbouring values without a gap or the change between them."""
    run: list[Figure] = []
    for each in figures:
        crossed = run and break_at and run[-1].period.last < break_at <= each.period.last
        if not each or crossed:
            if len(run) > 1:
                yield run
            run = []
        run += [each] if each else []
    if len(run) > 1:
        yield run


def _boundary(sheet: Sheet, places: _Places, day: date | None, label: str) -> None:
    if day is None or not places.first < day.toordinal() <= places.first + places.days:
        return
    x = places.x(day)
    words = f"{label} {day_text(day)}"
    sheet.line([(x, 24), (x, places.bottom + 6)], 1.2, dashed=True)
    fits = x + 6 + width(words, SMALL) < WIDTH
    sheet.text(x + 6 if fits else x - 6, 34, words, SMALL, "left" if fits else "right", soft=True)


def _point_labels(sheet: Sheet, places: _Places, figures: list[Figure], shown: list[Figure]) -> None:
    """Numbers at the points and dates below; the first, the last and the extremes go first where room is short."""
    exact = places.value
    first = [shown[-1], shown[0], max(shown, key=exact), min(shown, key=exact)]
    taken: list[tuple[float, float]] = []
    for each in dict.fromkeys((id(f), f) for f in [*first, *shown]):
        figure = each[1]
        x, y = places.at(figure)
        if _free(taken, x, width(_bare(figure))):
            sheet.text(x, y - 11, _bare(figure), SIZE, "center", bold=figure is shown[-1])
    taken = []
    ends = [figures[-1], figures[0]]
    for figure in [*ends, *figures]:
        x, words = places.x(figure.period.last), _when(figure.period)
        if _free(taken, x, width(words, SMALL)):
            sheet.text(x, places.bottom + 24, words, SMALL, "center", soft=True)
        if not figure and figure not in ends:
            pass


def _free(taken: list[tuple[float, float]], x: float, wide: float) -> bool:
    """Whether words of that width may stand at x; if so, their place is taken."""
    left, right = x - wide / 2 - 4, x + wide / 2 + 4
    if any(left < end and right > start for start, end in taken):
        return False
    taken.append((left, right))
    return True


def _when(period: Period) -> str:
    """A short date for the foot of a chart: "2019", "5/2023", "8 tháng 2023"."""
    last = period.last
    if period.start is None:
        return f"{last.year}" if (last.month, last.day) == (12, 31) else f"{last.month}/{last.year}"
    if period.is_year:
        return f"{last.year}"
    return f"{period.months} tháng {last.year}" if period.months and period.first.month == 1 else f"{last.month}/{last.year}"


def _series_sentence(each: Figure) -> Row:
    return Row(f"{each.ngay}: {each.text}", (each,))


def _series_title(shown: list[Figure]) -> Phrase:
    first, last = shown[0], shown[-1]
    change = last.value * last.unit.factor_to(first.unit) - first.value
    if first.text == last.text:
        return Phrase((f"{capital(last.label)} ở mức ", last, f" ({last.ngay}), như {first.ngay}"))
    verb = "tăng" if change > 0 else "giảm"
    return Phrase((f"{capital(last.label)} {verb} từ ", first, f" ({first.ngay}) lên " if change > 0 else f" ({first.ngay}) xuống ", last, f" ({last.ngay})"))


# --- a whole and its parts -------------------------------------------------------------------------------------------


def parts_chart(whole: Figure, parts: Iterable[Figure], title: Title = None) -> Block:
    """The parts as bars against the whole, with number and share; what they do not cover is named."""
    parts = list(parts)
    shown = sorted((each for each in parts if each), key=lambda each: _in(each, whole), reverse=True)
    if not whole or not whole.value or len(shown) < 2:
        return NOTHING
    missing = [each for each in parts if not each]
    shares = [(each, _share(each, whole)) for each in shown]
    rest = whole.value - sum(_in(each, whole) for each in shown)
    notes = [f"Chưa có số liệu: {listing(_small(each.label) for each in missing)}."] if missing else []
    if rest > 0:
        left = whole.derived("con_lai", f"{whole.label}: còn lại", rest, whole.unit, whole.decimals, (whole, *shown), "", "Tổng trừ các phần đã nêu.")
        shares.append((left, _share(left, whole)))
    elif rest < 0:
        notes.append("Các phần cộng lại lớn hơn tổng: có phần trùng nhau hoặc số liệu chưa khớp.")
    words = [f"{each.text} ({share.text})" for each, share in shares]
    scale = (WIDTH - max(width(each) for each in words) - 8) / Fraction(100)
    sheet = Sheet()
    for (each, share), label in zip(shares, words, strict=True):
        is_rest = each.name.endswith(".con_lai")
        _head(sheet, "Còn lại" + (", kể cả phần chưa có số liệu" if missing else "") if is_rest else capital(each.label), "")
        _bar(sheet, share.value, scale, Fraction(100), REST if is_rest else NOW, label, Fraction(100), tick=False)
        sheet.height += GAP
    rows = [Row(f"{capital(each.label)}: {label}", (each, share)) for (each, share), label in zip(shares, words, strict=True)]
    return _block(sheet, title or _parts_title(whole, shares), [Row(f"{capital(whole.label)}: {whole.text}", (whole,)), *rows], notes)


def _in(part: Figure, whole: Figure) -> Fraction:
    return part.value * part.unit.factor_to(whole.unit)


def _share(part: Figure, whole: Figure) -> Figure:
    """The share as the report prints it where the whole is the part's own total."""
    if part.scope.part_of(part.name) == whole.name:
        return part.ty_trong
    from .figures import honest_decimals

    value = 100 * _in(part, whole) / whole.value
    return part.derived(
        f"ty_trong.{whole.name}", f"{part.label}: tỷ trọng trong {_small(whole.label)}", value, Unit.parse("%"),
        honest_decimals(value, 1, (Fraction(0), Fraction(100))), (part, whole), f"100 × {part.so} / {whole.so}", "Bộ phận trên tổng thể, nhân 100.",
    )


def _parts_title(whole: Figure, shares: list[tuple[Figure, Figure]]) -> Phrase:
    most, share = max(shares, key=lambda each: each[1].value)
    return Phrase((f"{capital(most.label)} chiếm ", share, f" {_small(whole.label)} (", whole, ")"))


# --- places side by side ---------------------------------------------------------------------------------------------


def ranking_chart(figures_by_place: Sequence[tuple[str, Figure]], title: Title = None, mean: Figure | None = None) -> Block:
    """Places from the highest to the lowest, with the mean as a line; those without a value are listed."""
    places = list(figures_by_place)
    known = [(name, each) for name, each in places if each]
    if len(known) < 2:
        return NOTHING
    unit = known[0][1].unit
    known.sort(key=lambda pair: pair[1].value * pair[1].unit.factor_to(unit), reverse=True)
    values = [each.value * each.unit.factor_to(unit) for _, each in known]
    mean = mean if mean else None
    level = mean.value * mean.unit.factor_to(unit) if mean else None
    sheet = Sheet()
    left = min(max(width(name) for name, _ in places) + 10, WIDTH * 0.45)
    room = max(width(_bare(each)) for _, each in known) + 8
    low, high = min(0, *values), max(0, *values, level or 0)
    scale = (WIDTH - left - room) / ((high - low) or 1)
    zero = left - low * scale
    sheet.text(0, 16, f"Đơn vị tính: {unit.text}" if unit.text else "", SMALL, soft=True)
    top = 30 if not mean else 46
    sheet.height = top
    for (name, each), value in zip(known, values, strict=True):
        sheet.text(0, sheet.height + 14, name)
        start, end = sorted((zero, zero + value * scale))
        sheet.bar(float(start), sheet.height + 2, max(float(end - start), 1.5), BAR, NOW)
        sheet.text(float(max(end, zero)) + 6, sheet.height + 14, _bare(each))
        sheet.height += 24
    if mean:
        x = float(zero + level * scale)
        words = f"bình quân {_bare(mean)}"
        half = width(words, SMALL) / 2
        sheet.line([(x, top - 8), (x, sheet.height)], 1.5, dashed=True)
        sheet.text(min(max(x, half), WIDTH - half), top - 14, words, SMALL, "center")
    for name, each in places:
        if not each:
            sheet.text(0, sheet.height + 14, name)
            sheet.text(float(zero), sheet.height + 14, MISSING, SMALL, soft=True)
            sheet.height += 24
    rows = [Row(f"{name}: {each.text}", (each,)) for name, each in known]
    rows += [Row(f"Bình quân: {mean.text}", (mean,))] if mean else []
    return _block(sheet, title or _ranking_title(known, values, mean, level), rows)


def _ranking_title(known, values, mean, level) -> Phrase:
    (best, high), (worst, low) = known[0], known[-1]
    parts = (f"{capital(high.label)} cao nhất ở {best} (", high, f"), thấp nhất ở {worst} (", low, ")")
    if mean is None:
        return Phrase(parts)
    above = sum(value > level for value in values)
    return Phrase((*parts, f"; {above}/{len(values)} đơn vị trên mức bình quân (", mean, ")"))


# --- what the charts share -------------------------------------------------------------------------------------------


def longest(values: Sequence[Fraction]) -> Fraction:
    """The % at which bars are cut: the largest value, unless it would dwarf all others.

    >>> longest([Fraction(172), Fraction(780), Fraction(101)])
    Fraction(1032, 5)
    """
    if max(values) <= LONGEST:
        return max(*values, Fraction(100))
    return max(Fraction(150), *(value * Fraction(6, 5) for value in values if value <= LONGEST))


def _key(sheet: Sheet, looks: list[tuple[str, Look]], tick: str = "") -> None:
    """What fillings and ticks mean, on one or more lines at the head."""
    x, y = 0.0, sheet.height
    for words, look in [*looks, *([(tick, None)] if tick else [])]:
        wide = 20 + width(words, SMALL) + 18
        if x and x + wide > WIDTH + 18:
            x, y = 0.0, y + LINE
        if look:
            sheet.bar(x, y + 4, 14, 11, look)
        else:
            sheet.line([(x + 7, y + 1), (x + 7, y + 18)], 2)
        sheet.text(x + 20, y + 15, words, SMALL, soft=True)
        x += wide
    sheet.height = y + LINE + 12


def _head(sheet: Sheet, label: str, aside: str) -> None:
    """The words above a bar: what it is, and at the right what was compared; below it where both do not fit."""
    lines = wrap(label, WIDTH)
    for line in lines:
        sheet.text(0, sheet.height + 15, line)
        sheet.height += LINE
    if aside and width(lines[-1]) + 24 + width(aside, SMALL) <= WIDTH:
        sheet.text(WIDTH, sheet.height - 5, aside, SMALL, "right", soft=True)
    elif aside:
        for line in wrap(aside, WIDTH, SMALL):
            sheet.text(0, sheet.height + 14, line, SMALL, soft=True)
            sheet.height += LINE - 1
    sheet.height += 2


def _bar(sheet: Sheet, value: Fraction, scale, limit: Fraction, look: Look, label: str, goal: Fraction | None = None, tick: bool = True) -> None:
    """A bar with its number at the end; `goal` is drawn beside it as a faint track that ends in a tick."""
    y, end = sheet.height, float(min(value, limit) * scale)
    if goal is not None:
        sheet.bar(0, y, float(goal * scale), BAR, TRACK)
    sheet.bar(0, y, max(end, 1.5), BAR, look, broken=value > limit)
    if goal is not None and tick:
        sheet.line([(float(goal * scale), y - 3), (float(goal * scale), y + BAR + 3)], 2)
        end = max(end, float(goal * scale))
    sheet.text(end + 8, y + 13, label)
    sheet.height += BAR + 3


def _bare(figure: Figure) -> str:
    """The number for a chart whose unit is named once: hedge, number, and % which is never left out."""
    return figure.hedge_text + (figure.number_text if figure.unit.is_share else figure.so)


def _small(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _block(sheet: Sheet, title: str | Phrase, rows: list[Row], notes: Sequence[str] = ()) -> Block:
    sheet.height = round(sheet.height)
    alt = f"{title}. {'; '.join(row.sentence for row in rows)}."
    caption = "".join(linked(part) if isinstance(part, Figure) else html.escape(part) for part in _parts(title))
    below = "".join(f'<p class="ghi-chu">{html.escape(note)}</p>' for note in notes)
    shown = {figure.key: (figure, row.sentence) for row in reversed(rows) for figure in reversed(row.figures) if figure}
    shown = dict(reversed(shown.items()))
    return Block(
        "chart",
        f'<figure class="bieu-do"><figcaption><strong>{caption}</strong></figcaption>{sheet.svg(str(title), alt)}{below}</figure>',
        f"**{title}**\n\n" + "\n".join(f"- {row.sentence}" for row in rows) + "".join(f"\n\n{note}" for note in notes),
        alt,
        tuple(figure for figure, _ in shown.values()),
        tuple(sentence for _, sentence in shown.values()),
        {"title": str(title)},
    )


def _parts(title: str | Phrase) -> tuple:
    return title.parts if isinstance(title, Phrase) else (title,)
