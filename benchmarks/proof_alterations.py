"""Reports altered at one random number each: how many proof-reading names, and what it says of unaltered ones.

    python benchmarks/proof_alterations.py [--reports reports] [--count 200]

Reports are read from a folder that `htx build` has filled, pages and Word files alike. A draw that no reader could tell
from the report (03 for 3, 12,0 for 12) is excluded and counted, and so is one that hit no number of the text.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from alterations import Altered, altered  # noqa: E402

from htxlib.proof import against, sidefile  # noqa: E402
from htxlib.proof.against import DIFFERS, UNKNOWN, Checked  # noqa: E402
from htxlib.proof.reading import read  # noqa: E402

SEED = 20230531


def side_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(path.suffix) + ".figures.json")


def told(path: Path, report: Path) -> list[Checked]:
    """What is named in the file: differences and unknown numbers."""
    checked = against.compare(read(path), sidefile.load(side_of(report)))
    return [each for each in checked if each.verdict in (DIFFERS, UNKNOWN)]


def names(found: list[Checked], change: Altered, edited: list) -> tuple[list[Checked], int]:
    """The findings at the altered number (which may now read as two), and how many there are elsewhere."""
    passage, longer = edited[change.passage], len(change.after) - len(change.before)
    start, end = min(change.start, change.number.start), max(change.end, change.number.stop + longer)
    here = [c for c in found if c.place.passage == passage and c.place.start <= end and start <= c.place.end + 1]
    return here, len(found) - len(here)


def same_to_a_reader(change: Altered, edited: list) -> bool:
    """The altered number reads as the same value: only its zeros changed."""
    passage = edited[change.passage]
    now = [n for n in passage.numbers if n.start <= change.end and change.start <= n.stop + 1]
    was = change.number
    return bool(
        now
        and was
        and was.is_quantity
        and (now[0].value, now[0].upper, now[0].unit) == (was.value, was.upper, was.unit)
    )


def run(reports: list[Path], count: int, out: Path, seed: int = SEED) -> tuple[Counter, list[str]]:
    """Alter `count` reports; counts, and a line for each that was missed or named beside the place."""
    chance, counts, lines = random.Random(seed), Counter(), []
    while counts["altered"] < count:
        report = chance.choice(reports)
        copy = out / f"edited{report.suffix}"
        change = altered(report, copy, chance)
        edited = read(copy) if change else []
        if change is None or change.number is None:
            counts["drawn again: nothing changed" if change is None else "drawn again: a list number or a word"] += 1
            continue
        if same_to_a_reader(change, edited):
            counts["excluded: reads the same"] += 1
            continue
        counts["altered"] += 1
        here, elsewhere = names(told(copy, report), change, edited)
        counts["named as different from the report"] += any(each.verdict == DIFFERS for each in here)
        counts["named as unknown"] += bool(here) and all(each.verdict == UNKNOWN for each in here)
        counts["also named elsewhere"] += bool(elsewhere)
        counts[f"of {report.suffix}"] += 1
        counts[f"by {change.kind}"] += 1
        if not here or elsewhere:
            what = "MISSED" if not here else "BESIDE"
            lines.append(
                f"{what} {report} {change.kind}: {change.before} → {change.after} | {edited[change.passage].text[:160]}"
            )
    return counts, lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=Path, default=ROOT / "reports")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    reports = sorted(p for p in options.reports.glob("*/*") if p.suffix in (".html", ".docx") and side_of(p).exists())
    start = time.perf_counter()
    unaltered = {report: told(report, report) for report in reports}
    each = (time.perf_counter() - start) / len(reports)
    loud = {report: found for report, found in unaltered.items() if found}
    print(f"unaltered: {len(reports)} files, {len(loud)} with anything named; {each:.2f} s a file")
    for report, found in loud.items():
        print("  ", report, [c.message for c in found][:5])
    with tempfile.TemporaryDirectory() as folder:
        counts, lines = run(reports, options.count, Path(folder), options.seed)
    print(*(f"{name}: {count}" for name, count in counts.items()), sep="\n")
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
