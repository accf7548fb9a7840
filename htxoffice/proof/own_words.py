"""The passages that a place wrote itself, held against its data: a number in them that the data contradict is told.

A report prints a passage as it stands, so a number typed into it would be the one number of the page that nobody checks.
Only what the passage says in the words of an indicator is held against it; a number of anything else is no business of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from htxlib.checks import Finding
from htxlib.checks.passages import NAME
from htxlib.codelists.periods import Period
from htxlib.data.dataset import Dataset
from htxlib.data.dataset import Passage as Own
from htxlib.indicators import catalogue
from htxlib.values import figure as values
from htxlib.values.scope import Scope, open_scope
from htxlib.words.errors import quote

from .against import contradicted
from .in_tables import said as spoken
from .passages import Passage, clean
from .sidefile import Figure, Side

CHECK = "doan-van-so"
LEVEL, SEVERITY = 2, "cảnh báo"
REMEDY = "Sửa đoạn văn hoặc sửa số liệu; gọi số bằng tên ({{ so_htx }}) thì không bao giờ lệch."


def review(dataset: Dataset, places: Collection[str]) -> list[Finding]:
    """Return a warning for each number in the passages of these places that their data contradict."""
    return [finding for place in places for own in dataset.passages(place) for finding in _of_passage(dataset, own)]


def _of_passage(dataset: Dataset, own: Own) -> Iterator[Finding]:
    lines = [Passage(clean(NAME.sub("", line)), f"dòng {n}") for n, line in enumerate(own.text.split("\n"), 1)]
    if own.period.end is None or not any(number.is_quantity for line in lines for number in line.numbers):
        return
    side = Side({each.key: each for each in _figures(_scope(dataset, own))}, ())
    for each in contradicted(lines, side):
        said, known = spoken(each.number), each.figure.printed
        of = f"{each.figure.label}{f', {when}' if (when := each.figure.when) else ''}"
        message = f"Đoạn văn mục {quote(own.section)} viết «{said}», số liệu là {known} ({of}). {REMEDY}"
        where = own.place, each.figure.name, own.origin.file, own.origin.row
        yield Finding(
            CHECK, LEVEL, SEVERITY, *where, said, known, "khác", message, sheet=own.origin.sheet, cell=own.origin.cell
        )  # fmt: skip


def _scope(dataset: Dataset, own: Own) -> Scope:
    """Where the passage speaks: its place and its own period; of a bare day the year up to it."""
    period = own.period if own.period.start else Period.parse(f"{own.period.last.year}", own.period.end.iso)
    return open_scope(dataset, own.place, period)


def _figures(scope: Scope) -> Iterator[Figure]:
    """Every number that the data have there, with its change on the usual base."""
    names = dict.fromkeys((*catalogue.load(), *(row.variable for row in scope.dataset.every("so_lieu"))))
    for name in names:
        known = scope.figure(name)
        if known:
            changes = (known.ky_truoc.tang_giam, known.ky_truoc.tang_giam_pct, known.ky_truoc.other)
            yield from (Figure.of(each.record()) for each in (known, *changes) if isinstance(each, values.Figure) and each)
