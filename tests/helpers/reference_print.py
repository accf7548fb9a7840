"""A calculator of printed derivations, written from what is printed alone: it imports nothing from the package.

A number is Vietnamese ("1.481", "5,3", "−0,4", "06"), a range two of them with a hyphen ("1.200-1.300"); × and / bind
stronger than + and −, ^ strongest, its exponent may be "(1/n)". A word before a number is the name of whose number it
is. A result is the lowest and the highest value that the ranges allow.
"""
import re
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from reference import cagr, round_half_up

NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
TOKEN = re.compile(rf"\s*(?:(?P<range>{NUMBER}-{NUMBER})|(?P<number>{NUMBER})|(?P<sign>[-−+×/^()]))")
PRINTED = re.compile(rf"(?P<minus>−)?(?P<low>{NUMBER})(?:-(?P<high>−?{NUMBER}))?")
PLACES = {"chục": 1, "trăm": 2, "nghìn": 3, "chục nghìn": 4, "trăm nghìn": 5, "triệu": 6, "chục triệu": 7, "trăm triệu": 8, "tỷ": 9}
FALLS = ("giảm", "thấp hơn", "ít hơn", "kém")


def parse(text):
    """Printed number → exact value."""
    return Fraction(text.replace(".", "").replace(",", ".").replace("−", "-"))


def tokens(formula):
    """[(kind, text)]; names of members are passed over, anything else that is no arithmetic is refused."""
    found, at = [], 0
    text = re.sub(r"[^\W\d_]+(?:[ .-]+[^\W\d_]+)*\s+(?=[\d−(])", "", formula).rstrip()
    while at < len(text):
        token = TOKEN.match(text, at)
        if not token:
            raise ValueError(f"no arithmetic at {text[at:]!r} of {formula!r}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class Calculator:
    """Recursive descent over the tokens, with one value chosen for each range."""

    def __init__(self, found, chosen):
        self.found, self.chosen, self.at = found, iter(chosen), 0

    def sign(self, *which):
        if self.at < len(self.found) and self.found[self.at][1] in which and self.found[self.at][0] == "sign":
            self.at += 1
            return self.found[self.at - 1][1]
        return None

    def sum(self):
        value = self.term()
        while op := self.sign("+", "−"):
            value = value + self.term() if op == "+" else value - self.term()
        return value

    def term(self):
        value = self.power()
        while op := self.sign("×", "/"):
            value = value * self.power() if op == "×" else value / self.power()
        return value

    def power(self):
        value = self.atom()
        if self.sign("^"):
            exponent = self.atom()
            root = exponent.denominator > 1  # the growth that compounds to the ratio, of 50 digits
            value = 1 + cagr(value, 1, 1 / exponent) / 100 if root else value ** exponent.numerator
        return value

    def atom(self):
        if self.sign("−"):
            return -self.atom()
        if self.sign("("):
            value = self.sum()
            if not self.sign(")"):
                raise ValueError("a bracket is open")
            return value
        kind, text = self.found[self.at]
        self.at += 1
        if kind == "range":
            return next(self.chosen)
        if kind != "number":
            raise ValueError(f"a number is missing before {text!r}")
        return parse(text)


def evaluate(formula, twice_is_one=False):
    """(lowest, highest) value of a printed formula; print does not tell whether a range written twice is one number."""
    found = tokens(formula)
    written = [text for kind, text in found if kind == "range"]
    ranges = [*dict.fromkeys(written)] if twice_is_one else written
    values = []
    for ends in product(*(map(parse, text.split("-")) for text in ranges)):
        one = dict(zip(ranges, ends, strict=True))
        calculator = Calculator(found, [one[text] for text in written] if twice_is_one else ends)
        values.append(calculator.sum())
        if calculator.at < len(found):
            raise ValueError(f"left over: {found[calculator.at:]} of {formula!r}")
    return min(values), max(values)


class Printed(NamedTuple):
    """A number as a reader sees it."""
    low: Fraction
    high: Fraction
    decimals: int


def printed(text):
    """The first number of a sentence with its sign by the words before it; digits that it bears by "làm tròn đến hàng …"."""
    found = PRINTED.search(text)
    before = text[:found.start()].lower()
    falls = any(word in before for word in FALLS)
    low, high = parse((found["minus"] or "") + found["low"]), parse(found["high"] or (found["minus"] or "") + found["low"])
    low, high = (-high, -low) if falls else (low, high)
    rounded = re.search(r"làm tròn đến hàng ([\w ]+)\)", text)
    decimals = -PLACES[rounded[1]] if rounded else len(found["low"].partition(",")[2])
    return Printed(min(low, high), max(low, high), decimals)


def refuted(formula, result):
    """"" where the formula, typed as it is printed, comes to the printed number; else what it comes to."""
    said = printed(result)
    for twice_is_one in (False, True):
        low, high = evaluate(formula, twice_is_one)
        if (round_half_up(low, said.decimals), round_half_up(high, said.decimals)) == (said.low, said.high):
            return ""
    return f"{formula} is {float(low)} … {float(high)}, printed {result}"
