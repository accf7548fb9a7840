"""What a notebook opened, held against what was asked: a page of another place, period or dataset is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from htxlib.codelists import places
from htxlib.codelists.periods import Moment
from htxlib.data.dataset import settled
from htxlib.data.several import joined, parts
from htxlib.report.opened import TOLD
from htxlib.words.errors import quote
from htxoffice.batch.plan import Job

WORDS = {
    "don_vi": "đơn vị",
    "tu_ngay": "ngày đầu kỳ",
    "den_ngay": "ngày cuối kỳ",
    "ngay_bao_cao": "ngày báo cáo",
    "nhiem_ky": "nhiệm kỳ",
    "so_nam_da_qua": "số năm đã qua",
    "du_lieu": "số liệu",
    "nguon_uu_tien": "nguồn ưu tiên",
    "chi_thanh_vien": "chỉ cộng số của thành viên",
    "dia_gioi": "ngày của địa giới",
    "tieu_chi": "bảng tiêu chí",
    "cham_diem": "bảng chấm điểm",
}
_QUESTION = "None  # htx: which reports were opened?"
_FIRST = f"from htxlib.report import opened\nopened.tell_after({_QUESTION!r}, get_ipython())\ndel opened"
_IDS = ("htx-listen", "htx-opened")


def with_question(nb) -> None:
    """Add a cell before all others, while nobody has changed anything, that makes the notebook's own Python, wherever it
    runs, answer a last cell with the reports that it opened."""
    from nbformat.v4 import new_code_cell

    first, last = (new_code_cell(source, id=id) for source, id in zip((_FIRST, _QUESTION), _IDS, strict=True))
    nb.cells = [first, *nb.cells, last]


def is_question(cell) -> bool:
    return cell.get("id") in _IDS


def answer(nb) -> list[dict]:
    """Take the cells out again; return what was said of each report that was opened: to the last cell, to no other."""
    outputs = nb.cells[-1].get("outputs", [])
    nb.cells = [cell for cell in nb.cells if not is_question(cell)]
    told = [output.get("data", {}).get(TOLD) for output in outputs]
    return [opened for each in told if isinstance(each, list) for opened in each if isinstance(opened, dict)]


def refusal(opened: Sequence[Mapping], job: Job, root: Path) -> str:
    """Return why this is not the report that was asked for, "" if it is."""
    if len(opened) != 1:
        which = ", ".join(str(each["don_vi"]) for each in opened)
        found = f"sổ tay mở {len(opened)} báo cáo ({which})" if opened else "sổ tay không mở báo cáo nào"
        return f"cần đúng một báo cáo được mở; {found}. Chỉ gọi open_report một lần, như trong sổ tay chung."
    if differing := list(_differing(opened[0], job, root)):
        return (
            f"báo cáo mở ra không phải báo cáo được yêu cầu: {'; '.join(differing)}. "
            "Xóa dòng đặt lại tham số sau ô tham số, và chuyển mọi tham số cho open_report như trong sổ tay chung."
        )
    return ""


def refusal_of_page(blocks: Sequence[Mapping], job: Job, root: Path) -> str:
    """Return why what the page shows is not what was asked for, "" if it is: a notebook can say one thing and show another.

    `blocks` are what the blocks of the page tell about themselves.
    """
    asked = as_opened(job.params, root)
    shown = [block.get("meta", {}) for block in blocks if block.get("kind") == "title"]
    for meta in shown:
        for said, name in (("place", "don_vi"), ("from", "tu_ngay"), ("to", "den_ngay")):
            if said in meta and meta[said] != asked[name]:
                wanted, found = _shown(name, asked[name], root), _shown(name, meta[said], root)
                return (
                    "trang in ra không phải báo cáo được yêu cầu: "
                    f"{WORDS[name]} được yêu cầu {wanted}, đầu trang ghi {found}. "
                    "Chỉ dùng báo cáo mà open_report trả về, không đổi đơn vị hoặc kỳ của nó."
                )
    return ""


def _differing(opened: Mapping, job: Job, root: Path) -> Iterator[str]:
    asked = as_opened(job.params, root)
    for name in WORDS:
        if name in asked and asked[name] != opened.get(name):
            wanted, found = _shown(name, asked[name], root), _shown(name, opened.get(name), root)
            yield f"{WORDS[name]} được yêu cầu {wanted}, sổ tay mở {found}"


def as_opened(params: Mapping, root: Path) -> dict:
    """The parameters of a job in the words in which a report that is opened is noted."""
    asked = dict(params)
    for name in {"tu_ngay", "den_ngay", "ngay_bao_cao", "dia_gioi"} & params.keys():
        asked[name] = Moment.parse(params[name]).iso if params[name] else None
    if params.get("so_nam_da_qua") is not None:
        asked["so_nam_da_qua"] = str(Fraction(str(params["so_nam_da_qua"])))
    asked["don_vi"] = places.get(params["don_vi"]).id
    asked["du_lieu"] = settled(params["du_lieu"], root)
    return asked


def _shown(name: str, value, root: Path) -> str:
    if value in (None, [], ""):
        return "«không đặt»"
    if name == "du_lieu":
        if "://" in value:  # an address may hold more than a reader should see
            return "một cơ sở dữ liệu khác"
        root, paths = root.resolve(), map(Path, parts(value))
        return quote(joined(p.relative_to(root).as_posix() if p.is_relative_to(root) else p.name for p in paths))
    if isinstance(value, bool):
        return quote("có" if value else "không")
    return quote(", ".join(value) if isinstance(value, list) else value)
