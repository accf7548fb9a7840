"""The catalogue of indicators: all that formulas.py declares, their inputs checked."""

from __future__ import annotations

from functools import cache

from ..codelists import variables
from ..words.errors import Faults, misspelt, quote
from . import formulas  # noqa: F401 - importing it declares them
from .declare import LATER, OPENING, REGISTRY, Indicator

FILE = "htxlib/indicators/formulas.py"


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
                faults.add(expected, quote(name), remedy, f"chỉ tiêu {name}", FILE)
    for each in [*REGISTRY.values(), *(each for later in LATER.values() for each in later)]:
        words = [(name.removesuffix(OPENING), known, "đầu vào") for name in each.inputs]
        words += [(each.base, known, "mẫu số (base)"), (each.weight, known, "trọng số (weight)")]
        words += [(each.topic, variables.TOPICS, "mục (topic)")]
        for name, choices, role in words:
            if name and name not in choices:
                where = "variables.csv hoặc formulas.py" if choices is known else ", ".join(choices)
                remedy = f"Sửa tên trong khai báo của hàm.{misspelt(name, choices)}"
                faults.add(
                    f"{role} có trong {where}", quote(name), remedy, f"chỉ tiêu {each.name}", "htxlib/indicators/formulas.py"
                )
    faults.raise_if_any()
    return REGISTRY


def names() -> set[str]:
    return set(load())
