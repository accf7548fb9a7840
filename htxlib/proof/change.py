"""Old, new and change: a difference, a growth in %, a ratio, points between two shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..text import number as printed
from .claims import HEDGED, Marked, Q, Span, Text, claimed, comparable, said, same_measure, show, span, with_unit
from .finding import AGREES, FAULT, WARNING, Finding
from .numbers import Number

_CHANGE = rf"(?<![a-zà-ỹ])(tăng|giảm|gấp|bằng)(?:\s+(?:thêm|lên|gấp|ròng|đi|tới|khoảng|gần|trên|hơn))*\s*{Q}"
_SINCE = rf"[^;⟦⟧]{{0,40}}?(?:\([^()]{{0,60}}\)[^;⟦⟧]{{0,20}})?so với(?P<gap>[^;⟦⟧]{{0,90}}){Q}"
_FROM_TO = (
    rf"từ\s+(?:mức\s+|chỗ\s+)?{Q}(?:\s*\([^()]*\))?[^;,⟦⟧]{{0,40}}?(?:lên|xuống|còn)(?:\s+(?:còn|mức|thành|là))*\s+{Q}"
)


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
    word = r"(tăng|giảm|gấp|bằng)"
    after = re.compile(rf"[^;⟦⟧.]{{0,40}}?{word}{HEDGED}{Q}", re.I).match(s.text, match.end())
    before = re.compile(rf"{word}{HEDGED}{Q}(?:\s+so với[^⟦⟧;()]{{0,40}})?\s*[,(:]?\s*$", re.I).search(
        s.text[: match.start()]
    )
    for found in filter(None, (after, before)):
        yield found[1].lower(), s.numbers[int(found[2])]


@dataclass(frozen=True)
class Misfit:
    """Why a claim does not hold; a mere misuse of words is no contradiction."""

    why: str
    is_misuse: bool = False


def changed(s: Marked, claim: Number, old: Number, levels: list[Number], word: str) -> Iterator[Finding]:
    """The claim held against each number that may have changed: it holds if it holds for one."""
    if claim.unit is None or old.exact <= 0 or (claim.unit.time and claim.is_share):  # a growth a year is no change
        return
    tried = [(new, _fits(claim, old, new, word)) for new in levels]
    misfits = [(new, how) for new, how in tried if isinstance(how, Misfit)]
    holds = next((new for new, how in tried if how is True), None)
    if holds:
        yield s.finding("tang-giam", AGREES, "", claim, holds, old)
    elif misfits:
        new, how = next(((new, how) for new, how in misfits if how.is_misuse), misfits[0])
        message = f"«{said(claim)}» không khớp với {said(new)} và {said(old)}: {how.why}"
        yield s.finding("tang-giam", WARNING if how.is_misuse else FAULT, message, claim, new, old)


def _fits(claim: Number, old: Number, new: Number, word: str) -> bool | Misfit | None:
    """True when the claim holds, else why not; None where it says something else."""
    sign = -1 if word == "giảm" else 1
    if claim.unit.measure == "lần":
        return _times(claim, old, new, sign)
    if claim.unit.measure in ("%", "điểm %"):
        if word == "bằng" or word == "gấp":
            return _index(claim, old, new)
        return _points(claim, old, new, sign) if old.is_share else _growth(claim, old, new, sign)
    if not same_measure(claim, old) or word in ("bằng", "gấp"):
        return None
    difference = (span(new) - span(old)).times(sign)
    return claimed(claim).meets(difference) or Misfit(_difference(claim, old, new, sign))


def _times(claim: Number, old: Number, new: Number, sign: int) -> bool | Misfit | None:
    """«tăng 1,5 lần» is new / old; some mean the growth, which is then true as well."""
    ratio = span(new) / span(old) if sign > 0 else span(old) / span(new)
    if ratio is None:
        return None
    if claimed(claim).meets(ratio) or claimed(claim).meets(Span(ratio.low - 1, ratio.high - 1)):
        return True
    return Misfit(f"{said(new)} / {said(old)} = {show(new.exact / old.exact, claim)}.")


def _index(claim: Number, old: Number, new: Number) -> bool | Misfit | None:
    ratio = span(new) / span(old)
    if ratio is None or claimed(claim).meets(ratio.times(100)):
        return None if ratio is None else True
    return Misfit(f"{said(new)} bằng {show(100 * new.exact / old.exact, claim)} của {said(old)}.")


def _growth(claim: Number, old: Number, new: Number, sign: int) -> bool | Misfit | None:
    ratio = span(new) / span(old)
    if ratio is None:
        return None
    grown = Span(100 * ratio.low - 100, 100 * ratio.high - 100).times(sign)
    if claimed(claim).meets(grown):
        return True
    word = "tăng" if sign > 0 else "giảm"
    value = show(100 * (new.exact / old.exact - 1) * sign, claim)
    if claimed(claim).meets(ratio.times(100)):
        return Misfit(f"số này là tỷ lệ so với mức cũ (bằng {said(claim)}), mức {word} là {value}.", True)
    return Misfit(f"mức {word} là {value}.")


def _points(claim: Number, old: Number, new: Number, sign: int) -> bool | Misfit:
    """The difference of two shares is in points; a relative growth of a share is true too, but not in points."""
    ratio = span(new) / span(old)
    if claimed(claim).meets((span(new) - span(old)).times(sign)):
        told = f"hiệu của hai tỷ lệ là điểm phần trăm, nên ghi {claim.text} điểm %."
        return True if claim.unit.measure == "điểm %" else Misfit(told, True)
    if (
        claim.unit.measure == "%"
        and ratio
        and claimed(claim).meets(Span(100 * ratio.low - 100, 100 * ratio.high - 100).times(sign))
    ):
        return True
    return Misfit(f"hai tỷ lệ chênh nhau {printed(abs(new.value - old.value), max(new.decimals, old.decimals))} điểm %.")


def _difference(claim: Number, old: Number, new: Number, sign: int) -> str:
    value = (new.exact - old.exact) * sign
    sum_ = f"{said(new)} − {said(old)}" if sign > 0 else f"{said(old)} − {said(new)}"
    right = with_unit(printed(value / new.unit.scale, max(new.decimals, old.decimals)), new)
    slip = any(Span(value, value).meets(claimed(claim).times(Fraction(10) ** k)) for k in (-6, -3, 3, 6))
    tail = f" Đơn vị của «{said(claim)}» lệch 1.000 lần." if slip and claim.unit.scale != new.unit.scale else ""
    return f"{sum_} = {right}.{tail}"
