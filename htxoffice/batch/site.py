"""The index and the places' pages in the reports folder: made again when the account changed, and only what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxoffice.batch.cache import Inputs
from htxoffice.batch.files import digest, mark, put
from htxoffice.batch.ours import Ours
from htxoffice.batch.place_data import PlaceData
from htxoffice.batch.private import Private
from htxoffice.publish.formats import FIGURES, FOLDER, INDEX
from htxoffice.publish.index import Site
from htxoffice.publish.summary import summary


def publish(
    reports: Path, entries: Mapping[str, dict], inputs: Inputs, ours: Ours, before: Mapping[str, str]
) -> tuple[dict[str, str], bool]:
    """Write the pages that differ, the index last: it leads to all others. Remove pages of places that are no more.

    `before` are the pages of the last time. Returns the digest of each file, and whether every side file was as the
    account has it and all data could be read: pages made without one are made again next time.
    """
    summaries, whole = _summaries(reports, entries, inputs.private)
    data = PlaceData(inputs, entries.values())
    site = Site(entries.values(), summaries, data.places)
    ours.claim([INDEX, *(name for id in site.by_place for name in _names(id, id in data.places))])
    made: dict[str, str] = {}
    for id in site.by_place:
        account = digest(site.told(id).encode())
        files = data.recall(id, account)
        if files is None or any(inputs.published.of(reports / name) != sha for name, sha in files.items()):
            files = _place(reports, site, id, account, data, inputs)
        made |= files
    made |= _written(reports, {INDEX: site.index_page(data.maps, data.stocks, data.span)}, inputs)
    data.keep()
    ours.remove(name for name in before if name not in made and name.startswith(f"{FOLDER}/"))
    return made, whole and data.whole


def _names(id: str, has_figures: bool) -> list[str]:
    return [f"{FOLDER}/{id}.html", *([f"{FOLDER}/{id}.csv"] if has_figures else [])]


def _place(reports: Path, site: Site, id: str, account: str, data: PlaceData, inputs: Inputs) -> dict[str, str]:
    """Write the page of a place, and its figures beside it."""
    facts = data.facts(id)
    pages = {f"{FOLDER}/{id}.csv": facts.csv} if facts else {}
    files = _written(reports, pages | {f"{FOLDER}/{id}.html": site.place_page(id, facts)}, inputs)
    data.learn(id, account, facts, files)
    return files


def _written(reports: Path, pages: Mapping[str, str], inputs: Inputs) -> dict[str, str]:
    """The digest of each page; what stands as it is is not written again."""
    for name, page in pages.items():
        path, content = reports / name, page.encode()
        if not path.is_file() or path.read_bytes() != content:
            put(reports, name, content)
        inputs.published.learn(path, mark(path.stat()), digest(content))
    return {name: digest(page.encode()) for name, page in pages.items()}


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
