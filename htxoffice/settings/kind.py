"""A kind of report is one notebook file: its parameters cell, with types and comments, is what a publication may say.

    don_vi: str = "yen-bai"  # đơn vị: mã hoặc tên
    so_nam_da_qua: float | None = 2.5  # nửa nhiệm kỳ; để None thì tính theo số tháng tròn

A name without a type takes the type of its value. The comment on the line, or above it, says what the value means.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from htxlib.data import carried
from htxlib.words.errors import Fault, Faults, InputError, quote
from htxlib.words.location import Location
from htxlib.words.text import one_line

from . import notebook_file, tagged

FOLDER = "notebooks"
FREE = "tu_do"  # below it: notebooks that make no report; a file that lies in FOLDER itself is a kind of report
NEEDED = ("don_vi", "den_ngay", "du_lieu")  # without these there is no report
# Type, as it is written in the cell → what it admits, in words.
TYPES = {
    "str": "chữ",
    "int": "số nguyên",
    "float": "số",
    "bool": "true hoặc false",
    "list[str]": "danh sách chữ dạng [a, b]",
    "list[int]": "danh sách số nguyên dạng [1, 2]",
    "list[float]": "danh sách số dạng [1, 2.5]",
}
_LINE = "mỗi dòng một tham số dạng tên = giá trị, hoặc tên: kiểu = giá trị"


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell; `type` is one of TYPES, "" where neither the line nor the value says it."""

    name: str
    type: str = ""
    optional: bool = False  # None is admitted
    default: object = None
    comment: str = ""
    line: int = 0  # in the cell, from 1

    @property
    def words(self) -> str:
        """Say what the value means and what may be written: the comment, and the type in brackets."""
        kind = TYPES.get(self.type, "")
        kind += ", hoặc để trống" if kind and self.optional else ""
        return f"{self.comment} ({kind})" if self.comment and kind else self.comment or kind or "một giá trị"


@dataclass(frozen=True, eq=False)
class Kind:
    """What a publication of this kind may say."""

    parameters: tuple[Parameter, ...]
    title: str = ""  # what a text of this kind is called beside others: "Bài viết"; of the notebook's metadata

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.parameters]

    @property
    def defaults(self) -> dict[str, object]:
        """Name → the value in the cell: what "Run all" makes a report of."""
        return {each.name: each.default for each in self.parameters}


def of_cell(source: str, file: str = "", cell: str = "") -> Kind:
    """Read a parameters cell; raises InputError with a Fault for each line that is none.

    >>> [found] = of_cell("nguong: int | None = 5  # bỏ qua dưới mức này").parameters
    >>> found.default, found.words
    (5, 'bỏ qua dưới mức này (số nguyên, hoặc để trống)')
    """
    faults, found, comments = Faults(), [], _comments(source)

    def refuse(expected: str, quoted: str, remedy: str, line: int) -> None:
        faults.add(expected, quoted, remedy, at=Location(cell, row=line), file=file)

    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        refuse(_LINE, "dòng khác", "Chuyển mã khác sang ô sau.", error.lineno or 1)
        faults.raise_if_any()
    for line in lines:
        try:
            name, annotation, value = tagged.assignment(line)
            default = ast.literal_eval(value)
        except ValueError:
            refuse(_LINE, "dòng khác", "Chuyển mã khác sang ô sau.", line.lineno)
            continue
        type, optional = _annotated(annotation) if annotation else _of(default)
        if annotation and type not in TYPES:
            expected = f"kiểu của {name}: {', '.join(TYPES)}; thêm «| None» nếu có thể để trống"
            refuse(expected, quote(ast.unparse(annotation)), "Sửa kiểu, hoặc xóa cả dấu hai chấm và kiểu.", line.lineno)
        comment = next((comments[at] for at in (line.end_lineno, line.lineno) if at in comments), "")
        found.append(Parameter(name, type, optional, default, comment, line.lineno))
    faults.raise_if_any()
    return Kind(tuple(found))


def unread(given: list[str]) -> Kind:
    """Return a kind of these names only, for a notebook that cannot be read: its reports are refused when they run."""
    return Kind(tuple(map(Parameter, dict.fromkeys([*NEEDED, *given]))))


def _annotated(node: ast.expr) -> tuple[str, bool]:
    """The type that an annotation names, and whether None is admitted.

    >>> _annotated(ast.parse("Optional[list[str]]", mode="eval").body)
    ('list[str]', True)
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value, mode="eval").body
        except SyntaxError:
            return node.value, False
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).rpartition(".")[2] == "Optional":
        return ast.unparse(node.slice), True
    parts = [part.strip() for part in ast.unparse(node).split("|")]
    return " | ".join(part for part in parts if part != "None"), "None" in parts


def _of(value: object) -> tuple[str, bool]:
    """The type of a value whose line names none; nothing is known of None."""
    if isinstance(value, list):
        return f"list[{type(value[0]).__name__ if value else 'str'}]", False
    name = type(value).__name__
    return (name, False) if name in TYPES else ("", value is None)


def _comments(source: str) -> dict[int, str]:
    """Line → the comment that ends it, or that stands alone on the line above."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                alone = not token.line[: token.start[1]].strip()
                found[token.start[0] + alone] = token.string.lstrip("#").strip().rstrip(".")
    except (tokenize.TokenError, SyntaxError):  # told where the cell is parsed
        pass
    return found


def read(path: Path, file: str = "") -> Kind | None:
    """Return the kind that a notebook file is; None where it is no notebook or has not one parameters cell.

    That is told when a report of it runs, and by the check of notebooks: it must not stop other publications. Raises
    InputError on a parameters cell that holds anything else, or lacks what every report needs.
    """
    file = file or path.name
    try:
        content = notebook_file.read(path)
    except InputError:
        return None
    found = [(number, cell) for number, cell in enumerate(content["cells"], 1) if tagged.is_tagged(cell)]
    if len(found) != 1:
        return None
    [(number, cell)] = found
    where = f"ô {number} ({cell['id']})"
    kind = of_cell(cell["source"], file, where)
    if faults := list(lacking(kind, NEEDED, file, where)):
        raise InputError(faults)
    title = content["metadata"].get("title")
    return replace(kind, title=one_line(title)) if isinstance(title, str) else kind


def lacking(kind: Kind, names: tuple[str, ...] | list[str], file: str = "", cell: str = "") -> Iterator[Fault]:
    """Tell the parameters that a cell has not."""
    for name in names:
        if name not in kind.names:
            yield Fault(f"tham số «{name}»", "không có", "Thêm dòng này như trong sổ tay chung.", file, at=cell)


class Kinds:
    """The common notebooks of a project, each read once."""

    def __init__(self, root: Path):
        self._root, self._read = root, {}

    @cached_property
    def names(self) -> list[str]:
        return [path.stem for path in files(self._root)]

    def of(self, name: str) -> Kind | None:
        if name not in self._read:
            self._read[name] = read(common(self._root, name), f"{FOLDER}/{name}.ipynb")
        return self._read[name]


def common(root: Path, name: str) -> Path:
    """Return where a common notebook lies: in the project, or of an office's own project in the package."""
    return carried.path(root, f"{FOLDER}/{name}.ipynb")


def files(root: Path) -> list[Path]:
    """Every common notebook: a file laid into the folder is one more kind of report, or stands in for the package's."""
    found = {path.name: path for path in (carried.folder() / FOLDER).glob("*.ipynb")} if carried.is_office(root) else {}
    found |= {path.name: path for path in (root / FOLDER).glob("*.ipynb")}
    return [found[name] for name in sorted(found)]
