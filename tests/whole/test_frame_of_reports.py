"""The DataFrame of all figures says what the side file of a built report says, key by key."""

from __future__ import annotations

from contextlib import chdir

import pytest
from frames import apart, frame_of
from where import ROOT

import htxlib
from htxoffice.batch.plan import read
from htxoffice.batch.work import produce

JOBS = {
    job.id: job for job in read(ROOT, [ROOT / "params" / f"{name}.yml" for name in ("nam-2023", "giua-ky-2020-2025", "ca-nuoc-2021")])
}


@pytest.mark.parametrize("id", ["nam-2023/hoa-binh", "giua-ky-2020-2025/yen-bai", "ca-nuoc-2021/ca-nuoc"])
def test_every_figure_of_a_report_is_that_of_the_frame(id):
    job = JOBS[id]
    with chdir(ROOT):
        side_file = produce(job, "htx", lambda cell: None).files["figures.json"].decode()
        frame = frame_of(htxlib.read(job.params["du_lieu"]), job.params)
    wrong, both = apart(frame, side_file)
    assert not wrong and len(both) > 15
    assert apart(frame, side_file.replace('"hedge": ""', '"hedge": "gần"'))[0]  # the comparison sees what is altered
