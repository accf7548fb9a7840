"""Rows of a register that are no cooperative's: they are passed over, and it is said which.

A row that could be a cooperative's never is: whoever has a state or a field of work, a year beside a code and a name, or
a name of its own in a row of mistakes, is told those mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..dataset import asides
from ..dataset.headings import key
from ..text import tidy
from .columns import COLUMNS, FIELDS, STATES, is_word, is_year

MOST_SHOWN = 5
LONGEST = 60
WIDEST_SIGNATURE = 3  # cells
_TEXTS = ("ma_htx", "ten", "don_vi")
_HEADINGS = {
    column.name: {key(column.name), key(column.heading), key(column.heading.partition("(")[0])} for column in COLUMNS
}


class Judge:
    """Tells the rows of one part apart, from the first to the last: below a signature stand names."""

    def __init__(self):
        self.is_signed = False

    def kind(self, row: Mapping[str, str]) -> str:
        """What a row is, as the tidied texts of its filled cells by column; "" for a cooperative's.

        >>> judge = Judge()
        >>> judge.kind({"ten": "Tổng cộng", "thanh_vien": "47"}), judge.kind({"ten": "HTX Tổng hợp An Phú"})
        ('dòng tổng', '')
        """
        if not row or _may_be_one(row):
            return ""
        texts = [row[name] for name in _TEXTS if name in row]
        if asides.is_numbering(row.values()):
            return "số thứ tự cột"
        if sum(key(text) in _HEADINGS.get(name, ()) for name, text in row.items()) >= asides.FEWEST_NUMBERED:
            return "tiêu đề lặp lại"
        if _is_total(texts):
            return "dòng tổng"
        if "nam" not in row and _is_section(texts):
            return "tên nhóm"
        if len(row) <= WIDEST_SIGNATURE and any(map(asides.is_remark, row.values())):
            self.is_signed = True
            return "ghi chú, chữ ký"
        if (
            self.is_signed
            and len(row) <= WIDEST_SIGNATURE
            and not any(char.isdigit() for text in row.values() for char in text)
        ):
            return "ghi chú, chữ ký"
        return ""


def _may_be_one(row: Mapping[str, str]) -> bool:
    """Whether a row has a field of work or a state, or a year with a code and a name."""
    if is_word(row.get("linh_vuc", ""), FIELDS) or is_word(row.get("tinh_trang", ""), STATES):
        return True
    return is_year(row.get("nam", "")) and "ma_htx" in row and "ten" in row


def _is_total(texts: Sequence[str]) -> bool:
    """A sum says so in its first text; a name beside it is that of a place, or says so again."""
    return bool(texts) and asides.is_total(texts[0]) and len(texts) <= 2


def _is_section(texts: Sequence[str]) -> bool:
    if len(texts) == 2:
        return asides.is_section(texts[1], texts[0])
    return len(texts) == 1 and asides.is_section(texts[0])


def told(file: str, sheet: str, rows: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """One sentence about the rows passed over: line, kind and text of each; all are counted, the first are shown."""
    if not rows:
        return
    shown = "; ".join(f"dòng {line} «{_short(text)}» ({kind})" for line, kind, text in rows[:MOST_SHOWN])
    rest = f"; và {len(rows) - MOST_SHOWN} dòng nữa" if len(rows) > MOST_SHOWN else ""
    where = f"{file}, trang «{sheet}»" if sheet else file
    yield f"{where}: {len(rows)} dòng không phải của HTX, không đọc: {shown}{rest}."


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shown(row: Mapping[str, str]) -> str:
    """The row in one line."""
    return tidy(" ".join(row.values()))
