"""How the rows of a workbook join those that are there: new, unchanged or revised; `lich_su` keeps what was revised.

Two rows say the same thing when their key is the same. A value of another source stands beside the first (the reports
choose), unless its publisher revises itself: the same publisher, a later date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from htxlib.codelists.periods import Moment
from htxlib.data.contract import TABLES, Kind, columns
from htxlib.data.dataset import Dataset, Origin
from htxlib.data.parse import PARSERS
from htxlib.data.tables import Raw
from htxlib.data.workbook.headings import heading
from htxlib.words.errors import Fault, quote

HISTORY = "lich_su"
# Sources first: the others ask who published them and when.
JOINED = ("nguon", *(name for name in TABLES if name not in ("nguon", HISTORY)))

Key = tuple[str, ...]


@dataclass
class Changes:
    """What one workbook does to the tables: rows added and replaced (by position), counted by table."""

    added: dict[str, int] = field(default_factory=dict)
    revised: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    sentences: list[str] = field(default_factory=list)  # each revision in words
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, what: dict[str, int], table: str) -> None:
        what[table] = what.get(table, 0) + 1


@dataclass
class Tables:
    """The rows of a dataset while workbooks join them; `replaced` and what lies beyond `length` is to be written."""

    rows: dict[str, list[Raw]]
    replaced: dict[str, set[int]] = field(default_factory=dict)
    length: dict[str, int] = field(default_factory=dict)
    shortened: set[str] = field(default_factory=set)  # tables that lost rows: of a folder only
    may_lose: bool = False

    def __post_init__(self):
        self.length = {table: len(rows) for table, rows in self.rows.items()}

    def copy(self) -> Tables:
        """Another one to try things on; rows are never changed in place."""
        twin = Tables({table: list(rows) for table, rows in self.rows.items()}, may_lose=self.may_lose)
        twin.replaced, twin.length = {t: set(p) for t, p in self.replaced.items()}, dict(self.length)
        twin.shortened = set(self.shortened)
        return twin

    def take(self, other: Tables) -> None:
        """Become what was tried on another one."""
        self.rows, self.replaced, self.length, self.shortened = other.rows, other.replaced, other.length, other.shortened

    def add(self, table: str, raw: Raw) -> None:
        self.rows.setdefault(table, []).append(raw)

    def replace(self, table: str, position: int, raw: Raw) -> None:
        self.rows[table][position] = raw
        if position < self.length.get(table, 0):
            self.replaced.setdefault(table, set()).add(position)

    def remove(self, table: str, positions: Iterable[int]) -> None:
        gone = set(positions)
        if gone:
            self.rows[table] = [raw for position, raw in enumerate(self.rows[table]) if position not in gone]
            self.shortened.add(table)

    @property
    def changed(self) -> list[str]:
        """The tables to be written."""
        return [
            t for t, rows in self.rows.items()
            if self.replaced.get(t) or t in self.shortened or len(rows) > self.length.get(t, 0)
        ]  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """What joining needs to know beside the rows."""

    places: Mapping[Origin, str]  # the id of the place of each row, read by name or code with its date
    fresh: frozenset[str]  # the files of this import: two of them may not contradict each other
    on: str  # the day that the history notes
    days_before: Mapping[str, str]  # source → its date before the workbook came


def join(
    tables: Tables, book: Mapping[str, list[Raw]], places: Mapping[Origin, str], fresh: Iterable[str], on: str
) -> Changes:
    """Let the rows of a workbook join `tables`. With faults in the result the tables are to be thrown away."""
    changes = Changes()
    days = {raw["nguon"]: raw["ngay"] for raw in tables.rows.get("nguon", ())}
    told = Joined(places, frozenset(fresh), on, days)
    for table in JOINED:
        _Joining(table, tables, changes, told).all(book.get(table, ()))
    return changes


def places_of(data: Dataset) -> dict[Origin, str]:
    """The id of the place of every row of a dataset."""
    return {row.origin: row.place for table in PARSERS for row in data.every(table)}


class _Joining:
    """One table of one workbook."""

    def __init__(self, table: str, tables: Tables, changes: Changes, told: Joined):
        self.table, self.tables, self.changes, self.told = table, tables, changes, told
        self.columns = columns(table)
        self.sources = {raw["nguon"]: raw for raw in tables.rows.get("nguon", ())}
        self.there: dict[Key, int] = {}
        self.by_fact: dict[Key, list[int]] = {}
        self.before = len(tables.rows.get(table, ()))

    def all(self, rows: Sequence[Raw]) -> None:
        """Let these rows join; of what is there only the rows of the same places matter."""
        about = {self._place(raw) for raw in rows}
        for position, raw in enumerate(self.tables.rows.get(self.table, ())):
            if self._place(raw) in about:
                self._index(position, self._cells(raw))
        seen: dict[Key, Raw] = {}
        for raw in rows:
            cells = self._cells(raw)
            key = key_of(self.table, cells)
            if key in seen:
                self._check_twin(raw, seen[key])
                continue
            seen[key] = raw
            self._one(raw, cells, key)

    def _one(self, raw: Raw, cells: dict[str, str], key: Key) -> None:
        if key in self.there:
            self._revise(self.there[key], raw, cells)
            return
        position, superseded = self._own_earlier(cells)
        if superseded is not None:
            self._keep_old(cells, self._cells(superseded), raw.origin.file)
        elif position is not None:
            self._revise(position, raw, cells)
        else:
            self.tables.add(self.table, Raw({n: c for n, c in cells.items() if c}, raw.origin, raw.at))
            self._index(len(self.tables.rows[self.table]) - 1, cells)
            self.changes.count(self.changes.added, self.table)

    def _revise(self, position: int, raw: Raw, cells: dict[str, str]) -> None:
        old = self.tables.rows[self.table][position]
        before = self._cells(old)
        of_this_import = old.origin.file in self.told.fresh and old.origin.file != raw.origin.file
        # A column that the sheet does not have says nothing; an empty cell says that nothing is to stand there.
        after = before | {name: cells[name] for name in cells if raw.at is None or name in raw.at or name == "nguon"}
        differing = [name for name in self.columns if not _same(self.table, name, before, after)]
        if not differing:
            self.changes.unchanged += 1
        elif of_this_import and before.get("nguon") == cells.get("nguon"):
            self._tell_conflict(raw, old, differing[0])
        else:
            self.tables.replace(self.table, position, Raw({n: c for n, c in after.items() if c}, raw.origin, raw.at))
            self.changes.count(self.changes.revised, self.table)
            self._keep(before, after, differing, raw.origin.file)
            self.changes.sentences += [self._sentence(after, name, before.get(name, "")) for name in differing]

    # --- cells and keys ---

    def _place(self, raw: Raw) -> str:
        """The id of a row's place, "" in tables that have none."""
        return self.told.places.get(raw.origin) or raw["don_vi"]

    def _cells(self, raw: Raw) -> dict[str, str]:
        """The row with its place as an id."""
        cells = {name: raw[name] for name in self.columns}
        if "don_vi" in cells:
            cells["don_vi"] = self._place(raw)
        return cells

    def _index(self, position: int, cells: dict[str, str]) -> None:
        self.there.setdefault(key_of(self.table, cells), position)
        if self.table == "so_lieu":
            self.by_fact.setdefault(_fact(cells), []).append(position)

    def _own_earlier(self, cells: dict[str, str]) -> tuple[int | None, Raw | None]:
        """The row that a publisher's later document revises; or the later row by which this one is already revised."""
        for position in self.by_fact.get(_fact(cells), ()) if self.table == "so_lieu" else ():
            old = self.tables.rows[self.table][position]
            if position < self.before and self._publisher(old["nguon"]) == self._publisher(cells["nguon"]) != "":
                was, now = self._day(old["nguon"]), self._day(cells["nguon"])
                if was and now and Moment.parse(was).last != Moment.parse(now).last:
                    return (position, None) if Moment.parse(was) < Moment.parse(now) else (None, old)
        return None, None

    def _publisher(self, source: str) -> str:
        return self.sources[source]["co_quan"] if source in self.sources else ""

    def _day(self, source: str) -> str:
        return self.sources[source]["ngay"] if source in self.sources else ""

    # --- faults ---

    def _check_twin(self, raw: Raw, first: Raw) -> None:
        """Two rows of one workbook about one thing must say the same."""
        one, two = self._cells(first), self._cells(raw)
        for name in self.columns:
            if not _same(self.table, name, one, two):
                remedy = f"{first.origin} ghi {quote(one[name])}: giữ một dòng, hoặc ghi hai nguồn khác nhau."
                self.changes.faults.append(raw.fault(name, "mỗi số một dòng", remedy))
                return

    def _tell_conflict(self, raw: Raw, old: Raw, name: str) -> None:
        remedy = f"{old.origin} ghi {quote(old[name])}: chỉ nhập một trong hai tệp, hoặc ghi hai nguồn khác nhau."
        self.changes.faults.append(raw.fault(name, "cùng một giá trị ở mọi tệp nhập lần này", remedy))

    # --- history ---

    def _keep_old(self, old: dict[str, str], current: dict[str, str], file: str) -> None:
        """An earlier document that comes later: its values go straight into the history, once."""
        differing = [
            name for name in ("gia_tri", "gia_tri_den", "don_vi_tinh") if not _same(self.table, name, old, current)
        ]
        known = {_without_day(raw.cells) for raw in self.tables.rows.get(HISTORY, ())}
        rows = [row for row in self._history(old, current, differing, file) if _without_day(row) not in known]
        for row in rows:
            self.tables.add(HISTORY, Raw(row, Origin(file, 0)))
        self.changes.unchanged += not rows

    def _keep(self, old: dict[str, str], new: dict[str, str], differing: list[str], file: str) -> None:
        for row in self._history(old, new, differing, file):
            self.tables.add(HISTORY, Raw(row, Origin(file, 0)))

    def _history(
        self, old: dict[str, str], new: dict[str, str], differing: list[str], file: str
    ) -> list[dict[str, str]]:
        names = (
            name
            for name in TABLES[self.table].key
            if name not in ("don_vi", "tu_ngay", "den_ngay", "nguon") or len(TABLES[self.table].key) == 1
        )
        row = {
            "bang": self.table,
            "don_vi": new.get("don_vi", ""),
            "khoa": " | ".join(filter(None, (new[name] for name in names))),
            "tu_ngay": new.get("tu_ngay", ""),
            "den_ngay": new.get("den_ngay", ""),
            "nguon_cu": old.get("nguon", ""),
            "ngay_cu": self.told.days_before.get(old.get("nguon", "")) or self._day(old.get("nguon", "")),
            "nguon_moi": new.get("nguon", ""),
            "ngay_moi": self._day(new.get("nguon", "")),
            "tep": file,
            "ngay_sua": self.told.on,
        }
        return [{**row, "cot": name, "cu": old.get(name, ""), "moi": new.get(name, "")} for name in differing]

    def _sentence(self, cells: dict[str, str], name: str, old: str) -> str:
        column = heading(self.table, name)
        return f"{about(self.table, cells)}: «{column}» từ {quote(old)} thành {quote(cells.get(name))}"


def about(table: str, cells: Mapping[str, str]) -> str:
    """What a row is about, for a person: place, code and day."""
    words = (cells.get("don_vi"), cells.get("chi_tieu") or cells.get(TABLES[table].key[-1]), cells.get("den_ngay"))
    return " ".join(filter(None, words))


def _without_day(cells: Mapping[str, str]) -> tuple:
    return tuple(cells.get(name, "") for name in columns(HISTORY) if name not in ("ngay_sua", "tep"))


def key_of(table: str, cells: Mapping[str, str]) -> Key:
    """What a row is about; passages without a number of order are told apart by their text."""
    key = tuple(cells[name] for name in TABLES[table].key)
    return (*key, cells["noi_dung"]) if table == "noi_dung" and not cells["thu_tu"] else key


def _fact(cells: Mapping[str, str]) -> Key:
    """What a given value is about, whoever says it."""
    return tuple(cells[name] for name in TABLES["so_lieu"].key if name != "nguon")


def _same(table: str, name: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two rows say the same in a column: 5.30 is 5.3, and an empty cell its default."""
    column = TABLES[table][name]
    a, b = one.get(name) or column.default, other.get(name) or column.default
    return a == b or bool(column.kind is Kind.NUMBER and a and b and Fraction(a) == Fraction(b))
