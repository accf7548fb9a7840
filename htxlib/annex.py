"""The annex "Cách tính và nguồn số liệu": every printed number, its formula, inputs and sources, and the data notes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from . import areas
from .assess import Assessment
from .block import Block, linked
from .checks import Finding, row_of, run_checks
from .dataset import Origin, Source, Target
from .figures import Figure
from .scope import Scope
from .text import capital

TITLE = "Cách tính và nguồn số liệu"


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
    page = [f'<h2 id="cach-tinh">{TITLE}</h2>', "<dl>", *map(_entry, entries.values()), "</dl>"]
    notes = [*areas.not_compared(scope, printed), *data_notes(found, asked)]
    if notes:
        page += ["<h3>Lưu ý về số liệu</h3>", "<ul>", *(f"<li>{html.escape(note)}</li>" for note in notes), "</ul>"]
    sources = {source.id: source for each in entries.values() for source in each.sources}
    sources |= {id: scope.dataset.source(id) for id in passages}
    if sources:
        page += ["<h3>Nguồn</h3>", "<ul>", *map(_source, sources.values()), "</ul>"]
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


def _entry(figure: Figure) -> str:
    key = html.escape(figure.key)
    back = f' <a class="ve" href="#so-{key}" aria-label="Về chỗ dùng số này">↩</a>'
    when = f" ({html.escape(figure.ngay)})" if figure.ngay else ""
    lines = "".join(f"<dd>{line}</dd>" for line in _lines(figure))
    return f'<dt id="cs-{key}">{html.escape(capital(figure.label))}: {html.escape(figure.text)}{when}{back}</dt>{lines}'


def _lines(figure: Figure) -> Iterable[str]:
    if figure.words:
        yield f"Cách tính: {html.escape(figure.words)}"
    if figure.formula:
        equals = "=" if figure.printed == figure.value else "≈"
        yield f"Phép tính: {html.escape(figure.formula)} {equals} {html.escape(figure.number_text)}"
    if figure.inputs:
        inputs = "; ".join(f"{html.escape(each.label)}: {linked(each)}{_at(each)}" for each in figure.inputs)
        yield f"Từ: {inputs}."
    if figure.base:
        yield f"Mẫu số: {html.escape(figure.scope.label(figure.base))}."
    if figure.status not in ("chính thức", "mô phỏng"):  # simulated figures are announced for the whole page
        yield f"Tình trạng: {figure.status}."
    for source in figure.sources:
        yield f'Nguồn: <a href="#nguon-{html.escape(source.id)}">{html.escape(source.title)}</a>.'
    if figure.origins:
        yield f"Vị trí: {html.escape(written_at(figure.origins))}."
    for note in figure.notes:
        yield f"Ghi chú: {html.escape(note)}"


def written_at(origins: Sequence[Origin]) -> str:
    """The places where values were written, a file named once for all of its rows: "so_lieu.csv, dòng 12, 45"."""
    parts: list[str] = []
    for before, origin in zip((None, *origins), origins, strict=False):
        same = before and (before.file, before.sheet) == (origin.file, origin.sheet) and not before.cell
        parts.append(f", {origin.row}" if same and not origin.cell else f"; {origin}")
    return "".join(parts).removeprefix("; ")


def _source(source: Source) -> str:
    title = html.escape(source.title)
    linked_title = f'<a href="{html.escape(source.link)}" rel="noreferrer">{title}</a>' if source.link else title
    rest = "".join(f", {html.escape(part)}" for part in (source.publisher, source.day and source.day.text) if part)
    return f'<li id="nguon-{html.escape(source.id)}">{linked_title}{rest}.</li>'


def _at(figure: Figure) -> str:
    return f" ({html.escape(figure.ngay)})" if figure.ngay else ""
