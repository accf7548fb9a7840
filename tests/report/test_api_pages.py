"""Every block of the pages on the Python API runs, and so does the free notebook."""

from __future__ import annotations

import re
from contextlib import chdir

import nbformat
import pytest
from where import ROOT

from htxlib.sentences.block import Block


def run(blocks: list[str]) -> dict:
    import matplotlib

    matplotlib.use("Agg")
    names: dict = {}
    for block in blocks:
        exec(compile(block, "block", "exec"), names)
    return names


@pytest.mark.parametrize("page", ["python.md", "python-en.md"])
def test_every_block_of_a_page_runs(page, capsys):
    blocks = re.findall(r"^```python\n(.+?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 6
    with chdir(ROOT):
        names = run(blocks)
    assert "683 HTX tăng 240 HTX so với đầu nhiệm kỳ" in capsys.readouterr().out
    made = [each for each in names.values() if isinstance(each, Block)]
    assert len(made) == 3 and all(made)


def test_both_pages_show_the_same_calls():
    pages = [(ROOT / "docs" / page).read_text("utf-8") for page in ("python.md", "python-en.md")]
    assert len({tuple(re.findall(r"(?:htxlib|bc|data)\.\w+\(", page)) for page in pages}) == 1


def test_the_free_notebook_runs():
    book = nbformat.read(ROOT / "notebooks" / "tu_do" / "phan_tich.ipynb", as_version=4)
    with chdir(ROOT / "notebooks" / "tu_do"):
        names = run([cell.source for cell in book.cells if cell.cell_type == "code"])
    assert len(names["nhanh"]) == 10 and names["bc"].printed


def test_a_free_notebook_is_no_kind_of_report_and_has_no_mistake():
    from htxoffice.notebooks.check import check_notebooks
    from htxoffice.settings.kind import Kinds

    assert "phan_tich" not in Kinds(ROOT).names
    assert not check_notebooks([ROOT / "notebooks" / "tu_do"], lint=False)
