"""The index and the places' pages: what they say of each report, their links, search and sorting, in Chromium too."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date, timedelta

import html5lib
import pytest
from bs4 import BeautifulSoup
from datasets import data
from published import published

from htxlib.codelists.places import MERGER
from htxlib.display.tilemap import layout
from htxoffice.batch import site as folder
from htxoffice.batch.cache import Inputs
from htxoffice.batch.files import digest
from htxoffice.batch.ours import Ours
from htxoffice.publish.country import maps
from htxoffice.publish.index import Site, site
from htxoffice.publish.page import anchor
from htxoffice.publish.summary import summary

BAD = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'


def record(name="so_htx", value="683", place="yen-bai", to="2022-12-31", **more) -> dict:
    known = {"key": f"{place}.{name}@{to}", "name": name, "place": place, "value": value, "upper": None, "number": value}
    rest = {"remark": "", "unit": "HTX", "decimals": 0, "hedge": "", "status": "chính thức", "from": None, "to": to, "origins": [{"row": 2}]}
    return known | rest | more


def told(*figures, place="yen-bai", targets=(), start="2022-01-01", end="2022-12-31") -> dict:
    return {"report": {"place": place, "from": start, "to": end}, "figures": list(figures), "targets": list(targets)}


def entry(place="dak-lak", publication="nam-2022", title="Năm 2022", simulated=False, **more) -> dict:
    params = {"don_vi": place, "tu_ngay": "2022", "den_ngay": "2022"}
    name = f"{publication}/{place}"
    outputs = {f"{name}.html": "a", f"{name}.docx": "c", f"{name}.figures.json": "b"}
    report = {"title": "Báo cáo", "simulated": simulated}
    base = {"publication": publication, "place": place, "title": title, "notebook": "n", "params": params}
    return base | {"outputs": outputs, "report": report} | more


def failed(place: str, message: str) -> dict:
    return entry(place, outputs={}, failure={"notebook": "n", "cell": 4, "message": message})


def soup(text: str) -> BeautifulSoup:
    html5lib.HTMLParser(strict=True).parse(text)
    return BeautifulSoup(text, "html.parser")


def rows(tree: BeautifulSoup, css: str = ".danh-muc") -> list[list[str]]:
    return [[" ".join(cell.text.split()) for cell in row(["th", "td"])] for row in tree.select(f"{css} tr[data-tim]")]


# --- what a side file says -------------------------------------------------------------------------------------------


def test_the_figure_of_the_report_s_own_period_is_the_main_one():
    flow = {"name": "htx_thanh_lap_moi", "unit": "HTX"}
    found = summary(
        told(
            record(to="2021-12-31", value="600"),
            record(to="2022-06-30"),
            record(**flow, value="9", to="2022-12-31", **{"from": "2022-01-01"}),
            record(**flow, value="3", to="2022-06-30", **{"from": "2022-01-01"}),
        )
    )
    assert (found["figures"]["so_htx"]["number"], found["figures"]["so_htx"]["when"]) == ("683", "30/6/2022")
    assert (found["figures"]["htx_thanh_lap_moi"]["number"], found["figures"]["htx_thanh_lap_moi"]["when"]) == ("9", "")
    assert found["date"] == "2022-12-31"


@pytest.mark.parametrize(
    "unfit",
    [
        record(place="lao-cai"),
        record(value=None),
        record(to=None),
        record("so_htx.muc_tieu", to="2030"),
    ],
    ids=["of another place", "missing", "undated", "a target"],
)
def test_what_is_no_figure_of_this_report_is_not_shown(unfit):
    assert summary(told(unfit))["figures"] == {} and summary(told(unfit))["date"] == ""


def test_status_hedge_and_range():
    found = summary(told(record(status="ước", hedge="gần"), record("so_tht", "10", upper="20", number="10-20", status="ước")))
    assert found["statuses"] == {"ước": 2}
    assert (found["figures"]["so_htx"]["hedge"], found["figures"]["so_tht"]["hedge"]) == ("gần", "ước")
    assert found["figures"]["so_tht"]["value"] == "10/20"


def test_of_two_numbers_of_one_day_the_index_shows_the_one_that_the_report_says_first():
    said, reckoned_with = record(value="457", number="457"), record(value="476", number="476", key="of-another-source")
    assert summary(told(said, reckoned_with))["figures"]["so_htx"]["number"] == "457"


def test_verdicts_are_counted_by_kind_and_only_where_judged():
    kinds = [("nghị quyết", True, True), ("chương trình", True, False), ("nghị quyết", False, False), ("kế hoạch", True, True)]
    targets = [{"kind": kind, "judged": judged, "met": met} for kind, judged, met in kinds]
    assert summary(told(targets=targets))["verdicts"] == {"nghị quyết": [1, 2], "kế hoạch": [1, 1]}


def test_an_unreadable_side_file_says_nothing():
    assert summary({}) == {"figures": {}, "verdicts": {}, "date": "", "statuses": {}}


# --- the pages -------------------------------------------------------------------------------------------------------


def test_index_shows_reports_figures_and_failures():
    summaries = {"nam-2022/dak-lak": summary(told(record(place="dak-lak"), place="dak-lak"))}
    pages = site([entry(), failed("ca-mau", "ValueError: <b>")], summaries)
    tree = soup(pages["index.html"])
    files = "Word của báo cáo Đắk Lắk, năm 2022 · Số liệu của báo cáo Đắk Lắk, năm 2022"
    assert rows(tree) == [
        ["Cà Mau Năm 2022", "Giữ lại n, ô 4: ValueError: <b>"],
        ["Đắk Lắk Năm 2022", "683", "31/12/2022 chính thức", files],
    ]
    link = tree.select_one(".danh-muc td a[href*='#cs-']")
    assert link["href"] == f"nam-2022/dak-lak.html#cs-{anchor('dak-lak.so_htx@2022-12-31')}" and link.data["value"] == "683"
    assert tree.header.p.text == "2 báo cáo của 2 đơn vị, 1 báo cáo bị giữ lại, chưa công bố."
    assert rows(tree, ".bang-hep") == [["Cà Mau", "–", "–"], ["Đắk Lắk", "683", "31/12/2022"]]


def test_a_sum_over_some_members_says_so_and_stands_for_no_whole():
    part = record(place="ca-nuoc", remark="ở 2/63 tỉnh")
    tree = soup(site([entry("ca-nuoc")], {"nam-2022/ca-nuoc": summary(told(part, place="ca-nuoc"))})["index.html"])
    assert rows(tree)[0][1] == "683 ở 2/63 tỉnh" and rows(tree, ".bang-hep") == [["Cả nước", "–", "–"]]


def test_of_a_group_the_value_that_the_report_says_first_is_the_main_one():
    own = record(place="ca-nuoc"), record(place="ca-nuoc", value="600", to="2021-12-31")
    part = record(place="ca-nuoc", value="9", remark="ở 2/63 tỉnh", to="2023-05-31", key="ca-nuoc-2-67b7c0.so_htx@2023-05-31")
    for figures, number in [((*own, part), "683"), ((part, *own), "9"), ((own[1], part, own[0]), "683")]:
        assert summary(told(*figures, place="ca-nuoc"))["figures"]["so_htx"]["number"] == number


def test_nothing_built_yet():
    tree = soup(site([], {})["index.html"])
    assert "Chưa có báo cáo" in tree.main.text and not tree("script")


def test_real_and_simulated_figures_are_apart():
    entries = [entry(), entry("ca-mau", simulated=True)]
    tree = soup(site(entries, {})["index.html"])
    assert [h.text for h in tree("h2")] == ["Các đơn vị", "Các báo cáo", "Các đơn vị (số liệu mô phỏng)", "Các báo cáo (số liệu mô phỏng)"]
    real, made_up = tree.select(".danh-muc")
    assert "Cà Mau" not in real.text and "Đắk Lắk" not in made_up.text
    assert [p.strong.text for p in tree.select(".mo-phong")] == ["SỐ LIỆU MÔ PHỎNG"]


def test_places_of_one_name_are_told_apart_and_lead_to_each_other():
    entries = [entry("thai-nguyen"), entry("thai-nguyen-2025", "nam-2025", params={"don_vi": "thai-nguyen-2025", "tu_ngay": "2025", "den_ngay": "2025"})]
    pages = site(entries, {})
    names = [row[0] for row in rows(soup(pages["index.html"]), ".bang-hep")]
    assert names == ["Thái Nguyên (đến 30/6/2025)", "Thái Nguyên (từ 01/7/2025)"]
    old = soup(pages["don_vi/thai-nguyen.html"])
    assert [a["href"] for a in old.select("ul a")] == ["thai-nguyen-2025.html"] and "Sau khi sắp xếp" in old.ul.text


def test_every_link_stays_inside_the_folder():
    pages = site([entry(), entry("ca-nuoc"), entry("vung-tay-nguyen")], {})
    known = {*pages, *(name for place in ("dak-lak", "ca-nuoc", "vung-tay-nguyen") for name in entry(place)["outputs"])}
    for name, text in pages.items():
        here = name.rpartition("/")[0]
        for link in re.findall(r'(?:href|src)="([^"#]+)', text):
            path = [part for part in f"{here}/{link}".split("/") if part]
            while ".." in path:
                at = path.index("..")
                del path[at - 1 : at + 1]
            assert "/".join(path) in known, (name, link)
    groups = [item.text for item in soup(pages["don_vi/dak-lak.html"]).select("ul li")]
    assert groups == ["Thuộc: Tây Nguyên, Cả nước."]


def test_text_from_outside_is_literal():
    pages = site([entry(title=BAD, report={"title": BAD}), failed("ca-mau", BAD)], {})
    for text in pages.values():
        tree = soup(text)
        assert not tree("img") and "onerror" not in {name for tag in tree(True) for name in tag.attrs}
        assert all(script.string == soup(pages["index.html"]).script.string for script in tree("script"))
    assert pages["index.html"].count("&lt;script&gt;") >= 3


def test_the_one_script_is_the_one_the_page_allows():
    tree = soup(site([entry()], {})["index.html"])
    sign = base64.b64encode(hashlib.sha256(tree.script.string.encode()).digest()).decode()
    policy = tree.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert f"script-src 'sha256-{sign}'" in policy and not soup(site([entry()], {})["don_vi/dak-lak.html"])("script")


def test_same_account_same_bytes():
    entries = [entry(), entry("ca-mau"), failed("yen-bai", "x")]
    assert site(entries, {}) == site(entries[::-1], {})


# --- the map ---------------------------------------------------------------------------------------------------------


def stocks(day: date, count: int, year: int = 2022, name: str = "so_htx", more: str = "") -> str:
    """One level a province of that day's layout, of the first so many."""
    return "\n".join(f"{tile.place}|{name}|.|{year}-12-31|{100 + at}|HTX|{more or '.'}" for at, tile in enumerate(layout(day)[:count]))


BEFORE = MERGER - timedelta(days=1)


def test_a_map_is_drawn_where_a_quarter_of_the_provinces_is_known():
    def old(count: int) -> list:
        return [each for each in maps(data(stocks(BEFORE, count))) if "đến 30/6/2025" in each.title]

    assert old(63 // 4) == []
    (drawn,) = old(63 // 4 + 1)
    assert len(drawn.rows) == 16 and "chưa có số liệu năm này" in drawn.picture and "năm 2022 (63 đơn vị" in drawn.title


@pytest.mark.parametrize(("rows", "shown"), [
    ([(20, 2022, "so_htx"), (63, 2017, "htx_co_ket_qua")], ("htx_co_ket_qua", 2017)),
    ([(63, 2022, "so_htx"), (63, 2017, "htx_co_ket_qua")], ("so_htx", 2022)),
    ([(63, 2017, "so_htx"), (63, 2022, "htx_co_ket_qua")], ("htx_co_ket_qua", 2022)),
    ([(63, 2022, "so_htx"), (63, 2022, "htx_co_ket_qua")], ("so_htx", 2022)),
    ([(40, 2023, "so_htx"), (41, 2016, "so_htx")], ("so_htx", 2016)),
], ids=["most provinces", "then the latest year", "whatever the indicator", "then registered ones", "never two years on one scale"])
def test_the_map_shows_the_indicator_and_the_year_with_the_most_provinces(rows, shown):
    given = data("\n".join(stocks(BEFORE, count, year, name) for count, year, name in rows))
    (_, year), count = shown, max(count for count, *_ in rows)
    before = next(each for each in maps(given) if "đến 30/6/2025" in each.title)
    assert before.title.startswith(given.variable(shown[0]).label) and f", năm {year} (" in before.title
    assert len(before.rows) == count


def test_the_published_figures_fill_both_maps_with_one_definition_and_one_year():
    after, before = maps(published())
    assert (len(after.rows), len(before.rows)) == (34, 63)
    for each in (after, before):
        assert each.title.startswith("HTX đang hoạt động có kết quả sản xuất kinh doanh, năm 2022 (") and "chưa có" not in each.picture
        total = sum(int(number.replace(".", "")) for *_, number in each.rows)
        assert total == 15832  # what the notes to the statistics say that the 63 come to


def test_estimates_on_a_map_have_a_star():
    *_, drawn = maps(data(stocks(BEFORE, 20, more="khoảng")))
    assert all(number.endswith("*") for *_, number in drawn.rows) and "(*) Số ước lượng." in drawn.picture


def test_the_index_says_for_what_it_is_who_publishes_it_and_of_when_its_figures_are():
    def head(*entries) -> str:
        made = Site(entries, {"nam-2022/dak-lak": summary(told(record(place="dak-lak"), place="dak-lak"))})
        return " ".join(soup(made.index_page({}, {}, "từ năm 2010 đến 31/12/2025")).select_one(".ve-trang").get_text(" ").split())

    unsigned = head(entry())
    assert "Mục đích" in unsigned and "từ năm 2010 đến 31/12/2025; báo cáo có số mới nhất đến 31/12/2022" in unsigned
    assert "Tổng hợp từ nguồn công khai; không phải văn bản của Liên minh HTX nào" in unsigned
    signed = [entry(place, van_ban={"co_quan": f"Liên minh {place}"}) for place in ("dak-lak", "ca-mau", "yen-bai", "son-la")]
    assert "Nơi công bố Liên minh dak-lak. " in head(signed[0]) and "4 cơ quan" in head(*signed)


# --- the folder ------------------------------------------------------------------------------------------------------


def test_pages_are_written_once_and_removed_with_their_place(tmp_path):
    entries = {}
    for place in ("dak-lak", "ca-mau"):
        side = tmp_path / f"nam-2022/{place}.figures.json"
        side.parent.mkdir(exist_ok=True)
        side.write_text(json.dumps(told(record(place=place), place=place)), "utf-8")
        entries[f"nam-2022/{place}"] = entry(place)
        entries[f"nam-2022/{place}"]["outputs"][f"nam-2022/{place}.figures.json"] = digest(side.read_bytes())
    inputs = Inputs(tmp_path, tmp_path)
    private = inputs.private

    def publish(entries):
        made = private.read("site.json") or {"pages": {}}
        ours = Ours(tmp_path, inputs, entries)
        pages, whole = folder.publish(tmp_path, entries, inputs, ours, made["pages"])
        private.write("site.json", {"account": "", "pages": pages})
        return whole

    assert publish(entries)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    assert len(before) == 3
    (tmp_path / "nam-2022/ca-mau.figures.json").write_text("{", "utf-8")  # what the account means is known: not read again
    assert publish(entries)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    (tmp_path / ".htx/index.json").unlink()
    assert not publish(entries)  # made without its figures, and again when they are back
    assert publish({"nam-2022/dak-lak": entries["nam-2022/dak-lak"]})
    assert [path.name for path in (tmp_path / "don_vi").iterdir()] == ["dak-lak.html"]
