"""The register of cooperatives (danh bạ HTX): read, added up to its provinces, held against what was reported, rated.

found = register.read("danh_ba.csv")
made = register.totals(found, register.by_points(found, sheet))
for finding in register.compare(made, dataset.read("data/cong_bo")): …
"""

from __future__ import annotations

from .table import Register, read
from .totals import Total, enough, totals

__all__ = ["Register", "Total", "by_points", "compare", "doubts", "enough", "read", "totals"]
_LATER = {"by_points": "rating", "compare": "against", "doubts": "against"}


def __getattr__(name: str):
    """What rates, compares is imported when it is asked for: adding up needs none of it."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f".{_LATER[name]}", __name__), name)
