import pytest

from pipeline.reading.garble import garbled, is_surely_text

DUTCH = (
    "De gemeenteraad stelt geld beschikbaar voor jongeren die zich inzetten voor hun wijk en omgeving. Wie een plan "
    "heeft, dient uiterlijk in maart een aanvraag in; het college beslist daarna binnen acht weken over de subsidie. "
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pagina 3",
        DUTCH,
        DUTCH.upper(),
        "The council of the municipality makes money available for young people in their own street. " * 3,
        "Jeugd 1.200 -300 pm\nSport 800 12,5% n.v.t.\n" * 10,
        "Inleiding ........................................ 3\n" * 20,
        "Naam: ______________________ Datum: ______________\n" * 10,
    ],
)
def test_text_is_no_noise(text: str) -> None:
    assert garbled(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\ufffd" * 50 + "Kop", "unknown"),
        ("\ue001\ue002\ue003\ue004 " * 20, "unknown"),
        ("!\"#$%& '()*+ ,-./! " * 20, "signs"),
        ("2345678379:;4<=>37 ?;;@ A6BB416672C4761 " * 10, "signs"),
        ("".join(c for c in DUTCH if c not in "aeiou") * 2, "no vowel"),
        ("".join(chr((ord(c) - 97 + 9) % 26 + 97) if c.islower() else c for c in DUTCH), "letter pairs"),
    ],
)
def test_noise_is_named(text: str, reason: str) -> None:
    assert reason in garbled(text)
    assert not is_surely_text(text)


def test_sure_text_has_words_and_no_unknown_glyphs() -> None:
    assert is_surely_text(DUTCH)
    assert not is_surely_text(DUTCH + "\ufffd")
    assert not is_surely_text('--- !"#$ 12')
