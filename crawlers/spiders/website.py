"""Documents on pages of a municipal website that the configuration names (policy notes, tenders)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawlers.protocols.links import Link, parse_links
from crawlers.registry import Origin
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import SourceSpider
from models.genres import genre_of
from pipeline.records import Appearance, Document

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan


class WebsiteSpider(SourceSpider):
    """Follows the links to documents on the configured pages, and nothing else."""

    name = "website"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask each configured page."""
        for page in source.pages:
            yield from self.listing(source, page, self.parse_page, page=page)

    def parse_page(self, response: Response, source: SourcePlan, page: str) -> Iterator[Yield]:
        """Follow the documents of one page; a page without any is an issue, for someone chose it."""
        if not isinstance(response, TextResponse):
            raise TypeError("the page is no web page")
        documents = [self._document(source, link) for link in parse_links(response.text, response.url)]
        if not documents:
            yield self.issue(source, "empty_list", "the page links to no document", page)
        for document in documents:
            if Origin.of(document.url) not in source.origins:
                yield from self.refuse(source, document, "on another server than the page")
                continue
            place = Appearance(document_key=document.key, source_id=source.source.id, list_name=page)
            yield from self.document(source, document, place)
        yield self.listed(source, page, [document.key for document in documents])
        yield self.read(source, response, len(documents))

    def _document(self, source: SourcePlan, link: Link) -> Document:
        address = urlsplit(link.url)
        query = f"?{address.query}" if address.query else ""
        key = f"website:{source.source.gemeentecode}:{address.path}{query}"
        return Document(
            key=key,
            source_id=source.source.id,
            title=link.title,
            genre=genre_of(link.title),
            url=link.url,
            page_url=link.url,
            # a website does not say when a paper was put there: the day we first saw it
            published=self.plan.store.published(key) or self.plan.today,
            revision="",
        )
