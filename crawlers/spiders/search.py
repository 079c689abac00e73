"""What the two SRU services of KOOP have in common: a search, page by page, with a document per record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from crawlers.files import names_web_page
from crawlers.protocols.sru import Record, parse_answer, search_url
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import SourceSpider
from pipeline.records import Appearance, Document, Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

DEEPEST_RECORD = 10_000
"""From here on the service answers 504."""


class SearchSpider(SourceSpider):
    """Follows every record of one search per municipality."""

    list_name: ClassVar[str]
    path: ClassVar[str]
    parameters: ClassVar[dict[str, str]]
    rows: ClassVar[int]
    """Records per page that the service gives at most."""

    def query(self, source: SourcePlan) -> str:
        """Say what to search."""
        raise NotImplementedError

    def parse_record(self, record: Record, source: SourcePlan) -> Document:
        """Read one record."""
        raise NotImplementedError

    def refusal(self, document: Document) -> str:
        """Say why a document is not to be read; empty when it is."""
        raise NotImplementedError

    def since(self, source: SourcePlan) -> date:
        """Give the day from which changes are asked; one day of overlap, for the services know days only."""
        first_day, _ = self.plan.dates(source)
        return first_day - timedelta(days=1)

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask the first page."""
        yield from self._page(source, self.query(source), start=1)

    def _page(self, source: SourcePlan, query: str, *, start: int) -> Iterator[Yield]:
        url = search_url(source.base_url, self.path, query=query, start=start, rows=self.rows, **self.parameters)
        yield from self.listing(source, url, self.parse_page, query=query, start=start)

    def parse_page(self, response: Response, source: SourcePlan, query: str, start: int) -> Iterator[Yield]:
        """Follow the records of one page, then the next page."""
        answer = parse_answer(response.body)
        keys = []
        for document in self.each(source, response, answer.records, lambda record: self.parse_record(record, source)):
            if isinstance(document, Issue):
                yield document
            elif why := self.refusal(document):
                yield from self.refuse(source, document, why)
            else:
                keys.append(document.key)
                yield from self._follow(source, document)
        yield self.listed(source, self.list_name, keys)
        following = start + len(answer.records)
        if answer.records and (answer.more or following <= answer.number):
            if following < DEEPEST_RECORD:
                yield from self._page(source, query, start=following)
            else:
                message = f"{answer.number} records: the rest lies beyond what can be paged"
                yield self.issue(source, "incomplete_list", message, response.url)
        yield self.read(source, response, len(answer.records))

    def _follow(self, source: SourcePlan, document: Document) -> Iterator[Yield]:
        place = Appearance(document_key=document.key, source_id=source.source.id, list_name=self.list_name)
        yield from self.document(source, document, place, web_page=names_web_page(document.url))
