"""Two editions of a report made in this process, from data that differ in one cell; and what differs, counted otherwise."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

from where import ROOT

from htxoffice.batch.plan import Job
from htxoffice.batch.work import produce
from htxoffice.publish.changes import Changes

SAID = ("value", "upper", "unit", "hedge", "status", "base", "printed", "remark")


def side(job: Job, folder: Path) -> dict:
    """The side file of a report on the data of a folder; raises JobFailed where it is not published."""
    with chdir(ROOT):
        product = produce(replace(job, params=job.params | {"du_lieu": str(folder)}), "htx", lambda cell: None)
    return json.loads(product.files["figures.json"])


def copied(data: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file in data.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def altered(data: Path, folder: Path, at: Mapping[str, int], chance: random.Random) -> str:
    """Write the data with one cell of one row changed; `at` are rows (file → 0, 1, …). Return what was changed."""
    name, row = chance.choice(sorted(at.items()))
    path = copied(data, folder) / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    column = chance.choice(["gia_tri"] * 4 + [each for each in ("tinh_trang", "do_chinh_xac") if each in head])
    at_column, old = head.index(column), rows[row][head.index(column)]
    other = {"tinh_trang": "ước" if old != "ước" else "sơ bộ", "do_chinh_xac": "" if old else "gần"}
    rows[row][at_column] = other.get(column) if column in other else str(changed_number(old, chance))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return f"{name} row {row + 2}: {column} {old} -> {rows[row][at_column]}"


def changed_number(text: str, chance: random.Random) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole) + chance.choice([-1, 1]) * chance.randint(1, max(1, abs(int(whole)) // 9))}{point}{rest}"


def rows_of(side_file: Mapping, folder: Path) -> list[dict[str, int]]:
    """The rows of so_lieu and muc_tieu that a report rests on."""
    found = {(each["file"], each["row"] - 2) for record in side_file["figures"] for each in record["origins"]}
    return [{file: row} for file, row in sorted(found) if (folder / file).exists()]


def apart(before: Mapping, now: Mapping) -> tuple[Counter, Counter]:
    """What only one of two side files says: of what, and that, counted. No figure is paired with another here."""
    said = [Counter(map(_saying, filter(_has_value, each["figures"]))) for each in (before, now)]
    return said[0] - said[1], said[1] - said[0]


def listed(found: Changes) -> tuple[Counter, Counter]:
    """The same as a comparison lists it."""
    pairs = [*found.given, *found.derived]
    before = [*(each.before for each in pairs), *found.gone]
    return Counter(map(_saying, before)), Counter(map(_saying, [*(each.now for each in pairs), *found.new]))


def _has_value(record: Mapping) -> bool:
    return record["value"] is not None


def _saying(record: Mapping) -> tuple:
    return tuple(record[name] for name in ("place", "name", "from", "to", *SAID))


def missed_and_extra(before: Mapping, now: Mapping, found: Changes) -> tuple[list, list]:
    """What differs and is not listed, and what is listed and does not differ; a change of the source alone is no error."""
    expected, told = apart(before, now), listed(found)
    same = Counter(_saying(each.now) for each in found.given if _saying(each.before) == _saying(each.now))
    told = told[0] - same, told[1] - same
    missed = [(expected[at] - told[at]) for at in (0, 1)]
    extra = [(told[at] - expected[at]) for at in (0, 1)]
    return [*missed[0], *missed[1]], [*extra[0], *extra[1]]


