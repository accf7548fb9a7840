"""A total's change in two parts: what answers to how many there are, what to the mean of each. It names no cause.

A total is number × mean. With T = n·m the change T₁ − T₀ is (n₁ − n₀)·(m₁ + m₀)/2 + (m₁ − m₀)·(n₁ + n₀)/2 exactly: both
parts weigh with the mean of the two ends, so that none is left that belongs to both. In print the second part is the
printed change less the printed first one, so that a reader's addition comes out.
"""

from __future__ import annotations

from dataclasses import fields

from ..codelists.units import Unit
from ..words.label import inside
from .derivation import Arithmetic, as_printed
from .figure import Change, Clause, Figure, Standpoint
from .gap import Gap

# Totals and the number that they are the total of; of others nobody knows over how many they are.
NUMBERS = {"tong_doanh_thu": "so_htx", "von_dieu_le": "so_htx", "thanh_vien_htx": "so_htx", "thanh_vien_tht": "so_tht"}


def parted(scope: Standpoint, figure: Figure) -> Clause:
    """The change in its two parts, in words; silent where a level is not known exactly, of the same places and day."""
    change = figure.usual
    number = NUMBERS.get(figure.name)
    missing = Clause((figure.gap("theo_so_luong", Gap(f"số đơn vị và mức bình quân để tách {figure.label}")),))
    if number is None or not change or not change.tang_giam or not change.tang_giam.value:
        return missing
    figure = change.current  # of a group over the members that both have
    now, then = (each.scope.beside(each, number) for each in (figure, change.other))
    levels = (figure, change.other, now, then)
    if not all(map(_is_exact, levels)) or not (_alike(figure, now) and _alike(change.other, then)):
        return missing
    if now.value == then.value or min(now.value, then.value) <= 0:
        return missing
    base = change.other.converted(figure.unit)
    of_number = _change(
        figure,
        "theo_so_luong",
        f": phần tăng, giảm ứng với {inside(now.label)}",
        Arithmetic(lambda t, s, n, k: (n - k) * (t / n + s / k) / 2, (figure, base, now, then)),
        change.tang_giam,
        (figure, change.other, now, then),
        "Mức tăng, giảm của số lượng nhân với trung bình cộng của hai mức bình quân đầu và cuối.",
    )
    of_mean = _change(
        figure,
        "theo_binh_quan",
        ": phần tăng, giảm ứng với mức bình quân",
        Arithmetic(lambda whole, part: whole - part, (as_printed(change.tang_giam), as_printed(of_number))),
        change.tang_giam,
        (change.tang_giam, of_number),
        "Mức tăng, giảm của tổng trừ phần ứng với số lượng, cả hai như đã in.",
    )
    of = f" của {inside(figure.label)} {change.so_voi}, phần ứng với {inside(now.label)} "
    return Clause((change.tang_giam, of, of_number, ", phần ứng với mức bình quân ", of_mean))


def _is_exact(figure: Figure) -> bool:
    return bool(figure) and figure.upper is None and not figure.worth


def _alike(total: Figure, number: Figure) -> bool:
    """Whether both are of the same day and the same members."""
    members = [each.coverage and each.coverage.counted for each in (total, number)]
    return total.period.last == number.period.last and members[0] == members[1]


def _change(figure: Figure, suffix: str, label: str, done: Arithmetic, whole: Figure, inputs, words: str) -> Figure:
    """A part of a change, as exact in print as the whole."""
    unit = Unit.parse(figure.unit.difference)
    found = figure.derived(suffix, figure.label.to(label), done, unit, whole.decimals, inputs, words)
    shown = found.printed
    direction = "tăng " if shown > 0 else "giảm " if shown < 0 else "không đổi"
    return Change(**{each.name: getattr(found, each.name) for each in fields(found)} | {"before": direction})
