"""Somebody edits while a build runs: the next build sees it, whatever was edited, at whatever moment."""

from __future__ import annotations

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project

from htxoffice.batch import build, builder, cache, files, manifest, plan, run, site, verify
from htxoffice.batch.build_state import Standing
from htxoffice.batch.private import Private

PLACES = ["yen-bai", "lao-cai"]
# A cell that does what lies ready in a file, once: an edit in the middle of a report.
MEANWHILE = """from pathlib import Path
if Path("meanwhile-{0}.py").exists():
    code = Path("meanwhile-{0}.py").read_text("utf-8")
    Path("meanwhile-{0}.py").unlink()
    exec(code)"""
LIBRARY = 'print_of_library = Path("library/words.txt").read_text("utf-8")\nblock("prose", f"<p>{print_of_library}</p>")'


def replaced(name: str, old: str, new: str) -> str:
    """Python that edits a file in place; old and new have one length, so that its size tells nothing."""
    assert len(old.encode()) == len(new.encode())
    return f"""
from pathlib import Path
text = Path({name!r}).read_text("utf-8")
assert {old!r} in text
Path({name!r}).write_text(text.replace({old!r}, {new!r}), "utf-8")
"""


EDITS = {
    "period": replaced("params/nam-2022.yml", "tu_ngay: 2022", "tu_ngay: 2021"),
    "title": replaced("params/nam-2022.yml", "năm 2022", "năm 2012"),
    "place planned no more": replaced("params/nam-2022.yml", "yen-bai, lao-cai", "yen-bai         "),
    "notebook": replaced("notebooks/bao_cao_nam.ipynb", "h2>", "h3>"),
    "data": replaced("data/cong_bo/so_lieu.csv", ",100,", ",777,"),
    "library": replaced("library/words.txt", "mot", "hai"),
    "notebook of one's own": """
from pathlib import Path
own = Path("notebooks/rieng/yen-bai/bao_cao_nam.ipynb")
own.parent.mkdir(parents=True, exist_ok=True)
own.write_text(Path("notebooks/bao_cao_nam.ipynb").read_text("utf-8").replace("Số lượng", "Riêng"), "utf-8")
""",
}
# Where in the build it happens: before or after the first call of a function, or in a cell of a report.
CALLS = {
    "plan read": (plan, "read"),
    "decided": (builder, "reason"),
    "told what to expect": (run, "ready"),
    "report begun": (run, "_start"),
    "report over": (builder.Builder, "_note"),
    "line written": (manifest, "append"),
    "account closed": (builder.Builder, "_close"),
    "pages made": (site, "publish"),
    "something remembered": (Private, "write"),
    "all is well": (Standing, "keep"),
}
MOMENTS = [*((when, name) for name in CALLS for when in ("before", "after")), ("cell", "first"), ("cell", "last")]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(project(tmp_path, PLACES))
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "words.txt").write_text("mot", "utf-8")
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "library"])
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), MEANWHILE.format("first"), REPORT, SHOW, LIBRARY]
    nbformat.write(notebook(*cells, MEANWHILE.format("last")), tmp_path / "notebooks" / "bao_cao_nam.ipynb")
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and files.PRIVATE not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found) if path.name != manifest.NAME}


def at(moment: tuple[str, str], edit: str, patch) -> None:
    """Let the edit happen then, once."""
    when, name = moment
    file = Path(f"meanwhile-{name}.py")
    file.write_text(edit, "utf-8")
    if when == "cell":
        return
    owner, attribute = CALLS[name]
    plain, waiting = getattr(owner, attribute), [edit]

    def wrapped(*args, **kwargs):
        if when == "before" and waiting:
            exec(waiting.pop(), {})
            file.unlink()
        found = plain(*args, **kwargs)
        if when == "after" and waiting:
            exec(waiting.pop(), {})
            file.unlink()
        return found

    patch.setattr(owner, attribute, wrapped)


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_in_the_middle_of_a_build_is_seen_by_the_next(home, monkeypatch, what):
    """A third of the moments for each kind of edit, others for the next kind; all of them were tried once."""
    lost = edits(home, monkeypatch, what, MOMENTS[list(EDITS).index(what) % 3 :: 3])
    assert not lost, lost


def edits(home: Path, monkeypatch, what: str, moments) -> dict[tuple[str, str], list[str]]:
    """Edit at each moment, in a build from nothing and in one that has something to do; what differs from a clean build."""
    lost, originals = {}, tree(home)
    exec(EDITS[what], {})
    assert build(reports="clean") == 0
    clean = tree(home / "clean")
    for number, moment in enumerate(moments):
        for name, content in originals.items():
            (home / name).write_bytes(content)
        for own in (home / "notebooks").glob("rieng/*/*"):
            own.unlink()
        reports = home / f"reports-{number}"
        with monkeypatch.context() as patch:
            at(moment, EDITS[what], patch)
            build(reports=reports.name)
        assert not list(home.glob("meanwhile-*"))  # it happened
        assert build(reports=reports.name, prune=True) == 0
        found = tree(reports)
        if found != clean:
            lost[moment] = sorted(name for name in {*found, *clean} if found.get(name) != clean.get(name))
    return lost


def test_an_edit_that_leaves_size_and_time_is_seen(home, monkeypatch):
    """Within one tick of the disk's clock: the first look waits until a later change has a later time."""
    assert build() == 0
    rows = home / "data/cong_bo/so_lieu.csv"
    rows.write_text(rows.read_text("utf-8").replace(",100,", ",333,"), "utf-8")  # now
    inputs = cache.Inputs(home, home / "reports")
    before = inputs.data("data/cong_bo")
    stamp = rows.stat().st_mtime_ns
    rows.write_text(rows.read_text("utf-8").replace(",333,", ",444,"), "utf-8")
    os.utime(rows, ns=(stamp, stamp))
    assert not inputs.stands("data/cong_bo") and not inputs.all_stand()
    assert cache.Inputs(home, home / "reports").data("data/cong_bo") != before


def test_what_was_not_edited_is_not_made_again(home, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        at(("after", "report over"), replaced("data/cong_bo/so_lieu.csv", ",102,", ",999,"), patch)  # nobody's report
        assert build() == 0
    capsys.readouterr()
    assert build() == 0 and "2 giữ nguyên" in capsys.readouterr().out
    assert build() == 0 and "2 giữ nguyên" in capsys.readouterr().out


def test_a_side_file_that_was_taken_away_comes_back_with_index_and_place_page(home):
    assert build() == 0
    whole = tree(home / "reports")
    for away in (("nam-2022/yen-bai.figures.json",), ("nam-2022/yen-bai.figures.json", ".htx/index.json"),
                 ("nam-2022/yen-bai.figures.json", ".htx/index.json", "index.html", "don_vi/yen-bai.html")):  # fmt: skip
        for name in away:
            (home / "reports" / name).unlink(missing_ok=name.startswith(".htx"))  # a memory, made again when it is needed
        assert build(places=["lao-cai"], force=True) == 0  # another report is made meanwhile
        assert build() == 0
        assert tree(home / "reports") == whole and verify("reports") == []


def test_a_file_that_changes_without_end_is_no_reason_to_wait(tmp_path, monkeypatch):
    path, calls = tmp_path / "a", []
    path.write_text("x")
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: (calls.append(self.write_text("x" * len(calls))), read(self))[1])
    began = time.monotonic()
    look = files.Digests({}).look(path)
    assert len(calls) == 9 and look.marks != files.marks_now(path) and time.monotonic() - began < 60


@pytest.mark.parametrize("what", ["period", "title", "notebook", "data", "library"])
def test_an_edit_that_was_put_back_before_the_build_was_over_leaves_no_trace(home, monkeypatch, what):
    """A report was made of what lay there neither before nor after: it is made anew, and nothing of it is believed."""
    assert build(reports="clean") == 0
    clean, originals = tree(home / "clean"), tree(home)
    owner, name = CALLS["plan read" if what in ("period", "title") else "told what to expect"]
    plain, note, edited = getattr(owner, name), builder.Builder._note, []
    ended: list = []

    def edit_first(*args):  # everything that is read from here on was looked at before
        if not edited:
            exec(EDITS[what], {})
            edited.extend(file for file, content in originals.items() if (home / file).read_bytes() != content)
        return plain(*args)

    def put_back_first(self, outcome):
        ended.append(outcome)
        for file in edited if len(ended) == len(PLACES) else ():
            (home / file).write_bytes(originals[file])
        return note(self, outcome)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, edit_first)
        patch.setattr(builder.Builder, "_note", put_back_first)
        build(workers=1)
    assert edited and tree(home / "reports") != clean  # what was edited had its effect
    assert build() == 0
    assert tree(home / "reports") == clean
