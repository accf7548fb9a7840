"""The page is what was asked for: another place, period, dataset or an empty page is refused and nothing is published."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, output, project, publication
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.batch import build, cache, manifest, opened
from htxoffice.batch.plan import Job
from htxoffice.cli import main
from htxoffice.notebooks.check import check_notebook

TAGGED = {"tags": ["parameters"]}
OPENING = REPORT[REPORT.index("bc = open_report") : REPORT.index("\n\ndef block")]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    shutil.copytree("data/cong_bo", "data/khac")
    return tmp_path


def parameters(source: str = PARAMETERS, tagged: bool = True):
    return new_code_cell(source, metadata=TAGGED if tagged else {})


LOAD = "%load_ext htxlib\nfrom htxlib import open_report"
# What was done to the notebook → its cells, what the build says, what the check without running says.
WRONG = {
    "place set again": ([parameters(), "don_vi = 'lao-cai'", REPORT, SHOW], "đơn vị được yêu cầu «yen-bai», sổ tay mở «lao-cai»", "«don_vi = …»"),
    "period set again": ([parameters(), "tu_ngay = den_ngay = '2021'", REPORT, SHOW], "ngày cuối kỳ được yêu cầu «2022», sổ tay mở «2021»", "«den_ngay = …, tu_ngay = …»"),
    "data set again": ([parameters(), "du_lieu = 'data/khac'", REPORT, SHOW], "số liệu được yêu cầu «data/cong_bo», sổ tay mở «data/khac»", "«du_lieu = …»"),
    "sources set again": ([parameters(), "nguon_uu_tien = ['s1']", REPORT, SHOW], "nguồn ưu tiên được yêu cầu «không đặt», sổ tay mở «s1»", "«nguon_uu_tien = …»"),
    "set again in a loop": ([parameters(), "for don_vi in ['lao-cai']:\n    pass", REPORT, SHOW], "sổ tay mở «lao-cai»", "«don_vi = …»"),
    "place typed": ([parameters(), REPORT.replace("open_report(don_vi,", "open_report('lao-cai',"), SHOW], "sổ tay mở «lao-cai»", "open_report nhận tham số don_vi"),
    "report day not handed on": ([parameters(), REPORT.replace("ngay_bao_cao=ngay_bao_cao,", "ngay_bao_cao='2022-06-30',"), SHOW], "sổ tay mở «2022-06-30»", "open_report nhận tham số ngay_bao_cao"),
    "tag lost": ([parameters(tagged=False), REPORT, SHOW], "đúng một ô tham số có nhãn «parameters»; đang là không có", "một ô tham số có nhãn «parameters»"),
    "tag doubled": ([parameters(), parameters(), REPORT, SHOW], "2 ô: ô 1, ô 2", "ô 2, ô 3"),
    "two reports": ([parameters(), REPORT, OPENING.replace("(don_vi", "('lao-cai'"), SHOW], "sổ tay mở 2 báo cáo (yen-bai, lao-cai)", "đúng một lần gọi open_report"),
    "a second report after the page": ([parameters(), REPORT, SHOW, OPENING], "sổ tay mở 2 báo cáo (yen-bai, yen-bai)", "đúng một lần gọi open_report"),
    "no report": ([parameters(), REPORT.replace(OPENING, ""), SHOW], "sổ tay không mở báo cáo nào", "đúng một lần gọi open_report"),
}  # fmt: skip


def written(home: Path, cells) -> Path:
    path = home / "notebooks" / "bao_cao_nam.ipynb"
    nbformat.write(notebook(*cells), path)
    return path


def failure(home: Path) -> str:
    (entry,) = manifest.read(home / "reports").values()
    assert entry["status"] == manifest.FAILED and entry["failure"]["cell"] == 0 and not entry["outputs"]
    return entry["failure"]["message"]


@pytest.mark.parametrize("what", WRONG)
def test_a_page_that_is_not_the_one_asked_for_is_refused(home, what):
    cells, said, _ = WRONG[what]
    written(home, cells)
    assert build() == 1
    assert said in failure(home), failure(home)
    assert not list((home / "reports" / "nam-2022").glob("*"))
    assert "nam-2022/yen-bai.html" not in (home / "reports/index.html").read_text("utf-8")


@pytest.mark.parametrize("what", WRONG)
def test_the_check_without_running_tells_the_same(home, what):
    cells, _, said = WRONG[what]
    told = [str(fault) for fault in check_notebook(written(home, [LOAD, *cells]))]
    assert any(said in line for line in told), told
    told = [str(fault) for fault in check_notebook(written(home, [LOAD, parameters(), REPORT, SHOW]))]
    assert not any(word in line for line in told for word in ("đúng một", "chỉ đặt trong", "nhận tham số")), told


def test_a_parameter_that_an_own_notebook_lacks_is_told(home):
    """The common notebook says what a publication may ask; one that does not hand it on shows another report."""
    lacks = [parameters(PARAMETERS.replace("ngay_bao_cao = None\n", "")), "ngay_bao_cao = None", REPORT, SHOW]
    own = home / "notebooks" / "rieng" / "yen-bai" / "bao_cao_nam.ipynb"
    own.parent.mkdir(parents=True)
    nbformat.write(notebook(LOAD, *lacks), own)
    assert any("tham số «ngay_bao_cao»" in str(fault) for fault in check_notebook(own))
    assert build() == 1 and "ô tham số có ngay_bao_cao" in failure(home)
    told = [str(fault) for fault in check_notebook(written(home, [LOAD, *lacks]))]
    assert any("tham số «ngay_bao_cao» trong ô tham số" in line for line in told), told


@pytest.mark.parametrize("engine", ["htx", "kernel"])
def test_with_a_kernel_of_its_own_too(home, engine, monkeypatch):
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    cells, said, _ = WRONG["place set again"]
    written(home, cells)
    assert build(engine=engine) == 1 and said in failure(home)
    written(home, [parameters(), REPORT.replace("open_report(don_vi,", "open_report('Yên Bái',"), SHOW])
    assert build(engine=engine) == 0  # written in another way, the same report


def test_the_case_of_another_place_in_a_notebook_of_ones_own(tmp_path, monkeypatch):
    """A cell after the parameters of Sơn La's own notebook sets the place: the page was that of Yên Bái."""
    for name in ("notebooks", "params"):
        (tmp_path / name).mkdir()
    shutil.copytree(ROOT / "data" / "cong_bo", tmp_path / "data" / "cong_bo")
    book = nbformat.read(ROOT / "notebooks" / "bao_cao_nam.ipynb", as_version=4)
    nbformat.write(book, tmp_path / "notebooks" / "bao_cao_nam.ipynb")
    book.cells.insert(2, new_code_cell("don_vi = 'yen-bai'; tu_ngay = '2022-01-01'; den_ngay = '2022-12-31'"))
    own = tmp_path / "notebooks" / "rieng" / "son-la"
    own.mkdir(parents=True)
    nbformat.write(book, own / "bao_cao_nam.ipynb")
    monkeypatch.chdir(tmp_path)
    publication(tmp_path, ["son-la"])
    assert build() == 1 and "yêu cầu «son-la», sổ tay mở «yen-bai»" in failure(tmp_path)


def test_every_parameter_of_a_job_is_held_against_what_was_opened(tmp_path):
    params = {"don_vi": "cum-tay-bac-2023", "tu_ngay": "2023", "den_ngay": "2023", "ngay_bao_cao": None, "du_lieu": "d",
              "nguon_uu_tien": ["a"], "chi_thanh_vien": True, "nhiem_ky": "2020-2025", "so_nam_da_qua": 2.5,
              "dia_gioi": None, "tieu_chi": "x.yml", "cham_diem": None}  # fmt: skip
    job = Job("a", "cum-tay-bac-2023", "bao_cao_cum", "", params)
    as_asked = opened.as_opened(params, tmp_path)
    assert set(as_asked) == set(opened.WORDS) and not opened.refusal([as_asked], job, tmp_path)
    for name in opened.WORDS:
        why = opened.refusal([as_asked | {name: "khác"}], job, tmp_path)
        assert f"{opened.WORDS[name]} được yêu cầu" in why and "khác" in why
    lacks = {name: value for name, value in as_asked.items() if name != "tieu_chi"}
    assert "bảng tiêu chí được yêu cầu «x.yml», sổ tay mở «không đặt»" in opened.refusal([lacks], job, tmp_path)
    secret = opened.refusal([as_asked | {"du_lieu": "postgresql+pg8000://u:bi-mat@h/d"}], job, tmp_path)
    assert "bi-mat" not in secret and "một cơ sở dữ liệu khác" in secret


# What a notebook shows although the report that was asked for, and no other, was opened at its end → what the build says.
OPENED = (LOAD, parameters(), OPENING)
SHOWN = ('bc.tieu_de("Báo cáo {{ ten_day_du }}")', "%%viet bc\n## Đề\n\nCó {{ so_htx }}.", "bc.phu_luc()")
ELSEWHERE = "from dataclasses import replace\nfrom htxlib.codelists import places\nother = replace(bc.scope, place=places.get('lao-cai'), found={})"
SAYS = "[{'don_vi': 'yen-bai', 'tu_ngay': '2022', 'den_ngay': '2022'}]"
# What a cell does before it opens the report of another place, what one does after it; what is said all the same.
DECEIVING = {
    "display replaced": ("import IPython.display, IPython.core.display_functions as d\nIPython.display.display = d.display = display = lambda *_, **__: None", "1", "sổ tay mở «lao-cai»"),
    "the record emptied": ("1", "from htxlib.report import opened, report\nopened._opened = report._opened = []\nopened.note = opened.also = print", "sổ tay mở «lao-cai»"),
    "the record emptied and the right one opened": ("1", f"from htxlib.report import opened\nopened._record()\n{OPENING}", "sổ tay mở 2 báo cáo (lao-cai, yen-bai)"),
    "the telling replaced": ("1", "from htxlib.report import opened\nopened.tell_after = opened.TOLD = print", "sổ tay mở «lao-cai»"),
    "another answer": ("1", f"from IPython.display import display\ndisplay({{'application/vnd.htx.opened+json': {SAYS}}}, raw=True)", "sổ tay mở «lao-cai»"),
    "nothing noted": ("from htxlib.report import opened\nopened.note = print", "1", "sổ tay không mở báo cáo nào"),
    "the shell's ears stopped": ("1", "get_ipython().events.callbacks['post_run_cell'].clear()", "sổ tay không mở báo cáo nào"),
    "all names forgotten": ("1", "%reset -f", "sổ tay mở «lao-cai»"),
}  # fmt: skip
OTHERS = {
    "place of the report changed": ([*OPENED, f"{ELSEWHERE}\nbc.scope = other", *SHOWN], "đầu trang ghi «lao-cai»"),
    "period of the report changed": ([*OPENED, "bc.scope = bc.scope.year_before()", *SHOWN], "ngày đầu kỳ được yêu cầu «2022», đầu trang ghi «2021»"),
    "a report made by hand": ([*OPENED, f"{ELSEWHERE}\nbc = type(bc)(other)", *SHOWN], "đầu trang ghi «lao-cai»"),
    "figures of another below the right title": ([*OPENED, SHOWN[0], f"{ELSEWHERE}\nbc.scope = other", *SHOWN[1:]], "không có số nào của đơn vị"),
    "what was opened written over": ([*OPENED[:2], OPENING.replace("don_vi,", "'lao-cai',"), "bc.opening = {'don_vi': 'yen-bai'}", *SHOWN], "sổ tay mở «lao-cai»"),
    "asked and forgotten": ([*OPENED[:2], OPENING.replace("don_vi,", "'lao-cai',"), *SHOWN, opened._QUESTION, OPENING], "sổ tay mở 2 báo cáo (lao-cai, yen-bai)"),
    **{what: ([LOAD, parameters(), wrong, OPENING.replace("don_vi,", "'lao-cai',"), *SHOWN, after], said) for what, (wrong, after, said) in DECEIVING.items()},
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_a_page_is_held_to_what_it_shows(home, what):
    cells, said = OTHERS[what]
    written(home, [*OPENED, *SHOWN])
    assert build() == 0
    written(home, cells)
    assert build() == 1 and said in failure(home), failure(home)
    assert not list((home / "reports" / "nam-2022").glob("*"))


@pytest.mark.parametrize("cell", [
    {"cell_type": "code", "execution_count": 1, "metadata": {"tags": ["skip-execution"]}, "source": "1"},
    {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": " "},
    {"cell_type": "markdown", "metadata": {}, "source": "Chữ"}, {"cell_type": "raw", "metadata": {}, "source": "Chữ"},
], ids=["not run", "empty", "markdown", "raw"])  # fmt: skip
@pytest.mark.parametrize("engine", ["htx", "kernel"])
def test_nothing_that_an_earlier_run_left_in_a_notebook_is_published(home, cell, engine, monkeypatch):
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    path = written(home, [*OPENED, *SHOWN])
    content = json.loads(path.read_text("utf-8"))
    content["cells"].append(cell | {"id": "cu", "outputs": [output("<p>Lào Cai có 987654 HTX</p>", keys=["x"])]})
    path.write_text(json.dumps(content), "utf-8")
    assert build(engine=engine) == 0
    pages = [file.read_bytes() for file in (home / "reports/nam-2022").iterdir()]
    assert len(pages) == 4 and not any(b"987654" in page for page in pages)


# --- nothing to say ---------------------------------------------------------------------------------------------------


def test_a_report_without_a_single_figure_is_not_published_and_the_places_with_data_are_named(home):
    real = (LOAD, parameters(), OPENING.replace("bc =", "bc ="), 'bc.tieu_de("Báo cáo")', "%%viet bc\n## Đề\n\nChữ. [[Có {{ so_htx }}.]]", "bc.phu_luc()")
    written(home, real)
    publication(home, ["son-la", "yen-bai"])
    assert build() == 1
    entries = manifest.read(home / "reports")
    message = entries["nam-2022/son-la"]["failure"]["message"]
    assert "không có số nào" in message and "Có số liệu trong cong_bo: ca-mau, lao-cai, yen-bai" in message
    assert entries["nam-2022/yen-bai"]["status"] == manifest.DONE
    assert not (home / "reports/nam-2022/son-la.html").exists()


# --- what a scheduler is told -----------------------------------------------------------------------------------------


def test_exit_codes_say_what_a_schedule_must_know(home):
    def code(*words) -> int:
        found = CliRunner().invoke(main, [*words])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.output
        return found.exit_code

    assert code("build") == 0 == code("build")  # the second has nothing to do
    publication(home, ["yen-bai"])
    (home / "params" / "nam-2023.yml").write_text((home / "params/nam-2022.yml").read_text("utf-8").replace("yen-bai", "lao-cai"), "utf-8")
    assert code("build", "--publication", "nam-2023", "--place", "yen-bai") == 2  # both exist, not together
    assert code("build", "--prune", "--place", "yen-bai") == 2
    written(home, WRONG["no report"][0])
    assert code("build") == 1
    for file in (home / "params").glob("*.yml"):
        file.unlink()
    assert code("build") == 2 == code("build", "--dry-run")


def test_a_check_with_an_error_is_not_all_well(home):
    assert CliRunner().invoke(main, ["check", "data/cong_bo"]).exit_code == 0
    rows = home / "data/cong_bo/so_lieu.csv"
    rows.write_text(rows.read_text("utf-8") + "yen-bai,htx_dang_hoat_dong,2022-12-31,5000,HTX,s1\n", "utf-8")
    found = CliRunner().invoke(main, ["check", "data/cong_bo", "--json"])
    assert found.exit_code == int('"severity": "lỗi"' in found.output)


def test_no_publication_is_refused_with_what_to_do(home):
    (home / "params/nam-2022.yml").unlink()
    with pytest.raises(InputError, match="ít nhất một ấn phẩm"):
        build()


@pytest.mark.parametrize(("asked", "said"), [
    ({"timeout": float("inf")}, "--timeout: cần số giây"), ({"timeout": float("nan")}, "--timeout: cần số giây"),
    ({"timeout": 1e300}, "--timeout: cần số giây"), ({"memory_mb": 1 << 50}, "--memory-mb: cần số MB"),
])  # fmt: skip
def test_limits_that_no_system_keeps_are_refused(home, asked, said):
    with pytest.raises(InputError, match=said):
        build(**asked)
    assert not (home / "reports").exists()


def test_two_files_of_one_publication_and_a_file_that_would_be_passed_over_are_refused(home):
    params = home / "params" / "nam-2022.yml"
    assert build([params, params], formats=["html"]) == 0  # twice the same
    (home / "params/khac").mkdir()
    shutil.copy(params, home / "params/khac/nam-2022.yml")
    with pytest.raises(InputError, match="mỗi ấn phẩm một tệp nam-2022.yml"):
        build([params, home / "params/khac/nam-2022.yml"])
    for name in ("._nam-2023.yaml", "ghi-chu.txt"):
        (home / "params" / name).write_text("x")
    assert build(formats=["html"]) == 0
    for name in ("nam-2023.yaml", "nam-2024.YML"):
        shutil.copy(params, home / "params" / name)
        with pytest.raises(InputError, match=f"đuôi .yml; đang là «params/{name}»"):
            build()
        (home / "params" / name).unlink()


# A command on files that lie ready → its exit code and what it says.
TOLD_TO_A_SCHEDULE = {
    "figures of a place without data": (["figures", "--place", "son-la", "--to", "2022"], 1, "Có số liệu của: ca-mau, lao-cai, yen-bai"),
    "the same as JSON": (["figures", "--place", "son-la", "--to", "2022", "--json"], 1, "Không tính được chỉ tiêu nào"),
    "a page where a folder is": (["check", "--html", "texts"], 2, "tên tệp sẽ được viết; đang là thư mục"),
    "a page below a file": (["check", "--html", "texts/a/x.txt/y.html"], 2, "một tệp ở chỗ của thư mục"),
    "a folder of reports that is a file": (["build", "--reports", "texts/a/x.txt"], 2, "một tệp ở chỗ của thư mục"),
    "a text that proof-reading cannot read": (["proof", "texts/c"], 2, "cu.doc"),
    "a text that cannot be read into a workbook": (["read", "texts/c", "--into", "x.xlsx"], 2, "cu.doc"),
    "two copies of one name": (["proof", "texts/a", "texts/b/x.docx", "--annotate", "copies"], 2, "khác tên nhau"),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD_TO_A_SCHEDULE)
def test_what_was_not_done_is_no_success(home, what):
    for name in ("texts/a/x.txt", "texts/a/x.docx", "texts/b/x.docx", "texts/c/cu.doc", "texts/c/x.txt"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("Có 5 HTX.", "utf-8")
    words, code, said = TOLD_TO_A_SCHEDULE[what]
    found = CliRunner().invoke(main, words)
    assert isinstance(found.exception, SystemExit), found.exception
    assert found.exit_code == code and said in found.output, found.output
    assert not (home / "copies").exists() and not list(home.rglob("*.tmp"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_among_the_data_is_not_waited_for(home):
    os.mkfifo(home / "data/cong_bo/ghi-chu.csv")
    os.mkfifo(home / "notebooks/anh.png")
    assert build(formats=["html"]) == 0
