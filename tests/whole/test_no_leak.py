"""A report holds nothing of another province, unless its notebook asks for a comparison."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import zipfile
from contextlib import chdir
from datetime import date
from itertools import combinations
from pathlib import Path

import nbformat
import pytest
from where import ROOT

from htxlib.codelists import places
from htxoffice import simulate
from htxoffice.batch.plan import Job
from htxoffice.batch.work import produce
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check

KINDS = Kinds(ROOT)
PLACES = ["yen-bai", "lao-cai", "son-la", "hoa-binh", "ca-mau"]  # neighbours, a cluster, and one far away
# With them a region is known well enough to be compared with.
PEERS = ["ha-giang", "tuyen-quang", "phu-tho", "bac-kan", "cao-bang"]
GROUPS = re.compile(r"\.(?:vung|cum|ca_nuoc|dung_hang)\b|\bdanh_gia_vi_the\b")
PARAMS = {
    "bao_cao_giua_ky": {"nhiem_ky": "2020-2025", "tu_ngay": "2021", "den_ngay": "2023-06-30"},
    "bao_cao_nam": {"tu_ngay": "2023", "den_ngay": "2023"},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A project with the sample data as they are and, for each place, with all others altered; its notebooks without the cells that compare places."""
    root = tmp_path_factory.mktemp("leak")
    simulate.write(root / "data" / "base", simulate.ask(",".join(PLACES + PEERS), "2021-2023", seed=1))
    for place in PLACES:
        shutil.copytree(root / "data" / "base", root / "data" / place)
        for path in (root / "data" / place).glob("*.csv"):
            alter(path, {*PLACES, *PEERS} - {place})
    (root / "notebooks").mkdir()
    for name in PARAMS:
        nb = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        nbformat.write(nb, root / "notebooks" / f"{name}_so_sanh.ipynb")
        nb.cells = [cell for cell in nb.cells if not GROUPS.search(cell.source)]
        nbformat.write(nb, root / "notebooks" / f"{name}.ipynb")
    return root


def alter(path: Path, changed: set[str]) -> None:
    """Another number in every value of these places, and words that must not be seen in every text of theirs."""
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    for row in rows:
        if row.get("don_vi") in changed:
            for name in row.keys() & {"gia_tri"}:
                row[name] = re.sub(r"\d$", lambda digit: str((int(digit[0]) + 3) % 10), row[name])
            for name in row.keys() & {"noi_dung", "ghi_chu", "van_ban", "khoa"}:
                row[name] = f"{row[name]} BÍ MẬT".strip()
    with path.open("w", encoding="utf-8", newline="") as file:
        made = csv.DictWriter(file, rows[0])
        made.writeheader()
        made.writerows(rows)


def made(home: Path, place: str, notebook: str, data: str) -> dict[str, bytes]:
    """The files of one report; the folder of the data has the same name in all of them."""
    shutil.rmtree(home / "data" / "here", ignore_errors=True)
    shutil.copytree(home / "data" / data, home / "data" / "here")
    given = PARAMS[notebook.removesuffix("_so_sanh")] | {"don_vi": place, "du_lieu": "data/here"}
    params, faults = check(KINDS.of(notebook.removesuffix("_so_sanh")), given)
    assert not faults
    with chdir(home):
        return produce(Job("a", place, notebook, "", params), "htx", lambda cell: None).files


# A mid-term report, and the annual ones of all: without the cells that compare, and two with them.
ALONE = [("bao_cao_giua_ky", PLACES[0]), *(("bao_cao_nam", place) for place in PLACES)]
COMPARING = [("bao_cao_nam_so_sanh", "son-la"), ("bao_cao_nam_so_sanh", "ca-mau")]


@pytest.fixture(scope="module")
def reports(home) -> dict[tuple[str, str], dict[str, bytes]]:
    return {(notebook, place): made(home, place, notebook, "base") for notebook, place in ALONE + COMPARING}


@pytest.mark.parametrize(("notebook", "place"), ALONE)
def test_nothing_of_another_province_changes_a_byte(home, reports, notebook, place):
    clean = reports[notebook, place]
    assert len(clean["html"]) > 20_000 and b"word/media" in clean["docx"]  # a report with charts, not an empty page
    assert made(home, place, notebook, place) == clean


def test_a_comparison_holds_the_group_and_no_member_of_it(home):
    files = made(home, "son-la", "bao_cao_nam_so_sanh", "son-la")
    found = {each["place"] for each in json.loads(files["figures.json"])["figures"]}
    assert {places.get(id).kind for id in found - {"son-la"}} == {"vùng"}
    assert "BÍ MẬT" not in words(files) and "Cà Mau" not in words(files)


PROVINCES = {stretch.name for place in places.all() if place.kind in places.PROVINCIAL for stretch in place.stretches}
NAMES = re.compile(rf"\b(?:{'|'.join(sorted(PROVINCES, reverse=True))})\b")


def words(files: dict[str, bytes]) -> str:
    """Everything that can be read in a report: the page, what stands in its attributes too, Word, the records."""
    return "\n".join([html.unescape(files["html"].decode()), *map(html.unescape, texts_of(files["docx"])), files["figures.json"].decode()])


def texts_of(docx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        return [file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))]


def pictures(files: dict[str, bytes]) -> set[bytes]:
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as file:
        drawn = {file.read(name) for name in file.namelist() if name.startswith("word/media/")}
    return drawn | set(re.findall(rb"<svg.*?</svg>", files["html"], re.S))


def test_a_report_names_its_own_place_and_the_members_of_groups_it_is_compared_with(reports):
    """Its own in each of its files; all pairs of places, and all provinces of before and after the merger."""
    for (notebook, place), files in reports.items():
        asked = {each["place"] for each in json.loads(files["figures.json"])["figures"]}
        groups = asked - {place}
        assert bool(groups) == (notebook.endswith("_so_sanh") and place == "son-la"), (notebook, place)
        members = {one for id in groups for one in places.members(id, date(2023, 12, 31))}
        allowed = {places.get(place).name, *(one.name for one in members)}
        named = set(NAMES.findall(words(files)))
        assert places.get(place).name in named <= allowed, (notebook, place, named - allowed)


def test_no_two_reports_share_a_picture(reports):
    drawn = {key: pictures(files) for key, files in reports.items() if key[0] == "bao_cao_nam"}
    assert all(drawn.values())
    assert not [(one, other) for one, other in combinations(drawn, 2) if drawn[one] & drawn[other]]
