"""What a command costs with all its processes, also those that outlive the one that was started: time, memory."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "JUPYTER_PLATFORM_DIRS": "1"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # byte code is kept, as on any desk
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER: what a fork server used is known to whoever waits for it, and its parent never does


@dataclass
class Run:
    """One command from its start to the end of its last process."""

    seconds: float  # by the clock, to the end of the command itself
    cpu: float  # seconds of the processor, of all processes
    output: str
    pid: int = 0
    memory: list[dict[int, float]] = field(default_factory=list)  # MiB (PSS) of each process, one after another moment

    @property
    def peak(self) -> float:
        return max(sum(moment.values()) for moment in self.memory)

    def by_process(self) -> dict[int, list[float]]:
        """What each process held, one moment after another."""
        found: dict[int, list[float]] = {}
        for moment in self.memory:
            for pid, held in moment.items():
                found.setdefault(pid, []).append(held)
        return found


def run(command: list, cwd: Path, watch: bool = False, code: int = 0) -> Run:
    """Run a command; raises RuntimeError with what it said when it ends with another code."""
    ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
    before, began = children(os.getpid()), time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    found = Run(0, 0, "", process.pid)
    if watch:
        threading.Thread(target=_look, args=(process.pid, found.memory), daemon=True).start()
    found.output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    found.seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    usages = [usage, *(os.wait4(pid, 0)[2] for pid in children(os.getpid()) - before)]
    found.cpu = sum(each.ru_utime + each.ru_stime for each in usages)
    if process.returncode != code:
        raise RuntimeError(f"{command} ended with {process.returncode}:\n{found.output}")
    return found


def python(*arguments) -> list:
    return [sys.executable, *arguments]


def htx(*arguments) -> list:
    return [BIN / "htx", *arguments]


def children(pid: int) -> set[int]:
    """Its children now; none if it is gone, also while we look."""
    found: set[int] = set()
    with suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                found |= set(map(int, path.read_text().split()))
    return found


def family(pid: int) -> set[int]:
    """A process and all below it."""
    return {pid}.union(*map(family, children(pid)))


def pss(pid: int) -> float:
    """MiB of a process, what is shared counted in parts; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def _look(pid: int, memory: list[dict[int, float]]) -> None:
    while moment := {one: held for one in family(pid) if (held := pss(one))}:
        memory.append(moment)
        time.sleep(0.05)


def spread(values: list[float], unit: str = "s", digits: int = 2) -> str:
    """The median, and from where to where the values go."""
    low, middle, high = (f"{each:.{digits}f}" for each in (min(values), median(values), max(values)))
    return f"{middle} {unit} ({low}–{high})"
