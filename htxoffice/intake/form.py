"""What stands in a form: every variable and indicator of the codelists as a waiting row, what is already given, and the
value before it; or a whole dataset as a workbook. `layout` says how it looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from htxlib.codelists import places, variables
from htxlib.codelists.periods import Moment, Period
from htxlib.codelists.places import Place
from htxlib.codelists.units import Unit
from htxlib.codelists.variables import KINDS, STATISTICS, TOPICS, Variable
from htxlib.data.contract import TABLES, arranged, columns
from htxlib.data.dataset import Dataset, Observation, Target, read
from htxlib.data.rows import HEDGES, MEASURES, SIGNS, STATUSES, TARGET_KINDS, WORDINGS
from htxlib.data.workbook.cell_text import STYLES
from htxlib.data.workbook.headings import (
    BEFORE,
    BEFORE_WHEN,
    EXPLAINED,
    LABEL,
    OPERATIONS,
    SECTIONS,
    SHEETS,
    in_words,
    sections,
)
from htxlib.data.write import put
from htxlib.indicators import catalogue
from htxlib.indicators.declare import OPENING, Indicator
from htxlib.values import lookup
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import capital, number, slug

from . import asks, plans
from .guide import INTRO, KIND_WORDS, guide
from .held import mark
from .layout import HEADER, Page, Row, build, list_range

# The order of columns where a person fills them in; a whole dataset has the place before them, a new column stands last.
ORDER = {
    "so_lieu": (
        "chi_tieu", LABEL, "don_vi_tinh", BEFORE, BEFORE_WHEN, "gia_tri", "gia_tri_den", "do_chinh_xac", "tu_ngay",
        "den_ngay", "tinh_trang", "nguon", "mau_so", "ghi_chu", EXPLAINED,
    ),
    "muc_tieu": (
        "chi_tieu", LABEL, "loai", "kieu", "dau", "gia_tri", "gia_tri_den", "don_vi_tinh", "tu_ngay", "den_ngay",
        "mau_so", "goc_ngay", "van_ban", "ap_dung_tu", "ghi_chu",
    ),
    "doi_chieu": (
        "chi_tieu", LABEL, "phep_tinh", "gia_tri", "don_vi_tinh", "do_chinh_xac", "tu_ngay", "den_ngay", "so_voi",
        "goc_tu_ngay", "goc_ngay", "mau_so", "nguon", "ghi_chu",
    ),
    "noi_dung": ("muc", "thu_tu", "noi_dung", "cach_ghi", "tu_ngay", "den_ngay", "nguon"),
}  # fmt: skip
A_YEAR = timedelta(days=366)
SPARE = {"so_lieu": 20, "muc_tieu": 12, "nhiem_ky": 3, "noi_dung": 6, "chi_tieu": 10, "nguon": 10, "doi_chieu": 10}


@dataclass(frozen=True)
class Asked:
    """The place and period that a form is for."""

    place: Place
    period: Period
    term: str = ""  # "2020-2025": from the start of a congress term

    @property
    def after(self) -> date:
        """Stocks of the form are later than this day: of a term given by its first year, later than that year."""
        return self.period.start.last if self.term else self.period.first - timedelta(days=1)

    @property
    def name(self) -> str:
        return self.place.full_name(self.period.last)

    def holds(self, period: Period) -> bool:
        """Whether a given row belongs into the form: dated inside, and begun inside if it has a beginning."""
        ends_inside = period.end is not None and self.after < period.last <= self.period.last
        return ends_inside and (period.start is None or period.first >= self.period.first)


def asked(place: str, period: str | None = None, term: str | None = None, to: str | None = None) -> Asked:
    """What `--place --period 2025`, `2023-08` (its first months), `2026-Q1` or `--term 2020-2025 --to …` ask for.

    Raises InputError.

    >>> asked("yen-bai", period="2023-08").period.text
    '8 tháng đầu năm 2023'
    """
    try:
        when = _term_so_far(term, to) if term else Period.named(period or "")
        return Asked(places.resolve(place, when.last), when, term or "")
    except places.UnknownPlace as error:
        raise InputError(
            Fault("đơn vị có trong kỳ", quote(place), capital(str(error)), at="tham số --place")
        ) from None
    except ValueError as error:
        found = " ".join(f"--{name} {value}" for name, value in (("period", period), ("term", term), ("to", to)) if value)
        remedy = (
            "Ví dụ: --period 2025, --period 2026-Q1 (quý), --period 2023-08 (8 tháng đầu năm),"
            f" hoặc --term 2020-2025 --to 2023-05-31. ({error})"
        )
        raise InputError(Fault("kỳ của biểu", quote(found), remedy)) from None


def _term_so_far(term: str, to: str | None) -> Period:
    first, dash, last = term.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) < int(last)):
        raise ValueError("nhiệm kỳ viết dạng 2020-2025")
    return Period.parse(first, to or last)


def write(
    out: Path,
    data: str | Path | None,
    place: str | None = None,
    period: str | None = None,
    term: str | None = None,
    to: str | None = None,
    known: Mapping[str, object] | None = None,
) -> Path:
    """Write the form of a place and period, or without a period all there is (of the place); returns the path.

    Raises InputError: a place or period that does not exist, data that cannot be read.
    """
    if out.suffix.lower() != ".xlsx":
        raise InputError(Fault("tên tệp .xlsx", quote(out), "Đặt tên tệp kết thúc bằng .xlsx."))
    if (period or term) and not place:
        raise InputError(Fault("đơn vị của biểu", "không có --place", "Thêm --place, ví dụ --place yen-bai."))
    if period and term:
        raise InputError(Fault("--period hoặc --term", "cả hai", "Bỏ một trong hai tham số."))
    if to and not term:
        raise InputError(Fault("--term đi cùng --to", "chỉ có --to", "Thêm --term, hoặc dùng --period 2023-08."))
    if not (data or period or term):
        raise InputError(Fault("bộ số liệu để viết ra Excel", "không có --data", "Thêm --data, hoặc nêu kỳ của biểu trống."))
    dataset = read(data) if data else None
    put({out: workbook(dataset, asked(place, period, term, to), known) if period or term else whole(dataset, _known(place))})
    return out


def _known(place: str | None) -> str | None:
    """The id of a place asked for without a period."""
    try:
        return places.get(place).id if place else None
    except places.UnknownPlace as error:
        where = "tham số --place"
        raise InputError(Fault("mã đơn vị, ví dụ yen-bai", quote(place), capital(str(error)), at=where)) from None


def _from_its_start(data: Dataset, wanted: Asked) -> Asked:
    """A term begins on the day that the dataset knows, else with its first year."""
    starts = [each.period.start for each in data.terms(wanted.place.id) if each.name == wanted.term]
    return replace(wanted, period=Period(starts[0], wanted.period.end)) if starts and starts[0] else wanted


class _Given:
    """What a dataset holds of the place, each row as the cells in which it was written."""

    def __init__(self, data: Dataset, wanted: Asked):
        self.data, self.wanted = data, wanted
        self._cells = {table: {raw.origin: raw.cells for raw in data.raw(table)} for table in SHEETS}

    def cells(self, table: str, row) -> dict[str, str]:
        return self._cells[table][row.origin]

    def holds(self, table: str, cells: Mapping[str, str]) -> bool:
        """Whether a row of the form stands in the data: it is filled in, and was not made for the form."""
        awaited = TABLES[table].awaited
        is_filled = not awaited or any(cells.get(name) for name in awaited)
        return bool(cells) and is_filled and mark(table, cells) in self._marks

    @cached_property
    def _marks(self) -> set[str]:
        return {mark(table, cells) for table, rows in self._cells.items() for cells in rows.values()}

    def rows(self, table: str, chosen: Callable[[Any], bool]) -> list[dict[str, str]]:
        place = self.wanted.place.id
        ask = {"muc_tieu": self.data.targets, "nhiem_ky": self.data.terms, "noi_dung": self.data.passages}
        rows = ask.get(table, self.data.published)(place)
        return [_labelled(self.data, self.cells(table, row)) for row in rows if chosen(row)]


def workbook(dataset: Dataset | None, wanted: Asked, known: Mapping[str, object] | None = None) -> bytes:
    """The form of one place and period; without a dataset, an empty one. `known`: the document of the last report."""
    data = dataset or Dataset({}, "")
    wanted = _from_its_start(data, wanted)
    own = _own(data, wanted.place.id)
    given = _Given(data, wanted)
    pages = [
        _figures(given, own),
        _page("muc_tieu", plans.rows(wanted, given.rows("muc_tieu", _ahead(wanted))), wanted, own),
        _page("nhiem_ky", _terms(given), wanted, own),
        _page("noi_dung", _passages(given), wanted, own),
        _page("chi_tieu", [raw.cells for raw in data.raw("chi_tieu") if raw["ma"] in own], wanted, own),
        _page("doi_chieu", given.rows("doi_chieu", lambda row: wanted.holds(row.period)), wanted, own),
    ]
    pages.insert(5, _page("nguon", _sources(given, pages), wanted, own))
    asked_for = asks.lines(wanted.name, wanted.period, wanted.term, known or {})
    held = [mark(page.table, row.cells) for page in pages for row in page.rows if given.holds(page.table, row.cells)]
    return build(guide(wanted.name, wanted.place.id, wanted.period.text), pages, lists_of(own), asked_for, held)


def _own(data: Dataset, place: str) -> dict[str, Variable]:
    """The variables of its own that the place uses; those of other places are no business of its form."""
    aimed = {target.variable for target in data.targets(place)}
    return {each.code: each for each in data.own_variables().values() if each.code in aimed or data.series(place, each.code)}


def whole(dataset: Dataset, place: str | None = None) -> bytes:
    """A whole dataset, or all that it has of one place, as a workbook that reads as the same tables."""
    pages = []
    for table, sheet in SHEETS.items():
        given = [raw.cells for raw in dataset.raw(table)]
        if place and "don_vi" in columns(table):
            given = [cells for cells in given if cells.get("don_vi") == place]
        if given:  # a table without rows has no sheet
            first = [name for name in ORDER.get(table, ()) if name in (*columns(table), LABEL)]
            names = arranged(table, ["don_vi", *first] if "don_vi" in columns(table) else first)
            pages.append(Page(table, names, [Row(_labelled(dataset, cells)) for cells in given], sheet))
    title = places.get(place).name if place else dataset.name
    return build([[f"Số liệu: {title}"], ["Mỗi trang là một bảng, mỗi dòng là một dòng của bảng."]], pages, lists_of({}))


def _labelled(dataset: Dataset, cells: dict[str, str]) -> dict[str, str]:
    name = cells.get("chi_tieu", "")
    return {**cells, LABEL: _label(dataset, name)} if name else cells


def _label(dataset: Dataset, name: str) -> str:
    if name.endswith(OPENING):
        return f"{_label(dataset, name.removesuffix(OPENING))} đầu kỳ"
    declared, variable = catalogue.load().get(name), dataset.variable(name)
    return declared.label if declared else variable.label if variable else ""


# --- figures ----------------------------------------------------------------------------------------------------------


def _figures(given: _Given, own: dict[str, Variable]) -> Page:
    """Every variable of every topic, then the indicators that somebody may have published ready-made.

    Not what the statistics office counts: no office is asked for it.
    """
    rows: list[Row] = []
    names = {code: each for code, each in {**variables.load(), **own}.items() if each.topic != STATISTICS}
    topics = [topic for topic in TOPICS if topic != STATISTICS]
    for topic in (*topics, *sorted({each.topic for each in names.values()} - set(TOPICS))):
        asked_for = [each for each in names.values() if each.topic == topic]
        asked_for += [each for each in _ready_made() if each.topic == topic and each.name not in names]
        found = [row for each in asked_for for row in _rows_of(given, each)]
        rows += [Row(group=_section(topic)), *found] if found else []
    page = _page("so_lieu", (), given.wanted, own)
    title = f"Số liệu {given.wanted.name}, {given.wanted.period.text}"
    return replace(page, rows=rows, title=title, waits=True)


def _ready_made() -> list[Indicator]:
    """Indicators that a source may state without what they are computed from."""
    return [each for each in catalogue.load().values() if not each.name.startswith("chenh_lech")]


def _section(topic: str) -> str:
    return sections().get(topic, topic or "Khác")


def _rows_of(given: _Given, each: Variable | Indicator) -> list[Row]:
    """The given rows of one variable, or one that waits; where a balance starts from it, also for its start."""
    name = each.code if isinstance(each, Variable) else each.name
    wanted = given.wanted
    series = given.data.series(wanted.place.id, name)
    before = _before(series, wanted)
    then = _before_cells(before, each.unit) if before else _parts_before(given, name, each)
    shown = {LABEL: each.label, EXPLAINED: _explained(each, given.data), **then}
    known = [given.cells("so_lieu", row) for row in series if wanted.holds(row.period)]
    rows = known or [_waiting(each, name, wanted)]
    was_there = wanted.place.start is None or wanted.place.start <= wanted.after  # else its parts have the opening
    compared = plans.compared_with_the_start() if wanted.term else set()
    if before is None and was_there and name in _opening_stocks() | compared:
        day = wanted.period.start.iso if wanted.term else wanted.after.isoformat()
        rows.insert(0, {**_waiting(each, name, wanted), "tu_ngay": "", "den_ngay": day, "ghi_chu": "số đầu kỳ"})
    if (so_far := _so_far(series, each, wanted)) is not None:
        rows.append({**_waiting(each, name, wanted), **so_far})
    return [Row({**shown, **cells}, bounds=_bounds(each, wanted)) for cells in rows]


def _so_far(series: Sequence[Observation], each: Variable | Indicator, wanted: Asked) -> dict[str, str] | None:
    """The days of what happened since the year began, which the form of a month or quarter asks for, too, unless the
    months before it are known.
    """
    so_far = None if wanted.term else wanted.period.since_new_year
    if so_far is None or not isinstance(each, Variable) or each.kind != "phát sinh":
        return None
    earlier = Period(so_far.start, Moment.of(wanted.after))
    known = lookup.flow(series, earlier, lambda row: (row.origin.row,))
    is_given = any(row.period.start and row.period.days == so_far.days for row in series)
    if is_given or (known and known.period.days == earlier.days):
        return None
    return {"tu_ngay": so_far.start.iso, "den_ngay": so_far.end.iso, "ghi_chu": "lũy kế từ đầu năm"}


def _waiting(each: Variable | Indicator, name: str, wanted: Asked) -> dict[str, str]:
    """A row with everything but its number."""
    kind = each.kind if isinstance(each, Variable) else "tỷ lệ"
    flows = kind in ("phát sinh", "nhịp độ") or (kind == "bình quân" and not wanted.term)
    return {
        "chi_tieu": name,
        "don_vi_tinh": each.unit.text,
        "tu_ngay": wanted.period.start.iso if flows else "",
        "den_ngay": wanted.period.end.iso,
        "tinh_trang": STATUSES[0],
        "nguon": _own_source(wanted)["nguon"],
    }


def _opening_stocks() -> set[str]:
    return {
        name.removesuffix(OPENING)
        for each in catalogue.load().values()
        for name in each.inputs
        if name.endswith(OPENING)
    }


def _before(series: Sequence[Observation], wanted: Asked) -> Observation | None:
    """The value before the period: the same months a year earlier where they are given, else the latest."""
    earlier = [row for row in series if row.period.end and row.period.last <= wanted.after]
    if not wanted.term:
        days = wanted.period.shifted(-1).days
        same = [row for row in earlier if row.period.start and row.period.days == days]
        earlier = same or earlier
    return max(earlier, key=lambda row: (row.period.last, -STATUSES.index(row.status), -row.origin.row), default=None)


def _before_cells(row: Observation, unit: Unit) -> dict[str, str]:
    value = _in_unit(row, unit)
    if value is None:  # measured in something else: no number to hold the new one against
        return {BEFORE_WHEN: f"{number(row.value, row.digits)} {row.unit.text}, {row.period.text}"}
    hedge = f"{row.hedge}, " if row.hedge else ""
    return {BEFORE: decimal(value), BEFORE_WHEN: hedge + row.period.text}


def _in_unit(row: Observation, unit: Unit) -> Fraction | None:
    try:
        return row.value * row.unit.factor_to(unit)
    except ValueError:
        return None


def _parts_before(given: _Given, name: str, each: Variable | Indicator) -> dict[str, str]:
    """Of a merged unit: the last values of those that were merged, and their sum where they can be added."""
    parts = given.wanted.place.predecessors
    rows = [row for id in parts if (row := _before(given.data.series(id, name), given.wanted))]
    values = [_in_unit(row, each.unit) for row in rows]
    adds = rows and len(rows) == len(parts) and None not in values and _add_up(each, [row.period for row in rows])
    told = [f"{places.get(row.place).name} {_said(row, each.unit)}" for row in rows]
    return {BEFORE: decimal(sum(values)) if adds else "", BEFORE_WHEN: (" + " if adds else "; ").join(told)}


def _add_up(each: Variable | Indicator, periods: Sequence[Period]) -> bool:
    """Whether values of several places make a sum: stocks of days within a year, flows of one period."""
    if not isinstance(each, Variable) or each.kind not in ("số dư", "phát sinh"):
        return False
    if each.is_flow:
        return len({period.days for period in periods}) == 1
    days = [period.last for period in periods]
    return max(days) - min(days) <= A_YEAR


def _said(row: Observation, unit: Unit) -> str:
    """Hedge, value and date; the unit only where it is another than that of the form."""
    own = "" if row.unit.text == unit.text else row.unit.text
    return " ".join(filter(None, (row.hedge, number(row.value, row.digits), own, f"({row.period.text})")))


def _explained(each: Variable | Indicator, data: Dataset) -> str:
    """What a row asks for, in words: other variables by their labels."""
    if isinstance(each, Indicator):
        inputs = ", ".join(f"«{_label(data, name)}»" for name in each.inputs)
        return f"Máy tính từ {inputs}. Chỉ điền khi nguồn cho sẵn tỷ lệ mà không cho các số ấy."
    part = f"Là một phần của «{_label(data, each.part_of)}»." if each.part_of else ""
    base = f"Tính trên «{_label(data, each.base)}»." if each.base else ""
    return in_words(" ".join(filter(None, (KIND_WORDS[each.kind], part, base, each.note))), "so_lieu")


def _bounds(each: Variable | Indicator, wanted: Asked) -> tuple[Decimal, Decimal, bool] | None:
    """The plausible range of a province's value; groups of provinces have none."""
    if (
        not isinstance(each, Variable)
        or each.low is None
        or each.high is None
        or wanted.place.kind not in places.PROVINCIAL
    ):
        return None
    low, high = (Decimal(end.numerator) / Decimal(end.denominator) for end in (each.lowest, each.high))
    return low, high, each.unit.is_count


# --- the other pages --------------------------------------------------------------------------------------------------


def _page(table: str, rows: Iterable[dict[str, str]], wanted: Asked, own: dict[str, Variable]) -> Page:
    names = arranged(table, ORDER.get(table, ()), without=["don_vi"])
    title = f"{SHEETS[table]}: {wanted.name}"
    return Page(
        table,
        names,
        [Row(cells) for cells in rows],
        title,
        INTRO[table],
        SPARE[table],
        choices_of(table, own),
        {"tu_ngay": "Để trống nếu là số tại một thời điểm; số trong kỳ ghi ngày đầu kỳ."},
    )


def _ahead(wanted: Asked) -> Callable[[Target], bool]:
    """Targets that the period of the form meets, or that lie ahead of it."""
    return lambda each: each.period.end is None or each.period.last >= wanted.period.first


def _terms(given: _Given) -> list[dict[str, str]]:
    wanted, known = given.wanted, given.rows("nhiem_ky", lambda row: True)
    if wanted.term and wanted.term not in [cells["nhiem_ky"] for cells in known]:
        first, _, last = wanted.term.partition("-")
        known.append({"nhiem_ky": wanted.term, "tu_ngay": first, "den_ngay": last})
    return known


def _passages(given: _Given) -> list[dict[str, str]]:
    """The given passages, then a waiting row for every section that has none."""
    wanted = given.wanted
    known = given.rows("noi_dung", lambda row: wanted.holds(row.period))
    said = {cells["muc"] for cells in known}
    period, source = wanted.period, _own_source(wanted)["nguon"]
    waiting = {"tu_ngay": period.start.iso, "den_ngay": period.end.iso, "nguon": source}
    return known + [{"muc": slug(name), **waiting} for name in SECTIONS if slug(name) not in said]


def _sources(given: _Given, pages: Iterable[Page]) -> list[dict[str, str]]:
    """One source for what is filled in now, and those that the pages name."""
    own = _own_source(given.wanted)
    known = {raw["nguon"]: raw.cells for raw in given.data.raw("nguon")}
    named = dict.fromkeys([own["nguon"], *(row.cells.get("nguon", "") for page in pages for row in page.rows)])
    return [known.get(id, own) for id in named if id in known or id == own["nguon"]]


def _own_source(wanted: Asked) -> dict[str, str]:
    """The source that waiting rows name: the alliance's own report of this period."""
    alliance = wanted.place.lien_minh(wanted.period.last)
    return {
        "nguon": f"{wanted.place.id}-{wanted.period.end.iso}",
        "tieu_de": f"Báo cáo của {alliance}, {wanted.period.text}",
        "co_quan": alliance,
    }


def decimal(value: Fraction) -> str:
    """A value as the data contract writes it, with at most six decimals.

    >>> decimal(Fraction(53, 10)), decimal(Fraction(5)), decimal(Fraction(1, 3))
    ('5.3', '5', '0.333333')
    """
    text = f"{Decimal(round(value * 10**6)).scaleb(-6):f}"
    return text.rstrip("0").rstrip(".")


# --- lists ------------------------------------------------------------------------------------------------------------


def lists_of(own: dict[str, Variable]) -> dict[str, list[str]]:
    """What the sheet of lists holds, a list a column: codes, their names and units, then the words of each column."""
    names = {each.code: each for each in (*variables.load().values(), *own.values())}
    ready = [each for each in _ready_made() if each.name not in names]
    units = dict.fromkeys(each.unit.text for each in (*names.values(), *ready))
    units |= dict.fromkeys(each.unit.per_time("năm").text for each in names.values() if each.is_flow and not each.unit.time)
    return {
        "Mã chỉ tiêu": [*names, *(each.name for each in ready)],
        "Tên chỉ tiêu": [each.label for each in (*names.values(), *ready)],
        "Đơn vị tính": list(units),
        "Mục": list(SECTIONS),
        "Phép tính": list(OPERATIONS.values()),
        "Mức ước lượng": list(HEDGES),
        "Tình trạng": list(STATUSES),
        "Loại mục tiêu": list(TARGET_KINDS),
        "Cách tính": list(MEASURES),
        "Dấu": list(SIGNS),
        "Loại chỉ tiêu": list(KINDS),
        "Cách viết số": list(STYLES),
        "Cách ghi": list(WORDINGS),
    }


def choices_of(table: str, own: dict[str, Variable]) -> dict[str, str]:
    """The range of cells in which the choices of a column stand."""
    lists = lists_of(own)
    chosen = {
        "chi_tieu": "Mã chỉ tiêu", "mau_so": "Mã chỉ tiêu", "phan_cua": "Mã chỉ tiêu", "trong_so": "Mã chỉ tiêu",
        "don_vi_tinh": "Đơn vị tính", "muc": "Mục", "phep_tinh": "Phép tính", "do_chinh_xac": "Mức ước lượng",
        "tinh_trang": "Tình trạng", "cach_ghi": "Cách ghi", "kieu": "Cách tính", "dau": "Dấu",
        "loai": "Loại chỉ tiêu" if table == "chi_tieu" else "Loại mục tiêu",
    }  # fmt: skip
    found = {column: list_range(lists, name) for column, name in chosen.items()}
    if table != "nguon":
        found["nguon"] = f"'{SHEETS['nguon']}'!$A${HEADER + 1}:$A${HEADER + 200}"
    return found
