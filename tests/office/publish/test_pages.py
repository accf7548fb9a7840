"""Reports built from the published data, read back: digits, traces, schema, links; and looked at in Chromium.

One report of each kind: mid-term, annual with much and with little data, simulated and merged, a group of provinces, the
country; the index, a place; what was checked, what was imported.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import jsonschema
import pytest
from browser import QUIET
from bs4 import BeautifulSoup
from forms import Form
from page_reading import LINK, chart_differences, differences, read, recomputed, untraced
from published import findings as of_published
from published import published
from where import ROOT

from htxlib.codelists import places
from htxlib.words.errors import InputError
from htxoffice import simulate
from htxoffice.batch import build, manifest, plan
from htxoffice.batch.work import produce
from htxoffice.intake import importing
from htxoffice.intake.report import to_html
from htxoffice.publish import pdf
from htxoffice.publish.check_page import check_page
from htxoffice.publish.country import maps
from htxoffice.publish.index import Site
from htxoffice.publish.summary import summary

REPORTS = {
    "mid-term": "giua-ky-2020-2025/yen-bai",
    "rich": "nam-2024/yen-bai",
    "long": "nam-2023/phu-tho",
    "thin": "nam-2014/vinh-phuc",
    "group": "cum-tay-bac-2023-thanh-vien/cum-tay-bac-2023",
    "country": "ca-nuoc-2021/ca-nuoc",
    "simulated": "mo-phong/phu-tho-2025",  # not of params/, and not in the index
}
PAGES = REPORTS | {"index": "index", "map": "ban-do/index", "place": "don_vi/yen-bai", "checked": "kiem-tra", "imported": "nhap"}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The folder of reports."""
    folder = tmp_path_factory.mktemp("reports")
    publications, chosen = zip(*(name.split("/") for kind, name in REPORTS.items() if kind != "simulated"), strict=True)
    files = [ROOT / "params" / f"{name}.yml" for name in publications]
    assert build(files, places=set(chosen), reports=folder, formats=["html"]) == 0
    for suffix, content in simulated(tmp_path_factory.mktemp("data")).items():
        path = folder / f"{REPORTS['simulated']}.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    (folder / "ban-do").mkdir()
    (folder / "ban-do/index.html").write_text(index_with_a_map(folder), "utf-8")
    findings = of_published()
    (folder / "kiem-tra.html").write_text(check_page(findings, "data/cong_bo"), "utf-8")
    (folder / "nhap.html").write_text(to_html(refused(tmp_path_factory.mktemp("import"))), "utf-8")
    return folder


def index_with_a_map(folder: Path) -> str:
    """The index of thirty provinces with its two maps, and tables of two columns beside them."""
    entry, id_ = manifest.read(folder)[REPORTS["thin"]], REPORTS["thin"]
    said = summary(json.loads((folder / f"{id_}.figures.json").read_text("utf-8")))
    provinces = [place.id for place in places.all(date(2014, 12, 31)) if place.kind in places.PROVINCIAL][:30]
    entries = [entry | {"place": each, "params": entry["params"] | {"don_vi": each}} for each in provinces]
    made = Site(entries, {f"{entry['publication']}/{each}": said for each in provinces})
    return made.index_page({False: maps(published())}, {}, "từ năm 2000 đến 31/12/2025")


def simulated(folder: Path) -> dict[str, bytes]:
    """The annual report of a merged province, with more numbers than any from published data."""
    simulate.write(folder, simulate.ask("phu-tho-2025,phu-tho,vinh-phuc,hoa-binh", "2020-2026", seed=1))
    job = next(job for job in plan.read(ROOT, [ROOT / "params/demo/nam-2025.yml"]) if job.id == "nam-2025/phu-tho-2025")
    return produce(replace(job, params=job.params | {"du_lieu": str(folder)}, formats=("html",)), "htx", lambda cell: None).files


def refused(folder: Path):
    """What came of a form with a mistake."""
    form = Form()
    form.set("so_lieu", "so_htx", "gia_tri", "sáu trăm")
    (outcome,) = importing.bring([form.save(folder / "bieu.xlsx")], folder / "du-lieu", "2023-06-30")
    return outcome


def read_page(built: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((built / f"{PAGES[name]}.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module", params=REPORTS)
def report(request, built) -> Path:
    return built / f"{REPORTS[request.param]}.html"


# --- what the page says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_valid_html_of_few_bytes(built, page):
    content = (built / f"{PAGES[page]}.html").read_bytes()
    html5lib.HTMLParser(strict=True).parse(content.decode())
    print(f"{page}: {len(content) / 1000:.0f} KB")
    assert len(content) < 200_000


def test_no_section_is_empty(report):
    page = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    for heading in page.find_all(["h2", "h3"]):
        after = heading.find_next_sibling()
        assert after is not None, heading
        assert after.name not in ("h1", "h2", heading.name), heading


def test_side_file_keeps_to_its_schema(report):
    schema = json.loads((ROOT / "docs/figures.schema.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    assert [error.message for error in checker.iter_errors(read(report)[1])] == []


def test_side_file_is_closed(report):
    """What a record, an occurrence or a verdict refers to is there."""
    side = read(report)[1]
    keys = {record["key"] for record in side["figures"]}
    wanted = {key for record in side["figures"] for key in record["inputs"]}
    wanted |= {use["key"] for use in side["occurrences"]} | {target["bound"] for target in side["targets"]}
    wanted |= {target[key] for target in side["targets"] for key in ("actual", "attainment") if target[key]}
    assert wanted <= keys


def test_same_digits_on_the_page_and_in_the_side_file(report):
    tree, side = read(report)
    assert len(tree.select(LINK)) >= 4
    assert differences(tree, side) == []


def test_charts_print_the_digits_of_the_figures(report):
    assert chart_differences(*read(report)) == []


def test_every_digit_is_traced_or_of_an_allowed_kind(report):
    assert untraced(*read(report)) == []


@pytest.mark.parametrize(
    "line",
    ["Có 683 HTX.", "Năm 2023 có 12 lớp", "tăng 5,3%", "553/683 HTX", "tháng 13", "20-25 người"],
)
def test_a_typed_number_would_be_found(line):
    tree = BeautifulSoup(f"<main><p>Đến 31/5/2023, {line}</p></main>", "html.parser")
    assert len(untraced(tree, {"figures": [], "targets": []})) == 1


def test_every_trace_comes_to_the_printed_value(report):
    records = {record["key"]: record for record in read(report)[1]["figures"]}
    # The inputs of a rank are the other rows of its table; those of a count are the verdicts.
    chosen = [each for each in records.values() if each["formula"] and ".hang" not in each["name"]]
    wrong = [each["key"] for each in chosen if each["number"] not in recomputed(each, records)]
    assert wrong == []


def test_links_lead_somewhere(built):
    for page in PAGES.values():
        path = built / f"{page}.html"
        for link in re.findall(r'href="([^"]*)"', path.read_text("utf-8")):
            if link.startswith(("http://", "https://")):  # sources on the web
                continue
            target, _, anchor = link.partition("#")
            found = path.parent / target if target else path
            if found.exists() or "/" not in page:  # a place of which only some reports were built
                assert found.exists(), (page, link)
                assert not anchor or f'id="{anchor}"' in found.read_text("utf-8"), (page, link)


# --- in Chromium -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        program = pdf.browser()
    except InputError:
        pytest.skip("no Chromium, Chrome or Edge here")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, built):
    """Open a page of the folder from the disk; what it asks for is kept in `page.asked`."""
    open_ = []

    def visit(name: str, width: int = 1440, scheme: str = "light"):
        open_.append(chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = open_[-1].new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto((built / f"{PAGES[name]}.html").as_uri())
        return page

    yield visit
    for context in open_:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "long"])
def test_axe_finds_nothing(visit, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(name, scheme=scheme)
    # Entries of the annex and rows are all alike: the first ones stand for hundreds. Only colours differ in the dark.
    alike = ".phu-luc dl > :nth-child(n+40), .bang tbody > :nth-child(n+12), .phu-luc li:nth-child(n+12)"
    page.evaluate(f"document.querySelectorAll('{alike}').forEach(each => each.remove())")
    found = axe.run(page, options={"runOnly": ["color-contrast"]} if scheme == "dark" else None)
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]  # it did look


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_but_itself(visit, name):
    page = visit(name)
    page.wait_for_timeout(50)
    assert len(page.asked) == 1 and page.asked[0].startswith("file://") and page.said == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(visit, name):
    page = visit(name)
    for width in (320, 390, 700, 768, 1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [700, 1024, 1200, 1440])
def test_the_table_beside_a_map_keeps_to_its_columns(visit, width):
    """Rows that stand in two columns: no cell reaches past the box, and none of the left column into the right one."""
    page = visit("map", width)
    over = """[...document.querySelectorAll('.ban-do > div')].map(box => {
        const edge = box.getBoundingClientRect(), cells = [...box.querySelectorAll('td, th')].map(c => c.getBoundingClientRect());
        const lefts = [...box.querySelectorAll('tr > :first-child')].map(c => Math.round(c.getBoundingClientRect().left));
        const second = Math.max(...lefts);
        return [cells.length, cells.filter(c => c.right > edge.right + 1).length,
                cells.filter(c => second > Math.min(...lefts) && c.left < second - 1 && c.right > second + 1).length];
    })"""
    found = page.evaluate(over)
    assert max(cells for cells, _, _ in found) > 60 and not any(past or across for _, past, across in found), found


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_each_cell_is_named_by_its_column(visit, name):
    nameless = """() => [...document.querySelectorAll(".bang td:not([colspan])")]
        .filter(cell => cell.cellIndex && cell.offsetParent)
        .filter(cell => getComputedStyle(cell, "::before").content
                        !== JSON.stringify(cell.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent))
        .map(cell => cell.textContent)"""
    page = visit(name, width=390)
    assert page.locator(".bang").count() and page.evaluate(nameless) == []


def heads(page) -> list[str]:
    """Place and period of each report that is to be seen."""
    return [" ".join(text.split()) for text in page.locator(".danh-muc tr[data-tim]:visible th").all_inner_texts()]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [("yen bai", "Yên Bái"), ("PHÚ THỌ", "Phú Thọ"), ("phu tho 2023", "Phú Thọ Năm 2023"), ("so ket", "Từ năm 2020"), ("nơi nào", None)],
)
def test_index_is_searched_without_accents(visit, asked, wanted):
    page = visit("index")
    every = heads(page)
    page.fill("#tim", asked)
    assert heads(page) == [head for head in every if wanted and wanted in head]
    assert (f"{len(heads(page))} báo cáo" if wanted else "Không có") in page.locator("[role=status]").inner_text()
    page.fill("#tim", "")
    assert heads(page) == every and page.said == []


def test_index_is_sorted_by_a_column_and_back(visit):
    page = visit("index")
    before = heads(page)

    def pressed() -> tuple[str | None, list[int | None]]:
        page.click("th button >> text=Tổng số HTX")
        cells = page.locator(".danh-muc tr[data-tim] td:nth-child(2)").all_inner_texts()
        numbers = [int(found[0].replace(".", "")) if (found := re.search(r"[\d.]+", cell)) else None for cell in cells]
        return page.locator("th:has-text('Tổng số HTX')").last.get_attribute("aria-sort"), numbers

    down, up, off = pressed(), pressed(), pressed()
    known = sorted(number for number in off[1] if number is not None)
    missing = [None] * (len(before) - len(known))
    assert down == ("descending", known[::-1] + missing) and up == ("ascending", known + missing)
    assert off[0] is None and heads(page) == before and missing


def test_what_is_copied_keeps_headings_tables_and_numbers(chromium, built):
    """As Word and web editors get it: without the contents list, the words of the charts and what is for the screen only."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((built / f"{PAGES['mid-term']}.html").as_uri())
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    read = "navigator.clipboard.read().then(all => all[0].getType('text/html')).then(each => each.text())"
    copied, whole = BeautifulSoup(page.evaluate(read), "html.parser"), read_page(built, "mid-term")
    context.close()
    assert [h.text for h in copied(["h1", "h2", "h3"])] == [h.text for h in whole(["h1", "h2", "h3"])]
    assert [row.get_text("|") for row in copied("tr")] == [row.get_text("|") for row in whole("tr")]
    assert all("border" in cell["style"] for cell in copied(["th", "td"]))
    assert [each.text for each in copied("data")] == [each.text for each in whole("data")]
    assert "Thu nhập bình quân của người lao động trong HTX: 63,6 triệu" in copied.text
    assert not [words for words in ("Mục lục", "Đến nội dung", "Hiện cách tính", "Bấm vào", "Bản Word", "mức chỉ tiêu (100%)") if words in copied.text]


def test_a_number_opens_how_it_was_made_beside_itself_and_escape_closes_it(visit, built):
    page = visit("mid-term")
    number = page.locator("main p [popovertarget]:has-text('683')").first
    entry = page.locator(f"#{number.get_attribute('popovertarget')}")
    assert not entry.is_visible()
    number.focus()
    page.keyboard.press("Enter")
    assert entry.is_visible() and all(words in entry.inner_text() for words in ("Tổng số HTX", "Nguồn: ", "so_lieu.csv, dòng"))
    box, beside = entry.bounding_box(), number.bounding_box()
    assert 0 <= box["y"] - beside["y"] - beside["height"] < 40 or 0 <= beside["y"] - box["y"] - box["height"] < 40
    page.keyboard.press("Escape")
    assert not entry.is_visible() and page.evaluate("document.activeElement.getAttribute('popovertarget')")


def test_an_input_of_a_formula_opens_its_own_entry(visit):
    page = visit("mid-term")
    share = page.locator("main p [popovertarget]:has-text('81%')").first
    share.click()
    entry = page.locator(f"#{share.get_attribute('popovertarget')}")
    inner = entry.locator("[popovertarget]:has-text('683')")
    inner.click()
    assert page.locator(f"#{inner.get_attribute('popovertarget')}").is_visible()


def test_the_line_of_a_member_opens_with_the_name_of_what_it_is(visit):
    page = visit("group")
    line = page.locator(".phu-luc dd[popover]").first.get_attribute("id")
    page.evaluate(f"document.getElementById('{line}').showPopover()")
    assert "từng đơn vị" in page.evaluate(f"getComputedStyle(document.getElementById('{line}'), '::before').content")


def test_all_entries_stand_below_when_the_reader_says_so(visit):
    page = visit("mid-term")
    entries = page.locator(".phu-luc dl [popover]")
    before = page.evaluate("document.documentElement.scrollHeight")
    assert entries.count() > 20 and not entries.first.is_visible()
    page.check("#in-phu-luc")
    assert entries.first.is_visible() and page.evaluate("document.documentElement.scrollHeight") > before


def test_a_link_from_elsewhere_shows_the_entry_that_it_leads_to(visit, built):
    page = visit("mid-term")
    entry = page.locator(".phu-luc dl [popover]").nth(3)
    page.goto(f"{page.url}#{entry.get_attribute('id')}")
    assert entry.is_visible()


# --- on paper --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper(chromium, built, tmp_path_factory):
    """Print a page of the folder; return the text of each sheet."""
    if not shutil.which("pdftotext"):
        pytest.skip("no poppler here")
    folder = tmp_path_factory.mktemp("paper")

    def sheets(name: str, with_annex: bool = False) -> list[str]:
        page = chromium.new_page()
        page.goto((built / f"{PAGES[name]}.html").as_uri())
        if with_annex:
            page.check("#in-phu-luc")
        (folder / "a.pdf").write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
        page.close()
        command = ["pdftotext", "-layout", str(folder / "a.pdf"), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]

    return sheets


@pytest.mark.parametrize("name", ["mid-term", "rich", "long"])
def test_heads_of_tables_come_again_and_never_without_rows(paper, built, name):
    (table,) = read_page(built, name).select("main table.bang")
    printed = [_rows_below_head(sheet, table) for sheet in paper(name)]
    numbers = [number for rows in printed for number in rows or ()]
    assert numbers == [row.td.text for row in table.tbody("tr")]  # each row once, below a head of its own sheet
    assert all(len(rows) > 1 for rows in printed if rows is not None)
    assert len([rows for rows in printed if rows]) >= (2 if name == "long" else 1)


def _rows_below_head(sheet: str, table) -> list[str] | None:
    """The numbers of the table's rows that follow its head on the sheet; None where it has no head."""
    words = [line.split() for line in sheet.splitlines() if line.strip()]
    at = next((at for at, line in enumerate(words) if line[:3] == ["TT", "Chỉ", "tiêu"]), None)
    labels = {row.td.text: row.th.text.split()[0] for row in table.tbody("tr")}
    return None if at is None else [line[0] for line in words[at:] if len(line) > 1 and labels.get(line[0]) == line[1]]


def test_each_sheet_has_its_number_and_the_title(paper):
    sheets = paper("rich")
    for number, sheet in enumerate(sheets, 1):
        assert f"Trang {number}/{len(sheets)}" in sheet and "Tình hình kinh tế tập thể" in sheet.split("\n")[0]


def test_the_annex_is_printed_when_the_reader_says_so(paper):
    whole, short = paper("rich", with_annex=True), paper("rich")
    assert "Cách tính và nguồn số liệu" in "".join(whole) and "Cách tính và nguồn số liệu" not in "".join(short)
    assert len(short) < len(whole)
