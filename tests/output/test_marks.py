from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from output.marks import Mark, add_mark, marks_of
from output.matches import full_text
from output.queries import MatchFilter, UnknownOpportunity, matches, opportunity

TODAY = date(2026, 11, 23)


def test_the_last_mark_is_the_status(corpus: Any, db: Database, now: datetime) -> None:
    next_day = now + timedelta(days=1)
    assert add_mark(db, "hsaa3", Mark(status="bekeken", at=now)) == "HSAA3"
    add_mark(db, "HSAA3", Mark(status="in_gesprek", at=next_day, note="Gebeld;\nterug in januari", by="Jos"))
    assert [row.id for row in matches(db, MatchFilter(today=TODAY, status=("in_gesprek",)))] == ["HSAA3"]
    assert marks_of(db, "HSAA3") == (
        Mark(status="in_gesprek", at=next_day, note="Gebeld; terug in januari", by="Jos"),
        Mark(status="bekeken", at=now),
    )


def test_one_opportunity_shows_its_marks(corpus: Any, db: Database, now: datetime) -> None:
    add_mark(db, "HSAA3", Mark(status="bekeken", at=now))
    add_mark(db, "HSAA3", Mark(status="aangevraagd", at=now, note="met de sportraad", by="Jos"))
    shown = full_text(opportunity(db, "HSAA3"), TODAY, marks_of(db, "HSAA3"))
    assert "    Status: aangevraagd sinds 23 november 2026, door Jos: met de sportraad\n" in shown
    assert "    Status: bekeken sinds 23 november 2026\n" in shown


@pytest.mark.parametrize("wanted", ["NIETS", "A3"])
def test_what_is_not_shown_cannot_be_marked(rows: Any, db: Database, now: datetime, wanted: str) -> None:
    rows.opportunity("A3", closed="ingetrokken, vervallen of niet meer gevonden")
    with pytest.raises(UnknownOpportunity):
        add_mark(db, wanted, Mark(status="bekeken", at=now))
    assert db.table("marks").count == 0
