"""The %%viet cell: what it prints, what it leaves out, what it refuses."""

from __future__ import annotations

import pytest
from datasets import mid_term, year

from htxlib.codelists.periods import Period
from htxlib.data.rows import Origin, Passage
from htxlib.report.report import Report
from htxlib.sentences import prose, statements
from htxlib.words.errors import InputError

ROWS = "yen-bai|so_htx|.|2022-12-31|683|HTX\nyen-bai|so_htx|.|2021-12-31|443|HTX\nyen-bai|can_bo_quan_ly|.|2022-06-30|1926|người|trên"


def report(rows: str = ROWS) -> Report:
    return Report(year(rows))


def text(source: str, rows: str = ROWS) -> str:
    return report(rows).viet(source).text


@pytest.mark.parametrize(("source", "printed"), [
    ("{{ toan_don_vi | hoa }} có {{ so_htx }}.", "Toàn tỉnh có 683 HTX."),
    ("{{ so_htx.so }}/{{ so_htx }}", "683/683 HTX"),
    ("{{ so_htx.ky_truoc.tang_giam }} so với {{ so_htx.ky_truoc }}", "tăng 240 HTX so với 443 HTX"),
    ("A {{ so_htx }}[[, {{ so_tht }}]].", "A 683 HTX."),
    ("[[Có {{ so_htx }}[[ và {{ so_tht }}]].]] [[Và {{ so_tht }}.]]", "Có 683 HTX."),
    ("Có {{ so_tht }} và {{ so_htx }}.", "Có chưa có số liệu và 683 HTX."),
    ("{{ can_bo_quan_ly }}, {{ so_htx }}", "trên 1.926 người (đến 30/6/2022), 683 HTX (31/12/2022)"),
    ("- [[{{ so_tht }}]]\n- {{ so_htx }}", "- 683 HTX"),
])
def test_what_a_cell_prints(source, printed):
    assert text(source) == printed


@pytest.mark.parametrize(("source", "printed", "traced"), [
    ("có {{ can_bo_quan_ly.so }}", "có 1.926 (đến 30/6/2022)", ["trên 1.926 người"]),
    ("{{ so_htx.so_sanh_day_du }}", "tăng 240 HTX (tương ứng 54,2%) so với năm trước", ["tăng 240 HTX", "tăng 54,2%"]),
])
def test_a_number_printed_alone_keeps_its_unit_and_its_hedge_in_the_trace(source, printed, traced):
    block = report().viet(source)
    assert (block.text, [str(each) for each in block.figures]) == (printed, traced)


@pytest.mark.parametrize("source", ["## Tổ hợp tác\nCó {{ so_tht }}.", "## Tổ hợp tác\n[[Có {{ so_tht }}.]]"])
def test_a_cell_whose_figures_are_all_missing_prints_nothing(source):
    assert not report().viet(source)


def test_a_heading_whose_cell_had_nothing_to_say_waits_for_the_next_part_of_its_section():
    bc = report()
    assert not bc.viet("## Liên minh\n### Thành viên\n[[{{ htx_thanh_vien_lien_minh }}]]")
    assert bc.viet("### Cán bộ\nCó {{ can_bo_quan_ly }}.").text.startswith("## Liên minh\n\n### Cán bộ")


@pytest.mark.parametrize(("source", "message"), [
    ("Có {{ so_hxt }}.", "ô %%viet, dòng 1: cần tên chỉ tiêu hoặc từ của báo cáo; đang là «so_hxt». Có phải «so_htx»?"),
    ("\n{{ so_htx.tang_gam }}", "ô %%viet, dòng 2: cần thuộc tính của chỉ tiêu; đang là «tang_gam». Có phải «tang_giam»?"),
    ("{{ so_htx }", "Kiểm tra các dấu ngoặc kép {{ }} và [[ ]] có đủ đôi."),
    ("[[ {{ so_htx }}", "Kiểm tra các dấu ngoặc kép {{ }} và [[ ]] có đủ đôi."),
])
def test_a_mistake_in_a_cell_is_told_in_vietnamese_with_the_nearest_name(source, message):
    with pytest.raises(InputError) as error:
        report().viet(source)
    assert message in str(error.value)


HOSTILE = ["<script>alert(1)</script>", "**đậm** `x`", "{{ so_htx }}", "[a](javascript:x)", "| a | b |", "$x$ {0} %s", "\u202egnod"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_from_data_is_literal(hostile):
    block = prose.render("Tên: {{ ten }}.", {"ten": hostile}.__getitem__, lambda: ["ten"])
    assert "<script" not in block.html and "<strong" not in block.html and "href" not in block.html
    assert hostile in block.text


def test_every_number_is_linked_and_machine_readable():
    html = report().viet("Có {{ so_htx }}.").html
    assert '<a href="#cs-yen-bai.so_htx@2022-12-31"><data value="683">683</data> HTX</a>' in html


def test_digits_typed_by_hand_are_reported_as_untraced():
    assert report().viet("Có {{ so_htx }} và 25 HTX khác.").meta["untraced"] == ["25"]


def test_an_estimate_reads_without_la():
    rows = "yen-bai|doanh_thu_bq_htx|2022|2022|2.2|tỷ đồng/HTX/năm|.|ước"
    assert text("Doanh thu là {{ doanh_thu_bq_htx }}.", rows) == "Doanh thu ước 2,2 tỷ đồng/HTX/năm."


@pytest.mark.parametrize(("source", "printed"), [
    ("A {{ so_htx.so_sanh }}. B {{ so_tht.so_sanh }}.", "A tăng 240 HTX so với năm trước. B tăng 05 THT."),
    ("A {{ so_htx.so_sanh }}.\n\nB {{ so_tht.so_sanh }}.", "A tăng 240 HTX so với năm trước.\n\nB tăng 05 THT."),
    ("A {{ so_htx.so_sanh }}.\n\n### Mục\nB {{ so_tht.so_sanh }}.", "A tăng 240 HTX so với năm trước.\n\n### Mục\nB tăng 05 THT so với năm trước."),
    ("- A {{ so_htx.so_sanh }}\n- B {{ so_tht.so_sanh }}", "- A tăng 240 HTX so với năm trước\n- B tăng 05 THT so với năm trước"),
    ("[[A {{ so_htx.so_sanh }} {{ so_lhhtx }}.]] B {{ so_tht.so_sanh }}.", "B tăng 05 THT so với năm trước."),
    (
        "{{ so_htx.so_sanh }}, {{ so_htx.dau_ky.so_sanh }}, {{ so_tht.so_sanh }}",
        "tăng 240 HTX so với năm trước, tăng 240 HTX so với đầu năm, tăng 05 THT so với năm trước",
    ),
])  # fmt: skip
def test_what_a_section_compares_with_is_named_once(source, printed):
    tht = "\nyen-bai|so_tht|.|2022-12-31|50|THT\nyen-bai|so_tht|.|2021-12-31|45|THT"
    assert text(source, ROWS + tht) == printed


@pytest.mark.parametrize(("value", "printed"), [
    ("15|HTX", "Giải thể 15 HTX, thành lập mới 15 HTX."),
    ("0|HTX", "Không có HTX nào giải thể, không thành lập mới HTX nào."),
    ("15|HTX|ước", "Ước giải thể 15 HTX, ước thành lập mới 15 HTX."),
    ("15|HTX|khoảng", "Giải thể khoảng 15 HTX, thành lập mới khoảng 15 HTX."),
])  # fmt: skip
def test_so_many_are_new_or_gone_or_none(value, printed):
    made = report(f"yen-bai|htx_giai_the|2022|2022|{value}")
    block = made.viet("{{ htx_giai_the.giai_the | hoa }}, {{ htx_giai_the.thanh_lap }}.")
    assert block.text == printed and {each.key for each in block.figures} == {made.htx_giai_the.key}
    spans = [span for part in block.parts for span in part.spans]
    assert "".join(span.words for span in spans).replace("\u00a0", " ") == printed
    assert [span.link for span in spans if span.link] == [f"#cs-{made.htx_giai_the.key}"] * 2


LIST = "[[Đã [[có {{ so_htx }}]], [[{{ so_tht }}]]; [[{{ so_lhhtx }}]] trên địa bàn.]]"


@pytest.mark.parametrize(("known", "printed"), [
    ("so_htx|683|HTX so_tht|50|THT so_lhhtx|2|LHHTX", "Đã có 683 HTX, 50 THT; 02 liên hiệp HTX trên địa bàn."),
    ("so_htx|683|HTX so_lhhtx|2|LHHTX", "Đã có 683 HTX, 02 liên hiệp HTX trên địa bàn."),
    ("so_tht|50|THT so_lhhtx|2|LHHTX", "Đã 50 THT; 02 liên hiệp HTX trên địa bàn."),
    ("so_htx|683|HTX so_tht|50|THT", "Đã có 683 HTX, 50 THT trên địa bàn."),
    ("so_htx|683|HTX", "Đã có 683 HTX trên địa bàn."),
    ("so_lhhtx|2|LHHTX", "Đã 02 liên hiệp HTX trên địa bàn."),
    ("can_bo_quan_ly|5|người", ""),
])  # fmt: skip
def test_a_passage_of_a_list_that_vanishes_takes_its_mark_along_and_the_last_the_sentence(known, printed):
    rows = [each.split("|", 1) for each in known.split()]
    assert text(LIST, "\n".join(f"yen-bai|{name}|.|2022-12-31|{value}" for name, value in rows)) == printed


@pytest.mark.parametrize(("source", "printed"), [
    ("có {{ can_bo_quan_ly.so }} người quản lý, {{ so_htx }}", "có 1.926 người quản lý (đến 30/6/2022), 683 HTX (31/12/2022)"),
    ("có {{ can_bo_quan_ly }} ở {{ so_htx }} của tỉnh.", "có trên 1.926 người (đến 30/6/2022) ở 683 HTX của tỉnh (31/12/2022)."),
    ("có {{ can_bo_quan_ly }} quản lý [[{{ so_tht }}]](theo báo cáo)", "có trên 1.926 người quản lý (đến 30/6/2022) (theo báo cáo)"),
    ("- **Cán bộ:** {{ can_bo_quan_ly }} quản lý\n- B", "- Cán bộ: trên 1.926 người quản lý (đến 30/6/2022)\n- B"),
])  # fmt: skip
def test_another_day_is_named_where_the_clause_ends_unless_a_number_of_other_days_comes_before(source, printed):
    block = report().viet(source)
    assert block.text == printed
    assert "".join(part.text for part in block.parts[:1]).replace("\u00a0", " ") in printed


@pytest.mark.parametrize(("attribute", "some", "none"), [
    ("co", "có 15 HTX", "không có HTX"), ("mo", "mở 15 HTX", "không mở HTX"), ("to_chuc", "tổ chức 15 HTX", "không tổ chức HTX"),
    ("phat_hanh", "phát hành 15 HTX", "không phát hành HTX"), ("thuc_hien", "thực hiện 15 HTX", "không thực hiện HTX"),
    ("ho_tro", "hỗ trợ 15 HTX", "không hỗ trợ HTX"), ("hoac_khong", "15 HTX", "không có"),
    ("ket_nap", "vận động, kết nạp 15 HTX", "không kết nạp HTX nào"),
])  # fmt: skip
def test_none_is_a_word_with_the_verb_before_it(attribute, some, none):
    source = f"{{{{ htx_giai_the.{attribute} }}}}."
    rows = "yen-bai|htx_giai_the|2022|2022|{}|HTX"
    assert (text(source, rows.format(15)), text(source, rows.format(0))) == (f"{some}.", f"{none}.")


@pytest.mark.parametrize(("old", "new", "gone", "words"), [
    ("443", "214", "0", "tổng số HTX toàn tỉnh hiện có là 683 HTX"),  # 443 + 214 ≠ 683: nothing was "brought up to" 683
    ("469", "214", "0", "qua đó, tổng số HTX toàn tỉnh tăng lên 683 HTX"),
    ("470", "214", "1", "sau khi trừ số HTX giải thể, tổng số HTX toàn tỉnh tăng lên 683 HTX"),
])
def test_a_total_has_grown_to_its_number_only_when_the_balance_closes(old, new, gone, words):
    scope = mid_term(
        f"yen-bai|so_htx|.|2020|{old}|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX\n"
        f"yen-bai|htx_thanh_lap_moi|2020|2023-05-31|{new}|HTX\nyen-bai|htx_giai_the|2020|2023-05-31|{gone}|HTX"
    )
    assert Report(scope).viet("{{ tong_so_htx_nay }}").text == words


@pytest.mark.parametrize(("source", "printed"), [
    ("[[Có {{ so_htx }}, {{ so_htx.so_sanh }}.]]", "Có 683 HTX, tăng 240 HTX so với năm trước."),
    ("[[Có {{ so_htx }}, {{ so_tht.so_sanh }}.]]", "Có 683 HTX."),  # nothing to say: the passage stays, the comma goes
    ("Có {{ so_htx }}, {{ so_tht.so_sanh }}, {{ so_htx.so_sanh_pct }}; {{ so_tht.so_voi_ke_hoach }}.", "Có 683 HTX, tăng 54,2% so với năm trước."),
    ("Có {{ so_htx }} ({{ so_tht.so_sanh }}).", "Có 683 HTX."),
    ("Có {{ so_htx }} ({{ so_htx.so_sanh }}).", "Có 683 HTX (tăng 240 HTX so với năm trước)."),
    ("Có {{ so_htx }} {{ so_tht.so_sanh }} ở đây.", "Có 683 HTX ở đây."),
    ("Có {{ so_htx }},\n{{ so_tht.so_sanh }}.", "Có 683 HTX."),
    ("- A {{ so_htx }}\n- {{ so_tht.so_sanh }}.\n- B {{ so_htx }}", "- A 683 HTX\n- B 683 HTX"),
    ("Có {{ so_htx }}[[ và số kế hoạch: {{ so_tht.so_voi_ke_hoach }}]].", "Có 683 HTX."),  # only a silent clause in it
    ("[[Có {{ so_htx }}[[, {{ so_tht.so_voi_ke_hoach }}]].]]", "Có 683 HTX."),
    ("[[{{ toan_don_vi | hoa }} có kế hoạch[[: {{ so_tht.so_voi_ke_hoach }}]].]] {{ so_htx }}", "683 HTX"),  # all that it frames is gone
    ("[[Có {{ so_tht }}, {{ so_htx.so_sanh }}.]] Và {{ so_htx }}.", "Và 683 HTX."),  # a missing number still takes its passage along
])
def test_a_clause_is_silent_with_the_mark_before_it(source, printed):
    assert text(source) == printed


def test_a_silent_clause_leaves_no_trace_and_is_told_to_whoever_edits():
    block = report().viet("Có {{ so_htx }}, {{ so_htx.so_sanh }}, {{ so_tht.so_sanh }}.")
    assert [figure.name for figure in block.figures] == ["so_htx", "so_htx.ky_truoc.tang_giam"]
    assert f'<a href="#cs-{block.figures[1].key}"><data value="240">240</data> HTX</a> so với năm trước.' in block.html
    assert [part.text for part in block.parts] == ["Có 683\u00a0HTX, tăng 240\u00a0HTX so với năm trước."]
    assert not report().viet("## Tổ hợp tác\n[[Có {{ so_tht }}, {{ so_tht.so_sanh }}.]]")


@pytest.mark.parametrize(("passage", "printed"), [
    ("Có {{ so_htx }}, {{ so_tht.so_sanh }}.", "Có 683 HTX."),
    ("Có {{ so_htx }} ({{ so_tht.so_sanh }}); {{ so_htx.so_sanh }}.", "Có 683 HTX; tăng 240 HTX so với năm trước."),
    ("{{ so_tht.so_sanh }} {{ so_htx }}", "683 HTX"),
])
def test_a_clause_in_a_passage_of_data_is_silent_too(passage, printed):
    said = Passage("yen-bai", Period.year(2022), "htx", 1, passage, "", Origin("noi_dung.csv", 2))
    assert statements.passage_block(said, report().lookup).text == printed


@pytest.mark.parametrize(("broken", "whole"), [
    ("Có {{ so_htx }}.\n[[Và {{ so_tht }}.]]\nHết.", "Có {{ so_htx }}. Hết."),
    ("[[Và {{ so_tht }}.]]\nCó {{ so_htx }}.\nHết.", "Có {{ so_htx }}. Hết."),
    ("## A\n\nCó {{ so_htx }}.\n[[Và {{ so_tht }}.]] [[Và {{ so_tht }}.]]\n\nHết.", "## A\n\nCó {{ so_htx }}.\n\nHết."),
    ("A\n\n[[Và {{ so_tht }}.]]\n[[Và {{ so_tht }}.]]\n\nCó {{ so_htx }}.", "A\n\nCó {{ so_htx }}."),
    ("- Có {{ so_htx }}.\n  [[Và {{ so_tht }}.]]\n  Hết.\n- B", "- Có {{ so_htx }}. Hết.\n- B"),
])
def test_sentences_may_stand_one_a_line(broken, whole):
    """A page joins them by a blank, and one that vanishes leaves no line: the same as if they stood in one line."""
    one, two = report().viet(broken), report().viet(whole)
    assert (one.html, one.parts, one.texts) == (two.html, two.parts, two.texts)
    assert one.text.split() == two.text.split()


def test_marks_of_emphasis_are_seen_and_not_read():
    block = report().viet("- [[**Tổng số HTX:** {{ so_htx }}.]]")
    assert "<strong>Tổng số HTX:</strong>" in block.html
    assert block.text == "- Tổng số HTX: 683 HTX." and block.texts == ("- Tổng số HTX: 683 HTX.",)
