"""Contradictions inside tables: % of plan and of the year before against their columns, and the row of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from htxlib.words.text import fold

from .claims import Span, claimed, said, show, span
from .finding import AGREES, FAULT, Finding, Place
from .numbers import Number
from .passages import Cell, Passage

_TOTAL = ("cong", "tong", "tong cong", "tong so", "toan cum", "toan tinh", "toan vung", "ca nuoc")
_PLAN = re.compile(r"^(?!.*%)(?:.*\b(?:ke hoach|muc tieu|chi tieu)\b.*)$")
_ACTUAL = re.compile(r"^(?!.*%)(?:.*\b(?:thuc hien|uoc thuc hien|ket qua|uoc)\b.*|den .*)$")
_OF_PLAN = re.compile(r"%.*(?:ke hoach|\bkh\b|muc tieu|chi tieu)|% dat|dat %|ty le dat")
_OF_BEFORE = re.compile(r"%.*(?:so voi|/).*(?:\b20\d\d\b|cung ky|nam truoc|ky truoc)")
_ONE = Span(Fraction(1), Fraction(1))


def examine(passages: list[Passage]) -> list[Finding]:
    """Every claim of every table that could be recomputed, in order."""
    found, notes = [], [p.text for p in passages if not p.cells and "chỉ tính" in p.text]
    rows = (p for p in passages if p.cells)
    for _, table in groupby(rows, key=lambda p: p.where.partition(",")[0]):
        body = [row for row in table if row.kind == "hàng"]
        # "% so với 2024 chỉ tính các đơn vị có số liệu ở cả hai năm: HTX thành lập mới" tells of another base.
        same_base = (row for row in body if not any(row.label in note for note in notes))
        found += [finding for row in same_base for finding in _of_row(row)]
        found += _totals(body)
    return found


def _numbers(row: Passage) -> dict[Cell, Number]:
    """The cells of a row that hold one number and nothing else to say, with it."""
    found = {}
    for cell in row.cells:
        inside = [n for n in row.numbers if n.is_quantity and cell.start <= n.start < max(cell.end, cell.start + 1)]
        if len(inside) == 1 and cell.text != row.label:
            found[cell] = inside[0]
    return found


def _of_row(row: Passage) -> Iterator[Finding]:
    cells = _numbers(row)
    heads = {cell: fold(cell.head) for cell in cells}
    plans = [c for c in cells if _PLAN.match(heads[c])]
    actual = [c for c in cells if _ACTUAL.match(heads[c]) and c not in plans]
    for cell in cells:
        if _OF_PLAN.search(heads[cell]) and plans and actual:  # the last column of results is this year's
            yield from _ratio(row, cells, cell, plans[0], actual[-1])
        elif _OF_BEFORE.search(heads[cell]) and len(actual) == 2:
            yield from _ratio(row, cells, cell, *actual)


def _ratio(row: Passage, cells: dict[Cell, Number], of: Cell, base: Cell, actual: Cell) -> Iterator[Finding]:
    claim, under, over = cells[of], cells[base], cells[actual]
    if any(n.hedge in ("gần", "khoảng", "trên", "hơn", "dưới") for n in (claim, over)) or under.value <= 0 or over.value < 0:
        return
    # A mean a year or another column of the row may be what is held against the plan.
    others = [n for cell, n in cells.items() if cell not in (of, base)]
    places = _places(row, claim, over, under)
    if any(_fits(claim, n, under) for n in others):
        yield Finding("bang-ty-le", AGREES, "", places)
    elif len(others) == 1 or not any("binh quan" in fold(c.head) for c in row.cells):
        right = show(100 * over.exact / under.exact, claim)
        message = f"{row.label}: {said(over)} so với {said(under)} là {right}, không phải {said(claim)}."
        yield Finding("bang-ty-le", FAULT, message, places)


def _fits(claim: Number, over: Number, under: Number) -> bool:
    """As a ratio, as a growth, or as points where both are shares; against either end of a range."""
    allowed = claimed(claim)
    for end in {under.value, under.upper or under.value}:
        ratio = span(over) / span(replace(under, value=end, upper=None))
        if ratio and (allowed.meets(ratio.times(100)) or allowed.meets((ratio - _ONE).times(100))):
            return True
    return allowed.meets(span(over) - span(under))


def _places(row: Passage, *numbers: Number) -> tuple[Place, ...]:
    return tuple(Place(row, n.start, n.end) for n in numbers)


def _totals(body: list[Passage]) -> Iterator[Finding]:
    """A last or first row «Cộng» against the rows it adds up, in columns of counts that have no gap."""
    total = next((row for row in body if fold(row.label) in _TOTAL), None)
    rest = [row for row in body if row is not total]
    if total is None or total not in (body[0], body[-1]) or len(rest) < 2:
        return
    for i, cell in enumerate(total.cells):
        column = [_numbers(row).get(row.cells[i]) if i < len(row.cells) else None for row in rest]
        whole = _numbers(total).get(cell)
        if whole is None or None in column or not all(_is_count(n) for n in (whole, *column)):
            continue
        exact = sum(n.exact for n in column)
        places = _places(total, whole)
        if exact == whole.exact:
            yield Finding("bang-tong", AGREES, "", places)
        else:
            message = f"Cột «{cell.head}»: cộng các hàng được {show(exact, whole)}, không phải {said(whole)}."
            yield Finding("bang-tong", FAULT, message, places)


def _is_count(number: Number) -> bool:
    counted = number.unit is not None and number.unit.is_count
    return counted and not number.decimals and number.upper is None and not number.hedge
