"""noi_dung: a few passages of text that might be a province's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from htxlib.codelists import places
from htxlib.codelists.places import Place

from .country import Draw
from .request import SOURCE, Row, Sample, end_of, is_mid_term

PASSAGES = {
    "boi-canh": (
        "Giá vật tư tăng và thời tiết thất thường làm nhiều HTX nông nghiệp phải giảm diện tích.",
        "Các cấp ủy đưa phát triển kinh tế tập thể vào chương trình công tác hằng năm.",
    ),
    "tuyen-truyen": (
        "Tuyên truyền tập trung vào Luật Hợp tác xã năm 2023 và các mô hình làm ăn có lãi.",
        "Trang thông tin điện tử của Liên minh mở chuyên mục giới thiệu HTX tiêu biểu.",
    ),
    "dao-tao": (
        "Nội dung tập huấn gồm quản trị, kế toán và chuyển đổi số; lớp mở tại cơ sở để thành viên dễ theo học.",
        "Liên minh phối hợp với các trường nghề mở lớp cho giám đốc và kế toán HTX.",
    ),
    "han-che": (
        "Nhiều HTX còn nhỏ, thiếu vốn và đất làm trụ sở; liên kết tiêu thụ chưa bền.",
        "Một số HTX ngừng hoạt động đã lâu nhưng chưa giải thể được vì vướng công nợ.",
    ),
    "phuong-huong": (
        "Thời gian tới ưu tiên củng cố {{ so_htx }} hiện có, rồi mới thành lập thêm ở nơi có nhu cầu thật.",
        "Trọng tâm là chuyển đổi số, vùng nguyên liệu và liên kết theo chuỗi giá trị.",
    ),
    "kien-nghi": (
        "Đề nghị Liên minh HTX Việt Nam sớm bổ sung vốn cho Quỹ Hỗ trợ phát triển HTX.",
        "Đề nghị có hướng dẫn thống nhất về đánh giá, xếp loại HTX theo Luật Hợp tác xã năm 2023.",
    ),
    "thi-dua": (
        "Đề nghị tặng Cờ thi đua cho hai HTX dẫn đầu và Bằng khen cho năm tập thể.",
        "Phong trào thi đua gắn với xây dựng nông thôn mới được các HTX hưởng ứng.",
    ),
}


# What a cluster says of itself; the names are those of two members.
OF_CLUSTERS = {
    "han-che": "Các tỉnh ở xa nhau, việc trao đổi kinh nghiệm giữa các Liên minh chưa thường xuyên.",
    "kien-nghi": "Các tỉnh trong cụm đề nghị Liên minh HTX Việt Nam mở lớp nghiệp vụ thi đua, khen thưởng hằng năm.",
    "thi-dua": "Cụm đề nghị Liên minh HTX Việt Nam khen thưởng theo kết quả chấm điểm của cụm.",
    "to-chuc": "{} làm cụm trưởng, {} làm cụm phó.",
}


def passages(wanted: Sample) -> Iterator[Row]:
    """Passages of the middle and of the end of a term: of provinces, and of clusters whose members are all here."""
    for place in wanted.places:
        for year in filter(_is_told, wanted.years_of(place)):
            yield from _passages_of(wanted, place, year, 1 if is_mid_term(year) else 2)
    for year in filter(_is_told, wanted.years):
        day = date(year, 12, 31)
        for cluster in places.all(day, kind="cụm"):
            if set(places.members(cluster.id, day)) <= set(wanted.places):
                yield from _of_cluster(wanted, cluster, day)


def _is_told(year: int) -> bool:
    return is_mid_term(year) or year % 5 == 0


def _passages_of(wanted: Sample, place: Place, year: int, part: int) -> Iterator[Row]:
    """Most sections, not all."""
    draw = Draw(wanted.seed, "nội dung", place.id, year)
    for section, choices in PASSAGES.items():
        text = draw.one_of(choices)
        if draw.chance(850):
            yield _row(place, year, end_of(year, part), section, text)


def _of_cluster(wanted: Sample, cluster: Place, day: date) -> Iterator[Row]:
    draw, members = Draw(wanted.seed, "nội dung", cluster.id, day.year), list(places.members(cluster.id, day))
    first = draw.one_of(members)
    second = draw.one_of([each for each in members if each != first])
    for section, text in OF_CLUSTERS.items():
        yield _row(cluster, day.year, str(day), section, text.format(first.lien_minh(day), second.lien_minh(day)))


def _row(place: Place, year: int, end: str, section: str, text: str) -> Row:
    days = {"tu_ngay": f"{year}-01-01", "den_ngay": end}
    return {"don_vi": place.id, **days, "muc": section, "thu_tu": 1, "noi_dung": text, "nguon": SOURCE}
