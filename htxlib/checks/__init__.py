"""Checks of a dataset: what does not add up, where, and what to do. Findings are data notes; errors also block, until
they are mended or accepted with a reason (accepted.py).

A check is one small function over the facts of one place (rows.py: one row; passages.py: a text; balance.py: sums;
computed.py: shares that we would print; duplicates.py: one thing said twice; sources.py: where figures come from;
members.py: a group and its members; series.py: a value among its neighbours in time; quotients.py: means and shares;
published.py: derived figures that somebody published), declared with id, level, severity and title. peer_checks.py holds
the checks of a place among its peers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from ..data.dataset import Dataset
from ..data.workbook.headings import table_of
from ..values.scope import Scope
from ..words.errors import Fault
from ..words.text import listing

# Imported for the checks that they declare.
from . import balance, computed, duplicates, members, passages, published, quotients, rows, series, sources  # noqa: F401
from .accepted import row_of, with_reasons
from .computed import COMPUTED
from .facts import Facts
from .finding import CHECKS, LEVELS, SEVERITIES, Check, Finding
from .peer_checks import CHECKS_AMONG
from .published import AGREES, uncomputable
from .tasks import tasks

__all__ = [
    "CHECKS",
    "COMPUTED",
    "LEVELS",
    "SEVERITIES",
    "Check",
    "Finding",
    "from_faults",
    "headline",
    "place_of_finding",
    "row_of",
    "run_checks",
    "summary",
    "tasks",
    "to_json",
    "uncomputable",
]


def run_checks(
    dataset: Dataset,
    place: str | None = None,
    *,
    years: Mapping[str, Fraction] | None = None,
    all_published: bool = False,
    scopes: Iterable[Scope] = (),
) -> list[Finding]:
    """Every finding of a dataset, or of one place (its id), in the order of files and rows.

    `years` are the elapsed years of the terms of places, where somebody stated them. `all_published` adds the published
    figures that agree with ours. `scopes` are those of the report that asks: what it would compute is checked, instead of
    what any year would give. Comparisons between places are made only when all of them are asked for.
    """
    known = [Facts.of(dataset, each, (years or {}).get(each), scopes) for each in ((place,) if place else dataset.places())]
    among = [finding for check in CHECKS_AMONG if not place for finding in check(known)]
    found = []
    for facts in known:
        own = [finding for check in CHECKS for finding in check(facts)]
        own += (finding for finding in among if finding.place == facts.place.id)
        found += with_reasons(dataset, facts.place.id, own, {check.id for check in CHECKS_AMONG} if place else ())
    shown = (finding for finding in found if all_published or finding.verdict != AGREES)
    return sorted(shown, key=_place_in_the_data)


def _place_in_the_data(finding: Finding) -> tuple:
    """By table and row, the same whether the tables are CSV files, sheets or in a database."""
    return table_of(finding.sheet) or finding.file.removesuffix(".csv"), finding.row, finding.check


def from_faults(faults: Iterable[Fault]) -> list[Finding]:
    """The mistakes of form for which a dataset was refused, as findings of level 0."""
    found = []
    for fault in faults:
        where = fault.file, fault.at.row
        found.append(Finding("dinh-dang", 0, "lỗi", "", "", *where, fault.found, "", "", str(fault)))
    return found


def to_json(findings: Iterable[Finding]) -> str:
    """A JSON list with one finding a line."""
    lines = (json.dumps(finding.as_dict(), ensure_ascii=False) for finding in findings)
    return "[\n" + ",\n".join(lines) + "\n]"


def summary(findings: Iterable[Finding]) -> str:
    """The findings for a person: by file, the gravest first; what to do stands at the end.

    Published figures that agree are only counted.
    """
    findings = list(findings)
    agreeing = sum(finding.verdict == AGREES for finding in findings)
    accepted = [finding for finding in findings if finding.accepted]
    open_ = [finding for finding in findings if finding.verdict != AGREES and not finding.accepted]
    lines = [headline(open_)]
    if agreeing:
        lines.append(f"{agreeing} số đã công bố khớp với số tính lại.")
    for file, of_file in groupby(sorted(open_, key=lambda f: f.file), key=lambda f: f.file):
        lines += ["", file]
        for severity, group in groupby(sorted(of_file, key=_gravity), key=lambda f: f.severity):
            lines += [
                f"  {severity}",
                *(f"    {_where(finding)}: {finding.message} [{finding.check}]" for finding in group),
            ]
    if accepted:
        lines += ["", "đã chấp nhận (bảng chap_nhan), không chặn việc công bố"]
        lines += [f"    {f.file}, {_where(f)}: {f.message} Lý do: {f.accepted} [{f.check}]" for f in accepted]
    if todo := tasks(open_):
        lines += ["", "Việc cần làm", *(f"  {number}. {task}" for number, task in enumerate(todo, 1))]
    return "\n".join(lines)


def headline(findings: Iterable[Finding]) -> str:
    """How many findings of each severity there are."""
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]]
    return f"Kiểm tra số liệu: {listing(parts)}." if parts else "Kiểm tra số liệu: không có gì phải sửa."


def _gravity(finding: Finding) -> tuple:
    return SEVERITIES.index(finding.severity), finding.row, finding.check


def _where(finding: Finding) -> str:
    row = f"dòng {finding.row}" if finding.row else ""
    at = f"trang «{finding.sheet}», {f'ô {finding.cell}' if finding.cell else row}" if finding.sheet else row
    return ", ".join(filter(None, (at, finding.place)))


def place_of_finding(finding: Finding) -> str:
    """Where a finding stands, with its file."""
    return ", ".join(filter(None, (finding.file, _where(finding))))
