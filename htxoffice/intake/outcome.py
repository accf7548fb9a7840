"""What became of one file that was to be imported."""

from __future__ import annotations

from dataclasses import dataclass, field

from htxlib.checks import Finding
from htxlib.words.errors import Fault

from ..register import Total
from .merge import Changes


@dataclass
class Outcome:
    """What became of one workbook or register."""

    file: str
    place: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    findings: list[Finding] = field(default_factory=list)  # what does not add up; it keeps nothing out
    held: list[str] = field(default_factory=list)  # marks of the rows that a form came with
    totals: list[Total] = field(default_factory=list)  # of a register

    @property
    def accepted(self) -> bool:
        return not self.faults
