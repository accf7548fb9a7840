"""What changed between two editions: every figure that differs and no other, why, and the sentences that say it."""

from __future__ import annotations

import json
import random
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from editions import altered, apart, copied, missed_and_extra, rows_of, side
from where import ROOT

from htxoffice import cli
from htxoffice.batch.plan import read
from htxoffice.batch.work import produce
from htxoffice.publish.changes import compare
from htxoffice.publish.figures import edition
from htxoffice.publish.since import TITLE

SOURCES = {id: [{"id": id, "title": f"Nguồn {id}"}] for id in ("a", "b")}


def given(name: str, value: int, source: str = "a", row: int = 2, **more) -> dict:
    told = {"label": name, "place": "yen-bai", "value": str(value), "upper": None, "printed": f"{value} HTX", "remark": "",
            "unit": "HTX", "hedge": "", "status": "chính thức", "base": "", "from": None, "to": "2022-12-31", "words": "",
            "inputs": [], "sources": SOURCES[source], "origins": [{"file": "so_lieu.csv", "row": row}]}  # fmt: skip
    return {"key": f"yen-bai.{name}@2022-12-31", "name": name} | told | more


def derived(name: str, value: int, *inputs: str, **more) -> dict:
    keys = [f"yen-bai.{each}@2022-12-31" for each in inputs]
    key = f"yen-bai.{name}@2022-12-31~{value}"
    return given(name, value, key=key, inputs=keys, sources=[], origins=[], **more)


def edited(*figures: dict, verdict: str = "đạt", sentences: tuple[tuple[str, str], ...] = ()) -> dict:
    target = {"kind": "kế hoạch", "variable": "so_htx", "label": "Tổng số HTX", "document": "", "verdict": verdict,
              "bound": f"yen-bai.so_htx.ke_hoach@2022~{verdict}"}  # fmt: skip
    uses = [{"key": key, "sentence": sentence} for key, sentence in sentences]
    texts = [sentence for _, sentence in sentences] + ["Vị trí: dòng 12."]
    return {"report": {}, "edition": edition(figures), "targets": [target], "figures": [*figures], "occurrences": uses,
            "texts": texts, "annex": len(texts) - 1}  # fmt: skip


A, SUM = given("so_htx", 5), derived("tong", 9, "so_htx", "so_tht")
CASES = {
    "nothing": ([A, SUM], [A, SUM], {}),
    "a row that moved in its file": ([A], [A | {"origins": [{"file": "so_lieu.csv", "row": 9}]}], {}),
    "a number corrected": (
        [A, SUM],
        [given("so_htx", 6), derived("tong", 10, "so_htx", "so_tht")],
        {"given": ["so_htx", "vẫn theo “Nguồn a”, số đã sửa"], "derived": ["tong", "vì so_htx (31/12/2022)"]},
    ),
    "another source": ([A], [given("so_htx", 5, "b")], {"given": ["so_htx", "nay theo “Nguồn b”, trước theo “Nguồn a”"]}),
    "no estimate any more": (
        [A | {"status": "ước"}],
        [A],
        {"given": ["so_htx", "vẫn theo “Nguồn a”, số đã sửa; trước là số ước, nay là số chính thức"]},
    ),
    "a further input": (
        [A, SUM],
        [A, given("so_tht", 4), derived("tong", 13, "so_htx", "so_tht")],
        {"derived": ["tong", "vì so_tht (31/12/2022) (mới có)"], "new": ["so_tht"]},
    ),
    "an input less": (
        [given("so_tht", 4), A, SUM],
        [A, derived("tong", 5, "so_htx")],
        {"derived": ["tong", "vì so_tht (31/12/2022) (nay không còn)"], "gone": ["so_tht"]},
    ),
    "another way of reckoning": (
        [A, SUM],
        [A, derived("tong", 8, "so_htx", words="Khác.")],
        {"derived": ["tong", "cách tính đã đổi"]},
    ),
    "a number that is missing now": ([A], [A | {"value": None}], {"gone": ["so_htx"]}),
    "one of two sources that contradict each other": (
        [A, given("so_htx", 7, "b")],
        [A, given("so_htx", 8, "b")],
        {"given": ["so_htx", "vẫn theo “Nguồn b”, số đã sửa"]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_told_with_its_reason(case):
    before, now, expected = CASES[case]
    found = compare(edited(*before), edited(*now)).record()
    told = {name: [part for each in found[name] for part in (each["name"], each.get("why")) if part] for name in
            ("given", "derived", "new", "gone")}  # fmt: skip
    assert {name: each for name, each in told.items() if each} == expected
    assert found["verdicts"] == found["sentences"] == []


def test_a_verdict_and_a_sentence_are_told_with_the_figure_that_changed_them():
    key, old, new = A["key"], "Có 5 HTX, đạt kế hoạch.", "Có 4 HTX, chưa đạt kế hoạch."
    same = ("x", "Năm 2022 có mưa.")
    found = compare(
        edited(A, sentences=((key, old), same)),
        edited(given("so_htx", 4), verdict="chưa đạt", sentences=((key, new), same, ("y", "Thêm 1 câu khác hẳn!"))),
    )
    assert [each.record() for each in found.sentences] == [
        {"before": old, "now": new, "because": ["so_htx"]},
        {"before": "", "now": "Thêm 1 câu khác hẳn!", "because": []},
    ]
    assert [(each.before["verdict"], each.now["verdict"]) for each in found.verdicts] == [("đạt", "chưa đạt")]


def test_an_edition_is_the_same_while_its_numbers_and_sources_are():
    same = edition([A, SUM, given("so_tht", 1)])
    assert same == edition([given("so_tht", 1, row=7), A]) and same["date"] == "2022-12-31"
    others = [edition([A, given("so_tht", 1, "b")]), edition([A, given("so_tht", 2)]), edition([A])]
    assert len({each["digest"] for each in (same, *others)}) == 4
    assert edition([A, given("so_htx.muc_tieu", 9, to="2025")])["date"] == "2022-12-31"  # what shall be has no say


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A real report, its data and its side file."""
    job = next(each for each in read(ROOT, [ROOT / "params" / "nam-2018.yml"]) if each.place == "thai-nguyen")
    data = copied(ROOT / "data" / "cong_bo", tmp_path_factory.mktemp("data"))
    return job, data, side(job, data)


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_row_of_the_data_changes_what_is_listed_and_nothing_else(report, seed, tmp_path):
    """`benchmarks/check_changes.py` does it a hundred times, in many reports."""
    job, data, before = report
    chance = random.Random(seed)
    altered(data, tmp_path, chance.choice(rows_of(before, data)), chance)
    now = side(job, tmp_path)
    assert missed_and_extra(before, now, compare(before, now)) == ([], [])
    assert any(apart(before, now)) == (before["edition"] != now["edition"])


def test_a_page_that_replaces_another_says_what_changed_and_no_other_file_does(report, tmp_path):
    job, data, before = report
    old, first = tmp_path / "old.figures.json", before["figures"][0]
    old.write_text(json.dumps(before), "utf-8")
    with chdir(ROOT):
        same = produce(replace(job, before=str(old)), "htx", lambda cell: None).files
    assert TITLE not in same["html"].decode()  # nothing changed
    told = "12.345 cái" if first["printed"] != "12.345 cái" else "5 cái"
    old.write_text(json.dumps(before | {"figures": [first | {"printed": told}, *before["figures"][1:]]}), "utf-8")
    with chdir(ROOT):
        other = produce(replace(job, before=str(old)), "htx", lambda cell: None).files
    page = other.pop("html").decode()
    assert page.index(TITLE) < page.index('id="cach-tinh"') and f"<td style=\"text-align:right\">{told}</td>" in page.replace(
        "border:1px solid;", ""
    )
    assert other == {name: content for name, content in same.items() if name != "html"}


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli.main, ["changes", *map(str, arguments)])
    return result.exit_code, result.output


def test_two_folders_are_compared_report_by_report(tmp_path):
    for folder, value, more in (("old", 5, "gone"), ("new", 6, "fresh")):
        for name, figure in (("yen-bai", given("so_htx", value)), ("son-la", A), (more, A)):
            path = tmp_path / folder / "nam-2022" / f"{name}.figures.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(edited(figure)), "utf-8")
    old, new = tmp_path / "old", tmp_path / "new"
    code, text = run(old, new)
    assert code == 1 and "so_htx (31/12/2022): 5 HTX → 6 HTX" in text and "son-la" not in text
    assert "Báo cáo mới có: nam-2022/fresh." in text and "Báo cáo không còn: nam-2022/gone." in text
    told = json.loads(run(old, new, "--json")[1])
    assert [*told["reports"]] == ["nam-2022/yen-bai"] and told["only_new"] == ["nam-2022/fresh"]
    assert run(new, new) == (0, "3 báo cáo có ở cả hai lần: 3 như cũ, 0 có thay đổi.\n")


@pytest.mark.parametrize("content", ["{}", "[1]", "x", '{"figures": [{}], "report": {}, "targets": [], "occurrences": [], "texts": []}'])
def test_what_is_no_side_file_is_refused_by_its_name(tmp_path, content):
    (tmp_path / "a.figures.json").write_text(content, "utf-8")
    (tmp_path / "b.figures.json").write_text(json.dumps(edited(A)), "utf-8")
    code, text = run(tmp_path / "b.figures.json", tmp_path / "a.figures.json")
    assert code == 2 and "a.figures.json" in text and "figures.json của báo cáo" in text
    assert run(tmp_path / "b.figures.json", tmp_path)[0] == 2
