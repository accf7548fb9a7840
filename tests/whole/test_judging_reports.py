"""Every real report that judges: each number of its judgement stands in the body, and the summary says none twice."""

import ast
import json
from collections import Counter

import pytest
from where import ROOT

from htxlib import open_report
from htxlib.sentences.judgement import SENTENCES
from htxoffice.batch import plan_jobs

# Short texts are another test's (test_short_texts.py), and a report of many years has no plan to judge.
JOBS = [job for job in plan_jobs() if not job.of and job.notebook != "chuoi_so_lieu"]
NOT_SAID = ("chuan-bi", "tham-so", "mo-bao-cao", "phu-luc", "cham-diem")


def opened(job):
    names = open_report.__code__.co_varnames[: open_report.__code__.co_argcount]
    return open_report(**{name: value for name, value in job.params.items() if name in names})


def lead(bc) -> list:
    return [figure for name in SENTENCES if (said := bc.lookup(name)) for figure in said.figures]


def printed(bc, notebook: str) -> dict[str, list[str]]:
    """Cell → the keys of the figures that it prints, without a kernel."""
    book = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))
    found = {}
    for cell in book["cells"]:
        source, before = "".join(cell["source"]), len(bc.printed)
        if cell["cell_type"] != "code" or cell["id"] in NOT_SAID:
            continue
        if source.startswith("%%viet"):
            bc.viet(source.partition("\n")[2])
        else:
            exec(compile(ast.parse(source), cell["id"], "exec"), {"bc": bc})
        found[cell["id"]] = [figure.key for figure in bc.printed[before:]]
    return found


@pytest.fixture(scope="module")
def reports():
    return [(job, opened(job)) for job in JOBS]


@pytest.fixture(scope="module")
def judging(reports):
    """The reports that have something to judge."""
    found = [(job, bc) for job, bc in reports if lead(bc)]
    assert len(found) >= 10
    return found


def test_no_report_that_is_planned_is_kept_from_publication_by_its_data(reports):
    """`make reports` of what the repository holds ends without a fault."""
    assert len(reports) > 100
    held = {job.id: [each.message for each in bc.findings if each.blocks] for job, bc in reports}
    assert {id: messages for id, messages in held.items() if messages} == {}


def test_each_number_of_a_judgement_stands_in_the_body_too_and_once_in_the_summary(judging):
    for job, bc in judging:
        said = lead(bc)
        cells = printed(bc, job.notebook.rpartition("/")[2])
        body = {key for id, keys in cells.items() if id != "tom-tat" for key in keys}
        # A round number that was passed is a mark beside a number of the body, no figure of its own.
        alone = [figure.text for figure in said if figure.key not in body and not figure.name.endswith(".moc")]
        assert alone == [], f"{job.publication}/{job.place}"
        summary = Counter(cells["tom-tat"])
        assert [figure.text for figure in said if summary[figure.key] != 1 and not _noted(bc, figure)] == [], job.place


def _noted(bc, figure) -> bool:
    """Whether the note below names it once more, because a ratio rests on another source's number."""
    return figure.contested


def test_thin_reports_judge_nothing(judging):
    judged = {(job.publication, job.place) for job, _ in judging}
    assert not {("nam-2013", "thai-binh"), ("giua-ky-2020-2025", "tra-vinh"), ("nam-2018", "thai-nguyen")} & judged
