"""The register of cooperatives: read from CSV, Excel and SQL, added up exactly, held against what was reported."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import csv
import random
import re
import sqlite3
from fractions import Fraction

import pytest
from click.testing import CliRunner
from forms import Form
from openpyxl import Workbook, load_workbook

from htxlib import checks
from htxlib.data import dataset
from htxlib.words.errors import InputError
from htxoffice import register
from htxoffice.cli import main
from htxoffice.register import encode
from htxoffice.register.columns import COLUMNS
from htxoffice.scores import criteria

HEADER = [column.name for column in COLUMNS]
SHEET = "data/tieu_chi/xep-loai-htx-tt01-2020.yml"


def htx(ma="1", nam=2022, **more):
    """One sound row."""
    usual = {
        "ten": f"HTX {ma}", "don_vi": "yen-bai", "linh_vuc": "nông nghiệp", "ngay_thanh_lap": "2015-03",
        "tinh_trang": "đang hoạt động", "thanh_vien": "12", "lao_dong": "5", "von": "1250.5", "doanh_thu": "3000",
        "loi_nhuan": "-100.25", "can_bo": "5", "can_bo_so_cap": "1", "can_bo_trung_cap": "1",
        "can_bo_cao_dang_dai_hoc": "2", "la_thanh_vien_lien_minh": "có", "chuoi_gia_tri": "không", "ocop": "1", "diem": "80",
    }  # fmt: skip
    return {"ma_htx": ma, "nam": str(nam)} | usual | more


ROWS = [
    htx("1", 2022, diem="85"),
    htx("1", 2023, diem="79.999", thanh_vien="20"),
    htx("2", 2022, linh_vuc="Thương mại, dịch vụ", ngay_thanh_lap="2022-05-01", diem="66"),
    htx("2", 2023, linh_vuc="thương mại - dịch vụ", ngay_thanh_lap="2022-05-01", tinh_trang="giải thể",
        ngay_giai_the="2023-07-01", diem=""),
    htx("3", 2023, don_vi="15", linh_vuc="quỹ tín dụng", ngay_thanh_lap="2023-12-01", diem="90"),
    htx("4", 2023, don_vi="Yên Bái", linh_vuc="công nghiệp - xây dựng", tinh_trang="ngừng hoạt động", doanh_thu="", lao_dong=""),
]  # fmt: skip


def as_csv(path, rows, header=HEADER, delimiter=","):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    return path


def as_workbook(path, rows, head=()):
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh bạ"
    for line in head:
        sheet.append([line])
    sheet.append([column.heading for column in COLUMNS])
    kinds = {column.name: column.kind for column in COLUMNS}
    for row in rows:
        number = lambda name: kinds[name] in ("năm", "đếm", "tiền", "số") and row.get(name)  # noqa: B023, E731
        sheet.append([float(row[name]) if number(name) else row.get(name) or None for name in HEADER])
    book.save(path)
    return path


def as_database(path, rows):
    base = sqlite3.connect(path)
    kinds = {"đếm": "INTEGER", "tiền": "NUMERIC", "số": "NUMERIC", "năm": "INTEGER"}
    declared = ", ".join(f"{column.name} {kinds.get(column.kind, 'TEXT')}" for column in COLUMNS)
    base.execute(f"CREATE TABLE danh_ba ({declared})")
    marks = ",".join("?" * len(HEADER))
    base.executemany(f"INSERT INTO danh_ba VALUES ({marks})", [[row.get(n) or None for n in HEADER] for row in rows])
    base.commit()
    base.close()
    return f"sqlite:///{path}"


def made(where, sheet=True):
    found = register.read(where)
    grades = register.by_points(found, criteria.read(SHEET)) if sheet else None
    return {(t.place, t.variable, t.year): t for t in register.totals(found, grades)}


def values(where, year):
    return {name: total.value for (_, name, y), total in made(where).items() if y == year}


# --- adding up --------------------------------------------------------------------------------------------------------


def test_a_year_adds_up(tmp_path):
    found = values(as_csv(tmp_path / "a.csv", ROWS), 2023)
    expected = {
        "so_htx": 3, "htx_dang_hoat_dong": 2, "htx_ngung_hoat_dong": 1, "htx_thanh_lap_moi": 1, "htx_giai_the": 1,
        "htx_nong_nghiep": 1, "htx_phi_nong_nghiep": 1, "htx_cong_nghiep_xay_dung": 1, "quy_tin_dung": 1,
        "thanh_vien_htx": 44, "lao_dong_thuong_xuyen": 10, "von_dieu_le": Fraction("3.7515"), "tong_doanh_thu": 6,
        "doanh_thu_bq_htx": 3000, "loi_nhuan_bq_htx": Fraction("-100.25"), "can_bo_quan_ly": 15, "can_bo_qua_dao_tao": 12,
        "htx_thanh_vien_lien_minh": 3, "htx_chuoi_gia_tri": 0, "htx_duoc_xep_loai": 1, "htx_tot": 0, "htx_kha": 1,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("kind", ["csv", "semicolons", "xlsx", "folder", "sql"])
def test_every_kind_of_file_says_the_same(tmp_path, kind):
    base = made(as_csv(tmp_path / "a.csv", ROWS))
    if kind == "folder":
        (tmp_path / "f").mkdir()
        as_csv(tmp_path / "f" / "1.csv", ROWS[:3])
        as_workbook(tmp_path / "f" / "2.xlsx", ROWS[3:])
        where = tmp_path / "f"
    else:
        where = {
            "csv": lambda: as_csv(tmp_path / "b.csv", list(reversed(ROWS)), list(reversed(HEADER))),
            "semicolons": lambda: as_csv(tmp_path / "b.csv", ROWS, delimiter=";"),
            "xlsx": lambda: as_workbook(tmp_path / "b.xlsx", ROWS, ["DANH BẠ HTX", ""]),
            "sql": lambda: as_database(tmp_path / "b.db", ROWS),
        }[kind]()
    assert {key: t.value for key, t in made(where).items()} == {key: t.value for key, t in base.items()}


def test_sums_are_exact(tmp_path):
    draw = random.Random(7)
    amounts = [f"{draw.randint(0, 10**8)}.{draw.randint(0, 999):03d}" for _ in range(3000)]
    rows = [htx(str(number), 2022, doanh_thu=amount) for number, amount in enumerate(amounts)]
    total = made(as_csv(tmp_path / "a.csv", rows))["yen-bai", "tong_doanh_thu", 2022]
    assert total.value == sum(map(Fraction, amounts)) / 1000
    assert Fraction(total.text) == total.value


def test_a_merged_province_has_its_own_rows(tmp_path):
    rows = [htx("1", 2024, don_vi="Phú Thọ"), htx("1", 2025, don_vi="Phú Thọ")]
    assert {place for place, _, _ in made(as_csv(tmp_path / "a.csv", rows))} == {"phu-tho", "phu-tho-2025"}


def test_what_some_do_not_tell_is_partial_and_what_many_do_not_tell_is_left_out(tmp_path):
    rows = [htx(str(n), thanh_vien="" if n == 0 else "1234", von="" if n < 5 else "10", ocop="") for n in range(20)]
    kept, left_out = register.enough(made(as_csv(tmp_path / "a.csv", rows)).values())
    members = next(t for t in kept if t.variable == "thanh_vien_htx")
    cells = members.cells()
    assert (cells["do_chinh_xac"], cells["gia_tri"], cells["ghi_chu"]) == ("trên", "23400", "cộng từ 19/20 HTX có số")
    assert {t.variable for t in left_out} == {"von_dieu_le", "von_dieu_le_htx_nong_nghiep"}


def test_a_column_that_is_not_there_is_no_zero(tmp_path):
    header = [name for name in HEADER if name not in ("doanh_thu", "diem", "chuoi_gia_tri")]
    found = values(as_csv(tmp_path / "a.csv", ROWS, header), 2023)
    assert not {"tong_doanh_thu", "doanh_thu_bq_htx", "htx_chuoi_gia_tri", "htx_tot"} & set(found)


# --- mistakes ---------------------------------------------------------------------------------------------------------

MISTAKES = {
    "a year in words": ({"nam": "hai ba"}, "dòng 3, cột nam", "năm từ 1945 đến 2100"),
    "no code": ({"ma_htx": ""}, "dòng 3, cột ma_htx", "ô trống"),
    "an unknown field": ({"linh_vuc": "nông ngiệp"}, "dòng 3, cột linh_vuc", "Có phải «nông nghiệp»?"),
    "an unknown state": ({"tinh_trang": "hoạt động"}, "dòng 3, cột tinh_trang", "một trong: đang hoạt động"),
    "thousands with a dot": ({"thanh_vien": "1.234"}, "dòng 3, cột thanh_vien", "không có dấu nghìn"),
    "a decimal comma": ({"von": "1250,5"}, "dòng 3, cột von", "dấu chấm thập phân"),
    "below a thousand đồng": ({"doanh_thu": "1.2345"}, "dòng 3, cột doanh_thu", "tối đa 3 chữ số thập phân"),
    "two numbers in a cell": ({"doanh_thu": "12\n34"}, "dòng 4, cột doanh_thu", "dấu chấm thập phân"),
    "negative capital": ({"von": "-5"}, "dòng 3, cột von", "không âm"),
    "đồng for triệu đồng": ({"doanh_thu": "3000000000"}, "dòng 3, cột doanh_thu", "nhỏ hơn 1.000.000.000"),
    "a day that is none": ({"ngay_thanh_lap": "2015-02-30"}, "dòng 3, cột ngay_thanh_lap", "ngày dạng 2015"),
    "an unknown place": ({"don_vi": "Yên Báy"}, "dòng 3, cột don_vi", "có hiệu lực vào ngày 31/12/2023"),
    "a place of another time": ({"don_vi": "lao-cai-2025"}, "dòng 3, cột don_vi", "có hiệu lực vào ngày 31/12/2023"),
    "a yes that is none": ({"chuoi_gia_tri": "y"}, "dòng 3, cột chuoi_gia_tri", "có hoặc không"),
    "twice in a year": ({"ma_htx": "1", "nam": "2022"}, "dòng 3, cột ma_htx", "mỗi HTX mỗi năm một dòng"),
    "dissolved without a day": ({"tinh_trang": "giải thể"}, "dòng 3, cột ngay_giai_the", "ngày giải thể, vì HTX đã giải thể"),
    "active after its end": ({"ngay_giai_the": "2023-01"}, "dòng 3, cột tinh_trang", "vì đã có ngày giải thể"),
    "founded after its row": ({"ngay_thanh_lap": "2024"}, "dòng 3, cột ngay_thanh_lap", "không sau năm của dòng"),
    "more schooled than all": ({"can_bo": "3"}, "dòng 3, cột can_bo", "không ít hơn tổng theo trình độ"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_at_its_cell(tmp_path, kind):
    cells, where, said = MISTAKES[kind]
    path = as_csv(tmp_path / "a.csv", [htx("1", 2022), htx("2", 2023) | cells])
    with pytest.raises(InputError) as caught:
        register.read(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.cell) == ("a.csv", where)
    assert said in str(fault) and fault.remedy


def test_all_mistakes_are_told_at_once_and_a_repeated_one_once(tmp_path):
    rows = [htx(str(n), thanh_vien="1,2") for n in range(4)] + [htx("9", von="x", linh_vuc="?")]
    with pytest.raises(InputError) as caught:
        register.read(as_csv(tmp_path / "a.csv", rows))
    told = {fault.cell for fault in caught.value.faults}
    assert told == {"dòng 2, cột thanh_vien (và 3 ô khác)", "dòng 6, cột von", "dòng 6, cột linh_vuc"}


@pytest.mark.parametrize(("header", "said"), [
    ([n for n in HEADER if n != "linh_vuc"], "cần cột «linh_vuc» (Lĩnh vực); đang là không có cột này"),
    (["linh_vục " if n == "linh_vuc" else n for n in HEADER], None),
    (["doanh_thuu" if n == "doanh_thu" else n for n in HEADER], "Có phải «doanh_thu»?"),
    ([*HEADER, "nam"], "cột «nam» lặp lại"),
])  # fmt: skip
def test_headers(tmp_path, header, said):
    path = as_csv(tmp_path / "a.csv", [], header)
    path.write_text(path.read_text("utf-8-sig") + ",".join(htx().get(n.replace("ục ", "uc"), "") for n in header) + "\n", "utf-8")
    if said is None:
        assert len(register.read(path)) == 1
        return
    with pytest.raises(InputError, match=r"dòng 1") as caught:
        register.read(path)
    assert said in str(caught.value)


def test_a_mistake_in_a_workbook_has_its_sheet_and_cell(tmp_path):
    path = as_workbook(tmp_path / "a.xlsx", [htx(), htx("2", thanh_vien="")], ["Danh bạ", "", ""])
    book = load_workbook(path)
    book["Danh bạ"]["I6"] = "1.481.00"
    book.save(path)
    with pytest.raises(InputError) as caught:
        register.read(path)
    (fault,) = caught.value.faults
    assert (fault.sheet, fault.cell, fault.found) == ("Danh bạ", "ô I6", "«1.481.00»")


def test_lines_are_right_after_line_breaks_and_blank_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ma_htx,ten,don_vi,nam,linh_vuc,tinh_trang,thanh_vien\n"
                    '1,"HTX\nA",yen-bai,2022,nông nghiệp,đang hoạt động,5\n\n,,,,,,\n'
                    "2,B,yen-bai,2022,nông nghiệp,đang hoạt động,năm\n", "utf-8")  # fmt: skip
    with pytest.raises(InputError) as caught:
        register.read(path)
    assert [fault.cell for fault in caught.value.faults] == ["dòng 6, cột thanh_vien"]


@pytest.mark.parametrize(("spoiled", "said"), [
    (b"\xc3\x28", "tệp CSV mã UTF-8"), (b'"' + b"x" * 140_000 + b'"', "bảng CSV đọc được; đang là lỗi (field larger"),
])  # fmt: skip
def test_a_file_that_goes_wrong_far_down_is_told(tmp_path, spoiled, said):
    path = as_csv(tmp_path / "a.csv", [htx(str(number)) for number in range(2000)])
    path.write_bytes(path.read_bytes() + spoiled + b"\n")
    with pytest.raises(InputError, match="a.csv: cần ") as caught:
        register.read(path)
    assert said in str(caught.value)


def test_files_that_cannot_be_read_are_told(tmp_path):
    (tmp_path / "a.csv").write_bytes("mã,tên\n".encode("utf-16"))
    for where in (tmp_path / "a.csv", tmp_path / "none.csv", f"sqlite:///{tmp_path}/none.db"):
        with pytest.raises(InputError):
            register.read(where)


# --- many rows --------------------------------------------------------------------------------------------------------


def many(count, **more):
    """Rows of two places and three years; every third name has a line break, a quote and a separator in it."""
    draw = random.Random(count)
    named = lambda n: f'HTX "{n}"\nthôn {n}, xã {n % 7}' if n % 3 == 0 else f"HTX {n}"  # noqa: E731
    return [
        htx(str(n), year, ten=named(n), don_vi=("yen-bai", "Lào Cai")[n % 2], thanh_vien=str(draw.randint(7, 99)),
            doanh_thu=f"{draw.randint(0, 9**9) / 1000:.3f}", diem=str(draw.randint(30, 100)), **more)
        for n in range(count) for year in (2021, 2022, 2023)
    ]  # fmt: skip


def whole(found):
    """All that a register holds, but for where its rows stand."""
    return {name: column.tolist() for name, column in found.columns.items()}, found.words, found.notes


@pytest.mark.parametrize("rows_at_once", [1, 7, 4_000])
@pytest.mark.parametrize("kind", ["csv", "lf", "sql", "without rowid", "folder", "xlsx"])
def test_a_register_is_the_same_however_many_rows_are_read_at_once(tmp_path, monkeypatch, kind, rows_at_once):
    given = many(50)
    path = as_csv(tmp_path / "a.csv", given)
    content, alone = path.read_bytes(), whole(register.read(path))
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    where = path
    if kind == "lf":
        path.write_bytes(content.replace(b"\r\n", b"\n"))
    if kind in ("sql", "without rowid"):
        where = as_database(tmp_path / "a.db", given)
    if kind == "without rowid":
        base = sqlite3.connect(tmp_path / "a.db")
        base.executescript(f"ALTER TABLE danh_ba RENAME TO x; CREATE TABLE danh_ba ({','.join(HEADER)}, PRIMARY KEY (ma_htx, nam)) WITHOUT ROWID;"
                           "INSERT INTO danh_ba SELECT * FROM x ORDER BY ma_htx; DROP TABLE x")  # fmt: skip
        base.close()
    if kind == "folder":
        (where := tmp_path / "f").mkdir()
        as_csv(where / "1.csv", given[:50])
        as_csv(where / "2.csv", given[50:])
    if kind == "xlsx":
        where = as_workbook(tmp_path / "a.xlsx", given)
    monkeypatch.setattr(encode, "ROWS", rows_at_once)
    found = register.read(where)
    if kind != "without rowid":  # such a table has an order of its own
        assert whole(found) == alone
    told = {(t.place, t.variable, t.year): t.value for t in register.totals(found)}
    for place, name in (("yen-bai", "yen-bai"), ("lao-cai", "Lào Cai")):  # by other means
        here = [row for row in given if (row["don_vi"], row["nam"]) == (name, "2022")]
        assert told[place, "tong_doanh_thu", 2022] == sum(Fraction(row["doanh_thu"]) for row in here) / 1000
        assert (told[place, "so_htx", 2022], told[place, "thanh_vien_htx", 2022]) == (25, sum(int(r["thanh_vien"]) for r in here))


@pytest.mark.parametrize("spoil", ["cells", "twin", "row", "bytes", "quote"])
def test_mistakes_are_told_alike_and_in_order_however_many_rows_are_read_at_once(tmp_path, monkeypatch, spoil):
    given = many(150)
    if spoil == "cells":
        given[3] |= {"von": "x"}
        given[4] |= {"thanh_vien": "1,5", "von": "x"}
        given[-1] |= {"von": "x", "nam": "hai ba"}
    if spoil == "twin":
        given.append(dict(given[0]))
    path = as_csv(tmp_path / "a.csv", given)
    more = {"row": b"1,2" + b",3" * 40 + b"\r\n", "bytes": b"\xc3\x28\r\n", "quote": b'"' + (b"x" * 999 + b"\n") * 140}.get(spoil, b"")
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*lines[:-40], more.rstrip(b"\r\n"), *lines[-40:]]) if more else path.read_bytes())

    def faults():
        with pytest.raises(InputError) as caught:
            register.read(path)
        return [str(fault) for fault in caught.value.faults]

    alone = faults()
    monkeypatch.setattr(encode, "ROWS", 7)
    assert faults() == alone
    if spoil == "cells":
        assert [said.split(":")[0] for said in alone] == [
            "a.csv, dòng 8, cột von (và 2 ô khác)", "a.csv, dòng 9, cột thanh_vien", "a.csv, dòng 601, cột nam",
        ]  # fmt: skip


# --- rating -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cells", "grade"), [
    ({"diem": "80"}, 0), ({"diem": "79.999"}, 1), ({"diem": "65"}, 1), ({"diem": "64.9"}, 2), ({"diem": "50"}, 2),
    ({"diem": "49.999"}, 3), ({"diem": "0"}, 3), ({"diem": ""}, -1),
    ({"diem": "90", "ngay_thanh_lap": "2022-02-01"}, -1),  # eleven months old at the end of the year
    ({"diem": "90", "ngay_thanh_lap": "2022-01-01"}, 0),
    ({"diem": "90", "tinh_trang": "ngừng hoạt động"}, -1),
    ({"diem": "90", "so_thang_ngung_trong_nam": "4"}, -1), ({"diem": "90", "so_thang_ngung_trong_nam": "3"}, 0),
])  # fmt: skip
def test_classes_by_points(tmp_path, cells, grade):
    sheet = criteria.read(SHEET)
    path = as_csv(tmp_path / "a.csv", [htx() | cells], [*HEADER, "so_thang_ngung_trong_nam"])
    assert register.by_points(register.read(path, more=sheet.columns), sheet).tolist() == [grade]


# --- against what was reported, and in itself -------------------------------------------------------------------------


def reported(folder, *rows):
    folder.mkdir()
    lines = ["don_vi,chi_tieu,tu_ngay,den_ngay,gia_tri,don_vi_tinh,do_chinh_xac", *rows]
    (folder / "so_lieu.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return dataset.read(folder)


@pytest.mark.parametrize(("row", "differs"), [
    ("yen-bai,so_htx,,2023-12-31,3,HTX,", False), ("yen-bai,so_htx,,2023,4,HTX,", True),
    ("yen-bai,so_htx,,2023-06-30,9,HTX,", False),  # another day
    ("yen-bai,von_dieu_le,,2023,4,tỷ đồng,", False), ("yen-bai,von_dieu_le,,2023,3752,triệu đồng,", False),
    ("yen-bai,von_dieu_le,,2023,3.7,tỷ đồng,", True),
    ("yen-bai,thanh_vien_htx,,2023,40,thành viên,trên", False), ("yen-bai,thanh_vien_htx,,2023,40,thành viên,dưới", True),
    ("yen-bai,htx_thanh_lap_moi,2023-01-01,2023-12-31,2,HTX,", True), ("yen-bai,htx_thanh_lap_moi,2023-01-01,2023-06-30,2,HTX,", False),
])  # fmt: skip
def test_reported_figures_are_compared_at_their_precision(tmp_path, row, differs):
    totals = made(as_csv(tmp_path / "a.csv", ROWS)).values()
    findings = register.compare(totals, reported(tmp_path / "d", row))
    assert [finding.check for finding in findings] == ["danh-ba"] * differs


def test_the_sentence_names_both_numbers(tmp_path):
    (finding,) = register.compare(made(as_csv(tmp_path / "a.csv", ROWS)).values(), reported(tmp_path / "d", "yen-bai,so_htx,,2023,4,HTX,"))
    assert (finding.level, finding.severity, finding.row, finding.published, finding.computed) == (3, "cảnh báo", 2, "4 HTX", "3 HTX")
    assert "báo cáo ghi 4 HTX, còn danh bạ HTX cho 3 HTX" in finding.message


@pytest.mark.parametrize(("rows", "check"), [
    (ROWS, ""),
    ([htx("1", 2022), htx("2", 2022), htx("2", 2023)], "danh-ba-mat"),
    ([htx("1", 2022, tinh_trang="giải thể", ngay_giai_the="2022"), htx("1", 2023)], "danh-ba-song-lai"),
    ([htx("1", 2022), htx("1", 2023, doanh_thu="3100000")], "danh-ba-1000-lan"),
])  # fmt: skip
def test_doubts_about_the_register_itself(tmp_path, rows, check):
    found = register.doubts(register.read(as_csv(tmp_path / "a.csv", rows)))
    assert [finding.check for finding in found] == ([check] if check else [])


# --- into a dataset ---------------------------------------------------------------------------------------------------


def run(*args):
    return CliRunner().invoke(main, ["import", *map(str, args)], catch_exceptions=False)


def content(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def table(into, name):
    return list(csv.DictReader((into / f"{name}.csv").read_text("utf-8-sig").splitlines()))


def reports(into):
    return {(row["don_vi"], row["chi_tieu"], row["den_ngay"]): row["gia_tri"] for row in table(into, "so_lieu")}


def test_an_import_writes_what_a_report_can_use(tmp_path):
    rows = [htx(str(n), 2022, thanh_vien="20", von="2000") for n in range(300)]
    rows += [row | {"nam": "2023", "von": "2100"} for row in rows]
    path, into = as_csv(tmp_path / "a.csv", rows), tmp_path / "data"
    first = run(path, "--into", into, "--on", "2024-01-01")
    assert first.exit_code == 0 and "Danh bạ a.csv: 300 HTX, 600 dòng, 1 đơn vị, năm 2022-2023." in first.output
    data = dataset.read(into)
    assert [row.value for row in data.series("yen-bai", "so_htx")] == [300, 300]
    assert [f.message for f in checks.run_checks(data) if f.severity != "thông tin"] == []
    before = content(into)
    assert re.search(r"a.csv: đã nhập: \d+ dòng không đổi\.", run(path, "--into", into, "--on", "2024-01-01").output)
    assert content(into) == before
    as_csv(path, rows[:-1])
    revised = run(path, "--into", into, "--on", "2024-02-01").output
    assert "Nên xem lại a.csv, dòng 301: 1 HTX của năm 2022 không còn trong danh bạ năm sau" in revised and "[danh-ba-mat]" in revised
    history = {tuple(row[name] for name in ("khoa", "cu", "moi", "nguon_moi", "ngay_sua")) for row in table(into, "lich_su")}
    assert ("so_htx", "300", "299", "danh-ba-htx", "2024-02-01") in history


@pytest.mark.parametrize(("diem", "noted"), [("80", True), ("", False)])
def test_an_office_without_a_sheet_of_points_imports_all_but_the_classes(tmp_path, monkeypatch, diem, noted):
    """Who works in a folder of their own has no data/tieu_chi."""
    path = as_csv(tmp_path / "a.csv", [htx(str(n), 2022, diem=diem) for n in range(300)])
    monkeypatch.chdir(tmp_path)
    found = run(path, "--into", tmp_path / "data")
    assert found.exit_code == 0 and ("Có cột điểm nhưng chưa xếp loại" in found.output) is noted
    names = {row["chi_tieu"] for row in table(tmp_path / "data", "so_lieu")}
    assert "so_htx" in names and not names & {"htx_tot", "htx_kha", "htx_trung_binh", "htx_yeu"}
    assert run(path, "--into", tmp_path / "data", "--sheet", "khac.yml").exit_code == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sheet of another name", "sql"])
def test_a_register_of_any_kind_comes_in_alike(tmp_path, kind):
    where = {"csv": lambda: as_csv(tmp_path / "a.csv", ROWS), "sql": lambda: as_database(tmp_path / "a.db", ROWS)}.get(
        kind, lambda: as_workbook(tmp_path / "a.xlsx", ROWS, ["HTX CỦA TỈNH"]))()  # fmt: skip
    if kind.startswith("sheet"):
        book = load_workbook(where)
        book["Danh bạ"].title = "Trang 1"
        book.save(where)
    done = run(where, "--into", tmp_path / "data")
    assert done.exit_code == 0, done.output
    told = reports(tmp_path / "data")
    assert (told["yen-bai", "so_htx", "2023-12-31"], told["yen-bai", "von_dieu_le", "2023-12-31"]) == ("3", "3.7515")
    assert told["yen-bai", "htx_kha", "2023-12-31"] == "1"


def test_registers_and_forms_come_in_one_call_each_whole_or_not_at_all(tmp_path):
    """A form that reports something else than the register adds up to, and another register with mistakes."""
    folder, into = tmp_path / "gui-ve", tmp_path / "data"
    folder.mkdir()
    form = Form()
    form.append("so_lieu", chi_tieu="so_htx", gia_tri=443, don_vi_tinh="HTX", den_ngay=2020, nguon="s1")
    form.save(folder / "bieu.xlsx")
    as_csv(folder / "a-danh-ba.csv", [htx(str(n), int(year)) for year in (2020, 2021) for n in range(4)])
    as_csv(folder / "b-danh-ba.csv", [htx("9", don_vi="Lào Cai", von="y"), htx("10", don_vi="Lào Cai", nam="x")])
    as_csv(folder / "c-danh-ba.csv", [htx("7", 2021)])
    done = run(folder, "--into", into, "--report", tmp_path / "kq")
    assert done.exit_code == 2
    assert "2/4 tệp đã nhập; 2 tệp có lỗi (3 lỗi)" in done.output
    assert "b-danh-ba.csv, dòng 2, cột von: cần số tính bằng triệu đồng" in done.output and "b-danh-ba.csv, dòng 3, cột nam" in done.output
    assert "c-danh-ba.csv: cần mỗi đơn vị mỗi năm ở một danh bạ; đang là Yên Bái năm 2021 có cả ở a-danh-ba.csv." in done.output
    assert "báo cáo ghi 443 HTX, còn danh bạ HTX cho 4 HTX" in done.output  # the form is read later
    assert "Nên xem lại Yên Bái năm 2021: Tổng số HTX: 4 HTX nằm ngoài khoảng hợp lý" in done.output
    told = reports(into)
    assert told["yen-bai", "so_htx", "2021-12-31"] == "4" and not any(place == "lao-cai" for place, _, _ in told)
    page = (tmp_path / "kq" / "b-danh-ba.html").read_text("utf-8")
    assert "2 chỗ cần sửa" in page and "dòng 2, cột von" in page


def test_checking_a_register_writes_nothing(tmp_path):
    done = run(as_csv(tmp_path / "a.csv", ROWS), "--into", tmp_path / "data", "--check")
    assert done.exit_code == 0 and "a.csv: hợp lệ: thêm" in done.output and not (tmp_path / "data").exists()


def test_a_register_beside_the_sheets_of_a_form_is_named(tmp_path):
    path = Form().save(tmp_path / "bieu.xlsx")
    book = load_workbook(path)
    book.create_sheet("Danh bạ").append(HEADER)
    book.save(path)
    assert "Trang «Danh bạ» không thuộc biểu: không đọc." in run(path, "--into", tmp_path / "data").output


def test_simulated_and_real_figures_do_not_mix(tmp_path):
    path, into = as_csv(tmp_path / "a.csv", ROWS), tmp_path / "data"
    assert run(path, "--into", into, "--simulated").exit_code == 0
    before = content(into)
    refused = run(path, "--into", into)
    assert refused.exit_code == 2 and "số mô phỏng" in refused.output
    assert content(into) == before
