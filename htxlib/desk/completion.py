"""Names offered at the cursor of a %%viet cell, each with its label and its value here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..words.text import fold
from . import grammar
from .help import METHODS

if TYPE_CHECKING:
    from ..report.report import Report

Offers = tuple[str, list[tuple[str, str]]]  # the typed beginning; (name, words about it)
# What is being typed inside {{ … }}: a name, perhaps with dots, or a filter after a bar.
_TYPED = re.compile(r"(?P<bar>\|\s*)?(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*\.?)?$")


def suggestions(report: Report | None, cell: str, cursor: int) -> Offers | None:
    """In a %%viet cell: the typed beginning and what may stand there; None outside {{ … }}.

    >>> suggestions(None, "có {{ ky | ho", 13)
    ('ho', [('hoa', 'viết hoa chữ đầu câu')])
    >>> suggestions(None, "có {{ so_htx.so_", 16)[1][0][0]
    'so_lan'
    """
    before = cell[:cursor]
    inside = before.rpartition("{{")[2] if "{{" in before else None
    if inside is None or "}}" in inside:
        return None
    typed = _TYPED.search(inside)
    *path, start = (typed["path"] or "").split(".")
    if typed["bar"]:
        return _fitting(start, grammar.FILTERS.items())
    return _fitting(start, _after_dot(report, path) if path else _names(report))


def members(report: Report, path: list[str], start: str) -> Offers:
    """In a cell of code, after `bc.`: the parts of a report and the names of figures; after a figure its attributes."""
    return _fitting(start, _after_dot(report, path) if path else [*METHODS.items(), *_names(report)])


def _fitting(start: str, found: Iterable[tuple[str, str]]) -> Offers:
    fitting = [(name, words) for name, words in found if _fits(start, name, words)]
    return start, sorted(fitting, key=lambda each: not each[0].startswith(start))


def _fits(start: str, name: str, words: str) -> bool:
    """Whether it may be meant: the name, or a word of its label, begins so; accents do not matter."""
    wanted = fold(start).replace("_", " ")
    return name.startswith(start) or f" {wanted}" in f" {fold(name).replace('_', ' ')} {fold(words)}"


def _after_dot(report: Report | None, path: list[str]) -> list[tuple[str, str]]:
    """The attributes of what the path leads to, those that have a value here first, with it."""
    value = looked_up(report, path)
    here, missing = [], []
    for name, words in grammar.offered(path).items():
        if name == "binh_quan_nam" and getattr(value, "is_stock", False):  # a stock has no mean per year
            continue
        found = _attribute(value, name)
        (here if found or value is None else missing).append((name, _with_value(words, found)))
    return [*here, *missing]


def looked_up(report: Report | None, path: list[str]) -> object:
    """What the path names in this report; None if nothing does."""
    try:
        value = report.lookup(path[0]) if report else None
    except (KeyError, ValueError):  # a name still being typed, a figure that cannot be computed
        return None
    for each in path[1:]:
        value = _attribute(value, each)
    return value


def _attribute(value: object, name: str) -> object:
    try:
        return getattr(value, name, None)
    except (KeyError, ValueError):
        return None


def _names(report: Report | None) -> list[tuple[str, str]]:
    """Figures that have a value here first, then the words, then the figures that are missing."""
    said = {**grammar.WORDS, **grammar.STATED}
    words = [(name, _with_value(about, looked_up(report, [name]))) for name, about in said.items()]
    here, missing = [], []
    for name in report.indicator_names() if report else ():
        figure = looked_up(report, [name])
        if figure is not None:
            (here if figure else missing).append((name, f"{figure.label}: {figure.text}"))
    return [*here, *words, *missing]


def _with_value(words: str, value: object) -> str:
    return f"{value} ({words})" if value is not None and str(value) else words
