"""nbconvert's exporter `htx_html`: `jupyter nbconvert --to htx_html report.ipynb` makes the same page as the batch."""

from __future__ import annotations

from nbconvert.exporters import Exporter
from traitlets import Bool, default

from htxlib.publish.html_page import html_page


class HtxHtmlExporter(Exporter):
    """A report page."""

    export_from_notebook = "Báo cáo HTX (HTML)"
    output_mimetype = "text/html"
    print_annex = Bool(True, help="Whether the annex is printed unless the reader says otherwise.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the page and its resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return html_page(nb, resources.get("metadata", {}).get("name", ""), self.print_annex), resources
