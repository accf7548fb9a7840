"""No sentence of ours is read back into a fact: what a module wants to know is asked of the thing, not of its words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Whose task is to read what people wrote, or what a file of theirs holds.
READERS = (
    "htxlib/words",
    "htxlib/codelists",
    "htxlib/data",
    "htxoffice/settings",
    "htxoffice/register",
    "htxoffice/intake",
    "htxoffice/proof",
)
# One module each, with the reason why words are looked at there.
ALLOWED = {
    "htxlib/sentences/prose.py": "the author's sentence around an estimate: no fact is taken from it, only a word mended",
    "htxoffice/publish/page.py": "the words of a title that no line may part",
    "htxoffice/publish/word/form.py": "names and receivers that a person gave, laid out on lines",
    "htxlib/display/svg.py": "the drawing that matplotlib has made",
}
TAKES_APART = {
    "removeprefix",
    "removesuffix",
    "startswith",
    "endswith",
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "replace",
}
PATTERNS = {"compile", "search", "match", "fullmatch", "split", "sub", "findall", "finditer"}


def are_words(text: str) -> bool:
    """Whether it is Vietnamese, or a mark between words; codes, names of files and signs are none."""
    return has_vietnamese(text) or (" " in text and bool(text.strip()))


def has_vietnamese(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def texts(node: ast.AST | None) -> list[str]:
    """The literals in an argument, of an f-string its own words."""
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def looked_at(source: str) -> list[int]:
    """The lines in which a text is taken apart, or known again, by its words."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            given, of = texts(node.args[0]), getattr(node.func.value, "id", "")
            by_pattern = of == "re" and node.func.attr in PATTERNS and any(map(has_vietnamese, given))
            if by_pattern or (of != "re" and node.func.attr in TAKES_APART and any(map(are_words, given))):
                found.append(node.lineno)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            among = isinstance(node.comparators[0], ast.Tuple | ast.List | ast.Set | ast.Dict)
            if isinstance(node.left, ast.Constant) and not among and any(map(are_words, texts(node.left))):
                found.append(node.lineno)
    return found


MODULES = {
    path.relative_to(ROOT).as_posix(): path
    for package in ("htxlib", "htxoffice")
    for path in sorted((ROOT / package).rglob("*.py"))
}


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith(READERS) and name not in ALLOWED])
def test_no_module_reads_its_own_words(name):
    assert not looked_at(MODULES[name].read_text("utf-8"))


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_still_needed(name):
    assert looked_at(MODULES[name].read_text("utf-8")), f"no reason any more: {ALLOWED[name]}"


@pytest.mark.parametrize(
    "source",
    [
        'what, of, whose = gap.rpartition(" của ")',
        'is_target = figure.words.startswith("Theo ")',
        'issuer = line.rpartition(" · ")[0]',
        'found = label.removesuffix(f", {name}")',
        're.search(r"dòng (\\d+)", fault.cell)',
        'wrong = "điểm %" in sentence',
        'before = figure.before.replace("thứ ", "")',
    ],
)
def test_words_that_are_read_back_are_seen(source):
    assert looked_at(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        'name.startswith("chenh_lech_")',
        'path.name.endswith(".csv")',
        'text.replace(".", "")',
        'row.verdict in ("đạt", "vượt")',
        '", ".join(words)',
        "name.removesuffix(OPENING)",
    ],
)
def test_codes_and_signs_are_no_words(source):
    assert not looked_at(source)
