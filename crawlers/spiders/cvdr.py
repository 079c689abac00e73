"""Local regulations of every municipality, from the CVDR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawlers.protocols import cvdr
from crawlers.protocols.cvdr import Regulation
from crawlers.protocols.sru import parse_answer, search_url
from crawlers.spiders.base import SourceSpider, Yield
from pipeline.records import Appearance, Listing

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

ROWS = 100
LIST = "regelingen"


class CvdrSpider(SourceSpider):
    """Regulations in force or to come; every version is a document of its own."""

    name = "cvdr"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask all regulations the first time, later those that changed."""
        since, _ = self.plan.window.dates(self.plan.today, first=False)
        yield from self._page(source, None if source.first else since - timedelta(days=1), start=1)

    def _page(self, source: SourcePlan, since: date | None, *, start: int) -> Iterator[Yield]:
        query = cvdr.query(source.source.key, since)
        parameters = {"version": "1.2", "x-connection": "cvdr"}
        url = search_url(source.base_url, "/sru/Search", query=query, start=start, rows=ROWS, **parameters)
        yield from self.listing(source, url, self.parse_regulations, since=since, start=start)

    def parse_regulations(
        self, response: Response, source: SourcePlan, since: date | None, start: int
    ) -> Iterator[Yield]:
        """Follow one page of regulations, then the next. The service sometimes answers 406 with a valid body."""
        if response.status != 406 and (end := self.unreadable(response)) is not None:
            yield end
            return
        answer = parse_answer(response.body)
        listed = 0
        for regulation in self.each(
            source,
            response,
            answer.records,
            lambda record: cvdr.parse_regulation(record, source_id=source.source.id),
        ):
            if isinstance(regulation, Regulation):
                listed += 1
                yield from self._follow(source, regulation)
            else:
                yield regulation
        yield Listing(source_id=source.source.id, list_name=LIST, listed=listed)
        yield self.read(source, response, len(answer.records))
        following = start + len(answer.records)
        if answer.records and following <= answer.number:
            yield from self._page(source, since, start=following)

    def _follow(self, source: SourcePlan, regulation: Regulation) -> Iterator[Yield]:
        document = regulation.document
        held = self.plan.store.known_version(document.key) is not None
        if cvdr.expired(regulation, self.plan.today) and not held:
            yield from self.refuse(source, document, f"no longer in force since {document.valid_until}")
            return
        place = Appearance(document_key=document.key, source_id=source.source.id, list_name=LIST)
        yield from self.document(source, document, place)
