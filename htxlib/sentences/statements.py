"""Sentences and lists that are built from data: the state of the targets, what is left to say, what sources print."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from ..checks import uncomputable
from ..checks.passages import NAME
from ..codelists.periods import Moment, Period, day_text
from ..codelists.units import Unit
from ..data.dataset import Passage, Published
from ..data.rows import SUMMARY
from ..values import elapsed, end_of_term, vocabulary
from ..values.assess import Assessment, adjusted
from ..values.coverage import grouped
from ..values.derivation import Arithmetic
from ..values.figure import Change, Figure, Phrase
from ..values.gap import Gap
from ..values.scope import Scope
from ..words.label import Label, inside
from ..words.text import capital, listing, markdown_text, round_half_up
from . import counts, judgement, prose
from .block import NOTHING, Block, joined
from .parts import Part, plain
from .prose import Words
from .title import line as title_line

# --- the term ----------------------------------------------------------------------------------------------------------


def _elapsed(scope: Scope) -> Figure:
    return _years(scope, "so_nam_da_qua", "Thời gian đã qua của nhiệm kỳ", scope.years)


def _term_years(scope: Scope) -> Figure:
    total = elapsed.of_term(scope.term.period) if scope.term else None
    return _years(scope, "so_nam_nhiem_ky", "Thời gian của nhiệm kỳ", total)


def _years(scope: Scope, name: str, label: str, value) -> Figure:
    decimals = next((d for d in (0, 1) if value is not None and round_half_up(value, d) == value), 2)
    return Figure(
        name,
        label,
        Unit.parse("năm"),
        value,
        scope,
        decimals,
        Period(None, Moment.of(scope.until)),
        words="Số năm do người lập báo cáo nêu, hoặc số tháng tròn từ đầu nhiệm kỳ chia 12.",
        missing=(Gap("tham số so_nam_da_qua"),),
        unit_text="năm",
    )


def ends_term(scope: Scope) -> str:
    """"cuối nhiệm kỳ" where the report stands in the last year of its term, else nothing."""
    return "cuối nhiệm kỳ" if scope.term and scope.until.year >= scope.term.period.last.year else ""


def name_of_report(scope: Scope) -> str:
    """What a report of a term is called; gathered from public sources it is no report of the alliance."""
    if scope.dataset.is_gathered():
        return f"Kết quả {'cả' if ends_term(scope) else 'giữa'} nhiệm kỳ"
    return "Báo cáo tổng kết nhiệm kỳ" if ends_term(scope) else "Báo cáo sơ kết giữa nhiệm kỳ"


def _stock_now(stock: str, residual: str) -> Callable[[Scope], Phrase]:
    """A sentence: it says "tăng lên" only where old + new − gone makes the stock; else just what the stock is."""

    def phrase(scope: Scope) -> Phrase:
        figure, left = scope.figure(stock), scope.figure(residual)
        known = left.value == 0 and (left.coverage is None or left.coverage.complete)
        closes = known and bool(figure.tang_giam) and figure.tang_giam.value > 0
        whole = f"{inside(figure.label)} {scope.place.toan(scope.until)}"
        lost = [inside(each.label) for each in left.inputs[3:] if each.value] if closes else []
        if lost:
            return Phrase((f"sau khi trừ số {listing(lost)}, {whole} tăng lên ", figure))
        return Phrase((f"qua đó, {whole} tăng lên " if closes else f"{whole} hiện có là ", figure))

    return phrase


def _conflict(stock: str, balance: str) -> Callable[[Scope], Phrase]:
    """A sentence where old + new − gone does not make the stock that stands beside them; missing where it does.

    Silent, too, where the numbers are not of the days and the places of the report: then nothing need add up.
    """

    def phrase(scope: Scope) -> Phrase:
        left, now = scope.figure(balance), scope.figure(stock)
        figures = left.inputs if left else ()
        alike = all(not each.own_date and not each.remark for each in figures)
        if not left or left.upper is not None or abs(left.value) <= sum(each.worth for each in figures) or not alike:
            return Phrase((left.gap("lech", Gap("chênh lệch cân đối")),))
        now, opening, *flows = figures
        made_of = Arithmetic(lambda start, grown, *lost: start + grown - sum(lost), (opening, *flows))
        expected = now.derived(
            "theo_can_doi",
            now.label.to(": tính từ số đầu kỳ và phần tăng, giảm"),
            made_of,
            now.unit,
            now.decimals,
            made_of.operands,
            "Số đầu kỳ cộng phần tăng, trừ phần giảm.",
        )
        apart = Arithmetic(lambda more, less: more - less, (now, expected) if left.value > 0 else (expected, now))
        gap = replace(left, name=f"{left.name}.do_lon", value=abs(left.value), inputs=apart.operands, done=apart)
        parts = ["số đầu kỳ (", opening, ") cộng ", inside(flows[0].label), " (", flows[0], ")"]
        for flow in flows[1:]:
            parts += [", trừ ", inside(flow.label), " (", flow, ")"]
        verb = "ít hơn" if left.value > 0 else "nhiều hơn"
        parts += [" bằng ", expected, f", {verb} tổng số nêu trên ", gap, _unknown(balance, left)]
        return Phrase(tuple(parts))

    return phrase


def _unknown(balance: str, left: Figure) -> str:
    """Which terms of the balance nobody has given, so that they may explain the difference: losses explain no surplus."""
    known = {each.name for each in left.inputs}
    could = left.scope.dispensable(balance, raises=left.value > 0)
    absent = [inside(left.scope.label(name)) for name in could if name not in known]
    if absent:
        return f"; chưa có số {listing(absent)} để giải thích phần chênh lệch"
    return "; chưa rõ phần tăng ngoài số thành lập mới" if left.value > 0 else ""


# What a sentence may say by name, beside single figures.
STATEMENTS: dict[str, Callable[[Scope], Figure | Phrase]] = {
    "so_chi_tieu": counts.number,
    "so_chi_tieu_danh_gia": counts.number_judged,
    "so_chi_tieu_dat": counts.number_met,
    "so_chi_tieu_vuot": counts.number_exceeded,
    "so_chi_tieu_cham": counts.number_behind,
    "tien_do_chi_tieu": counts.paces,
    "chi_tieu_cham": counts.names_behind,
    "chi_tieu_chua_danh_gia": counts.names_open,
    "chi_tieu_vuot_cao_nhat": counts.most_exceeded,
    **judgement.STATEMENTS,
    "so_nam_da_qua": _elapsed,
    "so_nam_nhiem_ky": _term_years,
    "tong_so_htx_nay": _stock_now("so_htx", "chenh_lech_can_doi_htx"),
    "tong_so_tht_nay": _stock_now("so_tht", "chenh_lech_can_doi_tht"),
    "tong_so_lhhtx_nay": _stock_now("so_lhhtx", "chenh_lech_can_doi_lhhtx"),
    "can_doi_htx": _conflict("so_htx", "chenh_lech_can_doi_htx"),
    "can_doi_tht": _conflict("so_tht", "chenh_lech_can_doi_tht"),
    "can_doi_lhhtx": _conflict("so_lhhtx", "chenh_lech_can_doi_lhhtx"),
}


def needed(scope: Scope) -> Block:
    """What each unfinished target still needs a year; a list item a target.

    Beside it the pace so far, and what the worst and the best year so far would come to: arithmetic, and said to be no more.
    """
    rows, carried = [], False
    for each in scope.assessments(counts.RESOLUTION):
        if not each.pace or each.target.sign == "từ-đến" and each.met:
            continue
        goal = (capital(each.level.label), Words(" (chỉ tiêu "), each.bound, *adjusted(each), Words("): "))
        since = (Words("từ sau "), day_text(each.level.period.last), Words(", mỗi năm")) if each.level.own_date else None
        keeps = each.is_floor and each.met  # what a year must bring at least, and has brought on average
        verb = Words(" tiếp tục giữ ít nhất ") if keeps else Words(" cần thêm ít nhất ")
        left = (*(since or (Words("mỗi năm còn lại"),)), verb, each.pace)
        done, ends = (Words("đã hoàn thành"),), end_of_term.outlooks(scope, each)
        rows.append((*goal, *(left if each.pace.value else done), *(_range(each, *ends) if ends else ()), Words(".")))
        carried = carried or bool(ends)
    what = Words("Mức đến hết kỳ của chỉ tiêu là phép tính từ năm thấp nhất và năm cao nhất đã qua, không phải dự báo.")
    return joined(prose.items(rows), prose.sentence((what,)) if carried else NOTHING)


def _range(each: Assessment, low: end_of_term.Outlook, high: end_of_term.Outlook) -> tuple[prose.Part, ...]:
    """The pace so far, then the two ends: "; nếu mỗi năm còn lại như năm thấp nhất (năm 2022: 41 HTX) thì …"."""
    pace = end_of_term.pace_so_far(each)
    told = (Words("; đến nay bình quân mỗi năm "), *((Words("tăng "),) if each.level.is_stock else ()), pace)
    shown = told if pace and pace.value > 0 else ()
    comes = " thì bình quân mỗi năm của cả nhiệm kỳ là " if each.is_floor else " thì đến hết kỳ của chỉ tiêu là "
    return (
        *shown,
        f"; nếu mỗi năm còn lại như năm {low.which} (năm {low.year}: ",
        low.brought,
        f"){comes}",
        low.comes_to,
        f", như năm {high.which} (năm {high.year}: ",
        high.brought,
        Words(") là "),
        high.comes_to,
    )


def main_figures(scope: Scope, most: int) -> Block:
    """The heaviest indicators with a value, a card each: how they changed and what they are of their target."""
    comma, semicolon, end = Words(", "), Words("; "), Words(".")

    def parts(figure: Figure) -> tuple[prose.Part, ...]:
        aim = figure.so_voi_muc_tieu if scope.term else figure.so_voi_ke_hoach
        return figure, comma, figure.so_sanh, semicolon, aim, end

    return prose.cards((capital(name), parts(figure)) for name, figure in judgement.heaviest(scope, most))


def behind(scope: Scope) -> Block:
    """Every target that is missed or late, a list item each; one sentence where all that could be judged are in order."""
    rows = []
    for name, told, each in judgement.missed(scope):
        pace = (Words("; mỗi năm còn lại cần thêm ít nhất "), each.pace) if scope.term and each.pace else ()
        rows.append((capital(name), Words(": "), *told, *pace, Words(".")))
    if rows or not counts.judged(scope):
        return prose.items(rows)
    judged = counts.number_judged(scope)
    words = Words("Trong "), judged, Words(" đã đủ số liệu để đánh giá, không có chỉ tiêu nào chưa đạt.")
    return prose.sentence(words)


def ahead(scope: Scope) -> Block:
    """The targets of later periods under the document that sets them, a list item a target: listed, not judged."""
    by_document: dict[str, list[Assessment]] = {}
    for each in scope.plans_after(("kế hoạch", "nghị quyết", "chương trình")):
        by_document.setdefault(each.target.document, []).append(each)
    return joined(*(_ahead(document, found) for document, found in by_document.items()))


def _ahead(document: str, found: list[Assessment]) -> Block:
    colon, comma, end = Words(": "), Words(", "), Words(".")
    rows = [(capital(each.level.label), comma, _due(each), colon, each.bound, *adjusted(each), end) for each in found]
    return prose.items(rows, (Words("Theo "), document, Words(":")) if document else ())


def _due(each: Assessment) -> str:
    """By when: "đến hết năm 2025" for a level to be reached, "năm 2019" for what a year shall bring."""
    period = each.target.period
    at_end = each.target.measure in ("cuối kỳ", "so với gốc")
    by = period.end.text if period.end.precision == "ngày" else f"hết {period.end.text}"
    words = f"đến {by}" if at_end else period.text
    return words + (f", so với {each.target.base_date.text}" if each.target.base_date else "")


MOST_WORDS_OF_A_VERB = 3  # "phối hợp mở": "không phối hợp mở lớp"

# --- what no sentence has said -----------------------------------------------------------------------------------------


def left_over(scope: Scope, names: Iterable[str]) -> Block:
    """What no sentence of a notebook says: a sentence of the phrases that local variables bring, then a list of the rest."""
    figures = [figure for figure in map(scope.figure, names) if figure]
    own = scope.dataset.own_variables()
    told = {f.name: phrase for f in figures if f.name in own and (phrase := own[f.name].phrase) and _can_say(f, phrase)}
    said = _told(scope, [(f, told[f.name]) for f in figures if f.name in told])
    return joined(said, listed(scope, (f for f in figures if f.name not in told)))


def _can_say(figure: Figure, phrase: tuple[str, str]) -> bool:
    """None is said with the verb that the phrase begins with; where the number stands far behind it, a list says it."""
    return bool(figure.value) or _is_verb(phrase[0])


def _is_verb(before: str) -> bool:
    """Whether the words before a number can be no more than its verb: "phối hợp mở", not "vốn của các quỹ là"."""
    return len(before.split()) <= MOST_WORDS_OF_A_VERB


def _told(scope: Scope, figures: list[tuple[Figure, tuple[str, str]]]) -> Block:
    """One sentence of all phrases, each with its change and its % of plan."""
    parts: list[prose.Part] = []
    for figure, (before, after) in figures:
        lead, number = ("", figure.with_verb(before or "có ")) if _is_verb(before) else (before, figure)
        if not parts:
            lead, number = capital(lead), number if lead else replace(number, before=capital(number.before))
        parts += [Words("; ") if parts else "", lead, number, after]
        parts += [*_share_of_whole(scope, figure), Words(", "), figure.so_sanh, Words(", "), figure.so_voi_ke_hoach]
    return prose.sentence([*parts, Words(".")]) if parts else NOTHING


def listed(scope: Scope, figures: Iterable[Figure]) -> Block:
    """A list item an indicator: label, value, change on the usual base, % of plan where there is one.

    A part of a local division says its share too.
    """
    comma, end = Words(", "), Words(".")
    return prose.items(
        (
            *(capital(f.label), Words(": "), f.hoac_khong, *_share_of_whole(scope, f)),
            *(comma, f.so_sanh, Words("; "), f.so_voi_ke_hoach, end),
        )
        for f in figures
    )


def _share_of_whole(scope: Scope, figure: Figure) -> tuple[prose.Part, ...]:
    """", chiếm 12,5% tổng số HTX" of a part of a group of the dataset's own."""
    own = scope.dataset.own_variables().get(figure.name)
    if own is None or not own.group or not figure.ty_trong:
        return ()
    return (Words(", chiếm "), figure.ty_trong, f" {inside(scope.label(own.part_of))}")


def resting_on(figures: Iterable[Figure]) -> Block:
    """One sentence on how many places the numbers before it rest, where that is not all: said once, not at each number."""
    parts: list[prose.Part] = []
    for found in grouped(figures).values():
        of = inside(found[0].label.noun) if len(found) == 1 else "; ".join(inside(each.label.noun) for each in found)
        parts += [Words(". " if parts else ""), Words("Tính ở "), _how_many(found[0]), Words(" có số liệu: "), of]
    return prose.sentence([*parts, Words(".")]) if parts else NOTHING


def of_other_sources(found: Iterable[tuple[Figure, Figure, list[Figure]]]) -> Block:
    """One sentence a number that several sources state differently, where what is printed is reckoned with another one."""
    parts: list[prose.Part] = []
    for used, usual, reckoned in found:
        names = capital(listing(inside(each.label.noun) for each in reckoned))
        parts += [Words(". " if parts else ""), names, Words(" tính theo "), inside(used.label), Words(" là "), used]
        parts += [Words(" của cùng một nguồn; nguồn khác nêu "), usual]
    return prose.sentence([*parts, Words(".")]) if parts else NOTHING


def contradicted(scope: Scope, rows: Iterable[Published]) -> Block:
    """One sentence a change that a source prints otherwise than the numbers of both days make it, as this report does."""
    parts: list[prose.Part] = []
    for row in rows:
        figure = replace(published_figure(scope, row), words="Số do nguồn công bố; tính lại từ số liệu hai kỳ thì khác.")
        fallen = row.value < 0
        figure = replace(figure, value=abs(row.value), before="giảm " if fallen else "tăng ")
        parts += [Words(". " if parts else ""), Words("Nguồn nêu "), inside(scope.label(row.variable)), Words(" "), figure]
        parts += [Words(", khác với mức tính từ số liệu của hai kỳ")]
    return prose.sentence([*parts, Words(".")]) if parts else NOTHING


def _how_many(figure: Figure) -> Figure:
    """The number of places that a figure rests on, of all: "4/7 tỉnh"."""
    noun, every = figure.coverage.noun, len(figure.coverage.every)
    return Figure(
        f"{figure.name}.pham_vi",
        Label(figure.label.noun).to(f": số {noun} có số liệu"),
        Unit(noun, noun, 1, False),
        Fraction(len(figure.coverage.counted)),
        figure.scope,
        period=figure.period,
        words="Đếm các đơn vị có số liệu trong con số này.",
        after=f"/{every} {noun}",
        unit_text="",
    )


# --- what the place itself and its sources say -------------------------------------------------------------------------


def passages(scope: Scope) -> list[Passage]:
    """The place's own passages of this period, in their order."""
    found = [p for p in scope.dataset.passages(scope.place.id) if _meets(scope, p)]
    return sorted(found, key=lambda p: (p.order, p.origin.row))


def _meets(scope: Scope, passage: Passage) -> bool:
    end = passage.period.end
    return end is None or scope.after < end.last <= scope.until


ITEM = "- "  # a line of a passage that begins so is an item of a list


def passage_block(passage: Passage, lookup: Callable[[str], object], explained: bool = False) -> Block:
    """One passage, literal but for {{ name }} and {{ name.attribute }}, a paragraph a line, lists as such, with its source.

    A name that means nothing stays as it stands: a check tells of it and keeps the report from being published. What is our
    summary of a source says so, in full unless a passage before it has `explained` the word: it must never be taken for the
    words of the place.
    """
    *lines, last = passage.text.split("\n")
    rows = [(line.startswith(ITEM), _said(line.removeprefix(ITEM), lookup)) for line in lines]
    rows.append((last.startswith(ITEM), (*_said(last.removeprefix(ITEM), lookup), *_where_from(passage, explained))))
    blocks = []
    for is_item, run in groupby(rows, key=lambda row: row[0]):
        said = [parts for _, parts in run]
        blocks += [prose.items(said)] if is_item else map(prose.sentence, said)
    return joined(*blocks)


def _said(line: str, lookup: Callable[[str], object]) -> tuple[object, ...]:
    return tuple(_meant(piece, lookup) if i % 2 else piece for i, piece in enumerate(NAME.split(line)))


def _where_from(passage: Passage, explained: bool) -> tuple[prose.Part, ...]:
    in_full = Words(" (tóm lược: người soạn tóm lại từ nguồn đã công bố, không phải lời của đơn vị)")
    summary = (Words(" (tóm lược)") if explained else in_full,) if passage.wording == SUMMARY else ()
    return (*summary, Words(" "), prose.SourceLink(passage.source)) if passage.source else summary


def _meant(path: str, lookup: Callable[[str], object]) -> object:
    """What {{ path }} stands for: found by its name, then asked for at most one attribute of the vocabulary."""
    name, _, attribute = path.partition(".")
    try:
        value = lookup(name)
    except KeyError:
        return f"{{{{ {path} }}}}"
    if attribute and not vocabulary.reachable(value, attribute):
        return f"{{{{ {path} }}}}"
    return getattr(value, attribute) if attribute else value


# What the operation of a published figure says, around its number.
_OPERATION = {
    "tang_giam": ("tăng ", ""),
    "tang_giam_pct": ("tăng ", ""),
    "so_lan": ("gấp ", ""),
    "binh_quan_nam": ("bình quân mỗi năm ", ""),
    "tang_binh_quan_pct": ("tăng bình quân ", ""),
    "dat_muc_tieu": ("đạt ", " chỉ tiêu"),
    "vuot_muc_tieu": ("vượt chỉ tiêu ", ""),
    "diem_pct": ("chênh lệch ", ""),
    "ty_trong": ("chiếm ", ""),  # the base is named after it
    "ty_trong_dia_ban": ("chiếm ", ""),  # the region or country is
    "binh_quan_don_vi": ("bình quân ", ""),
    "quy_doi": ("tương đương ", ""),
    "tong": ("tổng cộng ", ""),
}

# The same of a number below zero, which then stands without its sign.
_LESS = {"tang_giam": "giảm ", "tang_giam_pct": "giảm ", "tang_binh_quan_pct": "giảm bình quân "}


# A source that only claims, without a number.
_BARE = {
    "vuot_muc_tieu": "nguồn nêu vượt kế hoạch, không kèm số",
    "dat_muc_tieu": "nguồn nêu đạt chỉ tiêu, không kèm số",
}


def quoted(scope: Scope) -> Block:
    """A list item a derived figure that a source printed and that we cannot compute, "theo {nguồn}"."""
    rows = [row for row in uncomputable(scope.dataset, scope.place.id, scope.years) if _concerns(scope, row)]
    return prose.items(_quotation(scope, row) for row in rows)


def _quotation(scope: Scope, row: Published) -> tuple[prose.Part, ...]:
    before, after = _OPERATION[row.operation]
    if row.value is not None and row.value < 0:
        before = _LESS.get(row.operation, before)
    if row.base_date and row.operation not in ("ty_trong", "ty_trong_dia_ban"):
        after += f" so với {(Period(row.base_start, row.base_date) if row.base_start else row.base_date).text}"
    if row.operation == "ty_trong_dia_ban":
        after = f" của {row.against}"
    if row.operation == "ty_trong" and row.base:
        after = f" {inside(scope.label(row.base))}"
    own = row.period.start and row.period.days != scope.flow_days
    when = f" ({row.period.text})" if own else ""
    said = (before, published_figure(scope, row), after) if row.value is not None else (_BARE[row.operation],)
    source = scope.dataset.source(row.source).title or row.source
    label = capital(scope.label(row.variable))
    return (label, Words(": "), *said, when, Words(" (theo “"), source, Words("”)."))


def _concerns(scope: Scope, row: Published) -> bool:
    return row.period.end is not None and scope.after < row.period.last <= scope.until


def published_figure(scope: Scope, row: Published) -> Figure:
    """A figure that somebody else derived, as it was printed; of a fall the size, whose direction is a word."""
    falls = row.operation in _LESS and row.value is not None and row.value < 0
    return (Change if falls else Figure)(
        f"{row.variable}.cong_bo.{row.operation}",
        Label(scope.label(row.variable)).to(", số nguồn công bố"),
        row.unit or Unit.parse("%"),
        row.value,
        scope,
        0 if row.unit and row.unit.is_counted and row.value is not None and row.value.denominator == 1 else row.digits,
        row.period,
        hedge=row.hedge,
        base=row.base,
        words="Số do nguồn công bố; chưa đủ số liệu để tính lại.",
        sources=(scope.dataset.source(row.source),) if row.source else (),
        origins=(row.origin,),
        notes=(row.note,) if row.note else (),
    )


# --- the title ---------------------------------------------------------------------------------------------------------


REPORT = "báo cáo"
GENRES = (REPORT, "tóm tắt", "bài viết")  # what a text is: only a report is signed


def title_block(scope: Scope, title: str, blocking: list[str], genre: str = REPORT) -> Block:
    """The one h1 of the page, who reports, the date of the figures, and what forbids its publication."""
    day = scope.until
    gathered = scope.dataset.is_gathered()
    line = title_line(scope.place, day, scope.flow, bool(scope.term), gathered)
    meta = {
        "title": title,
        "place": scope.place.id,
        "place_name": scope.place.name_on(day),
        "from": scope.flow.start.iso,
        "to": scope.flow.end.iso,
        "term": scope.term.name if scope.term else "",
        **({"congress": scope.term.number} if scope.term and scope.term.number else {}),
        "simulated": scope.dataset.is_simulated(),
        "gathered": gathered,
    }
    meta |= {"genre": genre} if genre != REPORT else {}
    meta |= {"blocking": blocking} if blocking else {}
    page = f"<h1>{html.escape(title)}</h1>\n<p>{html.escape(line)}</p>"
    markdown = f"# {markdown_text(title)}\n\n{markdown_text(line)}"
    parts = Part("heading", plain(title), 1), Part("paragraph", plain(line))
    return Block("title", page, markdown, f"{title}\n{line}", meta=meta, parts=parts)
