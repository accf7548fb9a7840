"""An edited report held against its side file: each number agrees with a figure, differs from it, or is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import permutations

from htxlib.codelists.units import Unit
from htxlib.words.text import capital, fold, round_half_up
from htxlib.words.text import number as printed

from .align import Heard, heard, is_close, pairs, slots
from .finding import AGREES, FAULT, NOTE, QUESTION, Finding, Place
from .in_tables import said as spoken
from .numbers import QUANTITY, Number
from .passages import Passage
from .sidefile import Figure, Said, Side, Slot

DIFFERS, UNKNOWN = "khác", "không rõ"
# Kinds of difference; what is said of each after the two values.
UNIT, POINTS, SWAPPED, STALE, ROUNDED = "don-vi", "diem-phan-tram", "doi-cho", "so-ky-khac", "lam-tron"
SEPARATOR, HEDGE, DATE, OTHER = "dau-ngan-cach", "tu-uoc-luong", "ngay-so-hieu", "so-khac"
_WHY = {
    UNIT: "khác đơn vị tính",
    POINTS: "điểm % không phải là %",
    ROUNDED: "làm tròn khác",
    SEPARATOR: "dấu ngăn cách",
    HEDGE: "khác từ chỉ mức",
}
_ARE_QUESTIONS = (ROUNDED, SEPARATOR, HEDGE)
_SHARES = {"%", "điểm %"}
_SLIPS = {Fraction(10) ** k: 10 ** abs(k) for k in (-6, -3, -2, -1, 1, 2, 3, 6)}
# A sentence that says so much of a label speaks of the figure; half of it makes the figure the nearest.
_MOST, _HALF = 0.6, 0.5


@dataclass(frozen=True)
class Checked:
    """One number of the edited file and what became of it."""

    place: Place
    number: Number
    verdict: str  # khớp, khác, không rõ; or the kind of what is no quantity
    kind: str = ""  # of a difference
    message: str = ""
    slot: Slot | None = None
    figure: Figure | None = None  # the figure it prints, or the nearest one
    published: str = ""  # the sentence of the report

    def finding(self) -> Finding:
        severity = NOTE if self.verdict == UNKNOWN else QUESTION if self.kind in _ARE_QUESTIONS else FAULT
        return Finding(self.kind or "khong-ro", severity, self.message, (self.place,), self.published)

    def outcome(self) -> dict:
        """What became of the number, for JSON."""
        figure = self.figure and {"key": self.figure.key, "label": self.figure.label, "printed": self.figure.printed}
        return {"verdict": self.verdict, "difference": self.kind, "message": self.message, "figure": figure}


def compare(passages: list[Passage], side: Side) -> list[Checked]:
    """Every number of the file, in order, with its verdict."""
    file = heard(passages)
    matched = pairs(file, side.said)
    checked = []
    for i, each in enumerate(file):
        checked += _sentence(each, side.said[matched[i]] if i in matched else None, side)
    return _swapped(checked)


def _sentence(each: Heard, published: Said | None, side: Side) -> Iterator[Checked]:
    """In a sentence that was written anew, a number that prints a figure agrees with it, wherever it stands."""
    close = published is not None and is_close(each, published)
    for number, slot in slots(each, published) if published else [(number, None) for number in each.numbers]:
        place = Place(each.passage, number.start, max(number.end_with_unit, number.start + 1))
        held = _held(place, number, slot, published, side) if slot and _may_fill(number, slot, close) else None
        known = held and (held.verdict == AGREES or close)
        looked = None if known else _looked_up(place, number, each, side)
        yield held if known or (held and looked.verdict != AGREES) else looked


# --- against its own slot --------------------------------------------------------------------------------------------


def _may_fill(number: Number, slot: Slot, close: bool) -> bool:
    """Not when both the value and what it counts are others: then the sentence was written anew around it."""
    if number.is_quantity != slot.number.is_quantity:
        return close
    old = _unit(slot)
    if number.unit is None or old is None or number.value == slot.number.value:
        return True
    return number.unit.measure == old.measure or {number.unit.measure, old.measure} == _SHARES


def _held(place: Place, number: Number, slot: Slot, said: Said, side: Side) -> Checked:
    kind = _difference(number, slot, said)
    if not kind:
        return Checked(place, number, AGREES, slot=slot, figure=slot.figure)
    if kind == OTHER:
        kind = _cause(number, slot, side)
    published = "" if said.is_row else said.text
    return Checked(place, number, DIFFERS, kind, _message(number, slot, kind, side), slot, slot.figure, published)


def _difference(number: Number, slot: Slot, said: Said) -> str:
    """The kind of difference; empty when the number says what was published."""
    was = slot.number
    if number.kind != QUANTITY or was.kind != QUANTITY:
        return "" if _same_text(number.text, was.text) else DATE if was.kind != QUANTITY else OTHER
    old = _unit(slot)
    if number.unit and old and number.unit.measure == old.measure and number.unit.scale != old.scale:
        converted = number.exact == was.value * old.scale and (number.upper is None) == (was.upper is None)
        return "" if converted else UNIT if number.value == was.value else OTHER
    if (number.value, number.upper) != (was.value, was.upper):
        return OTHER
    if number.value_if_separators_swapped == number.value:
        return SEPARATOR
    return _unit_difference(number, slot, said) or _hedge_difference(number, was, said)


def _unit(slot: Slot) -> Unit | None:
    """The unit beside the number, or that of the figure where the sentence leaves it out."""
    return slot.number.unit or (slot.figure.unit if slot.figure else None)


def _unit_difference(number: Number, slot: Slot, said: Said) -> str:
    """Another measure, or per something else; a row may leave out what a number is per."""
    unit, old = number.unit, _unit(slot)
    if unit is None or old is None:
        return ""
    if unit.measure != old.measure:
        return POINTS if {unit.measure, old.measure} == _SHARES else "" if said.is_row else UNIT
    loosely = said.is_row or slot.number.unit is None
    both = ((unit.per, old.per), (unit.time, old.time))
    return UNIT if any(one != two and not (loosely and not (one and two)) for one, two in both) else ""


def _hedge_difference(number: Number, was: Number, said: Said) -> str:
    return "" if said.is_row or (number.hedge, number.at_least) == (was.hedge, was.at_least) else HEDGE


def _same_text(one: str, two: str) -> bool:
    """Dates and document numbers: 02/02/2023 is 2/2/2023, a dash is a hyphen."""

    def plain(text: str) -> list[str]:
        return [part.lstrip("0") or "0" for part in re.findall(r"\d+|[^\W\d_]+", fold(text))]

    return plain(one) == plain(two)


def _cause(number: Number, slot: Slot, side: Side) -> str:
    """What kind of slip makes one number of the other."""
    was = slot.number
    if number.kind != QUANTITY or number.upper is not None or was.upper is not None:
        return OTHER
    if re.sub(r"[.,]", "", number.text) == re.sub(r"[.,]", "", was.text):
        return SEPARATOR
    if _is_rounding(number, was, _exact(slot)):
        return ROUNDED
    if number.value and was.value and number.value / was.value in _SLIPS:
        return UNIT
    if slot.figure and any(abs(other.shown) == number.value for other in side.others(slot.figure)):
        return STALE
    return OTHER


def _exact(slot: Slot) -> Fraction:
    """The unrounded value, with the sign that is printed."""
    figure = slot.figure
    if figure is None or figure.value is None or abs(figure.shown) != abs(slot.number.value):
        return slot.number.value
    return abs(figure.value) if slot.number.value >= 0 else -abs(figure.value)


def _is_rounding(number: Number, was: Number, exact: Fraction) -> bool:
    """To more or fewer decimals, or to tens, hundreds, thousands: 1.481 as 1.500."""
    if number.decimals != was.decimals:
        return round_half_up(exact, number.decimals) == number.value
    digits = printed(abs(number.value)).replace(".", "")
    zeros = 10 ** (len(digits) - len(digits.rstrip("0")))
    return not number.decimals and zeros > 1 and round_half_up(exact / zeros) * zeros == number.value


def _message(number: Number, slot: Slot, kind: str, side: Side) -> str:
    was = slot.figure.printed if slot.figure else _as_said(slot.number)
    label = f"{slot.figure.label}: " if slot.figure else ""
    why = _why(number, slot, kind, side)
    return capital(f"{label}báo cáo ghi {was}, ở đây ghi {_as_said(number)}{f' ({why})' if why else ''}.")


def _as_said(number: Number) -> str:
    return f"{number.hedge} {spoken(number)}".strip() + (" trở lên" if number.at_least else "")


def _why(number: Number, slot: Slot, kind: str, side: Side) -> str:
    if kind == UNIT and slot.number.value and (times := _SLIPS.get(number.value / slot.number.value)):
        return f"lệch {printed(times)} lần"
    if kind == STALE:
        return f"là số {next(o for o in side.others(slot.figure) if abs(o.shown) == number.value).when}"
    if kind == OTHER and sorted(number.text) == sorted(slot.number.text):
        return "đảo chữ số"
    return _WHY.get(kind, "")


def _swapped(checked: list[Checked]) -> list[Checked]:
    """Two numbers that stand in each other's place are told so."""
    wrong = [c for c in checked if c.verdict == DIFFERS and c.slot and c.number.is_quantity and c.slot.number.is_quantity]
    traded = {}
    for one, two in permutations(wrong, 2):
        trade = one.number.value == two.slot.number.value and two.number.value == one.slot.number.value
        if trade and one.number.value != two.number.value:
            told = re.sub(r" \([^()]*\)\.$", ".", one.message).rstrip(".")
            traded[id(one)] = replace(one, kind=SWAPPED, message=f"{told} (đổi chỗ với «{spoken(two.number)}»).")
    return [traded.get(id(each), each) for each in checked]


# --- without a slot --------------------------------------------------------------------------------------------------


def _looked_up(place: Place, number: Number, each: Heard, side: Side) -> Checked:
    """A number of a sentence that the report does not have: a figure with this value and unit, else the nearest."""
    if not number.is_quantity:
        return Checked(place, number, number.kind)
    said = _words(each.text)
    told = [(_part_of_label(f, said), f) for f in side.figures.values() if f.value is not None]
    alone = len(said) < 2  # a cell of a table that was pasted as text
    for part, figure in told:
        if _prints_value(number, figure) and (number.unit or alone or part >= _MOST):
            return Checked(place, number, AGREES, figure=figure)
    near = [(part, f) for part, f in told if part >= _HALF]
    slipped = next((f for _, f in near if number.text == f.number and _is_slip(number.unit, f.unit)), None)
    if slipped:
        kind = UNIT if number.unit.measure == slipped.unit.measure else POINTS
        message = f"{capital(slipped.label)}: báo cáo ghi {slipped.printed}, ở đây ghi {_as_said(number)} ({_WHY[kind]})."
        return Checked(place, number, DIFFERS, kind, message, figure=slipped)
    like = [(part, -abs(f.shown - number.value), f) for part, f in near if number.unit is None or _same(number.unit, f.unit)]
    best = max(like, default=(0, 0, None), key=lambda each: each[:2])[2]
    tail = f" Gần nhất: {capital(best.label)}, {best.printed}." if best else ""
    message = f"«{spoken(number)}» không có trong số liệu của báo cáo.{tail}"
    return Checked(place, number, UNKNOWN, "", message, figure=best)


def _same(one: Unit | None, two: Unit | None) -> bool:
    return one is not None and two is not None and one.measure == two.measure


def _is_slip(one: Unit | None, two: Unit | None) -> bool:
    """Another scale of the same measure, or % for points."""
    scaled = _same(one, two) and one.scale != two.scale
    return bool(scaled or (one and two and {one.measure, two.measure} == _SHARES))


def _prints_value(number: Number, figure: Figure) -> bool:
    if number.unit is None or figure.unit is None:
        return number.value == abs(figure.shown)
    return _same(number.unit, figure.unit) and number.exact == abs(figure.shown) * figure.unit.scale


def _part_of_label(figure: Figure, said: frozenset[str]) -> float:
    label = _words(figure.label)
    return len(label & said) / max(len(label), 1)


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", fold(text)))


def contradicted(passages: list[Passage], side: Side) -> list[Checked]:
    """Return the numbers of a text that speaks of a figure of the side in its words and has another number for it.

    The text is nobody's edition of a report: only what it names is held against it.
    """
    told = ((each, found) for each in heard(passages) for found in _sentence(each, None, side))
    return [
        found
        for each, found in told
        if found.verdict in (DIFFERS, UNKNOWN) and found.figure and _part_of_label(found.figure, _words(each.text)) >= _MOST
    ]


def findings(checked: list[Checked]) -> list[Finding]:
    """What is to be looked at: differences, and numbers that the report does not have."""
    return [each.finding() for each in checked if each.verdict in (DIFFERS, UNKNOWN)]
