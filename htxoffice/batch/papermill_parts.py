"""Our engine and our way of writing parameters, made known to papermill."""

from __future__ import annotations

from papermill.engines import papermill_engines
from papermill.translators import papermill_translators

from htxoffice.batch.client import ReadablePython
from htxoffice.batch.engine import HtxEngine


def register() -> None:
    """Make both known to papermill in this process, also where the package is not installed with its entry points."""
    papermill_engines.register("htx", HtxEngine)
    papermill_translators.register("python", ReadablePython)
