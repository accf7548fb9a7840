"""Datasets read once, before the fork, and lent to every report; and a note of which datasets a report read.

Thirty thousand rows take two seconds to read and check: done anew in each report, that would be most of its time.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from htxlib import dataset
from htxlib.dataset import Dataset
from htxlib.errors import InputError

_shelf: dict[Path, tuple[tuple, Dataset]] = {}  # folder or file → its state when it was read, what it held


def fill(sources: Iterable[str | Path]) -> None:
    """Read the datasets; one that cannot be read is left for whoever asks for it to say so, a database for each."""
    for source in sources:
        if "://" in str(source):
            continue
        path = Path(source).resolve()
        with suppress(InputError):
            _shelf[path] = _state(path), dataset.read(path)


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
