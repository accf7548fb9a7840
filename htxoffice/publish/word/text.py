"""The parts of a notebook as paragraphs, tables and pictures of Word."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from htxlib.display.svg import Sheet
from htxlib.sentences.parts import BARE, ERROR, NOTE, Part, Span
from htxoffice.publish.page import TYPED_NUMBER
from htxoffice.publish.word.paper import Paper
from htxoffice.publish.word.tables import derivations, is_wide, table

_HEADINGS = ("Heading 1", "Heading 1", "Heading 2", "Heading 3", "Heading 3", "Heading 3")
_PART = 3  # level of the heading of a part of a section
_PARAGRAPHS = {NOTE: "Ghi chú", ERROR: "Lỗi"}


@dataclass
class Appendix:
    """A wide table that has left the text, and the notes below it."""

    title: str
    table: Part
    notes: list[Part] = field(default_factory=list)


@dataclass
class Writer:
    """Writes parts one after another; wide tables wait in `appendices` until the text is signed."""

    paper: Paper
    label: Callable[[int], str]  # of the appendix with that position: "Phụ lục I"
    lone: Sequence[Part] = ()  # headings of parts without a sibling: nothing is there to count
    appendices: list[Appendix] = field(default_factory=list)
    _table_left: bool = False  # the last thing was a table for an appendix: notes follow it there
    _caption: Part | None = None  # waits for what it stands above

    def write(self, parts: Iterable[Part]) -> None:
        """Write the parts of one block of the notebook."""
        for part in parts:
            _WRITERS.get(part.kind, Writer._text)(self, part)

    def _paragraph(self, style: str, content: str | Part = ""):
        self._table_left = False
        return self.paper.paragraph(style, content)

    def _heading(self, part: Part) -> None:
        """Word counts headings itself, so a number that the author typed goes."""
        is_bare = part.look == BARE or part in self.lone
        if part.spans and part.look != BARE:
            first, *others = part.spans
            part = replace(part, spans=(first._replace(words=TYPED_NUMBER.sub("", first.words)), *others))
        made = self._paragraph(_HEADINGS[part.level - 1], part)
        if is_bare:
            made._p.pPr.get_or_add_numPr().get_or_add_numId().val = 0

    def _text(self, part: Part) -> None:
        if part.look == NOTE and self._table_left:
            self.appendices[-1].notes.append(part)
        else:
            self._paragraph(_PARAGRAPHS.get(part.look, "Body Text"), part)

    def _item(self, part: Part) -> None:
        """Items begin with "-", inside another list with "+", as offices write them; a counted one with its number."""
        if part.count:
            self.paper.write(self._paragraph("Body Text", f"{part.count}. "), part)
        else:
            self._paragraph("List Bullet 2" if part.level else "List Bullet", part)

    def _code(self, part: Part) -> None:
        for run in self._paragraph("Cách tính", part.text).runs:
            run.font.name = "Courier New"

    def _keep(self, part: Part) -> None:
        self._caption = part

    def _table(self, part: Part) -> None:
        caption, self._caption = self._caption, None
        if is_wide(part, self.paper.room):
            title = caption.text if caption else "Bảng số liệu"
            label = self.label(len(self.appendices))
            self._paragraph("Body Text", f"{title}: chi tiết tại {label} kèm theo báo cáo này.")
            self.appendices.append(Appendix(title, part))
            self._table_left = True
            return
        if caption:
            self._paragraph("Caption", caption)
        table(self.paper, part, self.paper.room)
        self._paragraph("Ngắt phần")

    def _picture(self, part: Part) -> None:
        """The caption, the picture; where there is none, the words that describe it."""
        caption, self._caption = self._caption, None
        if caption:  # the caption's style is bold already
            self._paragraph("Caption", replace(caption, spans=tuple(map(_unbold, caption.spans))))
        self._table_left = False
        if not self.paper.picture(_file(part), part.alt) and part.alt:
            self.paper.paragraph("Ghi chú", f"[{part.alt}]")


_WRITERS = {
    "heading": Writer._heading,
    "item": Writer._item,
    "code": Writer._code,
    "caption": Writer._keep,
    "table": Writer._table,
    "picture": Writer._picture,
}


def _unbold(span: Span) -> Span:
    return span._replace(looks=tuple(look for look in span.looks if look != "bold"))


def _file(part: Part) -> bytes:
    """The picture: drawn again for a chart of ours, else what stands in the notebook; nothing where it cannot be read."""
    try:
        return Sheet.of(part.drawing).png() if part.drawing else base64.b64decode(part.file)
    except binascii.Error:
        return b""


def annex(paper: Paper, parts: Sequence[Part]) -> None:
    """Write the annex of the page, "Cách tính và nguồn số liệu", without its first heading, the appendix's title."""
    title = next((part for part in parts if part.kind == "heading"), None)
    for listed, group in groupby(parts, lambda part: part.kind in ("entry", "detail")):
        if listed:
            derivations(paper, list(group))
            continue
        for part in group:
            if part.kind == "item":
                paper.write(paper.paragraph("Cách tính", "- "), part)
            elif part is not title:
                paper.paragraph("Mục phụ lục" if part.kind == "heading" else "Cách tính", part)


def lone_headings(parts: Iterable[Part]) -> list[Part]:
    """Return the headings of those parts of a section that have no sibling in it."""
    found: list[list[Part]] = [[]]
    for part in parts:
        if part.kind == "heading" and part.level < _PART:
            found.append([])
        elif part.kind == "heading" and part.level == _PART and part.look != BARE:
            found[-1].append(part)
    return [first for first, *others in filter(None, found) if not others]
