"""PDF: the page printed by a browser of this machine, without dates; where there is none, a sentence says so."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from small import notebook, output, project

from htxlib.words.errors import InputError
from htxoffice.batch import build
from htxoffice.publish import formats, pdf

TITLE = output("<h1>Báo cáo năm 2022</h1><p>Số liệu năm 2022</p>", "title", meta={"title": "Báo cáo năm 2022"})


def has_browser() -> bool:
    try:
        return bool(pdf.browser())
    except InputError:
        return False


needs_browser = pytest.mark.skipif(not has_browser(), reason="no Chromium, Chrome or Edge here")


@needs_browser
def test_the_page_is_printed_alike_each_time():
    nb = notebook(TITLE, output("<h2>Một</h2><p>Có 683 HTX.</p>"))
    first, second = (formats.render(nb, ["pdf"], "bao_cao") for _ in range(2))
    assert set(first) == {"pdf", "figures.json"} and first == second
    assert first["pdf"].startswith(b"%PDF") and b"D:19800101000000" in first["pdf"]
    assert not re.search(rb"D:20\d\d", first["pdf"])


@needs_browser
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no poppler here")
def test_words_can_be_searched(tmp_path):
    (tmp_path / "a.pdf").write_bytes(formats.render(notebook(TITLE, output("<p>Đắk Lắk: 1.481</p>")), ["pdf"], "")["pdf"])
    told = subprocess.run(["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "Báo cáo năm 2022" in told and "Đắk Lắk: 1.481" in told and "Trang 1/1" in told


@needs_browser
def test_the_batch_prints(tmp_path, monkeypatch):
    project(tmp_path, ["yen-bai"])
    monkeypatch.chdir(tmp_path)
    assert build(formats=["html", "pdf"]) == 0
    made = {path.name for path in (tmp_path / "reports/nam-2022").iterdir()}
    assert made == {"yen-bai.html", "yen-bai.pdf", "yen-bai.figures.json"}


def test_without_a_browser_nothing_runs_and_a_sentence_says_why(tmp_path, monkeypatch):
    project(tmp_path, ["yen-bai"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="cần Chromium, Chrome hoặc Edge để in PDF.*bỏ pdf khỏi --formats"):
        build(formats=["pdf"])
    assert not (tmp_path / "reports").exists()
