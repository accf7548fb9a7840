"""The side file of a report read back as JSON, for whoever holds it against another one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from htxlib.words import disk
from htxlib.words.errors import Faults
from htxoffice.publish import changes

_SIDE = ("report", "targets", "figures", "occurrences", "texts")
REMEDY = "Nêu tệp ….figures.json cạnh báo cáo, hoặc thư mục báo cáo (reports, hoặc một lần công bố đã giữ)."


def read_side(path: Path, faults: Faults) -> Mapping | None:
    """The side file as JSON; what is none is a fault."""
    try:
        told = json.loads(path.read_text("utf-8"))
        if not isinstance(told, dict) or any(name not in told for name in _SIDE):
            raise ValueError
        changes.compare(told, told)  # has every field that a comparison reads
        return told
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = disk.said(error) if isinstance(error, (OSError, UnicodeError)) else "tệp khác, hoặc tệp hỏng"
        faults.add("tệp ….figures.json của báo cáo", found, REMEDY, path.name)
    return None
