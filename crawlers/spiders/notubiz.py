"""Meetings, modules and documents from the Notubiz API.

Raadsvoorstellen and raadsinformatiebrieven hang under modules, not only under meetings: both are listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.protocols.notubiz import (
    Listed,
    Module,
    Site,
    Unanswered,
    answer_with,
    is_closed,
    parse_gremium,
    parse_module,
    public_meeting,
)
from crawlers.protocols.notubiz_entry import parse_module_item
from crawlers.protocols.notubiz_meeting import LinkedItem, parse_meeting
from crawlers.protocols.shapes import entries, flag, number, table
from crawlers.spiders.asking import Yield
from crawlers.spiders.writing import WritingSpider
from pipeline.records import Appearance, Issue, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import SourcePlan

MEETINGS = "vergaderingen"
CHUNK_DAYS = 90
"""Wider windows answer 404 "An uncaught error has occurred"."""
MOST_PAGES = 100
"""Of one list; a list without end is an error of the service."""

Days = tuple[date, date]
Placed = tuple[Listed, ...]


class NotubizSpider(WritingSpider):
    """Every module and the events, in chunks, with their agendas."""

    name = "notubiz"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._modules: defaultdict[str, dict[int, str]] = defaultdict(dict)
        self._waiting: defaultdict[str, list[LinkedItem]] = defaultdict(list)
        self._linked: dict[str, Placed] = {}

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Begin with the modules, whose names say what their documents are, and the bodies (gremia) of meetings."""
        site = _site(source)
        yield from self.listing(source, site.url(f"/organisations/{site.organisation}/modules"), self.parse_modules)
        yield from self.listing(source, _gremia(site), self.parse_gremia)

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """End a request; where the bodies are not for us their meetings still are."""
        for end in super().failed(failure):
            yield end
            if isinstance(end, Outcome) and end.state in ("refused", "gone"):
                for source in self.sources:
                    if source.source.id == end.source_id and end.url == _gremia(_site(source)):
                        yield from self._calendar(source, {})

    def parse_modules(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """List every module over the window, letters of inhabitants excepted."""
        modules = entries(answer_with("modules", response.body), "modules")
        for module in self.each(source, response, modules, parse_module):
            if isinstance(module, Issue):
                yield module
            elif not module.has_letters:
                yield from self._module(source, response, module)
        yield self.read(source, response, len(modules))

    def _module(self, source: SourcePlan, response: Response, module: Module) -> Iterator[Yield]:
        self._modules[source.source.id][module.id] = module.name
        if not module.is_known:
            message = f"module {module.id} {module.name!r} is read, though it is not known what it holds"
            yield self.issue(source, "unknown_list", message, response.url)
        for days in _chunks(self.plan.dates(source)):
            yield from self._items(source, module.id, days, page=1)

    def _items(self, source: SourcePlan, module: int, days: Days, *, page: int) -> Iterator[Yield]:
        site = _site(source)
        turn = {"page": str(page)} if page > 1 else {}
        url = site.url(f"/organisations/{site.organisation}/modules/{module}/items", **_between(days), **turn)
        yield from self.listing(source, url, self.parse_items, module=module, days=days, page=page)

    def parse_items(
        self, response: Response, source: SourcePlan, module: int, days: Days, page: int
    ) -> Iterator[Yield]:
        """Follow the documents of one module, and its next page."""
        answer = answer_with("items", response.body)
        items, name = entries(answer, "items"), self._modules[source.source.id][module]
        yield self.listed(source, name, ())
        for found in self.each(source, response, items, lambda item: self._item(item, source, name)):
            if isinstance(found, Issue):
                yield found
            else:
                yield from self._follow(source, name, found)
        pagination = table(answer, "pagination")
        came, total = number(pagination, "list_end"), number(pagination, "total_results")
        if came < total:
            # a service that does not know pages gives the first one again
            if items and page < MOST_PAGES and (page == 1 or number(pagination, "list_start") > 0):
                yield from self._items(source, module, days, page=page + 1)
            else:
                message = f"{name}: {came} of {total} items came"
                yield self.issue(source, "incomplete_list", message, response.url)
        yield self.read(source, response, len(items))

    def _item(self, raw: Mapping[str, Any], source: SourcePlan, module: str) -> Placed:
        """Read an item and remember it, for a meeting may point to it."""
        site = _site(source)
        found = parse_module_item(raw, site, module=module)
        self._linked[site.url(f"/modules/0/items/{raw['id']}")] = found
        return found

    def parse_gremia(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Learn the bodies, then list the events per chunk of the window."""
        gremia = {}
        found = entries(answer_with("gremia", response.body), "gremia")
        for gremium in self.each(source, response, found, parse_gremium):
            if isinstance(gremium, Issue):
                yield gremium
            else:
                gremia[gremium[0]] = gremium[1]
        yield from self._calendar(source, gremia)
        yield self.read(source, response, len(gremia))

    def _calendar(self, source: SourcePlan, gremia: Mapping[int, str]) -> Iterator[Yield]:
        yield self.listed(source, MEETINGS, ())
        for days in _chunks(self.plan.dates(source)):
            yield from self._events(source, days, gremia, page=1)

    def _events(self, source: SourcePlan, days: Days, gremia: Mapping[int, str], *, page: int) -> Iterator[Yield]:
        site = _site(source)
        url = site.url("/events", organisation_id=site.organisation, page=str(page), **_between(days))
        yield from self.listing(source, url, self.parse_events, days=days, gremia=gremia, page=page)

    def parse_events(
        self, response: Response, source: SourcePlan, days: Days, gremia: Mapping[int, str], page: int
    ) -> Iterator[Yield]:
        """Ask each public meeting, and the next page."""
        answer = answer_with("events", response.body)
        events, site = entries(answer, "events"), _site(source)
        for meeting in self.each(source, response, events, public_meeting):
            if isinstance(meeting, Issue):
                yield meeting
            elif meeting:
                url = site.url(f"/events/meetings/{meeting}")
                yield from self.listing(source, url, self.parse_meeting, gremia=gremia)
        if flag(table(answer, "pagination"), "has_more_pages"):
            if events and page < MOST_PAGES:
                yield from self._events(source, days, gremia, page=page + 1)
            else:
                yield self.issue(source, "incomplete_list", f"the events do not end at page {page}", response.url)
        yield self.read(source, response, len(events))

    def parse_meeting(self, response: Response, source: SourcePlan, gremia: Mapping[int, str]) -> Iterator[Yield]:
        """Save a meeting and follow its documents."""
        site = _site(source)
        raw = self._opened(response, "meeting")
        if isinstance(raw, str):
            yield self.not_public(source, response, raw)
            return
        meeting = parse_meeting(raw, site, gremia)
        yield meeting.event
        yield from meeting.items
        yield from (self.unread(source, response, entry) for entry in meeting.unread)
        yield from self._follow(source, MEETINGS, meeting.documents)
        for link in meeting.module_items:
            url = site.url(f"/modules/0/items/{link.id}")
            if url in self._linked:
                yield from self._follow(source, MEETINGS, _placed(self._linked[url], link))
            else:
                self._waiting[url].append(link)
                yield from self.listing(source, url, self.parse_linked_item)
        yield self.read(source, response, len(meeting.documents))

    def parse_linked_item(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Follow the documents of a module item, under every meeting that it hangs under."""
        item = self._opened(response, "item")
        if isinstance(item, str) or is_closed(item):
            why = item if isinstance(item, str) else "not public, or a letter of an inhabitant"
            yield self.not_public(source, response, why)
            return
        module = self._modules[source.source.id].get(number(item, "module_id"), "")
        url = response.meta["ledger_url"]
        self._linked[url] = parse_module_item(item, _site(source), module=module)
        for link in self._waiting.pop(url):
            yield from self._follow(source, MEETINGS, _placed(self._linked[url], link))
        yield self.read(source, response, len(self._linked[url]))

    def _opened(self, response: Response, name: str) -> Mapping[str, Any] | str:
        """Give what was asked by its number, or the words in which it was said not to be public."""
        try:
            answer = answer_with(name, response.body)
        except Unanswered as error:
            if error.is_closed:
                return str(error)
            raise
        return table(answer, name)

    def _follow(self, source: SourcePlan, list_name: str, documents: Iterable[Listed]) -> Iterator[Yield]:
        documents = tuple(documents)
        for listed in documents:
            if listed.confidential:
                yield from self.refuse(source, listed.document, "confidential")
                continue
            place = Appearance(
                document_key=listed.document.key,
                source_id=source.source.id,
                list_name=list_name,
                event_key=listed.event_key,
                agenda_item_key=listed.agenda_item_key,
            )
            if listed.content:
                yield from self.written(source, listed.document, place, listed.content.encode())
            else:
                yield from self.document(source, listed.document, place, web_page=listed.web_page)
        yield self.listed(source, list_name, [listed.document.key for listed in documents])


def _site(source: SourcePlan) -> Site:
    return Site(source_id=source.source.id, organisation=source.source.key, base_url=source.base_url)


def _gremia(site: Site) -> str:
    return site.url(f"/organisations/{site.organisation}/gremia")


def _chunks(days: Days) -> Iterator[Days]:
    begin, last = days
    while begin <= last:
        until = min(begin + timedelta(days=CHUNK_DAYS - 1), last)
        yield begin, until
        begin = until + timedelta(days=1)


def _between(days: Days) -> dict[str, str]:
    return {"date_from": f"{days[0]} 00:00:00", "date_to": f"{days[1]} 23:59:59"}


def _placed(documents: Placed, link: LinkedItem) -> Placed:
    return tuple(
        replace(listed, event_key=link.event_key, agenda_item_key=link.agenda_item_key) for listed in documents
    )
