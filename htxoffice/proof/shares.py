"""Part, whole and share; parts that add up to their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from htxlib.words.text import number as printed

from .attainment import GOAL
from .claims import HEDGED, Marked, Q, Span, Text, claimed, comparable, said, same_measure, show, span
from .finding import AGREES, FAULT, WARNING, Finding, Place
from .numbers import Number

_OF_ONE = (
    rf"{Q}(?P<gap>[^⟦⟧;]{{0,45}}?)(?:chiếm|tương đương|tương ứng)(?:\s+(?:tỷ lệ|tỷ trọng))?{HEDGED}{Q}"
    rf"(?P<base>[^⟦⟧;.,()]{{0,70}})(?:\([^⟦⟧()]{{0,30}}{Q})?"
)
_OF_TWO = (
    rf"{Q}\s*/\s*{Q}[^⟦⟧;]{{0,35}}?(?:chiếm|đạt|\(|,|tương ứng|bằng)(?:\s+(?:tỷ lệ|chiếm))?{HEDGED}{Q}"
    rf"(?P<base>[^⟦⟧;.,)]{{0,70}})"
)
_TOTAL = rf"tổng số[^⟦⟧;]{{0,70}}{Q}"


def share(s: Marked, text: Text) -> Iterator[Finding]:
    """«553/683 HTX (81%)»; «415 HTX, chiếm 75,7% tổng số»: the whole is looked for in the text."""
    done = set()
    for match in s.matches(_OF_TWO):
        part, whole, claim = (s.numbers[int(match[i])] for i in (1, 2, 3))
        if (
            claim.is_share
            and same_measure(part, whole)
            and whole.exact > 0
            and not re.match(rf"\s*{GOAL}", match["base"], re.I)
        ):
            done.add(claim)
            yield _part_of(s, claim, part, whole)
    for match in s.matches(_OF_ONE):
        part, claim = s.numbers[int(match[1])], s.numbers[int(match[3])]
        if claim.is_share and claim.value > 0 and claim not in done and _is_part(part, match["gap"]):
            named = s.numbers[int(match[5])] if match[5] else None
            yield from _share_of_a_total(s, text, claim, part, match["base"], named)


def _is_part(part: Number, gap: str) -> bool:
    """A counted part whose share follows at once; «trong đó nông nghiệp chiếm 70%» speaks of another part."""
    counted = part.unit is not None and not part.is_share and not part.unit.per and part.unit.measure != "lần"
    return counted and part.upper is None and not re.search(r"trong đó|riêng|với|thu hút|còn|số còn lại", gap, re.I)


def _part_of(s: Marked, claim: Number, part: Number, whole: Number) -> Finding:
    ratio = span(part) / span(whole)
    if ratio and claimed(claim).meets(ratio.times(100)):
        return s.finding("ty-trong", AGREES, "", claim, part, whole)
    message = f"{said(part)} / {said(whole)} = {show(100 * part.exact / whole.exact, claim)}, không phải {said(claim)}."
    return s.finding("ty-trong", FAULT, message, claim, part, whole)


def _share_of_a_total(
    s: Marked, text: Text, claim: Number, part: Number, base: str, named: Number | None
) -> Iterator[Finding]:
    for at, whole in text.quantities:
        if comparable(whole, part) and whole.exact >= part.exact and whole != part and whole.upper is None:
            ratio = span(part) / span(whole)
            if ratio and claimed(claim).meets(ratio.times(100)):
                yield s.finding("ty-trong", AGREES, "", claim, part, beside=(Place.of(whole, at.sentence),))
                return
    if named and comparable(named, part) and named.exact > 0:
        yield _part_of(s, claim, part, named)
    elif re.search(r"tổng số|số\s|trong số", base, re.I) and (total := _total_before(s, part, text)):
        severity, message = WARNING if _qualified(base) else FAULT, _no_such_share(claim, part, total[1], base)
        yield s.finding("ty-trong", severity, message, claim, part, beside=(Place.of(total[1], total[0].sentence),))


def _total_before(s: Marked, part: Number, text: Text) -> tuple[Marked, Number] | None:
    """The nearest «tổng số …» of the same kind before the part, in the same passage."""
    found = None
    for each in text.sentences:
        if each.sentence.passage is not s.sentence.passage or each.sentence.start > s.sentence.start:
            continue
        for match in each.matches(_TOTAL):
            n = each.numbers[int(match[1])]
            if comparable(n, part) and n.exact > part.exact and (each is not s or n.start < part.start):
                found = each, n
    return found


def _qualified(base: str) -> bool:
    """«HTX đang hoạt động» is another base than all HTX."""
    return bool(re.search(r"đang hoạt động|được đánh giá|xếp loại|có kết quả|nông nghiệp|thành viên", base, re.I))


def _no_such_share(claim: Number, part: Number, whole: Number, base: str) -> str:
    told = f"{said(part)} / {said(whole)} = {show(100 * part.exact / whole.exact, claim)}"
    half = Fraction(1, 2 * 10**claim.decimals)
    ends = 100 * part.value / (claim.value + half), 100 * part.value / (claim.value - half)
    need = f"{printed(100 * part.value / claim.value)} (từ {printed(ends[0], 1)} đến {printed(ends[1], 1)})"
    words = re.sub(r"^\W+|(?:\s+trên|\s+của|\s+trong)\s.*$", "", base).strip()
    if _qualified(base):
        return f"{told}. Muốn là {said(claim)} thì «{words}» phải là {need}, mà văn bản không in số đó."
    return f"{told}, không phải {said(claim)} (số này cần mẫu số {need})."


_WHOLE_OF = rf"{Q}[^⟦⟧;.]{{0,40}}?(?:trong đó(?:\s+có)?|trong số đó(?:\s+có)?)[^⟦⟧;.]{{0,30}}{Q}"
_LISTED = rf"{Q}[^⟦⟧;.,:]{{0,40}}?[,:(]?\s*(?:bao gồm|gồm(?:\s+có)?|chia ra)\s*:?\s*(?={Q})"
_ITEM = re.compile(
    rf"\s*(?:[,;]|và|,\s*và)?\s*{Q}(?P<words>[^⟦⟧,;().]{{0,45}}?)(?:\s*\([^()]*\))?(?=[,;.]|\s+và\s|\s*$)", re.I
)


def parts(s: Marked, text: Text) -> Iterator[Finding]:
    """A part is no larger than its whole; parts after «gồm» add up to it."""
    for match in s.matches(_WHOLE_OF):
        part = s.numbers[int(match[2])]
        wholes = [n for n in s.before(part)[::-1] if comparable(n, part) and not n.is_share and not n.hedge]
        whole = wholes[0] if wholes else None
        if whole and all(part.exact > span(n).high for n in wholes) and not _is_change(s, whole):
            message = f"Bộ phận {said(part)} lớn hơn tổng thể {said(whole)}."
            yield s.finding("bo-phan", FAULT, message, part, whole)
    for match in s.matches(_LISTED):
        whole = s.numbers[int(match[1])]
        items = list(_items(s, match.end()))
        if len(items) > 1 and all(comparable(n, whole) and not n.hedge for n in (whole, *items)):
            yield _summed(s, whole, items)


def _is_change(s: Marked, number: Number) -> bool:
    return bool(re.search(r"(?:tăng|giảm|thêm|vượt)(?:\s+\S+)?\s*$", s.text[: s.position(number)], re.I))


def _items(s: Marked, at: int) -> Iterator[Number]:
    while match := _ITEM.match(s.text, at):
        yield s.numbers[int(match[1])]
        at = match.end()


def _summed(s: Marked, whole: Number, items: list[Number]) -> Finding:
    total = Span(Fraction(0), Fraction(0))
    for item in items:
        total = total + span(item)
    if span(whole).meets(total):
        return s.finding("tong", AGREES, "", whole, *items)
    exact = sum(item.exact for item in items)
    message = f"{' + '.join(map(said, items))} = {show(exact, whole)}, không phải {said(whole)}."
    return s.finding("tong", FAULT, message, whole, *items)
