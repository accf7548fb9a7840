"""A kind of report is one notebook file: its parameters cell says what a publication of it may say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.batch import build, cache, manifest, plan
from htxoffice.cli import main
from htxoffice.notebooks import province_notebooks
from htxoffice.notebooks.check import check_notebook
from htxoffice.settings.kind import Kinds, of_cell
from htxoffice.settings.params import KNOWN, check, words

OWN = "nguong: int = 5  # chỉ nêu tỉnh có từ chừng này HTX\n"
SAYS = 'block("prose", f"<p>Ngưỡng là {nguong * 2}.</p>")'
GIVEN = {"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022"}


def written(root: Path, name: str, source: str) -> Path:
    """A notebook with this parameters cell."""
    path = root / "notebooks" / f"{name}.ipynb"
    nbformat.write(notebook(new_code_cell(source, metadata={"tags": ["parameters"]}), REPORT, SHOW, SAYS), path)
    return path


def published(root: Path, name: str, **params: object) -> None:
    """A publication of that notebook beside the one of the project."""
    lines = "".join(f"  {key}: {value}\n" for key, value in ({"tu_ngay": 2022, "den_ngay": 2022} | params).items())
    text = f"notebook: {name}\ntham_so:\n{lines}noi: [yen-bai]\n"
    (root / "params" / "moi-2022.yml").write_text(text, "utf-8")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A project with a kind of report of its own, `bao_cao_moi`, that has one parameter more."""
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    written(tmp_path, "bao_cao_moi", PARAMETERS + OWN)
    return tmp_path


def page(root: Path) -> str:
    return (root / "reports/moi-2022/yen-bai.html").read_text("utf-8")


def refused() -> str:
    """What a build says that runs nothing."""
    with pytest.raises(InputError) as caught:
        build()
    return str(caught.value)


# --- a new file is a new kind ----------------------------------------------------------------------------------------


def test_a_notebook_laid_into_the_folder_is_published(home, capsys):
    published(home, "bao_cao_moi", nguong=21)
    assert build() == 0 and "Ngưỡng là 42." in page(home)
    assert manifest.read(home / "reports")["moi-2022/yen-bai"]["params"]["nguong"] == 21
    capsys.readouterr()
    assert build() == 0 and "0 mới" in capsys.readouterr().out


def test_what_the_publication_does_not_say_is_as_the_cell_has_it_today(home):
    published(home, "bao_cao_moi")
    assert build() == 0 and "Ngưỡng là 10." in page(home)
    written(home, "bao_cao_moi", PARAMETERS + OWN.replace("5", "7"))
    assert build() == 0 and "Ngưỡng là 14." in page(home)  # the plan that was remembered is not


def test_a_wrong_value_is_told_with_the_words_of_the_comment(home):
    published(home, "bao_cao_moi", nguong="nhiều", nguon="a")
    told = refused()
    assert "params/moi-2022.yml, dòng 5: cần nguong: chỉ nêu tỉnh có từ chừng này HTX (số nguyên); đang là «nhiều»." in told
    assert "dòng 6: cần khóa có trong mẫu tham số; đang là «nguon»" in told
    assert not (home / "reports").exists()


def test_a_notebook_that_is_not_there_is_told_with_those_that_are(home):
    for name, hint in (("bao_cao_moy", "Có phải «bao_cao_moi»?"), ("../params/x", "Các sổ tay: bao_cao_moi, bao_cao_nam.")):
        published(home, name)
        assert hint in refused()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (PARAMETERS + "nguong = 5 / 2", "dòng 7: cần mỗi dòng một tham số"),
        (PARAMETERS + "nguong: int", "dòng 7: cần mỗi dòng một tham số"),
        (PARAMETERS + "import os", "dòng 7: cần mỗi dòng một tham số"),
        (PARAMETERS + "a, b = 1, 2", "dòng 7: cần mỗi dòng một tham số"),
        (PARAMETERS + "nguong: số = 5", "cần kiểu của nguong: str, int"),
        (PARAMETERS + "nguong: dict = {}", "cần kiểu của nguong: str, int"),
        (PARAMETERS.replace("du_lieu = ", "so_lieu = "), "cần tham số «du_lieu»"),
        (PARAMETERS + "(", "cần mỗi dòng một tham số"),
    ],
)
def test_a_cell_that_holds_anything_else_is_told_before_anything_runs(home, source, said):
    path = written(home, "bao_cao_moi", source)
    published(home, "bao_cao_moi")
    told = refused()
    assert said in told and "notebooks/bao_cao_moi.ipynb, ô 1" in told, told
    assert any(said in str(fault) for fault in check_notebook(path))


def test_a_notebook_without_its_tag_stops_no_other_publication(home):
    book = nbformat.read(written(home, "bao_cao_moi", PARAMETERS), as_version=4)
    book.cells[0].metadata.tags = []
    nbformat.write(book, home / "notebooks/bao_cao_moi.ipynb")
    published(home, "bao_cao_moi", nguong=3)
    assert build() == 1
    status = {id: entry["status"] for id, entry in manifest.read(home / "reports").items()}
    assert status == {"moi-2022/yen-bai": manifest.FAILED, "nam-2022/yen-bai": manifest.DONE}


# --- types and meanings ----------------------------------------------------------------------------------------------

BASE = "don_vi = 'yen-bai'\nden_ngay = '2022'\ndu_lieu = 'data/cong_bo'\n"
TYPES = [  # the line of the cell, values that are good (and what becomes of them), values that are not
    ("x: str = 'a'  # tên", [("b", "b"), (2022, "2022"), ("Đắk Lắk", "Đắk Lắk")], [None, True, ["b"], "a\u202eb", "a\nb"]),
    ("x: int = 1", [(2, 2)], [2.5, "2", True, None]),
    ("x: float = 1.0", [(2, 2.0), (2.5, 2.5)], ["2.5", True, float("inf"), float("nan")]),
    ("x: bool = False", [(True, True)], [1, "true", None]),
    ("x: list[str] = []", [(["a"], ["a"]), ([], [])], ["a", [["a"]], None]),
    ("x: list[int] = [1]", [([2], [2])], [[2.5], ["2"], 2]),
    ("x: list[float] = [1]", [([2, 2.5], [2.0, 2.5])], [["2"], 2]),
    ("x: int | None = None", [(None, None), (2, 2)], ["2"]),
    ("x: None | int = None", [(None, None), (2, 2)], ["2"]),
    ("x: Optional[int] = None", [(None, None), (2, 2)], ["2"]),
    ("x: 'int | None' = None", [(None, None), (2, 2)], ["2"]),
    ("x = 'a'", [("b", "b")], [True, ["b"]]),  # without a type: that of the value
    ("x = 1", [(2, 2)], ["2", True]),
    ("x = True", [(False, False)], [1]),
    ("x = [1]", [([2], [2])], [["a"]]),
    ("x = []", [(["a"], ["a"])], ["a"]),
    ("x = None", [(None, None), (2, 2), ("a", "a")], []),  # nothing is known
    ("json: int = 1", [(2, 2)], ["2"]),  # whatever its name
    ("so_nam_da_qua: float | None = 2.5", [(2, 2.0), (None, None)], [-1, 0, "x"]),  # what we know by its name
    ("nhiem_ky: str = '2020-2025'", [("2021-2026", "2021-2026")], ["2025-2020", "2020"]),
    ("ngay_bao_cao: str | None = None", [("2022-06", "2022-06"), (2022, "2022")], ["2022-13"]),
    ("nguon_uu_tien: list[str] = ['a']", [(["b"], ["b"])], ["b"]),
    ("tieu_chi: str | None = None", [("data/a.yml", "data/a.yml")], ["/etc/passwd", "../a.yml"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "good", "wrong"), TYPES, ids=[line for line, _, _ in TYPES])
def test_a_value_is_held_against_the_type_of_its_line(line, good, wrong):
    kind = of_cell(BASE + line)
    [name] = set(kind.names) - {"don_vi", "den_ngay", "du_lieu"}
    given = {"don_vi": "yen-bai", "den_ngay": "2022"}
    for value, becomes in good:
        params, faults = check(kind, given | {name: value})
        assert not faults and params[name] == becomes and type(params[name]) is type(becomes), (value, faults)
    for value in wrong:
        [(key, fault)] = check(kind, given | {name: value})[1]
        assert key == name and fault.expected.startswith(f"{name}: ") and "Sửa" in fault.remedy, (value, fault)


def test_the_example_of_a_cell_is_no_answer_for_a_publication_that_is_silent():
    """The source that the notebook prefers for its own province, half a term: not those of another report."""
    for name in Kinds(ROOT).names:
        params, faults = check(Kinds(ROOT).of(name), GIVEN | {"don_vi": "cum-tay-bac-2023", "nhiem_ky": "2020-2025"})
        if name == "bao_cao_giua_ky":
            assert not faults and params["so_nam_da_qua"] is None
        params = params or check(Kinds(ROOT).of(name), GIVEN | {"don_vi": "cum-tay-bac-2023"})[0]
        assert params["nguon_uu_tien"] == [] and params.get("ngay_bao_cao") is None


RULES = [  # lines of the cell, what is given, what is told
    ("tu_ngay = '2022'", {"tu_ngay": 2023}, "tu_ngay không sau den_ngay"),
    ("", {"don_vi": "phu-tho-2025"}, "đơn vị có trong kỳ báo cáo"),
    ("tu_ngay = '2022'", {"tu_ngay": 2021, "don_vi": "phu-tho-2025"}, "đơn vị có trong kỳ báo cáo"),
    ("chi_thanh_vien = False", {}, "một cụm thi đua, một vùng hoặc ca-nuoc"),
]


@pytest.mark.parametrize(("line", "given", "said"), RULES)
def test_a_rule_holds_wherever_its_parameters_are(line, given, said):
    wanted = {"don_vi": "yen-bai", "den_ngay": 2022} | given
    [(_, fault)] = check(of_cell(BASE + line), wanted)[1]
    assert said in fault.expected
    without = {key: value for key, value in wanted.items() if key not in line} | {"don_vi": "yen-bai"}
    assert check(of_cell(BASE), without)[1] == []


def test_comments_are_found_on_the_line_or_above_it():
    kind = of_cell("# ngưỡng\na: int = 5\nb: list[int] = [\n    1,  # một\n]  # các mức.\nc: int = 1\nd: str = '# không'  # chữ")
    assert [each.comment for each in kind.parameters] == ["ngưỡng", "các mức", "", "chữ"]


# --- the parameters of the project -----------------------------------------------------------------------------------


def test_every_parameter_of_the_common_notebooks_has_its_type_and_its_comment():
    for name in Kinds(ROOT).names:
        for each in Kinds(ROOT).of(name).parameters:
            assert each.name in KNOWN and each.type and each.comment, (name, each)


def test_kinds_are_listed_with_what_a_publication_may_say(home):
    told = CliRunner().invoke(main, ["list", "notebooks"]).output
    assert "bao_cao_moi\n" in told and "  nguong               chỉ nêu tỉnh có từ chừng này HTX (số nguyên)\n" in told
    assert words(of_cell("x: int | None = 1").parameters[0]) == "số nguyên, hoặc để trống"


def test_what_papermill_injects_replaces_typed_lines_also_in_a_stock_kernel(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    out = home / "ra.ipynb"
    command = [sys.executable, "-m", "papermill", "notebooks/bao_cao_moi.ipynb", str(out), "-p", "nguong", "8"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0 and "unknown parameter" not in run.stderr, run.stderr
    assert "Ngưỡng là 16." in out.read_text("utf-8")


# --- a province's own ------------------------------------------------------------------------------------------------


def test_an_own_notebook_of_a_new_kind_is_made_and_held_against_the_common_one(home):
    published(home, "bao_cao_moi", nguong=21)
    path, _ = province_notebooks.create(home, province_notebooks.notebook_named("moi", province_notebooks.common_books(home)), "yen-bai")
    assert "nguong: int = 21  # chỉ nêu tỉnh" in path.read_text("utf-8")
    assert build() == 0 and "Ngưỡng là 42." in page(home)
    text = path.read_text("utf-8")
    path.write_text(text.replace("nguong: int = 21", "nguon: int = 21"), "utf-8")
    told = [str(fault) for fault in check_notebook(path)]
    assert any("cần tham số «nguong»; đang là không có" in line for line in told), told
    assert any("tham số có trong sổ tay chung; đang là «nguon»" in line and "Có phải «nguong»?" in line for line in told)
    assert build() == 1  # the page would not have what was asked
    shutil.copy(path, path.with_name("bao_cao_la.ipynb"))
    assert any("cần sổ tay chung bao_cao_la.ipynb" in str(fault) for fault in check_notebook(path.with_name("bao_cao_la.ipynb")))


def test_an_own_notebook_without_types_is_built_as_before(home):
    own = home / "notebooks/rieng/yen-bai"
    own.mkdir(parents=True)
    shutil.copy(written(home, "bao_cao_moi", (PARAMETERS + OWN).replace(": int", "")), own / "bao_cao_moi.ipynb")
    written(home, "bao_cao_moi", PARAMETERS + OWN)
    published(home, "bao_cao_moi", nguong=4)
    [job] = [job for job in plan.read(home, [home / "params/moi-2022.yml"]) if job.own]
    assert job.params["nguong"] == 4 and build() == 0 and "Ngưỡng là 8." in page(home)


def test_a_common_notebook_that_cannot_be_copied_is_a_sentence(home):
    book = nbformat.read(written(home, "bao_cao_moi", PARAMETERS), as_version=4)
    book.cells[0].metadata.tags = []
    nbformat.write(book, home / "notebooks/bao_cao_moi.ipynb")
    with pytest.raises(InputError, match="đúng một ô tham số"):
        province_notebooks.create(home, "bao_cao_moi", "yen-bai")


def test_a_term_may_be_left_out_where_the_cell_says_so():
    """One short text serves reports with a term and of years; a report of a term must name it."""
    cell = 'don_vi: str = "yen-bai"\nden_ngay: str = "2022"\ndu_lieu: str = "data/cong_bo"\nnhiem_ky: str{} = "2020-2025"'
    given = {"don_vi": "yen-bai", "den_ngay": "2022"}
    params, faults = check(of_cell(cell.format(" | None")), given)
    assert params["nhiem_ky"] is None and faults == []
    [(key, fault)] = check(of_cell(cell.format("")), given)[1]
    assert key == "nhiem_ky" and fault.found == "không có"
    assert check(of_cell(cell.format(" | None")), given | {"nhiem_ky": "2020"})[1][0][0] == "nhiem_ky"
