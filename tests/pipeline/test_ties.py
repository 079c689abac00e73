"""Which papers are one matter, and which only look like it."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import NOW

from pipeline.dossiers import group
from pipeline.resemblance import sketch
from pipeline.ties import MANY, Linked, with_ties

WORDS = " ".join(random.Random(1).choices([f"woord{number}" for number in range(500)], k=200))
PASSAGE = " ".join(random.Random(2).choices([f"woord{number}" for number in range(500)], k=60))


def paper(key: str, title: str, **fields: Any) -> Linked:
    values = {
        "key": key,
        "system": "notubiz",
        "ties": frozenset({f"sha {key}"}),
        "published": date(2026, 11, 1),
        "first_seen": NOW,
        "changed_at": NOW,
        "withdrawn": False,
        "valid_until": None,
        "genre": "raadsvoorstel",
        "title": title,
        "gemeente": "Havenstede",
    }
    return Linked(**(values | fields))


def groups(*papers: Linked) -> list[list[str]]:
    return [[one.key for one in members] for members in group(with_ties(papers))]


def test_a_case_number_joins_the_chain_of_a_matter() -> None:
    cases = frozenset({"Z26-1"})
    motion = paper("a", "Motie Eén loket", genre="motie", cases=cases)
    letter = paper("b", "Stand van zaken", genre="raadsinformatiebrief", cases=cases)
    regulation = paper("c", "Subsidieregeling Loketten", genre="subsidieregeling", cases=cases)
    decisions = paper("d", "Besluitenlijst", genre="besluitenlijst", cases=cases)
    assert groups(motion, letter, regulation, decisions) == [["a", "b", "c"], ["d"]]


def test_a_number_on_many_papers_is_boilerplate() -> None:
    papers = [paper(f"{number:02}", f"Stuk {number}", cases=frozenset({"Z26-1"})) for number in range(MANY + 1)]
    assert len(groups(*papers)) == MANY + 1
    assert len(groups(*papers[1:])) == 1


def test_a_publication_that_is_named_joins_only_when_it_is_held_and_the_only_one() -> None:
    held = paper("a", "Subsidieregeling Dorpenfonds", ties=frozenset({"gmb-2026-1"}))
    names = paper("b", "Brief over geld", mentions=frozenset({"gmb-2026-1"}))
    two = paper("c", "Brief over regelingen", mentions=frozenset({"gmb-2026-1", "gmb-2026-9"}))
    unheld = [paper(key, "Andere brief", mentions=frozenset({"gmb-2026-8"})) for key in ("d", "e")]
    unheld[1] = replace(unheld[1], title="Nog een stuk")
    assert groups(held, names, two, *unheld) == [["a", "b"], ["c"], ["d"], ["e"]]


def test_an_equal_subject_joins_within_a_year() -> None:
    first = paper("a", "Raadsvoorstel Samen tegen eenzaamheid")
    changed = paper("b", "Raadsvoorstel Samen tegen eenzaamheid (gewijzigd)", published=date(2026, 12, 1))
    later = paper("c", "Samen tegen eenzaamheid", published=date(2026, 11, 1) + timedelta(days=400))
    other_round = paper("d", "Samen tegen eenzaamheid 2028")
    assert groups(first, changed, later, other_round) == [["a", "b"], ["d"], ["c"]]


@pytest.mark.parametrize("title", ["Bijlage 1", "Beantwoording schriftelijke vragen", "Agenda gemeenteraad Havenstede"])
def test_a_title_that_says_nothing_joins_nothing(title: str) -> None:
    assert groups(paper("a", title), paper("b", title)) == [["a"], ["b"]]


def text(*changed: int) -> tuple[int, ...]:
    words = WORDS.split()
    for place in changed:
        words[place] = "gewijzigd"
    return sketch(" ".join(words), least_words=20)


def test_a_copy_with_small_changes_is_the_same_matter() -> None:
    one = paper("a", "Nota Vrijwilligers", text=text())
    copy = paper("b", "Stuk voor de commissie", text=text(50))
    revised = paper("c", "Vrijwilligers aan zet", text=text(10, 60, 110, 160))
    unrelated = paper("d", "Iets heel anders", text=text(*range(0, 200, 4)))
    assert groups(one, copy, revised, unrelated) == [["a", "b", "c"], ["d"]]


def test_the_same_text_about_another_year_is_another_round() -> None:
    one = paper("a", "Subsidieregeling Wijkfonds 2026", text=text())
    assert groups(one, paper("b", "Subsidieregeling Wijkfonds 2027", text=text(3))) == [["a"], ["b"]]


def test_one_passage_joins_only_with_the_same_numbers_and_a_word_of_the_title() -> None:
    passage = sketch(PASSAGE, least_words=20)
    one = paper("a", "Raadsvoorstel Kansrijk opgroeien", passage=passage, numbers="1.250.000")
    same = paper("b", "Raadsbesluit Opgroeien in Zuiderkade", passage=passage, numbers="1.250.000")
    amount = paper("c", "Opgroeien op het platteland", passage=passage, numbers="90.000")
    boilerplate = paper("d", "Sporthal en zwembad", passage=passage, numbers="1.250.000")
    assert groups(one, same, amount, boilerplate) == [["a", "b"], ["c"], ["d"]]


def test_the_order_of_papers_does_not_matter() -> None:
    papers = [
        paper("a", "Motie Eén loket voor jongeren", cases=frozenset({"Z26-1"})),
        paper("b", "Afdoening motie Eén loket voor jongeren"),
        paper("c", "Andere nota", cases=frozenset({"Z26-1"}), text=text()),
        paper("d", "Kopie", text=text(7)),
    ]
    expected = groups(*papers)
    for seed in range(5):
        shuffled = random.Random(seed).sample(papers, len(papers))
        assert groups(*shuffled) == expected == [["a", "b", "c", "d"]]
