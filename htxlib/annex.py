"""The annex "Cách tính và nguồn số liệu": every printed number, its formula, inputs and sources, and the data notes."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import areas
from .assess import Assessment
from .block import Block
from .checks import COMPUTED, Finding, row_of, run_checks
from .checks.sources import DOUBTFUL
from .combine import name_of
from .dataset import Origin, Passage, Source, Target
from .figures import Figure
from .scope import Scope
from .text import capital

TITLE = "Cách tính và nguồn số liệu"
FEWEST = 3  # numbers of so many members share an entry
_CODE = re.compile(r" \([a-z]\w*_\w+\)$")
_NUMBER = re.compile(r"(\d[\d.]*(?:,\d+)?)")


@dataclass(frozen=True)
class Common:
    """What the annex says once for its entries."""

    cited: Mapping[str, int]  # the numbers of the sources that entries name; none where all have the same
    file: str  # where most values stand: an entry names only other files


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
    page = [f'<h2 id="cach-tinh">{TITLE}</h2>']
    if len(cited) == 1:
        page.append(f"<p>Các số cho trước đều lấy từ nguồn {_cite(*cited.popitem())}.</p>")
    if file := _usual_file(entries.values()):
        page.append(f"<p>Vị trí của các số: tệp {html.escape(file)}, nếu không nêu tệp khác.</p>")
    page += ["<dl>", *_listed(scope, entries.values(), Common(cited, file)), "</dl>"]
    notes = [*areas.not_compared(scope, printed), *data_notes(found, asked)]
    if notes:
        page += ["<h3>Lưu ý về số liệu</h3>", "<ul>", *(f"<li>{html.escape(note)}</li>" for note in notes), "</ul>"]
    if sources:
        listed = (_source(source, numbers[source.id]) for source in sources.values())
        page += ["<h3>Nguồn</h3>", '<ul class="nguon">', *listed, "</ul>"]
    lines = [f"{each.label}: {_whole(each)}" for each in entries.values()]
    return Block(
        "annex",
        "\n".join(page),
        text="\n".join([TITLE, *lines, *notes]),
        figures=tuple(entries.values()),
        meta={"targets": [each.record() for each in judgements(scope) if each.bound.key in entries]},
    )


def judgements(scope: Scope) -> list[Assessment]:
    """What a report of this kind judges: with a term the targets of its resolution, and always the plans of its year."""
    kinds = [("nghị quyết", "chương trình")] * bool(scope.term) + [("kế hoạch",)]
    return [each for kind in kinds for each in scope.assessments(kind)]


def data_notes(found: Iterable[Finding], asked: Sequence[Figure]) -> list[str]:
    """What the data leave open: findings on rows of this report's period, then what was missing."""
    notes = [f"{f.message} Được chấp nhận: {f.accepted}" if f.accepted else f.message for f in found]
    return [*dict.fromkeys(notes), *_gaps(dict.fromkeys(gap for figure in asked for gap in figure.missing))]


def _gaps(gaps: Iterable[str]) -> list[str]:
    """What was missing of one place at one time in one note, by its name for readers."""
    found: dict[str, list[str]] = {}
    for gap in gaps:
        what, of, whose = gap.rpartition(" của ")
        found.setdefault(of + whose if what else "", []).append(_CODE.sub("", what or gap))
    return [f"Chưa có số liệu{whose}: {'; '.join(dict.fromkeys(what))}." for whose, what in found.items()]


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


def _listed(scope: Scope, entries: Iterable[Figure], common: Common) -> Iterable[str]:
    """An entry a number; the numbers of a table's column, one of each member of a group, share one."""
    by_name: dict[str, list[Figure]] = {}
    for each in entries:
        of_member = areas.is_group(scope.place) and not areas.is_group(each.scope.place)
        by_name.setdefault(f"{each.name}@{each.period.iso}" if of_member else each.key, []).append(each)
    for found in by_name.values():
        if len(found) < FEWEST:
            yield from (_entry(each, common) for each in found)
        else:
            yield _entry_of_members(found, common)


def _entry_of_members(figures: Sequence[Figure], common: Common) -> str:
    """What all of them have in common, then a line each: "Yên Bái: 81% ≈ 100 × 553 / 683; dòng 12"."""
    label, (words, base, when) = figures[0].label.replace(f", {name_of(figures[0])}", ""), _shared(figures)
    head = [f"Cách tính: {html.escape(words)}"] if words else []
    head += [f"Mẫu số: {html.escape(figures[0].scope.label(base))}."] if base else []
    lines = [f"<dd>{line}</dd>" for line in head]
    for each in figures:
        told = "; ".join(_line(each, common, words, base, when))
        lines.append(f'<dd id="cs-{html.escape(each.key)}">{html.escape(name_of(each))}: {told}</dd>')
    of = f" ({html.escape(when)})" if when else ""
    return f"<dt>{_way_back(figures[0], f'{capital(label)}, từng đơn vị')}{of}</dt>{''.join(lines)}"


def _shared(figures: Sequence[Figure]) -> tuple[str, str, str]:
    """Words, base and date that all of these figures have in common, else nothing."""
    kinds = ({each.words for each in figures}, {each.base for each in figures}, {each.ngay for each in figures})
    return tuple(kind.pop() if len(kind) == 1 else "" for kind in kinds)


def _line(figure: Figure, common: Common, words: str, base: str, when: str) -> Iterable[str]:
    """The number of one member, with what it does not share with the others."""
    formula, _ = _formula(figure)
    formula = f" {_equals(figure)} {formula}" if formula else ""
    yield f"{html.escape(figure.before + figure.hedge_text + figure.number_text)}{formula}"
    if figure.words and not words:
        yield html.escape(figure.words.rstrip("."))
    if figure.base and not base:
        yield f"mẫu số: {html.escape(figure.scope.label(figure.base))}"
    if figure.ngay and not when:
        yield html.escape(figure.ngay)
    if figure.status not in ("chính thức", "mô phỏng"):
        yield figure.status
    if figure.origins:
        yield html.escape(written_at(figure.origins, common.file))
    if sources := _cited(figure, common):
        yield sources
    yield from (html.escape(note.rstrip(".")) for note in figure.notes)


def _entry(figure: Figure, common: Common) -> str:
    name = _way_back(figure, capital(figure.label))
    when = f" ({html.escape(figure.ngay)})" if figure.ngay else ""
    lines = "".join(f"<dd>{line}</dd>" for line in _lines(figure, common))
    return f'<dt id="cs-{html.escape(figure.key)}">{name}: {html.escape(_whole(figure))}{when}</dt>{lines}'


def _whole(figure: Figure) -> str:
    """The number with its unit, also where a sentence left it out."""
    cut = figure.unit_text == "" and not figure.before + figure.after
    return (replace(figure, unit_text=None) if cut else figure).text


def _way_back(figure: Figure, name: str) -> str:
    """The name of an entry leads to where the number is used."""
    return f'<a href="#so-{html.escape(figure.key)}">{html.escape(name)}</a>'


def _lines(figure: Figure, common: Common) -> Iterable[str]:
    formula, inputs = _formula(figure)
    if formula:
        words = f"{figure.words.rstrip('.')}: " if figure.words else ""
        yield f"Cách tính: {html.escape(words)}{formula} {_equals(figure)} {html.escape(figure.number_text)}."
    elif figure.words.startswith("Theo "):  # a target
        yield f"Căn cứ: {html.escape(figure.words.removeprefix('Theo '))}"
    elif figure.words:
        yield f"Cách tính: {html.escape(figure.words)}"
    if inputs:
        yield f"Từ: {'; '.join(_input(each, figure) for each in inputs)}."
    if figure.base and not formula:
        yield f"Mẫu số: {html.escape(figure.scope.label(figure.base))}."
    if figure.status not in ("chính thức", "mô phỏng"):  # simulated figures are announced for the whole page
        yield f"Tình trạng: {figure.status}."
    if sources := _cited(figure, common):
        yield f"Nguồn: {sources}."
    if figure.origins:
        yield f"Vị trí: {html.escape(written_at(figure.origins, common.file))}."
    for note in figure.notes:
        yield f"Ghi chú: {html.escape(note)}"


def _cited(figure: Figure, common: Common) -> str:
    return ", ".join(_cite(each.id, common.cited[each.id]) for each in figure.sources if each.id in common.cited)


def _cite(id: str, number: int) -> str:
    return f'<a href="#nguon-{html.escape(id)}">[{number}]</a>'


def _equals(figure: Figure) -> str:
    return "=" if figure.printed == figure.value else "≈"


def _formula(figure: Figure) -> tuple[str, list[Figure]]:
    """The formula, each number in it with the way to its own entry; and the inputs that do not stand in it."""
    left, parts = list(figure.inputs), _NUMBER.split(figure.formula)
    for at, part in enumerate(parts):
        found = next((n for n, each in enumerate(left) if at % 2 and each.so == part), None)
        parts[at] = html.escape(part) if found is None else _led(left.pop(found), part, figure)
    return "".join(parts), left


def _input(figure: Figure, result: Figure) -> str:
    """What went into a number, with its label where that differs."""
    number = f"{figure.before}{figure.number_text}{figure.after}" if figure else figure.text
    label = f"{html.escape(figure.label)}: " if not result.label.startswith(figure.label) else ""
    return label + _led(figure, number, result)


def _led(figure: Figure, number: str, result: Figure) -> str:
    """A number that the result was computed from, with the way to its own entry; its date where that differs."""
    when = f" ({html.escape(figure.ngay)})" if figure.ngay not in ("", result.ngay) else ""
    return f'<a href="#cs-{html.escape(figure.key)}">{html.escape(figure.hedge_text + number)}</a>{when}'


def written_at(origins: Sequence[Origin], usual: str) -> str:
    """Where values were written; a file is named once for all of its rows, the usual one not: "dòng 12, 45"."""
    parts: list[str] = []
    for before, origin in zip((None, *origins), origins, strict=False):
        same = before and (before.file, before.sheet) == (origin.file, origin.sheet) and not before.cell
        parts.append(f", {origin.row}" if same and not origin.cell else f"; {str(origin).removeprefix(f'{usual}, ')}")
    return "".join(parts).removeprefix("; ")


def _source(source: Source, number: int) -> str:
    title = html.escape(source.title)
    linked_title = f'<a href="{html.escape(source.link)}" rel="noreferrer">{title}</a>' if source.link else title
    rest = "".join(f", {html.escape(part)}" for part in (source.publisher, source.day and source.day.text) if part)
    doubt = f" ({html.escape(source.trust)})" if source.trust else ""
    return f'<li id="nguon-{html.escape(source.id)}">[{number}] {linked_title}{rest}{doubt}.</li>'
