"""Many files at once: what was found in each, on screen or as JSON, and copies with comments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import listing

from .annotate import annotate, check_target
from .reading import ENDINGS, OTHER_WORD
from .report import proof, screen, to_json


def files_of(named: Iterable[Path]) -> list[Path]:
    """Return the files named, and of a folder all texts, also those that whoever reads them refuses by name; raises
    InputError for a folder without any."""
    found: list[Path] = []
    for each in named:
        kinds = (*ENDINGS, *OTHER_WORD)
        below = sorted(p for p in each.rglob("*") if p.suffix.lower() in kinds and p.is_file()) if each.is_dir() else []
        inside = below if each.is_dir() else [each]
        inside = [p for p in inside if p == each or not p.name.startswith(("~$", ".", "._"))]
        if not inside:
            raise InputError(
                Fault(f"thư mục có tệp {', '.join(ENDINGS)}", "không có tệp nào", "Kiểm tra đường dẫn.", str(each))
            )
        found += inside
    return list(dict.fromkeys(found))


def proof_all(named: Iterable[Path], side: Path | None, as_json: bool, out: Path | None, tell: Callable) -> int:
    """Tell what was found in every file; return 0 for nothing wrong, 1 for findings, 2 where a file could not be read."""
    files, code, told = files_of(named), 0, []
    if side and len(files) > 1:
        raise InputError(Fault("một tệp khi có --against", f"{len(files)} tệp", "Soát từng tệp với tệp số liệu của nó."))
    copied = [path.stem for path in files if path.suffix.lower() == ".docx"]
    alike = sorted({f"{stem}.docx" for stem in copied if copied.count(stem) > 1})
    if out and alike:  # a copy would be written over another one
        remedy = "Đổi tên, hoặc soát từng thư mục với một --annotate riêng."
        raise InputError(Fault("các tệp khác tên nhau khi có --annotate", listing(map(quote, alike)), remedy))
    if out and len(files) == 1 and out.is_dir():
        raise InputError(
            Fault("tên tệp .docx khi soát một tệp", f"thư mục {quote(out)}", "Thêm tên tệp.", at="--annotate")
        )
    if out and len(files) > 1 and os.path.lexists(out) and not out.is_dir():
        raise InputError(Fault("thư mục cho các bản ghi chú", f"tệp {quote(out)}", "Nêu một thư mục.", at="--annotate"))
    for copy in (copies := _copies(files, out)).values():  # before anything is told or written
        check_target(copy)
    for path in files:
        try:
            found = proof(path, side)
        except InputError as error:
            if len(files) == 1:
                raise
            code = InputError.exit_code
            for fault in error.faults:
                tell(f"LỖI: {fault}", err=True)
            continue
        told.append(to_json(found) if as_json else screen(found))
        code = code or int(not found.is_clean)
        if out:
            if path not in copies:
                tell(f"{path.name}: không phải tệp Word, không có bản ghi chú.", err=True)
                continue
            tell(f"Đã viết {copies[path]}: {annotate(path, found.findings, copies[path])} ghi chú.", err=True)
    if as_json:
        tell(told[0] if len(files) == 1 else "[\n" + ",\n".join(told) + "\n]")
    else:
        tell("\n\n".join(told))
    return code


def _copies(files: list[Path], out: Path | None) -> dict[Path, Path]:
    """Where the copy with comments of each Word file goes; of a single file the one name that was given."""
    if not out:
        return {}
    if len(files) == 1:
        return {files[0]: out}
    return {path: out / f"{path.stem}.docx" for path in files if path.suffix.lower() == ".docx"}
