"""Who reports and of which days: what stands below the title of a page, and at the head of its Word file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ..codelists import places
from ..codelists.periods import Period
from ..codelists.places import Place
from ..words.text import capital

GATHERED = "Tổng hợp từ nguồn công khai"  # instead of an author, where nobody but its readers answers for the figures


def when(period: Period, in_term: bool) -> str:
    """Return of which days the figures are; those of a term stand at its last one.

    >>> when(Period.parse("2020-07", "2023-05-31"), True), when(Period.parse("2022", "2022"), False)
    ('Số liệu đến 31/5/2023', 'Số liệu năm 2022')
    """
    return f"Số liệu đến {period.end.text}" if in_term else f"Số liệu {period.text}"


def line(place: Place, day: date, period: Period, in_term: bool, gathered: bool = False) -> str:
    """Return the line below the title: "Liên minh HTX tỉnh Yên Bái · Số liệu đến 31/5/2023"."""
    return f"{GATHERED if gathered else capital(place.lien_minh(day))} · {when(period, in_term)}"


def issuer(place: Place, day: date) -> str:
    """Return the body that signs a report: the alliance by its full name, a cluster by its own; a region has none.

    >>> issuer(places.get("yen-bai"), date(2023, 5, 31)), issuer(places.get("vung-tay-nguyen"), date(2023, 5, 31))
    ('Liên minh Hợp tác xã tỉnh Yên Bái', '')
    """
    kind = place.kind_on(day)
    if kind == "cụm":
        return place.name_on(day)
    return "" if kind == "vùng" else place.lien_minh(day, "Hợp tác xã")


class About(NamedTuple):
    """What the head and the foot of a signed report say of it; "" for what its title block does not say."""

    issuer: str = ""
    kind: str = ""  # of the place: "tỉnh", "thành phố", "cụm", …
    days: str = ""  # of the figures, as below the title
    congress: str = ""  # whose resolution is reported on: "Đại hội lần thứ VI"; none without a term
    term: str = ""
    until: str = ""  # "31/5/2023"


def of_meta(meta: Mapping) -> About:
    """Return what the title block of a report says of it, in words."""
    try:
        place, period = places.get(meta["place"]), Period.parse(meta["from"], meta["to"])
    except (KeyError, ValueError):  # somebody else's block, or of a place that is no longer known
        return About()
    day, term = period.last, meta.get("term") or ""
    number = meta.get("congress") or ""
    congress = (f"Đại hội lần thứ {number}" if number else "Đại hội") if term else ""
    who = "" if meta.get("gathered") else issuer(place, day)
    return About(who, place.kind_on(day), when(period, bool(term)), congress, term, period.end.text)
