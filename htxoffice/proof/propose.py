"""What a number of a text may be data of: the table it belongs to, up to three indicators, its period and its place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from htxlib.codelists import places, variables
from htxlib.codelists.periods import Moment
from htxlib.codelists.units import Unit
from htxlib.indicators import catalogue
from htxlib.words.text import fold

from . import quotients
from .claims import READINGS
from .marked import DATES, Block, Item, Q, blocks, words_of
from .numbers import Number
from .passages import Passage
from .reading import read
from .readings import LIKELY, SURE, Reading

LEAST = 0.12  # below it an indicator is none
ALMOST = 0.35  # below it a proposal is only a guess, and says so
# Words of one meaning, as labels have them.
_SAME = (
    ("hop tac xa", "htx"), ("to hop tac", "tht"), ("trung binh", "binh quan"), ("lien hiep", "lhhtx"),
    ("khoa boi duong", "lop"), ("khoa dao tao", "lop dao tao"), ("xa vien", "thanh vien"), ("giai ngan", "cho vay"),
    ("lai binh quan", "loi nhuan binh quan"), ("co hieu qua", "hieu qua"), ("quy tin dung nhan dan", "qtdnd"),
    ("lop tu van", "lop tap huan"), ("website", "trang thong tin dien tu"), ("trang web", "trang thong tin dien tu"),
    ("ket nap", "ket nap moi"), ("khoa", "lop"),
)  # fmt: skip
_EMPTY = words_of(
    "của và các là có được với cho trên địa bàn tỉnh tại ở trong này đến đã một những năm hiện toàn cả từ về "
    "khu vực thì"
)
_OPERATIONS = {
    "muc-dat": "dat_muc_tieu",
    "ty-trong": "ty_trong",
    "nhan-12": "quy_doi",
    "doi-don-vi": "quy_doi",
    "diem-phan-tram": "vuot_muc_tieu",
}
_AHEAD = re.compile(r"phấn đấu|mục tiêu (?:đến|năm)|chỉ tiêu (?:đến|năm)|đến năm 20\d\d sẽ|mục tiêu\b|định hướng", re.I)


@dataclass(frozen=True)
class Proposal:
    """A number of a text and what it may be; a person confirms it."""

    table: str  # so_lieu, muc_tieu, doi_chieu
    number: Number
    passage: Passage
    sentence: str
    codes: tuple[str, ...]  # indicators, the likeliest first
    is_sure: bool
    start: str = ""  # ISO, as precise as the text
    end: str = ""
    place: str = ""  # id, where the sentence names another than the text
    operation: str = ""  # of doi_chieu
    against: str = ""
    sign: str = ""  # of muc_tieu


def proposals(path: Path, own_variables: Iterable[variables.Variable] = ()) -> list[Proposal]:
    """Every quantity of the file as a proposed row, in order; `own_variables` are a dataset's own. Raises InputError."""
    passages = read(path)
    known = list(blocks(passages))
    best = _best_readings(known)
    linked = _linked(best.values())
    own = tuple((v.code, (v.label,), v.unit) for v in own_variables)
    times = Times(known)
    found = [each for block in known for item in block.items if (each := _of_item(item, best.get(item), times, linked, own))]
    rows = (each for passage in passages if passage.cells for each in _of_row(passage, times, own))
    order = {id(passage): i for i, passage in enumerate(passages)}
    return sorted([*found, *rows], key=lambda each: (order[id(each.passage)], each.number.start))


def _best_readings(known: list[Block]) -> dict[Item, Reading]:
    """Return the reading of each derived number: one that holds, else the likeliest."""
    best: dict[Item, Reading] = {}
    for each in (each for block in known for rule in READINGS for each in rule(block)):
        rank = (each.holds, each.weight)
        derived = each.check not in ("tong", "bo-phan", "can-doi", "nhac-lai") and (each.holds or each.weight >= LIKELY)
        if derived and (each.claim not in best or rank > (best[each.claim].holds, best[each.claim].weight)):
            best[each.claim] = each
    return best


def _linked(best: Iterable[Reading]) -> dict[Item, Item]:
    """Return each number in brackets with the one outside them that it is computed with."""
    found: dict[Item, Item] = {}
    for each in best:
        numbers = (each.claim, *each.operands)
        outside = [
            item for item in numbers if not _bracketed(item) and not quotients.direction(item) and not item.is_percent
        ]
        for item in numbers:
            if _bracketed(item) and outside and item not in found:
                found[item] = outside[0]
    return found


def _bracketed(item: Item) -> bool:
    left = item.left(160)
    return left.rfind("(") > left.rfind(")")


def _of_item(item: Item, reading: Reading | None, times: Times, linked: dict[Item, Item], own: Own) -> Proposal | None:
    if item.measure in ("tháng", "năm", "ngày", "giờ", "điểm") and not item.per:
        return None
    block = item.block
    operation = "" if _in_goal_brackets(item) else _operation(item, reading)
    table = "doi_chieu" if operation else "muc_tieu" if _is_target(item) else "so_lieu"
    subject = _subject(item, reading) if operation else item
    outside = linked.get(
        linked.get(subject), linked.get(subject)
    )  # what stands in brackets is said of what stands before them
    context = _context(outside or subject)
    scored = _scored(context, subject, not (subject is item and (operation or item.is_times)), own)
    codes = tuple(code for _, code in scored[:3])
    sure = bool(scored) and scored[0][0] >= ALMOST and (len(scored) < 2 or scored[0][0] > 1.1 * scored[1][0])
    start, end = times.of(subject if table == "doi_chieu" else item, codes[0] if codes else "", table)
    number = item.number
    sign = "" if table != "muc_tieu" else "từ-đến" if number.upper else ">" if number.hedge in ("trên", "hơn") else "≥"
    against = "đầu kỳ" if operation in ("tang_giam", "tang_giam_pct", "so_lan") and re.search("đầu", item.right(60)) else ""
    place = (
        "ca-nuoc" if re.search(r"(?:cả nước|toàn quốc)[^;\n]*$", block.text[block.start(item.at) : item.at], re.I) else ""
    )
    sentence = next((s.text for s in item.passage.sentences if s.start <= number.start < s.end), item.passage.text)
    return Proposal(table, number, item.passage, sentence.strip(), codes, sure, start, end, place, operation, against, sign)


def _of_row(row: Passage, times: Times, own: Own) -> Iterator[Proposal]:
    """Yield the numbers of a table row: what they are stands in its label and in the heads of its columns."""
    for cell in row.cells if row.kind == "hàng" else ():
        for number in row.numbers:
            if number.is_quantity and cell.start <= number.start < max(cell.end, cell.start + 1) and cell.text != row.label:
                words = [(word, 1.0) for word in _words(row.label)] + [(word, 0.5) for word in _words(cell.head)]
                scored = _scored(dict(words), number, True, own)
                table = (
                    "muc_tieu"
                    if re.search("kế hoạch|chỉ tiêu|mục tiêu", cell.head, re.I) and "%" not in cell.head
                    else "so_lieu"
                )
                year = re.search(r"(?:19|20)\d\d", cell.head)
                end = year[0] if year else times.main
                codes = tuple(code for _, code in scored[:3])
                sure = bool(scored) and scored[0][0] >= ALMOST
                yield Proposal(table, number, row, row.text, codes, sure, end if codes and _flows(codes[0]) else "", end)


# --- which table ------------------------------------------------------------------------------------------------------


def _operation(item: Item, reading: Reading | None) -> str:
    """Return the operation of `doi_chieu` whose result the number is; "" for a given number."""
    sign = quotients.direction(item)
    if item.is_percent and item.time == "năm" and re.search("tăng|nhịp|tốc độ", item.left(90)):
        return "tang_binh_quan_pct"
    if item.is_times and not _is_target(item):
        return "so_lan"
    if quotients.near_goal(item):
        return "vuot_muc_tieu" if re.search(rf"vượt[^{Q[1:-1]}]*$", item.left(40)) else "dat_muc_tieu"
    if sign and not _is_target(item):
        return "diem_pct" if item.is_points else "tang_giam_pct" if item.is_percent else "tang_giam" if item.is_level else ""
    if reading is None:
        return "ty_trong" if quotients.part_of(item) else ""
    if reading.check == "binh-quan":
        return "" if not reading.holds else "binh_quan_don_vi" if item.per else "binh_quan_nam"
    if reading.check == "tang-giam":
        return ""
    return _OPERATIONS.get(reading.check, "") if reading.holds or reading.weight == SURE else ""


def _in_goal_brackets(item: Item) -> bool:
    if quotients.is_goal(item) and re.search(r"\([^()]*$", item.left(80)):
        return True
    return item in (item.block.item(m["goal"]) for m in _IN_BRACKETS.finditer(item.block.text))


def _is_target(item: Item) -> bool:
    """Return whether the number is aimed at: in brackets after a goal, or in a sentence that looks ahead."""
    if item.number.at_least or _AHEAD.search(
        re.split(r"\n", item.block.text[item.block.start(item.at) : item.at])[-1][-400:]
    ):
        return True
    return _in_goal_brackets(item)


_IN_BRACKETS = re.compile(rf"{quotients.GOAL}[^{Q[1:-1]};\n]{{0,60}}\([^{Q[1:-1]}()\n]{{0,140}}(?P<goal>{Q})", re.I)


def _subject(item: Item, reading: Reading | None) -> Item:
    """Return what the derived number is said of: the first operand that is measured as what was computed, else itself."""
    if reading is None:
        return quotients.part_of(item) or item
    operands = [each for each in reading.operands if each is not item]
    of = [each for each in operands if not quotients.is_goal(each) and not quotients.direction(each)]
    return (of or operands or [item])[0]


# --- which indicator --------------------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    """Return the words of a text without accents, words of one meaning as one."""
    kept = (word for word in re.findall(r"\w+", text.lower()) if word not in _EMPTY)
    plain = f" {fold(' '.join(kept))} "
    for said, meant in _SAME:
        plain = plain.replace(f" {said} ", f" {meant} ")
    return plain.split()


def _context(item: Item) -> dict[str, float]:
    """Return the words around a number with how near they are: its unit, its own clause, then the rest of its sentence."""
    block = item.block
    start, end = block.start(item.at, ";\n"), block.end(item.at, ";\n")
    near = re.split(rf"[,(]?{Q}", block.text[start : item.at])
    after = re.split(rf"{Q}|[(,](?![^()]*\))", block.text[item.at + 1 : end])[0]
    weights: dict[str, float] = {}
    unit = item.number.unit
    own = re.split(r",|;|(?<!\w)và(?!\w)", near[-1])  # what stands before a comma may be said of the number before
    right = 0.9 if len(own[-1].split()) < 3 else 0.7
    stretches = [(unit.text if unit else "", 1.0), (own[-1], 1.0), (after, right), (_shared(item, end), 0.6)]
    stretches += [
        (" ".join(own[:-1]), 0.45),
        (" ".join(near[:-1][-2:]), 0.4),
        (block.text[block.start(item.at) : start][-200:], 0.25),
    ]
    for text, weight in stretches:
        words = _words(re.sub(rf"{Q}|{DATES}", " ", text))
        for far, word in enumerate(reversed(words) if text is own[-1] else words):
            weights[word] = max(weights.get(word, 0), weight * max(0.5, 1 - far / 30))
    return weights


def _shared(item: Item, end: int) -> str:
    """Read «50 HTX và 110 tổ hợp tác thành lập mới»: what follows the last of a row of numbers is said of all."""
    block, at = item.block, item.block.index(item)
    while at + 1 < len(block.items) and re.fullmatch(
        r"\s*\w*\s*(?:và|,|/)\s*", block.gap(block.items[at], block.items[at + 1])
    ):
        at += 1
    last = block.items[at]
    return "" if last is item else re.split(rf"{Q}|[(,]", block.text[last.at + 1 : max(last.at + 1, end)])[0]


@dataclass(frozen=True)
class _Known:
    code: str
    words: tuple[tuple[str, ...], ...]  # of its label, of its short label
    unit: Unit
    said: frozenset[str]  # the words of both, with their accents


Own = tuple[tuple[str, tuple[str, ...], Unit], ...]


@cache
def _catalogue(own: Own = ()) -> tuple[tuple[_Known, ...], dict[str, float]]:
    """Return every indicator that a number may be given for, and how much each word of their labels tells."""
    given = [(v.code, (v.label, v.short), v.unit) for v in variables.load().values()]
    ours = [(i.name, (i.label,), i.unit) for i in catalogue.load().values() if not i.name.startswith("chenh_lech")]
    known = tuple(
        _Known(code, tuple(tuple(_words(_plain(t))) for t in labels if t), unit, frozenset(" ".join(labels).lower().split()))
        for code, labels, unit in [*given, *ours, *own]
    )
    counts = Counter(word for each in known for word in {w for words in each.words for w in words})
    return known, {word: math.log(1 + len(known) / n) for word, n in counts.items()}


def _plain(label: str) -> str:
    return re.sub(r"\([^)]*\)", "", label)


def _scored(context: dict[str, float], of: Item | Number, by_unit: bool, own: Own = ()) -> list[tuple[float, str]]:
    """Indicators with how well their label is said around the number, the best first."""
    known, tells = _catalogue(own)
    unit, noun = (of.number.unit, of.noun) if isinstance(of, Item) else (of.unit, "")
    found = []
    for each in known:
        fit = _unit_fit(unit, each.unit) if by_unit else 0.6
        if unit is None and noun and by_unit and noun not in each.said:
            fit = 0  # "12 chuyến" are none of what it is counted in
        if fit:
            best = max(_said(words, context, tells) for words in each.words)
            found.append((best * fit, each.code))
    return sorted((each for each in found if each[0] > LEAST), key=lambda each: -each[0])[:6]


def _said(words: tuple[str, ...], context: dict[str, float], tells: dict[str, float]) -> float:
    """Return which part of the label's words stands near the number, and how many of the near words the label explains."""
    label = {word: tells[word] for word in words}
    hit = sum(weight * context.get(word, 0) for word, weight in label.items())
    heard = sum(tells.get(word, 0) * weight for word, weight in context.items() if weight >= 0.7) or 1
    return 0.75 * hit / (sum(label.values()) + 1.5) + 0.25 * min(1, hit / heard)


def _unit_fit(unit: Unit | None, wanted: Unit) -> float:
    """1 for the unit of the indicator, less where the text leaves out what it is per; 0 for another measure."""
    if unit is None:
        return 0.5 if wanted.is_count else 0
    if unit.measure != wanted.measure and {unit.measure, wanted.measure} not in (
        {"lượt", "lượt người"},
        {"lượt", "lượt HTX"},
    ):
        return 0
    if set(unit.per) - set(wanted.per) or (unit.time and wanted.time and unit.time != wanted.time and wanted.per):
        return 0.6
    same = 1.0 if unit.text.split("/")[0] == wanted.text.split("/")[0] or not wanted.is_count else 0.85
    return same * (0.75 if set(wanted.per) - set(unit.per) else 1)


def _flows(code: str) -> bool:
    variable = variables.load().get(code)
    return variable is not None and (variable.is_flow or variable.kind == "nhịp độ")


# --- when -------------------------------------------------------------------------------------------------------------


class Times:
    """The dates of a text: for a number the nearest before it, else that of the text."""

    def __init__(self, known: list[Block]):
        all_dates = [date for block in known for date in block.dates]
        self.term = next((m for d in all_dates if (m := re.fullmatch(r"(20\d\d)\s*[-–]\s*(20\d\d)", d.text))), None)
        years = Counter(year for d in all_dates for year in re.findall(r"(?:19|20)\d\d", d.text))
        full = [iso for d in all_dates if len(iso := _iso(d.text)[1]) >= 7]
        self.year = years.most_common(1)[0][0] if years else ""
        self.main = next((day for day in full if day.startswith(self.year)), self.year)

    def of(self, item: Item, code: str, table: str) -> tuple[str, str]:
        """First and last day as the text gives them; a stock has no first."""
        block = item.block
        before = block.text[block.start(item.at) : item.at]
        if self.term and re.search(r"đầu (?:nhiệm )?kỳ[^;\n)]{0,40}$", before, re.I):
            return "", self.term[1]
        past = re.search(r"(?P<start>đầu năm)[^;\n)]{0,40}$|(?:năm trước|năm ngoái|cùng kỳ)[^;\n)]{0,40}$", before, re.I)
        if past and table == "so_lieu":
            marks = re.findall(DATES, block.text[: item.at])[::-1]
            year = next((y for m in marks for y in re.findall(r"(?:19|20)\d\d", block.date(m).text)), self.year)
            last = str(int(year) - 1) if year else ""
            return "", f"{last}-12-31" if past["start"] and last else last
        if table == "muc_tieu":
            marks = re.findall(DATES, block.text[: item.at])
            start, end = next(
                (_iso(block.date(m).text) for m in marks[::-1] if len(_iso(block.date(m).text)[1]) == 4), ("", "")
            )
            return (
                (start or (end if _flows(code) else ""), end)
                if end
                else (self.term[1], self.term[2])
                if self.term
                else ("", self.year)
            )
        marks = re.findall(DATES, before)[::-1] or re.findall(DATES, block.text[: item.at])[::-1]
        dates = [_iso(block.date(mark).text) for mark in marks]
        start, end = next((each for each in dates if each[1] and not (each[0] and len(each[0]) == 4)), ("", self.main))
        if not _flows(code):
            return "", end
        if self.term and re.search("nhiệm kỳ", block.text[: item.at], re.I):
            start = self.term[1]
        return start or end[:4], end


def _iso(text: str) -> tuple[str, str]:
    """First and last moment of a date as it is written: 31/5/2023, 12/2022, 8 tháng đầu năm 2023, 2020-2025.

    >>> _iso("31/5/2023"), _iso("8 tháng đầu năm 2023"), _iso("2020 - 2025")
    (('', '2023-05-31'), ('2023-01-01', '2023-08'), ('2020', '2025'))
    """
    if match := re.fullmatch(
        r"(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*(\d{4})",
        text.replace(" tháng ", "/").replace(" năm ", "/"),
    ):
        parts = "", f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    elif match := re.fullmatch(r"(\d{1,2})\s*tháng\s+(?:đầu\s+)?năm\s+(\d{4})", text):
        parts = f"{match[2]}-01-01", f"{match[2]}-{int(match[1]):02}"
    elif match := re.fullmatch(r"(\d{1,2})\s*(?:/|-|năm)\s*(\d{4})", text):
        parts = "", f"{match[2]}-{int(match[1]):02}"
    elif match := re.fullmatch(r"(\d{4})\s*(?:-|–|đến)\s*(?:năm\s+)?(\d{4})", text):
        parts = match[1], match[2]
    else:
        parts = "", text if re.fullmatch(r"(?:19|20)\d\d", text) else ""
    try:
        for part in filter(None, parts):
            Moment.parse(part)
    except ValueError:
        return "", ""
    return parts


def place_of(passages: list[Passage]) -> str:
    """Return the province that the text names most, by its id; "" for none."""
    text = " ".join(passage.text for passage in passages[:300])[:200_000]
    counts = {
        each.id: len(re.findall(rf"(?<!\w){re.escape(each.name)}(?!\w)", text))
        for each in places.all()
        if each.kind in places.PROVINCIAL
    }
    best = max(counts, key=lambda id: counts[id], default="")
    return best if best and counts[best] > 1 else ""
