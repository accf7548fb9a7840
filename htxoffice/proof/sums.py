"""Readings of what is added up: parts of a whole, opening and closing stocks, shares of one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, permutations

from htxlib.checks import relations

from .finding import FAULT, QUESTION, Finding
from .marked import DATES, QS, Block, Item, Q, alike
from .quotients import direction, is_goal, is_mean
from .readings import LIKELY, MAY, SURE, Reading, reading

_INTRO = re.compile(
    r"(?P<partly>trong (?:số )?(?:đó|ấy|này)(?: có| gồm)?|trong số (?:đó|ấy|này))|"
    r"(?P<all>bao gồm|(?<!bao )gồm(?: có)?|chia ra|chia thành|phân thành|phân ra|chia theo|cơ cấu|cụ thể|tách ra"
    r"|là tổng của)|(?P<list>[:(])",
    re.I,
)
_ALL = re.compile("(?P<partly>(?!))?(?P<list>(?!))?(?P<all>gồm)")
_OVERLAP = re.compile(
    r"cả hai|cả ba|vừa(?! qua| rồi| mới| được| xong)|đồng thời|nhiều đáp án|nhiều lựa chọn|trùng|kiêm|chọn nhiều",
    re.I,
)
_REST = re.compile(r"còn lại|số khác|khác(?! nhau)|phần dư", re.I)
_NEGATION = re.compile(r"(?<!\w)(?:không|chưa|ngừng|ngưng|phi|dừng|tạm)(?!\w)(?! kể| tính| chỉ| những)", re.I)
_WORDS = re.compile(r"[^\W\d_]+")
_WHOLE_AFTER = re.compile(
    rf"(?:cộng(?: dồn| lại| sổ| chung| tất cả)?|tổng cộng|tổng(?: số)?|lũy kế|luỹ kế|tất cả|gộp lại|cả thảy"
    rf"|vị chi|dồn lại)[^{QS};\n]{{0,45}}$",
    re.I,
)


def parts(block: Block) -> Iterator[Reading]:
    """Read «168 mã, trong đó 139 mã đang hoạt động, 29 mã ngừng»: parts after a whole, in its sentence or the next."""
    for whole in block.items:
        if (
            not whole.is_level
            or is_goal(whole)
            or whole.number.upper
            or whole.exact <= 0
            or (is_mean(whole) and not whole.per)
        ):
            continue
        intro, segment = _segment(block, whole)
        if not intro or (intro["partly"] and direction(whole)):
            continue
        found = _parts(block, whole, segment)
        if (
            not found
            or (len(found) < 2 and not intro["partly"])
            or (intro["list"] and not all(each.measure for each in found))
        ):
            continue
        text = block.text[segment[0] : segment[1]]
        yield from _summed(block, whole, found, text, bool(intro["partly"]), bool(intro["all"]) or "(" in intro[0])


def _segment(block: Block, whole: Item) -> tuple[re.Match | None, tuple[int, int]]:
    """Return the word that opens the parts, right after the whole with no number between, and the text to their end."""
    end = block.end(whole.at)
    here = re.compile(rf"[^{QS};\n]{{0,70}}(?:;\s*(?=bao gồm|gồm|cụ thể|trong đó|chia ra))?[^{QS};\n]{{0,20}}", re.I).match(
        block.text, whole.at + 1
    )
    intro = _INTRO.search(block.text, whole.at + 1, here.end() + 1)
    if (
        intro
        and intro.start() <= here.end()
        and not (intro["list"] == "(" and _closes(block.text, intro.end(), end) < intro.end() + 3)
    ):
        stop = _closes(block.text, intro.end(), end) if "(" in intro[0] else end
        if not re.search(rf"\w|{Q}", block.text[intro.end() : stop]):  # the items of a list, each a line
            stop = len(block.text)
        return intro, (intro.end(), stop)
    among = re.search(r"(?<!\w)(?P<partly>trong) (?:tổng )?số(?P<all>(?!))?(?P<list>(?!))?\s*$", whole.left(20), re.I)
    if among:  # «trong số 300 đại biểu có 188 nam, còn lại 112 nữ»
        return among, (whole.at + 1, end)
    rest = (
        _REST.search(block.text, here.end(), end) if re.search(r"(?<!\w)tổng[^,;\n]{0,40}$", whole.left(45), re.I) else None
    )
    if rest and here.end() < end and not intro:  # «tổng kinh phí 4,2 tỷ đồng; tỉnh 1,5 tỷ đồng, còn lại …»
        return _ALL.match("gồm"), (whole.at + 1, end)
    # The next sentence: «2.350 tổ. Trong đó …», where the whole is the one total before it.
    after = re.compile(r"\s*(?:Trong (?:số )?(?:đó|ấy|này)|Cụ thể|Bao gồm|Chia ra|Gồm|Số (?:này|đó) (?:gồm|chia))", re.I)
    match = after.match(block.text, end + 1) if end < len(block.text) else None
    own = [each for each in block.within(block.start(whole.at), end) if each.is_level and not each.per and not is_goal(each)]
    if match and (intro := _INTRO.search(match[0])) and own and own[0] is whole:
        return intro, (match.end(), block.end(match.end()))
    return None, (0, 0)


def _closes(text: str, start: int, end: int) -> int:
    """Return where the bracket that is open at `start` closes."""
    depth = 1
    for at in range(start, min(end, start + 800)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return end


def _parts(block: Block, whole: Item, segment: tuple[int, int]) -> list[Item]:
    """The items of the segment that can be parts: of the whole's kind, outside brackets, before another «trong đó»."""
    found, depth, last, commas = [], 0, segment[0], False
    for each in block.within(*segment)[:40]:
        between = block.text[last : each.at]
        depth = max(0, depth + between.count("(") - between.count(")"))
        last = each.at
        if found and commas and ";" in between:  # what follows is no part of the list
            break
        if found and re.search(r"trong (?:số )?(?:đó|ấy)|riêng|so với|tăng|giảm|kế hoạch|nâng tổng", between, re.I):
            break
        if depth or each.is_percent or each.is_points or each.is_times or is_goal(each):
            continue
        if direction(each) or (each.number.unit and each.per and not whole.per):
            continue
        loose = whole.measure == "*" or (each.number.unit is None and whole.number.unit is None)
        if alike(each, whole) or (loose and each.is_count and each.is_level):
            commas = commas or (bool(found) and ";" not in between)
            found.append(each)
    return found


def _summed(block: Block, whole: Item, found: list[Item], text: str, partly: bool, all_: bool) -> Iterator[Reading]:
    around = block.sentence(whole.at) + text
    overlap = bool(_OVERLAP.search(around))
    exact, top = sum(each.exact for each in found), sum(each.span.low for each in found)
    rest = bool(_REST.search(text))
    opposed = _opposed(block, found)
    above = top > whole.span.high
    if (overlap and not rest) or any(each.exact == whole.exact for each in found):
        weight = MAY
    elif above or rest:
        weight = SURE
    elif len(found) < 2:
        return
    elif partly and not opposed:
        weight = MAY
    else:
        weight = SURE if all_ and not partly else LIKELY
    if exact < whole.exact and (partly and not rest and not opposed) and weight == MAY:
        return  # a partial list says nothing of the whole
    runs = [found[a:b] for a, b in combinations(range(len(found) + 1), 2)] if len(found) <= 12 else [found]
    for run in runs:
        if len(run) > 1 or (len(found) == 1 and above):
            yield from _sum("tong" if len(run) > 1 else "bo-phan", whole, run, weight if run == found else MAY)
    if overlap and len(found) > 2:  # 61 + 40 with 13 in both
        yield from reading("tong", whole, lambda *a: relations.total(*a[:-1]) - a[-1], _plus(found, "−"), *found, weight=MAY)


def _sum(check: str, whole: Item, run: list[Item], weight: int) -> Iterator[Reading]:
    return reading(check, whole, relations.total, _plus(run), *run, weight=weight, rounded=False)


def _plus(run: list[Item], last: str = "+") -> str:
    return " + ".join(["{}"] * (len(run) - 1)) + f" {last} {{}}" if len(run) > 1 else "Bộ phận {}"


def _opposed(block: Block, found: list[Item]) -> bool:
    """Return whether one part is what another is not: «đang hoạt động» and «ngừng hoạt động» leave nothing between them."""
    said = [_about(block, each, found) for each in found]
    if any(
        re.search(r"(?<!\w)nam(?!\w)", one, re.I) and re.search(r"(?<!\w)nữ(?!\w)", two, re.I)
        for one, two in permutations(said, 2)
    ):
        return True
    for one, two in combinations(said, 2):
        for yes, no in ((one, two), (two, one)):
            denied = _NEGATION.search(no)
            if denied and not _NEGATION.search(yes):
                words = set(_WORDS.findall(no[denied.end() :].lower())[:3])
                if words & set(_WORDS.findall(yes.lower())):
                    return True
    return False


def _about(block: Block, item: Item, found: list[Item]) -> str:
    """Return the words of a part: from the separator before it to the one after it."""
    start = max(block.text.rfind(stop, 0, item.at) for stop in ",;:(\n") + 1
    ends = [at for stop in ",;).\n" if (at := block.text.find(stop, item.at)) > 0]
    return block.text[start : min(ends, default=len(block.text))]


def totals_after(block: Block) -> Iterator[Reading]:
    """Yield the readings of «đang hoạt động 233, ngừng 41, mới cấp phép 12; cộng sổ là 286 HTX»."""
    for whole in block.items:
        if not (whole.is_level and _WHOLE_AFTER.search(whole.left(60))) or re.search(r"nâng|đưa|lên\s*$", whole.left(60)):
            continue
        run: list[Item] = []
        for each in block.within(block.start(whole.at), whole.at)[::-1]:
            if each.is_level and not each.number.upper and not is_goal(each) and not is_mean(each):
                counts = each.is_count and whole.is_count and each.exact < whole.exact and each.number.unit is None
                if alike(each, whole) or counts:
                    run.insert(0, each)
        if len(run) > 1 and run[-1].exact < whole.exact:
            listed = all(re.search(r"[,;]|và", block.gap(a, b)) for a, b in zip(run, [*run[1:], whole], strict=True))
            loose = _OVERLAP.search(block.sentence(whole.at)) or re.search(
                rf"(?:cả|toàn) (?:nước|tỉnh|huyện){'[^,;]*$'}", whole.left(60)
            )
            for size in range(len(run), 1, -1):
                full = size == len(run) and listed and not loose
                yield from _sum(
                    "tong",
                    whole,
                    run[-size:],
                    (SURE if len(run) > 2 and all(alike(each, whole) for each in run) else LIKELY) if full else MAY,
                )


# --- opening + in − out = closing -------------------------------------------------------------------------------------

_ROLES = {
    "open": r"(?:đầu (?:nhiệm )?kỳ|đầu năm|đầu giai đoạn|năm trước|kỳ trước|từ chỗ|ban đầu|trước đó|chuyển sang|đầu tháng"
    r"|đầu quý|cuối năm)",
    "close": r"(?:cuối kỳ|cuối năm|nay(?: chỉ)? (?:còn|có)|hiện(?: nay)?(?: chỉ)? (?:còn|có)|còn lại|kết dư|cuối tháng"
    r"|cuối quý|đến nay|(?:nâng|đưa)[^;\n]{0,60}(?:lên|là|đạt|thành))",
    "into": r"(?:tăng trong|phát sinh tăng|thành lập(?: mới)?|tiếp nhận|kết nạp|nhận thêm|gia nhập|bổ sung|nhập thêm"
    r"|thu thêm|ra mắt|số tăng|tuyển thêm)",
    "out": r"(?:giảm trong|phát sinh giảm|giải thể|tan rã|rút(?: tên| khỏi)?|nâng cấp|chuyển đổi|xóa tên|xoá tên|sáp nhập"
    r"|cho thôi|thôi|xin ra|thanh lý|số giảm|nghỉ việc|chuyển đi)",
}
_A_MEAN = re.compile(rf"(?:bình quân|trung bình|mỗi năm)[^{QS};\n]{{0,40}}$", re.I)
_LEFT = {role: re.compile(rf"{words}[^{QS};\n]{{0,70}}$", re.I) for role, words in _ROLES.items()}
_LEFT["open"] = re.compile(rf"{_ROLES['open']}[^{QS};\n]{{0,40}}$|so với[^{QS};\n]{{0,60}}\($", re.I)
_RIGHT = {
    "into": re.compile(
        rf"[^{QS};\n,(.]{{0,15}}(?<!\w)(?:mới|gia nhập|thành lập|ra mắt|xin vào|vào|nhập)(?!\w)(?! cấp phép| được cấp)", re.I
    ),
    "out": re.compile(
        rf"[^{QS};\n,(.]{{0,25}}(?<!\w)(?:tan rã|giải thể|rút|nâng cấp|xin ra|ra khỏi|thôi|xóa|chuyển đổi|sáp nhập)", re.I
    ),
}


def balances(block: Block) -> Iterator[Reading]:
    """Read «đầu kỳ 152 HTX, tăng 19, giảm 8, cuối kỳ 163 HTX»; also without a decrease, and with several of each."""
    start = 0
    while start < len(block.text):
        is_list = len(block.passages) > 1
        end = len(block.text) if is_list else block.end(start)
        items = [each for each in block.within(start, end) if each.is_level and not each.number.upper and not is_goal(each)][
            :24
        ]
        yield from _balance({each: _role(block, each) for each in items if not _A_MEAN.search(each.left(50))})
        start = end + 1


def _role(block: Block, item: Item) -> str:
    """Return what the item does in a balance, by the words beside it."""
    left = item.left(90)
    left = left[max(left.rfind(stop) + 1 for stop in ";\n") :]
    left = re.split(rf"{Q}", left)[-1]
    for role in ("into", "out"):
        if _RIGHT[role].match(item.right(40)) and not _LEFT["close"].search(left):
            return role
    at = {role: match.start() for role, pattern in _LEFT.items() if (match := pattern.search(left))}
    if "close" in at and "open" in at and "cuối năm" in left:
        at.pop("close" if re.search(rf"cuối năm (?:trước|ngoái|cũ|{DATES})|so với", left) else "open")
    return max(at, key=at.get, default="") if at else ""


def _balance(roles: dict[Item, str]) -> Iterator[Reading]:
    by = {role: [each for each in roles if roles[each] == role] for role in _ROLES}
    for close in by["close"][:1]:
        opens = [each for each in by["open"] if alike(each, close)]
        flows = by["into"] + by["out"]
        if not opens and by["into"] and by["out"]:  # «kho có 75 máy, nhập thêm 18 máy, thanh lý 9 máy, hiện còn 84 máy»
            opens = [each for each in roles if not roles[each] and alike(each, close) and each.at < min(f.at for f in flows)]
            opens = opens if len(opens) == 1 else []
        gone = [each for each in by["out"] if alike(each, close)][:5]
        come = [each for each in by["into"] if alike(each, close) and each is not close][:5]
        if not opens or not (come or gone) or close.exact in {each.exact for each in opens}:
            continue
        change = close.exact - opens[0].exact
        both = bool(come and gone)
        line = {(each.passage.where, each.block.start(each.at)) for each in roles}
        close_by = len(line) == 1 or len(line) == len(roles)  # one sentence, or a list of one number a line
        short = not both and (change > sum(each.exact for each in come)) == bool(come)
        for n in range(len(come) + 1):
            for plus in combinations(come, n):
                for m in range(len(gone) + 1):
                    for minus in combinations(gone, m):
                        full = len(plus) == len(come) and len(minus) == len(gone)
                        weight = (SURE if close_by and (both or short) else LIKELY) if full else MAY
                        if plus or minus:
                            yield from _balanced(close, opens[0], plus, minus, weight)


def _balanced(close: Item, opening: Item, plus: tuple, minus: tuple, weight: int) -> Iterator[Reading]:
    formula = "{}" + " + {}" * len(plus) + " − {}" * len(minus)

    def arithmetic(first, *rest):
        for i, each in enumerate(rest):
            first = first + each if i < len(plus) else first - each
        return first

    gap = close.exact - arithmetic(opening.exact, *(each.exact for each in (*plus, *minus)))
    told = (
        "Thiếu {}: có thể còn nguồn tăng chưa nêu." if gap > 0 else "Thừa {}: nếu có giải thể, chuyển đổi thì nêu số đó ra."
    )
    hint = " " + told.format(close.shown(abs(gap)))
    return reading("can-doi", close, arithmetic, formula, opening, *plus, *minus, weight=weight, rounded=False, hint=hint)


# --- shares of one whole ----------------------------------------------------------------------------------------------

_DIVIDED = re.compile(
    r"bóc tách|cơ cấu|chia (?:theo|ra|thành)|phân (?:theo|ra|thành|bổ|loại)|xếp loại|tỷ trọng|bao gồm|(?<!bao )gồm"
    r"|trong đó|cấu thành",
    re.I,
)


def shares_of_all(block: Block) -> Iterator[Finding]:
    """Read «vật tư 45%, tiêu thụ 38%, tín dụng 12%, các khoản khác 15%»: what is said to be all must be 100%."""
    seen: set[int] = set()
    for item in block.items:
        start = block.start(item.at)
        if start in seen or not item.is_percent:
            continue
        seen.add(start)
        end = block.end(item.at)
        text = block.text[start:end]
        run = [each for each in block.within(start, end) if each.is_percent and not direction(each) and not is_goal(each)]
        if len(run) < 2 or len(run) > 30 or _OVERLAP.search(text) or any(each.number.upper or each.time for each in run):
            continue
        run = [each for each in run if each.exact < 100]
        rest = bool(run) and bool(_REST.search(_about(block, run[-1], run)))
        divided, opposed = _DIVIDED.search(text), _opposed(block, run)
        sums = [sum(each.exact for each in run[a:b]) for a, b in combinations(range(len(run) + 1), 2) if b - a > 1]
        low = sum(each.span.low - each.number.half for each in run)
        if any(abs(each - 100) <= 1 for each in sums):  # some of them are all of it
            continue
        if len(run) > 1 and (rest or divided or opposed) and low > 100 and not _of_several(block, run):
            severity = FAULT if rest and divided and not any(each.number.hedge for each in run) else QUESTION
            added = " + ".join(each.said for each in run)
            message = f"{added} = {run[0].shown(sum(each.exact for each in run))}, hơn 100% của một tổng thể."
            yield Finding("ty-trong", severity, message, tuple(each.place for each in run[::-1]))


def _of_several(block: Block, run: list[Item]) -> bool:
    """Return whether the shares are said of several wholes: a clause or «riêng», «còn … thì» between them."""
    gaps = " ".join(block.gap(a, b) for a, b in zip(run, run[1:], strict=False))
    return bool(re.search(r"riêng|trong (?:số )?đó|nhưng|so với|trong khi|tổng số|kế hoạch|chỉ tiêu", gaps, re.I))
