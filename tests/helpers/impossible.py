"""Values that can be read and cannot be, each with the check that tells it."""

from __future__ import annotations

COLUMNS = ["don_vi", "chi_tieu", "tu_ngay", "den_ngay", "gia_tri", "gia_tri_den", "don_vi_tinh", "nguon"]


def given(chi_tieu, gia_tri, don_vi_tinh, tu_ngay="", den_ngay="2023-12-31", don_vi="yen-bai", **more):
    """One row of so_lieu."""
    when = {"tu_ngay": tu_ngay, "den_ngay": den_ngay}
    return {"don_vi": don_vi, "chi_tieu": chi_tieu, "gia_tri": gia_tri, "don_vi_tinh": don_vi_tinh} | when | more


# What can be read and cannot be: the check that tells it.
WRONG = {
    "a negative count": (given("so_htx", "-5", "HTX"), "so-am"),
    "negative money": (given("von_dieu_le", "-1481", "tỷ đồng"), "so-am"),
    "negative income": (given("thu_nhap_lao_dong", "-5", "triệu đồng/người/tháng"), "so-am"),
    "a share below nothing": (given("ty_le_htx_hieu_qua", "-5", "%"), "ty-le-ngoai-0-100"),
    "a share above all": (given("ty_le_htx_hieu_qua", "120.5", "%"), "ty-le-ngoai-0-100"),
    "money beyond all": (given("von_dieu_le", "1114400000000", "tỷ đồng"), "ngoai-khoang"),
    "members beyond all": (given("thanh_vien_htx", "9876543210987", "thành viên"), "ngoai-khoang"),
    "no cooperatives at all": (given("so_htx", "0", "HTX"), "ngoai-khoang"),
    "a loss beyond all": (given("loi_nhuan_truoc_thue", "-99000000000", "tỷ đồng", "2023", "2023"), "ngoai-khoang"),
    "a flow of one year": (given("htx_thanh_lap_moi", "9000", "HTX", "2023", "2023"), "ngoai-khoang"),
    "đồng written for triệu": (given("doanh_thu_bq_htx", "2200000000", "triệu đồng/HTX/năm", "2023", "2023"), "lech-1000-lan"),
    "tỷ written for triệu": (given("doanh_thu_bq_htx", "2200", "tỷ đồng/HTX/năm", "2023", "2023"), "lech-1000-lan"),
    "the upper end of a range": (given("lao_dong_thuong_xuyen", "9000", "lao động", gia_tri_den="98765432"), "ngoai-khoang"),
}
