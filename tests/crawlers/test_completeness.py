from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import appearance, document, source
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from crawlers.completeness import Band, expected, is_quiet, mark_unseen, set_bands
from pipeline.database import open_database
from pipeline.memory import SourceRun
from pipeline.records import Appearance, Event, Listing, Municipality
from pipeline.runs import finish_run, start_run
from pipeline.store import Store

ID = "GM9901:notubiz"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 11, 23), False),
        (date(2026, 7, 9), False),
        (date(2026, 7, 10), True),
        (date(2026, 8, 31), True),
        (date(2026, 12, 25), True),
        (date(2027, 1, 8), True),
        (date(2027, 1, 9), False),
        (date(2026, 3, 1), True),
        (date(2026, 4, 20), False),
    ],
)
def test_councils_rest_in_summer_at_christmas_and_around_elections(day: date, quiet: bool) -> None:
    assert is_quiet(day) == quiet


def nights(*counts: int, last: date = TODAY) -> list[tuple[date, int]]:
    return [(last - timedelta(days=number), count) for number, count in enumerate(counts, 1)]


def test_what_a_list_should_hold_follows_from_its_own_nights() -> None:
    assert expected(nights(40, 44, 38, 41, 40), TODAY) == Band(low=19, high=89)


def test_few_nights_say_nothing() -> None:
    assert expected(nights(40, 44, 38, 41), TODAY) is None


def test_quiet_nights_say_nothing_of_busy_ones() -> None:
    summer = nights(0, 0, 1, 0, 0, last=date(2026, 8, 20))
    assert expected(summer, TODAY) is None
    assert expected(nights(40, 44, 38, 41, 40) + summer, TODAY) == Band(low=19, high=89)


def test_an_empty_list_is_normal_in_a_quiet_week() -> None:
    band = expected(nights(3, 2, 4, 3, 3, last=date(2026, 8, 20)), date(2026, 8, 20))
    assert band is not None
    assert band.low == 0


@given(st.lists(st.integers(0, 5000), min_size=5, max_size=40))
def test_a_night_like_the_others_is_never_an_alarm(counts: list[int]) -> None:
    band = expected(nights(*counts, last=date(2026, 11, 23)), date(2026, 11, 23))
    assert band is None or all(band.low <= count <= band.high for count in counts[:28] if count in counts)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "radar.db")
    yield database
    database.close()


def night(database: Database, day: date, listed: dict[str, int], *, full: bool = False) -> tuple[Store, SourceRun]:
    now = f"{day}T02:15:00Z"
    store = Store(database, start_run(database, started=now, now=now), now)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source()])
    for name, count in listed.items():
        store.save_listing(Listing(source_id=ID, list_name=name, listed=count))
    run = SourceRun(
        source_id=ID,
        is_full=full,
        first_day=day - timedelta(days=90 if full else 7),
        last_day=day + timedelta(days=60),
        is_complete=True,
    )
    store.memory.keep_source_run(run)
    finish_run(database, store.run_id, finished=now, exit_code=0, summary={})
    return store, run


def alarms(database: Database, listed: dict[str, int]) -> list[tuple[str, str]]:
    for number in range(6, 0, -1):
        night(database, TODAY - timedelta(days=number), {"Moties": 12, "vergaderingen": 40})
    store, run = night(database, TODAY, listed)
    return list(set_bands(database, store.run_id, run, TODAY))


def test_a_list_that_used_to_give_and_gives_nothing_is_an_alarm(database: Database) -> None:
    found = alarms(database, {"Moties": 0, "vergaderingen": 41})
    assert found == [("gives_nothing", "Moties: used to give at least 6 documents, now gives none")]


def test_a_list_that_is_not_there_any_more_is_an_alarm_too(database: Database) -> None:
    assert [kind for kind, _ in alarms(database, {"vergaderingen": 41})] == ["gives_nothing"]


def test_too_few_and_too_many_are_alarms(database: Database) -> None:
    assert [kind for kind, _ in alarms(database, {"Moties": 4, "vergaderingen": 500})] == [
        "below_expected",
        "above_expected",
    ]
    rows = list(database.query("select list_name, expected_low, expected_high, state from coverage order by 1"))
    assert [tuple(row.values()) for row in rows] == [
        ("Moties", 6, 25, "below_expected"),
        ("vergaderingen", 20, 81, "complete"),
    ]


def test_a_full_pass_is_compared_with_full_passes_only(database: Database) -> None:
    for number in range(6, 0, -1):
        night(database, TODAY - timedelta(days=number), {"Moties": 12})
    store, run = night(database, TODAY, {"Moties": 900}, full=True)
    assert list(set_bands(database, store.run_id, run, TODAY)) == []


def place(store: Store, key: str, meeting: date | None) -> None:
    store.save_document(document(key))
    if meeting is None:
        store.save_appearance(appearance(key))
        return
    event = Event(
        key=f"meeting {meeting}", source_id=ID, title="Raad", body="Raad", date=meeting, url="", last_modified=""
    )
    store.save_event(event)
    store.save_appearance(Appearance(document_key=key, source_id=ID, list_name="vergaderingen", event_key=event.key))


def unseen(database: Database) -> dict[str, str | None]:
    return {row["key"]: row["not_seen_since"] for row in database.query("select key, not_seen_since from documents")}


def test_a_paper_that_left_its_meeting_is_marked_and_kept_and_unmarked_when_it_returns(database: Database) -> None:
    store, _ = night(database, TODAY - timedelta(days=1), {})
    place(store, "notubiz:9901:1", date(2026, 11, 26))
    place(store, "notubiz:9901:2", date(2026, 11, 26))
    place(store, "notubiz:9901:3", date(2026, 9, 3))
    store, run = night(database, TODAY, {})
    store.ledger.discover("u", source_id=ID, kind="document", document_key="notubiz:9901:1")
    mark_unseen(database, store.run_id, run, TODAY)
    assert unseen(database) == {"notubiz:9901:1": None, "notubiz:9901:2": "2026-11-23", "notubiz:9901:3": None}
    store, run = night(database, TODAY + timedelta(days=1), {})
    for number in (1, 2):
        store.ledger.discover(f"u{number}", source_id=ID, kind="document", document_key=f"notubiz:9901:{number}")
    mark_unseen(database, store.run_id, run, TODAY)
    assert set(unseen(database).values()) == {None}


@pytest.mark.parametrize(("full", "marked"), [(False, None), (True, "2026-11-23")])
def test_a_paper_of_a_register_is_judged_on_a_full_pass(database: Database, full: bool, marked: str | None) -> None:
    store, _ = night(database, TODAY - timedelta(days=1), {})
    place(store, "notubiz:9901:1", None)
    store, run = night(database, TODAY, {}, full=full)
    mark_unseen(database, store.run_id, run, TODAY)
    assert unseen(database) == {"notubiz:9901:1": marked}
