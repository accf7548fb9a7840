"""Mutation testing: change one thing in a module, run its tests, and see whether one of them fails.

    python benchmarks/trust_mutants.py --seconds 600 [--modules lookup text] [--report]

Every mutant runs in a fork of a process that has imported what the tests need but nothing of htxlib, so one takes about
a second. What was run is kept in build/mutants.jsonl under the digest of module and tests: a later run goes on with the
rest. Mutants are taken in an order drawn from a fixed seed, so that any part of them is a fair sample.
"""

from __future__ import annotations

import argparse
import ast
import copy
import doctest
import hashlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "mutants.jsonl"
ONE = 40  # seconds of computing after which a mutant counts as killed: it loops
TESTS = {
    "lookup": ["test_lookup", "test_figures", "test_reference"],
    "text": ["test_lookup", "test_figures", "test_reference", "test_prose"],
    "targets": ["test_figures", "test_reference", "test_checks"],
    "assess": ["test_figures", "test_reference"],
    "figures": ["test_figures", "test_reference", "test_prose"],
    "areas": ["test_areas", "test_figures", "test_places"],
    "checks.accepted": ["test_checks"],
    "checks.balance": ["test_checks"],
    "checks.case": ["test_checks"],
    "checks.facts": ["test_checks"],
    "checks.finding": ["test_checks"],
    "checks.published": ["test_checks"],
    "checks.recompute": ["test_checks"],
    "checks.rows": ["test_checks"],
    "checks.twice": ["test_checks"],
}
SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


# --- what to change --------------------------------------------------------------------------------------------------


def sites(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Number of a node (as `ast.walk` counts) and what can be done to it."""
    skipped = {id(each) for node in ast.walk(tree) for part in _untouched(node) for each in ast.walk(part)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in skipped:
            yield from ((number, kind) for kind in _kinds(node))


def _untouched(node: ast.AST) -> list[ast.AST]:
    """Type hints, decorators, words for people and imports."""
    found = [getattr(node, name, None) for name in ("annotation", "returns")] + getattr(node, "decorator_list", [])
    if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)) or _is_type_checking(node):
        found.append(node)
    return [each for each in found if each is not None]


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _kinds(node: ast.AST) -> list[str]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPS:
            return ["compare"]
        case ast.BoolOp():
            return ["and/or"]
        case ast.BinOp() if type(node.op) in SWAPS and not isinstance(node.right, (ast.Constant, ast.JoinedStr)) or (
            isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
        ):
            return ["operator"] if type(node.op) in SWAPS else []
        case ast.UnaryOp(op=ast.Not()):
            return ["drop not"]
        case ast.Constant(value=bool()):
            return ["flip"]
        case ast.Constant(value=int()):
            return ["plus one"]
        case ast.If() | ast.IfExp():
            return ["negate"]
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return ["return None"]
    return []


def mutated(tree: ast.Module, number: int, kind: str) -> ast.Module:
    """A copy of the tree with one change."""
    tree = copy.deepcopy(tree)
    node = next(node for at, node in enumerate(ast.walk(tree)) if at == number)
    match kind:
        case "compare":
            node.ops = [SWAPS[type(node.ops[0])]()]
        case "and/or" | "operator":
            node.op = SWAPS[type(node.op)]()
        case "drop not":
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case "flip":
            node.value = not node.value
        case "plus one":
            node.value += 1
        case "negate":
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "return None":
            node.value = ast.Constant(None)
    return ast.fix_missing_locations(tree)


# --- one mutant ------------------------------------------------------------------------------------------------------


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed code when the module is imported."""

    def __init__(self, name: str, path: Path, code):
        self.name, self.path, self.code = name, path, code

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def exec_module(self, module):
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)


def passes(module: str, tree: ast.Module, path: Path) -> bool:
    """Whether the tests of a module pass with this code; in a fork, so that nothing of it stays."""
    child = os.fork()
    if not child:
        _test(module, compile(tree, str(path), "exec"), path)
    end = time.monotonic() + 20 * ONE  # it waits for something
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)


def _test(module: str, code, path: Path) -> None:
    code_of_tests = 1
    try:
        import pytest

        resource.setrlimit(resource.RLIMIT_CPU, (ONE, ONE))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        sys.meta_path.insert(0, Instead(f"htxlib.{module}", path, code))
        files = [f"tests/{name}.py" for name in TESTS[module] if (ROOT / f"tests/{name}.py").exists()]
        # The module itself is not named: pytest would load a named file past us. Its doctests come after.
        failed = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files])
        own = importlib.import_module(f"htxlib.{module}")
        code_of_tests = failed or (1 if doctest.testmod(own).failed or not isinstance(own.__loader__, Instead) else 0)
    finally:
        os._exit(int(code_of_tests))


def preload() -> None:
    """Everything slow that is not ours."""
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / "build" / "hypothesis")
    for name in ("pytest", "pandas", "pydantic", "yaml", "jinja2", "markdown_it", "IPython", "bs4", "babel", "lxml.etree"):
        importlib.import_module(name)


# --- all of them -----------------------------------------------------------------------------------------------------


def digest(module: str, path: Path) -> str:
    files = [path, *(ROOT / "tests" / f"{name}.py" for name in TESTS[module])]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()[:16]


def kept() -> dict[tuple, dict]:
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    return {(row["module"], row["digest"], row["number"], row["kind"]): row for row in map(json.loads, lines)}


def run(modules: list[str], seconds: float) -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    preload()
    known, end, waiting = kept(), time.monotonic() + seconds, []
    for module in modules:
        path = ROOT / "htxlib" / (module.replace(".", "/") + ".py")
        tree, mark = ast.parse(path.read_text("utf-8")), digest(module, path)
        if not passes(module, tree, path) or passes(module, ast.parse("raise SystemError"), path):
            print(f"{module}: its tests fail as it stands, or do not see it changed; left out", flush=True)
            continue
        waiting += [(module, path, tree, mark, *site) for site in sites(tree) if (module, mark, *site) not in known]
    random.Random(1).shuffle(waiting)
    print(f"{len(waiting)} mutants to run", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as file:
        for module, path, tree, mark, number, kind in waiting:
            if time.monotonic() > end:
                break
            node = next(node for at, node in enumerate(ast.walk(tree)) if at == number)
            alive = passes(module, mutated(tree, number, kind), path)
            row = {"module": module, "digest": mark, "number": number, "kind": kind, "line": node.lineno, "alive": alive}
            row["code"] = ast.unparse(node).split("\n")[0][:120]
            print(json.dumps(row, ensure_ascii=False), file=file, flush=True)


def told(modules: list[str]) -> str:
    """A table of kill rates over what was run on the sources as they are now, then every survivor."""
    rows = list(kept().values())
    lines, survivors, whole = ["| module | mutants | run | killed | rate |", "|---|---:|---:|---:|---:|"], [], Counter()
    for module in modules:
        path = ROOT / "htxlib" / (module.replace(".", "/") + ".py")
        mark, all_sites = digest(module, path), len(list(sites(ast.parse(path.read_text("utf-8")))))
        mine = [row for row in rows if row["module"] == module and row["digest"] == mark]
        dead = sum(not row["alive"] for row in mine)
        whole.update(sites=all_sites, run=len(mine), dead=dead)
        rate = f"{100 * dead / len(mine):.0f}%" if mine else "-"
        lines.append(f"| {module} | {all_sites} | {len(mine)} | {dead} | {rate} |")
        survivors += [f"- {module}:{row['line']} {row['kind']}: `{row['code']}`" for row in mine if row["alive"]]
    rate = f"{100 * whole['dead'] / whole['run']:.0f}%" if whole["run"] else "-"
    lines.append(f"| all | {whole['sites']} | {whole['run']} | {whole['dead']} | {rate} |")
    return "\n".join([*lines, "", *sorted(survivors)])


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=3600)
    options.add_argument("--modules", nargs="*", default=list(TESTS), choices=TESTS)
    options.add_argument("--report", action="store_true", help="only tell what is known")
    chosen = options.parse_args()
    if not chosen.report:
        run(chosen.modules, chosen.seconds)
    print(told(chosen.modules))
