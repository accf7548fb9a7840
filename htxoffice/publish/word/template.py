"""The empty Word document that every report begins with: looks, numbering and page of an administrative document.

Nghị định 30/2020/NĐ-CP, Phụ lục I. Made through python-docx once a process; plain elements only where it has no call.
"""

from __future__ import annotations

import io
from functools import cache

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, Twips

from htxlib.words.text import fold

SIMULATED = "Số liệu mô phỏng"
WIDE, HIGH = 11906, 16838  # A4 in twips (567 to a centimetre), as everything measured here
MARGINS = Twips(2 * 567), Twips(3 * 567)  # around the text, and at the left for the binding
ROOM, LYING_ROOM = WIDE - 5 * 567, HIGH - 5 * 567
_MIDDLE = {"alignment": WD_ALIGN_PARAGRAPH.CENTER}
_LINES = {"alignment": WD_ALIGN_PARAGRAPH.JUSTIFY, "first_line_indent": Cm(1.27), "line_spacing": 1.15}
_WITH_NEXT = {"keep_with_next": True}
_SIDES = ("top", "left", "bottom", "right")
_HEADING = _LINES | _WITH_NEXT | {"keep_together": True}


def element(tag: str, *children, **attributes):
    """An element of WordprocessingML, for what python-docx has no call."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


def style_id(name: str) -> str:
    """The id of a style: its name without signs and blanks.

    >>> style_id("Số, ký hiệu"), style_id("Heading 1")
    ('SoKyHieu', 'Heading1')
    """
    return "".join(filter(str.isalnum, fold(name).title()))


@cache
def template() -> bytes:
    document = Document()
    _clear(document)
    _language(document)
    _styles(document.styles)
    _tables(document.styles)
    _numbering(document)
    _page(document.sections[0])
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _clear(document) -> None:
    """Out with what python-docx brings along (styles in colour, a thumbnail, its own name as the author)."""
    for part, kept in ((document.part, {RT.NUMBERING}), (document.part.package, {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES})):
        for id_ in [id_ for id_, relation in part.rels.items() if relation.reltype not in kept]:
            del part.rels[id_]
    properties = document.core_properties
    del properties._element[:]
    properties.language = "vi-VN"


def _language(document) -> None:
    font = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman")
    sizes = [element(kind, val=28) for kind in ("sz", "szCs")]
    font[:] = [element("rFonts", **fonts), *sizes, element("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA")]
    mode = document.settings.element.find(f".//{qn('w:compatSetting')}")
    mode.set(qn("w:val"), "15")  # of Word since 2013, which else shows "compatibility mode"


def _styles(styles) -> None:
    """Sizes and spaces are points."""

    def add(name, based_on="Normal", look="", size=None, before=None, after=None, own=(), **paragraph):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.isascii())
        style.base_style, style.style_id, style.quick_style = styles[based_on], style_id(name), True
        if own:
            style.element.get_or_add_pPr().extend(own)  # first: python-docx puts all else around them in its order
        for attribute in look.split():
            setattr(style.font, attribute, True)
        lengths = {"space_before": before, "space_after": after}
        paragraph |= {key: Pt(points) for key, points in lengths.items() if points is not None}
        for attribute, value in paragraph.items():
            setattr(style.paragraph_format, attribute, value)
        if size:
            style.font.size = Pt(size)

    # Text.
    add("Body Text", before=3, after=3, **_LINES)
    add("List Bullet", "Body Text", own=[_counted(2, 0)])
    add("List Bullet 2", "Body Text", own=[_counted(2, 1)])
    add("Heading 1", look="bold all_caps", before=9, after=3, own=[_counted(1, 0), _outline(0)], **_HEADING)
    add("Heading 2", look="bold", before=6, after=3, own=[_counted(1, 1), _outline(1)], **_HEADING)
    add("Heading 3", look="bold italic", before=6, after=3, own=[_outline(2)], **_HEADING)
    add("Ghi chú", look="italic", size=12, before=3, after=3, alignment=WD_ALIGN_PARAGRAPH.JUSTIFY)
    add("Lỗi", before=6, after=6, own=[element("pBdr", *(_line(side, space=4) for side in _SIDES))])
    # Tables and pictures.
    add("Caption", look="bold", size=13, before=9, after=4, keep_together=True, **_WITH_NEXT, **_MIDDLE)
    add("Hình", before=3, after=6, **_MIDDLE)
    add("Trong bảng", size=12, before=1.5, after=1.5)
    add("Số trong bảng", "Trong bảng", alignment=WD_ALIGN_PARAGRAPH.RIGHT)
    add("Thứ tự trong bảng", "Trong bảng", **_MIDDLE)
    add("Đầu bảng", "Trong bảng", "bold", **_WITH_NEXT, **_MIDDLE)
    # The form: head. A rule is the upper border of a line as high as itself; its indents say how long it is.
    add("Quốc hiệu", look="bold all_caps", size=12, **_MIDDLE)
    add("Tiêu ngữ", look="bold", size=13, **_MIDDLE)
    add("Cơ quan cấp trên", look="all_caps", size=12, **_MIDDLE)
    add("Cơ quan", "Cơ quan cấp trên", "bold")
    add("Số, ký hiệu", size=13, before=4, **_MIDDLE)
    add("Địa danh, thời gian", "Số, ký hiệu", "italic")
    add("Đường kẻ", size=2, before=3, own=[element("pBdr", _line("top", sz=6, space=1))], **_exactly(2))
    add("Tên loại", look="bold all_caps", before=18, **_WITH_NEXT, **_MIDDLE)
    add("Trích yếu", look="bold", **_WITH_NEXT, **_MIDDLE)
    add("Dưới trích yếu", look="italic", before=4, after=6, **_MIDDLE)
    # The form: foot.
    add("Nơi nhận", look="bold italic", size=12, before=6, **_WITH_NEXT)
    add("Danh sách nơi nhận", size=11, **_WITH_NEXT)
    add("Chức danh", look="bold all_caps", **_WITH_NEXT, **_MIDDLE)
    add("Người ký", look="bold", before=70, **_WITH_NEXT, **_MIDDLE)
    # The form: appendices, margins of the page, breaks between sections.
    add("Phụ lục", look="bold", own=[_outline(0)], **_WITH_NEXT, **_MIDDLE)
    add("Tên phụ lục", look="bold all_caps", **_WITH_NEXT, **_MIDDLE)
    add("Kèm theo", look="italic", after=8, **_WITH_NEXT, **_MIDDLE)
    add("Mục phụ lục", look="bold", size=12, before=9, after=3, own=[_outline(1)], **_WITH_NEXT)
    add("Cách tính", size=10, before=1, after=1)
    add("Thứ tự cách tính", "Cách tính", **_MIDDLE)
    add("Header", size=13, **_MIDDLE)
    add(SIMULATED, "Header", "bold all_caps", 10)
    add("Ngắt phần", size=1, **_exactly(1))
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "Hình"):
        styles[name].next_paragraph_style = styles["Body Text"]


def _exactly(points: int) -> dict:
    return {"line_spacing_rule": WD_LINE_SPACING.EXACTLY, "line_spacing": Pt(points)}


def _outline(level: int):
    return element("outlineLvl", val=level)


def _counted(number: int, level: int):
    return element("numPr", element("ilvl", val=level), element("numId", val=number))


def _line(side: str, sz=4, space=0):
    return element(side, val="single", sz=sz, space=space, color="000000")


def _tables(styles) -> None:
    """The ruled table, and the bare frame in which offices set head and foot."""
    rules = element("tblBorders", *map(_line, (*_SIDES, "insideH", "insideV")))
    for name, margin, look in (("Table Grid", 70, [rules]), ("Khung", 0, [])):
        style = styles.add_style(name, WD_STYLE_TYPE.TABLE, builtin=name == "Table Grid")
        style.style_id, style.base_style = style_id(name), styles["Normal Table"]
        margins = element("tblCellMar", *(element(side, w=margin, type="dxa") for side in ("left", "right")))
        style.element.append(element("tblPr", *look, margins))


def _numbering(document) -> None:
    """Headings "I.", below them "1."; lists "-", inside them "+". Word counts again when a section is moved."""
    headings = [("upperRoman", "%1.", "Heading1"), ("decimal", "%2.", "Heading2")]
    lists = [("bullet", "-", "ListBullet"), ("bullet", "+", "ListBullet2")]
    numbering = document.part.numbering_part.element
    numbering[:] = [_abstract(at, levels) for at, levels in enumerate((headings, lists))]
    numbering.extend(element("num", element("abstractNumId", val=at), numId=at + 1) for at in range(2))


def _abstract(number: int, levels):
    made = element("abstractNum", element("multiLevelType", val="multilevel"), abstractNumId=number)
    for at, (kind, text, style) in enumerate(levels):
        tags = {"start": 1, "numFmt": kind, "pStyle": style, "suff": "space", "lvlText": text, "lvlJc": "left"}
        indent = element("pPr", element("ind", left=0, firstLine=720))
        made.append(element("lvl", *(element(tag, val=value) for tag, value in tags.items()), indent, ilvl=at))
    return made


def _page(section) -> None:
    """Pages are counted from 1 in every section; from the second on the number stands in the upper margin."""
    section.page_width, section.page_height = Twips(WIDE), Twips(HIGH)
    section.top_margin = section.bottom_margin = section.right_margin = MARGINS[0]
    section.left_margin = MARGINS[1]
    section.header_distance = section.footer_distance = Cm(0.8)
    section.different_first_page_header_footer = True
    section._sectPr.find(qn("w:cols")).addprevious(element("pgNumType", start=1))
    number = section.header.paragraphs[0]
    number._p.append(element("fldSimple", number.add_run("2")._r, instr="PAGE"))
    section.first_page_header.is_linked_to_previous = False
