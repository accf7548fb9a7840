"""What is wrong in a notebook, found without running it: its parameters, its names, numbers typed into a sentence.

The same for `htx check notebooks/`, the hooks before a commit and the tests. Every mistake is a Fault with its cell.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from htxlib.codelists import variables
from htxlib.data import dataset
from htxlib.desk import grammar
from htxlib.indicators import catalogue
from htxlib.report.report import Report, open_report, project_root
from htxlib.words.errors import Fault, InputError, misspelt, quote
from htxlib.words.location import Location

from ..proof import numbers
from ..publish.outputs import markdown
from ..publish.pictures import Pictures
from ..settings import notebook_file
from ..settings.kind import FOLDER, FREE, NEEDED, Kind, lacking, of_cell, read
from ..settings.params import KNOWN, check
from ..settings.tagged import OPEN, TAG, again, calls_of, given_to, set_again

_VIET = re.compile(r"\s*%%viet[ \t]*(\w*)[^\n]*\n?")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
# A typed number that is none: of a heading or a list item, and in the address of a link.
_NUMBERING = re.compile(r"(?m)^\s*(?:#+\s*(?:\d+[.)])+|\d+[.)]\s)|\]\([^)]*\)")
_NUMBER = re.compile(r"\d[\d.,/-]*\d|\d")
_LINT = {  # what ruff finds most in a cell
    "F401": "Nạp mà không dùng: xóa dòng import này.",
    "F821": "Chưa có tên này: sửa chính tả, hoặc gán giá trị ở ô trước.",
    "F841": "Gán mà không dùng: xóa dòng này.",
}
_LOOKED_UP = ("find", "figures", "names", "indicator_names", "lookup")
# What the arguments of a report's methods are, by the name of the parameter.
_INDICATORS, _TEXTS = ("names", "name", "whole", "parts"), ("ten", "tieu_de", "mo_ta")


@dataclass(frozen=True)
class Cell:
    """One code cell: its place as the reader counts, its id, its text."""

    number: int
    id: str
    source: str
    tags: tuple[str, ...]
    clean: bool  # without output and number of run


class Notebook:
    """A notebook under check; `name` is what its parameters and its errors go by."""

    def __init__(self, path: Path, root: Path):
        self.path, self.file = path, path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        content = notebook_file.read(path, self.file)
        self.cells = [_cell(i, each) for i, each in enumerate(content["cells"], 1) if each["cell_type"] == "code"]
        self.texts = [(i, each) for i, each in enumerate(content["cells"], 1) if each["cell_type"] == "markdown"]
        self.defaults: dict = {}
        self.report = "bc"

    def fault(self, cell: Cell | None, expected: str, found: str, remedy: str, line: int = 0) -> Fault:
        where = f"ô {cell.number} ({cell.id})" if cell else ""
        return Fault(expected, found, remedy, self.file, at=Location(where, row=line))


def _cell(number: int, raw: dict) -> Cell:
    clean = not raw["outputs"] and raw["execution_count"] is None
    return Cell(number, raw["id"], raw["source"], tuple(raw["metadata"].get("tags", ())), clean)


def check_notebooks(paths: Iterable[Path], lint: bool = True) -> list[Fault]:
    """Every fault of the notebooks: files, or folders with the notebooks in them."""
    found, files = [], []
    for path in paths:
        files += sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
    files = [file.resolve() for file in files if ".ipynb_checkpoints" not in file.parts]
    for file in files:
        found += check_notebook(file)
    return found + (_ruff(files) if lint and files else [])


def check_notebook(path: Path) -> list[Fault]:
    root = project_root(path.parent)
    try:
        book = Notebook(path, root)
    except InputError as error:
        return list(error.faults)
    is_free = path.parent.name == FREE  # no report: nothing is asked of it but that it can be kept and read
    faults = [] if is_free else [*_parameters(book)]
    names = known_names(root, book.defaults)
    for cell in book.cells:
        if not cell.clean:
            remedy = "Xóa kết quả trước khi lưu vào kho: pre-commit run nbstripout --all-files."
            faults.append(book.fault(cell, "ô không kèm kết quả chạy", "có kết quả", remedy))
        if is_free:
            continue
        if head := _VIET.match(cell.source):
            faults += _sentences(book, cell, cell.source[head.end() :], names, first=2)
        elif cell.source.strip():
            faults += _code(book, cell, names)
    return faults if is_free else [*faults, *_as_asked(book), *_pictures(book), *_whole(book)]


def known_names(root: Path, parameters: dict) -> set[str]:
    """Every name that a sentence may use: words, statements, variables, indicators, the data's own variables."""
    names = {*grammar.WORDS, *grammar.STATEMENTS, *variables.load(), *catalogue.load()}
    try:
        return names | set(open_report(**parameters | {"du_lieu": dataset.located(parameters["du_lieu"], root)}).names())
    except (InputError, KeyError, TypeError):  # wrong data or parameters are told elsewhere
        return names


# --- the notebook as a whole -----------------------------------------------------------------------------------------


def _parameters(book: Notebook) -> Iterator[Fault]:
    """The parameters cell: names and values only, with valid values; of a province's own, those of the common notebook."""
    tagged = [each for each in book.cells if TAG in each.tags]
    if len(tagged) > 1:  # papermill fills in the first; the others set everything back
        found = ", ".join(f"ô {each.number}" for each in tagged)
        yield book.fault(None, f"đúng một ô tham số có nhãn «{TAG}»", found, "Bỏ nhãn ở các ô thừa.")
    if not tagged:
        yield book.fault(None, f"một ô tham số có nhãn «{TAG}»", "không có", "Khôi phục ô tham số.")
        return
    cell, is_own = tagged[0], book.path.parent.parent.name == "rieng"
    where = f"ô {cell.number} ({cell.id})"
    try:
        kind = of_cell(cell.source, book.file, where)
    except InputError as error:
        yield from error.faults
        return
    book.defaults = kind.defaults
    common = _common(book) if is_own else None
    yield from lacking(kind, common.names if common else NEEDED, book.file, where)
    yield from _as_common(book, cell, kind, common) if is_own else _misspelt(book, cell, kind)
    for _, fault in check(kind, book.defaults)[1] if {*NEEDED} <= {*kind.names} else ():
        yield book.fault(cell, fault.expected, fault.found, fault.remedy)


def _common(book: Notebook) -> Kind | None:
    """The kind of the common notebook of the same name; None where there is none, or where its own check tells why."""
    path = book.path.parents[2] / book.path.name
    try:
        return read(path) if path.is_file() else None
    except InputError:
        return None


def _as_common(book: Notebook, cell: Cell, kind: Kind, common: Kind | None) -> Iterator[Fault]:
    """What a province's own notebook has beside the common one, by which publications are checked."""
    if not (book.path.parents[2] / book.path.name).is_file():
        remedy = f"Đổi tên tệp theo một sổ tay trong {FOLDER}/, hoặc thêm sổ tay chung ấy."
        yield book.fault(None, f"sổ tay chung {book.path.name}", "không có", remedy)
    for each in kind.parameters if common else ():
        if each.name not in common.names:
            remedy = "Thêm dòng ấy vào sổ tay chung, hoặc chuyển giá trị sang ô sau." + misspelt(each.name, common.names)
            yield book.fault(cell, "tham số có trong sổ tay chung", quote(each.name), remedy, each.line)
    if book.defaults.get("don_vi") != book.path.parent.name:
        expected = f"don_vi = «{book.path.parent.name}» như tên thư mục"
        yield book.fault(cell, expected, quote(book.defaults.get("don_vi")), "Sửa don_vi hoặc chuyển tệp.")


def _misspelt(book: Notebook, cell: Cell, kind: Kind) -> Iterator[Fault]:
    """A name that looks like one which the cell lacks and the notebook uses; any other is a parameter of its own."""
    text = "\n".join(each.source for each in book.cells if each is not cell)
    lacking = [name for name in KNOWN if name not in kind.names and re.search(rf"\b{name}\b", text)]
    for each in kind.parameters:
        if each.name not in KNOWN and (hint := misspelt(each.name, lacking)):
            yield book.fault(cell, "tên tham số", quote(each.name), hint.strip(), each.line)


def _as_asked(book: Notebook) -> Iterator[Fault]:
    """What would open another report than the one that is asked for: see batch/opened.py, which holds every page to it."""
    parameters, calls = set(book.defaults), []
    for cell in book.cells:
        if TAG in cell.tags:
            continue
        if changed := set_again(cell.source, parameters):
            fault = again(changed, book.file)
            yield book.fault(cell, fault.expected, fault.found, fault.remedy)
        calls += [(cell, call) for call in calls_of(OPEN, cell.source)]
    if len(calls) != 1:
        found = ", ".join(f"ô {cell.number}" for cell, _ in calls) or "không có"
        yield book.fault(None, f"đúng một lần gọi {OPEN}", found, "Giữ một lần gọi, như trong sổ tay chung.")
        return
    [(cell, call)] = calls
    for name, found in given_to(call, inspect.signature(open_report)).items():
        if found == name and name not in parameters and name in KNOWN and parameters:
            yield book.fault(cell, f"tham số «{name}» trong ô tham số", "không có", "Thêm dòng ấy.", call.lineno)
        if name in parameters and found != name:
            remedy = f"Viết {name}={name}."
            yield book.fault(cell, f"{OPEN} nhận tham số {name}", quote(found or "không truyền"), remedy, call.lineno)


def _whole(book: Notebook) -> Iterator[Fault]:
    """What every report needs: the extension, a title, the annex at the end."""
    text = "\n".join(cell.source for cell in book.cells)
    for needed, why in (
        ("%load_ext htxlib", "ô đầu tiên nạp bộ công cụ"),
        (f"{book.report}.tieu_de(", "ô tiêu đề"),
        (f"{book.report}.phu_luc(", "ô phụ lục cách tính và nguồn số liệu"),
    ):
        if needed not in text:
            yield book.fault(None, f"{why}: {needed}…", "không có", "Khôi phục ô này như trong sổ tay chung.")


def _pictures(book: Notebook) -> list[Fault]:
    """Pictures that a page cannot take along, in texts and sentences."""
    pictures = Pictures([book.path.parent], book.file)
    for number, cell in book.texts:
        pictures.embedded(markdown.render(cell["source"]), f"ô {number} ({cell['id']})", cell.get("attachments"))
    for cell in book.cells:
        if head := _VIET.match(cell.source):
            pictures.embedded(markdown.render(cell.source[head.end() :]), f"ô {cell.number} ({cell.id})")
    return pictures.faults.all


# --- sentences -------------------------------------------------------------------------------------------------------


def _sentences(book: Notebook, cell: Cell, text: str, names: set[str], first: int) -> Iterator[Fault]:
    """A text with {{ names }}; its first line is line `first` of the cell."""
    try:
        used, literals = list(grammar.placeholders(text)), list(grammar.literals(text))
    except InputError as error:
        yield from (book.fault(cell, f.expected, f.found, f.remedy) for f in error.faults)
        return
    for each in used:
        yield from _name(book, cell, each, names, first + each.line - 1)
    for literal, line in literals:
        if any(number.is_quantity for number in numbers.find(literal)):
            remedy = "Trong ngoặc kép chỉ viết số văn bản, ngày tháng, tên gọi; số liệu thì gọi tên chỉ tiêu."
            yield book.fault(cell, "số liệu gọi bằng tên, không gõ tay", quote(literal), remedy, first + line - 1)
    for number, line in typed_numbers(text):
        remedy = 'Gọi tên chỉ tiêu, ví dụ {{ so_htx }}; số văn bản, ngày tháng thì viết {{ "20-NQ/TW" }}.'
        yield book.fault(cell, "câu không có số gõ tay", quote(number), remedy, first + line - 1)


def _name(book: Notebook, cell: Cell, used: grammar.Placeholder, names: set[str], line: int) -> Iterator[Fault]:
    """A name that no report knows, or an attribute that the thing before the dot does not have."""
    name, *rest = used.path
    if name not in names:
        hint = misspelt(name, names).strip() or 'Tìm tên bằng bc.find("…") hoặc htx list variables.'
        yield book.fault(cell, "tên chỉ tiêu hoặc từ của báo cáo", quote(name), hint, line)
        return
    for end in range(1, len(used.path)):
        if grammar.follow(list(used.path[: end + 1])) is None:
            offered = grammar.offered(list(used.path[:end]))
            choice = f"Sau «{'.'.join(used.path[:end])}» có thể là: {', '.join(offered) or 'không có gì'}."
            hint = misspelt(rest[end - 1], offered).strip() or choice
            yield book.fault(cell, "phép so sánh mà chỉ tiêu này có", quote(".".join(used.path)), hint, line)
            return


def typed_numbers(text: str) -> Iterator[tuple[str, int]]:
    """The numbers that stand in a text outside {{ … }}, with their lines.

    >>> list(typed_numbers("## 2. Kết quả\\n1. Có {{ so_htx }}, tăng 45 HTX theo {{ '20-NQ/TW' }}"))
    [('45', 2)]
    """
    for pattern in (_CODE, _NUMBERING):  # blanked out, so that lines keep their numbers
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for match in _NUMBER.finditer(text):
        yield match[0], text.count("\n", 0, match.start()) + 1


# --- code ------------------------------------------------------------------------------------------------------------


def _code(book: Notebook, cell: Cell, names: set[str]) -> Iterator[Fault]:
    """Calls of the report: methods that exist, indicators that exist, headings without typed numbers."""
    lines = ["" if re.match(r"\s*[%!]", line) else line for line in cell.source.split("\n")]
    if any(line.rstrip().endswith("?") for line in lines):
        yield _left_over(book, cell)
        return
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        yield book.fault(cell, "mã Python đúng cú pháp", quote(error.msg), "Sửa dòng này.", error.lineno or 0)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("open_report("):
            book.report = ast.unparse(node.targets[0])
        elif isinstance(node, ast.Call) and _is_of(node.func, book.report):
            yield from _call(book, cell, node, names)
        elif isinstance(node, ast.Attribute) and _is_of(node, book.report) and not _exists(node.attr, names):
            known = [*names, *dir(Report)]
            yield book.fault(
                cell, "phần của báo cáo", quote(node.attr), misspelt(node.attr, known).strip(), node.lineno
            )
    last = tree.body[-1].value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if isinstance(last, ast.Attribute | ast.Name) or (isinstance(last, ast.Call) and _looks_up(last, book.report)):
        yield _left_over(book, cell)


def _left_over(book: Notebook, cell: Cell) -> Fault:
    return book.fault(cell, "ô viết ra báo cáo", "ô chỉ để xem thử", "Xóa ô này khi đã xem xong.")


def _is_of(node: ast.expr, report: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == report


def _exists(name: str, names: set[str]) -> bool:
    return name in names or hasattr(Report, name)


def _looks_up(call: ast.Call, report: str) -> bool:
    return _is_of(call.func, report) and call.func.attr in _LOOKED_UP


def _call(book: Notebook, cell: Cell, call: ast.Call, names: set[str]) -> Iterator[Fault]:
    method = getattr(Report, call.func.attr, None)
    if method is None:
        return
    try:
        keywords = {each.arg: each.value for each in call.keywords if each.arg}
        given = inspect.signature(method).bind(None, *call.args, **keywords).arguments
    except TypeError as error:
        hint = f"Viết như trong sổ tay chung; {call.func.attr}{inspect.signature(method)}."
        yield book.fault(cell, f"lời gọi đúng của {call.func.attr}", quote(error), hint, call.lineno)
        return
    for parameter, values in given.items():
        for text in _constants(values):
            if parameter in _INDICATORS and text.value not in names - set(grammar.WORDS):
                hint = misspelt(text.value, names).strip() or "Xem htx list variables, htx list indicators."
                yield book.fault(cell, "mã chỉ tiêu", quote(text.value), hint, text.lineno)
            elif parameter in _TEXTS:
                yield from _sentences(book, cell, text.value, names, text.lineno)


def _constants(values) -> Iterator[ast.Constant]:
    for each in values if isinstance(values, tuple) else (values,):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each


def _ruff(files: list[Path]) -> list[Fault]:
    """What ruff says of the cells, where it is installed (it comes with the tools for tests)."""
    import importlib.util
    import subprocess
    import sys

    if importlib.util.find_spec("ruff") is None:
        return []
    root = project_root(files[0].resolve().parent)
    rules = ["--config", str(root / "pyproject.toml")] if (root / "pyproject.toml").is_file() else ["--isolated"]
    told = ["--quiet", "--output-format=json", "--ignore=I001"]  # an analyst may import in any order
    command = [sys.executable, "-m", "ruff", "check", *told, *rules, *map(str, files)]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    return [
        Fault("mã Python gọn và đúng (ruff)", quote(f"{each['code']} {each['message']}"),
              _LINT.get(each["code"], "Sửa dòng này."), _relative(Path(each["filename"]), root),
              at=Location(f"ô {each.get('cell')}", row=each["location"]["row"]))
        for each in json.loads(run.stdout or "[]")
        if each["code"] != "invalid-syntax"  # told already
    ]  # fmt: skip


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
