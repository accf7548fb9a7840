"""The page is what was asked for: another place, period, dataset or an empty page is refused and nothing is published."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell
from small import PARAMETERS, REPORT, SHOW, notebook, project, publication

from htxlib.words.errors import InputError
from htxoffice.batch import build, cache, manifest, opened
from htxoffice.batch.plan import Job
from htxoffice.cli import main
from htxoffice.notebooks.check import check_notebook

ROOT = Path(__file__).parents[1]
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
              "tieu_chi": "x.yml", "cham_diem": None}  # fmt: skip
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
