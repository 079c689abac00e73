from __future__ import annotations

import pytest

from models.stems import Stems, first_word


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"jongeren\w*", r"jongeren\w*"),
        (r"social[ -]?return\w*", "social"),
        (r"jonger\w* (?:\w+ ){0,4}beperking", r"jonger\w*"),
        (r"(?:1[0-9]|2[0-4])(?: tot |-)30", r"(?:1[0-9]|2[0-4])"),
        (r"stel(?:t|len) (?:\S+ ){0,8}beschikbaar", r"stel(?:t|len)"),
        (r"taakveld(?:en)? 6\.5", r"taakveld(?:en)?"),
        (r"(?:zeer )?lang", ""),
    ],
)
def test_first_word_stops_where_a_space_can_stand(pattern: str, first: str) -> None:
    assert first_word(pattern) == first


def found(stems: Stems, text: str) -> list[tuple[str, str]]:
    return [(key, text[start:end]) for key, start, end in stems.matches(text, text.lower())]


def test_finds_compounds_and_phrases_from_a_word_begin() -> None:
    stems = Stems([("jeugd", False, (r"jeugd\w*",)), ("geld", False, (r"stel(?:t|len) (?:\S+ ){0,3}beschikbaar",))])
    assert found(stems, "Jeugdagenda: wij stellen een bedrag beschikbaar voor kleinejeugd") == [
        ("jeugd", "Jeugdagenda"),
        ("geld", "stellen een bedrag beschikbaar"),
    ]


def test_a_part_after_a_hyphen_is_a_word() -> None:
    stems = Stems([("jeugd", False, (r"jongeren\w*",))])
    assert found(stems, "het kinder- en sport-jongerenwerk") == [("jeugd", "jongerenwerk")]


def test_case_counts_only_when_asked() -> None:
    stems = Stems([("loose", False, ("jop",)), ("exact", True, ("JOP",))])
    assert [key for key, _ in found(stems, "een jop en een JOP")] == ["loose", "loose", "exact"]


def test_a_stem_does_not_end_within_a_word() -> None:
    stems = Stems([("role", False, ("regie",))])
    assert found(stems, "de regiegroep voert regie") == [("role", "regie")]
