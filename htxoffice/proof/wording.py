"""What is not said as it must be: a unit of another thing, a hedge before an exact count, a claim without its number.

These findings contradict nothing; they say what a reader cannot check, or would misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .aside import DATE
from .claims import Marked, Q, Text, said, same_measure
from .finding import FAULT, NOTE, WARNING, Finding, Place
from .numbers import BROKEN, Number

_THT = r"(?:tổ hợp tác|THT)"
_HTX = r"(?<![a-zà-ỹ])(?:hợp tác xã|HTX|LHHTX)(?![a-zà-ỹ])"
_HEDGES_OF_ROUND_NUMBERS = ("trên", "hơn", "gần", "dưới")  # what is computed from a hedged number is rightly "khoảng"
_SMALLEST_EXACT = 100  # "trên 75", "gần 290" may well be rounded


def unit_of_another(s: Marked, text: Text) -> Iterator[Finding]:
    """«210 THT, mỗi tổ thu 45 triệu đồng/HTX/năm»: the clause speaks of nothing else than THT."""
    for number in s.numbers:
        if not (number.is_quantity and number.unit and number.unit.per):
            continue
        clause = s.clause(s.position(number))
        groups = [n.unit for n in s.before(number) if f"⟦{s.numbers.index(n)}⟧" in clause and n.unit]
        speaks_of_tht = bool(re.search(_THT, clause, re.I)) or any(u.measure == "THT" for u in groups)
        speaks_of_htx = bool(re.search(_HTX, clause, re.I)) or any("HTX" in (u.measure, *u.per) for u in groups)
        if "HTX" in number.unit.per and speaks_of_tht and not speaks_of_htx:
            right = re.sub(r"/\s*(?:HTX|hợp tác xã)", "/THT", said(number))
            message = f"Câu nói về tổ hợp tác nhưng «{said(number)}» tính trên một HTX; đúng ra là «{right}»."
            yield s.finding("don-vi-tinh", FAULT, message, number)


def hedge_before_exact(s: Marked, text: Text) -> Iterator[Finding]:
    """«trên 1.926 người»: nobody rounds to single persons."""
    for number in s.numbers:
        if number.is_quantity and number.hedge in _HEDGES_OF_ROUND_NUMBERS and _is_exact_count(number):
            message = (
                f"«{number.hedge} {said(number)}»: «{number.hedge}» đi với số làm tròn; đây là số đếm đến từng đơn vị."
                f" Bỏ «{number.hedge}», hoặc làm tròn số."
            )
            yield s.finding("tu-uoc-luong", WARNING, message, number)


def _is_exact_count(number: Number) -> bool:
    counted = number.unit is not None and number.unit.is_count and number.upper is None and not number.decimals
    return counted and number.value >= _SMALLEST_EXACT and number.value % 5 != 0


def separators(s: Marked, text: Text) -> Iterator[Finding]:
    """«2.2 tỷ», «1,481 HTX»: the dot parts thousands, the comma decimals."""
    for number in s.numbers:
        if number.is_quantity and number.unit and (meant := _meant(number)):
            message = f"«{said(number)}»: dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần thập phân; {meant}."
            yield s.finding("dau-ngan-cach", WARNING, message, number)


def _meant(number: Number) -> str:
    """What a number with the wrong separators may be; empty for one that is rightly written."""
    right = number.text.translate({ord("."): ",", ord(","): "."})
    if number.other == number.value and number.value:
        return "không đọc được số này" if re.fullmatch(BROKEN, number.text) and "," not in number.text else f"nên là {right}"
    dot = "." in number.text and number.decimals
    comma = number.unit.is_count and number.decimals == 3
    return f"nên là {right}" if number.other is not None and (dot or comma) else ""


_GOAL_IN_BRACKETS = (
    rf"(?:đạt|vượt)(?:\s+và vượt)?(?:\s+so với)?\s+(?:chỉ tiêu|kế hoạch|mục tiêu)[^⟦⟧;.()]{{0,40}}\(\s*(?:từ\s+)?{Q}"
)
_BARE_CLAIM = (
    rf"{Q}[^⟦⟧;.()]{{0,50}}\((?P<claim>\s*(?:đạt|vượt)(?:\s+và vượt)?(?:\s+so với)?"
    r"\s+(?:chỉ tiêu|kế hoạch|mục tiêu)[^⟦⟧()]{0,30})\)"
)


def claim_without_number(s: Marked, text: Text) -> Iterator[Finding]:
    """«đạt chỉ tiêu (9.000 đến 10.000 lao động)» without what was reached; «(vượt kế hoạch)» without the plan."""
    for match in s.matches(_GOAL_IN_BRACKETS):
        goal = s.numbers[int(match[1])]
        if not any(same_measure(n, goal) for n in s.before(goal)):
            message = f"Nói đạt chỉ tiêu {said(goal)} nhưng không nêu số thực hiện, nên không kiểm được."
            yield s.finding("thieu-so-thuc-hien", NOTE, message, goal)
    for match in s.matches(_BARE_CLAIM):
        number = s.numbers[int(match[1])]
        message = f"{said(number)}: ghi «{match['claim'].strip()}» nhưng không nêu số kế hoạch, nên không kiểm được."
        yield s.finding("thieu-so-ke-hoach", NOTE, message, number)


def growth_without_levels(s: Marked, text: Text) -> Iterator[Finding]:
    """«tăng trưởng … 9%/năm» over some years, without the first and the last level."""
    for match in s.matches(
        rf"(?:tăng trưởng|tốc độ tăng|tăng bình quân)[^;⟦⟧]{{0,60}}{Q}(?:[^;]{{0,3}};[^;⟦⟧]{{0,30}}{Q})?"
    ):
        for i in filter(None, match.groups()):
            number = s.numbers[int(i)]
            if (
                number.is_share
                and number.unit.time == "năm"
                and len({n for n in s.numbers if n.is_quantity and not n.is_share}) < 2
            ):
                message = f"Nhịp tăng {said(number)} không kiểm được: văn bản không có mức đầu kỳ và cuối kỳ."
                yield s.finding("nhip-tang", NOTE, message, number)


_AS_OF = r"(?:tính đến|đến hết|đến thời điểm|đến ngày|từ đầu (?:nhiệm kỳ|năm) đến)(?:\s+(?:ngày|tháng|hết|nay))*\s*⟪(\d+)⟫"


def other_date(s: Marked, text: Text) -> Iterator[Finding]:
    """Figures of another date than those before them, within one text."""
    known = [n.text for each in text.sentences[: s.order] for n in _as_of(each)]
    for number in _as_of(s):
        if known and known[0] != number.text and number.text not in known:
            message = (
                f"Số liệu ở đây tính đến {number.text}, còn trước đó tính đến {known[0]}: nên nói rõ khi đặt cạnh nhau."
            )
            yield s.finding("moc-thoi-gian", NOTE, message, number)
        known.append(number.text)


def _as_of(s: Marked) -> list[Number]:
    """The months and days up to which figures are said to go; a bare year may be a goal's."""
    found = (s.numbers[int(m[1])] for m in s.matches(_AS_OF))
    return [n for n in found if n.kind == DATE and "/" in n.text]


_EVENT = re.compile(r"^\W*(?:(?:sáng|chiều|tối|trong)?\s*(?:ngày)?|đăng lúc:?\s+\S+\s+\S+\s*-?)\s*⟪(\d+)⟫", re.I)
_YEAR_END = re.compile(r"(?:tính\s+)?đến\s+(?:hết|cuối)\s+năm\s+(\d{4})", re.I)


def before_its_date(s: Marked, text: Text) -> Iterator[Finding]:
    """«Tính đến cuối năm 2023» in a text of 30/11/2023: an estimate, which the sentence should call one."""
    event = next(filter(None, (_event_day(each) for each in text.sentences)), None)
    for match in _YEAR_END.finditer(s.sentence.text):
        number = next((n for n in s.numbers if n.start <= match.start(1) < n.end), None)
        if event and number and event[1] == match[1] and event[0] < (12, 31) and not _future(s, match.start()):
            message = f"Văn bản ngày {event[2]} nêu số đến cuối năm {match[1]}: là số ước thực hiện, nên ghi «ước» ở mọi số."
            yield Finding("so-uoc", NOTE, message, (Place.of(number, s.sentence),))


def _event_day(s: Marked) -> tuple[tuple[int, int], str, str] | None:
    match = _EVENT.match(s.text)
    day = match and re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", s.numbers[int(match[1])].text)
    return ((int(day[2]), int(day[1])), day[3], day[0]) if day else None


def _future(s: Marked, at: int) -> bool:
    """Goals and plans speak of a later date rightly."""
    return bool(
        re.search(
            r"mục tiêu|phấn đấu|kế hoạch|chỉ tiêu|dự kiến|ước",
            s.sentence.text[:at] + s.sentence.text[at : at + 80],
            re.I,
        )
    )


RULES = (
    unit_of_another,
    hedge_before_exact,
    separators,
    claim_without_number,
    growth_without_levels,
    other_date,
    before_its_date,
)
