from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.numerals import spelled


@given(number=st.integers(1, 999_999))
def test_every_number_in_letters_is_read(in_words: Callable[[int], str], number: int) -> None:
    assert spelled(in_words(number)) == number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("anderhalve", "1.5"),
        ("tweeënhalf", "2.5"),
        ("drie en een half", "3.5"),
        ("een half", "0.5"),
        ("een kwart", "0.25"),
        ("driekwart", "0.75"),
        ("Tweehonderd vijftig duizend", "250000"),
    ],
)
def test_halves_and_loose_words(words: str, value: str) -> None:
    assert spelled(words) == Decimal(value)


@pytest.mark.parametrize("words", ["twee drie", "honderden", "huis", ""])
def test_other_words_are_no_number(words: str) -> None:
    assert spelled(words) is None
