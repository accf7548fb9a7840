"""What the index says of one report: its main figures, its verdicts, the date and the status of its data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from htxlib.codelists.periods import Moment, Period
from htxlib.sentences.block import plain

# The figures that nearly every report has, with the head of their column.
MAIN = {
    "so_htx": "Tổng số HTX",
    "htx_thanh_lap_moi": "HTX thành lập mới",
    "thanh_vien_htx": "Thành viên HTX",
    "so_tht": "Tổng số THT",
}
MADE_UP = "mô phỏng"  # every figure of a simulated report: the index says it once, for all of them


def summary(told: dict) -> dict:
    """The few facts of a side file that the index shows, in what JSON knows."""
    report = told.get("report", {})
    own = (record for record in told.get("figures", ()) if record["place"] == report.get("place"))
    given = [record for record in own if _is_value(record)]
    statuses = Counter(record["status"] for record in given if record["origins"])
    until = max((_last(record) for record in given if record["origins"]), default=None)
    return {
        "figures": {name: _brief(found, report, until) for name in MAIN if (found := _main(given, name, report))},
        "verdicts": _verdicts(told.get("targets", ())),
        "date": until.isoformat() if until else "",
        "statuses": {status: statuses[status] for status in sorted(statuses) if status != MADE_UP},
    }


def _is_value(record: dict) -> bool:
    """Whether it says what was, not what shall be; an undated value is never shown."""
    goal = record["name"].endswith((".muc_tieu", ".ke_hoach"))
    return record["value"] is not None and bool(record["to"]) and not goal


def _main(given: list[dict], name: str, report: dict) -> dict | None:
    """The figure of the report's own period; else the latest, as a stock of an earlier day.

    A group has its own value, the sum of its members, of some of them, and a ratio may rest on another source's number of
    the same day: what the report says first is what it is about.
    """
    found = [record for record in given if record["name"] == name]
    found = [record for record in found if _places(record) == _places(found[0])]
    own = [record for record in found if record["from"] and _days(record) == _days(report)]
    return own[0] if own else max(found, key=_last, default=None)


def is_part(record: dict) -> bool:
    """Whether it is a sum over some members only: nothing else is remarked beside a number ("ở 4/7 tỉnh")."""
    return bool(record.get("remark"))


def _brief(record: dict, report: dict, until: date | None) -> dict:
    """The number as printed and for machines; `when` where its date or period is not the one the row names."""
    ends = [Fraction(record[end]) for end in ("value", "upper") if record[end] is not None]
    hedge = record["hedge"] or ("ước" if record["status"] == "ước" else "")
    own = Period.parse(record["from"], record["to"])
    named = own.last == until if own.start is None else _days(record) == _days(report)
    return {
        "key": record["key"],
        "number": record["number"],
        "hedge": hedge,
        "value": "/".join(plain(end, record["decimals"]) for end in ends),
        "unit": record["unit"],
        "to": own.last.isoformat(),
        "when": "" if named else own.text,
        "remark": record.get("remark", ""),  # reports of an earlier build may stand beside today's
    }


def _verdicts(targets: Iterable[dict]) -> dict[str, list[int]]:
    """Kind of target → how many are met, of how many that are judged."""
    judged = [target for target in targets if target["judged"]]
    kinds = dict.fromkeys("kế hoạch" if target["kind"] == "kế hoạch" else "nghị quyết" for target in judged)
    counts: dict[str, list[int]] = {kind: [0, 0] for kind in kinds}
    for target in judged:
        count = counts["kế hoạch" if target["kind"] == "kế hoạch" else "nghị quyết"]
        count[0] += target["met"]
        count[1] += 1
    return counts


def _places(record: dict) -> str:
    """The part of the key before the name: the place, and which of its members are counted.

    A key is an address whose parts the schema of the side file names; nothing else in a record says which members.
    """
    return record["key"].rpartition("@")[0].removesuffix(record["name"])


def _days(record: dict) -> tuple:
    return Period.parse(record["from"], record["to"]).days


def _last(record: dict) -> date:
    return Moment.parse(record["to"]).last
