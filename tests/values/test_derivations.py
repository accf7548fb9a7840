"""Every printed formula, typed into a calculator as it is printed, gives the printed number with its sign."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import calculator
import pytest
from calculator import Claim
from datasets import data, mid_term, year
from hypothesis import given, settings
from hypothesis import strategies as st

from htxlib.checks import run_checks
from htxlib.codelists import places
from htxlib.codelists.periods import Moment, Period
from htxlib.codelists.units import Unit
from htxlib.data import dataset
from htxlib.report.report import open_report
from htxlib.values.assess import assess
from htxlib.values.derivation import Arithmetic, Constant, Number
from htxlib.values.figure import Figure
from htxlib.values.scope import open_scope
from htxlib.values.targets import rounded_up
from htxlib.words.text import round_half_up

some = settings(max_examples=80, derandomize=True, deadline=None)
PUBLISHED = dataset.read("data/cong_bo")
# What a sentence may ask of a figure.
DERIVED = ("tang_giam", "tang_giam_pct", "so_lan", "binh_quan_nam", "ty_trong", "binh_quan_don_vi", "bao_phu")
COMPARED = ("tang_giam", "tang_giam_pct", "bang_pct", "so_lan", "tang_binh_quan_pct")
AMONG = ("chenh_lech", "ty_trong", "binh_quan")


def family(figure: Figure, peers: bool = False) -> dict[str, Figure]:
    """A figure, what is derived from it, and what they all were computed from, by key."""
    asked = [figure, *(getattr(figure, name) for name in DERIVED)]
    asked += [getattr(figure.usual, name) for name in COMPARED]
    if peers:
        asked += [getattr(among, name) for among in (figure.cum, figure.vung, figure.ca_nuoc) for name in AMONG]
    return {each.key: each for one in asked for each in one.family()}


def claims(figures) -> list[Claim]:
    return [claim for each in figures if (claim := calculator.of_record(each.record()))]


def refuted(found: list[Claim]) -> list[str]:
    return [why for claim in found if (why := claim.refuted())]


# --- what is published ------------------------------------------------------------------------------------------------

REPORTS = [
    (place, str(2016 + at % 9))
    for at, place in enumerate(PUBLISHED.places()[::4])
    if places.get(place).start is None or places.get(place).start.year < 2016 + at % 9
]
AMONG_OTHERS = [("ca-nuoc", "2021"), ("cum-tay-bac-2023", "2023"), ("yen-bai", "2022"), ("hoa-binh", "2022")]
REPORTS += AMONG_OTHERS


def test_every_formula_of_the_published_figures_comes_to_what_is_printed(monkeypatch):
    monkeypatch.setattr("htxlib.report.report.dataset_at", lambda *_: PUBLISHED)
    found = []
    for place, when in REPORTS:
        for at, figure in enumerate(open_report(place, when).figures()):
            found += claims(family(figure, peers=at % 9 == 0 and (place, when) in AMONG_OTHERS).values())
    assert len(found) > 200
    assert refuted(found) == []


@pytest.mark.parametrize(
    ("place", "until"), [("yen-bai", "2023-05-31"), ("phu-tho", "2023-08"), ("quang-tri", "2023-06-30")]
)
def test_every_formula_of_a_mid_term_comes_to_what_is_printed(monkeypatch, place, until):
    monkeypatch.setattr("htxlib.report.report.dataset_at", lambda *_: PUBLISHED)
    term = PUBLISHED.terms(place)[-1] if PUBLISHED.terms(place) else None
    bc = open_report(place, until, nhiem_ky=term.name if term else None, so_nam_da_qua=Fraction(29, 12) if term else None)
    judged = [figure for each in bc.muc_tieu for figure in (each.actual, each.attainment, each.points, each.pace)]
    found = claims(each for figure in bc.figures() for each in family(figure).values())
    found += claims(each for figure in judged for each in figure.family())
    assert found
    assert refuted(found) == []


def test_every_sum_that_a_check_writes_is_right():
    found = [
        claim
        for place in ("yen-bai", "hoa-binh", "phu-tho", "da-nang", "ca-nuoc", "cum-tay-bac-2023")
        for finding in run_checks(PUBLISHED, place, all_published=True)
        for claim in calculator.of_message(finding.message, f"{finding.file}, {finding.row}")
    ]
    assert len(found) > 20
    assert refuted(found) == []


# --- what might be ----------------------------------------------------------------------------------------------------

MONEY = ("đồng", "triệu đồng", "tỷ đồng")
parts = st.integers(1, 9_999_999)


def decimal(whole: int, digits: int) -> str:
    text = f"{whole:0{digits + 1}d}"
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


@given(
    st.lists(st.tuples(parts, st.integers(0, 3)), min_size=4, max_size=4),
    st.sampled_from([("triệu đồng", "tỷ đồng"), ("tỷ đồng", "triệu đồng")]),
)
@some
def test_money_of_any_digits_in_two_units(values, units):
    now, then, loans, before = (decimal(*value) for value in values)
    scope = year(f"""
        yen-bai|von_dieu_le|.|2022-12-31|{now}|{units[0]}
        yen-bai|von_dieu_le|.|2021-12-31|{then}|{units[1]}
        yen-bai|so_htx|.|2022-12-31|{values[2][0] % 900 + 1}|HTX
        yen-bai|so_htx|.|2021-12-31|{values[3][0] % 900 + 1}|HTX
        yen-bai|tong_doanh_thu|2022-01|2022-06|{loans}|{units[0]}
        yen-bai|tong_doanh_thu|2022-07|2022-12|{before}|{units[1]}
    """)
    names = ("von_dieu_le", "von_dieu_le_bq_htx", "tong_doanh_thu", "so_htx")
    known = [name for name in names if name in (*scope.known_variables(), "von_dieu_le_bq_htx")]
    assert refuted(claims({key: each for name in known for key, each in family(scope.figure(name)).items()}.values())) == []


@given(
    parts,
    parts,
    st.integers(1, 60),
    st.integers(1, 9999),
    st.sampled_from(["bình quân năm", "lũy kế", "cuối kỳ", "so với gốc"]),
)
@some
def test_targets_paces_and_means_of_any_number_of_months(reached, opening, months, goal, measure):
    name, unit = ("so_htx", "HTX") if measure in ("cuối kỳ", "so với gốc") else ("htx_thanh_lap_moi", "HTX")
    goal_unit = "%" if measure == "so với gốc" else "HTX/năm" if measure == "bình quân năm" else "HTX"
    base = "2020" if measure == "so với gốc" else "."
    scope = mid_term(
        f"""
        yen-bai|so_htx|.|2023-05-31|{reached % 2000 + 1}|HTX
        yen-bai|so_htx|.|2020|{opening % 2000 + 1}|HTX
        yen-bai|htx_thanh_lap_moi|2020|2023-05-31|{reached % 500 + 1}|HTX
        """,
        f"yen-bai|{name}|nghị quyết|2020|2025|{measure}|≥|{goal}|.|{goal_unit}|{base}",
        years=None,
    )
    scope = replace(scope, years=Fraction(months, 12), found={})
    each = assess(scope, scope.targets_of(name)[0])
    asked = [figure for one in (each.actual, each.attainment, each.points, each.pace) for figure in one.family()]
    assert refuted(claims([*asked, *family(scope.figure("htx_thanh_lap_moi")).values()])) == []


@given(parts, parts, st.integers(1, 9))
@some
def test_growth_over_years_takes_a_root(now, then, years):
    observed = f"""
        yen-bai|so_htx|.|{2013 + years}-12-31|{now % 2000 + 20}|HTX
        yen-bai|so_htx|.|2013-12-31|{then % 2000 + 20}|HTX
    """
    period = Period.year(2013 + years)
    scope = open_scope(data(observed), "yen-bai", Period(Moment.parse("2014"), period.end))
    found = scope.figure("so_htx").dau_ky.tang_binh_quan_pct
    assert found and refuted(claims([found])) == []
    assert f"^(1/{years})" in str(found.formula)


@given(st.lists(parts, min_size=3, max_size=3), st.integers(0, 500))
@some
def test_ranges_come_to_ranges(values, more):
    low = values[0] % 1000 + 1
    scope = year(f"""
        yen-bai|thanh_vien_htx|.|2022-12-31|{low}|người|.|.|.|{low + more}
        yen-bai|so_htx|.|2022-12-31|{values[1] % 300 + 1}|HTX
        yen-bai|htx_thanh_lap_moi|2022|2022|{values[2] % 20 + 1}|HTX|.|.|.|{values[2] % 20 + 1 + more}
    """)
    figures = [each for name in ("thanh_vien_bq_htx", "htx_thanh_lap_moi") for each in family(scope.figure(name)).values()]
    assert refuted(claims(figures)) == []


# --- with the digits that are needed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "decimals", "formula"),
    [
        ([(Fraction(538, 100), 1), (Fraction(492, 100), 1)], 1, "100 × 5,38 / 4,92"),
        ([(Fraction(500), 0), (Fraction(400), 0)], 1, "100 × 500 / 400"),
        ([(Fraction(1, 3), 0), (Fraction(2, 3), 0)], 1, "100 × 0,3333 / 0,6667"),
    ],
)
def test_an_operand_has_as_many_decimals_as_the_result_needs(values, decimals, formula):
    done = Arithmetic(lambda part, whole: 100 * part / whole, tuple(Number(*each) for each in values))
    assert str(done.written(decimals)) == formula


def test_a_number_of_years_is_written_exactly():
    done = Arithmetic(lambda flow, years: flow / years, (Number(Fraction(34)), Constant(Fraction(29, 12))))
    assert str(done.written(0)) == "34 / (29 / 12)"


def test_a_fall_is_told_with_its_sign_and_its_word():
    found = (
        year("""
        yen-bai|so_htx|.|2022-12-31|89|HTX
        yen-bai|so_htx|.|2021-12-31|104|HTX
    """)
        .figure("so_htx")
        .tang_giam
    )
    assert (str(found.formula), found.result_text, found.text) == ("89 − 104", "= −15 HTX, tức giảm 15 HTX", "giảm 15 HTX")


HEDGED = "khoảng"


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        (("27000", HEDGED), ("26400", "."), "27.000 − 26.400 ≈ 1.000 người (làm tròn đến hàng nghìn)"),
        (
            ("23000", HEDGED),
            ("69248", "."),
            "23.000 − 69.248 ≈ −46.000 người (làm tròn đến hàng nghìn), tức giảm 46.000 người",
        ),
        (("27000", "."), ("26400", "."), "27.000 − 26.400 = 600 người"),
        (("27000", HEDGED), ("26000", "."), "27.000 − 26.000 = 1.000 người"),
    ],
)
def test_a_result_that_is_cut_to_what_its_inputs_bear_says_so(now, then, told):
    found = year(f"""
        yen-bai|thanh_vien_htx|.|2022-12-31|{now[0]}|người|{now[1]}
        yen-bai|thanh_vien_htx|.|2021-12-31|{then[0]}|người|{then[1]}
    """).figure("thanh_vien_htx")
    line = f"{found.tang_giam.formula} {found.tang_giam.result_text}"
    assert line == told
    assert refuted(claims([found.tang_giam])) == []
    assert refuted([calculator.of_entry(f"Cách tính: Hiệu của hai mức đã in: {line}.")]) == []


def test_what_is_hedged_bears_no_more_digits_in_another_unit():
    rows = """
        yen-bai|von_dieu_le|.|2022-12-31|27000|triệu đồng|khoảng
        yen-bai|von_dieu_le|.|2021-12-31|26400|triệu đồng
    """
    more = year(rows).figure("von_dieu_le").tang_giam
    shown = [more, *(more.converted(Unit.parse(unit)) for unit in ("tỷ đồng", "đồng"))]
    assert [each.worth for each in shown] == [1000, 1, 1000 * 10**6]


@pytest.mark.parametrize(("value", "by", "decimals", "rounding", "told"), [
    (100 * 72, 75, 0, round_half_up, "7.200 / 75 = 96"), (100 * 446, 476, 0, round_half_up, "44.600 / 476 ≈ 94"),
    (389, 7, 0, round_half_up, "389 / 7 ≈ 56"), (389, 7, 1, round_half_up, "389 / 7 ≈ 55,6"),
    (186, 2.5, 0, rounded_up, "186 / 2,5 ≈ 75"), (150, 2.5, 0, rounded_up, "150 / 2,5 = 60"),
])
def test_only_what_comes_to_the_print_without_rounding_equals_it(value, by, decimals, rounding, told):
    done = Arithmetic(lambda one, two: one / two, (Number(Fraction(value)), Constant(Fraction(by))), rounding=rounding)
    shown = rounding(done.result.low, decimals)
    figure = replace(year("").figure("so_htx"), value=shown, decimals=decimals, done=done, missing=())
    assert f"{figure.formula} {figure.equals} {figure.so}" == told


# --- the calculator itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1.481 − 1.027", (454,)),
        ("100 × (1 / 4 − 1)", (-75,)),
        ("Yên Bái 683 + Bà Rịa - Vũng Tàu 1,5", (Fraction(1369, 2),)),
        ("12 × 2,5-3", (30, 36)),
        ("12 × từ 2,5 đến 3", (30, 36)),
        ("8 − (−5)", (13,)),
        ("khoảng 8.200 (30/6/2016) − hơn 33.000 (năm 2015)", (-24800,)),
        ("(Lai Châu 4 × 2 + Hòa Bình 6 × 2) / (2 + 2)", (5,)),
        ("√(9 / 4)", (Fraction(3, 2),)),
        ("((27 / 8)^(1/3) − 1) × 100", (50,)),
    ],
)
def test_the_calculator_reads_what_is_printed(text, ends):
    assert calculator.value(text) == ends


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("89 − 104", "15"),
        ("100 × 553 / 683", "81,1"),
        ("12 × 2,5-3", "30"),
        ("100 × (105 / 119 − 1)", "11,8"),
        ("3,2 / 1.481", "2,2"),
        ("100 × 553 / ", "81,0"),
        ("27.000 − 26.400", "1.000"),
    ],
)
def test_a_formula_that_is_wrong_is_seen(formula, result):
    assert Claim("", formula, result).refuted()


@pytest.mark.parametrize(("formula", "result", "equal", "wrong"), [
    ("389 / 7", "56", True, True), ("389 / 7", "56", False, False), ("392 / 7", "56", True, False),
])
def test_what_is_rounded_and_printed_as_equal_is_seen(formula, result, equal, wrong):
    assert bool(Claim("", formula, result, equal=equal).refuted()) == wrong


def test_an_entry_of_the_annex_and_a_line_of_a_check_are_read():
    entry = "Cách tính: Hiệu của hai mức đã in: 89 − 104 (31/12/2021) = −15 HTX, tức giảm 15 HTX."
    assert calculator.of_entry(entry) == Claim("", "89 − 104 (31/12/2021)", "−15", equal=True)
    cut = "Cách tính: Hiệu của hai mức đã in: 27.000 − 26.400 ≈ 1.000 HTX (làm tròn đến hàng nghìn)."
    assert calculator.of_entry(cut) == Claim("", "27.000 − 26.400", "1.000", zeros=3)
    line = "Tổng số HTX: công bố 8%, nhưng tính lại 100 × (50,88 / 49,92 − 1) ≈ 1,92%. Dùng số tính lại."
    assert calculator.of_message(line) == [Claim("", "100 × (50,88 / 49,92 − 1)", "1,92")]
