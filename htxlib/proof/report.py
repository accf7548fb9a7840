"""Proof-reading of one file, on screen and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..text import listing
from . import against, arithmetic, in_tables, wording
from .against import DIFFERS, UNKNOWN, Checked
from .claims import said
from .finding import AGREES, NOTE, SEVERITIES, Finding, Place
from .numbers import Number
from .passages import Passage
from .reading import read
from .sidefile import load


@dataclass(frozen=True)
class Proof:
    """What was found in one file; `checked` is empty when it was read against itself."""

    file: str
    side: str  # the side file's name; "" when the file was read against itself
    passages: tuple[Passage, ...]
    findings: tuple[Finding, ...]  # what is to be looked at
    agreeing: int  # numbers that agree with the report, or statements that hold
    checked: tuple[Checked, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong; notes are no faults."""
        return all(finding.severity == NOTE for finding in self.findings)


def proof(path: str | Path, side: str | Path | None = None) -> Proof:
    """Read the file, against the figures of its report where they are given, else against itself."""
    passages = read(path)
    if side:
        checked = against.compare(passages, load(side))
        agreeing = sum(each.verdict == AGREES for each in checked)
        return _proof(path, str(Path(side).name), passages, against.findings(checked), agreeing, checked)
    examined = [
        *arithmetic.examine(passages),
        *arithmetic.examine(passages, wording.RULES),
        *in_tables.examine(passages),
    ]
    open_ = [finding for finding in examined if finding.severity != AGREES]
    return _proof(path, "", passages, open_, len(examined) - len(open_), [])


def _proof(
    path, side: str, passages: list[Passage], findings: list[Finding], agreeing: int, checked: list[Checked]
) -> Proof:
    order = {id(passage): i for i, passage in enumerate(passages)}
    ordered = sorted(findings, key=lambda f: (order[id(f.place.passage)], f.place.start, SEVERITIES.index(f.severity)))
    return Proof(Path(path).name, side, tuple(passages), tuple(ordered), agreeing, tuple(checked))


# --- on screen -------------------------------------------------------------------------------------------------------


def screen(found: Proof) -> str:
    """For a person: the gravest first, each with its place and the sentences it rests on."""
    lines = [_headline(found), _recognised(found)]
    for severity, group in groupby(
        sorted(found.findings, key=lambda f: SEVERITIES.index(f.severity)), key=lambda f: f.severity
    ):
        lines += ["", severity.capitalize()]
        for finding in group:
            lines.append(f"  {finding.place.passage.where}: {finding.message} [{finding.check}]")
            lines += [f"    › {_short(sentence, finding)}" for sentence in finding.sentences]
    return "\n".join(lines)


def _headline(found: Proof) -> str:
    if not found.side:
        parts = _counted(Counter(f.severity for f in found.findings))
        told = f"{found.agreeing} phép tính trong văn bản khớp; {parts or 'không có mâu thuẫn'}"
        return f"Soát số {found.file}: {told}."
    counts = Counter(each.verdict for each in found.checked)
    return (
        f"Soát số {found.file} theo {found.side}: {counts[AGREES]} số khớp với báo cáo, {counts[DIFFERS]} số khác,"
        f" {counts[UNKNOWN]} số không rõ."
    )


def _recognised(found: Proof) -> str:
    counts = Counter(n.kind for p in found.passages for n in p.numbers)
    return (
        "Các số trong tệp: " + listing(f"{count} {kind}" for kind, count in counts.most_common()) + "."
        if counts
        else "Không có số nào."
    )


def _counted(counts: Counter) -> str:
    return listing(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])


def _short(sentence: str, finding: Finding) -> str:
    """The sentence around its numbers, short enough for a screen."""
    if len(sentence) <= 240:
        return sentence
    at = [sentence.find(p.text) for p in finding.places if p.text in sentence]
    start, end = max(0, min(at, default=0) - 80), min(len(sentence), max(at, default=0) + 120)
    return ("…" if start else "") + sentence[start:end].strip() + ("…" if end < len(sentence) else "")


# --- as JSON ---------------------------------------------------------------------------------------------------------


def to_json(found: Proof) -> str:
    """Every finding and every number with its unit, its place and what became of it; one object a line."""
    checked = {(id(c.place.passage), c.number.start): c for c in found.checked}
    numbers = [_number(p, n, checked.get((id(p), n.start))) for p in found.passages for n in p.numbers]
    head = json.dumps(
        {"file": found.file, "against": found.side, "agreeing": found.agreeing, "clean": found.is_clean},
        ensure_ascii=False,
    )
    lists = {"findings": [f.as_dict() for f in found.findings], "numbers": numbers}
    parts = (
        f'"{name}": [\n' + ",\n".join(json.dumps(each, ensure_ascii=False) for each in items) + "\n]"
        for name, items in lists.items()
    )
    return head[:-1] + ",\n" + ",\n".join(parts) + "\n}"


def _number(passage: Passage, number: Number, checked: Checked | None) -> dict:
    place = Place(passage, number.start, number.stop)
    record = {
        **place.as_dict(),
        "kind": number.kind,
        "printed": said(number),
        "value": None if number.value is None else str(number.value),
        "upper": None if number.upper is None else str(number.upper),
        "unit": number.unit.text if number.unit else "",
        "hedge": number.hedge,
    }
    return record if checked is None else {**record, **checked.outcome()}
