from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mending import Mender

MENDER = Mender(
    frozenset({"armoede", "jeugdhulp", "subsidie", "jongeren", "kern", "arbeidsmarktregio"}),
    frozenset({"armoede", "jeugdhulp", "subsidie", "jongeren", "arbeidsmarktregio"}),
)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("beleids-\nterreinen", "beleidsterreinen"),
        ("beleids- terreinen", "beleidsterreinen"),
        ("jeugd- en jongerenwerk", "jeugd- en jongerenwerk"),
        ("\ufb01nanci\u00eble \ufb02exibiliteit", "financi\u00eble flexibiliteit"),
        ("ar\u00admoede", "armoede"),
        ("arrnoede", "armoede"),
        ("jeugdhu1p", "jeugdhulp"),
        ("subsid1e", "subsidie"),
        ("verIiezen", "verliezen"),
        ("voorjongeren", "voor jongeren"),
        ("subsidievoorjongeren", "subsidie voor jongeren"),
        ("gemeentenDit", "gemeenten Dit"),
        ("ar-beidsmarktregio", "arbeidsmarktregio"),
        ("moderne kern intern", "moderne kern intern"),
    ],
)
def test_repairs(damaged: str, repaired: str) -> None:
    assert MENDER.mend(damaged).text == repaired


def test_a_place_leads_back_to_the_damaged_word() -> None:
    text = "Geld tegen ar-\nmoede en jeugdhu1p."
    mended = MENDER.mend(text)
    for word, original in (("armoede", "ar-\nmoede"), ("jeugdhulp", "jeugdhu1p")):
        start = mended.text.index(word)
        first, last = mended.original(start, start + len(word))
        assert text[first:last] == original


@given(st.text(alphabet="ab1-\n \ufb01\u00ad.voorjongeren", max_size=60))
def test_every_place_lies_in_the_text(text: str) -> None:
    mended = MENDER.mend(text)
    for start in range(len(mended.text)):
        first, last = mended.original(start, start + 1)
        assert 0 <= first < last <= len(text)
    if mended.places is None:
        assert mended.text == text


@given(st.lists(st.sampled_from(["de", "raad", "stelt", "het", "beleid", "vast"]), max_size=12))
def test_sound_text_stays(words: list[str]) -> None:
    assert MENDER.mend(" ".join(words)).text == " ".join(words)
