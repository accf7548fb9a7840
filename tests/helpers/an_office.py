"""An office's project in a folder, and its form filled in as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from htxoffice.cli import main

FIGURES = {"so_htx": 1010, "htx_dang_hoat_dong": 860, "htx_thanh_lap_moi": 12, "htx_giai_the": 2}


def run(*words: str, code: int = 0) -> str:
    """What a command says; it must end with that code."""
    done = CliRunner().invoke(main, list(map(str, words)))
    assert done.exit_code == code, (words, done.output, done.exception)
    return done.output


def filled(path: Path, figures: Mapping[str, object] = FIGURES, out: Path | None = None, **asked: object) -> Path:
    """Type figures into the rows that wait for them, and answers beside the labels of the sheet «Báo cáo»."""
    book = openpyxl.load_workbook(path)
    sheet, left = book["Số liệu"], dict(figures)
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Giá trị *" for cell in row))
    column = {cell.value: cell.column - 1 for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        code, note = row[column["Mã chỉ tiêu *"]].value, row[column["Ghi chú"]].value
        if code in left and not note:
            row[column["Giá trị *"]].value = left.pop(code)
    assert not left, "the form does not ask for these"
    for row in book["Báo cáo"].iter_rows():
        name = str(row[0].value).replace(" ", "_").replace(",", "")
        if name in asked:
            row[1].value = asked[name]
    out = out or path
    book.save(out)
    return out
