"""What papermill puts into a notebook: a parameter that the notebook does not know ends it in a sentence."""

from __future__ import annotations

import papermill
import pytest
from nbformat.v4 import new_code_cell
from papermill.exceptions import PapermillExecutionError
from small import notebook

from htxoffice.batch.papermill_parts import register

CELLS = ("%load_ext htxlib", "don_vi = 'yen-bai'\nden_ngay: str = '2023'", "print(don_vi, den_ngay)")


def run(cells=CELLS, **given) -> str:
    register()
    load, parameters, *rest = cells
    nb = notebook(load, new_code_cell(parameters, metadata={"tags": ["parameters"]}), *rest)
    return papermill.execute_notebook(nb, None, given, engine_name="htx", progress_bar=False).cells[-1].outputs[0].text


def test_parameters_that_the_notebook_has_are_taken():
    assert run(don_vi="phu-tho", den_ngay="2020").split() == ["phu-tho", "2020"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"donvi": "phu-tho"}, "đang là «donvi». Sửa tên"),
        ({"donvi": "phu-tho"}, "Có phải «don_vi»?"),
        ({"donvi": "phu-tho", "den_ngay": "2020", "ky": "năm"}, "«donvi» và «ky»"),
        ({"donvi": "phu-tho"}, "tham số mà sổ tay có: don_vi hoặc den_ngay;"),
    ],
)
def test_one_that_it_has_not_ends_it_in_a_sentence(given, told):
    with pytest.raises(PapermillExecutionError) as refused:
        run(**given)
    assert told in " ".join(str(refused.value).split())


def test_a_notebook_that_loads_the_package_twice_says_it_once_and_runs():
    assert run(("%load_ext htxlib", CELLS[1], "%reload_ext htxlib", CELLS[2])).split() == ["yen-bai", "2023"]
