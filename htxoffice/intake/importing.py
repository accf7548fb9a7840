"""Importing: forms and registers of cooperatives, each accepted whole or not at all, every mistake of all told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from htxlib.checks import Finding, run_checks
from htxlib.codelists.places import UnknownPlace
from htxlib.codelists.places import get as get_place
from htxlib.data import sql
from htxlib.data.contract import columns
from htxlib.data.dataset import WORKBOOKS, Dataset, Origin
from htxlib.data.folder import listed, unread
from htxlib.data.tables import Raw
from htxlib.data.workbook import workbook
from htxlib.words.errors import Fault, InputError, quote
from htxlib.words.text import one_line

from .. import register
from ..register.sources import OTHER_WORKBOOKS, holds
from . import held, merge, registers, store
from .merge import Changes, Tables
from .outcome import Outcome

READ = (*WORKBOOKS, ".csv")
Review = Callable[[Dataset, Collection[str]], list[Finding]]


def bring(
    forms: Iterable[str | Path],
    into: str | Path,
    on: str = "",
    check_only: bool = False,
    options: registers.ReadOptions | None = None,
    first: Callable[[list[Outcome]], bool] | None = None,
    review: Review | None = None,
) -> list[Outcome]:
    """Import forms and registers (files, folders of them, databases) into a folder of CSV files or a database.

    A file with a fault changes nothing; the others are written together. `on` is the day that the history notes,
    today if empty. `first` is told what is about to be written, and may say no; `review` finds what to look at in the
    passages of places, among all that is known then. Raises InputError when the target cannot be read or there is nothing
    to import.
    """
    forms, on = list(forms), on or date.today().isoformat()
    found = _inputs(forms, into)
    with store.opened(into, check_only) as (tables, save):
        outcomes = _all(found, forms, tables, on, options or registers.ReadOptions(), review)
        if first is None or first(outcomes):
            save([each.file for each in outcomes if each.accepted], on)
    return outcomes


def _inputs(forms: Iterable[str | Path], into: str | Path) -> list[str | Path]:
    """What is named, and all that a person put into folders named but the data; what cannot be read is told as such."""
    found: dict[str | Path, None] = {}
    for form in forms:
        if sql.is_url(form):
            found[str(form)] = None
            continue
        path = Path(form)
        inside = [each for each in listed(path) if each.resolve() != Path(into).resolve()] if path.is_dir() else [path]
        found |= dict.fromkeys(inside)
    if not found:
        raise InputError(Fault("tệp .xlsx hoặc danh bạ .csv để nhập", "không có tệp nào", "Kiểm tra đường dẫn."))
    return list(found)


def _unread(where: str | Path, named: Iterable[str | Path], file: str) -> Fault | None:
    """Why a thing found in a folder is not read; what somebody named is tried, whatever it is called."""
    is_named = sql.is_url(where) or where in {Path(each) for each in named}
    return None if is_named or _is_other_register(where) else unread(Path(where), READ, file)


def _is_other_register(where: str | Path) -> bool:
    """Whether it is a register in a workbook of another kind; a form is read from .xlsx only, which loses nothing of it."""
    if sql.is_url(where) or Path(where).suffix.lower() not in OTHER_WORKBOOKS:
        return False
    with suppress(InputError):
        return holds(Path(where))
    return False


def _all(
    found: list[str | Path],
    named: list[str | Path],
    tables: Tables,
    on: str,
    options: registers.ReadOptions,
    review: Review | None,
) -> list[Outcome]:
    there = Dataset(tables.rows)  # refuses a target that is not in order
    places = merge.places_of(there)
    simulated = there.is_simulated() if tables.rows.get("so_lieu") else None
    outcomes: list[Outcome] = []
    for where, name in zip(found, _names(found), strict=True):
        if fault := _unread(where, named, name):
            outcomes.append(Outcome(name, faults=[fault]))
            continue
        outcome, trial = Outcome(name), tables.copy()
        data = _checked(where, outcome, trial, options, outcomes)
        outcomes.append(outcome)
        if data is None:
            continue
        if _mixes(data, simulated):
            outcome.faults.append(_mixed(name, simulated))
            continue
        fresh, own = {each.file for each in outcomes if each.accepted}, merge.places_of(data)
        places |= own
        book = _own({table: list(data.raw(table)) for table in merge.JOINED}, name)
        outcome.changes = _joined(book, outcome, trial, places, set(own.values()), fresh, on)
        outcome.notes += outcome.changes.notes
        outcome.faults += workbook.told(outcome.changes.faults, name)
        if outcome.accepted:
            tables.take(trial)
            simulated = data.is_simulated() if any(data.every("so_lieu")) else simulated
            outcome.findings += _findings(tables, places, set(own.values()), outcome)
            if review and book["noi_dung"]:
                outcome.findings += review(Dataset(tables.rows), sorted({own[raw.origin] for raw in book["noi_dung"]}))
    _compare(outcomes, tables)
    return outcomes


def _joined(
    book: dict[str, list[Raw]], outcome: Outcome, tables: Tables, places: Mapping, own: set[str], fresh: set[str], on: str
) -> Changes:
    """Let a workbook join the tables: what it came with and has no more goes, then its rows come."""
    first, place = Changes(), next(iter(own), "") if len(own) < 2 else ""
    if outcome.held and (place or not own):
        place = place or _place_of(outcome)
        if not tables.may_lose:
            first.notes.append("Cơ sở dữ liệu: dòng bị xóa hoặc để trống trong biểu vẫn được giữ.")
        else:
            codes = held.renamed(outcome.held, book, tables)
            held.rename(tables, codes, first)
            book = {table: held.in_new_codes(rows, codes) for table, rows in book.items()}
            held.remove(held.Form(outcome.held, book, place, outcome.file, on), tables, places, first)
    changes = merge.join(tables, book, places, fresh, on)
    changes.removed, changes.notes = first.removed, [*first.notes, *changes.notes]
    changes.sentences, changes.faults = [*first.sentences, *changes.sentences], [*first.faults, *changes.faults]
    return changes


def _place_of(outcome: Outcome) -> str:
    """The place of a form that has no row left."""
    with suppress(UnknownPlace):
        return get_place(outcome.place).id
    return ""


def _compare(outcomes: list[Outcome], tables: Tables) -> None:
    """What registers add up to against all that is reported, also by what came in with them."""
    for outcome in outcomes:
        if outcome.accepted and outcome.totals:
            outcome.findings += register.compare(outcome.totals, Dataset(tables.rows))


def _names(found: list[str | Path]) -> list[str]:
    """The names by which reports call the files: with their folder where two are called alike."""
    paths = [Path(sql.name_of(each) if sql.is_url(each) else each) for each in found]
    names = [path.name for path in paths]
    for depth in range(2, max(len(path.parts) for path in paths) + 1):
        alike = {name for name in names if names.count(name) > 1}
        names = ["/".join(p.parts[-depth:]) if name in alike else name for p, name in zip(paths, names, strict=True)]
    return list(map(one_line, names))


def _checked(
    where: str | Path, outcome: Outcome, tables: Tables, options: registers.ReadOptions, others: list[Outcome]
) -> Dataset | None:
    """The file as a dataset among the sources and variables that are there; None with its faults told."""
    if registers.is_one(where) or _is_other_register(where):
        return registers.checked(where, outcome, options, others)
    try:
        book = workbook.read(where, outcome.file)
    except InputError as error:
        outcome.faults += error.faults
        return None
    if not book.is_form and holds(where):
        return registers.checked(where, outcome, options, others)
    outcome.place, outcome.notes, outcome.faults = book.place, book.notes, book.faults
    outcome.held = book.held
    if book.place:
        _leave_unused_sources(book)
    around = {
        table: _others(tables, table, book.tables.get(table, ()), key)
        for table, key in (("nguon", "nguon"), ("chi_tieu", "ma"))
    }
    try:
        data = Dataset({**book.tables, **{table: rows + book.tables.get(table, []) for table, rows in around.items()}})
    except InputError as error:
        outcome.faults = workbook.told([*outcome.faults, *error.faults], outcome.file)
    if outcome.accepted:
        return data
    outcome.findings += _of_the_rest(book, around, outcome)
    return None


def _of_the_rest(book: workbook.Book, around: Mapping[str, list[Raw]], outcome: Outcome) -> list[Finding]:
    """What contradicts each other among the rows of a refused form that have no fault, so that all is told at once.

    Only the form's own rows: what is there may be what the faulty cell is about to change.
    """
    bad = {(fault.sheet, fault.at.row) for fault in outcome.faults}
    own = {
        table: [raw for raw in rows if not raw.told and (raw.origin.sheet, raw.origin.row) not in bad]
        for table, rows in book.tables.items()
    }
    try:
        rest = Dataset({**own, **{table: rows + own.get(table, []) for table, rows in around.items()}})
    except InputError:  # one mistake hangs on another: told when the first is mended
        return []
    places = merge.places_of(rest)
    return _findings(Tables({table: list(rest.raw(table)) for table in merge.JOINED}), places, set(places.values()), outcome)


def _others(tables: Tables, table: str, own: Iterable[Raw], key: str) -> list[Raw]:
    """The rows that are there already, but for those that the workbook has itself."""
    brought = {raw[key] for raw in own}
    return [raw for raw in tables.rows.get(table, ()) if raw[key] not in brought]


def _own(book: dict[str, list[Raw]], name: str) -> dict[str, list[Raw]]:
    """Only what the workbook itself says."""
    return {table: [raw for raw in rows if raw.origin.file == name] for table, rows in book.items()}


def _leave_unused_sources(book: workbook.Book) -> None:
    """A form comes with a source for whatever will be filled in; one that no row names is not brought along."""
    named = {raw["nguon"] for table, rows in book.tables.items() if table != "nguon" for raw in rows}
    for raw in book.tables.get("nguon", ()):
        if raw["nguon"] not in named and not raw.told:
            book.notes.append(f"Nguồn {quote(raw['nguon'])} chưa dòng nào dùng: không nhập.")
    book.tables["nguon"] = [raw for raw in book.tables.get("nguon", ()) if raw["nguon"] in named or raw.told]


def _findings(tables: Tables, places: Mapping[Origin, str], mine: set[str], outcome: Outcome) -> list[Finding]:
    """What a province should look at again: warnings and errors in the rows of its file, with all that is known."""
    known = {
        table: [raw for raw in rows if "don_vi" not in columns(table) or places.get(raw.origin, raw["don_vi"]) in mine]
        for table, rows in tables.rows.items()
    }
    data = Dataset(known)
    found = (finding for place in sorted(mine) for finding in run_checks(data, place))
    told = [finding for finding in found if finding.file == outcome.file and finding.severity != "thông tin"]
    return [registers.placed(each, outcome.totals) for each in told] if outcome.totals else told


def _mixes(data: Dataset, simulated: bool | None) -> bool:
    return simulated is not None and any(data.every("so_lieu")) and data.is_simulated() != simulated


def _mixed(name: str, simulated: bool | None) -> Fault:
    words = ("số thật", "số mô phỏng")
    return Fault(
        f"{words[bool(simulated)]} như bộ dữ liệu đang có",
        words[not simulated],
        "Không để số thật và số mô phỏng chung một chỗ: nhập vào thư mục khác, hoặc sửa cột Tình trạng.",
        name,
    )
