"""What is missing, an arithmetic and a name keep their parts until they are printed."""

from __future__ import annotations

import copy
import pickle

import pytest
from datasets import year

from htxlib.checks import from_faults
from htxlib.report.annex import annex, data_notes
from htxlib.values.figure import Figure
from htxlib.values.gap import Gap
from htxlib.words.errors import Fault, InputError
from htxlib.words.label import Label, inside
from htxlib.words.location import Location

AIM = "yen-bai|{}|kế hoạch|2022|2022|{}|≥|{}|.|{}"


def explained(figure: Figure) -> dict[str, list[tuple[str, str]]]:
    """Each line of the figure's entry in the annex, by its first word, as words and where they lead."""
    block = annex(figure.scope, [figure], [], [])
    start = next(at for at, part in enumerate(block.parts) if part.id == f"cs-{figure.key}") + 1
    found = {}
    for part in block.parts[start:]:
        if part.kind != "detail":
            break
        found[part.text.split(":")[0]] = [(span.words, span.link) for span in part.spans]
    return found


def links(line: list[tuple[str, str]]) -> dict[str, str]:
    return {words: link.partition("@")[0].rpartition(".")[2] for words, link in line if link}


def test_a_constant_that_prints_like_an_input_leads_nowhere():
    scope = year("yen-bai|htx_thanh_lap_moi|2022|2022|78|HTX", AIM.format("htx_thanh_lap_moi", "lũy kế", 100, "HTX"))
    line = explained(scope.assessments(("kế hoạch",))[0].attainment)["Cách tính"]
    assert "".join(words for words, _ in line).endswith("100 × 78 / 100 = 78%.")
    assert [words for words, link in line if link] == ["78", "100"] and links(line)["100"] == "ke_hoach"
    assert line.index(next(each for each in line if each[0] == "78")) < line.index(
        next(each for each in line if each[1] and each[0] == "100")
    )


def test_two_inputs_that_print_alike_lead_each_to_its_own_entry():
    scope = year("yen-bai|so_htx|.|2022-12-31|50|HTX\nyen-bai|htx_dang_hoat_dong|.|2022-12-31|50|HTX")
    line = explained(scope.figure("ty_le_htx_hoat_dong"))["Cách tính"]
    assert [link.partition("@")[0] for _, link in line if link] == ["#cs-yen-bai.htx_dang_hoat_dong", "#cs-yen-bai.so_htx"]


def test_a_number_in_another_scale_leads_to_its_entry_and_is_named_as_it_was_given():
    scope = year("yen-bai|tien_vay|2022|2022|1.7|tỷ đồng\nyen-bai|du_an_vay|2022|2022|6|dự án")
    found = explained(scope.figure("tien_vay_bq_du_an"))
    assert links(found["Cách tính"]) == {"1.700": "tien_vay", "06": "du_an_vay"}
    assert links(found["Từ"]) == {"1,7 tỷ đồng": "tien_vay"}


def test_gaps_of_one_place_and_time_are_told_together_without_codes():
    at = ("Yên Bái", "đến 31/12/2022")
    gaps = (
        Gap("Tổng số HTX", "so_htx", *at),
        Gap("Tổng vốn điều lệ của HTX", "tong_von_dieu_le", *at),
        Gap("số năm của nhiệm kỳ"),
    )
    (figure,) = [year("yen-bai|so_tht|.|2022-12-31|5|THT").figure("so_htx").gap("x", *gaps)]
    assert data_notes([], [figure]) == [
        "Chưa có số liệu của Yên Bái, đến 31/12/2022: Tổng số HTX; Tổng vốn điều lệ của HTX.",
        "Chưa có số liệu: số năm của nhiệm kỳ.",
    ]


@pytest.mark.parametrize(
    ("made", "begins"),
    [
        (Label("Tổng số HTX"), True),
        (Label("Tổng số HTX").to(", bình quân năm"), True),
        (Label("Tổng số HTX nông nghiệp"), False),  # another number whose name begins alike
        (Label("Tổng số HTX", "Yên Bái"), False),
    ],
)
def test_a_name_knows_what_is_made_of_it(made, begins):
    assert Label("Tổng số HTX").begins(made) is begins


def test_a_name_of_a_member_is_also_that_of_all():
    name = Label("Tổng số HTX").of("Yên Bái").to(": số lần so với đầu kỳ")
    assert name == "Tổng số HTX, Yên Bái: số lần so với đầu kỳ" and name.of_all == "Tổng số HTX: số lần so với đầu kỳ"
    for again in (pickle.loads(pickle.dumps(name)), copy.deepcopy(name)):
        assert (again, again.of_all) == (name, name.of_all)


@pytest.mark.parametrize(
    ("name", "said"), [("Tổng số HTX", "tổng số HTX"), ("HTX giải thể", "HTX giải thể"), ("Ô tô", "ô tô")]
)
def test_inside_a_sentence_only_an_abbreviation_keeps_its_capitals(name, said):
    assert inside(name) == said


@pytest.mark.parametrize(
    ("at", "row"),
    [
        (Location(row=12, column="gia_tri"), 12),
        (Location(row=7, letters="B"), 7),
        ("tham số don_vi", 0),
        ("dòng 5 của thư", 0),
    ],
)
def test_a_finding_has_the_row_of_its_mistake(at, row):
    fault = Fault("số", "chữ", "Sửa.", "so_lieu.csv", at=at)
    assert [finding.row for finding in from_faults([fault])] == [row]
    assert pickle.loads(pickle.dumps(InputError(fault))).faults == (fault,)


def test_no_part_of_a_location_forges_a_line():
    fault = Fault("số", "chữ", "Sửa.", at=Location("ô\nLỖI", row=3, column="x\u202e"))
    assert fault.cell == "ô‹U+000A›LỖI, dòng 3, cột x‹U+202E›" and fault.at.row == 3
