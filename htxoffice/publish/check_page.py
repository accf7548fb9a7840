"""The findings of `htx check` as one page: what to do, then every finding by severity; no network, no script."""

from __future__ import annotations

from collections.abc import Iterable

from htxlib.checks import SEVERITIES, Finding, headline, place_of_finding, tasks
from htxlib.checks.published import AGREES
from htxlib.words.text import capital
from htxoffice.publish.page import render

ACCEPTED, AGREEING = "Đã chấp nhận, không chặn việc công bố", "Số đã công bố khớp với số tính lại"


def check_page(findings: Iterable[Finding], name: str) -> str:
    """The page for a dataset of that name."""
    findings = list(findings)
    standing = [each for each in findings if not each.accepted and each.verdict != AGREES]
    parts = [(capital(severity), [each for each in standing if each.severity == severity]) for severity in SEVERITIES]
    parts.append((ACCEPTED, [each for each in findings if each.accepted]))
    parts.append((AGREEING, [each for each in findings if each.verdict == AGREES and not each.accepted]))
    return render(
        "check.html.j2",
        name=name,
        headline=headline(standing),
        tasks=tasks(standing),
        parts=[(title, group) for title, group in parts if group],
        where=place_of_finding,
    )
