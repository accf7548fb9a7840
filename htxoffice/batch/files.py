"""Files: digests remembered by size and times, writing in one step, and one builder at a time in a folder."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from htxlib.words.errors import Fault, InputError, quote

PRIVATE = ".htx"  # what the builder remembers for itself, inside the reports folder


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: str | bytes, temporary: Path | None = None) -> str:
    """Put `content` at `path` in one step, so that a reader never meets half a file; return its digest."""
    content = content.encode() if isinstance(content, str) else content
    temporary = temporary or path.with_name(f".{path.name}.tmp")
    for folder in {path.parent, temporary.parent}:
        folder.mkdir(parents=True, exist_ok=True)
    try:
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as file:  # never through a link that lies there
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
    errno.EISDIR: "ở đó có một thư mục. Chọn tên khác",
    errno.ENOTDIR: "trên đường dẫn có một tệp ở chỗ của thư mục. Chọn thư mục khác",
    errno.EEXIST: "trên đường dẫn có một tệp ở chỗ của thư mục. Chọn thư mục khác",
    errno.ELOOP: "ở đó có một liên kết dẫn ra ngoài hoặc vòng lại. Xóa liên kết",
    errno.EIO: "đĩa báo lỗi đọc hoặc ghi. Kiểm tra đĩa",
}


def refusal(error: OSError) -> str:
    """What the disk refused and what to do, in one sentence; a file is named without the folders above it."""
    name = f" {quote(Path(error.filename).name)}" if isinstance(error.filename, str) else ""
    why = REFUSALS.get(error.errno, f"{error.strerror or error}. Kiểm tra thư mục kết quả")
    return f"không đọc hoặc ghi được tệp{name}: {why} rồi chạy lại; các tệp đã có vẫn nguyên vẹn."


def put(reports: Path, name: str, content: str | bytes) -> str:
    """Write a file of the reports folder; until it is whole it lies among what is private, where nothing else is."""
    temporary = temporary_name(reports, name)
    for path in (reports / name, temporary):  # also while a build runs somebody may put a link there
        for step in (path, *path.parents):
            if step != reports and step.is_relative_to(reports) and step.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(step))
    return write(reports / name, content, temporary)


def temporary_name(reports: Path, name: str) -> Path:
    """The one name under which a file is being written: whoever finds it later knows what it was."""
    return reports / PRIVATE / "tmp" / digest(name.encode())[:16]


def mark(stat: os.stat_result) -> list[int]:
    """What tells without reading it that a file is still the same: its size and times."""
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


@dataclass(frozen=True)
class Look:
    """What was seen at one time: a digest of names and contents, and the mark of every file."""

    sha: str
    marks: dict[str, list[int]]


class Digests:
    """Digests of files, computed again only when size or a time changed; `known` are those of an earlier build."""

    def __init__(self, known: dict[str, list] | None):
        self.known = known or {}
        self.changed = False

    def of(self, path: Path) -> str:
        """Return the digest of a file, "" if there is none."""
        return self._file(path)[1]

    def look(self, path: Path) -> Look:
        """Look at all files of a folder, or at a single file; the digest is that of the contents that had the marks."""
        if not path.is_dir():
            now, sha = self._file(path)
            return Look(sha, {str(path): now} if sha else {})
        found = {file: self._file(file) for file in sorted(_files(path))}
        lines = [f"{file.relative_to(path).as_posix()} {sha}" for file, (_, sha) in found.items()]
        return Look(digest("\n".join(lines).encode()), {str(file): now for file, (now, sha) in found.items() if sha})

    def _file(self, path: Path) -> tuple[list[int], str]:
        sha = ""
        for _ in range(9):
            try:
                stat = path.stat()
                if not S_ISREG(stat.st_mode):  # from a pipe nothing may ever come
                    return [], ""
                now = mark(stat)
                known = self.known.get(str(path))
                if known is not None and known[:3] == now:
                    return now, known[3]
                _let_settle(now)
                sha = digest(path.read_bytes())
                if mark(path.stat()) == now:  # else it was written to while it was read
                    self.learn(path, now, sha)
                    return now, sha
            except OSError:
                return [], ""
        return [], sha  # it changes without end: a mark that it never has again

    def learn(self, path: Path, now: list[int], sha: str) -> None:
        """Take the digest of a file from whoever has just written it."""
        self.known[str(path)] = [*now, sha]
        self.changed = True

    def marked(self, path: Path) -> list[int]:
        """The mark that a file had when its digest was taken."""
        return self.known.get(str(path), [])[:3]


def marks_now(path: Path) -> dict[str, list[int]]:
    """The mark of every file of a folder, or of a single file, as a `Look` has them; nothing is read."""
    found = {}
    for file in _files(path) if path.is_dir() else [path]:
        with suppress(OSError):
            found[str(file)] = mark(file.stat())
    return found


def _let_settle(now: list[int]) -> None:
    """Wait until the clock of the disk has moved on: a second change within one tick would leave the same mark.

    A tick is some milliseconds; two seconds where only whole seconds are kept. A time in the future is not waited for.
    """
    tick = 20_000_000 if any(at % 1_000_000_000 for at in now[1:]) else 2_000_000_000
    rests = (at + tick - time.time_ns() for at in now[1:])
    time.sleep(max((rest for rest in rests if 0 < rest <= tick), default=0) / 1e9)


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and name[0] != "."]
        yield from (Path(at, name) for name in names if not name.startswith((".", "~")))  # editors' lock files


@contextmanager
def only_builder(reports: Path) -> Iterator[None]:
    """Hold the folder for this process; raises InputError when another build holds it. Ends with the process."""
    (reports / PRIVATE).mkdir(parents=True, exist_ok=True)
    with (reports / PRIVATE / "lock").open("a+b") as file:
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
