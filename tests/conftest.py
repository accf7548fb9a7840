"""Before any test."""

import os
import signal

import pytest
from postgres import server, url  # noqa: F401 - fixtures of every room

# A shell starts what it runs in the background deaf to Ctrl-C, and every process below inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)  # of a plug-in that is not always on
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait a third of their time, for browsers, kernels and schedulers."""
    return (os.cpu_count() or 1) + 1
