"""A municipal website: pages, feeds and sitemaps that the configuration names, and the documents they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

from crawlers.protocols.feeds import FeedEntry, feed_entries, parse_entry
from crawlers.protocols.links import Link, names_document, parse_links, parse_pages
from crawlers.protocols.sitemaps import Place, parse_place, sitemap_entries
from crawlers.registry import Origin
from crawlers.spiders.asking import Yield
from crawlers.spiders.walking import Step, WalkingSpider, file_name
from pipeline.records import Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan


class WebsiteSpider(WalkingSpider):
    """Follows pages of the same site to a depth and within a number of pages, and fetches the documents on them."""

    name = "website"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask what is configured: feeds first, for they know when a document appeared."""
        self.pages[source.source.id] += len(source.pages) + len(source.feeds) + len(source.sitemaps)
        for feed in source.feeds:
            yield from self.listing(source, feed, self.parse_feed, list_name=feed)
        for page in source.pages:
            step = Step(list_name=page, level=1, is_chosen=True)
            yield from self.listing(source, page, self.parse_page, step=step)
        for sitemap in source.sitemaps:
            yield from self.listing(source, sitemap, self.parse_sitemap, list_name=sitemap)

    def parse_page(self, response: Response, source: SourcePlan, step: Step) -> Iterator[Yield]:
        """Follow the documents of one page and the pages it links to; someone chose the first page, so it has some."""
        if not isinstance(response, HtmlResponse):
            if step.is_chosen:
                raise TypeError("the page is no web page")
            yield from self.file(source, response, step)
            return
        documents = parse_links(response.text, response.url)
        pages = parse_pages(response.text, response.url) if step.level < source.depth else []
        if step.is_chosen and not documents and not pages:
            yield self.issue(source, "empty_list", "the page links to no document", step.list_name)
        if step.entry is not None:
            yield from self.article(source, response, step, step.entry)
        yield from self.documents(source, documents, step.list_name)
        for page in pages:
            further = Step(list_name=step.list_name, level=step.level + 1, title=page.title)
            yield from self.page(source, page.url, further)
        yield self.read(source, response, len(documents))

    def parse_feed(self, response: Response, source: SourcePlan, list_name: str) -> Iterator[Yield]:
        """Follow the entries of a feed."""
        entries = feed_entries(response.body)
        if not entries:
            yield self.issue(source, "empty_list", "the feed has no entries", list_name)
        yield self.listed(source, list_name, ())
        for entry in self.each(source, response, entries, lambda one: parse_entry(one, response.url)):
            if isinstance(entry, Issue):
                yield entry
            else:
                yield from self._entry(source, entry, list_name)
        yield self.read(source, response, len(entries))

    def _entry(self, source: SourcePlan, entry: FeedEntry, list_name: str) -> Iterator[Yield]:
        """Follow an entry: to documents, or to a page that is a document itself."""
        is_document = names_document(entry.url)
        urls = [*entry.enclosures, *([entry.url] if is_document else [])]
        links = [Link(url=url, title=entry.title) for url in dict.fromkeys(urls)]
        yield from self.documents(source, links, list_name, published=entry.published)
        if not is_document:
            step = Step(list_name=list_name, level=source.depth, entry=entry)
            yield from self.page(source, entry.url, step, fingerprint=entry.stamp)

    def parse_sitemap(self, response: Response, source: SourcePlan, list_name: str) -> Iterator[Yield]:
        """Follow the sitemaps of an index, or the pages and documents of a sitemap."""
        is_index, entries = sitemap_entries(response.body)
        if not entries:
            yield self.issue(source, "empty_list", "the sitemap is empty", list_name)
        yield self.listed(source, list_name, ())
        places = []
        for place in self.each(source, response, entries, lambda one: parse_place(one, response.url)):
            if isinstance(place, Issue):
                yield place
            else:
                places.append(place)
        # what changed last goes before what changed long ago, and what is not known before what is
        places.sort(key=lambda place: place.changed, reverse=True)
        for place in sorted(places, key=self._is_known):
            yield from (self._sitemap if is_index else self._place)(source, place, list_name)
        yield self.read(source, response, len(entries))

    def _sitemap(self, source: SourcePlan, place: Place, list_name: str) -> Iterator[Yield]:
        if Origin.of(place.url) not in source.origins:
            return
        if not self.is_over(source):
            self.pages[source.source.id] += 1
            yield from self.listing(source, place.url, self.parse_sitemap, list_name=list_name)
        elif self.plan.store.ledger.discover(place.url, source_id=source.source.id, kind="document"):
            yield from self.one_too_many(source, place.url)

    def _place(self, source: SourcePlan, place: Place, list_name: str) -> Iterator[Yield]:
        if names_document(place.url):
            link = Link(url=place.url, title=file_name(place.url))
            yield from self.documents(source, [link], list_name, revision=place.changed)
        else:
            step = Step(list_name=list_name, level=source.depth)
            yield from self.page(source, place.url, step, fingerprint=place.changed)

    def _is_known(self, place: Place) -> bool:
        return bool(place.changed) and self.plan.store.memory.listing(place.url, place.changed) is not None
