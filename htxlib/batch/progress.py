"""What a person sees while reports are made: moving lines on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from htxlib.batch.plan import Job
from htxlib.text import for_screen


def sentence(outcome) -> str:
    """Return one line on how a job ended: place, notebook, cell and the last line of the error."""
    job = outcome.job
    if outcome.done is not None:
        return f"xong {job.id}"
    cell = f", ô {outcome.cell}" if outcome.cell else ""
    return for_screen(f"LỖI {job.id}: {job.book}{cell}: {outcome.message}")


class Plain:
    """One line for each job that ended."""

    def __init__(self, total: int):
        self._total, self._ended = total, 0

    def started(self, job: Job) -> None:
        pass

    def cell(self, job: Job, number: int) -> None:
        pass

    def ended(self, outcome) -> None:
        self._ended += 1
        print(f"[{self._ended}/{self._total}] {sentence(outcome)}", flush=True)


class Moving:
    """A bar for the whole, a line for each running report; failures stay on the screen."""

    def __init__(self, live, total: int):
        self._live, self._lines = live, {}
        self._whole = live.add_task("Báo cáo", total=total)

    def started(self, job: Job) -> None:
        self._lines[job.id] = self._live.add_task(f"  {job.id}", total=None)

    def cell(self, job: Job, number: int) -> None:
        self._live.update(self._lines[job.id], description=f"  {job.id}, ô {number}")

    def ended(self, outcome) -> None:
        self._live.remove_task(self._lines.pop(outcome.job.id))
        self._live.advance(self._whole)
        if outcome.done is None:
            self._live.console.print(sentence(outcome), style="red", markup=False, highlight=False)


@contextmanager
def watching(total: int) -> Iterator[Plain | Moving]:
    """Yield whoever is to be told what happens."""
    if not sys.stdout.isatty():
        yield Plain(total)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as live:
        yield Moving(live, total)
