"""Contradictions inside a text: what a sentence claims of its own numbers is recomputed.

Each rule finds one kind of claim and yields a finding for each: «khớp» when a reading of it holds, else what does not
add up. Where the sentence does not say enough to compute anything, a rule is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .attainment import attainment
from .change import change
from .claims import Marked, Text
from .finding import AGREES, Finding
from .flows import balance, mean, year_of_months
from .passages import Passage
from .shares import parts, share

Rule = Callable[[Marked, Text], Iterable[Finding]]
RULES: tuple[Rule, ...] = (change, balance, mean, attainment, share, parts, year_of_months)


def examine(passages: list[Passage], rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Every claim of the prose that could be recomputed, in the order of the text."""
    text = Text.of(passages)
    return _once([finding for sentence in text.sentences for rule in rules for finding in rule(sentence, text)])


def _once(findings: list[Finding]) -> list[Finding]:
    """One finding a claim: where one reading of it holds, another reading contradicts nothing."""
    holds = {(f.check, f.place) for f in findings if f.severity == AGREES}
    kept: dict[tuple, Finding] = {}
    for finding in findings:
        claim = finding.check, finding.place
        if finding.severity == AGREES or claim not in holds:
            kept.setdefault(claim, finding)
    return list(kept.values())
