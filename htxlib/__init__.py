"""Indicators and narrative reports on the cooperative economy of Viet Nam's provinces.

What a notebook may touch; everything is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "Figure": "values.figure",
    "InputError": "words.errors",
    "Report": "report.report",
    "figures": "report.frame",
    "indicator": "indicators.declare",
    "open_report": "report.report",
    "read": "data.dataset",
    "run_checks": "checks",
}
__all__ = sorted(_EXPORTS)
# Modules that notebooks of offices may have imported from here before they stood in rooms.
_MOVED = {
    "areas": "values.groups.areas",
    "catalogue": "indicators.catalogue",
    "charts": "display.charts",
    "dataset": "data.dataset",
    "periods": "codelists.periods",
    "places": "codelists.places",
    "prose": "sentences.prose",
    "scope": "values.scope",
    "tables": "display.tables",
    "text": "words.text",
    "units": "codelists.units",
    "variables": "codelists.variables",
}
__version__ = "0.1.0"


def __getattr__(name: str):
    if name in _MOVED:
        from .words.errors import Fault, InputError

        package, _, module = _MOVED[name].rpartition(".")
        raise InputError(Fault(f"from htxlib.{package} import {module}", f"from htxlib import {name}", "Sửa dòng import."))
    if name not in _EXPORTS:
        raise AttributeError(f"module 'htxlib' has no attribute {name!r}")
    return getattr(import_module(f"htxlib.{_EXPORTS[name]}"), name)


def load_ipython_extension(shell) -> None:
    """`%load_ext htxlib`."""
    from .desk.magic import load_ipython_extension as load

    load(shell)
