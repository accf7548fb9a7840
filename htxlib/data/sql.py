"""The same tables in a SQL database, through SQLAlchemy. Tables that we make hold text only; `stt` keeps their order.

Tables made by others are read as they are: numbers and dates become the text that the data contract writes, columns
of their own are passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..words.errors import Fault, Faults, InputError, quote
from . import address
from .address import Address, is_one
from .connect import connected, too_large
from .contract import TABLES, columns, lined, required
from .rows import Origin
from .tables import LONGEST_CELL, Raw, as_text

ORDER = "stt"
# A database of others may be a calculation without an end: so much a table, and all tables together, may be.
MOST_ROWS = 500_000
MOST_CHARACTERS = 200_000_000
AT_ONCE = 200  # rows fetched from a server at a time
# Any number, the same in every version: holds off a second import into the same PostgreSQL database.
_LOCK = 4_852_088

is_url = is_one


def located(url: str, root: Path) -> str:
    """The address with a relative SQLite file looked for from `root`.

    >>> located("sqlite:///data/a.db", Path("/x"))
    'sqlite:////x/data/a.db'
    """
    return address.read(url).located(root).text


def is_there(url: str) -> bool:
    """Whether the database can be looked into: a SQLite file must exist, a server says so itself."""
    return _is_there(address.read(url))


def _is_there(where: Address) -> bool:
    return not where.is_file or os.path.isfile(where.database)  # noqa: PTH113 - "no" also to a name that no file can have


def name_of(url: str) -> str:
    """The database's name, without folder, user, server or password; raises AddressFault."""
    return address.read(url).name


def read(url: str, faults: Faults) -> dict[str, list[Raw]]:
    """Every table of the contract that the database has; raises InputError when it cannot be opened."""
    with reading(url) as connection:
        found = rows(connection, faults)
    if not found:
        faults.add(f"ít nhất một bảng: {', '.join(TABLES)}", "không có bảng nào", f"Xem lại {quote(name_of(url))}.")
    return found


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection to look things up, all as they are at one moment and within a time; what is refused becomes a fault."""
    where = address.read(url)
    if not _is_there(where):  # opening would make an empty one
        remedy = "Kiểm tra đường dẫn, hoặc nhập số liệu vào trước."
        raise InputError(Fault("tệp cơ sở dữ liệu SQLite có thật", quote(where.name), remedy))
    with connected(where) as connection:
        yield connection


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A connection inside one transaction that keeps other imports out; what fails inside changes nothing."""
    with connected(address.read(url), to_write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


def rows(connection: Connection, faults: Faults) -> dict[str, list[Raw]]:
    """The tables of an open connection as text; missing columns go to `faults`. Raises InputError if too large."""
    look = sa.inspect(connection)
    there = {*look.get_table_names(), *look.get_view_names()}
    name = Path(connection.engine.url.database or "").name
    found, characters = {}, 0
    for table in TABLES:
        if table in there:
            own = {column["name"]: column["type"] for column in look.get_columns(table)}
            for column in required(table):
                if column not in own:
                    faults.add(f"cột «{column}»", "không có cột này", "Thêm cột vào bảng.", f"bảng {table}", name)
            if own.keys() >= set(required(table)):
                found[table] = []
                for raw in _rows(connection, table, own, name):
                    found[table].append(raw)
                    characters += sum(map(len, raw.cells.values()))
                    if len(found[table]) > MOST_ROWS or characters > MOST_CHARACTERS:
                        raise InputError(too_large(name))
    return found


def _rows(connection: Connection, table: str, own: Mapping[str, sa.types.TypeEngine], name: str) -> Iterator[Raw]:
    chosen = [column for column in columns(table) if column in own]
    ordered = [ORDER] if ORDER in own else chosen
    numbered = [ORDER] if ORDER in own else []
    # One row more than may be is fetched, and only then put in order: a view without an end would be sorted for ever.
    some = sa.select(*map(sa.column, [*numbered, *chosen])).select_from(sa.table(table)).limit(MOST_ROWS + 1).subquery()
    cells = [short(connection, some.c[column], own[column]) for column in chosen]
    query = sa.select(*(some.c[column] for column in numbered), *cells).order_by(*(some.c[column] for column in ordered))
    for count, row in enumerate(connection.execute(query, execution_options={"yield_per": AT_ONCE}), 1):
        number = row[0] if numbered and isinstance(row[0], int) else count
        given = zip(chosen, row[len(numbered) :], strict=True)
        cells = {column: as_text(value, column in lined()) for column, value in given}
        yield Raw({column: text for column, text in cells.items() if text}, Origin(name, number, table))


def short(connection: Connection, column: sa.ColumnElement, kind: sa.types.TypeEngine) -> sa.ColumnElement:
    """The column as a server sends it: no text longer than the first character too many. SQLite has a limit of its own."""
    if connection.dialect.name == "sqlite" or isinstance(kind, (sa.Numeric, sa.Integer, sa.Date, sa.DateTime, sa.Boolean)):
        return column
    plain = column if isinstance(kind, (sa.String, sa.LargeBinary)) else sa.cast(column, sa.Text)
    return sa.func.substr(plain, 1, LONGEST_CELL + 1)


# --- writing ----------------------------------------------------------------------------------------------------------


def save(
    connection: Connection, table: str, replaced: Mapping[int, Mapping[str, str]], added: list[Mapping[str, str]]
) -> None:
    """Write rows of one table: `replaced` by their number in `stt`, `added` after the last; makes the table."""
    made = sa.Table(table, sa.MetaData(), sa.Column(ORDER, sa.Integer, primary_key=True, autoincrement=False),
                    *(sa.Column(name, sa.Text) for name in columns(table)))  # fmt: skip
    made.create(connection, checkfirst=True)
    _add_columns(connection, made)
    for number, cells in replaced.items():
        connection.execute(made.update().where(made.c[ORDER] == number).values(_values(table, cells)))
    if added:
        last = connection.execute(sa.select(sa.func.max(made.c[ORDER]))).scalar() or 0
        numbered = enumerate(added, last + 1)
        connection.execute(made.insert(), [{ORDER: number, **_values(table, cells)} for number, cells in numbered])


def _add_columns(connection: Connection, made: sa.Table) -> None:
    """Give a table of before the columns that the contract has got since."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(made.name)}
    quoted = connection.dialect.identifier_preparer.quote
    for name in columns(made.name):
        if name not in there:
            connection.execute(sa.DDL(f"ALTER TABLE {quoted(made.name)} ADD COLUMN {quoted(name)} TEXT"))


def _values(table: str, cells: Mapping[str, str]) -> dict[str, str | None]:
    return {name: cells.get(name) or None for name in columns(table)}
