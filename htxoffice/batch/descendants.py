"""What a report starts ends with it, also what cut itself off: its processes are found and ended, where Linux shows them.

A process of a group or session of its own is not reached by a signal to the report's group. The report's process, and
above it the fork server, therefore take in every orphan from below (a child subreaper, prctl(2)), so that none gets away
to the first process of the machine; whoever is left under them is looked up in /proc.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_ROUNDS = 100  # one that forks faster than it is ended is left to the system's own limits


def take_in_orphans() -> None:
    """Become the parent of every process below whose own parent ends; does nothing where there is no such thing."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_all(below: int, spare: Iterable[int] = ()) -> None:
    """Kill the descendants of a process, but not those of `spare`, until none is left; no more than that are seen."""
    spare = set(spare)
    for _ in range(_ROUNDS):
        found = descendants(below, spare)
        for pid in found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return


def descendants(below: int, spare: Iterable[int] = ()) -> list[int]:
    """The living processes under a process, itself and the trees of `spare` left out."""
    found, waiting = [], [pid for pid in children(below) if pid not in spare]
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found += [pid] if _lives(pid) else []
            waiting += [child for child in children(pid) if child not in spare]
    return found


def children(pid: int) -> list[int]:
    """The children of a process, of all its threads; none where the system does not tell."""
    threads: list[Path] = []
    with suppress(OSError):  # the process may end while it is looked at, and so may a thread of it: Path.glob would raise
        threads = [*Path(f"/proc/{pid}/task").iterdir()]
    found: list[int] = []
    for thread in threads:
        with suppress(OSError):
            found += map(int, (thread / "children").read_text().split())
    return found


def session(pid: int) -> int:
    """The session of a process, 0 if there is none or the system does not tell."""
    return int((_stat(pid) or ["", "", "", "0"])[3])


def _lives(pid: int) -> bool:
    return (_stat(pid) or ["Z"])[0] not in "ZX"


def _stat(pid: int) -> list[str]:
    """State, parent, group, session …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
