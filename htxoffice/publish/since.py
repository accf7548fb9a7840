"""The section of a page that says what changed since the edition before; the document that is signed has none."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_output

from htxlib.display.tables import Column, table
from htxlib.sentences.block import Block, joined
from htxlib.sentences.parts import Part, Span
from htxlib.words.errors import Faults
from htxlib.words.text import capital
from htxoffice.publish import changes
from htxoffice.publish.changes import Change, Changes, Sentence
from htxoffice.publish.figures import CHANGES, MIME
from htxoffice.publish.side_file import read_side

TITLE = "Thay đổi so với lần công bố trước"


def with_changes(nb, before: str, side: bytes):
    """Return the notebook with the section ahead of its annex, if a number, a verdict or a sentence says something else.

    `before` is the side file of the edition before, `side` that of today. Raises InputError where `before` is none.
    """
    faults = Faults()
    old = read_side(Path(before), faults)
    faults.raise_if_any()
    found = changes.compare(old, json.loads(side))
    if not (found.given or found.derived or found.verdicts or found.gone):
        return nb
    cell = new_code_cell("", outputs=[new_output("display_data", data=section(found)._repr_mimebundle_())])
    at = next((at for at, each in enumerate(nb.cells) if _is_annex(each)), len(nb.cells))
    return from_dict({**nb, "cells": [*nb.cells[:at], cell, *nb.cells[at:]]})


def section(found: Changes) -> Block:
    """Return the section: a table of given and one of derived figures, then verdicts, sentences, what is new and gone."""
    parts = [
        _prose([Part("heading", (Span(TITLE),), 2), _paragraph(f"{capital(changes.editions(found))}.")]),
        _table(changes.GIVEN, found.given),
        _table(changes.DERIVED, found.derived),
        _list(changes.VERDICTS, map(changes.of_verdict, found.verdicts)),
        _list(changes.SENTENCES, map(_of_sentence, found.sentences)),
        _list(changes.NEW, map(changes.single, found.new)),
        _list(changes.GONE, map(changes.single, found.gone)),
    ]
    whole = joined(*parts)
    return Block(CHANGES, whole.html, whole.markdown, whole.text, parts=whole.parts)


def _is_annex(cell) -> bool:
    return any(each.get("data", {}).get(MIME, {}).get("kind") == "annex" for each in cell.get("outputs", ()))


def _table(caption: str, found: Sequence[Change]) -> Block:
    columns = [Column("TT"), Column("Số nào"), Column("Lần trước", True), Column("Lần này", True), Column("Vì sao")]
    rows = [
        [str(at), changes.subject(each), changes.shown(each.before), changes.shown(each.now), f"{capital(each.why)}."]
        for at, each in enumerate(found, 1)
    ]
    return table(caption, columns, rows)


def _list(title: str, lines: Iterable[str]) -> Block:
    items = [Part("item", (Span(line),)) for line in lines]
    return _prose([_paragraph(f"{title}:"), *items] if items else [])


def _of_sentence(sentence: Sentence) -> str:
    told = [f"{word}: “{text}”" for word, text in (("Trước", sentence.before), ("Nay", sentence.now)) if text]
    if len(told) == 2:
        return " ".join(told)
    return f"{'Bỏ' if sentence.before else 'Thêm'}: “{sentence.before or sentence.now}”"


def _paragraph(words: str) -> Part:
    return Part("paragraph", (Span(words),))


_TAGS = {"heading": "h2", "paragraph": "p", "item": "li"}


def _prose(parts: Sequence[Part]) -> Block:
    tags = [f"<{_TAGS[each.kind]}>{html.escape(each.text)}</{_TAGS[each.kind]}>" for each in parts]
    first = next((at for at, each in enumerate(parts) if each.kind == "item"), None)
    if first is not None:
        tags = [*tags[:first], "<ul>", *tags[first:], "</ul>"]
    return Block("prose", "\n".join(tags), text="\n".join(each.text for each in parts), parts=tuple(parts))
