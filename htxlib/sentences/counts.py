"""The targets of a report as a whole: how many there are, how many are met, and which are behind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..codelists.periods import Moment, Period
from ..codelists.units import Unit
from ..values.assess import Assessment
from ..values.figure import Figure, Phrase
from ..values.gap import Gap
from ..values.progress import AHEAD, EVEN, LATE, UNDERWAY
from ..values.scope import Scope
from ..words.label import inside
from ..words.text import listing

_PACES = {AHEAD: "nhanh", EVEN: "dung", LATE: "cham"}
RESOLUTION, PLAN = ("nghị quyết", "chương trình"), ("kế hoạch",)


def kinds(scope: Scope) -> tuple[str, ...]:
    """Which targets a report of this kind is judged by: those of its term, or the plan of its year."""
    return RESOLUTION if scope.term else PLAN


def every(scope: Scope) -> tuple[Assessment, ...]:
    """The targets of the report, each held against what was reached."""
    return scope.assessments(kinds(scope))


def judged(scope: Scope) -> list[Assessment]:
    """Those that are judged at this date."""
    return [each for each in every(scope) if each.judged]


def behind(scope: Scope) -> list[Assessment]:
    """Those that are missed, or behind their pace."""
    return [each for each in judged(scope) if each.behind]


def underway(scope: Scope) -> list[Assessment]:
    """Those whose day lies ahead and of which no pace can be told, as of the plan of a year at midsummer."""
    return [each for each in judged(scope) if each.verdict == UNDERWAY]


def _count(scope: Scope, name: str, label: str, chosen: Sequence[Assessment], of: Sequence[Assessment]) -> Figure:
    """How many targets: a figure like any other, computed from the assessed ones."""
    if not of:
        gap = Gap("mục tiêu, kế hoạch của kỳ", "bảng muc_tieu")
        return Figure(name, label, Unit.parse("chỉ tiêu"), None, scope, missing=(gap,))
    return Figure(
        name,
        label,
        Unit.parse("chỉ tiêu"),
        Fraction(len(chosen)),
        scope,
        period=Period(None, Moment.of(scope.until)),
        inputs=tuple(each.actual for each in of if each.actual),
        words="Đếm các chỉ tiêu theo kết quả đánh giá.",
    )


def number(scope: Scope) -> Figure:
    return _count(scope, "so_chi_tieu", "Số chỉ tiêu đo được bằng số liệu", every(scope), every(scope))


def number_judged(scope: Scope) -> Figure:
    return _count(scope, "so_chi_tieu_danh_gia", "Số chỉ tiêu đã đánh giá được", judged(scope), judged(scope))


def number_met(scope: Scope) -> Figure:
    return _count(scope, "so_chi_tieu_dat", "Số chỉ tiêu đạt và vượt", [e for e in judged(scope) if e.met], judged(scope))


def number_exceeded(scope: Scope) -> Figure:
    over = [each for each in judged(scope) if each.verdict == "vượt"]
    return _count(scope, "so_chi_tieu_vuot", "Số chỉ tiêu vượt", over, judged(scope))


def number_behind(scope: Scope) -> Figure:
    """Missing where none is: there is nothing to say of it."""
    return _count(scope, "so_chi_tieu_cham", "Số chỉ tiêu chưa đạt, chậm tiến độ", behind(scope), behind(scope))


def number_underway(scope: Scope) -> Figure:
    return _count(scope, "so_chi_tieu_dang_thuc_hien", "Số chỉ tiêu đang thực hiện", underway(scope), judged(scope))


def number_coming(scope: Scope) -> Figure:
    """Those that are neither reached nor missed: their day lies ahead."""
    found = [each for each in judged(scope) if not each.met and each.verdict != "chưa đạt"]
    return _count(scope, "so_chi_tieu_chua_den_han", "Số chỉ tiêu chưa đến hạn", found, judged(scope))


def paces(scope: Scope, verdicts: Sequence[str] = (AHEAD, EVEN, LATE)) -> Phrase:
    """How many that are not reached yet are ahead of the time gone, even with it, behind it."""
    parts: list[str | Figure] = []
    for verdict in verdicts:
        name = _PACES[verdict]
        chosen = [each for each in judged(scope) if each.verdict == verdict]
        if chosen:
            found = _count(scope, f"so_chi_tieu_{name}_tien_do", f"Số chỉ tiêu {verdict}", chosen, judged(scope))
            parts += [", " if parts else "", found, f" {verdict}"]
    return Phrase(tuple(parts)) if parts else _named([], scope, "chỉ tiêu đang thực hiện")


def names_behind(scope: Scope) -> Phrase:
    return _named(behind(scope), scope, "chỉ tiêu chậm")


def names_open(scope: Scope) -> Phrase:
    return _named([each for each in every(scope) if not each.judged], scope, "chỉ tiêu chưa đánh giá")


def _named(found: list[Assessment], scope: Scope, why: str) -> Phrase:
    if not found:
        return Phrase((scope.figure("so_htx").gap("chi_tieu", Gap(why)),))
    return Phrase((listing(inside(each.level.label) for each in found),))


def most_exceeded(scope: Scope) -> Phrase:
    """The target that is most exceeded, with its %."""
    known = [each for each in judged(scope) if each.attainment and each.met]
    if not known:
        return Phrase((scope.figure("so_htx").gap("chi_tieu", Gap("chỉ tiêu có tỷ lệ đạt")),))
    best = max(known, key=lambda each: each.share)
    return Phrase((f"{inside(best.level.label)} (đạt ", best.attainment, f" {noun(best)})"))


def noun(each: Assessment) -> str:
    """What a target is called beside its %: "chỉ tiêu", "kế hoạch"."""
    return "kế hoạch" if each.target.kind == "kế hoạch" else "chỉ tiêu"
