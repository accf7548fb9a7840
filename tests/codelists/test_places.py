"""Places and their dates: spellings, reused codes, kinds that change, clusters, and the sentences that refuse."""

import csv
import pickle
import re
import subprocess
import sys
import unicodedata
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from htxlib.codelists import places
from htxlib.words.errors import InputError
from htxlib.words.text import vn_sort_key

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
PAST, NOW = date(2023, 5, 31), date(2025, 12, 31)
EVER = places.all()
# fmt: off
UNCHANGED = {
    "ha-noi", "cao-bang", "dien-bien", "lai-chau", "son-la", "lang-son",
    "quang-ninh", "thanh-hoa", "nghe-an", "ha-tinh", "hue",
}
# fmt: on


def ids(found):
    return [place.id for place in found]


# --- the merger of 1 July 2025 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day, kind, count",
    [
        (date(2011, 1, 1), None, 63),
        (BEFORE, None, 63),
        (AFTER, None, 34),
        (NOW, None, 34),
        (date(2024, 12, 31), "thành phố", 5),
        (BEFORE, "thành phố", 6),
        (AFTER, "thành phố", 6),
        (AFTER, "tỉnh", 28),
        (BEFORE, "vùng", 6),
        (AFTER, "vùng", 6),
        (NOW, "cả nước", 1),
        (NOW, "cụm", 1),
        (None, None, 63 + 34 - 11),
    ],
)
def test_count_of_places_on_a_day(day, kind, count):
    assert len(places.all(day, kind)) == count


def test_eleven_units_keep_their_id_and_the_other_23_get_a_new_one():
    assert {place.id for place in places.all(AFTER)} & {place.id for place in places.all(BEFORE)} == UNCHANGED
    assert sum(place.id.endswith("-2025") for place in places.all(AFTER)) == 23


def test_every_vanished_unit_has_one_successor_that_knows_it():
    for place in places.all(BEFORE):
        assert len(place.successors) == (0 if place.id in UNCHANGED else 1), place.id
        for heir in map(places.get, place.successors):
            assert place.id in heir.predecessors
            assert (place.end, heir.start) == (BEFORE, AFTER)


def test_17_units_were_merged_from_two_and_6_from_three():
    sizes = [len(place.predecessors) for place in places.all(AFTER)]
    assert {size: sizes.count(size) for size in set(sizes)} == {0: 11, 2: 17, 3: 6}


def test_tien_giang_went_wholly_to_dong_thap():
    assert places.get("tien-giang").successors == ("dong-thap-2025",)
    assert places.get("tay-ninh-2025").predecessors == ("tay-ninh", "long-an")


@pytest.mark.parametrize(
    "code, before, after",
    [
        ("15", "yen-bai", "lao-cai-2025"),
        ("24", "bac-giang", "bac-ninh-2025"),
        ("44", "quang-binh", "quang-tri-2025"),
        ("52", "binh-dinh", "gia-lai-2025"),
        ("80", "long-an", "tay-ninh-2025"),
        ("82", "tien-giang", "dong-thap-2025"),
        ("91", "kien-giang", "an-giang-2025"),
        ("25", "phu-tho", "phu-tho-2025"),
        ("14", "son-la", "son-la"),
        ("01", "ha-noi", "ha-noi"),
        ("1", "ha-noi", "ha-noi"),
    ],
)
def test_code_means_its_owner_on_the_day(code, before, after):
    assert places.resolve(code, BEFORE).id == before
    assert places.resolve(code, AFTER).id == after


def test_provinces_come_in_the_order_of_codes():
    assert ids(places.all(BEFORE))[:4] == ["ha-noi", "ha-giang", "cao-bang", "bac-kan"]
    assert ids(places.all(AFTER))[-3:] == ["an-giang-2025", "can-tho-2025", "ca-mau-2025"]
    codes = [place.code for place in EVER]
    assert codes == sorted(codes)


def test_alphabetical_order_puts_đ_after_d():
    names = [place.name for place in sorted(places.all(AFTER), key=lambda place: vn_sort_key(place.name))]
    assert names[:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert names.index("Điện Biên") < names.index("Đồng Nai") < names.index("Gia Lai")


# --- the table itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", EVER, ids=lambda place: place.id)
def test_stretches_of_a_place_follow_each_other_without_gap(place):
    for one, next_one in zip(place.stretches, place.stretches[1:], strict=False):
        assert one.end + timedelta(days=1) == next_one.start
    assert re.fullmatch(r"\d\d", place.code) and len({stretch.code for stretch in place.stretches}) == 1


@pytest.mark.parametrize("day", [PAST, date(2025, 1, 1), BEFORE, AFTER, NOW])
def test_no_two_units_share_a_code_or_a_folded_name_on_one_day(day):
    found = places.all(day)
    assert len({place.code for place in found}) == len(found)
    assert len({places._key(place.name_on(day)) for place in found}) == len(found)


@pytest.mark.parametrize("day", [PAST, date(2025, 1, 1), BEFORE, AFTER, NOW])
def test_every_name_of_a_day_resolves_to_its_place(day):
    groups = [place for kind in ("vùng", "cụm", "cả nước") for place in places.all(day, kind)]
    for place in (*places.all(day), *groups):
        name = place.full_name(day)
        decomposed = unicodedata.normalize("NFD", name)
        for text in (name, name.upper(), decomposed, place.name_on(day), place.id, place.code or place.id):
            assert places.resolve(text, day) == place, text


def test_every_other_spelling_is_needed_and_points_to_a_name():
    with (files("htxlib") / "codelists" / "place_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert places._key(row["spelling"]) != places._key(row["name"]), f"{row['spelling']} needs no row"
            assert places._index()[places._key(row["spelling"])], f"{row['name']} is no name"


@pytest.mark.parametrize(
    "day, sizes",
    [(BEFORE, [11, 14, 14, 5, 6, 13]), (AFTER, [9, 6, 5, 6, 3, 5])],
)
def test_six_regions_hold_every_province_once(day, sizes):
    regions = places.all(day, "vùng")
    assert [len(places.members(region.id, day)) for region in regions] == sizes
    assert sum(sizes) == len(places.all(day))


def test_region_changes_with_the_merger_for_an_unchanged_province():
    assert places.get("son-la").region_on(BEFORE) == "vung-trung-du-va-mien-nui-phia-bac"
    assert places.get("son-la").region == "vung-trung-du-va-mien-nui-phia-bac-2025"


# --- names and words by date ------------------------------------------------------------------------------------------


def test_hue_is_a_province_until_2024_and_a_city_since():
    hue, last, first = places.get("hue"), date(2024, 12, 31), date(2025, 1, 1)
    assert (hue.full_name(last), hue.toan(last), hue.ubnd(last)) == ("tỉnh Thừa Thiên Huế", "toàn tỉnh", "UBND tỉnh")
    assert (hue.full_name(first), hue.toan(first)) == ("thành phố Huế", "toàn thành phố")
    assert hue.ubnd(first) == "UBND thành phố"
    assert hue.lien_minh(last) == "Liên minh HTX tỉnh Thừa Thiên Huế"
    assert (hue.name, hue.kind, hue.start, hue.end) == ("Huế", "thành phố", None, None)


@pytest.mark.parametrize(
    "id, full_name, toan, lien_minh",
    [
        ("yen-bai", "tỉnh Yên Bái", "toàn tỉnh", "Liên minh HTX tỉnh Yên Bái"),
        ("ha-noi", "thành phố Hà Nội", "toàn thành phố", "Liên minh HTX thành phố Hà Nội"),
        ("ho-chi-minh", "Thành phố Hồ Chí Minh", "toàn thành phố", "Liên minh HTX Thành phố Hồ Chí Minh"),
        ("cum-tay-bac-2023", "Cụm Tây Bắc", "toàn cụm", "Liên minh HTX các địa phương trong cụm"),
        ("vung-tay-nguyen", "vùng Tây Nguyên", "toàn vùng", "Liên minh HTX các địa phương trong vùng"),
        ("ca-nuoc", "cả nước", "cả nước", "Liên minh HTX Việt Nam"),
    ],
)
def test_words_follow_the_kind(id, full_name, toan, lien_minh):
    place = places.get(id)
    assert (place.full_name(PAST), place.toan(PAST), place.lien_minh(PAST)) == (full_name, toan, lien_minh)


def test_unverified_upgrades_of_2026_leave_the_kind_alone():
    assert {places.get(id).kind_on(NOW) for id in ("quang-ninh", "bac-ninh-2025", "dong-nai-2025")} == {"tỉnh"}


def test_a_place_outside_its_lifetime_keeps_its_nearest_name():
    assert places.get("yen-bai").full_name(NOW) == "tỉnh Yên Bái"
    assert places.get("phu-tho-2025").toan(PAST) == "toàn tỉnh"


# --- spellings --------------------------------------------------------------------------------------------------------

MUST_MATCH = """
Yên Bái                    yen-bai
  yên   bái                yen-bai
tỉnh Yên Bái               yen-bai
Tỉnh Yên Bái               yen-bai
yen-bai                    yen-bai
Yen Bai                    yen-bai
YÊN BÁI                    yen-bai
Hòa Bình                   hoa-binh
Hoà Bình                   hoa-binh
Thanh Hoá                  thanh-hoa
Khánh Hoà                  khanh-hoa
Đắk Lắk                    dak-lak
Đăk Lăk                    dak-lak
Dak Lak                    dak-lak
DakLak                     dak-lak
Đắc Lắc                    dak-lak
Ðắk Lắk                    dak-lak
Đăk Nông                   dak-nong
Kontum                     kon-tum
Bắc Cạn                    bac-kan
TP. Hồ Chí Minh            ho-chi-minh
TP.HCM                     ho-chi-minh
Tp.HCM                     ho-chi-minh
TP HCM                     ho-chi-minh
TPHCM                      ho-chi-minh
Thành phố Hồ Chí Minh      ho-chi-minh
Tp.Hồ Chí Minh             ho-chi-minh
Hồ Chí Minh                ho-chi-minh
Thủ đô Hà Nội              ha-noi
TP Hà Nội                  ha-noi
Bà Rịa - Vũng Tàu          ba-ria-vung-tau
Bà Rịa – Vũng Tàu          ba-ria-vung-tau
Bà Rịa-Vũng Tàu            ba-ria-vung-tau
BR-VT                      ba-ria-vung-tau
Thừa Thiên Huế             hue
Thừa Thiên - Huế           hue
Thừa Thiên – Huế           hue
Huế                        hue
TT-Huế                     hue
15                         yen-bai
Hòa Bình (cũ)              hoa-binh
Cả nước                    ca-nuoc
Toàn quốc                  ca-nuoc
Đồng bằng sông Hồng        vung-dong-bang-song-hong
Vùng ĐBSCL                 vung-dong-bang-song-cuu-long
Tây Nguyên                 vung-tay-nguyen
Cụm Tây Nguyên             cum-tay-nguyen-2019
Cụm Tây Bắc (7 tỉnh)       cum-tay-bac-2023
Cụm 7 tỉnh Tây Bắc         cum-tay-bac-2023
Cụm thi đua các tỉnh Tây Bắc                  cum-tay-bac-2023
Cụm Tây Bắc, 7 tỉnh (năm 2023)                cum-tay-bac-2023
Bắc Ninh (sau sáp nhập)    bac-ninh-2025
"""

MUST_NOT_MATCH = """
Yên Bay
thành phố Yên Bái
TP. Thái Nguyên
TP. Huế
tỉnh Hà Nội
Phường Yên Bái
Vũng Tàu
Sài Gòn
Hà Tây
Hà Nam Ninh
Tây Bắc
Bắc Trung Bộ
Cụm Yên Bái
Cụm số 1
phu-tho-2025
yen_bai 2
15.0
03
99
tỉnh
Cụm
-
"""


@pytest.mark.parametrize("text, id", [re.split(r"\s+(?=\S+$)", line) for line in MUST_MATCH.strip("\n").split("\n")])
def test_spelling_is_understood_in_2023(text, id):
    assert places.resolve(text, PAST).id == id
    assert places.resolve(unicodedata.normalize("NFD", text), PAST).id == id


@pytest.mark.parametrize("text", ["", "  ", *MUST_NOT_MATCH.split("\n")[1:-1]])
def test_spelling_is_refused_in_2023(text):
    with pytest.raises(places.UnknownPlace):
        places.resolve(text, PAST)


@settings(derandomize=True, max_examples=200, database=None)
@given(st.text() | st.text("0123456789-() tinhphocumvg"), st.dates())
def test_any_text_is_understood_or_refused(text, day):
    try:
        assert places.resolve(text, day) in places.all() + places.all(kind="vùng")
    except places.UnknownPlace as refusal:
        assert refusal.reason and refusal.remedy


@pytest.mark.parametrize(
    "text, day, id",
    [
        ("Lào Cai", BEFORE, "lao-cai"),
        ("Lào Cai", AFTER, "lao-cai-2025"),
        ("TP. Huế", date(2025, 1, 1), "hue"),
        ("Thừa Thiên Huế", NOW, "hue"),
        ("Cà Mau (sau sáp nhập)", date(2020, 12, 31), "ca-mau-2025"),
        ("Gia Lai (mới)", NOW, "gia-lai-2025"),
        ("tỉnh Phú Thọ (trước sáp nhập)", NOW, "phu-tho"),
        ("Hà Giang (cũ)", NOW, "ha-giang"),
        ("Đắc Lắc", NOW, "dak-lak-2025"),
        ("Cụm thi đua số 1, LMHTX các tỉnh miền núi phía Bắc, 8 tỉnh (năm 2025)", NOW, "cum-so-1-2025"),
        ("Cụm số 1", NOW, "cum-so-1-2025"),
        ("Bắc Trung Bộ", NOW, "vung-bac-trung-bo-2025"),
        (15, NOW, "lao-cai-2025"),
    ],
)
def test_spelling_is_understood_with_its_date(text, day, id):
    assert places.resolve(text, day).id == id


# --- the sentences ----------------------------------------------------------------------------------------------------

MERGED = "tỉnh Yên Bái (yen-bai) chỉ có đến hết ngày 30/6/2025, sau đó hợp nhất thành tỉnh Lào Cai. "


@pytest.mark.parametrize(
    "text, day, sentence",
    [
        ("Yên Bái", AFTER, MERGED + "Với ngày 01/7/2025, dùng «lao-cai-2025»."),
        ("yen-bai", AFTER, MERGED + "Với ngày 01/7/2025, dùng «lao-cai-2025»."),
        ("Yên Bay", AFTER, "không rõ đơn vị: «Yên Bay». Có phải «Yên Bái»? T" + MERGED[1:]),
        ("Yên Bay", PAST, "không rõ đơn vị: «Yên Bay». Có phải «Yên Bái»? Mã là «yen-bai»."),
        ("phu-tho", NOW, "hợp nhất thành tỉnh Phú Thọ mới. Với ngày 31/12/2025, dùng «phu-tho-2025»."),
        (
            "phu-tho-2025",
            PAST,
            "tỉnh Phú Thọ (phu-tho-2025) chỉ có từ ngày 01/7/2025. "
            "Với ngày 31/5/2023, dùng «hoa-binh», «phu-tho» hoặc «vinh-phuc».",
        ),
        ("10", AFTER, "tỉnh Lào Cai (lao-cai) chỉ có đến hết ngày 30/6/2025"),
        (
            "thành phố Yên Bái",
            PAST,
            "«thành phố Yên Bái» không phải tỉnh Yên Bái (yen-bai). Ghi «tỉnh Yên Bái» nếu là số liệu của toàn tỉnh.",
        ),
        ("TP. Thái Nguyên", NOW, "không phải tỉnh Thái Nguyên (thai-nguyen-2025)"),
        ("TP. Huế", PAST, "Ghi «tỉnh Thừa Thiên Huế» nếu là số liệu của toàn tỉnh."),
        ("Tây Bắc", PAST, "«Tây Bắc» không phải Cụm Tây Bắc (cum-tay-bac-2023). Ghi «Cụm Tây Bắc» nếu"),
        (
            "Cụm Tây Bắc",
            NOW,
            "chỉ có đến hết ngày 30/6/2025. Với ngày 31/12/2025, chọn đơn vị khác trong clusters.csv.",
        ),
        ("vùng Tây Nguyên", NOW, "vùng Tây Nguyên (vung-tay-nguyen) chỉ có đến hết ngày 30/6/2025. Với ngày"),
        ("99", NOW, "không rõ đơn vị: «99». Ghi tên, mã số hoặc mã chữ (htx list places)."),
        ("", NOW, "không rõ đơn vị: ô trống."),
    ],
)
def test_refusal_says_why_and_what_to_write(text, day, sentence):
    with pytest.raises(places.UnknownPlace, match=re.escape(sentence)):
        places.resolve(text, day)


def test_unknown_id_names_the_nearest_one():
    with pytest.raises(places.UnknownPlace, match="không có đơn vị mang id «yen-bay». Có phải «yen-bai»?"):
        places.get("yen-bay")
    with pytest.raises(ValueError, match="Các id có trong places.csv và clusters.csv."):
        places.get("xyzw")


def test_refusal_carries_reason_and_remedy_through_pickle():
    with pytest.raises(places.UnknownPlace) as caught:
        places.resolve("99", NOW)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.reason, str(copy)) == ("không rõ đơn vị: «99»", str(caught.value))


# --- clusters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "id, day, expected",
    [
        ("cum-tay-bac-2023", PAST, "lao-cai dien-bien lai-chau son-la yen-bai hoa-binh phu-tho"),
        (
            "cum-so-1-2025",
            NOW,
            "cao-bang tuyen-quang-2025 dien-bien lai-chau son-la lao-cai-2025 lang-son phu-tho-2025",
        ),
        ("cum-tay-nguyen-2019", PAST, "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("cum-bac-trung-bo-2022", PAST, "thanh-hoa nghe-an ha-tinh quang-binh quang-tri hue"),
        ("cum-tay-nam-song-hau-2018", PAST, "an-giang kien-giang can-tho hau-giang soc-trang bac-lieu ca-mau"),
        ("vung-tay-nguyen", PAST, "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("yen-bai", PAST, ""),
    ],
)
def test_members_come_in_the_order_of_codes(id, day, expected):
    assert ids(places.members(id, day)) == expected.split()


def test_members_of_the_country_are_the_provinces_of_the_day():
    assert places.members("ca-nuoc", BEFORE) == places.all(BEFORE)
    assert places.members("ca-nuoc", AFTER) == places.all(AFTER)


def test_members_exist_on_every_day_of_their_cluster():
    for cluster in places.all(kind="cụm"):
        for day in filter(None, (cluster.start, cluster.end, PAST if cluster.exists_on(PAST) else NOW)):
            assert len(places.members(cluster.id, day)) == len(places._clusters()[cluster.id]) >= 5


def test_members_of_an_ended_cluster_are_refused():
    with pytest.raises(places.UnknownPlace, match="Cụm Tây Bắc .* chỉ có đến hết ngày 30/6/2025"):
        places.members("cum-tay-bac-2023", NOW)


def cluster_row(line="2", **cells):
    row = {"cluster": "cum-thu-2023", "name": "Cụm Thử", "member": "yen-bai", "start": "", "end": "2025-06-30"}
    return row | {"line": line} | cells


@pytest.mark.parametrize(
    "cells, sentence",
    [
        ({"member": "yen-bay"}, "dòng 2, cột member: cần id của một tỉnh, thành phố"),
        ({"member": "yen-bay"}, "đang là «yen-bay». Ghi id như trong places.csv. Có phải «yen-bai»?"),
        ({"member": "vung-tay-nguyen"}, "cột member: cần id của một tỉnh"),
        ({"member": ""}, "đang là ô trống"),
        ({"start": "01/07/2023"}, "cột start: cần ngày dạng 2025-07-01 hoặc để trống; đang là «01/07/2023»"),
        ({"start": "2024-01-01", "end": "2023-01-01"}, "cột end: cần ngày không trước 2024-01-01"),
        ({"end": ""}, "cột end: cần ngày đến 2025-06-30 (yen-bai chỉ có đến đó); đang là ô trống"),
        ({"member": "phu-tho-2025", "end": ""}, "cột start: cần ngày từ 2025-07-01 (phu-tho-2025 mới có từ đó)"),
        ({"cluster": "Cụm thử"}, "cột cluster: cần id của cụm, ví dụ «cum-tay-bac-2023»; đang là «Cụm thử»"),
        ({"name": "Tây Bắc"}, "cột name: cần tên cụm, ví dụ «Cụm Tây Bắc»; đang là «Tây Bắc»"),
    ],
)
def test_mistake_in_a_cluster_row_gets_a_sentence(cells, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        places.read_clusters([cluster_row(**cells)], places._official())


def test_all_mistakes_of_the_cluster_file_are_told_at_once():
    rows = [
        cluster_row("2"),
        cluster_row("3"),
        cluster_row("4", name="Cụm Khác", member="son-la"),
        cluster_row("5", member="Sơn La"),
    ]
    with pytest.raises(InputError) as caught:
        places.read_clusters(rows, places._official())
    assert [fault.cell for fault in caught.value.faults] == [
        "dòng 3, cột member",
        "dòng 4, cột name",
        "dòng 5, cột member",
    ]
    assert {fault.file for fault in caught.value.faults} == {"clusters.csv"}


def test_a_lost_column_of_the_cluster_file_is_named():
    with pytest.raises(InputError, match="cần cột member; đang là không có cột này"):
        places.read_clusters([{"cluster": "", "name": "", "start": "", "end": "", "line": "2"}], {})


def test_a_member_may_leave_and_come_back():
    rows = [cluster_row(end="2021-12-31"), cluster_row(start="2024-01-01")]
    assert len(places.read_clusters(rows, places._official())["cum-thu-2023"]) == 2


@pytest.fixture
def edited_clusters(monkeypatch):
    """Lets a test stand in its own clusters.csv rows; the caches are emptied before and after."""

    def clear():
        for cached in (places._places, places._clusters, places._index):
            cached.cache_clear()

    plain = places._rows

    def edit(*rows):
        monkeypatch.setattr(places, "_rows", lambda file: list(rows) if file == "clusters.csv" else plain(file))
        clear()

    yield edit
    monkeypatch.undo()
    clear()


def test_two_clusters_of_one_name_on_one_day_are_ambiguous(edited_clusters):
    edited_clusters(cluster_row(), cluster_row(cluster="cum-thu-2024", start="2024-01-01"))
    assert places.resolve("Cụm Thử", PAST).id == "cum-thu-2023"
    sentence = "«Cụm Thử» có thể là Cụm Thử (cum-thu-2023) hoặc Cụm Thử (cum-thu-2024). Ghi id của đơn vị."
    with pytest.raises(places.UnknownPlace, match=re.escape(sentence)):
        places.resolve("Cụm Thử", date(2024, 6, 30))


def test_a_cluster_changes_its_members_by_date(edited_clusters):
    edited_clusters(cluster_row(), cluster_row(member="son-la", start="2024-01-01"))
    assert ids(places.members("cum-thu-2023", PAST)) == ["yen-bai"]
    assert ids(places.members("cum-thu-2023", date(2024, 1, 1))) == ["son-la", "yen-bai"]


# --- the file format and the floor ------------------------------------------------------------------------------------


def test_a_codelist_saved_by_excel_reads_the_same(monkeypatch, tmp_path):
    folder = tmp_path / "codelists"
    folder.mkdir()
    (folder / "x.csv").write_text("\ufeffcluster;member\r\ncum-a;yen-bai\r\n;\r\ncum-b;son-la\r\n", "utf-8", newline="")
    monkeypatch.setattr(places, "files", lambda package: tmp_path)
    assert [(row["line"], row["member"]) for row in places._rows("x.csv")] == [("2", "yen-bai"), ("4", "son-la")]


def test_importing_reads_no_file_and_no_pandas():
    code = (
        "import sys, htxlib.codelists.places as p; assert 'pandas' not in sys.modules; assert not p._official.cache_info().misses"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
