"""The IPython side of the package: `%load_ext htxlib` gives the %%viet cell."""

from __future__ import annotations

from functools import partial

from IPython.core.magic import Magics, cell_magic, magics_class

from ..sentences.block import NOTHING
from ..words.errors import Fault, InputError, quote
from .injected import refuse_unknown


@magics_class
class Viet(Magics):
    """`%%viet bc`: Markdown with {{ figures }} of the report named in the first line."""

    shown = NOTHING  # the block of the last cell, on which draft notes are made

    @cell_magic
    def viet(self, line: str, cell: str) -> None:
        name = line.strip() or "bc"
        report = self.shell.user_ns.get(name)
        if not hasattr(report, "viet"):
            raise InputError(
                Fault(
                    "tên một báo cáo đã mở sau %%viet",
                    quote(name),
                    "Chạy ô bc = open_report(…) trước, rồi viết %%viet bc.",
                )
            )
        self.shown = report.viet(cell)
        self.shown._ipython_display_()


def load_ipython_extension(shell) -> None:
    if "Viet" not in shell.magics_manager.registry:
        shell.input_transformers_cleanup.append(partial(refuse_unknown, shell))
    shell.register_magics(Viet)
    if getattr(shell, "kernel", None) is not None:  # a front end may ask for help; a batch does not
        from .editor import install

        install(shell)
