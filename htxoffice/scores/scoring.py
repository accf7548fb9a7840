"""Points by the criteria of a score sheet: emulation of a cluster's members.

The rule turns what was measured into points, exactly and with the reason in words. Beside it stand the points that the
member gave itself ("tự chấm") and those of the cluster ("cụm chấm"), which count where they are entered. What is not
known is not zero: such a criterion waits, and its member has no rank and no class yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from htxlib.codelists.units import with_unit
from htxlib.indicators import catalogue
from htxlib.values import targets
from htxlib.values.figure import Figure, honest_decimals
from htxlib.values.scope import Scope
from htxlib.values.targets import MET, OPEN
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import number

from .criteria import PLACES, Criterion, Sheet, as_points
from .entries import Entries, Entry

NOT_MARKED = "chấm tay: chưa chấm"


@dataclass(frozen=True)
class Measured:
    """What a criterion found: a value in the catalogue's unit, or what is missing."""

    value: Fraction | None
    text: str  # as a sentence has it: "81%"
    upper: Fraction | None = None
    hedge: str = ""
    worth: Fraction = Fraction(1)  # of its last digit, for hedged values
    share: Fraction | None = None  # of the plan or the resolution, where the criterion asks for it
    goal: str = ""  # that goal in words: "kế hoạch (50 HTX trở lên)"
    figures: tuple[Figure, ...] = ()
    unit: str = ""  # of value and bounds, for the words

    def bound(self, value: Fraction) -> str:
        """A bound with the unit: "80%", "20 dự án"."""
        return with_unit(as_points(value), self.unit)


@dataclass(frozen=True)
class Mark:
    """One criterion of one member."""

    criterion: Criterion
    by_rule: Fraction | None
    why: str  # how the rule came to its points, or what it lacks
    entry: Entry
    figures: tuple[Figure, ...] = ()

    @property
    def points(self) -> Fraction | None:
        """What counts: the cluster's points where it gave any, else those of the rule."""
        return self.by_rule if self.entry.cluster is None else self.entry.cluster

    @property
    def explanation(self) -> str:
        """The reason in a sentence: the rule, and where people gave other points, both."""
        given, words = self.entry.cluster, [self.why]
        if self.criterion.by_hand and given is not None:
            return "; ".join(filter(None, [f"cụm chấm {_of(given, self.criterion)}", self.entry.note]))
        if given is not None and given != self.by_rule:
            instead = "" if self.by_rule is None else f" thay cho {as_points(self.by_rule)} điểm theo quy tắc"
            words.append(f"cụm chấm {as_points(given)} điểm{instead}")
        return "; ".join(filter(None, [*words, self.entry.note]))


@dataclass(frozen=True)
class Result:
    """One member with all its marks; `rank` and `grade` only when every criterion has points."""

    member: str
    marks: tuple[Mark, ...]
    scope: Scope | None = None
    rank: int | None = None
    grade: str = ""

    @property
    def total(self) -> Fraction:
        return sum((mark.points for mark in self.marks if mark.points is not None), Fraction(0))

    @property
    def own_total(self) -> Fraction | None:
        """What it gave itself; None while a criterion is open."""
        own = [mark.entry.own for mark in self.marks]
        return None if None in own else sum(own, Fraction(0))

    @property
    def unmarked(self) -> tuple[Criterion, ...]:
        """The criteria without points."""
        return tuple(mark.criterion for mark in self.marks if mark.points is None)

    def of_group(self, group: str) -> Fraction | None:
        """The points of one group of criteria; None while one of them is open."""
        found = [mark.points for mark in self.marks if mark.criterion.nhom == group]
        return None if None in found else sum(found, Fraction(0))


Measure = Callable[[Criterion], Measured]


def score_places(sheet: Sheet, scopes: Iterable[Scope], entries: Entries | None = None) -> tuple[Result, ...]:
    """The members of a cluster by rank (one scope each, entries by place id), those not fully marked at the end."""
    if sheet.doi_tuong != PLACES:
        remedy = f"Chọn bảng tiêu chí khác; «{sheet.ten}» dùng để xếp loại từng HTX."
        raise InputError(Fault(f"bảng điểm có doi_tuong: {PLACES}", quote(sheet.doi_tuong), remedy))
    scopes = list(scopes)
    results = [_result(sheet, each.place.id, in_scope(each), entries or {}) for each in scopes]
    return _ranked(sheet, [replace(result, scope=scope) for result, scope in zip(results, scopes, strict=True)])


def _result(sheet: Sheet, member: str, measure: Measure, entries: Entries) -> Result:
    marks = []
    for criterion in sheet.tieu_chi:
        found = Measured(None, "") if criterion.by_hand else measure(criterion)
        given, why = by_rule(criterion, found)
        entry = entries.get((member, criterion.ma), Entry())
        marks.append(Mark(criterion, given, why, entry, found.figures))
    return Result(member, tuple(marks))


def _ranked(sheet: Sheet, results: list[Result]) -> tuple[Result, ...]:
    """Ranks by exact points: 1, 2, 2, 4; a class only for those who are rated."""
    rated = sorted((r for r in results if not r.unmarked), key=lambda r: -r.total)
    totals = [each.total for each in rated]
    ranked = [replace(each, rank=1 + totals.index(each.total), grade=sheet.grade(each.total)) for each in rated]
    return (*ranked, *(r for r in results if r.unmarked))


# --- the rules --------------------------------------------------------------------------------------------------------


def by_rule(criterion: Criterion, found: Measured) -> tuple[Fraction | None, str]:
    """The points of one criterion and the reason in words; None where they cannot be told."""
    if criterion.by_hand:
        return None, NOT_MARKED
    if found.value is None:
        return None, found.text
    return _by_steps(criterion, found) if criterion.bac else _in_proportion(criterion, found)


def _by_steps(criterion: Criterion, found: Measured) -> tuple[Fraction | None, str]:
    """The highest step that is surely reached; a hedge or a range may leave it open."""
    ends = [end for end in (found.value, found.upper) if end is not None]
    for step in criterion.steps:
        verdicts = {targets.verdict(end, "≥", step.tu, None, found.hedge, found.worth) for end in ends}
        if all(verdict in MET for verdict in verdicts):
            return step.diem, f"{found.text}, thuộc bậc từ {found.bound(step.tu)}: {_of(step.diem, criterion)}"
        if OPEN in verdicts or any(verdict in MET for verdict in verdicts):
            return None, f"{found.text}: chưa rõ có đạt bậc từ {found.bound(step.tu)} hay không, cần số chính xác"
    lowest = found.bound(criterion.steps[-1].tu)
    return Fraction(0), f"{found.text}, dưới bậc thấp nhất ({lowest}): {_of(Fraction(0), criterion)}"


def _in_proportion(criterion: Criterion, found: Measured) -> tuple[Fraction | None, str]:
    """Actual over target times the maximum, at most the maximum and at least nothing."""
    level = criterion.so_voi
    if isinstance(level, str) and found.share is None:
        return None, f"{found.text}; {found.goal}"
    share = found.share if isinstance(level, str) else found.value / level
    goal = found.goal if isinstance(level, str) else f"mức {found.bound(level)}"
    if found.upper is not None:
        return None, f"{found.text}: là một khoảng nên không chia được, cần chấm tay"
    given = min(max(share, Fraction(0)), Fraction(1)) * criterion.diem_toi_da
    capped = ", tính tối đa 100%" if share > 1 else ""
    hedged = ", tính từ số ước lượng" if found.hedge else ""
    return given, f"{found.text}, bằng {_percent(share)} {goal}{capped}{hedged}: {_of(given, criterion)}"


def _percent(share: Fraction) -> str:
    value = 100 * share
    return number(value, honest_decimals(value, 0 if value.denominator == 1 else 1, (Fraction(100),))) + "%"


def _of(given: Fraction, criterion: Criterion) -> str:
    return f"{as_points(given)}/{as_points(criterion.diem_toi_da)} điểm"


# --- what is measured -------------------------------------------------------------------------------------------------


def in_scope(scope: Scope) -> Measure:
    """Indicators of one place and period; the plan and the resolution are those the report speaks of."""

    def measure(criterion: Criterion) -> Measured:
        figure = scope.figure(criterion.chi_tieu)
        if not figure:
            return Measured(None, f"chưa có số liệu: {'; '.join(map(str, figure.missing))}")
        declared = catalogue.load().get(criterion.chi_tieu) or scope.dataset.variable(criterion.chi_tieu)
        factor = figure.unit.factor_to(declared.unit)
        bounds = [step.tu / factor for step in criterion.bac]
        figure = replace(figure, decimals=honest_decimals(figure.value, figure.decimals, bounds))
        worth = factor * targets.last_digit(figure.value, figure.decimals, figure.unit.is_share)
        hedge = figure.hedge or ("ước" if figure.status == "ước" else "")
        upper = figure.upper and figure.upper * factor
        value, unit = figure.value * factor, declared.unit.text
        found = Measured(value, figure.text, upper, hedge, worth, figures=(figure,), unit=unit)
        return _against(scope, criterion, found) if isinstance(criterion.so_voi, str) else found

    return measure


def _against(scope: Scope, criterion: Criterion, found: Measured) -> Measured:
    """With its share of the plan or the resolution, as the report prints it."""
    kind = str(criterion.so_voi)
    for each in scope.assessments((kind,)):
        if each.target.variable == criterion.chi_tieu and each.attainment:
            goal = f"{'kế hoạch' if kind == 'kế hoạch' else 'chỉ tiêu nghị quyết'} ({each.bound.text})"
            share = each.share / 100
            return replace(found, text=each.actual.text, share=share, goal=goal, figures=(each.actual, each.attainment))
    return replace(found, goal=f"chưa có {kind} dạng mức tối thiểu để so")
