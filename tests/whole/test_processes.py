"""What the processes of a build see of whoever started it, and what they leave behind: nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from postgres import postgres_tools
from small import PARAMETERS, REPORT, SHOW, notebook, project
from watching import born, wait_for

from htxoffice.batch import environment

SECRET = "BI-MAT-cua-may-5f3c"
# Names of keys as clouds, shops and programs call them; one with an innocent name, and two whose families are let through.
SECRETS = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "PGPASSWORD", "DATABASE_URL", "PIP_INDEX_URL", "HTTPS_PROXY", "SSH_AUTH_SOCK",
           "GOOGLE_APPLICATION_CREDENTIALS", "NPM_TOKEN", "KHONG_AI_BIET", "JUPYTER_TOKEN", "PYTHON_KEYRING_PASSWORD", "HTX_SECRET",
           "JUPYTER_GATEWAY_HTTP_PWD", "JUPYTER_GATEWAY_HEADERS", "PYTHON_DB_DSN", "LC_GITLAB_PAT"]  # fmt: skip
NEEDED = {"LC_TIME": "C", "TZ": "Asia/Ho_Chi_Minh", "OMP_NUM_THREADS": "1", "SO_CUA_SO_TAY": "7", "HTX_BIEN_MOI_TRUONG": "SO_CUA_SO_TAY"}

TELL = """import os, subprocess, sys
from pathlib import Path
told = [repr(dict(os.environ)), subprocess.run([sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, text=True).stdout]
told += [Path("/proc/self/environ").read_text()] if Path("/proc/self/environ").exists() else []
Path("told.txt").write_text("\\n".join(told))"""
# One that cuts itself off by a session of its own, one by the double fork of daemons, one that a shell leaves; all deaf to a polite end.
LEAVE = """import os, signal, subprocess, sys, time
from pathlib import Path
STAY = "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(900)"
DAEMON = "import os\\nif os.fork(): os._exit(0)\\nos.setsid()\\nif os.fork(): os._exit(0)\\n" + STAY
names = [f"{don_vi}-{kind}.pid" for kind in ("session", "daemon", "shell")]
subprocess.Popen([sys.executable, "-c", STAY, names[0]], start_new_session=True)
subprocess.Popen([sys.executable, "-c", DAEMON, names[1]]).wait()
subprocess.run(f'setsid "{sys.executable}" -c "{STAY}" {names[2]} &', shell=True)
while not all(Path(name).exists() and Path(name).read_text() for name in names):
    time.sleep(0.02)
if don_vi == "lao-cai":
    os._exit(3)
if don_vi == "ca-mau":
    os.kill(os.getpid(), signal.SIGKILL)
while don_vi == "son-la":
    pass"""


def built(root: Path, acts: str, places: list[str], engine: str, given: dict[str, str], timeout: int = 25, **params: str) -> subprocess.CompletedProcess:
    project(root, places, **params)
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, REPORT, acts, SHOW), root / "notebooks" / "bao_cao_nam.ipynb")
    return build_again(root, engine, given, timeout)


def build_again(root: Path, engine: str, given: dict[str, str], timeout: int = 25) -> subprocess.CompletedProcess:
    start = f"import sys; from htxoffice.batch import build; sys.exit(build(workers=2, engine={engine!r}, timeout={timeout}))"
    return subprocess.run([sys.executable, "-c", start], cwd=root, env=os.environ | given, capture_output=True, text=True)


@pytest.mark.parametrize("engine", ["htx", "jupyter"])
def test_a_notebook_sees_no_secret_of_whoever_started_the_build(tmp_path, engine):
    secrets = dict.fromkeys(SECRETS, SECRET) | {"HTX_MAT_KHAU": f"htx@may:{SECRET}"}
    done = built(tmp_path, TELL, ["yen-bai"], engine, secrets | NEEDED)
    assert done.returncode == 0, done.stderr + done.stdout
    told = (tmp_path / "told.txt").read_text()
    assert SECRET not in told
    assert all(f"'{name}': '{value}'" in told for name, value in NEEDED.items()), told
    assert os.environ.get("PATH", "") in told


@pytest.mark.parametrize(("name", "kept"), [
    ("PATH", True), ("Path", True), ("SystemRoot", True), ("TEMP", True), ("LANG", True), ("LC_ALL", True), ("PYTHONPATH", True), ("MPLBACKEND", True),
    ("JUPYTER_PATH", True), ("OPENBLAS_NUM_THREADS", True), ("XDG_CACHE_HOME", True), ("HTX_CHROMIUM", True), ("HTX_DRAFT", True),
    ("HTX_MAT_KHAU", False), ("JUPYTERHUB_API_TOKEN", False), ("JUPYTER_GATEWAY_AUTH_TOKEN", False), ("XDG_SECRET", False), ("PATH_TO_KEY", False),
    ("JUPYTER_GATEWAY_HTTP_PWD", False), ("JUPYTER_GATEWAY_HEADERS", False), ("JUPYTER_GATEWAY_URL", False), ("PYTHON_DB_DSN", False),
    ("LC_GITLAB_PAT", False), ("XDG_S3_CREDS", False), ("MPL_PIN", False), ("IPYTHON_URL", False), ("JUPYTERHUB_COOKIE", False),
    ("HTX_DA_DOC", False), ("LD_PRELOAD_KEY", False), ("", False),
])  # fmt: skip
def test_the_environment_is_handed_on_by_name(name, kept):
    assert (name in environment.allowed({name: "x"})) is kept


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("engine", ["htx", "jupyter"])
def test_what_a_notebook_leaves_running_ends_with_its_report(tmp_path, engine):
    """However the report ends: well, by leaving, killed, or at its time; the others' processes live while they run."""
    places = ["yen-bai", "lao-cai", "ca-mau", "son-la"]
    strict = {"PYTHONWARNINGS": "error::UserWarning"} if engine == "htx" else {}
    done = built(tmp_path, LEAVE, places, engine, strict, timeout=12)
    assert done.returncode == 1 and "xong nam-2022/yen-bai" in done.stdout, done.stdout + done.stderr
    assert "son-la: bao_cao_nam, ô 3: quá thời hạn" in done.stdout and "unexpected pid" not in done.stderr
    left = [int(path.read_text()) for path in tmp_path.glob("*.pid")]
    assert len(left) == 3 * len(places)
    wait_for(lambda: not any(born(pid)[1] for pid in left))


@pytest.fixture(scope="module")
def server_with_password(tmp_path_factory):
    """A server that wants a password: it is asked over the network."""
    tools = postgres_tools()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql): its tests did not run")
    import socket

    folder = Path("/tmp") / f"htx-pw-{os.getpid()}"
    folder.mkdir(mode=0o700)
    who = {"user": "nobody"} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, "nobody")
    (folder / "pw").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def tool(*words):
        done = subprocess.run([str(tools / words[0]), *words[1:]], cwd=folder, **who, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    if who:
        shutil.chown(folder / "pw", "nobody")
    try:
        tool("initdb", "-D", "data", "-A", "scram-sha-256", "--pwfile=pw", "-E", "UTF8", "--locale=C", "-U", "htx")
        tool("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off", "start")
        yield port
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            tool("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("engine", ["htx", "jupyter"])
def test_a_report_of_a_database_never_holds_its_password(tmp_path, engine, server_with_password, monkeypatch):
    """The builder reads it; the notebook asks as ever and gets its figures; nothing that is kept or told names server or password."""
    from htxlib.data import dataset, sql
    from htxoffice.intake import form, importing

    port = server_with_password
    where = f"postgresql+pg8000://htx@127.0.0.1:{port}/postgres"
    given = f"htx@127.0.0.1:{port}:{SECRET}"
    monkeypatch.setenv("HTX_MAT_KHAU", given)
    project(tmp_path, ["yen-bai"])
    path = tmp_path / "tat-ca.xlsx"
    path.write_bytes(form.whole(dataset.read(tmp_path / "data" / "cong_bo")))
    assert importing.bring([path], where)[0].accepted and sql.name_of(where) == "postgres"
    done = built(tmp_path, TELL, ["yen-bai"], engine, {"HTX_MAT_KHAU": given}, du_lieu=where)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "reports" / "nam-2022" / "yen-bai.html").read_text("utf-8")
    assert "[&#39;100&#39;]" in page or "['100']" in page
    assert SECRET not in (tmp_path / "told.txt").read_text()
    kept = {path: path.read_bytes() for path in (tmp_path / "reports").rglob("*") if path.is_file()}
    assert not [path for path, content in kept.items() if SECRET.encode() in content]
    told = {path: content for path, content in kept.items() if ".htx" not in path.parts}
    assert not [path for path, content in told.items() if b"127.0.0.1" in content or str(port).encode() + b"/" in content]
    (entry,) = map(json.loads, (tmp_path / "reports" / "manifest.jsonl").read_text("utf-8").splitlines())
    assert entry["params"]["du_lieu"] == "postgres"
    again = build_again(tmp_path, engine, {"HTX_MAT_KHAU": given})
    assert "0 mới, 1 giữ nguyên" in again.stdout
    without = build_again(tmp_path, engine, {"HTX_MAT_KHAU": ""})
    assert without.returncode != 0 and "127.0.0.1" not in without.stdout + without.stderr.rpartition("InputError")[2]
