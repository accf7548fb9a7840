"""The index and the places' pages in the reports folder: made again when the account changed, and only what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.batch.files import Digests, digest, mark, put
from htxlib.batch.ours import Ours
from htxlib.batch.private import Private
from htxlib.publish.formats import FIGURES, FOLDER, INDEX
from htxlib.publish.index import site
from htxlib.publish.summary import summary


def publish(
    reports: Path, entries: Mapping[str, dict], private: Private, ours: Ours, before: Mapping[str, str], published: Digests
) -> tuple[dict[str, str], bool]:
    """Write the pages that differ, the index last: it leads to all others. Remove pages of places without reports.

    `before` are the pages of the last time. Returns the digest of each page, and whether every side file was as the
    account has it: pages made without one are made again next time.
    """
    summaries, whole = _summaries(reports, entries, private)
    pages = site(entries.values(), summaries)
    ours.claim(pages)
    for name in sorted(pages, key=lambda name: name == INDEX):
        path, content = reports / name, pages[name].encode()
        if not path.is_file() or path.read_bytes() != content:
            put(reports, name, content)
        published.learn(path, mark(path.stat()), digest(content))
    ours.remove(name for name in before if name not in pages and name.startswith(f"{FOLDER}/"))
    return {name: digest(page.encode()) for name, page in pages.items()}, whole


def _summaries(reports: Path, entries: Mapping[str, dict], private: Private) -> tuple[dict[str, dict], bool]:
    """What each side file says, by the id of the report; a file is read again only when it or the reader changed."""
    known, found, missing = private.read("index.json") or {}, {}, {}
    reader = digest(Path(summary.__code__.co_filename).read_bytes())
    for id_, entry in entries.items():
        name = f"{id_}.{FIGURES}"
        if sha := entry["outputs"].get(name):
            held, mark = known.get(id_, {}), [sha, reader]
            if held.get("mark") == mark:
                found[id_] = held
            elif (told := _read(reports / name, sha)) is not None:
                found[id_] = {"mark": mark, **summary(told)}
            else:
                missing[id_] = summary({})
    if found != known:
        private.write("index.json", found)
    return found | missing, not missing


def _read(path: Path, sha: str) -> dict | None:
    """The side file that the account means, None if it is not there any more."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return json.loads(content) if digest(content) == sha else None
