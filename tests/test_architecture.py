"""The plan of the house: which room may use which. The arrows are computed from the imports, wherever an import hides."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from where import ROOT

# Room: the rooms that it uses. Each uses only rooms above its own line, so the table is also the order of the floors.
PLAN = """
htxlib.words
htxlib.codelists: words
htxlib.indicators: words codelists
htxlib.data: words codelists indicators
htxlib.values: words codelists indicators data
htxlib.checks: words codelists indicators data values
htxlib.sentences: words codelists data values checks
htxlib.display: words codelists values sentences
htxlib.report: words codelists indicators data values checks sentences display
htxlib.desk: words values checks sentences report
htxoffice.settings: htxlib
htxoffice.publish: htxlib settings
htxoffice.scores: htxlib settings
htxoffice.simulate: htxlib
htxoffice.register: htxlib scores
htxoffice.batch: htxlib settings publish
htxoffice.intake: htxlib settings publish scores register
htxoffice.proof: htxlib intake
htxoffice.notebooks: htxlib settings publish batch proof
htxoffice.office: htxlib settings publish batch proof intake notebooks
htxoffice.package: htxlib
htxoffice.cli: htxlib settings publish simulate batch proof intake notebooks office package
htxoffice.__main__: cli
"""


def plan() -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = {}
    for line in PLAN.strip().splitlines():
        room, _, used = line.partition(":")
        package = room.partition(".")[0]
        rooms[room] = {name if name == "htxlib" else f"{package}.{name}" for name in used.split()}
    return rooms


def modules() -> dict[str, Path]:
    found = {}
    for package in ("htxlib", "htxoffice"):
        for path in sorted((ROOT / package).rglob("*.py")):
            found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()
FACES = ("htxlib", "htxoffice")  # what stands in front of the rooms: htxlib's list of exports, imported by no room


def imported(module: str, path: Path, source: str) -> set[str]:
    """The modules of ours that a source imports at any place, also only for type checkers."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            full = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {f"{full}.{name.name}" if f"{full}.{name.name}" in MODULES else full for name in node.names}
    return {name for name in found if name in MODULES and name != module}


def room(module: str, seen_from: str) -> str:
    """The room of a module; to the office the library is one."""
    whole = seen_from.startswith("htxoffice") and module.startswith("htxlib")
    return "htxlib" if whole else ".".join(module.split(".")[:2])


ARROWS = {module: imported(module, path, path.read_text("utf-8")) for module, path in MODULES.items()}


def rooms_used() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for module, targets in ARROWS.items():
        if module not in FACES:
            own = room(module, module)
            used.setdefault(own, set()).update({room(each, module) for each in targets if each not in FACES} - {own})
    return used


def test_the_arrows_between_rooms_are_those_of_the_plan():
    assert rooms_used() == plan()


def test_every_room_uses_only_rooms_above_its_line_of_the_plan():
    above = {"htxlib"}
    for name, used in plan().items():
        assert used <= above, f"{name} uses what stands below it: {sorted(used - above)}"
        above.add(name)


def test_the_library_knows_nothing_of_the_office():
    assert not {(module, each) for module, used in ARROWS.items() for each in used
                if module.startswith("htxlib") and each.startswith("htxoffice")}


def circles(arrows: dict[str, set[str]]) -> set[str]:
    """The modules from which imports lead back to themselves."""
    def reach(start: str) -> set[str]:
        seen, todo = set(), [start]
        while todo:
            for each in arrows.get(todo.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    todo.append(each)
        return seen

    return {module for module in arrows if module in reach(module)}


def test_no_import_leads_back_to_its_module():
    assert not circles({module: {each for each in used if each not in FACES} for module, used in ARROWS.items()})


@pytest.mark.parametrize("source", [
    "from ..report.report import open_report", "from ..report import report", "from htxlib.report.report import Report",
    "import htxlib.report.report", "def late():\n    from ..report.report import open_report",
    "if TYPE_CHECKING:\n    from ..report.report import Report",
])
def test_an_arrow_is_seen_wherever_the_import_hides(source):
    assert imported("htxlib.words.text", MODULES["htxlib.words.text"], source) == {"htxlib.report.report"}


def test_a_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == {"b", "c"}
