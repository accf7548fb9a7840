"""judgement.csv and judgement_sentences.csv: what an analyst writes there is read, and every mistake is told at its row."""

import pytest

from htxlib.codelists import judgement, variables
from htxlib.indicators import catalogue
from htxlib.words.errors import InputError

WEIGHT = {"indicator": "so_htx", "words": "tổng số HTX", "weight": "10", "change": "2.5", "mark": "", "years": "3", "rank": "có", "note": ""}
SENTENCE = {"sentence": "thay đổi", "weight": "60", "most": "2", "note": ""}


def test_every_indicator_of_the_list_is_one():
    assert set(judgement.weights()) <= {*variables.load(), *catalogue.load()}


def test_targets_come_first_and_the_heaviest_indicator_leads():
    assert list(judgement.sentences())[:2] == [judgement.MET, judgement.MISSED]
    found = [each.weight for each in judgement.weights().values()]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(("change", "told"), [
    ({"weight": ""}, "dòng 2: cần trọng số; đang là ô trống"),
    ({"words": ""}, "dòng 2: cần tên gọi trong câu; đang là ô trống"),
    ({"weight": "nặng"}, "cần một số dương, dấu thập phân là dấu chấm; đang là «nặng»"),
    ({"change": "-3"}, "đang là «-3». Sửa cột change."),
    ({"mark": "1/0"}, "đang là «1/0». Sửa cột mark."),
    ({"years": "2.5"}, "đang là «2.5». Sửa cột years."),
    ({"rank": "x"}, "cần «có» hoặc để trống; đang là «x»"),
    ({"indicator": ""}, "cần mã chỉ tiêu, mỗi mã một dòng"),
])  # fmt: skip
def test_a_mistake_in_the_weights_is_told_at_its_row(change, told):
    with pytest.raises(InputError) as error:
        judgement.read_weights([WEIGHT | change])
    assert told in str(error.value) and "judgement.csv" in str(error.value)


@pytest.mark.parametrize(("change", "told"), [
    ({"sentence": "thay doi"}, "đang là «thay doi». Sửa cột sentence. Có phải «thay đổi»?"),
    ({"most": ""}, "cần trọng số và số chỉ tiêu được nêu tên; đang là ô trống"),
    ({"most": "0"}, "đang là «0». Sửa cột most."),
])  # fmt: skip
def test_a_mistake_in_the_sentences_is_told_at_its_row(change, told):
    with pytest.raises(InputError) as error:
        judgement.read_sentences([SENTENCE | change])
    assert told in str(error.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(InputError) as error:
        judgement.read_weights([WEIGHT | {"weight": "", "rank": "x"}, WEIGHT])
    assert len(error.value.faults) == 3
