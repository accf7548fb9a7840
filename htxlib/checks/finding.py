"""A finding, and how a check is declared: id, level, severity, title, then a function over the facts of one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from ..data.dataset import Observation, Published, Target
from .facts import Facts, said

SEVERITIES = ("lỗi", "cảnh báo", "thông tin")
LEVELS = {0: "hình thức", 1: "từng dòng", 2: "giữa các dòng và các kỳ", 3: "giữa các nguồn"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up, where it stands, and what whoever keeps the data can do about it.

    An error (lỗi) that nobody accepted blocks the publication of the reports it touches; the others are data notes.
    """

    check: str
    level: int
    severity: str
    place: str
    indicator: str
    file: str
    row: int
    published: str  # as it was given: "454 triệu đồng"
    computed: str  # what we make of it: "454 tỷ đồng"; empty where nothing was computed
    verdict: str  # of a comparison: khớp, khác …; empty where nothing was compared
    fact: str  # for every reader
    accepted: str = ""  # why somebody lets it stand (table `chap_nhan`)
    sheet: str = ""  # of a workbook, with the cell; of a database, the table
    cell: str = ""
    remedy: str = ""  # for whoever keeps the data: it names tables and columns

    @property
    def message(self) -> str:
        """The fact and what to do about it."""
        return f"{self.fact} {self.remedy}".rstrip()

    @property
    def blocks(self) -> bool:
        """Whether a report with this finding must not be published."""
        return self.severity == "lỗi" and not self.accepted

    def as_dict(self) -> dict:
        return {**asdict(self), "message": self.message}


@dataclass(frozen=True, slots=True)
class Check:
    """One check; calling it on the facts of a place yields its findings."""

    id: str
    level: int
    severity: str
    title: str
    function: Callable[[Facts, Callable[..., Finding]], Iterable[Finding]]

    def __call__(self, facts: Facts) -> Iterable[Finding]:
        return self.function(facts, self.tell)

    def tell(
        self,
        row: Observation | Target | Published,
        fact: str,
        computed: str = "",
        verdict: str = "",
        severity: str = "",
        remedy: str = "",
    ) -> Finding:
        """Return the finding at this row; a check may lower or raise its own severity for one case."""
        where, origin = (row.place, row.variable, row.origin.file, row.origin.row), row.origin
        return Finding(
            self.id, self.level, severity or self.severity, *where, said(row), computed, verdict, fact,
            sheet=origin.sheet, cell=origin.cell, remedy=remedy,
        )  # fmt: skip


CHECKS: list[Check] = []  # in the order in which they are declared


def check(id: str, level: int, severity: str, title: str):
    """Declare a function `(facts, tell)` that yields `tell(row, fact, …)` as a check."""

    def declare(function):
        CHECKS.append(Check(id, level, severity, title, function))
        return function

    return declare
