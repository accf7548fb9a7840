"""What an analyst sees who asks: a figure's card, a table of figures to search in, the contents of a report."""

from __future__ import annotations

import html
from collections.abc import Iterator

from ..report.report import Report
from ..sentences.figure_list import CELL, code
from ..sentences.parts import Span
from ..values.figure import Comparison, Figure, Phrase
from ..words.text import capital
from . import grammar

METHODS = {
    "tieu_de": "tiêu đề của báo cáo",
    "viet": "một ô %%viet (gọi bằng %%viet bc, không gọi trực tiếp)",
    "muc": "cả một mục: đoạn văn riêng của đơn vị, rồi số liệu chưa câu nào nói đến",
    "noi_dung": "đoạn văn riêng của đơn vị trong bảng noi_dung",
    "chi_tieu_khac": "phần còn lại của các mục: đoạn văn riêng chưa in, rồi chỉ tiêu chưa câu nào nói đến",
    "so_cong_bo": "số nguồn đã công bố mà chưa tính lại được",
    "viec_con_lai": "mỗi chỉ tiêu còn cần bao nhiêu mỗi năm",
    "so_chinh": "những số chính có trọng số cao nhất, mỗi số một thẻ",
    "chi_tieu_cham_tien_do": "chỉ tiêu, kế hoạch chưa đạt hoặc chậm tiến độ",
    "chi_tieu_sau": "chỉ tiêu của kỳ sau",
    "bang": "bảng từ một Series, DataFrame của pandas: ô là con số của báo cáo thì mở ra được cách tính",
    "bang_muc_tieu": "bảng thực hiện các chỉ tiêu nghị quyết",
    "bang_tong_hop": "bảng tổng hợp các chỉ tiêu",
    "bang_luy_ke": "lũy kế từ đầu năm và cùng kỳ năm trước, của báo cáo tháng hoặc quý",
    "bieu_do_muc_tieu": "biểu đồ mức đạt từng chỉ tiêu",
    "bieu_do_tang_truong": "biểu đồ tăng, giảm của các chỉ tiêu",
    "bieu_do_co_cau": "biểu đồ các phần của một tổng số",
    "bieu_do_nhieu_nam": "biểu đồ một chỉ tiêu qua nhiều năm",
    "hinh": 'hình tự vẽ bằng matplotlib, kèm lời mô tả: bc.hinh(ax, "…")',
    "bang_thanh_vien": "bảng mỗi đơn vị một dòng (cụm, vùng, cả nước)",
    "bang_xep_hang": "bảng xếp hạng các đơn vị",
    "bieu_do_xep_hang": "biểu đồ các đơn vị từ cao đến thấp",
    "bieu_do_tung_don_vi": "biểu đồ nhỏ nhiều năm của từng đơn vị",
    "ban_do": "bản đồ ô các tỉnh (cả nước)",
    "muc_tieu_thanh_vien": "bao nhiêu đơn vị đạt chỉ tiêu",
    "bieu_do_chuoi": "biểu đồ một chỉ tiêu qua mọi năm của kỳ báo cáo",
    "bieu_do_chuoi_don_vi": "như trên, của từng đơn vị thành viên",
    "bang_chuoi_don_vi": "bảng từng đơn vị qua các năm: mức, tăng giảm bình quân năm, hạng, tỷ trọng",
    "bang_chuoi_vung": "như trên, của từng vùng (cả nước)",
    "them": "khối nội dung làm ngoài sổ tay, đặt dưới một đề mục",
    "phu_luc": "phụ lục cách tính và nguồn số liệu",
    "figures": "mọi chỉ tiêu có số ở đây, thành bảng tìm được",
    "find": 'tìm chỉ tiêu theo một phần của tên: bc.find("thu nhập")',
    "names": "mọi tên dùng được trong câu",
    "indicator_names": "mọi mã chỉ tiêu",
    "lookup": "giá trị của một tên",
}
# What compares a figure, in the order of its card; a sentence writes it after the name and a dot.
COMPARED = (
    "so_sanh",
    "dau_ky.tang_giam",
    "dau_ky.tang_giam_pct",
    "dau_ky.so_lan",
    "dau_ky.tang_binh_quan_pct",
    "ky_truoc.tang_giam",
    "ky_truoc.tang_giam_pct",
    "ky_truoc.so_lan",
    "binh_quan_nam",
    "ty_trong",
    "so_voi_muc_tieu",
    "so_voi_ke_hoach",
)


# --- one figure ------------------------------------------------------------------------------------------------------


def card(value: Figure | Comparison | Phrase) -> str:
    """A figure as HTML: value, comparisons and how a sentence writes them, formula, inputs, source."""
    head, rows = _head(value), list(_rows(value))
    head_cell = f"{CELL};white-space:nowrap"
    lines = "".join(
        f'<tr><th style="{head_cell}">{e(name)}</th><td style="{CELL}">{"".join(map(_as_html, said))}</td></tr>'
        for name, said in rows
    )
    return f'<div class="htx-the"><p><strong>{e(head)}</strong></p><table>{lines}</table></div>'


def card_text(value: Figure | Comparison | Phrase) -> str:
    """The same as plain text, one fact a line."""
    return "\n".join([_head(value), *(f"{name}: {''.join(map(_as_text, said))}" for name, said in _rows(value))])


def _head(value: Figure | Comparison | Phrase) -> str:
    if isinstance(value, Comparison):
        return f"{value.current.label}, {value.against}: {value}"
    if isinstance(value, Phrase):
        return value.text or "Không in gì ở đây"
    when = f" ({value.ngay})" if value and value.ngay else ""
    return f"{capital(value.label)}: {value.text}{when}"


Line = tuple[Span, ...]


def _rows(value: Figure | Comparison | Phrase) -> Iterator[tuple[str, Line]]:
    """What is known about it: name of the fact, the fact."""
    if value.missing:
        gaps = map(str, dict.fromkeys(value.missing))
        yield "Còn thiếu", tuple(span for at, gap in enumerate(gaps) for span in (*[Span("\n")] * bool(at), Span(gap)))
    if isinstance(value, Figure):
        yield from _of_figure(value)
    for figure in (value.current, value.other) if isinstance(value, Comparison) else getattr(value, "figures", ()):
        yield capital(figure.label), _said(f"{figure.text} ({figure.ngay})" if figure.ngay else figure.text)


def _said(text: str) -> Line:
    return (Span(text),)


def _code(name: str) -> Span:
    return Span(name, looks=("code",))


def _as_html(span: Span) -> str:
    if span.link:
        return f'<a href="{e(span.link)}" rel="noreferrer">{e(span.words)}</a>'
    return code(span.words) if span.looks else e(span.words) if span.words != "\n" else "<br>"


def _as_text(span: Span) -> str:
    if span.looks:  # as a sentence writes the name
        return f"{{{{ {span.words} }}}}"
    return span.words if span.words != "\n" else "; "


def _of_figure(figure: Figure) -> Iterator[tuple[str, Line]]:
    if not figure and figure.name in figure.scope.known_variables():
        unit, place = figure.unit.text, figure.scope.place.id
        yield "Nhập ở", _said(f"bảng so_lieu: don_vi = {place}, chi_tieu = {figure.name}, don_vi_tinh = {unit}")
    if "." not in figure.name:
        yield "Trong câu", (_code(figure.name),)
        yield from _comparisons(figure)
    if figure.words:
        yield "Cách tính", _said(figure.words)
    if figure.formula:
        yield "Phép tính", _said(f"{figure.formula} {figure.result_text}")
    for each in figure.inputs:
        yield "Từ", _said(f"{each.label} ({each.name}): {each.text}" + (f" ({each.ngay})" if each.ngay else ""))
    if figure.status != "chính thức":
        yield "Tình trạng", _said(figure.status)
    for source in figure.sources:
        yield "Nguồn", (Span(source.title, source.link or ""),)
    if figure.origins:
        yield "Vị trí", _said("; ".join(map(str, figure.origins)))
    for note in figure.notes:
        yield "Ghi chú", _said(note)


def _comparisons(figure: Figure) -> Iterator[tuple[str, Line]]:
    """What can be compared here, each value once, with what a sentence writes."""
    said = set()
    for path in COMPARED if figure else ():
        value = follow(figure, path)
        if value and value.text not in said:
            said.add(value.text)
            base = getattr(figure, path.partition(".")[0]) if "." in path else None
            against = f" (từ {base.text}, {base.ngay})" if path.endswith("tang_giam") else ""
            yield "So sánh", (Span(f"{value.text}{against} "), _code(f"{figure.name}.{path}"))


def follow(value: object, path: str) -> object:
    """What the dotted path leads to; None where it cannot be computed."""
    for each in path.split("."):
        try:
            value = getattr(value, each, None)
        except (KeyError, ValueError):
            return None
    return value


# --- a whole report --------------------------------------------------------------------------------------------------


def overview(report: Report) -> str:
    """What `bc?` shows, as HTML: whose report, what can be called, the words, the figures."""
    parts = [
        f"<p><strong>{e(_title(report))}</strong></p>",
        "<p>Trong ô %%viet, gõ tên trong hai cặp ngoặc nhọn; phím Tab gợi ý tên.</p>",
    ]
    words = [
        (code(name), f"{said}: {report.lookup(name)}") for name, said in grammar.WORDS.items() if report.words.get(name)
    ]
    calls = [
        (f"<code>bc.{name}(…)</code>", said)
        for name, said in METHODS.items()
        if name not in ("viet", "lookup", "names", "indicator_names")
    ]
    for title, rows in (("Từ dùng được trong câu", words), ("Phần của báo cáo, mỗi phần một ô", calls)):
        lines = "".join(f'<tr><td style="{CELL}">{name}</td><td style="{CELL}">{e(said)}</td></tr>' for name, said in rows)
        parts.append(f"<details><summary>{title}</summary><table>{lines}</table></details>")
    figures = report.figures()
    parts.append(f"<details open><summary>{len(figures)} chỉ tiêu có số ở đây</summary>{figures._repr_html_()}</details>")
    return "".join(parts)


def overview_text(report: Report) -> str:
    return f"{_title(report)}\n\n{report.figures()!r}"


def _title(report: Report) -> str:
    scope = report.scope
    when = scope.flow.text if not scope.term else f"nhiệm kỳ {scope.term.name}, đến {scope.flow.end.text}"
    return f"Báo cáo của {scope.place.full_name(scope.until)}, {when}"


def e(text: object) -> str:
    return html.escape(str(text))
