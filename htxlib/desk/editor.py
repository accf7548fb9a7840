"""What the package adds to a notebook that somebody edits: names at the cursor, cards of figures, draft notes.

Installed only where there is a front end to help: a report that is built for publication never comes here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..sentences.block import NOTHING, Block
from ..values.figure import Comparison, Figure, Phrase
from . import completion, editor_notes, help

if TYPE_CHECKING:
    from ..report.report import Report

_CELL = re.compile(r"\s*%%viet[ \t]*(\w*)[^\n]*(?:\n|$)")
_DOTTED = re.compile(r"(?P<name>[^\W\d]\w*)\.(?P<path>(?:\w+\.)*)(?P<start>\w*)$")  # bc.so_htx.dau
LONGEST_LABEL = 60
SHOWN = (Figure, Comparison, Phrase)


def is_edited() -> bool:
    """Whether a person looks on: JupyterLab names the notebook to its kernel, papermill and nbconvert do not.

    HTX_DRAFT=1 turns draft notes on in other front ends, HTX_DRAFT=0 off in this one.
    """
    return os.environ.get("HTX_DRAFT", "1" if os.environ.get("JPY_SESSION_NAME") else "0") != "0"


def install(shell) -> None:
    """Give this shell completion, tooltips and cards; and draft notes where a person edits."""
    if getattr(shell, "htx_installed", False):
        return
    shell.htx_installed = True
    # `%load_ext htxlib` in a cell that is run again would print an English sentence each time.
    shell.events.register("pre_run_cell", lambda _: shell.extension_manager.loaded.discard("htxlib"))
    _complete(shell)
    _inspect(shell)
    _display(shell)
    if is_edited():
        Notes(shell)


def _report(shell, name: str = "") -> Report | None:
    """The report of that name; without a name, or where it is not open yet, the one that was opened last."""
    reports = {name: value for name, value in shell.user_ns.items() if hasattr(type(value), "viet")}
    return reports.get(name or "bc") or next(reversed(reports.values()), None)


# --- names at the cursor ---------------------------------------------------------------------------------------------


def _complete(shell) -> None:
    """In a %%viet cell offer the names of the report, and nothing of Python: prose makes no sense to its completer.

    (A custom matcher of IPython could add names, but not keep the other matchers silent where we have none to offer.)
    """
    plain = shell.Completer.completions

    def completions(text: str, offset: int) -> Iterator:
        head, dotted = _CELL.match(text), _DOTTED.search(text[:offset])
        report = shell.user_ns.get(dotted["name"]) if dotted else None
        if head:
            yield from _offers(completion.suggestions(_report(shell, head[1]), text, offset), offset)
        elif dotted and hasattr(type(report), "viet"):
            path = [each for each in dotted["path"].split(".") if each]
            yield from _offers(completion.members(report, path, dotted["start"]), offset)
        else:
            yield from plain(text, offset)

    shell.Completer.completions = completions


def _offers(found: tuple[str, list[tuple[str, str]]] | None, offset: int) -> Iterator:
    from IPython.core.completer import Completion

    start, names = found or ("", [])
    for name, words in names:
        label = words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1] + "…"
        yield Completion(offset - len(start), offset, name, type=_on_one_line(label))


def _on_one_line(text: str) -> str:
    """JupyterLab shows it beside the name, in a column whose rows must not wrap."""
    return re.sub(r"([/–-])", "\\1\u2060", text.replace(" ", "\u00a0"))


# --- tooltips: Shift-Tab and `?` -------------------------------------------------------------------------------------


def _inspect(shell) -> None:
    """Names of a %%viet cell are no variables of Python: look them up in the report."""
    plain = shell.object_inspect_mime

    def object_inspect_mime(name, detail_level=0, omit_sections=()):
        try:
            return plain(name, detail_level, omit_sections)
        except KeyError:
            value = completion.looked_up(_report(shell), name.split("."))
            if value is None:
                raise
            return {"text/plain": told(value), "text/html": told(value, as_html=True)}

    shell.object_inspect_mime = object_inspect_mime
    shell.enable_html_pager = True  # else a kernel drops the HTML
    shell.inspector.mime_hooks = {
        **shell.inspector.mime_hooks,
        "text/plain": lambda data: _section(data.obj, told(data.obj)),
        "text/html": lambda data: _section(data.obj, told(data.obj, as_html=True)),
    }


def _section(value: object, text: str | None) -> list[tuple[str, str]] | None:
    """As IPython's inspector wants it: a list of heading and text."""
    return [("Chỉ tiêu" if isinstance(value, SHOWN) else "Báo cáo", text)] if text else None


def told(value: object, as_html: bool = False) -> str | None:
    """What we say of a value who is asked about; None for what is not ours."""
    if isinstance(value, SHOWN):
        return help.card(value) if as_html else help.card_text(value)
    if hasattr(type(value), "viet"):
        return help.overview(value) if as_html else help.overview_text(value)
    owner, name = getattr(value, "__self__", None), getattr(value, "__name__", "")
    if hasattr(type(owner), "viet") and name in help.METHODS:
        return help.METHODS[name].capitalize()
    return value if isinstance(value, str) and type(value) is not str else None


def _display(shell) -> None:
    """A figure alone in a cell shows its card, a report what is in it."""
    html, plain = (shell.display_formatter.formatters[mime] for mime in ("text/html", "text/plain"))
    for kind in SHOWN:
        html.for_type(kind, help.card)
        plain.for_type(kind, lambda value, printer, _: printer.text(help.card_text(value)))
    html.for_type_by_name("htxlib.report.report", "Report", help.overview)
    plain.for_type_by_name("htxlib.report.report", "Report", lambda bc, printer, _: printer.text(help.overview_text(bc)))


# --- draft notes -----------------------------------------------------------------------------------------------------


class Notes:
    """After each cell, what the block it showed leaves open."""

    def __init__(self, shell):
        self.shell = shell
        shell.events.register("post_run_cell", self.after)

    def after(self, result) -> None:
        """Show the notes of the cell just run; a cell that failed has said enough."""
        if not result.success:
            return
        source = result.info.raw_cell or ""
        head = _CELL.match(source)
        report = _report(self.shell, head[1] if head else "")
        if report is None:
            return
        if head:
            note = editor_notes.notes(report, self.shell.magics_manager.registry["Viet"].shown, source[head.end() :])
        elif isinstance(result.result, Block):
            block = result.result
            note = editor_notes.summary(report) if block.kind == "title" else editor_notes.notes(report, block, code=source)
        else:
            note = NOTHING
        note._ipython_display_()
