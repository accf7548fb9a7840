"""Mutation testing: change one thing in a module, run the tests that reach it, and see whether one of them fails.

    python benchmarks/trust_mutants.py [--seconds 7200] [--modules lookup text] [--report]

pytest collects once. One run under a tracer tells which test reaches which line; then every mutant is a fork of that
process with the changed function's code put in place, and runs only the tests that reach the change. What is in no
function's body (tables, defaults) is changed before anything of htxlib is imported. What was run is kept in
build/mutants.jsonl under the text of the changed function: killed stays killed, a survivor is run again. Survivors must
stand with a reason in benchmarks/mutants.md. Exit code 1 if one does not, or fewer than 90% are killed.
"""

from __future__ import annotations

import argparse
import functools
import gc
import importlib
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import time
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest
from mutations import ROOT, Mutant, mutants, mutated, path_of

KEPT, REASONS = ROOT / "build" / "mutants.jsonl", ROOT / "benchmarks" / "mutants.md"
UNUSED = "the change was not used"
GOAL, LONGEST = 90, 60  # per cent; seconds of computing after which a mutant counts as killed: it loops
CHECKS = sorted(f"checks.{path.stem}" for path in (ROOT / "htxlib/checks").glob("*.py"))
MODULES = ["values.figure", "values.targets", "values.groups.areas", "words.text", "values.assess", "values.lookup", *CHECKS]
TESTS = ["reference", "figures", "lookup", "checks", "areas", "accepted", "prose", "checks_more", "places", "scoring"]
TESTS += ["mistakes", "group_report", "demo", "published_texts"]
# What these remember rests on no mutant.
BELOW = ("htxlib.codelists.places", "htxlib.codelists.units", "htxlib.codelists.variables", "htxlib.desk.grammar")


# --- one mutant in a fork --------------------------------------------------------------------------------------------


def in_fork(what: Callable[[], str]) -> str | None:
    """What it returns in a fork of this process; None if it did not come to its end in time."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
            signal.alarm(20 * LONGEST)  # it waits for something
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            os.write(writing, b"+" + what().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        said = file.read()
    os.waitpid(child, 0)
    return said[1:].decode() if said else None


class Warm:
    """A pytest plugin: instead of one run of all tests, for each mutant those that reach it."""

    def __init__(self, work: Callable[[Warm], None]):
        self.work, self.reached, self.of_fixture = work, set(), defaultdict(set)
        self.files = {str(path_of(module)) for module in MODULES}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        before, self.reached = self.reached, set()
        yield
        self.of_fixture[fixturedef] |= self.reached
        self.reached = before

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session) -> bool:
        self.session = session
        caches = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
        self.caches = [each for each in caches if each.__module__.startswith(("htxlib", "test"))]
        self.measure()
        self.functions = defaultdict(list)
        for each in gc.get_objects():
            if isinstance(each, types.FunctionType) and each.__code__.co_filename in self.files:
                self.functions[_place(each.__code__)].append(each)
        gc.collect()
        gc.freeze()
        self.work(self)
        return True

    def measure(self) -> None:
        """Which lines each test reaches, also through what was prepared for it, and how long it takes."""
        self.reach, self.cost, items = {}, {}, self.session.items
        for item, after in zip(items, [*items[1:], None], strict=True):
            for cache in self.caches:
                cache.cache_clear()
            self.reached, began = set(), time.process_time()
            sys.settrace(self._trace)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            sys.settrace(None)
            self.reach[item], self.cost[item] = self.reached, time.process_time() - began
            if self.session.testsfailed:  # fails with no change made: it tells nothing
                print(f"left out: {item.nodeid}", file=sys.__stderr__, flush=True)
                self.reach[item], self.session.testsfailed = set(), 0
        for item in items:
            prepared = getattr(item, "_fixtureinfo", None)
            for definitions in prepared.name2fixturedefs.values() if prepared else ():
                self.reach[item] = self.reach[item].union(*(self.of_fixture[each] for each in definitions))
        for cache in self.caches:
            if cache.__module__ not in BELOW:
                cache.cache_clear()

    def _trace(self, frame, event, _):
        return self._line if frame.f_code.co_filename in self.files else None

    def _line(self, frame, event, _):
        self.reached.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def tests(self, mutant: Mutant) -> list:
        places = {(str(mutant.path), line) for line in mutant.lines}
        return sorted((item for item in self.session.items if places & self.reach[item]), key=self.cost.get)

    def run(self, mutant: Mutant, tests: list) -> str:
        """Which of the tests fails first with this mutant, "" if none."""
        for code in _codes(mutated(mutant)):
            for function in self.functions.get(_place(code), ()):
                function.__code__ = code
        for item, after in zip(tests, [*tests[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.session.testsfailed:
                return item.nodeid
        return ""


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each
            yield from _codes(each)


def _place(code: types.CodeType) -> tuple:
    return code.co_filename, code.co_qualname, code.co_firstlineno


# Without pytest's own loader, which takes the files named to it past any other.
ARGUMENTS = ["-q", "-s", "--assert=plain", "-p", "no:cacheprovider", f"--basetemp={ROOT / 'build' / 'mutants'}"]
FILES = [
    *(str(next((ROOT / "tests").rglob(f"test_{name}.py")).relative_to(ROOT)) for name in TESTS),
    *(str(path_of(module).relative_to(ROOT)) for module in MODULES),
]


def cold(mutant: Mutant) -> str:
    """The same where nothing of htxlib has been imported."""
    code, read, used = mutated(mutant), importlib.machinery.SourceFileLoader.get_code, []

    def get_code(loader, name):
        return used.append(name) or code if loader.path == str(mutant.path) else read(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    failed = pytest.main(["-x", *ARGUMENTS, *FILES])
    return UNUSED if not used else "with a module changed before its import" if failed else ""


# --- all of them -----------------------------------------------------------------------------------------------------


def run(modules: list[str], seconds: float) -> None:
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / "build" / "hypothesis")
    for name in ("pandas", "pydantic", "yaml", "jinja2", "markdown_it", "IPython", "bs4", "lxml.etree"):
        importlib.import_module(name)  # what is slow and not ours
    dead, end = {key for key, row in kept().items() if row["by"]}, time.monotonic() + seconds
    waiting = [mutant for module in modules for mutant in mutants(module) if mutant.key not in dead]
    random.Random(1).shuffle(waiting)  # so that a part of them is a fair sample
    print(f"{len(waiting)} mutants to run", flush=True)
    KEPT.parent.mkdir(exist_ok=True)
    if not os.fork():
        pytest.main([*ARGUMENTS, *FILES], plugins=[Warm(lambda warm: run_warm(warm, waiting, end))])
        os._exit(0)
    os.wait()
    done = {key for key, row in kept().items() if row["at"] >= end - seconds}
    for mutant in waiting:
        if mutant.key not in done and time.monotonic() < end:
            by = in_fork(lambda: cold(mutant))  # noqa: B023 - it runs at once
            assert by != UNUSED, "the changed module was imported before the change, or never"
            keep(mutant, by)


def run_warm(warm: Warm, waiting: list[Mutant], end: float) -> None:
    last: dict[tuple, Counter] = defaultdict(Counter)  # what killed in the same function goes first
    for mutant in waiting:
        tests = warm.tests(mutant)
        if mutant.function and tests and time.monotonic() < end:
            killers = last[mutant.module, mutant.function]
            tests.sort(key=lambda item: -killers[item.nodeid])  # noqa: B023 - it runs at once
            by = in_fork(lambda: warm.run(mutant, tests))  # noqa: B023
            keep(mutant, by)
            killers.update([by] if by else [])


def kept() -> dict[str, dict]:
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def keep(mutant: Mutant, by: str | None) -> None:
    row = {"key": mutant.key, "name": mutant.name, "line": mutant.lines[0], "at": time.monotonic()}
    with KEPT.open("a", encoding="utf-8") as file:
        print(json.dumps(row | {"by": "it did not end" if by is None else by}, ensure_ascii=False), file=file)


def told(modules: list[str]) -> tuple[str, bool]:
    """A table of what was run on the sources as they are, then every survivor; and whether it is good."""
    rows, reasons, survivors = kept(), REASONS.read_text("utf-8") if REASONS.exists() else "", []
    lines, whole = ["| module | mutants | run | killed | rate |", "|---|---:|---:|---:|---:|"], Counter()
    for module in modules:
        found = list(mutants(module))
        mine = [(mutant, rows[mutant.key]) for mutant in found if mutant.key in rows]
        alive = [mutant for mutant, row in mine if not row["by"]]
        survivors += alive
        counts = Counter(all=len(found), run=len(mine), dead=len(mine) - len(alive))
        lines.append(_row(module, counts))
        whole += counts
    lines.append(_row("all", whole))
    missing = [mutant for mutant in survivors if f"- {mutant.name} " not in reasons]
    lines += ["", f"{len(survivors)} survivors, {len(missing)} of them without a reason in {REASONS.name}:"]
    lines += sorted(f"- {mutant.name} (line {mutant.lines[0]})" for mutant in missing)
    return "\n".join(lines), not missing and 100 * whole["dead"] >= GOAL * whole["all"]


def _row(name: str, counts: Counter) -> str:
    rate = f"{100 * counts['dead'] / counts['run']:.1f}%" if counts["run"] else "-"
    return f"| {name} | {counts['all']} | {counts['run']} | {counts['dead']} | {rate} |"


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=7200)
    options.add_argument("--modules", nargs="*", default=MODULES, choices=MODULES)
    options.add_argument("--report", action="store_true", help="only tell what is known")
    chosen = options.parse_args()
    if not chosen.report:
        run(chosen.modules, chosen.seconds)
    text, good = told(chosen.modules)
    print(text)
    sys.exit(0 if good else 1)
