"""What a sentence may say: its words, and what may follow a name and a dot. Help, checks and sentences obey this list.

A sentence reaches nothing else of a figure: its inside (data, files, other places) stays where it is.
"""

from __future__ import annotations

from .figure import Comparison, Figure, Phrase

# The words of a report, as Report.words gives them.
WORDS = {
    "don_vi": "tên đơn vị, ví dụ Yên Bái",
    "ten_day_du": "tên đầy đủ, ví dụ tỉnh Yên Bái",
    "toan_don_vi": "toàn tỉnh, toàn thành phố",
    "cap": "tỉnh hay thành phố",
    "ubnd": "Ủy ban nhân dân của đơn vị",
    "lien_minh": "Liên minh HTX của đơn vị",
    "den_ngay": "ngày của số liệu",
    "ky": "kỳ báo cáo, ví dụ năm 2023",
    "nam": "năm báo cáo",
    "nam_truoc": "năm trước",
    "nam_sau": "năm sau",
    "so_voi_truoc": "«so với năm trước» hoặc «so với cùng kỳ năm trước»",
    "nhiem_ky": "nhiệm kỳ, ví dụ 2020-2025",
    "ten_bao_cao": "«Báo cáo sơ kết giữa nhiệm kỳ», «Báo cáo tổng kết nhiệm kỳ»; từ nguồn công khai: «Kết quả …»",
    "cuoi_nhiem_ky": "«cuối nhiệm kỳ», khi báo cáo ở năm cuối nhiệm kỳ",
    "dai_hoi": "Đại hội của nhiệm kỳ",
    "don_vi_thanh_vien": "tỉnh, thành phố (báo cáo của cụm, vùng, cả nước)",
    "cac_don_vi": "tên các đơn vị thành viên",
    "tu_thanh_vien": "«các tỉnh», khi chỉ cộng số của thành viên",
    "ngay_dia_gioi_moi": "ngày sắp xếp địa giới, khi số liệu tính theo địa giới mới",
    "ngay_dia_gioi_thanh_vien": "như trên, của từng tỉnh, thành phố trong cả nước",
    "cac_don_vi_cu": "các tỉnh, thành phố cũ đã hợp thành đơn vị, khi có số liệu cũ để so",
}
# What a report states of its targets and members.
STATED = {
    "danh_gia_mot": "câu nhận định đầu tiên, chọn theo trọng số của danh mục judgement",
    "danh_gia_hai": "câu nhận định thứ hai",
    "danh_gia_ba": "câu nhận định thứ ba",
    "danh_gia_vi_the": "đứng thứ mấy trong cụm hoặc vùng; chỉ báo cáo có so sánh mới hỏi",
    "so_chi_tieu": "số chỉ tiêu của nghị quyết",
    "so_chi_tieu_danh_gia": "số chỉ tiêu đã đánh giá được",
    "so_chi_tieu_dat": "số chỉ tiêu đạt và vượt",
    "so_chi_tieu_vuot": "số chỉ tiêu vượt",
    "so_chi_tieu_cham": "số chỉ tiêu chưa đạt, chậm tiến độ; không có thì không in",
    "tien_do_chi_tieu": "bao nhiêu chỉ tiêu nhanh hơn, đúng, chậm tiến độ",
    "chi_tieu_cham": "tên các chỉ tiêu chậm",
    "chi_tieu_chua_danh_gia": "tên các chỉ tiêu chưa đánh giá được",
    "chi_tieu_vuot_cao_nhat": "chỉ tiêu vượt cao nhất, kèm mức đạt",
    "so_nam_da_qua": "số năm đã qua của nhiệm kỳ",
    "so_nam_nhiem_ky": "số năm của nhiệm kỳ",
    "tong_so_htx_nay": "«qua đó, tổng số HTX toàn tỉnh tăng lên …» hoặc «… hiện có là …»",
    "tong_so_tht_nay": "như tong_so_htx_nay, của tổ hợp tác",
    "tong_so_lhhtx_nay": "như tong_so_htx_nay, của liên hiệp HTX",
    "can_doi_htx": "số đầu kỳ cộng tăng trừ giảm lệch bao nhiêu so với tổng số HTX; khớp thì không in",
    "can_doi_tht": "như can_doi_htx, của tổ hợp tác",
    "can_doi_lhhtx": "như can_doi_htx, của liên hiệp HTX",
    "so_don_vi": "số đơn vị thành viên",
    "so_don_vi_co_so_lieu": "số đơn vị có số liệu riêng trong kỳ",
    "don_vi_chua_co_so_lieu": "tên các đơn vị chưa có số liệu riêng",
}
# What may follow a dot in a sentence, in the order in which it is offered.
ATTRIBUTES = {
    "so": "chỉ con số, không kèm đơn vị tính",
    "thanh_lap": "«thành lập mới 22 HTX»; bằng 0 thì «không thành lập mới HTX nào»",
    "giai_the": "«giải thể 22 HTX»; bằng 0 thì «không có HTX nào giải thể»",
    "ket_nap": "«vận động, kết nạp 23 HTX»; bằng 0 thì «không kết nạp HTX nào»",
    "co": "«có 22 HTX» rồi viết tiếp (ngừng hoạt động); bằng 0 thì «không có HTX» …",
    "mo": "«mở 12 lớp» rồi viết tiếp; bằng 0 thì «không mở lớp» …",
    "to_chuc": "«tổ chức 12 hội nghị»; bằng 0 thì «không tổ chức hội nghị» …",
    "phat_hanh": "«phát hành 500 bản»; bằng 0 thì «không phát hành bản» …",
    "thuc_hien": "«thực hiện 03 dự án»; bằng 0 thì «không thực hiện dự án» …",
    "ho_tro": "«hỗ trợ 30 lượt HTX»; bằng 0 thì «không hỗ trợ lượt HTX» …",
    "liet_ke": "trong một danh sách: «22 HTX» rồi viết tiếp (yếu); bằng 0 thì «không có HTX» …",
    "hoac_khong": "sau dấu hai chấm: «22 HTX»; bằng 0 thì «không có»",
    "ngay": "ngày hoặc kỳ của con số",
    "tang_giam": "tăng, giảm bao nhiêu (so với đầu nhiệm kỳ hoặc năm trước)",
    "tang_giam_pct": "tăng, giảm bao nhiêu %",
    "so_lan": "gấp mấy lần",
    "so_sanh": "tăng, giảm bao nhiêu so với đầu nhiệm kỳ (năm trước); không so được thì không in",
    "so_sanh_pct": "như .so_sanh, tính bằng %",
    "so_sanh_day_du": "như .so_sanh, kèm %: tăng … (tương ứng …%) so với …",
    "so_sanh_lan": "như .so_sanh, gấp mấy lần",
    "theo_so_luong": "mức tăng, giảm của một tổng tách theo số lượng và mức bình quân; không tách được thì không in",
    "bang_pct": "bằng bao nhiêu %",
    "tang_binh_quan_pct": "tăng bình quân mỗi năm bao nhiêu %",
    "dau_ky": "số đầu kỳ (đầu nhiệm kỳ); thêm .so_sanh, .tang_giam …",
    "dau_nam": "số đầu năm; thêm .so_sanh, .tang_giam …",
    "ky_truoc": "số của năm trước, cùng số tháng; thêm .so_sanh, .tang_giam …",
    "cung_ky": "số cùng kỳ năm trước; thêm .so_sanh, .tang_giam …",
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
    "chuoi": "qua các năm của kỳ báo cáo: từ mức nào đến mức nào; thêm .ky, .tang_binh_quan_pct, .cao_nhat, .dan_dau …",
    "ky": "những năm liền nhau được đem so (sau .chuoi)",
    "moi_nhat": "mức của năm sau cùng mà nơi nào cũng có số (sau .chuoi)",
    "nam_moi_nhat": "năm ấy (sau .chuoi)",
    "nam_tang_manh": "năm tăng nhiều nhất so với năm liền trước (sau .chuoi)",
    "nam_giam_manh": "năm giảm nhiều nhất so với năm liền trước (sau .chuoi)",
    "dan_dau": "các nơi dẫn đầu ở năm sau cùng và phần của họ (sau .chuoi)",
    "vung_dan_dau": "vùng dẫn đầu cả nước ở năm sau cùng (sau .chuoi)",
    "noi_tang_giam": "bao nhiêu nơi tăng, bao nhiêu nơi giảm (sau .chuoi)",
    "tang_nhieu": "các nơi tăng nhiều nhất (sau .chuoi)",
    "giam_nhieu": "các nơi giảm nhiều nhất (sau .chuoi)",
    "tang_nhanh": "các nơi tăng nhanh nhất, theo tốc độ bình quân năm (sau .chuoi)",
    "giam_nhanh": "các nơi giảm nhanh nhất, theo tốc độ bình quân năm (sau .chuoi)",
    "thieu": "nơi chưa có số",
    "bao_phu": "các nơi có số chiếm bao nhiêu % tổng số",
    "so_voi_muc_tieu": "đạt bao nhiêu % chỉ tiêu nghị quyết; không có chỉ tiêu thì không in",
    "so_voi_ke_hoach": "đạt bao nhiêu % kế hoạch; không có kế hoạch thì không in",
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
