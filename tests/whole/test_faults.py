"""What may go wrong on the machine: a noisy or broken report, a killed build, a failing disk. Old or new, never a mixture."""

from __future__ import annotations

import errno
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import docx
import nbformat
import pytest
import small
from click.testing import CliRunner
from forms import Form, small_form
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project, publication
from watching import born, lives, wait_for

from htxlib.codelists import places
from htxoffice import simulate
from htxoffice.batch import build, cache, child, files, manifest, site, verify
from htxoffice.batch.descendants import children
from htxoffice.batch.plan import Job
from htxoffice.batch.work import Product
from htxoffice.cli import main
from htxoffice.intake import importing, report
from htxoffice.notebooks import province_notebooks
from htxoffice.proof.annotate import annotate
from htxoffice.proof.report import proof

PLACES = ["yen-bai", "lao-cai"]
# A batch of all provinces of today, among them those of tests/helpers/small.py that raise, exit, are killed, hang and eat memory,
# and these: one prints without end, one leaves a child, one lies to the builder and one sends it rubbish.
ALL = [place.id for place in places.all(date(2026, 1, 1)) if place.kind in places.PROVINCIAL]
BAD = {
    "lai-chau": "ValueError: dòng cuối",
    "dien-bien": "SystemExit",
    "son-la": "SIGKILL",
    "quang-ninh": "quá thời hạn 12 giây",
    "thanh-hoa": "hết bộ nhớ",
    "nghe-an": "kết quả nó báo không đúng",
    "hue": "tiến trình kết thúc bất thường, mã 0",
}
ACTS = """import gc, json, os, subprocess, sys
from multiprocessing.connection import Connection

def tell(said):
    (line,) = [each for each in gc.get_objects() if isinstance(each, Connection) and each.writable]
    line.send_bytes(said)
    os._exit(0)

if don_vi == "ha-tinh":
    for thousand in range(1000):
        print("dòng\\n" * 1000)
if don_vi == "ha-noi":
    child = subprocess.Popen(["sleep", "600"])
    open("sleep.pid", "w").write(str(child.pid))
    os.write(1, b"x" * 100_000)
if don_vi == "nghe-an":
    tell(json.dumps({"done": {"outputs": {"../x": "y"}, "marks": {"../x": [1, 2, 3]}, "report": {}, "asked": "", "rows": ""}}).encode())
if don_vi == "hue":
    tell(b"\\xff{")
don_vi_xau = {"quang-ninh": "hoa-binh", "thanh-hoa": "ha-giang"}.get(don_vi, don_vi)  # these are no provinces any more
""" + small.ACTS.replace("don_vi ==", "don_vi_xau ==")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    monkeypatch.chdir(project(tmp_path, PLACES))
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    """What readers find; not what the builder remembers for itself."""
    found = (path for path in folder.rglob("*") if path.is_file() and files.PRIVATE not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


# --- reports ---------------------------------------------------------------------------------------------------------


def test_in_a_batch_of_all_provinces_the_bad_ones_hurt_nobody(home, capsys):
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, REPORT, ACTS, SHOW), home / "notebooks" / "bao_cao_nam.ipynb")
    loud = {"ha-tinh", "ha-noi"}
    assert len(ALL) == 34 and {*BAD, *loud} <= {*ALL}
    when = {"tu_ngay": "2026", "den_ngay": "2026"}
    publication(home, [place for place in ALL if place not in BAD], **when)
    assert build(reports="clean") == 0
    publication(home, ALL, **when)
    assert build(timeout=12) == 1
    entries = manifest.read(home / "reports")
    failures = {entry["place"]: entry["failure"] for entry in entries.values() if entry["status"] == manifest.FAILED}
    assert failures.keys() == BAD.keys() and len(entries) == len(ALL)
    told = capsys.readouterr().out
    for place, failure in failures.items():
        assert BAD[place] in failure["message"] and failure["notebook"] == "bao_cao_nam" and failure["cell"] == 3
        assert f"LỖI nam-2022/{place}: bao_cao_nam, ô 3: {failure['message']}" in told
    good, clean = (tree(home / folder / "nam-2022") for folder in ("reports", "clean"))
    assert good == clean and {name.partition(".")[0] for name in clean} == {*ALL} - {*BAD}
    assert len(good["ha-tinh.html"]) < 2 * len(good["cao-bang.html"])  # what is printed is not published
    assert not (home / "x").exists() and verify("reports") == []
    if Path("/proc").is_dir():
        wait_for(lambda: not born(int((home / "sleep.pid").read_text()))[1])
    assert build(dry_run=True) == 0
    assert set(re.findall(r"sẽ dựng nam-2022/([\w-]+)", capsys.readouterr().out)) == {*BAD}


# --- a build killed at any moment -------------------------------------------------------------------------------------

START = "import sys; from htxoffice.batch import cache, build; from pathlib import Path; cache.PACKAGES = [Path('params').resolve()]; sys.exit(build())"


def killed_at(root: Path, seconds: float) -> set[tuple[int, str]]:
    """Start a build, kill it after that time; return the processes it had."""
    parent = subprocess.Popen([sys.executable, "-c", START], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end, seen = time.monotonic() + seconds, set()
    while time.monotonic() < end and parent.poll() is None:
        seen |= family(parent.pid)
        time.sleep(0.02)
    seen |= family(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    return {process for process in seen if process[1]}


def family(pid: int) -> set[tuple[int, str]]:
    """A process and all its descendants."""
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(born(one))
        waiting += children(one)
    return found


def described(process: tuple[int, str]) -> str:
    try:
        folder = Path(f"/proc/{process[0]}")
        state = re.findall(r"^(?:State|PPid|Threads):\s*(.+)$", (folder / "status").read_text(), re.M)
        return f"{process[0]} {state} {(folder / 'wchan').read_text()} {(folder / 'cmdline').read_text()!r}"
    except OSError as error:
        return f"{process[0]}: {error}"


def check_after_kill(root: Path, clean: dict[str, bytes], processes: set[tuple[int, str]]) -> None:
    """No process is left, and every file is whole: as of the build before or as of this one."""
    wait_for(lambda: not any(map(lives, processes)), 120, lambda: f"still there: {[*map(described, filter(lives, processes))]}")
    for name, content in tree(root / "reports").items():
        if name.startswith("nam-2022/"):
            assert content == clean[name], name


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_build_killed_at_any_moment_leaves_whole_files_and_ends_well_next_time(tmp_path):
    kills(tmp_path, count=10, seed=8)


def kills(root: Path, count: int, seed: int) -> None:
    """Also benchmarks/trust_kills.py: the full count. Two projects at once: most of the time is imports on one core."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda lane: kills_of_one(root / str(lane), count // 2, seed + lane), range(2)))


def kills_of_one(root: Path, count: int, seed: int) -> None:
    project(root, PLACES)
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
    """Fails the n-th call of opening for writing, of writing (half of it is done), of writing through or of renaming."""

    def __init__(self, monkeypatch, fails_at: int, error: int = errno.ENOSPC):
        self.calls, self.fails_at, self.error = 0, fails_at, error
        replace, sync, opened = Path.replace, os.fsync, Path.open

        def open_(path, mode="r", *args, **kwargs):
            if not set(mode) & set("wax+"):
                return opened(path, mode, *args, **kwargs)
            self.may_fail()
            return HalfWritten(opened(path, mode, *args, **kwargs), self)

        monkeypatch.setattr(Path, "open", open_)
        monkeypatch.setattr(Path, "replace", lambda path, target: (self.may_fail(), replace(path, target))[1])
        monkeypatch.setattr(os, "fsync", lambda number: (self.may_fail(), sync(number))[1])

    def may_fail(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(self.error, os.strerror(self.error))


class HalfWritten:
    """A file on such a disk."""

    def __init__(self, file, disk: Disk):
        self._file, self._disk = file, disk

    def write(self, content):
        try:
            self._disk.may_fail()
        except OSError:
            self._file.write(content[: len(content) // 2])
            raise
        return self._file.write(content)

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self._file.close()


def test_every_write_and_rename_failed_once_leaves_the_old_file_or_the_new(home, monkeypatch):
    publication(home, PLACES[:1])
    assert build() == 0
    reports, old = home / "reports", home.parent / "truoc"
    shutil.copytree(reports, old)
    (params,) = (home / "params").glob("*.yml")
    params.write_text(params.read_text("utf-8").replace("Báo cáo năm 2022", "Tên khác"), "utf-8")
    assert build() == 0
    new = tree(reports)
    failed = 0
    for at in range(1, 100):
        shutil.rmtree(reports)
        shutil.copytree(old, reports)
        before = tree(reports)
        with monkeypatch.context() as patched:
            disk = Disk(patched, at)
            code = CliRunner().invoke(main, ["build"])
        after = tree(home / "reports")
        for name in after.keys() - {manifest.NAME}:  # the index is of what is known by then
            site_page = not name.startswith("nam-2022/") and after[name].endswith(b"</html>")
            assert site_page or after[name] in (before.get(name), new[name]), name
        if disk.calls < at:
            break
        failed += 1
        assert code.exit_code == 1 and "đĩa đã đầy" in code.output, code.output
    assert failed >= 4
    shutil.rmtree(reports)
    shutil.copytree(old, reports)
    assert build() == 0 and tree(reports) == new


def own_notebook(root: Path) -> None:
    province_notebooks.create(root, "bao_cao_nam", "yen-bai")


def marked(root: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Thu nhập 4,8 triệu đồng/người/tháng (75,6 triệu đồng/người/năm).")
    document.save(root / "a.docx")
    annotate(root / "a.docx", proof(root / "a.docx").findings, root / "out" / "b.docx")


def published(root: Path) -> None:
    (root / "out" / files.PRIVATE).mkdir(parents=True, exist_ok=True)
    job = Job("a", "yen-bai", "bao_cao_nam", "", {})
    child.publish(job, Product(dict.fromkeys(job.outputs, b"x" * 9), {}, {"a": "b"}), root / "out")


def workbook(root: Path) -> None:
    outcomes = importing.bring([root / "a.xlsx"], root / "out", "2023-06-30")
    report.write(outcomes, root / "out" / "told")


WRITERS = {
    "the files of a report": published,
    "an import": workbook,
    "a sample": lambda root: simulate.write(root / "out", simulate.ask("yen-bai", "2021-2022", seed=1)),
    "a marked Word file": marked,
    "a notebook of one's own": own_notebook,
}


def same(name: str, one: bytes, other: bytes | None) -> bool:
    """Whether it is that very file; a Word file with comments, which holds the time of day: whether it can be read whole."""
    return zipfile.ZipFile(io.BytesIO(one)).testzip() is None if name == "b.docx" else one == other


@pytest.mark.parametrize("name", WRITERS)
def test_whatever_is_written_is_whole_or_as_it_was(home, monkeypatch, name):
    (home / "a.xlsx").write_bytes(small_form())
    act, shown = WRITERS[name], ("out", "notebooks")
    start = {folder: tree(home / folder) for folder in shown}
    act(home)
    whole = {folder: tree(home / folder) for folder in shown}
    assert whole != start
    for at in range(1, 100):
        shutil.rmtree(home / "out", ignore_errors=True)
        for path in set((home / "notebooks").rglob("*.ipynb")) - {home / "notebooks" / "bao_cao_nam.ipynb"}:
            path.unlink()
        with monkeypatch.context() as patched:
            disk = Disk(patched, at)
            try:
                act(home)
            except OSError as error:
                assert error.errno == errno.ENOSPC
        for folder in shown:
            for left, content in tree(home / folder).items():
                assert same(left, content, whole[folder].get(left)), left
        if disk.calls < at:
            break
        if name != "a notebook of one's own":  # it is never written over
            act(home)
            again = {at: content for at, content in tree(home / "out").items() if not at.startswith("told") and "/.lui/" not in f"/{at}"}
            assert all(same(left, content, whole["out"].get(left)) for left, content in again.items())
    assert at > 3


def test_an_index_that_could_not_be_made_is_made_by_the_next_build(home, monkeypatch):
    publication(home, PLACES[:1])
    assert build() == 0
    publication(home, PLACES)
    with monkeypatch.context() as patched:
        patched.setattr(site, "publish", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "đầy")))
        assert build() == 1  # all reports are there and in the account; only the index knows nothing of the second
    assert build() == 0 and "nam-2022/lao-cai.html" in (home / "reports" / "index.html").read_text("utf-8")


COMMANDS = (["build"], ["import", "a.xlsx", "--into", "out"], ["sample", "out", "--places", "yen-bai", "--years", "2022"],
            ["new", "bao_cao_nam", "--place", "yen-bai"], ["check", "data/cong_bo", "--html", "out/a.html"])  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(("error", "said"), [(errno.ENOSPC, "đĩa đã đầy"), (errno.EACCES, "không có quyền ghi"), (errno.EROFS, "chỉ đọc"), (errno.ENAMETOOLONG, "đường dẫn quá dài")])
def test_a_disk_that_refuses_is_told_in_a_sentence(home, monkeypatch, error, said, command):
    Form().save(home / "a.xlsx")
    Disk(monkeypatch, 1, error)
    found = CliRunner().invoke(main, command)
    assert (found.exit_code, type(found.exception)) == (1, SystemExit) and said in found.output, found.output


@pytest.mark.parametrize(("folder", "code", "said"), [("d" * 300, 2, "đường dẫn quá dài"), ("/proc/x", 1, "không đọc hoặc ghi được tệp"), ("data/cong_bo/nguon.csv", 2, "thư mục")])
def test_a_folder_that_cannot_be_is_told_in_a_sentence(home, folder, code, said):
    found = CliRunner().invoke(main, ["build", "--reports", folder])
    assert (found.exit_code, type(found.exception)) == (code, SystemExit) and said in found.output, found.output


# --- a terminal, a keyboard --------------------------------------------------------------------------------------------

INTERRUPTED = """
import os, signal, sys
calls = 0
def count(frame, event, _):
    global calls
    calls += event == "call"
    if calls == last:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
from htxoffice.__main__ import main
last = int(sys.argv.pop(1))
sys.setprofile(count)
main()
"""


def htx(root: Path, *words, code: str = "from htxoffice.__main__ import main; main()", **environment) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], cwd=root, env=os.environ | environment, capture_output=True)


def test_ctrl_c_while_a_command_is_being_imported_read_or_run_is_told_in_a_sentence(home):
    """From our first line on; what comes while Python itself gets ready is out of our reach."""
    for calls in (10, 300, 3000, 30_000):
        found = htx(home, calls, "list", "places", code=INTERRUPTED)
        assert (found.returncode, found.stderr.decode().strip()) == (130, "Đã dừng theo yêu cầu."), (calls, found)


@pytest.mark.parametrize("words", [["build", "--dry-run"], ["list", "places"], ["--help"]])
def test_a_terminal_without_vietnamese_letters_shows_others_and_stops_nothing(home, words):
    plain, poor = (htx(home, *words, LC_ALL="C", PYTHONIOENCODING=encoding) for encoding in ("utf-8", "ascii"))
    assert poor.returncode == plain.returncode and b"Traceback" not in poor.stderr
    assert len((poor.stdout + poor.stderr).splitlines()) == len((plain.stdout + plain.stderr).splitlines()) > 0


def test_of_two_builds_at_once_one_waits_or_refuses_and_the_result_is_that_of_one(tmp_path):
    roots = project(tmp_path / "one", PLACES), tmp_path / "two"
    shutil.copytree(*roots)
    started = [subprocess.Popen([sys.executable, "-c", START], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for root in (roots[0], roots[1], roots[1])]  # fmt: skip
    said = [(*process.communicate(timeout=120), process.returncode) for process in started]
    assert all(code == 0 or "một lượt khác đang dựng vào «reports»" in error for _, error, code in said), said
    assert 0 in {code for *_, code in said[1:]} and tree(roots[0] / "reports") == tree(roots[1] / "reports")
    made = [int(number) for output, *_ in said[1:] for number in re.findall(r"báo cáo: (\d+) mới", output)]
    assert sum(made) == len(PLACES)  # not both at once with the same outcome by luck


def test_a_report_whose_disk_is_full_fails_alone(home):
    nbformat.write(notebook(  # a folder where the file should go
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), REPORT, SHOW,
        "import os\nif don_vi == 'yen-bai':\n    os.makedirs('reports/nam-2022/yen-bai.html')",
    ), home / "notebooks" / "bao_cao_nam.ipynb")  # fmt: skip
    assert build() == 1
    entries = manifest.read(home / "reports")
    assert [entries[f"nam-2022/{place}"]["status"] for place in ("yen-bai", "lao-cai")] == ["failed", "done"]


@pytest.mark.parametrize("name", ["Đắk  Lắk.x.html", "-dấu– # %41 {0}", "d" * 200])
def test_folders_may_have_any_name(tmp_path, monkeypatch, name):
    root = project(tmp_path / name, PLACES[:1])
    monkeypatch.chdir(root)
    monkeypatch.setattr(cache, "PACKAGES", [root / "params"])
    assert build(reports=f"kết quả {name}"[:250]) == 0
    assert verify(f"kết quả {name}"[:250]) == []
