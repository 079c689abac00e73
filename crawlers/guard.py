"""Nothing is asked outside the allow-list: (scheme, host, port) per system, and no private address by name.

Scrapy's `allowed_domains` ignores ports and is not applied to every redirect; this middleware sees each
request that goes to the network, redirected ones and robots.txt included.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, ClassVar, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawlers.registry import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawlers.plan import SourcePlan
    from crawlers.spiders.base import SourceSpider


class OutsideAllowList(IgnoreRequest):
    """The address is not one that this system may be asked at."""


class AllowList:
    """Downloader middleware that refuses every origin that is not listed for the source of a request.

    Only robots.txt, which Scrapy asks by itself, has no source: it may be asked of every origin of the spider.
    """

    def __init__(self, sources: Sequence[SourcePlan]) -> None:
        self.origins = {source.source.id: source.origins for source in sources}
        self.every: frozenset[Origin] = frozenset().union(*self.origins.values())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AllowList:
        """Take the origins from the sources of the running spider."""
        spider = cast("SourceSpider", crawler.spider)
        return cls(spider.sources)

    def process_request(self, request: Request) -> None:
        """Refuse before a connection is made."""
        try:
            origin = Origin.of(request.url)
        except ValueError as error:
            raise OutsideAllowList(str(error)) from error
        if origin not in self.origins.get(request.meta.get("source_id", ""), self.every):
            raise OutsideAllowList(f"{origin} is not on the allow-list")
        if address := PublicAddressResolver.private.get(origin.host):
            raise OutsideAllowList(f"{origin.host} is at {address}, which is not a public address")


class PublicAddressResolver(CachingThreadedResolver):
    """Refuses host names that resolve to private addresses (a listed name may be re-pointed by its owner).

    An address that is listed as a number is what the configuration says it is, such as a replica on loopback.
    """

    private: ClassVar[dict[str, str]] = {}
    """Names that were refused, with their address; Twisted keeps only "no results" of what is raised here."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Resolve, then judge the address at connect time."""
        return super().getHostByName(name, timeout).addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> str:
        if address != name and not ipaddress.ip_address(address).is_global:
            self.private[name] = address
            raise DNSLookupError(f"{name} is at {address}")
        return address
