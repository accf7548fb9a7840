"""Jobs on a real Dask scheduler with two workers in processes of their own; one of them is lost on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from small import project

from htxlib.words.errors import InputError
from htxoffice.batch import build, manifest

pytest.importorskip("distributed")
PLACES = ["ca-mau", "dien-bien", "lao-cai", "yen-bai"]
# The first time, the report of Cà Mau never ends; the second time it does.
ONCE_ENDLESS = """import os, sys, pathlib
told = pathlib.Path("ca-mau.pid")
if don_vi == "ca-mau" and not told.exists():
    told.write_text(str(os.getpid()))
    while True:
        pass
if don_vi == "dien-bien":
    sys.exit()"""


@pytest.fixture
def address(tmp_path):
    """A scheduler and two workers, as they are started on a cluster."""
    file = tmp_path / "scheduler.json"
    commands = [["dask_scheduler", "--port", "0", "--no-dashboard"], *[["dask_worker", "--no-nanny", "--nthreads", "1"]] * 2]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", "--scheduler-file", str(file), *options],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for name, *options in commands
    ]  # fmt: skip
    try:
        while not file.exists() or b"address" not in file.read_bytes():
            assert started[0].poll() is None
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def lose_a_worker(told: Path) -> None:
    """End the worker whose child says that it is running: child, fork server, worker."""
    while not (told.exists() and told.read_text()):
        time.sleep(0.05)
    os.kill(parent(parent(int(told.read_text()))), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which worker runs the job")
def test_lost_workers_job_is_run_again_and_the_caller_publishes(tmp_path, address, monkeypatch, capsys):
    home = project(tmp_path / "home", PLACES)
    book = home / "notebooks/bao_cao_nam.ipynb"
    notebook = nbformat.read(book, as_version=4)
    notebook.cells[3].source = ONCE_ENDLESS
    nbformat.write(notebook, book)
    monkeypatch.chdir(home)
    threading.Thread(target=lose_a_worker, args=[home / "ca-mau.pid"], daemon=True).start()
    assert build(dask=address) == 1
    entries = manifest.read(home / "reports")
    failed = {entry["place"]: entry["failure"] for entry in entries.values() if entry["status"] == manifest.FAILED}
    assert set(failed) == {"dien-bien"} and "SystemExit" in failed["dien-bien"]["message"] and failed["dien-bien"]["cell"] == 4
    on_cluster = {path.name: path.read_bytes() for path in (home / "reports/nam-2022").iterdir()}
    assert build(dask=address) == 1 and "3 giữ nguyên" in capsys.readouterr().out  # the questions came back too
    assert build(force=True) == 1
    assert {path.name: path.read_bytes() for path in (home / "reports/nam-2022").iterdir()} == on_cluster


def test_no_scheduler_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    with pytest.raises(InputError, match="bộ điều phối Dask đang chạy.*«tcp://127.0.0.1:1»"):
        build(dask="tcp://127.0.0.1:1")
