"""The Gemeenteblad of every municipality, from repository.overheid.nl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawlers.protocols import gemeenteblad
from crawlers.protocols.gemeenteblad import Publication
from crawlers.protocols.sru import parse_answer, search_url
from crawlers.spiders.base import SourceSpider, Yield
from pipeline.records import Appearance, Listing

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

ROWS = 500
DEEPEST_RECORD = 10_000
"""From here on the service answers 504."""


class BekendmakingenSpider(SourceSpider):
    """Everything a municipality publishes except permits and traffic."""

    name = "bekendmakingen"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask what was published or changed in the window; one day of overlap, for the service knows days only."""
        since, _ = self.plan.window.dates(self.plan.today, first=source.first)
        yield from self._page(source, since - timedelta(days=1), start=1)

    def _page(self, source: SourcePlan, since: date, *, start: int) -> Iterator[Yield]:
        query = gemeenteblad.query(source.source.key, since)
        url = search_url(source.base_url, "/sru", query=query, start=start, rows=ROWS, version="2.0")
        yield from self.listing(source, url, self.parse_publications, since=since, start=start)

    def parse_publications(self, response: Response, source: SourcePlan, since: date, start: int) -> Iterator[Yield]:
        """Follow one page of publications, then the next."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        answer = parse_answer(response.body)
        listed = 0
        for publication in self.each(
            source,
            response,
            answer.records,
            lambda record: gemeenteblad.parse_publication(record, source_id=source.source.id),
        ):
            if not isinstance(publication, Publication):
                yield publication
                continue
            listed += 1
            place = Appearance(
                document_key=publication.document.key, source_id=source.source.id, list_name="gemeenteblad"
            )
            yield from self.document(source, publication.document, place)
        yield Listing(source_id=source.source.id, list_name="gemeenteblad", listed=listed)
        yield self.read(source, response, len(answer.records))
        following = start + len(answer.records)
        if answer.records and following <= answer.number:
            if following >= DEEPEST_RECORD:
                message = f"{answer.number} publications since {since}: the rest lies beyond what can be paged"
                yield self.issue(source, "incomplete_list", message, response.url)
                return
            yield from self._page(source, since, start=following)
