"""The figures of the published texts stand in the reports made from them, or a check says why not."""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import pytest
from published import findings as of_published
from where import CASES, ROOT

from htxlib.checks import run_checks
from htxlib.codelists.units import Unit
from htxlib.data import dataset
from htxlib.report.report import open_report
from htxlib.words.text import number
from htxoffice.batch import build

# Which publication tells the figures of which text (the fifth, of a cluster, has its own test).
REPORTS = {
    "000": "giua-ky-2020-2025/yen-bai",
    "002": "nam-2018/thai-nguyen",
    "003": "phu-tho-2020/phu-tho",
    "004": "phu-tho-8-thang-2023/phu-tho",
}
with (CASES / "data_rows.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [row for row in csv.DictReader(file) if row["file"] == "seed_figures" and row["seed"] in REPORTS]
# National figures that a province's text mentions belong to the report of the country.
OF_THE_COUNTRY = "ca-nuoc"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Report → the records of every number it prints outside its annex."""
    out = tmp_path_factory.mktemp("reports")
    wanted = list(REPORTS.values())
    code = build(
        places={each.split("/")[1] for each in wanted}, publications={each.split("/")[0] for each in wanted}, reports=out
    )
    assert code == 0
    found = {}
    for each in wanted:
        side = json.loads((out / f"{each}.figures.json").read_text("utf-8"))
        records = {record["key"]: record for record in side["figures"]}
        found[each] = [records[use["key"]] for use in side["occurrences"]]
    return found


@pytest.fixture(scope="module")
def findings():
    data = dataset.read(ROOT / "data" / "cong_bo")
    return {(f.place, f.indicator) for f in run_checks(data, all_published=True) if f.severity != "thông tin" or f.verdict != "khớp"}


def test_each_row_of_the_texts_is_looked_for():
    assert len(ROWS) == 145 - 27


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['seed']}-{row['row']}")
def test_a_published_figure_stands_in_its_report_or_a_check_names_it(row, printed, findings):
    if row["table"] in ("not_data", "repeat"):
        assert row["reason"], "what is no data says why"
        return
    shown = of_the_country(row) if row["don_vi"] == OF_THE_COUNTRY else printed[REPORTS[row["seed"]]]
    stands = any(says(record, row) for record in shown)
    assert stands or (row["don_vi"], row["chi_tieu"]) in findings


def of_the_country(row: dict) -> list[dict]:
    """What a report of the country for that row's year would say."""
    year = row["tu_ngay"][:4] or row["den_ngay"][:4]
    report = open_report(OF_THE_COUNTRY, f"{year}-12-31", du_lieu=ROOT / "data" / "cong_bo")
    return [figure.record() for figure in (*report.figures(), *report.chi_tieu_sau().figures)]


def says(record: dict, row: dict) -> bool:
    """Whether the record prints the value of the row, digit for digit, in a unit of the same measure and scale."""
    decimals = len(row["value"].partition(".")[2])
    wanted = number(Fraction(row["value"]), decimals)
    ends = record["number"].split("-") if record["upper"] else [record["number"]]
    if wanted not in [end.lstrip("0") or "0" for end in ends] or not record["unit"]:  # a rank has no unit
        return False
    one, other = Unit.parse(record["unit"]), Unit.parse(unit_of(row))
    return (one.measure, one.scale) == (other.measure, other.scale) or one.text in SAME.get(row["unit"], ())


# Units that the texts wrote in words of their own.
SAME = {"thành viên và người lao động": ("người",), "HTX, LHHTX nông nghiệp": ("đơn vị",)}


def unit_of(row: dict) -> str:
    return row["unit"] if row["unit"] not in SAME else "HTX"


def test_the_faults_of_the_texts_are_found(findings):
    expected = {
        ("yen-bai", "von_dieu_le"),  # "454 triệu đồng" is 454 tỷ
        ("yen-bai", "so_htx"),  # 443 + 214 ≠ 683
        ("yen-bai", "so_tht"),  # 3.662 + 1.951 ≠ 6.058
        ("yen-bai", "ty_le_can_bo_qua_dao_tao"),  # "vượt 13,5%" is points
        ("phu-tho", "htx_thanh_vien_lien_minh"),  # 75,7% needs a base of 548, not 698
        ("phu-tho", "doanh_thu_bq_tht"),  # "/HTX" for groups
    }
    assert expected <= findings


@pytest.mark.parametrize("words", [
    "Số khớp nếu đơn vị là tỷ đồng (lệch 1.000 lần).",
    "443 + 214 = 657 HTX",
    "3.662 + 1.951 = 5.613 THT",
    "Số công bố cần mẫu số 548 (từ 547,9 đến 548,6). Trên tổng số HTX (698 HTX) thì chỉ là 59,5%.",
    "cần đơn vị tính trên một THT",
    "ghi «điểm %» thay cho «%»",
])
def test_a_fault_of_the_texts_is_named_in_words(words):
    assert any(words in finding.message for finding in of_published())
