import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.resemblance import BINS, SHINGLE, bands, resemblance, sketch

WORDS = [f"woord{number}" for number in range(2000)]


def text(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def true_resemblance(one: list[str], other: list[str]) -> float:
    a, b = ({tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)} for words in (one, other))
    return len(a & b) / len(a | b)


@pytest.mark.parametrize("changed", [0, 2, 8, 25])
@pytest.mark.parametrize("length", [40, 120, 600, 5000])
def test_the_estimate_is_near_the_truth(length: int, changed: int) -> None:
    one = text(1, length)
    other = list(one)
    for place in random.Random(2).sample(range(length), changed):
        other[place] = "anders"
    estimate = resemblance(sketch(" ".join(one), least_words=5), sketch(" ".join(other), least_words=5))
    assert abs(estimate - true_resemblance(one, other)) <= 0.2


@pytest.mark.parametrize("length", [30, 100, 1000])
def test_a_near_copy_shares_a_band_and_another_text_shares_none(length: int) -> None:
    for seed in range(20):
        one = text(seed, length)
        copy = ["anders", *one[1:]]
        found = {
            kind: set(bands(sketch(" ".join(words), least_words=5))) for kind, words in (("one", one), ("copy", copy))
        }
        assert found["one"] & found["copy"]
        assert not found["one"] & set(bands(sketch(" ".join(text(seed + 1000, length)), least_words=5)))


def test_the_name_of_the_place_does_not_count() -> None:
    words = text(3, 60)
    here, there = (" ".join([*words[:30], place, *words[30:]]) for place in ("Havenstede", "Veldhorst"))
    assert resemblance(sketch(here, least_words=5), sketch(there, least_words=5)) < 1
    assert (
        resemblance(
            sketch(here, least_words=5, places=["Havenstede"]), sketch(there, least_words=5, places=["Veldhorst"])
        )
        == 1
    )


def test_a_short_text_has_no_sketch() -> None:
    assert sketch("te kort om te oordelen", least_words=20) == ()
    assert list(bands(())) == []
    assert resemblance((), ()) == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_resemblance_is_the_same_both_ways_and_whole_with_itself(one: str, other: str) -> None:
    first, second = sketch(one, least_words=SHINGLE), sketch(other, least_words=SHINGLE)
    assert len(first) in (0, BINS)
    if first and second:
        assert resemblance(first, second) == resemblance(second, first)
        assert 0 <= resemblance(first, second) <= 1
    if first:
        assert resemblance(first, first) == 1
