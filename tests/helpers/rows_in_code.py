"""Rows of each table with what they usually hold, and a mid-term of rows in which everything adds up."""

from __future__ import annotations

from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw

END, START = "2023-05-31", "2020"


def row(table, **cells):
    return table, cells


def so_lieu(name, value, unit, den=END, tu="", place="yen-bai", **more):
    given = {"chi_tieu": name, "gia_tri": value, "don_vi_tinh": unit}
    return row("so_lieu", don_vi=place, tu_ngay=tu, den_ngay=den, **given, **more)


def doi_chieu(name, operation, value, unit, den=END, tu="", place="yen-bai", **more):
    given = {"chi_tieu": name, "phep_tinh": operation, "gia_tri": value, "don_vi_tinh": unit}
    return row("doi_chieu", don_vi=place, tu_ngay=tu, den_ngay=den, **given, **more)


def muc_tieu(name, value, unit, tu=START, den="2025", place="yen-bai", **more):
    usual = {"loai": "nghị quyết", "kieu": "cuối kỳ", "dau": "≥", "van_ban": "Nghị quyết Đại hội VI"}
    given = {"chi_tieu": name, "gia_tri": value, "don_vi_tinh": unit}
    return row("muc_tieu", don_vi=place, tu_ngay=tu, den_ngay=den, **given, **usual | more)


def nhiem_ky(tu=START, den="2025", place="yen-bai"):
    return row("nhiem_ky", don_vi=place, nhiem_ky="2020-2025", tu_ngay=tu, den_ngay=den)


def nguon(id, title):
    return row("nguon", nguon=id, tieu_de=title)


def data(*rows):
    """A dataset from rows made by the functions above; the first row of a table stands in line 2."""
    tables: dict[str, list[Raw]] = {}
    for table, cells in rows:
        here = tables.setdefault(table, [])
        text = {column: str(cell) for column, cell in cells.items()}
        here.append(Raw(text, Origin(f"{table}.csv", len(here) + 2)))
    return Dataset(tables)


TERM = nhiem_ky()


NEW = so_lieu("htx_thanh_lap_moi", 214, "HTX", tu=START)


# A mid-term in which everything adds up.
CLEAN = [
    TERM,
    nguon("a", "Báo cáo giữa nhiệm kỳ"),
    so_lieu("so_htx", 443, "HTX", den=START, nguon="a"),
    NEW,
    so_lieu("htx_giai_the", 14, "HTX", tu=START),
    so_lieu("so_htx", 643, "HTX", nguon="a"),
    so_lieu("so_htx", 643, "HTX"),
    so_lieu("htx_nong_nghiep", 400, "HTX"),
    so_lieu("htx_phi_nong_nghiep", 230, "HTX"),
    so_lieu("quy_tin_dung", 13, "QTDND"),
    so_lieu("htx_dang_hoat_dong", 600, "HTX"),
    so_lieu("htx_thanh_vien_lien_minh", 553, "HTX"),
    so_lieu("ty_le_htx_thanh_vien", 86, "%"),
    so_lieu("ty_le_htx_hieu_qua", 75, "%", do_chinh_xac="trên"),
    so_lieu("can_bo_quan_ly", 1900, "người", den="2022-12-31", do_chinh_xac="trên"),
    so_lieu("lao_dong_thuong_xuyen", 9000, "lao động", gia_tri_den=10000),
    so_lieu("thu_nhap_lao_dong", "5.3", "triệu đồng/người/tháng"),
    so_lieu("thu_nhap_lao_dong_nam", "63.6", "triệu đồng/người/năm"),
    so_lieu("von_dieu_le", 1481, "tỷ đồng"),
    so_lieu("von_dieu_le", "1481000", "triệu đồng"),
    so_lieu("htx_thanh_lap_moi", 60, "HTX", tu="2023-01-01", den="2023-03-31"),
    so_lieu("htx_thanh_lap_moi", 70, "HTX", tu="2023-01-01", den="2023-05-31"),
    so_lieu("tht_thanh_lap_moi", 12, "THT", tu="2022-01-01", den="2022-12-31", tinh_trang="ước"),
    so_lieu("tht_thanh_lap_moi", 15, "THT", tu="2022-01-01", den="2022-12-31"),
    so_lieu("so_htx", 333, "HTX", den=""),
    muc_tieu("htx_thanh_lap_moi", 50, "HTX/năm", kieu="bình quân năm"),
    muc_tieu("thu_nhap_lao_dong", 2, "lần", kieu="so với gốc", goc_ngay="2020"),
    doi_chieu("so_htx", "tang_giam", 200, "HTX", so_voi="đầu kỳ", goc_ngay=START),
    doi_chieu("htx_thanh_vien_lien_minh", "ty_trong", "86.0", "%", mau_so="so_htx"),
]
