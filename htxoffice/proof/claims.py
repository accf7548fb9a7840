"""A text against itself: every number that the text lets one compute, computed in every way that the text may mean.

A rule yields readings of a number, or findings where there is nothing to compute. What no reading makes true is an error
where the text leaves no other reading, else a question; a number that is computed from something the text does not give
is named as not recomputed.
"""

from __future__ import annotations

from . import in_tables, quotients, repeats, sums, wording
from .finding import NOTE, Finding
from .marked import Item, blocks
from .passages import Passage
from .readings import judged

READINGS = (
    quotients.changes, quotients.mean_growths, quotients.attainments, quotients.shares, quotients.means,
    quotients.conversions, sums.parts, sums.totals_after, sums.balances, repeats.concluded,
)  # fmt: skip
OF_A_BLOCK = (sums.shares_of_all, repeats.counted_lists, repeats.ranks)
OF_THE_TEXT = (repeats.said_twice, repeats.heading)
OPEN = ("chua-tinh-lai", "thieu-so-thuc-hien", "thieu-so-ke-hoach")  # a number that the text lets nobody compute
NOT_RECOMPUTED = (*OPEN, "don-vi-tinh", "tu-uoc-luong", "dau-ngan-cach", "moc-thoi-gian", "so-uoc", "hai-gia-tri", "tieu-de")


def examine(passages: list[Passage]) -> list[Finding]:
    """Return every claim of the text: what holds, what is contradicted, what could not be recomputed, what is badly said."""
    known = list(blocks(passages))
    readings = [each for block in known for rule in READINGS for each in rule(block)]
    found, open_ = judged(readings)
    found += [finding for block in known for rule in OF_A_BLOCK for finding in rule(block)]
    found += [finding for rule in OF_THE_TEXT for finding in rule(known)]
    found += in_tables.examine(passages)
    told = {place for finding in found for place in finding.places}
    recomputed = {each.claim for each in readings} - set(open_)
    waiting = {item for item in open_ if not item.is_level or quotients.direction(item)}
    derived = (item for block in known for item in block.items if item in waiting or _is_derived(item))
    found += [_not_recomputed(item) for item in derived if item not in recomputed and item.place not in told]
    return found + wording.examine(known)


def _is_derived(item: Item) -> bool:
    """Return whether somebody computed the number: a growth, a multiple, what was reached of a goal."""
    grown = bool(quotients.direction(item)) and (item.is_percent or item.is_points)
    return (
        grown
        or item.is_times
        or quotients.part_of(item) is not None
        or (item.is_percent and quotients.near_goal(item))
        or (item.is_percent and item.time == "năm")
    )


def _not_recomputed(item: Item) -> Finding:
    need = quotients.needed_base(item) or "đủ số để tính"
    message = f"«{item.said}» không tính lại được: văn bản không nêu {need}."
    return Finding("chua-tinh-lai", NOTE, message, (item.place,))
