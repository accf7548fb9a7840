"""What somebody put into a folder: files to read, files of another kind, and what programs leave there by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import Fault
from ..text import listing

# Lock files of Excel and LibreOffice, halves that macOS splits off, lists of thumbnails: nobody sent them.
_BEGINNINGS = (".", "~$", "~wrl", "__macosx")
_NAMES = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "system volume information")

_AWAY = "Chuyển tệp này sang thư mục khác nếu không phải số liệu."
_SAVE_AS = "Mở bằng Excel, chọn Lưu thành «Excel Workbook (.xlsx)», rồi nhập tệp ấy."
_OTHERS = (".xls", ".xlsb", ".xlt", ".xltx", ".ods", ".ots", ".fods", ".et", ".numbers", ".tsv", ".html", ".htm", ".xml")
_PACKED = (".zip", ".rar", ".7z", ".gz", ".tar")


def is_somebodys(path: Path) -> bool:
    """Whether a person put it there.

    >>> [is_somebodys(Path(name)) for name in ("son-la.xls", "~$son-la.xlsx", "._son-la.xlsx", "Thumbs.db")]
    [True, False, False, False]
    """
    name = path.name.lower()
    return not name.startswith(_BEGINNINGS) and name not in _NAMES


def listed(folder: Path) -> list[Path]:
    """What a person put into the folder, in order of names; raises OSError."""
    return sorted(filter(is_somebodys, folder.iterdir()))


def unread(path: Path, kinds: Iterable[str], file: str = "") -> Fault | None:
    """Why something in a folder is not read: it is no file of these kinds (".xlsx"); None where it is."""
    kind, wanted = path.suffix.lower(), tuple(kinds)
    if path.is_dir():
        found, remedy = "thư mục con", "Nêu cả thư mục này trong lệnh, hoặc chuyển các tệp của nó ra ngoài."
    elif kind in wanted:
        return None
    elif kind in _OTHERS:
        found, remedy = f"tệp {kind}", _SAVE_AS
    elif kind in _PACKED:
        found, remedy = f"tệp nén {kind}", "Giải nén rồi nhập các tệp bên trong."
    else:
        found, remedy = f"tệp {kind}" if kind else "tệp không rõ loại", _AWAY
    return Fault(f"tệp {listing(wanted, 'hoặc')}", found, remedy, file or path.name)
