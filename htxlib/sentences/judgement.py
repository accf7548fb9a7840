"""The judgement a report opens with: targets met and missed, the changes that matter, where the place stands.

What is said, and what first, is chosen by the two lists of codelists/judgement.py: the heaviest kinds of sentences, and in
each the indicators with the most points. Nothing is judged that is not like with like: comparisons, ranks and verdicts are
those of the figures, and a sentence without one is not there. No reason is ever given: only a province knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..codelists import judgement as rules
from ..codelists.judgement import Weight
from ..codelists.periods import Period
from ..values.assess import Assessment
from ..values.coverage import of_other_sources
from ..values.figure import Comparison, Figure, Lead, Phrase
from ..values.gap import Gap
from ..values.groups import areas
from ..values.progress import AHEAD, EVEN
from ..values.scope import Scope, UnknownFigure
from ..words.errors import Fault, InputError, quote
from ..words.label import inside
from . import counts

SENTENCES = ("danh_gia_mot", "danh_gia_hai", "danh_gia_ba")
LARGE, LEAP = 100, Fraction(1, 4)  # a stock of so many moves by no more than this in a year without a reason
NEAR = 5  # a mark is told within a fifth of it
FEWEST_COUNTED = 2  # judged targets: of a single one its own words say more than "01 trong số 01"


def _nth(place: int) -> Callable[[Scope], Phrase]:
    def sentence(scope: Scope) -> Phrase:
        said = scope.once("nhận định", lambda: list(_sentences(scope)))
        if place < len(said):
            return Lead(tuple(said[place]))
        return Phrase((scope.figure("so_htx").gap("nhan_dinh", Gap("số liệu để nhận định")),))

    return sentence


Parts = list[str | Figure]


def standing(scope: Scope) -> Phrase:
    """Where a province stands among its peers. A word of its own: only a report that compares may look at others."""
    most = next((rule.most for kind, rule in rules.sentences().items() if kind == rules.RANKED), 0)
    ranks, passed = ([], []) if areas.is_group(scope.place) else (_rank(scope, most), _overtaken(scope, most))
    parts = [*ranks, *(["; "] if ranks and passed else []), *passed]
    return Lead(tuple(parts)) if parts else Phrase((scope.figure("so_htx").gap("vi_the", Gap("số liệu để xếp hạng")),))


STATEMENTS: dict[str, Callable[[Scope], Phrase]] = {
    **{name: _nth(place) for place, name in enumerate(SENTENCES)},
    "danh_gia_vi_the": standing,
}


def _sentences(scope: Scope) -> Iterator[Parts]:
    """The sentences that are true here, the heaviest first, without a capital letter and without a full stop."""
    said: set[str] = set()  # keys of the figures that a sentence before has told
    for kind, rule in rules.sentences().items():
        if found := [part for part in _OF_KIND[kind](scope, rule.most, said) if part]:
            said |= {part.key for part in found if isinstance(part, Figure)}
            yield found


def _weights(scope: Scope) -> Iterator[tuple[Weight, Figure]]:
    """Every indicator of the list that has a value here, the heaviest first."""
    for name, rule in rules.weights().items():
        try:
            figure = scope.figure(name)
        except UnknownFigure as error:
            remedy = f"Sửa cột indicator: {error}"
            raise InputError(Fault("mã chỉ tiêu trong danh mục", quote(name), remedy, rules.WEIGHTS_FILE)) from None
        if figure and (figure.coverage is None or figure.coverage.complete):
            yield rule, figure


# --- targets -----------------------------------------------------------------------------------------------------------


def _called(scope: Scope, name: str) -> str:
    """What a sentence calls an indicator: in the list's own words, else by its label."""
    rule = rules.weights().get(name)
    return rule.words if rule else inside(scope.label(name))


def _met(scope: Scope, most: int, said: set[str]) -> Parts:
    """How many of the judged targets are met, and which ones are exceeded most; nothing where all are missed."""
    judged = counts.judged(scope)
    met = [each for each in judged if each.met]
    if not met and len(counts.behind(scope)) == len(judged):
        return []
    if len(judged) < FEWEST_COUNTED:
        if met:
            return [f"{_whose(scope)} {_verb(met[0])} ", *_reached(met[0])]
        return [f"{_whose(scope)} thực hiện ", *_reached(judged[0])] if counts.underway(scope) else []
    parts = [f"{_whose(scope)} ", *_how_many(scope, judged, met), *_named(met, most)]
    if paced := counts.paces(scope, (AHEAD, EVEN)):
        parts += ["; ", *paced.parts]
    return [*parts, *_underway(scope, judged, most)]


def _named(met: Sequence[Assessment], most: int) -> Parts:
    """Those that are exceeded, by how much; the one that is met where it is only one."""
    if len(met) == 1:
        return [", đó là ", *_short(met[0])]
    over = sorted((each for each in met if each.verdict == "vượt" and each.attainment), key=lambda e: -e.share)
    parts: Parts = []
    for at, each in enumerate(over[:most]):
        parts += ["; vượt cao nhất là " if at == 0 else ", tiếp theo là ", *_best(each)]
    return parts


def _underway(scope: Scope, judged: Sequence[Assessment], most: int) -> Parts:
    """Those whose day lies ahead and of which no pace is known: how much of them has come, the heaviest first."""
    found = sorted(counts.underway(scope), key=_lacking)
    if not found:
        return []
    number = counts.number_underway(scope)
    parts: Parts = [] if len(found) == len(judged) else ["; ", number, " chưa đến hạn, đang thực hiện"]
    parts.append(", trong đó có " if len(found) > most else ": ")
    for at, each in enumerate(found[:most]):
        parts += ["; " if at else "", *_short(each)]
    return parts


def _how_many(scope: Scope, judged: Sequence[Assessment], met: Sequence[Assessment]) -> Parts:
    every, reached, whose = counts.number_judged(scope), counts.number_met(scope), _of_what(judged)
    if len(met) == len(judged):
        verb = "vượt" if all(each.verdict == "vượt" for each in met) else "đạt và vượt"
        return [f"{verb} cả ", reached, f"{whose} đã đủ số liệu để đánh giá"]
    if not met:  # before its day nothing is missed: what has come of it is told
        coming = counts.number_coming(scope)
        alone = len(judged) == coming.value
        return [f"đang thực hiện {'cả ' if alone else ''}", *([] if alone else [coming.bare, " trong số "]), every,
                f"{whose} đã đủ số liệu để đánh giá"]  # fmt: skip
    verb = _verb(met[0]) if len(met) == 1 else "đạt và vượt"
    return [f"{verb} ", reached.bare, " trong số ", every, f"{whose} đã đủ số liệu để đánh giá"]


def _missed(scope: Scope, most: int, said: set[str]) -> Parts:
    """Which targets are missed, and by how much: the heaviest first, of equal ones that which lacks most."""
    behind = sorted(counts.behind(scope), key=_lacking)
    if not behind:
        return []
    verdicts = {each.verdict for each in behind}
    verdict = verdicts.pop() if len(verdicts) == 1 else "chưa đạt hoặc chậm tiến độ"
    number = counts.number_behind(scope)
    parts: Parts = ["còn ", number, f" {verdict}"]
    if len(behind) == len(counts.judged(scope)):
        every = "" if len(behind) < FEWEST_COUNTED else "cả "
        all = "" if len(behind) < FEWEST_COUNTED else " đều"
        parts = [f"{_when(scope)}, {every}", number, f"{_of_what(behind)} đã đủ số liệu để đánh giá{all} {verdict}"]
    parts.append(", trong đó có " if len(behind) > most else ": ")
    for at, each in enumerate(behind[:most]):
        parts += ["; " if at else "", *_short(each)]
    return parts


def missed(scope: Scope) -> list[tuple[str, Parts, Assessment]]:
    """Every target that is missed or late, the heaviest first: its name, what was reached of it, and the assessment."""
    behind = sorted(counts.behind(scope), key=_lacking)
    return [(_name(each), [*_level(each), *_share(each)], each) for each in behind]


def heaviest(scope: Scope, most: int) -> list[tuple[str, Figure]]:
    """The indicators of the list that have a value here, the heaviest first, by the names that sentences use."""
    return [(rule.words, figure) for rule, figure in _weights(scope)][:most]


def _lacking(each: Assessment) -> tuple:
    rule = rules.weights().get(each.target.variable)
    return -(rule.weight if rule else 0), each.share if each.attainment else 0


def _whose(scope: Scope) -> str:
    """Who is judged, and at which time: "đến 31/5/2023, Liên minh HTX tỉnh Yên Bái", "năm 2024, toàn tỉnh"."""
    who = scope.place.lien_minh if scope.term else scope.place.toan
    return f"{_when(scope)}, {who(scope.until)}"


def _when(scope: Scope) -> str:
    return f"đến {scope.flow.end.text}" if scope.term else scope.flow.text


def _of_what(found: Sequence[Assessment]) -> str:
    kinds = {each.target.kind for each in found}
    return {"kế hoạch": " kế hoạch", "nghị quyết": " Nghị quyết"}.get(kinds.pop(), "") if len(kinds) == 1 else ""


def _verb(each: Assessment) -> str:
    return "vượt" if each.verdict == "vượt" else "đạt"


def _reached(each: Assessment) -> Parts:
    """The one target that is judged: "kế hoạch về HTX thành lập mới (11 HTX, bằng 110% kế hoạch)"."""
    return [f"{counts.noun(each)} về {_name(each)} (", *_level(each), *_share(each), ")"]


def _best(each: Assessment) -> Parts:
    return [f"{_name(each)} (", *_level(each), ", bằng ", each.attainment, f" {counts.noun(each)})"]


def _short(each: Assessment) -> Parts:
    """A missed target: "HTX thành lập mới (63 HTX, bằng 90% kế hoạch)"."""
    return [f"{_name(each)} (", *_level(each), *_share(each), ")"]


def _name(each: Assessment) -> str:
    return _called(each.level.scope, each.target.variable)


def _level(each: Assessment) -> Parts:
    yearly = each.is_floor and each.actual is not each.level
    return ["bình quân mỗi năm " if yearly else "", each.actual]


def _share(each: Assessment) -> Parts:
    """How it is held against the target: of shares the distance, of what has no % the target itself."""
    if each.points and each.points.value:
        return [", ", each.points]
    if each.attainment:
        return [", bằng ", each.attainment, f" {counts.noun(each)}"]
    return [f", {counts.noun(each)} là ", each.bound]


# --- changes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    """What is said of one indicator: how many points it has, whether it is for the better, and the words."""

    points: Fraction
    is_good: bool
    parts: tuple[str | Figure, ...]


def _changed(scope: Scope, most: int, said: set[str]) -> Parts:
    """What changed most for the better, then what changed for the worse, on the base that this report compares with."""
    told = sorted(_changes(scope, said), key=lambda each: -each.points)
    good, bad = ([each for each in told if each.is_good is side][:most] for side in (True, False))
    if not told:
        return []
    base = scope.against_opening if scope.term else scope.against_last_year
    parts: Parts = [f"{base}, "]
    for at, each in enumerate(good):
        parts += ["; " if at else "", *each.parts]
    for at, each in enumerate(bad):
        parts += ["; " if at else "; tuy nhiên, " if good else "", *each.parts]
    return parts


def _changes(scope: Scope, said: set[str]) -> Iterator[_Told]:
    for rule, figure in _weights(scope):
        compared = figure.usual
        if not _is_fair(figure, compared):
            continue
        change, rate = compared.tang_giam, compared.tang_giam_pct
        if not change or not change.value or not rate:
            continue
        rises = change.value > 0
        more = [*_mark(rule, compared, rises), *_turn(rule, figure, rises)]
        times = abs(rate.value) / rule.change if rule.change else Fraction(0)
        if times < 1 and not more:
            continue
        level = () if figure.key in said else (", lên " if rises else ", còn ", figure)
        parts = (f"{rule.words} ", change, *level, *(part for one in more for part in one))
        yield _Told(rule.weight * (times + len(more)), rises is not _falls(figure), parts)


def _is_fair(figure: Figure, compared: Comparison) -> bool:
    """Whether both stand on the days this report compares, and are numbers it prints, not others of another source."""
    fair = bool(compared) and compared.is_usual and compared.current == figure and not of_other_sources([figure])
    return fair and not _is_break(compared)


def _is_break(compared: Comparison) -> bool:
    """Whether a large stock leaps from one source to another: two ways of counting rather than a thing that happened.

    The change stands in the body with both numbers and their sources; a summary does not lead with it.
    """
    now, then = compared.current, compared.other
    ours, theirs = {*now.sources}, {*then.sources}
    is_large = now.is_stock and now.unit.is_count and then.value * then.unit.scale >= LARGE
    if not is_large or not ours or not theirs or ours & theirs:
        return False
    ratio = now.value * now.unit.scale / (then.value * then.unit.scale)
    return not 1 - LEAP <= ratio <= 1 + LEAP


def _falls(figure: Figure) -> bool:
    """Whether less is better."""
    variable = figure.scope.dataset.variable(figure.name)
    return bool(variable and variable.direction == "tốt nếu giảm")


def _mark(rule: Weight, compared: Comparison, rises: bool) -> list[Parts]:
    """The round number that it has passed since then: ", vượt mốc 1.000 HTX"."""
    figure, unit = compared.current, compared.current.scope.quantity(compared.current.name).unit
    factor = figure.unit.factor_or_none(unit)
    if not rule.mark or factor is None or figure.worth or compared.other.worth:
        return []
    now, then = figure.value * factor, compared.other.value * compared.other.unit.factor_to(unit)
    low, high = sorted((now, then))
    found = [mark for mark in _round_numbers(rule.mark, high) if low < mark <= high]
    passed = found[-1] if found and rises else found[0] if found else None
    if passed is None or abs(now - passed) > passed / NEAR:  # at 683 nobody says that 500 were passed
        return []
    mark = Figure(
        f"{figure.name}.moc",
        figure.label.to(": mốc tròn đã qua"),
        unit,
        passed,
        figure.scope,
        period=figure.period,
        inputs=(figure, compared.other),
        words="Số tròn (1, 2 hoặc 5 và các số 0) lớn nhất nằm giữa số kỳ trước và số kỳ này.",
    )
    verb = "xuống dưới" if not rises else "đạt" if now == mark.value else "vượt"
    return [[f", {verb} mốc ", mark]]


def _round_numbers(least: Fraction, most: Fraction) -> list[Fraction]:
    """
    >>> [int(each) for each in _round_numbers(Fraction(500), Fraction(12000))]
    [500, 1000, 2000, 5000, 10000]
    """
    powers = range(len(str(int(most))))
    return [n for power in powers for first in (1, 2, 5) if least <= (n := Fraction(first * 10**power)) <= most]


def _turn(rule: Weight, figure: Figure, rises: bool) -> list[Parts]:
    """Whether it went the other way in each of so many years before: ", sau khi giảm liên tục trong giai đoạn …"."""
    scope = figure.scope
    if not rule.years or scope.term or not scope.flow.is_year:
        return []
    last, run = scope.flow.last.year - 1, 0
    while (step := scope.at(Period.year(last - run)).figure(figure.name).ky_truoc) and step.is_usual:
        change = step.tang_giam
        if not change or not change.value or (change.value > 0) is rises:
            break
        run += 1
    if run < rule.years:
        return []
    years = Period(Period.year(last - run).start, Period.year(last).end).text
    return [[f", sau khi {'giảm' if rises else 'tăng'} liên tục trong {years}"]]


# --- among its peers ---------------------------------------------------------------------------------------------------


def _ranked(scope: Scope, most: int, said: set[str]) -> Parts:
    """Of a group, whose members are its own; of a province `standing` says it."""
    return _highest(scope, most) if areas.is_group(scope.place) else []


def _rank(scope: Scope, most: int) -> Parts:
    """Where it stands in its cluster, or in its region where it has no cluster."""
    found = []
    for rule, figure in _weights(scope) if not scope.term else ():
        peers = scope.peers(figure) if rule.is_ranked else None
        if peers and (rank := peers.hang) and rank.upper is None:
            found.append((rule.words, rank, peers.ten))
    parts: Parts = []
    for words, rank, group in found[:most]:
        parts += ["; " if parts else f"trong {group}, ", f"{words} đứng ", rank]
    return parts


def _overtaken(scope: Scope, most: int) -> Parts:
    """What lies above the mean of the region now, and lay below it at the base."""
    found = []
    for rule, figure in _weights(scope):
        compared = figure.usual
        if rule.is_ranked and _is_fair(figure, compared):
            now, then = figure.vung, compared.other.vung
            passed = now and then and now.chenh_lech and then.chenh_lech
            if passed and then.chenh_lech.value < 0 < now.chenh_lech.value:
                found.append(f"{rule.words} từ chỗ thấp hơn đã cao hơn mức bình quân của {now.ten}")
    return [f"; {words}" if at else words for at, words in enumerate(found[:most])]


def _highest(scope: Scope, most: int) -> Parts:
    """Of a group: who has most of what, and of how many members that is known."""
    found: list[Parts] = []
    for name, rule in rules.weights().items():
        phrase = scope.figure(name).cao_nhat if rule.is_ranked else None
        if phrase:
            found.append([f"{rule.words} ", *phrase.parts])
    parts: Parts = []
    for each in found[:most]:
        if parts and parts[-1] == each[-1]:  # how many places are known is said once
            parts.pop()
        parts += ["; " if parts else f"trong {scope.place.full_name(scope.until)}, ", *each]
    return parts


_OF_KIND = {rules.MET: _met, rules.MISSED: _missed, rules.CHANGED: _changed, rules.RANKED: _ranked}
