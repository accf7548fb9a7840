"""The annex "Cách tính và nguồn số liệu": every printed number, its formula, inputs and sources, and the data notes."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..checks import COMPUTED, Finding, row_of, run_checks
from ..checks.sources import DOUBTFUL
from ..data.dataset import Origin, Passage, Source, Target
from ..sentences.block import Block
from ..sentences.parts import Part, Span, tidied
from ..values.assess import Assessment
from ..values.figure import Digits, Figure
from ..values.gap import Gap
from ..values.groups import areas
from ..values.groups.combine import name_of
from ..values.scope import Scope
from ..words.text import capital, css_text

TITLE = "Cách tính và nguồn số liệu"
FEWEST = 3  # numbers of so many members share an entry
MOST_MISSING = 20  # names in one note
Line = tuple[Span, ...]


@dataclass(frozen=True)
class Common:
    """What the annex says once for its entries."""

    cited: Mapping[str, int]  # the numbers of the sources that entries name; none where all have the same
    file: str  # where most values stand: an entry names only other files
    alone: bool = False  # an entry is read by itself, opened beside its number: it names source and file in full


def annex(
    scope: Scope,
    printed: Sequence[Figure],
    asked: Sequence[Figure],
    found: Iterable[Finding],
    passages: Iterable[str] = (),
) -> Block:
    """One entry a number, in the order of the report, then what it was computed from; notes on the data; the sources.

    `asked` are figures that a sentence wanted and that are missing, `found` the findings that touch the report,
    `passages` the ids of the sources of the place's own text.
    """
    entries = {each.key: each for each in printed}
    for figure in printed:
        for each in figure.family():
            entries.setdefault(each.key, each)
    sources = {source.id: source for each in entries.values() for source in each.sources}
    sources |= {id: scope.dataset.source(id) for id in passages}
    numbers = {id: number for number, id in enumerate(sources, 1)}
    cited = {source.id: numbers[source.id] for each in entries.values() for source in each.sources}
    parts = [Part("heading", (Span(TITLE),), 2, id="cach-tinh")]
    on_page = [*parts, *_listed(scope, entries.values(), Common(dict(cited), "", alone=True))]
    if len(cited) == 1:
        parts.append(Part("paragraph", (Span("Các số cho trước đều lấy từ nguồn "), _cite(*cited.popitem()), Span("."))))
    if file := _usual_file(entries.values()):
        parts.append(Part("paragraph", (Span(f"Vị trí của các số: tệp {file}, nếu không nêu tệp khác."),)))
    parts += _listed(scope, entries.values(), Common(cited, file))
    entered = len(parts)
    notes = [*areas.not_compared(scope, printed), *data_notes(found, asked)]
    if notes:
        parts.append(Part("heading", (Span("Lưu ý về số liệu"),), 3))
        parts += [Part("item", (Span(note),)) for note in notes]
    if sources:
        parts.append(Part("heading", (Span("Nguồn"),), 3))
        parts += [_source(source, numbers[source.id]) for source in sources.values()]
    lines = [f"{each.label}: {_whole(each)}" for each in entries.values()]
    return Block(
        "annex",
        _page([*on_page, *parts[entered:]]),
        text="\n".join([TITLE, *lines, *notes]),
        figures=tuple(entries.values()),
        meta={"targets": [each.record() for each in judgements(scope) if each.bound.key in entries]},
        parts=tuple(replace(part, spans=tidied(part.spans)) for part in parts),
    )


_TAGS = {"paragraph": "p", "entry": "dt", "detail": "dd", "item": "li"}
_LISTS = {"entry": "dl", "detail": "dl", "item": "ul"}


def _page(parts: Iterable[Part]) -> str:
    """The annex as HTML: entries and items in lists, an entry with what is said of it in a box that a page can open."""
    lines: list[str] = []
    for kind, group in groupby(parts, lambda part: _LISTS.get(part.kind, "")):
        found = list(group)
        if kind == "dl":
            lines += ["<dl>", *_boxes(found), "</dl>"]
            continue
        of_sources = kind == "ul" and any(part.id for part in found)  # links lead to each of them
        lines += ['<ul class="nguon">' if of_sources else f"<{kind}>"] if kind else []
        lines += map(_tagged, found)
        lines += [f"</{kind}>"] if kind else []
    return "\n".join(lines)


def _boxes(parts: Sequence[Part]) -> Iterable[str]:
    """A box an entry; where each member of a group has a line of its own, the box hands its name on to the lines."""
    starts = [at for at, part in enumerate(parts) if part.kind == "entry"]
    for start, end in zip(starts, (*starts[1:], len(parts)), strict=True):
        entry, *details = parts[start:end]
        said = "".join(map(_tagged, [replace(entry, id=""), *details]))
        shared = "; ".join(part.text for part in (entry, *details) if not part.id)
        of_many = f'<div style="--ten:{html.escape(css_text(shared))}">{said}</div>'
        yield f"<div{_id(entry)}>{said}</div>" if entry.id else of_many


def _tagged(part: Part) -> str:
    tag = _TAGS.get(part.kind) or f"h{part.level}"
    return f"<{tag}{_id(part)}>{''.join(map(_linked, part.spans))}</{tag}>"


def _id(part: Part) -> str:
    return f' id="{html.escape(part.id)}"' if part.id else ""


def _linked(span: Span) -> str:
    words, link = html.escape(span.words), html.escape(span.link)
    if not link:
        return words
    return f'<a href="{link}">{words}</a>' if link.startswith("#") else f'<a href="{link}" rel="noreferrer">{words}</a>'


def judgements(scope: Scope) -> list[Assessment]:
    """What a report of this kind judges: with a term the targets of its resolution, and always the plans of its year."""
    kinds = [("nghị quyết", "chương trình")] * bool(scope.term) + [("kế hoạch",)]
    return [each for kind in kinds for each in scope.assessments(kind)]


def data_notes(found: Iterable[Finding], asked: Sequence[Figure]) -> list[str]:
    """What the data leave open: findings on rows of this report's period, then what was missing."""
    notes = [f"{f.fact} Được chấp nhận: {f.accepted}" if f.accepted else f.fact for f in found]
    return [*dict.fromkeys(notes), *_gaps(dict.fromkeys(gap for figure in asked for gap in figure.missing))]


def _gaps(gaps: Iterable[Gap]) -> list[str]:
    """What was missing of one place at one time in one note, by its name for readers."""
    found: dict[str, list[str]] = {}
    for gap in gaps:
        found.setdefault(gap.about, []).append(gap.what)
    return [f"Chưa có số liệu{about}: {_first(list(dict.fromkeys(what)))}." for about, what in found.items()]


def _first(names: list[str]) -> str:
    """The first of many names, and how many more there are: the sentences ask for all that anybody reports."""
    more = len(names) - MOST_MISSING
    return "; ".join(names) if more < 2 else f"{'; '.join(names[:MOST_MISSING])}; và {more} chỉ tiêu khác của danh mục"


def findings(scope: Scope) -> list[Finding]:
    """The findings that touch a report: those on rows of its period, its opening included.

    Which sources are doubtful stands beside them in the list of sources, and only of those that the report cites.
    """
    years = {scope.place.id: scope.years} if scope.years else None
    found = run_checks(scope.dataset, scope.place.id, years=years, scopes=[scope])
    return [f for f in found if f.check != DOUBTFUL and (f.check == COMPUTED or _touches(scope, f))]


def _touches(scope: Scope, finding: Finding) -> bool:
    row = row_of(scope.dataset, finding)
    if row is None or row.period.end is None:
        return isinstance(row, Passage)  # one without a day is in every report
    last = row.period.first if isinstance(row, Target) and row.period.start else row.period.last  # a target lies ahead
    return scope.begins <= row.period.last and last <= scope.until


def _usual_file(figures: Iterable[Figure]) -> str:
    files = Counter(origin.file for each in figures for origin in each.origins)
    return max(files, key=files.get, default="")


def _listed(scope: Scope, entries: Iterable[Figure], common: Common) -> Iterable[Part]:
    """An entry a number; the numbers of a table's column, one of each member of a group, share one."""
    by_name: dict[str, list[Figure]] = {}
    for each in entries:
        of_member = areas.is_group(scope.place) and not areas.is_group(each.scope.place)
        by_name.setdefault(f"{each.name}@{each.period.iso}" if of_member else each.key, []).append(each)
    for found in by_name.values():
        if len(found) < FEWEST:
            for each in found:
                yield from _entry(each, common)
        else:
            yield from _entry_of_members(found, common)


def _entry_of_members(figures: Sequence[Figure], common: Common) -> Iterable[Part]:
    """What all of them have in common, then a line each: "Yên Bái: 81% ≈ 100 × 553 / 683; dòng 12"."""
    label, (words, base, when) = figures[0].label.of_all, _shared(figures)
    cited = {_cited(each, common) for each in figures}
    sources = cited.pop() if len(cited) == 1 else ()
    of = f" ({when})" if when else ""
    yield Part("entry", (_way_back(figures[0], f"{capital(label)}, từng đơn vị"), Span(of)))
    if words:
        yield Part("detail", (Span(f"Cách tính: {words}"),))
    if base:
        yield Part("detail", (Span(f"Mẫu số: {figures[0].scope.label(base)}."),))
    if sources:
        yield Part("detail", (Span("Nguồn: "), *sources, Span(".")))
    for each in figures:
        told = _joined("; ", _line(each, common, words, base, when, sources))
        yield Part("detail", (Span(f"{name_of(each)}: "), *told), id=f"cs-{each.key}")


def _shared(figures: Sequence[Figure]) -> tuple[str, str, str]:
    """Words, base and date that all of these figures have in common, else nothing."""
    kinds = ({each.words for each in figures}, {each.base for each in figures}, {each.ngay for each in figures})
    return tuple(kind.pop() if len(kind) == 1 else "" for kind in kinds)


def _line(figure: Figure, common: Common, words: str, base: str, when: str, sources: Line) -> Iterable[Line]:
    """The number of one member, with what it does not share with the others."""
    formula, _ = _formula(figure)
    number = Span(figure.lead_text + figure.number_text)
    yield (number, Span(f" {figure.equals} "), *formula, Span(figure.rounded_text)) if formula else (number,)
    if figure.words and not words:
        yield (Span(figure.words.rstrip(".")),)
    if figure.base and not base:
        yield (Span(f"mẫu số: {figure.scope.label(figure.base)}"),)
    if figure.ngay and not when:
        yield (Span(figure.ngay),)
    if figure.status not in ("chính thức", "mô phỏng"):
        yield (Span(figure.status),)
    if figure.origins:
        yield (Span(_place_of(figure, common)),)
    if not sources and (cited := _cited(figure, common)):
        yield cited
    yield from ((Span(note.rstrip(".")),) for note in figure.notes)


def _entry(figure: Figure, common: Common) -> Iterable[Part]:
    when = f" ({figure.ngay})" if figure.ngay else ""
    name = _way_back(figure, capital(figure.label))
    yield Part("entry", (name, Span(f": {_whole(figure)}{when}")), id=f"cs-{figure.key}")
    yield from (Part("detail", line) for line in _lines(figure, common))


def _whole(figure: Figure) -> str:
    """The number with its unit, also where a sentence left it out."""
    cut = figure.unit_text == "" and not figure.before + figure.after
    return (replace(figure, unit_text=None) if cut else figure).text


def _way_back(figure: Figure, name: str) -> Span:
    """The name of an entry leads to where the number is used."""
    return Span(name, f"#so-{figure.key}")


def _lines(figure: Figure, common: Common) -> Iterable[Line]:
    formula, inputs = _formula(figure)
    if formula:
        words = f"{figure.words.rstrip('.')}: " if figure.words else ""
        yield Span(f"Cách tính: {words}"), *formula, Span(f" {figure.result_text}.")
    elif figure.document:  # a target
        yield (Span(f"Căn cứ: {figure.document}."),)
    elif figure.words:
        yield (Span(f"Cách tính: {figure.words}"),)
    if inputs:
        yield Span("Từ: "), *_joined("; ", (_input(each, figure) for each in inputs)), Span(".")
    if figure.base and not formula:
        yield (Span(f"Mẫu số: {figure.scope.label(figure.base)}."),)
    if figure.status not in ("chính thức", "mô phỏng"):  # simulated figures are announced for the whole page
        yield (Span(f"Tình trạng: {figure.status}."),)
    if sources := _cited(figure, common):
        yield Span("Nguồn: "), *sources, Span(".")
    if figure.origins:
        yield (Span(f"Vị trí: {_place_of(figure, common)}."),)
    for note in figure.notes:
        yield (Span(f"Ghi chú: {note}"),)


def _place_of(figure: Figure, common: Common) -> str:
    """Where the values of a figure were written: sheet and cell of a workbook, else the line of a file."""
    if not common.alone:
        return written_at(figure.origins, common.file)
    return written_at([each._replace(file=each.file.rpartition("/")[2]) for each in figure.origins], "")


def _cited(figure: Figure, common: Common) -> Line:
    if common.alone:  # of a computed number those of what it was computed from, where there is more than one in all
        of = figure.family() if len(common.cited) > 1 else (figure,)
        titles = {source.id: source.title for each in of for source in each.sources}
        return (Span("; ".join(f"“{title}”" for title in titles.values())),) if titles else ()
    return _joined(", ", ((_cite(each.id, common.cited[each.id]),) for each in figure.sources if each.id in common.cited))


def _told(source: Source) -> str:
    """A source in a line: title, publisher, day."""
    return ", ".join(part for part in (source.title, source.publisher, source.day and source.day.text) if part)


def _cite(id: str, number: int) -> Span:
    return Span(f"[{number}]", f"#nguon-{id}")


def _joined(between: str, lines: Iterable[Line]) -> Line:
    return tuple(span for at, line in enumerate(lines) for span in ((Span(between), *line) if at else line))


def _formula(figure: Figure) -> tuple[Line, list[Figure]]:
    """The formula, each number in it with the way to its own entry; and the inputs that do not stand in it as printed."""
    inputs, spans, shown = {each.fact: each for each in figure.inputs}, [], set()
    for part in figure.formula.parts:
        found = inputs.get(part.figure.fact) if isinstance(part, Digits) else None
        if found is None:
            spans.append(Span(part))
        elif part.figure.unit.scale == found.unit.scale:
            spans += _led(found, part, figure)
            shown.add(found.key)
        else:  # millions among billions: its own print follows
            spans.append(Span(part, f"#cs-{found.key}"))
    return tuple(span for span in spans if span.words), [each for each in figure.inputs if each.key not in shown]


def _input(figure: Figure, result: Figure) -> Line:
    """What went into a number, with its label where that differs."""
    number = f"{figure.before}{figure.number_text}{figure.after}" if figure else figure.text
    label = f"{figure.label}: " if not figure.label.begins(result.label) else ""
    return Span(label), *_led(figure, number, result)


def _led(figure: Figure, number: str, result: Figure) -> Line:
    """A number that the result was computed from, with the way to its own entry; its date where that differs."""
    when = f" ({figure.ngay})" if figure.ngay not in ("", result.ngay) else ""
    return Span(figure.hedge_text + number, f"#cs-{figure.key}"), Span(when)


def written_at(origins: Sequence[Origin], usual: str) -> str:
    """Where values were written; a file is named once for all of its rows, the usual one not: "dòng 12, 45"."""
    parts: list[str] = []
    for before, origin in zip((None, *origins), origins, strict=False):
        same = before and (before.file, before.sheet) == (origin.file, origin.sheet) and not before.cell
        if same and not origin.cell:
            parts.append(f", {origin.row}")
        else:
            parts += ["; " if parts else "", origin.within if origin.file == usual else str(origin)]
    return "".join(parts)


def _source(source: Source, number: int) -> Part:
    rest = _told(source).removeprefix(source.title)
    title = Span(source.title, source.link or "")
    doubt = f" ({source.trust})" if source.trust else ""
    return Part("item", (Span(f"[{number}] "), title, Span(f"{rest}{doubt}.")), id=f"nguon-{source.id}")
