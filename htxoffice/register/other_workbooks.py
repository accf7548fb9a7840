"""Workbooks of other programs and times (.xls, .xlsb, .ods), read by calamine.

It gives the values of the cells, no number formats, no formulas and no errors in them: enough for a register, whose
columns say what they hold, too little for a form. A damaged or hostile file can end the whole process that reads it, or
want all memory, so that another one reads it.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from htxlib.data.workbook.xlsx import LONGEST_TEXT, MOST_CELLS, Cell, Sheet
from htxlib.words.errors import Fault, InputError
from htxlib.words.text import one_line, tidy

from . import calamine_cells

MOST_BYTES = 2**31  # of memory, for the process that reads
SECONDS = 120


def read(path: Path, wanted: Callable[[str], bool] = lambda sheet: True) -> list[Sheet]:
    """Return the wanted sheets of a workbook in their order; raises InputError when the file cannot be read as one."""
    if not path.is_file():
        raise _refused(path, "không có tệp này", "Kiểm tra đường dẫn và quyền đọc.")
    command = [sys.executable, "-P", calamine_cells.__file__, str(path), str(MOST_BYTES), str(MOST_CELLS)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _refused(path, f"tệp đọc chưa xong sau {SECONDS} giây") from None
    if done.returncode:
        raise _refused(path, _WHY.get(done.returncode, "tệp hỏng, hoặc không phải sổ tính loại này"))
    sheets = [(tidy(name), hidden, values) for name, hidden, values in pickle.loads(done.stdout)]
    return [
        Sheet(name, hidden, {at: _cell(value) for at, value in values.items()})
        for name, hidden, values in sheets if wanted(name)
    ]  # fmt: skip


_WHY = {
    calamine_cells.LOCKED: "tệp có mật khẩu",
    calamine_cells.TOO_LARGE: f"tệp có hơn {MOST_CELLS} ô, hoặc cần quá nhiều bộ nhớ",
}


def _refused(path: Path, found: str, remedy: str = "") -> InputError:
    remedy = remedy or "Mở bằng Excel, bỏ mật khẩu nếu có, chọn Lưu thành «Excel Workbook (.xlsx)»."
    return InputError(Fault(f"sổ tính {path.suffix.lower()} đọc được", found, remedy, one_line(path.name)))


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell("lôgic", str(int(value)))
    if isinstance(value, (int, float)):
        return Cell("số", repr(value))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell("ngày", day.isoformat())
    return Cell("chữ", str(value)[:LONGEST_TEXT])
