"""Pictures that an author puts into a report: each is carried in the page, for a page is one file without a network.

What cannot be carried (an address on the web, a file outside the folder of notebooks, a frame, a film) is a fault at its
cell. Only parts of the text that may hold such a thing are looked at closely.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

from htxlib.errors import Faults, misspelt, quote

MOST_BYTES = 3 * 2**20
# By the first bytes of the file: what its name says may be wrong. Word shows no SVG.
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.S), "image/webp"),
)
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_PICTURES = ("img", "image", "feimage", "use", "input")  # of HTML and of SVG
_FOREIGN = ("iframe", "frame", "object", "embed", "video", "audio", "source", "track", "link", "base")
_TAGS = "|".join((*_PICTURES, *_FOREIGN, "script", "meta"))
_SUSPECT = re.compile(rf"<(?!use [^>]*href=\"#)(?:\w+:)?(?:{_TAGS})\b|url\((?!#)|@import|srcset|!\[", re.I)
_TAG = re.compile(r"<([a-z][\w:]*)\b((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.I)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.I | re.S)
_LITERAL = re.compile(r"<(pre|code|style|svg)\b.*?</\1\s*>|<[^>]*>", re.I | re.S)
_UNREAD = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)?")
_OUTSIDE_CSS = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?\s*(?:#|data:))([^)'\"]*)|@import\s+([^;]*)", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)

EXPECTED = "hình là tệp PNG, JPEG, GIF hoặc WebP nằm cùng chỗ với sổ tay"
_COPY = "Chép tệp hình vào thư mục của sổ tay, ví dụ notebooks/anh/so-do.png, rồi viết ![Sơ đồ](anh/so-do.png)."


class Pictures:
    """Puts the pictures of one notebook into its texts; what is wrong goes to `faults`."""

    def __init__(self, folders: Iterable[Path], file: str = ""):
        self.folders = [folder.resolve() for folder in folders]
        self.faults = Faults(file)
        self.places: dict[str, str] = {}  # id of a cell → where it stands

    def of_cell(self, text: str, cell: Mapping) -> str:
        """The HTML of a cell or of one of its outputs, with its pictures in it."""
        # What a program printed may hold text of data, which looks like Markdown and is none.
        written = cell.get("cell_type") != "code"
        return self.embedded(text, self.places.get(cell.get("id", ""), ""), cell.get("attachments"), written)

    def embedded(self, text: str, where: str, attachments: Mapping | None = None, written: bool = True) -> str:
        """The HTML with its pictures in it; `where` is the cell, for faults; `written`: an author wrote the Markdown."""
        if not _SUSPECT.search(text):
            return text
        for style in _STYLE.findall(text):
            self._check_css(style, where)
        for match in _UNREAD.finditer(html.unescape(_LITERAL.sub("\n", text))) if written else ():
            remedy = "Viết ![Sơ đồ](anh/so-do.png): tệp cùng chỗ với sổ tay, tên không có dấu cách."
            self.faults.add("hình viết đúng cú pháp Markdown", quote(match[0]), remedy, where)
        return _TAG.sub(lambda tag: self._tag(tag, where, attachments or {}), text)

    def _tag(self, tag: re.Match, where: str, attachments: Mapping) -> str:
        name, attributes = tag[1].lower().rpartition(":")[2], tag[2]
        values = {key.lower(): html.unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(attributes)}
        for value in values.values():
            if "url(" in value.lower():
                self._check_css(value, where)
        if name in _FOREIGN or (name == "script" and "src" in values) or (name == "meta" and "http-equiv" in values):
            remedy = "Bỏ thẻ này: báo cáo là một tệp đọc được khi không có mạng; hình thì chèn bằng ![…](anh/….png)."
            self.faults.add(f"báo cáo không có thẻ <{name}>", quote(tag[0]), remedy, where)
        if "srcset" in values:
            self.faults.add("hình có một tệp (src)", "srcset", "Bỏ srcset, chỉ để src.", where)
        if name not in _PICTURES:
            return tag[0]
        return _ATTRIBUTE.sub(lambda match: self._attribute(match, where, attachments), tag[0])

    def _attribute(self, match: re.Match, where: str, attachments: Mapping) -> str:
        key, source = match[1], html.unescape(match[2].strip("\"'")).strip()
        if key.lower() not in ("src", "href", "xlink:href") or source.startswith(("#", "data:image/")):
            return match[0]
        content = self._content(source, where, attachments)
        return f'{key}="{content}"' if content else match[0]

    def _content(self, source: str, where: str, attachments: Mapping) -> str:
        """A picture as the address that holds it; "" with the fault told."""
        if source.startswith("attachment:"):
            return self._attached(unquote(source.removeprefix("attachment:")), where, attachments)
        named = unquote(source)
        if not source or _SCHEME.match(named):
            self.faults.add(EXPECTED, quote(named), _COPY, where)
            return ""
        path = self._found(re.split(r"[?#]", named.replace("\\", "/"))[0], where)
        return self._as_address(path.read_bytes(), named, where) if path else ""

    def _found(self, name: str, where: str) -> Path | None:
        """The file of that name beside the notebook or below; None with the fault told."""
        for folder in self.folders:
            path = (folder / name).resolve()
            if path.is_file() and path.is_relative_to(_room(folder)):
                return path
        outside = any((folder / name).is_file() for folder in self.folders)
        near = [each.name for folder in self.folders for each in _siblings((folder / name).parent)]
        why = "tệp ngoài thư mục notebooks" if outside else "không có tệp này"
        self.faults.add(EXPECTED, f"{quote(name)} ({why})", f"{_COPY}{misspelt(Path(name).name, near)}", where)
        return None

    def _attached(self, name: str, where: str, attachments: Mapping) -> str:
        kinds = attachments.get(name)
        for kind, content in kinds.items() if isinstance(kinds, Mapping) else ():
            if kind in dict(_KINDS).values() and isinstance(content, str):
                return f"data:{kind};base64,{content.strip()}"
        self.faults.add("hình đính kèm trong ô Markdown", f"{quote(name)} (không có)", _COPY, where)
        return ""

    def _as_address(self, content: bytes, name: str, where: str) -> str:
        kind = next((kind for start, kind in _KINDS if start.match(content)), "")
        if not kind or not _is_whole(content):
            remedy = "Lưu hình thành PNG rồi dùng tệp ấy (SVG thì vẽ lại hoặc xuất ra PNG)."
            self.faults.add(EXPECTED, f"{quote(name)} ({'tệp hỏng' if kind else 'loại tệp khác'})", remedy, where)
            return ""
        if len(content) > MOST_BYTES:
            size = f"{quote(name)} ({len(content) / 2**20:.0f} MB)"
            self.faults.add(f"hình không quá {MOST_BYTES // 2**20} MB", size, "Thu nhỏ hình rồi lưu lại.", where)
            return ""
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def _check_css(self, style: str, where: str) -> None:
        for match in _OUTSIDE_CSS.finditer(style):
            found = quote((match[1] or match[2] or "").strip() or match[0])
            self.faults.add("kiểu trình bày không gọi tệp khác", found, "Bỏ url(…) và @import.", where)


def of_notebook(nb, folder: str, file: str = "") -> Pictures:
    """The pictures of an executed notebook that lies in `folder`, or lay where papermill took it from."""
    origin = nb.metadata.get("papermill", {}).get("input_path")
    beside = [Path(origin).parent] if isinstance(origin, str) else []
    found = Pictures([Path(folder), *beside], file)
    count = 0
    for cell in nb.cells:
        if "injected-parameters" not in cell.metadata.get("tags", []):  # the author's notebook has no such cell
            count += 1
        if "id" in cell:
            found.places[cell["id"]] = f"ô {count} ({cell['id']})"
    return found


def below(folder: Path) -> list[Path]:
    """The files of pictures in a folder and below, in order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS)


def _room(folder: Path) -> Path:
    """How far up a picture may lie: the project's notebooks/, else the notebook's own folder."""
    above = (each for each in (folder, *folder.parents) if each.name == "notebooks" and (each.parent / "params").is_dir())
    return next(above, folder)


def _siblings(folder: Path) -> list[Path]:
    return below(folder) if folder.is_dir() and folder.is_relative_to(_room(folder)) else []


def _is_whole(content: bytes) -> bool:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
    except Exception:  # whatever a decoder stumbles over in a damaged or hostile file
        return False
    return True
