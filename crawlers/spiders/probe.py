"""Ask the addresses where a council system may be, one at a time, and say what each answers; nothing is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from crawlers.plan import Limits, SourcePlan
from crawlers.politeness import ClosedForTonight
from crawlers.probe import Candidate, Outcome, ProbeAnswer, recognise
from crawlers.protocols.shapes import reason
from crawlers.registry import Origin, System, systems
from crawlers.settings import PROCESS, spider_settings
from pipeline.records import Source

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import CrawlPlan

MOST_HOPS = 5
_MOVED = (301, 302, 303, 307, 308)
_CLOSED = (401, 403, 429, 451)
_NO_HOST = CannotResolveHostError.__name__
SILENT = {"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": True}
"""Nobody reads Scrapy's own log here; without a handler at all its warnings would go to stderr."""
LIMITS = Limits(max_bytes=16 * 2**20, timeout_seconds=15.0, vendor_seconds=15 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePlan:
    """What asking around needs of a crawl plan: manners, limits and who asks."""

    systems: dict[str, System]
    contact: str
    limits: Limits = LIMITS


class ProbeSpider(Spider):
    """Asks each candidate once and follows it only to hosts of other candidates."""

    name = "probe"

    def __init__(
        self,
        *,
        plan: ProbePlan,
        sources: tuple[SourcePlan, ...],
        wanted: Sequence[Candidate],
        tell: Callable[[ProbeAnswer], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.sources = sources
        self.wanted = wanted
        self.tell = tell

    async def start(self) -> AsyncIterator[Request]:
        """Ask every candidate."""
        for candidate in self.wanted:
            yield self._ask(candidate, candidate.url, hops=0)

    def _ask(self, candidate: Candidate, url: str, *, hops: int) -> Request:
        meta = {
            "source_id": self.sources[0].source.id,
            "handle_httpstatus_all": True,
            "dont_redirect": True,
            "dont_obey_robotstxt": candidate.pattern.shows == "rules",
        }
        return Request(
            url,
            self.parse,
            errback=self.failed,
            dont_filter=True,
            meta=meta,
            cb_kwargs={"candidate": candidate, "hops": hops},
        )

    def parse(self, response: Response, candidate: Candidate, hops: int) -> list[Request]:
        """Judge an answer, or go where it points to."""
        if response.status in _MOVED and (location := response.headers.get("Location")):
            return self._moved(urljoin(response.url, location.decode("latin-1")), candidate, hops)
        if response.status in _CLOSED or response.status >= 500:
            self._tell(candidate, "refuses", f"HTTP {response.status}")
            return []
        found = recognise(candidate, response.url, response.body) if response.status < 300 else None
        if found is None:
            kind = str(response.headers.get("Content-Type") or b"", "latin-1").partition(";")[0]
            self._tell(candidate, "something else", ", ".join(filter(None, (f"HTTP {response.status}", kind))))
        else:
            self._tell(candidate, "answers", found.detail, found.key)
        return []

    def failed(self, failure: Failure) -> None:
        """Say why no answer came."""
        candidate = failure.request.cb_kwargs["candidate"]  # type: ignore[attr-defined]
        error = cast("BaseException", failure.value)
        why = reason(error)
        if _NO_HOST in why:
            # also when it was robots.txt that could not be asked, of which only the reason is left
            self._tell(candidate, "no such host", "")
        elif isinstance(error, IgnoreRequest):
            silent = isinstance(error, ClosedForTonight) and "HTTP" not in why
            self._tell(candidate, "no answer" if silent else "refuses", str(error))
        else:
            self._tell(candidate, "no answer", why)

    def _moved(self, target: str, candidate: Candidate, hops: int) -> list[Request]:
        if hops < MOST_HOPS and _origin(target) in self.sources[0].origins:
            return [self._ask(candidate, target, hops=hops + 1)]
        self._tell(candidate, "redirects", f"to {target}")
        return []

    def _tell(self, candidate: Candidate, outcome: Outcome, detail: str, key: str = "") -> None:
        system = candidate.pattern.system
        self.tell(ProbeAnswer(system=system, url=candidate.url, outcome=outcome, detail=detail, key=key))


def probe(
    wanted: Sequence[Candidate], tell: Callable[[ProbeAnswer], None], *, contact: str, delay: float = 1.0
) -> None:
    """Ask every candidate and tell each answer as it comes; blocks, and can be called once per process."""
    process = AsyncCrawlerProcess(PROCESS | SILENT)
    crawler, arguments = probe_crawler(wanted, tell, contact=contact, delay=delay)
    task = process.crawl(crawler, **arguments)
    process.start()
    task.result()


def probe_crawler(
    wanted: Sequence[Candidate], tell: Callable[[ProbeAnswer], None], *, contact: str, delay: float, **changed: object
) -> tuple[Crawler, dict[str, Any]]:
    """Give the crawler, with the manners and guards of a crawl, and what to start it with.

    `changed` are settings other than the usual ones.
    """
    name = ProbeSpider.name
    system = System(
        name=name,
        base_url="",
        origins=frozenset(Origin.of(candidate.url) for candidate in wanted),
        delay=delay,
        changes_only=False,
        own_hosts=True,
        blocked_by=tuple(words for known in systems().values() for words in known.blocked_by),
    )
    plan = ProbePlan(systems={name: system}, contact=contact)
    source = Source(id=name, gemeentecode="", gemeente="", system=name, key="")
    settings = spider_settings(cast("CrawlPlan", plan), name) | {
        **SILENT,
        "RETRY_ENABLED": False,
        "RETRY_TIMES": 0,
        "SPIDER_MIDDLEWARES": {},
        "EXTENSIONS": {},
        "ITEM_PIPELINES": {},
    }
    sources = (SourcePlan(source=source, base_url="", origins=system.origins, first=True),)
    return Crawler(ProbeSpider, settings | changed), {
        "plan": plan,
        "sources": sources,
        "wanted": wanted,
        "tell": tell,
    }


def _origin(url: str) -> Origin | None:
    try:
        return Origin.of(url)
    except ValueError:
        return None
