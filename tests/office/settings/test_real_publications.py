"""What the real publications in params/ promise: a report is titled by the time that its figures are of."""

from __future__ import annotations

from datetime import date

import pytest
from where import ROOT

from htxlib.codelists.variables import STATISTICS
from htxlib.data import dataset
from htxoffice.batch import plan

DATA = dataset.read(ROOT / "data" / "cong_bo")
JOBS = {job.id: job for job in plan.read(ROOT, [*ROOT.glob("params/*.yml")]) if job.notebook == "bao_cao_nam"}


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
