"""One notebook → one quiet HTML page: outputs only, code hidden, nothing asked of any network.

Registered with nbconvert as `htx_html`, so `jupyter nbconvert --to htx_html report.ipynb` makes the page of the batch.
"""

from __future__ import annotations

from collections.abc import Mapping

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, default
from traitlets.config import Config

from htxlib.words.text import slug
from htxoffice.publish.figures import MIME, blocks
from htxoffice.publish.outputs import error_text, markdown, output_html
from htxoffice.publish.page import TEMPLATES, Page, stylesheet
from htxoffice.publish.pictures import of_notebook


class HtxHtmlExporter(TemplateExporter):
    """A report page. Based on TemplateExporter: HTMLExporter would parse the finished page a second time."""

    export_from_notebook = "Báo cáo HTX (HTML)"
    output_mimetype = "text/html"
    print_annex = Bool(False, help="Whether the annex is printed unless the reader says otherwise.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    @default("template_name")
    def _template_name_default(self):
        return "htx_html"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self):
        return [str(TEMPLATES)]

    @default("optimistic_validation")
    def _optimistic_validation_default(self):
        return True  # once, after the last of eleven preprocessors, of which none runs as a rule

    @property
    def default_config(self):
        # This page colours no code, so the stock search for %%html and %%js cells has nothing to do.
        return Config({"HighlightMagicsPreprocessor": {"enabled": False}})

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", markdown.render
        yield "output_html", output_html
        yield "error_text", error_text
        yield "kind_of", lambda output: output.get("data", {}).get(MIME, {}).get("kind", "")
        yield "with_pictures", lambda block, pictures, cell: pictures.of_cell(block, cell)
        yield "css_class", lambda words: slug(words)
        yield "place_on", lambda block, page, kind="": page.place(block, kind)

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the page and its resources; raises InputError for pictures that it cannot take along."""
        resources = self._init_resources(resources)
        about = resources.get("metadata", {})
        resources["page"] = self._page(nb, about.get("name", ""), resources.get("links") or {})
        resources["pictures"] = of_notebook(nb, about.get("path", ""), about.get("name", ""))
        if not any(each.enabled for each in self._preprocessors):
            nb = _Unchanged(nb)
        page, resources = super().from_notebook_node(nb, resources, **kw)
        resources["pictures"].faults.raise_if_any()  # of the copy that nbconvert took
        return page, resources

    def _page(self, nb, name: str, links: Mapping[str, str]) -> Page:
        """The page before any block is on it; the title block or the first h1 names it."""
        meta = next((block.get("meta", {}) for block in blocks(nb) if block.get("kind") == "title"), {})
        return Page(
            given_title=meta.get("title") or nb.metadata.get("title") or "",
            name=name or "Báo cáo",
            print_annex=self.print_annex,
            links=links,
            genre=meta.get("genre", ""),
            simulated=bool(meta.get("simulated")),
            css=stylesheet(),
        )


class _Unchanged(NotebookNode):
    """A notebook that nobody is going to change: nbconvert takes three deep copies, which are half of a page's time."""

    def __deepcopy__(self, memo):
        return self
