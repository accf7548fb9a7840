"""Score sheets: criteria that an analyst edits, points by exact fractions, a reason for each, and no rank in the dark."""

import re
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from where import ROOT

from htxlib.codelists.periods import Period
from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw
from htxlib.report.report import Report
from htxlib.sentences.block import NOTHING
from htxlib.values.scope import open_scope
from htxlib.words.errors import InputError
from htxoffice.batch.cache import Inputs, reason
from htxoffice.batch.manifest import DONE
from htxoffice.batch.plan import Job
from htxoffice.scores import criteria, diem_thi_dua, scoreboard, scoring
from htxoffice.scores.entries import Entry, read_entries
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check

KINDS = Kinds(ROOT)
EXAMPLES = ROOT / "data" / "tieu_chi"
SHEET = """
ten: Bảng thử
doi_tuong: địa phương
tong_diem: 30
nhom: [{ma: a, ten: Kết quả, diem_toi_da: 20}, {ma: b, ten: Khác, diem_toi_da: 10}]
tieu_chi:
  - {ma: 1, ten: Thành lập mới, nhom: a, diem_toi_da: 10, chi_tieu: htx_thanh_lap_moi, so_voi: kế hoạch}
  - {ma: 2, ten: Thành viên, nhom: a, diem_toi_da: 10, chi_tieu: ty_le_htx_thanh_vien,
     bac: [{tu: 60, diem: 7.5}, {tu: 80, diem: 10}]}
  - {ma: 3, ten: Báo cáo, nhom: b, diem_toi_da: 10}
xep_loai: [{tu: 25, ten: Xuất sắc}, {tu: 0, ten: Hoàn thành}]
"""


def sheet(tmp_path, text=SHEET):
    file = tmp_path / "bang.yml"
    file.write_text(text, encoding="utf-8")
    return criteria.read(file)


# --- the file of criteria ---------------------------------------------------------------------------------------------


def test_the_examples_can_be_read_and_say_that_they_are_examples():
    for file in EXAMPLES.glob("*.yml"):
        found = criteria.read(file)
        assert found.vi_du and "ví dụ" in found.ten and found.total == 100


def test_the_rating_of_cooperatives_has_the_frame_of_the_circular():
    found = criteria.read(EXAMPLES / "xep-loai-htx-tt01-2020.yml")
    assert len(found.tieu_chi) == 15
    assert [group.diem_toi_da for group in found.nhom] == [30, 30, 40]
    grades = {value: found.grade(Fraction(value)) for value in (100, 80, 79, 65, 64, 50, 49, 0)}
    assert list(grades.values()) == ["Tốt", "Tốt", "Khá", "Khá", "Trung bình", "Trung bình", "Yếu", "Yếu"]
    assert found.grade(Fraction("79.99")) == "Khá"


WRONG = {
    "a misspelt key": (
        "tong_diem: 30",
        "tong_dim: 30",
        "dòng 4: cần khóa của bảng điểm; đang là «tong_dim»",
        "«tong_diem»?",
    ),
    "a misspelt key of a criterion": (
        "diem_toi_da: 10}\nxep",
        "diem_toida: 10}\nxep",
        "dòng 10",
        "Có phải «diem_toi_da»?",
    ),
    "an unknown indicator": ("ty_le_htx_thanh_vien", "ty_le_htx_thanhvien", "mã chỉ tiêu", "«ty_le_htx_thanh_vien»?"),
    "a formula": ("diem: 7.5", "diem: =15/2", "diem: một số", "không viết công thức"),
    "a formula as a goal": ("so_voi: kế hoạch", "so_voi: 2*50", "so_voi: kế hoạch, nghị quyết, hoặc một số", "«2*50»"),
    "a misspelt goal": ("so_voi: kế hoạch", "so_voi: kê hoạch", "so_voi", "Có phải «kế hoạch»?"),
    "an unknown group": ("nhom: b, diem", "nhom: c, diem", "một nhóm trong nhom: a, b", "«c»"),
    "a sum that differs": (
        "ma: b, ten: Khác, diem_toi_da: 10",
        "ma: b, ten: Khác, diem_toi_da: 9",
        "thành 9 điểm",
        "tổng 10",
    ),
    "a total that differs": ("tong_diem: 30", "tong_diem: 100", "cộng thành 100 điểm", "tổng 30"),
    "a code twice": ("ma: 2", "ma: 1", "ma: mỗi giá trị một lần", "«1»"),
    "a step above the maximum": ("diem: 7.5", "diem: 75", "điểm từ 0 đến 10", "75"),
    "a step twice": ("tu: 60", "tu: 80", "mỗi bậc một mức tu", "80"),
    "two rules": ("bac: [", "so_voi: 80, bac: [", "một trong hai quy tắc bac, so_voi", "2 quy tắc"),
    "no rule": (", so_voi: kế hoạch", "", "một trong hai quy tắc bac, so_voi", "0 quy tắc"),
    "a rule without a measure": ("chi_tieu: htx_thanh_lap_moi, ", "", "quy tắc chấm đi cùng một chỉ tiêu", "chấm tay"),
    "a column for a province": (
        "chi_tieu: htx_thanh_lap_moi",
        "cot: htx_moi",
        "khóa chi_tieu khi doi_tuong là địa phương",
        "cot",
    ),
    "an unknown object": ("doi_tuong: địa phương", "doi_tuong: tỉnh", "doi_tuong: địa phương hoặc HTX", "«tỉnh»"),
    "no criteria": (
        SHEET[SHEET.index("tieu_chi:") : SHEET.index("xep_loai")],
        "tieu_chi: []\n",
        "ít nhất một",
        "tieu_chi",
    ),
    "a class twice": (
        "tu: 0, ten: Hoàn thành",
        "tu: 25, ten: Xuất sắc",
        "ten: mỗi giá trị một lần trong xep_loai",
        "«25»",
    ),
    "a text for a list": (
        "xep_loai: [{tu: 25, ten: Xuất sắc}, {tu: 0, ten: Hoàn thành}]",
        "xep_loai: Tốt",
        "danh sách loại",
        "«Tốt»",
    ),
    "a key twice": ("ten: Bảng thử", "ten: Bảng thử\nten: Khác", "viết hai lần", "YAML"),
    "no mapping": (SHEET, "- một\n", "các khóa ten, doi_tuong", "mẫu"),
}


@pytest.mark.parametrize(("old", "new", "one", "two"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_the_criteria_is_told_in_words(tmp_path, old, new, one, two):
    assert old in SHEET
    with pytest.raises(InputError) as refused:
        sheet(tmp_path, SHEET.replace(old, new))
    assert one in str(refused.value) and two in str(refused.value)
    assert str(refused.value).startswith("bang.yml")


def test_all_mistakes_are_told_at_once_each_with_its_line(tmp_path):
    wrong = SHEET
    for name in ("a misspelt key", "an unknown indicator", "a formula as a goal", "a class twice"):
        wrong = wrong.replace(*WRONG[name][:2])
    with pytest.raises(InputError) as refused:
        sheet(tmp_path, wrong)
    lines = [fault.cell for fault in refused.value.faults]
    assert sorted(lines) == ["dòng 11", "dòng 11", "dòng 4", "dòng 7", "dòng 8"]


# --- the rules --------------------------------------------------------------------------------------------------------

STEPS = criteria.Criterion.model_validate(
    {"ma": "x", "ten": "x", "diem_toi_da": 10, "chi_tieu": "x",
     "bac": [{"tu": 60, "diem": 7.5}, {"tu": 80, "diem": 10}, {"tu": 40, "diem": 5}]}
)  # fmt: skip
PROPORTION = criteria.Criterion.model_validate(
    {"ma": "x", "ten": "x", "diem_toi_da": 15, "chi_tieu": "x", "so_voi": 90}
)


def measured(value, hedge="", upper=None):
    return scoring.Measured(Fraction(value), f"{hedge} {value}".strip(), upper and Fraction(upper), hedge)


@pytest.mark.parametrize(
    ("found", "expected", "words"),
    [
        (measured(100), "10", "100, thuộc bậc từ 80: 10/10 điểm"),
        (measured(80), "10", "80, thuộc bậc từ 80: 10/10 điểm"),
        (measured("79.999"), "7.5", "thuộc bậc từ 60: 7,5/10 điểm"),
        (measured(40), "5", "thuộc bậc từ 40"),
        (measured("39.9"), "0", "dưới bậc thấp nhất (40): 0/10 điểm"),
        (measured(80, "trên"), "10", "trên 80"),
        (measured(75, "trên"), None, "chưa rõ có đạt bậc từ 80 hay không"),
        (measured(80, "dưới"), None, "chưa rõ có đạt bậc từ 60 hay không"),
        (measured(70, "khoảng"), "7.5", "khoảng 70"),
        (measured(60, "khoảng"), None, "chưa rõ có đạt bậc từ 60"),
        (measured(61, upper=70), "7.5", "thuộc bậc từ 60"),
        (measured(61, upper=85), None, "chưa rõ có đạt bậc từ 80"),
    ],
)
def test_steps_give_the_points_of_the_highest_bound_that_is_surely_reached(found, expected, words):
    given, why = scoring.by_rule(STEPS, found)
    assert given == (None if expected is None else Fraction(expected))
    assert words in why


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        (45, Fraction(15, 2), "45, bằng 50% mức 90: 7,5/15 điểm"),
        (90, Fraction(15), "bằng 100% mức 90: 15/15 điểm"),
        (91, Fraction(15), "bằng 101,1% mức 90, tính tối đa 100%: 15/15 điểm"),
        ("89.99", Fraction(15) * Fraction("89.99") / 90, "bằng 99,99% mức 90: 15/15 điểm"),
        (7, Fraction(7, 6), "bằng 7,8% mức 90: 1,17/15 điểm"),
        (0, Fraction(0), "bằng 0% mức 90: 0/15 điểm"),
        (-5, Fraction(0), "0/15 điểm"),
    ],
)
def test_a_proportion_is_exact_and_capped_at_both_ends(value, expected, words):
    given, why = scoring.by_rule(PROPORTION, measured(value))
    assert given == expected
    assert words in why.replace("15,00", "15")


def test_a_range_cannot_be_divided():
    assert scoring.by_rule(PROPORTION, measured(80, upper=95))[0] is None


# --- a cluster --------------------------------------------------------------------------------------------------------


def raw(table, names, text):
    lines = (line.split("|") for line in text.strip().splitlines())
    rows = (dict(zip(names.split(), cells, strict=True)) for cells in lines)
    return [Raw(row, Origin(f"{table}.csv", number)) for number, row in enumerate(rows, 2)]


VALUES = """
yen-bai|htx_thanh_lap_moi|2024-01-01|2024-12-31|45|HTX
yen-bai|so_htx||2024-12-31|1000|HTX
yen-bai|htx_thanh_vien_lien_minh||2024-12-31|799|HTX
lao-cai|htx_thanh_lap_moi|2024-01-01|2024-12-31|60|HTX
lao-cai|so_htx||2024-12-31|500|HTX
lao-cai|htx_thanh_vien_lien_minh||2024-12-31|400|HTX
son-la|htx_thanh_lap_moi|2024-01-01|2024-12-31|45|HTX
son-la|so_htx||2024-12-31|200|HTX
son-la|htx_thanh_vien_lien_minh||2024-12-31|130|HTX
lai-chau|so_htx||2024-12-31|200|HTX
"""
PLANS = "\n".join(
    f"{place}|htx_thanh_lap_moi|kế hoạch|2024|2024|lũy kế|≥|50|HTX" for place in ("yen-bai", "lao-cai", "son-la")
)
DATA = Dataset(
    {
        "so_lieu": raw("so_lieu", "don_vi chi_tieu tu_ngay den_ngay gia_tri don_vi_tinh", VALUES),
        "muc_tieu": raw("muc_tieu", "don_vi chi_tieu loai tu_ngay den_ngay kieu dau gia_tri don_vi_tinh", PLANS),
    }
)
REPORTS = {("yen-bai", "3"): Entry(Fraction(10), Fraction(9)), ("lao-cai", "3"): Entry(Fraction(8), Fraction(8)),
           ("son-la", "3"): Entry(None, Fraction(9))}  # fmt: skip


def cluster(tmp_path, entries=REPORTS, text=SHEET):
    found = sheet(tmp_path, text)
    scopes = [open_scope(DATA, place, Period.year(2024)) for place in ("yen-bai", "lao-cai", "son-la", "lai-chau")]
    return found, scoring.score_places(found, scopes, entries)


def test_members_are_ranked_by_exact_points_and_equal_ones_share_a_rank(tmp_path):
    _, results = cluster(tmp_path)
    assert [(each.member, each.total, each.rank, each.grade) for each in results[:3]] == [
        ("lao-cai", Fraction(28), 1, "Xuất sắc"),
        ("yen-bai", Fraction("25.5"), 2, "Xuất sắc"),
        ("son-la", Fraction("25.5"), 2, "Xuất sắc"),
    ]


def test_a_member_without_data_is_not_given_nothing_but_waits_without_a_rank(tmp_path):
    _, results = cluster(tmp_path)
    waiting = results[-1]
    assert (waiting.member, waiting.rank, waiting.grade) == ("lai-chau", None, "")
    assert [criterion.ma for criterion in waiting.unmarked] == ["1", "2", "3"]
    assert (
        waiting.marks[0].explanation.startswith("chưa có số liệu")
        and waiting.marks[2].explanation == "chấm tay: chưa chấm"
    )


@pytest.mark.parametrize(
    ("place", "criterion", "sentence"),
    [
        ("yen-bai", 0, "45 HTX, bằng 90% kế hoạch (50 HTX trở lên): 9/10 điểm"),
        ("yen-bai", 1, "79,9%, thuộc bậc từ 60%: 7,5/10 điểm"),
        ("yen-bai", 2, "cụm chấm 9/10 điểm"),
        ("lao-cai", 0, "60 HTX, bằng 120% kế hoạch (50 HTX trở lên), tính tối đa 100%: 10/10 điểm"),
        ("lao-cai", 1, "80%, thuộc bậc từ 80%: 10/10 điểm"),
    ],
)
def test_every_mark_has_its_reason(tmp_path, place, criterion, sentence):
    _, results = cluster(tmp_path)
    marks = next(each.marks for each in results if each.member == place)
    assert marks[criterion].explanation == sentence


def test_points_of_the_cluster_stand_in_place_of_the_rule_and_both_are_named(tmp_path):
    _, results = cluster(tmp_path, REPORTS | {("lao-cai", "1"): Entry(Fraction(10), Fraction(6), "không đủ hồ sơ")})
    mark = next(each for each in results if each.member == "lao-cai").marks[0]
    assert mark.points == 6
    assert mark.explanation.endswith("10/10 điểm; cụm chấm 6 điểm thay cho 10 điểm theo quy tắc; không đủ hồ sơ")


def test_the_table_shows_points_class_and_who_is_still_open(tmp_path):
    block = scoreboard.score_table(*cluster(tmp_path))
    assert block.text.splitlines() == [
        "Bảng thử",
        "1 | Lào Cai | 20,0 | 8,0 | 28,0 | 1 | Xuất sắc",
        "2 | Yên Bái | 16,5 | 9,0 | 25,5 | 2 | Xuất sắc",
        "3 | Sơn La | 16,5 | 9,0 | 25,5 | 2 | Xuất sắc",
        "4 | Lai Châu | – | – | – | – | –",
        "Lai Châu: chưa đủ điểm để xếp hạng, còn «Thành lập mới», «Thành viên» và «Báo cáo».",
        "(–) chưa có số liệu, hoặc không so sánh được.",
    ]


def test_the_total_a_member_gave_itself_stands_beside_when_it_marked_everything(tmp_path):
    own = {("son-la", code): Entry(Fraction(points), None) for code, points in (("1", "9.5"), ("2", 8), ("3", 10))}
    block = scoreboard.score_table(*cluster(tmp_path, REPORTS | own))
    assert "Tự chấm" in block.html and "Sơn La | 16,5 | – | 27,5 | – | –" in block.text


def test_a_total_is_traced_to_its_criteria_and_these_to_the_indicators(tmp_path):
    block = scoreboard.score_table(*cluster(tmp_path))
    total = next(each for each in block.figures if each.name == "diem_thi_dua" and each.scope.place.id == "yen-bai")
    assert total.record()["formula"] == "9 + 7,5 + 9"
    names = [each.name for each in total.family()]
    assert {"diem_thi_dua.1", "htx_thanh_lap_moi", "ty_le_htx_thanh_vien", "so_htx"} <= set(names)


def test_totals_that_differ_never_print_alike_nor_like_a_class_they_miss(tmp_path):
    text = SHEET.replace("so_voi: kế hoạch", "so_voi: 60.001").replace("tu: 25, ten", "tu: 28, ten")
    _, results = cluster(tmp_path, text=text)
    block = scoreboard.score_table(*cluster(tmp_path, text=text))
    assert results[0].grade == "Hoàn thành" and "27,9998 | 1 | Hoàn thành" in block.text


def test_no_members_no_table(tmp_path):
    assert scoreboard.score_table(sheet(tmp_path), []) is NOTHING


# --- in a report ------------------------------------------------------------------------------------------------------

MARKS = "don_vi,tieu_chi,tu_cham,cum_cham,ghi_chu\nlao-cai,3,8,8,\nyen-bai,3,10,9,nộp muộn\nson-la,3,,9,\n"


@pytest.fixture
def of_cluster(tmp_path, monkeypatch):
    """A report of a cluster with its score sheet in files beside it, as parameters name them."""
    monkeypatch.setattr("htxoffice.scores.project_root", lambda: tmp_path)
    sheet(tmp_path)
    (tmp_path / "diem.csv").write_text(MARKS, "utf-8")
    return Report(open_scope(DATA, "cum-tay-bac-2023", Period.year(2024)))


def test_a_report_shows_leader_result_and_every_mark(of_cluster):
    lines = diem_thi_dua(of_cluster, "bang.yml", "diem.csv", tieu_de="## Chấm điểm").text.splitlines()
    assert lines[:3] == ["## Chấm điểm", "", "Tổng điểm cao nhất: Lào Cai với 28,0 điểm; 03 đơn vị đủ điểm để xếp hạng."]
    assert "1 | Lào Cai | 20,0 | 8,0 | – | 28,0 | 1 | Xuất sắc" in lines
    assert "\u00a0 | Điểm tối đa | 20 | 10 | 30 | 30 | \u00a0 | \u00a0" in lines
    assert "3 | Báo cáo | 10 | 8 | 9 | 9" in lines, "what the cluster gave"
    assert "3 | Báo cáo | 10 | 8 | 10" in lines, "what they gave themselves"
    waiting = "Điện Biên, Lai Châu, Hòa Bình và Phú Thọ: chưa đủ điểm để xếp hạng, còn "
    assert f"{waiting}«Thành lập mới», «Thành viên» và «Báo cáo»." in lines


def test_the_annex_has_the_reason_of_every_mark(of_cluster):
    diem_thi_dua(of_cluster, "bang.yml", "diem.csv")
    annex = BeautifulSoup(of_cluster.phu_luc().html, "html.parser")
    told = {each["id"].partition("~")[0]: each.text for each in annex.select("dd[id]")}
    assert told["cs-yen-bai.diem_thi_dua.1@2024-12-31"] == (
        "Yên Bái: 9 điểm; 45 HTX, bằng 90% kế hoạch (50 HTX trở lên): 9/10 điểm"
    )
    assert told["cs-yen-bai.diem_thi_dua.3@2024-12-31"] == "Yên Bái: 9 điểm; Cụm chấm 9/10 điểm; nộp muộn; diem.csv, dòng 3"


def test_every_number_of_the_sheet_is_traced(of_cluster):
    page = BeautifulSoup(diem_thi_dua(of_cluster, "bang.yml", "diem.csv").html, "html.parser")
    for traced in page.select("a[href^='#cs-'], tr > td:first-child"):
        traced.replace_with("")
    assert not re.search(r"\d", page.get_text().replace("năm 2024", ""))


def test_without_criteria_there_is_no_sheet_and_one_for_cooperatives_is_refused(of_cluster, tmp_path):
    assert diem_thi_dua(of_cluster, None) is NOTHING
    sheet(tmp_path, RATING)
    with pytest.raises(InputError, match="cần bảng điểm có doi_tuong: địa phương; đang là «HTX»"):
        diem_thi_dua(of_cluster, "bang.yml")


def test_a_report_is_made_anew_when_its_criteria_or_its_marks_changed(tmp_path):
    params = {"du_lieu": "so", "tieu_chi": "bang.yml", "cham_diem": "diem.csv"}
    job = Job("cum", "cum-tay-bac-2023", "bao_cao_cum", "", params)
    sheet(tmp_path)
    before = Inputs(tmp_path, tmp_path / "reports").of(job)
    (tmp_path / "diem.csv").write_text(MARKS, "utf-8")
    entry = {"status": DONE, "params": params, "title": "", "outputs": dict.fromkeys(job.outputs.values()), "inputs": before}
    assert reason(job, entry, Inputs(tmp_path, tmp_path / "reports")) == "bảng chấm điểm, mẫu Word hoặc lần công bố trước đã đổi"


@pytest.mark.parametrize("path", ["../bang.yml", "/etc/bang.yml", "sqlite:///bang.db", ""])
def test_parameters_name_files_of_the_project_only(path):
    given = {"don_vi": "cum-tay-bac-2023", "tu_ngay": 2023, "den_ngay": 2023, "tieu_chi": path}
    [(key, fault)] = check(KINDS.of("bao_cao_cum"), given)[1]
    assert key == "tieu_chi" and "data/tieu_chi/" in fault.expected


# --- what people enter ------------------------------------------------------------------------------------------------


def test_points_are_read_from_a_table_with_the_row_they_stand_in(tmp_path):
    file = tmp_path / "diem.csv"
    file.write_text("don_vi;tieu_chi;tu_cham;cum_cham\nyen-bai;3;9,5;\nyen-bai;1;;8.25\n", encoding="utf-8-sig")
    found = read_entries(file, sheet(tmp_path), ["yen-bai"])
    assert found["yen-bai", "3"] == Entry(Fraction("9.5"), None, "", Origin("diem.csv", 2))
    assert found["yen-bai", "1"].cluster == Fraction("8.25")


@pytest.mark.parametrize("text", [
    "sep=;\ndon_vi;tieu_chi;tu_cham\nyen-bai;3;9,5\n", "Bảng chấm điểm\n\ndon_vi,tieu_chi,tu_cham\nyen-bai,3,9.5\n",
    '"sep=,"\r\ndon_vi,tieu_chi,tu_cham\r\nyen-bai,3,"9,5"\r\n', "don_vi\ttieu_chi\ttu_cham\nyen-bai\t3\t9.5\n".replace("\t", ";"),
])  # fmt: skip
def test_points_are_found_where_the_tables_of_the_data_would_be(tmp_path, text):
    (tmp_path / "diem.csv").write_text(text, encoding="utf-8-sig")
    found = read_entries(tmp_path / "diem.csv", sheet(tmp_path), ["yen-bai"])
    assert found["yen-bai", "3"].own == Fraction("9.5")


@pytest.mark.parametrize(("cell", "said"), [
    ("1.200", "có thể là 1200 hoặc 1,200"), ("1,200", "có thể là 1200 hoặc 1,200"), ("1.2.3", "một số"), ("8..5", "một số"), ("--5", "một số"), ("1e1", "một số"),
    ("９", "một số"),
])  # fmt: skip
def test_points_that_two_people_read_as_two_numbers_are_refused(tmp_path, cell, said):
    (tmp_path / "diem.csv").write_text(f"don_vi;tieu_chi;tu_cham\nyen-bai;3;{cell}\n", "utf-8")
    with pytest.raises(InputError, match="dòng 2, cột tu_cham") as refused:
        read_entries(tmp_path / "diem.csv", sheet(tmp_path), ["yen-bai"])
    assert said in str(refused.value)


def test_points_in_utf_16_are_refused_with_what_to_do(tmp_path):
    (tmp_path / "diem.csv").write_text("don_vi\ttieu_chi\n", "utf-16")
    with pytest.raises(InputError, match="UTF-16"):
        read_entries(tmp_path / "diem.csv", sheet(tmp_path), ["yen-bai"])


def test_every_mistake_in_the_points_is_told_at_once(tmp_path):
    file = tmp_path / "diem.csv"
    file.write_text(
        "don_vi,tieu_chi,tu_cham,cum_cham\nyen-bay,1,5,5\nyen-bai,7,5,\nyen-bai,3,11,\nyen-bai,3,,=5+4\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        read_entries(file, sheet(tmp_path), ["yen-bai"])
    told = [str(fault) for fault in refused.value.faults]
    assert len(told) == 5
    assert "dòng 2, cột don_vi" in told[0] and "Có phải «yen-bai»?" in told[0]
    assert "dòng 3, cột tieu_chi" in told[1]
    assert "dòng 4, cột tu_cham: cần điểm từ 0 đến 10; đang là «11»" in told[2]
    assert "mỗi đơn vị, tiêu chí một dòng" in told[3]
    assert "không công thức" in told[4]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("don_vi,tu_cham\nyen-bai,5\n", "cần cột «tieu_chi»; đang là không có cột này"),
        ("don_vi,tieu_chi,tu_chấm\n", "Có phải «tu_cham»?"),
    ],
)
def test_a_wrong_header_is_told(tmp_path, text, sentence):
    file = tmp_path / "diem.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_entries(file, sheet(tmp_path), ["yen-bai"])
    assert sentence in str(refused.value)


# A sheet for single cooperatives: their classes stand in a register, and no report of a place takes it.
RATING = """
ten: Xếp loại thử
doi_tuong: HTX
tieu_chi:
  - {ma: a, ten: Lợi nhuận, diem_toi_da: 60, cot: loi_nhuan, bac: [{tu: 5, diem: 60}, {tu: 0, diem: 30}]}
xep_loai: [{tu: 80, ten: Tốt}, {tu: 65, ten: Khá}, {tu: 50, ten: Trung bình}, {tu: 0, ten: Yếu}]
khong_xep_loai: [{cot: so_thang, duoi: 12, ly_do: thành lập chưa đủ 12 tháng}]
"""
