import asyncio
from dataclasses import replace

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Response

from crawlers.doors import MOST_SILENCES, Doors, SourceBudget
from crawlers.plan import Limits
from crawlers.politeness import ClosedForTonight
from crawlers.registry import systems
from crawlers.spiders.notubiz import NotubizSpider

URL = "http://127.0.0.1:1/x"
DATE = "Mon, 23 Nov 2026 02:00:00 GMT"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds:
            waited.append(round(seconds, 1))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


@pytest.fixture
def manners() -> Doors:
    settings = {"RETRY_TIMES": 2, "RETRY_HTTP_CODES": [429, 500, 503]}
    return Doors(Crawler(NotubizSpider, settings), systems()["notubiz"])


def knock(manners: Doors, url: str = URL) -> None:
    asyncio.run(manners.process_request(Request(url)))


def ask(manners: Doors, status: int, tries: int = 0, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(URL, meta={"retry_times": tries})
    return asyncio.run(manners.process_response(request, Response(URL, status=status, headers=names)))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 120 ", 120),
        ("Mon, 23 Nov 2026 02:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 03:01:00 +0100", 60),
    ],
)
def test_a_short_wait_is_waited(manners: Doors, waits: list[float], header: str, seconds: float) -> None:
    assert ask(manners, 503, Retry_After=header, Date=DATE).status == 503
    assert waits == ([seconds] if seconds else [])


@pytest.mark.parametrize("header", ["121", "3600", "Mon, 23 Nov 2026 04:00:00 GMT"])
def test_a_long_wait_closes_the_vendor_for_tonight(manners: Doors, waits: list[float], header: str) -> None:
    with pytest.raises(ClosedForTonight, match=r"asked to wait \d+ seconds"):
        ask(manners, 429, Retry_After=header, Date=DATE)
    assert waits == []
    with pytest.raises(ClosedForTonight, match="asked to wait"):
        knock(manners)


@pytest.mark.parametrize("header", ["soon", "-5", "1.5", "", "Mon, 99 Nov"])
def test_an_unreadable_wait_is_our_own_back_off(manners: Doors, waits: list[float], header: str) -> None:
    ask(manners, 429, Retry_After=header, Date=DATE)
    assert waits == [2.0]


def test_a_date_without_a_clock_to_compare_with_is_our_own_back_off(manners: Doors, waits: list[float]) -> None:
    ask(manners, 503, Retry_After="Mon, 23 Nov 2026 04:00:00 GMT")
    assert waits == [2.0]


def test_the_back_off_grows_and_ends_with_the_retries(manners: Doors, waits: list[float]) -> None:
    for tries in (0, 1, 2):
        ask(manners, 500, tries)
    assert waits == [2.0, 4.0]


@pytest.mark.parametrize("status", [200, 304, 403, 404])
def test_what_is_not_retried_is_not_waited_for(manners: Doors, waits: list[float], status: int) -> None:
    ask(manners, status, Retry_After="60")
    assert waits == []


def test_a_vendor_that_is_silent_is_left_alone(manners: Doors) -> None:
    for _ in range(MOST_SILENCES):
        knock(manners)
        manners.process_exception(Request(URL), DownloadTimeoutError("took longer than 60 seconds"))
    with pytest.raises(ClosedForTonight, match="10 requests in a row got no answer: DownloadTimeoutError"):
        knock(manners)


@pytest.mark.parametrize("answered", [200, 404, 500])
def test_any_answer_breaks_the_silence(manners: Doors, waits: list[float], answered: int) -> None:
    for _ in range(3):
        for _ in range(MOST_SILENCES - 1):
            manners.process_exception(Request(URL), DownloadTimeoutError())
        ask(manners, answered)
    knock(manners)


@pytest.mark.parametrize("error", [IgnoreRequest("robots"), DownloadCancelledError("too large")])
def test_our_own_refusals_are_no_silence(manners: Doors, error: Exception) -> None:
    for _ in range(2 * MOST_SILENCES):
        manners.process_exception(Request(URL), error)
    knock(manners)


def test_others_wait_while_one_waits(manners: Doors, waits: list[float]) -> None:
    async def both() -> None:
        request = Request(URL)
        headers = {"Retry-After": "9"}
        await manners.process_response(request, Response(URL, status=503, headers=headers))
        await manners.process_request(request)

    asyncio.run(both())
    assert waits == [9.0, 9.0]


def block(manners: Doors, url: str = URL, body: str = "<h1>The request is blocked.</h1>", status: int = 403) -> None:
    response = HtmlResponse(url, status=status, body=body.encode(), encoding="utf-8")
    asyncio.run(manners.process_response(Request(url), response))


@pytest.fixture
def blocked_by() -> tuple[str, ...]:
    return ("the request is blocked", "Toegang geweigerd: foutcode")


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_block_is_recognised_whatever_its_status(manners: Doors, blocked_by: tuple[str, ...], status: int) -> None:
    manners.system = replace(manners.system, blocked_by=blocked_by)
    with pytest.raises(ClosedForTonight, match=f"blocked: 'the request is blocked' with HTTP {status}"):
        block(manners, status=status)
    with pytest.raises(ClosedForTonight, match="blocked"):
        knock(manners, "http://127.0.0.1:2/other")


def test_a_block_on_one_server_says_nothing_of_the_others(manners: Doors, blocked_by: tuple[str, ...]) -> None:
    manners.system = replace(manners.system, blocked_by=blocked_by, own_hosts=True)
    with pytest.raises(ClosedForTonight):
        block(manners)
    with pytest.raises(ClosedForTonight):
        knock(manners)
    knock(manners, "http://127.0.0.1:2/other")


def test_a_block_that_holds_everywhere_closes_every_server(manners: Doors, blocked_by: tuple[str, ...]) -> None:
    manners.system = replace(manners.system, blocked_by=blocked_by, own_hosts=True, blocks_everywhere=True)
    with pytest.raises(ClosedForTonight):
        block(manners)
    with pytest.raises(ClosedForTonight, match="blocked"):
        knock(manners, "http://127.0.0.1:2/other")


def test_the_words_in_a_paper_or_an_answer_are_no_block(manners: Doors, blocked_by: tuple[str, ...]) -> None:
    manners.system = replace(manners.system, blocked_by=blocked_by)
    block(manners, body='{"title": "The request is blocked, motie"}', status=200)
    block(manners, body="<p>Niets aan de hand</p>", status=200)
    asyncio.run(manners.process_response(Request(URL), Response(URL, body=b"%PDF The request is blocked")))
    knock(manners)


def spend(budget: SourceBudget, source_id: str, body: bytes) -> None:
    async def once() -> None:
        request = Request(URL, meta={"source_id": source_id})
        budget.process_request(request)
        budget.process_response(request, Response(URL, body=body))

    asyncio.run(once())


def test_a_source_that_used_up_its_bytes_is_not_asked_again(manners: Doors) -> None:
    budget = SourceBudget(Limits(source_bytes=10))
    spend(budget, "GM9901:notubiz", b"0123456789")
    spend(budget, "GM9901:notubiz", b"x")
    with pytest.raises(ClosedForTonight, match="more than 10 bytes"):
        spend(budget, "GM9901:notubiz", b"")
    spend(budget, "GM9902:notubiz", b"x")


def test_a_source_that_takes_too_long_is_not_asked_again() -> None:
    budget = SourceBudget(Limits(source_seconds=5))
    budget.seconds["GM9901:notubiz"] = 5.1
    with pytest.raises(ClosedForTonight, match="more than 5 seconds"):
        spend(budget, "GM9901:notubiz", b"")
    spend(budget, "GM9902:notubiz", b"")
    assert budget.seconds["GM9902:notubiz"] >= 0


def test_time_without_an_answer_counts_and_a_refusal_does_not() -> None:
    async def silent() -> None:
        request = Request(URL, meta={"source_id": "GM9901:notubiz"})
        budget.process_exception(request, IgnoreRequest("before it began"))
        assert budget.seconds == {}
        budget.process_request(request)
        budget.process_exception(request, DownloadTimeoutError())

    budget = SourceBudget(Limits())
    asyncio.run(silent())
    assert list(budget.seconds) == ["GM9901:notubiz"]
