"""A .docx, .html, .txt or .pdf file as passages in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from htxlib.words.disk import said
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import number

from .passages import Passage, Row, clean, table
from .read_docx import docx_passages, open_docx
from .read_html import html_page

ENDINGS = (".docx", ".html", ".htm", ".txt", ".md", ".pdf")
OTHER_WORD = (".doc", ".rtf", ".odt", ".wps")  # texts, too: never passed over in silence
# Beyond these a file is no report, and a paragraph none: reading them would take minutes.
MOST_LETTERS, MOST_PASSAGES, MOST_CELLS, MOST_PAGES, LONGEST = 1_500_000, 6_000, 15_000, 500, 50_000
# Letters of the old fonts: of TCVN3 (.VnTime) signs that Vietnamese lacks, of VNI a vowel and its tone as two letters.
_TCVN3 = re.compile("[¸µ¶·¹®¬«¨©ª¾»¼½§]")
_VNI = re.compile("[aeouyAEOUY][ùøûõïâêéèáàåãäëüúÙØÛÕÏÂÊÉÈÁÀÅÃÄËÜÚ]|[öÖ][ùøûõï]|ñ[aeiouôö]")
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


def read(path: str | Path) -> list[Passage]:
    """Return the passages of the file in order; raises InputError for what is no text of these kinds."""
    path = Path(path)
    ending = path.suffix.lower()
    if not path.is_file():
        raise InputError(Fault("một tệp có sẵn", quote(path.name), "Kiểm tra đường dẫn.", str(path)))
    if ending not in ENDINGS:
        in_word = ending in OTHER_WORD
        remedy = "Trong Word, lưu lại thành .docx." if in_word else "Đổi sang một trong các dạng đó."
        raise InputError(Fault("tệp .docx, .html, .txt hoặc .pdf", quote(path.suffix or path.name), remedy, path.name))
    if ending == ".docx":
        found = docx_passages(open_docx(path))
    elif ending == ".pdf":
        found = _pages(path)
    else:
        found = (html_page if ending.startswith(".htm") else _lines)(_decoded(path))
    passages, letters, cells = [], 0, 0
    for passage in found:
        letters, cells = letters + len(passage.text), cells + len(passage.cells)
        if len(passage.text) > LONGEST:
            found = f"{passage.where} dài {number(len(passage.text))} chữ"
            raise InputError(
                Fault(f"đoạn văn dưới {number(LONGEST)} chữ", found, "Ngắt đoạn, hoặc bỏ phần không phải chữ.", path.name)
            )
        if letters > MOST_LETTERS or cells > MOST_CELLS or len(passages) > MOST_PASSAGES:
            most = f"tệp dưới {number(MOST_LETTERS)} chữ, {number(MOST_PASSAGES)} đoạn, {number(MOST_CELLS)} ô trong bảng"
            raise InputError(Fault(most, "tệp dài hơn", "Chia tệp thành nhiều phần rồi đọc cả thư mục.", path.name))
        passages += [passage] if passage.text.strip() else []
    if not passages:
        remedy = "Bản quét chưa có chữ: nhận dạng chữ trước." if ending == ".pdf" else "Kiểm tra lại tệp."
        raise InputError(Fault("tệp có chữ", "tệp không có chữ nào", remedy, path.name))
    _refuse_old_letters(path, " ".join(passage.text for passage in passages[:400])[:100_000])
    return passages


def _refuse_old_letters(path: Path, text: str) -> None:
    """Raises InputError for a text of an old font, which reads as other letters."""
    right = len(_VIETNAMESE.findall(text))
    for name, pattern in (("TCVN3 (.VnTime)", _TCVN3), ("VNI", _VNI)):
        if (wrong := len(pattern.findall(text))) > 5 and wrong > 2 * right and wrong * 40 > len(text):
            remedy = "Đổi sang Unicode (UniKey: Ctrl+Shift+F6, hoặc công cụ chuyển mã) rồi lưu lại."
            raise InputError(Fault("chữ Unicode", f"chữ {name}", remedy, path.name))


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(Fault("tệp đọc được", said(error), "Kiểm tra quyền đọc.", path.name)) from None
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        _refuse_old_letters(path, data[:100_000].decode("latin-1"))
        remedy = "Lưu lại với bảng mã UTF-8."
        raise InputError(Fault("chữ Unicode (UTF-8)", "bảng mã khác", remedy, path.name)) from None


def _pages(path: Path) -> Iterator[Passage]:
    """Yield the lines of a PDF that holds text, page by page."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings on crooked files say nothing to an analyst
    try:
        reader = PdfReader(path)
        pages = len(reader.pages)
        texts = [page.extract_text() for page in reader.pages] if pages <= MOST_PAGES else []
        found = "" if texts or not pages else f"{pages} trang"
    except OSError as error:
        found = said(error)
    except Exception:  # a broken or locked file raises errors of many classes
        found = "tệp khác, tệp hỏng hoặc có khóa"
    if found:
        remedy = "Mở bằng phần mềm đọc PDF rồi in lại ra PDF, hoặc dùng tệp Word."
        raise InputError(Fault(f"tệp PDF có chữ, không khóa, dưới {MOST_PAGES} trang", found, remedy, path.name))
    for i, text in enumerate(texts, 1):
        yield from _lines(text, f"trang {i}, ", shortest=40)


def _lines(source: str, before: str = "", shortest: int = 60) -> Iterator[Passage]:
    """A line is a passage, a long one may go on in the next; lines with tabs are the rows of a table."""
    lines, at, tables = source.splitlines(), 0, 0
    while at < len(lines):
        first = at
        if "\t" in lines[at]:
            while at < len(lines) and "\t" in lines[at]:
                at += 1
            tables += 1
            rows = enumerate(lines[first:at], first + 1)
            yield from table(_row(line, f"{before}bảng {tables}, dòng {i}") for i, line in rows)
            continue
        parts = [clean(lines[at]).rstrip()]
        while at + 1 < len(lines) and _goes_on(lines[at].strip(), lines[at + 1].strip(), shortest):
            at += 1
            parts.append(clean(lines[at]).strip())
        at += 1
        yield Passage(" ".join(parts), f"{before}dòng {first + 1}")


def _row(line: str, where: str) -> Row:
    texts = [clean(cell).strip() for cell in line.split("\t")]
    return Row(where, texts, (Passage(text, where) for text in texts))


def _goes_on(line: str, following: str, shortest: int) -> bool:
    if not shortest <= len(line) <= 140 or not following or line[-1] in ".;:!?":
        return False
    return following[0].islower() or (following[0].isdigit() and not re.match(r"\d{1,2}[.)]\s", following))
