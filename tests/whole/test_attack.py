"""Hostile text in data, parameters and names: shown literally or refused with a sentence; nothing runs, nothing leaks out."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from forms import OTHERS, Form
from lxml import etree
from small import notebook, output, project
from where import ROOT

from htxlib.data import dataset
from htxlib.data.contract import TABLES, columns
from htxlib.data.tables import LONGEST_CELL
from htxlib.report.report import open_report
from htxlib.words.errors import InputError
from htxoffice.batch import build
from htxoffice.batch.client import ReadablePython
from htxoffice.intake import importing, report
from htxoffice.publish.formats import render
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check, check_van_ban
from htxoffice.settings.strict_yaml import LONGEST, YamlFault, load

KINDS = Kinds(ROOT)
# What somebody may write where text is expected; each must come out as it went in.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style></title></table>",
    "**đậm** _n_ `mã` # đề",
    "[bấm](javascript:alert(1))",
    "![ảnh](https://example.org/a.png)",
    "| a | b |",
    "{{ so_htx }} {% raw %}",
    "{{ ''.__class__.__mro__ }}",
    "[[ bỏ ]] {# chú #}",
    "$x^2$ \\begin{x} \\input{/etc/passwd}",
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "{0.__class__} %s %(a)s",
    "../../etc/passwd",
    "&lt;b&gt; &amp;",
    "]]> <!-- -->",
    "' OR 1=1; DROP TABLE so_lieu; --",
]
ALL = " ¦ ".join(HOSTILE)
UNSEEN = "\u202egnod\u200b\x07\ufeff"  # reordering, zero width, a bell: dropped from data
UNPRINTABLE = {"\u202e", "\u200b", "\x07", "\ufeff", "\ufffe", "\uffff"}


# --- params ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "said"), [
    ("a: " + "[" * 100_000 + "]" * 100_000, "quá nhiều tầng"),  # the C parser's stack, and with it the process, ended here
    ("{a: " * 3000 + "1" + "}" * 3000, "quá nhiều tầng"),
    ("a: [" + "1, " * 100_001 + "1]", "quá nhiều giá trị"),
    ("a: &x [1]\nb: *x", "bí danh"),
    ("a: 1\na: 2", "khóa «a» viết hai lần"),
    ("<<: {a: 1}", "khóa không phải là chữ"),
    ("? [a]\n: 1", "khóa không phải là chữ"),
    ("a: !!python/object/apply:os.system [ls]", "nhãn kiểu"),
    ("a: !!bool maybe", "nhãn kiểu"),
    ('a: !!int ""', "nhãn kiểu"),
    ("a: !!timestamp x", "nhãn kiểu"),
    ("a: !x 1", "nhãn kiểu"),
    ("a: " + "9" * 9000, "số quá dài"),
    ("a: -0x" + "f" * 9000, "số quá dài"),
    ("a: " + "1:" * 5000 + "1", "số quá dài"),
    ("a: " + "x" * 10_000_000, f"dài quá {LONGEST} ký tự"),
    ('a: "\\u202e"', r"\(U\+202E\)"),
    ('a: "\\0"', r"\(U\+0000\)"),
    ('a: "\\uffff"', r"\(U\+FFFF\)"),
    ('"\\u200ba": 1', r"\(U\+200B\)"),
    ('a: "\\ud800"', "đúng cú pháp"),
    ("a: 1\n---\nb: 2", "đúng cú pháp"),
])
def test_yaml_that_no_person_writes_is_refused(text, said):
    with pytest.raises(YamlFault, match=said):
        load(text)


def test_yaml_that_people_write_is_read():
    text = "nguon: tong_hop_so_lieu_cum_tay_bac_2023\nngay: 2023-05-31\nso: '00000000000000000000001'\nta: |\n  một\n  hai\n"
    assert load(text)[0] == {"nguon": "tong_hop_so_lieu_cum_tay_bac_2023", "ngay": "2023-05-31",
                             "so": "00000000000000000000001", "ta": "một\nhai\n"}  # fmt: skip


OPEN = ["data/cong_bo", "build/demo-data", "so.xlsx", "./số liệu/a..b", "sqlite:///data/a.db", "postgresql+pg8000://htx@may/htx"]
CLOSED = [
    "../x", "data/../../x", "data\\..\\..\\x", "/etc", "\\\\may\\x", "~/x", "C:\\x", "C:x", "a\nb", "a\0b", "sqlite:////etc/a.db", "sqlite:///../a.db",
    "sqlite+pysqlite:////etc/a.db", "postgresql+pg8000://htx:bi-mat@may/htx", "postgresql+pg8000:///htx?user=a&password=bi-mat",
]  # fmt: skip


@pytest.mark.parametrize("where", OPEN + CLOSED)
def test_a_params_file_names_data_of_the_project_only(where):
    faults = check(KINDS.of("bao_cao_nam"), {"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", "du_lieu": where})[1]
    assert [key for key, _ in faults] == ["du_lieu"] * (where in CLOSED), faults
    assert all("bên trong thư mục dự án" in str(fault) for _, fault in faults)


@pytest.mark.parametrize("hostile", [*HOSTILE, "'''\nimport os\n'''", "\\'); x = 1 #", "\r\nx = 1", "\u2028x = 1", UNSEEN, "Đắk\\"])
def test_a_value_of_a_parameter_is_never_code(hostile):
    given = {"don_vi": hostile, "nguon_uu_tien": [hostile, hostile], "so": 2.5, "khong": None, "co": True}
    found: dict = {}
    exec(ReadablePython.codify(given), {"__builtins__": {}}, found)
    assert found == given


@pytest.mark.parametrize("name", ["x = 1\nimport os; y", "__builtins__", "don_vi ", "{0}", "a.b"])
def test_a_name_of_a_parameter_is_one_of_the_model(name):
    given = {"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", name: 1}
    assert "khóa có trong mẫu tham số" in str(check(KINDS.of("bao_cao_nam"), given)[1][0][1])


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "a.html", "A", "a\n", "a%2fb", "=1", "<b>", "", "đ", "con "])
def test_names_of_reports_are_short_ids(tmp_path, monkeypatch, name):
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    path = tmp_path / "params" / "nam-2022.yml"
    path.write_text(path.read_text("utf-8").replace("[yen-bai]", json.dumps([name])), "utf-8")
    with pytest.raises(InputError, match="mã đơn vị gồm a-z, 0-9 và dấu nối"):
        build()
    if name and not set("/\n") & set(name) and name != "..":
        path.rename(path.with_name(f"{name}.yml"))
        with pytest.raises(InputError, match="tên tệp gồm a-z, 0-9 và dấu nối"):
            build()


# --- data ------------------------------------------------------------------------------------------------------------

# Columns of free text, by table; the other columns take codes, dates and numbers and refuse anything else.
FREE = {
    "so_lieu": ["ghi_chu"],
    "muc_tieu": ["van_ban", "ghi_chu"],
    "nhiem_ky": ["khoa", "van_ban", "ghi_chu"],
    "noi_dung": ["noi_dung"],
    "doi_chieu": ["ghi_chu"],
    "chi_tieu": ["ten", "ghi_chu"],
    "nguon": ["tieu_de", "co_quan", "ghi_chu"],
}
ROWS = {
    **OTHERS,
    "so_lieu": ["chi_tieu tu_ngay den_ngay gia_tri don_vi_tinh nguon", "so_htx||2023-05-31|683|HTX|s1", "so_htx||2020|443|HTX|s1",
                "htx_thanh_lap_moi|2020|2023-05-31|214|HTX|s1", "htx_det_lanh||2023-05-31|4|HTX|s1"],
    "doi_chieu": ["chi_tieu phep_tinh den_ngay gia_tri don_vi_tinh nguon", "htx_dang_hoat_dong|ty_trong|2023-05-31|15|%|s1"],
}  # fmt: skip


def tables(folder: Path, hostile: str) -> Path:
    """A dataset with the text in every free cell; sources are known by it, too."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, lines in ROWS.items():
        names, rows = lines[0].split(), [line.split("|") for line in lines[1:]]
        out = io.StringIO()
        made = csv.DictWriter(out, columns(table))
        made.writeheader()
        for cells in rows:
            row = dict(zip(names, cells, strict=True)) | {name: f"{name}: {hostile}" for name in FREE[table]}
            if table == "noi_dung":  # the one column in which a figure may be named
                row["noi_dung"] = row["noi_dung"].replace("{{ so_htx }}", "{{ so-htx }}")
            if row.get("nguon"):
                row["nguon"] = f"s1 {hostile}"
            made.writerow(row | ({"don_vi": "yen-bai"} if "don_vi" in columns(table) else {}))
        (folder / f"{table}.csv").write_text(out.getvalue(), "utf-8")
    return folder


def test_every_table_of_free_text_is_attacked():
    assert set(FREE) | {"chap_nhan", "lich_su"} == set(TABLES)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> dict[str, bytes]:
    """The files of a report whose every text is hostile."""
    folder = tables(tmp_path_factory.mktemp("attack") / "a", f"{ALL}{UNSEEN}")
    bc = open_report("yen-bai", "2023-05-31", nhiem_ky="2020-2025", so_nam_da_qua=2.5, du_lieu=folder)
    blocks = [
        bc.tieu_de("Báo cáo {{ nhiem_ky }}"), bc.bang_muc_tieu(), bc.bieu_do_muc_tieu(), bc.viet("## Đề\n\nCó {{ so_htx }}, {{ dai_hoi }}."),
        bc.chi_tieu_khac("htx"), bc.muc("dao-tao", "## Đào tạo"), bc.so_cong_bo("## Nguồn nêu"), bc.chi_tieu_sau("## Sau"),
        bc.bieu_do_co_cau("so_htx", "htx_det_lanh"), bc.bang_tong_hop(), bc.phu_luc(),
    ]  # fmt: skip
    cells = [nbformat.v4.new_output("display_data", block._repr_mimebundle_()) for block in blocks if block]
    return render(notebook(*cells, title=ALL), ("html", "docx", "phu-luc.docx"), ALL, {"trich_yeu": ALL, "nguoi_ky": ALL, "noi_nhan": [ALL]})


def test_text_from_data_is_no_markup_on_the_page(attacked):
    page = attacked["html"].decode()
    tree = BeautifulSoup(page, "html.parser")
    assert not tree.find_all(["script", "img", "iframe", "object", "embed", "form", "base", "link"])
    assert not [name for tag in tree.find_all() for name in tag.attrs if name.startswith("on")]
    assert {a["href"].split(":")[0] for a in tree.find_all("a", href=True) if not a["href"].startswith("#")} <= {"https"}
    assert not UNPRINTABLE & set(page)
    shown = " ".join(tree.get_text(" ").split())
    for text in ("van_ban: ", "ten: ", "khoa: ", "tieu_de: ", "co_quan: ", "ghi_chu: "):
        assert text + " ".join(ALL.split()) in shown.replace("Ten:", "ten:").replace("Van_ban:", "van_ban:"), text
    assert all(" ".join(each.split()) in shown for each in HOSTILE)


def test_text_from_data_is_no_markup_in_word(attacked):
    parts = {}
    for ending in ("docx", "phu-luc.docx"):  # the report, and the derivations with their sources
        with zipfile.ZipFile(io.BytesIO(attacked[ending])) as file:
            assert all(not name.startswith(("/", "..")) and ".." not in name for name in file.namelist())
            for name in file.namelist():
                if name.endswith((".xml", ".rels")):
                    parts[ending, name] = etree.fromstring(file.read(name))
    out = [one.get("Target") for part in parts.values() for one in part.iter("{*}Relationship") if one.get("TargetMode")]
    assert out and all(target.startswith("https://lienminhhtxyenbai.org.vn/") for target in out)
    fields = {one.get(one.keys()[0]) for part in parts.values() for one in part.iter("{*}fldSimple")}
    assert fields == {"PAGE"}  # no field that would fetch or run something
    text = "".join("".join(part.itertext()) for (_, name), part in parts.items() if name == "word/document.xml")
    assert f"Ten: {ALL}" in text and text.count(ALL) > 8, text.count(ALL)
    assert not UNPRINTABLE & set(text)


def test_side_file_holds_the_text_as_it_is(attacked):
    told = json.loads(attacked["figures.json"])
    assert any(ALL in source["title"] for figure in told["figures"] for source in figure["sources"])


@pytest.mark.parametrize("inside", ["so_htx.scope", "so_htx.origins", "so_htx.inputs", "so_htx.record", "don_vi.format_map", "so_htx.period"])
def test_a_passage_shows_figures_and_nothing_of_their_inside(tmp_path, inside):
    folder = tables(tmp_path, "x")
    path = folder / "noi_dung.csv"
    path.write_text(path.read_text("utf-8").replace("noi_dung: x", f"{{{{ {inside} }}}}"), "utf-8")
    bc = open_report("yen-bai", "2023-05-31", nhiem_ky="2020-2025", du_lieu=folder)
    assert f"{{{{ {inside} }}}}" in bc.noi_dung("dao-tao").text
    assert any(each.check == "doan-van" for each in bc.findings)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html;x", "file:///etc/passwd", " javascript:x", "//may/x", "https:\u200b//x"])
def test_a_link_leads_to_the_web_only(tmp_path, link):
    folder = tables(tmp_path, "x")
    path = folder / "nguon.csv"
    path.write_text(path.read_text("utf-8").replace("https://lienminhhtxyenbai.org.vn/bao-cao", link), "utf-8")
    try:
        found = next(iter(dataset.read(folder)._sources.values())).link
    except InputError as error:
        assert "địa chỉ bắt đầu bằng https://" in str(error)
    else:
        assert found.startswith("https://")  # what cannot be seen was dropped


@pytest.mark.parametrize(("cell", "said"), [
    ("9" * 10_000_000, "field larger than field limit"),
    ("9" * 100_000, f"ô dài tối đa {LONGEST_CELL} ký tự"),
    ("9" * 19, "số có dấu chấm thập phân"),
    ("1e999999999", "số có dấu chấm thập phân"),
    ("0x10", "số có dấu chấm thập phân"),
    ("１２", "số có dấu chấm thập phân"),
    ("=2+3", "số có dấu chấm thập phân"),
])
def test_a_number_that_is_none_is_refused(tmp_path, cell, said):
    folder = tables(tmp_path, "x")
    path = folder / "so_lieu.csv"
    path.write_text(path.read_text("utf-8").replace(",683,", f",{cell},"), "utf-8")
    with pytest.raises(InputError, match=said) as error:
        dataset.read(folder)
    assert len(str(error.value)) < 1000


# --- names of files and sheets, metadata, the Word fields ------------------------------------------------------------


def test_names_of_workbooks_and_sheets_are_text(tmp_path):
    form = Form()
    form.book.create_sheet("<img src=x onerror=a>")["A1"] = "{{ x }}"
    form.set("so_lieu", "so_htx", "gia_tri", "<script>x</script>")
    path = form.save(tmp_path / "=cmd <b>..{0}.xlsx")
    outcomes = importing.bring([path], tmp_path / "into", check_only=True)
    (page,) = report.write(outcomes, tmp_path / "out")
    assert page.parent == tmp_path / "out" and re.fullmatch(r"[a-z0-9-]+\.html", page.name)
    tree = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    assert not tree.find_all(["script", "img"]) and path.name in tree.get_text() and "<script>x</script>" in tree.get_text()
    assert not (tmp_path / "into").exists()


def test_metadata_of_a_notebook_are_text():
    nb = notebook(output("<p>đoạn</p>"), title=ALL)
    made = render(nb, ("html", "docx"), "x")
    tree = BeautifulSoup(made["html"].decode(), "html.parser")
    assert tree.title.text == ALL and tree.h1.text == ALL and not tree.find_all(["script", "img", "svg"])


@pytest.mark.parametrize(("field", "value"), [("nguoi_ky", ["x"]), ("noi_nhan", [1]), ("ngay_ky", "2023-13-01"), ("__class__", "x"), ("so", 5)])
def test_fields_of_the_document_have_one_kind(field, value):
    assert check_van_ban({field: value})[1]


# --- the whole build -------------------------------------------------------------------------------------------------

SECRET = "BI-MAT-cua-may-5f3c"
START = "import sys; from htxoffice.batch import build; sys.exit(build(workers=1))"


def test_a_build_writes_into_its_folder_only_and_tells_no_secret(tmp_path):
    root = project(tmp_path / "du-an", ["yen-bai", "lai-chau"])  # one good report, one that fails
    source = root / "data" / "cong_bo" / "nguon.csv"
    source.write_text(source.read_text("utf-8").replace("Nguồn thử", '"$HTX_SECRET ${HTX_SECRET} {HTX_SECRET} %HTX_SECRET%"'), "utf-8")
    before = tree(tmp_path)
    env = os.environ | {"HTX_SECRET": SECRET, "HTX_MAT_KHAU": f"htx@may:{SECRET}", "HOME": str(tmp_path / SECRET), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", START], cwd=root, env=env, capture_output=True)
    assert done.returncode == 1, done.stderr.decode()
    after = tree(tmp_path)
    made = {name: content for name, content in after.items() if before.get(name) != content}
    outside = [name for name in made if not name.startswith("du-an/reports/")]  # nor a cache or a profile at HOME
    assert before.keys() <= after.keys() and not outside
    assert "du-an/reports/nam-2022/yen-bai.html" in made
    unpacked = {f"{name}!{part}": content for name in made if name.endswith(".docx") for part, content in parts(tmp_path / name)}
    published = {name: content for name, content in (made | unpacked).items() if name.startswith("du-an/reports/")}
    assert not [name for name, content in published.items() if SECRET.encode() in content]
    assert SECRET.encode() not in done.stdout + done.stderr


def parts(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as file:
        return [(name, file.read(name)) for name in file.namelist()]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
