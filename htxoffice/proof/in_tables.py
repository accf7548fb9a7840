"""Contradictions inside tables: totals with their rows at every depth, and columns that are computed from other columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, permutations

from htxlib.checks import relations
from htxlib.checks.relations import Span
from htxlib.words.text import fold
from htxlib.words.text import number as printed

from .finding import AGREES, FAULT, QUESTION, Finding, Place
from .marked import with_unit
from .numbers import Number
from .passages import Passage, is_unit

_TOTAL = re.compile(
    r"(?:[ivx\d.)]+\s+)?(?:tong|cong|toan (?:cum|tinh|vung|huyen|xa|khoi)|ca nuoc)(?!\s+(?:hoa|dong|doanh thu\w|nghe))\b"
)
_BARE = re.compile(r"tong (?:so|cong)|tong|cong|toan \w+(?: \w+)?|ca nuoc")
_PARTLY = re.compile(r"trong do|rieng|trong so")
_LEVELS = (
    (1, r"[IVX]+\s*[.)/]?(?=\s|$)"), (0, r"[A-HĐ]\s*[.)/]?(?=\s|$)"), (3, r"\d+\.\d+"), (2, r"\d+\s*[.)/]?(?=\s|$)"),
    (4, r"[a-zđ]\s*[.)](?=\s|$)"), (5, r"[-–*•]"), (6, r"\+"),
)  # fmt: skip
_LEAF = 9
MOST_ROWS = 200  # of a table whose columns are compared with each other
_PLAN = re.compile(r"^(?!.*%)(?:.*\b(?:ke hoach|muc tieu|chi tieu|kh)\b.*)$")
_ACTUAL = re.compile(r"^(?!.*%)(?:.*\b(?:thuc hien|uoc thuc hien|ket qua|uoc|th)\b.*|den .*)$")
_OF_PLAN = re.compile(r"%.*(?:ke hoach|\bkh\b|muc tieu|chi tieu)|% dat|dat %|ty le dat")
_OF_BEFORE = re.compile(r"%.*(?:so voi|/).*(?:\b20\d\d\b|cung ky|nam truoc|ky truoc)")
_NO_SUM = re.compile(r"binh quan|trung binh|hang|^tt$|^stt$|nam sinh|muc|ty le|%")
_HEDGES = ("gần", "khoảng", "trên", "hơn", "dưới")
Column = dict[int, Number]  # position of a row in its table → its number


def examine(passages: list[Passage]) -> list[Finding]:
    """Return every claim of every table that could be recomputed, in order."""
    found, notes = [], [p.text for p in passages if not p.cells and "chỉ tính" in p.text]
    rows = (p for p in passages if p.cells)
    for _, table in groupby(rows, key=lambda p: p.where.partition(",")[0]):
        body = [row for row in table if row.kind == "hàng"][:2000]
        # "% so với 2024 chỉ tính các đơn vị có số liệu ở cả hai năm: HTX thành lập mới" tells of another base.
        same_base = (row for row in body if not any(row.label in note for note in notes))
        found += [finding for row in same_base for finding in _of_row(row)]
        columns = _columns(body)
        found += [*_totals(body, columns), *([] if notes else _computed(body, columns))]
    return _once(found)


def _once(found: list[Finding]) -> list[Finding]:
    """One finding a number: what holds in one way is contradicted by no other."""
    holds = {f.place for f in found if f.severity == AGREES}
    kept: dict[Place, Finding] = {}
    for each in sorted(found, key=lambda f: f.severity != AGREES):
        if each.severity == AGREES or each.place not in holds:
            kept.setdefault(each.place, each)
    return list(kept.values())


def _numbers(row: Passage) -> dict[int, Number]:
    """Position of each cell that holds one number and nothing else to say, with it."""
    found = {}
    for i, cell in enumerate(row.cells):
        inside = [n for n in row.numbers if n.is_quantity and cell.start <= n.start < max(cell.end, cell.start + 1)]
        if len(inside) == 1 and cell.text != row.label:
            found[i] = inside[0]
    return found


def _columns(body: list[Passage]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for r, row in enumerate(body):
        for c, number in _numbers(row).items():
            found.setdefault(c, {})[r] = number
    return found


def span(number: Number) -> Span:
    """Return the values that print as this number in a table: counts are exact."""
    unit = number.unit
    half = Fraction(0) if not number.decimals and (unit is None or unit.is_count) else number.half
    return Span(number.exact - half, (number.upper or number.value) * (unit.scale if unit else 1) + half)


def _claimed(number: Number) -> Span:
    """Rounded half-up, or cut off and so up to a unit of the last place further from zero."""
    below, above = (1, 2) if number.exact >= 0 else (2, 1)
    return Span(number.exact - below * number.half, number.exact + above * number.half)


def said(number: Number) -> str:
    return with_unit(number.text, number.unit.text if number.unit else "")


def _show(value: Fraction, like: Number) -> str:
    unit, places = like.unit, like.decimals
    value /= unit.scale if unit else 1
    places += printed(value, places) == printed(like.value, places)
    return with_unit(printed(value, places), unit.text if unit else "")


# --- columns that their heads explain ---------------------------------------------------------------------------------


def _of_row(row: Passage) -> Iterator[Finding]:
    cells = _numbers(row)
    heads = {i: fold(row.cells[i].head) for i in cells}
    plans = [i for i in cells if _PLAN.match(heads[i])]
    actual = [i for i in cells if _ACTUAL.match(heads[i]) and i not in plans]
    for i in cells:
        if _OF_PLAN.search(heads[i]) and plans and actual:  # the last column of results is this year's
            yield from _ratio(row, cells, i, plans[0], actual[-1])
        elif _OF_BEFORE.search(heads[i]) and len(actual) == 2:
            yield from _ratio(row, cells, i, *actual)


def _ratio(row: Passage, cells: dict[int, Number], of: int, base: int, actual: int) -> Iterator[Finding]:
    claim, under, over = cells[of], cells[base], cells[actual]
    if any(n.hedge in _HEDGES for n in (claim, over)) or under.value <= 0 or over.value < 0:
        return
    # A mean a year or another column of the row may be what is compared with the plan.
    others = [n for i, n in cells.items() if i not in (of, base)]
    places = _places(row, claim, over, under)
    if any(_fits(claim, n, under) for n in others):
        yield Finding("bang-ty-le", AGREES, "", places)
    elif len(others) == 1 or not any("binh quan" in fold(c.head) for c in row.cells):
        right = _show(100 * over.exact / under.exact, claim)
        message = f"{row.label}: {said(over)} so với {said(under)} là {right}, không phải {said(claim)}."
        yield Finding("bang-ty-le", FAULT, message, places)


def _fits(claim: Number, over: Number, under: Number) -> bool:
    """Return whether the claim is their ratio, growth, or difference in points; against either end of a range."""
    allowed = _claimed(claim)
    for end in {under.value, under.upper or under.value}:
        base = span(replace(under, value=end, upper=None))
        if base.low > 0 and any(allowed.meets(f(span(over), base)) for f in (relations.share, relations.growth)):
            return True
    return allowed.meets(span(over) - span(under))


def _places(row: Passage, *numbers: Number) -> tuple[Place, ...]:
    return tuple(Place(row, n.start, n.end) for n in numbers)


# --- columns that their rows explain ----------------------------------------------------------------------------------

_WAYS: tuple[tuple[str, Callable], ...] = (
    ("{} + {}", relations.total),
    ("{} − {}", relations.difference),
    ("100 × {} / {}", relations.share),
    ("100 × ({} / {} − 1)", relations.growth),
    ("{} / {}", relations.mean),
)


def _computed(body: list[Passage], columns: dict[int, Column]) -> Iterator[Finding]:
    """A column that is the same operation on two others in nearly all rows is wrong in the others."""
    if not 4 <= len(body) <= MOST_ROWS or len(columns) > 12:
        return
    for c, column in columns.items():
        if len(column) < 4 or len({n.value for n in column.values()}) < 3:
            continue
        for a, b in permutations([k for k in columns if k != c], 2):
            rows = [r for r in column if r in columns[a] and r in columns[b] and columns[b][r].exact]
            if len(rows) < 4 or len({columns[b][r].value for r in rows}) < 2:
                continue
            for formula, way in _WAYS:
                ratio = way not in (relations.total, relations.difference)
                if (way is relations.total and a > b) or (ratio and not _is_ratio(body, columns, c, (a, b))):
                    continue
                right = {r for r in rows if _claimed(column[r]).meets(_way(way, columns[a][r], columns[b][r]))}
                if len(rows) > len(right) >= max(3, len(rows) * 3 // 4):
                    for r in set(rows) - right:
                        numbers = column[r], columns[a][r], columns[b][r]
                        value = way(numbers[1].exact, numbers[2].exact)
                        told = f"{formula.format(said(numbers[1]), said(numbers[2]))} = {_show(value, numbers[0])}"
                        message = f"{body[r].label}: {told}, không phải {said(numbers[0])} (các hàng khác tính như vậy)."
                        yield Finding("bang-cot", QUESTION, message, _places(body[r], *numbers))


def _is_ratio(body: list[Passage], columns: dict[int, Column], c: int, of: tuple[int, int]) -> bool:
    """Return whether the column says that it is a ratio, to the right of two that are none."""
    heads = [fold(body[0].cells[k].head) if k < len(body[0].cells) else "" for k in (c, *of)]
    said = [bool(re.search(r"%|ty le|co cau|ty trong|binh quan|/", head)) for head in heads]
    return said == [True, False, False] and c > max(of)


def _way(way: Callable, one: Number, two: Number) -> Span:
    try:
        return way(span(one), span(two))
    except ZeroDivisionError:
        return Span(Fraction(-1, 10**9), Fraction(-1, 10**9))


# --- totals -----------------------------------------------------------------------------------------------------------


def _totals(body: list[Passage], columns: dict[int, Column]) -> Iterator[Finding]:
    """A row of totals against every set of rows that it may add up; a numbered row against the rows below it."""
    labels = [_labels(row) for row in body] if len(body) <= 4 * MOST_ROWS else []
    levels = [_level(row) for row in body]
    numbered = any(level < _LEAF for level in levels)
    summed = [t for t, label in enumerate(labels) if label and (numbered or any(map(_is_total, label)))]
    for t in summed if len(summed) * len(body) <= 200_000 else ():
        sets = list(_sets(t, body, labels, levels, numbered))
        for c, column in columns.items() if sets else ():
            head = fold(body[t].cells[c].head) if c < len(body[t].cells) else ""
            if t not in column or _NO_SUM.search(head) or not _adds(column[t]):
                continue
            full = [
                (rows, weight)
                for rows, weight in sets
                if len(rows) > 1 and all(r in column and _adds(column[r]) for r in rows)
            ]
            if full:
                yield from _total(body, column, t, full, head)


def _labels(row: Passage) -> tuple[str, ...]:
    """Return the words of the row, also those that rows share by a wide cell, as they are compared."""
    cells = zip(row.over, row.cells, strict=False)
    return tuple(fold(text) for text, cell in cells if re.search(r"[^\W\d_]{2}", text) and not is_unit(cell))[:3]


def _is_total(label: str) -> bool:
    return bool(_TOTAL.match(label))


def _level(row: Passage) -> int:
    """Return how deep the row stands by its number or dash; words alone are the deepest."""
    text = next((c.text for c in row.cells if c.text.strip()), "").strip()
    return next((level for level, pattern in _LEVELS if re.match(pattern, text)), _LEAF)


def _adds(number: Number) -> bool:
    unit = number.unit
    return (
        number.upper is None and not number.hedge and not (unit and (unit.per or unit.is_share or unit.measure == "điểm %"))
    )


def _sets(t: int, body: list[Passage], labels: list, levels: list[int], numbered: bool) -> Iterator[tuple[list[int], int]]:
    """Sets of rows that the row may be the sum of: 2 where nothing else can be meant, 1 for a question, 0 to be silent."""
    mine, n = labels[t], len(body)
    others = [r for r in range(n) if r != t and labels[r]]
    totals = [r for r in others if any(map(_is_total, labels[r]))]
    leaves = [r for r in others if r not in totals and not _PARTLY.search(labels[r][-1])]
    if len(mine) > 1 and _is_total(mine[1]) and not _is_total(mine[0]):  # «Trung ương | Cộng nguồn»
        yield [r for r in leaves if labels[r][:1] == mine[:1]], 2
        return
    if len(mine) > 1 and _is_total(mine[0]):  # «Tổng số | Riêng nữ»
        yield [r for r in others if r not in totals and labels[r][1:] == mine[1:]], 2
        return
    if (
        mine
        and _is_total(mine[0])
        and not (numbered and levels[t] == min((levels[r] for r in leaves), default=_LEAF) < _LEAF)
    ):
        marked = [r for r in leaves if levels[r] < _LEAF]
        top = min((levels[r] for r in leaves), default=_LEAF)
        # «Tổng số HTX» over «HTX thành lập mới» is an indicator among others; «Tổng số» is the sum of the rows.
        named = not _BARE.fullmatch(mine[0]) and (t == 0 or re.search("chi tieu|noi dung", _first_head(body[t])))
        flat = (
            not named
            and len({levels[r] for r in leaves}) < 2
            and not totals
            and len(leaves) == len(others)
            and t in (0, n - 1)
        )
        yield leaves, 2 if flat else 0
        yield [r for r in leaves if levels[r] == top], 1 if not flat and not named and top < _LEAF and not totals else 0
        yield from (([r for r in leaves if levels[r] == level], 0) for level in sorted({levels[r] for r in marked}))
        yield [r for r in totals if r != t], 1 if len(totals) > 1 and t == n - 1 else 0
        yield [r for r in leaves if len(labels[r]) == 1], 0
        above, below = _run(range(t - 1, -1, -1), leaves, totals), _run(range(t + 1, n), leaves, totals)
        yield above, 1 if totals and len(above) > 1 and not numbered and not below else 0
        yield below, 1 if totals and len(below) > 1 and not numbered and not above else 0
        yield [r for r in (*leaves, *totals) if levels[r] <= 2], 0
    elif numbered and levels[t] < 5 and mine:
        below = []
        for r in range(t + 1, n):
            if levels[r] <= levels[t] or (labels[r] and any(map(_is_total, labels[r]))):
                break
            below.append(r)
        depth = min((levels[r] for r in below), default=0)
        partly = any(labels[r] and _PARTLY.search(labels[r][0]) for r in below)
        yield [r for r in below if levels[r] == depth], 0 if partly else 1 if levels[t] < 2 else -1


def _first_head(row: Passage) -> str:
    """Return what stands over the labels."""
    return next((fold(cell.head) for cell in row.cells if cell.text == row.label), "")


def _run(rows: range, leaves: list[int], totals: list[int]) -> list[int]:
    found = []
    for r in rows:
        if r in totals:
            break
        found += [r] if r in leaves else []
    return found


def _total(body: list[Passage], column: Column, t: int, sets: list, head: str) -> Iterator[Finding]:
    whole = column[t]
    sums = [(sum((span(column[r]) for r in rows), Span(Fraction(0), Fraction(0))), rows, weight) for rows, weight in sets]
    if any(span(whole).meets(each) for each, _, _ in sums):
        yield Finding("bang-tong", AGREES, "", _places(body[t], whole))
        return
    best, rows, weight = max(sums, key=lambda each: each[2])
    if weight < 0:  # parts of a row may be incomplete, but no more than the row
        weight = 1 if best.low > span(whole).high else 0
    if weight:
        exact = sum(column[r].exact for r in rows)
        message = (
            f"Cột «{body[t].cells[min(column_of(body[t], whole), len(body[t].cells) - 1)].head}»: cộng {len(rows)} hàng được"
        )
        message += f" {_show(exact, whole)}, không phải {said(whole)}."
        places = _places(body[t], whole) + tuple(p for r in rows[:12] for p in _places(body[r], column[r]))
        yield Finding("bang-tong", FAULT if weight == 2 else QUESTION, message, places)


def column_of(row: Passage, number: Number) -> int:
    """Return the position of the cell that the number stands in."""
    return next(i for i, cell in enumerate(row.cells) if cell.start <= number.start <= cell.end)
