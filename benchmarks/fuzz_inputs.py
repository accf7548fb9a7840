"""Many spoiled inputs, more than the tests run: no uncaught exception, and the memory that it took.

    python benchmarks/fuzz_inputs.py [--count 20000] [--first 1000000]

Each case is made from its number, so a case that fails can be run again alone: --first N --count 1.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

import fuzzing  # noqa: E402


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--count", type=int, default=20_000)
    ask.add_argument("--first", type=int, default=1_000_000)
    asked = ask.parse_args()
    kinds, failed, slowest, started = Counter(), [], (0.0, 0), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.first + asked.count):
            before = time.perf_counter()
            try:
                kinds[fuzzing.run(seed, Path(folder))] += 1
            except fuzzing.Unexpected as error:
                failed.append(str(error))
                print(error, file=sys.stderr)
            slowest = max(slowest, (time.perf_counter() - before, seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{sum(kinds.values())} cases ({counts}), {len(failed)} uncaught")
    print(f"{time.perf_counter() - started:.0f} s; slowest {slowest[0]:.2f} s (case {slowest[1]}); peak {peak:.0f} MB")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
