"""A wheel of this package in an environment of its own: an office's project is laid, fed, updated, and nothing of it is lost."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from where import ROOT

from htxlib.data import carried

BIN = "Scripts" if os.name == "nt" else "bin"


def quiet(*command: object, cwd: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HTX_"))}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, made of a copy: what the build leaves beside its sources is nothing for the repository."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("htxlib", "htxoffice", "notebooks", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "rieng"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    quiet(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", copy / "dist", copy)
    (found,) = (copy / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def htx(wheel, tmp_path_factory):
    """The command as the wheel installs it; what it leans on is that of the running environment."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=os.name != "nt")
    python = home / BIN / Path(sys.executable).name
    (site,) = {Path(path) for path in quiet(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").split("\n") if path}
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")  # its own .pth files are not followed
    quiet(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile", "--no-deps", "--no-index", wheel)
    return lambda *words, cwd: quiet(home / BIN / "htx", *words, cwd=cwd)


def test_what_is_laid_into_the_wheel_is_what_a_project_refers_to():
    laid = next(line for line in (ROOT / "setup.py").read_text("utf-8").splitlines() if line.startswith("CARRIED"))
    assert ast.literal_eval(laid.partition("=")[2].partition("#")[0].strip()) == carried.WHAT


def test_the_wheel_carries_what_an_office_refers_to(wheel):
    names = ZipFile(wheel).namelist()
    for name in carried.WHAT:
        there = {path.relative_to(ROOT).as_posix() for path in (ROOT / name).glob("*") if path.is_file()}
        assert there and there <= {each.removeprefix("htxlib/carried/") for each in names}, name
    assert "htxoffice/publish/word/template.docx" in names and "htxlib/codelists/variables.csv" in names
    assert not [name for name in names if name.startswith(("tests", "params", "docs"))]


def test_an_office_works_from_the_wheel_alone_and_an_update_writes_over_nothing_of_its_own(htx, tmp_path):
    office = tmp_path / "don-vi"
    assert "Sơn La (son-la)" in htx("init", "don-vi", "--place", "Sơn La", cwd=tmp_path)
    assert "bao_cao_nam" in htx("list", "notebooks", cwd=office)
    htx("new", "nam", "--place", "son-la", cwd=office)
    own = office / "notebooks/rieng/son-la/bao_cao_nam.ipynb"
    own.write_text(own.read_text("utf-8").replace("## Tóm tắt", "## Tóm tắt của Sơn La"), "utf-8")
    mine = {path: path.read_bytes() for path in office.rglob("*") if path.is_file() and ".htx" not in path.parts}
    assert "không đổi gì" in htx("update", cwd=office)

    known = office / ".htx/goi"  # as an older package would have left it
    book = known / "bao_cao_nam.ipynb"
    book.write_text(book.read_text("utf-8").replace("Tổng số HTX:**", "Số HTX:**"), "utf-8")
    lists = json.loads((known / "danh-muc.json").read_text("utf-8"))
    lists["variables"] |= {"so_htx": ["Số hợp tác xã", "HTX"], "so_cu": ["Số cũ", "HTX"]}
    (known / "danh-muc.json").write_text(json.dumps(lists), "utf-8")
    (known / "bao_cao_cum.ipynb").unlink()
    told = htx("update", cwd=office)
    for line in ("Sổ tay bao_cao_nam.ipynb đổi 1 chỗ", "thành «- [[**Tổng số HTX:** {{ so_htx }}, …»", "Sổ tay mới: bao_cao_cum.ipynb",
                 "bỏ «Số cũ» (so_cu)", "sửa «Tổng số HTX» (so_htx)", "rieng/son-la/bao_cao_nam"):  # fmt: skip
        assert line in told, told
    assert "không đổi gì" in htx("update", cwd=office)
    assert {path: path.read_bytes() for path in office.rglob("*") if path.is_file() and ".htx" not in path.parts} == mine
    assert "Tóm tắt của Sơn La" in htx("new", "--diff", cwd=office)
