"""One number of a finished report altered, as hands alter it: for the tests and the benchmark of proof-reading."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from htxlib.proof.aside import LIST, PAGE
from htxlib.proof.numbers import Number
from htxlib.proof.passages import Passage
from htxlib.proof.read_docx import open_docx
from htxlib.proof.read_html import SKIPPED
from htxlib.proof.reading import read

DIGITS = re.compile(r"(?<![\w.,/-])\d[\d.,]*(?<![.,])(?![\w/-])")
UNITS = {"tỷ đồng": "triệu đồng", "triệu đồng": "tỷ đồng", "/tháng": "/năm", "điểm %": "%", "/năm": "/tháng"}


@dataclass(frozen=True)
class Altered:
    """What was done to which number; `passage` is the altered one's place in the order of the file."""

    kind: str
    before: str
    after: str
    passage: int
    start: int  # of the difference, in the altered passage
    end: int
    number: Number | None  # as it stood in the report; None: no number that anybody would look for


# --- how a number is altered ------------------------------------------------------------------------------------------


def _digit(text: str, chance: random.Random) -> str:
    at = chance.choice([i for i, c in enumerate(text) if c.isdigit()])
    return text[:at] + chance.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def _turned(text: str, chance: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    pairs = [(a, b) for a, b in zip(places, places[1:], strict=False) if text[a] != text[b]]
    if not pairs:
        return text
    a, b = chance.choice(pairs)
    letters = list(text)
    letters[a], letters[b] = letters[b], letters[a]
    return "".join(letters)


def _thousand(text: str, chance: random.Random) -> str:
    if "," in text:
        return text.replace(",", "")
    return text[:-4] if re.search(r"\d\.\d{3}$", text) else text + ".000"


def _separator(text: str, chance: random.Random) -> str:
    return text.translate({ord("."): ",", ord(","): "."})


def _dropped(text: str, chance: random.Random) -> str:
    return text[1:].lstrip(".") if len(text) > 1 and text[1] not in "," else text


def _rounded(text: str, chance: random.Random) -> str:
    whole, comma, _ = text.partition(",")
    if comma:
        return whole
    digits = whole.replace(".", "")
    return f"{round(int(digits), 1 - len(digits)):,}".replace(",", ".") if len(digits) > 2 else text


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "một chữ số": _digit,
    "đảo chữ số": _turned,
    "1.000 lần": _thousand,
    "dấu ngăn cách": _separator,
    "rơi chữ số": _dropped,
    "làm tròn": _rounded,
}


# --- where ------------------------------------------------------------------------------------------------------------


@dataclass
class Leaf:
    """A stretch of text of the file that can be set anew."""

    text: str
    set: Callable[[str], None]


def _html_leaves(root) -> list[Leaf]:
    found = []
    for element in root.iter():
        outside = not isinstance(element.tag, str) or any(a.tag in SKIPPED for a in element.iterancestors())
        if outside:
            continue
        if element.text and element.tag not in SKIPPED:
            found.append(Leaf(element.text, lambda t, e=element: setattr(e, "text", t)))
        if element.tail:
            found.append(Leaf(element.tail, lambda t, e=element: setattr(e, "tail", t)))
    return found


def _docx_leaves(document) -> list[Leaf]:
    from docx.oxml.ns import qn

    elements = [e for e in document.element.body.iter(qn("w:t")) if e.text]
    return [Leaf(e.text, lambda t, e=e: setattr(e, "text", t)) for e in elements]


def altered(path: Path, out: Path, chance: random.Random, way: str = "") -> Altered | None:
    """Write a copy of the report with one number altered; None when the draw changed nothing that can be seen."""
    if path.suffix == ".docx":
        document = open_docx(path)
        leaves, save = _docx_leaves(document), lambda: document.save(str(out))
    else:
        from lxml import html

        page = html.document_fromstring(path.read_text("utf-8"))
        leaves, save = (
            _html_leaves(page),
            lambda: out.write_bytes(html.tostring(page, encoding="utf-8", doctype="<!doctype html>")),
        )
    change = _change(leaves, chance, way or chance.choice([*WAYS, "số khác của báo cáo", "đơn vị tính"]))
    if change is None:
        return None
    save()
    return _difference(read(path), read(out), *change)


def _change(leaves: list[Leaf], chance: random.Random, way: str) -> tuple[str, str, str] | None:
    """Alter one leaf; the way, the text before and after."""
    if way == "đơn vị tính":
        places = [(leaf, m) for leaf in leaves for m in re.finditer("|".join(UNITS), leaf.text)]
    else:
        places = [(leaf, m) for leaf in leaves for m in DIGITS.finditer(leaf.text)]
    if not places:
        return None
    leaf, match = chance.choice(places)
    old = match[0]
    if way == "đơn vị tính":
        new = UNITS[old]
    elif way == "số khác của báo cáo":
        new = chance.choice(places)[1][0]
    else:
        new = WAYS[way](old, chance)
    leaf.set(leaf.text[: match.start()] + new + leaf.text[match.end() :])
    return (way, old, new) if new != old else None


def _difference(report: list[Passage], edited: list[Passage], way: str, old: str, new: str) -> Altered | None:
    changed = [i for i, (a, b) in enumerate(zip(report, edited, strict=False)) if a.text != b.text]
    if len(report) != len(edited) or len(changed) != 1:
        return None
    one, two = report[changed[0]], edited[changed[0]]
    start = next(
        (i for i, (a, b) in enumerate(zip(one.text, two.text, strict=False)) if a != b),
        min(len(one.text), len(two.text)),
    )
    tail = next((i for i, (a, b) in enumerate(zip(one.text[::-1], two.text[::-1], strict=False)) if a != b), 0)
    touched = [n for n in one.numbers if n.start <= start <= n.stop + 1 and n.kind not in (LIST, PAGE)]
    return Altered(
        way, old, new, changed[0], start, max(start + 1, len(two.text) - tail), touched[-1] if touched else None
    )
