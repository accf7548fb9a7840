"""What people do today instead of `htx build`, and the limit: the same work as plain functions. Each in a fresh process.

    python benchmarks/rivals.py loop|pool|plain JOBS.json FOLDER     (bench_many.py calls it)

Says after how many seconds the first report could begin; the rest of the time goes by the number of reports.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent


def loop(jobs: list[dict], folder: Path) -> None:
    """Two commands a report, one report after another, as in a shell."""
    for number, job in enumerate(jobs):
        params, out = folder / f"{number}.json", folder / f"{number}.ipynb"
        params.write_text(json.dumps(job["params"], ensure_ascii=False), "utf-8")  # JSON is YAML
        _quiet(BIN / "papermill", job["path"], out, "-f", params, "-k", "python3")
        _quiet(BIN / "jupyter", "nbconvert", "--to", "html", out)


def _quiet(*command) -> None:
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pool(jobs: list[dict], folder: Path) -> None:
    """Two processes that stay, papermill and nbconvert called in them."""
    with ProcessPoolExecutor(2, initializer=_ready) as workers:
        list(workers.map(_ready_then_wait, range(4)))  # both have imported
        _started()
        list(workers.map(_one, jobs, [str(folder / f"{number}.ipynb") for number in range(len(jobs))]))


def _ready() -> None:
    global exporter, execute
    import logging

    from nbconvert import HTMLExporter
    from papermill import execute_notebook

    logging.disable()
    exporter, execute = HTMLExporter(), execute_notebook


def _ready_then_wait(number: int) -> None:
    time.sleep(0.2)


def _one(job: dict, out: str) -> None:
    nb = execute(job["path"], out, parameters=job["params"], progress_bar=False, kernel_name="python3")
    Path(out).with_suffix(".html").write_text(exporter.from_notebook_node(nb)[0], "utf-8")


def plain(jobs: list[dict], folder: Path) -> None:
    """The cells of each notebook called one after another, the same files made of what they return: no notebook engine."""
    import nbformat

    from htxoffice.batch import files, preloaded
    from htxoffice.publish.formats import USUAL, render

    preloaded.fill({job["params"]["du_lieu"] for job in jobs})
    _started()
    for number, job in enumerate(jobs):
        with preloaded.lending():
            nb = nbformat.read(job["path"], as_version=4)
            _call(nb, job["params"])
        for suffix, content in render(nb, USUAL, job["notebook"]).items():
            files.write(folder / f"{number}.{suffix}", content)


def _call(nb, params: dict) -> None:
    from nbformat.v4 import new_output

    space: dict = {}
    for cell in nb.cells:
        shown = None
        if cell.source.startswith("%%viet"):
            name, _, text = cell.source.removeprefix("%%viet").partition("\n")
            shown = space[name.strip() or "bc"].viet(text)
        elif cell.cell_type == "code":
            shown = _value("\n".join(line for line in cell.source.splitlines() if not line.startswith("%")), space)
        if "parameters" in cell.metadata.get("tags", []):
            space |= params
        if shown:
            data = json.loads(json.dumps(shown._repr_mimebundle_()))
            cell.outputs = [new_output("display_data", data=data)]


def _value(source: str, space: dict):
    """Run the lines and return the value of the last one, if it is an expression."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)
    return eval(compile(last, "cell", "eval"), space) if last else None


def _started() -> None:
    print(f"\nbegan after {time.perf_counter() - BEGAN}", flush=True)


BEGAN = time.perf_counter()
if __name__ == "__main__":
    way, jobs_file, out = sys.argv[1:]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    {"loop": loop, "pool": pool, "plain": plain}[way](json.loads(Path(jobs_file).read_text("utf-8")), Path(out))
