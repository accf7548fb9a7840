"""The side file `….figures.json`: every number of a report with its derivation, in the order of the text.

`texts` are the lines with digits as they are read (sentences, heads of tables, notes, what the annex says): an edited
report is held against them. docs/figures.schema.json says what each field means.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from htxlib.codelists.periods import Moment
from htxlib.sentences.parts import Part, text_of
from htxlib.words.text import tidy
from htxoffice.publish.parts import parts_of

MIME = "application/vnd.htx.v1+json"
DRAFT = "nhap"  # the kind of a note to whoever edits: nothing published knows of it
CHANGES = "thay-doi"  # the kind of what changed since the last edition: it speaks of the report and is no part of it
GOALS = (".muc_tieu", ".ke_hoach", "_cu")  # how the names of targets end: what shall be


def blocks(nb) -> Iterator[dict]:
    """Yield what our blocks tell about themselves, in the order of the notebook."""
    for data in _outputs(nb):
        if data[MIME].get("kind") != CHANGES:
            yield data[MIME]


def _outputs(nb) -> Iterator[dict]:
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}) and not is_draft(output):
                yield output["data"]


def is_draft(output) -> bool:
    return output.get("data", {}).get(MIME, {}).get("kind") == DRAFT


def _texts(nb, is_annex: bool) -> Iterator[str]:
    """The lines with digits as a reader sees them, in order: all of the text, or of the annex, but the rows of tables."""
    for data in _outputs(nb):
        if (kind := data[MIME].get("kind")) == CHANGES or (kind == "annex") != is_annex:
            continue
        for part in parts_of(data[MIME], data.get("text/html", "")):
            if re.search(r"\d", text := _line(part)):
                yield text


def _line(part: Part) -> str:
    """What a part says in one line; of a table its heads."""
    heads = (tidy(text_of(cell.spans)) for row in part.rows[: part.heads] for cell in row)
    return " | ".join(filter(None, heads)) if part.kind == "table" else tidy(part.text)


def figures_json(nb) -> str:
    """Return the records in order of first use, and each occurrence with its sentence where the block tells it."""
    report, records, occurrences, targets = {}, {}, [], []
    for block in blocks(nb):
        if block.get("kind") == "title":
            report = report or block.get("meta", {})
        targets += block.get("meta", {}).get("targets", [])
        keys, given = block.get("keys", []), block.get("records", {})
        for key in (*keys, *given):
            if key in given:
                records.setdefault(key, given[key])
        if block.get("kind") != "annex":  # the annex lists every number again: not a use of it
            sentences = zip_longest(keys, block.get("texts", [])[: len(keys)], fillvalue="")
            occurrences += [{"key": key, "sentence": sentence} for key, sentence in sentences]
    said = list(_texts(nb, is_annex=False))
    whole = {
        "schema": 1,
        "report": report,
        "edition": edition(records.values()),
        "targets": targets,
        "figures": list(records.values()),
        "occurrences": occurrences,
        "texts": said + list(_texts(nb, is_annex=True)),
        "annex": len(said),
    }
    return "{\n" + ",\n".join(f"{_text(key)}: {_lines(value)}" for key, value in whole.items()) + "\n}\n"


def edition(records: Iterable[Mapping]) -> dict[str, str]:
    """Return the last day of the numbers that were given (not of targets), and a digest of them with their sources.

    Where their rows stand does not count: a row that moves in its file changes no edition.
    """
    given = [each for each in records if each.get("origins") and each.get("value") is not None]
    days = [Moment.parse(each["to"]).last for each in given if each["to"] and not each["name"].endswith(GOALS)]
    told = sorted(_text([*(each.get(field) for field in FACT), sources_of(each)]) for each in given)
    sha = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return {"date": max(days).isoformat() if days else "", "digest": sha[:16]}


# What a number says, and of what, apart from how it is printed.
FACT = ("place", "name", "from", "to", "value", "upper", "unit", "hedge", "status", "base")


def sources_of(record: Mapping) -> list[str]:
    """The ids of the sources of a number."""
    return [each["id"] for each in record.get("sources", ())]


def _lines(value) -> str:
    """JSON with one entry a line: Python writes indented text ten times more slowly, and a reader sees no more in it."""
    return "[\n" + ",\n".join(map(_text, value)) + "\n]" if isinstance(value, list) and value else _text(value)


def _text(value) -> str:
    return json.dumps(value, ensure_ascii=False)
