"""What the installed package carries for an office: the common notebooks and the published data, used where they lie.

An office's own project (the folder with htx.yml) refers to them: a file of the same name in the project stands in for the
carried one, and an update of the package changes nothing that lies in the project. Elsewhere nothing is carried.
"""

from __future__ import annotations

from pathlib import Path

MARK = "htx.yml"  # in the root of an office's own project
SHARED = "data/cong_bo"  # the published data, shared by all offices
WHAT = ("notebooks", SHARED, "data/tieu_chi")  # what the wheel takes along; setup.py lays it into `HOME`
HOME = Path(__file__).parents[1] / "carried"


def folder() -> Path:
    """Return where the carried files lie: in the installed package, else in the repository that it runs from."""
    return HOME if HOME.is_dir() else Path(__file__).parents[2]


def is_office(root: Path) -> bool:
    """Whether a project is an office's own, which refers to what is carried."""
    return (root / MARK).is_file()


def path(root: Path, name: str | Path) -> Path:
    """Return where a file or folder of a project lies: in the project, else, of an office's, among what is carried."""
    own = root / name
    if own.exists() or not is_office(root):
        return own
    found = folder() / name
    return found if found.exists() else own
