"""The annex of the page, "Cách tính và nguồn số liệu", as the last appendix: a table with one row a number."""

from __future__ import annotations

from htxlib.publish import wml
from htxlib.publish.docx_text import Appendix, Writer
from htxlib.publish.docx_words import HEADINGS, text_of
from htxlib.publish.wml import UPRIGHT, Cell, paragraph, run

HEAD = ("TT", "Số liệu", "Cách tính và nguồn")
_NARROW = 620
_MIDDLE = (UPRIGHT.room - _NARROW) * 2 // 5
_WIDTHS = [_NARROW, _MIDDLE, UPRIGHT.room - _NARROW - _MIDDLE]


def annex(writer: Writer, tree) -> Appendix:
    """The annex, its first heading as the title."""
    made, title = Appendix(""), next(tree.iter("h2"), None)
    if title is not None:
        made.title = text_of(title)
    for child in tree:
        if child is title:
            continue
        if child.tag == "dl":
            made.content.append(_derivations(writer, child))
        elif child.tag in HEADINGS:
            made.content.append(paragraph(writer.runs(child), "MucPhuLuc"))
        elif child.tag in ("ul", "ol"):
            items = (writer.anchored(item, writer.runs(item)) for item in child.findall("li"))
            made.content += [paragraph(run("- ") + item, "CachTinh") for item in items]
        elif child.tag == "p":
            made.content.append(paragraph(writer.runs(child), "CachTinh"))
    return made


def _derivations(writer: Writer, listed) -> str:
    """Each number in the order of the report, and beside it how it was made."""
    rows: list[tuple[str, list[str]]] = []
    for child in listed:
        if child.tag == "dt":
            rows.append((paragraph(writer.anchored(child, writer.runs(child)), "CachTinh"), []))
        elif child.tag == "dd" and rows:
            rows[-1][1].append(paragraph(writer.anchored(child, writer.runs(child)), "CachTinh"))
    cells = [
        (Cell(paragraph(run(str(count)), "CachTinh", align="center")), Cell(number), Cell("".join(made) or paragraph()))
        for count, (number, made) in enumerate(rows, 1)
    ]
    return wml.table([[Cell(paragraph(run(words), "DauBang")) for words in HEAD]], cells, _WIDTHS) if cells else ""
