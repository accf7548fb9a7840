"""Every number of a Vietnamese text: its value, unit and hedge, or why it is no quantity (a date, a document …).

What is no quantity is looked for first and struck out, so that «Nghị quyết số 20-NQ/TW» or «31/5/2023» never reads as
20 or 31. Separators are read as Vietnamese print has them (1.481 is a thousand, 5,3 a decimal); where the digits allow
only the other way («2.2 tỷ»), or the unit makes it likely («1,481 HTX»), the other reading is kept beside the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache

from htxlib.codelists.units import Unit, UnknownUnit, words

from .aside import LETTER, NAME, aside

QUANTITY = "số lượng"
_THOUSANDS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"
_ENGLISH = r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"  # "2,168.4"
BROKEN = r"\d+(?:[.,]\d+){2,}"  # "2.2.000": no way of writing numbers has this
_DIGITS = rf"(?:(?:{_THOUSANDS}|{_ENGLISH}|\d+(?:[.,]\d+)?)(?![.,]?\d)|{BROKEN}|[½¼¾])"
_FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
# Nouns that are counted in such texts but are no unit of a variable.
_MORE_UNITS = ("đại biểu", "đồng chí", "đảng viên", "hội viên", "hội chợ", "km", "m2", "m²", "USD", "giờ", "sao", "tạ")
_MANY = {"nghìn": 1000, "ngàn": 1000, "vạn": 10_000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
# What may stand after «một» or «mỗi» as what a number is per; «một số nơi» is none.
_PER = "HTX|THT|LHHTX|hợp tác xã|tổ hợp tác|người lao động|lao động|người|thành viên|hộ|dự án|tỉnh|năm|tháng"
_ENDLESS = re.compile(r"\S{200,}")  # no word and no number: an embedded picture, a mishap; patterns would take for ever
_TIME_WORDS = ("năm", "tháng", "quý", "ngày")

HEDGES = "trên|hơn|gần|dưới|khoảng|xấp xỉ|ước|cơ bản|ít nhất|tối thiểu|không quá|tối đa"
# "ước đạt 236,8", "ước tăng 8%"
_BETWEEN = "mới đạt|thành lập mới|tăng|giảm|chiếm|bằng|gấp|lên|còn|đạt|tính|có|thực hiện|được|khoảng|trên|gần"
_MORE = "".join(f"(?<!{word} )" for word in ("nhiều", "ít", "cao", "thấp", "lớn", "nhỏ", "kém"))  # "nhiều hơn 54 HTX"
_HEDGE = re.compile(rf"(?<![{LETTER}]){_MORE}({HEDGES})(?:\s+(?:{_BETWEEN}))?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, from `start` to `end` (its unit reaches to `end_with_unit`)."""

    text: str  # as it stands, without unit: "1.481", "9.000 đến 10.000", "20-NQ/TW"
    start: int
    end: int
    end_with_unit: int
    kind: str = QUANTITY
    value: Fraction | None = None
    upper: Fraction | None = None  # of a range
    decimals: int = 0
    unit: Unit | None = None
    hedge: str = ""
    at_least: bool = False  # "trở lên" after it
    value_if_separators_swapped: Fraction | None = None  # the value itself where they can only be English

    @property
    def is_quantity(self) -> bool:
        return self.kind == QUANTITY

    @property
    def is_share(self) -> bool:
        return self.unit is not None and self.unit.is_share

    @property
    def exact(self) -> Fraction:
        """The value in the smallest unit of its measure: đồng for money."""
        return self.value * (self.unit.scale if self.unit else 1)

    @property
    def half(self) -> Fraction:
        """Half a unit of the last printed place, in the smallest unit of its measure."""
        return Fraction(self.unit.scale if self.unit else 1, 2 * 10**self.decimals)

    def moved(self, by: int) -> Number:
        """The same number in a text that has `by` characters more before it."""
        return replace(self, start=self.start + by, end=self.end + by, end_with_unit=self.end_with_unit + by)


@lru_cache(maxsize=10_000)  # most sentences of an edited report stand in its side file too
def find(text: str, alone: bool = False) -> tuple[Number, ...]:
    """Every number of `text` in order; `alone` says that it is a paragraph, whose only content may be a page number.

    >>> [(n.text, n.unit and n.unit.text, n.kind) for n in find("Đến 31/5/2023 có 1.481 HTX (trên 75%).")]
    [('31/5/2023', None, 'ngày tháng'), ('1.481', 'HTX', 'số lượng'), ('75', '%', 'số lượng')]
    """
    if not any(c.isdigit() or c in _FRACTIONS for c in text):
        return ()
    found, rest = [], _ENDLESS.sub(lambda m: "\0" * len(m[0]), text)
    for kind, pattern in aside(_names(), alone):
        for match in pattern.finditer(rest):
            start, end = match.span("n") if "n" in pattern.groupindex else match.span()
            start += len(text[start:end]) - len(text[start:end].lstrip())
            end -= len(text[start:end]) - len(text[start:end].rstrip())
            if re.search(r"\d", text[start:end]):
                found.append(Number(text[start:end], start, end, end, kind))
        rest = pattern.sub(lambda m: "\0" * len(m[0]), rest)
    found += _quantities(rest, text)
    return tuple(sorted(found, key=lambda number: number.start))


# --- quantities ------------------------------------------------------------------------------------------------------

_QUANTITY = re.compile(
    rf"(?<![\d.,{LETTER}])(?P<sign>(?<![\d\w)])[-−+](?=\d))?(?P<a>{_DIGITS})"
    rf"(?:(?P<pct>\s?%)?\s*(?P<sep>-|–|—|đến|tới)\s*(?P<b>{_DIGITS}))?"
)
_FROM = re.compile(r"(?:tăng|giảm|nâng)(?:\s+\S+){0,2}\s+từ\s*$", re.I)


def _quantities(rest: str, text: str) -> list[Number]:
    found, at = [], 0
    while match := _QUANTITY.search(rest, at):
        number = _range(match, rest) or _single(match, rest)
        found.append(replace(number, text=text[number.start : number.end]))
        at = number.end
    return _shared_units(found, rest)


def _range(match: re.Match, text: str) -> Number | None:
    """Read «9.000 đến 10.000 lao động»; None when the two are no range: the second is smaller, or «tăng từ … đến …»."""
    if not match["b"] or match["sign"] or _FROM.search(text[: match.start()]):
        return None
    (low, places, _), (high, more, _) = _value(match["a"]), _value(match["b"])
    unit, end_with_unit, at_least = _unit(text, match.end("b"))
    if low >= high or (match["sep"] in ("đến", "tới") and unit is None):
        return None
    start, end = match.start("a"), match.end("b")
    return Number(
        text[start:end],
        start,
        end,
        end_with_unit,
        QUANTITY,
        low,
        high,
        max(places, more),
        unit,
        _hedge(text, start),
        at_least,
    )


def _single(match: re.Match, text: str) -> Number:
    start, end = match.start(), match.end("a")
    value, decimals, other = _value(match["a"])
    unit, end_with_unit, at_least = _unit(text, end)
    if match["sign"] in ("-", "−"):
        value = -value
    if unit is None and re.match(rf"[{LETTER}]", text[end : end + 1]):  # "3T", "5G"
        end = end_with_unit = re.compile(rf"[{LETTER}\d]*").match(text, end).end()
        return Number(text[start:end], start, end, end_with_unit, NAME)
    if unit and unit.is_count and decimals == 3 and other is None:  # "1,481 HTX": nobody counts thousandths
        other = value * 1000
    return Number(
        text[start:end],
        start,
        end,
        end_with_unit,
        QUANTITY,
        value,
        None,
        decimals,
        unit,
        _hedge(text, start),
        at_least,
        other,
    )


def _value(digits: str) -> tuple[Fraction, int, Fraction | None]:
    """Value, decimals, and the value if the separator was meant the other way.

    >>> _value("1.056,714")[:2], _value("2.2")[:2], _value("779.911")
    ((Fraction(528357, 500), 3), (Fraction(11, 5), 1), (Fraction(779911, 1), 0, Fraction(779911, 1000)))
    """
    if digits in _FRACTIONS:
        return _FRACTIONS[digits], 0, None
    if re.fullmatch(_ENGLISH, digits):
        value = Fraction(digits.replace(",", ""))
        return value, len(digits.partition(".")[2]), value
    if re.fullmatch(BROKEN, digits) and not re.fullmatch(_THOUSANDS, digits):
        value = Fraction(re.sub(r"[.,]", "", digits))
        return value, 0, value
    if re.fullmatch(_THOUSANDS, digits):
        whole, _, part = digits.replace(".", "").partition(",")
        other = Fraction(digits) if digits.count(".") == 1 and not part else None
        return Fraction(f"{whole}.{part or 0}"), len(part), other
    whole, _, part = digits.replace(",", ".").partition(".")
    other = Fraction(whole + part) if "." in digits else None
    return Fraction(f"{whole}.{part or 0}"), len(part), other


def _hedge(text: str, start: int) -> str:
    match = _HEDGE.search(text[max(0, start - 30) : start])
    return match[1].lower() if match else ""


def _shared_units(found: list[Number], text: str) -> list[Number]:
    """Read «553/683 HTX»: the first of the two has the unit of the second."""
    for i in range(len(found) - 2, -1, -1):
        one, two = found[i], found[i + 1]
        if one.unit is None and re.fullmatch(r"\s*/\s*", text[one.end : two.start]):
            found[i] = replace(one, unit=two.unit)
    return found


# --- units -----------------------------------------------------------------------------------------------------------


@cache
def _unit_names() -> dict[str, str]:
    """Unit words in lower case → as the codelist writes them."""
    return {name.lower(): name for name in (*_MORE_UNITS, *words())}


@cache
def _names(only: str = "") -> str:
    """Unit words as a pattern, the longest first; `only` those of two words that begin with one of these."""
    names = sorted(_unit_names(), key=len, reverse=True)
    kept = (n for n in names if not only or (n.partition(" ")[2] and n.split()[0] in only.split("|")))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in kept)


@cache
def _unit_pattern() -> re.Pattern:
    names, many = _names(), "|".join(_MANY)
    end = rf"(?![{LETTER}\d])"
    per = rf"(?:\s*/\s*(?:{names})|\s+(?:một|mỗi)\s+(?:{_PER})){end}"
    # "triệu thành viên" is a million members; "triệu đồng" is a unit of its own.
    count = rf"(?:(?!(?:{_names(many)}){end})(?P<many>{many})\s+(?={names}))?"
    up = r"\s+trở\s+lên"
    return re.compile(rf"\s?{count}(?P<unit>{names}){end}(?P<up>{up})?(?P<per>(?:{per})*)(?P<more>{up})?", re.I)


def _unit(text: str, at: int) -> tuple[Unit | None, int, bool]:
    """The unit that begins at `at`, where it ends, and whether «trở lên» follows."""
    match = _unit_pattern().match(text, at)
    if not match:
        up = re.compile(r"\s+trở\s+lên").match(text, at)
        return None, at, bool(up)
    name = _name(match["unit"])
    if name in _TIME_WORDS and re.match(r"\s*\d", text[match.end("unit") :]):  # "6 tháng 5 ngày"
        return None, at, False
    per = "".join("/" + _name(part) for part in re.split(r"\s*/\s*|\s+(?:một|mỗi)\s+", match["per"])[1:])
    many = _MANY[match["many"].lower()] if match["many"] else 1
    return _parsed(name, per, many, match["many"] or ""), match.end(), bool(match["up"] or match["more"])


def _name(text: str) -> str:
    return _unit_names()[" ".join(text.split()).lower()]


@cache
def _parsed(name: str, per: str, many: int, many_text: str) -> Unit:
    try:
        unit = Unit.parse(name + per)
    except UnknownUnit:
        unit = Unit(name + per, name, 1, True)
    return unit if many == 1 else replace(unit, text=f"{many_text} {unit.text}", scale=unit.scale * many, is_count=False)
