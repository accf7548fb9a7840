"""A build killed at 200 random moments: whole files only, no process left, and the next build ends as if nothing was.

    python benchmarks/trust_kills.py [200]

The same as the test in tests/whole/test_faults.py, which kills ten times.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from test_faults import kills  # noqa: E402

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kills(Path(folder), count, seed=count)
    print(f"{count} kills, no half file, no process left: {time.monotonic() - began:.0f} s")
