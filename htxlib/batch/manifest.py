"""reports/manifest.jsonl: one line per job, what went in and what came out. No times: same build, same bytes."""

from __future__ import annotations

import json
from pathlib import Path

from htxlib.batch.files import PRIVATE, digest, read_json, write
from htxlib.text import one_line

NAME = "manifest.jsonl"
SITE = f"{PRIVATE}/site.json"  # of which account the index and the places' pages are, and their digests
DONE, FAILED = "done", "failed"


def read(reports: Path) -> dict[str, dict]:
    """Return the last line of each job by its id; a line cut by a crash counts as never written."""
    try:
        text = (reports / NAME).read_text("utf-8")
    except OSError:
        return {}
    found = {}
    for line in text.split("\n"):  # not splitlines: texts of a report may hold what it takes for the end of a line
        try:
            entry = json.loads(line)
            found[f"{entry['publication']}/{entry['place']}"] = entry
        except (ValueError, TypeError, KeyError):
            continue
    return found


def append(reports: Path, entry: dict) -> None:
    """Add one line: rewriting the whole for each job would be quadratic in the number of jobs."""
    path = reports / NAME
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":  # a crash cut the last line
                file.write(b"\n")
        file.write(_line(entry).encode())


def save(reports: Path, entries: dict[str, dict]) -> bool:
    """Write all lines, sorted by id, in one step; return False and write nothing if they already stand so."""
    text = "".join(_line(entries[id_]) for id_ in sorted(entries))
    path = reports / NAME
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    write(path, text)
    return True


def _line(entry: dict) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def verify(reports: str | Path) -> list[str]:
    """Return a sentence for each published file that is missing, altered or unknown to the manifest."""
    reports = Path(reports)
    entries = read(reports)
    expected = {name: sha for entry in entries.values() for name, sha in entry.get("outputs", {}).items()}
    expected |= read_json(reports / SITE).get("pages", {})
    found = {
        path.relative_to(reports).as_posix(): path
        for path in [reports / "index.html", *reports.glob("*/*")]
        if path.is_file() and path.parent.name != PRIVATE
        if path.parent == reports or not (path.parent / NAME).is_file()  # reports/demo has an account of its own
    }
    sentences = [] if entries else [f"{NAME}: không có hoặc trống."]
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            sentences.append(f"{name}: tệp đã công bố không còn.")
        elif name not in expected:
            sentences.append(f"{one_line(name)}: tệp không có trong {NAME}.")
        elif digest(found[name].read_bytes()) != expected[name]:
            sentences.append(f"{name}: nội dung khác bản đã công bố.")
    return sentences
