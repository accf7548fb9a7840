"""The rows of a dataset, one class a table; every row remembers where it was written.

Named tuples: thirty thousand of them are made and copied in half the time of frozen dataclasses.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..codelists.periods import Moment, Period
from ..codelists.units import Unit

HEDGES = ("trên", "hơn", "gần", "dưới", "khoảng", "cơ bản", "ước")
STATUSES = ("chính thức", "sơ bộ", "ước", "mô phỏng")  # in the order in which they are preferred
# What is known against a source: a copy, a thesis, a page that only repeats others; a page that was read only once.
SECOND_HAND, READ_ONCE = "thứ cấp", "đọc một lần"
TRUST = (SECOND_HAND, READ_ONCE, f"{SECOND_HAND}, {READ_ONCE}")
WORDINGS = VERBATIM, SUMMARY = "nguyên văn", "tóm lược"  # a passage: the place's own words, or our summary of a source
TARGET_KINDS = ("nghị quyết", "kế hoạch", "chương trình")
MEASURES = ("bình quân năm", "lũy kế", "cuối kỳ", "so với gốc")
SIGNS = ("≥", ">", "≤", "<", "=", "từ-đến")
OPERATIONS = (
    "tang_giam",
    "tang_giam_pct",
    "so_lan",
    "binh_quan_nam",
    "tang_binh_quan_pct",
    "dat_muc_tieu",
    "vuot_muc_tieu",
    "diem_pct",
    "ty_trong",
    "ty_trong_dia_ban",
    "binh_quan_don_vi",
    "quy_doi",
    "tong",
)


class Origin(NamedTuple):
    """Where a row was written: a file and its row, for a workbook also sheet and cell."""

    file: str
    row: int
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.within}"

    @property
    def within(self) -> str:
        """The place in its file: "dòng 12", "trang «Số liệu», ô B7"."""
        at = f"ô {self.cell}" if self.cell else f"dòng {self.row}"
        return f"trang «{self.sheet}», {at}" if self.sheet else at


class Observation(NamedTuple):
    """One given value, in the unit and with the digits in which it was given."""

    place: str
    variable: str
    period: Period
    value: Fraction
    upper: Fraction | None  # the upper end of a range
    unit: Unit
    base: str
    hedge: str
    status: str
    source: str
    note: str
    digits: int
    origin: Origin


class Target(NamedTuple):
    """One target of a resolution, a plan or a programme; `valid_from`: targets are revised in mid-term."""

    place: str
    variable: str
    kind: str
    period: Period
    measure: str  # bình quân năm, lũy kế, cuối kỳ, so với gốc
    sign: str
    value: Fraction
    upper: Fraction | None
    unit: Unit
    base: str
    base_date: Moment | None
    document: str
    valid_from: Moment | None
    digits: int
    origin: Origin


class Term(NamedTuple):
    """One congress term of a place."""

    place: str
    name: str  # "2020-2025"
    number: str  # "VI"
    period: Period
    document: str
    origin: Origin


class Passage(NamedTuple):
    """One passage of a place's own text, printed literally but for {{ name }}."""

    place: str
    period: Period
    section: str
    order: int
    text: str
    source: str
    origin: Origin
    wording: str = VERBATIM


class Published(NamedTuple):
    """One derived figure as somebody published it, to be compared with ours; `value` None: a bare statement."""

    place: str
    variable: str
    operation: str
    period: Period
    against: str  # đầu kỳ, kỳ trước, cùng kỳ, a document, or the region or country that a place is a part of
    base_start: Moment | None  # of a flow: the first day of the period that it is compared with
    base_date: Moment | None  # and the last one; of a stock the day
    value: Fraction | None
    unit: Unit | None
    base: str
    hedge: str
    source: str
    note: str
    digits: int
    origin: Origin


class Source(NamedTuple):
    """One source: who said it, when, where it can be read."""

    id: str
    title: str
    publisher: str
    day: Moment | None
    link: str
    trust: str  # one of TRUST; empty: read twice, at the publisher's own page
    origin: Origin


class Acceptance(NamedTuple):
    """A finding that somebody looked at and lets stand, with the reason; `day` and `value` narrow it to one row."""

    place: str
    check: str
    variable: str
    day: Moment | None
    value: Fraction | None
    reason: str
    by: str
    on: Moment | None
    origin: Origin

    def meets(self, row: Observation | Target | Published | None) -> bool:
        """Whether it is for this row: where it names a day or a value, the row has them still."""
        day = self.day is None or (row is not None and row.period.end == self.day)
        return day and (self.value is None or (row is not None and row.value == self.value))
