"""What was read in texts as a workbook in the known form: a row a number, its sentence beside it, a column to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from htxlib.codelists import places, variables
from htxlib.codelists.units import Unit, UnknownUnit
from htxlib.data.contract import arranged, columns
from htxlib.data.dataset import Dataset
from htxlib.data.dataset import read as read_data
from htxlib.data.rows import HEDGES, STATUSES
from htxlib.data.workbook.headings import CONFIRM, LABEL, OPERATIONS, SECOND, SENTENCE, SHEETS, SURENESS, THIRD
from htxlib.data.write import put
from htxlib.indicators import catalogue
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import capital, listing, slug

from ..intake.form import choices_of, decimal, lists_of
from ..intake.layout import Page, Row, build
from .many import files_of
from .passages import Passage
from .propose import Proposal, place_of, proposals
from .reading import read

_SAID = (SENTENCE, SURENESS)
# What a person who confirms looks at first; the other columns of the table follow.
ORDER = {
    "so_lieu": (
        CONFIRM, LABEL, "gia_tri", "gia_tri_den", "don_vi_tinh", "do_chinh_xac", "tu_ngay", "den_ngay", *_SAID, SECOND,
        THIRD, "don_vi", "tinh_trang", "nguon", "ghi_chu",
    ),
    "muc_tieu": (
        CONFIRM, LABEL, "dau", "gia_tri", "gia_tri_den", "don_vi_tinh", "tu_ngay", "den_ngay", "loai", "kieu", *_SAID,
        SECOND, THIRD, "don_vi", "van_ban",
    ),
    "doi_chieu": (
        CONFIRM, LABEL, "phep_tinh", "gia_tri", "don_vi_tinh", "do_chinh_xac", "tu_ngay", "den_ngay", "so_voi", "goc_ngay",
        *_SAID, SECOND, THIRD, "don_vi", "nguon", "ghi_chu",
    ),
    "noi_dung": (CONFIRM, "muc", "thu_tu", "noi_dung", "tu_ngay", "den_ngay", SURENESS, "don_vi", "nguon"),
}  # fmt: skip
_OWN_WORDS = {  # the first that fits
    "nguyen-nhan": "nguyên nhân", "bai-hoc-kinh-nghiem": "bài học kinh nghiệm",
    "nhiem-vu-trong-tam": "nhiệm vụ trọng tâm|nhiệm vụ chủ yếu", "dien-hinh-tien-tien": "điển hình tiên tiến",
    "han-che": "hạn chế|khó khăn|tồn tại|vướng mắc", "kien-nghi": "kiến nghị|đề xuất|đề nghị",
    "phuong-huong": "phương hướng|nhiệm vụ|giải pháp|thời gian tới",
}  # fmt: skip
_INTRO = (
    f"Đọc câu, sửa ô sai, rồi đánh x ở cột {CONFIRM}. Chỉ dòng có x được nhập; «nên xem lại» là chỗ máy không chắc.",
    "Đúng chỉ tiêu khác thì chọn ở cột Tên chỉ tiêu (danh sách theo tên), hoặc chép từ cột đề xuất.",
)


@dataclass
class Told:
    """What was read, for the summary."""

    files: int = 0
    rows: Counter = field(default_factory=Counter)  # table → rows
    unsure: int = 0  # rows whose indicator or date a person should look at
    unknown: int = 0  # rows without any proposal
    repeated: int = 0  # numbers that only say a row again

    def text(self, out: Path) -> str:
        rows = listing(f"{n} dòng {SHEETS[table]}" for table, n in self.rows.items())
        told = [
            f"Đã đọc {self.files} tệp: {rows or 'không có số nào'}.",
            f"{self.unsure} dòng nên xem lại, {self.unknown} dòng chưa nhận ra chỉ tiêu;"
            f" {self.repeated} số nhắc lại đã gộp.",
            f"Đã viết {out}. Chưa dòng nào được xác nhận: mở bằng Excel, đánh x ở cột «{CONFIRM}»,"
            f" rồi htx import {out} --into data/…",
        ]
        return "\n".join(told)


def read_into(named: Iterable[Path], out: Path, data: str | Path | None = None, place: str = "") -> Told:
    """Write the workbook of what the files say; raises InputError where one of them cannot be read."""
    if out.suffix.lower() != ".xlsx":
        raise InputError(Fault("tên tệp .xlsx", quote(out), "Đặt tên tệp kết thúc bằng .xlsx.", at="--into"))
    dataset = read_data(data) if data else Dataset({}, "")
    own = dataset.own_variables()
    told, rows, sources, used = Told(), {table: [] for table in ORDER}, [], set()
    for path in files_of(named):
        passages = read(path)
        where = place or place_of(passages)
        source = {"nguon": slug(path.stem)[:60] or "van-ban", "tieu_de": _title(passages, path)}
        sources.append(source)
        found = proposals(path, own.values())
        for table, cells in _rows(found, path, where, source["nguon"], own, told):
            rows[table].append(cells)
        used |= {code for each in found for code in each.codes if code in own}
        rows["noi_dung"] += list(_own_words(passages, where, source["nguon"]))
        told.files += 1
    told.rows = Counter({table: len(lines) for table, lines in rows.items() if lines})
    kept = {code: variable for code, variable in own.items() if code in used}
    put({out: _workbook(rows, sources, kept, dataset, place)})
    return told


def _title(passages: list[Passage], path: Path) -> str:
    return next((p.text.strip()[:200] for p in passages if len(p.text.strip()) > 15), path.stem)


def _rows(found: list[Proposal], path: Path, place: str, source: str, own: dict, told: Told) -> Iterable[tuple[str, dict]]:
    """Yield the cells of each proposal; one that only says a fact again is named in the row that says it first."""
    first: dict[tuple, dict] = {}
    for each in found:
        said = f"{path.name}, {each.passage.where}"
        key = each.table, each.codes[:1], each.operation, each.number.value, each.number.upper, each.start, each.end
        if each.codes and key in first:
            first[key]["ghi_chu"] = f"{first[key].get('ghi_chu', '')}; nhắc lại ở {each.passage.where}".removeprefix("; ")
            told.repeated += 1
            continue
        cells = first[key] = _cells(each, said, each.place or place, source, own)
        told.unsure += bool(each.codes) and not each.is_sure
        told.unknown += not each.codes
        yield each.table, cells


def _cells(each: Proposal, said: str, place: str, source: str, own: dict) -> dict[str, str]:
    number = each.number
    labels = [_label(code, own) for code in each.codes] + ["", "", ""]
    short = each.sentence if len(each.sentence) <= 400 else _around(each)
    unit = _unit(number.unit.text if number.unit else "")
    sure = "chưa nhận ra chỉ tiêu" if not each.codes else "" if each.is_sure and each.end else "nên xem lại"
    cells = {
        LABEL: labels[0], SECOND: labels[1], THIRD: labels[2], "gia_tri": decimal(number.value), "don_vi_tinh": unit,
        "gia_tri_den": decimal(number.upper) if number.upper else "", "tu_ngay": each.start, "den_ngay": each.end,
        "do_chinh_xac": number.hedge if number.hedge in HEDGES else "", "don_vi": place, SENTENCE: short, SURENESS: sure,
        "nguon": source, "ghi_chu": f"{said}: «{short}»",
    }  # fmt: skip
    if each.table == "muc_tieu":
        resolution = re.search("nghị quyết|đại hội", each.sentence, re.I)
        yearly = number.unit is not None and number.unit.time == "năm" and not number.unit.per
        cells |= {
            "dau": each.sign, "loai": "nghị quyết" if resolution else "kế hoạch",
            "kieu": "bình quân năm" if yearly else "cuối kỳ", "van_ban": cells["ghi_chu"],
        }  # fmt: skip
    elif each.table == "doi_chieu":
        cells |= {"phep_tinh": OPERATIONS[each.operation], "so_voi": each.against}
    else:
        cells["tinh_trang"] = "ước" if number.hedge == "ước" else STATUSES[0]
    return cells


def _around(each: Proposal) -> str:
    """Return the part of a long sentence that the number stands in."""
    text, at = each.passage.text, each.number.start
    return "…" + text[max(0, at - 250) : at + 150].strip() + "…"


def _unit(text: str) -> str:
    try:
        return Unit.parse(text).text if text else ""
    except UnknownUnit:
        return ""


def _label(code: str, own: dict) -> str:
    declared = catalogue.load().get(code) or variables.load().get(code) or own.get(code)
    return declared.label


def _own_words(passages: list[Passage], place: str, source: str) -> Iterable[dict[str, str]]:
    """Paragraphs that say in words what an office thinks, without a number to compute with."""
    for passage in passages:
        section = next((s for s, words in _OWN_WORDS.items() if re.search(words, passage.text[:200], re.I)), "")
        if section and len(passage.text) > 80 and not passage.cells and not any(n.is_quantity for n in passage.numbers):
            words = passage.text.strip()[:3000]
            yield {"muc": section, "noi_dung": words, SURENESS: "nên xem lại", "don_vi": place, "nguon": source}


def _workbook(rows: dict[str, list], sources: list[dict], own: dict, dataset: Dataset, place: str) -> bytes:
    lists = {**lists_of(own), CONFIRM: ["x"]}
    pages = []
    for table, first in ORDER.items():
        named = [name for name in first if name != "don_vi" or not place]
        # The indicator is confirmed by its label, the place of all rows stands on the first sheet.
        shown = arranged(table, named, without=["chi_tieu", "don_vi"])
        choices = {k: v for k, v in choices_of(table, own).items() if k in shown} | {CONFIRM: ["x"]}
        if LABEL in shown:
            choices[LABEL] = choices_of("so_lieu", own)["chi_tieu"].replace("$A$", "$B$")
        pages.append(
            Page(table, shown, [Row(cells) for cells in rows[table]], f"{SHEETS[table]} đọc từ văn bản", _INTRO, 0, choices)
        )
    if own:
        mine = [Row(raw.cells) for raw in dataset.raw("chi_tieu") if raw["ma"] in own]
        pages.append(Page("chi_tieu", columns("chi_tieu"), mine, "Chỉ tiêu riêng"))
    pages.append(Page("nguon", columns("nguon"), [Row(each) for each in sources], "Nguồn"))
    name = capital(places.get(place).name) if place else ""
    return build(
        [["Số liệu đọc từ văn bản"], ["Đơn vị", place, f"{name or 'Ghi ở từng dòng'}."], *([line] for line in _INTRO)],
        pages,
        lists,
    )
