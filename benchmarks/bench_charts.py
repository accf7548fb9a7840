"""One chart in the house style against the same content as matplotlib draws it inline in Jupyter by default.

    python benchmarks/bench_charts.py

Inline default: pyplot, SVG, glyphs as paths, tight bounding box. Both draw the same labels and numbers, take turns in
one process, and the medians are compared; the second table is the first chart of a fresh process, imports included.
"""

import io
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

ROUNDS, FRESH = 15, 5
BARS_OF = {  # the figures that a chart draws as bars, of all those it prints
    "targets": lambda name: ".dat_" in name,
    "growth": lambda name: ".so_lan" not in name,
    "parts": lambda name: "ty_trong" not in name,
    "ranking": lambda name: name == "so_htx",
    "series": lambda name: True,
}


def content(kind: str, block) -> tuple[str, str, list[str], list[float], list[str]]:
    """What the chart says: kind, title, names, values, printed numbers."""
    figures = [each for each in block.figures if BARS_OF[kind](each.name)]
    labels = [f"{i}. {each.label}" for i, each in enumerate(figures)]
    return kind, block.meta["title"], labels, [float(each.value) for each in figures], [each.text for each in figures]


def inline_default(kind: str, title: str, names: list[str], values: list[float], printed: list[str]) -> str:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    if kind != "series":
        bars = axes.barh(names, values)
        axes.bar_label(bars, printed)
    else:
        axes.plot(names, values, marker="o")
        for name, value, text in zip(names, values, printed, strict=True):
            axes.annotate(text, (name, value))
    axes.set_title(title)
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight")
    pyplot.close(figure)
    return out.getvalue()


def timed(work) -> tuple[float, str]:
    start = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - start), result


def warm() -> None:
    from chart_samples import KINDS, scope

    at = scope()
    print(f"{'chart':10}{'ours ms':>9}{'inline ms':>11}{'times':>7}{'ours KB':>9}{'inline KB':>11}{'share':>7}")
    for kind, draw in KINDS.items():
        said = content(kind, draw(at))
        inline_default(*said)
        turns = [(timed(lambda: draw(at).html), timed(lambda: inline_default(*said))) for _ in range(ROUNDS)]  # noqa: B023
        print(row(kind, *zip(*turns, strict=True)))


def row(kind: str, ours, theirs) -> str:
    one, two = (statistics.median(ms for ms, _ in runs) for runs in (ours, theirs))
    small, large = (len(runs[0][1].encode()) / 1024 for runs in (ours, theirs))
    return f"{kind:10}{one:9.1f}{two:11.1f}{two / one:7.1f}{small:9.1f}{large:11.1f}{small / large:7.0%}"


def fresh() -> None:
    """Seconds of a new process up to its first chart; the data are read by both."""
    ours = "from chart_samples import *; targets(scope())"
    theirs = (
        "from chart_samples import *; import bench_charts as b; from unittest.mock import patch\n"
        "with patch('htxlib.svg.Sheet.svg', lambda *_: ''): said = b.content('targets', targets(scope()))\n"
        "b.inline_default(*said)"
    )
    path = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests' / 'helpers'), str(ROOT / 'benchmarks')]!r}\n"
    runs = {"nothing": "from chart_samples import *; scope()", "ours": ours, "inline": theirs}
    took = {name: [] for name in runs}
    for _ in range(FRESH):
        for name, code in runs.items():
            command = [sys.executable, "-c", path + code]
            took[name].append(timed(lambda: subprocess.run(command, check=True))[0])  # noqa: B023
    base, one, two = (statistics.median(took[name]) for name in runs)
    print(f"first chart of a process, imports included: ours {one - base:.0f} ms, inline {two - base:.0f} ms")


if __name__ == "__main__":
    warm()
    fresh()
