"""A notebook's Python in this very process: IPython's shell as a kernel has it, without sockets and threads.

Everything the shell would send to a front end arrives at one function as the same messages, so that papermill's own
client turns them into outputs. Known differences from a kernel: what is written to file descriptor 1 past Python is not
captured, and the user's IPython profile is not read.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShellABC
from jupyter_client.session import Session
from traitlets.config import Config

from htxlib.words.errors import Fault, InputError

# What is said of a notebook that ends its own Python: expected, found, remedy.
LEFT = ("sổ tay chạy đến ô cuối", "sổ tay tự dừng: quit(), exit() hoặc nhân Python đã tắt", "Bỏ lệnh dừng khỏi ô.")

Send = Callable[[dict], None]

_INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets for its notebook
# The history manager would start a thread and a database for every report.
_CONFIG = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})


class Relay(Session):
    """The shell's line to its front end: a function call where a kernel has a socket."""

    deliver: Send = None

    def send(self, stream, msg_or_type, content=None, parent=None, **kwargs):
        msg = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent)
        # Through JSON and back, as over a socket: the notebook keeps no object that later cells may change.
        self.deliver(msg | {"content": self.unpack(self.pack(msg["content"]))})
        return msg


class Stream(io.TextIOBase):
    """Standard output or error of the cells: text is gathered until somebody flushes it or shows something else."""

    def __init__(self, name: str, relay: Relay):
        self.name, self._relay, self._parts = name, relay, []

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        text, self._parts = "".join(self._parts), []
        if text:
            self._relay.send(None, "stream", {"name": self.name, "text": text})


class Shell(ZMQInteractiveShell):
    """The kernel's shell; there is no kernel that could run a graphical event loop."""

    def enable_gui(self, gui=None):
        self.active_eventloop = gui

    def ask_exit(self):
        """What quit() and exit() call."""
        raise InputError(Fault(*LEFT))


InteractiveShellABC.register(Shell)


def _draw_inline(shell: Shell) -> None:
    """Send charts to this shell: pyplot, once loaded, keeps to the shell it found then, and charts vanish silently."""
    os.environ.setdefault("MPLBACKEND", _INLINE)
    if "matplotlib.pyplot" in sys.modules:
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline import backend_inline

        activate_matplotlib(_INLINE)
        backend_inline.configure_inline_support(shell, _INLINE)
        backend_inline.set_matplotlib_formats(*backend_inline.InlineBackend.instance().figure_formats)


def _no_input(prompt: str = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


@contextmanager
def fresh_shell(deliver: Send) -> Iterator[Shell]:
    """Yield a shell with an empty namespace whose messages go to `deliver`; afterwards nothing of it is left behind."""
    relay = Relay()
    relay.deliver = deliver
    main, hook, streams, read = sys.modules["__main__"], sys.displayhook, (sys.stdout, sys.stderr), builtins.input
    shell = Shell.instance(config=_CONFIG, user_module=types.ModuleType("__main__"), compiler_class=XCachingCompiler)
    _draw_inline(shell)
    shell.displayhook.session = shell.display_pub.session = relay
    shell.displayhook.topic = b"execute_result"
    sys.stdout, sys.stderr, builtins.input = Stream("stdout", relay), Stream("stderr", relay), _no_input
    try:
        yield shell
    finally:
        sys.stdout, sys.stderr = streams
        builtins.input, sys.displayhook = read, hook
        shell.restore_sys_module_state()
        sys.modules["__main__"] = main  # the shell took its place, which breaks pickling in whoever called us
        Shell.clear_instance()
