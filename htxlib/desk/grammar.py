"""What a sentence may say: its words, and what may follow a name and a dot. For help at the cursor and for checks.

The kinds come from the code itself (what each property returns); only the words for people are written here.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_type_hints

from jinja2 import nodes

from ..report import group
from ..sentences import prose, statements
from ..values.figure import Comparison, Course, Digits, Figure, Peers, Phrase
from ..values.vocabulary import ATTRIBUTES, STATED, WORDS  # noqa: F401 - said here to help and checks

FILTERS = {"hoa": "viết hoa chữ đầu câu"}
# What was computed from a figure, or counts the targets, has nothing of its own to be compared with.
OF_DERIVED = ("so", "ngay", "label", "tran")
PRINTED = (
    Course,
    Peers,
    Figure,
    Comparison,
    Phrase,
    str,
)  # what a sentence can print; anything else would be a number without trace


STATEMENTS = {**statements.STATEMENTS, **group.STATEMENTS}


@cache
def members(kind: type) -> dict[str, type | None]:
    """What may follow a value of that kind and a dot → the kind it gives; None where a sentence cannot print it."""
    return {name: gives for name, gives in properties(kind).items() if name in ATTRIBUTES}


@cache
def properties(kind: type) -> dict[str, type | None]:
    """Everything public that a value of that kind has, for sentences or not → the kind it gives, None as above."""
    found = {each.name: str if each.type in ("str", "Label") else None for each in _fields(kind)}
    for name in dir(kind):
        attribute = inspect.getattr_static(kind, name)
        function = getattr(attribute, "fget", None) or getattr(attribute, "func", None)
        if function and not name.startswith("_"):
            found[name] = _result(function)
    return found if kind is not str else {}


def _fields(kind: type) -> tuple:
    return dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()


def _result(function) -> type | None:
    """What a property says it returns, if a sentence can print it."""
    try:
        kind = get_type_hints(function).get("return")
    except NameError:  # a type that only type checkers import: nothing to print
        return None
    if kind is Digits:
        return str
    return next((each for each in PRINTED if isinstance(kind, type) and issubclass(kind, each)), None)


def kind_of(name: str) -> type:
    """What a name in a sentence stands for: a word, a statement or a figure."""
    if name in WORDS:
        return str
    if name in STATEMENTS:
        return _result(STATEMENTS[name]) or Figure
    return Figure


def follow(path: list[str]) -> type | None:
    """The kind of `so_htx.dau_ky.tang_giam` given as a list; None where it breaks off."""
    kind: type | None = kind_of(path[0])
    derived = path[0] in STATEMENTS
    for each in path[1:]:
        if kind is None or (derived and kind is Figure and each not in OF_DERIVED):
            return None
        kind, derived = members(kind).get(each), True
    return kind


def offered(path: list[str]) -> dict[str, str]:
    """What is worth offering after that path and a dot: attribute → what it says."""
    return {name: words for name, words in ATTRIBUTES.items() if follow([*path, name])}


# --- the placeholders of a cell --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placeholder:
    """{{ so_htx.dau_ky }} in line 3 of a cell."""

    path: tuple[str, ...]
    line: int


def placeholders(source: str) -> Iterator[Placeholder]:
    """Every name that a cell uses, with what follows its dots; raises InputError where the cell cannot be read."""
    tree = prose.parse(source)
    longer = set()
    for node in tree.find_all((nodes.Getattr, nodes.Name)):  # the outermost first
        if id(node) in longer:
            continue
        path, inner = [], node
        while isinstance(inner, nodes.Getattr):
            path.insert(0, inner.attr)
            inner = inner.node
            longer.add(id(inner))
        if isinstance(inner, nodes.Name) and inner.name != prose.OPTIONAL:
            yield Placeholder((inner.name, *path), node.lineno)


def literals(source: str) -> Iterator[tuple[str, int]]:
    """The texts that stand in quotes inside {{ … }}, with their lines: document numbers, dates."""
    for node in prose.parse(source).find_all(nodes.Const):
        if isinstance(node.value, str):
            yield node.value, node.lineno
