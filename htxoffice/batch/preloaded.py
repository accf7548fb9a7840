"""Datasets read once, before the fork, and lent to every report; and a note of which datasets a report read.

Twenty thousand rows take half a second to read and check: done anew in each report, that would be half of its time.
"""

from __future__ import annotations

import copy
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from htxlib.data import address, dataset, lent, several
from htxlib.data.dataset import Dataset
from htxlib.words.errors import InputError

_shelf: dict[Path, tuple[tuple, Dataset]] = {}  # folder or file → its state when it was read, what it held
_databases: dict[str, Dataset] = {}  # read where the password is, for reports, which have none
_kept: list[bool] = []  # while reports run, a database stays what it was when it was read for them


def read(source: str | Path) -> Dataset:
    """Read a dataset, if it is not on the shelf as it is now, and put it there; a database, of which nobody can tell
    whether it changed, is read anew unless reports are running.

    Raises InputError.
    """
    if address.is_one(source):
        key = lent.key(str(source))
        if not (_kept and key in _databases):
            _databases[key] = dataset.read(source)
        return _databases[key]
    path = Path(source).resolve()
    if (held := _held(path)) is not None:
        return held
    state = _state(path)
    _shelf[path] = state, dataset.read(path)
    return _shelf[path][1]


def fill(sources: Iterable[str | Path], ready: bool = False) -> None:
    """Read the datasets; one that cannot be read is left for whoever asks for it to say so, a database for each.

    `ready`: digest their rows, too, which each report that asks for them would do for itself.
    """
    for source in _files(sources):
        with suppress(InputError):
            data = read(source)
            if ready:
                data.digest_rows()


def fill_beside(sources: Iterable[str | Path]) -> Callable[[], None]:
    """Begin to `fill` in a process beside this one; calling what is returned waits for the datasets and takes them.

    Taking them is a third of the work of reading them. Only where there is a fork, and before any thread runs.
    """
    if all(_held(Path(source).resolve()) for source in _files(sources)):
        return lambda: None
    reading, writing = os.pipe()
    if not (reader := os.fork()):
        try:
            os.close(reading)
            fill(sources)
            content = packed()  # all of it before the pipe is full
            with os.fdopen(writing, "wb") as file:
                file.write(content)
        finally:
            os._exit(0)  # what went wrong goes wrong again in whoever waits, and is told there
    os.close(writing)

    def wait() -> None:
        with os.fdopen(reading, "rb") as file:
            content = file.read()
        os.waitpid(reader, 0)
        with suppress(EOFError, pickle.UnpicklingError):  # it was killed
            take(content)
        fill(sources)

    return wait


def packed() -> bytes:
    """All that is on the shelf, for another process to `take`; nothing is left here."""
    content = pickle.dumps(_shelf, pickle.HIGHEST_PROTOCOL) if _shelf else b""
    _shelf.clear()
    return content


def take(content: bytes) -> None:
    """Put what another process packed on the shelf."""
    if content:
        _shelf.update(pickle.loads(content))


def _files(sources: Iterable[str | Path]) -> list[str | Path]:
    return [source for source in sources if not address.is_one(source)]


# --- databases: read by the builder alone, which has the password ----------------------------------------------------


def faults_of_databases(sources: Iterable[str | Path]) -> list:
    """Read the databases among the sources for the reports, and return the mistakes in them."""
    faults = []
    for source in sources:
        if address.is_one(source) and lent.key(str(source)) not in _databases:
            try:
                read(source)
            except InputError as error:
                faults += error.faults
    return faults


@contextmanager
def keeping_databases() -> Iterator[None]:
    """Within, a database is read once; afterwards it is forgotten."""
    _kept.append(True)
    try:
        yield
    finally:
        _kept.pop()
        _databases.clear()


def packed_database(source: str | Path) -> bytes:
    """The database for the process of a report, "" for files, which it reads or is lent for itself."""
    return lent.packed(str(source), read(source)) if address.is_one(source) else b""


def take_database(content: bytes) -> None:
    """Have at hand for `lending` what `packed_database` packed."""
    if content:
        _databases.update(lent.unpacked(content))


def _held(path: Path) -> Dataset | None:
    """What is on the shelf, if it is still so on the disk."""
    state, held = _shelf.get(path, ((), None))
    return held if held is not None and state == _state(path) else None


def _borrowed(path: str | Path) -> Dataset | None:
    if address.is_one(path):
        with suppress(InputError):
            return _databases.get(lent.key(str(path)))
        return None
    return _held(Path(path).resolve())


@contextmanager
def lending() -> Iterator[list[Dataset]]:
    """Yield a list that comes to hold every dataset read inside; what they were asked makes a report stale or not."""
    plain, init, given = dataset.read, Dataset.__init__, []

    def lend(path, *args, **kwargs):
        held = None if args or kwargs else _borrowed(path)
        if held is None:
            return plain(path, *args, **kwargs)
        lent = copy.copy(held)
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
        dataset.read, Dataset.__init__ = plain, init


def _files_of(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(Path(at, name) for at, _, names in os.walk(path) for name in names)


def _state(path: Path) -> tuple:
    """Names, sizes and times of the files: while they are the same, so is what was read."""
    files = [file for each in several.parts(path) for file in _files_of(Path(each))]
    stats = ((file, file.stat()) for file in files)
    return tuple((str(file), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for file, stat in stats)
