"""A folder of CSV files, written so that a reader never meets half a file and Excel never runs what a cell says."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..text import tidy
from .csv_text import opening
from .tables import columns, guarded


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written; an existing file keeps its own way."""

    header: tuple[str, ...]
    delimiter: str = ","
    newline: str = "\r\n"
    mark: bool = True  # the byte order mark by which Excel knows UTF-8
    above: str = ""  # what stands over the header: "sep=;"

    @classmethod
    def of(cls, content: bytes, table: str) -> Dialect:
        """The way of a file's content; of an empty one, the way in which Excel on Windows reads UTF-8."""
        if not content.strip():
            return cls(tuple(columns(table)))
        text, known = content.decode("utf-8-sig"), set(columns(table))
        delimiter, skipped = opening(text, lambda row: len(known & set(row)))
        lines = list(islice(io.StringIO(text, newline=""), skipped + 1))
        header = tuple(filter(None, map(tidy, next(csv.reader(lines[skipped:], delimiter=delimiter)))))
        newline = "\r\n" if lines[skipped].endswith("\r\n") else "\n"
        return cls(header, delimiter, newline, content.startswith(b"\xef\xbb\xbf"), "".join(lines[:skipped]))


def csv_bytes(table: str, rows: Iterable[Mapping[str, str]], before: bytes = b"") -> bytes:
    """The rows of a table as a CSV file, in the columns and the way of the file that was there before."""
    rows, way = list(rows), Dialect.of(before, table)
    more = [name for name in columns(table) if name not in way.header and any(row.get(name) for row in rows)]
    header = [*way.header, *more]
    out = io.StringIO(newline="")
    out.write(way.above)
    writer = csv.writer(out, delimiter=way.delimiter, lineterminator=way.newline)
    writer.writerow(header)
    writer.writerows([guarded(row.get(name, "")) for name in header] for row in rows)
    return out.getvalue().encode("utf-8-sig" if way.mark else "utf-8")


def put(files: Mapping[Path, bytes]) -> None:
    """Write files so that each is as it was or whole: all are laid beside their names first, then take them."""
    laid = {path: path.with_name(f".{path.name}.tmp") for path in files}
    try:
        for path, temporary in laid.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(files[path])
                file.flush()
                os.fsync(file.fileno())
        for path, temporary in laid.items():
            temporary.replace(path)
    finally:
        for temporary in laid.values():
            temporary.unlink(missing_ok=True)
