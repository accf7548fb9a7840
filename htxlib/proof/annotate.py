"""A copy of a Word file with a comment at every place that is to be looked at; the same file gives the same bytes."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import Fault, InputError, quote
from .finding import Finding
from .passages import clean
from .read_docx import docx_passages, open_docx, text_runs

AUTHOR, INITIALS = "Soát số", "SS"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold


def annotate(path: str | Path, findings: Iterable[Finding], out: str | Path) -> int:
    """Write `out`, a copy of `path` with the findings as comments; return how many there are."""
    path = Path(path)
    if path.suffix.lower() != ".docx":
        raise InputError(
            Fault("tệp .docx để ghi chú vào", quote(path.name), "Bỏ --annotate, hoặc soát tệp Word.", path.name)
        )
    if Path(out).resolve() == path.resolve():
        raise InputError(
            Fault("một tên tệp khác với tệp đang soát", quote(str(out)), "Đặt tên khác sau --annotate.", path.name)
        )
    document = open_docx(path)
    passages = [p for p in docx_passages(document) if p.text.strip()]
    places = _by_place(findings)
    # From the end, so that splitting a run moves no place that is still to come.
    for (where, text, start, end), messages in sorted(places.items(), key=lambda each: -each[0][2]):
        passage = next(p for p in passages if (p.where, p.text) == (where, text))
        runs = _marked_runs(passage.nodes, start, end)
        if runs:
            _comment(document, runs, "\n".join(messages))
    Path(out).write_bytes(_packed(document))
    return len(places)


def _by_place(findings: Iterable[Finding]) -> dict[tuple, list[str]]:
    """One comment a number, however many findings it has."""
    found: dict[tuple, list[str]] = {}
    for finding in findings:
        place = finding.place
        key = place.passage.where, place.passage.text, place.start, place.end
        messages = found.setdefault(key, [])
        if finding.message not in messages:
            messages.append(finding.message)
    return found


def _marked_runs(nodes: tuple[tuple[int, object], ...], start: int, end: int) -> list:
    """The runs that hold the text from `start` to `end`, cut so that they hold nothing else where that can be done."""
    at, paragraph = max((node for node in nodes if node[0] <= start), key=lambda node: node[0])
    found, position = [], at
    for run, text in text_runs(paragraph):
        left, right = max(start, position), min(end, position + len(text))
        if left < right:
            found.append(_cut(run, text, left - position, right - position))
        position += len(text)
    return found


def _cut(run, text: str, start: int, end: int):
    """The run, or the part of it from `start` to `end` as a run of its own when it is plain text."""
    from docx.oxml.ns import qn

    content = [child for child in run if child.tag != qn("w:rPr")]
    whole = content[0].text if len(content) == 1 and content[0].tag == qn("w:t") else None
    if whole is None or len(whole) != len(text) or clean(whole) != text:
        return run
    for part, before in ((whole[:start], True), (whole[end:], False)):
        if part:
            other = copy.deepcopy(run)
            _say(other, part)
            run.addprevious(other) if before else run.addnext(other)
    _say(run, whole[start:end])
    return run


def _say(run, text: str) -> None:
    from docx.oxml.ns import qn

    element = run.find(qn("w:t"))
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _comment(document, runs: list, text: str) -> None:
    from docx.oxml.ns import qn
    from docx.text.run import Run

    marked = [Run(runs[0], document.element.body), Run(runs[-1], document.element.body)]
    comment = document.add_comment(marked, text=text, author=AUTHOR, initials=INITIALS)
    # The hour of proof-reading would make every copy another file.
    comment._comment_elm.attrib.pop(qn("w:date"), None)


def _packed(document) -> bytes:
    """The document's zip without times or names of systems."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = 0, 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
