"""Every variable of the codelist has its place in a written sentence: a list is left only for what nobody foresaw."""

from __future__ import annotations

import pytest
from where import ROOT

from htxlib.codelists import variables
from htxlib.codelists.variables import STATISTICS
from htxlib.desk import grammar
from htxlib.indicators import catalogue
from htxoffice.settings import notebook_file

NOTEBOOKS = ("bao_cao_nam", "bao_cao_cum", "bao_cao_giua_ky")
# What a notebook does not say, and why.
UNSAID = {
    "bao_cao_giua_ky": {
        name: "a report of a term speaks of what is registered, not of what the statistics office counts"
        for name, each in {**variables.load(), **catalogue.load()}.items()
        if each.topic == STATISTICS
    },
}
# Indicators that are checks or steps of a reckoning: no report is to say them.
STEPS = {name for name in catalogue.load() if name.startswith("chenh_lech")}


def said(name: str) -> set[str]:
    """The names that the sentences of a notebook ask for, with or without an attribute."""
    whole = notebook_file.read(ROOT / f"notebooks/{name}.ipynb")
    sources = ("".join(cell["source"]) for cell in whole["cells"] if cell["cell_type"] == "code")
    texts = (source.partition("\n")[2] for source in sources if source.startswith("%%viet"))
    return {each.path[0] for text in texts for each in grammar.placeholders(text)}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_variable_and_indicator_stands_in_a_sentence(name):
    known = {*variables.load(), *catalogue.load()} - STEPS
    assert known - said(name) - set(UNSAID.get(name, ())) == set()


@pytest.mark.parametrize("name", UNSAID)
def test_no_exception_is_left_that_a_sentence_has_made_needless(name):
    assert not set(UNSAID[name]) & said(name)
