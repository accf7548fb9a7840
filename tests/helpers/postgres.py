"""A PostgreSQL server of the tests' own, and an empty database of either kind."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa


def postgres_tools() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, or where Debian keeps them."""
    found = [Path(shutil.which("initdb")).resolve().parent] if shutil.which("initdb") else []
    return next(iter([*found, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]), None)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server of our own on a socket in a folder of our own; root starts it as nobody, as the server demands."""
    tools = postgres_tools()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql): its tests did not run")
    folder = Path("/tmp") / f"htx-pg-{os.getpid()}"  # a socket's path must be short
    folder.mkdir(mode=0o700)
    who = {"user": "nobody"} if os.geteuid() == 0 else {}
    name = "nobody" if who else pwd.getpwuid(os.geteuid()).pw_name
    if who:
        shutil.chown(folder, "nobody")

    def tool(*words):
        done = subprocess.run([str(tools / words[0]), *words[1:]], cwd=folder, **who, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        tool("initdb", "-D", "data", "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "htx")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        tool("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        assert name
        yield f"?unix_sock={folder}/.s.PGSQL.5432"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            tool("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/htx.db"
    server = request.getfixturevalue("server")
    name = f"t{abs(hash(tmp_path)) % 10**8}"
    engine = sa.create_engine(f"postgresql+pg8000://htx@/postgres{server}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"postgresql+pg8000://htx@/{name}{server}"
