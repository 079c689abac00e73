import pytest

from models.taxonomy import load_taxonomy
from pipeline.reading.finder import Finder, PageWords, WordIndex, betraying_word
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Het MDT-traject begint.", True),
        ("het mdt begint", False),
        ("wij doen aan re-integratie", True),
        ("wij doen aan reïntegratie,", True),
        ("(re integratie)", True),
        ("de integratie", False),
        ("te korten op zorg", True),
        ("de korte termijn", False),
        ("Jeugdhulpregio's", True),
    ],
)
def test_terms_and_stems_in_all_their_spellings(text: str, found: bool) -> None:
    finder = Finder(WordIndex())
    finder.add_term("MDT", exact=True)
    finder.add_term("re-integratie", exact=False)
    finder.add_stem("te korten")
    finder.add_stem(r"jeugdhulp\w*")
    assert finder.is_on(PageWords(text)) is found


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        (r"jeugdhulp\w*", r"jeugdhulp\w*"),
        (r"niet (?:meer |langer )?(?:voortgezet|voortzetten)", "voortgezet|voortzetten"),
        (r"re-?integratie (?:van )?jonger\w*", "jonger"),
        (r"(?:pro|vso)(?:[-/ ]|\b)\w*leerling\w*", "pro|vso"),
    ],
)
def test_a_pattern_is_betrayed_by_a_word_it_cannot_do_without(pattern: str, word: str) -> None:
    assert betraying_word(pattern) == word


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
