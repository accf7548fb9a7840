"""From an empty folder and a filled form to a Word file to sign: three commands, no file written by hand."""

from __future__ import annotations

import docx
from an_office import FIGURES, filled, run
from bs4 import BeautifulSoup


def test_three_commands_lead_from_an_empty_folder_to_a_word_file_to_sign(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    run("init", "don-vi", "--place", "son-la")
    monkeypatch.chdir(tmp_path / "don-vi")
    run("workbook", "bieu/q1.xlsx", "--period", "2026-Q1")
    filled(tmp_path / "don-vi/bieu/q1.xlsx", FIGURES, Người_ký="Nguyễn Văn A", Nơi_ban_hành="Sơn La", Ngày_ký="05/04/2026")
    said = run("report", "bieu/q1.xlsx")
    assert "Báo cáo quý I/2026, Sơn La" in said and "Bản Word còn để trống: Số, ký hiệu và Nơi nhận" in said
    folder = tmp_path / "don-vi/reports/son-la-2026-q1"
    page = BeautifulSoup((folder / "son-la.html").read_text("utf-8"), "html.parser").main.text
    assert "Quý I/2026, toàn tỉnh thành lập mới 12 HTX" in page and "995 HTX" in page  # of the shared data: the start of the year
    words = "\n".join(cell.text for table in docx.Document(folder / "son-la.docx").tables for row in table.rows for cell in row.cells)
    assert "Nguyễn Văn A" in words and "Sơn La, ngày 05 tháng 4 năm 2026" in words
    assert "0 mới, 3 giữ nguyên" in "".join([run("report", "bieu/q1.xlsx"), *capfd.readouterr()])
