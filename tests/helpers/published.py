"""The published figures and what the checks find in them, read once by each process of the tests."""

from __future__ import annotations

from functools import cache

from where import ROOT

from htxlib.checks import Finding, run_checks
from htxlib.data.dataset import Dataset, read


@cache
def published() -> Dataset:
    return read(ROOT / "data" / "cong_bo")


@cache
def findings() -> tuple[Finding, ...]:
    return tuple(run_checks(published()))
