"""What a form asks of the report that is to be made of it: its period, the term, whom it looks at, who signs.

One list of lines for whoever writes the sheet and whoever reads it back; a publication takes from it what a params file
would say, so that nobody has to write one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from htxlib.codelists.periods import Moment, Period
from htxlib.data.workbook.cell import plain, shown
from htxlib.data.workbook.cell_text import Mistyped
from htxlib.data.workbook.headings import REPORT, key
from htxlib.data.workbook.sheet import Book
from htxlib.data.workbook.xlsx import Cell
from htxlib.words.errors import Fault, Faults, quote
from htxlib.words.location import Location
from htxlib.words.text import fold, tidy

from ..settings.params import check_van_ban
from .layout import Ask

HALF, WHOLE, MONTHS = "nửa nhiệm kỳ", "cả nhiệm kỳ", "tính theo số tháng"
YES, NO = "có", "không"
DATES = ("tu_ngay", "den_ngay", "ngay_bao_cao", "ngay_ky")
# Name in a publication → its label, and what it means to a person.
PERIOD = {
    "tu_ngay": ("Từ ngày", "Ngày đầu kỳ báo cáo. Nhiệm kỳ chỉ biết năm thì ghi năm."),
    "den_ngay": ("Đến ngày", "Ngày cuối kỳ báo cáo. Các dòng ở trang Số liệu cũng phải thuộc kỳ này."),
    "ngay_bao_cao": ("Số dư tính đến", "Chỉ ghi khi số dư lấy đến một ngày sau kỳ, ví dụ ngày hội nghị."),
    "nhiem_ky": ("Nhiệm kỳ", "Chỉ với báo cáo nhiệm kỳ, ví dụ 2020-2025; báo cáo tháng, quý, năm thì để trống."),
    "da_qua": (
        "Nhiệm kỳ đã qua",
        f"Với báo cáo nhiệm kỳ: «{HALF}», «{WHOLE}», «{MONTHS}» (khi biết ngày đại hội), hoặc số năm, ví dụ 2,5.",
    ),
    "so_sanh": ("So với tỉnh khác", f"«{YES}»: so với vùng, cụm, cả nước theo số liệu công bố; «{NO}»: chỉ số của đơn vị."),
}
DOCUMENT = {
    "so_ky_hieu": ("Số, ký hiệu", "Ví dụ 12/BC-LMHTX; chưa có số thì ghi /BC-LMHTX."),
    "dia_danh": ("Nơi ban hành", "Địa danh ở dòng ngày tháng, ví dụ Yên Bái."),
    "ngay_ky": ("Ngày ký", "Chưa biết thì để trống: bản Word chừa chỗ để ghi."),
    "co_quan_cap_tren": ("Cơ quan cấp trên", "Để trống nếu không ghi."),
    "co_quan": ("Cơ quan ban hành", "Để trống: tên Liên minh của đơn vị."),
    "chuc_danh": ("Chức vụ người ký", "Ví dụ TM. BAN THƯỜNG VỤ; CHỦ TỊCH. Mỗi dòng cách nhau bằng dấu chấm phẩy."),
    "nguoi_ky": ("Người ký", "Họ và tên."),
    "noi_nhan": ("Nơi nhận", "Mỗi nơi cách nhau bằng dấu chấm phẩy."),
    "trich_yeu": ("Trích yếu", "Để trống: lấy tên của báo cáo."),
}
LISTS = ("chuc_danh", "noi_nhan")


@dataclass
class Wanted:
    """What a form says of its report, and what is wrong with that."""

    params: dict = field(default_factory=dict)  # as a publication has them
    document: dict = field(default_factory=dict)
    compares: bool = True  # with other places, from the shared data
    faults: list[Fault] = field(default_factory=list)
    at: dict[str, tuple] = field(default_factory=dict)  # name → sheet and cell

    @property
    def period(self) -> Period:
        return Period.parse(self.params["tu_ngay"], self.params["den_ngay"])

    def told(self, name: str, fault: Fault) -> Fault:
        """A mistake in what stands under that name, at its cell."""
        sheet, at = self.at.get(name, (REPORT, Location()))
        return Fault(fault.expected, fault.found, fault.remedy, fault.file, sheet, at)


# --- writing ----------------------------------------------------------------------------------------------------------


def lines(name: str, period: Period, term: str, known: Mapping[str, object]) -> list[Ask]:
    """The lines of the sheet; `known` is what the last report of the place said of itself."""
    given = {"tu_ngay": period.start.iso, "den_ngay": period.end.iso, "so_sanh": known.get("so_sanh", YES)}
    given |= {"nhiem_ky": term, "da_qua": _passed(period, term)} if term else {}
    known = {each: "; ".join(value) if isinstance(value, list) else str(value) for each, value in known.items()}
    given |= {each: known[each] for each in DOCUMENT if known.get(each) and each not in ("ngay_ky", "trich_yeu")}
    if "/" in given.get("so_ky_hieu", ""):  # the number is another one each time, its sign is not
        given["so_ky_hieu"] = "/" + given["so_ky_hieu"].partition("/")[2]
    choices = {"so_sanh": (YES, NO)}
    told = [Ask("", f"Báo cáo: {name}"), Ask("", "Kỳ báo cáo")]
    told += [_ask(each, words, given, choices) for each, words in PERIOD.items()]
    told.append(Ask("", "Văn bản để ký (bản Word)"))
    return told + [_ask(each, words, given, choices) for each, words in DOCUMENT.items()]


def _ask(name: str, words: tuple[str, str], given: Mapping[str, str], choices: Mapping[str, tuple]) -> Ask:
    needed = name in ("tu_ngay", "den_ngay")
    return Ask(words[0], given.get(name, ""), words[1], choices.get(name, ()), name in DATES, needed)


def _passed(period: Period, term: str) -> str:
    """How much of a term is behind, where a report of that day is usually called so."""
    first, last = map(int, term.split("-"))
    if period.last.year >= last:
        return WHOLE
    if period.start.precision != "năm":
        return MONTHS
    middle = Fraction(first + last + 1, 2)  # a congress is held within the first year
    return HALF if abs(period.last.year + Fraction(period.last.month, 12) - middle) <= Fraction(3, 4) else ""


# --- reading ----------------------------------------------------------------------------------------------------------


def read(book: Book) -> Wanted | None:
    """What a form says of its report; None of a workbook that has no such sheet."""
    if not book.asked:
        return None
    wanted, texts = Wanted(), {}
    for name, (label, _) in (PERIOD | DOCUMENT).items():
        cell, *at = book.asked.get(key(label), (None, REPORT, Location()))
        wanted.at[name] = tuple(at)
        try:
            text = _text(name, cell) if cell else ""
        except Mistyped as wrong:
            wanted.faults.append(wanted.told(name, wrong.fault(shown(cell), file=book.file)))
            continue
        if text.strip():
            texts[name] = text.strip()
    _period(texts, wanted, book.file)
    _document(texts, wanted, book.file)
    return wanted


def _text(name: str, cell: Cell) -> str:
    """What a cell says, a date as the contract writes it; raises Mistyped."""
    found = plain("den_ngay" if name in DATES else "ghi_chu", cell)
    if name in LISTS:  # with its line breaks
        found = "; ".join(filter(None, map(tidy, re.split(r"[\n\r]+", cell.text))))
    return found


def _period(texts: Mapping[str, str], wanted: Wanted, file: str) -> None:
    faults = Faults(file, REPORT)
    for name in ("tu_ngay", "den_ngay"):
        if name not in texts and not any(fault.at == wanted.at[name][1] for fault in wanted.faults):
            faults.add(f"{PERIOD[name][0]} của kỳ báo cáo", "ô trống", "Ghi ngày, ví dụ 31/3/2026.", wanted.at[name][1])
    params = {name: texts[name] for name in ("tu_ngay", "den_ngay", "ngay_bao_cao") if name in texts}
    start, end = (Moment.parse(params[name]) if name in params else None for name in ("tu_ngay", "den_ngay"))
    if start and end and start.first > end.last:
        found = f"{quote(params['tu_ngay'])} sau {quote(params['den_ngay'])}"
        faults.add("ngày đầu kỳ không sau ngày cuối kỳ", found, "Sửa một trong hai ngày.", wanted.at["tu_ngay"][1])
    if term := texts.get("nhiem_ky", "").replace(" ", "").replace("–", "-"):
        params["nhiem_ky"] = term
        if re.fullmatch(r"\d{4}-\d{4}", term):
            params["so_nam_da_qua"] = _years(texts.get("da_qua", ""), term, wanted, faults)
        else:
            faults.add("nhiệm kỳ dạng 2020-2025", quote(term), "Sửa ô này.", wanted.at["nhiem_ky"][1])
    compares = fold(texts.get("so_sanh", YES))
    if compares not in (fold(YES), fold(NO)):
        faults.add(f"«{YES}» hoặc «{NO}»", quote(texts["so_sanh"]), "Chọn trong danh sách.", wanted.at["so_sanh"][1])
    wanted.compares = compares == fold(YES)
    wanted.params = params
    wanted.faults += faults.all


def _years(text: str, term: str, wanted: Wanted, faults: Faults) -> float | None:
    """The years behind, in the words of the form or as a number."""
    first, last = map(int, term.split("-"))
    words = {fold(HALF): (last - first) / 2, fold(WHOLE): float(last - first), fold(MONTHS): None, "": None}
    if fold(text) in words:
        return words[fold(text)]
    if match := re.fullmatch(r"(\d)(?:[.,](\d{1,2}))?(?: năm)?", text):
        return float(f"{match[1]}.{match[2] or 0}")
    at = wanted.at["da_qua"][1]
    faults.add(f"«{HALF}», «{WHOLE}», «{MONTHS}» hoặc số năm, ví dụ 2,5", quote(text), "Sửa ô này.", at)
    return None


def _document(texts: Mapping[str, str], wanted: Wanted, file: str) -> None:
    given = {name: _parted(texts[name]) if name in LISTS else texts[name] for name in DOCUMENT if name in texts}
    _, faults = check_van_ban(given)
    for name, fault in faults:
        said = Fault(f"{DOCUMENT[name][0]}: {fault.expected.partition(': ')[2]}", fault.found, fault.remedy, file)
        wanted.faults.append(wanted.told(name, said))
    wanted.document = given


def _parted(text: str) -> list[str]:
    """The lines of a cell, parted by semicolons.

    >>> _parted("TM. BAN THƯỜNG VỤ; CHỦ TỊCH")
    ['TM. BAN THƯỜNG VỤ', 'CHỦ TỊCH']
    """
    return [each.strip(" -") for each in text.split(";") if each.strip(" -")]
