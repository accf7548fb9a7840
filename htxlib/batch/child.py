"""What happens inside a job's own process: it cuts itself off, works within limits, publishes, and tells its parent."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path

from htxlib.batch import descendants, environment, files
from htxlib.batch.cache import asked_name, asked_path
from htxlib.batch.plan import Job
from htxlib.batch.private import Private, sealed
from htxlib.batch.work import JobFailed, PageRefused, Product, last_line, produce
from htxlib.errors import InputError

# Held while a file is being put in place: whoever wants to end this process waits for that moment to pass.
_publishing = threading.Lock()


def main(
    connection, job: Job, root: str, reports: str, engine: str, timeout: float, memory_mb: int, database: bytes = b""
) -> None:
    """Do one job; everything the parent learns goes through `connection` as JSON. `database` are the job's data if they
    lie in one: it was read where its password is."""

    def tell(**message) -> None:
        connection.send_bytes(json.dumps(message).encode())

    _cut_off(Path(reports))
    _limit(timeout, memory_mb)
    os.chdir(root)  # data paths are given from the project's root
    _hand_on(database, job, Path(reports), engine)
    try:
        product = produce(job, engine, lambda cell: tell(cell=cell))
        tell(done=publish(job, product, Path(reports)))
    except PageRefused as refused:
        tell(failed=str(refused), cell=0)
    except JobFailed as failure:
        tell(failed=str(failure))
    except BaseException as error:  # whatever it was, it is this job's failure and nobody else's
        traceback.print_exc()
        of_disk = isinstance(error, OSError) and error.errno
        tell(failed=files.refusal(error) if of_disk else last_line(type(error).__name__, str(error)))
    descendants.end_all(os.getpid())
    os._exit(0)  # no thread and no exit handler that a notebook left may hold up the end


def tell_faults(connection, sources: Sequence[str]) -> None:
    """Send the mistakes in the datasets."""
    from htxlib import dataset
    from htxlib.batch.shelf import lending

    faults = []
    with lending():
        for source in sources:
            try:
                dataset.read(source)
            except InputError as error:
                faults += error.faults
    with suppress(BrokenPipeError):  # whoever asked was ended by Ctrl-C while we got ready
        connection.send(faults)


def _hand_on(database: bytes, job: Job, reports: Path, engine: str) -> None:
    """Put the database where the notebook's process finds it: a kernel of its own, in a file that our parent removes."""
    from htxlib.batch.shelf import take_database
    from htxlib.dataset import lent

    if database and engine != "htx":
        path = files.temporary_name(reports, asked_path(job))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(database)
        os.environ[lent.FILE] = str(path.resolve())
    else:
        take_database(database)


def publish(job: Job, product: Product, reports: Path) -> dict:
    outputs, marks, asked = {}, {}, ""
    for suffix, content in product.files.items():
        name = job.outputs[suffix]
        with _publishing:
            outputs[name] = files.put(reports, name, content)
        marks[name] = files.mark((reports / name).stat())
    if product.asked is not None:
        with _publishing:
            Private(reports).write(asked_name(job.id), product.asked)
        asked = files.digest(sealed(product.asked))
    return {"outputs": outputs, "marks": marks, "report": product.report, "asked": asked, "rows": product.rows}


def _cut_off(reports: Path) -> None:
    """A session of its own, no terminal, and an end when the parent ends, however that happens."""
    if hasattr(os, "setsid"):
        os.setsid()
    descendants.take_in_orphans()
    environment.keep_allowed()  # a fork server that somebody else started has all of theirs
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What is written past Python's own streams belongs neither in the report nor on the screen.
    log = os.open(reports / files.PRIVATE / "log.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if "numpy.random" in sys.modules:  # its state was copied from the parent; Python renews only its own
        sys.modules["numpy.random"].seed()


def _end_with_parent() -> None:
    parent_process().join()
    _publishing.acquire()  # and never given back: no further file is begun
    descendants.end_all(os.getpid())
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit(timeout: float, memory_mb: int) -> None:
    """Let the system itself end what our parent may not live to end, and refuse memory past the limit."""
    try:
        import resource
    except ImportError:  # Windows knows no such limits: there only the parent's clock guards
        return
    seconds = int(timeout) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":  # elsewhere the address space is not what a process uses
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
