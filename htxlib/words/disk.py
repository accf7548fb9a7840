"""What the system said of a file that could not be read, in words of ours: its own are English."""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOENT: "không có tệp này",
    errno.EISDIR: "một thư mục",
    errno.ENOTDIR: "một đường dẫn đi qua tệp như qua thư mục",
    errno.EACCES: "tệp không có quyền đọc",
    errno.EPERM: "tệp không có quyền đọc",
    errno.ELOOP: "một liên kết vòng",
    errno.ENAMETOOLONG: "một đường dẫn quá dài",
    errno.EIO: "tệp mà đĩa báo lỗi khi đọc",
}


def said(error: Exception) -> str:
    """Return what was found where a text file should be; any error that opening and decoding it may raise.

    >>> said(IsADirectoryError(errno.EISDIR, "Is a directory")), said(UnicodeError())
    ('một thư mục', 'tệp không phải UTF-8')
    """
    if isinstance(error, UnicodeError):
        return "tệp không phải UTF-8"
    return _SAID.get(getattr(error, "errno", None), "tệp không mở được")
