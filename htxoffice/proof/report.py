"""Proof-reading of one file, on screen and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from htxlib.words.text import listing, one_line

from . import against, claims
from .against import DIFFERS, UNKNOWN, Checked
from .finding import AGREES, NOTE, SEVERITIES, Finding, Place
from .marked import with_unit
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
    recomputed: int = 0  # numbers of the text that could be computed again, whatever came out
    checked: tuple[Checked, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong; notes are no faults."""
        return all(finding.severity == NOTE for finding in self.findings)


def proof(path: str | Path, side: str | Path | None = None) -> Proof:
    """Read the file, against the figures of its report where they are given, else against itself."""
    passages, checked, recomputed = read(path), [], 0
    if side:
        checked = against.compare(passages, load(side))
        open_, agreeing = against.findings(checked), sum(each.verdict == AGREES for each in checked)
    else:
        examined = claims.examine(passages)
        open_ = [finding for finding in examined if finding.severity != AGREES]
        agreeing = len(examined) - len(open_)
        recomputed = sum(finding.check not in claims.NOT_RECOMPUTED for finding in examined)
    order = {id(passage): i for i, passage in enumerate(passages)}
    open_.sort(key=lambda f: (order[id(f.place.passage)], f.place.start, SEVERITIES.index(f.severity)))
    names = (one_line(Path(path).name), one_line(Path(side or "").name))
    return Proof(*names, tuple(passages), tuple(open_), agreeing, recomputed, tuple(checked))


# --- on screen -------------------------------------------------------------------------------------------------------


_WITH_REPORT = "Việc cần làm: sửa lại theo báo cáo gốc; nếu số ở đây mới đúng thì sửa bộ số liệu rồi dựng lại báo cáo."
_ALONE = "Việc cần làm: đối chiếu các số trong những câu trên với số liệu gốc, sửa số sai, rồi soát lại."


def screen(found: Proof) -> str:
    """For a person: the gravest first, each with its place and the sentences it rests on."""
    kinds = Counter(n.kind for p in found.passages for n in p.numbers)
    numbers = listing(f"{count} {kind}" for kind, count in kinds.most_common()) or "không có số nào"
    lines = [_headline(found), f"Các số trong tệp: {numbers}."]
    for severity in SEVERITIES:
        group = [finding for finding in found.findings if finding.severity == severity]
        lines += ["", severity.capitalize()] * bool(group)
        for finding in group:
            lines.append(f"  {finding.place.passage.where}: {finding.message} [{finding.check}]")
            lines += [f"    › {_short(sentence, finding)}" for sentence in (finding.sentences[0], *finding.beside)]
    return "\n".join(lines if found.is_clean else [*lines, "", _WITH_REPORT if found.side else _ALONE])


def _headline(found: Proof) -> str:
    if found.side:
        counts = Counter(each.verdict for each in found.checked)
        told = f"{counts[AGREES]} số khớp với báo cáo, {counts[DIFFERS]} số khác, {counts[UNKNOWN]} số không rõ"
        return f"Soát số {found.file} theo {found.side}: {told}."
    counts = Counter(f.severity for f in found.findings)
    parts = listing(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    left = sum(f.check in claims.OPEN for f in found.findings)
    told = (
        f"tính lại được {found.recomputed} số, {found.agreeing} số khớp"
        if found.recomputed
        else ("không có số nào tính lại được từ các số khác của văn bản, nên chưa kiểm được gì")
    )
    told += f"; {left} số không tính lại được" if left else ""
    return f"Soát số {found.file}: {told}{f'; {parts}' if parts else ''}."


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
        {
            "file": found.file,
            "against": found.side,
            "agreeing": found.agreeing,
            "recomputed": found.recomputed,
            "clean": found.is_clean,
        },
        ensure_ascii=False,
    )
    lists = {"findings": [f.as_dict() for f in found.findings], "numbers": numbers}
    parts = (
        f'"{name}": [\n' + ",\n".join(json.dumps(each, ensure_ascii=False) for each in items) + "\n]"
        for name, items in lists.items()
    )
    return head[:-1] + ",\n" + ",\n".join(parts) + "\n}"


def _number(passage: Passage, number: Number, checked: Checked | None) -> dict:
    place = Place(passage, number.start, number.end_with_unit)
    record = {
        **place.as_dict(),
        "kind": number.kind,
        "printed": with_unit(number.text, number.unit.text if number.unit else ""),
        "value": None if number.value is None else str(number.value),
        "upper": None if number.upper is None else str(number.upper),
        "unit": number.unit.text if number.unit else "",
        "hedge": number.hedge,
    }
    return record if checked is None else {**record, **checked.outcome()}
