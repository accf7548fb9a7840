"""The catalogue of indicators: all that formulas.py declares, their inputs checked."""

from __future__ import annotations

from functools import cache

from ..codelists import variables
from ..words.errors import Faults, misspelt, quote
from . import formulas  # noqa: F401 - importing it declares them
from .declare import OPENING, REGISTRY, Indicator


@cache
def load() -> dict[str, Indicator]:
    """Every declared indicator by name; raises InputError when some ask for an input that does not exist."""
    known, faults = [*variables.load(), *REGISTRY], Faults()
    for each in REGISTRY.values():
        for name in each.inputs:
            if name.removesuffix(OPENING) not in known:
                remedy = f"Sửa tên tham số của hàm.{misspelt(name, known)}"
                expected = "đầu vào có trong variables.csv hoặc formulas.py"
                faults.add(expected, quote(name), remedy, f"chỉ tiêu {each.name}", "htxlib/indicators/formulas.py")
    faults.raise_if_any()
    return REGISTRY


def names() -> set[str]:
    return set(load())
