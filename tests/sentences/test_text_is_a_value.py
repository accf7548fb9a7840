"""Text of data, params, forms, registers and databases is only ever a value: found as it was written, or refused.

Every column of every table of the contract is tried with hostile text. What is taken as text goes into one project,
which is built once through the real path; what came out is read as a browser, a word processor and a spreadsheet do.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from click.testing import CliRunner
from datasets import year as of_year
from lxml import etree
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from where import ROOT

from htxlib.data import dataset, sql
from htxlib.data.contract import TABLES, columns
from htxlib.data.rows import Origin
from htxlib.data.tables import Raw
from htxlib.data.write import csv_bytes
from htxlib.desk import grammar
from htxlib.report.report import Report, open_report
from htxlib.sentences import prose
from htxlib.sentences.statements import passage_block
from htxlib.values import vocabulary
from htxlib.values.figure import Comparison, Course, Figure, Peers, Phrase
from htxlib.words.errors import InputError
from htxlib.words.text import markdown_text, tidy
from htxoffice import register
from htxoffice.batch import build
from htxoffice.cli import main
from htxoffice.intake import form
from htxoffice.register.columns import COLUMNS as OF_REGISTER
from htxoffice.settings.strict_yaml import YamlFault, load

HOSTILE = [
    "{{ 6*7777 }}",
    "{% for i in range(10**9) %}{% endfor %}",
    "{{ f0.scope.dataset.frame('so_lieu').to_csv('x.csv') }}",
    "{{ so_htx.scope.dataset }} [[ bỏ ]] {# chú #}",
    "[bấm](javascript:alert(1))",
    "![ảnh](http://x/y.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="x',
    "' onfocus='x",
    "</style></title></table>",
    "]]> <!-- -->",
    "$\\frac{a}{b}$ $\\href{javascript:x}{y}$",
    "=cmd|'/c calc'!A1",
    "@SUM(A1)",
    "\x1b[31m",
    "[bold]x[/bold] [link=file:///x]y[/link]",
    "\ue000\ue001 \ue0000\ue001 \ue002",
    "**đậm** _n_ `mã` # đề | ô |",
    "&lt;b&gt; &amp;",
    "%s %(a)s {0.__class__} {so_htx}",
    "là ước 5",
    "; DROP TABLE so_lieu; --",
]
ALL = " ¦ ".join(HOSTILE)
SHOWN = " ".join(tidy(ALL).split())  # what cannot be seen is dropped from data
COMPUTED = str(6 * 7777)

# --- every column of every table -------------------------------------------------------------------------------------

PLACES = ("yen-bai", "son-la", "lai-chau")
SOUND = {  # a sound row of each table
    "so_lieu": {"don_vi": "yen-bai", "chi_tieu": "htx_det_lanh", "den_ngay": "2023-05-31", "gia_tri": "4", "don_vi_tinh": "HTX"},
    "muc_tieu": {"don_vi": "yen-bai", "chi_tieu": "htx_det_lanh", "loai": "kế hoạch", "tu_ngay": "2023", "den_ngay": "2023",
                 "kieu": "cuối kỳ", "gia_tri": "5", "don_vi_tinh": "HTX"},
    "nhiem_ky": {"don_vi": "yen-bai", "nhiem_ky": "2020-2025", "tu_ngay": "2020", "den_ngay": "2025"},
    "noi_dung": {"don_vi": "yen-bai", "tu_ngay": "2020", "den_ngay": "2023-05-31", "muc": "dao-tao", "noi_dung": "Một câu."},
    "doi_chieu": {"don_vi": "yen-bai", "chi_tieu": "htx_det_lanh", "phep_tinh": "ty_trong", "den_ngay": "2023-05-31",
                  "gia_tri": "15", "don_vi_tinh": "%"},
    "chi_tieu": {"ma": "htx_det_lanh", "ten": "HTX dệt lanh", "don_vi_tinh": "HTX", "loai": "số dư", "muc": "htx"},
    "nguon": {"nguon": "s1", "tieu_de": "Báo cáo"},
    "chap_nhan": {"don_vi": "yen-bai", "kiem_tra": "don-vi-tinh", "chi_tieu": "htx_det_lanh", "ly_do": "đã rà soát"},
}  # fmt: skip
# What takes any text, and shows it literally. Every other column refuses what is no code, date or number.
FREE = {
    "so_lieu": {"nguon", "ghi_chu"},
    "muc_tieu": {"van_ban", "ghi_chu"},
    "nhiem_ky": {"nhiem_ky", "khoa", "van_ban", "ghi_chu"},
    "noi_dung": {"muc", "noi_dung", "nguon"},
    "doi_chieu": {"so_voi", "nguon", "ghi_chu"},
    "chi_tieu": {"ten", "trong_so", "phan_cua", "muc", "ghi_chu"},
    "nguon": {"nguon", "tieu_de", "co_quan", "ghi_chu"},
    "chap_nhan": {"kiem_tra", "ly_do", "nguoi"},
}
UNREAD = {"lich_su"}  # the account of imports: no report reads it


def test_every_table_of_the_contract_is_tried():
    assert set(FREE) == set(SOUND) == set(TABLES) - UNREAD


@pytest.mark.parametrize(("table", "column"), [(table, column) for table in SOUND for column in columns(table)])
def test_every_column_takes_text_as_text_or_refuses_it(table, column):
    spoiled = SOUND[table] | {column: tidy(ALL)}
    raw = {"chi_tieu": [SOUND["chi_tieu"]]} | {table: [spoiled]}
    given = {name: [Raw(row, Origin(f"{name}.csv", 2)) for row in rows] for name, rows in raw.items()}
    try:
        dataset.Dataset(given)
    except InputError as error:
        assert column not in FREE[table]
        assert any(column in fault.cell and is_named(fault.found) for fault in error.faults), str(error)
        assert COMPUTED not in str(error)
    else:
        assert column in FREE[table]


def is_named(words: str) -> bool:
    """Whether a refusal shows the text, or says why it does not: it looks like an address, which may hold a password."""
    return "{{ 6*7777" in words or "một địa chỉ (không in lại" in words


# --- one project, built once -----------------------------------------------------------------------------------------


def said(table: str, column: str) -> str:
    """The hostile text of one column, by which it is found again."""
    return f"{table}.{column}: {ALL}"


def _rows() -> dict[str, list[dict[str, str]]]:
    """The tables of the project: sound where a report needs a code, hostile in every free text."""
    figures = [
        ("yen-bai", "so_htx", "", "2020", "443"), ("yen-bai", "so_htx", "", "2023-05-31", "683"),
        ("yen-bai", "htx_thanh_lap_moi", "2020", "2023-05-31", "214"), ("yen-bai", "htx_det_lanh", "", "2023-05-31", "4"),
        *((place, "so_htx", "", str(year), str(year - 1300)) for place in PLACES for year in (2022, 2023)),
        *((place, "htx_det_lanh", "", "2023", str(4 + at)) for at, place in enumerate(PLACES)),
        ("yen-bai", "htx_keo", "", "2023", "9000"),
    ]  # fmt: skip
    names = ("don_vi", "chi_tieu", "tu_ngay", "den_ngay", "gia_tri")
    target = SOUND["muc_tieu"]
    rows = {
        "so_lieu": [dict(zip(names, each, strict=True), don_vi_tinh="HTX") for each in figures],
        "muc_tieu": [
            *({**target, "don_vi": place} for place in PLACES),
            *({**target, "don_vi": place, "tu_ngay": "2024", "den_ngay": "2024"} for place in PLACES),
            {**target, "loai": "nghị quyết", "tu_ngay": "2020", "den_ngay": "2025", "gia_tri": "100"},
            {**target, "loai": "nghị quyết", "tu_ngay": "2020", "den_ngay": "2025", "chi_tieu": "so_htx", "gia_tri": "600"},
        ],
        "nhiem_ky": [SOUND["nhiem_ky"], {**SOUND["nhiem_ky"], "don_vi": "son-la", "nhiem_ky": said("nhiem_ky", "nhiem_ky")}],
        "noi_dung": [SOUND["noi_dung"], {**SOUND["noi_dung"], "muc": said("noi_dung", "muc")}],
        "doi_chieu": [
            {**SOUND["doi_chieu"], "chi_tieu": "htx_dang_hoat_dong", "mau_so": "htx_det_lanh"},
            {**SOUND["doi_chieu"], "phep_tinh": "so_lan", "goc_ngay": "2020", "don_vi_tinh": "lần"},
        ],
        "chi_tieu": [
            SOUND["chi_tieu"],
            {**SOUND["chi_tieu"], "ma": "htx_keo", "ten": "HTX kéo", "phan_cua": "so_htx"},
            {**SOUND["chi_tieu"], "ma": "htx_la"} | {name: said("chi_tieu", name) for name in ("trong_so", "phan_cua", "muc")},
        ],
        "nguon": [SOUND["nguon"] | {"lien_ket": "https://example.org/a?b=1&c='d'"}],
        "chap_nhan": [{**SOUND["chap_nhan"], "kiem_tra": "tap-con", "chi_tieu": "htx_keo", "den_ngay": "2023"}],
    }
    codes = {"nhiem_ky.nhiem_ky", "noi_dung.muc", "chi_tieu.trong_so", "chi_tieu.phan_cua", "chi_tieu.muc",
             "chap_nhan.kiem_tra"}  # fmt: skip
    for table, found in rows.items():
        for row in found:
            row |= {name: said(table, name) for name in FREE[table] if f"{table}.{name}" not in codes}
            row |= {"nguon": f"s1 {ALL}"} if "nguon" in columns(table) else {}
    return rows


def _csv(table: str, rows: list[dict[str, str]]) -> str:
    quoted = ([row.get(name, "").replace('"', '""') for name in columns(table)] for row in rows)
    return "\n".join([",".join(columns(table)), *('"' + '","'.join(cells) + '"' for cells in quoted)]) + "\n"


def _project(root: Path) -> Path:
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("rieng", ".*"))
    for table, rows in _rows().items():
        path = root / "data" / "thu" / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_csv(table, rows), "utf-8")
    (root / "params").mkdir()
    visible = tidy(ALL)
    paper = dict.fromkeys(("dia_danh", "co_quan_cap_tren", "co_quan", "nguoi_ky", "trich_yeu"), visible)
    paper |= dict.fromkeys(("chuc_danh", "noi_nhan"), [visible])
    for name, book, place, more in (
        ("giua-ky", "bao_cao_giua_ky", "yen-bai", {"tu_ngay": "2020", "den_ngay": "2023-05-31", "nhiem_ky": "2020-2025",
                                                   "so_nam_da_qua": 2.5}),
        ("nam", "bao_cao_nam", "yen-bai", {"tu_ngay": "2023", "den_ngay": "2023"}),
        ("cum", "bao_cao_cum", "cum-tay-bac-2023", {"tu_ngay": "2023", "den_ngay": "2023-12-31"}),
    ):  # fmt: skip
        given = {"tieu_de": visible, "notebook": book, "tham_so": {"du_lieu": "data/thu", **more}, "noi": [place], "van_ban": paper}
        (root / "params" / f"{name}.yml").write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    root = _project(tmp_path_factory.mktemp("value"))
    before = {path for path in root.rglob("*") if path.is_file()}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert build(workers=1) == 0
    made = {path for path in root.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(root / "reports") for path in made)  # no x.csv
    return root / "reports"


PAGES = ("giua-ky/yen-bai", "nam/yen-bai", "cum/cum-tay-bac-2023")
# Field → one of the pages on which it is printed.
PRINTED = {
    "so_lieu.ghi_chu": "nam/yen-bai",
    "muc_tieu.van_ban": "nam/yen-bai",
    "nhiem_ky.khoa": "giua-ky/yen-bai",
    "noi_dung.noi_dung": "giua-ky/yen-bai",
    "doi_chieu.ghi_chu": "giua-ky/yen-bai",
    "chi_tieu.ten": "cum/cum-tay-bac-2023",
    "nguon.tieu_de": "cum/cum-tay-bac-2023",
    "nguon.co_quan": "giua-ky/yen-bai",
    "chap_nhan.ly_do": "nam/yen-bai",
}
ELEMENTS = re.compile(
    "html|head|meta|title|style|body|a|div|header|p|h[123]|nav|[ou]l|li|span|main|table|caption|thead|tbody|t[rhd]|figure"
    "|figcaption|svg|desc|defs|path|text|rect|line|circle|use|pattern|g|strong|section|label|input|d[ltd]|data|time|small|script|button"
)


def _page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def _shown(tree: BeautifulSoup) -> str:
    return " ".join(tree.body.get_text().split())


@pytest.mark.parametrize("page", [*PAGES, "index", "don_vi/yen-bai", "don_vi/cum-tay-bac-2023"])
def test_a_page_has_no_element_that_stood_in_data(built, page):
    tree = _page(built / f"{page}.html")
    assert all(ELEMENTS.fullmatch(tag.name) for tag in tree.find_all())
    assert len(tree.find_all("script")) == (page == "index") and not tree.find_all("img")
    assert not [name for tag in tree.find_all() for name in tag.attrs if name.startswith("on")]
    for link in tree.find_all("a", href=True):
        assert re.fullmatch(r"#.+|https://example\.org/a\?b=1&c='d'|[a-z0-9_./-]+\.(html|docx|json|csv)(#(cs-\w+|so-moi-nhat))?", link["href"]), link
    assert not tree.find_all(src=True) and COMPUTED not in _shown(tree)
    assert "0x7f" not in _shown(tree) and "\x1b" not in str(tree)


@pytest.mark.parametrize(("field", "page"), PRINTED.items())
def test_what_a_field_says_is_on_its_page_as_it_was_written(built, field, page):
    shown = _shown(_page(built / f"{page}.html"))
    assert f"{field}: {SHOWN}".casefold() in shown.casefold()


def test_the_title_of_a_publication_is_on_the_index_and_on_the_page_of_its_place(built):
    for page in ("index", "don_vi/yen-bai"):
        assert SHOWN in _shown(_page(built / f"{page}.html"))


@pytest.mark.parametrize("page", PAGES)
def test_the_side_file_holds_the_text_as_it_is(built, page):
    told = json.loads((built / f"{page}.figures.json").read_text("utf-8"))
    assert any(SHOWN in source["title"] for figure in told["figures"] for source in figure["sources"])
    assert any(figure["label"].startswith("chi_tieu.ten: ") and SHOWN in figure["label"] for figure in told["figures"])
    assert COMPUTED not in json.dumps(told)


@pytest.mark.parametrize("page", PAGES)
def test_a_word_file_has_no_field_and_no_link_that_stood_in_data(built, page):
    with zipfile.ZipFile(built / f"{page}.docx") as file:
        parts = {name: etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels"))}
    out = {one.get("Target") for part in parts.values() for one in part.iter("{*}Relationship") if one.get("TargetMode")}
    assert out <= {"https://example.org/a?b=1&c='d'"}
    assert not [one for part in parts.values() for one in part.iter("{*}instrText")]
    assert {one.values()[0] for part in parts.values() for one in part.iter("{*}fldSimple")} <= {"PAGE"}
    text = " ".join("".join(parts["word/document.xml"].itertext()).split())
    assert text.casefold().count(SHOWN.casefold()) > 5 and COMPUTED not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_label_by_itself_is_what_a_list_prints(tmp_path, monkeypatch, hostile):
    """Each alone: together they are no template that could be computed."""
    rows = _rows()
    rows["chi_tieu"][0]["ten"] = f"Nhãn {hostile}"
    for table, found in rows.items():
        plain = [{name: cell.replace(ALL, "chữ") for name, cell in row.items()} for row in found]
        (tmp_path / f"{table}.csv").write_text(_csv(table, plain), "utf-8")
    monkeypatch.chdir(tmp_path)
    term = open_report("yen-bai", "2023-05-31", nhiem_ky="2020-2025", so_nam_da_qua=2.5, du_lieu=tmp_path)
    year = open_report("yen-bai", "2023", du_lieu=tmp_path)
    group = open_report("cum-tay-bac-2023", "2023", du_lieu=tmp_path)
    before = set(tmp_path.iterdir())
    blocks = [term.so_cong_bo(), term.viec_con_lai(), term.chi_tieu_khac("htx"), year.chi_tieu_sau(), group.muc_tieu_thanh_vien()]
    for block in blocks:
        assert tidy(hostile) in tidy(block.text) and COMPUTED not in block.text
        tree = BeautifulSoup(block.html, "html.parser")
        assert {tag.name for tag in tree.find_all()} <= {"ul", "li", "p", "a", "data", "span"} and tidy(hostile) in tidy(tree.get_text())
        assert all(link["href"].startswith("#") for link in tree.find_all("a"))
    assert set(tmp_path.iterdir()) == before


def test_words_that_a_passage_has_are_not_mended_like_those_around_an_estimate():
    block = prose.sentence(["Kết quả là ước tính; có ước lượng."])
    assert block.text == block.markdown.replace("\\", "") == "Kết quả là ước tính; có ước lượng."
    assert "là ước tính; có ước lượng" in block.html


# --- forms, databases, registers, the terminal -----------------------------------------------------------------------


def _texts(data: dataset.Dataset) -> dict[str, list[dict[str, str]]]:
    return {table: [dict(raw.cells) for raw in data.raw(table)] for table in SOUND}


@pytest.fixture(scope="module")
def given() -> dataset.Dataset:
    rows = {table: [{name: tidy(cell) for name, cell in row.items() if cell} for row in rows] for table, rows in _rows().items()}
    for table in rows:  # and each text by itself at the beginning of a cell, where a spreadsheet looks for formulas
        free = "tieu_de" if table == "nguon" else "ly_do" if table == "chap_nhan" else "ghi_chu"
        if free in columns(table):
            rows[table] += [
                {**rows[table][0], free: tidy(each)} | ({"nguon": f"s{at}"} if table == "nguon" else {})
                | ({"ma": f"x{at}"} if table == "chi_tieu" else {}) for at, each in enumerate(HOSTILE, 2)
            ]  # fmt: skip
    return dataset.Dataset({table: [Raw(row, Origin(f"{table}.csv", at)) for at, row in enumerate(found, 2)]
                            for table, found in rows.items()})  # fmt: skip


def test_a_workbook_holds_texts_and_no_formulas(tmp_path, given):
    path = tmp_path / "so.xlsx"
    path.write_bytes(form.whole(given))
    for sheet in load_workbook(path):
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)):
            assert cell.data_type == "s" and not cell.hyperlink
            assert cell.quotePrefix or cell.value[0] not in "=+-@", cell.value
    with zipfile.ZipFile(path) as file:
        assert not [name for name in file.namelist() if b"<f>" in file.read(name) and "sheet" in name.rpartition("/")[2]]


def test_a_workbook_reads_back_as_it_was_written(tmp_path, given):
    path = tmp_path / "so.xlsx"
    path.write_bytes(form.whole(given))
    assert _same(_texts(dataset.read(path)), _texts(given), but="muc")  # a section goes by its name there


def test_a_csv_file_begins_no_cell_with_a_formula_and_reads_back(tmp_path, given):
    for table, rows in _texts(given).items():
        content = csv_bytes(table, rows)
        (tmp_path / f"{table}.csv").write_bytes(content)
        assert not re.search(rb"(?m)(?:^|[,;]|\")(?:=cmd|@SUM)", content.replace(b'""', b"").replace(ALL.encode(), b""))
    assert _same(_texts(dataset.read(tmp_path)), _texts(given))


def test_a_database_keeps_texts_as_they_are(tmp_path, given):
    url = f"sqlite:///{tmp_path / 'so.db'}"
    sqlite = sa.create_engine(url)
    with sqlite.begin() as connection:
        for table, rows in _texts(given).items():
            sql.save(connection, table, {}, rows)
    sqlite.dispose()
    assert _same(_texts(dataset.read(url)), _texts(given))


def _same(one: dict, other: dict, but: str = "") -> bool:
    """Whether the free texts of both are the same; a form may write dates and units in its own way."""
    return all(
        row.get(name, "") == same.get(name, "")
        for table in SOUND
        for row, same in zip(one[table], other[table], strict=True)
        for name in FREE[table] - {but}
    )


def test_a_register_takes_names_as_text_and_counts_them(tmp_path):
    row = {"ma_htx": "1", "nam": "2023", "ten": ALL, "don_vi": "yen-bai", "linh_vuc": "nông nghiệp", "tinh_trang": "đang hoạt động"}
    row |= {"ngay_thanh_lap": "2015"}
    names = [column.name for column in OF_REGISTER]
    path = tmp_path / "danh_ba.csv"
    for spoiled in names:
        cells = [(ALL if name == spoiled else row.get(name, "")).replace('"', '""') for name in names]
        path.write_text(",".join(names) + '\n"' + '","'.join(cells) + '"\n', "utf-8")
        try:
            found = register.read(path)
        except InputError as error:
            assert is_named(str(error)) and COMPUTED not in str(error), spoiled
        else:
            assert spoiled in ("ten", "ma_htx", "xa") and len(found) == 1, spoiled


def test_the_terminal_is_told_texts_and_not_painted(tmp_path):
    path = tmp_path / "so_lieu.csv"
    path.write_text(_csv("so_lieu", [SOUND["so_lieu"] | {"chi_tieu": ALL, "ghi_chu": ALL}]), "utf-8")
    shown = CliRunner().invoke(main, ["check", str(tmp_path)], color=True).output
    assert is_named(shown) and "\x1b" not in shown and COMPUTED not in shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_params_hold_text_or_are_refused(hostile):
    text = f"a: {json.dumps(hostile, ensure_ascii=False)}"
    if hostile.isprintable():
        assert load(text)[0] == {"a": hostile}
    else:
        with pytest.raises(YamlFault, match="U\\+"):
            load(text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_of_a_text_shows_the_text(hostile):
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"x {markdown_text(tidy(hostile))}")
    tree = BeautifulSoup(page, "lxml")
    assert {tag.name for tag in tree.find_all()} == {"html", "body", "p"}
    assert tree.get_text().strip() == f"x {tidy(hostile)}"
    assert not re.search(r"(?<!\\)\$", markdown_text(hostile))  # a notebook would set it as a formula


# --- while a cell runs -----------------------------------------------------------------------------------------------

REFUSED = [
    "{{ 6*7777 }}", "{{ so_htx() }}", "{{ so_htx.gap('a', 'b') }}", "{{ so_htx['scope'] }}", "{{ so_htx.scope }}", "{{ so_htx.value }}",
    "{{ so_htx.so.figure }}", "{{ so_htx | attr('scope') }}", "{{ so_htx | list }}", "{{ don_vi.format('x') }}", "{{ don_vi ~ don_vi }}",
    "{% for i in 'ab' %}x{% endfor %}", "{% set x = 'a' %}", "{% macro m() %}x{% endmacro %}{{ m() }}", "{% filter hoa %}a{% endfilter %}",
    "{% include 'a' %}", "{% import 'a' as b %}", "{% block a %}{% endblock %}", "{{ _session }}", "{{ _lookup }}", "{{ _optional }}",
    "{{ _optional() }}", "{% call so_htx() %}x{% endcall %}", "{{ range }}", "{{ self }}", "[[ {{ varargs }} {{ so_htx }} ]]", "{{ caller }}", "{{ lipsum }}", "{{ 15 }}", "{{ [so_htx] }}",
    "{{ so_htx if so_htx }}", "{{ so_htx is defined }}", "{{ so_htx | hoa(1) }}", "{{ so_htx.__class__ }}", "{{ ''.__class__ }}",
    "{% if so_htx > so_tht %}a{% endif %}", "{{ so_htx.ky_truoc.current }}", "{{ so_htx.cum.group }}", "{{ so_htx.so_voi_ke_hoach.parts }}",
]  # fmt: skip


@pytest.mark.parametrize("source", REFUSED)
def test_a_cell_names_figures_and_does_nothing_else(source):
    report = Report(of_year("yen-bai|so_htx|.|2022-12-31|683|HTX"))
    with pytest.raises(InputError, match="ô %%viet, dòng 1: cần"):
        report.viet(source)


def test_even_compiled_code_reaches_only_the_vocabulary():
    """What the syntax lets through is not all: the values themselves give nothing else away."""
    environment, inside = prose._environment(), []
    template = environment.from_string("{{ f.scope }}{{ f['scope'] }}{{ g() }}")
    with pytest.raises(Exception, match="scope|callable|undefined"):
        template.render(f=Figure("a", "A", None, None, None), g=lambda: inside.append(1), _session=prose.Session())
    assert not inside
    with pytest.raises(Exception, match="not safely callable"):
        environment.from_string("{{ g() }}").render(g=lambda: inside.append(1), _session=prose.Session())
    assert not inside


def test_everything_in_the_vocabulary_is_there_and_can_be_printed():
    kinds = (Figure, Comparison, Course, Peers, Phrase)
    assert set(vocabulary.ATTRIBUTES) == {name for kind in kinds for name in grammar.members(kind)}
    assert all(gives for kind in kinds for gives in grammar.members(kind).values())


@pytest.mark.parametrize("inside", ["so_htx.scope", "so_htx.value", "so_htx.derived", "don_vi.format_map", "so_htx.text"])
def test_a_passage_that_asks_for_more_stays_as_it_stands(inside):
    report = Report(of_year("yen-bai|so_htx|.|2022-12-31|683|HTX"))
    passage = dataset.Passage("yen-bai", None, "htx", 1, f"Có {{{{ {inside} }}}}.", "", Origin("noi_dung.csv", 7))
    assert passage_block(passage, report.lookup).text == passage.text
    unknown = passage._replace(text="Có {{ so_hxt }}.")
    assert passage_block(unknown, report.lookup).text == unknown.text


# --- how it is built -------------------------------------------------------------------------------------------------

MODULES = {path: ast.parse(path.read_text("utf-8")) for package in ("htxlib", "htxoffice") for path in sorted((ROOT / package).rglob("*.py"))}


def test_words_of_the_program_are_written_in_it():
    """`Words(…)` is for texts that stand in the code; a text from data among them would end sentences."""
    calls = [node for tree in MODULES.values() for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words"]  # fmt: skip
    assert len(calls) > 10
    for call in calls:
        (given,) = call.args
        parts = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
        assert all(isinstance(part, ast.Constant) or ast.unparse(part) == "JUDGED" for part in parts), ast.unparse(call)


def test_only_what_an_author_wrote_is_read_as_a_cell():
    """Nothing is put together into a source: prose.render takes a name, never an f-string, a sum or a join of texts."""
    found = []
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("prose.render", "prose.compiled", "prose.parse"):
                found.append((path.name, ast.unparse(node.args[0])))
    assert {path for path, _ in found} <= {"report.py", "grammar.py", "warm.py"}
    report = {source for path, source in found if path == "report.py"}
    assert report == {"ten", "source", "mo_ta", "heading", "'\\n\\n'.join(lines)"}  # the lines are headings of cells


def test_templates_are_read_in_two_places():
    users = {path.name for path, tree in MODULES.items() for node in ast.walk(tree)
             if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "jinja2"}  # fmt: skip
    assert users == {"prose.py", "grammar.py", "page.py"}
