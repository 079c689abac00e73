from __future__ import annotations

from pathlib import Path

from models.classifier import Manifest
from models.judging import LONG, parts
from models.records import Text
from models.tagger import load_tagger

MONEY = (
    "Voor projecten waarin jongeren van 14 tot 27 jaar iets doen voor een ander is € 60.000 beschikbaar; stichtingen "
    "en verenigingen dienen hun aanvraag in voor 1 maart. "
)
ROADS = "Het asfalt van de Dorpsstraat wordt na de winter vervangen en de lantaarnpalen krijgen zuinige lampen. "


def test_parts_hold_every_word_and_are_short() -> None:
    text = (MONEY + ROADS) * 4
    found = list(parts(text))
    assert " ".join(found).split() == text.split()
    assert len(found) > 1
    assert all(len(part.split()) <= LONG for part in found)


def test_one_endless_sentence_stays_whole() -> None:
    assert len(list(parts("woord " * 300))) == 1
    assert list(parts("")) == []


def test_words_that_stand_apart_make_a_smaller_chance(trained: tuple[Path, Manifest]) -> None:
    apart = Text(
        text=(
            "De gemeente vindt het belangrijk dat jongeren zich thuis voelen in de kernen. "
            + ROADS * 6
            + "Voor het monument stelt de raad een bijdrage beschikbaar; aanvragen kan tot 1 maart. "
            + ROADS * 3
        ),
        title="Voortgang",
    )
    together = Text(text=MONEY + ROADS * 8, title="Voortgang")
    one, other = load_tagger(trained[0]).tag([apart, together])
    assert one.opportunity < other.opportunity
