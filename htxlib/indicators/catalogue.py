"""The catalogue of indicators: all that formulas.py declares, their inputs checked."""

from __future__ import annotations

from functools import cache

from ..codelists import variables
from ..words.errors import Faults, misspelt, quote
from . import formulas  # noqa: F401 - importing it declares them
from .declare import LATER, OPENING, REGISTRY, Indicator


@cache
def load() -> dict[str, Indicator]:
    """Every declared indicator by name, in its first definition (`Indicator.on` knows the later ones).

    Raises InputError when some ask for an input that does not exist, or take the place of nothing that could be compared.
    """
    known, faults = [*variables.load(), *REGISTRY], Faults()
    for name, later in LATER.items():
        first = REGISTRY.get(name)
        for each in later:
            if first is None or each.unit != first.unit or each.since is None:
                expected = "cách tính mới của một chỉ tiêu có sẵn, cùng đơn vị tính, có ngày bắt đầu (since)"
                remedy = f"Sửa instead_of, unit hoặc since.{misspelt(name, REGISTRY)}"
                faults.add(expected, quote(name), remedy, f"chỉ tiêu {name}", "htxlib/indicators/formulas.py")
    for each in [*REGISTRY.values(), *(each for later in LATER.values() for each in later)]:
        for name in each.inputs:
            if name.removesuffix(OPENING) not in known:
                remedy = f"Sửa tên tham số của hàm.{misspelt(name, known)}"
                expected = "đầu vào có trong variables.csv hoặc formulas.py"
                faults.add(expected, quote(name), remedy, f"chỉ tiêu {each.name}", "htxlib/indicators/formulas.py")
    faults.raise_if_any()
    return REGISTRY


def names() -> set[str]:
    return set(load())
