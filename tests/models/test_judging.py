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


def test_parts_overlap_and_hold_every_sentence() -> None:
    text = (MONEY + ROADS) * 4
    found = list(parts(text))
    assert len(found) > 1
    assert all(part in text for part in found)
    assert all(any(sentence in part for part in found) for sentence in (MONEY.strip(), ROADS.strip()))
    assert text.startswith(found[0])
    assert text.strip().endswith(found[-1])
    assert all(len(part.split()) <= LONG for part in found)


def test_one_endless_sentence_stays_whole() -> None:
    assert len(list(parts("woord " * 300))) == 1
    assert list(parts("")) == []


def test_other_matters_do_not_hide_an_opportunity(trained: tuple[Path, Manifest]) -> None:
    tagger = load_tagger(trained[0])
    alone, among = tagger.tag([Text(text=MONEY + ROADS, title="Voortgang"), Text(text=ROADS * 4 + MONEY + ROADS * 4)])
    assert alone.opportunity >= 0.5
    assert among.opportunity >= 0.5
    assert "by_part" in among.rules


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
