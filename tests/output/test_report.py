from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from output.queries import MatchFilter, matches
from output.report import Theme, lines, report, text

TODAY = date(2026, 11, 23)


@pytest.fixture
def debts(rows: Any) -> Any:
    rows.opportunity("A3", "GM9901", themes=["schuldhulp"], opening="strong", type="alignment", state="goal")
    rows.opportunity("A4", "GM9905", themes=["schuldhulp", "armoede"], opening="medium")
    rows.opportunity("A5", "GM9906", themes=["schuldhulp"])
    rows.opportunity("A6", "GM9901", themes=["schuldhulp"])
    rows.opportunity("A7", "GM9903", themes=["schuldhulp"], type="threat", state="announced", opening="strong")
    rows.opportunity("A8", "GM9902", themes=["schuldhulp"], bestuurslaag="rijk", opening="strong")
    return rows


def themes(db: Database, **chosen: Any) -> list[Theme]:
    return report(db, matches(db, MatchFilter(today=TODAY, **chosen)))


def test_municipalities_are_counted_per_theme(debts: Any, db: Database) -> None:
    first, second = themes(db)
    assert (first.key, second.key) == ("schuldhulp", "armoede")
    assert first.seeking == ("Havenstede", "Rivierenburg")
    assert (first.planning, first.cutting) == (("Kempenrade",), ("Duinmeren",))
    assert {place.id for place in first.places} == {"A3", "A4", "A5", "A6", "A7"}


def test_it_reads_as_sentences_with_places(debts: Any, db: Database) -> None:
    written = text(themes(db))
    assert written.startswith(
        "2 gemeenten zoeken partners voor schuldhulpverlening: Havenstede en Rivierenburg\n"
        "1 gemeente heeft plannen of geld voor schuldhulpverlening: Kempenrade\n"
        "1 gemeente wil of gaat bezuinigen op schuldhulpverlening: Duinmeren\n  "
    )
    assert "\n  A3  Havenstede, aansluiting: " in written
    assert max(len(line) for line in written.splitlines()) <= 80


def test_the_lines_say_what_each_municipality_does(debts: Any, db: Database) -> None:
    found = {(line["id"], line["theme"]): line["does"] for line in lines(themes(db))}
    assert (found["A3", "schuldhulp"], found["A5", "schuldhulp"]) == ("seeking", "planning")
    assert (found["A7", "schuldhulp"], found["A4", "armoede"]) == ("cutting", "seeking")


def test_nothing_is_said_plainly(db: Database) -> None:
    assert text(themes(db)) == "Geen kansen met een thema gevonden in deze gemeenten."
