"""Vietnamese text and numbers: how they are tidied, compared and printed."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

MINUS = "\u2212"  # a true minus sign: a hyphen breaks lines and reads as a range
NBSP = "\u00a0"

# The alphabet's order; code points would put đ last and mix the toned vowels.
_ORDER = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&-])")
# Python calls printable what is no control, mark of direction, half, private or unassigned character, and no separator.
# These letters, marks and signs are printable and yet drawn as nothing: joiners, fillers, selectors of variants.
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def hidden(text: str) -> str:
    """Return the first character of `text` that a reader does not see, "" if all are seen; blanks are no such characters.

    Line breaks other than the usual ones count: they would break what is written line by line.

    >>> hidden("Yên\\u00a0Bái\\n"), hidden("a\\u202eb") == "\\u202e", hidden("a\\u2028b") == "\\u2028"
    ('', True, True)
    """
    if text.isprintable():
        found = _EMPTY.search(text)
        return found[0] if found else ""
    return next((c for c in text if _is_hidden(c) and c not in "\t\n\r"), "")


def _is_hidden(c: str) -> bool:
    if c.isprintable():
        return bool(_EMPTY.match(c))
    return unicodedata.category(c) != "Zs"


def one_line(text: str) -> str:
    """Return `text` as messages, logs and pages show a name: what cannot be seen or would break the line is spelt out.

    >>> one_line("a\\nLỖI \\u202eb")
    'a‹U+000A›LỖI ‹U+202E›b'
    """
    if text.isprintable() and not _EMPTY.search(text):
        return text
    return "".join(f"‹U+{ord(c):04X}›" if _is_hidden(c) else c for c in text)


def tidy(text: str) -> str:
    """Return `text` in NFC, every run of blanks (also non-breaking, also line breaks) as one, stripped; what no reader
    sees is dropped.

    >>> tidy("  Yên\\u00a0 Bái ")
    'Yên Bái'
    """
    if text.isascii() and text.isprintable():  # most cells of a table: nothing to normalise or to drop
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _seen(text)).split())


def tidy_lines(text: str) -> str:
    """Return `text` with each of its lines tidied, without empty ones: of a text whose paragraphs and lists are kept.

    >>> tidy_lines(f"Một là, vốn;{chr(10)}{chr(10)}  Hai  là, đất.").splitlines()
    ['Một là, vốn;', 'Hai là, đất.']
    """
    return "\n".join(filter(None, map(tidy, text.splitlines())))


def _seen(text: str) -> str:
    if text.isprintable() and not _EMPTY.search(text):
        return text
    return "".join(c for c in text if c.isspace() or not _is_hidden(c))


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, for searching and comparing.

    >>> fold("Đắk Lắk"), fold("Hoà Bình") == fold("Hòa Bình")
    ('dak lak', True)
    """
    plain = unicodedata.normalize("NFD", tidy(text).lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def slug(text: str) -> str:
    """Return an id of a-z, 0-9 and single hyphens.

    >>> slug("Bà Rịa - Vũng Tàu")
    'ba-ria-vung-tau'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice most like `word`, compared without accents; None if none is near.

    >>> nearest("so_hxt", ["so_htx", "so_tht"])
    'so_htx'
    """
    by_fold = {fold(choice): choice for choice in choices}
    found = difflib.get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def vn_sort_key(text: str) -> tuple:
    """Return the key that sorts Vietnamese words as a dictionary does: letters first, tones second.

    >>> sorted(["Đồng Nai", "Hà Nội", "Đắk Lắk", "An Giang", "Điện Biên"], key=vn_sort_key)
    ['An Giang', 'Đắk Lắk', 'Điện Biên', 'Đồng Nai', 'Hà Nội']
    """
    letters, tones = [], []
    for char in tidy(text).lower():
        parts = unicodedata.normalize("NFD", char)
        tones.append(max((_TONES.get(mark, 0) for mark in parts), default=0))
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        letters.append((1, _ORDER[base]) if base in _ORDER else (0, ord(base[0]) if base else 0))
    return tuple(letters), tuple(tones)


def round_half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """Return `value` rounded to `decimals` places, halves away from zero; below none, to tens, hundreds, thousands.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-1, 4), 1), round_half_up(Fraction(73812), -3)
    (Fraction(3, 1), Fraction(-3, 10), Fraction(74000, 1))
    """
    if decimals < 0:
        return round_half_up(Fraction(value) / 10**-decimals) * 10**-decimals
    if value.denominator == 1:  # most of all numbers are counts
        return value if isinstance(value, Fraction) else Fraction(value)
    whole = _half_up(abs(value.numerator), value.denominator, 10**decimals)
    return Fraction(whole if value.numerator >= 0 else -whole, 10**decimals)


def _half_up(top: int, bottom: int, times: int) -> int:
    """That many times a fraction, rounded; whole numbers, because fractions take ten times as long."""
    return (2 * top * times + bottom) // (2 * bottom)


def number(value: Fraction | int, decimals: int = 0, pad: bool = False) -> str:
    """Return `value` as Vietnamese print: dot for thousands, comma for decimals; `pad` writes 3 as 03.

    >>> number(1481), number(Fraction(53, 10), 1), number(Fraction(-4, 100), 1), number(3, pad=True)
    ('1.481', '5,3', '0,0', '03')
    """
    if isinstance(value, float):
        raise TypeError("a float has already lost digits: give a Fraction")
    if decimals < 0:
        value, decimals = round_half_up(value, decimals), 0
    units = _half_up(abs(value.numerator), value.denominator, 10**decimals)
    whole, part = divmod(units, 10**decimals)
    text = f"{whole:,}".replace(",", ".") + (f",{part:0{decimals}d}" if decimals else "")
    if pad and not decimals and 0 < whole < 10:
        text = "0" + text
    return (MINUS if units and value.numerator < 0 else "") + text


def digit_name(decimals: int) -> str:
    """Return what the last digit before the comma that counts is called, of a number rounded to `decimals` below zero.

    >>> digit_name(-1), digit_name(-3), digit_name(-5)
    ('hàng chục', 'hàng nghìn', 'hàng trăm nghìn')
    """
    thousands, rest = divmod(-decimals, 3)
    name = ("", "chục", "trăm")[rest], ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ", "tỷ tỷ")[thousands]
    return " ".join(("hàng", *filter(None, name)))


def listing(words: Iterable[str], last: str = "và") -> str:
    """Return the words as a Vietnamese list.

    >>> listing(["HTX", "THT", "LHHTX"])
    'HTX, THT và LHHTX'
    """
    words = list(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def stretches(years: Iterable[int]) -> str:
    """The years in order, those that follow each other as one stretch.

    >>> stretches([2018, 2019, 2020, 2021, 2023])
    '2018-2021, 2023'
    """
    found: list[list[int]] = []
    for year in years:
        if found and year == found[-1][-1] + 1:
            found[-1].append(year)
        else:
            found.append([year])
    return ", ".join("-".join(dict.fromkeys(map(str, (each[0], each[-1])))) for each in found)


def capital(text: str) -> str:
    """Return `text` with its first letter in upper case and nothing else changed.

    >>> capital("doanh thu bình quân HTX")
    'Doanh thu bình quân HTX'
    """
    return text[:1].upper() + text[1:]


def markdown_text(text: str) -> str:
    """Return `text` as Markdown that shows it as it is: no emphasis, link, picture, element, cell or formula.

    >>> print(markdown_text("*a* [b](c) $d$"))
    \\*a\\* \\[b\\]\\(c\\) \\$d\\$
    """
    return _MARKUP.sub(r"\\\1", text)


def for_screen(text: str) -> str:
    """Return `text` as a terminal may be given it: lines and tabs, but nothing that moves the cursor or paints.

    >>> for_screen("a\\x1b[31mb")
    'a‹U+001B›[31mb'
    """
    return "\n".join("\t".join(map(one_line, line.split("\t"))) for line in text.split("\n"))


def css_text(text: str) -> str:
    """Return `text` as a CSS string that can end neither itself nor the attribute or element it stands in.

    >>> print(css_text('% đạt'), css_text('</style>'))
    '\\25  đạt' '\\3c /style\\3e '
    """
    return "'" + "".join(c if c.isalnum() or c in " .,:;-()/" else f"\\{ord(c):x} " for c in text) + "'"
