"""Checks of a place's own passages: the names in {{ … }} must be figures or words that a report knows."""

from __future__ import annotations

import re

from ..codelists import variables
from ..indicators import catalogue
from ..values import vocabulary
from ..words.errors import misspelt, quote
from .facts import Facts
from .finding import Finding, check

_WORDS = (*vocabulary.WORDS, *vocabulary.STATED)
NAME = re.compile(r"\{\{\s*([a-z]\w*(?:\.[a-z]\w*)?)\s*\}\}")


@check("doan-van", 1, "lỗi", "Đoạn văn gọi tên một chỉ tiêu không có")
def unknown_names(facts: Facts, tell):
    for passage in facts.dataset.passages(facts.place.id):
        for name in dict.fromkeys(NAME.findall(passage.text)):
            if remedy := _unknown(facts, *name.partition(".")[::2]):
                origin = passage.origin
                fact = f"Đoạn văn mục «{passage.section}» gọi {quote(name)}, không có chỉ tiêu hay từ nào như vậy."
                where = facts.place.id, "", origin.file, origin.row
                at = {"sheet": origin.sheet, "cell": origin.cell}
                yield Finding("doan-van", 1, "lỗi", *where, f"{{{{ {name} }}}}", "", "", fact, **at, remedy=remedy)


def _unknown(facts: Facts, name: str, attribute: str) -> str:
    """What to do about a name that means nothing; empty for one that means something."""
    if name in vocabulary.WORDS:
        return "Bỏ phần sau dấu chấm: từ này không có phần nào." if attribute else ""
    if name in vocabulary.STATED:
        return ""
    if name not in catalogue.load() and facts.variable(name) is None:
        known = [*catalogue.load(), *variables.load(), *facts.dataset.own_variables(), *_WORDS]
        return f"Sửa tên, hoặc bỏ {{{{ … }}}} và ghi thẳng chữ.{misspelt(name, known)}"
    if attribute and attribute not in vocabulary.ATTRIBUTES:
        return f"Sửa phần sau dấu chấm.{misspelt(attribute, vocabulary.ATTRIBUTES)}"
    return ""
