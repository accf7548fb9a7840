"""papermill's own client, with a shell in this process where it would talk to a kernel; parameters written readably.

Cells, outputs, tags, errors and metadata are handled by papermill and nbclient themselves; only the way a cell's source
reaches Python is ours. There is no time limit in here: whoever starts the process ends it (`batch/run.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ipykernel.ipkernel import IPythonKernel
from nbclient.exceptions import CellExecutionError
from papermill import execute
from papermill.clientwrap import PapermillNotebookClient
from papermill.translators import PythonTranslator

from htxoffice.batch.shell import fresh_shell


class InProcessClient(PapermillNotebookClient):
    """Runs the cells of one notebook in a fresh shell."""

    def execute(self, **kwargs):
        self.reset_execution_trackers()
        with fresh_shell(self._deliver) as self.shell:
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = IPythonKernel.language_info
        return self.nb

    def execute_cell(self, cell, cell_index, **kwargs):
        """Run one cell; the steps and their order are nbclient's."""
        if self.on_cell_start:
            self.on_cell_start(cell=cell, cell_index=cell_index)
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in _tags(cell):
            return cell
        self._cell, self._index = cell, cell_index
        cell.outputs = []
        self.clear_before_next_output = False
        cell.execution_count = self.shell.execution_count
        result = self.shell.run_cell(cell.source, store_history=True)
        self.shell.display_pub._flush_streams()
        error = result.error_before_exec or result.error_in_exec
        if error and not (self.allow_errors or "raises-exception" in _tags(cell)):
            reply = {"ename": type(error).__name__, "evalue": str(error), "traceback": self.shell._last_traceback or []}
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _deliver(self, msg: dict) -> None:
        self.process_message(msg, self._cell, self._index)


def _tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


class ReadablePython(PythonTranslator):
    """Parameters as a person would write them: "Đắk Lắk" stays readable, and no formatter is imported."""

    @classmethod
    def translate_escaped_str(cls, str_val):
        return repr(str(str_val))

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        lines = [cls.comment(comment), *(cls.assign(name, cls.translate(value)) for name, value in parameters.items())]
        return "\n".join(lines) + "\n"


@contextmanager
def unwritten() -> Iterator[None]:
    """Papermill turns the finished notebook into text also when no file is wanted: a tenth of a report's time."""
    write, execute.write_ipynb = execute.write_ipynb, lambda nb, path: None
    try:
        yield
    finally:
        execute.write_ipynb = write
