"""What changed between two editions of a report: given and derived figures, verdicts, sentences. From two side files.

A figure is the same in both where place, name and period are; where several have these (sources that contradict each
other), those that say the same are the same, the others follow each other. Nothing is read from the words of a report but
its sentences, which are held against each other as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from htxlib.codelists.periods import Moment, Period, day_text
from htxlib.words.text import listing, tidy
from htxoffice.publish.figures import FACT, GOALS, sources_of

_END = re.compile(r"(?<=[.!?])\s+")
_ITEM = re.compile(r"^- ")  # the mark of an item in a list, which an occurrence keeps
_SHOWN = (*FACT[4:], "printed", "remark")  # what makes a number another one: what it says, and how it is printed
_ALIKE = 0.3  # a sentence that says less of what one said before is another sentence
_CAUSES = 5  # names in one reason
GIVEN, DERIVED, VERDICTS = "Số cho trước đã đổi", "Số tính ra đã đổi", "Đánh giá đã đổi"
SENTENCES, NEW, GONE = "Câu đã đổi", "Số mới có", "Số không còn"


@dataclass(frozen=True)
class Change:
    """A figure that says something else now: its records in both editions, and why."""

    before: Mapping
    now: Mapping
    why: str

    @property
    def is_given(self) -> bool:
        return is_given(self.now) and is_given(self.before)

    def record(self) -> dict:
        """For machines: the figure, its value and print before and now, why."""
        about = {field: self.now[field] for field in ("place", "name", "label", "from", "to")}
        return about | {"before": _told(self.before), "now": _told(self.now), "why": self.why}


@dataclass(frozen=True)
class Verdict:
    """A target that is judged otherwise; None where it was not, or is no more, among those of the report."""

    before: Mapping | None
    now: Mapping | None

    @property
    def about(self) -> Mapping:
        return self.now or self.before

    def record(self) -> dict:
        about = {field: self.about[field] for field in ("kind", "variable", "label", "document")}
        return about | {name: each and each["verdict"] for name, each in (("before", self.before), ("now", self.now))}


@dataclass(frozen=True)
class Sentence:
    """A sentence that reads otherwise ("" where there is none), and the labels of the figures in it that changed."""

    before: str
    now: str
    because: tuple[str, ...]

    def record(self) -> dict:
        return {"before": self.before, "now": self.now, "because": list(self.because)}


@dataclass(frozen=True)
class Changes:
    """All that differs between two editions of one report, each kind in the order of the newer one."""

    before: Mapping  # the editions: date, digest
    now: Mapping
    given: tuple[Change, ...] = ()
    derived: tuple[Change, ...] = ()
    new: tuple[Mapping, ...] = ()  # records of figures that only the newer one has
    gone: tuple[Mapping, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    def __bool__(self) -> bool:
        return any((self.given, self.derived, self.new, self.gone, self.verdicts, self.sentences))

    def record(self) -> dict:
        """For machines."""
        changed = ("given", "derived", "verdicts", "sentences")
        lists = {name: [each.record() for each in getattr(self, name)] for name in changed}
        single = {name: [_named(each) for each in getattr(self, name)] for name in ("new", "gone")}
        return {"editions": {"before": dict(self.before), "now": dict(self.now)}, **lists, **single}


def compare(before: Mapping, now: Mapping) -> Changes:
    """Return what differs between the side files of two editions of a report, read as JSON."""
    pairs, gone, new = _paired(_known(before), _known(now))
    differing = [(one, other) for one, other in pairs if _is_other(one, other)]
    causes = _Causes(before, now, differing, gone, new)
    changes = [Change(one, other, causes.why(one, other)) for one, other in differing]
    named = {each["key"]: each["label"] for pair in differing for each in pair}
    named |= {each["key"]: each["label"] for each in (*new, *gone)}
    return Changes(
        before.get("edition", {}),
        now.get("edition", {}),
        tuple(each for each in changes if each.is_given),
        tuple(each for each in changes if not each.is_given),
        tuple(new),
        tuple(gone),
        tuple(_verdicts(before, now)),
        tuple(_sentences(before, now, named)),
    )


def is_given(record: Mapping) -> bool:
    """Whether a row of the data says it, and nothing else."""
    return bool(record["origins"]) and not record["inputs"]


# --- which figures are the same ---------------------------------------------------------------------------------------


def _known(side: Mapping) -> list[Mapping]:
    """The figures that have a value: one that is missing says what would supply it, which is no number."""
    return [each for each in side["figures"] if each["value"] is not None]


def _paired(before: Iterable[Mapping], now: Iterable[Mapping]):
    """The pairs of the same figure, those that are gone, those that are new."""
    ahead: dict[tuple, list[Mapping]] = {}
    for each in before:
        ahead.setdefault(_about(each), []).append(each)
    late = []
    pairs: list[tuple[Mapping, Mapping]] = []
    for each in now:  # those that say the same find each other first
        same = next((old for old in ahead.get(_about(each), ()) if not _is_other(old, each)), None)
        if same is None:
            late.append(each)
        else:
            pairs.append((same, each))
            ahead[_about(each)].remove(same)
    new = []
    for each in late:
        rest = ahead.get(_about(each), [])
        if not rest:
            new.append(each)
            continue
        old = next((old for old in rest if sources_of(old) == sources_of(each)), rest[0])
        pairs.append((old, each))
        rest.remove(old)
    return pairs, [each for rest in ahead.values() for each in rest], new


def _about(record: Mapping) -> tuple:
    return tuple(record[field] for field in FACT[:4])


def _is_other(one: Mapping, other: Mapping) -> bool:
    """Whether a figure says something else: its number, or whose number a given one is."""
    differs = any(one.get(field) != other.get(field) for field in _SHOWN)
    return differs or (is_given(one) and is_given(other) and sources_of(one) != sources_of(other))


# --- why ---------------------------------------------------------------------------------------------------------------


class _Causes:
    """Why figures say something else: of given ones the source, of derived ones the given ones below them."""

    def __init__(self, before: Mapping, now: Mapping, changed, gone: Iterable[Mapping], new: Iterable[Mapping]):
        self._figures = [{each["key"]: each for each in side["figures"]} for side in (before, now)]
        told = [(one["key"], "") for one, _ in changed], [(other["key"], "") for _, other in changed]
        self._roots = [
            dict(told[0]) | {each["key"]: " (nay không còn)" for each in gone},
            dict(told[1]) | {each["key"]: " (mới có)" for each in new},
        ]

    def why(self, one: Mapping, other: Mapping) -> str:
        if is_given(one) and is_given(other):
            return _why_given(one, other)
        if is_given(one) != is_given(other):
            return "trước do nguồn nêu, nay tính ra" if is_given(one) else "trước tính ra, nay do nguồn nêu"
        found = dict.fromkeys([*self._below(1, other), *self._below(0, one)])
        if found:
            names = [*found][:_CAUSES]
            more = f" và {len(found) - _CAUSES} số khác" if len(found) > _CAUSES else ""
            return f"vì {'; '.join(names)}{more}"
        if one.get("words") != other.get("words"):
            return "cách tính đã đổi"
        return "các số đem tính như cũ; cách chọn hoặc cách in đã đổi"

    def _below(self, side: int, record: Mapping) -> Iterator[str]:
        """The given figures that it rests on and that are not in both editions alike."""
        figures, roots, seen, waiting = self._figures[side], self._roots[side], set(), list(record["inputs"])
        while waiting:
            key = waiting.pop(0)
            if key in seen or not (found := figures.get(key)):
                continue
            seen.add(key)
            waiting += found["inputs"]
            if key in roots and (is_given(found) or not found["inputs"]):
                yield f"{found['label']}{_when(found)}{roots[key]}"


def _why_given(one: Mapping, other: Mapping) -> str:
    titles = [listing(f"“{each['title'] or each['id']}”" for each in side["sources"]) for side in (one, other)]
    why = []
    if sources_of(one) != sources_of(other):
        why.append(f"nay theo {titles[1] or 'dòng không nêu nguồn'}, trước theo {titles[0] or 'dòng không nêu nguồn'}")
    elif one["name"].endswith(GOALS):
        why.append("chỉ tiêu trong số liệu đã sửa")
    else:
        why.append(f"vẫn theo {titles[1]}, số đã sửa" if titles[1] else "số đã sửa, dòng không nêu nguồn")
    if one["status"] != other["status"]:
        why.append(f"trước là số {one['status']}, nay là số {other['status']}")
    return "; ".join(why)


# --- verdicts and sentences -------------------------------------------------------------------------------------------


def _verdicts(before: Mapping, now: Mapping) -> Iterator[Verdict]:
    ahead, behind = ({_of_target(each): each for each in side["targets"]} for side in (now, before))
    for about in dict.fromkeys([*ahead, *behind]):
        one, other = behind.get(about), ahead.get(about)
        if (one and one["verdict"]) != (other and other["verdict"]):
            yield Verdict(one, other)


def _of_target(target: Mapping) -> tuple:
    """Which target it is: its bound's key without the mark of its value, for the bound may have changed."""
    return target["kind"], target["variable"], target["document"], target["bound"].partition("~")[0]


def _sentences(before: Mapping, now: Mapping, named: Mapping[str, str]) -> Iterator[Sentence]:
    """The sentences that read otherwise, paired where one says much of what the other said."""
    one, other = _said(before), _said(now)
    for _, start, end, from_, to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if one[start:end] != other[from_:to]:
            for old, new in _matched(one[start:end], other[from_:to]):
                used = [*_keys(now, new), *_keys(before, old)]
                yield Sentence(old, new, tuple(dict.fromkeys(named[key] for key in used if key in named)))


def _said(side: Mapping) -> list[str]:
    """The sentences with digits before the annex; where a side file does not say its begin, those of its numbers."""
    if "annex" in side:
        return [each for line in side["texts"][: side["annex"]] for each in _END.split(line)]
    return list(dict.fromkeys(each["sentence"] for each in side["occurrences"] if each["sentence"]))


def _keys(side: Mapping, sentence: str) -> Iterator[str]:
    """The keys of the numbers in a sentence: an occurrence tells a part of it, or the paragraph that it is in."""
    for each in side["occurrences"] if sentence else ():
        told = tidy(_ITEM.sub("", each["sentence"]))
        if told and (told in sentence or sentence in told):
            yield each["key"]


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each new sentence with the old one that is most like it; the others alone."""
    left = list(old)
    for sentence in new:
        likeness = [SequenceMatcher(None, sentence, each, autojunk=False).ratio() for each in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        yield ("" if best is None or likeness[best] < _ALIKE else left.pop(best)), sentence
    yield from ((each, "") for each in left)


# --- in words ----------------------------------------------------------------------------------------------------------


def lines(changes: Changes) -> list[str]:
    """What changed, for a screen: a line a figure, verdict and sentence; nothing where nothing did."""
    found: list[str] = []
    for title, told in (
        (GIVEN, [f"{in_words(each)}; {each.why}." for each in changes.given]),
        (DERIVED, [f"{in_words(each)}; {each.why}." for each in changes.derived]),
        (VERDICTS, list(map(of_verdict, changes.verdicts))),
        (SENTENCES, [line for each in changes.sentences for line in _of_sentence(each)]),
        (NEW, list(map(single, changes.new))),
        (GONE, list(map(single, changes.gone))),
    ):
        found += [f"{title}:", *(f"  {line}" for line in told)] if told else []
    return found


def in_words(change: Change) -> str:
    """A figure with its prints before and now: "Tổng số HTX (31/5/2023): 683 HTX → 690 HTX"."""
    return f"{subject(change)}: {shown(change.before)} → {shown(change.now)}"


def subject(change: Change) -> str:
    """What a figure is of, and when: "Tổng số HTX (31/5/2023)"."""
    return f"{change.now['label']}{_when(change.now)}"


def of_verdict(verdict: Verdict) -> str:
    """A target with its verdicts: "HTX thành lập mới: chậm tiến độ → đạt"."""
    told = [each["verdict"] if each else "không có" for each in (verdict.before, verdict.now)]
    of = f" ({verdict.about['document']})" if verdict.about["document"] else ""
    return f"{verdict.about['label']}{of}: {' → '.join(told)}"


def _of_sentence(sentence: Sentence) -> Iterator[str]:
    if sentence.before:
        yield f"− {sentence.before}"
    if sentence.now:
        yield f"+ {sentence.now}"
    if sentence.because:
        yield f"  vì: {'; '.join(sentence.because)}"


def single(record: Mapping) -> str:
    """A figure of one edition: "Tổng số THT (31/5/2023): 6.058 THT"."""
    return f"{record['label']}{_when(record)}: {shown(record)}"


def shown(record: Mapping) -> str:
    """A figure as it is printed, with what stands beside it."""
    return f"{record['printed']} {record['remark']}" if record.get("remark") else record["printed"]


def _when(record: Mapping) -> str:
    return f" ({Period.parse(record['from'], record['to']).text})" if record["to"] else ""


def editions(changes: Changes) -> str:
    """Of which days the numbers of both editions are: "số liệu đến 31/5/2023, trước đó đến 31/12/2022"."""
    now, before = (_day(each.get("date")) for each in (changes.now, changes.before))
    return f"số liệu đến {now}" + (f", lần trước đến {before}" if before != now else ", như lần trước")


def _day(text: str | None) -> str:
    return day_text(Moment.parse(text).last) if text else "ngày chưa rõ"


def _told(record: Mapping) -> dict:
    fields = ("key", "value", "upper", "printed", "unit", "hedge", "status")
    return {field: record[field] for field in fields} | {"sources": sources_of(record)}


def _named(record: Mapping) -> dict:
    return {field: record[field] for field in ("place", "name", "label", "from", "to")} | _told(record)
