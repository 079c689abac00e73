import sqlite3

import pytest
from scrapy import Request
from scrapy.http import Response

from crawlers.failures import RecordFailures
from pipeline.records import Issue, Outcome

URL = "http://127.0.0.1:1/events"
META = {"ledger_url": "http://127.0.0.1:1/asked", "source_id": "GM9901:notubiz"}
RESPONSE = Response(URL, request=Request(URL, meta=META))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyError("events"), "KeyError: 'events'"),
        (ValueError("no XML"), "ValueError: no XML"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (RuntimeError("generator raised StopIteration"), "RuntimeError: generator raised StopIteration"),
        (sqlite3.IntegrityError("NOT NULL constraint failed"), "IntegrityError: NOT NULL constraint failed"),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_issue_and_a_failed_url(error: Exception, message: str) -> None:
    assert RecordFailures().process_spider_exception(RESPONSE, error) == [
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
def test_a_store_that_cannot_be_written_to_is_not_the_fault_of_an_answer(error: Exception) -> None:
    assert RecordFailures().process_spider_exception(RESPONSE, error) is None
