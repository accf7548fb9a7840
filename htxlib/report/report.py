"""The only door a notebook uses: one place, one period, and everything that can be said about it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..checks import Finding, row_of
from ..checks.published import DIFFERS
from ..codelists import variables
from ..codelists.periods import Moment, Period
from ..codelists.variables import STATISTICS
from ..data import several
from ..data.dataset import Dataset, Passage, Published
from ..data.rows import SUMMARY
from ..display import charts, own, tables
from ..indicators import catalogue
from ..sentences import counts, prose, statements
from ..sentences.block import NOTHING, Block, Picture, joined
from ..sentences.figure_list import FigureList
from ..values.assess import Assessment
from ..values.coverage import of_other_sources
from ..values.figure import Figure
from ..values.groups import areas
from ..values.scope import Scope, UnknownFigure, open_scope
from ..words.errors import Fault, Faults, InputError, misspelt, quote
from ..words.text import fold, listing
from . import annex, group, opened, years
from .parameters import (
    dataset_at,
    decimals_of,
    elapsed_years,
    moment,
    place_of,
    project_root,
    sources_of,
    switch,
    term_of,
    where_of,
)

__all__ = ["Report", "open_report", "project_root"]


def open_report(
    don_vi: str,
    den_ngay: str,
    tu_ngay: str | None = None,
    nhiem_ky: str | None = None,
    so_nam_da_qua: float | str | None = None,
    ngay_bao_cao: str | None = None,
    du_lieu: Dataset | str | Path | list[str] = "data/cong_bo",
    nguon_uu_tien: str | Iterable[str] = (),
    so_le: dict[str, int] | None = None,
    so_khong_dung_truoc: bool = True,
    chi_thanh_vien: bool = False,
    dia_gioi: str | None = None,
) -> Report:
    """Open the report of one place and period; with `nhiem_ky` ("2020-2025") a mid-term report.

    Dates are "2023", "2023-05" or "2023-05-31"; `tu_ngay` defaults to the start of the term or of the year.
    `ngay_bao_cao` is the day up to which stocks count (default: den_ngay). `du_lieu` is where a dataset lies, or one that
    `htxlib.read` has read: many reports then share it. `so_le` sets the decimals of single
    indicators, `so_khong_dung_truoc` the leading zero of counts below ten. `chi_thanh_vien` leaves out what a group
    itself published: every figure comes from its members. `du_lieu` may be several datasets, the own one first; `dia_gioi`
    is the day whose provinces count, where it is not the report's own. Raises InputError with every fault at once.
    """
    faults, du_lieu = Faults(), several.as_one(du_lieu)
    end, report_date = moment(faults, "den_ngay", den_ngay), moment(faults, "ngay_bao_cao", ngay_bao_cao)
    start, boundary = moment(faults, "tu_ngay", tu_ngay), moment(faults, "dia_gioi", dia_gioi)
    data = dataset_at(faults, du_lieu)
    place = place_of(faults, don_vi, end, data)
    order = sources_of(faults, data, nguon_uu_tien)
    decimals = decimals_of(faults, data, so_le)
    leading_zero = switch(faults, "so_khong_dung_truoc", so_khong_dung_truoc)
    members_only = switch(faults, "chi_thanh_vien", chi_thanh_vien)
    term = term_of(faults, data, place, nhiem_ky) if data and place and nhiem_ky else None
    gone = elapsed_years(faults, so_nam_da_qua)
    if start and end and start.first > end.last:
        faults.add(f"ngày không sau den_ngay ({end.iso})", quote(tu_ngay), "Sửa tu_ngay hoặc den_ngay.", "tham số tu_ngay")
    faults.raise_if_any()
    start = start or (term.period.start if term else Moment.parse(f"{end.first.year:04d}"))
    scope = open_scope(
        data,
        place,
        Period(start, end),
        report_date,
        term,
        gone,
        source_order=order,
        decimals=decimals,
        leading_zero=leading_zero,
        members_only=members_only,
        **({"boundary": boundary.last} if boundary else {}),
    )
    where = where_of(du_lieu)
    opened.note({
        "don_vi": place,
        "tu_ngay": start.iso,
        "den_ngay": end.iso,
        "ngay_bao_cao": report_date.iso if report_date else None,
        "nhiem_ky": term.name if term else None,
        "so_nam_da_qua": None if gone is None else str(gone),
        "du_lieu": where,
        "rows": data.digest_of_all() if "://" in where else "",
        "nguon_uu_tien": list(order),
        "chi_thanh_vien": members_only,
        "dia_gioi": boundary.iso if boundary else None,
    })  # fmt: skip
    return Report(scope)


@dataclass
class Report:
    """`bc` in a notebook: `bc.so_htx` is a figure, `bc.bang_…()` and `bc.bieu_do_…()` are tables and charts."""

    scope: Scope
    printed: list[Figure] = field(default_factory=list)  # in the order of the report, for the annex
    empty_headings: list[str] = field(default_factory=list)  # headings whose cells had nothing to say
    missing_figures: list[Figure] = field(default_factory=list)  # missing ones that a sentence would have used
    unsaid_sections: dict[tuple, tuple] = field(default_factory=dict)  # sections of a cell → what was left to say there
    noted: set[tuple] = field(default_factory=set)  # on how many places which numbers of this section rest, once said

    # --- names in sentences ------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> dict[str, object]:
        """The words of this place and period that a sentence may use."""
        place, day, flow, term = self.scope.place, self.scope.until, self.scope.flow, self.scope.term
        year = flow.last.year
        return {
            "don_vi": place.name_on(day),
            "ten_day_du": place.full_name(day),
            "toan_don_vi": place.toan(day),
            "cap": place.kind_on(day),
            "ubnd": place.ubnd(day),
            "lien_minh": place.lien_minh(day),
            "den_ngay": flow.end.text,
            "ky": flow.text,
            "nam": str(year),
            "nam_truoc": str(year - 1),
            "nam_sau": str(year + 1),
            "so_voi_truoc": self.scope.against_last_year,
            "nhiem_ky": term.name if term else None,
            "ten_bao_cao": statements.name_of_report(self.scope) if term else None,
            "cuoi_nhiem_ky": statements.ends_term(self.scope) or None,
            "dai_hoi": f"Đại hội lần thứ {term.number}" if term and term.number else "Đại hội" if term else None,
            **group.words(self.scope),
        }

    def lookup(self, name: str) -> object:
        """What a name in a sentence means: a word of the report, a statement about the targets, or a figure."""
        if name in self.words:
            return self.words[name]
        said = statements.STATEMENTS.get(name) or group.STATEMENTS.get(name)
        if said:
            return said(self.scope)
        return self.scope.figure(name)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.lookup(name)
        except UnknownFigure as error:
            raise AttributeError(str(error)) from None

    __getitem__ = lookup

    def __dir__(self):
        return [*super().__dir__(), *self.words, *self.names()]

    def names(self) -> list[str]:
        """Every name a sentence may use."""
        return [*self.words, *statements.STATEMENTS, *group.STATEMENTS, *self.indicator_names()]

    def indicator_names(self) -> list[str]:
        own = self.scope.dataset.own_variables()
        return list(dict.fromkeys([*variables.load(), *own, *catalogue.load()]))

    def find(self, text: str) -> FigureList:
        """Figures whose name or label contains the text, with or without accents; also those that are missing here."""
        wanted = fold(text)
        figures = (self.scope.figure(name) for name in self.indicator_names())
        found = [f for f in figures if wanted in fold(f.label) or wanted in f.name]
        return FigureList(sorted(found, key=lambda f: not f))

    def figures(self) -> FigureList:
        """Every figure that can be computed here."""
        return FigureList(figure for name in self.indicator_names() if (figure := self.scope.figure(name)))

    # --- blocks of a notebook ----------------------------------------------------------------------------------------

    def tieu_de(self, ten: str, the_loai: str = statements.REPORT) -> Block:
        """The title (may contain {{ words }}), the alliance and the date of the figures.

        `the_loai` is what the text is: "báo cáo", which is signed, "tóm tắt" on one page or "bài viết". Raises InputError
        for any other word.
        """
        if the_loai not in statements.GENRES:
            known = listing(map(quote, statements.GENRES), "hoặc")
            meant = misspelt(the_loai, statements.GENRES)
            raise InputError(Fault(f"the_loai: {known}", quote(the_loai), f"Sửa lại.{meant}"))
        title = prose.render(ten, self.lookup, self.names).text
        blocking = [finding.message for finding in self.findings if finding.blocks]
        return statements.title_block(self.scope, title, blocking, the_loai)

    def viet(self, source: str) -> Block:
        """One %%viet cell."""
        block = prose.render(source, self._asking, self.names)
        self._begin(source)
        if not block:  # its headings may be needed by a later cell of the section
            self._wait(source)
            return block
        first = next((line for line in source.splitlines() if line.strip()), "")
        return self._keep(joined(self._above(_level(first)), block, self._resting_on(block)))

    def _asking(self, name: str) -> object:
        value = self.lookup(name)
        if isinstance(value, Figure) and not value:
            self.missing_figures.append(value)
        return value

    def muc(self, *topics: str, tieu_de: str = "") -> Block:
        """Sections: the place's own passages of them, then their figures that no sentence has said so far."""
        names, passages = self._unsaid(topics)
        return self.them(tieu_de, *map(self._passage, passages), statements.left_over(self.scope, names))

    chi_tieu_khac = muc  # where a cell before it has said the most of the section

    def noi_dung(self, *topics: str, tieu_de: str = "") -> Block:
        """The place's own passages of these sections, printed literally, each with its source.

        Without any, the heading waits for the next cell of the section that prints something.
        """
        _, passages = self._unsaid(topics, figures=False)
        block = self.them(tieu_de, *map(self._passage, passages))
        if not block:
            self._wait(tieu_de)
        return block

    def so_cong_bo(self, tieu_de: str = "") -> Block:
        """Derived figures that a source printed and that we cannot compute: quoted with the source's name."""
        return self.them(tieu_de, statements.quoted(self.scope))

    def so_chinh(self, so_luong: int = 4, tieu_de: str = "") -> Block:
        """So many figures as cards, those that judgement.csv gives the most weight and that are known here."""
        return self.them(tieu_de, statements.main_figures(self.scope, so_luong))

    def chi_tieu_cham_tien_do(self, tieu_de: str = "") -> Block:
        """Every target or plan that is missed or late, with what it still needs; that there is none, where none is."""
        return self.them(tieu_de, statements.behind(self.scope))

    def viec_con_lai(self, tieu_de: str = "") -> Block:
        """What each target still needs in every year that is left, rounded up."""
        return self.them(tieu_de, statements.needed(self.scope))

    def chi_tieu_sau(self, tieu_de: str = "", noi_dung: str = "") -> Block:
        """The place's own passages of the section `noi_dung`; then the targets of later periods: listed, not judged."""
        _, passages = self._unsaid((noi_dung,) if noi_dung else (), figures=False)
        return self.them(tieu_de, *map(self._passage, passages), statements.ahead(self.scope))

    def bang_muc_tieu(self, ten: str = "Thực hiện các chỉ tiêu Nghị quyết Đại hội") -> Block:
        return self._keep(tables.target_table(self.scope, self.muc_tieu, ten))

    def bang_tong_hop(self, *names: str, ten: str = "Chỉ tiêu tổng hợp") -> Block:
        """The appendix table; without names, of every indicator that has a value or a plan.

        What the statistics office counts is left out: it is another definition. Raises InputError as `_alike` does.
        """
        year = self.scope.flow.last.year
        now = self.scope.flow.text
        of_year = self.scope.flow.is_year
        heads = (
            tables.Heads(str(year - 1), str(year), str(year), str(year + 1))
            if of_year
            else tables.Heads(f"cùng kỳ {year - 1}", now, f"năm {year}", f"năm {year + 1}")
        )
        own = (n for n in self._given_names if not n.startswith("chenh_lech") and self._topic(n) != STATISTICS)
        chosen = self._alike(names) or tuple(own)
        return self._keep(tables.summary_table(self.scope, chosen, f"{ten}, {now}", heads))

    def bang_luy_ke(self, ten: str = "Lũy kế từ đầu năm", tieu_de: str = "") -> Block:
        """What happened since the year began, and in the same months a year earlier: of a report of a month or quarter."""
        flows = (name for name in self._given_names if (each := self.scope.dataset.variable(name)) and each.is_flow)
        chosen = [name for name in flows if self._topic(name) != STATISTICS]
        return self.them(tieu_de, tables.cumulative_table(self.scope, chosen, ten))

    def bieu_do_muc_tieu(self, tieu_de: str = "") -> Block:
        """Each target's % as a bar, the target drawn beside it."""
        return self.them(tieu_de, charts.target_chart(self.muc_tieu))

    def bieu_do_tang_truong(self, *names: str, tieu_de: str = "") -> Block:
        """Indicators now against the usual base: the start of the term, or the year before."""
        return self.them(tieu_de, charts.growth_chart([self.scope.figure(name).usual for name in self._alike(names)]))

    def bieu_do_co_cau(self, whole: str, *parts: str, tieu_de: str = "") -> Block:
        """The parts of a total, with their shares."""
        of, *shown = (self.scope.figure(name) for name in self._alike((whole, *parts)))
        return self.them(tieu_de, charts.parts_chart(of, shown))

    def bieu_do_nhieu_nam(self, name: str, years: int = 5, tieu_de: str = "") -> Block:
        """One indicator over the last years, gaps as gaps."""
        last = self.scope.flow.last.year
        scopes = [self.scope.at(Period.year(year)) for year in range(last - years + 1, last)]
        return self.them(tieu_de, charts.series_chart(areas.series([*scopes, self.scope], name)))

    def bang(self, bang, ten: str = "", don_vi_tinh="", so_le=None, cach_tinh: str = "", tieu_de: str = "") -> Block:
        """A Series or DataFrame as a table of the house: cells that are figures keep their derivation, other numbers are
        told as "tính trong sổ tay: `cach_tinh`".

        `don_vi_tinh` and `so_le` are the unit and the decimals of such numbers, for all columns or {column: …}.
        """
        made = own.Own(self.scope, bang, don_vi_tinh, so_le, cach_tinh)
        return self.them(tieu_de, own.own_table(made, ten or "Bảng tính trong sổ tay"))

    def hinh(self, hinh, mo_ta: str, don_vi_tinh="", so_le=None, cach_tinh: str = "") -> Picture | Block:
        """A matplotlib figure, or its axes, that the author drew; `mo_ta` (may contain {{ names }}) tells what it shows.

        A Series or DataFrame is drawn in the house style under `mo_ta`, its numbers traced as in `bang`: years along one
        side as lines, one column of anything else as bars.
        """
        if hasattr(hinh, "iloc"):
            made = own.Own(self.scope, hinh, don_vi_tinh, so_le, cach_tinh)
            return self.them("", own.own_chart(made, prose.render(mo_ta, self._asking, self.names).text))
        from matplotlib import pyplot

        file, figure = io.BytesIO(), hinh.figure
        figure.savefig(file, format="png", dpi=144, bbox_inches="tight")
        pyplot.close(figure)  # else the notebook would show it once more
        return Picture(file.getvalue(), prose.render(mo_ta, self._asking, self.names).text)

    # --- blocks of a group's notebook --------------------------------------------------------------------------------

    def bang_thanh_vien(self, *names: str, ten: str = "Số liệu từng đơn vị", tieu_de: str = "") -> Block:
        """One row a member with these indicators, then total, mean and how many members have a value."""
        return self.them(tieu_de, group.member_table(self.scope, self._alike(names), f"{ten}, {self.scope.flow.text}"))

    def bang_xep_hang(self, *names: str, ten: str = "Xếp hạng các đơn vị", tieu_de: str = "") -> Block:
        """The rank of every member by these indicators; equal values share a rank."""
        return self.them(tieu_de, group.ranking_table(self.scope, self._alike(names), f"{ten}, {self.scope.flow.text}"))

    def bieu_do_xep_hang(self, name: str, tieu_de: str = "") -> Block:
        """The members from the highest to the lowest, with the mean."""
        return self.them(tieu_de, group.ranking_chart(self.scope, name))

    def bieu_do_tung_don_vi(self, name: str, years: int = 5, tieu_de: str = "") -> Block:
        """The last years of one indicator, a small chart a member."""
        return self.them(tieu_de, group.small_multiples(self.scope, name, years))

    def muc_tieu_thanh_vien(self, tieu_de: str = "") -> Block:
        """How many members reached their plans and yearly targets, and which did not."""
        return self.them(tieu_de, group.targets_reached(self.scope))

    def ban_do(self, name: str, tieu_de: str = "") -> Block:
        """A tile map of the country's provinces with the table beside it; only of the whole country."""
        return self.them(tieu_de, group.country_map(self.scope, name))

    # --- blocks of a report over many years --------------------------------------------------------------------------

    def bieu_do_chuoi(self, name: str, tieu_de: str = "") -> Block:
        """One variable of the place over the years of the report, gaps as gaps."""
        return self.them(tieu_de, years.chart(self.scope.history(name)))

    def bieu_do_chuoi_don_vi(self, name: str, tieu_de: str = "") -> Block:
        """The same of each member: a small chart each or, of many, the ends of the run on one scale."""
        return self.them(tieu_de, years.member_chart(self.scope.history(name)))

    def bang_chuoi_don_vi(self, name: str, tieu_de: str = "") -> Block:
        """One row a member: its levels, mean annual growth, rank and share."""
        return self.them(tieu_de, years.member_table(self.scope.history(name)))

    def bang_chuoi_vung(self, name: str, tieu_de: str = "") -> Block:
        """The same, one row a region; only of the country."""
        return self.them(tieu_de, years.region_table(self.scope.history(name)))

    def them(self, tieu_de: str, *blocks: Block) -> Block:
        """The blocks under their heading (Markdown); nothing, not even the heading, when all are empty."""
        body = joined(*blocks)
        self._begin(tieu_de)
        if not body and (level := _level(tieu_de)):  # what waits of an earlier section has nothing to wait for
            self.empty_headings[:] = [heading for heading in self.empty_headings if _level(heading) < level]
        note = self._resting_on(body) if body.kind == "prose" else NOTHING
        return self._keep(joined(self._heading(tieu_de, body), body, note))

    def phu_luc(self) -> Block:
        """How every printed number was made, where it comes from, and what the data leave open."""
        sources = dict.fromkeys(p.source for p in self.told if p.source)
        return annex.annex(self.scope, self.printed, self.missing_figures, self._told_findings, sources)

    @property
    def _told_findings(self) -> list[Finding]:
        """The findings that the annex tells: where all numbers are of the statistics office, those on its numbers alone.

        It counts by a definition of its own, so that what other offices contradict each other about is not in the report.
        """
        names = {figure.name.partition(".")[0] for figure in self.printed if figure.origins}
        if not names or any(self._topic(name) != STATISTICS for name in names):
            return self.findings
        rows = ((each, row_of(self.scope.dataset, each)) for each in self.findings)
        return [each for each, row in rows if self._topic(getattr(row, "variable", "")) == STATISTICS]

    @cached_property
    def findings(self) -> list[Finding]:
        """The findings that touch this report; it is not published while one of them blocks."""
        return annex.findings(self.scope)

    # --- targets -----------------------------------------------------------------------------------------------------

    @cached_property
    def muc_tieu(self) -> tuple[Assessment, ...]:
        """The targets of the resolution, of an annual report those of the plan, each held against what was reached."""
        return counts.every(self.scope)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _begin(self, source: str) -> None:
        """A new section says again on how many places its numbers rest."""
        if any(_level(line) in (1, 2) for line in source.splitlines()):
            self.noted.clear()

    def _resting_on(self, block: Block) -> Block:
        """On how many places and on whose numbers those of a block rest, where the section has not said so before."""
        new = [each for each in block.figures if each.remark and (each.remark, each.label.noun) not in self.noted]
        self.noted |= {(each.remark, each.label.noun) for each in new}
        other = {key: each for key, each in of_other_sources(block.figures).items() if key not in self.noted}
        self.noted |= set(other)
        against = [row for row in self._contradicted if row.origin not in self.noted and _is_said(row, block)]
        self.noted |= {row.origin for row in against}
        notes = (
            statements.resting_on(new),
            statements.of_other_sources(other.values()),
            statements.contradicted(self.scope, against),
        )
        return joined(*notes)

    @cached_property
    def _contradicted(self) -> list[Published]:
        """Changes that sources print otherwise than the data make them."""
        rows = (row_of(self.scope.dataset, each) for each in self.findings if each.verdict == DIFFERS)
        return [row for row in rows if isinstance(row, Published) and row.operation in ("tang_giam", "tang_giam_pct")]

    def _heading(self, heading: str, body: Block) -> Block:
        """The heading of a block, with those above it whose own cells had nothing to say."""
        if not body:
            return NOTHING
        own = prose.render(heading, self.lookup, self.names) if heading else NOTHING
        return joined(self._above(_level(heading)), own)

    def _above(self, level: int) -> Block:
        """The waiting headings above that level (0: of text without a heading); they wait no longer."""
        lines = [line for line in self.empty_headings if not level or _level(line) < level]
        self.empty_headings.clear()
        return prose.render("\n\n".join(lines), self.lookup, self.names) if lines else NOTHING

    def _wait(self, source: str) -> None:
        """Remember the headings of a cell that printed nothing: a later cell of the section may need them."""
        for line in source.splitlines():
            if level := _level(line):
                self.empty_headings[:] = [h for h in self.empty_headings if _level(h) < level] + [line]

    def _unsaid(self, topics: tuple[str, ...], figures: bool = True) -> tuple[list[str], list[Passage]]:
        """What no cell before has said of these sections, indicators and passages; the same when the cell runs again."""
        if (topics, figures) not in self.unsaid_sections:
            said = {figure.name for figure in self.printed} | {n for n in catalogue.load() if n.startswith("chenh_lech")}
            names = [n for n in self._given_names if self._topic(n) in topics and n not in said] if figures else []
            passages = [p for topic in topics for p in self.untold if p.section == topic]
            self.unsaid_sections[topics, figures] = names, passages
        return self.unsaid_sections[topics, figures]

    @property
    def told(self) -> list[Passage]:
        """The place's own passages that are printed, in the order of the report."""
        return [each for _, passages in self.unsaid_sections.values() for each in passages]

    @property
    def untold(self) -> list[Passage]:
        return [each for each in statements.passages(self.scope) if each not in self.told]

    def _passage(self, passage: Passage) -> Block:
        first = next((each for each in self.told if each.wording == SUMMARY), passage)
        return statements.passage_block(passage, self.lookup, explained=passage != first)

    def _keep(self, block: Block) -> Block:
        self.printed.extend(block.figures)
        return block

    @cached_property
    def _given_names(self) -> list[str]:
        return sorted(self.indicator_names(), key=self.scope.rank)

    def _topic(self, name: str) -> str:
        declared, variable = catalogue.load().get(name), self.scope.dataset.variable(name)
        return declared.topic if declared else variable.topic if variable else ""

    def _alike(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of one table or chart; raises InputError where they mix two ways of counting cooperatives.

        "Working with results" counts unions and credit funds too, and leaves out who has no results: beside what is
        registered it would look like a part of it.
        """
        counted = [name for name in names if self._topic(name) == STATISTICS]
        if counted and len(counted) < len(names):
            raise InputError(
                Fault(
                    "các chỉ tiêu cùng một cách đếm trong một bảng hoặc một hình",
                    f"{listing(counted)} (điều tra của cơ quan thống kê) đứng cùng"
                    f" {listing([name for name in names if name not in counted])}",
                    "Tách thành hai bảng, hai hình: hai cách đếm khác nhau nên không so được với nhau.",
                )
            )
        return names


def _is_said(row: Published, block: Block) -> bool:
    """Whether a block prints the change that a source prints, too: of the same thing, from and to the same year."""
    changes = (each for each in block.figures if each.name.startswith(f"{row.variable}.") and ".tang_giam" in each.name)
    ends = {tuple(sorted(own.period.last.year for own in each.inputs)) for each in changes if each.inputs}
    return bool(row.base_date) and (row.base_date.last.year, row.period.last.year) in ends


def _level(line: str) -> int:
    """The level of a Markdown heading, 0 for any other line."""
    marks = len(line) - len(line.lstrip("#"))
    return marks if line[marks : marks + 1] == " " else 0
