"""Figures as a table of pandas: one row is one figure, exact and as a float, with its trace; comparisons as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..words.errors import Faults, misspelt, quote
from ..words.text import listing
from .figure import Comparison, Figure, Peers

if TYPE_CHECKING:
    import pandas

# Column → its type. Text columns of few values are categories: they make the frame small and say what they hold.
COLUMNS = {
    "place": "category",
    "place_name": "category",
    "year": "int64",
    "name": "category",
    "label": "category",
    "value": "float64",
    "upper": "float64",  # the upper end of a range
    "exact": "string",  # the same two as fractions: "553", "1/3"
    "exact_upper": "string",
    "unit": "category",
    "printed": "string",
    "from": "string",  # nothing of a stock
    "to": "string",
    "hedge": "category",
    "status": "category",
    "base": "category",
    "definition": "category",  # how it is computed, or what whoever fills it in is told
    "source": "category",
    "key": "string",  # as in the side file of a report
}
# What a comparison adds to each row, after its own name and a point.
COMPARED = {"": "float64", ".exact": "string", ".unit": "category", ".printed": "string", ".key": "string"}
FIGURE = "figure"  # the column of the figures themselves
_NOTHING = (None,) * len(COMPARED)


def frame(figures: Iterable[Figure], compare: Sequence[str] = (), with_figures: bool = False) -> pandas.DataFrame:
    """Return the figures as a DataFrame, one row a figure that is known, in their order.

    `compare` names what follows a figure's dot in a sentence ("ky_truoc.tang_giam", "vung.hang"): columns of the number,
    its exact value, its unit, its print and its key, empty where it cannot be compared. `with_figures` adds the figures
    themselves as a column. Raises InputError with every name that leads to no number.
    """
    import pandas as pd

    paths = _paths(compare)
    types = COLUMNS | {f"{name}{more}": kind for name in compare for more, kind in COMPARED.items()}
    kept: list[Figure] = []
    rows = [
        (*_row(each), *(part for path in paths for part in _compared(each, path)))
        for each in _kept(figures, kept if with_figures else None)
    ]
    columns = [*zip(*rows, strict=True)] or [()] * len(types)
    table = pd.DataFrame(dict(zip(types, columns, strict=True))).astype(types)
    if with_figures:
        table[FIGURE] = pd.Series(kept, dtype=object)
    return table


def _kept(figures: Iterable[Figure], kept: list[Figure] | None) -> Iterator[Figure]:
    """The figures that are known; they are held only by who asks for them, of tens of thousands each with its scope."""
    for each in figures:
        if each:
            if kept is not None:
                kept.append(each)
            yield each


def _row(figure: Figure) -> tuple:
    scope, period = figure.scope, figure.period
    variable = None if figure.words else scope.dataset.variable(figure.name)
    start, end = (period.start, period.end) if period else (None, None)
    return (
        scope.place.id,
        scope.place.name_on(scope.until),
        (scope.flow.last if scope.flow else scope.until).year,
        figure.name,
        str(figure.label),
        float(figure.value),
        None if figure.upper is None else float(figure.upper),
        str(figure.value),
        None if figure.upper is None else str(figure.upper),
        figure.unit.text,
        figure.text,
        start.iso if start else None,
        end.iso if end else None,
        figure.hedge,
        figure.status,
        figure.base,
        figure.words or (variable.note if variable else ""),
        "; ".join(dict.fromkeys(each.title or each.id for each in figure.sources)),
        figure.key,
    )


def _compared(figure: Figure, path: Sequence[str]) -> tuple:
    found = figure
    for attribute in path:
        found = getattr(found, attribute)
    found = _number(found)
    if not found:
        return _NOTHING
    return float(found.value), str(found.value), found.unit.text, found.text, found.key


def _number(found: object) -> Figure | None:
    """The number that a comparison prints: the other level, a group's mean."""
    if isinstance(found, Comparison):
        return found.other if found else None
    return found.binh_quan if isinstance(found, Peers) else found


# --- which comparisons there are -------------------------------------------------------------------------------------

# What may follow a dot and is a number, and of which of the three; a sentence may say more (clauses, names, dates).
_LEVELS = ("dau_ky", "dau_nam", "ky_truoc", "cung_ky")
_CHANGES = ("tang_giam", "tang_giam_pct", "so_lan", "bang_pct", "tang_binh_quan_pct")
_GROUPS = ("cum", "vung", "ca_nuoc")
_AMONG = ("hang", "chenh_lech", "ty_trong", "binh_quan")
_OF_FIGURES = ("tang_giam", "tang_giam_pct", "so_lan", "binh_quan_nam", "ty_trong", "hang", "binh_quan_don_vi", "bao_phu")


def comparisons() -> Iterator[str]:
    """Yield every name that `compare` may give."""
    yield from _OF_FIGURES
    for names, after in ((_LEVELS, _CHANGES), (_GROUPS, _AMONG)):
        for name in names:
            yield name
            yield from (f"{name}.{each}" for each in after)


def _paths(names: Sequence[str]) -> list[list[str]]:
    known, faults = [*comparisons()], Faults()
    for name in names:
        if name not in known:
            expected = "phép so sánh cho ra một con số, ví dụ ky_truoc.tang_giam"
            listed = f"Dùng một trong: {listing([*_OF_FIGURES, *_LEVELS, *_GROUPS], 'hoặc')}"
            after = f"sau {listing(_LEVELS, 'hoặc')} thêm được {listing(_CHANGES, 'hoặc')}"
            among = f"sau {listing(_GROUPS, 'hoặc')} thêm được {listing(_AMONG, 'hoặc')}"
            remedy = misspelt(name, known).strip() or f"{listed}; {after}; {among}."
            faults.add(expected, quote(name), remedy, "compare")
    faults.raise_if_any()
    return [name.split(".") for name in names]
