"""Tiny notebooks and projects made in code: what the batch and the page need of a report, and nothing else."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

MIME = "application/vnd.htx.v1+json"

PARAMETERS = """don_vi = "yen-bai"
tu_ngay = "2022"
den_ngay = "2022"
ngay_bao_cao = None
du_lieu = "data/cong_bo"
nguon_uu_tien = []
"""
# A report in miniature: it asks the data one question and shows two blocks, with one number that is traced.
REPORT = """from IPython.display import display
from htxlib import open_report
from htxlib.data import dataset

bc = open_report(don_vi, den_ngay, tu_ngay, ngay_bao_cao=ngay_bao_cao, du_lieu=du_lieu, nguon_uu_tien=nguon_uu_tien)

def block(kind, html, **meta):
    records = {"so_htx": {"key": "so_htx", "name": "so_htx", "place": don_vi, "value": "1"}} if kind == "prose" else {}
    told = {"kind": kind, "keys": [*records], "records": records, "texts": [], "meta": meta}
    display({"text/html": html, "text/plain": kind, "application/vnd.htx.v1+json": told}, raw=True)

value = [str(row.value) for row in dataset.read(du_lieu).series(don_vi, "so_htx")]
block("title", f"<h1>Báo cáo {don_vi}</h1>", title=f"Báo cáo {don_vi}")"""
# What a bad report may do to itself; the others must not notice.
ACTS = """import os, signal, sys
if don_vi == "lai-chau":
    raise ValueError("hỏng\\ndòng cuối")
if don_vi == "dien-bien":
    sys.exit()
if don_vi == "son-la":
    os.kill(os.getpid(), signal.SIGKILL)
if don_vi == "hoa-binh":
    open("hoa-binh.pid", "w").write(str(os.getpid()))
    while True:
        pass
if don_vi == "ha-giang":
    eaten = [bytes(200 << 20) for _ in range(100)]"""
SHOW = """leaked = globals().get("left_behind", "không")
left_behind = don_vi
block("prose", f"<h2>Số lượng</h2><p>{don_vi}, {tu_ngay}: {value}, {leaked}</p>")"""


def output(html: str, kind: str = "prose", **told) -> dict:
    """One output as a block of ours gives it."""
    data = {"text/html": html, "text/plain": "", MIME: {"kind": kind, "keys": [], "records": {}, "meta": {}} | told}
    return new_output("display_data", data=data)


def notebook(*cells, **metadata):
    """A notebook of code cells (text), outputs or ready cells."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            cell = new_code_cell(cell)
        elif "output_type" in cell:
            cell = new_code_cell("…", outputs=[cell], execution_count=1)
        made.append(cell)
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return new_notebook(cells=made, metadata={"kernelspec": kernel, **metadata})


def report_notebook():
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    return notebook(new_markdown_cell("Chú thích cho người viết"), parameters, REPORT, ACTS, SHOW)


def project(root: Path, places: list[str], **params: str) -> Path:
    """A project of one publication `nam-2022` for these places."""
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "params").mkdir(exist_ok=True)
    nbformat.write(report_notebook(), root / "notebooks" / "bao_cao_nam.ipynb")
    publication(root, places, **params)
    data = root / "data" / "cong_bo"
    data.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{place},so_htx,2022-12-31,{100 + at},HTX,s1\n" for at, place in enumerate(["yen-bai", "lao-cai", "ca-mau"])
    ]
    (data / "so_lieu.csv").write_text("don_vi,chi_tieu,den_ngay,gia_tri,don_vi_tinh,nguon\n" + "".join(rows), "utf-8")
    (data / "nguon.csv").write_text("nguon,tieu_de\ns1,Nguồn thử\n", "utf-8")
    return root


def publication(root: Path, places: list[str], **params: str) -> None:
    """Write params/nam-2022.yml."""
    common = {"tu_ngay": "2022", "den_ngay": "2022"} | params
    lines = "".join(f"  {key}: {value}\n" for key, value in common.items())
    text = f"tieu_de: Báo cáo năm 2022\nnotebook: bao_cao_nam\ntham_so:\n{lines}noi: [{', '.join(places)}]\n"
    (root / "params" / "nam-2022.yml").write_text(text, "utf-8")
