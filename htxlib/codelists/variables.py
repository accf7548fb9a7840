"""The variables that are given, from variables.csv: what an analyst may put into `so_lieu`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from .units import Unit

# What the statistics office counts by a definition of its own: no ratio, table or chart puts it beside what is registered.
STATISTICS = "thong-ke"
# The order in which a report speaks of things.
TOPICS = (
    "htx", "tht", "lhhtx", "quy-tin-dung", "ket-qua", "thanh-vien", "can-bo", "xep-loai", "thanh-vien-lien-minh",
    "tuyen-truyen", "dao-tao", "xuc-tien", "von", "khoa-hoc", "nong-thon-moi", "thi-dua", "to-chuc", STATISTICS,
)
KINDS = ("số dư", "phát sinh", "bình quân", "tỷ lệ", "nhịp độ")


@dataclass(frozen=True, slots=True)
class Variable:
    """One given quantity: what it is called, measured in, and how it may be added and checked."""

    code: str
    label: str
    unit: Unit
    kind: str  # số dư (stock), phát sinh (flow), bình quân (mean), tỷ lệ (share), nhịp độ (rate)
    short: str = ""
    weight: str = ""  # the variable by which means and shares are averaged over places
    base: str = ""  # what a share or mean refers to when its row does not say
    part_of: str = ""  # the total this is a part of
    group: str = ""  # parts of one group add up to their total
    low: Fraction | None = None  # plausible range for one province (a flow: in one year), in `unit`
    high: Fraction | None = None
    also: str = ""  # beside that range: "0" may be nothing at all, "âm" may also be a loss of that size
    decimals: int = 0
    topic: str = ""
    direction: str = ""
    english: tuple[str, ...] = ()
    note: str = ""  # what whoever fills it in should know
    phrase: tuple[str, str] = ()  # of a local variable: what a sentence says before and after the number

    @property
    def is_stock(self) -> bool:
        return self.kind == "số dư"

    @property
    def is_flow(self) -> bool:
        return self.kind == "phát sinh"

    @property
    def may_be_zero(self) -> bool:
        return self.also != "" or not self.low

    @property
    def lowest(self) -> Fraction | None:
        """The least that may be given: the lower end of the range, nothing, or a loss as large as the upper end."""
        return -self.high if self.may_be_negative else Fraction(0) if self.also else self.low

    @property
    def may_be_negative(self) -> bool:
        return self.also == "âm"

    @property
    def adds_up(self) -> bool:
        """Whether values of several places may be summed."""
        return self.is_stock or self.is_flow


@cache
def load() -> dict[str, Variable]:
    """Every variable of the codelist by code, in the order of the file."""
    with (files("htxlib") / "codelists" / "variables.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: _variable(row) for row in csv.DictReader(file)}


def _variable(row: dict[str, str]) -> Variable:
    fraction = {name: Fraction(row[name]) if row[name] else None for name in ("low", "high")}
    names = ("short", "weight", "base", "part_of", "group", "also", "topic", "direction", "note")
    texts = {name: row[name] for name in names}
    return Variable(
        row["code"],
        row["label"],
        Unit.parse(row["unit"]),
        row["kind"],
        **texts,
        **fraction,
        decimals=int(row["decimals"] or 0),
        english=tuple(filter(None, row["english"].split("|"))),
    )
