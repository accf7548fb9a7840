"""Figures as a list that a notebook shows as a table with a box to search in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ..values import frame
from ..values.figure import Figure
from ..words.text import fold

if TYPE_CHECKING:
    import pandas

CELL = "text-align:left;vertical-align:top;padding:2px 8px"
# Accents do not matter; JupyterLab runs this because the analyst ran the cell.
_SEARCH = (
    "const w=this.value.normalize('NFD').replace(/[\\u0300-\\u036f]/g,'').replace(/đ/gi,'d').toLowerCase();"
    "this.parentNode.querySelectorAll('tr[data-tim]').forEach(r=>r.hidden=!r.dataset.tim.includes(w))"
)


class FigureList(list):
    """Figures that a notebook shows as a table with a box to search in; otherwise a list like any other."""

    def _repr_html_(self) -> str:
        if not self:
            return "<p>Không có chỉ tiêu nào.</p>"
        heads = "".join(
            f'<th style="{CELL}">{name}</th>'
            for name in ("Viết trong câu", "Chỉ tiêu", "Số liệu", "Ngày, kỳ", "Nguồn")
        )
        body = "".join(map(_line, self))
        box = f'<input placeholder="tìm chỉ tiêu" aria-label="Tìm chỉ tiêu" oninput="{escape(_SEARCH)}">'
        return f"<div>{box}<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"

    def frame(self, compare: Sequence[str] = (), with_figures: bool = False) -> pandas.DataFrame:
        """The same figures as a DataFrame, as `htxlib.figures` gives those of many places; what is missing is left out."""
        return frame.frame(self, compare, with_figures)

    def __repr__(self) -> str:
        return "\n".join(f"{each.name}: {each.label}, {each.text}" for each in self) or "Không có chỉ tiêu nào."


def _line(figure: Figure) -> str:
    number = figure.text if figure else f"chưa có số liệu ({figure.unit.text})"
    sources = "; ".join(dict.fromkeys(source.title for source in figure.sources))
    origin = sources or ("tính từ " + ", ".join(each.name for each in figure.inputs) if figure.inputs else "")
    cells = (code(figure.name), escape(figure.label), escape(number), escape(figure.ngay), escape(origin))
    tds = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f'<tr data-tim="{escape(fold(f"{figure.name} {figure.label}"))}">{tds}</tr>'


def code(name: str) -> str:
    """Return how a sentence writes the name, as HTML."""
    return f'<code style="white-space:nowrap">{{{{ {escape(name)} }}}}</code>'
