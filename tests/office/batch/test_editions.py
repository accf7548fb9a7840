"""Editions that are kept: whole, as they were, listed; and a build that is told of one says what changed."""

from __future__ import annotations

import json
import shutil

import pytest
from small import project

from htxlib.words.errors import InputError
from htxoffice.batch import build, cache
from htxoffice.batch.editions import keep


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project with one report of the day before."""
    root = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project(root, ["yen-bai"]))
        patch.setattr(cache, "PACKAGES", [root / "params"])
        assert build(formats=["html"]) == 0
    return root


def test_an_edition_is_all_that_was_published_and_stays_as_it_was(built, tmp_path):
    name, is_new = keep(built / "reports", tmp_path)
    kept = {path.relative_to(tmp_path / name).as_posix(): path for path in (tmp_path / name).rglob("*") if path.is_file()}
    assert is_new and {"index.html", "nam-2022/yen-bai.html", "nam-2022/yen-bai.figures.json"} < kept.keys()
    assert all(path.read_bytes() == (built / "reports" / at).read_bytes() for at, path in kept.items())
    assert [each["name"] for each in json.loads((tmp_path / "an-ban.json").read_text())] == [name]
    assert f'href="{name}/index.html"' in (tmp_path / "index.html").read_text()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert keep(built / "reports", tmp_path) == (name, False)  # the same reports are the same edition
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda reports, into: (into / "index.html").write_text("của người khác"), "thư mục do htx keep tạo"),
        (lambda reports, into: (into / "an-ban.json").write_text("[1]"), "thư mục do htx keep tạo"),
        (lambda reports, into: (reports / "manifest.jsonl").unlink(), "thư mục có báo cáo đã dựng"),
        (lambda reports, into: (reports / "nam-2022" / "yen-bai.html").write_text("x"), "yen-bai.html.*đã bị sửa"),
        (lambda reports, into: (reports / "nam-2022" / "yen-bai.html").unlink(), "yen-bai.html.*không còn"),
    ],
)
def test_nothing_is_kept_of_what_is_not_as_it_was_built(built, tmp_path, spoil, sentence):
    reports, into = shutil.copytree(built / "reports", tmp_path / "reports"), tmp_path / "an-ban"
    into.mkdir()
    spoil(reports, into)
    there = sorted(into.rglob("*"))
    with pytest.raises(InputError, match=sentence):
        keep(reports, into)
    assert sorted(into.rglob("*")) == there


def test_a_build_that_is_told_of_no_edition_is_refused(built, monkeypatch):
    monkeypatch.chdir(built)
    with pytest.raises(InputError, match="thư mục của một lần công bố"):
        build(since="an-ban/khong-co")
