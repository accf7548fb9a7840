"""The rows that a form came with: one that is emptied or deleted in it goes, one that somebody changed meanwhile stays.

A form lists them on a hidden sheet, each by table, key and a digest of what it said. A form that does not, as one made by
hand, takes nothing away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from htxlib.data.contract import TABLES
from htxlib.data.rows import Origin
from htxlib.data.tables import Raw
from htxlib.words.errors import Fault, quote

from .merge import HISTORY, Changes, Tables, about, key_of

KEPT = ("nguon", "nhiem_ky")  # what other rows lean on, or nobody takes back
CODES = ("chi_tieu", "mau_so", "phan_cua", "trong_so")  # columns that may name a local variable


def mark(table: str, cells: Mapping[str, str]) -> str:
    """A row of a form as its hidden sheet names it: what it is about, place and source apart, and a digest of all."""
    own = {name: cell for name, cell in cells.items() if cell and name != "don_vi" and name in TABLES[table].names}
    text = "\x1f".join(f"{name}={own[name]}" for name in sorted(own))
    about_it = {name: own.get(name, "") if name not in ("nguon", "don_vi") else "" for name in TABLES[table].names}
    key = "\x1f".join(key_of(table, about_it))
    return f"{table} {_sha(key)} {_sha(text)}"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def renamed(held: Iterable[str], book: Mapping[str, Sequence[Raw]], tables: Tables) -> dict[str, str]:
    """Local variables that came with the form and have another code in it under the same label: old code → new one."""
    marks = {each.rpartition(" ")[0] for each in held}
    there = [raw for raw in tables.rows.get("chi_tieu", ()) if mark("chi_tieu", raw.cells).rpartition(" ")[0] in marks]
    codes = {raw["ma"] for raw in book.get("chi_tieu", ())}
    known = {raw["ma"] for raw in tables.rows.get("chi_tieu", ())}
    fresh = {raw["ten"]: raw["ma"] for raw in book.get("chi_tieu", ()) if raw["ma"] not in known}
    return {raw["ma"]: fresh[raw["ten"]] for raw in there if raw["ma"] not in codes and raw["ten"] in fresh}


def rename(tables: Tables, codes: Mapping[str, str], changes: Changes) -> None:
    """Let every row name the variables by their new codes."""
    for table in TABLES if codes else ():
        for position, raw in enumerate(tables.rows.get(table, ())):
            names = [name for name in (*CODES, *(["ma"] if table == "chi_tieu" else [])) if raw[name] in codes]
            if names:
                tables.replace(table, position, raw._replace(cells={**raw.cells, **{n: codes[raw[n]] for n in names}}))
    changes.sentences += [f"chỉ tiêu riêng «{old}» đổi mã thành «{new}» ở mọi dòng" for old, new in codes.items()]


def in_new_codes(rows: Sequence[Raw], codes: Mapping[str, str]) -> list[Raw]:
    """Rows of the form in the new codes, too: only the sheet of local variables may have been changed."""
    def new(raw: Raw) -> dict[str, str]:
        return {name: codes.get(cell, cell) if name in CODES else cell for name, cell in raw.cells.items()}

    return [raw._replace(cells=new(raw)) for raw in rows]


@dataclass(frozen=True)
class Form:
    """A form that comes in: what it came with, what it holds now, whose it is, and what the history notes of it."""

    held: Sequence[str]
    book: Mapping[str, Sequence[Raw]]
    place: str
    file: str
    on: str


def remove(form: Form, tables: Tables, places: Mapping, changes: Changes) -> None:
    """Take away the rows of a place that came with the form and are filled in no more; each is told."""
    marks: dict[str, set[str]] = {}
    for key, _, digest in (each.rpartition(" ") for each in form.held):
        marks.setdefault(key, set()).add(digest)
    filled = {mark(table, raw.cells).rpartition(" ")[0] for table, rows in form.book.items() for raw in rows}
    for table in [name for name in TABLES if name not in KEPT]:
        gone = []
        for position, raw in enumerate(tables.rows.get(table, ())):
            if "don_vi" in TABLES[table].names and (places.get(raw.origin) or raw["don_vi"]) != form.place:
                continue
            key, _, digest = mark(table, raw.cells).rpartition(" ")
            if key not in marks or key in filled:
                continue
            if digest in marks[key]:
                gone.append(position)
            else:
                what = "để trống trong biểu, nhưng đã được sửa sau khi lấy biểu: giữ nguyên"
                changes.notes.append(f"{about(table, raw.cells)}: {what}.")
        _take(table, gone, tables, form, changes)


def _take(table: str, gone: list[int], tables: Tables, form: Form, changes: Changes) -> None:
    for position in gone:
        raw = tables.rows[table][position]
        if table == "chi_tieu" and (used := list(_uses(raw["ma"], tables))):
            remedy = "Xóa các số ấy trước, giữ lại dòng này, hoặc đổi mã mà giữ nguyên tên."
            expected = f"chỉ tiêu riêng {quote(raw['ma'])} không còn số nào dùng"
            changes.faults.append(Fault(expected, f"{len(used)} dòng", remedy))
            return
        value = raw["gia_tri"] or raw["noi_dung"]
        changes.count(changes.removed, table)
        tables.add(HISTORY, Raw(_kept(table, raw, value, form), Origin(form.file, 0)))
        changes.sentences.append(f"bỏ {about(table, raw.cells)}{f', đang ghi {quote(value)}' if value else ''}")
    tables.remove(table, gone)


def _kept(table: str, raw: Raw, value: str, form: Form) -> dict[str, str]:
    """What the history says of a row that went."""
    main = TABLES[table].main
    cells = {
        "bang": table, "don_vi": form.place, "khoa": raw["chi_tieu"] or raw[TABLES[table].key[-1]] or main,
        "tu_ngay": raw["tu_ngay"], "den_ngay": raw["den_ngay"], "cot": main, "cu": value or raw[main],
        "nguon_cu": raw["nguon"], "tep": form.file, "ngay_sua": form.on,
    }  # fmt: skip
    return {name: cell for name, cell in cells.items() if cell}


def _uses(code: str, tables: Tables) -> Iterator[Raw]:
    return (raw for table, rows in tables.rows.items() for raw in rows if any(raw[name] == code for name in CODES))
