"""What people enter for a score sheet: the points that members and cluster gave."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

from htxlib.data.csv_text import check_encoding, opening, readable
from htxlib.data.dataset import Origin
from htxlib.data.parse import NUMBER, TWO_MEANINGS
from htxlib.data.tables import unguarded
from htxlib.words.errors import Faults, misspelt, quote
from htxlib.words.location import Location
from htxlib.words.text import tidy

from .criteria import Criterion, Sheet, as_points

NAMED, MARKED = ("don_vi", "tieu_chi"), ("tu_cham", "cum_cham")
COLUMNS = (*NAMED, *MARKED, "ghi_chu")


@dataclass(frozen=True)
class Entry:
    """Points that people gave: the member itself and the cluster; None where a cell is empty."""

    own: Fraction | None = None
    cluster: Fraction | None = None
    note: str = ""
    origin: Origin | None = None


Entries = Mapping[tuple[str, str], Entry]  # member, criterion


def read_entries(path: str | Path, sheet: Sheet, members: Iterable[str]) -> dict[tuple[str, str], Entry]:
    """Read "tự chấm" and "cụm chấm" from a CSV with the columns don_vi, tieu_chi, tu_cham, cum_cham, ghi_chu.

    Raises InputError with every fault: unknown members and criteria, what is no number, points above the maximum.
    """
    faults, found = Faults(Path(path).name), {}
    known = {criterion.ma: criterion for criterion in sheet.tieu_chi}
    names = list(members)
    for line, row in _csv_rows(Path(path), faults):
        for column, choices in (("don_vi", names), ("tieu_chi", known)):
            if row[column] not in choices:
                remedy = f"Sửa lại.{misspelt(row[column], choices)}"
                faults.add(f"{column} có trong bảng chấm", quote(row[column]), remedy, Location(row=line, column=column))
        criterion, key = known.get(row["tieu_chi"]), (row["don_vi"], row["tieu_chi"])
        if key in found:
            faults.add("mỗi đơn vị, tiêu chí một dòng", quote(" ".join(key)), "Bỏ bớt một dòng.", Location(row=line))
        own, cluster = (
            _entered(row.get(column, ""), criterion, Location(row=line, column=column), faults) for column in MARKED
        )
        found[key] = Entry(own, cluster, row.get("ghi_chu", ""), Origin(Path(path).name, line))
    faults.raise_if_any()
    return found


def _csv_rows(path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row, read as the tables of the data are; a wrong header is a fault, and no row."""
    text = ""
    with readable(path, faults):
        content = path.read_bytes()
        check_encoding(content[:4096])
        text = content.decode("utf-8-sig")
    if faults.all:
        return
    delimiter, above = opening(text, lambda row: len({*COLUMNS} & {*row}))
    reader = csv.reader(islice(io.StringIO(text, newline=""), above, None), delimiter=delimiter)
    with readable(path, faults):
        heads, here = [tidy(name) for name in next(reader, [])], Location(row=above + 1)
        for name in (name for name in NAMED if name not in heads):
            faults.add(f"cột «{name}»", "không có cột này", f"Thêm cột vào dòng tiêu đề.{misspelt(name, heads)}", here)
        for name in (name for name in heads if name and name not in COLUMNS):
            faults.add(
                f"các cột {', '.join(COLUMNS)}", quote(name), f"Sửa tên cột hoặc bỏ cột.{misspelt(name, COLUMNS)}", here
            )
        if faults.all:
            return
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = {name: unguarded(tidy(cell)) for name, cell in zip(heads, cells, strict=False) if name}
                yield above + reader.line_num, dict.fromkeys(NAMED, "") | row


def _entered(text: str, criterion: Criterion | None, at: Location, faults: Faults) -> Fraction | None:
    value = _number(text, at, faults)
    if value is not None and criterion and not 0 <= value <= criterion.diem_toi_da:
        limit = f"điểm từ 0 đến {as_points(criterion.diem_toi_da)}"
        faults.add(limit, quote(text), f"Sửa điểm của tiêu chí «{criterion.ten}».", at)
    return value


def _number(text: str, at: Location, faults: Faults) -> Fraction | None:
    """A number with a decimal point or comma; a formula, a word and what two people would read as two numbers are faults."""
    if not text:
        return None
    plain = text.replace(",", ".", 1)
    if TWO_MEANINGS.fullmatch(plain):
        whole, comma = plain.replace(".", ""), plain.replace(".", ",")
        expected = f"số viết rõ ràng: chữ số này có thể là {whole} hoặc {comma}"
        faults.add(expected, quote(text), "Bỏ dấu nghìn, hoặc bỏ số 0 thừa sau dấu thập phân.", at)
        return None
    if not NUMBER.fullmatch(plain):
        faults.add("một số, ví dụ 8 hoặc 7.5", quote(text), "Viết lại số, không dấu nghìn, không công thức.", at)
        return None
    return Fraction(plain)
