"""How a CSV file begins: its encoding, what parts its cells, and how many lines stand above the header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from ..words.disk import said
from ..words.errors import Faults
from ..words.text import tidy

# "sep=;" tells Excel what parts the cells; it may stand in quotation marks, or have grown empty cells of its own.
_SEPARATOR = re.compile(r'\ufeff?"?sep=(.)"?[;,\t"\s]*', re.I | re.S)
DEEPEST_HEADER = 30  # lines


@contextmanager
def readable(path: Path, faults: Faults, file: str = "") -> Iterator[None]:
    """What cannot be read as a CSV file becomes a fault of `file`."""
    file = file or path.name
    try:
        yield
    except UnicodeError:
        remedy = "Trong Excel: Lưu thành «CSV UTF-8», hoặc nhập thẳng tệp .xlsx; chữ TCVN3, VNI thì đổi sang Unicode trước."
        faults.add("tệp CSV mã UTF-8", _encoding(path), remedy, file=file)
    except OSError as error:
        remedy = "Kiểm tra đường dẫn và quyền đọc."
        faults.add("tệp CSV đọc được", said(error), remedy, file=file)
    except csv.Error as error:
        faults.add("bảng CSV đọc được", f"lỗi ({error})", "Mở bằng Excel và lưu lại thành «CSV UTF-8».", file=file)


def check_encoding(start: bytes) -> None:
    """Raise UnicodeError where the start of a file is that of UTF-16, which without its mark may pass for UTF-8."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in start:
        raise UnicodeError("UTF-16")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    try:
        check_encoding(start)
    except UnicodeError:
        return "mã UTF-16 («Unicode Text» của Excel)"
    return "một bảng mã khác"


def opening(text: str, known: Callable[[list[str]], int], usual: str = ",;") -> tuple[str, int]:
    """The delimiter, and how many lines stand above the header: a line "sep=;", blank ones, a title.

    `known` says how many of the cells of a row are headings: the first row with most of them is the header. Where none
    has two it is the first line that says something.

    >>> opening("sep=;\\nDanh sách\\n\\nma;ten\\n1;A\\n", lambda row: len({"ma", "ten"} & set(row)))
    (';', 3)
    """
    lines = list(islice(io.StringIO(text, newline=""), DEEPEST_HEADER))
    declared = next(filter(None, map(_SEPARATOR.fullmatch, lines[:2])), None)
    skipped = next((number for number, line in enumerate(lines) if _says_something(line)), 0)
    first = lines[skipped] if lines else ""
    best, found = 1, (declared[1] if declared else max(usual, key=first.count), skipped)
    for delimiter in declared[1] if declared else usual:
        for row, above in _rows(lines, delimiter):
            if (headings := known(row)) > best:
                best, found = headings, (delimiter, above)
    return found


def _says_something(line: str) -> bool:
    return bool(line.strip(' \t\r\n\ufeff;,"')) and not _SEPARATOR.fullmatch(line)


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Each row near the top, tidied, with the number of lines above it."""
    reader, above = csv.reader(lines, delimiter=delimiter), 0
    try:
        for row in reader:
            yield [tidy(cell) for cell in row], above
            above = reader.line_num
    except csv.Error:  # told where the file is read
        return
