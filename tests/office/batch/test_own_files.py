"""What lies in the reports folder: nothing of somebody else is written over or removed, spoiled accounts mean a build from nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project, publication

from htxlib.words.errors import InputError
from htxoffice.batch import build, cache, files, manifest, verify
from htxoffice.batch.private import SHAPES, fits, sealed
from htxoffice.cli import main

PLACES = ["yen-bai", "lao-cai"]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(project(tmp_path, PLACES))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and files.PRIVATE not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def htx(*words) -> tuple[int, str]:
    found = CliRunner().invoke(main, [*words])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.output
    return found.exit_code, found.output


# --- spoiled accounts -------------------------------------------------------------------------------------------------

PRIVATE_FILES = [*(f".htx/{name}" for name in SHAPES), ".htx/nam-2022/yen-bai.asked.json", manifest.NAME]
SPOILS = {
    "null": lambda path: path.write_text("null"),
    "an empty list": lambda path: path.write_text("[]"),
    "another shape": lambda path: path.write_text('{"jobs": [[1]], "key": null, "a": {"b": []}}\n{"publication": 1}\n'),
    "sealed, another shape": lambda path: path.write_bytes(sealed({"a": None, "key": 1, "jobs": "x"})),
    "another encoding": lambda path: path.write_bytes(path.read_text("utf-8").encode("utf-16")),
    "bytes": lambda path: path.write_bytes(os.urandom(999)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "deep": lambda path: path.write_text("[" * 200_000 + "]" * 200_000 + "\n"),
    "half a letter": lambda path: path.write_text('{"publication": "\\ud800", "place": "\\ud800"}\n'),
    "a digit changed": lambda path: path.write_bytes(path.read_bytes().replace(b"2", b"3", 1)),
    "a folder": lambda path: (path.unlink(), path.mkdir(), (path / "x").write_text("x")),
    "emptied": lambda path: path.write_text(""),
    "gone": lambda path: path.unlink(),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("names", [PRIVATE_FILES[:-1], PRIVATE_FILES[-1:]], ids=["private", "manifest"])
def test_a_spoiled_account_means_a_build_from_nothing_and_one_sentence(home, spoil, names):
    assert htx("build")[0] == 0
    whole = tree(home / "reports")
    for name in names:
        SPOILS[spoil](home / "reports" / name)
    rows = home / "data/cong_bo/so_lieu.csv"  # so that there is something to do, and questions are asked
    rows.write_text(rows.read_text("utf-8").replace(",102,", ",999,"), "utf-8")
    code, said = htx("build")
    assert code == 0, said
    assert said.count("không đọc được hoặc bị sửa") == int(spoil != "gone" and not (len(names) == 1 and spoil in UNSEEN)), said
    found = tree(home / "reports")
    kept = {name for name in found if ".hong" in name}
    shows_the_row = {f"don_vi/ca-mau{more}" for more in (".html", ".csv", "-2025.html", "-2025.csv")}
    moved = {manifest.NAME, "index.html"} | shows_the_row
    assert {name: found[name] for name in found.keys() - kept - moved} == {name: whole[name] for name in whole.keys() - moved}
    for left in (home / "reports").glob("*.hong*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    assert htx("verify")[0] == 0 and "0/2" in htx("build", "--dry-run")[1]


# A line cut by a crash is no fault, an empty account neither.
UNSEEN = ("cut", "emptied")


@pytest.mark.parametrize("name", [".htx", ".htx/tmp", ".htx/lock", ".htx/log.txt", ".htx/nam-2022", ".htx/truoc"])
def test_what_stands_in_the_way_of_a_private_file_is_moved_aside(home, name):
    path = home / "reports" / name
    path.parent.mkdir(parents=True)
    if name in (".htx/lock", ".htx/log.txt"):
        path.mkdir()
        (path / "x").write_text("của ai đó")
    else:
        path.write_text("của ai đó")
    assert htx("build")[0] == 0 and verify("reports") == []
    kept = [found for found in (home / "reports").rglob("*") if found.is_file() and found.read_bytes() == "của ai đó".encode()]
    assert len(kept) == 1


def writing(name: str) -> str:
    """Where a file is while it is being written."""
    return files.temporary_name(Path(), name).as_posix()


PAGE = "nam-2022/yen-bai.html"
MAKE = {
    "a pipe": lambda path, outside: os.mkfifo(path),
    "a folder": lambda path, outside: (path.mkdir(), (path / "x").write_text("của ai đó")),
    "a link": lambda path, outside: path.symlink_to(outside / "theirs"),
    "a link to a folder": lambda path, outside: path.symlink_to(outside),
    "a link to nowhere": lambda path, outside: path.symlink_to(outside / "none"),
}
IN_THE_WAY = [
    *(("a pipe", name) for name in (".htx/plan.json", ".htx/lock", ".htx/log.txt", ".htx/truoc", manifest.NAME)),
    *(("a folder", name) for name in (writing(PAGE), writing("index.html"), f".htx/truoc/{PAGE}", ".htx/nam-2022/yen-bai.asked.json")),
    *(("a link", name) for name in (writing(PAGE), writing("index.html"), writing(manifest.NAME), ".htx/nam-2022/yen-bai.asked.json")),
    ("a link to a folder", ".htx/truoc/nam-2022"), ("a link to nowhere", ".htx/truoc/nam-2022"),
]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize(("kind", "name"), IN_THE_WAY)
def test_what_is_no_file_among_the_private_ones_stops_no_build_and_leads_nowhere(home, kind, name):
    """Before a build, one that holds a report back, and one that publishes it again."""
    publication(home, ["yen-bai"])
    assert htx("build")[0] == 0
    outside, path = home / "outside", home / "reports" / name
    outside.mkdir()
    (outside / "theirs").write_text("của ai đó")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True) if not path.is_dir() else shutil.rmtree(path)
    MAKE[kind](path, outside)
    (home / "params/nam-2023.yml").write_text((home / "params/nam-2022.yml").read_text("utf-8").replace("yen-bai", "lao-cai"), "utf-8")
    book = home / "notebooks/bao_cao_nam.ipynb"
    good = book.read_text("utf-8")
    for text, code in ((good.replace("leaked = ", "1 / 0; leaked = "), 1), (good, 0)):
        book.write_text(text, "utf-8")
        found, said = htx("build")
        assert found == code, said
    assert verify("reports") == [] and tree(outside) == {"theirs": "của ai đó".encode()}
    if kind == "a folder":
        assert [found.read_text() for found in (home / "reports/.htx").rglob("x")] == ["của ai đó"]


def test_an_account_larger_than_any_is_not_read(home):
    assert htx("build")[0] == 0
    for name in (".htx/plan.json", ".htx/stat.json", manifest.NAME):
        os.truncate(home / "reports" / name, 1 << 40)  # of nothing: it takes no room on the disk
    code, said = htx("build", "--dry-run")
    assert code == 0 and said.count("không đọc được hoặc bị sửa") == 2 and "2/2" in said


def test_other_ends_of_lines_in_a_text_split_no_account(home):
    report = REPORT.replace('title=f"Báo cáo {don_vi}"', 'title="a\\u2028b\\u0085c\\u2029d"')
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, report, SHOW), home / "notebooks/bao_cao_nam.ipynb")
    assert htx("build")[0] == 0
    found = manifest.read(home / "reports")
    assert {entry["report"]["title"] for entry in found.values()} == {"a\u2028b\u0085c\u2029d"} and len(found) == 2
    code, said = htx("build", "--dry-run")
    assert code == 0 and "0/2" in said


@pytest.mark.parametrize(("value", "shape", "whether"), [
    ({"a": 1}, {str: int}, True), ({"a": True}, {str: int}, False), ([1, "x"], [int, str], True), ([1], [int, str], False),
    ([], [int, ...], True), ([1, 2, 3], [int, ...], True), (None, dict, False), ({"a": 1}, {"a": int, "b": int}, False),
])  # fmt: skip
def test_shapes(value, shape, whether):
    assert fits(value, shape) is whether


# --- a line of the account changed by hand ----------------------------------------------------------------------------

FOREIGN = "<html>trang của tôi</html>"


def of_foreign(entry: dict) -> dict:
    """The entry with the digest of somebody's own file where its page should be."""
    return entry | {"outputs": entry["outputs"] | {PAGE: files.digest(FOREIGN.encode())}}


ALTERED = {
    "the digest of an output": of_foreign,
    "another publication": lambda entry: entry | {"publication": "nam-2021", "outputs": {name.replace("2022", "2021"): sha for name, sha in entry["outputs"].items()}},
    "another place": lambda entry: entry | {"place": "ca-mau", "params": entry["params"] | {"don_vi": "ca-mau"},
                                           "outputs": {name.replace("yen-bai", "ca-mau"): files.digest(FOREIGN.encode()) for name in entry["outputs"]}},
    "an output outside": lambda entry: entry | {"outputs": {"../ngoai.html": files.digest(FOREIGN.encode())}},
    "an output of another folder": lambda entry: entry | {"outputs": {"nam-2021/yen-bai.html": files.digest(FOREIGN.encode())}},
    "no outputs": lambda entry: entry | {"outputs": {}},
    "the title": lambda entry: entry | {"title": "Tên khác"},
    "the notebook": lambda entry: entry | {"notebook": "khac"},
    "the parameters": lambda entry: entry | {"params": entry["params"] | {"den_ngay": "2021"}},
    "the inputs": lambda entry: entry | {"inputs": entry["inputs"] | {"data": "x"}},
    "the status": lambda entry: entry | {"status": "failed", "failure": {"place": "yen-bai", "notebook": "x", "cell": 0, "message": "x"}},
    "the report": lambda entry: entry | {"report": {"title": "Tên khác"}},
    "the questions": lambda entry: entry | {"asked": "x"},
    "the fields of the Word file": lambda entry: entry | {"van_ban": {"so": "1"}},
}  # fmt: skip


@pytest.mark.parametrize("is_sealed", [False, True], ids=["by hand", "and sealed anew"])
@pytest.mark.parametrize("what", ALTERED)
def test_a_changed_line_of_the_account_makes_nobodys_file_ours(home, what, is_sealed):
    assert htx("build")[0] == 0
    whole, path = tree(home / "reports"), home / "reports" / manifest.NAME
    theirs = {name: FOREIGN.encode() for name in ("nam-2021/yen-bai.html", "nam-2022/ca-mau.html", "don_vi/ghi-chu.html")}
    for name, content in theirs.items():
        (home / "reports" / name).parent.mkdir(exist_ok=True)
        (home / "reports" / name).write_bytes(content)
    (home / "ngoai.html").write_text(FOREIGN)
    entries = manifest.read(home / "reports")
    if what == "the digest of an output":
        (home / "reports" / PAGE).write_text(FOREIGN)
        theirs[PAGE] = FOREIGN.encode()
    entries["nam-2022/yen-bai"] = ALTERED[what](entries["nam-2022/yen-bai"])
    lines = [manifest._line(entry) if is_sealed else json.dumps(entry | {"seal": manifest._seal(manifest.read(home / "reports")[id_])}) + "\n"
             for id_, entry in entries.items()]  # fmt: skip
    path.write_text("".join(lines), "utf-8")
    for words in (["build"], ["build", "--prune"]):
        code, said = htx(*words)
        assert code in (0, 2), said
        assert {name: (home / "reports" / name).read_bytes() for name in theirs} == theirs, words
        assert (home / "ngoai.html").read_text() == FOREIGN
    if what != "the digest of an output":
        assert {name: content for name, content in tree(home / "reports").items() if name in whole and name != manifest.NAME} == {
            name: content for name, content in whole.items() if name != manifest.NAME
        }
    elif not is_sealed:  # what is not ours any more stands where a report shall go
        assert "tệp của người khác" in said
        assert any(PAGE in line for line in verify("reports"))


# --- somebody's own files ---------------------------------------------------------------------------------------------

THEIRS = ["don_vi/ghi-chu.html", "don_vi/ghi-chep.csv", "nam-2022/yen-bai.pdf", "nam-2022/.nhap.tmp", "a/b/.x.tmp", ".z.tmp",
          "nam-2022/ban-thao.docx", "index.htm", ".htx.txt", "don_vi/.yen-bai.html.tmp"]  # fmt: skip


def test_nothing_of_somebody_else_is_written_over_or_removed(home):
    for name in THEIRS:
        path = home / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    for words in (["build"], ["build", "--force"], ["build", "--formats", "html"], ["build", "--prune"]):
        assert htx(*words)[0] == 0
        assert {name: (home / "reports" / name).read_text() for name in THEIRS} == dict(zip(THEIRS, THEIRS, strict=True))


@pytest.mark.parametrize("name", ["index.html", "don_vi/yen-bai.html", "nam-2022/yen-bai.html", "nam-2022/lao-cai.docx",
                                  "nam-2022/lao-cai.figures.json", "don_vi/lao-cai-2025.html", "don_vi/yen-bai.csv",
                                  "don_vi", "nam-2022"])  # fmt: skip
def test_a_foreign_file_where_a_report_shall_go_refuses_the_build(home, name):
    path = home / "reports" / name
    path.parent.mkdir(parents=True)
    path.write_text("<html>trang của tôi</html>")
    code, said = htx("build")
    assert code == 2 and "tệp của người khác" in said and "--reports" in said, said
    assert path.read_text() == "<html>trang của tôi</html>" and list(tree(home / "reports")) == [name]
    path.unlink()
    assert htx("build")[0] == 0


@pytest.mark.parametrize("name", ["nam-2022", "don_vi", "index.html", "nam-2022/yen-bai.html", "manifest.jsonl", ".htx", ".htx/nam-2022"])
def test_links_that_lead_out_are_not_followed(home, name):
    (home / "outside").mkdir()
    target = home / "outside" / ("a" if "." in Path(name).name[1:] else "b")
    target.write_text("x") if target.name == "a" else target.mkdir()
    path = home / "reports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    code, said = htx("build")
    assert code == 2 and path.name in said, said
    assert tree(home / "outside") == ({"a": b"x"} if target.name == "a" else {})
    path.unlink()
    assert htx("build")[0] == 0
    verify("reports")


@pytest.mark.parametrize("name", ["nam-2022", "don_vi", ".htx/tmp", "nam-2022/yen-bai.html"])
def test_a_link_that_is_put_there_while_a_build_runs_is_not_followed(home, name):
    assert htx("build")[0] == 0
    (home / "outside").mkdir()
    path = home / "reports" / name
    path.rename(home / "away") if path.exists() else None
    path.symlink_to(home / "outside")
    written = "don_vi/yen-bai.html" if name == "don_vi" else PAGE
    with pytest.raises(OSError, match="symbolic links"):
        files.put(home / "reports", written, "x")
    assert not list((home / "outside").iterdir())


def test_without_what_is_private_the_folder_is_still_known_as_ours(home):
    assert htx("build")[0] == 0
    whole = tree(home / "reports")
    shutil.rmtree(home / "reports/.htx")
    assert htx("build")[0] == 0 and tree(home / "reports") == whole
    (home / "reports/manifest.jsonl").write_text("hỏng\n", "utf-8")
    code, said = htx("build")
    assert code == 0 and "manifest.jsonl" in said


# --- reports that were held back, reports that are planned no more ----------------------------------------------------


def test_the_old_page_of_a_report_that_is_held_back_does_not_go_on_as_todays(home):
    assert htx("build")[0] == 0
    old = (home / "reports/nam-2022/yen-bai.html").read_bytes()
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    nbformat.write(notebook(parameters, REPORT, "if don_vi == 'yen-bai':\n    1 / 0", SHOW), home / "notebooks/bao_cao_nam.ipynb")
    code, said = htx("build")
    assert code == 1 and "ZeroDivisionError" in said
    assert [path.name for path in sorted((home / "reports/nam-2022").iterdir())] == [f"lao-cai.{kind}" for kind in ("docx", "figures.json", "html", "phu-luc.docx")]
    assert (home / "reports/.htx/truoc/nam-2022/yen-bai.html").read_bytes() == old
    for page in ("index.html", "don_vi/yen-bai.html"):
        text = (home / "reports" / page).read_text("utf-8")
        assert "Giữ lại" in text and "ZeroDivisionError" in text and "nam-2022/yen-bai.html" not in text
    assert verify("reports") == []
    nbformat.write(notebook(parameters, REPORT, SHOW), home / "notebooks/bao_cao_nam.ipynb")
    assert htx("build")[0] == 0 and (home / "reports/nam-2022/yen-bai.html").exists()
    assert not list((home / "reports/.htx/truoc").rglob("*.html"))


def test_what_is_planned_no_more_is_named_and_can_be_removed(home):
    assert htx("build")[0] == 0
    publication(home, ["yen-bai"])
    for _ in range(2):  # also by a build with nothing to do
        code, said = htx("build")
        assert code == 0 and "nam-2022/lao-cai" in said and "--prune" in said, said
    (home / "reports/nam-2022/lao-cai.docx").write_bytes(b"edited by hand")
    (home / "reports/nam-2022/cua-toi.txt").write_text("x")
    code, said = htx("build", "--prune")
    assert code == 0 and "Đã xóa nam-2022/lao-cai.html" in said and "Giữ lại nam-2022/lao-cai.docx" in said, said
    assert {path.name for path in (home / "reports/nam-2022").iterdir()} == {
        "cua-toi.txt", "lao-cai.docx", "yen-bai.docx", "yen-bai.figures.json", "yen-bai.html", "yen-bai.phu-luc.docx",
    }  # fmt: skip
    assert not (home / "reports/don_vi/lao-cai.html").exists()  # no report is about it any more
    (home / "reports/nam-2022/lao-cai.docx").unlink()
    assert "--prune" not in htx("build")[1]


def test_prune_is_for_a_build_of_everything(home):
    with pytest.raises(InputError, match="mọi ấn phẩm"):
        build(places=["yen-bai"], prune=True)


def test_a_format_that_is_made_no_more_goes_only_if_it_is_ours(home):
    assert htx("build", "--formats", "html,docx")[0] == 0
    (home / "reports/nam-2022/lao-cai.docx").write_bytes(b"edited by hand")
    assert htx("build", "--formats", "html", "--force")[0] == 0
    assert not list((home / "reports/nam-2022").glob("*.docx"))  # two files of one report must not disagree
    assert (home / "reports/.htx/truoc/nam-2022/lao-cai.docx").read_bytes() == b"edited by hand"
