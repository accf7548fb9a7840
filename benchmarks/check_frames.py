"""The frame of all figures against the side file of every report that is built: check_frames.py [REPORTS [PARAMS …]]"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from frames import apart, frame_of

import htxlib
from htxoffice.batch.plan import read


def main(reports: Path, *params: str) -> int:
    root = Path(__file__).parents[1]
    jobs = read(root, map(Path, params) if params else sorted((root / "params").glob("*.yml")))
    datasets, wrong, keys, seen = {}, [], 0, 0
    began = time.process_time()
    for job in jobs:
        file = reports / f"{job.id}.figures.json"
        if not file.exists():
            continue
        where = job.params["du_lieu"]
        if where not in datasets:
            datasets[where] = htxlib.read(root / where)
        found, both = apart(frame_of(datasets[where], job.params), file.read_text("utf-8"))
        wrong += [f"{job.id}: {each}" for each in found]
        keys, seen = keys + len(both), seen + 1
    print(*wrong[:40], sep="\n")
    print(f"{seen} reports, {keys} keys in both, {len(wrong)} differ, {time.process_time() - began:.1f} s")
    return 1 if wrong or not keys else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "reports"), *sys.argv[2:]))
