"""The annex "Cách tính và nguồn số liệu": every printed number, its formula, inputs and sources, and the data notes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from . import areas
from .assess import Assessment
from .block import Block
from .checks import Finding, row_of, run_checks
from .combine import name_of
from .dataset import Origin, Source, Target
from .figures import Figure
from .scope import Scope
from .text import capital

TITLE = "Cách tính và nguồn số liệu"
FEWEST = 3  # numbers of so many members share an entry


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
    if len(cited) == 1:  # then said once, not at each number
        page.append(f"<p>Các số cho trước đều lấy từ nguồn {_cite(*cited.popitem())}.</p>")
    page += ["<dl>", *_listed(scope, entries.values(), cited), "</dl>"]
    notes = [*areas.not_compared(scope, printed), *data_notes(found, asked)]
    if notes:
        page += ["<h3>Lưu ý về số liệu</h3>", "<ul>", *(f"<li>{html.escape(note)}</li>" for note in notes), "</ul>"]
    if sources:
        listed = (_source(source, numbers[source.id]) for source in sources.values())
        page += ["<h3>Nguồn</h3>", '<ul class="nguon">', *listed, "</ul>"]
    lines = [f"{each.label}: {each.text}" for each in entries.values()]
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
    gaps = dict.fromkeys(gap for figure in asked for gap in figure.missing)
    return list(dict.fromkeys(notes)) + [f"Chưa có số liệu: {gap}." for gap in gaps]


def findings(scope: Scope) -> list[Finding]:
    """The findings that touch a report: those on rows of its period, its opening included."""
    years = {scope.place.id: scope.years} if scope.years else None
    return [f for f in run_checks(scope.dataset, scope.place.id, years=years) if _touches(scope, f)]


def _touches(scope: Scope, finding: Finding) -> bool:
    row = row_of(scope.dataset, finding)
    if row is None or row.period.end is None:
        return False
    last = row.period.first if isinstance(row, Target) and row.period.start else row.period.last  # a target lies ahead
    return scope.begins <= row.period.last and last <= scope.until


def _listed(scope: Scope, entries: Iterable[Figure], cited: Mapping[str, int]) -> Iterable[str]:
    """An entry a number; the numbers of a table's column, one of each member of a group, share one."""
    by_name: dict[str, list[Figure]] = {}
    for each in entries:
        of_member = areas.is_group(scope.place) and not areas.is_group(each.scope.place)
        by_name.setdefault(f"{each.name}@{each.period.iso}" if of_member else each.key, []).append(each)
    for found in by_name.values():
        yield _entry(found[0], cited) if len(found) < FEWEST else _entry_of_members(found, cited)


def _entry_of_members(figures: Sequence[Figure], cited: Mapping[str, int]) -> str:
    """What all of them have in common, then a line each: "Yên Bái: 81% ≈ 100 × 553 / 683; so_lieu.csv, dòng 12"."""
    label, (words, base, when, where) = figures[0].label.replace(f", {name_of(figures[0])}", ""), _shared(figures)
    head = [f"Cách tính: {html.escape(words)}"] if words else []
    head += [f"Mẫu số: {html.escape(figures[0].scope.label(base))}."] if base else []
    head += [f"Vị trí: {html.escape(where)}, theo dòng ghi sau từng đơn vị."] if where else []
    lines = [f"<dd>{line}</dd>" for line in head]
    for each in figures:
        told = "; ".join(_line(each, cited, words, base, when, where))
        lines.append(f'<dd id="cs-{html.escape(each.key)}">{html.escape(name_of(each))}: {told}</dd>')
    of = f" ({html.escape(when)})" if when else ""
    return f"<dt>{_way_back(figures[0], f'{capital(label)}, từng đơn vị')}{of}</dt>{''.join(lines)}"


def _shared(figures: Sequence[Figure]) -> tuple[str, str, str, str]:
    """Words, base, date and file of the origin that all of these figures have in common, else nothing."""
    files = {origin.file if not origin.sheet else "" for each in figures for origin in each.origins}
    kinds = ({each.words for each in figures}, {each.base for each in figures}, {each.ngay for each in figures}, files)
    return tuple(kind.pop() if len(kind) == 1 else "" for kind in kinds)


def _line(figure: Figure, cited, words: str, base: str, when: str, where: str) -> Iterable[str]:
    """The number of one member, with what it does not share with the others."""
    equals = "=" if figure.printed == figure.value else "≈"
    formula = f" {equals} {html.escape(figure.formula)}" if figure.formula else ""
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
        at = written_at(figure.origins)
        yield html.escape(at.removeprefix(f"{where}, ") if where else at)
    if sources := [_cite(each.id, cited[each.id]) for each in figure.sources if each.id in cited]:
        yield ", ".join(sources)
    yield from (html.escape(note.rstrip(".")) for note in figure.notes)


def _entry(figure: Figure, cited: Mapping[str, int]) -> str:
    key = html.escape(figure.key)
    when = f" ({html.escape(figure.ngay)})" if figure.ngay else ""
    lines = "".join(f"<dd>{line}</dd>" for line in _lines(figure, cited))
    name = _way_back(figure, capital(figure.label))
    return f'<dt id="cs-{key}">{name}: {html.escape(figure.text)}{when}</dt>{lines}'


def _way_back(figure: Figure, name: str) -> str:
    """The name of an entry leads to where the number is used."""
    return f'<a href="#so-{html.escape(figure.key)}">{html.escape(name)}</a>'


def _lines(figure: Figure, cited: Mapping[str, int]) -> Iterable[str]:
    if figure.words or figure.formula:
        equals = "=" if figure.printed == figure.value else "≈"
        formula = f"{figure.formula} {equals} {figure.number_text}" if figure.formula else ""
        words = figure.words.rstrip(".") if formula else figure.words
        yield f"Cách tính: {html.escape(': '.join(filter(None, (words, formula))))}"
    if figure.inputs:
        yield f"Từ: {'; '.join(_input(each, figure) for each in figure.inputs)}."
    if figure.base:
        yield f"Mẫu số: {html.escape(figure.scope.label(figure.base))}."
    if figure.status not in ("chính thức", "mô phỏng"):  # simulated figures are announced for the whole page
        yield f"Tình trạng: {figure.status}."
    if sources := [_cite(each.id, cited[each.id]) for each in figure.sources if each.id in cited]:
        yield f"Nguồn: {', '.join(sources)}."
    if figure.origins:
        yield f"Vị trí: {html.escape(written_at(figure.origins))}."
    for note in figure.notes:
        yield f"Ghi chú: {html.escape(note)}"


def _cite(id: str, number: int) -> str:
    return f'<a href="#nguon-{html.escape(id)}">[{number}]</a>'


def _input(figure: Figure, result: Figure) -> str:
    """What went into a number, with the way to its own entry, which says the rest: label and date where they differ."""
    number = f"{figure.before}{figure.hedge_text}{figure.number_text}{figure.after}" if figure else figure.text
    label = f"{html.escape(figure.label)}: " if not result.label.startswith(figure.label) else ""
    when = f" ({html.escape(figure.ngay)})" if figure.ngay not in ("", result.ngay) else ""
    return f'{label}<a href="#cs-{html.escape(figure.key)}">{html.escape(number)}</a>{when}'


def written_at(origins: Sequence[Origin]) -> str:
    """The places where values were written, a file named once for all of its rows: "so_lieu.csv, dòng 12, 45"."""
    parts: list[str] = []
    for before, origin in zip((None, *origins), origins, strict=False):
        same = before and (before.file, before.sheet) == (origin.file, origin.sheet) and not before.cell
        parts.append(f", {origin.row}" if same and not origin.cell else f"; {origin}")
    return "".join(parts).removeprefix("; ")


def _source(source: Source, number: int) -> str:
    title = html.escape(source.title)
    linked_title = f'<a href="{html.escape(source.link)}" rel="noreferrer">{title}</a>' if source.link else title
    rest = "".join(f", {html.escape(part)}" for part in (source.publisher, source.day and source.day.text) if part)
    return f'<li id="nguon-{html.escape(source.id)}">[{number}] {linked_title}{rest}.</li>'
