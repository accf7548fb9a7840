"""Targets held against what was reached: attainment, verdict, distance, and the pace that is still needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..codelists.periods import Period, day_text
from ..codelists.units import Unit
from ..data.dataset import Target
from ..words.text import round_half_up
from . import elapsed, progress, targets
from .derivation import Arithmetic, Constant, as_printed, total
from .figure import Change, Clause, Figure, Standpoint, hedge_of, worst_status
from .gap import Gap
from .plausible import is_share_of_a_whole
from .progress import LATE, NO_START, TOLD, UNDERWAY, UNSURE, time_gone
from .reach import reach
from .targets import LATER, MAXIMA, MET, MINIMA, OPEN


@dataclass(frozen=True)
class Assessment:
    """One target and where it stands: the actual figure, % of target, verdict, what is still needed a year."""

    target: Target
    bound: Figure  # the target itself as a figure: "50 HTX/năm trở lên"
    level: Figure  # the indicator at the report date (or the flow so far)
    actual: Figure  # what is held against the bound: the per-year mean, the ratio to the base, or the level
    attainment: Figure  # % of target, of a range as a target a range; missing for maxima
    points: Figure  # distance in points, for shares only
    verdict: str  # vượt, đạt, chưa đạt; before its time as `progress` tells; or OPEN, LATER
    pace: Figure  # what is still needed each remaining year; missing where that has no meaning
    way: Figure  # % of the planned rise or fall since the start of the term; missing where that has no meaning
    before: Figure | None = None  # what the target was before it was adjusted

    @property
    def met(self) -> bool:
        return self.verdict in MET

    @property
    def behind(self) -> bool:
        return self.verdict in ("chưa đạt", LATE)

    @property
    def judged(self) -> bool:
        return self.verdict not in (OPEN, LATER, NO_START, UNSURE)

    @property
    def share(self) -> Fraction:
        """% of the target as it is judged: of a range as a target that of its lower end, of a range reached the least."""
        least = self.attainment.value
        return least * self.target.upper / self.target.value if self.target.upper else least

    @property
    def is_floor(self) -> bool:
        """Whether it asks for so much each year, which no good year of before makes less."""
        return self.target.measure == "bình quân năm"

    @property
    def come(self) -> Fraction:
        """How far it has come, in %: of the planned rise as it is judged, else of the target, which began at nothing."""
        return self.way.given.high if self.way else self.share

    @property
    def time_gone(self) -> Figure:
        """How much of its time was behind on the day of its level, in %."""
        return time_gone(self.level, self.target.period)

    @property
    def planned(self) -> str:
        """What of the planned rise or fall is behind: "mức tăng đề ra"."""
        return f"mức {'giảm' if self.target.sign in MAXIMA else 'tăng'} đề ra"

    @property
    def is_mean_of_years(self) -> bool:
        """Whether a report of one year judges it by the mean of all years since the target began."""
        return self.is_floor and self.level.scope.term is None and len(self.actual.inputs) > 1

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
    return tuple(assess(scope, *version) for version in _in_force(scope, kinds) if _concerns(scope, version[0]))


def plans_after(scope: Standpoint, kinds: tuple[str, ...]) -> tuple[Assessment, ...]:
    """Targets of later periods: the next plan, a resolution still to be reached. Listed, not judged.

    Only what begins by the year after: to a report of 2016 a plan of 2023 is no plan.
    """
    return tuple(assess(scope, *version) for version in _in_force(scope, kinds) if _is_ahead(scope, version[0]))


def _in_force(scope: Standpoint, kinds: tuple[str, ...]) -> list[tuple[Target, Target | None]]:
    known = targets.versions(scope.dataset.targets(scope.place.id), kinds, scope.until)
    return sorted(known, key=lambda version: scope.rank(version[0].variable))


def _concerns(scope: Standpoint, target: Target) -> bool:
    if target.period.end is None:
        return False
    if target.kind == "kế hoạch":
        this_year = scope.flow is not None and target.period.last.year == scope.flow.last.year
        return this_year and not _adds_up_longer(scope, target)
    return target.period.last >= scope.until and (scope.term is None or _is_of_term(scope, target))


def _is_of_term(scope: Standpoint, target: Target) -> bool:
    """Whether it lies within the years of the report's term: a programme up to 2030 is no target of 2020-2025."""
    term, period = scope.term.period, target.period
    begins = period.first.year if period.start else period.last.year
    return term.first.year <= begins and period.last.year <= term.last.year


def _adds_up_longer(scope: Standpoint, target: Target) -> bool:
    """Whether what the target counts began before the report's period: "150 new in 2021-2025" is no plan of 2025."""
    return target.measure == "lũy kế" and bool(target.period.start) and target.period.first.year < scope.flow.first.year


def _is_ahead(scope: Standpoint, target: Target) -> bool:
    if target.period.end is None:
        return False
    if target.period.start and target.period.first.year > scope.flow.last.year + 1:
        return False
    begins = target.period.start and target.period.first > scope.flow.last
    begins = begins or _is_of_next_term(scope, target)  # a congress ends a term and sets the next within one year
    return bool(begins or (not scope.term and target.kind != "kế hoạch" and target.period.last > scope.flow.last))


def _is_of_next_term(scope: Standpoint, target: Target) -> bool:
    """Whether it begins in the last year of the report's term, and lies ahead of that."""
    if scope.term is None or target.period.start is None:
        return False
    last = scope.term.period.last.year
    return target.period.first.year == last < target.period.last.year


# --- one target --------------------------------------------------------------------------------------------------------


def assess(scope: Standpoint, target: Target, before: Target | None = None) -> Assessment:
    """Hold one target against what was reached by the report date; `before` is what it was before it was adjusted."""
    scope = _own_time(scope, target)
    level = scope.figure(target.variable)
    bound, actual = _bound(scope, target, level), _actual(scope, target, level)
    earlier = before and _was(_bound(scope, before, level))
    if target.period.start and target.period.first > scope.until:
        return _listed(target, bound, level, actual, LATER, earlier)
    factor = bound.unit.factor_or_none(actual.unit) if actual else None
    if not actual or factor is None:
        return _listed(target, bound, level, actual, OPEN, earlier)
    goal, upper = target.value * factor, target.upper and target.upper * factor
    known = _known(target, actual, goal, upper)
    judged = _in_time(scope, target, level, actual, bound, known)
    if judged == OPEN and (actual.upper is not None or known != OPEN):
        return _listed(target, bound, level, actual, OPEN, earlier)
    return Assessment(
        target,
        bound,
        level,
        actual,
        _attainment(target, bound, actual),
        _points(scope, target, bound, actual),
        judged,
        _pace(scope, target, bound, level),
        progress.way(scope, target, level, actual, bound),
        earlier,
    )


def _own_time(scope: Standpoint, target: Target) -> Standpoint:
    """Where a target is judged that counts what happens: over its own time, where that is not the time of the report.

    What is to come together in five years is no measure of one of them; what one year of a term shall bring is none of all.
    """
    period = target.period
    counts = _is_flow(scope, target.variable) and target.measure in ("lũy kế", *(("bình quân năm",) if scope.term else ()))
    if not counts or scope.flow is None or period.start is None or period.first > scope.until:
        return scope
    own = Period(period.start, min(period.end, scope.flow.end))
    if own.days == scope.flow_days or elapsed.is_of_whole_term(scope, period):
        return scope
    there = scope.at(own)
    return replace(there, years=own.years, found={}) if scope.term else there


def _known(target: Target, actual: Figure, goal: Fraction, upper: Fraction | None) -> str:
    """The verdict on all that the number may truly be: what is reached perhaps is open."""
    found = reach(actual)
    return targets.verdict_between(*found, target.sign, goal, upper) if found else OPEN


def _listed(target: Target, bound: Figure, level: Figure, actual: Figure, verdict: str, before: Figure | None) -> Assessment:
    gap = actual.gap("muc_tieu", *(actual.missing or (Gap(f"số liệu để đánh giá {level.label}"),)))
    return Assessment(target, bound, level, actual, gap, gap, verdict, gap, gap, before)


def _was(bound: Figure) -> Figure:
    """A target as it was before it was adjusted."""
    return replace(bound, name=f"{bound.name}_cu", label=bound.label.to(" trước khi điều chỉnh"))


def _bound(scope: Standpoint, target: Target, level: Figure) -> Figure:
    """The target as a figure of its own."""
    suffix, noun = _called(target)
    before, after = targets.in_words(target)
    is_all = target.value == 100 and target.unit.is_share and target.measure == "cuối kỳ"
    if is_all and is_share_of_a_whole(target.variable, scope.dataset.variable(target.variable)):
        after = ""  # nothing is above all of it
    unit = target.unit
    if target.measure == "bình quân năm" and not unit.time and not unit.is_share:  # so much a year says so
        unit = unit.per_time("năm")
    return Figure(
        f"{level.name}.{suffix}",
        level.label.to(f": {noun}"),
        unit,
        target.value,
        scope,
        0 if unit.is_counted and target.value.denominator == 1 else target.digits,
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
        return level.binh_quan_nam if scope.term or scope.years is not None else _mean_of_years(scope, target, level)
    return _against_base(scope, target, level) if target.measure == "so với gốc" else level


def _mean_of_years(scope: Standpoint, target: Target, level: Figure) -> Figure:
    """What each year of the target brought on average, up to the report's; missing where one of them is not known."""
    years = progress.years_so_far(scope, target)
    flows = [scope.at(Period.year(year)).figure(target.variable) for year in years]
    gone = [str(year) for year, each in zip(years, flows, strict=True) if not _is_of_whole_year(each)]
    if not flows or gone:
        whose = f"từng năm của giai đoạn {years[0]}-{years[-1]}" if years else "cả năm"
        return level.gap("binh_quan_nam", Gap(level.label, whose=whose, why=f" (thiếu {', '.join(gone)})" if gone else ""))
    found = level.derived(
        "binh_quan_nam",
        level.label.to(", bình quân năm"),
        Arithmetic(lambda *each: total(*each) / len(each), tuple(each.converted(level.unit) for each in flows)),
        level.unit.per_time("năm"),
        0 if level.unit.is_count else max(level.decimals, 1),
        tuple(flows),
        "Trung bình các năm của chỉ tiêu đến kỳ báo cáo, năm nào cũng có số liệu.",
        near=scope.thresholds(level, target.measure),
    )
    return replace(found, period=Period(flows[0].period.start, flows[-1].period.end))


def _is_of_whole_year(figure: Figure) -> bool:
    return bool(figure) and figure.period.start is not None and figure.period.is_year


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
    return level.derived(
        "so_voi_goc",
        level.label.to(f", so với {target.base_date.text}"),
        Arithmetic(lambda now, then: 100 * now / then if percent else now / then, (level, base.converted(level.unit))),
        target.unit,
        1,
        (level, base),
        f"Mức kỳ này chia mức gốc{', nhân 100' if percent else ''}.",
        near=[bound for bound in (target.value, target.upper) if bound is not None],
    )


def _whole(target: Target) -> int:
    """The base itself in the target's unit: 1 lần or 100%."""
    return 100 if target.unit.is_share else 1


def _attainment(target: Target, bound: Figure, actual: Figure) -> Figure:
    """% of target. A per-year mean starts from its printed value, all others from the exact one; maxima have none."""
    if target.sign not in (*MINIMA, "từ-đến") or not bound.value:
        return actual.gap("dat_muc_tieu", Gap("chỉ tiêu dạng mức tối thiểu", whose=actual.label))
    printed = target.measure == "bình quân năm"
    reached = as_printed(actual) if printed else actual
    suffix, noun = _called(target)
    return actual.derived(
        f"dat_{suffix}",
        actual.label.to(f": % so với {noun}"),
        Arithmetic(lambda level, needed: 100 * level / needed, (reached, progress.exactly(bound, actual))),
        Unit.parse("%"),
        0,
        (actual, bound),
        "Mức thực hiện chia mức chỉ tiêu, nhân 100" + (", tính từ số đã in." if printed else "."),
        near=(Fraction(100),),
    )


def _points(scope: Standpoint, target: Target, bound: Figure, actual: Figure) -> Figure:
    """Distance from a share target in points, of the printed levels."""
    if actual.upper is not None or not actual.unit.is_share or target.sign == "từ-đến" or target.measure == "so với gốc":
        return actual.gap("diem_muc_tieu", Gap("chỉ tiêu là tỷ lệ"))
    distance = actual.printed - target.value
    if actual.worth and not round_half_up(distance, actual.decimals):
        return actual.gap("diem_muc_tieu", Gap(f"{actual.label}: số chính xác để so sánh"))
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


def _in_time(scope: Standpoint, target: Target, level: Figure, actual: Figure, bound: Figure, known: str) -> str:
    """Before its time a target that is not yet reached is judged by its pace; only by a number of its last day it is missed.

    What comes together up to a ceiling is the other way round: it may be passed at any time, and is kept only at the end.
    """
    capped = target.measure == "lũy kế" and target.sign in MAXIMA
    if known == OPEN or target.measure == "bình quân năm" or known == ("chưa đạt" if capped else "đạt") or known == "vượt":
        return known
    whole = _is_whole(scope, target, level)
    if whole and level.period.last >= target.period.last:
        return known
    if not whole or scope.until >= target.period.last:
        return OPEN
    return UNDERWAY if capped else progress.verdict(scope, target, level, actual, bound)


def _is_whole(scope: Standpoint, target: Target, level: Figure) -> bool:
    """Whether what is added up was added up from the start on."""
    if target.measure != "lũy kế" or level.is_stock:
        return True
    if scope.term:
        return level.period.days == scope.flow_days or elapsed.of_flow(scope, level.period) is not None
    return level.period.first <= (target.period if target.period.start else scope.flow).first


def _pace(scope: Standpoint, target: Target, bound: Figure, level: Figure) -> Figure:
    """What each remaining year must still bring, rounded up; 0 when it is already enough. A share or a mean has none.

    A floor of each year stays one: what was done before makes it no smaller, what was left undone makes it larger.
    """
    flow = _is_flow(scope, target.variable)
    total, gone = elapsed.until_due(scope, target.period), _years_behind(scope, level, flow)
    per_year = bound.unit.per_time("") if flow else bound.unit
    factor = per_year.factor_or_none(level.unit) if level else None
    steady = (flow or _is_stock(scope, target.variable)) and target.sign in (*MINIMA, "từ-đến")
    if not total or gone is None or factor is None or not steady or target.measure == "so với gốc":
        years = "số năm còn lại của nhiệm kỳ để tính nhịp độ cần thiết"
        return level.gap("can_them", Gap(years, whose=level.label))
    is_floor = target.measure == "bình quân năm"
    goal = target.value * factor * (total if is_floor else 1)
    paces = [targets.needed_pace(goal, done, gone, total) for done in (level.given.high, level.given.low)]
    if None in paces:
        return level.gap("can_them", Gap(f"nhiệm kỳ đã hết, {level.label} chưa đạt"))
    floor = target.value * factor if is_floor else Fraction(0)
    stays = is_floor and max(paces) <= floor
    least, most = (max(pace, floor) for pace in paces)
    decimals = 0 if level.unit.is_count else max(level.decimals, 1)
    left = Arithmetic(
        lambda reached, all, gone: (goal - reached) / (all - gone),
        (level, Constant(total), Constant(gone)),
        rounding=targets.rounded_up,
    )
    words = "Chỉ tiêu của mỗi năm." if stays else "Phần còn thiếu chia cho số năm còn lại, làm tròn lên."
    return Figure(
        f"{level.name}.can_them",
        level.label.to(": mỗi năm còn lại cần thêm"),
        level.unit.per_time("năm"),
        targets.rounded_up(least, decimals),
        scope,
        decimals,
        level.period,
        upper=targets.rounded_up(most, decimals) if most != least else None,
        hedge=hedge_of((level,)),
        status=worst_status((level,)),
        inputs=(bound,) if stays else (level,),
        done=left if most and not stays and {*left.result.ends} == {least, most} else None,
        words=words if most else "Đã đủ mức của cả nhiệm kỳ, các năm còn lại không cần thêm.",
        unit_text=level.unit.text,
        coverage=level.coverage,
    )


def _years_behind(scope: Standpoint, level: Figure, flow: bool) -> Fraction | None:
    """The years that are behind on the day of the level; None of a flow that is of a part of them alone."""
    if not level:
        return None
    return elapsed.of_flow(scope, level.period) if flow else elapsed.behind(scope, level.period.last)


# --- in a sentence -----------------------------------------------------------------------------------------------------


def against_target(scope: Standpoint, figure: Figure, kinds: tuple[str, ...]) -> Clause:
    """The words that hold a figure against its target; silent when it has none that is judged now."""
    for each in scope.assessments(kinds):
        its = each.target.variable == figure.name and each.level.scope.flow_days == figure.scope.flow_days
        if its and each.verdict != LATER:
            return _phrase(each, "kế hoạch" if kinds == ("kế hoạch",) else "chỉ tiêu")
    return Clause((figure.gap("muc_tieu", Gap(f"mục tiêu về {figure.label}", figure.name)),))


def _phrase(each: Assessment, noun: str) -> Clause:
    if not each.actual:
        return Clause((each.actual,))
    aim = ("(", each.bound, *adjusted(each), ")")
    if each.is_mean_of_years:
        return Clause((f"bình quân {each.actual.period.text} là ", each.actual, ", ", *_phrase_of(each, noun, aim).parts))
    return _phrase_of(each, noun, aim)


def _phrase_of(each: Assessment, noun: str, aim: tuple) -> Clause:
    if each.verdict == OPEN:
        return Clause((f"chưa đủ số liệu để đánh giá so với {noun} ", *aim))
    if each.target.sign == "từ-đến":
        found = {"đạt": "nằm trong mức", "vượt": "vượt mức", "chưa đạt": "chưa đạt mức"}.get(each.verdict, "chưa đến mức")
        return Clause((f"{found} {noun} ", *aim, *so_far(each)))
    if not each.attainment:
        found = "đạt" if each.met else _not_yet(each)
        return Clause((f"{found} {noun} ", *aim, *so_far(each)))
    ends_term = each.level.scope.term is None or each.target.period.last.year == each.level.scope.term.period.last.year
    whole = " cả nhiệm kỳ" if ends_term and not (each.met or each.verdict == "chưa đạt" or noun == "kế hoạch") else ""
    words = ("đạt " if each.met else "mới đạt ", each.attainment, f" {noun}{whole} ", *aim)
    points = (", ", each.points) if each.points and each.points.value else ()
    return Clause((*words, *points, *so_far(each)))


def _not_yet(each: Assessment) -> str:
    """How it stands with a ceiling that is not kept: only at its end it is missed."""
    if each.verdict == "chưa đạt":
        return each.verdict
    return "đến nay trong mức" if each.target.measure == "lũy kế" else "chưa xuống đến mức"


def adjusted(each: Assessment) -> tuple:
    """What the target was before, where it was adjusted: ", đã điều chỉnh từ 50 HTX/năm trở lên"."""
    return (", đã điều chỉnh từ ", each.before) if each.before else ()


def so_far(each: Assessment) -> tuple:
    """How far it has come beside the time that is gone: ", đã đi được 39% mức tăng đề ra khi đã qua 50% thời gian"."""
    if each.verdict == NO_START:
        base = each.level.dau_ky.other
        why = f"số đầu kỳ là của {base.ngay}" if base else "chưa có số đầu kỳ"
        return (f", {why} nên chưa xét được tiến độ",)
    if each.verdict not in TOLD:
        return ()
    day = f" (tính đến {day_text(each.level.period.last)})" if each.level.own_date else ""
    gone = (" khi đã qua ", each.time_gone, f" thời gian{day}: {each.verdict}")
    if not each.way:  # what accumulates from nothing: its % of the target is how far it has come
        return gone
    if each.way.given.high < 0:
        return (f", {'cao' if each.target.sign in MAXIMA else 'thấp'} hơn cả mức đầu nhiệm kỳ", *gone)
    floor = (" (", progress.to_lower_end(each.way), " so với mức dưới)") if each.target.upper else ()
    return (", đã đi được ", each.way, f" {each.planned}", *floor, *gone)
