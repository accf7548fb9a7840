"""An executed notebook in the formats that were asked for: one name for each, the bytes of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from htxlib.words.errors import Faults, misspelt, quote

FORMATS = ("html", "docx", "pdf")
USUAL = ("html", "docx")
INDEX, FOLDER = "index.html", "don_vi"  # of the site; no publication can have a name with an underscore
# The columns of a place's file of figures; by its first line a file of ours is known again.
CSV_COLUMNS = (
    "don_vi", "chi_tieu", "ten_chi_tieu", "tu_ngay", "den_ngay", "gia_tri", "gia_tri_den", "don_vi_tinh", "mau_so",
    "do_chinh_xac", "tinh_trang", "nguon", "tieu_de_nguon", "co_quan", "ngay_nguon", "lien_ket", "ghi_chu",
)  # fmt: skip
CSV_OPENING = b"\xef\xbb\xbf" + ",".join(CSV_COLUMNS).encode() + b"\r\n"
FIGURES = "figures.json"  # goes with every format: what the numbers in it are
ANNEX = "phu-luc.docx"  # goes with Word: how the numbers of a full report were made, beside the document that is signed
# What the page of a report leads to beside it, and what it calls that.
BESIDE_A_PAGE = {"docx": "Bản Word", ANNEX: "Phụ lục cách tính (Word)", "pdf": "Bản PDF", FIGURES: "Số liệu (JSON)"}


def check(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in their order; raises InputError on an unknown one, or on PDF where nothing can print it."""
    formats, faults = list(formats), Faults()
    for name in formats:
        if name not in FORMATS:
            remedy = f"Các định dạng: {', '.join(FORMATS)}.{misspelt(name, FORMATS)}"
            faults.add("định dạng của báo cáo", quote(name), remedy, "tham số --formats")
    faults.raise_if_any()
    if "pdf" in formats:
        from htxoffice.publish.pdf import browser

        browser()
    return tuple(name for name in FORMATS if name in formats) or USUAL


def suffixes(formats: Iterable[str], is_full: bool = True) -> tuple[str, ...]:
    """Return what the names of the files end with; a short text leaves the annex in Word to the full report."""
    formats = tuple(formats)
    return (*formats, *([ANNEX] if "docx" in formats and is_full else []), FIGURES)


def render(
    nb,
    wanted: Iterable[str],
    name: str,
    van_ban: Mapping | None = None,
    folder: str = "",
    links: Mapping[str, str] | None = None,
    before: str = "",
) -> dict[str, bytes]:
    """Return suffix → content of the files whose names end so; `van_ban` are the fields of the administrative form.

    `folder` is where the notebook lies, for its pictures; `links` are what the page leads to, words → address;
    `before` is the side file of the report that this one replaces. Raises InputError for a picture that a page cannot take
    along, and where `before` is no side file.
    """
    from htxoffice.publish.figures import figures_json

    made = {FIGURES: figures_json(nb).encode()}
    about, wanted = {"metadata": {"name": name, "path": folder}, "links": dict(links or {})}, set(wanted)
    if before:
        from htxoffice.publish.since import with_changes

        shown = with_changes(nb, before, made[FIGURES])
    else:
        shown = nb
    page = _exporter().from_notebook_node(shown, about)[0] if {"html", "pdf"} & wanted else ""
    if "html" in wanted:
        made["html"] = page.encode()
    if {"docx", ANNEX} & wanted:
        from htxoffice.publish.word.docx import annex_document, document

        if "docx" in wanted:
            made["docx"] = document(nb, van_ban or {}, name, folder=folder)
        if ANNEX in wanted:
            made[ANNEX] = annex_document(nb, van_ban or {}, name)
    if "pdf" in wanted:
        from htxoffice.publish.pdf import pdf

        made["pdf"] = pdf(page)
    return made


@cache
def _exporter():
    """One for all notebooks of a process: its templates are compiled once."""
    from htxoffice.publish.html import HtxHtmlExporter

    return HtxHtmlExporter()
