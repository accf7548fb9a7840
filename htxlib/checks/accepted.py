"""Findings that somebody looked at and lets stand, each with its reason: the table `chap_nhan`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from ..dataset import Acceptance, Dataset
from .finding import Finding

UNUSED = "chap-nhan-thua"


def with_reasons(
    dataset: Dataset, place: str, findings: Iterable[Finding], left_out: Container[str] = ()
) -> Iterator[Finding]:
    """The findings of a place, those that were accepted with the reason; and every acceptance that meets none.

    `left_out`: checks that were not made, so that nothing can be said of what was accepted of them.
    """
    accepted = dataset.accepted(place)
    used = set()
    for finding in findings:
        found = next((each for each in accepted if _meets(dataset, each, finding)), None)
        used.add(found)
        yield replace(finding, accepted=found.reason) if found else finding
    yield from (_unused(each) for each in accepted if each not in used and each.check not in left_out)


def _meets(dataset: Dataset, accepted: Acceptance, finding: Finding) -> bool:
    """The same check and indicator; where day and value are given, a row that has them still."""
    same = (accepted.check, accepted.variable) == (finding.check, finding.indicator)
    return same and accepted.meets(row_of(dataset, finding))


def row_of(dataset: Dataset, finding: Finding):
    """The row of the data that a finding is about; None for one that stands in no table of a place."""
    place, name = finding.place, finding.indicator
    rows = [*dataset.series(place, name), *dataset.targets(place), *dataset.published(place), *dataset.passages(place)]
    where = finding.file, finding.sheet, finding.row
    return next((row for row in rows if (row.origin.file, row.origin.sheet, row.origin.row) == where), None)


def _unused(accepted: Acceptance) -> Finding:
    where = accepted.origin.file, accepted.origin.row
    message = (
        f"Dòng chấp nhận «{accepted.check}», {accepted.variable} không ứng với phát hiện nào: số liệu đã sửa hoặc đã đổi."
        " Xóa dòng này, hoặc xem lại và ghi đúng kiem_tra, chi_tieu, den_ngay, gia_tri."
    )
    return Finding(UNUSED, 2, "thông tin", accepted.place, accepted.variable, *where, "", "", "", message)
