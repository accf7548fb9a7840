"""What has digits and is no quantity: dates, document numbers, ordinals, list and page numbers, names, addresses.

A pattern's group `n` is the number itself, where the words around it are needed to know it. The first pattern that fits
wins, so the order matters: «ngày 31/5/2023» before «5/2023» before «2023».
"""

from __future__ import annotations

import re
from functools import cache

DATE, DOCUMENT, ORDINAL = "ngày tháng", "số văn bản", "số thứ tự"
LIST, PAGE, NAME = "đánh số mục", "số của trang", "tên gọi"
PHONE, ADDRESS = "điện thoại", "địa chỉ"

LETTER = "A-Za-zÀ-ỹĐđ"
_YEAR, _DAY = r"(?:19|20)\d{2}(?![\d.,]*\d)", r"(?<![\d.,])\d{1,2}(?![\d.,]*\d)"
_AND = r"\s*(?:,|và|đến|-|–)\s*"
_OF_YEAR = rf"(?:\s*(?:/|-|năm)\s*{_YEAR})?"
# A year has no dot. It is a count only before one of these: «2023 tỉnh Phú Thọ» is a year all the same.
_COUNTED = (
    "HTX|THT|LHHTX|QTDND|hợp tác xã|tổ hợp tác|người|thành viên|lao động|cán bộ|hộ|lượt|triệu|tỷ|tỉ|nghìn|đồng|ha|tấn|%"
)
# Not a number with a unit, a share or a range: «Nghị quyết 50 HTX/năm», «nhóm 4 HTX». <units> is filled in below.
_NO_UNIT = rf"(?![\d.,]*\d)(?!\s*%)(?!\s*[-–]\s*\d)(?!\s?(?i:<units>)(?![{LETTER}])(?!\s+\d))"

_DOCUMENTS = "Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị|Kết luận|Công văn|Luật|Pháp lệnh|Hướng dẫn|Thông báo"
_MORE_DOCUMENTS = "Kế hoạch|Chương trình|Báo cáo|Tờ trình|Đề án|Quy chế|Quy định|Hiệp định|Văn bản|Công điện"
_CODES = "NQ|QĐ|KH|CTr|CT|TT|NĐ|BC|TB|HD|CV|KL|QH|UBND|HĐND|TW|TU|TTr|CTPH|ĐA|QC|CĐ|BTC|BKHĐT|BKH|BNN|SNN|SKH|VP|VBHN|KTHT"
_ORDERED = (
    "lần thứ|thứ|khóa|khoá|kỳ họp|kỳ họp thứ|hạng|loại|cấp|Điều|khoản|Biểu|Biểu số|Phụ lục|Phụ lục số|Mẫu số|Mẫu|bảng"
    "|hình|mục|dòng|trang|chương|Tiêu chí|Tiêu chí số|nhóm|vùng|bước|thế kỷ|thập niên|quốc lộ|số nhà|thôn|tổ|khu|phường"
    "|quận|xóm|tập|quyển|phiên|đợt|Trung ương|tiêu chuẩn|Chương trình|phần|số thứ tự|top|cụm số|thi đua số"
)
_SEEN = r"(?:lượt xem|lượt truy cập|lượt đọc|bình luận|comments?|views?)"
_SITE = r"[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net|edu|gov)\b(?:[/?:][^\s)»”]*)?"
_PLACED = r"(?=\s*(?:[.;)]|,\s*(?:khoản|Điều|ngõ|đường)|\s+đường\b))(?![.,]\d)"

_PATTERNS = (
    (ADDRESS, rf"(?:https?://|www\.)\S+|[\w.+-]+@{_SITE}|\b{_SITE}"),
    (PHONE, r"(?i:ĐT|điện thoại|tel|hotline|fax|zalo|liên hệ)[^\d\n]{0,12}(?P<n>\+?\d[\d. ()-]{6,}\d)"),
    (PHONE, r"(?<![\d.,])(?:\+84|0\d{2,3})[. ]?\d{3}[. ]?\d{3,4}(?![\d.,]*\d)"),
    (
        DOCUMENT,
        rf"\d+[a-z]?(?:/\d{{4}})?\s*[-/–]\s*(?:(?:{_CODES})(?![a-zà-ỹ])|LM[A-ZĐ]*)\d*"
        r"(?:\s*[-/–]\s*[A-ZĐ][\wĐđ]*)*",
    ),
    (DOCUMENT, rf"(?i:{_DOCUMENTS}|{_MORE_DOCUMENTS})(?:\s+[{LETTER}]+){{0,3}}\s+số\s*:?\s*(?P<n>\d+[\w/–-]*)"),
    (DOCUMENT, rf"(?i:{_DOCUMENTS})(?:\s+(?:Trung ương|TW))?\s+(?P<n>\d{{1,4}}(?!/){_NO_UNIT})"),
    (DATE, rf"(?i:ngày)\s+(?P<n>{_DAY}(?:{_AND}(?:ngày\s+)?{_DAY})*\s*(?:/|-|tháng)\s*{_DAY}{_OF_YEAR})"),
    (DATE, rf"(?<![\d.,/]){_DAY}(?:\s?[-–]\s?{_DAY})?\s?/\s?{_DAY}\s?/\s?{_YEAR}"),
    (DATE, rf"(?<![\d.,/])\d{{1,2}}([.-])\d{{1,2}}\1{_YEAR}"),
    (DATE, rf"{_DAY}(?:{_AND}{_DAY})?\s+tháng\s+{_DAY}{_OF_YEAR}"),
    (DATE, rf"{_DAY}\s+tháng\s+(?:(?:đầu|cuối)\s+)?năm(?:\s+{_YEAR})?"),
    (DATE, rf"(?i:tháng)\s+(?P<n>{_DAY}(?:\s*(?:-|–|đến)\s*(?:tháng\s+)?{_DAY})?{_OF_YEAR})"),
    (DATE, rf"(?i:quý)\s+(?P<n>(?:[1-4]|[IV]+)\s*(?:/|năm)\s*{_YEAR}|[1-4](?![\d.,]*\d))"),
    (DATE, rf"(?i:năm|vụ|niên độ)\s+(?P<n>{_YEAR}(?:\s*(?:-|–|đến|,|và|/)\s*(?:năm\s+)?{_YEAR})*)"),
    (DATE, rf"(?<![\d.,/]){_YEAR}\s*(?:-|–|đến)\s*(?:năm\s+)?{_YEAR}"),
    (DATE, rf"(?<![\d.,/])(?:0?[1-9]|1[0-2])\s?[/-]\s?{_YEAR}(?!\s?(?:{_COUNTED}))"),
    (DATE, r"(?i:ngày|sáng|chiều|tối|hôm)\s+(?P<n>\d{1,2}(?:/\d{1,2}(?!\d))?)(?![.,/]?\d)(?!\s*%)"),
    (DATE, r"(?<![\d.,])\d{1,2}(?::\d{2}|\s?giờ\s?\d{0,2}|h\d{0,2})(?!\w)"),
    (DATE, rf"(?<![\d.,/+−-]){_YEAR}(?!\s?/?\s?(?:{_COUNTED})(?![{LETTER}]))"),
    (NAME, r"(?i:covid|sars)[\s-]*(?:cov[\s-]*)?\d+|\b4\.0\b(?!\s?%)|(?i:ISO)\s?\d+(?::\d+)?"),
    (NAME, r"[“\"«'‘](?P<n>\d)\s+nhà\b|(?i:liên kết|mối liên kết)\s+\d\s+nhà\b"),
    (NAME, r"bắt đầu từ (?P<n>0)(?![.,]?\d)"),  # of an axis
    (NAME, rf"(?<!\w)[{LETTER}]+-?\d[\w.-]*(?<![.-])"),
    (PAGE, rf"(?i)\d+\s+trong\s+\d+\s+đánh giá|{_SEEN}\s*:?\s*[\d.]*\d|(?<![\d.,])[\d.]*\d\s+{_SEEN}\b"),
    (ORDINAL, rf"(?i:(?<![{LETTER}])(?<!mỗi )(?<!một )(?:{_ORDERED}))\s+(?P<n>\d{{1,4}}[a-z]?(?![{LETTER}]){_NO_UNIT})"),
    (ORDINAL, rf"(?i:điểm|mốc|số)\s+(?P<n>\d{{1,3}}){_PLACED}"),
    (LIST, rf"^\s*(?P<n>\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)/])\s+(?=[{LETTER}“\"«(])"),
    (LIST, r"^\s*(?P<n>\d{1,2}[.)])(?=[A-ZĐÀ-Ỵ])"),
    (LIST, rf"(?<=[.;:,]\s)(?P<n>\(\d{{1,2}}\))\s+(?=[{LETTER}])"),
)
_PAGE_NUMBER = (PAGE, r"^\W*(?:[Tt]rang\s+)?\d+(?:\s*/\s*\d+)?\W*$")


@cache
def aside(units: str, alone: bool) -> tuple[tuple[str, re.Pattern], ...]:
    """Kind and pattern, in order; `units` is the pattern of all units, `alone` allows a paragraph that is a number."""
    patterns = (_PAGE_NUMBER, *_PATTERNS) if alone else _PATTERNS
    return tuple((kind, re.compile(pattern.replace("<units>", units))) for kind, pattern in patterns)
