"""The side file `….figures.json`: every number of a report with its derivation, in the order of the text.

`texts` are the other lines with digits (title, the place's own passages, notes on tables and data): an edited report can
be held against them too. docs/figures.schema.json says what each field means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import zip_longest

MIME = "application/vnd.htx.v1+json"
DRAFT = "nhap"  # the kind of a note to whoever edits: nothing published knows of it


def blocks(nb) -> Iterator[dict]:
    """Yield what our blocks tell about themselves, in the order of the notebook."""
    for data in _outputs(nb):
        yield data[MIME]


def _outputs(nb) -> Iterator[dict]:
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}) and not is_draft(output):
                yield output["data"]


def is_draft(output) -> bool:
    return output.get("data", {}).get(MIME, {}).get("kind") == DRAFT


def _texts(nb) -> Iterator[str]:
    """Lines with digits that print no figure: of tables the heads, not the rows; not what the annex says of each number."""
    for data in _outputs(nb):
        block = data[MIME]
        said = {f"{r.get('label')}: {r.get('printed')}" for r in block.get("records", {}).values()}
        said |= {" ".join(text.split()) for text in block.get("texts", [])}
        heads = re.findall(r"(?m)^\| (.*) \|\n\| *:?-", data.get("text/markdown", ""))
        for line in (*heads, *data.get("text/plain", "").split("\n")):
            row = block.get("kind") == "table" and " | " in line and line not in heads
            if re.search(r"\d", line) and not row and " ".join(line.split()) not in said:
                yield line.strip()


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
    whole = {
        "schema": 1,
        "report": report,
        "targets": targets,
        "figures": list(records.values()),
        "occurrences": occurrences,
        "texts": list(_texts(nb)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
