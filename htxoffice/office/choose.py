"""The first notebook: which places and periods the data hold, and the report of one of them, without a command line.

`chon(noi, ky)` lists the choices and says what is chosen; `lap(noi, ky)` makes the page and the Word file of it. Both
show themselves in JupyterLab and print as plain text elsewhere.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from htxlib.codelists import places
from htxlib.codelists.periods import Moment, Period
from htxlib.data import carried, several
from htxlib.data.dataset import Dataset, located, read
from htxlib.data.write import put
from htxlib.report.annex import data_notes, findings
from htxlib.report.parameters import project_root
from htxlib.report.report import open_report
from htxlib.words.errors import Fault, InputError, misspelt, quote
from htxlib.words.text import fold, listing

from ..batch import build, manifest
from ..batch.plan import Job
from ..batch.plan import read as plan_read
from ..intake.asks import Wanted
from ..settings.kind import Kinds
from ..settings.office import find
from .publication import Publication, known_of

REPORTS = "reports"
FULL = ("bao_cao_nam", "bao_cao_giua_ky")  # the notebooks of a place's full reports
_FRAME = "width:100%;height:75vh;border:1px solid #ccc"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Choice:
    """A period of which a report can be made, with how many figures the data hold of it."""

    period: Period
    term: str = ""
    figures: int = 0

    @property
    def name(self) -> str:
        """What a person types: "năm 2025", "quý I/2026", "2020-2025 đến 31/5/2023"."""
        return f"{self.term} đến {self.period.end.text}" if self.term else self.period.text

    def is_called(self, text: str) -> bool:
        """Whether somebody means this period: by its name, or as the commands call it (2026-Q1)."""
        if fold(text) == fold(self.name):
            return True
        try:
            return not self.term and Period.named(text).days == self.period.days
        except ValueError:
            return False


# --- what there is ----------------------------------------------------------------------------------------------------


def choices(dataset: Dataset, place: str) -> list[Choice]:
    """The periods of a place that its figures speak of, the latest first: what happened in them, and years with stocks."""
    found: Counter[tuple[str, Period]] = Counter()
    terms = dataset.terms(place)
    for row in dataset.every("so_lieu"):
        if row.place == place and row.period.end is not None:
            for about in _periods(row.period, terms):
                found[about] += 1
    listed = [Choice(period, term, figures) for (term, period), figures in found.items()]
    return sorted(listed, key=lambda each: (each.period.last, bool(each.term), each.period.days), reverse=True)


def _periods(period: Period, terms: Iterable) -> Iterator[tuple[str, Period]]:
    """The reports in which a figure of these days stands first."""
    if period.start is None:  # a stock at the end of a year
        if (period.last.month, period.last.day) == (12, 31):
            yield "", _whole(period.last.year)
    elif period.first.year == period.last.year:
        if period.months:
            yield "", Period(Moment.of(period.first), Moment.of(period.last))
    else:
        for term in terms:
            if term.period.first.year == period.first.year and period.last <= term.period.last:
                yield term.name, Period(Moment.parse(str(term.period.first.year)), Moment.of(period.last))


def _whole(year: int) -> Period:
    return Period.parse(f"{year}-01-01", f"{year}-12-31")


@dataclass(frozen=True)
class _Table:
    """Where the notebook stands: the project, its data, the place, its periods and the one that is meant."""

    root: Path
    data: str
    known: tuple[str, ...]  # places with figures
    place: places.Place
    offered: list[Choice]
    chosen: Choice


def _open(noi: str, ky: str) -> _Table:
    """Raises InputError with the choices there are, where something else is typed."""
    office = find(Path.cwd())
    root = office.root if office else project_root()
    data = office.data if office else carried.SHARED
    dataset = read(located(data, root))
    known = tuple(id for id in dataset.places() if places.get(id).kind in places.PROVINCIAL)
    named = _named(noi.strip() or (office.place if office else _richest(dataset, known)), known)
    offers = [(place, choices(dataset, place.id)) for place in named]
    for place, offered in offers:  # a name may be that of a merged province and of what it was before: the period says which
        chosen = next((each for each in offered if not ky.strip() or each.is_called(ky)), None)
        if chosen:
            return _Table(root, data, known, place, offered, chosen)
    raise InputError([_of_no_period(place, offered, ky) for place, offered in offers])


def _richest(dataset: Dataset, known: tuple[str, ...]) -> str:
    """The place with the most figures: something to see where nobody has chosen and the project is no office's own."""
    count = Counter(row.place for row in dataset.every("so_lieu"))
    return max(known, key=lambda place: count[place], default="")


def _of_no_period(place: places.Place, offered: list[Choice], ky: str) -> Fault:
    names = [each.name for each in offered]
    if not names:
        remedy = "Nhập biểu trước: htx report bieu.xlsx (hướng dẫn, mục 2)."
        return Fault(f"số liệu của {place.name} có kỳ", "chưa có", remedy, at="ô ky")
    expected, remedy = f"một kỳ mà {place.name} ({place.id}) có số liệu", f"Các kỳ: {'; '.join(names)}."
    return Fault(expected, quote(ky), remedy, at="ô ky")


def _named(text: str, known: tuple[str, ...]) -> list[places.Place]:
    """The places of this id or name, that of today first."""
    named = [places.get(id) for id in known]
    found = [each for each in named if fold(text.strip()) in (each.id, fold(each.name))]
    if not found:
        there = listing([f"{each.name} ({each.id})" for each in named]) or "không đơn vị nào"
        nearest = misspelt(text, [*known, *(each.name for each in named)])
        remedy = f"{nearest} Có số liệu của: {there}.".strip()
        raise InputError(Fault("một đơn vị có số liệu", quote(text), remedy, at="ô noi"))
    return sorted(found, key=lambda each: each.end is not None)


# --- what the notebook shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """Something for people: HTML in JupyterLab, the same as plain text elsewhere."""

    text: str
    html: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def chon(noi: str = "", ky: str = "") -> Shown:
    """List the places and periods that the data hold, and say which of them a report would be made of.

    `noi` is an id or a name, `ky` the name of a period; left empty: the office's own place (elsewhere the
    one with the most figures), the latest period. Raises
    InputError where the data have no such place or period.
    """
    table = _open(noi, ky)
    others = [f"{each.name} ({each.id})" for each in map(places.get, table.known)]
    head = f"Sẽ lập: {table.chosen.name}, {table.place.name} ({table.place.id})."
    rows = [(each.name, f"{each.figures} số", "đang chọn" if each == table.chosen else "") for each in table.offered]
    lines = [head, f"Các kỳ {table.place.name} có số liệu:"]
    lines += [f"  {name}: {count}{f' ({mark})' if mark else ''}" for name, count, mark in rows]
    lines.append(f"Các đơn vị có số liệu: {listing(others)}.")
    body = "".join(f"<tr><td>{escape(name)}</td><td>{count}</td><td>{mark}</td></tr>" for name, count, mark in rows)
    table_html = f"<table><thead><tr><th>Kỳ</th><th>Số liệu</th><th></th></tr></thead><tbody>{body}</tbody></table>"
    many = f"<details><summary>Các đơn vị có số liệu ({len(others)})</summary>{escape(listing(others))}</details>"
    return Shown("\n".join(lines), f"<p><b>{escape(head)}</b></p>{table_html}{many}")


def lap(noi: str = "", ky: str = "") -> Shown:
    """Make the report of a place and period, and show its page, its Word file and what to look at before it is signed.

    The files lie in `reports/`. A publication of that place and period in `params/` is the one that is made; where there
    is none it is written. Raises InputError as `chon` does, and where the report cannot be made.
    """
    table = _open(noi, ky)
    path, job = _publication(table)
    build(params_files=[path], places=[table.place.id], reports=REPORTS)
    entry = manifest.read(table.root / REPORTS).get(job.id, {})
    if entry.get("status") != manifest.DONE:
        found = entry.get("failure", {}).get("message", "chưa dựng được")
        raise InputError(Fault("báo cáo dựng được", quote(found), "Sửa số liệu rồi chạy lại ô này.", f"params/{path.name}"))
    return _made(table, job)


def _publication(table: _Table) -> tuple[Path, Job]:
    """The params file of what is chosen and its report: one that is there, else one as a form would ask for."""
    root, place, chosen = table.root, table.place, table.chosen
    wanted = Wanted({"tu_ngay": chosen.period.start.iso, "den_ngay": chosen.period.end.iso}, dict(known_of(root, place)))
    wanted.document.pop("so_sanh", None)
    wanted.document.pop("ngay_ky", None)  # of the last report, as is its subject
    wanted.document.pop("trich_yeu", None)
    if chosen.term:
        wanted.params |= {"nhiem_ky": chosen.term, "so_nam_da_qua": None}
    for path in sorted((root / "params").glob("*.yml")):
        for job in plan_read(root, [path]):
            if job.place == place.id and job.notebook in FULL and not job.of and _is_of(job, chosen):
                return path, job
    asked = Publication(place.id, wanted, several.parts(table.data))
    path = root / "params" / f"{asked.name}.yml"
    kinds = Kinds(root)
    if faults := asked.faults(kinds):
        raise InputError(faults)
    put({path: asked.text(kinds).encode()})
    return path, next(job for job in plan_read(root, [path]) if not job.of)


def _is_of(job: Job, chosen: Choice) -> bool:
    period = Period.parse(str(job.params["tu_ngay"]), str(job.params["den_ngay"]))
    if chosen.term:
        return job.params.get("nhiem_ky") == chosen.term and period.last == chosen.period.last
    return not job.params.get("nhiem_ky") and period.days == chosen.period.days


def _made(table: _Table, job: Job) -> Shown:
    """The page itself, where its files are, and the notes on its data."""
    folder = table.root / REPORTS
    files = {word: folder / f"{job.id}.{ending}" for word, ending in (("bản Word", "docx"), ("trang web", "html"))}
    notes = list(data_notes(findings(open_report(**_asked(job, table.root)).scope), ()))
    head = f"Đã lập: {table.chosen.name}, {table.place.name}."
    said = notes or ["Không có lưu ý nào về số liệu."]
    lines = [head, *(f"  {word}: {path}" for word, path in files.items()), "Lưu ý về số liệu:"]
    lines += [f"  - {each}" for each in said]
    links = " · ".join(_download(f"Tải {word}", path) for word, path in files.items())
    items = "".join(f"<li>{escape(each)}</li>" for each in said)
    page = escape(files["trang web"].read_text("utf-8"), quote=True)
    frame = f'<iframe srcdoc="{page}" sandbox="allow-scripts allow-popups" style="{_FRAME}"></iframe>'
    where = f"<p>Các tệp ở thư mục {escape(str(files['bản Word'].parent))}.</p>"
    top = f"<p><b>{escape(head)}</b> {links}</p>{where}<p>Lưu ý về số liệu:</p><ul>{items}</ul>"
    return Shown("\n".join(lines), top + frame)


def _asked(job: Job, root: Path) -> dict:
    """The parameters of a report as `open_report` takes them."""
    names = ("don_vi", "den_ngay", "tu_ngay", "nhiem_ky", "so_nam_da_qua", "ngay_bao_cao", "nguon_uu_tien")
    given = {name: job.params[name] for name in names if name in job.params}
    return given | {"du_lieu": located(job.params["du_lieu"], root)}


def _download(words: str, path: Path) -> str:
    """A link that holds the file itself: JupyterLab shows no folder above the notebooks."""
    kind = WORD if path.suffix == ".docx" else "text/html;charset=utf-8"
    content = base64.b64encode(path.read_bytes()).decode()
    return f'<a download="{escape(path.parent.name)}-{escape(path.name)}" href="data:{kind};base64,{content}">{words}</a>'
