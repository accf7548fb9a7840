"""`htx lab`: JupyterLab at the notebooks, set up for writing reports; the reader's own settings still win.

Beside this file: settings/ (long lines wrap, names are offered while typing, no news from the network), tieng_viet/
(Vietnamese, where the language pack is installed), share/ (a kernel that knows %%viet from the start).
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

HERE = Path(__file__).parent
FIRST_PAGE = "BAT-DAU.md"


def environment() -> dict[str, str]:
    """What is added to the environment of the server; earlier entries of the two paths are looked at first."""
    folders = [HERE / "settings", *([HERE / "tieng_viet"] if speaks_vietnamese() else [])]
    return {
        "JUPYTER_CONFIG_PATH": _path(*folders, before=os.environ.get("JUPYTER_CONFIG_PATH", "")),
        "JUPYTER_PATH": _path(HERE / "share", before=os.environ.get("JUPYTER_PATH", "")),
    }


def _path(*folders: Path, before: str) -> str:
    return os.pathsep.join([*filter(None, [before]), *map(str, folders)])


def speaks_vietnamese() -> bool:
    """Whether the language pack of JupyterLab is installed (extra `vi`)."""
    return any(each.name == "vi_VN" for each in entry_points(group="jupyterlab.languagepack"))


def command(root: Path, *arguments: str) -> list[str]:
    """The command line that starts JupyterLab in notebooks/ with its first page open."""
    page = FIRST_PAGE if (root / "notebooks" / FIRST_PAGE).is_file() else ""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root / 'notebooks'}",
        f"--LabApp.default_url=/lab/tree/{page}",
        *arguments,
    ]


def start(root: Path, *arguments: str) -> int:
    """Run JupyterLab until it is ended; returns its exit code."""
    import subprocess

    run = subprocess.Popen(command(root, *arguments), env=os.environ | environment(), cwd=root / "notebooks")
    while True:
        try:
            return run.wait()
        except KeyboardInterrupt:  # JupyterLab got it too and asks whether it is meant
            continue
