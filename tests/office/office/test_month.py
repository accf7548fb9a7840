"""From a filled form to a report: what the form asks, what is refused before anything is written, what the next form knows.

Nothing is built here: tests/whole/test_office_month.py does.
"""

from __future__ import annotations

import openpyxl
import pytest
import yaml
from an_office import FIGURES, filled, run

from htxlib.codelists.periods import Period
from htxlib.data.workbook import workbook
from htxoffice.intake import asks
from htxoffice.office import month, project
from htxoffice.office.publication import Publication, is_by_hand
from htxoffice.settings.kind import Kinds


@pytest.fixture
def office(tmp_path, monkeypatch):
    project.init(tmp_path, "son-la")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def form(office):
    run("workbook", "q1.xlsx", "--period", "2026-Q1")
    return office / "q1.xlsx"


def there(office):
    return sorted(path.relative_to(office).as_posix() for path in office.rglob("*") if path.is_file() and path.suffix != ".xlsx")


@pytest.fixture
def unbuilt(monkeypatch):
    """The step up to the build, which is noted."""
    built = []
    monkeypatch.setattr(month, "build", lambda params_files, reports: built.append(params_files) or 0)
    return built


SPOILED = {  # what a person did → what the sentence says
    "no end of the period": ({"Đến_ngày": None}, "trang «Báo cáo», ô B4: cần Đến ngày của kỳ báo cáo"),
    "a day that is none": ({"Ngày_ký": "31/13/2026"}, "ô B12: cần ngày có trong lịch"),
    "the end before the start": ({"Từ_ngày": "01/04/2026"}, "ô B3: cần ngày đầu kỳ không sau ngày cuối kỳ"),
    "a term by one year": ({"Nhiệm_kỳ": "2025"}, "ô B6: cần nhiệm kỳ dạng 2020-2025"),
    "a term that nobody declared": ({"Nhiệm_kỳ": "2025-2030"}, "ô B6: cần nhiệm kỳ đã khai; đang là «2025-2030»"),
    "a term that is over": ({"Nhiệm_kỳ": "2015-2020"}, "cần kỳ báo cáo thuộc nhiệm kỳ"),
    "a number without its sign": ({"Số_ký_hiệu": "12 BC"}, "ô B10: cần Số, ký hiệu: số và ký hiệu: 12/BC-LMHTX"),
    "another word than yes and no": ({"So_với_tỉnh_khác": "tùy"}, "ô B8: cần «có» hoặc «không»"),
    "the period of another quarter": ({"Từ_ngày": "01/04/2026", "Đến_ngày": "30/06/2026"}, "cần có số của quý II/2026"),
}


@pytest.mark.parametrize("mistake", SPOILED)
def test_what_the_report_cannot_be_is_told_at_its_cell_and_nothing_is_written(office, form, mistake):
    answers, said = SPOILED[mistake]
    filled(form, **answers)
    before = there(office)
    assert said in run("report", form, code=2)
    assert there(office) == before


def test_mistakes_of_both_sheets_and_of_all_forms_are_told_at_once(office, form):
    filled(form, FIGURES | {"so_tht": "1.200.00"}, office / "a.xlsx", Ngày_ký="x")
    filled(form, FIGURES, office / "b.xlsx", Số_ký_hiệu="x")
    said = run("report", "a.xlsx", "b.xlsx", code=2)
    assert "3 lỗi" in said and "0/2 tệp hợp lệ" in said
    assert "data/son-la" not in there(office)


def test_a_good_form_beside_a_bad_one_is_not_written_either(office, form):
    filled(form, FIGURES, office / "a.xlsx")
    filled(form, FIGURES, office / "b.xlsx", Số_ký_hiệu="x")
    run("report", "a.xlsx", "b.xlsx", code=2)
    assert not (office / "data/son-la").exists() and not list((office / "params").glob("*.yml"))


@pytest.mark.parametrize(("figures", "told", "untold"), [
    ({"so_htx": 800, "so_tht": "khoảng 50"}, ["ô", "cần các số không mâu thuẫn nhau", "2 lỗi"], []),
    ({"so_htx": 800, "htx_giai_the": "5,0,1", "so_tht": "x"}, ["cần các số không mâu thuẫn nhau", "3 lỗi"], []),
    ({"so_htx": "80o"}, ["1 lỗi"], ["mâu thuẫn"]),  # what a faulty cell would have said contradicts nothing
])  # fmt: skip
def test_a_broken_form_is_told_its_contradictions_in_the_same_go(office, form, figures, told, untold):
    filled(form, FIGURES | figures)
    said = run("report", form, code=2)
    assert all(part in said for part in told) and not any(part in said for part in untold), said
    assert "data/son-la" not in there(office)


def test_numbers_that_contradict_each_other_keep_the_form_out(office, form):
    filled(form, FIGURES | {"htx_dang_hoat_dong": 1600})
    assert "cần các số không mâu thuẫn nhau" in run("report", form, code=2)
    assert not (office / "data/son-la").exists()


@pytest.mark.parametrize(("day", "told"), [("31/03/2036", True), ("31/03/2027", True), ("05/04/2026", False), ("31/12/2025", False)])
def test_a_year_mistyped_in_one_cell_is_told_at_it(office, form, day, told):
    filled(form)
    book = openpyxl.load_workbook(form)
    sheet = book["Số liệu"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Giá trị *" for cell in row))
    column = {cell.value: cell.column for cell in head}
    row = next(r for r in range(head[0].row, sheet.max_row + 1) if sheet.cell(r, column["Giá trị *"]).value == 860)
    sheet.cell(row, column["Đến ngày *"]).value = day
    book.save(form)
    said = run("report", "--check", form, code=2 if told else 0)
    cell = sheet.cell(row, column["Đến ngày *"]).coordinate
    assert (f"ô {cell}: cần ngày không sau kỳ báo cáo (quý I/2026)" in said) == told


def test_an_empty_form_and_one_of_another_province_are_refused(office, form):
    assert "biểu chưa điền số nào" in run("report", form, code=2)
    run("workbook", "khac.xlsx", "--period", "2026-Q1", "--place", "lai-chau")
    filled(office / "khac.xlsx")
    assert "cần biểu của Sơn La (son-la); đang là «Lai Châu»" in run("report", "khac.xlsx", code=2)


def test_a_form_without_the_sheet_about_its_report_is_refused(form):
    book = openpyxl.load_workbook(filled(form))
    del book["Báo cáo"]
    book.save(form)
    assert "cần trang «Báo cáo» nói kỳ báo cáo" in run("report", form, code=2)


def test_outside_a_project_a_person_is_told_how_to_begin(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.xlsx").write_bytes(b"")
    assert "htx init" in run("report", "x.xlsx", code=2)


def test_checking_writes_nothing(office, form):
    before = there(office)
    assert "1/1 tệp hợp lệ" in run("report", filled(form), "--check")
    assert there(office) == before


def test_the_publication_says_what_the_form_says(office, form, unbuilt):
    filled(form, Người_ký="Nguyễn Văn A", Nơi_nhận="UBND tỉnh;\nLưu: VT", Số_ký_hiệu="/BC-LMHTX")
    run("report", form)
    [[path]] = unbuilt
    content = yaml.safe_load(path.read_text("utf-8"))
    assert path.name == "son-la-2026-q1.yml" and content["notebook"] == "bao_cao_nam" and content["noi"] == ["son-la"]
    assert content["tham_so"] == {"du_lieu": ["data/son-la", "data/cong_bo"], "tu_ngay": "2026-01-01", "den_ngay": "2026-03-31"}
    assert content["van_ban"]["noi_nhan"] == ["UBND tỉnh", "Lưu: VT"]
    assert "Nguyễn Văn A" in path.read_text("utf-8") and not is_by_hand(path)


def test_a_form_that_looks_at_nobody_else_rests_on_the_own_figures_alone(form, unbuilt):
    run("report", filled(form, So_với_tỉnh_khác="không"))
    assert yaml.safe_load(unbuilt[0][0].read_text("utf-8"))["tham_so"]["du_lieu"] == ["data/son-la"]


def test_a_publication_changed_by_hand_is_not_written_over(form, unbuilt):
    run("report", filled(form))
    [[path]] = unbuilt
    path.write_text(path.read_text("utf-8").replace("Báo cáo quý", "Tình hình quý"), "utf-8")
    mine = path.read_bytes()
    assert "đã được sửa tay: giữ nguyên" in run("report", form)
    assert path.read_bytes() == mine


def test_the_next_form_knows_who_signs_but_neither_number_nor_day(office, form, unbuilt):
    run("report", filled(form, Người_ký="Nguyễn Văn A", Nơi_nhận="UBND tỉnh; Lưu: VT", Số_ký_hiệu="12/BC-LMHTX", Ngày_ký="05/04/2026"))
    run("workbook", "q2.xlsx", "--period", "2026-Q2")
    known = {row[0].value: row[1].value for row in openpyxl.load_workbook(office / "q2.xlsx")["Báo cáo"].iter_rows()}
    assert (known["Người ký"], known["Nơi nhận"]) == ("Nguyễn Văn A", "UBND tỉnh; Lưu: VT")
    assert known["Số, ký hiệu"] == "/BC-LMHTX" and not known["Ngày ký"]


TERMS = {  # --to → what the form says of the term that is behind, the years that the report counts, its title
    "2023-05-31": (asks.HALF, 2.5, "Sơ kết giữa nhiệm kỳ 2020-2025"),
    "2025-06-30": (asks.WHOLE, 5.0, "Tổng kết nhiệm kỳ 2020-2025"),
    "2021-12-31": (None, None, "Báo cáo nhiệm kỳ 2020-2025"),
}


@pytest.mark.parametrize("to", TERMS)
def test_how_much_of_a_term_is_behind_follows_from_what_its_report_is_called(office, to):
    said, years, title = TERMS[to]
    run("workbook", "gk.xlsx", "--place", "son-la", "--term", "2020-2025", "--to", to)
    assert openpyxl.load_workbook("gk.xlsx")["Báo cáo"]["B7"].value == said
    wanted = asks.read(workbook.read(office / "gk.xlsx"))
    assert wanted.params.get("so_nam_da_qua") == years and not wanted.faults
    found = Publication("son-la", wanted, ["data/son-la"])
    assert (found.title, found.notebook) == (title, "bao_cao_giua_ky") and not found.faults(Kinds(office))


@pytest.mark.parametrize(
    ("period", "name"),
    [("2025", "2025"), ("2026-Q1", "2026-q1"), ("2026-T03", "2026-t03"), ("2026-09", "2026-9t"), ("6 tháng 2026", "2026-6t"),
     ("6 tháng cuối năm 2026", "2026-07-01-den-2026-12-31")],
)  # fmt: skip
def test_every_period_has_a_name_for_its_file(period, name):
    when = Period.named(period)
    wanted = asks.Wanted({"tu_ngay": when.start.iso, "den_ngay": when.end.iso})
    assert Publication("son-la", wanted, []).name == f"son-la-{name}"
