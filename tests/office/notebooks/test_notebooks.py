"""Notebooks checked without running them; a province's own notebook, and how it differs from the common one."""

from __future__ import annotations

import ast
import json
import re
import shutil
from itertools import accumulate
from pathlib import Path

import pytest
from click.testing import CliRunner
from small import project
from where import ROOT

from htxlib import open_report
from htxlib.data.workbook import headings
from htxlib.words.errors import InputError
from htxoffice.batch import build, cache, manifest, plan
from htxoffice.cli import main
from htxoffice.notebooks import province_notebooks
from htxoffice.notebooks.check import check_notebooks, typed_numbers

TERM = {"bao_cao_giua_ky": {"tu_ngay": "2020", "nhiem_ky": "2020-2025", "so_nam_da_qua": 2.5}}
NAMES = ["bao_cao_giua_ky", "bao_cao_nam", "bao_cao_cum"]


def test_the_notebooks_of_the_project_have_no_fault():
    assert [str(fault) for fault in check_notebooks([ROOT / "notebooks"])] == []


@pytest.fixture
def desk(tmp_path) -> Path:
    """The mid-term notebook, the params and the data of the project, to be spoilt."""
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("rieng", ".ipynb_checkpoints"))
    shutil.copytree(ROOT / "data" / "cong_bo", tmp_path / "data" / "cong_bo")
    return tmp_path


def book(root: Path, name: str = "bao_cao_giua_ky") -> Path:
    return root / "notebooks" / f"{name}.ipynb"


def cells(path: Path) -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]}


def edit(path: Path, id: str, change) -> None:
    """Put a new text into the cell, made from the old one; None takes the cell out."""
    content = json.loads(path.read_text("utf-8"))
    for cell in [cell for cell in content["cells"] if cell["id"] == id]:
        cell["source"] = change("".join(cell["source"])) if change else cell["source"]
        if change is None:
            content["cells"].remove(cell)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def added(line: str):
    return lambda source: f"{source}\n\n{line}"


def replaced(old: str, new: str):
    return lambda source: source.replace(old, new)


@pytest.mark.parametrize(
    ("id", "change", "sentence"),
    [
        ("htx", added("Có {{ so_hxt }}."), r"ô 9 \(htx\), dòng 7: .*«so_hxt»\. Có phải «so_htx»\?"),
        ("htx", added("Có {{ so_htx.tang_gaim }}."), "phép so sánh.*«so_htx.tang_gaim».*«tang_giam»"),
        ("htx", added("Có {{ so_htx.dau_ky.gia }}."), "«so_htx.dau_ky.gia»"),
        ("htx", added("Có {{ so_htx.dau_ky.tang_giam.dau_ky }}."), "phép so sánh"),
        ("htx", added("Có {{ so_htx.value }}."), "phép so sánh"),  # a number without trace
        ("htx", added("Có {{ lien_minh.so }}."), "Sau «lien_minh» có thể là: không có gì"),
        ("htx", added("Có {{ so_htx."), "câu đúng cú pháp"),
        ("htx", added("Có [[ {{ so_htx }}."), "câu đúng cú pháp"),
        ("htx", added("Tăng 45 HTX."), r"ô 9 \(htx\), dòng 7: cần câu không có số gõ tay; đang là «45»"),
        ("htx", added("Đạt 12,5%."), "«12,5»"),
        ("htx", added("Theo 20-NQ/TW."), "số gõ tay"),
        ("htx", added("Đến 31/5/2023."), "«31/5/2023»"),
        ("htx", added('Có {{ "45 HTX" }}.'), "số liệu gọi bằng tên.*«45 HTX»"),
        ("htx", added('Có {{ "12,5%" }}.'), "số liệu gọi bằng tên"),
        ("tieu-de", replaced("{{ nhiem_ky }}", "2020-2025"), "«2020-2025»"),
        ("tieu-de", replaced("{{ nhiem_ky }}", "{{ nhiem_kyy }}"), "«nhiem_kyy».*«nhiem_ky»"),
        ("tang-truong", replaced('"so_htx"', '"so_hxt"'), "mã chỉ tiêu.*«so_hxt».*«so_htx»"),
        (
            "tang-truong",
            replaced("bieu_do_tang_truong", "bieu_do_tang_truon"),
            "phần của báo cáo.*«bieu_do_tang_truong»",
        ),
        ("tang-truong", replaced("tieu_de=", "tieu_da="), "lời gọi đúng của bieu_do_tang_truong"),
        ("tang-truong", replaced("## So với", "## 45 HTX so với"), "«45»"),
        ("tang-truong", lambda _: 'bc.hinh(ax, "Có {{ so_hxt }}.")', "«so_hxt»"),
        ("tang-truong", lambda _: 'bc.hinh(ax, "Tăng 45 HTX.")', "«45»"),
        ("tham-so", replaced('"yen-bai"', '"yen-bay"'), "don_vi: mã đơn vị.*«yen-bay»"),
        ("tham-so", replaced("2023-05-31", "2023-13-31"), "den_ngay: năm.*«2023-13-31»"),
        (
            "tham-so",
            replaced("so_nam_da_qua: float", "nam_da_qua: float"),
            "«nam_da_qua». Có phải «so_nam_da_qua»[^$]*tham số «so_nam_da_qua» trong ô tham số; đang là không có",
        ),
        ("tham-so", replaced("= 2.5", "= 5 / 2"), "mỗi dòng một tham số"),
        ("tham-so", None, "một ô tham số"),
        ("phu-luc", None, "ô phụ lục"),
        ("chuan-bi", None, "%load_ext htxlib"),
        ("lhhtx", lambda _: 'bc.find("thu nhập")', "ô chỉ để xem thử"),
        ("lhhtx", lambda _: "bc?", "ô chỉ để xem thử"),
        ("lhhtx", lambda _: "bc.so_htx", "ô chỉ để xem thử"),
        ("lhhtx", lambda _: "bc.viec_con_lai(", "mã Python đúng cú pháp"),
    ],
)
def test_each_mistake_is_told_with_its_cell(desk, id, change, sentence):
    path = book(desk)
    edit(path, id, change)
    told = [str(fault) for fault in check_notebooks([path], lint=False)]
    assert re.search(sentence, "\n".join(told)), told
    assert len(told) == (2 if "so_nam" in sentence else 1), told
    assert all(each.startswith("notebooks/bao_cao_giua_ky.ipynb") for each in told)


@pytest.mark.parametrize("name", ["chi_tieu", "tieu_de", "so_nam", "thanh_vien", "nguon_so_lieu", "ngay_so_sanh"])
def test_a_parameter_of_ones_own_may_look_like_one_that_the_notebook_does_not_use(desk, name):
    path = book(desk)
    edit(path, "tham-so", lambda source: f"{source}\n{name} = 5  # của riêng sổ tay này")
    assert check_notebooks([path], lint=False) == []


@pytest.mark.parametrize(
    "line",
    [
        '{{ "20-NQ/TW" }}, {{ "Luật số 17/2023/QH15" }}, {{ "31/5/2023" }}, {{ "giai đoạn 2021-2025" }}',
        "{{ ky | hoa }} {{ so_htx.so }} {{ so_htx.ky_truoc.tang_giam_pct.so }}% {{ so_htx.cum.hang }}",
        "1. {{ so_htx }}\n2. {{ so_tht }}",
        "[trang của tỉnh](https://example.vn/2023/05)",
        "{# sửa ngày 12/5 #} {{ so_htx.dau_ky }} {% if so_htx %}có{% endif %}",
    ],
)
def test_what_a_sentence_may_hold(desk, line):
    edit(book(desk), "htx", added(line))
    assert [str(fault) for fault in check_notebooks([book(desk)])] == []


def test_outputs_and_wrong_files_are_told(desk):
    content = json.loads(book(desk).read_text("utf-8"))
    content["cells"][2] |= {"execution_count": 3, "outputs": []}
    book(desk).write_text(json.dumps(content), "utf-8")
    (desk / "notebooks" / "bao_cao_khac.ipynb").write_text("{", "utf-8")
    told = [str(fault) for fault in check_notebooks([desk / "notebooks"])]
    assert len(told) == 2 and "ô 3 (mo-bao-cao)" in told[0] and "đọc được" in told[1]


def test_cells_are_linted_where_ruff_is(desk):
    edit(book(desk), "lhhtx", lambda _: "import os\nbc.viec_con_lai()")
    (told,) = [str(fault) for fault in check_notebooks([book(desk)])]
    assert re.search(r"ô \d+, dòng 1: .*ruff.*`os` imported but unused». Nạp mà không dùng: xóa dòng import này.", told)


def test_headings_and_lists_may_be_numbered():
    assert list(typed_numbers("## 2. Kết quả\n\n1. a\n2. b 3")) == [("3", 4)]


def test_command_says_and_fails(desk, monkeypatch):
    monkeypatch.chdir(desk)
    done = CliRunner().invoke(main, ["check", "notebooks"])
    assert (done.exit_code, done.output) == (0, "Sổ tay không có lỗi.\n")
    edit(book(desk), "htx", added("Tăng 45 HTX."))
    done = CliRunner().invoke(main, ["check", "notebooks/bao_cao_giua_ky.ipynb"])
    assert done.exit_code == 1 and "1 lỗi trong sổ tay." in done.output


# --- what an analyst edits ------------------------------------------------------------------------------------------------


def depth(text: str) -> int:
    """How deep passages stand in one another: 2 in "[[a[[b]]]]"."""
    marks = (1 if mark == "[[" else -1 for mark in re.findall(r"\[\[|\]\]", text))
    return max(accumulate(marks), default=0)


def ends(line: str) -> int:
    """How many sentences end in a line of a cell: full stops outside of passages in passages, numbers and {{ names }}."""
    return len(re.findall(r"[.!?](?:\]\])*(?=\s|$)", re.sub(r"\{\{.*?\}\}", "X", line)))


@pytest.mark.parametrize("name", [*NAMES, "tom_tat", "bai_viet"])
def test_cells_are_written_so_that_they_can_be_read(name):
    for id, source in cells(book(ROOT, name)).items():
        if source.startswith("%%viet"):
            lines = source.split("\n")[1:]
            assert [line for line in lines if depth(line) > 2 or ends(line) > 1] == [], id
            assert depth(source) == max(map(depth, lines), default=0), f"{id}: a passage over several lines"
            assert not re.search(r"\.tang_giam\w* \}\} (?:so với|\{\{ so_voi_truoc)", source), (
                f"{id}: .so_sanh says it in one word"
            )


# Cells of one name in both yearly notebooks that are not the same, and why.
APART = {
    "tham-so": "a group has its own parameters",
    "mo-bao-cao": "a group has its own parameters",
    "tom-tat": "a group says whose figures are added up, a place more of its own",
    "htx": "a group says means and coverage, a place its plan",
    "tht": "a group says means and coverage",
    "ket-qua": "a place says its plan; a mean of members stands in a sentence of its own",
    "can-bo-khac": "a group has no section of its own for the rating",
    "can-bo-rieng": "a group has no section of its own for the rating",
    "thi-dua-rieng": "a section of its own beside the scores of a group",
    "to-chuc-rieng": "a section of its own beside the scores of a group",
    "bieu-do-nhieu-nam": "a group's heading stands with the chart",
    "bang-tong-hop": "a group names the rows that may be added up",
}


def test_cells_that_both_yearly_notebooks_have_are_the_same():
    place, group = cells(book(ROOT, "bao_cao_nam")), cells(book(ROOT, "bao_cao_cum"))
    both = [id for id in place if id in group]
    assert {id for id in both if place[id] != group[id]} == set(APART)
    assert len(both) - len(APART) == 65
    assert [id for id in both if id != "can-bo-khac"] == [id for id in group if id in place and id != "can-bo-khac"]


def test_the_mid_term_notebook_says_the_same_against_the_targets_of_its_term():
    year, term = cells(book(ROOT, "bao_cao_nam")), cells(book(ROOT, "bao_cao_giua_ky"))
    same = {id for id in year if term.get(id) == year[id].replace("so_voi_ke_hoach", "so_voi_muc_tieu")}
    assert len(same) == 51 and {id for id in same if id.endswith(("-co-cau", "-them"))} == {
        id for id in term if id.endswith(("-co-cau", "-them"))
    }


# --- what a place says itself -----------------------------------------------------------------------------------------


def said(name: str, data: Path, **parameters) -> str:
    """What the cells of a common notebook print, one after the other, without a kernel."""
    space: dict = {"open_report": open_report}
    texts = []
    for source in cells(ROOT / f"notebooks/{name}.ipynb").values():
        source = re.sub(r"^%load_ext.*", "", source)
        if source.startswith("%%viet"):
            source = f"bc.viet({source.partition(chr(10))[2]!r})"
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), space)
        if "don_vi" in source and "open_report" not in source:
            space |= parameters | {"du_lieu": data}
        texts.append(getattr(eval(compile(ast.Expression(last.value), name, "eval"), space) if last else "", "markdown", ""))
    return "\n\n".join(filter(None, texts))


@pytest.mark.parametrize("name", NAMES)
def test_every_section_that_the_form_offers_is_printed_once_under_its_heading(tmp_path, name):
    place = "cum-tay-bac-2023" if "cum" in name else "yen-bai"
    texts = [f"{place},2020,2022,{section},,Lời của mục {label}," for section, label in headings.sections().items()]
    tables = {
        "so_lieu": ["don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh", f"{place},so_htx,,2022,683,HTX"],
        "nhiem_ky": ["don_vi,nhiem_ky,khoa,tu_ngay,den_ngay", f"{place},2020-2025,VI,2020,2025"],
        "noi_dung": ["don_vi,tu_ngay,den_ngay,muc,thu_tu,noi_dung,nguon", *texts],
    }
    for table, lines in tables.items():
        (tmp_path / f"{table}.csv").write_text("\n".join(lines), "utf-8")
    given = {"don_vi": place, "tu_ngay": "2022", "den_ngay": "2022", "nguon_uu_tien": []}
    text = said(name, tmp_path, **given | TERM.get(name, {}))
    for label in headings.sections().values():
        assert len(re.findall(rf"Lời của mục {label}$", text, re.M)) == 1, label
    for label, heading in (("Phương hướng", "## Phương hướng"), ("Tuyên truyền", "### Tuyên truyền")):
        above = text.partition(f"Lời của mục {label}")[0]
        assert above.rpartition("\n\n#")[2].startswith(heading.removeprefix("#")), label


# --- own notebooks ---------------------------------------------------------------------------------------------------


def test_own_notebook_has_the_parameters_of_the_latest_publication(desk):
    path, publication = province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    assert path == desk / "notebooks/rieng/yen-bai/bao_cao_giua_ky.ipynb" and publication == "giua-ky-2020-2025"
    text = cells(path)["tham-so"]
    assert 'nguon_uu_tien: list[str] = ["yen-bai-giua-ky-2023"]  # mã nguồn' in text
    assert 'tu_ngay: str = "2020"  # đầu nhiệm kỳ' in text
    assert cells(path) | {"tham-so": ""} == cells(book(desk)) | {"tham-so": ""}
    assert province_notebooks.create(desk, "bao_cao_nam", "yen-bai", "nam-2023")[1] == "nam-2023"
    assert [str(fault) for fault in check_notebooks([desk / "notebooks"])] == []


def test_own_notebook_is_refused_where_it_would_be_wrong(desk):
    province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    with pytest.raises(InputError, match="một sổ tay riêng chưa có"):
        province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    with pytest.raises(InputError, match="ấn phẩm có yen-bai.*Có phải «nam-202"):
        province_notebooks.create(desk, "bao_cao_nam", "yen-bai", "nam-2032")
    with pytest.raises(InputError, match="lao-cai-2025.*thêm lao-cai-2025 vào một ấn phẩm"):
        province_notebooks.create(desk, "bao_cao_nam", "lao-cai-2025")
    assert province_notebooks.create(desk, "bao_cao_nam", "ha-noi")[1] == ""  # in no publication: the common period


def test_a_wrong_place_in_an_own_notebook_is_told(desk):
    path, _ = province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    edit(path, "tham-so", replaced('"yen-bai"', '"phu-tho"'))
    assert "don_vi = «yen-bai» như tên thư mục" in str(check_notebooks([path])[0])


@pytest.mark.parametrize(
    ("id", "change", "told"),
    [
        ("tht", None, "không có ô «tht» («[[Trong thời gian này,"),
        ("htx", added("Câu mới."), "ô «htx»: thêm câu «Câu mới.»"),
        ("htx", replaced("[[{{ can_doi_htx | hoa }}.]]", ""), "ô «htx»: bỏ câu «[[{{ can_doi_htx | hoa }}.]]»"),
        ("htx", replaced("bình quân mỗi năm", "bình quân một năm"), "ô «htx»: sửa «"),
        ("viec-con-lai", replaced("Việc còn lại", "Việc phải làm"), "ô «viec-con-lai»: sửa «bc.viec_con_lai"),
        ("tham-so", replaced("ngay_bao_cao: str | None = None", "la = None"), "thiếu tham số «ngay_bao_cao»"),
        ("tham-so", replaced('"2023-05-31"', '"2023"'), "giống hệt, trừ giá trị tham số"),
    ],
)  # fmt: skip
def test_differences_are_said_in_words(desk, id, change, told):
    path, _ = province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    edit(path, id, change)
    lines = list(province_notebooks.told(desk))
    assert lines[0].startswith("notebooks/rieng/yen-bai/bao_cao_giua_ky.ipynb so với notebooks/bao_cao_giua_ky.ipynb")
    assert told in "\n".join(lines[1:]) and len(lines) <= 3, lines


def test_added_and_moved_cells_are_said(desk):
    path, _ = province_notebooks.create(desk, "bao_cao_giua_ky", "yen-bai")
    content = json.loads(path.read_text("utf-8"))
    content["cells"].insert(8, {"cell_type": "code", "id": "rieng", "metadata": {}, "source": "%%viet bc\nĐoạn riêng."})
    content["cells"].append(content["cells"].pop(5))
    path.write_text(json.dumps(content), "utf-8")
    assert list(province_notebooks.told(desk, "bao_cao_giua_ky", "yen-bai"))[1:] == [
        "- có thêm ô «rieng» sau ô «htx-rieng»: «Đoạn riêng.»",
        "- ô «boi-canh» chuyển đến sau ô «phu-luc»",
    ]
    assert list(province_notebooks.told(desk, "bao_cao_nam")) == ["Chưa có sổ tay riêng bao_cao_nam."]


def test_build_prefers_the_own_notebook_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(project(tmp_path, ["lao-cai", "yen-bai"]))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    assert build() == 0 and "sổ tay riêng" not in capsys.readouterr().out
    whose = tmp_path / "notebooks" / "rieng" / "yen-bai"
    whose.mkdir(parents=True)
    text = (tmp_path / "notebooks" / "bao_cao_nam.ipynb").read_text("utf-8")
    (whose / "bao_cao_nam.ipynb").write_text(text.replace("<h2>Số lượng", "<h2>Số lượng của riêng"), "utf-8")
    assert build() == 0
    told = capsys.readouterr().out
    assert "nam-2022/yen-bai: dùng sổ tay riêng notebooks/rieng/yen-bai/bao_cao_nam.ipynb" in told and "1 mới" in told
    page = {place: (tmp_path / f"reports/nam-2022/{place}.html").read_text("utf-8") for place in ("yen-bai", "lao-cai")}
    assert "Số lượng của riêng" in page["yen-bai"] and "của riêng" not in page["lao-cai"]
    assert manifest.read(tmp_path / "reports")["nam-2022/yen-bai"]["notebook"] == "rieng/yen-bai/bao_cao_nam"
    assert build() == 0 and "0 mới" in capsys.readouterr().out
    shutil.rmtree(whose)
    assert plan.own_books(tmp_path) == [] and build() == 0
    assert "1 mới" in capsys.readouterr().out
    assert "của riêng" not in (tmp_path / "reports/nam-2022/yen-bai.html").read_text("utf-8")
