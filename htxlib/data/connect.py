"""Opening a database: within a time and an amount, every refusal a sentence that calls the database by its name only.

Whoever made the database may have put a calculation without an end in it, and behind an address may stand anything.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from ..words.errors import Fault, InputError, quote
from .address import PORT, Address

# The environment variable "ten@may:mật khẩu" (at another port than the usual "ten@may:6543:mật khẩu"): params files and
# reports hold no password. It names the server it is for, since the address may come from somebody else.
PASSWORD = "HTX_MAT_KHAU"
SECONDS = 60  # a database is read, or an import written, within this time
FIRST_ANSWER = 10  # seconds until a server has taken the connection
MOST_BYTES = 1 << 30  # that a server may send, and that SQLite may hold in memory
# Bytes of a value or row in SQLite. What searches a text for a text goes on for the product of their lengths, and is not
# interrupted meanwhile: with texts of megabytes one call of instr() lasts for minutes.
LARGEST_VALUE = 1 << 18
LONGEST_PATTERN = 500  # bytes of what LIKE and GLOB look for
_CAN_YOU_SEAL = bytes((0, 0, 0, 8, 4, 210, 22, 47))  # PostgreSQL's request for encryption
_STEPS = 100  # of SQLite's machine between two looks at the clock

_SAID = {
    "28P01": "máy chủ không nhận tên người dùng hoặc mật khẩu",
    "28000": "máy chủ không nhận tên người dùng hoặc mật khẩu",
    "3D000": "máy chủ không có cơ sở dữ liệu này",
    "42501": "người dùng không có quyền",
    "53300": "máy chủ đang có quá nhiều kết nối",
    "25006": "cơ sở dữ liệu chỉ cho đọc",
    "SQLITE_NOTADB": "tệp không phải là cơ sở dữ liệu SQLite",
    "SQLITE_CORRUPT": "tệp đã hỏng",
    "SQLITE_CANTOPEN": "không mở hoặc không tạo được tệp",
    "SQLITE_BUSY": "chương trình khác đang ghi vào đó",
    "SQLITE_LOCKED": "chương trình khác đang ghi vào đó",
    "SQLITE_READONLY": "tệp chỉ cho đọc",
    "SQLITE_FULL": "đĩa đã đầy",
}
_TOO_LATE = {"57014", "SQLITE_INTERRUPT"}
_TOO_MUCH = {"SQLITE_TOOBIG", "SQLITE_NOMEM"}


class TooMuch(OSError):
    """A server sent more than anything that is read from it can be."""


class Patience:
    """How long and for how much one connection is waited for."""

    def __init__(self):
        self.bytes = MOST_BYTES
        self.renew()

    def renew(self) -> None:
        self.until = time.monotonic() + SECONDS

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def left(self) -> float:
        """Seconds, never none: a time of zero would mean not to wait at all."""
        return max(self.until - time.monotonic(), 0.001)


class _Bounded:
    """A connection whose every wait ends at one moment, however often the other end says a little."""

    patience: Patience

    def recv_into(self, *args) -> int:
        self.settimeout(self.patience.left())
        count = super().recv_into(*args)
        self.patience.bytes -= count
        if self.patience.bytes < 0:
            raise TooMuch
        return count

    def send(self, *args) -> int:
        self.settimeout(self.patience.left())
        return super().send(*args)


class _Plain(_Bounded, socket.socket):
    pass


class _Sealed(_Bounded, ssl.SSLSocket):
    pass


@contextmanager
def connected(where: Address, to_write: bool = False) -> Iterator[Connection]:
    """A connection; raises InputError where the database or the limits refuse something, also what is done with it."""
    patience = Patience()
    with ExitStack() as leave:
        try:
            engine = _engine(where, patience, "BEGIN IMMEDIATE" if to_write else "BEGIN", leave)
            connection = engine.connect()
            if not where.is_file:
                _limit(connection, to_write)
        except Exception as error:  # a server that is none makes the driver stumble in many ways
            raise InputError(_refusal(where, error, patience)) from None
        with _refused(where, patience), connection:
            try:
                connection.info["patience"] = patience
                yield connection
            except Exception:
                if not where.is_file:
                    with suppress(Exception):
                        connection.invalidate()  # nothing more is said to a server that may not answer
                raise
            patience.until = time.monotonic() + FIRST_ANSWER  # for taking leave


@contextmanager
def _refused(where: Address, patience: Patience) -> Iterator[None]:
    """Say in a sentence what the database or the limits refuse within."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, TimeoutError, ConnectionError, TooMuch, MemoryError) as error:
        raise InputError(_refusal(where, error, patience)) from None


def renew(connection: Connection) -> None:
    """Begin the time of a connection again: what we ourselves did meanwhile, the database did not keep us waiting with."""
    connection.info["patience"].renew()


def _limit(connection: Connection, to_write: bool) -> None:
    if not to_write:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    connection.exec_driver_sql(f"SET statement_timeout = {SECONDS * 1000:.0f}")
    connection.commit()  # so that it also holds in what follows


def _engine(where: Address, patience: Patience, begin: str, leave: ExitStack) -> Engine:
    """The engine of an address; `begin` is how a transaction begins in SQLite, `leave` hangs up in the end."""
    if where.is_file:
        engine = sa.create_engine(URL.create(where.driver, database=where.database), poolclass=sa.pool.NullPool)
        sa.event.listen(engine, "connect", lambda connection, _: _bounded(connection, patience, begin != "BEGIN"))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
    url = URL.create(where.driver, where.user, host=where.host or None, port=where.port, database=where.database)
    return sa.create_engine(url, creator=lambda: _to_server(where, patience, leave), poolclass=sa.pool.NullPool)


def _bounded(connection: sqlite3.Connection, patience: Patience, to_write: bool) -> None:
    """Python's sqlite3 begins late and commits early by itself; our transaction begins before the first look."""
    connection.isolation_level = None
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    connection.set_progress_handler(lambda: patience.is_over, _STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")  # a view may call nothing that does more than reckon
    # What is sorted stays in memory, and that within a limit: a view without an end would fill the disk.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA hard_heap_limit = {MOST_BYTES}")
    if not to_write:
        connection.execute("PRAGMA query_only = ON")


def _to_server(where: Address, patience: Patience, leave: ExitStack):
    from pg8000.legacy import Connection

    line = _sealed(_dialled(where), where.host)
    leave.callback(_hang_up, line)
    line.patience = patience
    return Connection(where.user, database=where.database, password=password_for(where), sock=line, ssl_context=False)


def _hang_up(line: socket.socket) -> None:
    """Close a line also where the driver, which did not come to its own end, holds a file of it open."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        socket.close(line.detach())


def _dialled(where: Address) -> socket.socket:
    if not where.socket:
        found = socket.create_connection((where.host, where.port), timeout=FIRST_ANSWER)
        return _Plain(found.family, found.type, found.proto, fileno=found.detach())
    found = _Plain(socket.AF_UNIX, socket.SOCK_STREAM)
    found.settimeout(FIRST_ANSWER)
    found.connect(where.socket)
    return found


def _sealed(line: socket.socket, host: str) -> socket.socket:
    """The same connection encrypted if the server can, as the driver does it, on a line that keeps our limits."""
    line.settimeout(FIRST_ANSWER)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    try:
        line.sendall(_CAN_YOU_SEAL)
        if line.recv(1) != b"S":
            return line
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # servers of offices sign for themselves
        context.sslsocket_class = _Sealed
        return context.wrap_socket(line, server_hostname=host or None)
    except BaseException:
        line.close()
        raise


def password_for(where: Address) -> str | None:
    """The password of the address, else the one in the environment if it is for this user, server and port."""
    if where.password or where.socket:
        return where.password or None
    user, _, rest = os.environ.get(PASSWORD, "").partition("@")
    server, port = f"{where.host}:", f"{where.port}:"
    if user != where.user or rest[: len(server)].lower() != server:
        return None
    rest = rest[len(server) :]
    if rest.startswith(port):
        return rest.removeprefix(port)
    return rest if where.port == PORT else None


# --- what is said ---------------------------------------------------------------------------------------------------


def _refusal(where: Address, error: Exception, patience: Patience) -> Fault:
    name, chain = quote(where.name), _chain(error)
    codes = {_code(each) for each in chain}
    if any(isinstance(each, ImportError) for each in chain):
        return Fault("gói pg8000 để đọc PostgreSQL", "chưa cài", "Chạy: pip install pg8000.")
    if patience.is_over or codes & _TOO_LATE:
        remedy = "Xem có bảng hoặc view nào tính không dừng, hoặc máy chủ trả lời quá chậm, rồi chạy lại."
        return Fault(f"cơ sở dữ liệu {name} đọc hoặc ghi xong trong {SECONDS:g} giây", "chưa xong khi hết giờ", remedy)
    if codes & _TOO_MUCH or any(isinstance(each, (TooMuch, MemoryError)) for each in chain):
        return too_large(where.name)
    remedy = f'Kiểm tra máy chủ, tên, quyền; mật khẩu đặt vào biến môi trường {PASSWORD} dạng "ten@may:mật khẩu".'
    if where.is_file:
        remedy = "Kiểm tra tệp, đường dẫn và quyền."
    return Fault(f"cơ sở dữ liệu {name} mở được và cho phép việc này", _why(chain), remedy)


def too_large(name: str) -> Fault:
    """The sentence on a table, row or value that is larger than anything real."""
    remedy = "Xem có bảng hoặc view nào ra dòng không dừng hoặc ô quá dài; chỉ để lại số liệu của báo cáo."
    return Fault(f"cơ sở dữ liệu {quote(name)} có cỡ của một bộ số liệu", "quá nhiều dòng hoặc ô quá dài", remedy)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__
    return found


def _code(error: BaseException) -> str:
    told = error.args[0] if error.args else None  # pg8000 gives the fields of the server's message
    code = told.get("C", "") if isinstance(told, dict) else getattr(error, "sqlite_errorname", "") or ""
    return code if code in _SAID or code in _TOO_LATE or code in _TOO_MUCH else "_".join(code.split("_")[:2])


def _why(chain: list[BaseException]) -> str:
    """What went wrong, without the address: the driver's own words name user and server."""
    for error in chain:
        if said := _SAID.get(_code(error)):
            return said
    for error in chain:
        if isinstance(error, (socket.gaierror, UnicodeError)):
            return "không tìm thấy máy chủ"
        if isinstance(error, ConnectionRefusedError):
            return "máy chủ không nhận kết nối"
        if isinstance(error, TimeoutError):
            return "máy chủ không trả lời"
    told = chain[-1].args[0] if chain[-1].args else ""
    if isinstance(told, dict):
        return f"máy chủ báo {quote(told.get('M', ''))}" if told.get("C", "")[:2] not in ("08", "28") else "máy chủ từ chối"
    if isinstance(chain[-1], sqlite3.Error):
        return f"SQLite báo {quote(told)}"
    return "không phải là máy chủ PostgreSQL, hoặc kết nối bị ngắt"
