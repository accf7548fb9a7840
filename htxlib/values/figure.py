"""A figure: an exact value that knows how it is printed, where it comes from and how it compares."""

from __future__ import annotations

import hashlib
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
from ..words.text import MINUS, capital, digit_name, number, round_half_up, stretches
from . import coverage as covered
from . import elapsed, spread
from .coverage import Coverage
from .derivation import Arithmetic, as_printed, between, decimals_of
from .gap import Gap
from .targets import last_digit

MISSING = "chưa có số liệu"
HIGHEST, LOWEST = "cao nhất", "thấp nhất"
MOST_DECIMALS = 6  # beyond this two values are the same to any reader
MOST_OF_PER_CENT = 2  # decimals: what is less than a hundredth of a per cent is told as it is, not in %
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
    def within(self, flow: Period) -> Standpoint: ...
    def beside(self, figure: Figure, name: str) -> Figure: ...
    def opening(self) -> Standpoint: ...
    def year_before(self) -> Standpoint: ...
    def figure(self, name: str) -> Figure: ...
    def aligned(self, one: Figure, other: Figure) -> tuple[Figure, Figure]: ...
    def common(self, one: Figure, other: Figure) -> tuple[Figure, Figure]: ...
    def part_of(self, name: str) -> str: ...
    def thresholds(self, figure: Figure, measure: str) -> tuple[Fraction, ...]: ...
    def against_target(self, figure: Figure, kinds: tuple[str, ...]) -> Clause: ...
    def parted(self, figure: Figure) -> Clause: ...
    def peers(self, figure: Figure, kind: str = "") -> Peers: ...
    def per_member(self, figure: Figure) -> Figure: ...
    def extremes(self, figure: Figure, *ends: str) -> Phrase: ...
    def without(self, figure: Figure) -> Phrase: ...
    def covered(self, figure: Figure) -> Figure: ...
    def rank_of(self, figure: Figure) -> Figure: ...
    def distance_of(self, figure: Figure, level: Figure) -> Figure: ...
    def share_of(self, figure: Figure) -> Figure: ...
    def course(self, figure: Figure) -> Course: ...


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
    contested: bool = False  # another source states the same fact otherwise
    converted_from: Figure | None = field(default=None, compare=False, repr=False)  # the same in its own unit
    whole: Figure | None = field(default=None, compare=False, repr=False)  # the same as the trace shows it, of a bare one

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
    def worth(self) -> Fraction:
        """What one of its last digit is worth where it is no exact number: 1.000 of "khoảng 73.000"; 0 of an exact one."""
        if not self or not (self.hedge or self.status == "ước" or self.upper is not None):
            return Fraction(0)
        if self.converted_from is not None:
            return self.converted_from.worth * self.converted_from.unit.factor_to(self.unit)
        if self.inputs or self.done or self.decimals < 0:  # computed to as many digits as it bears
            return Fraction(10) ** -self.decimals
        ends = (self.value,) if self.upper is None else (self.value, self.upper)
        return worth_of(ends, self.decimals, self.unit.is_share)

    @property
    def given(self) -> spread.Given:
        """Its ends and its worth, from which the ends and the digits of a result come; of one that is cut, as it is printed.

        Whoever reads "khoảng 4.200.000" reckons with that, not with the 4.197.000 behind it.
        """
        ends = (self.value, self.value if self.upper is None else self.upper)
        low, high = (round_half_up(end, self.decimals) for end in ends) if self.decimals < 0 else ends
        return spread.Given(low, high, self.worth)

    @cached_property
    def so(self) -> Digits:
        """The bare number: "1.481", "9.000-10.000"; "chưa có số liệu" when missing."""
        return Digits(self._digits(), self)

    def _digits(self) -> str:
        return between(self.ends) if self else MISSING

    def digits(self, decimals: int) -> Digits:
        """The number as a formula has it: with its sign, and with as many decimals as the result needs."""
        return self.led_to(between(self._with(decimals)))

    def led_to(self, text: str) -> Digits:
        """A print of the number that leads to it."""
        return Digits(text, self)

    @property
    def ends(self) -> tuple[str, ...]:
        """The number as printed, of a range both of its ends."""
        return self._with(self.decimals)

    def _with(self, decimals: int) -> tuple[str, ...]:
        pad = self.unit.is_count and self.scope.leading_zero
        return tuple(number(end, decimals, pad) for end in (self.given.ends if self else ()))

    @property
    def number_text(self) -> str:
        """The number with its unit, without hedge: what is linked to the derivation."""
        if self.value is None:
            return MISSING
        return with_unit(self.so, self.printed_unit)

    @property
    def printed_unit(self) -> str:
        """The unit after the number; empty where the sentence says it."""
        return self.unit.in_prose if self.unit_text is None else self.unit_text

    @property
    def hedge_text(self) -> str:
        """The hedge before the number; an estimate says so."""
        hedge = self.hedge or ("ước" if self.status == "ước" else "")
        return f"{hedge} " if hedge and self.value is not None else ""

    @property
    def lead_text(self) -> str:
        """What stands before the number: its words, then the hedge."""
        return self.before + self.hedge_text

    @property
    def text(self) -> str:
        """As a sentence has it: "trên 1.926 người"."""
        if self.value is None:
            return MISSING
        return f"{self.lead_text}{self.number_text}{self.after}"

    __str__ = text.fget

    @property
    def result_text(self) -> str:
        """What a formula comes to: "= 81,0%", "≈ 86 HTX", "≈ 1.000 HTX (làm tròn đến hàng nghìn)"."""
        return f"{self.equals} {self.number_text}{self.rounded_text}"

    @property
    def equals(self) -> str:
        """The sign between its formula and its print."""
        return "=" if self._is_exact else "≈"

    @property
    def rounded_text(self) -> str:
        """Behind a formula whose inputs bear fewer digits than it comes to: to which digit its print is rounded."""
        return f" (làm tròn đến {digit_name(self.decimals)})" if self.decimals < 0 and not self._is_exact else ""

    @cached_property
    def _is_exact(self) -> bool:
        """Whether the formula as written, of a given number its value, is what is printed and not only rounds to it."""
        if self.done:
            return self.done.is_exact(self.decimals)
        return all(round_half_up(end, self.decimals) == end for end in self.given.ends)

    @property
    def remark(self) -> str:
        """On how many places a figure of several rests ("ở 6/7 tỉnh"); a section, a table, a chart says it once below."""
        return self.coverage.words if self.coverage and self else ""

    @property
    def bare(self) -> Figure:
        """The same figure of which a sentence prints the number alone, still with its trace."""
        return replace(self, unit_text="", hedge="", before="", after="", status="chính thức", whole=self)

    @property
    def thanh_lap(self) -> Figure:
        """As a sentence tells of new ones: "thành lập mới 22 HTX", of none "không thành lập mới HTX nào"."""
        return self._told("thành lập mới ", f"không thành lập mới {self.unit.in_prose} nào")

    @property
    def giai_the(self) -> Figure:
        """As a sentence tells of those that are gone: "giải thể 22 HTX", of none "không có HTX nào giải thể"."""
        return self._told("giải thể ", f"không có {self.unit.in_prose} nào giải thể")

    @property
    def ket_nap(self) -> Figure:
        """Of new members: "vận động, kết nạp 23 HTX", of none "không kết nạp HTX nào"."""
        return self._told("vận động, kết nạp ", f"không kết nạp {self.unit.in_prose} nào")

    @property
    def co(self) -> Figure:
        """With words after it that say which: "có 22 HTX" nông nghiệp, of none "không có HTX" nông nghiệp."""
        return self.with_verb("có ")

    @property
    def mo(self) -> Figure:
        """Of courses: "mở 12 lớp", of none "không mở lớp"."""
        return self.with_verb("mở ")

    @property
    def to_chuc(self) -> Figure:
        """Of meetings, contests: "tổ chức 12 hội nghị", of none "không tổ chức hội nghị"."""
        return self.with_verb("tổ chức ")

    @property
    def phat_hanh(self) -> Figure:
        """Of what is printed: "phát hành 500 bản", of none "không phát hành bản"."""
        return self.with_verb("phát hành ")

    @property
    def thuc_hien(self) -> Figure:
        """Of works: "thực hiện 03 dự án", of none "không thực hiện dự án"."""
        return self.with_verb("thực hiện ")

    @property
    def ho_tro(self) -> Figure:
        """Of help: "hỗ trợ 30 lượt HTX", of none "không hỗ trợ lượt HTX"."""
        return self.with_verb("hỗ trợ ")

    @property
    def liet_ke(self) -> Figure:
        """In a list behind a colon, with words after it that say which: "22 HTX" yếu, of none "không có HTX" yếu."""
        return self._told("", f"không có {self.unit.in_prose}")

    @property
    def hoac_khong(self) -> Figure:
        """As a list has it behind a colon: "22 HTX", of none "không có"."""
        return self._told("", "không có") if self.value == 0 else self

    def with_verb(self, before: str) -> Figure:
        """The same figure behind these words, whose first is the verb: of a count of nothing "không mở lớp"."""
        return self._told(before, f"không {before}{self.unit.in_prose}")

    def _told(self, verb: str, none: str) -> Figure:
        """The same figure with its verb, or with all there is to say of a count of nothing."""
        if not self:
            return self
        is_none = self.value == 0 and self.unit.is_counted and self.upper is None and not self.hedge_text
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Told(**given | {"before": none if is_none else verb})

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
        shown = (round_half_up(end, self.decimals) * factor for end in self.given.ends)
        decimals = self.decimals if factor == 1 else decimals_of(*shown)  # 3,2 tỷ is 3.200 triệu; 219 triệu is 0,219 tỷ
        upper = self.upper and self.upper * factor
        return replace(
            self,
            unit=unit,
            value=self.value * factor,
            upper=upper,
            decimals=decimals,
            done=self.done and self.done.times(factor),
            converted_from=self,
        )

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
        return Comparison(*self._and_at(self._year_before), "kỳ trước")

    @cached_property
    def cung_ky(self) -> Comparison:
        return Comparison(*self._and_at(self._year_before), "cùng kỳ năm trước")

    @property
    def _year_before(self) -> Standpoint:
        """The year before; of what is known of a part of the period only, that part of it."""
        before = self.scope.year_before()
        part = self and self.period and self.period.start and self.period.days != self.scope.flow_days
        return before.within(self.period.shifted(-1)) if part else before

    def _and_at(self, scope: Standpoint) -> tuple[Figure, Figure]:
        """This figure and the same one there; of several places, both over the members that this one rests on."""
        return self.scope.aligned(self, scope.figure(self.name))

    def is_as_long_as(self, other: Figure) -> bool:
        """Whether both happened over as many months, or as many days: six months are never held against a year."""
        one, two = (each.period for each in (self, other))
        if not one or not two or not one.start or not two.start:
            return True
        if one.months or two.months:
            return one.months == two.months
        return abs((one.last - one.first).days - (two.last - two.first).days) <= 1  # a leap year has a day more

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
    def theo_so_luong(self) -> Clause:
        """The change of a total in two parts: what answers to the number, what to the mean of each; no cause is named."""
        return self.scope.parted(self)

    @cached_property
    def binh_quan_nam(self) -> Figure:
        """The flow divided by the elapsed years of the term; prints as "86 HTX", the sentence says "mỗi năm"."""
        years = elapsed.of_flow(self.scope, self.period) if self and not self.is_stock else self.scope.years
        if self and self.is_stock:  # a level at one date is not spread over years
            return self.gap("binh_quan_nam", Gap(f"số phát sinh trong kỳ ({self.label} là số tại một thời điểm)"))
        if not self or years is None:
            known = self.scope.years is not None  # but what happened is that of a part of them alone
            lacking = Gap(f"số phát sinh từ đầu nhiệm kỳ ({self.label} mới có của {self.ngay})") if self and known else Gap(
                f"số năm đã qua của nhiệm kỳ (tham số so_nam_da_qua) để tính bình quân {self.label}"
            )
            return self.gap("binh_quan_nam", *(self.missing or (lacking,)))
        return self.derived(
            "binh_quan_nam",
            self.label.to(", bình quân năm"),
            Arithmetic(lambda flow: flow / years, (self,)),
            self.unit.per_time("năm"),
            0 if self.unit.is_count else max(self.decimals, 1),
            (self,),
            "Số phát sinh từ đầu nhiệm kỳ chia cho số năm đã qua.",
            near=self.scope.thresholds(self, "bình quân năm"),
            unit_text=self.unit.text,
        )

    @cached_property
    def ty_trong(self) -> Figure:
        """Its share in the total it is a part of, from the counts."""
        whole = self.scope.figure(self.scope.part_of(self.name)) if self.scope.part_of(self.name) else None
        if self and whole and (self.coverage or whole.coverage):
            part, whole = self.scope.common(self, whole)
            if part is not self:
                return part.ty_trong
        elif self and whole:
            whole = self.scope.beside(self, whole.name)
        factor = self.unit.factor_or_none(whole.unit) if whole else None
        if not self or not whole or not whole.value or factor is None:
            lacking = whole.missing if whole else ()
            return self.gap("ty_trong", *(self.missing or lacking or (Gap("tổng thể", whose=self.label),)))
        if self._of_another_length(whole):
            return self.gap("ty_trong", Gap(whole.label, whose="cùng kỳ", why=f" ({self.period.text})"))
        share = self.derived(
            "ty_trong",
            self.label.to(f", tỷ trọng trong {inside(whole.label)}"),
            Arithmetic(lambda part, total: 100 * part / total, (self.converted(whole.unit), whole)),
            Unit.parse("%"),
            1,
            (self, whole),
            "Bộ phận trên tổng thể, nhân 100.",
            near=(Fraction(0), Fraction(100)),
        )
        if share and share.value > 100:
            why = f" khớp với {inside(self.label)} (bộ phận đang lớn hơn tổng thể)"
            return self.gap("ty_trong", Gap(whole.label, why=why))
        apart = self.is_stock and whole.is_stock and self.period.last != whole.period.last and not share.hedge
        return replace(share, hedge="khoảng", notes=("Các số liệu đầu vào không cùng thời điểm.",)) if apart else share

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
        """Beside the province's cluster: prints the mean; .hang "thứ 3 trong 07 tỉnh", .chenh_lech, .ty_trong, .ten."""
        return self.scope.peers(self, "cụm")

    @property
    def vung(self) -> Peers:
        return self.scope.peers(self, "vùng")

    @property
    def ca_nuoc(self) -> Peers:
        return self.scope.peers(self, "cả nước")

    @property
    def hang(self) -> Figure:
        """The rank in the cluster, or in the region: "thứ 3 trong 14 tỉnh"."""
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

    @property
    def chuoi(self) -> Course:
        """Over the years of the report: "tăng từ 11.924 HTX (năm 2010) lên 13.171 HTX (năm 2017)"."""
        return self.scope.course(self)

    # --- what is derived from it -------------------------------------------------------------------------------------

    def derived(
        self,
        suffix: str,
        label: Label,
        done: Arithmetic,
        unit: Unit,
        decimals: int,
        inputs: tuple[Figure, ...],
        words: str,
        near: Iterable[Fraction] = (),
        **more,
    ) -> Figure:
        """A figure computed from `inputs` by what is `done`; of ranges both ends.

        What comes from a hedged value is "khoảng" and has no more digits than its inputs bear; `near` are the bounds of
        which its print must not stand on the wrong side. Missing where a denominator may be zero.
        """
        found = done.result
        if found is None:
            return self.gap(suffix, Gap(f"mẫu số khác 0 để tính {label}"))
        return Figure(
            f"{self.name}.{suffix}",
            label,
            unit,
            found.low,
            self.scope,
            honest_decimals(found.low, min(decimals, found.decimals), near),
            self.period,
            upper=found.high,
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
        """What it is called in the annex and the side file: place, name, period; one key is one value in one unit.

        A given value that nobody contests is told by these three. Whatever is computed rests on more (which source, which
        base, how many years), and a converted one is in another unit: those carry a mark of value and unit.
        """
        plain = self.origins and not (self.inputs or self.done or self.coverage or self.contested or self.converted_from)
        if plain and "." not in self.name:
            return self.fact
        told = f"{self.value}|{self.upper}|{self.unit.text}"
        return f"{self.fact}~{hashlib.sha256(told.encode()).hexdigest()[:6]}"

    @property
    def fact(self) -> str:
        """What it is, whatever its value and its unit: place, name, period."""
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
            "remark": self.remark,
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
        return bool(self.current) and bool(self.other) and self.current.is_as_long_as(self.other)

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
        if self.current and self.other:  # both are known, but of another length
            label, length = self.current.label, self.current.period.text
            return (Gap(label, whose=f"kỳ gốc dài như {length}", why=f" (mới có {self.other.period.text})"),)
        return self.current.missing + tuple(gap.beside(f" ({self.against})") for gap in self.other.missing)

    @property
    def _other_value(self) -> Fraction:
        return self.other.value * self.other.unit.factor_to(self.current.unit)

    @property
    def _other(self) -> Figure:
        """In the unit of the current value: a formula that divides millions by billions could not be recomputed."""
        return self.other.converted(self.current.unit)

    @property
    def _is_inexact(self) -> bool:
        return bool(self.current.worth or self.other.worth)

    @cached_property
    def _decimals(self) -> tuple[int, int]:
        """The decimals at which both levels are told: as printed; exact ones that print alike with one more."""
        one, two = self.current.decimals, self._other.decimals
        if self._is_inexact or round_half_up(self.current.value, one) != round_half_up(self._other_value, two):
            return one, two
        more = max(one, two) + 1
        return (more, more) if self.current.inputs and self.other.inputs else (one, two)

    @cached_property
    def tang_giam(self) -> Figure:
        """The difference of the printed levels, in points for shares: "tăng 240 HTX", "giảm 1,2 điểm phần trăm".

        Never told more exactly than both levels; missing where they are too inexact to tell in which direction.
        """
        if not self:
            return self.current.gap(f"{self._id}.tang_giam", *self.missing)
        levels = tuple(map(as_printed, (self.current, self._other), self._decimals))
        return self._changed(
            "tang_giam",
            "tăng, giảm",
            Arithmetic(lambda now, then: now - then, levels),
            Unit.parse(self.current.unit.difference),
            max(self._decimals),
            "Hiệu của hai mức đã in.",
        )

    @cached_property
    def tang_giam_pct(self) -> Figure:
        """The relative change from exact values: "tăng 54,2%"; for shares, and for next to nothing, the difference."""
        if not self.tang_giam or not self.tang_giam.value or self.current.unit.is_share:
            return self.tang_giam
        if not self._is_ratio:
            return self._no_ratio("tang_giam_pct")
        found = self._changed(
            "tang_giam_pct",
            "tốc độ tăng, giảm",
            self._done(lambda now, then: 100 * (now / then - 1)),
            Unit.parse("%"),
            1,
            "Mức kỳ này chia mức gốc, trừ 1, nhân 100.",
            near=(Fraction(0),),
        )
        return found if found and found.decimals <= MOST_OF_PER_CENT else self.tang_giam

    @cached_property
    def bang_pct(self) -> Figure:
        """The level in % of the other: "105,2%" (plans print the ratio, sentences the growth)."""
        if not self or not self.tang_giam:
            return self.current.gap(f"{self._id}.bang_pct", *(self.missing or self.tang_giam.missing))
        if not self._is_ratio:
            return self._no_ratio("bang_pct")
        found = self._figure(
            "bang_pct",
            "tỷ lệ %",
            self._done(lambda now, then: 100 * now / then),
            Unit.parse("%"),
            1,
            "Mức kỳ này chia mức gốc, nhân 100.",
            near=(Fraction(100),) if self.tang_giam.value else (),
        )
        return replace(found, decimals=min(found.decimals, MOST_OF_PER_CENT))

    @cached_property
    def so_lan(self) -> Figure:
        """The ratio: "gấp 1,5 lần"; below 1,1 the change in % says more."""
        if not self or not self._is_ratio or self.current.value / self._other_value < SMALLEST_TIMES:
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
        if not self or not years:
            why = self.missing or (Gap("khoảng cách hai thời điểm tròn năm"),)
            return self.current.gap(f"{self._id}.tang_binh_quan_pct", *why)
        if not self._is_ratio or self.current.value < 0:
            return self._no_ratio("tang_binh_quan_pct")
        grown = self._changed(
            "tang_binh_quan_pct",
            "tốc độ tăng bình quân năm",
            self._done(lambda now, then: mean_growth(now / then, years)),
            Unit.parse("%/năm"),
            1,
            "Căn bậc n của tỷ số hai mức, trừ 1, nhân 100; n là số năm giữa hai thời điểm.",
            near=(Fraction(0),),
        )
        return replace(grown, before=f"{grown.before}bình quân ") if grown and grown.value else grown

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
        return self._than(change, " (tương ứng ", replace(rate, before="", whole=rate), ")")

    @property
    def so_sanh_lan(self) -> Clause:
        """The ratio and what it is to: "gấp 1,5 lần so với đầu nhiệm kỳ"; a small one as a change in %."""
        return self._than(self.so_lan)

    def _than(self, *parts: str | Figure) -> Clause:
        """The parts of a sentence, then what the comparison is with, as this report calls it."""
        return Clause((*parts, Base(f" {self.so_voi}")))

    @property
    def so_voi(self) -> str:
        """What the comparison is with: "so với năm trước", where it stands a year before and at the same days.

        Any other base is named by its day: "so với 31/5/2022".
        """
        scope = self.current.scope
        if self.is_usual:
            return scope.against_opening if self.against == "đầu kỳ" else scope.against_last_year
        same_months = self.current.period and self.current.period.start and self.other.period and self.other.period.start
        if same_months and self.against != "đầu kỳ" and self.current.period.shifted(-1).days == self.other.period.days:
            return "so với cùng kỳ năm trước"
        return f"so với {self.other.ngay}"

    @property
    def is_usual(self) -> bool:
        """Whether both stand on the days that this kind of report compares."""
        return not self.other or not (self.current.own_date or self.other.own_date) or not self.other.ngay

    @property
    def is_of_a_year(self) -> bool:
        """Whether a column of years may hold the two against each other: of its own days, or of one day a year apart."""
        return self.is_usual or self._years_between == 1

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

    @property
    def _is_ratio(self) -> bool:
        """Whether the base can be what something is measured by: nothing cannot, a deficit turns every sign."""
        return self._other_value > 0

    def _no_ratio(self, suffix: str) -> Figure:
        return self.current.gap(f"{self._id}.{suffix}", Gap(f"{self.current.label} {self.against} lớn hơn 0"))

    def _changed(self, suffix, label, done: Arithmetic, unit, decimals, words, near=()) -> Figure:
        """A change with its direction; missing where inexact levels leave that open."""
        found = self._figure(suffix, label, done, unit, decimals, words, near)
        if not found:
            return found
        if self._is_inexact and not has_direction(found):
            return self.current.gap(f"{self._id}.{suffix}", Gap(f"{self.current.label}: số chính xác để so sánh"))
        direction = "tăng " if found.value > 0 else "giảm " if found.value < 0 else "không đổi"
        fields = {name: getattr(found, name) for name in found.__dataclass_fields__}
        return Change(**fields | {"before": direction})

    def _figure(self, suffix, label, done: Arithmetic, unit, decimals, words, near=(), **more) -> Figure:
        label = self.current.label.to(f": {label} so với {self.against}")
        inputs = (self.current, self.other)
        return self.current.derived(f"{self._id}.{suffix}", label, done, unit, decimals, inputs, words, near, **more)


def has_direction(change: Figure) -> bool:
    """Whether what is printed of a change goes one way: not from less to more, nor from nothing to something."""
    shown = [round_half_up(end, change.decimals) for end in change.given.ends]
    return min(shown) > 0 or max(shown) < 0


class Change(Figure):
    """A signed change: prints its direction in a word and its size without a sign; "không đổi" alone when zero."""

    @property
    def ends(self) -> tuple[str, ...]:
        """The size without its direction, of a range from the smaller to the larger."""
        return self._sizes(self.unit.is_count and self.scope.leading_zero)

    def _sizes(self, pad: bool) -> tuple[str, ...]:
        sizes = sorted(abs(end) for end in (self.value, self.upper) if end is not None)
        return tuple(number(size, self.decimals, pad) for size in sizes)

    @property
    def lead_text(self) -> str:
        """An estimate is told before the direction: "ước tăng 240 HTX", but "tăng khoảng 240 HTX"."""
        return self.hedge_text + self.before if self.hedge_text == "ước " else self.before + self.hedge_text

    @property
    def result_text(self) -> str:
        """The sign that the arithmetic gives, then the word that a sentence has for it: "= −15 HTX, tức giảm 15 HTX"."""
        if not self or self.printed >= 0:
            return Figure.result_text.fget(self)
        result = f"{self.equals} {with_unit(self.digits(self.decimals), self.printed_unit)}{self.rounded_text}"
        return f"{result}, tức {self.before}{self.number_text}" if self.before else result

    @property
    def signed(self) -> str:
        """With its sign, for tables: "+240", "−1,2", of a range "+100-200"."""
        if not self:
            return MISSING
        shown = [round_half_up(end, self.decimals) for end in (self.value, self.upper) if end is not None]
        return ("+" if max(shown) > 0 else MINUS if min(shown) < 0 else "") + "-".join(self._sizes(pad=False))

    @property
    def text(self) -> str:
        return self.before if self.value == 0 and self.upper is None else Figure.text.fget(self)

    __str__ = text.fget


class Told(Figure):
    """A number with its verb: `before` is the verb and a blank, or all there is to say of a count of nothing."""

    @property
    def lead_text(self) -> str:
        if self.hedge_text != "ước ":
            return self.before + self.hedge_text
        words = self.hedge_text + self.before[:1].lower() + self.before[1:]
        return capital(words) if self.before[:1].isupper() else words

    @property
    def text(self) -> str:
        return self.before if self.before and not self.before.endswith(" ") else Figure.text.fget(self)

    __str__ = text.fget

    def record(self) -> dict:
        """The trace of the number, whichever verb a sentence gives it."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Figure(**given | {"before": ""}).record()


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


class Base(str):
    """What a comparison is with, at its end: a paragraph that compares with the same again does not name it again."""

    __slots__ = ()


class Clause(Phrase):
    """What a sentence adds to a number it has printed; where it is missing there is nothing to add, and it is silent."""

    @property
    def text(self) -> str:
        return Phrase.text.fget(self) if self else ""

    __str__ = text.fget


class Lead(Phrase):
    """What a report says first; what it has said, the optional passages after it in the same cell do not say again."""


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
        """The rank: "thứ 3 trong 14 tỉnh"."""
        return self.group.rank_of(self.figure) if self.group else self.parts[0]

    @property
    def chenh_lech(self) -> Figure:
        """The distance to the mean: "cao hơn 120 HTX"; the sentence says of what."""
        return self.figure.scope.distance_of(self.figure, self.binh_quan)

    @property
    def ty_trong(self) -> Figure:
        """The province's share in the whole of the group, where the whole is known."""
        return self.group.share_of(self.figure) if self.group else self.parts[0]


class Years(Protocol):
    """What a course asks of the years of a report. `groups.history.History` is the one there is."""

    run: tuple[int, ...]
    lacking: tuple[int, ...]
    latest: int | None

    @property
    def own_change(self) -> Comparison | None: ...
    def extreme(self, figure: Figure, sign: int) -> Phrase: ...
    def newest(self, figure: Figure) -> Figure: ...
    def step(self, figure: Figure, sign: int) -> Phrase: ...
    def leaders(self, figure: Figure) -> Phrase: ...
    def biggest_region(self, figure: Figure) -> Phrase: ...
    def ways(self, figure: Figure) -> Phrase: ...
    def most(self, figure: Figure, sign: int) -> Phrase: ...
    def fastest(self, figure: Figure, sign: int) -> Phrase: ...
    def in_country(self, figure: Figure) -> Phrase: ...


@dataclass(frozen=True)
class Course(Phrase):
    """A figure over the years of its report; in a sentence it prints from where to where the longest unbroken run led."""

    figure: Figure
    years: Years

    @property
    def ky(self) -> str:
        """Which years are compared: "giai đoạn 2010-2017"; empty where no run is long enough."""
        return f"giai đoạn {self.years.run[0]}-{self.years.run[-1]}" if self.years.run else ""

    @property
    def moi_nhat(self) -> Figure:
        """The level of the latest year in which everybody has one."""
        return self.years.newest(self.figure)

    @property
    def nam_moi_nhat(self) -> str:
        """That year: "năm 2022"."""
        return f"năm {self.years.latest}" if self.years.latest else ""

    @property
    def thieu(self) -> str:
        """The years without a level of everybody: "năm 2018-2021"."""
        return f"năm {stretches(self.years.lacking)}" if self.years.lacking else ""

    @property
    def tang_giam(self) -> Figure:
        return self._change("tang_giam")

    @property
    def tang_giam_pct(self) -> Figure:
        return self._change("tang_giam_pct")

    @property
    def tang_binh_quan_pct(self) -> Figure:
        return self._change("tang_binh_quan_pct")

    def _change(self, name: str) -> Figure:
        found = self.years.own_change
        return getattr(found, name) if found else self.figure.gap(f"chuoi.{name}", *self.missing)

    @property
    def cao_nhat(self) -> Phrase:
        """The year of the highest level: "năm 2022 (15.832 HTX)"."""
        return self.years.extreme(self.figure, 1)

    @property
    def thap_nhat(self) -> Phrase:
        return self.years.extreme(self.figure, -1)

    @property
    def nam_tang_manh(self) -> Phrase:
        """The largest rise within one year: "năm 2011 (tăng 1.414 HTX)"."""
        return self.years.step(self.figure, 1)

    @property
    def nam_giam_manh(self) -> Phrase:
        return self.years.step(self.figure, -1)

    @property
    def dan_dau(self) -> Phrase:
        """Of a group: who has most in its latest year, with their share."""
        return self.years.leaders(self.figure)

    @property
    def vung_dan_dau(self) -> Phrase:
        """Of the country: the region that has most in its latest year, with its share."""
        return self.years.biggest_region(self.figure)

    @property
    def noi_tang_giam(self) -> Phrase:
        """Of a group: how many of its members grew, how many shrank."""
        return self.years.ways(self.figure)

    @property
    def tang_nhieu(self) -> Phrase:
        """Of a group: who grew most in number."""
        return self.years.most(self.figure, 1)

    @property
    def giam_nhieu(self) -> Phrase:
        return self.years.most(self.figure, -1)

    @property
    def tang_nhanh(self) -> Phrase:
        """Of a group: who grew fastest, by mean annual growth."""
        return self.years.fastest(self.figure, 1)

    @property
    def giam_nhanh(self) -> Phrase:
        return self.years.fastest(self.figure, -1)

    @property
    def ty_trong(self) -> Phrase:
        """Of a region: its share of the country in the latest year, and at the start of the run."""
        return self.years.in_country(self.figure)


def honest_decimals(value: Fraction, decimals: int, thresholds: Iterable[Fraction]) -> int:
    """As many decimals as print `value` on the side of every threshold on which it truly is.

    >>> honest_decimals(Fraction(496, 10), 0, [Fraction(50)])
    1
    """

    def contradicts() -> bool:
        shown = round_half_up(value, decimals)
        return any((shown > t) - (shown < t) != (value > t) - (value < t) for t in thresholds)

    thresholds = tuple(thresholds)
    while contradicts() and decimals < MOST_DECIMALS:
        decimals += 1
    return decimals


def mean_growth(ratio, years: int):
    """(ratio^(1/years) − 1) × 100, of a number or of what is written."""
    return (root(ratio, years) - 1) * 100


def hedge_of(inputs: Iterable[Figure]) -> str:
    return "khoảng" if any(each.hedge for each in inputs) else ""


def worth_of(ends: Iterable[Fraction], decimals: int, is_share: bool) -> Fraction:
    """What the last digit of a given number is worth that is not exact, of a range that of its more exact end."""
    # "khoảng 10.000" knows more than that it is nearer to 10.000 than to 20.000: two digits are meant at least.
    return min(min(last_digit(end, decimals, is_share), spread.second_digit(end)) for end in ends)


def worst_status(inputs: Iterable[Figure]) -> str:
    """The least certain status of the inputs; simulated wins over everything."""
    from ..data.rows import STATUSES

    return max((each.status for each in inputs), key=STATUSES.index, default="chính thức")


def number_of(value: Fraction) -> str:
    """An exact number in print, with the decimals it needs (at most six)."""
    return number(value, decimals_of(value))
