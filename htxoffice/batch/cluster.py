"""The same jobs on an existing Dask cluster: its workers run them, results come back as bytes, only the caller writes.

Every worker sees the project under the same path (a shared disk) and has the same htxlib; a job whose notebook, data or
code differ there is refused. A worker runs a job as it is run here: in a process of its own, within its limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import current_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from htxlib.data.dataset import located
from htxlib.words.errors import Fault, InputError, quote
from htxoffice.batch import child, run
from htxoffice.batch.cache import Inputs, read_asked
from htxoffice.batch.files import PRIVATE
from htxoffice.batch.plan import Job
from htxoffice.batch.progress import Plain
from htxoffice.batch.server import watched
from htxoffice.batch.work import Product, last_line

FIRST_ANSWER = 5  # seconds that a scheduler may take

_OTHER = "máy tính toán có sổ tay, số liệu hoặc htxlib khác với máy gửi"
_CHANGED = "sổ tay, số liệu hoặc htxlib trên máy tính toán đã đổi trong lúc dựng: chạy lại"
_DAEMON = "máy tính toán không được mở tiến trình con: chạy nó với DASK_DISTRIBUTED__WORKER__DAEMON=False"


def run_on(
    address: str, jobs: Sequence[Job], inputs: Inputs, limits: run.Limits, engine: str, watch
) -> Iterator[run.Outcome]:
    """Yield the outcome of each job as it ends; the job of a lost worker goes to another one.

    How many lost workers a job may cost is the scheduler's setting `distributed.scheduler.allowed-failures`.
    """
    from distributed import as_completed

    with _client(address) as client:
        sent = {}
        for job in jobs:
            arguments = (job, str(inputs.root), inputs.of(job), limits, engine)
            sent[client.submit(perform, *arguments, key=f"htx {job.id}", pure=False)] = job
        for future in as_completed(list(sent), loop=client.loop):
            job = sent.pop(future)
            watch.started(job)
            yield _outcome(job, future, inputs.reports)
            future.release()


def perform(job: Job, root: str, expected: dict, limits: run.Limits, engine: str) -> tuple[run.Outcome, Product | None]:
    """On a worker: run one job as a build of one, and return how it ended and what it made."""
    if current_process().daemon:
        return run.Outcome(job, 0, message=_DAEMON), None
    with TemporaryDirectory(prefix="htx-") as folder:
        inputs = Inputs(Path(root), Path(folder))
        if inputs.of(job) != expected:
            return run.Outcome(job, 0, message=_OTHER), None
        (inputs.reports / PRIVATE).mkdir()
        with watched() as server:
            run.ready({"data": [str(located(job.params["du_lieu"], inputs.root))]})
            [outcome] = run.run([job], inputs.root, inputs.reports, 1, limits, engine, _Silent(1), server)
        if outcome.done is not None and not inputs.all_stand():
            return replace(outcome, done=None, message=_CHANGED), None
        return outcome, _product(job, outcome, inputs)


class _Silent(Plain):
    """The caller tells how a job ended."""

    def ended(self, outcome) -> None:
        pass


def _product(job: Job, outcome: run.Outcome, inputs: Inputs) -> Product | None:
    if outcome.done is None:
        return None
    made = {suffix: (inputs.reports / name).read_bytes() for suffix, name in job.outputs.items()}
    asked = read_asked(inputs.private, job, outcome.done["asked"])
    return Product(made, outcome.done["report"], asked, outcome.done["rows"])


def _outcome(job: Job, future, reports: Path) -> run.Outcome:
    from distributed import KilledWorker

    try:
        outcome, product = future.result()
    except KilledWorker:
        return run.Outcome(job, 0, message="máy tính toán bị mất mỗi lần chạy báo cáo này")
    except Exception as error:  # of Dask itself: what a notebook does ends in the outcome
        return run.Outcome(job, 0, message=last_line(type(error).__name__, str(error)))
    return replace(outcome, done=child.publish(job, product, reports)) if product else outcome


def _client(address: str):
    try:
        from distributed import Client
    except ImportError:
        raise InputError(Fault("gói distributed", "chưa cài", "Chạy: pip install htxlib[dask].", at="--dask")) from None

    class Caller(Client):
        def __del__(self):
            """One that never reached its scheduler would wait for it ten seconds more, and show a traceback."""

    reached: list[Client] = []

    def reach() -> None:
        with suppress(Exception):  # of many classes: no address, nobody there, somebody who is no scheduler
            reached.append(Caller(address, timeout=FIRST_ANSWER, set_as_default=False))

    # Beside us: somebody who listens and says nothing holds Dask up for ever, whatever time it is given.
    trying = Thread(target=reach, daemon=True)
    trying.start()
    trying.join(FIRST_ANSWER + 1)
    if not reached:
        remedy = "Kiểm tra địa chỉ, ví dụ tcp://10.0.0.5:8786, và bộ điều phối đã chạy chưa (dask scheduler)."
        found = f"{quote(address)} không trả lời sau {FIRST_ANSWER} giây"
        raise InputError(Fault("bộ điều phối Dask đang chạy", found, remedy, at="--dask"))
    return reached[0]
