import sqlite3

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector

from crawlers.failures import RecordFailures
from pipeline.records import Issue, Outcome

URL = "http://127.0.0.1:1/events"
META = {"ledger_url": "http://127.0.0.1:1/asked", "source_id": "GM9901:notubiz"}
RESPONSE = Response(URL, request=Request(URL, meta=META))


@pytest.fixture
def boundary() -> RecordFailures:
    crawler = Crawler(Spider, {"RETRY_TIMES": 2})
    crawler.stats = StatsCollector(crawler)
    crawler.spider = Spider.from_crawler(crawler, name="notubiz")
    return RecordFailures.from_crawler(crawler)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("events"), "KeyError: 'events'"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (RuntimeError("generator raised StopIteration"), "RuntimeError: generator raised StopIteration"),
        (sqlite3.IntegrityError("NOT NULL constraint failed"), "IntegrityError: NOT NULL constraint failed"),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_issue_and_a_failed_url(
    boundary: RecordFailures, error: Exception, message: str
) -> None:
    assert boundary.process_spider_exception(RESPONSE, error) == [
        Issue(source_id="GM9901:notubiz", kind="unknown_shape", message=message, url=URL),
        Outcome(url=META["ledger_url"], source_id="GM9901:notubiz", state="failed", reason=message, http_status=200),
    ]


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.DatabaseError("database disk image is malformed"),
    ],
)
def test_a_store_that_cannot_be_written_to_is_not_the_fault_of_an_answer(
    boundary: RecordFailures, error: Exception
) -> None:
    assert boundary.process_spider_exception(RESPONSE, error) is None


def test_a_body_of_another_kind_is_asked_for_twice_more(boundary: RecordFailures) -> None:
    response = RESPONSE
    for tries in (1, 2):
        (again,) = boundary.process_spider_exception(response, ValueError("no XML")) or []
        assert isinstance(again, Request)
        assert (again.url, again.meta["retry_times"], again.meta["ledger_url"]) == (URL, tries, META["ledger_url"])
        response = Response(URL, request=again)
    issue, outcome = boundary.process_spider_exception(response, ValueError("no XML")) or []
    assert isinstance(issue, Issue)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.reason) == ("failed", "ValueError: no XML")
