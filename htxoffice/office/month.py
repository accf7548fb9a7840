"""`htx report`: from filled forms to reports in one step; whatever is wrong with any of them is told first, at once.

Nothing is written while a form has a fault, or its figures contradict each other so that its report would be held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from htxlib.codelists import places
from htxlib.codelists.periods import Moment
from htxlib.data import carried
from htxlib.data.dataset import WORKBOOKS, read
from htxlib.data.folder import listed, unread
from htxlib.data.tables import Raw
from htxlib.data.workbook import workbook
from htxlib.data.workbook.headings import GUIDE, REPORT, SHEETS
from htxlib.data.workbook.sheet import Book
from htxlib.data.write import put
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import listing

from ..batch import build, manifest
from ..batch.plan import read as plan_read
from ..intake import asks, importing
from ..intake import report as told
from ..intake.outcome import Outcome
from ..proof import own_words
from ..settings.kind import Kinds
from ..settings.office import Office
from .publication import Publication, is_by_hand, where

Say = Callable[[str], None]
Agree = Callable[[list[Outcome]], bool]


@dataclass(frozen=True)
class Order:
    """Where the figures of forms go and what the reports look at besides."""

    root: Path
    office: Office | None = None
    into: str = ""  # from the root; "": the office's own folder, else data/<place>
    on: str = ""
    check_only: bool = False

    def target(self, place: str) -> str:
        return self.into or (self.office.own if self.office else f"data/{place}")


def report(files: Iterable[Path], order: Order, say: Say, agree: Agree, reports: str = "reports") -> int:
    """Check, import and build; return the exit code: 0 all well, 1 a report could not be made, 2 a form has a fault.

    `agree` is told what is about to be changed of what is there.

    Raises InputError where there is nothing to begin with.
    """
    forms = list(_forms(files))
    kinds, wanted = Kinds(order.root), {}
    faults: dict[Path, list[Fault]] = {}
    for path in forms:
        found, wrong = _wanted(path, order, kinds)
        faults[path] = wrong
        if found:
            wanted[path] = found
    targets: dict[str, list[Path]] = {}
    for path in forms:
        place = wanted[path].place if path in wanted else order.office.place if order.office else "biểu"
        targets.setdefault(order.target(place), []).append(path)
    if not all(_tried(paths, order, into, faults, say) for into, paths in targets.items()):
        return InputError.exit_code
    if order.check_only:
        return 0
    for into, paths in targets.items():
        came = importing.bring(paths, order.root / into, order.on, first=agree, review=own_words.review)
        say(told.text(came, is_told=True))
    return _built(list(wanted.values()), order, kinds, say, reports)


def _forms(files: Iterable[Path]) -> Iterator[Path]:
    """The files named, and all that a person put into folders named."""
    found: dict[Path, None] = {}
    for file in files:
        found |= dict.fromkeys(listed(file) if file.is_dir() else [file])
    if folders := [path for path in found if path.is_dir()]:
        raise InputError([unread(path, WORKBOOKS) for path in folders])
    if not found:
        raise InputError(Fault("biểu .xlsx đã điền", "không có tệp nào", "Kiểm tra đường dẫn."))
    yield from found


# --- before anything is written ---------------------------------------------------------------------------------------


def _wanted(path: Path, order: Order, kinds: Kinds) -> tuple[Publication | None, list[Fault]]:
    """The report that a form asks for, and what is wrong with that; None of a register, of which none is made."""
    book = None
    if path.suffix.lower() in WORKBOOKS:
        with suppress(InputError):  # told by the import
            book = workbook.read(path)
    if book is None or not book.is_form:  # perhaps a register
        remedy = "Thêm --into data/…, nơi ghi số của danh bạ."
        is_lost = not (order.into or order.office)
        return None, [Fault("biểu, hoặc danh bạ kèm nơi ghi", "không phải biểu", remedy, path.name)] if is_lost else []
    asked = asks.read(book)
    if asked is None:
        remedy = "Lấy biểu mới bằng htx workbook; chỉ muốn nhập số thì dùng htx import."
        return None, [Fault(f"trang «{REPORT}» nói kỳ báo cáo", "không có trang này", remedy, path.name)]
    faults = list(asked.faults)
    place = _place(book, asked, faults)
    if faults or place is None:
        return None, faults
    faults += [*_of_another(place, book, order), *_of_no_period(asked, book), *_of_no_term(asked, place, book, order)]
    data = [order.target(place.id), *([carried.SHARED] if asked.compares and _has_shared(order.root) else [])]
    found = Publication(place.id, replace(asked), data)
    return found, [*faults, *(replace(fault, file=path.name) for fault in found.faults(kinds))]


def _has_shared(root: Path) -> bool:
    return carried.path(root, carried.SHARED).is_dir()


def _place(book: Book, asked: asks.Wanted, faults: list[Fault]) -> places.Place | None:
    """The place of a form on its last day."""
    day = Moment.parse(asked.params["den_ngay"]).last if "den_ngay" in asked.params else None
    if not book.place:
        faults.append(Fault("đơn vị của biểu", "ô trống", "Ghi mã hoặc tên đơn vị cạnh ô «Đơn vị».", book.file, GUIDE))
        return None
    try:
        return places.resolve(book.place, day) if day else None
    except places.UnknownPlace as unknown:
        faults.append(Fault("đơn vị có trong kỳ báo cáo", quote(book.place), unknown.remedy, book.file, GUIDE))
        return None


def _of_another(place: places.Place, book: Book, order: Order) -> Iterator[Fault]:
    """A form of a place whose figures are no business of this office."""
    if order.office is None or order.into:
        return
    own = places.get(order.office.place)
    allowed = {own.id, *own.predecessors, *(each.id for each in places.members(own.id, own.end or places.MERGER))}
    if place.id not in allowed:
        remedy = "Sửa ô «Đơn vị»; nếu đúng là biểu của nơi ấy thì thêm --into data/… để số của hai nơi không lẫn nhau."
        yield Fault(f"biểu của {own.name} ({own.id})", f"{quote(place.name)} ({place.id})", remedy, book.file, GUIDE)


def _of_no_term(asked: asks.Wanted, place: places.Place, book: Book, order: Order) -> Iterator[Fault]:
    """A term that nobody declared, or whose years are not those of the report."""
    if not (term := asked.params.get("nhiem_ky")):
        return
    known = {raw["nhiem_ky"] for raw in book.tables.get("nhiem_ky", ())}
    with suppress(InputError):  # nothing there yet, or told by the import
        known |= {each.name for each in read(order.root / order.target(place.id)).terms(place.id)}
    if term not in known:
        remedy = f"Khai nhiệm kỳ ở trang «{SHEETS['nhiem_ky']}»; báo cáo tháng, quý, năm thì để trống ô này."
        yield asked.told("nhiem_ky", Fault("nhiệm kỳ đã khai", quote(term), remedy, book.file))
    first, last = map(int, term.split("-"))
    if not first <= asked.period.last.year <= last:
        found = f"kỳ đến {asked.period.end.text} của nhiệm kỳ {term}"
        remedy = "Sửa nhiệm kỳ hoặc ngày; báo cáo tháng, quý, năm thì để trống ô này."
        yield asked.told("nhiem_ky", Fault("kỳ báo cáo thuộc nhiệm kỳ", quote(found), remedy, book.file))


def _of_no_period(asked: asks.Wanted, book: Book) -> Iterator[Fault]:
    """A form whose figures are all of other days than its report: last quarter's, filled in once more."""
    rows = [raw for raw in book.tables.get("so_lieu", ()) if raw["den_ngay"]]
    period, days = asked.period, []
    for raw in rows:
        try:
            days.append(Moment.parse(raw["den_ngay"]))
        except ValueError:  # told by the import
            return
    inside = sum(period.first <= day.last and day.first <= period.last for day in days)
    if days and not inside:
        last = max(days)
        remedy = f"Sửa cột Đến ngày của trang «{SHEETS['so_lieu']}», hoặc sửa kỳ ở trang «{REPORT}»."
        found = f"mọi số là của ngày khác, gần nhất {last.text}"
        yield asked.told("den_ngay", Fault(f"có số của {period.text}", found, remedy, book.file))
    elif days:
        yield from _of_later_years(rows, days, asked, book.file)
    if not rows:
        remedy = f"Điền cột Giá trị của trang «{SHEETS['so_lieu']}»."
        yield Fault("ít nhất một con số", "biểu chưa điền số nào", remedy, book.file, SHEETS["so_lieu"])


def _of_later_years(rows: list[Raw], days: list[Moment], asked: asks.Wanted, file: str) -> Iterator[Fault]:
    """Rows of a year that the report has not come to: a year mistyped in one cell, which the report would leave out."""
    last = Moment.parse(asked.params.get("ngay_bao_cao", asked.params["den_ngay"])).last
    for raw, day in zip(rows, days, strict=True):
        if day.last.year > max(last, asked.period.last).year and raw.at and "den_ngay" in raw.at:
            sheet, at, shown = raw.at["den_ngay"]
            expected, remedy = f"ngày không sau kỳ báo cáo ({asked.period.text})", "Sửa năm của ô này."
            yield Fault(expected, quote(shown), remedy, file, sheet, at)


def _tried(paths: list[Path], order: Order, into: str, faults: dict[Path, list[Fault]], say: Say) -> bool:
    """Whether these forms could all come in and be reported on; what is in the way is told."""
    outcomes = importing.bring(paths, order.root / into, order.on, check_only=True)
    for path, outcome in zip(paths, outcomes, strict=True):
        known = {(fault.sheet, fault.at) for fault in outcome.faults}
        asked = [fault for fault in faults[path] if (fault.sheet, fault.at) not in known]
        outcome.faults = [*asked, *outcome.faults, *_blocking(outcome)]
    good = all(outcome.accepted for outcome in outcomes)
    if order.check_only or not good:
        say(told.text(outcomes, check_only=True))
    return good


def _blocking(outcome: Outcome) -> list[Fault]:
    """Contradictions for which a report is held back, as faults of the form."""
    blocking = [finding for finding in outcome.findings if finding.blocks]
    outcome.findings = [finding for finding in outcome.findings if not finding.blocks]
    remedy = "Sửa một trong các số ấy; nếu nguồn in đúng như vậy thì thêm trang «Chấp nhận» ghi lý do."
    expected, at = "các số không mâu thuẫn nhau", [f"ô {each.cell}" if each.cell else "" for each in blocking]
    return [
        Fault(expected, quote(each.message), remedy, outcome.file, each.sheet, cell)
        for each, cell in zip(blocking, at, strict=True)
    ]


# --- building ---------------------------------------------------------------------------------------------------------


def _built(wanted: list[Publication], order: Order, kinds: Kinds, say: Say, reports: str) -> int:
    """Write the params files and build them; say where everything is."""
    if not wanted:
        say("Không có biểu nào để dựng báo cáo; danh bạ đã nhập.")
        return 0
    files = {order.root / "params" / f"{each.name}.yml": each for each in wanted}
    for path, each in files.items():
        if is_by_hand(path):
            say(f"params/{path.name} đã được sửa tay: giữ nguyên, không lấy trang «{REPORT}» của biểu.")
        else:
            put({path: each.text(kinds).encode()})
    code = build(params_files=list(files), reports=reports)
    folder = order.root / reports
    for path, each in files.items():
        for line in _said(each, path, order, folder):
            say(line)
    return code


def _said(each: Publication, path: Path, order: Order, folder: Path) -> Iterator[str]:
    """Where the report of a form is, and what to look at in it."""
    name = f"{each.title}, {places.get(each.place).name}"
    entries = manifest.read(folder)
    if entries.get(f"{each.name}/{each.place}", {}).get("status") != manifest.DONE:
        yield f"{name}: CHƯA dựng được, xem lý do ở trên. Số liệu đã nhập; sửa xong thì chạy lại đúng lệnh này."
        return
    yield f"{name}:"
    ids = [job.publication for job in plan_read(order.root, [path])]
    yield from where(folder, each.name, each.place, ids)
    yield from _to_look_at(entries[f"{each.name}/{each.place}"])


def _to_look_at(entry: dict) -> Iterator[str]:
    """What somebody should see before it is signed."""
    needed = ("so_ky_hieu", "nguoi_ky", "noi_nhan")
    if blank := [asks.DOCUMENT[name][0] for name in needed if not entry["van_ban"].get(name)]:
        yield f"  Bản Word còn để trống: {listing(blank)}."
    yield "  Xem trước khi ký: mục Tóm tắt, rồi «Lưu ý về số liệu» ở cuối trang (chỗ chưa khớp, số còn thiếu)."
