"""A simulated dataset: the tables of the data contract for all provinces, before and after the merger of July 2025.

For trying things out, for tests and benchmarks, and for showing what a full set of reports looks like. Every row says
"mô phỏng", and the reader refuses to mix such rows with real ones. A place's rows for a year depend on the seed only:
neither on the other places that are asked for, nor on the other years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from htxlib.codelists import places
from htxlib.codelists.places import Place
from htxlib.data.contract import columns
from htxlib.data.write import put
from htxlib.words.errors import Fault, Faults, InputError, quote
from htxlib.words.text import vn_sort_key

from .country import FIRST, LAST
from .goals import targets, terms
from .passages import passages
from .request import SOURCE, Row, Sample
from .values import values

__all__ = ["Sample", "ask", "tables", "write"]


def write(folder: str | Path, wanted: Sample) -> dict[str, int]:
    """Write the tables as CSV files and return the number of rows of each; the same sample gives the same bytes.

    Raises InputError for a folder that holds anything but an earlier sample: real tables are never overwritten.
    """
    folder = Path(folder)
    _refuse_real_data(folder)
    made = tables(wanted)
    put({folder / f"{table}.csv": _csv(table, rows) for table, rows in made.items()})
    return {table: len(rows) for table, rows in made.items()}


def ask(where: str, years: str, seed: int, gaps: bool = True) -> Sample:
    """The sample that words ask for: places "all" or ids with commas (a group means its members), years "2016-2025".

    Raises InputError with every mistake.
    """
    faults = Faults()
    span, chosen = _years(years, faults), _places(where, faults)
    faults.raise_if_any()
    return Sample(seed, chosen, span, gaps)


def tables(wanted: Sample) -> dict[str, list[Row]]:
    """The rows of each table in order; columns that a row lacks are empty."""
    return {
        # The source first: it is what tells a sample that was not finished from real tables.
        "nguon": [{"nguon": SOURCE, "tieu_de": "Số liệu mô phỏng", "co_quan": f"htx sample, hạt giống {wanted.seed}"}],
        "so_lieu": list(values(wanted)),
        "muc_tieu": list(targets(wanted)),
        "nhiem_ky": list(terms(wanted)),
        "noi_dung": list(passages(wanted)),
    }


# --- asking and writing -----------------------------------------------------------------------------------------------


def _years(text: str, faults: Faults) -> range:
    first, dash, last = text.partition("-")
    if first.isdecimal() and (last.isdecimal() or not dash):
        years = range(int(first), int(last or first) + 1)
        if years and years.start >= FIRST and years.stop - 1 <= LAST:
            return years
    remedy = f"Ghi lại, ví dụ 2016-2025; mô phỏng được các năm {FIRST}-{LAST}."
    faults.add("năm đầu và năm cuối", quote(text), remedy, "tham số years")
    return range(0)


def _places(text: str, faults: Faults) -> tuple[Place, ...]:
    """The provinces by name, both those before and those after the merger."""
    if text == "all":
        return tuple(sorted(places.all(), key=lambda place: (vn_sort_key(place.name), place.id)))
    found: dict[str, Place] = {}
    for id in filter(None, (part.strip() for part in text.split(","))):
        try:
            place = places.get(id)
            group = place.kind not in places.PROVINCIAL
            day = min(filter(None, (place.end, date(LAST, 12, 31))))
            found |= {each.id: each for each in (places.members(id, day) if group else (place,))}
        except places.UnknownPlace as unknown:
            faults.add("mã đơn vị, hoặc all", quote(id), unknown.remedy, "tham số places")
    if not found and not faults.all:
        faults.add("mã đơn vị, hoặc all", quote(text), "Ghi ít nhất một mã, ví dụ yen-bai.", "tham số places")
    return tuple(found.values())


def _refuse_real_data(folder: Path) -> None:
    inside = sorted(folder.iterdir()) if folder.is_dir() else [folder] if folder.exists() else []
    sources = folder / "nguon.csv"
    if inside and not (sources.is_file() and f"\n{SOURCE},".encode() in sources.read_bytes()):
        expected, remedy = "thư mục mới, trống, hoặc đã là bộ mô phỏng", "Chọn thư mục khác để không ghi đè số liệu."
        raise InputError(Fault(expected, quote(folder), remedy))


def _csv(table: str, rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns(table), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
