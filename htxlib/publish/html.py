"""One notebook → one quiet HTML page: outputs only, code hidden, nothing asked of any network.

Registered with nbconvert as `htx_html`, so `jupyter nbconvert --to htx_html report.ipynb` works too.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from nbconvert.exporters import TemplateExporter
from traitlets import Bool, default
from traitlets.config import Config

from htxlib.publish.figures import MIME, blocks
from htxlib.publish.page import TEMPLATES, Page, stylesheet

# Best first; a block of ours always has text/html.
PRIORITY = ["text/html", "image/svg+xml", "text/markdown", "image/png", "image/jpeg", "text/plain"]
_SVG_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
markdown = MarkdownIt("commonmark").enable("table")


class HtxHtmlExporter(TemplateExporter):
    """A report page. Based on TemplateExporter: HTMLExporter would parse the finished page a second time."""

    export_from_notebook = "Báo cáo HTX (HTML)"
    output_mimetype = "text/html"
    print_annex = Bool(True, help="Whether the annex is printed unless the reader says otherwise on the page.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    @default("template_name")
    def _template_name_default(self):
        return "htx_html"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self):
        return [str(TEMPLATES)]

    @property
    def default_config(self):
        # This page colours no code, so the stock search for %%html and %%js cells has nothing to do.
        return Config({"HighlightMagicsPreprocessor": {"enabled": False}})

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", markdown.render
        yield "output_html", output_html
        yield "kind_of", lambda output: output.get("data", {}).get(MIME, {}).get("kind", "")
        yield "place_on", lambda block, page, kind="": page.place(block, kind)

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the page and its resources."""
        resources = self._init_resources(resources)
        resources["page"] = new_page(nb, resources.get("metadata", {}).get("name", ""))
        resources["page"].print_annex = self.print_annex
        return super().from_notebook_node(nb, resources, **kw)


def new_page(nb, name: str = "") -> Page:
    """Return the page before any block is on it; the title block or the first h1 names it."""
    meta = next((block.get("meta", {}) for block in blocks(nb) if block.get("kind") == "title"), {})
    title = meta.get("title") or nb.metadata.get("title") or ""
    return Page(given_title=title, name=name or "Báo cáo", simulated=bool(meta.get("simulated")), css=stylesheet())


def output_html(output) -> str:
    """Return the HTML of the best representation of one output, "" if it has none we show."""
    data = output.get("data", {})
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
