"""Notes to whoever is editing: what is wrong or missing in the cell just run. Never part of a published page."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import grammar, help
from .block import NOTHING, Block
from .checks import Finding
from .figures import Figure

if TYPE_CHECKING:
    from .report import Report

KIND = "nhap"  # the exporters leave blocks of this kind out
MOST = 8  # gaps or findings that are told one by one
_BOX = "border-left:4px solid #b45f06;background:#fff6e5;color:#3d2b00;padding:4px 12px;margin:4px 0;font-size:90%"
_WORSE = "border-left-color:#a61c1c;background:#fdecea;color:#4a0d0d"


def notes(report: Report, block: Block, cell: str = "") -> Block:
    """What the block just shown leaves open; `cell` is the text of a %%viet cell."""
    lines = []
    if not block:
        lines.append("Ô này không in gì: số liệu nó cần chưa có. Trang công bố sẽ bỏ qua ô này.")
    lines += _listed("Chưa có số liệu nên bỏ bớt: ", gaps(report, cell))
    if typed := block.meta.get("untraced"):
        lines.append(
            f'Số gõ tay, không có nguồn: {", ".join(typed)}. Gọi tên chỉ tiêu, ví dụ {{{{ so_htx }}}}; số văn bản viết {{{{ "20-NQ/TW" }}}}.'
        )
    found = [f for f in touching(report.findings, block.figures) if f.severity != "thông tin"]
    lines += _listed("", [f"{f.severity.capitalize()}: {f.message}" for f in found])
    return _box(lines, bad=any(f.severity == "lỗi" for f in found))


def summary(report: Report) -> Block:
    """What to know before publishing: the findings that block, and how many others there are."""
    from .checks import blocking

    stop = blocking(report.findings)
    others = [f for f in report.findings if f not in stop and f.severity == "cảnh báo"]
    lines = _listed("Chưa công bố được, còn lỗi số liệu: ", [f"{f.message} ({f.file}, dòng {f.row})" for f in stop])
    if others:
        lines.append(
            f"Bản nháp: {len(others)} cảnh báo về số liệu của báo cáo này, nêu ở các ô dùng đến số đó và trong phụ lục."
        )
    return _box(lines, bad=bool(stop))


def gaps(report: Report, cell: str) -> list[str]:
    """What would supply the missing figures that the sentences of a cell ask for, each once."""
    values = (help.follow(report, ".".join(each.path)) for each in grammar.placeholders(cell)) if cell else ()
    missing = (gap for value in values if value is not None and not value for gap in getattr(value, "missing", ()))
    return list(dict.fromkeys(missing))


def touching(findings: Iterable[Finding], figures: Iterable[Figure]) -> list[Finding]:
    """The findings about rows that the figures rest on, or about published figures of the same indicator."""
    family = [each for figure in figures for each in figure.family()]
    rows = {(origin.file, origin.row) for each in family for origin in each.origins}
    names = {(each.scope.place.id, each.name.partition(".")[0]) for each in family}
    return [
        f for f in findings if (f.file, f.row) in rows or ((f.place, f.indicator) in names and f.check == "doi-chieu")
    ]


def _listed(start: str, items: list[str]) -> list[str]:
    shown = [start + item for item in items[:MOST]]
    return shown + ([f"… và {len(items) - MOST} mục nữa."] if len(items) > MOST else [])


def _box(lines: list[str], bad: bool) -> Block:
    if not lines:
        return NOTHING
    inner = "".join(f"<div>{html.escape(line)}</div>" for line in lines)
    return Block(
        KIND, f'<div class="nhap" style="{_BOX}{";" + _WORSE if bad else ""}">{inner}</div>', text="\n".join(lines)
    )
