"""The page: one h1, numbered sections, nothing from the network, readable colours; and the side file of figures."""

from __future__ import annotations

import importlib
import json
import re
import tomllib

import html5lib
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small import notebook, output
from where import ROOT

from htxlib.sentences.block import labels
from htxoffice.publish.figures import figures_json
from htxoffice.publish.html import HtxHtmlExporter
from htxoffice.publish.page import anchor, stylesheet

TITLE = output("<h1>Báo cáo năm 2022 của «A & B»</h1><p>Số liệu đến 31/12/2022</p>", "title", meta={"title": "Báo cáo"})


def page(*cells, **metadata) -> str:
    return HtxHtmlExporter().from_notebook_node(notebook(*cells, **metadata))[0]


def body(*cells) -> BeautifulSoup:
    return BeautifulSoup(page(*cells), "html.parser")


@pytest.fixture(scope="module")
def whole() -> str:
    """A page with every kind of block."""
    number = '<a href="#cs-so_htx@2022"><data value="683">683</data> HTX</a>'
    return page(
        TITLE,
        output(f"<h2>1. Tóm tắt</h2><p>Có {number}; vẫn {number}.</p><h3>a</h3><h3>b</h3>"),
        output("<h2>Tóm tắt</h2><h3>c</h3>", "table"),
        new_markdown_cell("## Ô văn bản\n\n| A |\n|---|\n| *1* |"),
        new_code_cell("x", outputs=[new_output("stream", name="stdout", text="dòng in ra")]),
        new_code_cell(
            "y", outputs=[new_output("error", ename="ValueError", evalue="<b>hỏng</b>", traceback=["dấu vết"])]
        ),
        new_code_cell("z", outputs=[new_output("execute_result", {"text/plain": "<kết quả>"}, execution_count=1)]),
        new_code_cell("s", outputs=[new_output("display_data", {"image/svg+xml": '<?xml version="1.0"?><svg/>'})]),
        new_code_cell("m", outputs=[new_output("display_data", {"text/markdown": "*nghiêng*", "text/plain": "thô"})]),
        output(
            '<h2 id="cach-tinh">Cách tính</h2><dl><dt id="cs-so_htx@2022"><a href="#so-so_htx@2022">Số HTX</a>: 683</dt>'
            '<dd>…</dd><dt id="cs-x"><a href="#so-x">x</a>: 5</dt><dd>…</dd></dl>',
            "annex",
        ),
    )


def test_page_is_valid_html_and_asks_nobody(whole):
    html5lib.HTMLParser(strict=True).parse(whole)
    tree = BeautifulSoup(whole, "html.parser")
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert tree.find("meta", {"http-equiv": "Content-Security-Policy"})["content"] == policy
    assert tree.html["lang"] == "vi" and not tree.find_all(["script", "link", "iframe", "img"])
    assert not re.search(r"@import|url\(|\bon\w+=", whole)


def test_sections_are_numbered_and_listed_a_part_without_a_sibling_is_not(whole):
    tree = BeautifulSoup(whole, "html.parser")
    assert [h.text for h in tree("h1")] == ["Báo cáo năm 2022 của «A & B»"]
    heads = ["I. Tóm tắt", "1. a", "2. b", "II. Tóm tắt", "c", "III. Ô văn bản", "Cách tính"]
    assert [h.text for h in tree(["h2", "h3"])] == heads
    listed = {a["href"]: " ".join(a.text.split()) for a in tree.nav("a")}
    assert list(listed.values()) == ["I. Tóm tắt", "II. Tóm tắt", "III. Ô văn bản", "Cách tính"]
    ids = [each["id"] for each in tree(id=True)]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in tree("a") if a["href"].startswith("#")} <= set(ids)


def test_outputs_only(whole):
    tree = BeautifulSoup(whole, "html.parser")
    assert "dòng in ra" not in whole and "dấu vết" not in whole and "…" not in tree.main.find("h2").text
    assert tree.find(class_="loi").pre.text == "ValueError: <b>hỏng</b>"
    assert tree.main.find("pre", string="<kết quả>") and tree.main.find("em", string="nghiêng")
    assert tree.find("figure", class_="bieu-do").svg is not None and "<?xml" not in whole


def test_number_and_annex_lead_to_each_other(whole):
    tree = BeautifulSoup(whole, "html.parser")
    short = anchor("so_htx@2022")
    links = tree.main("a", href=f"#cs-{short}")
    assert [link.get("id") for link in links] == ["so1", None]
    assert tree.find("dt", id=f"cs-{short}").a["href"] == "#so1"
    assert len(tree.find(class_="phu-luc")("a")) == 1  # "x" is linked from nowhere: no way back


def test_same_notebook_same_bytes():
    assert page(TITLE, output("<h2>A</h2>")) == page(TITLE, output("<h2>A</h2>"))


def test_title_comes_from_block_then_heading_then_name():
    assert body(TITLE).title.text == "Báo cáo"
    plain = body(new_markdown_cell("# Tên báo cáo\n\nmột đoạn"), new_markdown_cell("# Hai"))
    assert plain.title.text == "Tên báo cáo" and len(plain("h1")) == 1 and plain.h2.text == "I. Hai"
    assert body(output("<p>a</p>")).h1.text == "Notebook"  # nbconvert's word for one without a name


def test_simulated_figures_are_announced():
    simulated = page(output("<h1>A</h1>", "title", meta={"title": "A", "simulated": True}))
    assert "[Số liệu mô phỏng]" in BeautifulSoup(simulated, "html.parser").title.text
    assert simulated.count("SỐ LIỆU MÔ PHỎNG") == 2  # at the top, and at the margin of each printed page
    assert "MÔ PHỎNG" not in page(TITLE)


def test_title_cannot_leave_the_style_sheet():
    bad = '"}</style><script>alert(1)</script>'
    tree = body(output("<h1>A</h1>", "title", meta={"title": bad}))
    assert not tree("script") and tree.title.text == bad


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme):
    colours = dict(re.findall(r"--(\w+):(#\w+);", stylesheet().split("@media")[0]))
    if scheme == "dark":
        dark = re.search(r"prefers-color-scheme:dark\)\{\n?:root\{(.*?)\}", stylesheet(), re.S)[1]
        colours |= dict(re.findall(r"--(\w+):(#\w+);", dark))
    for text in ("ink", "soft", "accent", "good", "bad"):
        for ground in ("paper", "faint"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["ink"], colours["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_figures_file_keeps_order_and_sentences():
    title = output("<h1>A</h1>", "title", meta={"title": "A"})
    first = output("", keys=["b", "a", "b"], texts=["một", "hai", "ba"], records={"a": {"key": "a"}, "b": {"key": "b"}})
    annex = output("", "annex", keys=["a", "c"], records={"c": {"key": "c"}})
    told = json.loads(figures_json(notebook(title, first, annex)))
    assert told["schema"] == 1 and told["report"] == {"title": "A"}
    assert [figure["key"] for figure in told["figures"]] == ["b", "a", "c"]
    assert [(use["key"], use["sentence"]) for use in told["occurrences"]] == [("b", "một"), ("a", "hai"), ("b", "ba")]


def test_entry_points_name_what_exists():
    importlib.import_module(
        "papermill"
    )  # it loads the engine itself, and cannot do so while the engine is being loaded
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for group in ("nbconvert.exporters", "papermill.engine"):
        for target in project["entry-points"][group].values():
            module, name = target.split(":")
            assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize("head", ["';}</style><script>x</script>", '" onclick="x', "a\\", "&quot;", "'\n--c2:'x"])
def test_a_head_of_a_table_cannot_leave_its_style(head):
    table = BeautifulSoup(f'<table class="bang" style="{labels([head, "ĐVT"])}"></table>', "html.parser").table
    assert set(table.attrs) == {"class", "style"} and re.fullmatch(r"--c1:'[^'\n\"<]*';--c2:'ĐVT'", table["style"])
