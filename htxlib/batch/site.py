"""The index and the places' pages in the reports folder: made again when the account changed, and only what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.batch.files import PRIVATE, digest, read_json, write
from htxlib.publish.formats import FIGURES, FOLDER, INDEX
from htxlib.publish.index import site
from htxlib.publish.summary import summary


def publish(reports: Path, entries: Mapping[str, dict]) -> dict[str, str]:
    """Write the pages that differ, the index last: it leads to all others. Remove pages of places without reports.

    Returns the digest of each.
    """
    pages = site(entries.values(), _summaries(reports, entries))
    for name in sorted(pages, key=lambda name: name == INDEX):
        path, content = reports / name, pages[name].encode()
        if not path.is_file() or path.read_bytes() != content:
            write(path, content)
    for path in (reports / FOLDER).glob("*.html"):
        if f"{FOLDER}/{path.name}" not in pages:
            path.unlink()
    return {name: digest(page.encode()) for name, page in pages.items()}


def _summaries(reports: Path, entries: Mapping[str, dict]) -> dict[str, dict]:
    """What each side file says, by the id of the report; a file is read again only when it or the reader changed."""
    path = reports / PRIVATE / "index.json"
    known, found = read_json(path), {}
    reader = digest(Path(summary.__code__.co_filename).read_bytes())
    for id_, entry in entries.items():
        name = f"{id_}.{FIGURES}"
        if sha := entry.get("outputs", {}).get(name):
            held, mark = known.get(id_, {}), [sha, reader]
            found[id_] = held if held.get("mark") == mark else {"mark": mark, **summary(read_json(reports / name))}
    if found != known:
        write(path, json.dumps(found, ensure_ascii=False, sort_keys=True))
    return found
