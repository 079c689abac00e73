from __future__ import annotations

import pytest

from models.baseline import lexicon_scores
from models.entries import Trap
from models.evidence import Reader
from models.lexicon import Lexicon
from models.records import Text
from models.tagger import Tagger
from models.taxonomy import Taxonomy, load_taxonomy

TRAPS = load_taxonomy().traps
by_name = pytest.mark.parametrize("trap", TRAPS, ids=[trap.name for trap in TRAPS])
# Not every trap takes a hit: these keep the signal and only tell that the passage is no opportunity.
CAPS = [trap for trap in TRAPS if "drop" not in trap.effects or len(trap.effects) > 1]


@by_name
def test_the_example_gives_none_of_the_trapped_concepts(trap: Trap, taxonomy: Taxonomy, lexicon: Lexicon) -> None:
    trapped = taxonomy.concepts().keys() if "*" in trap.concepts else trap.concepts
    if trap.effects == ("cap",):
        assert f"trap:{trap.name}" in lexicon.read(trap.example).caps
    else:
        # A trap's example is about something else, and the vocabulary may well say what.
        told = [hit for hit in lexicon.hits(trap.example) if not hit.concept.startswith("elsewhere:")]
        assert not [hit for hit in told if hit.concept in trapped]


@by_name
def test_the_example_has_no_domain_and_is_no_opportunity(trap: Trap, baseline: Tagger) -> None:
    (tags,) = baseline.tag([Text(text=trap.example)])
    assert tags.domains == ()
    assert tags.opportunity < 0.5


@by_name
def test_the_counter_example_keeps_its_concept(trap: Trap, taxonomy: Taxonomy, reader: Reader) -> None:
    evidence = reader.read(Text(text=trap.counter))
    assert trap.keeps in evidence.counts
    if trap.keeps in taxonomy.domains:
        scores = lexicon_scores(evidence, taxonomy)
        assert scores.domains[trap.keeps] >= 0.5


@by_name
def test_the_counter_example_is_not_caught(trap: Trap, lexicon: Lexicon) -> None:
    findings = lexicon.read(trap.counter)
    assert f"trap:{trap.name}" not in findings.caps


def test_an_applied_trap_is_named(lexicon: Lexicon) -> None:
    findings = lexicon.read("Het MDT bespreekt de cliënt met de huisarts.")
    assert findings.rules == ("trap:MDT",)
    assert lexicon.read("Het MDT biedt jongeren maatschappelijke diensttijd.").rules == ()


def test_title_and_heading_decide_as_well(lexicon: Lexicon) -> None:
    text = "Het MDT startte met zestig deelnemers."
    kept = lexicon.read(text, context="Voortgang MDT-trajecten. Maatschappelijke diensttijd")
    caught = lexicon.read(text, context="Evaluatie multidisciplinair team. Wijkzorg")
    assert [hit.term for hit in kept.hits if hit.concept == "mdt_kern"] == ["MDT"]
    assert not [hit for hit in caught.hits if hit.concept == "mdt_kern"]


def test_a_word_too_far_away_does_not_catch(lexicon: Lexicon) -> None:
    far = "Jeugdigen krijgen van ons allemaal dit voorjaar een eigen plek in het buurthuis onder de oude eik."
    assert [hit.term for hit in lexicon.hits(far) if hit.concept == "jeugd"] == ["jeugdigen"]


def test_a_belgian_paper_says_nothing(lexicon: Lexicon) -> None:
    findings = lexicon.read("De schepen van jeugd stelt het jongerenwerk en een subsidie voor vrijwilligers voor.")
    assert findings.hits == ()
    assert findings.caps == ("trap:Vlaams/Belgisch",)


@pytest.mark.parametrize("trap", CAPS, ids=[trap.name for trap in CAPS])
def test_a_cap_holds_although_money_is_offered(trap: Trap, baseline: Tagger) -> None:
    text = f"{trap.example} Wij zoeken partners en stellen hiervoor een bedrag van € 100.000 beschikbaar."
    (tags,) = baseline.tag([Text(text=text)])
    assert tags.opportunity <= 0.2
    assert f"trap:{trap.name}" in tags.rules
