"""noi_dung: a few passages of text that might be a province's own."""

from __future__ import annotations

from collections.abc import Iterator

from ..places import Place
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


def passages(wanted: Sample) -> Iterator[Row]:
    """Passages of the mid-term and of the last year of a term: most sections, not all."""
    for place in wanted.places:
        for year in wanted.years_of(place):
            if is_mid_term(year) or year % 5 == 0:
                yield from _passages_of(wanted, place, year, 1 if is_mid_term(year) else 2)


def _passages_of(wanted: Sample, place: Place, year: int, part: int) -> Iterator[Row]:
    draw = Draw(wanted.seed, "nội dung", place.id, year)
    for section, choices in PASSAGES.items():
        text = draw.one_of(choices)
        if draw.chance(850):
            yield {
                "don_vi": place.id,
                "tu_ngay": f"{year}-01-01",
                "den_ngay": end_of(year, part),
                "muc": section,
                "thu_tu": 1,
                "noi_dung": text,
                "nguon": SOURCE,
            }
