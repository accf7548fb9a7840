"""The empty Word document that every report begins with: `template.docx`, or a file of the project's own.

Looks, numbering, margins and what stands at the head of a page are the file's, as Word saved it (ours by Nghị định
30/2020/NĐ-CP, Phụ lục I); what its body says is not printed. The code knows its styles by their names.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from htxlib.words.errors import Fault, InputError, quote

OURS = Path(__file__).with_name("template.docx")
SIMULATED = "Số liệu mô phỏng"
LARGEST = 20_000_000  # bytes of an opened template: a picture at the head of a page fits, a zip bomb does not
TABLES = ("Table Grid", "Khung")  # the ruled table, and the bare frame in which offices set head and foot
STYLES = (
    "Body Text", "List Bullet", "List Bullet 2", "Heading 1", "Heading 2", "Heading 3", "Ghi chú", "Lỗi",
    "Caption", "Hình", "Trong bảng", "Số trong bảng", "Thứ tự trong bảng", "Đầu bảng",
    "Quốc hiệu", "Tiêu ngữ", "Cơ quan cấp trên", "Cơ quan", "Số, ký hiệu", "Địa danh, thời gian", "Đường kẻ",
    "Tên loại", "Trích yếu", "Dưới trích yếu", "Nơi nhận", "Danh sách nơi nhận", "Chức danh", "Người ký",
    "Phụ lục", "Tên phụ lục", "Kèm theo", "Mục phụ lục", "Cách tính", "Thứ tự cách tính",
    "Header", SIMULATED, "Ngắt phần",
)  # fmt: skip
_SHAPING = (RT.STYLES, RT.NUMBERING, RT.SETTINGS, RT.HEADER, RT.FOOTER, RT.THEME, RT.FONT_TABLE)
REMEDY = "Mở tệp bằng Word, lưu dạng .docx; thiếu kiểu nào thì chép từ mẫu có sẵn htxoffice/publish/word/template.docx."


def element(tag: str, *children, **attributes):
    """Make an element of WordprocessingML, for what python-docx has no call."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


def open_template(path: str | Path = ""):
    """Open a template as a document of python-docx without text or author, "" being ours.

    Raises InputError where it is no Word document or lacks a style that reports are written in.
    """
    document = _opened(Path(path or OURS))
    styles = {(style.type, style.name) for style in document.styles}
    wanted = [(WD_STYLE_TYPE.PARAGRAPH, name) for name in STYLES] + [(WD_STYLE_TYPE.TABLE, name) for name in TABLES]
    if missing := [name for kind, name in wanted if (kind, name) not in styles]:
        expected = "mẫu Word có đủ các kiểu (style) của báo cáo"
        raise InputError(Fault(expected, f"thiếu {', '.join(map(quote, missing))}", REMEDY, file=str(path)))
    _anonymous(document)
    return document


def _opened(path: Path):
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise ValueError
        document = Document(str(path))
        body = document.element.body
        body[:] = [body.sectPr if body.sectPr is not None else _no_page()]
        return document
    except FileNotFoundError:
        found = "không có tệp"
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError):
        found = "không đọc được"
    raise InputError(Fault("mẫu Word là tệp .docx đọc được", found, REMEDY, file=str(path)))


def _no_page():
    raise ValueError("no section: not a document that Word saved")


def _anonymous(document) -> None:
    """Take out who made the template and with what, and which template it came from itself."""
    settings = document.part.part_related_by(RT.SETTINGS)
    for part, kept in (
        (document.part.package, (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES)),
        (document.part, _SHAPING),
        (settings, ()),
    ):
        for id_ in [id_ for id_, relation in part.rels.items() if relation.reltype not in kept]:
            del part.rels[id_]
    for led in [each for each in settings.element if each.get(qn("r:id"))]:
        settings.element.remove(led)
    properties = document.core_properties
    del properties._element[:]
    properties.language = "vi-VN"
