"""Files: digests remembered by size and times, writing in one step, and one builder at a time in a folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from htxlib.errors import Fault, InputError, quote

PRIVATE = ".htx"  # what the builder remembers for itself, inside the reports folder


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: str | bytes) -> str:
    """Put `content` at `path` in one step, so that a reader never meets half a file; return its digest."""
    content = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_name(path)
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return digest(content)


REFUSALS = {
    errno.ENOSPC: "đĩa đã đầy. Giải phóng chỗ trống",
    errno.EDQUOT: "đã hết hạn mức đĩa. Giải phóng chỗ trống",
    errno.EACCES: "không có quyền ghi hoặc đọc. Xem lại quyền của thư mục",
    errno.EPERM: "không có quyền ghi hoặc đọc. Xem lại quyền của thư mục",
    errno.EROFS: "đĩa chỉ đọc. Chọn thư mục khác (--reports)",
    errno.ENAMETOOLONG: "đường dẫn quá dài. Chọn thư mục có tên ngắn hơn",
    errno.EIO: "đĩa báo lỗi đọc hoặc ghi. Kiểm tra đĩa",
}


def refusal(error: OSError) -> str:
    """What the disk refused and what to do, in one sentence; a file is named without the folders above it."""
    name = f" {quote(Path(error.filename).name)}" if isinstance(error.filename, str) else ""
    why = REFUSALS.get(error.errno, f"{error.strerror or error}. Kiểm tra thư mục kết quả")
    return f"không đọc hoặc ghi được tệp{name}: {why} rồi chạy lại; các tệp đã có vẫn nguyên vẹn."


def temporary_name(path: Path) -> Path:
    """The one name under which `path` is being written: whoever finds it later knows what it was."""
    return path.with_name(f".{path.name}.tmp")


def sweep(folder: Path) -> None:
    """Remove what a machine that lost its power left behind."""
    for left in folder.rglob(".*.tmp"):
        left.unlink(missing_ok=True)


def mark(stat: os.stat_result) -> list[int]:
    """What tells without reading it that a file is still the same: its size and times."""
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


class Digests:
    """Digests of files, computed again only when size or a time changed."""

    def __init__(self, memory: Path):
        self._memory = memory
        self._known = read_json(memory)
        self._changed = False

    def of(self, path: Path) -> str:
        """Return the digest of a file, "" if there is none."""
        try:
            now = mark(path.stat())
        except OSError:
            return ""
        known = self._known.get(str(path))
        if known is None or known[:3] != now:
            self.learn(path, now, digest(path.read_bytes()))
        return self._known[str(path)][3]

    def learn(self, path: Path, now: list[int], sha: str) -> None:
        """Take the digest of a file from whoever has just written it."""
        self._known[str(path)] = [*now, sha]
        self._changed = True

    def marked(self, path: Path) -> list[int]:
        """The mark that a file had when its digest was taken."""
        return self._known.get(str(path), [])[:3]

    def of_tree(self, folder: Path) -> str:
        """Return one digest of the names and contents of all files of a folder; of a single file, its own."""
        if not folder.is_dir():
            return self.of(folder)
        files = sorted(Path(at, name) for at, folders, names in _walk(folder) for name in names)
        lines = [f"{path.relative_to(folder).as_posix()} {self.of(path)}" for path in files]
        return digest("\n".join(lines).encode())

    def save(self) -> None:
        if self._changed:
            write(self._memory, json.dumps(self._known))


def _walk(folder: Path) -> Iterator[tuple]:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield at, folders, [name for name in names if not name.startswith((".", "~"))]  # editors' lock files


def read_json(path: Path) -> dict:
    """Return the object in a file, an empty one if there is none or it cannot be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def only_builder(reports: Path) -> Iterator[None]:
    """Hold the folder for this process; raises InputError when another build holds it. Ends with the process."""
    (reports / PRIVATE).mkdir(parents=True, exist_ok=True)
    with (reports / PRIVATE / "lock").open("a+") as file:
        try:
            _lock(file)
        except OSError:
            raise InputError(
                Fault(
                    "một lượt dựng trên mỗi thư mục",
                    f"một lượt khác đang dựng vào {quote(reports.name)}",
                    "Đợi lượt ấy xong rồi chạy lại.",
                )
            ) from None
        yield


def _lock(file) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
