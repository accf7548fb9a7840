"""What no sentence of a notebook says: a local variable brings its own, the rest is a list; and a place's own passages."""

from __future__ import annotations

import pytest
from rows_in_code import data, row, so_lieu

from htxlib.codelists.periods import Period
from htxlib.data.dataset import read
from htxlib.report.report import Report
from htxlib.sentences import statements
from htxlib.values.scope import open_scope
from htxlib.words.errors import InputError


def own(code: str, phrase: str = "", unit: str = "lớp", **more) -> object:
    more = {"ten": code.replace("_", " "), "loai": "phát sinh", "muc": "dao-tao"} | more
    return row("chi_tieu", ma=code, don_vi_tinh=unit, cau=phrase, **more)


def given(code: str, value: object, unit: str = "lớp", year: int = 2022, **more) -> object:
    return so_lieu(code, value, unit, den=f"{year}-12-31", tu=f"{year}-01-01", **more)


def scope(*rows):
    return open_scope(data(*rows), "yen-bai", Period.year(2022))


LAW = own("lop_luat", "mở {so} tuyên truyền Luật HTX")


@pytest.mark.parametrize(("rows", "said"), [
    ([LAW, given("lop_luat", 11)], "Mở 11 lớp tuyên truyền Luật HTX."),
    ([LAW, given("lop_luat", 0)], "Không mở lớp tuyên truyền Luật HTX."),
    ([LAW, given("lop_luat", 11, tinh_trang="ước")], "Ước mở 11 lớp tuyên truyền Luật HTX."),
    ([LAW, given("lop_luat", 11), given("lop_luat", 9, year=2021)], "Mở 11 lớp tuyên truyền Luật HTX, tăng 02 lớp so với năm trước."),
    (
        [LAW, own("lop_von", "phối hợp mở {so} về vay vốn"), given("lop_luat", 11), given("lop_von", 3)],
        "Mở 11 lớp tuyên truyền Luật HTX; phối hợp mở 03 lớp về vay vốn.",
    ),
    ([own("du_an", "{so} được vay vốn", "dự án"), given("du_an", 5, "dự án")], "Có 05 dự án được vay vốn."),
    ([own("du_an", "{so} được vay vốn", "dự án"), given("du_an", 0, "dự án")], "Không có dự án được vay vốn."),
    ([own("von", "vốn của các quỹ là {so}", "tỷ đồng"), given("von", 0, "tỷ đồng")], "- Von: 0 tỷ đồng."),  # no verb before it
    (
        [own("von", "vốn của các quỹ là {so}", "tỷ đồng"), given("von", 5, "tỷ đồng", tinh_trang="ước")],
        "Vốn của các quỹ ước 5 tỷ đồng.",
    ),
    ([own("lop_khac"), given("lop_khac", 4)], "- Lop khac: 04 lớp."),
    ([own("lop_khac"), given("lop_khac", 0)], "- Lop khac: không có."),
    ([LAW, own("lop_khac"), given("lop_luat", 11), given("lop_khac", 4)], "Mở 11 lớp tuyên truyền Luật HTX.\n\n- Lop khac: 04 lớp."),
])  # fmt: skip
def test_a_local_variable_brings_its_sentence_and_what_has_none_is_listed(rows, said):
    assert statements.left_over(scope(*rows), named(rows)).text == said


def named(rows) -> list[str]:
    return [cells["ma"] for table, cells in rows if table == "chi_tieu"]


@pytest.mark.parametrize("phrase", [
    "mở lớp", "mở {so} rồi {so} nữa", "mở {so} {{ so_htx }}", "{so}", "mở {so} tuyên truyền.", "mở {số} lớp", "mở {so",
])  # fmt: skip
def test_a_phrase_with_another_number_of_places_for_the_number_is_refused_where_it_stands(tmp_path, phrase):
    (tmp_path / "chi_tieu.csv").write_text(f'ma,ten,don_vi_tinh,loai,cau\nlop_luat,Lớp luật,lớp,phát sinh,"{phrase}"\n', "utf-8")
    (tmp_path / "so_lieu.csv").write_text("don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh\nyen-bai,so_htx,2022,5,HTX\n", "utf-8")
    with pytest.raises(InputError, match=r"chi_tieu.csv.*dòng 2.*cau.*một câu có đúng một \{so\}"):
        read(tmp_path).own_variables()


@pytest.mark.parametrize("hostile", ["<b>mở</b> {so}", "**mở** {so} `x`", "mở {so} [a](javascript:x)", "mở {so} | a |"])
def test_a_phrase_is_text_and_never_source(hostile):
    block = statements.left_over(scope(own("lop_luat", hostile), given("lop_luat", 5)), ["lop_luat"])
    assert "<b>" not in block.html and "<strong>" not in block.html and "href=\"javascript" not in block.html
    assert hostile.replace("{so}", "05 lớp").lower() in block.text.lower()


# --- a place's own passages -------------------------------------------------------------------------------------------

TEXT = "Đoạn một có {{ so_htx }}.\nCác việc:\n- việc đầu;\n-  việc sau.\nMột là, vốn;\nHai là, đất."


def passage(text: str, **more) -> object:
    return row("noi_dung", **{"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", "muc": "htx", "noi_dung": text} | more)


def kinds(block) -> list[tuple[str, str]]:
    return [(part.kind, part.text.replace("\u00a0", " ")) for part in block.parts]


def report(*rows) -> Report:
    return Report(scope(so_lieu("so_htx", 500, "HTX", den="2022-12-31"), *rows))


def test_a_passage_keeps_its_paragraphs_and_its_lists():
    block = report(passage(TEXT)).noi_dung("htx", tieu_de="## HTX")
    assert kinds(block) == [
        ("heading", "HTX"), ("paragraph", "Đoạn một có 500 HTX."), ("paragraph", "Các việc:"), ("item", "việc đầu;"),
        ("item", "việc sau."), ("paragraph", "Một là, vốn;"), ("paragraph", "Hai là, đất."),
    ]  # fmt: skip
    assert block.html.count("<ul>") == 1 and [figure.name for figure in block.figures] == ["so_htx"]


def test_a_passage_stands_before_the_figures_of_its_section():
    bc = report(passage("Lời riêng.", muc="dao-tao"), own("lop_khac"), given("lop_khac", 4))
    assert bc.muc("dao-tao", tieu_de="## Đào tạo").text == "## Đào tạo\n\nLời riêng.\n\n- Lop khac: 04 lớp."


def test_a_heading_without_a_passage_waits_for_the_sentences_of_its_section_and_for_no_other():
    bc = report()
    assert not bc.noi_dung("htx", tieu_de="## Phát triển\n\n### HTX")
    assert bc.viet("Có {{ so_htx }}.").text == "## Phát triển\n\n### HTX\n\nCó 500 HTX."
    assert not bc.noi_dung("kien-nghi", tieu_de="## Kiến nghị") and not bc.muc("von", tieu_de="## Vốn")
    assert bc.viet("Có {{ so_htx }}.").text == "Có 500 HTX."


def test_what_is_our_summary_of_a_source_says_so_and_once_what_that_means():
    rows = [passage(f"Đoạn {n}.", thu_tu=str(n), cach_ghi="tóm lược", nguon="bao") for n in (1, 2)]
    bc = report(*rows, passage("Lời của tỉnh.", thu_tu="3", nguon="bao"))
    first, second, third = (text for kind, text in kinds(bc.noi_dung("htx")))
    assert first == "Đoạn 1. (tóm lược: người soạn tóm lại từ nguồn đã công bố, không phải lời của đơn vị) [nguồn]"
    assert (second, third) == ("Đoạn 2. (tóm lược) [nguồn]", "Lời của tỉnh. [nguồn]")
    assert kinds(bc.noi_dung("htx"))[0][1] == first  # when the cell runs again


def test_lines_are_kept_in_passages_and_nowhere_else(tmp_path):
    (tmp_path / "noi_dung.csv").write_text('don_vi,den_ngay,muc,noi_dung\nyen-bai,2022,htx,"A\r\n\r\n  B  b"\n', "utf-8")
    (tmp_path / "so_lieu.csv").write_text(
        'don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh,ghi_chu\nyen-bai,so_htx,2022,5,HTX,"A\n B"\n', "utf-8"
    )
    read_back = read(tmp_path)
    assert [each.text for each in read_back.passages("yen-bai")] == ["A\nB b"]
    assert [raw["ghi_chu"] for raw in read_back.raw("so_lieu")] == ["A B"]
