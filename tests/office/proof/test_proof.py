"""Proof-reading: numbers in Vietnamese prose, contradictions inside a text, an edited report against its figures."""

from __future__ import annotations

import itertools
import json
import random
import re
from fractions import Fraction
from pathlib import Path

import docx
import pytest
from alterations import Altered, altered, as_text
from click.testing import CliRunner
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from where import ROOT

from htxlib.words.errors import InputError
from htxlib.words.text import number as printed
from htxoffice.batch import build
from htxoffice.cli import main
from htxoffice.proof import against, claims, report, sidefile
from htxoffice.proof.annotate import annotate
from htxoffice.proof.aside import ADDRESS, DATE, DOCUMENT, LIST, NAME, ORDINAL, PAGE, PHONE
from htxoffice.proof.finding import AGREES, FAULT, NOTE, QUESTION
from htxoffice.proof.numbers import QUANTITY, find
from htxoffice.proof.passages import Passage
from htxoffice.proof.reading import read

SEEDS = ROOT.parent / "shared" / "seeds"

# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Có 1.481 tỷ đồng", "1481", "tỷ đồng"),
        ("đạt 5,3 triệu đồng/người/tháng", "53/10", "triệu đồng/người/tháng"),
        ("vốn 36,52 tỷ", "913/25", "tỷ"),
        ("vốn 1.056,714 tỷ đồng", "528357/500", "tỷ đồng"),
        ("vốn 779.911 tỷ đồng", "779911", "tỷ đồng"),
        ("khoảng 2.2 tỷ", "11/5", "tỷ"),
        ("in 2,168.4 triệu đồng", "10842/5", "triệu đồng"),
        ("đã qua ½ nhiệm kỳ", "1/2", "nhiệm kỳ"),
        ("gần 643ha lúa", "643", "ha"),
        ("có 03 dự án", "3", "dự án"),
        ("tăng 54,2%", "271/5", "%"),
        ("giảm 1,2 điểm %", "6/5", "điểm %"),
        ("giảm 1,2 điểm phần trăm", "6/5", "điểm phần trăm"),
        ("gấp 1,5 lần", "3/2", "lần"),
        ("50 HTX trở lên/năm", "50", "HTX/năm"),
        ("50 HTX/năm trở lên", "50", "HTX/năm"),
        ("bình quân 152 người một HTX", "152", "người/HTX"),
        ("1,8 triệu thành viên", "9/5", "triệu thành viên"),
        ("3 nghìn tỷ đồng", "3", "nghìn tỷ đồng"),
        ("có 12 HTX một số nơi", "12", "HTX"),
        ("có 1.371 tin, bài trên báo", "1371", "tin, bài"),
        ("còn −5,3%", "-53/10", "%"),
        ("683 hợp tác xã", "683", "hợp tác xã"),
    ],
)
def test_value_and_unit(text, value, unit):
    (number,) = (n for n in find(text) if n.is_quantity)
    assert (number.value, number.unit.text) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("9.000 đến 10.000 lao động", 9000, 10000),
        ("từ 30 - 35 HTX", 30, 35),
        ("đạt 2 - 3%", 2, 3),
        ("9.000-10.000 lao động", 9000, 10000),
    ],
)
def test_a_range_is_one_number(text, low, high):
    (number,) = find(text)
    assert (number.value, number.upper) == (low, high)


@pytest.mark.parametrize("text", ["tăng từ 30 đến 35 HTX", "30 HTX, 35 HTX", "553/683 HTX", "từ 35 xuống 30 HTX"])
def test_two_numbers_are_no_range(text):
    assert [n.upper for n in find(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Nghị quyết số 20-NQ/TW", "20-NQ/TW", DOCUMENT),
        ("Quyết định 429/QĐ-LMHTXVN", "429/QĐ-LMHTXVN", DOCUMENT),
        ("Quyết định số 461/QĐ - TTg", "461/QĐ - TTg", DOCUMENT),
        ("Thông tư 01/2020/TT-BKHĐT", "01/2020/TT-BKHĐT", DOCUMENT),
        ("theo Nghị định 45 của Chính phủ", "45", DOCUMENT),
        ("Nghị quyết Trung ương 5", "5", DOCUMENT),
        ("Số: 12/BC-LMHTX", "12/BC-LMHTX", DOCUMENT),
        ("đến 31/5/2023", "31/5/2023", DATE),
        ("hết tháng 12/2022", "12/2022", DATE),
        ("năm 2023", "2023", DATE),
        ("nhiệm kỳ 2020 -2025", "2020 -2025", DATE),
        ("các ngày 29-30/10/1993", "29-30/10/1993", DATE),
        ("ngày 15 tháng 6 năm 2023", "15 tháng 6 năm 2023", DATE),
        ("8 tháng đầu năm 2023", "8 tháng đầu năm 2023", DATE),
        ("đến 2025 tỉnh có", "2025", DATE),
        ("lúc 08:03", "08:03", DATE),
        ("kết quả thứ 3", "3", ORDINAL),
        ("khóa 5", "5", ORDINAL),
        ("Tiêu chí số 13", "13", ORDINAL),
        ("theo Biểu 01", "01", ORDINAL),
        ("so_lieu.csv, dòng 407", "407", ORDINAL),
        ("dịch Covid-19", "Covid-19", NAME),
        ("công nghiệp 4.0", "4.0", NAME),
        ("liên kết “6 nhà”", "6", NAME),
        ("2. Phát triển HTX", "2.", LIST),
        ("2.Phát triển HTX", "2.", LIST),
        ("Trang 3/12", "Trang 3/12", PAGE),
        ("677", "677", PAGE),
        ("0 trong 0 đánh giá", "0 trong 0 đánh giá", PAGE),
        ("Điện thoại: 0216 3852 123", "0216 3852 123", PHONE),
        ("xem https://vca.org.vn/2023", "https://vca.org.vn/2023", ADDRESS),
    ],
)
def test_what_is_no_quantity(text, number, kind):
    assert [(n.text, n.kind) for n in find(text, alone=True)] == [(number, kind)]


@pytest.mark.parametrize("text", ["2023 HTX", "Nghị quyết 50 HTX/năm", "nhóm 4 HTX", "số 698 HTX", "1.926 người", "khóa 12%"])
def test_what_looks_like_one_and_is_a_quantity(text):
    assert [n.kind for n in find(text)] == [QUANTITY]


@pytest.mark.parametrize(
    ("text", "hedge", "minimum"),
    [("trên 1.900 người", "trên", False), ("ước đạt 12 tỷ", "ước", False), ("60% trở lên", "", True), ("cơ bản 100%", "cơ bản", False)],
)
def test_hedges(text, hedge, minimum):
    (number,) = find(text)
    assert (number.hedge, number.at_least) == (hedge, minimum)


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 10**9), st.integers(0, 3), st.sampled_from(["HTX", "tỷ đồng", "triệu đồng/người/tháng", "%", "lần"]))
def test_what_is_printed_is_read_back(units, decimals, unit):
    value = Fraction(units, 10**decimals)
    text = f"Có {printed(value, decimals)}{'' if unit == '%' else ' '}{unit}."
    (number,) = find(text)
    assert (number.value, number.unit.text, number.decimals) == (value, unit, decimals)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,%/-–()½ HTXtỷđồngnămthángtăngsovi⟦⟧\0\u00a0", max_size=60))
def test_no_text_is_too_strange(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "strange.txt"
    path.write_text(f"Dòng đầu.\n{text}", "utf-8", newline="")
    for passage in read(path):
        for n in passage.numbers:
            assert passage.text[n.start : n.end] == n.text or n.text in passage.text
    report.proof(path)


WORDS = re.split(
    r"\|",
    "tăng|giảm|gấp|từ|lên|đến|so với|chỉ tiêu|kế hoạch|chiếm|tổng số|trong đó|gồm|và|bình quân|mỗi năm|thành lập mới|nâng|số|đạt|vượt"
    "|giải thể|(443 HTX)|683 HTX|0 HTX|0/0 HTX|553/683 HTX|7 tỉnh|0 tỉnh|52 HTX/tỉnh/năm|172%|0%|0,0 điểm %|1,5 lần|0 lần|5 năm"
    "|1.481 tỷ đồng|(0 triệu đồng/năm)|0 triệu đồng/người/tháng|30 - 35 HTX|nửa nhiệm kỳ|nhiệm kỳ 2020-2025|(|)|;|,|.|trên|gần",
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_no_claim_is_too_strange(text):
    passages = [Passage(text, "đoạn 1")]
    assert all(f.place.text for f in claims.examine(passages))


# --- reading ---------------------------------------------------------------------------------------------------------

PAGE_SOURCE = """<!doctype html><html><head><title>2099</title><style>p{margin:12px}</style></head><body>
<nav><li>99 mục</li></nav><h1>Báo cáo năm 2023</h1>
<p>Có <button popovertarget="cs-a"><data value="683">683</data> HTX</button>.<br>Có 12&nbsp;THT.</p><script>var a = 77</script>
<table><caption>Bảng chỉ tiêu</caption><thead><tr><th>TT</th><th>Chỉ tiêu</th><th>ĐVT</th><th>Thực hiện</th><th>% so với kế hoạch</th></tr></thead>
<tbody><tr><td>1</td><th>Doanh thu</th><td>tỷ đồng</td><td>3,2</td><td>106</td></tr></tbody></table>
<svg><text>55</text></svg></body></html>"""


def word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Báo cáo năm 2023", 1)
    paragraph = document.add_paragraph("Có 68")
    paragraph.add_run("3").bold = True
    paragraph.add_run(" HTX.")
    document.add_paragraph("Có 12\u00a0THT.")
    table = document.add_table(2, 5)
    for row, cells in zip(table.rows, [("TT", "Chỉ tiêu", "ĐVT", "Thực hiện", "% so với kế hoạch"), ("1", "Doanh thu", "tỷ đồng", "3,2", "106")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(path)
    return path


@pytest.fixture(params=["html", "docx"])
def file(request, tmp_path):
    path = tmp_path / f"bao-cao.{request.param}"
    if request.param == "docx":
        return word_file(path)
    path.write_text(PAGE_SOURCE, "utf-8")
    return path


def test_page_and_word_file_read_alike(file):
    passages = read(file)
    numbers = [(n.text, n.unit.text if n.unit else "", n.kind) for p in passages if p.kind != "đầu bảng" for n in p.numbers]
    wanted = [("2023", "", DATE), ("683", "HTX", QUANTITY), ("12", "THT", QUANTITY), ("1", "", LIST)]
    assert numbers == [*wanted, ("3,2", "tỷ đồng", QUANTITY), ("106", "%", QUANTITY)]
    row = passages[-1]
    assert (row.where, row.label, row.cells[3].head) == ("bảng 1, hàng 2", "Doanh thu", "Thực hiện")


def test_a_column_of_places_is_no_column_of_units(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("TT\tĐơn vị\tĐiểm\tHạng\tXếp loại\n1\tSơn La\t91,00\t2\tKhá", "utf-8")
    row = read(path)[-1]
    assert (row.label, [n.kind for n in row.numbers]) == ("Sơn La", [LIST, QUANTITY, QUANTITY])


def test_ranks_that_number_the_rows_are_no_quantities(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Hạng\tTỉnh\tTổng số HTX\n1\tHà Nội\t3.100", "utf-8")
    assert [n.kind for n in read(path)[-1].numbers] == [LIST, QUANTITY]


def test_tracked_changes_read_as_accepted(tmp_path):
    path = tmp_path / "a.docx"
    document = docx.Document()
    paragraph = document.add_paragraph("Có ")
    run = '<w:r xmlns:w="{0}"><w:{1}>{2}</w:{1}></w:r>'
    for wrap, kind, text in (("ins", "t", "683 HTX"), ("del", "delText", "638 HTX"), ("moveFrom", "t", "12 THT")):
        wrapper = paragraph._p.makeelement(qn(f"w:{wrap}"))
        wrapper.append(parse_xml(run.format(nsmap["w"], kind, text)))
        paragraph._p.append(wrapper)
    document.save(path)
    assert [passage.text for passage in read(path)] == ["Có 683 HTX"]


def test_wrapped_lines_are_one_paragraph(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\ufeff" + "Tổng số hợp tác xã đang hoạt động của toàn tỉnh tính đến hết tháng này là\nbảy trăm, tăng 12 HTX.\n\nDòng khác.", "utf-8")
    assert [p.where for p in read(path)] == ["dòng 1", "dòng 4"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"x", "lưu lại thành .docx"),
        ("a.pdf", b"x", "tệp PDF có chữ"),
        ("a.xps", b"x", "tệp .docx, .html, .txt hoặc .pdf"),
        ("a.docx", b"no zip", "Mở bằng Word"),
        ("a.txt", b"\xe0\xe1\xff", "UTF-8"),
        ("a.txt", b" \n", "không có chữ nào"),
    ],
)
def test_what_cannot_be_read_is_refused_in_vietnamese(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="một tệp có sẵn"):
        read(tmp_path / "none.docx")


def test_decoding_of_utf16_and_of_text_in_parts(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Có 683 HTX.".encode("utf-16"))
    assert [n.text for p in read(path) for n in p.numbers] == ["683"]


# --- a text against itself -------------------------------------------------------------------------------------------


def alone(tmp_path: Path, text: str) -> report.Proof:
    path = tmp_path / "van-ban.txt"
    path.write_text(text, "utf-8")
    return report.proof(path)


# Each with the number of statements that are recomputed and hold.
TRUE = [
    (2, "Năm nay lập 42 HTX: thành lập mới 42 HTX, giải thể 12 HTX, nâng tổng số HTX lên 530 HTX, tăng 30 HTX so với cuối năm 2022 (500 HTX)."),
    (1, "Tổng số là 620 HTX, trong đó 410 HTX nông nghiệp, tăng 120 HTX so với đầu kỳ (500 HTX)."),
    (1, "Thành viên tăng từ 12.000 người lên 15.000 người, tăng 25%."),
    (1, "Doanh thu đạt 3,2 tỷ đồng/HTX/năm, tăng 300 triệu đồng so với năm trước (2,9 tỷ đồng/HTX/năm)."),
    (1, "Tỷ lệ khá, tốt đạt 65%, tăng 5 điểm % so với năm 2020 (60%)."),
    (2, "Lao động có thu nhập 4,8 triệu đồng/người/tháng (57,6 triệu đồng/người/năm), đạt 96% kế hoạch (60 triệu đồng/người/năm)."),
    (1, "Kết nạp 30 HTX, đạt 120% kế hoạch (25 HTX)."),
    (1, "Có 400 HTX, gồm 250 HTX nông nghiệp và 150 HTX phi nông nghiệp; trong năm lập 20 HTX."),
    (1, "Nông nghiệp có 250/400 HTX, chiếm 62,5%."),
    (1, "Có 120 HTX xếp loại tốt, chiếm 30% tổng số; số được đánh giá là 400 HTX."),
    (1, "Vốn bình quân 2,1 tỷ đồng/HTX, tăng gấp 1,5 lần so với năm 2018 (1,4 tỷ đồng/HTX)."),
    (1, "Số ngừng hoạt động giảm từ 80 HTX xuống còn 60 HTX, giảm 25%."),
    (1, "Trong 5 năm 2016-2020 thành lập mới 300 HTX, bình quân mỗi năm thành lập 60 HTX."),
    (1, "Thành lập mới 26 HTX, vượt kế hoạch 6 HTX (kế hoạch 20 HTX)."),
    (1, "Thành lập mới 36 HTX, vượt 20% kế hoạch (30 HTX)."),
    (1, "Cán bộ qua đào tạo đạt 73,5%, vượt chỉ tiêu 13,5 điểm % (chỉ tiêu trên 60%)."),
    (1, "HTX thành lập mới tăng 1,5 lần so với cùng kỳ (từ 20 HTX lên 30 HTX)."),
    (1, "Lao động là 6.250 người, chiếm 5,9% số thành viên (105.798 thành viên)."),
    (1, "Cụm có 7 tỉnh. Cả cụm thành lập mới 365 HTX (trung bình 52 HTX/tỉnh/năm)."),
    (2, "Đã đi nửa nhiệm kỳ. Nhiệm kỳ 2020-2025 thành lập mới 213 HTX, bình quân mỗi năm 85 HTX, đạt 170% chỉ tiêu (50 HTX/năm)."),
    (1, "Thành lập mới 60 HTX, đạt 120% so với chỉ tiêu giao là 50 HTX."),
    # The rounded mean is divided, and so is the exact one: both conventions are in print.
    (1, "Bình quân mỗi năm lập được 86 HTX, bằng 172% chỉ tiêu (50 HTX/năm)."),
    # Nothing to recompute, and nothing to object to.
    (0, "Có 210 HTX tham gia chuỗi, tăng 40 HTX so với năm 2021, trong đó 60 HTX có hợp đồng (năm 2021 là 25 HTX)."),
    (0, "Thành lập mới 214 HTX từ đầu nhiệm kỳ, đạt 172% chỉ tiêu (50 HTX/năm)."),
    (0, "Lợi nhuận bình quân một HTX đạt 219 triệu đồng, tổ hợp tác đạt 45 triệu đồng/THT/năm."),
    (0, "Có 105.798 thành viên, thu hút 6.250 lao động, trong đó lao động là thành viên chiếm 70%."),
    (0, "Bình quân mỗi HTX có 152 thành viên, tăng 12 người so với năm trước, doanh thu 500 triệu đồng."),
    (0, "Thành lập mới 17 HTX, nâng tổng số HTX lên 341 HTX."),
    (0, "HTX thành viên là tổ hợp tác cũ có doanh thu 570 triệu đồng/HTX/năm."),
    (0, "Phấn đấu thu nhập gấp 2 lần mức của năm 2020, vốn đạt 20 tỷ đồng trở lên."),
    (0, "Tỷ lệ đạt trên 75%, gần 290 HTX, ước 1.926 người."),
    (0, "Vùng có 9 tỉnh. Tỉnh thấp hơn 200 HTX so với mức bình quân của vùng (720 HTX/tỉnh)."),
]


@pytest.mark.parametrize(("holding", "text"), TRUE, ids=[text[:40] for _, text in TRUE])
def test_true_statements_are_silent(tmp_path, holding, text):
    found = alone(tmp_path, text)
    assert [f.message for f in found.findings if f.severity != NOTE] == []
    assert found.agreeing == holding


FALSE = [
    ("can-doi", FAULT, "657 HTX", "Thành lập mới 214 HTX, đưa tổng số HTX lên 683 HTX, so với đầu nhiệm kỳ (443 HTX) là khác."),
    ("can-doi", QUESTION, "Thừa 7 HTX", "Thành lập mới 50 HTX, nâng tổng số HTX lên 463 HTX so với đầu năm (420 HTX)."),
    ("tang-giam", FAULT, "240 HTX", "Tổng số là 683 HTX, tăng 204 HTX so với đầu nhiệm kỳ (443 HTX)."),
    ("tang-giam", FAULT, "nên ghi «230 tỷ đồng»", "Vốn là 1.250 tỷ đồng, tăng 230 triệu đồng so với năm trước (1.020 tỷ đồng)."),
    ("tang-giam", FAULT, "25%", "Thành viên tăng từ 12.000 người lên 15.000 người, tăng 52%."),
    ("tang-giam", QUESTION, "bằng 154%", "Tổng số là 683 HTX, tăng 154% so với đầu nhiệm kỳ (443 HTX)."),
    ("tang-giam", FAULT, "5 điểm %", "Tỷ lệ khá, tốt đạt 65%, tăng 8 điểm % so với năm 2020 (60%)."),
    ("tang-giam", QUESTION, "5 điểm phần trăm", "Tỷ lệ khá, tốt đạt 65%, tăng 5% so với năm 2020 (60%)."),
    ("tang-giam", FAULT, "1,5 lần", "Vốn là 2,1 tỷ đồng, gấp 5,1 lần so với năm 2018 (1,4 tỷ đồng)."),
    ("nhan-12", FAULT, "57,6", "Thu nhập 4,8 triệu đồng/người/tháng (75,6 triệu đồng/người/năm)."),
    ("muc-dat", FAULT, "96%", "Thu nhập là 57,6 triệu đồng/người/năm, đạt 69% kế hoạch (60 triệu đồng/người/năm)."),
    ("muc-dat", FAULT, "20%, không phải 36%", "Thành lập mới 36 HTX, vượt 36% kế hoạch (30 HTX)."),
    ("diem-phan-tram", FAULT, "13,5 điểm %", "Cán bộ qua đào tạo đạt 73,5%, vượt chỉ tiêu 31,5 điểm % (chỉ tiêu trên 60%)."),
    ("diem-phan-tram", QUESTION, "22,5%", "Cán bộ qua đào tạo đạt 73,5%, vượt 13,5% so với chỉ tiêu (trên 60%)."),
    ("tong", FAULT, "355 HTX", "Có 400 HTX, gồm 250 HTX nông nghiệp và 105 HTX phi nông nghiệp."),
    ("ty-trong", FAULT, "62,5%", "Nông nghiệp có 250/400 HTX, chiếm 65,2%."),
    ("ty-trong", FAULT, "30%", "Tỉnh có tổng số 400 HTX. Có 120 HTX xếp loại tốt, chiếm 35% tổng số HTX."),
    ("chua-tinh-lai", NOTE, "400", "Lập 17 HTX, nâng tổng số lên 500 HTX; tham gia Liên minh có 240 HTX, chiếm 60% số HTX đang hoạt động."),
    ("bo-phan", FAULT, "710 HTX", "Có 700 HTX, trong đó có 710 HTX nông nghiệp."),
    ("binh-quan", FAULT, "60 HTX", "Trong 5 năm 2016-2020 thành lập mới 300 HTX, bình quân mỗi năm thành lập 75 HTX."),
    ("don-vi-tinh", FAULT, "triệu đồng/THT/năm", "Có 1.300 tổ hợp tác, doanh thu bình quân 570 triệu đồng/HTX/năm."),
    ("tu-uoc-luong", NOTE, "trên", "Cán bộ quản lý có trên 1.926 người."),
    ("dau-ngan-cach", QUESTION, "2,2", "Doanh thu đạt 2.2 tỷ đồng."),
    ("dau-ngan-cach", QUESTION, "1.481", "Có 1,481 HTX đang hoạt động."),
    ("thieu-so-thuc-hien", NOTE, "không nêu số thực hiện", "Số lao động đạt chỉ tiêu (từ 4.000 đến 5.000 lao động)."),
    ("thieu-so-ke-hoach", NOTE, "không nêu số kế hoạch", "Có 210.700 thành viên (vượt kế hoạch đề ra)."),
    ("chua-tinh-lai", NOTE, "không tính lại được", "Tăng trưởng doanh thu của HTX đạt 9%/năm."),
    ("moc-thoi-gian", NOTE, "31/5/2023", "Tính đến 31/5/2023 có 683 HTX. Đến hết tháng 12/2022 có 1.930 cán bộ."),
    ("so-uoc", NOTE, "30/11/2023", "Sáng 30/11/2023, hội nghị được mở. Tính đến cuối năm 2023, cụm thành lập mới 784 THT."),
]


@pytest.mark.parametrize(("check", "severity", "words", "text"), FALSE, ids=[f"{c}: {t[:30]}" for c, _, _, t in FALSE])
def test_contradictions_are_named(tmp_path, check, severity, words, text):
    found = [f for f in alone(tmp_path, text).findings if f.check == check]
    assert [f.severity for f in found] == [severity]
    assert words in found[0].message
    assert found[0].place.text in text


def test_both_sentences_are_told(tmp_path):
    found = alone(tmp_path, "Tỉnh có tổng số 400 HTX. Có 120 HTX xếp loại tốt, chiếm 35% tổng số HTX.")
    assert found.findings[0].sentences == ("Có 120 HTX xếp loại tốt, chiếm 35% tổng số HTX.", "Tỉnh có tổng số 400 HTX.")


def word_table(path: Path, *rows: tuple[str, ...]) -> Path:
    document = docx.Document()
    table = document.add_table(0, len(rows[0]))
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(path)
    return path


TABLE = [
    ("TT", "Chỉ tiêu", "ĐVT", "Thực hiện 2022", "Kế hoạch 2023", "Thực hiện 2023", "% so với kế hoạch", "% so với 2022"),
    ("1", "Số HTX", "HTX", "500", "520", "530", "101,9", "106,0"),
    ("2", "Doanh thu", "triệu đồng", "1.800", "–", "2.000", "–", "11,1"),
]


def test_a_ratio_of_rounded_levels_may_be_any_that_they_allow(tmp_path):
    rows = [TABLE[0], ("1", "Thành viên bình quân một THT", "người/THT", "11,7", "–", "11,7", "–", "99,4")]
    assert report.proof(word_table(tmp_path / "a.docx", *rows)).findings == ()


def test_a_ratio_over_fewer_places_is_none_of_the_row_when_a_note_says_so(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("TT\tChỉ tiêu\tĐVT\tThực hiện 2024\tThực hiện 2025\t% so với 2024\n1\tSố HTX\tHTX\t500\t530\t99,1", "utf-8")
    assert [f.check for f in report.proof(path).findings] == ["bang-ty-le"]
    path.write_text(path.read_text("utf-8") + "\n\n% so với 2024 chỉ tính các tỉnh có đủ hai năm: Số HTX.", "utf-8")
    assert report.proof(path).findings == ()


@pytest.mark.parametrize(("cell", "wrong"), [((1, 6), "119,0"), ((1, 7), "160,0"), ((2, 7), "21,1")])
def test_columns_of_a_table_are_recomputed(tmp_path, cell, wrong):
    rows = [list(row) for row in TABLE]
    assert report.proof(word_table(tmp_path / "a.docx", *TABLE)).agreeing == 3
    rows[cell[0]][cell[1]] = wrong
    found = report.proof(word_table(tmp_path / "b.docx", *rows))
    assert [(f.check, f.place.text) for f in found.findings] == [("bang-ty-le", wrong)]


def test_a_row_of_totals_is_added_up(tmp_path):
    rows = [("TT", "Tỉnh", "HTX thành lập mới (HTX)"), ("1", "Sơn La", "70"), ("2", "Lào Cai", "52"), ("", "Cộng", "122")]
    assert report.proof(word_table(tmp_path / "a.docx", *rows)).agreeing == 1
    found = report.proof(word_table(tmp_path / "b.docx", *rows[:-1], ("", "Cộng", "132")))
    assert "122 HTX, không phải 132 HTX" in found.findings[0].message


# --- an edited report against its figures ----------------------------------------------------------------------------


def record(key: str, label: str, value: str, printed_: str, unit: str, decimals: int = 0, **more) -> dict:
    digits = re.search(r"\d[\d.,]*", printed_)[0]
    blank = {"upper": None, "hedge": "", "from": None, "to": "2023-05-31", "formula": "", "words": "", "inputs": []}
    named = {"key": key, "name": key.partition("@")[0], "label": label, "value": value, "printed": printed_, "number": digits}
    return named | blank | {"unit": unit, "decimals": decimals, "sources": [], "origins": [], "notes": []} | more


FIGURES = [
    record("so_htx@2023", "Tổng số HTX", "683", "683 HTX", "HTX"),
    record("so_htx@2020", "Tổng số HTX", "443", "443 HTX", "HTX", to="2020"),
    record("von@2023", "Tổng vốn điều lệ của HTX", "1481", "1.481 tỷ đồng", "tỷ đồng"),
    record("von.tang@2023", "Tổng vốn điều lệ của HTX: tăng, giảm", "454", "tăng 454 tỷ đồng", "tỷ đồng"),
    record("ty_le@2023", "Tỷ lệ HTX là thành viên Liên minh", "55300/683", "81%", "%"),
    record("diem@2023", "Chênh lệch so với chỉ tiêu", "27/2", "cao hơn 13,5 điểm phần trăm", "điểm %", 1),
    record("thu_nhap@2023", "Thu nhập bình quân", "53/10", "5,3 triệu đồng/người/tháng", "triệu đồng/người/tháng", 1),
    record("hieu_qua@2023", "Tỷ lệ HTX hiệu quả", "75", "trên 75%", "%", hedge="trên"),
    record("giai_the@2023", "HTX giải thể", "12", "12 HTX", "HTX"),
    record("ket_nap@2023", "HTX kết nạp", "12", "12 HTX", "HTX"),
]
SENTENCES = [
    ("Đến 31/5/2023, tổng số hiện có là 683 HTX, so với đầu nhiệm kỳ (443 HTX).", ["so_htx@2023", "so_htx@2020"]),
    ("Tổng vốn điều lệ là 1.481 tỷ đồng, tăng 454 tỷ đồng trong kỳ.", ["von@2023", "von.tang@2023"]),
    ("Tỷ lệ HTX là thành viên đạt 81%, cao hơn chỉ tiêu 13,5 điểm phần trăm.", ["ty_le@2023", "diem@2023"]),
    ("Thu nhập bình quân là 5,3 triệu đồng/người/tháng.", ["thu_nhap@2023"]),
    ("Tỷ lệ hoạt động hiệu quả đạt trên 75%.", ["hieu_qua@2023"]),
    ("Trong kỳ có 12 HTX giải thể.", ["giai_the@2023"]),
    ("Liên minh đã kết nạp thêm 12 HTX.", ["ket_nap@2023"]),
    ("Bảng tổng hợp: Tổng số HTX", ["so_htx@2020", "so_htx@2023"]),
]
TEXT = "\n".join(sentence for sentence, _ in SENTENCES[:-1])


@pytest.fixture
def side(tmp_path) -> Path:
    uses = [{"key": key, "sentence": sentence} for sentence, keys in SENTENCES for key in keys]
    whole = {"schema": 1, "report": {}, "figures": FIGURES, "occurrences": uses, "texts": ["Văn bản số 12/BC-LMHTX năm 2023."]}
    path = tmp_path / "a.figures.json"
    path.write_text(json.dumps(whole), "utf-8")
    return path


def told(side: Path, text: str) -> list[tuple[str, str, str]]:
    path = side.with_name("edited.txt")
    path.write_text(text, "utf-8")
    checked = against.compare(read(path), sidefile.load(side))
    return [(c.verdict, c.kind, c.number.text) for c in checked if c.number.is_quantity and c.verdict != AGREES or c.kind]


def test_the_unaltered_text_is_silent(side):
    assert told(side, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "number"),
    [
        ("454 tỷ", "454 triệu", against.UNIT, "454"),
        ("1.481 tỷ", "1.481.000 tỷ", against.UNIT, "1.481.000"),
        ("người/tháng", "người/năm", against.UNIT, "5,3"),
        ("là 683 HTX", "là 443 HTX", against.STALE, "443"),
        ("đạt 81%", "đạt 81,5%", against.OTHER, "81,5"),
        ("đạt 81%", "đạt 80,97%", against.ROUNDED, "80,97"),
        ("1.481 tỷ", "1.500 tỷ", against.ROUNDED, "1.500"),
        ("13,5 điểm phần trăm", "13,5%", against.POINTS, "13,5"),
        ("1.481 tỷ", "1,481 tỷ", against.SEPARATOR, "1,481"),
        ("trên 75%", "gần 75%", against.HEDGE, "75"),
        ("là 683 HTX", "là 638 HTX", against.OTHER, "638"),
        ("31/5/2023", "30/5/2023", against.DATE, "30/5/2023"),
        ("có 12 HTX giải thể", "có 21 HTX giải thể", against.OTHER, "21"),
        ("thêm 12 HTX", "thêm 13 HTX", against.OTHER, "13"),
    ],
)
def test_each_kind_of_difference(side, old, new, kind, number):
    assert told(side, TEXT.replace(old, new)) == [(against.DIFFERS, kind, number)]


def test_swapped_places_are_named_at_both(side):
    swapped = TEXT.replace("683", "x").replace("443", "683").replace("x", "443")
    assert told(side, swapped) == [(against.DIFFERS, against.SWAPPED, "443"), (against.DIFFERS, against.SWAPPED, "683")]


def test_the_same_slip_twice_is_no_trade_of_places(side):
    assert told(side, TEXT.replace("12 HTX", "12 THT")) == [(against.DIFFERS, against.UNIT, "12")] * 2


def test_the_same_value_in_another_scale_agrees(side):
    assert told(side, TEXT.replace("1.481 tỷ đồng", "1.481.000 triệu đồng")) == []


def test_equal_numbers_are_told_apart_by_their_sentences(side):
    path = side.with_name("edited.txt")
    path.write_text(TEXT, "utf-8")
    checked = against.compare(read(path), sidefile.load(side))
    assert [c.figure.key for c in checked if c.number.text == "12"] == ["giai_the@2023", "ket_nap@2023"]


@pytest.mark.parametrize(
    "edited",
    [
        "\n".join(reversed(TEXT.split("\n"))),  # moved
        TEXT.replace("\n", " "),  # run together
        TEXT.replace("Đến 31/5/2023, tổng số hiện có là", "Tính đến ngày 31/5/2023 thì tổng số HTX hiện có của tỉnh là"),
        TEXT.replace("Thu nhập bình quân là 5,3 triệu đồng/người/tháng.\n", ""),  # left out
        TEXT + "\nTrân trọng cảm ơn các đồng chí.",
        TEXT + "\nCó 683 HTX.",  # said once more
        TEXT + "\n683\nkhoảng 443",  # cells of a table pasted as text
        TEXT + "\nSố: 15/BC-LMHTX, ngày 06 tháng 6 năm 2023",
    ],
)
def test_editing_of_words_is_silent(side, edited):
    assert told(side, edited) == []


def test_an_altered_number_is_found_in_reworded_and_moved_sentences(side):
    lines = TEXT.replace("Đến 31/5/2023, tổng số hiện có là 683 HTX", "Đến 31/5/2023 toàn tỉnh có tổng số hiện có 638 HTX").split("\n")
    assert told(side, "\n".join(lines[1:] + lines[:1])) == [(against.DIFFERS, against.OTHER, "638")]


def test_a_part_of_a_sentence_that_stands_alone_keeps_its_figure(side):
    heading = "\n(Tổng vốn điều lệ là 1.481 tỷ đồng)"
    assert told(side, TEXT + heading) == []
    assert told(side, TEXT + heading.replace("481", "418")) == [(against.DIFFERS, against.OTHER, "1.418")]


def test_a_sentence_of_a_list_keeps_its_figure(tmp_path, side):
    whole = json.loads(side.read_text("utf-8"))
    whole["occurrences"] = [{"key": "von@2023", "sentence": "- Vốn điều lệ: 1.481 tỷ đồng."}]
    whole["texts"] = ["Vốn điều lệ: 1.481 tỷ đồng."]
    side.write_text(json.dumps(whole), "utf-8")
    edited = tmp_path / "edited.txt"
    edited.write_text("- Vốn điều lệ: 1.418 tỷ đồng.", "utf-8")
    (finding,) = report.proof(edited, side).findings
    assert finding.message == "Tổng vốn điều lệ của HTX: báo cáo ghi 1.481 tỷ đồng, ở đây ghi 1.418 tỷ đồng (đảo chữ số)."


def test_a_slip_of_units_is_seen_in_a_sentence_written_anew(side):
    text = TEXT + "\nNhờ vậy mà vốn điều lệ của cả khu vực HTX trong tỉnh, tính tổng, đã có mức tăng (giảm thì không) là 454 triệu đồng."
    assert told(side, text) == [(against.DIFFERS, against.UNIT, "454")]


def test_a_number_of_nowhere_is_unknown(side):
    assert told(side, TEXT + "\nNgân sách đã chi 77 tỷ đồng để xây 9 nhà kho.") == [
        (against.UNKNOWN, "", "77"),
        (against.UNKNOWN, "", "9"),
    ]


def test_a_text_without_figures_is_compared_too(side):
    assert told(side, TEXT + "\nVăn bản số 21/BC-LMHTX năm 2023.") == [(against.DIFFERS, against.DATE, "21/BC-LMHTX")]


def test_no_side_file_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("[]", "utf-8")
    (tmp_path / "a.txt").write_text("Có 5 HTX.", "utf-8")
    with pytest.raises(InputError, match="figures.json"):
        report.proof(tmp_path / "a.txt", tmp_path / "a.json")


# --- real reports ----------------------------------------------------------------------------------------------------

BUILT = {"giua-ky-2020-2025": "yen-bai", "nam-2023": "phu-tho", "nam-2022": "lao-cai"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> list[Path]:
    """Three reports as pages, as Word files and as pasted text, built once."""
    out = tmp_path_factory.mktemp("reports")
    assert build(publications=BUILT, places=set(BUILT.values()), reports=out, formats=("html", "docx")) == 0
    pages = [out / publication / f"{place}.html" for publication, place in BUILT.items()]
    for page in pages:
        page.with_suffix(".txt").write_text(as_text(page), "utf-8")
    return [page.with_suffix(ending) for page in pages for ending in (".html", ".docx", ".txt")]


def side_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.figures.json")


def test_unaltered_reports_are_silent(reports):
    for path in reports:
        annex = path.with_suffix(".phu-luc.docx")  # Word has the derivations in a file of their own
        files = [path, annex] if path.suffix == ".docx" else [path]
        found = [report.proof(file, side_of(path)) for file in files]
        assert [f.message for each in found for f in each.findings] == [], path
        assert sum(each.agreeing for each in found) > 100


def test_unaltered_reports_contradict_nothing(reports):
    for path in reports:
        assert [f.message for f in report.proof(path).findings if f.severity == FAULT] == [], path


def test_an_altered_number_is_named_and_no_other(reports, tmp_path):
    read_once, chance = {path: (read(path), sidefile.load(side_of(path))) for path in reports}, random.Random(20)
    for path in itertools.islice(itertools.cycle(reports), 24):
        passages, figures = read_once[path]
        change = None
        while not isinstance(change, Altered):
            change = altered(path, tmp_path / f"edited{path.suffix}", chance, passages)
        here, beside = change.named(against.findings(against.compare(change.passages, figures)))
        assert here, f"{path}: {change}"
        assert not beside, f"{path}: {change}"


# --- the copy with comments, the command ------------------------------------------------------------------------------


def test_a_copy_has_comments_at_the_places(tmp_path):
    path, out = tmp_path / "a.docx", tmp_path / "b.docx"
    document = docx.Document()
    paragraph = document.add_paragraph("Tổng số là 683 HTX, tăng ")
    paragraph.add_run("204").bold = True
    paragraph.add_run(" HTX so với đầu nhiệm kỳ (443 HTX).")
    document.add_paragraph("Thu nhập 4,8 triệu đồng/người/tháng (75,6 triệu đồng/người/năm), có trên 1.926 người.")
    document.save(path)
    found = report.proof(path)
    assert annotate(path, found.findings, out) == 3
    copy = docx.Document(out)
    assert sorted(comment.text[:12] for comment in copy.comments) == sorted(f.message[:12] for f in found.findings)
    assert [p.text for p in copy.paragraphs] == [p.text for p in document.paragraphs]
    assert marked(copy) == ["204 HTX", "75,6 triệu đồng/người/năm", "1.926 người"]
    assert copy.paragraphs[0].runs[1].bold  # the run that was marked keeps its look


def test_a_comment_tells_the_other_sentence(tmp_path):
    path, out = tmp_path / "a.docx", tmp_path / "b.docx"
    document = docx.Document()
    document.add_paragraph("Tỉnh có tổng số 400 HTX. Có 120 HTX xếp loại tốt, chiếm 35% tổng số HTX.")
    document.save(path)
    annotate(path, report.proof(path).findings, out)
    (comment,) = docx.Document(out).comments
    assert comment.text.split("\n")[1:] == ["Tỉnh có tổng số 400 HTX."]


def marked(document) -> list[str]:
    """The text between the two ends of each comment, in order."""
    xml = document.element.body.xml
    spans = re.findall(r"<w:commentRangeStart[^>]*/>(.*?)<w:commentRangeEnd", xml, re.S)
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", span)) for span in spans]


def test_comments_reach_into_tables(tmp_path):
    path = word_table(tmp_path / "a.docx", TABLE[0], (*TABLE[1][:6], "119,0", "106,0"))
    annotate(path, report.proof(path).findings, tmp_path / "b.docx")
    assert marked(docx.Document(tmp_path / "b.docx")) == ["119,0"]


@pytest.mark.parametrize(("name", "out", "said"), [("a.txt", "b.docx", "tệp .docx"), ("a.docx", "a.docx", "một tên tệp khác")])
def test_what_cannot_be_annotated_is_refused(tmp_path, name, out, said):
    with pytest.raises(InputError, match=said):
        annotate(tmp_path / name, [], tmp_path / out)


def test_the_command(tmp_path, side):
    edited = tmp_path / "edited.txt"
    edited.write_text(TEXT.replace("454 tỷ", "454 triệu"), "utf-8")
    run = CliRunner().invoke(main, ["proof", str(edited), "--against", str(side)])
    assert run.exit_code == 1
    assert "báo cáo ghi tăng 454 tỷ đồng, ở đây ghi 454 triệu đồng (khác đơn vị tính)" in run.output
    assert "› Báo cáo gốc: Tổng vốn điều lệ là 1.481 tỷ đồng, tăng 454 tỷ đồng trong kỳ." in run.output
    assert "Việc cần làm: sửa lại theo báo cáo gốc" in run.output
    run = CliRunner().invoke(main, ["proof", str(edited), "--against", str(side), "--json"])
    found = json.loads(run.output)
    assert [(n["printed"], n["difference"]) for n in found["numbers"] if n.get("verdict") == "khác"] == [("454 triệu đồng", "don-vi")]
    edited.write_text(TEXT, "utf-8")
    assert CliRunner().invoke(main, ["proof", str(edited), "--against", str(side)]).exit_code == 0
    assert CliRunner().invoke(main, ["proof", str(edited), "--annotate", str(tmp_path / "b.docx")]).exit_code == 2


# --- the published texts the project began with ------------------------------------------------------------------------

# File → (check, the number named); nothing else may be said of them.
KNOWN = {
    "000": [
        ("can-doi", "683 HTX"), ("can-doi", "6.058 THT"), ("tang-giam", "454 triệu đồng"), ("thieu-so-thuc-hien", "9.000 đến 10.000 lao động"),
        ("moc-thoi-gian", "12/2022"), ("tu-uoc-luong", "1.926 người"), ("diem-phan-tram", "13,5%"),
    ],
    "001": [("so-uoc", "2023"), ("chua-tinh-lai", "70%")],
    "002": [("thieu-so-ke-hoach", "210.700 thành viên")],
    "003": [("don-vi-tinh", "570 triệu đồng/HTX/năm"), ("chua-tinh-lai", "9%/năm"), ("chua-tinh-lai", "8,5%/năm"), ("chua-tinh-lai", "2 lần")],
    "004": [("chua-tinh-lai", "75,7%")],
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published texts are not part of the project")
@pytest.mark.parametrize("name", KNOWN)
def test_known_contradictions_of_the_published_texts(name):
    found = report.proof(next(SEEDS.glob(f"{name}_*.txt")))
    assert [(f.check, f.place.text) for f in found.findings] == KNOWN[name]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published texts are not part of the project")
def test_what_reproduces_exactly_is_recomputed():
    assert [report.proof(next(SEEDS.glob(f"{name}_*.txt"))).agreeing for name in KNOWN] == [12, 1, 0, 0, 1]
