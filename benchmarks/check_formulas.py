"""Every formula that a folder of reports prints, typed into a calculator: `python benchmarks/check_formulas.py FOLDER...`.

Read as printed, from `….figures.json` and from the annex of the page beside it; and, with --data, from the sentences of
`htx check`. The calculator (tests/helpers/calculator.py) knows nothing of the library. Exit code 1 if one is refuted.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

import calculator  # noqa: E402
from calculator import Claim  # noqa: E402

LINES = ["p", "li", "div", "dd"]


def of_reports(folder: Path) -> Iterator[tuple[str, Claim]]:
    """What the reports of a folder claim, each with where it is printed."""
    for side in sorted(folder.rglob("*.figures.json")):
        where = side.relative_to(folder).as_posix().removesuffix(".figures.json")
        for record in json.loads(side.read_text("utf-8"))["figures"]:
            if claim := calculator.of_record(record, where):
                yield "figures.json", claim
        page = side.with_name(side.name.replace(".figures.json", ".html"))
        if page.exists():
            yield from (("annex", claim) for claim in of_page(page, where))


def of_page(page: Path, where: str) -> Iterator[Claim]:
    """The entries of the annex, those of the members of a group, and the notes on the data."""
    tree = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    for element in tree.find_all(LINES):
        line = " ".join(element.get_text().split())
        if element.find(LINES):
            continue
        if str(element.get("id")).startswith("cs-"):
            yield from calculator.of_members(line, where)
        elif claim := calculator.of_entry(line, where):
            yield claim
        elif not line.startswith("Ghi chú: "):  # as the analyst typed it
            yield from calculator.of_message(line, where)


def of_checks(data: Path) -> Iterator[tuple[str, Claim]]:
    """What the findings about a dataset claim."""
    from htxlib.checks import run_checks
    from htxlib.data import dataset

    for finding in run_checks(dataset.read(data), all_published=True):
        for claim in calculator.of_message(finding.message, f"{finding.file}, {finding.row}"):
            yield "htx check", claim


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    found = [claim for folder in given.folders for claim in of_reports(folder)]
    found += of_checks(given.data) if given.data else []
    wrong = [why for _, claim in found if (why := claim.refuted())]
    counts = ", ".join(f"{kind} {count}" for kind, count in Counter(kind for kind, _ in found).items())
    print(f"formulas checked {len(found)}, refuted {len(wrong)} ({counts})")
    print("\n".join(wrong))
    return bool(wrong) or not found


if __name__ == "__main__":
    sys.exit(main())
