"""papermill's engine `htx`.

papermill loads this module at the end of its own `papermill.engines`, by entry point: so nothing may import it before
papermill, and what needs all of papermill is imported when a notebook runs.
"""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import NBClientEngine
from papermill.log import logger


class HtxEngine(NBClientEngine):
    """Runs a notebook in this process; inside a running IPython, where a second shell cannot be, in a kernel."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man, kernel_name, log_output=False, stdout_file=None, stderr_file=None, **kwargs
    ):
        from htxoffice.batch.client import InProcessClient

        if InteractiveShell.initialized():
            return super().execute_managed_notebook(nb_man, kernel_name, log_output, stdout_file, stderr_file, **kwargs)
        known = {name: value for name, value in kwargs.items() if InProcessClient.class_traits().get(name)}
        client = InProcessClient(
            nb_man, log=logger, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file, **known
        )
        return client.execute()
