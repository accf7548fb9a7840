"""Errors in the data keep a report from publication until they are mended or accepted with a reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from published import findings
from where import ROOT

from htxlib import open_report
from htxlib.checks import run_checks, summary
from htxlib.data.dataset import read
from htxlib.desk import editor_notes
from htxlib.words.errors import InputError
from htxoffice.batch import build, manifest

ROWS = """don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh,nguon
yen-bai,so_htx,,2023-12-31,668,HTX,s1
yen-bai,doanh_thu_bq_htx,2023,2023,2200,tỷ đồng/HTX/năm,s1
lao-cai,so_htx,,2023-12-31,400,HTX,s1
yen-bai,so_htx,,2022-12-31,650,HTX,s1
lao-cai,so_htx,,2022-12-31,390,HTX,s1
"""  # 2,200 billion for one cooperative: a slip of a thousand
HEAD = "don_vi,kiem_tra,chi_tieu,den_ngay,gia_tri,ly_do\n"
REASON = "Nguồn in «tỷ»: giữ như nguồn và không dùng số này."
ACCEPTED = f"yen-bai,lech-1000-lan,doanh_thu_bq_htx,2023,2200,{REASON}\n"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A project with the annual notebook and two provinces, one of them with an error in 2023."""
    data = tmp_path / "data" / "cong_bo"
    for folder in (data, tmp_path / "params", tmp_path / "notebooks"):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "bao_cao_nam.ipynb", tmp_path / "notebooks")
    (data / "so_lieu.csv").write_text(ROWS, "utf-8")
    (data / "nguon.csv").write_text("nguon,tieu_de\ns1,Nguồn thử\n", "utf-8")
    for year in (2022, 2023):
        text = f"notebook: bao_cao_nam\ntham_so: {{tu_ngay: {year}, den_ngay: {year}}}\nnoi: [yen-bai, lao-cai]\n"
        (tmp_path / "params" / f"nam-{year}.yml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def accept(home: Path, row: str = ACCEPTED) -> None:
    (home / "data" / "cong_bo" / "chap_nhan.csv").write_text(HEAD + row, "utf-8")


def report():
    return open_report("yen-bai", "2023", du_lieu="data/cong_bo")


def test_an_error_blocks_its_report_and_no_other(home, capsys):
    assert build(formats=["html"]) == 1
    told = capsys.readouterr().out
    assert (
        "nam-2023/yen-bai" in told and "chưa công bố vì còn lỗi số liệu: Doanh thu bình quân một HTX: 2.200 tỷ đồng" in told
    )
    assert "bảng chap_nhan" in told
    statuses = {id: entry["status"] for id, entry in manifest.read(home / "reports").items()}
    assert [id for id, status in statuses.items() if status != manifest.DONE] == ["nam-2023/yen-bai"]
    assert not (home / "reports" / "nam-2023" / "yen-bai.html").exists()

    accept(home)
    assert build(formats=["html"]) == 0
    page = (home / "reports" / "nam-2023" / "yen-bai.html").read_text("utf-8")
    assert "hợp lý nếu là 2.200 triệu đồng" in page and f"Được chấp nhận: {REASON}" in page
    assert "giữ nguyên" in capsys.readouterr().out  # the other three stand

    (home / "data" / "cong_bo" / "chap_nhan.csv").unlink()
    assert build(formats=["html"]) == 1  # the page rests on the acceptance too


def test_an_acceptance_is_for_one_value(home):
    accept(home)
    assert [finding.blocks for finding in report().findings] == [False]
    (home / "data/cong_bo/so_lieu.csv").write_text(ROWS.replace("2200", "2300"), "utf-8")
    (one,) = [finding for finding in report().findings if finding.severity == "lỗi"]
    assert one.blocks
    unused = [finding for finding in run_checks(read("data/cong_bo")) if finding.check == "chap-nhan-thua"]
    assert len(unused) == 1 and "không ứng với phát hiện nào" in unused[0].message and unused[0].file == "chap_nhan.csv"
    assert (unused[0].level, unused[0].severity, unused[0].blocks) == (2, "thông tin", False)


@pytest.mark.parametrize(
    ("row", "blocks"),
    [
        ("yen-bai,lech-1000-lan,doanh_thu_bq_htx,,,lý do\n", False),  # whatever day and value
        ("yen-bai,lech-1000-lan,doanh_thu_bq_htx,2022,,lý do\n", True),
        ("yen-bai,don-vi-tinh,doanh_thu_bq_htx,,,lý do\n", True),
        ("yen-bai,lech-1000-lan,so_htx,,,lý do\n", True),
        ("lao-cai,lech-1000-lan,doanh_thu_bq_htx,,,lý do\n", True),
    ],
)
def test_what_an_acceptance_meets(home, row, blocks):
    accept(home, row)
    assert any(finding.blocks for finding in report().findings) is blocks


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("yen-bai,lech-1000-lan,doanh_thu_bq_htx,,,\n", "cột ly_do: cần lý do chấp nhận"),
        ("yen-bai,,doanh_thu_bq_htx,,,lý do\n", "cột kiem_tra"),
        ("yen-bay,lech-1000-lan,doanh_thu_bq_htx,2023,,lý do\n", "«yen-bay»"),
        ("yen-bai,lech-1000-lan,doanh_thu_bq_hxt,,,lý do\n", "«doanh_thu_bq_htx»"),
    ],
)
def test_a_wrong_acceptance_is_a_fault_of_the_data(home, row, sentence):
    accept(home, row)
    with pytest.raises(InputError, match=sentence):
        read("data/cong_bo")


def test_check_and_draft_say_what_is_open_and_what_is_accepted(home):
    assert "Chưa công bố được báo cáo này vì còn lỗi số liệu" in editor_notes.summary(report()).text
    assert "1 lỗi" in summary(run_checks(read("data/cong_bo")))
    accept(home)
    assert not editor_notes.summary(report()).text
    told = summary(run_checks(read("data/cong_bo")))
    assert "1 lỗi" not in told and f"Lý do: {REASON}" in told and "đã chấp nhận (bảng chap_nhan)" in told


def test_nothing_blocks_the_published_figures():
    assert not [finding.message for finding in findings() if finding.blocks or finding.check == "chap-nhan-thua"]
