"""Parameters that papermill puts into a notebook: one that the notebook does not know is refused, not passed over."""

from __future__ import annotations

import ast
from types import ModuleType

from ..words.errors import Fault, InputError, misspelt, quote
from ..words.text import listing

INJECTED = "# Parameters"  # the first line of the cell that papermill writes


def refuse_unknown(shell, lines: list[str]) -> list[str]:
    """Return the lines of a cell as they are; raise InputError where they set parameters that no cell before has set.

    Papermill itself only warns of them in English, and the report would be that of the notebook's own parameters.
    """
    if lines and lines[0].strip() == INJECTED:
        known = [name for name, value in shell.user_ns.items() if _is_parameter(shell, name, value)]
        if unknown := [name for name in _assigned("".join(lines)) if name not in shell.user_ns]:
            meant = "".join(misspelt(name, known) for name in unknown)
            remedy = f"Sửa tên, hoặc thêm dòng ấy vào ô tham số của sổ tay và chuyển giá trị cho open_report.{meant}"
            found = listing(map(quote, unknown))
            raise InputError(Fault(f"tham số mà sổ tay có: {listing(known, 'hoặc')}", found, remedy, "tham số"))
    return lines


def _is_parameter(shell, name: str, value: object) -> bool:
    """Return whether a name of the notebook is one that a person gave a value."""
    return not (name.startswith("_") or name in shell.user_ns_hidden or callable(value) or isinstance(value, ModuleType))


def _assigned(source: str) -> list[str]:
    """Return the names that a cell gives values to, in its order."""
    names = (
        target for line in ast.parse(source).body for target in getattr(line, "targets", [getattr(line, "target", None)])
    )
    return [name.id for name in names if isinstance(name, ast.Name)]
