"""A figure: an exact value that knows how it is printed, where it comes from and how it compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from ..codelists.periods import Period
from ..codelists.places import Place
from ..codelists.units import Unit, with_unit
from ..data.rows import Origin, Source, Term
from ..words.formula import Formula, root
from ..words.label import Label, inside
from ..words.text import number, round_half_up
from . import coverage as covered
from .coverage import Coverage
from .derivation import Arithmetic, Number
from .gap import Gap

MISSING = "chưa có số liệu"
HIGHEST, LOWEST = "cao nhất", "thấp nhất"
MOST_DECIMALS = 6  # beyond this two values are the same to any reader
SMALLEST_TIMES = Fraction(11, 10)  # "gấp 1,0 lần" says nothing: below this the change is given in %


class Standpoint(Protocol):
    """What a figure asks of where it stands: one place over one period. `scope.Scope` is the one there is."""

    place: Place
    until: date
    term: Term | None
    years: Fraction | None
    leading_zero: bool

    @property
    def mark(self) -> str: ...
    @property
    def against_opening(self) -> str: ...
    @property
    def against_last_year(self) -> str: ...
    @property
    def is_opening(self) -> bool: ...
    @property
    def flow_days(self) -> tuple[date, date] | None: ...
    def opening(self) -> Standpoint: ...
    def year_before(self) -> Standpoint: ...
    def figure(self, name: str) -> Figure: ...
    def aligned(self, one: Figure, other: Figure) -> tuple[Figure, Figure]: ...
    def part_of(self, name: str) -> str: ...
    def thresholds(self, figure: Figure, measure: str) -> tuple[Fraction, ...]: ...
    def against_target(self, figure: Figure, kinds: tuple[str, ...]) -> Clause: ...
    def peers(self, figure: Figure, kind: str = "") -> Peers: ...
    def per_member(self, figure: Figure) -> Figure: ...
    def extremes(self, figure: Figure, *ends: str) -> Phrase: ...
    def without(self, figure: Figure) -> Phrase: ...
    def covered(self, figure: Figure) -> Figure: ...
    def rank_of(self, figure: Figure) -> Figure: ...
    def distance_of(self, figure: Figure, level: Figure) -> Figure: ...
    def share_of(self, figure: Figure) -> Figure: ...


class Digits(str):
    """The bare number of a figure, which still leads to the figure's derivation."""

    __slots__ = ("figure",)

    def __new__(cls, text: str, figure: Figure) -> Digits:
        self = super().__new__(cls, text)
        self.figure = figure
        return self


@dataclass(frozen=True)
class Figure:
    """One value with its unit, its period and its trace; `value` None means missing, and `missing` says what is needed."""

    name: str
    label: Label
    unit: Unit
    value: Fraction | None
    scope: Standpoint = field(repr=False, compare=False)
    decimals: int = 0
    period: Period | None = None
    upper: Fraction | None = None
    hedge: str = ""
    status: str = "chính thức"
    base: str = ""
    inputs: tuple[Figure, ...] = ()
    done: Arithmetic | None = field(default=None, compare=False, repr=False)  # what was reckoned, and with what
    words: str = ""  # in words: the indicator's docstring
    document: str = ""  # of a target: what sets it
    sources: tuple[Source, ...] = ()
    origins: tuple[Origin, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[Gap, ...] = ()
    unit_text: str | None = None  # as printed, when the sentence already says "mỗi năm"
    before: str = ""  # "tăng ", "gấp ": words that belong to the number but are no part of its link
    after: str = ""  # " trở lên"
    coverage: Coverage | None = None  # the members it rests on, for figures of several places

    def __post_init__(self):
        """A name given as a bare text is a noun."""
        if not isinstance(self.label, Label):
            object.__setattr__(self, "label", Label(self.label))

    def __bool__(self) -> bool:
        """Whether there is a value (zero is one)."""
        return self.value is not None

    # --- how it is printed -------------------------------------------------------------------------------------------

    @property
    def printed(self) -> Fraction:
        """The value a reader sees, from which differences and per-year attainments start."""
        return round_half_up(self.value, self.decimals)

    @cached_property
    def so(self) -> Digits:
        """The bare number: "1.481", "9.000-10.000"; "chưa có số liệu" when missing."""
        return Digits(self._digits(), self)

    def _digits(self) -> str:
        return "-".join(self.ends) if self else MISSING

    def digits(self, decimals: int) -> Digits:
        """The number as a formula has it: with its sign, and with as many decimals as the result needs."""
        return self.led_to("-".join(self._with(decimals)))

    def led_to(self, text: str) -> Digits:
        """A print of the number that leads to it."""
        return Digits(text, self)

    @property
    def ends_of_value(self) -> tuple[Fraction, ...]:
        """Its exact value, of a range both ends; nothing where it is missing."""
        if self.value is None:
            return ()
        return (self.value,) if self.upper is None else (self.value, self.upper)

    @property
    def ends(self) -> tuple[str, ...]:
        """The number as printed, of a range both of its ends."""
        return self._with(self.decimals)

    def _with(self, decimals: int) -> tuple[str, ...]:
        pad = self.unit.is_count and self.scope.leading_zero
        return tuple(number(end, decimals, pad) for end in self.ends_of_value)

    @property
    def number_text(self) -> str:
        """The number with its unit, without hedge: what is linked to the derivation."""
        if self.value is None:
            return MISSING
        return with_unit(self.so, self.printed_unit)

    @property
    def printed_unit(self) -> str:
        """The unit after the number; empty where the sentence says it."""
        return self.unit.text if self.unit_text is None else self.unit_text

    @property
    def hedge_text(self) -> str:
        """The hedge before the number; an estimate says so."""
        hedge = self.hedge or ("ước" if self.status == "ước" else "")
        return f"{hedge} " if hedge and self.value is not None else ""

    @property
    def text(self) -> str:
        """As a sentence has it: "trên 1.926 người"."""
        if self.value is None:
            return MISSING
        return f"{self.before}{self.hedge_text}{self.number_text}{self.after}{self.remark}"

    __str__ = text.fget

    @property
    def result_text(self) -> str:
        """What a formula comes to: "= 81,0%", "≈ 86 HTX"."""
        return f"{'=' if self.printed == self.value else '≈'} {self.number_text}"

    @property
    def remark(self) -> str:
        """What a sentence must say after a figure of several places (" ở 6/7 tỉnh"); a table says it below."""
        words = self.coverage.words if self.coverage and self else ""
        return f" {words}" if words else ""

    @property
    def without_remark(self) -> Figure:
        """The same figure where its remark is said already."""
        return replace(self, coverage=replace(self.coverage, said=True)) if self.coverage else self

    @property
    def bare(self) -> Figure:
        """The same figure of which a sentence prints the number alone, still with its trace."""
        return replace(self.without_remark, unit_text="", hedge="", before="", after="", status="chính thức")

    @property
    def ngay(self) -> str:
        """The date (stock) or the period (flow) the value belongs to: "31/12/2022", "8 tháng đầu năm 2023"."""
        if self.coverage and self.coverage.dates:
            return str(self.coverage.dates)
        return self.period.text if self.period and self.period.end else ""

    @property
    def is_stock(self) -> bool:
        return self.period is not None and self.period.start is None

    @property
    def own_date(self) -> str:
        """Its date or period where that is not the report's own ("đến 31/12/2022"), else empty."""
        if not self or not self.period or not self.period.end:
            return ""
        if self.coverage and self.coverage.dates:
            return str(self.coverage.dates)
        if self.is_stock:
            late = (self.scope.until - self.period.last).days
            # A term that starts on 1 January opens with the stock of 31 December.
            return "" if late == 0 or (late == 1 and self.scope.is_opening) else self._named_period
        return "" if self.period.days == self.scope.flow_days else self._named_period

    @property
    def own_date_of_data(self) -> str:
        """The same as it follows the words "số liệu", which notes begin with."""
        dates = self.coverage.dates if self.coverage and self.own_date else None
        return dates.words if dates else self.own_date

    @property
    def _named_period(self) -> str:
        if not self.is_stock:
            return self.period.text
        return f"{'' if self.period.end.precision == 'năm' else 'đến '}{self.period.end.as_of}"

    @property
    def tran(self) -> Figure:
        """The same figure without "/năm" after it, for sentences that say "mỗi năm"."""
        return replace(self, unit_text=self.unit.per_time("").text)

    def converted(self, unit: Unit) -> Figure:
        """The same value in another scale of its unit, exactly; for columns of one unit."""
        if not self or unit == self.unit:
            return self
        factor = self.unit.factor_to(unit)
        shown = self.printed * factor  # 3,2 tỷ is 3.200 triệu, not 3.200,0; 219 triệu is 0,219 tỷ
        enough = next((d for d in range(MOST_DECIMALS) if round_half_up(shown, d) == shown), MOST_DECIMALS)
        decimals = self.decimals if factor == 1 else enough
        upper = self.upper and self.upper * factor
        done = self.done and self.done.times(factor)
        return replace(self, unit=unit, value=self.value * factor, upper=upper, decimals=decimals, done=done)

    # --- how it compares ---------------------------------------------------------------------------------------------

    @cached_property
    def dau_ky(self) -> Comparison:
        return Comparison(*self._and_at(self.scope.opening()), "đầu kỳ")

    @property
    def dau_nam(self) -> Comparison:
        return self.dau_ky

    @cached_property
    def ky_truoc(self) -> Comparison:
        """Against the same months a year before, which for a full year is the year before."""
        return Comparison(*self._and_at(self.scope.year_before()), "kỳ trước")

    @cached_property
    def cung_ky(self) -> Comparison:
        return Comparison(*self._and_at(self.scope.year_before()), "cùng kỳ năm trước")

    def _and_at(self, scope: Standpoint) -> tuple[Figure, Figure]:
        """This figure and the same one there; of several places, both over the members that have both."""
        return self.scope.aligned(self, scope.figure(self.name))

    @property
    def usual(self) -> Comparison:
        """The comparison this kind of report makes: with the start of the term, or with the year before."""
        return self.dau_ky if self.scope.term else self.ky_truoc

    @property
    def tang_giam(self) -> Figure:
        return self.usual.tang_giam

    @property
    def tang_giam_pct(self) -> Figure:
        return self.usual.tang_giam_pct

    @property
    def so_lan(self) -> Figure:
        return self.usual.so_lan

    @property
    def so_sanh(self) -> Clause:
        """As `Comparison.so_sanh`, against the usual base; so are the other three."""
        return self.usual.so_sanh

    @property
    def so_sanh_pct(self) -> Clause:
        return self.usual.so_sanh_pct

    @property
    def so_sanh_day_du(self) -> Clause:
        return self.usual.so_sanh_day_du

    @property
    def so_sanh_lan(self) -> Clause:
        return self.usual.so_sanh_lan

    @cached_property
    def binh_quan_nam(self) -> Figure:
        """The flow divided by the elapsed years of the term; prints as "86 HTX", the sentence says "mỗi năm"."""
        years = self.scope.years
        if self and self.is_stock:  # a level at one date is not spread over years
            return self.gap("binh_quan_nam", Gap(f"số phát sinh trong kỳ ({self.label} là số tại một thời điểm)"))
        if not self or years is None:
            years = Gap(f"số năm đã qua của nhiệm kỳ (tham số so_nam_da_qua) để tính bình quân {self.label}")
            return self.gap("binh_quan_nam", *(self.missing or (years,)))
        done = Arithmetic(lambda flow: flow / years, (self,))
        wanted = 0 if self.unit.is_count else max(self.decimals, 1)
        decimals = honest_decimals(done.value, wanted, self.scope.thresholds(self, "bình quân năm"))
        return self.derived(
            "binh_quan_nam",
            self.label.to(", bình quân năm"),
            done,
            self.unit.per_time("năm"),
            decimals,
            (self,),
            "Số phát sinh từ đầu nhiệm kỳ chia cho số năm đã qua.",
            unit_text=self.unit.text,
        )

    @cached_property
    def ty_trong(self) -> Figure:
        """Its share in the total it is a part of, from the counts."""
        whole = self.scope.figure(self.scope.part_of(self.name)) if self.scope.part_of(self.name) else None
        if self and whole and (self.coverage or whole.coverage):
            part, whole = self.scope.aligned(self, whole)
            if part is not self:
                return part.ty_trong
        factor = self.unit.factor_or_none(whole.unit) if whole else None
        if not self or not whole or not whole.value or factor is None:
            lacking = whole.missing if whole else ()
            return self.gap("ty_trong", *(self.missing or lacking or (Gap("tổng thể", whose=self.label),)))
        if self._of_another_length(whole):
            return self.gap("ty_trong", Gap(whole.label, whose="cùng kỳ", why=f" ({self.period.text})"))
        done = Arithmetic(lambda part, total: 100 * part / total, (self.converted(whole.unit), whole))
        return self.derived(
            "ty_trong",
            self.label.to(f", tỷ trọng trong {inside(whole.label)}"),
            done,
            Unit.parse("%"),
            honest_decimals(done.value, 1, (Fraction(0), Fraction(100))),
            (self, whole),
            "Bộ phận trên tổng thể, nhân 100.",
        )

    def _of_another_length(self, other: Figure) -> bool:
        """Whether both happened within a period, and not within the same one: a year's part of two months says nothing."""
        periods = [each.period for each in (self, other) if each.period and each.period.start]
        return len(periods) == 2 and periods[0].days != periods[1].days

    @property
    def so_voi_muc_tieu(self) -> Clause:
        """What it means against the resolution's target: "đạt 172% chỉ tiêu (50 HTX/năm trở lên)"."""
        return self.scope.against_target(self, ("nghị quyết", "chương trình"))

    @property
    def so_voi_ke_hoach(self) -> Clause:
        return self.scope.against_target(self, ("kế hoạch",))

    # --- among other places ------------------------------------------------------------------------------------------

    @property
    def cum(self) -> Peers:
        """Beside the province's cluster: prints the mean; .hang "thứ 3/7 tỉnh", .chenh_lech, .ty_trong, .ten."""
        return self.scope.peers(self, "cụm")

    @property
    def vung(self) -> Peers:
        return self.scope.peers(self, "vùng")

    @property
    def ca_nuoc(self) -> Peers:
        return self.scope.peers(self, "cả nước")

    @property
    def hang(self) -> Figure:
        """The rank in the cluster, or in the region: "thứ 3/14 tỉnh"."""
        return self.scope.peers(self).hang

    @property
    def binh_quan_don_vi(self) -> Figure:
        """Of a group: what one member has on average, "52 HTX/tỉnh/năm"."""
        return self.scope.per_member(self)

    @property
    def cao_thap(self) -> Phrase:
        """Of a group: who has most and who least, "cao nhất ở Sơn La với 1.084 HTX; thấp nhất ở …"."""
        return self.scope.extremes(self, HIGHEST, LOWEST)

    @property
    def cao_nhat(self) -> Phrase:
        return self.scope.extremes(self, HIGHEST)

    @property
    def thap_nhat(self) -> Phrase:
        return self.scope.extremes(self, LOWEST)

    @property
    def thieu(self) -> Phrase:
        """Of a group: the members whose values are not in it."""
        return self.scope.without(self)

    @property
    def bao_phu(self) -> Figure:
        """Of a group: what share of its own published value the members' values come to."""
        return self.scope.covered(self)

    # --- what is derived from it -------------------------------------------------------------------------------------

    def derived(
        self,
        suffix: str,
        label: Label,
        done: Arithmetic,
        unit: Unit,
        decimals: int,
        inputs: tuple,
        words: str,
        **more,
    ) -> Figure:
        """A figure computed from `inputs`; what is computed from a hedged value is "khoảng"."""
        return Figure(
            f"{self.name}.{suffix}",
            label,
            unit,
            done.value,
            self.scope,
            decimals,
            self.period,
            upper=done.upper,
            hedge=hedge_of(inputs),
            status=worst_status(inputs),
            inputs=inputs,
            done=done,
            words=words,
            coverage=covered.of_inputs(each.coverage for each in inputs),
            **more,
        )

    def gap(self, suffix: str, *missing: Gap) -> Figure:
        """The missing figure of that name; it says what input would supply it."""
        return Figure(f"{self.name}.{suffix}", self.label, self.unit, None, self.scope, period=self.period, missing=missing)

    @cached_property
    def formula(self) -> Formula:
        """The arithmetic with its numbers, "100 × 553 / 683": it comes to the value as printed; nothing of a given one."""
        return self.done.written(self.decimals) if self.done else Formula()

    # --- its trace ---------------------------------------------------------------------------------------------------

    @cached_property
    def key(self) -> str:
        """What it is called in the annex and the side file: place, name, period."""
        period = (self.period or Period(None, None)).iso.replace("/", "_")
        mark = (self.coverage and self.coverage.mark) or self.scope.mark
        return f"{self.scope.place.id}{mark}.{self.name}@{period}"

    def record(self) -> dict:
        """Its trace, as docs/thiet-ke.md describes it: exact value as text, print, unit, formula, inputs, sources."""
        return {
            "key": self.key,
            "name": self.name,
            "label": self.label,
            "place": self.scope.place.id,
            "value": None if self.value is None else str(self.value),
            "upper": None if self.upper is None else str(self.upper),
            "printed": self.text,
            "number": str(self.so),
            "remark": self.remark.strip(),
            "unit": self.unit.text,
            "decimals": self.decimals,
            "hedge": self.hedge,
            "status": self.status,
            "base": self.base,
            "from": self.period.start.iso if self.period and self.period.start else None,
            "to": self.period.end.iso if self.period and self.period.end else None,
            "formula": str(self.formula),
            "words": self.words,
            "inputs": [each.key for each in self.inputs],
            "sources": [
                {"id": s.id, "title": s.title, "link": s.link, "date": s.day.iso if s.day else ""} for s in self.sources
            ],
            "origins": [{"file": o.file, "sheet": o.sheet, "row": o.row, "cell": o.cell} for o in self.origins],
            "notes": list(self.notes),
            "missing": [str(gap) for gap in self.missing],
        }

    def family(self) -> Iterable[Figure]:
        """This figure and, below it, everything it was computed from."""
        yield self
        for each in self.inputs:
            yield from each.family()


@dataclass(frozen=True)
class Comparison:
    """A figure and the same figure at another time; prints the other value."""

    current: Figure
    other: Figure
    against: str

    def __bool__(self) -> bool:
        return bool(self.current) and bool(self.other) and self.current.upper is None and self.other.upper is None

    @property
    def text(self) -> str:
        return self.other.text

    __str__ = text.fget

    @property
    def so(self) -> Digits:
        return self.other.so

    @property
    def ngay(self) -> str:
        return self.other.ngay

    @property
    def missing(self) -> tuple[Gap, ...]:
        return self.current.missing + tuple(gap.beside(f" ({self.against})") for gap in self.other.missing)

    @cached_property
    def _levels(self) -> tuple[Fraction, Fraction, int]:
        """Both printed levels in the current unit, with as many decimals as tell them apart."""
        one, two = self.current.value, self._other_value
        decimals = max(self.current.decimals, self.other.decimals)
        while one != two and round_half_up(one, decimals) == round_half_up(two, decimals) and decimals < MOST_DECIMALS:
            decimals += 1
        return round_half_up(one, decimals), round_half_up(two, decimals), decimals

    @property
    def _blurred(self) -> bool:
        """Whether hedged levels print alike: in which direction they differ is then more than anybody knows."""
        ends = (self.current, self.other)
        alike = self._levels[2] > max(each.decimals for each in ends)
        return alike and any(each.hedge or each.status == "ước" for each in ends)

    @property
    def _other_value(self) -> Fraction:
        return self.other.value * self.other.unit.factor_to(self.current.unit)

    @property
    def _other(self) -> Figure:
        """In the unit of the current value: a formula that divides millions by billions could not be recomputed."""
        return self.other.converted(self.current.unit)

    @cached_property
    def tang_giam(self) -> Figure:
        """The difference of the printed levels, in points for shares: "tăng 240 HTX", "giảm 1,2 điểm %"."""
        if not self:
            return self.current.gap(f"{self._id}.tang_giam", *self.missing)
        one, two, decimals = self._levels
        if self._blurred:
            return self.current.gap(f"{self._id}.tang_giam", Gap(f"{self.current.label}: số chính xác để so sánh"))
        levels = (Number(one, decimals, of=self.current), Number(two, decimals, of=self._other))
        return self._changed(
            "tang_giam",
            "tăng, giảm",
            Arithmetic(lambda now, then: now - then, levels),
            Unit.parse(self.current.unit.difference),
            decimals,
            "Hiệu của hai mức đã in.",
        )

    @cached_property
    def tang_giam_pct(self) -> Figure:
        """The relative change from exact values: "tăng 54,2%"; for shares the difference in points."""
        if not self or self.current.unit.is_share or self._blurred:
            return self.tang_giam
        if not self._other_value:
            return self.current.gap(f"{self._id}.tang_giam_pct", Gap(f"{self.current.label} {self.against} khác 0"))
        done = self._done(lambda now, then: 100 * (now / then - 1))
        return self._changed(
            "tang_giam_pct",
            "tốc độ tăng, giảm",
            done,
            Unit.parse("%"),
            honest_decimals(done.value, 1, (Fraction(0),)),
            "Mức kỳ này chia mức gốc, trừ 1, nhân 100.",
        )

    @cached_property
    def bang_pct(self) -> Figure:
        """The level in % of the other: "105,2%" (plans print the ratio, sentences the growth)."""
        if not self or not self._other_value:
            return self.current.gap(f"{self._id}.bang_pct", *self.missing)
        done = self._done(lambda now, then: 100 * now / then)
        decimals = honest_decimals(done.value, 1, (Fraction(100),))
        return self._figure("bang_pct", "tỷ lệ %", done, Unit.parse("%"), decimals, "Mức kỳ này chia mức gốc, nhân 100.")

    @cached_property
    def so_lan(self) -> Figure:
        """The ratio: "gấp 1,5 lần"; below 1,1 the change in % says more."""
        if not self or not self._other_value or self.current.value / self._other_value < SMALLEST_TIMES:
            return self.tang_giam_pct
        return self._figure(
            "so_lan",
            "số lần",
            self._done(lambda now, then: now / then),
            Unit.parse("lần"),
            1,
            "Mức kỳ này chia mức gốc.",
            before="gấp ",
        )

    @cached_property
    def tang_binh_quan_pct(self) -> Figure:
        """Mean annual growth between the two dates: "tăng bình quân 9,0%/năm"; None where the years are not known."""
        years = self._years_between
        if not self or not years or not self._other_value:
            why = self.missing or (Gap("khoảng cách hai thời điểm tròn năm"),)
            return self.current.gap(f"{self._id}.tang_binh_quan_pct", *why)
        done = self._done(lambda now, then: mean_growth(now / then, years))
        grown = self._changed(
            "tang_binh_quan_pct",
            "tốc độ tăng bình quân năm",
            done,
            Unit.parse("%/năm"),
            honest_decimals(done.value, 1, (Fraction(0),)),
            "Căn bậc n của tỷ số hai mức, trừ 1, nhân 100; n là số năm giữa hai thời điểm.",
        )
        return replace(grown, before=f"{grown.before}bình quân ") if done.value else grown

    @property
    def so_sanh(self) -> Clause:
        """The difference and what it is from: "tăng 240 HTX so với năm trước"; silent where nothing can be compared."""
        return self._than(self.tang_giam)

    @property
    def so_sanh_pct(self) -> Clause:
        """The relative change and what it is from: "tăng 54,2% so với năm trước"."""
        return self._than(self.tang_giam_pct)

    @property
    def so_sanh_day_du(self) -> Clause:
        """Both: "tăng 240 HTX (tương ứng 54,2%) so với năm trước"; of shares, and from nothing, the difference alone."""
        change, rate = self.tang_giam, self.tang_giam_pct
        if not change or not change.value or not rate or rate is change:
            return self._than(change)
        return self._than(change, " (tương ứng ", rate.bare, "%)")

    @property
    def so_sanh_lan(self) -> Clause:
        """The ratio and what it is to: "gấp 1,5 lần so với đầu nhiệm kỳ"; a small one as a change in %."""
        return self._than(self.so_lan)

    def _than(self, *parts: str | Figure) -> Clause:
        """The parts of a sentence, then what the comparison is with, as this report calls it."""
        scope = self.current.scope
        return Clause((*parts, f" {scope.against_opening if self.against == 'đầu kỳ' else scope.against_last_year}"))

    @property
    def _years_between(self) -> int | None:
        ends = [each.period.last for each in (self.current, self.other) if each.period and each.period.end]
        if len(ends) < 2 or (ends[0].month, ends[0].day) != (ends[1].month, ends[1].day):
            return None
        return ends[0].year - ends[1].year or None

    @property
    def _id(self) -> str:
        return {"đầu kỳ": "dau_ky", "kỳ trước": "ky_truoc"}.get(self.against, "cung_ky")

    def _done(self, function: Callable) -> Arithmetic:
        """What is made of the exact values, both in the unit of the current one."""
        return Arithmetic(function, (self.current, self._other))

    def _changed(self, suffix, label, done: Arithmetic, unit, decimals, words) -> Figure:
        change = done.value
        direction = "tăng " if change > 0 else "giảm " if change < 0 else "không đổi"
        found = self._figure(suffix, label, done, unit, decimals, words, before=direction)
        return Change(**{name: getattr(found, name) for name in found.__dataclass_fields__})

    def _figure(self, suffix, label, done: Arithmetic, unit, decimals, words, **more) -> Figure:
        label = self.current.label.to(f": {label} so với {self.against}")
        inputs = (self.current, self.other)
        return self.current.derived(f"{self._id}.{suffix}", label, done, unit, decimals, inputs, words, **more)


class Change(Figure):
    """A signed change: prints its direction in a word and its size without a sign; "không đổi" alone when zero."""

    def _digits(self) -> str:
        pad = self.unit.is_count and self.scope.leading_zero
        return number(abs(self.value), self.decimals, pad) if self.value is not None else MISSING

    @property
    def result_text(self) -> str:
        """The sign that the arithmetic gives, then the word that a sentence has for it: "= −15 HTX, tức giảm 15 HTX"."""
        if not self or self.printed >= 0:
            return Figure.result_text.fget(self)
        sign = "=" if self.printed == self.value else "≈"
        result = f"{sign} {with_unit(self.digits(self.decimals), self.printed_unit)}"
        return f"{result}, tức {self.before}{self.number_text}" if self.before else result

    @property
    def signed(self) -> str:
        """With its sign, for tables: "+240", "−1,2"."""
        return ("+" if self.value > 0 else "") + number(self.value, self.decimals) if self else MISSING

    @property
    def text(self) -> str:
        return self.before + self.remark if self.value == 0 else Figure.text.fget(self)

    __str__ = text.fget


@dataclass(frozen=True)
class Phrase:
    """Words and figures in the order of a sentence; it is missing when one of its figures is."""

    parts: tuple[str | Figure, ...]

    def __bool__(self) -> bool:
        return bool(self.parts) and all(self.figures)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(part for part in self.parts if isinstance(part, Figure))

    @property
    def missing(self) -> tuple[Gap, ...]:
        return tuple(gap for figure in self.figures for gap in figure.missing)

    @property
    def text(self) -> str:
        return "".join(str(part) for part in self.parts)

    __str__ = text.fget


class Clause(Phrase):
    """What a sentence adds to a number it has printed; where it is missing there is nothing to add, and it is silent."""

    @property
    def text(self) -> str:
        return Phrase.text.fget(self) if self else ""

    __str__ = text.fget


@dataclass(frozen=True)
class Peers(Phrase):
    """A province's figure beside those of a group; in a sentence it prints the group's mean."""

    figure: Figure
    group: Standpoint | None  # None: the province is in no such group

    @property
    def ten(self) -> str:
        """What the group is called: "Cụm Tây Bắc", "vùng Tây Nguyên", "cả nước"."""
        return self.group.place.full_name(self.group.until) if self.group else ""

    @property
    def binh_quan(self) -> Figure:
        return self.parts[0]

    @property
    def hang(self) -> Figure:
        """The rank: "thứ 3/14 tỉnh"."""
        return self.group.rank_of(self.figure) if self.group else self.parts[0]

    @property
    def chenh_lech(self) -> Figure:
        """The distance to the mean: "cao hơn 120 HTX"; the sentence says of what."""
        return self.figure.scope.distance_of(self.figure, self.binh_quan)

    @property
    def ty_trong(self) -> Figure:
        """The province's share in the whole of the group, where the whole is known."""
        return self.group.share_of(self.figure) if self.group else self.parts[0]


def honest_decimals(value: Fraction, decimals: int, thresholds: Iterable[Fraction]) -> int:
    """As many decimals as print `value` on the side of every threshold on which it truly is.

    >>> honest_decimals(Fraction(496, 10), 0, [Fraction(50)])
    1
    """

    def contradicts() -> bool:
        shown = round_half_up(value, decimals)
        return any((shown - t > 0) - (shown - t < 0) != (value - t > 0) - (value - t < 0) for t in thresholds)

    thresholds = tuple(thresholds)
    while contradicts() and decimals < MOST_DECIMALS:
        decimals += 1
    return decimals


def mean_growth(ratio, years: int):
    """(ratio^(1/years) − 1) × 100, of a number or of what is written."""
    return (root(ratio, years) - 1) * 100


def hedge_of(inputs: Iterable[Figure]) -> str:
    return "khoảng" if any(each.hedge for each in inputs) else ""


def worst_status(inputs: Iterable[Figure]) -> str:
    """The least certain status of the inputs; simulated wins over everything."""
    from ..data.rows import STATUSES

    return max((each.status for each in inputs), key=STATUSES.index, default="chính thức")


def number_of(value: Fraction) -> str:
    """An exact number in print, with the decimals it needs (at most six)."""
    decimals = next((d for d in range(MOST_DECIMALS) if round_half_up(value, d) == value), MOST_DECIMALS)
    return number(value, decimals)
