from __future__ import annotations

import pytest

from models.records import Text
from models.tagger import Tagger
from models.taxonomy import Taxonomy


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Het jongerencentrum en de jongerenwerkers krijgen extra geld van de gemeente.", "jongerenwerk"),
        ("Voor het lokaal sportakkoord stelt de kerngroep sportakkoord plannen vast.", "sportakkoord"),
        ("De aannemer besteedt 5% van de opdrachtwaarde aan social return.", "social_return"),
        ("Thuiszitters en voortijdig schoolverlaters gaan naar het doorstroompunt.", "schooluitval"),
        ("Er komt een plan tegen eenzaamheid onder studenten.", "eenzaamheid"),
    ],
)
def test_a_theme_is_named_by_its_terms(baseline: Tagger, text: str, theme: str) -> None:
    assert theme in baseline.tag([Text(text=text)])[0].themes


def test_a_single_weak_mention_names_no_theme(baseline: Tagger) -> None:
    (tags,) = baseline.tag([Text(text="De rijbaan bij de vereniging wordt opnieuw geasfalteerd.")])
    assert tags.themes == ()


def test_every_theme_lies_in_a_domain_and_every_domain_has_some(taxonomy: Taxonomy) -> None:
    assert {theme.domain for theme in taxonomy.themes.values()} == taxonomy.domains.keys()
