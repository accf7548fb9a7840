"""What people enter for a score sheet: the points that members and cluster gave."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from htxlib.data.dataset import Origin
from htxlib.words.errors import Faults, misspelt, quote
from htxlib.words.location import Location
from htxlib.words.text import tidy

from .criteria import Criterion, Sheet, as_points

NAMED, MARKED = ("don_vi", "tieu_chi"), ("tu_cham", "cum_cham")


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
    for line, row in _csv_rows(Path(path), NAMED, (*NAMED, *MARKED, "ghi_chu"), faults):
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


def _csv_rows(path: Path, needed: Sequence[str], known: Sequence[str] | None, faults: Faults):
    """Line number and cells of each row; a wrong header is a fault and yields nothing."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "không phải UTF-8"
        faults.add("tệp CSV mã UTF-8 đọc được", quote(reason), "Kiểm tra đường dẫn; trong Excel lưu thành «CSV UTF-8».")
        return
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    heads = [tidy(name or "") for name in reader.fieldnames or ()]
    reader.fieldnames = heads
    for name in (name for name in needed if name not in heads):
        remedy = f"Thêm cột vào dòng tiêu đề.{misspelt(name, heads)}"
        faults.add(f"cột «{name}»", "không có cột này", remedy, Location(row=1))
    for name in (name for name in heads if known and name and name not in known):
        remedy = f"Sửa tên cột hoặc bỏ cột.{misspelt(name, known)}"
        faults.add(f"các cột {', '.join(known)}", quote(name), remedy, Location(row=1))
    if not faults.all:
        rows = ({name: tidy(cell or "") for name, cell in row.items() if name} for row in reader)
        yield from ((reader.line_num, row) for row in rows if any(row.values()))


def _entered(text: str, criterion: Criterion | None, at: Location, faults: Faults) -> Fraction | None:
    value = _number(text, at, faults)
    if value is not None and criterion and not 0 <= value <= criterion.diem_toi_da:
        limit = f"điểm từ 0 đến {as_points(criterion.diem_toi_da)}"
        faults.add(limit, quote(text), f"Sửa điểm của tiêu chí «{criterion.ten}».", at)
    return value


def _number(text: str, at: Location, faults: Faults) -> Fraction | None:
    """A number with a decimal point or comma; a formula or a word is a fault."""
    if not text:
        return None
    try:
        if not set(text) <= set("0123456789.,-"):
            raise ValueError(text)
        return Fraction(text.replace(",", "."))
    except ValueError:
        faults.add("một số, ví dụ 8 hoặc 7.5", quote(text), "Viết lại số, không dấu nghìn, không công thức.", at)
        return None
