"""The side file `….figures.json`: every number of a report with its derivation, in the order of the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest

MIME = "application/vnd.htx.v1+json"


def blocks(nb) -> Iterator[dict]:
    """Yield what our blocks tell about themselves, in the order of the notebook."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                yield output["data"][MIME]


def figures_json(nb) -> str:
    """Return the records in order of first use, and each occurrence with its sentence where the block tells it."""
    report, records, occurrences = {}, {}, []
    for block in blocks(nb):
        if block.get("kind") == "title":
            report = report or block.get("meta", {})
        keys, given = block.get("keys", []), block.get("records", {})
        for key in (*keys, *given):
            if key in given:
                records.setdefault(key, given[key])
        if block.get("kind") != "annex":  # the annex lists every number again: not a use of it
            sentences = zip_longest(keys, block.get("texts", [])[: len(keys)], fillvalue="")
            occurrences += [{"key": key, "sentence": sentence} for key, sentence in sentences]
    whole = {"schema": 1, "report": report, "figures": list(records.values()), "occurrences": occurrences}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
