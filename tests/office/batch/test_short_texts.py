"""The short texts that a publication makes of the numbers of its full report: planned, linked, listed, wrongly asked for."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from small import project
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.batch import build, manifest, plan
from htxoffice.batch.plan import Job

BOTH = "ban_ngan:\n  ban_tom: [yen-bai]\n"


def with_short_text(root, more: str = BOTH, name: str = "Bản tóm", params: str | None = None):
    """A project with a second notebook that says less, and a publication that asks for it."""
    book = json.loads((root / "notebooks/bao_cao_nam.ipynb").read_text("utf-8"))
    book["metadata"]["title"] = name
    if params:
        cell = next(cell for cell in book["cells"] if "parameters" in cell["metadata"].get("tags", []))
        cell["source"] = params
    (root / "notebooks/ban_tom.ipynb").write_text(json.dumps(book), "utf-8")
    path = next((root / "params").glob("*.yml"))
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    return path


def jobs_of(root):
    return {job.id: job for job in plan.read(root, sorted((root / "params").glob("*.yml")))}


def test_a_short_text_stands_beside_its_report_and_each_page_leads_to_the_other(tmp_path, monkeypatch):
    root = project(tmp_path, ["yen-bai", "lao-cai"])
    file = with_short_text(root)
    monkeypatch.chdir(root)
    assert build([file], reports=root / "reports") == 0
    full, short = (root / "reports" / f"{name}/yen-bai.html" for name in ("nam-2022", "nam-2022-ban-tom"))

    def leads(page) -> dict:
        links = BeautifulSoup(page.read_text("utf-8"), "html.parser").header.nav("a")
        assert all((page.parent / link["href"]).is_file() for link in links)
        return {link.text: link["href"] for link in links}

    assert leads(full)["Bản tóm"] == "../nam-2022-ban-tom/yen-bai.html" and "Phụ lục cách tính (Word)" in leads(full)
    assert leads(short)["Báo cáo đầy đủ"] == "../nam-2022/yen-bai.html" and "Phụ lục cách tính (Word)" not in leads(short)
    assert "Bản tóm" not in leads(root / "reports/nam-2022/lao-cai.html")
    index = BeautifulSoup((root / "reports/index.html").read_text("utf-8"), "html.parser")
    rows = index.select(".danh-muc tr[data-tim]")
    assert len(rows) == 2, "a short text has no line of its own"
    assert index.select_one(".danh-muc a[href='nam-2022-ban-tom/yen-bai.html']").find_parent("tr") in rows
    assert manifest.verify(root / "reports") == []


def test_the_texts_of_a_report_are_made_together_and_only_when_something_changed(tmp_path, capsys, monkeypatch):
    root = project(tmp_path, ["yen-bai"])
    file = with_short_text(root, more="")
    monkeypatch.chdir(root)
    build([file], reports=root / "reports")
    file.write_text(file.read_text("utf-8") + BOTH, "utf-8")
    capsys.readouterr()
    build([file], reports=root / "reports", publications=["nam-2022-ban-tom"])
    assert "2 báo cáo: 2 mới" in capsys.readouterr().out, "the full report leads to it now"
    build([file], reports=root / "reports")
    assert "0 mới, 2 giữ nguyên" in capsys.readouterr().out


def test_the_texts_stand_in_one_order_whether_their_plan_is_read_or_remembered():
    """JSON of an account sorts its keys: a page was other bytes when it was made from a plan that was remembered."""
    jobs = [job for job in plan.read(ROOT, [ROOT / "params/nam-2018.yml"]) if job.beside]
    assert len(jobs) == 6
    for job in jobs:
        remembered = Job(**json.loads(json.dumps(vars(job), sort_keys=True)))
        assert list(job.links.items()) == list(remembered.links.items()), job.id


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("ban_ngan: {ban_tam: [yen-bai]}\n", "tên một sổ tay trong notebooks/; đang là «ban_tam».*Có phải «ban_tom»"),
        ("ban_ngan: {ban_tom: [son-la]}\n", "danh sách đơn vị có trong noi; đang là «son-la»"),
        ("ban_ngan: {ban_tom: yen-bai}\n", "danh sách đơn vị có trong noi; đang là «yen-bai»"),
        ("ban_ngan: {bao_cao_nam: [yen-bai]}\n", "sổ tay khác sổ tay của ấn phẩm; đang là «bao_cao_nam»"),
        ("ban_ngan: [ban_tom]\n", "ban_ngan: các bản ngắn"),
    ],
)
def test_a_wrong_wish_is_told(tmp_path, more, sentence):
    root = project(tmp_path, ["yen-bai"])
    with_short_text(root, more)
    with pytest.raises(InputError, match=sentence):
        jobs_of(root)


def test_a_parameter_that_the_short_text_does_not_know_is_told(tmp_path):
    """Its numbers could be others than those of the report."""
    root = project(tmp_path, ["yen-bai"])
    with_short_text(root, params='don_vi = "yen-bai"\nden_ngay = "2022"\ndu_lieu = "data"')
    with pytest.raises(InputError, match="khóa có trong mẫu tham số; đang là «tu_ngay»"):
        jobs_of(root)


def test_no_publication_has_the_name_of_a_short_text(tmp_path):
    root = project(tmp_path, ["yen-bai"])
    file = with_short_text(root)
    (root / "params/nam-2022-ban-tom.yml").write_text(file.read_text("utf-8").partition("ban_ngan")[0], "utf-8")
    with pytest.raises(InputError, match="tên khác bản ngắn của nam-2022; đang là «nam-2022-ban-tom.yml»"):
        jobs_of(root)
