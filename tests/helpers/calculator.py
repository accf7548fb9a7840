"""A pocket calculator that reads what a report prints: Vietnamese numbers, − × / ( ) ^ √, ranges; exact fractions.

It knows nothing of the library: what is printed must be enough. Words before a number (a province, "trên") and brackets
that hold no arithmetic (a date) are passed over. A range is both of its ends, and a result every value between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_RANGE = rf"(?:từ )?({NUMBER})(?:-| đến )({NUMBER})"
_TOKEN = re.compile(rf"\s*(?:(?P<range>{_RANGE})|(?P<number>{NUMBER})|(?P<sign>[+−×/^√()]))")
_WORDS = re.compile(r"\s*[^\W\d_][^\d+−×/^√()=]*")
_ASIDE = re.compile(r"\(([^()]*)\)")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|năm \d{4}|\d{4}-\d{4}")
DIGITS = 60  # of a root


class Unreadable(ValueError):
    """The text is no arithmetic."""


def value(text: str) -> tuple[Fraction, ...]:
    """The result of a printed formula: one value, or the least and the greatest one."""
    tokens = list(_tokens(_without_asides(text)))
    found, rest = _sum(tokens)
    if rest:
        raise Unreadable(text)
    return found


def parsed(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", ".").replace("−", "-"))


def decimals_of(text: str) -> int:
    return len(text.partition(",")[2])


def rounded(value: Fraction, decimals: int, up: bool = False) -> Fraction:
    """Halves away from zero, or always up."""
    scale = Fraction(10) ** decimals
    if up:
        return -((-value * scale) // 1) / scale
    whole = (abs(value) * scale + Fraction(1, 2)) // 1
    return (whole if value >= 0 else -whole) / scale


def _without_asides(text: str) -> str:
    """The text without brackets that hold words or dates."""

    def kept(found: re.Match) -> str:
        inside = found[1]
        is_aside = _DATE.fullmatch(inside) or (re.search(r"[^\W\d_]", inside) and not re.search(r" [+−×/] ", inside))
        return "" if is_aside else found[0]

    return _ASIDE.sub(kept, text)


def _tokens(text: str):
    at = 0
    while text[at:].strip():
        if (words := _WORDS.match(text, at)) and not re.match(rf"\s*từ (?:{NUMBER}) đến", text[at:]):
            at = words.end()
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable(text)
        at = found.end()
        if found["range"]:
            yield (parsed(found[2]), parsed(found[3]))
        elif found["number"]:
            yield (parsed(found["number"]),)
        else:
            yield found["sign"]


Ends = tuple[Fraction, ...]


def _spread(function, *operands: Ends) -> Ends:
    found = {function(*corner) for corner in product(*operands)}
    return (min(found), max(found)) if len(found) > 1 else tuple(found)


def _sum(tokens: list) -> tuple[Ends, list]:
    found, tokens = _product(tokens)
    while tokens and tokens[0] in ("+", "−"):
        sign, (other, rest) = tokens[0], _product(tokens[1:])
        found = _spread((lambda a, b: a + b) if sign == "+" else (lambda a, b: a - b), found, other)
        tokens = rest
    return found, tokens


def _product(tokens: list) -> tuple[Ends, list]:
    found, tokens = _power(tokens)
    while tokens and tokens[0] in ("×", "/"):
        sign, (other, rest) = tokens[0], _power(tokens[1:])
        if sign == "/" and 0 in other:
            raise Unreadable("division by zero")
        found = _spread((lambda a, b: a * b) if sign == "×" else (lambda a, b: a / b), found, other)
        tokens = rest
    return found, tokens


def _power(tokens: list) -> tuple[Ends, list]:
    base, tokens = _atom(tokens)
    if tokens and tokens[0] == "^":
        exponent, tokens = _atom(tokens[1:])
        base = _spread(_raised, base, exponent)
    return base, tokens


def _atom(tokens: list) -> tuple[Ends, list]:
    if not tokens:
        raise Unreadable("nothing more")
    first, rest = tokens[0], tokens[1:]
    if first == "−":
        found, rest = _power(rest)
        return _spread(lambda a: -a, found), rest
    if first == "√":
        found, rest = _power(rest)
        return _spread(lambda a: _raised(a, Fraction(1, 2)), found), rest
    if first == "(":
        found, rest = _sum(rest)
        if not rest or rest[0] != ")":
            raise Unreadable("a bracket is left open")
        return found, rest[1:]
    if isinstance(first, str):
        raise Unreadable(first)
    return first, rest


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    """A power with a root of whole numbers, by halving: exact to 60 digits."""
    power, degree = base**exponent.numerator, exponent.denominator
    scaled = power.numerator * 10 ** (DIGITS * degree) // power.denominator
    low, high = 0, 1 << (scaled.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle - 1)
    return Fraction(low, 10**DIGITS)


# --- what a report says it comes to -----------------------------------------------------------------------------------

FALLS = ("giảm ", "thấp hơn ")
UP = "làm tròn lên"
ROUNDED = re.compile(r"\(làm tròn đến hàng ((?:chục|trăm)? ?(?:nghìn|triệu|tỷ)?)\)")
ZEROS = {"chục": 1, "trăm": 2, "nghìn": 3, "triệu": 6, "tỷ": 9}


@dataclass(frozen=True)
class Claim:
    """A formula and what the print says that it comes to, with its sign."""

    where: str
    formula: str
    result: str  # "15", "30-36", "−15"
    up: bool = False
    zeros: int = 0  # at the end of a result that is rounded to tens, hundreds, thousands
    equal: bool = False  # whether the print says "=", which a rounded result is not

    def refuted(self) -> str:
        """Why it is wrong, or nothing."""
        try:
            found = value(self.formula)
        except Unreadable as why:
            return f"{self.where}: {self.formula}: not readable, {why}"
        ends = [self.result] if not re.fullmatch(_RANGE, self.result) else list(re.fullmatch(_RANGE, self.result).groups())
        shown = [rounded(end, -self.zeros or decimals_of(ends[0]), self.up) for end in found]
        wanted = [parsed(end) for end in ends]
        if self.equal and sorted(set(found)) != sorted(set(wanted)):
            return f"{self.where}: {self.formula} = {[str(float(end)) for end in found]}, printed as equal to {self.result}"
        if sorted(set(shown)) == sorted(set(wanted)):
            return ""
        return f"{self.where}: {self.formula} = {[str(float(end)) for end in found]}, printed {self.result}"


def of_record(record: dict, where: str = "") -> Claim | None:
    """The claim of one entry of figures.json."""
    if not record["formula"] or record["value"] is None:
        return None
    falls = record["printed"].startswith(FALLS) or record["value"].startswith("-")
    result = f"−{record['number'].removeprefix('−')}" if falls else record["number"]
    return Claim(f"{where} {record['key']}", record["formula"], result, UP in record["words"], max(0, -record["decimals"]))


def zeros_of(line: str) -> int:
    """To which digit the line says that its result is rounded."""
    return sum(ZEROS[word] for word in found[1].split()) if (found := ROUNDED.search(line)) else 0


_EQUATION = re.compile(rf"(?P<formula>.+?) (?P<sign>[=≈]) (?P<result>−?(?:{NUMBER})(?:-(?:{NUMBER}))?)")


def of_entry(line: str, where: str = "") -> Claim | None:
    """The claim of a line of the annex: "Cách tính: Bộ phận trên tổng thể, nhân 100: 100 × 3 / 4 = 75%."."""
    if not line.startswith("Cách tính: ") or not (found := _EQUATION.search(line)):
        return None
    return Claim(where, found["formula"].rpartition(": ")[2], found["result"], UP in line, zeros_of(line), found["sign"] == "=")


_MEMBER = re.compile(
    rf"(?P<falls>giảm |thấp hơn )?[^\d=≈:]*(?P<result>−?(?:{NUMBER})(?:-(?:{NUMBER}))?)[^=≈;]* (?P<sign>[=≈]) (?P<formula>[^;=≈]+)"
)


def of_members(line: str, where: str = "") -> list[Claim]:
    """The claims of a line that names a number first: "Lai Châu: giảm 15 HTX = 89 − 104; dòng 12"."""
    if line.startswith(("Cách tính: ", "Ghi chú: ")) or not (found := _MEMBER.search(line.partition(": ")[2])):
        return []
    result = f"−{found['result']}" if found["falls"] else found["result"]
    return [Claim(where, found["formula"].rstrip(". "), result, UP in line, zeros_of(line), found["sign"] == "=")]


def of_message(text: str, where: str = "") -> list[Claim]:
    """The claims in a sentence of `htx check`: every "… = …" whose left side is arithmetic."""
    claims = []
    sides = re.split(r" ([=≈]) ", text)
    for left, sign, right in zip(sides[::2], sides[1::2], sides[2::2], strict=False):
        result = re.match(rf"−?(?:{NUMBER})(?:-(?:{NUMBER}))?", right)
        formula = re.search(rf"(?:[(√]+|−)*(?:{NUMBER})(?:(?:-(?:{NUMBER}))|[\s()+−×/^√]|{NUMBER})*$", left)
        if result and formula and re.search(r"[+−×/^√]", formula[0]):
            claims.append(Claim(where, formula[0].strip(), result[0], equal=sign == "="))
    return claims
