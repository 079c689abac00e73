from datetime import date

import pytest

from pipeline.detect.dates import dates
from pipeline.detect.letters import folded
from pipeline.detect.money import amounts


@pytest.mark.parametrize(
    ("word", "plain"), [("Maart", "maart"), ("auguſtuſ", "augustus"), ("aprıl", "april"), ("APRİL", "april")]
)
def test_one_spelling(word: str, plain: str) -> None:
    assert folded(word) == plain


def test_odd_letters_of_a_bad_scan_are_read() -> None:
    assert [one.day for one in dates("uiterlijk 1 auguſtus 2027", reference=date(2026, 11, 23))] == [date(2027, 8, 1)]
    assert [one.value_eur for one in amounts("€ 2 mıljoen")] == [2_000_000]
