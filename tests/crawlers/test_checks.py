from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import NOW, document, source

from crawlers.checks import check
from crawlers.plan import CrawlPlan, SourcePlan
from crawlers.registry import systems
from pipeline.database import open_database
from pipeline.ledger import Kind
from pipeline.originals import Originals
from pipeline.records import LedgerState, Listing, Municipality, Outcome, Source
from pipeline.runs import start_run
from pipeline.store import Store

ID = "GM9901:notubiz"
CVDR = Source(id="GM9901:cvdr", gemeentecode="GM9901", gemeente="Havenstede", system="cvdr", key="Havenstede")


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[CrawlPlan]:
    database = open_database(tmp_path / "radar.db")
    store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source(), CVDR])
    yield CrawlPlan(
        store=store,
        originals=Originals(tmp_path),
        systems=systems(),
        sources=(SourcePlan(source=source(), base_url="", origins=frozenset(), first=True),),
        today=date(2026, 11, 23),
        contact="beheer@kansenradar.example",
    )
    database.close()


def note(
    plan: CrawlPlan, path: str, state: LedgerState | None, *, kind: Kind = "listing", status: int | None = None
) -> None:
    url, source_id = f"http://127.0.0.1:1/{path}", plan.sources[0].source.id
    plan.store.ledger.discover(url, source_id=source_id, kind=kind)
    if state is not None:
        plan.store.ledger.finish(
            Outcome(url=url, source_id=source_id, state=state, reason="because", http_status=status)
        )


def listed(plan: CrawlPlan, count: int) -> None:
    plan.store.save_listing(Listing(source_id=plan.sources[0].source.id, list_name="Moties", listed=count))


def issues(plan: CrawlPlan) -> list[tuple[str, str, str]]:
    rows = plan.store.database.query(
        "select source_id, kind, message from issues where run_id = ? order by id", [plan.store.run_id]
    )
    return [(row["source_id"], row["kind"], row["message"]) for row in rows]


def next_run(plan: CrawlPlan, *, of: Source | None = None) -> CrawlPlan:
    database = plan.store.database
    sources = (replace(plan.sources[0], source=of or plan.sources[0].source, first=False),)
    return replace(plan, store=Store(database, start_run(database, started=NOW, now=NOW), NOW), sources=sources)


def test_a_source_that_was_listed_raises_no_alarm(plan: CrawlPlan) -> None:
    note(plan, "list", "stored")
    listed(plan, 3)
    (result,) = check(plan)
    assert (result.listed, result.listings_read, result.failed) == (3, 1, False)
    assert issues(plan) == []


@pytest.mark.parametrize("kind", ["document", "listing"])
def test_what_is_open_is_ended_and_told_with_its_source(plan: CrawlPlan, kind: Kind) -> None:
    note(plan, "list", "stored")
    listed(plan, 3)
    note(plan, "open", None, kind=kind)
    (result,) = check(plan)
    assert (result.unanswered, result.listings_failed) == (1, int(kind == "listing"))
    assert issues(plan)[0] == (ID, "unanswered", "1 requests got no answer before the crawl ended")
    assert plan.store.ledger.sums() == {"retry_later": 1, "stored": 1}


@pytest.mark.parametrize("state", ["failed", "retry_later", "gone", "refused", None])
def test_a_source_of_which_nothing_was_read_has_failed(plan: CrawlPlan, state: LedgerState | None) -> None:
    note(plan, "list", state, status=403 if state == "refused" else None)
    (result,) = check(plan)
    assert result.failed
    assert (ID, "source_failed", "no listing could be read") in issues(plan)


def test_a_source_that_was_never_asked_has_failed(plan: CrawlPlan) -> None:
    (result,) = check(plan)
    assert result.failed
    assert issues(plan) == [(ID, "source_failed", "no listing could be read")]


@pytest.mark.parametrize(
    ("state", "status", "failed"),
    [
        ("failed", None, 1),
        ("retry_later", 500, 1),
        ("gone", 404, 1),
        ("refused", None, 1),
        ("refused", 403, 1),
        ("refused", 200, 0),
    ],
)
def test_one_list_of_several_that_fails_is_an_alarm(
    plan: CrawlPlan, state: LedgerState, status: int | None, failed: int
) -> None:
    note(plan, "one", "stored")
    note(plan, "two", state, status=status)
    listed(plan, 3)
    (result,) = check(plan)
    assert (result.listings_failed, result.failed) == (failed, False)
    assert issues(plan) == ([(ID, "listing_failed", "1 of 2 listings failed")] if failed else [])


def test_a_document_that_fails_is_no_alarm(plan: CrawlPlan) -> None:
    note(plan, "list", "stored")
    listed(plan, 1)
    for number, state in enumerate(("failed", "refused", "gone", "retry_later")):
        note(plan, f"document/{number}", state, kind="document")  # type: ignore[arg-type]
    check(plan)
    assert issues(plan) == []


def test_an_empty_first_run_is_an_alarm(plan: CrawlPlan) -> None:
    note(plan, "list", "stored")
    listed(plan, 0)
    (result,) = check(plan)
    assert not result.failed
    assert issues(plan) == [(ID, "empty_source", "the first run found no document at all")]


def test_a_source_that_drops_to_nothing_is_an_alarm_every_night(plan: CrawlPlan) -> None:
    note(plan, "list", "stored")
    listed(plan, 1)
    plan.store.save_document(document())
    check(plan)
    for _ in range(2):
        plan = next_run(plan)
        note(plan, "list", "stored")
        listed(plan, 0)
        check(plan)
        assert issues(plan) == [(ID, "empty_source", "no document is listed any more, though there were before")]


def test_nothing_in_days_of_which_nothing_is_known_is_no_alarm(plan: CrawlPlan) -> None:
    note(plan, "list", "stored")
    listed(plan, 1)
    plan.store.save_document(replace(document(), published=plan.today - timedelta(days=400)))
    check(plan)
    plan = next_run(plan)
    note(plan, "list", "stored")
    listed(plan, 0)
    check(plan)
    assert issues(plan) == []


def test_a_list_of_changes_may_be_empty(plan: CrawlPlan) -> None:
    plan = next_run(plan, of=CVDR)
    note(plan, "list", "stored")
    listed(plan, 12)
    check(plan)
    plan = next_run(plan, of=CVDR)
    note(plan, "list", "stored")
    listed(plan, 0)
    check(plan)
    assert issues(plan) == []


def test_a_source_that_was_always_empty_is_no_news(plan: CrawlPlan) -> None:
    for _ in range(2):
        plan = next_run(plan)
        note(plan, "list", "stored")
        listed(plan, 0)
        check(plan)
        assert issues(plan) == []
