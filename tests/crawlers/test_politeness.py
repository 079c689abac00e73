import asyncio

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawlers.politeness import MOST_SILENCES, ClosedForTonight, RetryAfter, UnreadableRobots
from crawlers.spiders.notubiz import NotubizSpider

URL = "http://127.0.0.1:1/x"
DATE = "Mon, 23 Nov 2026 02:00:00 GMT"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


@pytest.fixture
def manners() -> RetryAfter:
    settings = {"DOWNLOAD_DELAY": 1.0, "RETRY_TIMES": 2, "RETRY_HTTP_CODES": [429, 500, 503]}
    return RetryAfter.from_crawler(Crawler(NotubizSpider, settings))


def ask(manners: RetryAfter, status: int, tries: int = 0, **headers: str) -> Response:
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
def test_a_short_wait_is_waited(manners: RetryAfter, waits: list[float], header: str, seconds: float) -> None:
    assert ask(manners, 503, Retry_After=header, Date=DATE).status == 503
    assert waits == [seconds]
    manners.process_request(Request(URL))


@pytest.mark.parametrize("header", ["121", "3600", "Mon, 23 Nov 2026 04:00:00 GMT"])
def test_a_long_wait_closes_the_vendor_for_tonight(manners: RetryAfter, waits: list[float], header: str) -> None:
    with pytest.raises(ClosedForTonight, match=r"asked to wait \d+ seconds"):
        ask(manners, 429, Retry_After=header, Date=DATE)
    assert waits == []
    with pytest.raises(ClosedForTonight, match="asked to wait"):
        manners.process_request(Request(URL))


@pytest.mark.parametrize("header", ["soon", "-5", "1.5", "", "Mon, 99 Nov"])
def test_an_unreadable_wait_is_our_own_back_off(manners: RetryAfter, waits: list[float], header: str) -> None:
    ask(manners, 429, Retry_After=header, Date=DATE)
    assert waits == [2.0]


def test_a_date_without_a_clock_to_compare_with_is_our_own_back_off(manners: RetryAfter, waits: list[float]) -> None:
    ask(manners, 503, Retry_After="Mon, 23 Nov 2026 04:00:00 GMT")
    assert waits == [2.0]


def test_the_back_off_grows_and_ends_with_the_retries(manners: RetryAfter, waits: list[float]) -> None:
    for tries in (0, 1, 2):
        ask(manners, 500, tries)
    assert waits == [2.0, 4.0]


@pytest.mark.parametrize("status", [200, 304, 403, 404])
def test_what_is_not_retried_is_not_waited_for(manners: RetryAfter, waits: list[float], status: int) -> None:
    ask(manners, status, Retry_After="60")
    assert waits == []


def test_a_vendor_that_is_silent_is_left_alone(manners: RetryAfter) -> None:
    for _ in range(MOST_SILENCES):
        manners.process_request(Request(URL))
        manners.process_exception(Request(URL), DownloadTimeoutError("took longer than 60 seconds"))
    with pytest.raises(ClosedForTonight, match="10 requests in a row got no answer: DownloadTimeoutError"):
        manners.process_request(Request(URL))


@pytest.mark.parametrize("answered", [200, 404, 500])
def test_any_answer_breaks_the_silence(manners: RetryAfter, waits: list[float], answered: int) -> None:
    for _ in range(3):
        for _ in range(MOST_SILENCES - 1):
            manners.process_exception(Request(URL), DownloadTimeoutError())
        ask(manners, answered)
    manners.process_request(Request(URL))


@pytest.mark.parametrize("error", [IgnoreRequest("robots"), DownloadCancelledError("too large")])
def test_our_own_refusals_are_no_silence(manners: RetryAfter, error: Exception) -> None:
    for _ in range(2 * MOST_SILENCES):
        manners.process_exception(Request(URL), error)
    manners.process_request(Request(URL))


ROBOTS = Request("http://127.0.0.1:1/robots.txt", meta={"dont_obey_robotstxt": True})


@pytest.mark.parametrize("status", [429, 500, 503])
def test_unreadable_rules_forbid_everything_on_that_server(status: int) -> None:
    robots = UnreadableRobots()
    robots.process_response(ROBOTS, Response(ROBOTS.url, status=status))
    with pytest.raises(ClosedForTonight, match=f"robots.txt could not be read: HTTP {status}"):
        robots.process_request(Request(URL))
    robots.process_request(Request("http://127.0.0.1:2/x"))
    robots.process_request(ROBOTS)


def test_no_answer_forbids_as_well() -> None:
    robots = UnreadableRobots()
    robots.process_exception(ROBOTS, DownloadTimeoutError("took longer"))
    with pytest.raises(ClosedForTonight, match="took longer"):
        robots.process_request(Request(URL))


def test_unreadable_rules_after_a_redirect_forbid_where_they_were_asked() -> None:
    robots = UnreadableRobots()
    elsewhere = ROBOTS.replace(
        url="http://127.0.0.1:2/robots.txt", meta={"dont_obey_robotstxt": True, "redirect_urls": [ROBOTS.url]}
    )
    robots.process_response(elsewhere, Response(elsewhere.url, status=500))
    with pytest.raises(ClosedForTonight):
        robots.process_request(Request(URL))


@pytest.mark.parametrize("status", [200, 301, 400, 403, 404])
def test_no_rules_allow_everything(status: int) -> None:
    robots = UnreadableRobots()
    robots.process_response(ROBOTS, Response(ROBOTS.url, status=status))
    robots.process_exception(ROBOTS, IgnoreRequest("redirected outside the allow-list"))
    robots.process_request(Request(URL))


def test_errors_of_other_requests_say_nothing_of_the_rules() -> None:
    robots = UnreadableRobots()
    robots.process_response(Request(URL), Response(URL, status=500))
    robots.process_exception(Request(URL), DownloadTimeoutError())
    robots.process_request(Request(URL))
