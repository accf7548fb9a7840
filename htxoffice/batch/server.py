"""The fork server under watch: one that was stopped (SIGSTOP) answers nobody, and whoever waits for it waits for ever.

It is ended then: everything that waits for it hears so at once, its reports are begun again under a new one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOOK_EVERY, STOPPED_FOR = 0.5, 5.0  # seconds; counted in looks, for we may have been stopped together with it
SENTENCE = "tiến trình chuẩn bị báo cáo bị dừng giữa chừng (SIGSTOP) nên đã bị kết thúc"


class Watch:
    """Looks at the server from time to time."""

    def __init__(self) -> None:
        self.ended = 0  # how many servers had to be ended
        self._killed: int | None = None
        self._over = threading.Event()

    def run(self) -> None:
        looks = 0
        while not self._over.wait(LOOK_EVERY):
            pid = _server()
            looks = looks + 1 if pid and _is_stopped(pid) else 0
            if looks * LOOK_EVERY >= STOPPED_FOR:
                self.ended, self._killed, looks = self.ended + 1, pid, 0  # known before anybody hears of it
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def see_it_dead(self) -> None:
        """Wait until the server that was ended is: while it dies it refuses, and multiprocessing takes it for alive."""
        end = time.monotonic() + STOPPED_FOR
        while self._killed and _state(self._killed) not in ("", "Z", "X") and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        self._over.set()


@contextmanager
def watched() -> Iterator[Watch]:
    """Yield the watch over the fork server; nothing happens where processes cannot be looked at."""
    watch = Watch()
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop()
        thread.join()


def _server() -> int | None:
    from multiprocessing import forkserver

    return forkserver._forkserver._forkserver_pid  # multiprocessing does not say it in another way


def _is_stopped(pid: int) -> bool:
    return _state(pid) in ("T", "t")


def _state(pid: int) -> str:
    """The letter that Linux has for what a process does; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
