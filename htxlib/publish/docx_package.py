"""The file around a Word document: parts, relations, and a zip whose bytes depend on the content alone."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from urllib.parse import quote

from htxlib.publish.page import TEMPLATES
from htxlib.publish.wml import PAGE_NUMBER, escape, paragraph, run

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{name}"'
    for prefix, name in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "a": "drawingml/2006/main",
        "pic": "drawingml/2006/picture",
    }.items()
)
_ROOT = {
    "document": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    "core": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
}
_FIXED = ("styles", "numbering", "settings")  # parts that are the same in every report
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold


class Package:
    """A document being made: what it says comes last, pictures and addresses as they turn up."""

    def __init__(self, title: str, banner: str = ""):
        self.title, self.banner = title, banner
        self.pictures: list[bytes] = []
        self._addresses: dict[str, str] = {}

    def picture(self, png: bytes) -> str:
        """Keep a picture; return the relation under which the text shows it."""
        self.pictures.append(png)
        return f"picture{len(self.pictures)}"

    def address(self, url: str) -> str:
        """Return the relation that leads to the address; Word refuses a whole file for one blank in one of them."""
        safe = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        return self._addresses.setdefault(safe, f"link{len(self._addresses) + 1}")

    def file(self, body: str) -> bytes:
        """Return the finished file."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            for name, content in self._parts(body).items():
                entry = zipfile.ZipInfo(name, _EPOCH)
                # Which system packed it is not part of the report; pictures are packed already.
                entry.create_system, entry.external_attr = 0, 0
                entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
                file.writestr(entry, content)
        return packed.getvalue()

    def _parts(self, body: str) -> dict[str, str | bytes]:
        banner = paragraph(run(self.banner), "MoPhong") if self.banner else ""
        return {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations(_ROOT),
            "docProps/core.xml": self._core(),
            "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
            "word/header.xml": _part("hdr", paragraph(PAGE_NUMBER, "Header") + banner),
            "word/first.xml": _part("hdr", banner or paragraph("", "Header")),
            **{f"word/{name}.xml": _template(name) for name in _FIXED},
            "word/_rels/document.xml.rels": _relations(self._related()),
            **{f"word/media/picture{i}.png": png for i, png in enumerate(self.pictures, 1)},
        }

    def _related(self) -> dict[str, tuple[str, ...]]:
        def inside(kind: str, name: str) -> tuple[str, str]:
            return f"{_OFFICE}/relationships/{kind}", name

        fixed = {name: inside(name, f"{name}.xml") for name in _FIXED}
        heads = {name: inside("header", f"{name}.xml") for name in ("header", "first")}
        numbers = range(1, len(self.pictures) + 1)
        pictures = {f"picture{i}": inside("image", f"media/picture{i}.png") for i in numbers}
        links = {id_: (*inside("hyperlink", url), "External") for url, id_ in self._addresses.items()}
        return fixed | heads | pictures | links

    def _core(self) -> str:
        """The title and the language; no author and no date that nobody has given."""
        return (
            f'{_DECLARED}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(self.title)}</dc:title>'
            "<dc:language>vi-VN</dc:language></cp:coreProperties>"
        )


def _part(root: str, content: str) -> str:
    return f"{_DECLARED}<w:{root} {_NAMES}>{content}</w:{root}>"


def _relations(related: dict[str, tuple[str, ...]]) -> str:
    lines = []
    for id_, (kind, target, *mode) in related.items():
        outside = f' TargetMode="{mode[0]}"' if mode else ""
        lines.append(f'<Relationship Id="{id_}" Type="{kind}" Target="{escape(target)}"{outside}/>')
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


@cache
def _content_types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {"document": "document.main", "header": "header", "first": "header", **{name: name for name in _FIXED}}
    parts = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{word}.{k}+xml"/>' for n, k in kinds.items())
    return (
        f'{_DECLARED}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'{parts}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / "htx_docx" / f"{name}.xml").read_bytes()
