"""Reports altered at one random number each: how many proof-reading names, and what it says of unaltered ones.

    python benchmarks/proof_alterations.py [--count 200] [--seed 20230531] FOLDER...

A folder is one that `htx build` has filled. The draws go round the kinds of report (publication and place, real or
simulated) and the formats: page, Word file, and the page pasted as text. A draw that no reader could tell from the
report (03 for 3, 12,0 for 12) is excluded and counted, and so is one that hit no number of the text.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from alterations import Altered, altered, as_text  # noqa: E402

from htxoffice.proof import against, sidefile  # noqa: E402
from htxoffice.proof.finding import Finding  # noqa: E402
from htxoffice.proof.reading import read  # noqa: E402

SEED = 20230531


class Report:
    """One file of a report, its passages and its figures, each read once."""

    def __init__(self, path: Path, kind: str, side: sidefile.Side):
        self.path, self.kind, self.side = path, kind, side
        self.passages = read(path)

    def told(self, passages: list) -> list[Finding]:
        return against.findings(against.compare(passages, self.side))


def kind_of(page: Path) -> str:
    """Mid-term, annual, cluster or region, country; of published or simulated figures."""
    what = "country" if page.stem == "ca-nuoc" else "group" if page.stem.startswith(("cum-", "vung-")) else ""
    what = what or ("mid-term" if "giua-ky" in page.parent.name else "annual")
    return f"{'simulated' if 'mô phỏng' in page.read_text('utf-8') else 'published'} {what}"


def chosen(folders: list[Path], each: int, chance: random.Random, texts: Path) -> list[Report]:
    """At most `each` reports of a kind, every one as page, Word file and text."""
    kinds, found = defaultdict(list), []
    for page in sorted(p for folder in folders for p in folder.glob("*/*.html") if p.with_suffix(".figures.json").exists()):
        kinds[kind_of(page)].append(page)
    for kind, pages in sorted(kinds.items()):
        for page in chance.sample(pages, min(each, len(pages))):
            side, text = sidefile.load(page.with_suffix(".figures.json")), texts / f"{len(found)}.txt"
            text.write_text(as_text(page), "utf-8")
            found += [Report(path, kind, side) for path in (page, page.with_suffix(".docx"), text)]
    return found


def run(reports: list[Report], count: int, chance: random.Random, out: Path) -> tuple[Counter, list[str]]:
    """Alter `count` reports; counts, and a line for each that was missed or named beside the place."""
    by_kind = defaultdict(list)
    for report in reports:
        by_kind[report.kind, report.path.suffix].append(report)
    counts, lines = Counter(), []
    for kind in itertools.islice(itertools.cycle(by_kind), count):
        change = None
        while not isinstance(change, Altered):
            report = chance.choice(by_kind[kind])
            change = altered(report.path, out / f"edited{report.path.suffix}", chance, report.passages)
            counts[f"drawn again: {change}" if isinstance(change, str) else "altered"] += 1
        here, beside = change.named(report.told(change.passages))
        found = (
            "MISSED" if not here else "named as unknown" if {f.check for f in here} == {"khong-ro"} else "named as different"
        )
        counts.update([found, f"of a {kind[0]} report", f"of {kind[1]}", f"by {change.way}"])
        if beside or not here:
            counts["ALSO NAMED BESIDE"] += bool(beside)
            told = [f.message for f in beside][:3]
            sentence = change.passages[change.at].text[:160]
            lines.append(f"{found} {report.path} {change.before} → {change.after} | {sentence} {told}")
    return counts, lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--each", type=int, default=3, help="reports of a kind")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        reports = chosen(options.folders, options.each, chance, out)
        start = time.process_time()
        loud = {report.path: found for report in reports if (found := report.told(report.passages))}
        each = (time.process_time() - start) / len(reports)
        numbers = sum(len(p.numbers) for report in reports for p in report.passages)
        print(f"unaltered: {len(reports)} files, {numbers} numbers, {len(loud)} with anything named; {each:.2f} s a file")
        for path, found in loud.items():
            print("  ", path, len(found), [f"{f.message} | {f.place.sentence[:120]}" for f in found][:5])
        counts, lines = run(reports, options.count, chance, out)
    print(*(f"{name}: {number}" for name, number in sorted(counts.items())), *lines, sep="\n")


if __name__ == "__main__":
    main()
