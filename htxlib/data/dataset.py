"""A dataset: tidy tables of given values, read once, asked through one door that remembers the questions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..codelists import variables
from ..codelists.variables import Variable
from ..indicators.catalogue import names as indicator_names
from ..words.errors import Fault, Faults, InputError, quote
from ..words.text import fold, one_line
from . import address, carried, lent, parse, several
from .contract import TABLES
from .rows import Acceptance, Observation, Origin, Passage, Published, Source, Target, Term
from .tables import Raw, read_csv

if TYPE_CHECKING:
    import pandas

WORKBOOKS = (".xlsx", ".xlsm")
__all__ = ["Acceptance", "Dataset", "Observation", "Origin", "Passage", "Published", "Source", "Target", "Term", "read"]


class Dataset:
    """Rows of every table. Code reads them only by `series`, `targets`, `terms`, `passages`, `published` or `frame`:
    each notes question and answer in `asked`, also the empty answer; the cache of published reports rests on it."""

    def __init__(self, raw: dict[str, list[Raw]], name: str = ""):
        """Take the raw rows by table; raises InputError with every fault of every row."""
        self.name, self._raw = name, raw
        self.where = ""  # the path or address that `read` read
        self.asked: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        # What rooms above made of its rows, asking nothing; all who borrow the dataset share it.
        self.made: dict[tuple, object] = {}
        faults = Faults()
        self._variables = {**variables.load(), **_local_variables(raw.get("chi_tieu", ()), faults)}
        self._sources = {row.id: row for row, _ in _parsed(raw.get("nguon", ()), parse.source, (), faults)}
        known = (self._variables, indicator_names(), set(self._sources))
        rows: dict[str, list] = defaultdict(list)  # question → its rows
        self._written: dict[str, list[Raw]] = defaultdict(list)  # question → the same rows as text
        for table, parser in parse.PARSERS.items():
            for row, written in _parsed(raw.get(table, ()), parser, known, faults):
                question = _question(table, row.place, getattr(row, "variable", ""))
                rows[question].append(row)
                self._written[question].append(written)
        self._rows = {question: tuple(found) for question, found in rows.items()}
        self._simulated = _simulated(self.every("so_lieu"), faults)
        self._gathered = not several.has_behind(raw) and _gathered(self._sources.values())
        faults.raise_if_any()

    def __deepcopy__(self, memo) -> Dataset:
        """Refuse with InputError: only `pd.DataFrame` of a list of figures takes figures apart down to their dataset."""
        found = "danh sách các con số, mỗi số còn dẫn về bộ số liệu của nó"
        raise InputError(Fault("bảng của pandas", found, "Viết bc.figures().frame(), hoặc dùng htxlib.figures(…)."))

    def series(self, place: str, variable: str) -> tuple[Observation, ...]:
        """Every given value of one variable of one place, in the order of the rows."""
        return self._answer(_question("so_lieu", place, variable))

    def targets(self, place: str) -> tuple[Target, ...]:
        return self._answer(f"muc_tieu|{place}")

    def terms(self, place: str) -> tuple[Term, ...]:
        return self._answer(f"nhiem_ky|{place}")

    def passages(self, place: str) -> tuple[Passage, ...]:
        return self._answer(f"noi_dung|{place}")

    def published(self, place: str) -> tuple[Published, ...]:
        return self._answer(f"doi_chieu|{place}")

    def accepted(self, place: str) -> tuple[Acceptance, ...]:
        """The findings about a place that somebody looked at and lets stand."""
        return self._answer(f"chap_nhan|{place}")

    def frame(self, table: str) -> pandas.DataFrame:
        """One table with typed columns (`data.frame.frame`), one row a row of the file; counts as reading all of it."""
        from .frame import frame

        found = self.raw(table)
        questions = [each for each in self._rows if each.startswith(f"{table}|")]
        pairs = (zip(self._rows[each], self._written[each], strict=True) for each in questions)
        return frame(table, found, {raw.origin: row.place for rows in pairs for row, raw in rows})

    def raw(self, table: str) -> tuple[Raw, ...]:
        """The rows of one table as they were written; counts as reading the whole table."""
        self.asked[f"{table}|*"] = self.digest_of(f"{table}|*")
        return tuple(self._raw.get(table, ()))

    def variable(self, code: str) -> Variable | None:
        """A variable of the codelist or of this dataset's own `chi_tieu`; None if the name is no variable."""
        own = self._variables.get(code)
        if own is not None and code not in variables.load():
            self.asked[f"chi_tieu|{code}"] = self.digest_of(f"chi_tieu|{code}")
        return own

    def own_variables(self) -> dict[str, Variable]:
        """The dataset's own additions to variables.csv."""
        self.asked["chi_tieu|*"] = self.digest_of("chi_tieu|*")
        return {code: found for code, found in self._variables.items() if code not in variables.load()}

    def source(self, id: str) -> Source:
        """The source of a row; a source without a row of its own is its own title."""
        found = self._sources.get(id) or Source(id, id, "", None, "", "", Origin("", 0))
        self.asked[f"nguon|{id}"] = self.digest_of(f"nguon|{id}")
        return found

    def places(self) -> tuple[str, ...]:
        """The ids of all places that the data speak of (a question about the whole dataset)."""
        self.asked["don_vi|*"] = self.digest_of("don_vi|*")
        return tuple(sorted({question.split("|")[1] for question in self._rows}))

    def is_simulated(self) -> bool:
        """Whether the figures are simulated; a dataset is either real or simulated as a whole."""
        self.asked["mo_phong|*"] = self.digest_of("mo_phong|*")
        return self._simulated

    def is_gathered(self) -> bool:
        """Whether the figures were gathered from public pages of others: then no alliance is the author of a report.

        So where most of the sources have an address at which anybody can read them and are not an alliance's own; not where
        an office's own data stand before shared ones.
        """
        self.asked["tong_hop|*"] = self.digest_of("tong_hop|*")
        return self._gathered

    def every(self, table: str) -> Iterable:
        """All rows of one table, for checks (not noted: a check is not a report)."""
        return (row for question, found in self._rows.items() if question.startswith(f"{table}|") for row in found)

    def digest_of(self, question: str) -> str:
        """A short digest of today's answer to a question noted in `asked`; reckoned once, however many reports ask.

        A question is a key, not a sentence: table, place and name, parted by "|" because accounts keep it as one text.
        """
        if question not in self._digests:
            self._digests[question] = self._digest(question)
        return self._digests[question]

    def digest_of_all(self) -> str:
        """Return a digest of all rows of all tables, as they were written when they were read."""
        return hashlib.sha256("\n".join(self.digest_of(f"{table}|*") for table in TABLES).encode()).hexdigest()

    def digest_rows(self) -> None:
        """Reckon the digests of all that reports ask for place by place."""
        for question in self._written:
            self.digest_of(question)

    def _digest(self, question: str) -> str:
        table, _, rest = question.partition("|")
        if question == "mo_phong|*":
            answer = self._simulated
        elif question == "tong_hop|*":
            answer = self._gathered
        elif question == "don_vi|*":
            answer = sorted({key.split("|")[1] for key in self._rows})
        elif rest == "*":
            answer = _as_written(self._raw.get(table, ()))
        elif table == "nguon":
            answer = self._sources.get(rest)
        elif table == "chi_tieu":
            answer = self._variables.get(rest)
        else:
            answer = _as_written(self._written.get(question, ()))
        return hashlib.sha256(repr(answer).encode()).hexdigest()[:16]

    def _answer(self, question: str) -> tuple:
        if question not in self.asked and f"{question.partition('|')[0]}|*" not in self.asked:
            self.asked[question] = self.digest_of(question)
        return self._rows.get(question, ())


def read(path: str | Path) -> Dataset:
    """Read a folder of CSV files, a workbook (.xlsx) or a database ("sqlite:///…", "postgresql+pg8000://…"); or several
    folders and workbooks as one ("data/son-la; data/cong_bo"), the own one first.

    Raises InputError that names every fault of every table.
    """
    if len(each := several.parts(path)) > 1:
        return _read_several(each)
    if address.is_one(path) and (held := lent.find(str(path))):
        return held
    faults = Faults()
    name, raw = raw_tables(path, faults)
    try:
        data = Dataset(raw, name)
        data.where = str(path) if address.is_one(path) else str(Path(path).resolve())
    except InputError as error:
        faults.extend(error.faults)
    if Path(path).suffix.lower() in WORKBOOKS:
        from .workbook.workbook import told

        faults.all = told(faults.all, Path(path).name)
    faults.raise_if_any()
    return data


def _read_several(wheres: list[str]) -> Dataset:
    """Several datasets as one; each must be one by itself, so that a mistake is told in the words of its own kind."""
    faults, found = Faults(), []
    for where in wheres:
        try:
            found.append((where, read(where)))
        except InputError as error:
            faults.extend(error.faults)
    faults.raise_if_any()
    tables = [(data.name, {table: list(data.raw(table)) for table in TABLES}) for _, data in found]
    whole = Dataset(several.stacked(tables), found[0][1].name)
    whole.where = several.joined(data.where for _, data in found)
    return whole


def located(where: str | Path, root: Path) -> str | Path:
    """Where a dataset lies, seen from the root of the project: a path, several, or the address of a database."""
    if address.is_one(where):
        return address.read(str(where)).located(root).text
    found = [carried.path(root, each) for each in several.parts(where)]
    return found[0] if len(found) == 1 else several.joined(found)


def settled(where: str | Path, root: Path) -> str:
    """The same in one way of writing, by which two addresses are compared."""
    found = located(where, root)
    return str(found) if address.is_one(found) else several.joined(Path(each).resolve() for each in several.parts(found))


def raw_tables(path: str | Path, faults: Faults) -> tuple[str, dict[str, list[Raw]]]:
    """The name of a dataset and its rows as text, wherever it lies; what is wrong with its form goes to `faults`."""
    if address.is_one(path):
        from . import sql

        return sql.name_of(str(path)), sql.read(str(path), faults)
    if Path(path).suffix.lower() in WORKBOOKS:
        from .workbook import workbook

        book = workbook.read(Path(path))
        faults.extend(book.faults)
        return one_line(Path(path).stem), book.tables
    return one_line(Path(path).name), _read_folder(Path(path), faults)


def _read_folder(folder: Path, faults: Faults) -> dict[str, list[Raw]]:
    if not folder.is_dir():
        raise InputError(Fault("thư mục dữ liệu gồm các bảng CSV", quote(folder), "Kiểm tra đường dẫn."))
    files = {table: folder / f"{table}.csv" for table in TABLES}
    raw = {table: read_csv(file, table, faults) for table, file in files.items() if file.exists()}
    if not raw:
        names = ", ".join(file.name for file in files.values())
        faults.add(f"ít nhất một bảng: {names}", "không có bảng nào", f"Xem lại thư mục {quote(folder)}.")
    return raw


def _simulated(rows: Iterable[Observation], faults: Faults) -> bool:
    """Whether the rows are simulated; real and simulated ones together are refused."""
    kinds = {row.status == "mô phỏng": row for row in rows}
    if len(kinds) == 2:
        faults.add(
            "một bộ dữ liệu hoặc toàn số thật, hoặc toàn số mô phỏng",
            f"{kinds[True].origin} là số mô phỏng, {kinds[False].origin} là số thật",
            "Tách số mô phỏng sang thư mục dữ liệu khác.",
        )
    return True in kinds


def _gathered(sources: Collection[Source]) -> bool:
    """Whether most sources are public pages of others."""
    public = sum(bool(each.link) and "lien minh" not in fold(each.publisher) for each in sources)
    return 2 * public > len(sources)


def _question(table: str, place: str, variable: str) -> str:
    # Only so_lieu is asked variable by variable; the other tables are small and asked place by place.
    return f"{table}|{place}|{variable}" if table == "so_lieu" else f"{table}|{place}"


def _as_written(raws: Iterable[Raw]) -> list[tuple]:
    """All that a row is made of: its text becomes words in a fifth of the time of what was made of it."""
    return [(raw.cells, *raw.origin) for raw in raws]


def _parsed(raws: Iterable[Raw], parser, known, faults: Faults) -> Iterator[tuple]:
    """What was made of each row without a mistake, and the row."""
    for raw in raws:
        reader = parse.Reader(raw, faults)
        row = parser(reader, known)
        if not reader.bad:
            yield row, raw


def _local_variables(raws: Iterable[Raw], faults: Faults) -> dict[str, Variable]:
    found = {}
    for raw in raws:
        reader = parse.Reader(raw, faults)
        variable = parse.local_variable(reader)
        if variable.code in variables.load() or variable.code in found:
            reader.refuse("ma", "mã chưa dùng", "Mã này đã có trong danh mục; chọn mã khác.")
        found.setdefault(variable.code, variable)  # also a wrong one: rows that name it are not wrong as well
    return found
