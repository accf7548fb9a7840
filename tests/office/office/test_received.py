"""A round of forms: who has sent, whose form has faults, who is late; today's page knows what came yesterday."""

from __future__ import annotations

from datetime import date

import pytest
from an_office import FIGURES, filled, run
from bs4 import BeautifulSoup

from htxlib.codelists import places
from htxlib.codelists.periods import Period
from htxoffice.office.received import BAD, GOOD, NONE, Round, State, collect, lines, page

ROUND = Round(places.get("cum-tay-bac-2023"), Period.named("2024-Q1"), date(2024, 4, 10), date(2024, 4, 9))
LATER = Round(ROUND.group, ROUND.period, ROUND.due, date(2024, 4, 15))


@pytest.fixture
def forms(tmp_path, monkeypatch):
    """Of seven provinces four have sent: two good forms, one with a fault, one of the quarter before; and a stranger."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bieu").mkdir()
    for place, period in (("son-la", "2024-Q1"), ("lai-chau", "2024-Q1"), ("dien-bien", "2024-Q1"), ("hoa-binh", "2023-Q4"), ("ha-noi", "2024-Q1")):
        run("workbook", f"bieu/{place}.xlsx", "--data", "", "--place", place, "--period", period)
        filled(tmp_path / f"bieu/{place}.xlsx", FIGURES | ({"so_htx": "khoảng 5"} if place == "dien-bien" else {}))
    return tmp_path / "bieu"


def of(states):
    return {each.place.id: each for each in states}


def test_every_province_of_the_group_stands_somewhere(forms, tmp_path):
    _, states, strangers = collect([forms], tmp_path / "data", ROUND)
    found = of(states)
    assert {id for id, each in found.items() if each.word == GOOD} == {"son-la", "lai-chau"}
    assert "khoảng 5" in str(found["dien-bien"].faults[0]) and "quý I/2024" in str(found["hoa-binh"].faults[0])
    assert {id for id, each in found.items() if each.word == NONE} == {"yen-bai", "lao-cai", "phu-tho"}
    assert strangers == ["ha-noi.xlsx"]
    assert "Trong 7 đơn vị, 2 đã gửi và nhập được, 2 có lỗi phải gửi lại, 3 chưa gửi." in lines(states, ROUND, strangers)[0]
    assert "ha-noi" not in (tmp_path / "data/so_lieu.csv").read_text("utf-8-sig")


def test_the_page_of_a_later_day_knows_what_came_before_and_who_is_late(forms, tmp_path):
    collect([forms], tmp_path / "data", ROUND)
    filled(forms / "dien-bien.xlsx")
    _, states, _ = collect([forms / "dien-bien.xlsx"], tmp_path / "data", LATER)
    found = of(states)
    assert (found["son-la"].word, found["son-la"].late(LATER)) == (GOOD, "")
    assert (found["dien-bien"].word, found["dien-bien"].late(LATER)) == (GOOD, "nhận muộn 5 ngày")
    assert (found["hoa-binh"].word, found["yen-bai"].late(LATER)) == (BAD, "quá hạn 5 ngày")
    text = BeautifulSoup(page(states, LATER, []), "html.parser").main.text
    assert "quá hạn 5 ngày" in text and "Gửi lại biểu đã sửa" not in text
    assert "Sửa 1 lỗi rồi gửi lại" in text and "quý I/2024" in found["hoa-binh"].faults[0]  # the faults of the day before
    assert found["hoa-binh"].faults[0] in text and not found["dien-bien"].faults


def test_the_same_form_again_came_on_its_first_day_and_a_spoiled_one_takes_nothing_back(forms, tmp_path):
    collect([forms / "son-la.xlsx"], tmp_path / "data", ROUND)
    _, states, _ = collect([forms / "son-la.xlsx"], tmp_path / "data", LATER)
    assert (of(states)["son-la"].day, of(states)["son-la"].late(LATER)) == ("2024-04-09", "")
    filled(forms / "son-la.xlsx", {"so_htx": "khoảng 5"})
    _, states, _ = collect([forms / "son-la.xlsx"], tmp_path / "data", LATER)
    assert of(states)["son-la"].word == GOOD and of(states)["son-la"].faults


def test_without_a_due_day_nobody_is_late():
    round = Round(ROUND.group, ROUND.period, None, date(2030, 1, 1))
    assert State(places.get("son-la")).late(round) == "" and "quá hạn" not in lines([], round, [])[0]


def test_the_command_writes_the_page_and_ends_with_two_where_a_form_has_a_fault(forms):
    words = ("--into", "data", "--period", "2024-Q1", "--of", "cum-tay-bac-2023", "--due", "2024-04-10", "--on", "2024-04-09")
    said = run("collect", "bieu", *words, "--page", "gui.html", code=2)
    assert "Có lỗi: " in said and "Không thuộc đợt này: ha-noi.xlsx." in said
    shown = BeautifulSoup((forms.parent / "gui.html").read_text("utf-8"), "html.parser")
    assert shown.h1.text == "Gửi biểu quý I/2024" and not shown.find("script") and len(shown.select("tbody tr")) == 7


WRONG = {  # what was typed → what the sentence says
    "a province": (("--of", "son-la"), "một cụm, một vùng hoặc ca-nuoc"),
    "a period that is none": (("--period", "quý V/2024"), "kỳ, ví dụ 2026-Q1"),
    "no such group": (("--of", "cum-x"), "không có đơn vị"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_round_that_is_none_is_refused(tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    words, said = WRONG[what]
    given = {"--period": "2024-Q1", "--of": "cum-tay-bac-2023"} | {words[0]: words[1]}
    assert said in run("collect", "x.xlsx", "--into", "data", *(each for pair in given.items() for each in pair), code=2)
    assert not (tmp_path / "data").exists()
