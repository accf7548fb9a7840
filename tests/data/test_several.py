"""Several datasets as one: the own one first; nothing twice, nothing of unlike meaning, every number still with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from htxlib import open_report
from htxlib.data import dataset
from htxlib.words.errors import InputError

HEAD = "don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh,tinh_trang,nguon\n"


def laid(folder: Path, rows: str, **tables: str) -> Path:
    folder.mkdir()
    (folder / "so_lieu.csv").write_text(HEAD + rows, "utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def both(tmp_path) -> str:
    own = laid(tmp_path / "son-la", "son-la,so_htx,,2024-12-31,999,HTX,sơ bộ,minh\nson-la,so_htx,,2023-12-31,900,HTX,,chung\n",
               nguon="nguon,tieu_de,ngay\nminh,Báo cáo của mình,2024\nchung,Tên của mình,\n")  # fmt: skip
    shared = laid(
        tmp_path / "cong_bo",
        "son-la,so_htx,,2024-12-31,995,HTX,,bao\nson-la,so_htx,,2023-12-31,900,HTX,,chung\n"
        + "".join(f"{place},so_htx,,2024-12-31,{600 + n},HTX,,bao\n" for n, place in enumerate(("lai-chau", "dien-bien", "lao-cai", "yen-bai", "hoa-binh", "ha-giang", "lang-son"))),
        nguon="nguon,tieu_de,ngay\nbao,Báo tỉnh,2025\nchung,Tên của người khác,\n",
    )  # fmt: skip
    return f"{own}; {shared}"


def test_what_an_office_has_itself_comes_first_and_the_other_number_is_told(both):
    found = open_report("son-la", "2024-12-31", du_lieu=both).so_htx
    assert found.value == 999 and "995" in " ".join(found.notes)
    assert open_report("son-la", "2024-12-31", du_lieu="; ".join(reversed(both.split("; ")))).so_htx.value == 995


def test_a_list_is_the_same_as_its_text(both):
    assert open_report("son-la", "2024-12-31", du_lieu=both.split("; ")).so_htx.value == 999


def test_the_same_row_of_both_counts_once_and_a_source_has_the_own_title(both):
    data = dataset.read(both)
    assert [row.value for row in data.series("son-la", "so_htx")] == [999, 900, 995]
    assert data.source("chung").title == "Tên của mình"


def test_neighbours_come_from_the_shared_data_with_their_folder_in_the_origin(both):
    bc = open_report("son-la", "2024-12-31", du_lieu=both)
    assert bc.so_htx.vung.hang.text == "thứ nhất trong 08 tỉnh có số liệu"
    assert dataset.read(both).series("lai-chau", "so_htx")[0].origin.file == "cong_bo/so_lieu.csv"


def test_an_office_that_looks_at_shared_data_is_the_author_of_its_report(both, tmp_path):
    gathered = "nguon,tieu_de,co_quan,lien_ket\n" + "".join(f"s{n},Bài {n},Báo,https://bao.vn/{n}\n" for n in range(9))
    (tmp_path / "cong_bo/nguon.csv").write_text(gathered + "bao,Báo tỉnh,Báo,https://bao.vn\nchung,C,Báo,https://bao.vn\n", "utf-8")
    assert dataset.read(tmp_path / "cong_bo").is_gathered() and not dataset.read(both).is_gathered()
    assert "Liên minh HTX tỉnh Sơn La" in open_report("son-la", "2024-12-31", du_lieu=both).tieu_de("Báo cáo").text


def test_a_local_variable_that_means_two_things_is_refused_at_its_row(tmp_path):
    one, two = "ma,ten,don_vi_tinh,loai\nhtx_det,HTX dệt,HTX,số dư\n", "ma,ten,don_vi_tinh,loai\nhtx_det,HTX dệt mới,HTX,phát sinh\n"
    wheres = [str(laid(tmp_path / name, "", chi_tieu=text)) for name, text in (("a", one), ("b", two))]
    with pytest.raises(InputError, match="b/chi_tieu.csv, dòng 2, cột loai.*«số dư»"):
        dataset.read("; ".join(wheres))


def test_what_is_wrong_in_either_is_told_at_once(tmp_path):
    wheres = [str(laid(tmp_path / name, "son-la,so_htx,,2024,x,HTX,,\n")) for name in ("a", "b")]
    with pytest.raises(InputError) as refused:
        dataset.read("; ".join([*wheres, str(tmp_path / "none")]))
    assert len(refused.value.faults) == 3
