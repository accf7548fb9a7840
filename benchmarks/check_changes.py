"""Random changes of a single cell, each built and compared with what was before: check_changes.py [CHANGES [SEED]]

Counts figures that differ and were not listed by `htx changes`, and that were listed and do not differ.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from editions import ROOT, altered, copied, missed_and_extra, rows_of, side

from htxoffice.batch.plan import read
from htxoffice.batch.work import JobFailed
from htxoffice.publish.changes import compare

PUBLICATIONS = ("giua-ky-2020-2025", "nam-2018", "nam-2023", "cum-tay-bac-2023", "phu-tho-2020")


def main(count: int, seed: int) -> int:
    chance, began = random.Random(seed), time.process_time()
    jobs = [job for job in read(ROOT, [ROOT / "params" / f"{name}.yml" for name in PUBLICATIONS]) if not job.of]
    jobs = chance.sample(jobs, min(8, len(jobs)))
    total = {"changes": 0, "refused": 0, "given": 0, "derived": 0, "new": 0, "gone": 0, "sentences": 0, "verdicts": 0}
    missed = extra = 0
    with tempfile.TemporaryDirectory() as folder:
        data = copied(ROOT / "data" / "cong_bo", Path(folder) / "0")
        before = {job.id: side(job, data) for job in jobs}
        while total["changes"] < count:
            job = chance.choice(jobs)
            what = altered(data, Path(folder) / "1", chance.choice(rows_of(before[job.id], data)), chance)
            try:
                now = side(job, Path(folder) / "1")
            except JobFailed:  # an impossible number: the report is held back
                total["refused"] += 1
                continue
            found = compare(before[job.id], now)
            wrong = missed_and_extra(before[job.id], now, found)
            missed, extra = missed + len(wrong[0]), extra + len(wrong[1])
            total["changes"] += 1
            for name in ("given", "derived", "new", "gone", "sentences", "verdicts"):
                total[name] += len(getattr(found, name))
            if any(wrong):
                print(job.id, what, *wrong, sep="\n  ")
    print(f"{total}; {missed} missed, {extra} extra; {time.process_time() - began:.0f} s")
    return int(bool(missed or extra))


if __name__ == "__main__":
    sys.exit(main(*map(int, (sys.argv[1:] + ["100", "1"][len(sys.argv) - 1 :])[:2])))
