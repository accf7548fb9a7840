"""The totals of a register written into a dataset: through the same door as the forms, with the same history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..dataset import Dataset, Origin
from ..dataset.tables import Raw
from ..errors import Fault, InputError
from ..intake import merge, store
from .totals import SOURCE, Total


def write(made: Iterable[Total], into: str | Path, name: str, status: str = "chính thức", on: str = "") -> merge.Changes:
    """Write totals into a folder of CSV files or a database; a revised total keeps the old one in `lich_su`.

    Raises InputError, and writes nothing, where the target cannot be read or is of the other kind (real, simulated).
    """
    source = {"nguon": SOURCE, "tieu_de": "Danh bạ HTX, cộng từ từng HTX"}
    book = {
        "nguon": [Raw(source, Origin(name, 1))],
        "so_lieu": [Raw(_filled(each.cells(status)), Origin(name, line)) for line, each in enumerate(made, 2)],
    }
    data = Dataset(book)
    with store.opened(into) as (tables, save):
        there = Dataset(tables.rows)
        if tables.rows.get("so_lieu") and there.is_simulated() != data.is_simulated():
            words = ("số thật", "số mô phỏng")
            remedy = "Không để số thật và số mô phỏng chung một chỗ: chọn thư mục khác."
            raise InputError(Fault(words[there.is_simulated()], words[data.is_simulated()], remedy, name))
        places = merge.places_of(there) | merge.places_of(data)
        changes = merge.join(tables, book, places, {name}, on or date.today().isoformat())
        if changes.faults:
            raise InputError(changes.faults)
        save()
    return changes


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if text}
