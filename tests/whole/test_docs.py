"""Every command and every code block of the papers is run, in the order of the page, in a copy of the project.

The guide is followed as a new analyst would: from an empty form to a page that can be sent. What cannot be run here is
listed with its reason.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import an_office
import docx
import openpyxl
import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner
from desk import PICTURES, picture, project
from where import ROOT

from htxlib import open_report
from htxlib.checks import CHECKS
from htxlib.checks.tasks import titles
from htxlib.data.dataset import read
from htxlib.indicators import formulas
from htxoffice.batch import plan
from htxoffice.cli import main
from htxoffice.notebooks import method

PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/huong-dan.md",
    "docs/kien-truc.md",
    "docs/lap-lich.md",
    "docs/phuong-phap.md",
    "docs/python-en.md",
    "docs/python.md",
    "docs/thiet-ke.md",
    "notebooks/BAT-DAU.md",
]
GUIDE = "docs/huong-dan.md"
SCHEDULES = "docs/lap-lich.md"
# Commands that are not run as they stand, each with its reason and with what is run instead (None: nothing).
INSTEAD = {
    ". .venv/bin/activate": None,  # a word of the shell, for the environment that `make` sets up
    "pre-commit install": "pre-commit validate-config",  # it would change the repository of whoever runs the tests
    "pip install htxlib[dask]": None,  # from a registry
    "dask scheduler": None,  # runs until it is ended; tests/whole/test_cluster.py starts one and its workers
    "DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker tcp://10.0.0.5:8786 --nthreads 1 --nworkers 4": None,
    "htx build --dask tcp://10.0.0.5:8786": "htx build",
    "htx lab": "htx lab --version",  # runs until it is ended; tests/whole/test_lab.py works in it
    "htx sample build/thu --years 2016-2025": "htx sample build/thu --years 2024-2025 --places son-la,yen-bai",  # 18,000 rows
}
# Languages that are not run, each with its reason.
NOT_RUN = {
    "bat": "Windows and conda",
    "crontab": "a line for cron; its command is run where it stands alone",
    "": "a drawing, not code",
    "json": "shapes with … in them; docs/figures.schema.json is tested",
}
NOT_CODE = {"docs/thiet-ke.md"}  # its Python lists interfaces with their results, it is no code to run
FIGURES = {"so_htx": 1000, "htx_dang_hoat_dong": 840, "htx_thanh_lap_moi": 60, "htx_giai_the": 8, "doanh_thu_bq_htx": 2400}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page, and the sentence before it."""

    page: str
    line: int
    language: str
    text: str
    before: str


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    found = re.finditer(r"^( *)```(\w*)\n(.*?)^ *```$", text, re.S | re.M)
    return [
        Block(page, text.count("\n", 0, m.start()) + 1, m[2], re.sub(f"(?m)^{m[1]}", "", m[3]), text[: m.start()][-400:])
        for m in found
    ]


def lines(block: Block) -> list[str]:
    """The commands of a shell block, without their comments."""
    return [line for raw in block.text.splitlines() if (line := re.sub(r"\s+#.*", "", raw).strip())]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A copy of the project; of its publications a few, so that building all of them is quick."""
    root = project(tmp_path_factory.mktemp("docs"))
    for path in (root / "params").iterdir():
        if path.name not in ("giua-ky-2020-2025.yml", "nam-2014.yml", "phu-tho-2020.yml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in ("pyproject.toml", ".pre-commit-config.yaml", "Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, root)
    for package in ("htxlib", "htxoffice"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("bao-cao-cu.docx", "bao-cao.docx"):
        old_report(root / name)
    (root / "docs").mkdir()
    shutil.copy(ROOT / method.PAGE, root / "docs")
    return root


@pytest.fixture
def at_home(home, monkeypatch) -> Path:
    monkeypatch.chdir(home)
    return home


def run(command: str, home: Path, ours: bool = True) -> str:
    """Run one line that a page tells a person to type; it must succeed."""
    command = INSTEAD.get(command, command)
    words = shlex.split(command or "true")
    if words[0] == "htx" and ours and words[1] not in ("lab", "method"):
        done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == 0, f"{command}\n{done.output}\n{done.exception!r}"
        return done.output
    if words[0] == "htx":
        words = [sys.executable, "-c", "from htxoffice.cli import main; main()", *words[1:]]
    if words[0] == "python":
        words[0] = sys.executable
    if words[0] in ("papermill", "jupyter"):
        words[:1] = [sys.executable, "-m", words[0]]
    if words[0] == "make":
        words.insert(1, "-n")  # what it would do; tests/test_house.py reads that closely
        if not shutil.which("make"):
            return ""
    if words[0] == "pre-commit":
        words[:1] = [sys.executable, "-m", "pre_commit"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(home), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(words, cwd=home, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def old_report(path: Path) -> None:
    """The report of last year that the guide reads."""
    document = docx.Document()
    document.add_paragraph("Đến ngày 31/12/2024, tỉnh Sơn La có 460 HTX, trong năm 2024 thành lập mới 48 HTX.")
    document.save(path)


def filled(form: Path) -> None:
    """Type the figures into the form as the guide says: the column «Giá trị» of the sheet «Số liệu»."""
    book = openpyxl.load_workbook(form)
    sheet = book["Số liệu"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Giá trị *" for cell in row))
    column = {cell.value: cell.column - 1 for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        day, code = row[column["Đến ngày *"]].value, row[column["Mã chỉ tiêu *"]].value
        if getattr(day, "year", 0) == 2025 and code in FIGURES:
            row[column["Giá trị *"]].value = FIGURES[code]
        if getattr(day, "year", 0) == 2024 and code == "so_htx":
            row[column["Giá trị *"]].value = 460
    book.save(form)


def test_languages_are_known():
    """A block in another language must be run, or listed with its reason."""
    for page in PAGES:
        for block in blocks(page):
            assert block.language in {"sh", "python", "yaml", "csv", "jinja", *NOT_RUN}, f"{page}, line {block.line}"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", SCHEDULES])
def test_commands_of_the_paper_run(at_home, page):
    ran = [run(line, at_home) for block in blocks(page) if block.language == "sh" for line in lines(block)]
    assert len(ran) >= 3


class Operator:
    """Airflow's BashOperator and DAG, as far as the page uses them: they note what they are told."""

    told: list[dict] = []

    def __init__(self, *names, **told):
        self.told.append(told)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


def test_tasks_of_a_scheduler_run_commands_that_work(at_home, monkeypatch):
    """Airflow and Dagster are not installed here: of what they are told, the commands are run."""
    asset = types.SimpleNamespace(asset=lambda **_: lambda f: f, Failure=RuntimeError, AssetExecutionContext=object)
    asset.StaticPartitionsDefinition, asset.MaterializeResult = list, dict
    for name in ("airflow", "airflow.providers", "airflow.providers.standard", "airflow.providers.standard.operators"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    bash = types.SimpleNamespace(BashOperator=Operator)
    monkeypatch.setitem(sys.modules, "airflow.providers.standard.operators.bash", bash)
    monkeypatch.setitem(sys.modules, "airflow.sdk", types.SimpleNamespace(DAG=Operator))
    monkeypatch.setitem(sys.modules, "dagster", asset)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(at_home))
    airflow, dagster = (block.text for block in blocks(SCHEDULES) if block.language == "python")
    exec(airflow, {"PROJECT": str(at_home)})
    commands = [told["bash_command"] for told in Operator.told if "bash_command" in told]
    assert len(commands) == 2 and all("0 lỗi" in run(command, at_home) for command in commands)
    exec(dagster, space := {"PROJECT": str(at_home)})
    for name in space["publications"]:
        context = types.SimpleNamespace(partition_key=name, log=types.SimpleNamespace(info=print))
        assert "0 mới" in space["bao_cao"](context)["metadata"]["summary"]


def test_the_guide_leads_from_an_empty_form_to_a_page_that_can_be_sent(at_home, monkeypatch):
    told: dict[str, str] = {}
    for made in ("reports", "notebooks/rieng"):  # by the commands of another page
        shutil.rmtree(at_home / made, ignore_errors=True)
    for block in blocks(GUIDE):
        if block.language == "yaml":
            if named := re.findall(r"`(params/[\w-]+\.yml)`", block.before):
                (at_home / named[-1]).write_text(block.text, "utf-8")
            else:  # keys that a publication may have: one that we know has them, too
                known = yaml.safe_load((ROOT / "params/giua-ky-2020-2025.yml").read_text("utf-8"))
                part = at_home / "params/them-khoa.yml"
                part.write_text(yaml.safe_dump(known | yaml.safe_load(block.text), allow_unicode=True), "utf-8")
                assert [job for job in plan.read(at_home, [part]) if job.place == "yen-bai"]
                part.unlink()
        elif block.language == "csv":
            table = at_home / "data" / "cong_bo" / "chap_nhan.csv"
            ours = table.read_bytes()  # what the published figures need: the pages' other commands go on with it
            table.write_text(block.text, "utf-8")
            accepted = [each for each in read(at_home / "data/cong_bo").accepted("phu-tho") if each.reason]
            table.write_bytes(ours)
            assert len(accepted) == 1
        elif "bc.hinh" in block.text:  # a cell of a notebook, whose last line is what it shows
            *cell, last = block.text.strip().split("\n")
            names = {"bc": open_report("yen-bai", "2023-05-31", "2020", "2020-2025", 2.5)}
            exec("\n".join(cell), names)
            assert eval(last, names).alt == "Tổng số HTX tăng 240 HTX so với đầu kỳ, nay là 683 HTX."
        elif block.language == "python":
            with (at_home / "htxlib" / "indicators" / "formulas.py").open("a", encoding="utf-8") as file:
                file.write("\n\n" + block.text)
        elif block.language == "sh":
            added = "ty_le_tht_hoat_dong" in (at_home / "htxlib" / "indicators" / "formulas.py").read_text("utf-8")
            monkeypatch.chdir(at_home)
            for line in lines(block):
                if line.startswith("cd "):
                    monkeypatch.chdir(at_home / line.removeprefix("cd "))
                    continue
                if line.startswith("htx read"):
                    old_report(at_home / line.split()[2])
                if line.startswith("htx collect"):  # what the provinces have sent
                    (at_home / line.split()[2]).mkdir()
                    shutil.copy(at_home / "don-vi/bieu/quy-1.xlsx", at_home / line.split()[2])
                told[line] = run(line, at_home, ours=not added)
                if line.endswith("2026-Q1") and line.startswith("htx workbook"):
                    an_office.filled(Path(line.split()[2]))
                elif line.startswith("htx workbook"):
                    filled(at_home / line.split()[2])
            monkeypatch.chdir(at_home)
    assert "Báo cáo quý I/2026, Sơn La" in told["htx report bieu/quy-1.xlsx"]
    assert (at_home / "don-vi/reports/son-la-2026-q1/son-la.docx").stat().st_size > 5000
    assert "1 đã gửi và nhập được, 33 chưa gửi" in next(said for line, said in told.items() if line.startswith("htx collect"))
    assert "không có gì phải sửa" in told["htx check data/son-la"]
    assert "0 lỗi" in told["htx build params/son-la-2025.yml"]
    page = BeautifulSoup((at_home / "reports/son-la-2025/son-la.html").read_text("utf-8"), "html.parser")
    assert "Năm 2025, toàn tỉnh thành lập mới 60 HTX" in page.main.text and "chiếm 84,0% tổng số HTX" in page.main.text
    assert (at_home / "reports/son-la-2025/son-la.docx").stat().st_size > 5000
    assert "0 số khác, 0 số không rõ" in told[next(line for line in told if line.startswith("htx proof"))]
    assert (
        "giống hệt, trừ giá trị tham số" in told["htx new --diff"] and "Sổ tay không có lỗi" in told["htx check notebooks"]
    )
    assert "ty_le_tht_hoat_dong" in told["htx list indicators"]
    assert "### Tỷ lệ tổ hợp tác đang hoạt động" in (at_home / method.PAGE).read_text("utf-8")


def inline(page: str) -> list[str]:
    """Whole commands that stand in a sentence of the page."""
    found = re.findall(r"`(htx (?:list|check|build|method)[^`]*)`", (ROOT / page).read_text("utf-8"))
    return [each for each in found if not re.search(r"[…<]", each)]


def test_commands_in_sentences_run(at_home):
    for command in sorted({command for page in PAGES for command in inline(page)}):
        run(command, at_home)


def test_commands_named_in_sentences_exist_with_their_options():
    """Also those that cannot run as they stand: "htx import thu-muc --into data/…"."""
    named = {(page, each) for page in PAGES for each in re.findall(r"`htx ([a-z][^`]*)`", (ROOT / page).read_text("utf-8"))}
    assert len(named) > 25
    for page, text in sorted(named):
        command = main.commands.get(text.split()[0])
        assert command, f"{page}: htx {text}"
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", text)) <= known, f"{page}: htx {text}"


def test_every_page_with_a_command_is_looked_at():
    papers = {
        path.relative_to(ROOT).as_posix()
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("notebooks/*.md")]
    }
    others = {page for page in papers - set(PAGES) if blocks(page)}
    assert not others, "list them in PAGES"


def test_the_example_of_contributing_is_the_indicator_as_it_is():
    """But for its example and its layout."""
    (block,) = [block for block in blocks("CONTRIBUTING.md") if block.language == "python"]
    name = re.search(r"def (\w+)", block.text)[1]
    spaces: dict = {"indicator": lambda *a, **k: lambda function: function}
    exec(block.text, spaces)
    assert spaces[name](480, 600) == getattr(formulas, name)(480, 600) == 80


# --- what the guide says is so ---------------------------------------------------------------------------------------


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    section = (ROOT / page).read_text("utf-8").partition(heading)[2]
    table = re.search(r"(?:^\|.*\n)+", section, re.M)[0].splitlines()[2:]
    return [[cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def test_examples_of_sentences_print_what_the_guide_says():
    bc = open_report("yen-bai", "2023-05-31", "2020", "2020-2025", 2.5)
    tried = 0
    for code, result in [*rows(GUIDE, "**Câu chữ** nằm trong"), *rows(GUIDE, "**So sánh bằng một từ.**")]:
        templates = re.findall(r"`(\{\{[^`]*\}\})`", code)
        if templates and result[0] not in "cvs":  # the others say what happens in words
            printed = (bc.viet(template).text.partition("\n\n")[0] for template in templates)  # without the notes below
            assert ", ".join(printed) == result
            tried += 1
    assert tried >= 9
    assert not bc.viet("[[Có {{ htx_giai_the }} giải thể.]]") and bc.viet('{{ "20-NQ/TW" }}').text == "20-NQ/TW"


@pytest.mark.parametrize(
    ("place", "year"), [("thai-nguyen", "2018"), ("phu-tho", "2020"), ("yen-bai", "2015"), ("cum-tay-bac-2023", "2023")]
)
def test_cells_on_the_pages_are_read_and_the_old_one_prints_what_the_new_one_does(place, year):
    cells = {page: [block.text for block in blocks(page) if block.language == "jinja"] for page in PAGES}
    old, new = cells.pop("docs/kien-truc.md")
    bc = open_report(place, year)
    assert bc.viet(old).html == bc.viet(new).html
    for text in (text for texts in cells.values() for text in texts):
        bc.viet(text)  # raises where a name is unknown


def test_every_finding_is_explained():
    told = {code.strip("`"): (severity, title) for code, severity, title, _ in rows(GUIDE, "## 6. Máy nhắc gì")}
    assert {code: title for code, (_, title) in told.items()} == titles()
    assert {each.id: each.severity for each in CHECKS}.items() <= {c: s for c, (s, _) in told.items()}.items()


def test_method_page_is_the_catalogue():
    assert (ROOT / method.PAGE).read_text("utf-8") == method.page(), "run: htx method --write"


def test_every_indicator_has_an_example():
    from htxlib.indicators import catalogue

    assert not [name for name, each in catalogue.load().items() if not list(method.examples(each))]


def test_pictures_are_there_and_small():
    shown = {
        name
        for page in PAGES
        for name in re.findall(r"!\[[^\]]+\]\((?:docs/)?hinh/([\w-]+\.png)\)", (ROOT / page).read_text("utf-8"))
    }
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "hinh").glob("*.png")}
    assert shown == set(pictures) and sum(pictures.values()) < 1_500_000


def test_hooks_are_those_that_check_notebooks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert {"nbstripout", "ruff", "notebooks", "method"} <= {hook["id"] for hook in hooks}


@pytest.mark.skipif(not PICTURES, reason="pictures are made on request: HTX_PICTURES=docs/hinh")
def test_pictures_of_page_and_form(at_home):
    from browser import QUIET
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from htxoffice.publish import pdf

    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "bieu.xlsx"], cwd=at_home, check=True)
    crop = ["-r", "150", "-x", "50", "-y", "60", "-W", "1700", "-H", "703"]
    subprocess.run(
        ["pdftoppm", "-png", *crop, "-f", "2", "-l", "2", "-singlefile", "bieu.pdf", "bieu"], cwd=at_home, check=True
    )
    with Image.open(at_home / "bieu.png") as form:
        form.convert("RGB").resize((1200, 496)).quantize(48).save(ROOT / PICTURES / "bieu-excel.png", optimize=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=pdf.browser(), args=list(QUIET))
        window = browser.new_page(viewport={"width": 1000, "height": 640})
        window.goto((at_home / "reports/giua-ky-2020-2025/yen-bai.html").as_uri())
        window.locator("#muc-tom-tat").evaluate("e => e.scrollIntoView()")
        picture(window, "trang-bao-cao")
        browser.close()
