"""The frame of one page, gathered while its blocks are placed: title, numbered headings, contents list.

Headings, links and tables are found by pattern: a page also holds text cells, data frames and whatever else a notebook
shows, of which there is nothing but HTML, so numbering and names must work on HTML in any case. The Word file and the side
file are written from the blocks' parts (`publish/parts.py`). No word is understood here; a second parse of the whole page
would be nine tenths of the time of an export.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from htxlib.codelists.periods import day_text
from htxlib.sentences.block import labels
from htxlib.words.text import capital, css_text, slug, tidy

TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"<h([1-6])\b((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>(.*?)</h\1\s*>", re.S | re.I)
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r"\bid\s*=\s*[\"']?([^\"'\s>]+)", re.I)
# An author may type "2. Phát triển…"; the page counts for itself, because an empty section vanishes.
TYPED_NUMBER = re.compile(r"^\s*(?:[IVXL]+|\d{1,2})[.)]\s+")
# A hyphen may end a line; between the two years of a term it must not. Nor does a title break in its best-known word.
_WHOLE = re.compile(r"\b\d{4}[-–]\d{4}\b|hợp tác xã")
# The first link to each entry of the annex gets an id, so that the entry can lead back to the text.
_TRACE_LINK = re.compile(r"<a\b([^>]*)\bhref=\"#cs-([^\"]+)\"([^>]*)>")
# The name of a number on the page, wherever it is led to.
_KEY = re.compile(r"\b(id=\"|href=\"#)(cs|so)-([^\"]+)\"")
_COUNTED_PART = re.compile(r"(<h3\b[^>]*\bid=[\"']?([^\"'\s>]+)[^>]*>)<span class=\"so-muc\">[^<]*</span> ")
_RULED = re.compile(r"<(table|th|td)\b([^>]*)>")
_ENTRY = re.compile(r"<(div|dd) id=\"(cs-[^\"]+)\"")  # of the annex: what a number opens beside itself
# A number with the brackets and commas beside it: a line may end on either side of a button, whatever stands there.
_TO_ENTRY = re.compile(r"(\(?)<a((?: id=\"[^\"]*\")?) href=\"#(cs-[^\"]+)\">(.*?)</a>([),.;:]*)", re.S)
_BACK_LINK = re.compile(r"<a href=\"#so-([^\"]+)\">(.*?)</a>", re.S)


@dataclass(frozen=True)
class Item:
    """One line of the contents list."""

    id: str
    number: str
    text: str  # already escaped


@dataclass
class Page:
    """What the template fills in around the blocks."""

    given_title: str = ""
    name: str = ""  # of the notebook, if nothing else names the page
    print_annex: bool = False  # whether the annex stands open and is printed; the reader may change it at its head
    links: Mapping[str, str] = field(default_factory=dict)  # words → address: other texts of these numbers, other files
    genre: str = ""  # what the title block says the text is, where it is no report
    simulated: bool = False  # sample figures: said in the title, at the top and on every printed page
    header: str = ""  # HTML of the title block, with the page's one h1
    css: str = ""
    contents: list[Item] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _entries: set[str] = field(default_factory=set)  # ids of what numbers open
    _traced: dict[str, str] = field(default_factory=dict)  # name of a number → id of the first link to it
    _sections: int = 0
    _parts: list[list[str]] = field(default_factory=list)  # ids of the counted parts of each section that has any
    _is_begun: bool = False  # whether the section that is being placed has one

    @property
    def title(self) -> str:
        """Known when the blocks are placed: what the title block says, else the first h1, else the notebook's name."""
        return self.given_title or plain_title(self.header) or self.name

    def place(self, block: str, kind: str = "") -> str:
        """Return the HTML of one block with its headings numbered and listed; the title block goes to the header."""
        block = pasteable(self._anchored(_KEY.sub(_short, block)))
        if kind == "title" and not self.header:
            self.header = _HEADING.sub(_whole_terms, block)
            return ""
        if not self.header:  # a plain notebook: its first h1 is the title
            found = next((m for m in _HEADING.finditer(block) if m[1] == "1"), None)
            if found:
                self.header = found[0]
                block = block[: found.start()] + block[found.end() :]
        annex = kind == "annex"
        block = _HEADING.sub(lambda match: self._heading(match, numbered=not annex), block)
        if not annex:
            return block
        # A number that no text links to, as in a chart, has no place to go back to.
        block = _BACK_LINK.sub(self._led_back, block)
        block = _ENTRY.sub(self._opening, block)
        return f'<section class="phu-luc">\n{self._with_choice(block)}\n</section>'

    def _opening(self, entry: re.Match) -> str:
        self._entries.add(entry[2])
        return f'{entry[0]} popover'

    def finished(self, content: str) -> str:
        """Return the content of the page with each number that has an entry as a button that opens it: no script.

        A part without a sibling is not counted, which is known only now.
        """
        lone = {first for first, *others in self._parts if not others}
        if lone:
            content = _COUNTED_PART.sub(lambda found: found[1] if found[2] in lone else found[0], content)
        return _TO_ENTRY.sub(self._button, content) if self._entries else content

    def _button(self, link: re.Match) -> str:
        before, id_, key, inner, after = link.groups()
        if key not in self._entries:
            return link[0]
        button = f'{before}<button{id_} popovertarget="{key}">{inner}</button>{after}'
        return f'<span class="lien">{button}</span>' if before or after else button

    @property
    def opens(self) -> bool:
        """Whether numbers open how they were made."""
        return bool(self._entries)

    def _led_back(self, link: re.Match) -> str:
        return f'<a href="#{self._traced[link[1]]}">{link[2]}</a>' if link[1] in self._traced else link[2]

    def _with_choice(self, annex: str) -> str:
        """The annex with a box below its heading that opens all entries and prints them: a style does it, no script."""
        box = f'<input type="checkbox" id="in-phu-luc"{" checked" if self.print_annex else ""}>'
        back = "Bấm tên một số để về chỗ dùng số đó."
        choice = f'<p class="chon-in"><label>{box}Hiện cách tính của mọi số, và in cùng báo cáo</label>. {back}</p>'
        return annex.replace("</h2>", f"</h2>\n{choice}", 1)

    def _anchored(self, block: str) -> str:
        def first(match: re.Match) -> str:
            before, key, after = match.groups()
            if key in self._traced or _ID.search(before + after):
                return match[0]
            self._traced[key] = f"so{len(self._traced) + 1}"
            return f'<a{before}id="{self._traced[key]}" href="#cs-{key}"{after}>'

        return _TRACE_LINK.sub(first, block)

    def _heading(self, match: re.Match, numbered: bool) -> str:
        level, attributes, inner = max(int(match[1]), 2), match[2], match[3]
        if level > 3:
            return match[0]
        plain = tidy(html.unescape(_TAG.sub("", inner)))
        given = _ID.search(attributes)
        id_ = given[1] if given else self._new_id(plain)
        self._ids.add(id_)
        number = self._next_number(level, id_) if numbered and "khong-so" not in attributes else ""
        if number:
            inner, plain = TYPED_NUMBER.sub("", inner), TYPED_NUMBER.sub("", plain)
        if level == 2:
            self.contents.append(Item(id_, number, html.escape(plain)))
        lead = f'<span class="so-muc">{number}</span> ' if number else ""
        attributes = attributes if given else f' id="{id_}"{attributes}'
        return f"<h{level}{attributes}>{lead}{inner.strip()}</h{level}>"

    def _next_number(self, level: int, id_: str) -> str:
        if level == 2:
            self._sections, self._is_begun = self._sections + 1, False
            return f"{roman(self._sections)}."
        if not self._is_begun:
            self._parts.append([])
            self._is_begun = True
        self._parts[-1].append(id_)
        return f"{len(self._parts[-1])}."

    def _new_id(self, text: str) -> str:
        base = wanted = f"muc-{slug(TYPED_NUMBER.sub('', text)) or 'khong-ten'}"
        count = 1
        while wanted in self._ids:
            count += 1
            wanted = f"{base}-{count}"
        return wanted

    @property
    def running_head(self) -> str:
        """The lines at the margins of every printed page: CSS, because nothing else reaches there."""
        banner = "SỐ LIỆU MÔ PHỎNG" if self.simulated else ""
        return f"@page{{@top-left{{content:{css_text(self.title)}}}@top-right{{content:{css_text(banner)}}}}}"


@cache
def stylesheet() -> str:
    """Return the one style sheet of pages and index, without its comments and blanks."""
    css = (TEMPLATES / "htx_html" / "style.css").read_text("utf-8")
    css = re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.S)).strip()
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").replace(": ", ":")


def render(template: str, **values) -> str:
    """A page that is no report, from its template."""
    return _environment().get_template(template).render(css=stylesheet(), **values)


def prepare() -> None:
    """Compile the templates of pages that are no reports."""
    for name in _environment().list_templates(filter_func=lambda name: name.endswith(".j2") and "/" not in name):
        _environment().get_template(name)


@cache
def _environment():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    blanks = {"trim_blocks": True, "lstrip_blocks": True}
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, **blanks)
    env.filters |= {"day": day_text, "hoa": capital, "labels": labels}
    return env


@lru_cache(10_000)
def anchor(key: str) -> str:
    """Return the short name of a figure on a page: its key, written out at each use, would be a fifth of the bytes.

    >>> anchor("yen-bai.so_htx@2023-05-31")
    'gf65ierq'
    """
    return base64.b32encode(hashlib.sha256(key.encode()).digest())[:8].decode().lower()


def _short(found: re.Match) -> str:
    return f'{found[1]}{found[2]}-{anchor(html.unescape(found[3]))}"'


def pasteable(block: str) -> str:
    """Return the block with its tables ruled inline: pasted into Word or a web editor, a style sheet is lost.

    >>> pasteable('<table><tr><td style="text-align:right">5</td></tr></table>')
    '<table style="border-collapse:collapse"><tr><td style="border:1px solid;text-align:right">5</td></tr></table>'
    """
    if "<table" not in block:
        return block
    styles = {"table": "border-collapse:collapse", "th": "border:1px solid", "td": "border:1px solid"}
    return _RULED.sub(lambda tag: _styled(tag, styles[tag[1]]), block)


def _styled(tag: re.Match, style: str) -> str:
    name, attributes = tag.groups()
    if style in attributes:
        return tag[0]
    if ' style="' in attributes:
        attributes = attributes.replace(' style="', f' style="{style};', 1)
        return f"<{name}{attributes}>"
    return f'<{name}{attributes} style="{style}">'


def _whole_terms(heading: re.Match) -> str:
    return _WHOLE.sub(lambda term: f'<span class="lien">{term[0]}</span>', heading[0])


def plain_title(header: str) -> str:
    """Return the text of the first h1.

    >>> plain_title("<p>…</p><h1>Báo cáo <em>năm</em> 2023</h1>")
    'Báo cáo năm 2023'
    """
    found = next((m for m in _HEADING.finditer(header) if m[1] == "1"), None)
    return tidy(html.unescape(_TAG.sub(" ", found[3]))) if found else ""


def roman(n: int) -> str:
    """Return n in Roman numerals, as sections of Vietnamese reports are numbered.

    >>> [roman(n) for n in (1, 4, 9, 14)]
    ['I', 'IV', 'IX', 'XIV']
    """
    signs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for value, sign in signs:
        while n >= value:
            out, n = out + sign, n - value
    return out
