"""The frame of a report's figures held against its side file, key by key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pandas as pd

import htxlib
from htxlib.codelists.units import Unit
from htxlib.data.dataset import Dataset

COMPARED = [
    f"{level}{change}" for level in ("dau_ky", "ky_truoc")
    for change in ("", ".tang_giam", ".tang_giam_pct", ".so_lan", ".bang_pct", ".tang_binh_quan_pct")
] + ["binh_quan_nam", "ty_trong", "hang", "cum", "vung", "ca_nuoc", "vung.chenh_lech", "vung.hang", "ca_nuoc.ty_trong"]
_FIELDS = {"exact": "value", "exact_upper": "upper", "unit": "unit", "printed": "printed", "from": "from", "to": "to",
           "hedge": "hedge", "status": "status"}
_OF_NUMBERS = {".exact": "value", ".unit": "unit"}  # of comparisons: a sentence chooses the words around their number
_VERBS = re.compile("(?:thành lập mới|giải thể) ")  # which sentences put before a number


def frame_of(data: Dataset, params: Mapping) -> pd.DataFrame:
    """All figures of the report that these parameters make, with every comparison."""
    more = {name: params[name] for name in ("nhiem_ky", "so_nam_da_qua", "nguon_uu_tien", "chi_thanh_vien") if params.get(name)}
    period = (params["tu_ngay"], params["den_ngay"])
    return htxlib.figures(data, [params["don_vi"]], [period], compare=COMPARED, **more)


def apart(frame: pd.DataFrame, side_file: str) -> tuple[list[str], set[str]]:
    """What the two say differently, and the keys that both have."""
    page = json.loads(side_file)
    records = {each["key"]: each for each in page["figures"] if each["value"] is not None}
    # An input may be of another source than the number that the report prints, and sentences say so where they differ.
    used = {each["key"] for each in page["occurrences"]} - {key for each in page["figures"] for key in each["inputs"]}
    wrong, both = [], set()
    facts = {}
    for row in frame.to_dict("records"):
        facts[row["key"].partition("~")[0]] = row
        if record := records.get(row["key"]):
            both.add(row["key"])
            wrong += _apart(row["key"], {mine: _none(row[mine]) for mine in _FIELDS}, record, _FIELDS)
        for name in COMPARED:
            if record := records.get(_none(row[f"{name}.key"])):
                both.add(record["key"])
                wrong += _apart(record["key"], {more: _none(row[f"{name}{more}"]) for more in _OF_NUMBERS}, record, _OF_NUMBERS)
    wrong += [*_other_values(facts, (each for key, each in records.items() if key in used - both))]
    return wrong, both


def _other_values(facts: Mapping, records: Iterable[Mapping]) -> Iterable[str]:
    """Numbers of the page that are the same fact under another key, as in another unit, and not the same value."""
    for record in records:
        row = facts.get(record["key"].partition("~")[0])
        if row is not None:
            factor = Unit.parse(row["unit"]).factor_or_none(Unit.parse(record["unit"]))
            if factor is None or Fraction(row["exact"]) * factor != Fraction(record["value"]):
                yield f"{record['key']}: {record['value']} {record['unit']} on the page, {row['exact']} {row['unit']} in the frame"


def _apart(key: str, mine: Mapping, record: Mapping, fields: Mapping) -> Iterable[str]:
    for name, field in fields.items():
        page = _VERBS.sub("", record[field]) if field == "printed" else record[field]
        if mine[name] != page:
            yield f"{key}, {field}: {record[field]!r} on the page, {mine[name]!r} in the frame"


def _none(value):
    return None if pd.isna(value) else value
