"""JupyterLab as `htx lab` starts it, driven in a headless browser: what tests and the pictures of the guide need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from where import ROOT

from htxoffice.notebooks import lab

PICTURES = os.environ.get("HTX_PICTURES", "")
# Of the notebook in front: whether anything still runs, and the highest number of a run.
STATE = """() => {
    const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
    const said = [...panel.querySelectorAll('.jp-InputArea-prompt')].map(e => e.textContent);
    const busy = said.some(t => t.includes('*'))
        || panel.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status !== 'idle';
    const asks = document.querySelector('.jp-Dialog')?.innerText || '';
    return {busy, asks, last: Math.max(0, ...said.map(t => parseInt(t.replace(/\\D/g, '')) || 0))};
}"""
OPEN = """async path => {
    const panel = await jupyterapp.commands.execute('docmanager:open', {path});
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    return null;
}"""
_OWN = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")  # what the person at this machine has set up stays out


def project(root: Path) -> Path:
    """A copy of the project's notebooks, params and published data, to be edited."""
    for name in ("notebooks", "params", "data/cong_bo"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("rieng", ".ipynb_checkpoints"))
    return root


@contextmanager
def served(root: Path, home: Path):
    """Start JupyterLab on a project; yield its address."""
    own = {f"JUPYTER_{name}": str(home / name) for name in _OWN} | {"IPYTHONDIR": str(home / "ipython")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")}
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    options = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--IdentityProvider.token=", "--allow-root"]
    options.append("--LabApp.expose_app_in_browser=True")
    log = home / "log.txt"
    with log.open("w") as told:
        server = subprocess.Popen(
            lab.command(root, *options),
            env=os.environ | lab.environment() | own | {"PYTHONPATH": python_path},
            cwd=root / "notebooks",
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(log, server)
    finally:
        server.terminate()
        server.wait(20)


def _address(log: Path, server: subprocess.Popen, seconds: float = 60) -> str:
    """Where the server listens, once it answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            try:
                urllib.request.urlopen(f"{found[0]}/api", timeout=2)
                return found[0]
            except OSError:
                pass
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class Lab:
    """One browser window at JupyterLab."""

    def __init__(self, page, address: str):
        self.page, self.address, self.asked = page, address, []
        page.on("request", lambda request: self.asked.append(request.url))

    def start(self) -> None:
        self.page.goto(f"{self.address}/")
        self.page.wait_for_selector(".jp-MarkdownViewer h1", timeout=90_000)

    def open(self, name: str) -> None:
        """Open a notebook in a tab of its own, as a double click on its name does, and wait for its kernel."""
        self.page.evaluate(OPEN, name)
        self.panel.locator(".jp-Cell").first.wait_for(timeout=60_000)

    @property
    def panel(self):
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def run_all(self) -> float:
        """Run → Run All Cells; return the seconds until the last cell is done, or one has failed."""
        last = self.page.evaluate(f"() => ({STATE})().last")
        self.page.locator(".lm-MenuBar-item").nth(3).click()
        item = self.page.locator(".lm-Menu-item[data-command='runmenu:run-all']")
        item.wait_for()
        begun = time.monotonic()
        item.click()
        self._wait_done(last)
        return time.monotonic() - begun

    def _wait_done(self, last: int) -> None:
        done = f"last => {{const s = ({STATE})(); return s.asks || (!s.busy && s.last > last)}}"
        self.page.wait_for_function(done, arg=last, polling=50, timeout=90_000)
        asks = self.page.evaluate(f"() => ({STATE})().asks")
        assert not asks, f"JupyterLab asks: {asks}"

    def cell(self, text: str):
        """The first code cell with this text."""
        return self.panel.locator(".jp-CodeCell", has=self.page.locator(".cm-content", has_text=text)).first

    def outputs(self, cell) -> str:
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def write(self, cell, text: str) -> None:
        """Put another text into the cell."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def at_end(self, cell) -> None:
        """The cursor behind the last letter."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+End")

    def run(self) -> None:
        """Run the cell that is being written in."""
        last = self.page.evaluate(f"() => ({STATE})().last")
        self.page.keyboard.press("ControlOrMeta+Enter")
        self._wait_done(last)

    def new_cell(self, text: str):
        """A cell below the last one, run."""
        self.panel.locator(".jp-CodeCell .jp-InputPrompt").last.click()
        self.page.keyboard.press("b")
        cell = self.panel.locator(".jp-CodeCell").last
        self.write(cell, text)
        self.run()
        return cell

    def save(self) -> None:
        self.page.evaluate("() => jupyterapp.commands.execute('docmanager:save').then(() => null)")

    def picture(self, name: str, at=None) -> None:
        """A picture for the guide, where somebody wants new ones; `at` stands in its middle."""
        if at is not None and PICTURES:
            at.evaluate("e => e.scrollIntoView({block: 'center'})")
        picture(self.page, name)


def picture(page, name: str, **how) -> None:
    """A small picture of what a page shows: HTX_PICTURES=docs/hinh python -m pytest tests/whole/test_lab.py tests/whole/test_docs.py"""
    if not PICTURES:
        return
    from PIL import Image

    page.wait_for_timeout(700)
    path = ROOT / PICTURES / f"{name}.png"
    page.screenshot(path=path, **how)
    with Image.open(path) as full:
        full.convert("RGB").quantize(96).save(path, optimize=True)
