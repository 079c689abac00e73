from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.words import Windows, alternatives, fold, lowered


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert len(lowered(folded)) == len(text)


def test_accents_dashes_and_quotes_become_alike() -> None:
    assert lowered(fold("Oekraïense MDT‑trajecten\u00a0“vóór” ’n één")) == "oekraiense mdt-trajecten “voor” 'n een"


def test_a_capital_that_grows_in_lower_case_keeps_its_place() -> None:
    assert lowered("İstanbul JEUGD").endswith(" jeugd")


def test_window_counts_words_within_the_sentence() -> None:
    text = "De pot is leeg. De regeling voor jongeren blijft open tot mei. Daarna volgt een evaluatie."
    start = text.index("jongeren")
    windows = Windows(text)
    assert windows.around(start, start + 8, 2).strip() == "regeling voor jongeren blijft open"
    assert windows.around(start, start + 8, 40).strip() == "de regeling voor jongeren blijft open tot mei."
    assert windows.around(start, start + 8, 0) == text.lower()


def test_an_abbreviation_before_a_number_ends_no_window() -> None:
    text = "Op grond van art. 41 kan subsidie worden geweigerd."
    start = text.index("subsidie")
    assert windows_text(text, start).startswith("kan subsidie")


def windows_text(text: str, start: int) -> str:
    return Windows(text).around(start, start + 8, 1).strip()


def test_no_pattern_never_matches() -> None:
    assert alternatives(()).search("alles") is None
    assert alternatives(("a+", "b")).search("cab") is not None
