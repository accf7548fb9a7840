"""A database that was read for a notebook beforehand, by whoever has its password: the notebook asks for it as ever.

In a kernel of its own a notebook finds it in a file that the environment names.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from . import address

if TYPE_CHECKING:
    from . import Dataset

FILE = "HTX_DA_DOC"


def key(url: str) -> str:
    """What a database is found by, from whatever folder a SQLite file is named; raises AddressFault."""
    where = address.read(url)
    return str(Path(where.database).resolve()) if where.is_file else where.text


def packed(url: str, data: Dataset) -> bytes:
    """A dataset for the process or the file from which a notebook gets it."""
    return pickle.dumps({key(url): data}, pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes) -> dict[str, Dataset]:
    """What `packed` packed."""
    return pickle.loads(content)


def find(url: str) -> Dataset | None:
    """The database as it was read for this process, None if it was not."""
    if not (file := os.environ.get(FILE)):
        return None
    return unpacked(Path(file).read_bytes()).get(key(url))
