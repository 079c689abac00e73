"""From page to page of one site: within a number of pages, each once, and what is found on them kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawlers.protocols.feeds import FeedEntry
from crawlers.protocols.links import Link, main_text
from crawlers.registry import Origin
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import HEAD_START
from crawlers.spiders.writing import WritingSpider
from models.genres import genre_of
from pipeline.records import Appearance, Document, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response, TextResponse
    from twisted.python.failure import Failure

    from crawlers.plan import SourcePlan

DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the bytes of a PDF and of office documents begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a page was come by."""

    list_name: str
    """The page, feed or sitemap of the configuration that led to it."""
    level: int
    """1 for a page of the configuration, 2 for one that it links to, and so on."""
    title: str = ""
    """What the link to it said."""
    is_chosen: bool = False
    """True for a page of the configuration itself."""
    entry: FeedEntry | None = None
    """What a feed says of it: then the page itself is a document."""


class WalkingSpider(WritingSpider):
    """Base of the website spider.

    A page that another one, a feed or a sitemap leads to may be gone or forbidden, which is how websites are: it is
    in the ledger, but is no list that could not be read.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pages: Counter[str] = Counter()
        """How many pages of each source were asked."""
        self._limited: set[str] = set()

    def parse_page(self, response: Response, source: SourcePlan, step: Step) -> Iterator[Yield]:
        """Read a page."""
        raise NotImplementedError

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """End a request; a page that was a document and is gone is withdrawn."""
        key = failure.request.meta.get("page_key")  # type: ignore[attr-defined]
        for end in super().failed(failure):
            if isinstance(end, Outcome) and end.state == "gone" and key:
                yield replace(end, document_key=key)
            else:
                yield end

    def page(self, source: SourcePlan, url: str, step: Step, *, fingerprint: str = "") -> Iterator[Yield]:
        """Ask a page of the site, unless it was asked, or is known under this fingerprint, or is one too many.

        A full pass asks what is known again as far as the number of pages allows.
        """
        if Origin.of(url) not in source.origins:
            return
        store, key = self.plan.store, page_key(source, url) if step.entry else None
        before = store.memory.listing(url, fingerprint) if fingerprint else None
        if not store.ledger.discover(
            url, source_id=source.source.id, kind="document", document_key=key if before else None
        ):
            return
        is_over = self.is_over(source)
        if before is not None and (is_over or not source.full):
            yield from self._as_before(source, before)
        elif is_over:
            yield from self.one_too_many(source, url)
        else:
            self.pages[source.source.id] += 1
            yield from self._ask_page(source, url, step, key, fingerprint)

    def _ask_page(self, source: SourcePlan, url: str, step: Step, key: str | None, fingerprint: str) -> Iterator[Yield]:
        callback: Callable[..., Any] = self.parse_page
        arguments: dict[str, Any] = {"step": step}
        if fingerprint:
            arguments = {"callback": callback, "fingerprint": fingerprint, "arguments": arguments}
            callback = self._remember
        yield from self.ask(
            source,
            url,
            callback,
            priority=HEAD_START,
            meta={"document_key": None, "page_key": key},
            cb_kwargs={"source": source, **arguments},
        )

    def is_over(self, source: SourcePlan) -> bool:
        """Tell whether as many pages were asked as may be."""
        return self.pages[source.source.id] >= source.most_pages

    def one_too_many(self, source: SourcePlan, url: str) -> Iterator[Yield]:
        """End what was discovered and is beyond the number of pages; told once."""
        why = f"more than {source.most_pages} pages in one night"
        if source.source.id not in self._limited:
            self._limited.add(source.source.id)
            yield self.issue(source, "limit_reached", why, url)
        yield Outcome(url=url, source_id=source.source.id, state="retry_later", reason=why)

    def documents(
        self,
        source: SourcePlan,
        links: Iterable[Link],
        list_name: str,
        *,
        published: date | None = None,
        revision: str = "",
    ) -> Iterator[Yield]:
        """Follow links to documents."""
        keys = []
        for link in links:
            found = self.document_of(source, link, published=published, revision=revision)
            if Origin.of(link.url) not in source.origins:
                yield from self.refuse(source, found, "on another server than the page")
            else:
                yield from self.document(source, found, _place(found, list_name))
            keys.append(found.key)
        yield self.listed(source, list_name, keys)

    def article(self, source: SourcePlan, response: TextResponse, step: Step, entry: FeedEntry) -> Iterator[Yield]:
        """Keep a page that is a document; only other words make it another version, not what a page adds each time."""
        link = Link(url=response.meta["ledger_url"], title=entry.title)
        words = hashlib.sha256(main_text(response.text).encode()).hexdigest()
        article = self.document_of(source, link, published=entry.published, revision=words[:16])
        yield from self.written(source, article, _place(article, step.list_name), response.body)
        yield self.listed(source, step.list_name, [article.key])

    def file(self, source: SourcePlan, response: Response, step: Step) -> Iterator[Yield]:
        """Keep a document that came where its address promised a page."""
        if not response.body.startswith(DOCUMENTS):
            yield self.not_public(source, response, "neither a page nor a document")
            return
        url, header = response.meta["ledger_url"], response.headers.get("Content-Type") or b""
        found = self.document_of(source, Link(url=url, title=step.title or file_name(url)))
        media_type = header.decode("latin-1").partition(";")[0].strip().lower()
        yield from self.written(source, found, _place(found, step.list_name), response.body, media_type=media_type)
        yield self.listed(source, step.list_name, [found.key])

    def document_of(
        self, source: SourcePlan, link: Link, *, published: date | None = None, revision: str = ""
    ) -> Document:
        """Make the document of a link; without a date it is of the day on which it was first seen."""
        key = page_key(source, link.url)
        return Document(
            key=key,
            source_id=source.source.id,
            title=link.title,
            genre=genre_of(link.title),
            url=link.url,
            page_url=link.url,
            published=published or self.plan.store.published(key) or self.plan.today,
            revision=revision,
        )


def page_key(source: SourcePlan, url: str) -> str:
    """Give the key of what stands at an address of a site."""
    address = urlsplit(url)
    query = f"?{address.query}" if address.query else ""
    return f"website:{source.source.gemeentecode}:{address.path}{query}"


def _place(document: Document, list_name: str) -> Appearance:
    return Appearance(document_key=document.key, source_id=document.source_id, list_name=list_name)


def file_name(url: str) -> str:
    """Give the last part of an address, for want of a title."""
    return unquote(urlsplit(url).path.rpartition("/")[2])
