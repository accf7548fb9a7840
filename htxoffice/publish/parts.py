"""What an output is made of: the parts that a block of ours brings along, else what its HTML says."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from htxlib.sentences.parts import Part, from_json


def parts_of(block: Mapping, source: str) -> list[Part]:
    """Return the parts that a block tells of itself, else those of its HTML: foreign, or saved before there were parts."""
    if given := block.get("parts"):
        with suppress(TypeError, ValueError, AttributeError):  # somebody else's
            return list(map(from_json, given))
    from htxoffice.publish.word.words import parts_of_html  # and lxml: seldom needed

    return list(parts_of_html(source)) if source.strip() else []
