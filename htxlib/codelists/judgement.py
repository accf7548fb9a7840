"""What a report says first of itself: how much each indicator matters, and which sentence stands first.

Both lists are for an analyst to change: judgement.csv (one row: one indicator) and judgement_sentences.csv (one row: one
kind of sentence). What the words in them do is told in docs/phuong-phap.md.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from ..words.errors import Faults, misspelt, quote

MET, MISSED, CHANGED, RANKED = "chỉ tiêu đạt", "chỉ tiêu chưa đạt", "thay đổi", "thứ hạng"
SENTENCES = (MET, MISSED, CHANGED, RANKED)
WEIGHTS_FILE, SENTENCES_FILE = "judgement.csv", "judgement_sentences.csv"


@dataclass(frozen=True, slots=True)
class Weight:
    """One indicator: its weight, and from which size a change, a mark or a turn of it is told."""

    indicator: str
    words: str  # what a sentence calls it
    weight: Fraction
    change: Fraction | None = None  # in %, of shares in points; None: its changes are not told
    mark: Fraction | None = None  # the smallest round number that is one, in the indicator's own unit
    years: int | None = None  # of one direction before its turn is told
    is_ranked: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One kind of sentence: the heaviest stands first; `most` is how many indicators it names."""

    kind: str
    weight: Fraction
    most: int
    note: str = ""


@cache
def weights() -> dict[str, Weight]:
    """Every indicator of judgement.csv, the heaviest first; raises InputError with every mistake in the file."""
    found = read_weights(_rows(WEIGHTS_FILE))
    return {each.indicator: each for each in sorted(found, key=lambda each: -each.weight)}


@cache
def sentences() -> dict[str, Sentence]:
    """The kinds of sentences in their order; raises InputError with every mistake in the file."""
    found = read_sentences(_rows(SENTENCES_FILE))
    return {each.kind: each for each in sorted(found, key=lambda each: -each.weight)}


def read_weights(rows: Iterable[dict[str, str]]) -> list[Weight]:
    """The rows of judgement.csv; raises InputError with every mistake in them."""
    faults, found = Faults(WEIGHTS_FILE), {}
    for number, row in enumerate(rows, 2):
        at = f"dòng {number}"
        if not row["indicator"] or row["indicator"] in found:
            faults.add("mã chỉ tiêu, mỗi mã một dòng", quote(row["indicator"]), "Sửa hoặc bỏ dòng này.", at)
        if row["rank"] not in ("", "có"):
            faults.add("«có» hoặc để trống", quote(row["rank"]), "Sửa cột rank.", at)
        found[row["indicator"]] = Weight(
            row["indicator"],
            row["words"],
            _number(faults, row, "weight", at) or Fraction(0),
            _number(faults, row, "change", at),
            _number(faults, row, "mark", at),
            _number(faults, row, "years", at, int),
            row["rank"] == "có",
            row["note"],
        )
        for column, what in (("words", "tên gọi trong câu"), ("weight", "trọng số")):
            if not row[column]:
                faults.add(what, "ô trống", f"Điền cột {column}.", at)
    faults.raise_if_any()
    return list(found.values())


def read_sentences(rows: Iterable[dict[str, str]]) -> list[Sentence]:
    """The rows of judgement_sentences.csv; raises InputError with every mistake in them."""
    faults, found = Faults(SENTENCES_FILE), {}
    for number, row in enumerate(rows, 2):
        at, kind = f"dòng {number}", row["sentence"]
        if kind not in SENTENCES or kind in found:
            remedy = f"Sửa cột sentence.{misspelt(kind, SENTENCES)}"
            faults.add(f"một loại câu, mỗi loại một dòng: {', '.join(SENTENCES)}", quote(kind), remedy, at)
        weight, most = _number(faults, row, "weight", at), _number(faults, row, "most", at, int)
        if weight is None or most is None:
            faults.add("trọng số và số chỉ tiêu được nêu tên", "ô trống", "Điền cột weight và most.", at)
        found[kind] = Sentence(kind, weight or Fraction(0), most or 0, row["note"])
    faults.raise_if_any()
    return list(found.values())


def _number(faults: Faults, row: dict[str, str], column: str, at: str, kind: Callable = Fraction):
    """A number above nothing, None of an empty cell."""
    text = row[column]
    try:
        value = kind(text) if text else None
    except (ValueError, ZeroDivisionError):
        value = 0
    if value is not None and value <= 0:
        faults.add("một số dương, dấu thập phân là dấu chấm", quote(text), f"Sửa cột {column}.", at)
        return None
    return value


def _rows(name: str) -> list[dict[str, str]]:
    with (files("htxlib") / "codelists" / name).open(encoding="utf-8-sig", newline="") as file:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
