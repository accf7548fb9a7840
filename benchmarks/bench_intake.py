"""Forms of all 34 provinces: how long they take to write, and to check together; and how fast a bomb is refused.

    python benchmarks/bench_intake.py [--rounds 5]

The forms are those of the year 2025 with simulated figures filled in. Checking is what `htx import --check` does: reading,
every mistake, joining an empty folder. "Fresh" counts the start of Python and all imports too.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from mistakes import bomb  # noqa: E402

from htxlib.codelists import places  # noqa: E402
from htxlib.codelists.periods import Moment  # noqa: E402
from htxlib.data import dataset  # noqa: E402
from htxoffice import simulate  # noqa: E402
from htxoffice.intake import form, importing  # noqa: E402


def timed(action, clock=time.perf_counter) -> float:
    started = clock()
    action()
    return clock() - started


def write_forms(folder: Path) -> float:
    """The forms of the 34 provinces; returns the seconds for all."""
    data = folder / "mo-phong"
    simulate.write(data, simulate.ask("all", "2024-2025", 1))
    given = dataset.read(data)
    (folder / "bieu").mkdir()
    started = time.perf_counter()
    for place in places.all(Moment.parse("2025").last):
        content = form.workbook(given, form.asked(place.id, period="2025"))
        (folder / "bieu" / f"{place.id}.xlsx").write_bytes(content)
    return time.perf_counter() - started


def fresh(folder: Path) -> float:
    command = [sys.executable, "-c", "from htxoffice.cli import main; main()", "import", str(folder / "bieu")]
    run = [*command, "--into", str(folder / "trong"), "--check"]
    return timed(lambda: subprocess.run(run, cwd=ROOT, check=True, capture_output=True))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=5)
    rounds = ask.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"34 forms written in {write_forms(folder):.1f} s")
        outcomes = importing.bring([folder / "bieu"], folder / "trong", check_only=True)
        values = sum(each.changes.added.get("so_lieu", 0) for each in outcomes)
        assert all(each.accepted for each in outcomes), [str(fault) for each in outcomes for fault in each.faults][:5]
        check = [timed(lambda: importing.bring([folder / "bieu"], folder / "trong", check_only=True)) for _ in range(rounds)]
        own = timed(lambda: importing.bring([folder / "bieu"], folder / "trong", check_only=True), time.process_time)
        print(f"{len(outcomes)} workbooks with {values} values checked in {statistics.median(check):.2f} s")
        print(f"(median of {rounds}; {own:.2f} s of processor time, should the machine have been busy)")
        print(f"the same fresh: {statistics.median(fresh(folder) for _ in range(rounds)):.2f} s")
        (folder / "bom.xlsx").write_bytes(bomb())
        refused = [timed(lambda: importing.bring([folder / "bom.xlsx"], folder / "trong")) for _ in range(rounds)]
        size = (folder / "bom.xlsx").stat().st_size / 2**20
        print(f"a file of {size:.0f} MB that unpacks to 10 GB refused in {statistics.median(refused) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
