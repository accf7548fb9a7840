"""Figures for others: an open package that says what it holds, and the tables of a place as CSV and Excel."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from where import ROOT

import htxlib
from htxoffice import package, simulate
from htxoffice.cli import main


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("package")
    simulate.write(root / "data", simulate.ask("yen-bai,son-la", "2022-2023", seed=1))
    package.write(root / "made", str(root / "data"), "CC-BY-4.0")
    return root


@pytest.fixture(scope="module")
def description(home) -> dict:
    return json.loads((home / "made" / package.DESCRIPTION).read_text("utf-8"))


def test_the_tables_of_a_package_are_those_of_the_folder_byte_for_byte(home):
    for file in (home / "data").glob("*.csv"):
        assert (home / "made" / "so-lieu" / file.name).read_bytes() == file.read_bytes()


def test_a_package_made_again_has_the_same_bytes(home):
    package.write(home / "again", str(home / "data"), "CC-BY-4.0")
    files = [path.relative_to(home / "made") for path in (home / "made").rglob("*") if path.is_file()]
    assert len(files) > 4 and all((home / "made" / file).read_bytes() == (home / "again" / file).read_bytes() for file in files)


def test_the_description_tells_every_column_of_every_file(home, description):
    assert description["licenses"] == [{"name": "CC-BY-4.0"}] and description["sources"]
    for resource in description["resources"]:
        text = (home / "made" / resource["path"]).read_text("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=resource["dialect"]["delimiter"])
        fields = resource["schema"]["fields"]
        assert head == [field["name"] for field in fields] and rows
        for row in rows:
            assert not [*wrong(fields, row)], (resource["name"], row)


def wrong(fields: list[dict], row: list[str]):
    """What a reader of the schema would refuse."""
    for field, cell in zip(fields, row, strict=True):
        limits = field.get("constraints", {})
        if (not cell and limits.get("required")) or (cell and not re.fullmatch(limits.get("pattern", "(?s:.*)"), cell)):
            yield field["name"], cell
        if cell and field["type"] in ("number", "integer"):
            float(cell)


def test_frictionless_finds_no_fault(home):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(home / "made" / package.DESCRIPTION))
    assert report.valid, report.flatten(["type", "note", "message"])


def test_the_figures_of_a_package_are_those_of_the_library(home):
    ours = htxlib.figures(str(home / "data"))
    read = pd.read_csv(home / "made" / "figures.csv", dtype={"exact": "string", "key": "string"})
    assert [*read.key] == [*ours.key] and [*read.exact] == [*ours.exact] and {*package.TRACE} <= {*read.columns}


def test_a_places_figures_as_csv_and_excel_say_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    made = [tmp_path / "bang.csv", tmp_path / "bang.xlsx"]
    asked = ["figures", "--place", "yen-bai", "--to", "2024-12-31", "--csv", str(made[0]), "--xlsx", str(made[1])]
    assert CliRunner().invoke(main, asked).exit_code == 0
    head, *rows = csv.reader(io.StringIO(made[0].read_text("utf-8-sig"), newline=""))
    sheet = [*openpyxl.load_workbook(made[1]).active.iter_rows(values_only=True)]
    assert head == [*sheet[0]] and len(rows) == len(sheet) - 1 > 5
    at = head.index("value")
    assert [float(row[at]) for row in rows] == pytest.approx([row[at] for row in sheet[1:]])  # Excel keeps 16 digits


def test_text_that_looks_like_a_formula_stays_text():
    frame = pd.DataFrame({"a": ["=1+1", "HTX"], "b": [1.5, None]})
    assert package.frame_csv(frame).decode("utf-8-sig") == "a,b\r\n'=1+1,1.5\r\nHTX,\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(package.frame_xlsx(frame))).active
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"] and sheet["B2"].value == 1.5
