"""What the dot means in the amounts of a CSV file: "1.200" is 1200 to a Vietnamese spreadsheet and 1,2 to this format.

One cell does not tell, its column may: 1250.5, 0.125 or 350.5 can only have decimals. Where no cell of a column says
so, or a number that ends like a thousand stands among short decimals, it is refused with both meanings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# Each also matches among lines of cells; what precedes the dot comes last, for the search begins with the dot.
_THREE = re.compile(r"\.[0-9]{3}\s*(?:\n|$)")
_UNCLEAR = re.compile(r"\s*[-+]?[1-9][0-9]{0,2}\.[0-9]{3}\s*")
_LONG = re.compile(r"\s*[-+]?(?:[0-9]{4,}|0)\.[0-9]{3}\s*")  # three decimals after what is no group of thousands
_SHORT = re.compile(r"(?:^|\n)\s*[-+]?[0-9]+\.[0-9]{1,2}\s*(?=\n|$)")
MOST_KEPT = 400_000  # cells of a column


@dataclass
class Dots:
    """What the cells of one column say about their dots."""

    has_long: bool = False  # a cell with three decimals for sure
    short: str = ""  # a cell with one or two decimals
    unclear: dict[str, list[int]] = field(default_factory=dict)  # cell → its lines
    kept: int = 0

    def look(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Take in some cells of the column."""
        if self.has_long:
            return
        joined = "\n".join(cells)
        if "." not in joined:
            return
        if not self.short and (found := _SHORT.search(joined)):
            self.short = found[0].strip()
        if not _THREE.search(joined):
            return
        for cell, line in zip(cells, lines, strict=True):
            if _LONG.fullmatch(cell):
                self.has_long = True
                self.unclear.clear()
                return
            if self.kept < MOST_KEPT and _UNCLEAR.fullmatch(cell):
                self.unclear.setdefault(cell.strip(), []).append(line)
                self.kept += 1

    def refused(self) -> dict[str, list[int]]:
        """The cells that may mean two numbers, with their lines.

        >>> column = Dots()
        >>> column.look(["1.200", "500"], [2, 3])
        >>> column.refused()
        {'1.200': [2]}
        >>> column.look(["1250.125"], [4])
        >>> column.refused()
        {}
        """
        if self.has_long:
            return {}
        return {cell: lines for cell, lines in self.unclear.items() if not self.short or cell.endswith("0")}

    def believed(self) -> str:
        """A cell that was read by its decimals because others of its column have some; "" if there is none."""
        return (
            next((cell for cell in self.unclear if not cell.endswith("0")), "") if self.short and not self.has_long else ""
        )
