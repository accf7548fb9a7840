"""`htx init` lays an office's own small project; `htx update` says what a newer package changed and touches nothing of it.

The notebooks, the template of Word, the codelists and the published data stay in the package. What the project knew of
them is kept in `.htx/goi/`: the notebooks as they were, and the codelists in words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from htxlib.codelists import places, variables
from htxlib.data import carried
from htxlib.data.contract import TABLES
from htxlib.data.dataset import read
from htxlib.data.write import put
from htxlib.indicators import catalogue
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import capital, listing

from ..batch.plan import own_books
from ..notebooks.lab import FIRST_PAGE
from ..notebooks.province_notebooks import differences
from ..publish.word.template import OURS
from ..settings.kind import FOLDER, FREE, files
from ..settings.office import Office

KNOWN = Path(".htx/goi")
_LISTS = KNOWN / "danh-muc.json"
_PAGE = f"{FOLDER}/{FIRST_PAGE}"
_FIRST = f"{FOLDER}/{FREE}/lap_bao_cao.ipynb"  # which the first page opens
_MARKED = """\
# Dự án báo cáo của một đơn vị. Sổ tay chung, mẫu Word, danh mục và số liệu công bố lấy từ gói htxlib đã cài:
# muốn có bản riêng thì chạy htx new (sổ tay), hoặc chép tệp cùng tên vào dự án; cập nhật gói không ghi đè gì ở đây.
don_vi: {place}
"""
_FOLDERS = {
    "data": "Số liệu của đơn vị: lệnh htx report và htx import ghi vào đây. Sao lưu thư mục này.\n",
    "params": "Mỗi tệp .yml là một ấn phẩm. Lệnh htx report tự viết; sửa tay được.\n",
}
MOST_TOLD = 12  # lines of one notebook or list


def init(folder: Path, place: str) -> list[str]:
    """Lay the project of a place into a folder and return what was laid and what to do next, line by line.

    Raises InputError: a folder that is a project already, or holds files of somebody else under these names.
    """
    if carried.is_office(folder):
        raise InputError(Fault("thư mục chưa là dự án", quote(folder), "Cập nhật dự án bằng htx update.", at="FOLDER"))
    unit = _today(place)
    laid = {
        folder / carried.MARK: _MARKED.format(place=unit.id).encode(),
        folder / _PAGE: (carried.folder() / _PAGE).read_bytes(),
        folder / _FIRST: (carried.folder() / _FIRST).read_bytes(),
        **{folder / name / "DOC-TOI.txt": text.encode() for name, text in _FOLDERS.items()},
    }
    if there := sorted(path.relative_to(folder).as_posix() for path in laid if path.exists()):
        raise InputError(Fault("thư mục chưa có tệp của dự án", listing(there), "Chọn thư mục mới.", at="FOLDER"))
    put(laid)
    put(_known(folder))
    return [
        f"Đã tạo dự án của {unit.name} ({unit.id}) trong {folder}.",
        f"Vào thư mục ấy (cd {folder}), rồi mỗi kỳ hai lệnh:",
        "  htx workbook bieu/ten-bieu.xlsx --period 2026-Q1    lấy biểu để điền (năm 2026, quý 2026-Q1, tháng 2026-T03)",
        "  htx report bieu/ten-bieu.xlsx                       soát biểu, nhập số, dựng trang web và bản Word",
    ]


def _today(place: str) -> places.Place:
    """The place of this id or name today: what was merged into another has no office any more."""
    try:
        return places.resolve(place, date.today())
    except places.UnknownPlace as unknown:
        found, remedy = quote(place), f"{capital(unknown.reason)}. {unknown.remedy}"
        raise InputError(Fault("mã hoặc tên một đơn vị đang có", found, remedy, at="--place")) from None


def _known(root: Path) -> dict[Path, bytes]:
    """What the project knows of the package from now on."""
    books = {root / KNOWN / path.name: path.read_bytes() for path in _common(root)}
    return books | {root / _LISTS: (json.dumps(_lists(), ensure_ascii=False, indent=1) + "\n").encode()}


def _common(root: Path) -> list[Path]:
    """The notebooks that the package carries, but for those that the project has itself."""
    return [path for path in files(root) if not path.is_relative_to(root / FOLDER)]


def _lists() -> dict:
    """The codelists, the published data and the template, each in what somebody would want to be told of."""
    data = read(carried.folder() / carried.SHARED)
    return {
        "variables": {each.code: [each.label, each.unit.text] for each in variables.load().values()},
        "indicators": {each.name: [each.label, each.unit.text, each.words] for each in catalogue.load().values()},
        "data": {table: len(data.raw(table)) for table in TABLES if data.raw(table)},
        "digest": data.digest_of_all(),
        "template": _sha(OURS),
        "page": _sha(carried.folder() / _PAGE),
    }


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


# --- what is new ------------------------------------------------------------------------------------------------------


def update(office: Office) -> list[str]:
    """Say what the package changed since the project was laid or told last; then the project knows it.

    Nothing of the office's own is written but the first page of JupyterLab, where nobody changed it.
    """
    root = office.root
    before = json.loads((root / _LISTS).read_text("utf-8")) if (root / _LISTS).is_file() else {}
    now = _lists()
    lines = [*_books(root), *_of_lists(before, now), *_of_data(before, now)]
    if before.get("template") != now["template"] and before:
        lines.append("Mẫu Word chung đã đổi; mẫu riêng trong dự án (khóa mau) vẫn như cũ.")
    fresh = _known(root)
    if (root / _PAGE).is_file() and _sha(root / _PAGE) == before.get("page") != now["page"]:
        fresh[root / _PAGE] = (carried.folder() / _PAGE).read_bytes()
    put(fresh)
    if not lines:
        return ["Gói htxlib không đổi gì từ lần xem trước."]
    return [*lines, *_kept(root), "Số liệu, ấn phẩm và sổ tay riêng của đơn vị không bị sửa. Dựng lại báo cáo: htx build"]


def _books(root: Path) -> Iterator[str]:
    now = {path.name: path for path in _common(root)}
    before = {path.name: path for path in (root / KNOWN).glob("*.ipynb")}
    for name in sorted(now.keys() | before.keys()):
        if name not in before:
            yield f"Sổ tay mới: {name}."
        elif name not in now:
            stays = "dự án có bản riêng" if (root / FOLDER / name).is_file() else "gói không còn"
            yield f"Sổ tay {name}: {stays}."
            before[name].unlink()
        elif found := differences(before[name], now[name], "bỏ {}"):
            yield f"Sổ tay {name} đổi {len(found)} chỗ:"
            yield from _cut([f"  - {line}" for line in found])


def _of_lists(before: dict, now: dict) -> Iterator[str]:
    for key, word in (("variables", "Chỉ tiêu cho trước"), ("indicators", "Chỉ tiêu tính được")):
        old, new = before.get(key, now[key]), now[key]
        found = [f"  - thêm «{new[code][0]}» ({code})" for code in new if code not in old]
        found += [f"  - bỏ «{old[code][0]}» ({code})" for code in old if code not in new]
        found += [f"  - sửa «{new[code][0]}» ({code})" for code in new if code in old and list(old[code]) != list(new[code])]
        if found:
            yield f"{word} đổi {len(found)} chỗ:"
            yield from _cut(found)


def _of_data(before: dict, now: dict) -> Iterator[str]:
    if before and before.get("digest") != now["digest"]:
        counts = [
            f"{TABLES[table].sheet} {before['data'].get(table, 0)} → {rows} dòng"
            for table, rows in now["data"].items() if before["data"].get(table, 0) != rows
        ]  # fmt: skip
        yield f"Số liệu công bố dùng chung đã đổi{': ' if counts else ''}{listing(counts)}."


def _kept(root: Path) -> Iterator[str]:
    if own := own_books(root):
        yield f"Sổ tay riêng giữ nguyên: {listing(own)}. Xem nay khác sổ tay chung ở đâu: htx new --diff"


def _cut(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST_TOLD
    return lines if rest <= 1 else [*lines[:MOST_TOLD], f"  - và {rest} chỗ khác"]
