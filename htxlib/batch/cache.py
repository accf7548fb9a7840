"""Which jobs need to run, and why: a report is kept while nothing that went into it has changed.

What goes in: the notebook, our own sources and templates, the parameters, the versions of what we build on, and the
questions the report asked of its data. So a row that no report asks for makes no report anew.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from htxlib.batch import manifest
from htxlib.batch.files import PRIVATE, Digests, digest, read_json, write
from htxlib.batch.plan import NOTEBOOKS, Job, own_books
from htxlib.publish.pictures import below as pictures_below

PACKAGE = Path(__file__).parents[1]
# What shapes the bytes of a page; tools that only start or show things are left out.
_SHAPING = (
    "babel", "ipython", "jinja2", "lxml", "markdown-it-py", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas",
    "pillow", "python-docx",
)  # fmt: skip


_INSTALLED = re.compile(r"(.+?)-(\d[^-]*)(?:-.*)?\.(?:dist|egg)-info")


class Inputs:
    """Today's inputs of the jobs, each looked at once."""

    def __init__(self, root: Path, reports: Path):
        self.root, self.reports = root, reports
        self.digests = Digests(reports / PRIVATE / "stat.json")
        self._trees: dict[str, str] = {}
        self._datasets: dict[str, object] = {}
        self._notebooks: dict[str, str] = {}

    @cached_property
    def published(self) -> Digests:
        """Digests of what was published: with many reports a large file, not opened while nothing changed."""
        return Digests(self.reports / PRIVATE / "published.json")

    @cached_property
    def code(self) -> str:
        return self.digests.of_tree(PACKAGE)

    @cached_property
    def versions(self) -> str:
        found = installed()
        lines = [f"{name} {found.get(name, '-')}" for name in _SHAPING]
        return digest("\n".join([sys.version.split()[0], *lines]).encode())

    @cached_property
    def own_books(self) -> list[str]:
        return own_books(self.root)

    def notebook(self, path: str) -> str:
        if path not in self._notebooks:
            self._notebooks[path] = self.digests.of(self.root / path) + self._pictures
        return self._notebooks[path]

    @cached_property
    def _pictures(self) -> str:
        """A digest of the pictures beside the notebooks, "" where there are none: reports carry them."""
        files = pictures_below(self.root / NOTEBOOKS)
        return digest("\n".join(f"{file} {self.digests.of(file)}" for file in files).encode()) if files else ""

    def data(self, folder: str) -> str:
        """A digest of the files of a dataset, or of the rows of a database."""
        if folder not in self._trees:
            rows = "://" in folder
            self._trees[folder] = self._digest_of_rows(folder) if rows else self.digests.of_tree(self.root / folder)
        return self._trees[folder]

    def _digest_of_rows(self, url: str) -> str:
        from htxlib.dataset.tables import COLUMNS

        data = self.dataset(url)
        return digest("\n".join(data.digest_of(f"{table}|*") for table in COLUMNS).encode())

    def dataset(self, folder: str):
        """The data themselves: read only when a file of theirs changed or a job must run."""
        if folder not in self._datasets:
            from htxlib.batch import shelf
            from htxlib.dataset import located

            self._datasets[folder] = shelf.read(located(folder, self.root))  # reports to be built are handed it
        return self._datasets[folder]

    def of(self, job: Job) -> dict:
        """What a manifest line says went into the job."""
        return {
            "notebook": self.notebook(job.notebook_path),
            "code": self.code,
            "versions": self.versions,
            "data": self.data(job.params["du_lieu"]),
            "files": [self.digests.of(self.root / name) for name in job.files],
        }


def installed() -> dict[str, str]:
    """Name → version of what is installed, from the names of the folders that say so.

    `importlib.metadata` would take longer than all the rest of a build with nothing to do.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for path in Path(folder).iterdir():
                if match := _INSTALLED.fullmatch(path.name):
                    found.setdefault(re.sub(r"[-_.]+", "-", match[1]).lower(), match[2])
    return found


def reason(job: Job, entry: dict | None, inputs: Inputs) -> str:
    """Return why the job must run, "" if its published report still stands."""
    if entry is None:
        return "chưa có báo cáo"
    if entry.get("status") != manifest.DONE:
        return "lần trước bị lỗi"
    if entry.get("params") != job.told or entry.get("title") != job.title:
        return "tham số đã đổi"
    if entry.get("van_ban", {}) != job.van_ban and "docx" in job.formats:
        return "trường của văn bản đã đổi"
    if wanted := [suffix for suffix, name in job.outputs.items() if name not in entry["outputs"]]:
        return f"chưa có định dạng {', '.join(wanted)}"
    before, now = entry["inputs"], inputs.of(job)
    for key, word in (("notebook", "sổ tay"), ("code", "mã nguồn htxlib"), ("versions", "phiên bản thư viện"),
                      ("files", "bảng chấm điểm")):
        if before.get(key) != now[key]:
            return f"{word} đã đổi"
    for name, sha in entry["outputs"].items():
        if inputs.published.of(inputs.reports / name) != sha:
            return f"tệp đã công bố bị sửa hoặc xóa: {name}"
    return "" if before.get("data") == now["data"] else _changed_answer(job, entry, inputs)


def _changed_answer(job: Job, entry: dict, inputs: Inputs) -> str:
    asked = read_asked(inputs.reports, job, entry.get("asked", ""))
    if asked is None:
        return "số liệu đã đổi"
    data = inputs.dataset(job.params["du_lieu"])
    for question, answer in asked.items():
        if data.digest_of(question) != answer:
            return f"số liệu đã đổi: {question}"
    return ""


# --- the plan: checking all parameters anew takes longer than all the rest of a build with nothing to do --------------


class PlanMemory:
    """The jobs as they were planned last: good while no params file, own notebook or line of our code changed."""

    def __init__(self, files: Iterable[Path], inputs: Inputs):
        lines = [f"{file} {inputs.digests.of(file)}" for file in files]
        self._key = digest("\n".join([*lines, *inputs.own_books, inputs.code]).encode())
        self._path = inputs.reports / PRIVATE / "plan.json"

    def recall(self) -> list[Job] | None:
        found = read_json(self._path)
        return [Job(*job) for job in found["jobs"]] if found.get("key") == self._key else None

    def keep(self, jobs: list[Job]) -> None:
        if read_json(self._path).get("key") != self._key:
            lines = [
                (job.publication, job.place, job.notebook, job.title, job.params, job.van_ban, job.own) for job in jobs
            ]
            write(self._path, json.dumps({"key": self._key, "jobs": lines}))


# --- the questions of each job: many and seldom read, so they stand beside the manifest, not in it -------------------


def asked_path(job: Job) -> str:
    """From the reports folder."""
    return f"{PRIVATE}/{job.id}.asked.json"


def asked_text(asked: dict[str, str]) -> str:
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def read_asked(reports: Path, job: Job, sha: str) -> dict[str, str] | None:
    """Return question → digest of the answer, None if the job's questions are not known."""
    try:
        content = (reports / asked_path(job)).read_bytes()
    except OSError:
        return None
    return json.loads(content) if digest(content) == sha else None
