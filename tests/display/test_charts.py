"""Charts: same digits as the text, nothing dropped, nothing joined across a gap, small and repeatable bytes."""

import hashlib
import itertools
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from chart_samples import KINDS, growth, parts, ranking, scope, series, targets
from datasets import mid_term
from hypothesis import given, settings
from hypothesis import strategies as st
from where import ROOT

from htxlib.codelists import variables
from htxlib.codelists.periods import Period
from htxlib.codelists.units import Unit
from htxlib.display import charts
from htxlib.display.svg import FAINT, SMALL, SOFT, WIDTH, width, wrap
from htxlib.sentences.block import NOTHING
from htxlib.values.figure import Comparison

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"−?\d[\d.,]*\d|\d")


@pytest.fixture(scope="module")
def at():
    return scope()


@pytest.fixture(scope="module", params=KINDS)
def block(request, at):
    return KINDS[request.param](at)


def drawing(block) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", block.html, re.S)[0])


def words(block) -> list[str]:
    return [text.text for text in drawing(block).iter(f"{SVG}text")]


def lines(block, colour=charts.BLUE) -> list[str]:
    """The joined lines of a series: two points or more, not the dots."""
    found = [path for path in drawing(block).iter(f"{SVG}path") if path.get("stroke") == colour]
    return [path.get("d") for path in found if path.get("stroke-width") == "2.5"]


def figure(at, value, label="Chỉ tiêu", unit="HTX", end="2023-12-31", start=None, decimals=0, name="mau", **more):
    return replace(
        at.figure("so_htx"),
        name=name,
        label=label,
        unit=Unit.parse(unit),
        value=None if value is None else Fraction(value),
        decimals=decimals,
        period=Period.parse(start, end),
        inputs=(),
        **more,
    )


# --- the element -----------------------------------------------------------------------------------------------------


def test_is_a_small_clean_inline_element(block):
    root, source = drawing(block), block.html
    assert block.kind == "chart" and source.startswith('<figure class="bieu-do"><figcaption>')
    assert root.get("viewBox").startswith(f"0 0 {WIDTH} ") and root.get("role") == "img" and not root.get("width")
    assert not re.search(r"<\?xml|<!DOCTYPE|<style|<metadata|<script|clip| style=\"(?!max)", source)
    assert source.count("http") == source.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert len(source.encode()) <= 12_000


def test_has_title_and_description(block):
    root = drawing(block)
    named = root.get("aria-labelledby").split()
    assert [(child.tag, child.get("id")) for child in root[:2]] == [(f"{SVG}title", named[0]), (f"{SVG}desc", named[1])]
    assert root[0].text == block.meta["title"] and root[1].text == block.text and block.text.endswith(".")


def test_ids_are_unique_on_a_page(at):
    page = "".join(draw(at).html for draw in KINDS.values())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and all(id.startswith("bd-") for id in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


def test_words_stay_on_the_sheet_and_are_large_enough(block):
    root = drawing(block)
    height = float(root.get("viewBox").split()[3])
    for text in root.iter(f"{SVG}text"):
        size, x, y = float(text.get("font-size", 15)), float(text.get("x")), float(text.get("y"))
        wide = width(text.text, size)
        left = {"end": x - wide, "middle": x - wide / 2}.get(text.get("text-anchor"), x)
        assert left >= -0.5 and left + wide <= WIDTH + 0.5 and size <= y <= height, text.text
        assert size * 355 / WIDTH >= 9.5  # a phone of 390 px leaves 355 px


def test_no_floats_and_no_english_numbers(block):
    everything = " ".join([block.text, block.markdown, *words(block)])
    assert not re.search(r"nan|None|inf\b|-0|\d\.\d{1,2}\b(?!\.)|\d,\d{3}", everything)


# --- digits ----------------------------------------------------------------------------------------------------------


def test_prints_the_digits_of_its_figures_and_dates_only(block):
    printed = " ".join([each.text for each in block.figures] + [each.ngay for each in block.figures])
    dates = {"100", "01/7/2020", *map(str, range(2016, 2024))}
    known = set(NUMBER.findall(printed)) | set(itertools.chain(*map(NUMBER.findall, dates)))
    assert set(itertools.chain(*map(NUMBER.findall, words(block)))) <= known


def test_every_figure_has_its_sentence(block):
    assert len(block.texts) == len(block.figures) and len({each.key for each in block.figures}) == len(block.figures)
    for each, sentence in zip(block.figures, block.texts, strict=True):
        assert each.text in sentence and sentence.rstrip(".") in block.text


def test_caption_links_its_numbers(at):
    assert re.search(r'<strong>.*<a href="#cs-[^"]+"><data value="83">83</data>%</a>', targets(at).html)


def test_titles_state_the_finding(at):
    titles = {name: draw(at).meta["title"] for name, draw in KINDS.items()}
    count, least = titles["targets"].split("; ")
    assert count == "4/6 chỉ tiêu đạt và vượt (1 chưa đủ số liệu)"
    assert least == "thấp nhất: HTX nông nghiệp, bằng 83% chỉ tiêu"
    growing = "Cả 4 chỉ tiêu tăng so với đầu nhiệm kỳ; nhiều nhất: tổng số tổ hợp tác gấp 1,7 lần"
    assert titles["growth"] == growing
    assert titles["series"] == "Tổng số HTX: 390 HTX trước sáp nhập (31/12/2019), 640 HTX sau sáp nhập (31/12/2022)"
    assert titles["parts"] == "HTX nông nghiệp chiếm 60,8% tổng số HTX (683 HTX)"
    assert titles["ranking"].startswith("Tổng số HTX cao nhất ở Sơn La (901 HTX), thấp nhất ở Điện Biên (278 HTX); 3/6")


LEVEL, QUOTA = "yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|≥|{}|.|HTX", "yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|lũy kế|≥|{}|.|HTX"


@pytest.mark.parametrize(("level", "quota", "finding"), [  # at half-time 683 HTX from 443, and 214 new ones
    (1600, 293, "0/2 chỉ tiêu đạt và vượt; chậm nhất: tổng số HTX, mới đi được 21% mức tăng đề ra"),
    (1600, 1600, "0/2 chỉ tiêu đạt và vượt; chậm nhất: HTX thành lập mới, mới đạt 13% chỉ tiêu"),
    (900, 293, "0/2 chỉ tiêu đạt và vượt"),
    (600, 293, "1/2 chỉ tiêu đạt và vượt; thấp nhất: tổng số HTX, bằng 114% chỉ tiêu"),
])
def test_what_goes_its_way_is_never_called_the_lowest(level, quota, finding):
    rows = "yen-bai|so_htx|.|2020|443|HTX\nyen-bai|so_htx|.|2023-05-31|683|HTX\nyen-bai|htx_thanh_lap_moi|2020|2023-05-31|214|HTX"
    scope = mid_term(rows, f"{LEVEL.format(level)}\n{QUOTA.format(quota)}")
    assert charts.target_chart(scope.assessments(("nghị quyết",))).meta["title"] == finding


def test_own_title_wins(at):
    block = charts.parts_chart(at.figure("so_htx"), [at.figure("htx_nong_nghiep")] * 2, title="A < B")
    assert block.meta["title"] == "A < B" and "<strong>A &lt; B</strong>" in block.html


# --- what may not be dropped or joined -------------------------------------------------------------------------------


def test_targets_without_a_percentage_are_listed_with_their_verdict(at):
    shown = words(targets(at))
    assert "khoảng 95-106% – đạt" in shown  # of a range as a target
    assert any("5 triệu đồng" in each and each.endswith("– chưa đủ số liệu") for each in shown)


def test_long_bar_is_broken_and_labelled(at):
    block = targets(at)
    assert "780% – vượt" in words(block)
    broken = [path for path in drawing(block).iter(f"{SVG}path") if path.get("fill") == charts.GREEN]
    assert sum(path.get("d").count("M") for path in broken) == 1 + 4 + 1  # the key, four bars, the piece after the gap


def test_verdicts_differ_without_colour(at):
    looks = {charts._verdict_look(each).fill for each in at.assessments(("nghị quyết",)) if each.attainment}
    assert looks == {"solid", "open", "hatched"}


def test_comparisons_that_cannot_be_drawn_are_named(at):
    assert "Chưa đủ số liệu để so sánh: lao động" in growth(at).html


def test_gap_and_change_of_boundary_are_not_joined(at):
    block = series(at)
    assert len(lines(block)) == 1  # 2016-2017; 2018 and 2021 are missing, 2019 | 2020 lies across the change
    assert words(block).count("chưa có") == 2 and "sáp nhập 01/7/2020" in words(block)
    assert "Chưa có số liệu: 2018 và 2021." in block.html


def test_empty_ends_are_named_and_two_points_apart_are_no_line(at):
    years = [figure(at, value, end=f"{2015 + i}-12-31") for i, value in enumerate([None, 5, 6, None, 8, None])]
    block = charts.series_chart(years)
    assert words(block).count("chưa có") == 1 and "2015" not in words(block) and "2020" not in words(block)
    assert "Chưa có số liệu: 2015, 2018 và 2020." in block.html
    assert charts.series_chart(years[2:]) is NOTHING


def test_same_figure_twice_is_one_point(at):
    years = [figure(at, value, end=f"{2015 + i}-12-31") for i, value in enumerate([4, 5, 6])]
    assert len(charts.series_chart([*years, years[-1]]).figures) == 3


def test_part_of_a_year_is_not_joined_to_years(at):
    years = [figure(at, 100 + year, start=f"{year}", end=f"{year}") for year in (2021, 2022)]
    block = charts.series_chart([*years, figure(at, 90, start="2023-01", end="2023-08")])
    assert len(lines(block)) == 1 and "8 tháng 2023" in words(block)
    assert "tăng" not in block.meta["title"] and "giảm" not in block.meta["title"]


def test_parts_name_the_rest(at):
    block = parts(at)
    assert "Còn lại, kể cả phần chưa có số liệu" in words(block) and "38 HTX (5,6%)" in words(block)
    assert "Chưa có số liệu: quỹ tín dụng nhân dân." in block.html


def test_other_units_are_named_not_drawn(at):
    whole = at.figure("so_htx")
    block = charts.parts_chart(whole, [figure(at, 300), figure(at, 200), figure(at, 5, "Vốn", "tỷ đồng")])
    assert "Khác đơn vị tính nên không vẽ: vốn (05 tỷ đồng)." in block.html.replace("(5 tỷ", "(05 tỷ")


def test_parts_above_the_whole_are_told(at):
    whole = at.figure("htx_phi_nong_nghiep")
    block = charts.parts_chart(whole, [at.figure("htx_nong_nghiep"), at.figure("htx_thanh_vien_lien_minh")])
    assert "lớn hơn tổng" in block.html and not any("Còn lại" in each for each in words(block))


def test_share_of_another_whole_has_its_own_key(at):
    whole = at.figure("so_htx")
    of_total = {each.key for each in parts(at).figures}
    names = ("htx_nong_nghiep", "htx_phi_nong_nghiep")
    block = charts.parts_chart(at.figure("htx_thanh_vien_lien_minh"), [at.figure(name) for name in names])
    shared = {each.key for each in block.figures} & of_total
    assert {key for key in shared if "ty_trong" in key} == set() and whole.key not in shared


def test_ranking_names_those_whose_number_is_of_another_day(at):
    until = at.until.isoformat()
    block = charts.ranking_chart([("A", figure(at, 5, end=until)), ("B", figure(at, 7, end="2021-06-30")), ("D", figure(at, 1, end="2021-06-30"))])
    assert block.meta["note"] == "Số liệu đến 30/6/2021: B và D."


def test_ranking_is_by_exact_value_and_lists_the_missing(at):
    block = charts.ranking_chart([("A", figure(at, "1/2")), ("B", figure(at, "3/5")), ("D", figure(at, None))])
    assert [each for each in words(block) if each in "ABD"] == ["B", "A", "D"]
    assert "chưa có số liệu" in words(block)
    assert "Lai Châu" in words(ranking(at))


def test_one_value_is_no_chart(at):
    one, none = figure(at, 5), figure(at, None)
    assert charts.target_chart(list(at.assessments(("nghị quyết",)))[:1]) is NOTHING
    assert charts.growth_chart([Comparison(one, one, "đầu kỳ"), Comparison(one, none, "đầu kỳ")]) is NOTHING
    assert charts.series_chart([one, none]) is NOTHING and charts.series_chart([]) is NOTHING
    assert charts.parts_chart(one, [one, none]) is NOTHING and charts.parts_chart(none, [one, one]) is NOTHING
    assert charts.ranking_chart([("A", one), ("B", none)]) is NOTHING and charts.target_chart([]) is NOTHING


# --- text from data --------------------------------------------------------------------------------------------------

NASTY = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b < c", 'style="fill: red; d: x"', "$x^2$ $",
    ' d="M 0 0" id="h1" url(#h1)', "#000000", "]]>", "{{ so_htx }}", "\\", "</svg></figure>",
]


@pytest.mark.parametrize("label", NASTY)
def test_data_are_shown_literally(at, label):
    block = charts.ranking_chart([(label, figure(at, 7, label=label)), ("B", figure(at, 5))])
    assert label in words(block) and label in drawing(block)[0].text
    assert not re.search(r"<script|<img|<b>", block.html) and block.html.count("<svg") == 1


# --- bytes -----------------------------------------------------------------------------------------------------------

FRESH = """
import sys; sys.path.insert(0, "tests/helpers")
import hashlib; from chart_samples import KINDS, scope
at = scope()
drawn = {name: KINDS[name](at).html for name in sys.argv[1:]}
print(*(hashlib.sha256(drawn[name].encode()).hexdigest() for name in sorted(drawn)))
assert "matplotlib.pyplot" not in sys.modules
"""


def test_bytes_repeat_in_any_order_process_and_style(at):
    import matplotlib

    names = sorted(KINDS)
    with matplotlib.rc_context({"font.size": 33, "lines.linewidth": 9, "svg.fonttype": "path", "figure.dpi": 300}):
        here = [hashlib.sha256(KINDS[name](at).html.encode()).hexdigest() for name in names]
    root = ROOT
    for seed, order in (("1", names), ("2", names[::-1])):
        command = [sys.executable, "-c", FRESH, *order]
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": "."}
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, env=env)
        assert run.stdout.split() == here, run.stderr


def test_drawing_leaves_no_trace_in_matplotlib(at):
    import matplotlib

    before = dict(matplotlib.rcParams)
    targets(at)
    assert dict(matplotlib.rcParams) == before


def test_import_is_light():
    code = "import sys, htxlib.display.charts; assert not {'matplotlib', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


# --- look ------------------------------------------------------------------------------------------------------------


def channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def luminance(colour: str) -> float:
    """WCAG 2: relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def blend(ink: str, ground: str, opacity: float) -> str:
    mixed = [round(a * opacity + b * (1 - opacity)) for a, b in zip(channels(ink), channels(ground), strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize(("ink", "ground"), [("#1d2226", "#ffffff"), ("#1d2226", "#f4f4f0"), ("#e4e6e4", "#171b1e")])
def test_contrast_on_every_ground(ink, ground):
    assert all(contrast(colour, ground) >= 3 for colour in (charts.GREEN, charts.BLUE, charts.RED, charts.GREY))
    assert contrast(blend(ink, ground, SOFT), ground) >= 4.5
    assert all(contrast(ink, colour) >= 3 for colour in (charts.GREEN, charts.BLUE))  # ticks and the mean on a bar
    assert contrast(blend(charts.GREY, ground, FAINT), ground) < 1.5  # the track recedes


def test_width_estimate_is_that_of_the_widest_font():
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    font = FT2Font(findfont("DejaVu Sans"))
    font.set_size(100, 72)
    for label in [each.label for each in variables.load().values()] + ["780%", "1.481 tỷ đồng", "trên 684"]:
        font.set_text(label)
        real = font.get_width_height()[0] / 64
        assert 0.99 * real <= width(label, 100) <= 1.15 * real, label


def test_wrap_keeps_every_word():
    text = "Tỷ lệ cán bộ quản lý HTX có trình độ từ sơ cấp trở lên"
    broken = wrap(text, 150, SMALL)
    assert " ".join(broken) == text and len(broken) > 1 and all(width(line, SMALL) <= 150 for line in broken)
    assert wrap("mộttừrấtdài", 5) == ["mộttừrấtdài"] and wrap("", 5) == [""]


def test_longest_cuts_only_what_dwarfs_the_rest():
    assert charts.longest([Fraction(v) for v in (172, 101, 100)]) == 172
    assert charts.longest([Fraction(v) for v in (780, 101, 100)]) == 150
    assert charts.longest([Fraction(v) for v in (780, 650, 100)]) == 780


values = st.lists(st.fractions(-10_000, 10**7, max_denominator=40), min_size=2, max_size=12)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(values, st.integers(0, 2))
def test_any_values_can_be_drawn(numbers, decimals):
    at = scope_once()
    figures = [figure(at, value, end=f"{2000 + i}-12-31", decimals=decimals) for i, value in enumerate(numbers)]
    pairs = [Comparison(one, two, "kỳ trước") for one, two in itertools.pairwise(figures)]
    blocks = [
        charts.series_chart(figures),
        charts.ranking_chart([(f"Tỉnh {i}", each) for i, each in enumerate(figures)], mean=figures[0]),
        charts.growth_chart(pairs),
        charts.parts_chart(figures[0], figures[1:]),
    ]
    for block in filter(None, blocks):
        test_words_stay_on_the_sheet_and_are_large_enough(block)
        assert not re.search("nan|inf", block.html)


def scope_once(kept=[]):  # noqa: B006
    kept or kept.append(scope())
    return kept[0]

