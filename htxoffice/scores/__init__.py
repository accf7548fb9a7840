"""Emulation points by a criteria sheet; a group's notebook shows them with `diem_thi_dua`."""

from __future__ import annotations

from htxlib.report import opened
from htxlib.report.report import Report, project_root
from htxlib.sentences.block import NOTHING, Block
from htxlib.values.groups import areas


def diem_thi_dua(bc: Report, tieu_chi: str | None, cham_diem: str | None = None, tieu_de: str = "") -> Block:
    """Return the emulation sheet of a group's members by the criteria of one file, with the marks given in another.

    Both are paths from the project's root; NOTHING without criteria. Raises InputError with every fault of both files.
    """
    opened.also({"tieu_chi": tieu_chi, "cham_diem": cham_diem})
    if not tieu_chi:
        return NOTHING
    from . import criteria, entries, scoreboard, scoring  # pydantic among it, which few reports need

    root, members = project_root(), [bc.scope.member(place) for place in areas.members(bc.scope)]
    sheet = criteria.read(root / tieu_chi)
    given = entries.read_entries(root / cham_diem, sheet, [each.place.id for each in members]) if cham_diem else {}
    results = scoring.score_places(sheet, members, given)
    return bc.them(tieu_de, scoreboard.score_sheet(bc.scope, sheet, results, tieu_chi))
