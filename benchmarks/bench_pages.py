"""Sizes of the pages in a folder of reports, and how long the index takes: `python benchmarks/bench_pages.py [reports]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from htxoffice.batch import manifest, site
from htxoffice.batch.cache import Inputs
from htxoffice.batch.ours import Ours
from htxoffice.publish.index import site as pages


def sizes(reports: Path) -> None:
    """KB of all pages: the least, the middle one and the largest of each folder."""
    kinds = {"báo cáo": [], "đơn vị": [], "mục lục": [reports / "index.html"]}
    for path in reports.glob("*/*.html"):
        kinds["đơn vị" if path.parent.name == "don_vi" else "báo cáo"].append(path)
    for kind, paths in kinds.items():
        found = sorted(path.stat().st_size / 1000 for path in paths)
        if found:
            print(f"{kind:8} {len(found):4}  {found[0]:6.1f} {found[len(found) // 2]:6.1f} {found[-1]:6.1f} KB")
    charts = [(path.read_text("utf-8").count("<svg"), path) for path in kinds["báo cáo"]]
    if charts:
        count, path = max(charts, key=lambda each: (each[0], each[1].stat().st_size))
        print(f"most charts: {count} in {path.relative_to(reports)}, {path.stat().st_size / 1000:.1f} KB")


def timing(reports: Path) -> None:
    """Seconds for the index and all places, with and without what is remembered of side files and data."""
    entries = manifest.read(reports)
    for name in ("index.json", "places.json"):
        (reports / ".htx" / name).unlink(missing_ok=True)
    for words in ("all made", "nothing changed"):
        inputs = Inputs(Path(), reports)
        before = (inputs.private.read("site.json") or {"pages": {}})["pages"]
        start = time.perf_counter()
        site.publish(reports, entries, inputs, Ours(reports, inputs, entries), before)
        print(f"index and places of {len(entries)} reports, {words}: {time.perf_counter() - start:.3f} s")
    start = time.perf_counter()
    pages(entries.values(), {})
    print(f"pages alone: {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "reports")
    sizes(folder)
    timing(folder)
