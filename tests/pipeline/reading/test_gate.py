import pytest

from models.taxonomy import load_taxonomy
from pipeline.reading.gate import Gate, load_gate

OURS = "De gemeente stelt subsidie beschikbaar voor jongeren die iets voor een ander doen."
OTHERS = "De riolering van de Havenlaan wordt in het voorjaar vervangen."
MONEY = "Het subsidieplafond bedraagt € 200.000."


@pytest.fixture(scope="module")
def gate() -> Gate:
    return load_gate()


def test_pages_without_people_or_invitations_in_view_are_left(gate: Gate) -> None:
    assert gate.chosen([OTHERS] * 6) == set()


def test_a_hit_takes_the_first_page_along(gate: Gate) -> None:
    pages = [f"{OTHERS}"] * 8
    pages[5] = OURS
    assert gate.chosen(pages) == {0, 5}


def test_a_short_document_is_recorded_whole(gate: Gate) -> None:
    assert gate.chosen([OTHERS, OURS, OTHERS]) == {0, 1, 2}


def test_a_paragraph_over_a_page_break_takes_its_other_half_along(gate: Gate) -> None:
    pages = [f"{OTHERS}"] * 8
    pages[4] = "Het college stelt subsidie beschikbaar voor de"
    pages[5] = "jongeren in de wijk. " + OTHERS
    assert gate.chosen(pages) == {0, 4, 5}


def test_words_of_the_title_count_for_every_page(gate: Gate) -> None:
    pages = [OTHERS] * 4 + [MONEY] + [OTHERS] * 4
    assert gate.chosen(pages) == set()
    assert 4 in {*gate.chosen([*pages, OURS], "Nota kwetsbare jongeren")}
    assert gate.chosen([*pages, OURS], "Subsidieregeling jongeren") == set(range(10))


def test_the_version_changes_with_the_vocabulary(gate: Gate) -> None:
    assert len(gate.version) == 12
    assert Gate(load_taxonomy()).version == gate.version


def test_a_threat_counts_beside_a_word_that_says_its_domain(gate: Gate) -> None:
    everyday = "De lening loopt af en wordt niet verlengd; het geld en de lasten staan in het overzicht."
    assert gate.chosen([everyday] * 6) == set()
    pages = [OTHERS] * 8
    pages[5] = "De subsidie voor het jongerenwerk wordt niet verlengd."
    assert gate.chosen(pages) == {0, 5}


def test_words_far_apart_on_a_page_do_not_count(gate: Gate) -> None:
    threat, domain = "De afspraak wordt niet verlengd.", "Het jongerencentrum staat aan de Havenlaan."
    filler = " ".join([OTHERS] * 40)
    pages = [OTHERS] * 8
    pages[5] = f"{threat} {filler}"
    assert gate.chosen(pages) == set()
    pages[5] = f"{threat} {domain} {filler}"
    assert 5 in gate.chosen(pages)
