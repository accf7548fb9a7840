"""What the real publications in params/ promise: a report is titled by the time that its figures are of."""

from __future__ import annotations

from datetime import date

import pytest
from where import ROOT

from htxlib.codelists import places
from htxlib.codelists.variables import STATISTICS
from htxlib.data import dataset
from htxlib.values import lookup
from htxoffice.batch import plan

DATA = dataset.read(ROOT / "data" / "cong_bo")
EVERY = plan.read(ROOT, [*ROOT.glob("params/*.yml")])
JOBS = {job.id: job for job in EVERY if job.notebook == "bao_cao_nam"}


def dated_in(place: str, year: int) -> list[tuple[date, bool]]:
    """The last days of what a place states of the year, and whether they are known to the day or the month.

    What the statistics office counts at the end of each year makes no year of a report of six months.
    """
    rows = [row for row in DATA.every("so_lieu") if row.place == place and row.period.end and row.period.last.year == year]
    own = [row for row in rows if not ((known := DATA.variable(row.variable)) and known.topic == STATISTICS)]
    return [(row.period.last, row.period.end.precision != "năm") for row in own]


@pytest.mark.parametrize("name", JOBS)
def test_a_report_of_a_year_says_more_than_of_its_first_months(name):
    job = JOBS[name]
    until = date.fromisoformat(job.params["den_ngay"])
    dated = dated_in(job.params["don_vi"], until.year)
    if (until.month, until.day) == (12, 31) and dated:
        assert any(last >= date(until.year, 12, 1) or not known for last, known in dated), sorted({last for last, _ in dated})


def orders_of(place: str) -> dict[tuple[str, ...], str]:
    """The orders of sources in which reports print numbers of this place, each with one of these reports."""
    printing = [job for job in EVERY if job.params["don_vi"] == place or places.get(job.params["don_vi"]).kind not in places.PROVINCIAL]
    return {tuple(job.params.get("nguon_uu_tien") or ()): job.id for job in printing}


@pytest.mark.parametrize("place", sorted({job.params["don_vi"] for job in JOBS.values()}))
def test_two_reports_print_one_number_for_one_thing(place):
    """Of several sources each report takes the same: last year's number is next year's base."""
    facts: dict[tuple, list] = {}
    for row in DATA.every("so_lieu"):
        if row.place == place and row.period.end:
            facts.setdefault((row.variable, row.period.days), []).append(row)
    for fact, rows in facts.items():
        found = {min(rows, key=lookup.preference(DATA, order)).value: job for order, job in orders_of(place).items()}
        assert len(found) == 1, (fact, found)
