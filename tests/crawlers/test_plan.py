from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders import NOW, source
from sqlite_utils import Database

from crawlers.plan import CrawlPlan, SourcePlan, Window
from pipeline.database import open_database
from pipeline.memory import SourceRun, last_read
from pipeline.originals import Originals
from pipeline.records import Municipality
from pipeline.runs import finish_run, start_run
from pipeline.store import Store

TODAY = date(2026, 11, 23)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "radar.db")
    yield database
    database.close()


def night(
    database: Database, now: str, *, complete: bool = True, full: bool = False, exit_code: int | None = 0
) -> Store:
    store = Store(database, start_run(database, started=now, now=now), now)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source()])
    day = date.fromisoformat(now[:10])
    run = SourceRun(source_id="GM9901:notubiz", is_full=full, first_day=day, last_day=day, is_complete=complete)
    store.memory.keep_source_run(run)
    if exit_code is not None:
        finish_run(database, store.run_id, finished=now, exit_code=exit_code, summary={})
    return store


@pytest.mark.parametrize(
    ("read", "first_day"),
    [(None, "2026-08-25"), ("2026-11-22", "2026-11-16"), ("2026-11-10", "2026-11-09"), ("2026-10-01", "2026-09-30")],
)
def test_after_a_pause_the_window_looks_back_to_what_was_read(read: str | None, first_day: str) -> None:
    last = date.fromisoformat(read) if read else None
    assert Window().dates(TODAY, last_read=last) == (date.fromisoformat(first_day), date(2027, 1, 22))


def test_a_source_that_was_read_is_known_by_the_day(database: Database) -> None:
    assert last_read(database, "GM9901:notubiz") is None
    night(database, "2026-11-20T02:15:00Z")
    night(database, "2026-11-21T02:15:00Z", exit_code=3)
    assert last_read(database, "GM9901:notubiz") == date(2026, 11, 21)


def test_a_night_with_a_list_that_could_not_be_read_does_not_count(database: Database) -> None:
    night(database, "2026-11-20T02:15:00Z")
    night(database, "2026-11-21T02:15:00Z", complete=False)
    assert last_read(database, "GM9901:notubiz") == date(2026, 11, 20)


def test_a_full_pass_is_known_apart(database: Database) -> None:
    night(database, "2026-11-01T02:15:00Z", full=True)
    night(database, "2026-11-21T02:15:00Z")
    assert last_read(database, "GM9901:notubiz", full=True) == date(2026, 11, 1)
    assert last_read(database, "GM9901:notubiz") == date(2026, 11, 21)


@pytest.mark.parametrize("exit_code", [None, 4])
def test_a_run_that_did_not_come_to_its_end_does_not_count(database: Database, exit_code: int | None) -> None:
    night(database, "2026-11-21T02:15:00Z", exit_code=exit_code)
    assert last_read(database, "GM9901:notubiz") is None


def test_a_plan_gives_the_dates_and_sources(database: Database, tmp_path: Path) -> None:
    store = night(database, "2026-10-01T02:15:00Z")
    known = SourcePlan(source=source(), base_url="", origins=frozenset(), first=False)
    fresh = SourcePlan(source=source(), base_url="", origins=frozenset(), first=True)
    overdue = SourcePlan(source=source(), base_url="", origins=frozenset(), first=False, overdue=True)
    plan = CrawlPlan(
        store=Store(database, store.run_id, NOW),
        originals=Originals(tmp_path),
        systems={},
        sources=(known, fresh),
        today=TODAY,
        contact="beheer@kansenradar.example",
    )
    assert plan.dates(known)[0] == date(2026, 9, 30)
    assert plan.dates(fresh)[0] == date(2026, 8, 25)
    assert plan.dates(overdue)[0] == date(2026, 8, 25)
    assert plan.of("notubiz") == (known, fresh)
    assert plan.of("cvdr") == ()
