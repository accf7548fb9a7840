"""A copy of a Word file with a comment at every place that is to be looked at."""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.text.run import Run

from htxlib.data.write import put
from htxlib.words.errors import Fault, InputError, quote

from .finding import Finding
from .passages import clean
from .read_docx import docx_passages, open_docx, text_runs

AUTHOR, INITIALS = "Soát số", "SS"


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
    check_target(Path(out))
    document = open_docx(path)
    passages = [p for p in docx_passages(document) if p.text.strip()]
    places = _by_place(findings)
    # From the end, so that splitting a run moves no place that is still to come.
    for (where, text, start, end), messages in sorted(places.items(), key=lambda each: -each[0][2]):
        passage = next(p for p in passages if (p.where, p.text) == (where, text))
        runs = _marked_runs(passage.nodes, start, end) if passage.nodes else []  # in a footnote no comment can stand
        if runs:
            marked = [Run(run, document.element.body) for run in runs]
            document.add_comment(marked, "\n".join(messages), AUTHOR, INITIALS)
    document.core_properties.last_modified_by = AUTHOR
    made = io.BytesIO()
    document.save(made)
    put({Path(out): made.getvalue()})
    return len(places)


def check_target(out: Path) -> None:
    """Raise InputError where a file lies that is no copy of ours, or one in which somebody has worked since: whatever
    saves it then puts a name of its own in the place of ours."""
    if not os.path.lexists(out):
        return
    with suppress(Exception):  # of many classes: it is no Word file at all
        if out.is_file() and docx.Document(str(out)).core_properties.last_modified_by == AUTHOR:
            return
    expected, remedy = "một tên tệp chưa có, hoặc bản ghi chú của lần soát trước", "Đặt tên khác sau --annotate."
    raise InputError(Fault(expected, f"{quote(out.name)} đã có và không phải bản ấy", remedy, at="--annotate"))


def _by_place(findings: Iterable[Finding]) -> dict[tuple, list[str]]:
    """One comment a number, however many findings it has."""
    found: dict[tuple, list[str]] = {}
    for finding in findings:
        place = finding.place
        key = place.passage.where, place.passage.text, place.start, place.end
        messages = found.setdefault(key, [])
        messages += [line for line in (finding.message, *finding.beside) if line not in messages]
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
    words = run.findall(qn("w:t"))
    plain = len(words) == 1 and len(words) == len(run) - (run.rPr is not None) and clean(words[0].text or "") == text
    if not plain or len(words[0].text) != len(text):
        return run
    whole = words[0].text
    for part, add in ((whole[:start], run.addprevious), (whole[end:], run.addnext)):
        if part:
            other = copy.deepcopy(run)
            other.text = part
            add(other)
    run.text = whole[start:end]
    return run
