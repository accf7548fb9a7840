"""Rows of a table that are about nothing in it: numbers of the columns, totals, headings of sections, signatures.

Only the words are judged here. Whoever asks makes sure first that the row holds nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..text import fold

_NUMBER_OF_COLUMN = re.compile(r"[(\[]?(\d{1,2}|[a-z])[)\]]?( ?= ?[\d()\[\]+*/:x ,.-]+)?")
FEWEST_NUMBERED = 3
# "Tổng cộng", "Tổng số HTX:", "Cộng (I)", "Cộng huyện Mộc Châu"; not "Tổng hợp An Phú".
_TOTAL = re.compile(
    r"(tong( cong| so)?|cong( don| lai)?|tong cong chung)"
    r"( (cac|so|htx|hop tac xa|chung|toan (tinh|thanh pho|quoc|nganh|vung|cum)|ca (tinh|nuoc|nam)|nam \d{4}|\d+"
    r"|[ivx]+|[a-h]|muc( [a-z\d]+)?|(huyen|thi xa|thanh pho|quan|xa|phuong|tinh|cum)( .*)?))*"
)
_SECTION_NUMBER = re.compile(r"([IVXL]+|[A-H])")
_SECTION = re.compile(r"([IVXL]+|[A-H])\s*[.)/:-]\s*\S.*")
_AREA = re.compile(r"(?:\d{1,2}\s*[.)/-]\s*)?(huyen|thi xa|thi tran|thanh pho|tp|quan|xa|phuong|tinh|cum|vung|khu vuc)\b.*")
_REMARK = re.compile(
    r"(ghi chu|luu y|chu thich|nguoi (lap|ky|duyet)|lap bieu|thu truong|(tong |pho )?giam doc|(pho )?chu tich|ke toan|thu ky"
    r"|noi nhan|ky ten|xac nhan cua|nguon so lieu)\b.*"
    r"|(nguon:|tm\.|kt\.|tl\.|\(?ky( ten)?,|\(?da ky).*"
    r"|(.{1,40}, )?ngay [\d. …]* ?thang [\d. …]* ?nam [\d. …]*"
)


def is_numbering(cells: Iterable[str]) -> bool:
    """Whether the cells of a row only number the columns.

    >>> is_numbering(["(1)", "(2)", "(3)=(1)+(2)"]), is_numbering(["A", "B", "1", "2"]), is_numbering(["1", "HTX", "2"])
    (True, True, False)
    """
    folded = [fold(cell) for cell in cells]
    return (
        len(folded) >= FEWEST_NUMBERED and len(set(folded)) == len(folded) and all(map(_NUMBER_OF_COLUMN.fullmatch, folded))
    )


def is_total(text: str) -> bool:
    """Whether a text only says that the row is a sum.

    >>> [is_total(text) for text in ("TỔNG CỘNG:", "Cộng huyện Mộc Châu", "Tổng hợp An Phú", "Tổng Công ty 19/5")]
    [True, True, False, False]
    """
    return bool(_TOTAL.fullmatch(" ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())))


def is_section(text: str, number: str = "") -> bool:
    """Whether a text, with the number in the cell before it, heads a section: "I. Thành phố Sơn La", "Huyện Mộc Châu".

    >>> [is_section(text) for text in ("I. Thành phố Sơn La", "A) HTX nông nghiệp", "Huyện Mộc Châu", "1. HTX Mường La")]
    [True, True, True, False]
    """
    if number:
        return bool(_SECTION_NUMBER.fullmatch(number.strip(" .)/:-"))) and bool(text)
    return bool(_SECTION.fullmatch(text) or _AREA.fullmatch(fold(text)))


def is_remark(text: str) -> bool:
    """Whether a text is a note, a place and day, or stands over a signature.

    >>> [is_remark(t) for t in ("Người lập biểu", "Sơn La, ngày 5 tháng 1 năm 2025", "HTX Giám Đốc", "(Ký, ghi rõ họ tên)")]
    [True, True, False, True]
    """
    return bool(_REMARK.fullmatch(fold(text)))
