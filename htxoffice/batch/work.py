"""One job → one report: papermill runs the notebook, the publisher makes its files. The same wherever it runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from htxlib.words.errors import Fault
from htxlib.words.text import one_line
from htxoffice.batch.plan import Job

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
OnCell = Callable[[int], None]  # told the number of the cell that starts, counted as the notebook's reader does


@dataclass(frozen=True)
class Product:
    """What a finished job hands over."""

    files: dict[str, bytes]  # ending of the name → content
    report: dict  # what the title block says of the report
    asked: dict[str, str] | None  # question to the data → digest of the answer; None if nobody listened
    rows: str = ""  # digest of a database as it was read


class JobFailed(Exception):
    """The notebook did not come to its end; the text is the last line of the error."""


class PageRefused(JobFailed):
    """The notebook came to its end, or never began, but its page is not to be published: no single cell is at fault."""


def produce(job: Job, engine: str, on_cell: OnCell) -> Product:
    """Run the notebook in the current folder and return its files; raises JobFailed."""
    from htxoffice.batch.opened import answer, refusal, refusal_of_page
    from htxoffice.batch.preloaded import lending
    from htxoffice.publish.figures import blocks
    from htxoffice.publish.formats import render

    root = Path.cwd()
    with lending() as datasets:
        nb = _run(job, engine, on_cell)
        opened = answer(nb)
    if why := refusal(opened, job, root):
        raise PageRefused(why)
    found = list(blocks(nb))
    if why := refusal_of_page(found, job, root):
        raise PageRefused(why)
    report = next((block.get("meta", {}) for block in found if block.get("kind") == "title"), {})
    if report.get("blocking"):
        raise PageRefused(blocked(report["blocking"]))
    if not _has_figure(found, job.params["don_vi"]):
        raise PageRefused(empty(job, root))
    # A stock kernel asks in a process of its own: then the report depends on every byte of the data.
    asked = {question: answer for data in datasets for question, answer in data.asked.items()} if datasets else None
    folder = str(Path(job.notebook_path).parent)
    files = render(nb, job.outputs, job.notebook, job.van_ban, folder, job.links, job.before)
    return Product(files, report, asked, opened[0]["rows"])


def _has_figure(found: list[dict], place: str) -> bool:
    """Whether a number of the place with a derivation is printed anywhere before the annex, which lists what is missing as
    well; a number of others, with which it is compared, is none."""
    records = {key: record for block in found for key, record in block.get("records", {}).items()}
    used = (key for block in found if block.get("kind") != "annex" for key in block.get("keys", ()))
    own = (records[key] for key in used if records.get(key, {}).get("place") == place)
    return any(record.get("value") is not None for record in own)


def empty(job: Job, root: Path) -> str:
    """Why a report that prints no traced number is not published, and which places have some."""
    from htxlib.data import dataset

    data = dataset.read(dataset.located(job.params["du_lieu"], root))
    place, period, known = job.params["don_vi"], f"{job.params['tu_ngay']} … {job.params['den_ngay']}", data.places()
    why = f"chưa công bố vì báo cáo không có số nào của đơn vị: sổ tay không in được số nào của {place} kỳ {period}. "
    if place in known:
        return f"{why}{data.name} có số liệu của {place}, nhưng không có số mà sổ tay hỏi trong kỳ ấy: sửa kỳ trong params/."
    there = ", ".join(known) or "không có đơn vị nào"
    return f"{why}Có số liệu trong {data.name}: {there}. Nhập số liệu của đơn vị, hoặc sửa đơn vị trong params/."


def blocked(messages: list[str]) -> str:
    """Why a report is not published although its notebook came to its end, in one line."""
    rest = f" (và {len(messages) - 1} lỗi khác)" if len(messages) > 1 else ""
    return f"chưa công bố vì còn lỗi số liệu: {messages[0]}{rest} Sửa số liệu, hoặc ghi lý do vào bảng chap_nhan."


def _run(job: Job, engine: str, on_cell: OnCell):
    import logging

    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from htxlib.data import carried
    from htxoffice.batch.client import unwritten
    from htxoffice.batch.opened import is_question, with_question
    from htxoffice.batch.papermill_parts import register
    from htxoffice.batch.shell import LEFT
    from htxoffice.settings import tagged
    from htxoffice.settings.notebook_file import read

    register()
    nb = nbformat.from_dict(_without_outputs(read(carried.path(Path.cwd(), job.notebook_path))))
    if wrong := list(tagged.faults(enumerate(nb.cells, 1), job.params)):
        raise PageRefused(" ".join(map(str, wrong)))
    with_question(nb)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    count = 0

    def started(cell, cell_index):
        nonlocal count
        if "injected-parameters" not in cell.metadata.get("tags", []) and not is_question(cell):  # not the reader's
            count += 1
            on_cell(count)

    left = False

    def executed(cell, cell_index, execute_reply):
        """A stock kernel that is asked to leave does so a tenth of a second later: quick cells after it would still run."""
        nonlocal left
        left |= any(each.get("source") == "ask_exit" for each in execute_reply["content"].get("payload", []))

    try:
        with unwritten():
            nb = papermill.execute_notebook(
                nb,
                None,
                parameters=job.params,
                engine_name="htx" if engine == "htx" else None,
                progress_bar=False,
                kernel_name="python3",
                on_cell_start=started,
                on_cell_executed=executed,
            )
    except PapermillExecutionError as error:
        raise JobFailed(last_line(error.ename, error.evalue)) from None
    except DeadKernelError:
        left = True
    if left:
        raise JobFailed(str(Fault(*LEFT)))
    if any(output.get("ename") == "SystemExit" for cell in nb.cells for output in cell.get("outputs", [])):
        raise JobFailed("SystemExit: sổ tay tự dừng trước ô cuối")  # papermill takes sys.exit(0) for success
    return nb


def _without_outputs(content: dict) -> dict:
    """The notebook without what an earlier run left in it: a cell that is not run would show that, of whatever place."""
    cells = ({key: value for key, value in cell.items() if key != "outputs"} for cell in content["cells"])
    return content | {"cells": [cell | ({"outputs": []} if cell["cell_type"] == "code" else {}) for cell in cells]}


def last_line(name: str, message: str) -> str:
    """Return the last line of an error as a traceback ends; a want of memory is said in plain words.

    >>> last_line("ValueError", "first\\nsecond")
    'ValueError: second'
    """
    if name.endswith("MemoryError"):
        return "MemoryError: hết bộ nhớ cho phép"
    lines = [one_line(line.strip()) for line in _ANSI.sub("", message).replace("\r", "").split("\n") if line.strip()]
    if name.endswith(("InputError", "AddressFault")):  # ours: sentences, each of them needed
        return " ".join(lines)
    return f"{one_line(name)}: {lines[-1]}" if lines else one_line(name)
