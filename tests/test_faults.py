"""What may go wrong on the machine: a noisy or broken report, a killed build, a failing disk. Old or new, never a mixture."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project, publication

from htxlib.batch import build, cache, files, manifest, site, verify
from htxlib.cli import main

PLACES = ["yen-bai", "lao-cai", "son-la", "dien-bien"]
# What a bad report may do that tests/test_batch.py does not hold: see there for raising, exiting, hanging and memory.
ACTS = """import os, subprocess, sys
if don_vi == "lao-cai":
    for number in range(1_000_000):
        print("dòng", number)
if don_vi == "son-la":
    child = subprocess.Popen(["sleep", "600"])
    open("sleep.pid", "w").write(str(child.pid))
    os.write(1, b"x" * 100_000)
if don_vi == "dien-bien":
    import gc, json
    from multiprocessing.connection import Connection
    lie = json.dumps({"done": {"outputs": {"../x": "y"}, "marks": {}, "report": 7, "asked": ""}}).encode()
    (line,) = [each for each in gc.get_objects() if isinstance(each, Connection) and each.writable]
    line.send_bytes(lie)
    os._exit(0)"""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(cache, "PACKAGE", tmp_path / "params")
    monkeypatch.chdir(project(tmp_path, PLACES[:2]))
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    """What readers find; not what the builder remembers for itself."""
    found = (path for path in folder.rglob("*") if path.is_file() and files.PRIVATE not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def wait_for(happened, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_noisy_a_fertile_and_a_lying_report_hurt_nobody(home):
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, REPORT, ACTS, SHOW), home / "notebooks" / "bao_cao_nam.ipynb")
    publication(home, PLACES[:1])
    assert build() == 0
    clean = (home / "reports/nam-2022/yen-bai.html").read_bytes()
    publication(home, PLACES)
    assert build() == 1
    entries = manifest.read(home / "reports")
    assert {id_.split("/")[1]: entry["status"] for id_, entry in entries.items()} == {
        "yen-bai": "done", "lao-cai": "done", "son-la": "done", "dien-bien": "failed",
    }  # fmt: skip
    assert "kết quả nó báo không đúng" in entries["nam-2022/dien-bien"]["failure"]["message"]
    assert (home / "reports/nam-2022/yen-bai.html").read_bytes() == clean
    assert len((home / "reports/nam-2022/lao-cai.html").read_bytes()) < 2 * len(clean)  # what is printed is not published
    wait_for(lambda: not lives(int((home / "sleep.pid").read_text())))
    assert not (home / "x").exists() and verify("reports") == []


# --- a build killed at any moment -------------------------------------------------------------------------------------

START = "import sys; from htxlib.batch import cache, build; from pathlib import Path; cache.PACKAGE = Path('params').resolve(); sys.exit(build())"


def killed_at(root: Path, seconds: float) -> list[int]:
    """Start a build, kill it after that time; return the processes it had."""
    parent = subprocess.Popen([sys.executable, "-c", START], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end, seen = time.monotonic() + seconds, set()
    while time.monotonic() < end and parent.poll() is None:
        seen |= family(parent.pid)
        time.sleep(0.02)
    seen |= family(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    return sorted(seen - {parent.pid})


def family(pid: int) -> set[int]:
    """A process and all its descendants."""
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(word) for word in children.read_text().split()]
            except OSError:
                continue
    return found


def check_after_kill(root: Path, clean: dict[str, bytes], processes: list[int]) -> None:
    """No process is left, and every file is whole: as of the build before or as of this one."""
    wait_for(lambda: not any(map(lives, processes)))
    for name, content in tree(root / "reports").items():
        if name.startswith("nam-2022/"):
            assert content == clean[name], name


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_build_killed_at_any_moment_leaves_whole_files_and_ends_well_next_time(tmp_path):
    kills(tmp_path, count=10, seed=8)


def kills(root: Path, count: int, seed: int) -> None:
    """Also benchmarks/trust_kills.py: the full count."""
    project(root, PLACES[:2])
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", START], cwd=root, check=True, stdout=subprocess.DEVNULL)
    whole, clean, chance = time.monotonic() - began, tree(root / "reports"), random.Random(seed)
    for _ in range(count):
        (root / "reports" / "nam-2022" / "yen-bai.html").unlink(missing_ok=True)  # so that there is something to do
        check_after_kill(root, clean, killed_at(root, whole * chance.uniform(0.1, 0.9)))
    subprocess.run([sys.executable, "-c", START], cwd=root, check=True, stdout=subprocess.DEVNULL)
    assert tree(root / "reports") == clean


# --- a failing disk --------------------------------------------------------------------------------------------------


class Disk:
    """Fails the n-th call of writing or renaming, in this process."""

    def __init__(self, monkeypatch, fails_at: int, error: int = errno.ENOSPC):
        self.calls, self.fails_at, self.error = 0, fails_at, error
        replace, sync = Path.replace, os.fsync
        monkeypatch.setattr(Path, "replace", lambda path, target: (self.may_fail(), replace(path, target))[1])
        monkeypatch.setattr(os, "fsync", lambda number: (self.may_fail(), sync(number))[1])

    def may_fail(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(self.error, os.strerror(self.error))


def test_every_write_and_rename_failed_once_leaves_the_old_file_or_the_new(home, monkeypatch):
    assert build() == 0
    new = tree(home / "reports")
    path = home / "reports" / "index.html"
    failed = 0
    for at in range(1, 100):
        (home / "reports" / manifest.NAME).write_text("", "utf-8")
        path.write_text("cũ", "utf-8")
        (home / "reports" / manifest.SITE).write_text("của sổ ghi trước", "utf-8")
        before = tree(home / "reports")
        with monkeypatch.context() as patched:
            disk = Disk(patched, at)
            code = CliRunner().invoke(main, ["build"])
        after = tree(home / "reports")
        assert all(content in (before.get(name), new[name]) for name, content in after.items() if name != manifest.NAME)
        if disk.calls < at:
            break
        failed += 1
        assert code.exit_code == 1 and "đĩa đã đầy" in code.output, code.output
    assert failed >= 4
    assert build() == 0 and tree(home / "reports") == new


def test_an_index_that_could_not_be_made_is_made_by_the_next_build(home, monkeypatch):
    publication(home, PLACES[:1])
    assert build() == 0
    publication(home, PLACES[:2])
    with monkeypatch.context() as patched:
        patched.setattr(site, "publish", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "đầy")))
        assert build() == 1  # all reports are there and in the account; only the index knows nothing of the second
    assert build() == 0 and "nam-2022/lao-cai.html" in (home / "reports" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("error", "said"), [(errno.ENOSPC, "đĩa đã đầy"), (errno.EACCES, "không có quyền ghi"), (errno.EROFS, "chỉ đọc"), (errno.ENAMETOOLONG, "đường dẫn quá dài")])
def test_a_disk_that_refuses_is_told_in_a_sentence(home, monkeypatch, error, said):
    Disk(monkeypatch, 1, error)
    found = CliRunner().invoke(main, ["build"])
    assert found.exit_code == 1 and said in found.output and "Traceback" not in found.output


def test_a_report_whose_disk_is_full_fails_alone(home):
    (home / "reports" / "nam-2022").mkdir(parents=True)
    (home / "reports" / "nam-2022" / "yen-bai.html").mkdir()  # a folder where the file should go
    assert build() == 1
    entries = manifest.read(home / "reports")
    assert [entries[f"nam-2022/{place}"]["status"] for place in ("yen-bai", "lao-cai")] == ["failed", "done"]


@pytest.mark.parametrize("name", ["Đắk Lắk", "a b  c", "x.y.html", "-dấu–", "# %41 {0}", "d" * 200])
def test_folders_may_have_any_name(tmp_path, monkeypatch, name):
    root = project(tmp_path / name, PLACES[:1])
    monkeypatch.chdir(root)
    monkeypatch.setattr(cache, "PACKAGE", root / "params")
    assert build(reports=f"kết quả {name}"[:250]) == 0
    assert verify(f"kết quả {name}"[:250]) == []
