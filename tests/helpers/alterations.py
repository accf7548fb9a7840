"""One number of a finished report altered, as hands alter it: for the tests and the benchmark of proof-reading."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from docx.oxml.ns import qn
from lxml import html

from htxoffice.proof.aside import LIST, PAGE
from htxoffice.proof.finding import Finding
from htxoffice.proof.numbers import Number
from htxoffice.proof.passages import Passage
from htxoffice.proof.read_docx import open_docx
from htxoffice.proof.read_html import SKIPPED
from htxoffice.proof.reading import read

DIGITS = re.compile(r"(?<![\w.,/-])\d[\d.,]*(?<![.,])(?![\w/-])")
UNITS = {"tỷ đồng": "triệu đồng", "triệu đồng": "tỷ đồng", "/tháng": "/năm", "điểm phần trăm": "%", "/năm": "/tháng"}
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "div", "section", "dt", "dd", "table", "caption", "figcaption", "summary", "details"}
UNIT, OTHERS = "đơn vị tính", "số khác của báo cáo"
# Why a draw is not counted.
SAME, UNCHANGED, NO_NUMBER = "reads the same", "nothing changed", "hit the numbering of a list or page, or a word"


@dataclass(frozen=True)
class Altered:
    """What was done to which number, and the file as it reads now."""

    way: str
    before: str
    after: str
    number: Number  # as it stood in the report
    passages: list[Passage]  # of the edited file
    at: int  # which of them was edited
    start: int  # of the edited number in it
    end: int

    def named(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """The findings at the number, and those elsewhere."""
        here, beside = [], []
        for each in findings:
            at_it = each.place.passage == self.passages[self.at] and each.place.start <= self.end and self.start <= each.place.end + 1
            (here if at_it else beside).append(each)
        return here, beside


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
    return text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]


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


def _is_skipped(element) -> bool:
    """Whether nobody reads the element; the button of a number is the number."""
    return element.tag in SKIPPED and not (element.tag == "button" and element.get("popovertarget"))


def as_text(page: Path) -> str:
    """A page as it is pasted into a text editor: a block a line, the cells of a row parted by tabs, tables by a blank line."""
    body = html.document_fromstring(page.read_text("utf-8")).find("body")
    for element in [each for each in body.iter() if _is_skipped(each)]:
        element.drop_tree()
    for element in body.iter():
        inside = element.getparent() is not None and element.getparent().tag in ("table", "thead", "tbody", "tr")
        element.text, element.tail = (re.sub(r"\s+", " ", text or "") for text in (element.text, "" if inside else element.tail))
    for element in body.iter():
        if element.tag in ("td", "th"):
            element.tail = "\n" if element.getnext() is None else "\t"
        elif element.tag in BLOCKS and not any(a.tag in ("td", "th") for a in element.iterancestors()):
            element.text, element.tail = f"\n{element.text}", f"\n{element.tail}"
    return body.text_content()


def _html_leaves(root) -> list[Leaf]:
    found = []
    for element in root.iter():
        outside = not isinstance(element.tag, str) or any(map(_is_skipped, element.iterancestors()))
        if outside:
            continue
        if element.text and not _is_skipped(element):
            found.append(Leaf(element.text, lambda t, e=element: setattr(e, "text", t)))
        if element.tail:
            found.append(Leaf(element.tail, lambda t, e=element: setattr(e, "tail", t)))
    return found


def _opened(path: Path) -> tuple[list[Leaf], Callable[[Path], object]]:
    """The stretches of text of a file, and how it is saved."""
    if path.suffix == ".docx":
        document = open_docx(path)
        elements = [e for e in document.element.body.iter(qn("w:t")) if e.text]
        return [Leaf(e.text, lambda t, e=e: setattr(e, "text", t)) for e in elements], lambda out: document.save(str(out))
    if path.suffix == ".txt":
        lines = path.read_text("utf-8").split("\n")
        leaves = [Leaf(line, lambda t, i=i: lines.__setitem__(i, t)) for i, line in enumerate(lines)]
        return leaves, lambda out: out.write_text("\n".join(lines), "utf-8")
    page = html.document_fromstring(path.read_text("utf-8"))
    return _html_leaves(page), lambda out: out.write_bytes(html.tostring(page, encoding="utf-8", doctype="<!doctype html>"))


def altered(path: Path, out: Path, chance: random.Random, report: list[Passage] | None = None) -> Altered | str:
    """Write a copy of the report with one number altered, or say why the draw is not counted."""
    leaves, save = _opened(path)
    change = _change(leaves, chance, chance.choice([*WAYS, OTHERS, UNIT]))
    if change is None:
        return UNCHANGED
    save(out)
    return _difference(report or read(path), read(out), *change)


def _change(leaves: list[Leaf], chance: random.Random, way: str) -> tuple[str, str, str] | None:
    """Alter one leaf; the way, the text before and after."""
    pattern = re.compile("|".join(UNITS)) if way == UNIT else DIGITS
    places = [(leaf, m) for leaf in leaves for m in pattern.finditer(leaf.text)]
    if not places:
        return None
    leaf, match = chance.choice(places)
    old = match[0]
    new = UNITS[old] if way == UNIT else chance.choice(places)[1][0] if way == OTHERS else WAYS[way](old, chance)
    leaf.set(leaf.text[: match.start()] + new + leaf.text[match.end() :])
    return (way, old, new) if new != old else None


def _value(number: Number) -> tuple:
    return number.value, number.upper, number.unit


def _difference(report: list[Passage], edited: list[Passage], way: str, old: str, new: str) -> Altered | str:
    changed = [i for i, (a, b) in enumerate(zip(report, edited, strict=False)) if a.text != b.text]
    if not changed:
        return UNCHANGED
    at = changed[0]
    one, two = report[at].text, edited[at].text
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    tail = next((i for i, (a, b) in enumerate(zip(one[::-1], two[::-1], strict=False)) if a != b), 0)
    end = max(start + 1, len(two) - tail)
    touched = [n for n in report[at].numbers if n.start <= start <= n.end_with_unit + 1 and n.kind not in (LIST, PAGE)]
    if not touched:
        return NO_NUMBER
    was, now = touched[-1], [n for n in edited[at].numbers if n.start <= end and start <= n.end_with_unit + 1]
    if was.is_quantity and now and now[0].value != now[0].value_if_separators_swapped and _value(now[0]) == _value(was):
        return SAME
    longer = len(new) - len(old)
    return Altered(way, old, new, was, edited, at, min(start, was.start), max(end, was.end_with_unit + longer))
