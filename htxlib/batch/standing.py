"""Whether anything changed since a build left every report in order: one small file, one look into each folder.

With thirty thousand reports planned, reading the plan and the account anew takes seconds; this takes a third of one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from htxlib.batch.cache import Inputs
from htxlib.batch.files import digest, mark
from htxlib.batch.manifest import NAME
from htxlib.batch.plan import Job
from htxlib.publish.formats import FOLDER, INDEX

_ALONE = (NAME, INDEX)  # beside the folders of the publications
_FILE = "standing.json"


class Standing:
    """What was in order when it was last written down; asked for other formats, nothing is known."""

    def __init__(self, inputs: Inputs, params_files: Iterable[Path], formats: Sequence[str]):
        self._inputs, self._params, self._formats = inputs, list(params_files), formats

    def recall(self) -> tuple[int, list[str]]:
        """Return how many reports stand if nothing at all changed, else 0; and the files of publications no more planned."""
        found = self._inputs.private.read(_FILE)
        if not found or found["folders"] != {name: self._folder(name) for name in found["folders"]}:
            return 0, []
        same = found["inputs"] == self._digest(found["notebooks"], found["data"])
        return (found["jobs"], found["left"]) if same else (0, [])

    def keep(self, jobs: Sequence[Job], pages: Iterable[str], left: Sequence[str]) -> None:
        """Write down that these reports stand, unless a file is not as it was when its digest was taken.

        `pages` are the names of the index and the places' pages.
        """
        if not self._inputs.all_stand():
            return
        seen = {name: self._scan(name) for name in {*(job.publication for job in jobs), FOLDER, ""}}
        published, reports = self._inputs.published, self._inputs.reports
        for name in (*(name for job in jobs for name in job.outputs.values()), *pages):
            folder, _, file = name.rpartition("/")
            if seen[folder].get(file) != published.marked(reports / name):
                return
        notebooks = sorted({job.notebook_path for job in jobs})
        data = sorted({name for job in jobs for name in (job.params["du_lieu"], *job.files)})
        folders = {name: _of_scan(found) for name, found in seen.items() if name}
        folders |= {name: self._folder(name) for name in _ALONE}
        whole = {"jobs": len(jobs), "folders": folders, "notebooks": notebooks, "data": data, "left": list(left)}
        whole |= {"inputs": self._digest(notebooks, data)}
        if self._inputs.private.read(_FILE) != whole:
            self._inputs.private.write(_FILE, whole)

    def _digest(self, notebooks: Iterable[str], data: Iterable[str]) -> str:
        inputs = self._inputs
        files = [f"{file} {inputs.file(file)}" for file in self._params]
        rest = [*inputs.own_books, inputs.code, inputs.versions, *self._formats]
        return digest("\n".join([*files, *map(inputs.notebook, notebooks), *map(inputs.data, data), *rest]).encode())

    def _folder(self, name: str) -> str:
        if name not in _ALONE:
            return _of_scan(self._scan(name))
        path = self._inputs.reports / name
        return _of_scan({name: mark(path.stat())} if path.is_file() else {})

    def _scan(self, name: str) -> dict[str, list[int]]:
        try:
            with os.scandir(self._inputs.reports / name) as entries:
                return {entry.name: mark(entry.stat()) for entry in entries}
        except OSError:
            return {}


def _of_scan(found: dict[str, list[int]]) -> str:
    return digest("\n".join(f"{name} {found[name]}" for name in sorted(found)).encode())
