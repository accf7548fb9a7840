"""Hand on the filled cells of a workbook that calamine reads: run as a program of its own, see other_workbooks.py."""

from __future__ import annotations

import pickle
import sys

LOCKED, TOO_LARGE = 3, 4  # how it ends where that is known


def main(path: str, most_bytes: int, most_cells: int) -> int:
    """Write [(name, whether hidden, {(row, column): value})] of the sheets to the output; both count from 1."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    except ImportError:  # Windows: what wants too much ends there as well, later
        pass
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        found, count = [], 0
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                cells = {
                    (line, at): value for line, row in enumerate(rows, 1) for at, value in enumerate(row, 1) if value != ""
                }
                found.append((sheet.name, sheet.visible != SheetVisibleEnum.Visible, cells))
                count += len(cells)
                if count > most_cells:
                    return TOO_LARGE
    except PasswordError:
        return LOCKED
    except MemoryError:
        return TOO_LARGE
    pickle.dump(found, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
