"""Score sheets as tables: one row a member, and for each member the reason of every mark.

Points of places are traced figures: a total leads to its criteria, a criterion to the indicator that it measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial

from htxlib.codelists.periods import Moment, Period
from htxlib.codelists.units import Unit
from htxlib.display.tables import Cell, Column, table
from htxlib.sentences import prose
from htxlib.sentences.block import NOTHING, Block, joined
from htxlib.sentences.prose import Words
from htxlib.values.derivation import Arithmetic, total
from htxlib.values.figure import Figure, honest_decimals
from htxlib.values.scope import Scope
from htxlib.words.label import Label
from htxlib.words.text import capital, listing, number, round_half_up

from .criteria import Criterion, Group, Sheet
from .scoring import Mark, Result

POINTS, RANK = Unit.parse("điểm"), Unit("", "thứ hạng", 1, False)
RANKED = "Xếp theo tổng điểm chính xác; các tổng bằng nhau cùng hạng."
REASONS = (
    "Điểm cụm chấm là điểm theo quy tắc của bảng tiêu chí, trừ tiêu chí mà cụm đã chấm; lý do của từng điểm ở phần "
    "Cách tính và nguồn số liệu."
)
BLANK = "\u00a0"  # a cell where nothing belongs
MOST_DECIMALS = 6  # two totals that differ only beyond are the same to any reader


Limit = Callable[[Sheet | Group | Criterion], Figure]


def score_sheet(scope: Scope, sheet: Sheet, results: Sequence[Result], source: str) -> Block:
    """The sheet of a group's members: who leads, the result, then the points of every criterion; `source` is its file."""
    limit = partial(_limit, scope, source)
    when = scope.flow.text
    return joined(
        _leader(scope, sheet, results),
        score_table(sheet, results, f"{sheet.ten}, {when}", limit),
        criterion_table(results, limit, f"Điểm cụm chấm theo từng tiêu chí, {when}", _counted, REASONS),
        criterion_table(results, limit, f"Điểm các đơn vị tự chấm, {when}", _own),
    )


def score_table(sheet: Sheet, results: Sequence[Result], caption: str = "", limit: Limit | None = None) -> Block:
    """One row a member by rank: points of each group, "tự chấm", "cụm chấm" (what counts), rank and class.

    What is still open, and who is not rated, stands below with the reason. NOTHING without members.
    """
    if not results:
        return NOTHING
    decimals = _decimals_of(sheet, results)
    columns = [Column("TT"), Column("Đơn vị")]
    columns += [Column(each.ten, True) for each in sheet.nhom]
    columns += [Column("Tự chấm", True), Column("Cụm chấm", True), Column("Hạng", True), Column("Xếp loại")]
    rows = [[str(position), *_row(sheet, each, decimals)] for position, each in enumerate(results, 1)]
    if limit:
        whole = limit(sheet)
        rows.append([BLANK, "Điểm tối đa", *map(limit, sheet.nhom), whole, whole, BLANK, BLANK])
    return table(caption or sheet.ten, columns, rows, list(_notes(sheet, results)), int(bool(limit)))


def criterion_table(
    results: Sequence[Result], limit: Limit, caption: str, points: Callable[[Result, Mark], Cell], *notes: str
) -> Block:
    """One row a criterion, one column a member; the entry of each mark in the annex has its reason. NOTHING if empty."""
    columns = [Column("TT"), Column("Tiêu chí"), Column("Điểm tối đa", True), *(Column(_name(r), True) for r in results)]
    marks = list(zip(*(each.marks for each in results), strict=True))
    rows: list[list[Cell]] = []
    for position, row in enumerate(marks, 1):
        given = [points(result, mark) for result, mark in zip(results, row, strict=True)]
        rows.append([str(position), row[0].criterion.ten, limit(row[0].criterion), *given])
    return table(caption, columns, rows, notes) if any(cell for row in rows for cell in row[3:]) else NOTHING


# --- rows and notes ---------------------------------------------------------------------------------------------------


def _row(sheet: Sheet, result: Result, decimals: int) -> list[Cell]:
    groups = [_of_group(result, group, decimals) for group in sheet.nhom]
    parts = [_own(result, mark) for mark in result.marks]
    own = _points(result, "diem_tu_cham", f"{sheet.ten}: tự chấm", result.own_total, parts, decimals)
    counted = _total(sheet, result, decimals)
    rank = _points(result, "hang_thi_dua", "Thứ hạng theo tổng điểm", result.rank, [counted], unit=RANK, words=RANKED)
    return [_name(result), *groups, own, counted, rank, result.grade]


def _total(sheet: Sheet, result: Result, decimals: int) -> Cell:
    parts = [_counted(result, mark) for mark in result.marks]
    return _points(result, "diem_thi_dua", sheet.ten, None if result.unmarked else result.total, parts, decimals)


def _of_group(result: Result, group: Group, decimals: int) -> Cell:
    parts = [_counted(result, mark) for mark in result.marks if mark.criterion.nhom == group.ma]
    return _points(result, f"diem_thi_dua.{group.ma}", group.ten, result.of_group(group.ma), parts, decimals)


def _notes(sheet: Sheet, results: Sequence[Result]) -> Iterable[str]:
    if sheet.vi_du:
        yield "Bảng điểm ví dụ, không phải bảng được ban hành."
    if sheet.can_cu:
        yield f"Căn cứ: {sheet.can_cu}."
    waiting: dict[str, list[str]] = {}  # what is still open → who waits for it
    for each in results:
        if each.unmarked:
            names = listing(f"«{criterion.ten}»" for criterion in each.unmarked)
            waiting.setdefault(names, []).append(_name(each))
    yield from (f"{listing(who)}: chưa đủ điểm để xếp hạng, còn {names}." for names, who in waiting.items())


def _name(result: Result) -> str:
    return result.scope.place.name_on(result.scope.until) if result.scope else result.member


# --- points -----------------------------------------------------------------------------------------------------------


def _counted(result: Result, mark: Mark) -> Cell:
    """The points of one criterion that count, traced to the indicator and to the sentence of the rule."""
    given = mark.entry.origin if mark.entry.cluster is not None else None
    name, label, why = f"diem_thi_dua.{mark.criterion.ma}", mark.criterion.ten, capital(mark.explanation)
    return _points(result, name, label, mark.points, mark.figures, words=why, origins=(given,) if given else ())


def _own(result: Result, mark: Mark) -> Cell:
    """The points that the member gave itself."""
    name, label, given = f"diem_tu_cham.{mark.criterion.ma}", Label(mark.criterion.ten).to(": tự chấm"), mark.entry.origin
    return _points(result, name, label, mark.entry.own, origins=(given,) if given else ())


def _points(
    result: Result,
    name: str,
    label: str,
    value: Fraction | int | None,
    parts: Sequence[Cell] = (),
    decimals: int = 0,
    unit: Unit = POINTS,
    **trace,
) -> Cell:
    """Points as a traced figure of a place, bare for a cooperative, nothing where there are none."""
    if value is None:
        return None
    value = Fraction(value)
    decimals, scope = max(decimals, _decimals(value)), result.scope
    if scope is None:
        return number(value, decimals)
    inputs = tuple(part for part in parts if isinstance(part, Figure))
    if not trace and len(inputs) > 1:
        trace = {"done": Arithmetic(total, inputs), "words": "Cộng điểm các tiêu chí."}
    period = Period(None, Moment.of(scope.until))
    return Figure(name, label, unit, value, scope, decimals, period, inputs=inputs, **trace)


def _limit(scope: Scope, source: str, part: Sheet | Group | Criterion) -> Figure:
    """The most points of a criterion, a group of them or the whole sheet, as its file has them."""
    what = {Group: "nhom", Criterion: "tieu_chi"}.get(type(part), "")
    name = ".".join(filter(None, ("diem_toi_da", what, what and part.ma)))
    value = part.diem_toi_da if what else part.total
    period, file = Period(None, Moment.of(scope.until)), f"tệp {source}"
    label, trace = Label(part.ten).to(": điểm tối đa"), {"words": f"Theo {file}.", "document": file}
    return Figure(name, label, POINTS, value, scope, _decimals(value), period, **trace)


def _leader(scope: Scope, sheet: Sheet, results: Sequence[Result]) -> Block:
    """Who has most points, and how many have all of theirs; nothing where nobody has."""
    ranked = [each for each in results if each.rank]
    if not ranked:
        return NOTHING
    first, decimals = [each for each in ranked if each.rank == 1], _decimals_of(sheet, results)
    names = listing(map(_name, first)) + (", đều được" if len(first) > 1 else " với")
    most, count = _total(sheet, first[0], decimals), _ranked(scope, len(ranked))
    head, end = Words("Tổng điểm cao nhất: "), Words(" đủ điểm để xếp hạng.")
    return prose.sentence((head, names, Words(" "), most, Words("; "), count, end))


def _ranked(scope: Scope, number: int) -> Figure:
    period, words = Period(None, Moment.of(scope.until)), "Đếm các đơn vị có đủ điểm mọi tiêu chí."
    name, label, unit = "so_don_vi_xep_hang", "Số đơn vị đủ điểm để xếp hạng", Unit.parse("đơn vị")
    return Figure(name, label, unit, Fraction(number), scope, period=period, words=words)


def _decimals(value: Fraction) -> int:
    """As many as the points need, two at most."""
    return next((decimals for decimals in (0, 1) if (value * 10**decimals).denominator == 1), 2)


def _decimals_of(sheet: Sheet, results: Sequence[Result]) -> int:
    """Decimals with which different totals print differently, and none looks like a class that it does not reach."""
    totals, bounds = [each.total for each in results if not each.unmarked], [grade.tu for grade in sheet.xep_loai]
    least = max((honest_decimals(value, _decimals(value), bounds) for value in totals), default=0)
    for decimals in range(least, MOST_DECIMALS):
        if len({round_half_up(value, decimals) for value in totals}) == len(set(totals)):
            return decimals
    return MOST_DECIMALS
