"""What is not said as it must be: a unit of another thing, a hedge before an exact count, a claim without its number.

These findings contradict nothing; they say what a reader cannot check, or would misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .aside import DATE
from .finding import FAULT, NOTE, QUESTION, Finding, Place
from .marked import DATES, QS, Block, Item, Q
from .numbers import BROKEN, Number

_THT = r"(?:tổ hợp tác|THT)"
_HTX = r"(?<![a-zà-ỹ])(?:hợp tác xã|HTX|LHHTX)(?![a-zà-ỹ])"
_HEDGES_OF_ROUND_NUMBERS = ("trên", "hơn", "gần", "dưới")  # what is computed from a hedged number is rightly "khoảng"
_SMALLEST_EXACT = 100  # "trên 75", "gần 290" may well be rounded


def examine(known: list[Block]) -> list[Finding]:
    """Return every such finding of a text's blocks."""
    found = [f for block in known for item in block.items for rule in OF_A_NUMBER for f in rule(block, item)]
    return (
        found + [f for block in known for f in bare_claims(block)] + list(other_dates(known)) + list(before_its_date(known))
    )


def unit_of_another(block: Block, item: Item) -> Iterator[Finding]:
    """Yield what is wrong in «210 THT, mỗi tổ thu 45 triệu đồng/HTX/năm»: the clause speaks of nothing else than THT."""
    if "HTX" not in item.per:
        return
    start = block.start(item.at, ";\n")
    clause, others = block.text[start : item.at], [i for i in block.within(start, item.at) if i.number.unit]
    of_tht = re.search(_THT, clause, re.I) or any(i.measure == "THT" for i in others)
    of_htx = re.search(_HTX, clause, re.I) or any("HTX" in (i.measure, *i.per) for i in others)
    if of_tht and not of_htx:
        right = re.sub(r"/\s*(?:HTX|hợp tác xã)", "/THT", item.said)
        message = f"Câu nói về tổ hợp tác nhưng «{item.said}» tính trên một HTX; đúng ra là «{right}»."
        yield Finding("don-vi-tinh", FAULT, message, (item.place,))


def hedge_before_exact(block: Block, item: Item) -> Iterator[Finding]:
    """Yield what is wrong in «trên 1.926 người»: nobody rounds to single persons."""
    number = item.number
    if number.hedge not in _HEDGES_OF_ROUND_NUMBERS or not number.unit or not number.unit.is_count or number.upper:
        return
    if not number.decimals and number.value >= _SMALLEST_EXACT and number.value % 5 != 0:
        message = (
            f"«{number.hedge} {item.said}»: «{number.hedge}» đi với số làm tròn; đây là số đếm đến từng đơn vị."
            f" Bỏ «{number.hedge}», hoặc làm tròn số."
        )
        yield Finding("tu-uoc-luong", NOTE, message, (item.place,))


def separators(block: Block, item: Item) -> Iterator[Finding]:
    """Yield what is wrong in «2.2 tỷ», «1,481 HTX»: the dot parts thousands, the comma decimals."""
    if item.number.unit and (meant := _meant(item.number)):
        message = f"«{item.said}»: dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần thập phân; {meant}."
        yield Finding("dau-ngan-cach", QUESTION, message, (item.place,))


def _meant(number: Number) -> str:
    """Return what a number with the wrong separators may be; empty for one that is rightly written."""
    right = number.text.translate({ord("."): ",", ord(","): "."})
    if number.value_if_separators_swapped == number.value and number.value:
        return "không đọc được số này" if re.fullmatch(BROKEN, number.text) and "," not in number.text else f"nên là {right}"
    wrong = ("." in number.text and number.decimals) or (number.unit.is_count and number.decimals == 3)
    return f"nên là {right}" if number.value_if_separators_swapped is not None and wrong else ""


OF_A_NUMBER = (unit_of_another, hedge_before_exact, separators)

_GOAL = r"(?:chỉ tiêu|kế hoạch|mục tiêu)"
_GOAL_IN_BRACKETS = re.compile(
    rf"(?:đạt|vượt)(?:\s+và vượt)?(?:\s+so với)?\s+{_GOAL}[^{QS};\n.()]{{0,40}}\(\s*(?:từ\s+)?(?P<goal>{Q})", re.I
)
_BARE = re.compile(
    rf"(?P<number>{Q})[^{QS};\n.()]{{0,50}}"
    rf"\((?P<claim>\s*(?:đạt|vượt)(?:\s+và vượt)?(?:\s+so với)?\s+{_GOAL}[^{QS}\n()]{{0,30}})\)",
    re.I,
)


def bare_claims(block: Block) -> Iterator[Finding]:
    """Read «đạt chỉ tiêu (9.000 đến 10.000 lao động)» without what was reached; «(vượt kế hoạch)» without the plan."""
    for match in _GOAL_IN_BRACKETS.finditer(block.text):
        goal = block.item(match["goal"])
        if not any(i.measure == goal.measure for i in block.within(block.start(goal.at), goal.at)):
            message = f"Nói đạt chỉ tiêu {goal.said} nhưng không nêu số thực hiện, nên không kiểm được."
            yield Finding("thieu-so-thuc-hien", NOTE, message, (goal.place,))
    for match in _BARE.finditer(block.text):
        item = block.item(match["number"])
        message = f"{item.said}: ghi «{match['claim'].strip()}» nhưng không nêu số kế hoạch, nên không kiểm được."
        yield Finding("thieu-so-ke-hoach", NOTE, message, (item.place,))


_AS_OF = re.compile(
    r"(?:tính đến|đến hết|đến thời điểm|đến ngày|từ đầu (?:nhiệm kỳ|năm) đến)"
    rf"(?:\s+(?:ngày|tháng|hết|nay))*\s*(?P<date>{DATES})",
    re.I,
)


def other_dates(known: list[Block]) -> Iterator[Finding]:
    """Figures of another date than those before them, within one text; a bare year may be a goal's."""
    seen: list[str] = []
    for block in known:
        for match in _AS_OF.finditer(block.text):
            date = block.date(match["date"])
            if date.kind != DATE or "/" not in date.text or date.text in seen:
                continue
            if seen:
                message = (
                    f"Số liệu ở đây tính đến {date.text}, còn trước đó tính đến {seen[0]}: nên nói rõ khi đặt cạnh nhau."
                )
                yield Finding("moc-thoi-gian", NOTE, message, (_place(block, date),))
            seen.append(date.text)


def _place(block: Block, date: Number) -> Place:
    passage = next(p for p in block.passages if any(n is date for n in p.numbers))
    return Place(passage, date.start, date.stop)


_EVENT = re.compile(
    r"(?:^|\n)\W*(?:[^\W\d_]+\s*-\s*)?(?:(?:sáng|chiều|tối|trong)?\s*(?:ngày)?|đăng lúc:?\s+\S+\s+\S+\s*-?)"
    rf"\s*(?P<date>{DATES})",
    re.I,
)
_YEAR_END = re.compile(rf"(?:tính\s+)?đến\s+(?:hết|cuối)\s+năm\s+(?P<date>{DATES})", re.I)
_FUTURE = re.compile(r"mục tiêu|phấn đấu|kế hoạch|chỉ tiêu|dự kiến|ước", re.I)


def before_its_date(known: list[Block]) -> Iterator[Finding]:
    """Read «Tính đến cuối năm 2023» in a text of 30/11/2023: an estimate, which the sentence should call one."""
    days = (b.date(m["date"]).text for b in known for m in _EVENT.finditer(b.text))
    event = next((m for text in days if (m := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text))), None)
    for block in known if event and (int(event[2]), int(event[1])) < (12, 31) else ():
        for match in _YEAR_END.finditer(block.text):
            date = block.date(match["date"])
            around = block.text[block.start(match.start()) : match.end() + 80]
            if date.text == event[3] and not _FUTURE.search(around):
                message = (
                    f"Văn bản ngày {event[0]} nêu số đến cuối năm {date.text}: là số ước thực hiện, nên ghi «ước» ở mọi số."
                )
                yield Finding("so-uoc", NOTE, message, (_place(block, date),))
