"""The judgement a report opens with: what is said, in which order, and when nothing is."""

import pytest
from datasets import mid_term, year
from published import published

from htxlib import open_report
from htxlib.codelists import judgement as rules
from htxlib.codelists.judgement import Sentence, Weight
from htxlib.report.report import Report
from htxlib.sentences.judgement import SENTENCES
from htxlib.words.errors import InputError

CELL = "\n".join(f"[[{{{{ {name} | hoa }}}}.]]" for name in SENTENCES)


def said(scope) -> list[str]:
    """The sentences of the judgement, one after the other."""
    bc = Report(scope)
    return [bc.viet(f"{{{{ {name} | hoa }}}}.").text for name in SENTENCES if bc.lookup(name)]


def rows(name: str, unit: str, **values) -> str:
    """Stocks at the end of the years: y2021=443."""
    return "".join(f"yen-bai|{name}|.|{day[1:]}-12-31|{value}|{unit}\n" for day, value in values.items())


def flow(name: str, value, year: int = 2022, unit: str = "HTX") -> str:
    return f"yen-bai|{name}|{year}-01-01|{year}-12-31|{value}|{unit}\n"


def plan(name: str, value, unit: str = "HTX", measure: str = "lũy kế") -> str:
    return f"yen-bai|{name}|kế hoạch|2022-01-01|2022-12-31|{measure}|≥|{value}|.|{unit}\n"


THREE = flow("htx_thanh_lap_moi", 63) + flow("tht_thanh_lap_moi", 30, unit="THT") + flow("htx_ket_nap_moi", 20)


@pytest.mark.parametrize(("observed", "aimed", "told"), [
    (rows("so_htx", "HTX", y2022=683), "", []),
    (rows("so_htx", "HTX", y2022=683, y2021=680), "", []),
    (rows("so_htx", "HTX", y2022=483, y2021=443), "", ["So với năm trước, tổng số HTX tăng 40 HTX, lên 483 HTX."]),
    (rows("so_htx", "HTX", y2022=403, y2021=443), "", ["So với năm trước, tổng số HTX giảm 40 HTX, còn 403 HTX."]),
    (
        rows("so_htx", "HTX", y2022=1003, y2021=998), "",
        ["So với năm trước, tổng số HTX tăng 05 HTX, lên 1.003 HTX, vượt mốc 1.000 HTX."],
    ),
    (rows("so_htx", "HTX", y2022=540, y2021=500), "", ["So với năm trước, tổng số HTX tăng 40 HTX, lên 540 HTX."]),
    (
        rows("so_htx", "HTX", y2022=500, y2021=460), "",
        ["So với năm trước, tổng số HTX tăng 40 HTX, lên 500 HTX, đạt mốc 500 HTX."],
    ),
    (
        rows("so_htx", "HTX", y2022=998, y2021=1003), "",
        ["So với năm trước, tổng số HTX giảm 05 HTX, còn 998 HTX, xuống dưới mốc 1.000 HTX."],
    ),
    (
        rows("so_htx", "HTX", y2022=400, y2021=443) + rows("so_tht", "THT", y2022=700, y2021=500), "",
        [
            "So với năm trước, tổng số tổ hợp tác tăng 200 THT, lên 700 THT; tuy nhiên, tổng số HTX giảm 43 HTX, còn 400 HTX."
        ],
    ),
    (
        rows("so_htx", "HTX", y2022=395, y2021=405, y2020=400, y2019=390, y2018=380), "",
        ["So với năm trước, tổng số HTX giảm 10 HTX, còn 395 HTX, sau khi tăng liên tục trong giai đoạn 2018-2021."],
    ),
    (flow("htx_thanh_lap_moi", 63), plan("htx_thanh_lap_moi", 60), [
        "Năm 2022, toàn tỉnh vượt kế hoạch về số HTX thành lập mới (63 HTX, bằng 105% kế hoạch).",
    ]),
    (flow("htx_thanh_lap_moi", 63), plan("htx_thanh_lap_moi", 70), [
        "Năm 2022, 01 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá chưa đạt: số HTX thành lập mới (63 HTX, bằng 90% kế hoạch).",
    ]),
    (THREE, plan("htx_thanh_lap_moi", 70) + plan("tht_thanh_lap_moi", 40, "THT") + plan("htx_ket_nap_moi", 30), [
        "Năm 2022, cả 03 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá đều chưa đạt: số HTX thành lập mới (63 HTX, bằng 90% kế"
        " hoạch); số tổ hợp tác thành lập mới (30 THT, bằng 75% kế hoạch); số HTX được kết nạp mới vào Liên minh (20 HTX, bằng"
        " 67% kế hoạch).",
    ]),
    (THREE, plan("htx_thanh_lap_moi", 60) + plan("tht_thanh_lap_moi", 40, "THT"), [
        "Năm 2022, toàn tỉnh vượt 01 trong số 02 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá, đó là số HTX thành lập mới"
        " (63 HTX, bằng 105% kế hoạch).",
        "Còn 01 chỉ tiêu chưa đạt: số tổ hợp tác thành lập mới (30 THT, bằng 75% kế hoạch).",
    ]),
    (THREE, plan("htx_thanh_lap_moi", 70) + plan("tht_thanh_lap_moi", 15, "THT") + plan("htx_ket_nap_moi", 20), [
        "Năm 2022, toàn tỉnh đạt và vượt 02 trong số 03 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá;"
        " vượt cao nhất là số tổ hợp tác thành lập mới (30 THT, bằng 200% kế hoạch).",
        "Còn 01 chỉ tiêu chưa đạt: số HTX thành lập mới (63 HTX, bằng 90% kế hoạch).",
    ]),
])  # fmt: skip
def test_what_an_annual_report_judges(observed, aimed, told):
    assert said(year(observed, aimed)) == told


def test_a_fall_of_what_is_better_low_is_for_the_better(monkeypatch):
    monkeypatch.setattr(rules, "weights", lambda: {
        name: Weight(name, name, 1, 1) for name in ("so_htx", "htx_ngung_hoat_dong")
    })  # fmt: skip
    observed = rows("so_htx", "HTX", y2022=400, y2021=443) + rows("htx_ngung_hoat_dong", "HTX", y2022=10, y2021=20)
    assert said(year(observed))[0].startswith("So với năm trước, htx_ngung_hoat_dong giảm 10 HTX, còn 10 HTX; tuy nhiên, so_htx")


@pytest.mark.parametrize("observed", [
    rows("so_htx", "HTX", y2022=683) + "yen-bai|so_htx|.|2021-05-31|443|HTX\n",  # of another day
    "yen-bai|htx_thanh_lap_moi|2022-01-01|2022-06-30|63|HTX\n" + flow("htx_thanh_lap_moi", 10, 2021),  # of another length
    rows("so_htx", "HTX", y2021=443),  # no value of this year
])  # fmt: skip
def test_what_is_not_like_with_like_is_not_judged(observed):
    assert said(year(observed)) == []


def test_a_turn_needs_every_year_before_it():
    observed = rows("so_htx", "HTX", y2022=380, y2021=405, y2020=400, y2018=380)
    assert said(year(observed)) == ["So với năm trước, tổng số HTX giảm 25 HTX, còn 380 HTX."]


TARGETS = (
    "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|50|.|HTX/năm\n"
    "yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|≥|900|.|HTX\n"
    "yen-bai|thu_nhap_lao_dong_nam|nghị quyết|2020|2025|cuối kỳ|≥|60|.|triệu đồng/người/năm\n"
)


def test_what_a_mid_term_report_judges():
    observed = (
        "yen-bai|htx_thanh_lap_moi|2020|2023-05-31|214|HTX\nyen-bai|so_htx|.|2020|443|HTX\nyen-bai|so_htx|.|2023-05-31|480|HTX\n"
    )
    assert said(mid_term(observed, TARGETS)) == [
        "Đến 31/5/2023, Liên minh HTX tỉnh Yên Bái vượt 01 trong số 02 chỉ tiêu Nghị quyết đã đủ số liệu để đánh giá,"
        " đó là số HTX thành lập mới (bình quân mỗi năm 86 HTX, bằng 172% chỉ tiêu).",
        "Còn 01 chỉ tiêu chậm tiến độ: tổng số HTX (480 HTX, bằng 53% chỉ tiêu).",
        "So với đầu nhiệm kỳ, tổng số HTX tăng 37 HTX.",  # its level has been said
    ]


def test_the_order_and_the_number_of_names_are_those_of_the_list(monkeypatch):
    kinds = (Sentence(rules.CHANGED, 9, 1), Sentence(rules.MISSED, 5, 1))
    monkeypatch.setattr(rules, "sentences", lambda: {each.kind: each for each in kinds})
    observed = THREE + rows("so_htx", "HTX", y2022=600, y2021=443) + rows("so_tht", "THT", y2022=900, y2021=700)
    aimed = plan("htx_thanh_lap_moi", 70) + plan("tht_thanh_lap_moi", 15, "THT") + plan("htx_ket_nap_moi", 200)
    assert said(year(observed, aimed)) == [
        "So với năm trước, tổng số HTX tăng 157 HTX, lên 600 HTX, vượt mốc 500 HTX.",
        "Còn 02 chỉ tiêu chưa đạt, trong đó có số HTX thành lập mới (63 HTX, bằng 90% kế hoạch).",
    ]


def test_a_leap_between_two_sources_is_not_what_a_summary_leads_with():
    """119.248 of a congress in 2020 and an estimated 73.000 of a journal in 2021: two ways of counting, not 46.000 that vanished."""
    bc = open_report("ca-nuoc", "2021", du_lieu=published())
    told = [figure.name for name in SENTENCES if (sentence := bc.lookup(name)) for figure in sentence.figures]
    assert not any("so_tht" in name for name in told), told
    assert bc.so_tht.ky_truoc.tang_giam.value == -46_248, "the body says it, with both numbers"


def test_an_unknown_indicator_in_the_list_is_told(monkeypatch):
    monkeypatch.setattr(rules, "weights", lambda: {"so_hxt": Weight("so_hxt", "x", 1)})
    with pytest.raises(InputError, match="judgement.csv.*«so_hxt».*Có phải «so_htx»"):
        said(year(rows("so_htx", "HTX", y2022=683)))


# --- the passages after it -------------------------------------------------------------------------------------------

GROWN = rows("so_htx", "HTX", y2022=583, y2021=443) + rows("so_tht", "THT", y2022=50)


@pytest.mark.parametrize(("after", "printed"), [
    ("- [[A {{ so_htx }}, {{ so_htx.so_sanh }}.]]\n- [[B {{ so_tht }}.]]", "- B 50 THT."),
    ("[[B {{ so_tht }}[[, A {{ so_htx }}]].]]", "B 50 THT."),
    ("B {{ so_tht }}, {{ so_htx.so_sanh }}.", "B 50 THT."),
    ("A {{ so_htx }}.", "A 583 HTX."),  # what is not optional stays
    ("- [[A {{ so_htx }}.]]", ""),
])
def test_what_the_judgement_has_said_the_passages_after_it_do_not_say_again(after, printed):
    text = Report(year(GROWN)).viet(f"{CELL}\n\n{after}").text
    lead = "So với năm trước, tổng số HTX tăng 140 HTX, lên 583 HTX, vượt mốc 500 HTX."
    assert text == f"{lead}\n\n{printed}".strip()


def test_without_a_judgement_the_passages_say_all():
    assert Report(year(rows("so_htx", "HTX", y2022=683))).viet(f"{CELL}\n\n- [[A {{{{ so_htx }}}}.]]").text == "- A 683 HTX."


# --- before the day of a target -----------------------------------------------------------------------------------------

SIX = "yen-bai|htx_thanh_lap_moi|2022-01-01|2022-06-30|{}|HTX\n"
HTX_NOW = "yen-bai|so_htx|.|2022-06-30|{}|HTX\n"
TWO = plan("htx_thanh_lap_moi", 60) + plan("so_htx", 660, measure="cuối kỳ")
OPENED = "số HTX thành lập mới (29 HTX, bằng 48% kế hoạch)"


@pytest.mark.parametrize(("observed", "aimed", "to", "told"), [
    (SIX.format(29), plan("htx_thanh_lap_moi", 60), "2022-06-30",
     f"6 tháng đầu năm 2022, toàn tỉnh thực hiện kế hoạch về {OPENED}."),
    (SIX.format(29) + HTX_NOW.format(640), TWO, "2022-06-30",
     "6 tháng đầu năm 2022, toàn tỉnh đang thực hiện cả 02 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá,"
     " trong đó có tổng số HTX (640 HTX, bằng 97% kế hoạch)."),
    (SIX.format(70) + HTX_NOW.format(640), TWO, "2022-06-30",
     "6 tháng đầu năm 2022, toàn tỉnh vượt 01 trong số 02 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá, đó là số HTX thành lập mới"
     " (70 HTX, bằng 117% kế hoạch); 01 chỉ tiêu chưa đến hạn, đang thực hiện: tổng số HTX (640 HTX, bằng 97% kế hoạch)."),
    (SIX.format(29).replace("01-01", "04-01"), plan("htx_thanh_lap_moi", 60), "2022-06-30", ""),  # a quarter of it says nothing
    (flow("htx_thanh_lap_moi", 29), plan("htx_thanh_lap_moi", 60), "2022-12-31",
     "Năm 2022, 01 chỉ tiêu kế hoạch đã đủ số liệu để đánh giá chưa đạt: số HTX thành lập mới (29 HTX, bằng 48% kế hoạch)."),
])  # fmt: skip
def test_what_is_due_later_is_told_as_progress_and_missed_only_on_its_day(observed, aimed, to, told):
    found = [each for each in said(year(observed, aimed, when="2022-01-01", to=to)) if "kế hoạch" in each]
    assert found == ([told] if told else [])


@pytest.mark.parametrize("values", [(29, 640), (1, 1), (59, 659), (70, 640), (29, 700)])
def test_no_sentence_speaks_of_a_target_as_not_fulfilled_before_its_day(values):
    observed = SIX.format(values[0]) + HTX_NOW.format(values[1])
    whole = " ".join(said(year(observed, TWO, when="2022-01-01", to="2022-06-30")))
    assert "kế hoạch" in whole and not any(word in whole for word in ("chưa hoàn thành", "chưa đạt", "chậm tiến độ"))
