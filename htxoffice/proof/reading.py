"""A .docx, .html or .txt file as passages in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from htxlib.words.errors import Fault, InputError, quote

from .passages import Passage, Row, clean, table
from .read_docx import docx_passages, open_docx
from .read_html import html_page


def read(path: str | Path) -> list[Passage]:
    """The passages of the file in order; raises InputError for what is no text of the three kinds."""
    path = Path(path)
    ending = path.suffix.lower()
    if not path.is_file():
        raise InputError(Fault("một tệp có sẵn", quote(path.name), "Kiểm tra đường dẫn.", str(path)))
    if ending not in (".docx", ".html", ".htm", ".txt", ".md"):
        in_word = ending in (".doc", ".rtf", ".odt")
        remedy = "Trong Word, lưu lại thành .docx." if in_word else "Đổi sang một trong ba dạng đó."
        raise InputError(Fault("tệp .docx, .html hoặc .txt", quote(path.suffix or path.name), remedy, path.name))
    if ending == ".docx":
        found = docx_passages(open_docx(path))
    else:
        found = (html_page if ending.startswith(".htm") else _lines)(_decoded(path))
    passages = [passage for passage in found if passage.text.strip()]
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


def _lines(source: str) -> Iterator[Passage]:
    """A line is a passage, a long one may go on in the next; lines with tabs are the rows of a table."""
    lines, at, tables = source.splitlines(), 0, 0
    while at < len(lines):
        first = at
        if "\t" in lines[at]:
            while at < len(lines) and "\t" in lines[at]:
                at += 1
            tables += 1
            yield from table(_row(line, f"bảng {tables}, dòng {i}") for i, line in enumerate(lines[first:at], first + 1))
            continue
        text = clean(lines[at]).rstrip()
        while at + 1 < len(lines) and _goes_on(lines[at].strip(), lines[at + 1].strip()):
            at += 1
            text += " " + clean(lines[at]).strip()
        at += 1
        yield Passage(text, f"dòng {first + 1}")


def _row(line: str, where: str) -> Row:
    texts = [clean(cell).strip() for cell in line.split("\t")]
    return Row(where, texts, (Passage(text, where) for text in texts))


def _goes_on(line: str, following: str) -> bool:
    return 60 <= len(line) <= 120 and line[-1] not in ".;:!?" and bool(following) and following[0].islower()
