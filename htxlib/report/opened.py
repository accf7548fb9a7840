"""Which reports a notebook opened, told to whoever ordered one, at its end.

The record is in no module under a name: a cell that sets, empties or replaces our names, or `display`, changes nothing of
it. What a cell can do to it is to break the telling, and a notebook that tells nothing has opened nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

TOLD = "application/vnd.htx.opened+json"


def _record() -> tuple[Callable[[Mapping], None], Callable[[Mapping], None], Callable[..., None]]:
    lines: list[str] = []  # as text: what a cell does to a report afterwards is not what it was opened with
    kind, write, read = TOLD, partial(json.dumps, default=str), json.loads  # a cell may set the names of this module, too

    def note(opening: Mapping) -> None:
        """Add what a report was opened with."""
        lines.append(write(dict(opening)))

    def also(more: Mapping) -> None:
        """Add to the report that was opened last what it takes in besides."""
        if lines:
            lines[-1] = write(read(lines[-1]) | dict(more))

    def tell_after(question: str, shell) -> None:
        """After a cell of the text `question`, show as data that no page has what is opened from now on."""
        first, publish = len(lines), shell.display_pub.publish

        def tell(result) -> None:
            if result.info.raw_cell == question:
                publish({kind: [read(line) for line in lines[first:]]})

        shell.events.register("post_run_cell", tell)

    return note, also, tell_after


note, also, tell_after = _record()
