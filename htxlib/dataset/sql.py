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
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ..errors import Fault, Faults, InputError, quote
from .rows import Origin
from .tables import COLUMNS, Raw, as_text, columns, required

ORDER = "stt"
EXAMPLES = "sqlite:///data/so_lieu.db hoặc postgresql+pg8000://ten@may/htx"
# The environment variable "ten@may:mật khẩu": params files and reports hold no password. It names the server it is for,
# since the address may come from somebody else.
PASSWORD = "HTX_MAT_KHAU"
# Any number, the same in every version: holds off a second import into the same PostgreSQL database.
_LOCK = 4_852_088


def is_url(where: str | Path) -> bool:
    return "://" in str(where)


def located(url: str, root: Path) -> str:
    """The address with a relative SQLite file looked for from `root`.

    >>> located("sqlite:///data/a.db", Path("/x"))
    'sqlite:////x/data/a.db'
    """
    if not url.startswith("sqlite:///") or url.startswith("sqlite:////"):
        return url
    return f"sqlite:///{root / url.removeprefix('sqlite:///')}"


def is_there(url: str) -> bool:
    """Whether the database can be looked into: a SQLite file must exist, a server says so itself."""
    parsed = _parsed(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def name_of(url: str) -> str:
    """The database's name, without folder, user or password."""
    return Path(_parsed(url).database or "").name


def read(url: str, faults: Faults) -> dict[str, list[Raw]]:
    """Every table of the contract that the database has; raises InputError when it cannot be opened."""
    with reading(url) as connection:
        found = rows(connection, faults)
    if not found:
        faults.add(f"ít nhất một bảng: {', '.join(COLUMNS)}", "không có bảng nào", f"Xem lại {quote(name_of(url))}.")
    return found


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection to look things up, all as they are at one moment; what the database refuses becomes a fault."""
    _check_file(_parsed(url))
    with _told(url), _engine(url, "BEGIN").connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A connection inside one transaction that keeps other imports out; what fails inside changes nothing."""
    # SQLite locks at once, not at the first change: what was looked up must still hold then.
    with _told(url), _engine(url, "BEGIN IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


def rows(connection: Connection, faults: Faults) -> dict[str, list[Raw]]:
    """The tables of an open connection as text; missing columns go to `faults`."""
    look = sa.inspect(connection)
    there = {*look.get_table_names(), *look.get_view_names()}
    name = Path(connection.engine.url.database or "").name
    found = {}
    for table in COLUMNS:
        if table in there:
            own = {column["name"] for column in look.get_columns(table)}
            for column in required(table):
                if column not in own:
                    faults.add(f"cột «{column}»", "không có cột này", "Thêm cột vào bảng.", f"bảng {table}", name)
            if own >= set(required(table)):
                found[table] = list(_rows(connection, table, own, name))
    return found


def _rows(connection: Connection, table: str, own: set[str], name: str) -> Iterator[Raw]:
    chosen = [column for column in columns(table) if column in own]
    ordered = [ORDER] if ORDER in own else chosen
    numbered = [ORDER] if ORDER in own else []
    query = sa.select(*map(sa.column, [*numbered, *chosen])).select_from(sa.table(table)).order_by(*map(sa.column, ordered))
    for count, row in enumerate(connection.execute(query), 1):
        number = row[0] if numbered and isinstance(row[0], int) else count
        cells = {column: as_text(value) for column, value in zip(chosen, row[len(numbered) :], strict=True)}
        yield Raw({column: text for column, text in cells.items() if text}, Origin(name, number, table))


# --- writing ----------------------------------------------------------------------------------------------------------


def save(
    connection: Connection, table: str, replaced: Mapping[int, Mapping[str, str]], added: list[Mapping[str, str]]
) -> None:
    """Write rows of one table: `replaced` by their number in `stt`, `added` after the last; makes the table."""
    made = sa.Table(table, sa.MetaData(), sa.Column(ORDER, sa.Integer, primary_key=True, autoincrement=False),
                    *(sa.Column(name, sa.Text) for name in columns(table)))  # fmt: skip
    made.create(connection, checkfirst=True)
    for number, cells in replaced.items():
        connection.execute(made.update().where(made.c[ORDER] == number).values(_values(table, cells)))
    if added:
        last = connection.execute(sa.select(sa.func.max(made.c[ORDER]))).scalar() or 0
        numbered = enumerate(added, last + 1)
        connection.execute(made.insert(), [{ORDER: number, **_values(table, cells)} for number, cells in numbered])


def _values(table: str, cells: Mapping[str, str]) -> dict[str, str | None]:
    return {name: cells.get(name) or None for name in columns(table)}


# --- opening ----------------------------------------------------------------------------------------------------------


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise InputError(
            Fault(f"địa chỉ cơ sở dữ liệu, ví dụ {EXAMPLES}", "địa chỉ không đọc được", "Sửa địa chỉ.")
        ) from None


def _check_file(url: URL) -> None:
    """Refuse a SQLite file that is not there: opening would make an empty one."""
    if not is_there(url.render_as_string(hide_password=False)):
        found = quote(Path(url.database or "").name)
        raise InputError(
            Fault("tệp cơ sở dữ liệu SQLite có thật", found, "Kiểm tra đường dẫn, hoặc nhập số liệu vào trước.")
        )


def _engine(url: str, begin: str) -> Engine:
    """The engine of an address; `begin` is how a transaction begins in SQLite."""
    address = _parsed(url)
    who, _, password = os.environ.get(PASSWORD, "").partition(":")
    if address.password is None and who == f"{address.username}@{address.host}":
        address = address.set(password=password)
    engine = sa.create_engine(address, poolclass=sa.pool.NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _without_own_transactions)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _without_own_transactions(connection, record) -> None:
    """Python's sqlite3 begins late and commits early by itself; our transaction begins before the first look."""
    connection.isolation_level = None


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What the database refuses becomes a fault; the address is shown without its password."""
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError):
        remedy = "Dùng sqlite:/// hoặc postgresql+pg8000:// (cài thêm: pip install pg8000)."
        raise InputError(Fault(f"địa chỉ cơ sở dữ liệu, ví dụ {EXAMPLES}", quote(url.partition(":")[0]), remedy)) from None
    except SQLAlchemyError as error:
        shown = _parsed(url).render_as_string(hide_password=True)
        why = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
        remedy = f"Kiểm tra máy chủ, tên và quyền. Cơ sở dữ liệu báo: {why}"
        raise InputError(
            Fault(f"cơ sở dữ liệu {shown} mở được và cho phép việc này", type(error).__name__, remedy)
        ) from None
