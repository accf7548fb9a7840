"""Characters that nobody sees, and ends of lines in names: they forge no line, split no account and reach no page."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from forms import Form

from htxlib.data import dataset, sql
from htxlib.words.errors import Fault, Faults, InputError, quote
from htxlib.words.text import hidden, one_line, tidy
from htxoffice.batch import manifest
from htxoffice.batch.work import last_line
from htxoffice.intake import importing, report
from htxoffice.scores.entries import _csv_rows
from htxoffice.settings.strict_yaml import YamlFault, load

DECEIVING = {
    "Arabic letter mark": "\u061c", "soft hyphen": "\u00ad", "zero width space": "\u200b", "joiner": "\u200d", "right to left": "\u202e",
    "isolate": "\u2066", "word joiner": "\u2060", "byte order mark": "\ufeff", "no character": "\ufffe", "no character either": "\uffff",
    "unassigned": "\U000e0fff", "tag": "\U000e0041", "language tag": "\U000e0001", "selector": "\ufe0f", "selector of many": "\U000e0100",
    "grapheme joiner": "\u034f", "Hangul filler": "\u3164", "Mongolian selector": "\u180b", "bell": "\x07", "escape": "\x1b", "delete": "\x7f",
    "private": "\ue000", "musical": "\U0001d173", "shorthand": "\U0001bca0", "annotation": "\ufff9", "C1 control": "\x9b",
}  # fmt: skip
BREAKING = ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def test_every_character_that_is_seen_by_nobody_is_dropped_and_no_other():
    """All of Unicode, by the database of this Python."""
    for point in range(sys.maxunicode + 1):
        c = chr(point)
        unseen = unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and not c.isspace()
        if unseen:
            assert tidy(f"a{c}b") == "ab" and hidden(f"a{c}b") == c and f"U+{point:04X}" in one_line(c), hex(point)
        elif c.isspace():
            assert tidy(f"a{c}b") == "a b", hex(point)
        elif c.isalnum() and c not in DECEIVING.values() and not hidden(c):
            assert one_line(c) == c, hex(point)


@pytest.mark.parametrize("c", [*DECEIVING.values()], ids=[*DECEIVING])
def test_what_deceives_is_neither_in_data_nor_in_a_message(c, tmp_path):
    assert tidy(f"Yên{c} Bái") == "Yên Bái"
    assert c not in quote(f"a{c}b") and c not in str(Fault(f"x{c}", f"y{c}", f"z{c}", f"tệp{c}", f"trang{c}", f"ô{c}"))
    with pytest.raises(YamlFault):
        load(f'a: "\\U{ord(c):08x}"')


def test_vietnamese_stays_as_it_is():
    words = "Đắk Lắk, Hoà Bình ⅔ “ngoặc” – 1\u00a0000 m² ≥ 5 ‰ " + unicodedata.normalize("NFC", "ỗ ặ Ữ ỹ")
    assert not hidden(words) and one_line(words) == words and tidy(words) == words.replace("\u00a0", " ")
    assert tidy("a\u0323\u034f\u0302") == tidy("a\u0323\u0302") == "ậ"  # composed after the joiner has gone


@pytest.mark.parametrize("c", BREAKING)
def test_a_break_in_a_name_makes_no_second_line(c, tmp_path):
    forged = f"a{c}LỖI giả: mọi thứ hỏng"
    for said in (quote(forged), str(Fault(forged, quote(forged), forged, forged, forged, forged)), last_line("ValueError", forged)):
        assert len(said.splitlines()) == 1, said
    assert str(InputError([Fault("a", "b", "c", forged), Fault("a", "b", "c")])).count("\n") == 1


@pytest.mark.parametrize("c", [*BREAKING, "\u202e", "\x1b"])
def test_the_name_of_a_workbook_and_of_its_sheet_forge_nothing(c, tmp_path):
    form = Form()
    sheet = f"Trang{c}LỖI giả" if c not in "\x0b\x0c\x1b\x1c\x1d\x1e" else "Trang lạ"
    form.book.create_sheet(sheet)["A1"] = "x"
    form.set("so_lieu", "so_htx", "gia_tri", "hai")
    path = form.save(tmp_path / f"biểu{c}LỖI giả.xlsx")
    outcomes = importing.bring([path], tmp_path / "vào", check_only=True)
    lines = report.text(outcomes).split("\n")
    assert not [line for line in lines if line.startswith("LỖI giả")]
    (page,) = report.write(outcomes, tmp_path / "ra")
    assert c in "\n\r" or c not in page.read_text("utf-8")
    with pytest.raises(InputError) as error:
        dataset.read(path)
    assert len(str(error.value).splitlines()) == len(error.value.faults)


@pytest.mark.parametrize("c", BREAKING)
def test_a_text_with_a_break_splits_no_account(c, tmp_path):
    entries = {
        f"a/{place}": {"publication": "a", "place": place, "title": f"Báo cáo{c}{{}}{c}", "notebook": "n", "inputs": {}, "outputs": {},
                       "params": {"don_vi": place, "tu_ngay": "2023", "den_ngay": "2023"}, "status": manifest.DONE}
        for place in ("x", "y")
    }  # fmt: skip
    manifest.save(tmp_path, entries)
    assert manifest.read(tmp_path) == entries
    manifest.append(tmp_path, entries["a/x"])
    assert manifest.read(tmp_path) == entries


@pytest.mark.parametrize("c", ["\x0b", "\x1c", "\x85", "\u2028"])
def test_a_break_inside_a_cell_splits_no_row(c, tmp_path):
    path = tmp_path / "diem.csv"
    path.write_text(f'don_vi,tieu_chi,cum_cham,ghi_chu\nx,1,8,"a{c}b"\nx,2,9,c\n', "utf-8")
    assert [(row["tieu_chi"], row["ghi_chu"]) for _, row in _csv_rows(path, Faults())] == [("1", "a b"), ("2", "c")]


def test_a_fault_at_the_end_of_a_yaml_file_has_a_line():
    with pytest.raises(YamlFault):
        load("a: [\n")


def test_names_in_a_database_forge_nothing(tmp_path):
    import sqlite3

    path = tmp_path / "a\u202eb\nLỖI giả.db"
    sqlite3.connect(path).close()
    with pytest.raises(InputError) as error:
        dataset.read(f"sqlite:///{path}")
    assert "\n" not in str(error.value) and "\u202e" not in str(error.value)
    assert sql.is_url(f"sqlite:///{path}") and Path(path).exists()
