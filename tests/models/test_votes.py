from __future__ import annotations

import pytest

from models.votes import vote


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("de motie kreeg 14 stemmen voor, 17 tegen", "rejected"),
        ("voor stemden negentien leden, tegen acht", "adopted"),
        ("de raad stemde: voor: twintig; tegen: negen", "adopted"),
        ("met vijftien stemmen voor en twaalf tegen", "adopted"),
        ("zestien leden steunen de motie, elf niet", "adopted"),
        ("drie fracties waren tegen, twee voor", "rejected"),
        ("tegen stemden eenentwintig leden, voor acht", "rejected"),
        ("de motie: geen stemmen voor, dertig tegen", "rejected"),
        ("de raad spreekt zich met 15 tegen 8 stemmen tegen het voorstel uit", "rejected"),
        ("de raad trekt 30 euro uit voor de bus", ""),
        ("voor 1 maart en tegen 3 euro", ""),
        ("de motie is met 19 tegen 8 stemmen verworpen", ""),
    ],
)
def test_the_numbers_decide(text: str, outcome: str) -> None:
    assert vote(text) == outcome
