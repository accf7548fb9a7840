"""The same inputs give the same bytes: whatever the clock, the zone, the language, the user, the folder, the engine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from where import ROOT

from htxoffice import simulate

PLACES = ["yen-bai", "ca-mau"]
PUBLICATIONS = {
    "nam-2023": ("bao_cao_nam", "  tu_ngay: 2023\n  den_ngay: 2023\n"),
    "giua-ky": ("bao_cao_giua_ky", "  nhiem_ky: 2020-2025\n  tu_ngay: 2021\n  den_ngay: 2023-06-30\n"),
}
# Before anything else is imported, in every process: another day, and another hour of it.
CLOCK = """
import time
for name in ("time", "localtime", "gmtime", "ctime", "strftime"):
    def moved(*args, _was=getattr(time, name), _name=name):
        now = _now() + 400 * 86400 + 12345
        if _name == "time":
            return now
        if _name == "strftime":
            return _was(*args) if len(args) > 1 else _was(args[0], time.localtime())
        return _was(*args) if args and args[0] is not None else _was(now)
    if name == "time":
        _now = time.time
    setattr(time, name, moved)
"""
BUILD = "import sys; from htxoffice.batch import build; sys.exit(build(workers=int(sys.argv[1]), engine=sys.argv[2]))"


def project(root: Path) -> Path:
    """Two notebooks for two places from sample data, as a person would have them anywhere on the disk."""
    simulate.write(root / "data" / "mau", simulate.ask(",".join(PLACES), "2021-2023", seed=1))
    (root / "notebooks").mkdir()
    (root / "params").mkdir()
    for name, (notebook, params) in PUBLICATIONS.items():
        nb = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4)
        nbformat.write(nb, root / "notebooks" / f"{notebook}.ipynb")
        places = ", ".join(PLACES if name == "nam-2023" else PLACES[:1])
        text = f"tieu_de: Ấn phẩm\nnotebook: {notebook}\ntham_so:\n  du_lieu: data/mau\n{params}noi: [{places}]\n"
        (root / "params" / f"{name}.yml").write_text(text, "utf-8")
    return root


def built(root: Path, workers: int = 2, engine: str = "htx", **env: str) -> dict[str, bytes]:
    """Everything that a build leaves for readers."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(workers), engine], cwd=root, env=os.environ | env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in (root / "reports").rglob("*") if path.is_file() and ".htx" not in path.parts]
    return {path.relative_to(root / "reports").as_posix(): path.read_bytes() for path in sorted(files)}


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    root = project(tmp_path_factory.mktemp("a") / "du-an")
    return root, built(root, TZ="Asia/Ho_Chi_Minh", LC_ALL="C.UTF-8", PYTHONHASHSEED="0")


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_everything_around_the_build_may_differ(first, tmp_path):
    root = project(tmp_path / "Dự án – khác, nơi khác.2")
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK, "utf-8")
    path = os.pathsep.join([str(tmp_path / "clock"), *filter(None, [os.environ.get("PYTHONPATH")])])
    around = {"TZ": "America/New_York", "LC_ALL": other_locale(), "PYTHONHASHSEED": "4711", "HOME": str(tmp_path), "USER": "khác"}
    around |= {"COLUMNS": "40", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1", "LANGUAGE": "vi"}
    told = subprocess.run([sys.executable, "-c", "import time; print(time.strftime('%F'))"], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert told.stdout[:4] > "2024" and told.stdout.strip() != subprocess.run(["date", "+%F"], capture_output=True, text=True).stdout.strip()
    found = built(root, workers=1, PYTHONPATH=path, **around)
    assert {name.rpartition(".")[2] for name in found} == {"html", "docx", "json", "jsonl"} and len(found) == 4 * 3 + 4
    assert not differing(found, first[1])


def other_locale() -> str:
    """Vietnamese where the machine knows it, else the plainest."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    return next((name for name in known if name.lower().startswith("vi_vn")), "C")


def test_a_warm_cache_gives_what_a_cold_one_gave(first):
    root, clean = first
    assert not differing(built(root), clean)
    (root / "reports" / "nam-2023" / "yen-bai.html").unlink()
    (root / "reports" / "index.html").unlink()
    assert not differing(built(root), clean)


def test_a_stock_kernel_gives_the_same_reports(first, tmp_path):
    found = built(project(tmp_path / "b"), engine="kernel", JUPYTER_PLATFORM_DIRS="1")
    assert differing(found, first[1]) == ["manifest.jsonl"]
    lines = [[json.loads(line) for line in files["manifest.jsonl"].splitlines()] for files in (found, first[1])]
    for ours, theirs in zip(*lines, strict=True):  # only what a kernel was asked is not known
        assert ours | {"asked": "", "seal": ""} == theirs | {"asked": "", "seal": ""}


def test_nothing_that_shapes_a_report_asks_for_the_time_or_the_machine():
    """What a patched clock cannot reach: datetime's own functions, the user, the host, chance, object addresses."""
    asks = re.compile(r"\b(?:\.now\(|\.today\(|utcnow|getuser|gethostname|uuid[14]\(|random\.|expanduser|Path\.home|time\.time\(|\bid\(self)")
    found = [
        f"{path.name}: {line.strip()}"
        for folder in ("htxlib", "htxoffice/publish")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if asks.search(line)
    ]
    assert not found
