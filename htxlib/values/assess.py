"""Targets held against what was reached: attainment, verdict, distance, and the pace that is still needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..codelists.periods import Period
from ..codelists.units import Unit
from ..data.dataset import Target
from . import targets
from .derivation import Arithmetic, Constant, as_printed
from .figure import Change, Clause, Figure, Standpoint, hedge_of, honest_decimals
from .gap import Gap
from .targets import LATER, MET, OPEN

MINIMA = ("≥", ">", "=")


@dataclass(frozen=True)
class Assessment:
    """One target and where it stands: the actual figure, % of target, verdict, what is still needed a year."""

    target: Target
    bound: Figure  # the target itself as a figure: "50 HTX/năm trở lên"
    level: Figure  # the indicator at the report date (or the flow so far)
    actual: Figure  # what is held against the bound: the per-year mean, the ratio to the base, or the level
    attainment: Figure  # % of target; missing for ranges and maxima
    points: Figure  # distance in points, for shares only
    verdict: str  # vượt, đạt, chưa đạt, đúng tiến độ, chậm tiến độ, đang thực hiện, or OPEN, LATER
    pace: Figure  # what is still needed each remaining year; missing where that has no meaning

    @property
    def met(self) -> bool:
        return self.verdict in MET

    @property
    def behind(self) -> bool:
        return self.verdict in ("chưa đạt", "chậm tiến độ")

    @property
    def judged(self) -> bool:
        return self.verdict not in (OPEN, LATER)

    def record(self) -> dict:
        """The verdict for machines, with the keys of the figures it rests on."""
        return {
            "kind": self.target.kind,
            "variable": self.target.variable,
            "label": self.level.label,
            "document": self.target.document,
            "verdict": self.verdict,
            "judged": self.judged,
            "met": self.met,
            "bound": self.bound.key,
            "actual": self.actual.key if self.actual else None,
            "attainment": self.attainment.key if self.attainment else None,
        }


# --- which targets -----------------------------------------------------------------------------------------------------


def assessments(scope: Standpoint, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
    """Every target of these kinds that concerns the period of the report, in the order in which reports speak."""
    return tuple(assess(scope, target) for target in _in_force(scope, kinds) if _concerns(scope, target))


def plans_after(scope: Standpoint, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
    """Targets of later periods: the next plan, a resolution still to be reached. Listed, not judged.

    Only what begins by the year after: to a report of 2016 a plan of 2023 is no plan.
    """
    return tuple(assess(scope, target) for target in _in_force(scope, kinds) if _is_ahead(scope, target))


def _in_force(scope: Standpoint, kinds: tuple[str, ...]) -> list[Target]:
    known = targets.in_force(scope.dataset.targets(scope.place.id), kinds, scope.until)
    return sorted(known, key=lambda target: scope.rank(target.variable))


def _concerns(scope: Standpoint, target: Target) -> bool:
    if target.period.end is None:
        return False
    if target.kind == "kế hoạch":
        this_year = scope.flow is not None and target.period.last.year == scope.flow.last.year
        return this_year and not _adds_up_longer(scope, target)
    return target.period.last >= scope.until


def _adds_up_longer(scope: Standpoint, target: Target) -> bool:
    """Whether what the target counts began before the report's period: "150 new in 2021-2025" is no plan of 2025."""
    return target.measure == "lũy kế" and bool(target.period.start) and target.period.first.year < scope.flow.first.year


def _is_ahead(scope: Standpoint, target: Target) -> bool:
    if target.period.end is None:
        return False
    if target.period.start and target.period.first.year > scope.flow.last.year + 1:
        return False
    begins = target.period.start and target.period.first > scope.flow.last
    return bool(begins or (not scope.term and target.kind != "kế hoạch" and target.period.last > scope.flow.last))


# --- one target --------------------------------------------------------------------------------------------------------


def assess(scope: Standpoint, target: Target) -> Assessment:
    """Hold one target against what was reached by the report date."""
    level = scope.figure(target.variable)
    bound, actual = _bound(scope, target, level), _actual(scope, target, level)
    if target.period.start and target.period.first > scope.until:
        return _listed(target, bound, level, actual, LATER)
    factor = bound.unit.factor_or_none(actual.unit) if actual else None
    if not actual or factor is None or actual.upper is not None:
        return _listed(target, bound, level, actual, OPEN)
    goal, upper = target.value * factor, target.upper and target.upper * factor
    worth = targets.last_digit(actual.value, actual.decimals, actual.unit.is_share)
    judged = targets.verdict(actual.value, target.sign, goal, upper, actual.hedge, worth)
    return Assessment(
        target,
        bound,
        level,
        actual,
        _attainment(target, bound, actual, goal),
        _points(scope, target, bound, actual),
        _on_the_way(scope, target, level, actual, goal, judged),
        _pace(scope, target, level, actual),
    )


def _listed(target: Target, bound: Figure, level: Figure, actual: Figure, verdict: str) -> Assessment:
    gap = actual.gap("muc_tieu", *(actual.missing or (Gap(f"số liệu để đánh giá {level.label}"),)))
    return Assessment(target, bound, level, actual, gap, gap, verdict, gap)


def _bound(scope: Standpoint, target: Target, level: Figure) -> Figure:
    """The target as a figure of its own."""
    suffix, noun = _called(target)
    before, after = targets.in_words(target)
    return Figure(
        f"{level.name}.{suffix}",
        level.label.to(f": {noun}"),
        target.unit,
        target.value,
        scope,
        target.digits,
        target.period,
        upper=target.upper,
        words=f"Theo {target.document}." if target.document else "",
        document=target.document,
        origins=(target.origin,),
        before=before,
        after=after,
    )


def _called(target: Target) -> tuple[str, str]:
    """How a target is called in a figure's name and in a sentence."""
    return ("ke_hoach", "kế hoạch") if target.kind == "kế hoạch" else ("muc_tieu", "chỉ tiêu")


def _actual(scope: Standpoint, target: Target, level: Figure) -> Figure:
    """What is held against the bound: the mean per year, the ratio to the base date, or the level itself."""
    if target.measure == "bình quân năm" and _is_flow(scope, target.variable):
        return level.binh_quan_nam
    return _against_base(scope, target, level) if target.measure == "so với gốc" else level


def _is_flow(scope: Standpoint, name: str) -> bool:
    variable = scope.dataset.variable(name)
    return variable is not None and variable.is_flow


def _is_stock(scope: Standpoint, name: str) -> bool:
    variable = scope.dataset.variable(name)
    return variable is not None and variable.is_stock


def _against_base(scope: Standpoint, target: Target, level: Figure) -> Figure:
    """The ratio (lần or %) to the value at the target's base date."""
    base = scope.at(Period(target.base_date, target.base_date)).figure(target.variable)
    if not level or not base or not base.value:
        return level.gap("so_voi_goc", *(level.missing + base.missing))
    percent = target.unit.is_share
    done = Arithmetic(lambda now, then: 100 * now / then if percent else now / then, (level, base.converted(level.unit)))
    bounds = [bound for bound in (target.value, target.upper) if bound is not None]
    return level.derived(
        "so_voi_goc",
        level.label.to(f", so với {target.base_date.text}"),
        done,
        target.unit,
        honest_decimals(done.value, 1, bounds),
        (level, base),
        f"Mức kỳ này chia mức gốc{', nhân 100' if percent else ''}.",
    )


def _whole(target: Target) -> int:
    """The base itself in the target's unit: 1 lần or 100%."""
    return 100 if target.unit.is_share else 1


def _attainment(target: Target, bound: Figure, actual: Figure, goal: Fraction) -> Figure:
    """% of target. A per-year mean starts from its printed value, all others from the exact one; only minima have one."""
    if target.sign not in MINIMA or not goal:
        return actual.gap("dat_muc_tieu", Gap("chỉ tiêu dạng mức tối thiểu", whose=actual.label))
    printed = target.measure == "bình quân năm"
    reached = replace(actual, value=actual.printed) if printed else actual
    done = Arithmetic(lambda level, needed: 100 * level / needed, (reached, bound.converted(actual.unit)))
    suffix, noun = _called(target)
    return actual.derived(
        f"dat_{suffix}",
        actual.label.to(f": % so với {noun}"),
        done,
        Unit.parse("%"),
        honest_decimals(done.value, 0, (Fraction(100),)),
        (actual, bound),
        "Mức thực hiện chia mức chỉ tiêu, nhân 100" + (", tính từ số đã in." if printed else "."),
    )


def _points(scope: Standpoint, target: Target, bound: Figure, actual: Figure) -> Figure:
    """Distance from a share target in points, of the printed levels."""
    if not actual.unit.is_share or target.sign == "từ-đến" or target.measure == "so với gốc":
        return actual.gap("diem_muc_tieu", Gap("chỉ tiêu là tỷ lệ"))
    distance = actual.printed - target.value
    return Change(
        f"{actual.name}.diem_muc_tieu",
        actual.label.to(": chênh lệch so với chỉ tiêu"),
        Unit.parse("điểm %"),
        distance,
        scope,
        max(actual.decimals, bound.decimals),
        actual.period,
        hedge=hedge_of((actual,)),
        inputs=(actual, bound),
        done=Arithmetic(lambda reached, needed: reached - needed, (as_printed(actual), bound)),
        words="Hiệu của hai tỷ lệ đã in, tính bằng điểm phần trăm.",
        before=f"{'cao' if distance > 0 else 'thấp'} hơn chỉ tiêu ",
    )


def _on_the_way(scope: Standpoint, target: Target, level: Figure, actual: Figure, goal: Fraction, judged: str) -> str:
    """Before its time a target that is not yet reached is on or behind its pace; only at its end it is missed."""
    if judged != "chưa đạt" or target.measure == "bình quân năm" or scope.until >= target.period.last:
        return judged
    total, opening = total_years(scope, target.period), _starts_from(target, level, actual)
    if not total or scope.years is None or target.sign not in (*MINIMA, "từ-đến") or opening is None or opening >= goal:
        return "đang thực hiện"
    due = opening + (goal - opening) * scope.years / total
    return "đúng tiến độ" if actual.value >= due else "chậm tiến độ"


def _starts_from(target: Target, level: Figure, actual: Figure) -> Fraction | None:
    """Where the straight line to the goal begins: 0 for what accumulates, the base for a ratio, else the opening level."""
    if target.measure == "lũy kế":
        return Fraction(0)
    if target.measure == "so với gốc":
        return Fraction(_whole(target))
    opening = level.dau_ky.other
    return opening.value * opening.unit.factor_to(actual.unit) if opening else None


def _pace(scope: Standpoint, target: Target, level: Figure, actual: Figure) -> Figure:
    """What each remaining year must still bring, rounded up; 0 when it is already enough. A share or a mean has none."""
    total, flow = total_years(scope, target.period), _is_flow(scope, target.variable)
    per_year = target.unit.per_time("") if flow else target.unit
    factor = per_year.factor_or_none(level.unit) if level else None
    steady = (flow or _is_stock(scope, target.variable)) and target.sign in (*MINIMA, "từ-đến")
    if not total or scope.years is None or factor is None or not steady or target.measure == "so với gốc":
        years = "số năm còn lại của nhiệm kỳ để tính nhịp độ cần thiết"
        return actual.gap("can_them", Gap(years, whose=level.label))
    goal = target.value * factor * (total if target.measure == "bình quân năm" else 1)
    pace = targets.needed_pace(goal, level.value, scope.years, total)
    if pace is None:
        return actual.gap("can_them", Gap(f"nhiệm kỳ đã hết, {level.label} chưa đạt"))
    decimals = 0 if level.unit.is_count else max(level.decimals, 1)
    left = Arithmetic(
        lambda reached, all, gone: (goal - reached) / (all - gone),
        (level, Constant(total), Constant(scope.years)),
        rounding=targets.rounded_up,
    )
    found = level.derived(
        "can_them",
        level.label.to(": mỗi năm còn lại cần thêm"),
        left if pace else Arithmetic(lambda level: 0 * level, (level,)),
        level.unit.per_time("năm"),
        decimals,
        (level,),
        "Phần còn thiếu chia cho số năm còn lại, làm tròn lên.",
        unit_text=level.unit.text,
    )
    if pace:
        return replace(found, value=targets.rounded_up(pace, decimals))
    return replace(found, done=None, words="Đã đủ mức của cả nhiệm kỳ, các năm còn lại không cần thêm.")


def total_years(scope: Standpoint, period: Period) -> Fraction | None:
    """Years of a target's period: a congress term 2020-2025 has five, not six."""
    if period.start is None or period.end is None:
        return None
    term = scope.term and scope.term.period
    if (
        term
        and period.start.precision == "năm"
        and (period.first.year, period.last.year) == (term.first.year, term.last.year)
    ):
        return Fraction(period.last.year - period.first.year)
    return period.years


# --- in a sentence -----------------------------------------------------------------------------------------------------


def against_target(scope: Standpoint, figure: Figure, kinds: tuple[str, ...]) -> Clause:
    """The words that hold a figure against its target; silent when it has none that is judged now."""
    for each in scope.assessments(kinds):
        if each.target.variable == figure.name and each.verdict != LATER:
            return _phrase(each, "kế hoạch" if kinds == ("kế hoạch",) else "chỉ tiêu")
    return Clause((figure.gap("muc_tieu", Gap(f"mục tiêu về {figure.label}", figure.name)),))


def _phrase(each: Assessment, noun: str) -> Clause:
    if not each.actual:
        return Clause((each.actual,))
    if each.verdict == OPEN:
        return Clause((f"chưa đủ số liệu để đánh giá so với {noun} (", each.bound, ")"))
    if each.target.sign == "từ-đến":
        found = {"đạt": "nằm trong mức", "vượt": "vượt mức"}.get(each.verdict, "chưa đạt mức")
        return Clause((f"{found} {noun} (", each.bound, ")"))
    if not each.attainment:
        return Clause((f"{'đạt' if each.met else 'chưa đạt'} {noun} (", each.bound, ")"))
    so_far = "" if each.met or each.verdict == "chưa đạt" else " cả nhiệm kỳ"
    words = ("đạt " if each.met else "mới đạt ", each.attainment, f" {noun}{so_far} (", each.bound, ")")
    return Clause((*words, ", ", each.points) if each.points and each.points.value else words)
