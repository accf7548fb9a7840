"""A fork server that somebody stopped keeps nobody waiting."""

from __future__ import annotations

import os
import signal
from multiprocessing import forkserver
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project

from htxoffice.batch import build, cache, run, server, verify

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="whether a process is stopped is looked up in /proc")
STOP = """import os, signal
from pathlib import Path
if {0} and not Path("stopped").exists():
    Path("stopped").write_text("")
    os.kill(os.getppid(), signal.SIGSTOP)"""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(project(tmp_path, ["yen-bai", "lao-cai"]))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    monkeypatch.setattr(server, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(server, "STOPPED_FOR", 0.5)
    return tmp_path


@pytest.mark.parametrize("where", ["True", "don_vi == 'lao-cai'"])
def test_stopped_by_a_report(home, capsys, where):
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, REPORT, STOP.format(where), SHOW), home / "notebooks/bao_cao_nam.ipynb")
    assert build() == 0
    said = capsys.readouterr().out
    assert said.count("(SIGSTOP)") == 1 and "2 mới" in said and verify("reports") == []


@pytest.mark.parametrize("name", ["faults_of", "_start"])
def test_stopped_before_it_is_asked_for_something(home, capsys, monkeypatch, name):
    plain, waiting = getattr(run, name), [True]

    def stopped(*args):
        if waiting and waiting.pop():
            os.kill(forkserver._forkserver._forkserver_pid, signal.SIGSTOP)
        return plain(*args)

    monkeypatch.setattr(run, name, stopped)
    assert build() == 0
    assert "(SIGSTOP)" in capsys.readouterr().out and verify("reports") == []


def test_one_that_is_still_dying_when_the_next_report_asks_it(home, capsys, monkeypatch):
    """It was ended while it told of the data; its socket is closed before it is gone."""
    faults_of, start, first = run.faults_of, run._start, [True, True]

    def stopped(*args):
        if first.pop():
            os.kill(forkserver._forkserver._forkserver_pid, signal.SIGSTOP)
        return faults_of(*args)

    def refused(*args):
        if first and first.pop():
            raise ConnectionRefusedError
        return start(*args)

    monkeypatch.setattr(run, "faults_of", stopped)
    monkeypatch.setattr(run, "_start", refused)
    assert build() == 0
    assert "(SIGSTOP)" in capsys.readouterr().out and verify("reports") == []


def test_one_that_is_stopped_again_and_again_fails_its_reports_with_a_sentence(home, capsys):
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    act = "import os, signal, time\nif don_vi == 'lao-cai':\n    os.kill(os.getppid(), signal.SIGSTOP)\n    time.sleep(60)"
    nbformat.write(notebook(parameters, REPORT, act, SHOW), home / "notebooks/bao_cao_nam.ipynb")
    assert build(workers=1) == 1
    assert f"LỖI nam-2022/lao-cai: bao_cao_nam, ô 3: {server.SENTENCE}" in capsys.readouterr().out
