"""The page of a place: what it shows of the published figures, and when it is made anew."""

from __future__ import annotations

import csv
import io
import re
import shutil
from functools import cache
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from datasets import data
from published import published
from where import ROOT

from htxlib.codelists import places
from htxoffice.batch import place_data
from htxoffice.batch import site as folder
from htxoffice.batch.cache import Inputs
from htxoffice.batch.ours import Ours
from htxoffice.publish.formats import CSV_COLUMNS
from htxoffice.publish.index import Site
from htxoffice.publish.place_page import MOST_CHARTS, Reader

BAD = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'
LARGEST = 72_000  # bytes; of the provinces, Hòa Bình has most


@cache
def reader() -> Reader:
    return Reader(published())


@cache
def page(id: str) -> BeautifulSoup:
    known = reader().places()
    text = Site([], {}, known).place_page(id, reader().facts(id))
    html5lib.HTMLParser(strict=True).parse(text)
    return BeautifulSoup(text, "html.parser")


def words(tree) -> str:
    return " ".join(tree.get_text(" ").split())


def chart(tree: BeautifulSoup, title: str) -> BeautifulSoup:
    return next(each for each in tree.select(".chuoi section") if each["aria-label"] == title)


# --- which pages -----------------------------------------------------------------------------------------------------------


def test_every_province_of_before_and_of_today_has_a_page():
    known = {id for id in reader().places() if places.get(id).kind in places.PROVINCIAL}
    assert {place.id for day in ("2025-06-30", "2025-07-01") for place in places.all(_day(day))} == known


def _day(text: str):
    from datetime import date

    return date.fromisoformat(text)


@pytest.mark.parametrize("id", ["hoa-binh", "yen-bai", "bac-lieu", "lao-cai-2025", "phu-tho-2025", "ha-noi", "thai-binh", "ca-nuoc",
                                "vung-tay-nguyen", "hue"])
def test_a_page_is_valid_small_and_needs_nothing_from_elsewhere(id):
    tree = page(id)
    assert not tree("script") and not tree("img") and not tree("iframe")
    assert not tree(src=True) and tree.h1.text.startswith(places.get(id).name)
    targets = {each["id"] for each in tree(id=True)}
    assert {a["href"][1:] for a in tree.select("main a[href^='#'], nav a")} <= targets
    assert len(str(tree).encode()) < (LARGEST if id != "ca-nuoc" else 90_000)


# --- what stands on it -------------------------------------------------------------------------------------------------------


def test_registered_cooperatives_and_those_with_results_are_two_charts_and_the_page_says_why():
    tree = page("hoa-binh")
    registered, counted = (chart(tree, name) for name in ("Tổng số HTX", "HTX đang hoạt động có kết quả sản xuất kinh doanh"))
    assert "602" in registered.svg.text and "181" not in registered.svg.find("desc").text
    assert "181 HTX" in counted.svg.find("desc").text and "602" not in counted.svg.text
    assert "hai cách đếm, không so với nhau" in words(tree)


def test_years_without_figures_are_dashes_and_nothing_is_reckoned_across_them():
    counted = chart(page("yen-bai"), "HTX đang hoạt động có kết quả sản xuất kinh doanh")
    assert [each.text for each in counted.svg("text")].count("–") == 4
    said = [words(item) for item in counted("li")]
    assert "Giai đoạn 2010-2017: tăng bình quân 1,1%/năm (từ 128 HTX lên 138 HTX)." in said
    assert "Chưa có số liệu: năm 2018-2021; không tính tăng, giảm qua những năm này." in said
    assert "Trong các năm có số liệu, cao nhất là năm 2022 (202 HTX), thấp nhất là năm 2012 (126 HTX)." in said
    assert any("thứ 7 trong 14 tỉnh" in line and "thứ 30 trong 63 địa phương" in line and "1,3% của cả nước" in line for line in said)
    assert not [line for line in said if re.search(r"Giai đoạn \d+-2022", line)]


def test_a_page_prints_of_several_numbers_the_one_that_the_reports_of_the_place_do():
    entries = [{"params": {"nguon_uu_tien": ["cong-hoa-binh-2022", "bao-hoa-binh-2022-01"]}}, {"params": {}}]
    preferred = place_data.order_of_sources(entries)
    for order, printed in (((), "476"), (preferred, "457")):
        text = Site([], {}, ["hoa-binh"]).place_page("hoa-binh", Reader(published(), order).facts("hoa-binh"))
        drawn = chart(BeautifulSoup(text, "html.parser"), "Tổng số HTX").svg("text")
        assert [each.text for each in drawn if each.text in ("454", "457", "476")] == [printed]


def test_of_fewer_than_five_values_there_is_no_trend():
    said = words(chart(page("hoa-binh"), "Tổng số HTX"))
    assert "Giai đoạn" not in said and "cao nhất" not in said and "bình quân" not in said


def test_a_change_of_boundaries_is_drawn_and_told():
    section = chart(page("ha-noi"), "HTX nông, lâm nghiệp và thủy sản (niên giám thống kê)")
    assert "Từ năm 2008 không so với các năm trước: địa giới đổi từ 01/8/2008" in words(section)
    assert section.svg.find(attrs={"stroke-dasharray": True})


def test_the_pages_of_before_and_after_the_merger_lead_to_each_other():
    assert [a["href"] for a in page("yen-bai").select(".lien-quan li")[0]("a")] == ["lao-cai-2025.html"]
    after = page("lao-cai-2025")
    assert {a["href"] for a in after.select(".lien-quan li")[0]("a")} == {"yen-bai.html", "lao-cai.html"}
    assert "338 HTX" in chart(after, "HTX đang hoạt động có kết quả sản xuất kinh doanh").svg.find("desc").text  # 202 + 136


def test_the_latest_figures_have_their_dates_and_sources():
    tree = page("bac-lieu")
    rows = {words(row.th): [words(cell) for cell in row("td")] for row in tree.select("table.bang tbody tr") if row.th}
    number, when, cited = rows["HTX đang hoạt động có kết quả sản xuất kinh doanh"]
    assert (number, when) == ("199 HTX", "31/12/2022")
    source = tree.select_one(f"#nguon-{cited.strip('[]')}")
    assert source and "2022" in source.text


def test_what_does_not_add_up_is_told_and_targets_stand_with_their_documents():
    tree = page("hoa-binh")
    found = words(tree.find(id="chua-khop").find_next("ul"))
    assert "446 + 52 = 498 HTX" in found and "chưa tính lại được" not in found
    assert "Kế hoạch năm 2024 của tỉnh Hòa Bình" in words(tree.find(id="chi-tieu").find_next("table"))


def test_the_file_of_figures_holds_every_dated_row_of_the_place_and_no_other():
    for id, ids in (("yen-bai", {"yen-bai"}), ("lao-cai-2025", {"lao-cai-2025", "lao-cai", "yen-bai"})):
        rows = list(csv.DictReader(io.StringIO(reader().facts(id).csv.removeprefix("\ufeff"), newline="")))
        given = [row for row in published().every("so_lieu") if row.place in ids and row.period.end]
        assert len(rows) == len(given) and {row["don_vi"] for row in rows} == ids and tuple(rows[0]) == CSV_COLUMNS
        assert all(row["den_ngay"] and row["tieu_de_nguon"] for row in rows)


def test_at_most_so_many_charts():
    facts = reader().facts("hoa-binh")
    assert len(facts.charts) == MOST_CHARTS and facts.more_series > 0


def test_text_from_the_data_is_literal():
    given = data(f"yen-bai|so_htx|.|2022-12-31|500|HTX|.|.|{BAD}")
    text = Site([], {}, ["yen-bai"]).place_page("yen-bai", Reader(given).facts("yen-bai"))
    tree = BeautifulSoup(text, "html.parser")
    assert not tree("script") and not tree("img") and "alert(1)" in tree.text


# --- when it is made anew ----------------------------------------------------------------------------------------------------


# Two provinces that merged, two others that did, one that did not, and what they are ranked in: all figures of all take much longer.
FEW = {"yen-bai", "lao-cai", "lao-cai-2025", "an-giang", "kien-giang", "an-giang-2025", "son-la", "ca-nuoc"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with the published figures of a few places, and of the others the one that all are ranked by."""
    shutil.copytree(ROOT / "data/cong_bo", tmp_path / "data/cong_bo")
    for path in (tmp_path / "data/cong_bo").glob("*.csv"):
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
        if "don_vi" in head:
            with path.open("w", encoding="utf-8", newline="") as file:
                kept = [row for row in rows if row[head.index("don_vi")] in FEW or {"htx_co_ket_qua", "2022-12-31"} <= {*row}]
                csv.writer(file, lineterminator="\n").writerows([head, *kept])
    return tmp_path


def publish(home: Path, *entries: dict) -> tuple[dict[str, str], list[str]]:
    """The pages of the site, and the places whose page was made anew."""
    reports = home / "reports"
    inputs = Inputs(home, reports)
    made: list[str] = []
    build = place_data.PlaceData.learn

    def learn(self, id, *rest):
        made.append(id)
        build(self, id, *rest)

    place_data.PlaceData.learn = learn
    try:
        before = (inputs.private.read("site.json") or {"pages": {}})["pages"]
        pages, whole = folder.publish(reports, {str(n): each for n, each in enumerate(entries)}, inputs, Ours(reports, inputs, {}), before)
    finally:
        place_data.PlaceData.learn = build
    inputs.private.write("site.json", {"account": "", "pages": pages})
    inputs.private.write("published.json", inputs.published.known)
    assert whole
    return pages, made


def entry(place: str, du_lieu: str = "data/cong_bo", title: str = "Năm 2022") -> dict:
    params = {"don_vi": place, "tu_ngay": "2022", "den_ngay": "2022", "du_lieu": du_lieu}
    return {"publication": "nam-2022", "place": place, "title": title, "params": params, "outputs": {}, "report": {}}


def edit(home: Path, before: str, after: str) -> None:
    path = home / "data/cong_bo/so_lieu.csv"
    text = path.read_text("utf-8-sig")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), "utf-8-sig")


@pytest.mark.parametrize(("reported", "shown"), [
    (["yen-bai"], {"yen-bai", "lao-cai-2025"}),
    (["yen-bai", "phu-tho"], {"yen-bai", "lao-cai-2025", "phu-tho", "phu-tho-2025"}),
    (["cum-tay-bac-2023"], {"cum-tay-bac-2023", "dien-bien", "hoa-binh", "lai-chau", "lao-cai", "lao-cai-2025", "phu-tho", "phu-tho-2025",
                            "son-la", "yen-bai"}),
    (["yen-bai", "ca-nuoc"], None),
])
def test_the_places_that_reports_are_about_have_pages_of_the_country_all(reported, shown):
    entries = [entry(place) for place in reported]
    assert place_data.places_of(entries) == shown


def test_a_page_is_made_anew_when_its_rows_or_reports_changed_and_only_then(home):
    pages, made = publish(home, entry("yen-bai"), entry("ca-nuoc"))
    assert set(made) >= FEW and len(made) == len(set(made)) and "don_vi/yen-bai.csv" in pages
    assert publish(home, entry("yen-bai"), entry("ca-nuoc")) == (pages, [])
    _, made = publish(home, entry("yen-bai", title="Báo cáo năm 2022"), entry("ca-nuoc"))
    assert made == ["yen-bai"]
    edit(home, "yen-bai,so_htx,,2024-12-31,831,", "yen-bai,so_htx,,2024-12-31,832,")
    pages, made = publish(home, entry("yen-bai", title="Báo cáo năm 2022"), entry("ca-nuoc"))
    assert {"yen-bai", "lao-cai-2025"} <= set(made) and "son-la" not in made and "an-giang" not in made
    assert "832" in (home / "reports/don_vi/yen-bai.html").read_text("utf-8")
    (home / "reports/don_vi/son-la.html").unlink()
    again, made = publish(home, entry("yen-bai", title="Báo cáo năm 2022"), entry("ca-nuoc"))
    assert (again, made) == (pages, ["son-la"])


def test_a_level_that_others_are_ranked_by_moves_their_pages_too(home):
    publish(home, entry("yen-bai"), entry("ca-nuoc"))
    edit(home, "an-giang,htx_co_ket_qua,,2022-12-31,194,", "an-giang,htx_co_ket_qua,,2022-12-31,9194,")
    _, made = publish(home, entry("yen-bai"), entry("ca-nuoc"))
    assert {"an-giang", "an-giang-2025", "yen-bai", "ca-nuoc"} <= set(made)


def test_what_was_remembered_makes_the_same_pages(home):
    remembered = [publish(home, entry("yen-bai")), publish(home, entry("yen-bai"), entry("son-la"))][-1][0]
    shutil.rmtree(home / "reports")
    assert publish(home, entry("yen-bai"), entry("son-la"))[0] == remembered


def test_of_simulated_figures_places_have_their_reports_alone(home):
    simulated = (home / "data/cong_bo/so_lieu.csv").read_text("utf-8-sig")
    simulated = "\n".join([simulated.splitlines()[0], "yen-bai,so_htx,,2022-12-31,500,,HTX,,,mô phỏng,,"])
    (home / "data/mau").mkdir()
    (home / "data/mau/so_lieu.csv").write_text(simulated, "utf-8")
    pages, made = publish(home, entry("yen-bai", "data/mau") | {"report": {"simulated": True}})
    assert made == ["yen-bai"] and sorted(pages) == ["don_vi/yen-bai.html", "index.html"]
