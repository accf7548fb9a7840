"""The page as PDF, for messaging apps that show no HTML: printed by a Chromium, Chrome or Edge of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from htxlib.words.errors import Fault, InputError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (  # where Windows and macOS keep them, which no PATH names
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
    "--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline",
)  # fmt: skip
PATIENCE = 60  # seconds for one page
# When it was printed is no part of the report; a date of the same length keeps every offset in the file true.
_DATE = re.compile(rb"\((D:)\d{14}([^)]*)\)")
_NO_DATE = b"19800101000000"


def browser() -> str:
    """Return the program that prints; raises InputError in Vietnamese where there is none."""
    named = [os.environ.get("HTX_CHROMIUM", ""), *_NAMES, *map(os.path.expandvars, _PLACES)]
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if not found:
        raise InputError(
            Fault(
                "Chromium, Chrome hoặc Edge để in PDF",
                "không tìm thấy trên máy này",
                "Cài một trong ba (Debian, Ubuntu: apt-get install chromium), hoặc bỏ pdf khỏi --formats.",
            )
        )
    return found


def pdf(page: str) -> bytes:
    """Return the page printed on A4, without dates; raises RuntimeError when the browser prints nothing."""
    with tempfile.TemporaryDirectory(prefix="htx-pdf-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        # Chromium's own sandbox refuses to work for root; the page holds no script and asks no network.
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        own = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        command = [browser(), *_OPTIONS, *root, *own, source.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        if not target.is_file():
            why = done.stderr.strip().splitlines() or ["không rõ lý do"]
            raise RuntimeError(f"trình duyệt không in được PDF: {why[-1]}")
        return undated(target.read_bytes())


def undated(content: bytes) -> bytes:
    """The file with a fixed date.

    >>> undated(b"/CreationDate (D:20230605120000+00'00')")
    b"/CreationDate (D:19800101000000+00'00')"
    """
    return _DATE.sub(rb"(\g<1>" + _NO_DATE + rb"\g<2>)", content)
