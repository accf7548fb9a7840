"""The contract of the tables is what the guide tells."""

import re

import pytest
from where import ROOT

from htxlib.data import contract

GUIDE = (ROOT / "docs/huong-dan.md").read_text()


def _told(table: str) -> list[set[str]]:
    """The columns that the guide names for a table: those it must have, those it may have."""
    row = re.search(rf"^\| `{table}\.csv` \|[^|]*\|([^|]*)\|([^|]*)\|$", GUIDE, re.M)
    return [set(re.findall(r"`(\w+)`", cell)) for cell in row.groups()] if row else []


@pytest.mark.parametrize("table", [each for each in contract.TABLES.values() if each.name != "lich_su"], ids=lambda each: each.name)
def test_the_guide_names_every_column_of_a_table_and_which_of_them_it_must_have(table):
    must = {each.name for each in table.columns if each.needed or each.filled}
    assert _told(table.name) == [must, set(table.names) - must]
