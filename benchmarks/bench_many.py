"""Many reports: `htx build` against what people do today, against the limit, and against itself. Linux only.

    python benchmarks/bench_many.py [--full] [--only speed,cold,…] [--rounds 3]

Reports: the mid-term and the annual one of the 34 provinces of the demonstration (simulated figures), HTML, Word and
figures.json each, where nothing else is said. What is compared takes turns in one run, and medians are told with the
least and the largest. Beside the clock stands the time of the processor ("CPU") of all processes of a command: a machine
that does other things as well changes that less. Without --full fewer reports stand for the 68; the loop and the pool are
measured on few reports either way, and the seconds a report are multiplied (their start is not).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import measuring
from measuring import ROOT, htx, python, run, spread

sys.path.insert(0, str(ROOT))
DEMO = ROOT / "params" / "demo"
DATA = "build/demo-data"  # as the params of the demonstration have it
BOOKS = ("giua-ky-2025-2030", "nam-2025")
ALL = 34
PLACE = "son-la"  # whose data are changed


@dataclass
class Bench:
    """A project of its own in a folder that goes again."""

    home: Path
    full: bool
    rounds: int

    def prepare(self) -> None:
        shutil.copytree(ROOT / "notebooks", self.home / "notebooks")
        (self.home / "params").mkdir()
        for name in BOOKS:
            shutil.copy(DEMO / f"{name}.yml", self.home / "params")
        run(htx("sample", "--places", "all", "--years", "2020-2028", "--seed", 1, DATA), self.home)

    def places(self, most: int) -> list[str]:
        """Provinces spread over the country's list."""
        names = re.findall(r"^  - (\S+)$", (DEMO / f"{BOOKS[0]}.yml").read_text("utf-8"), re.M)
        return names[:: max(1, ALL // most)][:most]

    def build(self, *options, places: int = ALL, clean: bool = True, watch: bool = False) -> measuring.Run:
        """`htx build` of two reports for each of so many places."""
        if clean:
            shutil.rmtree(self.home / "reports", ignore_errors=True)
        chosen = [word for place in self.places(places) for word in ("--place", place)] if places < ALL else []
        return run(htx("build", *chosen, *options), self.home, watch)

    def rival(self, way: str, places: int) -> tuple[measuring.Run, float]:
        """One of rivals.py on the same reports; and the seconds before its first one."""
        out = self.home / way
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        (self.home / "jobs.json").write_text(json.dumps(self.jobs(places)), "utf-8")
        found = run(python(ROOT / "benchmarks" / "rivals.py", way, "jobs.json", out), self.home)
        return found, float((re.findall(r"^began after (.+)$", found.output, re.M) or "0")[0])

    def jobs(self, places: int) -> list[dict]:
        from htxoffice.batch import plan_jobs

        files = sorted((self.home / "params").glob("*.yml"))
        jobs = [job for place in self.places(places) for job in plan_jobs(files, [place])]
        return [{"id": job.id, "path": job.notebook_path, "notebook": job.notebook, "params": job.params} for job in jobs]


def cost(runs: list[measuring.Run]) -> str:
    return f"{spread([each.seconds for each in runs])}; CPU {spread([each.cpu for each in runs])}"


def tell(what: str, goal: str, measured: str) -> None:
    print(f"| {what} | {goal} | {measured} |", flush=True)


# --- the lines of the table ------------------------------------------------------------------------------------------


def speed(bench: Bench) -> None:
    """Against the shell loop and a pool, which make pages and no Word; against the limit, which makes both."""
    ours, few, some, same = (ALL, 4, 7, ALL) if bench.full else (6, 1, 2, 4)
    mine, loops, pools, whole, plain = [], [], [], [], []
    for _ in range(bench.rounds):
        mine.append(bench.build("--formats", "html", places=ours))
        loops.append(bench.rival("loop", few)[0])
        pools.append(bench.rival("pool", some))
        whole.append(bench.build(places=same))
        plain.append(bench.rival("plain", same)[0])
        check_same(bench, same)
    each = spread([one.cpu / ours / 2 for one in mine])
    tell(f"{2 * ours} pages, 2 workers", "half a minute", f"{cost(mine)}; CPU a page {each}")
    times = [loop.seconds / few * ours / one.seconds for loop, one in zip(loops, mine, strict=True)]
    cpu = [loop.cpu / few * ours / one.cpu for loop, one in zip(loops, mine, strict=True)]
    tell(f"against the shell loop (of {2 * few})", "12 ×", f"{spread(times, '×', 1)}; CPU {spread(cpu, '×', 1)}")
    pairs = list(zip(pools, mine, strict=True))
    times = [(begun + (pool.seconds - begun) / some * ours) / one.seconds for (pool, begun), one in pairs]
    cpu = [pool.cpu / some * ours / one.cpu for (pool, _), one in pairs]
    tell(f"against a pool of 2 processes (of {2 * some})", "3 ×", f"{spread(times, '×', 1)}; CPU {spread(cpu, '×', 1)}")
    over = [(one.cpu - limit.cpu) / same / 2 for one, limit in zip(whole, plain, strict=True)]
    limits = spread([limit.cpu / same / 2 for limit in plain])
    tell("overhead over plain functions, CPU a report with Word", "0.15 s", f"{spread(over)}; plain functions {limits}")


def check_same(bench: Bench, places: int) -> None:
    """The plain functions made the very files of the batch, so it is the same work."""
    for number, job in enumerate(bench.jobs(places)):
        for suffix in ("html", "docx", "figures.json"):
            ours, theirs = bench.home / "reports" / f"{job['id']}.{suffix}", bench.home / "plain" / f"{number}.{suffix}"
            if ours.read_bytes() != theirs.read_bytes():
                raise RuntimeError(f"{job['id']}.{suffix} is not what plain functions make of the notebook")


def charts(bench: Bench) -> None:
    found = run(python(ROOT / "benchmarks" / "bench_charts.py"), ROOT).output
    rows = [line.split() for line in found.splitlines()[1:] if "%" in line]
    times, shares = [float(row[3]) for row in rows], [float(row[6].rstrip("%")) for row in rows]
    kinds = ", ".join(row[0] for row in rows)
    tell("one chart against matplotlib's inline default", "3 × faster, half the bytes",
         f"{spread(times, '×', 1)}, {spread(shares, '%', 0)} of the bytes ({kinds})")  # fmt: skip


def cold(bench: Bench) -> None:
    """Every process starts anew; in a folder that has reports, and in one where matplotlib has to list the fonts first."""
    one = ("--publication", BOOKS[0], "--force")
    bench.build(places=1)
    for where, clean in (("", False), (", in a new folder", True)):
        runs = [bench.build(*one, places=1, clean=clean) for _ in range(2 * bench.rounds + 1)]
        tell(f"one report from a cold start{where}", "2.5 s", cost(runs))


def memory(bench: Bench) -> None:
    """Peak of all processes together, and of each child: those of the first quarter of the jobs against the last."""
    places = ALL if bench.full else 8
    runs = [bench.build(places=places, watch=True) for _ in range(bench.rounds)]
    first, last = flatness(runs)
    peaks = spread([each.peak for each in runs], "MiB", 0)
    tell(
        f"peak memory (PSS), 2 workers, {2 * places} reports", "300 MiB, flat",
        f"{peaks}; a child {first:.0f} MiB at first, {last:.0f} at the end",
    )  # fmt: skip


def flatness(runs: list[measuring.Run]) -> tuple[float, float]:
    """MiB of the jobs' processes at their highest: the middle of the first quarter of the jobs, and of the last."""
    firsts, lasts = [], []
    for found in runs:
        peaks = [max(held) for pid, held in sorted(found.by_process().items()) if len(held) < len(found.memory) / 2]
        part = max(1, len(peaks) // 4)
        firsts.append(median(peaks[:part]))
        lasts.append(median(peaks[-part:]))
    return median(firsts), median(lasts)


def many(bench: Bench) -> None:
    """Ten times as many: the same reports under ten names."""
    places, times = (ALL, 10) if bench.full else (4, 5)
    one, ten = [], []
    for _ in range(bench.rounds):
        one.append(bench.build(places=places, watch=True))
        with repeated(bench.home / "params", times):
            ten.append(bench.build(places=places, watch=True))
    what = f"{2 * places * times} reports against {2 * places}"
    for name, value in (("time", lambda each: each.seconds), ("CPU", lambda each: each.cpu)):
        ratios = [value(b) / times / value(a) for a, b in zip(one, ten, strict=True)]
        tell(f"{what}: {name} a report", "1.05 ×", f"{spread(ratios, '×')}")
    parents = [median(max(each.by_process()[each.pid]) for each in runs) for runs in (one, ten)]
    peaks = [median(each.peak for each in runs) for runs in (one, ten)]
    tell(f"{what}: memory", "flat", "all {:.0f} → {:.0f} MiB, parent {:.0f} → {:.0f} MiB, a child {:.0f} → {:.0f} MiB"
         .format(*peaks, *parents, *flatness(ten)))  # fmt: skip


@contextmanager
def repeated(params: Path, times: int) -> Iterator[None]:
    """The publications under `times` names each, for a while."""
    texts = {path.stem: path.read_text("utf-8") for path in params.iterdir()}
    shutil.rmtree(params)
    params.mkdir()
    for name, text in texts.items():
        for number in range(times):
            (params / f"{name}-{number}.yml").write_text(text, "utf-8")
    yield
    shutil.rmtree(params)
    params.mkdir()
    for name, text in texts.items():
        (params / f"{name}.yml").write_text(text, "utf-8")


def nothing(bench: Bench) -> None:
    """Nothing to do: 68 reports; and ten times more planned, with stubs for their notebooks, than planned before."""
    bench.build()
    again(bench, 2 * ALL, "0.2 s")
    sizes = (3_332, 34_000) if bench.full else (340, 3_400)
    few, many = (planned(bench, size) for size in sizes)
    times, cpu = (value / sizes[1] * sizes[0] for value in (many.seconds / few.seconds, many.cpu / few.cpu))
    each = 1024 * (many.peak - few.peak) / (sizes[1] - sizes[0])
    tell(
        f"plan, account, index of {sizes[1]} stubs against {sizes[0]}", "linear, flat",
        f"time a report {times:.2f} ×, CPU {cpu:.2f} × ({1000 * many.cpu / sizes[1]:.2f} ms); "
        f"memory {few.peak:.0f} → {many.peak:.0f} MiB: {each:.1f} KiB a report",
    )  # fmt: skip


def planned(bench: Bench, size: int) -> measuring.Run:
    """Make so many reports, everything as it is but their notebooks; then tell what it takes to find nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        large = Bench(Path(folder), bench.full, bench.rounds)
        large.prepare()
        with repeated(large.home / "params", size // ALL // 2):
            made = run(python("-c", STUBS), large.home, watch=True)
            again(large, size, "1 s")
    return made


# What reaches a disk is left out: 136,000 small files are written through one by one, whatever is done with them.
STUBS = """
import os, sys
from htxoffice.batch import build, builder, child, run, work

os.fsync = lambda number: None
run.warm_up = lambda scratch: None
run.ready = lambda what: None
run.faults_of = lambda data: []

def outcomes(self, jobs, watch):
    for job in jobs:
        product = work.Product(dict.fromkeys(job.outputs, b"{}"), {}, {"don_vi|*": ""})
        yield run.Outcome(job, 0, child.publish(job, product, self.reports))

builder.Builder._outcomes = outcomes
sys.exit(build())
"""


def again(bench: Bench, planned: int, goal: str) -> None:
    runs = [bench.build(clean=False) for _ in range(3 + 2 * bench.rounds)][2:]  # the first look is remembered
    if f"{planned} báo cáo: 0 mới, {planned} giữ nguyên" not in runs[-1].output:
        raise RuntimeError(runs[-1].output)
    tell(
        f"nothing changed, {planned} jobs",
        goal,
        cost(runs),
    )


def changed(bench: Bench) -> None:
    """One row of the data changed: one that only its place uses, one that is ranked; nothing is left as it was."""
    bench.build()
    for variable, what, goal in (
        ("tien_vay", "no comparison uses", "its place's, 3 s"),
        ("so_htx", "is ranked", "exactly its users"),
    ):
        users, runs = askers(bench.home / "reports", f"so_lieu|{PLACE}|{variable}"), []
        for _ in range(bench.rounds):
            raise_by_one(bench.home / DATA / "so_lieu.csv", variable)
            listed = re.findall(r"^sẽ dựng (\S+): ", bench.build("--dry-run", clean=False).output, re.M)
            if set(listed) != users:
                raise RuntimeError(f"{variable}: {sorted(users ^ set(listed))}")
            runs.append(bench.build(clean=False))
            if f"{len(users)} mới, {2 * ALL - len(users)} giữ nguyên" not in runs[-1].output:
                raise RuntimeError(runs[-1].output)
        tell(
            f"a row changed that {what}, 34 provinces",
            goal,
            f"{len(users)} reports, as --dry-run listed: {cost(runs)}",
        )
    kept = tree(bench.home / "reports")
    bench.build()
    tell(
        "after these changes, all files against a build from nothing",
        "the same",
        "the same" if tree(bench.home / "reports") == kept else "OTHER",
    )


def askers(reports: Path, question: str) -> set[str]:
    found = reports.glob(".htx/*/*.asked.json")
    return {
        f"{path.parent.name}/{path.name.partition('.')[0]}"
        for path in found
        if question in json.loads(path.read_text("utf-8"))
    }


def raise_by_one(table: Path, variable: str) -> None:
    """The place's value at the end of 2025, which both its reports know."""
    lines = table.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{PLACE},{variable},") and ",2025-12-31," in line)
    cells = lines[at].split(",")
    cells[4] = str(int(cells[4]) + 1)
    table.write_text("\n".join([*lines[:at], ",".join(cells), *lines[at + 1 :], ""]), "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".htx" not in path.parts}


def dask(bench: Bench) -> None:
    """The same reports on a scheduler with one worker and with two."""
    places = ALL if bench.full else 6
    runs: dict[int, list] = {1: [], 2: []}
    for _ in range(bench.rounds):
        for workers, found in runs.items():
            with cluster(bench.home, workers) as address:
                bench.build("--dask", address, places=1)  # its workers have imported
                found.append(bench.build("--dask", address, places=places).seconds)
    ratios = [one / two for one, two in zip(*runs.values(), strict=True)]
    tell(
        f"Dask, {2 * places} reports, 2 workers against 1",
        "reported",
        f"{spread(ratios, '×')} faster; {spread(runs[1])} → {spread(runs[2])}",
    )


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and its workers on this machine, as they are started on others."""
    told = folder / "scheduler.json"
    told.unlink(missing_ok=True)
    names = [["scheduler", "--port", "0", "--no-dashboard"], *[["worker", "--no-nanny", "--nthreads", "1"]] * workers]
    commands = [python("-m", f"distributed.cli.dask_{name}", "--scheduler-file", told, *options) for name, *options in names]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": measuring.ENVIRONMENT, "cwd": folder}
    started = [subprocess.Popen(list(map(str, command)), **quiet) for command in commands]
    try:
        while not told.exists() or b"address" not in told.read_bytes():
            time.sleep(0.1)
        yield json.loads(told.read_text("utf-8"))["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()


def help_(bench: Bench) -> None:
    runs = [run(htx("--help"), bench.home) for _ in range(3 + 2 * bench.rounds)]
    tell("`htx --help`", "0.2 s", cost(runs))


def machine() -> str:
    """How busy it is, and how fast it is just now: virtual machines differ by a factor of two from hour to hour."""
    began = time.process_time()
    for _ in range(100):
        json.dumps(list(range(30_000)))
    return f"load {os.getloadavg()[0]:.1f}, a fixed task of Python in {time.process_time() - began:.2f} s"


LINES = {
    "speed": speed, "charts": charts, "cold": cold, "memory": memory, "nothing": nothing, "changed": changed, "many": many,
    "dask": dask, "help": help_,
}  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--full", action="store_true", help="all 68 reports, 680 and 34,000: about 50 minutes")
    ask.add_argument("--only", default=",".join(LINES), help="some of " + ", ".join(LINES))
    ask.add_argument("--rounds", type=int, default=3)
    asked = ask.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {machine()}\n")
    print("| what | at least | measured: median (least–largest) |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), asked.full, asked.rounds)
        bench.prepare()
        for name in asked.only.split(","):
            LINES[name](bench)
    print(f"\nafterwards: {machine()}")


if __name__ == "__main__":
    main()
