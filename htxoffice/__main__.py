"""`htx` and `python -m htxoffice`: Ctrl-C while the commands are still being imported ends in a sentence, too."""

from __future__ import annotations

import os
import signal

from . import STOPPED


def main() -> None:
    listening = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a job in the background may be deaf to it
    if listening:
        signal.signal(signal.SIGINT, _leave)
    from .cli import main as commands

    if listening:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on a command tidies up first
    commands()


def _leave(*_) -> None:
    """Nothing has begun, so nothing is to be tidied: an exception could be lost in the middle of an import."""
    os.write(2, f"\n{STOPPED}\n".encode())
    os._exit(130)


if __name__ == "__main__":
    main()
