"""What the real publications in params/ promise: a report is titled by the time that its figures are of."""

from __future__ import annotations

from datetime import date

import pytest
from where import ROOT

from htxlib import open_report
from htxlib.codelists import places, variables
from htxlib.codelists.variables import STATISTICS
from htxlib.data import dataset
from htxlib.indicators import catalogue
from htxlib.values import lookup
from htxoffice.batch import plan

DATA = dataset.read(ROOT / "data" / "cong_bo")
EVERY = plan.read(ROOT, [*ROOT.glob("params/*.yml")])
JOBS = {job.id: job for job in EVERY if job.notebook == "bao_cao_nam"}


def dated_in(place: str, year: int) -> list[tuple[date, bool]]:
    """The last days of what a place states of the year, and whether they are known to the day or the month.

    What the statistics office counts at the end of each year makes no year of a report of six months.
    """
    rows = [row for row in DATA.every("so_lieu") if row.place == place and row.period.end and row.period.last.year == year]
    own = [row for row in rows if not ((known := DATA.variable(row.variable)) and known.topic == STATISTICS)]
    return [(row.period.last, row.period.end.precision != "năm") for row in own]


@pytest.mark.parametrize("name", JOBS)
def test_a_report_of_a_year_says_more_than_of_its_first_months(name):
    job = JOBS[name]
    until = date.fromisoformat(job.params["den_ngay"])
    dated = dated_in(job.params["don_vi"], until.year)
    if (until.month, until.day) == (12, 31) and dated:
        assert any(last >= date(until.year, 12, 1) or not known for last, known in dated), sorted({last for last, _ in dated})


def orders_of(place: str, year: int) -> dict[tuple[str, ...], str]:
    """The orders of sources in which reports print this place's numbers of the year, each with one of these reports."""
    years = (str(year), str(year + 1))  # its own report, and the next one's base
    near = [job for job in EVERY if str(job.params["den_ngay"]).startswith(years) and job.notebook != "chuoi_so_lieu"]
    printing = [job for job in near if job.params["don_vi"] == place or places.get(job.params["don_vi"]).kind not in places.PROVINCIAL]
    return {tuple(job.params.get("nguon_uu_tien") or ()): job.id for job in printing}


@pytest.mark.parametrize("place", sorted({job.params["don_vi"] for job in JOBS.values()}))
def test_two_reports_print_one_number_for_one_thing(place):
    """Of several sources each report takes the same: last year's number is next year's base."""
    facts: dict[tuple, list] = {}
    for row in DATA.every("so_lieu"):
        if row.place == place and row.period.end:
            facts.setdefault((row.variable, row.period.iso), []).append(row)
    for fact, rows in facts.items():
        found = {min(rows, key=lookup.preference(DATA, order)).value: job for order, job in orders_of(place, rows[0].period.last.year).items()}
        assert len(found) < 2, (fact, found)


# --- which place-years have a report ---------------------------------------------------------------------------------

TOTALS, OTHERS = {"so_htx", "htx_dang_hoat_dong"}, 3
# What fulfils the rule and is not published, with its reason.
NOT_PUBLISHED = {
    ("ca-nuoc", 2019): "tổng số là số làm tròn của tháng 7, các số khác là của nửa đầu năm",
}


def place_years() -> set[tuple[str, int]]:
    """Where a report is readable: the number of cooperatives and three more indicators of the codelist, of one year.

    Numbers without a day, of a second-hand source or of the statistics office do not count.
    """
    found: dict[tuple[str, int], set[str]] = {}
    for row in DATA.every("so_lieu"):
        known = variables.load().get(row.variable)
        second_hand = row.source and "thứ cấp" in DATA.source(row.source).trust
        counts = known.topic != STATISTICS if known else row.variable in catalogue.load()
        if row.period.end and counts and not second_hand:
            found.setdefault((row.place, row.period.last.year), set()).add(row.variable)
    return {key for key, names in found.items() if names & TOTALS and len(names) > OTHERS}


def test_every_place_year_with_enough_for_a_report_is_published_or_says_why_not():
    reports = [job for job in EVERY if job.notebook != "chuoi_so_lieu"]
    published = {(job.params["don_vi"], int(str(job.params["den_ngay"])[:4])) for job in reports}
    assert place_years() - published == set(NOT_PUBLISHED)
    assert not set(NOT_PUBLISHED) & published and all(NOT_PUBLISHED.values())


@pytest.mark.parametrize(("name", "title"), [
    ("giua-ky-2020-2025/quang-tri", "Kết quả giữa nhiệm kỳ 2020-2025 của Liên minh HTX tỉnh Quảng Trị"),
    ("giua-ky-2020-2025/tra-vinh", "Kết quả giữa nhiệm kỳ 2020-2025 của Liên minh HTX tỉnh Trà Vinh"),
    ("cuoi-nhiem-ky-2015-2020/tien-giang", "Kết quả cả nhiệm kỳ 2015-2020 của Liên minh HTX tỉnh Tiền Giang"),
    ("cuoi-nhiem-ky-2015-2020/binh-duong", "Kết quả cả nhiệm kỳ 2015-2020 của Liên minh HTX tỉnh Bình Dương"),
    ("cuoi-nhiem-ky-2015-2020/nam-dinh", "Kết quả cả nhiệm kỳ 2015-2020 của Liên minh HTX tỉnh Nam Định"),
    ("cuoi-nhiem-ky-2020-2025/thanh-hoa", "Kết quả cả nhiệm kỳ 2020-2025 của Liên minh HTX tỉnh Thanh Hóa"),
    ("cuoi-nhiem-ky-2020-2025/ca-mau-2025", "Kết quả cả nhiệm kỳ 2020-2025 của Liên minh HTX tỉnh Cà Mau"),
])  # fmt: skip
def test_the_middle_and_the_end_of_a_term_are_told_apart(name, title):
    [job] = [job for job in EVERY if job.id == name]
    given = {key: job.params[key] for key in ("don_vi", "den_ngay", "tu_ngay", "nhiem_ky", "so_nam_da_qua", "nguon_uu_tien")}
    bc = open_report(**given, du_lieu=ROOT / "data" / "cong_bo")
    block = bc.tieu_de("{{ ten_bao_cao }} {{ nhiem_ky }} của {{ lien_minh }}")
    assert block.text.split("\n")[0] == title
    assert block.text.split("\n")[1].startswith("Tổng hợp từ nguồn công khai · ")


def test_what_the_congress_sets_for_the_next_term_is_listed_at_the_end_of_this_one():
    bc = open_report("binh-duong", "2020-12-31", "2015", "2015-2020", du_lieu=ROOT / "data" / "cong_bo")
    assert "Tổng số HTX, đến hết năm 2025: 230-250 HTX." in bc.chi_tieu_sau("## Kỳ sau").text
    assert not bc.muc_tieu


def test_what_one_month_brought_is_not_told_as_what_a_term_brought():
    """Thanh Hóa: 13 new ones in June 2022 stand in no report of 2020-2025."""
    bc = open_report("thanh-hoa", "2025-12-31", "2020", "2020-2025", du_lieu=ROOT / "data" / "cong_bo")
    assert not bc.htx_thanh_lap_moi
