"""The same numbers with the oldest dependencies that pyproject.toml allows as with those of this environment.

    python benchmarks/trust_oldest.py [a folder with an environment made before]

Makes an environment of the lower bounds (needs a package index), builds every publication of params/ and a country in
miniature of made-up figures in both, and compares: the numbers must be equal, the pages may differ where libraries do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from test_same_bytes import project  # noqa: E402

BUILD = "from htxoffice.batch import build; import sys; sys.exit(build(reports=sys.argv[1], force=True))"


def oldest(folder: Path) -> Path:
    """The interpreter of an environment with every direct dependency at its lower bound."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
        subprocess.run([python, "-m", "pip", "install", "-q", *(each.replace(">=", "==") for each in asked)], check=True)
    return python


def built(python: Path | str, root: Path, reports: Path) -> dict[str, bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([python, "-c", BUILD, str(reports)], cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)
    found = (path for path in reports.rglob("*") if path.is_file() and ".htx" not in path.parts)
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in found}


def main(folder: Path) -> int:
    python, same, wrong = oldest(folder), Counter(), []
    with tempfile.TemporaryDirectory() as work:
        for root in (ROOT, project(Path(work) / "made-up")):
            old = built(python, root, Path(work) / f"old-{root.name}")
            new = built(sys.executable, root, Path(work) / f"new-{root.name}")
            wrong += sorted(old.keys() ^ new.keys())
            for name in old.keys() & new.keys():
                kind = name.partition(".")[2]
                same[kind, old[name] == new[name]] += 1
                wrong += [name] if kind == "figures.json" and old[name] != new[name] else []
    for kind in sorted({kind for kind, _ in same}):
        print(f"{kind}: {same[kind, True]} files the same, {same[kind, False]} not")
    print("\n".join(wrong) or "all numbers the same")
    return 1 if wrong or not same["figures.json", True] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "oldest"))
