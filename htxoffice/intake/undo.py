"""Taking back the last import into a folder: what its tables were before, kept in a hidden folder beside them.

A step is put down before the tables are written. It is taken back only while the tables are as that import left them: what
somebody changed since is not lost without a word.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from htxlib.data import sql
from htxlib.data.contract import TABLES
from htxlib.data.workbook.headings import SHEETS
from htxlib.data.write import put
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import listing

FOLDER, ACCOUNT = ".lui", "buoc.json"
MOST_STEPS = 10


def note(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes], files: list[str], on: str) -> None:
    """Put down what changed tables were before an import of these files; steps older than the last ten are forgotten."""
    steps = _steps(folder)
    while steps and _came_to_nothing(folder, steps[-1]):
        _forget(steps.pop())
    number = int(steps[-1].name) + 1 if steps else 1
    step = folder / FOLDER / f"{number:04d}"
    account = {
        "tep": files,
        "ngay": on,
        "sau": {table: _sha(content) for table, content in after.items()},
        "co": [table for table in after if before[table]],
    }
    kept = {step / f"{table}.csv": before[table] for table in account["co"]}
    put(kept | {step / ACCOUNT: json.dumps(account, ensure_ascii=False).encode()})
    for old in steps[: max(len(steps) + 1 - MOST_STEPS, 0)]:
        _forget(old)


def take_back(into: str | Path) -> str:
    """Let the tables be what they were before the last import; returns what was taken back, in a sentence.

    Raises InputError: nothing to take back, tables that were changed since, a database.
    """
    if sql.is_url(into):
        remedy = (
            "Cơ sở dữ liệu không giữ các bước nhập: nhập lại biểu của lần trước để số cũ thay số mới (mỗi số đã thay có"
            " trong bảng lich_su), hoặc khôi phục từ bản sao lưu làm trước khi nhập."
        )
        raise InputError(Fault("thư mục số liệu", "cơ sở dữ liệu", remedy, at="--into"))
    folder = Path(into)
    steps = _steps(folder)
    if not steps:
        remedy = "Chỉ lùi được lần nhập bằng lệnh này vào đúng thư mục ấy."
        raise InputError(Fault("một lần nhập để lùi", f"{quote(folder)} chưa có lần nào", remedy, at="--undo"))
    step = steps[-1]
    account = json.loads((step / ACCOUNT).read_text("utf-8"))
    tables = [table for table in account["sau"] if table in TABLES]
    # As the import left them, or where it was stopped half way as they were before.
    left = {table: (account["sau"][table], _before(step, table)) for table in tables}
    if changed := [table for table in tables if _sha(_content(folder, table)) not in left[table]]:
        found = f"{listing(f'{table}.csv' for table in changed)} đã được sửa sau lần nhập ấy"
        raise InputError(Fault("các bảng như lần nhập để lại", found, "Sửa tay các dòng cần sửa, hoặc nhập biểu đã sửa."))
    put({folder / f"{table}.csv": (step / f"{table}.csv").read_bytes() for table in tables if table in account["co"]})
    for table in tables:
        if table not in account["co"]:
            (folder / f"{table}.csv").unlink(missing_ok=True)
    _forget(step)
    what = listing(SHEETS[table] for table in tables)
    files = listing(account["tep"])
    return f"Đã lùi lần nhập {files} ({account['ngay']}): {what} trở lại như trước. Dựng lại báo cáo: htx build"


def _steps(folder: Path) -> list[Path]:
    found = (folder / FOLDER).glob("*")
    return sorted(path for path in found if re.fullmatch(r"\d{4,}", path.name) and (path / ACCOUNT).is_file())


def _before(step: Path, table: str) -> str:
    path = step / f"{table}.csv"
    return _sha(path.read_bytes() if path.is_file() else b"")


def _came_to_nothing(folder: Path, step: Path) -> bool:
    """Whether the tables are as they were before that import: it was stopped, or somebody took it back by hand."""
    account = json.loads((step / ACCOUNT).read_text("utf-8"))
    return all(_sha(_content(folder, table)) == _before(step, table) for table in account["sau"] if table in TABLES)


def _forget(step: Path) -> None:
    for path in step.iterdir():
        path.unlink()
    step.rmdir()


def _content(folder: Path, table: str) -> bytes:
    path = folder / f"{table}.csv"
    return path.read_bytes() if path.is_file() else b""


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
