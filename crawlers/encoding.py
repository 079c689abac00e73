"""A compressed answer must be whole: Scrapy hands over what it could unpack of a cut one as if it were everything."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ASKED = "gzip"
_CHUNK = 65536


class WholeGzip:
    """Downloader middleware that sees the bytes before they are unpacked."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeGzip:
        """Take the limit from the settings."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Ask again for a cut answer; refuse an encoding that was not asked for."""
        encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").strip().lower()
        if encoding in ("", "identity") or not response.body:
            return response
        if encoding not in (ASKED, f"x-{ASKED}"):
            raise IgnoreRequest(f"answered in an encoding that was not asked for: {encoding}")
        if is_whole(response.body, self.max_bytes):
            return response
        assert self.crawler.spider is not None  # noqa: S101  (there is one while answers come in)
        again = get_retry_request(request, spider=self.crawler.spider, reason="cut gzip")
        if again is None:
            raise ResponseDataLossError("the gzip stream was cut")
        return again


def is_whole(body: bytes, max_bytes: int) -> bool:
    """Tell whether a gzip stream comes to its end; one that unpacks to more than `max_bytes` is left to the limit."""
    stream, rest, unpacked = zlib.decompressobj(wbits=31), body, 0
    while rest and not stream.eof and unpacked <= max_bytes:
        try:
            unpacked += len(stream.decompress(rest, _CHUNK))
        except zlib.error:
            return False
        rest = stream.unconsumed_tail
    return stream.eof or unpacked > max_bytes
