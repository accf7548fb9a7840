"""What we compute: the one file an economist edits. Inputs are rows of variables.csv or other indicators.

Growth, ratio, attainment, share of a total and mean annual growth are attributes of every figure, not indicators.

A function's name is the indicator, its parameters are what it is computed from, its docstring is the sentence that the
annex prints. What the words of @indicator mean stands in declare.py. A new definition is a second function beside the
first, with `instead_of` and `since`; the first one stays, for the reports of its years.
"""

from .declare import indicator

# --- Nơi đặt ra chỉ tiêu ---------------------------------------------------------------------------------------------

SACH_TRANG = "Sách trắng hợp tác xã Việt Nam (hằng năm)"
KE_HOACH = "Kế hoạch phát triển kinh tế tập thể hằng năm của UBND tỉnh"
NGHI_QUYET = "Nghị quyết Đại hội Liên minh HTX tỉnh"
BIEU_HTX = "Biểu báo cáo năm của HTX (Thông tư 07/2019/TT-BKHĐT)"
XEP_LOAI = "Thông tư 01/2020/TT-BKHĐT về phân loại và đánh giá HTX"
HOAT_DONG = "Báo cáo hoạt động hằng năm của Liên minh HTX tỉnh"

# --- Hợp tác xã ------------------------------------------------------------------------------------------------------


@indicator("Tỷ lệ HTX đang hoạt động", unit="%", decimals=1, base="so_htx", topic="htx", weight="so_htx", source=SACH_TRANG)
def ty_le_htx_hoat_dong(htx_dang_hoat_dong, so_htx):
    """Số HTX đang hoạt động trên tổng số HTX, nhân 100.

    >>> ty_le_htx_hoat_dong(480, 600)
    80.0
    """
    return 100 * htx_dang_hoat_dong / so_htx


@indicator("HTX ngừng hoạt động", unit="HTX", topic="htx", source=SACH_TRANG)
def htx_ngung_hoat_dong(so_htx, htx_dang_hoat_dong):
    """Tổng số HTX trừ số HTX đang hoạt động.

    >>> htx_ngung_hoat_dong(600, 480)
    120
    """
    return so_htx - htx_dang_hoat_dong


@indicator("Chênh lệch cân đối số HTX", unit="HTX", topic="htx", source=KE_HOACH)
def chenh_lech_can_doi_htx(so_htx, so_htx_dau_ky, htx_thanh_lap_moi, htx_giai_the=0, htx_chuyen_doi=0):
    """Số HTX cuối kỳ trừ (số đầu kỳ cộng thành lập mới trừ giải thể trừ chuyển đổi loại hình).

    >>> chenh_lech_can_doi_htx(610, 600, 25, htx_giai_the=15)
    0
    """
    return so_htx - (so_htx_dau_ky + htx_thanh_lap_moi - htx_giai_the - htx_chuyen_doi)


@indicator("Chênh lệch cân đối số THT", unit="THT", topic="tht", source=KE_HOACH)
def chenh_lech_can_doi_tht(so_tht, so_tht_dau_ky, tht_thanh_lap_moi, tht_giai_the=0):
    """Số THT cuối kỳ trừ (số đầu kỳ cộng thành lập mới trừ giải thể).

    >>> chenh_lech_can_doi_tht(1050, 1000, 80, tht_giai_the=25)
    -5
    """
    return so_tht - (so_tht_dau_ky + tht_thanh_lap_moi - tht_giai_the)


@indicator("Chênh lệch cân đối số LHHTX", unit="LHHTX", topic="lhhtx", source=KE_HOACH)
def chenh_lech_can_doi_lhhtx(so_lhhtx, so_lhhtx_dau_ky, lhhtx_thanh_lap_moi, lhhtx_giai_the=0):
    """Số LHHTX cuối kỳ trừ (số đầu kỳ cộng thành lập mới trừ giải thể).

    >>> chenh_lech_can_doi_lhhtx(12, 10, 2)
    0
    """
    return so_lhhtx - (so_lhhtx_dau_ky + lhhtx_thanh_lap_moi - lhhtx_giai_the)


@indicator("Tỷ trọng HTX nông nghiệp", unit="%", decimals=1, base="so_htx", topic="htx", weight="so_htx", source=BIEU_HTX)
def ty_trong_htx_nong_nghiep(htx_nong_nghiep, so_htx):
    """Số HTX nông nghiệp trên tổng số HTX, nhân 100.

    >>> ty_trong_htx_nong_nghiep(450, 600)
    75.0
    """
    return 100 * htx_nong_nghiep / so_htx


@indicator(
    "Tỷ trọng HTX phi nông nghiệp", unit="%", decimals=1, base="so_htx", topic="htx", weight="so_htx", source=BIEU_HTX
)
def ty_trong_htx_phi_nong_nghiep(htx_phi_nong_nghiep, so_htx):
    """Số HTX phi nông nghiệp trên tổng số HTX, nhân 100.

    >>> ty_trong_htx_phi_nong_nghiep(150, 600)
    25.0
    """
    return 100 * htx_phi_nong_nghiep / so_htx


@indicator("Tỷ trọng THT nông nghiệp", unit="%", decimals=1, base="so_tht", topic="tht", weight="so_tht", source=KE_HOACH)
def ty_trong_tht_nong_nghiep(tht_nong_nghiep, so_tht):
    """Số THT nông nghiệp trên tổng số THT, nhân 100.

    >>> ty_trong_tht_nong_nghiep(900, 1200)
    75.0
    """
    return 100 * tht_nong_nghiep / so_tht


# --- Thành viên, lao động --------------------------------------------------------------------------------------------


@indicator(
    "Thành viên bình quân một HTX", unit="người/HTX", decimals=1, topic="thanh-vien", weight="so_htx", source=SACH_TRANG
)
def thanh_vien_bq_htx(thanh_vien_htx, so_htx):
    """Số thành viên HTX chia cho tổng số HTX.

    >>> thanh_vien_bq_htx(42000, 600)
    70.0
    """
    return thanh_vien_htx / so_htx


@indicator(
    "Thành viên bình quân một THT", unit="người/THT", decimals=1, topic="thanh-vien", weight="so_tht", source=KE_HOACH
)
def thanh_vien_bq_tht(thanh_vien_tht, so_tht):
    """Số thành viên THT chia cho tổng số THT.

    >>> thanh_vien_bq_tht(18000, 1200)
    15.0
    """
    return thanh_vien_tht / so_tht


@indicator(
    "Lao động bình quân một HTX có kết quả sản xuất kinh doanh",
    unit="người/HTX",
    decimals=1,
    base="htx_co_ket_qua",
    topic="thong-ke",
    weight="htx_co_ket_qua",
    source=SACH_TRANG,
)
def lao_dong_bq_htx_co_ket_qua(lao_dong_htx_co_ket_qua, htx_co_ket_qua):
    """Số lao động được trả lương chia cho số HTX có kết quả, cả hai theo điều tra của cơ quan thống kê.

    >>> lao_dong_bq_htx_co_ket_qua(7200, 480)
    15.0
    """
    return lao_dong_htx_co_ket_qua / htx_co_ket_qua


@indicator(
    "Lao động thường xuyên bình quân một HTX đang hoạt động",
    unit="lao động/HTX",
    decimals=1,
    base="htx_dang_hoat_dong",
    topic="thanh-vien",
    weight="htx_dang_hoat_dong",
    source=SACH_TRANG,
)
def lao_dong_bq_htx(lao_dong_thuong_xuyen, htx_dang_hoat_dong):
    """Số lao động thường xuyên chia cho số HTX đang hoạt động.

    >>> lao_dong_bq_htx(7200, 480)
    15.0
    """
    return lao_dong_thuong_xuyen / htx_dang_hoat_dong


# --- Doanh thu, thu nhập, vốn ----------------------------------------------------------------------------------------


@indicator(
    "Thu nhập bình quân người lao động trong HTX một năm",
    unit="triệu đồng/người/năm",
    decimals=1,
    topic="ket-qua",
    weight="lao_dong_thuong_xuyen",
    from_printed=True,
    source=KE_HOACH,
)
def thu_nhap_lao_dong_nam(thu_nhap_lao_dong):
    """Thu nhập bình quân tháng của người lao động trong HTX nhân 12.

    >>> thu_nhap_lao_dong_nam(5)
    60
    """
    return 12 * thu_nhap_lao_dong


@indicator(
    "Thu nhập bình quân người lao động trong THT một năm",
    unit="triệu đồng/người/năm",
    decimals=1,
    topic="ket-qua",
    weight="lao_dong_tht",
    from_printed=True,
    source=KE_HOACH,
)
def thu_nhap_lao_dong_tht_nam(thu_nhap_lao_dong_tht):
    """Thu nhập bình quân tháng của người lao động trong THT nhân 12.

    >>> thu_nhap_lao_dong_tht_nam(4)
    48
    """
    return 12 * thu_nhap_lao_dong_tht


@indicator(
    "Vốn điều lệ bình quân một HTX", unit="triệu đồng/HTX", decimals=1, topic="ket-qua", weight="so_htx", source=SACH_TRANG
)
def von_dieu_le_bq_htx(von_dieu_le, so_htx):
    """Tổng vốn điều lệ (tỷ đồng, nhân 1.000) chia cho tổng số HTX.

    >>> von_dieu_le_bq_htx(1200, 600)
    2000.0
    """
    return 1000 * von_dieu_le / so_htx


# --- Xếp loại, hiệu quả ----------------------------------------------------------------------------------------------


@indicator("HTX được đánh giá, xếp loại", unit="HTX", topic="xep-loai", source=XEP_LOAI)
def htx_duoc_xep_loai(htx_tot, htx_kha, htx_trung_binh, htx_yeu):
    """Tổng số HTX xếp loại tốt, khá, trung bình và yếu.

    >>> htx_duoc_xep_loai(90, 150, 120, 40)
    400
    """
    return htx_tot + htx_kha + htx_trung_binh + htx_yeu


@indicator(
    "Tỷ lệ HTX xếp loại tốt, khá",
    unit="%",
    decimals=1,
    base="htx_duoc_xep_loai",
    topic="xep-loai",
    weight="htx_duoc_xep_loai",
    source=XEP_LOAI,
)
def ty_le_htx_tot_kha(htx_tot, htx_kha, htx_duoc_xep_loai):
    """Số HTX xếp loại tốt và khá trên số HTX được đánh giá, nhân 100.

    >>> ty_le_htx_tot_kha(90, 150, 400)
    60.0
    """
    return 100 * (htx_tot + htx_kha) / htx_duoc_xep_loai


@indicator(
    "Tỷ lệ HTX hoạt động hiệu quả", unit="%", decimals=1, base="so_htx", topic="xep-loai", weight="so_htx", source=NGHI_QUYET
)
def ty_le_htx_hieu_qua(htx_hieu_qua, so_htx):
    """Số HTX hoạt động có hiệu quả trên tổng số HTX, nhân 100.

    >>> ty_le_htx_hieu_qua(390, 600)
    65.0
    """
    return 100 * htx_hieu_qua / so_htx


# --- Cán bộ quản lý --------------------------------------------------------------------------------------------------


@indicator(
    "Tỷ lệ cán bộ quản lý HTX đạt trình độ từ sơ cấp trở lên",
    unit="%",
    decimals=1,
    base="can_bo_quan_ly",
    topic="can-bo",
    weight="can_bo_quan_ly",
    source=BIEU_HTX,
)
def ty_le_can_bo_qua_dao_tao(can_bo_qua_dao_tao, can_bo_quan_ly):
    """Số cán bộ quản lý HTX có trình độ từ sơ cấp trở lên trên tổng số cán bộ quản lý HTX, nhân 100.

    >>> ty_le_can_bo_qua_dao_tao(1350, 1800)
    75.0
    """
    return 100 * can_bo_qua_dao_tao / can_bo_quan_ly


# --- Liên minh HTX ---------------------------------------------------------------------------------------------------


@indicator(
    "Tỷ lệ HTX là thành viên Liên minh",
    unit="%",
    base="so_htx",
    topic="thanh-vien-lien-minh",
    weight="so_htx",
    source=NGHI_QUYET,
)
def ty_le_htx_thanh_vien(htx_thanh_vien_lien_minh, so_htx):
    """Số HTX là thành viên Liên minh trên tổng số HTX, nhân 100.

    >>> ty_le_htx_thanh_vien(480, 600)
    80.0
    """
    return 100 * htx_thanh_vien_lien_minh / so_htx


@indicator(
    "Tỷ lệ HTX là thành viên Liên minh trên số HTX đang hoạt động",
    unit="%",
    decimals=1,
    base="htx_dang_hoat_dong",
    topic="thanh-vien-lien-minh",
    weight="htx_dang_hoat_dong",
    source=HOAT_DONG,
)
def ty_le_htx_thanh_vien_hoat_dong(htx_thanh_vien_lien_minh, htx_dang_hoat_dong):
    """Số HTX là thành viên Liên minh trên số HTX đang hoạt động, nhân 100.

    >>> ty_le_htx_thanh_vien_hoat_dong(432, 480)
    90.0
    """
    return 100 * htx_thanh_vien_lien_minh / htx_dang_hoat_dong


@indicator(
    "Số tiền vay bình quân một dự án", unit="triệu đồng/dự án", decimals=1, topic="von", weight="du_an_vay", source=HOAT_DONG
)
def tien_vay_bq_du_an(tien_vay, du_an_vay):
    """Số tiền cho vay chia cho số dự án vay vốn.

    >>> tien_vay_bq_du_an(9000, 60)
    150.0
    """
    return tien_vay / du_an_vay


@indicator(
    "Tỷ trọng sản phẩm OCOP của HTX, THT",
    unit="%",
    decimals=1,
    base="san_pham_ocop_tinh",
    topic="xuc-tien",
    weight="san_pham_ocop_tinh",
    source=HOAT_DONG,
)
def ty_trong_san_pham_ocop(san_pham_ocop, san_pham_ocop_tinh):
    """Số sản phẩm OCOP của HTX, THT trên tổng số sản phẩm OCOP trên địa bàn, nhân 100.

    >>> ty_trong_san_pham_ocop(84, 120)
    70.0
    """
    return 100 * san_pham_ocop / san_pham_ocop_tinh
