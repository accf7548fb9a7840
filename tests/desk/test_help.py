"""What an analyst is told while editing: names at the cursor, cards, tables, draft notes; nothing of it is published."""

from __future__ import annotations

import inspect
import json
import os
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbformat.v4 import new_output
from small import notebook
from where import ROOT

from htxlib import open_report
from htxlib.desk import completion, editor_notes, grammar, help
from htxlib.report.report import Report
from htxlib.sentences.block import NOTHING
from htxlib.sentences.figure_list import FigureList
from htxlib.values.figure import Comparison, Figure, Peers, Phrase
from htxoffice.publish.figures import figures_json
from htxoffice.publish.html import HtxHtmlExporter


@pytest.fixture(scope="module")
def bc() -> Report:
    return open_report("yen-bai", "2023-05-31", "2020", "2020-2025", 2.5)


def offered(report, typed: str) -> list[str]:
    """What is offered at the end of the text; [] where nothing is."""
    found = completion.suggestions(report, typed, len(typed))
    return [name for name, _ in found[1]] if found else []


# --- names -----------------------------------------------------------------------------------------------------------


def test_every_name_and_attribute_has_words_for_people(bc):
    """Whoever adds a word, a statement, an attribute or a part of the report also says what it is: htxlib/desk/grammar.py,
    htxlib/desk/help.py."""
    assert set(bc.words) == set(grammar.WORDS)
    assert set(grammar.STATEMENTS) == set(grammar.STATED)
    public = {name for name, each in vars(Report).items() if inspect.isfunction(each) and not name.startswith("_")}
    assert public == set(help.METHODS)
    printed = {
        name
        for kind in (Figure, Comparison, Peers)
        for name, gives in grammar.properties(kind).items()
        if gives and gives is not str
    }
    not_for_sentences = {"usual", "current", "other", "figure", "without_remark", "bare"}
    assert printed - not_for_sentences <= set(grammar.ATTRIBUTES)


def test_every_name_that_a_notebook_uses_is_known():
    """The grammar reads the code: what stands in the notebooks leads somewhere."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            if cell.source.startswith("%%viet"):
                for each in grammar.placeholders(cell.source.partition("\n")[2]):
                    assert len(each.path) == 1 or grammar.follow(list(each.path)), each.path


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Có {{ ", "so_htx"),
        ("Có {{ so_h", "so_htx"),
        ("Có {{so_h", "so_htx"),
        ("[[Có {{ so_htx }}[[, {{ thu_nhap_lao", "thu_nhap_lao_dong"),
        ("{{ ty_le_htx_thanh", "ty_le_htx_thanh_vien"),
        ("{{ lien_m", "lien_minh"),
        ("{{ so_htx.", "so"),
        ("{{ so_htx.dau_ky.tang", "tang_giam"),
        ("{{ so_htx.cum.", "hang"),
        ("{{ ky | ", "hoa"),
        ("{{ so_chi_tieu_dat.", "so"),
        ("{{ so_htx.dau_ky.tang_giam.tang_b", None),  # nothing to compare a change with
        ("{{ lien_minh.", None),
        ("{{ khong_co.", "so"),  # perhaps an indicator of another dataset
        ("Có so_h", None),
        ("Có {{ so_htx }} so_h", None),
    ],
)
def test_what_is_offered_at_the_cursor(bc, typed, first):
    names = offered(bc, typed)
    assert names[:1] == ([first] if first else []), names[:3]


def test_labels_are_searched_too_without_accents(bc):
    assert "doanh_thu_bq_htx" in offered(bc, "{{ doanh")
    assert offered(bc, "{{ muc_tieu") == [] or all("muc_tieu" in name for name in offered(bc, "{{ muc_tieu"))
    words = dict(completion.suggestions(bc, "{{ so_h", 7)[1])
    assert words["so_htx"] == "Tổng số HTX: 683 HTX"
    assert dict(completion.suggestions(bc, "{{ so_htx.", 10)[1])["tang_giam"].startswith("tăng 240 HTX (")


def test_a_stock_has_no_mean_per_year(bc):
    assert not bc.so_htx.binh_quan_nam and "số tại một thời điểm" in str(bc.so_htx.binh_quan_nam.missing[0])
    assert "binh_quan_nam" in offered(bc, "{{ htx_thanh_lap_moi.") and "binh_quan_nam" not in offered(bc, "{{ so_htx.")


def test_names_are_offered_before_a_report_is_open():
    assert "don_vi" in offered(None, "{{ ") and "dau_ky" in offered(None, "{{ so_htx.")


def test_everything_offered_can_be_printed(bc):
    """Each name and each first attribute renders, or is missing; none raises."""
    for name in offered(bc, "{{ ")[:60]:  # those that have a value here stand first
        paths = [name, *(f"{name}.{each}" for each in offered(bc, f"{{{{ {name}."))]
        bc.viet("x " + " ".join(f"[[{{{{ {path} }}}}]]" for path in paths))


# --- cards -----------------------------------------------------------------------------------------------------------


def test_card_of_a_figure_says_value_comparison_formula_inputs_source(bc):
    text = help.card_text(bc.ty_le_htx_thanh_vien)
    for part in (
        "Tỷ lệ HTX là thành viên Liên minh: 81% (31/5/2023)",
        "đạt 101% chỉ tiêu (80% trở lên), cao hơn chỉ tiêu 1 điểm phần trăm {{ ty_le_htx_thanh_vien.so_voi_muc_tieu }}",
        "Cách tính: Số HTX là thành viên Liên minh trên tổng số HTX, nhân 100.",
        "Phép tính: 100 × 553 / 683 ≈ 81%",
        "Từ: Tổng số HTX (so_htx): 683 HTX (31/5/2023)",
    ):
        assert part in text, text
    assert "Vị trí: so_lieu.csv, dòng" in help.card_text(bc.so_htx)
    page = BeautifulSoup(help.card(bc.so_htx), "html.parser")
    assert page.strong.text == "Tổng số HTX: 683 HTX (31/5/2023)"
    assert "{{ so_htx.dau_ky.tang_giam }}" in [code.text for code in page("code")]


def test_card_of_a_missing_figure_says_what_would_supply_it(bc):
    given, computed = help.card_text(bc.htx_dang_hoat_dong), help.card_text(bc.ty_le_htx_hoat_dong)
    assert "Còn thiếu: HTX đang hoạt động (htx_dang_hoat_dong) của Yên Bái, đến 31/5/2023" in given
    assert "Nhập ở: bảng so_lieu: don_vi = yen-bai, chi_tieu = htx_dang_hoat_dong, don_vi_tinh = HTX" in given
    assert "Còn thiếu: HTX đang hoạt động (htx_dang_hoat_dong)" in computed and "Nhập ở" not in computed


def test_cards_of_comparisons_and_phrases(bc):
    assert help.card_text(bc.so_htx.dau_ky).startswith("Tổng số HTX, đầu kỳ: 443 HTX")
    assert help.card_text(bc.htx_thanh_lap_moi.so_voi_muc_tieu).startswith("đạt 172% chỉ tiêu")
    assert isinstance(bc.so_htx.so_voi_muc_tieu, Phrase) and "Còn thiếu" in help.card_text(bc.so_htx.so_voi_muc_tieu)


def test_every_card_can_be_shown(bc):
    for name in bc.indicator_names():
        assert help.card(bc.lookup(name)) and help.card_text(bc.lookup(name))


def test_data_in_a_card_are_no_markup(bc):
    from dataclasses import replace

    hostile = replace(bc.so_htx, label="<script>x</script>", notes=("<img src=x onerror=1>",))
    assert "<script" not in help.card(hostile) and "<img" not in help.card(hostile)
    assert "<script" not in FigureList([hostile])._repr_html_()


def test_find_and_figures_are_lists_that_show_as_tables(bc):
    found = bc.find("thu nhập")
    assert found == bc.find("thu nhap") and isinstance(found, list)
    assert [bool(figure) for figure in found] == sorted((bool(figure) for figure in found), reverse=True)
    assert {"thu_nhap_lao_dong", "thu_nhap_lao_dong_tht"} <= {figure.name for figure in found}  # also the missing one
    assert all(bc.figures()) and len(bc.figures()) > 15
    table = BeautifulSoup(bc.figures()._repr_html_(), "html.parser")
    assert len(table("tr")) == len(bc.figures()) + 1 and table.input["oninput"]
    row = table.find("tr", {"data-tim": re.compile("so_htx tong so htx")})
    assert [cell.text for cell in row("td")][:4] == ["{{ so_htx }}", "Tổng số HTX", "683 HTX", "31/5/2023"]
    assert "Không có chỉ tiêu nào" in bc.find("không có gì như thế")._repr_html_()


def test_overview_names_report_words_parts_and_figures(bc):
    text = BeautifulSoup(help.overview(bc), "html.parser").get_text(" ")
    for part in (
        "tỉnh Yên Bái",
        "2020-2025",
        "{{ lien_minh }}",
        "bc.bang_muc_tieu(…)",
        "chỉ tiêu có số ở đây",
        "683 HTX",
    ):
        assert part in text, part


# --- draft notes -----------------------------------------------------------------------------------------------------


def note(report: Report, cell: str) -> str:
    return editor_notes.notes(report, report.viet(cell), cell).text


def test_draft_says_what_is_missing_typed_and_doubtful(bc):
    cell = "Có {{ so_htx }}[[, đang hoạt động {{ htx_dang_hoat_dong }}]], cùng 45 đơn vị."
    text = note(bc, cell)
    assert "bỏ phần câu dùng đến: HTX đang hoạt động (htx_dang_hoat_dong) của Yên Bái, đến 31/5/2023." in text
    assert "Số gõ tay, không có nguồn: 45." in text
    assert "443 + 214 = 657" in text  # dissolutions are not known, and could not explain a surplus
    assert "1.481 − 1.027 = 454 tỷ đồng" in note(bc, "Vốn điều lệ {{ von_dieu_le }}.")
    assert not note(bc, 'Theo {{ "20-NQ/TW" }}, số bản tin là {{ ban_tin_moi_thang }}.')
    assert note(bc, "[[{{ htx_dang_hoat_dong }}]]").startswith("Chưa có số liệu nên bỏ")


@pytest.mark.parametrize(
    ("code", "why"),
    {
        "bc.viec_con_lai()": "Ô này không in gì: không có gì để nói ở đây.",
        'bc.noi_dung("khong-co")': "trang «Nội dung» của biểu Excel",
        'bc.bieu_do_nhieu_nam("doanh_thu_bq_lhhtx")': "Hình này không vẽ: cần ít nhất hai giá trị so được với nhau",
        'bc.ban_do("so_htx")': "chỉ báo cáo cả nước có bản đồ",
        'bc.bang_thanh_vien("so_htx")': "chưa chỉ tiêu nào của bảng có số",
    }.items(),
)
def test_draft_says_why_a_cell_shows_nothing(bc, code, why):
    shown = NOTHING if code == "bc.viec_con_lai()" else eval(code, {"bc": bc})
    assert not shown and why in editor_notes.notes(bc, shown, code=code).text


def test_a_cell_that_is_run_again_says_the_same():
    bc = open_report("yen-bai", "2023-05-31", "2020", "2020-2025", 2.5)
    once = bc.muc("dao-tao", "tuyen-truyen")
    assert "12 hội nghị" in once.text and bc.muc("dao-tao", "tuyen-truyen").text == once.text


def test_a_passage_that_no_cell_prints_is_told_at_the_annex():
    bc = open_report("yen-bai", "2023-05-31", "2020", "2020-2025", 2.5)
    assert bc.noi_dung("boi-canh", "dao-tao", "ket-luan", "ket-qua", "tham-muu-va-phoi-hop")
    assert [each.section for each in bc.untold] == ["tuyen-truyen"]
    assert 'chưa ô nào in ra; thêm ô: bc.noi_dung("tuyen-truyen").' in editor_notes.notes(bc, bc.phu_luc()).text
    bc.muc("tuyen-truyen")
    assert "noi_dung" not in editor_notes.notes(bc, bc.phu_luc()).text


def test_a_picture_of_the_author_has_words_and_is_shown_once(bc):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    _, axes = pyplot.subplots()
    data, metadata = bc.hinh(axes, "Tổng số: {{ so_htx }}.")._repr_mimebundle_()
    assert metadata == {"image/png": {"alt": "Tổng số: 683 HTX."}} and data["image/png"].startswith("iVBOR")
    assert not pyplot.get_fignums()
    page = HtxHtmlExporter().from_notebook_node(notebook(new_output("display_data", data=data, metadata=metadata)))[0]
    assert 'alt="Tổng số: 683 HTX."' in page


def test_a_missing_comparison_is_named(bc):
    assert "Tổng số HTX (so_htx) của Yên Bái, đến 31/5/2022 (kỳ trước)" in note(
        bc, "{{ so_htx }} [[{{ so_htx.ky_truoc.tang_giam }}]]"
    )


PARTS = ["chuan-bi", "tham-so", "mo-bao-cao", "tieu-de", "tom-tat", "htx", "tuyen-truyen-rieng", "phu-luc"]


@pytest.fixture(scope="module")
def run():
    """Run part of the mid-term notebook in a stock kernel; `edited` as JupyterLab would."""

    def run(edited: bool, *more: str):
        book = nbformat.read(ROOT / "notebooks" / "bao_cao_giua_ky.ipynb", 4)
        book.cells = [cell for cell in book.cells if cell.id in PARTS]
        book.cells[-1:-1] = [nbformat.v4.new_code_cell(source) for source in more]
        os.environ["HTX_DRAFT"] = "1" if edited else "0"
        try:
            return NotebookClient(book, resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
        finally:
            del os.environ["HTX_DRAFT"]

    return run


@pytest.mark.filterwarnings("ignore:.*is running over TCP:UserWarning")
def test_draft_notes_are_in_the_notebook_and_nowhere_else(run):
    plain, edited = run(False), run(True)
    kinds = [
        [output["data"]["application/vnd.htx.v1+json"]["kind"] for cell in book.cells for output in cell.get("outputs", [])]
        for book in (plain, edited)
    ]
    assert "nhap" not in kinds[0] and kinds[1].count("nhap") >= 3
    assert [kind for kind in kinds[1] if kind != "nhap"] == kinds[0]
    pages = [HtxHtmlExporter().from_notebook_node(book)[0] for book in (plain, edited)]
    assert pages[0] == pages[1] and 'class="nhap"' not in pages[1]
    assert figures_json(plain) == figures_json(edited)


@pytest.mark.filterwarnings("ignore:.*is running over TCP:UserWarning")
def test_a_kernel_completes_explains_and_shows(run):
    """What JupyterLab asks the kernel for, asked by the kernel's own code."""
    asks = """
kernel = get_ipython().kernel
cell = "%%viet bc\\nCó {{ so_h"
found = await kernel.do_complete(cell, len(cell)) if hasattr(kernel.do_complete(cell, 0), "send") else kernel.do_complete(cell, len(cell))
types = found["metadata"]["_jupyter_types_experimental"]
told = kernel.do_inspect("%%viet bc\\n{{ so_htx", 19)
import json; print(json.dumps([found["matches"][0], types[0]["type"], told["found"], told["data"]["text/plain"], kernel.do_complete("%%viet bc\\nimpo", 14)["matches"]], ensure_ascii=False))"""
    book = run(False, asks.strip(), "bc.so_htx", 'bc.find("thu nhập")', "bc")
    shown = [cell.outputs[0] for cell in book.cells[-5:-1]]
    name, label, found, card, prose = json.loads(shown[0].text)
    assert (name, label.replace("\u00a0", " "), found, prose) == ("so_htx", "Tổng số HTX: 683 HTX", True, [])
    assert "Nguồn: Những kết quả nổi bật" in card
    assert all("text/html" in output["data"] for output in shown[1:])
    assert "Tổng số HTX: 683 HTX (31/5/2023)" in shown[1]["data"]["text/plain"]
