"""Every job in its own fresh process, forked from a parent that has everything imported; none can hurt another.

`multiprocessing`'s fork server is that parent (where there is no fork, each process imports for itself). A child that
raises, exits, hangs, is killed or asks for too much memory is one failure in the list.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from htxlib.words.errors import Fault
from htxoffice.batch import child, descendants, environment, files
from htxoffice.batch.cache import asked_path
from htxoffice.batch.plan import Job
from htxoffice.batch.server import SENTENCE, Watch

# One thread per library: a fork keeps only the thread that called it, and two workers already fill two cores. The C library
# gives large blocks back at once (a chart for Word is drawn in 40 MB), and takes them in large pages where it can.
_ENVIRONMENT = {
    "GLIBC_TUNABLES": ":".join(filter(None, (os.environ.get("GLIBC_TUNABLES"), "glibc.malloc.hugetlb=1"))),
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "262144",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "HTX_TOLD_BY_PIPE": "1",  # see warm.py
}
_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_starting = threading.Lock()  # held while a report's process is begun, or looked for what ended ones left
_reports: set[int] = set()  # processes of reports that have not ended
_untold: list[int] = []  # the pipe to a fork server that does not know yet what it shall read


@dataclass(frozen=True)
class Limits:
    """What one job may use."""

    timeout: float = 300  # seconds
    memory_mb: int = 2048


@dataclass(frozen=True)
class Outcome:
    """How a job ended: `done` is what the child told of its files, `message` why it failed, `cell` where."""

    job: Job
    seconds: float
    done: dict | None = None
    message: str = ""
    cell: int = 0


@dataclass
class _Running:
    job: Job
    process: multiprocessing.Process
    connection: Connection
    limits: Limits
    started: float = field(default_factory=time.monotonic)
    cell: int = 0
    server: int = 0  # how many servers had been ended when it began
    told: dict = field(default_factory=dict)

    @property
    def deadline(self) -> float:
        return self.started + self.limits.timeout

    def listen(self) -> None:
        """Take what the child has said so far."""
        try:
            while self.connection.poll():
                self.told |= json.loads(self.connection.recv_bytes())
        except (EOFError, OSError, ValueError, TypeError):  # it ended, or what it says is no message
            self.connection.close()
        self.cell = self.told.get("cell", self.cell)

    def end(self, reports: Path) -> None:
        """Kill whatever of it still lives, its own children too, and remove the file it may have been writing."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # it may not have made its own group yet
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()
        _end_strays(self.process.pid)
        for name in (*self.job.outputs.values(), asked_path(self.job)):
            files.temporary_name(reports, name).unlink(missing_ok=True)

    def outcome(self, timed_out: bool) -> Outcome:
        seconds = time.monotonic() - self.started
        if _is_account(self.told.get("done"), self.job):
            return Outcome(self.job, seconds, done=self.told["done"])
        if "done" in self.told:
            self.told["failed"] = "sổ tay đã làm hỏng tiến trình dựng: kết quả nó báo không đúng"
        late = f"quá thời hạn {self.limits.timeout:g} giây" if timed_out else ""
        message = self.told.get("failed") or late or _epitaph(self.process.exitcode)
        return Outcome(self.job, seconds, message=message, cell=self.cell)


def run(
    jobs: Sequence[Job], root: Path, reports: Path, workers: int, limits: Limits, engine: str, watch, server: Watch
) -> Iterator[Outcome]:
    """Yield the outcome of each job as it ends; closing the iterator ends all that still runs.

    `server` is the watch over the fork server; a job that was lost with it is begun once more.
    """
    from htxoffice.batch.preloaded import keeping_databases

    context, waiting, running, again = ready(), deque(jobs), [], set()
    known = 0  # ends of the server after which processes were asked of a new one
    with keeping_databases():
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    ended = server.ended
                    try:
                        running.append(_start(context, waiting[0], root, reports, limits, engine))
                    except (EOFError, OSError):  # the server was ended, now or just before, and did not make the process
                        if server.ended == known:
                            raise
                        known = server.ended
                        server.see_it_dead()
                        context = ready()
                        continue
                    running[-1].server = ended
                    job = waiting.popleft()
                    if job.id not in again:
                        watch.started(job)
                for one in _ended(running, watch):
                    timed_out = one.process.exitcode is None
                    one.end(reports)
                    running.remove(one)
                    outcome = one.outcome(timed_out)
                    lost = outcome.done is None and server.ended > one.server
                    if lost and one.job.id not in again:
                        again.add(one.job.id)
                        waiting.append(one.job)
                    else:
                        yield replace(outcome, message=SENTENCE) if lost else outcome
        finally:
            for one in running:
                one.end(reports)


def _ended(running: list[_Running], watch) -> list[_Running]:
    """Wait until something happens; return those that ended or are past their time."""
    ears = [one.connection for one in running if not one.connection.closed]
    sentinels = [one.process.sentinel for one in running]
    patience = max(0, min(one.deadline for one in running) - time.monotonic())
    wait([*ears, *sentinels], patience)
    over = []
    for one in running:
        finished = not one.process.is_alive()  # asked first: what it said before it ended is then all there
        if not one.connection.closed:
            before = one.cell
            one.listen()
            if one.cell != before:
                watch.cell(one.job, one.cell)
        if finished or time.monotonic() >= one.deadline:
            over.append(one)
    return over


def _start(context, job: Job, root: Path, reports: Path, limits: Limits, engine: str) -> _Running:
    from htxlib.data.dataset import located
    from htxoffice.batch.preloaded import packed_database

    ours, theirs = context.Pipe(duplex=False)
    database = packed_database(located(job.params["du_lieu"], root))
    arguments = (theirs, job, str(root), str(reports), engine, limits.timeout, limits.memory_mb, database)
    process = context.Process(target=child.main, args=arguments, name=job.id, daemon=False)
    with _starting:
        _begin(process)
        _reports.add(process.pid)
    theirs.close()
    return _Running(job, process, ours, limits)


def _begin(process: multiprocessing.Process) -> None:
    """Start a process; where there is no fork server it has the environment from us."""
    with _without_main(), nullcontext() if _FORKS else environment.only({}):
        process.start()


def _end_strays(ended: int) -> None:
    """End what reports that have ended left running: such processes came to the fork server, in a session not its own."""
    with _starting:
        _reports.discard(ended)
        if server := _fork_server():
            own = descendants.session(server)
            others = [pid for pid in descendants.children(server) if descendants.session(pid) == own]
            descendants.end_all(server, [*_reports, *others])


def _fork_server() -> int:
    if not _FORKS:
        return 0
    from multiprocessing import forkserver

    return getattr(forkserver._forkserver, "_forkserver_pid", None) or 0


def _is_account(done: object, job: Job) -> bool:
    """Whether that is what a child tells of the files of this job: a notebook may have done anything in it."""
    match done:
        case {"outputs": dict(outputs), "marks": dict(marks), "report": dict(), "asked": asked, "rows": rows}:
            texts = all(isinstance(text, str) for text in (*outputs.values(), asked, rows))
            return texts and outputs.keys() == marks.keys() == set(job.outputs.values())
    return False


def _epitaph(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"tiến trình bị dừng bởi tín hiệu {signal.Signals(-code).name}"
    return f"tiến trình kết thúc bất thường, mã {code}"


def faults_of(data: Sequence[str]) -> list[Fault]:
    """Return the mistakes in the datasets, told by a child of the fork server, which reads them for the reports."""
    from htxoffice.batch.preloaded import faults_of_databases

    context = ready()
    faults = faults_of_databases(data)  # not by a child: they have no password
    data = [source for source in data if "://" not in source]
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=child.tell_faults, args=(theirs, data))
    try:
        _begin(process)
        theirs.close()
        return faults + ours.recv()
    except (EOFError, OSError):  # killed while it read: then each report fails for itself
        return faults
    finally:
        ours.close()
        if process.pid:
            process.kill()
            process.join()


def warm_up(scratch: Path | None = None) -> None:
    """Start the fork server, where there is one: it imports while we go on, and serves once it is told what to read.

    What libraries keep between runs (matplotlib its list of fonts, IPython a profile) goes to `scratch`, not to
    somebody's HOME.
    """
    if _FORKS and not _untold:
        from multiprocessing import forkserver

        kept = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython"} if scratch else {}
        scratch_of = {name: str(scratch.resolve() / folder) for name, folder in kept.items() if name not in os.environ}
        multiprocessing.set_forkserver_preload(["htxoffice.batch.warm"])
        with _told_by_pipe(), environment.only(_ENVIRONMENT | scratch_of), _ignoring_interrupts():
            forkserver.ensure_running()


def ready(what: Mapping | None = None):
    """Tell the fork server which reports to expect and what they are made of; return the way to make processes.

    Data that we have read to see what changed are handed over.
    """
    warm_up()
    if _FORKS:
        from htxoffice.batch import preloaded

        with suppress(BrokenPipeError), os.fdopen(_untold.pop(), "wb") as told:  # one that runs already does not listen
            told.write(json.dumps(what or {}).encode() + b"\n" + preloaded.packed())
    return multiprocessing.get_context("forkserver" if _FORKS else "spawn")


@contextmanager
def _told_by_pipe() -> Iterator[None]:
    """What is started meanwhile reads from a pipe of ours where the standard input would be."""
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)  # takes the free number, so that no end of the pipe gets it
    own, (theirs, ours) = os.dup(0), os.pipe()
    os.dup2(theirs, 0)
    os.close(theirs)
    _untold.append(ours)
    try:
        yield
    finally:
        os.dup2(own, 0)
        os.close(own)


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """The fork server inherits deafness to Ctrl-C: a key meant for us must not end it in the middle of its imports."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Children would import the script that started us: a report shares nothing with it, and it may be slow."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
