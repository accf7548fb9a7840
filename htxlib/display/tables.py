"""Tables of a report: real tables with a caption, header scopes, and every number linked to its derivation."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..codelists.periods import day_text
from ..codelists.units import Unit
from ..sentences import parts
from ..sentences.block import NOTHING, Block, decimal, labels
from ..sentences.parts import NOTE, UPRIGHT, Part, Span, plain, tidied
from ..values.assess import Assessment
from ..values.coverage import of_other_sources
from ..values.figure import Change, Figure
from ..values.progress import NO_START, TOLD, UNSURE
from ..values.scope import Scope
from ..values.targets import MAXIMA
from ..words.label import inside
from ..words.text import NBSP, capital, markdown_text

NONE = "–"  # an empty cell of a comparison; the note below the table says what it means
NONE_NOTE = f"({NONE}) chưa có số liệu, hoặc không so sánh được."
Cell = str | Figure | None

# Carried inline, so that a table pasted into Word or a web editor keeps its rules and its alignment.
_RIGHT = ' style="text-align:right"'


@dataclass(frozen=True)
class Heads:
    """What the columns of the summary table are of: a year, or the part of one that the report is about."""

    before: str  # "2022", "cùng kỳ 2022"
    now: str  # "2023", "8 tháng đầu năm 2023"
    plan: str  # what a plan is of: "2023", "năm 2023"
    after: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and whether it holds numbers (set to the right)."""

    head: str
    is_number: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    notes: Sequence[str] = (),
    totals: int = 0,
    css: str = "bang",
    fixed: int = 3,
    look: str = "",
) -> Block:
    """A table with one row a list of cells; a missing figure or None prints "–", explained below. NOTHING without rows.

    The second column is the row's head. Columns without any value are left out, but for the first `fixed`. The last
    `totals` rows are set apart as totals. `css` is the class of the table in the style sheet, `look` that of its part.
    """
    if not rows:
        return NOTHING
    kept = [i for i, _ in enumerate(columns) if i < fixed or any(_filled(row[i]) for row in rows)]
    columns, rows = [columns[i] for i in kept], [[row[i] for i in kept] for row in rows]
    if any(not _filled(cell) for row in rows for cell in row):
        notes = [*notes, NONE_NOTE]
    figures = tuple(cell for row in rows for cell in row if isinstance(cell, Figure) and cell)
    return Block(
        "table",
        _html(caption, columns, rows, notes, totals, css),
        _markdown(caption, columns, rows, notes),
        "\n".join([caption, *(" | ".join(map(cell_text, row)) for row in rows), *notes]),
        figures,
        tuple(f"{caption}: {cell_text(row[1])}" for row in rows for cell in row if isinstance(cell, Figure) and cell),
        parts=tuple(_parts(caption, columns, rows, notes, look)),
    )


def target_table(scope: Scope, assessments: Sequence[Assessment], caption: str) -> Block:
    """One row a target: opening, target, actual, per-year mean, % and verdict."""
    columns = [
        Column("TT"),
        Column("Chỉ tiêu (đơn vị tính)"),  # a column for the units would push the table from the upright page
        Column("Đầu nhiệm kỳ", True),
        Column("Mục tiêu", True),
        Column(f"Đến {scope.flow.end.text}" if scope.flow else "Thực hiện", True),
        Column("Bình quân năm", True),
        Column("% đạt", True),
        Column(f"% mức {'tăng, giảm' if any(each.target.sign in MAXIMA for each in assessments) else 'tăng'} đề ra", True),
        Column("Đánh giá"),
    ]
    openings = [each.level.dau_ky.other for each in assessments]
    notes = [*_dates([each.level for each in assessments]), *_dates(openings, "Cột «Đầu nhiệm kỳ», số liệu")]
    rows = [_target_row(i, each) for i, each in enumerate(assessments, 1)]
    notes += [*_of_progress(assessments), *_adjusted(assessments)]
    return table(caption, columns, rows, notes, fixed=2, look=UPRIGHT)


def _of_progress(assessments: Sequence[Assessment]) -> list[str]:
    """What the rise is held against, and of which targets nobody knows where they began."""
    judged = [each for each in assessments if _way(each)]
    notes = [f"{each}." for each in dict.fromkeys(map(_time_gone, judged))]
    whys = {NO_START: "Chưa có số đầu kỳ cùng độ dài kỳ", UNSURE: "Số của nguồn không đủ chi tiết"}
    for verdict, why in whys.items():
        found = [each.level.label for each in assessments if each.verdict == verdict]
        notes += [f"{why} nên {verdict}: {'; '.join(found)}."] if found else []
    return notes


def _time_gone(each: Assessment) -> str:
    """How much of its time is behind: of the term on the day of the report, or else of what until when."""
    scope, due, gone = each.level.scope, each.target.period.end, each.time_gone.text
    day = f"Đến {day_text(each.level.period.last)} đã" if each.level.own_date else "Đã"
    ends_term = scope.term is None or due.last.year == scope.term.period.last.year
    return f"{day} qua {gone} thời gian {'của nhiệm kỳ' if ends_term else f'từ đầu nhiệm kỳ đến {due.as_of}'}"


def _way(each: Assessment) -> Figure | None:
    """How much of the planned rise is behind, of a target by which that is judged."""
    return each.way if each.way and each.verdict in TOLD else None


def _adjusted(assessments: Iterable[Assessment]) -> list[str]:
    return [f"Chỉ tiêu đã điều chỉnh từ {each.before.text}: {each.level.label}." for each in assessments if each.before]


def _target_row(number: int, each: Assessment) -> list[Cell]:
    unit = each.level.unit
    opening = each.level.dau_ky.other if each.level.dau_ky.other else None
    yearly = each.actual if each.is_floor and each.actual is not each.level else None
    return [
        str(number),
        f"{each.level.label} ({unit.text})",
        opening and _in(opening, unit),
        _a_year(each.bound) if yearly is not None else _in(each.bound, unit),
        each.level,
        yearly,
        each.attainment,
        _way(each),
        each.verdict,
    ]


def _a_year(bound: Figure) -> Figure:
    """A target of one year beside the total of several says so: "50/năm trở lên"."""
    return replace(bound, after=f"/{bound.unit.time}{bound.after}") if bound.unit.time else bound


def summary_table(scope: Scope, names: Iterable[str], caption: str, heads: Heads) -> Block:
    """TT, chỉ tiêu, ĐVT, kỳ trước, kế hoạch, thực hiện, % kế hoạch, % kỳ trước, kế hoạch sau; one row an indicator that
    has a value or a plan."""
    before = heads.before
    columns = [
        Column("TT"),
        Column("Chỉ tiêu"),
        Column("ĐVT"),
        Column(f"Thực hiện {before}", True),
        Column(f"Kế hoạch {heads.plan}", True),
        Column(f"Thực hiện {heads.now}", True),
        Column("% so với kế hoạch", True),
        Column(f"% so với {before}", True),
        Column(f"Kế hoạch {heads.after}", True),
    ]
    plans = {each.target.variable: each for each in scope.assessments(("kế hoạch",))}
    next_year = scope.flow.last.year + 1  # a plan of five years stands in the list of what is ahead, not in this column
    later = (each for each in scope.plans_after(("kế hoạch",)) if each.target.period.last.year == next_year)
    ahead = {each.target.variable: each for each in later}
    figures = [scope.figure(name) for name in names]
    shown = [f for f in figures if f or f.name in plans or f.name in ahead]
    rows = [_summary_row(i, f, plans.get(f.name), ahead.get(f.name)) for i, f in enumerate(shown, 1)]
    notes = [*_dates(shown), *_resting_on(shown), *_of_other_sources(shown), *_before(shown, before)]
    return table(caption, columns, rows, notes)


def cumulative_table(scope: Scope, names: Iterable[str], caption: str) -> Block:
    """What happened since the year began, beside the month or quarter of the report: kỳ này, lũy kế, cùng kỳ năm trước,
    kế hoạch năm. NOTHING where the report begins with the year; a flow that is not known for all its months is left out.
    """
    so_far = scope.flow.since_new_year if scope.flow and not scope.term else None
    if so_far is None:
        return NOTHING
    whole = scope.within(so_far)
    plans = {each.target.variable: each for each in whole.assessments(("kế hoạch",))}
    before = so_far.shifted(-1).text
    columns = [
        Column("TT"),
        Column("Chỉ tiêu"),
        Column("ĐVT"),
        Column(capital(scope.flow.text), True),
        Column(f"Lũy kế {so_far.text}", True),
        Column(f"Lũy kế {before}", True),
        Column(f"% so với {before}", True),
        Column(f"Kế hoạch năm {so_far.last.year}", True),
        Column("% so với kế hoạch năm", True),
    ]
    figures = [whole.figure(name) for name in names]
    shown = [each for each in figures if each and not each.is_stock and not each.own_date and each.period.start]
    rows = [_cumulative_row(i, scope.figure(each.name), each, plans.get(each.name)) for i, each in enumerate(shown, 1)]
    return table(f"{caption}, {so_far.text}", columns, rows, [*_resting_on(shown), *_of_other_sources(shown)])


def _cumulative_row(number: int, now: Figure, whole: Figure, plan: Assessment | None) -> list[Cell]:
    return [
        str(number),
        capital(whole.label),
        whole.unit.text,
        _in(now, whole.unit) if now and not now.own_date else None,
        whole,
        _in(whole.ky_truoc.other, whole.unit),
        whole.ky_truoc.bang_pct,
        plan and _in(plan.bound, whole.unit),
        plan and plan.attainment,
    ]


def _summary_row(number: int, figure: Figure, plan: Assessment | None, ahead: Assessment | None) -> list[Cell]:
    unit = figure.unit if figure else (plan or ahead).bound.unit
    previous = figure.ky_truoc
    return [
        str(number),
        capital(figure.label),
        unit.text,
        _in(previous.other, unit),
        plan and _in(plan.bound, unit),
        figure,
        plan and _attainment_of(figure, plan),
        _index(figure),
        ahead and _in(ahead.bound, unit),
    ]


def _attainment_of(figure: Figure, plan: Assessment) -> Cell:
    """The % of the plan, where it is reckoned from the number of the row: of a quarter the plan is held against the year so
    far, which stands in a table of its own.
    """
    level = plan.level
    of_another = level and figure and level.period.start and level.period.days != figure.period.days
    return None if of_another else plan.attainment


def _index(figure: Figure) -> Cell:
    """The level in % of the year before (as plans print it); for shares the difference in points.

    Of other days than the column says there is none: 17 months are no year, and a reader of a column sees no date. In a
    sentence the change stands with its day.
    """
    if figure and figure.ky_truoc and not figure.ky_truoc.is_of_a_year:
        return None
    if figure.unit.is_share:
        return figure.ky_truoc.tang_giam
    return figure.ky_truoc.bang_pct


def _in(figure: Figure, unit: Unit) -> Figure:
    try:
        return figure.converted(unit)
    except ValueError:
        return figure


def _dates(figures: Iterable[Figure], head: str = "Số liệu") -> list[str]:
    """One note a date that is not the one a column is of, naming the rows it belongs to."""
    by_date: dict[str, list[str]] = {}
    for figure in figures:
        if figure and figure.own_date:
            by_date.setdefault(figure.own_date_of_data, []).append(figure.label)
    return [f"{head} {date}: {'; '.join(labels)}." for date, labels in by_date.items()]


def _resting_on(figures: Iterable[Figure]) -> list[str]:
    """One note a set of places or boundaries on which figures rest, naming the rows (a sentence says it at the number)."""
    found: dict[str, list[str]] = {}
    for figure in figures:
        if figure and figure.coverage and figure.coverage.full_words:
            other = figure.is_stock and figure.period.last.year != figure.scope.boundary.year
            when = f" {figure.period.text}" if other or not figure.is_stock else ""
            found.setdefault(f"Số liệu{when} {figure.coverage.full_words}", []).append(figure.label)
    return [f"{head}: {'; '.join(dict.fromkeys(labels))}." for head, labels in found.items()]


def _of_other_sources(figures: Iterable[Figure]) -> list[str]:
    """One note a number that several sources state differently, where rows are reckoned with another one than is shown."""
    return [
        f"Tính theo {inside(used.label)} là {used} của cùng một nguồn: {'; '.join(each.label for each in reckoned)}."
        for used, _, reckoned in of_other_sources(figures).values()
    ]


def _before(figures: Sequence[Figure], head: str) -> list[str]:
    """The same of the column of the year before; in a word where it is true of the whole column."""
    others = [other for each in figures if (other := each.ky_truoc.other)]
    words = {each.coverage.full_words if each.coverage else "" for each in others}
    resting = [f"Cột «Thực hiện {head}» {words.pop()}."] if len(words) == 1 and all(words) else _resting_on(others)
    return [*_dates(others, f"Cột «Thực hiện {head}», số liệu"), *resting]


def _filled(cell: Cell) -> bool:
    return bool(cell)


def cell_text(cell: Cell) -> str:
    """What a cell prints: the bare number with its hedge (the unit has a column of its own)."""
    if isinstance(cell, Figure):
        return "".join(_pieces(cell)) if cell else NONE
    return cell or NONE


def _pieces(figure: Figure) -> tuple[str, str, str]:
    """What stands before the number of a cell, the number, what stands behind it."""
    if isinstance(figure, Change):
        return "", figure.signed, " điểm %" if figure.unit.text == "điểm %" else ""
    return figure.before + figure.hedge_text, " - ".join(figure.ends), figure.after


def _parts(
    caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], notes: Sequence[str], look: str
) -> Iterable[Part]:
    yield Part("caption", plain(caption))
    head = tuple(parts.Cell(plain(column.head), column.is_number) for column in columns)
    body = (tuple(map(_cell_part, range(len(row)), columns, row)) for row in rows)
    yield Part("table", rows=(head, *body), heads=1, look=look)
    yield from (Part("paragraph", plain(note), look=NOTE) for note in notes)


def _cell_part(index: int, column: Column, cell: Cell) -> parts.Cell:
    """The words of a cell, where it is a figure all of them with the way to its derivation."""
    words = Span(cell_text(cell))
    if isinstance(cell, Figure) and cell:
        before, number, after = _pieces(cell)
        close = NBSP + after[1:] if after[:1] == " " else after  # a line never ends behind the number
        words = Span(before + number + close, f"#cs-{cell.key}")
    return parts.Cell(tidied([words]), column.is_number and index != 1)


def _html(caption, columns, rows, notes, totals: int, css: str) -> str:
    head = "".join(f'<th scope="col"{_RIGHT if c.is_number else ""}>{html.escape(c.head)}</th>' for c in columns)
    body = "\n".join(_row_html(columns, row, n >= len(rows) - totals) for n, row in enumerate(rows))
    below = "".join(f'<p class="ghi-chu">{html.escape(note)}</p>' for note in notes)
    return (
        f'<table class="{css}" style="{labels(c.head for c in columns)}">\n<caption>{html.escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>{below}"
    )


def _row_html(columns: Sequence[Column], row: Sequence[Cell], is_total: bool) -> str:
    cells = "".join(_cell_html(i, c, cell) for i, (c, cell) in enumerate(zip(columns, row, strict=True)))
    return f'<tr class="tong">{cells}</tr>' if is_total else f"<tr>{cells}</tr>"


def _cell_html(index: int, column: Column, cell: Cell) -> str:
    inner = html.escape(cell_text(cell))
    if isinstance(cell, Figure) and cell:
        inner = linked_cell(cell)
    if index == 1:
        return f'<th scope="row">{inner}</th>'
    css = _RIGHT if column.is_number else _VERDICT_CLASS.get(cell, "")
    nothing = "" if _filled(cell) else ' class="trong"'  # a phone leaves it out
    return f'<td{nothing}{css}>{inner}</td>'


_VERDICT_CLASS = {
    "vượt": ' class="vuot"',
    "đạt": ' class="dat"',
    "chưa đạt": ' class="chua-dat"',
    "chậm tiến độ": ' class="cham"',
}


def linked_cell(figure: Figure) -> str:
    """The number of a cell, linked; its unit stands in a column of its own."""
    before, number, after = map(html.escape, _pieces(figure))
    data = f'<data value="{html.escape(decimal(figure))}">{number}</data>'
    return f'<a href="#cs-{html.escape(figure.key)}">{before}{data}{after}</a>'


def _markdown(caption, columns, rows, notes) -> str:
    def line(cells):
        return "| " + " | ".join(map(markdown_text, cells)) + " |"

    rule = f"| {' | '.join('---:' if c.is_number else '---' for c in columns)} |"
    head, body = line(c.head for c in columns), (line(map(cell_text, row)) for row in rows)
    lines = [f"**{markdown_text(caption)}**", "", head, rule, *body]
    return "\n".join([*lines, "", *map(markdown_text, notes)])
