"""What a number format of a workbook makes of a number: a share, thousands, a date, words in its place.

A format is a small language: sections parted by ; for positive, negative, zero and text, or by their own conditions;
characters that stand for digits and dates; and text that is only shown, in quotation marks or behind \\, _ and *.
A % that is only shown does not multiply; one that is not, does.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      "(?P<text>[^"]*)(?:"|$)          # shown as it is
    | \\(?P<escaped>.)
    | _(?P<gap>.?)                     # as wide as this character: nothing to read
    | \*(?P<fill>.?)                   # repeated up to the edge of the cell
    | \[(?P<bracket>[^]]*)(?:]|$)      # a colour, a language, a condition, hours beyond 24
    | (?P<general>General|Standard)  # the second in files of German programs
    | (?P<clock>AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|b+|g+|e+)
    | (?P<end>;)
    | (?P<sign>.)
    """,
    re.I | re.S | re.X,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_HOLDS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_ELAPSED = re.compile(r"h+|m+|s+", re.I)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format: what it does to the numbers that it is for."""

    percents: int = 0  # each shows the number a hundred times as large
    thousands: int = 0  # each shows it divided by a thousand
    decimals: int = 0  # that are always shown
    has_digits: bool = False
    words: str = ""  # what is only shown
    adds_digits: bool = False  # what is only shown looks like digits of the number: 0".000"
    dates: str = ""  # of "ymdt": year, month, day, time of day
    elapsed: bool = False
    condition: tuple[str, Decimal] | None = None
    is_text: bool = False

    @property
    def shows_percent(self) -> bool:
        return bool(self.percents) or self.words.strip() == "%"


def section(code: str, value: Decimal) -> Section:
    """The section of a format that shows this number.

    >>> section('0.00"%"', Decimal("0.45")).percents, section("0.0%", Decimal("0.45")).percents
    (0, 1)
    >>> section('[>=1000000]0.0,,"tr";0', Decimal(5000000)).thousands, section("#,##0;-#,##0", Decimal(5)).thousands
    (2, 0)
    """
    parts = sections(code)
    if any(part.condition for part in parts):
        for part in parts:
            if part.condition is None or _HOLDS[part.condition[0]](value, part.condition[1]):
                return part
        return parts[-1]
    if len(parts) == 1 or value > 0:
        return parts[0]
    return parts[1] if value < 0 else parts[2 if len(parts) > 2 else 0]


@lru_cache(1000)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format that are for numbers, at least one. Nothing is refused: a damaged format says less."""
    found, tokens = [], []
    for match in _TOKEN.finditer(code[:1000]):
        if match.lastgroup == "end":
            found.append(_section(tokens))
            tokens = []
        else:
            tokens.append((match.lastgroup, match[match.lastgroup]))
    found.append(_section(tokens))
    if len(found) > 1 and found[-1].is_text:
        found.pop()
    return tuple(found[:3])


@lru_cache(1000)
def shown_date(code: str) -> str:
    """How much of a date a format shows: "ngày", "tháng", "năm", "giờ"; "" for a format of numbers and of durations.

    >>> [shown_date(code) for code in ("dd/mm/yyyy;@", "mmm-yy", "yyyy", "hh:mm", "[h]:mm", '0 "người"', r"\\d0")]
    ['ngày', 'tháng', 'năm', 'giờ', '', '', '']
    """
    first = sections(code)[0]
    if first.elapsed:
        return ""
    shown = (("d", "ngày"), ("m", "tháng"), ("y", "năm"), ("t", "giờ"))
    return next((word for letter, word in shown if letter in first.dates), "")


def _section(tokens: list[tuple[str, str]]) -> Section:
    kinds = [kind for kind, _ in tokens]
    signs = "".join(_sign(kind, text) for kind, text in tokens)  # the digits and marks, each other thing a blank
    whole, point, part = signs.partition(".")
    brackets = [text for kind, text in tokens if kind == "bracket"]
    condition = next(filter(None, map(_CONDITION.fullmatch, brackets)), None)
    return Section(
        percents=signs.count("%"),
        thousands=_trailing_commas(whole) + _trailing_commas(part),
        decimals=0 if "exponent" in kinds or not point else len(re.match(r"0*", part)[0]),
        has_digits=bool(re.search(r"[0#?@]", signs)) or "general" in kinds,
        words="".join(text for kind, text in tokens if kind in ("text", "escaped")),
        adds_digits=_adds_digits(tokens),
        dates=_dates(tokens),
        elapsed=any(map(_ELAPSED.fullmatch, brackets)),
        condition=(condition[1], Decimal(condition[2])) if condition else None,
        is_text="@" in signs,
    )


def _sign(kind: str, text: str) -> str:
    if kind == "general":
        return "0"
    return text if kind == "sign" else " " if kind in ("text", "escaped", "exponent") else ""


def _trailing_commas(digits: str) -> int:
    """How many commas follow the last digit; one between digits only groups them."""
    last = max(map(digits.rfind, "0#?"))
    return digits.count(",", last) if last >= 0 else 0


def _adds_digits(tokens: list[tuple[str, str]]) -> bool:
    """Whether shown text touches the number with digits of its own."""
    written = "".join(
        "\x00" if kind == "general" or kind == "sign" and text in "0#?" else text
        for kind, text in tokens
        if kind in ("sign", "general", "text", "escaped")
    )
    return bool(re.search("\x00[.,  ]?[0-9]|[0-9][., ]?\x00", written))


def _dates(tokens: list[tuple[str, str]]) -> str:
    """What of a date is shown. An m beside hours or seconds is a minute."""
    letters = [text[0].lower() if kind == "date" else "t" for kind, text in tokens if kind in ("date", "clock")]
    lengths = [len(text) for kind, text in tokens if kind in ("date", "clock")]
    found = set()
    for place, letter in enumerate(letters):
        beside = letters[place - 1 : place] + letters[place + 1 : place + 2]
        is_minute = letter == "m" and lengths[place] < 3 and (beside[:1] == ["h"] and place or "s" in beside[-1:])
        found.add("t" if is_minute or letter in "hst" else "y" if letter in "ybge" else letter)
    return "".join(letter for letter in "ymdt" if letter in found)
