"""What was made of a register, for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import places, variables
from ..checks.finding import Finding
from .table import Register
from .totals import Total

MOST_NAMED = 3


def lines(found: Register, kept: Sequence[Total], left_out: Sequence[Total], findings: Iterable[Finding]) -> list[str]:
    """Size, what was left out for lack of figures, findings, notes; each a sentence."""
    years, there = found["nam"], len(set(found["don_vi"].tolist()))
    span = f"{years.min()}-{years.max()}" if years.min() != years.max() else f"{years.min()}"
    told = [f"Danh bạ {found.name}: {len(found.words['ma_htx'])} HTX, {len(found)} dòng, {there} đơn vị, năm {span}."]
    told.append(f"Cộng được {len(kept)} số liệu cấp tỉnh.")
    told += _partial([each for each in kept if each.is_partial])
    told += [f"Không cộng {_named(total)}: chỉ {total.known}/{total.of} HTX có số." for total in left_out]
    told += [f"[{finding.check}] {finding.file}, dòng {finding.row}: {finding.message}" for finding in findings]
    return [*told, *(f"Lưu ý: {note}" for note in found.notes)]


def _partial(partial: list[Total]) -> list[str]:
    if not partial:
        return []
    named = "; ".join(f"{_named(total)} ({total.known}/{total.of} HTX)" for total in partial[:MOST_NAMED])
    rest = " …" if len(partial) > MOST_NAMED else ""
    return [f"{len(partial)} số cộng thiếu một ít HTX nên ghi «trên» hoặc «khoảng»: {named}{rest}."]


def _named(total: Total) -> str:
    return f"{variables.load()[total.variable].short} {places.get(total.place).name} {total.year}"


def written(changes, into: object) -> str:
    """What an import of the totals changed."""
    added, revised = (sum(part.values()) for part in (changes.added, changes.revised))
    return f"Đã ghi vào {into}: thêm {added} dòng, sửa {revised} dòng, {changes.unchanged} dòng không đổi."
