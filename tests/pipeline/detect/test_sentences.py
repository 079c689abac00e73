from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "De vragen zijn gesteld op grond van art. 41 van het reglement.",
        "Het plafond bedraagt € 25.000,- per jaar.",
        "Wij kiezen i.p.v. subsidie voor een opdracht.",
        "De termijn loopt van januari t/m maart.",
        "Inspreken kan tot 12.00 uur bij de griffie.",
        "De regeling sluit op 1 mrt. 2027 om middernacht.",
        "De brief is van drs. J.P. van de Kolk uit Veldhorst.",
        "1. Het programma vast te stellen.",
        "a. jeugd: alles voor jongeren;",
        "Zie blz. 12 en nr. 4 van de bijlage.",
        "Het gaat om € 2,5 mln. voor twee jaar.",
        "Stuur uw plan naar www.havenstede.example of bel.",
        "de gemeente\nhavenstede stelt geld beschikbaar",
    ],
)
def test_one_sentence(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het plafond is € 25.000,-. Het geldt voor 2027.", ["Het plafond is € 25.000,-.", "Het geldt voor 2027."]),
        ("Dat is in 2028. De raad beslist.", ["Dat is in 2028.", "De raad beslist."]),
        ("Het kost € 2 mln. De raad beslist.", ["Het kost € 2 mln.", "De raad beslist."]),
        ("Sport, cultuur e.d. De raad beslist.", ["Sport, cultuur e.d.", "De raad beslist."]),
        ("Het werk in de regio.De woningmarkt groeit.", ["Het werk in de regio.", "De woningmarkt groeit."]),
        (
            "verzoekt het college:\n- a te doen;\n- b te laten",
            ["verzoekt het college:", "- a te doen;", "- b te laten"],
        ),
        ("Wie mag er aanvragen? Stichtingen!", ["Wie mag er aanvragen?", "Stichtingen!"]),
        ("Titel zonder punt\nDe raad besluit.", ["Titel zonder punt", "De raad besluit."]),
        ("eerste alinea\n\ntweede alinea", ["eerste alinea", "tweede alinea"]),
        ("Dat doen wij zo. De raad beslist.", ["Dat doen wij zo.", "De raad beslist."]),
    ],
)
def test_several_sentences(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_nothing_in_nothing() -> None:
    assert sentences(" \n ") == ()


@given(st.text(alphabet="aB1 .,;:\n-€(?!", max_size=80))
def test_spans_are_ordered_and_lose_no_character(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(parts(text)).split()) == "".join(text.split())
