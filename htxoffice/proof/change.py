"""Old, new and change: a difference, a growth in %, a ratio, points between two shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from htxlib.words.text import number as printed

from .claims import HEDGED, Marked, Q, Span, Text, claimed, comparable, said, same_measure, show, span, with_unit
from .finding import AGREES, FAULT, WARNING, Finding
from .numbers import Number

_CHANGE = rf"(?<![a-zà-ỹ])(tăng|giảm|gấp)(?:\s+(?:thêm|lên|gấp|ròng|đi|tới|khoảng|gần|trên|hơn))*\s*{Q}"
_SINCE = rf"[^;⟦⟧]{{0,40}}?(?:\([^()]{{0,60}}\)[^;⟦⟧]{{0,20}})?so với(?P<gap>[^;⟦⟧]{{0,90}}){Q}"
_FROM_TO = (
    rf"từ\s+(?:mức\s+|chỗ\s+)?{Q}(?:\s*\([^()]*\))?[^;,⟦⟧]{{0,40}}?(?:lên|xuống|còn)(?:\s+(?:còn|mức|thành|là))*\s+{Q}"
)
_ONE = Span(Fraction(1), Fraction(1))


def change(s: Marked, text: Text) -> Iterator[Finding]:
    """«…683 HTX, tăng 240 HTX so với đầu kỳ (443 HTX)»; «tăng từ 443 HTX lên 683 HTX, gấp 1,5 lần»."""
    for match in s.matches(_CHANGE):
        claim = s.numbers[int(match[2])]
        since = re.compile(_SINCE, re.I).match(s.text, match.end())
        if since and _names_the_base(since["gap"]):
            old = s.numbers[int(since[2])]
            yield from changed(s, claim, old, _levels(s, claim, old), match[1].lower())
    for match in s.matches(_FROM_TO):
        old, new = s.numbers[int(match[1])], s.numbers[int(match[2])]
        for word, claim in _claims_near(s, match):
            yield from changed(s, claim, old, [new], word)


def _names_the_base(gap: str) -> bool:
    """Whether the number after these words is what is compared with, and not what the sentence says next."""
    if re.search(r"chỉ tiêu|kế hoạch|mục tiêu|nghị quyết", gap, re.I):
        return False
    inside = "(" in gap and ")" not in gap[gap.rfind("(") :]
    return inside or bool(re.fullmatch(r"(?:\s*(?:mức|con số|tổng số|số))?\s*|.*\s(?:là|có|chỉ có|mới có|đạt)\s*", gap))


def _levels(s: Marked, claim: Number, old: Number) -> list[Number]:
    """What may have changed: the numbers of the same kind in the sentence, the nearest before the change first."""
    others = [n for n in s.numbers if n.is_quantity and n not in (claim, old) and comparable(n, old)]
    before = [n for n in others if n.start < claim.start]
    clause = s.clause(s.position(claim))
    if not any(f"⟦{s.numbers.index(n)}⟧" in clause for n in before):  # what grew was named elsewhere
        return []
    return before[::-1] + [n for n in others if n.start > claim.start]


def _claims_near(s: Marked, match: re.Match) -> Iterator[tuple[str, Number]]:
    """Changes said right after «từ … lên …», or right before it."""
    word = r"(tăng|giảm|gấp)"
    after = re.compile(rf"[^;⟦⟧.]{{0,40}}?{word}{HEDGED}{Q}", re.I).match(s.text, match.end())
    before = re.compile(rf"{word}{HEDGED}{Q}(?:\s+so với[^⟦⟧;()]{{0,40}})?\s*[,(:]?\s*$", re.I).search(
        s.text[: match.start()]
    )
    for found in filter(None, (after, before)):
        yield found[1].lower(), s.numbers[int(found[2])]


def changed(s: Marked, claim: Number, old: Number, levels: list[Number], word: str) -> Iterator[Finding]:
    """The claim held against each number that may have changed: it holds if it holds for one."""
    if claim.unit is None or old.exact <= 0 or (claim.unit.time and claim.is_share):  # a growth a year is no change
        return
    sign = -1 if word == "giảm" else 1
    tried = [(new, readings) for new in levels if (readings := list(_readings(claim, old, new, sign)))]
    fitting = [(new, fault) for new, readings in tried for result, fault in readings if claimed(claim).meets(result)]
    if any(not fault for _, fault in fitting):
        yield s.finding("tang-giam", AGREES, "", claim, next(new for new, fault in fitting if not fault), old)
    elif tried:
        new, fault = fitting[0] if fitting else (tried[0][0], _right(claim, old, tried[0][0], sign))
        message = f"«{said(claim)}» không khớp với {said(new)} và {said(old)}: {fault}"
        yield s.finding("tang-giam", WARNING if fitting else FAULT, message, claim, new, old)


def _readings(claim: Number, old: Number, new: Number, sign: int) -> Iterator[tuple[Span, str]]:
    """What the claim may be the result of, each with what is wrong in saying it so (nothing: it is rightly said)."""
    ratio = span(new) / span(old) if sign > 0 or claim.unit.measure != "lần" else span(old) / span(new)
    difference = (span(new) - span(old)).times(sign)
    if claim.unit.measure == "lần" and ratio:  # «tăng 1,5 lần» is new / old; some mean the growth
        yield from ((ratio, ""), (ratio - _ONE, ""))
    elif claim.unit.measure in ("%", "điểm %"):
        points = claim.unit.measure == "điểm %"
        if old.is_share:
            yield difference, "" if points else f"hiệu của hai tỷ lệ là điểm phần trăm, nên ghi {claim.text} điểm %."
        if ratio and not points:
            yield (ratio - _ONE).times(100 * sign), ""
            if not old.is_share:
                growth = _right(claim, old, new, sign).rstrip(".")
                yield ratio.times(100), f"số này là tỷ lệ so với mức cũ (bằng {said(claim)}), {growth}."
    elif same_measure(claim, old):
        yield difference, ""


def _right(claim: Number, old: Number, new: Number, sign: int) -> str:
    """What the change is."""
    decimals = max(new.decimals, old.decimals)
    if claim.unit.measure == "lần":
        return f"{said(new)} / {said(old)} = {show(new.exact / old.exact, claim)}."
    if claim.unit.measure in ("%", "điểm %"):
        if old.is_share:
            return f"hai tỷ lệ chênh nhau {printed(abs(new.value - old.value), decimals)} điểm %."
        return f"mức {'tăng' if sign > 0 else 'giảm'} là {show(100 * (new.exact / old.exact - 1) * sign, claim)}."
    value = (new.exact - old.exact) * sign
    first, second = (new, old) if sign > 0 else (old, new)
    slip = any(Span(value, value).meets(claimed(claim).times(Fraction(10) ** k)) for k in (-6, -3, 3, 6))
    right = with_unit(printed(value / new.unit.scale, decimals), new)
    tail = f" Đơn vị tính sai: nên ghi «{right}»." if slip and claim.unit.scale != new.unit.scale else ""
    return f"{said(first)} − {said(second)} = {right}.{tail}"
