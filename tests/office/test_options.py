"""Every option and argument of every command, given what it cannot use: a sentence of ours, exit code 2, no traceback."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
from pathlib import Path

import click
import docx
import nbformat
import pytest
from click.testing import CliRunner
from small import project

from htxoffice.cli import LOOK_ONLY, main

# What lies ready: a folder, a file that is none of ours under every ending, one that may not be read, a link to itself.
ENDINGS = ("yml", "csv", "xlsx", "docx", "json", "ipynb", "db", "txt", "pdf", "html")
WHERE = {"a folder": "folder", "missing": "missing.{}", "below a file": "ok.txt/x.{}", "broken": "broken.{}", "unreadable": "locked.{}",
         "empty": "", "a null in the name": "a\x00b", "a link to itself": "loop", "a name too long": "d" * 300}  # fmt: skip
NAMES = (
    "empty",
    "a null in the name",
    "a link to itself",
    "a name too long",
)  # which no file has, whoever reads or writes it

# Option of a command → the command with {} in its place, the ending of what it wants, and what of WHERE it may be.
READ = {
    "build PARAMS": (["build", "{}"], "yml", ()),
    "build --since": (["build", "--since", "{}"], "json", ("a folder",)),
    "changes OLD": (["changes", "{}", "ok.json"], "json", ()),
    "changes NEW": (["changes", "ok.json", "{}"], "json", ()),
    "package --data": (["package", "out/goi", "--data", "{}"], "xlsx", ()),
    "figures --data": (["figures", "--place", "yen-bai", "--to", "2022", "--data", "{}"], "xlsx", ()),
    "workbook --data": (["workbook", "out/x.xlsx", "--data", "{}"], "xlsx", ()),
    "report FILES": (["report", "{}"], "xlsx", ()),
    "collect FILES": (["collect", "{}", "--into", "out/kho", "--period", "2026-Q1", "--page", "out/x.html"], "xlsx", ("broken", "missing", "below a file", "unreadable", "a folder")),
    "import FILES": (["import", "{}", "--into", "out/kho"], "xlsx", ()),
    "import FILES, a table": (["import", "{}", "--into", "out/kho"], "csv", ()),
    "import FILES, a database": (["import", "sqlite:///{}", "--into", "out/kho"], "db", ()),
    "import --into": (["import", "ok.xlsx", "--into", "{}"], "xlsx", ("a folder", "missing")),
    "import --sheet": (["import", "register.csv", "--into", "out/kho", "--sheet", "{}"], "yml", ()),
    "check DATA": (["check", "{}"], "xlsx", ()),
    "check DATA, a notebook": (["check", "{}"], "ipynb", ()),
    "check DATA, a database": (["check", "sqlite:///{}"], "db", ()),
    "read FILES": (["read", "{}", "--into", "out/x.xlsx"], "docx", ()),
    "read FILES, a text": (["read", "{}", "--into", "out/x.xlsx"], "txt", ()),
    "read FILES, a PDF": (["read", "{}", "--into", "out/x.xlsx"], "pdf", ()),
    "read --data": (["read", "ok.txt", "--into", "out/x.xlsx", "--data", "{}"], "xlsx", ()),
    "proof FILES": (["proof", "{}"], "docx", ()),
    "proof FILES, a page": (["proof", "{}"], "html", ("broken",)),
    "proof --against": (["proof", "ok.txt", "--against", "{}"], "json", ()),
}  # fmt: skip
MADE = {
    "init FOLDER": (["init", "{}", "--place", "son-la"], "txt", ("a folder", "missing")),
    "report --into": (["report", "ok.xlsx", "--into", "{}"], "txt", ("a folder", "missing")),
    "collect --into": (["collect", "ok.xlsx", "--into", "{}", "--period", "2026-Q1", "--page", "out/x.html"], "txt", ("a folder", "missing")),
    "collect --page": (["collect", "ok.xlsx", "--into", "out/kho", "--period", "2026-Q1", "--page", "{}"], "html", ("missing", "broken", "unreadable")),
    "figures --csv": (["figures", "--place", "yen-bai", "--to", "2022", "--csv", "{}"], "csv", ("missing", "broken", "unreadable")),
    "figures --xlsx": (["figures", "--place", "yen-bai", "--to", "2022", "--xlsx", "{}"], "xlsx", ("missing", "broken", "unreadable")),
    "package OUT": (["package", "{}"], "txt", ("a folder", "missing")),
    "build --reports": (["build", "--reports", "{}"], "txt", ("a folder", "missing")),
    "keep --reports": (["keep", "--reports", "{}"], "txt", ("a folder", "missing")),
    "keep --into": (["keep", "--into", "{}"], "txt", ("a folder", "missing")),
    "verify --reports": (["verify", "--reports", "{}"], "txt", ("a folder", "missing")),
    "workbook OUT": (["workbook", "{}"], "xlsx", ("missing", "broken", "unreadable")),
    "import --report": (["import", "ok.xlsx", "--into", "out/kho", "--report", "{}"], "txt", ("a folder", "missing")),
    "check --html": (["check", "data/cong_bo", "--html", "{}"], "html", ("missing", "broken", "unreadable")),
    "sample OUT": (["sample", "{}", "--places", "yen-bai", "--years", "2022"], "txt", ("a folder", "missing")),
    "read --into": (["read", "ok.txt", "--into", "{}"], "xlsx", ("missing", "broken", "unreadable")),
    "proof --annotate": (["proof", "ok.docx", "--annotate", "{}"], "docx", ("missing",)),
}  # fmt: skip
# Words and numbers: none of WHERE is one.
WORDS = {
    "build --place": ["build", "--place", "{}"], "build --publication": ["build", "--publication", "{}"], "build --formats": ["build", "--formats", "{}"],
    "build --workers": ["build", "--workers", "{}"], "build --engine": ["build", "--engine", "{}"], "build --timeout": ["build", "--timeout", "{}"],
    "build --memory-mb": ["build", "--memory-mb", "{}"], "list WHAT": ["list", "{}"], "list --on": ["list", "places", "--on", "{}"],
    "figures --place": ["figures", "--to", "2022", "--place", "{}"], "figures --to": ["figures", "--place", "yen-bai", "--to", "{}"],
    "figures --from": ["figures", "--place", "yen-bai", "--to", "2022", "--from", "{}"], "figures --term": ["figures", "--place", "yen-bai", "--to", "2022", "--term", "{}"],
    "figures --years": ["figures", "--place", "yen-bai", "--to", "2022", "--years", "{}"], "new NOTEBOOK": ["new", "{}", "--place", "yen-bai"],
    "new --place": ["new", "nam", "--place", "{}"], "new --publication": ["new", "nam", "--place", "yen-bai", "--publication", "{}"],
    "workbook --place": ["workbook", "x.xlsx", "--place", "{}"], "workbook --period": ["workbook", "x.xlsx", "--place", "yen-bai", "--period", "{}"],
    "workbook --term": ["workbook", "x.xlsx", "--place", "yen-bai", "--term", "{}"], "workbook --to": ["workbook", "x.xlsx", "--place", "yen-bai", "--to", "{}"],
    "report --on": ["report", "ok.xlsx", "--on", "{}"], "collect --on": ["collect", "ok.xlsx", "--into", "out/kho", "--period", "2026-Q1", "--on", "{}"],
    "collect --due": ["collect", "ok.xlsx", "--into", "out/kho", "--period", "2026-Q1", "--due", "{}"], "collect --period": ["collect", "ok.xlsx", "--into", "out/kho", "--period", "{}"],
    "collect --of": ["collect", "ok.xlsx", "--into", "out/kho", "--period", "2026-Q1", "--of", "{}"],
    "import --on": ["import", "ok.xlsx", "--into", "out/kho", "--on", "{}"], "check --place": ["check", "data/cong_bo", "--place", "{}"],
    "sample --places": ["sample", "out/so", "--places", "{}"], "sample --years": ["sample", "out/so", "--years", "{}"], "sample --seed": ["sample", "out/so", "--seed", "{}"],
    "init --place": ["init", "out/don-vi", "--place", "{}"], "read --place": ["read", "ok.txt", "--into", "x.xlsx", "--place", "{}"],
}  # fmt: skip
MAY_BE_EMPTY = ("list --on", "figures --from", "figures --term", "figures --years", "new --publication", "workbook --place", "workbook --period",
                "workbook --term", "workbook --to", "import --on", "report --on", "collect --on", "collect --due", "check --place", "read --place", "workbook --data")  # fmt: skip
# Flags, what JupyterLab is handed, the name of any licence, and an address of its own test below.
ELSEWHERE = {"lab ARGUMENTS", "package --licence", "build --dask"}
ENGLISH = re.compile(
    r"\b(?:Error|error|invalid|Invalid|No such|not a|Not a|Is a|is a|denied|found|expected|Usage|Expecting|embedded|Errno)\b"
)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    for ending in ENDINGS:
        (tmp_path / f"broken.{ending}").write_bytes(b"\x89\xff{[\x00:" + bytes(range(128, 228)))
        (tmp_path / f"locked.{ending}").write_text("x")
    (tmp_path / "ok.txt").write_text("Có 5 HTX.", "utf-8")
    (tmp_path / "ok.xlsx").write_bytes(b"PK")
    (tmp_path / "register.csv").write_text("ten,tinh\nA,Yên Bái\n", "utf-8")
    document = docx.Document()
    document.add_paragraph("Có 5 HTX.")
    document.save(tmp_path / "ok.docx")
    opened = io.open

    def guarded(file, mode="r", *args, **kwargs):  # whoever runs the tests may be allowed everything
        if "locked" in str(file) and not {"w", "x", "a"} & set(mode):
            raise PermissionError(13, "Permission denied", str(file))
        return opened(file, mode, *args, **kwargs)

    monkeypatch.setattr(io, "open", guarded)
    monkeypatch.setattr("builtins.open", guarded)
    return tmp_path


def refused(words: list[str]) -> str:
    found = CliRunner().invoke(main, words)
    assert found.exception is None or isinstance(found.exception, SystemExit), repr(found.exception)
    assert found.exit_code == 2, (found.exit_code, found.output)
    assert "LỖI" in found.output and not ENGLISH.search(found.output), found.output
    assert words[0] not in LOOK_ONLY or "chưa ghi" not in found.output, "it never writes"
    return found.output


def cases():
    for table in (READ, MADE):
        for what, (words, ending, allowed) in table.items():
            yield from (
                (what, how, words, ending)
                for how in WHERE
                if how not in allowed and not (how == "empty" and what in MAY_BE_EMPTY)
            )
    for what, words in WORDS.items():
        yield from ((what, how, words, "csv") for how in WHERE if not (how == "empty" and what in MAY_BE_EMPTY))


CASES = {f"{what}: {how}": (words, WHERE[how].format(ending)) for what, how, words, ending in cases()}


@pytest.mark.parametrize("case", CASES)
def test_what_an_option_cannot_use_is_refused_in_a_sentence(home, case):
    words, value = CASES[case]
    refused([word.replace("{}", value) for word in words])
    assert not (home / "out").exists() and not (home / "x.xlsx").exists() and not list(home.rglob("*.tmp"))


def test_every_option_of_every_command_is_in_a_table():
    told = {re.sub(r",.*", "", name) for name in (*READ, *MADE, *WORDS)} | ELSEWHERE
    for name, command in main.commands.items():
        for each in command.params:
            if not getattr(each, "is_flag", False):
                shown = max(each.opts, key=len) if isinstance(each, click.Option) else each.name.upper()
                assert f"{name} {shown}" in told


@pytest.mark.parametrize(("words", "said"), [
    (["buidl"], "cần một lệnh: build, changes, check"), (["build", "--worker", "2"], "không có tham số «--worker». Có phải --workers?"), (["build", "--place"], "--place: cần một giá trị"),
    (["figures"], "thiếu --place"), (["import", "x"], "thiếu --into"), (["list"], "thiếu WHAT"), (["list", "places", "units"], "chữ thừa"),
    (["build", "--workers", "0"], "--workers: cần số nguyên từ 1 trở lên"), (["list", "x"], "một trong: variables"), (["new"], "htx new giua-ky"),
])  # fmt: skip
def test_a_command_that_is_typed_wrongly_is_told_so(home, words, said):
    assert said in refused(words) and "--help" in refused(words)


def test_a_place_without_data_is_not_said_to_be_right(home):
    assert "Có số liệu của: ca-mau, lao-cai, yen-bai" in refused(["check", "data/cong_bo", "--place", "son-la"])
    assert CliRunner().invoke(main, ["check", "data/cong_bo", "--place", "lao-cai"]).exit_code == 0


# --- copies with comments ---------------------------------------------------------------------------------------------


def test_a_copy_with_comments_replaces_nothing_but_the_copy_of_before(home):
    words = ["proof", "ok.docx", "--annotate", "copy.docx"]
    assert CliRunner().invoke(main, words).exit_code == 0
    first = (home / "copy.docx").read_bytes()
    assert CliRunner().invoke(main, words).exit_code == 0  # the copy of before
    edited = docx.Document(home / "copy.docx")
    edited.core_properties.last_modified_by = "Nguyễn Thị A"
    edited.save(home / "copy.docx")
    for name, content in (
        ("copy.docx", (home / "copy.docx").read_bytes()),
        ("mine.docx", (home / "ok.docx").read_bytes()),
        ("x.docx", b"x"),
    ):
        (home / name).write_bytes(content)
        assert "Đặt tên khác" in refused(["proof", "ok.docx", "--annotate", name])
        assert (home / name).read_bytes() == content != first
    (home / "texts").mkdir()
    for name in ("a.docx", "b.docx"):
        (home / "texts" / name).write_bytes((home / "ok.docx").read_bytes())
    (home / "copies").mkdir()
    (home / "copies/b.docx").write_bytes(b"x")
    refused(["proof", "texts", "--annotate", "copies"])
    assert [path.name for path in (home / "copies").iterdir()] == ["b.docx"]


# --- schedulers that are none -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["nobody", "silent"])
def test_without_a_scheduler_a_build_says_so_and_ends(home, kind):
    """In a process of its own, whose end Dask must not hold up either."""
    pytest.importorskip("distributed")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if kind == "silent":
            listening.listen()
        words = ["build", "--dask", f"tcp://127.0.0.1:{listening.getsockname()[1]}"]
        found = subprocess.run([sys.executable, "-m", "htxoffice", *words], capture_output=True, text=True, timeout=120)
    assert found.returncode == 2 and "bộ điều phối Dask đang chạy" in found.stderr and "Traceback" not in found.stderr, found


# --- a notebook that ends its own Python ------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["htx", "kernel"])
@pytest.mark.parametrize("call", ["quit()", "exit()", "import os; os._exit(0)"])
def test_a_notebook_that_leaves_early_is_told_in_a_sentence(home, monkeypatch, call, engine):
    if "_exit" in call and engine == "htx":
        pytest.skip("there it is the report's own process that ends (test_faults)")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    path = home / "notebooks/bao_cao_nam.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells.insert(2, nbformat.v4.new_code_cell(call))
    nbformat.write(book, path)
    found = CliRunner().invoke(main, ["build", "--engine", engine])
    assert found.exit_code == 1 and "quit(), exit()" in found.output, found.output
    assert "AttributeError" not in found.output and "Dead" not in found.output
