"""Where imported rows go: a folder of CSV files or a database; read, changed and written as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from htxlib.data import connect, sql
from htxlib.data.contract import TABLES
from htxlib.data.tables import read_csv
from htxlib.data.write import csv_bytes, put
from htxlib.words.errors import Fault, Faults, InputError, quote

from . import undo
from .merge import Tables


@contextmanager
def opened(into: str | Path, look_only: bool = False) -> Iterator[tuple[Tables, Callable[..., None]]]:
    """The tables of a dataset and the function that writes what changed in them; raises InputError.

    A folder or a SQLite file that is not there yet is an empty dataset. In a database all happens in one transaction.
    With `look_only` nothing is written, made or locked. The function takes the names of the files that came in and the
    day, for whoever wants to take the import back.
    """
    if not sql.is_url(into):
        tables, save = _folder(Path(into))
        yield tables, _nothing if look_only else save
    elif look_only:
        yield (Tables(sql.read(str(into), Faults())) if sql.is_there(str(into)) else Tables({})), _nothing
    else:
        with sql.writing(str(into)) as connection:
            faults = Faults()
            tables = Tables(sql.rows(connection, faults))
            faults.raise_if_any()
            numbers = {table: [raw.origin.row for raw in rows] for table, rows in tables.rows.items()}
            yield tables, lambda files=(), on="": _save_sql(connection, tables, numbers)


def _nothing(files: Sequence[str] = (), on: str = "") -> None:
    """What is done where nothing is to be written."""


def _folder(folder: Path) -> tuple[Tables, Callable[..., None]]:
    if folder.exists() and not folder.is_dir():
        raise InputError(Fault("thư mục dữ liệu hoặc địa chỉ cơ sở dữ liệu", quote(folder), "Sửa tham số --into."))
    before = {table: _content(folder, table) for table in TABLES}
    faults = Faults()
    rows = {t: read_csv(folder / f"{t}.csv", t, faults) for t, content in before.items() if content}
    tables = Tables(rows, may_lose=True)
    faults.raise_if_any()
    return tables, lambda files=(), on="": _save_folder(folder, tables, before, files, on)


def _content(folder: Path, table: str) -> bytes:
    path = folder / f"{table}.csv"
    return path.read_bytes() if path.exists() else b""


def _save_folder(folder: Path, tables: Tables, before: dict[str, bytes], files: Sequence[str], on: str) -> None:
    """Write the changed tables, in the order in which they lean on each other, unless somebody was faster."""
    for table, content in before.items():
        if _content(folder, table) != content:
            remedy = "Có người vừa sửa bảng này; chạy lại lệnh nhập."
            raise InputError(Fault("bảng không đổi trong lúc nhập", f"{table}.csv đã đổi", remedy))
    after = {
        table: csv_bytes(table, [raw.cells for raw in tables.rows[table]], before[table])
        for table in _leaning(tables.changed)
    }  # fmt: skip
    if after and files:
        undo.note(folder, before, after, list(files), on)
    put({folder / f"{table}.csv": content for table, content in after.items()})


def _save_sql(connection, tables: Tables, numbers: dict[str, list[int]]) -> None:
    connect.renew(connection)  # reading and checking the forms took as long as they are many
    for table in _leaning(tables.changed):
        rows, length = tables.rows[table], tables.length.get(table, 0)
        replaced = {
            numbers[table][position]: rows[position].cells for position in sorted(tables.replaced.get(table, ()))
        }
        sql.save(connection, table, replaced, [raw.cells for raw in rows[length:]])


def _leaning(tables: list[str]) -> list[str]:
    """Sources, variables and the history before what names them: a stop in between leaves a readable dataset."""
    first = ("nguon", "chi_tieu", "lich_su")
    return sorted(tables, key=lambda table: (table not in first, list(TABLES).index(table)))
