"""One output of a cell as HTML: what the page and the Word file both show of it."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from nbconvert.filters import strip_ansi

from htxoffice.publish.figures import is_draft

# Best first; a block of ours always has text/html.
PRIORITY = ["text/html", "image/svg+xml", "text/markdown", "image/png", "image/jpeg", "text/plain"]
UNTOLD = "Hình không có lời mô tả"  # bc.hinh(fig, "…") gives it words
_SVG_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
markdown = MarkdownIt("commonmark").enable("table")


def error_text(output) -> str:
    """Return what an error output says, without the colours of a terminal."""
    return strip_ansi(f"{output.ename}: {output.evalue}")


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
            alt = html.escape(output.get("metadata", {}).get(mime, {}).get("alt") or UNTOLD)
            return f'<figure class="bieu-do"><img src="data:{mime};base64,{value.strip()}" alt="{alt}"></figure>'
        case "text/plain":
            return f"<pre>{html.escape(value)}</pre>"
    return ""
