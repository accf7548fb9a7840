"""Readings of what is divided or subtracted: changes, attainment, shares, means, months and years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from htxlib.checks import relations
from htxlib.values.figure import mean_growth
from htxlib.words.text import fold, number

from .marked import DATES, QS, Block, Item, Q, alike, same, words_of
from .readings import LIKELY, MAY, SURE, Given, Reading, reading

UP = (
    r"tăng(?! cường)|nhiều hơn|cao hơn|lớn hơn|hơn hẳn|nhích|(?<!từ )thêm|cộng thêm|dôi ra|nhỉnh hơn|đi lên|vượt lên"
    r"|mức tăng|phần tăng"
)
DOWN = r"giảm(?! nghèo)|ít hơn|thấp hơn|nhỏ hơn|(?<!yếu )kém(?! hiệu quả)|bớt|sụt|tụt|hụt|mất đi|co lại|đi xuống|rút bớt"
GOAL = (
    r"(?:chỉ tiêu|kế hoạch|mục tiêu|nghị quyết|dự toán|giao(?! lưu| dịch| thông| tiếp| ban| nhận| hàng| đất)"
    r"|đề ra|định mức|đặt ra|yêu cầu)"
)
_NEAR = rf"[^{QS};\n(),.]{{0,45}}$"
_CHANGED = re.compile(rf"(?<![a-zà-ỹ])(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<times>gấp)){_NEAR}", re.I)
SAME = r"(?:tức(?: là)?|tương đương|tương ứng|nghĩa là|hay|ứng với|quy ra|tính ra|tính thành|chiếm|bằng|đạt|khoảng)"
_AGAIN = re.compile(rf"^\s*(?:\(|,?\s*{SAME}|,\s*(?:với )?tỷ lệ|–|-)[^{QS};\n.)]{{0,25}}$", re.I)
_FROM_TO = re.compile(
    rf"từ[^{QS};\n]{{0,60}}(?P<old>{Q})(?:[^{QS};\n()]{{0,25}}\([^()\n]*\))?[^{QS};\n]{{0,60}}?"
    rf"(?<![a-zà-ỹ])(?:lên|xuống|còn|đến|tới|đạt|thành|nay|là)[^{QS};\n]{{0,40}}(?P<new>{Q})",
    re.I,
)
_SINCE = re.compile(rf"[^;\n]{{0,60}}?(?:so với|hơn)(?P<gap>[^{QS};\n]{{0,90}})(?P<old>{Q})", re.I)
_TIMES_OF = re.compile(rf"(?P<gap>\s*(?:mức|con số|số)[^{QS};\n,]{{0,30}})(?P<old>{Q})", re.I)
_WHEN = re.compile(rf"{DATES}|năm|tháng|quý|\bkỳ\b|trước|nay|ngoái|hồi|đầu|cuối|cũ|mới", re.I)


def direction(item: Item) -> int:
    """1 for what is said to have grown by this number, -1 to have fallen, 0 for no change."""
    match = _CHANGED.search(item.left(60))
    if match:
        return -1 if match["down"] else 1
    block, at = item.block, item.block.index(item)
    before = block.items[at - 1] if at else None
    if before and before.at > item.at - 60 and _AGAIN.match(block.gap(before, item)) and not before.is_percent:
        return direction(before) if item.is_percent or item.is_times else 0
    return 0


# --- changes ----------------------------------------------------------------------------------------------------------


def changes(block: Block) -> Iterator[Reading]:
    """Read «683 HTX, tăng 240 HTX so với đầu kỳ (443 HTX)»; «từ 443 lên 683, gấp 1,5 lần»; «683, tăng 240 HTX (54%)»."""
    for claim in block.items:
        sign = direction(claim) or int(claim.is_times)
        if sign and not (claim.time and claim.is_percent) and not near_goal(claim) and not claim.number.upper:
            for old, new, weight in _pairs(block, claim):
                yield from _changed(claim, old, new, sign, weight)
            if claim.is_percent or claim.is_times:
                yield from _by_the_difference(block, claim, sign)


def _pairs(block: Block, claim: Item) -> Iterator[tuple[Item, Item, int]]:
    """Yield what may have changed into what, the surest first."""
    start, seen = block.start(claim.at), set()
    routes = sorted(_FROM_TO.finditer(block.text, start, block.end(claim.at)), key=lambda m: abs(m.end() - claim.at))
    for i, match in enumerate(routes):
        old, new = block.item(match["old"]), block.item(match["new"])
        if claim not in (old, new) and alike(old, new):
            seen.add((old, new))
            yield old, new, MAY if i else SURE
    levels = [each for each in block.mates(claim) if each is not claim and not (direction(each) and not each.is_percent)]
    since = _SINCE.match(block.text, claim.at + 1) or (_TIMES_OF.match(block.text, claim.at + 1) if claim.is_times else None)
    if since and (_names_the_base(since["gap"]) or since.re is _TIMES_OF):
        old = block.item(since["old"])
        news = [each for each in levels if each is not old and alike(each, old)] or [
            each for each in block.sentence_before(claim.at) if alike(each, old)
        ]
        for i, new in enumerate(news):
            seen.add((old, new))
            yield old, new, MAY if i or new.at > claim.at else SURE
    levels = [each for each in levels if (each.is_level or each.is_percent) and not each.number.upper]
    dated = [each for each in levels if _WHEN.search(each.left(30)) or _WHEN.search(each.right(20))]
    for new in levels[:8]:
        for old in levels[:8]:
            if old is not new and (old, new) not in seen and alike(old, new):
                # Two dated levels of one sentence, and a change: nothing else can have changed.
                sure = len(dated) == 2 and {old, new} == set(dated) and max(old.at, new.at) < claim.at and not routes
                sure = sure and _is_before(old, new)
                yield old, new, LIKELY if sure else MAY
    if not seen and not levels:
        around = [each for each in block.sentence_before(claim.at) if each.is_level or each.is_percent][:4]
        yield from ((old, new, MAY) for new in around for old in around if old is not new and alike(old, new))


_PAST = re.compile(r"năm (?:ngoái|trước)|cùng kỳ|trước đó|trước đây|đầu (?:năm|kỳ|nhiệm kỳ)|hồi|kỳ trước", re.I)


def _is_before(old: Item, new: Item) -> bool:
    """Return whether the first is the earlier one: by its year or its words, else by the order of the text."""
    years = _year_of(old), _year_of(new)
    past = [bool(_PAST.search(re.split(rf"{Q}|[;\n]", each.left(45))[-1])) for each in (old, new)]
    if all(years) and years[0] != years[1]:
        return years[0] < years[1]
    return past[0] if past[0] != past[1] else old.at < new.at


def _names_the_base(gap: str) -> bool:
    """Return whether the number after these words is what is compared with, and not what the sentence says next."""
    if re.search(GOAL, gap, re.I):
        return False
    inside = "(" in gap and ")" not in gap[gap.rfind("(") :]
    return inside or bool(re.fullmatch(r"(?:\s*(?:mức|con số|tổng số|số))?\s*|.*\s(?:là|có|chỉ có|mới có|đạt)\s*", gap))


def _changed(claim: Item, old: Item, new: Item, sign: int, weight: int) -> Iterator[Reading]:
    check = "tang-giam"
    if claim.is_times and old.exact > 0:
        many, few = (new, old) if sign > 0 else (old, new)
        yield from reading(check, claim, relations.times, "{} / {}", many, few, weight=weight)
        yield from reading(check, claim, lambda a, b: a / b - 1, "{} / {} − 1", many, few, weight=MAY)
    elif (claim.is_percent or claim.is_points) and old.is_percent:
        ends = (new, old) if sign > 0 else (old, new)
        advice = f"Hiệu của hai tỷ lệ là điểm phần trăm: nên ghi «{claim.number.text} điểm phần trăm»."
        remark = "" if claim.is_points else advice
        yield from reading(check, claim, relations.difference, "{} − {}", *ends, weight=weight, remark=remark)
    if claim.is_percent and old.exact > 0:
        grown = relations.growth if sign > 0 else relations.decline
        yield from reading(check, claim, grown, "Mức tăng, giảm giữa {} và {}", new, old, weight=min(weight, SURE))
        if not old.is_percent:
            remark = f"Số này là tỷ lệ so với mức cũ (bằng {claim.said}), không phải mức tăng, giảm."
            yield from reading(check, claim, relations.share, "{} / {}", new, old, weight=MAY, remark=remark)
    elif claim.is_level and (same(claim, old) or alike(claim, old)):
        ends = (new, old) if sign > 0 else (old, new)
        yield from reading(check, claim, relations.difference, "{} − {}", *ends, weight=weight, rounded=False)


def _by_the_difference(block: Block, claim: Item, sign: int) -> Iterator[Reading]:
    """Yield the readings of «là 1.426 triệu đồng. Mức tăng là 276 triệu đồng (24%)»: the level before is 1.426 − 276."""
    changed = [each for each in block.mates(claim) if each.is_level and direction(each)]
    for i, by in enumerate(changed[:2]):
        first = min(by.at, claim.at)
        here = [each for each in block.within(block.start(first), first)[::-1] if not direction(each)]
        levels = [each for each in (*here, *block.sentence_before(first)[:3]) if each.is_level and alike(each, by)][:3]
        for k, level in enumerate(levels):
            since = _SINCE.match(block.text, by.at + 1)
            weight = MAY if i or k or (since and alike(block.item(since["old"]), level)) else SURE
            if claim.is_times:
                yield from reading(
                    "tang-giam", claim, lambda a, b: a / (a - sign * b), f"{{0}} / ({{0}} {'−' if sign > 0 else '+'} {{1}})",
                    level, by, weight=weight,
                )  # fmt: skip
            else:
                sum_ = f"100 × {{1}} / ({{0}} {'−' if sign > 0 else '+'} {{1}})"
                yield from reading("tang-giam", claim, lambda a, b: 100 * b / (a - sign * b), sum_, level, by, weight=weight)
                if level not in here:  # «năm 2020 có 500 HTX. Đến nay tăng 60 HTX (12%)»
                    yield from reading(
                        "tang-giam", claim, lambda a, b: 100 * b / a, "100 × {1} / {0}", level, by, weight=MAY
                    )


def mean_growths(block: Block) -> Iterator[Reading]:
    """Read «từ 400 (năm 2015) lên 644 (năm 2020), tăng bình quân 10%/năm»: five intervals; some count the years."""
    for claim in block.items:
        yearly = claim.time == "năm" or re.search(r"(?:mỗi|hằng|hàng|một) năm", claim.left(50) + claim.right(20), re.I)
        if not (
            claim.is_percent and yearly and re.search(r"bình quân|trung bình|mỗi năm|tốc độ|nhịp", claim.left(60), re.I)
        ):
            continue
        spans = _years(block, claim)
        for old, new, weight in _pairs(block, claim):
            ends = _year_of(old), _year_of(new)
            between = [Fraction(abs(ends[1] - ends[0]))] if all(ends) else []
            for count in between or sorted({y for y, _ in spans if y > 0 and y == int(y)}):
                if old.exact > 0 and new.exact > 0:
                    value = mean_growth(new.exact / old.exact, int(count))
                    span = relations.Span(value - Fraction(1, 20), value + Fraction(1, 20))
                    formula = f"Mức tăng bình quân một năm từ {old.said} đến {new.said} trong {count} năm"
                    yield Reading("nhip-tang", claim, value, span, formula, (old, new), min(weight, LIKELY))


def _year_of(item: Item) -> int:
    """Return the year said right after or before the number; 0 for none."""
    for text in (re.split(rf"{Q}|[,;\n]", item.right(25))[0], re.split(rf"{Q}|[;\n]", item.left(25))[-1]):
        for mark in re.findall(DATES, text):
            if year := re.search(r"(?:19|20)\d\d", item.block.date(mark).text):
                return int(year[0])
    return 0


# --- attainment -------------------------------------------------------------------------------------------------------

_GOAL_BEFORE = re.compile(rf"{GOAL}[^{QS};\n]{{0,60}}$", re.I)
_GOAL_AFTER = re.compile(rf"[^{QS};\n]{{0,110}}?{GOAL}", re.I)
_GOAL_FAR = re.compile(rf"[^{QS};\n]{{0,110}}?{GOAL}[^{QS};\n]{{0,60}}\([^{QS}()\n]{{0,140}}(?P<goal>{Q})", re.I)
_REACHED = re.compile(
    rf"(?:(?P<over>vượt|cao hơn|trên mức)|(?P<under>hụt|thiếu|còn thiếu|thấp hơn)"
    rf"|(?P<at>đạt|bằng|hoàn thành|thực hiện|tương đương|tương ứng)){_NEAR}",
    re.I,
)
_SLASH = r"^\s*[a-zà-ỹ ]{0,12}(?:/|(?<!\w)(?:trong|trên)(?: tổng)?(?: số)?)\s*$"


def is_goal(item: Item) -> bool:
    """Return whether a goal is named before it; «kế hoạch năm, quý II đạt 30%» goes on to something else."""
    match = _GOAL_BEFORE.search(item.left(80))
    return bool(match) and not re.search(r",[^,(]*(?:bằng|đạt|được|hoàn thành|thực hiện)\s*$", match[0], re.I)


def near_goal(item: Item) -> bool:
    """Return whether the number says how far a goal was reached."""
    if not (item.is_percent or item.is_points or re.search(rf"vượt{_NEAR}", item.left(60), re.I)):
        return False
    clause = item.block.text[item.block.start(item.at, ";\n") : item.at]
    short = re.search(rf"(?:so với|vượt|hụt|thiếu)\s[^;\n]{{0,30}}{GOAL}[^;\n]{{0,60}}$", clause, re.I)
    return bool(_GOAL_AFTER.match(item.right(110)) or short)


def attainments(block: Block) -> Iterator[Reading]:
    """Read «86 HTX, đạt 172% chỉ tiêu (50 HTX/năm)»; «52/40 tổ, đạt 130%»; «kế hoạch 860 tỷ, thu 946 tỷ, vượt 10%»."""
    for claim in block.items:
        verb = _last(_REACHED, claim.left(60))
        near, slash = near_goal(claim), _slash_before(claim)
        if not verb or not (claim.is_percent or claim.is_points or (claim.is_level and verb["over"])):
            continue
        if slash:
            yield from _attained(claim, slash[0], slash[1], verb, SURE if near else LIKELY)
        if not near and (slash or not claim.is_percent or direction(claim)):
            continue
        for goal, weight in _goals(block, claim, near):
            actual = [each for each in block.mates(claim) if each is not goal and _may_meet(each, goal)]
            actual = actual if near else [each for each in actual if each.is_level]
            for i, each in enumerate(actual[:4]):
                yearly = goal.time == "năm" and not goal.per and not each.time and not is_mean(each) and not each.is_percent
                yield from _attained(claim, each, goal, verb, MAY if i or yearly or each.at > claim.at else weight)


def _last(pattern: re.Pattern, text: str) -> re.Match | None:
    """Return the match that begins last."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found if found and not re.search(r"[;\n]", text[found.start() :]) else None


def _slash_before(claim: Item) -> tuple[Item, Item] | None:
    """Return the two items «a/b» right before the claim, or right after it in brackets."""
    block, at = claim.block, claim.block.index(claim)
    for i in (at - 2, at + 1):
        pair = block.items[max(i, 0) : i + 2] if i >= 0 else []
        if (
            len(pair) == 2
            and re.match(_SLASH, block.gap(*pair))
            and re.fullmatch(r"[^;\n]{0,60}", _between(block, claim, pair))
        ):
            return pair[0], pair[1]
    return None


def _between(block: Block, claim: Item, pair: list[Item]) -> str:
    return block.gap(pair[1], claim) if pair[1].at < claim.at else block.gap(claim, pair[0])


def _goals(block: Block, claim: Item, near: bool) -> Iterator[tuple[Item, int]]:
    far = _GOAL_FAR.match(block.text, claim.at + 1)  # «so với chỉ tiêu đề ra (tỷ lệ cán bộ … đạt trên 60%)»
    mates = [block.item(far["goal"])] if far and near else []
    mates += [each for each in block.mates(claim) if is_goal(each) and each not in mates]
    after = [each for each in mates if each.at > claim.at]
    for i, goal in enumerate((*after, *(each for each in mates if each.at < claim.at))):
        yield goal, (SURE if i == 0 else MAY) if near else LIKELY if i == 0 else MAY
    if not mates:
        yield from ((each, MAY) for each in block.sentence_before(claim.at) if is_goal(each))


def _may_meet(actual: Item, goal: Item) -> bool:
    """A total may be compared with a goal a year; a mean per HTX not with a total."""
    if is_goal(actual) or (actual.is_percent and direction(actual)) or (actual.is_level and direction(actual)):
        return False
    return (same(actual, goal) or alike(actual, goal)) and (
        not actual.per or not goal.per or set(actual.per) == set(goal.per)
    )


def _attained(claim: Item, actual: Item, goal: Item, verb: re.Match, weight: int) -> Iterator[Reading]:
    check, months = "muc-dat", 12 if (actual.time, goal.time) == ("tháng", "năm") else 1
    if claim is actual or claim is goal or goal.exact <= 0:
        return
    exact = Given(goal.exact, goal.said, goal)
    if claim.is_level:
        yield from reading(check, claim, relations.difference, "{} − {}", actual, exact, weight=weight, rounded=False)
        return
    if actual.is_percent and verb["over"]:
        relative = claim.shown(100 * actual.exact / goal.exact - 100)
        told = f"Hiệu của hai tỷ lệ là điểm phần trăm: nên ghi «vượt {claim.number.text} điểm phần trăm»"
        told += f" (theo tỷ lệ thì vượt {relative})."
        remark = "" if claim.is_points else told
        yield from reading(
            "diem-phan-tram", claim, relations.difference, "{} − {}", actual, exact, weight=weight, remark=remark
        )
    if claim.is_points:
        return
    ends = [exact] if goal.number.upper is None else [_end(goal, goal.number.value), _end(goal, goal.number.upper)]
    for end in ends:
        if verb["over"]:
            yield from reading(check, claim, relations.excess, "Mức vượt của {} so với {}", actual, end, weight=weight)
        elif verb["under"]:
            yield from reading(check, claim, relations.decline, "Mức thiếu của {} so với {}", actual, end, weight=weight)
        formula = "100 × {} / {}" if months == 1 else "100 × 12 × {} / {}"
        whole = weight if verb["at"] else MAY  # "vượt 120%" may mean 120% of the goal
        if not verb["over"] or claim.number.value > 100:
            yield from reading(check, claim, lambda a, b: 100 * months * a / b, formula, actual, end, weight=whole)


def _end(goal: Item, value: Fraction) -> Given:
    """One end of a range."""
    return Given(value * (goal.number.unit.scale if goal.number.unit else 1), goal.said, goal)


# --- shares -----------------------------------------------------------------------------------------------------------

_OF = re.compile(rf"(?:chiếm|{SAME}|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|mới có|được|\(|,)[^{QS};\n.)]{{0,30}}$|^\s*$", re.I)
_IN_ALL = re.compile(rf"(?<!\w)(?:trong|trên)\s+(?:tổng\s+(?:số\s+)?(?:[^{QS};\n,]{{0,30}}\s)?|số\s+|cả\s+)?$", re.I)
_BASE = re.compile(rf"(?P<words>[^{QS};\n()]{{0,70}})(?P<open>\([^{QS};\n()]{{0,25}})?(?P<whole>{Q})?", re.I)
_TOTAL = re.compile(r"tổng|cả thảy|tất cả|toàn (?:tỉnh|huyện|bộ)|hiện có|danh sách|số lượng", re.I)
_PARTLY = re.compile(r"trong đó|riêng|với|thu hút|số còn lại|(?<!lên )đến", re.I)
_SAID_OF_ALL = words_of(
    "tong so cua toan cac tren dia ban trong do la va voi ve thuoc ca khu vuc hien tinh huyen xa don vi htx "
    "hop tac tat the moi nay duoc ma thi nhung o co cung luong nam ke hoach chung tht to"
)


def shares(block: Block) -> Iterator[Reading]:
    """Read «553/683 HTX (81%)»; «tổng số 400 HTX … 120 HTX, chiếm 30%»: part, whole and %, in whatever order."""
    for claim in block.items:
        if not claim.is_percent or claim.number.value <= 0 or claim.time or claim.number.upper or direction(claim):
            continue
        slash = _slash_before(claim)
        if slash and not near_goal(claim) and slash[1].exact:
            yield from _share(claim, *slash, SURE)
            continue
        base = _BASE.match(block.text, claim.at + 1)
        for rank, part in enumerate(_parts(block, claim, base)):
            for whole, weight in _wholes(block, claim, part, base):
                yield from _share(claim, part, whole, MAY if rank or near_goal(claim) else weight)


def _share(claim: Item, part: Item, whole: Item, weight: int) -> Iterator[Reading]:
    if whole.exact > 0 and claim not in (part, whole) and part is not whole:
        yield from reading("ty-trong", claim, relations.share, "{} / {}", part, whole, weight=weight)


def _parts(block: Block, claim: Item, base: re.Match) -> Iterator[Item]:
    """Yield the counted part that the share is of, the likeliest first."""
    nearby = block.within(block.start(claim.at, ";\n"), claim.at)[::-1][:6]
    before = [each for each in nearby if each.is_level and not each.per and not each.number.upper]
    while before and _is_whole(before[0]) and len(before) > 1:  # «73 đơn vị trong tổng số 292 HTX, chiếm 25%»
        before.pop(0)
    near = [each for each in before if not _closed(block.gap(each, claim)) and not is_goal(each)]
    if near and _OF.search(block.gap(near[0], claim)[-60:]) and not _PARTLY.search(block.gap(near[0], claim)):
        yield near[0]
    after = block.within(claim.at + 1, block.end(claim.at, ";\n"))[:2]
    for i, each in enumerate(after):
        gap = block.gap(after[i - 1] if i else claim, each)
        told = re.search(rf"(?:\(|{SAME}|với)[^{QS};\n]{{0,25}}$", gap, re.I)
        if each.is_level and not each.per and told and (i == 0 or base["whole"]) and not _is_whole(each):
            yield each
    yield from (each for each in before if not near or each is not near[0])


def part_of(claim: Item) -> Item | None:
    """Return the counted part whose share follows at once: «415 HTX, chiếm 75,7%»."""
    if (
        claim.is_percent
        and claim.number.value > claim.number.half
        and not direction(claim)
        and not claim.time
        and not near_goal(claim)
    ):
        for part in _parts(claim.block, claim, _BASE.match(claim.block.text, claim.at + 1)):
            near = part.at < claim.at and re.fullmatch(rf"[^,;()]{{0,12}},?\s*{SAME}\s*", claim.block.gap(part, claim), re.I)
            return part if near else None
    return None


def needed_base(claim: Item) -> str:
    """Return the whole that the share would be right of, where its part is known and the whole is not; "" else."""
    part = part_of(claim)
    if part is None:
        return ""
    ends = [100 * part.exact / (claim.exact + room) for room in (0, claim.number.half, -claim.number.half)]
    low, high = (number(end / (part.number.unit.scale if part.number.unit else 1), 1) for end in ends[1:])
    said = _BASE.match(claim.block.text, claim.at + 1)["words"]
    words = re.sub(r"^\W+|\W+$|(?:\s+trên|\s+của|\s+trong)\s.*$", "", said).strip() or "tổng số"
    return f"mẫu số «{words}» ({part.said} là {claim.said} của {part.shown(ends[0])}, từ {low} đến {high})"


def _closed(gap: str) -> bool:
    """Return whether the item stands in brackets that were closed since: it is said of another number."""
    return ")" in gap and "(" not in gap.split(")")[0]


def _is_whole(item: Item) -> bool:
    return bool(_IN_ALL.search(item.left(45)))


def _wholes(block: Block, claim: Item, part: Item, base: re.Match) -> Iterator[tuple[Item, int]]:
    """Yield what the share may be of, each with how sure that is."""
    words = _content(base["words"])
    named = block.item(base["whole"]) if base["whole"] else None
    if named and named is not part and alike(named, part) and named.exact >= part.exact:
        said = base["open"] or re.search(r"trong|tổng|trên|của|số", base["words"])
        yield named, SURE if said else MAY
        if said and base["open"]:
            return
    start, clause = block.start(claim.at), block.start(claim.at, ";\n")
    above = block.before.items[-12:] if block.before else []
    for each in [*block.items[max(0, block.index(claim) - 24) : block.index(claim) + 8], *above]:
        if each in (claim, part, named) or not alike(each, part) or each.number.upper or each.exact < part.exact:
            continue
        if each.block is not block or each.at > claim.at:
            yield each, LIKELY if each.block is not block and _is_total(each) and _fits_base(words, each) else MAY
        elif direction(each) or is_goal(each) or not _fits_base(words, each):
            yield each, MAY
        elif _is_whole(each) and each.at > start:
            yield each, SURE
        elif _is_total(each) and each.at < part.at:
            yield each, SURE if re.match(r"\W*(?:trong )?tổng", base["words"], re.I) or each.at >= clause else LIKELY
        else:
            first = each.at < part.at and each in (block.sentence_before(claim.at)[-1:] or [None])
            opens = (
                each.at < part.at
                and each in block.within(start, part.at)[:1]
                and re.search(r"[:,;(]", block.gap(each, part))
            )
            yield each, LIKELY if first or opens else MAY


def _is_total(item: Item) -> bool:
    around = item.block.text[max(item.block.start(item.at, ";\n,"), item.at - 60) : item.at]
    return bool(_TOTAL.search(around))


def _content(words: str) -> set[str]:
    """Return the words of a base that say more than «tổng số của toàn tỉnh»."""
    return set(re.findall(r"[a-z]+", fold(re.split(r"[.,]", words)[0]))) - _SAID_OF_ALL


def _fits_base(words: set[str], whole: Item) -> bool:
    """Return whether the whole is called what the base is called."""
    own = re.split(r"[;\n]", whole.left(60))[-1] + " " + whole.said + " " + re.split(r"[;\n]", whole.right(40))[0]
    around = set(re.findall(r"[a-z]+", fold(own)))
    return not words or len(words & around) * 2 >= len(words)


# --- means ------------------------------------------------------------------------------------------------------------

_MEAN = re.compile(rf"(?:bình quân|trung bình|tính ra|đều đặn|mỗi|(?<![a-zà-ỹ])một|hằng|hàng|cứ)[^{QS};\n]{{0,55}}$", re.I)
_EACH = re.compile(r"(?:mỗi|một|từng|cứ)\s+(hợp tác xã|tổ hợp tác|[^\W\d_]+)", re.I)
_YEARLY = re.compile(r"(?:mỗi|một|hằng|hàng|từng) năm", re.I)
_NUMERALS = dict(zip(["hai", "ba", "bốn", "bảy", "tám", "chín", "mười"], (2, 3, 4, 7, 8, 9, 10), strict=True)) | {"sáu": 6}
_PERIOD = re.compile(
    rf"(?P<from>(?:từ|kể từ)[^{QS};\n]{{0,15}})?(?P<first>{DATES})"
    rf"(?:\s*(?:-|–|đến|tới|cho đến)[^{QS}{DATES[1:-1]};\n]{{0,20}}(?P<last>{DATES}))?"
)


_PLANNED = re.compile(rf"(?:phấn đấu|dự kiến|ít nhất|tối thiểu|yêu cầu|định hướng|dự báo)[^{QS};\n]{{0,60}}$", re.I)


def is_mean(item: Item) -> bool:
    return bool(item.per or item.time or _MEAN.search(item.left(60)))


def means(block: Block) -> Iterator[Reading]:
    """Read «214 HTX (trung bình mỗi năm 86 HTX)» over 2,5 years; «1.320 lao động trong 55 HTX, tức 24 lao động/HTX»."""
    for each in block.items:
        if (
            not each.is_level
            or not is_mean(each)
            or is_goal(each)
            or _PLANNED.search(each.left(70))
            or re.search(r"so với\s+(?:mức\s+)?\S*\s*$", each.left(30), re.I)
        ):
            continue
        mates = block.mates(each)
        totals = [t for t in mates if same(t, each) and not is_mean(t) and not direction(t) and not is_goal(t)]
        before = [t for t in block.sentence_before(each.at) if same(t, each) and not is_mean(t)][:2]
        context = each.left(60) + each.right(25)
        if (each.time == "năm" and set(each.per) <= {"tỉnh"}) or (
            not each.per and not each.time and _YEARLY.search(context)
        ):
            known = _years(block, each)
            shared = [(Given(c, f"{_digits(c)} năm"), w) for c, w in known]
            if "tỉnh" in each.per:
                shared += [(c, SURE) for c in _counted(block, each, "tỉnh")]
        elif not each.time or each.per:
            shared = [(c, SURE) for c in _things(block, each)]
        else:
            continue
        for i, total in enumerate((*totals, *before)):
            weight = (SURE if i == 0 else MAY) if total in totals else (LIKELY if not totals else MAY)
            weight = MAY if total.at > each.at and total in totals and i else weight
            for count, sure in shared:
                far = isinstance(count, Item) and count.block is not block
                yield from reading(
                    "binh-quan",
                    each,
                    relations.mean,
                    "{} / {}",
                    total,
                    count,
                    weight=min(weight, sure, LIKELY if far else SURE),
                )


def _digits(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.1f}".replace(".", ",")


def _things(block: Block, each: Item) -> list[Item]:
    """Return the counts of what the mean is for one of, the nearest first."""
    word = _last(_EACH, each.left(60))
    named = each.per or ((_MEASURES.get(word[1].lower(), word[1].lower()),) if word else ())
    return [found for name in named[:1] for found in _counted(block, each, name)] if named and named[0] != "năm" else []


_MEASURES = {
    "htx": "HTX", "hợp tác xã": "HTX", "tổ": "THT", "tht": "THT", "tổ hợp tác": "THT", "quỹ": "QTDND", "đơn": "*",
    "thành": "người", "xã": "xã", "lao": "người", "hộ": "hộ", "cơ": "*", "tập": "*",
}  # fmt: skip


def _counted(block: Block, each: Item, name: str) -> list[Item]:
    """Counts of these things in the sentence and before it; a group's number of provinces at any place."""
    near = [*block.mates(each), *block.sentence_before(each.at), *block.items[: block.index(each)][::-1][:12]]
    while name == "tỉnh" and block.before:
        block = block.before
        near += block.items[:12]
    found = [n for n in near if not n.per and not n.time and n.exact > 1 and n is not each]

    def fits(item: Item) -> bool:
        return (
            item.measure == name
            or item.measure.partition(" ")[0] == name
            or (name == "*" and item.is_count and item.is_level)
        )

    return list(dict.fromkeys(filter(fits, found)))[:6]


def _years(block: Block, item: Item) -> list[tuple[Fraction, int]]:
    """Return how many years the sentence (else the one before) speaks of; from–to counts the years, or the intervals."""
    for at, weight in ((item.at, SURE), (block.start(item.at) - 2, LIKELY)):
        if at < 0:
            continue
        start, text = block.start(at), block.sentence(at)
        spans = [n for n in block.within(start, start + len(text)) if n.measure in ("tháng", "năm") and n is not item]
        spans = [(n.exact / (12 if n.number.unit else 1), n.measure == "năm" or n.number.unit.text == "năm") for n in spans]
        found = [(count, weight if in_years else MAY) for count, in_years in spans]
        found += [
            (Fraction(_NUMERALS[m[1].lower()]), weight)
            for m in re.finditer(rf"(?<!\w)({'|'.join(_NUMERALS)}) năm", text, re.I)
        ]
        found = [(count, w) for count, w in found if 0 < count < 100]
        half = _half_term(block) if re.search("nhiệm kỳ|từ đầu", text, re.I) else None
        if not found:
            found = [(count, weight) for m in _PERIOD.finditer(text) for count in _span_of(block, m)]
            found = [(half, SURE)] if half and not found else found + ([(half, MAY)] if half else [])
        if found:
            return found
    return [(half, LIKELY)] if (half := _half_term(block)) else []


def _span_of(block: Block, match: re.Match) -> Iterator[Fraction]:
    """Yield the lengths of a period in years: 2016-2020 are five years, four intervals; 7/2020 to 2022 are 30 months."""
    texts = [block.date(mark).text for mark in match.group("first", "last") if mark]
    ends = [(int(m or 0), int(y)) for text in texts for m, y in re.findall(r"(?:(\d{1,2})\s*[/-]\s*)?(\d{4})", text)]
    if len(ends) < 2:
        return
    (first_month, first), (last_month, last) = ends[0], ends[-1]
    if first_month or last_month:
        yield Fraction((last - first) * 12 + (last_month or 12) - (first_month or 1) + 1, 12)
        yield Fraction((last - first) * 12 + (last_month or 12) - (first_month or 0), 12)
    elif last > first:
        yield from (Fraction(last - first + 1), Fraction(last - first))


def _half_term(block: Block | None) -> Fraction | None:
    """Return the years gone, where the text says that half of a term of known years has passed."""
    term = half = None
    while block and not (term and half):
        whole = block.text
        half = half or re.search(rf"(?:½|1/2|nửa|{Q})\s*(?:chặng đường\s+)?nhiệm kỳ", whole, re.I)
        half = half or next((i for i in block.items if i.measure == "nhiệm kỳ" and i.exact == Fraction(1, 2)), None)
        term = term or next((m for d in block.dates if (m := re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", d.text))), None)
        block = block.before
    return Fraction(int(term[2]) - int(term[1]), 2) if term and half else None


# --- the same in another unit -----------------------------------------------------------------------------------------

_ALSO = re.compile(rf"^\s*(?:\(|(?:,\s*)?(?:{SAME}|cả (?:năm|vụ|quý|đợt)|một năm|mỗi năm))[^{QS};\n]{{0,25}}$", re.I)
_LASTED = re.compile(r"trong\s+(\w+)\s+tháng", re.I)


def conversions(block: Block) -> Iterator[Reading]:
    """Yield the readings of «5,3 triệu đồng/tháng (63,6 triệu đồng/năm)»; «62.375 triệu đồng (62,4 tỷ đồng)»."""
    for one, two in zip(block.items, block.items[1:], strict=False):
        gap = block.gap(one, two)
        if not same(one, two) or not one.is_level or direction(two) or is_goal(two):
            continue
        times = {one.time: one, two.time: two}
        if set(times) == {"tháng", "năm"}:
            both = bool(_ALSO.match(gap))
            if one.per and two.per and set(one.per) != set(two.per):
                continue
            month, year = times["tháng"], times["năm"]
            if both:
                yield from reading("nhan-12", year, lambda a: 12 * a, "12 × {}", month)
        elif one.time == "tháng" and not two.time and (lasted := _LASTED.search(gap)) and "cả" in gap:
            count = _NUMERALS.get(lasted[1].lower())
            if count:
                yield from reading("nhan-12", two, lambda a, n=count: a * n, f"{count} × {{}}", one)
        elif one.number.unit and two.number.unit and one.time == two.time and _scaled(one, two):
            other_thing = re.search(r"[a-zà-ỹ]", re.sub(SAME, "", gap, flags=re.I))
            if (
                _ALSO.match(gap)
                and set(one.per) == set(two.per)
                and not other_thing
                and ("(" not in gap or two.right(2).startswith(")"))
            ):
                yield from reading("doi-don-vi", two, lambda a: a, "{}", one, weight=SURE)


def _scaled(one: Item, two: Item) -> bool:
    """Return whether the two have units of another scale, or values that a slip of the unit parts."""
    other = one.number.unit.scale != two.number.unit.scale
    return other or (two.exact != 0 and one.exact / two.exact in (1000, Fraction(1, 1000), 10**6, Fraction(1, 10**6)))
