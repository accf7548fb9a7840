"""Waiting for something to happen, and whether a process still lives."""

from __future__ import annotations

import time
from pathlib import Path


def wait_for(happened, seconds: float = 30, told=lambda: "it did not happen in time") -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, told()
        time.sleep(0.02)


def lives(process: tuple[int, str]) -> bool:
    return born(process[0]) == process


def born(pid: int) -> tuple[int, str]:
    """A process and when it began, "" if it is no more: on a busy machine another one soon has its number."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return pid, ""
    return pid, "" if state == "Z" else rest[18]
