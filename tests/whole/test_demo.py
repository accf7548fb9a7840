"""The demonstration: all provinces of today from simulated figures, apart from the publications of real ones."""

from datetime import date
from fractions import Fraction

import pytest
import yaml
from where import ROOT

from htxlib.codelists import places
from htxlib.report.report import open_report
from htxoffice import simulate
from htxoffice.batch import plan_jobs
from htxoffice.scores import diem_thi_dua

FILES = sorted((ROOT / "params" / "demo").glob("*.yml"))
DATA = "build/demo-data"


def content(file):
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["giua-ky-2025-2030", "nam-2025"])
def test_every_province_of_today_has_a_mid_term_and_an_annual_report(name):
    listed = content(ROOT / "params" / "demo" / f"{name}.yml")["noi"]
    assert sorted(listed) == sorted(place.id for place in places.all(date(2025, 12, 31)))


def test_the_groups_are_the_country_its_regions_and_the_clusters_of_that_day():
    day = date(2025, 12, 31)
    groups = [place.id for kind in ("cả nước", "cụm", "vùng") for place in places.all(day, kind=kind)]
    assert sorted(content(ROOT / "params" / "demo" / "nhom-2025.yml")["noi"]) == sorted(groups)


def test_the_plan_of_the_demonstration_starts_at_the_projects_root_and_holds_only_simulated_data(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # whatever the current folder
    jobs = plan_jobs(FILES)
    assert len([job for job in jobs if not job.of]) == sum(len(content(file)["noi"]) for file in FILES)
    assert {job.params["du_lieu"] for job in jobs} == {DATA}


def test_real_publications_and_the_demonstration_do_not_mix(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert DATA not in {job.params["du_lieu"] for job in plan_jobs()}
    assert f"{DATA.split('/')[0]}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_makefile_writes_the_data_that_the_parameters_ask_for():
    lines = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"htx sample --places all --years 2020-2028 --seed 1 {DATA}\n" in lines


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """What the reports of one merged province rest on: its own figures and those of its predecessors."""
    folder = tmp_path_factory.mktemp("demo")
    simulate.write(folder, simulate.ask("phu-tho-2025,phu-tho,vinh-phuc,hoa-binh", "2020-2028", seed=1))
    return folder


def opened(name, data):
    given = content(ROOT / "params" / "demo" / f"{name}.yml")["tham_so"] | {"du_lieu": data}
    return open_report("phu-tho-2025", **given)


@pytest.mark.parametrize("name", ["giua-ky-2025-2030", "nam-2025"])
def test_a_report_of_the_demonstration_says_that_it_is_simulated(name, data):
    assert opened(name, data).tieu_de("Báo cáo").meta["simulated"]


def test_half_of_the_term_is_over_and_its_targets_are_judged(data):
    report = opened("giua-ky-2025-2030", data)
    assert report.scope.years == Fraction(5, 2)
    assert sum(each.judged for each in report.muc_tieu) >= 6


def test_the_year_of_the_merger_is_compared_with_the_sum_of_the_predecessors(data):
    report = opened("nam-2025", data)
    assert report.so_htx.ky_truoc.tang_giam and report.words["ngay_dia_gioi_moi"] == "01/7/2025"


def test_the_cluster_of_the_demonstration_shows_its_score_sheet(tmp_path):
    file = content(ROOT / "params" / "demo" / "nhom-2025.yml")
    [(cluster, given)] = file["rieng"].items()
    simulate.write(tmp_path / "data", simulate.ask(cluster, "2025-2025", seed=1))
    report = open_report(cluster, "2025-12-31", "2025-01-01", du_lieu=tmp_path / "data")
    block = diem_thi_dua(report, **{name: ROOT / path for name, path in given.items()})
    members = places.members(cluster, date(2025, 12, 31))
    ranks = [each.value for each in block.figures if each.name == "hang_thi_dua"]
    assert sorted(ranks)[0] == 1 and len(ranks) == len(members), "every mark is given"
    assert "ví dụ" in block.text and "mô phỏng" in (ROOT / given["cham_diem"]).read_text("utf-8")
    assert report.tieu_de("Báo cáo").meta["simulated"]
