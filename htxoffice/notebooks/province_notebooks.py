"""A place's own notebook: a copy of the common one with its parameters filled in, and how the two differ today."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from htxlib.data.write import put
from htxlib.words.errors import Fault, InputError, misspelt, quote

from ..batch import plan
from ..settings import notebook_file
from ..settings.kind import Kind, Kinds
from ..settings.kind import common as common_book
from ..settings.params import check
from ..settings.tagged import assigned, assignment

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\]\])\s+|\n+")
LONGEST_QUOTE = 240
CONTEXT = 4  # words around a change


def notebook_named(word: str, names: Sequence[str]) -> str:
    """Return which of the notebooks a person calls "giua-ky"; raises InputError where it is none.

    >>> names = ["bao_cao_giua_ky", "bao_cao_nam"]
    >>> notebook_named("giua-ky", names), notebook_named("bao_cao_nam.ipynb", names)
    ('bao_cao_giua_ky', 'bao_cao_nam')
    """
    name = word.removesuffix(".ipynb").replace("-", "_")
    found = next((each for each in (word, name, f"bao_cao_{name}") if each in names), None)
    if found is None:
        short = [each.removeprefix("bao_cao_").replace("_", "-") for each in names]
        raise InputError(Fault(f"tên một sổ tay: {', '.join(short)}", quote(word), f"Sửa tên.{misspelt(word, short)}"))
    return found


def common_books(root: Path) -> list[str]:
    """Return the names of the common notebooks, each a kind of report."""
    return Kinds(root).names


# --- making one ------------------------------------------------------------------------------------------------------


def create(root: Path, notebook: str, place: str, publication: str = "") -> tuple[Path, str]:
    """Copy the common notebook for this place; return the new file and the publication its parameters are from ("" if
    none covers the place: then the defaults of the common notebook, for this place)."""
    target = path_of(root, notebook, place)
    if target.exists():
        name = target.relative_to(root).as_posix()
        raise InputError(Fault("một sổ tay riêng chưa có", quote(name), "Sửa tiếp tệp đó; muốn làm lại thì xóa trước."))
    content = notebook_file.read(common_book(root, notebook))
    kind = Kinds(root).of(notebook)
    if kind is None:
        remedy = "Khôi phục ô ấy và nhãn của nó; xem htx check notebooks."
        raise InputError(Fault("đúng một ô tham số có nhãn «parameters»", "sổ tay khác", remedy, f"{notebook}.ipynb"))
    cell = _parameters_cell(content)
    found, params = _params(root, notebook, place, publication, kind)
    cell["source"] = filled(_source(cell), params).splitlines(keepends=True)
    put({target: (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()})
    return target, found


def path_of(root: Path, notebook: str, place: str) -> Path:
    return root / plan.NOTEBOOKS / f"{plan.own_book(notebook, place)}.ipynb"


def _params(root: Path, notebook: str, place: str, publication: str, kind: Kind) -> tuple[str, dict]:
    """The publication that covers the place, the latest if there are several, and its parameters."""
    jobs = plan.read(root, sorted((root / "params").glob("*.yml")))
    known = {job.publication: job for job in jobs if (job.notebook, job.place) == (notebook, place)}
    if publication and publication not in known:
        expected = f"ấn phẩm có {place}, viết bằng {notebook}: {', '.join(known) or 'chưa có'}"
        raise InputError(Fault(expected, quote(publication), f"Xem params/.{misspelt(publication, known)}"))
    if known:
        latest = max(known.values(), key=lambda job: job.params["den_ngay"])
        chosen = known.get(publication, latest)
        return chosen.publication, chosen.params
    own = {name: value for name, value in {"don_vi": place, "nguon_uu_tien": []}.items() if name in kind.names}
    params, faults = check(kind, kind.defaults | own)
    if faults:
        more = f" Hoặc thêm {place} vào một ấn phẩm trong params/ trước."
        raise InputError([Fault(fault.expected, fault.found, fault.remedy + more) for _, fault in faults])
    return "", params


def filled(source: str, params: dict) -> str:
    """The parameters cell with these values; names, order and comments stay.

    >>> print(filled('don_vi = "yen-bai"  # đơn vị\\nso = 1', {"don_vi": "lao-cai", "so": None}))
    don_vi = "lao-cai"  # đơn vị
    so = None
    """
    lines = source.split("\n")
    for node in reversed(ast.parse(source).body):
        name, _, old = assignment(node)
        if name in params and old.lineno == old.end_lineno:
            line = lines[old.lineno - 1].encode()  # columns of the tree are counted in bytes
            new = line[: old.col_offset] + _literal(params[name]).encode() + line[old.end_col_offset :]
            lines[old.lineno - 1] = new.decode()
    return "\n".join(lines)


def _literal(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return repr(value)


# --- how it differs --------------------------------------------------------------------------------------------------


def told(root: Path, notebook: str = "", place: str = "") -> Iterator[str]:
    """The differences of one own notebook, or of every one there is, each under its name."""
    books = [book for book in plan.own_books(root) if _is(book, notebook, place)]
    if not books:
        yield f"Chưa có sổ tay riêng{f' {notebook}' if notebook else ''}{f' của {place}' if place else ''}."
    for book in books:
        own = root / plan.NOTEBOOKS / f"{book}.ipynb"
        common = common_book(root, own.stem)
        found = differences(common, own) if common.is_file() else [f"không có sổ tay chung {own.name}"]
        yield f"{plan.NOTEBOOKS}/{book}.ipynb so với {plan.NOTEBOOKS}/{own.name} hôm nay:"
        yield from (f"- {line}" for line in found or ["giống hệt, trừ giá trị tham số"])


def _is(book: str, notebook: str, place: str) -> bool:
    _, whose, name = book.split("/")
    return notebook in ("", name) and place in ("", whose)


def differences(common: Path, own: Path, lacking: str = "không có {} của sổ tay chung") -> list[str]:
    """What the own notebook has that the common one has not, and the other way round, a sentence each."""
    ours, theirs = _cells(own), _cells(common)
    told = [*_parameters(theirs, ours)]
    told += [lacking.format(_named(id, cell)) for id, cell in theirs.items() if id not in ours]
    before = ""
    for id, cell in ours.items():
        if id not in theirs:
            place = f"sau ô «{before}»" if before else "ở đầu"
            told.append(f"có thêm ô «{id}» {place}: {_short(_text(cell))}")
        elif "parameters" not in _tags(cell):
            told += _changed(id, _source(theirs[id]), _source(cell))
        before = id
    return [*told, *_moved([id for id in theirs if id in ours], [id for id in ours if id in theirs])]


def _parameters(theirs: dict, ours: dict) -> Iterator[str]:
    """Parameters that only one of the two has; their values differ as they should."""
    cells = [next((c for c in cells.values() if "parameters" in _tags(c)), None) for cells in (theirs, ours)]
    common, own = (assigned(_source(cell)) if cell else set() for cell in cells)
    yield from (f"thiếu tham số «{name}» mà sổ tay chung đã có" for name in sorted(common - own))
    yield from (f"có thêm tham số «{name}»" for name in sorted(own - common))


def _changed(id: str, old: str, new: str) -> Iterator[str]:
    if old == new:
        return
    if not old.startswith("%%viet") or not new.startswith("%%viet"):
        yield f"ô «{id}»: sửa {_short(old)} thành {_short(new)}"
        return
    one, two = sentences(old), sentences(new)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        gone, come = one[a:b], two[c:d]
        if kind == "replace":
            both = min(len(gone), len(come))
            for x, y in map(_apart, gone[:both], come[:both]):
                yield f"ô «{id}»: sửa {_short(x)} thành {_short(y)}"
            gone, come = gone[both:], come[both:]
        if kind != "equal":
            yield from (f"ô «{id}»: bỏ câu {_short(x)}" for x in gone)
            yield from (f"ô «{id}»: thêm câu {_short(x)}" for x in come)


def _apart(one: str, two: str) -> tuple[str, str]:
    """The words in which two sentences differ, with a few before and after.

    >>> _apart("Đến nay toàn tỉnh có 5 HTX và 2 THT.", "Đến nay toàn tỉnh thêm 5 HTX và 2 THT.")
    ('Đến nay toàn tỉnh có 5 HTX và 2 …', 'Đến nay toàn tỉnh thêm 5 HTX và 2 …')
    """
    a, b = one.split(), two.split()
    shorter = min(len(a), len(b))
    start = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    end = next((i for i in range(shorter - start) if a[-1 - i] != b[-1 - i]), shorter - start)
    first, last = max(0, start - CONTEXT), max(0, end - CONTEXT)
    cut = (words[first : len(words) - last] for words in (a, b))
    before, after = "… " if first else "", " …" if last else ""
    return tuple(f"{before}{' '.join(words)}{after}" for words in cut)


def sentences(cell: str) -> list[str]:
    """The sentences of a %%viet cell, as an author sees them.

    >>> sentences("%%viet bc\\n## A\\n\\n[[Có {{ so_htx }}.]] Hết.")
    ['## A', '[[Có {{ so_htx }}.]]', 'Hết.']
    """
    body = cell.partition("\n")[2]
    return [each.strip() for each in _SENTENCE_ENDS.split(body) if each.strip()]


def _moved(common: Sequence[str], own: Sequence[str]) -> Iterator[str]:
    """Cells of both that stand in another order, the fewest that explain it."""
    kept = {id for block in difflib.SequenceMatcher(None, common, own, autojunk=False).get_matching_blocks()
            for id in common[block.a : block.a + block.size]}  # fmt: skip
    for position, id in enumerate(own):
        if id not in kept:
            yield f"ô «{id}» chuyển đến {f'sau ô «{own[position - 1]}»' if position else 'đầu sổ tay'}"


def _named(id: str, cell: dict) -> str:
    return f"ô «{id}» ({_short(_text(cell), 60)})"


def _text(cell: dict) -> str:
    """What a cell says, without the line of its magic."""
    source = _source(cell)
    return source.partition("\n")[2].strip() if source.startswith("%%viet") else source


def _short(text: str, longest: int = LONGEST_QUOTE) -> str:
    text = " ".join(text.split())
    return f"«{text if len(text) <= longest else text[: longest - 1] + '…'}»"


# --- notebooks as JSON -----------------------------------------------------------------------------------------------


def _cells(path: Path) -> dict[str, dict]:
    """Id → cell, in order; a cell without an id goes by its number."""
    return {cell.get("id") or f"thứ {i}": cell for i, cell in enumerate(notebook_file.read(path)["cells"], 1)}


def _source(cell: dict) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def _parameters_cell(content: dict) -> dict:
    return next(cell for cell in content["cells"] if "parameters" in _tags(cell))
