import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.who import who_may_apply


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "1. Subsidie wordt uitsluitend verstrekt aan rechtspersonen zonder winstoogmerk en bedraagt ten hoogste "
            "€ 25.000 per aanvraag.",
            "rechtspersonen zonder winstoogmerk",
        ),
        (
            "1. Een aanvraag kan worden gedaan door een vereniging of stichting die in een dorp actief is.\n"
            "2. Een groep inwoners vraagt een stichting om de aanvraag te doen.",
            "een vereniging of stichting die in een dorp actief is",
        ),
        ("Uitvoerders kunnen zich tot 26 februari 2027 melden bij het projectbureau.", "Uitvoerders"),
        ("De voucher wordt verleend aan huurders.", "huurders"),
        ("Het plafond is verleend aan 2027.", None),
        ("Aanvragen worden ingediend vóór 1 maart 2027.", None),
        ("", None),
    ],
)
def test_the_words_for_who_may_apply(text: str, who: str | None) -> None:
    assert who_may_apply(text) == who


@given(st.text(alphabet="aanvraag door stichting.;\n verstrekt kunnen", max_size=120))
def test_the_words_stand_in_the_text(text: str) -> None:
    who = who_may_apply(text)
    assert who is None or who in " ".join(text.split())
