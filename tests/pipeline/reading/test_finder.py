import pytest

from pipeline.reading.finder import Finder, PageWords, WordIndex, betraying_word


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jongeren onder de 30", True),
        ("zij zijn «onder de dertig»", True),
        ("het onderzoek, onder de brug", False),
        ("de bijdrage aan het werk vervalt", True),
        ("de rijksbijdrage aan het werk vervalt", False),
        ("het plan wordt dit jaar niet voortgezet", True),
        ("het plan wordt voortgezet, en niet langer betaald", False),
    ],
)
def test_patterns_of_several_words_are_found_where_a_word_begins(text: str, found: bool) -> None:
    finder = Finder(WordIndex())
    finder.add_stem("onder de (?:30|dertig)")
    finder.add_stem(r"bijdrage\w* (?:\S+ ){0,8}vervalt")
    finder.add_stem(r"jaar niet (?:meer )?voortgezet")
    assert finder.is_on(PageWords(text)) is found


def test_finders_of_one_index_keep_apart_what_they_look_for() -> None:
    index = WordIndex()
    people, money = Finder(index), Finder(index)
    people.add_term("jongeren", exact=False)
    money.add_term("subsidie", exact=False)
    page = PageWords("Er is subsidie voor ouderen.")
    assert (people.is_on(page), money.is_on(page)) == (False, True)
