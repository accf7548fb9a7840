"""Numbers of a whole block at once, where nothing can be wrong with them; anything else is read cell by cell.

Half of the cells of a register are amounts that stand in one row only. Going through binary fractions is safe here: up
to 10¹² thousandths the nearest whole number of `1000 × value` is the number that was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .columns import MISSING, MOST, SCALE, Column

_PLAIN = re.compile(r"(?:-?[0-9]{1,12}(?:\.[0-9]{1,3})?\n|\n)*")


def thousandths(column: Column, cells: Sequence) -> np.ndarray | None:
    """The cells in thousandths; None where some cell needs a closer look (or is no text or number)."""
    kinds = set(map(type, cells))
    if kinds in ({str}, {bytes}):
        joined = "\n".join(cells) if kinds == {str} else b"\n".join(cells).decode("utf-8", "replace")
        found = [cell or "nan" for cell in joined.split("\n")]
        if len(found) != len(cells) or not _PLAIN.fullmatch(joined + "\n"):
            return None
        found = np.fromiter(map(float, found), float, len(cells))
    elif kinds <= {int, float, type(None)}:
        found = np.array(cells, float)
    else:
        return None
    empty = np.isnan(found)
    scaled = np.rint(np.where(empty, 0, found) * SCALE)
    sound = (np.abs(scaled) < MOST) & ((scaled >= 0) | column.signed) & (scaled / SCALE == np.where(empty, 0, found))
    return np.where(empty, MISSING, scaled.astype(np.int64)) if sound.all() else None
