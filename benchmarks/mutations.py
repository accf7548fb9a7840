"""What mutation testing changes: which nodes of a module's syntax tree, and how. Used by trust_mutants.py."""

from __future__ import annotations

import ast
import hashlib
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: of which node (as `ast.walk` counts) of which module, and in which function's body it stands, if any."""

    module: str
    number: int
    kind: str
    lines: range  # of the statement
    function: str
    code: str
    key: str  # digest of the text around it: the same as long as that text is

    @property
    def name(self) -> str:
        return f"{self.module} {self.function or '-'}: {self.kind} `{self.code}`"

    @property
    def path(self) -> Path:
        return path_of(self.module)


def path_of(module: str) -> Path:
    return ROOT / "htxlib" / (module.replace(".", "/") + ".py")


def mutants(module: str) -> Iterator[Mutant]:
    tree = ast.parse(path_of(module).read_text("utf-8"))
    skipped = {id(each) for node in ast.walk(tree) for part in _untouched(node) for each in ast.walk(part)}
    around = {id(each): ("", top) for top in tree.body for each in ast.walk(top)}
    for name, function in _functions(tree.body):
        around |= {id(each): (name, function) for part in function.body for each in ast.walk(part)}
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))  # an outer one before those inside
    lines = {id(each): _lines(statement) for statement in statements for each in ast.walk(statement)}
    seen: Counter = Counter()
    for number, node in enumerate(ast.walk(tree)):
        for kind in _kinds(node) if id(node) not in skipped else ():
            function, whole = around[id(node)]
            text = f"{module} {function} {kind} {ast.unparse(whole)}"
            seen[text] += 1
            key = hashlib.sha256(f"{text} {seen[text]}".encode()).hexdigest()[:20]
            yield Mutant(module, number, kind, lines[id(node)], function, ast.unparse(node).split("\n")[0][:90], key)


def _functions(body: list[ast.stmt], of: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of the module and of its classes; what stands inside a function belongs to it."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{of}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{of}{node.name}", node


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement; of one with others inside, of its head."""
    inside = getattr(statement, "body", None)
    return range(statement.lineno, max(statement.lineno + 1, inside[0].lineno) if inside else statement.end_lineno + 1)


def _untouched(node: ast.AST) -> list[ast.AST]:
    """Type hints, decorators, words for people and imports."""
    found = [getattr(node, name, None) for name in ("annotation", "returns")] + getattr(node, "decorator_list", [])
    type_checking = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)) or type_checking:
        found.append(node)
    return [each for each in found if each is not None]


def _kinds(node: ast.AST) -> list[str]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPS:
            return ["compare"]
        case ast.BoolOp():
            return ["and/or"]
        case ast.BinOp(right=ast.Constant(value=str()) | ast.JoinedStr()):
            return []
        case ast.BinOp() if type(node.op) in SWAPS:
            return ["operator"]
        case ast.UnaryOp(op=ast.Not()):
            return ["drop not"]
        case ast.Constant(value=bool()):
            return ["flip"]
        case ast.Constant(value=int()):
            return ["plus one"]
        case ast.If() | ast.IfExp():
            return ["negate"]
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return ["return None"]
    return []


def mutated(mutant: Mutant) -> types.CodeType:
    """The module's code with that one change."""
    tree = ast.parse(mutant.path.read_text("utf-8"))
    node = next(node for at, node in enumerate(ast.walk(tree)) if at == mutant.number)
    match mutant.kind:
        case "compare":
            node.ops = [SWAPS[type(node.ops[0])]()]
        case "and/or" | "operator":
            node.op = SWAPS[type(node.op)]()
        case "drop not":
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case "flip":
            node.value = not node.value
        case "plus one":
            node.value += 1
        case "negate":
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "return None":
            node.value = ast.Constant(None)
    return compile(ast.fix_missing_locations(tree), str(mutant.path), "exec")
