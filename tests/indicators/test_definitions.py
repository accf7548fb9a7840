"""Declaring an indicator: where it comes from, and a definition that takes the place of an older one from a day on."""

from __future__ import annotations

import pytest
from datasets import year

from htxlib.indicators import catalogue, declare
from htxlib.words.errors import InputError
from htxoffice.notebooks import method

ROWS = """
yen-bai so_htx . 2021-12-31 600 HTX
yen-bai so_htx . 2022-12-31 640 HTX
yen-bai htx_dang_hoat_dong . 2021-12-31 480 HTX
yen-bai htx_dang_hoat_dong . 2022-12-31 512 HTX
yen-bai quy_tin_dung . 2021-12-31 10 QTDND
yen-bai quy_tin_dung . 2022-12-31 15 QTDND
"""


@pytest.fixture
def anew(monkeypatch):
    """Declare a new definition for the length of a test."""
    monkeypatch.setattr(declare, "LATER", {})
    monkeypatch.setattr(catalogue, "LATER", declare.LATER)
    monkeypatch.setattr(method, "LATER", declare.LATER)

    def declared(unit="%", instead_of="ty_le_htx_hoat_dong", since="2022-07-01"):
        @declare.indicator("Tỷ lệ HTX đang hoạt động", unit=unit, decimals=1, source="Luật mới", instead_of=instead_of, since=since)
        def ty_le_htx_hoat_dong_moi(htx_dang_hoat_dong, so_htx, quy_tin_dung):
            """Số HTX đang hoạt động trên số HTX không kể quỹ tín dụng, nhân 100."""
            return 100 * htx_dang_hoat_dong / (so_htx - quy_tin_dung)

        catalogue.load.cache_clear()

    yield declared
    catalogue.load.cache_clear()


def test_every_indicator_names_what_asks_for_it():
    assert all(each.source for each in catalogue.load().values())
    with pytest.raises(TypeError, match="source"):
        declare.indicator("Không nơi nào đặt ra", unit="%")


@pytest.mark.parametrize(
    ("since", "now", "before", "change"),
    [  # 100 × 512 / 640 and 100 × 480 / 600; without funds 100 × 512 / 625 and 100 × 480 / 590 = 81,36; a change of shares is that of the printed ones
        ("2023-01-01", "80,0%", "80,0%", "không đổi"),
        ("2022-12-31", "81,9%", "81,4%", "tăng 0,5 điểm phần trăm"),
        ("2022-07-01", "81,9%", "81,4%", "tăng 0,5 điểm phần trăm"),
    ],
)
def test_a_report_counts_by_the_definition_of_its_day_in_all_its_periods(anew, since, now, before, change):
    anew(since=since)
    figure = year(ROWS).figure("ty_le_htx_hoat_dong")
    assert (figure.text, figure.ky_truoc.text, figure.ky_truoc.tang_giam.text) == (now, before, change)


def test_the_last_of_several_definitions_counts(anew):
    anew(since="2022-01-01")
    anew(since="2022-06-01")
    first = catalogue.load()["ty_le_htx_hoat_dong"]
    days = [declare.date.fromisoformat(day) for day in ("2021-12-31", "2022-05-31", "2022-06-01")]
    assert [str(first.on(day).since) for day in days] == ["None", "2022-01-01", "2022-06-01"]


def test_the_method_page_shows_both_definitions(anew):
    anew()
    page = method.page()
    assert "(`ty_le_htx_hoat_dong`)\n" in page and "(`ty_le_htx_hoat_dong`), cách tính từ ngày 01/7/2022" in page
    assert "- Căn cứ: Luật mới" in page and "- Căn cứ: Sách trắng hợp tác xã Việt Nam (hằng năm)" in page


@pytest.mark.parametrize("wrong", [{"instead_of": "ty_le_htx_hoat_don"}, {"unit": "HTX"}, {"since": ""}])
def test_a_definition_that_takes_the_place_of_nothing_comparable_is_told(anew, wrong):
    anew(**wrong)
    with pytest.raises(InputError, match="cách tính mới của một chỉ tiêu có sẵn"):
        catalogue.load()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"topic": "ket-quaa"}, "Có phải «ket-qua»"),
        ({"weight": "thanh_vien_htxx"}, "Có phải «thanh_vien_htx»"),
        ({"base": "so_hxt"}, "Có phải «so_htx»"),
    ],
)
def test_a_misspelt_word_of_a_declaration_is_told(monkeypatch, words, said):
    registry = dict(declare.REGISTRY)
    monkeypatch.setattr(declare, "REGISTRY", registry)
    monkeypatch.setattr(catalogue, "REGISTRY", registry)

    @declare.indicator("Chỉ tiêu thử", unit="%", source="Thử", **words)
    def chi_tieu_thu(so_htx, htx_dang_hoat_dong):
        """Thử."""

    catalogue.load.cache_clear()
    with pytest.raises(InputError, match=said):
        catalogue.load()
    monkeypatch.undo()
    catalogue.load.cache_clear()


@pytest.mark.parametrize(
    ("words", "doc", "said"),
    [
        ({}, None, "nói cách tính"),
        ({"instead_of": "ty_le_htx_hoat_dong", "since": "01/7/2024"}, "Thử.", "2026-07-01"),
        ({"unit": "triệu đông"}, "Thử.", "htx list units"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_told_with_its_function(words, doc, said):
    def chi_tieu_thu(so_htx):
        return so_htx

    chi_tieu_thu.__doc__ = doc
    with pytest.raises(InputError, match=said) as error:
        declare.indicator("Chỉ tiêu thử", **{"unit": "HTX", "source": "Thử"} | words)(chi_tieu_thu)
    assert "chỉ tiêu chi_tieu_thu" in str(error.value)
