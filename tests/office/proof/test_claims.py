"""A text against itself: contradictions are named at their numbers, true texts are left in peace."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from pathlib import Path

import docx
import pytest
from claim_texts import FALSE, TRUE
from click.testing import CliRunner
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from htxlib.checks.relations import Span, decline, excess, growth, mean, share, times, total
from htxlib.words.errors import InputError
from htxoffice.cli import main
from htxoffice.proof import report
from htxoffice.proof.finding import AGREES, FAULT, NOTE
from htxoffice.proof.reading import read


def proofed(tmp_path: Path, text: str) -> report.Proof:
    path = tmp_path / ("bai.html" if text.startswith("<") else "bai.txt")
    path.write_text(f"<html><body>{text}</body></html>" if text.startswith("<") else text, "utf-8")
    return report.proof(path)


def digits(text: str) -> str:
    """The first number of a text, with its % sign.

    >>> digits("98 triệu đồng/người/năm"), digits("75,7%")
    ('98', '75,7%')
    """
    found = re.search(r"\d+(?:[.,]\d+)*%?", text)
    return found[0] if found else text


@pytest.mark.parametrize(("kind", "numbers", "text"), FALSE, ids=[f"{kind}: {text[:40]}" for kind, _, text in FALSE])
def test_a_contradiction_is_named_at_one_of_its_numbers(tmp_path, kind, numbers, text):
    named = {digits(place.text) for f in proofed(tmp_path, text).findings if f.severity != NOTE for place in f.places}
    assert named & set(map(digits, numbers))


@pytest.mark.parametrize(("kind", "text"), TRUE, ids=[f"{kind}: {text[:40]}" for kind, text in TRUE])
def test_a_true_text_is_left_in_peace(tmp_path, kind, text):
    assert [f.message for f in proofed(tmp_path, text).findings if f.severity != NOTE] == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        # The text leaves one reading, and that fails.
        ("Có 400 HTX, gồm 250 HTX nông nghiệp và 105 HTX phi nông nghiệp.", "lỗi"),
        # The whole stands in the sentence before, and nothing says that the share is of it.
        ("Vốn vay là 900 tỷ đồng. Vay trung hạn 540 tỷ đồng, chiếm 50%.", "câu hỏi"),
        # A hedged number may be many.
        ("Có khoảng 400 HTX, gồm 250 HTX nông nghiệp và 50 HTX phi nông nghiệp.", "câu hỏi"),
        # The base that the share names is not in the text.
        ("Toàn tỉnh có 640 HTX. Có 36 HTX dược liệu, chiếm 45% số HTX dược liệu của vùng.", "thông tin"),
    ],
)
def test_the_severity_says_how_sure_it_is(tmp_path, text, severity):
    assert [f.severity for f in proofed(tmp_path, text).findings] == [severity]


def test_what_was_not_recomputed_is_counted_and_named(tmp_path):
    found = proofed(tmp_path, "Doanh thu tăng 12%. Số HTX từ 100 HTX lên 120 HTX, tăng 20%.")
    assert (found.recomputed, found.agreeing) == (1, 1)
    assert report.screen(found).startswith("Soát số bai.txt: tính lại được 1 số, 1 số khớp; 1 số không tính lại được")


def test_nothing_checked_is_not_called_free_of_contradictions(tmp_path):
    told = report.screen(proofed(tmp_path, "Hội nghị có 45 đại biểu."))
    assert "chưa kiểm được gì" in told and "không có mâu thuẫn" not in told


def test_a_number_without_its_base_says_which_base_it_needs(tmp_path):
    (finding,) = proofed(tmp_path, "Có 415 HTX chiếm 75,7% số HTX đang hoạt động.").findings
    assert "415 HTX là 75,7% của 548 HTX, từ 547,9 đến 548,6" in finding.message


# --- the arithmetic of relations --------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", [growth, decline, share, times, excess, mean, total])
def test_a_relation_of_spans_holds_the_relation_of_their_values(relation):
    one, two = Span(95, 105), Span(40, 50)
    result = relation(one, two)
    for a in (95, 100, 105):
        for b in (40, 45, 50):
            value = relation(Span.of(a), Span.of(b))
            assert value.low == value.high and result.low <= value.low <= result.high


def test_a_span_that_may_be_zero_divides_nothing():
    with pytest.raises(ZeroDivisionError):
        share(Span(1, 2), Span(-1, 1))


# --- tables -----------------------------------------------------------------------------------------------------------

TWO_LEVELS = """<table><tr><th>Đơn vị</th><th>Số HTX</th></tr><tr><td>Tổng số</td><td>{total}</td></tr>
<tr><td>I. Cụm một</td><td>60</td></tr><tr><td>Xã A</td><td>35</td></tr><tr><td>Xã B</td><td>25</td></tr>
<tr><td>II. Cụm hai</td><td>{second}</td></tr><tr><td>Xã C</td><td>18</td></tr><tr><td>Xã D</td><td>22</td></tr></table>"""
SUBTOTALS = """<table><tr><th>Xã</th><th>Số hộ</th></tr><tr><td>Xã A</td><td>100</td></tr><tr><td>Xã B</td><td>150</td></tr>
<tr><td>Cộng I</td><td>250</td></tr><tr><td>Xã C</td><td>80</td></tr><tr><td>Xã D</td><td>120</td></tr>
<tr><td>Cộng II</td><td>{second}</td></tr><tr><td>Tổng cộng</td><td>450</td></tr></table>"""
DOWN = """<table><tr><th>Cụm</th><th>Loại</th><th>Số máy</th></tr><tr><td rowspan="2">Đông</td><td>Cày</td><td>12</td></tr>
<tr><td>Gặt</td><td>7</td></tr><tr><td rowspan="2">Tây</td><td>Cày</td><td>9</td></tr><tr><td>Gặt</td><td>5</td></tr>
<tr><td rowspan="2">Tổng</td><td>Cày</td><td>{total}</td></tr><tr><td>Gặt</td><td>12</td></tr></table>"""
INNER = """<table><tr><th>Mục</th><th>Số HTX</th></tr><tr><td>Xã A</td><td>10</td></tr><tr><td>Xã B<table><tr><td>thôn 1</td>
<td>4</td></tr><tr><td>thôn 2</td><td>6</td></tr></table></td><td>20</td></tr><tr><td>Tổng số</td><td>{total}</td></tr></table>"""
COLUMNS = "<table><tr><th>Xã</th><th>Nam</th><th>Nữ</th><th>Cả hai</th></tr>{rows}</table>".format(
    rows="".join(f"<tr><td>Xã {n}</td><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for n, a, b, c in [
        ("A", 12, 15, 27), ("B", 20, 9, 29), ("C", 7, 14, 21), ("D", 16, 11, 27), ("E", 13, 18, "{total}")]))  # fmt: skip


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [
        (TWO_LEVELS, {"total": 100, "second": 40}, {"total": 110, "second": 40}),
        (TWO_LEVELS, {"total": 100, "second": 40}, {"total": 90, "second": 30}),
        (SUBTOTALS, {"second": 200}, {"second": 230}),
        (DOWN, {"total": 21}, {"total": 31}),
        (INNER, {"total": 30}, {"total": 40}),
        (COLUMNS, {"total": 31}, {"total": 41}),
    ],
    ids=["total of two levels", "section", "subtotal", "rowspan", "table in a cell", "column of sums"],
)
def test_totals_at_every_depth(tmp_path, page, right, wrong):
    assert [f.message for f in proofed(tmp_path, page.format(**right)).findings if f.severity != NOTE] == []
    found = [f for f in proofed(tmp_path, page.format(**wrong)).findings if f.severity != NOTE]
    assert found and {place.text for f in found for place in f.places} & {str(value) for value in wrong.values()}


def test_rows_that_reach_down_leave_the_columns_in_place(tmp_path):
    rows = [("Tây", "Xã A", 50, 60, 120), ("", "Xã B", 40, 30, 75), ("", "Xã C", 20, 22, 110)]
    body = "".join(
        f"<tr>{'<td rowspan=3>Tây</td>' if one else ''}<td>{name}</td>" + "".join(f"<td>{n}</td>" for n in numbers) + "</tr>"
        for one, name, *numbers in rows
    )
    head = "<tr><th>Vùng</th><th>Xã</th><th>Kế hoạch (HTX)</th><th>Thực hiện (HTX)</th><th>% so với kế hoạch</th></tr>"
    found = proofed(tmp_path, f"<table>{head}{body}</table>")
    assert (found.findings, found.agreeing) == ((), 3)


# --- files as people have them ----------------------------------------------------------------------------------------

SENTENCE = "Toàn huyện có 139/143 hợp tác xã hoạt động hiệu quả (chiếm 79,2%)."


def faults(found: report.Proof) -> list[str]:
    return [f.place.text for f in found.findings if f.severity == FAULT]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", unicodedata.normalize("NFD", SENTENCE)),
        ("a.txt", "Phần mở đầu nói về tình hình chung của huyện trong năm vừa qua, toàn\nhuyện có 139/143 hợp tác xã hoạt động tốt (chiếm 79,2%)."),
        ("a.html", f"<p>{SENTENCE.replace(' tác', '<br>tác').replace(' quả', '<br/>quả')}</p>"),
        ("a.html", f"<ul><li>{SENTENCE}</li></ul>"),
    ],
    ids=["NFD", "broken line", "br", "list"],
)
def test_a_contradiction_is_found_however_the_text_is_cut(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    assert faults(report.proof(tmp_path / name)) == ["79,2%"]


def with_footnote(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Đại hội bầu ban chấp hành mới.")
    xml = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)
    document.save(path)


def in_a_text_box(path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph("Trang bìa").add_run()
    box = OxmlElement("w:txbxContent")
    paragraph, text = OxmlElement("w:p"), OxmlElement("w:t")
    text.text = SENTENCE
    inner = OxmlElement("w:r")
    inner.append(text)
    paragraph.append(inner)
    box.append(paragraph)
    run._r.append(box)
    document.save(path)


@pytest.mark.parametrize("make", [with_footnote, in_a_text_box])
def test_footnotes_and_text_boxes_are_read(tmp_path, make):
    make(tmp_path / "a.docx")
    assert faults(report.proof(tmp_path / "a.docx")) == ["79,2%"]


def test_merged_cells_of_word_are_a_grid(tmp_path):
    document = docx.Document()
    table = document.add_table(0, 3)
    for cells in [("Cụm", "Loại", "Số máy"), ("Đông", "Cày", "12"), ("", "Gặt", "7"), ("Tây", "Cày", "9"), ("", "Gặt", "5"), ("Tổng", "Cày", "21"), ("", "Gặt", "13")]:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    for row in (1, 3, 5):
        for offset in (0, 1):
            merge = OxmlElement("w:vMerge")
            merge.set(qn("w:val"), "continue" if offset else "restart")
            table.cell(row + offset, 0)._tc.get_or_add_tcPr().append(merge)
    document.save(tmp_path / "a.docx")
    found = report.proof(tmp_path / "a.docx")
    assert [f.place.text for f in found.findings] == ["13"]
    assert found.agreeing == 1


OLD_LETTERS = {
    "TCVN3": "Hîp t¸c x· n«ng nghiÖp cã 25 thµnh viªn, doanh thu t¨ng m¹nh; tæng sè lao ®éng lµ 120 ng­êi",
    "VNI": "Hôïp taùc xaõ noâng nghieäp coù 25 thaønh vieân, doanh thu taêng maïnh; toång soá lao ñoäng laø 120 ngöôøi",
}


@pytest.mark.parametrize("name", OLD_LETTERS)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_letters_of_old_fonts_are_refused_by_their_name(tmp_path, name, encoding):
    (tmp_path / "a.txt").write_bytes(OLD_LETTERS[name].encode(encoding))
    with pytest.raises(InputError, match=f"chữ {name}.*UniKey"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize("text", ["Đường liên xã dài 12 km, phục vụ 340 hộ dân ở bản Nậm Cắn.", "Café, résumé, naïve, São Tomé: 5 HTX."])
def test_right_letters_are_not_taken_for_old_ones(tmp_path, text):
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert read(tmp_path / "a.txt")


HOSTILE = {
    "spans.html": '<table><tr><td colspan="2000000000">a</td></tr><tr><td rowspan="99999999999">b</td><td>5 HTX</td></tr></table>',
    "paragraphs.txt": "\n\n".join(f"Xã {i} có {i} HTX, tăng {i % 9}%." for i in range(20_000)),
    "one.txt": "có 12 HTX, tăng 3 HTX so với năm trước, " * 18_000,
    "digits.txt": "1" * 700_000,
    "brackets.txt": "(" * 40_000 + "12 HTX",
    "deep.html": "<div>" * 50_000 + "Có 5 HTX" + "</div>" * 50_000,
    "tables.html": "<table><tr><td>" * 3_000 + "5 HTX",
    "rows.html": "<table>" + "".join(f"<tr><td>Tổng số {i}</td><td>{i} HTX</td></tr>" for i in range(5_000)) + "</table>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(tmp_path, name):
    (tmp_path / name).write_text(HOSTILE[name], "utf-8")
    start = time.process_time()
    result = CliRunner().invoke(main, ["proof", str(tmp_path / name)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.output.startswith(("LỖI: ", "Soát số ", "\n")) or "LỖI" in result.output
    assert time.process_time() - start < 60  # a quadratic walk over these takes hours


@pytest.mark.parametrize("value", ["1e999999999", "1/0", "9" * 400, "nan", None])
@pytest.mark.parametrize("decimals", [0, 10**9])
def test_a_hostile_side_file_is_refused(tmp_path, value, decimals):
    figure = {"key": "a", "name": "a", "label": "a", "number": "1", "printed": "1", "value": value, "unit": "HTX", "decimals": decimals}
    (tmp_path / "a.json").write_text(json.dumps({"figures": [figure], "occurrences": []}), "utf-8")
    (tmp_path / "a.txt").write_text("Có 5 HTX.", "utf-8")
    if (value, decimals) == (None, 0):
        assert report.proof(tmp_path / "a.txt", tmp_path / "a.json").agreeing == 0
    else:
        with pytest.raises(InputError, match="figures.json"):
            report.proof(tmp_path / "a.txt", tmp_path / "a.json")


def test_a_side_file_of_any_depth_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("[" * 100_000, "utf-8")
    (tmp_path / "a.txt").write_text("Có 5 HTX.", "utf-8")
    with pytest.raises(InputError, match="figures.json"):
        report.proof(tmp_path / "a.txt", tmp_path / "a.json")


# --- many files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "dung.txt").write_text("Số HTX từ 100 HTX lên 120 HTX, tăng 20%.", "utf-8")
    (tmp_path / "sai.txt").write_text("Số HTX từ 100 HTX lên 120 HTX, tăng 30%.", "utf-8")
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.save(tmp_path / "sai.docx")
    (tmp_path / "~$sai.docx").write_bytes(b"lock")
    return tmp_path


def test_a_folder_is_read_at_once(folder):
    result = CliRunner().invoke(main, ["proof", str(folder), "--json"])
    told = {each["file"]: each for each in json.loads(result.stdout)}
    assert (result.exit_code, sorted(told)) == (1, ["dung.txt", "sai.docx", "sai.txt"])
    assert [told[name]["clean"] for name in sorted(told)] == [True, False, False]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_told(folder):
    (folder / "hong.docx").write_bytes(b"none")
    result = CliRunner().invoke(main, ["proof", str(folder)])
    assert result.exit_code == 2
    assert "hong.docx" in result.output and "Soát số sai.txt" in result.output


def test_copies_with_comments_of_many_files_go_into_a_folder(folder):
    result = CliRunner().invoke(main, ["proof", str(folder), "--annotate", str(folder / "ghi-chu")])
    assert result.exit_code == 1
    (comment,) = docx.Document(folder / "ghi-chu" / "sai.docx").comments
    assert "97,2%" in comment.text


def test_an_agreeing_file_ends_with_zero(folder):
    assert CliRunner().invoke(main, ["proof", str(folder / "dung.txt")]).exit_code == 0
    assert report.proof(folder / "dung.txt").agreeing == 1 and AGREES == "khớp"
