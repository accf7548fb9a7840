"""Figures as files for others: CSV, Excel, and an open package (datapackage.json of Frictionless) of data and figures.

The tables of a folder are copied byte for byte: reports built from the package are those built from the folder. CSV made
from a workbook or a database says the same, but its rows stand elsewhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from htxlib.data import address, several
from htxlib.data.contract import TABLES, Column, Kind
from htxlib.data.dataset import WORKBOOKS, Dataset, read
from htxlib.data.tables import guarded
from htxlib.data.workbook.same_bytes import same_bytes
from htxlib.data.write import csv_bytes, put
from htxlib.report.frame import figures
from htxlib.values.figure import Figure
from htxlib.values.frame import COLUMNS, FIGURE
from htxlib.words.text import slug

if TYPE_CHECKING:
    import pandas

DESCRIPTION = "datapackage.json"
_DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"  # precision is kept: a year, a month or a day
_TYPES = {"float64": "number", "int64": "integer"}
TRACE = ("formula", "inputs", "origins")  # what a figure's row says of its making, besides its definition and source
_FOLDER = "so-lieu"
USUAL = ("ky_truoc", "tang_giam", "tang_giam_pct", "ty_trong")  # the comparisons of a place's own table


def write(out: Path, data: str, licence: str = "") -> list[str]:
    """Write the package of a dataset into a folder and return the paths of its resources; raises InputError.

    `licence` is the name under which the office publishes its data; without one the package names none.
    """
    held = read(data)
    tables = {name: _bytes_of(held, data, name) for name in TABLES if held.raw(name)}
    frame = traced(held)
    files = {f"{_FOLDER}/{name}.csv": content for name, content in tables.items()} | {"figures.csv": frame_csv(frame)}
    resources = [_of_table(name, content) for name, content in tables.items()] + [_of_figures(frame)]
    description = {
        "profile": "tabular-data-package",
        "name": slug(held.name) or "so-lieu",
        "title": f"Số liệu kinh tế tập thể, hợp tác xã: {held.name}",
        **({"licenses": [{"name": licence}]} if licence else {}),
        **({"sources": sources} if (sources := _sources(held)) else {}),
        "resources": resources,
    }
    text = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
    put({out / name: content for name, content in (files | {DESCRIPTION: text.encode()}).items()})
    return [*files, DESCRIPTION]


def traced(data: Dataset) -> pandas.DataFrame:
    """Return all figures of a dataset, each with its formula, the keys of its inputs and where its rows stand."""
    frame = figures(data, with_figures=True)
    for name, column in zip(TRACE, zip(*map(_trace, frame[FIGURE]), strict=True) or ((),) * len(TRACE), strict=False):
        frame[name] = column
    return frame.drop(columns=FIGURE)


def _trace(figure: Figure) -> tuple[str, str, str]:
    return str(figure.formula), " ".join(each.key for each in figure.inputs), "; ".join(map(str, figure.origins))


def _bytes_of(held: Dataset, data: str, table: str) -> bytes:
    """The file of a table as it is, of what is no folder of CSV files its rows as one."""
    if not address.is_one(data) and len(several.parts(data)) == 1 and Path(data).suffix.lower() not in WORKBOOKS:
        return (Path(data) / f"{table}.csv").read_bytes()
    return csv_bytes(table, [raw.cells for raw in held.raw(table)])


# --- tables for others ------------------------------------------------------------------------------------------------


def frame_csv(frame: pandas.DataFrame) -> bytes:
    """Return a frame as CSV that Excel opens: numbers with a point, no text that Excel would take for a formula."""
    out = io.StringIO(newline="")
    rows = ([_cell(each) for each in row] for row in _rows(frame))
    csv.writer(out, lineterminator="\r\n").writerows([[*frame.columns], *rows])
    return out.getvalue().encode("utf-8-sig")


def frame_xlsx(frame: pandas.DataFrame) -> bytes:
    """Return a frame as a workbook: one sheet, its head fixed, numbers as numbers, every other cell as text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu")
    sheet.freeze_panes = "A2"
    for row in [[*frame.columns], *_rows(frame)]:
        sheet.append([guarded(each) if isinstance(each, str) else each for each in row])
    book.properties.creator = "htxlib"
    packed = io.BytesIO()
    book.save(packed)
    return same_bytes(packed.getvalue())


def _rows(frame: pandas.DataFrame) -> Iterable[Sequence]:
    plain = frame.astype(object).where(frame.notna(), None)
    return ([int(each) if isinstance(each, float) and each.is_integer() else each for each in row]
            for row in plain.itertuples(index=False, name=None))


def _cell(value: object) -> str:
    return "" if value is None else guarded(value) if isinstance(value, str) else repr(value)


# --- what the package says of itself -----------------------------------------------------------------------------------


def _of_table(name: str, content: bytes) -> dict:
    table, (header, delimiter) = TABLES[name], _head(content)
    return _resource(name, f"{_FOLDER}/{name}.csv", table.row, [_field(table[each]) for each in header], delimiter)


def _head(content: bytes) -> tuple[list[str], str]:
    first = content.decode("utf-8-sig").splitlines()[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return next(csv.reader([first], delimiter=delimiter)), delimiter


def _field(column: Column) -> dict:
    found = {"name": column.name, "title": column.heading, "type": "number" if column.kind is Kind.NUMBER else "string"}
    limits = {"required": True} if column.filled else {}
    limits |= {"pattern": _DAY} if column.kind is Kind.DATE else {}
    return found | ({"constraints": limits} if limits else {})


def _of_figures(frame: pandas.DataFrame) -> dict:
    fields = [{"name": name, "type": _TYPES.get(COLUMNS.get(name, ""), "string")} for name in frame.columns]
    return _resource("figures", "figures.csv", "một con số của một đơn vị và một năm, kèm cách tính và nguồn", fields, ",")


def _resource(name: str, path: str, row: str, fields: list[Mapping], delimiter: str) -> dict:
    return {
        "name": name.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "description": f"Mỗi dòng là {row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": delimiter},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _sources(data: Dataset) -> list[dict]:
    """The sources of the data, each with its title and, where it can be read, its address."""
    rows = (raw for raw in data.raw("nguon") if raw["tieu_de"])
    return [{"title": raw["tieu_de"], **({"path": raw["lien_ket"]} if raw["lien_ket"] else {})} for raw in rows]
