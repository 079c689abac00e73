from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from output.queries import opportunity
from output.timing import advice, whom

TODAY = date(2026, 11, 23)
NO_DAYS: dict[str, Any] = {"deadline": None, "deadline_kind": None, "decision_date": None}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "bel eerst de beleidsafdeling en meld u aan uiterlijk 31 januari 2027"),
        ({"deadline_kind": "participation"}, "doe mee of reageer uiterlijk 31 januari 2027"),
        (NO_DAYS | {"type": "threat", "decision_date": "2026-12-10"}, "bied een alternatief vóór 10 december 2026"),
        ({"type": "threat", "deadline_kind": "validity"}, "bied een alternatief vóór 31 januari 2027"),
        (NO_DAYS | {"type": "threat"}, "bied een alternatief voordat de raad besluit"),
        (
            NO_DAYS | {"type": "threat", "decision_date": "2026-07-02"},
            "vraag wat er met de jongeren gebeurt en bied aan wat u kunt doen",
        ),
        (NO_DAYS | {"stage": "startnotitie"}, "meld u nu voor de ophaalronde"),
        (
            NO_DAYS | {"decision_date": "2026-12-10"},
            "spreek in of mail de raad vóór 10 december 2026; de griffie zegt hoe",
        ),
        (NO_DAYS | {"genre": "begroting"}, "voor geld in 2028: praat vóór de kadernota van mei 2027"),
        (NO_DAYS, "bel of mail deze week de beleidsafdeling"),
        ({"deadline": "2026-11-22"}, "bel of mail deze week de beleidsafdeling"),
        (NO_DAYS | {"type": "alignment"}, "bel of mail deze maand de beleidsafdeling"),
    ],
)
def test_the_advice_follows_the_moment(rows: Any, db: Database, values: dict[str, Any], said: str) -> None:
    rows.opportunity("A3", **values)
    assert advice(opportunity(db, "A3").row, TODAY) == said


def test_whom_is_named_only_when_the_paper_names_them(rows: Any, db: Database) -> None:
    rows.opportunity("A3")
    rows.opportunity("A4", holder="Samira Bouhali", domains=["mdt_kern", "sport"])
    assert whom(opportunity(db, "A3").row) == "portefeuillehouder onbekend, beleidsafdeling Jeugd"
    assert whom(opportunity(db, "A4").row) == "portefeuillehouder Samira Bouhali, beleidsafdeling Sport"
