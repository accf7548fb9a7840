"""Whether anything changed since a build left every report in order: one small file, one look into each folder.

With thirty thousand reports planned, reading the plan and the account anew takes seconds; this takes a third of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from htxlib.batch import manifest
from htxlib.batch.cache import Inputs
from htxlib.batch.files import PRIVATE, digest, mark, read_json, write
from htxlib.batch.plan import Job
from htxlib.publish.formats import FOLDER, INDEX

_ALONE = (manifest.NAME, INDEX)  # beside the folders of the publications


class Standing:
    """What was in order when it was last written down; asked for other formats, nothing is known."""

    def __init__(self, inputs: Inputs, params_files: Iterable[Path], formats: Sequence[str]):
        self._inputs, self._params, self._formats = inputs, list(params_files), formats
        self._path = inputs.reports / PRIVATE / "standing.json"

    def recall(self) -> int:
        """Return how many reports stand if nothing at all changed, else 0."""
        found = read_json(self._path)
        if not found or found["folders"] != {name: self._folder(name) for name in found["folders"]}:
            return 0
        return found["jobs"] if found["inputs"] == self._digest(found["notebooks"], found["data"]) else 0

    def keep(self, jobs: Sequence[Job]) -> None:
        """Write down that these reports stand, unless a file is not as it was when its digest was taken."""
        seen = {name: self._scan(name) for name in {job.publication for job in jobs}}
        published, reports = self._inputs.published, self._inputs.reports
        for job in jobs:
            for name in job.outputs.values():
                if seen[job.publication].get(name.rpartition("/")[2]) != published.marked(reports / name):
                    return
        notebooks = sorted({job.notebook_path for job in jobs})
        data = sorted({name for job in jobs for name in (job.params["du_lieu"], *job.files)})
        folders = {name: _of_scan(found) for name, found in seen.items()}
        folders |= {name: self._folder(name) for name in (*_ALONE, FOLDER)}
        whole = {"jobs": len(jobs), "folders": folders, "notebooks": notebooks, "data": data}
        content = json.dumps(whole | {"inputs": self._digest(notebooks, data)})
        if not self._path.is_file() or self._path.read_text("utf-8") != content:
            write(self._path, content)

    def _digest(self, notebooks: Iterable[str], data: Iterable[str]) -> str:
        inputs = self._inputs
        files = [f"{file} {inputs.digests.of(file)}" for file in self._params]
        books = [inputs.notebook(name) for name in notebooks]
        rest = [*inputs.own_books, inputs.code, inputs.versions, *self._formats]
        return digest("\n".join([*files, *books, *map(inputs.data, data), *rest]).encode())

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
