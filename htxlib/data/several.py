"""Several datasets as one: an office's own first, shared ones behind it ("data/son-la; data/cong_bo").

All rows stand in the one dataset. Of what two of them say in the same row, source included, the first counts once; of what
they say of one fact from different sources the first is preferred (see `values/lookup.py`). A row of those behind tells its
folder in the name of its file, so that every number still leads to its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..words.errors import InputError, quote
from .contract import TABLES
from .tables import Raw

SEPARATOR = ";"
_MEANING = ("don_vi_tinh", "loai")  # in which two declarations of one local variable must agree


def parts(where: str | Path) -> list[str]:
    """Return the datasets that an address names, the own one first; one for the address of a single dataset.

    >>> parts("data/son-la; data/cong_bo"), parts("data/cong_bo")
    (['data/son-la', 'data/cong_bo'], ['data/cong_bo'])
    """
    text = str(where)
    found = [each.strip() for each in text.split(SEPARATOR) if each.strip()]
    return found if len(found) > 1 and "://" not in text else [text]


def joined(wheres: Iterable[str | Path]) -> str:
    """Return the address of several datasets as one text; of none and of one, that one.

    >>> joined(["data/son-la", "data/cong_bo"])
    'data/son-la; data/cong_bo'
    """
    return f"{SEPARATOR} ".join(map(str, wheres))


def as_one(wheres: object) -> object:
    """Return a list of names as one text, and what is no such list as it was, for whoever refuses it.

    >>> as_one(["data/son-la", "data/cong_bo"]), as_one("data/cong_bo"), as_one([5])
    ('data/son-la; data/cong_bo', 'data/cong_bo', [5])
    """
    are_names = isinstance(wheres, list) and wheres and all(isinstance(each, str) and each for each in wheres)
    return joined(wheres) if are_names else wheres


def behind(file: str, name: str) -> str:
    """Return the name of a file of a dataset that stands behind the own one."""
    return f"{name}/{file}"


def is_behind(file: str) -> bool:
    """Whether a row of this file is of a dataset behind the own one."""
    return "/" in file


def has_behind(tables: Mapping[str, Sequence[Raw]]) -> bool:
    """Whether an office's own data stand before others in these rows."""
    return any(rows and is_behind(rows[-1].origin.file) for rows in tables.values())


def stacked(named: Sequence[tuple[str, dict[str, list[Raw]]]]) -> dict[str, list[Raw]]:
    """Return the rows of all datasets (name, tables) as those of one.

    Raises InputError where two of them declare one local variable differently.
    """
    found: dict[str, list[Raw]] = {}
    for table in TABLES:
        known: dict[tuple, Raw] = {}
        for number, (name, tables) in enumerate(named):
            here = []
            for raw in tables.get(table, ()):
                mine = raw if not number else _named(raw, name)
                if (first := known.get(_key(table, raw))) is None:
                    here.append((_key(table, raw), mine))
                elif table == "chi_tieu":
                    _check_meaning(first, mine)
            known |= dict(here)
            found.setdefault(table, []).extend(raw for _, raw in here)
    return {table: rows for table, rows in found.items() if rows}


def _key(table: str, raw: Raw) -> tuple:
    names = TABLES[table].key or TABLES[table].names
    more = (raw["noi_dung"],) if table == "noi_dung" else ()
    return (*(raw[name] for name in names), *more)


def _named(raw: Raw, name: str) -> Raw:
    return raw._replace(origin=raw.origin._replace(file=behind(raw.origin.file, name)))


def _check_meaning(one: Raw, other: Raw) -> None:
    for name in _MEANING:
        if one[name] != other[name]:
            remedy = f"{one.origin} khai {quote(one[name])}: đổi mã của một trong hai, hoặc khai giống nhau."
            fault = other.fault(name, f"chỉ tiêu riêng {quote(one['ma'])} khai như nhau ở mọi bộ số liệu", remedy)
            raise InputError(fault)
