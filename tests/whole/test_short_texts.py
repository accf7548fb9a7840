"""Every real short text: its numbers are those of its full report, a brief is one sheet, an article is prose."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from browser import QUIET
from bs4 import BeautifulSoup
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.batch import plan
from htxoffice.batch.work import produce
from htxoffice.publish import pdf

JOBS = {job.id: job for job in plan.read(ROOT, sorted((ROOT / "params").glob("*.yml")))}
SHORT = sorted(id_ for id_, job in JOBS.items() if job.of)


@pytest.fixture(scope="module")
def made():
    """Id → the files of every short text and of the report that it is made from."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        wanted = {*SHORT, *(f"{JOBS[id_].of}/{JOBS[id_].place}" for id_ in SHORT)}
        return {id_: produce(JOBS[id_], "htx", lambda cell: None).files for id_ in wanted}
    finally:
        os.chdir(before)


def side(files) -> dict:
    return json.loads(files["figures.json"])


@pytest.mark.parametrize("id_", SHORT)
def test_no_number_stands_in_a_short_text_that_the_full_report_does_not_have(made, id_):
    full = {figure["key"] for figure in side(made[f"{JOBS[id_].of}/{JOBS[id_].place}"])["figures"]}
    said = {use["key"]: use["sentence"] for use in side(made[id_])["occurrences"]}
    assert said and {sentence for key, sentence in said.items() if key not in full} == set()


def test_there_are_briefs_and_articles_of_reports_with_a_term_and_of_years():
    kinds = {(job.notebook, bool(job.params["nhiem_ky"])) for job in map(JOBS.get, SHORT)}
    assert kinds == {(notebook, term) for notebook in ("tom_tat", "bai_viet") for term in (True, False)}


@pytest.mark.parametrize("id_", [id_ for id_ in SHORT if JOBS[id_].notebook == "bai_viet"])
def test_an_article_is_prose_of_a_length_that_its_figures_allow(made, id_):
    text = BeautifulSoup(made[id_]["html"].decode(), "html.parser").main
    for away in text.select(".phu-luc"):
        away.decompose()
    words, figures = len(text.get_text(" ").split()), len({use["key"] for use in side(made[id_])["occurrences"]})
    assert not text.find_all(["h2", "h3", "table", "svg"])
    assert words <= 900, f"{words} words, {figures} figures"
    print(f"{id_}: {words} words, {figures} figures")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """The number of sheets that a page is printed on."""
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        program = pdf.browser()
    except InputError:
        pytest.skip("no Chromium, Chrome or Edge here")
    folder = tmp_path_factory.mktemp("printed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(QUIET))

        def count(html: bytes) -> int:
            (folder / "a.html").write_bytes(html)
            page = browser.new_page()
            page.goto((folder / "a.html").as_uri())
            (folder / "a.pdf").write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
            page.close()
            told = subprocess.run(["pdfinfo", folder / "a.pdf"], capture_output=True, text=True, check=True).stdout
            return int(re.search(r"Pages: +(\d+)", told)[1])

        yield count
        browser.close()


@pytest.mark.parametrize("id_", [id_ for id_ in SHORT if JOBS[id_].notebook == "tom_tat"])
def test_a_brief_is_printed_on_one_sheet(made, sheets, id_):
    assert sheets(made[id_]["html"]) == 1
