"""What the dot means in the amounts of a CSV file: "1.200" is 1200 to a Vietnamese spreadsheet and 1,2 to this format.

One cell does not tell, its column may: 1250.5, 0.125 or 350.5 can only have decimals. Where no cell of a column says
so, or a number that ends like a thousand stands among short decimals, it is refused with both meanings.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_UNCLEAR = re.compile(r"\s*[-+]?[1-9][0-9]{0,2}\.[0-9]{3}\s*")
_LONG = re.compile(r"\s*[-+]?(?:[0-9]{4,}|0)\.[0-9]{3}\s*")  # three decimals after what is no group of thousands
_SHORT = re.compile(r"\s*[-+]?[0-9]+\.[0-9]{1,2}\s*")


def judged(cells: Collection[str]) -> tuple[set[str], str, str]:
    """Judge the cells of a column: those that may mean two numbers; one that was read by its decimals, and the one why.

    >>> judged(["1.200", "500"]), judged(["1.200", "1250.125"]), judged(["1.234", "350.5"])
    (({'1.200'}, '', ''), (set(), '', ''), (set(), '1.234', '350.5'))
    """
    if any(map(_LONG.fullmatch, cells)):
        return set(), "", ""
    unclear = list(filter(_UNCLEAR.fullmatch, cells))
    short = next(filter(_SHORT.fullmatch, cells), "").strip()
    refused = {cell for cell in unclear if not short or cell.strip().endswith("0")}
    believed = unclear[0].strip() if unclear and not refused else ""
    return refused, believed, short
