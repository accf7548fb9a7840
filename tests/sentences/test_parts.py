"""A block in parts says what its HTML says, word for word, with the same links: what Word and side file are written from."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from chart_samples import FEW, KINDS, scope
from small import output
from where import ROOT

from htxlib import open_report
from htxlib.display import tables, tilemap
from htxlib.display.svg import Sheet
from htxlib.sentences import prose
from htxlib.sentences.block import MIME, joined
from htxlib.sentences.parts import UPRIGHT, Part, Span, as_json, from_json, plain, tidied
from htxlib.values.gap import Gap
from htxoffice.publish.figures import figures_json
from htxoffice.publish.parts import parts_of
from htxoffice.publish.word.words import parts_of_html

SUMMED = ("so_htx", "htx_thanh_lap_moi", "ty_le_htx_hoat_dong", "doanh_thu_bq_htx")


@pytest.fixture(scope="module")
def at():
    return scope()


def readable(part: Part) -> Part:
    """The part without its picture; a caption is bold by its place, not by its words."""
    bare = tuple(span._replace(looks=tuple(look for look in span.looks if look != "bold")) for span in part.spans)
    look = "" if part.look == UPRIGHT else part.look  # how a table lies on paper
    return replace(part, spans=bare if part.kind == "caption" else part.spans, drawing=None, file="", look=look)


def same_as_html(block) -> bool:
    if block.kind == "annex":  # an entry opens by itself on the page, and stands in a list on paper
        kinds = ("heading", "item")
        both = ([each for each in parts if each.kind in kinds] for parts in (block.parts, parts_of_html(block.html)))
        assert len(block.parts) > 3 and [*next(both)] == [*next(both)]
        return True
    assert block.parts and list(map(readable, block.parts)) == list(map(readable, parts_of_html(block.html)))
    return True


TEXTS = {
    "a heading": "## 1. Số lượng {{ so_htx }}\n\nMột câu.",
    "a sentence with numbers": "Có {{ so_htx }}, trong đó {{ htx_nong_nghiep }} *nông nghiệp* và **{{ so_htx.so }}**.",
    "a phrase": "Vậy {{ cau }}.",
    "a change in percent": "Tăng {{ so_htx.dau_ky.tang_giam }} ({{ so_htx.dau_ky.tang_giam_pct }}), là {{ so_htx }}.",
    "text from data that looks like markup": "Ở {{ ten }}: `{{ ten }}` và [x]({{ so_htx }}).",
    "lists": "- a {{ so_htx }}\n- **b**\n\n1. c\n2. d\n",
    "items of several paragraphs": "- a\n\n  còn nữa\n\n- b",
    "a table": "| A | B |\n|---|--:|\n| {{ ten }} | {{ so_htx }} |\n",
    "lines": "một\nhai  \nba",
    "a missing figure": "Có {{ thieu }}, còn {{ so_htx }}.",
    "code": "```\na < {{ ten }}\n  b\n```\n",
    "a source": "Theo nguồn {{ nguon }} thì {{ so_htx }}.",
}


@pytest.mark.parametrize("source", TEXTS.values(), ids=TEXTS)
def test_prose_in_parts(at, source):
    figure = at.figure("so_htx")
    values = {
        "so_htx": figure,
        "htx_nong_nghiep": at.figure("htx_nong_nghiep"),
        "thieu": replace(figure, value=None, missing=(Gap("bảng so_lieu"),)),
        "ten": "A <b> & *C* | `d`",
        "cau": prose.Phrase(("tăng ", figure, " rồi dừng")),
        "nguon": prose.SourceLink("s1"),
    }
    assert same_as_html(prose.render(source, values.__getitem__, lambda: values))


@pytest.mark.parametrize("kind", KINDS)
def test_charts_in_parts(at, kind):
    block = KINDS[kind](at)
    assert same_as_html(block)
    [picture] = [part for part in block.parts if part.kind == "picture"]
    assert picture.drawing["marks"] and picture.alt == block.text


def test_a_map_with_its_table_in_parts():
    assert same_as_html(tilemap.tile_map(FEW, title="Số HTX <2024> & cũ"))


def test_tables_in_parts(at):
    columns = [tables.Column("TT"), tables.Column("Chỉ <tiêu>"), tables.Column("Số", True), tables.Column("Tăng", True)]
    rows = [["1", "HTX", at.figure("so_htx"), at.figure("so_htx").dau_ky.tang_giam], ["2", "A & B", None, None]]
    block = tables.table("Bảng <1>", columns, rows, ["Ghi chú (1)."])
    assert same_as_html(block) and same_as_html(joined(block, block))


@pytest.mark.parametrize(
    ("place", "first", "last", "more"),
    [("yen-bai", "2020", "2023-05-31", {"nhiem_ky": "2020-2025"}), ("cum-tay-bac-2023", "2023", "2023", {})],
)
def test_blocks_of_a_report_in_parts(place, first, last, more):
    bc = open_report(place, last, first, du_lieu=ROOT / "data" / "cong_bo", **more)
    shown = [bc.tieu_de("Báo cáo <thử>"), bc.bang_tong_hop(*SUMMED), bc.bieu_do_nhieu_nam("so_htx")]
    shown += [bc.bang_muc_tieu()] if more else [bc.bang_thanh_vien(*SUMMED)]
    assert all(same_as_html(block) for block in filter(None, shown)) and same_as_html(bc.phu_luc())


def test_parts_travel_as_json(at):
    parts = [part for draw in KINDS.values() for part in draw(at).parts]
    parts += [Part("item", (Span("a", "#cs-x", ("bold",)), Span("b", "", ("italic",))), 1, count=3, id="i")]
    read = [from_json(json.loads(json.dumps(as_json(part)))) for part in parts]
    assert list(map(readable, read)) == [readable(part) for part in parts if part.spans or part.rows or part.drawing]
    assert [Sheet.of(part.drawing).png() for part in read if part.drawing][0].startswith(b"\x89PNG")


def test_blanks_are_those_of_a_page():
    assert plain("  a \n b  ") == (Span("a b"),) and plain(" \n") == ()
    assert tidied([Span("a "), Span(" b", "#x"), Span("\n"), Span(" c ")]) == (Span("a "), Span("b", "#x"), Span("\nc"))


# --- what is not ours, or older than parts ---------------------------------------------------------------------------

OLD = "<h2>Mục 1</h2><p>Có 5 HTX.</p><table><caption>B 2</caption><thead><tr><th>TT</th><th>Năm 3</th></tr></thead></table>"


@pytest.mark.parametrize("parts", [None, [], "x", [1], [{"kind": "paragraph", "unknown": 1}], [{"spans": [["a"]]}], {"a": 1}])
def test_a_block_without_parts_or_with_somebody_elses_is_read_from_its_html(parts):
    told = output(OLD, **({} if parts is None else {"parts": parts}))
    assert [part.kind for part in parts_of(told.data[MIME], OLD)] == ["heading", "paragraph", "caption", "table"]


def test_lines_of_the_side_file_are_those_of_the_parts():
    from small import notebook

    assert json.loads(figures_json(notebook(output(OLD))))["texts"] == ["Mục 1", "Có 5 HTX.", "B 2", "TT | Năm 3"]
    parts = [as_json(part) for part in (Part("heading", plain("Mục 7"), 2), Part("paragraph", plain("không số")))]
    assert json.loads(figures_json(notebook(output(OLD, parts=parts))))["texts"] == ["Mục 7"]


def test_a_list_of_named_numbers_is_the_same_in_parts():
    block = prose.cards([("Tổng số HTX", (scope().figure("so_htx"), prose.Words("."))), ("Số <b>", (scope().figure("so_htx"),))])
    assert same_as_html(block) and "<strong>Tổng số HTX:</strong> <a " in block.html and "<b>" not in block.html
