from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from output.agenda import agenda, as_calendar, text
from output.queries import MatchFilter, MatchRow, matches

TODAY = date(2026, 11, 23)


def rows_of(db: Database) -> list[MatchRow]:
    return matches(db, MatchFilter(today=TODAY))


def test_what_comes_stands_in_order_of_day(corpus: Any, db: Database) -> None:
    assert [(str(one.day), one.kind, one.id) for one in agenda(rows_of(db), TODAY)] == [
        ("2026-12-01", "participation", "BWFF7"),
        ("2026-12-10", "decision", "VHCC2"),
        ("2026-12-17", "decision", "DMDD4"),
        ("2026-12-18", "application", "HSBB6"),
        ("2026-12-31", "validity", "DMEE5"),
        ("2027-01-31", "application", "HSAA3"),
        ("2027-02-12", "application", "KRHH2"),
    ]


def test_a_decision_that_is_a_deadline_too_is_told_once(rows: Any, db: Database) -> None:
    rows.opportunity("A3", deadline="2026-12-10", deadline_kind="decision", decision_date="2026-12-10")
    rows.opportunity("A4", deadline="2026-12-10", deadline_kind="application", decision_date="2026-12-10")
    assert [(one.id, one.kind) for one in agenda(rows_of(db), TODAY)] == [
        ("A4", "application"),
        ("A3", "decision"),
        ("A4", "decision"),
    ]


def test_what_does_not_suit_is_left_out(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3")
    rows.insert("marks", opportunity_id="A3", status="niet_passend", note="", by="", at="2026-11-23T09:00:00Z")
    assert agenda(rows_of(db), TODAY) == []
    assert "VEVENT" not in as_calendar(rows_of(db), now)
    assert text([]) == "Er komen geen sluitdatums of besluiten aan."


def test_the_table_fits_the_screen(corpus: Any, db: Database) -> None:
    written = text(agenda(rows_of(db), TODAY))
    assert max(len(line) for line in written.splitlines()) <= 80
    assert written.splitlines()[2].startswith("di 01-12-2026  sluiting inspraak   Brinkwold     ")


def test_a_day_that_moves_keeps_its_id_and_counts_up(corpus: Any, db: Database, now: datetime) -> None:
    before = as_calendar(rows_of(db), now).split("BEGIN:VEVENT")
    corpus.change("HSAA3", facts="2", changes=[], deadline="2027-02-05")
    after = as_calendar(rows_of(db), now).split("BEGIN:VEVENT")
    old, new = (next(one for one in events if "HSAA3-sluiting@kansenradar" in one) for events in (before, after))
    assert ("DTSTART;VALUE=DATE:20270131" in old, "DTSTART;VALUE=DATE:20270205" in new) == (True, True)
    assert ("SEQUENCE:0\r\n" in old, "SEQUENCE:1440\r\n" in new) == (True, True)
    assert [event for event in before if "HSAA3" not in event] == [event for event in after if "HSAA3" not in event]


def test_the_same_days_give_the_same_file(corpus: Any, db: Database, now: datetime) -> None:
    assert as_calendar(rows_of(db), now) == as_calendar(rows_of(db)[::-1], now)
