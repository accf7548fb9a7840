"""What may follow a name and a dot in a sentence: the one list that the check of notebooks and the sentences obey.

A sentence reaches nothing else of a figure: its inside (data, files, other places) stays where it is.
"""

from __future__ import annotations

from .figures import Comparison, Figure, Phrase

# What may follow a dot in a sentence, in the order in which it is offered.
ATTRIBUTES = {
    "so": "chỉ con số, không kèm đơn vị tính",
    "ngay": "ngày hoặc kỳ của con số",
    "tang_giam": "tăng, giảm bao nhiêu (so với đầu nhiệm kỳ hoặc năm trước)",
    "tang_giam_pct": "tăng, giảm bao nhiêu %",
    "so_lan": "gấp mấy lần",
    "bang_pct": "bằng bao nhiêu %",
    "tang_binh_quan_pct": "tăng bình quân mỗi năm bao nhiêu %",
    "dau_ky": "số đầu kỳ (đầu nhiệm kỳ); thêm .tang_giam, .so_lan …",
    "dau_nam": "số đầu năm; thêm .tang_giam …",
    "ky_truoc": "số của năm trước, cùng số tháng; thêm .tang_giam …",
    "cung_ky": "số cùng kỳ năm trước; thêm .tang_giam …",
    "binh_quan_nam": "bình quân mỗi năm từ đầu nhiệm kỳ",
    "ty_trong": "chiếm bao nhiêu % của tổng thể",
    "hang": "đứng thứ mấy trong cụm (hoặc vùng)",
    "cum": "mức bình quân của cụm; thêm .hang, .chenh_lech …",
    "vung": "mức bình quân của vùng; thêm .hang, .chenh_lech …",
    "ca_nuoc": "mức bình quân cả nước; thêm .hang, .ty_trong …",
    "chenh_lech": "cao, thấp hơn bình quân bao nhiêu",
    "binh_quan": "mức bình quân",
    "ten": "tên cụm, vùng",
    "binh_quan_don_vi": "bình quân một tỉnh (báo cáo của cụm, vùng, cả nước)",
    "cao_thap": "nơi cao nhất, nơi thấp nhất (báo cáo của cụm, vùng, cả nước)",
    "cao_nhat": "nơi cao nhất",
    "thap_nhat": "nơi thấp nhất",
    "thieu": "nơi chưa có số",
    "bao_phu": "các nơi có số chiếm bao nhiêu % tổng số",
    "so_voi_muc_tieu": "đạt bao nhiêu % chỉ tiêu nghị quyết",
    "so_voi_ke_hoach": "đạt bao nhiêu % kế hoạch",
    "tran": "như cũ nhưng không kèm «/năm»",
    "label": "tên chỉ tiêu",
}


def reachable(value: object, attribute: str) -> bool:
    """Say whether a sentence may ask `value` for that attribute: only figures, comparisons and phrases have any.

    >>> reachable("Yên Bái", "format")
    False
    """
    kind = type(value)
    known = isinstance(value, Figure | Comparison | Phrase) and attribute in ATTRIBUTES
    return known and (attribute in kind.__dataclass_fields__ or hasattr(kind, attribute))
