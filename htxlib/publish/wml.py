"""WordprocessingML as text: the few elements our documents use, their parts in the order the schema asks for.

Words, looks and lengths come in as plain values; a look stands in templates/htx_docx/styles.xml under its style's name.
Lengths are twips: 567 to a centimetre.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from htxlib.svg import width

CM = 567
# What XML cannot hold, whatever the data say.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Times New Roman is narrower than the letters `width` reckons with; a point is twenty twips.
_TIMES = 0.82 * 20


def escape(words: str) -> str:
    """Words as XML text or attribute."""
    return html.escape(_FORBIDDEN.sub("", words))


# --- text ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """How a run differs from its paragraph."""

    bold: bool = False
    italic: bool = False
    mono: bool = False
    raised: str = ""  # superscript, subscript

    def __str__(self) -> str:
        marks = (
            '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if self.mono else "",
            "<w:b/>" if self.bold else "",
            "<w:i/>" if self.italic else "",
            f'<w:vertAlign w:val="{self.raised}"/>' if self.raised else "",
        )
        return f"<w:rPr>{''.join(marks)}</w:rPr>" if any(marks) else ""


PLAIN = Look()


def run(words: str, look: Look = PLAIN) -> str:
    """Words in one look; a line feed breaks the line."""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in words.split("\n")]
    return f"<w:r>{look}{'<w:br/>'.join(lines)}</w:r>"


def linked(content: str, anchor: str) -> str:
    """Runs that lead to a bookmark of the document."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{content}</w:hyperlink>'


def linked_out(content: str, relation: str) -> str:
    """Runs that lead out of the document, to the address under that relation."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def bookmarked(content: str, number: int, name: str) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


PAGE_NUMBER = '<w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'


def paragraph(content: str = "", style: str = "", **special) -> str:
    """A paragraph of ready runs; `special` is what differs from its style, see `_special`."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = style + (_special(**special) if special else "")
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def _special(
    keep_next=False, number: int | None = None, level=0, left=0, right=0, first: int | None = None, align="", section=""
) -> str:
    """`number` is a list of numbering.xml (0: not numbered), `section` the section that ends with this paragraph."""
    indent = (f' w:left="{left}"' if left else "") + (f' w:right="{right}"' if right else "")
    indent += f' w:firstLine="{first}"' if first is not None else ""
    return "".join(
        (
            "<w:keepNext/>" if keep_next else "",
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number is not None else "",
            f"<w:ind{indent}/>" if indent else "",
            f'<w:jc w:val="{align}"/>' if align else "",
            section,
        )
    )


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """Ready paragraphs; `words` are what the column's width is reckoned from."""

    content: str
    words: str = ""
    span: int = 1


def table(head: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> str:
    """A ruled table: its head is repeated on every page, no row is split."""
    body = [_row(row, widths, "<w:cantSplit/><w:tblHeader/>") for row in head]
    body += [_row(row, widths, "<w:cantSplit/>") for row in rows]
    look = '<w:tblLook w:val="0020" w:firstRow="1"/>' if head else ""
    return _table("TableGrid", '<w:jc w:val="center"/>', look, body, widths)


def side_by_side(rows: Iterable[tuple[str, str]], widths: tuple[int, int]) -> str:
    """Two columns of ready paragraphs without rules: how offices set the head and the foot."""
    body = [_row((Cell(left), Cell(right)), widths, "<w:cantSplit/>") for left, right in rows]
    bare = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    return _table("TableNormal", "", bare, body, widths)


def _table(style: str, place: str, rest: str, body: Iterable[str], widths: Sequence[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{place}'
        f'<w:tblLayout w:type="fixed"/>{rest}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(body)}</w:tbl>'
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], properties: str) -> str:
    made, at = [], 0
    for cell in cells:
        wide = sum(widths[at : at + cell.span])
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}</w:tcPr>{cell.content}</w:tc>')
        at += cell.span
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def column_widths(
    head: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], room: int, size: float = 12
) -> list[int]:
    """Widths that fill the room: a column holds its longest word; heads may take two lines, rows would rather not."""
    columns = max(sum(cell.span for cell in row) for row in (*head, *rows))
    least, wanted = [_PADDING] * columns, [_PADDING] * columns
    for row, lines in (*((row, 2) for row in head), *((row, 1) for row in rows)):
        at = 0
        for cell in row:
            if cell.span == 1:
                word = max(twips(word, size) for word in re.split(r"[ \n]", cell.words))
                least[at] = max(least[at], _PADDING + word)
                wanted[at] = max(wanted[at], _PADDING + max(word, twips(cell.words, size) // lines))
            at += cell.span
    return _shared(least, wanted, room)


_PADDING = 240  # the margins of a cell, and a little for heads, which are bold


def _shared(least: list[int], wanted: list[int], room: int) -> list[int]:
    """What is left goes to all columns alike, but to none more than it wants; then to each as wide as it is."""
    if sum(least) >= room:  # too narrow even so: words will be split
        return [each * room // sum(least) for each in least]
    widths, spare = list(least), room - sum(least)
    by_want = sorted(range(len(least)), key=lambda at: wanted[at] - least[at])
    for left, at in zip(range(len(least), 0, -1), by_want, strict=True):
        more = min(wanted[at] - least[at], spare // left)
        widths[at], spare = widths[at] + more, spare - more
    widths = [each + spare * each // sum(widths) for each in widths]
    return [*widths[:-1], room - sum(widths[:-1])]


def twips(words: str, size: float) -> int:
    """About how wide the words are in Times New Roman of that size in points."""
    return round(width(words, size) * _TIMES)


# --- pictures and pages ----------------------------------------------------------------------------------------------

_EMU = 635  # to a twip


def picture(number: int, relation: str, wide: int, high: int, description: str) -> str:
    """A run with a picture and the words for those who cannot see it."""
    name, size = f"Biểu đồ {number}", f'cx="{wide * _EMU}" cy="{high * _EMU}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{escape(description)}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


@dataclass(frozen=True)
class Page:
    """A4 with the margins of administrative documents: 20 mm, at the left 30 mm for the binding."""

    wide: int
    high: int
    lying: bool = False

    @property
    def room(self) -> int:
        return self.wide - 5 * CM

    def section(self) -> str:
        """Pages are counted from 1 in every section; from the second on the number stands in the upper margin."""
        turned = ' w:orient="landscape"' if self.lying else ""
        margins = f'w:top="{2 * CM}" w:right="{2 * CM}" w:bottom="{2 * CM}" w:left="{3 * CM}"'
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
            '<w:headerReference w:type="first" r:id="first"/><w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.wide}" w:h="{self.high}"{turned}/>'
            f'<w:pgMar {margins} w:header="454" w:footer="454" w:gutter="0"/>'
            '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
        )


UPRIGHT, LYING = Page(11906, 16838), Page(16838, 11906, lying=True)
