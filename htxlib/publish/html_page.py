"""An executed notebook as one quiet HTML page: outputs only, code hidden, nothing asked of any network.

nbconvert is not needed here: its copies and checks of the notebook take longer than the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from htxlib.publish.figures import MIME, blocks, is_draft
from htxlib.publish.page import TEMPLATES, Page, stylesheet

# Best first; a block of ours always has text/html.
PRIORITY = ["text/html", "image/svg+xml", "text/markdown", "image/png", "image/jpeg", "text/plain"]
_SVG_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal
markdown = MarkdownIt("commonmark").enable("table")


def html_page(nb, name: str = "", print_annex: bool = True) -> str:
    """Return the page; `name`, of the notebook, is its title if nothing else names it."""
    page = _new_page(nb, name)
    page.print_annex = print_annex
    content = "\n".join(filter(None, (page.place(block, kind) for block, kind in _blocks(nb))))
    return _template().render(page=page, content=content)


def _new_page(nb, name: str) -> Page:
    """The page before any block is on it; the title block or the first h1 names it."""
    meta = next((block.get("meta", {}) for block in blocks(nb) if block.get("kind") == "title"), {})
    title = meta.get("title") or nb.metadata.get("title") or ""
    return Page(given_title=title, name=name or "Báo cáo", simulated=bool(meta.get("simulated")), css=stylesheet())


@cache
def _template():
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return env.get_template("page.html.j2")


def _blocks(nb) -> Iterator[tuple[str, str]]:
    """The HTML and the kind of each thing on the page; code, prompts and streams are for the author only."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            yield markdown.render(cell.source), ""
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield _failure(output), ""
            else:
                yield output_html(output), output.get("data", {}).get(MIME, {}).get("kind", "")


def error_text(output) -> str:
    """Return what an error output says, without the colours of a terminal."""
    return _COLOUR.sub("", f"{output.ename}: {output.evalue}")


def _failure(output) -> str:
    return (
        '<div class="loi" role="note"><p><strong>Phần này gặp lỗi, báo cáo chưa đầy đủ.</strong></p>\n'
        f"<pre>{html.escape(error_text(output))}</pre></div>"
    )


def output_html(output) -> str:
    """Return the HTML of the best representation of one output, "" if it has none we show."""
    data = output.get("data", {}) if not is_draft(output) else {}
    mime = next((mime for mime in PRIORITY if mime in data), "")
    value = data.get(mime, "")
    match mime:
        case "text/html":
            return value
        case "image/svg+xml":
            return f'<figure class="bieu-do">{_SVG_PROLOG.sub("", value).strip()}</figure>'
        case "text/markdown":
            return markdown.render(value)
        case "image/png" | "image/jpeg":
            alt = html.escape(output.get("metadata", {}).get(mime, {}).get("alt", ""))
            return f'<figure class="bieu-do"><img src="data:{mime};base64,{value.strip()}" alt="{alt}"></figure>'
        case "text/plain":
            return f"<pre>{html.escape(value)}</pre>"
    return ""
