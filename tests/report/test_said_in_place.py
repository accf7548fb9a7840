"""What contradicts a printed number is said beside it, in one sentence of its section, not only in the annex."""

from __future__ import annotations

import pytest
from rows_in_code import data, doi_chieu, so_lieu

from htxlib.codelists.periods import Period
from htxlib.report.report import Report
from htxlib.values.scope import open_scope

LEVELS = [so_lieu("htx_thanh_lap_moi", n, "HTX", f"{year}-12-31", f"{year}-01-01") for year, n in ((2022, 50), (2021, 67))]
SENTENCE = "{{ htx_thanh_lap_moi }}, {{ htx_thanh_lap_moi.so_sanh }}."
AGAINST = "khác với mức tính từ số liệu của hai kỳ."


def published(operation, value, unit="%", base="2021", **more):
    whole = {"den": "2022-12-31", "tu": "2022-01-01"}
    return doi_chieu("htx_thanh_lap_moi", operation, value, unit, so_voi="kỳ trước", goc_ngay=base, **whole, **more)


def report(*rows) -> Report:
    return Report(open_scope(data(*LEVELS, *rows), "yen-bai", Period.year(2022)))


@pytest.mark.parametrize(("row", "said"), [
    (published("tang_giam_pct", 35), f"Nguồn nêu HTX thành lập mới tăng 35%, {AGAINST}"),
    (published("tang_giam", -2, "HTX"), f"Nguồn nêu HTX thành lập mới giảm 02 HTX, {AGAINST}"),
    (published("tang_giam", -17, "HTX"), ""),  # as we make it
    (published("tang_giam_pct", 35, base="2019"), ""),  # since another year
])
def test_a_change_that_a_source_prints_otherwise_is_said_once_in_its_section(row, said):
    bc = report(row)
    block = bc.viet(f"## Kết quả\n{SENTENCE}")
    assert [line for line in block.text.replace("\xa0", " ").splitlines() if AGAINST in line] == ([said] if said else [])
    assert AGAINST not in bc.viet(SENTENCE).text
    assert (AGAINST in bc.viet(f"## Mục khác\n{SENTENCE}").text) == bool(said)


def test_nothing_is_said_where_the_change_is_not_printed():
    assert AGAINST not in report(published("tang_giam_pct", 35)).viet("Có {{ htx_thanh_lap_moi }}.").text
