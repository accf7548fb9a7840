"""The Word file: the words and digits of the page, in the form of an administrative report; and tables that can be pasted."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from lxml import etree
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small import notebook, output, project
from where import ROOT

from htxlib.display.svg import Sheet
from htxlib.words.errors import InputError
from htxlib.words.text import tidy
from htxoffice.batch import build, plan
from htxoffice.batch.work import produce
from htxoffice.publish.word import template
from htxoffice.publish.word.docx import HtxDocxExporter, document

# A mid-term report with charts and a wide table, and two of a year, one with a table that fits upright.
REPORTS = ("giua-ky-2020-2025/yen-bai", "nam-2018/thai-nguyen", "nam-2024/yen-bai")
SIGNED = "the first of them as an office signs it"
TITLE = output(
    "<h1>Báo cáo năm 2022 của «A &amp; B»</h1>\n<p>Liên minh HTX tỉnh Lai Châu · Số liệu năm 2022</p>",
    "title",
    meta={"title": "Báo cáo năm 2022 của «A & B»", "place": "lai-chau", "from": "2022", "to": "2022", "term": ""},
)
ANNEX = output(
    '<h2 id="cach-tinh">Cách tính và nguồn số liệu</h2><dl><dt id="cs-so_htx@2022"><a href="#so-so_htx@2022">Số HTX</a>'
    ': 683 HTX</dt><dd>Nguồn: <a href="#nguon-s1">Nguồn một</a>.</dd></dl>'
    '<h3>Nguồn</h3><ul><li id="nguon-s1"><a href="https://vidu.vn/a b?x=&quot;1">Nguồn một</a>.</li></ul>',
    "annex",
)
NUMBER = '<a href="#cs-so_htx@2022"><data value="683">683</data> HTX</a>'
FIELDS = {
    "so_ky_hieu": "5/BC-LMHTX",
    "dia_danh": "Lai Châu",
    "ngay_ky": "2023-02-06",
    "co_quan_cap_tren": "Liên minh HTX Việt Nam",
    "chuc_danh": ["TM. Ban Thường vụ", "Chủ tịch"],
    "nguoi_ky": "Người Ký Thử",
    "noi_nhan": ["Như trên", "- UBND tỉnh;", "Lưu: VT, KHTH."],
}


def word(*cells, with_annex=True, **fields):
    return docx.Document(io.BytesIO(document(notebook(*cells), fields, "bao_cao", with_annex)))


def paragraphs(opened) -> list:
    """Every paragraph of the body in its order, those in tables too."""
    return [docx.text.paragraph.Paragraph(each, opened) for each in opened.element.body.iter(qn("w:p"))]


def lines(opened) -> list[str]:
    return [text for each in paragraphs(opened) if (text := tidy(each.text))]


def styled(opened, style: str) -> list[str]:
    return [each.text for each in paragraphs(opened) if each.style.name == style]


@pytest.fixture(scope="module")
def reports():
    """Name → the files of a real report."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        jobs = {job.id: job for job in plan.read(ROOT, sorted((ROOT / "params").glob("*.yml")))}
        signed = replace(jobs[REPORTS[0]], van_ban={"co_quan": "Liên minh Hợp tác xã tỉnh Yên Bái"})
        made = {name: jobs[name] for name in REPORTS} | {SIGNED: signed}
        return {name: produce(job, "htx", lambda cell: None).files for name, job in made.items()}
    finally:
        os.chdir(before)


@pytest.fixture(params=REPORTS)
def report(request, reports):
    return reports[request.param]


def opened(report):
    return docx.Document(io.BytesIO(report["docx"]))


# --- the same words and digits as the page ---------------------------------------------------------------------------


def of_page(report) -> Counter:
    """What each heading, paragraph, item and cell of the page says, before its annex."""
    tree = BeautifulSoup(report["html"].decode(), "html.parser")
    for way in tree.select(".so-muc, .phu-luc, a.nguon, svg"):
        way.decompose()
    found = tree.main.find_all(["h2", "h3", "p", "li", "caption", "figcaption", "th", "td", "dt", "dd"])
    return Counter(text for each in found if (text := tidy(each.get_text())))


def test_every_line_of_the_page_stands_in_word_and_no_other(report):
    said = Counter(line.removeprefix("- ") for line in lines(opened(report)))
    assert not of_page(report) - said
    form = "Cộng hòa|Độc lập|Liên minh H|Số:|…|Báo cáo$|\\(Số liệu|\\(Tổng hợp từ|Nơi nhận|Lưu|\\(Kèm theo|Phụ lục|Tỉnh ủy, |TM. BAN|CHỦ TỊCH"
    extra = re.compile(f"{form}|.*(chi tiết tại Phụ lục|như sau:$)|Trên đây là báo cáo .*/\\.$")
    title = re.sub("^Báo cáo ", "", json.loads(report["figures.json"])["report"]["title"]).casefold()
    left = [line for line in said - of_page(report) if not extra.match(line) and title not in line.casefold()]
    assert left == []


def test_the_annex_is_a_file_beside_the_signed_report(report, reports):
    """Every number's entry of the page stands in it, with its formula; the signed report says nothing of it."""
    tree, read = BeautifulSoup(report["html"].decode(), "html.parser"), docx.Document(io.BytesIO(report["phu-luc.docx"]))
    said = [*lines(read)]
    assert said[:2] == ["Phụ lục", "Cách tính và nguồn số liệu"]
    made = [each for each in tree.select(".phu-luc dt, .phu-luc dd") if each.name == "dt" or each.text.startswith("Cách tính")]
    assert len(made) > 20 and {tidy(each.text) for each in made} <= set(said)
    assert "Cách tính" not in "".join(lines(opened(report)))
    signed = lines(docx.Document(io.BytesIO(reports[SIGNED]["phu-luc.docx"])))
    assert signed[2].startswith("(Kèm theo Báo cáo số")


def test_what_was_gathered_from_public_sources_has_no_author_no_number_and_no_signature(report):
    said = "\n".join(lines(opened(report)))
    assert "(Tổng hợp từ nguồn công khai; số liệu " in said
    for official in ("Cộng hòa", "Độc lập", "Số:", "TM.", "Nơi nhận", "Kèm theo Báo cáo số"):
        assert official not in said, official
    assert "<p>Tổng hợp từ nguồn công khai · Số liệu " in report["html"].decode()


def test_an_office_that_signs_what_was_gathered_gives_it_the_form():
    gathered = output(TITLE.data["text/html"], "title", meta={"place": "lai-chau", "from": "2022", "to": "2022", "gathered": True})
    assert not any("Cộng hòa" in line for line in lines(word(gathered)))
    signed = lines(word(gathered, co_quan="Liên minh Hợp tác xã tỉnh Lai Châu"))
    assert any("Cộng hòa" in line for line in signed) and "Liên minh Hợp tác xã tỉnh Lai Châu" in signed


def places(report) -> list[str]:
    """Where a number can stand: paragraphs, rows of tables with the table's name, descriptions of pictures."""
    read, title, found = opened(report), "", []
    for each in read.element.body:
        if each.tag == qn("w:p"):
            told = docx.text.paragraph.Paragraph(each, read)
            found.append(tidy(told.text))
            title = found[-1] if told.style.name in ("Caption", "Tên phụ lục") else title
        elif each.tag == qn("w:tbl"):
            rows = ([tidy(cell.text) for cell in row.cells] for row in docx.table.Table(each, read).rows)
            found += [f"{title}: {' | '.join(row[1:])}" for row in rows]
    return found + [tidy(each.get("descr")) for each in read.element.body.iter(qn("wp:docPr"))]


def test_digits_are_those_of_the_side_file(report):
    side = json.loads(report["figures.json"])
    records = {record["key"]: record for record in side["figures"]}
    where, wrong = places(report), []
    for use in side["occurrences"]:
        sentence, record = tidy(use["sentence"]).removeprefix("- "), records[use["key"]]
        number = record["number"] if re.search(r"\d", record["printed"]) else record["printed"]  # "không đổi"
        standing = [place for place in where if sentence.rstrip(".") in place]
        digits = re.compile(rf"(?<![\d.,]){re.escape(number).replace('-', ' ?- ?')}(?![\d]|[.,]\d)")
        if not any(digits.search(place) for place in standing):
            wrong.append((number, sentence))
    assert side["occurrences"] and wrong == []


def test_pictures_are_the_charts_and_say_what_they_show(reports):
    report = reports[REPORTS[0]]
    described = [tidy(each.text) for each in BeautifulSoup(report["html"].decode(), "html.parser").select("svg desc")]
    read = opened(report)
    assert [tidy(each.get("descr")) for each in read.element.body.iter(qn("wp:docPr"))] == described
    with zipfile.ZipFile(io.BytesIO(report["docx"])) as file:
        pictures = [name for name in file.namelist() if name.startswith("word/media/")]
        assert len(pictures) == len(described) > 1
        assert all(file.read(name).startswith(b"\x89PNG") for name in pictures)


def test_a_drawing_is_drawn_alike_each_time():
    look = [{"colour": "#1f8a70", "fill": fill} for fill in ("solid", "faint", "open", "hatched")]
    box = [[0.0, 0.0], [90.0, 0.0], [90.0, 15.0], [0.0, 15.0]]
    marks = [["area", [[x, y + 20 * at] for x, y in box], each] for at, each in enumerate(look)]
    marks += [["line", [[0.0, 90.0], [80.0, 90.0]], 1.5, "#000000", True], ["dot", 40.0, 90.0, 4.5, "#3a7cb8"]]
    marks += [["text", 100.0, 12.0, "Đạt 172%", 15.0, "left", True, False]]
    picture = Sheet.of({"height": 100.0, "marks": marks}).png()
    assert picture == Sheet.of({"height": 100.0, "marks": marks}).png()
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    assert image.size == (1000, 200) and image.getpixel((960, 160)) == (255, 255, 255)
    assert len({image.getpixel((32, y)) for y in (16, 56, 96)}) == 3  # solid, faint, open tell themselves apart
    assert min(image.crop((200, 0, 400, 40)).convert("L").tobytes()) < 40  # words are there


# --- the form --------------------------------------------------------------------------------------------------------


def test_what_is_given_is_printed_by_the_rules():
    read = word(TITLE, output("<h2>I</h2><p>Xong.</p>"), ANNEX, **FIELDS)
    assert styled(read, "Cơ quan cấp trên") == ["Liên minh HTX Việt Nam"]
    assert styled(read, "Cơ quan") == ["Liên minh Hợp tác xã\ntỉnh Lai Châu"]
    assert styled(read, "Quốc hiệu") + styled(read, "Tiêu ngữ") == [
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert styled(read, "Số, ký hiệu") == ["Số: 05/BC-LMHTX"]
    assert styled(read, "Địa danh, thời gian") == ["Lai Châu, ngày 06 tháng 02 năm 2023"]
    assert styled(read, "Tên loại") + styled(read, "Trích yếu") == ["Báo cáo", "Năm 2022 của «A & B»"]
    assert styled(read, "Dưới trích yếu") == ["(Số liệu năm 2022)"]
    assert styled(read, "Danh sách nơi nhận") == ["- Như trên;", "- UBND tỉnh;", "- Lưu: VT, KHTH."]
    assert styled(read, "Chức danh") == ["TM. Ban Thường vụ", "Chủ tịch"] and styled(read, "Người ký") == ["Người Ký Thử"]
    belongs = "(Kèm theo Báo cáo số 05/BC-LMHTX ngày 06 tháng 02 năm 2023 của Liên minh Hợp tác xã tỉnh Lai Châu)"
    assert styled(read, "Phụ lục") == ["Phụ lục"] and styled(read, "Kèm theo") == [belongs]
    assert read.core_properties.title == "Báo cáo năm 2022 của «A & B»" and read.core_properties.language == "vi-VN"


def test_nobody_else_is_named_and_a_long_title_is_no_fault():
    read = word(new_markdown_cell(f"# {'Dài ' * 100}"))
    assert read.core_properties.author == read.core_properties.comments == ""  # python-docx names itself
    assert len(read.core_properties.title) == 255 and styled(read, "Trích yếu") == [("Dài " * 100).strip()]
    looks = {style.name for style in read.styles if style.type == 1}
    assert {"Quốc hiệu", "Heading 1"} < looks and "Title" not in looks


@pytest.mark.parametrize(
    ("day", "printed"), [("2023-06-05", "ngày 05 tháng 6 năm 2023"), ("2023-12-15", "ngày 15 tháng 12 năm 2023")]
)
def test_zeros_of_the_date(day, printed):
    assert styled(word(TITLE, ngay_ky=day), "Địa danh, thời gian")[0].endswith(printed)


def test_what_nobody_gave_is_left_blank():
    read = word(new_markdown_cell("# Ghi chép\n\nMột câu."))
    assert styled(read, "Cơ quan cấp trên") == [] and styled(read, "Cơ quan") == ["………………"]
    assert tidy(styled(read, "Số, ký hiệu")[0]) == "Số: /BC-LMHTX"
    assert styled(read, "Địa danh, thời gian") == ["………………, ngày …… tháng …… năm ……"]
    assert styled(read, "Chức danh") == styled(read, "Người ký") == ["………………"]
    assert styled(read, "Danh sách nơi nhận") == ["- ………………;", "- Lưu: VT."]
    assert styled(read, "Trích yếu") == ["Ghi chép"] and styled(read, "Body Text") == ["Một câu.", "Trên đây là báo cáo ghi chép./."]


def test_a_wrong_field_is_told_in_vietnamese():
    with pytest.raises(InputError, match="khóa.*«nguoi_ki».*Có phải «nguoi_ky»"):
        HtxDocxExporter(van_ban={"nguoi_ki": "A"}).from_notebook_node(notebook(TITLE))


def test_paper_margins_letters_and_page_numbers(report):
    read = opened(report)
    for section in read.sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [20, 20, 30, 20]
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
        assert section.different_first_page_header_footer and not section.first_page_header.paragraphs[0].text
        field = section.header.paragraphs[0]
        assert field._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE" and field.style.paragraph_format.alignment == 1
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"  # appendices are counted by themselves
    fonts = read.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts"), qn("w:sz"), qn("w:lang"))
    assert [each.attrib.values()[0] for each in fonts] == ["Times New Roman", "28", "vi-VN"]
    text = read.styles["Body Text"].paragraph_format
    assert text.alignment == 3 and 10 <= text.first_line_indent.mm <= 12.7 and 1 <= text.line_spacing <= 1.5
    assert text.space_before.pt + text.space_after.pt >= 6


def test_headings_are_real_and_counted_by_word(reports):
    read = opened(reports[REPORTS[0]])
    heads = [each for each in paragraphs(read) if each.style.name.startswith("Heading")]
    page = BeautifulSoup(reports[REPORTS[0]]["html"].decode(), "html.parser")
    for number in page.select(".so-muc"):
        number.decompose()
    told = [(f"Heading {int(h.name[1]) - 1}", tidy(h.text)) for h in page.main.select(":not(.phu-luc) > :is(h2, h3)")]
    assert [(each.style.name, tidy(each.text)) for each in heads] == told
    numbered = [read.styles[f"Heading {level}"].element.pPr.numPr.numId.val for level in (1, 2)]
    assert numbered == [1, 1]


def test_a_part_without_a_sibling_is_not_counted():
    read = word(TITLE, output("<h2>Một</h2><h3>1. Riêng</h3><h2>Hai</h2><h3>Trước</h3><h3>Sau</h3>", "text"))
    parts = [each for each in paragraphs(read) if each.style.name == "Heading 2"]
    own = {each.text: None if each._p.pPr.numPr is None else each._p.pPr.numPr.numId.val for each in parts}
    assert own == {"Riêng": 0, "Trước": None, "Sau": None}  # no number; else that of the style


def test_wide_tables_are_appendices_on_lying_pages(reports):
    row = f"<tr>{'<td>1</td>' * 7}</tr>"
    read = word(TITLE, output(f"<table><caption>Bảng rộng</caption>{row * 2}</table>", "table"), ANNEX)
    assert styled(read, "Phụ lục") == ["Phụ lục I", "Phụ lục II"]
    assert [section.orientation for section in read.sections] == [0, 1, 0]
    assert "Bảng rộng: chi tiết tại Phụ lục I kèm theo báo cáo này." in lines(read)  # the text points to it
    assert "Cách tính và nguồn của từng số liệu nêu tại Phụ lục II kèm theo báo cáo này." in lines(read)
    for name in REPORTS:  # of many columns the table of targets alone stays, because it fits
        upright = opened(reports[name])
        assert styled(upright, "Phụ lục") == [] and [s.orientation for s in upright.sections] == [0]


def test_a_report_opens_with_its_grounds_and_ends_with_the_usual_words(reports):
    said = styled(opened(reports[SIGNED]), "Body Text")
    assert said[0].startswith("Thực hiện Nghị quyết Đại hội lần thứ VI, nhiệm kỳ 2020-2025, Liên minh Hợp tác xã tỉnh Yên Bái báo")
    assert said[-1].startswith("Trên đây là báo cáo kết quả giữa nhiệm kỳ 2020-2025") and said[-1].endswith("trân trọng báo cáo./.")
    (subject,) = styled(opened(reports[SIGNED]), "Trích yếu")
    assert subject.endswith("thực hiện Nghị quyết Đại hội lần thứ VI")
    assert styled(opened(reports[SIGNED]), "Chức danh") == ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]
    assert "- Tỉnh ủy, HĐND, UBND tỉnh (b/c);" in lines(opened(reports[SIGNED]))
    read = word(TITLE, output("<p>Có.</p>"), can_cu=["Kế hoạch số 5.", "Thực hiện Công văn số 7;"], loi_ket="Kính báo cáo.")
    assert styled(read, "Body Text")[:2] == ["Căn cứ Kế hoạch số 5;", "Thực hiện Công văn số 7."]
    assert styled(read, "Body Text")[-1] == "Kính báo cáo./."


def test_a_text_that_nobody_signs_has_no_form_around_it():
    meta = {"title": "Bài", "place": "lai-chau", "from": "2022", "to": "2022", "term": "", "genre": "bài viết"}
    read = word(output("<h1>Bài</h1>", "title", meta=meta), output("<p>Một câu.</p>"), with_annex=False)
    assert lines(read) == ["Bài", "(Liên minh Hợp tác xã tỉnh Lai Châu; số liệu năm 2022)", "Một câu."]


def test_tables_repeat_their_heads_and_split_no_row(report):
    ruled = [table for table in opened(report).tables if table.style.name == "Table Grid"]
    assert ruled
    for table in ruled:
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) in (9071, 14003) and min(widths) > 300
        assert {len(row.cells) for row in table.rows} == {len(widths)}


def test_numbers_lead_to_their_derivation_in_the_annex():
    read = word(TITLE, output(f"<p>Có {NUMBER}, vẫn {NUMBER}.</p>"), ANNEX)
    marks = {each.get(qn("w:name")) for each in read.element.body.iter(qn("w:bookmarkStart"))}
    leads = [each.get(qn("w:anchor")) for each in read.element.body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    assert leads and set(leads) <= marks
    outside = [rel.target_ref for rel in read.part.rels.values() if rel.is_external]
    assert outside == ["https://vidu.vn/a%20b?x=%221"]
    assert "Có 683\u00a0HTX, vẫn 683\u00a0HTX." in [each.text for each in read.paragraphs]  # never parted at a line's end


def test_without_the_annex_nothing_points_to_it():
    read = word(TITLE, output(f"<h2>A</h2><p>Có {NUMBER}. Hết.</p>"), ANNEX, with_annex=False)
    assert not list(read.element.body.iter(qn("w:hyperlink"))) and styled(read, "Phụ lục") == []
    assert tidy(styled(read, "Body Text")[-2]) == "Có 683 HTX. Hết."


def test_made_up_figures_say_so_on_every_page():
    simulated = output("<h1>Báo cáo thử</h1>", "title", meta={"title": "Báo cáo thử", "simulated": True})
    read = word(simulated, output("<p>Một.</p>"), ANNEX)
    for section in read.sections:
        for header in (section.header, section.first_page_header):
            assert "Số liệu mô phỏng" in [each.text for each in header.paragraphs]
    assert any(line.startswith("SỐ LIỆU MÔ PHỎNG.") for line in lines(read))


# --- whatever a notebook holds ---------------------------------------------------------------------------------------

HOSTILE = ["<script>alert(1)</script>", "]]><w:p/>", "&amp; &#0; \"'", "chuông\x07 và \x0b", "\ufffe", "{{ 7*7 }}", "\u202e"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_never_markup(text):
    import html

    cell = output(f"<p>[{html.escape(text)}]</p><table><caption>{html.escape(text)}</caption><tr><td>1</td></tr></table>")
    read = word(TITLE, cell, nguoi_ky=text)
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", text)
    assert f"[{kept}]" in styled(read, "Body Text")[1] and styled(read, "Người ký") == [kept]


def test_lists_tables_and_pictures_of_plain_notebooks():
    from PIL import Image

    dot = io.BytesIO()
    Image.new("RGB", (4, 4)).save(dot, "jpeg")
    import base64

    shown = new_output(
        "display_data", {"image/jpeg": base64.b64encode(dot.getvalue()).decode()}, metadata={"image/jpeg": {"alt": "Ảnh"}}
    )
    cells = [
        new_markdown_cell("# Tên\n\n## 1. Một\n\n- a\n  - b\n\n1. c\n2. d **e** *g* `h`\n\n> i\n\n| A | B |\n|---|--:|\n| 1 | 2 |"),
        new_code_cell("x", outputs=[shown]),
        new_code_cell("x", outputs=[new_output("error", ename="E", evalue="<b>hỏng</b>", traceback=[])]),
        new_code_cell("x", outputs=[new_output("display_data", {"image/svg+xml": "<svg><title>Hình</title></svg>"})]),
        new_code_cell("x", outputs=[new_output("stream", name="stdout", text="không in")]),
        output("<table><tr><td colspan='2'>rộng</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>chữ rời"),
    ]
    read = word(*cells)
    assert styled(read, "Heading 1") == ["Một"] and styled(read, "List Bullet") + styled(read, "List Bullet 2") == ["a", "b"]
    body = ["1. c", "2. d e g h", "i", "chữ rời"]
    assert [line for line in styled(read, "Body Text") if line.removesuffix("./.") in body] == body
    assert styled(read, "Ghi chú") == ["[Hình]"] and "không in" not in "".join(lines(read))
    assert styled(read, "Lỗi") == ["Phần này gặp lỗi, báo cáo chưa đầy đủ: E: <b>hỏng</b>"]
    assert [each.get("descr") for each in read.element.body.iter(qn("wp:docPr"))] == ["Ảnh"]
    assert [len(table.columns) for table in read.tables if table.style.name == "Table Grid"] == [2, 3]


def test_an_empty_notebook_is_still_a_file():
    assert styled(word(), "Trích yếu") == ["Bao_cao"]


# --- the file --------------------------------------------------------------------------------------------------------

# The order that the standard asks for (ECMA-376, wml.xsd): Word refuses a file that has another one.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i caps strike color sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblW jc tblCellSpacing tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
}


def test_parts_stand_in_the_order_word_asks_for(report):
    with zipfile.ZipFile(io.BytesIO(report["docx"])) as file:
        for name in file.namelist():
            if not name.endswith(".xml"):
                continue
            for element in etree.fromstring(file.read(name)).iter():
                kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
                if kind in ORDER:
                    places = [ORDER[kind].split().index(etree.QName(each).localname) for each in element]
                    assert places == sorted(places), (name, etree.tostring(element)[:300])


def test_bytes_repeat_and_hold_no_date(report):
    with zipfile.ZipFile(io.BytesIO(report["docx"])) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in file.infolist()} == {0}
        assert b"<dcterms:" not in file.read("docProps/core.xml")
    cells = (TITLE, output(f"<p>Có {NUMBER}.</p>"), ANNEX)
    assert document(notebook(*cells), FIELDS) == document(notebook(*cells), FIELDS)
    assert len(report["docx"]) < 200_000


def test_nbconvert_finds_the_exporter():
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["nbconvert.exporters"]
    module, name = points["htx_docx"].split(":")
    exporter = getattr(importlib.import_module(module), name)(van_ban={"dia_danh": "Yên Bái"}, print_annex=False)
    content, resources = exporter.from_notebook_node(notebook(TITLE, ANNEX))
    read = docx.Document(io.BytesIO(content))
    assert resources["output_extension"] == ".docx" and styled(read, "Phụ lục") == []
    assert styled(read, "Địa danh, thời gian")[0].startswith("Yên Bái, ")


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no LibreOffice or no poppler here")
def test_libreoffice_opens_it_and_numbers_its_pages(reports, tmp_path):
    source = tmp_path / "a.docx"
    source.write_bytes(reports[SIGNED]["docx"])
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    told = subprocess.run(["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True)
    pages = [page.strip().splitlines() for page in told.stdout.split("\f") if page.strip()]
    heads = [page[0].strip() for page in pages]
    assert "VIỆT NAM" in heads[0] and heads[1] == "2"  # no number on the first page
    assert not any(head.startswith("Phụ lục") for head in heads), "the table of targets stands on the upright page"
    signed = next(at for at, page in enumerate(pages) if any("Nơi nhận" in line for line in page))
    assert any(line.rstrip().endswith("./.") for line in pages[signed])  # no signature alone on a page


# --- batch -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path, monkeypatch):
    project(tmp_path, ["yen-bai", "lao-cai"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(home) -> set[str]:
    return {path.name for path in (home / "reports" / "nam-2022").iterdir()}


def test_formats_are_chosen_and_old_ones_do_not_stay(home, capsys):
    assert build(places=["yen-bai"]) == 0
    assert made(home) == {"yen-bai.html", "yen-bai.docx", "yen-bai.phu-luc.docx", "yen-bai.figures.json"}
    capsys.readouterr()
    assert build(places=["yen-bai"], formats=["html"]) == 0  # what stands is enough
    assert "0 mới, 1 giữ nguyên" in capsys.readouterr().out and "yen-bai.docx" in made(home)
    assert build(places=["yen-bai"], formats=["html"], force=True) == 0
    assert made(home) == {"yen-bai.html", "yen-bai.figures.json"}
    build(places=["yen-bai"], dry_run=True)
    assert "chưa có định dạng docx" in capsys.readouterr().out
    with pytest.raises(InputError, match="«dox».*Có phải «docx»"):
        build(formats=["dox"])


def test_fields_reach_word_and_nothing_else(home, capsys):
    params = home / "params" / "nam-2022.yml"
    params.write_text(
        params.read_text("utf-8") + "van_ban: {dia_danh: Tây Bắc, nguoi_ky: Người Ký}\n"
        "rieng:\n  lao-cai: {van_ban: {dia_danh: Lào Cai, ngay_ky: 2023-01-05}}\n", "utf-8",
    )  # fmt: skip
    assert build() == 0
    page = (home / "reports/nam-2022/lao-cai.html").read_bytes()
    read = docx.Document(home / "reports/nam-2022/lao-cai.docx")
    assert styled(read, "Địa danh, thời gian") == ["Lào Cai, ngày 05 tháng 01 năm 2023"]
    assert styled(read, "Người ký") == ["Người Ký"]
    other = docx.Document(home / "reports/nam-2022/yen-bai.docx")
    assert styled(other, "Địa danh, thời gian")[0].startswith("Tây Bắc, ngày ……")
    params.write_text(params.read_text("utf-8").replace("Lào Cai", "Sa Pa"), "utf-8")
    capsys.readouterr()
    assert build() == 0
    assert "1 mới, 1 giữ nguyên" in capsys.readouterr().out
    assert (home / "reports/nam-2022/lao-cai.html").read_bytes() == page


def test_a_wrong_field_is_refused_with_its_line(home):
    params = home / "params" / "nam-2022.yml"
    params.write_text(params.read_text("utf-8") + "van_ban: {ngay_ky: 2023-01}\n", "utf-8")
    with pytest.raises(InputError, match=r"params/nam-2022.yml, dòng \d+: cần ngay_ky: ngày ký.*«2023-01»"):
        build()


# --- paste -----------------------------------------------------------------------------------------------------------


def test_tables_of_the_page_carry_their_rules_and_alignment(report):
    """What a paste keeps are elements and inline styles: no class of our style sheet may be needed."""
    tree = BeautifulSoup(report["html"].decode(), "html.parser")
    tables = tree.main.find_all("table")
    assert tables
    for table in tables:
        assert "border-collapse:collapse" in table["style"] and table.caption
        assert all("border:1px solid" in cell["style"] for cell in table.find_all(["th", "td"]))
        numbers = [cell for cell in table.find_all("td") if cell.find("data")]
        assert numbers and all("text-align:right" in cell["style"] for cell in numbers)
        assert all(cell.get("scope") == "col" for cell in table.thead.find_all("th"))
    heads = [h.name for h in tree.find_all(re.compile("^h[1-6]$"))]
    assert heads[0] == "h1" and set(heads) == {"h1", "h2", "h3"}


# --- the template ----------------------------------------------------------------------------------------------------


def own_template(path: Path, change=lambda document: None) -> str:
    """A template of an office's own: ours, opened and changed as Word would."""
    own = docx.Document(str(template.OURS))
    change(own)
    own.save(str(path))
    return str(path)


def test_our_template_has_the_styles_that_reports_are_written_in_and_shows_each():
    ours = docx.Document(str(template.OURS))
    looks = {style.name for style in ours.styles if style.type == 1} - {"Normal"}
    assert looks == set(template.STYLES) and {style.name for style in ours.styles if style.type == 3} >= set(template.TABLES)
    assert looks <= {each.style.name for each in paragraphs(ours)}


def test_no_style_is_written_in_that_a_template_may_lack(report):
    read = opened(report)
    assert {each.style.name for each in paragraphs(read)} <= set(template.STYLES)
    assert {table.style.name for table in read.tables} <= set(template.TABLES)


def test_a_template_of_the_offices_own_sets_letters_margins_and_heads(tmp_path):
    def change(own):
        own.styles["Body Text"].font.name = "Arial"
        own.sections[0].left_margin = own.sections[0].right_margin = docx.shared.Mm(35)
        own.sections[0].first_page_header.paragraphs[0].text = "Đầu trang của cơ quan"
        own.add_paragraph("Chữ trong mẫu")
        own.core_properties.author, own.core_properties.comments = "Người Làm Mẫu", "riêng"

    mau = own_template(tmp_path / "mau.docx", change)
    simulated = output("<h1>Báo cáo thử</h1>", "title", meta={"title": "Báo cáo thử", "simulated": True})
    cells = (simulated, output("<p>Một.</p><table><tr><td>a</td><td>b</td></tr></table>"), ANNEX)
    read = word(*cells, mau=mau)
    assert read.styles["Body Text"].font.name == "Arial" and not any("Chữ trong mẫu" in line for line in lines(read))
    assert [round(section.left_margin.mm) for section in read.sections] == [35, 35]
    inside = read.sections[0].page_width - 2 * docx.shared.Mm(35)
    assert {sum(column.width for column in table.columns) // 12700 for table in read.tables} == {inside // 12700}
    for section in read.sections:
        first = [each.text for each in section.first_page_header.paragraphs]
        assert first == ["Đầu trang của cơ quan", "Số liệu mô phỏng"]
    assert read.core_properties.author == read.core_properties.comments == ""
    assert document(notebook(*cells), {"mau": mau}) == document(notebook(*cells), {"mau": mau})


def test_made_up_figures_say_so_on_even_pages_too(tmp_path):
    def change(own):
        own.settings.odd_and_even_pages_header_footer = True

    simulated = output("<h1>Báo cáo thử</h1>", "title", meta={"title": "Báo cáo thử", "simulated": True})
    read = word(simulated, mau=own_template(tmp_path / "mau.docx", change))
    assert "Số liệu mô phỏng" in [each.text for each in read.sections[0].even_page_header.paragraphs]


def without(*names):
    def change(own):
        for name in names:
            own.styles[name].delete()

    return change


def test_a_template_without_styles_is_refused_with_their_names(tmp_path):
    mau = own_template(tmp_path / "mau.docx", without("Quốc hiệu", "Khung"))
    with pytest.raises(InputError, match=r"mau\.docx: cần mẫu Word có đủ các kiểu.*thiếu «Quốc hiệu», «Khung»\. Mở tệp bằng Word"):
        word(TITLE, mau=mau)


def bomb(path: Path) -> None:
    path.write_bytes(template.OURS.read_bytes())  # else a template like any other
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/large.bin", b"0" * (template.LARGEST + 1))


def without_a_page(path: Path) -> None:
    own = docx.Document(str(template.OURS))
    own.element.body.remove(own.element.body.sectPr)
    own.save(str(path))


def damaged(path: Path) -> None:
    with zipfile.ZipFile(template.OURS) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 100 if name == "word/styles.xml" else None])


SPOILED = {
    "no file": lambda path: None,
    "text": lambda path: path.write_text("không phải Word"),
    "a folder": lambda path: path.mkdir(),
    "a zip of something else": lambda path: zipfile.ZipFile(path, "w").close(),
    "a part cut off": damaged,
    "too large when opened": bomb,
    "no page": without_a_page,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_what_is_no_template_is_refused_in_a_sentence(tmp_path, spoil):
    path = tmp_path / "mau.docx"
    spoil(path)
    with pytest.raises(InputError, match="mau.docx: cần mẫu Word là tệp .docx đọc được; đang là không"):
        word(TITLE, mau=str(path))


def test_nothing_of_where_a_template_came_from_goes_into_reports(tmp_path):
    away = "file:///C:/Users/nguoi-lam/mau-goc.dotx"

    def change(own):
        part = own.part.part_related_by(template.RT.SETTINGS)
        led = template.element("attachedTemplate")
        led.set(qn("r:id"), part.relate_to(away, "http://schemas.openxmlformats.org/x/attachedTemplate", is_external=True))
        part.element.insert(0, led)

    content = document(notebook(TITLE), {"mau": own_template(tmp_path / "mau.docx", change)})
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert not [name for name in file.namelist() if b"nguoi-lam" in file.read(name)]
        assert b"attachedTemplate" not in file.read("word/settings.xml")


@pytest.mark.parametrize("name", ["mau.docm", "../mau.docx", "/mau.docx", "C:/mau.docx", "http://may/mau.docx", "mau"])
def test_a_template_is_a_word_file_of_the_project(name):
    with pytest.raises(InputError, match="mau: tệp mẫu Word .* bên trong thư mục dự án"):
        HtxDocxExporter(van_ban={"mau": name}).from_notebook_node(notebook(TITLE))


def test_a_publication_with_its_own_template(home, capsys):
    (home / "mau").mkdir()

    def in_arial(own):
        own.styles["Body Text"].font.name = "Arial"

    params = home / "params" / "nam-2022.yml"
    params.write_text(params.read_text("utf-8") + "van_ban: {mau: mau/a.docx}\n", "utf-8")
    with pytest.raises(InputError, match=r"params/nam-2022.yml, dòng \d+: cần mau: .*«?mau/a.docx»?, không có tệp"):
        build(places=["yen-bai"])
    own_template(home / "mau" / "a.docx", without("Cơ quan", "Lỗi"))
    with pytest.raises(InputError, match="thiếu «Lỗi», «Cơ quan»"):
        build(places=["yen-bai"])
    own_template(home / "mau" / "a.docx")
    assert build(places=["yen-bai"]) == 0
    own_template(home / "mau" / "a.docx", in_arial)
    capsys.readouterr()
    assert build(places=["yen-bai"]) == 0
    assert "1 mới, 0 giữ nguyên" in capsys.readouterr().out
    assert docx.Document(home / "reports/nam-2022/yen-bai.docx").styles["Body Text"].font.name == "Arial"
    assert build(places=["yen-bai"]) == 0 and "0 mới, 1 giữ nguyên" in capsys.readouterr().out


# --- pictures that are none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"0" * 40, b"\xff\xd8\xff\xe0", b"RIFF1234WEBPVP8 ", b"<svg/>"])
def test_a_picture_that_word_cannot_show_leaves_its_words(file):
    import base64

    shown = new_output("display_data", {"image/png": base64.b64encode(file).decode()}, metadata={"image/png": {"alt": "Ảnh"}})
    read = word(TITLE, new_code_cell("x", outputs=[shown]))
    assert styled(read, "Ghi chú") == ["[Ảnh]"] and not list(read.element.body.iter(qn("wp:docPr")))


def test_a_dot_of_a_line_is_drawn():
    from PIL import Image

    picture = Sheet.of({"height": 20.0, "marks": [["dot", 50.0, 10.0, 4.5, "#3a7cb8"]]}).png()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    red, _, blue = image.getpixel((100, 20))
    assert blue > red + 60 and image.getpixel((130, 20)) == (255, 255, 255)


def test_a_chart_of_an_old_notebook_leaves_its_words():
    """Before blocks told their parts, a page held the picture as SVG only."""
    chart = output('<figure><figcaption>B</figcaption><svg><desc>Tăng dần.</desc></svg><p class="ghi-chu">G</p></figure>', "chart")
    read = word(TITLE, chart)
    assert styled(read, "Caption") == ["B"] and styled(read, "Ghi chú") == ["[Tăng dần.]", "G"]
