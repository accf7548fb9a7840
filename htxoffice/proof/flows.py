"""Flows: what was founded and dissolved against the stock, means a year and a province, a month and a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from htxlib.words.text import number as printed

from .claims import HEDGED, Marked, Q, Span, Text, claimed, comparable, said, same_measure, show, span
from .finding import AGREES, FAULT, WARNING, Finding
from .numbers import Number

# --- stock = opening + founded − dissolved ---------------------------------------------------------------------------

_FOUNDED = rf"thành lập(?:\s+mới)?(?:\s+(?:được|là|thêm|đạt))*{HEDGED}{Q}|{Q}[^⟦⟧,;]{{0,20}}(?:được\s+)?thành lập(?:\s+mới)?"
_RAISED = rf"(?:nâng|đưa)[^⟦⟧;]{{0,40}}số[^⟦⟧;]{{0,70}}(?:lên|là|đạt|thành){HEDGED}{Q}"
_OPENING = rf"(?:đầu (?:nhiệm )?kỳ|đầu năm|năm trước|cuối năm|đầu giai đoạn)[^⟦⟧;]{{0,30}}\(?[^⟦⟧;]{{0,20}}{Q}"
_DISSOLVED = rf"giải thể(?:\s+(?:được|là|bắt buộc|tự nguyện))*{HEDGED}{Q}|{Q}[^⟦⟧,;]{{0,20}}giải thể"


def balance(s: Marked, text: Text) -> Iterator[Finding]:
    """«thành lập mới 214 HTX …, nâng tổng số lên 683 HTX … đầu nhiệm kỳ (443 HTX)»: 443 + 214 should be 683."""
    for raised in s.matches(_RAISED):
        stock = s.numbers[int(raised[1])]
        founded = [n for n in _found(s, _FOUNDED) if comparable(n, stock) and not is_mean(s, n) and n.start < stock.start]
        opening = [n for n in _found(s, _OPENING) if comparable(n, stock) and n not in (stock, *founded)]
        gone = [n for n in _found(s, _DISSOLVED) if comparable(n, stock) and n not in (stock, *founded, *opening)]
        if founded and opening and not any(n.hedge for n in (stock, *founded, *opening)):
            yield _balanced(s, stock, founded, opening, gone)


def _found(s: Marked, pattern: str) -> list[Number]:
    return list(dict.fromkeys(s.numbers[int(i)] for m in s.matches(pattern) for i in m.groups() if i))


def is_mean(s: Marked, number: Number) -> bool:
    before = s.clause(s.position(number))
    return bool(
        number.unit.per or number.unit.time or re.search(r"(?:bình quân|trung bình|mỗi năm)[^⟦⟧]{0,30}$", before, re.I)
    )


def _balanced(s: Marked, stock: Number, founded: list[Number], opening: list[Number], gone: list[Number]) -> Finding:
    less = sum((n.exact for n in gone), Fraction(0))
    for new in founded:
        for old in opening:
            if old.exact + new.exact in (stock.exact, stock.exact + less):
                return s.finding("can-doi", AGREES, "", stock, new, old)
    new, old = founded[0], opening[0]
    total = old.exact + new.exact - less
    terms = f"{said(old)} + {said(new)}" + "".join(f" − {said(n)}" for n in gone)
    gap = stock.exact - total
    told = (
        f"Thiếu {show(gap, stock)}: phải có thêm nguồn tăng khác chưa nêu, hoặc một trong các số sai."
        if gap > 0
        else f"Thừa {show(-gap, stock)}: nếu có giải thể, chuyển đổi thì nêu số đó ra."
    )
    severity = FAULT if gap > 0 else WARNING
    return s.finding(
        "can-doi", severity, f"{terms} = {show(total, stock)}, không phải {said(stock)}. {told}", stock, old, new
    )


# --- means a year, a province, a thing -------------------------------------------------------------------------------

_MEAN = rf"(?:bình quân|trung bình)(?P<words>[^⟦⟧;]{{0,50}}){Q}(?P<after>\s*(?:mỗi|một|hằng|hàng)\s+năm)?"


def mean(s: Marked, text: Text) -> Iterator[Finding]:
    """«214 HTX (trung bình mỗi năm 86 HTX)» over 2,5 years; «364 HTX (52 HTX/tỉnh/năm)» over 7 provinces."""
    for match in s.matches(_MEAN):
        each = s.numbers[int(match[2])]
        flows = [n for n in s.before(each) if same_measure(n, each) and not is_mean(s, n)]
        if not flows or re.search(r"so với\s+(?:mức\s+)?$", s.text[: match.start()], re.I):  # another's mean
            continue
        yearly = each.unit.time == "năm" or re.search(
            r"(?:mỗi|một|hằng|hàng) năm", match["words"] + (match["after"] or ""), re.I
        )
        if "tỉnh" in each.unit.per:
            yield from _shared(s, each, flows, _provinces(text), "tỉnh")
        elif yearly and not each.unit.per:
            yield from _shared(s, each, flows, _years(s, text), "năm")


def _provinces(text: Text) -> list[Fraction]:
    """How many provinces the text speaks of, at any place."""
    named = (n for _, n in text.quantities if n.unit and n.unit.measure == "tỉnh" and not n.unit.per and n.upper is None)
    return sorted({n.value for n in named if n.value > 0})


def _years(s: Marked, text: Text) -> list[Fraction]:
    """The lengths the sentence gives itself; half a term where it speaks of the term."""
    known = {n.value for n in s.numbers if n.is_quantity and n.unit and n.unit.text == "năm" and not n.hedge}
    known |= {Fraction(m[1]) for m in re.finditer(r"(?<!\d)(\d{1,2}) năm \(?\d{4}\s*[-–]\s*\d{4}", s.sentence.text)}
    if known:
        return sorted(known - {0})
    for first, last in re.findall(r"(\d{4})\s*(?:-|–|đến(?: năm)?)\s*(\d{4})", s.sentence.text):
        if "nhiệm kỳ" not in s.sentence.text.lower() or text.half_term is None:
            known |= {Fraction(int(last) - int(first)), Fraction(int(last) - int(first) + 1)}
    if text.half_term and "nhiệm kỳ" in s.sentence.text.lower():
        known.add(text.half_term)
    return sorted(years for years in known if years > 0)


def _shared(s: Marked, each: Number, flows: list[Number], parts: list[Fraction], word: str) -> Iterator[Finding]:
    if not parts:
        return
    for flow in flows:
        if any(_mean_holds(each, flow, count) for count in parts):
            yield s.finding("binh-quan", AGREES, "", each, flow)
            return
    flow, count = flows[-1], parts[-1]
    right = show(flow.exact / count, each)
    by = printed(count, 0 if count.denominator == 1 else 1)
    yield s.finding("binh-quan", FAULT, f"{said(flow)} chia {by} {word} = {right}, không phải {said(each)}.", each, flow)


def _mean_holds(each: Number, flow: Number, count: Fraction) -> bool:
    """Within one unit of the last place: a mean of counts is rounded although it is a count."""
    whole, mean = span(flow), span(each)
    allowed = Span(mean.low - 2 * each.half, mean.high + 2 * each.half)
    return allowed.meets(whole.times(1 / count))


# --- a month and a year ----------------------------------------------------------------------------------------------

_SAME = r"(?:tương đương|tức là?|tính ra|tính cả năm|cả năm)"
_TWICE = rf"{Q}(?P<gap>\s*\(\s*[^⟦⟧();]{{0,30}}|[^⟦⟧;]{{0,12}}{_SAME}[^⟦⟧;]{{0,25}}){Q}"


def year_of_months(s: Marked, text: Text) -> Iterator[Finding]:
    """«4,8 triệu đồng/người/tháng (57,6 triệu đồng/năm)»: twelve months are a year."""
    for match in s.matches(_TWICE):
        pair = s.numbers[int(match[1])], s.numbers[int(match[3])]
        times = [n.unit.time if n.unit else "" for n in pair]
        if sorted(times) != ["năm", "tháng"] or not same_measure(*pair):
            continue
        month, year = pair if times[0] == "tháng" else pair[::-1]
        if month.unit.per and year.unit.per and month.unit.per != year.unit.per:
            continue
        if claimed(year).meets(span(month).times(12)):
            yield s.finding("nhan-12", AGREES, "", year, month)
        else:
            right = show(month.exact * 12, year)
            yield s.finding("nhan-12", FAULT, f"{said(month)} × 12 = {right}, không phải {said(year)}.", year, month)
