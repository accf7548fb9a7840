"""What was made of a register: in sentences, and as the tables of a dataset, which come in like those of the forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from htxlib.codelists import places, variables
from htxlib.data.dataset import Origin
from htxlib.data.tables import Raw

from .table import Register
from .totals import SOURCE, Total

MOST_NAMED = 3
FIRST = 2  # the number of the first row of a table


def lines(found: Register, kept: Sequence[Total], left_out: Sequence[Total]) -> list[str]:
    """Size, what was left out for lack of figures, what was not read; each a sentence."""
    years, there = found["nam"], len(set(found["don_vi"].tolist()))
    span = f"{years.min()}-{years.max()}" if years.min() != years.max() else f"{years.min()}"
    told = [f"Danh bạ {found.name}: {len(found.words['ma_htx'])} HTX, {len(found)} dòng, {there} đơn vị, năm {span}."]
    told.append(f"Cộng được {len(kept)} số liệu cấp tỉnh.")
    told += _partial([each for each in kept if each.is_partial])
    told += [f"Không cộng {_named(total)}: chỉ {total.known}/{total.of} HTX có số." for total in left_out]
    return [*told, *found.notes]


def _partial(partial: list[Total]) -> list[str]:
    if not partial:
        return []
    named = "; ".join(f"{_named(total)} ({total.known}/{total.of} HTX)" for total in partial[:MOST_NAMED])
    rest = " …" if len(partial) > MOST_NAMED else ""
    return [f"{len(partial)} số cộng thiếu một ít HTX nên ghi «trên» hoặc «khoảng»: {named}{rest}."]


def _named(total: Total) -> str:
    return f"{variables.load()[total.variable].short} {places.get(total.place).name} {total.year}"


def tables(made: Iterable[Total], name: str, status: str = "chính thức") -> dict[str, list[Raw]]:
    """The rows that totals are, and their source; `name` is what their origin is called."""
    source = {"nguon": SOURCE, "tieu_de": "Danh bạ HTX, cộng từ từng HTX"}
    rows = ({column: text for column, text in each.cells(status).items() if text} for each in made)
    return {
        "nguon": [Raw(source, Origin(name, 1))],
        "so_lieu": [Raw(row, Origin(name, line)) for line, row in enumerate(rows, FIRST)],
    }
