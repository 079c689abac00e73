"""Documents on pages of a municipal website that the configuration names (policy notes, tenders)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from models.genres import genre_of
from parsel import Selector

from crawlers.registry import Origin
from crawlers.spiders.base import SourceSpider, Yield
from pipeline.records import Appearance, Document, Listing

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

_DOCUMENT = re.compile(r"\.(pdf|docx?|odt)$", re.IGNORECASE)
_TYPE_AND_SIZE = re.compile(r"\s*\((pdf|docx?|odt)[^)]*\)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a document with the words a reader sees."""

    url: str
    title: str


def parse_links(html: str, base_url: str) -> list[Link]:
    """Give the links to documents on a page, each once, without the "(pdf, 120 kB)" behind the title."""
    selector = Selector(text=html, base_url=base_url)
    selector.root.make_links_absolute(base_url)
    links: dict[str, Link] = {}
    for anchor in selector.css("a[href]"):
        url = urldefrag(anchor.attrib["href"]).url
        title = _TYPE_AND_SIZE.sub("", " ".join(" ".join(anchor.css("::text").getall()).split()))
        if title and _DOCUMENT.search(urlsplit(url).path):
            links.setdefault(url, Link(url=url, title=title))
    return list(links.values())


class WebsiteSpider(SourceSpider):
    """Follows the links to documents on the configured pages, and nothing else."""

    name = "website"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask each configured page."""
        for page in source.pages:
            yield from self.listing(source, page, self.parse_page, page=page)

    def parse_page(self, response: Response, source: SourcePlan, page: str) -> Iterator[Yield]:
        """Follow the documents of one page; a page without any is an issue, for someone chose it."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        links = [link for link in parse_links(response.text, response.url) if Origin.of(link.url) in source.origins]
        if not links:
            yield self.issue(source, "empty_list", "the page links to no document", page)
        for link in links:
            document = self._document(source, link)
            place = Appearance(document_key=document.key, source_id=source.source.id, list_name=page)
            yield from self.document(source, document, place)
        yield Listing(source_id=source.source.id, list_name=page, listed=len(links))
        yield self.read(source, response, len(links))

    def _document(self, source: SourcePlan, link: Link) -> Document:
        key = f"website:{source.source.gemeentecode}:{urlsplit(link.url).path}"
        return Document(
            key=key,
            source_id=source.source.id,
            title=link.title,
            genre=genre_of(link.title, hints=[]),
            url=link.url,
            page_url=link.url,
            # a website does not say when a paper was put there: the day we first saw it
            published=self.plan.store.published(key) or self.plan.today,
            revision="",
        )
