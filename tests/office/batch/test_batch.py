"""The batch: what is refused, what runs and why, and that no report can hurt another."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from small import notebook, project, publication
from where import ROOT

from htxlib.data import dataset
from htxlib.words.errors import InputError
from htxoffice.batch import build, builder, cache, descendants, files, manifest, plan_jobs, preloaded, verify
from htxoffice.batch.papermill_parts import register
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check

KINDS = Kinds(ROOT)
GOOD, BAD = ["yen-bai", "lao-cai"], ["lai-chau", "dien-bien", "son-la", "hoa-binh", "ha-giang"]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A project with two good reports, the current folder in it; whoever edits htxlib meanwhile changes no result."""
    monkeypatch.chdir(project(tmp_path, GOOD))
    monkeypatch.setattr(cache, "PACKAGES", [tmp_path / "params"])
    return tmp_path


def published(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "reports" / "nam-2022").iterdir())}


def planned(capsys) -> dict[str, str]:
    """What a dry run says: place → reason."""
    capsys.readouterr()
    assert build(dry_run=True) == 0
    return dict(re.findall(r"sẽ dựng nam-2022/([\w-]+): (.*)", capsys.readouterr().out))


# --- params ----------------------------------------------------------------------------------------------------------


def faults_of(root: Path, text: str, name: str = "nam-2022.yml") -> list[str]:
    (root / "params" / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        build()
    assert not (root / "reports" / "manifest.jsonl").exists()  # nothing ran
    return [str(fault) for fault in refused.value.faults]


START = "notebook: bao_cao_nam\nnoi: [yen-bai]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (START + "tham_so: {tu_ngay: 2022, den_ngay: 2022, den_ngai: 1}", "«den_ngai».*«den_ngay»"),
        (START + "tham_so: {tu_ngay: 2022}", "dòng 3: cần den_ngay.*không có"),
        (START + "tham_so: {tu_ngay: 2022, den_ngay: 2022-02-30}", "dòng 3: cần den_ngay: năm.*«2022-02-30»"),
        (START + "tham_so:\n  tu_ngay: 2023\n  den_ngay: 2022", "dòng 4: cần tu_ngay không sau den_ngay"),
        (START + "tham_so: {tu_ngay: yes, den_ngay: 2022}", "tu_ngay: năm"),
        ("notebook: bao_cao_nan\nnoi: [yen-bai]", "dòng 1.*«bao_cao_nan».*«bao_cao_nam»"),
        ("notebook: bao_cao_giua_ky\nnoi: [yen-bai]", "dòng 1: cần tên một sổ tay trong notebooks/"),
        ("notebook: bao_cao_nam\nnoi: []", "ít nhất một đơn vị"),
        ("notebook: bao_cao_nam", "noi: danh sách"),
        (
            START.replace("yen-bai", "yen-bay") + "tham_so: {tu_ngay: 2022, den_ngay: 2022}",
            "dòng 2.*«yen-bay».*«yen-bai»",
        ),
        (START.replace("yen-bai", "../x"), "dòng 2: cần mã đơn vị.*«../x». Sửa mã đơn vị"),
        (START.replace("yen-bai", "Yên Bái") + "tham_so: {tu_ngay: 2022, den_ngay: 2022}", "«Yên Bái».*: yen-bai"),
        (START + "tham_so:\n\tden_ngay: 2022", "dòng 4: cần YAML đúng cú pháp; đang là «dấu Tab ở đầu dòng"),
        (START.replace("yen-bai", "yen-bai, yen-bai"), "mỗi đơn vị một lần"),
        (START + "tham_so: {tu_ngay: 2026, den_ngay: 2026}", "đơn vị có trong kỳ báo cáo.*«lao-cai-2025»"),
        (START + "rieng: {lao-cai: {}}", "dòng 3: cần đơn vị có trong noi"),
        (START + "noi: [lao-cai]", "khóa «noi» viết hai lần"),
        (START + "tham_so: &a {}", "dòng 3.*bí danh"),
        (START + "tham_so: [1", "YAML đúng cú pháp"),
        (START + "tham_so: []", "tham_so: tham số chung"),
        (START + "tham_so: !!python/object:os.system {}", "YAML đúng cú pháp"),
        ("- 1", "các khóa tieu_de, notebook"),
        ("", "các khóa tieu_de, notebook"),
    ],
)
def test_wrong_params_are_told_with_file_line_and_remedy(home, text, sentence):
    told = faults_of(home, text)
    assert any(re.search(f"^params/nam-2022.yml.*{sentence}", fault) for fault in told), told


def test_all_faults_of_all_files_at_once(home):
    (home / "params" / "Năm.yml").write_text(START, "utf-8")
    places = ["yen-bai", "lao-cai", "son-la"]
    told = faults_of(
        home, f"notebook: bao_cao_nam\nnoi: [{', '.join(places)}]\ntham_so: {{tu_ngay: x, du_lieu: ''}}\nla: 1"
    )
    assert len(told) == 5, (
        told
    )  # name of the other file; unknown key; den_ngay, tu_ngay and du_lieu once each, not thrice
    assert any("Năm.yml" in fault for fault in told)


def test_data_faults_end_the_build_before_anything_runs(home):
    with (home / "data/cong_bo/so_lieu.csv").open("a", encoding="utf-8") as rows:
        rows.write("yen-bai,so_hxt,2022,x,HTX,s1\n")
    with pytest.raises(InputError) as refused:
        build()
    assert {"so_hxt", "x"} <= set(re.findall(r"«(\w+)»", str(refused.value)))
    assert not (home / "reports/nam-2022").exists()


def test_params_keep_the_precision_of_dates():
    given = {"don_vi": "yen-bai", "nhiem_ky": "2020-2025", "tu_ngay": 2020, "den_ngay": "2023-05", "so_nam_da_qua": 2.5}
    params, faults = check(KINDS.of("bao_cao_giua_ky"), given)
    assert not faults and (params["tu_ngay"], params["den_ngay"], params["so_nam_da_qua"]) == ("2020", "2023-05", 2.5)
    for wrong in (0, -1, float("inf"), "x"):
        assert check(KINDS.of("bao_cao_giua_ky"), given | {"so_nam_da_qua": wrong})[1]
    assert check(KINDS.of("bao_cao_giua_ky"), given | {"nhiem_ky": "2025-2020"})[1]


@pytest.mark.parametrize("name", KINDS.names)
def test_the_values_in_the_parameters_cell_are_valid(name):
    """With them "Run all" makes a real report."""
    kind = KINDS.of(name)
    assert check(kind, kind.defaults) == (kind.defaults, [])


# --- running ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", ["matplotlib", "nbconvert", "pillow", "python-docx"])
def test_another_release_of_what_shapes_a_report_makes_all_due(tmp_path, monkeypatch, library):
    ours, found = cache.Inputs(tmp_path, tmp_path).versions, cache.installed()
    assert cache.Inputs(tmp_path, tmp_path).versions == ours and library in found
    monkeypatch.setattr(cache, "installed", lambda: found | {library: "0"})
    assert cache.Inputs(tmp_path, tmp_path).versions != ours


def test_bad_reports_fail_alone(tmp_path, monkeypatch, capsys):
    clean, mixed = project(tmp_path / "clean", GOOD), project(tmp_path / "mixed", [*GOOD, *BAD])
    monkeypatch.setattr(cache, "PACKAGES", [clean / "params"])
    monkeypatch.chdir(clean)
    assert build() == 0
    monkeypatch.chdir(mixed)
    assert build(timeout=10, memory_mb=600) == 1
    assert published(mixed) == published(clean)
    assert verify("reports") == [] == verify(clean / "reports")
    assert "yen-bai, 2022: ['100'], không" in published(mixed)["yen-bai.html"].decode()  # nothing of another report

    entries = manifest.read(mixed / "reports")
    failures = {entry["place"]: entry["failure"] for entry in entries.values() if entry["status"] == manifest.FAILED}
    assert set(failures) == set(BAD)
    assert {(failure["cell"], failure["notebook"]) for failure in failures.values()} == {(4, "bao_cao_nam")}
    messages = {place: failure["message"] for place, failure in failures.items()}
    assert messages["lai-chau"] == "ValueError: dòng cuối"
    assert "SystemExit" in messages["dien-bien"] and "SIGKILL" in messages["son-la"]
    assert "thời hạn" in messages["hoa-binh"] and "bộ nhớ" in messages["ha-giang"]
    assert "LỖI nam-2022/lai-chau: bao_cao_nam, ô 4: ValueError: dòng cuối" in capsys.readouterr().out
    assert set(planned(capsys).values()) == {"lần trước bị lỗi"}  # failures are never kept
    assert not gone_tmp(mixed)
    index = (mixed / "reports" / "index.html").read_text("utf-8")
    assert all(message in index for message in messages.values())


def gone_tmp(root: Path) -> list[Path]:
    return list((root / "reports").rglob(".*.tmp"))


START_LOOP = "import sys; from htxoffice.batch import build; sys.exit(build(workers=2))"


def start_endless(root: Path) -> tuple[subprocess.Popen, int]:
    """A build with one good report, which is finished, and one that never ends; and the process of that one."""
    project(root, ["hoa-binh", "yen-bai"])
    parent = subprocess.Popen([sys.executable, "-c", START_LOOP], cwd=root, stdout=subprocess.PIPE, text=True)
    told, pid = root / "reports" / "manifest.jsonl", root / "hoa-binh.pid"
    wait_for(lambda: told.exists() and told.read_text("utf-8") and pid.exists() and pid.read_text(), 60)
    return parent, int(pid.read_text())


def wait_for(happened, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("gone", [{"side_effect": FileNotFoundError}, {"side_effect": ProcessLookupError}, {"return_value": [Path("/no-such-thread")]}])
def test_a_process_that_ends_while_it_is_looked_at_has_no_children(monkeypatch, gone):
    monkeypatch.setattr(Path, "iterdir", Mock(**gone))
    assert descendants.descendants(os.getpid()) == []


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="signals of POSIX")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_the_end_of_the_parent_is_the_end_of_all(tmp_path, ending):
    parent, child = start_endless(tmp_path)
    parent.send_signal(ending)
    output = parent.communicate(timeout=30)[0]
    wait_for(lambda: is_gone(child), 10)
    assert not gone_tmp(tmp_path)
    if ending == signal.SIGINT:
        assert parent.returncode == 130 and "Đã dừng" in output
        assert (tmp_path / "reports/index.html").exists()
    kept = manifest.read(tmp_path / "reports")
    assert {id_: entry["status"] for id_, entry in kept.items()} == {"nam-2022/yen-bai": manifest.DONE}
    with files.only_builder(tmp_path / "reports"):  # and the folder is free again
        pass


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="signals of POSIX")
def test_ctrl_c_while_the_fork_server_gets_ready_says_one_sentence(tmp_path):
    project(tmp_path, GOOD)
    command = [sys.executable, "-c", START_LOOP]
    parent = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_for((tmp_path / "reports/.htx/lock").exists, 30)
    time.sleep(0.3)  # now it waits for the fork server, which needs a second or more
    parent.send_signal(signal.SIGINT)
    said = parent.communicate(timeout=60)[0]  # to the end of the last process that could say something
    assert parent.returncode == 130 and said == "Đã dừng theo yêu cầu; các báo cáo đã xong được giữ lại.\n"


def test_one_builder_in_a_folder(home):
    with files.only_builder(home / "reports"), pytest.raises(InputError, match="một lượt khác đang dựng vào «reports»"):
        build()


def test_half_a_file_is_never_seen(tmp_path, monkeypatch):
    page = tmp_path / "a.html"
    files.write(page, "cũ")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("đĩa đầy")))
    with pytest.raises(OSError, match="đĩa đầy"):
        files.write(page, "mới")
    assert page.read_text("utf-8") == "cũ" and list(tmp_path.iterdir()) == [page]


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_made_again(home, capsys, monkeypatch):
    assert build() == 0
    before = published(home)
    assert not planned(capsys)

    rows = home / "data/cong_bo/so_lieu.csv"
    rows.write_text(rows.read_text("utf-8").replace(",102,", ",999,"), "utf-8")  # a place without a report
    assert not planned(capsys)
    assert build() == 0 and published(home) == before
    rows.write_text(rows.read_text("utf-8").replace(",101,", ",555,"), "utf-8")
    assert planned(capsys) == {"lao-cai": "số liệu đã đổi: so_lieu|lao-cai|so_htx"}
    assert build() == 0
    after = published(home)
    assert after["yen-bai.html"] == before["yen-bai.html"] and b"555" in after["lao-cai.html"]

    page = home / "reports/nam-2022/yen-bai.html"
    page.write_bytes(page.read_bytes() + b" ")
    (home / "reports/nam-2022/lao-cai.figures.json").unlink()
    (home / "reports/don_vi/yen-bai.html").write_text("", "utf-8")
    assert verify("reports") == [
        "don_vi/yen-bai.html: nội dung khác bản đã công bố.",
        "nam-2022/lao-cai.figures.json: tệp đã công bố không còn.",
        "nam-2022/yen-bai.html: nội dung khác bản đã công bố.",
    ]
    assert set(planned(capsys)) == set(GOOD) and build() == 0 and published(home) == after
    assert verify("reports") == []

    publication(home, GOOD, tu_ngay="2022-01")
    assert set(planned(capsys).values()) == {"tham số đã đổi"}
    publication(home, GOOD)
    book = home / "notebooks/bao_cao_nam.ipynb"
    book.write_text(book.read_text("utf-8").replace("Số lượng", "Số HTX"), "utf-8")
    assert set(planned(capsys).values()) == {"sổ tay đã đổi"}
    book.write_text(book.read_text("utf-8").replace("Số HTX", "Số lượng"), "utf-8")
    monkeypatch.setattr(cache.Inputs, "versions", "khác")
    assert set(planned(capsys).values()) == {"phiên bản thư viện đã đổi"}
    monkeypatch.setattr(cache.Inputs, "code", "khác")
    assert set(planned(capsys).values()) == {"mã nguồn htxlib đã đổi"}


def test_nothing_changed_is_known_without_plan_and_account(home, capsys, monkeypatch):
    def standing() -> bool:
        capsys.readouterr()
        with monkeypatch.context() as patched:
            patched.setattr(builder.Builder, "plan", lambda self: [])
            build(dry_run=True)
        return capsys.readouterr().out.startswith("0/2 ")

    assert build() == 0
    for changed in (
        "reports/nam-2022/yen-bai.html",
        "reports/index.html",
        "reports/don_vi/lao-cai.html",
        "reports/manifest.jsonl",
        "params/nam-2022.yml",
        "notebooks/bao_cao_nam.ipynb",
    ):
        assert standing()
        path = home / changed
        path.write_bytes(path.read_bytes() + b"\n")
        assert not standing()
        assert build() == 0 and verify("reports") == []
    (home / "reports/nam-2022/lao-cai.docx").unlink()
    assert not standing() and set(planned(capsys)) == {"lao-cai"}


def test_data_are_lent_while_they_are_the_same(home, monkeypatch):
    monkeypatch.setattr(preloaded, "_shelf", {})
    data = home / "data/cong_bo"
    preloaded.fill([data, home / "không có"])
    with preloaded.lending() as first:
        dataset.read(data).series("yen-bai", "so_htx")
    with preloaded.lending() as second:
        lent = dataset.read(data)
        assert not lent.asked and lent.series("lao-cai", "so_htx")[0].value == 101
        (data / "so_lieu.csv").write_text("don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh\n", "utf-8")
        assert not dataset.read(data).series("lao-cai", "so_htx")  # read anew: the file changed
    assert [set(each.asked) for each in first] == [{"so_lieu|yen-bai|so_htx"}]
    assert [set(each.asked) for each in second] == [{"so_lieu|lao-cai|so_htx"}] * 2


def test_data_read_beside_are_those_read_here(home, monkeypatch):
    data = home / "data/cong_bo"
    monkeypatch.setattr(preloaded, "_shelf", {})
    preloaded.fill([data])
    here = preloaded._shelf
    monkeypatch.setattr(preloaded, "_shelf", {})
    preloaded.fill_beside([data, home / "không có"])()
    (state, taken), (state_here, read) = *preloaded._shelf.values(), *here.values()
    assert preloaded._shelf.keys() == here.keys() and state == state_here
    assert list(taken.every("so_lieu")) == list(read.every("so_lieu")) and taken.raw("noi_dung") == read.raw("noi_dung")
    preloaded.fill([data], ready=True)
    assert preloaded._shelf[data.resolve()][1] is taken  # as it still is: not read again
    assert taken._digests.items() >= {question: read.digest_of(question) for question in read._rows}.items()


def test_data_read_to_see_what_changed_are_handed_over(home, monkeypatch):
    data = home / "data/cong_bo"
    monkeypatch.setattr(preloaded, "_shelf", {})
    read = preloaded.read(data)
    assert preloaded.read(data) is read  # once
    content = preloaded.packed()
    assert preloaded._shelf == {} and preloaded.packed() == b""
    preloaded.take(content)
    with monkeypatch.context() as patch:
        patch.setattr(dataset, "read", lambda path: pytest.fail("read again"))
        preloaded.fill_beside([data])()
        assert list(preloaded.read(data).every("so_lieu")) == list(read.every("so_lieu"))
    (data / "so_lieu.csv").write_text("don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh\n", "utf-8")
    assert not list(preloaded.read(data).every("so_lieu"))  # what was handed over is no longer so
    with pytest.raises(InputError):
        preloaded.read(home / "không có")


@pytest.mark.parametrize("content", [b"", b"\x80\x05\x95"], ids=["nothing", "a part"])
def test_data_whose_reader_was_killed_are_read_here(home, monkeypatch, content):
    monkeypatch.setattr(preloaded, "_shelf", {})
    monkeypatch.setattr(preloaded, "packed", lambda: content)
    preloaded.fill_beside([home / "data/cong_bo"])()
    assert [path.name for path in preloaded._shelf] == ["cong_bo"]


def test_manifest_is_sorted_and_has_no_times(home):
    assert build() == 0
    told = (home / "reports/manifest.jsonl").read_text("utf-8")
    assert [json.loads(line)["place"] for line in told.splitlines()] == sorted(GOOD)
    assert str(home) not in told and not re.search(r"20\d\d-\d\d-\d\dT|seconds", told)
    with (home / "reports/manifest.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"publication": "nam-2022", "pla')  # the machine went down while this line was written
    assert set(manifest.read(home / "reports")) == {f"nam-2022/{place}" for place in GOOD}


def test_chosen_places_and_unknown_ones(home, capsys):
    assert build(places=["lao-cai"]) == 0
    assert set(manifest.read(home / "reports")) == {"nam-2022/lao-cai"}
    with pytest.raises(InputError, match="«yen-bay».*Có phải «yen-bai»"):
        build(places=["yen-bay"])
    publication(home, ["yen-bai"])
    assert build() == 0  # a whole build forgets what is no longer planned, but deletes nobody's files
    assert set(manifest.read(home / "reports")) == {"nam-2022/yen-bai"}
    assert verify("reports") == [
        f"nam-2022/lao-cai.{kind}: tệp không có trong manifest.jsonl." for kind in ("docx", "figures.json", "html", "phu-luc.docx")
    ]


HEAVY = {
    "pandas",
    "numpy",
    "papermill",
    "matplotlib",
    "nbconvert",
    "nbformat",
    "IPython",
    "pydantic",
    "yaml",
    "jinja2",
    "rich",
}


def test_nothing_to_do_imports_nothing_heavy(home):
    assert build() == 0
    same = f"from htxoffice.batch import cache; from pathlib import Path; cache.PACKAGES = [Path({str(cache.PACKAGES[0])!r})]"
    code = f"{same}; import sys; from htxoffice.batch import build; assert build() == 0; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "2 giữ nguyên" in done.stdout and not HEAVY & set(done.stdout.split())


# --- the engine ------------------------------------------------------------------------------------------------------

CELLS = [
    "x = 1\nprint('a')\nx",
    "import sys\nprint('ra'); print('lỗi', file=sys.stderr)",
    "from IPython.display import HTML, clear_output, display\ndisplay(HTML('<b>đ</b>'), 1)",
    "shown = display('một', display_id='k')",
    "display('hai', display_id='k', update=True)",
    "print('mất'); clear_output(wait=True); print('còn')",
    "%%html\n<i>x</i>",
    "%%capture held\nprint(3)",
    "held.stdout, Out[3], In[3]",
    "!echo vỏ",
    "import warnings\nwarnings.simplefilter('ignore')",
    "async def five():\n    return 5\nawait five()",
    "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))), __name__",
    "display({'text/plain': 'p', 'application/vnd.htx.v1+json': {'a': (1, 2)}}, raw=True)",
    "1;",
    "",
    "ten",
]
ERRORS = ["def f():\n    1 / 0\nf()", "x = (", "input('?')", "%khong_co", "%%khong_co\nx"]


def ran(cells, engine):
    parameters = new_code_cell("ten = 'a'\ndanh_sach = []", metadata={"tags": ["parameters"]})
    left_out = new_code_cell("bỏ()", metadata={"tags": ["skip-execution"]})
    nb = notebook(new_markdown_cell("# Đề"), parameters, *cells, left_out)
    given = {"ten": "Đắk 'Lắk'\n\"", "danh_sach": [1, None, True, 2.5]}
    return papermill.execute_notebook(nb, None, parameters=given, engine_name=engine, progress_bar=False)


def settled(cell) -> dict:
    """A cell without what differs from run to run: times, addresses, the process number, who refuses input()."""
    bare = json.loads(re.sub(r"0x[0-9a-f]+|ipykernel_\d+", "", json.dumps(cell)))
    for output in bare.get("outputs", []):
        if output.get("ename") == "StdinNotImplementedError":
            del output["traceback"]
    for key in ("papermill", "execution"):
        bare["metadata"].pop(key, None)
    bare.pop("id")
    return bare


@pytest.fixture
def kernels(monkeypatch):
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")  # jupyter warns without it, and warnings are errors here
    register()


def test_engine_gives_the_cells_of_a_stock_kernel(kernels):
    ours, stock = ran(CELLS, "htx"), ran(CELLS, None)
    assert [settled(cell) for cell in ours.cells] == [settled(cell) for cell in stock.cells]
    assert ours.metadata.language_info == stock.metadata.language_info
    assert "ten = 'Đắk \\'Lắk\\'\\n\"'" in ours.cells[2].source and "[1, None, True, 2.5]" in ours.cells[2].source
    status = [cell.metadata.papermill.status for cell in ours.cells]
    assert status == [cell.metadata.papermill.status for cell in stock.cells]
    assert ran(["globals().get('x')"], "htx").cells[3].outputs == []  # nothing of the notebook before it


@pytest.mark.parametrize("name", KINDS.names)
def test_engine_gives_the_cells_of_a_stock_kernel_in_each_notebook_of_the_project(kernels, monkeypatch, name):
    monkeypatch.chdir(ROOT)
    small = {"bao_cao_cum": "cum-tay-bac-2023", "chuoi_so_lieu": "vung-tay-nguyen"}.get(name, "yen-bai")
    job = next(job for job in plan_jobs() if job.notebook == name and job.place == small)
    ours, stock = (
        papermill.execute_notebook(job.notebook_path, None, job.params, engine, progress_bar=False, kernel_name="python3")
        for engine in ("htx", None)
    )
    assert [settled(cell) for cell in ours.cells] == [settled(cell) for cell in stock.cells]
    assert sum(len(cell.get("outputs", [])) for cell in ours.cells) > (5 if job.of else 10)


def test_engine_gives_the_errors_of_a_stock_kernel(kernels):
    def failed(engine):
        nb = notebook(*[new_code_cell(source, metadata={"tags": ["raises-exception"]}) for source in ERRORS])
        nb.metadata["papermill"] = {}
        done = papermill_engines.get_engine(engine).execute_notebook(nb, "python3", progress_bar=False)
        return [settled(cell) for cell in done.cells]

    assert failed("htx") == failed(None)
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        ran([*ERRORS, "không tới đây"], "htx")
