"""Notes to whoever is editing: what is wrong or missing in the cell just run. Never part of a published page."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..checks import Finding
from ..sentences.block import DRAFT, NOTHING, Block
from ..values.figure import Figure
from . import grammar, help

if TYPE_CHECKING:
    from ..report.report import Report

ABOUT_PUBLISHED = ("doi-chieu", "phan-tram-hay-diem")  # checks of what was published, whatever their row
MOST = 5  # gaps that are told one by one
TYPED = 'Gọi tên chỉ tiêu, ví dụ {{ so_htx }}; số văn bản, ngày tháng thì viết {{ "20-NQ/TW" }}.'
EMPTY = {  # what a cell calls → why it may show nothing
    ".noi_dung(": "Đơn vị chưa có đoạn văn riêng ở mục này (trang «Nội dung» của biểu Excel, bảng noi_dung).",
    ".bieu_do_": "Hình này không vẽ: cần ít nhất hai giá trị so được với nhau; gõ bc.<tên> để xem số nào thiếu.",
    ".ban_do(": "Bản đồ này không vẽ: chỉ báo cáo cả nước có bản đồ, và cần số của ít nhất một nửa số tỉnh.",
    ".bang_": "Bảng này không in: chưa chỉ tiêu nào của bảng có số ở kỳ này.",
}
_BOX = "border-left:4px solid #b45f06;background:#fff6e5;color:#3d2b00;padding:4px 12px;margin:4px 0;font-size:90%"
_WORSE = "border-left-color:#a61c1c;background:#fdecea;color:#4a0d0d"


def notes(report: Report, block: Block, cell: str = "", code: str = "") -> Block:
    """What the block just shown leaves open; `cell` is the text of a %%viet cell, `code` that of any other."""
    lines = []
    if missing := gaps(report, cell):
        more = f" … và {len(missing) - MOST} số nữa" if len(missing) > MOST else ""
        lines.append(f"Chưa có số liệu nên bỏ phần câu dùng đến: {'; '.join(missing[:MOST])}{more}.")
    elif not block:
        lines.append(_why_empty(code))
    if block.kind == "annex" and (left := dict.fromkeys(passage.section for passage in report.untold)):
        cells = "; ".join(f'bc.noi_dung("{section}")' for section in left)
        lines.append(f"Đoạn văn của bảng noi_dung chưa ô nào in ra; thêm ô: {cells}.")
    if typed := block.meta.get("untraced"):
        lines.append(f"Số gõ tay, không có nguồn: {', '.join(typed)}. {TYPED}")
    found = [f for f in touching(report.findings, block.figures) if f.severity != "thông tin"]
    return _box(
        lines, [f"{f.severity.capitalize()}: {f.message}{_accepted(f)}" for f in found], any(f.blocks for f in found)
    )


def _why_empty(code: str) -> str:
    """Say why a cell with this code shows nothing."""
    return next((why for call, why in EMPTY.items() if call in code), "Ô này không in gì: không có gì để nói ở đây.")


def _accepted(finding: Finding) -> str:
    return f" (Đã chấp nhận: {finding.accepted})" if finding.accepted else ""


def summary(report: Report) -> Block:
    """What to know before publishing: the findings that block, and how many others there are."""
    stop = [f for f in report.findings if f.blocks]
    others = sum(f.severity == "cảnh báo" and not f.accepted for f in report.findings)
    start = "Chưa công bố được báo cáo này vì còn lỗi số liệu: "
    lines = [f"{start}{f.message} ({f.file}, dòng {f.row})" for f in stop]
    if others:
        lines.append(f"Bản nháp: số liệu của báo cáo này có {others} cảnh báo, nêu ở ô dùng số đó và trong phụ lục.")
    return _box(lines, [], bool(stop))


def gaps(report: Report, cell: str) -> list[str]:
    """What would supply the missing figures that the sentences of a cell ask for, each once."""
    values = (help.follow(report, ".".join(each.path)) for each in grammar.placeholders(cell)) if cell else ()
    missing = (gap for value in values if value is not None and not value for gap in getattr(value, "missing", ()))
    return list(dict.fromkeys(map(str, missing)))


def touching(findings: Iterable[Finding], figures: Iterable[Figure]) -> list[Finding]:
    """The findings about rows that the figures rest on, or about published figures of the same indicator."""
    family = [each for figure in figures for each in figure.family()]
    rows = {(origin.file, origin.row) for each in family for origin in each.origins}
    names = {(each.scope.place.id, each.name.partition(".")[0]) for each in family}
    return [
        f for f in findings if (f.file, f.row) in rows or ((f.place, f.indicator) in names and f.check in ABOUT_PUBLISHED)
    ]


def _box(lines: list[str], findings: list[str], bad: bool) -> Block:
    """One box under the cell; findings are folded up behind the count, unless one of them blocks."""
    if not lines and not findings:
        return NOTHING
    inner = "".join(f"<div>{html.escape(line)}</div>" for line in lines)
    if findings:
        items = "".join(f"<li>{html.escape(each)}</li>" for each in findings)
        head = f"Số liệu của ô này có {len(findings)} chỗ cần xem lại"
        inner += f"<details{' open' if bad else ''}><summary>{head}</summary><ul>{items}</ul></details>"
    style = _BOX + (";" + _WORSE if bad else "")
    return Block(DRAFT, f'<div class="nhap" style="{style}">{inner}</div>', text="\n".join([*lines, *findings]))
