"""The %%viet cell: Markdown with {{ figures }}; optional passages in [[ … ]] vanish when a figure in them is missing.

A clause ({{ so_htx.so_sanh }}) that has nothing to say is silent, together with the comma or the brackets around it. A line
of the source that vanishes leaves no empty line: sentences stand one a line, and a page joins them by a blank.
Passages in a row with a mark between them ([[phát hành …]], [[đăng …]]) are a list: one that vanishes takes its mark along.

Rendered once: figures and texts from data become private-use tokens, Markdown is rendered, then the tokens become
linked HTML, escaped Markdown or plain text. So data are never markup, and digits outside tokens are the untraced ones.

Only what an author wrote in a notebook is ever read as a cell, and a cell can name, not compute: `_ALLOWED` is all that
it may contain. Lists and quotations of data are built from parts (`sentence`, `items`), without any source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, reduce

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import UndefinedError
from jinja2.ext import Extension
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from ..values.figure import Base, Clause, Comparison, Digits, Figure, Lead, Phrase, Told
from ..values.vocabulary import ATTRIBUTES, reachable
from ..words.errors import Fault, InputError, misspelt, quote
from ..words.location import Location
from ..words.text import capital, markdown_text
from .block import NOTHING, Block, linked
from .own_dates import placed
from .parts import SOURCE, Span, figure_spans, of_markdown, tidied
from .parts import Part as Piece

_TOKEN = re.compile("\ue000(\\d+)\ue001")
_GIVEN = "\ue002"
_SILENT, _GONE = "\ue003", "\ue004"  # where a clause had nothing to say; where a passage vanished
_BEFORE_SILENCE = re.compile(r"(?:[ \t]*[,;]\s*|[ \t]+)$")
_BEFORE_ESTIMATE = re.compile(
    r" (mới đạt|thành lập mới|kết nạp|mở|tổ chức|phát hành|thực hiện|đăng|hỗ trợ|sử dụng|có|đạt|chiếm|bằng|lên|còn) ước "
)
_GONE_WITH_MARK = re.compile(rf"(?<=\s){_GONE}[,;] ")  # in a list, not the one that has its comma in itself
_LAST_GONE = re.compile(rf"[,;] {_GONE}(?=[.;,\s]|$)")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG = re.compile(r"\{[{%#]|\[\[|\]\]")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[-*#] ?)")
_MARKED = re.compile(r"[-*] |#")


@dataclass(frozen=True)
class SourceLink:
    """A passage's way to its source in the annex."""

    source: str

    def __str__(self) -> str:
        return "[nguồn]"


class Words(str):
    """Words of this program among the parts of a sentence; every other text is data.

    They are no more markup than data are; but they end sentences, and a number in them is one without a trace.
    """

    __slots__ = ()


# What a sentence prints; None is a word that this report does not have.
Part = str | Figure | Comparison | Phrase | SourceLink | None


@dataclass
class Session:
    """What one cell asked for: every value in the order of its tokens, and what was dropped."""

    values: list = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)  # clauses with nothing to say; those of vanished passages do not count
    led: set[str] = field(default_factory=set)  # keys of what a judgement above has said

    def token(self, value: object) -> str:
        if isinstance(value, StrictUndefined):
            str(value)  # raises UndefinedError with the name
        if not isinstance(value, Part):  # what Python makes of it would tell of its inside (0x7f…)
            raise TypeError(f"a sentence cannot print a {type(value).__name__}")
        if isinstance(value, Digits):  # {{ figure.so }}: the number alone, still linked
            value = value.figure.bare
        self.values.append(value)
        at = len(self.values) - 1
        if isinstance(value, Lead):
            self.led |= {figure.key for figure in figures_of(value)}
        if is_silent(value) or (isinstance(value, Clause) and self._has_led(value)):
            self.silent.add(at)
            self.dropped.add(at)
            return _SILENT
        return f"\ue000{at}\ue001"

    def optional(self, caller: Callable[[], str]) -> str:
        """The passage; a mark in its place where a figure in it is missing, or where all that could print one is gone.

        So where a judgement above has said the number that it begins with.
        """
        start, led = len(self.values), set(self.led)
        text = caller()
        asked = set(range(start, len(self.values)))
        inside = asked - self.dropped
        first = next((figure for i in sorted(inside) for figure in figures_of(self.values[i])), None)
        if led and first is not None and first.key in led:
            self.dropped |= inside
            self.silent -= asked
            return _GONE
        says_nothing = self.dropped & asked and not any(figures_of(self.values[i]) for i in inside)
        if says_nothing or any(is_missing(self.values[i]) for i in inside):
            self.dropped |= inside
            self.silent -= asked
            return _GONE
        return text

    def _has_led(self, value: Phrase) -> bool:
        """Whether a judgement above has said one of its numbers."""
        return bool(self.led) and any(figure.key in self.led for figure in value.figures)

    @property
    def kept(self) -> list:
        return [value for i, value in enumerate(self.values) if i not in self.dropped]

    @property
    def is_empty(self) -> bool:
        """Whether figures were asked for and all that are left are missing."""
        asked = any(figures_of(value) for value in self.values)
        return asked and not any(figure for value in self.kept for figure in figures_of(value))


class OptionalPassage(Extension):
    """`[[ … ]]`, written as {% cau %} … {% endcau %} for Jinja."""

    tags = {"cau"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endcau",), drop_needle=True)
        call = nodes.Call(nodes.Name(OPTIONAL, "load"), [], [], None, None)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)


class _Names(Context):
    """Names are looked up in the report when they are used, so that only what is printed is computed."""

    def resolve_or_missing(self, key):
        if key in self.parent:
            return self.parent[key]
        try:
            return self.parent["_lookup"](key)
        except KeyError:
            return super().resolve_or_missing(key)


class _Environment(SandboxedEnvironment):
    """What a cell can do while it runs, whatever its source: ask for the attributes of the vocabulary, call nothing."""

    context_class = _Names

    def getattr(self, obj, attribute):
        """The attribute, asked for only when a sentence may have it: a property would run before it could be refused."""
        return getattr(obj, attribute) if reachable(obj, attribute) else self.undefined(obj=obj, name=attribute)

    def getitem(self, obj, argument):
        return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj) -> bool:
        return isinstance(getattr(obj, "__self__", None), Session) and obj.__func__ is Session.optional


# What a cell may contain, beside names, texts in quotes, the one filter and the call that stands for [[ … ]].
_ALLOWED = (nodes.Output, nodes.TemplateData, nodes.Getattr, nodes.CallBlock, nodes.If, nodes.Not, nodes.And, nodes.Or)
_FILTER, OPTIONAL = "hoa", "_optional"
_JINJAS = ("self", "super", "loop", "caller", "varargs", "kwargs")  # what Jinja would put there by itself


def render(source: str, lookup: Callable[[str], object], words: Callable[[], Iterable[str]]) -> Block:
    """Render one cell; `lookup` gives the value of a name (KeyError if there is none), `words` lists the valid names.

    Raises InputError in Vietnamese with the line and the nearest name. An empty block is a cell whose figures are all
    missing.
    """
    session = Session()
    text = _fill(source, session, lookup, words)
    if session.is_empty:
        return NOTHING
    text = _tidy(text)
    _name_bases_once(text, session.values)
    text = _dated(text, session)
    tokens = _markdown().parse(text)
    page = _markdown().renderer.render(tokens, _markdown().options, {})
    pieces = of_markdown(tokens, lambda piece: _spans(piece, session.values))
    return _block(text, text.replace("**", ""), page, pieces, session)  # bare: as it is read


def sentence(parts: Iterable[Part]) -> Block:
    """A paragraph of these parts, each printed as it is; NOTHING when all of its figures are missing."""
    session = Session()
    text = _laid(parts, session)
    _name_bases_once(text, session.values)
    text = _dated(text, session)
    if session.is_empty:
        return NOTHING
    return _block(text, text, f"<p>{_escaped(text)}</p>\n", [_piece("paragraph", text, session)], session)


def items(rows: Iterable[Sequence[Part]], lead: Sequence[Part] = ()) -> Block:
    """A list, an item a row of parts, below its lead; each part is printed as it is. NOTHING without rows or figures."""
    session = Session()
    head, *lines = (_laid(row, session) for row in (lead, *rows))
    _name_bases_once("\n\n".join((head, *lines)), session.values)
    head, *lines = (_dated(line, session) for line in (head, *lines))
    if not lines or session.is_empty:
        return NOTHING
    text = "\n".join([f"{head}\n"] * bool(head) + [f"- {line}" for line in lines])
    listed = "".join(f"<li>{_escaped(line)}</li>\n" for line in lines)
    page = f"<p>{_escaped(head)}</p>\n" * bool(head) + f"<ul>\n{listed}</ul>\n"
    pieces = [_piece("paragraph", head, session)] * bool(head) + [_piece("item", line, session) for line in lines]
    return _block(text, text, page, pieces, session)


def cards(rows: Iterable[tuple[str, Sequence[Part]]]) -> Block:
    """A list whose items begin with a name in bold, then parts; NOTHING without rows or figures."""
    named = list(rows)
    made = items((f"{name}: ", *parts) for name, parts in named)
    if not made:
        return NOTHING
    page, markdown, pieces = made.html, made.markdown, []
    for (name, _), piece in zip(named, made.parts, strict=True):
        page = page.replace(f"<li>{html.escape(name)}: ", f"<li><strong>{html.escape(name)}:</strong> ", 1)
        markdown = markdown.replace(f"- {markdown_text(name)}: ", f"- **{markdown_text(name)}:** ", 1)
        first, *more = piece.spans
        head, rest = Span(f"{name}:", "", ("bold",)), first._replace(words=first.words.removeprefix(f"{name}:"))
        pieces.append(replace(piece, spans=(head, rest, *more)))
    return replace(made, html=page, markdown=markdown, parts=tuple(pieces))


def optional(*parts: Part) -> tuple[Part, ...]:
    """The parts, or none of them where one is missing: `[[ … ]]` of what is built."""
    return () if any(map(is_missing, parts)) else parts


def _laid(parts: Iterable[Part], session: Session) -> str:
    """The parts in a row: tokens for everything but our own words."""
    parts = list(parts)
    for at in [at for at, part in enumerate(parts) if is_silent(part)]:
        session.token(parts[at])
        parts[at] = ""
        _hush(parts, at)
    laid = (_PRIVATE.sub("", part) if isinstance(part, Words) else session.token(part) for part in parts if part != "")
    return "".join(laid).strip()


def _hush(parts: list[Part], at: int) -> None:
    """Take from the texts beside a silent clause what goes with it."""
    beside = at - 1, at + 1
    texts = [parts[i] if 0 <= i < len(parts) and type(parts[i]) in (str, Words) else "" for i in beside]
    for i, old, new in zip(beside, texts, _hushed(*texts), strict=True):
        if new != old:
            parts[i] = type(old)(new)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _block(text: str, bare: str, page: str, pieces: Iterable[Piece], session: Session) -> Block:
    """The block of a text with tokens; `page` is the same as HTML, `bare` as it is read, `pieces` its parts."""
    figures = [figure for value in session.kept for figure in figures_of(value)]
    return Block(
        "prose",
        _smooth(_page(page, session.values)),
        _smooth(_plain(text, session.values, markdown_text)),
        _smooth(_plain(bare, session.values)),
        tuple(figure.whole or figure for figure in figures if figure),
        tuple(_sentences(bare, session.values)),
        {"untraced": re.findall(r"\d[\d.,/-]*", _TOKEN.sub("", re.sub(r"(?m)^#+ .*$", "", text)))},
        tuple(map(_smoothed, pieces)),
    )


def parse(source: str) -> nodes.Template:
    """The cell as a syntax tree, without computing anything; raises InputError like `render`."""
    with _told(source):
        tree = _environment().parse(_opened(source))
    marks = {id(part) for block in tree.find_all(nodes.CallBlock) for part in (block.call, block.call.node)}
    for node in tree.find_all(nodes.Node):
        if not _may_stand(node, id(node) in marks):
            found = getattr(node, "name", "") or type(node).__name__.lower()
            raise _refused(source, node.lineno or 1, _ONLY, quote(found), "Bỏ đoạn này.")
    return tree


_ONLY = "chỉ {{ tên }} và {{ tên.thuộc_tính }}"


def _may_stand(node: nodes.Node, is_mark: bool) -> bool:
    """Whether a cell may contain this: names with their attributes and texts in quotes; [[ … ]] is the only call."""
    if isinstance(node, nodes.Name):
        ours = node.name == OPTIONAL and is_mark
        return ours or (node.ctx == "load" and node.name not in _JINJAS and not node.name.startswith("_"))
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str)
    bare = not any(getattr(node, more, None) for more in ("args", "kwargs", "dyn_args", "dyn_kwargs"))
    if isinstance(node, nodes.Filter):
        return node.name == _FILTER and bare
    if isinstance(node, nodes.Call):
        return is_mark and bare and getattr(node.node, "name", "") == OPTIONAL
    return isinstance(node, _ALLOWED)


def compiled(source: str) -> Template:
    """The cell ready to be filled: compiled once, also where many reports have it; raises InputError like `render`."""
    return _compiled(_PRIVATE.sub("", source))


@lru_cache(maxsize=1000)
def _compiled(source: str) -> Template:
    tree = parse(source)
    with _told(source):
        return _environment().from_string(tree)


def _fill(source: str, session: Session, lookup, words) -> str:
    if not _TAG.search(source):  # a heading, as a rule
        return _PRIVATE.sub("", source)
    template = compiled(source)
    try:
        text = template.render({"_session": session, "_lookup": lookup, OPTIONAL: session.optional})
    except UndefinedError as error:
        raise _unknown(source, str(error), words) from None
    return reduce(lambda before, after: "".join(_hushed(before, after)), _without_gone(text).split(_SILENT))


@cache
def _environment() -> _Environment:
    env = _Environment(undefined=StrictUndefined, extensions=[OptionalPassage], finalize=_token)
    env.filters, env.tests, env.globals = {_FILTER: _capital}, {}, {}
    return env


@pass_context
def _token(context: Context, value: object) -> str:
    return context["_session"].token(value)


def _opened(source: str) -> str:
    """The source with its optional passages as Jinja's tags."""
    return source.replace("[[", "{% cau %}").replace("]]", "{% endcau %}")


@contextmanager
def _told(source: str) -> Iterator[None]:
    """What Jinja cannot read, in Vietnamese."""
    try:
        yield
    except TemplateSyntaxError as error:
        raise _refused(
            source, error.lineno or 1, "câu đúng cú pháp: {{ tên }} và [[ phần tùy chọn ]]", str(error.message),
            "Kiểm tra các dấu ngoặc kép {{ }} và [[ ]] có đủ đôi.",
        ) from None


def _capital(value: object) -> object:
    """`{{ ky | hoa }}` at the start of a sentence."""
    if isinstance(value, Phrase) and value.parts and isinstance(value.parts[0], str):
        return replace(value, parts=(capital(value.parts[0]), *value.parts[1:]))
    if isinstance(value, Told):
        return replace(value, before=capital(value.before))
    return capital(value) if isinstance(value, str) and not isinstance(value, Digits) else value


def _unknown(source: str, message: str, words) -> InputError:
    attribute = re.search(r"has no attribute '(\w+)'", message)
    name = attribute.group(1) if attribute else (re.findall(r"'(\w+)'", message) or ["?"])[0]
    known = list(ATTRIBUTES if attribute else words())
    what = "thuộc tính của chỉ tiêu" if attribute else "tên chỉ tiêu hoặc từ của báo cáo"
    line = next((i for i, each in enumerate(source.split("\n"), 1) if name in each), 1)
    hint = misspelt(name, known).strip() or 'Xem bc.find("…") để tìm tên.'
    return _refused(source, line, what, quote(name), hint)


def _refused(source: str, line: int, expected: str, found: str, remedy: str) -> InputError:
    shown = source.split("\n")[line - 1].strip() if line <= source.count("\n") + 1 else ""
    return InputError(Fault(expected, found, f"{remedy} Dòng này: {quote(shown)}", at=Location("ô %%viet", row=line)))


def is_silent(value: object) -> bool:
    """Whether it is a clause with nothing to say."""
    return isinstance(value, Clause) and not value


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, (Figure, Comparison, Phrase)) and not value)


def figures_of(value: object) -> tuple[Figure, ...]:
    """The figures that a value prints."""
    return tuple(part for part in parts_of(value) if isinstance(part, Figure))


# --- tokens → text ---------------------------------------------------------------------------------------------------


def _page(page: str, values: list) -> str:
    """Rendered HTML with its tokens filled."""
    return _TOKEN.sub(lambda match: "".join(_of_page(values[int(match.group(1))])), page)


def _of_page(value: object) -> Iterator[str]:
    if isinstance(value, SourceLink):
        yield f'<a class="nguon" href="#nguon-{html.escape(value.source)}">{value}</a>'
    else:
        yield from (linked(part) if isinstance(part, Figure) else html.escape(_as_given(part)) for part in parts_of(value))


def _piece(kind: str, text: str, session: Session) -> Piece:
    return Piece(kind, tidied(_spans(text, session.values)))


def _spans(text: str, values: list) -> Iterator[Span]:
    """The spans of a text with tokens: the same words as its HTML, and as plain."""
    for at, piece in enumerate(_TOKEN.split(text)):
        if at % 2 == 0:
            yield Span(piece)
        elif isinstance(value := values[int(piece)], SourceLink):
            yield Span(str(value), f"#nguon-{value.source}", (SOURCE,))
        else:
            for part in parts_of(value):
                yield from figure_spans(part) if isinstance(part, Figure) else (Span(_as_given(part)),)


def _smoothed(piece: Piece) -> Piece:
    return replace(piece, spans=tuple(span._replace(words=_smooth(span.words)) for span in piece.spans))


def parts_of(value: object) -> tuple:
    """What a value prints, in order: a phrase has several parts, everything else one."""
    if isinstance(value, Phrase):
        return value.parts
    return (value.other,) if isinstance(value, Comparison) else (value,)


def _plain(text: str, values: list, escape: Callable[[str], str] = str) -> str:
    def filled(match: re.Match) -> str:
        parts = parts_of(values[int(match.group(1))])
        return "".join(escape(str(part) if isinstance(part, Figure) else _as_given(part)) for part in parts)

    return _TOKEN.sub(filled, text).strip()


def _dated(text: str, session: Session) -> str:
    """The text with the days of its numbers that are not the report's, named anew in each paragraph, item and cell."""
    apart = re.split(f"({_PARAGRAPH.pattern}|(?<= )\\|)", text)
    return "".join(placed(each, session.values, _TOKEN, session.token) for each in apart)


def _name_bases_once(text: str, values: list) -> None:
    """What a section compares with is named at its first comparison, and again only after another one; so in each item.

    An item stands for itself: as a card, in a list of which one is read.
    """
    named: Base | None = None
    for mark, paragraph in _paragraphs(text):
        before = named = None if mark else named
        for match in _TOKEN.finditer(paragraph):
            value = values[at := int(match.group(1))]
            base = value.parts[-1] if isinstance(value, Clause) and isinstance(value.parts[-1], Base) else named
            if base is not named:
                values[at] = replace(value, parts=value.parts[:-1]) if base == named else value
                named = base
        named = before if mark else named


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Each paragraph with the mark it begins with, of a heading or an item."""
    for paragraph in _PARAGRAPH.split(f"\n\n{text}"):
        yield (paragraph[:1] if _MARKED.match(paragraph) else ""), paragraph


def _sentences(text: str, values: list) -> Iterable[str]:
    """The sentence of each printed figure, in order."""
    for paragraph in _PARAGRAPH.split(text):
        for sentence in re.split(r"(?<=[.!?;])\s+", paragraph):
            shown = _smooth(" ".join(_plain(sentence, values).split()))
            for match in _TOKEN.finditer(sentence):
                yield from (shown for figure in figures_of(values[int(match.group(1))]) if figure)


def _without_gone(text: str) -> str:
    """The text without its vanished passages; a line that held nothing else goes with them, in a list the mark."""
    text = _GONE_WITH_MARK.sub("", text)
    text = _LAST_GONE.sub("", text)
    return re.sub(f"(?m)^[ \t]*{_GONE}[ \t{_GONE}]*$\n?", "", text).replace(_GONE, "")


def _hushed(before: str, after: str) -> tuple[str, str]:
    """What stands around a silent clause without the comma before it, or without the brackets around it.

    >>> _hushed("Có 5 HTX, ", "."), _hushed("Có 5 HTX (", ").")
    (('Có 5 HTX', '.'), ('Có 5 HTX', '.'))
    """
    if before.endswith("(") and after.startswith(")"):
        return before[:-1].rstrip(" \t"), after[1:]
    return _BEFORE_SILENCE.sub("", before), after


def _smooth(text: str) -> str:
    """Mend the words around an estimate, which only the data know: "là ước 2 tỷ" → "ước 2 tỷ", "đạt ước" → "ước đạt".

    The words before it are the author's, in a text with markup: only the finished line shows them side by side. No fact is
    taken from it.
    """
    text = _BEFORE_ESTIMATE.sub(r" ước \1 ", text.replace(" là ước ", " ước "))
    return text.replace(f"{_GIVEN}ước ", "ước ")


def _as_given(part: object) -> str:
    """A text among the values, marked where `_smooth` would take its words for those of a figure."""
    return str(part).replace("ước ", f"{_GIVEN}ước ")


def _tidy(text: str) -> str:
    """Mend what dropped passages leave: double blanks, a blank before a comma, empty list items."""
    text = re.sub(
        r"(?m)^[ \t]+|(?<=\S)[ \t]{2,}", lambda m: " " if m.start() and text[m.start() - 1] != "\n" else "", text
    )
    text = re.sub(r"[ \t]+([,.;:])(?=\s|$)", r"\1", text)
    text = re.sub(
        r"(?m)^[ \t]*(?:[-*]|\d+\.)?[ \t]*[.,;:]*[ \t]*$\n?", lambda m: "\n" if m.group().strip() == "" else "", text
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _markdown():
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("softbreak", lambda *_: " ")  # sentences of one paragraph stand one a line in the source
    return reader
