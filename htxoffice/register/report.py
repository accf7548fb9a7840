"""What was made of a register, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from htxlib.codelists import places, variables

from .table import Register
from .totals import Total

MOST_NAMED = 3


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
