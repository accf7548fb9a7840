"""A made-up country: how the cooperatives of each province come and go, half-year by half-year, in whole numbers.

Nothing here is measured. Sizes and rates are drawn for each province from ranges of the order of published figures,
with integers only, so that a seed means the same numbers on every machine; a province depends neither on the others nor
on how many years are asked for. Stocks follow from flows, so that every balance closes, also across the merger: the
states of the predecessors are added up and go on as one.

Shares and means per cooperative are held in thousandths, incomes in nghìn đồng a month, revenues in triệu đồng a year.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from .. import places
from ..places import MERGER, Place

FIRST, LAST = 2016, 2035  # years that can be simulated
Half = tuple[int, int]  # year, 1 or 2

# Cooperatives at the end of 2015: a class is drawn, then a size in it. Five are known by everybody to be large.
SIZES = ((50, 120), (120, 210), (120, 210), (210, 370), (210, 370), (370, 600))
LARGE = {"ha-noi": 1500, "thanh-hoa": 740, "nghe-an": 580, "ha-tinh": 800, "ho-chi-minh": 480}

# Thousandths of the stock in half a year: what is founded and dissolved; and how the years differ (100: as usual).
RATES = {"new": (26, 58), "dissolved": (6, 18), "converted": (0, 3), "tht_new": (24, 56), "tht_dissolved": (12, 32)}
PACE = {2016: 80, 2017: 95, 2019: 110, 2020: 80, 2021: 70, 2024: 115}
FARMING = (560, 800)  # thousandths of the cooperatives in agriculture
GROUPS = (1200, 7000)  # cooperative groups for a thousand cooperatives

# Stocks as thousandths of another one: the range of their level, what it gains in a year, and its ceiling.
SHARES = {
    "htx_dang_hoat_dong": ("so_htx", 700, 880, 6, 960),
    "htx_duoc_xep_loai": ("htx_dang_hoat_dong", 820, 940, 0, 960),
    "htx_tot": ("htx_duoc_xep_loai", 130, 260, 7, 400),
    "htx_kha": ("htx_duoc_xep_loai", 280, 390, 5, 440),
    "htx_yeu": ("htx_duoc_xep_loai", 50, 120, -3, 120),
    "htx_hieu_qua": ("so_htx", 440, 600, 8, 800),
    "htx_thanh_vien_lien_minh": ("so_htx", 480, 780, 8, 950),
    "thanh_vien_htx": ("so_htx", 22_000, 240_000, 0, 400_000),
    "lao_dong_thuong_xuyen": ("htx_dang_hoat_dong", 9_000, 26_000, 150, 60_000),
    "von_dieu_le": ("so_htx", 1_100, 2_700, 60, 9_000),
    "can_bo_quan_ly": ("so_htx", 2_800, 4_300, 0, 6_000),
    "can_bo_qua_dao_tao": ("can_bo_quan_ly", 420, 620, 14, 920),
    "thanh_vien_tht": ("so_tht", 9_000, 20_000, 0, 40_000),
    "lao_dong_tht": ("so_tht", 7_000, 15_000, 0, 40_000),
    "htx_chuoi_gia_tri": ("so_htx", 60, 160, 9, 450),
    "htx_cong_nghe_cao": ("so_htx", 10, 60, 5, 300),
    "htx_chuyen_doi_so": ("so_htx", 10, 60, 15, 400),
    "san_pham_ocop_tinh": ("so_htx", 60, 200, 50, 2_000),
    "san_pham_ocop": ("san_pham_ocop_tinh", 250, 450, 8, 700),
}
# The same for flows of half a year.
WORK = {
    "htx_ket_nap_moi": ("htx_thanh_lap_moi", 400, 800, 0, 950),
    "htx_nong_nghiep_thanh_lap_moi": ("htx_thanh_lap_moi", 560, 800, 0, 950),
    "lop_dao_tao": ("so_htx", 10, 28, 0, 100),
    "luot_nguoi_dao_tao": ("lop_dao_tao", 38_000, 65_000, 0, 100_000),
    "luot_htx_xuc_tien": ("so_htx", 20, 60, 0, 200),
    "du_an_vay": ("so_htx", 8, 30, 0, 100),
    "tien_vay": ("du_an_vay", 280_000, 650_000, 9_000, 2_000_000),
}
# Means that grow by themselves: level, thousandths of growth in half a year, and what they are weighted by.
MEANS = {
    "thu_nhap_lao_dong": (2_300, 4_000, 24, 36, "lao_dong_thuong_xuyen"),
    "thu_nhap_lao_dong_tht": (1_700, 2_600, 24, 36, "lao_dong_tht"),
    "doanh_thu_bq_htx": (700, 2_600, 12, 32, "htx_dang_hoat_dong"),
    "loi_nhuan_bq_htx": (70, 260, 12, 32, "htx_dang_hoat_dong"),
    "doanh_thu_bq_tht": (90, 380, 12, 32, "so_tht"),
}


class Draw:
    """Whole numbers at random, decided by the key alone."""

    def __init__(self, *key: object):
        self._random = random.Random("/".join(map(str, key)))

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both possible."""
        return low + (self._random.getrandbits(32) * (high - low + 1) >> 32)

    def chance(self, thousandths: int) -> bool:
        return self.between(1, 1000) <= thousandths

    def one_of(self, choices):
        return choices[self.between(0, len(choices) - 1)]


@dataclass(frozen=True)
class State:
    """A province at the end of a half-year: its stocks, the flows of that half-year, its means, and its nature."""

    stocks: dict[str, int]
    flows: dict[str, int]
    means: dict[str, int]
    nature: dict[str, int]  # rates, levels of shares and growth of means, all in thousandths


@cache
def history(seed: int, place: Place, last: int) -> dict[Half, State]:
    """The state after each half-year of a province's life up to the end of the year `last`.

    A merged province begins with its predecessors taken together, in the half-year before the merger.
    """
    draw = Draw(seed, place.id)
    half, found = (FIRST - 1, 2), {}
    if place.predecessors:
        half = (MERGER.year, 1)
        state = together([history(seed, places.get(id), MERGER.year)[half] for id in place.predecessors])
        found[half] = state
    else:
        state = beginning(draw, place)
    end = (MERGER.year, 1) if place.end else (last, 2)
    while (half := following(half)) <= end:
        state = found[half] = step(draw, state, half[0])
    return found


def following(half: Half) -> Half:
    year, part = half
    return (year, 2) if part == 1 else (year + 1, 1)


def yearly(states: dict[Half, State], year: int) -> dict[str, int]:
    """The flows of a whole year: the sum of its halves."""
    return {name: sum(states[year, part].flows[name] for part in (1, 2)) for name in states[year, 2].flows}


# --- how a province goes on -------------------------------------------------------------------------------------------


def beginning(draw: Draw, place: Place) -> State:
    """The end of 2015: size, rates and levels are drawn."""
    size = LARGE.get(place.id) or draw.between(*draw.one_of(SIZES))
    farming = size * draw.between(*FARMING) // 1000
    credit = draw.between(1, 12) + size // 40
    stocks = {
        "htx_nong_nghiep": farming,
        "htx_phi_nong_nghiep": size - farming,
        "quy_tin_dung": credit,
        "so_tht": size * draw.between(*GROUPS) // 1000,
        "so_lhhtx": draw.between(0, 2),
    }
    nature = {name: draw.between(low, high) for name, (low, high) in RATES.items()}
    nature |= {name: draw.between(low, high) for name, (_, low, high, *_) in (SHARES | WORK).items()}
    nature |= {name: draw.between(low, high) for name, (_, _, low, high, _) in MEANS.items()}
    means = {name: draw.between(low, high) for name, (low, high, *_) in MEANS.items()}
    return State(stocks, {}, means, nature)


def step(draw: Draw, state: State, year: int) -> State:
    """Half a year later."""
    nature, pace = state.nature, PACE.get(year, 100)
    drift = {name: gain * draw.between(0, 1000) // 1000 for name, (_, _, _, gain, _) in (SHARES | WORK).items()}
    nature = nature | {name: nature[name] + gain for name, gain in drift.items()}
    stocks, flows = _founded_and_dissolved(draw, state.stocks, nature, pace)
    for name, rule in SHARES.items():
        stocks[name] = _share(draw, stocks[rule[0]], nature[name], rule[4])
    # Only those that are active stay members: the share of these among the active ones is a share.
    stocks["htx_thanh_vien_lien_minh"] = min(stocks["htx_thanh_vien_lien_minh"], stocks["htx_dang_hoat_dong"])
    rated = ("htx_tot", "htx_kha", "htx_yeu")
    stocks["htx_trung_binh"] = stocks["htx_duoc_xep_loai"] - sum(stocks[name] for name in rated)
    for name, rule in WORK.items():
        flows[name] = _share(draw, (stocks | flows)[rule[0]], nature[name], rule[4], noise=150)
    flows["htx_phi_nong_nghiep_thanh_lap_moi"] = flows["htx_thanh_lap_moi"] - flows["htx_nong_nghiep_thanh_lap_moi"]
    growth = {name: (nature[name] + draw.between(-6, 6)) * min(pace, 100) // 100 for name in MEANS}
    means = {name: value * (1000 + growth[name]) // 1000 for name, value in state.means.items()}
    return State(stocks, flows, means, nature)


def _founded_and_dissolved(draw: Draw, before: dict, nature: dict, pace: int) -> tuple[dict, dict]:
    """What is left of the year before and what is new: stock = stock before + new − dissolved − converted."""
    own = before["htx_nong_nghiep"] + before["htx_phi_nong_nghiep"]
    new = 1 + _share(draw, own, nature["new"] * pace // 100, 1000, noise=250)
    gone = _share(draw, own, nature["dissolved"], 1000, noise=250)
    converted = _share(draw, own, nature["converted"], 1000, noise=250)
    farming = (new - gone - converted) * nature["htx_nong_nghiep_thanh_lap_moi"] // 1000
    tht_new = _share(draw, before["so_tht"], nature["tht_new"] * pace // 100, 1000, noise=250)
    tht_gone = _share(draw, before["so_tht"], nature["tht_dissolved"], 1000, noise=250)
    lhhtx_new, lhhtx_gone = int(draw.chance(90)), int(before["so_lhhtx"] > 0 and draw.chance(15))
    stocks = {
        "htx_nong_nghiep": before["htx_nong_nghiep"] + farming,
        "htx_phi_nong_nghiep": before["htx_phi_nong_nghiep"] + new - gone - converted - farming,
        "quy_tin_dung": before["quy_tin_dung"],
        "so_tht": before["so_tht"] + tht_new - tht_gone,
        "so_lhhtx": before["so_lhhtx"] + lhhtx_new - lhhtx_gone,
    }
    stocks["so_htx"] = stocks["htx_nong_nghiep"] + stocks["htx_phi_nong_nghiep"] + stocks["quy_tin_dung"]
    flows = {
        "htx_thanh_lap_moi": new,
        "htx_giai_the": gone,
        "htx_chuyen_doi": converted,
        "tht_thanh_lap_moi": tht_new,
        "tht_giai_the": tht_gone,
        "lhhtx_thanh_lap_moi": lhhtx_new,
        "lhhtx_giai_the": lhhtx_gone,
    }
    return stocks, flows


def _share(draw: Draw, whole: int, level: int, ceiling: int, noise: int = 8) -> int:
    """So many thousandths of the whole, give or take `noise` thousandths, and never above the ceiling."""
    level = min(max(level, 0) * (1000 + draw.between(-noise, noise)) // 1000, ceiling)
    return (whole * level + 500) // 1000


# --- the merger -------------------------------------------------------------------------------------------------------


def together(states: list[State]) -> State:
    """Several provinces as one: stocks and flows are added, means and natures are weighted by what they refer to."""
    stocks = {name: sum(each.stocks[name] for each in states) for name in states[0].stocks}
    flows = {name: sum(each.flows[name] for each in states) for name in states[0].flows}
    means = {name: _mean(states, "means", name, MEANS[name][4]) for name in MEANS}
    weights = {name: rule[0] for name, rule in (SHARES | WORK).items()} | {name: MEANS[name][4] for name in MEANS}
    nature = {name: _mean(states, "nature", name, weights.get(name, "so_htx")) for name in states[0].nature}
    return State(stocks, flows, means, nature)


def _mean(states: list[State], kind: str, name: str, weight: str) -> int:
    weights = [(each.stocks | each.flows)[weight] for each in states]
    total = sum(getattr(each, kind)[name] * own for each, own in zip(states, weights, strict=True))
    return total // (sum(weights) or 1) if sum(weights) else getattr(states[0], kind)[name]
