"""Addresses of databases: one reading for all, decoded before it is judged; a database is called by its name only.

Only what is known to be good is let through: two kinds of databases, plain names, one key. Whatever else stands in an
address is refused in a sentence that repeats nothing of it, since a password may stand anywhere in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote as encoded
from urllib.parse import unquote

from ..errors import Fault, InputError
from ..text import hidden, one_line

SQLITE, SERVER = "sqlite", "postgresql+pg8000"
EXAMPLES = f"{SQLITE}:///data/so_lieu.db hoặc {SERVER}://ten@may/htx"
PORT = 5432
# The command line may name the socket of a server on this machine; params files may give no key at all.
SOCKET = "unix_sock"

_MEANT = re.compile(r"\s*(?:sqlite|postgres|pg|mysql|mariadb|oracle|mssql)[a-z0-9]*(?:\+\w*)?:", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9]{0,19}(?:\+[a-z0-9_]{1,20})?")
_AUTHORITY = re.compile(
    r"(?:(?P<user>[^:@]*)(?::(?P<password>[^@]*))?@)?(?P<host>\[[^\[\]@]*\]|[^:@\[\]]*)(?::(?P<port>[^:@]*))?"
)
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.$-]{0,62}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_DATABASE = re.compile(r"\w[\w.$-]{0,62}")
_STILL_ENCODED = re.compile(r"%[0-9a-f]{2}", re.I)


class AddressFault(InputError, ValueError):
    """An address was refused; the sentence says why and repeats nothing of it."""

    def __init__(self, found: str | tuple[Fault, ...], remedy: str = "Sửa địa chỉ."):
        told = Fault(f"địa chỉ cơ sở dữ liệu, ví dụ {EXAMPLES}", found, remedy) if isinstance(found, str) else found
        super().__init__(told)


@dataclass(frozen=True)
class Address:
    """What an address says, decoded; `text` is the address again."""

    driver: str
    database: str  # a SQLite file's path, else the name
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = PORT
    socket: str = ""

    @property
    def is_file(self) -> bool:
        return self.driver == SQLITE

    @property
    def name(self) -> str:
        """What messages, pages and accounts call the database: no folder, user, host or key."""
        return re.split(r"[\\/]", self.database)[-1] if self.is_file else self.database

    @property
    def text(self) -> str:
        if self.is_file:
            return f"{SQLITE}:///{self.database.replace('%', '%25').replace('?', '%3F')}"
        password = f":{encoded(self.password, safe='')}" if self.password else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port != PORT else ""
        key = f"?{SOCKET}={encoded(self.socket)}" if self.socket else ""
        return f"{SERVER}://{self.user}{password}@{host}{port}/{encoded(self.database)}{key}"

    def located(self, root: Path) -> Address:
        """The address with a relative SQLite file looked for from `root`."""
        return replace(self, database=str(root / self.database)) if self.is_file else self


def is_one(where: str | Path) -> bool:
    """Whether it is meant as the address of a database, also a wrong one, not as a path."""
    return "://" in str(where) or bool(_MEANT.match(str(where)))


def name_of(where: str | Path) -> str:
    """What to call a dataset: a file's or folder's name, a database's name without its address.

    >>> name_of("data/cong_bo"), name_of("postgresql+pg8000://ten:mat-khau@may/htx"), name_of("sqlite:bi-mat@may/x")
    ('cong_bo', 'htx', 'cơ sở dữ liệu')
    """
    try:
        return read(str(where)).name if is_one(where) else one_line(Path(where).name)
    except AddressFault:
        return "cơ sở dữ liệu"


def read(text: str, in_params: bool = False) -> Address:
    """Read an address; one of a params file (`in_params`) may hold no password, no key and no file outside the project.

    Raises AddressFault.

    >>> read("sqlite:///data/a.db").database, read("postgresql+pg8000://ten@may/htx").host
    ('data/a.db', 'may')
    """
    if hidden(text) or any(c.isspace() and c != " " for c in text):
        raise AddressFault("địa chỉ có ký tự không nhìn thấy được")
    scheme, sep, rest = text.partition("://")
    if scheme not in (SQLITE, SERVER) or not sep:
        kind = f"«{scheme}»" if sep and _SCHEME.fullmatch(scheme) else "địa chỉ không đọc được"
        raise AddressFault(kind, f"Dùng {SQLITE}:/// hoặc {SERVER}:// (cài thêm: pip install pg8000).")
    rest, question, query = rest.partition("?")
    keys = _keys(query) if question else {}
    if in_params and keys:
        raise AddressFault("địa chỉ có khóa sau dấu ?", "Bỏ dấu ? và phần sau nó.")
    if scheme == SQLITE:
        return _file(rest, keys, in_params)
    return _server(rest, keys.get(SOCKET, ""), in_params)


def _keys(query: str) -> dict[str, str]:
    pairs = [pair.partition("=")[::2] for pair in query.split("&")]
    keys = {_decoded(key): _decoded(value) for key, value in pairs}
    if keys.keys() != {SOCKET} or len(pairs) > 1 or not keys[SOCKET]:
        remedy = f"Mật khẩu không viết ở đây mà đặt vào biến môi trường HTX_MAT_KHAU; chỉ dùng được khóa {SOCKET}."
        raise AddressFault("địa chỉ có khóa không dùng được sau dấu ?", remedy)
    return keys


def _file(rest: str, keys: dict[str, str], in_params: bool) -> Address:
    path = _decoded(rest.removeprefix("/"))
    if not rest.startswith("/") or not path or path == ":memory:" or keys:
        raise AddressFault("địa chỉ không nêu tệp SQLite")
    if in_params and leads_out(path):
        raise AddressFault("tệp SQLite ngoài thư mục dự án", "Nêu tệp bên trong thư mục dự án, ví dụ sqlite:///data/a.db.")
    return Address(SQLITE, path)


def leads_out(path: str) -> bool:
    """Whether a path may lead out of the folder it is seen from, on any system."""
    steps = re.split(r"[\\/]", path)
    return path.startswith(("~", "/", "\\")) or ".." in steps or ":" in steps[0]


def _server(rest: str, socket: str, in_params: bool) -> Address:
    authority, _, database = rest.partition("/")
    match = _AUTHORITY.fullmatch(authority)
    if not match:
        remedy = "Viết ten@may:cổng/tên; ký tự đặc biệt trong mật khẩu viết bằng mã %, ví dụ %40 cho @ và %2F cho /."
        raise AddressFault("tên người dùng, tên máy hoặc cổng không đọc được", remedy)
    user, password, host, port = (_decoded(match[name] or "") for name in ("user", "password", "host", "port"))
    if in_params and match["password"] is not None:
        raise AddressFault("địa chỉ có mật khẩu", "Bỏ mật khẩu; đặt nó vào biến môi trường HTX_MAT_KHAU.")
    database = _decoded(database)
    if not _DATABASE.fullmatch(database):
        raise AddressFault("tên cơ sở dữ liệu thiếu hoặc có ký tự lạ", "Viết tên sau dấu /: chữ, số, dấu gạch.")
    if not _USER.fullmatch(user):
        raise AddressFault("tên người dùng thiếu hoặc có ký tự lạ", "Viết tên trước dấu @: chữ a-z, số, dấu gạch.")
    if port and not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        raise AddressFault("cổng không phải là số từ 1 đến 65535", f"Sửa cổng; thường là {PORT}.")
    return Address(SERVER, database, user, password, _host(host, socket), int(port or PORT), socket)


def _host(host: str, socket: str) -> str:
    if socket:
        if host:
            raise AddressFault(f"địa chỉ có cả tên máy và {SOCKET}", "Bỏ một trong hai.")
        return ""
    if host.startswith("["):
        try:
            return str(ip_address(host[1:-1]))
        except ValueError:
            raise AddressFault("địa chỉ máy trong ngoặc vuông không đọc được") from None
    if host and not (_HOST.fullmatch(host) and all(0 < len(label) < 64 for label in host.split("."))):
        raise AddressFault("tên máy có ký tự lạ hoặc quá dài", "Viết tên máy bằng chữ a-z, số, dấu chấm, gạch nối.")
    return host.lower() or "localhost"


def _decoded(text: str) -> str:
    plain = unquote(text, errors="replace")
    if hidden(plain) or "\ufffd" in plain or any(c.isspace() and c != " " for c in plain) or _STILL_ENCODED.search(plain):
        raise AddressFault("địa chỉ có ký tự viết bằng mã % không dùng được")
    return plain
