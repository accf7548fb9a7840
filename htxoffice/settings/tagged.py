"""The parameters cell of a notebook: what papermill replaces, so there is one, and it holds names and values only."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator

from htxlib.words.errors import Fault, quote

TAG = "parameters"
OPEN = "open_report"


def is_tagged(cell) -> bool:
    """Whether a cell (a mapping, as the file has it) is marked as the parameters cell."""
    return cell["cell_type"] == "code" and TAG in cell.get("metadata", {}).get("tags", ())


def _tree(source: str) -> ast.Module:
    """A cell as Python; lines for IPython are left out, and a cell that is no Python is empty."""
    try:
        return ast.parse("\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n")))
    except SyntaxError:
        return ast.parse("")


def assignment(line: ast.stmt) -> tuple[str, ast.expr | None, ast.expr]:
    """Return the name, the annotation and the value of a line that gives one name a value; raises ValueError on another.

    >>> name, annotation, value = assignment(ast.parse("nguong: int = 5").body[0])
    >>> name, ast.unparse(annotation), ast.literal_eval(value)
    ('nguong', 'int', 5)
    """
    targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
    value, named = getattr(line, "value", None), isinstance(line, ast.Assign | ast.AnnAssign)
    if not named or value is None or len(targets) != 1 or not isinstance(targets[0], ast.Name):
        raise ValueError(ast.unparse(line))
    return targets[0].id, getattr(line, "annotation", None), value


def assigned(source: str) -> set[str]:
    """The names that a cell gives a value to; none if it is no Python."""
    names = (node for node in ast.walk(_tree(source)) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def calls_of(name: str, source: str) -> list[ast.Call]:
    """The calls of a function in a cell."""
    calls = (node for node in ast.walk(_tree(source)) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func).rpartition(".")[2] == name]


def given_to(call: ast.Call, signature: inspect.Signature) -> dict[str, str]:
    """Parameter of the function → what the call gives it, as it is written; of all it can have, "" where nothing is."""
    given = dict.fromkeys(signature.parameters, "")
    given |= dict(zip(signature.parameters, map(ast.unparse, call.args), strict=False))
    return given | {each.arg: ast.unparse(each.value) for each in call.keywords if each.arg in given}


def faults(cells: Iterable[tuple[int, dict]], wanted: Iterable[str]) -> Iterator[Fault]:
    """What keeps the parameters that are asked for from reaching the report; `cells` are numbered as the reader counts."""
    tagged = [(number, cell) for number, cell in cells if is_tagged(cell)]
    if len(tagged) != 1:
        found = "không có" if not tagged else f"{len(tagged)} ô: ô {', ô '.join(str(number) for number, _ in tagged)}"
        remedy = "Khôi phục ô tham số và nhãn của nó như trong sổ tay chung." if not tagged else "Bỏ nhãn ở các ô thừa."
        yield Fault(f"đúng một ô tham số có nhãn «{TAG}»", found, remedy)
        return
    number, cell = tagged[0]
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if lacking := sorted(set(wanted) - assigned(source)):
        remedy = "Thêm dòng ấy như trong sổ tay chung và chuyển giá trị cho open_report."
        yield Fault(f"ô tham số có {', '.join(lacking)}", "không có", remedy, at=f"ô {number}")


def set_again(source: str, names: Iterable[str]) -> list[str]:
    """The parameters to which a later cell gives another value.

    >>> set_again("don_vi = 'yen-bai'\\nx = 1", ["don_vi", "tu_ngay"])
    ['don_vi']
    """
    return sorted(assigned(source) & set(names))


def again(names: Iterable[str], file: str = "", cell: str = "") -> Fault:
    """The mistake of a cell that gives parameters another value."""
    found = ", ".join(f"{name} = …" for name in names)
    remedy = "Xóa dòng ấy: nó đổi báo cáo được yêu cầu."
    return Fault("tham số chỉ đặt trong ô tham số", quote(found), remedy, file, at=cell)
