"""A notebook as it lies on the disk, whatever wrote it: one shape for all that read one, or a sentence why not."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from htxlib.words.disk import said
from htxlib.words.errors import Fault, InputError, quote

KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
NEWEST = 4  # the version of the format that is read; what is older is carried over
_KINDS = ("code", "markdown", "raw")
_RESTORE = "Khôi phục tệp từ bản sao, hoặc mở bằng JupyterLab rồi lưu lại."


def read(path: Path, name: str = "") -> dict[str, Any]:
    """The content of a notebook file: cells with text, metadata and an id each, a kernel of Python.

    A byte order mark, an older version of the format and missing metadata do not matter. Raises InputError with one Fault.
    """
    name = name or path.name
    try:
        content = json.loads(_decoded(path.read_bytes()))
    except OSError as error:
        raise _refused(name, said(error), "Kiểm tra đường dẫn và quyền đọc.") from None
    except UnicodeError:
        raise _refused(name, "một bảng mã khác UTF-8") from None
    except (ValueError, RecursionError):
        raise _refused(name, "tệp không phải JSON, hoặc bị cắt cụt") from None
    if content is None:
        raise _refused(name, "tệp trống")
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & content.keys()):
        raise _refused(name, "JSON khác, không có ô nào (cells)")
    return _in_shape(_of_today(content, name), name)


def readable(path: Path) -> Any:
    """What papermill is given: the path, or the notebook put into shape where it would stumble over the file itself."""
    content = read(path)
    try:
        same = json.loads(path.read_text("utf-8"))
        is_usual = same.get("metadata", {}).get("kernelspec", {}).get("language") and same.get("nbformat") == NEWEST
    except ValueError:  # a byte order mark
        is_usual = False
    if is_usual and all(cell.keys() >= {"metadata", "source"} for cell in same["cells"]):
        return str(path)
    from nbformat import from_dict

    return from_dict(content)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig").strip() or "null"


def _refused(name: str, found: str, remedy: str = _RESTORE) -> InputError:
    return InputError(Fault("sổ tay Jupyter (.ipynb) đọc được", found, remedy, name))


def _of_today(content: dict, name: str) -> dict:
    """The content in the version of the format that is read."""
    version = content.get("nbformat", NEWEST)
    if version == NEWEST:
        return content
    if not isinstance(version, int) or version > NEWEST:
        raise _refused(name, f"bản {quote(version)} của định dạng sổ tay", "Lưu lại bằng JupyterLab hiện dùng.")
    import nbformat

    try:
        return nbformat.convert(nbformat.from_dict(content), NEWEST)
    except Exception:  # whatever a converter of damaged old files stumbles over
        raise _refused(name, f"sổ tay đời cũ (bản {version}) bị hỏng") from None


def _in_shape(content: dict, name: str) -> dict:
    cells, metadata = content.get("cells"), content.get("metadata")
    if not isinstance(cells, list) or not cells:
        raise _refused(name, "sổ tay không có ô nào")
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    kernel = metadata.get("kernelspec")
    kernel = KERNEL | (dict(kernel) if isinstance(kernel, dict) else {})
    if str(kernel["language"]).lower() != "python":
        remedy = "Chọn nhân Python 3 trong JupyterLab rồi lưu lại."
        raise _refused(name, f"sổ tay của ngôn ngữ {quote(kernel['language'])}", remedy)
    minor = content.get("nbformat_minor")
    return {
        **content,
        "nbformat": NEWEST,
        "nbformat_minor": max(5, minor) if isinstance(minor, int) else 5,  # of cells with ids
        "metadata": metadata | {"kernelspec": kernel},
        "cells": _identified([_cell(number, cell, name) for number, cell in enumerate(cells, 1)]),
    }


def _cell(number: int, cell: Any, name: str) -> dict:
    """One cell with its text as one string; raises InputError where it has none."""
    source = cell.get("source", "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(source, str) or kind not in _KINDS:
        raise InputError(Fault("ô mã, ô Markdown hoặc ô thô", "ô hỏng", _RESTORE, name, at=f"ô {number}"))
    metadata = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
    tags = metadata.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        metadata = {**metadata, "tags": []}
    found = {**cell, "source": source, "metadata": metadata}
    if kind == "code":
        outputs = cell.get("outputs")
        found |= {"outputs": outputs if isinstance(outputs, list) else [], "execution_count": cell.get("execution_count")}
    return found


def _identified(cells: list[dict]) -> list[dict]:
    """The cells with an id each, no two alike."""
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        id = cell.get("id")
        if not isinstance(id, str) or not id or id in taken:
            cell["id"] = f"o-{number}"
        taken.add(cell["id"])
    return cells
