"""Where in a file something stands, in parts; whoever prints it makes the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A row and a column of a table, a cell of a sheet, or in words whatever else has mistakes: a parameter, an option.

    >>> str(Location(row=12, column="gia_tri")), str(Location(row=7, letters="B")), str(Location("ô %%viet", row=3))
    ('dòng 12, cột gia_tri', 'ô B7', 'ô %%viet, dòng 3')
    """

    part: str = ""  # "tham số don_vi", "ô %%viet", "--place"
    row: int = 0  # of the table or sheet, or of the part; 0: none
    column: str = ""  # of a table, by its name: "gia_tri"
    letters: str = ""  # of a sheet's column: "B"
    others: str = ""  # where else it stands: " (và 199 ô khác)"

    def __str__(self) -> str:
        cell = f"ô {self.letters}{self.row}" if self.letters else ""
        row = f"dòng {self.row}" if self.row and not cell else ""
        column = f"cột {self.column}" if self.column else ""
        return ", ".join(filter(None, (self.part, cell, row, column))) + self.others
