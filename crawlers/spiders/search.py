"""What the two SRU services of KOOP have in common: a search, page by page, with a document per record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from crawlers.files import names_web_page
from crawlers.protocols.sru import Answer, Record, Slice, parse_answer, search_url
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import SourceSpider
from pipeline.records import Appearance, Document, Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

LOOSENESS = 0.05
"""The number of records is an estimate: this share of it may be missing before it is told."""


@dataclass(slots=True, kw_only=True)
class Search:
    """One search on its way."""

    days: Slice
    expected: int = 0
    """How many records the service thought there were, on the last page that had any."""
    came: set[str] = field(default_factory=set)

    @property
    def is_short(self) -> bool:
        """True when fewer records came than the estimate can be off."""
        return len(self.came) < self.expected * (1 - LOOSENESS)


class SearchSpider(SourceSpider):
    """Follows every record of one search per source, cut into days where it gives more than can be paged."""

    path: ClassVar[str]
    parameters: ClassVar[dict[str, str]]
    rows: ClassVar[int]
    """Records per page that the service gives at most."""
    by_appearance: ClassVar[bool]
    """True when a search can be cut by the day records appeared, where too many changed in one day."""
    deepest_record: ClassVar[int] = 10_000
    """From here on the service answers 504."""

    def list_name(self, source: SourcePlan) -> str:
        """Say what the list is called."""
        raise NotImplementedError

    def first_days(self, source: SourcePlan) -> Slice:
        """Say which days to search."""
        raise NotImplementedError

    def query(self, source: SourcePlan, days: Slice) -> str:
        """Say what to search on these days."""
        raise NotImplementedError

    def parse_record(self, record: Record, source: SourcePlan) -> Document | None:
        """Read one record; None when it is of another publisher."""
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
        yield from self._page(source, Search(days=self.first_days(source)), start=1)

    def _page(self, source: SourcePlan, search: Search, *, start: int) -> Iterator[Yield]:
        query = self.query(source, search.days)
        url = search_url(source.base_url, self.path, query=query, start=start, rows=self.rows, **self.parameters)
        yield from self.listing(source, url, self.parse_page, search=search, start=start)

    def parse_page(self, response: Response, source: SourcePlan, search: Search, start: int) -> Iterator[Yield]:
        """Follow the records of one page, then the next page; or search again in shorter stretches of days."""
        answer = parse_answer(response.body)
        too_many = max(answer.number, self._next(answer, start) or 0) >= self.deepest_record
        slices = search.days.cut(self.plan.today, by_appearance=self.by_appearance) if too_many else ()
        if slices:
            for days in slices:
                yield from self._page(source, Search(days=days), start=1)
        else:
            yield from self._records(response, source, answer)
            yield from self._onward(response, source, search, answer, start)
        yield self.read(source, response, len(answer.records))

    def _records(self, response: Response, source: SourcePlan, answer: Answer) -> Iterator[Yield]:
        keys = []
        # the whole page is read first: what one record says may decide on another
        for found in [*self.each(source, response, answer.records, lambda record: self.parse_record(record, source))]:
            if isinstance(found, Issue):
                yield found
            elif found is not None and (why := self.refusal(found)):
                yield from self.refuse(source, found, why)
            elif found is not None:
                keys.append(found.key)
                place = Appearance(document_key=found.key, source_id=source.source.id, list_name=self.list_name(source))
                yield from self.document(source, found, place, web_page=names_web_page(found.url))
        yield self.listed(source, self.list_name(source), keys)

    def _onward(
        self, response: Response, source: SourcePlan, search: Search, answer: Answer, start: int
    ) -> Iterator[Yield]:
        search.came |= {record.optional("identifier") for record in answer.records}
        search.expected = answer.number or search.expected
        following = self._next(answer, start)
        if following is not None and following < self.deepest_record:
            yield from self._page(source, search, start=following)
        elif following is not None:
            message = f"{answer.number} records: the rest lies beyond what can be paged"
            yield self.issue(source, "incomplete_list", message, response.url)
        elif search.is_short:
            message = f"{len(search.came)} of about {search.expected} records came"
            yield self.issue(source, "incomplete_list", message, response.url)

    def _next(self, answer: Answer, start: int) -> int | None:
        """Give where the next page begins; None after the last."""
        following = start + len(answer.records)
        return following if answer.records and (answer.more or following <= answer.number) else None
