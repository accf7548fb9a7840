"""Datasets read once, before the fork, and lent to every report; and a note of which datasets a report read.

Thirty thousand rows take two seconds to read and check: done anew in each report, that would be most of its time.
"""

from __future__ import annotations

import copy
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from htxlib import dataset
from htxlib.dataset import Dataset
from htxlib.errors import InputError

_shelf: dict[Path, tuple[tuple, Dataset]] = {}  # folder or file → its state when it was read, what it held


def fill(sources: Iterable[str | Path], ready: bool = False) -> None:
    """Read the datasets; one that cannot be read is left for whoever asks for it to say so, a database for each.

    `ready`: digest their rows, too, which each report that asks for them would do for itself.
    """
    for source in sources:
        if "://" in str(source):
            continue
        path = Path(source).resolve()
        with suppress(InputError):
            _shelf[path] = _state(path), dataset.read(path)
            if ready:
                _shelf[path][1].digest_rows()


def fill_beside(sources: Iterable[str | Path], ready: bool = False) -> Callable[[], None]:
    """Begin to `fill` in a process beside this one; calling what is returned waits for the datasets and takes them.

    Taking them is a third of the work of reading them. Only where there is a fork, and before any thread runs.
    """
    reading, writing = os.pipe()
    if not (reader := os.fork()):
        try:
            os.close(reading)
            fill(sources, ready)
            content = pickle.dumps(_shelf, pickle.HIGHEST_PROTOCOL)  # all of it before the pipe is full
            with os.fdopen(writing, "wb") as file:
                file.write(content)
        finally:
            os._exit(0)  # what went wrong goes wrong again in whoever waits, and is told there
    os.close(writing)

    def take() -> None:
        with os.fdopen(reading, "rb") as file:
            content = file.read()
        try:
            _shelf.update(pickle.loads(content))
        except (EOFError, pickle.UnpicklingError):  # it was killed
            fill(sources, ready)
        os.waitpid(reader, 0)

    return take


@contextmanager
def lending() -> Iterator[list[Dataset]]:
    """Yield a list that comes to hold every dataset read inside; what they were asked makes a report stale or not."""
    read, init, given = dataset.read, Dataset.__init__, []

    def lend(path, *args, **kwargs):
        held = _shelf.get(Path(path).resolve())
        if held is None or args or kwargs or held[0] != _state(Path(path).resolve()):
            return read(path, *args, **kwargs)
        lent = copy.copy(held[1])
        lent.asked = {}  # the borrower's own questions
        given.append(lent)
        return lent

    def noted(self, *args, **kwargs):
        init(self, *args, **kwargs)
        given.append(self)

    dataset.read, Dataset.__init__ = lend, noted
    try:
        yield given
    finally:
        dataset.read, Dataset.__init__ = read, init


def _state(path: Path) -> tuple:
    """Names, sizes and times of the files: while they are the same, so is what was read."""
    files = [path] if path.is_file() else sorted(Path(at, name) for at, _, names in os.walk(path) for name in names)
    stats = ((file, file.stat()) for file in files)
    return tuple((str(file), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for file, stat in stats)
