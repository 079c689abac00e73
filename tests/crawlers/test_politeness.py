import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawlers.politeness import ClosedForTonight, UnreadableRobots

URL = "http://127.0.0.1:1/x"
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
