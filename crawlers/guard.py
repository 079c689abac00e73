"""Nothing is asked outside the allow-list: (scheme, host, port) per system, and no private address by name.

Scrapy's `allowed_domains` ignores ports and is not applied to every redirect; this middleware sees each
request that goes to the network, redirected ones included.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver

from crawlers.registry import Origin

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawlers.spiders.base import SourceSpider


class OutsideAllowList(IgnoreRequest):
    """The address is not one that this system may be asked at."""


class AllowList:
    """Downloader middleware that refuses every origin that is not listed for the spider."""

    def __init__(self, origins: frozenset[Origin]) -> None:
        self.origins = origins

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AllowList:
        """Take the origins from the sources of the running spider."""
        spider = cast("SourceSpider", crawler.spider)
        return cls(frozenset().union(*(source.origins for source in spider.plan.of(spider.name))))

    def process_request(self, request: Request) -> None:
        """Refuse before a connection is made."""
        try:
            origin = Origin.of(request.url)
        except ValueError as error:
            raise OutsideAllowList(str(error)) from error
        if origin not in self.origins:
            raise OutsideAllowList(f"{origin.scheme}://{origin.host}:{origin.port} is not on the allow-list")


class PublicAddressResolver(CachingThreadedResolver):
    """Refuses host names that resolve to private addresses (a listed name may be re-pointed by its owner).

    Loopback replicas are listed by address, which never reaches a resolver.
    """

    def getHostByName(self, name: str, timeout: tuple[int, ...] = ()) -> Deferred[str]:  # type: ignore[override]
        """Resolve, then judge the address at connect time."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    @staticmethod
    def _public(address: str, name: str) -> str:
        if not ipaddress.ip_address(address).is_global:
            raise OutsideAllowList(f"{name} resolves to {address}, which is not a public address")
        return address
