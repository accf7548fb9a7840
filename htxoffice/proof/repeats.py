"""What is said twice or counted out: one fact with two values, a heading and its text, a list and its number, a rank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from htxlib.words.text import fold

from .finding import AGREES, FAULT, QUESTION, Finding, Place
from .marked import DATES, QS, TIMES, Block, Item, Q, alike, words_of
from .quotients import direction, is_goal
from .readings import LIKELY, MAY, Reading, reading
from .sums import _OVERLAP

# --- lists of names ---------------------------------------------------------------------------------------------------

_OPENS = re.compile(r"(?P<open>\()|(?<!\w)(?:là|gồm(?: có)?|bao gồm|như sau|cụ thể)\s*:?\s+|:\s*", re.I)
_OPEN_ENDED = re.compile(
    r"…|\.\.\.|v\.v|(?<!\w)(?:như|tiêu biểu|điển hình|chẳng hạn|trong đó|ví dụ|đa số|chủ yếu|nhất là)(?!\w)", re.I
)
_AND = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+", re.I)


def counted_lists(block: Block) -> Iterator[Finding]:
    """Read «4 HTX (HTX Chè Xanh, HTX Ong Rừng, HTX Nấm Sạch)»: the names are counted where each begins with the noun."""
    for item in block.items:
        noun = _noun(item)
        if not (noun and item.is_level and item.is_count and 1 < item.exact < 60) or item.per or item.number.hedge:
            continue
        gap = re.compile(rf"[^{QS};\n.]{{0,60}}?(?={_OPENS.pattern})", re.I).match(block.text, item.at + 1)
        opening = gap and _OPENS.match(block.text, gap.end())
        if not opening or (opening["open"] and gap.end() - item.at > 50):
            continue
        names, sure = _names(block, opening, noun)
        if names and len(names) > 1:
            count = len(names)
            if count == item.exact:
                yield Finding("liet-ke", AGREES, "", (item.place,))
            elif not _OPEN_ENDED.search(gap[0]):
                message = f"«{item.said}» nhưng kể tên {count}: {', '.join(names)[:160]}."
                yield Finding("liet-ke", FAULT if sure and count > 1 else QUESTION, message, (item.place,))


def _noun(item: Item) -> str:
    unit = item.number.unit
    if unit:
        return unit.text if not unit.per and not unit.is_share else ""
    word = re.match(r"\s?([a-zà-ỹđ]+)", item.right(20))
    return word[1] if word and item.measure else ""


def _names(block: Block, opening: re.Match, noun: str) -> tuple[list[str], bool]:
    """Return the names listed, and whether each begins with the noun; nothing where the list is open or is none."""
    at = opening.end()
    end = block.text.find(")", at) if opening["open"] else block.end(at)
    text = block.text[at : end if end > 0 else block.end(at)].rstrip(" .")
    if len(text) > 900 or _OPEN_ENDED.search(text) or re.search(rf"{Q}", text):
        return [], False
    alias = {"hợp tác xã": "HTX", "tổ hợp tác": "THT"}
    heads = "|".join(
        re.escape(each) for each in {noun, alias.get(noun.lower(), noun), *(k for k, v in alias.items() if v == noun)}
    )
    begun = re.findall(rf"(?:^|[,;]\s*(?:và\s+)?|\svà\s+)(?:{heads})(?!\w)\s+(?=\S)", text, re.I)
    if len(begun) > 1 and re.match(rf"(?:{heads})(?!\w)", text, re.I):
        return [
            part for part in re.split(rf"(?:[,;]\s*(?:và\s+)?|\svà\s+)(?=(?:{heads})\s)", text, flags=re.I) if part
        ], True
    parts = [part for part in (text.split(";") if ";" in text else _AND.split(text)) if part.strip()]
    short = all(len(part.split()) <= 6 and part.strip()[:1].isupper() for part in parts)
    return (
        (parts, False)
        if short and len(parts) > 1 and ("(" in opening[0] or ":" in opening[0] or len(parts) > 2)
        else ([], False)
    )


# --- one fact twice ---------------------------------------------------------------------------------------------------

_STOP = words_of(
    "va la co cua tai ngay den nay voi cac so tong duoc dat thi trong tren dia ban the de nghi tinh nam hien "
    "moi cho khi ma con da ve o theo nhu vay chi bang tu mot nhung toan ca binh quan trung muc gia tri ket "
    "qua"
    " nho cuoi dau qua sau truoc bao cao gom neu khoang het vao luc"
)
_THEN = re.compile(rf"(?:như vậy|như thế|tức là|nghĩa là|do đó|vậy|tóm lại)[^{QS};\n.]{{0,40}}$", re.I)
_REVISED = re.compile(
    r"đính chính|sửa|điều chỉnh|trước đây|ban đầu|cũ|lần đầu|sơ bộ|ước|dự kiến|mục tiêu|phấn đấu|kế hoạch|nếu", re.I
)


def concluded(block: Block) -> Iterator[Reading]:
    """Read «531 tổ, tương ứng 45%; như vậy mới có 54% tổ …»: a conclusion says a share again, or what is missing to 100%."""
    for claim in block.items:
        if claim.is_percent and _THEN.search(claim.left(60)) and not direction(claim):
            known = [each for each in block.items[: block.index(claim)][-6:] if each.is_percent and not direction(each)]
            for i, each in enumerate(known[::-1]):
                yield from reading("nhac-lai", claim, lambda a: a, "{}", each, weight=LIKELY if i == 0 else MAY)
                if abs(100 - each.exact - claim.exact) <= claim.number.half:
                    yield from reading("nhac-lai", claim, lambda a: 100 - a, "100% − {}", each, weight=MAY)


def said_twice(all_blocks: list[Block]) -> Iterator[Finding]:
    """One fact of one day with two values: the same words before the number, the same date in the sentence."""
    known: dict[tuple, list[tuple]] = {}
    for order, block in enumerate(all_blocks):
        for item in block.items:
            number = item.number
            if (
                number.hedge
                or number.upper
                or number.at_least
                or direction(item)
                or is_goal(item)
                or item.is_times
                or item.measure in TIMES
            ):
                continue
            sentence = block.sentence(item.at)
            days = frozenset(block.date(mark).text.lstrip("0").replace("/0", "/") for mark in re.findall(DATES, sentence))
            if len(days) != 1 or _REVISED.search(sentence) or re.search("tăng|giảm", item.left(60)):
                continue
            key, line = (
                (item.measure, number.unit.text if number.unit and number.unit.is_count else "", item.per, item.time, days),
                (order, block.start(item.at)),
            )
            words, names = _words(block, item), _names_in(sentence)
            for other, others, there, other_line in known.setdefault(key, [])[-40:]:
                if (
                    line != other_line
                    and _may_clash(item, other)
                    and _same_fact(words, others)
                    and names == there
                    and other.exact != item.exact
                    and not _rounds(item, other)
                ):
                    message = f"Cùng một số mà ghi {other.said} ở trên, {item.said} ở đây."
                    yield Finding("hai-gia-tri", QUESTION, message, (item.place, other.place))
                    break
            known[key].append((item, words, names, line))


_STOCKS = ("người", "HTX", "THT", "LHHTX", "QTDND", "đồng", "hộ", "ha", "tấn", "%")


def _may_clash(one: Item, two: Item) -> bool:
    """Of activities a day has several; only numbers that look like one slip of the hand are asked about."""
    if one.measure in _STOCKS:
        return True
    digits = [re.sub(r"\D", "", item.number.text) for item in (one, two)]
    return sorted(digits[0]) == sorted(digits[1])


def _words(block: Block, item: Item) -> frozenset[str]:
    """The words right before the number in its clause, without dates and numbers; those right after it for a bare start."""
    start = max(block.start(item.at, ";\n"), item.at - 120)
    left = re.split(rf"{Q}|,\s", block.text[start : item.at])[-1]
    said = re.findall(r"[a-z]+", fold(re.sub(DATES, " ", left)))
    if not set(said) - _STOP:  # «với 2.360 lao động có việc làm thường xuyên»
        said = re.findall(r"[a-z]+", fold(re.split(rf"{Q}|{DATES}|[,;\n]", item.right(120))[0]))
    return frozenset(word for word in said if word not in _STOP and len(word) > 1)


def _names_in(sentence: str) -> frozenset[str]:
    """Words with a capital inside the sentence: of another place, the fact is another."""
    words = re.findall(r"[^\W\d_]+", sentence)[1:]
    return frozenset(word for word in words if word.istitle() and len(word) > 1) - {"Quỹ", "Liên"}


def _same_fact(one: frozenset, two: frozenset) -> bool:
    smaller = min(one, two, key=len)
    return len(smaller) > 1 and one & two == smaller


def _rounds(one: Item, two: Item) -> bool:
    return one.claimed(True).meets(two.span) or two.claimed(True).meets(one.span)


def heading(all_blocks: list[Block]) -> Iterator[Finding]:
    """Yield the number of the first line that the text below never says, though it says another of the same thing."""
    if len(all_blocks) < 2 or len(all_blocks[0].passages[0].text) > 160:
        return
    title = [item for item in all_blocks[0].items if item.passage is all_blocks[0].passages[0]]
    body = [item for block in all_blocks for item in block.items if item.passage is not all_blocks[0].passages[0]]
    if all_blocks[0].passages[0].text.rstrip().endswith((".", ":", ";")):
        return
    for item in title:
        same = [each for each in body if alike(each, item) and bool(direction(each)) == bool(direction(item))]
        about = frozenset(re.findall(r"[a-z]{2,}", fold(all_blocks[0].text))) - _STOP
        near = [
            each
            for each in same
            if len(about & frozenset(re.findall(r"[a-z]{2,}", fold(each.block.sentence(each.at))))) >= 3
        ]
        if near and not any(_rounds(each, item) for each in same):
            best = max(
                near, key=lambda each: len(about & frozenset(re.findall(r"[a-z]{2,}", fold(each.left(60) + each.right(40)))))
            )
            message = f"Tiêu đề ghi {item.said}, trong bài ghi {best.said}."
            yield Finding("tieu-de", QUESTION, message, (item.place, best.place))


# --- ranks ------------------------------------------------------------------------------------------------------------

_FIRST = r"cao nhất|dẫn đầu|đứng đầu|nhiều nhất|lớn nhất|quán quân"
_LAST = r"thấp nhất|ít nhất|cuối bảng|đứng cuối|nhỏ nhất|đội sổ"
_RANK = re.compile(
    r"(?:(?:xếp|đứng|hạng|ở)\s+(?:thứ|hạng|vị trí(?: thứ)?)|thứ|hạng)\s+(?P<rank>\d+|nhất|nhì|hai|ba|tư|bốn|năm|sáu)"
    rf"|(?P<first>{_FIRST})|(?P<last>{_LAST})",
    re.I,
)
_RANKS = {"nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6}


def ranks(block: Block) -> Iterator[Finding]:
    """Read «Chợ 88 điểm, Bến 93 điểm, Cầu 79 điểm … Xếp thứ 4 là Chợ»: the place in a list that the text itself gives."""
    plain = "\n".join(passage.text for passage in block.passages)
    for passage in block.passages:
        for match in _RANK.finditer(passage.text):
            listed = _listed(block)
            who = _who(passage.text, match, listed)
            if not who or len({item.exact for item in listed.values()}) < 3:
                continue
            values = sorted((item.exact for item in listed.values()), reverse=True)
            down = values.index(listed[who].exact) + 1
            up = len(values) - values[::-1].index(listed[who].exact)
            wanted = (
                1
                if match["first"]
                else len(values)
                if match["last"]
                else _RANKS.get(match["rank"].lower()) or int(match["rank"])
            )
            places = (Place(passage, match.start(), match.end()), listed[who].place)
            if wanted in (down, up) or (
                not match["first"] and not match["last"] and len(values) + 1 - wanted == down and "thấp" in plain
            ):
                yield Finding("thu-hang", AGREES, "", places)
            elif wanted <= len(values):
                message = f"{who} có {listed[who].said}, đứng thứ {down} trong {len(values)} đơn vị được nêu"
                message += f", không phải «{match[0]}»."
                yield Finding("thu-hang", FAULT if not _OVERLAP.search(plain) else QUESTION, message, places)


def _listed(block: Block) -> dict[str, Item]:
    """Name → number of the longest run of one measure whose items stand right after a name with a capital."""
    runs: dict[str, dict[str, Item]] = {}
    for item in block.items:
        name = re.search(
            r"(?:^|[,;:(\n]|\svà\s)\s*((?:[^\W\d_]+\s+){0,3}?[^\W\d_][\w ]{1,25}?)"
            r"(?:\s+(?:được|có|đạt|là|với))?\s*[:(]?\s*$",
            item.left(60),
        )
        if name and (item.is_level or item.is_percent) and any(word[:1].isupper() for word in name[1].split()[-3:]):
            runs.setdefault(item.measure, {})[name[1].strip()] = item
    return max(runs.values(), key=len, default={})


def _who(text: str, match: re.Match, listed: dict[str, Item]) -> str:
    """Return the one of the listed that the rank is said of: right after «là», or right before it."""
    after = re.match(r"[^.;\n]{0,30}?(?:là|thuộc về|:|có)\s+([^.;,\n]+)", text[match.end() :])
    clause = re.split(r"[.;\n]", text[: match.start()])[-1]
    for said in ([after[1]] if after else []) + [clause.rsplit(",", 1)[-1]]:
        found = [
            name
            for name in listed
            if name.lower() in said.lower() or said.strip().lower() in name.lower() and len(said.strip()) > 2
        ]
        if len(found) == 1:
            return found[0]
    return ""
