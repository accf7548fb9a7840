"""Many places' figures into one: sums, and means by their weight, with everything that must be said about them.

A place without a usable value is missing, not zero; values of other times, bases or units are left out or refused by
the rules of the design, and the figure says on how many places it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ...codelists.periods import Moment, Period
from ...codelists.places import PROVINCIAL, Place
from ...codelists.units import Unit
from ...words.label import inside
from ...words.text import listing
from .. import spread
from ..coverage import Coverage, Dates
from ..derivation import Arithmetic, total
from ..figure import Figure, Standpoint, hedge_of, honest_decimals, worst_status
from ..gap import Gap
from ..spread import Given, Result

OLDEST = 12  # months: a member's stock that is older than the newest by more belongs to another time
MOST_NAMED = 12  # more places than this are counted, not named


@dataclass(frozen=True, slots=True)
class Quantity:
    """How a figure of several places is made: what kind of quantity it is, its weight, its unit and its decimals."""

    kind: str  # số dư, phát sinh, bình quân, tỷ lệ, nhịp độ
    weight: str  # the variable by which means and shares are averaged
    unit: Unit
    decimals: int

    @property
    def adds_up(self) -> bool:
        """Whether places are summed; so are rates: copies of a bulletin a month in all provinces."""
        return self.kind in ("số dư", "phát sinh", "nhịp độ")

    @property
    def of_a_year(self) -> bool:
        """Whether it is a mean over a year, which that of six months cannot stand for."""
        return not self.adds_up and self.unit.time == "năm"


def labelled(figure: Figure) -> Figure:
    """The figure with its place in its label: "Tổng số HTX, Yên Bái"."""
    return replace(figure, label=figure.label.of(name_of(figure)))


def name_of(figure: Figure) -> str:
    return figure.scope.place.name_on(figure.scope.until)


def combined(
    scope: Standpoint,
    blank: Figure,
    figures: list[Figure],
    quantity: Quantity,
    every: Sequence[Place],
    needs: str = "enough",
    noun: str = "các đơn vị",
) -> Figure:
    """One figure of the figures of several places; missing, with the reason, where it cannot be.

    `blank` gives name and label; `every` is all places that belong to it. `needs` says how many of them it must rest
    on: "enough" (half of a group; two, if the report asked for whatever the members give), "all" (a merged province) or
    "any" (a check beside a published value). `noun` is what they are in the words that say how it was computed.
    """
    good, gaps = _usable(scope, figures, quantity)
    if not good:
        return blank
    bases = {each.base for each in good} if not quantity.adds_up else {""}
    if len(bases) > 1:
        return replace(blank, missing=(_bases_differ(scope, blank, bases),), coverage=coverage_of(scope, good, every))
    weights = () if quantity.adds_up else _weights(good, bases.pop() or quantity.weight)
    good, weights, more = _weighed(good, weights, quantity)
    found, gaps = coverage_of(scope, good, every), gaps | more
    if not good or not suffices(scope, found, needs):
        return replace(blank, missing=(lacking(scope, blank, found, gaps, quantity, every),))
    return _figure(scope, blank, good, weights, found, gaps, quantity, noun)


def comparable(scope: Standpoint, figures: list[Figure], quantity: Quantity) -> list[Figure]:
    """The figures that can be held against each other: those that may be added, flows only of the whole period."""
    good, _ = _usable(scope, figures, quantity)
    return [each for each in good if each.period.start is None or each.period.days == scope.flow_days]


def _usable(scope: Standpoint, figures: list[Figure], quantity: Quantity) -> tuple[list[Figure], dict[str, str]]:
    """The figures that may be added, and why each of the others may not (nothing: it has no value)."""
    newest = max((each.period.last for each in figures if each and each.period and each.period.end), default=None)
    good, gaps = [], {}
    for each in figures:
        why = _why_not(scope, each, newest, quantity) if each else ""
        if each and not why:
            good.append(each)
        else:
            gaps[name_of(each)] = why
    return good, gaps


def _why_not(scope: Standpoint, figure: Figure, newest: date, quantity: Quantity) -> str:
    if figure.period.start is None and Period(None, Moment.of(newest)).shifted(-1).last > figure.period.last:
        return f"số liệu {figure.ngay} cách quá {OLDEST} tháng"
    if quantity.of_a_year and figure.period.start and figure.period.days != scope.flow_days:
        return f"chỉ có số của {figure.period.text}"
    if figure.unit is not quantity.unit and figure.unit.factor_or_none(quantity.unit) is None:
        return f"đơn vị tính {figure.unit.text}"
    return ""


def _weights(good: list[Figure], weight: str) -> tuple[Figure | None, ...]:
    """The weight of every figure, from the same place and time; None where there is none."""
    return tuple((labelled(each.scope.figure(weight)) if weight else None) or None for each in good)


def _weighed(good, weights, quantity: Quantity) -> tuple[list[Figure], tuple[Figure, ...], dict[str, str]]:
    if quantity.adds_up:
        return good, (), {}
    pairs = [(each, weight) for each, weight in zip(good, weights, strict=True) if weight]
    gaps = {name_of(each): "thiếu trọng số" for each, weight in zip(good, weights, strict=True) if not weight}
    if not sum(weight.value for _, weight in pairs):
        return [], (), gaps
    return [each for each, _ in pairs], tuple(weight for _, weight in pairs), gaps


def _figure(scope: Standpoint, blank: Figure, good: list[Figure], weights, found: Coverage, gaps, quantity, noun) -> Figure:
    unit = _unit(good, quantity)
    shown = [each.converted(unit) for each in good]
    done, words = _sum(shown, noun) if quantity.adds_up else _mean(scope, shown, weights)
    result = done.result
    period, dates = _period(scope, good, found.noun)
    inputs = (*good, *weights)
    below = [figure for each in inputs for figure in each.family()]
    return replace(
        blank,
        unit=unit,
        value=result.low,
        upper=result.high,
        decimals=_decimals(scope, blank, result, shown, quantity),
        period=period,
        hedge=hedge_of(inputs),
        status=worst_status(inputs),
        base=good[0].base,
        done=done,
        words=words,
        notes=tuple(_notes(good, gaps, dates)),
        missing=(),
        coverage=replace(found, dates=dates),
        # The formula names the places: an entry in the annex for each value of each of them would bury all others.
        sources=tuple(dict.fromkeys(source for each in below for source in each.sources)),
        origins=tuple(dict.fromkeys(origin for each in below for origin in each.origins)),
    )


def _sum(shown: list[Figure], noun: str) -> tuple[Arithmetic, str]:
    """The total, as exact as its least exact term."""
    return Arithmetic(total, (*shown,), (*map(_told, shown),), ends=spread.of_sum), f"Cộng số liệu của {noun}."


def _mean(scope: Standpoint, shown: list[Figure], weights) -> tuple[Arithmetic, str]:
    count, words = len(shown), f"Bình quân gia quyền, trọng số là {inside(scope.label(weights[0].name))}."
    if count == 1:
        return Arithmetic(total, (*shown,)), words
    names = (*map(_told, shown), *("" for _ in weights))

    def mean(*each):
        return _weighed_mean(each[:count], each[count:])

    def ends(given: Sequence[Given]) -> Result | None:
        return spread.of_mean([*zip(given[:count], given[count:], strict=True)])

    return Arithmetic(mean, (*shown, *weights), names, ends=ends), words


def _weighed_mean(values: Sequence, weights: Sequence):
    return total(*(value * weight for value, weight in zip(values, weights, strict=True))) / total(*weights)


def _told(figure: Figure) -> str:
    """What stands before a term of a formula: "Yên Bái " before its 683."""
    return f"{name_of(figure)} "


def _unit(good: list[Figure], quantity: Quantity) -> Unit:
    """The unit of variables.csv; a mean of six months does not say "/năm"."""
    period = good[0].period
    part_of_year = quantity.of_a_year and period.start and not period.is_year
    return quantity.unit.per_time("") if part_of_year else quantity.unit


def _decimals(scope: Standpoint, blank: Figure, found: Result, shown: list[Figure], quantity: Quantity) -> int:
    """As the variable declares; more where every addend has more, fewer where one is hedged."""
    wanted = quantity.decimals
    if quantity.adds_up:
        wanted = max(wanted, min(each.decimals for each in shown))
    wanted = min(scope.decimals.get(blank.name, wanted), found.decimals)
    return honest_decimals(found.low, wanted, (Fraction(0), Fraction(100)) if quantity.unit.is_share else ())


def _period(scope: Standpoint, good: list[Figure], noun: str) -> tuple[Period, Dates | None]:
    """The period of the whole, and how the places' own dates differ (nothing where they do not)."""
    periods = [each.period for each in good]
    newest = max(periods, key=lambda period: period.last)
    if any(period.start is None for period in periods):
        oldest = min(periods, key=lambda period: period.last)
        alike = oldest.last == newest.last
        spread = Dates(f"từ {oldest.end.text} đến {_until(newest.end)}", of_stocks=True)
        return Period(None, newest.end), None if alike else spread
    whole = next((period for period in periods if period.days == scope.flow_days), None)
    whole = whole or max(periods, key=lambda period: (period.last - period.first, period.last))
    short = [name_of(each) for each in good if each.period.days != whole.days]
    who = listing(short) if len(short) <= 3 else f"{len(short)} {noun}"
    return whole, Dates(f"{whole.text}, {who} chưa đủ kỳ") if short else None


def dates_of(scope: Standpoint, good: list[Figure], noun: str) -> Dates | None:
    """How the dates of several places' values differ; None where they do not."""
    return _period(scope, good, noun)[1]


def _until(moment: Moment) -> str:
    return moment.text if moment.precision == "ngày" else f"hết {moment.text}"


def coverage_of(scope: Standpoint, good: list[Figure], every: Sequence[Place]) -> Coverage:
    """On which of all the places these figures rest."""
    kinds = {place.kind_on(scope.boundary or scope.until) for place in every}
    noun = kinds.pop() if len(kinds) == 1 else "địa phương"
    # Of the whole country any boundaries give the same sum.
    rebuilt = scope.place.kind != "cả nước" and any(each.coverage and each.coverage.rebuilt for each in good)
    return Coverage(tuple(each.scope.place.id for each in good), tuple(place.id for place in every), noun, rebuilt)


def suffices(scope: Standpoint, found: Coverage, needs: str) -> bool:
    """Whether that many places give a figure of the whole; see `combined`."""
    if needs == "all":
        return found.complete
    if needs == "any" or scope.only is not None:
        return True
    return len(found.counted) > 1 if scope.few_suffice and len(found.every) > 1 else found.enough


# --- words -----------------------------------------------------------------------------------------------------------


def _notes(good: list[Figure], gaps: dict[str, str], dates: Dates | None) -> Iterable[str]:
    silent = [name for name, why in gaps.items() if not why]
    if silent:
        yield f"Chưa có số liệu của {named(silent)}."
    yield from (f"Không tính {name}: {why}." for name, why in gaps.items() if why)
    if dates:
        yield f"Thời điểm số liệu: {'; '.join(f'{name_of(each)} {each.ngay}' for each in good)}."


def named(names: Sequence[str], noun: str = "đơn vị") -> str:
    """The places by name, or counted where there are too many to read."""
    return listing(names) if len(names) <= MOST_NAMED else f"{len(names)} {noun}"


def lacking(scope: Standpoint, blank: Figure, found: Coverage, gaps, quantity: Quantity, every: Sequence[Place]) -> Gap:
    """Which places' values would supply a figure: by name, with the reason where they have one that cannot be used."""
    names = [place.name_on(scope.until) for place in every if place.id not in found.counted]
    lacking = named([f"{name} ({gaps[name]})" if gaps.get(name) else name for name in names], found.noun)
    share = f" (mới có {found.share})" if scope.place.kind not in PROVINCIAL else ""
    return Gap(blank.label, blank.name, lacking, _when(scope, quantity), share)


def _when(scope: Standpoint, quantity: Quantity) -> str:
    return scope.flow.text if quantity.kind != "số dư" and scope.flow else f"đến {Moment.of(scope.until).text}"


def _bases_differ(scope: Standpoint, blank: Figure, bases: set[str]) -> Gap:
    names = sorted(scope.label(base) if base else "không ghi" for base in bases)
    why = f" trên cùng một mẫu số: các đơn vị dùng mẫu số khác nhau ({'; '.join(names)})"
    return Gap(blank.label, blank.name, why=why)
