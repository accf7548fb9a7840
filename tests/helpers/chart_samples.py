"""A small made-up dataset and one chart of each kind drawn from it, for the tests and the benchmark of charts."""

from datetime import date
from fractions import Fraction

from htxlib.codelists.periods import Period
from htxlib.data.dataset import Dataset, Origin
from htxlib.data.tables import Raw
from htxlib.display import charts
from htxlib.values.scope import Scope, open_scope

VALUES = """
yen-bai|so_htx||2016-12-31|300|HTX
yen-bai|so_htx||2017-12-31|331|HTX
yen-bai|so_htx||2019-12-31|390|HTX
yen-bai|so_htx||2020-12-31|443|HTX
yen-bai|so_htx||2022-12-31|640|HTX
yen-bai|so_htx||2023-05-31|683|HTX
yen-bai|so_tht||2020-12-31|3662|THT
yen-bai|so_tht||2023-05-31|6058|THT
yen-bai|von_dieu_le||2020-12-31|1027|tỷ đồng
yen-bai|von_dieu_le||2023-05-31|1481|tỷ đồng
yen-bai|htx_thanh_lap_moi|2020-12|2023-05-31|214|HTX
yen-bai|tht_thanh_lap_moi|2020-12|2023-05-31|1951|THT
yen-bai|lao_dong_thuong_xuyen||2023-05-31|9500|lao động|khoảng
yen-bai|htx_thanh_vien_lien_minh||2020-12-31|370|HTX
yen-bai|htx_thanh_vien_lien_minh||2023-05-31|553|HTX
yen-bai|htx_nong_nghiep||2023-05-31|415|HTX
yen-bai|htx_phi_nong_nghiep||2023-05-31|230|HTX
yen-bai|can_bo_quan_ly||2023-05-31|1926|người
yen-bai|can_bo_qua_dao_tao||2023-05-31|1100|người
lao-cai|so_htx||2023-05-31|480|HTX
son-la|so_htx||2023-05-31|901|HTX
dien-bien|so_htx||2023-05-31|278|HTX
hoa-binh|so_htx||2023-05-31|510|HTX
phu-tho|so_htx||2023-05-31|684|HTX|trên
"""
TARGETS = """
yen-bai|htx_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|50||HTX/năm
yen-bai|tht_thanh_lap_moi|nghị quyết|2020|2025|bình quân năm|≥|100||THT/năm
yen-bai|ty_le_htx_thanh_vien|nghị quyết|2020|2025|cuối kỳ|≥|80||%
yen-bai|so_htx|nghị quyết|2020|2025|cuối kỳ|≥|700||HTX
yen-bai|htx_nong_nghiep|nghị quyết|2020|2023-05-31|cuối kỳ|≥|500||HTX
yen-bai|lao_dong_thuong_xuyen|nghị quyết|2020|2025|cuối kỳ|từ-đến|9000|10000|lao động
yen-bai|thu_nhap_lao_dong|nghị quyết|2020|2025|cuối kỳ|≥|5||triệu đồng/người/tháng
"""
PLACES = {
    "Yên Bái": "yen-bai", "Lào Cai": "lao-cai", "Sơn La": "son-la", "Lai Châu": "lai-chau", "Điện Biên": "dien-bien",
    "Hòa Bình": "hoa-binh", "Phú Thọ": "phu-tho",
}
GROWING = ("so_htx", "so_tht", "von_dieu_le", "htx_thanh_vien_lien_minh", "lao_dong_thuong_xuyen")
HALF_TERM = Period.parse("2020-12", "2023-05-31")


def table(name: str, columns: str, text: str) -> list[Raw]:
    names = columns.split()
    lines = [line.split("|") for line in text.strip().splitlines()]
    return [
        Raw(dict(zip(names, [*cells, *[""] * len(names)], strict=False)), Origin(f"{name}.csv", number))
        for number, cells in enumerate(lines, 2)
    ]


def dataset(more: str = "", targets: str = TARGETS) -> Dataset:
    values = "don_vi chi_tieu tu_ngay den_ngay gia_tri don_vi_tinh do_chinh_xac"
    goals = "don_vi chi_tieu loai tu_ngay den_ngay kieu dau gia_tri gia_tri_den don_vi_tinh"
    term = "yen-bai|2020-2025|XII|2020-12|2025-12|"
    return Dataset(
        {
            "so_lieu": table("so_lieu", values, VALUES + more.strip()),
            "muc_tieu": table("muc_tieu", goals, targets),
            "nhiem_ky": table("nhiem_ky", "don_vi nhiem_ky khoa tu_ngay den_ngay van_ban", term),
        }
    )


def scope(data: Dataset | None = None, place: str = "yen-bai", term: bool = True) -> Scope:
    data = data or dataset()
    if not term:
        return open_scope(data, place, Period.parse("2023-01", "2023-05-31"))
    return open_scope(data, place, HALF_TERM, term=data.terms("yen-bai")[0], years=Fraction(5, 2))


def targets(at: Scope):
    return charts.target_chart(at.assessments(("nghị quyết",)))


def growth(at: Scope):
    return charts.growth_chart([at.figure(name).dau_ky for name in GROWING])


def series(at: Scope):
    years = [at.at(Period.year(year)).figure("so_htx") for year in range(2016, 2023)]
    return charts.series_chart(years, break_at=date(2020, 7, 1))


def parts(at: Scope):
    names = ("htx_phi_nong_nghiep", "htx_nong_nghiep", "quy_tin_dung")
    return charts.parts_chart(at.figure("so_htx"), [at.figure(name) for name in names])


def ranking(at: Scope):
    figures = [(name, scope(at.dataset, id, term=False).figure("so_htx")) for name, id in PLACES.items()]
    return charts.ranking_chart(figures, mean=at.figure("htx_thanh_vien_lien_minh"))


KINDS = {"targets": targets, "growth": growth, "series": series, "parts": parts, "ranking": ranking}


COLUMNS = ("don_vi", "chi_tieu", "den_ngay", "gia_tri", "don_vi_tinh", "do_chinh_xac")


def figures(text, year=2024, name="so_htx", unit="HTX"):
    """One figure a line "place|value|unit|hedge"; a place alone has no value."""
    rows = [[*line.split("|"), "", "", ""][:4] for line in text.strip().splitlines()]
    cells = [(place, name, f"{year}-12-31", value, own or unit, hedge) for place, value, own, hedge in rows if value]
    named = [dict(zip(COLUMNS, row, strict=True)) for row in cells]
    data = Dataset({"so_lieu": [Raw(row, Origin("so_lieu.csv", line)) for line, row in enumerate(named, 2)]})
    return [open_scope(data, row[0], Period.year(year)).figure(name) for row in rows]


FEW = figures("yen-bai|683\nlao-cai|455\nson-la|1084||khoảng\nlai-chau|455\ndien-bien")
