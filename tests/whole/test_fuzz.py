"""Spoiled workbooks, tables and parameters: a sentence or an answer, never a traceback. `make test` runs 500 of them."""

from __future__ import annotations

import fuzzing
import pytest

CASES, BATCH = 500, 25


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_spoiled_inputs_end_in_an_answer_or_a_sentence(first, tmp_path):
    kinds = {fuzzing.run(seed, tmp_path) for seed in range(first, first + BATCH)}
    assert kinds == set(fuzzing.KINDS)
