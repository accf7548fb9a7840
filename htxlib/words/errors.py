"""What is wrong with the input, in a sentence an analyst can act on; all faults are told at once."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from urllib.parse import unquote

from .location import Location
from .text import fold, nearest, one_line

# What may be the address of a database, and so hold a password, wherever it was written by mistake.
_ADDRESS = re.compile(
    r"(?:sqlite|postgres|mysql|mariadb|oracle|mssql)[\w+]*\s*:|:[^@]{1,200}@|://[^/]*@"
    r"|[\w.$-]+/[^@\s]+@[\w.-]|@[\w.\[-]+:\S"  # as Oracle's programs take it; as HTX_MAT_KHAU holds it
    r"|(?:pass(?:word|wd|phrase)?|pwd|mat[ _-]?khau|secret|token)\s*[=:]",  # "host=… password=…", "Server=…;Pwd=…"
    re.I,
)
# The same among words of our own, which name addresses without a password as examples.
_WITH_PASSWORD = re.compile(r":(?!//[^:@]*@)[^@\s]+@|(?:pass\w*|pwd|mat[_-]?khau)=\S", re.I)
_QUOTED = re.compile(r"«([^»]*)»|'([^']*)'")
# "cong_bo:bi-mat", "may:bi-mat": a name of a machine or file, and behind the colon what may be a password. Not "dòng 12:",
# a time, a drive of Windows, a key of our own files, a link of another kind than the web's.
_BEHIND_COLON = re.compile(r"(?!(?:data|javascript|mailto|tel):)[\w.\-/]{2,}:(?![/\\])(?=[^\s:]{4,}$)(?=\S*[^\W\d])\S+")
UNTOLD = "một địa chỉ (không in lại, vì có thể mang mật khẩu)"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in the data or the parameters: where it stands, what was expected, what was found, what to do."""

    expected: str
    found: str
    remedy: str
    file: str = ""
    sheet: str = ""
    at: Location = Location()  # in the file or sheet; given as a text it is none of rows and columns

    def __post_init__(self):
        """Names of files and sheets, and whatever is quoted, forge no second line and hold no password."""
        if isinstance(self.at, str):
            object.__setattr__(self, "at", Location(self.at))
        for name in ("expected", "found", "remedy", "file", "sheet"):
            if (plain := _harmless(text := getattr(self, name))) != text:
                object.__setattr__(self, name, plain)
        if _harmless(self.cell) != self.cell:
            texts = ((each.name, getattr(self.at, each.name)) for each in fields(self.at))
            plain = {name: _harmless(text) for name, text in texts if isinstance(text, str)}
            object.__setattr__(self, "at", replace(self.at, **plain))

    @property
    def cell(self) -> str:
        """Where in the file or sheet it is, in words: "ô B7", "dòng 12, cột gia_tri"."""
        return str(self.at)

    @property
    def where(self) -> str:
        sheet = f"trang «{self.sheet}»" if self.sheet else ""
        return ", ".join(part for part in (self.file, sheet, self.cell) if part)

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}cần {self.expected}; đang là {self.found}. {self.remedy}".strip()


class InputError(Exception):
    """The input was refused; `faults` holds every mistake found in one pass. The command ends with exit code 2."""

    exit_code = 2

    def __init__(self, faults: Fault | Iterable[Fault]):
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the sentences, without a traceback through our code; JupyterLab would break words."""
        return [line for each in str(self).split("\n") for line in textwrap.wrap(each, 96, break_on_hyphens=False)]

    def __reduce__(self):  # so that it crosses from a child process with its fields
        return type(self), (self.faults,)


class Faults:
    """Collects mistakes so that all of them can be told at once."""

    def __init__(self, file: str = "", sheet: str = ""):
        self.file, self.sheet, self.all = file, sheet, []

    def add(self, expected: str, found: str, remedy: str, at: Location | str = "", file: str = "") -> None:
        self.all.append(Fault(expected, found, remedy, file or self.file, self.sheet, at))

    def extend(self, faults: Iterable[Fault]) -> None:
        self.all.extend(faults)

    def raise_if_any(self) -> None:
        if self.all:
            raise InputError(self.all)


def distinct(faults: Iterable[Fault]) -> list[Fault]:
    """The faults without repetition: a cell of a workbook on which many rows lean is wrong once."""
    first: dict[tuple, Fault] = {}
    for fault in faults:
        where = (fault.file, fault.sheet, fault.at, fault.expected)
        first.setdefault(where if fault.sheet and fault.at != Location() else (fault,), fault)
    return list(first.values())


def _harmless(text: str) -> str:
    return without_addresses(one_line(text))


def quote(found: object) -> str:
    """Return what was found, in quotation marks and short enough to read; an empty text is named."""
    text = "" if found is None else str(found)
    if may_be_an_address(text):
        return UNTOLD
    text = one_line(text)
    return f"«{text if len(text) <= 60 else text[:57] + '…'}»" if text else "ô trống"


def may_be_an_address(text: str) -> bool:
    """Whether a text may be the address of a database, also one in codes or in look-alikes of characters."""
    if text.isascii() and not {":", "%", "=", "@"} & set(text):
        return False
    for _ in range(5):
        text = unicodedata.normalize("NFKC", unquote(text))
    return bool(_BEHIND_COLON.fullmatch(text) or _ADDRESS.search(text) or _ADDRESS.search(fold(text)))


def without_addresses(text: str) -> str:
    """Return a message without the addresses that hold a password: quotations and words that may be one are not repeated.

    >>> without_addresses("không có «htx:bí mật@may/x»")
    'không có một địa chỉ (không in lại, vì có thể mang mật khẩu)'
    """
    if text.isascii() and not {"@", "=", "%"} & set(text):
        return text
    text = _QUOTED.sub(lambda found: UNTOLD if may_be_an_address(found[1] or found[2] or "") else found[0], text)
    return re.sub(r"[^\s«»()]+", lambda word: UNTOLD if _holds_password(word[0]) else word[0], text)


def _holds_password(word: str) -> bool:
    return bool(_WITH_PASSWORD.search(unicodedata.normalize("NFKC", unquote(word))))


def misspelt(word: str, choices: Iterable[str]) -> str:
    """Return " Có phải «so_htx»?" when one of the choices is like `word`, else nothing."""
    near = nearest(word, choices)
    return f" Có phải «{near}»?" if near and near != word else ""
