"""Imported once by the fork server: all that a report needs, imported and warmed, so that a child starts at once.

No thread may run in here, and no shell, kernel or socket may exist: a fork copies only one thread.
"""

from __future__ import annotations

import gc
import json
import os
import select
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from htxlib.batch import descendants

# Checkers of string formats that no notebook uses; jsonschema takes them if it can, and compiling the grammar of the first
# is a third of a cold start.
_UNUSED = ("rfc3987_syntax", "rfc3986_validator", "rfc3339_validator", "fqdn", "idna", "isoduration", "jsonpointer",
           "uri_template", "webcolors")  # fmt: skip


_STARTED_BY = os.getppid()


def _end_if_alone() -> None:
    """Whoever started us was killed, or had nothing to run: then nobody needs what is still to be prepared."""
    if os.getppid() != _STARTED_BY:
        os._exit(0)


def _warm():
    gc.disable()  # nothing of this is to go again
    descendants.take_in_orphans()
    # They end as processes that the fork server did not start, which it would tell on the screen each time.
    warnings.filterwarnings("ignore", "forkserver: waitpid returned unexpected pid")
    from htxlib.batch import shelf

    told, filled = None, None
    for _ in _imports():
        if told is None and _is_told():
            told = _told()
            if not told["many"]:  # else a little more memory in each child would not be worth the moment won
                filled = shelf.fill_beside(told["data"])
    told = told or _told()
    if filled:
        filled()
    _end_if_alone()
    if told["many"]:  # else each report does for itself at once what we would do before it
        shelf.fill(told["data"], ready=True)
        _do_once()
        _compile(told["notebooks"])
    else:
        shelf.fill(told["data"])
    gc.freeze()  # so that the collector touches, and thereby copies, none of it in the children
    gc.enable()


def _is_told() -> bool:
    """Whether somebody has written to our standard input what reports to expect."""
    return "HTX_TOLD_BY_PIPE" in os.environ and bool(select.select([0], [], [], 0)[0])


def _told() -> dict:
    """What reports to expect: waits until whoever started us has read the plan, or has gone."""
    from htxlib.batch import shelf

    told = {}
    if os.environ.pop("HTX_TOLD_BY_PIPE", ""):
        line, _, content = sys.stdin.buffer.read().partition(b"\n")
        told = json.loads(line or "{}")
        shelf.take(content)
    _end_if_alone()
    return {"data": (), "notebooks": (), "many": True} | told


def _imports() -> Iterator[None]:
    """Import all that a report needs, in steps."""
    yield
    with _without(_UNUSED):
        import nbformat  # noqa: F401
    yield
    import htxlib.magic
    import htxlib.report

    yield
    with _undocumented():
        import matplotlib.backends.backend_svg
        import matplotlib.figure  # noqa: F401
    yield
    import PIL.ImageDraw
    import PIL.ImageFont  # noqa: F401

    import htxlib.batch.child
    import htxlib.publish.docx
    import htxlib.publish.drawing
    import htxlib.publish.html  # noqa: F401
    from htxlib.batch.client import register

    register()


def _do_once() -> None:
    """All that a report does, so that what is looked up at the first use is known."""
    from htxlib import prose
    from htxlib.publish import drawing, formats
    from htxlib.svg import Sheet

    prose.render("{{ x }}\n\n[[- {{ x }}]]\n", {"x": "Đ"}.__getitem__, list)
    formats.render(_run_something(), formats.USUAL, "")
    sheet = Sheet(10)
    sheet.text(0, 10, "Đ")
    sheet.svg("", "")  # finds the fonts
    drawing.png(sheet.data())


def _run_something():
    """A notebook from its parameters to its outputs."""
    import papermill
    from nbformat.v4 import new_code_cell, new_notebook

    parameters = new_code_cell("x = 1", metadata={"tags": ["parameters"]})
    cells = [parameters, new_code_cell("%load_ext htxlib"), new_code_cell("print(x)\nx")]
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nb = new_notebook(cells=cells, metadata={"kernelspec": spec})
    return papermill.execute_notebook(nb, None, {"x": 2}, engine_name="htx", progress_bar=False)


def _compile(notebooks: Iterable[str]) -> None:
    """The prose of notebooks, which every report made of them has; what is wrong is said by the report."""
    import nbformat

    from htxlib import prose

    for path in notebooks:
        with suppress(Exception):
            for cell in nbformat.read(path, as_version=4).cells:
                if cell.source.startswith("%%viet"):
                    prose.compiled(cell.source.partition("\n")[2] + "\n")


@contextmanager
def _undocumented() -> Iterator[None]:
    """matplotlib writes docstrings on what each artist can set, by looking at all of it: half of its import."""
    from matplotlib import artist

    kwdoc, artist.kwdoc = artist.kwdoc, lambda _: ""
    try:
        yield
    finally:
        artist.kwdoc = kwdoc


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """Make the modules look as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


_warm()
