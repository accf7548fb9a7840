"""A .docx, .html or .txt file as passages in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import Fault, InputError, quote
from .passages import Passage, clean
from .read_docx import docx_file
from .read_html import html_page


def read(path: str | Path) -> list[Passage]:
    """The passages of the file in order; raises InputError for what is no text of the three kinds."""
    path = Path(path)
    readers = {".docx": docx_file, ".html": _html, ".htm": _html, ".txt": _txt, ".md": _txt}
    reader = readers.get(path.suffix.lower())
    if not path.is_file():
        raise InputError(Fault("một tệp có sẵn", quote(path.name), "Kiểm tra đường dẫn.", str(path)))
    if reader is None:
        remedy = (
            "Trong Word, lưu lại thành .docx."
            if path.suffix.lower() in (".doc", ".rtf", ".odt")
            else "Đổi sang một trong ba dạng đó."
        )
        raise InputError(Fault("tệp .docx, .html hoặc .txt", quote(path.suffix or path.name), remedy, path.name))
    passages = [passage for passage in reader(path) if passage.text.strip()]
    if not passages:
        raise InputError(Fault("tệp có chữ", "tệp không có chữ nào", "Kiểm tra lại tệp.", path.name))
    return passages


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        remedy = "Lưu lại với bảng mã UTF-8 (chữ TCVN3, VNI phải đổi sang Unicode trước)."
        raise InputError(Fault("chữ Unicode (UTF-8)", "bảng mã khác", remedy, path.name)) from None


def _html(path: Path) -> Iterator[Passage]:
    return html_page(_decoded(path))


def _txt(path: Path) -> Iterator[Passage]:
    """A line is a passage; a long line that goes on in lower case on the next was wrapped."""
    lines, at = [clean(line) for line in _decoded(path).splitlines()], 0
    while at < len(lines):
        first, text = at, lines[at].rstrip()
        while at + 1 < len(lines) and _goes_on(lines[at].strip(), lines[at + 1].strip()):
            at += 1
            text += " " + lines[at].strip()
        at += 1
        yield Passage(text, f"dòng {first + 1}")


def _goes_on(line: str, following: str) -> bool:
    return 60 <= len(line) <= 120 and line[-1] not in ".;:!?" and bool(following) and following[0].islower()
