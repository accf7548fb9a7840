"""One build: decide, run, publish, account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from htxlib.codelists import places
from htxlib.words.errors import InputError
from htxoffice.batch import files, manifest, plan
from htxoffice.batch.build_state import Standing
from htxoffice.batch.cache import Inputs, PlanMemory, asked_name, reason
from htxoffice.batch.ours import Ours, check_own_files
from htxoffice.batch.plan import Job
from htxoffice.batch.private import Private, clear_way, sweep
from htxoffice.publish.formats import FOLDER, INDEX, USUAL


@dataclass(frozen=True)
class Options:
    """How to build."""

    workers: int = 2
    force: bool = False
    engine: str = "htx"
    timeout: float = 300
    memory_mb: int = 2048
    formats: tuple[str, ...] = USUAL
    dask: str = ""  # address of a scheduler; "" runs the jobs here
    dry_run: bool = False
    since: str = ""  # the folder of an edition that the pages are held against


def summary(planned: int, new: int = 0, failed: int = 0) -> str:
    """The last line of a build."""
    return f"{planned} báo cáo: {new} mới, {planned - new - failed} giữ nguyên, {failed} lỗi."


def would(planned: int, due: int = 0) -> str:
    """The last line of a dry run."""
    return f"{due}/{planned} báo cáo sẽ được dựng."


def _tell_own(jobs: Iterable[Job]) -> None:
    for job in jobs:
        if job.own:
            print(f"{job.id}: dùng sổ tay riêng {job.notebook_path}")


class Builder:
    """The account of one reports folder, and what is done to bring it up to date."""

    def __init__(self, root: Path, reports: Path, params_files: list[Path], options: Options):
        self.root, self.reports, self.options = root, reports, options
        self.private = Private(reports)
        self.inputs = Inputs(root, reports, self.private)
        self.entries: dict[str, dict] = {}
        self._told = ""  # what is wrong with the manifest
        self._new_data: list[tuple[dict, str]] = []  # lines of reports that stand on today's data, and which these are
        self._params_files = params_files
        self._standing = Standing(self.inputs, params_files, (*options.formats, options.since))
        self._after: list[Callable[[], object]] = []  # what is written when the account is closed, not in a dry run

    def standing(self) -> tuple[int, list[str]]:
        """Return how many reports there are if nothing changed since all of them were in order, else 0.

        And the files of publications that are no longer planned.
        """
        # Before any of it is read or imported for the reports: see Inputs.
        _ = self.inputs.code, self.inputs.versions, self.inputs.own_books
        return (0, []) if self.options.force else self._standing.recall()

    def plan(self) -> list[Job]:
        """Return all jobs of the params files; raises InputError with every fault of every file."""
        memory, formats = PlanMemory(self._params_files, self.inputs), self.options.formats
        jobs = memory.recall()
        if jobs is None:
            self._expect_work()
            jobs = plan.read(self.root, self._params_files, self.inputs.own_books)
            self._after.append(lambda: memory.keep(jobs))
        jobs = [job if job.formats == formats else replace(job, formats=formats) for job in jobs]
        return [plan.replacing(job, self.root, self.options.since) for job in jobs] if self.options.since else jobs

    def build(self, jobs: list[Job], everything: bool, forget: bool) -> int:
        """Return how many jobs failed; `everything`: these are all that are planned; `forget` what is planned no more."""
        check_own_files(self.reports)
        for name in ("lock", "log.txt", "tmp/x", "truoc/x"):
            clear_way(self.reports, f"{files.PRIVATE}/{name}")
        with files.only_builder(self.reports):
            sweep(self.reports)
            reasons = self.reasons(jobs)
            due = [job for job in jobs if reasons[job.id]]
            self._ours = Ours(self.reports, self.inputs, self.entries)
            about = {job.place for job in jobs} | {entry["place"] for entry in self.entries.values()}
            pages = [INDEX, *(f"{FOLDER}/{place}.html" for place in about)]
            self._ours.claim([*pages, *self._in_the_way(jobs), *(name for job in due for name in job.outputs.values())])
            _tell_own(due)
            if forget:
                planned = {job.id for job in jobs}
                self.entries = {id_: entry for id_, entry in self.entries.items() if id_ in planned}
            if self._told:  # lines can only be added to an account that is one
                manifest.set_aside(self.reports)
                manifest.save(self.reports, self.entries)
            failed = 0
            try:
                failed = self._run(due) if due else 0
            finally:  # also after Ctrl-C: what is finished is kept and told
                self._close()
            if everything and not failed:
                self._standing.keep(jobs, self._pages, self.left if forget else [])
        for line in filter(None, (self._told, self.private.told())):
            print(line)
        print(summary(len(jobs), len(due) - failed, failed))
        return failed

    def _in_the_way(self, jobs: list[Job]) -> list[str]:
        """Somebody's files where pages of the places around those of the reports will be written, members and merged ones:
        refused before the reports are built, not after."""
        lying = [Path(name) for name in self._ours.unknown(FOLDER) if name.endswith((".html", ".csv"))]
        if not lying:
            return []
        from htxoffice.batch.place_data import places_of

        about = places_of([{"params": job.params} for job in jobs] + list(self.entries.values()))
        ids = {each.id for kind in (None, "vùng", "cụm", "cả nước") for each in places.all(kind=kind)}
        return [path.as_posix() for path in lying if path.stem in (ids if about is None else about)]

    def tell(self, jobs: list[Job]) -> None:
        """Say what would run and why, and touch nothing."""
        reasons = self.reasons(jobs)
        for id_, why in reasons.items():
            if why:
                print(f"sẽ dựng {id_}: {why}")
        _tell_own(job for job in jobs if reasons[job.id])
        for line in filter(None, (self._told, self.private.told())):
            print(line)
        print(would(len(jobs), sum(map(bool, reasons.values()))))

    def reasons(self, jobs: list[Job]) -> dict[str, str]:
        """Return why each job must run, "" where its report still stands."""
        self.entries, self._told = manifest.read_and_tell(self.reports)
        if self.options.force:
            self._expect_work()
            return {job.id: "theo yêu cầu (--force)" for job in jobs}
        return {job.id: self._reason(job) for job in jobs}

    def _expect_work(self) -> None:
        """Something will have to run: what that needs is imported while we go on deciding."""
        if not self.options.dry_run and not self.options.dask:
            from htxoffice.batch.run import warm_up

            warm_up(self.reports / files.PRIVATE)

    @staticmethod
    def _expect_pages() -> None:
        """The index will have to be made: what that needs is imported while the other core imports for the reports."""
        from htxoffice.batch import site  # noqa: F401
        from htxoffice.publish.page import prepare

        prepare()

    def _reason(self, job: Job) -> str:
        entry = self.entries.get(job.id)
        if entry is None or entry["inputs"] != self.inputs.of(job):
            self._expect_work()
        why = reason(job, entry, self.inputs)
        if not why:  # the data may have changed where this report does not look: it stands on today's data now
            self._new_data.append((entry, job.params["du_lieu"]))
        return why

    def _run(self, jobs: list[Job]) -> int:
        from htxoffice.batch.server import SENTENCE, watched

        with watched() as self._server:
            failed = self._run_watched(jobs)
        if self._server.ended:
            print(f"Lưu ý: {SENTENCE}; các báo cáo đang chờ được dựng lại từ đầu.")
        return failed

    def _run_watched(self, jobs: list[Job]) -> int:
        from htxlib.data import carried
        from htxlib.data.dataset import located
        from htxoffice.batch.progress import watching
        from htxoffice.batch.run import faults_of, ready

        for job in jobs:
            self.inputs.of(job)  # looked at before it is read
        data = sorted({str(located(job.params["du_lieu"], self.root)) for job in jobs})
        notebooks = sorted({str(carried.path(self.root, job.notebook_path)) for job in jobs})
        # More reports than workers: what each needs is better done once before them; fewer wait for as little as can be.
        many = len(jobs) > self.options.workers
        ready({"data": data, "notebooks": notebooks, "many": many})
        if not many:
            self._expect_pages()
        if faults := faults_of(data):
            raise InputError(faults)  # all of all datasets, before any notebook runs
        failed = 0
        path = self.reports / files.PRIVATE / "log.txt"
        path.unlink(missing_ok=True)
        log = path.open("a", encoding="utf-8")  # the processes of the reports append to it, too
        # However this ends, the outcomes are closed: no process is left running.
        with log, watching(len(jobs)) as watch, closing(self._outcomes(jobs, watch)) as outcomes:
            for outcome in outcomes:
                self._note(outcome)
                failed += outcome.done is None
                watch.ended(outcome)
                print(f"{time.strftime('%F %T')} {outcome.job.id} {outcome.seconds:.2f} s", file=log, flush=True)
        return failed

    def _outcomes(self, jobs: list[Job], watch):
        from htxoffice.batch.run import Limits, run

        options = self.options
        limits = Limits(options.timeout, options.memory_mb)
        if options.dask:
            from htxoffice.batch.cluster import run_on

            return run_on(options.dask, jobs, self.inputs, limits, options.engine, watch)
        return run(jobs, self.root, self.reports, options.workers, limits, options.engine, watch, self._server)

    def _note(self, outcome) -> None:
        """Add the job's line to the account, at once: a later crash must not forget it."""
        job, done = outcome.job, outcome.done
        before = self.entries.get(job.id, {}).get("outputs", {})
        entry = {
            "publication": job.publication,
            "place": job.place,
            "title": job.title,
            "notebook": job.book,
            "params": job.told,
            "van_ban": job.van_ban,
            **({"of": job.of} if job.of else {}),
            **({"beside": job.beside} if job.beside else {}),
            "inputs": self.inputs.known(job, done["rows"] if done else ""),
        }
        if done is not None:
            marks, outputs = done["marks"], done["outputs"]
            for name, sha in outputs.items():
                self.inputs.published.learn(self.reports / name, marks[name], sha)
            told = {key: value for key, value in done.items() if key not in ("marks", "rows")}
            entry |= {"status": manifest.DONE, **told}
            self._ours.let_go(outputs)
            # Two files of one report must not disagree: what is not made any more goes, if a hand changed it, aside.
            _, changed = self._ours.remove(name for name in before if name not in outputs)
            self._ours.hold_back(changed)
        else:
            failure = {"place": job.place, "notebook": job.book, "cell": outcome.cell, "message": outcome.message}
            entry |= {"status": manifest.FAILED, "outputs": {}, "failure": failure}
            self._ours.hold_back({*before, *job.outputs.values()})
        self.entries[job.id] = entry
        manifest.append(self.reports, entry)

    def _close(self) -> None:
        """Save the account, and make the pages of it unless they are known to be of this very account."""
        for entry, data in self._new_data:
            entry["inputs"]["data"] = self.inputs.data(data) if self.inputs.stands(data) else ""
        manifest.save(self.reports, self.entries)
        account = files.digest((self.reports / manifest.NAME).read_bytes())
        made = self.private.read("site.json") or {"account": "", "pages": {}}
        self._pages = made["pages"]
        if not self._site_stands(made, account):
            from htxoffice.batch import site

            self._pages, whole = site.publish(self.reports, self.entries, self.inputs, self._ours, made["pages"])
            self.private.write("site.json", {"account": account if whole else "", "pages": self._pages})
        self.left = self._ours.forget(self.entries, self._pages)
        for save in self._after:
            save()
        for name, digests in (("stat.json", self.inputs.digests), ("published.json", self.inputs.published)):
            if digests.changed:
                self.private.write(name, digests.known)

    def _site_stands(self, made: dict, account: str) -> bool:
        digests = self.inputs.published
        same = (digests.of(self.reports / name) == sha for name, sha in made["pages"].items())
        return made["account"] == account and all(same)

    def prune(self) -> list[str]:
        """Remove the files that are left of publications no longer planned; return what is said of them, line by line."""
        with files.only_builder(self.reports):
            removed, changed = self._ours.remove(self.left)
            for id_ in {name.partition(".")[0] for name in removed}:
                with suppress(OSError):
                    (self.reports / files.PRIVATE / asked_name(id_)).unlink()
            self.left = self._ours.forget(self.entries, self._pages)
        lines = [f"Đã xóa {name}: không còn trong params/." for name in removed]
        return [*lines, *(f"Giữ lại {name}: đã bị sửa sau khi dựng; xóa bằng tay nếu không cần." for name in changed)]
