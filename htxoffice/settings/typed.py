"""What is typed on the command line, judged before a command begins: names of files and folders, days.

What cannot be is a sentence with the name of its option, and exit code 2. Whether a file can be read says who reads it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from htxlib.words.disk import said
from htxlib.words.errors import Fault, InputError, quote

_NEVER = (errno.ELOOP, errno.ENAMETOOLONG)  # of a name that no file can have, whether it is to be read or to be made


class Named(click.ParamType):
    """The name of a file or folder, or the address of a database; `make` turns it into what the command is given."""

    name = "path"

    def __init__(self, make: type = str, or_none: bool = False):
        self.make, self.or_none = make, or_none

    def convert(self, value, param, ctx):
        if found := self.wrong(str(value)) if str(value) else "" if self.or_none else quote(""):
            raise InputError(Fault(self.expected, found, self.remedy, at=_where(param)))
        return self.make(value)

    expected, remedy = "tên tệp hoặc thư mục", "Kiểm tra đường dẫn."

    def wrong(self, text: str) -> str:
        """What is found instead of a name, "" where it is one."""
        if "\x00" in text:
            return quote(text)
        try:
            Path(text).stat()
        except OSError as error:
            return f"{said(error)}: {quote(text)}" if error.errno in _NEVER and "://" not in text else ""
        return ""


class FileToMake(Named):
    """A file that is going to be written: no folder, and below folders only."""

    expected, remedy = "tên tệp sẽ được viết", "Chọn tên tệp khác."

    def wrong(self, text: str) -> str:
        if found := super().wrong(text):
            return found
        return f"thư mục {quote(text)}" if Path(text).is_dir() else _file_above(Path(text).parent)


class Copies(Named):
    """A file that is going to be written, or a folder for several."""

    expected, remedy = "tên tệp, hoặc thư mục cho nhiều tệp", "Chọn tên khác."

    def wrong(self, text: str) -> str:
        return super().wrong(text) or _file_above(Path(text).parent)


class FolderToMake(Named):
    """A folder that is going to be written into, there already or not."""

    expected, remedy = "tên thư mục", "Chọn thư mục khác."

    def wrong(self, text: str) -> str:
        return super().wrong(text) or _file_above(Path(text))


def _file_above(folder: Path) -> str:
    """What is found where the nearest of a folder and those above it that exists is none."""
    there = next((step for step in (folder, *folder.parents) if os.path.lexists(step)), folder)
    return "" if there.is_dir() or not os.path.lexists(there) else f"một tệp ở chỗ của thư mục: {quote(there)}"


class Day(click.ParamType):
    """A day as tables have it, "" for none."""

    name = "day"

    def convert(self, value, param, ctx):
        from htxlib.codelists.periods import Moment

        try:
            return value if not value or Moment.given(value) else ""
        except ValueError:
            expected = "ngày dạng 2023, 2023-05 hoặc 2023-05-31"
            raise InputError(Fault(expected, quote(value), "Sửa lại.", at=_where(param))) from None


def _where(param: click.Parameter) -> str:
    """How a person knows it: "--into", "FILES"."""
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def in_vietnamese(error: click.ClickException) -> str:
    """What is wrong with a command that click refuses, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path.replace("main", "htx", 1) if context else "htx"
    return f"{_refusal(error, context)} Xem: {command} --help."


def _refusal(error: click.ClickException, context: click.Context | None) -> str:
    if isinstance(error, click.NoSuchOption):
        like = f" Có phải {error.possibilities[0]}?" if error.possibilities else ""
        return f"không có tham số {quote(error.option_name)}.{like}"
    if isinstance(error, click.MissingParameter):
        return f"thiếu {_where(error.param) if error.param else 'một tham số'}."
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name}: cần một giá trị đi sau, hoặc không nhận giá trị."
    if isinstance(error, click.BadParameter) and error.param:
        return f"{_where(error.param)}: cần {_wanted(error.param.type)}."
    if isinstance(context and context.command, click.Group):
        return f"cần một lệnh: {', '.join(context.command.list_commands(context))}."
    return error.message if isinstance(error, Misused) else "lệnh có chữ thừa hoặc thiếu."


def _wanted(kind: click.ParamType) -> str:
    """What a value of that type is, in words."""
    if isinstance(kind, click.Choice):
        return f"một trong: {', '.join(kind.choices)}"
    low = getattr(kind, "min", None)
    what = "số nguyên" if isinstance(kind, type(click.INT)) else "số"
    return f"{what} từ {low:g} trở lên" if low is not None else what


class Misused(click.UsageError):
    """A command was asked for something that it cannot do; the sentence is ours."""
