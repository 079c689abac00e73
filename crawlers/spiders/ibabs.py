"""Meetings, overviews and documents from the public portals of iBabs, one per municipality.

Raadsinformatiebrieven stand in overviews ("Reports"), not under meetings: both are listed. The portal has no dates of
change: every meeting in the window is read each night, and of an overview only the entries whose row changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from scrapy.http import TextResponse

from crawlers.files import Expected
from crawlers.protocols.ibabs import Listed, Report, Site, find_document, find_script, parse_menu
from crawlers.protocols.ibabs_meetings import CalendarEntry, parse_entry, parse_meeting
from crawlers.protocols.ibabs_reports import (
    Row,
    RowPage,
    form_of,
    is_newest_first,
    order_column,
    parse_item,
    parse_rows,
)
from crawlers.spiders.asking import Yield
from crawlers.spiders.writing import WritingSpider
from pipeline.ledger import previous_state
from pipeline.records import Appearance, Document, Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

MEETINGS = "vergaderingen"
MOST_ROWS = 50_000
"""Of one overview; one without end is an error of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How far an overview was read."""

    report: Report
    start: int = 0
    columns: tuple[str, ...] = ()
    """The columns, that to order by first; none while the portal's own order is asked."""
    seen: frozenset[str] = frozenset()
    """Which rows came."""


class IbabsSpider(WritingSpider):
    """Every meeting of the calendar, month by month, and every overview."""

    name = "ibabs"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._addresses: dict[str, str] = {}

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Begin with the calendar, which names the kinds of meetings and where the overviews are."""
        yield from self.listing(source, _site(source).url("/Calendar"), self.parse_calendar)

    def parse_calendar(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """List the meetings of each month, and the overviews."""
        site, menu = _site(source), parse_menu(_html(response))
        yield self.listed(source, MEETINGS, ())
        for begin, end in _months(*self.plan.dates(source)):
            days = urlencode({"start": f"{begin}T00:00:00Z", "end": f"{end}T00:00:00Z"})
            url = site.url(f"/Calendar/GetAgendasForCalendar?{days}")
            yield from self.listing(source, url, self.parse_month, bodies=menu.bodies)
        yield from self.listing(source, site.url(menu.overview), self.parse_overview)
        yield from self._reports(source, menu.reports)
        yield self.read(source, response, len(menu.bodies))

    def parse_month(self, response: Response, source: SourcePlan, bodies: dict[str, str]) -> Iterator[Yield]:
        """Ask each meeting in the window; a month comes with days around it."""
        found = json.loads(response.body)
        if not isinstance(found, list):
            raise TypeError("the calendar is no list")
        first, last = self.plan.dates(source)
        for entry in self.each(source, response, found, lambda raw: parse_entry(raw, bodies)):
            if isinstance(entry, Issue):
                yield entry
            elif first <= entry.date <= last and _is_own(source, entry):
                url = _site(source).url(f"/Agenda/Index/{entry.id}")
                yield from self.listing(source, url, self.parse_meeting, entry=entry)
        yield self.read(source, response, len(found))

    def parse_meeting(self, response: Response, source: SourcePlan, entry: CalendarEntry) -> Iterator[Yield]:
        """Save a meeting and follow its documents."""
        meeting = parse_meeting(_html(response), entry, _site(source), today=self.plan.today)
        if meeting.event is not None:
            yield meeting.event
        yield from meeting.items
        yield from (self.unread(source, response, one) for one in meeting.unread)
        yield from self._follow(source, MEETINGS, meeting.documents, is_dated=False)
        yield self.read(source, response, len(meeting.documents))

    def parse_overview(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """List the overviews of a page, and those of the categories that it has."""
        menu = parse_menu(_html(response))
        for category in menu.categories:
            yield from self.listing(source, _site(source).url(category), self.parse_overview)
        yield from self._reports(source, menu.reports)
        yield self.read(source, response, len(menu.reports))

    def _reports(self, source: SourcePlan, reports: Iterable[Report]) -> Iterator[Yield]:
        """List each overview, letters of inhabitants and those of a neighbour on the same site excepted."""
        for report in reports:
            if report.has_letters or self._is_of_neighbour(source, report):
                continue
            if not report.is_known and (source.full or not self._was_listed(source, report)):
                url = _site(source).url(f"/Reports/Details/{report.id}")
                yield self.issue(source, "unknown_list", f"{report.name!r} is a kind of list we do not know", url)
            yield from self._rows(source, Turn(report=report))

    def _rows(self, source: SourcePlan, turn: Turn) -> Iterator[Yield]:
        url = _site(source).url(f"/Reports/GetReportData/{turn.report.id}")
        yield from self.listing(source, url, self.parse_rows, form=form_of(turn.start, turn.columns), turn=turn)

    def parse_rows(self, response: Response, source: SourcePlan, turn: Turn) -> Iterator[Yield]:
        """Ask the entries that may be new or changed, then the next rows.

        A list that does not come at once is asked again from its beginning, the newest first.
        """
        page = parse_rows(json.loads(response.body))
        yield self.listed(source, turn.report.name, ())
        newest = order_column(page)
        if not turn.columns and page.count < page.total and newest is not None:
            others = (column for column in page.columns if column != newest)
            yield from self._rows(source, replace(turn, columns=(newest, *others)))
        else:
            yield from (self.unread(source, response, one) for one in page.unread)
            for row in page.rows:
                yield from self._item(source, turn.report, row)
            yield from self._next(source, response, turn, page)
        yield self.read(source, response, page.count)

    def _next(self, source: SourcePlan, response: Response, turn: Turn, page: RowPage) -> Iterator[Yield]:
        """Ask the next rows, unless all that follow lie before the window; a full pass counts every row."""
        following, seen = turn.start + page.count, turn.seen | page.ids
        if seen == turn.seen or following >= min(page.total, MOST_ROWS):
            if len(seen) < page.total:
                message = f"{turn.report.name}: {len(seen)} of {page.total} rows came"
                yield self.issue(source, "incomplete_list", message, response.url)
            return
        first, _ = self.plan.dates(source)
        is_before = bool(page.rows) and all(row.latest is not None and row.latest < first for row in page.rows)
        if source.full or not (is_before and turn.columns and is_newest_first(page, turn.columns[0])):
            yield from self._rows(source, replace(turn, start=following, seen=seen))

    def _item(self, source: SourcePlan, report: Report, row: Row) -> Iterator[Yield]:
        """Ask the page of an entry; of one before the window only when it was read before and has changed."""
        first, _ = self.plan.dates(source)
        url, store = _site(source).url(f"/Reports/Item/{row.id}"), self.plan.store
        if row.latest is not None and row.latest < first:
            is_known = previous_state(store.database, url) is not None
            if not is_known or store.memory.listing(url, row.fingerprint) is not None:
                return
        yield from self.listing(source, url, self.parse_item, fingerprint=row.fingerprint, report=report, row=row)

    def parse_item(self, response: Response, source: SourcePlan, report: Report, row: Row) -> Iterator[Yield]:
        """Follow the documents of an entry; one without a file is a document itself."""
        item = parse_item(_html(response), row, report, _site(source), today=self.plan.today)
        yield from (self.unread(source, response, one) for one in item.unread)
        yield from self._follow(source, report.name, item.documents, is_dated=item.is_dated)
        if item.written is not None:
            written = item.written if item.is_dated else self._first_seen(item.written)
            place = Appearance(document_key=written.key, source_id=source.source.id, list_name=report.name)
            yield from self.written(source, written, place, item.content)
            yield self.listed(source, report.name, [written.key])
        yield self.read(source, response, len(item.documents))

    def _follow(
        self, source: SourcePlan, list_name: str, documents: Iterable[Listed], *, is_dated: bool
    ) -> Iterator[Yield]:
        """Ask for documents; one that stands in several places has an address per place and is asked at the first."""
        keys = []
        for listed in documents:
            key = listed.document.key
            keys.append(key)
            place = Appearance(
                document_key=key,
                source_id=source.source.id,
                list_name=list_name,
                event_key=listed.event_key,
                agenda_item_key=listed.agenda_item_key,
            )
            document = listed.document if is_dated else self._first_seen(listed.document)
            document = replace(document, url=self._addresses.setdefault(key, document.url))
            yield from self.document(source, document, place, web_page=listed.web_page)
        yield self.listed(source, list_name, keys)

    def _first_seen(self, document: Document) -> Document:
        """Keep the day on which a document without a date was first seen."""
        return replace(document, published=self.plan.store.published(document.key) or document.published)

    def parse_document(
        self, response: Response, expected: Expected, returning: Document | None = None
    ) -> Iterator[Yield]:
        """Keep the bytes of a document; where a viewer comes first, go on to the script that it loads the file with."""
        script = find_script(response.text) if isinstance(response, TextResponse) and response.status == 200 else None
        if script is None:
            yield from super().parse_document(response, expected, returning)
        else:
            yield from self._go_on(response, script, self.parse_script, expected, returning)

    def parse_script(self, response: Response, expected: Expected, returning: Document | None) -> Iterator[Yield]:
        """Go on to the file that the script of a viewer names; what comes then is the file or nothing."""
        path = find_document(response.body.decode(errors="replace"))
        if path is None:
            raise KeyError("Document/View")
        yield from self._go_on(response, path, super().parse_document, expected, returning)

    def _go_on(
        self,
        response: Response,
        path: str,
        callback: Callable[..., Iterator[Yield]],
        expected: Expected,
        returning: Document | None,
    ) -> Iterator[Yield]:
        source = next(one for one in self.sources if one.source.id == expected.source_id)
        yield from self.ask(
            source,
            urljoin(response.url, path),
            callback,
            ledger_url=expected.url,
            meta={"document_key": expected.document_key},
            cb_kwargs={"expected": expected, "returning": returning},
        )

    def _is_of_neighbour(self, source: SourcePlan, report: Report) -> bool:
        """Tell whether an overview is named after another municipality on the same site."""
        name = report.name.casefold()
        if not source.meeting_filter or source.meeting_filter.casefold() in name:
            return False
        neighbours = (other.meeting_filter for other in self.sources if other.base_url == source.base_url)
        return any(words and words.casefold() in name for words in neighbours)

    def _was_listed(self, source: SourcePlan, report: Report) -> bool:
        """Tell whether an overview was there in an earlier run."""
        store = self.plan.store
        query = "select 1 from listings where run_id < ? and source_id = ? and list_name = ? limit 1"
        return any(store.database.query(query, [store.run_id, source.source.id, report.name]))


def _site(source: SourcePlan) -> Site:
    return Site(
        source_id=source.source.id,
        name=source.source.key,
        base_url=source.base_url,
        share=source.meeting_filter.casefold(),
    )


def _html(response: Response) -> str:
    if not isinstance(response, TextResponse):
        raise TypeError("the answer is no web page")
    return response.text


def _is_own(source: SourcePlan, entry: CalendarEntry) -> bool:
    """Tell whether a meeting is of this municipality, and not of a neighbour on the same site."""
    return source.meeting_filter.casefold() in f"{entry.body} {entry.title}".casefold()


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut a window into months: the first day of each piece and the day after its last."""
    end = last + timedelta(days=1)
    while first < end:
        following = min((first.replace(day=1) + timedelta(days=31)).replace(day=1), end)
        yield first, following
        first = following
