"""One build: decide, run, publish, account."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from htxlib.batch import files, manifest, plan
from htxlib.batch.cache import Inputs, PlanMemory, reason
from htxlib.batch.plan import Job
from htxlib.errors import Faults, InputError
from htxlib.publish.formats import USUAL


@dataclass(frozen=True)
class Options:
    """How to build."""

    workers: int = 2
    force: bool = False
    engine: str = "htx"
    timeout: float = 300
    memory_mb: int = 2048
    formats: tuple[str, ...] = USUAL


class Builder:
    """The account of one reports folder, and what is done to bring it up to date."""

    def __init__(self, root: Path, reports: Path, options: Options):
        self.root, self.reports, self.options = root, reports, options
        self.inputs = Inputs(root, reports)
        self.entries: dict[str, dict] = {}
        self._after = [self.inputs.digests.save]  # what is written when the account is closed, not in a dry run

    def plan(self, params_files: list[Path]) -> list[Job]:
        """Return all jobs of the params files; raises InputError with every fault of every file."""
        memory = PlanMemory(params_files, self.inputs)
        jobs = memory.recall()
        if jobs is None:
            jobs = plan.read(self.root, params_files)
            self._after.append(lambda: memory.keep(jobs))
        return [replace(job, formats=self.options.formats) for job in jobs]

    def build(self, jobs: list[Job], whole: bool) -> int:
        """Return how many jobs failed; with `whole`, what is no longer planned leaves the account."""
        with files.only_builder(self.reports):
            reasons = self.reasons(jobs)
            due = [job for job in jobs if reasons[job.id]]
            if whole:
                planned = {job.id for job in jobs}
                self.entries = {id_: entry for id_, entry in self.entries.items() if id_ in planned}
            try:
                failed = self._run(due) if due else 0
            finally:  # also after Ctrl-C: what is finished is kept and told
                self._close()
        print(f"{len(jobs)} báo cáo: {len(due) - failed} mới, {len(jobs) - len(due)} giữ nguyên, {failed} lỗi.")
        return failed

    def tell(self, jobs: list[Job]) -> None:
        """Say what would run and why, and touch nothing."""
        reasons = self.reasons(jobs)
        for id_, why in reasons.items():
            if why:
                print(f"sẽ dựng {id_}: {why}")
        print(f"{sum(map(bool, reasons.values()))}/{len(jobs)} báo cáo sẽ được dựng.")

    def reasons(self, jobs: list[Job]) -> dict[str, str]:
        """Return why each job must run, "" where its report still stands."""
        self.entries = manifest.read(self.reports)
        if self.options.force:
            return {job.id: "theo yêu cầu (--force)" for job in jobs}
        return {job.id: self._reason(job) for job in jobs}

    def _reason(self, job: Job) -> str:
        entry = self.entries.get(job.id)
        why = reason(job, entry, self.inputs)
        if not why:  # the data may have changed where this report does not look: it stands on today's data now
            entry["inputs"]["data"] = self.inputs.data(job.params["du_lieu"])
        return why

    def _run(self, jobs: list[Job]) -> int:
        from htxlib.batch.progress import watching
        from htxlib.batch.run import Limits, run, warm_up

        warm_up({self.root / job.params["du_lieu"] for job in jobs})  # it imports while we look at the data
        self._check_data(jobs)
        files.sweep(self.reports)
        options, failed = self.options, 0
        limits = Limits(options.timeout, options.memory_mb)
        log = (self.reports / files.PRIVATE / "log.txt").open("w", encoding="utf-8")
        with log, watching(len(jobs)) as watch:
            outcomes = run(jobs, self.root, self.reports, options.workers, limits, options.engine, watch)
            with closing(outcomes):  # whatever happens here, no process is left running
                for outcome in outcomes:
                    self._note(outcome)
                    failed += outcome.done is None
                    watch.ended(outcome)
                    print(f"{time.strftime('%F %T')} {outcome.job.id} {outcome.seconds:.2f} s", file=log, flush=True)
        return failed

    def _check_data(self, jobs: list[Job]) -> None:
        """Read each dataset before any notebook runs, so that all faults of all of them are told at once."""
        faults = Faults()
        for folder in sorted({job.params["du_lieu"] for job in jobs}):
            try:
                self.inputs.dataset(folder)
            except InputError as error:
                faults.extend(error.faults)
        faults.raise_if_any()

    def _note(self, outcome) -> None:
        """Add the job's line to the account, at once: a later crash must not forget it."""
        job = outcome.job
        entry = {
            "publication": job.publication,
            "place": job.place,
            "title": job.title,
            "notebook": job.notebook,
            "params": job.params,
            "van_ban": job.van_ban,
            "inputs": self.inputs.of(job),
        }
        if outcome.done is not None:
            entry |= {"status": manifest.DONE, **outcome.done}
        else:
            failure = {"place": job.place, "notebook": job.notebook, "cell": outcome.cell, "message": outcome.message}
            entry |= {"status": manifest.FAILED, "outputs": {}, "failure": failure}
        self.entries[job.id] = entry
        manifest.append(self.reports, entry)

    def _close(self) -> None:
        index = self.reports / "index.html"
        if manifest.save(self.reports, self.entries) or not index.is_file():
            from htxlib.publish.index import index_html

            files.write(index, index_html(self.entries.values()))
        for save in self._after:
            save()
