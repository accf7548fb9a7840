"""Groups and merged provinces: what is summed, weighted, marked, left out and refused, on real and on made figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import reference as ref
from datasets import data
from hypothesis import given, settings
from hypothesis import strategies as st
from where import ROOT

from htxlib.codelists import places
from htxlib.codelists.periods import Period
from htxlib.data import dataset
from htxlib.report.report import Report
from htxlib.values.groups import areas
from htxlib.values.scope import Scope, open_scope

few = settings(max_examples=15, derandomize=True, deadline=None)
NEW = "tính theo địa giới hành chính mới"
TAY_NGUYEN = ("kon-tum", "gia-lai", "dak-lak", "dak-nong", "lam-dong")  # cum-tay-nguyen-2019
OLD, LATER = date(2024, 12, 31), date(2025, 12, 31)


@pytest.fixture(scope="module")
def published():
    return dataset.read(ROOT / "data" / "cong_bo")


def at(found, place: str, start: str, end: str = "", **settings) -> Scope:
    return open_scope(found, place, Period.parse(start, end or start), **settings)


def group(rows: str, when: str = "2022", place: str = "cum-tay-nguyen-2019", **settings) -> Scope:
    """An annual report of the five provinces of a cluster; the first column is the place of a row."""
    return at(data(rows), place, when, **settings)


# --- merged provinces, real figures ----------------------------------------------------------------------------------

REBUILT = [  # new province, period, figure, its formula, what is marked
    ("lao-cai-2025", "2022-06-01", "2023-05-31", "1.138 HTX", "Lào Cai 455 + Yên Bái 683", "từ 30/6/2022 đến 31/5/2023"),
    ("thai-nguyen-2025", "2018-10-01", "2019-09-30", "623 HTX", "Bắc Kạn 167 + Thái Nguyên 456", "31/12/2018 đến hết tháng"),
]


@pytest.mark.parametrize(("place", "start", "end", "total", "formula", "marked"), REBUILT)
def test_predecessors_are_summed_and_their_dates_are_marked(published, place, start, end, total, formula, marked):
    figure = at(published, place, start, end).figure("so_htx")
    assert figure.text == total and figure.coverage.full_words == NEW
    assert str(figure.formula) == formula
    assert marked in figure.own_date and "Thời điểm số liệu" in figure.notes[0]
    assert len(figure.origins) == 2 and len(figure.sources) == 2


WITHHELD = [  # new province, period, who lacks the number of cooperatives
    ("phu-tho-2025", "2023", "2023", "Vĩnh Phúc"),
    ("phu-tho-2025", "2018", "2018", "Hòa Bình và Phú Thọ"),
    ("lao-cai-2025", "2024", "2024", "Lào Cai"),
    ("lao-cai-2025", "2022", "2024", "Lào Cai (số liệu 30/6/2022 cách quá 12 tháng)"),
    ("thai-nguyen-2025", "2020", "2020", "Bắc Kạn"),
    ("thai-nguyen-2025", "2024", "2024", "Bắc Kạn và Thái Nguyên"),
]


@pytest.mark.parametrize(("place", "start", "end", "who"), WITHHELD)
def test_without_one_predecessor_there_is_no_figure_and_the_reason_names_it(published, place, start, end, who):
    figure = at(published, place, start, end).figure("so_htx")
    assert not figure
    assert f"của {who}, đến" in str(figure.missing[0]) and str(figure.missing[0]).endswith(f"nên chưa {NEW.replace('tính', 'tính được')}")


def test_the_merged_province_s_own_figure_stands_and_its_comparison_is_withheld(published):
    scope = at(published, "thai-nguyen-2025", "2025")
    figure = scope.figure("so_htx")
    assert figure.text == "1.296 HTX"
    assert not figure.ky_truoc and "Bắc Kạn và Thái Nguyên" in str(figure.ky_truoc.missing[0])
    [note] = areas.not_compared(scope, [figure])
    assert note == (
        "Chưa so sánh được với năm 2024 theo địa giới hành chính mới, vì chưa có số liệu của đơn vị cũ Bắc Kạn và Thái"
        " Nguyên: Tổng số HTX."
    )


def test_the_report_says_why_there_is_no_comparison(published):
    report = Report(at(published, "thai-nguyen-2025", "2025"))
    report.viet("Có {{ so_htx }}[[, {{ so_htx.ky_truoc.tang_giam }} {{ so_voi_truoc }}]].")
    assert "Chưa so sánh được với năm 2024" in report.phu_luc().text


# --- merged provinces, made figures ----------------------------------------------------------------------------------

PHU_THO = """
phu-tho so_htx . 2024-12-31 500 HTX
vinh-phuc so_htx . 2024-12-31 300 HTX
hoa-binh so_htx . 2024-12-31 250 HTX
phu-tho-2025 so_htx . 2025-12-31 1113 HTX
phu-tho|thu_nhap_lao_dong|2024|2024|5|triệu đồng/người/tháng
vinh-phuc|thu_nhap_lao_dong|2024|2024|6|triệu đồng/người/tháng
hoa-binh|thu_nhap_lao_dong|2024|2024|4.1|triệu đồng/người/tháng
phu-tho lao_dong_thuong_xuyen . 2024-12-31 5000 người
vinh-phuc lao_dong_thuong_xuyen . 2024-12-31 4000 người
hoa-binh lao_dong_thuong_xuyen . 2024-12-31 1000 người
phu-tho htx_thanh_lap_moi 2025-01-01 2025-06-30 20 HTX
vinh-phuc htx_thanh_lap_moi 2025-01-01 2025-06-30 10 HTX
hoa-binh htx_thanh_lap_moi 2025-01-01 2025-06-30 5 HTX
phu-tho-2025 htx_thanh_lap_moi 2025-07-01 2025-12-31 40 HTX
"""


def merged(rows: str = PHU_THO, when: str = "2025") -> Scope:
    return at(data(rows), "phu-tho-2025", when)


def test_growth_across_the_merger_uses_the_rebuilt_series_and_says_so():
    change = merged().figure("so_htx").ky_truoc.tang_giam
    assert change.text == "tăng 63 HTX" and change.coverage.full_words == NEW
    assert merged().figure("so_htx").ky_truoc.text == "1.050 HTX"


def test_the_year_before_stands_beside_the_year_of_the_merger_with_the_note():
    report = Report(merged())
    assert (report.words["ngay_dia_gioi_moi"], report.words["cac_don_vi_cu"]) == (
        "01/7/2025", "tỉnh Hòa Bình, tỉnh Phú Thọ và tỉnh Vĩnh Phúc",
    )
    lines = report.bang_tong_hop("so_htx").text.splitlines()
    assert lines[1:] == ["1 | Tổng số HTX | HTX | 1.050 | 1.113 | 106,0", f"Cột «Thực hiện 2024» {NEW}."]


def test_with_one_predecessor_missing_the_year_before_is_empty_and_the_reason_is_told():
    report = Report(merged(PHU_THO.replace("hoa-binh so_htx . 2024-12-31 250 HTX", "")))
    assert report.bang_tong_hop("so_htx").text.splitlines()[1] == "1 | Tổng số HTX | HTX | 1.113"
    assert report.words["cac_don_vi_cu"], "other figures are compared"
    assert "vì chưa có số liệu của đơn vị cũ Hòa Bình: Tổng số HTX." in report.phu_luc().text


def test_new_boundaries_are_named_once_in_a_report_and_not_at_its_numbers():
    text = Report(merged()).viet("Từ {{ ngay_dia_gioi_moi }}: {{ so_htx.ky_truoc.tang_giam }}, lập {{ htx_thanh_lap_moi }}.").text
    assert text == "Từ 01/7/2025: tăng 63 HTX, lập 75 HTX."


def test_flows_have_no_value_at_the_start_of_a_term_so_none_is_missed():
    rows = "phu-tho-2025 htx_thanh_lap_moi 2026-01-01 2028-06-30 9 HTX\nphu-tho-2025 so_htx . 2028-06-30 9 HTX"
    made = data(rows, terms="phu-tho-2025|2025-2030|I|2026-01-01|2030-12-31|NQ")
    term = open_scope(made, "phu-tho-2025", Period.parse("2026-01-01", "2028-06-30"), None, made.terms("phu-tho-2025")[0])
    [note] = areas.not_compared(term, [term.figure("htx_thanh_lap_moi"), term.figure("so_htx")])
    assert note.endswith("Hòa Bình, Phú Thọ và Vĩnh Phúc: Tổng số HTX.")


def test_means_of_predecessors_go_by_their_weight():
    income = merged(when="2024").figure("thu_nhap_lao_dong")
    assert income.value == Fraction(5 * 5000 + 6 * 4000, 10000) + Fraction(41, 100)
    assert "trọng số là lao động làm việc thường xuyên trong HTX" in income.words


def test_a_flow_across_the_merger_is_both_parts_where_they_follow_each_other():
    assert merged().figure("htx_thanh_lap_moi").text == "75 HTX"
    without_one = "\n".join(line for line in PHU_THO.strip().splitlines() if not line.startswith("hoa-binh htx_thanh"))
    left = merged(without_one).figure("htx_thanh_lap_moi")
    assert left.text == "40 HTX" and left.ngay == "6 tháng cuối năm 2025"


def test_an_own_flow_of_the_whole_year_stands():
    rows = PHU_THO + "phu-tho-2025 htx_thanh_lap_moi 2025 2025 80 HTX"
    assert merged(rows).figure("htx_thanh_lap_moi").text == "80 HTX"


def test_a_province_that_was_not_merged_is_left_alone():
    scope = at(data("son-la so_htx . 2024-12-31 900 HTX"), "son-la", "2024")
    assert scope.figure("so_htx").coverage is None


# --- groups: what is added -------------------------------------------------------------------------------------------

FIVE = """
kon-tum so_htx . 2022-12-31 100 HTX
gia-lai so_htx . 2022-12-31 200 HTX
dak-lak so_htx . 2022-12-31 300 HTX
dak-nong so_htx . 2022-12-31 150 HTX
lam-dong so_htx . 2022-12-31 250 HTX
"""
FOUR = "\n".join(FIVE.strip().splitlines()[:4])


def test_the_members_are_summed():
    figure = group(FIVE).figure("so_htx")
    assert figure.text == "1.000 HTX" and figure.coverage.complete
    assert str(figure.formula) == "Kon Tum 100 + Gia Lai 200 + Đắk Lắk 300 + Đắk Nông 150 + Lâm Đồng 250"
    assert [origin.row for origin in figure.origins] == [2, 3, 4, 5, 6]


def test_a_missing_member_is_said_and_named_and_is_no_zero():
    figure = group(FOUR).figure("so_htx")
    assert (figure.text, figure.remark) == ("750 HTX", "ở 4/5 tỉnh")
    assert figure.notes == ("Chưa có số liệu của Lâm Đồng.",) and figure.thieu.text == "Lâm Đồng"


def test_fewer_than_half_are_no_figure_of_the_group_unless_it_was_asked_for():
    two = "\n".join(FIVE.strip().splitlines()[:2])
    figure = group(two).figure("so_htx")
    assert not figure and str(figure.missing[0]).endswith("Đắk Lắk, Đắk Nông và Lâm Đồng, đến 31/12/2022 (mới có 2/5 tỉnh)")
    asked = group(two, members_only=True, few_suffice=True).figure("so_htx")
    assert (asked.text, asked.remark) == ("300 HTX", "ở 2/5 tỉnh")
    assert not group(two).of_members().figure("so_htx"), "a table of the members has no total of two of them"
    assert not group(FIVE.strip().splitlines()[0], members_only=True, few_suffice=True).figure("so_htx"), "one member is no sum"


def test_dates_that_differ_are_marked_and_a_common_one_is_taken_where_there_is_one():
    later = FIVE.replace("lam-dong so_htx . 2022-12-31", "lam-dong so_htx . 2022-06-30")
    figure = group(later).figure("so_htx")
    assert figure.own_date == "số liệu từ 30/6/2022 đến 31/12/2022" and "Lâm Đồng 30/6/2022" in figure.notes[0]
    june = "\n".join(f"{place} so_htx . 2022-06-30 10 HTX" for place in TAY_NGUYEN)
    both = group(f"{june}\n{FOUR}").figure("so_htx")
    assert both.text == "50 HTX" and both.period.last == date(2022, 6, 30)


def test_a_stock_more_than_a_year_older_counts_as_missing():
    rows = FIVE.replace("lam-dong so_htx . 2022-12-31", "lam-dong so_htx . 2021-12-30")
    scope = at(data(rows), "cum-tay-nguyen-2019", "2021", "2022-12-31")
    assert scope.figure("so_htx").coverage.share == "4/5 tỉnh"
    assert "Không tính Lâm Đồng: số liệu 30/12/2021 cách quá 12 tháng." in scope.figure("so_htx").notes
    exactly = at(data(rows.replace("2021-12-30", "2021-12-31")), "cum-tay-nguyen-2019", "2021", "2022-12-31")
    assert exactly.figure("so_htx").coverage.complete


def test_hedges_ranges_and_units_are_carried():
    rows = """
    kon-tum|von_dieu_le|.|2022-12-31|15500|triệu đồng
    gia-lai|von_dieu_le|.|2022-12-31|20|tỷ đồng|trên
    dak-lak|von_dieu_le|.|2022-12-31|30|tỷ đồng
    """
    figure = group(rows, members_only=True).figure("von_dieu_le")
    assert (figure.value, figure.text) == (Fraction(131, 2), "khoảng 66 tỷ đồng")


def test_flows_of_a_part_of_the_period_are_marked_and_leave_the_mean():
    rows = "\n".join(f"{place} htx_thanh_lap_moi 2022 2022 10 HTX" for place in TAY_NGUYEN[:4])
    figure = group(f"{rows}\nlam-dong htx_thanh_lap_moi 2022-01-01 2022-06-30 4 HTX").figure("htx_thanh_lap_moi")
    assert (figure.text, figure.ngay) == ("44 HTX", "năm 2022, Lâm Đồng chưa đủ kỳ")
    assert figure.binh_quan_don_vi.text == "10 HTX/tỉnh/năm"


# --- groups: means and shares ----------------------------------------------------------------------------------------


def means(values: dict[str, str], weights: dict[str, int]) -> str:
    rows = [f"{place}|doanh_thu_bq_htx|2022|2022|{value}|triệu đồng/HTX/năm" for place, value in values.items()]
    rows += [f"{place}|htx_dang_hoat_dong|.|2022-12-31|{weight}|HTX" for place, weight in weights.items()]
    return "\n".join(rows)


def test_a_mean_goes_by_its_weight_and_never_without():
    values = dict(zip(TAY_NGUYEN, ("1000", "2000", "3000", "500.5", "900"), strict=True))
    figure = group(means(values, dict(zip(TAY_NGUYEN[:4], (10, 20, 30, 40), strict=True)))).figure("doanh_thu_bq_htx")
    assert figure.value == Fraction(10 * 1000 + 20 * 2000 + 30 * 3000 + 40 * Fraction("500.5"), 100)
    assert figure.remark == "ở 4/5 tỉnh" and "Không tính Lâm Đồng: thiếu trọng số." in figure.notes
    alone = group(means(values, {})).figure("doanh_thu_bq_htx")
    assert not alone and "Kon Tum (thiếu trọng số)" in str(alone.missing[0])


def test_a_half_year_s_mean_does_not_stand_for_a_year():
    values = dict.fromkeys(TAY_NGUYEN[:4], "1000")
    half = "lam-dong|doanh_thu_bq_htx|2022-01-01|2022-06-30|400|triệu đồng/HTX"
    figure = group(means(values, dict.fromkeys(TAY_NGUYEN, 10)) + "\n" + half).figure("doanh_thu_bq_htx")
    assert figure.text == "1.000 triệu đồng/HTX/năm"
    assert "Không tính Lâm Đồng: chỉ có số của 6 tháng đầu năm 2022." in figure.notes


def test_different_bases_are_refused():
    rows = [f"{place}|ty_le_htx_hieu_qua|.|2022-12-31|60|%" for place in TAY_NGUYEN]
    found = data("\n".join([*rows, *FIVE.strip().replace(" ", "|").splitlines()]))
    assert at(found, "cum-tay-nguyen-2019", "2022").figure("ty_le_htx_hieu_qua").text == "60,0%"
    raw = dict(found._raw)
    raw["so_lieu"][0].cells["mau_so"] = "htx_dang_hoat_dong"
    refused = at(dataset.Dataset(raw), "cum-tay-nguyen-2019", "2022").figure("ty_le_htx_hieu_qua")
    assert not refused and "các đơn vị dùng mẫu số khác nhau" in str(refused.missing[0])


SHARES = FIVE + """
kon-tum htx_thanh_vien_lien_minh . 2022-12-31 60 HTX
gia-lai htx_thanh_vien_lien_minh . 2022-12-31 90 HTX
dak-lak htx_thanh_vien_lien_minh . 2022-12-31 30 HTX
"""


def test_a_share_is_derived_again_over_the_members_that_have_both_inputs():
    figure = group(SHARES).figure("ty_le_htx_thanh_vien")
    assert figure.value == Fraction(100 * 180, 600) and figure.remark == "ở 3/5 tỉnh"
    assert group(SHARES).figure("so_htx").text == "1.000 HTX"


def test_a_member_that_publishes_only_the_share_is_weighed_in():
    rows = SHARES + "dak-nong ty_le_htx_thanh_vien . 2022-12-31 40 %"
    figure = group(rows).figure("ty_le_htx_thanh_vien")
    assert figure.value == Fraction(100 * 180 + 40 * 150, 750) and figure.remark == "ở 4/5 tỉnh"


def test_inputs_without_common_members_say_so():
    rows = "\n".join(line for line in SHARES.strip().splitlines() if "so_htx" not in line or line.startswith(("dak-n", "lam")))
    figure = group(rows, members_only=True).figure("ty_le_htx_thanh_vien")
    assert not figure and "của cùng các đơn vị, để tính tỷ lệ HTX là thành viên Liên minh" in str(figure.missing[0])


# --- groups: their own values, and comparisons -----------------------------------------------------------------------


def test_a_group_s_own_value_stands_with_the_members_sum_as_a_note():
    figure = group(FIVE + "cum-tay-nguyen-2019 so_htx . 2022-12-31 1010 HTX").figure("so_htx")
    assert figure.text == "1.010 HTX" and figure.coverage is None
    assert figure.notes == ("Cộng số liệu của 5/5 tỉnh: 1.000 HTX, chênh 10 HTX so với số công bố.",)
    agreeing = group(FIVE + "cum-tay-nguyen-2019 so_htx . 2022-12-31 1000 HTX").figure("so_htx")
    assert agreeing.notes[0].endswith("1.000 HTX, khớp số công bố.")
    partial = group(FOUR + "\ncum-tay-nguyen-2019 so_htx . 2022-12-31 1000 HTX")
    assert partial.figure("so_htx").notes[0].endswith("750 HTX, bằng 75,0% số công bố.")
    assert partial.figure("so_htx").bao_phu.text == "75,0%"


def test_own_and_summed_values_are_never_mixed():
    """The cluster's own 2.000 are no base for three members' 180."""
    figure = group(SHARES + "cum-tay-nguyen-2019 so_htx . 2022-12-31 2000 HTX").figure("ty_le_htx_thanh_vien")
    assert figure.value == 30 and figure.remark == "ở 3/5 tỉnh"


def test_an_own_value_of_an_indicator_stands_before_what_members_give():
    rows = """
    cum-tay-nguyen-2019|thu_nhap_lao_dong_nam|2022|2022|51.3|triệu đồng/người/năm
    kon-tum|thu_nhap_lao_dong|2022|2022|5|triệu đồng/người/tháng
    gia-lai|thu_nhap_lao_dong|2022|2022|6|triệu đồng/người/tháng
    kon-tum|lao_dong_thuong_xuyen|.|2022-12-31|100|người
    gia-lai|lao_dong_thuong_xuyen|.|2022-12-31|100|người
    """
    assert group(rows).figure("thu_nhap_lao_dong_nam").text == "51,3 triệu đồng/người/năm"
    assert group(rows, members_only=True).figure("thu_nhap_lao_dong_nam").text == "66,0 triệu đồng/người/năm"


BEFORE = FIVE.replace("2022", "2021").replace("lam-dong so_htx . 2021-12-31 250 HTX", "")


def test_growth_is_only_over_the_members_that_the_total_beside_it_rests_on():
    """Of five provinces now and four a year before there is no growth; of four now and five before, that of the four."""
    before = BEFORE.replace(" 100 ", " 90 ")
    assert not group(FIVE + before).figure("so_htx").ky_truoc.tang_giam
    five_before = FIVE.replace("2022-12-31", "2021-12-31").replace(" 100 ", " 90 ")
    comparison = group(FOUR + five_before).figure("so_htx").ky_truoc
    assert (comparison.current.text, comparison.tang_giam.text, comparison.tang_giam.remark) == ("750 HTX", "tăng 10 HTX", "ở 4/5 tỉnh")
    assert comparison.text == "740 HTX" and comparison.current is comparison.current.scope.figure("so_htx")


def test_growth_over_too_few_common_members_is_withheld():
    one = "kon-tum so_htx . 2021-12-31 90 HTX\ngia-lai so_htx . 2021-12-31 90 HTX\ndak-lak so_htx . 2021-12-31 9 HTX"
    three = "\n".join(FIVE.strip().splitlines()[2:])
    comparison = group(f"{three}\n{one}").figure("so_htx").ky_truoc
    assert not comparison and "(mới có 1/5 tỉnh)" in str(comparison.missing[0])


def test_a_series_of_a_group_keeps_to_the_same_members():
    """Two provinces first and five later is no growth."""
    rows = FIVE + "\n".join(f"{place} so_htx . 2021-12-31 90 HTX" for place in TAY_NGUYEN[:3])
    scope = group(rows)
    first, last = areas.series([scope.at(Period.year(2021)), scope], "so_htx")
    assert (first.text, last.text) == ("270 HTX", "600 HTX")


# --- a province among others -----------------------------------------------------------------------------------------


def test_rank_distance_and_share_in_the_cluster_the_region_and_the_country():
    figure = at(data(FIVE), "gia-lai", "2022").figure("so_htx")
    assert (figure.cum.hang.text, figure.vung.hang.text, figure.hang.text) == ("thứ 3 trong 05 tỉnh",) * 3
    assert figure.cum.text == "200 HTX/tỉnh" and figure.cum.chenh_lech.text == "không chênh lệch"
    assert figure.cum.ty_trong.text == "20,0%" and figure.cum.ten == "Cụm Tây Nguyên"
    assert figure.vung.ten == "vùng Tây Nguyên"
    assert not figure.ca_nuoc.hang and "mới có 5/63 địa phương" in str(figure.ca_nuoc.hang.missing[0])


def test_equal_values_share_a_rank_and_fewer_is_better_where_the_variable_says_so():
    rows = "\n".join(
        f"{place} htx_giai_the 2022 2022 {n} HTX" for place, n in zip(TAY_NGUYEN, (1, 4, 4, 9, 2), strict=True)
    )
    scope = at(data(rows), "gia-lai", "2022").figure("htx_giai_the")
    assert scope.cum.hang.text == "đồng hạng 3 trong 05 tỉnh"
    assert scope.cum.hang.words.endswith("Thứ tự: Kon Tum 01 < Lâm Đồng 02 < Gia Lai 04 = Đắk Lắk 04 < Đắk Nông 09.")


def test_the_distance_of_a_share_is_in_points():
    figure = at(data(SHARES), "gia-lai", "2022").figure("ty_le_htx_thanh_vien")
    assert figure.cum.chenh_lech.text == "cao hơn 15 điểm phần trăm"


@pytest.mark.parametrize("own", ["5.8", "5.85", "6", "5.873"])
def test_the_distance_to_the_mean_is_what_the_two_printed_numbers_give(own):
    incomes = zip(TAY_NGUYEN, ("5.1", own, "4.9", "6.4", "5.5"), (1000, 700, 900, 1300, 1100), strict=True)
    rows = "\n".join(
        f"{place}|thu_nhap_lao_dong|.|2022-12-31|{income}|triệu đồng/người/tháng\n"
        f"{place}|lao_dong_thuong_xuyen|.|2022-12-31|{weight}|lao động"
        for place, income, weight in incomes
    )
    figure = at(data(rows), "gia-lai", "2022").figure("thu_nhap_lao_dong")
    shown = [Fraction(str(each.so).replace(",", ".")) for each in (figure, figure.cum.binh_quan, figure.cum.chenh_lech)]
    assert abs(shown[0] - shown[1]) == shown[2] and figure.cum.binh_quan.decimals >= figure.decimals


def test_highest_and_lowest_name_all_that_are_equal_and_who_is_missing():
    rows = FOUR.replace(" 150 ", " 300 ")
    assert group(rows).figure("so_htx").cao_thap.text == (
        "cao nhất ở Đắk Lắk và Đắk Nông, đều là 300 HTX, tính trong 4/5 tỉnh có số liệu"
    )


def test_a_province_without_a_cluster_is_compared_with_its_region():
    figure = at(data("ha-noi so_htx . 2022-12-31 5 HTX"), "ha-noi", "2022").figure("so_htx")
    assert not figure.cum and not figure.cum.hang and figure.cum.ten == ""
    assert "cụm của thành phố Hà Nội" in str(figure.cum.missing[0])


# --- properties ------------------------------------------------------------------------------------------------------

ALL_OLD = [place.id for place in places.all(OLD)]
HEIRS = {place.id: place.predecessors or (place.id,) for place in places.all(LATER)}
numbers = st.lists(st.integers(60, 1400),  # what a province can have: anything else is withheld
                   min_size=len(ALL_OLD), max_size=len(ALL_OLD))  # fmt: skip


def country(values: list[int], others: list[int]) -> dataset.Dataset:
    rows = [f"{place} so_htx . 2024-12-31 {n + 1} HTX" for place, n in zip(ALL_OLD, values, strict=True)]
    rows += [f"{place} htx_thanh_lap_moi 2024 2024 {n} HTX" for place, n in zip(ALL_OLD, others, strict=True)]
    rows += [f"{place} htx_dang_hoat_dong . 2024-12-31 {n} HTX" for place, n in zip(ALL_OLD, others, strict=True)]
    return data("\n".join(rows))


@few
@given(numbers, numbers)
def test_the_provinces_sum_to_the_nation_in_old_and_in_new_boundaries(values, others):
    found = country(values, others)
    for boundary in (OLD, LATER):
        nation = at(found, "ca-nuoc", "2024", boundary=boundary)
        assert nation.figure("so_htx").value == sum(values) + len(values)
        assert nation.figure("htx_thanh_lap_moi").value == sum(others)
        assert len(nation.figure("so_htx").coverage.every) == len(places.all(boundary))


@few
@given(numbers, numbers)
def test_rebasing_commutes_with_aggregation(values, others):
    """Summing old provinces into new ones and those into regions gives what summing the old ones at once gives."""
    found = country(values, others)
    known = dict(zip(ALL_OLD, zip(values, others, strict=True), strict=True))
    for region in places.all(LATER, "vùng"):
        scope = at(found, region.id, "2024", boundary=LATER)
        parts = [old for member in places.members(region.id, LATER) for old in HEIRS[member.id]]
        total, active = sum(known[old][0] + 1 for old in parts), sum(known[old][1] for old in parts)
        assert scope.figure("so_htx").value == total
        assert scope.figure("ty_le_htx_hoat_dong").value == Fraction(100 * active, total)
    for place, olds in HEIRS.items():
        figure = at(found, place, "2024").figure("ty_le_htx_hoat_dong")
        assert figure.value == ref.share(sum(known[o][1] for o in olds), sum(known[o][0] + 1 for o in olds))


cells = st.tuples(st.one_of(st.none(), st.integers(60, 9999)), st.one_of(st.none(), st.integers(200, 999)))


@few
@given(st.lists(cells, min_size=5, max_size=5))
def test_a_weighted_mean_is_that_of_an_independent_formula_and_says_on_how_many_it_rests(members):
    values = {place: str(value) for place, (value, _) in zip(TAY_NGUYEN, members, strict=True) if value}
    weights = {place: weight for place, (_, weight) in zip(TAY_NGUYEN, members, strict=True) if weight}
    figure = group(means(values, weights), members_only=True).figure("doanh_thu_bq_htx")
    expected, used, _ = ref.weighted_mean(*zip(*members, strict=True))
    if used < 2:
        assert not figure
    else:
        assert (figure.value, len(figure.coverage.counted)) == (expected, used)


# --- at the edges ----------------------------------------------------------------------------------------------------


def part_of_merger(start: str, end: str, own: str) -> Scope:
    """Phú Thọ with 35 new cooperatives in the first half of 2025, and its own flow from the merger on."""
    rows = "\n".join(line for line in PHU_THO.strip().splitlines() if not line.startswith("phu-tho-2025 htx_thanh"))
    return at(data(f"{rows}\nphu-tho-2025 htx_thanh_lap_moi {own} HTX"), "phu-tho-2025", start, end)


@pytest.mark.parametrize(("start", "end", "own", "text", "when"), [
    ("2025", "2025", "2025-07-01 2025-12-31 40", "75 HTX", "2025/2025"),
    ("2025", "2025", "2025-07-01 2025-09-30 20", "55 HTX", "2025-01-01/2025-09-30"),  # nothing of the last quarter
    ("2025-01-01", "2025-07-01", "2025-07-01 2025-07-01 3", "38 HTX", "2025-01-01/2025-07-01"),  # one day of its own
])
def test_a_flow_across_the_merger_says_which_days_it_is_of(start, end, own, text, when):
    figure = part_of_merger(start, end, own).figure("htx_thanh_lap_moi")
    assert (figure.text, figure.period.iso) == (text, when)


def test_stocks_before_the_merger_stand_in_its_year_until_the_province_has_its_own():
    rows = "\n".join(f"{place} so_htx . 2025-03-31 {n} HTX" for place, n in (("phu-tho", 500), ("vinh-phuc", 300), ("hoa-binh", 250)))
    figure = merged(rows).figure("so_htx")
    assert (figure.text, figure.own_date) == ("1.050 HTX", "đến 31/3/2025")
    own = "Tổng số HTX (so_htx) của Phú Thọ, đến 01/7/2025"
    (gap,) = at(data("son-la so_htx . 2024-12-31 9 HTX"), "phu-tho-2025", "2025-01-01", "2025-07-01").figure("so_htx").missing
    assert str(gap) == own


def test_what_is_not_compared_is_told_of_the_report_s_own_figures_only():
    scope = merged("phu-tho-2025 so_htx . 2025-12-31 9 HTX\nphu-tho-2025 so_tht . 2025-12-31 9 THT\nson-la so_tht . 2025-12-31 9 THT")
    [note] = areas.not_compared(scope, [scope.figure("so_htx"), scope.member(places.get("son-la")).figure("so_tht")])
    assert note.endswith("Hòa Bình, Phú Thọ và Vĩnh Phúc: Tổng số HTX.")
    from_the_first_day = at(data("phu-tho-2025 so_htx . 2027-06-30 9 HTX"), "phu-tho-2025", "2026-07-01", "2027-06-30")
    assert areas.not_compared(from_the_first_day, [from_the_first_day.figure("so_htx")]) == []


def test_a_group_s_own_value_is_not_compared_with_what_some_of_its_members_come_to():
    own = "cum-tay-nguyen-2019 so_htx . 2022-12-31 1010 HTX"
    figure = group(f"{FIVE}{BEFORE.replace(' 100 ', ' 90 ')}\n{own}").figure("so_htx")
    assert (figure.text, figure.ky_truoc.tang_giam.text) == ("1.010 HTX", "chưa có số liệu")


SIX = ("thanh-hoa", "nghe-an", "ha-tinh", "quang-binh", "quang-tri", "hue")  # cum-bac-trung-bo-2022


@pytest.mark.parametrize(("place", "every", "now", "then", "alike"), [
    ("cum-tay-nguyen-2019", TAY_NGUYEN, slice(0, 3), slice(1, 4), ""),  # two of five
    ("cum-bac-trung-bo-2022", SIX, slice(0, 4), slice(1, 5), "ở 3/6 tỉnh"),  # half is enough
    ("cum-bac-trung-bo-2022", SIX, slice(0, 4), slice(2, 6), ""),
])
def test_years_are_compared_over_half_of_the_members_at_least(place, every, now, then, alike):
    rows = "\n".join(f"{each} so_htx . 2022-12-31 90 HTX" for each in every[now])
    rows += "\n" + "\n".join(f"{each} so_htx . 2021-12-31 50 HTX" for each in every[then])
    scope = group(rows, place=place)
    assert not scope.figure("so_htx").ky_truoc, "four provinces after four others"
    first, last = areas.series([scope.at(Period.year(2021)), scope], "so_htx")
    assert (first.remark, last.remark) == (alike, alike) and bool(first) == bool(last) == bool(alike)


def test_a_series_that_is_whole_stays_as_it_is():
    """Of a group with all its members and of a province; asked for whatever members give, two of them are enough."""
    for scope in (group(FIVE), group(FIVE, place="gia-lai")):
        assert areas.series([scope], "so_htx")[0] is scope.figure("so_htx")
    two = group("\n".join(FIVE.strip().splitlines()[:2]), members_only=True, few_suffice=True)
    assert areas.series([two], "so_htx")[0].text == "300 HTX"


def test_a_series_of_a_group_s_own_values_has_no_partial_sums_between():
    scope = group(f"{BEFORE}cum-tay-nguyen-2019 so_htx . 2022-12-31 1010 HTX")
    found = areas.series([scope.at(Period.year(year)) for year in (2020, 2021)] + [scope], "so_htx")
    assert [each.text for each in found] == ["chưa có số liệu", "chưa có số liệu", "1.010 HTX"]


@pytest.mark.parametrize(("place", "when", "count"), [
    ("cum-tay-nguyen-2019", "2024", 5), ("cum-tay-nguyen-2019", "2025", 5), ("cum-so-1-2025", "2025", 8), ("cum-so-1-2025", "2024", 8),
])
def test_a_group_has_its_members_also_before_its_first_day_and_after_its_last(place, when, count):
    assert len(areas.members(group(FIVE, when, place))) == count


def test_a_province_has_no_members():
    assert areas.members(group(FIVE, place="gia-lai")) == areas.members(at(data(PHU_THO), "phu-tho-2025", "2024")) == ()
