"""The totals of a register as the tables of a dataset, so that they come in through the same door as the forms."""

from __future__ import annotations

from collections.abc import Iterable

from htxlib.data.dataset import Origin
from htxlib.data.tables import Raw

from .totals import SOURCE, Total

FIRST = 2  # the number of the first row


def tables(made: Iterable[Total], name: str, status: str = "chính thức") -> dict[str, list[Raw]]:
    """The rows that totals are, and their source; `name` is what their origin is called."""
    source = {"nguon": SOURCE, "tieu_de": "Danh bạ HTX, cộng từ từng HTX"}
    rows = ({column: text for column, text in each.cells(status).items() if text} for each in made)
    return {
        "nguon": [Raw(source, Origin(name, 1))],
        "so_lieu": [Raw(row, Origin(name, line)) for line, row in enumerate(rows, FIRST)],
    }
