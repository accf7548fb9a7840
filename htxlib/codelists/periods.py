"""Dates with the precision they were given in, and the periods between them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import total_ordering

from ..words.text import slug

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_LETTERS = {"năm": 4, "tháng": 7, "ngày": 10}  # of 2023-05-31
_QUARTERS = {1: "I", 4: "II", 7: "III", 10: "IV"}  # by their first month
_YEAR, _OF = r"(?P<year>[0-9]{4})", r"(?:-dau)?(?:-nam)?-"
# Slug of what an office calls a period; its months are those of the group: a quarter, one month, the first so many.
_NAMED = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}-?q(?:uy)?-?(?P<quarter>[1-4]|i{{1,3}}|iv)",
        rf"quy-?(?P<quarter>[1-4]|i{{1,3}}|iv){_OF}{_YEAR}",
        rf"{_YEAR}-?t(?:hang)?-?(?P<month>[0-9]{{1,2}})",
        rf"thang-?(?P<month>[0-9]{{1,2}}){_OF}{_YEAR}",
        rf"{_YEAR}-?(?P<first>[0-9]{{1,2}})-?t(?:hang)?",
        rf"(?P<first>[0-9]{{1,2}})-?t(?:hang)?{_OF}{_YEAR}",
        rf"(?P<last>6)-?t(?:hang)?-cuoi(?:-nam)?-{_YEAR}",
        rf"nam-{_YEAR}",
    )
]
# Years that a person may mean: before 1945 there were no cooperatives, beyond 2100 nobody plans. What is given, estimates
# included, ends with the last year that a strategy in force names: a bound that asks no clock, so that a report never does.
YEARS, GIVEN = range(1945, 2101), range(1945, 2046)


@total_ordering
@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a month or a year as somebody wrote it; `first` and `last` are the days it may mean."""

    first: date
    last: date
    precision: str  # năm, tháng, ngày

    @classmethod
    def parse(cls, text: str | date) -> Moment:
        """Read "2023", "2023-05" or "2023-05-31"; raises ValueError with a Vietnamese sentence.

        >>> Moment.parse("2023-02").last
        datetime.date(2023, 2, 28)
        """
        match = _DAY.fullmatch(str(text))
        if not match:
            raise ValueError(f"ngày viết theo dạng 2023, 2023-05 hoặc 2023-05-31, không phải «{text}»")
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            if day:
                return cls(date(year, month, day), date(year, month, day), "ngày")
            if month:
                return cls(date(year, month, 1), _month_end(year, month), "tháng")
            return cls(date(year, 1, 1), date(year, 12, 31), "năm")
        except ValueError:
            raise ValueError(f"không có ngày «{text}» trong lịch") from None

    @classmethod
    def given(cls, text: str | date, years: range = YEARS) -> Moment:
        """`parse` what a person wrote: a year outside `years` is a slip. Raises ValueError with a Vietnamese sentence."""
        moment = cls.parse(text)
        if moment.first.year not in years:
            raise ValueError(f"năm phải từ {years[0]} đến {years[-1]}, không phải «{text}»")
        return moment

    @classmethod
    def of(cls, day: date) -> Moment:
        return cls(day, day, "ngày")

    @property
    def text(self) -> str:
        """How a sentence names it: "31/5/2023", "tháng 5/2023", "năm 2023" (a zero only before day 1-9, month 1-2).

        >>> [Moment.parse(t).text for t in ("2023-05-31", "2023-02-02", "2023-05", "2023")]
        ['31/5/2023', '02/02/2023', 'tháng 5/2023', 'năm 2023']
        """
        if self.precision == "năm":
            return f"năm {self.first.year}"
        return f"tháng {_month(self.first)}/{self.first.year}" if self.precision == "tháng" else day_text(self.first)

    @property
    def as_of(self) -> str:
        """How a stock's date is named: "31/5/2023", "hết tháng 12/2022", "năm 2020"."""
        return f"hết {self.text}" if self.precision == "tháng" else self.text

    @property
    def iso(self) -> str:
        return self.first.isoformat()[: _LETTERS[self.precision]]

    def __lt__(self, other: Moment) -> bool:
        return (self.last, self.first) < (other.last, other.first)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of `start` to the last day of `end`; no `start`: a stock; no `end`: undated, never printed."""

    start: Moment | None
    end: Moment | None

    @classmethod
    def parse(cls, start: str | None, end: str | None) -> Period:
        period = cls(Moment.parse(start) if start else None, Moment.parse(end) if end else None)
        if period.start and period.end and period.first > period.last:
            raise ValueError(f"kỳ bắt đầu ({start}) sau khi kết thúc ({end})")
        return period

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(Moment.parse(f"{year:04d}"), Moment.parse(f"{year:04d}"))

    @classmethod
    def named(cls, text: str) -> Period:
        """Read what an office calls a period of one year; "2025" and "2025-08" are the year and its first eight months.

        Raises ValueError with a Vietnamese sentence.

        >>> [Period.named(t).text for t in ("2025-Q1", "quý III/2025", "tháng 8/2025", "2025-T08", "6 tháng đầu năm 2025")]
        ['quý I/2025', 'quý III/2025', 'tháng 8/2025', 'tháng 8/2025', '6 tháng đầu năm 2025']
        >>> [Period.named(t).text for t in ("2025", "năm 2025", "2025-08", "9-thang-2025", "6 tháng cuối năm 2025")]
        ['năm 2025', 'năm 2025', '8 tháng đầu năm 2025', '9 tháng đầu năm 2025', '6 tháng cuối năm 2025']
        """
        words = slug(text)
        found = next((match.groupdict() for each in _NAMED if (match := each.fullmatch(words))), None)
        if found is None:
            end = Moment.given(text)
            return cls(Moment.parse(f"{end.first.year:04d}-01-01"), Moment.of(end.last))
        first, last = _months_of(found)
        if not 1 <= last <= 12:
            raise ValueError(f"năm có 12 tháng, không phải «{text}»")
        year = Moment.given(found["year"]).first.year
        return cls(Moment.of(date(year, first, 1)), Moment.of(_month_end(year, last)))

    @property
    def first(self) -> date:
        return self.start.first

    @property
    def last(self) -> date:
        return self.end.last

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, by which two periods written in different precision are compared."""
        return self.first, self.last

    @property
    def months(self) -> int | None:
        """Whole months it covers, None where it is not made of whole months.

        >>> Period.parse("2020-12", "2023-05-31").months
        30
        """
        after = self.last + timedelta(days=1)
        if self.first.day != 1 or after.day != 1:
            return None
        return (after.year - self.first.year) * 12 + after.month - self.first.month

    @property
    def is_year(self) -> bool:
        return self.months == 12 and self.first.month == 1

    @property
    def years(self) -> Fraction | None:
        """Whole months / 12; never days / 365,25."""
        return Fraction(self.months, 12) if self.months else None

    @property
    def since_new_year(self) -> Period | None:
        """The months of the year so far, of a month or quarter that does not begin it; None of any other period.

        >>> Period.named("2026-Q2").since_new_year.text, Period.named("2026-Q1").since_new_year
        ('6 tháng đầu năm 2026', None)
        """
        begins_within = self.start is not None and self.first.year == self.last.year and self.first.month > 1
        if not begins_within or not self.months:
            return None
        return Period(Moment.of(date(self.last.year, 1, 1)), self.end)

    def shifted(self, years: int) -> Period:
        """The same period some years before (negative) or after; precision kept."""
        return Period(_shift(self.start, years) if self.start else None, _shift(self.end, years))

    @property
    def text(self) -> str:
        """How a sentence names it.

        >>> [Period.parse(*p).text for p in (("2018", "2018"), ("2023-01-01", "2023-08-31"), ("2021", "2023-05-31"))]
        ['năm 2018', '8 tháng đầu năm 2023', 'từ năm 2021 đến 31/5/2023']
        >>> [Period.parse(*p).text for p in (("2014-01", "2014-03"), ("2014-10-01", "2014-12-31"), ("2014-07", "2014-12"))]
        ['quý I/2014', 'quý IV/2014', '6 tháng cuối năm 2014']
        """
        if self.start is None:
            return self.end.as_of
        if self.is_year:
            return f"năm {self.first.year}"
        months = self.months
        if months == 3 and self.first.month in _QUARTERS:
            return f"quý {_QUARTERS[self.first.month]}/{self.first.year}"
        if months == 6 and self.first.month == 7:
            return f"6 tháng cuối năm {self.first.year}"
        if months and months > 1 and self.first.month == 1 and self.first.year == self.last.year:
            return f"{months} tháng đầu năm {self.first.year}"
        if months == 1:
            return f"tháng {_month(self.first)}/{self.first.year}"
        if months and months % 12 == 0 and self.first.month == 1:
            return f"giai đoạn {self.first.year}-{self.last.year}"
        return f"từ {self.start.text} đến {self.end.text}"

    @property
    def iso(self) -> str:
        return f"{self.start.iso}/{self.end.iso}" if self.start else self.end.iso if self.end else ""


def _months_of(found: dict[str, str | None]) -> tuple[int, int]:
    """The first and the last month of a period that was named."""
    if quarter := found.get("quarter"):
        number = int(quarter) if quarter.isdecimal() else ("", "i", "ii", "iii", "iv").index(quarter)
        return 3 * number - 2, 3 * number
    if month := found.get("month"):
        return int(month), int(month)
    if found.get("last"):
        return 7, 12
    return 1, int(found.get("first") or 12)


def day_text(day: date) -> str:
    """Return "31/5/2023"; days below 10 and the months 1 and 2 take a zero, as administrative documents write them."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def day_in_words(day: date) -> str:
    """Return "ngày 05 tháng 6 năm 2023", the form of a document's date line."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    """The number of the month; the first two with a zero, so that nobody can put a figure before them."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift(moment: Moment, years: int) -> Moment:
    year = moment.first.year + years
    if moment.precision == "năm":
        return Moment.parse(f"{year:04d}")
    if moment.precision == "tháng":
        return Moment.parse(f"{year:04d}-{moment.first.month:02d}")
    # A month's last day stays a month's last day (29/02 → 28/02 and back).
    at_end = (moment.last + timedelta(days=1)).day == 1
    last = _month_end(year, moment.last.month)
    return Moment.of(last if at_end else date(year, moment.last.month, min(moment.last.day, last.day)))
