"""Which jobs need to run, and why: a report is kept while nothing that went into it has changed.

What goes in: the notebook, our own sources and templates, the parameters, the versions of what we build on, and the
questions the report asked of its data. So a row that no report asks for makes no report anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from htxlib.data import carried, several
from htxoffice.batch import manifest
from htxoffice.batch.files import PRIVATE, Digests, Look, digest, marks_now
from htxoffice.batch.plan import NOTEBOOKS, Job, own_books
from htxoffice.batch.private import Private, sealed
from htxoffice.publish.pictures import below as pictures_below
from htxoffice.settings import kind

PACKAGES = (Path(__file__).parents[2] / "htxlib", Path(__file__).parents[1])
# What shapes the bytes of a page; tools that only start or show things are left out.
_SHAPING = (
    "ipython", "jinja2", "lxml", "markdown-it-py", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas",
    "pillow", "python-docx",
)  # fmt: skip


_INSTALLED = re.compile(r"(.+?)-(\d[^-]*)(?:-.*)?\.(?:dist|egg)-info")


class Inputs:
    """The inputs of the jobs as they were when this build first looked at each, before anything was read from it.

    A build goes by the first look from its beginning to its end. What is not as it was then, when a job has ended, may
    have been read before or after the change: it is not known what went into the job, and the next build makes it anew.
    """

    def __init__(self, root: Path, reports: Path, private: Private | None = None):
        self.root, self.reports, self.private = root, reports, private or Private(reports)
        self.digests = Digests(self.private.read("stat.json"))
        self._looks: dict[Path, Look] = {}
        self._datasets: dict[str, object] = {}
        self._rows: dict[str, str] = {}
        self._places: dict[str, list[Path]] = {}

    @cached_property
    def published(self) -> Digests:
        """Digests of what was published: with many reports a large file, not opened while nothing changed."""
        return Digests(self.private.read("published.json"))

    @property
    def code(self) -> str:
        return digest("\n".join(map(self._look, PACKAGES)).encode())

    @cached_property
    def versions(self) -> str:
        found = installed()
        lines = [f"{name} {found.get(name, '-')}" for name in _SHAPING]
        return digest("\n".join([sys.version.split()[0], *lines]).encode())

    @cached_property
    def own_books(self) -> list[str]:
        return own_books(self.root)

    def file(self, path: str | Path) -> str:
        """The digest of a params file, a notebook, a file that parameters name; from the project's root."""
        return self._look(self._paths(path)[0])

    def notebook(self, path: str | Path) -> str:
        """The digest of a notebook, and of the pictures beside it where there are any."""
        pictures = "\n".join(f"{file} {self._look(file)}" for file in self._pictures)
        return self.file(path) + (digest(pictures.encode()) if pictures else "")

    @cached_property
    def _pictures(self) -> list[Path]:
        """The pictures beside the notebooks: reports carry them."""
        return pictures_below(self.root / NOTEBOOKS)

    def data(self, where: str) -> str:
        """A digest of the files of a dataset, or of several; of the rows of a database."""
        if "://" in where:
            return self._digest_of_rows(where)
        found = [self._look(path) for path in self._paths(where)]
        return found[0] if len(found) == 1 else digest("\n".join(found).encode())

    def _paths(self, name: str | Path) -> list[Path]:
        """Where a file or folder that a job names lies; several datasets lie in several."""
        if str(name) not in self._places:
            self._places[str(name)] = [carried.path(self.root, each) for each in several.parts(name)]
        return self._places[str(name)]

    def _digest_of_rows(self, url: str) -> str:
        if url not in self._rows:
            self._rows[url] = self.dataset(url).digest_of_all()
        return self._rows[url]

    def _look(self, path: Path) -> str:
        if path not in self._looks:
            self._looks[path] = self.digests.look(path)
        return self._looks[path].sha

    def stands(self, path: str | Path) -> bool:
        """Whether a file or folder is as it was when it was looked at first; a database says that itself."""
        return "://" in str(path) or all(map(self._stands, self._paths(path)))

    def _stands(self, path: Path) -> bool:
        self._look(path)
        return marks_now(path) == self._looks[path].marks

    def all_stand(self) -> bool:
        """Whether nothing that was looked at changed since."""
        return all(marks_now(path) == look.marks for path, look in self._looks.items())

    def dataset(self, folder: str):
        """The data themselves: read only when a file of theirs changed or a job must run."""
        if folder not in self._datasets:
            from htxlib.data.dataset import located
            from htxoffice.batch import preloaded

            self._datasets[folder] = preloaded.read(located(folder, self.root))  # reports to be built are handed it
        return self._datasets[folder]

    def of(self, job: Job) -> dict:
        """What goes into the job, by the first look."""
        return {
            "notebook": self.notebook(job.notebook_path),
            "code": self.code,
            "versions": self.versions,
            "data": self.data(job.params["du_lieu"]),
            "files": [self.file(name) for name in job.files],
        }

    def known(self, job: Job, rows: str = "") -> dict:
        """What surely went into a job that has just ended, for its line in the manifest; "" for what changed meanwhile.

        `rows` is the digest of the rows of a database as the job read them.
        """
        data, took = job.params["du_lieu"], self.of(job)
        if rows and "://" in data:
            took["data"] = rows
        for key, path in (("notebook", job.notebook_path), ("data", data)):
            took[key] = took[key] if self.stands(path) else ""
        if not all(map(self.stands, self._pictures)):
            took["notebook"] = ""
        if not all(map(self.stands, PACKAGES)):
            took["code"] = ""
        took["files"] = [sha if self.stands(name) else "" for name, sha in zip(job.files, took["files"], strict=True)]
        return took


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
    if (entry.get("of", ""), entry.get("beside", {})) != (job.of, job.beside):
        return "các bản đi cùng đã đổi"
    if entry.get("van_ban", {}) != job.van_ban and "docx" in job.formats:
        return "trường của văn bản đã đổi"
    if wanted := [suffix for suffix, name in job.outputs.items() if name not in entry["outputs"]]:
        return f"chưa có định dạng {', '.join(wanted)}"
    before, now = entry["inputs"], inputs.of(job)
    for key, word in (("notebook", "sổ tay"), ("code", "mã nguồn htxlib"), ("versions", "phiên bản thư viện"),
                      ("files", "bảng chấm điểm, mẫu Word hoặc lần công bố trước")):
        if before.get(key) != now[key]:
            return f"{word} đã đổi"
    for name, sha in entry["outputs"].items():
        if inputs.published.of(inputs.reports / name) != sha:
            return f"tệp đã công bố bị sửa hoặc xóa: {name}"
    return "" if before.get("data") == now["data"] else _changed_answer(job, entry, inputs)


def _changed_answer(job: Job, entry: dict, inputs: Inputs) -> str:
    asked = read_asked(inputs.private, job, entry.get("asked", ""))
    if asked is None:
        return "số liệu đã đổi"
    data = inputs.dataset(job.params["du_lieu"])
    for question, answer in asked.items():
        if data.digest_of(question) != answer:
            return f"số liệu đã đổi: {question}"
    return ""


# --- the plan: checking all parameters anew takes longer than all the rest of a build with nothing to do --------------


class PlanMemory:
    """The jobs as they were planned last: good while no params file, notebook or line of our code changed."""

    def __init__(self, files: Iterable[Path], inputs: Inputs):
        self._files, self._inputs = [*files, *kind.files(inputs.root)], inputs
        lines = [f"{file} {inputs.file(file)}" for file in self._files]
        self._key = digest("\n".join([*lines, *inputs.own_books, inputs.code]).encode())
        self._found = inputs.private.read("plan.json") or {}

    def recall(self) -> list[Job] | None:
        return [Job(*job) for job in self._found["jobs"]] if self._found.get("key") == self._key else None

    def keep(self, jobs: list[Job]) -> None:
        """Remember the plan, unless what it was made of changed while it was made."""
        if self._found.get("key") != self._key and all(map(self._inputs.stands, [*self._files, *PACKAGES])):
            lines = [
                (job.publication, job.place, job.notebook, job.title, job.params, job.van_ban, job.own, job.of, job.beside)
                for job in jobs
            ]
            self._inputs.private.write("plan.json", {"key": self._key, "jobs": lines})


# --- the questions of each job: many and seldom read, so they stand beside the manifest, not in it -------------------


def asked_name(job_id: str) -> str:
    """From the private folder."""
    return f"{job_id}.asked.json"


def asked_path(job: Job) -> str:
    """From the reports folder."""
    return f"{PRIVATE}/{asked_name(job.id)}"


def read_asked(private: Private, job: Job, sha: str) -> dict[str, str] | None:
    """Return question → digest of the answer, None if the questions of that very run are not known."""
    asked = private.read(asked_name(job.id))
    return asked if asked is not None and digest(sealed(asked)) == sha else None
