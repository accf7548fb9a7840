"""The first notebook: the places and periods that the data hold are offered, checked, and one of them becomes a report."""

from __future__ import annotations

import re
import shutil
from contextlib import chdir

import nbformat
import pytest
from datasets import TERM, data
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.office import choose

BOOK = ROOT / "notebooks/tu_do/lap_bao_cao.ipynb"


@pytest.mark.parametrize(("rows", "names"), [
    ("yen-bai|so_htx|.|2024-12-31|5|HTX", ["năm 2024"]),
    ("yen-bai|so_htx|.|2024-06-30|5|HTX", []),  # a stock within a year begins no report
    ("yen-bai|htx_giai_the|2024|2024|5|HTX\nyen-bai|htx_giai_the|2024-01-01|2024-03-31|1|HTX", ["năm 2024", "quý I/2024"]),
    ("yen-bai|htx_giai_the|2024-01-01|2024-08-31|1|HTX", ["8 tháng đầu năm 2024"]),
    ("yen-bai|htx_giai_the|2024-01-05|2024-08-31|1|HTX", []),  # no whole months
    ("yen-bai|htx_giai_the|2020|2023-05-31|1|HTX", ["2020-2025 đến 31/5/2023"]),
    ("yen-bai|htx_giai_the|2018|2023-05-31|1|HTX", []),  # of no term
    ("son-la|htx_giai_the|2024|2024|5|HTX", []),
])  # fmt: skip
def test_a_period_is_offered_of_which_figures_speak(rows, names):
    assert [each.name for each in choose.choices(data(rows, terms=TERM), "yen-bai")] == names


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A project with the small published data of two places, seen from its free notebooks."""
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks/tu_do").mkdir(parents=True)
    for name in ("bao_cao_nam", "bao_cao_giua_ky", "tom_tat", "bai_viet"):
        shutil.copy(ROOT / f"notebooks/{name}.ipynb", tmp_path / "notebooks")
    folder = tmp_path / "data/cong_bo"
    folder.mkdir(parents=True)
    head = "don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh,nguon"
    rows = ["yen-bai,so_htx,,2022-12-31,600,HTX,N", "yen-bai,so_htx,,2023-12-31,640,HTX,N", "son-la,so_htx,,2023-12-31,700,HTX,N"]
    rows += ["phu-tho,so_htx,,2023-12-31,500,HTX,N", "phu-tho-2025,so_htx,,2025-12-31,900,HTX,N"]
    (folder / "so_lieu.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path / "notebooks/tu_do")
    return tmp_path


@pytest.mark.parametrize(("place", "period", "told"), [
    ("", "", "Sẽ lập: năm 2023, Yên Bái (yen-bai)."),  # the most figures, the latest period
    ("Yên Bái", "năm 2022", "Sẽ lập: năm 2022, Yên Bái"),
    ("yen bai", "2022", "Sẽ lập: năm 2022, Yên Bái"),
    ("son-la", " Năm  2023".strip(), "Sẽ lập: năm 2023, Sơn La"),
    ("Phú Thọ", "", "Sẽ lập: năm 2025, Phú Thọ (phu-tho-2025)"),
    ("Phú Thọ", "2023", "Sẽ lập: năm 2023, Phú Thọ (phu-tho)"),
])  # fmt: skip
def test_what_is_typed_is_found_in_the_list(lab, place, period, told):
    shown = choose.chon(place, period)
    assert told in str(shown) and told in re.sub("<[^>]+>", "", shown._repr_html_())


@pytest.mark.parametrize(("place", "period", "told"), [
    ("yen-bay", "", "Có phải «yen-bai»?"),
    ("Hà Giang", "", "Có số liệu của: Phú Thọ (phu-tho), Phú Thọ (phu-tho-2025), Sơn La (son-la) và Yên Bái (yen-bai)."),
    ("yen-bai", "năm 2021", "Các kỳ: năm 2023; năm 2022."),
    ("yen-bai", "quý I/2023", "cần một kỳ mà Yên Bái (yen-bai) có số liệu"),
])  # fmt: skip
def test_what_the_data_do_not_hold_is_refused_with_the_choices(lab, place, period, told):
    with pytest.raises(InputError) as refused:
        choose.chon(place, period)
    assert told in str(refused.value)


def test_one_run_of_the_notebook_gives_the_page_the_word_file_and_the_notes(lab):
    names: dict = {}
    cells = [cell.source for cell in nbformat.read(BOOK, 4).cells if cell.cell_type == "code"]
    assert cells[-2:] == ["chon(noi, ky)", "lap(noi, ky)"]
    exec(cells[0], names)
    names |= {"noi": "yen-bai"}
    eval(cells[1], names)
    made = eval(cells[2], names)
    assert (lab / "reports/yen-bai-2023/yen-bai.docx").is_file() and (lab / "params/yen-bai-2023.yml").is_file()
    for part in ("Đã lập: năm 2023, Yên Bái.", "bản Word: ", "trang web: ", "Lưu ý về số liệu:"):
        assert part in str(made)
    assert "Tải bản Word" in made.html and 'download="yen-bai-2023-yen-bai.docx"' in made.html and "<iframe srcdoc=" in made.html
    before = (lab / "params/yen-bai-2023.yml").read_bytes()
    with chdir(lab):  # a publication that is there is the one that is made
        assert "Đã lập: năm 2023" in str(choose.lap("yen-bai", "2023"))
    assert (lab / "params/yen-bai-2023.yml").read_bytes() == before
