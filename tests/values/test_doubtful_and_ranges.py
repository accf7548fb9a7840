"""A range stays a range in what is computed from it; a source that is a copy or was read once says so."""

import pytest
from datasets import OBSERVED, mid_term, raws

from htxlib.codelists.periods import Moment, Period
from htxlib.data.dataset import Dataset, Origin, read
from htxlib.data.tables import Raw
from htxlib.report.report import Report
from htxlib.values.scope import open_scope
from htxlib.words.errors import InputError


def ranged(*lines):
    return Dataset({"so_lieu": raws("so_lieu", OBSERVED, "\n".join(lines))})


def figure(name, *lines):
    return open_scope(ranged(*lines), "yen-bai", Period(Moment.parse("2023-01-01"), Moment.parse("2023-12-31"))).figure(name)


MONTH = "yen-bai thu_nhap_lao_dong . 2023-12-31 2.5 triệu|đồng/người/tháng . . . 3".replace(" ", "|").replace("triệu|đồng", "triệu đồng")
MEMBERS = "yen-bai thanh_vien_htx . 2023-12-31 1000 người . . . 1200".replace(" ", "|")
TOTAL = "yen-bai so_htx . 2023-12-31 10 HTX . . . .".replace(" ", "|")
TOTAL_OBSERVED = "yen-bai so_htx . 2023-12-31 10 HTX . . . 20".replace(" ", "|")


def test_twelve_months_of_a_range_are_a_range():
    assert figure("thu_nhap_lao_dong_nam", MONTH).text == "30-36 triệu đồng/người/năm"


def test_a_range_above_and_below_the_line():
    assert figure("thanh_vien_bq_htx", MEMBERS, TOTAL).text == "100-120 người/HTX"
    exact = MEMBERS.replace("|1200", "|.")
    found = figure("thanh_vien_bq_htx", exact, TOTAL_OBSERVED)
    assert (found.value, found.upper) == (50, 100)


def test_of_two_ranges_the_result_is_all_that_both_allow():
    found = figure("thanh_vien_bq_htx", MEMBERS, TOTAL_OBSERVED)
    assert (str(found.formula), found.text) == ("1.000-1.200 / 10-20", "50-120 người/HTX")


# --- sources ----------------------------------------------------------------------------------------------------------


def cited(trust):
    source = Raw({"nguon": "a", "tieu_de": "Bài A", "do_tin_cay": trust}, Origin("nguon.csv", 2))
    made = Dataset({"so_lieu": raws("so_lieu", OBSERVED, "yen-bai so_htx . 2023-12-31 683 HTX . . a"), "nguon": [source]})
    bc = Report(open_scope(made, "yen-bai", Period(Moment.parse("2023-01-01"), Moment.parse("2023-12-31"))))
    bc.viet("Có {{ so_htx }}.")
    return bc.phu_luc().html


@pytest.mark.parametrize("trust", ["thứ cấp", "đọc một lần", "thứ cấp, đọc một lần"])
def test_the_list_of_sources_says_what_is_known_against_one(trust):
    assert f"Bài A ({trust})" in cited(trust)


def test_nothing_is_said_of_a_source_that_was_read_again():
    assert "thứ cấp" not in cited("") and "đọc một lần" not in cited("")


def test_a_word_that_is_none_is_refused_with_its_place(tmp_path):
    (tmp_path / "nguon.csv").write_text("nguon,tieu_de,do_tin_cay\na,Bài A,thứ câp\n", "utf-8")
    with pytest.raises(InputError, match="nguon.csv.*do_tin_cay.*thứ cấp.*Có phải «thứ cấp»"):
        read(tmp_path)


def test_a_column_that_is_not_there_is_no_mistake():
    assert mid_term("yen-bai so_htx . 2023-05-31 683 HTX").figure("so_htx")
