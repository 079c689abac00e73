import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.normalise import clean, join_lines


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ﬁnanciële eﬀecten", "financiële effecten"),
        ("sub\u00adsidie", "subsidie"),
        ("sub\u00ad", "sub-"),
        ("regel\u0002", "regel-"),
        ("re\u0308integratie", "rëintegratie"),
        ("een\u00a0b\u2009c\t d ", "een b c d"),
        ("nul\x00 bel\x07", "nul bel"),
        ("om\u202egekeerd\u202c", "omgekeerd"),
        ("\uf0b7 punt", "• punt"),
        ("€ 5\x92s \x80", "€ 5’s €"),
        ("B E S L U I T :", "BESLUIT:"),
        ("A B C D E", "A B C D E"),
        ("Inleiding ............ 3", "Inleiding .... 3"),
        ("kapot\ud800", "kapot"),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["de gemeen-", "telijke raad"], "de gemeentelijke raad"),
        (["sport-", "en beweegteam"], "sport- en beweegteam"),
        (["sport- en", "cultuursubsidies"], "sport- en cultuursubsidies"),
        (["wijk-", "of dorpsraad"], "wijk- of dorpsraad"),
        (["de re-", "integratie"], "de re-integratie"),
        (["het MDT-", "project"], "het MDT-project"),
        (["een MDT-plus-", "traject"], "een MDT-plus-traject"),
        (["18-", "jarigen"], "18-jarigen"),
        (["Noord-", "Holland"], "Noord-Holland"),
        (["2026-", "2030"], "2026-2030"),
        (["oud-", "wethouder"], "oud-wethouder"),
        (["sociaal-", "economisch"], "sociaal-economisch"),
        (["ge-", "integreerd"], "geïntegreerd"),
        (["be-", "eindigen"], "beëindigen"),
        (["ge-", "ijkt"], "geijkt"),
        (["financi-", "eel"], "financieel"),
        (["de weg -", "en verder"], "de weg - en verder"),
        (["een", "twee"], "een twee"),
    ],
)
def test_line_end_hyphens(lines: list[str], expected: str) -> None:
    text, offsets = join_lines(lines)
    assert text == expected
    assert len(offsets) == len(lines)
    assert offsets[0] == 0


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if c.isalnum())


@given(st.lists(st.from_regex(r"[a-zA-Zé0-9 ,.-]{0,12}[a-zé0-9,.-]", fullmatch=True), max_size=12))
def test_joining_keeps_every_letter_and_says_where_lines_begin(lines: list[str]) -> None:
    text, offsets = join_lines(lines)
    assert letters(text) == letters("".join(lines))
    for line, offset in zip(lines, offsets, strict=True):
        assert letters(text[offset : offset + 1]) == letters(line[:1])


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_very_long_paragraph_is_joined_in_no_time() -> None:
    text, offsets = join_lines(["regel"] * 200_000)
    assert len(offsets) == 200_000
    assert len(text) == 200_000 * 6 - 1
