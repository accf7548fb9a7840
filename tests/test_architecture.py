"""The floors of the house: a module imports only from its own floor or from below."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "htxlib"
# Module or package → floor; see docs/thiet-ke.md. A module that is not listed fails the test: say where it belongs.
FLOORS = {
    0: "errors relations text strict_yaml tagged",
    1: "units periods places variables notebook_file",
    2: "dataset catalogue indicators",
    3: "vocabulary plausible lookup figures targets assess scope areas combine coverage peers checks criteria score_entries"
    " scoring",
    4: "block prose tables charts svg tilemap scoreboard multiples",
    5: "report params statements annex group help magic completion grammar draft editor",
    6: "publish proof intake register sample notebooks_check",
    7: "batch",
    8: "__main__ cli listing lab method own",
}
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names.split()}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """The top modules of htxlib that a source imports at any place; what only type checkers read does not count."""
    found = set()
    tree = ast.parse(source)
    typing_only = {id(n) for b in ast.walk(tree) if isinstance(b, ast.If) and "TYPE_CHECKING" in ast.unparse(b.test) for n in ast.walk(b)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("htxlib.")}
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            full = (*base, *(node.module or "").split(".")) if node.module else base
            if full[:1] == ("htxlib",):
                found |= {full[1]} if len(full) > 1 else {name.name for name in node.names}
    return found & set(FLOOR)


def upward(here: str, source: str, package: tuple[str, ...] = ("htxlib",)) -> set[str]:
    return {name for name in imported(source, package) if FLOOR[name] > FLOOR[here]}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path):
    here = top(path)
    assert here in FLOOR, f"{here} stands on no floor: add it to FLOORS"
    found = upward(here, path.read_text("utf-8"), ("htxlib", *path.relative_to(PACKAGE).parts[:-1]))
    assert not found, f"{here} (floor {FLOOR[here]}) imports upward: {sorted(found)}"


@pytest.mark.parametrize("source", [
    "from .report import open_report", "from . import report", "from htxlib.report import Report", "import htxlib.report",
    "def late():\n    from .report import open_report",
])
def test_an_upward_import_is_seen_wherever_it_hides(source):
    assert upward("text", source) == {"report"}


def test_an_import_for_type_checkers_only_does_not_count():
    assert not upward("text", "if TYPE_CHECKING:\n    from .report import Report")
