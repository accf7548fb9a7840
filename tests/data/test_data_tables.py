"""The published figures in data/cong_bo: every row that was collected went somewhere, and arrived unchanged.

`data_ids.csv` says what each English id of the first collection became, `data_rows.csv` where each of its figures went;
data/nguon_goc says the same of the two later collections (see its README).
Plain CSV on purpose: these tests hold the tables to account without the library that reads them.
"""

import csv
import re
from calendar import monthrange
from collections import Counter
from fractions import Fraction

import pytest
from where import CASES, ROOT

DATA = ROOT / "data" / "cong_bo"
ORIGINS = ROOT / "data" / "nguon_goc"
CODELISTS = ROOT / "htxlib" / "codelists"

COLUMNS = {
    "so_lieu": "don_vi chi_tieu tu_ngay den_ngay gia_tri gia_tri_den don_vi_tinh mau_so do_chinh_xac tinh_trang nguon"
    " ghi_chu",
    "muc_tieu": "don_vi chi_tieu loai tu_ngay den_ngay kieu dau gia_tri gia_tri_den don_vi_tinh mau_so goc_ngay van_ban"
    " ap_dung_tu ghi_chu",
    "nhiem_ky": "don_vi nhiem_ky khoa tu_ngay den_ngay van_ban",
    "noi_dung": "don_vi tu_ngay den_ngay muc thu_tu noi_dung nguon cach_ghi",
    "doi_chieu": "don_vi chi_tieu phep_tinh tu_ngay den_ngay so_voi goc_ngay gia_tri don_vi_tinh mau_so do_chinh_xac"
    " nguon ghi_chu",
    "chi_tieu": "ma ten don_vi_tinh loai trong_so phan_cua muc cau",
    "nguon": "nguon tieu_de co_quan ngay lien_ket do_tin_cay",
}
KINDS = {"số dư", "phát sinh", "bình quân", "tỷ lệ", "nhịp độ"}
HEDGES = {"", "trên", "hơn", "gần", "dưới", "khoảng", "cơ bản", "ước"}
STATUSES = {"chính thức", "sơ bộ", "ước", "mô phỏng"}
OPERATIONS = {
    "tang_giam",
    "tang_giam_pct",
    "so_lan",
    "binh_quan_nam",
    "tang_binh_quan_pct",
    "dat_muc_tieu",
    "vuot_muc_tieu",
    "diem_pct",
    "ty_trong",
    "binh_quan_don_vi",
    "quy_doi",
    "tong",
}
TOPICS = {
    "htx",
    "tht",
    "lhhtx",
    "quy-tin-dung",
    "ket-qua",
    "thanh-vien",
    "can-bo",
    "xep-loai",
    "thanh-vien-lien-minh",
    "tuyen-truyen",
    "dao-tao",
    "xuc-tien",
    "von",
    "khoa-hoc",
    "thi-dua",
    "nong-thon-moi",
    "to-chuc",
    "thong-ke",
}
# Indicators (htxlib/indicators/formulas.py) whose value somebody published as given.
INDICATORS = {
    "thu_nhap_lao_dong_nam",
    "thu_nhap_lao_dong_tht_nam",
    "ty_le_htx_hieu_qua",
    "ty_le_can_bo_qua_dao_tao",
    "ty_le_htx_thanh_vien",
    "ty_le_htx_thanh_vien_hoat_dong",
    "ty_le_htx_hoat_dong",
    "von_dieu_le_bq_htx",
    "ty_trong_tht_nong_nghiep",
    "ty_le_htx_tot_kha",
    "thanh_vien_bq_htx",
    "ty_trong_san_pham_ocop",
}
TIMES = {"năm", "quý", "tháng"}
# Published with a wrong unit; kept as printed, and the note says so.
WRONG_UNIT = {
    ("phu-tho", "doanh_thu_bq_tht", "2020"),
    ("thai-nguyen-2025", "doanh_thu_bq_htx", "2025"),
    ("yen-bai", "von_dieu_le", "2023-05-31"),
    ("hue", "loi_nhuan_bq_htx_nong_nghiep", "2014-12-31"),
    ("hoa-binh", "thanh_vien", "2022-06-30"),
    ("hoa-binh", "nop_ngan_sach", "2021-12-31"),
    ("hoa-binh", "doanh_thu_bq_htx", "2021-12-31"),
    ("ca-nuoc", "loi_nhuan_bq_htx_nong_nghiep", "2019-06-30"),
}
# Statements and changes that the sources make beside the collected figures.
BESIDE = {
    ("yen-bai", "lao_dong_thuong_xuyen", "dat_muc_tieu"),
    ("thai-nguyen", "thanh_vien_va_lao_dong", "vuot_muc_tieu"),
    ("ca-nuoc", "so_lhhtx", "tang_giam"),
    ("ca-nuoc", "so_htx", "tang_giam"),
    ("gia-lai-2025", "htx_lien_ket_tieu_thu", "ty_trong"),
}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {name: rows(DATA / f"{name}.csv") for name in COLUMNS}
VARIABLES = {row["code"]: row for row in rows(CODELISTS / "variables.csv")}
LOCAL = {row["ma"]: row for row in TABLES["chi_tieu"]}
NAMES = {*VARIABLES, *LOCAL, *INDICATORS}
WORDS = {
    name: (row["measure"], int(row["scale"]))
    for row in rows(CODELISTS / "units.csv")
    for name in (row["word"], *filter(None, row["aliases"].split("|")))
}
# How the accounts in data/nguon_goc name what data_rows.csv names in English.
ACCOUNT = {"dong": "row", "gia_tri": "value", "don_vi_tinh": "unit", "bang": "table", "cot": "column", "ly_do": "reason"}
WENT = {"khong_dua_vao": "not_data", "trung": "repeat"}


def account(file):
    """The rows of one account as those of data_rows.csv."""
    for row in rows(ORIGINS / f"{file}.csv"):
        yield {ACCOUNT.get(name, name): WENT.get(cell, cell) for name, cell in row.items()} | {"file": file, "seed": ""}


LATER = {"cong_khai_2": list(account("cong_khai_2")), "nien_giam": list(account("nien_giam"))}
COLLECTED = [*rows(CASES / "data_rows.csv"), *LATER["cong_khai_2"], *LATER["nien_giam"]]
IDS = rows(CASES / "data_ids.csv")


def days(text):
    """First and last day that a date of any precision may mean; raises on anything else."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text).groups()
    year, month, day = (int(part) if part else None for part in parts)
    last = monthrange(year, month or 12)[1]
    assert 1 <= (day or 1) <= last
    return (year, month or 1, day or 1), (year, month or 12, day or last)


def measured(unit):
    """(measure, per, time) and scale of a unit; raises on an unknown word."""
    top, *below = unit.split("/")
    time = below.pop() if below and below[-1] in TIMES else ""
    measure, scale = WORDS[top]
    return (measure, tuple(WORDS[word][0] for word in below)), time, scale


def unit_of(name):
    return VARIABLES[name]["unit"] if name in VARIABLES else LOCAL[name]["don_vi_tinh"] if name in LOCAL else None


def key(row):
    return tuple(row.get(column, "") for column in ("don_vi", "chi_tieu", "phep_tinh", "tu_ngay", "den_ngay", "nguon"))


# --- the collection ---------------------------------------------------------------------------------------------------


def test_every_collected_figure_is_accounted_for_once():
    places = Counter((row["file"], row["seed"], row["row"]) for row in COLLECTED)
    assert set(places.values()) == {1}
    per_text = Counter(row["seed"] for row in COLLECTED if row["file"] == "seed_figures")
    assert per_text == {"000": 43, "001": 27, "002": 27, "003": 18, "004": 30}
    public = sorted(int(row["row"]) for row in COLLECTED if row["file"] == "public_statistics")
    assert public == list(range(2, 359))
    for file, last in (("cong_khai_2", 1325), ("nien_giam", 1786)):
        assert [int(row["row"]) for row in LATER[file]] == list(range(2, last + 1))


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "doi_chieu"])
def test_a_collected_figure_arrived_unchanged(table):
    there = {key(row): row for row in TABLES[table]}
    for row in COLLECTED:
        if row["table"] == table:
            found = there[key(row)][row["column"]]
            assert Fraction(found) == Fraction(row["value"]), row
            assert found == row["value"], f"digits as printed: {row}"


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "doi_chieu"])
def test_a_row_of_the_tables_comes_from_one_collected_figure(table):
    """Rows of a source that was not in the collections came in later, by hand or from a form, and are no part of this."""
    assert len({key(row) for row in TABLES[table]}) == len(TABLES[table])
    came = {key(row) for row in COLLECTED if row["table"] == table}
    collected = {row[-1] for row in came}
    beside = {key(row) for row in TABLES[table] if row.get("nguon", "") in collected} - came
    assert {row[:3] for row in beside} <= (BESIDE if table == "doi_chieu" else set())


def test_what_is_left_out_has_a_reason():
    for row in COLLECTED:
        assert row["table"] in {"so_lieu", "muc_tieu", "doi_chieu", "not_data", "repeat"}
        assert row["reason"] or row["table"] not in {"not_data", "repeat"}, row


def test_a_repeat_repeats_a_figure_that_is_there():
    by_number = {(row["seed"], row["row"]): row for row in COLLECTED if row["file"] == "seed_figures"}
    for row in COLLECTED:
        if row["table"] == "repeat" and row["file"] == "seed_figures":
            seed, number = re.search(r"(\d{3})/(\d+)", row["reason"]).groups()
            assert by_number[seed, number]["value"] == row["value"]
            assert by_number[seed, number]["table"] != "repeat"


@pytest.mark.parametrize("file", LATER)
def test_a_repeat_names_the_row_that_holds_the_figure(file):
    there = {key(row): row["gia_tri"] for table in ("so_lieu", "muc_tieu") for row in TABLES[table]}
    for row in LATER[file]:
        if row["table"] == "repeat":
            assert there[key(row)] == row["value"], row


def test_every_name_of_the_second_collection_is_listed_with_what_it_became():
    became = {}
    for row in LATER["cong_khai_2"]:
        went = {"not_data": "khong_dua_vao", "repeat": "trung"}.get(row["table"], row["table"])
        became.setdefault((row["ten"], went, row["chi_tieu"], row["phep_tinh"]), []).append(row["dia_phuong"])
    listed = {
        (row["ten"], row["bang"], row["chi_tieu"], row["phep_tinh"]): (int(row["so_dong"]), int(row["so_dia_phuong"]))
        for row in rows(ORIGINS / "ten_chi_tieu.csv")
    }
    assert listed == {name: (len(places), len(set(places))) for name, places in became.items()}
    assert len({row["ten"] for row in LATER["cong_khai_2"]}) == 370
    for row in rows(ORIGINS / "ten_chi_tieu.csv"):
        code = row["chi_tieu"]
        where = "danh mục" if code in VARIABLES else "riêng" if code in LOCAL else "chỉ số tính được" if code else ""
        assert row["thuoc"] == where, row


def test_every_id_maps_to_something_that_exists():
    assert len({row["english_id"] for row in IDS}) == len(IDS) == 162
    for row in IDS:
        kind, code = row["maps_to_kind"], row["code"]
        name, _, operation = code.partition(":")
        assert {
            "variable": code in VARIABLES,
            "indicator": code in INDICATORS,
            "local": code in LOCAL,
            "attribute": code == "so_nam_da_qua" or (name in NAMES and operation in OPERATIONS),
            "not_data": not code and bool(row["reason"]),
        }[kind], row


def test_english_ids_of_the_codelist_agree_with_the_mapping():
    mapped = {row["english_id"]: row["code"] for row in IDS if row["maps_to_kind"] == "variable"}
    english = {name: code for code, row in VARIABLES.items() for name in filter(None, row["english"].split("|"))}
    assert {name: english[name] for name in mapped} == mapped


# --- the codelists ----------------------------------------------------------------------------------------------------


def test_variables_are_complete_and_refer_to_each_other():
    assert not INDICATORS & set(VARIABLES)
    for code, row in VARIABLES.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
        assert row["label"] and row["short"], code
        assert row["kind"] in KINDS, code
        assert row["topic"] in TOPICS, code
        assert row["direction"] in {"", "tốt nếu tăng", "tốt nếu giảm"}, code
        assert {row["weight"], row["base"], row["part_of"]} <= {"", *VARIABLES}, code
        assert row["part_of"] or not row["group"], code
        assert Fraction(row["low"]) < Fraction(row["high"]), code
        measured(row["unit"])


def test_local_variables_are_complete_and_new():
    assert not set(LOCAL) & (set(VARIABLES) | INDICATORS)
    used = {row["chi_tieu"] for table in ("so_lieu", "muc_tieu") for row in TABLES[table]}
    used |= {row["chi_tieu"] for row in TABLES["doi_chieu"]}
    assert set(LOCAL) <= used
    for code, row in LOCAL.items():
        assert row["loai"] in KINDS and row["muc"] in TOPICS, code
        assert {row["trong_so"], row["phan_cua"]} <= {"", *VARIABLES, *LOCAL}, code
        measured(row["don_vi_tinh"])


def test_a_variable_of_three_places_is_in_the_codelist():
    """Measured on the values and targets of provinces; the country and its regions count as one place each."""
    told = {}
    for table in ("so_lieu", "muc_tieu"):
        for row in TABLES[table]:
            told.setdefault(row["chi_tieu"], set()).add(row["don_vi"])
    assert {code: sorted(told.get(code, ())) for code in LOCAL if len(told.get(code, ())) > 2} == {}


def test_what_the_statistics_office_counts_is_no_part_of_what_is_registered():
    topics = {code: row["topic"] for code, row in VARIABLES.items()} | {code: row["muc"] for code, row in LOCAL.items()}
    wholes = {code: row["part_of"] for code, row in VARIABLES.items()} | {c: row["phan_cua"] for c, row in LOCAL.items()}
    others = {code: (row["weight"], row["base"]) for code, row in VARIABLES.items()}
    assert topics["htx_co_ket_qua"] == topics["lao_dong_htx_co_ket_qua"] == "thong-ke"
    assert not wholes["htx_co_ket_qua"]
    for code, topic in topics.items():
        for other in filter(None, (wholes[code], *others.get(code, ()))):
            assert (topic == "thong-ke") == (topics[other] == "thong-ke"), (code, other)
    for table in ("so_lieu", "doi_chieu"):
        for row in TABLES[table]:
            if row["chi_tieu"] in topics and row["mau_so"] in topics:
                assert (topics[row["chi_tieu"]] == "thong-ke") == (topics[row["mau_so"]] == "thong-ke"), row


def test_units_are_written_once():
    units = rows(CODELISTS / "units.csv")
    words = [name for row in units for name in (row["word"], *filter(None, row["aliases"].split("|")))]
    assert [word for word, count in Counter(words).items() if count > 1] == []


# --- the tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_those_of_the_data_contract(table):
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS[table].split()


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "nhiem_ky", "noi_dung", "doi_chieu", "nguon"])
def test_dates_parse_and_periods_are_in_order(table):
    for row in TABLES[table]:
        for column in ("tu_ngay", "den_ngay", "goc_ngay", "ap_dung_tu", "ngay"):
            if row.get(column):
                days(row[column])
        if row.get("tu_ngay"):
            assert days(row["tu_ngay"])[0] <= days(row["den_ngay"])[1], row


@pytest.mark.parametrize("table", ["so_lieu", "noi_dung", "doi_chieu"])
def test_every_source_exists(table):
    assert {row["nguon"] for row in TABLES[table]} <= {row["nguon"] for row in TABLES["nguon"]}


def test_every_source_is_used_and_written_once():
    ids = [row["nguon"] for row in TABLES["nguon"]]
    assert len(ids) == len(set(ids))
    used = {row["nguon"] for row in TABLES["so_lieu"] + TABLES["doi_chieu"]}
    plans = {row["trang"] for row in LATER["cong_khai_2"] if row["table"] == "muc_tieu"}  # `muc_tieu` names its document
    assert set(ids) == used | plans
    assert all(row["tieu_de"] and re.match("https?://|$", row["lien_ket"]) for row in TABLES["nguon"])


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "doi_chieu"])
def test_names_units_and_bases_are_known(table):
    for row in TABLES[table]:
        assert row["chi_tieu"] in NAMES, row
        assert row["mau_so"] in {"", *NAMES}, row
        if row["gia_tri"]:
            measured(row["don_vi_tinh"])
        else:
            assert table == "doi_chieu" and not row["don_vi_tinh"], row


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "doi_chieu", "nhiem_ky", "noi_dung"])
def test_every_place_exists(table):
    places = {row["id"] for row in rows(CODELISTS / "places.csv")}
    clusters = {row["cluster"] for row in rows(CODELISTS / "clusters.csv")}
    assert {row["don_vi"] for row in TABLES[table]} <= places | clusters


def test_numbers_are_plain():
    for table in ("so_lieu", "muc_tieu", "doi_chieu"):
        for row in TABLES[table]:
            for column in ("gia_tri", "gia_tri_den"):
                sign = "-?" if row.get("phep_tinh") else ""  # a change may be a fall
                assert re.fullmatch(sign + r"\d+(\.\d+)?|", row.get(column, "")), row


def test_words_of_so_lieu_and_doi_chieu():
    for row in TABLES["so_lieu"]:
        assert row["do_chinh_xac"] in HEDGES and row["tinh_trang"] in STATUSES, row
    for row in TABLES["doi_chieu"]:
        assert row["do_chinh_xac"] in HEDGES and row["phep_tinh"] in OPERATIONS, row


def test_words_of_muc_tieu():
    for row in TABLES["muc_tieu"]:
        assert row["loai"] in {"nghị quyết", "kế hoạch", "chương trình"}, row
        assert row["kieu"] in {"bình quân năm", "lũy kế", "cuối kỳ", "so với gốc"}, row
        assert row["dau"] in {"", "≥", ">", "≤", "<", "=", "từ-đến"}, row
        assert bool(row["gia_tri_den"]) == (row["dau"] == "từ-đến"), row
        assert bool(row["goc_ngay"]) == (row["kieu"] == "so với gốc"), row
        assert row["van_ban"], row


def test_a_stock_has_no_first_day_and_a_dated_flow_has_one():
    for row in TABLES["so_lieu"]:
        own = VARIABLES.get(row["chi_tieu"]) or LOCAL.get(row["chi_tieu"])
        kind = own and (own.get("kind") or own.get("loai"))
        if kind == "số dư":
            assert not row["tu_ngay"], row
        if kind in {"phát sinh", "nhịp độ"}:
            assert bool(row["tu_ngay"]) == bool(row["den_ngay"]), row


def test_units_convert_to_that_of_the_variable_unless_the_source_is_wrong():
    for row in TABLES["so_lieu"]:
        if unit_of(row["chi_tieu"]) and (row["don_vi"], row["chi_tieu"], row["den_ngay"]) not in WRONG_UNIT:
            (given, time, _), (wanted, usual, _) = measured(row["don_vi_tinh"]), measured(unit_of(row["chi_tieu"]))
            assert given == wanted, row
            assert time in {"", usual}, row


def test_a_wrong_unit_is_said_in_the_note():
    said = {
        (row["don_vi"], row["chi_tieu"], row["den_ngay"])
        for table in ("so_lieu", "doi_chieu")
        for row in TABLES[table]
        if "SAI ĐƠN VỊ" in row["ghi_chu"]
    }
    assert said == WRONG_UNIT


def test_values_of_provinces_are_plausible():
    for row in TABLES["so_lieu"]:
        own = VARIABLES.get(row["chi_tieu"])
        wrong = (row["don_vi"], row["chi_tieu"], row["den_ngay"]) in WRONG_UNIT
        if own and not wrong and row["don_vi"] != "ca-nuoc" and not row["don_vi"].startswith(("vung-", "cum-")):
            value = Fraction(row["gia_tri"]) * Fraction(measured(row["don_vi_tinh"])[2], measured(own["unit"])[2])
            assert Fraction(own["low"]) <= value <= Fraction(own["high"]), row


def test_a_mirror_is_never_official():
    for row in TABLES["so_lieu"]:
        if row["nguon"].endswith("-ban-sao"):
            assert row["tinh_trang"] != "chính thức" and "bản sao chưa đối chiếu" in row["ghi_chu"], row


@pytest.mark.parametrize("table", ["so_lieu", "muc_tieu", "doi_chieu"])
def test_tables_are_sorted_by_place_variable_and_date(table):
    order = [
        tuple(row.get(column, "") for column in ("don_vi", "chi_tieu", "den_ngay", "tu_ngay", "phep_tinh", "nguon"))
        for row in TABLES[table]
    ]
    assert order == sorted(order)
