"""The house: what is declared, what is locked and what conda is told agree; the commands are what README says."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from where import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13")

# Differences between pyproject.toml and environment.yml, each with its reason.
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # conda's `matplotlib` brings Qt
# Only the tests that look at pages in a Linux Chromium use playwright and axe; JupyterLab's Vietnamese menus are an option.
NOT_IN_CONDA = {"playwright", "axe-playwright-python", "jupyterlab-language-pack-vi-vn"}
ONLY_IN_CONDA = {"pip"}  # installs this package into the environment


def bounds(requirements) -> dict[str, SpecifierSet]:
    return {r.name: r.specifier for r in map(Requirement, requirements)}


def declared() -> dict[str, SpecifierSet]:
    """Every direct dependency, those of the extras and of the build too."""
    project = PYPROJECT["project"]
    extras = [r for extra in project["optional-dependencies"].values() for r in extra]
    return bounds([*project["dependencies"], *extras, *PYPROJECT["build-system"]["requires"]])


def locked() -> dict[str, list[tuple[Requirement, int]]]:
    """Name → the pinned versions (more than one when markers tell them apart), each with the number of its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = {}
    for entry in re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text)).splitlines():
        requirement, *hashes = entry.split("--hash=sha256:")
        pins.setdefault(Requirement(requirement).name, []).append((Requirement(requirement), len(hashes)))
    return pins


def test_conda_is_told_the_same_set_and_bounds():
    conda = bounds(yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"])
    python = conda.pop("python")
    assert [v for v in ("3.10", *PYTHONS, "3.14") if v in python] == list(PYTHONS)
    assert all(v in SpecifierSet(PYPROJECT["project"]["requires-python"]) for v in PYTHONS)
    expected = {CONDA_NAMES.get(name, name): spec for name, spec in declared().items() if name not in NOT_IN_CONDA}
    assert {name: spec for name, spec in conda.items() if name not in ONLY_IN_CONDA} == expected


def test_floors_are_those_that_security_gives_a_reason_for():
    """And no fix that it names is above the floor."""
    table = re.findall(r"^\| `([\w-]+)>=([\d.]+)` \| (.*?) \|", (ROOT / "SECURITY.md").read_text("utf-8"), re.M)
    assert len(table) == 9
    for name, floor, fixes in table:
        assert declared()[name] == SpecifierSet(f">={floor}"), name
        versions = [Version(one) for one in re.findall(r"\(((?:\d+\.)+\d+)\)", fixes)]
        assert versions and max(versions) == Version(floor), name


def test_conda_file_is_ascii():
    """Conda on Windows may read it in the local code page."""
    assert (ROOT / "environment.yml").read_bytes().isascii()


def test_lock_has_one_version_and_hashes_for_everything():
    for name, pins in locked().items():
        for requirement, hashes in pins:
            assert hashes and [s.operator for s in requirement.specifier] == ["=="], name


def test_lock_holds_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*--?(index|extra|find|trusted|f\b|i\b)|@ ", text, flags=re.M)


@pytest.mark.parametrize("python", PYTHONS)
def test_lock_covers_what_is_declared(python):
    pins = locked()
    for name, spec in declared().items():
        fits = [r for r, _ in pins.get(name, []) if not r.marker or r.marker.evaluate(environment(python))]
        assert len(fits) == 1, f"{name} on Python {python}: run `make lock`"
        assert next(iter(fits[0].specifier)).version in spec, f"{name}: run `make lock`"


def environment(python: str) -> dict[str, str]:
    return {"python_version": python, "python_full_version": f"{python}.9"}


@pytest.fixture
def house(tmp_path):
    """The files `make` looks at, in an empty folder that counts as set up."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "ready").touch()
    return tmp_path


def would_run(folder: Path, target: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(["make", "-n", target], cwd=folder, env=clean, capture_output=True, text=True, check=True)
    return run.stdout


needs_make = pytest.mark.skipif(not shutil.which("make"), reason="no make (Windows): README gives the lines to type")


@needs_make
@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("reports", "htx build"),
        ("test", "python -m pytest"),
        ("test", "ruff check"),
        ("lab", "htx lab"),
        ("demo", "htx sample"),
        ("demo", "htx build params/demo/"),
    ],
)
def test_each_command_runs_its_line_and_does_not_install_again(house, target, line):
    printed = would_run(house, target)
    assert line in printed
    assert "pip install" not in printed


@needs_make
@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_change_of_dependencies_installs_again(house, changed):
    (house / changed).touch()
    os.utime(house / ".venv" / "ready", (2_000_000, 2_000_000))
    printed = would_run(house, "reports")
    steps = ["-m venv .venv", "--require-hashes -r requirements.lock", "--no-deps", "touch .venv/ready", "htx build"]
    assert [printed.index(step) for step in steps] == sorted(printed.index(step) for step in steps)


@needs_make
def test_reports_end_with_where_the_index_is(house):
    assert would_run(house, "reports").strip().splitlines()[-1] == f'echo "Index: {house}/reports/index.html"'


def test_ci_runs_the_tests_and_hooks_fetch_nothing():
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-2:] == ["make test", "make whole"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.name)
def test_notebooks_are_kept_without_outputs(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None, cell.get("id")


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "reports" / "README.md"], ids=lambda p: p.name
)
def test_links_between_the_papers_lead_somewhere(page):
    text = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))  # what is shown as typed leads nowhere
    for link in re.findall(r"\]\(([^)#:\s]+)\)", text):
        assert (page.parent / link).exists(), link
