"""reports/index.html: every report in the manifest, grouped by publication; opens from a folder on a disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from htxlib import places
from htxlib.periods import Moment, Period
from htxlib.publish.page import TEMPLATES, stylesheet
from htxlib.text import capital, vn_sort_key


@dataclass(frozen=True)
class Row:
    """One report as the index shows it."""

    place: str
    period: str
    title: str
    page: str  # addresses from the index; "" when there is no report
    figures: str
    failure: str
    simulated: bool


def index_html(entries: Iterable[dict]) -> str:
    """Return the page; `entries` are lines of the manifest."""
    ordered = sorted(entries, key=lambda entry: entry["publication"])
    groups = [
        (of_publication[0].get("title") or publication, sorted(map(_row, of_publication), key=_by_place))
        for publication, found in groupby(ordered, key=lambda entry: entry["publication"])
        for of_publication in [list(found)]
    ]
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    rows = [row for _, group in groups for row in group]
    return env.get_template("index.html.j2").render(
        groups=groups, css=stylesheet(), total=len(rows), failed=sum(bool(row.failure) for row in rows)
    )


def _row(entry: dict) -> Row:
    params, report, failure = entry["params"], entry.get("report", {}), entry.get("failure", {})
    addresses = {name.rpartition(".")[2]: name for name in entry.get("outputs", {})}
    cell = f", ô {failure['cell']}" if failure.get("cell") else ""
    return Row(
        place=_name(params.get("don_vi", entry["place"]), params["den_ngay"]),
        period=capital(Period.parse(params["tu_ngay"], params["den_ngay"]).text),
        title=report.get("title", ""),
        page=addresses.get("html", ""),
        figures=addresses.get("json", ""),
        failure=f"{failure['notebook']}{cell}: {failure['message']}" if failure else "",
        simulated=bool(report.get("simulated")),
    )


def _name(id_: str, day: str) -> str:
    try:
        return places.get(id_).name_on(Moment.parse(day).last)
    except places.UnknownPlace:  # it left the codelist after the report was made
        return id_


def _by_place(row: Row) -> tuple:
    return vn_sort_key(row.place), row.page
