"""Every kind of mistake in a workbook gives exactly its finding, at its cell; a clean one gives none."""

from __future__ import annotations

import time

import pytest
from forms import Form
from mistakes import FILES, MISTAKES, bomb, saved_form

from htxoffice.intake import importing


def outcome(path, tmp_path):
    return importing.bring([path], tmp_path / "du-lieu", check_only=True)[0]


def test_a_clean_form_gives_no_finding(tmp_path):
    found = outcome(Form().save(tmp_path / "bieu.xlsx"), tmp_path)
    assert not found.faults and not found.findings
    assert found.changes.added["so_lieu"] == 7 and not found.changes.revised
    assert found.notes == ["Nguồn «yen-bai-2023-05-31» chưa dòng nào dùng: không nhập."]


def test_there_are_many_kinds_each_named_once():
    kinds = [mistake.kind for mistake in MISTAKES] + list(FILES)
    assert len(kinds) == len(set(kinds)) > 60


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.kind)
def test_each_mistake_gives_its_finding_at_its_cell(mistake, tmp_path):
    path, cell = saved_form(mistake, tmp_path)
    found = outcome(path, tmp_path)
    assert len(found.faults) == 1, [str(fault) for fault in found.faults]
    fault = found.faults[0]
    assert (fault.file, fault.sheet, fault.cell) == ("bieu.xlsx", mistake.sheet, f"ô {cell}" if cell else "")
    assert mistake.found in fault.found
    assert mistake.said in f"{fault.expected}. {fault.remedy}"


READ_RIGHT = {  # what somebody did → the edit, the number of rows that come in, and a part of what is noted
    "khoảng trắng không ngắt sau số": (lambda form: form.set("so_lieu", "so_htx", "gia_tri", "683\u00a0"), 7, ""),
    "khoảng trắng không ngắt làm dấu nghìn": (lambda form: form.set("so_lieu", "so_htx", "gia_tri", "1\u00a0683"), 7, ""),
    "đơn vị tính của dòng sau số": (lambda form: form.set("so_lieu", "so_htx", "gia_tri", "683 HTX"), 7, ""),
    "phần trăm gõ làm chữ": (lambda form: form.set("so_lieu", "ty_le_htx_hieu_qua", "gia_tri", "75%"), 7, ""),
    "ô định dạng phần trăm": (lambda form: form.set("so_lieu", "ty_le_htx_hieu_qua", "gia_tri", 0.75, format="0%"), 7, ""),
    "ngày viết bằng lời": (lambda form: form.set("so_lieu", "so_htx", "den_ngay", "ngày 31 tháng 5 năm 2023"), 7, ""),
    "ba chấm là chưa có": (lambda form: form.set("so_lieu", "so_htx", "gia_tri", "…"), 6, ""),
    "dòng bị lọc ẩn": (lambda form: hidden(form), 7, "đang ẩn, vẫn được đọc"),
    "dòng tổng dán vào": (lambda form: form.append("so_lieu", chi_tieu="Tổng cộng", gia_tri=5000), 7, "dòng tổng, không đọc"),
}


def hidden(form):
    row = form.cell("so_lieu", "von_dieu_le", "gia_tri").row
    form.book["Số liệu"].auto_filter.ref = "A4:L30"
    form.book["Số liệu"].row_dimensions[row].hidden = True


@pytest.mark.parametrize("kind", READ_RIGHT)
def test_what_can_only_mean_one_thing_is_read_and_what_is_passed_over_is_noted(kind, tmp_path):
    edit, rows, noted = READ_RIGHT[kind]
    form = Form()
    edit(form)
    found = outcome(form.save(tmp_path / "bieu.xlsx"), tmp_path)
    assert (found.faults, found.changes.added["so_lieu"]) == ([], rows)
    assert any(noted in note for note in found.notes)


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_workbook_is_refused_in_a_sentence(kind, tmp_path):
    make, said = FILES[kind]
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(make())
    (fault,) = outcome(path, tmp_path).faults
    assert fault.file == "bieu.xlsx" and said in fault.found


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """10 MB that would be 10 GB. No time is asserted here; benchmarks/intake.py measures it."""
    path = tmp_path / "bom.xlsx"
    path.write_bytes(bomb())
    assert 9 * 2**20 < path.stat().st_size < 11 * 2**20
    started = time.process_time()
    assert outcome(path, tmp_path).faults
    assert time.process_time() - started < 30  # unpacking it would take minutes and all memory
