"""nbconvert's exporter `htx_docx`: `jupyter nbconvert --to htx_docx report.ipynb` makes the same file as the batch."""

from __future__ import annotations

from nbconvert.exporters import Exporter
from traitlets import Bool, Dict, default

from htxlib.errors import InputError
from htxlib.params import check_van_ban
from htxlib.publish.docx_document import document


class HtxDocxExporter(Exporter):
    """A report as Word; `resources["van_ban"]` goes before the trait of the same name."""

    export_from_notebook = "Báo cáo HTX (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    van_ban = Dict(help="Fields of the document: so_ky_hieu, dia_danh, ngay_ky, nguoi_ky …").tag(config=True)
    print_annex = Bool(True, help="Whether the annex of derivations and sources is part of the file.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".docx"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the file as bytes and its resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        given = resources.get("van_ban") or self.van_ban
        fields, faults = check_van_ban(given)
        if faults:
            raise InputError([fault for _, fault in faults])
        name = resources.get("metadata", {}).get("name", "")
        return document(nb, fields, name, self.print_annex), resources
