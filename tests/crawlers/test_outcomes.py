import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.guard import OutsideAllowList
from crawlers.outcomes import End, end_of, end_of_status
from crawlers.politeness import ClosedForTonight


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, "failed"), (401, "refused"), (403, "refused"), (404, "gone"), (408, "retry_later"), (410, "gone"),
        (304, "failed"), (418, "failed"), (429, "retry_later"), (451, "refused"), (500, "retry_later"),
        (503, "retry_later"),
    ],
)  # fmt: skip
def test_every_status_has_an_end(status: int, state: str) -> None:
    end = end_of_status(status)
    assert (end.state, end.reason, end.http_status) == (state, f"HTTP {status}", status)


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (HttpError(Response("http://127.0.0.1:1/x", status=404), "no"), End("gone", "HTTP 404", 404)),
        (ClosedForTonight("asked to wait 3600 seconds"), End("retry_later", "asked to wait 3600 seconds")),
        (DownloadCancelledError("9 > 8"), End("refused", "larger than the limit: 9 > 8")),
        (OutsideAllowList("x is not on the allow-list"), End("refused", "x is not on the allow-list")),
        (IgnoreRequest("Forbidden by robots.txt"), End("refused", "Forbidden by robots.txt")),
        (IgnoreRequest(), End("refused", "IgnoreRequest")),
        (DownloadTimeoutError("took longer"), End("retry_later", "DownloadTimeoutError: took longer")),
        (ResponseDataLossError(), End("retry_later", "ResponseDataLossError")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_an_end(error: Exception, end: End) -> None:
    assert end_of(error) == end
